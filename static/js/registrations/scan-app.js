// The scanner as an app of the phone: works without network, asks to be installed, keeps its
// storage and keeps the screen awake.

/** Register the service worker; `onNew` is called once a newer version has taken over. */
export async function workOffline(address, onNew) {
  if (!navigator.serviceWorker) return;
  const { serviceWorker } = navigator;
  const before = serviceWorker.controller;
  serviceWorker.addEventListener('controllerchange', () => { if (before) onNew(); });
  await serviceWorker.register(address, { scope: '/scan', updateViaCache: 'none' }).catch(() => null);
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
