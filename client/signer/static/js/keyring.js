// Keys and what opens them. A seed is sealed under the passkey, or stands in a keystore under a passphrase; until the first
// signature it waits under a key of this browser that no script can read (`pending`), so that a passkey is asked once.
//
// A seal that does not open never makes a new key, and what comes out must be the account that it was made for. Boxes at the
// service are written in the name of the root account, with a counter: one that is older than this browser knows, or of another
// key, is refused.

import { get, host, origin, put, remove } from './api.js';
import { base64url, fromBase64url, fromHex, fromUtf8, hex, hkdf, open, random, randomBytes, seal, sha256, utf8 } from './bytes.js';
import { forgetOf } from './loans.js';
import { call } from './module.js';
import * as passkey from './passkey.js';
import * as store from './store.js';
import { lang, t } from './text.js';

/** So many ways lead to a key before money is on record. */
export const ENOUGH = 2;
const PAGE_LEN = 4096;
const NAME_MAX = 20;
const PENDING = 'iou:pending:v1';
const INDEX = 'iou:index:v1';
const PASSKEY = 'iou:box:v1';

/** What this page has opened: root account and seed. It is gone with the page. */
let unlocked = null;

export const records = () => store.all('keys');
export const recordOf = (root) => store.find('keys', root);
const keep = (record) => store.keep('keys', record);
const opener = (record, kind) => record.openers.find((one) => one.kind === kind);

/** Whether its seed can be used without asking anybody. */
export const isOpen = (record) => unlocked?.root === record.root || Boolean(opener(record, 'pending'));
/** How it is opened: `passkey`, `passphrase`, or `words` where nothing else is left. */
export const way = (record) => (opener(record, 'passkey') ? 'passkey' : opener(record, 'passphrase') ? 'passphrase' : 'words');

/** Those of this host's passkeys, by which it can be opened here. */
const passkeysOf = (record) => record.openers.filter((one) => one.kind === 'passkey' && one.rp === passkey.party());

/**
 * In how many ways its holder can come back to it: by a passkey or a passphrase of this browser, each further passkey that was tried,
 * words on paper, a file that was saved.
 */
export function ways(record) {
  const tried = passkeysOf(record).filter((one) => one.sealed).length;
  const here = way(record) === 'words' ? 0 : Math.max(tried, 1);
  return here + Number(record.isWritten) + Number(record.isSaved ?? false);
}

const bound = (...parts) => utf8(parts.join('\n'));

/** Whether the seed is that of this root account. Throws where it is another one's. */
async function mine(seed, root) {
  const { account } = await call('account', { seed });
  if (account !== root) throw { code: 'key-other' };
  return seed;
}

async function hold(record, seed) {
  const sealed = await seal(await store.device(), fromHex(seed), bound(PENDING, record.root));
  return { kind: 'pending', sealed: base64url(sealed) };
}

/** The key under which this holder's own notes are sealed. */
const notes = async (seed, page = 0) => call('index', { seed, page });

/** A record for a seed, before anything opens it. `entropy`: what its words stand for, where that is known. */
async function recorded(seed, root, genesis, isNew) {
  const { key } = await notes(seed);
  const entropy = seed.length === 32 ? base64url(await seal(fromHex(key), fromHex(seed), bound('iou:entropy:v1', root))) : null;
  return { root, genesis, next: 0, openers: [], pages: {}, entropy, isNew, isWritten: false, isSaved: false, made_ms: Date.now() };
}

const named = () => `${t('passkey-name')} ${new Date().toISOString().slice(0, 10)}`;

/** A new key under a new passkey. The one prompt of it comes before anything is made. */
export async function makeByPasskey(genesis) {
  const made = await passkey.make(named());
  return begun(genesis, { kind: 'passkey', rp: passkey.party(), ...made, sealed: null });
}

/** A new key under a passphrase that was made here. */
export async function makeByPassphrase(genesis, passphrase) {
  return begun(genesis, null, passphrase);
}

async function begun(genesis, lock, passphrase) {
  const { seed, account } = await call('words_new', { random: random(16), lang: lang() });
  return adopt(seed, account, genesis, true, lock, passphrase);
}

async function adopt(seed, root, genesis, isNew, lock, passphrase) {
  const before = await recordOf(root);
  const record = before ?? (await recorded(seed, root, genesis, isNew));
  if (lock) record.openers.push(lock);
  if (passphrase) record.openers.push(await locked(seed, passphrase));
  record.openers = record.openers.filter((one) => one.kind !== 'pending');
  record.openers.push(await hold(record, seed));
  if (seed.length === 32 && !record.entropy) record.entropy = (await recorded(seed, root, genesis, isNew)).entropy;
  await keep(record);
  unlocked = { root, seed };
  store.persist();
  return record;
}

