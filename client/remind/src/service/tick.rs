//! A tick: the loans whose time on the agenda has come are looked at by the policy, and what follows is written down
//! together with when to look again. The rows of agenda and loan stay locked meanwhile: an event that is indexed just then
//! waits, and has its loan looked at once more. Nothing is sent here. With nothing due it is one look at one index.

use std::collections::btree_map::Entry;
use std::collections::BTreeMap;

use scale::{Decode, Encode};
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use terms::agreement::key_of;
use terms::law::{Published, ReferenceRate};
use terms::{Books, Day, LoanId, Status, Terms, Timestamp};

use super::super::contact::ReminderSetting;
use super::super::notice::{ContractId, Part};
use super::super::outbox::{self, NewNotice};
use super::super::people::Known;
use super::super::policy::{plan, reached_at, Debt, Person, Proposal};
use super::super::record;
use super::super::tasks::{announced_on, due_tasks};
use super::Service;
use crate::error::{Error, Result};
use iou_base::money::Unit;
use iou_database::store::Kind;
use iou_database::{to_i64, to_u64};
use iou_index::follow::{BEHIND, CATCHING_UP};
use iou_ledger::AccountId;
use iou_relay::queue::{self, NewTask, Silence, TaskKind};
use iou_view::unanswered::{self, open_reports_of, Unanswered};

/// Loans of one transaction.
const BATCH: usize = 500;
/// When a loan is looked at again of which nothing can be made. Units: milliseconds.
const TROUBLE_MS: u64 = 3_600_000;

/// What a tick has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Ticked {
    /// Loans looked at.
    pub loans: u64,
    /// Messages that are to be delivered.
    pub messages: u64,
    /// What the contract is to be told.
    pub tasks: u64,
}

/// How far the index is.
pub(super) struct Cursor {
    /// Which contract on which chain.
    pub place: ContractId,
    /// The chain's time. Units: milliseconds since 1970.
    pub now_ms: u64,
    /// How many events the index has.
    pub events: u64,
}

/// What is to be done about one loan.
#[derive(Default)]
struct Looked {
    notices: Vec<NewNotice>,
    tasks: Vec<NewTask>,
    next_ms: Option<u64>,
}

/// A loan whose time has come.
struct Due {
    loan: LoanId,
    books: Vec<u8>,
    unit: Unit,
    proposed: Timestamp,
}

/// A loan with all that has to be known of it to decide.
struct Case<'a> {
    row: &'a Due,
    books: &'a Books,
    proposal: Option<Proposal>,
    silence: Vec<Unanswered>,
    /// What the one who acts for the claim chose.
    wishes: ReminderSetting,
    /// The day up to which its stages are announced on the contract.
    announced: Option<Day>,
    today: Day,
    rates: &'a Published,
}

impl Case<'_> {
    fn debt(&self) -> Debt<'_> {
        let books = self.books;
        Debt {
            loan: self.row.loan,
            terms: &books.terms,
            schedule: &books.schedule,
            account: books.account.as_ref(),
            status: books.status,
            proposal: self.proposal.as_ref(),
            silence: &self.silence,
            reports: open_reports_of(books),
            disputed: books.disputed,
            limitation_until: books.limitation(self.today).ok().map(|clock| clock.until),
            guarantors: &books.guarantees,
            holders: &books.holders,
            seats: &books.seats,
            demand: self.wishes.demand_after_days.zip(self.wishes.demand_channel),
            unit: &self.row.unit,
            rates: self.rates,
        }
    }
}

/// Whether somebody can be notified.
pub(super) enum Reach {
    /// They can.
    Known(Box<Known>),
    /// They have left no contact.
    Unknown,
    /// They have left one that cannot be opened: that is the operator's to mend, and no reason to pass them over for good.
    Unreadable,
}

type Contacts = BTreeMap<AccountId, Reach>;

