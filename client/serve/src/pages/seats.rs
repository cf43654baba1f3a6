//! Who may act for a seat: the warning of whoever has it, what the new key, an heir or a verifier can do about it, and why nothing is
//! decided meanwhile. What is possible the rules say; here stands what a reader sees of it.

use terms::agreement::{all_agreed, key_of, Awaits, Claim, Seat, Succession};
use terms::{AccountId, Books, Day, Status};

use iou_base::text::FluentValue;
use iou_view::seats::{asked, claimant, may_object, ways, Asked};

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

/// How whoever is asked about a claim answers it.
struct Answer {
    step: &'static str,
    icon: &'static str,
    todo: Todo,
}

/// The step that is asked for. `None` of whoever waits, or decides: not on a page.
fn answer(asked: Asked) -> Option<Answer> {
    let (step, icon, id) = match asked {
        Asked::Object(_) => ("object", "bad", "page-todo-object"),
        Asked::Take => ("take", "ok", "page-todo-take"),
        Asked::Support => ("support", "ok", "page-todo-support"),
        Asked::TakeFrom(_) | Asked::Decide => return None,
    };
    let todo = Todo { id, day: asked.day() };
    Some(Answer { step, icon, todo })
}

/// Icon, tone, title and sentences of a note.
type Said = (Html, &'static str, &'static str, Vec<String>);

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

/// Whether seats can be claimed: from the last signature to the end. What was claimed then goes on.
pub(super) fn is_open(record: &Record) -> bool {
    matches!(
        record.status(),
        Status::Signed | Status::Active | Status::Defaulted
    )
}

/// What was agreed for the loss of a seat's key.
fn rule(books: &Books, seat: AccountId) -> Option<&Succession> {
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
        let (terms, today) = (&self.record.books().terms, self.record.today());
        let asks = |key: &AccountId| asked(terms, seat, *key, today);
        let state = match (claim.awaits, asks(&claim.to)) {
            (Awaits::Arbiter, _) => "arbiter",
            (Awaits::Second, _) => "second",
            (Awaits::Nothing, Some(Asked::Take)) => "due",
            (Awaits::Nothing, _) => "until",
        };
        // Whoever has not logged in may be whose seat it is, or who is to get it.
        let either = [seat.key, claim.to];
        let keys: &[AccountId] = match (is_owner, self.accounts) {
            (true, _) => &either[..1],
            (false, []) => &either,
            (false, accounts) => accounts,
        };
        let args = self.args(seat.account, Some(claim));
        let answers: Vec<Answer> = keys.iter().filter_map(asks).filter_map(answer).collect();
        let act = |one: &Answer| self.act(one.step, one.icon, (seat.account, Some(claim.to)), &args);
        let mut acts: Vec<Act> = answers.iter().map(act).collect();
        if !is_owner {
            acts.extend(self.beside(seat, claim, &args));
        }
        let mut todo = answers.into_iter().map(|one| one.todo).next();
        if let Some(Todo { day, .. }) = &mut todo {
            *day = day.filter(|_| state == "until");
        }
        let (icon, tone, title, lines) = match is_owner {
            true => self.to_owner(seat, claim, state),
            false => self.to_others(seat, claim, state),
        };
        Note {
            icon,
            tone,
            title: self.say(title, &args),
            lines: lines.iter().map(|id| self.say(id, &args)).collect(),
            acts,
            meant_for: MeantFor::All,
            todo: todo.filter(|_| is_owner || !self.accounts.is_empty()),
        }
    }

    /// Icon, tone, title and sentences about a claim for whoever has the seat.
    fn to_owner(&self, seat: &Seat, claim: &Claim, state: &str) -> Said {
        let may_object = may_object(seat);
        let by = claimant(&self.record.books().terms, seat, claim);
        let title = match by {
            "owner" => "page-seat-mine-handed-over",
            _ => "page-seat-mine",
        };
        let state = match state {
            "until" | "due" if !may_object => "decided",
            state => state,
        };
        let mut lines = vec![format!("page-seat-by-{by}"), format!("page-seat-mine-{state}")];
        if claim.binds() {
            lines.push("page-seat-meanwhile".to_owned());
        }
        if may_object {
            lines.push("page-seat-not-you".to_owned());
        }
        (Html::icon("warn", "bad"), "bad", title, lines)
    }

    /// The same for whoever is to get it, and for all others.
    fn to_others(&self, seat: &Seat, claim: &Claim, state: &str) -> Said {
        let said = match state {
            "until" if !may_object(seat) => "from",
            "due" if !may_object(seat) => "now",
            state => state,
        };
        if self.has(claim.to) {
            let icon = Html::icon(if state == "due" { "ok" } else { "wait" }, "warn");
            let lines = vec![format!("page-seat-new-{said}"), "page-seat-passes".to_owned()];
            return (icon, "warn", "page-seat-new", lines);
        }
        let by = match claimant(&self.record.books().terms, seat, claim) {
            "owner" => "self",
            by => by,
        };
        let mut lines = vec![format!("page-seat-by-{by}"), format!("page-seat-others-{said}")];
        if claim.binds() {
            lines.push("page-seat-rely".to_owned());
        }
        (Html::icon("warn", "warn"), "warn", "page-seat-others", lines)
    }

    /// What else those can do who want a seat, or whom its owner named.
    fn beside(&self, seat: &Seat, claim: &Claim, args: &[Arg]) -> Option<Act> {
        let hands_over = claim.by == seat.account;
        if self.has(claim.to) || (self.has(claim.by) && !hands_over) {
            return Some(self.act("give-up", "none", (seat.account, Some(claim.to)), args));
        }
        // A handing over gives way to them, and so does what binds nobody.
        let gives_way = !claim.binds() || (hands_over && seat.objected.is_none());
        let rule = rule(self.record.books(), seat.account);
        let rule = rule.filter(|_| gives_way && is_open(self.record))?;
        self.claims(rule, args)
    }

    /// The claims that whoever looks can make themselves.
    fn claims(&self, rule: &Succession, args: &[Arg]) -> Option<Act> {
        let key = key_of(&self.record.books().seats, rule.seat);
        // Who has taken the seat is still named for it.
        let heir = rule.heir.filter(|heir| self.has(*heir) && *heir != key);
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
        let args = [
            ("seat", kind(books, rule.seat).into()),
            ("ways", ways(rule).into()),
            ("heir", name(rule.heir).into()),
            ("verifier", name(rule.verifier).into()),
            ("second", name(rule.second).into()),
            ("days", u32::from(rule.days).into()),
        ];
        words.say("page-seat-agreed", &args)
    };
    all_agreed(&books.terms, &books.seats).map(one).collect()
}
