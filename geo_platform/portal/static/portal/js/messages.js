// What the map says instead of a figure: an error with what to do, or nothing published and why.
import { el } from "./text.js";

export function createMessages(box, { t, retry }) {
  const show = (...content) => {
    box.replaceChildren(...content);
    box.hidden = false;
  };

  function error(fault) {
    const body = { 401: t.message("expired"), 400: fault.message, 404: fault.message }[fault.status];
    const again = el("button", { type: "button", class: "btn link", onclick: retry }, t.message("retry"));
    show(
      el(
        "div",
        { class: "empty err" },
        el("b", {}, t.message("errorTitle")),
        el("p", {}, body ?? t.message("errorBody")),
        again,
        el("code", {}, fault.code),
      ),
    );
  }

  const empty = () =>
    show(
      el(
        "div",
        { class: "empty" },
        el("b", {}, t.message("emptyTitle")),
        el("p", {}, t.message("emptyBody")),
      ),
    );
  const note = (text) => show(el("div", { class: "empty" }, el("p", {}, text)));
  const clear = () => {
    box.hidden = true;
  };
  return { error, empty, note, clear };
}
