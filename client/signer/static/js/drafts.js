// A loan that two people agree on through a link: it is made, the other takes the seat, both sign.

import * as api from './api.js';
import { base64url, digits, fromBase64url, fromHex, fromUtf8, hex, linkKeys, open, random, randomBytes, seal, sha256, utf8 } from './bytes.js';
import { byId, fault, screen } from './dom.js';
import { handField } from './hand.js';
import { inTime } from './time.js';
import * as keyring from './keyring.js';
import * as loans from './loans.js';
import { call } from './module.js';
import { asked } from './people.js';
import { button, buttons, code, copier, field, h, insideApp, isInLetter, keyMaker, keystoreSection, letter, moment, money, note, oneWayNote, opener, progress, proof, section, sentence, shown, successions, summary } from './parts.js';
import { day, t } from './text.js';

/** Terms that were shown this long ago are asked for anew before a draft is made of them. Units: milliseconds. */
const FRESH = 5 * 60 * 1000;

const other = (role) => (role === 'lender' ? 'borrower' : 'lender');
const opened = (fields) => fields.filter((one) => one.opened);
const valueOf = (fields, name) => fields.find((one) => one.name === name)?.opened?.value;
const bare = (fields) => fields.map(({ name, commitment }) => ({ name, commitment }));

/** The field that binds a passkey: its holder's to show, and nothing that anybody reads. */
const isPasskey = ({ name }) => name.endsWith('.passkey');
/** What the other side is given of one's own fields. One passkey opens a person's key for all of their loans: it would link them. */
const forOther = (fields) => fields.filter((one) => !isPasskey(one));

/** Commits to what was said, with a salt each. */
async function committed(said) {
  const fields = Object.entries(said)
    .filter(([, value]) => value)
    .map(([name, value]) => ({ name, value, salt: random(32) }));
  return (await call('fields_commit', { fields })).fields;
}

/** Names by role, as far as they are known; else the role. */
const namesOf = (fields) => ({
  lender: valueOf(fields, 'lender.name') ?? t('role-lender'),
  borrower: valueOf(fields, 'borrower.name') ?? t('role-borrower'),
});

/** The list that the letter is written from: what both can open is shown, and the rest does not appear. */
const forLetter = (fields) => fields.filter(isInLetter);

/** The letter of final terms: their commitments are checked with the whole list, and what not both know is left out of the words. */
async function finalLetter(terms, fields) {
  // The list is whole, so that it gives the root; a value that only one side knows is held back on both.
  const both = fields.map((one) => (isInLetter(one) ? one : { name: one.name, commitment: one.commitment }));
  return shown(terms, both);
}

async function service() {
  const said = await api.get('/v1/service');
  return { genesis: said.genesis, contract: said.contract, finalised_ms: said.finalised_ms, relay: said.relay };
}

/** The key to use: the one that is here, open or to be opened, or a new one. */
async function theKey() {
  const all = await keyring.records();
  return all.sort((a, b) => b.made_ms - a.made_ms)[0] ?? null;
}

/** Its seed, asking its holder only if need be. */
const seedOf = async (record, given) => (await keyring.peek(record)) ?? (await keyring.unlock(record, given)).seed;

/**
 * The part of a screen where a key is made, or the one that is here is used. `check` throws where something typed cannot be, before
 * anybody is asked for a finger; a key that was made before something failed is used the next time.
 */
async function keySection(heading, label, words, check, go) {
  const record = await theKey();
  if (!record) {
    return keyMaker(heading, label, words, async (make) => {
      await check();
      await go((await theKey()) ?? (await make(known.genesis)));
    });
  }
  const lock = keyring.isOpen(record) ? null : opener(record);
  const said = sentence(words());
  const node = h(
    'section',
    {},
    h('h2', {}, heading),
    h('p', {}, t('key-here')),
    lock?.node,
    said,
    buttons(
      button(
        'make-key',
        label,
        async () => {
          await check();
          await go(record, lock?.given());
        },
        { tone: 'main', sign: 'key' },
      ),
    ),
  );
  return Object.assign(node, { refresh: () => (said.textContent = words()) });
}

let known;

// --- a new draft ---------------------------------------------------------------------------------------------------------------

