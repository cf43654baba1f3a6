//! 接管 in words: who may take over a seat, who claims it, by which key it is acted for, and what is asked of whom. What counts is the
//! rules' to say ([`terms::life`]); here stands what a reader sees of it and the step that is theirs to take next.

use std::collections::BTreeMap;

use iou_base::money::Unit;
use iou_base::text::Text;
use terms::agreement::{Agreement, Awaits, Claim, Seat, Succession};
use terms::{AccountId, Amount, Day, Event, LoanId, Terms};

use crate::address;

/// What a claim to a seat asks of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The seat's own key may object, by this day at the latest to be in time for certain; `None`: at any moment before it is taken.
    Object(Option<Day>),
    /// The new key may take the seat.
    Take,
    /// It may, but not before this day.
    TakeFrom(Day),
    /// Another's word is waited for, or makes it faster.
    Support,
    /// The arbiter decides.
    Decide,
}

impl Asked {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Asked::Object(_) => "object",
            Asked::Take => "take",
            Asked::TakeFrom(_) => "take_from",
            Asked::Support => "support",
            Asked::Decide => "decide",
        }
    }

    /// The day that goes with it.
    pub fn day(self) -> Option<Day> {
        match self {
            Asked::Object(day) => day,
            Asked::TakeFrom(day) => Some(day),
            _ => None,
        }
    }
}

/// What the claims to seats of a loan ask of whoever has `key`, on `today`: the seat, its claim and what.
pub fn asked_of(terms: &Terms, seats: &[Seat], key: AccountId, today: Day) -> Vec<(AccountId, Claim, Asked)> {
    let one = |seat: &Seat| Some((seat.account, seat.claim?, asked(terms, seat, key, today)?));
    seats.iter().filter_map(one).collect()
}

/// What the owner of a seat has agreed for the loss of its key, in the terms or after them.
fn agreed<'a>(terms: &'a Terms, seat: &'a Seat) -> Option<&'a Succession> {
    let mut named = terms.successions.iter();
    let named = named.find(|one| one.seat == seat.account);
    named.or(seat.plan.as_ref())
}

/// Whether the key that acts for a seat may object to the claim to it. One objection is all: what binds after it is decided, or has the word of
/// whom the owner named.
pub fn may_object(seat: &Seat) -> bool {
    let mut claim = seat.claim.iter();
    claim.any(|claim| !claim.binds() || seat.objected.is_none())
}

/// What the claim to a seat asks of whoever has `key`.
pub fn asked(terms: &Terms, seat: &Seat, key: AccountId, today: Day) -> Option<Asked> {
    let claim = seat.claim.as_ref()?;
    // Also a handing over is to be objected to where a thief with the same key has signed it.
    if seat.key == key {
        return may_object(seat).then_some(Asked::Object(claim.through));
    }
    if claim.to == key && claim.awaits == Awaits::Nothing {
        let first = claim.through.and_then(|last| last.plus_days(1).ok());
        return Some(match first.filter(|first| today < *first) {
            Some(first) => Asked::TakeFrom(first),
            None => Asked::Take,
        });
    }
    if claim.awaits == Awaits::Arbiter {
        return (terms.arbiter == Some(key)).then_some(Asked::Decide);
    }
    let rule = agreed(terms, seat)?;
    let supports = match claim.by == seat.account {
        true => rule.heir == Some(key) && claim.through.is_some(),
        false => rule.verifies(&key) && claim.by != key && claim.awaits == Awaits::Second,
    };
    supports.then_some(Asked::Support)
}

/// All seats of a loan, each once: those that the terms name, and of whoever holds a part of the claim.
pub fn all(agreement: &Agreement) -> Vec<AccountId> {
    let terms = &agreement.terms;
    let guarantors = terms.guarantors.iter().map(|named| named.account);
    let mut all: Vec<AccountId> = std::iter::once(terms.lender)
        .chain(terms.debtors())
        .chain(guarantors)
        .collect();
    // A co-borrower can have bought a part of the claim; who has sold theirs can have a seat that was taken.
    let holders = agreement.holders.iter().map(|holder| holder.account);
    for account in holders.chain(agreement.seats.iter().map(|seat| seat.account)) {
        if !all.contains(&account) {
            all.push(account);
        }
    }
    all
}

