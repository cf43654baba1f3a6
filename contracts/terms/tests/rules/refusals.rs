//! Every error is provoked at least once, and where two apply the documented one wins:
//! state → who acts → deadlines → arguments → law → money.

use crate::{
    case::{
        accelerable, answered, arbitrated, bullet, context, day, fen, guaranteed, last_ms, lent, monthly,
        native, noon, repaid_before, scheduled, succeeded, Case, ARBITER, ASSIGNEE, BORROWER, GUARANTOR,
        HEIR, LENDER, NAMED, NEW_KEY, STAND_IN, START, STRANGER, VERIFIER, WITNESS,
    },
    intents::{self, PLACE},
    step,
};
use terms::{
    agreement::{Amendment, Guarantor},
    intent::{is_next, skips},
    law::{self, ReferenceRate},
    life::Action,
    limits::{
        ACCELERATION_DAYS_MAX, AMENDMENTS_MAX, AMOUNT_MAX, ANSWER_DAYS_MAX, CO_BORROWERS_MAX, DECIMALS_MAX,
        DELIVERIES_MAX, GRACE_DAYS_MAX, GUARANTEE_MONTHS_MAX, GUARANTORS_MAX, INSTALMENTS_MAX,
        OPEN_REPORTS_MAX, POSTINGS_MAX, RATE_PPM_MAX, STATEMENTS_MAX, WITNESSES_MAX,
    },
    AccountId, Amount, Currency, Day, DayCount, Error, Instalments, Jurisdiction, Loan, Method, Period, Plan,
    RatePpm, Role, Rounding, Settlement, Terms, Timestamp, UtcOffset,
};

/// What proposing `terms` at noon of the start gives.
fn propose(terms: Terms) -> Option<Error> {
    propose_at(terms, noon(START))
}

fn propose_at(terms: Terms, now: Timestamp) -> Option<Error> {
    Loan::propose(0, terms, None, &context(BORROWER, now)).err()
}

/// The demo terms with one change, their schedule as it was.
fn bent(change: impl FnOnce(&mut Terms)) -> Terms {
    let mut terms = bullet();
    change(&mut terms);
    terms
}

/// The plan of the demo loan.
fn terms_plan() -> Plan {
    bullet().plan
}

/// A running demo loan on its due day.
fn running() -> Case {
    Case::active(bullet()).on(Day(START.0 + 90))
}

/// The same with so many statements of a verifier, numbered in their digests from 0.
fn identified(count: u8) -> Case {
    let mut case = running();
    for n in 0..count {
        case.ok(VERIFIER, step::state_identity([n; 32]));
    }
    case
}

/// A running loan whose seats can be taken over.
fn seats() -> Case {
    Case::active(succeeded(bullet())).on(Day(START.0 + 90))
}

/// The same, the borrower's seat claimed by its heir.
fn claimed() -> Case {
    let mut case = seats();
    case.ok(HEIR, step::claim(BORROWER, HEIR));
    case
}

