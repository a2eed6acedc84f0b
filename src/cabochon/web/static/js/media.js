// Bringing in a picture or a film: what is chosen is shown, a key is suggested, how far sending is, what was wrong, without
// losing the form. Without this the forms post themselves. And a film that is being made smaller: how far it is.
import { decimal, say, sentence } from "./say.js";

const LABELS = { file: say("The file"), title: say("The title"), key: say("The key") };
const keyed = (title) => title.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);

for (const form of document.querySelectorAll("[data-media]")) {
  const fault = form.querySelector("[data-fault]"), sending = form.querySelector(".sending"), preview = form.querySelector(".preview");
  const bar = sending.querySelector("progress"), told = sending.querySelector("span"), { file, title, key } = form.elements;
  let suggested = key.value, here = "";

  function wrong(text, name) {
    fault.textContent = text;
    fault.hidden = false;
    sending.hidden = true;
    form.querySelector("button").disabled = false;
    form.elements[name]?.focus();
  }
  function fits(one) {
    const picture = one.type.startsWith("image/"), most = Number(picture ? form.dataset.mostPicture : form.dataset.most);
    if (one.size <= most) return true;
    const much = { size: decimal(one.size / 1e6, one.size < 1e8 ? 1 : 0), most: most / 1e6 };
    wrong(picture
      ? say("The picture is {size} MB, and {most} MB are taken. Save it smaller: 1600 points on its longest side are enough. Nothing was sent, and nothing on this page is lost.", much)
      : say("The recording is {size} MB, and {most} MB are taken. Record it shorter, or export it with 720 lines. Nothing was sent, and nothing on this page is lost.", much), "file");
    return false;
  }

  file.addEventListener("change", () => {
    const [one] = file.files;
    fault.hidden = true;
    preview.hidden = !one?.type.startsWith("image/");
    preview.replaceChildren();
    if (here) URL.revokeObjectURL(here);
    if (!one || !fits(one)) return;
    if (!preview.hidden) {
      const reader = new FileReader(); // data: is allowed to pictures here, blob: is not
      reader.onload = () => { preview.replaceChildren(Object.assign(new Image(), { src: reader.result, alt: say("What you have chosen"), onerror() { preview.hidden = true; } })); };
      reader.readAsDataURL(one);
    }
    if (title && !title.value) { title.value = one.name.replace(/\.[^.]+$/, "").replace(/[-_]+/g, " ").trim().slice(0, 80); suggest(); }
  });
  const suggest = () => { if (key.type !== "hidden" && key.value === suggested) key.value = suggested = keyed(title.value); };
  title?.addEventListener("input", suggest);

  form.addEventListener("submit", (e) => {
    e.preventDefault();
    fault.hidden = true;
    if (file.files[0] && !fits(file.files[0])) return;
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
      const name = (said.pointer ?? "").replace("/", ""), text = said.error ?? request.responseText ?? "";
      wrong(text ? sentence(text, LABELS[name]) : say("It could not be sent. Try again."), name);
    };
    request.onerror = request.ontimeout = () => wrong(say("It could not be sent: no network. Nothing on this page is lost; try again."));
    form.querySelector("button").disabled = true;
    sending.hidden = false;
    request.send(new FormData(form));
  });
}

const encoding = document.querySelector("[data-encoding]");
async function look() {
  try {
    const { share } = await (await fetch(encoding.dataset.encoding, { headers: { accept: "application/json" }, cache: "no-store" })).json();
    if (share === null) return location.replace(encoding.dataset.encoding);
    encoding.querySelector("progress").value = share;
  } catch { /* again in a moment */ }
  setTimeout(look, 1500);
}
if (encoding) look();
