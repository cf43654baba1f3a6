//! Signed links, for who has no key: `/l/TOKEN` shows one loan for a while. The tokens are made where reminders are written
//! ([`iou_remind::link`]); the page itself is the pages'.

use terms::LoanId;

use crate::denied::Denied;
use crate::frame::now_ms;
use crate::web::{Fault, Site};
use iou_remind::link::LinkKey;

/// The path that shows `loan` until then. Units: milliseconds since 1970.
pub async fn make(site: &Site, loan: LoanId, until_ms: u64) -> Result<String, Fault> {
    let key = LinkKey::of(&site.store, now_ms()).await?;
    Ok(iou_remind::link::path(&key.token(loan, until_ms)))
}

/// The loan that a token shows.
///
/// Errors: it is none of ours, or over.
pub async fn loan(site: &Site, token: &str) -> Result<LoanId, Fault> {
    let key = LinkKey::of(&site.store, now_ms()).await?;
    Ok(key.loan(token, now_ms()).ok_or(Denied::LinkOver)?)
}
