// Which layers are drawn beside the choropleth: their list with eyes, their records, the banner of fictitious data.
import { createLayers } from "./panel.js";

export const DEFAULT_LAYERS = ["province", "region"];
const AIRPORTS = "airports";

export function createShownLayers({ t, config, list, change }) {
  const levelOf = Object.fromEntries(Object.entries(config.levels).map(([level, slug]) => [slug, level]));
  const banner = document.querySelector("[data-fictitious]");
  const shownIn = (state) => state.layers ?? DEFAULT_LAYERS;
  let state = {};
  let known = [];

  const panel = createLayers({
    t,
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
    const rasters = known.filter((layer) => layer.kind === "raster").map(row);
    const records = known.filter((layer) => !["limits", "raster"].includes(layer.kind)).map(row);
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
      { title: t("groupCensus"), rows: [census] },
      { title: t("groupTerritory"), rows: limits },
      { title: t("groupRecords"), rows: records },
      { title: t("groupRasters"), rows: rasters },
      { title: t("groupLandmarks"), rows: landmarks },
    ];
    panel.show(groups.filter(({ rows }) => rows.length));
    const on = [...rasters, ...records].filter((record) => record.on);
    if (banner) banner.hidden = !on.some((record) => record.fictitious);
    return on;
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
