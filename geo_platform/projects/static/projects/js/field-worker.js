// Keeps the pages of the field and what they are made of, so that they open where there is no line. Network first: what
// is kept is only shown when the network does not answer. Nothing of another page is kept.
const STORE = "field-1";
const PAGE = /^\/projects\/(?:[^/]+\/progress\/)?$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function fresh(request) {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) {
    const copy = answer.clone();
    const store = await caches.open(STORE);
    await store.put(request, copy);
  }
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && PAGE.test(url.pathname);
  const isPart = url.pathname.startsWith("/static/");
  if (!isPage && !isPart) return;
  event.respondWith(
    fresh(request).catch(async (cause) => {
      const kept = await caches.match(request, { ignoreSearch: isPage });
      if (kept) return kept;
      throw cause;
    }),
  );
});

async function keep(addresses) {
  const store = await caches.open(STORE);
  await Promise.all(
    addresses.map(async (address) => {
      const answer = await fetch(address);
      if (answer.ok && !answer.redirected) await store.put(address, answer);
    }),
  );
}

self.addEventListener("message", (event) => {
  // Someone else signs in on this phone: what the one before had opened goes.
  if (event.data?.forget) event.waitUntil(caches.delete(STORE));
  // The first page of all was loaded before there was a worker: it names itself and what it is made of.
  if (event.data?.keep) event.waitUntil(keep(event.data.keep));
});
