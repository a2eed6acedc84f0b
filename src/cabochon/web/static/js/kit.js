// The kit: narrows the list while one types (Enter searches inside the documents, too), and prints a document.
import { count } from "./say.js";

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();
const form = document.querySelector("#kit-search");

if (form) {
  const items = [...document.querySelectorAll("[data-words]")].map((item) => [item, fold(item.dataset.words)]);
  const said = document.querySelector("#kit-said"), none = document.querySelector("#kit-none");
  const typed = form.elements.q, first = typed.value;
  typed.addEventListener("input", () => {
    const words = typed.value === first ? [] : fold(typed.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [item, has] of items) shown += !(item.hidden = !words.every((word) => has.includes(word)));
    for (const shelf of document.querySelectorAll(".shelf")) shelf.hidden = !shelf.querySelector("[data-words]:not([hidden])");
    said.textContent = count(shown, "{n} document", "{n} documents");
    none.hidden = shown > 0;
  });
  for (const choice of form.querySelectorAll("select")) choice.addEventListener("change", () => form.requestSubmit());
}

for (const button of document.querySelectorAll("[data-print-document]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
