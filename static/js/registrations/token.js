// The badge token in the browser: the same rules as app/core/tokens.py, tried with the
// same cases (tests/vectors/tokens.json). A token is 198 decimal digits of
// 0x01 ‖ body (18 bytes, >BBHIQH) ‖ Ed25519 signature (64 bytes), in one spelling only.

const BODY_BYTES = 18;
const TOKEN_BYTES = BODY_BYTES + 64;
const TOKEN_DIGITS = 198;
const DIGITS = /^[1-9][0-9]{197}$/;
const VERSION = 1;
const PURPOSE_BADGE = 1;

/** Body and signature of a well-formed token, not yet verified; null when it is not one. */
export function split(text) {
  if (typeof text !== 'string' || text.length !== TOKEN_DIGITS || !DIGITS.test(text)) return null;
  const hex = BigInt(text).toString(16);
  if (hex.length !== 2 * TOKEN_BYTES + 1 || hex[0] !== '1') return null;
  const raw = Uint8Array.from(hex.slice(1).match(/../g), (byte) => parseInt(byte, 16));
  return { body: raw.slice(0, BODY_BYTES), signature: raw.slice(BODY_BYTES) };
}

/** The fields of a body; the serial is a string because it has 64 bits. Null for another kind. */
export function readBody(body) {
  const view = new DataView(body.buffer, body.byteOffset, BODY_BYTES);
  if (view.getUint8(0) !== VERSION || view.getUint8(1) !== PURPOSE_BADGE) return null;
  return {
    keyId: view.getUint16(2),
    event: view.getUint32(4),
    serial: view.getBigUint64(8).toString(),
    category: view.getUint16(16),
  };
}

function bytesOfBase64url(text) {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(standard), (char) => char.charCodeAt(0));
}

/** Ed25519 in JavaScript, for browsers whose WebCrypto does not know it. */
const library = () => import('../../vendor/noble-ed25519.js');

/**
 * A checker of tokens. `keys` maps key ids (as in the roster) to base64url public keys.
 * Its answer: {state: 'genuine', token}, {state: 'forged'}, or {state: 'unchecked', token}
 * when this browser cannot check Ed25519 signatures at all: only the server can tell then.
 */
export function makeVerifier(keys, subtle = globalThis.crypto?.subtle, loadLibrary = library) {
  const checks = new Map();

  async function checkOf(keyId) {
    const raw = bytesOfBase64url(keys[keyId]);
    try {
      const key = await subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
      return (signature, body) => subtle.verify('Ed25519', key, signature, body);
    } catch {
      const { verifyAsync } = await loadLibrary();
      return (signature, body) => verifyAsync(signature, body, raw, { zip215: false });
    }
  }

  return async function verify(text) {
    const parts = split(text);
    const token = parts && readBody(parts.body);
    if (!token || !Object.hasOwn(keys, token.keyId)) return { state: 'forged' };
    if (!subtle) return { state: 'unchecked', token };
    if (!checks.has(token.keyId)) checks.set(token.keyId, checkOf(token.keyId));
    let genuine;
    try {
      genuine = await (await checks.get(token.keyId))(parts.signature, parts.body);
    } catch {
      checks.delete(token.keyId); // the library could not be loaded: the next badge tries again
      return { state: 'unchecked', token };
    }
    return genuine ? { state: 'genuine', token } : { state: 'forged' };
  };
}
