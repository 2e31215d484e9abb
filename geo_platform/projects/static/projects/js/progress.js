// Progress in under a minute: percent, photo, position, a word. It is kept on the phone first, then sent; what could not
// leave waits for the line to come back.
import { el, icon, readJson, texts } from "../../portal/js/text.js";
import * as queue from "./queue.js";

const config = readJson("progress-config");
const t = texts(config.texts, config.lang);
const form = document.getElementById("progress-form");
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const PHOTO_PX = 1600;
let place = null;
let photo = null;
let busy = false;

// -- percent: a slider for the thumb, a field for the exact figure

const percent = form.elements.physical_pct;
const slider = part("slider");
const before = Number(form.dataset.before || -1);

function showPercent(value, from) {
  if (from !== percent) percent.value = value;
  if (from !== slider) slider.value = value;
  const lower = before >= 0 && value !== "" && Number(value) < before;
  part("lower").hidden = !lower;
  if (lower) part("lower").textContent = t("lower", { percent: form.dataset.before });
}
slider.addEventListener("input", () => showPercent(slider.value, slider));
percent.addEventListener("input", () => showPercent(percent.value, percent));
for (const button of form.querySelectorAll("[data-add]")) {
  button.addEventListener("click", () => {
    const next = Math.min(100, Math.max(0, Number(percent.value || 0) + Number(button.dataset.add)));
    showPercent(String(next), null);
  });
}

// -- position

function locate() {
  if (!navigator.geolocation) return sayPlace("unplaced");
  sayPlace("locating");
  const found = ({ coords }) => {
    place = { lon: coords.longitude.toFixed(6), lat: coords.latitude.toFixed(6), accuracy_m: Math.round(coords.accuracy) };
    sayPlace("placed", { n: place.accuracy_m });
  };
  const wanted = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 };
  navigator.geolocation.getCurrentPosition(found, () => sayPlace("unplaced"), wanted);
}
const sayPlace = (key, values = {}) => {
  part("place").textContent = t(key, values);
};
part("locate").addEventListener("click", locate);

// -- photo: made smaller here, so that a weak line carries it

async function smaller(file) {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, PHOTO_PX / Math.max(image.width, image.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(image.width * share),
      height: Math.round(image.height * share),
    });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
  } catch {
    return file;
  }
}

form.elements.photo.addEventListener("change", async () => {
  const [file] = form.elements.photo.files;
  photo = file ? ((await smaller(file)) ?? file) : null;
  const shown = part("photo");
  shown.hidden = !photo;
  if (photo) shown.replaceChildren(el("img", { src: URL.createObjectURL(photo), alt: t("photo") }));
  if (photo && !place) locate();
});

// -- keeping and sending

async function show() {
  const waiting = (await queue.all()).filter((report) => report.user === config.user);
  part("queue").replaceChildren(...waiting.map(line));
  part("empty").hidden = waiting.length > 0;
  part("count").textContent = String(waiting.length);
}

function line(report) {
  const { fields, state, existing } = report;
  const day = fields.stated_on.split("-").reverse().join("/");
  const told = {
    conflict: () =>
      t("conflict", {
        day: existing.stated_on ?? day,
        percent: String(Number(existing.physical_pct)).replace(".", ","),
        office: existing.office,
      }),
    refused: () => t("refused", { message: report.message }),
    login: () => t("login"),
    sending: () => t("sending"),
  };
  const head = el("b", {}, el("bdi", { dir: "ltr" }, report.reference), " · ", el("bdi", { dir: "ltr" }, `${fields.physical_pct} %`));
  const text = el("span", { class: "q-state" }, (told[state] ?? (() => t("waiting")))());
  const acts = [];
  if (state === "conflict") acts.push(act("replace", () => again(report, { replace: "1" })));
  if (state === "conflict" || state === "refused") acts.push(act("drop", () => forget(report)));
  return el("li", { class: `q-${state}`, dataset: { client: report.client_id } }, icon(state === "conflict" ? "warn" : "clock"), el("div", {}, head, " ", el("bdi", { dir: "ltr" }, day), el("br"), text, acts.length ? el("div", { class: "q-acts" }, ...acts) : null));
}

const act = (key, run) => el("button", { type: "button", class: key === "replace" ? "btn pri" : "btn", onclick: run }, t(key));

async function again(report, changes) {
  await queue.keep({ ...report, state: "waiting", fields: { ...report.fields, ...changes } });
  await flush();
}

async function forget(report) {
  await queue.drop(report.client_id);
  await show();
}

/** One at a time, oldest first; what a person must settle (conflict, refusal) is left alone. */
async function flush() {
  if (busy) return;
  busy = true;
  try {
    const reports = (await queue.all()).filter((report) => report.user === config.user);
    for (const report of reports.sort((a, b) => a.fields.captured_at.localeCompare(b.fields.captured_at))) {
      if (report.state === "conflict" || report.state === "refused") continue;
      const answer = await queue.send(report);
      if (answer.state === "sent" || answer.state === "known") {
        await queue.drop(report.client_id);
        say(answer.state, "ok");
      } else await queue.keep({ ...report, ...answer });
      await show();
      if (answer.state === "login") say("login", "warn");
      if (answer.state === "waiting" || answer.state === "login") break;
    }
  } finally {
    busy = false;
    await show();
  }
}

function say(key, look) {
  const box = part("said");
  box.className = `said ${look}`;
  box.textContent = t(key);
  box.hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!form.reportValidity()) return;
  const report = {
    client_id: crypto.randomUUID?.() ?? identifier(),
    user: config.user,
    reference: config.reference,
    url: config.url,
    state: "waiting",
    fields: {
      stated_on: form.elements.stated_on.value,
      physical_pct: percent.value,
      comment: form.elements.comment.value,
      captured_at: new Date().toISOString(),
      ...(place ?? {}),
    },
    photo,
    photoName: "photo.jpg",
  };
  await queue.keep(report);
  form.elements.comment.value = "";
  form.elements.photo.value = "";
  photo = null;
  part("photo").hidden = true;
  say("kept", "warn");
  await show();
  await flush();
});

/** A UUID where the browser has none to give (a page served without encryption). */
function identifier() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function showLine() {
  const box = part("line");
  box.textContent = t(navigator.onLine ? "online" : "offline");
  box.classList.toggle("off", !navigator.onLine);
}
for (const kind of ["online", "offline"]) window.addEventListener(kind, showLine);
window.addEventListener("online", flush);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
setInterval(() => navigator.onLine && flush(), 30_000);
showLine();

async function serveOffline() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(config.worker, { scope: "/projects/" });
  const { active } = await navigator.serviceWorker.ready;
  const last = localStorage.getItem("field-user");
  if (last && last !== String(config.user)) active.postMessage({ forget: true });
  localStorage.setItem("field-user", String(config.user));
  const parts = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  active.postMessage({ keep: [config.page, ...new Set(parts.filter((path) => path.startsWith("/static/")))] });
}

await show();
await flush();
// Without it the page still keeps what is entered while it stays open.
serveOffline().catch(() => {});
