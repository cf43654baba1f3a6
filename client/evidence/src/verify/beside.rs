//! What lies beside the chain: attached files, records of messages, outside anchors, signatures under certificates.

use iou_base::money::Unit;
use iou_base::sha256;
use iou_base::time::parse_day;
use terms::{AccountId, Settlement};

use super::container::Entries;
use super::error::VerificationError;
use super::manifest::{self, canonical_from};
use super::report::{VerificationReport, VerifiedLoan};
use super::signatures::{self, Judge, Stamp};
use super::{anchor, history, limit, part, yes_or_no, Verdict};
use crate::handwriting::Handwriting;
use crate::row::StatementRow;

/// Days that may lie between a payment as a statement has it and as a step says it.
const DAYS_AROUND: u32 = 3;

/// Checks all of it.
pub(super) fn check(
    parts: &Entries<'_>,
    loan: &VerifiedLoan,
    judge: &dyn Judge,
    report: &mut VerificationReport,
) {
    files(parts, loan, report);
    notices(parts, report);
    let stamps = anchors(parts, loan, report);
    if let Some(carried) = report.check("cms", signatures::carried(parts, loan, stamps)) {
        judge.judge(&carried, report);
    }
}

/// The attached files are those that events name; those that are not attached are missing.
fn files(parts: &Entries<'_>, loan: &VerifiedLoan, report: &mut VerificationReport) {
    let named: Vec<_> = loan
        .events
        .iter()
        .flat_map(|proved| {
            let sequence = proved.event.head().sequence;
            history::files(&proved.event)
                .into_iter()
                .map(move |(what, digest)| (sequence, proved.event.name(), what, digest))
        })
        .collect();
    for (name, bytes) in parts {
        let Some(stem) = name.strip_prefix(part::FILES) else {
            continue;
        };
        let digest = sha256(bytes);
        let is_named = hex::encode(digest) == stem && named.iter().any(|(.., found)| *found == digest);
        let found = is_named
            .then_some(())
            .ok_or_else(|| VerificationError::FileForeign {
                name: name.to_string(),
            });
        let _ = report.check("file", found);
    }
    for (sequence, event, what, digest) in named {
        let name = format!("{}{}", part::FILES, hex::encode(digest));
        // A signature under a certificate lies elsewhere, to be judged.
        let here = parts.contains_key(name.as_str()) || parts.contains_key(&signatures::entry_of(&digest));
        let verdict = if here { Verdict::Proved } else { Verdict::Missing };
        let params = vec![
            ("event", sequence.to_string()),
            ("name", event.to_owned()),
            ("what", what.to_owned()),
            ("digest", hex::encode(digest)),
        ];
        report.record("file", verdict, params);
        let row = parts.get(&name).and_then(|bytes| StatementRow::read(bytes));
        if let Some(row) = row {
            statement_row(loan, sequence, &row, report);
        }
        let hand = parts.get(&name).and_then(|bytes| Handwriting::read(bytes));
        if let Some(hand) = hand {
            handwriting(loan, sequence, &hand, report);
        }
    }
}

/// A receipt that is a row of a statement: that it is the one on record is proved by its digest, what it says is its holder's word.
fn statement_row(loan: &VerifiedLoan, sequence: u32, row: &StatementRow, report: &mut VerificationReport) {
    let event = loan
        .events
        .iter()
        .find(|proved| proved.event.head().sequence == sequence);
    let paid = event.and_then(|proved| history::payment(&proved.event));
    let agrees = paid.is_some_and(|(amount, on)| {
        let unit = match loan.terms.settlement {
            Settlement::OffChain { currency, decimals } => Unit {
                name: String::from_utf8_lossy(&currency.0).into_owned(),
                decimals,
            },
            _ => return false,
        };
        let day = parse_day(&row.day);
        let is_near = day.is_some_and(|day| day.0.abs_diff(on.0) <= DAYS_AROUND);
        row.loan == loan.manifest.loan
            && row.currency == unit.name
            && row.amount == unit.number(amount)
            && is_near
    });
    let params = vec![
        ("event", sequence.to_string()),
        ("source", row.source.clone()),
        ("strength", row.source.clone()),
        ("day", row.day.clone()),
        ("direction", row.direction.clone()),
        ("sum", format!("{} {}", row.amount, row.currency)),
        ("counterparty", row.counterparty.clone()),
        ("memo", row.memo.clone()),
        ("id", row.id.clone()),
        ("agrees", yes_or_no(agrees)),
    ];
    report.record("statement-row", Verdict::Stated, params);
}

/// A file that is a signature by hand: that it was there when the step was signed is proved by its digest, that a hand drew it nobody proves.
fn handwriting(loan: &VerifiedLoan, sequence: u32, hand: &Handwriting, report: &mut VerificationReport) {
    let event = loan
        .events
        .iter()
        .find(|proved| proved.event.head().sequence == sequence);
    let signer = event.and_then(|proved| history::signer(&proved.event));
    let agrees = signer == Some(AccountId(hand.account.0)) && hand.terms.0 == loan.stored.agreement.digest;
    let params = vec![
        ("event", sequence.to_string()),
        ("account", hex::encode(hand.account.0)),
        ("strokes", hand.strokes.len().to_string()),
        ("agrees", yes_or_no(agrees)),
    ];
    report.record("handwriting", Verdict::Stated, params);
}

/// The records of messages, which the sender alone answers for.
fn notices(parts: &Entries<'_>, report: &mut VerificationReport) {
    if let Some(bytes) = parts.get(part::NOTICES) {
        let signs = bytes.iter().filter(|byte| matches!(byte, b',' | b'{' | b'['));
        let notices = match signs.count() > limit::NOTICES_SIGNS {
            true => Err(VerificationError::NoticesLong),
            false => canonical_from::<Vec<serde_json::Map<String, serde_json::Value>>>(bytes),
        };
        if let Some(notices) = report.check("notices", notices) {
            report.record(
                "notices",
                Verdict::Stated,
                vec![("count", notices.len().to_string())],
            );
        }
    }
}

/// Says of the anchors of what they are, but for time stamps, which it gives.
fn anchors<'a>(
    parts: &'a Entries<'a>,
    loan: &VerifiedLoan,
    report: &mut VerificationReport,
) -> Vec<Stamp<'a>> {
    let (mut any, mut stamps) = (false, Vec::new());
    for (name, bytes) in parts {
        if !name.starts_with(manifest::ANCHORS) {
            continue;
        }
        any = true;
        let Some(anchor) = report.check("anchor", anchor::read(name, bytes)) else {
            continue;
        };
        let part = loan
            .manifest
            .parts
            .iter()
            .find(|part| part.sha256.0 == anchor.imprint);
        let of = match part {
            _ if anchor.imprint == loan.core => Ok(signatures::MANIFEST.to_owned()),
            Some(part) if part.name != *name => Ok(part.name.clone()),
            _ => Err(VerificationError::AnchorForeign {
                digest: anchor.imprint,
            }),
        };
        if let Some(of) = report.check("anchor", of) {
            let stamp = Stamp {
                entry: name,
                bytes,
                anchor,
                of,
            };
            match stamp.anchor.time {
                Some(_) => stamps.push(stamp),
                None => report.record("anchor", Verdict::Stated, stamp.told("no")),
            }
        }
    }
    if !any {
        report.record("anchor", Verdict::Missing, vec![("core", hex::encode(loan.core))]);
    }
    stamps
}