/// What somebody's seat is in the loan, by its name in the messages and for programs.
pub(crate) fn role_of(terms: &Terms, seat: AccountId) -> &'static str {
    if seat == terms.lender {
        "lender"
    } else if seat == terms.borrower {
        "borrower"
    } else if terms.owes(seat) {
        "co-borrower"
    } else if terms.names(seat) {
        "guarantor"
    } else {
        "holder"
    }
}

/// A seat as people call it: its role and its account.
pub fn seat_name(text: &Text, terms: &Terms, seat: AccountId) -> String {
    let role = text.lookup(&format!("label-{}", role_of(terms, seat)), &[]);
    let args = [("role", role.into()), ("seat", address(seat).into())];
    text.tr_with("seat-name", &args)
}

/// By whose word another key may come to act for a seat, by its name in the messages.
pub fn ways(one: &Succession) -> &'static str {
    match (one.heir, one.verifier, one.second) {
        (Some(_), None, _) => "heir",
        (None, _, None) => "verifier",
        (None, _, Some(_)) => "verifiers",
        (Some(_), Some(_), None) => "heir-or-verifier",
        (Some(_), Some(_), Some(_)) => "heir-or-verifiers",
    }
}

/// Who may take over a seat, in words.
pub fn succession_value(text: &Text, one: &Succession) -> String {
    let name = |account: Option<AccountId>| account.map(address).unwrap_or_default();
    let args = [
        ("ways", ways(one).into()),
        ("heir", name(one.heir).into()),
        ("verifier", name(one.verifier).into()),
        ("second", name(one.second).into()),
        ("days", one.days.into()),
    ];
    text.tr_with("value-succession", &args)
}

/// What terms agree for the loss of keys, a line for each seat.
pub fn succession_lines(text: &Text, terms: &Terms) -> Vec<(String, String)> {
    let line = |one: &Succession| {
        let name = seat_name(text, terms, one.seat);
        let value = format!("{name}: {}", succession_value(text, one));
        (text.tr("label-succession"), value)
    };
    terms.successions.iter().map(line).collect()
}

/// What became of seats since the terms: what was agreed later, claims, keys, and until when nothing is decided.
pub fn lines(text: &Text, terms: &Terms, seats: &[Seat], today: Day) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for seat in seats {
        let name = seat_name(text, terms, seat.account);
        let mut say = |label: &str, value: String| {
            lines.push((text.lookup(label, &[]), format!("{name}: {value}")));
        };
        if let Some(plan) = &seat.plan {
            say("label-succession", succession_value(text, plan));
        }
        if seat.key != seat.account {
            let key = [("key", address(seat.key).into())];
            say("label-seat-key", text.tr_with("value-seat-key", &key));
        }
        if let Some(claim) = &seat.claim {
            say("label-seat-claim", claim_value(text, terms, seat, claim));
        }
        let claimed = seat.claim.as_ref().is_some_and(Claim::binds);
        match seat.held_through.filter(|last| today <= *last) {
            _ if claimed => say("label-seat-held", text.tr("value-seat-held-claimed")),
            Some(last) => {
                let day = [("day", last.to_string().into())];
                say("label-seat-held", text.tr_with("value-seat-held", &day));
            }
            None => {}
        }
    }
    lines
}

/// What the contract keeps for claimed seats (their accounts, with what was repaid to each on chain), and who gets it.
pub fn kept_lines(
    text: &Text,
    agreement: &Agreement,
    kept: &BTreeMap<AccountId, Amount>,
    unit: &Unit,
) -> Vec<(String, String)> {
    let line = |(seat, amount): (&AccountId, &Amount)| {
        let claim = agreement.claimed(*seat)?;
        let args = [
            ("amount", unit.show(*amount).into()),
            ("to", address(claim.to).into()),
            ("key", address(agreement.key_of(*seat)).into()),
        ];
        let name = seat_name(text, &agreement.terms, *seat);
        let value = text.tr_with("value-seat-money", &args);
        Some((text.tr("label-seat-money"), format!("{name}: {value}")))
    };
    kept.iter().filter_map(line).collect()
}

/// As what somebody claims a seat, by its name in the messages.
pub fn claimant(terms: &Terms, seat: &Seat, claim: &Claim) -> &'static str {
    match agreed(terms, seat) {
        _ if claim.by == seat.account => "owner",
        Some(rule) if rule.heir == Some(claim.by) => "heir",
        _ => "verifier",
    }
}

