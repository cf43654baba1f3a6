//! The book of whoever has logged in: what they lent and what they owe, how late it is, which day asks for money; the same as a
//! table for other programs and as a calendar that other programs fetch by a secret address.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use terms::{AccountId, Amount, Day, Role, Status, Timestamp};

use iou_base::money::Unit;
use iou_base::names;
use iou_base::text::Text;
use iou_view::calendar::{self, Entry};

use super::calendars;
use super::frame::{self, Frame};
use super::loan::{status_tag, Act, Sum};
use super::record::{Record, Viewer};
use super::seats;
use super::words::{plain, sum, weekday, with_sign, Html, Words};
use crate::web::Site;

/// Most loans of one book; who has more asks the API.
const LOANS_MAX: usize = 500;
/// How far ahead `soon` reaches. Units: days.
const SOON: u32 = 30;
/// How far ahead the book looks. Units: days.
const AHEAD: u32 = 62;
/// What the address of the book says when calendars were ended.
const ENDED: &str = "calendars=ended";
/// How late money is, by the last day of each class. Units: days.
const CLASSES: [(&str, u32); 5] = [
    ("page-age-none", 0),
    ("page-age-30", 30),
    ("page-age-60", 60),
    ("page-age-90", 90),
    ("page-age-more", u32::MAX),
];

/// What one currency comes to.
struct Portfolio {
    unit: String,
    sums: Vec<Sum>,
    ages: Vec<Age>,
    total: String,
    bars: Vec<Slice>,
    title: String,
}

struct Age {
    tag: Html,
    amount: String,
    part: String,
}

/// A part of the bar of ages.
struct Slice {
    class: &'static str,
    x: String,
    width: String,
}

/// A day of the calendar.
struct DayCell {
    number: String,
    /// Where the day's money is listed; empty where it has none.
    href: String,
    label: String,
    word: String,
    today: bool,
    inside: bool,
}

struct Month {
    name: String,
    weeks: Vec<Vec<DayCell>>,
}

struct Dated {
    anchor: String,
    act: Act,
}

/// A loan in the list.
pub(super) struct Entered {
    href: String,
    title: String,
    sum: Html,
    status: Html,
    note: Html,
}

#[derive(Template)]
#[template(path = "book.html")]
struct BookPage {
    f: Frame,
    today: String,
    todo: Vec<Act>,
    portfolios: Vec<Portfolio>,
    month: Option<Month>,
    weekdays: Vec<String>,
    dated: Vec<Dated>,
    loans: Vec<Entered>,
    calendar: Option<String>,
    /// Whether there is an address of a calendar that can be ended.
    ends: bool,
    /// Whether their earlier addresses were ended just now.
    ended: bool,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    f: Frame,
    known: bool,
    today: String,
    todo: Vec<Act>,
    sums: Vec<Sum>,
    dated: Vec<Dated>,
    loans: Vec<Entered>,
}

/// An instalment that asks for money.
struct Ahead<'a> {
    record: &'a Record,
    viewer: Viewer,
    day: Day,
    amount: Amount,
    number: usize,
}

/// The loans of whoever has logged in, with their part in each.
struct Book {
    words: Words,
    accounts: Vec<AccountId>,
    loans: Vec<(Record, Viewer)>,
}

impl Book {
    async fn of(site: &Site, headers: &HeaderMap, accounts: &[AccountId]) -> Result<Book, Response> {
        let records = super::records(site, headers, accounts, LOANS_MAX).await?;
        let now_ms = super::now_ms(site).await;
        let viewer = |record: Record| {
            let viewer = Viewer::of(record.books(), accounts);
            (record, viewer)
        };
        Ok(Book {
            words: Words::new(frame::language(headers), terms::UtcOffset::CHINA, now_ms),
            accounts: accounts.to_vec(),
            loans: records.into_iter().map(viewer).collect(),
        })
    }

