//! The program: raw arguments → [`context::Context`] (settings, messages, printer, keys on demand) → one command, one
//! file each. Help texts come from the message files, so that they exist once and in both languages.
//! Exit codes: 0 done, 1 refused or not found, 2 usage or environment, 3 submitted but outcome unknown.

pub mod account;
pub mod agreement;
pub mod amendment;
pub mod calculator;
pub mod claim;
pub mod completions;
pub mod config;
pub mod confirm;
pub mod contact;
pub mod context;
pub mod council;
pub mod deploy;
pub mod desk;
pub mod dev;
pub mod dispute;
pub mod doctor;
pub mod evidence;
pub mod forget;
pub mod formation;
pub mod help;
pub mod index;
pub mod institution;
pub mod interest;
pub mod law;
pub mod new;
pub mod office;
pub mod password;
pub mod remind;
pub mod run;
pub mod running;
pub mod schedule;
pub mod show;
pub mod standing;
pub mod statement;
pub mod tx;
pub mod verify;
pub mod watch;

use std::process::ExitCode;

use clap::{Args, FromArgMatches, Parser, Subcommand};

use crate::chain::submit::Wait;
use crate::error::{Error, Result};
use crate::output::{Level, Printer};
use crate::text::{Lang, Text};
use context::Context;

// No doc comments on arguments: clap would take them for help, which lives in i18n/*/iou.ftl.
#[derive(Debug, Parser)]
#[command(
    name = "iou",
    version,
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

/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
#[allow(missing_docs)]
pub struct Global {
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true, value_name = "LANG", value_parser = ["en", "zh"])]
    pub lang: Option<String>,
    #[arg(long, global = true, value_name = "URL")]
    pub url: Option<String>,
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "suri")]
    pub account: Option<String>,
    #[arg(long, global = true, value_name = "URI", allow_hyphen_values = true)]
    pub suri: Option<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub password_file: Option<String>,
    #[arg(short, long, global = true)]
    pub yes: bool,
    #[arg(long, global = true, value_enum, default_value_t = Wait::Finalized)]
    pub wait: Wait,
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,
    #[arg(short, long, global = true, action = clap::ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
    #[arg(short, long, global = true)]
    pub quiet: bool,
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, env = "IOU_LOG_FORMAT", hide_env = true)]
    pub log_format: LogFormat,
    #[arg(short, long, global = true, action = clap::ArgAction::HelpShort)]
    pub help: Option<bool>,
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    pub version: Option<bool>,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum LogFormat {
    Text,
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Deploy(deploy::Deploy),
    New(new::New),
    Sign(formation::Plain),
    Cancel(formation::Plain),
    Expire(formation::Expire),
    Deliver(formation::Deliver),
    Received(formation::Received),
    Repay(running::Repay),
    Report(running::Report),
    Confirm(running::Confirm),
    Dismiss(running::Confirm),
    Due(running::DueArgs),
    Default(running::DefaultArgs),
    Withdraw(running::Withdraw),
    Amend(amendment::Amend),
    Accept(formation::Plain),
    Consent(formation::Plain),
    Assign(claim::Assign),
    Forgive(running::Repay),
    Demand(claim::Demand),
    Ack(formation::Plain),
    Dispute(formation::Plain),
    Resolve(dispute::Resolve),
    Attest(dispute::Attest),
    Credit(standing::CreditArgs),
    Limitation(standing::LimitationArgs),
    Statement(statement::StatementArgs),
    Evidence(evidence::Evidence),
    Verify(verify::Verify),
    Agreement(agreement::AgreementArgs),
    Forget(forget::Forget),
    #[command(subcommand)]
    Office(office::Command),
    #[command(subcommand)]
    Council(council::Command),
    #[command(subcommand)]
    Institution(institution::Command),
    Show(show::Show),
    List(show::List),
    Watch(watch::Watch),
    Index(index::Index),
    Remind(remind::Remind),
    #[command(subcommand)]
    Contact(contact::Command),
    Run(run::Run),
    Schedule(schedule::Schedule),
    Interest(interest::Interest),
    #[command(subcommand)]
    Law(law::Command),
    #[command(subcommand)]
    Account(account::Command),
    #[command(subcommand)]
    Config(config::Command),
    Tx(tx::Tx),
    Doctor(doctor::Doctor),
    #[command(subcommand)]
    Dev(dev::Command),
    Completions(completions::Completions),
}

impl Command {
    /// Whether it runs until it is stopped.
    fn is_service(&self) -> bool {
        match self {
            Command::Index(index) => index.is_service(),
            Command::Remind(remind) => remind.is_service(),
            Command::Run(_) => true,
            _ => false,
        }
    }

