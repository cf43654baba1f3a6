// Passkeys: not keys that sign loans, but what unseals them. The bytes come from the PRF extension, and only from a `get` that
// somebody's tap started, with their finger, face or code asked for.
// Source: W3C WebAuthn 3 (prf). Limits: P-256; authenticators without PRF are refused.

import { base64url, fromBase64url, randomBytes, utf8 } from './bytes.js';

const SALT = utf8('iou:prf:v1');
/** Flag of the authenticator's data: the person was verified. */
const VERIFIED = 4;

/** The full name of this host, never a parent of it. */
export const party = () => location.hostname;

/** Browsers inside of other apps, which have no passkeys or lose what they keep. */
export const insideApp = () => /MicroMessenger|\bQQ\/|Weibo|AlipayClient|DingTalk|Lark|; wv\)/i.test(navigator.userAgent);

export const isPossible = () => isSecureContext && typeof PublicKeyCredential === 'function' && !insideApp();

const named = (credentials) => credentials.map((id) => ({ type: 'public-key', id: fromBase64url(id) }));

const failed = (error) => ({ code: error?.name === 'NotAllowedError' || error?.name === 'AbortError' ? 'passkey-cancelled' : 'passkey-failed', detail: error?.name });

/** A new one, beside `others` on another phone or key. Throws passkey-plain where it cannot unseal anything. */
export async function make(name, others = []) {
  let made;
  try {
    made = await navigator.credentials.create({
      publicKey: {
        rp: { id: party(), name: location.host },
        user: { id: randomBytes(16), name, displayName: name },
        challenge: randomBytes(32),
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        excludeCredentials: named(others),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
        timeout: 120_000,
        extensions: { prf: {} },
      },
    });
  } catch (error) {
    throw error?.name === 'InvalidStateError' ? { code: 'passkey-same' } : failed(error);
  }
  if (made.getClientExtensionResults().prf?.enabled !== true) throw { code: 'passkey-plain' };
  const key = made.response.getPublicKey?.();
  return { credential: base64url(made.rawId), publicKey: key ? base64url(key) : null };
}

/** The bytes of one of these (of any where none is named), and its assertion over a challenge. */
export async function answer(credentials, challenge) {
  let got;
  try {
    got = await navigator.credentials.get({
      publicKey: {
        rpId: party(),
        challenge,
        allowCredentials: named(credentials),
        userVerification: 'required',
        timeout: 120_000,
        extensions: { prf: { eval: { first: SALT } } },
      },
    });
  } catch (error) {
    throw failed(error);
  }
  const credential = base64url(got.rawId);
  const { authenticatorData, clientDataJSON, signature } = got.response;
  const isVerified = (new Uint8Array(authenticatorData)[32] & VERIFIED) !== 0;
  const first = got.getClientExtensionResults().prf?.results?.first;
  if (!isVerified || (credentials.length > 0 && !credentials.includes(credential))) throw { code: 'passkey-failed' };
  if (!first) throw { code: 'passkey-plain' };
  const bytes = new Uint8Array(first instanceof ArrayBuffer ? first : first.buffer.slice(first.byteOffset, first.byteOffset + first.byteLength));
  return {
    credential,
    prf: bytes,
    assertion: { authenticator: base64url(authenticatorData), client: base64url(clientDataJSON), signature: base64url(signature) },
  };
}
