// Keeps today's plan for the time without a connection. The network always comes first; a page that
// says "forget" (a red flag, a flare, logging out) empties the copy at once.
const PAGES = "hipspine-pages-1";
const FILES = "hipspine-files-2";
const KEPT = ["/today", "/plan", "/session"];
const SHARED = [
  "/static/app.css",
  "/static/app.js",
  "/static/session.js",
  "/static/timer.js",
  "/static/icon.svg",
  "/static/app.webmanifest",
  "/static/vendor/htmx-2.0.11.min.js",
];

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      await (await caches.open(FILES)).addAll(SHARED);
      await Promise.all(KEPT.map((path) => refreshed(path).catch(() => {})));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name !== PAGES && name !== FILES);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

const isKept = (path) => KEPT.includes(path) || path.startsWith("/exercise/");

async function refreshed(request) {
  const answer = await fetch(request, { credentials: "same-origin" });
  if (answer.headers.get("X-Hipspine-Offline") === "forget" || answer.status === 401) {
    await caches.delete(PAGES);
  } else if (answer.ok && !answer.redirected) {
    await (await caches.open(PAGES)).put(request, answer.clone());
  }
  return answer;
}

async function fromNetworkThenCopy(request, refresh) {
  try {
    return await refresh(request);
  } catch (problem) {
    const copy = await caches.match(request, { ignoreVary: true });
    if (copy) return copy;
    throw problem;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (isKept(pathname)) event.respondWith(fromNetworkThenCopy(request, refreshed));
  else if (SHARED.includes(pathname)) event.respondWith(fromNetworkThenCopy(request, fetch));
});