/// An error's own misdeed. No wildcard: a new variant does not compile until it has one.
fn provoke(error: Error) -> Option<Error> {
    let of = |case: Case, caller, message: Action| Some(case.refused(caller, message));
    match error {
        Error::Arithmetic => bullet().schedule.get(1).err(),
        Error::AmountTooLarge => Amount::new(AMOUNT_MAX + 1).err(),
        Error::AmountZero => propose(bent(|terms| terms.principal = Amount::ZERO)),
        Error::BadDate => propose(bent(|terms| terms.plan.start = Day(u32::MAX))),
        Error::RateTooHigh => propose(bent(|terms| terms.annual_rate = RatePpm(RATE_PPM_MAX + 1))),
        Error::BadDecimals => propose(bent(|terms| {
            terms.settlement = Settlement::OffChain {
                currency: Currency(*b"CNY"),
                decimals: DECIMALS_MAX + 1,
            }
        })),
        Error::BadCurrency => propose(bent(|terms| {
            terms.settlement = Settlement::OffChain {
                currency: Currency(*b"Cny"),
                decimals: 2,
            }
        })),
        Error::BadUtcOffset => propose(bent(|terms| terms.utc_offset = UtcOffset(841))),
        Error::GraceTooLong => propose(bent(|terms| terms.grace_days = GRACE_DAYS_MAX + 1)),
        Error::BadPeriods => propose(bent(|terms| terms.plan.periods = 2)),
        Error::TermTooLong => propose(bent(|terms| terms.plan.every = Period::Days(36_526))),
        Error::ScheduleMismatch => propose(bent(|terms| terms.schedule[0].interest = fen(14_795))),
        Error::SameParty => propose(bent(|terms| terms.lender = BORROWER)),
        Error::DeadlineOrder => propose(bent(|terms| terms.deliver_by = noon(START))),
        Error::DeadlinePassed => propose_at(bullet(), bullet().sign_by),
        Error::DeadlineNotReached => of(Case::signed(bullet()), STRANGER, step::EXPIRE),
        Error::WrongState => of(Case::proposed(bullet()), LENDER, step::DEFAULT),
        Error::NotAParty => of(Case::proposed(bullet()), STRANGER, step::CANCEL),
        Error::WrongParty => of(
            Case::signed(bullet()),
            BORROWER,
            step::report_delivery(fen(1), START),
        ),
        Error::DigestMismatch => of(Case::proposed(bullet()), LENDER, step::sign([0; 32])),
        Error::RateAboveCap => propose(scheduled(bent(|terms| terms.annual_rate = RatePpm(120_001)))),
        Error::OverdueRateAboveCap => propose(bent(|terms| terms.overdue_rate = Some(RatePpm(120_001)))),
        Error::NoReferenceRate => propose_at(bullet(), noon(day(2019, 8, 19))),
        Error::DeliveryTooLarge => of(
            Case::signed(bullet()),
            LENDER,
            step::report_delivery(fen(1_000_001), START),
        ),
        Error::DeliveryDay => of(
            Case::signed(bullet()),
            LENDER,
            step::report_delivery(fen(1), Day(START.0 + 1)),
        ),
        Error::NoDelivery => of(Case::signed(bullet()), BORROWER, step::received(fen(1))),
        Error::DeliveryMismatch => of(reported(), BORROWER, step::received(fen(999_999))),
        Error::DeliveryReported => of(reported(), STRANGER, step::EXPIRE),
        Error::WrongSettlement => of(running(), BORROWER, step::repay(fen(1))),
        Error::RepaymentTooLarge => {
            let case = Case::active(native(bullet())).on(Day(START.0 + 90));
            of(case, BORROWER, step::repay(fen(1_014_795)))
        }
        Error::EarlyRepaymentExcluded => {
            let case = Case::active(native(bent(|terms| terms.early_repayment = false)));
            of(case, BORROWER, step::repay(fen(1)))
        }
        Error::PaymentDay => of(running(), BORROWER, step::report(fen(1), Day(START.0 - 1))),
        Error::TooManyReports => {
            let mut case = running();
            for _ in 0..OPEN_REPORTS_MAX {
                case.ok(BORROWER, step::report(fen(1), START));
            }
            of(case, BORROWER, step::report(fen(1), START))
        }
        Error::NoSuchReport => of(running(), LENDER, step::confirm(0)),
        Error::EarlierReportOpen => {
            let mut case = running();
            case.ok(BORROWER, step::report(fen(1), START));
            case.ok(
                LENDER,
                step::propose(case.amendment(Plan {
                    start: case.today(),
                    ..terms_plan()
                })),
            );
            of(case.clone(), BORROWER, step::accept(case.amendment_digest()))
        }
        Error::TooManyPostings => {
            let mut case = running();
            for _ in 0..POSTINGS_MAX {
                let _ = case.pay(1);
            }
            of(case.clone(), LENDER, step::report(fen(1), case.today()))
        }
        Error::NoSuchPayment => of(running(), LENDER, step::reverse(3)),
        Error::AlreadyAsked => {
            let mut case = running();
            let _ = case.pay(1);
            let number = case.loan.chain.sequence - 1;
            case.ok(LENDER, step::reverse(number));
            of(case, LENDER, step::reverse(number))
        }
        Error::BadPayer => of(running(), LENDER, step::report_of(BORROWER, fen(1), START)),
        Error::NotInDefault => of(running(), STRANGER, step::DEFAULT),
        Error::NothingToAnnounce => of(Case::active(bullet()), STRANGER, step::NOTIFY),
        Error::BalloonTooLarge => propose(bent(|terms| terms.plan.balloon = fen(1_000_001))),
        Error::BadDueDays => propose(bent(|terms| {
            terms.plan.method = Method::Custom;
            terms.plan.every = Period::ByHand;
            terms.schedule[0].due = START;
        })),
        Error::TooManyGuarantors => propose(bent(|terms| terms.guarantors = guarantors(GUARANTORS_MAX + 1))),
        Error::BadGuarantor => propose(bent(|terms| {
            terms.guarantors = guarantors(1);
            terms.guarantors[0].account = LENDER;
        })),
        Error::BadArbiter => propose(bent(|terms| terms.arbiter = Some(BORROWER))),
        Error::NotGuarantor => {
            let case = running();
            let digest = case.loan.agreement.digest;
            of(case, GUARANTOR, step::consent(digest))
        }
        Error::AlreadySigned => {
            let mut case = Case::active(guaranteed(bullet()));
            let digest = case.loan.agreement.digest;
            case.ok(GUARANTOR, step::consent(digest));
            of(case, GUARANTOR, step::consent(digest))
        }
        Error::NoAmendment => of(running(), BORROWER, step::accept([0; 32])),
        Error::TooManyAmendments => {
            let mut case = running();
            for _ in 0..AMENDMENTS_MAX {
                let amendment = extension(&case);
                case.amend(amendment);
            }
            let once_more = step::propose(extension(&case));
            of(case, BORROWER, once_more)
        }
        Error::AmendmentTooLate => {
            let case = running();
            let unchanged = step::propose(case.amendment(case.loan.agreement.terms.plan));
            of(case, LENDER, unchanged)
        }
        Error::NotHolder => of(running(), STRANGER, step::demand(None)),
        Error::BadParts => of(running(), LENDER, offer(&[(ASSIGNEE, 999_999)])),
        Error::TooManyHolders => {
            let mut parts: Vec<_> = (20..36).map(|n| (AccountId([n; 32]), 1)).collect();
            parts.push((ASSIGNEE, 1_000_000 - 16));
            of(running(), LENDER, offer(&parts))
        }
        Error::NoAssignment => of(running(), ASSIGNEE, step::take_over([0; 32])),
        Error::BadAssignee => of(running(), LENDER, offer(&[(BORROWER, 1_000_000)])),
        Error::SeveralHolders => of(shared(), LENDER, step::forgive(fen(1))),
        Error::AlreadyDisputed => of(disputed(bullet()), LENDER, step::DISPUTE),
        Error::NotDisputed => of(running(), BORROWER, step::resolve(0, 0)),
        Error::Disputed => of(disputed(bullet()), STRANGER, step::DEFAULT),
        Error::NotArbiter => of(disputed(arbitrated(bullet())), STAND_IN, step::resolve(0, 0)),
        Error::RulingTooWide => of(disputed(bullet()), STAND_IN, step::resolve(1, 0)),
        Error::NotWitness => of(running(), STRANGER, step::attest([0; 32])),
        Error::AlreadyAttested => {
            let mut case = running();
            case.ok(WITNESS, step::attest([0; 32]));
            of(case, WITNESS, step::attest([1; 32]))
        }
        Error::TooManyWitnesses => {
            let mut case = running();
            for n in 0..u8::try_from(WITNESSES_MAX).unwrap() {
                case.ok(AccountId([WITNESS.0[0] + n; 32]), step::attest([0; 32]));
            }
            of(case, AccountId([119; 32]), step::attest([0; 32]))
        }
        Error::LevelPaymentImpossible => propose(bent(|terms| {
            terms.plan.method = Method::EqualInstalments;
            terms.plan.every = Period::Months(1);
            terms.plan.periods = 120;
            (terms.principal, terms.rounding) = (fen(10_000), Rounding::HalfEven);
            (terms.annual_rate, terms.day_count) = (RatePpm(120_000), DayCount::Thirty360);
        })),
        Error::RateZero => {
            let (newest, today) = (law::LPR_1Y[12], day(2026, 1, 20));
            let next = ReferenceRate {
                published: today,
                rate: RatePpm::ZERO,
                source: [0; 32],
            };
            law::check_publication(newest, &next, today).err()
        }
        Error::AmendmentMismatch => {
            let case = running();
            let mut amendment = extension(&case);
            amendment.principal = fen(999_999);
            amendment.schedule = amendment
                .schedule_that_follows(&case.loan.agreement.terms)
                .unwrap();
            of(case, LENDER, step::propose(amendment))
        }
        Error::ArrivalDay => {
            let case = running();
            let tomorrow = Day(case.today().0 + 1);
            of(case, LENDER, step::demand(Some(tomorrow)))
        }
        Error::RateOutOfOrder => {
            let newest = law::LPR_1Y[12];
            law::check_publication(newest, &newest, day(2026, 1, 20)).err()
        }
        Error::DeadlineTooFar => {
            let case = running();
            let ninety_one = last_ms(Day(case.today().0 + 91));
            of(case, LENDER, step::assign(&[(ASSIGNEE, 1_000_000)], ninety_one))
        }
        Error::TooManyCoBorrowers => propose(bent(|terms| terms.co_borrowers = others(CO_BORROWERS_MAX + 1))),
        Error::BadCoBorrower => propose(bent(|terms| terms.co_borrowers = vec![LENDER])),
        Error::BadAcceleration => propose(bent(|terms| terms.acceleration = Some(0))),
        Error::NoAcceleration => of(defaulted(monthly(12)), LENDER, step::ACCELERATE),
        Error::NothingToAccelerate => of(defaulted(accelerable(bullet(), 1)), LENDER, step::ACCELERATE),
        Error::DeliveryTooSmall => of(
            Case::signed(native(bullet())),
            LENDER,
            step::deliver(fen(999_999)),
        ),
        Error::BadLeastDelivery => propose(bent(|terms| terms.least_delivery = Some(fen(999_999)))),
        Error::RateBelowMinimum => of(Case::signed(bullet()), LENDER, step::deliver_at(RatePpm(60_001))),
        Error::OtherPlace => intents::with(|intent| intent.version = 0).check(&PLACE).err(),
        Error::BadSignature => intents::with(|intent| intent.signer = AccountId::default())
            .check(&PLACE)
            .err(),
        Error::BadValidity => intents::with(|intent| intent.not_after.0 = 0).check(&PLACE).err(),
        Error::NotValidYet => intents::intent().check_time(Timestamp(0)).err(),
        Error::NoLongerValid => intents::intent().check_time(Timestamp(u64::MAX)).err(),
        Error::NotAnIntent => intents::intent().proposes(&bullet(), [0; 32], Role::Lender).err(),
        Error::NonceAhead => is_next(1, 0).err(),
        Error::BadSkip => skips(0, 0, 0).err(),
        Error::AnswerTooLong => propose(bent(|terms| terms.answer_days = ANSWER_DAYS_MAX + 1)),
        Error::NoAnswerDays => of(repaid(bullet()), STRANGER, step::silence(0)),
        Error::AnswerNotDue => of(repaid(answered(bullet(), 7)), STRANGER, step::silence(0)),
        Error::SilenceOnRecord => {
            let mut case = repaid(answered(bullet(), 7)).on(Day(START.0 + 8));
            case.ok(STRANGER, step::silence(0));
            of(case, STRANGER, step::silence(0))
        }
        Error::BadPast => propose(bent(|terms| terms.past = vec![lent(0, START)])),
        Error::PastMismatch => propose(bent(|terms| terms.past = vec![lent(1, START)])),
        Error::NothingLeft => propose(bent(|terms| {
            terms.deliver_by = terms.sign_by;
            terms.past = vec![lent(1_000_000, START), repaid_before(1_000_000, START)];
        })),
        Error::BadDeliveries => propose(bent(|terms| terms.deliveries = 0)),
        Error::TooManyDeliveries => {
            let mut case = Case::signed(bent(|terms| terms.deliveries = 2));
            case.ok(LENDER, step::report_delivery(fen(1), START));
            case.ok(LENDER, step::report_delivery(fen(1), START));
            of(case, LENDER, step::report_delivery(fen(1), START))
        }
        Error::DeliveryTooLate => {
            let mut case = partly_delivered();
            case.pay(1);
            of(case, BORROWER, step::received(fen(1)))
        }
        Error::RepaymentWaits => {
            let mut case = partly_delivered();
            case.ok(BORROWER, step::report(fen(1), START));
            of(case, BORROWER, step::received(fen(1)))
        }
        Error::NotVerifier => of(running(), WITNESS, step::state_identity([0; 32])),
        Error::VerifierHasPart => {
            let mut terms = bullet();
            terms.arbiter = Some(VERIFIER);
            of(Case::active(terms), VERIFIER, step::state_identity([0; 32]))
        }
        Error::AlreadyStated => of(identified(1), VERIFIER, step::state_identity([0; 32])),
        Error::TooManyStatements => {
            let case = identified(u8::try_from(STATEMENTS_MAX).unwrap());
            of(case, VERIFIER, step::state_identity([99; 32]))
        }
        Error::NoSuchStatement => of(identified(1), VERIFIER, step::end_identity([1; 32])),
        Error::AlreadyRevoked => {
            let mut case = identified(1);
            case.ok(VERIFIER, step::void_identity([0; 32]));
            of(case, VERIFIER, step::end_identity([0; 32]))
        }
        Error::BadSuccession => propose(bent(|terms| {
            *terms = succeeded(terms.clone());
            terms.successions[0].second = None;
        })),
        Error::NotNamedForSeat => of(seats(), STRANGER, step::claim(BORROWER, STRANGER)),
        Error::KeyHasPart => of(seats(), BORROWER, step::claim(BORROWER, LENDER)),
        Error::SeatClaimed => of(claimed(), NAMED, step::claim(BORROWER, NEW_KEY)),
        Error::NoSuchClaim => of(seats(), NEW_KEY, step::take(BORROWER)),
        Error::ClaimNotDue => of(claimed(), HEIR, step::take(BORROWER)),
        Error::SeatHeld => of(claimed(), BORROWER, step::ACKNOWLEDGE),
        Error::SeatPassed => {
            let mut case = claimed().on(Day(START.0 + 105));
            case.ok(HEIR, step::take(BORROWER));
            of(case, BORROWER, step::ACKNOWLEDGE)
        }
        Error::StatementNeeded => {
            let mut case = claimed();
            case.ok(BORROWER, step::end_claim(BORROWER, HEIR));
            of(case, HEIR, step::claim(BORROWER, HEIR))
        }
        Error::AlreadyAgreed => of(seats(), LENDER, step::plan([Some(NEW_KEY), None, None], 14)),
        // The contract's own, provoked in chain/sandbox/tests/contract/refusals.rs.
        Error::NoSuchLoan
        | Error::AlreadyProposed
        | Error::ValueMismatch
        | Error::BadBatch
        | Error::NothingToWithdraw
        | Error::TransferFailed
        | Error::NotPublisher
        | Error::NotDeployer
        | Error::NotInForce
        | Error::BadSubmission
        | Error::NothingNew
        | Error::NotAsNamed
        | Error::TokenRefused => None,
    }
}

