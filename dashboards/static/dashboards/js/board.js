// The board's own parts in the browser: the map, the territory search, native choices, print, and what went wrong.
import { mount } from "../../portal/js/geo-map.js";
import { get } from "../../portal/js/api.js";
import { searchBox } from "../../portal/js/search.js";
import { announce, el, icon, readJson } from "../../portal/js/text.js";
import "./site.js";

const config = readJson("board-config");
const shellText = readJson("search-config").text;
const lang = config.lang;
const part = (name) => document.getElementById(`${config.board}-${name}`);
const HOLDS = ["country", "region", "province"];
const WAIT = 200;
let map = null;
let place = "";
let marked = false;

// -- map

function makeMap(element, painted) {
  const made = mount(element, { ...config, bounds: painted.bbox ?? undefined, padding: { top: 16, bottom: 30, left: 18, right: 54 } });
  const tip = element.parentElement.querySelector("[data-tip]");
  made.addEventListener("hover", ({ detail }) => showTip(tip, detail));
  made.addEventListener("select", ({ detail }) => {
    const { records, tips } = window.board.painted;
    const record = records && detail.records.find(({ slug, id }) => slug === records[0].slug && id);
    if (record) return showRecord(tip, record, detail.point);
    if (tips) return detail.code in tips && window.board.go({ territory: detail.code, sel: "" });
    if (detail.code && detail.code in window.board.painted.classes) window.board.go({ sel: detail.code });
  });
  made.addEventListener("open", ({ detail }) => detail.code && goTo(detail.code));
  return made;
}

function placeTip(tip, point, ...content) {
  tip.hidden = false;
  tip.replaceChildren(...content);
  const box = tip.parentElement.getBoundingClientRect();
  const left = Math.min(point.x + 12, box.width - tip.offsetWidth - 4);
  tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, point.y - tip.offsetHeight - 8)}px)`;
}

/** A record that was clicked: its row in the table, and the way to its sheet. */
function showRecord(tip, { id, name }, point) {
  const row = (window.board.rows ?? []).find((one) => one.code === String(id));
  if (row) window.board.go({ sel: row.code });
  placeTip(tip, point, row?.href ? el("a", { href: row.href }, name) : el("b", {}, name));
  tip.dataset.kept = "";
}

/** What lies under the pointer where the board draws records: their names, else the area and what it holds. */
function showNames(tip, { code, point, records }) {
  if ("kept" in tip.dataset && point) return;
  delete tip.dataset.kept;
  const area = window.board.painted.tips[code];
  tip.hidden = !point || !(records?.length || area);
  if (tip.hidden) return;
  const lines = records.length ? records.slice(0, 4).map(({ name, n }) => name || String(n)) : area;
  placeTip(tip, point, ...lines.flatMap((line, at) => (at ? [el("br"), line] : [el("b", {}, line)])));
}

function showTip(tip, { code, point, records }) {
  if (window.board.painted.tips) return showNames(tip, { code, point, records });
  const row = code && point && (window.board.rows ?? []).find((one) => one.code === code);
  tip.hidden = !row;
  if (!row) return;
  const { field, decimals, unit, absent } = window.board.painted.tip;
  const { boardNumber, boardSigned } = window.dashAgGridFunctions;
  const value = row[field];
  const written = typeof value === "string" ? value : (field === "change" ? boardSigned : boardNumber)(value, decimals);
  const figure = value === null ? absent : el("bdi", { dir: "ltr" }, `${written} ${unit}`);
  placeTip(tip, point, el("b", {}, row.name), el("br"), figure);
}

async function paint(painted) {
  const element = part("map");
  if (!element || !painted) return;
  if (!map || map.element !== element) {
    map?.remove();
    map = makeMap(element, painted);
    place = "";
  }
  const { level, scope, classes, colors, bbox } = painted;
  await map.show({ level, scope });
  await map.paint({ classes, colors });
  await showRecords(painted.records);
  const marks = painted.marks ?? [];
  const moved = place !== scope.code;
  if (moved && bbox) map.fit(bbox, { instant: !place });
  if (marks.length) map.setLabels(marks.map((mark) => ({ ...mark, inside: true, dot: true })));
  else if (moved || marked) map.setLabels(await labels(painted));
  place = scope.code;
  marked = marks.length > 0;
  map.select(window.board.selected || null);
  announce(painted.ranked);
}

let known = null;
/** records: [{slug, question}], top first; how each is drawn is the layer's own declaration. */
async function showRecords(records) {
  if (!records) return;
  known ??= get("/api/layers/");
  const { layers } = await known;
  const drawn = records.map(({ slug, question }) => {
    const layer = layers.find((one) => one.slug === slug);
    return layer && { ...layer, id: slug, question };
  });
  await map.showRecords(drawn.filter(Boolean));
}

async function labels({ level, scope, classes }) {
  const wanted = scope.level === "country" ? "region" : level;
  const { labels: found } = await get("/api/territories/labels.json", { level: wanted });
  const inside = found.filter(({ code }) => wanted !== level || code in classes);
  return inside.slice(0, 12).map(({ name, lon, lat }) => ({ name, lon, lat, inside: true }));
}

window.addEventListener("board:paint", ({ detail }) => paint(detail));
window.addEventListener("board:select", ({ detail }) => map?.select(detail || null));
if (window.board.painted) paint(window.board.painted);

// -- territory

/** A place that holds others becomes the perimeter; a commune is selected inside its province. */
async function goTo(code) {
  const found = await get(`/api/territories/${code}.json`);
  if (HOLDS.includes(found.level) || window.board.painted?.tips) return window.board.go({ territory: found.code, level: "", sel: "" });
  const above = found.breadcrumb.filter((step) => step.level === "province").pop() ?? found.breadcrumb[0];
  window.board.go({ territory: above.code, level: found.level, sel: found.code });
}

function closeTerritory() {
  const box = part("territory-pop");
  if (!box || box.hidden) return;
  box.hidden = true;
  part("territory").setAttribute("aria-expanded", "false");
}

/** Made when it opens: Dash renews the bar around it at every answer. */
function openTerritory(button) {
  const box = part("territory-pop");
  const frame = part("search");
  const input = el("input", {
    class: "field",
    type: "search",
    autocomplete: "off",
    placeholder: config.boardText.place,
    "aria-label": config.boardText.search,
  });
  frame.replaceChildren(el("div", { class: "field-i" }, icon("search"), input));
  const pick = ({ code }) => {
    closeTerritory();
    goTo(code);
  };
  searchBox(input, { url: "/api/territories/", lang, text: shellText, limit: 8, flow: true, onPick: pick });
  box.hidden = false;
  button.setAttribute("aria-expanded", "true");
  input.focus();
}

document.addEventListener("territory", (event) => {
  event.preventDefault();
  goTo(event.detail.code);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest(`#${config.board}-territory`);
  if (button) return button.getAttribute("aria-expanded") === "true" ? closeTerritory() : openTerritory(button);
  if (!event.target.closest(`#${config.board}-territory-pop`)) closeTerritory();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const box = part("territory-pop");
  if (box && !box.hidden) {
    closeTerritory();
    part("territory").focus();
  }
});
document.addEventListener("change", ({ target }) => {
  // A field of Dash carries no data attribute of ours: its label does; a slider's steps are the label's values.
  const { parameter: name, values } = target.closest?.("[data-parameter]")?.dataset ?? {};
  if (name) window.board.go({ [name]: values ? JSON.parse(values)[Number(target.value)] : target.value, sel: "", scenario: "" });
});

