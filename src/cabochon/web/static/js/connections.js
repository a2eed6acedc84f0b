// Connections: a file dropped or chosen and how far it is; a preview that follows each choice. Without this the forms post.
import { say } from "./say.js";

const EVERY = 700; // ms between two looks at a file that is brought in

for (const form of document.querySelectorAll("[data-drop]")) {
  const drop = form.querySelector(".drop"), input = form.elements.file, button = form.querySelector("button");
  const fault = form.querySelector("[data-fault]"), sending = form.querySelector(".sending");
  const bar = sending.querySelector("progress"), told = sending.querySelector("[role=status]");
  const wrong = (text) => {
    fault.textContent = text;
    fault.hidden = false;
    sending.hidden = true;
    button.disabled = false;
    fault.focus();
  };
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (e) => { e.preventDefault(); drop.dataset.over = ""; });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => delete drop.dataset.over);
  drop.addEventListener("drop", (e) => {
    e.preventDefault();
    if (e.dataTransfer.files.length === 1) input.files = e.dataTransfer.files;
    else wrong(say("One file at a time, please."));
  });
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const file = input.files[0], most = Number(form.dataset.most);
    fault.hidden = true;
    if (!file) return wrong(say("Choose a file first."));
    if (file.size > most) return wrong(say("The file is {size} MB, and {most} are taken. Send it in parts, or by the command line.", { size: Math.ceil(file.size / 1e6), most: most / 1e6 }));
    form.elements.modified.value = file.lastModified;
    const request = new XMLHttpRequest(); // fetch does not tell how far sending is
    request.open("POST", form.action);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("x-csrf", form.elements.csrf.value);
    request.upload.onprogress = (sent) => {
      const part = sent.lengthComputable ? Math.floor((20 * sent.loaded) / sent.total) * 5 : 0;
      if (part < 100) bar.value = part;
      else bar.removeAttribute("value");
      told.textContent = part < 100 ? say("{n} percent sent", { n: part }) : say("Sent. It is being looked at.");
    };
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* a plain sentence */ }
      if (answer.to) return location.assign(answer.to);
      wrong(answer.error ?? (request.responseText || say("It could not be read. Try again.")));
    };
    request.onerror = request.ontimeout = () => wrong(say("It could not be sent: the connection broke off. Try again; nothing was kept."));
    button.disabled = true;
    bar.value = 0;
    told.textContent = say("Sending");
    sending.hidden = false;
    request.send(new FormData(form));
  });
}

const reading = document.querySelector("[data-redraw]");
const parts = (root, name) => root.querySelector(`[data-part=${name}]`);
let turn = 0;

function columns(page) { // which column holds what may have changed beside the one that was chosen
  const here = parts(document, "grid"), there = parts(page, "grid");
  if (!here || !there) return;
  if (here.dataset.of !== there.dataset.of) return location.reload();
  for (const th of there.querySelectorAll("[data-col]")) {
    const select = th.querySelector("select"), own = select && document.getElementById(select.id), mine = own?.closest("th");
    if (!mine) continue;
    own.value = select.value;
    mine.toggleAttribute("data-unread", th.hasAttribute("data-unread"));
    for (const one of [".how", ".samples"]) mine.querySelector(one).replaceWith(document.adoptNode(th.querySelector(one)));
  }
}

document.addEventListener("click", (e) => { // from a reason to where it is mended
  const there = e.target.closest?.(".reasons a"), select = there && document.querySelector(there.getAttribute("href"));
  if (select?.matches("select")) setTimeout(() => select.focus());
});

document.addEventListener("change", async (e) => {
  if (!reading || e.target.form !== reading) return;
  if (e.target.name === "another") return; // what it holds is chosen next
  const mine = ++turn;
  for (const one of document.querySelectorAll("[data-part]")) one.dataset.busy = "";
  try {
    const answer = await fetch(reading.action, { method: "POST", body: new URLSearchParams(new FormData(reading)), headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn) return;
    if (!parts(page, "result") || ["sheet", "f-another"].includes(e.target.name)) return location.reload();
    columns(page);
    for (const name of ["fault", "result", "names", "rows", "boutique", "types", "dates"]) {
      const here = parts(document, name), there = parts(page, name);
      if (here && there && (!here.contains(document.activeElement) || !there.querySelector(`[name="${e.target.name}"]`) || name === "result")) here.replaceWith(document.adoptNode(there));
    }
    for (const one of document.querySelectorAll("[data-busy]")) delete one.dataset.busy;
    if (document.activeElement === document.body) (e.target.type === "radio" && document.querySelector(`[name="${e.target.name}"]:checked`) || document.querySelector("#what")).focus({ preventScroll: true }); // what was chosen is settled and gone
  } catch { reading.submit(); }
});

for (const label of document.querySelectorAll("[data-upload]")) {
  label.hidden = false;
  label.querySelector("input").addEventListener("change", async (e) => { label.closest("form").elements.text.value = await e.target.files[0].text(); });
}

const bringing = document.querySelector("[data-progress]");
async function look() {
  try {
    const answer = await fetch(bringing.dataset.progress, { headers: { accept: "application/json" }, cache: "no-store" });
    const now = await answer.json();
    if (!answer.ok || now.ended) return location.reload();
    document.querySelector("#done").textContent = now.done;
    if (now.share) bringing.querySelector("progress").value = now.share;
  } catch { /* asked again */ }
  setTimeout(look, EVERY);
}
if (bringing) setTimeout(look, EVERY);
