// The records of the explorer as one part: their filters, their tables, the zone that selects them, the sheet of one.
import { announce } from "../text.js";
import { pickOnMap } from "./ask.js";
import { createFilters } from "../filter/chips.js";
import { createRecordSheet } from "./sheet.js";
import { createRecordTable } from "./table.js";

/** options: {under, side, t, lang, config, map, change, isOpen, onCounted(counts by slug)}. */
export function createRecords({ under, side, t, config, map, change, isOpen, onCounted }) {
  const filters = createFilters({ t: t.filter, change });
  const table = createRecordTable(under, { t: t.records, config, map, change, isOpen, emptied: filters.emptied });
  const sheet = createRecordSheet(side, { t: t.record, config, change, map, table, announce });
  let zone = null;
  if (!map.broken) {
    import("./zone-tools.js").then(({ createZoneTools }) => {
      zone = createZoneTools(map, { t: t.zone, change });
      if (model) zone(model);
    });
  }
  let model = null;
  let opened = "";

  async function show(next) {
    model = next;
    zone?.(model);
    await filters.show(model);
    const [slug, id] = model.state.record.split(":");
    const known = await table.show(model);
    if (id && model === next) table.choose(slug, [Number(id)]);
    if (known && model === next) onCounted(known);
  }

  /** The sheet of the record the address names; false when it names none. */
  async function open(state, list) {
    const [slug, id] = state.record.split(":");
    const layer = id && (await list).find((one) => one.slug === slug && one.allowed);
    const before = opened;
    opened = layer ? state.record : "";
    side.toggleAttribute("data-record", Boolean(layer));
    if (!layer) {
      pickOnMap(map, null, []);
      if (before) table.focus();
      return false;
    }
    pickOnMap(map, slug, [Number(id)]);
    await sheet.show(layer, id);
    // The first record opened takes the focus; stepping from one to the next leaves it where it is.
    if (!before) side.focus({ preventScroll: true });
    return true;
  }

  /** A click on the map that hit a record: it is opened, and its table comes forward. */
  function hit(records) {
    const one = records.find(({ id }) => id !== null);
    if (one) change({ record: `${one.slug}:${one.id}`, tab: one.slug });
    return Boolean(one);
  }
  return { show, open, hit, openFilter: filters.open };
}
