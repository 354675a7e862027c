// Reads QR codes from the camera's picture: with the browser's own detector where it has
// one, else with zxing (WebAssembly). A decoder takes a <video> and answers text or null.

const SIDE = 640; // the middle square of the picture, in pixels, is what gets read

async function nativeDecoder(Detector) {
  if (!Detector) return null;
  const formats = await Detector.getSupportedFormats();
  if (!formats.includes('qr_code')) return null;
  const detector = new Detector({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
}

/** The centred square of a picture: {x, y, side}, in its own pixels. */
export function middleSquare(width, height) {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

function zxingDecoder(reader) {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const wanted = { formats: ['QRCode'], maxNumberOfSymbols: 1 };
  return async (video) => {
    const { x, y, side } = middleSquare(video.videoWidth, video.videoHeight);
    context.drawImage(video, x, y, side, side, 0, 0, SIDE, SIDE);
    const found = await reader.readBarcodes(context.getImageData(0, 0, SIDE, SIDE), wanted);
    return found[0]?.text || null;
  };
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`cannot load ${address}`));
    document.head.append(script);
  });
}

/** Load zxing from `scriptUrl`, its WebAssembly from `wasmUrl`: both of one version. */
export async function loadZxing(scriptUrl, wasmUrl) {
  if (!globalThis.ZXingWASM) await loadScript(scriptUrl);
  const reader = globalThis.ZXingWASM;
  const locateFile = (path, prefix) => (path.endsWith('.wasm') ? wasmUrl : prefix + path);
  await reader.prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  return reader;
}

/** The best decoder this browser can have. `loadReader` is called only when it is needed. */
export async function makeDecoder(loadReader, Detector = globalThis.BarcodeDetector) {
  return (await nativeDecoder(Detector)) ?? zxingDecoder(await loadReader());
}