export async function fresh(task) {
  const token = base64url(randomBytes(32));
  const link = await linkKeys(token);
  const role = task.form.lends;
  if (role !== 'lender' && role !== 'borrower') throw { code: 'task' };
  const reckon = (account) => api.post('/v1/terms', { form: task.form, id: link.id, ...(account && { account }) });
  let reckoned;
  [known, reckoned] = await Promise.all([service(), reckon()]);
  let at = Date.now();
  let terms = reckoned.terms;
  let found = await shown(terms);

  const redraw = async () => {
    const said = people.raw();
    const names = { [`${role}.name`]: said['own-name'], [`${other(role)}.name`]: said['other-name'], purpose: said.purpose };
    const fields = await committed(names);
    byId('text')?.replaceWith(letter(await shown(terms, fields)));
    key.refresh();
  };
  let timer;
  const people = asked(['own-name', 'own-id', 'own-phone', 'other-name', 'purpose'], () => {
    clearTimeout(timer);
    timer = setTimeout(() => redraw().catch(() => {}), 300);
  });
  const words = () => {
    const said = people.raw();
    const sum = money(found.facts.principal, found.facts.currency);
    const values = { me: said['own-name'] || t('blank'), other: said['other-name'] || t('blank'), amount: sum, total: money(found.facts.total, found.facts.currency), last: day(found.facts.last_due) };
    return t(`say-draft-${role}`, values);
  };
  let prepared = null;
  const check = async () => {
    people.read();
    // Somebody who reads for long signs terms of now; where a figure changed with the day, they are shown again first.
    if (Date.now() - at > FRESH) {
      const next = await reckon();
      const again = await shown(next.terms);
      const same = JSON.stringify({ ...again.facts, sign_by_ms: 0, deliver_by_ms: 0 }) === JSON.stringify({ ...found.facts, sign_by_ms: 0, deliver_by_ms: 0 });
      [reckoned, terms, at, found] = [next, next.terms, Date.now(), again];
      await redraw();
      prepared = null;
      if (!same) throw { code: 'terms-newer' };
    }
  };
  const key = await keySection(t('new-key-heading'), t('new-key'), words, check, async (record, given) => {
    const said = people.read();
    // What was sent and not answered is sent again as it is, unless something else is typed by now.
    if (JSON.stringify(prepared?.said) !== JSON.stringify(said)) prepared = { said, ...(await prepare({ task, token, link, role, said, reckoned, record, given })) };
    const view = await api.put(`/v1/drafts/${link.id}`, prepared.body);
    if (view.draft_terms !== prepared.terms) throw { code: 'terms-changed' };
    await share(task, token, record, prepared.names);
  });

  screen(
    'new',
    t('new-heading'),
    insideApp(),
    h('p', { class: 'lead' }, t('new-lead')),
    summary(found, { lender: role === 'lender' ? t('you') : t('the-other'), borrower: role === 'lender' ? t('the-other') : t('you') }),
    section(t('new-who'), people.nodes, h('p', { class: 'small mute' }, t('new-private'))),
    section(t('text-heading'), letter(found)),
    key,
    h('p', { class: 'small mute' }, t('new-after')),
  );
}

