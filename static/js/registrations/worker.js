// The scanner without network. Served as /sw.js, behind a line that sets `self.SCANNER`:
// the version, for each page the address at which it has nobody's name in it, and every file they
// need.
//
// A page comes from the network when that answers soon, else from the cache; files always
// come from the cache, which a new version fills anew as a whole.

const { version, pages, files } = self.SCANNER;
const PREFIX = 'ketnoi-scan-';
const CACHE = PREFIX + version;
const PATIENCE_MS = 2500; // a venue's network often hangs instead of failing

self.addEventListener('install', (event) => {
  const fill = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...Object.values(pages), ...files].map((file) => new Request(file, { cache: 'no-cache' })));
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener('activate', (event) => {
  const takeOver = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(takeOver());
});

/** The page in the language last chosen: read again whenever the network let the page through. */
async function renewShell(shell) {
  const cache = await caches.open(CACHE);
  await cache.add(new Request(shell, { cache: 'no-store' })).catch(() => null);
}

async function openPage(event, shell) {
  const cached = caches.match(shell, { ignoreVary: true });
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then(() => renewShell(shell), () => null));
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
  const first = await Promise.race([fresh.catch(() => null), late]);
  const down = !first || first.status >= 500;
  return (down && (await cached)) || fresh;
}

async function file(request) {
  return (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && pages[pathname]) event.respondWith(openPage(event, pages[pathname]));
  else if (pathname.startsWith('/static/')) event.respondWith(file(request));
});
