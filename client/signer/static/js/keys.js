// Looking after keys: which are here, writing the words down, a keystore, another passkey, and coming back on an empty phone.

import * as api from './api.js';
import { noted, screen } from './dom.js';
import * as keyring from './keyring.js';
import * as loans from './loans.js';
import { call } from './module.js';
import * as passkey from './passkey.js';
import { button, buttons, download, field, furtherPasskey, h, keyMaker, keystoreFile, note, oneWayNote, opener, section } from './parts.js';
import { recordOf } from './record.js';
import { lang, moment, short, t } from './text.js';

const RETYPED = 3;

async function newest() {
  return (await keyring.records()).sort((a, b) => b.made_ms - a.made_ms)[0] ?? null;
}

export async function keys(task) {
  const all = await keyring.records();
  const mine = await loans.all();
  const signed = new Map(await Promise.all(mine.map(async (one) => [one.draft, await recordOf(one)])));
  const saved = (one) => {
    const record = signed.get(one.draft);
    const { hand } = one.secret;
    return [
      record && download(`record-${one.draft}`, t('record-download'), record.name, record.text),
      hand && download(`hand-${one.draft}`, t('hand-download'), `iou-hand-${one.number ?? one.draft.slice(0, 8)}.json`, hand),
    ];
  };
  const cards = all.map((record) => {
    const openers = record.openers.map((one) => t(`opener-${one.kind}`));
    const own = mine.filter((one) => one.root === record.root);
    return section(
      t('key-of', { at: moment(record.made_ms) }),
      h('p', {}, t('key-openers', { openers: [...openers, record.isWritten && t('opener-words'), record.isSaved && t('opener-file')].filter(Boolean).join(`${t('list-and')} `) })),
      oneWayNote(record),
      h('ul', { class: 'checks' }, own.map((one) => h('li', { 'data-draft': one.draft }, h('div', {}, h('b', {}, t('loan-of', { me: one.secret.names.me ?? '', other: one.secret.names.other ?? short(one.account) })), h('p', { class: 'small mute' }, t(`role-${one.role}`)), saved(one))))),
      own.some((one) => signed.get(one.draft)) && h('p', { class: 'small mute' }, t('record-why')),
      buttons(
        button('to-words', t('to-words'), async () => words(task, record)),
        keystoreFile(record),
        button('to-forget', t('to-forget'), async () => forget(task, record)),
      ),
      h('details', {}, h('summary', {}, t('proof')), h('div', {}, h('p', { class: 'small' }, t('proof-root'), h('br'), h('code', {}, record.root)))),
    );
  });
  screen(
    'keys',
    t('keys-heading'),
    h('p', { class: 'lead' }, all.length ? t('keys-lead') : t('keys-none')),
    cards,
    buttons(button('to-restore', t('unknown-restore'), async () => task.go('restore')), task.api && button('back', t('back'), async () => task.leave(''))),
  );
}

// --- forgetting ----------------------------------------------------------------------------------------------------------------

/** Asks what is to be forgotten of a key: the boxes at the service, which takes what opens it, and what lies in this browser. */
async function forget(task, record) {
  const own = (await loans.all()).filter((one) => one.root === record.root);
  const lock = keyring.isOpen(record) || keyring.way(record) === 'words' ? null : opener(record);
  const isElsewhere = record.isWritten || record.isSaved;
  const done = (words) => screen('forget', t('forgotten-heading'), h('p', { class: 'lead' }, words), buttons(button('back', t('back'), async () => keys(task), { tone: 'main' })));
  screen(
    'forget',
    t('forget-heading'),
    h('p', { class: 'lead' }, t('forget-lead', { count: own.length })),
    !isElsewhere && noted('h2', 'warn', t('forget-last'), t('forget-last-why')),
    section(
      t('forget-boxes'),
      h('p', {}, t('forget-boxes-why')),
      lock?.node,
      buttons(
        button(
          'forget-boxes',
          t('forget-boxes-go'),
          async () => {
            const seed = (await keyring.peek(record)) ?? (await keyring.unlock(record, lock?.given())).seed;
            await keyring.emptyBoxes(record, seed);
            done(t('forgotten-boxes'));
          },
          { tone: 'no', sign: 'key' },
        ),
      ),
    ),
    section(
      t('forget-here'),
      h('p', {}, t('forget-here-why')),
      buttons(
        button(
          'forget-here',
          t('forget-here-go'),
          async () => {
            await keyring.forget(record);
            done(t('forgotten-here'));
          },
          { tone: 'no' },
        ),
      ),
    ),
    buttons(button('leave', t('forget-not'), async () => keys(task))),
  );
}

// --- words ---------------------------------------------------------------------------------------------------------------------

/** The words of a key; of the newest one where none is named. */
export async function words(task, named) {
  const record = named ?? (await newest());
  if (!record) return restore(task);
  // Whoever holds the phone for a minute is not shown them: what opens the key is asked for where there is anything.
  if (keyring.way(record) === 'words') return shownWords(task, record);
  const lock = opener(record);
  return screen(
    'words',
    t('words-heading'),
    h('p', { class: 'lead' }, t('words-why')),
    lock.node,
    buttons(
      button(
        'next',
        t('words-show'),
        async () => {
          await keyring.unlock(record, lock.given());
          await shownWords(task, record);
        },
        { tone: 'main', sign: 'key' },
      ),
    ),
  );
}