    /// Who wants to act for whom, where that is for whoever has logged in to answer.
    fn seats(&self) -> Vec<Act> {
        let mut acts = Vec::new();
        for (record, _) in &self.loans {
            for note in seats::notes(record, &self.accounts, &self.words) {
                let Some(todo) = note.todo else { continue };
                let loan = ("loan", record.id().to_string().into());
                let small = match todo.day {
                    Some(day) => {
                        let day = [("day", self.words.near(day).into())];
                        self.words.say(&format!("{}-by", todo.id), &day)
                    }
                    None => self.words.say("page-todo-seat-small", &[]),
                };
                acts.push(Act {
                    href: format!("/loans/{}", record.id()),
                    icon: note.icon,
                    title: self.words.say(todo.id, &[loan]),
                    small,
                });
            }
        }
        acts
    }

    /// What the other side waits for: one's own answers first, and before all who may act for one.
    fn todo(&self) -> Vec<Act> {
        let mut todo = Vec::new();
        for (record, viewer) in &self.loans {
            for one in record.waiting() {
                let mine = viewer.awaits(one.whom) == "you";
                let args = [
                    (
                        "whom",
                        self.words
                            .tr(&format!("page-who-{}", viewer.awaits(one.whom)))
                            .into(),
                    ),
                    ("days", one.days.into()),
                    ("loan", record.id().to_string().into()),
                    ("amount", sum(record.unit(), one.amount).into()),
                ];
                let days = [("days", one.days.into())];
                let small = if one.days == 0 {
                    self.words.say("page-todo-today", &[])
                } else {
                    self.words.say("page-todo-days", &days)
                };
                let id = match (mine, one.report) {
                    (true, Some(_)) => "page-todo-confirm",
                    (true, None) => "page-todo-received",
                    (false, _) => "page-todo-theirs",
                };
                let used: &[_] = if mine {
                    &args[2..]
                } else {
                    &[args[0].clone(), args[2].clone(), args[3].clone()]
                };
                let act = Act {
                    href: format!("/loans/{}", record.id()),
                    icon: Html::icon(if mine { "warn" } else { "wait" }, "warn"),
                    title: self.words.say(id, used),
                    small,
                };
                todo.push((!mine, std::cmp::Reverse(one.days), act));
            }
            let is_untouched = record.status() == Status::Signed && record.reported_deliveries().is_empty();
            if is_untouched && record.is_deliverable() && viewer.role() == Some(Role::Lender) {
                let until = self.words.moment(record.books().terms.deliver_by.0);
                let args = [
                    ("loan", record.id().to_string().into()),
                    ("amount", sum(record.unit(), record.sums().signed).into()),
                ];
                let act = Act {
                    href: format!("/loans/{}", record.id()),
                    icon: Html::icon("wait", "warn"),
                    title: self.words.say("page-todo-deliver", &args),
                    small: self
                        .words
                        .say("page-act-deliver-small", &[("until", until.into())]),
                };
                todo.push((false, std::cmp::Reverse(0), act));
            }
        }
        todo.sort_by_key(|(theirs, days, _)| (*theirs, *days));
        let others = todo.into_iter().map(|(_, _, act)| act);
        self.seats().into_iter().chain(others).collect()
    }

