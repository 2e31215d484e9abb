// A button that opens a box: outside click and Escape close it, focus goes in and comes back.

export function popover(button, box, { onOpen, onClose } = {}) {
  const isOpen = () => !box.hidden;
  function close({ refocus = true } = {}) {
    if (!isOpen()) return;
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    onClose?.();
    if (refocus) button.focus();
  }
  function open() {
    box.hidden = false;
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
