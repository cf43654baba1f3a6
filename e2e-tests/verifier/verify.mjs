// The heart of `iou verify` in another language: node verify.mjs FILE SPEC
// From the first block's state root to the loan's chain of events: voters and their changes, finality, the contract's
// cells, the hash chain, each event's block, every signature and the event that it caused. SCALE, headers and trie nodes are
// decoded by @polkadot-api/substrate-bindings, signatures checked by @noble/curves and @scure/sr25519; nothing of ours is used.
// Written from docs/evidence.md. It replays nothing: that is what the rules in contracts/terms are for.
import { readFileSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { verify as sr25519 } from '@scure/sr25519';
import {
  AccountId, Blake2128Concat, Blake2256, Tuple, Twox128, Twox64Concat, Vector, blockHeader, compactNumber, trieNodeDec, u32, u64,
} from '@polkadot-api/substrate-bindings';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const unhex = (text) => Uint8Array.from(Buffer.from(text.replace(/^0x/, ''), 'hex'));
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const must = (fact, what) => { if (!fact) throw new Error(what); };
const same = (a, b) => hex(a) === hex(b);

// What is left to the first verifier; printed, so that nobody takes the heart for the whole.
const UNCHECKED = [
  'container: canonical form of the ZIP and of its JSON; format and schema; proofs that nothing uses',
  'loan as the contract stores it: agreement, schedule, holders, account, reference rates',
  'replay of the events: figures, days, order of steps; the kind of each beyond what its transaction asks for',
  'statement of account, limitation',
  'readable texts',
  'personal fields',
  'attached files: that an event names them',
  'institutions: names, attestations',
  'notices, anchors',
  'ecdsa signatures: their events are listed as unsigned',
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
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  take(count) {
    must(this.at + count <= this.bytes.length, 'bytes end early');
    return this.bytes.slice(this.at, (this.at += count));
  }
  u8() { return this.take(1)[0]; }
  u32() { return u32.dec(this.take(4)); }
  u64() { return u64.dec(this.take(8)); }
  compact() {
    const length = [1, 2, 4, 5 + (this.bytes[this.at] >> 2)][this.bytes[this.at] & 3];
    return Number(compactNumber.dec(this.take(length)));
  }
  sized() { return this.take(this.compact()); }
  optional(item) {
    const is = this.u8();
    must(is <= 1, 'neither something nor nothing');
    return is ? item(this) : undefined;
  }
  list(item) { return Array.from({ length: this.compact() }, () => item(this)); }
  // A header's length stands nowhere: what the codec makes of it again is as long.
  header() {
    const found = blockHeader.dec(this.rest());
    const bytes = this.take(blockHeader.enc(found).length);
    return { ...found, hash: hex(Blake2256(bytes)), parent: found.parentHash.replace(/^0x/, '') };
  }
  rest() { return this.bytes.slice(this.at); }
  end() { must(this.at === this.bytes.length, 'bytes are left'); }
}
const lists = (bytes) => {
  const input = new Bytes(bytes);
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
    must(bytes, `node ${reference} is missing`);
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
    if (node.type === 'Leaf') return new Bytes(bytes).sized();
    if (node.type === 'BranchWithVal') return bytes;
    const outside = this.nodes.get(hex(bytes));
    must(outside, 'a value is missing');
    return outside;
  }
}
const text = (word) => new TextEncoder().encode(word);
const plain = (pallet, item) => join(Twox128(text(pallet)), Twox128(text(item)));
const cell = (prefix, loan) => {
  const key = join(unhex(prefix), u64.enc(BigInt(loan)));
  return Blake2128Concat(key);
};

