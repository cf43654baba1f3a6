//! What happens, as it is finalised: server-sent events. One loop reads new events for all streams, and only while somebody
//! listens; a stream that was cut off goes on where it was (`Last-Event-ID`), and one that is too slow reads again from the
//! tables. What a stream tells, it tells at least once.
//! Source: the HTML standard, server-sent events.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use serde::Serialize;
use sqlx::{AssertSqlSafe, Row as _};
use terms::{Event, LoanId};
use tokio::sync::{broadcast, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use super::query::{wrong, Query};
use super::read::Answer;
use crate::web::{Fault, Site};
use iou_base::money::Unit;
use iou_base::{address, names};
use iou_database::Store;
use iou_health::Health;
use iou_intent::api::Problem;
use iou_relay::intents::Refused;

/// How often the tables are looked at while somebody listens.
const LOOK: Duration = Duration::from_millis(500);
/// How often a stream that has nothing to tell says that it is there.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Most streams.
const STREAMS_MAX: usize = 512;
/// What a stream may be behind before it reads from the tables again. Units: events.
const BEHIND: usize = 1_024;
/// Most events of one reading.
const AT_ONCE: i64 = 500;
/// Most loans that one stream names.
const LOANS_MAX: usize = 100;

/// Where an event stands among all: block, and place in it.
type Place = (u64, u64);

/// An event for streams.
#[derive(Debug)]
struct Happened {
    place: Place,
    loan: LoanId,
    /// Who has a part in the loan.
    accounts: BTreeSet<String>,
    told: LoanHappened,
    due: Option<DueHappened>,
}

/// Something happened to a loan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LoanHappened {
    /// The loan.
    id: u64,
    /// The number of the event in it.
    sequence: u32,
    /// The event's name.
    name: &'static str,
    /// The block.
    block: u64,
}

/// An instalment falls due, as the contract was told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DueHappened {
    /// The loan.
    loan: u64,
    /// Which instalment, from 1.
    instalment: u32,
    /// Its due day.
    day: String,
    /// What it asks for.
    amount: String,
    /// In which money.
    currency: String,
    /// `soon`, `today`, `overdue` or `final`.
    kind: &'static str,
}

/// What streams are told.
#[derive(Debug, Clone)]
enum News {
    /// This.
    Happened(Arc<Happened>),
    /// To read the tables: something may have happened before anybody looked.
    Read,
}

/// What all streams share.
pub struct Hub {
    store: Store,
    sender: broadcast::Sender<News>,
    room: Arc<Semaphore>,
    over: CancellationToken,
}

impl Hub {
    pub(crate) fn new(store: Store) -> Hub {
        Hub {
            store,
            sender: broadcast::channel(BEHIND).0,
            room: Arc::new(Semaphore::new(STREAMS_MAX)),
            over: CancellationToken::new(),
        }
    }

    /// How many streams there are.
    fn streams(&self) -> usize {
        STREAMS_MAX - self.room.available_permits()
    }

    /// Reads what happens while somebody listens, until `cancel`; then every stream ends.
    pub(crate) async fn run(&self, health: &Health, cancel: &CancellationToken) {
        let mut from: Option<Place> = None;
        let mut news = self.store.news();
        loop {
            tokio::select! {
                () = cancel.cancelled() => break,
                () = tokio::time::sleep(LOOK) => {}
                () = news.heard() => {}
            }
            // Before anything is told: whoever was told of something is counted.
            health.streams(self.streams());
            if self.sender.receiver_count() == 0 {
                from = None;
                continue;
            }
            if let Err(error) = self.look(&mut from).await {
                tracing::warn!(%error, "streams: the tables were not read");
            }
        }
        self.over.cancel();
    }

    async fn look(&self, from: &mut Option<Place>) -> crate::read::Result<()> {
        let mut place = match *from {
            Some(place) => place,
            None => {
                let newest = *from.insert(self.newest().await?);
                let _listeners = self.sender.send(News::Read);
                newest
            }
        };
        loop {
            let happened = self.after(place, &Wanted::default()).await?;
            let is_all = happened.len() < AT_ONCE as usize;
            for one in happened {
                place = one.place;
                *from = Some(place);
                // That nobody listens any more is no error.
                let _listeners = self.sender.send(News::Happened(Arc::new(one)));
            }
            if is_all {
                return Ok(());
            }
        }
    }

    /// The place of the newest event.
    async fn newest(&self) -> crate::read::Result<Place> {
        let sql = "SELECT block, place FROM event ORDER BY block DESC, place DESC LIMIT 1";
        let row = sqlx::query(sql).fetch_optional(self.store.pool()).await;
        let row = row.map_err(|e| self.store.failed(e))?;
        let number = |row: &sqlx::any::AnyRow, place: usize| {
            let number = row.try_get::<i64, _>(place).map_err(|e| self.store.failed(e))?;
            Ok::<_, iou_database::Error>(number.unsigned_abs())
        };
        row.map_or(Ok((0, 0)), |row| Ok((number(&row, 0)?, number(&row, 1)?)))
    }

