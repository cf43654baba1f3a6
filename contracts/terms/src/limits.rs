//! Every limit of the system, in one place. A value at the limit is accepted, one past it is refused.

/// Instalments of one loan.
pub const INSTALMENTS_MAX: u16 = 120;
/// Instalments that share one storage page of the contract.
pub const INSTALMENTS_PER_PAGE: u16 = 12;
/// Repayments reported by the borrower that the lender has not confirmed yet, per loan.
pub const OPEN_REPORTS_MAX: usize = 32;
/// Guarantors of one loan.
pub const GUARANTORS_MAX: usize = 3;
/// Months that a guarantee may outlive the last due day: twenty years [CC 188].
pub const GUARANTEE_MONTHS_MAX: u16 = 240;
/// Months of a guarantee whose period the terms leave open [CC 692].
pub const GUARANTEE_MONTHS: u16 = 6;
/// Accounts that hold a part of one claim.
pub const HOLDERS_MAX: usize = 16;
/// A whole claim, in parts per million.
pub const WHOLE_PPM: u32 = 1_000_000;
/// Witnesses who attest something of one loan.
pub const WITNESSES_MAX: usize = 8;
/// Amendments of one loan.
pub const AMENDMENTS_MAX: u16 = 64;
/// Months after which a claim that nobody pursued is barred [CC 188].
pub const LIMITATION_MONTHS: u32 = 36;
/// Loans in one batch call.
pub const BATCH_MAX: usize = 100;
/// Loan ids that one page of a listing returns.
pub const PAGE_MAX: u32 = 100;
/// Decimals of a currency.
pub const DECIMALS_MAX: u8 = 12;
/// Days of grace between a due day and the day from which default may be recorded.
pub const GRACE_DAYS_MAX: u16 = 365;
/// Days from the start of a loan to its last due day: one hundred years.
pub const TERM_DAYS_MAX: u32 = 36_525;
/// Annual rate, in parts per million: 1,000 %.
pub const RATE_PPM_MAX: u32 = 10_000_000;
/// Amount, in minor units: 10^26. With a rate and a term at their limits the product still fits 128 bits.
pub const AMOUNT_MAX: u128 = 100_000_000_000_000_000_000_000_000;
/// How many days before a due day the stage `Soon` begins.
pub const SOON_DAYS: u32 = 7;