async function locked(seed, passphrase) {
  const { json } = await call('keystore_write', { seed, name: t('keystore-name'), passphrase, random: random(56), now_ms: Date.now() });
  return { kind: 'passphrase', json };
}

/** A key that came back by its words or from a keystore, on a phone that does not have it. */
export const returned = (seed, root, genesis) => adopt(seed, root, genesis, false, null, null);

/**
 * One more passkey for a key that is open. The first is tried at the next signature, and nothing is given back; a further one is given
 * to be tried at once (`tryPasskey`): later another one may be asked, and this one never.
 */
export async function addPasskey(record) {
  const seed = await peek(record);
  if (!seed) throw { code: 'key-closed' };
  const others = passkeysOf(record).map((one) => one.credential);
  const made = await passkey.make(named(), others);
  const one = { kind: 'passkey', rp: passkey.party(), ...made, sealed: null };
  if (others.length > 0) return one;
  record.openers.push(one);
  if (!opener(record, 'pending')) record.openers.push(await hold(record, seed));
  await keep(record);
  return null;
}

/** A further passkey seals the seed, and from then on opens it. */
export async function tryPasskey(record, one) {
  const seed = await peek(record);
  if (!seed) throw { code: 'key-closed' };
  const { prf } = await passkey.answer([one.credential], randomBytes(32));
  const { key, info, box } = await passkeyKey(record.genesis, one.rp, one.credential, record.root, prf);
  prf.fill(0);
  await sealUnder(one, key, info, seed, record.root);
  record.openers.push(one);
  await keep(record);
  await keepPasskeyBox(record, seed, one, box).catch(() => {});
}

/** Seals the seed for a passkey, and looks whether it opens again. */
async function sealUnder(one, key, info, seed, root) {
  const sealed = await seal(key, fromHex(seed), info);
  await mine(hex(await open(key, sealed, info)), root);
  one.sealed = base64url(sealed);
}

/** A passphrase for a key that is open. */
export async function addPassphrase(record, passphrase) {
  const seed = await peek(record);
  if (!seed) throw { code: 'key-closed' };
  record.openers = record.openers.filter((one) => one.kind !== 'passphrase');
  record.openers.push(await locked(seed, passphrase));
  // A file of before has other words.
  record.isSaved = false;
  await keep(record);
}

/** The seed where nobody needs to be asked; null elsewhere. */
export async function peek(record) {
  if (unlocked?.root === record.root) return unlocked.seed;
  const waiting = opener(record, 'pending');
  if (!waiting) return null;
  const seed = hex(await open(await store.device(), fromBase64url(waiting.sealed), bound(PENDING, record.root)));
  unlocked = { root: record.root, seed: await mine(seed, record.root) };
  return unlocked.seed;
}

/** What terms name a passkey by: SHA-256 of its public key as browsers give it (SPKI). Null where none opens the key here. */
export async function digestOfPasskey(record) {
  const one = passkeysOf(record).find((it) => it.publicKey);
  return one ? hex(await sha256(fromBase64url(one.publicKey))) : null;
}

/** Words that stand for the key, where this browser can tell. */
export async function entropyOf(record) {
  const seed = await peek(record);
  if (!seed) throw { code: 'key-closed' };
  if (seed.length === 32) return seed;
  if (!record.entropy) throw { code: 'words-unknown' };
  const { key } = await notes(seed);
  return hex(await open(fromHex(key), fromBase64url(record.entropy), bound('iou:entropy:v1', record.root)));
}

async function passkeyKey(genesis, rp, credential, root, prf) {
  const { bound: to, locator } = await call('bound_to', { genesis, rp, credential, root });
  const info = fromHex(to);
  return { key: await hkdf(prf, utf8('iou:seal:v1'), info, 32), info, box: await passkeyBox(locator, prf) };
}

/** Place and key of a passkey's box: both follow from the passkey, the key from what it gives for a finger alone. */
const passkeyBox = async (locator, prf) => ({ locator, key: await hkdf(prf, utf8('iou:box:v1'), utf8(locator), 32) });

/**
 * Opens a key as its holder: by passkey over a challenge, by passphrase. Gives the seed, and the passkey's assertion where there is
 * one. This browser's waiting copy is gone afterwards.
 */
