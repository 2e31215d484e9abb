// How far a job is, asked once a second; when it ends the page is read anew and shows what came of it.

const box = document.getElementById("progress");
const bar = box.querySelector("progress");
const told = box.querySelector(".told");
const EVERY_MS = 1000;
const LOST_MS = 4000;

async function ask() {
  const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" } });
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  // A page instead of an answer: the login. Reading the page anew leads there.
  if (!isJson && answer.ok) return { live: false };
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Said once: a screen reader should not hear the same word every second. */
function say(text) {
  if (told.textContent !== text) told.textContent = text;
}

async function turn() {
  let wait = EVERY_MS;
  try {
    const state = await ask();
    if (!state.live) {
      location.reload();
      return;
    }
    bar.value = state.share;
    say(state.message);
    told.classList.toggle("waiting", state.waiting);
  } catch {
    say(box.dataset.lost);
    wait = LOST_MS;
  }
  setTimeout(turn, wait);
}

setTimeout(turn, EVERY_MS);
