// A button that opens a box: outside click and Escape close it, focus goes in and comes back.
import { isNarrow } from "./phone.js";

/** `floating`: the box leaves its scroller, which would cut it, and is placed under its button. */
export function popover(button, box, { onOpen, onClose, floating = false } = {}) {
  const isOpen = () => !box.hidden;
  function close({ refocus = true } = {}) {
    if (!isOpen()) return;
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    onClose?.();
    if (refocus) button.focus();
  }
  function place() {
    const { bottom, left, right } = button.getBoundingClientRect();
    const rtl = document.dir === "rtl";
    box.style.position = "fixed";
    box.style.insetBlockStart = `${bottom + 6}px`;
    const start = rtl ? innerWidth - right : left;
    box.style.insetInlineStart = `${Math.max(12, Math.min(start, innerWidth - box.offsetWidth - 12))}px`;
  }
  function open() {
    box.hidden = false;
    if (floating && !isNarrow()) place();
    else box.removeAttribute("style");
    button.setAttribute("aria-expanded", "true");
    onOpen?.();
  }
  button.addEventListener("click", () => (isOpen() ? close() : open()));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (isOpen() && !box.contains(event.target) && !button.contains(event.target)) close({ refocus: false });
  });
  return { open, close, isOpen };
}
