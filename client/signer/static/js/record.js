// What a passkey signed of a loan, as a file for whoever collects the evidence of it (`iou evidence --passkey`): the passkey's word
// for each request that was signed here, and the one personal field that binds the passkey to the terms. Of the other
// fields only the commitments are in it.
//
// Words of another passkey than the terms name are left out: they prove nothing of this loan.

import { fromBase64url, hex, sha256 } from './bytes.js';

const FORMAT = 'iou-passkey-record';
const SCHEMA = 1;

/** RFC 8785 of texts, whole numbers, lists and objects. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

const unpacked = (text) => hex(fromBase64url(text));

/** The file of a loan as `{name, text}`; null where the terms name no passkey, or it has signed nothing in this browser. */
export async function recordOf(loan) {
  const { own, list, steps = [], ...first } = loan.secret;
  const field = own.find((one) => one.name === `${loan.role}.passkey`);
  if (!field?.opened || !list || !loan.digest) return null;
  let key;
  const signed = new Map();
  for (const { id, assertion } of [first, ...steps]) {
    if (!id || !assertion?.key) continue;
    const its = fromBase64url(assertion.key);
    if (hex(await sha256(its)) !== field.opened.value) continue;
    key = hex(its);
    signed.set(id, { authenticator: unpacked(assertion.authenticator), client: unpacked(assertion.client), intent: id, signature: unpacked(assertion.signature) });
  }
  if (!key) return null;
  const assertions = [...signed.keys()].sort().map((id) => signed.get(id));
  const fields = list.map((one) => (one.name === field.name ? field : one));
  const text = canonical({ format: FORMAT, schema: SCHEMA, digest: loan.digest, role: loan.role, key, fields, assertions });
  return { name: `iou-passkey-${loan.number ?? loan.draft.slice(0, 8)}.json`, text };
}
