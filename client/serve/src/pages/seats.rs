//! Who may act for a seat: the warning of whoever has it, what the new key, an heir or a verifier can do about it, and why nothing is
//! decided meanwhile. What is possible the rules say; here stands what a reader sees of it.

use terms::agreement::{all_agreed, key_of, seat_of, Awaits, Claim, Seat, Succession};
use terms::life::Held;
use terms::{AccountId, Books, Day, Status};

use iou_base::text::FluentValue;

use super::loan::Act;
use super::record::Record;
use super::words::{short, Html, Words};

/// Something about a seat that stands above all else on the page.
pub(super) struct Note {
    pub(super) icon: Html,
    pub(super) tone: &'static str,
    pub(super) title: Html,
    pub(super) lines: Vec<Html>,
    pub(super) acts: Vec<Act>,
    /// Of the two that stand for each other on the page of whoever has not logged in: whose words these are.
    pub(super) meant_for: MeantFor,
    /// What waits for whoever looks, in the list of all their loans; none where nothing does.
    pub(super) todo: Option<Todo>,
}

/// Whom a note is for, where only the browser may know who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MeantFor {
    /// Whoever looks.
    All,
    /// That side; it is put away until the browser says so.
    Own(&'static str),
    /// Everybody but that side.
    Others(&'static str),
}

impl MeantFor {
    /// The side whose own words these are.
    pub(super) fn own(self) -> Option<&'static str> {
        match self {
            MeantFor::Own(side) => Some(side),
            _ => None,
        }
    }

    /// The side that has other words.
    pub(super) fn others(self) -> Option<&'static str> {
        match self {
            MeantFor::Others(side) => Some(side),
            _ => None,
        }
    }
}

/// What is to be done about a seat.
pub(super) struct Todo {
    /// The message that says so.
    pub(super) id: &'static str,
    /// Until when, or from when on.
    pub(super) day: Option<Day>,
}

/// Whose seat it is, by its name in messages.
pub(super) fn kind(books: &Books, seat: AccountId) -> &'static str {
    let terms = &books.terms;
    let lead = books.holders.first().map(|lead| lead.account);
    if terms.owes(seat) {
        "borrower"
    } else if seat == terms.lender || lead == Some(seat) {
        "lender"
    } else if terms.names(seat) {
        "guarantor"
    } else {
        "holder"
    }
}

/// The last day on which nothing is decided for a seat, as far as that is known: a claim has no such day. `None` where it is free.
pub(super) fn held(books: &Books, seat: AccountId, today: Day) -> Option<Option<Day>> {
    let seat = books.seats.iter().find(|one| one.account == seat)?;
    if seat.claim.as_ref().is_some_and(Claim::binds) {
        return Some(None);
    }
    seat.held_through.filter(|last| today <= *last).map(Some)
}

/// Whether the rules let a seat that is held take a step of that kind.
pub(super) fn lets(books: &Books, seat: AccountId, held: Held) -> bool {
    let acts_for_the_claim = books.holders.first().map(|lead| lead.account) == Some(seat);
    match held {
        Held::No => true,
        Held::Creditor => !acts_for_the_claim,
        Held::Yes => false,
    }
}

/// Whether seats can be claimed: from the last signature to the end. What was claimed then goes on.
pub(super) fn is_open(record: &Record) -> bool {
    matches!(
        record.status(),
        Status::Signed | Status::Active | Status::Defaulted
    )
}

/// Whether whoever has `accounts` has no seat in a loan and decides nothing over it: they are named for a seat, or had one.
pub(super) fn only_beside(books: &Books, accounts: &[AccountId]) -> bool {
    let terms = &books.terms;
    let mut seats = accounts
        .iter()
        .filter_map(|account| seat_of(&books.seats, *account));
    let holds = |seat| books.holders.iter().any(|holder| holder.account == seat);
    !seats.any(|seat| terms.names(seat) || terms.arbiter == Some(seat) || holds(seat))
}

