//! What has to be done though nobody asks: pairs that a process which was killed, or a relay that was away, has left are handed
//! over; what was kept today is counted; what is over is forgotten. Several processes on one database may all do it: each of these steps does nothing the second time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::frame::now_ms;
use crate::pages::calendars;
use crate::web::{Fault, Site};
use crate::{boxes, budget, drafts, sessions};
use iou_base::text::{Lang, Text};

/// How often pairs are looked for.
const ROUND: Duration = Duration::from_secs(5);
/// How often what is over is forgotten.
const CLEAN: Duration = Duration::from_secs(600);

/// Goes on until `cancel`.
pub(crate) async fn watch(site: Arc<Site>, cancel: CancellationToken) {
    let mut cleaned: Option<Instant> = None;
    while !cancel.is_cancelled() {
        said(drafts::hand_over(&site).await);
        said(count(&site).await);
        if cleaned.is_none_or(|before| before.elapsed() >= CLEAN) {
            said(clean(&site).await);
            cleaned = Some(Instant::now());
        }
        tokio::select! {
            () = cancel.cancelled() => {}
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}

/// Whoever watches this service sees how much of the day's budgets is used, by whichever process.
async fn count(site: &Site) -> Result<(), Fault> {
    let used = budget::used(&site.store, &site.settings.daily, now_ms()).await?;
    site.health.kept_today(used);
    Ok(())
}

async fn clean(site: &Site) -> Result<(), Fault> {
    drafts::clean(site).await?;
    boxes::clean(site).await?;
    sessions::clean(site).await?;
    calendars::clean(&site.store, now_ms()).await?;
    Ok(budget::forget(&site.store, now_ms()).await?)
}

/// Why it did not work stands in the log already; it is tried again.
fn said(done: Result<(), Fault>) {
    if let Err(fault) = done {
        let problem = fault.problem(&Text::new(Lang::En));
        tracing::warn!(code = problem.code, "pages: what was left was not done");
    }
}
