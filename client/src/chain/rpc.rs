//! The wire: a JSON-RPC client in which every single request has a time limit, so that a node that accepts connections
//! but stops answering cannot hang a command, whatever library call the request came from. What went wrong on the wire
//! is kept aside, because by the time an error has passed through the libraries it is only a sentence.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use subxt::rpcs::client::{RawRpcFuture, RawRpcSubscription, RawValue, RpcClient, RpcClientT};
use subxt::rpcs::Error as RpcError;
use tokio::time::timeout;

use crate::error::Error;

/// What last went wrong on the wire.
#[derive(Debug, Clone)]
enum Trouble {
    /// A request was not answered in time.
    Silent { method: String },
    /// The connection broke.
    Lost { reason: String },
}

/// A JSON-RPC client with a time limit on each request.
#[derive(Clone)]
pub(super) struct TimedRpc {
    inner: RpcClient,
    url: Arc<str>,
    limit: Duration,
    trouble: Arc<Mutex<Option<Trouble>>>,
}

impl TimedRpc {
    /// Connects. `limit` bounds the connection and every later request.
    pub(super) async fn connect(url: &str, limit: Duration) -> Result<TimedRpc, Error> {
        check_url(url)?;
        let connecting = RpcClient::from_insecure_url(url);
        let inner = match timeout(limit, connecting).await {
            Err(_) => {
                let (url, method) = (url.to_owned(), "connect".to_owned());
                return Err(Error::NodeSilent {
                    url,
                    method,
                    seconds: limit.as_secs().to_string(),
                });
            }
            Ok(Err(e)) => {
                return Err(Error::NodeUnreachable {
                    url: url.into(),
                    reason: e.to_string(),
                })
            }
            Ok(Ok(client)) => client,
        };
        Ok(TimedRpc {
            inner,
            url: url.into(),
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
            Some(Trouble::Lost { reason }) => Error::NodeLost { url, reason },
            None => Error::Node {
                url,
                reason: error.to_string(),
            },
        }
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
            Ok(other) => other,
        }
    }
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

fn check_url(url: &str) -> Result<(), Error> {
    let invalid = |reason: &str| {
        Err(Error::UrlInvalid {
            url: url.into(),
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
