//! What two people agree on. One value of [`Terms`] is validated once, encoded canonically (SCALE) and hashed with
//! SHA-256; that digest is what both parties sign and what the contract stores the loan under.
//!
//! Nothing personal is in here: names, phone and ID numbers enter as the root of salted commitments
//! ([`commitment`], [`commitments_root`]), which the parties can open field by field, or never.

use crate::{
    account::Part,
    law::{self, Jurisdiction, ReferenceRates},
    life,
    limits::{
        ACCELERATION_DAYS_MAX, ANSWER_DAYS_MAX, CO_BORROWERS_MAX, DECIMALS_MAX, DELIVERIES_MAX,
        GRACE_DAYS_MAX, GUARANTEE_MONTHS_MAX, GUARANTORS_MAX, PAST_MAX, SUCCESSION_DAYS_MAX,
        SUCCESSION_DAYS_MIN,
    },
    read::Read,
    schedule::Basis,
    Amount, Day, DayCount, Error, Instalment, Plan, RatePpm, Rounding, Timestamp, UtcOffset,
};
use alloc::vec::Vec;
use scale::Encode;

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// The number of a loan in its contract, from 0.
pub type LoanId = u64;

/// What the terms' digest begins with, so that it can't be mistaken for a digest of anything else.
const TERMS_DOMAIN: &[u8] = b"iou:terms:v1";
/// What an amendment's digest begins with.
const AMENDMENT_DOMAIN: &[u8] = b"iou:amendment:v1";
/// What an assignment's digest begins with.
const ASSIGNMENT_DOMAIN: &[u8] = b"iou:assignment:v1";
/// What a field commitment begins with.
const FIELD_DOMAIN: &[u8] = b"iou:field:v1";
/// What the root of all field commitments begins with.
const FIELDS_DOMAIN: &[u8] = b"iou:fields:v1";

/// An account of the chain: the 32 bytes of its public key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct AccountId(pub [u8; 32]);

/// The two parties' roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Role {
    /// 出借人: provides the money.
    #[codec(index = 0)]
    Lender,
    /// 借款人: owes it.
    #[codec(index = 1)]
    Borrower,
}

/// A currency by its ISO 4217 letters: `CNY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Currency(pub [u8; 3]);

/// How the money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Settlement {
    /// In the chain's own token, through the contract. Units: planck.
    #[codec(index = 0)]
    Native,
    /// In a PSP22 token, through the contract. Units: the token's smallest.
    #[codec(index = 1)]
    Token {
        /// The token's contract.
        contract: AccountId,
        /// Decimals by which people read its amounts, 0–12.
        decimals: u8,
    },
    /// Outside the chain; both sides record amounts and receipt digests. Units: `currency` × 10^−`decimals`.
    #[codec(index = 2)]
    OffChain {
        /// Which money.
        currency: Currency,
        /// Decimals of one minor unit, 0–12.
        decimals: u8,
    },
}

/// 保证人: an account that answers for the debt once it has consented [CC 685, 686].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Guarantor {
    /// Who. Named as guarantor, since one who merely signs is none [PL 20].
    pub account: AccountId,
    /// 连带责任保证: answers at once; `false` = 一般保证, answers after the borrower was sued, as where terms are
    /// silent [CC 686–688].
    pub joint: bool,
    /// Months of the guarantee after the last due day; `None` = six [CC 692].
    pub months: Option<u16>,
}

/// Money that moved outside the chain before the terms were signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Moved {
    /// Who paid: the lender what is owed now, or the borrower a repayment of it.
    pub by: Role,
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub on: Day,
    /// SHA-256 of the receipt.
    pub receipt: Option<Digest>,
}

/// 接管: who may take over a seat in the loan when its key is lost, as the seat's owner has agreed. It passes the power to act, neither
/// claim nor debt [电子签名法 3; CC 551]. A seat is called by the account that stands for it in terms and books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Succession {
    /// Whose seat.
    pub seat: AccountId,
    /// Who may claim it alone, for themselves.
    pub heir: Option<AccountId>,
    /// 核验人: who may claim it for another key of its owner, while they hold that office.
    pub verifier: Option<AccountId>,
    /// The verifier who has to say so too, where one is named; of the lender's seat, and of whoever holds the claim, there has to be one.
    pub second: Option<AccountId>,
    /// Days from the claim in which its owner may object, 14 to 30.
    pub days: u8,
}

