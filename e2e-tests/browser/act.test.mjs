// In whose person a step is written out above its signature. Run by `node --test`, without a browser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { phone } from './phone.mjs';

test('whoever bought the claim signs as who receives, whoever sold it still for what was reported to them, and who owes as who pays', async () => {
  const { people } = await (await phone('act')).script('act.js');
  const signing = { lender: '5seller', borrower: '5borrower', holders: [{ account: '5buyer' }, { account: '5other' }] };
  for (const [signer, role] of [['5buyer', 'lender'], ['5other', 'lender'], ['5seller', 'lender'], ['5borrower', 'borrower'], ['5co-borrower', 'borrower']]) {
    assert.equal(people(signing, null, signer).role, role, signer);
  }
  // What this browser has signed itself holds, whatever a service says.
  const loan = { role: 'borrower', secret: { names: { me: '张三', other: '李四' } } };
  assert.deepEqual(people({ ...signing, lender: '5own' }, loan, '5own'), { role: 'borrower', me: '张三', other: '李四' });
});

test('the key that acts for a seat signs, and a step about a seat is for whoever it concerns', async () => {
  const { signers } = await (await phone('act')).script('act.js');
  const detail = {
    terms: { lender: '5lender', borrower: '5borrower', successions: [{ seat: '5lender', heir: '5heir', verifier: '5one', second: '5two' }] },
    holders: [{ account: '5lender' }],
    seats: [{ account: '5borrower', key: '5new' }, { account: '5lender', key: '5lender', claim: { to: '5claimed', by: '5one' } }],
  };
  assert.deepEqual(signers({ step: 'dispute' }, detail).all, ['5lender', '5new']);
  assert.deepEqual(signers({ step: 'dispute' }, detail).parties, ['5lender', '5borrower', '5lender']);
  const of = (step) => signers({ step, args: { seat: '5lender', to: '5claimed' } }, detail).all;
  assert.deepEqual(of('take_seat'), ['5claimed']);
  assert.deepEqual(of('support_claim'), ['5heir', '5one', '5two']);
  assert.deepEqual(of('end_claim'), ['5lender', '5claimed', '5one']);
  assert.deepEqual(of('claim_seat'), ['5lender', '5heir', '5one', '5two']);
  // A service of before knows no seats.
  assert.deepEqual(signers({ step: 'dispute' }, { terms: detail.terms, holders: detail.holders }).all, ['5lender', '5borrower']);
});

test('whoever has a seat objects, and whoever claims it gives that up: each in words of their own', async () => {
  const one = await phone('words');
  const [{ said }, { speak }] = [await one.script('act.js'), await one.script('text.js')];
  const lines = readFileSync(new URL('../../client/i18n/en/signer.ftl', import.meta.url), 'utf8').split('\n');
  const messages = Object.fromEntries(lines.filter((line) => /^[\w-]+ = /.test(line)).map((line) => line.split(/ = (.*)/).slice(0, 2)));
  const { fetch, document } = globalThis;
  globalThis.document = { documentElement: {} };
  globalThis.fetch = async () => ({ json: async () => messages });
  await speak('en');
  Object.assign(globalThis, { fetch, document });
  const signing = { lender: '5lender', borrower: '5borrower', holders: [{ account: '5lender' }] };
  const names = { me: 'Zhang San', other: 'Li Si', role: 'borrower' };
  const says = (step, seat, more = {}) => said({ step, loan: 7, arguments: { seat: '5borrower', to: '5Successor-of-them', ...more } }, names, { ...signing, seat });
  assert.match(says('end_claim', '5borrower'), /I, Zhang San, object: the account 5Succe…-them/);
  assert.match(says('end_claim', '5heir'), /I give up the claim that the account 5Succe…-them acts for the borrower/);
  assert.match(says('claim_seat', '5borrower'), /I, Zhang San, hand over/);
  assert.match(says('claim_seat', '5heir'), /acts? for the borrower|act for the borrower/);
  assert.match(says('decide_claim', '5arbiter', { key: '5Successor-of-them' }), /is to act for the borrower/);
  assert.match(says('decide_claim', '5arbiter', { key: '5borrower' }), /is not to act for the borrower/);
  assert.match(says('take_seat', '5new', { to: undefined }), /From now on my account acts for the borrower/);
});