impl Service {
    /// Tells of new events, and looks at every loan whose time has come. `now_ms` is this machine's, for the outbox.
    ///
    /// Nothing is done while the index is catching up: its newest block is then not today's, and what followed it is not known yet.
    pub async fn tick(&self, now_ms: u64) -> Result<Ticked> {
        let mut all = Ticked::default();
        while let Some(cursor) = self.cursor().await? {
            if let Some(messages) = self.notify_some(&cursor, now_ms).await? {
                all.messages += messages;
                continue;
            }
            let ticked = self.tick_some(&cursor, now_ms).await?;
            all.loans += ticked.loans;
            all.messages += ticked.messages;
            all.tasks += ticked.tasks;
            if ticked.loans < BATCH as u64 {
                break;
            }
        }
        Ok(all)
    }

    /// How far the index is; `None` before its first block, and while it is catching up.
    pub(super) async fn cursor(&self) -> Result<Option<Cursor>> {
        let sql = "SELECT genesis, contract, time_ms, block, events, (SELECT value FROM kept_value WHERE name = $1) AS target FROM cursor";
        let row = sqlx::query(sql)
            .bind(CATCHING_UP)
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else { return Ok(None) };
        let text = |name: &str| row.try_get::<String, _>(name).map_err(|e| self.store.failed(e));
        let number = |name: &str| {
            row.try_get::<i64, _>(name)
                .map_err(|e| self.store.failed(e))
                .map(to_u64)
        };
        let target: Option<String> = row.try_get("target").map_err(|e| self.store.failed(e))?;
        let target: u64 = target.and_then(|target| target.parse().ok()).unwrap_or_default();
        if target.saturating_sub(number("block")?) > BEHIND {
            return Ok(None);
        }
        let (genesis, contract) = (text("genesis")?, text("contract")?);
        let unread = |what: &str| self.store.failed(format!("cursor: {what}"));
        let hash = iou_base::read_hex(&genesis).ok_or_else(|| unread(&genesis))?;
        let contract: AccountId = contract.parse().map_err(|_| unread(&contract))?;
        Ok(Some(Cursor {
            place: ContractId {
                genesis: hash,
                contract: contract.0,
            },
            now_ms: number("time_ms")?,
            events: number("events")?,
        }))
    }

    async fn tick_some(&self, cursor: &Cursor, now_ms: u64) -> Result<Ticked> {
        let mut ticked = Ticked::default();
        let due = sqlx::query("SELECT loan FROM agenda WHERE at_ms <= $1 ORDER BY at_ms LIMIT 1")
            .bind(to_i64(cursor.now_ms))
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        if due.is_none() {
            return Ok(ticked);
        }
        let mut tx = self.store.begin().await?;
        let rows = self.due_rows(&mut tx, cursor).await?;
        let rates = self.rates(&mut tx).await?;
        let mut contacts = Contacts::new();
        let (mut notices, mut tasks) = (Vec::new(), Vec::new());
        for row in rows {
            ticked.loans += 1;
            let looked = self.look(&mut tx, &row, cursor, &rates, &mut contacts).await?;
            notices.extend(looked.notices);
            tasks.extend(looked.tasks);
            let next = looked
                .next_ms
                .map_or(i64::MAX, |at| to_i64(at.max(cursor.now_ms + 1)));
            let query = sqlx::query("UPDATE agenda SET at_ms = $1 WHERE loan = $2")
                .bind(next)
                .bind(to_i64(row.loan));
            let _rows = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
        }
        let messages = outbox::enqueue(&self.store, &mut tx, now_ms, &notices).await?;
        ticked.messages = messages.len() as u64;
        ticked.tasks = queue::enqueue(&self.store, &mut tx, now_ms, &tasks).await?;
        self.written(tx, ticked.messages).await?;
        Ok(ticked)
    }

