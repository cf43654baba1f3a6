// A step's form: the digest of a receipt is made here, and only the digest goes on.

import { byId, copy, hex, ready } from './common.mjs';

const MOST = 64 * 1024 * 1024;
const file = byId('receipt');
file?.addEventListener('change', async () => {
  const chosen = file.files[0];
  const [done, wrong, digest] = [byId('receipt-done'), byId('receipt-wrong'), byId('receipt_digest')];
  [done.hidden, wrong.hidden, digest.value] = [true, true, ''];
  if (!chosen) return;
  if (chosen.size > MOST) {
    wrong.hidden = false;
    return;
  }
  const next = byId('next');
  next.disabled = true;
  digest.value = hex(await crypto.subtle.digest('SHA-256', await chosen.arrayBuffer()));
  byId('receipt-name').textContent = chosen.name;
  byId('receipt-hex').textContent = digest.value;
  [done.hidden, next.disabled] = [false, false];
});
// The file itself is never sent with the form.
byId('step')?.addEventListener('submit', () => file && (file.disabled = true));
byId('copy')?.addEventListener('click', async (event) => {
  const button = event.currentTarget;
  if (await copy(byId('tell').textContent)) button.textContent = button.dataset.copied;
});
ready();
