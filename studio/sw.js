// Keeps the page's files, so that it opens without a net. A new build has another digest and replaces them all.
const CACHE = "siren-vae-studio-__DIGEST__";
const FILES = __FILES__;
/** What a first visit does not need: fetched after the page has everything that it does. */
const LATER = __LATER__;

function keep(files) {
  return caches
    .open(CACHE)
    .then((cache) => cache.addAll(files.map((file) => new Request(file, { cache: "reload" }))));
}

self.addEventListener("install", (event) => {
  event.waitUntil(keep(FILES).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((keys) =>
        Promise.all(
          keys
            .filter((key) => key.startsWith("siren-vae-studio-") && key !== CACHE)
            .map((key) => caches.delete(key)),
        ),
      )
      .then(() => self.clients.claim()),
  );
  // Nothing waits for these; what does not come now is kept when it is first used.
  void keep(LATER).catch(() => undefined);
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(request, { ignoreSearch: true }))
      .then(
        (kept) =>
          kept ??
          fetch(request).then((answer) => {
            const name = new URL(request.url).pathname.split("/").at(-1);
            if (answer.ok && LATER.includes(name)) {
              const copy = answer.clone();
              void caches.open(CACHE).then((cache) => cache.put(request, copy));
            }
            return answer;
          }),
      ),
  );
});