async function prepare({ task, token, link, role, said, reckoned, record, given }) {
  const seed = await seedOf(record, given);
  const n = await numberOf(link.id, record, seed);
  const { account } = await call('account', { seed, n });
  const own = await committed({
    [`${role}.name`]: said['own-name'],
    [`${role}.id_number`]: said['own-id'],
    [`${role}.phone`]: said['own-phone'],
    [`${other(role)}.name`]: said['other-name'],
    purpose: said.purpose,
    [`${role}.passkey`]: await keyring.digestOfPasskey(record),
  });
  const { terms: draftTerms } = await call('draft_begin', { id: link.id, role, account, terms: reckoned.terms });
  const names = { me: said['own-name'], other: said['other-name'] };
  const loan = { draft: link.id, root: record.root, n, account, api: api.origin(), genesis: known.genesis, contract: known.contract, role, creator: role };
  // Found again from the words and kept here before anybody else hears of it; the number is given away with the first of the two.
  await keyring.index(record, seed, entryOf(loan, token, names));
  await loans.keep(loan, { token, own, known: [], shown: draftTerms, names });
  // The service has no part in this box: whoever opens it knows whose draft it is, and over which terms.
  // Without the list of all commitments the withheld ones could be varied until other terms have the same twelve digits.
  const forLink = { account, terms: await digestOf(draftTerms), commitments: await listed(own), fields: own.filter(isInLetter).map(({ name, opened: it }) => ({ name, value: it.value, salt: it.salt.replace(/^0x/, '') })), other: said['other-name'] };
  const body = {
    form: task.form,
    at_ms: reckoned.at_ms,
    role,
    account,
    fields: bare(own),
    link_box: base64url(await seal(link.box, utf8(JSON.stringify(forLink)), link.raw)),
    own_box: (await call('fields_seal', { account, fields: own, random: random(64) })).box,
    seat_hash: hex(await sha256(link.seat)),
  };
  return { body: await keyring.signedBody(seed, n, 'draft', link.id, body), terms: draftTerms, names };
}

/** The number of its key: what has failed half-way has one already. */
async function numberOf(draft, record, seed) {
  const before = await loans.find(draft);
  return before?.root === record.root ? before.n : keyring.numberFor(record, seed, draft);
}

const entryOf = (loan, token, names) => ({
  n: loan.n,
  genesis: loan.genesis,
  contract: loan.contract,
  api: loan.api,
  draft: loan.draft,
  role: loan.role,
  creator: loan.creator === loan.role,
  token,
  me: names.me,
  other: names.other,
});

async function share(task, token, record, names) {
  const url = `${api.origin()}/d#${token}`;
  const link = field('link', t('share-link'), { readonly: true, value: url });
  screen(
    'new',
    t('share-heading', { other: names.other }),
    h('p', { class: 'lead' }, t('share-lead', { other: names.other })),
    section(
      t('share-how', { other: names.other }),
      await code(url),
      h('p', { class: 'small mute' }, t('share-scan', { other: names.other })),
      link,
      buttons(
        navigator.share && button('send', t('share-send'), () => navigator.share({ url }).catch(() => {}), { tone: 'main' }),
        copier('copy', t('share-copy'), url),
      ),
      note('warn', t('share-secret'), t('share-secret-why')),
    ),
    keystoreSection(record),
    buttons(button('done', t('share-done'), async () => task.leave(`#${token}.creator`), { tone: 'main' })),
  );
}

// --- the seat ------------------------------------------------------------------------------------------------------------------

const digestOf = async (terms) => hex(await sha256(fromHex(terms)));

/** What a list of commitments is known by, in whatever order it comes. */
const listed = async (fields) => hex(await sha256(utf8(JSON.stringify(fields.map((one) => [one.name, one.commitment.replace(/^0x/, '')]).sort()))));

/** What is sealed to somebody goes to the account that stands in the terms, whatever a service says beside them. */
function seated(view, facts) {
  const isCreator = view.creator.account === facts[view.role];
  if (!isCreator || (view.seat && view.seat.account !== facts[other(view.role)])) throw { code: 'terms-changed' };
}

/** What the link's box holds: the fields that the other one shows, each what they committed to. */
async function fromLink(view, link) {
  const said = JSON.parse(fromUtf8(await open(link.box, fromBase64url(view.link_box), link.raw)));
  const { fields } = await call('fields_commit', { fields: said.fields.map(({ name, value, salt }) => ({ name, value, salt })) });
  const theirs = new Map(view.creator.fields.map((one) => [one.name, one.commitment]));
  if (fields.some((one) => theirs.get(one.name) !== one.commitment)) throw { code: 'fields-other' };
  if (said.account !== view.creator.account || said.terms !== (await digestOf(view.draft_terms))) throw { code: 'terms-changed' };
  if (said.commitments !== (await listed(view.creator.fields))) throw { code: 'fields-other' };
  return { fields, theirs: said.commitments, other: typeof said.other === 'string' ? said.other : undefined };
}

