//! What is served over HTTP: [`web`] for everybody (the API, the pages of loans and, at an address of its own, the signer host),
//! [`intents`] for those who hand over what they signed, and the pages about this process, for whoever operates it: `/health` (is it alive), `/ready` (can its answers be relied
//! on), `/metrics` (figures for Prometheus). HTTP/1.1 on the loopback interface unless told otherwise: they show no
//! person and no loan, but they ask for no password either, so beyond this machine they belong behind a proxy.
//! What they mean: docs/services.md. Source of the exposition: Prometheus text format 0.0.4.

pub mod api;
mod boxes;
mod budget;
mod denied;
mod described;
mod drafts;
mod error;
mod figures;
mod frame;
mod health;
pub mod intents;
mod keeping;
pub mod links;
mod metrics;
mod pages;
pub mod read;
mod sealed;
mod sessions;
mod signer;
pub mod web;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{header, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::Router;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use health::{LAG_LIMIT, NODE_GONE_LIMIT};

pub use error::{Error, Result};
use figures::Reader;
use health::Reason;
use iou_database::{counts, Store};
use iou_health::Health;

/// Where the pages are unless somebody says otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:9616";
/// The value of `--listen` for no pages at all.
pub const OFF: &str = "off";
/// How long requests under way may hold up the end of the process.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// The running server.
pub struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    /// Where it listens; the port is the system's choice where 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until it has ended, which it does soon after `cancel`.
    pub async fn stopped(self) {
        // Only a panic in it would be an error, and tokio has told that one.
        let _ended = self.task.await;
    }
}

struct Pages {
    status: Health,
    reader: Reader,
}

/// Serves the pages at `listen` (`ADDRESS:PORT`, or `off` for none) until `cancel`.
///
/// Errors: [`Error::Listen`] when that is no address, or one that cannot be had, as when its port is in use.
pub async fn start(
    listen: &str,
    status: Health,
    store: Store,
    cancel: CancellationToken,
) -> Result<Option<Server>> {
    if listen == OFF {
        let _counting = tokio::spawn(hold_counts(store, cancel));
        return Ok(None);
    }
    let refused = |reason: String| Error::Listen {
        address: listen.into(),
        reason,
    };
    let wanted: SocketAddr = listen
        .parse()
        .map_err(|_| refused("not like 127.0.0.1:9616 or [::1]:9616".into()))?;
    let listener = TcpListener::bind(wanted)
        .await
        .map_err(|e| refused(e.to_string()))?;
    let address = listener.local_addr().map_err(|e| refused(e.to_string()))?;
    let _counting = tokio::spawn(hold_counts(store.clone(), cancel.clone()));
    let router = router(status, store);
    let task = tokio::spawn(async move {
        let ended = cancel.clone().cancelled_owned();
        let serving = axum::serve(listener, router).with_graceful_shutdown(ended);
        let out_of_time = async {
            cancel.cancelled().await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            result = serving => {
                if let Err(error) = result {
                    tracing::error!(%address, %error, "the status pages have ended");
                }
            }
            () = out_of_time => tracing::warn!(%address, "a request outlived the status pages"),
        }
    });
    tracing::info!(%address, "status pages");
    Ok(Some(Server { address, task }))
}

/// What the figures are counted by may have been gone past. That they are wrong keeps no service from its work, nor does anybody wait
/// until they are right.
async fn hold_counts(store: Store, cancel: CancellationToken) {
    let mended = tokio::select! {
        () = cancel.cancelled() => return,
        mended = counts::mend(&store) => mended,
    };
    match mended {
        Ok(mended) if mended.is_empty() => {}
        Ok(mended) => tracing::warn!(
            ?mended,
            "tables were changed past their counts, and are counted anew"
        ),
        Err(error) => tracing::warn!(%error, "the counts could not be held to their tables"),
    }
}

fn router(status: Health, store: Store) -> Router {
    let reader = Reader::new(store);
    metrics::begin(&status);
    Router::new()
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(Pages { status, reader }))
}

/// `/health`.
#[derive(Serialize)]
struct HealthPage {
    healthy: bool,
    reasons: Vec<Reason>,
    loops_beat_seconds_ago: BTreeMap<&'static str, f64>,
    version: &'static str,
}

/// `/ready`. Units: blocks; `null` for what is not known.
#[derive(Serialize)]
struct ReadyPage {
    ready: bool,
    reasons: Vec<Reason>,
    finalised_block: Option<u64>,
    indexed_block: Option<u64>,
    lag_blocks: Option<u64>,
}

async fn health(State(pages): State<Arc<Pages>>) -> Response {
    let snapshot = pages.status.snapshot();
    let reasons = health::stuck(&snapshot);
    let loops = snapshot.loops.iter();
    let page = HealthPage {
        healthy: reasons.is_empty(),
        reasons,
        loops_beat_seconds_ago: loops
            .map(|(task, age)| (task.name(), age.as_secs_f64()))
            .collect(),
        version: env!("CARGO_PKG_VERSION"),
    };
    answer(page.healthy, &page)
}

async fn ready(State(pages): State<Arc<Pages>>) -> Response {
    let figures = pages.reader.read().await;
    let snapshot = pages.status.snapshot();
    let reasons = health::unready(&snapshot, figures.as_deref());
    let heights = health::heights(&snapshot, figures.as_deref().ok());
    let page = ReadyPage {
        ready: reasons.is_empty(),
        reasons,
        finalised_block: heights.finalised,
        indexed_block: heights.indexed,
        lag_blocks: heights.lag(),
    };
    answer(page.ready, &page)
}

async fn metrics(State(pages): State<Arc<Pages>>) -> Response {
    let figures = pages.reader.read().await;
    let text = metrics::exposition(&pages.status, figures.as_deref());
    let kind = prometheus::TEXT_FORMAT;
    (
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")],
        text,
    )
        .into_response()
}

fn answer(well: bool, page: &impl Serialize) -> Response {
    let body = serde_json::to_string(page).expect("plain data");
    let code = if well {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (code, headers, format!("{body}\n")).into_response()
}

#[cfg(test)]
mod tests;
