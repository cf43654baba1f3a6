//! The command line: flags, subcommands, and what `--dev` means.
//!
//! Almost everything comes from sc-cli, so that operators find the flags they know.
//! `--dev` fills in whatever was not said: nothing leaves the machine, nothing is
//! announced, ports other than the RPC port are picked freely, the log is short.

use clap::Parser;
use sc_cli::{DatabasePruningMode, ImportParams, RunCmd, SubstrateCli, SyncMode};
use std::num::NonZeroU64;

const EXAMPLES: &str = "\
Examples:
  iou-node --dev                            a chain in memory of this process, RPC on 127.0.0.1:9944
  iou-node --dev --base-path ./chain        the same, kept on disk
  iou-node --dev --rpc-port 0               a free port, named in the log: Running JSON-RPC server
  iou-node --chain local --alice            one of four nodes of a test network
  iou-node export-chain-spec --chain local  the genesis block as JSON, to start a network from";

/// The node of the IOU chain: a development chain on a laptop, a consortium's chain elsewhere.
#[derive(Debug, Parser)]
#[command(
    propagate_version = true,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = EXAMPLES,
    // The pool that keeps a view of each fork loses transactions of a burst without a word, on one validator and on four:
    // the sender waits, the pool is empty. What a block that lost its fork held comes back with this one, too.
    mut_arg("pool_type", |pool| pool.default_value("single-state"))
)]
pub struct Cli {
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    #[clap(flatten)]
    pub run: RunCmd,

    /// With --dev, also write a block every so many milliseconds, even an empty one.
    #[arg(long, value_name = "MILLISECONDS", requires = "dev")]
    pub block_interval: Option<NonZeroU64>,

    /// Keep a GRANDPA justification at least every so many blocks.
    ///
    /// Evidence for a block needs the justification of that block or a later one.
    #[arg(long, value_name = "BLOCKS", default_value_t = 1,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub justification_period: u32,

    /// Let the session keys vote at once although what they have signed is not on record here.
    ///
    /// For the rare case that finality waits for this very validator. It is safe only where the keys have signed
    /// nothing that is missing on this machine; otherwise it makes them vote twice, for all to see.
    #[arg(long)]
    pub trust_copied_keys: bool,
}

/// Work on a chain's data beside running it.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
    /// Make, show and insert keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),
    /// Print a chain's genesis block and properties as JSON.
    ExportChainSpec(sc_cli::ExportChainSpecCmd),
    /// Show the head of a chain on disk.
    ChainInfo(sc_cli::ChainInfoCmd),
    /// Run one block again and check it.
    CheckBlock(sc_cli::CheckBlockCmd),
    /// Write blocks to a file.
    ExportBlocks(sc_cli::ExportBlocksCmd),
    /// Read blocks from a file and check each.
    ImportBlocks(sc_cli::ImportBlocksCmd),
    /// Take the last blocks back, as far as they are not final.
    Revert(sc_cli::RevertCmd),
    /// Delete a chain from the disk.
    PurgeChain(sc_cli::PurgeChainCmd),
}

impl Cli {
    /// Whether the node is to run the development chain.
    pub fn is_dev(&self) -> bool {
        self.run.shared_params.dev
    }

    /// Fills in what the user left open.
    pub fn with_defaults(mut self) -> Self {
        if let Some(Subcommand::ImportBlocks(command)) = &mut self.subcommand {
            keep_old_state(&mut command.import_params);
        }
        let run = &mut self.run;
        if matches!(run.network_params.sync, SyncMode::Full) {
            keep_old_state(&mut run.import_params);
        }
        if run.shared_params.dev || run.shared_params.chain.as_deref() == Some("local") {
            // Nobody has to know these nodes again; elsewhere an operator makes the key.
            run.network_params
                .node_key_params
                .unsafe_force_node_key_generation = true;
        }
        if run.shared_params.dev {
            dev_defaults(run);
        }
        self
    }
}

/// Evidence and indexers read the state of old blocks. (A node that joins by warp sync has
/// no old state to keep.)
fn keep_old_state(import: &mut ImportParams) {
    let pruning = &mut import.pruning_params.state_pruning;
    *pruning = pruning.or(Some(DatabasePruningMode::ArchiveCanonical));
}

/// What `--dev` means beyond what sc-cli takes it to mean: a node for one person.
fn dev_defaults(run: &mut RunCmd) {
    let network = &mut run.network_params;
    if network.listen_addr.is_empty() {
        let port = network.port.unwrap_or(0);
        let address = format!("/ip4/127.0.0.1/tcp/{port}");
        network.listen_addr = vec![address.parse().expect("a plain loopback address; qed")];
    }
    network.no_mdns = true;
    run.telemetry_params.no_telemetry |= run.telemetry_params.telemetry_endpoints.is_empty();
    run.prometheus_params.no_prometheus |= run.prometheus_params.prometheus_port.is_none();
    // In front, so that what the user asks for comes later and wins.
    let quiet = [
        "substrate=warn",
        "sc_basic_authorship=warn",
        "sc_sysinfo=warn",
        "txpool=warn",
    ];
    run.shared_params.log.splice(0..0, quiet.map(String::from));
}

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "IOU node".into()
    }

    fn impl_version() -> String {
        // The commit is named by whoever builds for others, so that in development none compiles anything anew.
        let commit = option_env!("IOU_COMMIT").unwrap_or("development");
        format!("{} ({commit})", env!("CARGO_PKG_VERSION"))
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        "the IOU project".into()
    }

    fn support_url() -> String {
        "the issue tracker of the project (see CONTRIBUTING.md)".into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
        crate::chain_spec::load(id)
    }
}
