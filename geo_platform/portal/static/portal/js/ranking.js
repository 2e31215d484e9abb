// Ranking table under the map: one row a territory, drawn only where it is visible (1,503 rows stay cheap).
import { el, icon, ltr } from "./text.js";

const ROW = 28;
const SPARE = 6;

/** "2024, %" keeps its order in an Arabic table; a heading in words follows the page. */
const heading = (label) => (/^\d/.test(label) && !/[\u0600-\u06ff]/.test(label) ? ltr(label) : label);

/** columns: [{key, label, kind: "text"|"number"|"bar", value(row), text(row)}]; rows sorted here, nulls always last. */
export function createRanking(root, { t, onSelect, onSort, onHover }) {
  const box = root.querySelector(".rows");
  let rows = [];
  let columns = [];
  let selected = null;
  const head = el("tr");
  const body = el("tbody");
  const table = el("table", { class: "t" }, el("thead", {}, head), body);
  box.replaceChildren(table);

  const cell = (column, row) => {
    if (column.kind === "bar") {
      const share = column.value(row);
      const width = share === null ? 0 : Math.max(0, Math.min(100, share * 100));
      return el(
        "td",
        { class: "bar-cell" },
        el("span", { class: "track" }, el("i", { style: { "inline-size": `${width}%` } })),
      );
    }
    const text = column.text(row);
    if (column.kind === "number") return el("td", { class: `num ${column.mute ? "mut" : ""}` }, ltr(text));
    return el(
      "td",
      { class: column.mute ? "mut" : "" },
      column.strong && row.code === selected ? el("b", {}, text) : text,
    );
  };
  const line = (row, index) =>
    el(
      "tr",
      {
        "aria-rowindex": index + 2,
        "aria-selected": String(row.code === selected),
        dataset: { code: row.code },
      },
      columns.map((column) => cell(column, row)),
    );
  const spacer = (height) =>
    height > 0
      ? el(
          "tr",
          { "aria-hidden": "true" },
          el("td", { colspan: columns.length, style: { height: `${height}px`, padding: 0, border: 0 } }),
        )
      : null;

  function draw() {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE);
    const last = Math.min(rows.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + SPARE);
    const visible = rows.slice(first, last).map((row, i) => line(row, first + i));
    const nodes = [spacer(first * ROW), ...visible, spacer((rows.length - last) * ROW)].filter(Boolean);
    body.replaceChildren(...nodes);
  }

  function drawHead(sort) {
    head.replaceChildren(
      ...columns.map((column) => {
        if (!column.label)
          return el("th", { class: "bar-cell" }, el("span", { class: "vh" }, t.table("change")));
        const active = sort.key === column.key;
        const order = active ? (sort.down ? "descending" : "ascending") : "none";
        const arrow = active ? icon(sort.down ? "fall" : "up", "i-s") : null;
        const button = el(
          "button",
          { type: "button", onclick: () => onSort(column.key) },
          heading(column.label),
          arrow,
        );
        return el(
          "th",
          { class: column.kind === "number" ? "num" : "", scope: "col", "aria-sort": order },
          button,
        );
      }),
    );
    table.setAttribute("aria-rowcount", rows.length + 1);
  }

  let waiting = false;
  box.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  });
  new ResizeObserver(() => draw()).observe(box);
  body.addEventListener("click", (event) => onSelect(event.target.closest("tr")?.dataset.code));
  body.addEventListener("mouseover", (event) => onHover(event.target.closest("tr")?.dataset.code ?? null));
  body.addEventListener("mouseleave", () => onHover(null));
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target !== box || !rows.length) return;
    event.preventDefault();
    const now = rows.findIndex((row) => row.code === selected);
    onSelect(rows[Math.max(0, Math.min(rows.length - 1, now + step))].code);
  });

  return {
    show(next) {
      ({ rows, columns, selected } = next);
      drawHead(next.sort);
      draw();
    },
    select(code) {
      selected = code;
      const index = rows.findIndex((row) => row.code === code);
      if (index >= 0) {
        const top = index * ROW;
        const seen = box.clientHeight - 2 * ROW;
        if (top < box.scrollTop || top > box.scrollTop + seen) box.scrollTop = Math.max(0, top - seen / 2);
      }
      draw();
    },
    empty(message) {
      rows = [];
      body.replaceChildren(el("tr", {}, el("td", { colspan: columns.length || 1, class: "mut" }, message)));
    },
  };
}

/** Rows in the order asked; what has no value is never ranked and keeps its place at the end. */
export function sortRows(rows, value, down, language) {
  const missing = (x) => x === null || x === undefined;
  const collate = new Intl.Collator(language).compare;
  const order = (a, b) => (typeof a === "string" ? collate(a, b) : a - b);
  return [...rows].sort((left, right) => {
    const [a, b] = [value(left), value(right)];
    if (missing(a) || missing(b))
      return Number(missing(a)) - Number(missing(b)) || collate(left.name, right.name);
    return (down ? -1 : 1) * order(a, b) || collate(left.name, right.name);
  });
}
