// Legend of a choropleth: class, range, bar of counts, count; then what has no class. Hover dims, click isolates.
import { limit, number } from "./format.js";
import { radiusOf } from "./map-style.js";
import { el } from "./text.js";

const SIZES = [400, 100, 25];
const percent = (part, whole) => `${whole ? Math.max(1, (100 * part) / whole) : 0}%`;

// Left-to-right isolates: a signed number keeps its sign on its left inside an Arabic line.
const isolated = (text) => `\u2066${text}\u2069`;

/** The ranges in words: "10–30"; for a change "−5 à 5", its two ends open because they hold the extremes. */
export function ranges(choropleth, t) {
  const { breaks, colors, indicator } = choropleth;
  const write = (index) => isolated(limit(breaks[index], Math.max(indicator.decimals, 0)));
  return colors.map((_, index) => {
    if (choropleth.ramp !== "change") return isolated(`${write(index)}–${write(index + 1)}`);
    if (index === 0) return t("under", { value: write(1) });
    if (index === colors.length - 1) return t("over", { value: write(index) });
    return `${write(index)} ${t("rangeTo")} ${write(index + 1)}`;
  });
}

/** What the colours of dots, lines or surfaces stand for; a layer of one colour has its own title for that. */
export function legendKeys({ kind, color, fill, opacity, key }, title) {
  const background = kind === "line" ? color : fill;
  const own = key.length ? key : [{ color: background, title }];
  const swatch = (shade, mark) =>
    el("i", { class: `k ${kind}${mark ? " marked" : ""}`, style: { background: shade, opacity, "border-color": color } }, mark ?? "");
  const line = (one) => el("li", { class: "lg" }, swatch(one.color, one.mark), el("span", { class: "wide" }, one.title));
  return el("ul", { class: "keys" }, own.map(line));
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
        el("span", {}, text),
        el("span", { class: "bars" }, bar),
        el("span", { class: "c" }, number(count)),
      ),
    );
  }

  /** Three nested sizes of the circles that count records: area is read from one to the next. */
  function sizes({ fill, opacity }) {
    const scale = SIZES.map((n) => {
      const size = `${2 * radiusOf(n)}px`;
      const style = { width: size, height: size, background: fill, opacity: Math.max(opacity, 0.75) };
      return el("i", { style });
    });
    const figures = SIZES.map((n) => {
      const lift = `${2 * radiusOf(n) - 8}px`;
      return el("span", { style: { "inset-block-end": lift } }, number(n));
    });
    return el("p", { class: "sizes", dir: "ltr" }, scale, figures);
  }

  /** A quantity drawn as a ramp: its colours, the values at both ends and half-way, the unit. */
  function gradient({ ramp, unit }) {
    const colours = ramp.colors.map((color) => el("i", { style: { background: color } }));
    const said = ramp.values.map((value) => el("span", {}, number(value)));
    return el(
      "div",
      { class: "gradient", dir: "ltr" },
      el("div", { class: "ramp" }, ...colours),
      el("div", { class: "ramp-ends" }, ...said, el("span", { class: "u" }, unit)),
    );
  }

  /** A layer of records: what its colours say, and its circles where its tiles count. */
  function record({ title, fictitious, legend, matched, min_zoom: near, kind, source }) {
    const tag = fictitious ? el("span", { class: "tag fic" }, t.message("layerFictitious")) : null;
    const counts = legend.kind === "aggregate";
    return el(
      "div",
      { class: "records" },
      el("h2", {}, title, matched === undefined ? null : el("span", { class: "c" }, number(matched)), " ", tag),
      near ? el("p", { class: "u" }, t("nearOnly")) : null,
      legend.ramp ? gradient(legend) : counts ? null : legendKeys(legend, title),
      legend.gathers ? el("p", { class: "u" }, t(counts ? "gatheredOnly" : "gathered")) : null,
      legend.gathers ? sizes(legend) : null,
      kind === "raster" ? el("p", { class: "u" }, source) : null,
    );
  }

  function show(choropleth, { title, subtitle, only = null, records = [] }) {
    const texts = ranges(choropleth, t);
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
        line("hatch", t("nodata"), choropleth.nodata, "sep"),
        only === null ? null : line("dots", t("outside"), outside),
      ),
      ...records.map(record),
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
