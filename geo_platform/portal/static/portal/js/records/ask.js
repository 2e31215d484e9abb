// Questions about the records of a layer: rows page by page, one record, its fields, how many match.
import { ask, get } from "../api.js";
import { layerParams } from "../layer-params.js";

const root = (slug) => `/api/layers/${slug}`;
export const PAGE = 200;

/** What can be filtered and shown: fields with titles, types, values with counts. */
export const loadFields = (slug) => get(`${root(slug)}/fields.json`);
export const loadRecord = (slug, id) => get(`${root(slug)}/records/${id}.json`);

/** Extents of records by id, where they lie. */
export const loadExtents = (slug, ids) => ask(`${root(slug)}/locate.json`, { id: ids.join(",") });

const LOCATED = 200;
const PAUSE_MS = 200;
let pick = 0;

/** Shows chosen records on the map: where they lie at once, then the counts that hold those known to a territory only. */
export async function pickOnMap(map, slug, ids) {
  const mine = ++pick;
  map.pick?.(slug, ids);
  if (map.broken || !ids.length) return;
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  if (mine !== pick) return;
  const { codes } = await loadExtents(slug, ids.slice(0, LOCATED)).catch(() => ({ codes: [] }));
  if (mine === pick && codes.length) map.pick(slug, ids, codes);
}

/** How many records a question gives, without their rows. */
export const loadCount = (state, layer, more = {}, signal = undefined) =>
  ask(`${root(layer.slug)}/records.json`, { ...Object.fromEntries(layerParams(state, layer, more)), limit: 1 }, signal);

/** The rows of one question: each call of `more` adds a page; a question that changed is another object. */
export class Rows {
  constructor(state, layer, more) {
    this.path = `${root(layer.slug)}/records.json`;
    this.params = Object.fromEntries(layerParams(state, layer, { ...more, limit: PAGE }));
    this.signature = JSON.stringify([this.path, this.params]);
    this.rows = [];
    this.columns = [];
    this.matched = null;
    this.total = null;
    this.next = null;
    this.complete = false;
    this.loading = null;
    this.stop = new AbortController();
  }

  /** Adds the next page; two calls at once share one request. */
  more() {
    if (this.complete) return Promise.resolve(this);
    this.loading ??= this.#page().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  async #page() {
    const params = this.next ? { ...this.params, next: this.next } : this.params;
    const answer = await ask(this.path, params, this.stop.signal);
    this.rows.push(...answer.rows);
    // Counted with the first page only.
    this.columns = answer.columns ?? this.columns;
    this.matched = answer.matched ?? this.matched;
    this.total = answer.total ?? this.total;
    this.located = answer.located ?? this.located;
    this.next = answer.next ?? null;
    this.complete = !this.next;
    return this;
  }

  abandon() {
    this.stop.abort();
  }
}
