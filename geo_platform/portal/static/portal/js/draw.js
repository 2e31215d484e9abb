// Drawing a zone on the map: rectangle, polygon or circle. What a zone selects is for whoever listens.
//
//   const draw = createDraw(geoMap);
//   draw.start("rectangle" | "polygon" | "circle"); draw.show(geometry); draw.clear();
//
// Event on document: "geo:zone" {geometry: GeoJSON Polygon or null when given up or taken away, kind}.
import { circle, distance } from "./geodesy.js";
import { collect, drawSketch, feature } from "./sketch.js";

const close = (ring) => [...ring, ring[0]];

const box = ([[x1, y1], [x2, y2]]) => [
  [x1, y1],
  [x2, y1],
  [x2, y2],
  [x1, y2],
];

// The ring of each kind from its points; null while there are not enough of them.
const RINGS = {
  rectangle: (points) => (points.length >= 2 ? box(points) : null),
  polygon: (points) => (points.length >= 3 ? points : null),
  circle: (points) => (points.length >= 2 ? circle(points[0], distance(points[0], points[1])) : null),
};

export const ZONES = Object.keys(RINGS);

/** Six decimals: 11 cm, and an address that stays short. */
const rounded = (ring) => ring.map((point) => point.map((value) => Math.round(value * 1e6) / 1e6));

export function createDraw(geoMap) {
  const tell = (geometry, kind = null) =>
    document.dispatchEvent(new CustomEvent("geo:zone", { detail: { geometry, kind } }));

  function start(kind) {
    const ringOf = RINGS[kind];
    const shape = (points) => {
      const ring = ringOf(points);
      if (ring) return [feature("Polygon", [close(ring)])];
      return points.length > 1 ? [feature("LineString", points)] : [];
    };
    const polygon = kind === "polygon";
    return collect(geoMap, {
      shape,
      least: polygon ? 3 : 2,
      closes: polygon,
      enough: (points) => !polygon && points.length === 2,
      done: (points) => {
        const geometry = { type: "Polygon", coordinates: [close(rounded(ringOf(points)))] };
        show(geometry);
        tell(geometry, kind);
      },
      cancelled: () => tell(null),
    });
  }
  /** A zone that came from elsewhere (the address, the history): drawn, not told again. */
  const show = (geometry) => drawSketch(geoMap, geometry ? [{ type: "Feature", properties: {}, geometry }] : []);
  function clear() {
    show(null);
    tell(null);
  }
  return { start, show, clear };
}
