// The stories of people who mean well. Each is a function of a world (story.mjs) and throws where it does not come true.

import { readFileSync } from 'node:fs';
import { FINALITY, WECHAT, ensure, until } from './harness.mjs';
import { LISI, LOAN, ZHANGSAN, conclude, sign, step, take, through, write } from './people.mjs';

/** From a link to a loan that is settled, and a stranger who verifies it. Figures until both have signed and it is on record. */
export async function main(world) {
  return life(world, { by: 'passkey', lang: 'zh-CN', look: world.look ?? true });
}

/** The same, and then each of both saves what their passkey signed. Whoever answers gets the two records and makes a file of evidence with them. */
export async function with_passkeys(world) {
  const told = await main(world);
  const records = {};
  for (const phone of world.phones.filter(({ name }) => ['lender', 'borrower'].includes(name))) {
    await phone.go(`${world.signer}/#keys=${task({ api: world.service, back: '/', lang: 'zh-CN' })}`);
    await phone.on({ page: 'keys', ready: true });
    await phone.looks('signer-keys');
    const file = await phone.download('[id^="record-"]');
    ensure(file.name === `iou-passkey-${told.loan}.json`, `the loan in the name of the file: ${file.name}`);
    records[phone.name] = file.bytes.toString('utf8');
    for (const secret of ['张三', '李四', '110101']) ensure(!records[phone.name].includes(secret), `${secret} in the record of the ${phone.name}`);
  }
  await world.ask({ loan: told.loan, records });
  return told;
}

/** The same in English by words and passphrase, on phones without passkeys. */
export async function english_by_words(world) {
  return life(world, { by: 'words', lang: 'en-GB', look: true });
}

/** A whole life; `wanted` as for a phone, `by` and `look` as in people.mjs. */
export async function life(world, { by, lang, look, dark }) {
  const passkey = by === 'passkey' ? 'prf' : 'none';
  const lender = await world.phone('lender', { lang, dark, passkey });
  const borrower = await world.phone('borrower', { lang, dark, passkey });
  const began = Date.now();
  await conclude(world, lender, borrower, { by, look });
  const told = { seconds: (Date.now() - began) / 1000 };
  for (const phone of [lender, borrower]) for (const [what, value] of Object.entries(phone.figures())) told[`${phone.name}_${what}`] = value;
  sameText(lender, borrower);

  await lender.tap('to-loan');
  await lender.on({ page: 'loan', status: 'signed' });
  const loan = await lender.data('loan');
  await step(world, lender, 'deliver', {}, { by, look });
  // There is no loan before each has a second way to their key.
  ensure(lender.seen.words?.length === 12, 'the lender was led to a second way before delivery');
  await borrower.tap('to-loan');
  await shows(borrower, 'a[data-step="received"]');
  await step(world, borrower, 'received', {}, { by, look });
  ensure(borrower.seen.words?.length === 12, 'the borrower was led to a second way before there is a loan');
  await borrower.on({ page: 'loan', status: 'active' });
  if (look) await borrower.looks('loan-active');
  await step(world, borrower, 'report', {}, { by, look });
  await shows(lender, 'a[data-step="confirm"]');
  await step(world, lender, 'confirm', {}, { by, look });
  await lender.on({ page: 'loan', status: 'settled' });
  if (look) await lender.looks('loan-settled');

  const file = await lender.download('evidence');
  ensure(/\.iou$/.test(file.name), `a file of evidence: ${file.name}`);
  await verify(world, file.path, { lang, dark }, look);
  return { ...told, loan: Number(loan), evidence: file.bytes.length };
}

/** Both have read the same words, but for who holds which codes. */
function sameText(one, other) {
  const last = (phone) => phone.seen.texts.at(-1);
  ensure(last(one) && last(one) === last(other), `the two texts before signing differ:\n${last(one)}\n---\n${last(other)}`);
  for (const name of ['李四', '张三']) ensure(last(one).includes(name), `no ${name} in the text that was signed`);
}

/** Loads the page of a loan again until it shows that. */
export async function shows(phone, handle) {
  await until(
    `${phone.name}: ${handle}`,
    async () => {
      await phone.on({ page: 'loan' });
      const there = await phone.find(handle).waitFor({ timeout: 2_000 }).then(() => true, () => false);
      if (!there) await phone.page.reload();
      return there;
    },
    FINALITY,
  );
}

