//! Every limit of the system, in one place. A value at the limit is accepted, one past it is refused.

use crate::Day;

/// Instalments of one loan.
pub const INSTALMENTS_MAX: u16 = 120;
/// Instalments that share one storage page of the contract.
pub const INSTALMENTS_PER_PAGE: u16 = 12;
/// Repayments reported by the borrower that the lender has not confirmed yet, per loan.
pub const OPEN_REPORTS_MAX: usize = 32;
/// Postings of a loan's journal from which on the oldest is taken into the base.
pub const POSTINGS_MAX: usize = 64;
/// Postings of a loan's journal, young ones included.
pub const POSTINGS_LIMIT: usize = 96;
/// For so many days money can be put on record later than it moved and still count on its day, however much is recorded.
pub const BACKDATING_DAYS: u32 = 92;
/// Co-borrowers of one loan, the borrower aside.
pub const CO_BORROWERS_MAX: usize = 3;
/// Days from the notice of acceleration to the day on which the whole falls due.
pub const ACCELERATION_DAYS_MAX: u16 = 365;
/// Days that the other side has for its answer to a report.
pub const ANSWER_DAYS_MAX: u16 = 365;
/// Guarantors of one loan.
pub const GUARANTORS_MAX: usize = 3;
/// Months that a guarantee may outlive the last due day: twenty years [CC 188].
pub const GUARANTEE_MONTHS_MAX: u16 = 240;
/// Months of a guarantee whose period the terms leave open [CC 692].
pub const GUARANTEE_MONTHS: u16 = 6;
/// Accounts that hold a part of one claim.
pub const HOLDERS_MAX: usize = 16;
/// Parts that one of several holders divides theirs into at a time, to give one and keep one: offers of all of them wait beside the agreement.
pub const PARTS_MAX: usize = 2;
/// Days ahead that an assignment can wait for signatures.
pub const ASSIGNMENT_DAYS_MAX: u64 = 90;
/// A whole claim, in parts per million.
pub const WHOLE_PPM: u32 = 1_000_000;
/// Witnesses who attest something of one loan.
pub const WITNESSES_MAX: usize = 8;
/// Statements about who the parties of one loan are, revoked ones included.
pub const STATEMENTS_MAX: usize = 16;
/// Amendments of one loan.
pub const AMENDMENTS_MAX: u16 = 64;
/// Months after which a claim that nobody pursued is barred [CC 188].
pub const LIMITATION_MONTHS: u32 = 36;
/// Loans in one batch call.
pub const BATCH_MAX: usize = 100;
/// Intents in one submission.
pub const INTENTS_MAX: usize = 8;
/// Intents with their signatures, as the argument of one submission. Units: bytes.
pub const INTENTS_BYTES_MAX: usize = 12 * 1024;
/// From the first instant at which an intent can take effect to the last: thirty days. Units: milliseconds.
pub const INTENT_LIFE_MS_MAX: u64 = 30 * 86_400_000;
/// How far one intent moves a counter at most. Who signs a step names a nonce less than so much ahead of the counter.
pub const SKIP_MAX: u32 = 16;
/// Deliveries of one loan outside the chain.
pub const DELIVERIES_MAX: u8 = 12;
/// Movements of money before the signature that the terms of an old debt name.
pub const PAST_MAX: usize = 32;
/// Seats of holders whom the terms don't name, for which something is agreed or whose key is claimed or has changed.
pub const SEATS_MAX: usize = 4;
/// Days from the claim to a seat by heir or verifiers in which its owner may object.
pub const SUCCESSION_DAYS_MIN: u8 = 14;
/// The most of them.
pub const SUCCESSION_DAYS_MAX: u8 = 30;
/// Days from the handing over of a seat, without its heir's word, to the one after which it may be taken.
pub const HAND_OVER_DAYS: u32 = 7;
/// Days after the taking of a seat on which its new key may not decide.
pub const HELD_DAYS: u32 = 30;
/// Days without a step after which anyone may end a claim that nobody has to decide.
pub const CLAIM_DAYS_MAX: u32 = 60;
/// The same of a claim that waits for an arbiter: a court has had its time by then.
pub const DECISION_DAYS_MAX: u32 = 365;
/// Decimals of a currency.
pub const DECIMALS_MAX: u8 = 12;
/// Days of grace between a due day and the day from which default may be recorded.
pub const GRACE_DAYS_MAX: u16 = 365;
/// Days from the start of a loan to its last due day: one hundred years.
pub const TERM_DAYS_MAX: u32 = 36_525;
/// The latest day on which the last instalment may fall due, 2900-01-01: a guarantee of twenty years and all periods of
/// limitation end within the calendar.
pub const LAST_DUE_MAX: Day = Day(339_676);
/// Annual rate, in parts per million: 1,000 %.
pub const RATE_PPM_MAX: u32 = 10_000_000;
/// Amount, in minor units: 10^26. With a rate and a term at their limits the product still fits 128 bits.
pub const AMOUNT_MAX: u128 = 100_000_000_000_000_000_000_000_000;
/// How many days before a due day the stage `Soon` begins.
pub const SOON_DAYS: u32 = 7;