export async function seat(task) {
  const link = await linkKeys(task.token);
  known = await service();
  const view = await api.get(`/v1/drafts/${link.id}`);
  const mine = await loans.find(link.id);
  // Of one that was taken back nothing tells any more who sat there.
  if (['void', 'expired'].includes(view.state)) return over(task, view, mine);
  if (mine && [view.seat?.account, view.creator.account].includes(mine.account)) return sign({ ...task, draft: link.id });
  if (view.state !== 'open') return taken(task, view);
  const role = other(view.role);
  const { fields: theirs, theirs: commitments } = await fromLink(view, link);
  const found = await shown(view.draft_terms, theirs);
  seated(view, found.facts);
  const names = namesOf(theirs);
  const me = valueOf(theirs, `${role}.name`);
  const them = names[view.role];
  const wanted = [...(me ? [] : ['own-name']), 'own-id', 'own-phone'];
  const people = asked(wanted, () => key.refresh());
  const sum = money(found.facts.principal, found.facts.currency);
  const own = () => me ?? (people.raw()['own-name'] || t('blank'));
  const words = () => t(`say-seat-${role}`, { me: own(), other: them, amount: sum, total: money(found.facts.total, found.facts.currency), last: day(found.facts.last_due) });
  let prepared = null;
  const key = await keySection(t('seat-key-heading'), t('seat-key'), words, async () => people.read(), async (record, given) => {
    const said = people.read();
    const names = { me: me ?? said['own-name'], other: them };
    if (JSON.stringify(prepared?.said) !== JSON.stringify(said)) prepared = { said, body: await prepareSeat({ task, link, view, role, theirs, commitments, said, record, given, names }) };
    let next;
    try {
      next = await api.post(`/v1/drafts/${link.id}/seat`, prepared.body);
    } catch (why) {
      // Somebody else sits there: this browser has no part in it.
      if (why.code === 'seat-taken') await loans.forget(link.id);
      throw why;
    }
    if (role === 'borrower') return sign({ ...task, draft: link.id }, next);
    return done(task, 'seat', t('seat-done'), t('seat-done-lender', { other: them }), record, `#${task.token}.seat`);
  });
  screen(
    'seat',
    t(`seat-heading-${role}`, { other: them, amount: sum, me: own() }),
    insideApp(`${api.origin()}/d#${task.token}`),
    h('p', { class: 'lead' }, me ? t('seat-are-you', { me }) : t('seat-lead')),
    buttons(button('not-me', t('seat-not-me'), async () => screen('seat', t('seat-not-yours'), h('p', { class: 'lead' }, t('seat-not-yours-why'))))),
    summary(found, { lender: role === 'lender' ? t('you') : them, borrower: role === 'borrower' ? t('you') : them }),
    section(t('text-heading'), letter(found)),
    section(t('seat-own'), people.nodes, h('p', { class: 'small mute' }, t('new-private'))),
    key,
    h('p', { class: 'small mute' }, t('seat-nothing-yet')),
  );
}

function taken(task, view) {
  const at = view.seat && moment(view.seat.taken_ms);
  screen(
    'seat',
    t('taken-heading'),
    h('p', { class: 'lead' }, at ? t('taken-at', { at }) : t('taken-over')),
    note('warn', t('taken-not-you'), t('taken-not-you-why')),
    buttons(button('back', t('back'), async () => task.leave(`#${task.token}`), { tone: 'main' })),
  );
  // Whoever comes by a used link has taken nothing.
  if (view.state === 'seated' || view.state === 'half') fault({ code: 'seat-taken' });
}

async function prepareSeat({ task, link, view, role, theirs, commitments, said, record, given, names }) {
  const seed = await seedOf(record, given);
  const n = await numberOf(link.id, record, seed);
  const { account } = await call('account', { seed, n });
  const own = await committed({
    [`${role}.name`]: said['own-name'],
    [`${role}.id_number`]: said['own-id'],
    [`${role}.phone`]: said['own-phone'],
    [`${role}.passkey`]: await keyring.digestOfPasskey(record),
  });
  const loan = { draft: link.id, root: record.root, n, account, api: api.origin(), genesis: known.genesis, contract: known.contract, role, creator: view.role };
  await keyring.index(record, seed, entryOf(loan, task.token, names));
  await loans.keep(loan, { token: task.token, own, known: theirs, commitments, shown: view.draft_terms, names });
  const body = {
    seat_key: hex(link.seat),
    account,
    fields: bare(own),
    seat_box: (await call('fields_seal', { account, fields: [...own, ...theirs], random: random(64) })).box,
    to_creator: (await call('fields_seal', { account: view.creator.account, fields: forOther(own), random: random(64) })).box,
  };
  return keyring.signedBody(seed, n, 'seat', link.id, body);
}