export async function unlock(record, { challenge, passphrase } = {}) {
  const waiting = await peekWaiting(record);
  let found;
  if (way(record) === 'passkey') found = await byPasskey(record, waiting, challenge ?? randomBytes(32));
  else if (way(record) === 'passphrase') found = await byPassphrase(record, waiting, passphrase);
  else if (waiting) return { seed: waiting };
  else throw { code: 'key-closed' };
  unlocked = { root: record.root, seed: found.seed };
  // Only once what opens it has been tried does the other copy go.
  record.openers = record.openers.filter((one) => one.kind !== 'pending');
  await keep(record);
  return found;
}

async function peekWaiting(record) {
  return opener(record, 'pending') ? peek({ ...record }) : unlocked?.root === record.root ? unlocked.seed : null;
}

async function byPasskey(record, waiting, challenge) {
  const all = passkeysOf(record);
  const { credential, prf, assertion } = await passkey.answer(all.map((one) => one.credential), challenge);
  const one = all.find((it) => it.credential === credential);
  if (!one) throw { code: 'passkey-failed' };
  const { key, info, box } = await passkeyKey(record.genesis, one.rp, credential, record.root, prf);
  let seed;
  if (one.sealed) {
    seed = await mine(hex(await open(key, fromBase64url(one.sealed), info)), record.root);
  } else {
    if (!waiting) throw { code: 'box-locked' };
    seed = waiting;
    await sealUnder(one, key, info, seed, record.root);
    await keep(record);
  }
  prf.fill(0);
  if (!one.isKept) await keepPasskeyBox(record, seed, one, box).catch(() => {});
  return { seed, assertion: { ...assertion, key: one.publicKey, credential } };
}

/** What a keystore opens to, in whichever form its passphrase's letters were composed. */
export async function fromKeystore(json, passphrase) {
  let wrong;
  for (const typed of new Set([passphrase, passphrase.normalize('NFC'), passphrase.normalize('NFD')])) {
    try {
      return await call('keystore_read', { json, passphrase: typed });
    } catch (why) {
      if (why.code !== 'wrong_password') throw why;
      wrong = why;
    }
  }
  throw wrong;
}

async function byPassphrase(record, waiting, passphrase) {
  if (!passphrase) throw { code: 'passphrase-missing' };
  const { seed } = await fromKeystore(opener(record, 'passphrase').json, passphrase.trim().replace(/\s+/g, ' '));
  await mine(seed, record.root);
  return { seed: waiting ?? seed };
}

/** Opens, on a phone that knows nothing, what a passkey that came along by itself unseals. */
export async function fromPasskey() {
  const { credential, prf } = await passkey.answer([], randomBytes(32));
  const rp = passkey.party();
  // Which key it is stands in the box; what it is bound to is checked when it opens.
  const nobody = { genesis: '00'.repeat(32), root: await anyone() };
  const { locator } = await call('bound_to', { ...nobody, rp, credential });
  const view = await get(`/v1/boxes/${locator}`);
  const box = await passkeyBox(locator, prf);
  const said = JSON.parse(fromUtf8(await open(box.key, await checked(locator, view), bound(PASSKEY, locator))));
  if (said.root !== view.key) throw { code: 'box-other' };
  const { key, info } = await passkeyKey(said.genesis, rp, credential, said.root, prf);
  const seed = await mine(hex(await open(key, fromBase64url(said.sealed), info)), said.root);
  const record = (await recordOf(said.root)) ?? (await recorded(seed, said.root, said.genesis, false));
  if (!record.openers.some((one) => one.credential === credential)) {
    record.openers.push({ kind: 'passkey', rp, credential, publicKey: said.publicKey ?? null, sealed: said.sealed, isKept: true });
  }
  await keep(record);
  unlocked = { root: record.root, seed };
  return record;
}

const anyone = async () => (await call('account', { seed: '00'.repeat(16) })).account;

/** Keeps what brings the key back by this passkey alone; whoever cannot ask the passkey, the service too, reads nothing of it. */
async function keepPasskeyBox(record, seed, one, { locator, key }) {
  const said = { v: 1, genesis: record.genesis, root: record.root, sealed: one.sealed, publicKey: one.publicKey };
  await write(record, seed, locator, await seal(key, utf8(JSON.stringify(said)), bound(PASSKEY, locator)), 1);
  one.isKept = true;
  await keep(record);
}

/** The bytes of a box, once its signature is known to be that of the key that it names; null where its owner has emptied it. */
async function bytesOf(locator, view) {
  // Who empties signs no box.
  const { box, ...rest } = view;
  const body = box ? view : rest;
  const { text } = await call('signed_text', { purpose: 'box', host: host(), subject: locator, body });
  const { signed } = await call('signed', { account: view.key, text, signature: view.signature }).catch(() => ({ signed: false }));
  if (!signed) throw { code: 'box-other' };
  return box ? fromBase64url(box) : null;
}

