//! The log of a run, on standard error.

use std::io::IsTerminal;

use crate::global::{Global, LogFormat};

/// Libraries whose remarks on connections repeat the whole address, a key in it too; whatever is asked for, they say less.
const TELLTALES: [&str; 3] = ["jsonrpsee-client=info", "reqwest=info", "hyper_util=info"];

/// Logs go to standard error; `IOU_LOG` takes a filter as other tools' `RUST_LOG`.
pub fn start(global: &Global, service: bool) {
    let default = match global.verbose {
        // A service tells its journal what it does, and a terminal, which has a line of progress, what goes wrong.
        0 if service && !std::io::stderr().is_terminal() => "iou=info",
        0 if service => "iou=warn",
        0 => "off",
        1 => "iou=info",
        2 => "iou=debug,subxt=info",
        _ => "debug",
    };
    let filter = std::env::var("IOU_LOG").unwrap_or_else(|_| default.into());
    let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_else(|_| default.into());
    let filter = TELLTALES.iter().fold(filter, |filter, quiet| {
        let quiet = quiet.parse().expect("our own directives");
        filter.add_directive(quiet)
    });
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| crate::output::Log);
    let log = log.with_ansi(false);
    // Only a test that runs the program twice in one process finds a subscriber there already.
    let _ = match global.log_format {
        LogFormat::Text => log.try_init(),
        // One flat object a line: the event's own fields beside time, level, target and the innermost span.
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).try_init(),
    };
}
