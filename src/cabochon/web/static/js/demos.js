// Sending a demo: how far it is, and what was wrong, without losing the form. Without this the form posts itself.
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
  if (file && file.size > most) return wrong(`The recording is ${Math.ceil(file.size / 1e6)} MB, and ${most / 1e6} are taken. Record it shorter, or in a lower quality.`, "file");
  const request = new XMLHttpRequest(); // fetch does not tell how far sending is
  request.open("POST", form.action);
  request.setRequestHeader("accept", "application/json");
  request.setRequestHeader("x-csrf", form.elements.csrf.value);
  request.upload.onprogress = (sent) => {
    bar.value = sent.lengthComputable ? (100 * sent.loaded) / sent.total : 0;
    told.textContent = bar.value < 100 ? `${Math.round(bar.value / 10) * 10} percent sent` : "Looking at it";
  };
  request.onload = () => {
    let said = {};
    try { said = JSON.parse(request.responseText); } catch { /* a plain sentence */ }
    if (said.to) return location.assign(said.to);
    const name = (said.pointer ?? "").replace("/", "");
    const text = said.error ?? request.responseText ?? "";
    const label = { file: "The recording", title: "The title", watch: "What to watch for", transcript: "The text" }[name];
    wrong(text ? (/^(is|should|has|does) /.test(text) ? `${label ?? "It"} ${text}.` : text[0].toUpperCase() + text.slice(1) + (text.endsWith(".") ? "" : ".")) : "It could not be sent. Try again.", name);
  };
  request.onerror = request.ontimeout = () => wrong("It could not be sent: no network. The recording is still on your phone; try again.");
  form.querySelector("button").disabled = true;
  sending.hidden = false;
  request.send(new FormData(form));
});
