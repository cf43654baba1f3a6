//! The page of a loan: where it stands, what whoever looks can do, the three sums, what waits for an answer and for how long,
//! principal and interest over time, what happened and how that is proved, the account line by line.

use askama::Template;
#[cfg(test)]
use terms::agreement::key_of;
use terms::agreement::Claim;
use terms::statement::Statement;
use terms::{AccountId, Amount, Event, Role, Status};

use iou_base::money::show_rate;
use iou_base::text::{kebab, FluentValue};
use iou_base::{hex0x, names};
use iou_evidence::verify::account;
use iou_view as view;
use iou_view::slip::Remark;

use super::chart::{self, Bar, Chart};
use super::frame::Frame;
use super::record::{head, other, Record, Viewer, Waiting as Waits};
use super::seats::{self, Note};
use super::step::{self, Barred};
use super::words::{bare, plain, short, sum, with_sign, Html, Words};
use crate::read::{Delivered, PlacedEvent, Whom};

/// A sum with a word beneath it.
pub(super) struct Sum {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) note: String,
}

/// Something that can be done.
pub(super) struct Act {
    pub(super) href: String,
    pub(super) icon: Html,
    pub(super) title: Html,
    pub(super) small: Html,
}

impl Act {
    /// The step's name: the last part of its path.
    fn step(&self) -> &str {
        let path = self.href.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is what most will want where it comes first: not what gives something up, nor what signs nothing.
    fn is_main(&self) -> bool {
        !matches!(self.step(), "give-up" | "other" | "missing")
    }
}

/// What one side can do.
struct Group {
    /// Empty where it is for whoever looks.
    heading: String,
    role: &'static str,
    acts: Vec<Act>,
}

/// Something that waits for an answer.
struct Waiting {
    title: Html,
    lines: Vec<Html>,
    acts: Vec<Act>,
}

/// What to transfer by bank.
struct Pays {
    lines: Vec<(String, Html)>,
    memo: String,
    notes: Vec<Html>,
}

/// An instalment.
struct Row {
    due: String,
    tag: Html,
    total: String,
    principal: String,
    interest: String,
}

/// The drawing, with its words.
struct Drawn {
    chart: Chart,
    description: String,
    first: String,
    now: String,
    /// With interest and month, where there is room for them.
    bars: Vec<(Bar, Option<(String, String)>)>,
}

/// Something that happened.
struct Item {
    icon: Html,
    title: Html,
    machine: String,
    time: String,
    tone: &'static str,
    proof: Html,
}

/// Where something that happened stands on the chain.
struct Place {
    line: String,
    href: String,
    hash: String,
}

/// A line of the account.
struct Line {
    days: String,
    item: String,
    formula: String,
    amount: String,
    owed: String,
}

/// The page.
#[derive(Template)]
#[template(path = "loan.html")]
pub(super) struct LoanPage {
    f: Frame,
    id: u64,
    heading: String,
    /// Which loan, where the heading does not say so.
    number: String,
    status: Html,
    today: String,
    seats: Vec<Note>,
    sums: [Sum; 3],
    notes: Vec<Html>,
    lead: Html,
    waiting: Vec<Waiting>,
    slip: Option<Pays>,
    groups: Vec<Group>,
    evidence: String,
    /// Whether nothing is owed any more, which can be had printed then.
    settled: bool,
    /// Whether it can be had printed, too.
    prints: bool,
    facts: Vec<(String, Html)>,
    drawn: Option<Drawn>,
    unit: String,
    rows: Vec<Row>,
    totals: [String; 3],
    items: Vec<Item>,
    places: Vec<Place>,
    accounts: Vec<(String, String)>,
    digest: String,
    lines: Vec<Line>,
}

/// Makes the page.
struct Teller<'a> {
    record: &'a Record,
    viewer: Viewer,
    accounts: &'a [AccountId],
    words: Words,
}

/// The page of a loan for `viewer` with the key that acts for them.
#[cfg(test)]
pub(super) fn page(f: Frame, record: &Record, viewer: Viewer, live: bool) -> LoanPage {
    let key = viewer
        .account()
        .map(|account| key_of(&record.books().seats, account));
    page_for(f, record, key.as_slice(), live)
}

