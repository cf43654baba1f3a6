//! What a step changes in the money of a loan: the loan as it is and as it would be, both looked at today. Nothing is
//! computed here; the step is played by the rules (`terms::Loan::step`), so whatever they come to is what is shown.

use serde::Serialize;
use terms::law::ReferenceRates;
use terms::life::{Action, Context as Rules};
use terms::{Amount, Instalment, Loan, State};

use crate::error::Result;
use crate::session::loaded::LoadedLoan;
use iou_base::money::Unit;
use iou_base::text::Text;
use iou_ledger::contract::refusal;

/// What is owed, and how much of it because something came late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Money {
    owed: Amount,
    late: Amount,
    late_instalments: u16,
    overpaid: Amount,
}

impl Money {
    /// Of a loan, today; `None` where it has no books.
    fn of(
        rates: &dyn ReferenceRates,
        loaded: &LoadedLoan,
        loan: &Loan,
        schedule: &Vec<Instalment>,
    ) -> Result<Option<Money>> {
        let Some(running) = loan.state.running() else {
            return Ok(None);
        };
        let figures = loan.figures(schedule, rates, loaded.today).map_err(refusal)?;
        let mut account = running.account.clone();
        if !matches!(loan.state, State::Settled(_)) {
            let rules = loan.rules(schedule, rates);
            account = account.at(&rules, loaded.today).map_err(refusal)?;
        }
        Ok(Some(Money {
            owed: figures.total(),
            late: figures.late,
            late_instalments: account.late_instalments,
            overpaid: account.overpaid,
        }))
    }
}

/// The money before and after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Effect {
    before: Money,
    after: Money,
    /// It counts once the other side confirms it.
    waits: bool,
}

impl Effect {
    /// What becomes of `loaded` where `loan` and `schedule` are what the step made of it. A report that waits for its
    /// confirmation is looked at as confirmed. `None` where there are no books, or where that cannot be confirmed yet.
    pub(crate) fn of(
        mut rules: Rules<'_>,
        loaded: &LoadedLoan,
        loan: &Loan,
        schedule: &Vec<Instalment>,
    ) -> Result<Option<Effect>> {
        let Some(before) = Money::of(rules.rates, loaded, &loaded.loan, &loaded.schedule)? else {
            return Ok(None);
        };
        let waiting = report_of(loaded, loan);
        let confirmed = match waiting {
            Some(report) => {
                // Whichever key acts for the claim, and whenever it may again.
                let mut loan = loan.clone();
                loan.agreement.seats.clear();
                rules.caller = loan.agreement.creditor();
                let step = Action::ConfirmRepayment {
                    report,
                    evidence: None,
                };
                // An earlier report may have to be settled first.
                let Ok(outcome) = loan.step(step, schedule, &rules) else {
                    return Ok(None);
                };
                Some(outcome.loan)
            }
            None => None,
        };
        let after = Money::of(rules.rates, loaded, confirmed.as_ref().unwrap_or(loan), schedule)?;
        Ok(after.map(|after| Effect {
            before,
            after,
            waits: waiting.is_some(),
        }))
    }

    /// What is paid beyond what is owed.
    pub(crate) fn overpaid(&self) -> Amount {
        self.after.overpaid.minus_or_zero(self.before.overpaid)
    }

    /// What changes, old and new; with late interest and late instalments where money is reported, be they the same or not.
    pub(crate) fn lines(&self, text: &Text, unit: &Unit) -> Vec<(String, String)> {
        let label = |id: &str| match self.waits {
            true => text.tr_with("label-if-confirmed", &[("label", text.lookup(id, &[]).into())]),
            false => text.lookup(id, &[]),
        };
        let (before, after) = (&self.before, &self.after);
        let amounts = |id: &str, old: Amount, new: Amount| {
            let shown = format!("{} → {}", unit.show(old), unit.show(new));
            (self.waits || old != new).then(|| (label(id), shown))
        };
        let (old, new) = (before.late_instalments, after.late_instalments);
        let instalments =
            (self.waits || old != new).then(|| (label("label-late-instalments"), format!("{old} → {new}")));
        let overpaid = self.overpaid();
        let overpaid = (!overpaid.is_zero()).then(|| (label("label-overpaid-by"), unit.show(overpaid)));
        [
            amounts("label-late", before.late, after.late),
            instalments,
            amounts("label-owed", before.owed, after.owed),
            overpaid,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The same for programs.
    pub(crate) fn view(&self, unit: &Unit) -> Changes {
        let side = |money: &Money| MoneyView {
            owed: unit.number(money.owed),
            late: unit.number(money.late),
            late_instalments: money.late_instalments,
        };
        Changes {
            before: side(&self.before),
            after: side(&self.after),
            overpaid: unit.number(self.overpaid()),
            once_confirmed: self.waits,
        }
    }
}

/// What a step changes in the money of a loan, for programs.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Changes {
    before: MoneyView,
    after: MoneyView,
    overpaid: String,
    /// It counts once the other side confirms it.
    once_confirmed: bool,
}

#[derive(Debug, Default, Serialize)]
struct MoneyView {
    owed: String,
    late: String,
    late_instalments: u16,
}

/// The report that the step added to those that wait for the creditor.
fn report_of(loaded: &LoadedLoan, loan: &Loan) -> Option<u32> {
    let known = loaded
        .loan
        .state
        .running()
        .map_or(0, |running| running.next_report);
    let reports = &loan.state.running()?.reports;
    reports
        .iter()
        .map(|report| report.number)
        .find(|number| *number >= known)
}
