//! Tells people of what happened to their loans, from the events in the tables: nothing is told that is not on record, and
//! nothing on record goes untold, whoever runs the index. What happened before somebody was known is not told.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::atomic::Ordering;

use sqlx::{AnyConnection, AssertSqlSafe, Row};
use terms::{Event, LoanId, Timestamp};

use super::super::notice::Notice;
use super::super::outbox::{self, int, nat};
use super::super::{record, words};
use super::tick::{person, Here, Reach};
use super::Service;
use crate::chain::AccountId;
use crate::error::Result;
use crate::money::Unit;

/// Events of one transaction, and accounts that one statement asks for.
const AT_ONCE: usize = 200;
/// The memo that has the last event that people were told of.
const TOLD: &str = "told";

/// Where an event stands on the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    block: i64,
    place: i64,
}

impl Place {
    /// Before everything.
    const START: Place = Place { block: -1, place: -1 };

    /// From what its [`fmt::Display`] shows.
    fn read(shown: &str) -> Option<Place> {
        let (block, place) = shown.split_once('-')?;
        Some(Place {
            block: block.parse().ok()?,
            place: place.parse().ok()?,
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.block, self.place)
    }
}

/// The money of a loan, and its zone.
type Money = (Unit, i16);

/// One event, when it was final, and whom it concerns.
struct Told<'a> {
    event: &'a Event,
    time_ms: u64,
    notices: Vec<Notice>,
}

/// The last event that people were told of, and the ones after it.
struct News {
    last: Place,
    events: Vec<(Event, u64)>,
}

impl Service {
    /// Tells people of some of the events that came since the last time, and gives how many messages that makes; `None` once all
    /// are told. Where it stands is in the database, so whoever runs the index, nobody is told twice and nothing goes untold.
    pub(super) async fn tell_some(&self, here: &Here, now_ms: u64) -> Result<Option<u64>> {
        if self.told.load(Ordering::Relaxed) == here.events {
            return Ok(None);
        }
        let mut tx = self.store.begin().await?;
        let (told, messages) = if self.anybody(&mut tx).await? {
            let News { last, events } = self.news(&mut tx).await?;
            match events.is_empty() {
                true => (None, None),
                false => (Some(last), Some(self.tell(&mut tx, here, now_ms, &events).await?)),
            }
        } else {
            // What happened before somebody was known is not told.
            (Some(self.newest(&mut tx).await?), None)
        };
        if let Some(place) = told {
            let place = place.to_string();
            self.store.set_memo_in(&mut tx, TOLD, Some(&place)).await?;
        }
        self.store.commit(tx).await?;
        if messages.is_none() {
            self.told.store(here.events, Ordering::Relaxed);
        }
        Ok(messages)
    }

    /// Whether anybody wants to be told of anything.
    async fn anybody(&self, conn: &mut AnyConnection) -> Result<bool> {
        let any = sqlx::query("SELECT account FROM contact LIMIT 1").fetch_optional(conn);
        Ok(any.await.map_err(|e| self.store.failed(e))?.is_some())
    }

    /// The place of the newest event.
    async fn newest(&self, conn: &mut AnyConnection) -> Result<Place> {
        let failed = |e: sqlx::Error| self.store.failed(e);
        let newest = sqlx::query("SELECT block, place FROM event ORDER BY block DESC, place DESC LIMIT 1");
        let row = newest.fetch_optional(conn).await.map_err(failed)?;
        let place = row.map(|row| {
            Ok(Place {
                block: row.try_get("block")?,
                place: row.try_get("place")?,
            })
        });
        Ok(place.transpose().map_err(failed)?.unwrap_or(Place::START))
    }

