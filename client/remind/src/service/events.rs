//! Notifies people of what happened to their loans, from the events in the tables: of nothing that is not on record, and of
//! everything that is, whoever runs the index. Nobody is notified of what happened before they were known.

use std::collections::btree_map;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::atomic::Ordering;

use scale::Decode;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use terms::{Books, Event, LoanId, Timestamp};

use super::super::notice::Notice;
use super::super::outbox;
use super::super::policy::reached_at;
use super::super::words::Background;
use super::super::{record, words};
use super::tick::{person, Cursor, Reach};
use super::Service;
use crate::error::Result;
use iou_base::money::Unit;
use iou_database::{to_i64, to_u64};
use iou_ledger::AccountId;

/// Events of one transaction, and accounts that one statement asks for.
const AT_ONCE: usize = 200;
/// The kept value that has the last event of which people were notified.
const NOTIFIED: &str = "notified";

/// Where an event stands on the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct EventPosition {
    block: i64,
    place: i64,
}

impl EventPosition {
    /// Before everything.
    const START: EventPosition = EventPosition { block: -1, place: -1 };

    /// From what its [`fmt::Display`] shows.
    fn read(shown: &str) -> Option<EventPosition> {
        let (block, place) = shown.split_once('-')?;
        Some(EventPosition {
            block: block.parse().ok()?,
            place: place.parse().ok()?,
        })
    }
}

impl fmt::Display for EventPosition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.block, self.place)
    }
}

/// One event, when it was final, and what those whom it concerns are notified of.
struct Notified<'a> {
    event: &'a Event,
    time_ms: u64,
    notices: Vec<Notice>,
}

/// The last event of which people were notified, and the ones after it.
struct News {
    last: EventPosition,
    events: Vec<(Event, u64)>,
}

impl Service {
    /// Notifies people of some of the events that came since the last time, and gives how many messages that makes; `None` once
    /// that is done for all. Where it stands is in the database, so whoever runs the index, nobody is notified twice or never.
    pub(super) async fn notify_some(&self, cursor: &Cursor, now_ms: u64) -> Result<Option<u64>> {
        if self.notified.load(Ordering::Relaxed) == cursor.events {
            return Ok(None);
        }
        let mut tx = self.store.begin().await?;
        let (notified, messages) = if self.anybody(&mut tx).await? {
            let News { last, events } = self.news(&mut tx).await?;
            match events.is_empty() {
                true => (None, None),
                false => (
                    Some(last),
                    Some(self.notify(&mut tx, cursor, now_ms, &events).await?),
                ),
            }
        } else {
            // Nobody is notified of what happened before they were known.
            (Some(self.newest(&mut tx).await?), None)
        };
        if let Some(position) = notified {
            let position = position.to_string();
            self.store
                .set_kept_value_in(&mut tx, NOTIFIED, Some(&position))
                .await?;
        }
        self.written(tx, messages.unwrap_or_default()).await?;
        if messages.is_none() {
            self.notified.store(cursor.events, Ordering::Relaxed);
        }
        Ok(messages)
    }

    /// Whether anybody wants to be notified of anything.
    async fn anybody(&self, conn: &mut AnyConnection) -> Result<bool> {
        let any = sqlx::query("SELECT account FROM contact LIMIT 1").fetch_optional(conn);
        Ok(any.await.map_err(|e| self.store.failed(e))?.is_some())
    }

    /// The place of the newest event.
    async fn newest(&self, conn: &mut AnyConnection) -> Result<EventPosition> {
        let failed = |e: sqlx::Error| self.store.failed(e);
        let newest = sqlx::query("SELECT block, place FROM event ORDER BY block DESC, place DESC LIMIT 1");
        let row = newest.fetch_optional(conn).await.map_err(failed)?;
        let place = row.map(|row| {
            Ok(EventPosition {
                block: row.try_get("block")?,
                place: row.try_get("place")?,
            })
        });
        Ok(place.transpose().map_err(failed)?.unwrap_or(EventPosition::START))
    }