    async fn due_rows(&self, conn: &mut AnyConnection, cursor: &Cursor) -> Result<Vec<Due>> {
        let lock = match self.store.kind() {
            Kind::Sqlite => "",
            // A loan that is being written is looked at when it has been: not by the books of before.
            Kind::Postgres => "FOR UPDATE OF a, l SKIP LOCKED",
        };
        let sql = format!(
            "SELECT a.loan, l.books, l.currency, l.decimals, l.proposed_ms FROM agenda a JOIN loan l ON l.id = a.loan \
             WHERE a.at_ms <= $1 ORDER BY a.at_ms, a.loan LIMIT {BATCH} {lock}"
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(to_i64(cursor.now_ms))
            .fetch_all(conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        let read = |row: &AnyRow| {
            let decimals: i64 = row.try_get("decimals")?;
            Ok(Due {
                loan: to_u64(row.try_get("loan")?),
                books: row.try_get("books")?,
                unit: Unit {
                    name: row.try_get("currency")?,
                    decimals: u8::try_from(decimals).unwrap_or_default(),
                },
                proposed: Timestamp(to_u64(row.try_get("proposed_ms")?)),
            })
        };
        let due: sqlx::Result<_> = rows.iter().map(read).collect();
        Ok(due.map_err(|e| self.store.failed(e))?)
    }

    /// The reference rates that were published on the contract.
    async fn rates(&self, conn: &mut AnyConnection) -> Result<Published> {
        let rows = sqlx::query(
            "SELECT scale FROM event WHERE loan IS NULL AND name = 'RatePublished' ORDER BY block, place",
        )
        .fetch_all(conn)
        .await
        .map_err(|e| self.store.failed(e))?;
        let mut rates = Published::default();
        for row in rows {
            let scale: Vec<u8> = row.try_get("scale").map_err(|e| self.store.failed(e))?;
            if let Ok(event) = terms::event::RatePublished::decode(&mut &scale[..]) {
                rates.0.push(ReferenceRate {
                    published: event.published,
                    rate: event.rate,
                    source: event.source,
                });
            }
        }
        Ok(rates)
    }

    /// What is to be done about one loan. A loan of which nothing can be made is said in the log and looked at again.
    async fn look(
        &self,
        conn: &mut AnyConnection,
        row: &Due,
        cursor: &Cursor,
        rates: &Published,
        contacts: &mut Contacts,
    ) -> Result<Looked> {
        let trouble = |why: String| {
            tracing::error!(loan = row.loan, %why, "remind: this loan is not looked after");
            Looked {
                next_ms: Some(cursor.now_ms + TROUBLE_MS),
                ..Looked::default()
            }
        };
        let books = match Books::decode(&mut &row.books[..]) {
            Ok(books) => books,
            Err(e) => return Ok(trouble(e.to_string())),
        };
        let is_proposed = books.status == Status::Proposed;
        // A claim to a seat goes on where the loan has ended meanwhile.
        let is_claimed = books.seats.iter().any(|seat| seat.claim.is_some());
        let lives = books.is_running() || matches!(books.status, Status::Proposed | Status::Signed);
        if !lives && !is_claimed {
            return Ok(Looked::default());
        }
        let now = Timestamp(cursor.now_ms);
        let today = books.terms.day_of(now);
        let creditor = books
            .holders
            .first()
            .map_or(books.terms.lender, |lead| lead.account);
        let case = Case {
            proposal: match is_proposed {
                true => Some(self.proposal(&mut *conn, row, &books.terms).await?),
                false => None,
            },
            silence: self.silence(&mut *conn, row.loan, &books, now).await?,
            wishes: self
                .people
                .setting_in(&mut *conn, row.loan, &AccountId(key_of(&books.seats, creditor).0))
                .await?,
            announced: match self.relays {
                true => self.announced(&mut *conn, row.loan).await?,
                false => None,
            },
            row,
            books: &books,
            today,
            rates,
        };
        let people = case.debt().people();
        let mut persons = Vec::with_capacity(people.len());
        let mut passed_over = false;
        let reached = people.into_iter().flat_map(|(account, part)| {
            let at = reached_at(&books.seats, account).into_iter();
            at.map(move |at| ((account, at), part))
        });
        for (who, part) in reached {
            let own = AccountId(who.1 .0);
            if let Entry::Vacant(place) = contacts.entry(own) {
                let _known = place.insert(self.reach(&mut *conn, &own).await?);
            }
            let known = match contacts.get(&own) {
                Some(Reach::Known(known)) => known,
                Some(Reach::Unreadable) => {
                    passed_over = true;
                    continue;
                }
                Some(Reach::Unknown) | None => continue,
            };
            let setting = self.people.setting_in(&mut *conn, row.loan, &own).await?;
            match person(who, part, known, setting) {
                Some(person) => persons.push((person, known.since_ms)),
                None => passed_over = true,
            }
        }
        let mut looked = self
            .decide(&case, &persons, cursor)
            .unwrap_or_else(|error| trouble(format!("{error:?}")));
        if passed_over {
            looked.next_ms = earlier(looked.next_ms, Some(Timestamp(cursor.now_ms + TROUBLE_MS)));
        }
        Ok(looked)
    }

    /// Whom the policy notifies of what, and what the contract is to be told.
    fn decide(
        &self,
        case: &Case<'_>,
        persons: &[(Person, u64)],
        cursor: &Cursor,
    ) -> std::result::Result<Looked, terms::Error> {
        let mut looked = Looked::default();
        let debt = case.debt();
        let now = Timestamp(cursor.now_ms);
        for (person, since_ms) in persons {
            let planned = plan(&debt, person, &self.policy, Timestamp(*since_ms), now)?;
            let delay = person.awake(now).0.saturating_sub(now.0);
            let row = |notice, superseded| record::row(notice, &cursor.place, superseded, delay);
            looked
                .notices
                .extend(planned.notices.iter().map(|notice| row(notice, false)));
            looked
                .notices
                .extend(planned.superseded.iter().map(|notice| row(notice, true)));
            looked.next_ms = earlier(looked.next_ms, planned.next);
        }
        if self.relays {
            let found = due_tasks(&debt, case.announced, case.wishes.mark_default, now)?;
            let wanted = |kind: &TaskKind| *kind != TaskKind::NotifyDue || self.announces;
            let new = found.now.into_iter().filter(wanted);
            looked
                .tasks
                .extend(new.map(|kind| new_task(debt.loan, kind, case.announced, case.today)));
            if self.records {
                let silences = found.silences.into_iter();
                looked
                    .tasks
                    .extend(silences.map(|report| new_silence(debt.loan, report, case.today)));
            }
            looked.next_ms = earlier(looked.next_ms, found.next);
        }
        Ok(looked)
    }

    /// How an account can be reached; that its contact cannot be opened is said in the log.
    pub(super) async fn reach(&self, conn: &mut AnyConnection, account: &AccountId) -> Result<Reach> {
        match self.people.get_in(conn, account).await {
            Err(error @ Error::ContactUnreadable { .. }) => {
                tracing::error!(%error, "remind: this account cannot be notified");
                Ok(Reach::Unreadable)
            }
            other => Ok(other?.map_or(Reach::Unknown, |known| Reach::Known(Box::new(known)))),
        }
    }

    /// The reports of money that wait for an answer. Where there may be any, all events of the loan are read: what ends or revives
    /// one is `iou_view`'s to know.
    async fn silence(
        &self,
        conn: &mut AnyConnection,
        loan: LoanId,
        books: &Books,
        now: Timestamp,
    ) -> Result<Vec<Unanswered>> {
        let is_delivered = books.deliveries.open().next().is_none();
        if open_reports_of(books).is_empty() && is_delivered && books.status != Status::Signed {
            return Ok(Vec::new());
        }
        let sql = "SELECT name, scale FROM event WHERE loan = $1 ORDER BY sequence";
        let events = self.events(conn, sql, loan).await?;
        let may_grow = books.may_grow(books.terms.day_of(now));
        Ok(unanswered::of_money(&events, &books.seats, may_grow, now))
    }

    async fn events(
        &self,
        conn: &mut AnyConnection,
        sql: &'static str,
        loan: LoanId,
    ) -> Result<Vec<terms::Event>> {
        let rows = sqlx::query(sql)
            .bind(to_i64(loan))
            .fetch_all(conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            let name: String = row.try_get("name").map_err(|e| self.store.failed(e))?;
            let scale: Vec<u8> = row.try_get("scale").map_err(|e| self.store.failed(e))?;
            events.extend(terms::Event::decode(&name, &scale));
        }
        Ok(events)
    }

    /// Who has not signed proposed terms.
    async fn proposal(&self, conn: &mut AnyConnection, row: &Due, terms: &Terms) -> Result<Proposal> {
        let sql = "SELECT name, scale FROM event WHERE loan = $1 AND name IN ('LoanProposed', 'TermsSigned') ORDER BY sequence";
        let events = self.events(conn, sql, row.loan).await?;
        Ok(Proposal {
            at: row.proposed,
            awaits: iou_view::awaits(terms, &events),
        })
    }

    /// The day up to which a loan's stages are announced on the contract.
    async fn announced(&self, conn: &mut AnyConnection, loan: LoanId) -> Result<Option<Day>> {
        let sql =
            "SELECT name, scale FROM event WHERE loan = $1 \
                   AND name IN ('RepaymentDue', 'PartDelivered', 'LoanAmended', 'LoanAccelerated') ORDER BY sequence DESC LIMIT 1";
        let row = sqlx::query(sql)
            .bind(to_i64(loan))
            .fetch_optional(conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else { return Ok(None) };
        let name: String = row.try_get("name").map_err(|e| self.store.failed(e))?;
        let scale: Vec<u8> = row.try_get("scale").map_err(|e| self.store.failed(e))?;
        let event = terms::Event::decode(&name, &scale);
        Ok(event.and_then(|event| announced_on(None, &event)))
    }
}

/// The person behind the contact of the second account, as far as their channels are open; `None` for a zone that this machine does not know.
pub(super) fn person(
    who: (terms::AccountId, terms::AccountId),
    part: Part,
    known: &Known,
    setting: ReminderSetting,
) -> Option<Person> {
    match Person::of(who, part, &known.contact, setting) {
        Ok(person) => Some(Person {
            channels: known.open.clone(),
            ..person
        }),
        Err(wrong) => {
            let account = iou_view::address(who.1);
            tracing::error!(%account, why = wrong.id(), "remind: this account cannot be notified");
            None
        }
    }
}

fn earlier(one: Option<u64>, other: Option<Timestamp>) -> Option<u64> {
    one.into_iter().chain(other.map(|at| at.0)).min()
}

/// The facts of such a task, as the database has them: for people who look, since the contract knows the day itself.
#[derive(Serialize)]
struct DayFacts {
    /// For instance `2026-12-31`.
    day: String,
}

fn new_task(loan: LoanId, kind: TaskKind, announced: Option<Day>, today: Day) -> NewTask {
    let day = today.to_string();
    NewTask {
        kind,
        loan,
        subject: (announced.map(|day| day.0), today.0).encode(),
        facts: serde_json::to_value(DayFacts { day }).expect("plain data"),
        once: true,
    }
}

/// That a report of a repayment stayed unanswered, to be put on record.
fn new_silence(loan: LoanId, report: u32, today: Day) -> NewTask {
    NewTask {
        kind: TaskKind::RecordSilence,
        loan,
        subject: (report, today.0).encode(),
        facts: Silence { report }.facts(),
        once: true,
    }
}
