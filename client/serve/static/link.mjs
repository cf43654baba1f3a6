// The secret of a link: it stands in the fragment, is taken out of the address at once, and stays in this tab.

import { fromBase64, hex } from './common.mjs';

const KEPT = 'iou-link';
const text = (value) => new TextEncoder().encode(value);

/** The link's secret as it is written, and what this browser is by what follows it; null where there is none. */
export function token() {
  const found = /^#([A-Za-z0-9_-]{43})(?:\.(creator|seat))?/.exec(location.hash);
  if (location.hash) history.replaceState(null, '', location.pathname);
  if (found) {
    sessionStorage.setItem(KEPT, found[1]);
    return { token: found[1], role: found[2] ?? null };
  }
  const before = sessionStorage.getItem(KEPT);
  return before ? { token: before, role: null } : null;
}

/** Id of the draft and key of the link's box. */
export async function keys(token) {
  const secret = await crypto.subtle.importKey('raw', fromBase64(token), 'HKDF', false, ['deriveBits']);
  const derive = (info, bits) =>
    crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: text('iou:draft:v1'), info: text(info) }, secret, bits);
  const [id, box] = [await derive('id', 128), await derive('box', 256)];
  return { id: hex(id), raw: new Uint8Array(id), box: await crypto.subtle.importKey('raw', box, 'AES-GCM', false, ['decrypt']) };
}

/** The names in the link's box, by the names of their fields; nothing where it does not open. */
export async function open(box, { raw, box: key }) {
  try {
    const bytes = fromBase64(box);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.slice(0, 12), additionalData: raw }, key, bytes.slice(12));
    const said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
    const names = Object.fromEntries((said.fields ?? []).map((field) => [field.name, String(field.value)]));
    return { ...names, other: said.other === undefined ? undefined : String(said.other) };
  } catch {
    return {};
  }
}