    /// The next events to notify people of.
    async fn news(&self, conn: &mut AnyConnection) -> Result<News> {
        let failed = |e: sqlx::Error| self.store.failed(e);
        // Holds the row, where there is one: a second service waits until this one is done.
        let hold = sqlx::query("UPDATE kept_value SET value = value WHERE name = $1").bind(NOTIFIED);
        let _rows = hold.execute(&mut *conn).await.map_err(failed)?;
        let last = self.store.kept_value_in(&mut *conn, NOTIFIED).await?;
        let last = last
            .as_deref()
            .and_then(EventPosition::read)
            .unwrap_or(EventPosition::START);
        let sql = format!(
            "SELECT event.block, event.place, event.name, event.scale, block.time_ms FROM event \
             JOIN block ON block.number = event.block WHERE event.loan IS NOT NULL AND (event.block, event.place) > ($1, $2) \
             ORDER BY event.block, event.place LIMIT {AT_ONCE}"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(last.block).bind(last.place);
        let rows = rows.fetch_all(&mut *conn).await.map_err(failed)?;
        let mut news = News {
            last,
            events: Vec::new(),
        };
        for row in rows {
            let number = |name: &str| row.try_get::<i64, _>(name).map_err(failed);
            let name: String = row.try_get("name").map_err(failed)?;
            let scale: Vec<u8> = row.try_get("scale").map_err(failed)?;
            let event =
                Event::decode(&name, &scale).ok_or_else(|| self.store.failed(format!("event: {name}")))?;
            news.last = EventPosition {
                block: number("block")?,
                place: number("place")?,
            };
            news.events.push((event, to_u64(number("time_ms")?)));
        }
        Ok(news)
    }

    /// Writes down whom to notify of these events, each with the time of its block in milliseconds.
    async fn notify(
        &self,
        conn: &mut AnyConnection,
        cursor: &Cursor,
        now_ms: u64,
        events: &[(Event, u64)],
    ) -> Result<u64> {
        let mut backgrounds = HashMap::new();
        let mut all = Vec::with_capacity(events.len());
        for (event, time_ms) in events {
            let background = self.background(&mut *conn, event, &mut backgrounds).await?;
            let Some(background) = background else {
                continue;
            };
            let concerned = words::concerned(event, background);
            let mut notices: Vec<Notice> = Vec::with_capacity(concerned.len());
            for (account, subject, facts) in concerned {
                for recipient in reached_at(&background.books.seats, account) {
                    // Who is concerned twice is told as what they are first.
                    if notices.iter().all(|other| other.recipient != recipient) {
                        notices.push(Notice {
                            loan: event.head().loan,
                            subject: subject.clone(),
                            channel: super::super::message::Channel::Console,
                            recipient,
                            facts: facts.clone(),
                        });
                    }
                }
            }
            all.push(Notified {
                event,
                time_ms: *time_ms,
                notices,
            });
        }
        let since = self.since(&mut *conn, &all).await?;
        let mut opened: BTreeMap<AccountId, Reach> = BTreeMap::new();
        let mut rows = Vec::new();
        for notified in &all {
            for notice in &notified.notices {
                let account = AccountId(notice.recipient.0);
                // Whoever is concerned is notified from when they are known.
                if since.get(&account).is_none_or(|since| notified.time_ms <= *since) {
                    continue;
                }
                if let btree_map::Entry::Vacant(place) = opened.entry(account) {
                    let _known = place.insert(self.reach(&mut *conn, &account).await?);
                }
                let Some(Reach::Known(known)) = opened.get(&account) else {
                    continue;
                };
                let loan = notified.event.head().loan;
                let setting = self.people.setting_in(&mut *conn, loan, &account).await?;
                let Some(person) = person(
                    (notice.recipient, notice.recipient),
                    notice.facts.part,
                    known,
                    setting,
                ) else {
                    continue;
                };
                let delay = person
                    .awake(Timestamp(cursor.now_ms))
                    .0
                    .saturating_sub(cursor.now_ms);
                let wanted = person
                    .channels
                    .iter()
                    .filter(|on| person.wants(&notice.subject, **on));
                rows.extend(wanted.map(|channel| {
                    let notice = Notice {
                        channel: *channel,
                        ..notice.clone()
                    };
                    record::row(&notice, &cursor.place, false, delay)
                }));
            }
        }
        let messages = outbox::enqueue(&self.store, conn, now_ms, &rows).await?;
        Ok(messages.len() as u64)
    }

    /// Since when each of those concerned is known, if they are.
    async fn since(
        &self,
        conn: &mut AnyConnection,
        all: &[Notified<'_>],
    ) -> Result<BTreeMap<AccountId, u64>> {
        let concerned = all.iter().flat_map(|notified| &notified.notices);
        let accounts: BTreeSet<String> = concerned
            .map(|notice| AccountId(notice.recipient.0).to_string())
            .collect();
        let accounts: Vec<String> = accounts.into_iter().collect();
        let mut since = BTreeMap::new();
        for some in accounts.chunks(AT_ONCE) {
            let places: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
            let sql = format!(
                "SELECT account, since_ms FROM contact WHERE account IN ({})",
                places.join(", ")
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for account in some {
                query = query.bind(account.clone());
            }
            for row in query
                .fetch_all(&mut *conn)
                .await
                .map_err(|e| self.store.failed(e))?
            {
                let account: String = row.try_get("account").map_err(|e| self.store.failed(e))?;
                let from: i64 = row.try_get("since_ms").map_err(|e| self.store.failed(e))?;
                if let Ok(account) = account.parse() {
                    let _none = since.insert(account, to_u64(from));
                }
            }
        }
        Ok(since)
    }

    /// What is known of an event's loan beside it.
    async fn background<'a>(
        &self,
        conn: &mut AnyConnection,
        event: &Event,
        known: &'a mut HashMap<LoanId, Background>,
    ) -> Result<Option<&'a Background>> {
        let loan = event.head().loan;
        if let Entry::Vacant(place) = known.entry(loan) {
            let row = sqlx::query("SELECT currency, decimals, books FROM loan WHERE id = $1")
                .bind(to_i64(loan))
                .fetch_optional(conn)
                .await
                .map_err(|e| self.store.failed(e))?;
            let Some(row) = row else { return Ok(None) };
            let decimals: i64 = row.try_get("decimals").map_err(|e| self.store.failed(e))?;
            let books: Vec<u8> = row.try_get("books").map_err(|e| self.store.failed(e))?;
            let books = Books::decode(&mut &books[..]).map_err(|e| self.store.failed(e))?;
            let _new = place.insert(Background {
                unit: Unit {
                    name: row.try_get("currency").map_err(|e| self.store.failed(e))?,
                    decimals: u8::try_from(decimals).unwrap_or_default(),
                },
                books,
            });
        }
        Ok(known.get(&loan))
    }
}
