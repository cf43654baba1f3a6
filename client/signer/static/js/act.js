// A step of a loan: made of what the page asks for, shown from the bytes that are signed, handed over, and waited for.

import * as api from './api.js';
import { fromHex } from './bytes.js';
import { screen } from './dom.js';
import * as keyring from './keyring.js';
import * as loans from './loans.js';
import { call } from './module.js';
import { elsewhere } from './elsewhere.js';
import { button, buttons, facts, h, note, opener, progress, proof, section, sentence, shown as termsOf } from './parts.js';
import { day, has, moment, money, short, shownMoney, t } from './text.js';
import { second } from './second.js';
import { inTime } from './time.js';

/** How often the outcome is asked for. Units: milliseconds. */
const LOOK = 1500;
/** How long until the service's tables have what is final. */
const TABLES = 30_000;

/** Steps after which there is a loan: by then one lost phone must not lose it. */
const BINDS = ['deliver', 'acknowledge_delivery'];

/** An argument as people read it. */
function told(name, value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return value.shown ? shownMoney(value.shown) : null;
  if (name === 'on' || name === 'defaulted_on') return day(value);
  if (typeof value === 'number') return String(value);
  if (/^0x[0-9a-f]{64}$/.test(value)) return null;
  return value;
}

const digestsOf = (shown) => Object.entries(shown.arguments).filter(([, value]) => /^0x[0-9a-f]{64}$/.test(value));

const stepName = (shown, role) => t([`step-${shown.step}-${role}`, `step-${shown.step}`, 'step-other'].find(has));

/** Arguments that are accounts, which a sentence names short. */
const ACCOUNTS = ['to', 'payer', 'seat', 'key', 'heir', 'verifier', 'second'];

/** Whose seat an account stands for. */
export function place(signing, account) {
  if (account === signing.lender || account === signing.holders?.[0]?.account) return t('role-lender');
  if (account === signing.borrower) return t('role-borrower');
  return t('role-seat', { account: short(account) });
}

/** Which sentence says a step about a seat: whoever has it says another one than who was named for it. */
function ofSeat(shown, signing) {
  const it = shown.arguments;
  if (it.seat === undefined) return null;
  const own = it.seat === signing.seat;
  const granted = shown.step === 'decide_claim' && it.key === it.to;
  return { ending: own ? '-own' : granted ? '-granted' : '', place: place(signing, it.seat) };
}

/** The sentence of a step, in the first person; for some it is another one from the lender. */
export function said(shown, names, signing = {}) {
  const it = shown.arguments;
  const seat = ofSeat(shown, signing);
  const values = { ...names, loan: shown.loan, ...(seat && { place: seat.place }) };
  for (const [name, value] of Object.entries(it)) {
    const words = told(name, value) ?? '';
    values[name] = ACCOUNTS.includes(name) && words ? short(words) : words;
  }
  if (shown.step === 'plan_succession') values.named = [it.heir, it.verifier, it.second].filter(Boolean).map(short).join(', ');
  if (seat && has(`say-${shown.step}${seat.ending}`)) return t(`say-${shown.step}${seat.ending}`, values);
  // Two sentences for what may be left out.
  const id = `say-${shown.step}`;
  const ofRole = names.role && has(`${id}-${names.role}`) ? `${id}-${names.role}` : id;
  const without = it.on === null && has(`${ofRole}-today`) ? `${ofRole}-today` : ofRole;
  return has(without) ? t(without, values) : t('say-step', { ...values, step: shown.step });
}

/** The accounts that may sign a step: the key that acts for a seat now, and of a step about one whoever claims it, is to get it, or is named. */
export function signers(task, detail) {
  const seats = detail.seats ?? [];
  const keyOf = (account) => seats.find((one) => one.account === account)?.key ?? account;
  const parties = [detail.terms?.lender, detail.terms?.borrower, ...(detail.holders ?? []).map((one) => one.account)];
  const seat = task.args?.seat;
  let all = parties.map((account) => account && keyOf(account));
  if (seat) {
    const claim = seats.find((one) => one.account === seat)?.claim;
    const rules = [...(detail.terms?.successions ?? []), ...seats.map((one) => one.plan)].filter((rule) => rule?.seat === seat);
    const named = rules.flatMap((rule) => [rule.heir, rule.verifier, rule.second]);
    const by = claim?.by === seat ? keyOf(seat) : claim?.by;
    all = { take_seat: [claim?.to], support_claim: named, claim_seat: [keyOf(seat), ...named], end_claim: [keyOf(seat), claim?.to, by] }[task.step] ?? all;
  }
  return { parties: parties.filter(Boolean), all: [...new Set(all.filter(Boolean))] };
}

