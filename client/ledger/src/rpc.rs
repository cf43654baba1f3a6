//! The wire: a JSON-RPC client in which every single request has a time limit, so that a node that accepts connections
//! but stops answering cannot hang a command, whatever library call the request came from. What went wrong on the wire
//! is kept aside, because by the time an error has passed through the libraries it is only a sentence.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use subxt::rpcs::client::{RawRpcFuture, RawRpcSubscription, RawValue, RpcClient, RpcClientT};
use subxt::rpcs::Error as RpcError;
use tokio::time::timeout;

use super::said::said;
use crate::error::Error;
use iou_files::redact;

/// What last went wrong on the wire.
#[derive(Debug, Clone)]
enum Trouble {
    /// A request was not answered in time.
    Silent { method: String },
    /// The connection broke.
    Lost { reason: String },
    /// The node keeps no state that old.
    Pruned,
}

/// A JSON-RPC client with a time limit on each request.
#[derive(Clone)]
pub(super) struct TimedRpc {
    inner: RpcClient,
    /// For people: without what is secret.
    url: Arc<str>,
    limit: Duration,
    trouble: Arc<Mutex<Option<Trouble>>>,
}

impl TimedRpc {
    /// Connects. `limit` bounds the connection and every later request.
    pub(super) async fn connect(url: &str, limit: Duration) -> Result<TimedRpc, Error> {
        check_url(url)?;
        let shown = redact::address(url);
        let connecting = RpcClient::from_insecure_url(url);
        let inner = match timeout(limit, connecting).await {
            Err(_) => {
                let (url, method) = (shown, "connect".to_owned());
                return Err(Error::NodeSilent {
                    url,
                    method,
                    seconds: limit.as_secs().to_string(),
                });
            }
            Ok(Err(e)) => {
                return Err(Error::NodeUnreachable {
                    reason: said(&redact::reason(&e.to_string(), url)),
                    url: shown,
                })
            }
            Ok(Ok(client)) => client,
        };
        Ok(TimedRpc {
            inner,
            url: shown.into(),
            limit,
            trouble: Arc::default(),
        })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    fn remember(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap_or_else(|e| e.into_inner()) = Some(trouble);
    }

    /// Turns a library's error into ours: by what happened on the wire if anything did, else as the node's own answer.
    pub(super) fn explain(&self, error: impl std::fmt::Display) -> Error {
        let url = self.url.to_string();
        let trouble = self.trouble.lock().unwrap_or_else(|e| e.into_inner()).take();
        match trouble {
            Some(Trouble::Silent { method }) => Error::NodeSilent {
                url,
                method,
                seconds: self.limit.as_secs().to_string(),
            },
            Some(Trouble::Lost { reason }) => Error::NodeLost {
                url,
                reason: said(&reason),
            },
            Some(Trouble::Pruned) => Error::NodePruned {
                url,
                reason: said(&error.to_string()),
            },
            None => Error::Node {
                url,
                reason: said(&error.to_string()),
            },
        }
    }

    /// A request without parameters.
    pub(super) async fn ask<T: serde::de::DeserializeOwned>(&self, method: &str) -> Result<T, Error> {
        let answer = self
            .request_raw(method, None)
            .await
            .map_err(|e| self.explain(e))?;
        serde_json::from_str(answer.get()).map_err(|e| self.explain(format!("{method}: {e}")))
    }

    async fn limited<T>(
        &self,
        method: &str,
        work: impl std::future::Future<Output = Result<T, RpcError>> + Send,
    ) -> Result<T, RpcError> {
        match timeout(self.limit, work).await {
            Err(elapsed) => {
                self.remember(Trouble::Silent {
                    method: method.into(),
                });
                Err(RpcError::Client(Box::new(elapsed)))
            }
            Ok(Err(RpcError::Client(e))) => {
                self.remember(Trouble::Lost {
                    reason: e.to_string(),
                });
                Err(RpcError::Client(e))
            }
            Ok(Err(RpcError::User(e))) => {
                if is_pruned(&e) {
                    self.remember(Trouble::Pruned);
                }
                Err(RpcError::User(e))
            }
            Ok(other) => other,
        }
    }
}

/// JSON-RPC error of the requests for state: the node's own library failed. Source: sc-rpc-api, state/error.rs.
const STATE_FAILED: i32 = 4003;
/// What its message has where the state is no longer kept: the protocol has no number for that. Source: sc-client-db, of
/// `UnknownBlock`.
const STATE_DISCARDED: &str = "State already discarded";

/// Whether the node answers that it keeps no state that old.
fn is_pruned(answer: &subxt::rpcs::UserError) -> bool {
    answer.code == STATE_FAILED && answer.message.contains(STATE_DISCARDED)
}

impl RpcClientT for TimedRpc {
    fn request_raw<'a>(
        &'a self,
        method: &'a str,
        params: Option<Box<RawValue>>,
    ) -> RawRpcFuture<'a, Box<RawValue>> {
        Box::pin(self.limited(method, self.inner.request_raw(method, params)))
    }

    fn subscribe_raw<'a>(
        &'a self,
        sub: &'a str,
        params: Option<Box<RawValue>>,
        unsub: &'a str,
    ) -> RawRpcFuture<'a, RawRpcSubscription> {
        Box::pin(self.limited(sub, self.inner.subscribe_raw(sub, params, unsub)))
    }
}