    /// Every instalment that asks for money until `until`, the earliest first.
    fn ahead(&self, until: Day) -> Vec<Ahead<'_>> {
        let mut all = Vec::new();
        for (record, viewer) in &self.loans {
            // What falls due is no matter of whoever is only named for the case that a key is lost.
            if !record.is_running() || *viewer == Viewer::Beside {
                continue;
            }
            let paid = record.paid_instalments();
            let next = record.figures().next_due;
            for (number, row) in record.books().schedule.iter().enumerate().skip(paid) {
                // What is asked for first holds all that has come since.
                let is_next = next.is_some_and(|due| usize::from(due.instalment) == number);
                let amount = match next {
                    Some(due) if is_next => due.amount,
                    _ => row.total().unwrap_or(Amount::MAX),
                };
                let is_told = row.due <= record.today() && !is_next;
                if row.due <= until && !amount.is_zero() && !is_told {
                    all.push(Ahead {
                        record,
                        viewer: *viewer,
                        day: row.due,
                        amount,
                        number,
                    });
                }
            }
        }
        all.sort_by_key(|one| (one.day, one.record.id(), one.number));
        all
    }

    fn dated(&self, until: Day) -> Vec<Dated> {
        let words = &self.words;
        let dated = self.ahead(until).into_iter().map(|one| {
            let late = words.today.since(one.day);
            let left = one.day.since(words.today);
            let args = [
                ("day", words.near(one.day).into()),
                ("amount", sum(one.record.unit(), one.amount).into()),
                ("loan", one.record.id().to_string().into()),
            ];
            let comes = one.viewer.role() != Some(Role::Borrower);
            let id = if comes { "page-due-in" } else { "page-due-out" };
            let number = ("number", (one.number + 1).into());
            let count = ("count", one.record.books().schedule.len().into());
            let small = if late > 0 {
                words.say("page-due-late", &[("days", late.into()), number, count])
            } else if left == 0 {
                words.say("page-due-today", &[number, count])
            } else {
                words.say("page-due-left", &[("days", left.into()), number, count])
            };
            let icon = match (late > 0, comes) {
                (true, _) => Html::icon("warn", "bad"),
                (false, true) => Html::icon("in", "ok"),
                (false, false) => Html::icon("out", ""),
            };
            Dated {
                anchor: format!("d{}", one.day.0),
                act: Act {
                    href: format!("/loans/{}", one.record.id()),
                    icon,
                    title: words.say(id, &args),
                    small,
                },
            }
        });
        let mut seen = None;
        dated
            .map(|mut one| {
                // An anchor stands once: at the first of a day.
                if seen.as_ref() == Some(&one.anchor) {
                    one.anchor.clear();
                } else {
                    seen = Some(one.anchor.clone());
                }
                one
            })
            .collect()
    }

    fn entered(&self) -> Vec<Entered> {
        let words = &self.words;
        let entered = |(record, viewer): &(Record, Viewer)| {
            let args = [
                ("viewer", viewer.name().into()),
                ("loan", record.id().to_string().into()),
            ];
            let (id, amount) = match record.is_running() {
                true => ("page-list-owed", record.figures().principal),
                false => ("page-list-principal", record.sums().signed),
            };
            let late = record
                .figures()
                .next_due
                .filter(|due| record.is_running() && due.day < words.today);
            Entered {
                href: format!("/loans/{}", record.id()),
                title: words.line("page-list-title", &args),
                sum: words.say(id, &[("amount", sum(record.unit(), amount).into())]),
                status: status_tag(words, record.status()),
                note: match late {
                    Some(due) => words.say("page-list-late", &[("days", words.today.since(due.day).into())]),
                    None => Html::default(),
                },
            }
        };
        self.loans.iter().rev().map(entered).collect()
    }

    /// By currency: what was lent, came back, is open, and how late that is.
    fn portfolios(&self) -> Vec<Portfolio> {
        let mut by_unit: BTreeMap<&str, (&Unit, Vec<&Record>)> = BTreeMap::new();
        for (record, viewer) in &self.loans {
            if viewer.role() == Some(Role::Lender) && record.books().account.is_some() {
                let unit = record.unit();
                let place = by_unit.entry(&unit.name).or_insert((unit, Vec::new()));
                place.1.push(record);
            }
        }
        by_unit
            .into_values()
            .map(|(unit, records)| self.portfolio(unit, &records))
            .collect()
    }

    fn portfolio(&self, unit: &Unit, records: &[&Record]) -> Portfolio {
        let words = &self.words;
        let mut classes = [Amount::ZERO; CLASSES.len()];
        let (mut delivered, mut open, mut running) = (Amount::ZERO, Amount::ZERO, 0u32);
        for record in records {
            delivered = delivered.saturating_plus(record.sums().delivered);
            if !record.is_running() {
                continue;
            }
            running += 1;
            open = open.saturating_plus(record.figures().principal);
            for (age, amount) in ages(record, words.today) {
                let class = CLASSES
                    .iter()
                    .position(|(_, last)| age <= *last)
                    .unwrap_or_default();
                classes[class] = classes[class].saturating_plus(amount);
            }
        }
        let part = |amount: Amount| match open.minor() {
            0 => 0,
            all => (amount.minor().saturating_mul(100).saturating_add(all / 2) / all).min(100),
        };
        let tags = [
            ("none", "mute"),
            ("wait", "warn"),
            ("warn", "bad"),
            ("warn", "bad"),
            ("warn", "bad"),
        ];
        let age = |(class, amount): (usize, &Amount)| {
            let (id, _) = CLASSES[class];
            let (icon, tone) = tags[class];
            Age {
                tag: match amount.is_zero() {
                    true => Html::sentence(&words.tr(id)),
                    false => Html::tag(icon, tone, &words.tr(id)),
                },
                amount: plain(unit, *amount),
                part: format!("{}%", part(*amount)),
            }
        };
        let count = |count: u32| words.line("page-sum-loans", &[("count", count.into())]);
        let of = |id: &str, amount: Amount, note: String| Sum {
            name: words.tr(id),
            value: with_sign(unit, amount),
            note,
        };
        let all = u32::try_from(records.len()).unwrap_or(u32::MAX);
        let late = 100 - part(classes[0]);
        Portfolio {
            unit: unit.name.clone(),
            sums: vec![
                of("page-sum-delivered", delivered, count(all)),
                of("page-sum-back", delivered.minus_or_zero(open), String::new()),
                of("page-sum-left", open, count(running)),
            ],
            ages: classes.iter().enumerate().map(age).collect(),
            total: plain(unit, open),
            bars: slices(open, &classes),
            title: words.line(
                "page-age-title",
                &[
                    ("early", (100 - late).to_string().into()),
                    ("late", late.to_string().into()),
                ],
            ),
        }
    }

    fn month(&self, dated: &[Ahead<'_>]) -> Month {
        let words = &self.words;
        let (year, month, _) = words.today.civil();
        let first = Day::from_civil(year, month, 1).unwrap_or(words.today);
        let mut cells = Vec::new();
        for _ in 0..weekday(first) {
            cells.push(DayCell::outside());
        }
        let mut day = first;
        while day.civil().1 == month {
            let mut there = dated.iter().filter(|one| one.day == day);
            let asks = there.next();
            let word = match asks {
                Some(_) if day < words.today => words.tr("page-cal-late"),
                Some(one) if one.viewer.role() == Some(Role::Borrower) => words.tr("page-cal-out"),
                Some(_) => words.tr("page-cal-in"),
                None if day == words.today => words.tr("page-today"),
                None => String::new(),
            };
            cells.push(DayCell {
                number: day.civil().2.to_string(),
                href: asks.map(|_| format!("#d{}", day.0)).unwrap_or_default(),
                label: format!("{} {word}", words.near(day)),
                word,
                today: day == words.today,
                inside: true,
            });
            let Ok(next) = day.plus_days(1) else { break };
            day = next;
        }
        while cells.len() % 7 != 0 {
            cells.push(DayCell::outside());
        }
        let mut weeks = Vec::new();
        let mut cells = cells.into_iter().peekable();
        while cells.peek().is_some() {
            weeks.push(cells.by_ref().take(7).collect());
        }
        Month {
            name: words.year_month(first),
            weeks,
        }
    }
}

