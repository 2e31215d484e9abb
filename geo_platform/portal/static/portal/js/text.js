// Texts and settings come from the page in <script type="application/json"> tags: no string lives in a module.

/** The parsed content of a JSON script tag, or `otherwise` when the page has none. */
export function readJson(id, otherwise = null) {
  const tag = document.getElementById(id);
  return tag?.textContent ? JSON.parse(tag.textContent) : otherwise;
}

/** Texts of a page: t("key", {name}) fills {name}; count("key", n) picks the plural form of the language. */
export function texts(table, language) {
  const rules = new Intl.PluralRules(language);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const t = (key, values = {}) => fill(table[key] ?? key, values);
  t.count = (key, n, values = {}) => {
    const forms = table[key];
    return fill(forms[rules.select(n)] ?? forms.other, { n, ...values });
  };
  t.has = (key) => key in table;
  return t;
}

/** Element builder. Strings become text nodes, so names from the data can never be read as markup. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "style")
      for (const [property, v] of Object.entries(value)) node.style.setProperty(property, v);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the sprite that every page carries. */
export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `i ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Numbers, codes and signed values keep their own direction inside Arabic sentences. */
export const ltr = (text, ...more) => el("bdi", { dir: "ltr" }, text, ...more);

let announceLater = 0;

/** Says something to screen readers, once the page has been still for a moment. */
export function announce(message) {
  clearTimeout(announceLater);
  announceLater = setTimeout(() => {
    const region = document.querySelector("[data-live]");
    if (region) region.textContent = message;
  }, 250);
}