/// Whether what is said to the node and by it passes other machines in the clear: anybody on the way can read it, and answer
/// in the node's place.
pub(super) fn is_exposed(url: &str) -> bool {
    // Read by the parser that the connection is made with: another one could see another host.
    let Ok(parsed) = url::Url::parse(url) else {
        return false;
    };
    let is_loopback = |ip: IpAddr| ip.to_canonical().is_loopback();
    let local = match parsed.host() {
        Some(url::Host::Ipv4(ip)) => is_loopback(ip.into()),
        Some(url::Host::Ipv6(ip)) => is_loopback(ip.into()),
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    };
    parsed.scheme() == "ws" && !local
}

fn check_url(url: &str) -> Result<(), Error> {
    let invalid = |reason: &str| {
        Err(Error::UrlInvalid {
            url: redact::address(url),
            reason: reason.into(),
        })
    };
    match url.split_once("://") {
        Some(("ws" | "wss", rest)) if !rest.is_empty() && !rest.starts_with('/') => Ok(()),
        Some(("ws" | "wss", _)) => invalid("no host"),
        _ => invalid("not ws:// or wss://"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn addresses_that_are_no_node_urls_are_refused_before_connecting() {
        for url in ["localhost:9944", "http://host", "ws://", "", "ws:///path"] {
            let error = TimedRpc::connect(url, Duration::from_secs(1))
                .await
                .err()
                .unwrap();
            assert_eq!(error.code(), "url_invalid", "{url}");
        }
    }

    #[test]
    fn a_clear_line_to_another_machine_is_told_from_every_other() {
        for url in [
            "ws://127.0.0.1:9944",
            "ws://127.8.0.1",
            "ws://127.1",
            "ws://0x7f000001",
            "ws://localhost:1/path",
            "ws://LocalHost.:1",
            "ws://node.localhost",
            "ws://[::1]:9944",
            "ws://[::ffff:127.0.0.1]:9944",
            "ws://name:word@127.0.0.1:9944",
            "wss://node.example.org",
        ] {
            assert!(!is_exposed(url), "{url}");
        }
        for url in [
            "ws://10.0.0.1:9944",
            "ws://node.example.org",
            "ws://localhost.example.org",
            "ws://127.0.0.1.example.org",
            "ws://127.0.0.1@example.org",
            "ws://localhost:1@10.0.0.1",
            "ws://example.org/@127.0.0.1",
            "ws://example.org?@127.0.0.1",
            "ws://example.org\\@127.0.0.1",
            "ws://[fe80::1]",
            "ws://0.0.0.0:9944",
            "WS://10.0.0.1",
        ] {
            assert!(is_exposed(url), "{url}");
        }
    }

    #[test]
    fn a_node_that_keeps_no_old_state_is_told_from_one_that_is_broken() {
        let pruned = |code: i32, message: &str| {
            is_pruned(&subxt::rpcs::UserError {
                code,
                message: message.into(),
                data: None,
            })
        };
        for message in [
            "UnknownBlock: State already discarded for 0x01",
            "Client error: State already discarded for 0x01",
        ] {
            assert!(pruned(4003, message));
        }
        assert!(!pruned(4003, "Client error: Execution failed"));
        assert!(!pruned(-32603, "Internal error"));
    }

    #[tokio::test]
    async fn a_closed_port_is_unreachable() {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let error = TimedRpc::connect(&format!("ws://127.0.0.1:{port}"), Duration::from_secs(5))
            .await
            .err()
            .unwrap();
        assert_eq!(error.code(), "node_unreachable");
    }

    #[tokio::test]
    async fn a_server_that_accepts_but_never_answers_is_given_up_in_bounded_time() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let error = TimedRpc::connect(&url, Duration::from_secs(1))
            .await
            .err()
            .unwrap();
        assert_eq!(error.code(), "node_silent");
    }
}
