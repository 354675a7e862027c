// The camera of the phone: opened, lit, read, and let go while nobody looks at the page.

const BETWEEN_FRAMES_MS = 60;

/** Why there is no picture, as a key of the page's words. */
export function cameraTrouble(error) {
  if (!globalThis.isSecureContext) return 'cameraInsecure';
  return error?.name === 'NotAllowedError' ? 'cameraDenied' : 'cameraMissing';
}

/** Ids of the cameras there are; browsers tell them once one was allowed. */
export async function cameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices.filter(({ kind }) => kind === 'videoinput').map(({ deviceId }) => deviceId);
}

/**
 * Show a camera in `video`, the one at the back unless `id` names another, or `facing` is
 * 'user': {id, stop, torch}.
 * torch is null where there is no light.
 */
export async function openCamera(video, id = null, facing = 'environment') {
  if (!navigator.mediaDevices) throw new DOMException('no camera here', 'NotFoundError');
  const which = id ? { deviceId: { ideal: id } } : { facingMode: { ideal: facing } };
  const wanted = { ...which, width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  video.srcObject = stream;
  await video.play();
  const [track] = stream.getVideoTracks();
  const hasTorch = Boolean(track.getCapabilities?.().torch);
  return {
    id: track.getSettings?.().deviceId ?? null,
    stop() {
      for (const one of stream.getTracks()) one.stop();
      video.srcObject = null;
    },
    torch: hasTorch ? (on) => track.applyConstraints({ advanced: [{ torch: on }] }) : null,
  };
}

/** Read codes from `video` until `stop()` is called; `onCode` gets every text seen. */
export function readCodes(video, decode, onCode) {
  let stopped = false;
  let timer = null;
  async function look() {
    if (stopped) return;
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const text = await decode(video).catch(() => null); // a frame that cannot be read is none
      if (text && !stopped) onCode(text);
    }
    if (!stopped) timer = setTimeout(look, BETWEEN_FRAMES_MS);
  }
  look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