impl DayCell {
    fn outside() -> DayCell {
        DayCell {
            number: String::new(),
            href: String::new(),
            label: String::new(),
            word: String::new(),
            today: false,
            inside: false,
        }
    }
}

/// The open principal of a loan by how late it is: of the instalments that were not paid those that have come, and what is left.
/// Units: days, 0 for what is not late.
fn ages(record: &Record, today: Day) -> Vec<(u32, Amount)> {
    let mut left = record.figures().principal;
    let mut ages = Vec::new();
    let paid = record.paid_instalments();
    for row in record
        .books()
        .schedule
        .iter()
        .skip(paid)
        .filter(|row| row.due < today)
    {
        let part = row.principal.min(left);
        left = left.minus_or_zero(part);
        ages.push((today.since(row.due), part));
    }
    ages.push((0, left));
    ages
}

fn slices(open: Amount, classes: &[Amount]) -> Vec<Slice> {
    let looks = ["c-fill", "c-hatch", "c-late", "c-late", "c-late"];
    let mut x = 10.0;
    let mut slices = Vec::new();
    for (amount, class) in classes.iter().zip(looks) {
        if open.is_zero() || amount.is_zero() {
            continue;
        }
        let width = 340.0 * (amount.minor() as f64 / open.minor() as f64);
        slices.push(Slice {
            class,
            x: format!("{x:.1}"),
            width: format!("{width:.1}"),
        });
        x += width;
    }
    slices
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let accounts = crate::sessions::accounts(&site, &headers).await;
    if accounts.is_empty() {
        return Redirect::to("/login?next=book").into_response();
    }
    let book = match Book::of(&site, &headers, &accounts).await {
        Ok(book) => book,
        Err(response) => return response,
    };
    let seen = calendars::seen(&site.store, &accounts, super::own_ms()).await;
    let seen = seen.inspect_err(|error| tracing::error!(%error, "a calendar could not be read"));
    let (calendar, ends) = seen.unwrap_or_default();
    let f = Frame::new(&headers, "book", "/book");
    let mut page = page(f, &book, calendar);
    page.ends = ends;
    page.ended = query.as_deref() == Some(ENDED);
    frame::send(&page)
}

