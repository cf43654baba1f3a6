// What people do on the pages, step by step: write a loan, take the seat, sign, and what comes after. The stories are made of these.
// The screens of the host that signs are gone through as a person does it: what is asked for is filled in, what has to be ticked is ticked, and the button that leads on is pressed.

import { FINALITY, PATIENCE, ensure, until } from './harness.mjs';

/** Invented people; the numbers have right check digits and belong to nobody. */
export const LISI = { 'own-name': '李四', 'own-id': '110101199003074258', 'own-phone': '13900000002', 'other-name': '张三', purpose: '店铺周转' };
export const ZHANGSAN = { 'own-name': '张三', 'own-id': '110101199003072033', 'own-phone': '13800000001', 'other-name': '李四', purpose: '店铺周转' };
/** A day from today on, as an input has it. */
const day = (ahead) => new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10);
/** ¥10,000.00 at 6 % for 90 days. */
export const LOAN = { lends: 'lender', amount: '10000.00', rate: '6', term: day(90) };

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
  await phone.page.waitForURL((url) => url.origin === phone.origins[1]);
  const deadline = Date.now() + FINALITY + PATIENCE;
  for (;;) {
    ensure(Date.now() < deadline, `${phone.name}: the screens lead nowhere\n${Date.now() < deadline ? '' : await phone.state()}`);
    // At home again: a page of the service, which its caller waits for.
    if (phone.page.url().startsWith(phone.origins[0]) && (await phone.page.locator('main[data-page]').count().catch(() => 0))) return;
    if (await end()) return;
    const fault = await phone.page.locator('main[data-fault]').count().catch(() => 0);
    if (fault) throw Object.assign(new Error(`${phone.name}: ${await phone.data('fault')}\n${await phone.state()}`), { fault: await phone.data('fault') });
    if (!phone.page.url().startsWith(phone.origins[1])) {
      await new Promise((again) => setTimeout(again, 50));
      continue;
    }
    if (each) await each(phone);
    await act(phone, fields, by, digits, end);
  }
}

/**
 * Looks at the screen at one moment; runs in the page. Gives what people need later, and the one thing to do now: fields to fill in, a clause to tick, or a button to press, the first of `presses` that is
 * there and may be pressed. A screen that comes a moment later is looked at anew: nobody presses what they have not seen.
 */
function look({ fields, presses, digits, seen }) {
  const main = document.querySelector('main[data-ready]');
  const one = (id) => main?.querySelector(`#${id}`);
  const isThere = (it) => it && !it.disabled && it.checkVisibility();
  const said = {};
  for (const id of ['link', 'passphrase', 'text']) if (one(id)?.checkVisibility()) said[id] = (one(id).value ?? one(id).textContent).trim();
  const spoken = one('digits')?.tagName === 'OUTPUT' ? one('digits').textContent.replace(/\D/g, '') : '';
  if (spoken) said.digits = spoken;
  if (one('words')) said.words = [...main.querySelectorAll('#words li')].map((it) => it.dataset.word ?? it.lastChild.textContent.trim());
  const now = { ...seen, ...said };
  const wanted = ({ id, name }) => {
    if (Object.hasOwn(fields, name)) return fields[name];
    if (id === 'digits') return digits;
    if (id === 'passphrase-again' || id === 'unlock') return now.passphrase;
    if (id === 'words-in') return now.words?.join(' ');
    return name.startsWith('word-') ? now.words?.[Number(name.slice(5)) - 1] : undefined;
  };
  const fill = [];
  for (const it of main?.querySelectorAll('input, textarea') ?? []) {
    if (!isThere(it) || it.readOnly || it.value || ['checkbox', 'radio', 'file'].includes(it.type)) continue;
    const text = wanted(it);
    if (text !== undefined) fill.push({ it, text });
  }
  const tick = isThere(one('agree')) && !one('agree').checked ? one('agree') : null;
  const id = presses.find((wish) => isThere(one(wish)));
  return { said, fill, tick, id, press: id ? one(id) : null };
}