/// The page of a loan for whoever has `accounts`. `live`: whether it follows what happens (a page by a signed link cannot ask).
pub(super) fn page_for(mut f: Frame, record: &Record, accounts: &[AccountId], live: bool) -> LoanPage {
    let terms = &record.books().terms;
    let viewer = Viewer::of(record.books(), accounts);
    let words = Words::new(f.lang(), terms.utc_offset, record.now_ms);
    let teller = Teller {
        record,
        viewer,
        accounts,
        words,
    };
    let id = record.id().to_string();
    f.title = words.line("page-loan-number", &[("loan", id.clone().into())]);
    f.wide = true;
    f.scripts = if live { &["loan.mjs"] } else { &[] };
    f.data.push(("status", names::status(record.status()).into()));
    f.data.push(("loan", id.clone()));
    f.data.push(("viewer", viewer.name().into()));
    let args = [("viewer", viewer.name().into()), ("loan", id.into())];
    let (items, places) = (teller.items(), teller.places());
    LoanPage {
        heading: words.line("page-loan-title", &args),
        number: match viewer.role() {
            Some(_) => format!("{} · ", f.title),
            None => String::new(),
        },
        f,
        id: record.id(),
        status: status_tag(&words, record.status()),
        today: words.day(record.today()),
        seats: teller.seats(live),
        sums: teller.sums(),
        notes: teller.notes(),
        lead: teller.lead(),
        waiting: teller.waiting(),
        slip: teller.slip(),
        groups: if live { teller.groups() } else { Vec::new() },
        settled: record.status() == Status::Settled,
        evidence: format!("/v1/loans/{}/evidence", record.id()),
        prints: crate::api::PRINTS,
        facts: teller.facts(),
        drawn: teller.drawn(),
        unit: record.unit().name.clone(),
        rows: teller.rows(),
        totals: teller.totals(),
        items,
        places,
        accounts: teller.accounts(),
        digest: hex0x(terms.digest(iou_base::sha256)),
        lines: teller.lines(),
    }
}

/// Icon and word of a status.
pub(super) fn status_tag(words: &Words, status: Status) -> Html {
    let (icon, tone) = match status {
        Status::Proposed | Status::Signed => ("wait", "warn"),
        Status::Active => ("ok", ""),
        Status::Defaulted => ("warn", "bad"),
        Status::Settled => ("ok", "ok"),
        Status::Cancelled | Status::Expired => ("none", "mute"),
    };
    Html::tag(icon, tone, &view::status(&words.text, status))
}

