// Lengths and areas on the WGS84 ellipsoid, and the Merchich zones: formulas only, checked against PostGIS and PROJ.

const rad = (degrees) => (degrees * Math.PI) / 180;
const deg = (radians) => (radians * 180) / Math.PI;

const WGS84 = { a: 6378137, f: 1 / 298.257223563 };
const CLARKE = { a: 6378249.2, f: 1 / 293.4660212936269 };
// Merchich to WGS84, metres: forced here as on the server, because without it every place is 100 m away.
const SHIFT = { x: 31, y: 146, z: 47 };
const MERIDIAN = -5.4;
const HALF_ZONE = 1.8; // degrees of latitude on either side of a zone's origin
const square = (x) => x * x;
const eccentricity = ({ f }) => Math.sqrt(f * (2 - f));

/** Metres along the geodesic between two [lon, lat] (Vincenty; no pair of points of one country fails to converge). */
export function distance([lon1, lat1], [lon2, lat2]) {
  const { a, f } = WGS84;
  const b = a * (1 - f);
  const reduced = (lat) => Math.atan((1 - f) * Math.tan(rad(lat)));
  const [u1, u2] = [reduced(lat1), reduced(lat2)];
  const length = rad(lon2 - lon1);
  let lambda = length;
  let found = null;
  for (let turn = 0; turn < 100; turn++) {
    const [sin, cos] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(
      Math.cos(u2) * sin,
      Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * cos,
    );
    if (sinSigma === 0) return 0;
    const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * cos;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (Math.cos(u1) * Math.cos(u2) * sin) / sinSigma;
    const cos2Alpha = 1 - square(sinAlpha);
    const cosMid = cos2Alpha ? cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cos2Alpha : 0;
    const c = (f / 16) * cos2Alpha * (4 + f * (4 - 3 * cos2Alpha));
    const bend = cosMid + c * cosSigma * (2 * square(cosMid) - 1);
    const next = length + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * bend);
    found = { sinSigma, cosSigma, sigma, cos2Alpha, cosMid };
    if (Math.abs(next - lambda) < 1e-12) break;
    lambda = next;
  }
  const { sinSigma, cosSigma, sigma, cos2Alpha, cosMid } = found;
  const u = (cos2Alpha * (square(a) - square(b))) / square(b);
  const big = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
  const small = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
  const cubic = (small / 6) * cosMid * (4 * square(sinSigma) - 3) * (4 * square(cosMid) - 3);
  const delta = small * sinSigma * (cosMid + (small / 4) * (cosSigma * (2 * square(cosMid) - 1) - cubic));
  return b * big * (sigma - delta);
}

export const length = (points) =>
  points.slice(1).reduce((sum, point, i) => sum + distance(points[i], point), 0);

/** Square metres of the polygon through the points: on the sphere of equal area, its sides great circles. */
export function area(points) {
  const { a } = WGS84;
  const e = eccentricity(WGS84);
  const q = (sin) =>
    (1 - square(e)) *
    (sin / (1 - square(e * sin)) - Math.log((1 - e * sin) / (1 + e * sin)) / (2 * e));
  const half = (lat) => Math.tan(Math.asin(q(Math.sin(rad(lat))) / q(1)) / 2);
  let excess = 0;
  points.forEach(([lon1, lat1], i) => {
    const [lon2, lat2] = points[(i + 1) % points.length];
    const [t1, t2] = [half(lat1), half(lat2)];
    excess += 2 * Math.atan2(Math.tan(rad(lon2 - lon1) / 2) * (t1 + t2), 1 + t1 * t2);
  });
  return (Math.abs(excess) * square(a) * q(1)) / 2;
}

/** A ring of `steps` points `metres` around a centre: on the sphere, which is round enough for a zone one draws. */
export function circle([lon, lat], metres, steps = 64) {
  const angle = metres / 6371008.8;
  const [phi, lambda] = [rad(lat), rad(lon)];
  const at = (i) => {
    const bearing = (2 * Math.PI * i) / steps;
    const sin = Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(bearing);
    const east = Math.sin(bearing) * Math.sin(angle) * Math.cos(phi);
    return [deg(lambda + Math.atan2(east, Math.cos(angle) - Math.sin(phi) * sin)), deg(Math.asin(sin))];
  };
  return Array.from({ length: steps }, (_, i) => at(i));
}

// -- Merchich: another ellipsoid, a shift of its centre, a conic projection a zone

function toCentre([lon, lat], { a, f }) {
  const [lambda, phi] = [rad(lon), rad(lat)];
  const e2 = f * (2 - f);
  const n = a / Math.sqrt(1 - e2 * square(Math.sin(phi)));
  const across = n * Math.cos(phi);
  return [across * Math.cos(lambda), across * Math.sin(lambda), n * (1 - e2) * Math.sin(phi)];
}

