// Numbers and dates written one way everywhere: 1 234,5 (narrow no-break space, comma), minus U+2212, jj/mm/aaaa.
// Not Intl: the CLDR rules for fr-MA and ar-MA give other separators and other digits.

const NARROW = "\u202f";
const MINUS = "\u2212";

export function number(value, decimals = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NARROW);
  const zero = !/[1-9]/.test(whole + (fraction ?? ""));
  return (value < 0 && !zero ? MINUS : "") + grouped + (fraction ? `,${fraction}` : "");
}

/** A difference always carries its sign, except zero. */
export function signed(value, decimals = 0) {
  const text = number(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** The shortest writing of a class limit: no decimals when whole. */
export function limit(value, decimals = 1) {
  return number(value, Number.isInteger(value) ? 0 : decimals);
}

export function date(iso) {
  const [year, month, day] = iso.slice(0, 10).split("-");
  return `${day}/${month}/${year}`;
}

/** Value with its unit as the page writes it: "82,9 %", "2,3 km"; the unit label comes translated. */
export function withUnit(value, indicator) {
  const text = number(value, indicator.decimals);
  return indicator.unit_label ? `${text}${NARROW}${indicator.unit_label}` : text;
}
