// Narrow screens: the panel is a drawer, the sheet slides up from the bottom and stops at three heights.
import { embedded } from "./api.js";

const NARROW = matchMedia("(max-width: 900px)");
const STOPS = ["peek", "half", "full"];

export const isNarrow = () => NARROW.matches;

function drawer(explorer, panel) {
  let opener = null;
  const set = (open) => {
    explorer.dataset.panel = open ? "open" : "";
    // Not at once: what is still hidden by its transition cannot take the focus.
    if (open) requestAnimationFrame(() => requestAnimationFrame(() => panel.querySelector("button").focus()));
    else opener?.focus();
  };
  for (const button of document.querySelectorAll("[data-open-panel]")) {
    button.addEventListener("click", () => {
      opener = button;
      set(true);
    });
  }
  panel.querySelector("[data-close-panel]").addEventListener("click", () => set(false));
  // Before the page's own Escape, which closes the sheet.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !isNarrow() || !explorer.dataset.panel || event.target.closest(".pop"))
        return;
      event.stopImmediatePropagation();
      set(false);
    },
    { capture: true },
  );
  explorer.addEventListener("pointerdown", (event) => {
    if (explorer.dataset.panel && !panel.contains(event.target)) set(false);
  });
}

function bottomSheet(explorer, sheet) {
  const grab = sheet.querySelector(".grab");
  const stopOf = () => explorer.dataset.stop || "half";
  const set = (stop) => {
    explorer.dataset.stop = stop;
    sheet.style.removeProperty("block-size");
  };
  set("half");
  grab.addEventListener("click", () => set(STOPS[(STOPS.indexOf(stopOf()) + 1) % STOPS.length]));

  let start = null;
  grab.addEventListener("pointerdown", (event) => {
    start = { y: event.clientY, height: sheet.clientHeight };
    grab.setPointerCapture(event.pointerId);
  });
  grab.addEventListener("pointermove", (event) => {
    if (start) sheet.style.setProperty("block-size", `${start.height + start.y - event.clientY}px`);
  });
  grab.addEventListener("pointerup", (event) => {
    const moved = start && Math.abs(event.clientY - start.y) > 8;
    const height = sheet.clientHeight;
    start = null;
    if (!moved) return; // a tap: the click handler goes to the next stop
    const share = height / explorer.clientHeight;
    set(share < 0.25 ? "peek" : share < 0.7 ? "half" : "full");
    grab.addEventListener("click", (click) => click.stopImmediatePropagation(), {
      capture: true,
      once: true,
    });
  });
  return set;
}

/** Returns {stop(name)}; the legend moves into the sheet on narrow screens and back on wide ones. */
export function createPhone(explorer) {
  const sheet = document.getElementById("sheet");
  const legend = document.getElementById("legend");
  const frame = legend.parentElement;
  const slot = document.querySelector("[data-legend-slot]");
  drawer(explorer, document.getElementById("panel"));
  const stop = bottomSheet(explorer, sheet);
  const place = () => (isNarrow() && !embedded ? slot.append(legend) : frame.append(legend));
  NARROW.addEventListener("change", place);
  place();
  return { stop };
}