fn page(mut f: Frame, book: &Book, calendar: Option<String>) -> BookPage {
    f.wide = true;
    let far = Day(book.words.today.0.saturating_add(AHEAD));
    let ahead = book.ahead(far);
    let weekdays = (0..7).map(|n| f.tr(&format!("page-weekday-short-{n}"))).collect();
    BookPage {
        today: book.words.day(book.words.today),
        todo: book.todo(),
        portfolios: book.portfolios(),
        month: (!ahead.is_empty()).then(|| book.month(&ahead)),
        weekdays,
        dated: book.dated(far),
        loans: book.entered(),
        calendar: calendar.map(|secret| format!("/calendar/{secret}.ics")),
        ends: false,
        ended: false,
        f,
    }
}

/// The page of the book of these accounts, in English.
#[cfg(test)]
pub(super) async fn rendered(site: &Site, accounts: &[AccountId]) -> String {
    let headers = HeaderMap::new();
    let book = Book::of(site, &headers, accounts).await;
    let book = book.unwrap_or_else(|response| panic!("{}", response.status()));
    let f = Frame::new(&headers, "book", "/book");
    page(f, &book, None).render().expect("plain text")
}

pub(super) async fn home(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let accounts = crate::sessions::accounts(&site, &headers).await;
    let mut f = Frame::new(&headers, "home", "/");
    let known = !accounts.is_empty();
    let book = match known {
        true => match Book::of(&site, &headers, &accounts).await {
            Ok(book) => Some(book),
            Err(response) => return response,
        },
        false => None,
    };
    f.data.push(("known", known.to_string()));
    let soon = book
        .as_ref()
        .map(|book| Day(book.words.today.0.saturating_add(SOON)));
    let page = HomePage {
        known,
        today: book
            .as_ref()
            .map(|book| {
                let args = [
                    ("day", book.words.day(book.words.today).into()),
                    ("weekday", book.words.weekday(book.words.today).into()),
                ];
                book.words.line("page-home-today", &args)
            })
            .unwrap_or_default(),
        todo: book.as_ref().map(Book::todo).unwrap_or_default(),
        sums: book
            .as_ref()
            .zip(soon)
            .map(|(book, soon)| in_and_out(book, soon))
            .unwrap_or_default(),
        dated: book
            .as_ref()
            .zip(soon)
            .map(|(book, soon)| book.dated(soon))
            .unwrap_or_default(),
        loans: book.as_ref().map(Book::entered).unwrap_or_default(),
        f,
    };
    frame::send(&page)
}

