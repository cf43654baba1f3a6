//! What waits for whose answer and since when: silence is on record. Days are those of the loan's own time zone.

use std::collections::BTreeMap;

use iou_base::money::Unit;
use iou_base::names;
use iou_base::text::Text;
use terms::{Amount, Day, Event, Loan, Role, State, Status};

/// What can wait for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Terms that others are still to sign.
    Terms,
    /// A delivery that the lender reported.
    Delivery,
    /// A repayment that the borrower reported.
    Repayment,
    /// An amendment that was proposed.
    Amendment,
    /// A payment that one side asks to take back.
    Reversal,
}

impl What {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            What::Terms => "terms",
            What::Delivery => "delivery",
            What::Repayment => "repayment",
            What::Amendment => "amendment",
            What::Reversal => "reversal",
        }
    }
}

/// Something that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// What.
    pub what: What,
    /// Whose answer: the side, where it is one side's alone.
    pub by: Option<Role>,
    /// Since when, in the loan's time zone.
    pub since: Day,
    /// Days since then.
    pub days: u32,
    /// How much it is about.
    pub amount: Option<Amount>,
    /// The number that it goes by in the loan: of the report, or of the event that put the payment on record.
    pub number: Option<u32>,
}

/// What waits by the end of `events` (all of a loan, in their order), as of `today`; the oldest first.
pub fn of_events<'a>(events: impl IntoIterator<Item = &'a Event>, today: Day) -> Vec<Unanswered> {
    let mut waiting = Waiting::default();
    events.into_iter().for_each(|event| waiting.take(event));
    waiting.list(today)
}

/// Whether money is reported and unanswered by what the contract has stored. A loan that is settled owes nobody an answer about
/// money.
pub fn has_open_reports(loan: &Loan) -> bool {
    match &loan.state {
        State::Signed(signed) => signed.delivery.is_some(),
        State::Settled(_) => false,
        state => state.running().is_some_and(|running| !running.reports.is_empty()),
    }
}

/// What the events leave open: the day since when, and what belongs to it.
#[derive(Default)]
struct Waiting {
    status: Option<Status>,
    terms: Option<(Day, Role, Amount)>,
    delivery: Option<(Day, Amount)>,
    /// By number of the report.
    reports: BTreeMap<u32, (Day, Amount)>,
    amendment: Option<(Day, Role)>,
    reversal: Option<(Day, Role, u32, Amount)>,
}

impl Waiting {
    fn take(&mut self, event: &Event) {
        let after = event.head().after;
        let day = after.day;
        self.status = Some(after.status);
        match event {
            Event::LoanProposed(e) => self.terms = Some((day, e.proposer, e.terms.principal)),
            Event::LoanSigned(_) => self.terms = None,
            Event::DeliveryReported(e) => self.delivery = Some((day, e.amount)),
            Event::DeliveryWithdrawn(_) | Event::LoanDelivered(_) => self.delivery = None,
            Event::RepaymentReported(e) => drop(self.reports.insert(e.report, (day, e.amount))),
            Event::ReportDismissed(e) => drop(self.reports.remove(&e.report)),
            Event::LoanRepaid(e) => {
                if let Some(report) = e.report {
                    let _day = self.reports.remove(&report);
                }
            }
            Event::AmendmentProposed(e) => self.amendment = Some((day, e.by)),
            // Whoever bought the claim never saw what was offered before.
            Event::LoanAmended(_) | Event::ClaimAssigned(_) => self.amendment = None,
            Event::ReversalProposed(e) => self.reversal = Some((day, e.by, e.payment, e.amount)),
            Event::PaymentReversed(_) => self.reversal = None,
            Event::LoanCancelled(_) | Event::LoanExpired(_) => *self = Waiting::default(),
            _ => {}
        }
    }

    fn list(&self, today: Day) -> Vec<Unanswered> {
        let other = |role: Role| match role {
            Role::Lender => Role::Borrower,
            Role::Borrower => Role::Lender,
        };
        let entry = |what, by: Role, since: Day, amount, number| Unanswered {
            what,
            by: Some(by),
            since,
            days: today.since(since),
            amount,
            number,
        };
        let mut all = Vec::new();
        if let Some((since, proposer, principal)) = self.terms {
            all.push(entry(What::Terms, other(proposer), since, Some(principal), None));
        }
        if let Some((since, amount)) = self.delivery {
            all.push(entry(What::Delivery, Role::Borrower, since, Some(amount), None));
        }
        if matches!(self.status, Some(Status::Active | Status::Defaulted)) {
            let reports = self.reports.iter();
            all.extend(reports.map(|(number, (since, amount))| {
                entry(
                    What::Repayment,
                    Role::Lender,
                    *since,
                    Some(*amount),
                    Some(*number),
                )
            }));
            if let Some((since, by)) = self.amendment {
                all.push(entry(What::Amendment, other(by), since, None, None));
            }
        }
        if let Some((since, by, payment, amount)) = self.reversal {
            let (amount, number) = (Some(amount), Some(payment));
            all.push(entry(What::Reversal, other(by), since, amount, number));
        }
        all.sort_by_key(|it| it.since);
        all
    }
}

