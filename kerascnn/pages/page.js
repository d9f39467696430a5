
"use strict";
const buttons = [...document.querySelectorAll(".matrix button")];
const panel = (button) => document.getElementById(button.getAttribute("aria-controls"));

function show(chosen) {
  for (const button of buttons) {
    const open = button === chosen;
    button.setAttribute("aria-expanded", String(open));
    panel(button).hidden = !open;
  }
}

// From cell to cell with the arrows, over those that hold no picture.
function beside(button, rows, columns) {
  const row = Number(button.dataset.row), column = Number(button.dataset.column);
  return buttons
    .map((other) => ({ other, down: (Number(other.dataset.row) - row) * rows,
      right: (Number(other.dataset.column) - column) * columns,
      aside: rows ? Number(other.dataset.column) - column : Number(other.dataset.row) - row }))
    .filter(({ down, right, aside }) => down + right > 0 && aside === 0)
    .sort((a, b) => a.down + a.right - b.down - b.right)[0]?.other;
}

for (const button of buttons) {
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") === "true" ? null : button));
  button.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const next = event.key in steps && beside(button, ...steps[event.key]);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
show(null);

// Tables of layers: a heading sorts by its column, the first one brings the order of the network back; a block opens.
for (const table of document.querySelectorAll("table.layers")) {
  const body = table.tBodies[0], rows = [...body.rows];
  const heads = [...table.querySelectorAll("thead button")];
  const blocks = rows.filter((row) => row.dataset.block);
  const inside = (block) => rows.filter((row) => row.dataset.within === block.dataset.block);

  function open(block, whether) {
    block.querySelector("button").setAttribute("aria-expanded", String(whether));
    for (const row of inside(block)) row.hidden = !whether;
  }
  function sort(head, down) {
    const column = Number(head.dataset.column), ordered = column === 0;
    const value = (row) => Number(row.cells[column].dataset.value ?? 0);
    const found = ordered ? rows : rows.filter((row) => !row.dataset.block)
      .sort((a, b) => (down ? value(b) - value(a) : value(a) - value(b)));
    for (const row of blocks) row.hidden = !ordered;
    for (const row of found) { if (!row.dataset.block) row.hidden = false; body.append(row); }
    if (ordered) for (const row of blocks) open(row, row.querySelector("button").getAttribute("aria-expanded") === "true");
    for (const other of heads) other.parentElement.setAttribute("aria-sort",
      other === head && !ordered ? (down ? "descending" : "ascending") : "none");
  }
  for (const head of heads) {
    head.addEventListener("click", () => sort(head, head.parentElement.getAttribute("aria-sort") !== "descending"));
  }
  for (const block of blocks) {
    const button = block.querySelector("button");
    button.addEventListener("click", () => open(block, button.getAttribute("aria-expanded") !== "true"));
    open(block, blocks.length < 2);
  }
}
