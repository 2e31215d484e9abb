// From the state of the map to the question of its printed sheet: each layer carries the very parameters of its tiles.
import { layerParams } from "./layer-params.js";
import { DEFAULT_LAYERS } from "./shown-layers.js";
import { opacityOf, ordered } from "./layer-look.js";

const CENSUS = ["indicator", "level", "year", "territory", "milieu", "sex", "method", "classes"];

/** state: settled (its indicator and level exist); layers: what `/api/layers/` says; levels: {level: slug}. */
export function sheetQuestion(state, { layers, levels }, page) {
  const question = new URLSearchParams(CENSUS.map((name) => [name, state[name]]));
  const named = (slug) => (opacityOf(state, slug) === 1 ? slug : `${slug};${opacityOf(state, slug)}`);
  const shown = state.layers ?? DEFAULT_LAYERS;
  question.set("limits", Object.keys(levels).filter((level) => shown.includes(level)).join(","));
  const records = layers.filter(({ slug, kind, allowed }) => !["limits", "raster"].includes(kind) && allowed && shown.includes(slug));
  for (const layer of ordered(records, state)) {
    question.append("layer", `${named(layer.slug)}?${layerParams(state, layer)}`);
  }
  const rasters = layers.filter(({ slug, kind, allowed }) => kind === "raster" && allowed && shown.includes(slug));
  for (const { slug } of rasters) question.append("layer", named(slug));
  for (const [name, value] of Object.entries(page)) if (value) question.set(name, value);
  return question;
}
