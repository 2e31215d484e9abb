// Which columns a layer's table shows: the layer's first ones until someone chooses; the choice is in the address.
import { popover } from "../popover.js";
import { asking } from "../state.js";
import { el, icon } from "../text.js";
import { heading, widthOf } from "./cells.js";

const MOST = 8;
const NARROW = 620;

/** On a phone, the first column and those that stand beside it without scrolling sideways. */
function fitting(columns) {
  if (innerWidth > NARROW) return columns;
  let left = innerWidth;
  return columns.filter((column, at) => {
    const width = widthOf(column, !at);
    const fits = !at || width <= left;
    if (fits) left -= width;
    return fits;
  });
}

/** Columns shown, in the layer's own order; `all` is every column the viewer may see. */
export function shownColumns(state, layer, all) {
  const named = (state.of.properties[layer.slug] ?? "").split(",").filter(Boolean);
  const chosen = all.filter((column) => named.includes(column.name));
  if (chosen.length) return chosen;
  // What names the record comes first: it is what opens its sheet.
  const first = layer.label.map((name) => all.find((column) => column.name === name)).filter(Boolean);
  return fitting([...new Set([...first.slice(0, 1), ...all])].slice(0, MOST));
}

export function createColumnChooser({ t, change }) {
  const button = el(
    "button",
    { type: "button", class: "btn quiet", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-label": t("columns") },
    icon("table"),
    el("span", { class: "word" }, t("columns")),
  );
  const list = el("div", { class: "column-list" });
  const reset = el("button", { type: "button", class: "btn link" }, t("columnsDefault"));
  const box = el(
    "div",
    { class: "pop columns-pop", role: "dialog", "aria-label": t("columns"), hidden: true },
    el("header", {}, t("columns")),
    list,
    el("footer", {}, reset),
  );
  let shown = { state: null, layer: null, all: [] };

  const tell = (names) => change((state) => asking(state, "properties", shown.layer.slug, names.join(",")));
  function fill() {
    const { state, layer, all } = shown;
    const on = new Set(shownColumns(state, layer, all).map((column) => column.name));
    const toggle = ({ target }) => {
      if (target.checked) on.add(target.value);
      else on.delete(target.value);
      // A table has one column at the least.
      if (!on.size) return (target.checked = true) && on.add(target.value);
      tell(all.filter((column) => on.has(column.name)).map((column) => column.name));
    };
    list.replaceChildren(
      ...all.map((column) =>
        el(
          "label",
          { class: "check" },
          el("input", { type: "checkbox", value: column.name, checked: on.has(column.name), onchange: toggle }),
          heading(column),
        ),
      ),
    );
  }
  const pop = popover(button, box, {
    onOpen: () => {
      fill();
      list.querySelector("input")?.focus();
    },
  });
  reset.addEventListener("click", () => {
    pop.close();
    tell([]);
  });
  return {
    node: el("div", { class: "pop-box" }, button, box),
    show(next) {
      shown = next;
    },
  };
}