/// The terms of one loan, as signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Terms {
    /// 出借人.
    pub lender: AccountId,
    /// 借款人.
    pub borrower: AccountId,
    /// 共同借款人: each owes the whole beside the borrower [CC 518, 519] and signs; at most three.
    pub co_borrowers: Vec<AccountId>,
    /// How the money moves, and the unit of every amount below.
    pub settlement: Settlement,
    /// 本金 that the lender promises.
    pub principal: Amount,
    /// The least that a delivery on chain may be, without which there is no loan; `None` = the whole principal. Outside
    /// the chain it is `None`: there the borrower acknowledges what came, by name.
    pub least_delivery: Option<Amount>,
    /// Yearly interest; 0 = no interest agreed [CC 680].
    pub annual_rate: RatePpm,
    /// Yearly interest on what is overdue; `None` = as [CC 676, PL 28] say.
    pub overdue_rate: Option<RatePpm>,
    /// How days are counted.
    pub day_count: DayCount,
    /// Whether the day of delivery counts too, as court software does; `false` = [CC 201].
    pub both_ends: bool,
    /// How fractions of a minor unit are rounded.
    pub rounding: Rounding,
    /// In which zone days begin and end.
    pub utc_offset: UtcOffset,
    /// When instalments fall due and how principal is spread over them.
    pub plan: Plan,
    /// The figures that follow from all this, instalment by instalment: what both parties read and sign.
    pub schedule: Vec<Instalment>,
    /// Days after a due day before default may be recorded.
    pub grace_days: u16,
    /// 加速到期: days from the creditor's notice, while default is on record, to the day on which all that is left falls
    /// due; `None` = not agreed [CC 509].
    pub acceleration: Option<u16>,
    /// 违约金: added once for each instalment that is unpaid when its due day has ended; with overdue interest never
    /// above the cap [PL 29].
    pub late_fee: Amount,
    /// Whether the borrower may repay before the due day [CC 677]; `true` unless the terms exclude it.
    pub early_repayment: bool,
    /// Which law the contract enforces.
    pub jurisdiction: Jurisdiction,
    /// Who answers for the debt beside the borrower; at most three.
    pub guarantors: Vec<Guarantor>,
    /// 仲裁人: who decides disputes of this loan, if the parties name anyone.
    pub arbiter: Option<AccountId>,
    /// Last instant for the other party's signature.
    pub sign_by: Timestamp,
    /// Last instant for the delivery of the money; of an old debt that for the signature.
    pub deliver_by: Timestamp,
    /// 补欠条: what moved before the signature, in the order of its days. Where there is any, it is the whole delivery, and the
    /// signatures acknowledge it: with the last of them the loan runs.
    pub past: Vec<Moved>,
    /// Root of the salted commitments to the parties' personal fields; zeros where there are none.
    pub commitments: Digest,
    /// Random bytes of the proposer: two equal loans have different digests, one loan can't be proposed twice.
    pub reference: [u8; 16],
    /// 答复期限: days that the creditor has to answer a report of a repayment; once they are over, anyone may have the silence
    /// recorded. 0 = not agreed, then nobody can.
    pub answer_days: u16,
    /// 分次交付: in how many parts at most the principal may come outside the chain; on chain it is 1. With several each is
    /// acknowledged by itself, and the schedule follows from those that are.
    pub deliveries: u8,
    /// 接管: what the owners of seats have agreed for the loss of their keys, at most once for each.
    pub successions: Vec<Succession>,
}

impl Terms {
    /// The digest that both parties sign.
    pub fn digest(&self, sha256: fn(&[u8]) -> Digest) -> Digest {
        digest_of(TERMS_DOMAIN, self, sha256)
    }

    /// Which party `account` is, if any.
    pub fn role_of(&self, account: AccountId) -> Option<Role> {
        if account == self.lender {
            Some(Role::Lender)
        } else if self.owes(account) {
            Some(Role::Borrower)
        } else {
            None
        }
    }

