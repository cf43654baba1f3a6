//! The three sums that people compare, side by side wherever a loan is shown: what was signed (or proposed), what arrived, what came back;
//! and their differences in words. They follow from the loan's events; what the contract has stored tells them too but in one
//! case, which it admits. Units: minor units of the loan's money. Source of what a difference means: CC 670, 679; PL 26.

use std::collections::BTreeMap;

use iou_base::money::Unit;
use iou_base::text::Text;
use terms::account::Kind;
use terms::life::{Active, Deliveries};
use terms::{Amount, Event, Jurisdiction, Loan, Settlement, State, Terms};

use crate::deliveries::OpenDeliveries;

/// How it is known that money reached the borrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// The contract moved the chain's own money.
    Native,
    /// The contract had a token moved: that it did, and what it is worth, is the word of the token's own contract.
    Token,
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
            Delivered::Native => "native",
            Delivered::Token => "token",
            Delivered::Acknowledged => "acknowledged",
            Delivered::Reported => "reported",
            Delivered::None => "none",
        }
    }

    /// Whether the money is there by more than the word of who gave it.
    pub fn has_arrived(self) -> bool {
        match self {
            Delivered::Native | Delivered::Token | Delivered::Acknowledged => true,
            Delivered::Reported | Delivered::None => false,
        }
    }

    /// How it is known of money that arrived.
    fn by(settlement: Settlement) -> Delivered {
        match settlement {
            Settlement::OffChain { .. } => Delivered::Acknowledged,
            Settlement::Native => Delivered::Native,
            Settlement::Token { .. } => Delivered::Token,
        }
    }
}

/// The three sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// The principal of the terms.
    pub signed: Amount,
    /// Whether all have signed them.
    pub is_signed: bool,
    /// What the borrower received, or is said to have.
    pub delivered: Amount,
    /// How that is known.
    pub delivered_is: Delivered,
    /// What the lender says was delivered beside that, in further parts that the borrower has not acknowledged.
    pub stated: Amount,
    /// What was repaid, by whomever, and is on record; what was forgiven is not in it.
    pub repaid: Amount,
}

