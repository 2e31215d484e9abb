// What one does with the map beside reading it: measure, read coordinates and values, move in time, print, keys. Loaded
// with the map, never without one.
import { readCoordinates } from "./geodesy.js";
import { createKeys } from "./keys.js";
import { createMeasure } from "./measure.js";
import { createRasterValue } from "./raster-value.js";
import { toast } from "./shell.js";
import { noTools } from "./silent-map.js";
import { drawSketch, feature } from "./sketch.js";
import { createTimeBar } from "./time-bar.js";
import { createTip } from "./tip.js";
import { createWhere, degreesText } from "./where.js";
import { el, icon } from "./text.js";

/** Buttons beside the map's own. */
function toolbar(geoMap, { t, measure, help }) {
  const button = (name, label, action) =>
    el("button", { type: "button", "aria-label": label, title: label, onclick: action }, icon(name));
  const ruler = button("ruler", t.tool("measure"), () => (measure.isOpen() ? measure.stop() : measure.start()));
  geoMap.controls.panel.append(el("div", { class: "tools" }, ruler, button("keyboard", `${t.key("title")} (?)`, help)));
}

/** The address changes with every move: a link takes it when it is about to be used, by pointer or by key. */
function leads(selector, make) {
  for (const link of document.querySelectorAll(selector))
    for (const type of ["pointerdown", "focus", "click"]) link.addEventListener(type, () => (link.href = make()));
}

/** The map of this frame, in a window of its own. */
function wholeAddress() {
  const url = new URL(location.href);
  url.searchParams.delete("embed");
  return url.href.replaceAll("%2C", ",");
}

/** "34.02, -6.82" or X Y of a Merchich zone in the search box: each place it may mean, as a suggestion. */
function coordinateHits(text, zones, t) {
  return readCoordinates(text, zones).map(({ place, zone }) => ({
    place,
    code: zone ? `EPSG:${zone.srid}` : "WGS84",
    name_fr: t.tool("goTo", { place: degreesText(place) }),
    name_ar: t.tool("goTo", { place: `\u2066${degreesText(place)}\u2069` }),
    kind_label: zone ? zone.name : t.tool("coordinates"),
    path: [],
  }));
}

export function createMapTools(geoMap, { t, config, change, model, frame, share }) {
  if (geoMap.broken) return noTools();
  const zones = config.merchich;
  const find = (selector) => document.querySelector(selector);
  const measure = createMeasure(geoMap, frame, { t });
  const time = createTimeBar(geoMap, frame, { t, change });
  createRasterValue(frame, { t, lang: config.lang, map: geoMap, rasters: () => model()?.rasters ?? [] });
  createWhere(geoMap, frame, { t, zones, toast });
  toolbar(geoMap, { t, measure, help: () => keys.help() });

  function printAddress() {
    const url = new URL(location.href);
    url.pathname = config.print;
    const { _sw: southWest, _ne: northEast } = geoMap.map.getBounds();
    const corners = [southWest.lng, southWest.lat, northEast.lng, northEast.lat];
    url.searchParams.set("frame", corners.map((value) => value.toFixed(5)).join(","));
    return url.href.replaceAll("%2C", ",");
  }
  leads("[data-print-link]", printAddress);
  leads("[data-embed-open]", wholeAddress);

  const keys = createKeys(geoMap, {
    t,
    model,
    change,
    actions: {
      search: () => (find(".top form[data-search] input")?.offsetParent ? find(".top form[data-search] input").focus() : find("#territory").click()),
      layers: () => {
        if (!find("#panel").offsetParent || getComputedStyle(find("#panel")).visibility === "hidden") find("[data-open-panel]").click();
        else find("[data-layers] button")?.focus();
      },
      table: () => find("[data-toggle-table]").click(),
      print: () => location.assign(printAddress()),
      share,
      measure: () => (measure.isOpen() ? measure.stop() : measure.start()),
    },
  });

  function goTo(place) {
    geoMap.map.jumpTo({ center: place, zoom: Math.max(geoMap.map.getZoom(), 12) });
    drawSketch(geoMap, [feature("Point", place)]);
  }
  document.addEventListener("geo:coordinates", ({ detail }) => detail.hits.push(...coordinateHits(detail.text, zones, t)));
  document.addEventListener(
    "territory",
    (event) => {
      if (!event.detail.place) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      goTo(event.detail.place);
    },
    { capture: true },
  );

  async function zoomTo(layer) {
    const { layerQuestion } = await import("./layer-params.js");
    const answer = await fetch(`/api/layers/${layer.slug}/extent.json${layerQuestion(model().state, layer)}`);
    const { bbox } = answer.ok ? await answer.json() : { bbox: null };
    if (bbox) geoMap.look(bbox);
    else toast(t.tree("emptyExtent"));
  }
  return { show: time.show, zoomTo, tip: createTip(frame, { t }) };
}
