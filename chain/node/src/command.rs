//! From the parsed command line to the work.

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    service::{self, DevOptions, Options},
    types::Block,
};
use sc_cli::SubstrateCli;
use sc_service::ChainType;

/// Runs what the command line asks for.
///
/// Errors: whatever goes wrong, in words; the process then ends with status 1.
pub fn run() -> sc_cli::Result<()> {
    let cli = Cli::from_args().with_defaults();
    match &cli.subcommand {
        None => run_node(&cli),
        Some(Subcommand::Key(command)) => command.run(&cli),
        Some(Subcommand::ExportChainSpec(command)) => command.run(chain_spec::load_readable(&command.chain)?),
        Some(Subcommand::ChainInfo(command)) => cli
            .create_runner(command)?
            .sync_run(|config| command.run::<Block>(&config)),
        Some(Subcommand::CheckBlock(command)) => cli.create_runner(command)?.async_run(|config| {
            let parts = service::parts(&config)?;
            Ok((
                command.run(parts.node.client, parts.import_queue),
                parts.task_manager,
            ))
        }),
        Some(Subcommand::ExportBlocks(command)) => cli.create_runner(command)?.async_run(|config| {
            let parts = service::parts(&config)?;
            Ok((
                command.run(parts.node.client, config.database),
                parts.task_manager,
            ))
        }),
        Some(Subcommand::ImportBlocks(command)) => cli.create_runner(command)?.async_run(|config| {
            let parts = service::parts(&config)?;
            Ok((
                command.run(parts.node.client, parts.import_queue),
                parts.task_manager,
            ))
        }),
        Some(Subcommand::Revert(command)) => cli.create_runner(command)?.async_run(|config| {
            let parts = service::parts(&config)?;
            let finality = Box::new(|client, _, blocks| {
                sc_consensus_grandpa::revert(client, blocks)?;
                Ok(())
            });
            Ok((
                command.run(parts.node.client, parts.backend, Some(finality)),
                parts.task_manager,
            ))
        }),
        Some(Subcommand::PurgeChain(command)) => cli
            .create_runner(command)?
            .sync_run(|config| command.run(config.database)),
    }
}

fn run_node(cli: &Cli) -> sc_cli::Result<()> {
    cli.create_runner(&cli.run)?
        .run_node_until_exit(|config| async move {
            let options = Options {
                justification_period: cli.justification_period,
                trusted: cli.trust_copied_keys,
                dev: dev_options(cli, config.chain_spec.chain_type())?,
            };
            service::start(config, options).map_err(sc_cli::Error::Service)
        })
}

/// The development extras: only with `--dev`, and only on a development chain.
fn dev_options(cli: &Cli, chain: ChainType) -> sc_cli::Result<Option<DevOptions>> {
    match (cli.is_dev(), chain) {
        (false, _) => Ok(None),
        (true, ChainType::Development) => Ok(Some(DevOptions {
            block_interval: cli.block_interval,
        })),
        (true, _) => Err(sc_cli::Error::Input(
            "--dev only works on a development chain: leave out --chain, or leave out --dev".into(),
        )),
    }
}
