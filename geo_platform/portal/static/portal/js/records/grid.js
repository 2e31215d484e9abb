// The table of one layer's records: only the rows in sight exist as elements, the next page is asked for as one nears
// its end; chosen rows are a set of ids that the map shows too. A grid for keyboards and screen readers.
import { announce, el, icon } from "../text.js";
import { heading, isNumeric, textOf, widthOf, written } from "./cells.js";

const ROW = 28;
const SPARE = 8;
const AHEAD = 60;

/**
 * options: {t, layer, href(row), onOpen(row), onSort(name), onChoose(ids), onNeedMore(), signal}; the box outlives its
 * grids: each listens until its signal is aborted.
 * `show({rows, columns, sort, matched, open})` draws; rows may grow between two calls.
 */
export function createGrid(box, options) {
  const { t, layer, signal } = options;
  const id = `grid-${layer.slug}`;
  const columnsOfTable = el("colgroup");
  const head = el("tr");
  const body = el("tbody");
  const table = el(
    "table",
    { class: "t grid", role: "grid", id, "aria-multiselectable": "true", "aria-label": layer.title },
    columnsOfTable,
    el("thead", {}, head),
    body,
  );
  box.replaceChildren(table);
  box.setAttribute("aria-describedby", `${id}-keys`);
  box.append(el("p", { class: "vh", id: `${id}-keys` }, t("keys")));
  let state = { rows: [], columns: [], sort: { key: "", down: false }, matched: 0, open: null };
  let active = -1;
  let anchor = -1;
  const chosen = new Set();

  const cell = (column, row, first) => {
    const content = written(column, row[column.name], t);
    const text = textOf(column, row[column.name], t);
    const long = text.length > 22 ? text : null;
    if (!first) return el("td", { role: "gridcell", class: isNumeric(column) ? "num" : "", title: long }, content);
    const link = el("a", { href: options.href(row), tabindex: "-1", dataset: { open: "" } }, content);
    return el("td", { role: "gridcell", class: "first", title: long }, link);
  };
  const line = (row, index) =>
    el(
      "tr",
      {
        role: "row",
        id: `${id}-${row.id}`,
        class: [index === active ? "active" : "", row.id === state.open ? "open" : ""].filter(Boolean).join(" "),
        "aria-rowindex": index + 2,
        "aria-selected": String(chosen.has(row.id)),
        dataset: { index, id: row.id },
      },
      state.columns.map((column, at) => cell(column, row, at === 0)),
    );
  const spacer = (height) =>
    height > 0 &&
    el(
      "tr",
      { "aria-hidden": "true", class: "space" },
      el("td", { colspan: state.columns.length || 1, style: { height: `${height}px` } }),
    );

  function draw() {
    const { rows } = state;
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE);
    const last = Math.min(rows.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + SPARE);
    const seen = rows.slice(first, last).map((row, i) => line(row, first + i));
    body.replaceChildren(...[spacer(first * ROW), ...seen, spacer((rows.length - last) * ROW)].filter(Boolean));
    const pointed = rows[active] && active >= first && active < last;
    if (pointed) box.setAttribute("aria-activedescendant", `${id}-${rows[active].id}`);
    else box.removeAttribute("aria-activedescendant");
    if (last > rows.length - AHEAD && rows.length < (state.matched ?? 0)) options.onNeedMore();
  }

  function drawHead() {
    const { columns, sort } = state;
    columnsOfTable.replaceChildren(
      ...columns.map((column, at) => el("col", { style: { width: `${widthOf(column, !at)}px` } })),
      el("col"),
    );
    table.style.setProperty("min-width", `${columns.reduce((sum, column, at) => sum + widthOf(column, !at), 0)}px`);
    head.replaceChildren(
      ...columns.map((column) => {
        const sorted = sort.key === column.name;
        const order = sorted ? (sort.down ? "descending" : "ascending") : "none";
        const label = el("span", {}, heading(column));
        const arrow = sorted ? icon(sort.down ? "fall" : "up", "i-s") : null;
        const button = el("button", { type: "button", onclick: () => options.onSort(column.name) }, label, arrow);
        const attributes = { scope: "col", role: "columnheader", "aria-sort": order, title: heading(column) };
        return el("th", { ...attributes, class: isNumeric(column) ? "num" : "" }, button);
      }),
      el("td", { "aria-hidden": "true", class: "fill" }),
    );
    table.setAttribute("aria-rowcount", String((state.matched ?? 0) + 1));
    table.setAttribute("aria-colcount", String(columns.length));
  }

  function reach(index) {
    const top = index * ROW;
    const seen = box.clientHeight - 2 * ROW;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top > box.scrollTop + seen) box.scrollTop = top - seen;
  }

  const tell = () => options.onChoose([...chosen]);

  /** Plain: this row alone; `add`: it joins or leaves; `range`: all from the last one chosen alone. */
  function choose(index, { add = false, range = false } = {}) {
    const row = state.rows[index];
    if (!row) return;
    if (range && anchor >= 0) {
      const [from, to] = [Math.min(anchor, index), Math.max(anchor, index)];
      if (!add) chosen.clear();
      for (const one of state.rows.slice(from, to + 1)) chosen.add(one.id);
    } else {
      const had = chosen.has(row.id);
      if (!add) chosen.clear();
      if (add && had) chosen.delete(row.id);
      else chosen.add(row.id);
      anchor = index;
    }
    active = index;
    reach(index);
    draw();
    tell();
    announce(t.count("chosen", chosen.size));
  }

  function move(index, event) {
    const next = Math.max(0, Math.min(state.rows.length - 1, index));
    if (event.ctrlKey || event.metaKey) {
      active = next;
      reach(next);
      draw();
    } else choose(next, { range: event.shiftKey });
  }

  const page = () => Math.max(1, Math.floor(box.clientHeight / ROW) - 2);
  const steps = {
    ArrowDown: () => active + 1,
    ArrowUp: () => Math.max(0, active - 1),
    PageDown: () => active + page(),
    PageUp: () => active - page(),
    Home: () => 0,
    End: () => state.rows.length - 1,
  };
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || !state.rows.length) return;
    const step = steps[event.key];
    if (step) move(step(), event);
    else if (event.key === " ") choose(Math.max(0, active), { add: true });
    else if (event.key === "Enter" && state.rows[active]) options.onOpen(state.rows[active]);
    else if (event.key === "Escape" && chosen.size) clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal });
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-index]");
    if (!row) return;
    const index = Number(row.dataset.index);
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (event.target.closest("[data-open]")) {
      event.preventDefault();
      if (plain) {
        choose(index);
        return options.onOpen(state.rows[index]);
      }
    }
    choose(index, { add: event.ctrlKey || event.metaKey, range: event.shiftKey });
  });
  body.addEventListener("dblclick", (event) => {
    const row = event.target.closest("tr[data-index]");
    if (row) options.onOpen(state.rows[Number(row.dataset.index)]);
  });
  body.addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault());

  let waiting = false;
  box.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  }, { signal });
  const resized = new ResizeObserver(() => draw());
  resized.observe(box);
  signal.addEventListener("abort", () => resized.disconnect());

  function clear() {
    chosen.clear();
    draw();
    tell();
  }

  return {
    show(next, { fresh = false } = {}) {
      state = { ...state, ...next };
      if (fresh) {
        box.scrollTop = 0;
        active = -1;
        anchor = -1;
      }
      drawHead();
      draw();
    },
    /** Chosen elsewhere (the map): the first of them that is loaded comes into sight. */
    choose(ids) {
      chosen.clear();
      for (const one of ids) chosen.add(one);
      const index = state.rows.findIndex((row) => chosen.has(row.id));
      if (index >= 0) {
        active = index;
        anchor = index;
        reach(index);
      }
      draw();
    },
    clear,
    /** Before and after a record among the loaded rows. */
    around(recordId) {
      const index = state.rows.findIndex((row) => row.id === recordId);
      if (index < 0) return { index: -1, before: null, after: null };
      return { index, before: state.rows[index - 1] ?? null, after: state.rows[index + 1] ?? null };
    },
    /** Chosen rows as text for a spreadsheet: headings, then one line a row. */
    copied() {
      const lines = state.rows.filter((row) => chosen.has(row.id));
      const clean = (text) => text.replace(/[\t\r\n]+/g, " ");
      const cells = (row) => state.columns.map((column) => clean(textOf(column, row[column.name], t)));
      return [state.columns.map(heading), ...lines.map(cells)].map((one) => one.join("\t")).join("\n");
    },
    focus: () => box.focus(),
    get chosen() {
      return [...chosen];
    },
  };
}
