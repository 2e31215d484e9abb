// "Télécharger les 412 lignes": the rows of the table as files, asked with the very parameters of the table.
import { number } from "../format.js";
import { layerQuestion } from "../layer-params.js";
import { el, icon } from "../text.js";

// What it takes for a reader to choose: a name people know beside the extension.
const FORMATS = ["gpkg", "xlsx", "csv", "geojson", "fgb", "parquet", "shp.zip"];

export function createDownloads({ t, config }) {
  const words = el("span", {});
  const summary = el("summary", { class: "btn" }, icon("download"), words);
  const list = el("ul");
  const input = el("input", { class: "field", type: "text", autocomplete: "off", maxlength: "500", id: "download-purpose" });
  const note = el("p", { class: "why-not", role: "alert", hidden: true }, t("purposeNeeded"));
  const purpose = el(
    "div",
    { class: "purpose", hidden: true },
    el("label", { class: "lbl", for: "download-purpose" }, t("purpose")),
    input,
    note,
  );
  const menu = el("details", { class: "menu downloads" }, summary, el("div", { class: "menu-box" }, purpose, list));
  let layer = null;

  // A layer with restricted fields leaves only for a stated purpose: it joins the address when a format is chosen.
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-extract]");
    if (!link || !layer.restricted) return;
    const said = input.value.trim();
    note.hidden = Boolean(said);
    if (!said) {
      event.preventDefault();
      return input.focus();
    }
    const url = new URL(link.href);
    url.searchParams.set("purpose", said);
    link.href = url.href;
  });

  function show(next) {
    ({ layer } = next);
    const { state, more, matched, chosen } = next;
    words.textContent = t.count(chosen ? "downloadChosen" : "downloadRows", matched, { n: number(matched) });
    menu.hidden = !matched;
    purpose.hidden = !layer.restricted;
    const extract = FORMATS.map((format) => {
      const question = layerQuestion(state, layer, { ...more, lang: document.documentElement.lang });
      const link = { href: `/export/${layer.slug}.${format}${question}`, download: "", dataset: { extract: format } };
      return el("li", {}, el("a", link, el("b", { dir: "ltr" }, format), " ", el("span", { class: "sub" }, t(`format_${format}`))));
    });
    const { project, page } = config.qgis;
    const qgis = [
      project && el("li", { class: "sep" }, el("a", { href: project, download: "" }, icon("layers"), t("qgisProject"))),
      page && el("li", {}, el("a", { href: page }, t("qgisPage"))),
    ];
    list.replaceChildren(...[...extract, ...qgis].filter(Boolean));
  }
  return { node: menu, show };
}
