// The floor's shell, so that the checklist opens without a network. The house fills in the version and the list; other
// content is another cache. Nothing personal is kept here: the shell page holds no names, and answers are not cached.
const CACHE = "cabochon-__VERSION__", PAGE = "/floor/shell/observe", FILES = __FILES__;

addEventListener("install", (e) => e.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (e) => e.waitUntil(clean().then(() => clients.claim())));

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...FILES, new Request(PAGE, { cache: "reload", credentials: "same-origin" })]);
}

async function clean() {
  const old = (await caches.keys()).filter((key) => key.startsWith("cabochon-") && key !== CACHE);
  await Promise.all(old.map((key) => caches.delete(key)));
}

addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (e.request.mode === "navigate") e.respondWith(page(e.request));
  else if (url.pathname.startsWith("/static/")) e.respondWith(file(e.request));
});

// The network first, for at most three seconds, then the shell.
async function page(request) {
  try {
    return await Promise.race([fetch(request), new Promise((_, late) => setTimeout(late, 3000))]);
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

// The cache first: a file's address carries its version.
const file = async (request) => (await caches.match(request)) ?? fetch(request);
