// Tabs of the band under the map: the census ranking, then one for each layer of records that is shown.
import { number } from "../format.js";
import { el, ltr } from "../text.js";

export const CENSUS = "census";

/** tabs: [{id, title, count}]; the chosen one is told by onChoose(id). */
export function createTabs(root, { label, onChoose }) {
  root.setAttribute("aria-label", label);
  root.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = [...root.querySelectorAll("[role=tab]")];
    const now = all.indexOf(document.activeElement);
    if (now < 0 || !(step || event.key === "Home" || event.key === "End")) return;
    event.preventDefault();
    const way = document.dir === "rtl" ? -step : step;
    const next = step ? all[(now + way + all.length) % all.length] : all.at(event.key === "Home" ? 0 : -1);
    next.focus();
    next.click();
  });

  return function show(tabs, chosen, panelOf) {
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.tab : null;
    root.hidden = tabs.length < 2;
    root.replaceChildren(
      ...tabs.map(({ id, title, count }) =>
        el(
          "button",
          {
            type: "button",
            role: "tab",
            id: `tab-${id}`,
            tabindex: id === chosen ? "0" : "-1",
            "aria-selected": String(id === chosen),
            "aria-controls": panelOf(id),
            dataset: { tab: id },
            onclick: () => onChoose(id),
          },
          title,
          count === null || count === undefined ? null : [" ", el("span", { class: "n" }, ltr(number(count)))],
        ),
      ),
    );
    if (focused) root.querySelector(`[data-tab="${focused}"]`)?.focus();
  };
}
