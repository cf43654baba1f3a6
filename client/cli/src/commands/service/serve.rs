//! `iou serve`: the service host (the API and the pages) and the signer host, over an index that is kept elsewhere (`iou index`,
//! `iou run`). Where a relay is set up it takes intents as well, and leaves them to `iou run` or `iou relay` on the same
//! database: what everybody can reach holds no key.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio_util::sync::CancellationToken;

use crate::commands::service::index::{open, until_stopped, Database};
use crate::commands::service::relay::{dial, Reach};
use crate::context::Context;
use crate::error::Result;
use crate::usage::whole;
use iou_database::Store;
use iou_health::Health;
use iou_relay::intents::{Reception, Settings};
use iou_relay::worker::Bell;
use iou_serve::web::{self, Daily, Running, Site, SiteSettings};

/// Where the pages about the process are, beside those of the other services.
const LISTEN: &str = "127.0.0.1:9699";

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    #[arg(long, value_name = "ADDRESS", env = "IOU_SITE", hide_env = true, default_value = web::DEFAULT_LISTEN)]
    pub site: String,
    #[command(flatten)]
    pub hosts: Hosts,
    #[arg(long, value_name = "FILE", env = "IOU_RELAY_CONFIG", hide_env = true)]
    pub relay_config: Option<PathBuf>,
    #[arg(long, value_name = "ADDRESS", env = "IOU_LISTEN", hide_env = true, default_value = LISTEN)]
    pub listen: String,
}

/// Both hosts, and how people reach them.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Hosts {
    #[arg(long, value_name = "URL", env = "IOU_PUBLIC_URL", hide_env = true)]
    pub public_url: Option<String>,
    #[arg(long, value_name = "ADDRESS", env = "IOU_SIGNER", hide_env = true, default_value = web::DEFAULT_SIGNER_LISTEN)]
    pub signer_listen: String,
    #[arg(long, value_name = "URL", env = "IOU_SIGNER_URL", hide_env = true)]
    pub signer_url: Option<String>,
    #[arg(long, value_name = "IP")]
    pub proxy: Vec<std::net::IpAddr>,
    #[arg(long, value_name = "NUMBER", env = "IOU_DRAFTS_A_DAY", hide_env = true, default_value_t = Daily::default().drafts, value_parser = whole(0..=u32::MAX))]
    pub drafts_a_day: u32,
    #[arg(long, value_name = "NUMBER", env = "IOU_BOXES_A_DAY", hide_env = true, default_value_t = Daily::default().boxes, value_parser = whole(0..=u32::MAX))]
    pub boxes_a_day: u32,
    #[arg(long, value_name = "NUMBER", env = "IOU_LOG_INS_A_DAY", hide_env = true, default_value_t = Daily::default().log_ins, value_parser = whole(0..=u32::MAX))]
    pub log_ins_a_day: u32,
}

impl Hosts {
    /// The settings of a site that listens at `site`.
    ///
    /// Errors: [`iou_serve::Error::PublicUrl`].
    fn settings(&self, site: &str) -> Result<SiteSettings> {
        let is_served = self.signer_listen != iou_serve::OFF;
        // Relying-party ids are domains, so it is `localhost` and never an address.
        let local = |listen: &str, default: &str| match listen.rsplit_once(':') {
            Some((_, port)) => format!("http://localhost:{port}"),
            None => default.to_owned(),
        };
        let or = |given: &Option<String>, local: String| given.clone().unwrap_or(local);
        let public = or(&self.public_url, local(site, web::DEFAULT_PUBLIC_URL));
        let signer = or(
            &self.signer_url,
            local(&self.signer_listen, web::DEFAULT_SIGNER_URL),
        );
        Ok(SiteSettings {
            listen: site.to_owned(),
            public_url: SiteSettings::url(&public)?,
            signer_listen: is_served.then(|| self.signer_listen.clone()),
            signer_url: SiteSettings::url(&signer)?,
            proxies: self.proxy.clone(),
            daily: Daily {
                drafts: self.drafts_a_day,
                boxes: self.boxes_a_day,
                log_ins: self.log_ins_a_day,
            },
            ..SiteSettings::default()
        })
    }

    /// Serves both hosts until `cancel`; the site is at `site`.
    pub(crate) async fn begin(
        &self,
        (ctx, store, status): (&Context, &Store, &Health),
        site: &str,
        reception: Option<Arc<Reception>>,
        cancel: &CancellationToken,
    ) -> Result<Running> {
        let settings = self.settings(site)?;
        let site = Site::new(store.clone(), settings, dial(ctx)?, reception, status.clone());
        Ok(web::start(Arc::new(site), cancel.clone()).await?)
    }
}

impl Serve {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let store = open(ctx, &self.database).await?;
        let (cancel, status) = (until_stopped(), Health::new());
        let config = self.relay_config.as_deref();
        let reach = match Settings::is_there(config, &ctx.config.home) {
            true => {
                let settings = Settings::load(config, &ctx.config.home)?;
                Some(Reach::of(ctx, &store, settings, (&status, Bell::default()))?)
            }
            false => None,
        };
        let pages = iou_serve::start(&self.listen, status.clone(), store.clone(), cancel.clone()).await?;
        let reception = reach.as_ref().map(Reach::reception);
        let surroundings = (ctx, &store, &status);
        let running = self
            .hosts
            .begin(surroundings, &self.site, reception, &cancel)
            .await?;
        let watching = reach.map(|reach| reach.watch(&cancel));
        cancel.cancelled().await;
        running.stopped().await;
        if let Some(watching) = watching {
            // Only a panic in it would be an error, and tokio has told that one.
            let _ended = watching.await;
        }
        if let Some(pages) = pages {
            pages.stopped().await;
        }
        Ok(())
    }
}
