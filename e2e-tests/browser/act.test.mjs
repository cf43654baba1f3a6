// In whose person a step is written out above its signature. Run by `node --test`, without a browser.

import assert from 'node:assert/strict';
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
