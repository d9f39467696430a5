
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
