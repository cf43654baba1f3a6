// Prints when which loan asks for how much, from the events of a node alone.
//
//   node build/due-dates.js --contract ADDRESS --bundle FILE [--url WS_URL] [--from BLOCK] [--json]
//
// One row for each instalment of every loan that was delivered. `--json`: a JSON object a line. Days are those of the
// agreement's own zone, amounts decimal numbers as text. An instalment is `paid`, `open`, `overdue` or `default`.
// Exits 1 where an event is missing or the node can't be read, 2 on wrong usage.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createClient } from "polkadot-api";
import { getWsProvider } from "polkadot-api/ws";
import { WebSocket } from "ws";
import { Ledger, type Due, type Instalment, type Placed, type Settlement } from "./ledger.js";

const DAY_MS = 86_400_000;

/** What is known of a loan. */
type Loan = {
  status: string;
  settlement: Settlement;
  /** Minutes east of UTC. */
  utcOffset: number;
  /** In force; none before delivery. */
  schedule: Instalment[];
  nextDue: Due | undefined;
};

type Row = { loan: number; instalment: number; day: string; amount: string; unit: string; status: string };

/** The chain's own money. */
type Money = { symbol: string; decimals: number };

/** Takes an event into the books. */
function book(loans: Map<bigint, Loan>, { event }: Placed): void {
  const { loan: id, after } = event.value;
  if (event.type === "LoanProposed") {
    const { settlement, utc_offset: utcOffset, past, schedule } = event.value.terms;
    // What an old debt's parties sign is the schedule in force; of other loans it follows from the delivery.
    loans.set(id, { settlement, utcOffset, status: "", schedule: past.length > 0 ? schedule : [], nextDue: undefined });
  }
  const loan = loans.get(id);
  if (!loan) return; // begun before the block from which we read
  // A further part of the principal replaces the whole schedule. An amendment replaces the whole schedule, and counts its instalments from 0 again; so does an acceleration, which keeps
  // the numbers of those that fell due before.
  if (event.type === "LoanDelivered" || event.type === "PartDelivered" || event.type === "LoanAmended" || event.type === "LoanAccelerated") {
    loan.schedule = event.value.schedule;
  }
  loan.status = after.status.type;
  loan.nextDue = after.next_due;
}

/** The instalments of a loan at the instant `timeMs`. */
function rows(id: bigint, loan: Loan, timeMs: number, native: Money): Row[] {
  const today = Math.floor((timeMs + loan.utcOffset * 60_000) / DAY_MS);
  const { symbol, decimals } = money(loan.settlement, native);
  return loan.schedule.map(({ due, principal, interest }, number) => {
    const next = loan.nextDue?.instalment === number ? loan.nextDue : undefined;
    return {
      loan: Number(id),
      instalment: number + 1,
      day: new Date(due * DAY_MS).toISOString().slice(0, 10),
      amount: decimal(next ? next.amount : principal + interest, decimals),
      unit: symbol,
      status: standing(loan, number, due < today),
    };
  });
}

/** Everything before the next instalment that asks for money is paid; without one, all is. */
function standing(loan: Loan, number: number, passed: boolean): string {
  if (!loan.nextDue || number < loan.nextDue.instalment) return "paid";
  if (loan.status === "Defaulted" && passed) return "default";
  return passed ? "overdue" : "open";
}

function money(settlement: Settlement, native: Money): Money {
  switch (settlement.type) {
    case "Native":
      return native;
    case "Token":
      return { symbol: "token", decimals: settlement.value.decimals };
    case "OffChain": {
      const symbol = Buffer.from(settlement.value.currency.slice(2), "hex").toString("ascii");
      return { symbol, decimals: settlement.value.decimals };
    }
  }
}

function decimal(minor: bigint, decimals: number): string {
  const digits = minor.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
}

function table(rows: Row[]): string {
  const cells = rows.map((row) => [row.loan, row.instalment, row.day, `${row.amount} ${row.unit}`, row.status].map(String));
  const all = [["loan", "instalment", "day", "amount", "status"], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  // Numbers to the right, words to the left.
  const pad = (cell: string, column: number) =>
    [0, 1, 3].includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return all.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

async function run(url: string, contract: string, bundle: string, from: number, json: boolean): Promise<void> {
  const client = createClient(getWsProvider(url, { websocketClass: WebSocket as any }));
  try {
    const { properties } = await client.getChainSpecData();
    const native = { symbol: properties.tokenSymbol ?? "UNIT", decimals: properties.tokenDecimals ?? 0 };
    const ledger = new Ledger(client, JSON.parse(readFileSync(bundle, "utf8")), contract);
    const loans = new Map<bigint, Loan>();
    const events = ledger.events(from);
    let step = await events.next();
    for (; !step.done; step = await events.next()) book(loans, step.value);
    const { timeMs } = step.value;
    const found = [...loans].flatMap(([id, loan]) => rows(id, loan, timeMs, native));
    console.log(json ? found.map((row) => JSON.stringify(row)).join("\n") : table(found));
    if (ledger.unknown > 0) console.error(`${ledger.unknown} events that this bundle doesn't know were passed over`);
  } finally {
    client.destroy();
  }
}

function usage(problem: string): never {
  console.error(problem);
  console.error("usage: node build/due-dates.js --contract ADDRESS --bundle FILE [--url WS_URL] [--from BLOCK] [--json]");
  process.exit(2);
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: "string", default: "ws://127.0.0.1:9944" },
        contract: { type: "string" },
        bundle: { type: "string" },
        from: { type: "string", default: "0" },
        json: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    return usage((error as Error).message);
  }
}

const { url, contract, bundle, from, json } = options();
if (!contract || !bundle) usage("--contract and --bundle are needed");
if (!/^\d+$/.test(from)) usage("--from is the number of a block");
try {
  await run(url, contract, bundle, Number(from), json);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
