// Sorting of the lists on a territory's page. Without a script they stay in alphabetical order.

const compare = {
  number: (a, b) => a - b,
  text: (a, b) => a.localeCompare(b, document.documentElement.lang),
};

function keyOf(row, column, kind) {
  const cell = row.cells[column];
  if (kind === "text") return cell.textContent.trim();
  return cell.dataset.value ? Number(cell.dataset.value) : null;
}

/** Sorts by one column; rows without a figure stay last in both directions. */
function sort(table, header, descending) {
  const body = table.tBodies[0];
  const column = header.cellIndex;
  const kind = header.dataset.sort;
  const rows = [...body.rows].map((row) => [keyOf(row, column, kind), row]);
  rows.sort(([a], [b]) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return compare[kind](a, b) * (descending ? -1 : 1);
  });
  body.append(...rows.map(([, row]) => row));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  for (const header of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => {
      const current = header.getAttribute("aria-sort");
      // Figures are asked for largest first, names from A.
      const descending = current ? current === "ascending" : header.dataset.sort === "number";
      sort(table, header, descending);
    });
  }
}
