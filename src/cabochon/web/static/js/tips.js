// Tooltips of server-drawn charts: every point already carries its sentence. Popovers close by Escape or a click elsewhere.
const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
tip.setAttribute("aria-hidden", "true"); // the points are read out by themselves
document.body.append(tip);

export function tips(root) {
  for (const chart of root.querySelectorAll("[data-tips]")) {
    const marks = [...chart.querySelectorAll("[aria-label][role=graphics-symbol]")];
    const clear = () => { tip.hidden = true; for (const mark of marks) mark.style.opacity = ""; };
    chart.addEventListener("pointermove", (e) => show(nearest(marks, e.clientX), marks));
    chart.addEventListener("pointerleave", clear);
  }
}

function nearest(marks, x, far = 60) {
  let best;
  for (const mark of marks) {
    const box = mark.getBoundingClientRect(), gap = Math.abs(box.x + box.width / 2 - x);
    if (gap < far) { far = gap; best = mark; }
  }
  return best;
}

function show(best, marks) {
  for (const mark of marks) mark.style.opacity = mark === best ? 1 : "";
  tip.hidden = !best;
  if (!best) return;
  tip.textContent = best.getAttribute("aria-label");
  const box = best.getBoundingClientRect(), width = tip.offsetWidth;
  tip.style.left = `${Math.min(Math.max(8, box.x + box.width / 2 - width / 2), innerWidth - width - 8)}px`;
  tip.style.top = `${Math.max(8, box.y - tip.offsetHeight - 10)}px`;
}

const popovers = (but) => { for (const one of document.querySelectorAll("details.what[open], details.menu[open]")) if (one !== but) one.open = false; };
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  tip.hidden = true;
  const open = document.activeElement?.closest("details.what[open], details.menu[open]");
  popovers();
  open?.querySelector("summary").focus();
});
document.addEventListener("pointerdown", (e) => popovers(e.target.closest("details")));
