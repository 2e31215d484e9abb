// A click on the map tells what the rasters drawn there say at that point.
import { get } from "./api.js";
import { number } from "./format.js";
import { el } from "./text.js";

const GAP = 14;

/** rasters(): the rasters drawn now, as `/api/layers/` describes them. */
export function createRasterValue(frame, { t, lang, map, rasters }) {
  const box = el("div", { class: "tip raster-value", role: "status", hidden: true });
  frame.append(box);
  let turn = 0;

  function words(told) {
    if (told.value === null) return t("rasterNone");
    if (told.class) return [el("i", { class: "k", style: { background: told.class.color } }), told.class.title];
    return el("bdi", {}, `${number(told.value)}\u202f${told.unit}`.trim());
  }

  function place({ x, y }) {
    const left = Math.max(8, Math.min(x + GAP, frame.clientWidth - box.offsetWidth - 8));
    const below = y + GAP + box.offsetHeight < frame.clientHeight;
    box.style.transform = `translate(${Math.round(left)}px, ${Math.round(below ? y + GAP : y - box.offsetHeight - GAP)}px)`;
  }

  function hide() {
    turn += 1;
    box.hidden = true;
  }

  async function tell({ lngLat, point }) {
    const asked = rasters();
    hide();
    if (!asked.length || map.tool) return;
    const mine = turn;
    const where = { lon: lngLat.lng.toFixed(6), lat: lngLat.lat.toFixed(6) };
    const told = await Promise.all(asked.map(({ slug }) => get(`/raster/${slug}/value`, where, lang)));
    if (mine !== turn) return;
    box.replaceChildren(
      ...told.map((one) => el("div", {}, el("div", { class: "place" }, one.title), el("b", {}, words(one)))),
    );
    box.hidden = false;
    place(point);
  }

  // A page without a map has nothing to click.
  map.map?.on?.("click", tell);
  map.map?.on?.("movestart", hide);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
}