/** The same; throws box-empty where there is nothing. */
async function checked(locator, view) {
  const bytes = view && (await bytesOf(locator, view));
  if (!bytes) throw { code: 'box-empty' };
  return bytes;
}

async function write(record, seed, locator, bytes, counter) {
  const body = { box: base64url(bytes), counter, key: record.root };
  const { text } = await call('signed_text', { purpose: 'box', host: host(), subject: locator, body });
  const { signature } = await call('sign', { seed, text, random: random(32) });
  await put(`/v1/boxes/${locator}`, { ...body, signature });
}

/** Empties a box of this key; gives the counter that it has then. Null where there is nothing in it, or another phone has emptied it. */
async function empty(record, seed, locator, known = 0) {
  const view = await get(`/v1/boxes/${locator}`).catch((why) => {
    if (why.status === 404) return null;
    throw why;
  });
  if (!view?.box) return null;
  if (view.key !== record.root) throw { code: 'box-other' };
  const body = { counter: Math.max(view.counter, known) + 1, key: record.root };
  const { text } = await call('signed_text', { purpose: 'box', host: host(), subject: locator, body });
  const { signature } = await call('sign', { seed, text, random: random(32) });
  await remove(`/v1/boxes/${locator}`, { ...body, signature });
  return body.counter;
}

/** Empties the boxes that this browser knows of at this service: the list of loans, and those of its passkeys. */
export async function emptyBoxes(record, seed) {
  // What other phones have given away is known from the index alone, and not afterwards. What cannot be read is emptied too.
  await found(record, seed).catch(() => {});
  const { loans } = await notes(seed);
  for (let page = 0; page === 0 || page * loans < record.next; page += 1) {
    const { locator } = await notes(seed, page);
    const known = record.pages[counterKey(page)];
    const counter = await empty(record, seed, locator, known);
    // Only where nothing was written since it was read can this browser go on counting.
    if (counter === known + 1) {
      record.pages[counterKey(page)] = counter;
      await keep(record);
    }
  }
  for (const one of passkeysOf(record)) {
    const { locator } = await call('bound_to', { genesis: record.genesis, rp: one.rp, credential: one.credential, root: record.root });
    await empty(record, seed, locator);
  }
}

/** Forgets a key and its loans in this browser. With the last of them goes the key of this browser, under which they lay. */
export async function forget(record) {
  if (unlocked?.root === record.root) unlocked = null;
  await forgetOf(record.root);
  await store.drop('keys', record.root);
  if ((await records()).length === 0 && (await store.all('loans')).length === 0) await store.clear();
}

/** Signs a text with the key of a loan. */
export async function signed(seed, n, text) {
  return (await call('sign', { seed, n, text, random: random(32) })).signature;
}

/** Signs the JSON of a request, for its subject at this service. */
export async function signedBody(seed, n, purpose, subject, body) {
  const { text } = await call('signed_text', { purpose, host: host(), subject, body });
  return { ...body, signature: await signed(seed, n, text) };
}

const counterKey = (page) => `${origin()}|${page}`;

/**
 * What stands on a page of the index: `{counter, entries}`; its numbers are known from then on. A key that was made here and never
 * written has nothing there.
 */
async function readPage(record, seed, page) {
  const known = record.pages[counterKey(page)];
  if (record.isNew && known === undefined) return { counter: 0, entries: [] };
  const { locator, key } = await notes(seed, page);
  let view;
  try {
    view = await get(`/v1/boxes/${locator}`);
  } catch (why) {
    if (why.status === 404 && known === undefined) return { counter: 0, entries: [] };
    // It was there: a service that has lost it is told apart from one that never had it.
    throw why.status === 404 ? { code: 'box-lost' } : why;
  }
  const bytes = await bytesOf(locator, view);
  if (view.key !== record.root) throw { code: 'box-other' };
  if (view.counter < (known ?? 0)) throw { code: 'box-rolled-back' };
  if (!bytes) return { counter: view.counter, entries: [], isEmptied: true };
  const said = JSON.parse(fromUtf8(await open(fromHex(key), bytes, bound(INDEX, locator))));
  const entries = said.loans.map(({ p, ...entry }) => ({ ...entry, ...said.places[p] }));
  record.pages[counterKey(page)] = view.counter;
  record.next = Math.max(record.next, said.next ?? 0, after(entries));
  return { counter: view.counter, entries, entropy: said.entropy };
}

/**
 * A page that was read, to give a number away by it. Throws box-emptied where nobody knows any more which were given away: one account
 * would stand in two loans.
 */