impl Sums {
    /// By the loan's events, all of them in their order.
    pub fn of_events<'a>(events: impl IntoIterator<Item = &'a Event>) -> Sums {
        let mut sums = Sums {
            signed: Amount::ZERO,
            is_signed: false,
            delivered: Amount::ZERO,
            delivered_is: Delivered::None,
            stated: Amount::ZERO,
            repaid: Amount::ZERO,
        };
        let mut arrives = Delivered::None;
        let (mut repaid, mut deliveries) = (BTreeMap::new(), OpenDeliveries::default());
        for event in events {
            deliveries.take(event);
            match event {
                Event::LoanProposed(e) => {
                    sums.signed = e.terms.principal;
                    arrives = Delivered::by(e.terms.settlement);
                }
                Event::LoanSigned(_) => sums.is_signed = true,
                Event::LoanDelivered(e) => sums.arrived(e.amount, arrives),
                Event::PartDelivered(e) => sums.arrived(e.received, arrives),
                Event::OldDebtFormed(e) => {
                    sums.arrived(e.received, arrives);
                    let _new = repaid.insert(e.sequence, e.repaid);
                }
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
        sums.state(deliveries.open.into_values().map(|(_, amount)| amount));
        sums
    }

    fn arrived(&mut self, amount: Amount, known: Delivered) {
        (self.delivered, self.delivered_is) = (amount, known);
    }

    /// The reports that nobody has acknowledged: all there is to say of a loan without any delivery, else beside it.
    fn state(&mut self, open: impl Iterator<Item = Amount>) {
        let stated = open.fold(Amount::ZERO, Amount::saturating_plus);
        match self.delivered_is {
            Delivered::None if stated.is_zero() => {}
            Delivered::None => self.arrived(stated, Delivered::Reported),
            _ => self.stated = stated,
        }
    }

    /// By what the contract has stored; `None` where that does not tell: an arbiter may have awarded costs that were paid before the
    /// books began anew, and what has expired may have been signed before.
    pub fn of_loan(loan: &Loan) -> Option<Sums> {
        let terms = &loan.agreement.terms;
        let mut sums = Sums {
            signed: terms.principal,
            is_signed: !matches!(loan.state, State::Proposed(_) | State::Cancelled),
            delivered: Amount::ZERO,
            delivered_is: Delivered::None,
            stated: Amount::ZERO,
            repaid: Amount::ZERO,
        };
        match &loan.state {
            State::Expired => return None,
            State::Signed(_) => {}
            state => {
                if let Some(active) = state.running() {
                    sums.arrived(active.account.received, Delivered::by(terms.settlement));
                    sums.repaid = repaid(terms, active)?;
                }
            }
        }
        let open = loan.state.deliveries().into_iter().flat_map(Deliveries::open);
        sums.state(open.map(|delivery| delivery.amount));
        Some(sums)
    }

    /// The message that labels the first of them: terms that not all have signed are proposed.
    pub fn label(&self) -> &'static str {
        match self.is_signed {
            true => "label-sum-signed",
            false => "label-sum-proposed",
        }
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
    let mut lines = vec![
        (text.tr(sums.label()), unit.show(sums.signed)),
        (text.tr("label-sum-delivered"), delivered),
    ];
    if !sums.stated.is_zero() {
        let amount = [("amount", unit.show(sums.stated).into())];
        lines.push((
            text.tr("label-sum-stated"),
            text.tr_with("value-delivered-reported", &amount),
        ));
    }
    lines.push((text.tr("label-sum-repaid"), unit.show(sums.repaid)));
    lines
}

/// In words what the difference between signed and delivered means; nothing where there is none.
pub fn difference(text: &Text, sums: &Sums, terms: &Terms, unit: &Unit) -> Option<String> {
    if sums.less().is_zero() {
        return None;
    }
    let id = match sums.delivered_is {
        Delivered::Reported => "sums-less-reported",
        // What did not arrive yet may still come.
        _ if terms.deliveries > 1 => "sums-less-parts",
        _ => "sums-less",
    };
    let args = [
        ("signed", unit.show(sums.signed).into()),
        ("delivered", unit.show(sums.delivered).into()),
        ("less", unit.show(sums.less()).into()),
        ("law", law(terms).into()),
    ];
    Some(text.lookup(id, &args))
}

/// Whose law says what the difference means, as messages choose by it: an article is cited where that law holds alone.
pub fn law(terms: &Terms) -> &'static str {
    match terms.jurisdiction {
        Jurisdiction::PrcNaturalPersons => "prc",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{amount, ask_back, offer, report, yuan};
    use iou_evidence::verify::sample::Paper;
    use proptest::prelude::*;
    use terms::life::Action;
    use terms::RatePpm;

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

    /// The borrower says so, and the lender confirms it or the borrower takes it back.
    fn reported(paper: &mut Paper, minor: u128, confirmed: bool) {
        let number = paper.loan().state.running().unwrap().next_report;
        report(paper, minor);
        let (report, evidence) = (number, None);
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
        ask_back(paper, 0);
        ask_back(paper, 1);
    }

    /// So many days later all that is owed becomes the principal of one instalment.
    fn amend(paper: &mut Paper, days: u64) {
        paper.wait(days);
        let digest = offer(paper, 1);
        let evidence = None;
        paper.act(0, Action::AcceptAmendment { digest, evidence });
    }

    #[test]
    fn before_anything_is_on_record_only_the_sum_of_the_terms_is_there() {
        let sums = both(&Paper::with_proposal(&[1], 3));
        assert_eq!(
            (sums.signed, sums.delivered_is),
            (amount(1_000_000), Delivered::None)
        );
        assert!(sums.delivered.is_zero() && sums.repaid.is_zero() && sums.less().is_zero());
    }

    #[test]
    fn of_a_principal_in_parts_what_is_acknowledged_counts_and_the_rest_is_stated_beside_it() {
        let mut paper = Paper::in_parts();
        let sums = both(&paper);
        assert_eq!(
            (sums.delivered, sums.delivered_is, sums.stated),
            (amount(300_000), Delivered::Acknowledged, amount(400_000))
        );
        let shown = lines(Text::english(), &sums, &yuan());
        assert_eq!(shown.len(), 4, "{shown:?}");
        paper.receive(400_000);
        let sums = both(&paper);
        assert_eq!((sums.delivered, sums.stated), (amount(700_000), Amount::ZERO));
        assert_eq!(lines(Text::english(), &sums, &yuan()).len(), 3);
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
                delivery: 0,
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
            english
                .starts_with("Signed for 10000.00 CNY, delivered 9500.00 CNY: the principal is 9500.00 CNY")
                && english
                    .ends_with("(Civil Code, arts. 670 and 679; Provisions on Private Lending, art. 26)"),
            "{english}"
        );
        let chinese = said(zh, &sums, &terms);
        assert!(
            chinese.contains("本金以 9500.00 CNY 为准")
                && chinese.contains("没有交付的 500.00 CNY")
                && chinese.ends_with("（民法典第670条、第679条，民间借贷规定第26条）"),
            "{chinese}"
        );
        assert!(said(en, &reported, &terms).contains("once acknowledged"));
        // What was delivered is no debt any more once it is repaid: nothing is said that would be untrue then.
        for (text, owes) in [(en, "the debt"), (zh, "债务")] {
            assert!(!said(text, &sums, &terms).contains(owes));
        }
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
    fn how_a_delivery_is_known_is_said_in_words_of_its_own_and_nothing_is_called_proved_that_another_contract_says(
    ) {
        let paper = Paper::with_loan(&[1], 3);
        let token = Settlement::Token {
            contract: terms::AccountId([6; 32]),
            decimals: 2,
        };
        let mut said = Vec::new();
        for (settlement, known) in [(Settlement::Native, Delivered::Native), (token, Delivered::Token)] {
            let mut events = paper.events().to_vec();
            if let Some(Event::LoanProposed(first)) = events.first_mut() {
                first.terms.settlement = settlement;
            }
            let sums = Sums::of_events(&events);
            assert_eq!(sums.delivered_is, known);
            assert!(known.has_arrived());
            let mut loan = paper.loan().clone();
            loan.agreement.terms.settlement = settlement;
            assert_eq!(Sums::of_loan(&loan), Some(sums));
            said.extend(
                [iou_base::Lang::En, iou_base::Lang::Zh]
                    .map(|lang| lines(&Text::new(lang), &sums, &yuan())[1].1.clone()),
            );
        }
        assert_ne!((&said[0], &said[1]), (&said[2], &said[3]));
        assert!(said
            .iter()
            .all(|words| !words.contains("prove") && !words.contains("证明")));
        assert!(
            said[2].contains("token’s contract") && said[3].contains("代币合约"),
            "{said:?}"
        );
    }

    #[test]
    fn terms_that_not_all_have_signed_are_called_proposed() {
        let mut paper = Paper::with_joint_proposal(&[1], 3);
        let (digest, evidence) = (paper.loan().agreement.digest, None);
        let label = |sums: &Sums| lines(Text::english(), sums, &yuan())[0].0.clone();
        for who in [2, 0] {
            assert_eq!(label(&both(&paper)), "Proposed");
            paper.act(who, Action::Sign { digest, evidence });
        }
        assert_eq!(label(&both(&paper)), "Signed for");
        let mut declined = Paper::with_proposal(&[1], 3);
        declined.act(0, Action::Cancel { evidence });
        assert_eq!(label(&both(&declined)), "Proposed");
    }

    #[test]
    fn what_was_forgiven_or_taken_back_was_not_repaid_and_an_amendment_changes_no_sum() {
        let mut paper = Paper::with_loan(&[1], 3);
        paper.wait(20);
        reported(&mut paper, 40_000, true);
        forgive(&mut paper, 10_000);
        assert_eq!(both(&paper).repaid, amount(40_000));
        reported(&mut paper, 7_000, true);
        reverse(&mut paper);
        reported(&mut paper, 9_000, false);
        assert_eq!(both(&paper).repaid, amount(40_000));
        amend(&mut paper, 5);
        assert_eq!(both(&paper).repaid, amount(40_000));
        reported(&mut paper, 5_000, true);
        assert_eq!(both(&paper).repaid, amount(45_000));
        // More than everything: what is over came back too.
        reported(&mut paper, 2_000_000, true);
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
        reported(&mut paper, 5_000, true);
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
                    0..=2 => reported(&mut paper, minor, true),
                    3 => reported(&mut paper, minor, false),
                    4 => forgive(&mut paper, minor),
                    _ => {
                        reported(&mut paper, minor, true);
                        reverse(&mut paper);
                    }
                }
                prop_assert_eq!(Sums::of_loan(paper.loan()), Some(by_events(&paper)));
            }
        }
    }
}
