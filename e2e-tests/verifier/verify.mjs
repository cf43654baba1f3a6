// The heart of `iou verify` in another language: node verify.mjs FILE SPEC
// Exit status: 0 it holds; 4 it holds, of a ledger that nobody named; 1 it does not.
// From the genesis block's state root to the loan's chain of events: authority sets and their changes, finality, the contract's
// cells, the hash chain, each event's block, every signature and the event that it caused. SCALE, headers and trie nodes are
// decoded by @polkadot-api/substrate-bindings, signatures checked by @noble/curves and @scure/sr25519, those of passkeys by Node's
// own cryptography; nothing of ours is used.
// Written from docs/evidence.md. It replays nothing: that is what the rules in contracts/terms are for.
import { createPublicKey, verify as ofKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { verify as sr25519 } from '@scure/sr25519';
import { underCertificates } from './certificates.mjs';
import { statementsOf } from './identities.mjs';
import { seatsOf, successionOf, told as toldOfSeat } from './seats.mjs';
import {
  AccountId, Blake2128Concat, Blake2256, Tuple, Twox128, Twox64Concat, Vector, blockHeader, compactNumber, trieNodeDec, u32, u64,
} from '@polkadot-api/substrate-bindings';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const unhex = (text) => Uint8Array.from(Buffer.from(text.replace(/^0x/, ''), 'hex'));
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
// The first verifier's codes, as far as this one can find them; CI compares them with its list.
const CODES = new Set([
  'list-bad', 'list-long', 'manifest-parts', 'signatures-many', 'other-chain', 'other-money', 'other-ledger',
  'header-bad', 'header-missing', 'header-fork', 'justification-bad', 'justification-foreign', 'justification-twice', 'justification-headers', 'block-not-justified',
  'change-order', 'change-missing', 'change-not-final', 'change-unsupported',
  'vote-foreign', 'vote-twice', 'vote-signature', 'vote-branch', 'votes-too-few',
  'trie-node-missing', 'state-absent', 'state-unreadable', 'block-number', 'block-time', 'code-hash', 'ledger-empty', 'ledger-chain',
  'event-bytes', 'event-loan', 'event-place', 'event-kind', 'event-refused', 'events-end', 'events-none', 'terms-digest',
  'block-order', 'block-events', 'transaction-order', 'transaction-other', 'transaction-proxy', 'transaction-idle', 'signature',
  'intent-bad', 'intents-order', 'intent-place', 'intent-key', 'intent-signature', 'intent-time', 'intent-twice', 'intent-nonce', 'intent-other',
  'proof-unused', 'spec-readable',
  'fields-order', 'fields-commitment', 'passkeys-order', 'passkey-field', 'passkey-key', 'passkey-intent', 'passkey-client', 'passkey-challenge', 'passkey-origin', 'passkey-data', 'passkey-user', 'passkey-signature',
  'cms-name', 'cms-false', 'identity-false', 'file-foreign',
]);
const must = (fact, code, what) => {
  if (fact) return;
  if (!CODES.has(code)) throw new Error(`no code: ${code}`);
  throw Object.assign(new Error(what), { code });
};
const same = (a, b) => hex(a) === hex(b);
// What cannot be read is no signature.
const holds = (check) => {
  try {
    return check();
  } catch {
    return false;
  }
};

// What is left to the first verifier; printed, so that nobody takes the heart for the whole.
const UNCHECKED = [
  'container: canonical form of the ZIP and of its JSON; format and schema; proofs that nothing uses',
  'loan as the contract stores it: agreement, schedule, holders, account, reference rates',
  'replay of the events: figures, days, order of steps',
  'statement of account, limitation',
  'readable texts',
  'personal fields, where no passkey is bound to one',
  'attached files that are no rows of statements and no statements of identity: that an event names them',
  'statements of identity: whether one is over, and whether its verifier has come to hold a part of the claim',
  'seats: who held an office',
  'institutions: names, attestations',
  'notices, anchors',
  'signatures under certificates: chain, time, revocation, purposes; whether a co-borrower or guarantor is one',
  'keys that everybody has; that the chain is one for development',
];

// --- the file: stored entries, each with its digest in the manifest
function entries(file) {
  const found = new Map();
  let at = 0;
  while (file.readUInt32LE(at) === 0x04034b50) {
    const [size, name] = [file.readUInt32LE(at + 22), file.readUInt16LE(at + 26)];
    const start = at + 30 + name;
    found.set(file.toString('utf8', at + 30, start), Uint8Array.from(file.subarray(start, start + size)));
    at = start + size;
  }
  return found;
}

// --- SCALE: a cursor for the few layouts that are ours
class Bytes {
  // `code` is what is wrong where the bytes are none of what they should be.
  constructor(bytes, code) { this.bytes = bytes; this.at = 0; this.code = code; }
  take(count) {
    must(this.at + count <= this.bytes.length, this.code, 'bytes end early');
    return this.bytes.slice(this.at, (this.at += count));
  }
  u8() { return this.take(1)[0]; }
  u32() { return u32.dec(this.take(4)); }
  bool() {
    const is = this.u8();
    must(is <= 1, this.code, 'neither yes nor no');
    return is === 1;
  }
  u64() { return u64.dec(this.take(8)); }
  amount() { return Tuple(u64, u64).dec(this.take(16)).reduceRight((high, low) => (high << 64n) | low, 0n); }
  compact() {
    const bytes = this.take([1, 2, 4, 5 + (this.bytes[this.at] >> 2)][this.bytes[this.at] & 3]);
    const found = compactNumber.dec(bytes);
    must(same(compactNumber.enc(found), bytes), this.code, 'a number that is longer than it has to be');
    return Number(found);
  }
  skip() { this.take([1, 2, 4, 5 + (this.bytes[this.at] >> 2)][this.bytes[this.at] & 3]); }
  sized() { return this.take(this.compact()); }
  optional(item) {
    const is = this.u8();
    must(is <= 1, this.code, 'neither something nor nothing');
    return is ? item(this) : undefined;
  }
  list(item) {
    const length = this.compact();
    must(length <= this.bytes.length - this.at, this.code, 'a list that is longer than its bytes');
    return Array.from({ length }, () => item(this));
  }
  // A header's length stands nowhere: what the codec makes of it again is as long.
  header() {
    try {
      const found = blockHeader.dec(this.rest());
      const bytes = this.take(blockHeader.enc(found).length);
      return { ...found, hash: hex(Blake2256(bytes)), parent: found.parentHash.replace(/^0x/, '') };
    } catch (error) {
      return must(false, this.code, `no header: ${error.message}`);
    }
  }
  rest() { return this.bytes.slice(this.at); }
  end() { must(this.at === this.bytes.length, this.code, 'bytes are left'); }
}
const LIST_MAX = 200_000;
const lists = (bytes) => {
  const count = new Bytes(bytes, 'list-bad').compact();
  must(count < 2 ** 32, 'list-bad', 'a number that is none');
  must(count <= LIST_MAX, 'list-long', 'more items than any list has');
  const input = new Bytes(bytes, 'list-bad');
  const all = input.list((each) => each.sized());
  input.end();
  return all;
};

// --- the trie
const nibbles = (bytes) => hex(bytes);
class Trie {
  constructor(nodes) { this.nodes = new Map(nodes.map((node) => [hex(Blake2256(node)), node])); }
  node(reference) {
    const bytes = reference.length === 64 ? this.nodes.get(reference) : unhex(reference);
    must(bytes, 'trie-node-missing', `node ${reference} is missing`);
    return trieNodeDec(bytes);
  }
  get(root, key) {
    let [path, node] = [nibbles(key), this.node(hex(root))];
    for (;;) {
      if (node.type === 'Empty') return undefined;
      // Keys of odd length have no digit in front here.
      if (!path.startsWith(node.partialKey.replace(/^0x/, ''))) return undefined;
      path = path.slice(node.partialKey.replace(/^0x/, '').length);
      if (path === '') return this.value(node);
      const child = node.children?.[path[0]];
      if (child === undefined) return undefined;
      path = path.slice(1);
      node = this.node(child.replace(/^0x/, ''));
    }
  }
  value(node) {
    if (node.value === undefined) return undefined;
    const bytes = unhex(node.value);
    if (node.type === 'Leaf') return new Bytes(bytes, 'state-unreadable').sized();
    if (node.type === 'BranchWithVal') return bytes;
    const hashed = this.nodes.get(hex(bytes));
    must(hashed, 'trie-node-missing', 'a hashed value is missing');
    return hashed;
  }
}
const text = (word) => new TextEncoder().encode(word);
const plain = (pallet, item) => join(Twox128(text(pallet)), Twox128(text(item)));
const cell = (prefix, loan) => {
  const key = join(unhex(prefix), u64.enc(BigInt(loan)));
  return Blake2128Concat(key);
};

// --- finality
// Of authorities and of parties together.
const SIGNATURES_MAX = 50_000;
// Which block a justification is of, and how many precommits it has: no more is read before it is known to be needed.
function sealed(bytes) {
  const input = new Bytes(bytes, 'justification-bad');
  input.u64();
  const block = hex(input.take(32));
  input.u32();
  const precommits = input.compact();
  must(precommits < 2 ** 32, 'justification-bad', 'a number that is none');
  return { bytes, block, precommits };
}
function justification(bytes) {
  const input = new Bytes(bytes, 'justification-bad');
  const found = { round: input.u64(), target: input.take(32), number: input.u32() };
  found.precommits = input.list((each) => ({
    target: each.take(32), number: each.u32(), signature: each.take(64), authority: each.take(32),
  }));
  // The headers from the target to each later block that has a precommit.
  found.ancestries = input.list((each) => each.header());
  input.end();
  return found;
}
function check(just, set) {
  const later = new Map(just.ancestries.map((header) => [header.hash, header]));
  must(later.size === just.ancestries.length, 'justification-headers', 'a header twice');
  const [voted, walked] = [new Set(), new Set()];
  let weight = 0n;
  for (const vote of just.precommits) {
    const key = hex(vote.authority);
    must(set.authorities.has(key), 'vote-foreign', 'a precommit of somebody outside the set');
    must(!voted.has(key), 'vote-twice', 'two precommits of one authority');
    const message = join([1], vote.target, u32.enc(vote.number), u64.enc(just.round), u64.enc(set.id));
    must(holds(() => ed25519.verify(vote.signature, message, vote.authority)), 'vote-signature', 'a wrong precommit');
    voted.add(key);
    // Who votes for a block votes for all before it: headers lead back to the target, each of the height that is said.
    let [at, number] = [hex(vote.target), vote.number];
    while (at !== hex(just.target)) {
      const header = later.get(at);
      must(header?.number === number && number > just.number, 'vote-branch', 'a precommit for another branch');
      walked.add(at);
      [at, number] = [header.parent, number - 1];
    }
    must(number === just.number, 'vote-branch', 'a precommit for another branch');
    weight += set.authorities.get(key);
  }
  must(walked.size === later.size, 'justification-headers', 'headers that no precommit needs');
  const total = [...set.authorities.values()].reduce((a, b) => a + b, 0n);
  must(weight * 3n > total * 2n, 'votes-too-few', 'too few precommits');
  return weight;
}
const authorities = (bytes, code) => {
  const input = new Bytes(bytes, code);
  const list = new Map(input.list((each) => [hex(each.take(32)), each.u64()]));
  return [list, input];
};

// --- events: each says of what kind it is, and that is held to the message that asked for it
// Parties and fields are in hexadecimal: two digits for a byte.
const lender = (event, who) => who === event.lender;
const borrower = (event, who) => who === event.borrower;
// Each of those who owe acts for all. In the terms the borrower stands second, then how many owe beside them, and who.
const debtor = (_, who, name, terms) => {
  const others = parseInt(terms.slice(128, 130), 16) / 4;
  const account = (n) => (n === 0 ? terms.slice(64, 128) : terms.slice(66 + 64 * n, 130 + 64 * n));
  return Array.from({ length: 1 + others }, (__, n) => account(n)).includes(who);
};
const proposer = (event, who) => who === { '00': event.lender, '01': event.borrower }[event.fields.slice(0, 2)];
const role = (event, ...by) => ({ '00': lender, '01': debtor }[event.fields.slice(0, 2)])(event, ...by);
// What the lender's side says of a report, whoever was the lender when it was made can say.
const recorder = (event, who, ...by) => role(event, who, ...by)
  || (event.fields.startsWith('00') && who === event.addressee);
const dismisser = (event, who, ...by) => (event.fields.startsWith('00')
  ? who === event.addressee
  : debtor(event, who, ...by));
const deliverer = (event, who, name) => (name === 'deliver' ? lender : borrower)(event, who);
// Side, report, payment (a day and six amounts), then who paid in the borrower's place.
const payer = (event, who) => {
  const input = new Bytes(unhex(event.fields), 'event-bytes');
  input.u8();
  input.optional((report) => report.u32());
  input.take(4 + 6 * 16);
  return input.optional((each) => hex(each.take(32))) === who;
};
const named = (at) => (event, who) => event.fields.startsWith(who, 2 * at);
// Of each kind, in the order of their numbers: the messages that can cause it, who can send them (nobody named: anybody), and where its fields have the
// digest that they sign.
const KINDS = {
  LoanProposed: [['propose'], proposer, 1],
  LoanSigned: [['sign'], named(0), 32],
  LoanCancelled: [['cancel'], role],
  LoanExpired: [['expire']],
  DeliveryReported: [['deliver'], lender],
  LoanDelivered: [['deliver', 'acknowledge_delivery'], deliverer],
  // A guarantor reports what they paid themselves, and anybody may pay on chain: the event's fields name them.
  RepaymentReported: [['report_repayment'], (event, who, ...rest) => debtor(event, who, ...rest) || (event.paid.payer === who && event.guarantors.includes(who))],
  LoanRepaid: [['repay', 'report_repayment', 'confirm_repayment'], (event, who, ...rest) => recorder(event, who, ...rest) || payer(event, who)],
  RepaymentDue: [['notify_due']],
  LoanDefaulted: [['mark_default']],
  // These two follow from another event of the same step.
  DefaultCured: [[]],
  LoanSettled: [[]],
  ReportDismissed: [['dismiss_report'], dismisser],
  GuarantorConsented: [['consent'], named(0), 32],
  AmendmentProposed: [['propose_amendment'], role],
  AmendmentSigned: [['accept_amendment'], named(0), 32],
  LoanAmended: [['accept_amendment'], named(0), 34],
  AssignmentProposed: [['assign'], named(32)],
  AssignmentSigned: [['accept_assignment'], named(0), 32],
  ClaimAssigned: [['accept_assignment'], named(32), 0],
  DebtForgiven: [['forgive'], lender],
  DemandMade: [['demand'], named(0)],
  DebtAcknowledged: [['acknowledge'], debtor],
  DisputeRaised: [['dispute'], role],
  DisputeResolved: [['resolve'], named(0)],
  Attested: [['attest'], named(0), 32],
  TermsSigned: [['sign'], named(0), 32],
  LoanAccelerated: [['accelerate'], lender],
  ReversalProposed: [['reverse_payment'], role],
  PaymentReversed: [['reverse_payment'], role],
  DeliveryWithdrawn: [['withdraw_delivery'], lender],
  SilenceRecorded: [['record_silence']],
  PartDelivered: [['acknowledge_delivery'], borrower],
  IdentityStated: [['state_identity'], named(0), 32],
  IdentityEnded: [['end_identity'], named(0), 32],
  IdentityVoided: [['void_identity'], named(0), 32],
  // It follows from the last signature.
  OldDebtFormed: [[]],
  SuccessionPlanned: [['plan_succession'], named(0)],
  SeatClaimed: [['claim_seat'], named(64)],
  ClaimSupported: [['support_claim'], named(32)],
  ClaimEnded: [['end_claim'], named(64)],
  ClaimDecided: [['decide_claim'], (event, who) => who === event.told.by],
  SeatTaken: [['take_seat'], named(64)],
};
const MESSAGES = new Map(['propose', 'act', 'batch'].map((name) => [hex(Blake2256(text(name)).slice(0, 4)), name]));
// The steps of a loan by their numbers: the table of contracts/terms, as `make docs` writes it.
const STEPS = new Map(JSON.parse(readFileSync(new URL('steps.json', import.meta.url), 'utf8')).map((step) => [step.index, step]));

function readEvent({ name, scale }, loan) {
  must(Object.hasOwn(KINDS, name), 'event-bytes', 'an event of no known kind');
  const bytes = unhex(scale);
  const input = new Bytes(bytes, 'event-bytes');
  must(input.u8() === 1 && input.u8() === Object.keys(KINDS).indexOf(name), 'event-bytes', 'an event of another kind');
  must(Number(input.u64()) === loan, 'event-loan', 'an event of another loan');
  const parties = { lender: hex(input.take(32)), borrower: hex(input.take(32)) };
  const [number, previous] = [input.u32(), hex(input.take(32))];
  const intent = input.optional((id) => hex(id.take(32)));
  // The figures: status, day, four amounts, the instalment that is due next, the day after which default may be recorded.
  const status = input.u8();
  const day = input.u32();
  const owed = [1, 2, 3, 4].reduce((sum) => sum + input.amount(), 0n);
  input.optional((due) => due.take(2 + 4 + 16));
  input.optional((after) => after.u32());
  const found = { name, number, previous, intent, status, day, owed, hash: hex(sha256(bytes)), fields: hex(input.rest()), ...parties };
  found.told = toldOfSeat(found, (fields) => new Bytes(unhex(fields), 'event-bytes'), hex);
  const rest = new Bytes(unhex(found.fields), 'event-bytes');
  const parts = () => rest.list((each) => [hex(each.take(32)), each.u32()]);
  // A digest and who assigns stand before who is to hold the claim, and who does.
  if (name === 'AssignmentProposed') [found.by, found.parts] = [rest.take(32) && hex(rest.take(32)), parts()];
  if (name === 'ClaimAssigned') found.holders = rest.take(64) && parts();
  // What others sign by its digest, which stands before it: of the loan, of what was signed last, and of the offer.
  const offer = { AssignmentProposed: ['iou:assignment:v1', 0, VALUES.assignment], AmendmentProposed: ['iou:amendment:v1', 1, VALUES.amendment] }[name];
  if (offer) {
    const [domain, before, skip] = offer;
    const input = new Bytes(unhex(found.fields), 'event-bytes');
    const start = input.take(before + 32).length;
    skip(input);
    const own = input.bytes.slice(start, input.at);
    found.digestFor = (loan, inForce) => hex(sha256(join(text(domain), unhex(loan), unhex(inForce), own)));
  }
  // The number of a report, behind the side that says something of one.
  found.report = {
    RepaymentReported: () => rest.u32(),
    ReportDismissed: () => rest.take(1) && rest.u32(),
    LoanRepaid: () => rest.take(1) && rest.optional((each) => each.u32()),
    SilenceRecorded: () => rest.u32(),
  }[name]?.();
  // What was paid, on which day, and by whom in the borrower's place: as reported, and as applied.
  const payer = () => rest.optional((each) => hex(each.take(32)));
  found.paid = {
    RepaymentReported: () => ({ amount: rest.amount(), on: rest.u32(), payer: [rest.optional((each) => each.take(32)), payer()][1] }),
    LoanRepaid: () => ({ on: rest.u32(), amount: rest.amount(), payer: rest.take(5 * 16) && payer() }),
  }[name]?.();
  return found;
}

// A delivery as an event tells of it: the number of its report (none where money moved on chain), amount, day, and behind the rate of a
// report a file.
const delivered = ({ name, fields }) => {
  const input = new Bytes(unhex(fields), 'event-bytes');
  const number = name === 'LoanDelivered' ? input.optional((each) => each.u32()) : input.u32();
  const found = { number, amount: input.amount(), on: input.u32() };
  if (name === 'DeliveryReported') input.u32();
  return { ...found, file: input.optional((each) => hex(each.take(32))) };
};
const open = (event, number) => event.seen.deliveries.filter((each) => each.number !== number);
// What there is to be seen of a loan after an event, which steps name: the deliveries that are reported and wait for an answer, the dispute
// that is open, the day on which default was recorded. Where the terms agree on one delivery, a report takes the place of the one before.
const SEES = {
  DeliveryReported: (event, terms) => ({ deliveries: [...(terms.deliveries > 1 ? event.seen.deliveries : []), delivered(event)] }),
  DeliveryWithdrawn: (event) => ({ deliveries: open(event, new Bytes(unhex(event.fields), 'event-bytes').u32()) }),
  LoanDelivered: (event) => ({ deliveries: open(event, delivered(event).number) }),
  PartDelivered: (event) => ({ deliveries: open(event, delivered(event).number) }),
  DisputeRaised: (event) => ({ dispute: event.number }),
  DisputeResolved: () => ({ dispute: undefined }),
  LoanDefaulted: (event) => ({ defaulted_on: event.day }),
};
// Whether a step names what its signer saw, or where it leaves a day open, whether it may: each field of the table of ADR 32.
const NAMES = {
  acknowledge_delivery: ({ delivery, amount, on, receipt, evidence }, event) => {
    const own = delivered(event);
    const report = event.seen.deliveries.find((each) => each.number === delivery);
    return report && amount === report.amount && on === report.on && receipt === report.file
      && delivery === own.number && amount === own.amount && on === own.on && (evidence ?? receipt) === own.file;
  },
  withdraw_delivery: ({ delivery }, event) => delivery === new Bytes(unhex(event.fields), 'event-bytes').u32(),
  deliver: ({ on }, event) => on === undefined || on === delivered(event).on,
  report_repayment: ({ to }, event) => to === event.lender,
  acknowledge: ({ at_most }, event) => at_most >= event.owed,
  accept_assignment: ({ at_least }, event) => at_least <= event.owed,
  resolve: ({ dispute }, event) => dispute === event.seen.dispute,
  accelerate: ({ defaulted_on }, event) => defaulted_on === event.seen.defaulted_on,
  state_identity: ({ kind }, event) => event.fields.endsWith(kind),
  record_silence: ({ report }, event) => report === new Bytes(unhex(event.fields), 'event-bytes').u32(),
  plan_succession: ({ heir, verifier, second, days }, { told: { succession: plan } }) => heir === plan.heir && verifier === plan.verifier
    && second === plan.second && Buffer.from(days, 'hex').readUInt16LE() === plan.days,
  claim_seat: ({ seat, to, statement, evidence }, { told }) => seat === told.seat && to === told.claim.to
    && statement === told.statement && evidence === told.evidence,
  support_claim: ({ seat, to, evidence }, { told }) => seat === told.seat && to === told.claim.to && evidence === told.evidence,
  end_claim: ({ seat, to, evidence }, { told }) => seat === told.seat && to === told.to && evidence === told.evidence,
  // Where it was denied, the event does not say for which key it was made.
  decide_claim: ({ seat, to, key, evidence }, { told, seats }) => seat === told.seat && to === seats.of(seat).claim?.to
    && key === (told.claim?.to ?? seats.keyOf(seat)) && evidence === told.evidence,
  take_seat: ({ seat, evidence }, { told }) => seat === told.seat && evidence === told.evidence,
};

// What was reported as repaid and has no answer yet: since when, and on whom it waits. Reports are numbered as they come. Of each a silence is on
// record once, and only when the days that the terms agree are over; of a seat that was held, once it has had as many since.
function reports(events, { answerDays: days }) {
  const waiting = new Map();
  let reported = 0;
  for (const { name, fields, report, day, lender, seats } of events) {
    if (name === 'RepaymentReported') {
      must(report === reported, 'event-refused', 'a report under the number of another');
      reported += 1;
      waiting.set(report, { since: day, on: lender });
    }
    if (['ReportDismissed', 'LoanRepaid'].includes(name)) waiting.delete(report);
    if (name !== 'SilenceRecorded') continue;
    const asked = waiting.get(report);
    const input = new Bytes(unhex(fields).slice(4), 'event-bytes');
    const [silent, until] = [hex(input.take(32)), input.u32()];
    const couldAnswer = asked && !seats.isClaimed(asked.on) && day > (seats.of(asked.on).held ?? -days) + days;
    const isSilent = couldAnswer && !asked.recorded && days > 0 && silent === asked.on && until === asked.since + days && day > until;
    must(isSilent, 'event-refused', 'a silence that was none');
    asked.recorded = true;
  }
}

// --- a transaction that calls a contract, or lets somebody act who then calls one
const ALGORITHMS = ['ed25519', 'sr25519', 'ecdsa', 'eth'];
// The key that made a secp256k1 signature. The chain takes both forms of one, high and low, and both ways to write its last byte.
const recovered = (signature, digest) => {
  const id = signature[64] > 26 ? signature[64] - 27 : signature[64];
  const found = secp256k1.Signature.fromBytes(join([id], signature.slice(0, 64)), 'recovered');
  return found.recoverPublicKey(digest).toBytes(true);
};
const CHECKS = {
  // By the rules of ZIP 215, which are the chain's.
  ed25519: (signature, message, key) => ed25519.verify(signature, message, key),
  sr25519: (signature, message, key) => sr25519(message, signature, key),
  ecdsa: (signature, message, account) => same(Blake2256(recovered(signature, Blake2256(message))), account),
  eth: (signature, message, account) => {
    const address = keccak_256(recovered(signature, keccak_256(message))).slice(12);
    return same(join(address, new Uint8Array(12).fill(0xee)), account);
  },
};
const CALL = { proxy: '0c00', letting: '0c01', announcing: '0c06', announced: '0c09', old: '2900', call: '2906' };
function transaction(bytes) {
  const whole = new Bytes(bytes, 'transaction-other');
  const input = new Bytes(whole.sized(), 'transaction-other');
  whole.end();
  const address = () => {
    must(input.u8() === 0, 'transaction-other', 'an account that is named otherwise');
    return input.take(32);
  };
  must(input.u8() === 0x84, 'transaction-other', 'not a signed transaction');
  const signer = address();
  const algorithm = ALGORITHMS[input.u8()];
  must(algorithm, 'transaction-other', 'a signature of no known algorithm');
  const signature = input.take(algorithm.startsWith('e') && algorithm !== 'ed25519' ? 65 : 64);
  const start = input.at;
  if (input.u8() !== 0) input.u8();
  input.skip();
  input.skip();
  const mode = input.u8();
  must(mode <= 1, 'transaction-other', 'a metadata hash of no known kind');
  const extra = input.bytes.slice(start, input.at);
  const call = input.rest();
  const tx = { signer, account: signer, algorithm, signature, extra, call, hasMetadataHash: mode === 1, hops: [] };
  // What the signer does in the name of one who lets them, perhaps in that of another again: the call inside follows.
  for (;;) {
    const kind = hex(input.take(2));
    if (kind === CALL.proxy || kind === CALL.announced) {
      const delegate = kind === CALL.announced ? address() : tx.account;
      const real = address();
      input.optional((type) => type.u8());
      tx.hops.push({ delegate, real, announced: kind === CALL.announced && hex(Blake2256(input.rest())) });
      tx.account = real;
    } else if (kind === CALL.letting) {
      tx.lets = { delegate: hex(address()), type: input.u8(), delay: input.u32() };
      break;
    } else if (kind === CALL.announcing) {
      tx.announces = { real: hex(address()), hash: hex(input.take(32)) };
      break;
    } else {
      // The contract, money, time and (in today's call) proof, a limit of the deposit, the message.
      must(kind === CALL.call || kind === CALL.old, 'transaction-other', 'another call');
      tx.contract = hex(address());
      for (let skipped = 0; skipped < (kind === CALL.call ? 3 : 2); skipped += 1) input.skip();
      input.optional((limit) => limit.skip());
      tx.message = input.sized();
      break;
    }
  }
  input.end();
  return tx;
}

// The arguments of steps, by their kinds.
const plan = (input) => {
  input.take(1 + 4);
  const every = input.u8();
  must(every <= 2, input.code, 'instalments of no known distance');
  input.take((every === 2 ? 0 : 2) + 2 + 16);
};
const VALUES = {
  digest: (input) => hex(input.take(32)),
  account: (input) => hex(input.take(32)),
  amount: (input) => input.amount(),
  day: (input) => input.u32(),
  rate: (input) => input.u32(),
  u32: (input) => input.u32(),
  u16: (input) => hex(input.take(2)),
  instant: (input) => input.u64(),
  channel: (input) => input.u8(),
  arrival: (input) => ({ on: input.u32(), receipt: hex(input.take(32)) }),
  ruling: (input) => ({ credited: input.amount(), on: input.optional((day) => day.u32()), costs: input.amount() }),
  amendment: (input) => {
    plan(input);
    input.take(4);
    input.optional((rate) => rate.u32());
    input.take(2 + 1);
    input.list((row) => row.take(4 + 16 + 16));
    input.take(4 + 16 + 8);
  },
  parts: (input) => input.list((part) => part.take(32 + 4)),
  assignment: (input) => [input.take(32), VALUES.parts(input), input.u64()],
};

// A step: its name and its arguments.
function step(input) {
  const row = STEPS.get(input.u8());
  must(row, input.code, 'a step of no known kind');
  const values = row.arguments.map(({ name, kind, optional }) => [name, optional ? input.optional(VALUES[kind]) : VALUES[kind](input)]);
  const given = Object.fromEntries(values);
  // The digest that it signs, where it names one first.
  const digest = row.arguments[0]?.name === 'digest' && given.digest;
  return { name: row.name, given, digest, isAnyones: row.by.length === 1 && row.by[0] === 'anyone' };
}

// What a message asks for of the loan: a proposal, a step, or some of the steps that anyone may take.
function asked(tx, loan, terms, digest) {
  const input = new Bytes(tx.message, 'transaction-other');
  const message = MESSAGES.get(hex(input.take(4)));
  must(message, 'transaction-other', 'another message');
  if (message === 'propose') {
    // A proposal has no number yet. It holds the terms whole, and so signs their digest.
    must(same(input.take(terms.length), terms), 'transaction-idle', 'a proposal of other terms');
    return [{ name: message, digest }];
  }
  const one = (each) => ({ loan: Number(each.u64()), ...step(each) });
  const steps = message === 'act' ? [one(input)] : input.list(one);
  must(message === 'act' || (steps.length <= 100 && steps.every((each) => each.isAnyones)), 'transaction-other', 'a batch of other steps');
  const own = steps.filter((each) => each.loan === loan);
  must(own.length > 0, 'transaction-idle', 'a transaction for another loan');
  return own;
}

// Whether a seat can have taken a step that causes an event.
function may(event, seat, name, terms) {
  const [names, who] = KINDS[event.name];
  return names.includes(name) && (!who || who(event, seat, name, hex(terms)));
}

// What an office does, an account does as such and not for a seat.
const OFFICES = new Set(['Attested', 'IdentityStated', 'IdentityEnded', 'IdentityVoided', 'ClaimDecided']);

// For which seat a key takes a step.
const seatFor = (event, key) => (OFFICES.has(event.name) ? key : event.seats.seatOf(key));

// Whether a key that takes a step can have caused an event: its seat, signed digest and what it names of the loan must fit it.
function fits(event, account, { name, digest: signs, given }, terms) {
  const [, who, at] = KINDS[event.name];
  const seat = seatFor(event, account);
  const isAble = !who || (seat !== undefined && !(event.decides && event.seats.isHeld(seat, event.day)));
  return isAble && may(event, seat, name, terms) && (!signs || event.fields.startsWith(signs, 2 * at))
    && (!NAMES[name] || NAMES[name](given, event));
}

// Each step's name with the events that it can have caused. What happened by an intent, no transaction caused.
function caused(tx, events, loan, terms, digest) {
  const steps = asked(tx, loan, terms, digest);
  const names = [...new Set(steps.map(({ name }) => name))];
  const found = names.map((name) => [name, events.filter((event) => (
    !event.intent && steps.some((each) => each.name === name && fits(event, hex(tx.account), each, terms))
  )).map((event) => event.number)]).filter(([, numbers]) => numbers.length > 0);
  must(found.length > 0, 'transaction-idle', `a transaction that caused nothing: ${names}`);
  return found;
}

// --- what was signed for others to submit
const DOMAIN = 'iou:intent:v1';
const DAYS_30_MS = 30n * 24n * 60n * 60n * 1000n;
// What follows from another event of the same step.
const follows = (event) => KINDS[event.name][0].length === 0;

function readIntents(bytes) {
  const found = new Map();
  let last = '';
  const listed = bytes ? lists(bytes) : [];
  must(!bytes || listed.length > 0, 'list-bad', 'a list of no intents');
  for (const entry of listed) {
    must(entry.length >= 64, 'intent-bad', 'an intent without a signature');
    const body = entry.slice(0, -64);
    const name = text(DOMAIN);
    const id = hex(sha256(join(compactNumber.enc(name.length), name, body)));
    must(id > last, 'intents-order', 'intents out of order');
    last = id;
    found.set(id, { body, signature: entry.slice(-64) });
  }
  return found;
}

function readIntent(body) {
  const input = new Bytes(body, 'intent-bad');
  const intent = { version: input.u8(), genesis: hex(input.take(32)), contract: hex(input.take(32)), signer: input.take(32) };
  [intent.notBefore, intent.notAfter] = [input.u64(), input.u64()];
  const deed = input.u8();
  must(deed <= 2, 'intent-bad', 'an intent of no known kind');
  if (deed === 0) {
    const digest = hex(input.take(32));
    input.optional((file) => file.take(32));
    intent.steps = [{ name: 'propose', digest }, { name: 'sign', digest }];
  } else {
    [intent.loan, intent.nonce] = [Number(input.u64()), input.u32()];
    if (deed === 1) {
      intent.inForce = hex(input.take(32));
      intent.steps = [step(input)];
    } else {
      input.u32();
      intent.steps = [];
    }
  }
  input.end();
  return intent;
}

// Whether others may submit a step: none that moves money of the chain, none that leaves its day to whoever submits it.
function canBeOne({ name, given }, terms) {
  const { intent } = [...STEPS.values()].find((row) => row.name === name);
  // Behind the co-borrowers it stands how the loan is settled: 2 is outside the chain.
  const isOutside = terms[65 + 32 * (terms[64] / 4)] === 2;
  const isDated = { deliver: () => given.on !== undefined, resolve: ({ ruling }) => ruling.on !== undefined || ruling.credited === 0n }[name];
  return (intent === 'always' || (intent === 'off_chain' && isOutside)) && (!isDated || isDated(given));
}

// Who signed the events that happened by intents: each intent once, those of one signer by rising counters, each in its time;
// `stored` are the counters of lender and borrower as the contract has them, beyond all that was used.
function attributed(listed, events, manifest, terms, digest, stored) {
  const signed = [];
  const [seen, counters, used] = [new Set(), new Map(), new Set()];
  let [last, newest, inForce] = [undefined, '', ''];
  for (const event of events) {
    const id = event.intent;
    // What follows from an event comes right after it.
    const begins = id !== last || (id !== undefined && !follows(event));
    if (begins) inForce = newest;
    if (event.name === 'LoanProposed') newest = digest;
    if (event.name === 'LoanAmended') newest = event.fields.slice(2 * 34, 2 * 66);
    last = id;
    if (id === undefined) continue;
    if (begins) {
      must(!follows(event), 'intent-other', 'an event that follows from none');
      must(!seen.has(id), 'intent-twice', 'an intent twice');
      seen.add(id);
    }
    if (!listed.has(id)) continue;
    used.add(id);
    const { body, signature } = listed.get(id);
    const intent = readIntent(body);
    const signer = hex(intent.signer);
    must(intent.inForce === undefined || canBeOne(intent.steps[0], terms), 'intent-bad', 'an intent of a step that cannot be one');
    must(intent.version === 1 && intent.genesis === manifest.genesis && intent.contract === manifest.contract, 'intent-place', 'an intent for another place');
    must(signer !== '00'.repeat(32), 'intent-key', 'an intent by nobody');
    must(intent.notAfter >= intent.notBefore && intent.notAfter - intent.notBefore <= DAYS_30_MS, 'intent-time', 'an intent of no time');
    const plain = `${DOMAIN}:${id}`;
    const isSigned = [plain, `<Bytes>${plain}</Bytes>`].some((message) => holds(() => sr25519(text(message), signature, intent.signer)));
    must(isSigned, 'intent-signature', 'an intent that was not signed');
    const inTime = event.time === undefined || (intent.notBefore <= event.time && event.time <= intent.notAfter);
    must(inTime, 'intent-time', 'an intent out of its time');
    if (begins && intent.inForce !== undefined) {
      must(!counters.has(signer) || counters.get(signer) < intent.nonce, 'intent-nonce', 'an intent whose counter had passed');
      counters.set(signer, intent.nonce);
    }
    if (follows(event)) continue;
    const isOurs = intent.loan === undefined || (intent.loan === manifest.loan && intent.inForce === inForce);
    const cause = isOurs && intent.steps.find((each) => fits(event, signer, each, terms));
    must(cause, 'intent-other', 'an intent of something else');
    const seat = seatFor(event, signer);
    signed.push({ events: [event.number], message: cause.name, account: signer, seat, signer, algorithm: 'sr25519', intent: id });
  }
  for (const [account, counter] of [[terms.slice(0, 32), stored.lender], [terms.slice(32, 64), stored.borrower]]) {
    must(!(counters.get(hex(account)) >= counter), 'intent-nonce', 'an intent under a number that the contract has not reached');
  }
  must(used.size === listed.size, 'proof-unused', 'intents that no event names');
  return signed;
}

// --- what passkeys signed beside the keys of accounts
const ASSERTIONS_MAX = 1_000;
// An uncompressed point on P-256 as SPKI in DER, without the point's 64 bytes.
const SPKI = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const rising = (all) => all.every((one, n) => n === 0 || all[n - 1] < one);
const isDigest = (value) => /^[0-9a-f]{64}$/.test(value);

// The fields that the terms commit to, by name: value where one was opened.
function committed(fields, commitments) {
  const sized = (bytes) => join(compactNumber.enc(bytes.length), bytes);
  // By rising bytes of their names, each once, each of one length: the root is of one list only.
  must(fields.length > 0 && fields.every(({ name }, n) => n === 0 || Buffer.compare(Buffer.from(fields[n - 1].name), Buffer.from(name)) < 0), 'fields-order', 'fields out of order, twice or none');
  must(fields.every(({ commitment }) => /^0x[0-9a-f]{64}$/.test(commitment)), 'fields-commitment', 'a commitment of another length');
  const own = fields.map(({ name, commitment, opened }) => {
    const said = () => hex(sha256(join(sized(text('iou:field:v1')), sized(text(name)), sized(text(opened.value)), unhex(opened.salt))));
    must(!opened || `0x${said()}` === commitment, 'fields-commitment', 'a value that was not committed to');
    return [name, opened?.value];
  });
  const listed = fields.map(({ name, commitment }) => join(sized(text(name)), unhex(commitment)));
  const root = sha256(join(sized(text('iou:fields:v1')), compactNumber.enc(listed.length), ...listed));
  must(hex(root) === commitments, 'fields-commitment', 'other fields than the terms have');
  return new Map(own);
}

// The names of the members of a JSON object, also of those that stand there twice.
function members(json) {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g) ?? [];
  const names = [];
  let depth = 0;
  tokens.forEach((token, n) => {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && tokens[n + 1] === ':') names.push(JSON.parse(token));
  });
  return names;
}

