// How far an extraction is, asked once a second; when it ends the page is read anew and offers the file.

const box = document.getElementById("progress");
const bar = box.querySelector("progress");
const told = box.querySelector(".told");
const EVERY_MS = 1000;
const LOST_MS = 4000;

async function turn() {
  let wait = EVERY_MS;
  try {
    const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const state = await answer.json();
    if (state.state !== "queued" && state.state !== "running") {
      location.reload();
      return;
    }
    bar.value = Math.round(state.progress * 100);
    told.textContent = box.dataset[state.state];
  } catch {
    told.textContent = box.dataset.lost;
    wait = LOST_MS;
  }
  setTimeout(turn, wait);
}

setTimeout(turn, EVERY_MS);