    /// The events of loans after a place, in their order, at most [`AT_ONCE`].
    async fn after(&self, place: Place, wanted: &Wanted) -> crate::read::Result<Vec<Happened>> {
        let sql = format!(
            "SELECT e.block, e.place, e.loan, e.name, e.scale, l.currency, l.decimals FROM event e \
             JOIN loan l ON l.id = e.loan WHERE (e.block, e.place) > ($1, $2) {} \
             ORDER BY e.block, e.place LIMIT {AT_ONCE}",
            wanted.condition(3)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql))
            .bind(place.0.cast_signed())
            .bind(place.1.cast_signed());
        for loan in &wanted.loans {
            query = query.bind(loan.cast_signed());
        }
        for account in &wanted.accounts {
            query = query.bind(account.clone());
        }
        let rows = query.fetch_all(self.store.pool()).await;
        let rows = rows.map_err(|e| self.store.failed(e))?;
        let broken = || self.store.failed("event.scale is not what the index wrote");
        let mut happened = Vec::with_capacity(rows.len());
        for row in &rows {
            let number = |place: usize| {
                let number = row.try_get::<i64, _>(place).map_err(|e| self.store.failed(e))?;
                Ok::<_, iou_database::Error>(number.unsigned_abs())
            };
            let name: String = row.try_get(3).map_err(|e| self.store.failed(e))?;
            let scale: Vec<u8> = row.try_get(4).map_err(|e| self.store.failed(e))?;
            let event = Event::decode(&name, &scale).ok_or_else(broken)?;
            let unit = Unit {
                name: row.try_get(5).map_err(|e| self.store.failed(e))?,
                decimals: u8::try_from(number(6)?).map_err(|_| broken())?,
            };
            happened.push(one((number(0)?, number(1)?), &event, &unit));
        }
        self.name_parties(&mut happened).await?;
        Ok(happened)
    }

    /// Who has a part in these loans.
    async fn name_parties(&self, happened: &mut [Happened]) -> crate::read::Result<()> {
        let loans: BTreeSet<LoanId> = happened.iter().map(|one| one.loan).collect();
        for chunk in loans.into_iter().collect::<Vec<_>>().chunks(100) {
            let places: Vec<String> = (1..=chunk.len()).map(|place| format!("${place}")).collect();
            let sql = format!(
                "SELECT loan, account FROM party WHERE loan IN ({})",
                places.join(", ")
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for loan in chunk {
                query = query.bind(loan.cast_signed());
            }
            let rows = query.fetch_all(self.store.pool()).await;
            for row in rows.map_err(|e| self.store.failed(e))? {
                let loan: i64 = row.try_get(0).map_err(|e| self.store.failed(e))?;
                let account: String = row.try_get(1).map_err(|e| self.store.failed(e))?;
                for one in happened.iter_mut().filter(|one| one.loan == loan.unsigned_abs()) {
                    let _new = one.accounts.insert(account.clone());
                }
            }
        }
        Ok(())
    }
}

fn one(place: Place, event: &Event, unit: &Unit) -> Happened {
    let head = event.head();
    let due = match event {
        Event::RepaymentDue(e) => Some(DueHappened {
            loan: head.loan,
            instalment: u32::from(e.due.instalment) + 1,
            day: e.due.day.to_string(),
            amount: unit.number(e.due.amount),
            currency: unit.name.clone(),
            kind: names::stage(e.stage),
        }),
        _ => None,
    };
    Happened {
        place,
        loan: head.loan,
        accounts: BTreeSet::new(),
        told: LoanHappened {
            id: head.loan,
            sequence: head.sequence,
            name: event.name(),
            block: place.0,
        },
        due,
    }
}

/// Of which loans somebody wants to hear: of these, or of those in which one of these has a part; of all where both are empty.
#[derive(Debug, Clone, Default)]
struct Wanted {
    loans: Vec<LoanId>,
    accounts: Vec<String>,
}

impl Wanted {
    fn has(&self, one: &Happened) -> bool {
        let of_account = |account: &String| one.accounts.contains(account);
        (self.loans.is_empty() && self.accounts.is_empty())
            || self.loans.contains(&one.loan)
            || self.accounts.iter().any(of_account)
    }

    /// The same as a condition of SQL, whose places begin with `first`.
    fn condition(&self, first: usize) -> String {
        let places = |from: usize, count: usize| {
            let all: Vec<String> = (from..from + count).map(|place| format!("${place}")).collect();
            all.join(", ")
        };
        let mut either = Vec::new();
        if !self.loans.is_empty() {
            either.push(format!("e.loan IN ({})", places(first, self.loans.len())));
        }
        if !self.accounts.is_empty() {
            let accounts = places(first + self.loans.len(), self.accounts.len());
            either.push(format!(
                "e.loan IN (SELECT loan FROM party WHERE account IN ({accounts}))"
            ));
        }
        match either.is_empty() {
            true => String::new(),
            false => format!("AND ({})", either.join(" OR ")),
        }
    }
}

