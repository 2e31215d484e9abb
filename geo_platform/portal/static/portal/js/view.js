// With a map or as a table alone: what the address says, else what the line and the machine can carry.

import { hasWebgl, noTools, silentMap } from "./silent-map.js";

const SLOW = new Set(["slow-2g", "2g"]);

/** The reader asked to save data, or the line is one on which a map would take a minute. */
export function weakLine() {
  const { connection } = navigator;
  const chosen = new URL(location.href).searchParams.get("view");
  if (chosen) return chosen === "table";
  return Boolean(connection && (connection.saveData || SLOW.has(connection.effectiveType)));
}

/** options: {t, change}. Says why there is no map, and carries the buttons that go from one to the other. */
export function createView(explorer, { t, change }) {
  const weak = weakLine();
  const lite = weak || !hasWebgl();
  const note = document.querySelector("[data-lite-note]");
  const set = (view) => {
    explorer.dataset.view = view;
    note.hidden = view !== "table";
    note.querySelector("span").textContent = t(weak || !lite ? "mapLite" : "mapNone");
    note.querySelector("button").hidden = lite && !weak;
  };
  set(lite ? "table" : "map");
  document.addEventListener("click", (event) => {
    const view = event.target.closest("button[data-view]")?.dataset.view;
    if (!view) return;
    // A map that was never loaded comes with the page; one that is there only steps aside.
    if (view === "map" && lite) {
      const url = new URL(location.href);
      url.searchParams.set("view", "map");
      return location.assign(url.href);
    }
    set(view);
    change({ view: view === "table" ? view : "" });
  });
  addEventListener("popstate", () => {
    if (!lite) set(new URL(location.href).searchParams.get("view") === "table" ? "table" : "map");
  });
  const silent = { mount: () => silentMap() };
  return {
    loadMap: () => (lite ? Promise.resolve(silent) : import("./geo-map.js")),
    // What measures, prints and tells of a map comes with it.
    loadTools: () => (lite ? Promise.resolve({ createMapTools: noTools }) : import("./map-tools.js")),
  };
}
