// Parts of screens: the letter, the sentence above a signature, the choice of what opens a key, what happens after signing.

import { call } from './module.js';
import { random } from './bytes.js';
import { buttons, byId, button, facts, fault, field, h, icon, main, note, noted, s, section } from './dom.js';
import * as keyring from './keyring.js';
import * as passkey from './passkey.js';
import { day, lang, moment, money, t } from './text.js';

/** The fields that the letter shows: what both sides read, so that both read the same words. */
const IN_LETTER = ['name'];

const isInLetter = ({ name }) => name === 'wording' || name === 'purpose' || IN_LETTER.includes(name.split('.')[1]);

/**
 * The terms as they are shown: `{digest, parts, apart, facts, schedule}` of the module. Fields that are not for both are left out of the
 * list where the terms do not bind any yet, and shown as withheld nowhere.
 */
export async function shown(terms, fields = []) {
  return call('terms_show', { terms, fields, lang: lang(), open: t('letter-open') });
}

/** The agreement as a letter. `before`: the lines of what was read earlier, beside which changes are marked. */
export function letter(found, before) {
  const known = before && new Set(before.parts.flat());
  const line = (words) => (known && !known.has(words) ? h('p', {}, h('mark', {}, words)) : h('p', {}, words));
  // Reference and digest are for whoever compares codes.
  const [first, codes, ...rest] = found.parts;
  return h(
    'article',
    { class: 'letter', id: 'text', lang: lang() },
    h('h2', {}, first[0]),
    first.slice(1).map(line),
    h('div', { class: 'small mute' }, codes.map(line)),
    rest.map(([heading, ...lines]) => [h('h3', {}, heading), lines.map(line)]),
  );
}

/** What it comes to, in the words of a summary. */
export function summary(found, names) {
  const { facts: it } = found;
  const amount = (number) => money(number, it.currency);
  return facts([
    [t('fact-who'), t('fact-who-said', names)],
    [t('fact-amount'), amount(it.principal), true],
    [t('fact-rate'), it.rate],
    [t('fact-how'), it.instalments === 1 ? t('fact-at-once') : t('fact-instalments', { count: it.instalments, amount: amount(it.first) })],
    [t('fact-last'), day(it.last_due)],
    [t('fact-total'), amount(it.total), true],
  ]);
}

/** Who may take over whose part if a key is lost, and how its owner objects; nothing where nothing is agreed. */
export function successions(found, names) {
  const all = found.facts.successions ?? [];
  const whose = (one) => names[one.of] ?? t(`role-${one.of}`);
  const line = (one) => {
    const values = { who: whose(one), heir: one.heir, verifier: one.verifier, second: one.second, days: one.days };
    const ways = [one.heir && t('lost-heir', values), one.verifier && t(one.second ? 'lost-verifiers' : 'lost-verifier', values)];
    return [...ways.filter(Boolean), t('lost-object', values)].map((words) => h('p', {}, words));
  };
  return all.length > 0 && section(t('lost-heading'), all.map(line), h('p', { class: 'small mute' }, t('lost-what')));
}

/** Codes for whoever wants to compare them. */
export const proof = (rows) =>
  h('details', {}, h('summary', {}, t('proof')), h('div', {}, rows.filter(([, value]) => value).map(([name, value]) => h('p', { class: 'small' }, name, h('br'), h('code', {}, value)))));

/** The sentence in the first person that stands above a signature. */
export const sentence = (words) => h('p', { class: 'lead', id: 'sentence' }, words);

/** A square code. */
export async function code(text) {
  const { side, path } = await call('qr', { text });
  return s('svg', { class: 'qr', id: 'qr', role: 'img', 'aria-label': t('qr-label'), viewBox: `0 0 ${side} ${side}` }, s('path', { stroke: '#000', d: path }));
}

/** Copies, and says so on the button. */
export const copier = (id, label, text) =>
  button(id, label, async () => {
    await navigator.clipboard.writeText(text).catch(() => {
      throw { code: 'copy' };
    });
    byId(id).textContent = t('copied');
  });

/** Gives a file to whoever is in front of this browser. */
export function download(id, label, name, text, kind = 'application/json') {
  const url = URL.createObjectURL(new Blob([text], { type: kind }));
  return h('a', { class: 'btn', id, href: url, download: name }, label);
}

/** The keystore of a key, to be saved; that it was is remembered, and `then` goes on. */
export function keystoreFile(record, then = async () => {}, tone = '') {
  const file = keyring.keystore(record);
  if (!file) return null;
  const link = download('download', t('keystore-download'), 'iou-key.json', file);
  if (tone) link.classList.add(tone);
  link.addEventListener('click', () => keyring.saved(record).then(then).catch(fault));
  return link;
}

