// How a value of a record is written, in a cell, in a sheet and in what is copied: titles, units, dates, direction.
import { date, number } from "../format.js";
import { el } from "../text.js";

const WIDTH = { first: 196, date: 104, integer: 104, number: 128, boolean: 88, code: 148, text: 208 };
const NUMERIC = new Set(["integer", "number"]);
const MISSING = "–";

export const isNumeric = (column) => NUMERIC.has(column.type);

/** Wide enough for its heading too, in characters of 12 px; long headings are cut, and told in full by their title. */
export const widthOf = (column, first = false) =>
  Math.max(first ? WIDTH.first : (WIDTH[column.type] ?? WIDTH.text), Math.min(220, 36 + heading(column).length * 7));

export const heading = ({ title, unit }) => (unit ? `${title}, ${unit}` : title);

const titleOf = (column, value) => column.values?.find((one) => String(one.value) === String(value))?.title;

/** Plain text of a value; "" when there is none. */
export function textOf(column, value, t) {
  if (value === null || value === undefined || value === "") return "";
  if (column.type === "boolean") return t(value ? "yes" : "no");
  if (column.type === "date") return date(String(value));
  if (isNumeric(column)) return number(Number(value), Number.isInteger(Number(value)) ? 0 : 2);
  return titleOf(column, value) ?? String(value);
}

/** Figures, dates and codes run left to right in an Arabic line; words take their own direction. */
export function written(column, value, t) {
  const text = textOf(column, value, t);
  if (!text) return el("span", { class: "mut" }, MISSING);
  const figures = column.type === "date" || isNumeric(column) || (column.type === "code" && text === String(value));
  return el("bdi", figures ? { dir: "ltr" } : {}, text);
}

/** The record's own name: the first of the layer's label fields it has, else its number. */
export const nameOf = (layer, row) =>
  layer.label.map((field) => row[field]).find((value) => value !== null && value !== undefined && value !== "") ??
  `n° ${row.id}`;
