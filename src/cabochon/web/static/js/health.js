// Data health's lists: filters that apply themselves; a form that was opened takes the focus.
const filters = document.querySelector("#filters");
filters?.addEventListener("change", () => { filters.setAttribute("aria-busy", "true"); filters.requestSubmit(); });
filters?.addEventListener("submit", () => { for (const one of filters.elements) if (one.value === "" && one.name) one.disabled = true; });
addEventListener("pageshow", () => { filters?.removeAttribute("aria-busy"); for (const one of filters?.elements ?? []) one.disabled = false; });
(document.querySelector("#mend [aria-invalid]") ?? document.querySelector("#mend select"))?.focus();
