//! What a verification found, in words: the title of each item and the sentence that says what was computed and compared.
//! Verdicts, figures and codes are the verifier's; the sentences are messages `check-…` and `evidence-…` of i18n.

use terms::{Amount, Balance, Timestamp, UtcOffset};

use iou_base::signs::seen;
use iou_evidence::verify::account::{self, StatementDocument};
use iou_evidence::verify::error::VerificationError;
use iou_evidence::verify::manifest::BlockRef;
use iou_evidence::verify::{AsOf, Genesis, ReportItem, Standing, Verdict, VerificationReport, VerifiedLoan};
use serde::Serialize;

use crate::json::{self, EventView, SumsView, TermsView, UnansweredView};
use crate::sums::Sums;
use crate::unanswered::{self, Unanswered};
use iou_base::money::Unit;
use iou_base::text::{kebab, Text};
use iou_base::time;

/// Says items in one language.
pub struct Speaker<'a> {
    /// The language.
    pub text: &'a Text,
    /// The loan's money; none where no loan was proved.
    pub unit: Option<Unit>,
    /// The agreement's zone.
    pub zone: UtcOffset,
}

impl<'a> Speaker<'a> {
    /// One for a report about `case`.
    pub fn new(text: &'a Text, loan: Option<&VerifiedLoan>) -> Speaker<'a> {
        Speaker {
            text,
            unit: loan.map(unit_of),
            zone: loan.map_or(UtcOffset::CHINA, |loan| loan.terms.utc_offset),
        }
    }

    /// What was looked at.
    pub fn title(&self, item: &ReportItem) -> String {
        self.text.lookup(&format!("check-{}", item.check), &[])
    }

    /// What came out.
    pub fn sentence(&self, item: &ReportItem) -> String {
        if let Some(VerificationError::NotSettled { status }) = &item.error {
            let status = self.text.lookup(&format!("status-{status}"), &[]);
            return self
                .text
                .tr_with("evidence-settlement-false", &[("status", status.into())]);
        }
        if let Some(error) = &item.error {
            let reason = [("error", seen(&error.to_string()).into())];
            return self.text.tr_with("evidence-false-line", &reason);
        }
        let params: Vec<_> = item
            .params
            .iter()
            .map(|(name, value)| (*name, self.shown(name, value).into()))
            .collect();
        let id = format!("evidence-{}-{}", item.check, verdict(item.verdict));
        self.text.lookup(&id, &params)
    }

    /// A figure as people read it.
    fn shown(&self, name: &str, value: &str) -> String {
        let account = || {
            let bytes: [u8; 32] = hex::decode(value).ok()?.try_into().ok()?;
            Some(crate::address(terms::AccountId(bytes)))
        };
        let word = |kind: &str| Some(self.text.lookup(&format!("{kind}-{}", kebab(value)), &[]));
        let known = |kind: &str| {
            let id = Some(format!("{kind}-{value}")).filter(|id| self.text.has(id))?;
            Some(self.text.lookup(&id, &[]))
        };
        let other = match name {
            "account" | "signer" | "contract" | "verifier" | "seat" | "acting" | "successor" | "claimant" => {
                account()
            }
            "name" => word("event"),
            "status" => word("status"),
            "what" | "of" => known("digest-of"),
            // What another program wrote may name a source that this one does not know.
            "source" => known("statement-source"),
            "strength" => known("statement-strength"),
            "direction" => known("direction"),
            "level" => known("identity-level"),
            "methods" => Some(crate::identity_methods(self.text, value.split(' '))),
            "message" => {
                let id = format!("action-{}", value.replace('_', "-"));
                Some(self.text.lookup(&id, &[]))
            }
            "time_ms" | "revoked_ms" | "authority_revoked_ms" | "checked_ms" | "until_ms" => value
                .parse()
                .ok()
                .map(|at| time::show_moment(Timestamp(at).0, self.zone)),
            "amount" => self
                .unit
                .as_ref()
                .and_then(|unit| Some(unit.show(Amount::new(value.parse().ok()?).ok()?))),
            _ => None,
        };
        other.unwrap_or_else(|| seen(value))
    }
}

/// A verdict as it stands in the ids of messages.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proved => "proved",
        Verdict::Stated => "stated",
        Verdict::Missing => "missing",
        Verdict::False => "false",
    }
}

/// The money of a proved loan.
pub fn unit_of(loan: &VerifiedLoan) -> Unit {
    let native = Unit {
        name: loan.manifest.chain.symbol.clone(),
        decimals: loan.manifest.chain.decimals,
    };
    Unit::of(loan.terms.settlement, &native)
}

/// The report for programs: the same whoever verifies, the program or a browser.
#[derive(Debug, Serialize)]
pub struct ReportDocument<'a> {
    as_of: Option<AsOfDocument>,
    chain: &'a str,
    genesis: String,
    verdict: Standing,
    holds: bool,
    development: bool,
    proved: usize,
    stated: usize,
    missing: usize,
    #[serde(rename = "false")]
    is_false: usize,
    items: &'a [ReportItem],
    loan: Option<LoanDocument<'a>>,
}

/// The block up to which the file tells.
#[derive(Debug, Serialize)]
struct AsOfDocument {
    time: String,
    time_ms: u64,
    block: u32,
    hash: String,
    proved: bool,
}

