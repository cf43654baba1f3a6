// What people do on the pages, step by step: write a loan, take the seat, sign, and what comes after. The stories are made of these.
// The screens of the host that signs are gone through as a person does it: what is asked for is filled in, what has to be ticked is ticked, and the button that leads on is pressed.

import { FINALITY, PATIENCE, ensure, until } from './harness.mjs';

/** Invented people; the numbers have right check digits and belong to nobody. */
export const LISI = { 'own-name': '李四', 'own-id': '110101199003074258', 'own-phone': '13900000002', 'other-name': '张三', purpose: '店铺周转' };
export const ZHANGSAN = { 'own-name': '张三', 'own-id': '110101199003072033', 'own-phone': '13800000001', 'other-name': '李四', purpose: '店铺周转' };
/** ¥10,000.00 at 6 % for 90 days. */
export const LOAN = { lends: 'lender', amount: '10000.00', rate: '6%', term: '90d' };

/** Fills a form of the service: only what differs from what stands there already. */
export async function fill(phone, form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = phone.page.locator(`form#${form} [name="${name}"]`);
    const count = await field.count();
    if (count === 0) continue;
    const [tag, type] = await field.first().evaluate((it) => [it.tagName, it.type]);
    if (type === 'radio') await phone.tick(`form#${form} [name="${name}"][value="${value}"]`);
    else if (type === 'file') await field.first().setInputFiles(value);
    else if (tag === 'SELECT') {
      if ((await field.inputValue()) === value) continue;
      phone.taps += 1;
      await field.selectOption(value);
    } else if ((await field.first().inputValue()) !== value) await field.first().fill(value);
  }
}

/** What leads on, in the order in which it is preferred. */
const PRESSES = ['yes', 'next', 'make-key', 'sign', 'done', 'back'];

/** What the page looks like to whoever waits for it to change. */
async function looksLike(phone) {
  return phone.page
    .evaluate(() => {
      const fields = [...document.querySelectorAll('main button, main input, main output')].map((it) => `${it.id}${it.disabled}${it.checkVisibility()}${it.value ?? ''}`);
      return `${location.href}\n${document.querySelector('main')?.innerText}\n${fields.join()}`;
    })
    .catch(() => null);
}

/**
 * Goes through the screens of the host that signs until it leads back to a page of the service, or `end` holds. `given`: texts by the names of inputs, `by` ("passkey" or "words"), `digits` to type,
 * `each` (called at each new screen). What is shown on the way is kept in `phone.seen`: link, digits, passphrase, words, texts.
 */
export async function through(phone, given = {}, end = async () => false) {
  const { fields = {}, by = 'passkey', digits, each } = given;
  phone.seen ??= { texts: [] };
  const deadline = Date.now() + FINALITY + PATIENCE;
  let last = null;
  for (;;) {
    ensure(Date.now() < deadline, `${phone.name}: the screens lead nowhere\n${Date.now() < deadline ? '' : await phone.state()}`);
    // At home again: the page of the service.
    if (phone.page.url().startsWith(phone.origins[0]) && (await phone.page.locator('main[data-ready]').count().catch(() => 0))) return;
    if (await end()) return;
    const fault = await phone.page.locator('main[data-fault]').count().catch(() => 0);
    if (fault) throw Object.assign(new Error(`${phone.name}: ${await phone.data('fault')}\n${await phone.state()}`), { fault: await phone.data('fault') });
    const now = await looksLike(phone);
    if (now === null || now === last || !phone.page.url().startsWith(phone.origins[1])) {
      await new Promise((again) => setTimeout(again, 50));
      if (now !== last) continue;
    }
    if (now !== last && each) await each(phone);
    last = await act(phone, fields, by, digits);
  }
}

