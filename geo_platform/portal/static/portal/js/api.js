// Reading the platform's JSON: one cache per page, a named error for every refusal, late answers dropped.

export class ApiError extends Error {
  constructor(status, error) {
    super(error?.message ?? String(status));
    this.status = status;
    this.code = error?.code ?? String(status);
    this.parameter = error?.parameter ?? null;
  }
}

const kept = new Map();

// Inside another site's page only what everybody may see is shown, whoever is signed in here.
export const embedded = document.body.classList.contains("embed-page");
export const credentials = embedded ? "omit" : "same-origin";

/** GET of a JSON resource in the page's language; an identical question asked twice is answered from memory. */
export function get(path, parameters = {}, language = document.documentElement.lang) {
  const url = addressOf(path, parameters, language);
  const known = kept.get(url.href);
  if (known) return known;
  const promise = load(url);
  kept.set(url.href, promise);
  promise.catch(() => kept.delete(url.href));
  return promise;
}

/** The same, never remembered: answers too many or too large to keep; `signal` gives it up. */
export const ask = (path, parameters = {}, signal = undefined) =>
  load(addressOf(path, parameters, document.documentElement.lang), signal);

function addressOf(path, parameters, language) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries({ ...parameters, lang: language })) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, value);
  }
  return url;
}

async function load(url, signal = undefined) {
  let response;
  try {
    response = await fetch(url, { headers: { Accept: "application/json" }, credentials, signal });
  } catch (cause) {
    if (cause.name === "AbortError") throw cause;
    throw new ApiError(0, { code: "network", message: cause.message });
  }
  const type = response.headers.get("Content-Type") ?? "";
  const body = type.includes("json") ? await response.json() : null;
  if (!response.ok || body === null) throw new ApiError(response.status, body?.error);
  return body;
}

/** Wraps a loader so that only the answer to its last call is used: an older, slower one resolves to null. */
export function latest(loader) {
  let turn = 0;
  return async (...parameters) => {
    const mine = ++turn;
    const answer = await loader(...parameters);
    return mine === turn ? answer : null;
  };
}