/** The words and three of them typed back; then `then`. */
export async function shownWords(task, record, then = () => secured(task, record)) {
  const { words: all } = await call('words_of', { seed: await keyring.entropyOf(record), lang: lang() });
  screen(
    'words',
    t('words-heading'),
    h('p', { class: 'lead' }, t('words-why')),
    noted('h2', 'warn', t('words-secret'), t('words-secret-why')),
    section(t('words-list'), h('ol', { class: 'words', id: 'words' }, all.map((word, at) => h('li', { 'data-word': word }, h('span', {}, String(at + 1)), word)))),
    buttons(button('next', t('words-done'), async () => retype(task, record, all, then), { tone: 'main' })),
  );
}

function retype(task, record, all, then) {
  const places = [];
  while (places.length < RETYPED) {
    const place = crypto.getRandomValues(new Uint32Array(1))[0] % all.length;
    if (!places.includes(place)) places.push(place);
  }
  places.sort((a, b) => a - b);
  const inputs = places.map((place) => field(`word-${place + 1}`, t('words-nth', { number: place + 1 })));
  screen(
    'words',
    t('words-again'),
    h('p', { class: 'lead' }, t('words-again-why')),
    h('section', {}, h('div', { class: 'words' }, inputs)),
    buttons(
      button(
        'next',
        t('words-check'),
        async () => {
          const wrong = inputs.findIndex((one, at) => one.input.value.trim().toLowerCase() !== all[places[at]]);
          if (wrong >= 0) {
            inputs[wrong].input.focus();
            throw { code: 'words-differ', detail: t('words-differ', { number: places[wrong] + 1 }) };
          }
          await keyring.written(record);
          await then();
        },
        { tone: 'main' },
      ),
      button('again', t('words-look'), async () => shownWords(task, record, then)),
    ),
  );
}

function secured(task, record) {
  screen(
    'words',
    t('words-kept'),
    noted('h2', 'ok', t('words-kept'), t('words-kept-why')),
    furtherPasskey(record, async (place, words) => place.replaceChildren(note('ok', words))),
    buttons(button('done', t('back'), async () => task.leave(''), { tone: 'main' })),
  );
}

// --- an empty phone ------------------------------------------------------------------------------------------------------------

export async function restore(task) {
  const typed = field('words-in', t('words-in'), { rows: 4, help: t('words-in-help') });
  const file = field('keystore-in', t('keystore-in'), { type: 'file', accept: '.json,application/json' });
  const secret = field('keystore-passphrase', t('unlock'));
  screen(
    'restore',
    t('restore-heading'),
    h('p', { class: 'lead' }, t('restore-why')),
    section(
      t('restore-words'),
      typed,
      buttons(
        button(
          'next',
          t('restore-find'),
          async () => {
            const { seed, account } = await call('words_check', { words: typed.input.value.normalize('NFKD') });
            await back(task, seed, account, { isWritten: true });
          },
          { tone: 'main' },
        ),
      ),
    ),
    passkey.isPossible() && section(t('restore-passkey'), h('p', {}, t('restore-passkey-why')), buttons(button('by-passkey', t('restore-by-passkey'), async () => found(task, await keyring.fromPasskey()), { sign: 'key' }))),
    section(
      t('restore-file'),
      file,
      secret,
      buttons(
        button('by-keystore', t('restore-by-file'), async () => {
          const chosen = file.input.files[0];
          if (!chosen || chosen.size > 64 * 1024) throw { code: 'file-missing' };
          const passphrase = secret.input.value.trim().replace(/\s+/g, ' ');
          const { seed, account } = await keyring.fromKeystore(await chosen.text(), passphrase);
          await back(task, seed, account, { passphrase });
        }),
      ),
    ),
    task.api && buttons(button('leave', t('act-not'), async () => task.leave(''))),
  );
}

async function back(task, seed, account, { passphrase, isWritten }) {
  const { genesis } = await api.get('/v1/service');
  const record = await keyring.returned(seed, account, genesis);
  // Whoever typed the words has them, and so has whoever chose the file.
  if (isWritten) await keyring.written(record);
  if (passphrase) {
    await keyring.addPassphrase(record, passphrase);
    await keyring.saved(record);
  } else if (passkey.isPossible() && keyring.way(record) === 'words') {
    // Without one the key still waits here, until its holder chooses what opens it.
    await keyring.addPasskey(record).catch(() => {});
  }
  await found(task, record);
}

/** What the index says: put back into this browser, and listed. */
async function found(task, record) {
  const seed = await keyring.peek(record);
  const all = await keyring.found(record, seed);
  for (const entry of all) {
    if (entry.api !== api.origin() || (await loans.find(entry.draft))) continue;
    const { account } = await call('account', { seed, n: entry.n });
    const other = entry.role === 'lender' ? 'borrower' : 'lender';
    const loan = { draft: entry.draft, root: record.root, n: entry.n, account, api: entry.api, genesis: entry.genesis, contract: entry.contract, role: entry.role, creator: entry.creator ? entry.role : other };
    await loans.keep(loan, { token: entry.token, own: [], known: [], names: { me: entry.me, other: entry.other } });
  }
  screen(
    'restore',
    t('found-heading'),
    h('p', { class: 'lead' }, all.length ? t('found-lead', { count: all.length }) : t('found-none')),
    h('ul', { class: 'checks', id: 'found' }, all.map((one) => h('li', { 'data-draft': one.draft }, h('div', {}, h('b', {}, t('loan-of', { me: one.me ?? '', other: one.other ?? '' })), h('p', { class: 'small mute' }, t(`role-${one.role}`)), one.token && h('a', { class: 'tap', href: `${one.api}/d#${one.token}.${one.creator ? 'creator' : 'seat'}` }, t('found-open')))))),
    keyring.way(record) === 'words' && keyMaker(t('lock-heading'), t('lock-button'), () => t('lock-why'), async (_make, lock) => {
        await lock(record);
        await keys(task);
      }),
    buttons(button('back', t('back'), async () => task.leave(''), { tone: 'main' })),
  );
}

