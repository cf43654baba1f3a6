//! Verifiers' statements: what is on record of each, and, where the file carries it, of whom it is and whether it holds. Proved is
//! that this verifier, whom the deployer appointed and who has no part in the loan, stated it of this account and these
//! commitments, and has not revoked it up to the proved block; whether it is true is the verifier's to answer for.
//! Units: milliseconds since 1970.

use terms::agreement::Identity;
use terms::event::IdentityStated;
use terms::{AccountId, Event};

use super::container::Entries;
use super::error::VerificationError;
use super::report::{ProvedEvent, VerificationReport, VerifiedLoan};
use super::{history, part, Verdict};
use crate::disclosure::Field;
use crate::identity::{self, IdentityStatement, Of, Wrong};

/// Checks all of them. `fields` are those that the terms commit to; empty where the file has none.
pub(super) fn check(
    parts: &Entries<'_>,
    loan: &VerifiedLoan,
    fields: &[Field],
    report: &mut VerificationReport,
) {
    for proved in &loan.events {
        let Event::IdentityStated(stated) = &proved.event else {
            continue;
        };
        let name = format!("{}{}", part::FILES, hex::encode(stated.digest));
        let recorded = |standing| on_record(loan, proved, stated, standing);
        let Some(bytes) = parts.get(name.as_str()) else {
            report.record(
                "identity",
                Verdict::Missing,
                recorded(standing(loan, stated, None)),
            );
            continue;
        };
        let found = statement(loan, proved, stated, bytes, fields);
        // Shown as what another event names: of this verifier's statement it says nothing, and nothing false was shown.
        if matches!(found, Err(None | Some(Wrong::Verifier))) && is_named_beside(loan, stated) {
            report.record(
                "identity",
                Verdict::Missing,
                recorded(standing(loan, stated, None)),
            );
            continue;
        }
        let found = found.map_err(|wrong| VerificationError::IdentityFalse {
            name,
            why: wrong.map_or("form", Wrong::word),
        });
        let Some(statement) = report.check("identity", found) else {
            continue;
        };
        let standing = standing(loan, stated, Some(&statement));
        let is_tied = !fields.is_empty();
        let mut params = recorded(standing);
        params.extend(told(loan, &statement, is_tied));
        let verdict = match standing == "stands" && is_tied {
            true => Verdict::Proved,
            false => Verdict::Stated,
        };
        report.record("identity", verdict, params);
    }
}

/// The statement in a file, held to the event and to the loan. Errors: none where the file is no statement; [`Wrong`].
pub(super) fn statement(
    loan: &VerifiedLoan,
    proved: &ProvedEvent,
    stated: &IdentityStated,
    bytes: &[u8],
    fields: &[Field],
) -> Result<IdentityStatement, Option<Wrong>> {
    let Some(statement) = IdentityStatement::read(bytes) else {
        return Err(None);
    };
    statement.check()?;
    if statement.verifier.0 != stated.verifier.0 {
        return Err(Some(Wrong::Verifier));
    }
    if statement.level.kind() != stated.kind {
        return Err(Some(Wrong::Level));
    }
    let place = statement.is_of(&Of {
        genesis: loan.manifest.genesis.0,
        contract: AccountId(loan.manifest.contract.0),
        loan: loan.manifest.loan,
        terms: &loan.terms,
        digest: loan.stored.agreement.digest,
    });
    match place {
        // Whose key is lost asks with the one for which their seat is claimed.
        Err(Wrong::Account) if is_claimed_for(loan, &statement) => {}
        place => place?,
    }
    // Where the file does not prove when it was put on record, it was not after the proved block.
    let block = proved.block.as_ref().unwrap_or(&loan.manifest.block);
    statement.is_checked_by(block.time_ms)?;
    if !fields.is_empty() {
        statement.is_about(fields)?;
    }
    Ok(statement)
}

/// The account that stands in the terms for whom a statement is about.
pub(super) fn seat_of(loan: &VerifiedLoan, it: &IdentityStatement) -> Option<AccountId> {
    let mut people = identity::people(&loan.terms).into_iter();
    people
        .find(|(role, _)| *role == it.role)
        .map(|(_, account)| account)
}

