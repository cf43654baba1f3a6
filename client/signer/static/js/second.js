// The second way to a key: before money is on record each key has two, so that one lost phone loses no loan. Whoever has one only is led
// to another one, and from there goes on with what they came for.

import { screen } from './dom.js';
import * as keyring from './keyring.js';
import { shownWords } from './keys.js';
import * as passkey from './passkey.js';
import { button, buttons, fiveWords, furtherPasskey, h, keystoreFile, opener, section } from './parts.js';
import { t } from './text.js';

/** Offers words on paper, a file, another passkey; after one of them `then`. */
export function second(task, record, then) {
  const lock = keyring.way(record) === 'words' ? null : opener(record);
  const go = async () => (keyring.ways(record) < keyring.ENOUGH ? second(task, record, then) : then());
  /** Whoever holds the phone for a minute makes no way of their own: what opens the key is asked for first. */
  const way = (id, label, next, tone = '') =>
    button(
      id,
      label,
      async () => {
        if (lock) await keyring.unlock(record, lock.given());
        await next();
      },
      { tone, sign: 'key' },
    );
  const file = record.isSaved ? null : keystoreFile(record, go, 'main');
  screen(
    'second',
    t('second-title'),
    h('p', { class: 'lead' }, t('second-lead')),
    file && section(t('keystore-heading'), h('p', {}, t('second-file-keep')), buttons(file)),
    !file && lock && h('section', {}, lock.node),
    record.entropy && !record.isWritten && section(t('words-heading'), h('p', {}, t('words-why')), file && lock?.node, buttons(way('next', t('words-show'), () => shownWords(task, record, go), file ? '' : 'main'))),
    !file && !record.isSaved && section(t('second-file'), h('p', {}, t('second-file-why')), buttons(way('by-file', t('second-file-go'), () => byFile(record, go)))),
    keyring.way(record) !== 'passphrase' && passkey.isPossible() && section(t('more-openers'), h('p', {}, t('more-openers-why')), buttons(way('to-passkey', t('add-passkey'), () => byPasskey(record, go)))),
    buttons(button('leave', t('act-not'), async () => task.leave(''))),
  );
}

/** Five words, and the file that they open. */
async function byFile(record, go) {
  const { passphrase, nodes, check } = await fiveWords(t('second-file-words'));
  const save = async () => {
    check();
    await keyring.addPassphrase(record, passphrase);
    screen('second', t('keystore-heading'), h('p', { class: 'lead' }, t('second-file-keep')), buttons(keystoreFile(record, go, 'main')));
  };
  screen('second', t('second-file'), h('section', {}, nodes, buttons(button('next', t('second-file-make'), save, { tone: 'main' }))));
}

async function byPasskey(record, go) {
  screen('second', t('second-title'), furtherPasskey(record, go));
}
