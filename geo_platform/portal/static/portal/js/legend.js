// Legend of a choropleth: class, range, bar of counts, count; then what has no class. Hover dims, click isolates.
import { limit, number } from "./format.js";
import { el, ltr } from "./text.js";

const percent = (part, whole) => `${whole ? Math.max(1, (100 * part) / whole) : 0}%`;

/** The ranges in words: "10–30". Change keeps its signs, so limits are joined by "à" there. */
export function ranges(choropleth, joiner) {
  const { breaks, colors, indicator } = choropleth;
  const write = (value) => limit(value, Math.max(indicator.decimals, 0));
  const signedScale = breaks.some((value) => value < 0);
  return colors.map((_, index) => {
    const [low, high] = [write(breaks[index]), write(breaks[index + 1])];
    return signedScale ? `${low} ${joiner} ${high}` : `${low}–${high}`;
  });
}

/** options: {t, onHover(index|null), onToggle(index)}. Returns {show(choropleth, {title, subtitle, only, outside})}. */
export function createLegend(root, { t, onHover, onToggle }) {
  const line = (swatch, label, count, more = "") =>
    el(
      "li",
      { class: `lg ${more}` },
      el("i", { class: `k ${swatch}` }),
      el("span", { class: "wide" }, label),
      el("span", { class: "c" }, number(count)),
    );

  function classLine(choropleth, index, text, only) {
    const count = choropleth.counts[index];
    const bar = el("span", {
      class: "bar",
      style: { "inline-size": percent(count, Math.max(...choropleth.counts)) },
    });
    const key = el("i", { class: "k", style: { background: choropleth.colors[index] } });
    const label = `${text} ${choropleth.indicator.unit_label ?? ""}, ${t.count("units", count)}`;
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "lg",
          "aria-pressed": String(only === index),
          "aria-label": label,
          title: t("isolate"),
          onmouseenter: () => onHover(index),
          onmouseleave: () => onHover(null),
          onfocus: () => onHover(index),
          onblur: () => onHover(null),
          onclick: () => onToggle(index),
        },
        key,
        ltr(text),
        el("span", { class: "bars" }, bar),
        el("span", { class: "c" }, number(count)),
      ),
    );
  }

  function show(choropleth, { title, subtitle, only = null, nodata = choropleth.nodata }) {
    const texts = ranges(choropleth, t("rangeTo"));
    const outside = only === null ? 0 : choropleth.total - choropleth.nodata - choropleth.counts[only];
    const ramp = el(
      "div",
      { class: "ramp" },
      ...choropleth.colors.map((color) => el("i", { style: { background: color } })),
    );
    const bounds = el(
      "div",
      { class: "ramp-limits", dir: "ltr" },
      ...choropleth.colors.map((_, index) =>
        el("span", {}, limit(choropleth.breaks[index], choropleth.indicator.decimals)),
      ),
    );
    root.replaceChildren(
      el("h2", {}, title),
      el("p", { class: "u" }, subtitle),
      el("div", { class: "short", "aria-hidden": "true" }, ramp, bounds),
      el(
        "ul",
        { class: only === null ? "" : "isolated" },
        ...texts.map((text, index) => classLine(choropleth, index, text, only)),
        line("hatch", t("nodata"), nodata, "sep"),
        only === null ? null : line("dots", t("outside"), outside),
      ),
    );
    root.removeAttribute("aria-busy");
  }

  function wait() {
    if (root.childElementCount) return root.setAttribute("aria-busy", "true");
    const bars = [60, 90, 80, 100, 70].map((width) =>
      el("div", { class: "skel", style: { width: `${width}%` } }),
    );
    root.replaceChildren(...bars);
  }

  return { show, wait };
}