function counted(record, page, read) {
  // A browser that has emptied it knows them.
  if (read.isEmptied && read.counter !== record.pages[counterKey(page)]) throw { code: 'box-emptied' };
  return read;
}

async function writePage(record, seed, page, entries, counter) {
  const { locator, key } = await notes(seed, page);
  const places = [];
  const loans = entries.map(({ genesis, contract, api, ...entry }) => {
    const place = { genesis, contract, api };
    let p = places.findIndex((one) => one.genesis === genesis && one.contract === contract && one.api === api);
    if (p < 0) p = places.push(place) - 1;
    return { ...entry, p };
  });
  const entropy = page === 0 ? await entropyOf(record).catch(() => undefined) : undefined;
  const next = Math.max(record.next, after(entries));
  const json = JSON.stringify({ v: 1, next, entropy, places, loans });
  const plain = new Uint8Array(Math.ceil(utf8(json).length / PAGE_LEN) * PAGE_LEN).fill(0x20);
  plain.set(utf8(json));
  const sealed = await seal(fromHex(key), plain, bound(INDEX, locator));
  await write(record, seed, locator, sealed, counter);
  record.pages[counterKey(page)] = counter;
  record.next = next;
  record.isNew = false;
  await keep(record);
}

const pageOf = (n, loans) => Math.floor(n / loans);
/** The number that follows all of these. */
const after = (entries) => Math.max(0, ...entries.map((one) => one.n + 1));

/** The number of the key for a draft: the one that the index has for it, else one that neither this browser nor the index has given away. */
export async function numberFor(record, seed, draft) {
  const { loans } = await notes(seed);
  for (let page = 0; ; page += 1) {
    const read = await readPage(record, seed, page);
    // What was written and not answered is no second loan, however many came since.
    const own = read.entries.find((one) => one.draft === draft);
    if (own) return own.n;
    // A full page is followed by another one; other phones may have filled it meanwhile.
    if (pageOf(record.next, loans) > page) continue;
    counted(record, page, read);
    return record.next;
  }
}

/** Writes the first page of the index at a service that has none: whoever has the words alone begins to look there. */
async function begin(record, seed) {
  if (record.pages[counterKey(0)] === undefined && (await readPage(record, seed, 0)).counter === 0) await writePage(record, seed, 0, [], 1);
}

/** Writes a loan into the index, beside what others of this holder's phones have written there; before anything of it is signed. */
export async function index(record, seed, entry) {
  const { loans } = await notes(seed);
  const page = pageOf(entry.n, loans);
  const short = (name) => (name ? [...name].slice(0, NAME_MAX).join('') : undefined);
  const own = { ...entry, me: short(entry.me), other: short(entry.other) };
  if (page > 0) await begin(record, seed);
  for (let tries = 0; ; tries += 1) {
    const { counter, entries } = counted(record, page, await readPage(record, seed, page));
    // Another phone of the same holder has given this number to another loan: one account would stand in both.
    if (entries.some((one) => one.n === entry.n && one.draft !== entry.draft)) throw { code: 'number-used' };
    const others = entries.filter((one) => one.n !== entry.n);
    const all = [...others, own].sort((a, b) => a.n - b.n);
    try {
      return await writePage(record, seed, page, all, counter + 1);
    } catch (why) {
      // Another phone of the same holder was faster.
      if (why.code !== 'box-counter' || tries > 0) throw why;
      record.isNew = false;
    }
  }
}

/** Everything that the index has of a key, on an empty phone. */
export async function found(record, seed) {
  const { loans } = await notes(seed);
  const all = [];
  // Whoever asks for it has reason to think that something is there.
  record.isNew = false;
  for (let page = 0; ; page += 1) {
    const { entries, entropy, isEmptied } = await readPage(record, seed, page);
    if (page === 0 && entropy && !record.entropy) {
      const { key } = await notes(seed);
      record.entropy = base64url(await seal(fromHex(key), fromHex(entropy), bound('iou:entropy:v1', record.root)));
    }
    all.push(...entries);
    // A full page is followed by another one, and an emptied one says nothing of what follows.
    if (!isEmptied && record.next < (page + 1) * loans) break;
  }
  await keep(record);
  return all;
}

/** That the words are on paper. */
export async function written(record) {
  record.isWritten = true;
  await keep(record);
}

/** That the keystore was saved as a file. */
export async function saved(record) {
  record.isSaved = true;
  await keep(record);
}

/** The keystore of a key, where it has a passphrase. */
export const keystore = (record) => opener(record, 'passphrase')?.json ?? null;

