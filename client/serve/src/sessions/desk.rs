//! Logging in without an account or a password: whoever holds the keys of loans signs a number that this service gave, and may then
//! look at those loans. The number is made from a key of this service and an end, and is written down when it is used, so that asking
//! for numbers fills no table and no number works twice.

use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::Engine as _;
use hmac::{Hmac, Mac};
use iou_base::time::DAY_MS;
use iou_base::{address, sha256};
use iou_database::Store;
use iou_evidence::draft::{is_signed, login_text};
use iou_intent::wallet;
use iou_relay::intents::Refused;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use terms::AccountId;
use utoipa::ToSchema;

use super::book;
use crate::budget::{Daily, Sender};
use crate::denied::Denied;
use crate::drafts::read;

/// How long a number can be signed. Units: milliseconds.
const NONCE_MS: u64 = 10 * 60_000;
/// How long one is logged in. Units: milliseconds.
pub(super) const SESSION_MS: u64 = 7 * DAY_MS;
/// Most accounts of one log-in: one for each loan.
const ACCOUNTS_MAX: usize = 64;
/// Random bytes of a number, and of its HMAC.
const HALF: usize = 16;
/// The name under which the key is kept.
const KEY: &str = "nonce";

type Result<T> = std::result::Result<T, Denied>;

/// A number to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Nonce {
    /// The number, 43 signs.
    pub nonce: String,
    /// Until when it can be used.
    pub expires_ms: u64,
}

/// An account that was signed for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// SS58.
    pub account: String,
    /// Over `iou:login:v1:HOST:NONCE:EXPIRES_MS`.
    #[schema(pattern = "^0x[0-9a-f]{128}$")]
    pub signature: String,
}

/// Somebody logs in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogIn {
    /// As it was given.
    pub nonce: String,
    /// As it was given.
    pub expires_ms: u64,
    /// At least one.
    #[schema(min_items = 1, max_items = 64)]
    pub accounts: Vec<Proof>,
}

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoggedIn {
    /// SS58.
    pub accounts: Vec<String>,
    /// Until when.
    pub expires_ms: u64,
}

/// Where log-ins are kept.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub store: &'a Store,
    /// The host that is signed for.
    pub host: &'a str,
    /// What this service keeps in a day.
    pub daily: Daily,
    /// This machine's clock. Units: milliseconds since 1970.
    pub now_ms: u64,
}

impl Desk<'_> {
    /// A number to sign.
    pub async fn nonce(&self) -> Result<Nonce> {
        let expires_ms = self.now_ms.saturating_add(NONCE_MS);
        let random: [u8; HALF] = random()?;
        let mac = self.mac(&random, expires_ms).await?.finalize().into_bytes();
        let nonce = [&random[..], &mac[..HALF]].concat();
        Ok(Nonce {
            nonce: URL_SAFE_NO_PAD.encode(nonce),
            expires_ms,
        })
    }

    /// Logs in: the secret of the cookie, and who it is. Nobody is logged in if one of the signatures is not right.
    pub async fn log_in(&self, body: &Value, address: &str) -> Result<(String, LoggedIn)> {
        let asked: LogIn = read(body)?;
        if asked.accounts.is_empty() || asked.accounts.len() > ACCOUNTS_MAX {
            return Err(Denied::Refused(Refused::Malformed));
        }
        self.check_nonce(&asked.nonce, asked.expires_ms).await?;
        let text = login_text(self.host, &asked.nonce, asked.expires_ms);
        let mut accounts = Vec::with_capacity(asked.accounts.len());
        for proof in &asked.accounts {
            let account = address::read(&proof.account).ok_or(Denied::Refused(Refused::Malformed))?;
            let signature = wallet::parse(&proof.signature).map_err(|_| Denied::BadSignature)?;
            if !is_signed(account, text.as_bytes(), &signature) {
                return Err(Denied::BadSignature);
            }
            accounts.push(address::show(account));
        }
        accounts.sort();
        accounts.dedup();
        if !book::uses(self.store, &asked.nonce, asked.expires_ms).await? {
            return Err(Denied::Nonce);
        }
        let secret = URL_SAFE_NO_PAD.encode(random::<32>()?);
        let expires_ms = self.now_ms.saturating_add(SESSION_MS);
        let json = serde_json::to_string(&accounts).expect("texts");
        let sender = Sender {
            address,
            daily: self.daily,
            now_ms: self.now_ms,
        };
        if let Some(full) = book::put(self.store, &hash(&secret), &json, expires_ms, sender).await? {
            return Err(full.into());
        }
        Ok((secret, LoggedIn { accounts, expires_ms }))
    }

    /// Who is logged in with that cookie.
    pub async fn accounts(&self, secret: &str) -> Result<Vec<AccountId>> {
        let json = book::get(self.store, &hash(secret), self.now_ms).await?;
        let all: Vec<String> = json
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        Ok(all.iter().filter_map(|one| address::read(one)).collect())
    }

    /// Logs out.
    pub async fn log_out(&self, secret: &str) -> Result<()> {
        Ok(book::remove(self.store, &hash(secret)).await?)
    }

    async fn check_nonce(&self, nonce: &str, expires_ms: u64) -> Result<()> {
        let bytes = URL_SAFE_NO_PAD.decode(nonce).map_err(|_| Denied::Nonce)?;
        let bytes: [u8; 2 * HALF] = bytes.try_into().map_err(|_| Denied::Nonce)?;
        let (random, mac) = bytes.split_at(HALF);
        let is_ours = self.mac(random, expires_ms).await?.verify_truncated_left(mac);
        match is_ours.is_ok() && self.now_ms < expires_ms {
            true => Ok(()),
            false => Err(Denied::Nonce),
        }
    }

    async fn mac(&self, random: &[u8], expires_ms: u64) -> Result<Hmac<Sha256>> {
        let key = self.store.page_key(KEY, self.now_ms).await?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key of any length will do");
        mac.update(random);
        mac.update(&expires_ms.to_be_bytes());
        Ok(mac)
    }
}

