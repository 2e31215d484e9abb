// What the ranking table holds: its rows, columns, order and the sentence that counts them.
import { number, signed } from "./format.js";
import { difference } from "./figure.js";
import { sortRows } from "./ranking.js";

/** Rows of the table: every territory of the question, shown or not, with its values by year. */
export function tableRows(model, columns) {
  const { choropleth, places, indicator } = model;
  return Object.keys(choropleth.values).map((code) => {
    const place = places.get(code) ?? { name: code };
    const years = Object.fromEntries(
      Object.entries(columns.values).map(([year, values]) => [year, values[code] ?? null]),
    );
    return {
      code,
      name: place.name,
      above: places.get(place.province ?? place.region)?.name ?? "",
      rank: choropleth.ranks[code] ?? null,
      value: choropleth.values[code] ?? null,
      class: choropleth.classes[code] ?? -1,
      years,
      population: columns.population?.[code] ?? null,
      delta: indicator.comparable ? difference(years[2014], years[2024], indicator, model.t) : null,
    };
  });
}

export function tableColumns(model, rows, columns, t) {
  const { indicator, state, choropleth } = model;
  const unit = indicator.unit_label ? `, ${indicator.unit_label}` : "";
  const top =
    indicator.unit === "percent" ? 100 : rows.reduce((most, row) => Math.max(most, row.value ?? 0), 0);
  const years = Object.keys(rows[0]?.years ?? {});
  const last = state.year === "change" ? years.at(-1) : state.year;
  const byYear = years.map((year) => ({
    key: year,
    label: `${year}${unit}`,
    kind: "number",
    mute: year !== last,
    value: (row) => row.years[year],
    text: (row) => number(row.years[year], indicator.decimals) || "–",
  }));
  if (!years.length) {
    const decimals = choropleth.indicator.decimals;
    byYear.push({
      key: state.year,
      label: state.year,
      kind: "number",
      value: (row) => row.value,
      text: (row) => number(row.value, decimals) || "–",
    });
  }
  const above = state.level === "province" ? "region" : "province";
  const hasAbove = rows.some((row) => row.above);
  return [
    {
      key: "rank",
      label: t.table("rank"),
      kind: "number",
      value: (row) => row.rank,
      text: (row) => number(row.rank) || t.table("unranked"),
    },
    {
      key: "name",
      label: t.level(state.level).one,
      strong: true,
      value: (row) => row.name,
      text: (row) => row.name,
    },
    hasAbove && {
      key: "above",
      label: t.level(above).one,
      mute: true,
      value: (row) => row.above,
      text: (row) => row.above,
    },
    columns.population && {
      key: "population",
      label: t.table("population", { year: columns.populationYear }),
      kind: "number",
      value: (row) => row.population,
      text: (row) => number(row.population) || "–",
    },
    ...byYear,
    state.year !== "change" && {
      key: "bar",
      label: "",
      kind: "bar",
      value: (row) => (row.value === null || !top ? null : row.value / top),
    },
    indicator.comparable &&
      years.length > 1 && {
        key: "change",
        label: `${t.table("change")}${t.comma}${rows.find((row) => row.delta)?.delta.unit ?? t.table("points")}`,
        kind: "number",
        value: (row) => row.delta?.value ?? null,
        text: (row) => (row.delta ? signed(row.delta.value, row.delta.decimals) : "–"),
      },
  ].filter(Boolean);
}

/** "key" or "-key" of the address, default: rank upward (the best first). */
export function sortOf(state, columns) {
  const down = state.sort.startsWith("-");
  const key = state.sort.replace(/^-/, "");
  return columns.some((column) => column.key === key) ? { key, down } : { key: "rank", down: false };
}

export function ordered(rows, columns, sort, lang) {
  const column = columns.find((one) => one.key === sort.key);
  return sortRows(rows, column.value, sort.down, lang);
}
