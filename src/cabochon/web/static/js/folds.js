// Parts of a long page that fold: on a phone all but the first begin folded; a link to one opens it, and paper shows all.
const folds = [...document.querySelectorAll("details.fold")];
const narrow = matchMedia("(max-width: 40rem)");
const meant = () => location.hash.length > 1 && document.querySelector(`details.fold[id="${CSS.escape(location.hash.slice(1))}"]`);

if (narrow.matches) for (const one of folds.slice(1)) one.open = one === meant();
const reveal = () => { const one = meant(); if (one) { one.open = true; one.scrollIntoView(); } };
addEventListener("hashchange", reveal);
if (narrow.matches) reveal();

for (const link of document.querySelectorAll(".jump a[href^='#']")) link.addEventListener("click", () => { const one = document.querySelector(link.hash); if (one) one.open = true; });

let shut = [];
addEventListener("beforeprint", () => { shut = folds.filter((one) => !one.open); for (const one of shut) one.open = true; });
addEventListener("afterprint", () => { for (const one of shut) one.open = false; });
