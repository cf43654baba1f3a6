//! `iou doctor`: looks at everything that the services need and says, line by line, what is well (✓), what wants attention
//! (!), what does not work (✗), and what to do. It changes nothing and signs nothing. One check, one small function; what
//! it concludes from figures is in `rules`, without node, disk or clock. `--network` looks at a consortium's nodes instead
//! (`network`, `consensus`). Exit: 1 when anything does not work.

mod channels;
mod consensus;
mod database;
mod finding;
mod network;
mod node;
mod relay;
mod rules;
mod signer;

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::commands::service::index::Database;
use crate::context::Context;
use crate::error::{Error, Result};
use finding::{listing, Finding, FindingView, State};

/// The file with the key to the contacts, beside the keystores.
const CONTACTS_KEY: &str = "contacts.key";

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Doctor {
    #[command(flatten)]
    pub database: Database,
    #[arg(long, value_name = "FILE", env = "IOU_REMIND_CONFIG", hide_env = true)]
    pub config: Option<PathBuf>,
    #[arg(long, value_name = "FILE", env = "IOU_RELAY_CONFIG", hide_env = true)]
    pub relay_config: Option<PathBuf>,
    #[arg(long, value_name = "URL", env = "IOU_SIGNER_URL", hide_env = true)]
    pub signer: Option<String>,
    #[arg(long, conflicts_with_all = ["database", "config", "relay_config"])]
    pub network: bool,
    #[arg(long, value_name = "URL", requires = "network")]
    pub node: Vec<String>,
}

/// The report for programs.
#[derive(Debug, Default, Serialize)]
struct DoctorView {
    findings: Vec<FindingView>,
}

impl Doctor {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        if self.network {
            return network::run(ctx, &self.node).await;
        }
        let findings = self.findings(ctx).await;
        for finding in &findings {
            let (check, state, code) = (finding.check, finding.state.name(), finding.code());
            tracing::info!(check, state, code, "checked");
        }
        let failed = findings.iter().filter(|it| it.state == State::Fail).count();
        let error = (failed > 0).then(|| Error::Unhealthy {
            failed: failed.to_string(),
        });
        let data = DoctorView {
            findings: findings.iter().map(|it| it.view(ctx.text())).collect(),
        };
        ctx.printer
            .verdict(&data, error.as_ref(), |text| listing(&findings, text))?;
        error.map_or(Ok(()), Err)
    }

    async fn findings(&self, ctx: &Context) -> Vec<Finding> {
        let mut findings = node::profile(&ctx.config);
        let (seen, more) = node::look(ctx).await;
        findings.extend(more);
        let name = self.database.name(ctx);
        let (opened, more) = database::look(&name).await;
        findings.extend(more);
        if let Some(opened) = &opened {
            findings.extend(database::index(opened, &ctx.config, seen.as_ref()).await);
        }
        findings.extend(database::disk(&name));
        let contacts = opened.as_ref().map_or(0, |it| it.contacts);
        findings.push(database::contacts_key(
            &ctx.config.home.join(CONTACTS_KEY),
            contacts,
        ));
        findings.push(node::fees(ctx, seen.as_ref()).await);
        findings.extend(relay::relay(ctx, seen.as_ref(), self.relay_config.as_deref()).await);
        findings.extend(channels::channels(self.config.as_deref(), &ctx.config.home).await);
        if let Some(url) = &self.signer {
            findings.push(signer::signer(url).await);
        }
        findings
    }
}

shapes! {
    "doctor": DoctorView { findings: vec![FindingView::default()] } => "{findings: [{advice: null, check: text, code: text, detail: text, state: text}]}";
}
