// "Pourquoi ce chiffre ?": definition, denominator, source, situation and completeness of the figure beside it.
import { get } from "./api.js";
import { figure } from "./figure.js";
import { date, number } from "./format.js";
import { popover } from "./popover.js";
import { el, icon, ltr } from "./text.js";

/** Asked to the server only when it is opened. */
export function whyBox(model, territory, { t, lang, config }) {
  const { indicator, choropleth, state } = model;
  const attributes = { type: "button", class: "why", "aria-haspopup": "dialog", "aria-expanded": "false" };
  const button = el("button", attributes, icon("help", "i-s"), t.sheet("why"));
  const closeLabel = { type: "button", class: "btn quiet sq", "aria-label": t.sheet("close") };
  const close = el("button", closeLabel, icon("x"));
  const facts = el("dl", {});
  const formula = el("p", { class: "fx" });
  const box = el(
    "div",
    { class: "pop why-pop", role: "dialog", "aria-label": t.sheet("why"), hidden: true },
    el("header", {}, t.sheet("why"), close),
    facts,
    formula,
    el(
      "footer",
      {},
      ...model.downloads.map(({ format, href }) => el("a", { href, download: "" }, format.toUpperCase())),
      el("a", { href: config.catalogue }, t.sheet("method")),
    ),
  );
  async function fill() {
    const { year, level, milieu, sex } = state;
    const question = { year, level, milieu, sex, territory: territory.code };
    const told = await get(`/api/indicators/${indicator.code}/explain`, question);
    const published = choropleth.total - choropleth.nodata;
    const weight = told.denominator;
    const lines = [
      [t.sheet("value"), year === "change" ? null : figure(told.value, indicator, lang)],
      [t.sheet("definition"), told.definition],
      [t.sheet("denominator"), weight && [weight.title, " ", ltr(number(weight.value))]],
      [t.sheet("sourceOf"), told.source.title],
      [t.sheet("situation"), told.situation && ltr(told.situation.length > 4 ? date(told.situation) : told.situation)],
      [
        t.sheet("completeness"),
        [
          t.sheet("completeOf", { n: number(published), total: number(choropleth.total) }),
          told.completeness.covered ? `${t.comma}${told.completeness.covered}` : null,
        ],
      ],
    ];
    const kept = lines.filter(([, fact]) => fact);
    facts.replaceChildren(...kept.flatMap(([name, fact]) => [el("dt", {}, name), el("dd", {}, fact)]));
    formula.textContent = year === "change" ? t.sheet("computed") : told.formula;
  }
  const pop = popover(button, box, {
    onOpen: () => {
      close.focus();
      fill();
    },
  });
  close.addEventListener("click", () => pop.close());
  return el("div", { class: "why-box" }, button, box);
}
