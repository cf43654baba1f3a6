//! The program: raw arguments → [`Context`] (settings, messages, printer, keys on demand) → one command. Help texts come from the message files, so that they exist once and in both languages.
//! Exit codes: 0 done, 1 refused or not found, 2 usage or environment, 3 submitted but outcome unknown.

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};

use crate::commands::{self, Command};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::global::Global;
use crate::output::{Level, Printer};
use crate::version::{self, VersionView};
use crate::{help, language, log, usage};
use iou_base::text::{Lang, Text};

// No doc comments on arguments: clap would take them for help, which lives in i18n/*/iou.ftl.
#[derive(Debug, Parser)]
#[command(
    name = "iou",
    version = version::line(),
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    infer_subcommands = false
)]
#[allow(missing_docs)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Runs the program on this process's arguments.
pub fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    // Help and errors need a language and a form before the arguments are understood.
    let spoken = |name: &str| peek(&args, name);
    let lang = spoken("--lang").or_else(|| std::env::var("IOU_LANG").ok());
    let lang = lang
        .and_then(|tag| Lang::from_tag(&tag))
        .unwrap_or_else(language::of_system);
    let text = Text::new(lang);
    let early = Printer::new(text, args.iter().any(|arg| arg == "--json"), Level::Normal);

    let mut command = tree(&text);
    let cli = match command
        .try_get_matches_from_mut(args)
        .and_then(|mut m| Cli::from_arg_matches_mut(&mut m))
    {
        Ok(cli) => cli,
        Err(e) => return unparsed(e, &early),
    };
    cli.global.color.apply();
    log::start(&cli.global, cli.command.is_service());
    let (printer, result) = match Context::new(cli.global) {
        Ok(ctx) => (ctx.printer.clone(), run(cli.command, &ctx)),
        Err(e) => (early, Err(e)),
    };
    match result {
        Ok(()) => {
            printer.done();
            ExitCode::SUCCESS
        }
        Err(e) => {
            printer.failure(&e);
            ExitCode::from(e.exit_status())
        }
    }
}

/// The command tree with its help in the language of `text`.
fn tree(text: &Text) -> clap::Command {
    help::localised(Cli::command(), &commands::groups(), text)
}

fn run(command: Command, ctx: &Context) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::io("tokio"))?;
    let result = runtime.block_on(command.run(ctx, tree));
    // A blocking read of a terminal must not keep the process alive.
    runtime.shutdown_background();
    result
}

/// The value of a flag before clap has seen the arguments.
fn peek(args: &[std::ffi::OsString], name: &str) -> Option<String> {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    while let Some(arg) = args.next() {
        match arg.strip_prefix(name) {
            Some("") => return args.next().map(str::to_owned),
            Some(rest) if rest.starts_with('=') => return Some(rest[1..].to_owned()),
            _ => {}
        }
    }
    None
}

/// Help for programs.
#[derive(serde::Serialize)]
struct Asked<'a> {
    text: &'a str,
}

fn unparsed(error: clap::Error, printer: &Printer) -> ExitCode {
    use clap::error::ErrorKind;
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked_for && printer.is_json() {
        let text = error.to_string();
        let text = text.trim_end();
        let told = match error.kind() {
            ErrorKind::DisplayVersion => printer.data(&VersionView::of(text), |_| String::new()),
            _ => printer.data(&Asked { text }, |_| String::new()),
        };
        return ExitCode::from(told.map_or_else(|e| e.exit_status(), |()| 0));
    }
    let instead = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if asked_for || (instead && !printer.is_json()) {
        // A reader that has gone needs no help.
        let _ = error.print();
        return ExitCode::from(if asked_for { 0 } else { 2 });
    }
    let mut reason = usage::reason(&error, printer.text());
    if let Some(line) = usage::line(&error).filter(|_| !printer.is_json()) {
        reason = format!("{reason}\n{} {line}", printer.text().tr("help-usage"));
    }
    let error = Error::Usage { reason };
    printer.failure(&error);
    ExitCode::from(error.exit_status())
}

#[cfg(test)]
mod tests;