// --- signing -------------------------------------------------------------------------------------------------------------------

/** What the key opens of the boxes beside the draft: `{own, known}`, each as its side committed to it. */
async function others(view, loan, seed) {
  const isCreator = loan.creator === loan.role;
  const boxes = isCreator ? [view.boxes.creator, view.boxes.seat_to_creator] : [view.boxes.seat, view.boxes.creator_to_seat];
  const committed = new Map([...view.creator.fields, ...(view.seat?.fields ?? [])].map((one) => [one.name, one.commitment]));
  const mine = new Set((isCreator ? view.creator.fields : (view.seat?.fields ?? [])).map((one) => one.name));
  const all = [];
  for (const box of boxes.filter(Boolean)) {
    // Sealed by whoever it was: what does not open, or says something else than was committed to, is as good as withheld.
    const { fields } = await call('fields_open', { seed, n: loan.n, box }).catch(() => ({ fields: [] }));
    all.push(...fields.filter((one) => committed.get(one.name) === one.commitment));
  }
  return { own: all.filter((one) => mine.has(one.name)), known: all.filter((one) => !mine.has(one.name)) };
}

const together = (...lists) => [...new Map(lists.flat().map((one) => [one.name, one])).values()];

/** Holds the final terms against what was shown; gives digest and whole list. */
async function checked(view, loan) {
  // In the seat: those that the link brought. Who came back by words alone has no such list.
  if (loan.secret.commitments && loan.secret.commitments !== (await listed(view.creator.fields))) throw { code: 'fields-other' };
  // One's own are those that were committed to here, and no other: a passkey of somebody else's would speak for its holder.
  const mine = loan.creator === loan.role ? view.creator.fields : (view.seat?.fields ?? []);
  if (loan.secret.own.length > 0 && (await listed(loan.secret.own)) !== (await listed(mine))) throw { code: 'fields-other' };
  return call('draft_check', {
    id: loan.draft,
    creator: loan.creator,
    role: loan.role,
    account: loan.account,
    shown: loan.secret.shown,
    terms: view.terms,
    fields: { creator: view.creator.fields, seat: view.seat?.fields ?? [] },
    opened: opened(together(loan.secret.known, loan.secret.own)),
  });
}

export async function sign(task, before) {
  known ??= await service();
  const draft = task.draft ?? (await linkKeys(task.token)).id;
  const view = before ?? (await api.get(`/v1/drafts/${draft}`));
  let loan = await loans.find(draft);
  if (!loan) return unknown(task, 'sign');
  const record = await keyring.recordOf(loan.root);
  if (!record) return unknown(task, 'sign');
  // Who came back by words alone has no text that was shown: the one that they are shown now is the first.
  const seed = await keyring.peek(record);
  if (!loan.secret.shown) loan = { ...loan, secret: { ...loan.secret, shown: view.draft_terms } };
  if (seed && view.seat) loan = await withOthers(view, loan, seed);
  if (['void', 'expired', 'recorded', 'submitted'].includes(view.state)) return over(task, view, loan);
  if (!view.seat) return waits(task, loan, t('sign-open'));
  if (view.signed[loan.role]) {
    // Who came back by words has no signature here: the terms are held against what they can open.
    if (!loan.digest) await checked(view, loan);
    return after(task, view, loan, record);
  }
  if (loan.role === 'lender' && !view.signed.borrower) return waits(task, loan, t('sign-borrower-first', { other: loan.secret.names.other ?? t('role-borrower') }));
  return signScreen(task, view, loan, record, !seed);
}