// -- the figure as a picture, drawn by the library that shows it

document.addEventListener("click", ({ target }) => {
  const kind = target.closest?.("[data-chart-image]")?.dataset.chartImage;
  const figure = kind && part("chart")?.querySelector(".js-plotly-plot");
  if (figure) window.Plotly.downloadImage(figure, { format: kind, filename: `${config.board}-figure`, width: 900, height: 560, scale: 2 });
});

// -- waiting and failing

let waiting = 0;
window.addEventListener("board:busy", ({ detail }) => {
  clearTimeout(waiting);
  const page = document.getElementById("main");
  if (detail) waiting = setTimeout(() => page.setAttribute("aria-busy", "true"), WAIT);
  else page.removeAttribute("aria-busy");
});
window.addEventListener("board:fault", ({ detail }) => {
  const box = document.querySelector("[data-board-fault]");
  const text = config.boardText;
  box.hidden = !detail;
  if (!detail) return box.replaceChildren();
  const gone = detail.status === 401;
  const again = gone
    ? el("a", { class: "btn", href: `/login/?next=${encodeURIComponent(location.pathname + location.search)}` }, text.login)
    : el("button", { class: "btn", type: "button", onclick: () => location.reload() }, text.retry);
  box.replaceChildren(
    el("div", { class: "empty err" }, el("b", {}, gone ? text.gone : text.failed), el("span", {}, text.kept), again),
  );
});

// -- paper: the grid only draws the rows on screen, so the sheet gets a plain table of all of them

window.addEventListener("beforeprint", () => {
  const rows = [...(window.board.rows ?? [])].sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity));
  const heads = [...document.querySelectorAll(".board-grid .ag-header-cell")]
    .sort((a, b) => a.ariaColIndex - b.ariaColIndex)
    .map((cell) => ({ field: cell.getAttribute("col-id"), title: cell.querySelector(".ag-header-cell-text")?.textContent ?? "" }));
  const isText = (field) => field === "name" || field === "above";
  const write = (row, field) => {
    const value = row[field];
    const { boardNumber, boardSigned } = window.dashAgGridFunctions;
    if (field === "rank") return value ?? config.boardText.unranked;
    if (typeof value === "string") return value;
    if (field === "change") return boardSigned(value, 1);
    return boardNumber(value, field === "population" ? 0 : 1);
  };
  const table = el(
    "table",
    { class: "t paper" },
    el("thead", {}, el("tr", {}, ...heads.map(({ field, title }) => el("th", { class: isText(field) ? null : "num" }, title)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...heads.map(({ field }) => el("td", { class: isText(field) ? null : "num" }, String(write(row, field))))))),
  );
  document.querySelector(".paper")?.remove();
  document.querySelector(".board")?.append(table);
  if (!map) return;
  map.fit(map.home, { instant: true });
  map.map.redraw();
  pictureOf(map.map.getCanvas());
});
window.addEventListener("afterprint", () => document.querySelectorAll(".paper, .paper-map").forEach((part) => part.remove()));

/** A drawing surface is empty once shown: paper gets a copy, made at once after it was drawn and needing no loading. */
function pictureOf(canvas) {
  document.querySelector(".paper-map")?.remove();
  const copy = el("canvas", { class: "paper-map", width: canvas.width, height: canvas.height });
  copy.getContext("2d").drawImage(canvas, 0, 0);
  canvas.parentElement.append(copy);
}
