// The log-in: a number to sign is asked for, the signer host signs it, and the proof comes back in the fragment.

import { api, byId, fault, fromBase64, main, ready, signer } from './common.mjs';

const signIn = byId('to-signer');
const signOut = byId('logout');

async function proved(text) {
  const proof = new TextDecoder().decode(fromBase64(text));
  const next = sessionStorage.getItem('iou-next') ?? '/';
  // A proof that was not asked for here would log its reader in as somebody else.
  const nonce = sessionStorage.getItem('iou-nonce');
  sessionStorage.removeItem('iou-next');
  sessionStorage.removeItem('iou-nonce');
  if (!nonce || JSON.parse(proof).nonce !== nonce) throw { code: 'login' };
  await api('/v1/sessions', { method: 'POST', body: proof });
  location.replace(next === '/book' ? '/book' : '/');
}

const proof = location.hash.slice(1);
if (proof) {
  history.replaceState(null, '', location.pathname);
  try {
    await proved(proof);
  } catch (why) {
    fault(why.code ?? 'login', why.title ?? '');
  }
}
signIn.addEventListener('click', async () => {
  signIn.disabled = true;
  try {
    const { nonce, expires_ms } = await api('/v1/sessions/nonce', { method: 'POST', body: '{}' });
    sessionStorage.setItem('iou-next', main.dataset.next);
    sessionStorage.setItem('iou-nonce', nonce);
    location.assign(signer('login', '/login', { nonce, expires_ms }));
  } catch (why) {
    signIn.disabled = false;
    fault(why.code ?? 'login', why.title ?? '');
  }
});
signOut.hidden = main.dataset.in === undefined;
signOut.addEventListener('click', async () => {
  await api('/v1/sessions', { method: 'DELETE' });
  location.replace('/');
});
signIn.disabled = false;
ready();
