// Who somebody is, for the pages: a number of the service, signed by each of their accounts.

import * as api from './api.js';
import { base64url, sha256, utf8 } from './bytes.js';
import { screen } from './dom.js';
import * as keyring from './keyring.js';
import * as loans from './loans.js';
import { call } from './module.js';
import { button, buttons, h, note, opener, section, sentence } from './parts.js';
import { moment, t } from './text.js';

const MOST = 64;

export async function login(task) {
  const { nonce, expires_ms } = task;
  if (typeof nonce !== 'string' || !/^[\w+/=-]{8,128}$/.test(nonce) || !Number.isSafeInteger(expires_ms)) throw { code: 'task' };
  const all = (await loans.all()).slice(0, MOST);
  const records = [];
  for (const root of new Set(all.map((one) => one.root))) {
    const record = await keyring.recordOf(root);
    if (record) records.push(record);
  }
  if (records.length === 0) {
    return screen(
      'login',
      t('unknown-heading'),
      h('p', { class: 'lead' }, t('login-none')),
      buttons(button('to-restore', t('unknown-restore'), async () => task.go('restore'), { tone: 'main' }), button('back', t('back'), async () => task.leave(''))),
    );
  }
  const { text } = await call('login_text', { host: api.host(), nonce, expires_ms });
  const challenge = await sha256(utf8(text));
  // One key after the other; nearly everybody has one.
  const lock = opener(records[0]);
  return screen(
    'login',
    t('login-heading'),
    h('p', { class: 'lead' }, t('login-why', { host: api.host() })),
    section(
      t('login-last'),
      sentence(t('say-login', { host: api.host(), count: all.length, until: moment(expires_ms) })),
      keyring.way(records[0]) !== 'words' && lock.node,
      note('', t('login-linked'), t('login-linked-why')),
      buttons(
        button(
          'sign',
          t('login-sign'),
          async () => {
            const accounts = [];
            for (const [at, record] of records.entries()) {
              const { seed } = await keyring.unlock(record, { ...(at === 0 && lock.given()), challenge });
              for (const loan of all.filter((one) => one.root === record.root)) {
                accounts.push({ account: loan.account, signature: await keyring.signed(seed, loan.n, text) });
              }
            }
            task.leave(`#${base64url(utf8(JSON.stringify({ nonce, expires_ms, accounts })))}`);
          },
          { tone: 'main', sign: 'key' },
        ),
        button('leave', t('act-not'), async () => task.leave('')),
      ),
    ),
  );
}