/** One round on one screen; gives what it looked like before the press, or null where nothing was pressed. */
async function act(phone, fields, by, digits) {
  const { page } = phone;
  const visible = async (id) => (await page.locator(`main #${id}:visible`).count()) > 0;
  const keep = async (id, as = id) => {
    if (await visible(id)) phone.seen[as] = await phone.read(id);
  };
  try {
    await keep('link');
    await keep('passphrase');
    if (await visible('text')) phone.seen.texts.push(await phone.read('text'));
    if (await page.locator('main output#digits:visible').count()) phone.seen.digits = (await phone.read('digits')).replace(/\D/g, '');
    if (await visible('words')) phone.seen.words = await page.locator('#words li').evaluateAll((all) => all.map((it) => (it.dataset.word ?? it.lastChild.textContent).trim()));
    for (const input of await page.locator('main input:visible:enabled, main textarea:visible:enabled').all()) {
      const [id, name, type, value, only] = await input.evaluate((it) => [it.id, it.name, it.type, it.value, it.readOnly]);
      if (['checkbox', 'radio', 'file'].includes(type) || only || value) continue;
      const word = /^word-(\d+)$/.exec(name);
      const text =
        fields[name] ??
        (id === 'digits' ? digits : undefined) ??
        (id === 'passphrase-again' || id === 'unlock' ? phone.seen.passphrase : undefined) ??
        (word && phone.seen.words ? phone.seen.words[Number(word[1]) - 1] : undefined) ??
        (id === 'words-in' ? phone.seen.words?.join(' ') : undefined);
      if (text !== undefined) await input.fill(text);
    }
    for (const box of await page.locator('main input[type=checkbox]#agree:visible:enabled').all()) {
      if (await box.isChecked()) continue;
      phone.taps += 1;
      await box.check();
    }
    const presses = by === 'words' ? ['yes', 'by-words', ...PRESSES.filter((it) => it !== 'make-key')] : PRESSES;
    for (const id of presses) {
      const button = page.locator(`main #${id}:visible`).first();
      if (!(await button.count()) || !(await button.isEnabled()) || (await button.getAttribute('aria-disabled')) === 'true') continue;
      const before = await looksLike(phone);
      await phone.tap(id);
      await until(`${phone.name}: something after ${id}`, async () => (await looksLike(phone)) !== before, 30_000);
      return null;
    }
  } catch (error) {
    // The page may go away under our hands, to the next one.
    if (!/context was destroyed|Target closed|navigat|detached|not attached|Frame was/i.test(error.message)) throw error;
  }
  await new Promise((again) => setTimeout(again, 100));
  return null;
}

/** Writes a loan, and gives the link for the other person. */
export async function write(world, phone, who, { form = LOAN, by, look } = {}) {
  await phone.go(`${world.service}/new?lends=${form.lends}`);
  await phone.on({ page: 'new' });
  await fill(phone, 'loan', form);
  if (look) await phone.looks('new');
  await phone.tap('next');
  await phone.on({ page: 'preview' });
  phone.seen = { texts: [await phone.read('text')] };
  if (look) await phone.looks('preview');
  await phone.tap('to-signer');
  await through(phone, { fields: who, by, each: look && eachLooks('new') });
  await phone.on({ page: 'draft', state: 'open', ready: true });
  if (look) await phone.looks('draft-open');
  const link = phone.seen.link ?? (await phone.read('share-link'));
  ensure(/^http:\/\/localhost:\d+\/d#[\w-]{43}$/.test(link), `a link: ${link}`);
  return link;
}

/** Looks at each new screen once. */
export function eachLooks(task) {
  let n = 0;
  return async (phone) => {
    if (await phone.page.locator('main[data-ready]').count()) await phone.looks(`signer-${task}-${(n += 1)}`);
  };
}

/** Opens the link, takes the seat, and goes on as far as the other screens lead: a borrower signs at once. */
export async function take(world, phone, link, who, { by, look } = {}) {
  await phone.go(link);
  await phone.on({ page: 'draft', ready: true });
  ensure(!phone.page.url().includes('#'), `the token stays in the address: ${phone.page.url()}`);
  if (look) await phone.looks('draft-landing');
  await phone.tap('take');
  await through(phone, { fields: who, by, each: look && eachLooks('seat') });
  await phone.on({ page: 'draft', ready: true });
}

/** Signs; `digits` are those that the other side has read out. */
export async function sign(world, phone, { digits, by, look } = {}) {
  await phone.on({ page: 'draft', ready: true });
  await phone.tap('to-sign');
  await through(phone, { digits, by, each: look && eachLooks('sign') });
  await phone.on({ page: 'draft', ready: true });
}

/** From nothing to a loan on record; both phones then show the draft as recorded. Gives the loan's number. */
export async function conclude(world, lender, borrower, wanted = {}) {
  const { by, look, lang } = wanted;
  const link = await write(world, lender, LISI, { by, look, form: wanted.form });
  await take(world, borrower, link, ZHANGSAN, { by, look, lang });
  if ((await borrower.data('state')) === 'seated') await sign(world, borrower, { by, look });
  ensure(/^\d{12}$/.test(borrower.seen.digits ?? ''), `twelve digits for the borrower to read out: ${borrower.seen.digits}`);
  await lender.on({ page: 'draft', state: 'half', ready: true });
  if (look) await lender.looks('draft-half');
  await sign(world, lender, { digits: borrower.seen.digits, by, look });
  for (const phone of [lender, borrower]) await phone.on({ page: 'draft', state: 'recorded' }, FINALITY);
  if (look) await lender.looks('draft-recorded');
  return link;
}

/** A step on a loan that is recorded, from its page to its page. */
export async function step(world, phone, what, values = {}, { by, look } = {}) {
  await phone.tap(`a[data-step="${what}"]`);
  await phone.on({ page: 'step' });
  await fill(phone, 'step', values);
  if (look) await phone.looks(`step-${what}`);
  await phone.tap('next');
  await through(phone, { by, each: look && eachLooks(what) });
  await phone.on({ page: 'loan' });
}
