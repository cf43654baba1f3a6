//! `iou run`: index, reminders and the pages about the process, all in one. One token stops all of it: SIGTERM, an
//! interrupt, or the end of one part with an error.

use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use super::index::{open, origin, until_stopped, Telling};
use super::remind::assemble;
use crate::error::Result;
use crate::index::Follower;
use crate::serve;
use crate::status::Status;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Run {
    #[arg(long, value_name = "DATABASE")]
    pub database: Option<String>,
    #[arg(long, value_name = "FILE", env = "IOU_REMIND_CONFIG", hide_env = true)]
    pub config: Option<PathBuf>,
    #[arg(long)]
    pub no_relay: bool,
    #[arg(long, value_name = "ADDRESS", env = "IOU_LISTEN", hide_env = true, default_value = serve::DEFAULT_LISTEN)]
    pub listen: String,
}

impl Run {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let store = open(ctx, &self.database).await?;
        let (cancel, status) = (until_stopped(), Status::new());
        let (service, relay) =
            assemble(ctx, &store, self.config.as_deref(), self.no_relay, status.clone()).await?;
        let origin = origin(ctx)?;
        let pages = serve::start(&self.listen, status.clone(), store.clone(), cancel.clone()).await?;
        let telling = Telling::begin(ctx, &status);
        let following = async {
            let follower = Follower::waiting(store.clone(), origin, status.clone(), &cancel).await?;
            let Some(mut follower) = follower else {
                return Ok(());
            };
            follower.run(&cancel).await
        };
        let following = async {
            let ended = following.await;
            cancel.cancel();
            ended
        };
        let reminding = async {
            let ended = service.run(relay, &cancel).await;
            cancel.cancel();
            ended
        };
        let (followed, reminded) = tokio::join!(following, reminding);
        telling.end().await;
        if let Some(pages) = pages {
            pages.stopped().await;
        }
        followed.and(reminded)
    }
}
