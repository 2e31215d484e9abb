// Which names a map shows: the level just under the perimeter, and in grey the regions around it.

const UNDER = { country: "region", region: "province" };
const MOST_COMMUNES = 60; // largest first; collisions hide most of them anyway

const bare = (name) => name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** A province is written at its chief town, with a dot, where a commune of its own bears its name. */
function atChiefTown(place, communes) {
  const town = communes.find(({ province, name }) => province === place.code && bare(name) === bare(place.name));
  return town ? { ...place, lon: town.lon, lat: town.lat, dot: true } : place;
}

export function labelsFor({ territory, places, state }) {
  const level = UNDER[territory.level] ?? state.level;
  const all = [...places.values()];
  const kingdom = territory.level === "country";
  const key = territory.level;
  const within = (place) => kingdom || place[key] === territory.code || place.code === territory.code;
  const inside = all.filter((place) => place.level === level && within(place));
  const above = new Set(territory.breadcrumb.map((place) => place.code));
  const around = kingdom ? [] : all.filter((place) => place.level === "region" && !above.has(place.code));
  const communes = level === "province" ? all.filter((place) => place.level === "commune") : [];
  return [
    ...inside
      .slice(0, level === "commune" ? MOST_COMMUNES : undefined)
      .map((place) => atChiefTown(place, communes))
      .map((place) => ({ ...place, inside: true })),
    ...around.map((place) => ({ ...place, inside: false })),
  ];
}
