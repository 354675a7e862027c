// A page without network: the scanner, the kiosk, an exhibitor's leads. Served behind a line that
// sets `self.KEPT`: the app's name, the version, for each page the address at which it has
// nobody's name in it, and every file they need. Where the browser sends in the background,
// `self.SEND` comes before it, from the page's own modules.
//
// A page comes from the network when that answers soon, else from the cache; files always
// come from the cache, which a new version fills anew as a whole.

const { name, version, pages, files } = self.KEPT;
const PREFIX = `ketnoi-${name}-`;
const CACHE = PREFIX + version;
const PATIENCE_MS = 2500; // a venue's network often hangs instead of failing
const LATER = 'ketnoi-send'; // the tag under which the page asks for it

/** What this app keeps for a request; never what another app on this phone keeps. */
const kept = (request, how) => caches.match(request, { ...how, cacheName: CACHE, ignoreVary: true });

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
    const old = (await caches.keys()).filter((one) => one.startsWith(PREFIX) && one !== CACHE);
    await Promise.all(old.map((one) => caches.delete(one)));
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
  const cached = kept(shell);
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then(() => renewShell(shell), () => null));
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
  const first = await Promise.race([fresh.catch(() => null), late]);
  const down = !first || first.status >= 500;
  return (down && (await cached)) || fresh;
}

async function file(request) {
  return (await kept(request, { ignoreSearch: true })) ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && pages[pathname]) event.respondWith(openPage(event, pages[pathname]));
  else if (pathname.startsWith('/static/')) event.respondWith(file(request));
});

// The network is back, also when no page is open: what waits is sent. A failure is tried again.
self.addEventListener('sync', (event) => {
  if (event.tag === LATER && self.SEND) event.waitUntil(self.SEND(self.KEPT));
});
