// The band under the map at work: which rows, in which order, how many of how many, and the file of all of them.
import { get } from "./api.js";
import { number } from "./format.js";
import { ranges } from "./legend.js";
import { loadColumns } from "./model.js";
import { createRanking } from "./ranking.js";
import { ordered, sortOf, tableColumns, tableRows } from "./table.js";
import { zoneFilter } from "./zone.js";

const NOTHING = { of: null, values: {}, population: null };
const UPWARD = new Set(["rank", "name", "above"]);

// More than any level has.
const ALL = 5000;

/** Codes of the territories that the zone drawn on the map touches; null when there is none. */
async function touched({ area, level }, config) {
  if (!area) return null;
  const question = { filter: zoneFilter(area), properties: "code", limit: ALL };
  const { rows } = await get(`/api/layers/${config.levels[level]}/records.json`, question);
  return new Set(rows.map((row) => row.code));
}

export function createRankedTable(root, { t, lang, config, map, change, isOpen }) {
  const find = (selector) => root.querySelector(selector);
  const inView = find("[data-in-view]");
  let model = null;
  let only = null;
  let columns = NOTHING;
  let zone = null;

  const ranking = createRanking(root, {
    t,
    onSelect: (code) => code && change({ sel: code }),
    onSort: (key) => {
      const current = sortOf(model.state, tableColumns(model, tableRows(model, columns), columns, t));
      const down = current.key === key ? !current.down : !UPWARD.has(key);
      change({ sort: `${down ? "-" : ""}${key}` }, { replace: true });
    },
    onHover: (code) => map.hover(code),
  });
  inView.addEventListener("change", () => draw());
  map.addEventListener("move", () => model && inView.checked && draw());

  function draw() {
    const all = tableRows(model, columns);
    const shape = tableColumns(model, all, columns, t);
    const sort = sortOf(model.state, shape);
    const seen = inView.checked ? map.visibleCodes() : null;
    const within = (row) => (!seen || seen.has(row.code)) && (!zone || zone.has(row.code));
    const kept = all.filter((row) => (only === null || row.class === only) && within(row));
    const selected = model.state.sel === "none" ? "" : model.state.sel;
    ranking.show({ rows: ordered(kept, shape, sort, lang), columns: shape, sort, selected });
    if (selected) ranking.select(selected);
    if (!kept.length) ranking.empty(t.table(seen || zone ? "noneInView" : "unranked"));
    say(kept.length, all.length);
  }

  function say(kept, all) {
    find("[data-count]").textContent = t.level.count(model.state.level, kept);
    const reasons = [
      kept < all && t.table("ofTotal", { n: number(all) }),
      zone && t.records("inZone"),
      only !== null && t.table("isolated", { range: ranges(model.choropleth, t)[only] }),
    ];
    find("[data-of]").textContent = reasons.filter(Boolean).join(", ");
    const link = find("[data-download-rows]");
    link.hidden = !model.downloads.length;
    link.href = model.downloads[0]?.href ?? "";
    link.querySelector("span").textContent = t.table.count("downloadRows", all, { n: number(all) });
  }

  /** Drawn at once with what is known, then again with the other years; nothing is asked while it is folded. */
  async function show(next, isolated) {
    model = next;
    only = isolated;
    if (!isOpen()) return;
    if (columns.of !== model.question) columns = NOTHING;
    zone = await touched(next.state, config);
    if (next !== model) return;
    draw();
    if (columns.of) return;
    const loaded = await loadColumns(next, config);
    if (next.question !== model.question) return;
    columns = { of: model.question, ...loaded };
    draw();
  }

  return { show };
}