    /// All who owe the debt, each of them the whole of it [CC 518]: the borrower first.
    pub fn debtors(&self) -> impl Iterator<Item = AccountId> + '_ {
        core::iter::once(self.borrower).chain(self.co_borrowers.iter().copied())
    }

    /// Whether several owe it.
    pub fn is_joint(&self) -> bool {
        !self.co_borrowers.is_empty()
    }

    /// Whether `account` owes the debt: as the borrower, or beside them.
    pub fn owes(&self, account: AccountId) -> bool {
        account == self.borrower || self.co_borrowers.contains(&account)
    }

    /// The day of `at` where the parties live.
    pub fn day_of(&self, at: Timestamp) -> Day {
        Day::of(at, self.utc_offset)
    }

    /// The parts of the principal as agreed: those of an old debt on their days, else the whole on the plan's first day.
    pub fn parts(&self) -> Vec<Part> {
        if self.past.is_empty() {
            return alloc::vec![Part {
                amount: self.principal,
                on: self.plan.start,
            }];
        }
        let delivered = self.past.iter().filter(|moved| moved.by == Role::Lender);
        let part = |moved: &Moved| Part {
            amount: moved.amount,
            on: moved.on,
        };
        delivered.map(part).collect()
    }

    /// The schedule that follows from all the other terms. A plan by hand takes due days and principal from the
    /// schedule that is there. Errors: those of [`Plan::schedule`].
    pub fn schedule_that_follows(&self) -> Result<Vec<Instalment>, Error> {
        self.plan.schedule(&self.schedule, Basis::agreed(self))
    }

    /// The last day for the answer to what is reported on `today`, where the terms agree on one: the day of the report is not
    /// counted [CC 201]. Errors: [`Error::BadDate`].
    pub fn answer_by(&self, today: Day) -> Result<Option<Day>, Error> {
        match self.answer_days {
            0 => Ok(None),
            days => today.plus_days(days.into()).map(Some),
        }
    }

    /// Checks everything that can be checked before anyone signs, `now` being the moment of the proposal.
    ///
    /// Errors, the first that applies: [`Error::SameParty`], [`Error::TooManyCoBorrowers`], [`Error::BadCoBorrower`],
    /// [`Error::TooManyGuarantors`], [`Error::BadGuarantor`], [`Error::BadArbiter`], [`Error::BadSuccession`], [`Error::AmountZero`],
    /// [`Error::BadLeastDelivery`],
    /// [`Error::RateTooHigh`], [`Error::BadDecimals`], [`Error::BadCurrency`], [`Error::BadUtcOffset`],
    /// [`Error::GraceTooLong`], [`Error::BadAcceleration`], [`Error::AnswerTooLong`], [`Error::BadDeliveries`],
    /// [`Error::BadPast`], [`Error::PastMismatch`], [`Error::DeadlinePassed`], those of [`Plan::check`], [`Error::DeadlineOrder`],
    /// [`Error::ScheduleMismatch`], those of [`law::check_rates`], [`Error::NothingLeft`], [`Error::AmountTooLarge`].
    pub fn validate(&self, rates: &dyn ReferenceRates, now: Timestamp) -> Result<(), Error> {
        self.check_people()?;
        let off_chain = matches!(self.settlement, Settlement::OffChain { .. });
        if self.principal.is_zero() {
            return Err(Error::AmountZero);
        }
        if let Some(least) = self.least_delivery {
            if off_chain || least.is_zero() || least > self.principal {
                return Err(Error::BadLeastDelivery);
            }
        }
        self.annual_rate.check()?;
        self.overdue_rate.unwrap_or_default().check()?;
        if let Jurisdiction::Custom { cap } = self.jurisdiction {
            cap.check()?;
        }
        match self.settlement {
            Settlement::Native => {}
            Settlement::Token { decimals, .. } => check_decimals(decimals)?,
            Settlement::OffChain { currency, decimals } => {
                check_decimals(decimals)?;
                if !currency.0.iter().all(u8::is_ascii_uppercase) {
                    return Err(Error::BadCurrency);
                }
            }
        }
        if !self.utc_offset.is_valid() {
            return Err(Error::BadUtcOffset);
        }
        if self.grace_days > GRACE_DAYS_MAX {
            return Err(Error::GraceTooLong);
        }
        let days = self.acceleration.unwrap_or(1);
        if days == 0 || days > ACCELERATION_DAYS_MAX {
            return Err(Error::BadAcceleration);
        }
        if self.answer_days > ANSWER_DAYS_MAX {
            return Err(Error::AnswerTooLong);
        }
        if self.deliveries == 0 || self.deliveries > if off_chain { DELIVERIES_MAX } else { 1 } {
            return Err(Error::BadDeliveries);
        }
        self.check_past(off_chain, self.day_of(now))?;
        if self.sign_by <= now {
            return Err(Error::DeadlinePassed);
        }
        self.plan.check(self.principal, &self.schedule)?;
        let first_due = self.plan.due(&self.schedule, 0)?;
        let is_old = !self.past.is_empty();
        if self.deliver_by < self.sign_by
            || (is_old && self.deliver_by != self.sign_by)
            || self.day_of(self.deliver_by) >= first_due
        {
            return Err(Error::DeadlineOrder);
        }
        if self.schedule != self.schedule_that_follows()? {
            return Err(Error::ScheduleMismatch);
        }
        law::check_rates(rates, self, now)?;
        let cap = law::highest_at(rates, self, now)?;
        law::check_schedule(cap, &self.plan, &self.schedule, Basis::agreed(self))?;
        self.check_sum()?;
        if self.past.is_empty() {
            return Ok(());
        }
        life::old_debt(self, &self.schedule, rates, now).map(drop)
    }

    /// What moved before the signature can be read as the account of one loan. Errors: [`Error::BadPast`],
    /// [`Error::PastMismatch`], [`Error::AmountTooLarge`].
    #[inline(never)]
    fn check_past(&self, off_chain: bool, today: Day) -> Result<(), Error> {
        let Some(first) = self.past.first() else {
            return Ok(());
        };
        let outside = off_chain && self.deliveries == 1 && self.past.len() <= PAST_MAX;
        if !outside || first.by != Role::Lender {
            return Err(Error::BadPast);
        }
        let (mut before, mut delivered) = (first.on, Amount::ZERO);
        for moved in &self.past {
            if moved.amount.is_zero() || moved.on < before || moved.on > today {
                return Err(Error::BadPast);
            }
            before = moved.on;
            if moved.by == Role::Lender {
                delivered = delivered.plus(moved.amount)?;
            }
        }
        if delivered != self.principal {
            return Err(Error::PastMismatch);
        }
        Ok(())
    }

    /// All that the schedule asks for, and a fee for each instalment, is an amount: books that it does not fit would
    /// stop half way.
    fn check_sum(&self) -> Result<(), Error> {
        let mut sum = self.principal;
        for row in &self.schedule {
            sum = sum.plus(row.interest)?.plus(self.late_fee)?;
        }
        Ok(())
    }

    /// Nobody stands on two sides of the loan.
    fn check_people(&self) -> Result<(), Error> {
        if self.lender == self.borrower {
            return Err(Error::SameParty);
        }
        if self.co_borrowers.len() > CO_BORROWERS_MAX {
            return Err(Error::TooManyCoBorrowers);
        }
        for (n, other) in self.co_borrowers.iter().enumerate() {
            // The debtors who are named before it are the borrower and `n` more.
            let twice = self
                .debtors()
                .take(n.saturating_add(1))
                .any(|before| before == *other);
            if twice || *other == self.lender {
                return Err(Error::BadCoBorrower);
            }
        }
        if self.guarantors.len() > GUARANTORS_MAX {
            return Err(Error::TooManyGuarantors);
        }
        let mut before: &[Guarantor] = &[];
        for (n, guarantor) in self.guarantors.iter().enumerate() {
            let twice = before.iter().any(|other| other.account == guarantor.account);
            let too_long =
                guarantor.months.unwrap_or(1) > GUARANTEE_MONTHS_MAX || guarantor.months == Some(0);
            if twice || too_long || self.role_of(guarantor.account).is_some() {
                return Err(Error::BadGuarantor);
            }
            before = self.guarantors.get(..=n).unwrap_or_default();
        }
        // Nobody decides their own case.
        if let Some(arbiter) = self.arbiter {
            if self.role_of(arbiter).is_some() || self.guarantors.iter().any(|g| g.account == arbiter) {
                return Err(Error::BadArbiter);
            }
        }
        self.check_successions()
    }

    /// Each seat has one rule at most; it names a way, and nobody by it who has a part in the loan.
    #[inline(never)]
    fn check_successions(&self) -> Result<(), Error> {
        for (n, one) in self.successions.iter().enumerate() {
            let twice = self
                .successions
                .iter()
                .take(n)
                .any(|other| other.seat == one.seat);
            let needs_second = one.seat == self.lender;
            if twice || !self.names(one.seat) || !one.is_possible(needs_second) {
                return Err(Error::BadSuccession);
            }
            let has_part = |account: &AccountId| self.names(*account) || is(&self.arbiter, account);
            if one.names_one(&has_part) || self.successions.iter().any(|other| one.crosses(other)) {
                return Err(Error::BadSuccession);
            }
        }
        Ok(())
    }

    /// Whether the terms name `account` as a party or a guarantor.
    pub fn names(&self, account: AccountId) -> bool {
        let mut guarantors = self.guarantors.iter();
        self.role_of(account).is_some() || guarantors.any(|named| named.account == account)
    }
}