/// Whether the seat that a statement is about was ever claimed for the key that it names.
fn is_claimed_for(loan: &VerifiedLoan, it: &IdentityStatement) -> bool {
    let seat = seat_of(loan, it);
    let mut events = loan.events.iter();
    events.any(|proved| {
        matches!(&proved.event, Event::SeatClaimed(e) if (Some(e.seat), e.claim.to.0) == (seat, it.account.0))
    })
}

/// Whether another event names the same file.
fn is_named_beside(loan: &VerifiedLoan, stated: &IdentityStated) -> bool {
    let others = loan
        .events
        .iter()
        .filter(|proved| proved.event.head().sequence != stated.sequence);
    let mut named = others.flat_map(|proved| history::files(&proved.event));
    named.any(|(_, digest)| digest == stated.digest)
}

/// Whether a statement still counts at the proved block ([`identity::standing`]); without its file nobody knows for how long it is good.
fn standing(
    loan: &VerifiedLoan,
    stated: &IdentityStated,
    statement: Option<&IdentityStatement>,
) -> &'static str {
    let is_it = |one: &&Identity| (one.verifier, one.digest) == (stated.verifier, stated.digest);
    let agreement = &loan.stored.agreement;
    let one = agreement.identities.iter().find(is_it);
    let is_over = |it: &IdentityStatement| it.valid_until_ms < loan.manifest.block.time_ms;
    // The events and the contract have the same of them.
    one.map_or("stands", |one| {
        identity::standing(agreement, one, statement.is_some_and(is_over))
    })
}

/// What is on record of it: by whom, since when, how it stands, and its revocation.
fn on_record(
    loan: &VerifiedLoan,
    proved: &ProvedEvent,
    stated: &IdentityStated,
    standing: &str,
) -> Vec<(&'static str, String)> {
    let time = |proved: &ProvedEvent| {
        let block = proved.block.as_ref();
        block.map_or_else(String::new, |block| block.time_ms.to_string())
    };
    let revokes = |one: &&ProvedEvent| match &one.event {
        Event::IdentityEnded(e) => (e.verifier, e.digest) == (stated.verifier, stated.digest),
        Event::IdentityVoided(e) => (e.verifier, e.digest) == (stated.verifier, stated.digest),
        _ => false,
    };
    // The last of them is the one that counts: what had ended was void after all.
    let revoked = loan.events.iter().rev().find(revokes);
    let number = |proved: &ProvedEvent| proved.event.head().sequence.to_string();
    vec![
        ("event", number(proved)),
        ("verifier", hex::encode(stated.verifier.0)),
        ("digest", hex::encode(stated.digest)),
        ("kind", stated.kind.to_string()),
        ("time_ms", time(proved)),
        ("standing", standing.to_owned()),
        ("revoked_event", revoked.map(number).unwrap_or_default()),
        ("revoked_ms", revoked.map(time).unwrap_or_default()),
    ]
}

/// What the statement itself says.
fn told(loan: &VerifiedLoan, it: &IdentityStatement, is_tied: bool) -> Vec<(&'static str, String)> {
    let methods: Vec<_> = it.methods.iter().map(|method| method.name()).collect();
    let fields: Vec<_> = it.fields.iter().map(|field| field.name.as_str()).collect();
    vec![
        ("account", hex::encode(it.account.0)),
        ("role", it.role.clone()),
        ("level", it.level.name().to_owned()),
        ("methods", methods.join(" ")),
        ("fields", fields.join(", ")),
        ("checked_ms", it.checked_at_ms.to_string()),
        ("until_ms", it.valid_until_ms.to_string()),
        ("consent", hex::encode(it.consent.0)),
        ("report", hex::encode(it.report.0)),
        ("tied", super::yes_or_no(is_tied)),
        ("at_signing", at_signing(loan, it).to_owned()),
    ]
}

/// How the check lies to the party's own signature of the terms: `valid` then, `later`, `over` by then, `unsigned`, or `unplaced`
/// where the file does not prove when they signed.
fn at_signing(loan: &VerifiedLoan, it: &IdentityStatement) -> &'static str {
    let seat = seat_of(loan, it);
    let own = |proved: &&ProvedEvent| seat.is_some() && history::signer(&proved.event) == seat;
    let Some(signed) = loan.events.iter().find(own) else {
        return "unsigned";
    };
    match signed.block.as_ref().map(|block| block.time_ms) {
        None => "unplaced",
        Some(signed) if signed > it.valid_until_ms => "over",
        Some(signed) if signed < it.checked_at_ms => "later",
        Some(_) => "valid",
    }
}
