// What stands in for a map where there is none.

export const hasWebgl = () => Boolean(document.createElement("canvas").getContext("webgl2"));

/** A map that draws nothing: every call is accepted, so that table, filters, sheet and files work without one. */
export function silentMap() {
  const target = new EventTarget();
  target.broken = true;
  const answers = { visibleCodes: () => new Set(), view: () => null, bounds: null };
  return new Proxy(target, {
    get(events, name) {
      if (name === "then") return undefined; // not a promise
      const own = events[name];
      if (own !== undefined) return typeof own === "function" ? own.bind(events) : own;
      return name in answers ? answers[name] : () => undefined;
    },
  });
}

/** The tools of such a map. */
export const noTools = () => ({ show: () => {}, zoomTo: () => {}, tip: () => {} });
