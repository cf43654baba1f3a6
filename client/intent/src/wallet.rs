//! Signatures of wallets over the text of an intent: sr25519 with the context `substrate`, over the text itself or over
//! `<Bytes>…</Bytes>` around it, as `signRaw` of polkadot-js and the wallets that follow it do. A signature comes as 64 bytes in
//! hexadecimal, or as a `MultiSignature` with its kind in front.
//! Source: schnorrkel; @polkadot/extension-dapp, `signRaw`. Limits: ed25519 and ecdsa sign no intents.

use iou_base::sha256;
use schnorrkel::PublicKey;
use terms::intent::{self, Intent, Signature};

use crate::Fault;

/// Signing context of every Substrate sr25519 signature.
const CONTEXT: &[u8] = b"substrate";

/// Over what a signature was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The text.
    Raw,
    /// The text inside `<Bytes>…</Bytes>`.
    Wrapped,
}

/// Over what the signer of `intent` made `signature`; `None` where it is not theirs, and for the key of zeros, for which anybody
/// can sign.
pub fn form_of(intent: &Intent, signature: &Signature) -> Option<Form> {
    if intent.signer == terms::AccountId::default() {
        return None;
    }
    let key = PublicKey::from_bytes(&intent.signer.0).ok()?;
    let signature = schnorrkel::Signature::from_bytes(signature).ok()?;
    let text = intent::message(&intent.id(sha256));
    let is_over = |text: &[u8]| key.verify_simple(CONTEXT, text, &signature).is_ok();
    if is_over(&text) {
        return Some(Form::Raw);
    }
    is_over(&intent::wrapped(&text)).then_some(Form::Wrapped)
}

/// What a wallet gave as a signature.
///
/// Errors: [`Fault::NoSignature`], [`Fault::OtherKind`].
pub fn parse(text: &str) -> Result<Signature, Fault> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let bytes = hex::decode(digits).map_err(|_| Fault::NoSignature)?;
    match (bytes.len(), bytes.first()) {
        (64, _) => bytes.try_into().map_err(|_| Fault::NoSignature),
        // `MultiSignature`: 0 ed25519, 1 sr25519, 2 ecdsa.
        (65, Some(1)) => bytes[1..].try_into().map_err(|_| Fault::NoSignature),
        (65, Some(0)) => Err(Fault::OtherKind("ed25519")),
        (65 | 66, _) => Err(Fault::OtherKind("ecdsa")),
        _ => Err(Fault::NoSignature),
    }
}
