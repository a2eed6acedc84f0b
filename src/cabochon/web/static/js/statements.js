// The statement browser: filters that apply themselves, and news that announces itself over the page without moving it.
import { count, say } from "./say.js";

const sieve = document.querySelector("#sieve"), news = document.querySelector("#news"), chip = document.querySelector("#live");
const EVERY = 4000, MANY = 100; // ms; from so many on they are not counted

sieve.addEventListener("change", (e) => { if (e.target.matches("select, [list], [type=date]") && e.target.checkValidity()) { sieve.setAttribute("aria-busy", "true"); sieve.requestSubmit(); } });
sieve.addEventListener("submit", () => { for (const one of sieve.elements) if (one.name && one.value === "") one.disabled = true; });
sieve.querySelector("[name=days]")?.addEventListener("change", (e) => { if (e.target.value) for (const one of sieve.querySelectorAll("[type=date]")) one.value = ""; });
for (const one of sieve.querySelectorAll("[type=date]")) one.addEventListener("change", () => { sieve.querySelector("[name=days]").value = ""; });
addEventListener("pageshow", () => { sieve.removeAttribute("aria-busy"); for (const one of sieve.elements) one.disabled = false; });

let told = 0;
async function look() {
  if (document.visibilityState === "visible" && told < MANY) {
    try {
      const answer = await fetch(`/statements/new?${news.dataset.query}`, { headers: { accept: "application/json" }, cache: "no-store" });
      if (answer.status === 401) return location.reload(); // signed out
      if (answer.ok) tell((await answer.json()).new);
      state(answer.ok);
    } catch { state(false); }
  }
  setTimeout(look, EVERY);
}
function state(on) {
  chip.dataset.state = on ? "on" : "off";
  chip.textContent = on ? say("Live") : say("Reconnecting");
}
function tell(many) {
  if (many === told) return;
  told = many;
  news.textContent = many >= MANY ? say("{n} or more new, show", { n: MANY }) : count(many, "{n} new, show", "{n} new, show");
  news.hidden = !many;
  if (many) document.querySelector("#news-said").textContent = many >= MANY ? say("Many new statements") : count(many, "{n} new statement", "{n} new statements");
}
if (news) setTimeout(look, EVERY);
