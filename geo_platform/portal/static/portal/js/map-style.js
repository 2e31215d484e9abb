// The MapLibre style of the territory: land and sea, limits with their weights, labels. Built once per map.
// Values of a choropleth never enter the style: they are feature states, so that changing the indicator repaints
// without rebuilding a single tile.

const INK = "#262e2d";
const LAND = "#efefea";
const SEA = "#e6ecee";
const QUIET = "#c3c7bf";
const QUIET_STRONG = "#a9aea5";

// Tiles are generalised in bands; past the last one (z 12) the same tile is stretched, so nothing more is fetched.
const LAST_BAND_ZOOM = 12;

const state = (name) => ["feature-state", name];
const on = (name, yes, no) => ["case", ["boolean", state(name), false], yes, no];

export function territorySource(slug, origin, question = "") {
  return {
    type: "vector",
    tiles: [`${origin}/tiles/${slug}/{z}/{x}/{y}.pbf${question}`],
    promoteId: "code",
    minzoom: 3,
    maxzoom: LAST_BAND_ZOOM,
  };
}

export function baseStyle() {
  return {
    version: 8,
    sources: {},
    layers: [{ id: "sea", type: "background", paint: { "background-color": SEA } }],
  };
}

/** Fill of one level: land below, class colour, then the two patterns that say why a colour is missing. */
export function fillLayers(slug) {
  const common = { source: slug, "source-layer": slug, type: "fill" };
  const faded = on("dim", 0.22, 1);
  const pattern = (kind) => ["case", ["==", state("absent"), kind], faded, 0];
  return [
    {
      ...common,
      id: `${slug}-fill`,
      paint: {
        "fill-color": ["to-color", ["coalesce", state("color"), "rgba(0,0,0,0)"]],
        "fill-opacity": faded,
        "fill-antialias": true,
      },
    },
    {
      ...common,
      id: `${slug}-nodata`,
      paint: { "fill-pattern": "hatch", "fill-opacity": pattern("nodata") },
    },
    {
      ...common,
      id: `${slug}-outside`,
      paint: { "fill-pattern": "dots", "fill-opacity": pattern("outside") },
    },
  ];
}

export function landLayer(slug) {
  return {
    id: "land",
    source: slug,
    "source-layer": slug,
    type: "fill",
    paint: { "fill-color": LAND, "fill-outline-color": LAND },
  };
}

const line = (slug, id, paint, more = {}) => ({
  id: `${slug}-${id}`,
  source: slug,
  "source-layer": slug,
  type: "line",
  layout: { "line-join": "round", "line-cap": "round" },
  paint,
  ...more,
});

/** The white thread between the polygons being compared. */
export function edgeLayer(slug, fine) {
  const appear = fine ? ["interpolate", ["linear"], ["zoom"], 5.2, 0, 7, 0.75] : 0.85;
  return line(slug, "edge", { "line-color": "#fff", "line-width": fine ? 0.6 : 0.9, "line-opacity": appear });
}

/** Limits of a level that is shown for orientation only. */
export const LIMITS = {
  commune: (slug) => [
    line(slug, "limit", { "line-color": "#5d6764", "line-width": 0.5, "line-opacity": 0.75 }, { minzoom: 7 }),
  ],
  cercle: (slug) => [line(slug, "limit", { "line-color": "#5d6764", "line-width": 0.8 }, { minzoom: 5 })],
  arrondissement: (slug) => [
    line(slug, "limit", { "line-color": "#5d6764", "line-width": 0.6 }, { minzoom: 7 }),
  ],
  province: (slug) => [
    line(slug, "limit-case", { "line-color": "#fff", "line-width": width(1.2, 2.6) }),
    line(slug, "limit", { "line-color": INK, "line-width": width(0.5, 1) }),
  ],
  region: (slug) => [
    line(slug, "limit-case", { "line-color": "#fff", "line-width": width(1.6, 3.2) }),
    line(slug, "limit", { "line-color": INK, "line-width": width(0.9, 1.5) }),
  ],
};

function width(far, near) {
  return ["interpolate", ["linear"], ["zoom"], 4, far, 7, near];
}

/** Around the chosen perimeter, heavier than any limit inside it. */
export function perimeterLayer(slug) {
  return line(
    slug,
    "perimeter",
    { "line-color": INK, "line-width": 1.8 },
    { filter: ["==", ["get", "code"], ""] },
  );
}

/** Limits outside the perimeter stay, thin and pale: a territory is read with its neighbours. */
export function quietLayer(slug, strong) {
  const paint = { "line-color": strong ? QUIET_STRONG : QUIET, "line-width": strong ? 1.1 : 0.8 };
  return line(slug, "quiet", paint);
}

/** Outline of the hovered and of the selected polygon: states again, no tile is rebuilt. */
export function outlineLayers(slug) {
  const seen = on("selected", 1, on("hover", 0.9, 0));
  return [
    line(slug, "halo", { "line-color": "#fff", "line-width": on("selected", 5, 3), "line-opacity": seen }),
    line(slug, "outline", {
      "line-color": "#151c1b",
      "line-width": on("selected", 2.2, 1.2),
      "line-opacity": seen,
    }),
  ];
}

