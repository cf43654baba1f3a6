// What the host that signs says of a draft to whoever comes by its link. Run by `node --test`, without a browser.

import assert from 'node:assert/strict';
import test from 'node:test';
import { byId, GENESIS, heading, phone, service } from './phone.mjs';

const TOKEN = 'A'.repeat(43);
const CREATOR = '5creator';
const SEAT = '5seat';

/** A phone that comes by the link of a draft; `mine` is the account with which it has a part in it. Gives the screen, or the fault. */
async function comes(view, mine) {
  const it = await phone(`${view.state} ${mine}`);
  const { id } = await (await it.script('bytes.js')).linkKeys(TOKEN);
  const { seat } = await it.script('drafts.js');
  service.drafts.set(id, { id, role: 'lender', ...view });
  const loan = { draft: id, root: '5root', n: 0, account: mine, api: 'http://localhost:9700', genesis: GENESIS, contract: '5contract', role: 'borrower', creator: 'lender' };
  if (mine) await it.loans.keep(loan, { token: TOKEN, own: [], known: [], names: {} });
  return seat({ token: TOKEN, leave() {} }).then(heading, (why) => why.code);
}

const open = { state: 'open', creator: { account: CREATOR, fields: [] }, draft_terms: '00', link_box: 'AAAA' };
const taken = { ...open, state: 'seated', link_box: null, seat: { account: SEAT, taken_ms: 0, fields: [] } };
/** What is left of a draft that was taken back. */
const gone = { state: 'void', creator: { account: '', fields: [] }, draft_terms: '', link_box: null, seat: null };

test('a draft that was taken back, or whose time is over, is called that and not taken, whoever comes', async () => {
  for (const mine of [undefined, SEAT, CREATOR]) {
    assert.equal(await comes(gone, mine), 'over-void');
    assert.equal(await comes({ ...open, state: 'expired' }, mine), 'over-expired');
    assert.equal(await comes({ ...taken, state: 'expired' }, mine), 'over-expired');
  }
});

test('a seat that somebody else has is taken', async () => {
  for (const mine of [undefined, '5late']) assert.equal(await comes(taken, mine), 'taken-heading');
});

test('who asked for the seat and was not answered asks again while nobody sits there', async () => {
  // The link is read anew; this one opens no box.
  assert.equal(await comes(open, SEAT), 'box-locked');
});

test('where the digits differ, whoever made the draft takes it back, and a lender in the seat is told who can', async () => {
  for (const creator of ['lender', 'borrower']) {
    const it = await phone(`lender of the ${creator}'s`);
    const seed = '0a'.repeat(16);
    const { call } = await it.script('module.js');
    const { account: root } = await call('account', { seed });
    const { account } = await call('account', { seed, n: 0 });
    await it.keyring.returned(seed, root, GENESIS);
    const other = '5other';
    const terms = Buffer.from(JSON.stringify({ lender: account, borrower: other })).toString('hex');
    const [maker, seat] = creator === 'lender' ? [account, other] : [other, account];
    const draft = creator === 'lender' ? '01'.repeat(16) : '02'.repeat(16);
    service.drafts.set(draft, { id: draft, role: creator, state: 'half', creator: { account: maker, fields: [] }, seat: { account: seat, fields: [] }, terms, draft_terms: terms, boxes: {}, signed: { borrower: true }, sign_by_ms: 0 });
    const loan = { draft, root, n: 0, account, api: 'http://localhost:9700', genesis: GENESIS, contract: '5contract', role: 'lender', creator };
    await it.loans.keep(loan, { token: TOKEN, own: [], known: [], shown: terms, names: {} });
    await (await it.script('drafts.js')).sign({ draft, leave() {} });
    assert.equal(heading(), 'sign-heading');
    assert.equal(byId('no-match').textContent, creator === 'lender' ? 'digits-no-match' : 'digits-no-match-seat');
  }
});