// --- finality
function justification(bytes) {
  const input = new Bytes(bytes);
  const found = { round: input.u64(), target: input.take(32), number: input.u32() };
  found.votes = input.list((each) => ({
    target: each.take(32), number: each.u32(), signature: each.take(64), voter: each.take(32),
  }));
  // The headers from the target to each later block that was voted for.
  found.ancestries = input.list((each) => each.header());
  input.end();
  return found;
}
function check(just, set) {
  const later = new Map(just.ancestries.map((header) => [header.hash, header]));
  must(later.size === just.ancestries.length, 'a header twice');
  const [voted, walked] = [new Set(), new Set()];
  let weight = 0n;
  for (const vote of just.votes) {
    const key = hex(vote.voter);
    must(set.voters.has(key) && !voted.has(key), 'a foreign or doubled vote');
    const message = join([1], vote.target, u32.enc(vote.number), u64.enc(just.round), u64.enc(set.id));
    must(ed25519.verify(vote.signature, message, vote.voter), 'a wrong vote');
    voted.add(key);
    // Who votes for a block votes for all before it: headers lead back to the target, each of the height that is said.
    let [at, number] = [hex(vote.target), vote.number];
    while (at !== hex(just.target)) {
      const header = later.get(at);
      must(header?.number === number && number > just.number, 'a vote for another branch');
      walked.add(at);
      [at, number] = [header.parent, number - 1];
    }
    must(number === just.number, 'a vote for another branch');
    weight += set.voters.get(key);
  }
  must(walked.size === later.size, 'headers that no vote needs');
  const total = [...set.voters.values()].reduce((a, b) => a + b, 0n);
  must(weight * 3n > total * 2n, 'too few votes');
  return weight;
}
const voters = (bytes) => {
  const input = new Bytes(bytes);
  const list = new Map(input.list((each) => [hex(each.take(32)), each.u64()]));
  return [list, input];
};

// --- events: of what kind one is does not stand in its bytes, so the file's word is held to the message that asked for it
// Parties and fields are in hexadecimal: two digits for a byte.
const lender = (event, who) => who === event.lender;
const borrower = (event, who) => who === event.borrower;
const party = (event, who) => lender(event, who) || borrower(event, who);
// The proposal was the proposer's signature.
const accepter = (event, who) => who === { '00': event.borrower, '01': event.lender }[event.proposer];
const role = (event, who) => who === { '00': event.lender, '01': event.borrower }[event.fields.slice(0, 2)];
const deliverer = (event, who, name) => (name === 'deliver' ? lender : borrower)(event, who);
const named = (at) => (event, who) => event.fields.startsWith(who, 2 * at);
// Of each kind: the messages that can cause it, who can send them (nobody named: anybody), and where its fields have the
// digest that they sign.
const KINDS = {
  LoanProposed: [['propose'], role, 1],
  LoanSigned: [['sign'], accepter, 0],
  LoanCancelled: [['cancel'], role],
  LoanExpired: [['expire']],
  DeliveryReported: [['deliver'], lender],
  LoanDelivered: [['deliver', 'acknowledge_delivery'], deliverer],
  RepaymentReported: [['report_repayment'], borrower],
  LoanRepaid: [['repay', 'report_repayment', 'confirm_repayment'], role],
  RepaymentDue: [['notify_due']],
  LoanDefaulted: [['mark_default']],
  // These two follow from another event of the same step.
  DefaultCured: [[]],
  LoanSettled: [[]],
  ReportDismissed: [['dismiss_report'], role],
  GuarantorConsented: [['consent'], named(0), 32],
  AmendmentProposed: [['propose_amendment'], role],
  AmendmentSigned: [['accept_amendment'], named(0), 32],
  // The last to sign may be a guarantor, whom only the terms name.
  LoanAmended: [['accept_amendment'], (event, who, _, terms) => party(event, who) || terms.includes(who), 2],
  AssignmentProposed: [['assign'], named(32)],
  AssignmentSigned: [['accept_assignment'], named(0), 32],
  ClaimAssigned: [['accept_assignment'], named(32), 0],
  DebtForgiven: [['forgive'], lender],
  DemandMade: [['demand'], named(0)],
  DebtAcknowledged: [['acknowledge'], borrower],
  DisputeRaised: [['dispute'], role],
  DisputeResolved: [['resolve'], named(0)],
  Attested: [['attest'], named(0)],
};
const MESSAGES = new Map(Object.values(KINDS).flatMap(([names]) => names).map((name) => [
  hex(Blake2256(text(name)).slice(0, 4)), name,
]));
const SIGNING = ['sign', 'accept_amendment', 'accept_assignment', 'consent'];