async function withOthers(view, loan, seed) {
  const more = await others(view, loan, seed);
  // What was read first holds: where a box says otherwise, it does not fit the commitments any more.
  const [own, known] = [together(more.own, loan.secret.own), together(more.known, loan.secret.known)];
  await loans.change(loan.draft, {}, { own, known, shown: loan.secret.shown });
  return { ...loan, secret: { ...loan.secret, own, known } };
}

function waits(task, loan, words) {
  screen('sign', t('sign-waits'), h('p', { class: 'lead' }, words), buttons(button('back', t('back'), async () => task.leave(suffix(task, loan)), { tone: 'main' })));
}

const suffix = (task, loan) => {
  const token = task.token ?? loan?.secret?.token;
  return token ? `#${token}${loan ? (loan.creator === loan.role ? '.creator' : '.seat') : ''}` : '';
};

function over(task, view, loan) {
  screen('sign', t(`over-${view.state}`), h('p', { class: 'lead' }, t(`over-${view.state}-why`)), buttons(button('back', t('back'), async () => task.leave(suffix(task, loan)), { tone: 'main' })));
}

async function signScreen(task, view, loan, record, isClosed, prior) {
  const { digest, fields, withheld } = await checked(view, loan);
  const found = await finalLetter(view.terms, fields);
  seated(view, found.facts);
  const before = await shown(loan.secret.shown, forLetter(opened(fields)).filter((one) => one.name !== 'wording'));
  const names = namesOf(fields);
  const [me, them] = [names[loan.role], names[other(loan.role)]];
  const sum = money(found.facts.principal, found.facts.currency);
  const right = digits(digest);
  const isLender = loan.role === 'lender';
  const isCreator = loan.creator === loan.role;
  const agree = h('input', { type: 'checkbox', id: 'agree', onchange: () => fit() });
  const typed = isLender && field('digits', t('digits-typed', { other: them }), { inputmode: 'numeric', autocomplete: 'one-time-code', help: t('digits-help'), oninput: () => fit() });
  const spoken = !isLender && h('output', { class: 'big', id: 'digits' }, '…');
  let isRight = false;
  const fit = async () => {
    if (typed) {
      const said = typed.input.value.normalize('NFKC').replace(/\D/g, '');
      isRight = said.length === 12 && said === (await right);
      byId('digits-said').textContent = said.length < 12 ? '' : isRight ? t('digits-right') : t('digits-wrong');
      byId('digits-said').className = `small ${isRight ? 'ok' : 'bad'}`;
    } else isRight = true;
    const go = byId('sign');
    const may = agree.checked && isRight;
    go.disabled = !may;
    if (may) delete go.dataset.held;
    else go.dataset.held = '';
  };
  right.then((all) => {
    if (spoken) spoken.textContent = all.replace(/(\d{4})(?=\d)/g, '$1 ');
  });
  const lock = prior || keyring.way(record) === 'words' ? { node: null, given: () => ({}) } : opener(record);
  const hand = prior ? null : handField();
  const go = button('sign', t('sign-button'), () => put({ task, view, loan, record, fields, given: lock.given(), hand: hand?.given(), isClosed, prior }), { tone: 'main', sign: 'key', disabled: true });
  go.dataset.held = '';
  const rest = fields.filter((one) => !isInLetter(one) || !one.opened);
  // One's own that cannot be opened here is not one's own to believe in.
  const isBound = (name) => isPasskey({ name }) && !(name.startsWith(`${loan.role}.`) && withheld.includes(name));
  screen(
    'sign',
    t('sign-heading'),
    h('p', { class: 'lead' }, t('sign-lead')),
    summary(found, { lender: isLender ? t('you') : them, borrower: isLender ? them : t('you') }),
    section(t('text-heading'), letter(found, before), h('p', { class: 'small mute' }, t('marked'))),
    successions(found, { lender: isLender ? t('you') : them, borrower: isLender ? them : t('you') }),
    rest.length > 0 && section(t('beside-heading'), h('dl', { class: 'facts' }, rest.map((one) => h('div', {}, h('dt', {}, t(`name-${one.name.replace('.', '-')}`)), h('dd', {}, isBound(one.name) ? t('passkey-bound') : (one.opened?.value ?? t('withheld')))))), !withheld.every(isBound) && h('p', { class: 'small mute' }, t('withheld-why'))),
    section(
      t('digits-heading'),
      isLender ? h('p', {}, t('digits-lender', { other: them })) : h('p', {}, t('digits-borrower', { other: them })),
      spoken && h('div', { class: 'box' }, spoken),
      typed,
      isLender && h('p', { class: 'small', id: 'digits-said', role: 'status' }),
      // Whoever made a draft takes it back, and nobody else can.
      isLender && isCreator && buttons(button('no-match', t('digits-no-match'), () => voided(task, loan, record, 'digits', lock.given()), { tone: 'no' })),
      isLender && !isCreator && h('p', { id: 'no-match' }, t('digits-no-match-seat', { other: them })),
    ),
    found.apart.length > 0 && section(found.apart[0], found.apart.slice(1).map((words) => h('p', {}, words)), h('div', { class: 'pick' }, h('label', { for: 'agree' }, agree, t('agree')))),
    section(
      t('sign-last'),
      sentence(t(`say-sign-${loan.role}`, { me, other: them, amount: sum, total: money(found.facts.total, found.facts.currency), last: day(found.facts.last_due), until: moment(found.facts.sign_by_ms) })),
      h('p', {}, t('no-loan-yet')),
      h('p', { id: 'public' }, t('public-for-ever')),
      hand?.node,
      lock.node,
      buttons(go),
      h('p', { class: 'small mute' }, t(isLender ? 'sign-final' : 'sign-bound', { until: moment(Date.now() + 24 * 3600 * 1000) })),
    ),
    proof([
      [t('proof-terms'), digest],
      [t('proof-lender'), found.facts.lender],
      [t('proof-borrower'), found.facts.borrower],
    ]),
  );
  await fit();
}

