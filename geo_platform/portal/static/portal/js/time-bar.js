// The band of time over the map: how many records fall in each step, a range with two handles that filters them, and the
// day as of which the platform is asked what it knew. Range and day are of the address (`datetime`, `as_of`).
import { get, latest } from "./api.js";
import { date, number } from "./format.js";
import { layerParams } from "./layer-params.js";
import { reducedMotion } from "./motion.js";
import { announce, el, icon, ltr } from "./text.js";

const STEPS = ["month", "quarter", "year"];
const SPEEDS = [1, 2, 4];
const PACE = 1400;
// More bins than this are bars of less than two pixels: the next step is taken.
const MOST_BINS = 160;

const lastOf = (bins, text) => bins.findLastIndex(({ start }) => start <= text);

/** Bins of several layers added up, from the first day of any to the last; all have the same step. */
export function together(answers) {
  const sums = new Map();
  for (const { bins } of answers)
    for (const { start, end, n } of bins) sums.set(start, { start, end, n: (sums.get(start)?.n ?? 0) + n });
  const bins = [...sums.values()].sort((a, b) => a.start.localeCompare(b.start));
  const sum = (name) => answers.reduce((total, answer) => total + answer[name], 0);
  return { bins, total: sum("total"), undated: sum("undated") };
}

/** "03/2024", "T1 2024", "2024". */
export function periodText({ start }, step) {
  const [year, month] = start.split("-");
  return { month: `${month}/${year}`, quarter: `T${Math.ceil(month / 3)} ${year}`, year }[step];
}

/** Indexes of the bins a `datetime` covers; the whole band without one. */
export function rangeOf(bins, text) {
  if (!text) return [0, bins.length - 1];
  const [from, to] = text.includes("/") ? text.split("/") : [text, text];
  const low = from === ".." ? 0 : Math.max(0, lastOf(bins, from));
  const high = to === ".." ? bins.length - 1 : Math.max(low, lastOf(bins, to));
  return [low, high];
}