function readEvent({ name, scale }, loan) {
  must(Object.hasOwn(KINDS, name), 'an event of no known kind');
  const bytes = unhex(scale);
  const input = new Bytes(bytes);
  must(input.u8() === 1 && Number(input.u64()) === loan, 'an event of another loan');
  const parties = { lender: hex(input.take(32)), borrower: hex(input.take(32)) };
  const [number, previous] = [input.u32(), hex(input.take(32))];
  // The figures: status, day, four amounts, the instalment that is due next, the day after which default may be recorded.
  input.take(1 + 4 + 4 * 16);
  input.optional((due) => due.take(2 + 4 + 16));
  input.optional((day) => day.take(4));
  return { name, number, previous, hash: hex(sha256(bytes)), fields: hex(input.rest()), ...parties };
}

// --- a transaction that calls a contract
const ALGORITHMS = ['ed25519', 'sr25519', 'ecdsa'];
const CHECKS = {
  // By the rules of ZIP 215, which are the chain's.
  ed25519: (signature, message, key) => ed25519.verify(signature, message, key),
  sr25519: (signature, message, key) => sr25519(message, signature, key),
};
function transaction(bytes) {
  const whole = new Bytes(bytes);
  const input = new Bytes(whole.sized());
  whole.end();
  const address = () => {
    must(input.u8() === 0, 'an account that is named otherwise');
    return input.take(32);
  };
  must(input.u8() === 0x84, 'not a signed transaction');
  const signer = address();
  const algorithm = ALGORITHMS[input.u8()];
  must(algorithm, 'a signature of no known algorithm');
  const signature = input.take(algorithm === 'ecdsa' ? 65 : 64);
  const start = input.at;
  if (input.u8() !== 0) input.u8();
  input.compact();
  input.compact();
  must(input.u8() === 0, 'a metadata hash');
  const extra = input.bytes.slice(start, input.at);
  const call = input.rest();
  // Proxy.proxy: what the signer does in the name of one who lets him. The call inside follows.
  let account = signer;
  if (call[0] === 12 && call[1] === 0) {
    input.take(2);
    account = address();
    input.optional((kind) => kind.u8());
  }
  // Contracts.call: the contract, money, both kinds of gas, a limit of the deposit, the message.
  must(input.u8() === 41 && input.u8() === 6, 'another call');
  const contract = hex(address());
  for (let skipped = 0; skipped < 3; skipped += 1) input.compact();
  input.optional((limit) => limit.compact());
  const message = input.sized();
  input.end();
  return { signer, account, algorithm, signature, extra, call, contract, message };
}

// The message's name, and which of the events it can have caused: loan, account and signed digest must fit them.
function caused(tx, events, loan, terms, digest) {
  const input = new Bytes(tx.message);
  const name = MESSAGES.get(hex(input.take(4)));
  must(name, 'another message');
  let signs;
  if (name === 'propose') {
    // A proposal has no number yet. It holds the terms whole, and so signs their digest.
    must(same(input.take(terms.length), terms), 'a proposal of other terms');
    signs = digest;
  } else {
    const loans = name === 'notify_due' ? input.list((each) => each.u64()) : [input.u64()];
    must(loans.map(Number).includes(loan), 'a transaction for another loan');
    if (SIGNING.includes(name)) signs = hex(input.take(32));
  }
  const fits = ([names, who, at], event) => names.includes(name)
    && (!who || who(event, hex(tx.account), name, hex(terms)))
    && (!signs || event.fields.startsWith(signs, 2 * at));
  const found = events.filter((event) => fits(KINDS[event.name], event));
  must(found.length > 0, `a transaction that caused nothing: ${name}`);
  return [name, found.map((event) => event.number)];
}

