// The Kingdom's drawing on the home page: a click opens the commune, pointing at a class of the legend shows it alone.

const drawing = document.querySelector("[data-kingdom]");
const svg = drawing?.querySelector("svg");
const communes = svg?.querySelector(".communes");

communes?.addEventListener("click", (event) => {
  const code = event.target.closest("[data-code]")?.dataset.code;
  if (code) location.assign(drawing.dataset.sheet.replace("CODE", code));
});

for (const row of document.querySelectorAll("[data-kingdom-legend] [data-class]")) {
  row.addEventListener("pointerenter", () => {
    communes.dataset.dim = "";
    svg.dataset.only = row.dataset.class;
  });
  row.addEventListener("pointerleave", () => {
    delete communes.dataset.dim;
    delete svg.dataset.only;
  });
}
