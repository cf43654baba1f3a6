//! `iou run`: index, reminders, the taking of intents and the site where they are set up, and the pages about the process, all in one. One token stops all of it: SIGTERM, an
//! interrupt, or the end of one part with an error.

use std::path::PathBuf;

use clap::Args;

use crate::commands::service::index::{open, origin, until_stopped, Database, Telling};
use crate::commands::service::relay::Reach;
use crate::commands::service::remind::assemble;
use crate::commands::service::serve::Hosts;
use crate::context::Context;
use crate::error::Result;
use iou_health::Health;
use iou_index::Follower;
use iou_relay::intents::Settings;
use iou_serve as serve;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Run {
    #[command(flatten)]
    pub database: Database,
    #[arg(long, value_name = "FILE", env = "IOU_REMIND_CONFIG", hide_env = true)]
    pub config: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FILE",
        env = "IOU_RELAY_CONFIG",
        hide_env = true,
        conflicts_with = "no_relay"
    )]
    pub relay_config: Option<PathBuf>,
    #[arg(long)]
    pub no_relay: bool,
    #[arg(long, value_name = "ADDRESS", env = "IOU_LISTEN", hide_env = true, default_value = serve::DEFAULT_LISTEN)]
    pub listen: String,
    #[arg(long, value_name = "ADDRESS", env = "IOU_SITE", hide_env = true)]
    pub site: Option<String>,
    #[command(flatten)]
    pub hosts: Hosts,
}

impl Run {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let store = open(ctx, &self.database).await?;
        let (cancel, status) = (until_stopped(), Health::new());
        let (service, relay) =
            assemble(ctx, &store, self.config.as_deref(), self.no_relay, status.clone()).await?;
        let origin = origin(ctx)?;
        let pages = serve::start(&self.listen, status.clone(), store.clone(), cancel.clone()).await?;
        let reach = match &relay {
            Some(worker) if Settings::is_there(self.relay_config.as_deref(), &ctx.config.home) => {
                let settings = Settings::load(self.relay_config.as_deref(), &ctx.config.home)?;
                Some(Reach::of(ctx, &store, settings, (&status, worker.bell()))?)
            }
            _ => None,
        };
        let site = match &self.site {
            Some(listen) => {
                let reception = reach.as_ref().map(Reach::reception);
                let hosts = &self.hosts;
                Some(
                    hosts
                        .begin((ctx, &store, &status), listen, reception, &cancel)
                        .await?,
                )
            }
            None => None,
        };
        let taking = match reach {
            Some(reach) => Some(reach.open(&cancel).await?),
            None => None,
        };
        let telling = Telling::begin(ctx, &status);
        let following = async {
            let follower = Follower::waiting(store.clone(), origin, status.clone(), &cancel).await?;
            let Some(mut follower) = follower else {
                return Ok(());
            };
            Ok(follower.run(&cancel).await?)
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
        if let Some(site) = site {
            site.stopped().await;
        }
        if let Some(taking) = taking {
            taking.stopped().await;
        }
        if let Some(pages) = pages {
            pages.stopped().await;
        }
        followed.and(reminded.map_err(Into::into))
    }
}
