// The explorer page: one state, one model, and the parts that show it. Everything a person changes goes through
// `change`, which writes the address; everything on screen comes from `render`.
import { ApiError, embedded, get, latest } from "./api.js";
import { number } from "./format.js";
import { layerQuestion } from "./layer-params.js";
import { createLegend } from "./legend.js";
import { createMessages } from "./messages.js";
import { loadCatalogue, loadModel } from "./model.js";
import { labelsFor } from "./names.js";
import { createPanel } from "./panel.js";
import { createPhone, isNarrow } from "./phone.js";
import { createRankedTable } from "./ranked-table.js";
import { createRecords } from "./records/records.js";
import { choose, createScope } from "./scope.js";
import { createSheet } from "./sheet.js";
import { toast } from "./shell.js";
import { createShownLayers, DEFAULT_LAYERS } from "./shown-layers.js";
import { address, read } from "./state.js";
import { announce, el, readJson, texts } from "./text.js";
import { createUnder } from "./under.js";
import { createView } from "./view.js";

const config = { ...readJson("explorer-config"), search: readJson("search-config").text };
const lang = config.lang;
const explorer = document.getElementById("explorer");
const frame = document.querySelector(".map");
const query = (selector) => document.querySelector(selector);
// A change of one of these is another question: an isolated class has no meaning in it.
const TOOLS = ["tree", "tool", "time", "share", "key"];
const QUESTION = ["territory", "level", "indicator", "year", "milieu", "classes", "method"];

/** t("key") for the page, t.table("key") … for its parts, t.level("commune") and t.level.count("commune", 112). */
function translator() {
  const t = texts(config.texts, lang);
  const comma = lang === "ar" ? "، " : ", ";
  for (const part of ["table", "sheet", "message", "records", "record", "filter", "zone", ...TOOLS])
    t[part] = texts({ comma, ...config.texts[part] }, lang);
  t.level = (name) => config.texts.levels[name] ?? { one: name, many: name };
  t.level.count = (name, n) =>
    texts({ count: t.level(name).count }, lang).count("count", n, { n: number(n) });
  t.key.names = config.texts.key.keys;
  t.comma = comma;
  return t;
}

const t = translator();
let { values: state, view } = read(location.href);
let model = null;
let only = null;
let mustFit = view === null;

// The map's bundle is the heaviest file: it comes down while the first questions are already asked, or not at all.
const screen = createView(explorer, { t: t.records, change });
const mapModule = screen.loadMap();
const toolsModule = screen.loadTools();
const phone = createPhone(explorer);
const messages = createMessages(query("[data-message]"), { t, retry: () => render() });
const load = latest((wanted) => loadModel(wanted, { config, lang }));

function change(changes, { replace = false } = {}) {
  const moved = "territory" in changes && changes.territory !== state.territory;
  state = { ...state, ...changes };
  if (moved) mustFit = true;
  if (QUESTION.some((name) => name in changes)) only = null;
  const href = address(location.href, state, moved ? null : view);
  if (replace) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  return render();
}

async function start() {
  const [{ mount }, { createMapTools }, catalogue] = await Promise.all([mapModule, toolsModule, loadCatalogue(config)]);
  const map = mount(document.getElementById("map"), { ...config, view, padding: padding() });
  const under = createUnder(explorer, query("#ranking"), {
    onResize: () => map.resize(),
    onOpen: () => model && Promise.all([table.show(model, only), records.show(model)]),
  });
  // Behind the table of a layer, the ranking asks for nothing.
  const isOpen = () => under.isOpen() && !model.records?.some(({ slug }) => slug === state.tab);
  const table = createRankedTable(query("#ranking"), { t, lang, config, map, change, isOpen });
  const records = createRecords({
    under: query("#ranking"),
    side: query("#sheet"),
    t,
    config,
    map,
    change,
    isOpen: under.isOpen,
    onCounted: (matched) => parts.then((ui) => showCounts(ui, matched)),
  });
  const tools = createMapTools(map, { t, config, change, frame, share, model: () => model });
  const list = get("/api/layers/").then(
    (answer) => answer.layers,
    () => [],
  );
  return {
    map,
    table,
    records,
    list,
    scope: createScope({ t, lang, config, change }),
    panel: createPanel({ t, lang, catalogue, change }),
    legend: createLegend(query("#legend"), {
      t,
      onHover: (index) => map.dim(only === null ? index : null),
      onToggle: isolate,
    }),
    layers: createShownLayers({ t, config, list, change, zoomTo: tools.zoomTo }),
    tools,
    sheet: createSheet(query("#sheet"), { t, lang, config, change, map }),
  };
}