/// What comes in and goes out until `until`, in each currency.
fn in_and_out(book: &Book, until: Day) -> Vec<Sum> {
    let mut by_unit: BTreeMap<&str, (&Unit, [Amount; 2])> = BTreeMap::new();
    let ahead = book.ahead(until);
    for one in &ahead {
        let unit = one.record.unit();
        let place = by_unit.entry(&unit.name).or_insert((unit, [Amount::ZERO; 2]));
        let side = usize::from(one.viewer.role() == Some(Role::Borrower));
        place.1[side] = place.1[side].saturating_plus(one.amount);
    }
    let mut sums = Vec::new();
    for (unit, [comes, goes]) in by_unit.into_values() {
        for (id, amount) in [("page-soon-in", comes), ("page-soon-out", goes)] {
            sums.push(Sum {
                name: book.words.tr(id),
                value: with_sign(unit, amount),
                note: String::new(),
            });
        }
    }
    sums
}

/// A cell of a table that spreadsheets open: quoted, and never a formula.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = text.replace('"', "\"\"");
    format!("\"{}{text}\"", if is_formula { "'" } else { "" })
}

/// The loans as a table (RFC 4180): one line a loan, amounts without signs and groups.
pub(super) async fn csv(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let accounts = crate::sessions::accounts(&site, &headers).await;
    if accounts.is_empty() {
        return Redirect::to("/login?next=book").into_response();
    }
    let book = match Book::of(&site, &headers, &accounts).await {
        Ok(book) => book,
        Err(response) => return response,
    };
    let heads = [
        "loan",
        "role",
        "status",
        "currency",
        "signed",
        "delivered",
        "delivered_on",
        "repaid",
        "principal",
        "interest",
        "late",
        "costs",
        "owed",
        "next_due",
        "next_amount",
        "lender",
        "borrower",
    ];
    let mut out = String::from("\u{feff}");
    out += &heads.map(cell).join(",");
    out += "\r\n";
    for (record, viewer) in &book.loans {
        let (figures, unit) = (record.figures(), record.unit());
        let number = |amount: Amount| unit.number(amount);
        let next = figures.next_due;
        let cells = [
            record.id().to_string(),
            viewer.name().into(),
            names::status(record.status()).into(),
            unit.name.clone(),
            number(record.sums().signed),
            number(record.sums().delivered),
            record
                .delivered_on()
                .map(|day| day.to_string())
                .unwrap_or_default(),
            number(record.sums().repaid),
            number(figures.principal),
            number(figures.interest),
            number(figures.late),
            number(figures.costs),
            number(figures.total()),
            next.map(|due| due.day.to_string()).unwrap_or_default(),
            next.map(|due| number(due.amount)).unwrap_or_default(),
            iou_view::address(record.creditor()),
            iou_view::address(record.books().terms.borrower),
        ];
        out += &cells.map(|text| cell(&text)).join(",");
        out += "\r\n";
    }
    let kinds = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"iou.csv\""),
    ];
    (kinds, out).into_response()
}