export async function act(task) {
  const detail = await api.get(`/v1/loans/${task.loan}`);
  const { parties, all } = signers(task, detail);
  const loan = await loans.ofAccounts(all);
  // A key of this browser that another one has replaced signs nothing more.
  if (!loan && !task.args?.seat && (await loans.ofAccounts(parties))) throw { code: 'seat-passed' };
  const record = loan && (await keyring.recordOf(loan.root));
  const signer = loan?.account;
  if (!record) return withoutKey(task, all, detail);
  const go = () => ready(task, { loan, record, signer, detail });
  return BINDS.includes(task.step) && keyring.ways(record) < keyring.ENOUGH ? second(task, record, go) : go();
}

async function made(task, signer) {
  const signing = await api.get(`/v1/loans/${task.loan}/signing?account=${encodeURIComponent(signer)}`);
  const shown = await call('act', { loan: Number(task.loan), step: task.step, args: task.args ?? {}, signing, signer });
  return { signing, shown };
}

/** The money and the people of the terms beside a step are those that were signed here: in another unit a sum is another sum. */
async function sameMoney(signing, loan) {
  if (!loan.secret?.shown) return;
  const [beside, own] = await Promise.all([signing.terms, loan.secret.shown].map((terms) => termsOf(terms)));
  const mine = loan.role === 'lender' ? 'lender' : 'borrower';
  for (const name of ['currency', 'decimals', 'outside', mine]) {
    if (beside.facts[name] !== own.facts[name] && !(name === mine && loan.account === beside.facts[name])) throw { code: 'terms-changed' };
  }
}

/** Whom the sentences name, and for which side `signer` speaks: by name where this browser knows it. */
export function people(signing, loan, signer) {
  const names = loan?.secret?.names ?? {};
  // Whoever bought the claim speaks for it, and whoever sold it on what was reported to them.
  const isLender = loan ? loan.role === 'lender' : [signing.lender, ...signing.holders.map((one) => one.account)].includes(signing.seat ?? signer);
  return { role: isLender ? 'lender' : 'borrower', me: names.me ?? t(isLender ? 'role-lender' : 'role-borrower'), other: names.other ?? t(isLender ? 'role-borrower' : 'role-lender') };
}

/** A report, or a delivery that is taken back, goes by its number: sum and day of it are what the service says. */
function reported(shown, detail) {
  const [what, number] = shown.step === 'withdraw_delivery' ? ['delivery', shown.arguments.delivery] : ['repayment', shown.arguments.report];
  // The only delivery of a loan goes by no number.
  const one = detail?.unanswered?.find((it) => it.what === what && (it.number ?? number) === number);
  return one ? [t('fact-reported'), t('fact-reported-said', { amount: money(one.amount, detail.terms.unit.name), since: day(one.since) })] : null;
}

function step(shown, signing, names, detail) {
  // Which key acts for somebody is a matter of every sign of it.
  const whole = shown.arguments.seat !== undefined || shown.step === 'plan_succession';
  const label = (name) => [`arg-${shown.step}-${name}`, `arg-${name}`, 'arg-other'].find(has);
  const rows = Object.entries(shown.arguments).map(([name, value]) => [t(label(name)), told(name, value) && (!ACCOUNTS.includes(name) ? told(name, value) : whole ? h('code', {}, value) : short(value)), name === 'amount']);
  return [
    sentence(said(shown, names, signing)),
    facts([[t('fact-loan'), t('fact-loan-said', { loan: shown.loan, ...names })], ...rows, reported(shown, detail), [t('fact-until'), moment(shown.not_after_ms)]]),
    digestsOf(shown).length > 0 && h('p', { class: 'small mute' }, t('receipt-said')),
    // A loan of this browser whose terms were changed since says so; so does one that is not what this browser knows.
    !shown.of_terms && note('', t('amended-heading'), t('amended-why')),
    has(`beware-${shown.step}`) && note('warn', t(`beware-${shown.step}`), t(`beware-${shown.step}-why`)),
    proof([
      [t('proof-id'), shown.id],
      [t('proof-terms'), shown.digest],
      [t('proof-contract'), shown.contract],
      [t('proof-signer'), shown.signer],
      ...digestsOf(shown).map(([name, value]) => [t(has(`arg-${name}`) ? `arg-${name}` : 'arg-other'), value]),
    ]),
  ];
}

