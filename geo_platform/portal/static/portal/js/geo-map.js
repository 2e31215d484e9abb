// The one map of the platform (explorer, boards, sheets): a MapLibre map of the territory and nothing else.
//
//   const map = mount(element, {lang, dir, levels, workerUrl, fonts, text, bounds});
//   map.show({level, scope}); map.paint({classes, colors}); map.addEventListener("select", …)
//
// Events: "ready", "hover" {code, properties, point}, "select" {code, properties}, "open" (double click), "move".
import * as maplibregl from "../../maplibre/maplibre-gl.mjs";
import * as style from "./map-style.js";
import { credentials } from "./api.js";
import { drawnRecords } from "./layer-look.js";
import { addControls } from "./map-controls.js";
import { reducedMotion } from "./motion.js";
import { hasWebgl, silentMap } from "./silent-map.js";

const KINGDOM = [-17.2, 20.7, -0.95, 36];
// From here on a count will not part into its records: it is all that is known of them.
const NEAR = 10.5;

let archiveReader = null;
/** Teaches MapLibre to read PMTiles, once, and only for who chooses such a background. */
function archives(url) {
  archiveReader ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: url });
    script.addEventListener("load", () => {
      maplibregl.addProtocol("pmtiles", new globalThis.pmtiles.Protocol().tile);
      resolve();
    });
    script.addEventListener("error", () => reject(new Error(url)));
    document.head.append(script);
  });
  return archiveReader;
}