/** A stranger with the file and a specification of the chain; nothing leaves the phone. */
export async function verify(world, file, wanted, look) {
  const stranger = await world.phone('stranger', { ...wanted, passkey: 'none' });
  await stranger.go(`${world.service}/verify`);
  await stranger.on({ page: 'verify', ready: true });
  if (look) await stranger.looks('verify-empty');
  const before = stranger.requests.length;
  await stranger.find('spec').setInputFiles(world.spec);
  await stranger.find('file').setInputFiles(file);
  await stranger.tapIf('check');
  await stranger.on({ page: 'verify', holds: 'true' });
  ensure(stranger.requests.slice(before).every((url) => /\.(wasm|m?js)$/.test(new URL(url).pathname)), `nothing is uploaded: ${stranger.requests.slice(before)}`);
  if (look) await stranger.looks('verify-holds');
  // Under another chain's specification nothing of it holds.
  const other = JSON.parse(readFileSync(world.spec));
  other.genesis.stateRootHash = other.genesis.stateRootHash.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  await stranger.find('spec').setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(other)) });
  await stranger.tapIf('check');
  await stranger.on({ page: 'verify', holds: 'false' });
  if (look) await stranger.looks('verify-false');
  // With one byte changed it is no file of evidence any more, and that is said.
  const bent = readFileSync(file);
  bent[bent.length >> 1] ^= 1;
  await stranger.find('file').setInputFiles({ name: 'bent.iou', mimeType: 'application/octet-stream', buffer: bent });
  await stranger.tapIf('check');
  await stranger.on({ page: 'verify', fault: true });
}

/** Who has no JavaScript reads everything that is public, and fills in the form. */
export async function without_script(world) {
  const reader = await world.phone('reader', { script: false, passkey: 'none' });
  await reader.go(`${world.service}/`);
  await reader.on({ page: 'home' });
  await reader.go(`${world.service}/loans/0`);
  await reader.on({ page: 'loan' });
  ensure((await reader.page.locator('table').count()) > 0, 'the schedule is a table');
  await reader.go(`${world.service}/new`);
  await reader.page.locator('form#loan [name=amount]').fill(LOAN.amount);
  await reader.page.locator('form#loan [name=rate]').fill(LOAN.rate);
  await reader.page.locator('form#loan [name=term]').fill(LOAN.term);
  await reader.tap('next');
  await reader.on({ page: 'preview' });
  ensure((await reader.read('text')).length > 1000, 'the whole text stands there');
  const answer = await reader.go(`${world.service}/d`);
  ensure(answer.status() === 200, 'what the link is, is said without a script');
  for (const name of ['李四', '张三', '10,000']) ensure(!(await reader.page.content()).includes(name), `${name} in a preview`);
}

/** Everything by the keyboard alone, on a wide screen: a loan is written and its key is made. */
export async function by_keyboard(world) {
  const person = await world.phone('keyboard', { size: { width: 1280, height: 800 }, passkey: 'prf' });
  await person.go(`${world.service}/new?lends=lender`);
  await person.on({ page: 'new' });
  const press = async (handle) => {
    for (let n = 0; n < 120; n += 1) {
      if (await person.page.evaluate((id) => document.activeElement?.id === id, handle)) {
        const seen = await person.page.evaluate(() => {
          const style = getComputedStyle(document.activeElement);
          return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        });
        ensure(seen, `${handle}: where the keyboard is cannot be seen`);
        await person.page.keyboard.press('Enter');
        return;
      }
      await person.page.keyboard.press('Tab');
    }
    throw new Error(`${handle} is not reached by Tab\n${await person.state()}`);
  };
  const typeInto = async (name, text) => {
    for (let n = 0; n < 120; n += 1) {
      if (await person.page.evaluate((it) => document.activeElement?.name === it, name)) {
        if (!text) return;
        await person.page.keyboard.press('Control+A');
        await person.page.keyboard.type(text);
        return;
      }
      await person.page.keyboard.press('Tab');
    }
    throw new Error(`${name} is not reached by Tab\n${await person.state()}`);
  };
  await typeInto('amount', LOAN.amount);
  await typeInto('rate', LOAN.rate);
  // Instalments, the next of the methods: they need no day.
  await typeInto('method', '');
  await person.page.keyboard.press('ArrowDown');
  await press('next');
  await person.on({ page: 'preview' });
  await person.looks('wide-preview');
  await press('to-signer');
  // At the host that signs the same screens as ever; focus moves there by Tab too, the walk only presses by touch.
  await through(person, { fields: LISI });
  await person.on({ page: 'draft', state: 'open' });
}

/** An empty phone and twelve words: everything is found again, and the lender signs there. */
export async function second_phone(world) {
  const lender = await world.phone('first', {});
  const borrower = await world.phone('borrower', {});
  const link = await write(world, lender, LISI);
  await take(world, borrower, link, ZHANGSAN);
  const words = await written(world, lender);
  ensure(words.length === 12, `twelve words: ${words.length}`);
  const second = await world.phone('second', { passkey: 'prf' });
  second.seen = { texts: [], words };
  await second.go(`${world.signer}/#restore=${task({ api: world.service, back: '/', lang: 'zh-CN' })}`);
  await through(second, {}, async () => (await second.page.locator('#found li').count()) > 0);
  ensure((await second.page.locator('#found li').count()) === 1, 'the one draft is found');
  await second.looks('signer-restored');
  await second.tap('#found a');
  await second.on({ page: 'draft', state: ['seated', 'half'], ready: true });
  await second.tap('to-sign');
  await through(second, { digits: borrower.seen.digits });
  await second.on({ page: 'draft', state: 'recorded' }, FINALITY);
}

