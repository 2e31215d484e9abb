// The one place where the parameters of a layer are made: tiles, table, counts, downloads, provenance and print all read
// the same string, so what is exported is what is seen.

const KINGDOM = "MA";

/**
 * layer: {slug, time, history} as `/api/layers/` describes it: a layer without a date is not asked for one.
 * `more`: what one consumer adds (bbox, limit, a draft of a filter…); a null or empty value takes a parameter away.
 */
export function layerParams(state, layer, more = {}) {
  const asked = {
    territory: state.territory === KINGDOM ? "" : state.territory,
    datetime: layer.time ? state.datetime : "",
    as_of: layer.history ? state.as_of : "",
    filter: state.of?.filter[layer.slug] ?? "",
    ...more,
  };
  const kept = Object.entries(asked).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return new URLSearchParams(kept.map(([name, value]) => [name, String(value)]));
}

/** The same as the end of an address: "" or "?territory=05&filter=…". */
export function layerQuestion(state, layer, more = {}) {
  const text = String(layerParams(state, layer, more));
  return text ? `?${text}` : "";
}

/** Two conditions that must both hold, either of them possibly empty. */
export const both = (one, other) => (one && other ? `(${one}) AND (${other})` : one || other);
