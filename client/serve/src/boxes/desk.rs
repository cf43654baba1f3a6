//! Boxes that people keep here and this service cannot open: checked, then written by [`super::book`].

use iou_base::{address, is_hex};
use iou_database::Store;
use iou_evidence::draft::Purpose;
use iou_relay::intents::Refused;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::book::{self, Place, Written};
use crate::budget::{Daily, Sender};
use crate::denied::Denied;
use crate::drafts::read;
use crate::sealed;

/// Bytes of a locator.
const LOCATOR_LEN: usize = 32;
/// What JSON can count to everywhere.
const COUNTER_MAX: u64 = 1 << 53;

type Result<T> = std::result::Result<T, Denied>;

const MALFORMED: Denied = Denied::Refused(Refused::Malformed);

/// A box is written.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteBox {
    /// What only its owner can open: base64url, at most 8 KiB.
    #[serde(rename = "box")]
    pub sealed: String,
    /// Larger than the one before.
    pub counter: u64,
    /// Whose place it is: an sr25519 key, SS58. The first one that writes has it for good.
    pub key: String,
    /// By the key, over `iou:box:v1:HOST:LOCATOR:DIGEST`.
    #[schema(pattern = "^0x[0-9a-f]{128}$")]
    pub signature: String,
}

/// A place is emptied.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmptyBox {
    /// Larger than the one before.
    pub counter: u64,
    /// Whose place it is.
    pub key: String,
    /// By the key, over `iou:box:v1:HOST:LOCATOR:DIGEST`.
    #[schema(pattern = "^0x[0-9a-f]{128}$")]
    pub signature: String,
}

/// What stands at a place. Whoever reads it checks the signature and the counter, not this service's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoxView {
    /// What is in it; nothing where its owner has emptied it.
    #[serde(rename = "box")]
    pub sealed: Option<String>,
    /// How new it is.
    pub counter: u64,
    /// Whose place it is.
    pub key: String,
    /// Of the request that wrote it: over its other members, without `box` where it was emptied.
    pub signature: String,
}

/// Where boxes are kept.
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
    /// What stands there.
    pub async fn look(&self, locator: &str) -> Result<BoxView> {
        check_locator(locator)?;
        let place = book::get(self.store, locator).await?.ok_or(Denied::UnknownBox)?;
        book::was_read(self.store, locator, self.now_ms).await?;
        Ok(BoxView {
            sealed: place.sealed,
            counter: place.counter,
            key: place.key,
            signature: place.signature,
        })
    }

    /// Writes; whether it is the first one there.
    pub async fn write(&self, locator: &str, body: &Value, client: &str) -> Result<bool> {
        let asked: WriteBox = read(body)?;
        sealed::check(&asked.sealed)?;
        let place = Place {
            key: asked.key,
            counter: asked.counter,
            sealed: Some(asked.sealed),
            signature: asked.signature,
        };
        self.put(locator, body, place, client).await
    }

    /// Empties.
    pub async fn empty(&self, locator: &str, body: &Value, client: &str) -> Result<()> {
        let asked: EmptyBox = read(body)?;
        let place = Place {
            key: asked.key,
            counter: asked.counter,
            sealed: None,
            signature: asked.signature,
        };
        let _never_first = self.put(locator, body, place, client).await?;
        Ok(())
    }

    async fn put(&self, locator: &str, body: &Value, place: Place, client: &str) -> Result<bool> {
        check_locator(locator)?;
        let key = address::read(&place.key).ok_or(MALFORMED)?;
        if place.counter > COUNTER_MAX || address::show(key) != place.key {
            return Err(MALFORMED);
        }
        sealed::check_signed(Purpose::Box, self.host, locator, body, key, &place.signature)?;
        let sender = Sender {
            address: client,
            daily: self.daily,
            now_ms: self.now_ms,
        };
        match book::write(self.store, locator, &place, sender).await? {
            Written::First => Ok(true),
            Written::Newer | Written::Same => Ok(false),
            Written::Older => Err(Denied::BoxCounter),
            Written::OtherKey => Err(Denied::BoxKey),
            Written::Nothing => Err(Denied::UnknownBox),
            Written::Full(full) => Err(full.into()),
        }
    }
}

fn check_locator(locator: &str) -> Result<()> {
    match is_hex(locator, LOCATOR_LEN) {
        true => Ok(()),
        false => Err(Denied::UnknownBox),
    }
}
