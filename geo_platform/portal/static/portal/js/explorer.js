// The explorer page: one state, one model, and the parts that show it. Everything a person changes goes through
// `change`, which writes the address; everything on screen comes from `render`.
import { ApiError, get, latest } from "./api.js";
import { number, signed, withUnit } from "./format.js";
import { createLegend, ranges } from "./legend.js";
import { loadCatalogue, loadColumns, loadModel } from "./model.js";
import { createLayers, createPanel } from "./panel.js";
import { createPhone, isNarrow } from "./phone.js";
import { createRanking } from "./ranking.js";
import { choose, createScope } from "./scope.js";
import { createSheet } from "./sheet.js";
import { address, read } from "./state.js";
import { ordered, sortOf, tableColumns, tableRows } from "./table.js";
import { announce, el, ltr, readJson, texts } from "./text.js";
import { createUnder } from "./under.js";

const config = { ...readJson("explorer-config"), search: readJson("search-config").text };
const lang = config.lang;
const explorer = document.getElementById("explorer");
const query = (selector) => document.querySelector(selector);

/** t("key") for the page, t.table("key") … for its parts, t.level("commune") and t.level.count("commune", 112). */
function translator() {
  const t = texts(config.texts, lang);
  for (const part of ["table", "sheet", "message"]) t[part] = texts(config.texts[part], lang);
  t.level = (name) => config.texts.levels[name] ?? { one: name, many: name };
  t.level.count = (name, n) =>
    texts({ count: t.level(name).count }, lang).count("count", n, { n: number(n) });
  return t;
}

const t = translator();
let { values: state, view } = read(location.href);
let model = null;
let columns = { of: null, values: {}, population: null };
let only = null;
let mustFit = view === null;

// The map's bundle is the heaviest file: it comes down while the first questions are already asked.
const mapModule = import("./geo-map.js");
const phone = createPhone(explorer);

function change(changes, { replace = false } = {}) {
  const moved = "territory" in changes && changes.territory !== state.territory;
  state = { ...state, ...changes };
  if (moved) mustFit = true;
  if (
    ["territory", "level", "indicator", "year", "milieu", "classes", "method"].some((name) => name in changes)
  )
    only = null;
  const href = address(location.href, state, moved ? null : view);
  if (replace) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  return render();
}

const load = latest((wanted) => loadModel(wanted, { config, lang }));
const name = (code) => model.places.get(code)?.name ?? code;

async function start() {
  const [{ mount }, catalogue] = await Promise.all([mapModule, loadCatalogue(config)]);
  const map = mount(document.getElementById("map"), { ...config, view, padding: padding() });
  const parts = {
    map,
    scope: createScope({ t, lang, config, change }),
    panel: createPanel({ t, lang, catalogue, change }),
    legend: createLegend(query("#legend"), { t, onHover: (index) => map.dim(index), onToggle: isolate }),
    layers: createLayers({ t, toggle: toggleLayer }),
    sheet: createSheet(query("#sheet"), { t, lang, config, change, map }),
    ranking: createRanking(query("#ranking"), {
      t,
      onSelect: (code) => code && change({ sel: code }),
      onSort: sortBy,
      onHover: (code) => map.hover(code),
    }),
    under: createUnder(explorer, query("#ranking"), {
      onResize: () => map.resize(),
      onOpen: () => fillTable(),
    }),
    layerList: get("/api/layers/").then(
      (answer) => answer.layers,
      () => [],
    ),
  };
  return parts;
}

const parts = start();

/** The view leaves room for what floats over it, so that the legend never covers the territory. */
function padding() {
  const { clientWidth: width, clientHeight: height } = query(".map");
  if (isNarrow()) return { top: 130, bottom: Math.round(height * 0.46), left: 24, right: 24 };
  const legend = width > 560 ? 250 : 24;
  const rtl = document.dir === "rtl";
  return { top: 20, bottom: 24, left: rtl ? 56 : legend, right: rtl ? legend : 56 };
}

async function render() {
  const ui = await parts;
  explorer.setAttribute("aria-busy", "true");
  ui.legend.wait();
  let next;
  try {
    next = await load(state);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return fail(error);
  }
  if (!next) return;
  model = { ...next, t };
  state = { ...state, ...model.state };
  hideMessage();
  model.downloads = ui.scope.show(model);
  ui.panel.show(model);
  await showMap(ui);
  await Promise.all([showLayers(ui), showSheet(ui), fillTable()]);
  explorer.removeAttribute("aria-busy");
  announce(t.table("classed", { count: t.level.count(state.level, ranked()) }));
}

const ranked = () => model.choropleth.total - model.choropleth.nodata;