/// `count` accounts who are nobody else.
fn others(count: usize) -> Vec<AccountId> {
    (30u8..).map(|n| AccountId([n; 32])).take(count).collect()
}

/// A loan whose default is on record.
fn defaulted(terms: Terms) -> Case {
    let mut case = Case::active(terms).on(Day(START.0 + 100));
    case.ok(STRANGER, step::DEFAULT);
    case
}

/// `count` guarantors who are nobody else.
fn guarantors(count: usize) -> Vec<Guarantor> {
    let guarantor = |n| Guarantor {
        account: AccountId([30 + n; 32]),
        joint: false,
        months: None,
    };
    (0u8..).map(guarantor).take(count).collect()
}

/// Ninety days more than there were.
fn extension(case: &Case) -> Amendment {
    let mut plan = case.loan.agreement.terms.plan;
    plan.start = case.today();
    case.amendment(plan)
}

/// An offer of the claim that stands for a long time.
fn offer(parts: &[(AccountId, u32)]) -> Action {
    step::assign(parts, last_ms(Day(START.0 + 170)))
}

/// A running loan, its claim in two hands.
fn shared() -> Case {
    let mut case = running();
    case.assign(&[(LENDER, 500_000), (ASSIGNEE, 500_000)]);
    case
}

/// A running loan, overdue and disputed by the borrower.
fn disputed(terms: Terms) -> Case {
    let mut case = Case::active(terms).on(Day(START.0 + 100));
    case.ok(BORROWER, step::DISPUTE);
    case
}

