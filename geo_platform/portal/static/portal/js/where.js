// Coordinates of a place of the map, in degrees and in the Merchich zone where it lies, to read and to copy.
import { toMerchich, zoneOf } from "./geodesy.js";
import { number } from "./format.js";
import { el, icon, ltr } from "./text.js";

/** "34.02000, -6.82000": decimal degrees as every program reads them back. */
export const degreesText = ([lon, lat]) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;

export function merchichText(place, zones) {
  const zone = zoneOf(place[1], zones);
  const [x, y] = toMerchich(place, zone);
  return { zone, text: `X ${number(x)} Y ${number(y)}`, plain: `${x.toFixed(2)} ${y.toFixed(2)}` };
}

export function createWhere(geoMap, frame, { t, zones, toast }) {
  const { map } = geoMap;
  const degrees = el("bdi", { dir: "ltr" });
  const metres = el("bdi", { dir: "ltr" });
  let pointer = null;
  const place = () => pointer ?? map.getCenter().toArray();

  async function copy(text) {
    await navigator.clipboard.writeText(text);
    toast(`${t.tool("copied")} : \u2066${text}\u2069`);
  }
  const copyBoth = () => {
    const { zone, plain } = merchichText(place(), zones);
    return copy(`${degreesText(place())} (WGS84) ; ${plain} (EPSG:${zone.srid})`);
  };
  const label = t.tool("copy");
  const button = el("button", { type: "button", class: "copy", "aria-label": `${label} : ${t.tool("where")}`, title: label, onclick: copyBoth }, icon("copy", "i-s"));
  const line = el("p", { class: "where", title: t.tool("whereHint") }, degrees, metres, button);
  frame.append(line);

  let waiting = false;
  function show() {
    waiting = false;
    const at = place();
    const { zone, text } = merchichText(at, zones);
    degrees.textContent = degreesText(at);
    metres.textContent = `${zone.name.replace("Merchich ", "")} ${text}`;
  }
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(show);
  };
  map.on("mousemove", ({ lngLat }) => {
    pointer = lngLat.toArray();
    later();
  });
  map.on("mouseout", () => {
    pointer = null;
    later();
  });
  map.on("move", later);
  // The pointer's own place, kept under the hand: right click, or a long press.
  map.on("contextmenu", ({ point, lngLat }) => {
    if (geoMap.tool) return;
    openHere(point, lngLat.toArray());
  });
  function openHere({ x, y }, at) {
    frame.querySelector(".here")?.remove();
    const { zone, text, plain } = merchichText(at, zones);
    const row = (name, shown, copied) =>
      el(
        "button",
        { type: "button", onclick: () => copy(copied).then(() => box.remove()) },
        el("span", { class: "tiny" }, name),
        ltr(shown),
        icon("copy", "i-s"),
      );
    const box = el(
      "div",
      { class: "pop here", role: "dialog", "aria-label": t.tool("where") },
      row("WGS84", degreesText(at), degreesText(at)),
      row(zone.name, text, plain),
    );
    frame.append(box);
    box.style.left = `${Math.min(x, frame.clientWidth - box.offsetWidth - 8)}px`;
    box.style.top = `${Math.min(y, frame.clientHeight - box.offsetHeight - 8)}px`;
    box.querySelector("button").focus();
    const close = (event) => {
      if (event.type === "keydown" ? event.key !== "Escape" : box.contains(event.target)) return;
      if (event.type === "keydown") event.stopPropagation();
      box.remove();
      document.removeEventListener("pointerdown", close, true);
      document.removeEventListener("keydown", close, true);
    };
    document.addEventListener("pointerdown", close, true);
    document.addEventListener("keydown", close, true);
  }
  show();
}
