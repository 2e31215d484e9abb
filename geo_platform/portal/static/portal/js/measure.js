// Measuring on the map: a distance or an area, geodesic, said as it is drawn.
import { area, length } from "./geodesy.js";
import { number } from "./format.js";
import { collect, drawSketch, feature } from "./sketch.js";
import { announce, el, icon, ltr } from "./text.js";

const KM = 1000;
const HECTARE = 10_000;

/** "842 m", "12,41 km". */
export const lengthText = (m) => (m < KM ? `${number(m)}\u202fm` : `${number(m / KM, m < 100 * KM ? 2 : 1)}\u202fkm`);

/** "640 m²", "12,50 ha", "1 204,3 km²". */
export function areaText(m2) {
  if (m2 < HECTARE) return `${number(m2)}\u202fm²`;
  if (m2 < 1000 * HECTARE) return `${number(m2 / HECTARE, 2)}\u202fha`;
  return `${number(m2 / (KM * KM), 1)}\u202fkm²`;
}

export function createMeasure(geoMap, frame, { t }) {
  let kind = "distance";
  let running = null;
  const value = el("output", { class: "measured" });
  const more = el("span", { class: "tiny" });
  const hint = el("p", { class: "tiny" }, t.tool("measureHint"));
  const choice = (name) =>
    el(
      "label",
      {},
      el("input", { type: "radio", name: "measure", value: name, checked: name === kind, onchange: () => start(name) }),
      el("span", {}, t.tool(name)),
    );
  const button = (name, label, action) =>
    el("button", { type: "button", class: "btn s", onclick: action }, icon(name, "i-s"), label);
  const close = el("button", { type: "button", class: "btn quiet sq", "aria-label": t.tool("close"), onclick: stop }, icon("x"));
  const box = el(
    "div",
    { class: "map-card measure", role: "group", "aria-label": t.tool("measure"), hidden: true },
    el("header", {}, el("div", { class: "seg" }, choice("distance"), choice("area")), close),
    el("p", { class: "result" }, value, " ", more),
    hint,
    el(
      "p",
      { class: "steps" },
      button("undo", t.tool("undo"), () => running?.undo()),
      button("check", t.tool("finish"), () => running?.finish()),
    ),
  );
  frame.append(box);

  function say(points) {
    const closed = kind === "area";
    const enough = points.length > (closed ? 2 : 1);
    const ring = closed && enough ? [...points, points[0]] : points;
    const main = enough ? (closed ? areaText(area(points)) : lengthText(length(points))) : "–";
    value.replaceChildren(ltr(main));
    more.replaceChildren(...(closed && enough ? [t.tool("perimeter"), " ", ltr(lengthText(length(ring)))] : []));
    return main;
  }
  const shape = (points) => {
    if (points.length < 2) return [];
    return kind === "area" && points.length > 2
      ? [feature("Polygon", [[...points, points[0]]])]
      : [feature("LineString", points)];
  };
  function start(wanted = kind) {
    kind = wanted;
    box.hidden = false;
    running = collect(geoMap, {
      shape,
      least: kind === "area" ? 3 : 2,
      closes: kind === "area",
      changed: (_, seen) => say(seen),
      done: (points) => {
        announce(`${t.tool(kind)} : ${say(points)}`);
        running = null;
      },
      cancelled: () => {
        box.hidden = true;
      },
    });
    say([]);
  }
  function stop() {
    geoMap.tool?.cancel();
    running = null;
    box.hidden = true;
    drawSketch(geoMap, []);
    geoMap.focus();
  }
  return { start, stop, isOpen: () => !box.hidden };
}
