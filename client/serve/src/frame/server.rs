//! The connections: how many, how many from one address, how long a head may take, and how long one lives. axum's own server
//! has none of these limits.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::{is_among, limit, Peer};
use crate::{Error, Result, Server, GRACE};
use iou_relay::intents::settings::Limits;

/// How long the head of a request may take; so long an idle connection is kept, too.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Largest head. Units: bytes.
const HEAD_MAX: usize = 16 * 1024;
/// Most lines in it.
const HEADERS_MAX: usize = 64;
/// How long to wait where the system gives no more connections.
const FULL: Duration = Duration::from_millis(100);

/// How many connections each address has.
type Open = Arc<Mutex<HashMap<IpAddr, u32>>>;

/// One connection that is counted, until it is dropped.
struct Counted {
    open: Open,
    address: Option<IpAddr>,
    _one: OwnedSemaphorePermit,
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                let _none = open.remove(&address);
            }
        }
    }
}

/// What is served where, and to how many.
pub(crate) struct Door {
    /// `ADDRESS:PORT`.
    pub(crate) listen: String,
    /// What it is called in the log.
    pub(crate) what: &'static str,
    /// How many connections.
    pub(crate) limits: Limits,
    /// Proxies, whose connections are not counted.
    pub(crate) proxies: Vec<IpAddr>,
    /// How long a connection lives, whatever it does.
    pub(crate) life: Duration,
}

/// Serves `router` at a door until `cancel`. What is asked has the [`Peer`] with it.
///
/// Errors: [`Error::Listen`] when that is no address, or one that cannot be had.
pub(crate) async fn start(door: Door, router: Router, cancel: CancellationToken) -> Result<Server> {
    let refused = |reason: String| Error::Listen {
        address: door.listen.clone(),
        reason,
    };
    let wanted: SocketAddr = door
        .listen
        .parse()
        .map_err(|_| refused("not like 127.0.0.1:9618 or [::1]:9618".into()))?;
    let listener = TcpListener::bind(wanted)
        .await
        .map_err(|e| refused(e.to_string()))?;
    let address = listener.local_addr().map_err(|e| refused(e.to_string()))?;
    let what = door.what;
    let task = tokio::spawn(async move {
        let room = Arc::new(Semaphore::new(door.limits.connections as usize));
        let open = Open::default();
        let tasks = tokio_util::task::TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                () = cancel.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            let Ok((stream, peer)) = accepted else {
                tokio::time::sleep(FULL).await;
                continue;
            };
            let own = (!is_among(&door.proxies, peer.ip())).then(|| limit::network(peer.ip()));
            let counted = count(&room, &open, own, door.limits.connections_per_address);
            // Without room it is closed without a word, which costs the least.
            let Some(counted) = counted else { continue };
            let router = router.clone().layer(Extension(Peer(peer.ip())));
            let _task = tasks.spawn(serve(stream, router, door.life, counted, cancel.clone()));
        }
        let _closed = tasks.close();
        if tokio::time::timeout(GRACE, tasks.wait()).await.is_err() {
            tracing::warn!(%address, what, "a request outlived its server");
        }
    });
    tracing::info!(%address, "{what}");
    Ok(Server { address, task })
}

fn count(room: &Arc<Semaphore>, open: &Open, address: Option<IpAddr>, most: u32) -> Option<Counted> {
    let one = room.clone().try_acquire_owned().ok()?;
    if let Some(address) = address {
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
    }
    Some(Counted {
        open: open.clone(),
        address,
        _one: one,
    })
}

async fn serve(
    stream: TcpStream,
    router: Router,
    life: Duration,
    counted: Counted,
    cancel: CancellationToken,
) {
    // Answers are small and come in one piece; a stream's are to leave at once.
    let _set = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let mut connection = std::pin::pin!(http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(stream), service));
    let lived = async {
        tokio::select! {
            ended = connection.as_mut() => ended,
            () = cancel.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.as_mut().await
            }
        }
    };
    // What ends a connection is its client's affair, or a limit.
    let _ended = tokio::time::timeout(life, lived).await;
    drop(counted);
}
