// The print composer: a few choices, and the picture of the very page they give. The address keeps the map's own state.
import { get } from "./api.js";
import { number } from "./format.js";
import { loadCatalogue, settle } from "./model.js";
import { sheetQuestion } from "./sheet-question.js";
import { read } from "./state.js";
import { announce, el, ltr, readJson, texts } from "./text.js";

const config = readJson("print-config");
const t = texts(config.texts, config.lang);
const find = (name) => document.querySelector(`[data-${name}]`);
const form = find("form");
const address = new URL(location.href);
const frame = address.searchParams.get("frame");
const DPI = { preview: 110, png: 200 };

/** The choices as the sheet's own parameters. */
function page() {
  const chosen = new FormData(form);
  return {
    paper: chosen.get("paper"),
    turn: chosen.get("turn"),
    grey: chosen.get("grey"),
    title: chosen.get("title").trim() === form.title.placeholder ? "" : chosen.get("title").trim(),
    frame: chosen.get("extent") === "view" ? frame : "",
    lang: config.lang,
  };
}

async function settled() {
  const { values } = read(location.href);
  const [catalogue, territory, { layers }] = await Promise.all([
    loadCatalogue(config),
    get(`/api/territories/${values.territory}.json`),
    get("/api/layers/"),
  ]);
  const { state } = settle(values, territory, catalogue, config, config.lang);
  return { state, known: { layers, levels: config.levels } };
}

function refuse(status) {
  const box = find("error");
  box.replaceChildren(el("b", {}, t("failed")), el("p", {}, [401, 403].includes(status) ? t("refused") : ""));
  box.hidden = false;
  if (status === 401) document.dispatchEvent(new CustomEvent("login-needed"));
}

let turn = 0;
let picture = "";

async function show({ state, known }) {
  const mine = ++turn;
  const composer = document.getElementById("composer");
  composer.setAttribute("aria-busy", "true");
  const question = sheetQuestion(state, known, page());
  const url = (path, more = {}) => `${path}?${new URLSearchParams([...question, ...Object.entries(more)])}`;
  find("pdf").href = find("open").href = url(config.pdf);
  find("png").href = url(config.png, { dpi: DPI.png });
  const [answer, facts] = await Promise.all([fetch(url(config.png, { dpi: DPI.preview })), fetch(url(config.facts))]);
  if (mine !== turn) return;
  composer.removeAttribute("aria-busy");
  if (!answer.ok || !facts.ok) return refuse(answer.ok ? facts.status : answer.status);
  find("error").hidden = true;
  const told = await facts.json();
  form.title.placeholder = told.title;
  if (!form.title.value) form.title.value = told.title;
  URL.revokeObjectURL(picture);
  picture = URL.createObjectURL(await answer.blob());
  const image = find("preview");
  image.src = picture;
  image.alt = t("preview", { title: told.title });
  image.classList.toggle("tall", page().turn === "portrait");
  find("facts").replaceChildren(
    el("dt", {}, t("scale", { value: "" }).trim()),
    el("dd", {}, ltr(`1 : ${number(told.scale)}`)),
    ...told.lines.flatMap((line) => [el("dt", { class: "vh" }, "·"), el("dd", {}, line)]),
  );
  composer.dataset.ready = "true";
  announce(t("ready"));
}

const asked = await settled();
find("back").href = `${config.map}${address.search}${address.hash}`;
if (!frame) form.querySelector("[value=view]").disabled = true;
let waiting = 0;
form.addEventListener("input", ({ target }) => {
  clearTimeout(waiting);
  // The title is written letter by letter: the page follows once the hand rests.
  waiting = setTimeout(() => show(asked), target.name === "title" ? 700 : 0);
});
form.addEventListener("submit", (event) => event.preventDefault());
await show(asked);
