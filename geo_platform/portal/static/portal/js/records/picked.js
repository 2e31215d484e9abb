// What is chosen in the table and on the map: how many, and what can be done with them.
import { number } from "../format.js";
import { write } from "../filter/cql.js";
import { toast } from "../shell.js";
import { el, icon } from "../text.js";
import { loadExtents } from "./ask.js";

// More would make an address too long for a file, and a question too long for the server.
const MOST_EXPORTED = 100;
const MOST_LOCATED = 200;

/** The condition that keeps these rows alone; "" when the layer has no key or too many are chosen. */
export function keepOnly({ key }, { rows }, ids) {
  if (!key || !ids.length || ids.length > MOST_EXPORTED) return "";
  const chosen = rows.filter((row) => ids.includes(row.id)).map((row) => row[key]);
  return chosen.length && chosen.every(Boolean) ? write([[{ field: key, op: "is", values: chosen }]], () => "text") : "";
}

export function createPicked({ t, map, grid, layer, onClear }) {
  const words = el("b");
  const button = (name, label, action) =>
    el(
      "button",
      { type: "button", class: "btn quiet", "aria-label": label, onclick: action },
      icon(name),
      el("span", { class: "word" }, label),
    );
  let ids = [];

  async function zoom() {
    const { bbox } = await loadExtents(layer().slug, ids.slice(0, MOST_LOCATED));
    if (bbox) map.fit(bbox);
    else toast(t("nowhere"));
  }
  async function copy() {
    await navigator.clipboard.writeText(grid().copied());
    toast(t.count("copied", ids.length, { n: number(ids.length) }));
  }
  const node = el(
    "div",
    { class: "picked", hidden: true, role: "group", "aria-label": t("chosenGroup") },
    words,
    map.broken ? null : button("target", t("zoomTo"), zoom),
    button("copy", t("copy"), copy),
    button("x", t("clear"), onClear),
  );
  document.addEventListener("copy", (event) => {
    if (!ids.length || !document.activeElement?.matches("[data-record-rows]") || !getSelection().isCollapsed) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", grid().copied());
    toast(t.count("copied", ids.length, { n: number(ids.length) }));
  });
  return {
    node,
    show(next) {
      ids = next;
      node.hidden = !ids.length;
      words.textContent = t.count("chosen", ids.length, { n: number(ids.length) });
    },
  };
}
