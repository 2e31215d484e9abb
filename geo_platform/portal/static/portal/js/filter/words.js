// Conditions in human words: which operators a field takes, and the sentence a condition makes.
import { date, number } from "../format.js";

const BY_TYPE = {
  text: ["contains", "is", "not", "starts", "lacks", "empty", "filled"],
  code: ["is", "not", "contains", "starts", "empty", "filled"],
  choice: ["is", "not", "contains", "empty", "filled"],
  date: ["gt", "lt", "between", "is", "empty", "filled"],
  integer: ["ge", "le", "between", "is", "not", "empty", "filled"],
  number: ["ge", "le", "between", "gt", "lt", "empty", "filled"],
  boolean: ["is"],
};

/** A field whose values are all known is chosen from, not typed. */
export const isChoice = (field) => (field.type === "code" || field.type === "text") && Boolean(field.values?.length);

export const operatorsOf = (field) => BY_TYPE[isChoice(field) ? "choice" : field.type] ?? BY_TYPE.text;

/** How many values an operator takes: 0, 1, 2, or Infinity for a list. */
export function arity(op, field) {
  if (op === "empty" || op === "filled") return 0;
  if (op === "between") return 2;
  return isChoice(field) && (op === "is" || op === "not") ? Infinity : 1;
}

// Left to right inside an Arabic sentence: figures, dates, codes.
const isolated = (text) => `\u2066${text}\u2069`;

/** One value as a reader knows it. */
export function valueText(field, value, t) {
  if (field.type === "boolean") return t(String(value) === "true" ? "yes" : "no");
  if (field.type === "date") return isolated(date(String(value)));
  if (field.type === "integer" || field.type === "number") {
    const figure = number(Number(value), Number.isInteger(Number(value)) ? 0 : 2);
    return isolated(field.unit ? `${figure}\u202f${field.unit}` : figure);
  }
  const known = field.values?.find((one) => String(one.value) === String(value));
  return known?.title ?? `\u2068${value}\u2069`;
}

const MOST_NAMED = 3;

/** "Délivré avant le 01/03/2024": the field, what is asked of it, the values; `fields` maps names to fields. */
export function sentence({ field: name, op, values }, fields, t) {
  const field = fields.get(name) ?? { name, title: name, type: "text" };
  const words = values.map((value) => valueText(field, value, t));
  const more = words.length - MOST_NAMED;
  const value = more > 0 ? `${words.slice(0, MOST_NAMED).join(t("comma"))} ${t("moreValues", { n: number(more) })}` : words.join(t("comma"));
  const kind = field.type === "date" ? "date" : "plain";
  const key = `say_${op}_${kind}`;
  return t(t.has(key) ? key : `say_${op}`, { field: field.title, value, first: words[0], second: words[1] });
}

/** A chip: its alternatives joined by "ou". */
export const groupText = (group, fields, t) => group.map((one) => sentence(one, fields, t)).join(` ${t("or")} `);
