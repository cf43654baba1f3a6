// The loans of this browser: whose key, which draft, and what only its people know, under the key of this browser.

import { origin } from './api.js';
import { base64url, fromBase64url, fromUtf8, open, seal, utf8 } from './bytes.js';
import * as store from './store.js';

const bound = (draft) => utf8(`iou:loan:v1\n${draft}`);

/** Keeps a loan: what is open of it, and `secret` {token, own, known, shown, names} sealed; once signed also what was, with the passkey's word. */
export async function keep(loan, secret) {
  const sealed = await seal(await store.device(), utf8(JSON.stringify(secret)), bound(loan.draft));
  await store.keep('loans', { ...loan, sealed: base64url(sealed) });
}

async function opened(loan) {
  if (!loan) return null;
  const plain = await open(await store.device(), fromBase64url(loan.sealed), bound(loan.draft)).catch(() => null);
  const { sealed, ...rest } = loan;
  return { ...rest, secret: plain ? JSON.parse(fromUtf8(plain)) : { own: [], known: [], names: {} } };
}

export const find = async (draft) => opened(await store.find('loans', draft));

/** Of this service, newest first. */
export const all = async () => Promise.all((await store.all('loans')).filter((one) => one.api === origin()).sort((a, b) => b.n - a.n).map(opened));

/** The one with one of these accounts. */
export async function ofAccounts(accounts) {
  const found = (await store.all('loans')).find((one) => accounts.includes(one.account));
  return opened(found);
}

/** Remembers something more of it. */
export async function change(draft, what, secret) {
  const loan = await store.find('loans', draft);
  if (!loan) return;
  const before = (await opened(loan)).secret;
  const { sealed, ...rest } = loan;
  await keep({ ...rest, ...what }, { ...before, ...secret });
}

/** Forgets a loan of which nothing came. */
export const forget = (draft) => store.drop('loans', draft);

/** Forgets all loans of a key, at whatever service. */
export async function forgetOf(root) {
  for (const one of await store.all('loans')) if (one.root === root) await store.drop('loans', one.draft);
}
