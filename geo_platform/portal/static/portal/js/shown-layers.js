// Which layers are drawn beside the choropleth: their list with eyes, their records, the banner of fictitious data.
import { opacityOf, ordered } from "./layer-look.js";
import { createLayerTree } from "./layer-tree.js";

export const DEFAULT_LAYERS = ["province", "region"];
const AIRPORTS = "airports";

export function createShownLayers({ t, config, list, change, zoomTo }) {
  const levelOf = Object.fromEntries(Object.entries(config.levels).map(([level, slug]) => [slug, level]));
  const banner = document.querySelector("[data-fictitious]");
  const shownIn = (state) => state.layers ?? DEFAULT_LAYERS;
  let state = {};
  let known = [];

  const tree = createLayerTree({
    t,
    change,
    zoomTo,
    toggle: (id) => {
      const shown = new Set(shownIn(state));
      if (!shown.delete(id)) shown.add(id);
      change({ layers: [...shown] }, { replace: true });
    },
  });
  banner?.querySelector("button").addEventListener("click", () => {
    const invented = new Set(known.filter((layer) => layer.fictitious).map((layer) => layer.slug));
    change({ layers: shownIn(state).filter((id) => !invented.has(id)) }, { replace: true });
  });

  const row = (layer) => {
    const id = levelOf[layer.slug] ?? layer.slug;
    return { ...layer, id, locked: !layer.allowed, on: layer.allowed && shownIn(state).includes(id) };
  };

  /** Draws the list; answers the record layers that are on, for the map and the legend. */
  async function show(model) {
    state = model.state;
    known = await list;
    const limits = known.filter((layer) => layer.kind === "limits").map(row);
    const look = (layer) => ({ ...layer, share: opacityOf(state, layer.id), placed: Boolean(state.order) });
    const rasters = known.filter((layer) => layer.kind === "raster").map((layer) => look(row(layer)));
    const records = known
      .filter((layer) => !["limits", "raster"].includes(layer.kind))
      .map((layer) => ({ ...row(layer), record: true }));
    const on = ordered(
      records.filter((record) => record.on),
      state,
    ).map(look);
    const { indicator, choropleth } = model;
    const census = {
      id: "choropleth",
      title: indicator.short,
      ramp: choropleth.colors,
      fixed: true,
      on: true,
      count: null,
    };
    const landmarks = [{ id: AIRPORTS, title: t("airports"), count: null, on: shownIn(state).includes(AIRPORTS) }];
    const groups = [
      { title: t("groupShown"), rows: on },
      { title: t("groupCensus"), rows: [census] },
      { title: t("groupTerritory"), rows: limits },
      ...themes(records.filter((record) => !record.on)),
      { title: t("groupRasters"), rows: rasters },
      { title: t("groupLandmarks"), rows: landmarks },
    ];
    tree.show(
      groups.filter(({ rows }) => rows.length),
      state,
    );
    if (banner) banner.hidden = !on.some((record) => record.fictitious);
    return [...on, ...rasters.filter((raster) => raster.on)];
  }

  /** Layers of records that are off, by what they are about, in the order the page names the themes. */
  function themes(records) {
    const groupOf = ({ theme }) => config.themes[theme] ?? t("groupRecords");
    const titles = new Set([...Object.values(config.themes), t("groupRecords")]);
    return [...titles].map((title) => ({ title, rows: records.filter((record) => groupOf(record) === title) }));
  }

  const title = (slug) => known.find((layer) => layer.slug === slug)?.title ?? slug;
  /** Asked for once, when first shown. */
  let places = null;
  async function landmarks() {
    if (!shownIn(state).includes(AIRPORTS)) return [];
    places ??= fetch(config.airports).then((answer) => answer.json());
    return (await places).places;
  }
  return { show, title, limits: shownIn, landmarks };
}