fn reported() -> Case {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, step::report_delivery(fen(1_000_000), START));
    case
}

/// A part delivered and acknowledged, another reported.
fn partly_delivered() -> Case {
    let mut case = Case::signed(bent(|terms| terms.deliveries = 2));
    case.deliver(fen(500_000), START);
    case.ok(LENDER, step::report_delivery(fen(1), START));
    case
}

/// Delivered, and a repayment reported on the day.
fn repaid(terms: Terms) -> Case {
    let mut case = Case::active(terms);
    case.ok(BORROWER, step::report(fen(1), START));
    case
}

#[test]
fn every_error_of_the_rules_can_be_provoked_and_thirteen_are_the_contracts_own() {
    let (rules, contract): (Vec<_>, Vec<_>) = Error::ALL.iter().partition(|error| provoke(**error).is_some());
    for error in rules {
        assert_eq!(provoke(error), Some(error));
    }
    assert_eq!(contract.len(), 13);
}

#[test]
fn a_value_at_each_limit_is_accepted() {
    let at_the_limits = scheduled(bent(|terms| {
        terms.jurisdiction = Jurisdiction::None;
        terms.annual_rate = RatePpm(RATE_PPM_MAX);
        terms.overdue_rate = Some(RatePpm(RATE_PPM_MAX));
        terms.settlement = Settlement::OffChain {
            currency: Currency(*b"CNY"),
            decimals: DECIMALS_MAX,
        };
        terms.grace_days = GRACE_DAYS_MAX;
        terms.acceleration = Some(ACCELERATION_DAYS_MAX);
        terms.answer_days = ANSWER_DAYS_MAX;
        terms.deliveries = DELIVERIES_MAX;
        terms.co_borrowers = vec![AccountId([50; 32]), AccountId([51; 32]), AccountId([52; 32])];
        terms.plan.every = Period::Days(36_525);
        terms.plan.balloon = terms.principal;
        terms.guarantors = guarantors(GUARANTORS_MAX);
        terms.guarantors[0].months = Some(GUARANTEE_MONTHS_MAX);
        terms.guarantors[1].months = Some(1);
    }));
    assert_eq!(propose(at_the_limits), None);
    let cap = RatePpm(RATE_PPM_MAX);
    assert_eq!(
        propose(bent(|terms| terms.jurisdiction = Jurisdiction::Custom { cap })),
        None
    );
    assert_eq!(propose(monthly(INSTALMENTS_MAX)), None);
    for offset in [-840, 840] {
        assert_eq!(propose(bent(|terms| terms.utc_offset = UtcOffset(offset))), None);
    }
    // The last millisecond before the deadline, and the cap itself.
    assert_eq!(propose_at(bullet(), Timestamp(bullet().sign_by.0 - 1)), None);
    assert_eq!(
        propose(scheduled(bent(|terms| terms.annual_rate = RatePpm(120_000)))),
        None
    );
}

