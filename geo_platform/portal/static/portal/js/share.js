// Sharing what is seen: the address, which holds the whole state, and the code that puts the map in another page.
import { el, icon } from "./text.js";

/** The address of the light map for another site's page. */
export function embedAddress(href) {
  const url = new URL(href);
  url.searchParams.set("embed", "1");
  return url.href.replaceAll("%2C", ",");
}

export function createShare({ t, toast, reserved }) {
  const dialog = el("dialog", { class: "dialog share", "aria-labelledby": "share-title" });
  document.body.append(dialog);
  // A click beside the box closes it, as everywhere.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

  function row(id, title, hint, text, multiline) {
    const field = multiline
      ? el("textarea", { class: "field", id, rows: 3, readonly: true, dir: "ltr" }, text)
      : el("input", { class: "field", id, readonly: true, value: text, dir: "ltr" });
    field.addEventListener("focus", () => field.select());
    const copy = async () => {
      await navigator.clipboard.writeText(text);
      toast(t.share("copied"));
    };
    const button = el("button", { type: "button", class: "btn", dataset: { copies: id }, onclick: copy }, icon("copy"), t.share("copy"));
    return el(
      "div",
      { class: "share-row" },
      el("label", { class: "lbl", for: id }, title),
      el("div", { class: "share-line" }, field, button),
      el("p", { class: "tiny" }, hint),
    );
  }

  function open() {
    const link = location.href;
    const code = `<iframe src="${embedAddress(link).replaceAll("&", "&amp;")}" width="800" height="600" style="border:0" loading="lazy"></iframe>`;
    const kept = reserved();
    const warning = kept.length
      ? el("p", { class: "share-warning" }, icon("lock", "i-s"), t.share("embedRefused", { names: kept.join(t.comma) }))
      : null;
    const close = el("button", { type: "button", class: "btn quiet sq", "aria-label": t.share("close"), onclick: () => dialog.close() }, icon("x"));
    dialog.replaceChildren(
      el("header", {}, el("h2", { id: "share-title" }, t.share("title")), close),
      row("share-link", t.share("link"), t.share("linkHint"), link, false),
      row("share-embed", t.share("embed"), t.share("embedHint"), code, true),
      ...(warning ? [warning] : []),
    );
    dialog.showModal();
    dialog.querySelector("#share-link").focus();
  }
  return { open };
}
