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
    pub(crate) fn run(self, ctx: &Context, tree: clap::Command) -> Result<()> {
        std::fs::create_dir_all(&self.directory).map_err(Error::io(&self.directory))?;
        clap_mangen::generate_to(tree, &self.directory).map_err(Error::io(&self.directory))?;
        let entries = std::fs::read_dir(&self.directory).map_err(Error::io(&self.directory))?;
        let names = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut pages: Vec<_> = names
            .filter(|name| name.starts_with("iou") && name.ends_with(".1"))
            .collect();
        pages.sort();
        let written = [
            ("count", pages.len().into()),
            ("path", self.directory.display().to_string().into()),
        ];
        ctx.printer
            .data(&ManView { pages }, |text| text.tr_with("man-written", &written))
    }
}

shapes! {
    "man": ManView { pages: vec![String::new()] } => "{pages: [text]}";
}
