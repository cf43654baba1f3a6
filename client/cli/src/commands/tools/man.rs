//! `iou man DIRECTORY`: manual pages of the program and of each command, in the language that is chosen.

use std::path::PathBuf;

use serde::Serialize;

use crate::context::Context;
use crate::error::{Error, Result};

#[derive(Debug, clap::Args)]
#[allow(missing_docs)]
pub struct Man {
    #[arg(value_name = "DIRECTORY")]
    pub directory: PathBuf,
}

/// The pages for programs: names of files.
#[derive(Debug, Default, Serialize)]
struct ManView {
    pages: Vec<String>,
}

impl Man {
    /// `tree` is the command tree with its help.
    pub(crate) fn run(self, ctx: &Context, mut tree: clap::Command) -> Result<()> {
        std::fs::create_dir_all(&self.directory).map_err(Error::io(&self.directory))?;
        // Names are given to commands when the tree is built.
        tree.build();
        let mut pages = Vec::new();
        list(&tree, &mut pages);
        clap_mangen::generate_to(tree, &self.directory).map_err(Error::io(&self.directory))?;
        let written = [
            ("count", pages.len().into()),
            ("path", self.directory.display().to_string().into()),
        ];
        ctx.printer
            .data(&ManView { pages }, |text| text.tr_with("man-written", &written))
    }
}

/// The pages of a command and of those under it.
fn list(command: &clap::Command, pages: &mut Vec<String>) {
    let name = command.get_display_name().unwrap_or(command.get_name());
    pages.push(format!("{name}.1"));
    for under in command.get_subcommands().filter(|under| !under.is_hide_set()) {
        list(under, pages);
    }
}

shapes! {
    "man": ManView { pages: vec![String::new()] } => "{pages: [text]}";
}
