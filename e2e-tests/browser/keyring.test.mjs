// A key that is lost, or that signs for two loans, is money lost: what the host that signs does with the numbers of loan keys and with its list of loans, on one phone and on several, while the network
// fails and boxes are emptied. Run by `node --test`, without a browser.

import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { GENESIS, heading, PAGE, phone, service } from './phone.mjs';

let made = 0;
let seed, root;

/** A phone to which the key came back by its words; `isNew` as where it was made. */
async function own({ isNew = false } = {}) {
  const it = await phone(`phone ${(made += 1)}`);
  const { call } = await it.script('module.js');
  root = (await call('account', { seed })).account;
  const record = await it.keyring.returned(seed, root, GENESIS);
  record.isNew = isNew;
  return Object.assign(it, { record });
}

const draft = (n) => n.toString(16).padStart(32, '0');
const entry = (n, of = n) => ({ n, draft: draft(of), genesis: GENESIS, contract: '5contract', api: 'http://localhost:9700', role: 'lender', creator: true, token: 'a'.repeat(43), me: '李四', other: '张三' });

/** Gives the next number away, as somebody does who makes a draft. */
async function give(it, of) {
  const n = await it.keyring.numberFor(it.record, seed, draft(of));
  await it.keyring.index(it.record, seed, entry(n, of));
  return n;
}

async function giveMany(it, count, from = 0) {
  const all = [];
  for (let of = from; of < from + count; of += 1) all.push(await give(it, of));
  return all;
}

const found = async (it) => (await it.keyring.found(it.record, seed)).map((one) => one.n);
const upTo = (count) => [...Array(count).keys()];
const fails = (code) => (why) => why.code === code;

beforeEach(() => {
  seed = (made + 1).toString(16).padStart(32, '0');
  service.boxes.clear();
  service.drafts.clear();
  service.hears = () => true;
  service.before = async () => {};
});

test('every loan is found again by the words, wherever the last page ends', async () => {
  const first = await own({ isNew: true });
  for (const count of [1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 1]) {
    await giveMany(first, count - first.record.next, first.record.next);
    const other = await own();
    assert.deepEqual(await found(other), upTo(count));
    assert.equal(await other.keyring.numberFor(other.record, seed, draft(999)), count);
  }
});

test('a phone that has not looked for long takes the number after those of all others, also where they have filled pages', async () => {
  const first = await own({ isNew: true });
  const other = await own();
  assert.deepEqual(await giveMany(first, 2), [0, 1]);
  await found(other);
  await giveMany(other, 2 * PAGE + 3, 2);
  assert.equal(await give(first, 100), 2 * PAGE + 5);
  // What it signs again says nothing older of the numbers.
  await first.keyring.index(first.record, seed, entry(1));
  assert.deepEqual(await found(await own()), upTo(2 * PAGE + 6));
});

test('a number that was given away for a draft is that of the draft, whatever is lost on the way', async () => {
  const it = await own({ isNew: true });
  await giveMany(it, PAGE - 1);
  // The network is gone before anything is written: the same number, and no gap.
  service.hears = (method) => method !== 'PUT';
  await assert.rejects(give(it, 50), fails('network'));
  service.hears = () => true;
  assert.equal(await give(it, 50), PAGE - 1);
  // It was written, and its draft was not: here and on another phone.
  assert.equal(await it.keyring.numberFor(it.record, seed, draft(50)), PAGE - 1);
  const other = await own();
  await found(other);
  assert.equal(await other.keyring.numberFor(other.record, seed, draft(50)), PAGE - 1);
  assert.equal(await give(it, 51), PAGE);
  // Also where the list has gone on to another page since: on restore one draft has one account.
  for (const one of [it, other]) assert.equal(await one.keyring.numberFor(one.record, seed, draft(50)), PAGE - 1);
  assert.deepEqual(await found(await own()), upTo(PAGE + 1));
});

test('at a service that is new to a key its list begins with the first page, though the number is of a later one', async () => {
  const it = await own({ isNew: true });
  await giveMany(it, PAGE + 3);
  // Another one, which has no box of this key.
  service.boxes.clear();
  const other = await own();
  for (const one of [it, other]) (await one.script('api.js')).use('http://localhost:9702');
  assert.equal(await give(it, 50), PAGE + 3);
  assert.equal(await give(it, 51), PAGE + 4);
  assert.deepEqual(await found(other), [PAGE + 3, PAGE + 4]);
  assert.equal(await other.keyring.numberFor(other.record, seed, draft(52)), PAGE + 5);
});

test('two phones that take one number at once do not both get it, nor does a new key whose words were used elsewhere meanwhile', async () => {
  const [one, other] = [await own(), await own({ isNew: true })];
  const numbers = await Promise.all([one, other].map((it, of) => it.keyring.numberFor(it.record, seed, draft(of))));
  assert.deepEqual(numbers, [0, 0]);
  await one.keyring.index(one.record, seed, entry(0, 0));
  await assert.rejects(other.keyring.index(other.record, seed, entry(0, 1)), fails('number-used'));
  assert.equal(await give(other, 1), 1);
});

test('where boxes were emptied, the browser that did it goes on counting and nobody else gives a number away', async () => {
  const [first, stale, fresh] = [await own({ isNew: true }), await own(), await own({ isNew: true })];
  await giveMany(first, 3);
  await found(stale);
  await giveMany(first, PAGE, 3);
  await first.keyring.emptyBoxes(first.record, seed);
  for (const [, it] of service.boxes) assert.equal(it.box, null);
  for (const it of [stale, fresh, await own()]) await assert.rejects(give(it, 70), fails('box-emptied'));
  // Emptied once more by them, it is no more theirs than before.
  await stale.keyring.emptyBoxes(stale.record, seed);
  await assert.rejects(give(stale, 70), fails('box-emptied'));
  await first.keyring.index(first.record, seed, entry(2));
  assert.equal(await give(first, 71), PAGE + 3);
  // Others read what is there again, and count on from there.
  const last = await own();
  assert.deepEqual(await found(last), [2, PAGE + 3]);
  assert.equal(await give(last, 72), PAGE + 4);
});

test('a key that was never used here counts what others did with it before it empties', async () => {
  const other = await own();
  await giveMany(other, 2);
  const it = await own({ isNew: true });
  await it.keyring.emptyBoxes(it.record, seed);
  assert.equal(await give(it, 60), 2);
});

test('who empties a list that could not be read does not know which numbers were on it', async () => {
  const [it, other] = [await own({ isNew: true }), await own()];
  await giveMany(it, 1);
  await found(other);
  await giveMany(other, 3, 1);
  let reads = 0;
  service.hears = (method) => method !== 'GET' || (reads += 1) > 1;
  await it.keyring.emptyBoxes(it.record, seed);
  for (const [, box] of service.boxes) assert.equal(box.box, null);
  await assert.rejects(give(it, 80), fails('box-emptied'));
});

test('what another phone writes between the reading and the emptying is not taken for known', async () => {
  const [it, other] = [await own({ isNew: true }), await own()];
  await giveMany(it, 1);
  await found(other);
  let reads = 0;
  service.before = async (method) => {
    if (method !== 'GET' || (reads += 1) !== 2) return;
    await giveMany(other, 3, 1);
  };
  await it.keyring.emptyBoxes(it.record, seed);
  for (const [, box] of service.boxes) assert.equal(box.box, null);
  await assert.rejects(give(it, 80), fails('box-emptied'));
});
