//! Seats whose key has changed, that are claimed or held: what became of each by the proved block. Proved is which key acts for a seat, and that
//! nobody decides for it who may not. Whose hands the key is in, nobody proves: of that there is the statement of a verifier, where a claim named one.

use terms::agreement::{Awaits, Claim, Holder};
use terms::event::{IdentityStated, SeatClaimed};
use terms::life::split;
use terms::limits::WHOLE_PPM;
use terms::{AccountId, Amount, Digest, Event, Settlement};

use super::container::Entries;
use super::identities;
use super::report::{ProvedEvent, ReportItem, VerificationReport, VerifiedLoan};
use super::{part, Verdict};
use crate::disclosure::Field;
use crate::identity::IdentityStatement;

/// Says of each seat by which key it acts and who claims it.
pub(super) fn report(loan: &VerifiedLoan, report: &mut VerificationReport) {
    let seats = loan.books.seats.iter();
    let said = seats.flat_map(|seat| items(loan, seat.account));
    report.items.extend(said);
}

/// What is to be said of one seat; nothing where nothing has become of it.
pub fn items(loan: &VerifiedLoan, account: AccountId) -> Vec<ReportItem> {
    let mut report = VerificationReport::default();
    let Some(seat) = loan.books.seats.iter().find(|seat| seat.account == account) else {
        return report.items;
    };
    let own = || ("account", hex::encode(account.0));
    let is_taken = |event: &Event| matches!(event, Event::SeatTaken(e) if e.seat == account);
    // Who has sold the claim and bought a part again acts for it by their own key.
    if let Some(taken) = last(loan, is_taken).filter(|_| seat.key != account) {
        let params = vec![
            own(),
            ("acting", hex::encode(seat.key.0)),
            ("event", number(taken)),
            ("day", taken.event.head().after.day.to_string()),
        ];
        report.proved("seat", params);
    }
    let objections = objections(loan, account);
    if objections > 0 {
        report.proved("seat-objected", vec![own(), ("count", objections.to_string())]);
    }
    if let Some(until) = seat.held_through.filter(|last| loan.today <= *last) {
        report.proved("seat-held", vec![own(), ("until", until.to_string())]);
    }
    let claimed = last(loan, |event| match event {
        Event::SeatClaimed(e) => e.seat == account,
        Event::ClaimSupported(e) => e.seat == account,
        Event::ClaimDecided(e) => e.seat == account,
        _ => false,
    });
    if let Some((claim, claimed)) = seat.claim.zip(claimed) {
        let until = claim.through.map_or_else(String::new, |day| day.to_string());
        let params = vec![
            own(),
            ("successor", hex::encode(claim.to.0)),
            ("claimant", hex::encode(claim.by.0)),
            ("event", number(claimed)),
            ("until", until),
        ];
        report.proved(awaits(&claim), params);
    }
    money(loan, account, &mut report);
    report.items
}

/// Says of the money that was repaid on chain for a claimed seat whether it is kept, or to which key it passed.
fn money(loan: &VerifiedLoan, account: AccountId, report: &mut VerificationReport) {
    let verdict = match loan.terms.settlement {
        Settlement::OffChain { .. } => return,
        Settlement::Native => Verdict::Proved,
        // A token's contract is foreign code.
        Settlement::Token { .. } => Verdict::Stated,
    };
    let mut holders = vec![Holder {
        account: loan.terms.lender,
        ppm: WHOLE_PPM,
    }];
    let (mut key, mut binds, mut kept) = (account, false, Amount::ZERO);
    let params = |amount: Amount| {
        vec![
            ("account", hex::encode(account.0)),
            ("amount", amount.minor().to_string()),
        ]
    };
    for proved in &loan.events {
        let was_bound = binds;
        match &proved.event {
            Event::ClaimAssigned(e) => holders = e.holders.clone(),
            Event::LoanRepaid(e) if binds => {
                let shares = split(e.payment.amount, &holders).unwrap_or_default();
                let own = shares.into_iter().filter(|(holder, _)| *holder == account);
                kept = own.fold(kept, |sum, (_, share)| sum.saturating_plus(share));
            }
            Event::SeatClaimed(e) if e.seat == account => binds = e.claim.binds(),
            Event::ClaimSupported(e) if e.seat == account => binds = e.claim.binds(),
            Event::ClaimEnded(e) if e.seat == account => binds = false,
            Event::ClaimDecided(e) if e.seat == account => binds = e.claim.is_some(),
            Event::SeatTaken(e) if e.seat == account => (key, binds) = (e.to, false),
            _ => {}
        }
        if was_bound && !binds && !kept.is_zero() {
            let mut params = params(std::mem::take(&mut kept));
            params.extend([("successor", hex::encode(key.0)), ("event", number(proved))]);
            report.record("seat-released", verdict, params);
        }
    }
    if !kept.is_zero() {
        report.record("seat-kept", verdict, params(kept));
    }
}

