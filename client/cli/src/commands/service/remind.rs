//! `iou remind`: the reminder service over an index that is kept elsewhere (`iou index`, or `iou run` for both), and what
//! people ask of it: what was sent, what could not be, what a loan's lender wants done.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde::Serialize;
use terms::{LoanId, UtcOffset};

use crate::commands::service::contact::people;
use crate::commands::service::index::{look, open, until_stopped, Database};
use crate::commands::service::relay::worker;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::transaction::stage_name;
use crate::usage::whole;
use iou_base::text::Text;
use iou_base::time::show_moment;
use iou_database::Store;
use iou_files::Readers;
use iou_health::Health;
use iou_ledger::proxy;
use iou_ledger::Call;
use iou_relay::queue::{self, Queue};
use iou_relay::worker::Relay;
use iou_remind::channel::Channels;
use iou_remind::contact::ReminderSetting;
use iou_remind::message::{Body, Channel};
use iou_remind::outbox::{self, Outbox, StoredNotice};
use iou_remind::service::{now_ms, standing, Service};
use iou_remind::settings::ServiceSettings;
use iou_view::table::{pairs, table};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[allow(missing_docs)]
pub struct Remind {
    #[command(flatten)]
    pub serve: Serve,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    #[arg(long, value_name = "FILE", env = "IOU_REMIND_CONFIG", hide_env = true)]
    pub config: Option<PathBuf>,
    #[arg(long)]
    pub once: bool,
    #[arg(long)]
    pub no_relay: bool,
    #[arg(long, value_name = "ADDRESS", env = "IOU_LISTEN", hide_env = true, default_value = iou_serve::DEFAULT_LISTEN)]
    pub listen: String,
}

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    #[command(subcommand)]
    Dead(Dead),
    List(List),
    Show(Show),
    Set(Set),
    Status(Database),
    Allow(Relayer),
    Disallow(Relayer),
}

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Dead {
    List(Database),
    Retry(Retry),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Retry {
    #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    pub id: Option<String>,
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct List {
    #[arg(long, value_name = "STATE", value_parser = ["waiting", "sending", "accepted", "delivered", "dead", "withdrawn"])]
    pub state: Option<String>,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    #[arg(long, requires = "receipt")]
    pub force: bool,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Set {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "DAYS", requires = "demand_by", value_parser = whole(0..=u16::MAX))]
    pub demand_after: Option<u16>,
    #[arg(long, value_name = "CHANNEL", requires = "demand_after", value_parser = ["email", "sms", "webhook"])]
    pub demand_by: Option<String>,
    #[arg(long, conflicts_with = "demand_after")]
    pub no_demand: bool,
    #[arg(long, value_name = "YES|NO", value_parser = ["yes", "no"])]
    pub mark_default: Option<String>,
    #[arg(long, value_name = "YES|NO", value_parser = ["yes", "no"], num_args = 0..=1, default_missing_value = "yes")]
    pub mute: Option<String>,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Relayer {
    #[arg(long, value_name = "ACCOUNT")]
    pub relayer: String,
}

impl Remind {
    /// Whether it runs until it is stopped.
    pub(crate) fn is_service(&self) -> bool {
        self.command.is_none() && !self.serve.once
    }

    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self.command {
            None => serve(self.serve, ctx).await,
            Some(Command::Dead(Dead::List(args))) => dead(args, ctx).await,
            Some(Command::Dead(Dead::Retry(args))) => retry(args, ctx).await,
            Some(Command::List(args)) => list(args, ctx).await,
            Some(Command::Show(args)) => show(args, ctx).await,
            Some(Command::Set(args)) => set(args, ctx).await,
            Some(Command::Status(args)) => status(args, ctx).await,
            Some(Command::Allow(args)) => permit(args, ctx, proxy::allow, "allow").await,
            Some(Command::Disallow(args)) => permit(args, ctx, proxy::disallow, "disallow").await,
        }
    }
}

/// What could not be delivered or put on record, for programs.
#[derive(Debug, Default, Serialize)]
struct DeadView {
    messages: Vec<outbox::Shown>,
    tasks: Vec<queue::Shown>,
}

/// How many are tried again, for programs.
#[derive(Debug, Default, Serialize)]
struct Retried {
    retried: u64,
}

/// A call of the relay, for programs.
#[derive(Debug, Default, Serialize)]
struct TaskView {
    task: queue::Shown,
}

/// A message for programs: how it stands, what it tells of, and its words where they were kept.
#[derive(Debug, Default, Serialize)]
struct MessageView {
    message: outbox::Shown,
    notices: Vec<StoredNotice>,
    body: Option<Body>,
}

/// What somebody wants done about a loan, for programs.
#[derive(Debug, Default, Serialize)]
struct ChoiceView {
    loan: LoanId,
    account: String,
    setting: ReminderSetting,
}

/// A relayer who may act for an account, or no longer; for programs.
#[derive(Debug, Default, Serialize)]
struct Permitted {
    relayer: String,
    transaction: String,
    /// `submitted`, `in_block` or `finalised`.
    status: &'static str,
}

/// Service and relay as flags, file and profile have them. Without an account there is no relay, which is said.
pub(crate) async fn assemble(
    ctx: &Context,
    store: &Store,
    config: Option<&std::path::Path>,
    no_relay: bool,
    status: Health,
) -> Result<(Arc<Service>, Option<Relay>)> {
    let settings = ServiceSettings::load(config, &ctx.config.home)?;
    if settings.mails_without_a_way_out() {
        ctx.printer.warn(&ctx.text().tr("remind-no-unsubscribe"));
    }
    let people = Arc::new(people(ctx, store).await?);
    let signs = match no_relay {
        true => false,
        // A service that was meant to have one must not run without it because a password is wrong.
        false => match ctx.signer() {
            Ok(_) => true,
            Err(Error::NoAccount {}) => {
                ctx.printer.warn(&ctx.text().tr("remind-no-relay"));
                false
            }
            Err(other) => return Err(other),
        },
    };
    let relay = match signs {
        true => Some(worker(ctx, store, &status)?),
        false => None,
    };
    let channels = Channels::new(settings.channels())?.with_tokens(&people.token_key());
    let (policy, announces) = (settings.policy()?, settings.relay.notify_due);
    let service = Service::new(store.clone(), people, channels, policy, signs, announces);
    let service = service.with_silence(settings.relay.record_silence);
    let service = service.with_pages(settings.page()?).await?;
    let service = service.with_kept(settings.keep_days());
    Ok((Arc::new(service.with_status(status)), relay))
}

async fn serve(args: Serve, ctx: &Context) -> Result<()> {
    let store = open(ctx, &args.database).await?;
    let status = Health::new();
    let config = args.config.as_deref();
    let (service, mut relay) = assemble(ctx, &store, config, args.no_relay, status.clone()).await?;
    if !args.once {
        let cancel = until_stopped();
        let pages = iou_serve::start(&args.listen, status, store, cancel.clone()).await?;
        let ended = service.run(relay, &cancel).await;
        cancel.cancel();
        if let Some(pages) = pages {
            pages.stopped().await;
        }
        return Ok(ended?);
    }
    let round = service.once(relay.as_mut(), ctx.limit()).await?;
    ctx.printer.data(&round, |text| {
        let number = |n: u64| n.to_string();
        pairs([
            (text.tr("remind-loans"), number(round.ticked.loans)),
            (text.tr("remind-new"), number(round.ticked.messages)),
            (text.tr("remind-delivered"), number(round.delivered.delivered)),
            (text.tr("remind-accepted"), number(round.delivered.accepted)),
            (text.tr("remind-again"), number(round.delivered.again)),
            (
                text.tr("remind-dead"),
                number(round.delivered.dead + round.passed.dead),
            ),
            (text.tr("remind-tasks"), number(round.passed.done)),
            (text.tr("remind-obsolete"), number(round.passed.obsolete)),
        ])
    })
}

async fn dead(args: Database, ctx: &Context) -> Result<()> {
    let store = look(ctx, &args).await?;
    let data = DeadView {
        messages: Outbox::new(store.clone()).list(Some("dead")).await?,
        tasks: Queue::new(store).list(Some("dead")).await?,
    };
    ctx.printer.data(&data, |text| {
        let why = |why: &Option<String>| why.clone().unwrap_or_default();
        let message = data.messages.iter().map(|it| {
            vec![
                it.id.clone(),
                it.channel.clone(),
                it.recipient.clone(),
                why(&it.last_error),
            ]
        });
        let task = data.tasks.iter().map(|it| {
            vec![
                it.id.clone(),
                it.kind.clone(),
                it.loan.map(|loan| loan.to_string()).unwrap_or_default(),
                why(&it.last_error),
            ]
        });
        table(&heading(text), message.chain(task))
    })
}

fn heading(text: &Text) -> [String; 4] {
    [
        "ID".into(),
        text.tr("label-channel"),
        text.tr("label-account-of"),
        text.tr("label-status"),
    ]
}

async fn retry(args: Retry, ctx: &Context) -> Result<()> {
    let store = open(ctx, &args.database).await?;
    let (outbox, queue) = (Outbox::new(store.clone()), Queue::new(store));
    let id = args.id.as_deref();
    let again = outbox.retry(id, now_ms()).await? + queue.retry(id, now_ms()).await?;
    if let (Some(id), 0) = (id, again) {
        return Err(iou_files::Error::NotFound {
            what: "dead letter".into(),
            name: id.into(),
        }
        .into());
    }
    let args = [("count", again.into())];
    ctx.printer.data(&Retried { retried: again }, |text| {
        text.tr_with("remind-retried", &args)
    })
}

async fn list(args: List, ctx: &Context) -> Result<()> {
    let store = look(ctx, &args.database).await?;
    let all = Outbox::new(store).list(args.state.as_deref()).await?;
    ctx.printer.data(&all, |text| {
        let row = |it: &iou_remind::outbox::Shown| {
            vec![
                it.id.clone(),
                it.channel.clone(),
                it.recipient.clone(),
                it.state.clone(),
            ]
        };
        table(&heading(text), all.iter().map(row))
    })
}

async fn show(args: Show, ctx: &Context) -> Result<()> {
    let is_json = ctx.printer.is_json();
    let target = |path: &PathBuf| crate::target::of_bytes(path, args.force, is_json, ctx.text());
    let target = args.receipt.as_ref().map(target).transpose()?;
    let store = look(ctx, &args.database).await?;
    let outbox = Outbox::new(store.clone());
    let (message, notices, body) = match outbox.show(&args.id).await {
        Ok(found) => found,
        Err(iou_database::Error::Files(iou_files::Error::NotFound { .. })) => {
            let task = Queue::new(store).show(&args.id).await?;
            let data = TaskView { task };
            return ctx.printer.data(&data, |text| task_lines(text, &data.task));
        }
        Err(other) => return Err(other.into()),
    };
    if let Some(file) = &target {
        let missing = || iou_files::Error::NotFound {
            what: "receipt".into(),
            name: args.id.clone(),
        };
        let digest = message.receipt.clone().ok_or_else(missing)?;
        let (_, sealed) = outbox.document(&digest).await?.ok_or_else(missing)?;
        let bytes = people(ctx, &store).await?.unseal(&sealed)?;
        file.write(&bytes, Readers::Owner)?;
        if file.is_stream() {
            return Ok(());
        }
    }
    let data = MessageView {
        message,
        notices,
        body,
    };
    ctx.printer.data(&data, |text| {
        let words = data.body.as_ref().map_or("", |body| &body.text);
        format!("{}\n\n{words}", message_lines(text, &data.message))
    })
}

/// A time of what is kept here, in UTC.
fn moment(ms: u64) -> String {
    show_moment(ms, UtcOffset(0))
}

fn message_lines(text: &Text, it: &outbox::Shown) -> String {
    let known = [
        ("ID".to_owned(), it.id.clone()),
        (text.tr("label-channel"), it.channel.clone()),
        (text.tr("label-account-of"), it.recipient.clone()),
        (text.tr("label-status"), it.state.clone()),
        (text.tr("label-created"), moment(it.created_ms)),
        (text.tr("label-attempts"), it.attempts.to_string()),
    ];
    let next = it.ended_ms.is_none().then(|| moment(it.next_attempt_ms));
    let others = [
        (text.tr("label-next-attempt"), next),
        (text.tr("label-ended"), it.ended_ms.map(moment)),
        (text.tr("label-tracking"), it.tracking.clone()),
        (text.tr("label-receipt"), it.receipt.clone()),
        (text.tr("label-last-error"), it.last_error.clone()),
    ];
    lines(known, others)
}

fn task_lines(text: &Text, it: &queue::Shown) -> String {
    let known = [
        ("ID".to_owned(), it.id.clone()),
        (text.tr("label-kind"), it.kind.clone()),
        (text.tr("label-status"), it.state.clone()),
        (text.tr("label-created"), moment(it.created_ms)),
        (text.tr("label-attempts"), it.attempts.to_string()),
    ];
    let others = [
        (text.tr("label-loan"), it.loan.map(|loan| loan.to_string())),
        (text.tr("label-transaction"), it.tx.clone()),
        (text.tr("label-last-error"), it.last_error.clone()),
    ];
    lines(known, others)
}

fn setting_lines(text: &Text, it: &ReminderSetting) -> String {
    let none = || text.tr("value-none");
    let demands = it
        .demand_after_days
        .zip(it.demand_channel)
        .map(|(days, channel)| {
            let args = [("days", days.into()), ("channel", channel.name().into())];
            text.tr_with("value-demands", &args)
        });
    let reminders = match it.muted {
        true => "value-muted",
        false => "value-not-muted",
    };
    let default = match it.mark_default {
        true => "value-mark-default",
        false => "value-no-mark-default",
    };
    let known = [
        (text.tr("label-reminders"), text.lookup(reminders, &[])),
        (text.tr("label-demands"), demands.unwrap_or_else(none)),
        (text.tr("label-mark-default"), text.lookup(default, &[])),
    ];
    let stages = it.stages.as_ref().map(ToString::to_string);
    lines(known, [(text.tr("label-stages"), stages)])
}

/// What is always there, and what is there sometimes.
fn lines<const KNOWN: usize, const OTHERS: usize>(
    known: [(String, String); KNOWN],
    others: [(String, Option<String>); OTHERS],
) -> String {
    let others = others
        .into_iter()
        .filter_map(|(label, value)| Some((label, value?)));
    pairs(known.into_iter().chain(others))
}

async fn set(args: Set, ctx: &Context) -> Result<()> {
    let account = ctx.own_account()?;
    let store = open(ctx, &args.database).await?;
    let people = people(ctx, &store).await?;
    let mut setting = people.setting(args.loan, &account).await?;
    if args.no_demand {
        (setting.demand_after_days, setting.demand_channel) = (None, None);
    }
    if args.demand_after.is_some() {
        setting.demand_after_days = args.demand_after;
        setting.demand_channel = args.demand_by.as_deref().and_then(Channel::named);
    }
    let yes = |given: &Option<String>, before: bool| given.as_ref().map_or(before, |word| word == "yes");
    setting.mark_default = yes(&args.mark_default, setting.mark_default);
    setting.muted = yes(&args.mute, setting.muted);
    setting.check().map_err(|wrong| Error::Argument {
        name: "--demand-after".into(),
        value: args.demand_after.map(|days| days.to_string()).unwrap_or_default(),
        why: ctx.text().lookup(wrong.id(), &[]),
    })?;
    people.set(args.loan, &account, &setting).await?;
    let data = ChoiceView {
        loan: args.loan,
        account: account.to_string(),
        setting,
    };
    ctx.printer.data(&data, |text| setting_lines(text, &data.setting))
}

async fn status(args: Database, ctx: &Context) -> Result<()> {
    let store = look(ctx, &args).await?;
    let now = standing(&store).await?;
    if let Some(alarm) = &now.no_fees {
        let account = alarm.account.clone();
        ctx.printer.warn(
            &ctx.text()
                .tr_with("remind-no-fees", &[("account", account.into())]),
        );
    }
    for alarm in &now.alarms {
        let args = [
            ("channel", alarm.channel.as_str().into()),
            ("since", moment(alarm.since_ms).into()),
            ("reason", alarm.reason.as_str().into()),
        ];
        ctx.printer.warn(&ctx.text().tr_with("remind-alarm", &args));
    }
    ctx.printer.data(&now, |text| {
        let states = now
            .outbox
            .states
            .iter()
            .map(|it| (it.state.clone(), it.messages.to_string()));
        let tasks = now
            .tasks
            .iter()
            .map(|it| (format!("→ {}", it.state), it.tasks.to_string()));
        let seconds = (now.oldest_undelivered_ms / 1_000).to_string();
        let oldest = (text.tr("remind-oldest"), seconds);
        pairs(std::iter::once(oldest).chain(states).chain(tasks))
    })
}

/// Lets a relayer put demands on record in the chosen account's name, or no longer.
async fn permit(
    args: Relayer,
    ctx: &Context,
    call: fn(&iou_ledger::AccountId) -> Call,
    what: &str,
) -> Result<()> {
    let relayer = ctx.account_of(&args.relayer)?;
    let conn = ctx.connect().await?;
    let lines = vec![
        (ctx.text().tr("label-chain"), conn.chain().name.clone()),
        (ctx.text().tr("label-account"), ctx.own_account()?.to_string()),
        (
            ctx.text().tr("label-action"),
            ctx.text().lookup(&format!("remind-permit-{what}"), &[]),
        ),
        (ctx.text().tr("remind-relayer"), relayer.to_string()),
    ];
    crate::confirm::confirm(ctx, lines)?;
    let outcome = ctx.submit(&conn, &call(&relayer), what, None).await?;
    let data = Permitted {
        relayer: relayer.to_string(),
        transaction: format!("{:?}", outcome.hash),
        status: stage_name(outcome.stage),
    };
    ctx.printer.data(&data, |text| {
        pairs([
            (text.tr("remind-relayer"), data.relayer.clone()),
            (text.tr("label-transaction"), data.transaction.clone()),
            (text.tr("label-status"), data.status.to_owned()),
        ])
    })
}

#[cfg(test)]
fn some<T: Default>() -> Vec<T> {
    vec![T::default()]
}

shapes! {
    "remind dead list": DeadView { messages: some(), tasks: some() } =>
        "{messages: [{attempts: number, channel: text, created_ms: number, ended_ms: null, id: text, last_error: null, next_attempt_ms: number, receipt: null, recipient: text, state: text, tracking: null}], tasks: [{attempts: number, created_ms: number, id: text, kind: text, last_error: null, loan: null, state: text, tx: null}]}";
    "remind dead retry": Retried::default() => "{retried: number}";
    "remind show, a task": TaskView::default() =>
        "{task: {attempts: number, created_ms: number, id: text, kind: text, last_error: null, loan: null, state: text, tx: null}}";
    "remind show": MessageView { notices: some(), body: Some(Body::default()), ..MessageView::default() } =>
        "{body: {lang: text, payload: null, short: text, subject: text, text: text}, message: {attempts: number, channel: text, created_ms: number, ended_ms: null, id: text, last_error: null, next_attempt_ms: number, receipt: null, recipient: text, state: text, tracking: null}, notices: [{facts: null, id: text, kind: text, loan: number}]}";
    "remind set": ChoiceView::default() =>
        "{account: text, loan: number, setting: {demand_after_days: null, demand_channel: null, mark_default: bool, muted: bool, stages: null}}";
    "remind status": iou_remind::service::Standing {
        outbox: outbox::OutboxFigures { states: some(), oldest_ms: None },
        tasks: some(),
        alarms: some(),
        no_fees: Some(Default::default()),
        ..Default::default()
    } =>
        "{alarms: [{channel: text, reason: text, since_ms: number}], no_fees: {account: text, has: text, needs: null, since_ms: number}, oldest_undelivered_ms: number, outbox: {oldest_ms: null, states: [{attempts: number, messages: number, state: text}]}, tasks: [{state: text, tasks: number}]}";
    "remind allow": Permitted::default() => "{relayer: text, status: text, transaction: text}";
}