async function unlocked(view, loan, record, given, hand) {
  const place = await service();
  if (place.genesis !== loan.genesis || place.contract !== loan.contract) throw { code: 'elsewhere' };
  const intent = await call('propose', { ...place, signer: loan.account, terms: view.terms, hand });
  return { intent, ...(await keyring.unlock(record, { ...given, challenge: fromHex(intent.id) })) };
}

async function put({ task, view, loan, record, fields, given, hand, isClosed, prior }) {
  const { intent, seed, assertion } = prior ?? (await unlocked(view, loan, record, given, hand));
  const { account } = await call('account', { seed, n: loan.n });
  if (account !== loan.account) throw { code: 'key-other' };
  if (isClosed) {
    // The key opened what nobody could show before: that is read first.
    const more = await withOthers(view, loan, seed);
    if (opened(more.secret.known).length > opened(loan.secret.known).length) {
      await signScreen(task, view, more, record, false, { intent, seed, assertion });
      return;
    }
  }
  await keyring.index(record, seed, entryOf(loan, loan.secret.token, loan.secret.names));
  if (loan.creator === loan.role && !view.boxes.creator_to_seat) {
    // A borrower signs before anybody has called: until then whoever has the link may sit there, and gets no number.
    const given = loan.role === 'borrower' ? forLetter(loan.secret.own) : forOther(loan.secret.own);
    const { box } = await call('fields_seal', { account: view.seat.account, fields: given, random: random(64) });
    await api.put(`/v1/drafts/${loan.draft}/fields`, await keyring.signedBody(seed, loan.n, 'fields', loan.draft, { creator_to_seat: box }));
    // It is there now, should what follows fail and be tried again.
    view.boxes.creator_to_seat = box;
  }
  // Once more from the bytes, right before they are signed.
  const again = await call('intent_show', { intent: intent.intent, terms: view.terms });
  if (again.step !== 'propose' || again.of_terms !== true || again.signer !== loan.account) throw { code: 'terms-changed' };
  inTime(again);
  const theirs = loan.role === 'lender' ? await wordOfBorrower(view, loan) : undefined;
  const signature = await keyring.signed(seed, loan.n, again.text);
  // With the whole list whoever collects evidence can show one field of it; the form of the text is nobody's secret.
  const list = fields.map((one) => (one.name === 'wording' ? one : bare([one])[0]));
  await loans.change(loan.draft, { digest: again.digest }, { id: again.id, assertion, intent: again.intent, signature, theirs, list, hand: intent.hand });
  const next = await api.post(`/v1/drafts/${loan.draft}/intents`, { role: loan.role, signed: { intent: again.intent, signature } });
  await after(task, next, await loans.find(loan.draft), record);
}