export function labelLayers(language, source) {
  const font = language === "ar" ? ["Noto Sans Arabic", "Noto Sans"] : ["Noto Sans", "Noto Sans Arabic"];
  const bold = font.map((name) => `${name} SemiBold`);
  const layout = {
    "text-field": ["get", "name"],
    "text-size": 12,
    "text-max-width": 8,
    "text-padding": 6,
    "text-line-height": 1.15,
    "symbol-sort-key": ["get", "order"],
  };
  const layer = (id, filter, textFont, paint) => ({
    id,
    source,
    type: "symbol",
    filter,
    layout: { ...layout, "text-font": textFont },
    paint,
  });
  const beside = ["get", "dot"];
  const dot = {
    id: "labels-dot",
    source,
    type: "circle",
    filter: beside,
    paint: { "circle-radius": 2.6, "circle-color": INK, "circle-stroke-color": "#fff", "circle-stroke-width": 2 },
  };
  // Where the figure of a count takes the place, the name stands above or below it.
  layout["text-variable-anchor-offset"] = [
    "case",
    beside,
    ["literal", ["left", [0.65, 0], "right", [-0.65, 0]]],
    ["literal", ["center", [0, 0], "top", [0, 1.5], "bottom", [0, -1.5]]],
  ];
  return [
    layer("labels-around", ["!", ["get", "inside"]], font, {
      "text-color": "#666e69",
      "text-halo-color": LAND,
      "text-halo-width": 1,
    }),
    layer("labels-inside", ["get", "inside"], bold, {
      "text-color": "#151c1b",
      "text-halo-color": "#fff",
      "text-halo-width": 2,
    }),
    dot,
  ];
}

/** Landmarks: a ring that is not data (no fill of any ramp), its name once there is room. */
export function placeLayers(source) {
  return [
    {
      id: "places-ring",
      source,
      type: "circle",
      paint: { "circle-radius": 3, "circle-color": "#fff", "circle-stroke-color": INK, "circle-stroke-width": 1.4 },
    },
    {
      id: "places-name",
      source,
      type: "symbol",
      minzoom: 6.5,
      layout: {
        "text-field": ["get", "name"],
        "text-font": ["Noto Sans"],
        "text-size": 11,
        "text-offset": [0, 0.7],
        "text-anchor": "top",
        "text-optional": true,
      },
      paint: { "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 1.5 },
    },
  ];
}

/** Radius of a count, in pixels: area follows the number, small ones stay visible, big ones stay bounded. */
export const radiusOf = (n) => Math.min(34, Math.max(2.5, 1.6 * Math.sqrt(n)));

/** Tiles of records: real places near, counts by commune far; the server filters them. A raster brings its own source. */
export function recordSource({ id, min_zoom, max_zoom, sources }, origin, question) {
  const own = sources?.[id];
  if (own) return { ...own, tiles: own.tiles.map((path) => `${origin}${path}`) };
  return {
    type: "vector",
    tiles: [`${origin}/tiles/${id}/{z}/{x}/{y}.pbf${question}`],
    minzoom: min_zoom,
    maxzoom: max_zoom,
  };
}

/** Around the records chosen in a table: ink over white, as for a chosen territory; a tile's features carry their id.
 * Around the counts of `codes` too: territories that gather some of them. */
export function pickedLayers(slug, ids, codes = []) {
  const common = { source: slug, "source-layer": slug };
  const gathers = ["all", ["has", "n"], ["in", ["get", "code"], ["literal", codes]]];
  const around = ["+", 1, ["min", 34, ["max", 2.5, ["*", 1.6, ["sqrt", ["to-number", ["get", "n"], 1]]]]]];
  const chosen = ["in", ["id"], ["literal", ids]];
  const ring = (id, color, radius, edge) => ({
    ...common,
    id: `${slug}-picked-${id}`,
    type: "circle",
    filter: ["all", chosen, ["==", ["geometry-type"], "Point"]],
    paint: { "circle-radius": radius, "circle-opacity": 0, "circle-stroke-color": color, "circle-stroke-width": edge },
  });
  const outline = (id, color, edge) => ({
    ...common,
    id: `${slug}-picked-${id}`,
    type: "line",
    filter: ["all", chosen, ["!=", ["geometry-type"], "Point"]],
    paint: { "line-color": color, "line-width": edge },
  });
  return [
    outline("halo", "#fff", 5),
    outline("line", "#151c1b", 2.2),
    ring("glow", "#fff", 8, 5),
    ring("ring", "#151c1b", 8.5, 2.2),
    { ...ring("gather-glow", "#fff", around, 5), filter: gathers },
    { ...ring("gather", "#151c1b", around, 2.2), filter: gathers },
  ];
}

/** The style's own font files: a map must not depend on what the reader's machine has installed. */
export function fontFaces(files) {
  const arabic = ["U+0600-06FF", "U+FB50-FDFF", "U+FE70-FEFF"];
  return {
    "Noto Sans": [{ url: files.latin }],
    "Noto Sans SemiBold": [{ url: files.latinBold }],
    "Noto Sans Arabic": [{ url: files.arabic, "unicode-range": arabic }],
    "Noto Sans Arabic SemiBold": [{ url: files.arabicBold, "unicode-range": arabic }],
  };
}

/** Hatch for "no data", dots for "outside the filter": painted here because CSS patterns do not reach a canvas. */
export function patternImages(ratio) {
  const size = 8 * ratio;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const paint = (background, draw) => {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = background;
    pen.fillRect(0, 0, size, size);
    pen.scale(ratio, ratio);
    draw();
    return pen.getImageData(0, 0, size, size);
  };
  return {
    hatch: paint("#f4f5f2", () => {
      pen.strokeStyle = "#9aa29d";
      pen.lineWidth = 1;
      for (const shift of [-8, -4, 0, 4, 8]) {
        pen.beginPath();
        pen.moveTo(shift - 1, 9);
        pen.lineTo(shift + 9, -1);
        pen.stroke();
      }
    }),
    dots: paint("#e9eae6", () => {
      pen.fillStyle = "#8b948f";
      for (const [x, y] of [
        [2, 2],
        [6, 2],
        [2, 6],
        [6, 6],
      ]) {
        pen.beginPath();
        pen.arc(x, y, 0.8, 0, 7);
        pen.fill();
      }
    }),
  };
}
