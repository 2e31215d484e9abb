// The live map of a project's sheet: its own records, asked through the layers' usual parameters, over the communes.
import { get } from "../../portal/js/api.js";
import { mount } from "../../portal/js/geo-map.js";
import { readJson } from "../../portal/js/text.js";

const config = readJson("project-config");
const element = document.getElementById("project-map");

if (element && config.bounds) {
  const [west, south, east, north] = config.bounds;
  const bounds = [west, south, east, north];
  const map = mount(element, { ...config, bounds, padding: 18 });
  const described = await get("/api/layers/");
  const records = config.records.flatMap(({ slug, question }) =>
    (described.layers ?? described)
      .filter((layer) => layer.slug === slug && layer.allowed)
      .map((layer) => ({ ...layer, id: slug, share: 1, question })),
  );
  await map.show({ level: "commune", scope: null, limits: new Set(["province", "region"]) });
  await map.showRecords(records);
  map.fit(bounds, { instant: true });
  const { labels } = await get("/api/territories/labels.json", { level: "commune" });
  const middle = [(west + east) / 2, (south + north) / 2];
  // A name never covers the site it would stand on; the path above the title tells the commune.
  const near = labels.filter(
    ({ lon, lat }) =>
      lon > west && lon < east && lat > south && lat < north &&
      Math.hypot((lon - middle[0]) / (east - west), (lat - middle[1]) / (north - south)) > 0.08,
  );
  map.setLabels(near.slice(0, 12).map((label) => ({ ...label, inside: true })));
}
