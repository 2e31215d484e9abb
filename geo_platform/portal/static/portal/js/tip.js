// The small box that follows the pointer: name, value, what holds it, and the records under it, counted or named.
import { number, signed, withUnit } from "./format.js";
import { el, ltr } from "./text.js";

const GAP = 14;
const MOST_RECORDS = 5;

export function createTip(frame, { t }) {
  const tip = frame.querySelector("[data-tip]");

  function value({ choropleth, state }, code) {
    const found = choropleth.values[code];
    const { indicator } = choropleth;
    if (found === null || found === undefined) return t("nodata");
    if (state.year !== "change") return ltr(withUnit(found, indicator));
    return ltr(`${signed(found, indicator.decimals)}\u202f${indicator.unit_label}`);
  }

  function place({ x, y }) {
    const left = Math.min(x + GAP, frame.clientWidth - tip.offsetWidth - 8);
    const below = y + GAP + tip.offsetHeight < frame.clientHeight;
    const top = below ? y + GAP : y - tip.offsetHeight - GAP;
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  return function show(model, { code, point, records = [] }) {
    tip.hidden = !code || !model || !point;
    if (tip.hidden) return;
    const own = model.places.get(code);
    const above = model.places.get(own?.province ?? own?.region)?.name;
    const lines = records
      .slice(0, MOST_RECORDS)
      .map(({ slug, n, name }) =>
        el("div", {}, `${model.layerTitle(slug)} : `, n === null ? el("bdi", {}, name) : ltr(number(n))),
      );
    tip.replaceChildren(
      el("b", {}, own?.name ?? code),
      " ",
      value(model, code),
      above ? el("div", { class: "place" }, above) : "",
      ...lines,
    );
    place(point);
  };
}
