// The records of the layers shown, under the map: a tab each, counted, sorted by the server, read page by page.
import { ApiError } from "../api.js";
import { number } from "../format.js";
import { both, layerQuestion } from "../layer-params.js";
import { asking } from "../state.js";
import { announce, el } from "../text.js";
import { zoneFilter } from "../zone.js";
import { loadCount, pickOnMap, Rows } from "./ask.js";
import { createColumnChooser, shownColumns } from "./columns.js";
import { createDownloads } from "./downloads.js";
import { createGrid } from "./grid.js";
import { createPicked, keepOnly } from "./picked.js";
import { CENSUS, createTabs } from "./tabs.js";

const MOVE_DELAY = 300;
const panelOf = (id) => (id === CENSUS ? "ranking-panel" : "records-panel");

export const recordId = (layer, id) => `${layer.slug}:${id}`;
const pointed = (state, layer) => {
  const [slug, id] = state.record.split(":");
  return slug === layer.slug ? Number(id) : null;
};

export function createRecordTable(under, { t, config, map, change, isOpen, emptied }) {
  const find = (selector) => under.querySelector(selector);
  const panel = find("#records-panel");
  const box = find("[data-record-rows]");
  const inView = find("[data-records-in-view]");
  const columns = createColumnChooser({ t, change: (make) => change(make(model.state), { replace: true }) });
  const downloads = createDownloads({ t, config });
  const picked = createPicked({ t, map, grid: () => grid, layer: () => layer, onClear: () => grid?.clear() });
  find("[data-record-tools]").replaceChildren(columns.node, downloads.node);
  find("[data-record-picked]").replaceChildren(picked.node);
  const tabs = createTabs(find("[data-under-tabs]"), {
    label: t("tabs"),
    onChoose: (id) => change({ tab: id === CENSUS ? "" : id }, { replace: true }),
  });
  let model = null;
  let layer = null;
  let grid = null;
  let rows = null;
  let asked = {};
  const counts = new Map();

  const more = (one) => ({ filter: both(model.state.of.filter[one.slug] ?? "", zoneFilter(model.state.area)) });
  function counted(one) {
    const key = one.slug + layerQuestion(model.state, one, more(one));
    if (!counts.has(key)) {
      counts.set(key, loadCount(model.state, one, more(one)));
      counts.get(key).catch(() => counts.delete(key));
    }
    return counts.get(key);
  }

  // -- tabs

  const census = () => ({ id: CENSUS, title: t("census"), count: null });
  function drawTabs(known = new Map()) {
    const own = model.records.map((one) => ({ id: one.slug, title: one.title, count: known.get(one.slug) }));
    tabs([census(), ...own], layer?.slug ?? CENSUS, panelOf);
  }
  async function countTabs() {
    const from = model;
    const answers = await Promise.allSettled(model.records.map((one) => counted(one)));
    if (from !== model) return undefined;
    const known = new Map();
    answers.forEach(({ value }, index) => value && known.set(model.records[index].slug, value.matched));
    drawTabs(known);
    return known;
  }

  // -- rows

  const sortOf = () => {
    const text = model.state.of.sortby[layer.slug] ?? "";
    return { key: text.replace(/^[+-]/, ""), down: text.startsWith("-") };
  };
  function onSort(name) {
    const { key, down } = sortOf();
    const next = key !== name ? name : down ? "" : `-${name}`;
    change(asking(model.state, "sortby", layer.slug, next), { replace: true });
  }
  let life = new AbortController();
  function dropGrid() {
    life.abort();
    grid = null;
  }
  function makeGrid() {
    const slug = layer.slug;
    life = new AbortController();
    grid = createGrid(box, {
      signal: life.signal,
      t,
      layer,
      href: (row) => hrefOf(recordId(layer, row.id)),
      onOpen: (row) => change({ record: recordId(layer, row.id) }),
      onSort,
      onChoose: (ids) => {
        choose(ids);
        pickOnMap(map, slug, ids);
      },
      onNeedMore: () => read(),
    });
  }
  const hrefOf = (record) => {
    const url = new URL(location.href);
    url.searchParams.set("record", record);
    return url.href;
  };

  async function ask() {
    const overview = await counted(layer);
    const shown = shownColumns(model.state, layer, overview.columns);
    columns.show({ state: model.state, layer, all: overview.columns });
    const question = {
      ...more(layer),
      bbox: inView.checked ? map.bounds?.()?.map((value) => value.toFixed(5)).join(",") : "",
      properties: [...new Set([...shown.map((column) => column.name), ...naming(overview.columns)])].join(","),
      sortby: model.state.of.sortby[layer.slug] ?? "",
    };
    return { overview, shown, next: new Rows(model.state, layer, question), question };
  }
  /** What names a record and what keeps it alone are read with it, shown or not. */
  const naming = (all) => [...layer.label, layer.key].filter((name) => all.some((column) => column.name === name));

  /** The first page of a new question; the old rows stay, faded, until it is there. */
  async function load() {
    const from = model;
    box.setAttribute("aria-busy", "true");
    try {
      const { overview, shown, next, question } = await ask();
      if (from !== model) return;
      if (next.signature !== rows?.signature) {
        rows?.abandon();
        await next.more();
        if (from !== model) return;
        rows = next;
        picked.show([]);
        dropGrid();
      }
      draw(overview, shown, question);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof ApiError)) throw error;
      fail(error);
    } finally {
      if (from === model) box.removeAttribute("aria-busy");
    }
  }
  function draw(overview, shown, question) {
    const fresh = !grid;
    say(overview);
    asked = { ...more(layer), bbox: question.bbox };
    offer([]);
    if (!rows.matched) return box.replaceChildren(emptied(layer, { inView: inView.checked }));
    if (fresh) makeGrid();
    const open = pointed(model.state, layer);
    grid.show({ rows: rows.rows, columns: shown, sort: sortOf(), matched: rows.matched, open }, { fresh });
  }
  /** What the menu downloads: the rows chosen, else all of the table. */
  function offer(ids) {
    const only = keepOnly(layer, rows, ids);
    const question = { ...asked, filter: both(asked.filter, only) };
    const matched = only ? ids.length : rows.matched;
    downloads.show({ state: model.state, layer, more: question, matched, chosen: Boolean(only) });
  }
  function choose(ids) {
    picked.show(ids);
    if (rows) offer(ids);
  }
  async function read() {
    const from = rows;
    try {
      const before = from.rows.length;
      await from.more();
      if (from === rows && from.rows.length > before) grid?.show({ rows: from.rows });
    } catch (error) {
      // Given up for another question.
      if (error.name === "AbortError") return;
      if (!(error instanceof ApiError)) throw error;
      fail(error);
    }
  }
  function fail(error) {
    const again = el("button", { type: "button", class: "btn link", onclick: () => load() }, t("retry"));
    const told = error.status === 400 || error.status === 403 ? error.message : t("failed");
    dropGrid();
    rows = null;
    box.replaceChildren(
      el("div", { class: "empty err", role: "alert" }, el("b", {}, t("failedTitle")), el("p", {}, told), again, el("code", {}, error.code)),
    );
  }
  function say(overview) {
    find("[data-record-count]").textContent = number(rows.matched);
    const lost = rows.matched - (rows.located ?? rows.matched);
    const parts = [
      t("ofTotal", { n: number(overview.total) }),
      lost > 0 ? t.count("notLocated", lost, { n: number(lost) }) : null,
      model.state.area ? t("inZone") : null,
    ];
    find("[data-record-of]").textContent = parts.filter(Boolean).join(" · ");
    announce(t("shown", { n: number(rows.matched), total: number(overview.total) }));
  }

  let later = 0;
  const soon = () => {
    clearTimeout(later);
    later = setTimeout(() => layer && inView.checked && isOpen() && load(), MOVE_DELAY);
  };
  inView.addEventListener("change", () => layer && load());
  map.addEventListener("move", soon);
  inView.closest("label").hidden = !map.bounds;

  /** Draws the tab the address names; the census ranking when that layer is not shown. */
  async function show(next) {
    model = next;
    const before = layer;
    layer = model.records.find((one) => one.slug === model.state.tab) ?? null;
    if (before?.slug !== layer?.slug) {
      rows?.abandon();
      rows = null;
      dropGrid();
      box.replaceChildren();
      pickOnMap(map, null, []);
    }
    find("#ranking-panel").hidden = Boolean(layer);
    panel.hidden = !layer;
    panel.setAttribute("aria-labelledby", `tab-${layer?.slug}`);
    drawTabs();
    const known = countTabs();
    if (layer && isOpen()) await load();
    return known;
  }

  return {
    show,
    /** A feature chosen on the map: its row too, when the table is on its layer. */
    choose(slug, ids) {
      if (layer?.slug !== slug || !grid) return;
      grid.choose(ids);
      choose(ids);
    },
    around: (slug, id) => (layer?.slug === slug && grid ? grid.around(id) : null),
    focus: () => grid?.focus(),
  };
}