impl Succession {
    /// Whom it names.
    #[cfg(feature = "std")]
    pub fn named(&self) -> impl Iterator<Item = AccountId> {
        [self.heir, self.verifier, self.second].into_iter().flatten()
    }

    /// Whether it names `account` as heir or verifier.
    pub fn names(&self, account: &AccountId) -> bool {
        is(&self.heir, account) || self.verifies(account)
    }

    /// Whether `account` is its heir.
    pub fn inherits(&self, account: &AccountId) -> bool {
        is(&self.heir, account)
    }

    /// Whether `account` is one of its verifiers.
    pub fn verifies(&self, account: &AccountId) -> bool {
        is(&self.verifier, account) || is(&self.second, account)
    }

    /// Whether anybody whom it names is one of those that `is_one` tells.
    pub(crate) fn names_one(&self, is_one: &dyn Fn(&AccountId) -> bool) -> bool {
        let mut named = [&self.heir, &self.verifier, &self.second].into_iter();
        named.any(|account| account.as_ref().is_some_and(is_one))
    }

    /// Whether an heir of one seat is named for another too: no key has two seats, and no account both words.
    pub(crate) fn crosses(&self, other: &Succession) -> bool {
        let heirs = |account: &AccountId| self.inherits(account) || other.inherits(account);
        let shared = |account: &AccountId| heirs(account) && other.names(account);
        self.seat != other.seat && self.names_one(&shared)
    }

