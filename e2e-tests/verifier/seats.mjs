// Seats for which another key may act: what of each event's claim, objection, decision or taking follows from what was agreed and from the
// events before it, by which key a seat acts at each of them, and that a held one decides nothing. Who holds the office of a verifier or an
// arbiter stands in no event.
// Written from docs/evidence.md and ADR 39.
import { Offers } from './offers.mjs';

const [NOTHING, SECOND, ARBITER] = [0, 1, 2];
const HAND_OVER_DAYS = 7;
const HELD_DAYS = 30;
const CLAIM_DAYS_MAX = 60;
const DECISION_DAYS_MAX = 365;
// Seats of holders whom the terms do not name.
const SEATS_MAX = 4;
const STATEMENTS_MAX = 16;
// What an arbiter found who found nothing: no money, of no day, and no costs.
const NO_RULING = '00'.repeat(16 + 1 + 16);
// Signed, running, in default.
const IN_FORCE = [1, 2, 3];
const RUNNING = [2, 3];
// What a seat cannot do that is held.
const DECIDES = new Set([
  'LoanSigned', 'LoanCancelled', 'ReportDismissed', 'GuarantorConsented', 'AmendmentProposed', 'AmendmentSigned', 'LoanAmended',
  'AssignmentProposed', 'AssignmentSigned', 'ClaimAssigned', 'DebtForgiven', 'DebtAcknowledged', 'DisputeResolved', 'TermsSigned',
  'LoanAccelerated', 'ReversalProposed', 'PaymentReversed', 'DeliveryWithdrawn', 'PartDelivered', 'SuccessionPlanned',
]);
const account = (input) => input.take(32);
const digest = account;
export const claimOf = (input, hex) => ({
  to: hex(account(input)), by: hex(account(input)), awaits: input.u8(), on: input.u32(), through: input.optional((day) => day.u32()),
});
export const successionOf = (input, hex) => {
  const one = (each) => hex(account(each));
  return { seat: one(input), heir: input.optional(one), verifier: input.optional(one), second: input.optional(one), days: input.u8() };
};

// What the fields of an event about a seat say.
export function told({ name, fields }, bytesOf, hex) {
  const input = bytesOf(fields);
  const one = () => hex(account(input));
  const file = () => input.optional((each) => hex(digest(each)));
  const found = {
    SuccessionPlanned: () => ({ succession: successionOf(input, hex) }),
    SeatClaimed: () => ({ seat: one(), claim: claimOf(input, hex), statement: file(), evidence: file() }),
    ClaimSupported: () => ({ seat: one(), by: one(), claim: claimOf(input, hex), evidence: file() }),
    ClaimEnded: () => ({ seat: one(), to: one(), by: one(), objected: input.bool(), evidence: file() }),
    ClaimDecided: () => ({ seat: one(), claim: input.optional((each) => claimOf(each, hex)), by: one(), evidence: hex(digest(input)) }),
    SeatTaken: () => ({ seat: one(), from: one(), to: one(), until: input.u32(), evidence: file() }),
  }[name]?.();
  if (found) input.end();
  return found;
}

// How the seats stand before an event.
class Seats {
  constructor(changed) { this.changed = changed; }
  of(seat) { return this.changed.get(seat) ?? { key: seat }; }
  keyOf(seat) { return this.of(seat).key; }
  // The seat for which a key acts; none for one whose seat another key acts for.
  seatOf(key) {
    const acts = [...this.changed].find(([, place]) => place.key === key);
    return acts ? acts[0] : (this.changed.has(key) ? undefined : key);
  }
  isClaimed(seat) { return this.of(seat).claim !== undefined && this.of(seat).claim.awaits !== SECOND; }
  isHeld(seat, day) { return this.isClaimed(seat) || day <= (this.of(seat).held ?? -1); }
  without(seat) { return new Seats(new Map([...this.changed].filter(([one]) => one !== seat))); }
  with(seat, change) { return new Seats(new Map([...this.changed, [seat, { ...this.of(seat), ...change }]])); }
}

