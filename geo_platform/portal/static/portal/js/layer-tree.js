// The list of layers: groups by theme with eyes, and for each a menu of how it is drawn. The layers of records that are on
// stand first, in the order they are drawn, and may be dragged. rows: [{id, title, count, on, locked, fixed, record, …}].
import { number } from "./format.js";
import { moved, opacityOf, withOpacity } from "./layer-look.js";
import { legendKeys } from "./legend.js";
import { popover } from "./popover.js";
import { announce, el, icon, ltr } from "./text.js";

const LONG = 10;
const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u064b-\u0652]/g, "")
    .toLowerCase();

export function createLayerTree({ t, toggle, change, zoomTo }) {
  const root = document.querySelector("[data-layers]");
  const field = el("input", { class: "field", type: "search", autocomplete: "off", "aria-label": t.tree("search") });
  field.placeholder = t.tree("search");
  const finder = el("div", { class: "field-i layer-find", hidden: true }, icon("search"), field);
  const body = el("div");
  root.replaceChildren(finder, body);
  let groups = [];
  let state = {};

  function end(row) {
    if (row.ramp)
      return el(
        "span",
        { class: "ramp", style: { width: "42px" } },
        row.ramp.map((color) => el("i", { style: { background: color } })),
      );
    if (row.locked) return el("span", { class: "tiny" }, t.message("layerRestricted"));
    if (row.count === 0) return el("span", { class: "tiny" }, t.tree("toLoad"));
    const count = el("span", { class: "tiny" }, row.count === null ? "" : ltr(number(row.count)));
    return row.fictitious ? [el("span", { class: "tag fic" }, t.message("layerFictitious")), count] : count;
  }

  const shown = () => groups.flatMap(({ rows }) => rows).filter((row) => row.record && row.on);

  function move(row, by) {
    const order = moved(shown(), state, row.slug, by);
    const rank = order.split(",").indexOf(row.slug) + 1;
    change({ order }, { replace: true });
    announce(t.tree("moved", { name: row.title, n: rank, total: shown().length }));
  }

  function opacity(row) {
    const output = el("output", {}, ltr(`${Math.round(100 * opacityOf(state, row.id))}\u202f%`));
    const slider = el("input", { type: "range", min: 0, max: 100, step: 5, value: 100 * opacityOf(state, row.id) });
    slider.addEventListener("input", () => output.replaceChildren(ltr(`${slider.value}\u202f%`)));
    slider.addEventListener("change", () =>
      change({ opacity: withOpacity(state, row.id, slider.value / 100) }, { replace: true }),
    );
    return el("label", { class: "opacity" }, el("span", {}, t.tree("opacity")), slider, output);
  }

  /** What can be done with a layer that is on; made when it is opened, so that it says what is so now. */
  function fill(box, row, close) {
    const places = shown();
    const rank = places.findIndex(({ id }) => id === row.id);
    const step = (name, by, sign) =>
      el(
        "button",
        {
          type: "button",
          class: "btn s",
          disabled: by < 0 ? rank === 0 : rank === places.length - 1,
          onclick: () => {
            close();
            move(row, by);
          },
        },
        icon(sign, "i-s"),
        t.tree(name),
      );
    const frame = el(
      "button",
      {
        type: "button",
        class: "btn s",
        onclick: () => {
          close();
          zoomTo(row);
        },
      },
      icon("target", "i-s"),
      t.tree("zoom"),
    );
    const parts = [el("b", {}, row.title)];
    if (row.on) parts.push(opacity(row));
    if (row.on && row.record && places.length > 1)
      parts.push(el("p", { class: "steps" }, step("up", -1, "up"), step("down", 1, "fall")));
    if (row.record) parts.push(el("p", { class: "steps" }, frame));
    if (row.record && row.legend) parts.push(el("h4", {}, t.tree("legend")), legendKeys(row.legend, row.title));
    if (row.source) parts.push(el("p", { class: "tiny" }, row.source));
    box.replaceChildren(...parts);
  }

  function menu(row) {
    const label = t.tree("menu", { name: row.title });
    const button = el(
      "button",
      { type: "button", class: "more", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-label": label },
      icon("dots"),
    );
    const box = el("div", { class: "pop layer-menu", role: "dialog", "aria-label": label, hidden: true });
    const pop = popover(button, box, {
      floating: true,
      onOpen: () => {
        fill(box, row, () => pop.close());
        place(button, box);
        box.querySelector("input, button")?.focus();
      },
    });
    return [button, box];
  }

  /** Beside its button, inside the window. */
  function place(button, box) {
    const { top, right, left } = button.getBoundingClientRect();
    const rtl = document.dir === "rtl";
    const width = box.offsetWidth;
    const start = rtl ? innerWidth - left + 4 : right + 4;
    box.style.position = "fixed";
    box.style.insetInlineStart = `${Math.max(8, Math.min(start, innerWidth - width - 8))}px`;
    box.style.insetBlockStart = `${Math.max(8, Math.min(top, innerHeight - box.offsetHeight - 12))}px`;
  }

  function line(row) {
    const content = [
      icon(row.locked ? "lock" : row.on ? "eye" : "eye-off"),
      el("span", { class: "grow" }, row.title),
      end(row),
    ];
    if (row.locked || row.fixed) return el("li", { class: row.fixed ? "line on" : "line off" }, content);
    const attributes = {
      type: "button",
      class: row.on ? "line" : "line off",
      "aria-pressed": String(row.on),
      onclick: () => toggle(row.id),
    };
    const movable = row.record && row.on;
    const item = el(
      "li",
      { class: "layer-row", dataset: { layer: row.id } },
      movable ? el("span", { class: "grip", title: t.tree("drag"), "aria-hidden": "true" }, icon("grip")) : null,
      el("button", attributes, content),
      row.record || row.on ? menu(row) : null,
    );
    if (movable) drag(item, row);
    return item;
  }

  /** By pointer or finger, from the grip: the row follows, and takes the place of the one it is let go on. */
  function drag(item, row) {
    const grip = item.querySelector(".grip");
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      const from = event.clientY;
      item.classList.add("dragged");
      const follow = ({ clientY }) => item.style.setProperty("translate", `0 ${clientY - from}px`);
      const drop = ({ clientY }) => {
        grip.removeEventListener("pointermove", follow);
        item.classList.remove("dragged");
        item.style.removeProperty("translate");
        const rows = [...item.parentElement.children];
        const at = rows.filter((other) => {
          const { top, height } = other.getBoundingClientRect();
          return other !== item && top + height / 2 < clientY;
        }).length;
        const by = at - rows.indexOf(item);
        if (by) move(row, by);
      };
      grip.addEventListener("pointermove", follow);
      grip.addEventListener("pointerup", drop, { once: true });
    });
  }

  function draw() {
    const words = fold(field.value.trim());
    const kept = groups
      .map((group) => ({ ...group, rows: group.rows.filter(({ title }) => fold(title).includes(words)) }))
      .filter(({ rows }) => rows.length);
    const focused = document.activeElement?.closest?.("[data-layer]")?.dataset.layer;
    const inMenu = document.activeElement?.closest?.(".more");
    body.replaceChildren(
      ...kept.map(({ title, rows }) => el("div", {}, el("h3", {}, title), el("ul", { class: "layers" }, rows.map(line)))),
      ...(kept.length ? [] : [el("p", { class: "none" }, t.tree("none"))]),
    );
    const again = focused && body.querySelector(`[data-layer="${focused}"]`);
    again?.querySelector(inMenu ? ".more" : "button.line")?.focus();
  }
  field.addEventListener("input", draw);

  function show(next, at) {
    groups = next;
    state = at;
    finder.hidden = groups.reduce((sum, { rows }) => sum + rows.length, 0) <= LONG;
    draw();
  }
  return { show };
}
