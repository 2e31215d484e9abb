// Side sheet of one territory: the figure, its change, its rank, its neighbours in the hierarchy, other markers, source.
import { get } from "./api.js";
import { RATES, compact, difference, figure } from "./figure.js";
import { number, signed } from "./format.js";
import { toast } from "./shell.js";
import { el, icon, ltr } from "./text.js";
import { whyBox } from "./why.js";

export function createSheet(root, { t, lang, config, change, map }) {
  const named = (place) => (lang === "ar" ? place.name_ar : place.name_fr);
  const content = root.querySelector("[data-sheet]");

  const changeLine = (self, indicator) => {
    if (!indicator.comparable) return null;
    const delta = difference(self[2014], self[2024], indicator, t);
    if (!delta) return null;
    const up = delta.value > 0;
    const good =
      indicator.direction === "none" || !delta.value
        ? ""
        : up === (indicator.direction === "good")
          ? "good"
          : "bad";
    return el(
      "span",
      { class: `dl ${good}` },
      delta.value ? icon(up ? "up" : "fall", "i-s") : icon("equal", "i-s"),
      ltr(signed(delta.value, delta.decimals)),
      ` ${delta.unit} ${t.sheet("since")} (`,
      figure(self[2014], indicator, lang),
      ")",
    );
  };

  const bars = (lines, indicator) => {
    const top = RATES.has(indicator.unit) ? 100 : Math.max(...lines.map((line) => line.value ?? 0), 1e-9);
    return el(
      "div",
      // A count is not compared by length to the Kingdom's: every bar but the last would be empty.
      { class: indicator.decimals === 0 ? "cmp counts" : "cmp" },
      lines.map((line) => [
        el("span", { class: line.level }, line.label),
        el("i", {
          class: `bar ${line.level}`,
          style: { "inline-size": `${Math.max(0.4, (100 * (line.value ?? 0)) / top)}%` },
        }),
        el("b", { class: line.level }, compact(line.value, indicator, lang)),
      ]),
    );
  };

  const actions = (territory, model) => {
    const child = ["province", "commune", "arrondissement"].find(
      (level) => territory.child_levels?.includes(level) && config.levels[level],
    );
    const inside = territory.code === model.state.territory;
    const open =
      config.sheet &&
      el("a", { class: "btn pri", href: config.sheet.replace("{code}", territory.code) }, t.sheet("open"));
    const drill =
      child && !inside
        ? el(
            "button",
            {
              type: "button",
              class: "btn",
              onclick: () => change({ territory: territory.code, level: child, sel: "" }),
            },
            t.sheet("children", { level: t.level(child).many }),
          )
        : null;
    const frame = el(
      "button",
      { type: "button", class: "btn", onclick: () => map.fit(territory.bbox) },
      icon("target"),
      t.sheet("frame"),
    );
    const link = el(
      "button",
      {
        type: "button",
        class: "btn sq",
        "aria-label": t.sheet("copyLink"),
        title: t.sheet("copyLink"),
        onclick: async () => {
          await navigator.clipboard.writeText(location.href);
          toast(t.sheet("linkCopied"));
        },
      },
      icon("link"),
    );
    return el("section", { class: "actions" }, open, drill, territory.bbox ? frame : null, link);
  };

  function header(territory, model) {
    const country = territory.level === "country";
    const above = territory.breadcrumb
      .filter((place) => ["region", "province"].includes(place.level) && place.code !== territory.code)
      .pop();
    const kind = [territory.kind_label || territory.level_label, above && named(above)]
      .filter(Boolean)
      .join(" · ");
    const other = el(
      "bdi",
      { class: "alt", lang: lang === "ar" ? "fr" : "ar" },
      lang === "ar" ? territory.name_fr : territory.name_ar,
    );
    const population = territory.population_legal?.[2024];
    const closeLabel = { type: "button", class: "btn quiet sq", "aria-label": t.sheet("close") };
    const close = el("button", { ...closeLabel, onclick: () => change({ sel: "none" }) }, icon("x"));
    const counted = population && [
      t.sheet.count("inhabitants", population, { n: number(population) }),
      t.comma,
      t.sheet("legalPopulation"),
    ];
    return el(
      "header",
      {},
      el(
        "div",
        { class: "title" },
        el("h2", {}, country ? t.message("kingdom") : [named(territory), " ", other]),
        close,
      ),
      country ? null : el("p", { class: "sub" }, kind, " · ", ltr(territory.code)),
      population ? el("p", { class: "sub people" }, counted) : null,
    );
  }

  const key = (state) => (state.year === "change" ? 2024 : Number(state.year));

  /** A level's own column for one indicator of the profile answer. */
  function mainFigure(profile, territory, model) {
    const { indicator, state, choropleth } = model;
    const found = profile.figures.find((item) => item.code === indicator.code);
    if (!found) return null;
    const year = key(state);
    const lines = [
      { label: t.level(territory.level).one, level: "own", value: found.values[year] },
      ...["province", "region", "country"]
        .filter((level) => level !== territory.level && found[level]?.[year] !== undefined)
        .map((level) => ({
          level,
          label: level === "country" ? t.sheet("kingdom") : t.level(level).one,
          value: found[level][year],
        })),
    ];
    const rank = choropleth.ranks[territory.code];
    const ranked = choropleth.total - choropleth.nodata;
    const scale = indicator.direction === "none" ? t.sheet("higher") : t.sheet("best");
    return el(
      "section",
      {},
      el("h3", { class: "shown" }, indicator.title),
      el(
        "p",
        { class: "headline" },
        el("span", { class: "big" }, figure(found.values[year], indicator, lang)),
        changeLine(found.values, indicator),
      ),
      rank
        ? el(
            "p",
            { class: "rank", title: scale },
            t.sheet("rankOf", { rank: number(rank), total: t.level.count(state.level, ranked) }),
          )
        : null,
      bars(lines, indicator),
      whyBox(model, territory, { t, lang, config }),
    );
  }

  /** First and last of the level being compared, inside the perimeter: where to look next. */
  function extremes(territory, { choropleth, places, state, indicator }) {
    const ranked = Object.entries(choropleth.ranks).sort((a, b) => a[1] - b[1]);
    if (territory.code !== state.territory || ranked.length < 8) return null;
    const shown = { ...indicator, ...choropleth.indicator };
    const line = ([code]) => [
      el(
        "button",
        {
          type: "button",
          class: "marker",
          onclick: () => change({ sel: code }),
          onmouseenter: () => map.hover(code),
        },
        places.get(code)?.name ?? code,
      ),
      el("b", { class: "num" }, compact(choropleth.values[code], shown, lang)),
    ];
    const part = (title, rows) => [
      el("span", { class: "hd" }, title),
      el("span", { class: "hd num" }),
      rows.map(line),
    ];
    return el(
      "section",
      {},
      el(
        "div",
        { class: "kv two" },
        part(t.sheet("top"), ranked.slice(0, 3)),
        part(t.sheet("bottom"), ranked.slice(-3)),
      ),
    );
  }

  function others(profile, territory, model) {
    const year = key(model.state);
    const above = territory.level === "region" ? "country" : "region";
    const list = profile.figures.filter(
      (item) => item.code !== model.indicator.code && item.values[year] !== undefined,
    );
    if (!list.length) return null;
    const compared = list.some((item) => item[above]?.[year] !== undefined) ? above : null;
    const label = compared && (compared === "country" ? t.sheet("kingdom") : t.level(compared).one);
    return el(
      "section",
      {},
      el(
        "div",
        { class: compared ? "kv" : "kv two" },
        el("span", { class: "hd" }, t.sheet("others", { year })),
        el("span", { class: "hd num" }, t.level(territory.level).one),
        compared ? el("span", { class: "hd num" }, label) : null,
        list.map((item) => {
          const indicator = model.indicatorOf(item.code);
          return [
            el(
              "button",
              { type: "button", class: "marker", onclick: () => change({ indicator: item.code }) },
              indicator.short,
            ),
            el("b", { class: "num" }, compact(item.values[year], indicator, lang)),
            compared
              ? el("span", { class: "num sub" }, compact(item[compared]?.[year], indicator, lang))
              : null,
          ];
        }),
      ),
    );
  }

  async function show(code, model) {
    root.dataset.code = code;
    if (!content.childElementCount) content.replaceChildren(skeleton());
    const codes = [model.indicator.code, ...model.markers];
    const [territory, profile] = await Promise.all([
      get(`/api/territories/${code}.json`),
      get(`/api/territories/${code}/profile.json`, {
        indicators: codes.join(","),
        milieu: model.state.milieu,
        sex: model.state.sex,
      }),
    ]);
    if (root.dataset.code !== code) return null;
    const note = [
      t.sheet("provenance", { source: model.choropleth.source?.title ?? "HCP" }),
      model.choropleth.source?.note,
      territory.quality === "approximate" ? t.sheet("approximate") : null,
    ];
    content.replaceChildren(
      header(territory, model),
      mainFigure(profile, territory, model) ?? el("section", {}),
      actions(territory, model),
      extremes(territory, model) ?? "",
      others(profile, territory, model) ?? "",
      el(
        "section",
        { class: "end" },
        el(
          "p",
          { class: "prov-line" },
          note
            .filter(Boolean)
            .map((text) => text.replace(/[.\s]*$/, "."))
            .join(" "),
        ),
      ),
    );
    return territory;
  }

  const skeleton = () =>
    el(
      "div",
      { class: "wait", "aria-hidden": "true" },
      [55, 35, 45, 100, 100, 100, 80].map((width) =>
        el("div", { class: "skel", style: { width: `${width}%` } }),
      ),
    );

  return { show, clear: () => delete root.dataset.code };
}
