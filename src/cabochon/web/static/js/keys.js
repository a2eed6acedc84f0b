// Keys: a purpose ticks its scopes without losing what was typed; what is to be pasted is copied by a button.
import { say } from "./say.js";

const presets = [...document.querySelectorAll("[data-scopes]")], ticks = [...document.querySelectorAll("[name=scope]")];

const shown = () => ticks.filter((tick) => tick.checked).map((tick) => tick.value).sort().join(" ");
const mark = () => {
  for (const one of presets) {
    if (one.dataset.scopes.split(" ").sort().join(" ") === shown()) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
};
for (const one of presets) one.addEventListener("click", (e) => {
  if (e.metaKey || e.ctrlKey || e.shiftKey) return;
  e.preventDefault();
  const wanted = one.dataset.scopes.split(" ");
  for (const tick of ticks) tick.checked = wanted.includes(tick.value);
  mark();
});
for (const tick of ticks) tick.addEventListener("change", mark);

// Without a secure context there is no clipboard: the text is selected instead, to be copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy), what = button.querySelector(".vh").textContent.trim();
    const upper = `${what[0].toUpperCase()}${what.slice(1)}`;
    const done = await navigator.clipboard?.writeText(text.textContent).then(() => true, () => false);
    if (!done) getSelection().selectAllChildren(text);
    button.firstChild.textContent = done ? say("Copied") : say("Selected");
    setTimeout(() => { button.firstChild.textContent = say("Copy"); }, 2500);
    document.getElementById("copied").textContent = done ? say("{what} is copied", { what: upper }) : say("{what} is selected: press Ctrl C", { what: upper });
  });
}
