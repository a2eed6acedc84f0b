// Sending a demo: how far it is, and what was wrong, without losing the form. Without this the form posts itself.
import { say, sentence } from "./say.js";

const form = document.querySelector("[data-upload]"), fault = form.querySelector("[data-fault]");
const sending = form.querySelector(".sending"), bar = sending.querySelector("progress"), told = sending.querySelector("span");

function wrong(text, name) {
  fault.textContent = text;
  fault.hidden = false;
  sending.hidden = true;
  form.querySelector("button").disabled = false;
  form.elements[name]?.focus();
}

form.addEventListener("submit", (e) => {
  e.preventDefault();
  const file = form.elements.file.files[0], most = Number(form.dataset.most);
  fault.hidden = true;
  if (file && file.size > most) return wrong(say("The recording is {size} MB, and {most} are taken. Record it shorter, or in a lower quality.", { size: Math.ceil(file.size / 1e6), most: most / 1e6 }), "file");
  const request = new XMLHttpRequest(); // fetch does not tell how far sending is
  request.open("POST", form.action);
  request.setRequestHeader("accept", "application/json");
  request.setRequestHeader("x-csrf", form.elements.csrf.value);
  request.upload.onprogress = (sent) => {
    bar.value = sent.lengthComputable ? (100 * sent.loaded) / sent.total : 0;
    told.textContent = bar.value < 100 ? say("{n} percent sent", { n: Math.round(bar.value / 10) * 10 }) : say("Looking at it");
  };
  request.onload = () => {
    let said = {};
    try { said = JSON.parse(request.responseText); } catch { /* a plain sentence */ }
    if (said.to) return location.assign(said.to);
    const name = (said.pointer ?? "").replace("/", "");
    const text = said.error ?? request.responseText ?? "";
    const label = { file: say("The recording"), title: say("The title"), watch: say("What to watch for"), transcript: say("The text") }[name];
    wrong(text ? sentence(text, label) : say("It could not be sent. Try again."), name);
  };
  request.onerror = request.ontimeout = () => wrong(say("It could not be sent: no network. The recording is still on your phone; try again."));
  form.querySelector("button").disabled = true;
  sending.hidden = false;
  request.send(new FormData(form));
});
