//! The certificate of a proved loan: what the verifier found, as the data of a printed page, in Chinese and English side by
//! side. Nothing is found out here; every figure is the case's, every sentence i18n's. The pages are `certificate`'s.
//! Same file, same chain specification, same link: same bytes. Source of the layout's rules: docs/evidence.md.

mod account;
mod findings;
mod people;

use ::certificate as page;
use page::{AsOf, Both, Certificate, EvidenceFile, Happening, Institution, Row};

use super::agreement::show_address;
use super::disclosure::Field;
use super::verify::report::{Case, Proved};
use super::verify::{container, history, manifest, part, Report};
use super::words::{unit_of, Speaker};
use crate::error::{Error, Result};
use crate::money::Unit;
use crate::text::{kebab, Lang, Text};
use crate::{time, view};
use terms::{AccountId, Timestamp};

/// Renders the certificate of a file that was verified; `link` leads the reader of the square code to a verifier, or is
/// empty.
///
/// Errors: [`Error::EvidenceFalse`] where something is false; [`Error::Certificate`] where a font is missing or the link
/// too long.
pub fn render(file: &[u8], report: &Report, link: &str) -> Result<Vec<u8>> {
    let Some(case) = report.case.as_deref().filter(|_| report.holds()) else {
        return Err(Error::EvidenceFalse {
            count: report.count(super::verify::Verdict::False).to_string(),
        });
    };
    let data = Writer::new(case, opened(file)).certificate(report, link);
    page::render(&data, file).map_err(|why| Error::Certificate {
        reason: why.to_string(),
    })
}

/// The personal fields of a file that was verified.
fn opened(file: &[u8]) -> Vec<Field> {
    let parts = container::read(file).unwrap_or_default();
    let fields = parts
        .get(part::FIELDS)
        .map(|bytes| manifest::canonical_from(bytes));
    fields.and_then(|read| read.ok()).unwrap_or_default()
}

/// Writes in both languages at once.
struct Writer<'a> {
    case: &'a Case,
    fields: Vec<Field>,
    unit: Unit,
    zh: Text,
    en: Text,
}