#[test]
fn a_plan_of_no_or_too_many_or_empty_periods_is_refused() {
    for change in [
        |terms: &mut Terms| terms.plan.periods = 0,
        |terms: &mut Terms| terms.plan.periods = INSTALMENTS_MAX + 1,
    ] {
        let mut terms = monthly(12);
        change(&mut terms);
        assert_eq!(propose(terms), Some(Error::BadPeriods));
    }
    for every in [Period::Days(0), Period::Months(0)] {
        let refused = propose(bent(|terms| terms.plan.every = every));
        assert_eq!(refused, Some(Error::BadPeriods));
    }
}

#[test]
fn a_flat_cap_is_a_rate_like_any_other() {
    let cap = RatePpm(RATE_PPM_MAX + 1);
    let refused = propose(bent(|terms| terms.jurisdiction = Jurisdiction::Custom { cap }));
    assert_eq!(refused, Some(Error::RateTooHigh));
    let overdue = propose(bent(|terms| terms.overdue_rate = Some(RatePpm(RATE_PPM_MAX + 1))));
    assert_eq!(overdue, Some(Error::RateTooHigh));
}

#[test]
fn a_guarantor_is_somebody_else_named_once_and_for_a_time() {
    let with = |change: fn(&mut Vec<Guarantor>)| {
        propose(bent(|terms| {
            terms.guarantors = guarantors(2);
            change(&mut terms.guarantors);
        }))
    };
    assert_eq!(with(|_| ()), None);
    for change in [
        |named: &mut Vec<Guarantor>| named[1].account = LENDER,
        |named: &mut Vec<Guarantor>| named[1].account = BORROWER,
        |named: &mut Vec<Guarantor>| named[1].account = named[0].account,
        |named: &mut Vec<Guarantor>| named[1].months = Some(0),
        |named: &mut Vec<Guarantor>| named[1].months = Some(GUARANTEE_MONTHS_MAX + 1),
    ] {
        assert_eq!(with(change), Some(Error::BadGuarantor));
    }
}