function verify(file, spec) {
  const parts = entries(file);
  const read = (name) => JSON.parse(Buffer.from(parts.get(name)).toString('utf8'));
  const manifest = read('manifest.json');
  for (const part of manifest.parts) {
    must(hex(sha256(parts.get(part.name))) === part.sha256, `${part.name} is another`);
  }
  must(manifest.parts.length + 1 === parts.size, 'entries that nobody lists');

  const headers = new Map();
  for (const bytes of lists(parts.get('proof/headers.scale'))) {
    const input = new Bytes(bytes);
    const found = input.header();
    input.end();
    headers.set(found.hash, found);
  }
  const header = (hash) => {
    must(headers.has(hash), `header ${hash} is missing`);
    return headers.get(hash);
  };
  const trie = new Trie(lists(parts.get('proof/nodes.scale')));
  const index = read('proof/index.json');

  const root = unhex(spec.genesis.stateRootHash ?? must(false, 'give the short specification'));
  const first = join(new Uint8Array(32), [0], root, Blake2256(Uint8Array.of(0)), [0]);
  const genesis = hex(Blake2256(first));
  must(genesis === manifest.genesis, 'another chain');

  const votes = new Map(lists(parts.get('proof/justifications.scale')).map((bytes) => {
    const just = justification(bytes);
    return [hex(just.target), just];
  }));
  const [founders] = voters(trie.get(root, plain('Grandpa', 'Authorities')));
  const sets = [{ id: 0n, voters: founders, after: -1 }];
  for (const change of index.changes) {
    const at = header(change);
    const set = sets.at(-1);
    must(at.number > set.after && votes.get(change)?.number === at.number, 'a change that is not final');
    check(votes.get(change), set);
    const told = at.digests.filter(({ type, value }) => type === 'consensus' && value.engine === 'FRNK');
    const changes = told.map(({ value }) => unhex(value.payload));
    must(!changes.some(([kind]) => kind === 2), 'a forced change');
    const found = changes.find(([kind]) => kind === 1);
    must(found, 'no change in the header');
    const [list, input] = voters(found.slice(1));
    must(input.u32() === 0, 'a change with a delay');
    input.end();
    sets.push({ id: set.id + 1n, voters: list, after: at.number });
  }
  const isFinal = (block, by) => {
    const just = votes.get(by);
    must(just && header(by).number === just.number, 'not justified');
    const weight = check(just, sets.findLast((set) => set.after < just.number));
    for (let at = by; at !== block; at = header(at).parent) {
      must(header(at).number > header(block).number, 'not an ancestor');
    }
    return weight;
  };
  const stateRoot = (hash) => unhex(header(hash).stateRoot);

  const head = manifest.block;
  const weight = isFinal(head.hash, index.final_by);
  must(header(head.hash).number === head.number, 'another height');
  const state = stateRoot(head.hash);
  const zero = join(plain('System', 'BlockHash'), Twox64Concat(u32.enc(0)));
  const ofThisChain = (root) => must(hex(trie.get(root, zero)) === genesis, 'a state of another chain');
  ofThisChain(state);
  must(Number(u64.dec(trie.get(state, plain('Timestamp', 'Now')))) === head.time_ms, 'another time');
  const info = new Bytes(trie.get(state, join(plain('Contracts', 'ContractInfoOf'), Twox64Concat(unhex(manifest.contract)))));
  const trieId = info.sized();
  const known = [spec.properties?.ledger ?? []].flat().map((address) => hex(AccountId().enc(address)));
  must(known.length === 0 || known.includes(manifest.contract), 'another ledger');
  must(hex(info.take(32)) === manifest.code, 'another code');

  // Whom an account lets act for it: who, for what (0 everything, 1 demands), after how many blocks.
  const lets = (root, tx, message) => {
    const listed = trie.get(root, join(plain('Proxy', 'Proxies'), Twox64Concat(tx.account)));
    const proxies = listed ? new Bytes(listed).list((one) => [hex(one.take(32)), one.u8(), one.u32()]) : [];
    return proxies.some(([who, kind, delay]) => who === hex(tx.signer) && delay === 0
      && (kind === 0 || (kind === 1 && message === 'demand')));
  };

  // The first 36 bytes of a loan's state: how many events, and the hash of the last.
  const chain = (hash) => {
    const child = trie.get(stateRoot(hash), join(text(':child_storage:default:'), trieId));
    const value = child && trie.get(child, cell('f1b629a2', manifest.loan));
    return value ? { count: u32.dec(value.slice(0, 4)), last: hex(value.slice(4, 36)) } : { count: 0, last: '' };
  };
  const listed = read('events.json');
  const events = listed.map((event) => readEvent(event, manifest.loan));
  let previous = '00'.repeat(32);
  events.forEach((event, n) => {
    event.proposer = events[0].fields.slice(0, 2);
    must(event.number === n && event.previous === previous, 'a broken chain of events');
    previous = event.hash;
  });
  const end = chain(head.hash);
  must(end.count === events.length && end.last === previous, 'the events do not end where the contract says');

  const terms = parts.get('terms.scale');
  const digest = hex(sha256(join(text('iou:terms:v1'), terms)));
  // The first event ends with the digest, the terms and a digest of evidence that may be missing.
  const tail = events[0].fields;
  const both = digest + hex(terms);
  must(tail.endsWith(`${both}00`) || tail.slice(0, -66).endsWith(both), 'other terms');

  let [done, placed] = [0, 0];
  const signed = [];
  for (const each of index.blocks) {
    isFinal(each.block, each.final_by);
    const block = header(each.block);
    ofThisChain(stateRoot(each.block));
    const [before, after] = [chain(block.parent), chain(each.block)];
    must(before.count >= done && after.count > before.count, 'events in another block');
    must(events[after.count - 1]?.hash === after.last, 'other events in a block');
    done = after.count;
    placed += after.count - before.count;
    let last = -1;
    for (const place of each.transactions) {
      must(place.index > last, 'transactions out of order');
      last = place.index;
      const found = trie.get(unhex(block.extrinsicRoot), compactNumber.enc(place.index));
      must(found, 'a transaction that is not in the block');
      const tx = transaction(found);
      must(tx.contract === manifest.contract, 'a call of another contract');
      const versions = Tuple(u32, u32).enc([place.spec_version, place.transaction_version]);
      const payload = join(tx.call, tx.extra, versions, unhex(genesis), unhex(place.birth), [0]);
      const bytes = payload.length > 256 ? Blake2256(payload) : payload;
      const check = CHECKS[tx.algorithm];
      must(!check || check(tx.signature, bytes, tx.signer), 'a wrong signature');
      const here = events.slice(before.count, after.count);
      const [message, numbers] = caused(tx, here, manifest.loan, terms, digest);
      const [account, signer] = [hex(tx.account), hex(tx.signer)];
      must(account === signer || lets(stateRoot(each.block), tx, message), 'a key that was never let act');
      if (check) signed.push({ events: numbers, message, account, signer, algorithm: tx.algorithm });
    }
  }
  const has = new Set(signed.flatMap((each) => each.events));
  const unsigned = events.filter((event) => KINDS[event.name][0].length > 0 && !has.has(event.number));
  return {
    genesis, block: head.number, changes: index.changes.length, weight: Number(weight), events: events.length, placed,
    signatures: signed.length, digest, signed, unsigned: unsigned.map((event) => event.number),
    unchecked: known.length ? UNCHECKED : ['ledger: whether the contract is the one that keeps the loans of this chain', ...UNCHECKED],
  };
}

const [file, spec] = process.argv.slice(2);
try {
  console.log(JSON.stringify(verify(readFileSync(file), JSON.parse(readFileSync(spec, 'utf8'))), null, 1));
} catch (error) {
  console.error(`not verified: ${error.message}`);
  process.exit(1);
}
