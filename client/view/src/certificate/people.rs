//! Who has a part in a loan, with what was opened of them and what they signed first.

use page::{Both, Detail, Party};
use terms::{AccountId, Event};

use super::{page, Writer};
use crate as view;
use iou_base::signs::seen;
use iou_evidence::disclosure::PASSKEY;
use iou_evidence::handwriting::Handwriting;
use iou_evidence::verify::report::{Carrier, ProvedEvent};
use iou_evidence::verify::{history, seats, ReportItem};

/// The one field that belongs to nobody: what the money is for.
pub(super) const PURPOSE: &str = "purpose";

/// The longer side of a signature by hand as a page has it.
const SIDE: u32 = 1_000;

/// The height and the strokes of a signature by hand whose longer side is [`SIDE`]: whatever its field, it writes over nothing else.
fn scaled(hand: &Handwriting) -> (u32, Vec<Vec<(u32, u32)>>) {
    // No side is more than 4,096 and none is nothing.
    let longer = hand.width.max(hand.height).max(1);
    let fit = |value: u32| value * SIDE / longer;
    let stroke = |points: &Vec<(u32, u32, u32)>| points.iter().map(|(x, y, _)| (fit(*x), fit(*y))).collect();
    (fit(hand.height), hand.strokes.iter().map(stroke).collect())
}

impl Writer<'_> {
    /// Lender, borrower, co-borrowers, guarantors, arbiter, later holders of the claim, witnesses.
    pub(super) fn parties(&self) -> Vec<Party> {
        let terms = &self.loan.terms;
        let mut parties = vec![
            self.party("label-lender", terms.lender, "lender"),
            self.party("label-borrower", terms.borrower, "borrower"),
        ];
        for (n, other) in (1..).zip(&terms.co_borrowers) {
            parties.push(self.party("label-co-borrower", *other, &format!("co-borrower.{n}")));
        }
        for (n, guarantor) in (1..).zip(&terms.guarantors) {
            parties.push(self.party("label-guarantor", guarantor.account, &format!("guarantor.{n}")));
        }
        if let Some(arbiter) = terms.arbiter {
            parties.push(self.party("label-arbiter", arbiter, "arbiter"));
        }
        for holder in &self.loan.books.holders {
            if holder.account != terms.lender {
                parties.push(self.party("label-holder", holder.account, "holder"));
            }
        }
        for witness in &self.loan.stored.agreement.witnesses {
            parties.push(self.party("certificate-witness", *witness, "witness"));
        }
        parties
    }

    fn party(&self, role: &str, account: AccountId, fields: &str) -> Party {
        let own = self.fields.iter().filter_map(|field| {
            let name = field.name.strip_prefix(fields)?.strip_prefix('.')?;
            // What binds a passkey tells nothing of a person: where it is not shown, nothing is withheld from the reader.
            if name == PASSKEY && field.opened.is_none() {
                return None;
            }
            let known = format!("certificate-field-{}", name.replace('_', "-"));
            Some(Detail {
                label: match self.en.has(&known) {
                    true => self.tr(&known),
                    false => Both::same(name),
                },
                value: field.opened.as_ref().map(|opened| seen(&opened.value)),
            })
        });
        Party {
            role: self.tr(role),
            account: view::address(account),
            details: own.collect(),
            note: self.signed(account),
            seat: self.seat(account),
            handwriting: self.handwriting(account),
        }
    }

    /// By which key the seat of that account acts, and who claims it, as the report says; nothing where it never changed.
    fn seat(&self, account: AccountId) -> Vec<Both> {
        let (zh, en) = self.speakers();
        let items = seats::items(self.loan, account);
        let say = |item: &ReportItem| Both::new(zh.sentence(item), en.sentence(item));
        items.iter().map(say).collect()
    }

    /// What that account's party wrote by hand when it signed the terms, where the holder of the file shows it.
    fn handwriting(&self, account: AccountId) -> Option<page::Handwriting> {
        let own = |hand: &&Handwriting| {
            let digest = hand.digest();
            let signs = |proved: &ProvedEvent| {
                let names = history::files(&proved.event)
                    .iter()
                    .any(|(_, named)| *named == digest);
                names && history::signer(&proved.event) == Some(account)
            };
            hand.account.0 == account.0
                && hand.terms.0 == self.loan.stored.agreement.digest
                && self.loan.events.iter().any(signs)
        };
        let hand = self.hands.iter().find(own)?;
        let (height, strokes) = scaled(hand);
        Some(page::Handwriting {
            height,
            strokes,
            note: self.tr("certificate-handwriting"),
        })
    }

    /// When and how that account signed the terms; empty where it has not.
    fn signed(&self, account: AccountId) -> Both {
        let events = self.loan.events.iter();
        let first = events.filter(|proved| {
            let signs = matches!(
                proved.event,
                Event::LoanProposed(_)
                    | Event::TermsSigned(_)
                    | Event::LoanSigned(_)
                    | Event::GuarantorConsented(_)
            );
            signs && proved.step.as_ref().is_some_and(|step| step.seat == account)
        });
        let Some((proved, step)) = first
            .filter_map(|proved| Some((proved, proved.step.as_ref()?)))
            .next()
        else {
            return Both::default();
        };
        let time = proved
            .block
            .as_ref()
            .map_or(String::new(), |block| self.moment(block.time_ms));
        let say = |text: &iou_base::Text| {
            let args = [
                ("event", proved.event.head().sequence.to_string().into()),
                ("time", time.clone().into()),
                ("algorithm", step.algorithm.into()),
            ];
            match step.carrier {
                Carrier::Transaction { .. } => text.tr_with("certificate-signed", &args),
                Carrier::Intent { .. } => text.tr_with("certificate-signed-request", &args),
            }
        };
        Both::new(say(&self.zh), say(&self.en))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_by_hand_stays_within_its_box_whatever_its_field() {
        for (width, height) in [(600, 200), (1, 4_096), (1_000, 4_096), (4_096, 1), (1, 1)] {
            let strokes = vec![vec![(0, 0, 0), (width, height, 9)]];
            let hand = Handwriting::new((width, height), strokes, AccountId([1; 32]), [2; 32], [3; 32]);
            let (tall, strokes) = scaled(&hand.expect("inside of its field"));
            assert!(tall <= SIDE);
            let mut points = strokes.iter().flatten();
            assert!(
                points.all(|(x, y)| *x <= SIDE && *y <= tall),
                "{width} × {height}: {strokes:?}"
            );
        }
    }
}