async function ready(task, { loan, record, signer, detail }) {
  const { signing, shown } = await made(task, signer);
  if (signing.genesis !== loan.genesis || signing.contract !== loan.contract) throw { code: 'elsewhere' };
  await sameMoney(signing, loan);
  const names = people(signing, loan, signer);
  const lock = keyring.way(record) === 'words' ? { node: null, given: () => ({}) } : opener(record);
  screen(
    'act',
    stepName(shown, names.role),
    section(
      t('act-heading'),
      step(shown, signing, names, detail),
      lock.node,
      buttons(
        button(
          'sign',
          t('act-sign'),
          async () => {
            const { seed, assertion } = await keyring.unlock(record, { ...lock.given(), challenge: fromHex(shown.id) });
            const again = await call('intent_show', { intent: shown.intent, terms: signing.terms });
            const { account } = await call('account', { seed, n: loan.n });
            if (account !== signer || again.signer !== signer || again.id !== shown.id) throw { code: 'key-other' };
            inTime(again);
            const signature = await keyring.signed(seed, loan.n, again.text);
            // Whoever was not answered can hand it over elsewhere, and has the passkey's word for each step.
            const steps = [...(loan.secret?.steps ?? []), { id: shown.id, intent: shown.intent, signature, assertion }];
            await loans.change(loan.draft, { number: Number(task.loan) }, { steps });
            await handOver(task, shown, signature, detail);
          },
          { tone: 'main', sign: 'key' },
        ),
        button('leave', t('act-not'), async () => task.leave('')),
      ),
    ),
  );
}

/** Hands it over, and waits until it is final and the service's tables have it. */
export async function handOver(task, shown, signature, detail) {
  const wait = (state, heading, ...words) => screen('act', stepName(shown), progress(state, heading, ...words));
  let receipt = await api.post('/v1/intents', { submit: { intent: shown.intent, signature } });
  wait('sent', t('wait-sent'), t('wait-sent-why'));
  while (!['finalised', 'refused'].includes(receipt.state)) {
    await api.pause(LOOK);
    receipt = await api.get(`/v1/intents/${receipt.id}`).catch((why) => (why.code === 'network' ? receipt : Promise.reject(why)));
  }
  if (receipt.state === 'refused') {
    wait('failed', receipt.problem?.title ?? t('wait-refused'), receipt.problem?.detail ?? '');
    throw { ...(receipt.problem ?? {}), code: receipt.problem?.code ?? 'refused' };
  }
  if (receipt.outcome === 'passed') throw { code: 'passed' };
  const before = detail?.events?.next_sequence;
  for (const began = Date.now(); before !== undefined && Date.now() - began < TABLES; ) {
    const now = await api.get(`/v1/loans/${task.loan}`).catch(() => null);
    if (now && now.events?.next_sequence !== before) break;
    await api.pause(500);
  }
  screen(
    'act',
    t('done-heading'),
    progress('done', t('wait-done'), t('wait-done-why')),
    buttons(button('back', t('back'), async () => task.leave(''), { tone: 'main' })),
  );
}

/** Nobody's key is here: words bring it back, or a wallet or another program signs. */
async function withoutKey(task, parties, detail) {
  screen(
    'act',
    t('unknown-heading'),
    h('p', { class: 'lead' }, t('unknown-why')),
    buttons(button('to-restore', t('unknown-restore'), async () => task.go('restore'), { tone: 'main' }), button('back', t('back'), async () => task.leave(''))),
    elsewhere(task, parties, async (signer) => {
      const { signing, shown } = await made(task, signer);
      return { signing, shown, parts: step(shown, signing, people(signing, null, signer), detail) };
    }),
  );
}
