// Bytes, and the little cryptography that browsers have themselves. Everything of keys is the module's.

export const utf8 = (text) => new TextEncoder().encode(text);
export const fromUtf8 = (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
export const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
export const fromHex = (text) => Uint8Array.from(text.replace(/^0x/, '').match(/../g) ?? [], (pair) => parseInt(pair, 16));

export function base64url(bytes) {
  const all = new Uint8Array(bytes);
  let binary = '';
  for (let at = 0; at < all.length; at += 8192) binary += String.fromCharCode(...all.subarray(at, at + 8192));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function fromBase64url(text) {
  if (!/^[\w-]*$/.test(text)) throw { code: 'box-damaged' };
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
}

export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
export const random = (length) => hex(randomBytes(length));
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

/** HKDF-SHA-256. */
export async function hkdf(secret, salt, info, length) {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8));
}

const NONCE = 12;
const aes = (key) => (key instanceof CryptoKey ? key : crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']));

/** AES-256-GCM: nonce ‖ ciphertext with tag. */
export async function seal(key, plain, bound) {
  const iv = randomBytes(NONCE);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound }, await aes(key), plain);
  const all = new Uint8Array(NONCE + sealed.byteLength);
  all.set(iv);
  all.set(new Uint8Array(sealed), NONCE);
  return all;
}

/** The plain bytes. Throws box-locked where key, bytes or what they are bound to are others. */
export async function open(key, sealed, bound) {
  try {
    const iv = sealed.slice(0, NONCE);
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bound }, await aes(key), sealed.slice(NONCE)));
  } catch {
    throw { code: 'box-locked' };
  }
}

/** The twelve digits of terms, as people read them out: slow on purpose, so that nobody finds other terms with the same. */
export async function digits(digest) {
  const key = await crypto.subtle.importKey('raw', fromHex(digest), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: utf8('iou:digits:v1'), iterations: 600_000 }, key, 40);
  const number = new Uint8Array(bits).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) % 10n ** 12n;
  return number.toString().padStart(12, '0');
}

/** What follows from the secret of a link. */
export async function linkKeys(token) {
  const secret = fromBase64url(token);
  if (secret.length !== 32) throw { code: 'link' };
  const derive = (info, length) => hkdf(secret, utf8('iou:draft:v1'), utf8(info), length);
  const id = await derive('id', 16);
  return { id: hex(id), raw: id, box: await derive('box', 32), seat: await derive('seat', 32) };
}