const parts = start();

/** The dialog is made when it is first asked for. */
let sharing = null;
async function share() {
  sharing ??= import("./share.js").then(({ createShare }) => {
    const reserved = () => (model?.records ?? []).filter(({ open }) => !open).map(({ title }) => title);
    return createShare({ t, toast, reserved });
  });
  (await sharing).open();
}
query("[data-legend-fold]")?.addEventListener("click", ({ currentTarget: button }) =>
  button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") === "false")),
);
for (const button of document.querySelectorAll("[data-share]")) button.addEventListener("click", share);

/** The view leaves room for what floats over it, so that the legend never covers the territory. */
function padding() {
  const { clientWidth: width, clientHeight: height } = frame;
  if (isNarrow() && !embedded) return { top: 120, bottom: Math.round(height * 0.47), left: 24, right: 24 };
  const legend = width > 560 ? 250 : 24;
  const rtl = document.dir === "rtl";
  const bottom = frame.classList.contains("with-time") ? 150 : 24;
  return { top: 20, bottom, left: rtl ? 56 : legend, right: rtl ? legend : 56 };
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
    explorer.removeAttribute("aria-busy");
    return messages.error(error);
  }
  if (!next) return;
  state = { ...state, ...next.state };
  const placeName = next.territory[`name_${lang}`];
  model = { ...next, state, t, placeName, layerTitle: ui.layers.title };
  model.downloads = ui.scope.show(model);
  ui.panel.show(model);
  await showMap(ui);
  await Promise.all([showLayers(ui), showSheet(ui)]);
  await ui.table.show(model, only);
  ui.records.show(model);
  explorer.removeAttribute("aria-busy");
  const ranked = model.choropleth.total - model.choropleth.nodata;
  announce(t.table("classed", { count: t.level.count(state.level, ranked) }));
}

async function showMap({ map, layers, legend }) {
  const { choropleth, territory, indicator } = model;
  if (choropleth.total === choropleth.nodata) messages.empty();
  else if (map.broken) messages.note(t.message("noWebgl"));
  else messages.clear();
  map.padding = padding();
  const scope = { code: territory.code, level: territory.level };
  await map.show({ level: state.level, scope, limits: layers.limits(state) });
  await map.paint({ classes: choropleth.classes, colors: choropleth.colors, only });
  if (territory.bbox) map.home = territory.bbox;
  if (territory.bbox && mustFit) map.fit(territory.bbox, { instant: !explorer.dataset.ready });
  mustFit = false;
  map.setLabels(labelsFor(model));
  showLegend(legend);
  const year = state.year === "change" ? "2014, 2024" : state.year;
  query("[data-attribution]").textContent = choropleth.source.computed
    ? t.message("attributionOf", { source: choropleth.source.title })
    : t.message("attribution", { year });
  query("[data-indicator-chip]").textContent =
    `${indicator.short} ${state.year === "change" ? t("change") : year}`;
}

