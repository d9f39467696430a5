
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const table = (key) => [...(document.getElementById(key)?.rows ?? [])].map((row) => [...row.cells]);
const input = table("input"), output = table("output");
const lines = [...document.querySelectorAll("ol li")];
const play = document.getElementById("play"), now = document.getElementById("now");
const place = document.getElementById("place");
let at = 0, timer = null;

function show(number) {
  at = Math.max(0, Math.min(data.steps.length - 1, number));
  const step = data.steps[at];
  for (const cell of [...input, ...output].flat()) {
    cell.classList.remove("window", "chosen", "written");
    cell.querySelector("small")?.remove();
  }
  step.inputs.forEach(([row, column], index) => {
    const cell = input[row][column];
    cell.classList.add("window");
    if (data.weights) {
      const weight = document.createElement("small");
      weight.textContent = data.weights[index];
      cell.append(weight);
    }
  });
  for (const [row, column] of step.chosen) input[row][column].classList.add("chosen");
  step.output.forEach((row, i) => row.forEach((text, j) => { output[i][j].firstChild.textContent = text; }));
  for (const [row, column] of step.outputs) output[row][column].classList.add("written");
  lines.forEach((line, index) => {
    if (index === at) line.setAttribute("aria-current", "step");
    else line.removeAttribute("aria-current");
  });
  now.textContent = lines[at].textContent;
  place.textContent = data.place.replace("{number}", at + 1).replace("{count}", data.steps.length);
}

function pause() {
  clearInterval(timer);
  timer = null;
  play.textContent = data.play;
  play.setAttribute("aria-pressed", "false");
  now.setAttribute("aria-live", "polite");
}

function start() {
  if (at === data.steps.length - 1) show(0);
  play.textContent = data.pause;
  play.setAttribute("aria-pressed", "true");
  now.setAttribute("aria-live", "off");
  timer = setInterval(() => {
    if (at === data.steps.length - 1) pause();
    else show(at + 1);
  }, data.milliseconds);
}

function go(number) {
  pause();
  show(number);
}

play.addEventListener("click", () => (timer === null ? start() : pause()));
document.getElementById("first").addEventListener("click", () => go(0));
document.getElementById("back").addEventListener("click", () => go(at - 1));
document.getElementById("next").addEventListener("click", () => go(at + 1));
// A click on a line goes there, unless it ends the selection of its text.
lines.forEach((line, index) => line.addEventListener("click", () => {
  if (getSelection().isCollapsed) go(index);
}));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const keys = { ArrowRight: () => go(at + 1), ArrowLeft: () => go(at - 1), Home: () => go(0),
    End: () => go(data.steps.length - 1) };
  if (event.key === " " && event.target.tagName !== "BUTTON") keys[" "] = () => (timer === null ? start() : pause());
  if (!(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});
// On paper the output stands as it is in the end.
addEventListener("beforeprint", () => go(data.steps.length - 1));
document.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
show(0);
// Nothing moves unasked; who has not asked for calm sees it play at once.
if (!matchMedia("(prefers-reduced-motion: reduce)").matches) start();