/// Says of each claim that names a verifier's statement whether that verifier made one, and whether it is about that seat. `fields` are those that the terms commit to.
pub(super) fn statements(
    parts: &Entries<'_>,
    loan: &VerifiedLoan,
    fields: &[Field],
    report: &mut VerificationReport,
) {
    for proved in &loan.events {
        let Event::SeatClaimed(claimed) = &proved.event else {
            continue;
        };
        let Some(digest) = claimed.statement else { continue };
        let name = format!("{}{}", part::FILES, hex::encode(digest));
        let carried = parts.get(name.as_str());
        let holds = |bytes: &&[u8]| {
            let mut records = on_record(loan, digest, claimed.sequence);
            records
                .find_map(|(proved, stated)| identities::statement(loan, proved, stated, bytes, fields).ok())
        };
        let (check, verdict) = match carried.map(holds) {
            None => ("seat-statement", Verdict::Missing),
            Some(None) => ("seat-statement-none", Verdict::Stated),
            Some(Some(it)) => match about(loan, claimed, &it) {
                None => ("seat-statement-other", Verdict::Stated),
                Some(check) if fields.is_empty() => (check, Verdict::Stated),
                Some(check) => (check, Verdict::Proved),
            },
        };
        let params = vec![
            ("event", number(proved)),
            ("account", hex::encode(claimed.seat.0)),
            ("successor", hex::encode(claimed.claim.to.0)),
            ("digest", hex::encode(digest)),
        ];
        report.record(check, verdict, params);
    }
}

/// The verifiers' words by which a statement of that digest counted when event `before` happened: on record, and not revoked.
fn on_record(
    loan: &VerifiedLoan,
    digest: Digest,
    before: u32,
) -> impl Iterator<Item = (&ProvedEvent, &IdentityStated)> {
    let earlier = move || {
        loan.events
            .iter()
            .take_while(move |proved| proved.event.head().sequence < before)
    };
    let is_revoked = move |verifier: AccountId| {
        earlier().any(|proved| match &proved.event {
            Event::IdentityEnded(e) => (e.verifier, e.digest) == (verifier, digest),
            Event::IdentityVoided(e) => (e.verifier, e.digest) == (verifier, digest),
            _ => false,
        })
    };
    earlier().filter_map(move |proved| match &proved.event {
        Event::IdentityStated(e) if e.digest == digest && !is_revoked(e.verifier) => Some((proved, e)),
        _ => None,
    })
}

/// What is said of a statement that a claim names: that it is of the key for which the seat is claimed, or of the seat by its account; `None` of
/// somebody else's.
fn about(loan: &VerifiedLoan, claimed: &SeatClaimed, it: &IdentityStatement) -> Option<&'static str> {
    let is_of_seat = identities::seat_of(loan, it) == Some(claimed.seat);
    match is_of_seat {
        true if it.account.0 == claimed.claim.to.0 => Some("seat-statement-key"),
        true if it.account.0 == claimed.seat.0 => Some("seat-statement-account"),
        _ => None,
    }
}

/// How often a claim to a seat was objected to, or denied.
fn objections(loan: &VerifiedLoan, account: AccountId) -> usize {
    let against = |proved: &&ProvedEvent| match &proved.event {
        Event::ClaimEnded(e) => e.seat == account && e.objected,
        Event::ClaimDecided(e) => e.seat == account && e.claim.is_none(),
        _ => false,
    };
    loan.events.iter().filter(against).count()
}

fn last(loan: &VerifiedLoan, is_it: impl Fn(&Event) -> bool) -> Option<&ProvedEvent> {
    loan.events.iter().rev().find(|proved| is_it(&proved.event))
}

fn number(proved: &ProvedEvent) -> String {
    proved.event.head().sequence.to_string()
}

/// What is said of a claim, by what it waits for.
fn awaits(claim: &Claim) -> &'static str {
    match (claim.awaits, claim.through) {
        (Awaits::Nothing, None) => "seat-claim-now",
        (Awaits::Nothing, Some(_)) => "seat-claim",
        (Awaits::Second, _) => "seat-claim-second",
        (Awaits::Arbiter, _) => "seat-claim-arbiter",
    }
}