/// Makes the address of the calendar of whoever has logged in: nothing is kept for whoever asks for none.
pub(super) async fn make_calendar(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let accounts = crate::sessions::accounts(&site, &headers).await;
    if accounts.is_empty() {
        return Redirect::to("/login?next=book").into_response();
    }
    match calendars::made(&site.store, &accounts, super::own_ms()).await {
        Ok(_) => Redirect::to("/book#calendar").into_response(),
        Err(error) => {
            tracing::error!(%error, "a calendar could not be kept");
            frame::error(&headers, StatusCode::SERVICE_UNAVAILABLE, "busy")
        }
    }
}

/// Ends the calendars of whoever has logged in, whatever accounts each of them shows.
pub(super) async fn end_calendars(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let accounts = crate::sessions::accounts(&site, &headers).await;
    if accounts.is_empty() {
        return Redirect::to("/login?next=book").into_response();
    }
    match calendars::end(&site.store, &accounts).await {
        Ok(()) => Redirect::to(&format!("/book?{ENDED}")).into_response(),
        Err(error) => {
            tracing::error!(%error, "calendars could not be ended");
            frame::error(&headers, StatusCode::SERVICE_UNAVAILABLE, "busy")
        }
    }
}

/// The calendar behind a secret address: due days of the accounts that it was made for.
pub(super) async fn feed(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let missing = || frame::error(&headers, StatusCode::NOT_FOUND, "missing");
    let Some(secret) = name.strip_suffix(".ics") else {
        return missing();
    };
    let accounts = match calendars::accounts_of(&site.store, secret, super::own_ms()).await {
        Ok(Some(accounts)) => accounts,
        Ok(None) => return missing(),
        Err(error) => {
            tracing::error!(%error, "a calendar could not be read");
            return frame::error(&headers, StatusCode::SERVICE_UNAVAILABLE, "busy");
        }
    };
    let book = match Book::of(&site, &headers, &accounts).await {
        Ok(book) => book,
        Err(response) => return response,
    };
    let text = super::words::text(frame::language(&headers));
    let now = Timestamp(super::now_ms(&site).await);
    let mut entries = Vec::new();
    for (record, viewer) in &book.loans {
        if *viewer == Viewer::Beside {
            continue;
        }
        entries.extend(entries_of(&site, &text, record));
    }
    entries.sort_by(|a, b| (a.day, &a.uid).cmp(&(b.day, &b.uid)));
    let file = calendar::file(&text.tr("calendar-name"), &entries, now);
    ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], file).into_response()
}

/// The instalments of a loan whose money has been paid out. The same ids as `iou calendar` gives.
fn entries_of(site: &Site, text: &Text, record: &Record) -> Vec<Entry> {
    if !matches!(
        record.status(),
        Status::Active | Status::Defaulted | Status::Settled
    ) {
        return Vec::new();
    }
    let loan = record.id();
    let next = record.figures().next_due;
    let rows = (0u16..).zip(&record.books().schedule);
    let terms = &record.books().terms;
    let host = &site.host;
    let entry = |(number, row): (u16, &terms::Instalment)| {
        let amount = match next {
            Some(due) if due.instalment == number => due.amount,
            _ => row.total().unwrap_or(Amount::ZERO),
        };
        let args = [
            ("loan", loan.to_string().into()),
            ("number", (u32::from(number) + 1).to_string().into()),
            ("count", record.books().schedule.len().into()),
            ("amount", record.unit().show(amount).into()),
            ("lender", iou_view::address(terms.lender).into()),
            ("borrower", iou_view::address(terms.borrower).into()),
            ("asof", record.today().to_string().into()),
        ];
        Entry {
            uid: format!("{loan}-{number}@{host}"),
            sequence: u32::try_from(record.detail.loan.indexed_block).unwrap_or(u32::MAX >> 1),
            day: row.due,
            summary: text.tr_with("calendar-summary", &args),
            description: text.tr_with("calendar-description", &args),
            open: next.is_some_and(|due| number >= due.instalment),
        }
    };
    rows.map(entry).collect()
}
