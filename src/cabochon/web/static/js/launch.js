// A launch check while it is open: asks how much was heard, and swaps the regions that changed when there is more.
import { count, say } from "./say.js";

const chip = document.querySelector("#live"), EVERY = 1000, SLOW = 5000, QUIET = 10 * 60000; // ms
let mark = chip.dataset.mark, since = Date.now();

async function look() {
  let again = Date.now() - since > QUIET ? SLOW : EVERY;
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(`${location.pathname}/mark`, { headers: { accept: "application/json" }, cache: "no-store" });
      if (answer.status === 401 || answer.status === 404) return location.reload();
      const now = (await answer.json()).mark;
      if (now.endsWith(".")) return location.reload(); // the check has ended
      if (now !== mark) { await refresh(); mark = now; since = Date.now(); again = EVERY; }
      tell("on", say("Listening"));
    } catch { tell("off", say("Reconnecting")); }
  }
  setTimeout(look, again);
}
async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = document.querySelectorAll(".requests > li").length;
  for (const box of document.querySelectorAll("[data-live]")) {
    const now = fresh.querySelector(`[data-live="${CSS.escape(box.dataset.live)}"]`);
    if (now && !box.isEqualNode(now)) box.replaceChildren(...now.childNodes);
  }
  const lines = [...document.querySelectorAll(".requests > li")].slice(before);
  for (const one of lines) one.classList.add("flash");
  document.querySelector("#live-said").textContent = count(lines.length, "{n} new, {refused} of them refused", "{n} new, {refused} of them refused", { refused: lines.filter((one) => "refused" in one.dataset).length });
}
function tell(state, text) {
  chip.dataset.state = state;
  chip.textContent = text;
}
setTimeout(look, EVERY);
