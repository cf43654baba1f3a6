//! The certificate of a proved loan: what the verifier found, as the data of a printed page, in Chinese and English side by
//! side, for whoever has it set by the crate `certificate`. Nothing is found out here; every figure is the case's, every
//! sentence i18n's. Same file, same chain specification, same link: same data. Source of the layout's rules: docs/evidence.md.

mod account;
mod findings;
mod people;
mod settled;

use ::certificate as page;
use iou_base::hex0x;
use page::{AsOf, Both, Certificate, EvidenceFile, Happening, Institution, Row, Settlement};

use crate as view;
use crate::findings::{unit_of, Speaker};
use crate::sums::Delivered;
use iou_base::address::show as show_address;
use iou_base::money::Unit;
use iou_base::signs::seen;
use iou_base::text::{kebab, Lang, Text};
use iou_base::time;
use iou_evidence::disclosure::Field;
use iou_evidence::handwriting::Handwriting;
use iou_evidence::verify::report::{Carrier, ProvedEvent, VerifiedLoan};
use iou_evidence::verify::{container, history, manifest, part, VerificationReport};
use terms::{AccountId, Timestamp};

/// The certificate of a file that was verified; `None` where something in it is false. `link` leads the reader of the square
/// code to a verifier, or is empty.
pub fn of(file: &[u8], report: &VerificationReport, link: &str) -> Option<Certificate> {
    let loan = report.loan.as_deref().filter(|_| report.holds())?;
    Some(Writer::new(loan, opened(file)).certificate(report, link))
}

/// The certificate of settlement (结清证明) of a file that was verified; `None` where something in it is false, or the loan is not
/// settled.
pub fn settlement(file: &[u8], report: &VerificationReport, link: &str) -> Option<Settlement> {
    let loan = report.loan.as_deref().filter(|_| report.holds())?;
    Writer::new(loan, opened(file)).settlement(link)
}

/// The personal fields of a file that was verified, and the signatures by hand that it carries.
fn opened(file: &[u8]) -> (Vec<Field>, Vec<Handwriting>) {
    let parts = container::read(file).unwrap_or_default();
    let fields = parts
        .get(part::FIELDS)
        .map(|bytes| manifest::canonical_from(bytes));
    let files = parts.iter().filter(|(name, _)| name.starts_with(part::FILES));
    let hands = files.filter_map(|(_, bytes)| Handwriting::read(bytes)).collect();
    (fields.and_then(|read| read.ok()).unwrap_or_default(), hands)
}

/// Writes in both languages at once.
struct Writer<'a> {
    loan: &'a VerifiedLoan,
    fields: Vec<Field>,
    hands: Vec<Handwriting>,
    unit: Unit,
    zh: Text,
    en: Text,
}

