// The quarantine: filters that apply themselves, a question before much is discarded, and the progress of a long round.
const sieve = document.querySelector("#sieve"), round = document.querySelector("#round[data-running]"), EVERY = 700; // ms
sieve?.addEventListener("change", (e) => {
  if (e.target.name === "source") sieve.elements.reason.value = "";
  sieve.requestSubmit();
});
sieve?.addEventListener("submit", () => { for (const one of sieve.elements) if (one.name && one.value === "") one.disabled = true; });
addEventListener("pageshow", () => { for (const one of sieve?.elements ?? []) one.disabled = false; });
for (const one of document.querySelectorAll("[data-confirm]")) one.addEventListener("click", (e) => { if (!confirm(one.dataset.confirm)) e.preventDefault(); });

async function look() {
  try {
    const answer = await fetch("/quarantine/progress", { headers: { accept: "application/json" }, cache: "no-store" });
    const now = await answer.json();
    if (!answer.ok || now.ended) return location.reload();
    round.querySelector("progress").value = now.done;
    document.querySelector("#done").textContent = now.done;
  } catch { /* asked again */ }
  setTimeout(look, EVERY);
}
if (round) setTimeout(look, EVERY);
