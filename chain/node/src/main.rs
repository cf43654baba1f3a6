//! The node of the IOU chain.
//!
//! `iou-node --dev` is a whole chain on a laptop: a block as soon as a transaction
//! comes, final a moment later, and a clock that can be moved forward. Without `--dev`
//! it is one institution's node in a consortium. See docs/chain.md.

mod authoring;
mod chain_spec;
mod cli;
mod clock;
mod command;
mod disk;
mod guard;
mod rpc;
mod service;
mod slots;
mod types;

fn main() -> sc_cli::Result<()> {
    command::run()
}