/** The keystore of a key, where it has one, with what it is for. */
export function keystoreSection(record) {
  const file = keystoreFile(record);
  return file && section(t('keystore-heading'), h('p', {}, t('keystore-why')), buttons(file));
}

/** Said where one lost phone would lose the key. */
export const oneWayNote = (record) => keyring.ways(record) < keyring.ENOUGH && note('warn', t('second-heading'), t('second-why'));

/** What is said where the browser is part of another app. */
export function insideApp(link) {
  if (!passkey.insideApp()) return null;
  return noted('h2', 'warn', t('app-heading'), t('app-why'), link && buttons(copier('copy-link', t('app-copy'), link)));
}

/** Five new words, what they are for, and the place to type them back; `check` throws while they differ. */
export async function fiveWords(why) {
  const { passphrase } = await call('passphrase', { random: random(10), lang: lang() });
  const again = field('passphrase-again', t('passphrase-again'), { help: t('passphrase-again-help') });
  const check = () => {
    const typed = again.input.value.trim().toLowerCase().split(/\s+/).join(' ');
    const same = typed === passphrase || typed.replaceAll(' ', '') === passphrase.replaceAll(' ', '');
    if (!same) throw { code: 'passphrase-differs' };
  };
  return { passphrase, check, nodes: [h('p', {}, why), h('div', { class: 'box' }, h('output', { class: 'big', id: 'passphrase' }, passphrase)), again] };
}

/**
 * How a key is made: by passkey, or by a passphrase of five words that is shown and typed back. `done(make)` goes on with a function
 * that makes the key; `label` is on the button.
 */
export function keyMaker(heading, label, words, done) {
  const place = h('section', { id: 'maker' });
  const byPasskey = () => {
    place.replaceChildren(
      h('h2', {}, heading),
      h('p', {}, t('maker-passkey')),
      sentence(words()),
      buttons(
        button('make-key', label, () => done((genesis) => keyring.makeByPasskey(genesis), (record) => keyring.addPasskey(record)), { tone: 'main', sign: 'key' }),
        button('by-words', t('maker-by-words'), byWords),
      ),
    );
  };
  const byWords = async () => {
    const { passphrase, nodes, check } = await fiveWords(t('passphrase-why'));
    place.replaceChildren(
      h('h2', {}, t('passphrase-heading')),
      ...nodes,
      sentence(words()),
      buttons(
        button(
          'next',
          label,
          async () => {
            check();
            await done((genesis) => keyring.makeByPassphrase(genesis, passphrase), (record) => keyring.addPassphrase(record, passphrase));
          },
          { tone: 'main', sign: 'key' },
        ),
        passkey.isPossible() && button('by-passkey', t('maker-by-passkey'), async () => byPasskey()),
      ),
    );
  };
  if (passkey.isPossible()) byPasskey();
  else {
    place.append(h('h2', {}, t('passphrase-heading')));
    byWords();
  }
  return Object.assign(place, {
    /** The sentence follows what is typed. */
    refresh: () => {
      const said = place.querySelector('#sentence');
      if (said) said.textContent = words();
    },
  });
}

/** Where one more passkey is made for a key that is open; a further one is tried at once. `then(place, words)` goes on. */
export function furtherPasskey(record, then) {
  if (!passkey.isPossible()) return null;
  const place = section(
    t('more-openers'),
    h('p', {}, t('more-openers-why')),
    buttons(
      button('add-passkey', t('add-passkey'), async () => {
        const one = await keyring.addPasskey(record);
        if (!one) return then(place, t('added-passkey'));
        // A prompt of its own for each tap: browsers want it so.
        const go = button(
          'try-passkey',
          t('try-passkey'),
          async () => {
            await keyring.tryPasskey(record, one);
            await then(place, t('tried-passkey'));
          },
          { tone: 'main', sign: 'key' },
        );
        place.replaceChildren(h('h2', {}, t('more-openers')), h('p', {}, t('try-passkey-why')), buttons(go));
        return null;
      }),
    ),
  );
  return place;
}

/** What opens a key that is there: nothing to fill in for a passkey, an input for a passphrase. */
export function opener(record) {
  if (keyring.way(record) !== 'passphrase') return { node: h('p', { class: 'small mute' }, t('open-passkey')), given: () => ({}) };
  const input = field('unlock', t('unlock'), { help: t('unlock-help') });
  return { node: input, given: () => ({ passphrase: input.input.value.trim().replace(/\s+/g, ' ') }) };
}

/** How far something has come; `state` for programs, words for people. */
export function progress(state, heading, ...words) {
  const tone = { done: 'ok', failed: 'bad' }[state] ?? '';
  return h('div', { id: 'wait', role: 'status', 'data-state': state }, noted('h2', tone, heading, ...words));
}

export { buttons, button, day, facts, field, h, icon, main, moment, money, note, section, isInLetter };