// What the browser said: of a signature, of a page that is in no other, each member once.
function client(bytes) {
  must(bytes.length <= 4096, 'passkey-client', 'a client that says too much');
  let said;
  let json;
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    said = JSON.parse(json);
  } catch {
    must(false, 'passkey-client', 'a client that says nothing');
  }
  must(typeof said === 'object' && said !== null && !Array.isArray(said), 'passkey-client', 'a client that says something else');
  const names = members(json);
  must(new Set(names).size === names.length && names.every((name) => name.isWellFormed()), 'passkey-client', 'a member twice');
  const isAlone = [undefined, false].includes(said.crossOrigin) && !names.includes('topOrigin');
  const texts = [said.challenge, said.origin].every((value) => typeof value === 'string' && value.isWellFormed());
  must(said.type === 'webauthn.get' && isAlone && texts, 'passkey-client', 'no signature, or of a page inside of another');
  return said;
}

function attested(passkeys, fields, terms, signed) {
  must(passkeys.length > 0 && rising(passkeys.map(({ role }) => role)), 'passkeys-order', 'records out of order');
  must(passkeys.every(({ assertions }) => assertions.length > 0 && rising(assertions.map(({ intent }) => intent))), 'passkeys-order', 'words out of order');
  must(passkeys.reduce((sum, { assertions }) => sum + assertions.length, 0) <= ASSERTIONS_MAX, 'passkeys-order', 'more words than any file has');
  const found = [];
  for (const { role, key, assertions } of passkeys) {
    const account = new Map([['lender', hex(terms.slice(0, 32))], ['borrower', hex(terms.slice(32, 64))]]).get(role);
    const digest = hex(sha256(unhex(key)));
    must(account && fields.get(`${role}.passkey`) === digest, 'passkey-field', 'a passkey that the terms do not name');
    must(key.length === SPKI.length + 128 && key.startsWith(SPKI), 'passkey-key', 'a key in another form');
    let own;
    try {
      own = createPublicKey({ key: Buffer.from(key, 'hex'), format: 'der', type: 'spki' });
    } catch {
      must(false, 'passkey-key', 'no point on the curve');
    }
    for (const { intent, authenticator, client: said, signature } of assertions) {
      // Who hands a seat over has the passkey still.
      const step = signed.find((one) => one.intent === intent && one.seat === account);
      must(step, 'passkey-intent', 'nothing that its party signed');
      const { challenge, origin } = client(unhex(said));
      must(challenge === Buffer.from(intent, 'hex').toString('base64url'), 'passkey-challenge', 'another challenge');
      const [, scheme, host] = /^(https?):\/\/([a-z0-9.-]+)(?::[1-9]\d{0,4})?$/.exec(origin) ?? [];
      must(host && (scheme === 'https' || host === 'localhost'), 'passkey-origin', 'no origin that has passkeys');
      const data = unhex(authenticator);
      const flags = data[32];
      const has = (flag) => (flags & flag) !== 0;
      const isWhole = data.length >= 37 && data.length <= 1024 && !has(0x40) && has(0x80) === data.length > 37 && (has(0x08) || !has(0x10));
      must(isWhole, 'passkey-data', 'no data of a signature');
      must(same(data.slice(0, 32), sha256(text(host))), 'passkey-origin', 'another host');
      must(has(0x01) && has(0x04), 'passkey-user', 'nobody was verified');
      const bytes = Buffer.from(signature, 'hex');
      const isLow = bytes.length === 64 && 2n * BigInt(`0x${signature.slice(64)}`) < P256_ORDER;
      const message = join(data, sha256(unhex(said)));
      const isSigned = isLow && ofKey('sha256', message, { key: own, dsaEncoding: 'ieee-p1363' }, bytes);
      must(isSigned, 'passkey-signature', 'a signature of somebody else');
      found.push({ events: step.events, account, intent, origin, digest });
    }
  }
  return found;
}

