// One figure with its unit, and the difference between two: written the same in sheets, tables and boxes.
import { number } from "./format.js";
import { el } from "./text.js";

export const RATES = new Set(["percent"]);

/** Value with its unit: the sign of a rate stays left of Arabic words, an Arabic unit stays right of its number. */
export function figure(value, indicator, lang) {
  if (value === null || value === undefined) return el("span", { class: "sub" }, "–");
  const unit = indicator.unit_label;
  const text = number(value, indicator.decimals);
  const arabicUnit = lang === "ar" && /[\u0600-\u06ff]/.test(unit ?? "");
  return el("bdi", { dir: arabicUnit ? "rtl" : "ltr" }, text, unit ? el("small", {}, `\u202f${unit}`) : null);
}

/** In a column of figures a long unit ("habitants") is already in the row's name. */
export const compact = (value, indicator, lang) =>
  figure(value, (indicator.unit_label?.length ?? 0) > 4 ? { ...indicator, unit_label: "" } : indicator, lang);

/** Difference between two censuses: points for a rate, per cent for a count, the unit itself otherwise. */
export function difference(before, after, indicator, t) {
  if (before === null || before === undefined || after === null || after === undefined) return null;
  if (RATES.has(indicator.unit)) return { value: after - before, decimals: 1, unit: t.table("points") };
  if (indicator.decimals === 0)
    return before ? { value: (100 * (after - before)) / before, decimals: 1, unit: "%" } : null;
  return { value: after - before, decimals: indicator.decimals, unit: indicator.unit_label };
}
