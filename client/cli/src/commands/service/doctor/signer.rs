//! Whether a host that signs serves the files that this program has, by the hash that it publishes. That tells that what it serves
//! to us is this version, and no more: a host that lies in its hash, or to one person alone, is not found out by it.

use std::time::Duration;

use reqwest::{redirect, Client};
use serde::Deserialize;

use super::finding::Finding;
use iou_base::error::causes;
use iou_files::redact;

const LIMIT: Duration = Duration::from_secs(20);
/// Longest answer that is read. Units: bytes.
const ANSWER_MAX: usize = 256 * 1024;

#[derive(Deserialize)]
struct Published {
    hash: String,
}

/// Looks at the host at `url`.
pub(super) async fn signer(url: &str) -> Finding {
    let shown = redact::address(url);
    match published(url).await {
        Ok(hash) => compared(shown, &hash, iou_signer::hash()),
        Err(reason) => Finding::fail("signer", "signer-away", [("url", shown), ("reason", reason)]),
    }
}

fn compared(url: String, found: &str, own: &str) -> Finding {
    let args = [("url", url), ("found", found.to_owned()), ("own", own.to_owned())];
    match found == own {
        true => Finding::ok("signer", "signer-well", args),
        false => Finding::warn("signer", "signer-other", args),
    }
}

async fn published(url: &str) -> Result<String, String> {
    // An error says that it has been done before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .timeout(LIMIT)
        .redirect(redirect::Policy::none())
        .build()
        .map_err(|e| e.to_string())?;
    let address = format!("{}/hash.json", url.trim_end_matches('/'));
    let mut answer = client.get(address).send().await.map_err(said)?;
    if !answer.status().is_success() {
        return Err(answer.status().to_string());
    }
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(said)? {
        body.extend_from_slice(&piece);
        if body.len() > ANSWER_MAX {
            return Err(format!("> {ANSWER_MAX} bytes"));
        }
    }
    let published: Published = serde_json::from_slice(&body).map_err(|e| e.to_string())?;
    let is_hash = published.hash.len() == 64 && published.hash.bytes().all(|sign| sign.is_ascii_hexdigit());
    match is_hash {
        true => Ok(published.hash),
        false => Err("no hash".into()),
    }
}

/// What went wrong, without the address: it may hold secrets.
fn said(error: reqwest::Error) -> String {
    causes(&error.without_url())
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn another_hash_wants_attention_and_the_same_is_well() {
        let own = "a".repeat(64);
        assert_eq!(compared("u".into(), &own, &own).state, State::Ok);
        let other = compared("u".into(), &"b".repeat(64), &own);
        assert_eq!(
            (other.state, other.code().as_str()),
            (State::Warn, "signer_other")
        );
    }

    #[tokio::test]
    async fn a_host_that_does_not_answer_is_said_to() {
        let finding = signer("http://127.0.0.1:9").await;
        assert_eq!(finding.code(), "signer_away");
    }
}
