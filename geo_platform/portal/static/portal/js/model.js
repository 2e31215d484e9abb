// From a state (what the address says) to a model (what the screen shows): every question to the server is here.
import { get } from "./api.js";

const LEVEL_ORDER = ["region", "province", "cercle", "commune", "arrondissement"];
const MARKERS = 6;

export const loadCatalogue = (config) => get(config.catalogue, { format: "json" });

/** One indicator per other theme, published in both censuses: enough to place a territory, few enough to read. */
export function markersFor(catalogue, current) {
  const first = new Map();
  for (const item of catalogue.indicators) {
    if (item.comparable && item.theme !== current.theme && !first.has(item.theme))
      first.set(item.theme, item.code);
  }
  return [...first.values()].slice(0, MARKERS);
}

/** An indicator with its words in the page's language, under names that every module reads. */
function localised(item, lang) {
  const say = (name) => item[`${name}_${lang}`];
  return { ...item, title: say("title"), short: say("short") || say("title"), unit_label: say("unit_label") };
}

/** Brings a state within what exists: an unknown indicator, year, level or milieu falls back to the nearest. */
export function settle(state, territory, catalogue, config, lang) {
  const item =
    catalogue.indicators.find((one) => one.code === state.indicator) ??
    catalogue.indicators.find((one) => one.code === config.indicator) ??
    catalogue.indicators[0];
  const indicator = localised(item, lang);
  const years = indicator.years.map(String);
  let { year, milieu, level } = state;
  if (year === "change" ? !indicator.comparable : !years.includes(year)) year = years.at(-1);
  if (!indicator.milieus.includes(milieu)) milieu = indicator.milieus[0];
  const under = new Set(territory.child_levels ?? []);
  const levels = LEVEL_ORDER.filter(
    (name) => config.levels[name] && under.has(name) && (indicator.levels ?? [name]).includes(name),
  );
  if (!levels.length) levels.push(territory.level);
  if (!levels.includes(level)) level = levels.includes("commune") ? "commune" : levels.at(-1);
  return {
    state: { ...state, indicator: indicator.code, year, milieu, level, territory: territory.code },
    indicator,
    levels,
  };
}

export async function loadModel(wanted, { config, lang }) {
  const [catalogue, territory] = await Promise.all([
    loadCatalogue(config),
    get(`/api/territories/${wanted.territory}.json`),
  ]);
  const { state, indicator, levels } = settle(wanted, territory, catalogue, config, lang);
  const question = {
    indicator: state.indicator,
    year: state.year,
    level: state.level,
    milieu: state.milieu,
    sex: state.sex,
    territory: state.territory,
    method: state.method,
    classes: state.classes,
  };
  const [choropleth, places] = await Promise.all([
    get("/api/choropleth/", question),
    loadPlaces(state.level),
  ]);
  return {
    state,
    indicator,
    levels,
    territory,
    choropleth,
    places,
    catalogue,
    question,
    markers: markersFor(catalogue, indicator),
    indicatorOf: (code) =>
      localised(catalogue.indicators.find((item) => item.code === code) ?? { code }, lang),
  };
}

/** Names and label points of a level, by code, with the names of the provinces and regions above. */
async function loadPlaces(level) {
  const levels = [...new Set(["region", "province", level])];
  const answers = await Promise.all(
    levels.map((name) => get("/api/territories/labels.json", { level: name })),
  );
  const places = new Map();
  for (const { labels } of answers) for (const place of labels) places.set(place.code, place);
  return places;
}

/** The other columns of the table, asked only once the table is on screen: each year, and who lives there. */
export async function loadColumns({ question, indicator, catalogue, choropleth }, config) {
  const ask = (more) =>
    get("/api/choropleth/", { ...question, method: "equal", classes: 3, ...more }).then(
      (answer) => answer.values,
    );
  const counted = catalogue.indicators.find((item) => item.code === config.population);
  const wanted =
    counted && counted.code !== indicator.code && question.milieu === "total" && question.sex === "all";
  const year =
    counted &&
    (counted.years.map(String).includes(question.year) ? question.year : String(counted.years.at(-1)));
  const [population, ...values] = await Promise.all([
    wanted ? ask({ indicator: counted.code, year }) : null,
    ...indicator.years.map((one) =>
      String(one) === question.year ? choropleth.values : ask({ year: String(one) }),
    ),
  ]);
  return {
    population,
    populationYear: year,
    values: Object.fromEntries(indicator.years.map((one, i) => [one, values[i]])),
  };
}
