// Its own small toolbar on the map: a zone is drawn (rectangle, polygon, circle) or taken from what is seen, and selects
// what lies in it. Whoever draws says "geo:zone"; the zone lives in the address.
import { createDraw, ZONES } from "../draw.js";
import { toast } from "../shell.js";
import { el, icon } from "../text.js";
import { boxZone, zoneOf, zoneText } from "../zone.js";

export function createZoneTools(map, { t, change }) {
  const draw = createDraw(map);
  const button = (name, label, action) =>
    el("button", { type: "button", "aria-label": label, title: label, onclick: action }, icon(name));
  const clear = button("x", t("clear"), () => change({ area: "" }));
  const open = (wide) => {
    panel.toggleAttribute("data-open", wide);
    fold.setAttribute("aria-expanded", String(wide));
  };
  // A phone has room for one button: the others stand behind it.
  const fold = button("polygon", t("group"), () => open(!panel.hasAttribute("data-open")));
  fold.classList.add("behind");
  const begin = (kind) => {
    open(false);
    draw.start(kind);
    toast(t(`${kind}Hint`));
  };
  const seen = button("view", t("view"), () => {
    open(false);
    change({ area: zoneText(boxZone(map.bounds())) });
  });
  const panel = el(
    "div",
    { class: "zone-ctl", role: "group", "aria-label": t("group") },
    ZONES.map((kind) => button(kind, t(kind), () => begin(kind))),
    seen,
    clear,
    fold,
  );
  map.controls.panel.append(panel);
  document.addEventListener("geo:zone", ({ detail }) => {
    if (detail.geometry) change({ area: zoneText(detail.geometry) });
  });

  let drawn = "";
  return function show(model) {
    clear.hidden = !model.state.area;
    if (drawn === model.state.area) return;
    drawn = model.state.area;
    draw.show(drawn ? zoneOf(drawn) : null);
  };
}
