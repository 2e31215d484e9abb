// What every page has: territory search in the top bar, menus that close like menus, buttons that print or copy.
import { searchBox } from "./search.js";
import { el, readJson } from "./text.js";

const config = readJson("search-config");

/** A short word at the bottom of the page, with at most one thing to do about it; never for errors. */
export function toast(message, action = null) {
  document.querySelector(".toast")?.remove();
  const act = () => {
    note.remove();
    action.run();
  };
  const button = action && el("button", { type: "button", onclick: act }, action.label);
  const note = el("div", { class: "toast", role: "status" }, message, button);
  document.body.append(note);
  setTimeout(() => note.remove(), 6000);
}

for (const form of document.querySelectorAll("form[data-search]")) {
  const input = form.querySelector("input[name=q]");
  searchBox(input, {
    ...config,
    onPick: (result) => {
      input.value = config.lang === "ar" ? result.name_ar : result.name_fr;
      const picked = new CustomEvent("territory", { bubbles: true, cancelable: true, detail: result });
      // A page that shows territories itself (the map) takes the choice; elsewhere it opens the sheet.
      if (form.dispatchEvent(picked)) location.assign(config.sheet.replace("{code}", result.code));
    },
  });
}

document.addEventListener("click", async (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const action = event.target.closest("[data-action]");
  if (action?.dataset.action === "print") window.print();
  if (action?.dataset.action === "copy-link") {
    await navigator.clipboard.writeText(location.href);
    toast(action.dataset.done);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
