//! `iou completions SHELL`: a completion script on standard output.

use clap_complete::Shell;

use super::context::Context;
use super::help;
use crate::error::{Error, Result};

#[derive(Debug, clap::Args)]
#[allow(missing_docs)]
pub struct Completions {
    #[arg(value_enum)]
    pub shell: Shell,
}

impl Completions {
    pub(super) fn run(self, ctx: &Context) -> Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut help::localised(ctx.text()), "iou", &mut script);
        let script = String::from_utf8(script).map_err(|e| Error::Io {
            path: "stdout".into(),
            reason: e.to_string(),
        })?;
        ctx.printer.data(
            &serde_json::json!({"shell": self.shell.to_string(), "script": script}),
            |_| script.clone(),
        )
    }
}