export function createTimeBar(geoMap, frame, { t, change }) {
  let state = {};
  let dated = [];
  let told = { bins: [], total: 0, undated: 0 };
  let step = "month";
  let open = null;
  let playing = null;
  const load = latest(async (layers, wanted) => {
    const ask = ({ slug, ...layer }) =>
      get(`/api/layers/${slug}/timeline.json`, Object.fromEntries(layerParams(state, { slug, ...layer }, { datetime: "", step: wanted })));
    return together(await Promise.all(layers.map(ask)));
  });

  const count = el("span", { class: "tiny" });
  const period = el("bdi", { class: "period", dir: "ltr" });
  const bars = el("div", { class: "bins", "aria-hidden": "true" });
  const handle = (name) => el("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": t.time(name), dataset: { handle: name } });
  const [from, to] = [handle("from"), handle("to")];
  const ends = el("div", { class: "ends", "aria-hidden": "true" });
  const play = el("button", { type: "button", class: "btn sq pri", onclick: toggle });
  const speed = el(
    "select",
    { class: "sel s", "aria-label": t.time("speed") },
    SPEEDS.map((n) => el("option", { value: n }, `×${n}`)),
  );
  const steps = el("select", { class: "sel s", "aria-label": t.time("step") }, STEPS.map((name) => el("option", { value: name }, t.time(name))));
  const whole = el("button", { type: "button", class: "btn s", onclick: () => set("") }, t.time("all"));
  const day = el("input", { type: "date", class: "field s", id: "as-of", min: "2000-01-01" });
  const dayLabel = el("label", { class: "as-of", for: "as-of" }, t.time("asOf"), day);
  const close = el("button", { type: "button", class: "btn quiet sq", "aria-label": t.time("close"), onclick: shut }, icon("x"));
  const pill = el("button", { type: "button", class: "btn time-pill", hidden: true, onclick: () => reveal(true) }, icon("clock"), t.time("open"));
  const box = el(
    "section",
    { class: "map-card time-bar", "aria-label": t.time("open"), hidden: true },
    el("header", {}, el("b", {}, t.time("title")), period, count, el("span", { class: "grow" }), dayLabel, steps, whole, close),
    el("div", { class: "band" }, play, el("div", { class: "track-box", dir: "ltr" }, bars, from, to, ends), speed),
  );
  const banner = el("div", { class: "as-of-banner", role: "status", hidden: true });
  frame.append(pill, box, banner);

  function reveal(yes) {
    open = yes;
    draw();
    if (yes) refresh();
  }
  function shut() {
    pause();
    open = false;
    if (state.datetime || state.as_of) change({ datetime: "", as_of: "" }, { replace: true });
    else draw();
    geoMap.focus();
  }
  const range = () => rangeOf(told.bins, state.datetime);
  const asked = ([low, high]) =>
    low === 0 && high === told.bins.length - 1 ? "" : `${told.bins[low].start}/${told.bins[high].end}`;
  function set(datetime) {
    if (datetime !== state.datetime) return change({ datetime }, { replace: true });
  }

  function drawBars([low, high]) {
    const most = Math.max(1, ...told.bins.map(({ n }) => n));
    bars.replaceChildren(
      ...told.bins.map((bin, i) =>
        el("i", {
          class: i >= low && i <= high ? "in" : "",
          title: t.time("bin", { period: periodText(bin, step), n: number(bin.n) }),
          style: { "block-size": bin.n ? `${Math.max(6, (100 * bin.n) / most)}%` : "0" },
        }),
      ),
    );
  }
  function draw() {
    const any = dated.length > 0 && told.bins.length > 0;
    const wanted = open ?? Boolean(state.datetime || state.as_of);
    box.hidden = !any || !wanted;
    pill.hidden = !dated.length || !box.hidden;
    frame.classList.toggle("with-time", !box.hidden);
    if (box.hidden) return;
    const [low, high] = range();
    for (const input of [from, to]) input.max = told.bins.length - 1;
    from.value = low;
    to.value = high;
    from.setAttribute("aria-valuetext", periodText(told.bins[low], step));
    to.setAttribute("aria-valuetext", periodText(told.bins[high], step));
    const last = told.bins.length - 1;
    ends.replaceChildren(el("span", {}, periodText(told.bins[0], step)), el("span", {}, periodText(told.bins[last], step)));
    const [first, final] = [periodText(told.bins[low], step), periodText(told.bins[high], step)];
    period.textContent = first === final ? first : `${first} – ${final}`;
    const seen = told.bins.slice(low, high + 1).reduce((sum, { n }) => sum + n, 0);
    const undated = told.undated && !state.datetime ? [" · ", t.time.count("undated", told.undated, { n: number(told.undated) })] : [];
    const n = state.datetime ? seen : seen + told.undated;
    count.replaceChildren(t.time.count("shown", n, { n: number(n) }), ...undated);
    whole.disabled = !state.datetime;
    steps.value = step;
    day.value = state.as_of ? state.as_of.slice(0, 10) : "";
    dayLabel.hidden = !dated.some(({ history }) => history);
    drawBars([low, high]);
    drawPlay();
  }
  function drawPlay() {
    const name = playing ? "pause" : "play";
    play.replaceChildren(icon(name));
    play.setAttribute("aria-label", t.time(name));
    play.setAttribute("aria-pressed", String(Boolean(playing)));
  }
  function drawBanner(records) {
    banner.hidden = !state.as_of;
    if (banner.hidden) return;
    const lacking = records.filter(({ history }) => !history).map(({ title }) => title);
    const back = el("button", { type: "button", onclick: () => change({ as_of: "" }, { replace: true }) }, t.time("today"));
    banner.replaceChildren(
      icon("clock"),
      el("b", {}, t.time("asOfBanner", { day: `\u2066${date(state.as_of)}\u2069` })),
      lacking.length ? el("span", {}, t.time("asOfLacking", { names: lacking.join(t.comma) })) : "",
      back,
    );
  }

  function onHandle({ target }) {
    const own = Number(target.value);
    const other = Number(target === from ? to.value : from.value);
    if (target === from && own > other) from.value = other;
    if (target === to && own < other) to.value = other;
    drawBars([Number(from.value), Number(to.value)]);
    const [low, high] = [told.bins[Number(from.value)], told.bins[Number(to.value)]];
    period.textContent = `${periodText(low, step)} – ${periodText(high, step)}`;
  }
  for (const input of [from, to]) {
    input.addEventListener("input", onHandle);
    input.addEventListener("change", () => {
      pause();
      set(asked([Number(from.value), Number(to.value)]));
    });
  }
  steps.addEventListener("change", () => change({ step: steps.value }, { replace: true }));
  day.addEventListener("change", () => change({ as_of: day.value }, { replace: true }));

  /** One window further; from the whole band, the first step. False at the end. */
  function forward() {
    const [low, high] = range();
    const last = told.bins.length - 1;
    const wide = !state.datetime ? 0 : high - low;
    const next = state.datetime ? low + 1 : 0;
    if (next + wide > last) return false;
    set(asked([next, next + wide]));
    announce(periodText(told.bins[next], step));
    return true;
  }
  function pause() {
    clearTimeout(playing);
    playing = null;
    drawPlay();
  }
  /** The next frame waits for its turn and for the tiles of the one before. */
  function turn() {
    if (!forward()) return pause();
    const wait = PACE / Number(speed.value);
    playing = setTimeout(() => (geoMap.map.areTilesLoaded() ? turn() : geoMap.map.once("idle", () => playing && turn())), wait);
  }
  function toggle() {
    if (playing) return pause();
    // Who asked for less motion gets one step a press.
    if (reducedMotion()) return forward();
    const [, high] = range();
    if (state.datetime && high >= told.bins.length - 1) set("");
    playing = setTimeout(turn, 0);
    drawPlay();
  }

  async function refresh() {
    if (!dated.length || !(open ?? Boolean(state.datetime || state.as_of))) return;
    let wanted = STEPS.includes(state.step) ? state.step : "month";
    let found = await load(dated, wanted);
    while (found && found.bins.length > MOST_BINS && wanted !== "year") {
      wanted = STEPS[STEPS.indexOf(wanted) + 1];
      found = await load(dated, wanted);
    }
    if (!found) return;
    [told, step] = [found, wanted];
    draw();
  }

  /** records: the layers that are on. */
  function show({ state: at, records }) {
    state = at;
    dated = records.filter(({ time }) => time);
    if (!dated.length) pause();
    drawBanner(records);
    draw();
    return refresh();
  }
  return { show };
}