    /// The next events to tell of.
    async fn news(&self, conn: &mut AnyConnection) -> Result<News> {
        let failed = |e: sqlx::Error| self.store.failed(e);
        // Holds the row, where there is one: a second service waits until this one has told.
        let hold = sqlx::query("UPDATE memo SET value = value WHERE name = $1").bind(TOLD);
        let _rows = hold.execute(&mut *conn).await.map_err(failed)?;
        let told = self.store.memo_in(&mut *conn, TOLD).await?;
        let told = told.as_deref().and_then(Place::read).unwrap_or(Place::START);
        let sql = format!(
            "SELECT event.block, event.place, event.name, event.scale, block.time_ms FROM event \
             JOIN block ON block.number = event.block WHERE event.loan IS NOT NULL AND (event.block, event.place) > ($1, $2) \
             ORDER BY event.block, event.place LIMIT {AT_ONCE}"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(told.block).bind(told.place);
        let rows = rows.fetch_all(&mut *conn).await.map_err(failed)?;
        let mut news = News {
            last: told,
            events: Vec::new(),
        };
        for row in rows {
            let number = |name: &str| row.try_get::<i64, _>(name).map_err(failed);
            let name: String = row.try_get("name").map_err(failed)?;
            let scale: Vec<u8> = row.try_get("scale").map_err(failed)?;
            let event =
                Event::decode(&name, &scale).ok_or_else(|| self.store.failed(format!("event: {name}")))?;
            news.last = Place {
                block: number("block")?,
                place: number("place")?,
            };
            news.events.push((event, nat(number("time_ms")?)));
        }
        Ok(news)
    }

    /// Writes down whom to tell of these events, each with the time of its block in milliseconds.
    async fn tell(
        &self,
        conn: &mut AnyConnection,
        here: &Here,
        now_ms: u64,
        events: &[(Event, u64)],
    ) -> Result<u64> {
        let mut money = HashMap::new();
        let mut all = Vec::with_capacity(events.len());
        for (event, time_ms) in events {
            let Some((unit, offset)) = self.money(&mut *conn, event, &mut money).await? else {
                continue;
            };
            let told = words::told_of(event, &unit, offset);
            let notices = told.into_iter().map(|(recipient, subject, facts)| Notice {
                loan: event.head().loan,
                subject,
                channel: super::super::message::Channel::Console,
                recipient,
                facts,
            });
            all.push(Told {
                event,
                time_ms: *time_ms,
                notices: notices.collect(),
            });
        }
        let since = self.since(&mut *conn, &all).await?;
        let mut opened: BTreeMap<AccountId, Reach> = BTreeMap::new();
        let mut rows = Vec::new();
        for told in &all {
            for notice in &told.notices {
                let account = AccountId(notice.recipient.0);
                // Whoever is told begins to be told when he is known.
                if since.get(&account).is_none_or(|since| told.time_ms <= *since) {
                    continue;
                }
                if let Entry::Vacant(place) = opened.entry(account) {
                    let _known = place.insert(self.reach(&mut *conn, &account).await?);
                }
                let Some(Reach::Known(known)) = opened.get(&account) else {
                    continue;
                };
                let loan = told.event.head().loan;
                let setting = self.people.setting_in(&mut *conn, loan, &account).await?;
                let Some(person) = person(notice.recipient, notice.facts.part, known, setting) else {
                    continue;
                };
                let delay = person.awake(Timestamp(here.now_ms)).0.saturating_sub(here.now_ms);
                let wanted = person
                    .channels
                    .iter()
                    .filter(|on| person.wants(&notice.subject, **on));
                rows.extend(wanted.map(|channel| {
                    let notice = Notice {
                        channel: *channel,
                        ..notice.clone()
                    };
                    record::row(&notice, &here.place, false, delay)
                }));
            }
        }
        let messages = outbox::enqueue(&self.store, conn, now_ms, &rows).await?;
        Ok(messages.len() as u64)
    }

    /// Since when each of those concerned is known, if he is.
    async fn since(&self, conn: &mut AnyConnection, all: &[Told<'_>]) -> Result<BTreeMap<AccountId, u64>> {
        let concerned = all.iter().flat_map(|told| &told.notices);
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
                    let _none = since.insert(account, nat(from));
                }
            }
        }
        Ok(since)
    }

    /// The money of an event's loan.
    async fn money(
        &self,
        conn: &mut AnyConnection,
        event: &Event,
        known: &mut HashMap<LoanId, Money>,
    ) -> Result<Option<Money>> {
        let loan = event.head().loan;
        if let Some((unit, offset)) = known.get(&loan) {
            return Ok(Some((unit.clone(), *offset)));
        }
        let row = sqlx::query("SELECT currency, decimals, utc_offset_minutes FROM loan WHERE id = $1")
            .bind(int(loan))
            .fetch_optional(conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else { return Ok(None) };
        let number = |name: &str| row.try_get::<i64, _>(name).map_err(|e| self.store.failed(e));
        let unit = Unit {
            name: row.try_get("currency").map_err(|e| self.store.failed(e))?,
            decimals: u8::try_from(number("decimals")?).unwrap_or_default(),
        };
        let offset = i16::try_from(number("utc_offset_minutes")?).unwrap_or_default();
        let _none = known.insert(loan, (unit.clone(), offset));
        Ok(Some((unit, offset)))
    }
}