/// What happens to loans from now on, or from where a stream was cut off: `loan` for each event, and `due` before it where
/// it says that an instalment falls due.
#[utoipa::path(
    get,
    path = "/v1/stream",
    params(
        ("loan" = Option<Vec<u64>>, Query, description = "Of which loans; up to 100, the name repeated for each."),
        ("account" = Option<Vec<String>>, Query, description = "Of loans in which one of these (SS58) has a part; up to 64. Without either: of all."),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was heard."),
    ),
    responses(
        (status = 200, description = "Server-sent events: `loan` with a `LoanHappened`, `due` with a `DueHappened`.", body = LoanHappened, content_type = "text/event-stream"),
        (status = 503, description = "There are as many streams as there may be.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn stream(
    State(site): State<Arc<Site>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer<Response> {
    let query = Query::read(query.as_deref(), &[], &["loan", "account"])?;
    let number = |text: &str| {
        text.parse::<LoanId>()
            .ok()
            .filter(|id| i64::try_from(*id).is_ok())
    };
    let wanted = Wanted {
        loans: query.many("loan", LOANS_MAX, number)?,
        accounts: query.accounts()?.into_iter().map(address::show).collect(),
    };
    let last = headers.get("last-event-id").map(|id| {
        let id = id.to_str().ok().and_then(place);
        id.ok_or_else(|| wrong("Last-Event-ID"))
    });
    let last = last.transpose()?;
    let room = site.hub.room.clone().try_acquire_owned();
    let room = room.map_err(|_| Fault::from(Refused::Busy))?;
    // Listening begins before the tables are read, or what happens in between would be lost.
    let receiver = site.hub.sender.subscribe();
    let place = match last {
        Some(place) => place,
        None => site.hub.newest().await?,
    };
    let listener = Listener {
        site: site.clone(),
        wanted,
        place,
        receiver,
        ready: Vec::new(),
        must_read: true,
        _room: room,
    };
    let alive = KeepAlive::new().interval(HEARTBEAT);
    let mut response = Sse::new(messages(listener)).keep_alive(alive).into_response();
    // Proxies that gather answers would keep what is to be told at once.
    let _before = response
        .headers_mut()
        .insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    Ok(response)
}

fn place(text: &str) -> Option<Place> {
    let (block, place) = text.split_once('-')?;
    let number = |text: &str| {
        text.parse::<u64>()
            .ok()
            .filter(|number| i64::try_from(*number).is_ok())
    };
    Some((number(block)?, number(place)?))
}

struct Listener {
    site: Arc<Site>,
    wanted: Wanted,
    /// The last that was told, or passed over.
    place: Place,
    receiver: broadcast::Receiver<News>,
    /// To be told, the next one last.
    ready: Vec<Message>,
    /// Whether there may be more in the tables than will be heard.
    must_read: bool,
    _room: OwnedSemaphorePermit,
}

impl Listener {
    /// What is to be told next; `None` where the stream ends.
    async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some(message) = self.ready.pop() {
                return Some(message);
            }
            if self.must_read {
                let hub = &self.site.hub;
                let Ok(happened) = hub.after(self.place, &self.wanted).await else {
                    // The client comes again, to another one that may do better.
                    return None;
                };
                self.must_read = happened.len() >= AT_ONCE as usize;
                for one in &happened {
                    self.take(one);
                }
                self.ready.reverse();
                continue;
            }
            let heard = tokio::select! {
                () = self.site.hub.over.cancelled() => return None,
                heard = self.receiver.recv() => heard,
            };
            match heard {
                Ok(News::Happened(one)) => {
                    if one.place > self.place && self.wanted.has(&one) {
                        self.take(&one);
                        self.ready.reverse();
                    }
                }
                Ok(News::Read) | Err(broadcast::error::RecvError::Lagged(_)) => self.must_read = true,
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }

    fn take(&mut self, one: &Happened) {
        self.place = one.place;
        if let Some(due) = &one.due {
            // Without an id: whoever is cut off after it hears it again.
            self.ready
                .push(Message::default().event("due").data(written(due)));
        }
        let id = format!("{}-{}", one.place.0, one.place.1);
        let told = written(&one.told);
        self.ready
            .push(Message::default().event("loan").id(id).data(told));
    }
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data")
}

fn messages(listener: Listener) -> impl Stream<Item = Result<Message, Infallible>> {
    futures::stream::unfold(listener, |mut listener| async move {
        let message = listener.next().await?;
        Some((Ok(message), listener))
    })
}