/** The borrower's word, which the lender's stands on: theirs, for these terms, for this place, and not over. */
async function wordOfBorrower(view, loan) {
  const word = view.intents?.borrower;
  if (!word) throw { code: 'word-missing' };
  const said = await call('intent_show', { intent: word.intent, terms: view.terms });
  const { signed } = await call('signed', { account: said.signer, text: said.text, signature: word.signature }).catch(() => ({ signed: false }));
  const fits = said.step === 'propose' && said.of_terms === true && said.signer === said.facts.borrower;
  const isHere = said.genesis === loan.genesis && said.contract === loan.contract;
  if (!signed || !fits || !isHere || said.not_after_ms < Date.now()) throw { code: 'word-missing' };
  return word;
}

/** What follows a signature: the borrower reads the digits out, the lender waits until it is on record. */
async function after(task, view, loan, record) {
  const them = loan.secret.names.other ?? t(`role-${other(loan.role)}`);
  if (loan.role === 'borrower') {
    // Of what this browser signed, not of what the service says that it keeps.
    const digest = loan.digest ?? (await checked(view, loan)).digest;
    if (digest !== view.digest) throw { code: 'terms-changed' };
    const spoken = (await digits(digest)).replace(/(\d{4})(?=\d)/g, '$1 ');
    return done(task, 'sign', t('signed-heading'), t('signed-borrower', { other: them }), record, suffix(task, loan), h('div', { class: 'box' }, h('p', {}, t('read-out', { other: them })), h('output', { class: 'big', id: 'digits' }, spoken)));
  }
  const receipt = view.receipt;
  const words = receipt?.problem ? [receipt.problem.title, receipt.problem.detail] : [t('signed-lender')];
  return done(task, 'sign', t('signed-heading'), words, record, suffix(task, loan));
}

function done(task, name, heading, words, record, end, extra) {
  screen(
    name,
    heading,
    progress('done', heading, [words].flat()),
    extra,
    oneWayNote(record),
    keystoreSection(record),
    buttons(button('back', t('back'), async () => task.leave(end), { tone: 'main' })),
  );
}

/** A browser that does not have the key of a loan: words, or a passkey that came along, bring it back. */
function unknown(task, name) {
  screen(
    name,
    t('unknown-heading'),
    h('p', { class: 'lead' }, t('unknown-why')),
    buttons(
      button('to-restore', t('unknown-restore'), async () => task.go('restore'), { tone: 'main' }),
      button('back', t('back'), async () => task.leave(task.token ? `#${task.token}` : '')),
    ),
  );
}

// --- taking it back ------------------------------------------------------------------------------------------------------------

export async function takeBack(task) {
  known = await service();
  const draft = task.draft ?? (await linkKeys(task.token)).id;
  const loan = await loans.find(draft);
  const record = loan && (await keyring.recordOf(loan.root));
  if (!record) return unknown(task, 'void');
  const lock = keyring.isOpen(record) ? null : opener(record);
  screen(
    'void',
    t('void-heading'),
    h('p', { class: 'lead' }, t('void-why')),
    section(
      t('void-last'),
      sentence(t('say-void', { me: loan.secret.names.me ?? t('role-' + loan.role), other: loan.secret.names.other ?? t('the-other') })),
      lock?.node,
      buttons(
        button('sign', t('void-button'), () => voided(task, loan, record, null, lock?.given()), { tone: 'no' }),
        button('leave', t('void-keep'), async () => task.leave(suffix(task, loan))),
      ),
    ),
  );
}

async function voided(task, loan, record, reason, given) {
  const seed = await seedOf(record, given);
  const body = await keyring.signedBody(seed, loan.n, 'void', loan.draft, reason ? { reason } : {});
  await api.post(`/v1/drafts/${loan.draft}/void`, body);
  screen('void', t('over-void'), h('p', { class: 'lead' }, t('over-void-why')), buttons(button('back', t('back'), async () => task.leave(suffix(task, loan)), { tone: 'main' })));
}