#[test]
fn a_co_borrower_is_somebody_else_named_once() {
    let with = |change: fn(&mut Terms)| {
        propose(bent(|terms| {
            terms.co_borrowers = others(CO_BORROWERS_MAX);
            change(terms);
        }))
    };
    assert_eq!(with(|_| ()), None);
    for change in [
        |terms: &mut Terms| terms.co_borrowers[2] = LENDER,
        |terms: &mut Terms| terms.co_borrowers[0] = BORROWER,
        |terms: &mut Terms| terms.co_borrowers[2] = terms.co_borrowers[0],
        |terms: &mut Terms| terms.co_borrowers[1] = terms.co_borrowers[2],
    ] {
        assert_eq!(with(change), Some(Error::BadCoBorrower));
    }
    // Nobody answers twice for one debt, and nobody decides their own case.
    assert_eq!(
        with(|terms| terms.guarantors = guarantors(1)),
        Some(Error::BadGuarantor)
    );
    assert_eq!(
        with(|terms| terms.arbiter = Some(AccountId([32; 32]))),
        Some(Error::BadArbiter)
    );
}

#[test]
fn acceleration_is_a_number_of_days_within_a_year() {
    let with = |days| propose(bent(|terms| terms.acceleration = days));
    assert_eq!([with(None), with(Some(1)), with(Some(365))], [None; 3]);
    for days in [0, 366, u16::MAX] {
        assert_eq!(with(Some(days)), Some(Error::BadAcceleration));
    }
}

