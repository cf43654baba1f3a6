//! The three sums that people compare, side by side wherever a loan is shown: what was signed, what arrived, what came back;
//! and their differences in words. They follow from the loan's events; what the contract has stored tells them too but in one
//! case, which it admits. Units: minor units of the loan's money. Source of what a difference means: CC 670, PL 26.

use std::collections::BTreeMap;

use iou_base::money::Unit;
use iou_base::text::Text;
use terms::account::Kind;
use terms::life::Active;
use terms::{Amount, Event, Jurisdiction, Loan, Settlement, State, Terms};

/// How it is known that money reached the borrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It moved on this chain.
    Proved,
    /// The borrower said so.
    Acknowledged,
    /// The lender says so, and the borrower has not answered.
    Reported,
    /// Nobody says so.
    None,
}

impl Delivered {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Delivered::Proved => "proved",
            Delivered::Acknowledged => "acknowledged",
            Delivered::Reported => "reported",
            Delivered::None => "none",
        }
    }

    /// How it is known of money that arrived.
    fn by(settlement: Settlement) -> Delivered {
        match settlement {
            Settlement::OffChain { .. } => Delivered::Acknowledged,
            Settlement::Native | Settlement::Token { .. } => Delivered::Proved,
        }
    }
}

/// The three sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// The principal that both signed.
    pub signed: Amount,
    /// What the borrower received, or is said to have.
    pub delivered: Amount,
    /// How that is known.
    pub delivered_is: Delivered,
    /// What was repaid, by whomever, and is on record; what was forgiven is not in it.
    pub repaid: Amount,
}

impl Sums {
    /// By the loan's events, all of them in their order.
    pub fn of_events<'a>(events: impl IntoIterator<Item = &'a Event>) -> Sums {
        let mut sums = Sums {
            signed: Amount::ZERO,
            delivered: Amount::ZERO,
            delivered_is: Delivered::None,
            repaid: Amount::ZERO,
        };
        let mut arrives = Delivered::None;
        let mut repaid = BTreeMap::new();
        for event in events {
            match event {
                Event::LoanProposed(e) => {
                    sums.signed = e.terms.principal;
                    arrives = Delivered::by(e.terms.settlement);
                }
                Event::DeliveryReported(e) => sums.delivery(e.amount, Delivered::Reported),
                Event::DeliveryWithdrawn(_) => sums.delivery(Amount::ZERO, Delivered::None),
                Event::LoanDelivered(e) => sums.delivery(e.amount, arrives),
                Event::LoanRepaid(e) => drop(repaid.insert(e.sequence, e.payment.amount)),
                Event::DisputeResolved(e) => {
                    if let Some(payment) = e.payment {
                        let _new = repaid.insert(e.sequence, payment.amount);
                    }
                }
                Event::PaymentReversed(e) => drop(repaid.remove(&e.payment)),
                _ => {}
            }
        }
        sums.repaid = repaid.into_values().fold(Amount::ZERO, Amount::saturating_plus);
        sums
    }

    fn delivery(&mut self, amount: Amount, known: Delivered) {
        (self.delivered, self.delivered_is) = (amount, known);
    }

    /// By what the contract has stored; `None` where that does not tell what was repaid: an arbiter may have awarded costs that
    /// were paid before the books began anew.
    pub fn of_loan(loan: &Loan) -> Option<Sums> {
        let terms = &loan.agreement.terms;
        let mut sums = Sums {
            signed: terms.principal,
            delivered: Amount::ZERO,
            delivered_is: Delivered::None,
            repaid: Amount::ZERO,
        };
        match &loan.state {
            State::Signed(signed) => {
                if let Some(delivery) = signed.delivery {
                    sums.delivery(delivery.amount, Delivered::Reported);
                }
            }
            state => {
                if let Some(active) = state.running() {
                    sums.delivery(active.account.received, Delivered::by(terms.settlement));
                    sums.repaid = repaid(terms, active)?;
                }
            }
        }
        Some(sums)
    }

    /// How much less, or more, arrived than was signed; nothing where nobody says that anything did.
    pub fn less(&self) -> Amount {
        match self.delivered_is {
            Delivered::None => Amount::ZERO,
            _ => self.signed.minus_or_zero(self.delivered),
        }
    }
}

/// Whatever went into the account, less what nobody paid.
fn repaid(terms: &Terms, active: &Active) -> Option<Amount> {
    let (account, base) = (&active.account, &active.journal.base);
    let is_as_opened = base.accrued_to == base.delivered
        && base.principal == base.received
        && base.interest_paid.is_zero()
        && base.late_paid.is_zero();
    if terms.arbiter.is_some() && !is_as_opened {
        return None;
    }
    let awarded = active
        .journal
        .postings
        .iter()
        .filter(|one| one.kind == Kind::Costs);
    let awarded = awarded.fold(base.costs, |all, one| all.saturating_plus(one.amount));
    let owed = account.received.saturating_plus(account.rolled_up);
    let parts = [
        owed.minus_or_zero(account.principal),
        account.interest_paid,
        account.late_paid,
        awarded.minus_or_zero(account.costs),
        account.overpaid,
    ];
    let all = parts.into_iter().fold(Amount::ZERO, Amount::saturating_plus);
    Some(all.minus_or_zero(account.forgiven))
}

