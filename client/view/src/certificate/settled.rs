//! The certificate of settlement (结清证明): that nothing is owed as of the proved block, what was repaid by kind, and the law that
//! it rests on. That one side asks to take a payment back changes nothing before the other agrees, so it refuses nobody the
//! certificate; but it may undo what the page says, so the page says it. Source: CC 557, 559, 561, 575.

use page::{Both, Detail, Party, Row, Settlement};
use terms::statement::Item;
use terms::{Amount, Event, Jurisdiction, Payment, Status};

use super::{page, Writer};
use iou_base::text::Text;

/// What was paid by kind, and what nobody paid.
#[derive(Default)]
struct Paid {
    principal: Amount,
    interest: Amount,
    late: Amount,
    costs: Amount,
    overpaid: Amount,
    forgiven: Amount,
}

impl Writer<'_> {
    /// The page; `None` where the loan is not settled.
    pub(super) fn settlement(&self, link: &str) -> Option<Settlement> {
        let loan = self.loan;
        if loan.books.status != Status::Settled {
            return None;
        }
        let (as_of, paid) = (self.as_of(), self.paid());
        let mut head = self.loan();
        head.figures = self.sums();
        Some(Settlement {
            version: page::VERSION,
            file: self.file(),
            pdf: format!("loan-{}-settled.pdf", loan.manifest.loan),
            verify_link: link.to_owned(),
            settled: self.settled_at()?,
            statement: self.said(|text| {
                let args = [
                    ("time", as_of.moment.clone().into()),
                    ("number", as_of.block.to_string().into()),
                    ("loan", loan.manifest.loan.to_string().into()),
                ];
                text.tr_with("certificate-settled", &args)
            }),
            notes: self.notes(),
            as_of,
            loan: head,
            account: self.by_kind(&paid),
            parties: self.who_was_bound(),
            law: self.law(&paid),
        })
    }

    /// When the last of it was paid or forgiven: a payment that was taken back had not settled it.
    fn settled_at(&self) -> Option<String> {
        let settles = |event: &Event| matches!(event, Event::LoanSettled(_));
        let last = self.loan.events.iter().rfind(|proved| settles(&proved.event))?;
        Some(match &last.block {
            Some(block) => self.moment(block.time_ms),
            None => last.event.head().after.day.to_string(),
        })
    }

    /// As the account has it in the end, whatever was recorded in which order.
    fn paid(&self) -> Paid {
        let mut paid = Paid::default();
        for line in &self.loan.statement.lines {
            match &line.item {
                Item::Paid(payment) | Item::Credited(payment) => paid.add(payment),
                Item::Forgiven(payment) => paid.forgiven = paid.forgiven.saturating_plus(payment.amount),
                _ => {}
            }
        }
        paid
    }

    fn by_kind(&self, paid: &Paid) -> Vec<Row> {
        let kinds = [
            ("certificate-of-principal", paid.principal),
            ("certificate-of-interest", paid.interest),
            ("certificate-of-late", paid.late),
            ("certificate-of-costs", paid.costs),
            ("certificate-forgiven", paid.forgiven),
            ("certificate-overpaid", paid.overpaid),
        ];
        // That no interest was paid is an answer too.
        let shown = |(id, amount): &(&str, Amount)| *id == "certificate-of-interest" || !amount.is_zero();
        let row = |(id, amount): (&str, Amount)| Row {
            label: self.tr(id),
            value: Both::same(super::grouped(&self.unit.show(amount))),
        };
        kinds.into_iter().filter(shown).map(row).collect()
    }

    /// Who owed, to whom, and who answered for it; of their fields the names, and whatever was opened.
    fn who_was_bound(&self) -> Vec<Party> {
        let others = ["label-arbiter", "certificate-witness"].map(|id| self.tr(id));
        let name = self.tr("certificate-field-name");
        let told = |detail: &Detail| detail.value.is_some() || detail.label == name;
        let mut parties = self.parties();
        parties.retain(|party| !others.contains(&party.role));
        for party in &mut parties {
            party.details.retain(told);
            // When they signed what is over is in the file.
            party.note = Both::default();
        }
        parties
    }

    /// What the law of the loan says of a debt that is settled: by which of the ways it ended.
    fn law(&self, paid: &Paid) -> Vec<Row> {
        if self.loan.terms.jurisdiction != Jurisdiction::PrcNaturalPersons {
            return Vec::new();
        }
        let (performed, forgiven) = (!paid.total().is_zero(), !paid.forgiven.is_zero());
        let is_guaranteed = !self.loan.books.guarantees.is_empty();
        let articles = [
            (performed, "557-1", "certificate-law-performed"),
            (forgiven, "557-4", "certificate-law-released"),
            (forgiven, "575", "certificate-law-forgiven"),
            (is_guaranteed, "559", "certificate-law-accessory"),
            (performed, "561", "certificate-law-order"),
        ];
        let applies = articles.into_iter().filter(|(applies, ..)| *applies);
        applies
            .map(|(_, article, id)| Row {
                label: self.tr(&format!("certificate-article-{article}")),
                value: self.tr(id),
            })
            .collect()
    }

    fn said(&self, say: impl Fn(&Text) -> String) -> Both {
        Both::new(say(&self.zh), say(&self.en))
    }
}

impl Paid {
    /// All that was paid by somebody.
    fn total(&self) -> Amount {
        let parts = [
            self.principal,
            self.interest,
            self.late,
            self.costs,
            self.overpaid,
        ];
        parts.into_iter().fold(Amount::ZERO, Amount::saturating_plus)
    }

    fn add(&mut self, payment: &Payment) {
        let parts = [
            (&mut self.principal, payment.principal),
            (&mut self.interest, payment.interest),
            (&mut self.late, payment.late),
            (&mut self.costs, payment.costs),
            (&mut self.overpaid, payment.overpaid),
        ];
        for (sum, part) in parts {
            *sum = sum.saturating_plus(part);
        }
    }
}
