// The floor's shells, so that its forms open without a network. The house fills in the version and the lists; other content
// is another cache. Nothing personal is kept here: a shell holds no name and no key, and answers are not cached.
const CACHE = "cabochon-__VERSION__", SHELLS = __SHELLS__, OTHER = "__OTHER__", FILES = __FILES__;

addEventListener("install", (e) => e.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (e) => e.waitUntil(clean().then(() => clients.claim())));

async function fill() {
  const cache = await caches.open(CACHE), shells = [...Object.values(SHELLS), OTHER];
  await cache.addAll([...FILES, ...shells.map((one) => new Request(one, { cache: "reload", credentials: "same-origin" }))]);
}

async function clean() {
  const old = (await caches.keys()).filter((key) => key.startsWith("cabochon-") && key !== CACHE);
  await Promise.all(old.map((key) => caches.delete(key)));
}

addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (e.request.mode === "navigate") e.respondWith(page(e.request, SHELLS[url.pathname] ?? OTHER));
  else if (url.pathname.startsWith("/static/")) e.respondWith(file(e.request));
});

// The network first, for at most three seconds, then the shell of that page, or the one that says what opens offline.
async function page(request, shell) {
  try {
    return await Promise.race([fetch(request), new Promise((_, late) => setTimeout(late, 3000))]);
  } catch {
    return (await caches.match(shell)) ?? Response.error();
  }
}

// The cache first: a file's address carries its version.
const file = async (request) => (await caches.match(request)) ?? fetch(request);

// A knock carries no words: what to show is asked for here, by the session, and names nobody.
addEventListener("push", (e) => e.waitUntil(knocked()));
addEventListener("notificationclick", (e) => { e.notification.close(); e.waitUntil(lead(e.notification.data)); });

async function knocked() {
  let news = { title: "Cabochon", body: "Something is waiting on the floor page.", address: "/floor" };
  try {
    const heard = await fetch("/floor/push/news", { headers: { accept: "application/json" } });
    if (heard.ok) news = { ...news, ...(await heard.json()) };
  } catch { /* offline, or signed out: the plain words stand */ }
  await registration.showNotification(news.title, { body: news.body, tag: "cabochon", data: news.address });
}

async function lead(address) {
  const tab = (await clients.matchAll({ type: "window" })).find((one) => new URL(one.url).pathname.startsWith("/floor"));
  return tab ? (await tab.focus()).navigate(address) : clients.openWindow(address);
}
