// The part of a condition where its value is given: a list to tick, a date, a number, a text with suggestions.
import { number } from "../format.js";
import { el, ltr } from "../text.js";
import { arity, isChoice } from "./words.js";

const SEARCHED_FROM = 9;
let serial = 0;

function ticks(field, values, t, changed) {
  const on = new Set(values.map(String));
  const item = ({ value, title, count }) =>
    el(
      "label",
      { class: "check", dataset: { words: `${title} ${value}`.toLowerCase() } },
      el("input", {
        type: "checkbox",
        value,
        checked: on.has(String(value)),
        onchange: ({ target }) => {
          if (target.checked) on.add(String(value));
          else on.delete(String(value));
          changed(field.values.map((one) => one.value).filter((one) => on.has(String(one))));
        },
      }),
      el("span", { class: "grow" }, el("bdi", {}, title)),
      count === undefined || count === null ? null : el("span", { class: "sub" }, ltr(number(count))),
    );
  const list = el("div", { class: "ticks" }, field.values.map(item));
  if (field.values.length < SEARCHED_FROM) return list;
  const narrow = ({ target }) => {
    const wanted = target.value.toLowerCase().trim();
    for (const label of list.children) label.hidden = !label.dataset.words.includes(wanted);
  };
  const search = el("input", { class: "field", type: "search", placeholder: t("narrow"), "aria-label": t("narrow"), oninput: narrow });
  return el("div", { class: "ticks-box" }, search, list);
}

function typed(field, value, label, changed) {
  const attributes = { class: "field", "aria-label": label, value: value ?? "", autocomplete: "off" };
  const figure = field.type === "integer" || field.type === "number";
  const own = figure
    ? { type: "number", step: field.type === "integer" ? "1" : "any", dir: "ltr" }
    : { type: field.type === "date" ? "date" : "text" };
  const bounds = field.type === "date" ? { min: field.min, max: field.max } : {};
  const known = field.type === "date" || figure ? [] : (field.values ?? []);
  const id = known.length ? `suggestions-${++serial}` : null;
  const input = el("input", {
    ...attributes,
    ...own,
    ...bounds,
    list: id,
    oninput: ({ target }) => changed(figure && target.value !== "" ? Number(target.value) : target.value),
  });
  const list = id && el("datalist", { id }, known.map((one) => el("option", { value: one.value }, one.title ?? "")));
  return [input, list];
}

/** Elements to give the values of `condition`; changed(values) on every edit. */
export function valueInputs(field, condition, t, changed) {
  const count = arity(condition.op, field);
  if (count === 0) return [];
  if (field.type === "boolean") {
    const option = (value, label) => el("option", { value, selected: String(condition.values[0] ?? true) === value }, label);
    const choose = ({ target }) => changed([target.value === "true"]);
    return [el("select", { class: "sel", "aria-label": t("value"), onchange: choose }, option("true", t("yes")), option("false", t("no")))];
  }
  if (count === Infinity) return [ticks(field, condition.values, t, changed)];
  const values = [...condition.values];
  const set = (index) => (value) => {
    values[index] = value;
    changed([...values]);
  };
  const hint = field.unit ? el("span", { class: "sub" }, field.unit) : null;
  if (count === 1) return [typed(field, values[0], t("value"), set(0)), hint];
  return [typed(field, values[0], t("from"), set(0)), el("span", {}, t("andWord")), typed(field, values[1], t("to"), set(1)), hint];
}

/** Has every value it needs. */
export function complete(condition, field) {
  const count = arity(condition.op, field);
  if (count === 0 || field.type === "boolean") return true;
  const given = condition.values.filter((value) => value !== "" && value !== undefined && value !== null);
  return count === Infinity ? given.length > 0 : given.length >= count;
}
