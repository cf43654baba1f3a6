// A draft that a link leads to: the secret stays in this tab, the names open here, and what happens is followed until it is a loan.

import { api, byId, copy, day, fault, kept, main, moment, money, ready, signer, words } from './common.mjs';
import { keys, open, token } from './link.mjs';

const said = words();
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
const show = (id, wanted) => {
  byId(id).hidden = !wanted;
};
const link = token();
let key;
let names = {};
let view;

/** What this browser is: what the way here said, else what it kept. */
function role() {
  return kept.get(`iou-draft:${view.id}`) ?? 'nobody';
}

/** Who is the lender and who the borrower, as this browser knows them. */
function people() {
  const creator = view.role;
  const seat = creator === 'lender' ? 'borrower' : 'lender';
  const mine = { creator, seat }[role()];
  const name = (side) => {
    if (side === mine) return said.you;
    return names[`${side}.name`] ?? (side === seat ? names.other : undefined) ?? said[side];
  };
  return { creator, seat, mine, name };
}

async function reckoned() {
  const body = { form: view.form, at_ms: view.at_ms, id: view.id, account: view.creator.account };
  return api('/v1/terms', { method: 'POST', body: JSON.stringify(body) });
}

function points(found) {
  const { name } = people();
  const value = (amount) => money(amount, found.currency);
  byId('amount').textContent = value(found.principal);
  byId('p-who').textContent = fill(said['who-borrower'], { borrower: name('borrower'), lender: name('lender') });
  const first = found.schedule[0];
  byId('p-how').textContent = found.schedule.length === 1
    ? said['at-once']
    : fill(said.instalments, { count: found.schedule.length, amount: value(first.total) });
  byId('p-last').textContent = day(found.last_due);
  byId('p-rate').textContent = found.rate;
  byId('p-total').textContent = value(found.total);
  byId('p-until').textContent = moment(view.sign_by_ms);
  byId('purpose').textContent = names.purpose ?? '';
  show('purpose', names.purpose);
}

function steps() {
  const list = byId('steps');
  list.replaceChildren();
  const { name } = people();
  // Whoever comes back later has no names here: then the role says it alone.
  const named = (side) => (name(side) === said[side] ? '' : fill(said.named, { name: name(side) }));
  const add = (icon, tone, text, at) => {
    const one = byId('step').content.cloneNode(true);
    one.querySelector('svg').classList.add(tone);
    one.querySelector('use').setAttribute('href', `#i-${icon}`);
    one.querySelector('b').textContent = text;
    one.querySelector('time').textContent = at ? moment(at) : '';
    list.append(one);
  };
  if (view.seat) add('ok', 'ok', said['taken-at'], view.seat.taken_ms);
  else add('wait', 'warn', said['waits-seat'], view.sign_by_ms);
  for (const side of ['borrower', 'lender']) {
    if (view.signed[side]) add('ok', 'ok', fill(said[`signed-${side}`], { name: named(side) }));
    else add('none', 'mute', fill(said[`waits-${side}`], { name: named(side) }));
  }
}

/** Near its end: the last quarter of its time, or the last day of it. Units: milliseconds. */
const DAY = 86_400_000;
const isNear = () => {
  const left = view.sign_by_ms - Date.now();
  return left <= Math.max((view.sign_by_ms - view.at_ms) / 4, DAY);
};

/** Whoever waits for the other side may remind them: the words and the link, no name and no sum. */
const reminder = () => fill(said.reminder, { until: moment(view.sign_by_ms), link: `${location.origin}/d#${link.token}` });

function remind(waits) {
  const near = isNear();
  show('remind', waits);
  byId('remind').classList.toggle('warn', near);
  byId('remind-send').classList.toggle('main', near);
  byId('remind-title').textContent = fill(said[near ? 'remind-near' : 'remind-time'], { until: moment(view.sign_by_ms) });
  if (waits) main.dataset.remind = near ? 'near' : 'time';
  else delete main.dataset.remind;
}

function task() {
  return { draft: view.id, token: link.token };
}