function verify(file, spec) {
  const parts = entries(file);
  const read = (name) => {
    try {
      return JSON.parse(Buffer.from(parts.get(name)).toString('utf8'));
    } catch (error) {
      return must(false, 'json-bad', `${name}: ${error.message}`);
    }
  };
  const manifest = read('manifest.json');
  for (const part of manifest.parts) {
    must(parts.has(part.name) && hex(sha256(parts.get(part.name))) === part.sha256, 'manifest-parts', `${part.name} is another`);
  }
  must(manifest.parts.length + 1 === parts.size, 'manifest-parts', 'entries that nobody lists');

  // A header is read when something asks for it by its hash.
  const headers = new Map(lists(parts.get('proof/headers.scale')).map((bytes) => [hex(Blake2256(bytes)), bytes]));
  const header = (hash) => {
    must(headers.has(hash), 'header-missing', `header ${hash} is missing`);
    const input = new Bytes(headers.get(hash), 'header-bad');
    const found = input.header();
    input.end();
    return found;
  };
  const trie = new Trie(lists(parts.get('proof/nodes.scale')));
  const index = read('proof/index.json');

  const root = unhex(spec.genesis.stateRootHash ?? must(false, 'spec-readable', 'give the short specification'));
  const first = join(new Uint8Array(32), [0], root, Blake2256(Uint8Array.of(0)), [0]);
  const genesis = hex(Blake2256(first));
  must(genesis === manifest.genesis, 'other-chain', 'another chain');
  const { tokenSymbol, tokenDecimals } = spec.properties ?? {};
  const kind = typeof spec.chainType === 'object' ? Object.values(spec.chainType ?? {})[0] : spec.chainType;
  const said = [[tokenSymbol, manifest.chain.symbol], [tokenDecimals, manifest.chain.decimals], [kind, manifest.chain.kind]];
  // Names that are null, or lists of nothing, name nothing.
  const given = (named) => [named].flat()[0] ?? undefined;
  must(said.every(([named, found]) => given(named) === undefined || given(named) === found), 'other-money', 'another money');

  const zero = join(plain('System', 'BlockHash'), Twox64Concat(u32.enc(0)));
  const entry = (state, key) => {
    const found = trie.get(state, key);
    must(found, 'state-absent', 'a state without an entry that it must have');
    return found;
  };
  const ofThisChain = (state) => must(hex(entry(state, zero)) === genesis, 'other-chain', 'a state of another chain');

  const named = new Set([...index.set_changes, index.final_by, ...index.blocks.map((each) => each.final_by)]);
  const justifications = lists(parts.get('proof/justifications.scale')).map(sealed);
  must(justifications.every(({ block }) => named.has(block)), 'justification-foreign', 'a justification that nothing names');
  const intents = readIntents(parts.get('proof/intents.scale'));
  const others = index.blocks.reduce((sum, block) => sum + block.transactions.length, intents.size);
  const signatures = justifications.reduce((sum, one) => sum + one.precommits, others);
  must(signatures <= SIGNATURES_MAX, 'signatures-many', 'more signatures than any file has');
  const byBlock = new Map(justifications.map((one) => [one.block, one]));
  must(byBlock.size === justifications.length, 'justification-twice', 'two justifications of one block');
  const [founders] = authorities(entry(root, plain('Grandpa', 'Authorities')), 'state-unreadable');
  const sets = [{ id: 0n, authorities: founders, after: -1 }];
  // Of each justified block the weight that voted, by the set in force there.
  const justified = new Map();
  const justify = ({ bytes, block, precommits }) => {
    const { number } = header(block);
    const set = sets.findLast(({ after }) => after < number);
    must(precommits <= set.authorities.size, 'vote-twice', 'more precommits than authorities');
    const just = justification(bytes);
    must(just.number === number, 'vote-branch', 'justified at another height');
    justified.set(block, check(just, set));
  };
  for (const change of index.set_changes) {
    const at = header(change);
    const set = sets.at(-1);
    must(at.number > set.after, 'change-order', 'set changes out of order');
    // Precommits name no chain: the block's own state says of which it is.
    ofThisChain(unhex(at.stateRoot));
    const told = at.digests.filter(({ type, value }) => type === 'consensus' && value.engine === 'FRNK');
    const changes = told.map(({ value }) => unhex(value.payload));
    must(!changes.some(([kind]) => kind === 2), 'change-unsupported', 'a forced change');
    const found = changes.find(([kind]) => kind === 1);
    must(found, 'change-missing', 'no set change in the header');
    const [list, input] = authorities(found.slice(1), 'change-unsupported');
    must(input.u32() === 0, 'change-unsupported', 'a set change with a delay');
    input.end();
    must(byBlock.has(change), 'change-not-final', 'a set change that is not final');
    justify(byBlock.get(change));
    sets.push({ id: set.id + 1n, authorities: list, after: at.number });
  }
  justifications.filter(({ block }) => !justified.has(block)).forEach(justify);
  const isFinal = (block, by) => {
    const weight = justified.get(by);
    must(weight !== undefined, 'block-not-justified', 'not justified');
    for (let at = by; at !== block; at = header(at).parent) {
      must(header(at).number > header(block).number, 'header-fork', 'not an ancestor');
    }
    return weight;
  };
  const stateRoot = (hash) => unhex(header(hash).stateRoot);

  const head = manifest.block;
  const weight = isFinal(head.hash, index.final_by);
  must(header(head.hash).number === head.number, 'block-number', 'another height');
  const state = stateRoot(head.hash);
  ofThisChain(state);
  must(Number(u64.dec(entry(state, plain('Timestamp', 'Now')))) === head.time_ms, 'block-time', 'another time');
  const info = new Bytes(entry(state, join(plain('Contracts', 'ContractInfoOf'), Twox64Concat(unhex(manifest.contract)))), 'state-unreadable');
  const trieId = info.sized();
  must(hex(info.take(32)) === manifest.code, 'code-hash', 'another code');

  // Whom an account lets act for it: who, for what (0 everything, 1 demands), after how many blocks. And what one announced.
  const mayActFor = (hop, message, lettings) => lettings.some(({ delegate, type, delay }) => delegate === hex(hop.delegate)
    && (delay === 0 || hop.announced) && (type === 0 || (type === 1 && message === 'demand')));
  const proxies = (state, account) => {
    const listed = trie.get(state, join(plain('Proxy', 'Proxies'), Twox64Concat(account)));
    return listed ? new Bytes(listed, 'state-unreadable').list((one) => ({ delegate: hex(one.take(32)), type: one.u8(), delay: one.u32() })) : [];
  };
  const announced = (state, account) => {
    const listed = trie.get(state, join(plain('Proxy', 'Announcements'), Twox64Concat(account)));
    return listed ? new Bytes(listed, 'state-unreadable').list((one) => ({ real: hex(one.take(32)), hash: hex(one.take(32)), at: one.u32() })) : [];
  };
  // Each account on the way had let the one before it, by a transaction of the same block, or in the state after or before it.
  const lets = (block, tx, message, earlier) => tx.hops.every((hop, n) => {
    const last = n + 1 === tx.hops.length ? message : undefined;
    const own = earlier.filter((other) => other.lets && same(other.account, hop.real)).map((other) => other.lets);
    const before = () => stateRoot(block.parent);
    const isLet = mayActFor(hop, last, own) || mayActFor(hop, last, proxies(unhex(block.stateRoot), hop.real))
      || mayActFor(hop, last, proxies(before(), hop.real));
    const fits = ({ real, hash }) => real === hex(hop.real) && hash === hop.announced;
    const told = earlier.filter((other) => other.announces && same(other.account, hop.delegate)).map((other) => other.announces);
    return isLet && (!hop.announced || told.some(fits) || announced(before(), hop.delegate).some(fits));
  });

  // The first 48 bytes of a loan's state: how many events, the hash of the last and the block it is in, and the counters of
  // lender and borrower.
  const own = (hash) => trie.get(stateRoot(hash), join(text(':child_storage:default:'), trieId));
  const chain = (hash) => {
    const child = own(hash);
    const value = child && trie.get(child, cell('f1b629a2', manifest.loan));
    if (!value) return { count: 0, last: '' };
    const input = new Bytes(value, 'state-unreadable');
    return { count: input.u32(), last: hex(input.take(32)), block: input.u32(), counters: { lender: input.u32(), borrower: input.u32() } };
  };
  // A contract cannot see on which chain it is: it was told of the genesis block, behind who deployed it.
  const ledger = own(head.hash);
  must(ledger, 'ledger-empty', 'the contract has stored nothing');
  const told = trie.get(ledger, Blake2128Concat(unhex('00000000')));
  must(told, 'state-absent', 'the contract has no root');
  must(hex(told.slice(32, 64)) === genesis, 'ledger-chain', 'a contract that was told of another chain');
  const known = [spec.properties?.ledger ?? []].flat().map((address) => hex(AccountId().enc(address)));
  must(known.length === 0 || known.includes(manifest.contract), 'other-ledger', 'another ledger');
  const listed = read('events.json');
  must(listed.length > 0, 'events-none', 'no event');
  // From the last, whose hash the contract has stored, to the first: nothing else is decoded.
  const end = chain(head.hash);
  let expected = end.last;
  const events = listed.reverse().map((event, n) => {
    must(hex(sha256(unhex(event.scale))) === expected, n === 0 ? 'events-end' : 'event-place', 'a broken chain of events');
    const found = readEvent(event, manifest.loan);
    expected = found.previous;
    return found;
  }).reverse();
  const terms = parts.get('terms.scale');
  const agreed = termsOf(terms);
  const guarantors = [...agreed.people].filter(([role]) => role.startsWith('guarantor')).map(([, one]) => one);
  let seen = { deliveries: [] };
  events.forEach((event, n) => {
    must(event.number === n && (n > 0 || event.previous === '00'.repeat(32)), 'event-place', 'an event out of its place');
    event.seen = seen;
    event.guarantors = guarantors;
    seen = { ...seen, ...SEES[event.name]?.(event, agreed) };
    // Reports are numbered, and the event of one has the lender to whom it was made.
    const closes = { LoanRepaid: /^..01(.{8})/, ReportDismissed: /^..(.{8})/ }[event.name]?.exec(event.fields);
    const reported = ({ name, fields }) => name === 'RepaymentReported' && fields.startsWith(closes[1]);
    event.addressee = closes ? events.find(reported)?.lender : undefined;
  });
  must(end.count === events.length, 'events-end', 'the events do not end where the contract says');

  const digest = hex(sha256(join(text('iou:terms:v1'), terms)));
  // The first event ends with the digest, the terms and a digest of evidence that may be missing.
  const tail = events[0].fields;
  const both = digest + hex(terms);
  must(tail.endsWith(`${both}00`) || tail.slice(0, -66).endsWith(both), 'terms-digest', 'other terms');
  // That money was received, only its creditor says, whoever paid it.
  const actors = (event, known) => known.filter((seat) => (event.name === 'LoanRepaid'
    ? recorder(event, seat, '', hex(terms))
    : KINDS[event.name][0].some((name) => may(event, seat, name, terms))));
  seatsOf({ events, terms: agreed, must, actors });
  reports(events, agreed);
  oldDebts(events, agreed);

  let [done, placed] = [0, 0];
  const signed = [];
  for (const each of index.blocks) {
    isFinal(each.block, each.final_by);
    const block = header(each.block);
    ofThisChain(stateRoot(each.block));
    const [before, after] = [chain(block.parent), chain(each.block)];
    must(before.count >= done && after.count > before.count, 'block-order', 'events in another block');
    must(events[after.count - 1]?.hash === after.last, 'block-events', 'other events in a block');
    const time = u64.dec(entry(stateRoot(each.block), plain('Timestamp', 'Now')));
    for (const event of events.slice(before.count, after.count)) event.time = time;
    done = after.count;
    placed += after.count - before.count;
    let last = -1;
    const earlier = [];
    for (const place of each.transactions) {
      must(place.index > last, 'transaction-order', 'transactions out of order');
      last = place.index;
      const found = trie.get(unhex(block.extrinsicRoot), compactNumber.enc(place.index));
      must(found, 'transaction-other', 'a transaction that is not in the block');
      const tx = transaction(found);
      const versions = Tuple(u32, u32).enc([place.spec_version, place.transaction_version]);
      must(tx.hasMetadataHash === (place.metadata_hash !== undefined), 'signature', 'a metadata hash that was not signed, or none that was');
      const metadata = tx.hasMetadataHash ? join([1], unhex(place.metadata_hash)) : [0];
      const payload = join(tx.call, tx.extra, versions, unhex(genesis), unhex(place.birth), metadata);
      const bytes = payload.length > 256 ? Blake2256(payload) : payload;
      must(holds(() => CHECKS[tx.algorithm](tx.signature, bytes, tx.signer)), 'signature', 'a wrong signature');
      if (!tx.message) {
        must(lets(block, tx, undefined, earlier), 'transaction-proxy', 'a key that was never let act');
        earlier.push(tx);
        continue;
      }
      must(tx.contract === manifest.contract, 'transaction-other', 'a call of another contract');
      const here = events.slice(before.count, after.count);
      for (const [message, numbers] of caused(tx, here, manifest.loan, terms, digest)) {
        must(lets(block, tx, message, earlier), 'transaction-proxy', 'a key that was never let act');
        signed.push({ events: numbers, message, account: hex(tx.account), signer: hex(tx.signer), algorithm: tx.algorithm });
      }
    }
  }
  signed.push(...attributed(intents, events, manifest, terms, digest, end.counters));
  const fields = parts.has('fields.json') ? committed(read('fields.json'), agreed.commitments) : new Map();
  for (const [name, value] of fields) must(!/^[^.]*\.passkey$/.test(name) || value === undefined || isDigest(value), 'passkey-field', 'words in the place of a digest');
  const passkeys = parts.has('passkeys.json') ? attested(read('passkeys.json'), fields, terms, signed) : [];
  const rows = statementRows(parts, read('events.json'));
  const identities = identityStatements(parts, events, manifest, terms, digest);
  const certificates = underCertificates(parts, digest, terms, must);
  const has = new Set(signed.flatMap((each) => each.events));
  const unsigned = events.filter((event) => KINDS[event.name][0].length > 0 && !has.has(event.number));
  return {
    genesis, block: head.number, set_changes: index.set_changes.length, weight: Number(weight), events: events.length, placed,
    signatures: signed.length, passkeys, rows, identities, certificates, digest, verdict: known.length ? 'holds' : 'ledger_unnamed', signed, unsigned: unsigned.map((event) => event.number),
    unchecked: known.length ? UNCHECKED : ['ledger: whether the contract is the one that keeps the loans of this chain', ...UNCHECKED],
  };
}