    /// Whether it names an heir or a verifier, each another, and days within the limits. A seat that holds the claim `needs_second`.
    pub(crate) fn is_possible(&self, needs_second: bool) -> bool {
        let distinct = !self.heir.as_ref().is_some_and(|heir| self.verifies(heir))
            && !self
                .second
                .as_ref()
                .is_some_and(|second| is(&self.verifier, second));
        let complete = match (&self.verifier, &self.second) {
            (None, None) => self.heir.is_some(),
            (None, Some(_)) => false,
            (Some(_), None) => !needs_second,
            (Some(_), Some(_)) => true,
        };
        distinct && complete && (SUCCESSION_DAYS_MIN..=SUCCESSION_DAYS_MAX).contains(&self.days)
    }
}

impl Seat {
    /// Whether it is claimed for `key`.
    pub fn is_claimed_for(&self, key: &AccountId) -> bool {
        self.claim.as_ref().is_some_and(|claim| claim.to == *key)
    }
}

impl Claim {
    /// Whether it binds: until it is decided, neither the old key nor the new one may decide anything for the seat.
    pub fn binds(&self) -> bool {
        self.awaits != Awaits::Second
    }
}

/// The seat for which `key` acts, mostly its own account. `None` of an account whose seat another key acts for.
pub fn seat_of(seats: &[Seat], key: AccountId) -> Option<AccountId> {
    if let Some(seat) = seats.iter().find(|seat| seat.key == key) {
        return Some(seat.account);
    }
    seats.iter().all(|seat| seat.account != key).then_some(key)
}

/// What the owners of seats have agreed for the loss of their keys, in the terms and after them.
#[cfg(feature = "std")]
pub fn all_agreed<'a>(terms: &'a Terms, seats: &'a [Seat]) -> impl Iterator<Item = &'a Succession> {
    let planned = seats.iter().filter_map(|seat| seat.plan.as_ref());
    terms.successions.iter().chain(planned)
}

/// Whether `account` is the key of a seat that has another name, or is to become it.
#[inline(never)] // in WASM each copy costs code
pub(crate) fn is_anothers_key(seats: &[Seat], account: AccountId) -> bool {
    seats.iter().any(|seat| {
        let acts = seat.key == account && seat.account != account;
        acts || seat.is_claimed_for(&account)
    })
}

/// The first of them that is as `wanted`.
#[inline(never)] // in WASM each copy costs code
pub(crate) fn agreed<'a>(
    terms: &'a Terms,
    seats: &'a [Seat],
    wanted: &dyn Fn(&Succession) -> bool,
) -> Option<&'a Succession> {
    for rule in &terms.successions {
        if wanted(rule) {
            return Some(rule);
        }
    }
    let mut planned = seats.iter();
    planned.find_map(|seat| seat.plan.as_ref().filter(|rule| wanted(rule)))
}

/// Whether there is an account, and it is this one.
#[inline(never)] // comparing options in their places takes copies of both
pub(crate) fn is(one: &Option<AccountId>, other: &AccountId) -> bool {
    one.as_ref().is_some_and(|one| one == other)
}

/// The key that acts for the seat of `account`.
pub fn key_of(seats: &[Seat], account: AccountId) -> AccountId {
    let seat = seats.iter().find(|seat| seat.account == account);
    seat.map_or(account, |seat| seat.key)
}

/// Whether nothing may be decided on `today` for a seat of any account that `is_meant`: it is claimed, or was taken less than thirty days ago.
pub fn any_held(seats: &[Seat], today: Day, is_meant: &dyn Fn(AccountId) -> bool) -> bool {
    seats.iter().any(|seat| {
        let claimed = seat.claim.as_ref().is_some_and(Claim::binds);
        let held = claimed || seat.held_through.is_some_and(|last| today <= last);
        held && is_meant(seat.account)
    })
}