/// Under what a cookie is kept: whoever reads the database is not logged in by it.
fn hash(secret: &str) -> String {
    hex::encode(sha256(secret.as_bytes()))
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "pages: the system gives no random bytes");
        Denied::Refused(Refused::Internal)
    })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::hex0x;
    use iou_ledger::signer::Signer;
    use serde_json::json;

    const HOST: &str = "iou.example";
    const ADDRESS: &str = "192.0.2.1";
    const NOW_MS: u64 = 1_795_348_800_000;

    fn person(name: &str) -> Signer {
        Signer::from_uri(&secrecy::SecretString::from(format!("//nobody//{name}"))).unwrap()
    }

    fn proof(of: &Signer, host: &str, nonce: &Nonce) -> Value {
        let text = login_text(host, &nonce.nonce, nonce.expires_ms);
        let account = address::show(AccountId(of.account().0));
        json!({"account": account, "signature": hex0x(of.sign_bytes(text.as_bytes()))})
    }

    fn body(nonce: &Nonce, proofs: &[Value]) -> Value {
        json!({"nonce": nonce.nonce, "expires_ms": nonce.expires_ms, "accounts": proofs})
    }

    #[tokio::test]
    async fn a_log_in_counts_once_here_and_for_all_of_its_accounts_or_none() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            let at = |now_ms| Desk {
                store: &store,
                host: HOST,
                daily: Daily::default(),
                now_ms,
            };
            let (one, two) = (person("lisi"), person("zhangsan"));
            let nonce = at(NOW_MS).nonce().await.unwrap();
            let both = body(&nonce, &[proof(&one, HOST, &nonce), proof(&two, HOST, &nonce)]);
            let mut swapped = both.clone();
            swapped["accounts"][1]["account"] = address::show(AccountId([0; 32])).into();
            let elsewhere = body(&nonce, &[proof(&one, "evil.example", &nonce)]);
            for unsigned in [&swapped, &elsewhere] {
                let denied = at(NOW_MS).log_in(unsigned, ADDRESS).await;
                assert_eq!(denied.map(drop), Err(Denied::BadSignature));
            }
            let mut longer = nonce.clone();
            longer.expires_ms += 1;
            let made_up = Nonce {
                nonce: URL_SAFE_NO_PAD.encode([7; 32]),
                ..nonce.clone()
            };
            for foreign in [&longer, &made_up] {
                let denied = at(NOW_MS)
                    .log_in(&body(foreign, &[proof(&one, HOST, foreign)]), ADDRESS)
                    .await;
                assert_eq!(denied.map(drop), Err(Denied::Nonce));
            }
            let over = at(nonce.expires_ms).log_in(&both, ADDRESS).await;
            assert_eq!(over.map(drop), Err(Denied::Nonce));

            let (secret, who) = at(NOW_MS).log_in(&both, ADDRESS).await.unwrap();
            assert_eq!(who.accounts.len(), 2);
            let again = at(NOW_MS).log_in(&both, ADDRESS).await;
            assert_eq!(again.map(drop), Err(Denied::Nonce), "a replay");
            assert_eq!(at(NOW_MS).accounts(&secret).await.unwrap().len(), 2);
            assert_eq!(at(NOW_MS).accounts("other").await.unwrap(), []);
            assert_eq!(at(who.expires_ms).accounts(&secret).await.unwrap(), []);
            // A used number is remembered for as long as it could be used.
            book::clean(&store, nonce.expires_ms - 1).await.unwrap();
            let again = at(NOW_MS).log_in(&both, ADDRESS).await;
            assert_eq!(again.map(drop), Err(Denied::Nonce));
            at(NOW_MS).log_out(&secret).await.unwrap();
            assert_eq!(at(NOW_MS).accounts(&secret).await.unwrap(), []);
            // No secret stands in the table.
            let kept: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM page_session WHERE token = $1")
                .bind(secret)
                .fetch_one(store.pool())
                .await
                .unwrap();
            assert_eq!(kept, 0);
        })
        .await;
    }

    #[tokio::test]
    async fn so_many_accounts_log_in_at_once_and_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let desk = Desk {
            store: &store,
            host: HOST,
            daily: Daily::default(),
            now_ms: NOW_MS,
        };
        let nonce = desk.nonce().await.unwrap();
        let proof = proof(&person("lisi"), HOST, &nonce);
        for proofs in [vec![], vec![proof.clone(); ACCOUNTS_MAX + 1]] {
            let denied = desk.log_in(&body(&nonce, &proofs), ADDRESS).await;
            assert_eq!(denied.map(drop), Err(Denied::Refused(Refused::Malformed)));
        }
        let (_, who) = desk
            .log_in(&body(&nonce, &vec![proof; ACCOUNTS_MAX]), ADDRESS)
            .await
            .unwrap();
        assert_eq!(who.accounts.len(), 1, "the same one is one");
    }
}
