//! The herald: tells people of what happened to their loans, inside the transaction in which it is indexed, so that nothing
//! is told that is not on record and nothing on record goes untold. What happened before somebody was known is not told.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use futures::future::BoxFuture;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use terms::{Event, LoanId, Timestamp};

use super::super::notice::{Notice, Place};
use super::super::outbox::{self, int, nat};
use super::super::people::{Known, People};
use super::super::{record, words};
use super::now_ms;
use super::tick::person;
use crate::chain::connection::ChainInfo;
use crate::chain::AccountId;
use crate::error::Result;
use crate::index::{Listener, Placed, Store};
use crate::money::Unit;

/// Accounts that one statement asks for.
const AT_ONCE: usize = 200;

/// Tells people of events.
pub struct Herald {
    store: Store,
    people: Arc<People>,
    place: Place,
    chain: ChainInfo,
}

/// The money of a loan, and its zone.
type Money = (Unit, i16);

/// One event, when it was final, and whom it concerns.
struct Told<'a> {
    event: &'a Event,
    time_ms: u64,
    notices: Vec<Notice>,
}

impl Listener for Herald {
    fn on_events<'a>(
        &'a self,
        conn: &'a mut AnyConnection,
        events: &'a [Placed],
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let events: Vec<_> = events
                .iter()
                .map(|placed| (&placed.event, placed.time_ms))
                .collect();
            self.tell(conn, &events).await
        })
    }
}

impl Herald {
    /// For the events of the contract `contract` on `chain`.
    pub fn new(store: Store, people: Arc<People>, chain: ChainInfo, contract: AccountId) -> Herald {
        let place = Place {
            genesis: chain.genesis.0,
            contract: contract.0,
        };
        Herald {
            store,
            people,
            place,
            chain,
        }
    }

    /// Writes down whom to tell of these events, each with the time of its block in milliseconds.
    pub async fn tell(&self, conn: &mut AnyConnection, events: &[(&Event, u64)]) -> Result<()> {
        let Some(latest) = events.iter().map(|(_, time_ms)| *time_ms).max() else {
            return Ok(());
        };
        let any = sqlx::query("SELECT account FROM contact LIMIT 1")
            .fetch_optional(&mut *conn)
            .await;
        if any.map_err(|e| self.store.failed(e))?.is_none() {
            return Ok(());
        }
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
        let mut opened: BTreeMap<AccountId, Option<Known>> = BTreeMap::new();
        let mut rows = Vec::new();
        for told in &all {
            for notice in &told.notices {
                let account = AccountId(notice.recipient.0);
                // Whoever is told begins to be told when he is known.
                if since.get(&account).is_none_or(|since| told.time_ms <= *since) {
                    continue;
                }
                if let Entry::Vacant(place) = opened.entry(account) {
                    let _known = place.insert(self.known(&mut *conn, &account).await?);
                }
                let Some(Some(known)) = opened.get(&account) else {
                    continue;
                };
                let loan = told.event.head().loan;
                let setting = self.people.setting_in(&mut *conn, loan, &account).await?;
                let Some(person) = person(notice.recipient, notice.facts.part, known, setting) else {
                    continue;
                };
                let delay = person.awake(Timestamp(latest)).0.saturating_sub(latest);
                let wanted = person
                    .channels
                    .iter()
                    .filter(|on| person.wants(&notice.subject, **on));
                rows.extend(wanted.map(|channel| {
                    let notice = Notice {
                        channel: *channel,
                        ..notice.clone()
                    };
                    record::row(&notice, &self.place, false, delay)
                }));
            }
        }
        let _messages = outbox::enqueue(&self.store, conn, now_ms(), &rows).await?;
        Ok(())
    }

    async fn known(&self, conn: &mut AnyConnection, account: &AccountId) -> Result<Option<Known>> {
        use crate::Error;
        match self.people.get_in(conn, account).await {
            Err(error @ (Error::ContactUnreadable { .. } | Error::ContactKey { .. })) => {
                tracing::error!(%error, "remind: nothing can be told to this account");
                Ok(None)
            }
            other => other,
        }
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

    /// The money of an event's loan: from its proposal where that is among the events, else from the table.
    async fn money(
        &self,
        conn: &mut AnyConnection,
        event: &Event,
        known: &mut HashMap<LoanId, Money>,
    ) -> Result<Option<Money>> {
        let loan = event.head().loan;
        if let Event::LoanProposed(proposed) = event {
            let terms = &proposed.terms;
            let money = (Unit::of(terms.settlement, &self.chain), terms.utc_offset.0);
            let _none = known.insert(loan, money);
        }
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
