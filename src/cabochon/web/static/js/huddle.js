// The huddle's shell: which boutique, from what the phone knows; with one there is nothing to choose.
import { recall } from "./outbox.js";
import { make } from "./form.js";

const select = document.querySelector("select[data-boutiques]");
function offer(me) {
  if (!me || select.options.length > 1) return;
  select.append(...me.boutiques.map((door) => make("option", { value: door.code, textContent: door.name })));
  if (me.boutiques.length === 1) select.selectedIndex = 1;
}
addEventListener("known", (e) => offer(e.detail));
offer(await recall("me"));