/// Who claims a seat for whom, and what the claim waits for.
pub fn claim_value(text: &Text, terms: &Terms, seat: &Seat, claim: &Claim) -> String {
    let by = claimant(terms, seat, claim);
    let day = claim.through.map(|day| day.to_string()).unwrap_or_default();
    let next = match (claim.awaits, claim.through) {
        (Awaits::Nothing, None) => text.tr("claim-awaits-nobody"),
        (Awaits::Nothing, Some(_)) => text.tr_with("claim-awaits-day", &[("day", day.into())]),
        (Awaits::Second, _) if by == "owner" => text.tr("claim-awaits-heir"),
        (Awaits::Second, _) => text.tr("claim-awaits-second"),
        (Awaits::Arbiter, _) => text.tr("claim-awaits-arbiter"),
    };
    let args = [
        ("by", by.into()),
        ("claimant", address(claim.by).into()),
        ("to", address(claim.to).into()),
        ("next", next.into()),
    ];
    text.tr_with("value-seat-claim", &args)
}

/// What is asked of whoever has `key`, as sentences with the command for it.
pub fn notes(text: &Text, loan: LoanId, agreement: &Agreement, key: AccountId, today: Day) -> Vec<String> {
    let (terms, seats) = (&agreement.terms, &agreement.seats);
    let all = asked_of(terms, seats, key, today).into_iter();
    let note = |(seat, claim, what): (AccountId, Claim, Asked)| {
        let args = [
            ("seat", seat_name(text, terms, seat).into()),
            ("account", address(seat).into()),
            ("loan", loan.to_string().into()),
            ("to", address(claim.to).into()),
            (
                "day",
                what.day().map(|day| day.to_string()).unwrap_or_default().into(),
            ),
        ];
        let id = match what {
            Asked::Object(None) if claim.by == seat => "seat-asked-handed-over-now",
            Asked::Object(Some(_)) if claim.by == seat => "seat-asked-handed-over",
            Asked::Object(None) => "seat-asked-object-now",
            Asked::Object(Some(_)) => "seat-asked-object",
            Asked::Take => "seat-asked-take",
            Asked::TakeFrom(_) => "seat-asked-take-from",
            Asked::Support => "seat-asked-support",
            Asked::Decide => "seat-asked-decide",
        };
        text.lookup(id, &args)
    };
    all.map(note).collect()
}

/// What an event about a seat tells beside its name.
pub fn event_facts(text: &Text, event: &Event) -> Vec<String> {
    let to = |account: AccountId| format!("→ {}", address(account));
    match event {
        Event::SuccessionPlanned(e) => vec![address(e.succession.seat)],
        Event::SeatClaimed(e) => claim_facts(text, e.seat, &e.claim),
        Event::ClaimSupported(e) => claim_facts(text, e.seat, &e.claim),
        Event::ClaimEnded(e) => {
            let how = if e.objected {
                "fact-claim-objected"
            } else {
                "fact-claim-given-up"
            };
            vec![address(e.seat), to(e.to), text.lookup(how, &[])]
        }
        Event::ClaimDecided(e) => {
            let how = match e.claim {
                Some(_) => "fact-claim-granted",
                None => "fact-claim-denied",
            };
            let new = e.claim.map(|claim| to(claim.to));
            let facts = [Some(address(e.seat)), new, Some(text.lookup(how, &[]))];
            facts.into_iter().flatten().collect()
        }
        Event::SeatTaken(e) => {
            let day = [("day", e.held_through.to_string().into())];
            vec![address(e.seat), to(e.to), text.tr_with("value-seat-held", &day)]
        }
        _ => Vec::new(),
    }
}