async function showMap({ map, legend }) {
  const { choropleth, territory, indicator } = model;
  const shown = state.layers ?? ["province", "region"];
  map.padding = padding();
  await map.show({
    level: state.level,
    scope: { code: territory.code, level: territory.level },
    limits: shown,
  });
  await map.paint({ classes: choropleth.classes, colors: choropleth.colors, only });
  if (territory.bbox) map.home = territory.bbox;
  if (territory.bbox && mustFit) map.fit(territory.bbox, { instant: !explorer.dataset.ready });
  mustFit = false;
  map.setLabels(labels());
  showLegend(legend);
  query("[data-attribution]").textContent = t.message("attribution", {
    year: state.year === "change" ? "2014, 2024" : state.year,
  });
  const short = (lang === "ar" ? indicator.short_ar : indicator.short_fr) || indicator.code;
  query("[data-indicator-chip]").textContent =
    `${short} ${state.year === "change" ? t("change") : state.year}`;
}

function showLegend(legend) {
  const { choropleth, indicator } = model;
  const short = (lang === "ar" ? indicator.short_ar : indicator.short_fr) || choropleth.indicator.title;
  const title =
    state.year === "change"
      ? t("changeTitle", { name: short })
      : t("legendTitle", { name: short, year: state.year });
  const subtitle = [choropleth.indicator.unit_label, t.level(state.level).many.toLocaleLowerCase(lang)]
    .filter(Boolean)
    .join(" · ");
  legend.show(choropleth, { title, subtitle, only });
}

/** What a perimeter shows by name: the level just under it, with its neighbours in grey. */
function labels() {
  const { territory, places } = model;
  const level = { country: "region", region: "province" }[territory.level] ?? state.level;
  const key = { region: "region", province: "province" }[territory.level];
  const all = [...places.values()];
  const within = (place) =>
    territory.level === "country" || place[key] === territory.code || place.code === territory.code;
  const inside = all
    .filter((place) => place.level === level && within(place))
    .map((place) => ({ ...place, inside: true }));
  const around =
    territory.level === "country" ? [] : all.filter((place) => place.level === "region" && !within(place));
  const own =
    model.territory.level === "region" ? around : around.filter((place) => place.code !== parentRegion());
  return [
    ...inside.slice(0, level === "commune" ? 60 : undefined),
    ...own.map((place) => ({ ...place, inside: false })),
  ];
}

const parentRegion = () => model.territory.breadcrumb.find((place) => place.level === "region")?.code;

async function showLayers({ layers, layerList, map }) {
  const shown = state.layers ?? ["province", "region"];
  const list = await layerList;
  const levelOf = Object.fromEntries(Object.entries(config.levels).map(([level, slug]) => [slug, level]));
  const { choropleth, indicator } = model;
  const row = (layer) => {
    const id = levelOf[layer.slug] ?? layer.slug;
    return {
      id,
      title: layer.title,
      count: layer.count,
      fictitious: layer.fictitious,
      locked: !layer.allowed,
      on: shown.includes(id),
    };
  };
  const limits = list.filter((layer) => layer.kind === "limits").map(row);
  const records = list.filter((layer) => layer.kind !== "limits").map(row);
  const census = {
    id: "choropleth",
    title: (lang === "ar" ? indicator.short_ar : indicator.short_fr) || choropleth.indicator.title,
    ramp: choropleth.colors,
    fixed: true,
    on: true,
    count: null,
  };
  layers.show([
    { title: config.texts.groupCensus, rows: [census] },
    { title: config.texts.groupTerritory, rows: limits },
    ...(records.length ? [{ title: config.texts.groupRecords, rows: records }] : []),
  ]);
  const extras = list.filter(
    (layer) => layer.kind !== "limits" && layer.allowed && shown.includes(layer.slug),
  );
  map.showExtras(extras.map((layer) => layer.slug));
}

function toggleLayer(id) {
  const shown = new Set(state.layers ?? ["province", "region"]);
  if (!shown.delete(id)) shown.add(id);
  change({ layers: [...shown] }, { replace: true });
}

async function isolate(index) {
  const { map, legend } = await parts;
  only = only === index ? null : index;
  map.dim(null);
  map.paint({ classes: model.choropleth.classes, colors: model.choropleth.colors, only });
  showLegend(legend);
  fillTable();
}

/** With nothing chosen, the sheet tells the perimeter itself; closed, it says so in the address. */
async function showSheet({ sheet, map }) {
  const code = state.sel === "none" ? null : state.sel || state.territory;
  const wasOpen = explorer.dataset.sheet === "open";
  explorer.dataset.sheet = code ? "open" : "closed";
  if (wasOpen !== Boolean(code)) map.resize();
  map.select(state.sel && state.sel !== "none" ? state.sel : null);
  if (!code) return sheet.clear();
  await sheet.show(code, model);
}

function sortBy(key) {
  const current = sortOf(state, tableColumns(model, tableRows(model, columns), columns, t));
  const down = current.key === key ? !current.down : key !== "name" && key !== "above" && key !== "rank";
  state = { ...state, sort: `${down ? "-" : ""}${key}` };
  history.replaceState(null, "", address(location.href, state, view));
  return fillTable();
}

async function fillTable() {
  const { ranking, under, map } = await parts;
  if (!model || !under.isOpen()) return;
  if (columns.of !== model.question) columns = { of: null, values: {}, population: null };
  const mine = model;
  drawTable(ranking, map);
  const loaded = await loadColumns(model, config);
  if (mine !== model) return;
  columns = { of: model.question, ...loaded };
  drawTable(ranking, map);
}

