// One's own log: the product line is chosen without a new page, the counts follow the taps, a tap needs no wait.
const forms = document.querySelectorAll(".tapping"), lines = document.querySelectorAll("[data-line]");

for (const link of lines) link.addEventListener("click", (e) => {
  e.preventDefault();
  for (const one of lines) one.toggleAttribute("aria-current", one === link);
  link.setAttribute("aria-current", "true");
  for (const form of forms) form.elements.product_line.value = link.dataset.line;
});

const count = (form, by) => {
  const shown = form.querySelector("[data-count]");
  shown.textContent = Math.max(0, Number(shown.textContent) + by) || "";
};
for (const form of forms) {
  form.addEventListener("kept", () => count(form, 1));
  form.addEventListener("undone", () => count(form, -1));
}

// Opened without a network: the page came without a boutique, the phone knows it.
addEventListener("known", ({ detail }) => {
  for (const form of document.querySelectorAll("form[data-entry]")) {
    if (form.elements.boutique || !detail.boutiques.length) continue;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "boutique", value: detail.boutiques[0].code }));
  }
});
