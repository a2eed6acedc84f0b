// A plan as it is typed: what it can show follows by itself, and a boutique either takes part or is held back.
const form = document.querySelector("form[data-look]");
let waiting, asked = 0;

async function look() {
  const mine = ++asked, sent = new URLSearchParams(new FormData(form));
  sent.set("do", "look");
  document.querySelector("#outlook").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, headers: { accept: "text/html" } });
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return; // a later change is on its way
    for (const id of ["outlook", "ready-word"]) {
      const fresh = told.getElementById(id);
      if (fresh) document.getElementById(id).replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // the button asks again
  } finally {
    document.querySelector("#outlook")?.removeAttribute("aria-busy");
  }
}

form?.addEventListener("change", ({ target }) => {
  if (target.checked && ["door", "held"].includes(target.name)) {
    const other = form.querySelector(`[name=${target.name === "door" ? "held" : "door"}][value="${CSS.escape(target.value)}"]`);
    if (other) other.checked = false;
  }
  clearTimeout(waiting);
  waiting = setTimeout(look, 500);
});
