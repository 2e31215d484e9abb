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
  tab: "",
  record: "",
  view: "",
  area: "",
  datetime: "",
  as_of: "",
  step: "",
  order: "",
  opacity: "",
});

// What a person asks of one layer, by its name: filter.permits=…, the columns of its table, their order.
const OF_LAYER = /^(filter|properties|sortby)\.([a-z][a-z0-9_-]*)$/;

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
  values.of = { filter: {}, properties: {}, sortby: {} };
  for (const [name, text] of searchParams) {
    const [, part, slug] = OF_LAYER.exec(name) ?? [];
    if (part && text) values.of[part][slug] = text;
  }
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
  for (const name of [...next.searchParams.keys()]) if (OF_LAYER.test(name)) next.searchParams.delete(name);
  for (const [part, bySlug] of Object.entries(values.of ?? {})) {
    for (const [slug, text] of Object.entries(bySlug)) if (text) next.searchParams.set(`${part}.${slug}`, text);
  }
  next.hash = view ? `${view.zoom.toFixed(2)}/${view.lat.toFixed(4)}/${view.lon.toFixed(4)}` : "";
  // These are legal in a query; escaped, they make shared links unreadable.
  return next.href.replace(/%(2C|28|29|3A|2F|3D)/g, decodeURIComponent);
}

/** What asking `text` as this part ("filter", "properties", "sortby") of one layer changes in a state; "" takes it away. */
export const asking = (state, part, slug, text) => ({
  of: { ...state.of, [part]: { ...state.of[part], [slug]: text } },
});
