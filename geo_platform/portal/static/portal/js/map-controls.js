// Buttons and scale of the map, written by us so that they are large, translated and mirror with the page.
import { el, icon } from "./text.js";

const LENGTHS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const LONGEST = 90;

/** The roundest length whose bar is no longer than LONGEST pixels, in kilometres (0.1 at the least). */
export function scaleLength(metresPerPixel) {
  const longest = (metresPerPixel * LONGEST) / 1000;
  const candidates = [0.1, 0.2, 0.5, ...LENGTHS];
  const km = candidates.filter((length) => length <= longest).pop() ?? 0.1;
  return { km, pixels: (km * 1000) / metresPerPixel };
}

export function addControls(geoMap, { text }) {
  const { map, element } = geoMap;
  const button = (name, label, action) =>
    el("button", { type: "button", "aria-label": label, title: label, onclick: action }, icon(name));
  const frame = element.closest("[data-map-frame]") ?? element.parentElement;
  const full = button("full", text.fullscreen, () =>
    document.fullscreenElement ? document.exitFullscreen() : frame.requestFullscreen(),
  );
  const panel = el(
    "div",
    { class: "map-ctl" },
    el(
      "div",
      { class: "zoom" },
      button("plus", text.zoomIn, () => map.zoomIn()),
      button("minus", text.zoomOut, () => map.zoomOut()),
    ),
    el(
      "div",
      {},
      button("home", text.home, () => geoMap.goHome()),
      document.fullscreenEnabled ? full : null,
    ),
  );
  const bar = el("i");
  const length = el("span", { dir: "ltr" });
  const scale = el("div", { class: "map-scale", "aria-hidden": "true" }, length, bar);
  frame.append(panel, scale);

  const measure = () => {
    const { lat } = map.getCenter();
    // 512 px tiles: at zoom 0 the equator is 512 px long.
    const metresPerPixel = (40075016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
    const { km, pixels } = scaleLength(metresPerPixel);
    length.textContent = km < 1 ? `${km * 1000} m` : `${km} km`;
    bar.style.inlineSize = `${Math.round(pixels)}px`;
  };
  map.on("move", measure);
  measure();
  return { panel, scale };
}