impl Teller<'_> {
    /// How a side is called within a sentence.
    fn who(&self, role: Role) -> FluentValue<'static> {
        self.words
            .tr(&format!("page-who-{}", self.viewer.calls(role)))
            .into()
    }

    fn money(&self, amount: Amount) -> FluentValue<'static> {
        sum(self.record.unit(), amount).into()
    }

    fn sums(&self) -> [Sum; 3] {
        let (record, words) = (self.record, &self.words);
        let signed = record.sums().signed;
        let unit = record.unit();
        let short = |amount: Amount| match signed.minus(amount) {
            Ok(less) if !less.is_zero() => {
                words.line("page-sum-less", &[("amount", bare(unit, less).into())])
            }
            _ => String::new(),
        };
        let arrived = record.sums().delivered;
        let (delivered, note) = match record.sums().delivered_is {
            Delivered::None => ("—".to_owned(), words.tr("page-sum-none")),
            Delivered::Reported => (with_sign(unit, arrived), words.tr("page-sum-stated")),
            Delivered::Native | Delivered::Token | Delivered::Acknowledged => {
                (with_sign(unit, arrived), short(arrived))
            }
        };
        let open = record.open_reports().len();
        let open = match open {
            0 => String::new(),
            open => words.line("page-sum-open", &[("count", open.into())]),
        };
        let of = |id: &str, value: String, note: String| Sum {
            name: words.tr(id),
            value,
            note,
        };
        [
            of(
                match record.sums().is_signed {
                    true => "page-sum-signed",
                    false => "page-sum-proposed",
                },
                with_sign(unit, signed),
                String::new(),
            ),
            of("page-sum-delivered", delivered, note),
            of("page-sum-repaid", with_sign(unit, record.sums().repaid), open),
        ]
    }

    /// The differences between the sums, in words.
    fn notes(&self) -> Vec<Html> {
        let (record, words) = (self.record, &self.words);
        let signed = record.sums().signed;
        let sides = [
            ("lender", self.who(Role::Lender)),
            ("borrower", self.who(Role::Borrower)),
        ];
        let [lender, borrower] = sides;
        let mut notes = Vec::new();
        let amount = record.sums().delivered;
        let less = signed.minus_or_zero(amount);
        let known = record.sums().delivered_is;
        let law = ("law", view::sums::law(&record.books().terms).into());
        match record.delivered_on() {
            Some(on) if known.has_arrived() && less.is_zero() => {
                let parts = record.books().parts().len();
                let args = [
                    ("amount", self.money(amount)),
                    ("day", words.near(on).into()),
                    borrower,
                    ("count", parts.into()),
                ];
                let whole = ("page-note-whole", &args[..3]);
                let in_parts = ("page-note-whole-parts", &args[..]);
                let (id, args) = if parts > 1 { in_parts } else { whole };
                notes.push(words.say(id, args));
            }
            _ if known.has_arrived() => {
                let args = [
                    ("signed", self.money(signed)),
                    ("delivered", self.money(amount)),
                    ("less", self.money(less)),
                    ("bare", bare(record.unit(), amount).into()),
                    lender,
                    borrower,
                    law,
                ];
                let id = if record.is_in_parts() {
                    "page-note-less-parts"
                } else {
                    "page-note-less"
                };
                notes.push(words.say(id, &args));
            }
            _ if known == Delivered::Reported && !less.is_zero() => {
                let args = [("signed", self.money(signed)), ("less", self.money(less)), law];
                notes.push(words.say("page-note-reported-less", &args));
            }
            _ => {}
        }
        if record.books().disputed {
            notes.push(words.say("page-note-disputed", &[]));
        }
        if let Some(asked) = record.reversal() {
            let args = [
                ("by", self.actor(asked.by, asked.lender)),
                ("other", self.who(other(asked.by))),
                ("amount", self.money(asked.amount)),
                ("day", words.near(asked.since).into()),
            ];
            let id = match record.status() {
                Status::Settled => "page-note-reversal-settled",
                _ => "page-note-reversal",
            };
            notes.push(words.say(id, &args));
        }
        notes
    }

    fn lead(&self) -> Html {
        let (record, words) = (self.record, &self.words);
        let terms = &record.books().terms;
        let by = |at: terms::Timestamp| words.moment(at.0).into();
        let borrower = ("borrower", self.who(Role::Borrower));
        match record.status() {
            Status::Proposed => words.say("page-lead-proposed", &[("until", by(terms.sign_by))]),
            Status::Signed if !record.is_deliverable() && record.reported_deliveries().is_empty() => {
                words.say("page-lead-lapsed", &[("until", by(terms.deliver_by))])
            }
            Status::Signed => {
                let said = !record.reported_deliveries().is_empty();
                let id = if said {
                    "page-lead-reported"
                } else {
                    "page-lead-signed"
                };
                let args = [
                    ("until", by(terms.deliver_by)),
                    ("lender", self.who(Role::Lender)),
                    borrower,
                ];
                let used: &[_] = if said { &args[2..] } else { &args };
                words.say(id, used)
            }
            Status::Active | Status::Defaulted => self.lead_running(),
            Status::Settled => words.say("page-lead-settled", &[]),
            Status::Cancelled => words.say("page-lead-cancelled", &[]),
            Status::Expired => words.say("page-lead-expired", &[]),
        }
    }

    fn lead_running(&self) -> Html {
        let (record, words) = (self.record, &self.words);
        let figures = record.figures();
        let total = self.money(figures.total());
        let Some(due) = figures.next_due else {
            return words.say("page-lead-all-paid", &[("total", total)]);
        };
        let borrower = ("borrower", self.who(Role::Borrower));
        let count = record.books().schedule.len();
        let late = record.today().since(due.day);
        let common = [
            ("number", (u32::from(due.instalment) + 1).into()),
            ("count", count.into()),
            ("day", words.near(due.day).into()),
            ("amount", self.money(due.amount)),
            ("total", total),
            borrower,
        ];
        if due.day < record.today() && !record.open_reports().is_empty() {
            let args = [
                common[0].clone(),
                common[1].clone(),
                common[2].clone(),
                common[4].clone(),
            ];
            words.say("page-lead-waits", &args)
        } else if due.day < record.today() {
            let args = [&common[..], &[("late", late.into())]].concat();
            words.say("page-lead-late", &args)
        } else {
            let args = [&common[..], &[("paid", record.paid_instalments().into())]].concat();
            words.say("page-lead-next", &args)
        }
    }

    /// Who may act for whom, where that is in question or has changed.
    fn seats(&self, live: bool) -> Vec<Note> {
        let mut notes = seats::notes(self.record, self.accounts, &self.words);
        if !live {
            notes.iter_mut().for_each(|note| note.acts.clear());
        }
        notes
    }

    /// Why a side cannot take a step now, if a seat that is held is the reason.
    fn barred(&self, act: &Act, role: Role) -> Option<Barred> {
        step::barred(act.step(), self.record, self.viewer, Some(role))
    }

    fn waiting(&self) -> Vec<Waiting> {
        let all = self.record.waiting();
        all.iter().map(|one| self.waits(one)).collect()
    }

    fn waits(&self, one: &Waits) -> Waiting {
        let words = &self.words;
        let called = self.viewer.awaits(one.whom);
        let whom = self.words.tr(&format!("page-who-{called}")).into();
        let by = one.by();
        let args = [("whom", called.into()), ("days", one.days.into())];
        let id = if one.days == 0 {
            "page-wait-today"
        } else {
            "page-wait-days"
        };
        let title = words.say(id, if one.days == 0 { &args[..1] } else { &args });
        let facts = [
            ("by", self.actor(by, self.record.creditor())),
            ("amount", self.money(one.amount)),
            ("day", words.near(one.on).into()),
            ("receipt", if one.with_receipt { "yes" } else { "no" }.into()),
        ];
        let what = match one.report {
            Some(_) => "page-wait-repayment",
            None => "page-wait-delivery",
        };
        let then = match (one.whom, one.report) {
            // Whoever bought the claim can answer for them, where the money came.
            (Whom::Seller, _) => words.say("page-wait-sold-then", &[]),
            (_, Some(_)) => words.say("page-wait-repayment-then", &[("whom", whom)]),
            (_, None) => {
                let id = words.further("page-wait-delivery-then", self.record.is_running());
                words.say(&id, &[("whom", whom)])
            }
        };
        let mut lines = vec![words.say(what, &facts), then];
        lines.extend(self.answer_by(one));
        let side = one.side();
        let mut acts = self.answers(one);
        let is_yours = self.viewer.calls(side) == "you";
        let barred = acts.iter().find_map(|act| self.barred(act, side));
        match barred.filter(|_| self.viewer.may_be(side)) {
            Some(barred) => lines.push(barred.said(words)),
            None if is_yours => lines.push(words.say(
                match (one.whom, one.report) {
                    (Whom::Seller, _) => "page-wait-bought",
                    (_, Some(_)) => "page-wait-yours",
                    (_, None) => "page-wait-received",
                },
                &[],
            )),
            None => {}
        }
        acts.retain(|act| is_yours && self.barred(act, side).is_none());
        Waiting { title, lines, acts }
    }

    /// Until when there is time to answer, or that there was none is on record; nothing where the terms agree on no days.
    fn answer_by(&self, one: &Waits) -> Option<Html> {
        let (id, day) = match (one.recorded, one.answer_by?) {
            (Some(day), _) => ("page-wait-recorded", day),
            (None, until) if until < self.record.today() => ("page-wait-over", until),
            (None, until) => ("page-wait-until", until),
        };
        Some(self.words.say(id, &[("day", self.words.near(day).into())]))
    }

    /// For whoever pays; the lender has no use for it, nor has who is only beside a seat.
    fn slip(&self) -> Option<Pays> {
        let pays = self.viewer.role() != Some(Role::Lender) && self.viewer != Viewer::Beside;
        let slip = self.record.slip().filter(|_| pays)?;
        let words = &self.words;
        let amount = Html::sentence(&sum(self.record.unit(), slip.amount));
        let until = Html::sentence(&words.near(slip.until));
        let mut notes = Vec::new();
        if slip.days_late > 0 {
            notes.push(words.say("page-slip-late", &[("days", slip.days_late.into())]));
        }
        if slip.total != slip.amount {
            notes.push(words.say("page-slip-total", &[("total", self.money(slip.total))]));
        }
        let books = self.record.books();
        let reports = self.record.open_reports();
        let remarks = view::slip::remarks(reports, &books.terms, &books.seats, self.record.creditor());
        for remark in &remarks {
            let money = |amount| sum(self.record.unit(), amount);
            notes.push(Html::sentence(&remark.said(&words.text, money)));
        }
        if !remarks.iter().any(Remark::says_whom_to_ask) {
            notes.push(words.say("page-slip-ask", &[]));
        }
        notes.push(words.say("page-slip-why", &[]));
        Some(Pays {
            lines: vec![
                (words.tr("page-slip-amount"), amount),
                (words.tr("page-slip-until"), until),
            ],
            memo: slip.memo.to_string(),
            notes,
        })
    }

    fn path(&self, step: &str) -> String {
        format!("/loans/{}/{step}", self.record.id())
    }

    /// How something that waits can be answered.
    fn answers(&self, one: &Waits) -> Vec<Act> {
        let words = &self.words;
        let amount = [("amount", self.money(one.amount))];
        let act = |step: String, icon, title: Html, small: &str| Act {
            href: self.path(&step),
            icon: Html::icon(icon, ""),
            title,
            small: words.say(&words.further(small, self.record.is_running()), &[]),
        };
        // Which delivery is meant, where others can be.
        let of = |step: &str| match one.delivery {
            Some(number) => format!("{step}?delivery={number}"),
            None => step.to_owned(),
        };
        match one.report {
            Some(number) => {
                let confirm = act(
                    format!("confirm?report={number}"),
                    "ok",
                    words.say("page-act-confirm", &amount),
                    "page-act-confirm-small",
                );
                let reject = act(
                    format!("reject?report={number}"),
                    "bad",
                    words.say("page-act-reject", &amount),
                    "page-act-reject-small",
                );
                // That nothing came only those can say to whom it was reported: not whoever bought the claim since.
                let to_others = one.whom == Whom::Seller && self.viewer.role() == Some(Role::Lender);
                std::iter::once(confirm)
                    .chain((!to_others).then_some(reject))
                    .collect()
            }
            None => vec![
                act(
                    of("received"),
                    "ok",
                    words.say("page-act-received", &amount),
                    "page-act-received-small",
                ),
                act(
                    of("other"),
                    "say",
                    words.say("page-act-other", &amount),
                    "page-act-other-small",
                ),
                act(
                    of("missing"),
                    "bad",
                    words.say("page-act-missing", &amount),
                    "page-act-missing-small",
                ),
            ],
        }
    }

    fn groups(&self) -> Vec<Group> {
        let roles = [Role::Lender, Role::Borrower];
        let shown = roles.into_iter().filter(|role| self.viewer.may_be(*role));
        let groups = shown.map(|role| Group {
            heading: match self.viewer {
                Viewer::Other => self.words.tr(match role {
                    Role::Lender => "page-do-lender",
                    Role::Borrower => "page-do-borrower",
                }),
                _ => String::new(),
            },
            role: names::role(role),
            acts: self
                .acts(role)
                .into_iter()
                .filter(|act| self.barred(act, role).is_none())
                .collect(),
        });
        groups.filter(|group| !group.acts.is_empty()).collect()
    }

    fn acts(&self, role: Role) -> Vec<Act> {
        let (record, words) = (self.record, &self.words);
        let mut acts = Vec::new();
        let mut act = |step: &str, icon: &'static str, id: &str, small: Html| {
            acts.push(Act {
                href: self.path(step),
                icon: Html::icon(icon, ""),
                title: words.say(id, &[]),
                small,
            });
        };
        let say = |id: &str| words.say(id, &[]);
        let further = || {
            let rest = [("rest", self.money(record.undelivered()))];
            words.say("page-act-deliver-more-small", &rest)
        };
        let is_reported = !record.reported_deliveries().is_empty();
        let withdraws = |act: &mut dyn FnMut(&str, &'static str, &str, Html)| {
            act(
                "withdraw",
                "bad",
                "page-act-withdraw",
                say("page-act-withdraw-small"),
            );
        };
        match (record.status(), role) {
            (Status::Proposed, _) => act("cancel", "bad", "page-act-cancel", say("page-act-cancel-small")),
            (Status::Signed, Role::Lender) if is_reported && !record.is_in_parts() => {
                act(
                    "deliver",
                    "out",
                    "page-act-correct",
                    say("page-act-correct-small"),
                );
                withdraws(&mut act);
            }
            (Status::Signed, Role::Lender) if is_reported => {
                if record.is_deliverable() {
                    act("deliver", "out", "page-act-deliver-more", further());
                }
                withdraws(&mut act);
            }
            (Status::Signed, Role::Lender) if record.is_deliverable() => {
                let until = words.moment(record.books().terms.deliver_by.0);
                let small = words.say("page-act-deliver-small", &[("until", until.into())]);
                act("deliver", "out", "page-act-deliver", small);
            }
            (Status::Active | Status::Defaulted, Role::Borrower) => {
                let total = [("total", self.money(record.figures().total()))];
                act(
                    "report",
                    "out",
                    "page-act-report",
                    words.say("page-act-report-small", &total),
                );
                if !record.open_reports().is_empty() {
                    act(
                        "dismiss",
                        "bad",
                        "page-act-dismiss",
                        say("page-act-dismiss-small"),
                    );
                }
            }
            (Status::Active | Status::Defaulted, Role::Lender) => {
                act("report", "in", "page-act-admit", say("page-act-admit-small"));
                if record.is_deliverable() {
                    act("deliver", "out", "page-act-deliver-more", further());
                }
                if is_reported {
                    withdraws(&mut act);
                }
            }
            _ => {}
        }
        if record.is_running() && !record.books().disputed {
            act(
                "dispute",
                "warn",
                "page-act-dispute",
                say("page-act-dispute-small"),
            );
        }
        if let Some(seat) = record.seat(self.viewer, role).filter(|_| seats::is_open(record)) {
            let claim = record.books().seats.iter().find(|one| one.account == seat);
            if claim.is_none_or(|one| one.claim.is_none()) {
                let step = format!("hand-over?seat={}", view::address(seat));
                act(
                    &step,
                    "key",
                    "page-act-hand-over",
                    say("page-act-hand-over-small"),
                );
            }
        }
        // Whoever looks without having logged in sees the answers here: what waits is said to both.
        if self.viewer == Viewer::Other {
            let mine = record.waiting().into_iter().filter(|one| one.side() == role);
            let answers: Vec<Act> = mine.flat_map(|one| self.answers(&one)).collect();
            acts.splice(0..0, answers);
        }
        acts
    }

    fn facts(&self) -> Vec<(String, Html)> {
        let (record, words) = (self.record, &self.words);
        let terms = &record.books().terms;
        let text = |value: String| Html::sentence(&value);
        let rate = record
            .books()
            .account
            .as_ref()
            .map_or(terms.annual_rate, |account| account.rate);
        let mut facts = vec![
            (words.tr("page-fact-lender"), self.person(Role::Lender)),
            (words.tr("page-fact-borrower"), self.person(Role::Borrower)),
            (words.tr("page-fact-rate"), text(show_rate(rate))),
            (
                words.tr("page-fact-method"),
                text(words.tr(&format!("page-method-{}", names::method(terms.plan.method)))),
            ),
            (
                words.tr("page-fact-grace"),
                text(words.days(terms.grace_days.into())),
            ),
        ];
        if terms.answer_days > 0 {
            facts.push((
                words.tr("page-fact-answer-days"),
                text(words.days(terms.answer_days.into())),
            ));
        }
        if record.is_in_parts() {
            let count = [("count", terms.deliveries.into())];
            let said = words.line("page-fact-deliveries-count", &count);
            facts.push((words.tr("page-fact-deliveries"), text(said)));
        }
        let agreed = seats::agreed(record.books(), words);
        facts.extend(
            agreed
                .into_iter()
                .map(|said| (words.tr("page-fact-succession"), said)),
        );
        let money = |amount| sum(record.unit(), amount);
        let past = view::past_lines(&words.text, terms, &money, &|day| words.day(day));
        facts.extend(
            past.into_iter()
                .map(|(label, value)| (label, Html::sentence(&value))),
        );
        if record.is_running() {
            let figures = record.figures();
            let money = |amount| Html::sentence(&sum(record.unit(), amount));
            facts.push((words.tr("page-fact-principal"), money(figures.principal)));
            facts.push((words.tr("page-fact-interest"), money(figures.interest)));
            if !figures.late.is_zero() {
                facts.push((words.tr("page-fact-late"), money(figures.late)));
            }
            facts.push((words.tr("page-fact-owed"), money(figures.total())));
        }
        facts
    }

    /// A side in the list of facts: nothing here knows a name.
    fn person(&self, role: Role) -> Html {
        let account = match role {
            Role::Lender => self.record.creditor(),
            Role::Borrower => self.record.books().terms.borrower,
        };
        match self.viewer.account() == Some(account) {
            true => self
                .words
                .say("page-fact-person-you", &[("account", short(account).into())]),
            false => Html::sentence(&short(account)),
        }
    }

    /// The principal owed from each day on which it changed.
    fn levels(&self) -> Vec<chart::Level> {
        let Some(statement) = self.statement() else {
            return Vec::new();
        };
        let mut levels: Vec<chart::Level> = Vec::new();
        for line in &statement.lines {
            let level = line.after.principal;
            if levels.last().is_none_or(|(_, last)| *last != level) {
                levels.push((line.until, level));
            }
        }
        levels
    }

    fn statement(&self) -> Option<Statement> {
        let record = self.record;
        let _running = record.books().account.as_ref()?;
        let events: Vec<Event> = record.events().iter().map(|one| one.event.clone()).collect();
        Statement::replay(&events, record.rates.as_ref(), record.today()).ok()
    }

    fn drawn(&self) -> Option<Drawn> {
        let (record, words) = (self.record, &self.words);
        let (books, unit) = (record.books(), record.unit());
        let levels = self.levels();
        let start = levels.first().map_or(books.terms.plan.start, |(day, _)| *day);
        let rows = &books.schedule;
        let labelled = rows.len() <= chart::LABELS;
        let mut chart = chart::draw(start, record.today(), &levels, rows, record.paid_instalments())?;
        // With money that came in parts it grew first.
        let first = levels
            .iter()
            .map(|(_, level)| *level)
            .max()
            .unwrap_or(books.terms.principal);
        let now = levels.last().map(|(_, level)| *level);
        let last = rows.last()?.due;
        let args = [
            ("first", plain(unit, first).into()),
            ("now", plain(unit, now.unwrap_or(first)).into()),
            ("last", words.day(last).into()),
        ];
        let label = |row: &terms::Instalment| {
            let (_, month, _) = row.due.civil();
            (
                plain(unit, row.interest),
                words.tr(&format!("page-month-short-{month}")),
            )
        };
        Some(Drawn {
            description: words.line("page-chart-description", &args),
            first: plain(unit, first),
            now: now
                .filter(|now| *now != first && !now.is_zero())
                .map(|now| plain(unit, now))
                .unwrap_or_default(),
            bars: std::mem::take(&mut chart.bars)
                .into_iter()
                .zip(rows)
                .map(|(bar, row)| (bar, labelled.then(|| label(row))))
                .collect(),
            chart,
        })
    }

    fn rows(&self) -> Vec<Row> {
        let (record, words) = (self.record, &self.words);
        let (paid, today) = (record.paid_instalments(), record.today());
        // Reports cover the instalments that were not paid, the oldest first: so they would be applied.
        let reports = record.open_reports().iter();
        let mut reported = reports.fold(Amount::ZERO, |sum, report| sum.saturating_plus(report.amount));
        let tag = |icon, tone, id: &str| Html::tag(icon, tone, &words.tr(id));
        let row = |(n, row): (usize, &terms::Instalment)| {
            let total = row.total().unwrap_or(Amount::MAX);
            let tag = if n < paid {
                tag("ok", "ok", "page-row-paid")
            } else if !record.is_running() {
                tag("none", "mute", "page-row-planned")
            } else if !reported.is_zero() && reported >= total {
                reported = reported.minus_or_zero(total);
                tag("wait", "warn", "page-row-reported")
            } else if row.due < today {
                tag("warn", "bad", "page-row-late")
            } else {
                tag("none", "mute", "page-row-ahead")
            };
            Row {
                due: row.due.to_string(),
                tag,
                total: plain(record.unit(), total),
                principal: plain(record.unit(), row.principal),
                interest: plain(record.unit(), row.interest),
            }
        };
        record.books().schedule.iter().enumerate().map(row).collect()
    }

    fn totals(&self) -> [String; 3] {
        let rows = &self.record.books().schedule;
        let add = |part: fn(&terms::Instalment) -> Amount| {
            let all = rows.iter().map(part).fold(Amount::ZERO, Amount::saturating_plus);
            plain(self.record.unit(), all)
        };
        [
            add(|row| row.total().unwrap_or(Amount::MAX)),
            add(|row| row.principal),
            add(|row| row.interest),
        ]
    }

    fn items(&self) -> Vec<Item> {
        // That a due day came near is said by the plan.
        let told = |one: &&PlacedEvent| !matches!(one.event, Event::RepaymentDue(_));
        self.record
            .events()
            .iter()
            .rev()
            .filter(told)
            .map(|one| self.item(one))
            .collect()
    }

    fn item(&self, happened: &PlacedEvent) -> Item {
        let words = &self.words;
        let (icon, tone, proof) = self.proof(&happened.event);
        Item {
            icon: Html::icon(icon, tone),
            title: self.told(&happened.event),
            machine: words.machine(happened.time_ms),
            time: words.moment(happened.time_ms),
            tone,
            proof,
        }
    }

    /// How somebody is called whom an event names by their account: whoever has sold the claim is not its holder.
    fn called(&self, account: AccountId) -> FluentValue<'static> {
        let record = self.record;
        let name = if self.viewer.account() == Some(account) || self.accounts.contains(&account) {
            "you"
        } else if record.books().terms.owes(account) {
            "borrower"
        } else if account == record.creditor() {
            "lender"
        } else if record.was_creditor(account) {
            "seller"
        } else {
            "other"
        };
        self.words.tr(&format!("page-who-{name}")).into()
    }

    /// How whoever acted for a side is called; `lender`: who acted for the claim then. Of several who borrow together no event says
    /// which it was.
    fn actor(&self, by: Role, lender: AccountId) -> FluentValue<'static> {
        let terms = &self.record.books().terms;
        match by {
            Role::Lender => self.called(lender),
            Role::Borrower if terms.is_joint() => self.words.tr("page-who-borrower").into(),
            Role::Borrower => self.called(terms.borrower),
        }
    }

    /// What happened, in a sentence.
    fn told(&self, event: &Event) -> Html {
        let words = &self.words;
        let say = |id: &str, args: &[(&str, FluentValue<'_>)]| words.say(id, args);
        let then = event.head().lender;
        let by = |role| self.actor(role, then);
        match event {
            Event::LoanProposed(e) => say("page-event-proposed", &[("by", by(e.proposer))]),
            Event::TermsSigned(e) => say("page-event-signed-by", &[("by", self.called(e.by))]),
            Event::LoanSigned(e) => say("page-event-signed", &[("by", self.called(e.by))]),
            Event::LoanCancelled(e) => say("page-event-cancelled", &[("by", by(e.by))]),
            Event::DeliveryReported(e) => say(
                "page-event-delivery-reported",
                &[
                    ("by", by(Role::Lender)),
                    ("amount", self.money(e.amount)),
                    ("day", words.near(e.on).into()),
                ],
            ),
            Event::DeliveryWithdrawn(_) => say("page-event-delivery-withdrawn", &[("by", by(Role::Lender))]),
            Event::SilenceRecorded(e) => say(
                "page-event-silence-recorded",
                &[
                    ("by", self.called(e.silent)),
                    ("day", words.near(e.answer_by).into()),
                ],
            ),
            Event::LoanDelivered(e) => say(
                "page-event-delivered",
                &[("by", by(Role::Borrower)), ("amount", self.money(e.amount))],
            ),
            Event::PartDelivered(e) => say(
                "page-event-part-delivered",
                &[
                    ("by", by(Role::Borrower)),
                    ("amount", self.money(e.amount)),
                    ("received", self.money(e.received)),
                ],
            ),
            Event::OldDebtFormed(e) => say(
                "page-event-old-debt",
                &[
                    ("received", self.money(e.received)),
                    ("repaid", self.money(e.repaid)),
                ],
            ),
            Event::RepaymentReported(e) => say(
                "page-event-reported",
                &[
                    ("by", by(Role::Borrower)),
                    ("amount", self.money(e.amount)),
                    ("day", words.near(e.on).into()),
                ],
            ),
            Event::LoanRepaid(e) => say("page-event-repaid", &[("amount", self.money(e.payment.amount))]),
            Event::ReportDismissed(e) => {
                let to = self.record.reported_to(e.report).unwrap_or(then);
                say("page-event-dismissed", &[("by", self.actor(e.by, to))])
            }
            Event::DisputeRaised(e) => say("page-event-disputed", &[("by", by(e.by))]),
            Event::LoanDefaulted(e) => say(
                "page-event-defaulted",
                &[
                    ("number", (u32::from(e.due.instalment) + 1).into()),
                    ("amount", self.money(e.due.amount)),
                ],
            ),
            Event::SuccessionPlanned(e) => say(
                "page-event-succession-planned",
                &[("by", self.called(e.succession.seat))],
            ),
            Event::SeatClaimed(e) => self.told_of_claim("page-event-seat-claimed", e.seat, &e.claim),
            Event::ClaimSupported(e) => self.told_of_claim("page-event-claim-supported", e.seat, &e.claim),
            Event::ClaimEnded(e) => {
                let id = match e.objected {
                    true => "page-event-claim-objected",
                    false => "page-event-claim-given-up",
                };
                say(id, &self.of_seat(e.seat, e.to))
            }
            Event::ClaimDecided(e) => match &e.claim {
                Some(claim) => say("page-event-claim-granted", &self.of_seat(e.seat, claim.to)),
                None => say("page-event-claim-denied", &self.of_seat(e.seat, e.seat)[..1]),
            },
            Event::SeatTaken(e) => {
                let day = ("day", words.near(e.held_through).into());
                let args: Vec<_> = self.of_seat(e.seat, e.to).into_iter().chain([day]).collect();
                say("page-event-seat-taken", &args)
            }
            event => {
                let name = words.tr(&format!("event-{}", kebab(event.name())));
                let facts = view::event_facts(&words.text, event, self.record.unit());
                let all: Vec<String> = std::iter::once(name).chain(facts).collect();
                Html::sentence(&all.join(" · "))
            }
        }
    }

    /// A seat, and an account that is no seat.
    fn of_seat(&self, seat: AccountId, to: AccountId) -> [(&'static str, FluentValue<'static>); 2] {
        let kind = seats::kind(self.record.books(), seat);
        [("seat", kind.into()), ("to", short(to).into())]
    }

    fn told_of_claim(&self, id: &str, seat: AccountId, claim: &Claim) -> Html {
        let way = match claim.by == seat {
            true => "owner",
            false => "other",
        };
        let args: Vec<_> = self
            .of_seat(seat, claim.to)
            .into_iter()
            .chain([("by", way.into())])
            .collect();
        self.words.say(id, &args)
    }

    /// Icon, tone and sentence: how what happened is proved.
    fn proof(&self, event: &Event) -> (&'static str, &'static str, Html) {
        let words = &self.words;
        let then = event.head().lender;
        let stated = |by: Role, open: bool| {
            let id = if open {
                "page-proof-stated-open"
            } else {
                "page-proof-stated"
            };
            let args = [
                ("by", self.actor(by, then)),
                ("other", self.actor(other(by), then)),
            ];
            words.say(id, if open { &args } else { &args[..1] })
        };
        let signed = |by| words.say("page-proof-signature", &[("by", by)]);
        match event {
            Event::LoanProposed(e) => ("ok", "ok", signed(self.actor(e.proposer, then))),
            Event::LoanSigned(e) => ("ok", "ok", signed(self.called(e.by))),
            Event::TermsSigned(e) => ("ok", "ok", signed(self.called(e.by))),
            Event::DeliveryReported(e) => {
                let open = self.record.reported_deliveries();
                let open = open.iter().any(|delivery| delivery.number == e.delivery);
                ("say", "warn", stated(Role::Lender, open))
            }
            Event::RepaymentReported(e) => {
                let mut reports = self.record.open_reports().iter();
                let open = reports.any(|report| report.number == e.report);
                ("say", "warn", stated(Role::Borrower, open))
            }
            Event::LoanDelivered(_) | Event::PartDelivered(_) | Event::OldDebtFormed(_) => {
                ("ok", "ok", words.say("page-proof-both", &[]))
            }
            Event::LoanRepaid(e) if e.report.is_some() => ("ok", "ok", words.say("page-proof-both", &[])),
            Event::LoanRepaid(e) => ("ok", "ok", signed(self.actor(e.by, then))),
            Event::LoanDefaulted(_) => ("warn", "bad", words.say("page-proof-rules", &[])),
            Event::SilenceRecorded(_) => ("warn", "warn", words.say("page-proof-rules", &[])),
            Event::LoanExpired(_) | Event::DefaultCured(_) | Event::LoanSettled(_) => {
                ("ok", "ok", words.say("page-proof-rules", &[]))
            }
            _ => ("ok", "ok", words.say("page-proof-recorded", &[])),
        }
    }

    fn places(&self) -> Vec<Place> {
        let place = |one: &PlacedEvent| {
            let sequence = head(one).sequence;
            let args = [
                ("number", (sequence + 1).into()),
                ("block", super::words::grouped(&one.block.to_string()).into()),
            ];
            // What comes after the one before it.
            let after = sequence
                .checked_sub(1)
                .map(|after| format!("after={after}&"))
                .unwrap_or_default();
            Place {
                line: self.words.line("page-proof-place", &args),
                href: format!("/v1/loans/{}/events?{after}limit=1", self.record.id()),
                hash: one.hash.clone(),
            }
        };
        self.record.events().iter().rev().map(place).collect()
    }

    fn accounts(&self) -> Vec<(String, String)> {
        let terms = &self.record.books().terms;
        let one = |id: &str, account| (self.words.tr(id), view::address(account));
        let mut all = vec![
            one("page-proof-lender", self.record.creditor()),
            one("page-proof-borrower", terms.borrower),
        ];
        let books = self.record.books();
        for seat in books.seats.iter().filter(|seat| seat.key != seat.account) {
            let of = [("seat", seats::kind(books, seat.account).into())];
            all.push((self.words.line("page-proof-key", &of), view::address(seat.key)));
        }
        all
    }

    fn lines(&self) -> Vec<Line> {
        let Some(statement) = self.statement() else {
            return Vec::new();
        };
        let (words, unit) = (&self.words, self.record.unit());
        let line = |line: &terms::statement::Line| Line {
            days: view::account::days(line),
            item: words.tr(&format!("item-{}", account::kind(&line.item))),
            formula: view::account::explained(&words.text, line, unit),
            amount: plain(unit, account::amount(&line.item)),
            owed: plain(unit, line.after.total),
        };
        statement.lines.iter().map(line).collect()
    }
}