/// SHA-256 over `domain` and what follows it.
fn digest_of(domain: &[u8], what: &impl Encode, sha256: fn(&[u8]) -> Digest) -> Digest {
    let mut bytes = Vec::with_capacity(1024);
    bytes.extend_from_slice(domain);
    what.encode_to(&mut bytes);
    sha256(&bytes)
}

fn check_decimals(decimals: u8) -> Result<(), Error> {
    if decimals > DECIMALS_MAX {
        return Err(Error::BadDecimals);
    }
    Ok(())
}

/// The agreement as it stands: terms, who is bound by them, who holds the claim, and what is offered but not agreed.
///
/// Written by few steps, read by all; what every payment changes is in the state.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Agreement {
    /// The terms in force, amendments included; `schedule` left empty, it has its own pages. Of a plan by hand whose principal
    /// may come in parts it stays as signed, as long as another part can come: the schedule follows from it again.
    pub terms: Terms,
    /// The digest of the whole terms that both parties signed first: the loan's identity.
    pub digest: Digest,
    /// Who proposed.
    pub proposer: Role,
    /// The digest that was signed last: `digest`, or that of the last amendment.
    pub in_force: Digest,
    /// How many amendments are in force.
    pub amendments: u16,
    /// What each guarantor consented to last, in the order of `terms.guarantors`.
    pub consents: Vec<Option<Consent>>,
    /// Who holds the claim; the first is the lead, who acts for all. Their parts add to the whole.
    pub holders: Vec<Holder>,
    /// An amendment that waits for signatures.
    pub amendment: Option<Offer<Amendment>>,
    /// Assignments that wait for signatures: at most one of each holder, so that nobody's is in another's way.
    pub assignments: Vec<Offer<Assignment>>,
    /// Witnesses who have attested something.
    pub witnesses: Vec<AccountId>,
    /// What verifiers stated of who the parties are.
    pub identities: Vec<Identity>,
    /// The seats whose key has changed or is claimed, or for which something was agreed after the terms.
    pub seats: Vec<Seat>,
}

/// What became of a seat since the terms: by which key it is acted for, and who claims it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Seat {
    /// The account that stands for it in terms, books and events, whatever its key.
    pub account: AccountId,
    /// The key that acts for it.
    pub key: AccountId,
    /// What its owner agreed after the terms: of a seat that the terms don't name.
    pub plan: Option<Succession>,
    /// Who claims it.
    pub claim: Option<Claim>,
    /// The last day on which a new key may not decide.
    pub held_through: Option<Day>,
    /// Once a claim was objected to or denied: how many statements about identities were on record then. What comes later is fresh.
    pub objected: Option<u8>,
}

/// A claim to a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Claim {
    /// The key that is to act for the seat.
    pub to: AccountId,
    /// Who claims: the seat itself where it is handed over, its heir, or a verifier.
    pub by: AccountId,
    /// What it waits for.
    pub awaits: Awaits,
    /// The day of the last step towards it.
    pub on: Day,
    /// The last day for an objection: the seat can be taken after it. `None` = at once.
    pub through: Option<Day>,
}

/// What a claim to a seat waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Awaits {
    /// Its day alone.
    #[codec(index = 0)]
    Nothing,
    /// The word of another: of the second verifier, or of the heir where the seat is handed over after an objection. Until then it binds
    /// nobody, and another claim takes its place.
    #[codec(index = 1)]
    Second,
    /// An arbiter: it is the second claim after an objection.
    #[codec(index = 2)]
    Arbiter,
}

/// A verifier's statement about who a party is. Of whom it is, and what was checked, stands in the statement alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Identity {
    /// Who made it.
    pub verifier: AccountId,
    /// SHA-256 of it.
    pub digest: Digest,
    /// Whether it still counts.
    pub revoked: Option<Revoked>,
}

/// How a statement was revoked. What was false from the start cannot merely end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Revoked {
    /// It counts no more from the block of the revocation on.
    #[codec(index = 0)]
    Ended,
    /// It was false from the start, and never counted.
    #[codec(index = 1)]
    Void,
}

/// A guarantor's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Consent {
    /// What they signed: the terms' digest, or an amendment's.
    pub digest: Digest,
    /// The last day on which they can be called on.
    pub until: Day,
}

/// A part of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Holder {
    /// Whose.
    pub account: AccountId,
    /// How much of the whole. Units: parts per million.
    pub ppm: u32,
}

/// Something that comes into force once everybody whom it needs has signed its digest.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Offer<T> {
    /// What.
    pub what: T,
    /// What is to be signed.
    pub digest: Digest,
    /// Whose signature is missing.
    pub awaits: Vec<AccountId>,
}