impl<'a> Writer<'a> {
    fn new(loan: &'a VerifiedLoan, (fields, hands): (Vec<Field>, Vec<Handwriting>)) -> Writer<'a> {
        Writer {
            loan,
            fields,
            hands,
            unit: unit_of(loan),
            zh: Text::new(Lang::Zh),
            en: Text::new(Lang::En),
        }
    }

    fn certificate(&self, report: &VerificationReport, link: &str) -> Certificate {
        Certificate {
            version: page::VERSION,
            file: self.file(),
            verify_link: link.to_owned(),
            as_of: self.as_of(),
            loan: self.loan(),
            notes: self.notes(),
            parties: self.parties(),
            terms: self.terms(),
            unit: Both::same(self.unit.name.clone()),
            schedule: self.schedule(),
            timeline: self.timeline(),
            account: self.account(),
            findings: self.findings(report),
            institutions: self.institutions(),
        }
    }

    fn file(&self) -> EvidenceFile {
        EvidenceFile {
            name: format!("loan-{}.iou", self.loan.manifest.loan),
            sha256: hex::encode(self.loan.file),
        }
    }

    fn as_of(&self) -> AsOf {
        let head = &self.loan.manifest.block;
        AsOf {
            moment: self.moment(head.time_ms),
            unix_ms: head.time_ms,
            block: head.number.into(),
            hash: hex0x(head.hash.0),
        }
    }

    /// Label and value of the three sums.
    fn sums(&self) -> Vec<Row> {
        let sums = crate::findings::sums(self.loan);
        let amount = |label: &str, amount| Row {
            label: self.tr(label),
            value: Both::same(grouped(&self.unit.show(amount))),
        };
        // How it is known stands with the label: the figures stand in one line.
        let mut delivered = amount(
            &format!("certificate-delivered-{}", sums.delivered_is.name()),
            sums.delivered,
        );
        if sums.delivered_is == Delivered::None {
            delivered.value = Both::same("—");
        }
        let mut rows = vec![amount(sums.label(), sums.signed), delivered];
        if !sums.stated.is_zero() {
            rows.push(amount("label-sum-stated", sums.stated));
        }
        rows.push(amount("label-sum-repaid", sums.repaid));
        rows
    }

    /// What the sums differ by, and what waits for an answer, in words.
    fn notes(&self) -> Vec<Both> {
        let lines = |text: &Text| crate::findings::notes(text, self.loan);
        let both = lines(&self.zh).into_iter().zip(lines(&self.en));
        both.map(|(zh, en)| Both::new(grouped(&zh), grouped(&en)))
            .collect()
    }

    fn loan(&self) -> page::Loan {
        let loan = self.loan;
        let status = iou_base::names::status(loan.books.status);
        let mut figures = self.sums();
        if loan.books.account.is_some() {
            figures.push(Row {
                label: self.tr("label-owed"),
                value: Both::same(grouped(&crate::findings::owed(loan))),
            });
        }
        page::Loan {
            number: loan.manifest.loan,
            digest: hex0x(loan.stored.agreement.digest),
            contract: show_address(AccountId(loan.manifest.contract.0)),
            code_hash: hex0x(loan.manifest.code.0),
            chain: seen(&loan.genesis.name),
            genesis: hex0x(loan.genesis.hash),
            status: self.tr(&format!("status-{status}")),
            figures,
        }
    }

    /// The terms as signed, but for those whom the page of the parties names.
    fn terms(&self) -> Vec<Row> {
        let lines = |text: &Text| view::terms_lines(text, &self.loan.terms, &self.unit);
        let named = [
            "label-lender",
            "label-borrower",
            "label-guarantor",
            "label-arbiter",
        ];
        let named = named.map(|id| self.en.lookup(id, &[]));
        let mut rows = self.rows(lines);
        rows.retain(|row| !named.contains(&row.label.en));
        if let Some(field) = self.fields.iter().find(|field| field.name == people::PURPOSE) {
            let value = field
                .opened
                .as_ref()
                .map(|opened| Both::same(seen(&opened.value)));
            rows.push(Row {
                label: self.tr("certificate-field-purpose"),
                value: value.unwrap_or_else(|| self.tr("certificate-withheld")),
            });
        }
        rows
    }

    fn timeline(&self) -> Vec<Happening> {
        self.loan
            .events
            .iter()
            .map(|proved| self.happening(proved))
            .collect()
    }

    fn happening(&self, proved: &ProvedEvent) -> Happening {
        let (name, block) = (proved.event.name(), proved.block.as_ref());
        let more = |text: &Text| {
            let facts = view::event_facts(text, &proved.event, &self.unit);
            grouped(&facts.join(" · "))
        };
        Happening {
            sequence: proved.event.head().sequence,
            moment: match block {
                Some(block) => self.moment(block.time_ms),
                None => proved.event.head().after.day.to_string(),
            },
            block: block.map(|block| block.number.into()),
            hash: block.map_or(String::new(), |block| hex0x(block.hash.0)),
            what: self.tr(&format!("event-{}", kebab(name))),
            more: Both::new(more(&self.zh), more(&self.en)),
            details: self.details(proved),
        }
    }

    /// Who signed the step, and the files that the event names.
    fn details(&self, proved: &ProvedEvent) -> Vec<Row> {
        let row = |label: Both, value: String| Row {
            label,
            value: Both::same(value),
        };
        let mut rows = Vec::new();
        for (what, digest) in history::files(&proved.event) {
            rows.push(row(self.tr(&format!("digest-of-{what}")), hex::encode(digest)));
        }
        let Some(step) = &proved.step else { return rows };
        let by = |text: &Text| text.tr_with("certificate-by", &[("algorithm", step.algorithm.into())]);
        rows.push(row(
            Both::new(by(&self.zh), by(&self.en)),
            view::address(step.signer),
        ));
        if step.account != step.signer {
            rows.push(row(
                self.tr("certificate-in-name-of"),
                view::address(step.account),
            ));
        }
        if step.seat != step.account {
            rows.push(row(self.tr("certificate-for-seat"), view::address(step.seat)));
        }
        match step.carrier {
            Carrier::Transaction { hash, .. } => {
                rows.push(row(self.tr("certificate-transaction"), hex0x(hash)));
            }
            // When it was signed nobody knows but its signer: it says for which time.
            Carrier::Intent { id, valid } => {
                rows.push(row(self.tr("certificate-intent"), hex0x(id)));
                let [from, until] = [valid.0, valid.1].map(|at| self.moment(at.0));
                rows.push(row(self.tr("certificate-valid"), format!("{from} – {until}")));
            }
        }
        rows
    }

    /// The authorities of the set that made the block final, and who of them voted.
    fn institutions(&self) -> Vec<Institution> {
        let loan = self.loan;
        let set = loan.authority_sets.iter().find(|set| set.id == loan.finality.set);
        let authorities = set.into_iter().flat_map(|set| set.authorities.keys());
        authorities
            .map(|key| {
                let known = loan.institutions.iter();
                let mut known = known.filter(|one| one.set == loan.finality.set && one.key == *key);
                let one = known.next();
                let name = one.and_then(|one| one.name.as_deref().map(seen));
                Institution {
                    name: name
                        .or_else(|| one.map(|one| view::address(one.account)))
                        .unwrap_or_else(|| hex0x(key)),
                    key: hex0x(key),
                    signed: loan.signers.contains(key),
                }
            })
            .collect()
    }

    fn speakers(&self) -> (Speaker<'_>, Speaker<'_>) {
        (
            Speaker::new(&self.zh, Some(self.loan)),
            Speaker::new(&self.en, Some(self.loan)),
        )
    }

    /// Labels and values in both languages.
    fn rows(&self, lines: impl Fn(&Text) -> Vec<(String, String)>) -> Vec<Row> {
        let both = lines(&self.zh).into_iter().zip(lines(&self.en));
        let row = |((label_zh, zh), (label_en, en)): ((String, String), (String, String))| Row {
            label: Both::new(label_zh, label_en),
            value: Both::new(grouped(&zh), grouped(&en)),
        };
        both.map(row).collect()
    }

    fn tr(&self, id: &str) -> Both {
        Both::new(self.zh.lookup(id, &[]), self.en.lookup(id, &[]))
    }

    fn moment(&self, unix_ms: u64) -> String {
        time::show_moment(Timestamp(unix_ms).0, self.loan.terms.utc_offset)
    }

    fn number(&self, amount: terms::Amount) -> String {
        grouped(&self.unit.number(amount))
    }

    fn row(&self, label: &str, amount: terms::Amount) -> Row {
        Row {
            label: self.tr(label),
            value: Both::same(self.number(amount)),
        }
    }
}

/// Puts commas between the thousands of every word that is an amount with decimals.
fn grouped(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let Some((whole, rest)) = word.split_once('.').filter(|(a, b)| digits(a) && digits(b)) else {
            return word.to_owned();
        };
        let mut shown = String::new();
        for (n, digit) in whole.chars().enumerate() {
            if n > 0 && (whole.len() - n) % 3 == 0 {
                shown.push(',');
            }
            shown.push(digit);
        }
        format!("{shown}.{rest}")
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
