// Panel: which indicator, which year, which milieu, how it is classed, which layers are drawn.
import { popover } from "./popover.js";
import { el, ltr } from "./text.js";

const CLASS_COUNTS = [4, 5, 6, 7];
const METHODS = ["round", "quantile", "jenks", "equal"];
const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u064b-\u0652]/g, "")
    .replace(/[أإآ]/g, "ا")
    .replace(/ة/g, "ه")
    .replace(/ى/g, "ي")
    .toLowerCase();

/** Radio buttons of a segmented choice; rebuilt only when its options change, so that focus stays. */
function segments(root, name, onChange) {
  let signature = "";
  return (options, value) => {
    const next = JSON.stringify(options);
    if (next !== signature) {
      signature = next;
      root.replaceChildren(
        ...options.map((option) =>
          el(
            "label",
            { title: option.why ?? null },
            el("input", {
              type: "radio",
              name,
              value: option.value,
              disabled: option.disabled,
              onchange: () => onChange(option.value),
            }),
            el("span", {}, /^\d+$/.test(option.label) ? ltr(option.label) : option.label),
          ),
        ),
      );
    }
    for (const input of root.querySelectorAll("input")) input.checked = input.value === value;
  };
}

/** Indicators grouped by theme, filtered as one types; arrows and Enter choose. */
function indicatorPicker({ t, lang, catalogue, change }) {
  const button = document.getElementById("indicator");
  const box = document.getElementById("indicator-pop");
  const input = box.querySelector("input");
  const list = el("div", {
    class: "hits flow",
    role: "listbox",
    id: "indicator-list",
    "aria-labelledby": "indicator-label",
  });
  box.append(list);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-expanded", "true"],
    ["aria-controls", "indicator-list"],
    ["aria-autocomplete", "list"],
  ]) {
    input.setAttribute(name, value);
  }
  const title = (item) => (lang === "ar" ? item.title_ar : item.title_fr);
  let current = "";
  let options = [];
  let active = 0;

  const mark = (index) => {
    active = index;
    options.forEach((node, i) => node.setAttribute("aria-selected", String(i === index)));
    if (!options[index]) return;
    input.setAttribute("aria-activedescendant", options[index].id);
    options[index].scrollIntoView({ block: "nearest" });
  };
  const pick = (code) => {
    pop.close();
    change({ indicator: code });
  };
  const render = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    const matches = (item) => {
      const text = fold([item.title_fr, item.short_fr, item.title_ar, item.short_ar, item.code].join(" "));
      return words.every((word) => text.includes(word));
    };
    options = [];
    const groups = catalogue.themes.map((theme) => {
      const found = catalogue.indicators.filter((item) => item.theme === theme.slug && matches(item));
      if (!found.length) return null;
      const id = `theme-${theme.slug}`;
      const nodes = found.map((item) => {
        const node = el(
          "div",
          {
            role: "option",
            id: `indicator-${item.code}`,
            onclick: () => pick(item.code),
            dataset: { code: item.code },
          },
          el("span", {}, title(item)),
          el("span", { class: "unit" }, lang === "ar" ? item.unit_label_ar : item.unit_label_fr),
        );
        options.push(node);
        return node;
      });
      return el(
        "div",
        { role: "group", "aria-labelledby": id },
        el("div", { class: "group", id }, title(theme)),
        nodes,
      );
    });
    const shown = groups.filter(Boolean);
    list.replaceChildren(...(shown.length ? shown : [el("p", { class: "none" }, t("noIndicator"))]));
    mark(Math.max(0, words.length ? 0 : options.findIndex((node) => node.dataset.code === current)));
  };
  const pop = popover(button, box, {
    floating: true,
    onOpen: () => {
      input.value = "";
      render();
      input.focus();
    },
  });
  input.addEventListener("input", render);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(Math.min(active + 1, options.length - 1));
    else if (event.key === "ArrowUp") mark(Math.max(active - 1, 0));
    else if (event.key === "Enter" && options[active]) pick(options[active].dataset.code);
    else return;
    event.preventDefault();
  });
  return (indicator) => {
    current = indicator.code;
    button.querySelector("[data-indicator]").textContent = title(indicator);
    button.title = title(indicator);
  };
}

export function createPanel({ t, lang, catalogue, change }) {
  const panel = document.getElementById("panel");
  const showIndicator = indicatorPicker({ t, lang, catalogue, change });
  const root = (name) => panel.querySelector(`[data-choice="${name}"]`);
  const showYears = segments(root("year"), "year", (year) => change({ year }));
  const showMilieus = segments(root("milieu"), "milieu", (milieu) => change({ milieu }));
  const classes = panel.querySelector("#classes");
  const method = panel.querySelector("#method");
  classes.replaceChildren(...CLASS_COUNTS.map((n) => el("option", { value: n }, t("classes", { n }))));
  method.replaceChildren(...METHODS.map((name) => el("option", { value: name }, t(name))));
  classes.addEventListener("change", () => change({ classes: Number(classes.value) }));
  method.addEventListener("change", () => change({ method: method.value }));

  function show({ state, indicator }) {
    showIndicator(indicator);
    const years = indicator.years.map((year) => ({ value: String(year), label: String(year) }));
    const both = indicator.years.length > 1;
    if (both) {
      const why = indicator.comparable ? undefined : t("notComparable");
      years.push({ value: "change", label: t("change"), disabled: !indicator.comparable, why });
    }
    showYears(years, state.year);
    showMilieus(
      indicator.milieus.map((name) => ({ value: name, label: t(name) })),
      state.milieu,
    );
    classes.value = String(state.classes);
    method.value = state.method;
  }
  return { show };
}
