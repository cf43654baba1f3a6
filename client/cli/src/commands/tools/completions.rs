//! `iou completions SHELL`: a completion script on standard output.

use clap_complete::Shell;
use serde::Serialize;

use crate::context::Context;
use crate::error::Result;

#[derive(Debug, clap::Args)]
#[allow(missing_docs)]
pub struct Completions {
    #[arg(value_enum)]
    pub shell: Shell,
}

/// A completion script for programs.
#[derive(Debug, Default, Serialize)]
struct CompletionsView<'a> {
    shell: String,
    script: &'a str,
}

impl Completions {
    /// `tree` is the command tree with its help.
    pub(crate) fn run(self, ctx: &Context, mut tree: clap::Command) -> Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut tree, "iou", &mut script);
        let script = String::from_utf8(script).map_err(|e| iou_files::Error::Io {
            path: "stdout".into(),
            reason: e.to_string(),
        })?;
        ctx.printer.data(
            &CompletionsView {
                shell: self.shell.to_string(),
                script: &script,
            },
            |_| script.clone(),
        )
    }
}

shapes! {
    "completions": CompletionsView::default() => "{script: text, shell: text}";
}
