// The floor's shells, so that its forms open without a network. The house fills in the version and the lists; other content
// is another cache. Nothing personal is kept here: a shell holds no name and no key, and answers are not cached.
const CACHE = "cabochon-__VERSION__", SHELLS = __SHELLS__, OTHER = "__OTHER__", FILES = __FILES__, WAITS = __WAITS__;
const KEPT = "kept-modules"; // whole modules, put there by js/learn.js; they outlast a version of this worker

addEventListener("install", (e) => e.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (e) => e.waitUntil(clean().then(() => clients.claim())));

async function fill() {
  const cache = await caches.open(CACHE), shells = [...Object.values(SHELLS), OTHER];
  await cache.addAll([...FILES, ...shells.map((one) => new Request(one, { cache: "reload", credentials: "same-origin" }))]);
}

async function clean() {
  const old = (await caches.keys()).filter((key) => key.startsWith("cabochon-") && key !== CACHE);
  await Promise.all(old.map((key) => caches.delete(key)));
  await renew();
}

// Kept modules name files by their version: with a new version of those they are fetched once more, as far as that works.
async function renew() {
  const cache = await caches.open(KEPT);
  for (const one of await cache.keys()) {
    const from = (await cache.match(one))?.url ?? "";
    const page = from.includes("/floor/shell/learn.") && await fetch(from, { cache: "reload", credentials: "same-origin" }).catch(() => null);
    if (page?.ok && !page.redirected) await cache.put(one, page);
  }
}

addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (e.request.mode === "navigate") e.respondWith(page(e.request, SHELLS[url.pathname.replace(/^(\/floor\/aids)\/.+/, "$1")] ?? OTHER));
  else if (url.pathname.startsWith("/static/")) e.respondWith(file(e.request));
  else if (url.pathname.startsWith("/media/")) e.respondWith(medium(e.request));
});

// The network first, for at most three seconds, then the shell of that page, or the one that says what opens offline.
async function page(request, shell) {
  try {
    return await Promise.race([fetch(request), new Promise((_, late) => setTimeout(late, 3000))]);
  } catch {
    return (await kept(new URL(request.url).pathname)) ?? (await caches.match(shell)) ?? Response.error();
  }
}

// The cache first: a file's address carries its version.
const file = async (request) => (await caches.match(request)) ?? fetch(request);

const kept = async (what) => (await caches.open(KEPT)).match(what);

// A kept film is cut to the piece a player asks for: some take nothing else.
async function medium(request) {
  const whole = await kept(request.url), asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  if (!whole || !asked) return whole ?? fetch(request);
  const body = await whole.blob(), start = Number(asked[1]), end = Math.min(asked[2] ? Number(asked[2]) : body.size - 1, body.size - 1);
  if (start > end) return new Response(null, { status: 416, headers: { "content-range": `bytes */${body.size}` } });
  const headers = { "content-type": whole.headers.get("content-type"), "content-range": `bytes ${start}-${end}/${body.size}`, "accept-ranges": "bytes" };
  return new Response(body.slice(start, end + 1), { status: 206, headers });
}

// A knock carries no words: what to show is asked for here, by the session, and names nobody.
addEventListener("push", (e) => e.waitUntil(knocked()));
addEventListener("notificationclick", (e) => { e.notification.close(); e.waitUntil(lead(e.notification.data)); });

// The language of this device: who is signed in is not known here.
const spoken = () => navigator.languages.map((one) => one.split("-")[0]).find((one) => one in WAITS) ?? "en";

async function knocked() {
  let news = { title: "Cabochon", body: WAITS[spoken()], address: "/floor" };
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