function render() {
  const own = role();
  const { creator, seat, mine, name } = people();
  main.dataset.state = view.state;
  main.dataset.role = own;
  for (const part of document.querySelectorAll('[data-of]')) part.hidden = part.dataset.of !== view.state || (view.state === 'open' && own === 'nobody');
  const wants = creator === 'borrower' ? said['wants-borrow'] : said['wants-lend'];
  byId('heading').textContent = own === 'creator' ? said['title-own'] : isOver(view.state) ? said['title-over'] : fill(wants, { name: name(creator) });
  byId('greeting').textContent = own === 'nobody' && names.other ? fill(said['are-you'], { name: names.other }) : '';
  const isOpen = view.state === 'open';
  show('decide', isOpen && own !== 'creator');
  show('share', isOpen && own === 'creator');
  byId('are-you').textContent = byId('greeting').textContent;
  byId('take').href = signer('seat', '/d', { token: link.token });
  byId('share-link').value = `${location.origin}/d#${link.token}`;
  const turn = (view.state === 'seated' && mine === 'borrower') || (view.state === 'half' && mine === 'lender' && !view.signed.lender);
  show('to-sign', turn);
  byId('to-sign').href = signer('sign', '/d', task());
  show('call', view.state === 'half' || (view.state === 'seated' && mine === 'lender'));
  byId('call-why').textContent = said[mine === 'lender' ? 'call-lender' : 'call-borrower'] ?? '';
  // Of what was taken back nothing is left but that it was.
  show('lent', view.form);
  show('points', view.form);
  byId('digest').closest('details').hidden = !view.form;
  show('now', view.form && (!isOpen || own === 'creator'));
  remind((isOpen && own === 'creator') || (view.state === 'seated' && mine === 'lender') || (view.state === 'half' && mine === 'borrower'));
  const loan = view.receipt?.loan;
  show('to-loan', view.state === 'recorded' && loan !== null && loan !== undefined);
  if (loan !== null && loan !== undefined) {
    byId('to-loan').href = `/loans/${loan}`;
    if (mine) kept.set(`iou-role:${loan}`, mine);
  }
  byId('problem').textContent = view.receipt?.problem ? [view.receipt.problem.title, view.receipt.problem.detail].join(' ') : '';
  show('undo', own === 'creator' && ['open', 'seated', 'half'].includes(view.state));
  byId('void').href = signer('void', '/d', task());
  byId('digest').textContent = view.digest;
  byId(creator).textContent = view.creator.account;
  byId(seat).textContent = view.seat?.account ?? '—';
  steps();
}

function gone(state) {
  main.dataset.state = state;
  main.dataset.role = 'nobody';
  byId('draft').hidden = false;
  for (const part of byId('draft').children) part.hidden = part.id !== 'said';
  for (const part of document.querySelectorAll('[data-of]')) part.hidden = part.dataset.of !== state;
}

const isOver = (state) => ['recorded', 'void', 'expired'].includes(state);
const pause = (ms) => new Promise((then) => setTimeout(then, ms));

async function follow() {
  let wait = 1000;
  while (!isOver(view.state)) {
    try {
      const asked = Date.now();
      const next = await api(`/v1/drafts/${view.id}?wait=25&version=${view.version}`);
      wait = 1000;
      // A service with too many who wait answers at once.
      if (next.version === view.version && Date.now() - asked < 2000) await pause(5000);
      if (next.version !== view.version) {
        view = next;
        render();
      } else remind(!byId('remind').hidden);
    } catch (why) {
      if (why.status === 404) return gone('unknown');
      await pause(wait);
      wait = Math.min(wait * 2, 30_000);
    }
  }
}

async function look() {
  if (!link) return gone('unknown');
  key = await keys(link.token);
  try {
    view = await api(`/v1/drafts/${key.id}`);
  } catch (why) {
    if (why.status === 404) return gone('unknown');
    return fault(why.code ?? 'network', why.title || said.fault);
  }
  if (link.role) kept.set(`iou-draft:${view.id}`, link.role);
  if (view.link_box) names = await open(view.link_box, key);
  byId('draft').hidden = false;
  render();
  // What was taken back is gone: nothing is left to be reckoned.
  if (!view.form) return;
  try {
    points(await reckoned());
  } catch (why) {
    fault(why.code ?? 'network', why.title || said.fault);
  }
}

async function begin() {
  byId('loading').hidden = false;
  await look();
  byId('loading').hidden = true;
  ready();
  if (view) await follow();
}

byId('not-me').addEventListener('click', () => show('go-away', true));
byId('mine').addEventListener('click', () => {
  kept.set(`iou-draft:${view.id}`, 'creator');
  render();
});
/** The sheet of the phone; copies where there is none. Who closes the sheet wants neither. */
async function share(what, copied) {
  try {
    await navigator.share(what);
  } catch (why) {
    if (why.name !== 'AbortError') await copied();
  }
}
/** Copies the link, and says so; where that is not possible it is there to be copied. */
async function copyLink() {
  if (await copy(byId('share-link').value)) byId('copied').textContent = said.copied;
  else byId('share-link').select();
}
byId('copy').addEventListener('click', copyLink);
byId('send').addEventListener('click', () => share({ url: byId('share-link').value }, copyLink));
/** Copies it, and says so; where that is not possible it stands there to be copied. */
async function copyReminder() {
  byId('reminded').textContent = (await copy(reminder())) ? said.copied : reminder();
}
byId('remind-copy').addEventListener('click', copyReminder);
byId('remind-send').addEventListener('click', () => share({ text: reminder() }, copyReminder));
addEventListener('hashchange', () => location.reload());
begin();
