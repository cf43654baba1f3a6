//! What webhooks and gateways have in common: a client that follows nobody elsewhere, answers read up to a limit, and how
//! long the other side asks us to wait. Source: RFC 9110 (Retry-After). Limits: Retry-After counts up to a day.

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{redirect, Client, ClientBuilder, Response};

use super::guard::Refused;
use crate::message::Failure;
use iou_base::error::causes;

const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 60 * 60);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// Gives rustls its cryptography, unless it has one already.
pub(super) fn install_crypto() {
    // An error says that it has been done before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client whose requests end within that time.
pub(super) fn client(limit: Duration) -> ClientBuilder {
    install_crypto();
    Client::builder()
        .timeout(limit)
        .connect_timeout(limit.min(CONNECT_LIMIT))
        // A redirect would take the message, and our checks of the address, elsewhere; so would a proxy.
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .user_agent(concat!("iou/", env!("CARGO_PKG_VERSION")))
}

/// The beginning of an answer's body; what comes after an interruption is missing.
pub(super) async fn body(response: &mut Response, max: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < max {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk[..chunk.len().min(max - body.len())]),
            Ok(None) | Err(_) => break,
        }
    }
    body
}

/// Why a request had no answer.
pub(super) fn unanswered(error: reqwest::Error) -> Failure {
    // The URL may hold a secret.
    let error = error.without_url();
    let mut below = std::iter::successors(error.source(), |&inner| inner.source());
    if let Some(refused) = below.find_map(|inner| inner.downcast_ref::<Refused>()) {
        return Failure::permanent(refused.to_string());
    }
    let reason = match causes(&error) {
        none if none.is_empty() => error.to_string(),
        causes => format!("{error}: {causes}"),
    };
    match error.is_builder() {
        true => Failure::permanent(reason),
        false => Failure::temporary(reason),
    }
}

/// The time that the other side asks us to wait.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
            let now = Timestamp::try_from(now).ok()?;
            Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO)
        }
    };
    Some(wait.min(RETRY_AFTER_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date_and_never_more_than_a_day() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let wait = |value: &str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
            retry_after(&headers, now).map(|wait| wait.as_secs())
        };
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("99999999"), Some(86_400));
        // RFC 9110's own example of a date is 784111777 seconds after 1970.
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT"), Some(0));
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
        assert_eq!(wait("Sun, 06 Nov 1994 07:00:00 GMT"), Some(0));
        assert_eq!(wait("Thu, 31 Dec 2099 23:59:59 GMT"), Some(86_400));
        assert_eq!(wait("soon"), None);
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
