// "+ Filtrer": one chip is made here, of one condition or of several joined by "ou"; what it would give is counted while
// it is being made. Below, for who knows it, the whole filter of the layer as a CQL2 text.
import { ApiError } from "../api.js";
import { number } from "../format.js";
import { both } from "../layer-params.js";
import { loadCount, loadFields } from "../records/ask.js";
import { el, icon } from "../text.js";
import { zoneFilter } from "../zone.js";
import { read, write } from "./cql.js";
import { complete, valueInputs } from "./value.js";
import { isChoice, operatorsOf } from "./words.js";

const COUNT_DELAY = 350;

/** options: {t, onApply(layer, text), onClose()}. `open(model, layer, index)`: index of the chip edited, null for a new one. */
export function createBuilder({ t, onApply, onClose }) {
  const body = el("div", { class: "build" });
  let model = null;
  let layer = null;
  let fields = [];
  let groups = [];
  let index = null;
  let group = [];
  let later = 0;
  let counting = null;

  const fieldOf = (name) => fields.find((field) => field.name === name) ?? fields[0];
  const typeOf = (name) => fieldOf(name).type;
  const fresh = (field) => ({
    field: field.name,
    op: operatorsOf(field)[0],
    values: field.type === "boolean" ? [true] : [],
  });
  const isWhole = () => group.length > 0 && group.every((one) => complete(one, fieldOf(one.field)));
  /** The layer's filter with the chip as it now stands. */
  function draft() {
    const next = [...groups];
    if (index === null) next.push(group);
    else next[index] = group;
    return write(next, typeOf);
  }

  // -- what it would give

  const outcome = el("p", { class: "outcome", "aria-live": "polite" });
  const apply = el("button", { type: "button", class: "btn pri", onclick: () => onApply(layer, draft()) }, t("apply"));
  function changed() {
    apply.disabled = !isWhole();
    clearTimeout(later);
    counting?.abort();
    if (!isWhole()) return (outcome.textContent = t("toComplete"));
    later = setTimeout(count, COUNT_DELAY);
    return undefined;
  }
  async function count() {
    counting = new AbortController();
    outcome.classList.add("wait");
    try {
      const filter = both(draft(), zoneFilter(model.state.area));
      const { matched, total } = await loadCount(model.state, layer, { filter }, counting.signal);
      outcome.textContent = t("wouldGive", { n: number(matched), total: number(total) });
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof ApiError)) throw error;
      outcome.textContent = error.message;
    }
    outcome.classList.remove("wait");
  }

  // -- one condition

  function select(label, options, value, choose) {
    const chosen = ([key, text]) => el("option", { value: key, selected: key === value }, text);
    const attributes = { class: "sel", "aria-label": label, onchange: ({ target }) => choose(target.value) };
    return el("select", attributes, options.map(chosen));
  }
  function row(condition, at) {
    const field = fieldOf(condition.field);
    const values = el("div", { class: "values" });
    const drawValues = () => {
      const set = (next) => {
        condition.values = next;
        changed();
      };
      values.replaceChildren(...valueInputs(field, condition, t, set).flat(Infinity).filter(Boolean));
    };
    const operators = operatorsOf(field);
    if (!operators.includes(condition.op)) operators.push(condition.op);
    const chooseField = (name) => {
      group[at] = fresh(fieldOf(name));
      draw();
      body.querySelectorAll(".condition")[at].querySelector("select").focus();
    };
    const chooseOperator = (op) => {
      condition.op = op;
      drawValues();
      changed();
    };
    drawValues();
    const remove = () => {
      group.splice(at, 1);
      draw();
    };
    const cross = { type: "button", class: "btn quiet sq", "aria-label": t("removeCondition"), onclick: remove };
    const kind = field.type === "date" ? "date" : "plain";
    const named = (op) => t(t.has(`op_${op}_${kind}`) ? `op_${op}_${kind}` : `op_${op}`);
    return el(
      "div",
      { class: "condition", role: "group", "aria-label": t("condition", { n: at + 1 }) },
      at ? el("span", { class: "or" }, t("or")) : null,
      select(t("field"), fields.map((one) => [one.name, one.title]), field.name, chooseField),
      select(t("operator"), operators.map((op) => [op, named(op)]), condition.op, chooseOperator),
      group.length > 1 ? el("button", cross, icon("x")) : null,
      values,
    );
  }

  // -- the whole filter as a text

  function expert() {
    const area = el("textarea", { class: "field", rows: "3", dir: "ltr", spellcheck: "false", id: "cql-text", "aria-describedby": "cql-fault" });
    area.value = model.state.of.filter[layer.slug] ?? "";
    const fault = el("p", { class: "why-not", role: "alert", id: "cql-fault", hidden: true });
    async function take() {
      fault.hidden = true;
      try {
        await loadCount(model.state, layer, { filter: area.value.trim() });
        onApply(layer, area.value.trim());
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        fault.textContent = error.message;
        fault.hidden = false;
        area.setAttribute("aria-invalid", "true");
        area.focus();
      }
    }
    return el(
      "details",
      { class: "expert", open: read(area.value) === null },
      el("summary", {}, t("expert")),
      el("label", { class: "lbl", for: "cql-text" }, t("expertLabel")),
      area,
      fault,
      el("button", { type: "button", class: "btn s", onclick: take }, t("applyText")),
    );
  }

  function draw() {
    const another = () => {
      group.push(fresh(fieldOf(group.at(-1)?.field)));
      draw();
      body.querySelectorAll(".condition").item(group.length - 1).querySelector("select").focus();
    };
    const layers = model.records.map((one) => [one.slug, one.title]);
    const chooseLayer = (slug) => open(model, model.records.find((one) => one.slug === slug), null);
    body.replaceChildren(
      ...[
        layers.length > 1 && index === null && select(t("layer"), layers, layer.slug, chooseLayer),
        ...group.map(row),
        el("button", { type: "button", class: "btn link", onclick: another }, t("orAnother")),
        outcome,
        el("div", { class: "build-acts" }, apply, el("button", { type: "button", class: "btn", onclick: onClose }, t("cancel"))),
        expert(),
      ].filter(Boolean),
    );
    changed();
  }

  async function open(next, of, at) {
    model = next;
    layer = of;
    index = at;
    body.replaceChildren(...[70, 100, 50].map((width) => el("div", { class: "skel", style: { width: `${width}%` } })));
    const text = model.state.of.filter[layer.slug] ?? "";
    try {
      ({ fields } = await loadFields(layer.slug));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return body.replaceChildren(el("p", { role: "alert", class: "why-not" }, error.message));
    }
    // A text that chips cannot say is edited below, as the text it is.
    groups = read(text) ?? [];
    // A field one chooses values of is the likeliest wish; a reference is looked for, not filtered.
    group = index === null || !groups[index] ? [fresh(fields.find(isChoice) ?? fields[0])] : groups[index].map((one) => ({ ...one }));
    draw();
    body.querySelector("select, textarea")?.focus();
    return undefined;
  }
  return { node: body, open };
}
