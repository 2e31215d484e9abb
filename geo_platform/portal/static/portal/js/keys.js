// Keyboard of the map: one list, which is also what `?` shows. Arrows go from a chosen territory to the one beside it.
import { withUnit } from "./format.js";
import { announce, el, icon, ltr } from "./text.js";

const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const STEP = 120;

/** The territory of `places` beside one, in a direction: near, and more along the direction than across it. */
export function neighbour(from, [dx, dy], places) {
  const flat = Math.cos((from.lat * Math.PI) / 180);
  let best = null;
  for (const place of places) {
    const [east, north] = [(place.lon - from.lon) * flat, place.lat - from.lat];
    const along = east * dx + north * dy;
    const across = Math.abs(east * dy - north * dx);
    if (along <= 0 || across > 1.2 * along) continue;
    const cost = Math.hypot(along, 1.6 * across);
    if (!best || cost < best.cost) best = { place, cost };
  }
  return best?.place ?? null;
}

export function createKeys(geoMap, { t, actions, model, change }) {
  const { map } = geoMap;
  const key = (name) => t.key.names[name] ?? name;
  const list = [
    [[key("arrows")], "neighbour"],
    [[key("shift"), key("arrows")], "pan"],
    [["+", "−"], "zoom"],
    [[key("home")], "home"],
    [["/"], "search"],
    [["l"], "layers"],
    [["t"], "table"],
    [["p"], "print"],
    [["s"], "share"],
    [["m"], "measure"],
    [[key("space"), key("back"), key("enter")], "sketch"],
    [[key("escape")], "escape"],
    [["?"], "help"],
  ];
  const dialog = el("dialog", { class: "dialog keys", "aria-labelledby": "keys-title" });
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

  function help() {
    const close = el("button", { type: "button", class: "btn quiet sq", "aria-label": t.key("close"), onclick: () => dialog.close() }, icon("x"));
    const rows = list.map(([keys, what]) => [
      el(
        "dt",
        {},
        keys.map((one) => el("kbd", {}, /^[\u2190-\u2193 ]+$/.test(one) ? ltr(one) : one)),
      ),
      el("dd", {}, t.key(what)),
    ]);
    dialog.replaceChildren(el("header", {}, el("h2", { id: "keys-title" }, t.key("title")), close), el("dl", {}, rows));
    dialog.showModal();
  }

  /** The chosen territory's neighbour becomes the chosen one, and is brought into view. */
  function step(direction) {
    const { choropleth, places, state } = model();
    const from = places.get(state.sel);
    const known = [...places.values()].filter(({ code, level }) => level === state.level && code !== state.sel && code in choropleth.values);
    const next = neighbour(from, direction, known);
    if (!next) return announce(t.key("noNeighbour"));
    change({ sel: next.code });
    const value = choropleth.values[next.code];
    announce(t.key("moved", { name: next.name, value: value === null ? t("nodata") : withUnit(value, choropleth.indicator) }));
    if (!map.getBounds().contains([next.lon, next.lat])) map.easeTo({ center: [next.lon, next.lat], duration: 0 });
  }

  const onMap = (event) => event.target === map.getCanvas();
  map.getCanvasContainer().addEventListener(
    "keydown",
    (event) => {
      const direction = ARROWS[event.key];
      if (!direction || event.altKey || event.ctrlKey || event.metaKey) return;
      const [dx, dy] = direction;
      const chosen = model()?.places.get(model().state.sel);
      if (event.shiftKey) map.panBy([dx * STEP, -dy * STEP], { duration: 0 });
      else if (chosen && chosen.level === model().state.level) step(direction);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
  const commands = {
    "?": help,
    "/": actions.search,
    l: actions.layers,
    t: actions.table,
    p: actions.print,
    s: actions.share,
    m: actions.measure,
    Home: () => geoMap.goHome(),
    "+": () => map.zoomIn(),
    "=": () => map.zoomIn(),
    "-": () => map.zoomOut(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog, [role=dialog], [contenteditable]")) return;
    // A list or a table keeps its own Home; the map's other signs are MapLibre's while it has the focus.
    if (event.key === "Home" && !onMap(event) && event.target !== document.body) return;
    if (onMap(event) && ["+", "=", "-"].includes(event.key)) return;
    const command = commands[event.key];
    if (!command) return;
    event.preventDefault();
    command();
  });
  return { help };
}
