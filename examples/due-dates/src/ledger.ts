// The contract's events as docs/events.md describes them: read from finalised blocks, decoded by the bundle's ABI, and
// held against the chain of events of each loan. Knows nothing of the project but those two.
// Limits: a node that keeps the state of old blocks and offers the `archive_v1` methods.

import { createHash } from "node:crypto";
import { AccountId, type PolkadotClient } from "polkadot-api";
import { getInkClient } from "polkadot-api/ink";

/** A choice of Rust: its name, and what it holds. */
export type Choice<Name extends string, Value = unknown> = { type: Name; value: Value };

/** An instalment as the parties agreed it. Units: days since 1970-01-01, minor units. */
export type Instalment = { due: number; principal: bigint; interest: bigint };

/** The instalment that asks for money next; `instalment` counts from 0. */
export type Due = { instalment: number; day: number; amount: bigint };

export type Settlement =
  | Choice<"Native", undefined>
  | Choice<"Token", { contract: string; decimals: number }>
  | Choice<"OffChain", { currency: string; decimals: number }>;

/** What every loan event begins with. */
export type Head = {
  version: number;
  /** Of what kind it is; unlike the topic it is part of the bytes, and so of their hash. */
  event: Choice<string>;
  loan: bigint;
  sequence: number;
  previous: string;
  after: { status: Choice<string>; next_due?: Due };
};

/** The events whose own fields this example reads; of all others the head is enough. */
export type LoanEvent =
  | Choice<"LoanProposed", Head & { terms: { settlement: Settlement; utc_offset: number; past: unknown[]; schedule: Instalment[] } }>
  | Choice<"LoanDelivered" | "PartDelivered" | "LoanAmended" | "LoanAccelerated", Head & { schedule: Instalment[] }>
  | Choice<"another", Head>;

/** An event in its place. */
export type Placed = { block: number; name: string; event: LoanEvent };

/** Something is missing, was replaced, or comes from elsewhere. */
export class Gap extends Error {}

type Ink = { event: { decode(value: { data: Uint8Array }, topic?: string): Choice<string, Head> } };

type EventRecord = { event: Choice<string, Choice<string, unknown>>; topics: string[] };

type Emitted = { contract: string; data: Uint8Array };

export class Ledger {
  /** Of each loan: the number that comes next, and the hash of the event before it. */
  private readonly heads = new Map<bigint, { sequence: number; previous: string }>();
  private readonly known: Set<string>;
  private readonly ink: Ink;
  private readonly contract: string;
  /** Events with a topic that the bundle doesn't know. */
  unknown = 0;

  /** `bundle` is the parsed `.contract` file, `contract` the address in any SS58 format. */
  constructor(
    private readonly client: PolkadotClient,
    bundle: any,
    contract: string,
  ) {
    // Addresses differ by network; keys do not.
    this.contract = key(contract);
    this.ink = getInkClient({ metadata: bundle } as Parameters<typeof getInkClient>[0]) as unknown as Ink;
    this.known = new Set(bundle.spec.events.map((event: { signature_topic: string }) => event.signature_topic));
  }

  /** All events of loans from block `from` to the newest finalised one, in their order, and that block. */
  async *events(from: number): AsyncGenerator<Placed, { number: number; timeMs: number }> {
    const api = this.client.getUnsafeApi() as any; // typed by the chain's own metadata, which is read at run time
    const head = await this.client.getFinalizedBlock();
    for (let block = from; block <= head.number; block++) {
      const [at] = await this.client._request<string[]>("archive_v1_hashByHeight", [block]);
      if (!at) throw new Gap(`the node has no block ${block}`);
      for (const record of (await api.query.System.Events.getValue({ at })) as EventRecord[]) {
        const placed = this.read(record, block, from);
        if (placed) yield placed;
      }
    }
    return { number: head.number, timeMs: Number(await api.query.Timestamp.Now.getValue({ at: head.hash })) };
  }

  /** One record of the block: our loan event, or nothing. */
  private read({ event, topics }: EventRecord, block: number, from: number): Placed | undefined {
    if (event.type !== "Contracts" || event.value.type !== "ContractEmitted") return undefined;
    const { contract, data } = event.value.value as Emitted;
    if (key(contract) !== this.contract) return undefined;
    const topic = topics[0];
    if (!topic || !this.known.has(topic)) {
      this.unknown++;
      return undefined;
    }
    const { type: name, value } = this.ink.event.decode({ data }, topic);
    if (value.version !== 1) throw new Gap(`block ${block}: ${name} has layout ${value.version}, known is 1`);
    if (value.loan === undefined) return undefined; // of the contract as a whole
    if (value.event.type !== name) throw new Gap(`block ${block}: ${name} says that it is ${value.event.type}`);
    this.link(value, data, `block ${block}, loan ${value.loan}, ${name}`, from);
    return { block, name, event: { type: name, value } as LoanEvent };
  }

  /** Holds an event against the one before it. */
  private link(head: Head, data: Uint8Array, where: string, from: number): void {
    // Whoever begins in the middle has to take the first event of each loan as it is.
    const first = from === 0 ? { sequence: 0, previous: `0x${"00".repeat(32)}` } : head;
    const { sequence, previous } = this.heads.get(head.loan) ?? first;
    if (head.sequence !== sequence) throw new Gap(`${where}: number ${head.sequence} where ${sequence} comes next`);
    if (head.previous !== previous) throw new Gap(`${where}: follows ${head.previous}, the last was ${previous}`);
    const hash = `0x${createHash("sha256").update(data).digest("hex")}`;
    this.heads.set(head.loan, { sequence: sequence + 1, previous: hash });
  }
}

/** The public key behind an address. */
function key(address: string): string {
  return Buffer.from(AccountId().enc(address)).toString("hex");
}
