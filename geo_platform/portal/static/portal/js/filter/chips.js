// The filters of the layers shown, as sentences in the scope bar: body edits, cross removes, back or "Annuler" undoes.
import { number } from "../format.js";
import { popover } from "../popover.js";
import { loadFields } from "../records/ask.js";
import { toast } from "../shell.js";
import { asking } from "../state.js";
import { el, icon } from "../text.js";
import { read, write } from "./cql.js";
import { groupText } from "./words.js";

const MOST = 4;
const LONGEST_TEXT = 40;

export function createFilters({ t, change }) {
  const root = document.querySelector("[data-filters]");
  const chips = el("div", { class: "chips" });
  const add = el(
    "button",
    { type: "button", class: "chip add", "aria-haspopup": "dialog", "aria-expanded": "false" },
    icon("plus", "i-s"),
    t("add"),
  );
  const box = el("div", { class: "pop filter-pop", role: "dialog", "aria-label": t("title"), hidden: true });
  root.replaceChildren(chips, add, box);
  // A narrow screen has one chip for them all.
  const narrow = document.querySelector("[data-open-filter]");
  narrow.addEventListener("click", () => pop.open());
  let model = null;
  let editing = null;

  box.append(el("header", {}, t("title")));
  const onApply = (layer, text) => {
    pop.close();
    change({ ...asking(model.state, "filter", layer.slug, text), tab: layer.slug });
  };
  /** What makes a filter comes when one is first made. */
  let building = null;
  const builder = () =>
    (building ??= import("./builder.js").then(({ createBuilder }) => {
      const made = createBuilder({ t, onApply, onClose: () => pop.close() });
      box.append(made.node);
      return made;
    }));
  const pop = popover(add, box, {
    floating: true,
    onOpen: async () => {
      const { layer, index } = editing ?? { layer: preferred(), index: null };
      editing = null;
      (await builder()).open(model, layer, index);
    },
  });
  const preferred = () => model.records.find((one) => one.slug === model.state.tab) ?? model.records[0];

  function edit(layer, index) {
    pop.close({ refocus: false });
    editing = { layer, index };
    pop.open();
  }
  async function remove({ layer, index }) {
    const { fields } = await loadFields(layer.slug);
    const types = new Map(fields.map((field) => [field.name, field.type]));
    const groups = read(model.state.of.filter[layer.slug]) ?? [];
    const rest = groups.filter((_, at) => at !== index);
    await change(asking(model.state, "filter", layer.slug, write(rest, (name) => types.get(name))));
    toast(t("removed"), { label: t("undo"), run: () => history.back() });
    add.focus();
  }

  /** Every chip: {layer, index, text}; a filter no chip can say is one chip with its text. */
  async function listed() {
    const filtered = model.records.filter((layer) => model.state.of.filter[layer.slug]);
    const found = await Promise.all(
      filtered.map(async (layer) => {
        const text = model.state.of.filter[layer.slug];
        const groups = read(text);
        const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
        if (groups === null) return [{ layer, index: 0, text: t("raw", { text: `\u2066${short}\u2069` }) }];
        const { fields } = await loadFields(layer.slug).catch(() => ({ fields: [] }));
        const byName = new Map(fields.map((field) => [field.name, field]));
        return groups.map((group, index) => ({ layer, index, text: groupText(group, byName, t) }));
      }),
    );
    return found.flat();
  }
  function chip(one) {
    const named = model.records.length > 1 ? t("ofLayer", { layer: one.layer.title, text: one.text }) : one.text;
    const cross = { type: "button", class: "cross", "aria-label": t("remove", { text: named }), onclick: () => remove(one) };
    const edits = { type: "button", class: "body", title: named, onclick: () => edit(one.layer, one.index) };
    return el("span", { class: "chip" }, el("button", edits, named), el("button", cross, icon("x", "i-s")));
  }
  /** As many as fit in the bar, four at most; the others wait behind "+ 3 filtres". */
  function fit(all) {
    let seen = Math.min(MOST, all.length);
    const draw = () => {
      const rest = all.slice(seen);
      const more =
        rest.length > 0 &&
        el(
          "details",
          { class: "menu more-filters" },
          el("summary", { class: "chip" }, t.count("more", rest.length, { n: number(rest.length) })),
          el("ul", {}, rest.map((one) => el("li", {}, chip(one)))),
        );
      chips.replaceChildren(...[...all.slice(0, seen).map(chip), more].filter(Boolean));
    };
    draw();
    while (seen > 0 && chips.scrollWidth > chips.clientWidth + 1) {
      seen -= 1;
      draw();
    }
  }

  let last = [];
  let width = 0;
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    fit(last);
  }).observe(root);

  async function show(next) {
    model = next;
    root.hidden = !model.records.length;
    narrow.hidden = root.hidden;
    const all = await listed();
    if (next !== model) return;
    last = all;
    fit(all);
    narrow.querySelector("[data-filter-count]").textContent = all.length ? number(all.length) : "";
  }

  /** What a table without rows says: its filters again, and the way to take the last one off. */
  function emptied(layer, { inView }) {
    const own = last.filter((one) => one.layer.slug === layer.slug);
    const final = own.at(-1);
    const button =
      final && el("button", { type: "button", class: "btn", onclick: () => remove(final) }, t("removeLast", { text: final.text }));
    return el(
      "div",
      { class: "empty" },
      el("b", {}, t("noneTitle")),
      el("ul", {}, own.map((one) => el("li", {}, one.text)), inView ? el("li", {}, t("inViewOnly")) : null),
      button,
    );
  }
  return { show, emptied, open: () => (model?.records.length ? pop.open() : null) };
}
