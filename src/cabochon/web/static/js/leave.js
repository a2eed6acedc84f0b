// Signing out from any page: what still waits on this device is sent first, and told of when it cannot be sent.
import { count } from "./say.js";

for (const form of document.querySelectorAll("[data-signout]")) form.addEventListener("submit", async (e) => {
  e.preventDefault();
  let left = 0;
  try {
    const outbox = await import("./outbox.js");
    await outbox.send().catch(() => {});
    left = (await outbox.waiting()).length;
  } catch { /* no storage: nothing can wait */ }
  if (!left || confirm(count(left, "{n} entry is not sent yet. It stays on this device, sent after the next sign-in. Sign out?", "{n} entries are not sent yet. They stay on this device, sent after the next sign-in. Sign out?"))) form.submit();
});
