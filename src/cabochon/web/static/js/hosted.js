// A unit at work in its frame: says what was heard of it, and goes back when the unit has been left.
const main = document.querySelector("[data-play]"), said = document.querySelector("#said");
const EVERY = 2000; // ms
const OVER = new Set(["terminated", "abandoned", "closed"]);
let over = false;

async function look() {
  if (document.hidden || over) return;
  try {
    const answer = await fetch(main.dataset.state, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const heard = await answer.json();
    if (said.textContent !== heard.said) said.textContent = heard.said;
    over = OVER.has(heard.state);
  } catch { /* the house cannot be reached just now: the next look says more */ }
}

// The page a unit is led back to tells it so; a sandboxed frame speaks as the origin null.
addEventListener("message", (event) => {
  const frame = document.querySelector("iframe"), told = event.data;
  if (!frame || event.source !== frame.contentWindow || !["null", main.dataset.origin].includes(event.origin)) return;
  if (typeof told !== "object" || told === null || told.cabochon !== "left" || told.session !== main.dataset.session) return;
  location.assign(main.dataset.back);
});
document.addEventListener("visibilitychange", look);
setInterval(look, EVERY);
look();
