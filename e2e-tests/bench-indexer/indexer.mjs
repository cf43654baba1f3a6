// An indexer of the contract as one writes it with polkadot-js: for each block the events, decoded by the bundle's ABI,
// and the time, into SQLite. The yardstick of `make bench`, so it does what can be asked of such a program: many blocks
// are fetched at a time, nothing is read twice, and rows are written in batches by prepared statements.
//
//   node indexer.mjs --url WS_URL --contract ADDRESS --bundle FILE --from BLOCK --to BLOCK --db FILE [--in-flight N]
//
// Prints one line of JSON: {"blocks","events","seconds"}; seconds from the first request to the last commit.
// Limits: one runtime for all blocks; it checks no chain of events and keeps no outbox.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ApiPromise, WsProvider } from "@polkadot/api";
import { Abi } from "@polkadot/api-contract";
import { hexToU8a } from "@polkadot/util";
import Database from "better-sqlite3";

/** Blocks that are written in one transaction. */
const BATCH = 64;

function open(path) {
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.exec(`
    CREATE TABLE block (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, time_ms INTEGER NOT NULL);
    CREATE TABLE event (block INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, loan INTEGER, sequence INTEGER,
      previous TEXT, fields TEXT NOT NULL, scale BLOB NOT NULL, PRIMARY KEY (block, place));
    CREATE TABLE loan (id INTEGER PRIMARY KEY, lender TEXT NOT NULL, borrower TEXT NOT NULL, status TEXT NOT NULL,
      principal TEXT NOT NULL, next_due_day INTEGER, next_due_amount TEXT);
  `);
  const block = db.prepare("INSERT INTO block VALUES (?, ?, ?)");
  const event = db.prepare("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const loan = db.prepare(`INSERT INTO loan VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET lender = excluded.lender,
    status = excluded.status, principal = excluded.principal, next_due_day = excluded.next_due_day,
    next_due_amount = excluded.next_due_amount`);
  const write = db.transaction((batch) => {
    for (const { number, hash, time, events } of batch) {
      block.run(number, hash, time);
      for (const { place, name, fields, scale } of events) {
        const { loan: id, lender, borrower, sequence, previous, after } = fields;
        event.run(number, place, name, id ?? null, sequence ?? null, previous ?? null, JSON.stringify(fields), scale);
        if (id === undefined) continue;
        const due = after.nextDue ?? after.next_due;
        loan.run(id, lender, borrower, after.status, String(after.principal), due?.day ?? null, due ? String(due.amount) : null);
      }
    }
  });
  return { write, close: () => db.close() };
}

/** Asks for one block's hash, events and time, and decodes what our contract emitted. */
async function read(api, abi, contract, number) {
  const hash = await api.rpc.chain.getBlockHash(number);
  const keys = [api.query.system.events.key(), api.query.timestamp.now.key()];
  const [{ changes }] = await api.rpc.state.queryStorageAt.raw(keys, hash.toHex());
  const found = new Map(changes);
  const events = [];
  const records = api.registry.createType("Vec<EventRecord>", found.get(keys[0]) ?? "0x00");
  for (const [place, record] of records.entries()) {
    if (!api.events.contracts.ContractEmitted.is(record.event)) continue;
    const [emitter, data] = record.event.data;
    if (!emitter.eq(contract)) continue;
    const { event, args } = abi.decodeEvent(record);
    const fields = Object.fromEntries(event.args.map((arg, at) => [arg.name, args[at].toJSON()]));
    events.push({ place, name: event.identifier.split("::").pop(), fields, scale: Buffer.from(data.toU8a(true)) });
  }
  // A hexadecimal text would be read as a number, first digit first; these are bytes, the last one first.
  const time = api.registry.createType("u64", hexToU8a(found.get(keys[1]) ?? "0x00")).toNumber();
  return { number, hash: hash.toHex(), time, events };
}

async function run({ url, contract, bundle, from, to, db: path, "in-flight": inFlight }) {
  const api = await ApiPromise.create({ provider: new WsProvider(url, 1_000), noInitWarn: true });
  const db = open(path);
  try {
    const abi = new Abi(JSON.parse(readFileSync(bundle, "utf8")), api.registry.getChainProperties());
    const started = performance.now();
    const [first, last, window] = [from, to, inFlight].map(Number);
    let asked = first;
    let blocks = 0;
    let events = 0;
    let batch = [];
    const waiting = [];
    const ask = () => waiting.push(read(api, abi, contract, asked++));
    while (asked <= last && waiting.length < window) ask();
    while (waiting.length > 0) {
      const block = await waiting.shift();
      if (asked <= last) ask();
      blocks += 1;
      events += block.events.length;
      batch.push(block);
      if (batch.length === BATCH || waiting.length === 0) {
        db.write(batch);
        batch = [];
      }
    }
    return { blocks, events, seconds: (performance.now() - started) / 1000 };
  } finally {
    db.close();
    await api.disconnect();
  }
}

const names = ["url", "contract", "bundle", "from", "to", "db", "in-flight"];
const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: "string" }])) });
values["in-flight"] ??= "16";
const missing = names.filter((name) => values[name] === undefined);
if (missing.length > 0) {
  console.error(`missing: ${missing.map((name) => `--${name}`).join(" ")}`);
  process.exit(2);
}
console.log(JSON.stringify(await run(values)));
