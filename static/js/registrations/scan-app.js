// A page as an app of the phone: works without network, sends in the background, asks to be
// installed, keeps its storage and keeps the screen awake.

const LATER = 'ketnoi-send';

/**
 * Register the page's service worker; `onNew` is called once a newer version has taken over.
 * Where the browser can send in the background, the worker is the one that does.
 */
export async function workOffline(address, onNew, scope = '/scan') {
  if (!navigator.serviceWorker) return;
  const { serviceWorker } = navigator;
  const before = serviceWorker.controller;
  serviceWorker.addEventListener('controllerchange', () => { if (before) onNew(); });
  const how = { scope, updateViaCache: 'none' };
  const plain = () => serviceWorker.register(address, how).catch(() => null);
  if (!globalThis.SyncManager) await plain();
  else await serviceWorker.register(`${address}?sync`, { ...how, type: 'module' }).catch(plain);
}

/** Have the worker send what waits once the network is back, also when the page is closed. */
export async function sendLater(scope = '/scan') {
  const registration = await navigator.serviceWorker?.getRegistration(scope).catch(() => null);
  await registration?.sync?.register(LATER).catch(() => null); // else the page sends, once it is open
}

/** Ask the browser not to drop what the phone holds; whether it promised. */
export async function keepStorage() {
  return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}

/** Offer to put the scanner on the home screen; `hint` says how where the browser cannot. */
export function offerInstall(button, hint) {
  hint.hidden = navigator.standalone !== false; // Safari on a phone, not opened from there
  let asking = null;
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    asking = event;
    button.hidden = false;
  });
  addEventListener('appinstalled', () => { button.hidden = true; });
  button.addEventListener('click', async () => {
    button.hidden = true;
    await asking?.prompt();
  });
}

/** Keep the screen on while the page is looked at. */
export function stayAwake() {
  const ask = () => {
    if (!document.hidden) navigator.wakeLock?.request('screen').catch(() => null); // it only dims
  };
  document.addEventListener('visibilitychange', ask);
  ask();
}