impl<'a> Writer<'a> {
    fn new(case: &'a Case, fields: Vec<Field>) -> Writer<'a> {
        Writer {
            case,
            fields,
            unit: unit_of(case),
            zh: Text::new(Lang::Zh),
            en: Text::new(Lang::En),
        }
    }

    fn certificate(&self, report: &Report, link: &str) -> Certificate {
        let case = self.case;
        let head = &case.manifest.block;
        Certificate {
            version: page::VERSION,
            file: EvidenceFile {
                name: format!("loan-{}.iou", case.manifest.loan),
                sha256: hex::encode(case.file),
            },
            verify_link: link.to_owned(),
            as_of: AsOf {
                moment: self.moment(head.time_ms),
                unix_ms: head.time_ms,
                block: head.number.into(),
                hash: view::hex0x(&head.hash.0),
            },
            loan: self.loan(),
            parties: self.parties(),
            terms: self.terms(),
            unit: Both::same(self.unit.name.clone()),
            schedule: self.schedule(),
            timeline: self.timeline(report),
            account: self.account(),
            findings: self.findings(report),
            institutions: self.institutions(),
        }
    }

    fn loan(&self) -> page::Loan {
        let case = self.case;
        let balance = self.balance();
        let status = kebab(&format!("{:?}", case.books.status));
        let mut figures = vec![self.row("label-principal", case.terms.principal)];
        if case.books.account.is_some() {
            figures.push(self.row("label-outstanding", balance.principal));
            figures.push(self.row("label-owed", balance.total));
            figures.push(self.row("certificate-due", balance.due));
        }
        page::Loan {
            number: case.manifest.loan,
            digest: view::hex0x(&case.stored.agreement.digest),
            contract: show_address(AccountId(case.manifest.contract.0)),
            code_hash: view::hex0x(&case.manifest.code.0),
            chain: case.genesis.name.clone(),
            genesis: view::hex0x(&case.genesis.hash),
            status: self.tr(&format!("status-{status}")),
            figures,
        }
    }

    /// The terms as signed, but for those whom the page of the parties names.
    fn terms(&self) -> Vec<Row> {
        let lines = |text: &Text| view::terms_lines(text, &self.case.terms, &self.unit);
        let named = [
            "label-lender",
            "label-borrower",
            "label-guarantor",
            "label-arbiter",
        ];
        let named = named.map(|id| self.en.lookup(id, &[]));
        let both = lines(&self.zh).into_iter().zip(lines(&self.en));
        let rows = both.map(|((label_zh, zh), (label_en, en))| Row {
            label: Both::new(label_zh, label_en),
            value: Both::new(grouped(&zh), grouped(&en)),
        });
        let mut rows: Vec<Row> = rows.filter(|row| !named.contains(&row.label.en)).collect();
        if let Some(field) = self.fields.iter().find(|field| field.name == people::PURPOSE) {
            let value = field.opened.as_ref().map(|opened| Both::same(&opened.value));
            rows.push(Row {
                label: self.tr("certificate-field-purpose"),
                value: value.unwrap_or_else(|| self.tr("certificate-withheld")),
            });
        }
        rows
    }

    /// What happened; where the file does not prove of which kind an event is, that is said beside it.
    fn timeline(&self, report: &Report) -> Vec<Happening> {
        let unsure = |proved: &Proved| {
            let event = ("event", proved.event.head().sequence.to_string());
            let mut items = report.items.iter();
            items.any(|item| item.check == "kind" && item.params.contains(&event))
        };
        let tell = |proved: &Proved| {
            let mut happening = self.happening(proved);
            if unsure(proved) {
                let why = self.tr("certificate-kind-stated-why");
                happening.details.push(Row {
                    label: self.tr("certificate-kind-stated"),
                    value: Both::same(format!("{} {}", why.zh, why.en)),
                });
            }
            happening
        };
        self.case.events.iter().map(tell).collect()
    }

    fn happening(&self, proved: &Proved) -> Happening {
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
            hash: block.map_or(String::new(), |block| view::hex0x(&block.hash.0)),
            what: self.tr(&format!("event-{}", kebab(name))),
            more: Both::new(more(&self.zh), more(&self.en)),
            details: self.details(proved),
        }
    }

    /// Who signed the step, and the files that the event names.
    fn details(&self, proved: &Proved) -> Vec<Row> {
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
        rows.push(row(
            self.tr("certificate-transaction"),
            view::hex0x(&step.transaction),
        ));
        rows
    }

    /// The voters of the set that made the block final, and who of them voted.
    fn institutions(&self) -> Vec<Institution> {
        let case = self.case;
        let set = case.sets.iter().find(|set| set.id == case.finality.set);
        let voters = set.into_iter().flat_map(|set| set.voters.keys());
        voters
            .map(|key| {
                let known = case.institutions.iter();
                let mut known = known.filter(|one| one.set == case.finality.set && one.key == *key);
                let one = known.next();
                let name = one.and_then(|one| one.name.clone());
                Institution {
                    name: name
                        .or_else(|| one.map(|one| view::address(one.account)))
                        .unwrap_or_else(|| view::hex0x(key)),
                    key: view::hex0x(key),
                    signed: case.signers.contains(key),
                }
            })
            .collect()
    }

    fn speakers(&self) -> (Speaker<'_>, Speaker<'_>) {
        (
            Speaker::new(&self.zh, Some(self.case)),
            Speaker::new(&self.en, Some(self.case)),
        )
    }

    fn tr(&self, id: &str) -> Both {
        Both::new(self.zh.lookup(id, &[]), self.en.lookup(id, &[]))
    }

    fn moment(&self, unix_ms: u64) -> String {
        time::show_moment(Timestamp(unix_ms).0, self.case.terms.utc_offset)
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