/// The proved loan.
#[derive(Debug, Serialize)]
struct LoanDocument<'a> {
    number: u64,
    contract: String,
    code_hash: String,
    block: &'a BlockRef,
    status: &'static str,
    /// All that was owed at the end of the day of the block.
    owed: String,
    sums: SumsView,
    unanswered: Vec<UnansweredView>,
    terms: TermsView,
    statement: StatementDocument,
    events: Vec<EventView>,
}

/// The report for programs.
pub fn document<'a>(report: &'a VerificationReport, genesis: &'a Genesis) -> ReportDocument<'a> {
    ReportDocument {
        as_of: report.as_of.as_ref().map(|as_of| AsOfDocument {
            time: moment(as_of, report),
            time_ms: as_of.block.time_ms,
            block: as_of.block.number,
            hash: hex::encode(as_of.block.hash.0),
            proved: as_of.is_proved,
        }),
        chain: &genesis.name,
        genesis: hex::encode(genesis.hash),
        verdict: report.standing(),
        holds: report.standing() == Standing::Holds,
        development: report.is_development(),
        proved: report.count(Verdict::Proved),
        stated: report.count(Verdict::Stated),
        missing: report.count(Verdict::Missing),
        is_false: report.count(Verdict::False),
        items: &report.items,
        loan: report.loan.as_deref().map(loan),
    }
}

fn loan(loan: &VerifiedLoan) -> LoanDocument<'_> {
    let unit = unit_of(loan);
    let events = loan.events.iter();
    LoanDocument {
        number: loan.manifest.loan,
        contract: crate::address(terms::AccountId(loan.manifest.contract.0)),
        code_hash: hex::encode(loan.manifest.code.0),
        block: &loan.manifest.block,
        status: iou_base::names::status(loan.books.status),
        owed: unit.number(balance(loan).total),
        sums: json::sums(&sums(loan), &unit),
        unanswered: unanswered(loan)
            .iter()
            .map(|it| json::unanswered(it, &unit))
            .collect(),
        terms: crate::terms(&loan.terms, &unit),
        statement: account::document(&loan.statement, loan.today),
        events: events.map(|proved| crate::event(&proved.event, &unit)).collect(),
    }
}

/// What was owed at the end of the day of the proved block, by what it is made of.
pub fn balance(loan: &VerifiedLoan) -> Balance {
    let last = loan.statement.lines.last();
    last.map(|line| line.after).unwrap_or_default()
}

/// All of it, with its unit.
pub fn owed(loan: &VerifiedLoan) -> String {
    unit_of(loan).show(balance(loan).total)
}

/// Label and value: which loan, where it stands, its three sums and what is owed. Whether it is settled stands here, whatever a
/// page around the file calls itself.
pub fn figures(text: &Text, loan: &VerifiedLoan) -> Vec<(String, String)> {
    let mut lines = vec![
        (text.tr("label-loan"), loan.manifest.loan.to_string()),
        (text.tr("label-status"), crate::status(text, loan.books.status)),
    ];
    lines.extend(crate::sums::lines(text, &sums(loan), &unit_of(loan)));
    if loan.books.account.is_some() {
        lines.push((text.tr("label-owed"), owed(loan)));
    }
    lines
}

/// The three sums of a proved loan.
pub fn sums(loan: &VerifiedLoan) -> Sums {
    Sums::of_events(loan.events.iter().map(|proved| &proved.event))
}

/// What waited for an answer at the proved block.
pub fn unanswered(loan: &VerifiedLoan) -> Vec<Unanswered> {
    let now = Timestamp(loan.manifest.block.time_ms);
    let events = loan.events.iter().map(|proved| &proved.event);
    unanswered::of_events(events, &loan.books.seats, loan.books.may_grow(loan.today), now)
}

/// In words: what the sums differ by, and what was not answered for how long by the proved block.
pub fn notes(text: &Text, loan: &VerifiedLoan) -> Vec<String> {
    crate::notes(
        text,
        Some(&sums(loan)),
        &unanswered(loan),
        &loan.terms,
        &unit_of(loan),
    )
}

/// The time of the block up to which a file tells, where the parties live.
pub fn moment(as_of: &AsOf, report: &VerificationReport) -> String {
    let zone = report.loan.as_deref().map(|loan| loan.terms.utc_offset);
    time::show_moment(as_of.block.time_ms, zone.unwrap_or(terms::UtcOffset::CHINA))
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::signs::is_unseen;

    #[test]
    fn what_a_file_says_does_not_move_the_cursor_nor_turn_the_line() {
        assert_eq!(seen("李四 Li, 100 %"), "李四 Li, 100 %");
        let hostile = "\u{1b}[2J\u{202e}\r\nok";
        let shown = seen(hostile);
        assert_eq!(shown, "\\u{1b}[2J\\u{202e}\\u{d}\\u{a}ok");
        let item = ReportItem {
            check: "field",
            verdict: Verdict::Proved,
            params: vec![
                ("field", "borrower.name".into()),
                ("value", hostile.into()),
                ("signed", "yes".into()),
            ],
            error: None,
        };
        let text = Text::english();
        assert!(Speaker::new(text, None)
            .sentence(&item)
            .chars()
            .all(|sign| !is_unseen(sign)));
    }
}
