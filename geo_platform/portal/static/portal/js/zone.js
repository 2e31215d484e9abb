// A zone drawn on the map, as the address keeps it ("lon lat,lon lat,…", its ring without the closing point) and as a
// condition on records.
import { inZone } from "./filter/cql.js";

/** GeoJSON polygon of an address's `area`; null when there is none or it is not one. */
export function zoneOf(text) {
  const ring = text.split(",").map((point) => point.trim().split(" ").map(Number));
  if (ring.length < 3 || ring.some((point) => point.length !== 2 || point.some(Number.isNaN))) return null;
  return { type: "Polygon", coordinates: [[...ring, ring[0]]] };
}

export const zoneText = (geometry) =>
  geometry.coordinates[0]
    .slice(0, -1)
    .map((point) => point.map((value) => Number(value.toFixed(5))).join(" "))
    .join(",");

/** The CQL2 condition of an address's `area`, "" for none. */
export function zoneFilter(text) {
  const zone = text ? zoneOf(text) : null;
  return zone ? inZone(zone) : "";
}

/** West, south, east, north. */
export function zoneBox(geometry) {
  const ring = geometry.coordinates[0];
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export const boxZone = ([west, south, east, north]) => ({
  type: "Polygon",
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});