// Walks over the events; gives each the seats as they stood before it. `actors` are those of these accounts that can have taken its step.
export function seatsOf({ events, terms, must, actors }) {
  const { isOutside } = terms;
  const people = [...terms.people.values()];
  let seats = new Seats(new Map());
  const offers = new Offers(terms);
  const { debtors } = offers;
  const statements = [];
  // What was reported as repaid and is open, by its number: to whom, and what.
  const reports = new Map();
  let status = 0;
  const same = (a, b) => ['to', 'by', 'awaits', 'on', 'through'].every((name) => a[name] === b[name]);
  for (const event of events) {
    const { name, day } = event;
    event.seats = seats;
    // On chain a delivery gives nothing up; a second report of the only one takes the place of the first. That they repaid, the borrower may
    // always say.
    event.decides = DECIDES.has(name) || (name === 'LoanDelivered' && isOutside) || (name === 'LoanRepaid' && event.fields.startsWith('00'))
      || (name === 'DeliveryReported' && terms.deliveries === 1 && event.seen.deliveries.length > 0);
    const refused = (fact, what) => must(fact, 'event-refused', what);
    const holders = offers.holders();
    const { disputed } = offers;
    const known = new Set([...people, ...holders, ...seats.changed.keys()]);
    const able = event.decides ? actors(event, [...known, event.addressee].filter(Boolean)) : [];
    refused(able.length === 0 || able.some((seat) => !seats.isHeld(seat, day)), 'a held seat that decided something');
    const restsOn = {
      LoanDelivered: () => (isOutside ? holders.filter((_, at) => at === 0 && terms.deliveries === 1) : [terms.people.get('borrower')]),
      AmendmentSigned: () => [...debtors, ...holders],
      LoanAmended: () => [...debtors, ...holders],
      AssignmentSigned: () => offers.words(event.fields.slice(64, 128)),
      ClaimAssigned: () => offers.words(event.fields.slice(0, 64)),
      PaymentReversed: () => (event.fields.startsWith('00') ? debtors : [holders[0]]),
    }[name]?.() ?? [];
    refused(!restsOn.some((seat) => seats.isHeld(seat, day)), 'what rests on the word of a held seat, or reaches it');

    const agreed = [...terms.successions, ...[...seats.changed.values()].flatMap(({ plan }) => plan ?? [])];
    const ruleOf = (seat) => agreed.find((rule) => rule.seat === seat);
    const named = (rule) => [rule.heir, rule.verifier, rule.second].filter(Boolean);
    const verifies = (rule, by) => rule !== undefined && [rule.verifier, rule.second].includes(by);
    const knows = (one) => people.includes(one) || holders.includes(one);
    const answers = (one) => [...terms.people].some(([role, each]) => role !== 'lender' && each === one);
    // Who acts for a seat of another name, is to get one or is named for one.
    const isKey = (one) => [...seats.changed].some(([seat, { key, claim }]) => (key === one && seat !== one) || claim?.to === one);
    const isBeside = (one) => isKey(one) || agreed.some((each) => named(each).includes(one));
    const hasPart = (one) => knows(one) || one === terms.arbiter || [...seats.changed].some(([seat, { key }]) => [seat, key].includes(one));
    const isNew = (seat, to) => !hasPart(to)
      && agreed.every((rule) => !named(rule).includes(to) || (rule.seat === seat && rule.heir === to));
    const isOpen = (place, to) => refused(place.claim?.to === to, 'a claim that nobody made');
    const room = (seat) => refused(
      seats.changed.has(seat) || people.includes(seat) || [...seats.changed.keys()].filter((one) => !people.includes(one)).length < SEATS_MAX,
      'more seats than a loan has',
    );
    const end = (seat, objected) => {
      const { held, claim } = seats.of(seat);
      const kept = !claim || claim.awaits === SECOND ? held : Math.max(held ?? 0, day);
      return seats.with(seat, { claim: undefined, held: kept, ...(objected ? { objected: statements.length } : {}) });
    };
    // What has ended can still be called false from the start, and nothing else.
    const revoke = (how) => {
      const one = statements.find(({ by, digest: of }) => by + of === event.fields);
      refused(one && (one.revoked === undefined || (one.revoked === 'ended' && how === 'void')), 'a statement that nobody made, or that was revoked');
      one.revoked = how;
    };
    // Who pays in the borrower's place acts for neither side, and a seat goes by its own account.
    const paysBeside = () => {
      const { payer } = event.paid;
      const isOther = [...seats.changed].some(([seat, { key }]) => key === payer && seat !== payer);
      refused(payer === undefined || !(isOther || payer === holders[0] || debtors.includes(payer)), 'a payer who has another name here');
    };
    const own = event.told;
    const place = own?.seat && seats.of(own.seat);
    const rule = own?.seat && ruleOf(own.seat);
    const steps = {
      IdentityStated: () => {
        const [by, digest] = [event.fields.slice(0, 64), event.fields.slice(64, 128)];
        const isNeutral = !knows(by) && by !== terms.arbiter && !isKey(by) && !agreed.some(({ heir }) => heir === by);
        const isNew = !statements.some((each) => each.by === by && each.digest === digest);
        refused(isNeutral && isNew && statements.length < STATEMENTS_MAX, 'a statement of a party, or one that is on record');
        statements.push({ by, digest });
      },
      IdentityEnded: () => revoke('ended'),
      IdentityVoided: () => revoke('void'),
      RepaymentReported: () => {
        paysBeside();
        reports.set(event.report, { to: event.lender, ...event.paid });
      },
      ReportDismissed: () => reports.delete(event.report),
      LoanRepaid: () => {
        // Outside the chain the creditor says what they received, of a report just what it says.
        const isRightSide = event.fields.startsWith('00') === isOutside;
        const report = event.report === undefined || reports.get(event.report);
        const isReported = report === true
          || (report && report.amount === event.paid.amount && report.payer === event.paid.payer && report.on <= event.paid.on);
        // Who has paid what is confirmed can have come to a seat since.
        if (report === true) paysBeside();
        must(isRightSide && isReported, 'event-kind', 'a payment that nobody received, or of something else than was reported');
        reports.delete(event.report);
      },
      DisputeResolved: () => {
        const by = event.fields.slice(0, 64);
        // Who has sold the claim has no part in it any more.
        const isNeutral = !answers(by) && !holders.includes(by) && !isBeside(by);
        const isNamed = isNeutral && terms.arbiter === by;
        const drops = offers.side(disputed).includes(by);
        refused(isNamed || (isNeutral && terms.arbiter === undefined) || drops, 'an arbiter whom nobody named');
        refused(isNamed || event.fields.slice(64, 64 + 66) === NO_RULING, 'an award of somebody whom the terms do not name');
      },
      ClaimAssigned: () => {
        const left = event.holders.map(([one]) => one);
        const waits = (seat) => seats.keyOf(seat) !== seat && [...reports.values()].some(({ to }) => to === seat);
        for (const seat of seats.changed.keys()) {
          if (!people.includes(seat) && !left.includes(seat) && !waits(seat)) seats = seats.without(seat);
        }
      },
      SuccessionPlanned: () => {
        const { succession } = own;
        const { seat, heir, verifier, second, days } = succession;
        refused(RUNNING.includes(status) && holders.includes(seat) && !people.includes(seat) && !ruleOf(seat), 'a plan for a seat that had one');
        const isWay = (verifier ? second !== undefined && verifier !== second : heir !== undefined && second === undefined)
          && (heir === undefined || ![verifier, second].includes(heir));
        const crosses = (other) => (heir && named(other).includes(heir)) || (other.heir && named(succession).includes(other.heir));
        const isTaken = (one) => hasPart(one) || [...seats.changed.values()].some((each) => each.claim?.to === one);
        refused(isWay && days >= 14 && days <= 30 && !named(succession).some(isTaken) && !agreed.some(crosses), 'a plan that leads nowhere');
        room(seat);
        seats = seats.with(seat, { plan: succession });
      },
      SeatClaimed: () => {
        const { seat, claim, statement } = own;
        const { by, to } = claim;
        refused(IN_FORCE.includes(status), 'a claim to the seat of no loan');
        // Who has bought a part of the claim since is on a side.
        const isNamed = rule !== undefined && !knows(by);
        const [handsOver, inherits] = [by === seat && knows(seat), isNamed && by === rule.heir && to === by];
        const isVerified = isNamed && verifies(rule, by);
        refused(handsOver || inherits || isVerified, 'a claim of somebody whom nobody named');
        refused(!isVerified || rule.second !== undefined || !holders.includes(seat), 'one verifier alone, of a seat that holds the claim');
        refused(isNew(seat, to), 'a key that has a part already');
        const at = statements.findLastIndex((each) => each.digest === statement && !each.revoked);
        refused(statement === undefined || at >= 0, 'a statement that does not count');
        const wasObjected = place.objected !== undefined;
        const isFresh = statement !== undefined && at >= (place.objected ?? 0);
        const waitsForHeir = wasObjected && !isFresh && handsOver && rule?.heir !== undefined;
        refused(!wasObjected || isFresh || waitsForHeir, 'a second claim without a fresh statement');
        let awaits = wasObjected ? ARBITER : NOTHING;
        if (waitsForHeir || (isVerified && rule.second !== undefined)) awaits = SECOND;
        const days = handsOver ? HAND_OVER_DAYS : rule.days;
        refused(same(claim, { to, by, awaits, on: day, through: day + days }), 'a claim with other days, or for other words');
        const open = place.claim;
        const givesWay = !open || open.awaits === SECOND || (open.by === seat && !handsOver && !wasObjected);
        refused(givesWay, 'a claim in the place of another');
        room(seat);
        // What bound and gives way to what does not has ended.
        seats = (awaits === SECOND ? end(seat, false) : seats).with(seat, { claim });
      },
      ClaimSupported: () => {
        const { seat, by, claim } = own;
        isOpen(place, claim.to);
        const open = place.claim;
        const handsOver = open.by === seat;
        const isHeirs = handsOver && rule?.heir === by && !knows(by);
        const isSecond = !handsOver && verifies(rule, by) && !knows(by) && by !== open.by && open.awaits === SECOND;
        refused(isHeirs || isSecond, 'a word that no claim waits for');
        const then = isHeirs
          ? { ...open, awaits: NOTHING, on: day, through: undefined }
          : { ...open, awaits: place.objected === undefined ? NOTHING : ARBITER, on: day, through: day + rule.days };
        refused(same(claim, then), 'a claim with other days, or for other words');
        seats = seats.with(seat, { claim });
      },
      ClaimEnded: () => {
        const { seat, to, by, objected } = own;
        isOpen(place, to);
        const open = place.claim;
        const isOld = day > open.on + (open.awaits === ARBITER ? DECISION_DAYS_MAX : CLAIM_DAYS_MAX);
        const objects = by === seat && open.awaits !== SECOND;
        const isFirst = place.objected === undefined;
        refused(objected === (objects && isFirst) && (!objects || isFirst || isOld), 'an objection that is none, or a second one');
        refused(isOld || [seat, open.by, open.to].includes(by), 'a claim that somebody else ended');
        seats = end(seat, objected);
      },
      ClaimDecided: () => {
        const { seat, claim, by } = own;
        const open = place.claim;
        refused(!knows(by) && !isBeside(by) && (terms.arbiter === undefined || terms.arbiter === by), 'an arbiter whom nobody named');
        refused(open?.awaits === ARBITER, 'a decision that nobody waits for');
        refused(!claim || same(claim, { ...open, awaits: NOTHING, on: day }), 'a decision about something else');
        seats = claim ? seats.with(seat, { claim }) : end(seat, true);
      },
      SeatTaken: () => {
        const { seat, from, to, until } = own;
        isOpen(place, to);
        const { awaits, through } = place.claim;
        refused(awaits === NOTHING && (through === undefined || day > through), 'a seat that is taken too early');
        refused(isNew(seat, to) && from === place.key && until === day + HELD_DAYS, 'a seat that is taken otherwise');
        seats = seats.with(seat, { key: to, claim: undefined, held: until, objected: undefined });
      },
    };
    offers.take(event, must);
    steps[name]?.();
    // Every event has in its head who acts for the claim once it has happened, and the borrower of the terms.
    refused(event.lender === offers.holders()[0] && event.borrower === terms.people.get('borrower'), 'a head that names others');
    status = event.status;
  }
}
