// Points put on the map one by one, by pointer, finger or keyboard: what measuring and drawing a zone share.
// Click or Space (middle of the view) adds, Backspace takes the last one back, Enter ends, Escape gives up;
// a ring ends where it began too, for a finger has no key and no second click.

const SOURCE = "sketch";
const INK = "#2f3f96";
// Pixels from a point within which a finger means it.
const FINGER = 18;
const EMPTY = { type: "FeatureCollection", features: [] };

function install(map) {
  if (map.getSource(SOURCE)) return;
  map.addSource(SOURCE, { type: "geojson", data: EMPTY });
  const shape = (type) => ["==", ["geometry-type"], type];
  const layers = [
    { id: "sketch-fill", type: "fill", filter: shape("Polygon"), paint: { "fill-color": INK, "fill-opacity": 0.12 } },
    {
      id: "sketch-halo",
      type: "line",
      filter: ["!", shape("Point")],
      paint: { "line-color": "#fff", "line-width": 5, "line-opacity": 0.9 },
      layout: { "line-join": "round", "line-cap": "round" },
    },
    {
      id: "sketch-line",
      type: "line",
      filter: ["!", shape("Point")],
      paint: { "line-color": INK, "line-width": 2.2 },
      layout: { "line-join": "round", "line-cap": "round" },
    },
    {
      id: "sketch-point",
      type: "circle",
      filter: shape("Point"),
      paint: { "circle-radius": 4.5, "circle-color": "#fff", "circle-stroke-color": INK, "circle-stroke-width": 2 },
    },
  ];
  for (const layer of layers) map.addLayer({ source: SOURCE, ...layer });
}

export const feature = (type, coordinates) => ({
  type: "Feature",
  properties: {},
  geometry: { type, coordinates },
});

/** Draws features over the map until something else is drawn; [] takes all away. */
export async function drawSketch(geoMap, features) {
  await geoMap.ready;
  install(geoMap.map);
  geoMap.map.getSource(SOURCE).setData({ type: "FeatureCollection", features });
}

/**
 * Collects points. shape(points) gives the features to draw; enough(points) ends at once; `closes`: so does the first point; done(points) and cancelled()
 * are called once. Returns {undo, finish, cancel}.
 */
export function collect(geoMap, { shape, changed, enough = () => false, closes = false, least = 2, done, cancelled }) {
  const { map } = geoMap;
  const canvas = map.getCanvas();
  let points = [];
  let pointer = null;

  const draw = () => {
    const seen = pointer && points.length ? [...points, pointer] : points;
    drawSketch(geoMap, [...shape(seen), ...points.map((point) => feature("Point", point))]);
    changed?.(points, seen);
  };
  const add = (point) => {
    points = [...points, point];
    pointer = null;
    draw();
    if (enough(points)) finish();
  };
  const undo = () => {
    points = points.slice(0, -1);
    draw();
  };
  const atFirst = ({ x, y }) => {
    const first = map.project(points[0]);
    return Math.hypot(first.x - x, first.y - y) < FINGER;
  };
  const onClick = ({ lngLat, point }) => {
    if (closes && points.length > 2 && atFirst(point)) finish();
    else add([lngLat.lng, lngLat.lat]);
  };
  const onMove = ({ lngLat }) => {
    if (!points.length) return;
    pointer = [lngLat.lng, lngLat.lat];
    draw();
  };
  const onDouble = (event) => {
    event.preventDefault();
    // Its two clicks have put the same point twice.
    points = points.slice(0, -1);
    finish();
  };
  const actions = {
    Escape: () => cancel(),
    Enter: () => finish(),
    Backspace: undo,
    " ": () => add(map.getCenter().toArray()),
  };
  const onKey = (event) => {
    if (event.target.closest("input, select, textarea, dialog")) return;
    if (event.key !== "Escape" && event.target.closest("button, a")) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    action();
  };
  function stop() {
    geoMap.tool = null;
    canvas.classList.remove("aiming");
    map.off("click", onClick);
    map.off("mousemove", onMove);
    map.off("dblclick", onDouble);
    document.removeEventListener("keydown", onKey, { capture: true });
  }
  function finish() {
    if (points.length < least) return;
    stop();
    pointer = null;
    draw();
    done(points);
  }
  function cancel() {
    stop();
    drawSketch(geoMap, []);
    cancelled?.();
  }
  geoMap.tool?.cancel();
  geoMap.tool = { cancel };
  canvas.classList.add("aiming");
  map.on("click", onClick);
  map.on("mousemove", onMove);
  map.on("dblclick", onDouble);
  document.addEventListener("keydown", onKey, { capture: true });
  geoMap.focus();
  draw();
  return { undo, finish, cancel };
}