impl<T> Offer<T> {
    /// Takes the signature of `by`, who is awaited. Returns whether it was the last one.
    ///
    /// Errors: [`Error::DeadlinePassed`], [`Error::DigestMismatch`].
    pub(crate) fn sign(&mut self, by: AccountId, digest: Digest, in_time: bool) -> Result<bool, Error> {
        if !in_time {
            return Err(Error::DeadlinePassed);
        }
        if digest != self.digest {
            return Err(Error::DigestMismatch);
        }
        self.awaits.retain(|awaited| *awaited != by);
        Ok(self.awaits.is_empty())
    }
}

/// A change of the running loan: of its plan, its rates, its grace. What it leaves out stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Amendment {
    /// The new plan, for the principal that is outstanding when the amendment comes into force.
    pub plan: Plan,
    /// Yearly rate from then on.
    pub annual_rate: RatePpm,
    /// Yearly rate on what is overdue; `None` = as the law says.
    pub overdue_rate: Option<RatePpm>,
    /// Days after a due day before default may be recorded.
    pub grace_days: u16,
    /// Whether interest that is unpaid then becomes principal [PL 27]; else it is due with the first new instalment.
    pub roll_up: bool,
    /// The figures as both sides see them when they sign: what follows for `principal` from the day of the proposal. A
    /// plan by hand takes its due days and principal from here. Not stored otherwise.
    pub schedule: Vec<Instalment>,
    /// The day on which it is proposed: the interest in `schedule` runs from its end.
    pub from: Day,
    /// Principal for which `schedule` is computed: all that is outstanding on that day, with the interest to be rolled up.
    pub principal: Amount,
    /// Last instant for the signatures.
    pub sign_by: Timestamp,
}

/// Who shall hold what a holder gives away.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Assignment {
    /// The holder who assigns.
    pub by: AccountId,
    /// How their part is divided; a part that they keep is among them. They add up to what they hold.
    pub parts: Vec<Holder>,
    /// Last instant for the signatures.
    pub sign_by: Timestamp,
}

impl Agreement {
    /// Who acts for the claim: the lender, or after an assignment the first of those who hold it.
    pub fn creditor(&self) -> AccountId {
        self.holders
            .first()
            .map_or(self.terms.lender, |holder| holder.account)
    }

    /// Which side of the loan `account` acts for, if any: each of the debtors acts for all. Holders besides the lead act
    /// for none.
    pub fn role_of(&self, account: AccountId) -> Option<Role> {
        if account == self.creditor() {
            Some(Role::Lender)
        } else if self.terms.owes(account) {
            Some(Role::Borrower)
        } else {
            None
        }
    }

    /// Whether `account` has had a part in this loan: as lender, debtor, guarantor or present holder.
    pub fn knows(&self, account: AccountId) -> bool {
        self.terms.names(account) || self.holds(account)
    }

    /// The digest by which `amendment` is signed.
    pub fn amendment_digest(&self, amendment: &Amendment, sha256: fn(&[u8]) -> Digest) -> Digest {
        self.offer_digest(AMENDMENT_DOMAIN, amendment, sha256)
    }

    /// The digest by which `assignment` is signed.
    pub fn assignment_digest(&self, assignment: &Assignment, sha256: fn(&[u8]) -> Digest) -> Digest {
        self.offer_digest(ASSIGNMENT_DOMAIN, assignment, sha256)
    }

    /// SHA-256 over what kind of offer it is, the loan's own digest, what was signed last, and the offer.
    fn offer_digest(&self, domain: &[u8], what: &impl Encode, sha256: fn(&[u8]) -> Digest) -> Digest {
        digest_of(domain, &(self.digest, self.in_force, what), sha256)
    }

    /// The amendment that waits for signatures, whole again: its schedule is what follows from the rest.
    ///
    /// Errors: those of [`Plan::schedule`].
    pub fn offered_amendment(&self) -> Option<Result<Amendment, Error>> {
        let mut amendment = self.amendment.as_ref()?.what.clone();
        let follows = amendment.schedule_that_follows(&self.terms);
        Some(follows.map(|schedule| {
            amendment.schedule = schedule;
            amendment
        }))
    }

    /// How much of the claim `account` holds. Units: parts per million.
    pub fn part_of(&self, account: AccountId) -> u32 {
        let mut holders = self.holders.iter();
        holders
            .find(|holder| holder.account == account)
            .map_or(0, |holder| holder.ppm)
    }