function drawTable(ranking, map) {
  const all = tableRows(model, columns);
  const shape = tableColumns(model, all, columns, t);
  const sort = sortOf(state, shape);
  const seen = query("[data-in-view]").checked ? map.visibleCodes() : null;
  const kept = all.filter((row) => (only === null || row.class === only) && (!seen || seen.has(row.code)));
  const selected = state.sel === "none" ? "" : state.sel;
  ranking.show({ rows: ordered(kept, shape, sort, lang), columns: shape, sort, selected });
  if (selected) ranking.select(selected);
  if (!kept.length) ranking.empty(t.table(seen ? "noneInView" : "unranked"));
  query("[data-count]").textContent = t.level.count(state.level, kept.length);
  const reasons = [
    kept.length < all.length && t.table("ofTotal", { n: number(all.length) }),
    only !== null && t.table("isolated", { range: ranges(model.choropleth, t)[only] }),
  ];
  query("[data-of]").textContent = reasons.filter(Boolean).join(", ");
  const link = query("[data-download-rows]");
  link.hidden = !model.downloads.length;
  link.href = model.downloads[0]?.href ?? "";
  link.querySelector("span").textContent = t.table.count("downloadRows", all.length, {
    n: number(all.length),
  });
}

function showTip(event) {
  const tip = query("[data-tip]");
  const { code, point } = event.detail;
  if (!code || !model || !point || isNarrow()) return (tip.hidden = true);
  const value = model.choropleth.values[code];
  const { decimals } = model.choropleth.indicator;
  const unit = model.choropleth.indicator;
  const place = model.places.get(code);
  const text =
    value === null || value === undefined
      ? t("nodata")
      : ltr(
          state.year === "change"
            ? `${signed(value, decimals)}\u202f${unit.unit_label}`
            : withUnit(value, unit),
        );
  const above = model.places.get(place?.province ?? place?.region)?.name;
  tip.replaceChildren(el("b", {}, name(code)), " ", text, above ? el("div", { class: "place" }, above) : "");
  tip.hidden = false;
  const frame = query(".map");
  const x = Math.min(point.x + 14, frame.clientWidth - tip.offsetWidth - 8);
  const y =
    point.y + 18 + tip.offsetHeight > frame.clientHeight ? point.y - tip.offsetHeight - 10 : point.y + 18;
  tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}

function fail(error) {
  explorer.removeAttribute("aria-busy");
  const box = query("[data-message]");
  const body =
    error.status === 401
      ? t.message("expired")
      : error.status === 400 || error.status === 404
        ? error.message
        : t.message("errorBody");
  const retry = el(
    "button",
    { type: "button", class: "btn link", onclick: () => render() },
    t.message("retry"),
  );
  box.replaceChildren(
    el(
      "div",
      { class: "empty err" },
      el("b", {}, t.message("errorTitle")),
      el("p", {}, body),
      retry,
      el("code", {}, error.code),
    ),
  );
  box.hidden = false;
}

function hideMessage() {
  const box = query("[data-message]");
  const empty = model.choropleth.total === model.choropleth.nodata;
  box.hidden = !empty;
  if (empty)
    box.replaceChildren(
      el(
        "div",
        { class: "empty" },
        el("b", {}, t.message("emptyTitle")),
        el("p", {}, t.message("emptyBody")),
      ),
    );
}

async function wire() {
  const { map, ranking } = await parts;
  map.addEventListener("hover", showTip);
  map.addEventListener("select", ({ detail }) => {
    if (!known(detail.code)) return;
    phone.stop("half");
    change({ sel: detail.code });
  });
  map.addEventListener("open", ({ detail }) => known(detail.code) && drill(detail.code));
  map.addEventListener("move", ({ detail }) => {
    view = detail;
    history.replaceState(null, "", address(location.href, state, view));
    if (query("[data-in-view]").checked) drawTable(ranking, map);
  });
  query("[data-in-view]").addEventListener("change", () => drawTable(ranking, map));
  query("#ground")?.addEventListener("change", ({ target }) =>
    map.setBackground(config.backgrounds[target.value] ?? null),
  );
  for (const [index, { title }] of config.backgrounds.entries()) {
    query("[data-ground]").hidden = false;
    query("#ground").append(el("option", { value: index }, title));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || explorer.dataset.sheet !== "open" || event.defaultPrevented) return;
    change({ sel: "none" });
    map.map.getCanvas().focus();
  });
  addEventListener("popstate", () => {
    const before = state.territory;
    ({ values: state, view } = read(location.href));
    if (view) map.jump(view);
    else mustFit = state.territory !== before;
    render();
  });
  new ResizeObserver(() => map.resize()).observe(query(".map"));
}

/** A territory of the question on screen: neighbours are drawn, not chosen. */
const known = (code) => Boolean(code && model && code in model.choropleth.values);

/** Double click goes in: a region or province becomes the perimeter, a commune stays selected. */
async function drill(code) {
  await choose({ code }, change);
}

await wire();
await render();
explorer.dataset.ready = "true";