#[test]
fn the_days_for_an_answer_are_none_or_within_a_year() {
    let with = |days| propose(bent(|terms| terms.answer_days = days));
    assert_eq!([with(0), with(1), with(365)], [None; 3]);
    for days in [366, u16::MAX] {
        assert_eq!(with(days), Some(Error::AnswerTooLong));
    }
}

#[test]
fn an_arbiter_is_neither_party_nor_guarantor() {
    let with = |arbiter| {
        propose(bent(|terms| {
            terms.guarantors = guarantors(1);
            terms.arbiter = Some(arbiter);
        }))
    };
    for arbiter in [LENDER, BORROWER, guarantors(1)[0].account] {
        assert_eq!(with(arbiter), Some(Error::BadArbiter));
    }
    assert_eq!(with(ARBITER), None);
}

#[test]
fn a_published_rate_has_a_cap_that_is_a_rate() {
    let newest = law::LPR_1Y[12];
    let published = day(2026, 1, 20);
    let check = |ppm| {
        let next = ReferenceRate {
            published,
            rate: RatePpm(ppm),
            source: [0; 32],
        };
        law::check_publication(newest, &next, published)
    };
    assert_eq!(check(RATE_PPM_MAX / 4), Ok(()));
    assert_eq!(check(RATE_PPM_MAX / 4 + 1), Err(Error::RateTooHigh));
}

#[test]
fn a_schedule_that_differs_in_any_figure_is_refused() {
    for change in [
        |terms: &mut Terms| terms.schedule[3].due = Day(terms.schedule[3].due.0 + 1),
        |terms: &mut Terms| terms.schedule[0].principal = fen(1),
        |terms: &mut Terms| terms.schedule[11].interest = Amount::ZERO,
        |terms: &mut Terms| terms.schedule.truncate(11),
        |terms: &mut Terms| terms.schedule.push(terms.schedule[11]),
        |terms: &mut Terms| terms.schedule.clear(),
    ] {
        let mut terms = monthly(12);
        change(&mut terms);
        assert_eq!(propose(terms), Some(Error::ScheduleMismatch));
    }
}

#[test]
fn the_money_must_be_due_to_arrive_before_the_first_due_day() {
    let due = Day(START.0 + 90);
    let with = |at| propose(bent(|terms| terms.deliver_by = at));
    assert_eq!(with(last_ms(Day(due.0 - 1))), None);
    assert_eq!(
        with(Timestamp(last_ms(Day(due.0 - 1)).0 + 1)),
        Some(Error::DeadlineOrder)
    );
}

#[test]
fn the_state_is_checked_before_the_caller_and_the_caller_before_the_deadline() {
    let late = Day(START.0 + 50);
    let signed = Case::signed(bullet()).on(late);
    let deliver = || step::report_delivery(Amount::ZERO, Day(START.0 - 400));
    assert_eq!(signed.refused(STRANGER, step::sign([0; 32])), Error::WrongState);
    assert_eq!(signed.refused(STRANGER, deliver()), Error::NotAParty);
    assert_eq!(signed.refused(BORROWER, deliver()), Error::WrongParty);
    assert_eq!(signed.refused(LENDER, deliver()), Error::DeadlinePassed);
}

#[test]
fn the_deadline_is_checked_before_the_arguments_and_the_arguments_before_the_law() {
    // Proposed under a cap of 12.4 %; on 2025-05-20 it falls to 12 %.
    let start = day(2025, 5, 15);
    let mut terms = bullet();
    terms.annual_rate = RatePpm(124_000);
    terms.plan.start = start;
    terms.sign_by = last_ms(Day(start.0 + 10));
    terms.deliver_by = last_ms(Day(start.0 + 10));
    let terms = scheduled(terms);
    let outcome = Loan::propose(0, terms, None, &context(BORROWER, noon(start))).unwrap();
    let sign = |at, digest| {
        outcome
            .loan
            .clone()
            .sign(&Vec::new(), digest, None, &context(LENDER, at))
            .map(|_| ())
    };
    let (digest, wrong) = (outcome.loan.agreement.digest, [0; 32]);

    let fallen = noon(day(2025, 5, 20));
    let too_late = Timestamp(last_ms(Day(start.0 + 10)).0 + 1);
    assert_eq!(sign(too_late, wrong), Err(Error::DeadlinePassed));
    assert_eq!(sign(fallen, wrong), Err(Error::DigestMismatch));
    assert_eq!(sign(fallen, digest), Err(Error::RateAboveCap));
    assert_eq!(sign(last_ms(day(2025, 5, 19)), digest), Ok(()));
}

