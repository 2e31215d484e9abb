// Side sheet of one record: what it is, where it lies and how surely, what it says, where it comes from. Its address is
// `record=permits:123`; fields the viewer may not see are not in the answer, so they are nowhere here.
import { ApiError } from "../api.js";
import { date, number } from "../format.js";
import { toast } from "../shell.js";
import { el, icon, ltr } from "../text.js";
import { isNumeric, nameOf, textOf, written } from "./cells.js";
import { loadRecord } from "./ask.js";

const TABS = ["overview", "details", "provenance"];
const FIRST = 7;
// Told in words in the provenance tab, or by the layer's tag.
const TECHNICAL = new Set(["location_precision", "location_method", "location_confidence", "flags", "fictitious"]);

const filled = (value) => value !== null && value !== undefined && value !== "";

export function createRecordSheet(root, { t, config, change, map, table, announce }) {
  const content = root.querySelector("[data-sheet]");
  let tab = TABS[0];

  const pairs = (columns, record) =>
    el(
      "dl",
      { class: "facts" },
      columns.map((column) => [
        el("dt", {}, column.title),
        el("dd", {}, written(column, record[column.name], t), unit(column, record)),
      ]),
    );
  const unit = (column, record) => (column.unit && filled(record[column.name]) ? el("small", {}, `\u202f${column.unit}`) : null);

  // -- parts

  function header(layer, answer) {
    const { values: record, territory } = answer;
    const close = { type: "button", class: "btn quiet sq", "aria-label": t("close"), onclick: () => change({ record: "" }) };
    const path = territory.map((place, index) => [
      index ? t("comma") : null,
      el("button", { type: "button", class: "marker", onclick: () => go(place) }, place.name),
    ]);
    return el(
      "header",
      {},
      el("div", { class: "title" }, el("h2", {}, el("bdi", {}, nameOf(layer, record))), steps(layer, record), el("button", close, icon("x"))),
      el("p", { class: "sub" }, layer.title, " ", record.fictitious ? el("span", { class: "tag fic" }, t("fictitious")) : null),
      el("p", { class: "sub place" }, path.length ? path : t("noPlace")),
    );
  }
  const go = (place) => change({ territory: place.code, level: "", sel: "", record: "" });

  function steps(layer, record) {
    const { before, after } = table.around(layer.slug, record.id) ?? {};
    if (!before && !after) return null;
    const step = (row, name, key) =>
      el(
        "button",
        {
          type: "button",
          class: "btn quiet sq",
          "aria-label": t(key),
          title: t(key),
          disabled: !row,
          onclick: () => change({ record: `${layer.slug}:${row.id}` }, { replace: true }),
        },
        icon(name),
      );
    return [step(before, "up", "before"), step(after, "fall", "after")];
  }

  function actions(layer, { bbox, territory }) {
    const frame = el("button", { type: "button", class: "btn", onclick: () => map.fit(bbox) }, icon("target"), t("frame"));
    const copy = async () => {
      await navigator.clipboard.writeText(location.href);
      toast(t("linkCopied"));
    };
    const link = { type: "button", class: "btn sq", "aria-label": t("copyLink"), title: t("copyLink"), onclick: copy };
    const place = territory.at(-1);
    const sheet =
      place && config.sheet
        ? el("a", { class: "btn", href: config.sheet.replace("{code}", place.code) }, t("placeSheet", { name: place.name }))
        : null;
    return el("section", { class: "actions" }, bbox && !map.broken ? frame : null, sheet, el("button", link, icon("link")));
  }

  function overview(layer, answer) {
    const { columns, values: record } = answer;
    const told = columns.filter((column) => !TECHNICAL.has(column.name) && filled(record[column.name]));
    return [el("section", {}, pairs(told.slice(0, FIRST), record)), whyNot(answer), actions(layer, answer)];
  }

  /** A record without a place of its own says why, in the words of its precision. */
  function whyNot({ located, territory, columns, values: record }) {
    if (located) return null;
    const column = columns.find((one) => one.name === "location_precision");
    const why = column ? textOf(column, record.location_precision, t).replace(/[.\s]*$/, ".") : "";
    const text = territory.length ? t("whyNot", { why }) : t("whyNotAtAll");
    return el("section", {}, el("p", { class: "note" }, icon("info"), el("span", {}, text)));
  }

  function details({ columns, values: record }) {
    const own = columns.filter((column) => !TECHNICAL.has(column.name));
    const groups = [
      ["described", (column) => column.type !== "date" && !isNumeric(column)],
      ["dates", (column) => column.type === "date"],
      ["measures", isNumeric],
    ];
    const empty = own.filter((column) => !filled(record[column.name]));
    const sections = groups.map(([key, belongs]) => {
      const kept = own.filter((column) => belongs(column) && filled(record[column.name]));
      return kept.length ? el("section", {}, el("h3", { class: "hd" }, t(key)), pairs(kept, record)) : null;
    });
    const missing =
      empty.length > 0 &&
      el(
        "section",
        {},
        el("details", {}, el("summary", {}, t.count("empty", empty.length, { n: number(empty.length) })), el("p", { class: "sub" }, empty.map((column) => column.title).join(t("comma")))),
      );
    return [...sections, missing];
  }

  const methodWords = (code) => (t.has(`method_${code}`) ? t(`method_${code}`) : code);
  const level = (value) => t(value >= 0.8 ? "high" : value >= 0.5 ? "medium" : "low");

  function provenance(layer, { columns, values: record, provenance: from }) {
    const of = (name) => columns.find((column) => column.name === name);
    const say = (name) => of(name) && filled(record[name]) && el("bdi", {}, textOf(of(name), record[name], t));
    const sure = record.location_confidence;
    const confidence = filled(sure) && [level(sure), " (", ltr(`${number(100 * sure)}\u202f%`), ")"];
    const flags = record.flags ? record.flags.split(" ") : [];
    const lines = [
      [t("source"), from.source],
      [t("situation"), from.recorded_from && ltr(date(from.recorded_from))],
      [t("precision"), say("location_precision")],
      [t("method"), say("location_method") && methodWords(record.location_method)],
      [t("confidence"), confidence],
      [t("licence"), from.licence],
    ].filter(([, fact]) => fact);
    const anomalies = flags.length
      ? el("ul", { class: "flags" }, flags.map((code) => el("li", {}, icon("warn", "i-s"), " ", config.flags[code] ?? code)))
      : el("p", { class: "sub" }, t("noFlags"));
    return [
      el("section", {}, el("dl", { class: "facts" }, lines.map(([name, fact]) => [el("dt", {}, name), el("dd", {}, fact)]))),
      of("flags") ? el("section", {}, el("h3", { class: "hd" }, t("flags")), anomalies) : null,
    ];
  }

  function draw(layer, answer) {
    const bodies = { overview, details: (_, one) => details(one), provenance };
    const panel = el("div", { role: "tabpanel", id: "record-part", "aria-labelledby": `record-${tab}` });
    const choose = (name, refocus) => {
      tab = name;
      draw(layer, answer);
      if (refocus) content.querySelector("[role=tab][aria-selected=true]").focus();
    };
    const turn = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const way = document.dir === "rtl" ? -step : step;
      choose(TABS[(TABS.indexOf(tab) + way + TABS.length) % TABS.length], true);
    };
    const tabs = TABS.map((name) =>
      el(
        "button",
        {
          type: "button",
          role: "tab",
          id: `record-${name}`,
          "aria-selected": String(name === tab),
          "aria-controls": "record-part",
          tabindex: name === tab ? "0" : "-1",
          onclick: () => choose(name, true),
        },
        t(name),
      ),
    );
    panel.append(...bodies[tab](layer, answer).filter(Boolean));
    content.replaceChildren(
      header(layer, answer),
      el("div", { class: "tabs", role: "tablist", "aria-label": t("tabs"), onkeydown: turn }, tabs),
      panel,
    );
  }

  /** Shows a record; its answer, or null when another took its place meanwhile or there is none. */
  async function show(layer, id) {
    const key = `${layer.slug}:${id}`;
    root.dataset.code = key;
    try {
      const answer = await loadRecord(layer.slug, id);
      if (root.dataset.code !== key) return null;
      draw(layer, answer);
      announce(nameOf(layer, answer.values));
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (root.dataset.code === key) refuse(error);
      return null;
    }
  }
  function refuse(error) {
    const close = { type: "button", class: "btn quiet sq", "aria-label": t("close"), onclick: () => change({ record: "" }) };
    const told = error.status === 404 ? t("gone") : error.message;
    content.replaceChildren(
      el("header", {}, el("div", { class: "title" }, el("h2", {}, "–"), el("button", close, icon("x")))),
      el("section", {}, el("div", { class: "empty err", role: "alert" }, el("p", {}, told), el("code", {}, error.code))),
    );
  }
  return { show };
}
