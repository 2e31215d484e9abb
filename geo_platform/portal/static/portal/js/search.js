// Search with suggestions: an ARIA combobox over places (French, Arabic or code) and, where asked, records.
import { el, ltr } from "./text.js";

let serial = 0;

/** One suggestion: both names, then what it is and where, so that homonyms differ, then the code. */
export function hit(result, language) {
  const [name, other] =
    language === "ar" ? [result.name_ar, result.name_fr] : [result.name_fr, result.name_ar];
  const above = result.path.filter((step) => step.code !== result.code && step.code !== "MA").slice(-2);
  const place = [...above].reverse().map((step) => (language === "ar" ? step.name_ar : step.name_fr));
  return [
    el(
      "span",
      {},
      el("b", {}, name),
      " ",
      el("bdi", { class: "alt", lang: language === "ar" ? "fr" : "ar" }, other),
    ),
    el("span", { class: "code" }, ltr(result.code)),
    el(
      "span",
      { class: "place" },
      [result.kind_label || result.level_label, ...place].join(language === "ar" ? "، " : ", "),
    ),
  ];
}

/** A record's suggestion: its name, its key when that is something else, where it lies. */
function recordHit({ name, code, place }) {
  return [
    el("span", {}, el("b", {}, el("bdi", {}, name))),
    code === name ? null : el("span", { class: "code" }, ltr(code)),
    el("span", { class: "place" }, place),
  ];
}

/** Turns `input` into a combobox. options: {url, lang, text, limit, level, flow, onPick(result)}. */
export function searchBox(input, options) {
  const id = `hits-${++serial}`;
  const list = el("div", {
    class: options.flow ? "hits flow" : "hits",
    role: "listbox",
    id,
    hidden: true,
    "aria-label": options.text.results,
  });
  (options.flow ? (input.closest(".field-i") ?? input) : input).after(list);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-expanded", "false"],
    ["aria-controls", id],
    ["aria-autocomplete", "list"],
  ]) {
    input.setAttribute(name, value);
  }
  let results = [];
  let active = -1;
  let timer = 0;
  let running = null;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    [...list.querySelectorAll("[role=option]")].forEach((node, i) => {
      node.setAttribute("aria-selected", String(i === index));
      if (i === index) {
        input.setAttribute("aria-activedescendant", node.id);
        node.scrollIntoView({ block: "nearest" });
      }
    });
  };
  const pick = (index) => {
    const result = results[index];
    if (!result) return;
    close();
    options.onPick(result);
  };
  const show = (nodes) => {
    list.replaceChildren(...nodes);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const render = () => {
    if (!results.length)
      return show([el("div", { class: "none", role: "option", "aria-disabled": "true" }, options.text.none)]);
    show(
      results.flatMap((result, index) => [
        result.group && result.group !== results[index - 1]?.group
          ? el("div", { class: "group", role: "presentation" }, result.group)
          : "",
        el(
          "div",
          {
            role: "option",
            id: `${id}-${index}`,
            "aria-selected": "false",
            onmousedown: (event) => event.preventDefault(),
            onclick: () => pick(index),
          },
          result.type === "record" ? recordHit(result) : hit(result, options.lang),
        ),
      ]),
    );
    mark(0);
  };
  const ask = async () => {
    const q = input.value.trim();
    running?.abort();
    if (q.length < 2) return options.idle ? options.idle(show) : close();
    // A page with a map may read the text as coordinates; it then answers at once.
    const read = { text: q, hits: [] };
    document.dispatchEvent(new CustomEvent("geo:coordinates", { detail: read }));
    if (read.hits.length) {
      results = read.hits;
      return render();
    }
    running = new AbortController();
    const url = new URL(options.url, location.origin);
    url.search = new URLSearchParams({
      q,
      limit: options.limit ?? 8,
      ...(options.level ? { level: options.level } : {}),
    });
    try {
      const answer = await fetch(url, { signal: running.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      results = (await answer.json()).results;
      render();
    } catch (error) {
      if (error.name !== "AbortError") show([el("div", { class: "none" }, options.text.failed)]);
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 140);
  });
  input.addEventListener("focus", () => input.value.trim().length > 1 && ask());
  input.addEventListener("blur", () => !options.flow && setTimeout(close, 120));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden || !results.length) return;
      event.preventDefault();
      mark((active + (event.key === "ArrowDown" ? 1 : results.length - 1)) % results.length);
    } else if (event.key === "Enter" && !list.hidden && results.length) {
      event.preventDefault();
      pick(Math.max(active, 0));
    } else if (event.key === "Escape" && !list.hidden && !options.flow) {
      event.stopPropagation();
      close();
    }
  });
  return { close, ask };
}
