// Scope bar: territory with its type-ahead, the way up, the level, the downloads of what is shown.
import { get } from "./api.js";
import { layerQuestion } from "./layer-params.js";
import { popover } from "./popover.js";
import { hit, searchBox } from "./search.js";
import { el, icon, ltr } from "./text.js";

// What most people open; the table of a layer offers every format.
const QUICK = ["gpkg", "xlsx", "csv", "geojson"];

export function createScope({ t, lang, config, change }) {
  const button = document.getElementById("territory");
  const box = document.getElementById("territory-pop");
  const input = box.querySelector("input");
  const levelSelect = document.getElementById("level");
  const crumbs = document.querySelector("[data-crumbs]");
  const named = (place) => (lang === "ar" ? place.name_ar : place.name_fr);
  const downloads = document.querySelector("[data-downloads]");
  let territory = null;

  const pop = popover(button, box, {
    onOpen: () => {
      input.value = "";
      input.focus();
      search.ask();
    },
  });
  const pick = (result) => {
    pop.close({ refocus: false });
    if (result.place) return document.dispatchEvent(new CustomEvent("territory", { cancelable: true, detail: result }));
    choose(result, change);
  };
  // Before anything is typed, the list offers the way up: one step out is the most frequent move.
  const idle = (show) => {
    const above = (territory?.breadcrumb ?? []).slice(0, -1).reverse();
    if (!above.length) return show([el("p", { class: "none" }, t.message("noIdle"))]);
    show(
      above.map((place) =>
        el(
          "div",
          {
            role: "option",
            tabindex: "0",
            onclick: () => pick(place),
            onkeydown: (event) => event.key === "Enter" && pick(place),
          },
          hit({ ...place, path: [], kind_label: t.level(place.level).one }, lang),
        ),
      ),
    );
  };
  const search = searchBox(input, {
    url: "/api/territories/",
    lang,
    text: config.search,
    limit: 8,
    flow: true,
    idle,
    onPick: pick,
  });
  document.querySelector("[data-open-search]").addEventListener("click", () => pop.open());
  // The top bar's search chooses a territory here instead of leaving for its sheet.
  document.addEventListener("territory", (event) => {
    event.preventDefault();
    choose(event.detail, change);
  });
  levelSelect.addEventListener("change", () => change({ level: levelSelect.value, sel: "" }));

  function showDownloads(state) {
    const question = new URLSearchParams({
      level: state.level,
      territory: state.territory,
      milieu: state.milieu,
      sex: state.sex,
    });
    if (state.year !== "change") question.set("year", state.year);
    const links = config.formats.map((format) => {
      const href = `/indicators/${encodeURIComponent(state.indicator)}.${format}?${question}&lang=${lang}`;
      return { format, href };
    });
    const census = links.map(({ format, href }) => el("li", {}, el("a", { href, download: "" }, format.toUpperCase())));
    downloads.replaceChildren(el("li", { class: "head" }, el("b", {}, t.records("downloadIndicator"))), ...census);
    return links;
  }

  /** Below the figures, each layer drawn, asked for as it is drawn; one that leaves for a stated purpose, from its table. */
  function showLayers(model) {
    const file = (layer, format) => {
      const href = `/export/${layer.slug}.${format}${layerQuestion(model.state, layer, { lang })}`;
      return el("a", { href, download: "", dataset: { export: format } }, ltr(format));
    };
    const byTable = (layer) => {
      const onclick = () => {
        downloads.closest("details").open = false;
        change({ tab: layer.slug });
      };
      return el("button", { type: "button", onclick }, t.records("downloadInTable"));
    };
    const rows = model.records.map((layer) =>
      el(
        "li",
        { class: "of-layer" },
        el("b", {}, layer.title),
        el("span", {}, layer.restricted ? byTable(layer) : QUICK.map((format) => file(layer, format))),
      ),
    );
    downloads.replaceChildren(...[...downloads.children].filter((one) => !one.matches(".of-layer")), ...rows);
  }

  function show(model) {
    territory = model.territory;
    const name = named(territory);
    button.querySelector("[data-territory]").textContent =
      territory.code === "MA" ? t.message("kingdom") : name;
    const steps = territory.breadcrumb.slice(0, -1).map((place) => {
      const href = new URL(location.href);
      href.searchParams.set("territory", place.code);
      const go = (event) => {
        event.preventDefault();
        change({ territory: place.code, level: "", sel: "" });
      };
      const label = place.level === "country" ? t.sheet("kingdom") : named(place);
      return el("li", {}, el("a", { href: href.href, onclick: go }, label), icon("next", "flip"));
    });
    const here = el("span", { "aria-current": "location" }, territory.kind_label || territory.level_label);
    crumbs.replaceChildren(...steps, ...(steps.length ? [el("li", {}, here)] : []));
    levelSelect.replaceChildren(
      ...model.levels.map((level) =>
        el("option", { value: level, selected: level === model.state.level }, t.level(level).many),
      ),
    );
    document.querySelector("[data-level-chip]").textContent = t.level(model.state.level).many;
    return showDownloads(model.state);
  }
  return { show, showLayers };
}

/** A place that holds others becomes the perimeter; a commune is selected inside its province. */
export async function choose(place, change) {
  const detail = await get(`/api/territories/${place.code}.json`);
  const holds = ["country", "region", "province"].includes(detail.level);
  if (holds) return change({ territory: detail.code, level: "", sel: "" });
  const above = detail.breadcrumb.filter((step) => step.level === "province").pop() ?? detail.breadcrumb[0];
  change({ territory: above.code, level: detail.level, sel: detail.code });
}
