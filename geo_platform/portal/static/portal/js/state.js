// The whole state of the map lives in the address: what is copied, reloaded or reached by "back" is what was seen.

export const DEFAULTS = Object.freeze({
  territory: "MA",
  level: "",
  indicator: "",
  year: "2024",
  milieu: "total",
  sex: "all",
  method: "round",
  classes: 6,
  layers: null,
  sel: "",
  sort: "",
  table: "",
});

const HASH = /^#(-?[\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/;

/** {values, view}: unknown parameters are left alone, so that `lang` and others survive a change of state. */
export function read(url) {
  const { searchParams, hash } = new URL(url);
  const values = {};
  for (const [name, fallback] of Object.entries(DEFAULTS)) {
    const text = searchParams.get(name);
    values[name] = text === null ? fallback : text;
  }
  values.classes = Math.min(7, Math.max(3, Number(values.classes) || DEFAULTS.classes));
  if (typeof values.layers === "string") values.layers = values.layers.split(",").filter(Boolean);
  const found = HASH.exec(hash);
  const view = found ? { zoom: Number(found[1]), lat: Number(found[2]), lon: Number(found[3]) } : null;
  return { values, view };
}

/** The address of a state; values equal to their default are not written. */
export function address(url, values, view) {
  const next = new URL(url);
  for (const [name, fallback] of Object.entries(DEFAULTS)) {
    const value = Array.isArray(values[name]) ? values[name].join(",") : values[name];
    if (value === fallback || (value === "" && fallback === "") || value === null)
      next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  }
  next.hash = view ? `${view.zoom.toFixed(2)}/${view.lat.toFixed(4)}/${view.lon.toFixed(4)}` : "";
  // Commas are legal in a query; escaped, they make shared links unreadable.
  return next.href.replaceAll("%2C", ",");
}
