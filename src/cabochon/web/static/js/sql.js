// SQL for analysts: Ctrl Enter asks; the answer is copied as a spreadsheet takes it; cells that are being counted are asked for again.
import { say } from "./say.js";

const form = document.querySelector("#sql"), box = form.elements.sql, ask = form.querySelector(".primary");

box.addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
  e.preventDefault();
  form.requestSubmit(ask);
});
form.addEventListener("submit", (e) => {
  if (e.submitter?.value === "csv") return; // a file comes, the page stays
  document.querySelector("#answer").setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => document.querySelector("#answer").removeAttribute("aria-busy"));

if (document.querySelector("#counting")) setTimeout(() => form.requestSubmit(ask), 1500);
else if (document.querySelector("[aria-invalid]") || !box.value.trim()) box.focus({ preventScroll: true });

const copy = document.querySelector("#copy");
if (copy) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const table = document.querySelector("#rows");
    const text = [...table.rows].map((row) => [...row.cells].map((cell) => (cell.querySelector(".vh") ? "" : safe(cell.textContent))).join("\t")).join("\n");
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    if (!done) getSelection().selectAllChildren(table);
    copy.textContent = done ? say("Copied") : say("Selected");
    document.querySelector("#said").textContent = done ? say("The rows are copied.") : say("The rows are selected: press Ctrl C.");
    setTimeout(() => { copy.textContent = say("Copy"); }, 2500);
  });
}
// What a spreadsheet would take for a formula is pasted as text; a number stays one.
function safe(text) { return /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text.replace(/[\t\r\n]/g, " "); }