export class GeoMap extends EventTarget {
  /** options.levels: {region: "regions", …} tile layer of each level, from the server's registry. */
  constructor(element, options) {
    super();
    this.element = element;
    this.options = options;
    this.level = null;
    this.scope = null;
    this.shown = new Set(["province", "region"]);
    this.choropleth = null;
    this.records = [];
    this.rasters = [];
    this.picked = { slug: null, ids: [], codes: [] };
    this.hovered = null;
    this.selected = null;
    // What holds the pointer (measuring, drawing): clicks are its own while it is set.
    this.tool = null;
    this.padding = options.padding ?? 24;
    maplibregl.setWorkerUrl(options.workerUrl);
    this.map = new maplibregl.Map({
      container: element,
      style: { ...style.baseStyle(), "font-faces": style.fontFaces(options.fonts) },
      ...this.#firstView(),
      minZoom: 3,
      maxZoom: 15,
      maxBounds: [-60, -12, 42, 60],
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      rollEnabled: false,
      doubleClickZoom: false,
      fadeDuration: reducedMotion() ? 0 : 120,
      transformRequest: (url) => ({ url, credentials }),
      locale: { "Map.Title": options.text.map },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.controls = addControls(this, options);
    this.ready = new Promise((resolve) => this.map.once("style.load", () => resolve(this.#install())));
    this.#listen();
  }

  #firstView() {
    const { view, bounds } = this.options;
    if (view) return { center: [view.lon, view.lat], zoom: view.zoom };
    return { bounds: bounds ?? KINGDOM, fitBoundsOptions: { padding: this.padding } };
  }

  #install() {
    const ratio = Math.min(2, Math.ceil(devicePixelRatio));
    for (const [name, image] of Object.entries(style.patternImages(ratio))) {
      this.map.addImage(name, image, { pixelRatio: ratio });
    }
    this.map.addSource("labels", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    for (const layer of style.labelLayers(this.options.lang, "labels")) this.map.addLayer(layer);
    this.#source(this.options.levels.region);
    this.map.addLayer(style.landLayer(this.options.levels.region), this.map.getStyle().layers[1].id);
    this.dispatchEvent(new Event("ready"));
  }

  #source(slug) {
    if (!this.map.getSource(slug)) this.map.addSource(slug, style.territorySource(slug, location.origin));
    return slug;
  }

  /** Which level is filled and which perimeter it is read in. scope: {code, level} or null for the Kingdom. */
  async show({ level = this.level, scope = this.scope, limits = this.shown }) {
    await this.ready;
    const kingdom = !scope || scope.level === "country";
    const next = { level, scope: kingdom ? null : scope, limits: new Set(limits) };
    if (JSON.stringify([level, next.scope, [...next.limits]]) === this.signature) return;
    this.signature = JSON.stringify([level, next.scope, [...next.limits]]);
    const levelChanged = this.level !== level;
    if (levelChanged) this.#forget();
    Object.assign(this, { level, scope: next.scope, shown: next.limits });
    this.#rebuild();
    if (levelChanged && this.selected) this.select(this.selected);
  }

  /** Limits and fills are a handful of layers: taking them down and up again costs less than tracking each one. */
  #rebuild() {
    const { map, options } = this;
    const keep = (id) =>
      id === "sea" || id === "land" || ["labels-", "ground-", "places-", "sketch-"].some((kept) => id.startsWith(kept));
    for (const { id } of map.getStyle().layers) if (!keep(id)) map.removeLayer(id);
    const add = (layers, filter) => {
      for (const layer of [layers].flat()) {
        const both = layer.filter && filter ? ["all", layer.filter, filter] : (layer.filter ?? filter);
        map.addLayer(both ? { ...layer, filter: both } : layer, "labels-around");
      }
    };
    const slug = this.#source(options.levels[this.level]);
    const inside = (level) => this.#inside(level);
    add(style.fillLayers(slug));
    if (this.scope) {
      if (this.level !== "province") add(style.quietLayer(this.#source(options.levels.province), false));
      add(style.quietLayer(this.#source(options.levels.region), true));
    }
    add(style.edgeLayer(slug, this.level === "commune"), inside(this.level));
    for (const level of ["commune", "arrondissement", "cercle", "province", "region"]) {
      if (!this.shown.has(level) || !options.levels[level] || (level === this.level && level === "commune"))
        continue;
      add(style.LIMITS[level](this.#source(options.levels[level])), inside(level));
    }
    if (this.scope && options.levels[this.scope.level]) {
      const perimeter = style.perimeterLayer(this.#source(options.levels[this.scope.level]));
      add({ ...perimeter, filter: ["==", ["get", "code"], this.scope.code] });
    }
    add(style.outlineLayers(slug));
    this.#addRecords(add);
  }

  /** Each source carries its whole question (perimeter, filter, time) in its address, as its table and files do. */
  #addRecords(add) {
    this.#askRecords();
    const drawn = drawnRecords([...this.records, ...this.rasters]);
    this.recordsDrawn = JSON.stringify(drawn);
    // Figures above names: what lies on top is placed first, and a name then stands beside the figure.
    add(drawn.filter(({ type }) => type !== "symbol"));
    for (const { id } of this.records) add(this.#pickedLayers(id));
    for (const figures of drawn.filter(({ type }) => type === "symbol")) this.map.addLayer(figures);
  }

  #askRecords() {
    for (const record of [...this.rasters, ...this.records]) {
      const wanted = style.recordSource(record, location.origin, record.question);
      const known = this.map.getSource(record.id);
      // The tiles on screen stay until those of the new question are there: no blank between two frames.
      if (!known) this.map.addSource(record.id, wanted);
      else if (known.tiles[0] !== wanted.tiles[0]) known.setTiles(wanted.tiles);
    }
  }

  #pickedLayers(id) {
    const { slug, ids, codes } = this.picked;
    return slug === id ? style.pickedLayers(id, ids, codes) : style.pickedLayers(id, []);
  }

  /** Rings and outlines the records chosen in a table; `codes`: the territories whose counts hold some of them. */
  async pick(slug, ids, codes = []) {
    await this.ready;
    this.picked = { slug, ids, codes };
    for (const { id } of this.records) {
      for (const layer of this.#pickedLayers(id)) {
        if (this.map.getLayer(layer.id)) this.map.setFilter(layer.id, layer.filter);
      }
    }
  }

  /** Filter keeping what lies in the perimeter; tiles carry the codes of parent, province and region. */
  #inside(level) {
    if (!this.scope) return undefined;
    const key = { region: "region", province: "province" }[this.scope.level] ?? "parent";
    const self = ["==", ["get", "code"], this.scope.code];
    return level === this.scope.level ? self : ["any", self, ["==", ["get", key], this.scope.code]];
  }

  /**
   * Layers of records, top first: [{id, drawn, label, share, min_zoom, max_zoom}], as `/api/layers/` describes them, and the
   * `question` asked; rasters lie below and bring their own sources.
   */
  async showRecords(records, rasters = []) {
    await this.ready;
    Object.assign(this, { records, rasters });
    if (!this.level) return;
    // Another moment or another filter: the same layers over other tiles.
    if (this.recordsDrawn === JSON.stringify(drawnRecords([...records, ...rasters]))) this.#askRecords();
    else this.#rebuild();
  }

  #key(code) {
    const slug = this.options.levels[this.level];
    return { source: slug, sourceLayer: slug, id: code };
  }

  #forget() {
    if (!this.level) return;
    const slug = this.options.levels[this.level];
    if (this.map.getSource(slug)) this.map.removeFeatureState({ source: slug, sourceLayer: slug });
    this.hovered = null;
    this.choropleth = null;
  }

  /** classes: {code: class index, -1 for no data}; colors: one per class. Only: classes kept, the others dotted. */
  async paint({ classes, colors, only = null }) {
    await this.ready;
    const before = this.choropleth?.classes ?? {};
    for (const code of Object.keys(before)) {
      if (!(code in classes))
        this.map.setFeatureState(this.#key(code), { color: null, absent: null, dim: false });
    }
    for (const [code, index] of Object.entries(classes)) {
      const outside = only !== null && only !== index;
      const absent = outside ? "outside" : index < 0 ? "nodata" : null;
      const state = { color: absent ? null : colors[index], absent, dim: false };
      this.map.setFeatureState(this.#key(code), state);
    }
    this.choropleth = { classes, colors, only };
  }

  /** Fades every class but one, while the pointer is on it in the legend; null brings all back. */
  dim(index) {
    for (const [code, own] of Object.entries(this.choropleth?.classes ?? {})) {
      this.map.setFeatureState(this.#key(code), { dim: index !== null && own !== index });
    }
  }

  hover(code) {
    if (code === this.hovered) return;
    if (this.hovered) this.map.setFeatureState(this.#key(this.hovered), { hover: false });
    if (code) this.map.setFeatureState(this.#key(code), { hover: true });
    this.hovered = code;
  }

  async select(code) {
    await this.ready;
    if (!this.level) return;
    if (this.selected) this.map.setFeatureState(this.#key(this.selected), { selected: false });
    if (code) this.map.setFeatureState(this.#key(code), { selected: true });
    this.selected = code;
  }

  /** labels: [{name, lon, lat, inside, dot}], most important first; a dot marks a chief town. */
  async setLabels(labels) {
    await this.ready;
    const features = labels.map(({ name, lon, lat, inside, dot = false }, order) => ({
      type: "Feature",
      properties: { name, inside, order, dot },
      geometry: { type: "Point", coordinates: [lon, lat] },
    }));
    this.map.getSource("labels").setData({ type: "FeatureCollection", features });
  }

  /** Landmarks: [{name, code, lon, lat}], drawn as small rings with their names from middle zooms; [] for none. */
  async showPlaces(places) {
    await this.ready;
    const features = places.map(({ name, code, lon, lat }) => ({
      type: "Feature",
      properties: { name, code },
      geometry: { type: "Point", coordinates: [lon, lat] },
    }));
    const data = { type: "FeatureCollection", features };
    const known = this.map.getSource("places");
    if (known) known.setData(data);
    else if (places.length) {
      this.map.addSource("places", { type: "geojson", data });
      for (const layer of style.placeLayers("places")) this.map.addLayer(layer);
    }
  }

  /** An operator's own raster background: {kind: "xyz" | "wms" | "pmtiles", url, attribution, opacity}; null: none. */
  async setBackground(background) {
    await this.ready;
    if (this.map.getLayer("ground-raster")) this.map.removeLayer("ground-raster");
    if (this.map.getSource("ground")) this.map.removeSource("ground");
    this.map.setPaintProperty("land", "fill-opacity", background ? 0 : 1);
    if (!background) return;
    const wms =
      "service=WMS&request=GetMap&version=1.3.0&format=image/png&styles=&width=256&height=256&crs=EPSG:3857";
    const join = background.url.includes("?") ? "&" : "?";
    const tiles =
      background.kind === "wms" ? `${background.url}${join}${wms}&bbox={bbox-epsg-3857}` : background.url;
    const source = { type: "raster", tileSize: 256, attribution: background.attribution };
    if (background.kind === "pmtiles") {
      await archives(this.options.pmtilesUrl);
      this.map.addSource("ground", { ...source, url: `pmtiles://${background.url}` });
    } else this.map.addSource("ground", { ...source, tiles: [tiles] });
    const paint = { "raster-opacity": background.opacity ?? 0.6 };
    this.map.addLayer({ id: "ground-raster", type: "raster", source: "ground", paint }, "land");
  }

  fit(bbox, { instant = false } = {}) {
    this.home = bbox;
    this.map.resize();
    const duration = instant || reducedMotion() ? 0 : 450;
    this.map.fitBounds(bbox, { padding: this.padding, duration, maxZoom: 12 });
  }

  /** Shows a box without making it the place one comes home to. */
  look(bbox) {
    this.map.fitBounds(bbox, { padding: this.padding, duration: reducedMotion() ? 0 : 450, maxZoom: 14 });
  }

  goHome() {
    this.fit(this.home ?? KINGDOM);
  }

  view() {
    const { lng, lat } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lon: lng };
  }

  /** West, south, east, north of what is seen. */
  bounds() {
    return this.map.getBounds().toArray().flat();
  }

  jump({ zoom, lat, lon }) {
    this.map.jumpTo({ center: [lon, lat], zoom });
  }

  /** Codes of the filled level that are on screen. */
  visibleCodes() {
    const id = `${this.options.levels[this.level]}-fill`;
    if (!this.map.getLayer(id)) return new Set();
    return new Set(this.map.queryRenderedFeatures({ layers: [id] }).map((feature) => feature.id));
  }

  #at(point) {
    const id = this.level && `${this.options.levels[this.level]}-fill`;
    if (!id || !this.map.getLayer(id)) return null;
    return this.map.queryRenderedFeatures(point, { layers: [id] })[0] ?? null;
  }

  /** What lies there, each told once: {slug, n} of a count, {slug, name, id} of a record. */
  #recordsAt(point) {
    const layers = drawnRecords(this.records)
      .map(({ id }) => id)
      .filter((id) => this.map.getLayer(id));
    if (!layers.length) return [];
    const labels = Object.fromEntries(this.records.map(({ id, label }) => [id, label]));
    const told = new Map();
    for (const { id, sourceLayer: slug, properties } of this.map.queryRenderedFeatures(point, { layers })) {
      const name = labels[slug].map((field) => properties[field]).find(Boolean) ?? "";
      const n = "n" in properties ? Number(properties.n) : null;
      const commune = n === null ? null : { code: properties.code, level: properties.level };
      told.set(`${slug} ${n ?? id ?? name}`, { slug, n, name, id: n === null ? (id ?? null) : null, ...commune });
    }
    return [...told.values()];
  }

  #emit(type, feature, point, records = []) {
    const detail = { code: feature?.id ?? null, properties: feature?.properties ?? null, point, records };
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #listen() {
    const { map } = this;
    map.on("mousemove", (event) => {
      const feature = this.#at(event.point);
      const known = feature && (!this.choropleth || feature.id in this.choropleth.classes) ? feature : null;
      map.getCanvas().style.cursor = known ? "pointer" : "";
      this.hover(known?.id ?? null);
      this.#emit("hover", known, event.point, this.#recordsAt(event.point));
    });
    map.on("mouseout", () => {
      this.hover(null);
      this.#emit("hover", null, null);
    });
    map.on("click", (event) => {
      if (this.tool) return;
      const counted = this.#recordsAt(event.point).find(({ code }) => code);
      if (counted && !this.#openAggregate(counted, event.lngLat)) return;
      this.#emit("select", this.#at(event.point), event.point, this.#recordsAt(event.point));
    });
    map.on("dblclick", (event) => this.tool || this.#emit("open", this.#at(event.point), event.point));
    map.on("moveend", () => this.dispatchEvent(new CustomEvent("move", { detail: this.view() })));
    // A tile refused because the login died asks for it in place; the same tiles are asked for again afterwards.
    map.on("error", ({ error }) => {
      if (error.status === 401) document.dispatchEvent(new CustomEvent("login-needed"));
      else this.dispatchEvent(new CustomEvent("fault", { detail: error }));
    });
    document.addEventListener("login-restored", () => {
      for (const { id } of this.records) {
        const source = this.map.getSource(id);
        source?.setTiles(source.tiles);
      }
    });
    // Arrows pan and + or - zoom (MapLibre); Enter chooses what lies under the middle of the view.
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const { clientWidth, clientHeight } = map.getCanvas();
      this.#emit("select", this.#at([clientWidth / 2, clientHeight / 2]), null);
    });
  }

  /** A count was clicked. Who lists its records takes the event; else the map goes nearer. False when one was done. */
  #openAggregate({ slug: layer, code, level, n }, lngLat) {
    const detail = { layer, code, level: level ?? "commune", n, lngLat: lngLat.toArray() };
    const free = document.dispatchEvent(new CustomEvent("geo:aggregate", { detail, cancelable: true }));
    const zoom = this.map.getZoom();
    if (free && zoom >= NEAR) return true;
    if (free) this.map.easeTo({ center: lngLat, zoom: Math.min(NEAR, zoom + 2.5), duration: reducedMotion() ? 0 : 450 });
    return false;
  }

  focus() {
    this.map.getCanvas().focus();
  }

  resize() {
    this.map.resize();
  }

  remove() {
    this.map.remove();
  }
}

export function mount(element, options) {
  return hasWebgl() ? new GeoMap(element, options) : silentMap();
}
