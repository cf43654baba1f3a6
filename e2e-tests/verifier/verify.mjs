// The heart of `iou verify` in another language: node verify.mjs FILE SPEC
// From the first block's state root to the loan's chain of events: voters and their changes, finality, the contract's
// cells, the hash chain, each event's block, every signature. SCALE, headers and trie nodes are decoded by
// @polkadot-api/substrate-bindings, signatures checked by @noble/curves and @scure/sr25519; nothing of ours is used.
// Written from docs/evidence.md. It does not replay the account: that is what the rules in contracts/terms are for.
import { readFileSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { verify as sr25519 } from '@scure/sr25519';
import {
  Blake2128Concat, Blake2256, Tuple, Twox128, Twox64Concat, Vector, blockHeader, compactNumber, trieNodeDec, u32, u64,
} from '@polkadot-api/substrate-bindings';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const unhex = (text) => Uint8Array.from(Buffer.from(text.replace(/^0x/, ''), 'hex'));
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const must = (fact, what) => { if (!fact) throw new Error(what); };
const same = (a, b) => hex(a) === hex(b);

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
    const length = [1, 2, 4, 5 + (this.bytes[this.at] >> 2) - 1][this.bytes[this.at] & 3];
    return Number(compactNumber.dec(this.take(length)));
  }
  sized() { return this.take(this.compact()); }
  list(item) { return Array.from({ length: this.compact() }, () => item(this)); }
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
  // What is left are headers between later votes and the target; all votes here are for the target itself.
  must(input.compact() === 0, 'votes for later blocks are not followed here');
  input.end();
  return found;
}
function check(just, set) {
  const voted = new Set();
  let weight = 0n;
  for (const vote of just.votes) {
    const key = hex(vote.voter);
    must(set.voters.has(key) && !voted.has(key), 'a foreign or doubled vote');
    must(same(vote.target, just.target) && vote.number === just.number, 'a vote for another block');
    const message = join([1], vote.target, u32.enc(vote.number), u64.enc(just.round), u64.enc(set.id));
    must(ed25519.verify(vote.signature, message, vote.voter, { zip215: false }), 'a wrong vote');
    voted.add(key);
    weight += set.voters.get(key);
  }
  const total = [...set.voters.values()].reduce((a, b) => a + b, 0n);
  must(weight * 3n > total * 2n, 'too few votes');
  return weight;
}
const voters = (bytes) => {
  const input = new Bytes(bytes);
  const list = new Map(input.list((each) => [hex(each.take(32)), each.u64()]));
  return [list, input];
};

// --- a transaction that calls a contract
function transaction(bytes) {
  const whole = new Bytes(bytes);
  const input = new Bytes(whole.sized());
  whole.end();
  must(input.u8() === 0x84 && input.u8() === 0, 'not a signed transaction');
  const signer = input.take(32);
  must(input.u8() === 1, 'not an sr25519 signature');
  const signature = input.take(64);
  const start = input.at;
  if (input.u8() !== 0) input.u8();
  input.compact();
  input.compact();
  must(input.u8() === 0, 'a metadata hash');
  return { signer, signature, extra: input.bytes.slice(start, input.at), call: input.rest() };
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
    headers.set(hex(Blake2256(bytes)), { bytes, ...blockHeader.dec(bytes) });
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
    const logs = new Bytes(at.bytes.slice(32 + compactNumber.enc(at.number).length + 64)).list((each) => {
      const kind = each.u8();
      return { kind, engine: kind === 8 ? '' : Buffer.from(each.take(4)).toString(), data: kind === 8 ? [] : each.sized() };
    });
    const found = logs.find((log) => log.kind === 4 && log.engine === 'FRNK' && log.data[0] === 1);
    must(found, 'no change in the header');
    const [list, input] = voters(found.data.slice(1));
    must(input.u32() === 0, 'a change with a delay');
    sets.push({ id: set.id + 1n, voters: list, after: at.number });
  }
  const isFinal = (block, by) => {
    const just = votes.get(by);
    must(just && header(by).number === just.number, 'not justified');
    const weight = check(just, sets.findLast((set) => set.after < just.number));
    for (let at = by; at !== block; at = header(at).parentHash.replace(/^0x/, '')) {
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
  must(hex(trie.get(state, zero)) === genesis, 'a state of another chain');
  must(Number(u64.dec(trie.get(state, plain('Timestamp', 'Now')))) === head.time_ms, 'another time');
  const info = new Bytes(trie.get(state, join(plain('Contracts', 'ContractInfoOf'), Twox64Concat(unhex(manifest.contract)))));
  const trieId = info.sized();
  must(hex(info.take(32)) === manifest.code, 'another code');

  // The first 36 bytes of a loan's state: how many events, and the hash of the last.
  const chain = (hash) => {
    const child = trie.get(stateRoot(hash), join(text(':child_storage:default:'), trieId));
    const value = child && trie.get(child, cell('f1b629a2', manifest.loan));
    return value ? { count: u32.dec(value.slice(0, 4)), last: hex(value.slice(4, 36)) } : { count: 0, last: '' };
  };
  const events = read('events.json').map((event) => unhex(event.scale));
  let previous = new Uint8Array(32);
  events.forEach((bytes, n) => {
    const input = new Bytes(bytes);
    must(input.u8() === 1 && Number(input.u64()) === manifest.loan, 'an event of another loan');
    input.take(64);
    must(input.u32() === n && same(input.take(32), previous), 'a broken chain of events');
    previous = sha256(bytes);
  });
  const end = chain(head.hash);
  must(end.count === events.length && end.last === hex(previous), 'the events do not end where the contract says');

  const terms = parts.get('terms.scale');
  const digest = sha256(join(text('iou:terms:v1'), terms));
  // The first event ends with the digest, the terms and a digest of evidence that may be missing.
  const tail = hex(events[0]);
  const signed = hex(digest) + hex(terms);
  must(tail.endsWith(`${signed}00`) || tail.slice(0, -66).endsWith(signed), 'other terms');

  let [done, signatures] = [0, 0];
  for (const listed of index.blocks) {
    isFinal(listed.block, listed.final_by);
    const [before, after] = [chain(header(listed.block).parentHash.replace(/^0x/, '')), chain(listed.block)];
    must(before.count >= done && after.count > before.count, 'events in another block');
    must(hex(sha256(events[after.count - 1])) === after.last, 'other events in a block');
    done = after.count;
    for (const each of listed.transactions) {
      const found = trie.get(unhex(header(listed.block).extrinsicRoot), compactNumber.enc(each.index));
      const tx = transaction(found);
      const call = new Bytes(tx.call);
      must(call.u8() === 41 && call.u8() === 6 && call.u8() === 0 && hex(call.take(32)) === manifest.contract, 'another call');
      const versions = Tuple(u32, u32).enc([each.spec_version, each.transaction_version]);
      const payload = join(tx.call, tx.extra, versions, unhex(genesis), unhex(each.birth), [0]);
      const message = payload.length > 256 ? Blake2256(payload) : payload;
      must(sr25519(message, tx.signature, tx.signer), 'a wrong signature');
      signatures += 1;
    }
  }
  return {
    genesis, block: head.number, changes: index.changes.length, weight: Number(weight), events: events.length,
    placed: done, signatures, digest: hex(digest),
  };
}

const [file, spec] = process.argv.slice(2);
try {
  console.log(JSON.stringify(verify(readFileSync(file), JSON.parse(readFileSync(spec, 'utf8')))));
} catch (error) {
  console.error(`not verified: ${error.message}`);
  process.exit(1);
}