/// Label and value of the three sums.
pub fn lines(text: &Text, sums: &Sums, unit: &Unit) -> Vec<(String, String)> {
    let delivered = match sums.delivered_is {
        Delivered::None => text.tr("value-delivered-none"),
        known => {
            let amount = [("amount", unit.show(sums.delivered).into())];
            text.lookup(&format!("value-delivered-{}", known.name()), &amount)
        }
    };
    vec![
        (text.tr("label-sum-signed"), unit.show(sums.signed)),
        (text.tr("label-sum-delivered"), delivered),
        (text.tr("label-sum-repaid"), unit.show(sums.repaid)),
    ]
}

/// In words what the difference between signed and delivered means; nothing where there is none.
pub fn difference(text: &Text, sums: &Sums, terms: &Terms, unit: &Unit) -> Option<String> {
    if sums.less().is_zero() {
        return None;
    }
    let id = match sums.delivered_is {
        Delivered::Reported => "sums-less-reported",
        _ => "sums-less",
    };
    let args = [
        ("signed", unit.show(sums.signed).into()),
        ("delivered", unit.show(sums.delivered).into()),
        ("less", unit.show(sums.less()).into()),
        (
            "law",
            match terms.jurisdiction {
                Jurisdiction::PrcNaturalPersons => "prc",
                _ => "other",
            }
            .into(),
        ),
    ];
    Some(text.lookup(id, &args))
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_evidence::verify::sample::Paper;
    use proptest::prelude::*;
    use terms::agreement::Amendment;
    use terms::law::BuiltIn;
    use terms::life::Action;
    use terms::{Day, Method, Period, Plan, RatePpm, Timestamp};

    fn yuan() -> Unit {
        Unit {
            name: "CNY".into(),
            decimals: 2,
        }
    }

    fn amount(minor: u128) -> Amount {
        Amount::new(minor).unwrap()
    }

    fn by_events(paper: &Paper) -> Sums {
        Sums::of_events(paper.events())
    }

    /// What both ways say.
    #[track_caller]
    fn both(paper: &Paper) -> Sums {
        let sums = by_events(paper);
        assert_eq!(Sums::of_loan(paper.loan()), Some(sums));
        sums
    }

    /// The day of the last event.
    fn today(paper: &Paper) -> Day {
        paper.events().last().unwrap().head().after.day
    }

    /// The borrower says so, and the lender confirms it or the borrower takes it back.
    fn report(paper: &mut Paper, minor: u128, confirmed: bool) {
        let report = paper.loan().state.running().unwrap().next_report;
        let said = Action::ReportRepayment {
            amount: amount(minor),
            on: today(paper),
            receipt: None,
            payer: None,
            to: terms::sample::UNSEEN_CREDITOR,
        };
        paper.act(1, said);
        let evidence = None;
        match confirmed {
            true => paper.act(0, Action::ConfirmRepayment { report, evidence }),
            false => paper.act(1, Action::DismissReport { report, evidence }),
        }
    }

    fn forgive(paper: &mut Paper, minor: u128) {
        let (amount, evidence) = (amount(minor), None);
        paper.act(0, Action::Forgive { amount, evidence });
    }

    /// Both take back the newest payment.
    fn reverse(paper: &mut Paper) {
        let repaid = |event: &&Event| matches!(event, Event::LoanRepaid(_));
        let payment = paper.events().iter().rfind(repaid).unwrap().head().sequence;
        for who in [0, 1] {
            let evidence = None;
            paper.act(who, Action::ReversePayment { payment, evidence });
        }
    }

    /// So many days later all that is owed becomes the principal of one instalment.
    fn amend(paper: &mut Paper, days: u64) {
        let on = Day(today(paper).0 + u32::try_from(days).unwrap());
        paper.wait(days);
        let (loan, schedule) = (paper.loan().clone(), paper.schedule().to_vec());
        let figures = loan.figures(&schedule, &BuiltIn, on).unwrap();
        let mut amendment = Amendment {
            plan: Plan {
                method: Method::Bullet,
                start: on,
                every: Period::Days(60),
                periods: 1,
                balloon: Amount::ZERO,
            },
            annual_rate: RatePpm(50_000),
            overdue_rate: None,
            grace_days: 3,
            roll_up: true,
            schedule: Vec::new(),
            from: on,
            principal: figures.principal.saturating_plus(figures.interest),
            sign_by: Timestamp(Day(on.0 + 2).starts_at(loan.agreement.terms.utc_offset).0),
        };
        amendment.schedule = amendment.schedule_that_follows(&loan.agreement.terms).unwrap();
        let digest = loan.agreement.amendment_digest(&amendment, iou_base::sha256);
        let (amendment, evidence) = (Box::new(amendment), None);
        paper.act(1, Action::ProposeAmendment { amendment, evidence });
        paper.act(0, Action::AcceptAmendment { digest, evidence });
    }

    #[test]
    fn before_anything_is_on_record_only_the_signed_sum_is_there() {
        let sums = both(&Paper::with_proposal(&[1], 3));
        assert_eq!(
            (sums.signed, sums.delivered_is),
            (amount(1_000_000), Delivered::None)
        );
        assert!(sums.delivered.is_zero() && sums.repaid.is_zero() && sums.less().is_zero());
    }

    #[test]
    fn a_delivery_that_falls_short_is_the_debt_and_that_is_said_in_words_in_both_languages() {
        let mut paper = Paper::with_proposal(&[1], 3);
        let (digest, evidence) = (paper.loan().agreement.digest, None);
        paper.act(0, Action::Sign { digest, evidence });
        paper.act(
            0,
            Action::Deliver {
                amount: amount(950_000),
                on: None,
                at_least: RatePpm::ZERO,
                receipt: None,
            },
        );
        let reported = both(&paper);
        assert_eq!(reported.delivered_is, Delivered::Reported);
        paper.act(
            1,
            Action::AcknowledgeDelivery {
                amount: amount(950_000),
                on: terms::sample::UNSEEN_DAY,
                receipt: None,
                evidence,
            },
        );
        let sums = both(&paper);
        assert_eq!(
            (sums.delivered, sums.delivered_is),
            (amount(950_000), Delivered::Acknowledged)
        );
        let mut terms = paper.loan().agreement.terms.clone();
        let said = |text: &Text, sums, terms: &Terms| difference(text, sums, terms, &yuan()).unwrap();
        let (en, zh) = (Text::english(), &Text::new(iou_base::Lang::Zh));
        let english = said(en, &sums, &terms);
        assert!(
            english.starts_with("Signed for 10000.00 CNY, delivered 9500.00 CNY: the debt is 9500.00 CNY")
                && english.ends_with("(Civil Code, art. 670)"),
            "{english}"
        );
        let chinese = said(zh, &sums, &terms);
        assert!(
            chinese.contains("债务为 9500.00 CNY") && chinese.contains("500.00 CNY 不用还"),
            "{chinese}"
        );
        assert!(said(en, &reported, &terms).contains("once acknowledged"));
        // An article is cited where that law holds alone.
        terms.jurisdiction = Jurisdiction::None;
        assert!(!said(en, &sums, &terms).contains("670"));
        let shown = lines(en, &sums, &yuan());
        assert_eq!(shown[1].1, "9500.00 CNY, acknowledged by the borrower");
        assert_eq!(
            lines(en, &reported, &yuan())[1].1,
            "9500.00 CNY by the lender’s word; the borrower has not answered"
        );
        let whole = both(&Paper::with_loan(&[1], 3));
        assert_eq!(difference(en, &whole, &terms, &yuan()), None);
    }

    #[test]
    fn what_was_forgiven_or_taken_back_was_not_repaid_and_an_amendment_changes_no_sum() {
        let mut paper = Paper::with_loan(&[1], 3);
        paper.wait(20);
        report(&mut paper, 40_000, true);
        forgive(&mut paper, 10_000);
        assert_eq!(both(&paper).repaid, amount(40_000));
        report(&mut paper, 7_000, true);
        reverse(&mut paper);
        report(&mut paper, 9_000, false);
        assert_eq!(both(&paper).repaid, amount(40_000));
        amend(&mut paper, 5);
        assert_eq!(both(&paper).repaid, amount(40_000));
        report(&mut paper, 5_000, true);
        assert_eq!(both(&paper).repaid, amount(45_000));
        // More than everything: what is over came back too.
        report(&mut paper, 2_000_000, true);
        assert_eq!(paper.loan().state.status(), terms::Status::Settled);
        assert_eq!(both(&paper).repaid, amount(2_045_000));
    }

    #[test]
    fn where_an_arbiter_may_have_awarded_costs_before_the_books_began_anew_the_events_are_asked() {
        let mut paper = Paper::with_loan(&[1], 3);
        let with_arbiter = |paper: &Paper| {
            let mut loan = paper.loan().clone();
            loan.agreement.terms.arbiter = Some(terms::AccountId([9; 32]));
            loan
        };
        report(&mut paper, 5_000, true);
        assert_eq!(Sums::of_loan(&with_arbiter(&paper)), Some(by_events(&paper)));
        amend(&mut paper, 3);
        assert_eq!(Sums::of_loan(&with_arbiter(&paper)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn the_stored_loan_and_its_events_tell_the_same_sums_after_every_step(
            steps in prop::collection::vec((0u8..6, 1u128..30_000, 0u64..25), 1..12),
        ) {
            let mut paper = Paper::with_loan(&[1], 3);
            for (what, minor, days) in steps {
                paper.wait(days);
                match what {
                    0..=2 => report(&mut paper, minor, true),
                    3 => report(&mut paper, minor, false),
                    4 => forgive(&mut paper, minor),
                    _ => {
                        report(&mut paper, minor, true);
                        reverse(&mut paper);
                    }
                }
                prop_assert_eq!(Sums::of_loan(paper.loan()), Some(by_events(&paper)));
            }
        }
    }
}
