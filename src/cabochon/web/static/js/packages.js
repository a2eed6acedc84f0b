// Bringing a package in: dropped or chosen, how far it is, what was wrong. Without this the form posts itself.
import { say } from "./say.js";

const form = document.querySelector("[data-package]"), drop = form.querySelector(".drop"), input = form.elements.package;
const fault = form.querySelector("[data-fault]"), button = form.querySelector("button");
const sending = form.querySelector(".sending"), bar = sending.querySelector("progress"), told = sending.querySelector("[role=status]");

function wrong(text, { there = "", more = [] } = {}) {
  fault.replaceChildren(more.length ? say("It was not taken, and nothing was changed:") : text);
  if (more.length) {
    const list = document.createElement("ul");
    for (const one of [text, ...more]) list.append(Object.assign(document.createElement("li"), { textContent: one }));
    fault.append(list);
  } else if (there) {
    const link = document.createElement("a");
    link.href = there;
    link.textContent = say("Open it");
    fault.append(" ", link);
  }
  fault.hidden = false;
  sending.hidden = true;
  button.disabled = false;
  fault.focus();
}

for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (e) => { e.preventDefault(); drop.dataset.over = ""; });
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => delete drop.dataset.over);
drop.addEventListener("drop", (e) => {
  e.preventDefault();
  if (e.dataTransfer.files.length === 1) input.files = e.dataTransfer.files;
  else wrong(say("One package at a time, please."));
});

form.addEventListener("submit", (e) => {
  e.preventDefault();
  const file = input.files[0], most = Number(form.dataset.most);
  document.getElementById("fault")?.remove();
  fault.hidden = true;
  if (!file) return wrong(say("Choose a package first."));
  if (file.size > most) return wrong(say("The package is {size} MB, and {most} are taken. Publish it with smaller films.", { size: Math.ceil(file.size / 1e6), most: most / 1e6 }));
  const request = new XMLHttpRequest(); // fetch does not tell how far sending is
  request.open("POST", form.action);
  request.setRequestHeader("accept", "application/json");
  request.setRequestHeader("x-csrf", form.elements.csrf.value);
  let last = -1;
  request.upload.onprogress = (sent) => {
    const part = sent.lengthComputable ? Math.floor((20 * sent.loaded) / sent.total) * 5 : 0;
    if (part === last) return;
    last = part;
    if (part < 100) bar.value = part;
    else bar.removeAttribute("value"); // how long unpacking takes is not known
    told.textContent = part < 100 ? say("{n} percent sent", { n: part }) : say("Sent. Every file is being looked at.");
  };
  request.onload = () => {
    let said = {};
    try { said = JSON.parse(request.responseText); } catch { /* a plain sentence */ }
    if (said.to) return location.assign(said.to);
    wrong(said.error ?? (request.responseText || say("It could not be brought in. Try again.")), said);
  };
  request.onerror = request.ontimeout = () => wrong(say("It could not be sent: the connection broke off. Try again; nothing was kept."));
  button.disabled = true;
  bar.value = 0;
  told.textContent = say("Sending");
  sending.hidden = false;
  request.send(new FormData(form));
});