    async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Deploy(command) => command.run(ctx).await,
            Command::New(command) => command.run(ctx).await,
            Command::Sign(args) => formation::sign(args, ctx).await,
            Command::Cancel(args) => formation::cancel(args, ctx).await,
            Command::Expire(args) => formation::expire(args, ctx).await,
            Command::Deliver(args) => formation::deliver(args, ctx).await,
            Command::Received(args) => formation::received(args, ctx).await,
            Command::Repay(args) => running::repay(args, ctx).await,
            Command::Report(args) => running::report(args, ctx).await,
            Command::Confirm(args) => running::confirm(args, ctx).await,
            Command::Dismiss(args) => running::dismiss(args, ctx).await,
            Command::Due(args) => running::due(args, ctx).await,
            Command::Default(args) => running::default(args, ctx).await,
            Command::Withdraw(args) => running::withdraw(args, ctx).await,
            Command::Amend(args) => amendment::amend(args, ctx).await,
            Command::Accept(args) => amendment::accept(args, ctx).await,
            Command::Consent(args) => formation::consent(args, ctx).await,
            Command::Assign(args) => claim::assign(args, ctx).await,
            Command::Forgive(args) => claim::forgive(args, ctx).await,
            Command::Demand(args) => claim::demand(args, ctx).await,
            Command::Ack(args) => claim::ack(args, ctx).await,
            Command::Dispute(args) => dispute::dispute(args, ctx).await,
            Command::Resolve(args) => dispute::resolve(args, ctx).await,
            Command::Attest(args) => dispute::attest(args, ctx).await,
            Command::Credit(args) => standing::credit(args, ctx).await,
            Command::Limitation(args) => standing::limitation(args, ctx).await,
            Command::Statement(args) => statement::run(args, ctx).await,
            Command::Evidence(command) => command.run(ctx).await,
            Command::Verify(command) => command.run(ctx),
            Command::Agreement(args) => agreement::run(args, ctx).await,
            Command::Forget(args) => forget::run(args, ctx).await,
            Command::Office(command) => command.run(ctx).await,
            Command::Council(command) => command.run(ctx).await,
            Command::Institution(command) => command.run(ctx).await,
            Command::Show(command) => command.run(ctx).await,
            Command::List(command) => command.run(ctx).await,
            Command::Watch(command) => command.run(ctx).await,
            Command::Index(command) => command.run(ctx).await,
            Command::Remind(command) => command.run(ctx).await,
            Command::Contact(command) => command.run(ctx).await,
            Command::Run(command) => command.run(ctx).await,
            Command::Schedule(command) => command.run(ctx),
            Command::Interest(command) => command.run(ctx),
            Command::Law(command) => command.run(ctx),
            Command::Account(command) => command.run(ctx).await,
            Command::Config(command) => command.run(ctx),
            Command::Tx(command) => command.run(ctx).await,
            Command::Doctor(command) => command.run(ctx).await,
            Command::Dev(command) => command.run(ctx).await,
            Command::Completions(command) => command.run(ctx),
        }
    }
}

/// Runs the program on this process's arguments.
pub fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    // Help and errors need a language and a form before the arguments are understood.
    let spoken = |name: &str| peek(&args, name);
    let lang = spoken("--lang").or_else(|| std::env::var("IOU_LANG").ok());
    let lang = lang
        .and_then(|tag| Lang::from_tag(&tag))
        .unwrap_or_else(Lang::of_system);
    let text = Text::new(lang);
    let early = Printer::new(
        text.clone(),
        args.iter().any(|arg| arg == "--json"),
        Level::Normal,
    );

    let mut command = help::localised(&text);
    let cli = match command
        .try_get_matches_from_mut(args)
        .and_then(|mut m| Cli::from_arg_matches_mut(&mut m))
    {
        Ok(cli) => cli,
        Err(e) => return unparsed(e, &early),
    };
    cli.global.color.apply();
    start_log(&cli.global, cli.command.is_service());
    let (printer, result) = match Context::new(cli.global) {
        Ok(ctx) => (ctx.printer.clone(), run(cli.command, &ctx)),
        Err(e) => (early, Err(e)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            printer.failure(&e);
            ExitCode::from(e.class().exit_code())
        }
    }
}

fn run(command: Command, ctx: &Context) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::io("tokio"))?;
    let result = runtime.block_on(command.run(ctx));
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

fn unparsed(error: clap::Error, printer: &Printer) -> ExitCode {
    use clap::error::ErrorKind;
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked_for || !printer.is_json() {
        // A reader that has gone needs no help.
        let _ = error.print();
        return ExitCode::from(if asked_for { 0 } else { 2 });
    }
    let rendered = error.to_string();
    // Up to the usage: the first paragraph, which may list what is missing.
    let message = rendered.trim().trim_start_matches("error: ");
    let lines = message.lines().take_while(|line| !line.is_empty());
    let reason = lines.map(str::trim).collect::<Vec<_>>().join(" ");
    let error = Error::Usage { reason };
    printer.failure(&error);
    ExitCode::from(error.class().exit_code())
}

impl Color {
    fn apply(self) {
        match self {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// Logs go to standard error; `IOU_LOG` takes a filter as other tools' `RUST_LOG`.
fn start_log(global: &Global, service: bool) {
    use std::io::IsTerminal;
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
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let log = log.with_ansi(false);
    // Only a test that runs the program twice in one process finds a subscriber there already.
    let _ = match global.log_format {
        LogFormat::Text => log.try_init(),
        // One flat object a line: the event's own fields beside time, level, target and the innermost span.
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).try_init(),
    };
}
