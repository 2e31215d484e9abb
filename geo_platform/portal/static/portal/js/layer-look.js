// How a layer of records is drawn beyond its declaration: its place among the others, its opacity, counts in circles.
// Order and opacity are of the address: order=networks,equipment (top first), opacity=equipment:0.5.

const RANK = { raster: -1, fill: 0, line: 1, circle: 2 };
const OPACITY = { raster: ["raster-opacity"], fill: ["fill-opacity"], line: ["line-opacity"], circle: ["circle-opacity", "circle-stroke-opacity"] };
// A circle narrower than this cannot hold a figure.
const READABLE = 9;

const list = (text) => (text ?? "").split(",").filter(Boolean);

/** The layers of records from top to bottom: as asked, else points over lines over surfaces, few records over many. */
export function ordered(records, state) {
  const asked = list(state.order);
  const place = ({ slug }) => (asked.includes(slug) ? asked.indexOf(slug) : -1);
  const rank = ({ kind }) => ({ fill: 0, line: 1 })[kind] ?? 2;
  const natural = [...records].sort((a, b) => rank(b) - rank(a) || a.count - b.count);
  // What nobody has placed stays on top, in its natural order.
  return natural.sort((a, b) => place(a) - place(b));
}

/** The order in the address after one layer has moved by `by` (−1 up, 1 down) among those shown. */
export function moved(records, state, slug, by) {
  const slugs = ordered(records, state).map((one) => one.slug);
  const from = slugs.indexOf(slug);
  const to = Math.max(0, Math.min(slugs.length - 1, from + by));
  slugs.splice(to, 0, ...slugs.splice(from, 1));
  return slugs.join(",");
}

export function opacityOf(state, id) {
  const found = list(state.opacity).find((part) => part.startsWith(`${id}:`));
  const value = found ? Number(found.split(":")[1]) : 1;
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 1;
}

/** The address's text after the opacity of one layer is set; 1 is not written. */
export function withOpacity(state, id, value) {
  const others = list(state.opacity).filter((part) => !part.startsWith(`${id}:`));
  return [...others, ...(value < 1 ? [`${id}:${Math.round(value * 100) / 100}`] : [])].join(",");
}

/** A paint value times a share; inside a zoom expression only its outputs may be multiplied. */
function times(value, share) {
  if (!Array.isArray(value)) return (value ?? 1) * share;
  const [head, ...rest] = value;
  if (head === "interpolate") return [head, ...rest.map((part, i) => (i > 1 && i % 2 ? times(part, share) : part))];
  if (head === "step") return [head, ...rest.map((part, i) => (i % 2 ? times(part, share) : part))];
  return ["*", value, share];
}

export function faded(part, share) {
  if (share === 1) return part;
  const paint = { ...part.paint };
  for (const name of OPACITY[part.type] ?? []) paint[name] = times(paint[name], share);
  return { ...part, paint };
}

/** The figure inside a count's circle, once the circle is wide enough to hold it. */
function figures({ id, slug }, part) {
  const wide = [">=", ["to-number", ["get", "n"], 0], (READABLE / 1.6) ** 2];
  return {
    id: `${id}-figures`,
    type: "symbol",
    source: part.source,
    "source-layer": part["source-layer"] ?? slug,
    minzoom: part.minzoom ?? 0,
    filter: ["all", ["has", "n"], wide],
    layout: {
      "text-field": ["number-format", ["to-number", ["get", "n"]], { locale: "fr" }],
      "text-font": ["Noto Sans SemiBold"],
      "text-size": ["interpolate", ["linear"], ["to-number", ["get", "n"]], 32, 10, 400, 13],
      // Of two layers counted at one place the upper tells its figure; two of them over each other tell none.
      "text-padding": 1,
      "symbol-sort-key": ["-", 0, ["to-number", ["get", "n"]]],
    },
    paint: { "text-color": "#fff", "text-halo-color": "rgba(21,28,27,0.55)", "text-halo-width": 1.1 },
  };
}

/** The sign of each value that a layer's colours tell, over its records: they are told apart without colour too. */
function signs({ id, slug, legend }, part) {
  if (!legend?.marks) return [];
  const sign = ["match", ["get", legend.by], ...Object.entries(legend.marks).flat(), ""];
  return [["point", ["Point", "Polygon"]], ["line-center", ["LineString"]]].map(([placement, kinds]) => ({
    id: `${id}-signs-${placement}`,
    type: "symbol",
    source: part.source,
    "source-layer": part["source-layer"] ?? slug,
    minzoom: part.minzoom ?? 0,
    filter: ["all", ["!", ["has", "n"]], ["in", ["geometry-type"], ["literal", kinds]]],
    layout: {
      "symbol-placement": placement,
      "text-field": sign,
      "text-font": ["Noto Sans SemiBold"],
      "text-size": 11,
      "text-allow-overlap": true,
      "text-ignore-placement": true,
      "text-rotation-alignment": "viewport",
    },
    paint: { "text-color": "#fff", "text-halo-color": "rgba(21,28,27,0.75)", "text-halo-width": 1 },
  }));
}

/** MapLibre layers of all the records shown, bottom first. records: as `ordered` gives them, with `share` (opacity) and `placed`. */
export function drawnRecords(records) {
  const placed = records.some((record) => record.placed);
  const parts = [...records]
    .reverse()
    .flatMap((record) => record.drawn.map((part) => ({ record, part: faded(part, record.share ?? 1) })));
  // Unless someone has placed the layers, kinds decide across layers: surfaces below lines below points.
  if (!placed) parts.sort((a, b) => RANK[a.part.type] - RANK[b.part.type]);
  const counting = records.filter(({ legend }) => legend?.gathers || legend?.kind === "aggregate").reverse();
  const circles = (record) => record.drawn?.find(({ type }) => type === "circle");
  return [
    ...parts.map(({ part }) => part),
    ...records.filter(circles).flatMap((record) => signs(record, circles(record))),
    ...counting.filter(circles).map((record) => figures(record, circles(record))),
  ];
}