#[test]
fn the_way_of_settlement_is_checked_before_amounts_and_amounts_before_days() {
    let signed = Case::signed(bullet());
    let tomorrow = Day(START.0 + 1);
    assert_eq!(
        signed.refused(LENDER, step::report_delivery(Amount::ZERO, tomorrow)),
        Error::AmountZero
    );
    let too_much = step::report_delivery(fen(1_000_001), tomorrow);
    assert_eq!(signed.refused(LENDER, too_much), Error::DeliveryTooLarge);

    let active = Case::active(bullet());
    let native_repay = step::repay(Amount::ZERO);
    assert_eq!(active.refused(BORROWER, native_repay), Error::WrongSettlement);
    assert_eq!(
        active.refused(BORROWER, step::report(Amount::ZERO, tomorrow)),
        Error::AmountZero
    );
    assert_eq!(
        active.refused(BORROWER, step::report(fen(1), tomorrow)),
        Error::PaymentDay
    );
}

#[test]
fn terms_with_several_faults_name_the_first_in_the_documented_order() {
    let mut terms = bullet();
    type Fault = fn(&mut Terms);
    let steps: [(Error, Fault); 23] = [
        (Error::RateAboveCap, |terms| {
            terms.annual_rate = RatePpm(500_000);
            *terms = scheduled(terms.clone());
        }),
        (Error::ScheduleMismatch, |terms| terms.schedule.clear()),
        (Error::DeadlineOrder, |terms| terms.deliver_by = Timestamp(0)),
        (Error::BalloonTooLarge, |terms| terms.plan.balloon = Amount::MAX),
        (Error::BadPeriods, |terms| terms.plan.periods = 0),
        (Error::DeadlinePassed, |terms| terms.sign_by = Timestamp(0)),
        (Error::PastMismatch, |terms| terms.past = vec![lent(1, START)]),
        (Error::BadPast, |terms| terms.past = vec![lent(0, START)]),
        (Error::BadDeliveries, |terms| terms.deliveries = 0),
        (Error::AnswerTooLong, |terms| terms.answer_days = 366),
        (Error::BadAcceleration, |terms| terms.acceleration = Some(366)),
        (Error::GraceTooLong, |terms| terms.grace_days = u16::MAX),
        (Error::BadUtcOffset, |terms| {
            terms.utc_offset = UtcOffset(i16::MIN)
        }),
        (Error::BadCurrency, |terms| {
            terms.settlement = Settlement::OffChain {
                currency: Currency([0; 3]),
                decimals: 2,
            }
        }),
        (Error::RateTooHigh, |terms| terms.annual_rate = RatePpm(u32::MAX)),
        (Error::AmountZero, |terms| terms.principal = Amount::ZERO),
        (Error::BadSuccession, |terms| {
            *terms = succeeded(terms.clone());
            terms.successions[0].seat = STRANGER;
        }),
        (Error::BadArbiter, |terms| terms.arbiter = Some(LENDER)),
        (Error::BadGuarantor, |terms| {
            terms.guarantors = guarantors(2);
            terms.guarantors[1] = terms.guarantors[0];
        }),
        (Error::TooManyGuarantors, |terms| terms.guarantors = guarantors(4)),
        (Error::BadCoBorrower, |terms| terms.co_borrowers = vec![LENDER]),
        (Error::TooManyCoBorrowers, |terms| terms.co_borrowers = others(4)),
        (Error::SameParty, |terms| terms.lender = BORROWER),
    ];
    for (error, fault) in steps {
        fault(&mut terms);
        assert_eq!(propose(terms.clone()), Some(error));
    }
}

#[test]
fn who_is_no_party_learns_nothing_else_about_their_proposal() {
    let terms = bent(|terms| terms.principal = Amount::ZERO);
    let refused = Loan::propose(0, terms, None, &context(STRANGER, noon(START)));
    assert_eq!(refused.err(), Some(Error::NotAParty));
}
