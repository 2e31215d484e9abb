// The band under the map: drawn taller or shorter, folded away; its height is kept for the next visit.

const KEY = "explorer.table";
const SMALLEST = 96;

export function createUnder(explorer, under, { onResize, onOpen }) {
  const handle = under.querySelector(".resizer");
  const toggle = under.querySelector("[data-toggle-table]");
  const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
  let height = kept.height ?? 272;
  let open = kept.open ?? true;

  function apply(changed) {
    explorer.style.setProperty("--under", open ? `${height}px` : "41px");
    explorer.dataset.table = open ? "open" : "closed";
    toggle.setAttribute("aria-expanded", String(open));
    handle.setAttribute("aria-valuenow", String(open ? height : 0));
    if (!changed) return;
    localStorage.setItem(KEY, JSON.stringify({ height, open }));
    onResize();
    if (open) onOpen();
  }
  const set = (next) => {
    const tallest = explorer.clientHeight - 180;
    height = Math.round(Math.max(SMALLEST, Math.min(tallest, next)));
    open = true;
    apply(true);
  };
  toggle.addEventListener("click", () => {
    open = !open;
    apply(true);
  });
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const from = { y: event.clientY, height };
    const move = (next) => set(from.height + from.y - next.clientY);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", () => handle.removeEventListener("pointermove", move), {
      once: true,
    });
  });
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 28, ArrowDown: -28 }[event.key];
    if (!step) return;
    event.preventDefault();
    set(height + step);
  });
  apply(false);
  // Without a map the table is the page: it is never folded.
  return { isOpen: () => (open || explorer.dataset.view === "table") && under.offsetParent !== null };
}
