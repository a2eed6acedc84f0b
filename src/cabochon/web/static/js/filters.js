// The filters of a page send themselves: at once when one is chosen, days only when both stand and make sense.
const form = document.querySelector("#filters");
const off = new Set([...(form?.elements ?? [])].filter((one) => one.disabled)); // what the house switched off stays so
const DAYS = ["since", "until"];
const named = (name) => form.elements.namedItem(name);
const stands = (one) => !one || one.value !== "" && one.validity.valid;
const complete = () => {
  const [since, until] = DAYS.map(named);
  return stands(since) && stands(until) && !(since && until && since.value > until.value);
};

let typing = false; // while a year is typed it is a day all the time: 0002, 0020, 0202; it is sent when the field is left
function send() {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  form.requestSubmit();
}
function chosen({ target }) {
  if (target.type === "date") { if (!typing && complete()) send(); return; } // picked in the calendar
  if (target.name === "period" && target.value !== "custom") for (const one of DAYS.map(named)) if (one) one.disabled = true; // no longer meant
  send();
}
function left({ target }) {
  if (!typing || target.type !== "date") return;
  typing = false;
  if (complete() && DAYS.map(named).some((one) => one.value !== one.defaultValue)) send();
}

// Shown, also again after going back: everything is on that the house had on.
export function awake() {
  if (!form) return;
  form.removeAttribute("aria-busy");
  for (const one of form.elements) one.disabled = off.has(one);
}

if (form) {
  form.addEventListener("keydown", ({ target, key }) => { if (target.type === "date") typing = key !== "Enter"; });
  form.addEventListener("pointerdown", () => { typing = false; });
  form.addEventListener("change", chosen);
  form.addEventListener("focusout", left);
  form.addEventListener("invalid", () => form.removeAttribute("aria-busy"), true); // the browser says what is missing
  form.addEventListener("submit", (e) => {
    if (!complete()) { e.preventDefault(); form.removeAttribute("aria-busy"); return; }
    for (const one of form.elements) if (one.value === "" && one.name) one.disabled = true;
  });
}
