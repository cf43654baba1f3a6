//! `iou relay`: takes what others signed, over HTTP, and brings it to the contract; with it whatever else waits in the queue of
//! this database. The parts of it are `iou run`'s too.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::commands::service::index::{open, origin, until_stopped, Database};
use crate::context::Context;
use crate::error::Result;
use iou_database::Store;
use iou_health::Health;
use iou_relay::intents::{Reception, Settings};
use iou_relay::queue::Queue;
use iou_relay::worker::{self, Bell, Dial};
use iou_serve as serve;

/// Where the pages about the process are, beside those of `iou run` and `iou remind`.
const LISTEN: &str = "127.0.0.1:9619";

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Relay {
    #[command(flatten)]
    pub database: Database,
    #[arg(long, value_name = "FILE", env = "IOU_RELAY_CONFIG", hide_env = true)]
    pub config: Option<PathBuf>,
    #[arg(long, value_name = "ADDRESS", env = "IOU_INTENTS", hide_env = true)]
    pub intents: Option<String>,
    #[arg(long, value_name = "ADDRESS", env = "IOU_LISTEN", hide_env = true, default_value = LISTEN)]
    pub listen: String,
}

impl Relay {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let mut settings = Settings::load(self.config.as_deref(), &ctx.config.home)?;
        if let Some(address) = self.intents {
            settings.listen = address;
        }
        let store = open(ctx, &self.database).await?;
        let (cancel, status) = (until_stopped(), Health::new());
        let worker = worker(ctx, &store, &status)?;
        let pages = serve::start(&self.listen, status.clone(), store.clone(), cancel.clone()).await?;
        let reach = Reach::of(ctx, &store, settings, (&status, worker.bell()))?;
        let taking = reach.open(&cancel).await?;
        let ended = worker.run(&cancel).await;
        cancel.cancel();
        taking.stopped().await;
        if let Some(pages) = pages {
            pages.stopped().await;
        }
        Ok(ended?)
    }
}

/// How the profile's contract is reached, again and again.
pub(crate) fn dial(ctx: &Context) -> Result<Dial> {
    let origin = origin(ctx)?;
    Ok(Box::new(move || -> futures::future::BoxFuture<'static, _> {
        let origin = origin.clone();
        Box::pin(async move { origin.connect().await })
    }))
}

/// What brings the queue's tasks to the contract, signed with the chosen account.
///
/// Errors: [`crate::error::Error::NoAccount`], [`crate::error::Error::ChainNotPinned`], those of the keystore.
pub(crate) fn worker(ctx: &Context, store: &Store, status: &Health) -> Result<worker::Relay> {
    let dial = dial(ctx)?;
    ctx.require_pins()?;
    let signer = ctx.take_signer()?;
    let relay = worker::Relay::new(Queue::new(store.clone()), dial, signer, ctx.journal());
    Ok(relay.with_status(status.clone()))
}

/// What takes intents, before anybody can reach it.
pub(crate) struct Reach(Arc<Reception>);

impl Reach {
    /// As `settings` say, for the chosen account, which is not unlocked for it; the bell is the worker's.
    ///
    /// Errors: [`crate::error::Error::NoAccount`], those of the keystore.
    pub(crate) fn of(
        ctx: &Context,
        store: &Store,
        settings: Settings,
        (status, bell): (&Health, Bell),
    ) -> Result<Reach> {
        let account = ctx.own_account()?;
        status.intents_from_nought();
        let reception = Reception::new(store.clone(), dial(ctx)?, account, settings, status.clone());
        Ok(Reach(Arc::new(reception.with_bell(bell))))
    }

    /// For whoever else is to reach it.
    pub(crate) fn reception(&self) -> Arc<Reception> {
        self.0.clone()
    }

    /// Keeps its figures fresh until `cancel`.
    pub(crate) fn watch(self, cancel: &CancellationToken) -> JoinHandle<()> {
        let watched = cancel.clone();
        tokio::spawn(async move { self.0.watch(&watched).await })
    }

    /// Takes intents at the address in its settings, until `cancel`.
    ///
    /// Errors: [`serve::Error::Listen`].
    pub(crate) async fn open(self, cancel: &CancellationToken) -> Result<Taking> {
        let server = serve::intents::start(self.reception(), cancel.clone()).await?;
        let watching = self.watch(cancel);
        Ok(Taking { server, watching })
    }
}

/// Intents are taken.
pub(crate) struct Taking {
    server: serve::Server,
    watching: JoinHandle<()>,
}

impl Taking {
    /// Waits until it has ended.
    pub(crate) async fn stopped(self) {
        self.server.stopped().await;
        // Only a panic in it would be an error, and tokio has told that one.
        let _ended = self.watching.await;
    }
}
