// What waits for somebody's word: the terms, parts of the claim that are offered, an amendment, a payment that is to be taken back, a dispute.
// Each ends with the last word that it needs and no sooner; what a seat had said of it is void once another key has taken the seat. An
// offer is what its digest says.
// Written from docs/evidence.md and docs/states.md.
const WHOLE_PPM = 1_000_000;

// Who has to sign an offer, and who has. Where several owe, the event of an amendment does not say who of them proposed it: one of `perhaps`.
class Offer {
  constructor(of, { signed = [], perhaps = [], parts = [] }) { Object.assign(this, { of, signed, perhaps, parts }); }
  awaits(by) { return this.of.includes(by) && !this.signed.includes(by); }
  // Nobody else's signature is missing, but of the one who proposed it.
  endsWith(by) {
    const missing = new Set(this.of.filter((one) => one !== by && this.awaits(one)));
    const isProposed = this.perhaps.length === 0 ? missing.size === 0 : missing.size === 1 && this.perhaps.some((one) => missing.has(one));
    return this.awaits(by) && isProposed;
  }
  sign(by) {
    this.signed.push(by);
    this.perhaps = this.perhaps.filter((one) => one !== by);
  }
  // Whether it stands once another key has taken a seat: had that seat proposed it, it would be void.
  survives(seat) {
    const isKnown = this.perhaps.length === 0;
    this.perhaps = this.perhaps.filter((one) => one !== seat);
    return !this.signed.includes(seat) && (isKnown || this.perhaps.length > 0);
  }
}

// What is open before an event. `shares` are the parts of those who hold the claim, the first of whom acts for all.
export class Offers {
  constructor({ people }) {
    this.debtors = [...people].filter(([role]) => role.includes('borrower')).map(([, one]) => one);
    this.lender = people.get('lender');
    this.shares = new Map([[this.lender, WHOLE_PPM]]);
    this.assignments = new Map();
  }
  holders() { return [...this.shares.keys()]; }
  side(role) { return role === '00' ? [this.holders()[0]] : this.debtors; }
  // Whose word an offer with that digest rests on.
  words(digest) { return this.assignments.get(digest)?.of ?? this.amending(digest)?.of ?? []; }
  amending(digest) { return this.amendment?.digest === digest ? this.amendment.offer : undefined; }
  // The holders once an offer has passed: its parts stand where its proposer stood, parts in one hand are one.
  divided({ signed: [proposer], parts }) {
    const after = new Map();
    const add = ([one, ppm]) => after.set(one, (after.get(one) ?? 0) + ppm);
    for (const share of this.shares) (share[0] === proposer ? parts : [share]).forEach(add);
    return after;
  }

  // Whether an event can come next, and what is open after it.
  take(event, must) {
    const { name, fields } = event;
    const fits = (fact, what) => must(fact, 'event-kind', what);
    const word = (at) => fields.slice(2 * at, 2 * at + 64);
    const role = fields.slice(0, 2);
    const isSaid = (offer, by, isLast) => fits(isLast ? offer?.endsWith(by) : offer?.awaits(by), 'a signature that nobody waited for, or that was not the last');
    const isNamed = (digest) => fits(digest === event.digestFor(this.loan, this.inForce), 'an offer under the digest of another');
    const steps = {
      LoanProposed: () => {
        [this.loan, this.inForce] = [word(1), word(1)];
        this.terms = new Offer([this.lender, ...this.debtors], { signed: [role === '00' ? this.lender : this.debtors[0]] });
      },
      TermsSigned: () => {
        isSaid(this.terms, word(0), false);
        this.terms.sign(word(0));
      },
      LoanSigned: () => isSaid(this.terms, word(0), true),
      AssignmentProposed: () => {
        const { by, parts } = event;
        isNamed(word(0));
        fits(parts.reduce((sum, [, ppm]) => sum + ppm, 0) === this.shares.get(by), 'parts of something else than its proposer holds');
        for (const [digest, { signed }] of this.assignments) if (signed[0] === by) this.assignments.delete(digest);
        this.assignments.set(word(0), new Offer([...parts.map(([one]) => one), by], { signed: [by], parts }));
      },
      AssignmentSigned: () => {
        isSaid(this.assignments.get(word(32)), word(0), false);
        this.assignments.get(word(32)).sign(word(0));
      },
      ClaimAssigned: () => {
        const offer = this.assignments.get(word(0));
        isSaid(offer, word(32), true);
        const after = this.divided(offer);
        fits(JSON.stringify([...after]) === JSON.stringify(event.holders), 'a claim that passes to others');
        // What is offered is all of a part; where that is another now, the offer is void.
        const before = this.shares;
        this.shares = after;
        this.assignments.delete(word(0));
        for (const [digest, { signed: [by] }] of this.assignments) if (before.get(by) !== after.get(by)) this.assignments.delete(digest);
        this.amendment = undefined;
      },
      AmendmentProposed: () => {
        isNamed(word(1));
        const side = this.side(role);
        const said = side.length === 1 ? { signed: side } : { perhaps: side };
        this.amendment = { digest: word(1), offer: new Offer([...this.holders(), ...this.debtors], said) };
      },
      AmendmentSigned: () => {
        isSaid(this.amending(word(32)), word(0), false);
        this.amending(word(32)).sign(word(0));
      },
      LoanAmended: () => {
        isSaid(this.amending(word(34)), word(0), true);
        this.inForce = word(34);
        this.assignments.clear();
        [this.amendment, this.reversal] = [undefined, undefined];
      },
      GuarantorConsented: () => fits(word(32) === this.inForce, 'a consent to other terms'),
      DemandMade: () => fits(this.shares.has(word(0)), 'a demand of somebody who holds no part of the claim'),
      PartDelivered: () => { this.amendment = undefined; },
      ReversalProposed: () => { this.reversal = { by: role, payment: fields.slice(2, 10) }; },
      PaymentReversed: () => {
        fits(this.reversal && this.reversal.by !== role && this.reversal.payment === fields.slice(2, 10), 'a payment that nobody else asked to take back');
        this.reversal = undefined;
      },
      DisputeRaised: () => { this.disputed = role; },
      DisputeResolved: () => {
        fits(this.disputed !== undefined, 'an end of no dispute');
        this.disputed = undefined;
      },
      SeatTaken: () => {
        const { seat } = event.told;
        for (const [digest, offer] of this.assignments) if (!offer.survives(seat)) this.assignments.delete(digest);
        if (this.amendment && !this.amendment.offer.survives(seat)) this.amendment = undefined;
        if (this.reversal && this.side(this.reversal.by).includes(seat)) this.reversal = undefined;
      },
    };
    steps[name]?.();
  }
}
