// The camera on the scanner's page: opened when the page is looked at, changed for another, lit.

import { cameraTrouble, cameras, openCamera, readCodes } from './camera.js';
import { loadZxing, makeDecoder } from './decoder.js';

/**
 * The camera over the page's <video>. `saw(text)`: a code came into view; `say(key)`: why there is
 * no picture; `chosen`: id of the camera the steward took last, `choose(id)`: another one is taken.
 */
export function makeCamera(root, { saw, say, facing, chosen = null, choose = () => {} }) {
  const video = root.querySelector('[data-camera]');
  const torch = root.querySelector('[data-act=torch]');
  const another = root.querySelector('[data-act=camera]');
  let camera = null;
  let opening = false;
  let decode = null;
  let stopReading = () => {};
  let id = chosen;

  async function open() {
    if (camera || opening) return;
    opening = true;
    try {
      camera = await openCamera(video, id, facing);
    } catch (error) {
      say(cameraTrouble(error));
      return;
    } finally {
      opening = false;
    }
    if (torch) {
      torch.hidden = !camera.torch;
      torch.setAttribute('aria-pressed', 'false');
      another.hidden = (await cameras()).length < 2;
    }
    const { zxing, wasm } = root.dataset;
    try {
      decode ??= await makeDecoder(() => loadZxing(zxing, wasm));
    } catch {
      say('decoderFailed');
      return;
    }
    if (camera) stopReading = readCodes(video, decode, saw);
  }

  function close() {
    stopReading();
    camera?.stop();
    camera = null;
  }

  return {
    open,
    close,
    light() {
      const on = torch.getAttribute('aria-pressed') !== 'true';
      torch.setAttribute('aria-pressed', String(on));
      camera?.torch?.(on);
    },
    /** The next camera of the phone. */
    async other() {
      const ids = await cameras();
      id = ids[(ids.indexOf(camera?.id) + 1) % ids.length] ?? null;
      choose(id);
      close();
      await open();
    },
  };
}