/// What was agreed for the loss of a seat's key.
pub(super) fn rule(books: &Books, seat: AccountId) -> Option<&Succession> {
    all_agreed(&books.terms, &books.seats).find(|rule| rule.seat == seat)
}

/// What is said of the seats to whoever has `accounts`; to nobody in particular where there are none.
pub(super) fn notes(record: &Record, accounts: &[AccountId], words: &Words) -> Vec<Note> {
    let teller = Teller {
        record,
        accounts,
        words,
    };
    let seats = record.books().seats.iter();
    let mut notes: Vec<Note> = seats.flat_map(|seat| teller.of(seat)).collect();
    notes.extend(teller.named());
    // What somebody has to answer comes first.
    notes.sort_by_key(|note| note.todo.is_none());
    notes
}

struct Teller<'a> {
    record: &'a Record,
    accounts: &'a [AccountId],
    words: &'a Words,
}

/// A value for a message.
type Arg = (&'static str, FluentValue<'static>);

impl Teller<'_> {
    fn has(&self, account: AccountId) -> bool {
        self.accounts.contains(&account)
    }

    /// What every sentence about a seat may name.
    fn args(&self, seat: AccountId, claim: Option<&Claim>) -> Vec<Arg> {
        let books = self.record.books();
        let through = claim.and_then(|claim| claim.through);
        let from = through.and_then(|last| last.plus_days(1).ok());
        let near = |day: Option<Day>| day.map(|day| self.words.near(day)).unwrap_or_default();
        let account = |account: Option<AccountId>| account.map(short).unwrap_or_default();
        vec![
            ("seat", kind(books, seat).into()),
            ("to", account(claim.map(|claim| claim.to)).into()),
            ("by", account(claim.map(|claim| claim.by)).into()),
            ("key", short(key_of(&books.seats, seat)).into()),
            ("day", near(through).into()),
            ("from", near(from).into()),
        ]
    }

    fn say(&self, id: &str, args: &[Arg]) -> Html {
        self.words.say(id, args)
    }

    fn act(
        &self,
        step: &str,
        icon: &'static str,
        (seat, to): (AccountId, Option<AccountId>),
        args: &[Arg],
    ) -> Act {
        let to = to.map(|to| format!("&to={}", iou_view::address(to)));
        Act {
            href: format!(
                "/loans/{}/{step}?seat={}{}",
                self.record.id(),
                iou_view::address(seat),
                to.unwrap_or_default()
            ),
            icon: Html::icon(icon, ""),
            title: self.say(&format!("page-act-{step}"), args),
            small: Html::default(),
        }
    }

    fn of(&self, seat: &Seat) -> Vec<Note> {
        let Some(claim) = &seat.claim else {
            return self.passed(seat).into_iter().collect();
        };
        let side = kind(self.record.books(), seat.account);
        let mut note = self.claimed(seat, claim, self.has(seat.key));
        // The browser knows on which side it signed, and this service does not.
        if !self.accounts.is_empty() || !["lender", "borrower"].contains(&side) {
            return vec![note];
        }
        note.meant_for = MeantFor::Others(side);
        let mut own = self.claimed(seat, claim, true);
        own.meant_for = MeantFor::Own(side);
        vec![own, note]
    }

    fn claimed(&self, seat: &Seat, claim: &Claim, is_owner: bool) -> Note {
        let today = self.record.today();
        let args = self.args(seat.account, Some(claim));
        let both = (seat.account, Some(claim.to));
        let is_due = claim.awaits == Awaits::Nothing && claim.through.is_none_or(|last| last < today);
        let state = match claim.awaits {
            Awaits::Arbiter => "arbiter",
            Awaits::Second => "second",
            Awaits::Nothing if is_due => "due",
            Awaits::Nothing => "until",
        };
        // One objection is all: what comes after it is decided, or has the word of whom the owner named.
        let may_object = !claim.binds() || seat.objected.is_none();
        let others = match state {
            "until" if !may_object => "from",
            "due" if !may_object => "now",
            state => state,
        };
        let hands_over = claim.by == seat.account;
        let by = match rule(self.record.books(), seat.account) {
            _ if hands_over => "owner",
            Some(rule) if rule.heir == Some(claim.by) => "heir",
            _ => "verifier",
        };
        let object = || self.act("object", "bad", both, &args);
        let take = || self.act("take", "ok", both, &args);
        if is_owner {
            let mine = match state {
                "until" | "due" if !may_object => "decided",
                state => state,
            };
            let mut lines = vec![
                self.say(&format!("page-seat-by-{by}"), &args),
                self.say(&format!("page-seat-mine-{mine}"), &args),
            ];
            if claim.binds() {
                lines.push(self.say("page-seat-meanwhile", &args));
            }
            if may_object {
                lines.push(self.say("page-seat-not-you", &args));
            }
            return Note {
                icon: Html::icon("warn", "bad"),
                tone: "bad",
                title: self.say(
                    if hands_over {
                        "page-seat-mine-handed-over"
                    } else {
                        "page-seat-mine"
                    },
                    &args,
                ),
                lines,
                acts: may_object.then(object).into_iter().collect(),
                meant_for: MeantFor::All,
                todo: may_object.then_some(Todo {
                    id: "page-todo-object",
                    day: claim.through.filter(|_| state == "until"),
                }),
            };
        }
        let give_up = || self.act("give-up", "none", both, &args);
        if self.has(claim.to) {
            return Note {
                icon: Html::icon(if is_due { "ok" } else { "wait" }, "warn"),
                tone: "warn",
                title: self.say("page-seat-new", &args),
                lines: vec![
                    self.say(&format!("page-seat-new-{others}"), &args),
                    self.say("page-seat-passes", &args),
                ],
                acts: is_due.then(take).into_iter().chain([give_up()]).collect(),
                meant_for: MeantFor::All,
                todo: is_due.then_some(Todo {
                    id: "page-todo-take",
                    day: None,
                }),
            };
        }
        // To others it is its owner who hands it over.
        let by = if hands_over { "self" } else { by };
        let mut lines = vec![
            self.say(&format!("page-seat-by-{by}"), &args),
            self.say(&format!("page-seat-others-{others}"), &args),
        ];
        let (acts, todo) = self.of_the_named(seat, claim, &args);
        if claim.binds() {
            lines.push(self.say("page-seat-rely", &args));
        }
        // Whoever has not logged in may be any of them.
        let acts = match self.accounts.is_empty() {
            true => {
                let objects = may_object.then(object);
                objects.into_iter().chain(is_due.then(take)).collect()
            }
            false => acts,
        };
        Note {
            icon: Html::icon("warn", "warn"),
            tone: "warn",
            title: self.say("page-seat-others", &args),
            lines,
            acts,
            meant_for: MeantFor::All,
            todo,
        }
    }

    /// What those can do whom the seat's owner named, and what waits for them.
    fn of_the_named(&self, seat: &Seat, claim: &Claim, args: &[Arg]) -> (Vec<Act>, Option<Todo>) {
        let both = (seat.account, Some(claim.to));
        let mut acts = Vec::new();
        let mut todo = None;
        let hands_over = claim.by == seat.account;
        if self.has(claim.by) {
            acts.push(self.act("give-up", "none", both, args));
        } else if let Some(rule) = rule(self.record.books(), seat.account) {
            let is_heir = rule.heir.is_some_and(|heir| self.has(heir));
            let verifies = self.accounts.iter().any(|account| rule.verifies(account));
            let supports = match hands_over {
                true => is_heir && claim.through.is_some(),
                false => verifies && claim.awaits == Awaits::Second,
            };
            if supports {
                acts.push(self.act("support", "ok", both, args));
                todo = Some(Todo {
                    id: "page-todo-support",
                    day: None,
                });
            }
            // A handing over gives way to them, and so does what binds nobody.
            let gives_way = !claim.binds() || (hands_over && seat.objected.is_none());
            if gives_way && is_open(self.record) {
                acts.extend(self.claims(rule, args));
            }
        }
        (acts, todo)
    }

    /// The claims that whoever looks can make themselves.
    fn claims(&self, rule: &Succession, args: &[Arg]) -> Option<Act> {
        let heir = rule.heir.filter(|heir| self.has(*heir));
        let verifies = self.accounts.iter().any(|account| rule.verifies(account));
        if heir.is_some() {
            Some(self.act("claim", "key", (rule.seat, heir), args))
        } else {
            verifies.then(|| self.act("claim", "key", (rule.seat, None), args))
        }
    }

    /// A seat that another key has taken.
    fn passed(&self, seat: &Seat) -> Option<Note> {
        let until = seat
            .held_through
            .filter(|last| self.record.today() <= *last && is_open(self.record));
        let mut args = self.args(seat.account, None);
        let day = until.map(|day| self.words.near(day)).unwrap_or_default();
        args.retain(|(name, _)| *name != "day");
        args.push(("day", day.into()));
        let has_passed = seat.key != seat.account;
        let (title, lines) = if has_passed && self.has(seat.account) && !self.has(seat.key) {
            (
                "page-seat-former",
                vec!["page-seat-former-why", "page-seat-former-do"],
            )
        } else if self.has(seat.key) {
            let _held = until?;
            let why = if has_passed {
                "page-seat-held-why"
            } else {
                "page-seat-held-ended"
            };
            ("page-seat-held", vec![why, "page-seat-held-can"])
        } else {
            let _held = until.filter(|_| has_passed)?;
            ("page-seat-passed", vec!["page-seat-passed-why", "page-seat-rely"])
        };
        Some(Note {
            icon: Html::icon("warn", "warn"),
            tone: "warn",
            title: self.say(title, &args),
            lines: lines.iter().map(|id| self.say(id, &args)).collect(),
            acts: Vec::new(),
            meant_for: MeantFor::All,
            todo: None,
        })
    }

    /// For whom a seat's owner named them, while nobody claims it.
    fn named(&self) -> Vec<Note> {
        let books = self.record.books();
        let claimed = |seat: AccountId| {
            let mut seats = books.seats.iter();
            seats.any(|one| one.account == seat && one.claim.is_some())
        };
        let free =
            all_agreed(&books.terms, &books.seats).filter(|rule| is_open(self.record) && !claimed(rule.seat));
        let note = |rule: &Succession| {
            let args = self.args(rule.seat, None);
            let act = self.claims(rule, &args)?;
            let days = ("days", u32::from(rule.days).into());
            let args: Vec<Arg> = args.into_iter().chain([days]).collect();
            Some(Note {
                icon: Html::icon("key", ""),
                tone: "",
                title: self.say("page-seat-named", &args),
                lines: vec![self.say("page-seat-named-why", &args)],
                acts: vec![act],
                meant_for: MeantFor::All,
                todo: None,
            })
        };
        free.filter_map(note).collect()
    }
}

/// What the terms and their holders agreed for the loss of keys: for each seat a sentence.
pub(super) fn agreed(books: &Books, words: &Words) -> Vec<Html> {
    let one = |rule: &Succession| {
        let name = |account: Option<AccountId>| account.map(short).unwrap_or_default();
        let ways = match (rule.heir, rule.verifier, rule.second) {
            (Some(_), None, _) => "heir",
            (None, _, None) => "verifier",
            (None, _, Some(_)) => "verifiers",
            (Some(_), Some(_), None) => "heir-or-verifier",
            (Some(_), Some(_), Some(_)) => "heir-or-verifiers",
        };
        let args = [
            ("seat", kind(books, rule.seat).into()),
            ("ways", ways.into()),
            ("heir", name(rule.heir).into()),
            ("verifier", name(rule.verifier).into()),
            ("second", name(rule.second).into()),
            ("days", u32::from(rule.days).into()),
        ];
        words.say("page-seat-agreed", &args)
    };
    all_agreed(&books.terms, &books.seats).map(one).collect()
}