/** One round on one screen: fills in, or ticks, or presses; nothing on the one where it ends, which may have come since that was last asked. */
async function act(phone, fields, by, digits, end) {
  // Whoever has a key already uses it, however it is opened.
  const presses = by === 'words' ? ['yes', 'by-words', ...PRESSES] : PRESSES;
  const { texts, ...seen } = phone.seen;
  try {
    const found = await phone.page.evaluateHandle(look, { fields, presses, digits, seen });
    const { said, id, fill } = await found.evaluate((it) => ({ said: it.said, id: it.id, fill: it.fill.map(({ it, text }) => [it.name || it.id, text]) }));
    Object.assign(phone.seen, said);
    if (said.text && said.text !== texts.at(-1)) texts.push(said.text);
    if (await end()) return;
    const element = async (pick, at) => (await found.evaluateHandle(pick, at)).asElement();
    for (const [at, [name, text]] of fill.entries()) {
      await (await element((it, n) => it.fill[n].it, at)).fill(text);
      phone.done.push(`${name} filled`);
    }
    if (fill.length) return;
    const tick = await element((it) => it.tick);
    if (tick) {
      phone.taps += 1;
      phone.done.push('agree');
      await tick.check();
      return;
    }
    const press = await element((it) => it.press);
    if (press) {
      const like = await looksLike(phone);
      phone.taps += 1;
      phone.done.push(id);
      await press.tap();
      await until(`${phone.name}: something after ${id}`, async () => (await looksLike(phone)) !== like, 30_000);
      return;
    }
  } catch (error) {
    // The page may go away under our hands, to the next one.
    if (!/context was destroyed|Target closed|navigat|detached|not attached|Frame was|JSHandle is disposed/i.test(error.message)) throw error;
  }
  await new Promise((again) => setTimeout(again, 100));
}

/** Writes a loan, and gives the link for the other person. */
export async function write(world, phone, who, { form = LOAN, by, look, each } = {}) {
  await phone.go(`${world.service}/new?lends=${form.lends}`);
  await phone.on({ page: 'new' });
  await fill(phone, 'loan', form);
  if (look) await phone.looks('new');
  await phone.tap('next');
  await phone.on({ page: 'preview' });
  phone.seen = { texts: [await phone.read('text')] };
  if (look) await phone.looks('preview');
  await phone.tap('to-signer');
  await through(phone, { fields: who, by, each: each ?? (look && eachLooks('new')) });
  await phone.on({ page: 'draft', state: 'open', ready: true });
  if (look) await phone.looks('draft-open');
  const link = phone.seen.link ?? (await phone.read('share-link'));
  ensure(/^http:\/\/localhost:\d+\/d#[\w-]{43}$/.test(link), `a link: ${link}`);
  return link;
}

/** Looks at each new screen once: one that only waits is no new one each time it asks. */
export function eachLooks(task) {
  const seen = new Set();
  return async (phone) => {
    const what = await phone.page.evaluate(() => {
      const main = document.querySelector('main[data-ready]');
      return main && `${main.querySelector('h1')?.textContent} ${main.querySelector('#wait')?.dataset.state ?? ''} ${Boolean(main.querySelector('#passphrase'))}`;
    });
    if (!what || seen.has(what)) return;
    seen.add(what);
    await phone.looks(`signer-${task}-${seen.size}`);
  };
}

/** Opens the link, takes the seat, and goes on as far as the other screens lead: a borrower signs at once. */
export async function take(world, phone, link, who, { by, look } = {}) {
  await phone.go(link);
  await phone.on({ page: 'draft', state: 'open', ready: true });
  ensure(!phone.page.url().includes('#'), `the token stays in the address: ${phone.page.url()}`);
  if (look) await phone.looks('draft-landing');
  await phone.tap('take');
  await through(phone, { fields: who, by, each: look && eachLooks('seat') });
  await phone.on({ page: 'draft', state: ['seated', 'half'], ready: true });
}

/** Signs; `digits` are those that the other side has read out. */
export async function sign(world, phone, { digits, by, look } = {}) {
  await phone.on({ page: 'draft', state: ['seated', 'half'], ready: true });
  await phone.tap('to-sign');
  await through(phone, { digits, by, each: look && eachLooks('sign') });
  await phone.on({ page: 'draft', state: true, ready: true });
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