// Receipts that are rows of a statement: the bytes have the digest that an event holds. What a row says is its holder's word.
function statementRows(parts, events) {
  const found = [];
  for (const [name, bytes] of parts) {
    if (!name.startsWith('files/')) continue;
    let row;
    try {
      row = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      continue;
    }
    if (row?.format !== 'iou-statement-row') continue;
    const digest = hex(sha256(bytes));
    // The 32 bytes of a digest stand in an event that names it, and in no other.
    const named = events.flatMap((event, number) => (event.scale.includes(digest) ? [number] : []));
    must(name === `files/${digest}` && named.length > 0, 'file-foreign', 'a row of a statement that no event names');
    found.push({ events: named, row });
  }
  return found;
}

// Of the terms: everybody whom they name, by their role, with their account; and what else is asked of them here.
function termsOf(terms) {
  const input = new Bytes(terms, 'terms-digest');
  const people = new Map(['lender', 'borrower'].map((role) => [role, hex(input.take(32))]));
  let n = 0;
  input.list((each) => people.set(`co-borrower.${(n += 1)}`, hex(each.take(32))));
  const settlement = input.u8();
  input.take([0, 32 + 1, 3 + 1][settlement]); // how the money moves
  input.amount();
  input.optional((least) => least.amount());
  const rate = input.u32();
  input.optional((overdue) => overdue.u32());
  input.take(1 + 1 + 1 + 2); // days, both ends, rounding, zone
  plan(input);
  input.list((row) => row.take(4 + 16 + 16));
  input.take(2);
  input.optional((days) => days.take(2));
  input.take(16 + 1);
  input.take([0, 4, 0][input.u8()]); // whose law
  n = 0;
  input.list((each) => {
    people.set(`guarantor.${(n += 1)}`, hex(each.take(32)));
    each.take(1);
    each.optional((months) => months.take(2));
  });
  const arbiter = input.optional((each) => hex(each.take(32)));
  input.take(8 + 8); // to be signed and delivered by
  const past = input.list((each) => {
    const moved = { by: each.u8(), amount: each.amount(), on: each.u32() };
    each.optional((receipt) => receipt.take(32));
    return moved;
  });
  const commitments = hex(input.take(32));
  input.take(16); // the reference
  const answerDays = Buffer.from(input.take(2)).readUInt16LE();
  const deliveries = input.u8();
  const successions = input.list((each) => successionOf(each, hex));
  input.end();
  return { people, rate, past, arbiter, commitments, answerDays, deliveries, successions, isOutside: settlement === 2 };
}

