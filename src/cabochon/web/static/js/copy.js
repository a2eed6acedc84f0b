// Copy buttons: the text of what they point to; where the browser has no clipboard for us the text is selected instead.
import { say } from "./say.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = button.textContent;
  button.addEventListener("click", async () => {
    const from = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(from.textContent);
      button.textContent = say("Copied");
    } catch {
      getSelection().selectAllChildren(from);
      button.textContent = say("Selected");
    }
    setTimeout(() => { button.textContent = words; }, 1600);
  });
}