function showLegend(legend) {
  const { choropleth, indicator } = model;
  const key = state.year === "change" ? "changeTitle" : "legendTitle";
  const title = t(key, { name: indicator.short, year: state.year });
  const levels = t.level(state.level).many.toLocaleLowerCase(lang);
  const subtitle = [choropleth.indicator.unit_label, levels].filter(Boolean).join(" · ");
  legend.show(choropleth, { title, subtitle, only, records: [...(model.rasters ?? []), ...(model.records ?? [])] });
  query("[data-print-title]").textContent = [title, subtitle, model.placeName].join(" · ");
}

async function showLayers({ layers, legend, map, tools, scope }) {
  const shown = await layers.show(model);
  const records = shown.filter(({ kind }) => kind !== "raster");
  model.rasters = shown.filter(({ kind }) => kind === "raster");
  model.records = records.map((layer) => ({ ...layer, question: layerQuestion(state, layer) }));
  map.showRecords(model.records, model.rasters);
  scope.showLayers(model);
  tools.show(model);
  map.showPlaces(await layers.landmarks());
  if (shown.length) showLegend(legend);
}

/** How many records of each layer shown the question keeps: said where the layer is named. */
function showCounts({ legend }, matched) {
  model.records = model.records.map((layer) => ({ ...layer, matched: matched.get(layer.slug) }));
  showLegend(legend);
}

async function isolate(index) {
  const { map, legend, table } = await parts;
  only = only === index ? null : index;
  map.dim(null);
  map.paint({ classes: model.choropleth.classes, colors: model.choropleth.colors, only });
  showLegend(legend);
  table.show(model, only);
}

/** With nothing chosen, the sheet tells the perimeter itself; closed, it says so in the address. */
async function showSheet({ sheet, map, records, list }) {
  const chosen = state.sel === "none" ? "" : state.sel;
  const code = state.sel === "none" ? null : state.sel || state.territory;
  const wasOpen = explorer.dataset.sheet === "open";
  explorer.dataset.sheet = code || state.record ? "open" : "closed";
  if (wasOpen !== (explorer.dataset.sheet === "open")) map.resize();
  map.select(chosen || null);
  if (await records.open(state, list)) return;
  if (!code) return sheet.clear();
  await sheet.show(code, model);
}

/** A territory of the question on screen: neighbours are drawn, not chosen. */
const known = (code) => Boolean(code && model && code in model.choropleth.values);

async function wire() {
  const { map, tools, records } = await parts;
  map.addEventListener("hover", ({ detail }) => tools.tip(model, isNarrow() ? {} : detail));
  map.addEventListener("select", ({ detail }) => {
    if (records.hit(detail.records)) return phone.stop("half");
    if (!known(detail.code)) return;
    phone.stop("half");
    change({ sel: detail.code });
  });
  // The top bar's search opens a record here, with its layer.
  document.addEventListener("record", (event) => {
    event.preventDefault();
    const { layer, record } = event.detail;
    const layers = [...new Set([...(state.layers ?? DEFAULT_LAYERS), layer])];
    change({ layers, tab: layer, record });
  });
  // Double click goes in: a region or province becomes the perimeter, a commune stays selected.
  map.addEventListener("open", ({ detail }) => known(detail.code) && choose({ code: detail.code }, change));
  map.addEventListener("move", ({ detail }) => {
    view = detail;
    history.replaceState(null, "", address(location.href, state, view));
  });
  for (const [index, { title }] of config.backgrounds.entries()) {
    query("[data-ground]").hidden = false;
    query("#ground").append(el("option", { value: index }, title));
  }
  query("#ground").addEventListener("change", ({ target }) =>
    map.setBackground(config.backgrounds[target.value] ?? null),
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || explorer.dataset.sheet !== "open" || event.defaultPrevented) return;
    if (state.record) return change({ record: "" });
    change({ sel: "none" });
    map.focus();
  });
  addEventListener("popstate", () => {
    const before = state.territory;
    ({ values: state, view } = read(location.href));
    if (view) map.jump(view);
    else mustFit = state.territory !== before;
    render();
  });
  new ResizeObserver(() => map.resize()).observe(frame);
}

await wire();
await render();
explorer.dataset.ready = "true";