    /// Whether `account` is a guarantor who has consented.
    pub fn guarantees(&self, account: AccountId) -> bool {
        let mut named = self.terms.guarantors.iter().zip(&self.consents);
        named.any(|(guarantor, consent)| guarantor.account == account && consent.is_some())
    }

    /// Whether `account` neither holds a part of the claim nor answers for the debt.
    pub fn is_neutral(&self, account: AccountId) -> bool {
        let terms = &self.terms;
        let answers = terms.owes(account) || terms.guarantors.iter().any(|g| g.account == account);
        !answers && !self.holds(account)
    }

    /// The seat for which `key` acts. Errors: [`Error::SeatPassed`] of an account whose seat another key acts for.
    pub fn seat_of(&self, key: AccountId) -> Result<AccountId, Error> {
        seat_of(&self.seats, key).ok_or(Error::SeatPassed)
    }

    /// The key that acts for the seat of `account`.
    pub fn key_of(&self, account: AccountId) -> AccountId {
        key_of(&self.seats, account)
    }

    /// The claim to the seat of `account` that binds, if there is one.
    pub fn claimed(&self, account: AccountId) -> Option<&Claim> {
        let mut seats = self.seats.iter();
        let claim = seats.find(|seat| seat.account == account)?.claim.as_ref();
        claim.filter(|claim| claim.binds())
    }

    /// Whether nothing may be decided for the seat of `account` on `today`: it is claimed, or was taken less than thirty days ago.
    pub fn is_held(&self, account: AccountId, today: Day) -> bool {
        any_held(&self.seats, today, &|one| one == account)
    }

    /// The same of a seat of any account that `is_meant`.
    pub(crate) fn any_held(&self, today: Day, is_meant: &dyn Fn(AccountId) -> bool) -> bool {
        any_held(&self.seats, today, is_meant)
    }

    /// Whether an amendment needs the signature of `account`.
    pub(crate) fn signs(&self, account: AccountId) -> bool {
        self.terms.owes(account) || self.holds(account)
    }

    /// What the owner of the seat of `account` has agreed for the loss of its key.
    pub fn succession_of(&self, account: AccountId) -> Option<&Succession> {
        agreed(&self.terms, &self.seats, &|one| one.seat == account)
    }

    /// Whether `account` has anything to do with a seat that is not its own account: acts for one, claims one, or is named for one.
    pub fn is_beside_a_seat(&self, account: AccountId) -> bool {
        self.is_anothers_key(account)
            || agreed(&self.terms, &self.seats, &|rule| rule.names(&account)).is_some()
    }

    /// Whether `account` is the key of a seat that has another name, or is to become it.
    pub fn is_anothers_key(&self, account: AccountId) -> bool {
        is_anothers_key(&self.seats, account)
    }

    /// Whether `account` holds a part of the claim.
    pub fn holds(&self, account: AccountId) -> bool {
        self.holders.iter().any(|holder| holder.account == account)
    }
}

impl Amendment {
    /// `terms` as this amendment would make them.
    pub fn applied_to(&self, terms: &Terms) -> Terms {
        // Changed in its place, which takes less code than one made of parts.
        let mut terms = terms.clone();
        terms.plan = self.plan;
        terms.annual_rate = self.annual_rate;
        terms.overdue_rate = self.overdue_rate;
        terms.grace_days = self.grace_days;
        // What moved before the first signature is in the books, by the terms that held then.
        terms.past = Vec::new();
        terms
    }

    /// The schedule that follows from the rest, for the loan of `terms`: what both sides see and sign.
    ///
    /// Errors: those of [`Plan::schedule`].
    pub fn schedule_that_follows(&self, terms: &Terms) -> Result<Vec<Instalment>, Error> {
        self.plan.schedule(&self.schedule, self.basis(terms))
    }

    /// What the schedule is computed for.
    pub(crate) fn basis(&self, terms: &Terms) -> Basis {
        Basis {
            principal: self.principal,
            rate: self.annual_rate,
            from: self.from,
            first_day: false,
            later: 0,
            ..Basis::agreed(terms)
        }
    }
}

/// The commitment to one personal field: SHA-256 over domain, name, salt and value, each with its length.
///
/// Without the 32-byte salt a guess at the value can't be tested; deleting the salt erases the field.
pub fn commitment(name: &str, value: &str, salt: &[u8; 32], sha256: fn(&[u8]) -> Digest) -> Digest {
    sha256(&(FIELD_DOMAIN, name, value, salt).encode())
}

/// The root over all fields' commitments, in the order of their names.
pub fn commitments_root(fields: &[(&str, Digest)], sha256: fn(&[u8]) -> Digest) -> Digest {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    sha256(&(FIELDS_DOMAIN, sorted).encode())
}