// An old debt comes to what the terms say moved: the sum and the last day of what the lender delivered, the sum of what was repaid.
function oldDebts(events, { past, rate }) {
  const [lent, repaid] = [0, 1].map((by) => past.filter((moved) => moved.by === by));
  const sum = (list) => list.reduce((all, { amount }) => all + amount, 0n);
  for (const { fields } of events.filter(({ name }) => name === 'OldDebtFormed')) {
    const input = new Bytes(unhex(fields), 'event-bytes');
    const follows = input.amount() === sum(lent) && input.u32() === lent.at(-1)?.on
      && input.amount() === sum(repaid) && input.u32() === rate;
    must(follows, 'event-refused', 'an old debt of something else than moved');
  }
}

// Verifiers' statements that the file carries: each is its verifier's word about an account of these terms.
function identityStatements(parts, events, manifest, terms, digest) {
  const { people } = termsOf(terms);
  // Whose key is lost asks with the one for which their seat is claimed.
  const claimed = events.filter(({ name }) => name === 'SeatClaimed').map(({ told }) => told);
  const isParty = (role, account) => people.has(role)
    && (people.get(role) === account || claimed.some(({ seat, claim }) => seat === people.get(role) && claim.to === account));
  const fields = parts.has('fields.json') && JSON.parse(new TextDecoder().decode(parts.get('fields.json')));
  return statementsOf({
    parts, events, isParty, must,
    chain: { genesis: manifest.genesis, contract: manifest.contract, loan: manifest.loan, terms: digest },
    commitments: fields && new Map(fields.map(({ name, commitment }) => [name, commitment.replace(/^0x/, '')])),
    signed: (message, signature, key) => holds(() => sr25519(message, signature, key)),
    until: manifest.block.time_ms,
  });
}

// What is said of a file, and the exit status.
export function judged(file, spec) {
  try {
    const found = verify(file, spec);
    return { found, status: found.verdict === 'holds' ? 0 : 4 };
  } catch (error) {
    return { error, status: 1 };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, spec] = process.argv.slice(2);
  const { found, error, status } = judged(readFileSync(file), JSON.parse(readFileSync(spec, 'utf8')));
  if (found) console.log(JSON.stringify(found, null, 1));
  if (error) console.error(`not verified: ${error.code ? `${error.code}: ` : ''}${error.message}`);
  process.exitCode = status;
}
