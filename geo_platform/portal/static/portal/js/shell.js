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

/** The map opens it in place; any other page leaves for the map with that record and its layer shown. */
function openRecord(form, { layer, id }) {
  const detail = { layer, record: `${layer}:${id}` };
  const picked = new CustomEvent("record", { bubbles: true, cancelable: true, detail });
  if (!form.dispatchEvent(picked)) return;
  const shown = new URLSearchParams({ layers: `province,region,${layer}`, tab: layer, record: detail.record });
  location.assign(`${config.record}?${shown}`);
}

for (const form of document.querySelectorAll("form[data-search]")) {
  const input = form.querySelector("input[name=q]");
  searchBox(input, {
    ...config,
    onPick: (result) => {
      if (result.type === "record") return openRecord(form, result);
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
