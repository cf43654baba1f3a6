//! Boxes and signatures as requests carry them.

use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::Engine as _;
use iou_evidence::draft::{is_signed, signed_text, Purpose};
use iou_intent::wallet;
use iou_relay::intents::Refused;
use serde_json::Value;
use terms::AccountId;

use crate::denied::Denied;

/// Largest box. Units: bytes.
pub(crate) const BOX_MAX: usize = 8 * 1024;

/// Whether that is a box: base64url without padding, not empty, not too large.
///
/// Errors: [`Denied::BoxTooLarge`]; malformed.
pub(crate) fn check(text: &str) -> Result<(), Denied> {
    // Before it is decoded: three bytes are four signs.
    if text.len() > BOX_MAX.div_ceil(3) * 4 {
        return Err(Denied::BoxTooLarge);
    }
    match URL_SAFE_NO_PAD.decode(text) {
        Ok(bytes) if bytes.len() > BOX_MAX => Err(Denied::BoxTooLarge),
        Ok(bytes) if !bytes.is_empty() => Ok(()),
        _ => Err(Denied::Refused(Refused::Malformed)),
    }
}

/// Whether `account` signed `body` for this purpose, host and subject.
///
/// Errors: [`Denied::BadSignature`].
pub(crate) fn check_signed(
    purpose: Purpose,
    host: &str,
    subject: &str,
    body: &Value,
    account: AccountId,
    signature: &str,
) -> Result<(), Denied> {
    let signature = wallet::parse(signature).map_err(|_| Denied::BadSignature)?;
    let text = signed_text(purpose, host, subject, body);
    match is_signed(account, text.as_bytes(), &signature) {
        true => Ok(()),
        false => Err(Denied::BadSignature),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_base64url_of_at_most_8_kib() {
        let encoded = |len: usize| URL_SAFE_NO_PAD.encode(vec![7; len]);
        for len in [1, 2, 3, BOX_MAX - 1, BOX_MAX] {
            assert_eq!(check(&encoded(len)), Ok(()), "{len}");
        }
        for len in [BOX_MAX + 1, BOX_MAX + 2, 3 * BOX_MAX] {
            assert_eq!(check(&encoded(len)), Err(Denied::BoxTooLarge), "{len}");
        }
        for text in ["", "a", "YQ==", "+/+/", "借条", "AA A"] {
            assert_eq!(check(text), Err(Denied::Refused(Refused::Malformed)), "{text}");
        }
    }
}
