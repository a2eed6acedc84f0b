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
let turn = 0;
reading?.addEventListener("change", async (e) => {
  const mine = ++turn, part = document.querySelector("[data-part=preview]");
  part.dataset.busy = "";
  try {
    const answer = await fetch(reading.action, { method: "POST", body: new URLSearchParams(new FormData(reading)), headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), found = page.querySelector("[data-part=preview]");
    if (mine !== turn) return;
    if (!found || e.target.name === "sheet") return location.reload();
    part.replaceWith(document.adoptNode(found));
    for (const row of page.querySelectorAll(".columns tr")) { // which are needed may have changed
      const name = row.querySelector("select")?.name, here = name && reading.elements[name]?.closest("tr");
      if (here) here.querySelector("th").replaceChildren(...document.adoptNode(row.querySelector("th")).childNodes);
    }
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
  } catch { /* asked again */ }
  setTimeout(look, EVERY);
}
if (bringing) setTimeout(look, EVERY);
