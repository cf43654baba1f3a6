// Signing with a key that is not here: by a wallet in this browser (`signRaw`), or by a file or square codes for `iou intent sign`.

import { screen } from './dom.js';
import { call } from './module.js';
import { handOver } from './act.js';
import { button, buttons, code, download, field, h, note, section } from './parts.js';
import { short, t } from './text.js';

const wallets = () => Object.entries(globalThis.injectedWeb3 ?? {});
const hexText = (text) => `0x${Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** Other ways to sign, for one of these accounts. `make(account)` gives `{signing, shown, parts}`. */
export function elsewhere(task, accounts, make) {
  return h(
    'details',
    { id: 'elsewhere' },
    h('summary', {}, t('elsewhere')),
    h(
      'div',
      {},
      wallets().map(([name]) => button(`wallet-${name.replace(/\W/g, '')}`, t('by-wallet', { name }), () => byWallet(task, name, accounts, make))),
      h('p', {}, t('by-file-why')),
      accounts.map((account, at) => button(`file-${at}`, t('by-file', { account: short(account) }), () => byFile(task, account, make))),
    ),
  );
}

/** The wallet's signature over a text, as wallets wrap it. */
export async function walletSigned(name, account, text) {
  const wallet = await globalThis.injectedWeb3[name].enable(t('brand'));
  const { signature } = await wallet.signer.signRaw({ address: account, data: hexText(text), type: 'bytes' });
  const { signed } = await call('signed', { account, text, signature });
  if (!signed) throw { code: 'wallet-other' };
  return signature;
}

/** The accounts that a wallet has, as this chain writes them. */
export async function walletAccounts(name) {
  const wallet = await globalThis.injectedWeb3[name].enable(t('brand'));
  return (await wallet.accounts.get()).filter((one) => !one.type || one.type === 'sr25519').map((one) => one.address);
}

async function byWallet(task, name, accounts, make) {
  const all = await walletAccounts(name);
  const account = accounts.find((one) => all.includes(one));
  if (!account) throw { code: 'wallet-none' };
  const { signing, shown, parts } = await make(account);
  screen(
    'act',
    t('by-wallet', { name }),
    section(
      t('act-heading'),
      parts,
      buttons(
        button(
          'sign',
          t('act-sign'),
          async () => {
            const again = await call('intent_show', { intent: shown.intent, terms: signing.terms });
            await handOver(task, shown, await walletSigned(name, account, again.text), null);
          },
          { tone: 'main', sign: 'key' },
        ),
      ),
    ),
  );
}

async function byFile(task, account, make) {
  const { signing, shown, parts } = await make(account);
  const file = await call('intent_file', { intent: shown.intent, terms: signing.terms, counter: signing.counter, block: signing.block, finalised_ms: signing.finalised_ms });
  const codes = [];
  for (const [at, frame] of file.frames.entries()) codes.push(h('figure', {}, await code(frame), h('figcaption', { class: 'small mute' }, t('frame', { number: at + 1, count: file.frames.length }))));
  const back = field('signed-file', t('signed-file'), { type: 'file', accept: '.json,application/json', help: t('signed-file-help') });
  screen(
    'act',
    t('by-file-heading'),
    section(t('act-heading'), parts),
    section(t('by-file-how'), h('p', {}, t('by-file-command')), h('p', {}, h('code', {}, `iou intent sign ${file.name}`)), buttons(download('download', t('by-file-download'), file.name, file.file))),
    codes.length > 0 && h('details', {}, h('summary', {}, t('by-code')), h('div', {}, codes)),
    section(
      t('signed-file-heading'),
      back,
      buttons(
        button(
          'next',
          t('act-sign-file'),
          async () => {
            const chosen = back.input.files[0];
            if (!chosen || chosen.size > 256 * 1024) throw { code: 'file-missing' };
            const { signature } = await call('intent_read', { intent: shown.intent, file: await chosen.text() });
            await handOver(task, shown, signature, null);
          },
          { tone: 'main' },
        ),
      ),
      note('', t('by-file-safe'), t('by-file-safe-why')),
    ),
  );
}

