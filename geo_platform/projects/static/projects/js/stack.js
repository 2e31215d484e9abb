// A wide table on a phone: each row a card, each cell under the heading of its column (desk.css).
for (const table of document.querySelectorAll("table.stack")) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  for (const row of table.tBodies[0].rows) {
    for (const cell of row.cells) if (cell.colSpan === 1) cell.dataset.label = heads[cell.cellIndex];
  }
}
