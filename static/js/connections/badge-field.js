// A field for a badge's code that the camera can fill: what is read is sent at once.
// The field works by itself; without a camera people type the code under the picture.

import { cameraTrouble, openCamera, readCodes } from '../registrations/camera.js';
import { loadZxing, makeDecoder } from '../registrations/decoder.js';

export default function badgeField(root) {
  const open = root.querySelector('[data-open-camera]');
  const video = root.querySelector('video');
  const said = root.querySelector('[data-said]');
  const field = root.querySelector('input[name=badge]');
  let camera = null;
  let stopReading = null;

  function close() {
    stopReading?.();
    camera?.stop();
    camera = null;
    video.hidden = true;
    open.hidden = false;
  }

  async function start() {
    said.textContent = '';
    try {
      camera = await openCamera(video);
      const { zxing, wasm } = root.dataset;
      const decode = await makeDecoder(() => loadZxing(zxing, wasm));
      video.hidden = false;
      open.hidden = true;
      stopReading = readCodes(video, decode, (text) => {
        close();
        field.value = text;
        field.form.requestSubmit();
      });
    } catch (error) {
      close();
      said.textContent = root.dataset[cameraTrouble(error)] ?? root.dataset.cameraMissing;
    }
  }

  open.hidden = false;
  open.addEventListener('click', start);
  document.addEventListener('visibilitychange', () => { if (document.hidden) close(); });
}