/** The height is left out: it has no meaning on a map, and PROJ's pipeline leaves it out too. */
function fromCentre([x, y, z], { a, f }) {
  const e2 = f * (2 - f);
  const p = Math.hypot(x, y);
  let phi = Math.atan2(z, p * (1 - e2));
  for (let turn = 0; turn < 8; turn++) {
    const n = a / Math.sqrt(1 - e2 * square(Math.sin(phi)));
    phi = Math.atan2(z + e2 * n * Math.sin(phi), p);
  }
  return [deg(Math.atan2(y, x)), deg(phi)];
}

function cone({ lat_0, scale }) {
  const e = eccentricity(CLARKE);
  const phi = rad(lat_0);
  const n = Math.sin(phi);
  const t = (lat) => {
    const sin = e * Math.sin(lat);
    return Math.tan(Math.PI / 4 - lat / 2) / ((1 - sin) / (1 + sin)) ** (e / 2);
  };
  const m = Math.cos(phi) / Math.sqrt(1 - square(e * n));
  const size = (CLARKE.a * scale * m) / (n * t(phi) ** n);
  return { e, n, t, size, origin: size * t(phi) ** n };
}

/** The zone of a latitude: the one whose origin is nearest. zones: [{srid, name, lat_0, scale, x_0, y_0}]. */
export const zoneOf = (lat, zones) =>
  zones.reduce((best, zone) => (Math.abs(zone.lat_0 - lat) < Math.abs(best.lat_0 - lat) ? zone : best));

/** Metres [x, y] of a WGS84 place in a zone. */
export function toMerchich(place, zone) {
  const [x, y, z] = toCentre(place, WGS84);
  const [lon, lat] = fromCentre([x - SHIFT.x, y - SHIFT.y, z - SHIFT.z], CLARKE);
  const { n, t, size, origin } = cone(zone);
  const radius = size * t(rad(lat)) ** n;
  const angle = n * rad(lon - MERIDIAN);
  return [zone.x_0 + radius * Math.sin(angle), zone.y_0 + origin - radius * Math.cos(angle)];
}

/** WGS84 [lon, lat] of metres in a zone. */
export function fromMerchich([x, y], zone) {
  const { e, n, size, origin } = cone(zone);
  const [east, north] = [x - zone.x_0, origin - (y - zone.y_0)];
  const t = (Math.hypot(east, north) / size) ** (1 / n);
  let phi = Math.PI / 2 - 2 * Math.atan(t);
  for (let turn = 0; turn < 12; turn++) {
    const sin = e * Math.sin(phi);
    phi = Math.PI / 2 - 2 * Math.atan(t * ((1 - sin) / (1 + sin)) ** (e / 2));
  }
  const lon = MERIDIAN + deg(Math.atan2(east, north) / n);
  const [u, v, w] = toCentre([lon, deg(phi)], CLARKE);
  return fromCentre([u + SHIFT.x, v + SHIFT.y, w + SHIFT.z], WGS84);
}

const KINGDOM = { west: -17.5, east: -0.9, south: 20.5, north: 36.2 };
const inKingdom = ([lon, lat]) =>
  lon >= KINGDOM.west && lon <= KINGDOM.east && lat >= KINGDOM.south && lat <= KINGDOM.north;

/**
 * Places a text may mean: "34.02, -6.82", "34,02 ; -6,82", "X 372000 Y 375000" (each zone where they fall inside it).
 * [{place: [lon, lat], zone: null | zone}]; empty when the text is not coordinates.
 */
export function readCoordinates(text, zones) {
  const decimal = /[;\s]/.test(text.trim()) && !/\d\.\d/.test(text) ? text.replace(/(\d),(\d)/g, "$1.$2") : text;
  const numbers = decimal.replaceAll("\u2212", "-").match(/-?\d+(?:\.\d+)?/g) ?? [];
  const rest = decimal.replaceAll("\u2212", "-").replace(/-?\d+(?:\.\d+)?|[\s,;:°xy=NOWE]/gi, "");
  if (numbers.length !== 2 || rest) return [];
  const [first, second] = numbers.map(Number);
  if (Math.abs(first) <= 90 && Math.abs(second) <= 180) {
    const places = [
      [second, first],
      [first, second],
    ];
    const place = places.find(inKingdom) ?? null;
    return place ? [{ place, zone: null }] : [];
  }
  return zones
    .map((zone) => ({ place: fromMerchich([first, second], zone), zone }))
    .filter(({ place, zone }) => inKingdom(place) && Math.abs(place[1] - zone.lat_0) <= HALF_ZONE + 0.3);
}
