// Runs the solver for what the address asks, follows its job, stops it, names its answer.
const EVERY_MS = 700;
let job = null;

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const box = () => document.querySelector(".site-run");
const at = (name) => box()?.querySelector(`[data-site=${name}]`);

async function post(path, fields = {}) {
  const body = new URLSearchParams(fields);
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  const answer = await fetch(path, { method: "POST", body, headers, credentials: "same-origin" });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error?.[`message_${document.documentElement.lang}`] ?? found.error?.message);
  return found;
}

function show(running, said) {
  if (!box()) return;
  at("run").disabled = running;
  at("cancel").hidden = !running;
  box().querySelector("progress").hidden = !running;
  at("said").textContent = said;
}

async function follow() {
  if (!job || !box()) return;
  const answer = await fetch(`/api/siting/jobs/${job}.json`, { headers: { Accept: "application/json" } });
  const state = await answer.json();
  if (state.state === "queued" || state.state === "running") {
    box().querySelector("progress").value = Math.round(100 * state.progress);
    at("said").textContent = state.state === "queued" ? box().dataset.waiting : box().dataset.running;
    setTimeout(() => follow().catch(failed), EVERY_MS);
    return;
  }
  job = null;
  if (state.scenario) {
    show(false, "");
    window.board.go({ scenario: state.scenario });
  } else show(false, state.state === "cancelled" ? box().dataset.cancelled : state.error ?? box().dataset.failed);
}

function failed(error) {
  job = null;
  show(false, error.message || box()?.dataset.failed);
}

async function run() {
  const { category, territory, sites, rule, goal, radius, detour, until } = box().dataset;
  show(true, box().dataset.waiting);
  const started = await post("/api/siting/", { category, territory, sites, rule, goal, radius, detour, until });
  job = started.job;
  await follow();
}

async function save(button) {
  const name = document.getElementById("needs-scenario-name").value;
  const kept = await post(`/api/siting/${button.dataset.scenario}/name`, { name });
  at("said").textContent = kept.name;
  button.disabled = true;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-site]");
  if (!button) return;
  const doing = { run, cancel: () => post(`/api/siting/jobs/${job}/cancel`), save: () => save(button) }[button.dataset.site];
  doing?.().catch(failed);
});