fn claim_facts(text: &Text, seat: AccountId, claim: &Claim) -> Vec<String> {
    let day = claim.through.filter(|_| claim.awaits == Awaits::Nothing);
    let day = day.map(|day| text.tr_with("fact-claim-day", &[("day", day.to_string().into())]));
    let to = format!("→ {}", address(claim.to));
    [Some(address(seat)), Some(to), day]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::text::Lang;
    use iou_evidence::verify::sample::Paper;

    const HEIR: AccountId = AccountId([11; 32]);
    const FIRST: AccountId = AccountId([12; 32]);
    const SECOND: AccountId = AccountId([13; 32]);
    const ARBITER: AccountId = AccountId([14; 32]);
    const NEW: AccountId = AccountId([15; 32]);
    const TODAY: Day = Day(20_500);

    /// A running loan whose lender has agreed all ways; with their seat, as `claim` is made to it.
    fn claimed(claim: Option<Claim>) -> Agreement {
        let paper = Paper::with_loan(&[1], 3);
        let mut agreement = Agreement::clone(&paper.loan().agreement);
        let seat = agreement.terms.lender;
        agreement.terms.arbiter = Some(ARBITER);
        agreement.terms.successions = vec![Succession {
            seat,
            heir: Some(HEIR),
            verifier: Some(FIRST),
            second: Some(SECOND),
            days: 21,
        }];
        agreement.seats = vec![Seat {
            account: seat,
            key: seat,
            plan: None,
            claim,
            held_through: None,
            // What an arbiter has to decide comes after an objection.
            objected: claim.filter(|claim| claim.awaits == Awaits::Arbiter).map(|_| 0),
        }];
        agreement
    }

    fn claim(by: AccountId, to: AccountId, awaits: Awaits, through: Option<u32>) -> Claim {
        Claim {
            to,
            by,
            awaits,
            on: TODAY,
            through: through.map(Day),
        }
    }

    #[test]
    fn everybody_is_asked_for_what_only_they_can_do_about_a_claim() {
        let lender = claimed(None).terms.lender;
        let people = [lender, HEIR, FIRST, SECOND, ARBITER, NEW];
        let asked = |claim: Claim| {
            let agreement = claimed(Some(claim));
            people.map(|key| {
                let all = asked_of(&agreement.terms, &agreement.seats, key, TODAY);
                assert!(all.len() <= 1);
                all.first().map(|(_, _, what)| what.name())
            })
        };
        let none = None;
        for (claim, expected) in [
            // By the heir; an objection counts for some days more.
            (
                claim(HEIR, HEIR, Awaits::Nothing, Some(TODAY.0 + 21)),
                [Some("object"), Some("take_from"), none, none, none, none],
            ),
            // The last day is over.
            (
                claim(HEIR, HEIR, Awaits::Nothing, Some(TODAY.0 - 1)),
                [Some("object"), Some("take"), none, none, none, none],
            ),
            // On its last day it cannot be taken.
            (
                claim(HEIR, HEIR, Awaits::Nothing, Some(TODAY.0)),
                [Some("object"), Some("take_from"), none, none, none, none],
            ),
            // By one verifier, who is not the second too.
            (
                claim(FIRST, NEW, Awaits::Second, Some(TODAY.0 + 21)),
                [Some("object"), none, none, Some("support"), none, none],
            ),
            (
                claim(SECOND, NEW, Awaits::Nothing, Some(TODAY.0 + 21)),
                [Some("object"), none, none, none, none, Some("take_from")],
            ),
            // Handed over, by whoever has the key: the heir makes it faster, or after an objection is waited for.
            (
                claim(lender, NEW, Awaits::Nothing, Some(TODAY.0 + 7)),
                [
                    Some("object"),
                    Some("support"),
                    none,
                    none,
                    none,
                    Some("take_from"),
                ],
            ),
            (
                claim(lender, NEW, Awaits::Second, Some(TODAY.0 + 7)),
                [Some("object"), Some("support"), none, none, none, none],
            ),
            (
                claim(lender, NEW, Awaits::Nothing, None),
                [Some("object"), none, none, none, none, Some("take")],
            ),
            // The second claim after an objection.
            (
                claim(HEIR, HEIR, Awaits::Arbiter, Some(TODAY.0 + 21)),
                [none, none, none, none, Some("decide"), none],
            ),
        ] {
            assert_eq!(asked(claim), expected, "{claim:?}");
        }
    }

    #[test]
    fn every_sentence_about_a_seat_is_there_in_both_languages_with_its_accounts_and_days() {
        let lender = claimed(None).terms.lender;
        for lang in [Lang::En, Lang::Zh] {
            let text = Text::new(lang);
            let whole = |lines: Vec<(String, String)>| {
                lines
                    .into_iter()
                    .map(|(label, value)| format!("{label} {value}"))
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            for (claim, says) in [
                (
                    claim(HEIR, HEIR, Awaits::Nothing, Some(TODAY.0 + 21)),
                    vec![address(HEIR), Day(TODAY.0 + 21).to_string()],
                ),
                (
                    claim(FIRST, NEW, Awaits::Second, Some(TODAY.0 + 21)),
                    vec![address(FIRST), address(NEW)],
                ),
                (
                    claim(lender, NEW, Awaits::Second, Some(TODAY.0 + 7)),
                    vec![address(NEW)],
                ),
                (claim(lender, NEW, Awaits::Nothing, None), vec![address(NEW)]),
                (
                    claim(HEIR, HEIR, Awaits::Arbiter, Some(TODAY.0 + 21)),
                    vec![address(HEIR)],
                ),
            ] {
                let agreement = claimed(Some(claim));
                let said = whole(lines(&text, &agreement.terms, &agreement.seats, TODAY));
                assert!(!said.contains("localization") && !said.contains('{'), "{said}");
                for part in says {
                    assert!(said.contains(&part), "{part}: {said}");
                }
                for key in [lender, HEIR, FIRST, SECOND, ARBITER, NEW] {
                    for note in notes(&text, 7, &agreement, key, TODAY) {
                        assert!(
                            note.contains("iou seat ") && note.contains(&address(lender)),
                            "{note}"
                        );
                        assert!(!note.contains("localization") && !note.contains('{'), "{note}");
                    }
                }
            }
            let mut agreement = claimed(None);
            let agreed = whole(succession_lines(&text, &agreement.terms));
            for named in [HEIR, FIRST, SECOND, lender] {
                assert!(agreed.contains(&address(named)), "{agreed}");
            }
            assert!(agreed.contains("21"), "{agreed}");
            let place = &mut agreement.seats[0];
            (place.key, place.held_through) = (NEW, Some(Day(TODAY.0 + 30)));
            let said = whole(lines(&text, &agreement.terms, &agreement.seats, TODAY));
            assert!(
                said.contains(&address(NEW)) && said.contains(&Day(TODAY.0 + 30).to_string()),
                "{said}"
            );
            let later = whole(lines(
                &text,
                &agreement.terms,
                &agreement.seats,
                Day(TODAY.0 + 31),
            ));
            assert!(
                later.contains(&address(NEW)) && !later.contains(&Day(TODAY.0 + 30).to_string()),
                "{later}"
            );
        }
    }

    #[test]
    fn what_is_kept_for_a_claimed_seat_is_shown_with_who_gets_it_either_way() {
        let unit = Unit {
            name: "UNIT".into(),
            decimals: 2,
        };
        let heirs = claim(HEIR, HEIR, Awaits::Nothing, Some(TODAY.0 + 21));
        let agreement = claimed(Some(heirs));
        let lender = agreement.terms.lender;
        let kept = BTreeMap::from([(lender, Amount::new(1_000).unwrap())]);
        for lang in [Lang::En, Lang::Zh] {
            let lines = kept_lines(&Text::new(lang), &agreement, &kept, &unit);
            let [(label, value)] = &lines[..] else {
                panic!("{lines:?}")
            };
            for part in ["10.00 UNIT".to_owned(), address(HEIR), address(lender)] {
                assert!(value.contains(&part), "{part}: {label} {value}");
            }
        }
        let states = crate::json::seat_states(&agreement, TODAY, &kept, &unit);
        let shown = serde_json::to_value(states).unwrap();
        let expected = serde_json::json!({
            "amount": "10.00",
            "unit": "UNIT",
            "if_taken": address(HEIR),
            "if_ended": address(lender),
        });
        assert_eq!(
            (&shown[0]["role"], &shown[0]["kept"]),
            (&"lender".into(), &expected)
        );
        assert_eq!(shown[1]["kept"], serde_json::Value::Null);
    }

    #[test]
    fn every_seat_of_a_loan_is_listed_once_with_its_role() {
        let mut agreement = claimed(None);
        let (lender, borrower) = (agreement.terms.lender, agreement.terms.borrower);
        agreement.terms.guarantors = vec![terms::agreement::Guarantor {
            account: HEIR,
            joint: true,
            months: None,
        }];
        agreement
            .holders
            .push(terms::agreement::Holder { account: NEW, ppm: 1 });
        let roles: Vec<_> = all(&agreement)
            .into_iter()
            .map(|seat| (seat, role_of(&agreement.terms, seat)))
            .collect();
        let expected = [
            (lender, "lender"),
            (borrower, "borrower"),
            (HEIR, "guarantor"),
            (NEW, "holder"),
        ];
        assert_eq!(roles, expected);
    }
}