/// In words: what waits, and for how many days nobody has answered.
pub fn sentence(text: &Text, it: &Unanswered, unit: &Unit) -> String {
    let by = it.by.map(names::role).unwrap_or_default();
    let args = [
        ("what", it.what.name().into()),
        ("by", by.into()),
        ("day", it.since.to_string().into()),
        ("days", it.days.into()),
        (
            "amount",
            it.amount
                .map(|amount| unit.show(amount))
                .unwrap_or_default()
                .into(),
        ),
        ("number", it.number.unwrap_or_default().to_string().into()),
    ];
    text.tr_with("unanswered", &args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::Lang;
    use iou_evidence::verify::sample::Paper;
    use terms::life::Action;
    use terms::RatePpm;

    fn yuan() -> Unit {
        Unit {
            name: "CNY".into(),
            decimals: 2,
        }
    }

    fn amount(minor: u128) -> Amount {
        Amount::new(minor).unwrap()
    }

    /// What waits so many days after the newest event.
    fn after(paper: &Paper, days: u32) -> Vec<Unanswered> {
        let today = paper.events().last().unwrap().head().after.day;
        of_events(paper.events(), Day(today.0 + days))
    }

    fn report(paper: &mut Paper, minor: u128) {
        let on = paper.events().last().unwrap().head().after.day;
        let (receipt, payer, to) = (None, None, terms::sample::UNSEEN_CREDITOR);
        let amount = amount(minor);
        paper.act(
            1,
            Action::ReportRepayment {
                amount,
                on,
                receipt,
                payer,
                to,
            },
        );
    }

    #[test]
    fn a_report_waits_until_it_is_answered_and_the_days_since_then_are_counted() {
        let mut paper = Paper::with_proposal(&[1], 3);
        let waits = after(&paper, 2);
        assert_eq!(
            (waits[0].what, waits[0].by, waits[0].days),
            (What::Terms, Some(Role::Lender), 2)
        );
        let (digest, evidence) = (paper.loan().agreement.digest, None);
        paper.act(0, Action::Sign { digest, evidence });
        assert_eq!(after(&paper, 9), []);
        paper.act(
            0,
            Action::Deliver {
                amount: amount(1_000_000),
                on: None,
                at_least: RatePpm::ZERO,
                receipt: None,
            },
        );
        let waits = after(&paper, 0);
        assert_eq!(
            (waits[0].what, waits[0].by, waits[0].days),
            (What::Delivery, Some(Role::Borrower), 0)
        );
        assert!(has_open_reports(paper.loan()));
        paper.act(
            1,
            Action::AcknowledgeDelivery {
                amount: amount(1_000_000),
                on: terms::sample::UNSEEN_DAY,
                receipt: None,
                evidence,
            },
        );
        assert_eq!(after(&paper, 9), []);
        paper.wait(10);
        report(&mut paper, 40_000);
        paper.wait(4);
        report(&mut paper, 7_000);
        let waits = after(&paper, 3);
        let told: Vec<_> = waits.iter().map(|it| (it.number, it.days, it.amount)).collect();
        assert_eq!(
            told,
            [
                (Some(0), 7, Some(amount(40_000))),
                (Some(1), 3, Some(amount(7_000)))
            ]
        );
        assert!(waits.iter().all(|it| it.by == Some(Role::Lender)));
        assert!(has_open_reports(paper.loan()));
        paper.act(0, Action::ConfirmRepayment { report: 0, evidence });
        paper.act(1, Action::DismissReport { report: 1, evidence });
        assert_eq!(after(&paper, 9), []);
        assert!(!has_open_reports(paper.loan()));
    }

    #[test]
    fn silence_is_said_in_both_languages() {
        let mut paper = Paper::with_loan(&[1], 3);
        report(&mut paper, 40_000);
        let said = |lang, days| sentence(&Text::new(lang), &after(&paper, days)[0], &yuan());
        let since = paper.events().last().unwrap().head().after.day;
        let about = format!("repayment of 400.00 CNY (no. 0), reported on {since}: ");
        for (days, ends) in [
            (0, "no answer of the lender yet"),
            (1, "unanswered by the lender for one day"),
            (21, "unanswered by the lender for 21 days"),
        ] {
            assert_eq!(said(Lang::En, days), format!("{about}{ends}"));
        }
        assert!(said(Lang::Zh, 0).ends_with("：等出借人答复"));
        assert!(said(Lang::Zh, 21).ends_with("：出借人已 21 天没有答复"));
    }
}