/** Writes the words down. */
export async function written(world, phone, lang = 'zh-CN') {
  await phone.go(`${world.signer}/#words=${task({ api: world.service, back: '/', lang })}`);
  await through(phone, {}, async () => (phone.seen.words?.length ?? 0) > 0);
  const { words } = phone.seen;
  await through(phone, {});
  return words;
}

/** A task as the pages hand it over. */
export function task(what) {
  return Buffer.from(JSON.stringify(what)).toString('base64url');
}

/** In WeChat's browser there are no passkeys: one sentence and the way out, and the second path for who stays. */
export async function wechat(world) {
  const lender = await world.phone('lender', {});
  const link = await write(world, lender, LISI);
  const borrower = await world.phone('in WeChat', { agent: WECHAT, passkey: 'none' });
  // QQ and others append parameters to what they are given.
  await take(world, borrower, `${link}?from=singlemessage&isappinstalled=0`, ZHANGSAN, { by: 'words', look: true });
  ensure(/^\d{12}$/.test(borrower.seen.digits ?? ''), 'the borrower has signed');
}

/** Where a thief would have a seat: an account that has no part in the loan. */
const THIEF = '5CDvHBym6RLoxTdX9MS1acpaDbNxaFagqM5LpBiFGjWT6o1n';

/** Somebody with the lender's key hands the seat over. The lender sees that first of all, objects by the button, and goes on as before. */
export async function objects(world) {
  const lender = await world.phone('lender', {});
  const borrower = await world.phone('borrower', {});
  await conclude(world, lender, borrower);
  await lender.tap('to-loan');
  await lender.on({ page: 'loan', status: 'signed' });
  await step(world, lender, 'hand-over', { to: THIEF });
  await shows(lender, 'a[data-step="object"]');
  await lender.looks('loan-seat-claimed');
  // The borrower is warned, and has nothing to object to.
  await borrower.tap('to-loan');
  await borrower.on({ page: 'loan' });
  const said = async (phone) => phone.page.locator('main').innerText();
  ensure(/接管|移交/.test(await said(borrower)), `the borrower is told: ${await said(borrower)}`);
  ensure((await borrower.page.locator('a[data-step="object"]').count()) === 0, 'it is not for the borrower to object');
  await step(world, lender, 'object');
  await shows(lender, 'a[data-step="hand-over"]');
  ensure((await lender.page.locator('a[data-step="object"]').count()) === 0, 'the claim is over');
  await step(world, lender, 'deliver');
  // On the day on which a claim ends the seat is still held: what it reports is not to be acknowledged yet, and the page says why.
  await shows(borrower, 'a[data-step="missing"]');
  ensure(/要等一等/.test(await said(borrower)), `the borrower is told why: ${await said(borrower)}`);
  ensure((await borrower.page.locator('a[data-step="received"]').count()) === 0, 'it is not to be acknowledged yet');
}

/** One of two processes dies between each two steps; what one began, the other one finishes. */
export async function replicas(world) {
  const lender = await world.phone('lender', {});
  const borrower = await world.phone('borrower', {});
  // Whoever waited for news on the one that died is cut off, and asks again.
  for (const phone of [lender, borrower]) phone.accept(/ERR_(EMPTY_RESPONSE|CONNECTION|INCOMPLETE|NETWORK)/);
  const link = await write(world, lender, LISI);
  await world.ask({ kill: 0 });
  await take(world, borrower, link, ZHANGSAN);
  await world.ask({ kill: 1 });
  await lender.on({ page: 'draft', state: 'half', ready: true });
  await sign(world, lender, { digits: borrower.seen.digits });
  await world.ask({ kill: 0 });
  for (const phone of [lender, borrower]) await phone.on({ page: 'draft', state: 'recorded' }, FINALITY);
}

/** Dark, wide and narrow, without a finding of axe-core. */
export async function dark_and_wide(world) {
  for (const [name, wanted] of Object.entries({
    dark: { dark: true },
    narrow: { size: { width: 320, height: 640 } },
    wide: { size: { width: 1280, height: 900 } },
    english: { lang: 'en-GB', dark: true },
  })) {
    const reader = await world.phone(name, { passkey: 'none', ...wanted });
    for (const path of ['/', '/new', '/d', '/verify', '/login', '/loans/0', '/no-such-page']) {
      reader.accept(/404/);
      await reader.go(`${world.service}${path}`);
      await reader.looks(`${name}${path.replace(/\W/g, '-')}`);
    }
  }
}
