//! `iou contact`: how people can be reached, for the reminder service of this machine. Addresses are sealed in the database
//! and shown by `show` only; `remove` forgets them and withdraws what was not delivered.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;
use sqlx::Row as _;

use crate::commands::service::index::{look, open, Database};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Nothing;
use iou_base::text::{Lang, Text};
use iou_database::lease::random_hex;
use iou_database::Store;
use iou_files as files;
use iou_files::redact;
use iou_files::textfile;
use iou_ledger::AccountId;
use iou_remind::channel::Channels;
use iou_remind::contact::{kept_mailbox, kept_number, Contact, Hook, OptOut, Quiet, Topic, Wrong, KEY_FILE};
use iou_remind::form::Form;
use iou_remind::message::{Channel, Delivery, Message};
use iou_remind::people::{self, look_again, People};
use iou_remind::service::now_ms;
use iou_remind::settings::ServiceSettings;
use iou_view::table::{pairs, table};

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Add(Add),
    List(Database),
    Show(One),
    Remove(One),
    Unsubscribe(Unsubscribe),
    Test(Test),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct One {
    #[arg(value_name = "ACCOUNT")]
    pub who: String,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Add {
    #[arg(value_name = "ACCOUNT")]
    pub who: String,
    #[command(flatten)]
    pub database: Database,
    #[arg(long)]
    pub console: bool,
    #[arg(long, value_name = "MAILBOX")]
    pub email: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
    #[arg(long, value_name = "URL")]
    pub webhook: Option<String>,
    #[arg(long, value_name = "FORM", requires = "webhook")]
    pub webhook_form: Option<String>,
    #[arg(long, value_name = "FILE", requires = "webhook")]
    pub secret_file: Vec<PathBuf>,
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai")]
    pub zone: String,
    #[arg(long, value_name = "LANG", value_parser = ["en", "zh"])]
    pub language: Option<String>,
    #[arg(long, value_name = "FROM-TO", conflicts_with = "no_quiet")]
    pub quiet_hours: Option<String>,
    #[arg(long)]
    pub no_quiet: bool,
    #[arg(long, value_name = "TOPIC")]
    pub refuse: Vec<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Unsubscribe {
    #[arg(value_name = "ACCOUNT")]
    pub who: Option<String>,
    #[arg(long, value_name = "TOKEN")]
    pub token: String,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Test {
    #[arg(value_name = "ACCOUNT")]
    pub who: String,
    #[arg(long, value_name = "CHANNEL", value_parser = ["console", "email", "sms", "webhook"])]
    pub channel: String,
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub database: Database,
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Add(args) => add(args, ctx).await,
            Command::List(args) => list(args, ctx).await,
            Command::Show(args) => show(args, ctx).await,
            Command::Remove(args) => remove(args, ctx).await,
            Command::Unsubscribe(args) => unsubscribe(args, ctx).await,
            Command::Test(args) => test(args, ctx).await,
        }
    }
}

/// A contact that was added, for programs.
#[derive(Debug, Default, Serialize)]
struct Added<'a> {
    account: String,
    channels: &'a [&'static str],
}

/// A contact for programs.
#[derive(Debug, Serialize)]
struct KnownView<'a> {
    account: String,
    contact: ContactView<'a>,
    /// The channels that are open.
    open: &'a [&'static str],
    /// Since when it is known, by the chain's clock.
    since_ms: u64,
}

/// How somebody can be reached: whoever looks over the shoulder learns no secret.
#[derive(Debug, Serialize)]
struct ContactView<'a> {
    language: &'a str,
    zone: &'a str,
    quiet: Option<Quiet>,
    console: bool,
    email: Option<&'a str>,
    sms: Option<&'a str>,
    webhook: Option<HookView<'a>>,
    opt_out: &'a OptOut,
    note: &'a str,
}

/// A program, without its secrets.
#[derive(Debug, Serialize)]
struct HookView<'a> {
    /// A robot's key, which stands in it, is left out.
    url: String,
    form: &'a Form,
}

impl ContactView<'_> {
    fn of(contact: &Contact) -> ContactView<'_> {
        ContactView {
            language: &contact.language,
            zone: &contact.zone,
            quiet: contact.quiet,
            console: contact.console,
            email: contact.email.as_deref(),
            sms: contact.sms.as_deref(),
            webhook: contact.webhook.as_ref().map(|hook| HookView {
                url: redact::address(&hook.url),
                form: &hook.form,
            }),
            opt_out: &contact.opt_out,
            note: &contact.note,
        }
    }

    fn lines(&self, text: &Text) -> Vec<(String, String)> {
        let hook = self.webhook.as_ref();
        let refused = self.opt_out.to_string();
        let some = |shown: &str| (!shown.is_empty()).then(|| shown.to_owned());
        let quiet = self.quiet.as_ref().map(ToString::to_string);
        let all = [
            ("label-language", some(self.language)),
            ("label-zone", some(self.zone)),
            (
                "label-quiet",
                Some(quiet.unwrap_or_else(|| text.tr("value-none"))),
            ),
            ("label-email", self.email.and_then(some)),
            ("label-phone", self.sms.and_then(some)),
            (
                "label-webhook",
                hook.map(|it| format!("{} ({})", it.url, it.form)),
            ),
            ("label-refused", some(&refused)),
            ("label-note", some(self.note)),
        ];
        let shown = all.into_iter().filter_map(|(label, value)| Some((label, value?)));
        shown
            .map(|(label, value)| (text.lookup(label, &[]), value))
            .collect()
    }
}

/// A contact that was forgotten, for programs.
#[derive(Debug, Default, Serialize)]
struct Removed {
    account: String,
    /// How many messages were not delivered and now will not be.
    withdrawn: u64,
}

/// A channel that was closed, for programs.
#[derive(Debug, Default, Serialize)]
struct Unsubscribed {
    account: String,
    closed: &'static str,
}

/// A message on trial, for programs.
#[derive(Debug, Default, Serialize)]
struct Tested {
    channel: String,
    id: String,
    /// `delivered` or `accepted`.
    state: &'static str,
}

/// What a webhook gets for a test.
#[derive(Debug, Serialize)]
struct TestPayload {
    r#type: &'static str,
    /// RFC 3339.
    timestamp: String,
    data: Nothing,
}

impl TestPayload {
    fn now() -> TestPayload {
        TestPayload {
            r#type: "iou.test",
            timestamp: jiff::Timestamp::now().to_string(),
            data: Nothing {},
        }
    }
}

/// The contacts of a database, and the key to them in the user's directory.
pub(crate) async fn people(ctx: &Context, store: &Store) -> Result<People> {
    let home = &ctx.config.home;
    files::private_dir(home).map_err(Error::io(home))?;
    Ok(People::open(store.clone(), &home.join(KEY_FILE)).await?)
}

fn wrong<'a>(ctx: &'a Context, name: &'a str, value: &'a str) -> impl Fn(Wrong) -> Error + 'a {
    move |wrong| Error::Argument {
        name: name.into(),
        value: value.into(),
        why: ctx.text().lookup(wrong.id(), &[]),
    }
}

async fn add(args: Add, ctx: &Context) -> Result<()> {
    let account = ctx.account_of(&args.who)?;
    let lang = args.language.as_deref().and_then(Lang::from_tag);
    let mut contact = Contact::new(lang.unwrap_or_else(|| ctx.text().lang()));
    contact.zone.clone_from(&args.zone);
    if let Some(hours) = &args.quiet_hours {
        contact.quiet = Some(Quiet::parse(hours).map_err(wrong(ctx, "--quiet-hours", hours))?);
    }
    if args.no_quiet {
        contact.quiet = None;
    }
    contact.console = args.console;
    if let Some(typed) = &args.email {
        contact.email = Some(kept_mailbox(typed).map_err(wrong(ctx, "--email", typed))?);
    }
    if let Some(typed) = &args.phone {
        contact.sms = Some(kept_number(typed).map_err(wrong(ctx, "--phone", typed))?);
    }
    if let Some(url) = &args.webhook {
        let mut secrets = Vec::new();
        for file in &args.secret_file {
            files::refuse_open(file)?;
            let secret = textfile::read_secret(file)?;
            secrets.push(secret.trim().to_owned());
        }
        let form = match &args.webhook_form {
            Some(name) => {
                Form::named(name).map_err(|_| wrong(ctx, "--webhook-form", name)(Wrong::WebhookForm))?
            }
            None => Form::of_url(url),
        };
        contact.webhook = Some(Hook {
            url: url.clone(),
            secrets,
            form,
        });
    }
    let mut topics = Vec::new();
    for topic in &args.refuse {
        topics.push(Topic::parse(topic).map_err(wrong(ctx, "--refuse", topic))?);
    }
    contact.opt_out = OptOut {
        topics,
        ..OptOut::default()
    };
    contact.note.clone_from(&args.note);
    contact.check().map_err(wrong(ctx, "CONTACT", &args.who))?;
    let store = open(ctx, &args.database).await?;
    people(ctx, &store)
        .await?
        .put(&account, &contact, chain_now(&store).await?)
        .await?;
    look_again(&store, &account).await?;
    let channels: Vec<_> = contact.channels().into_iter().map(Channel::name).collect();
    let data = Added {
        account: account.to_string(),
        channels: &channels,
    };
    let args = [
        ("account", account.to_string().into()),
        ("channels", channels.join(", ").into()),
    ];
    ctx.printer
        .data(&data, |text| text.tr_with("contact-added", &args))
}

/// The later of the chain's time, as far as the index knows it, and this machine's: nothing older is told to a new contact,
/// though the index may be reading old blocks.
async fn chain_now(store: &Store) -> Result<u64> {
    let row = sqlx::query("SELECT time_ms FROM cursor")
        .fetch_optional(store.pool())
        .await;
    let time: Option<i64> = match row.map_err(|e| store.failed(e))? {
        Some(row) => Some(row.try_get("time_ms").map_err(|e| store.failed(e))?),
        None => None,
    };
    let chain = time.and_then(|ms| u64::try_from(ms).ok()).unwrap_or_default();
    Ok(chain.max(now_ms()))
}

async fn list(args: Database, ctx: &Context) -> Result<()> {
    let store = look(ctx, &args).await?;
    let all = people::list(&store).await?;
    ctx.printer.data(&all, |text| {
        let heading = [text.tr("label-account-of"), text.tr("label-channel")];
        table(
            &heading,
            all.iter()
                .map(|one| vec![one.account.clone(), one.channels.join(", ")]),
        )
    })
}

fn unknown(account: &AccountId) -> Error {
    iou_files::Error::NotFound {
        what: "contact".into(),
        name: account.to_string(),
    }
    .into()
}

async fn show(args: One, ctx: &Context) -> Result<()> {
    let account = ctx.account_of(&args.who)?;
    let store = look(ctx, &args.database).await?;
    let known = people(ctx, &store)
        .await?
        .get(&account)
        .await?
        .ok_or_else(|| unknown(&account))?;
    let open: Vec<_> = known.open.iter().map(|channel| channel.name()).collect();
    let data = KnownView {
        account: account.to_string(),
        contact: ContactView::of(&known.contact),
        open: &open,
        since_ms: known.since_ms,
    };
    ctx.printer.data(&data, |text| {
        let first = [
            (text.tr("label-account-of"), account.to_string()),
            (text.tr("label-channel"), open.join(", ")),
        ];
        pairs(first.into_iter().chain(data.contact.lines(text)))
    })
}

async fn remove(args: One, ctx: &Context) -> Result<()> {
    let account = ctx.account_of(&args.who)?;
    let store = open(ctx, &args.database).await?;
    let withdrawn = people::remove(&store, &account, now_ms()).await?;
    let data = Removed {
        account: account.to_string(),
        withdrawn,
    };
    let args = [
        ("account", account.to_string().into()),
        ("withdrawn", withdrawn.into()),
    ];
    ctx.printer
        .data(&data, |text| text.tr_with("contact-removed", &args))
}

/// Closes the channel e-mail of whoever a link of ours was sent to: for the program or the person that such links lead to.
async fn unsubscribe(args: Unsubscribe, ctx: &Context) -> Result<()> {
    let named = args.who.as_deref().map(|who| ctx.account_of(who)).transpose()?;
    let store = open(ctx, &args.database).await?;
    let people = people(ctx, &store).await?;
    let owner = people.whose(&args.token).await?;
    // Who asks learns nothing from the answer about whom we know.
    let account = owner
        .filter(|owner| named.is_none_or(|named| named == *owner))
        .ok_or(Error::UnsubscribeToken {})?;
    people.switch_off(&account, Channel::Email).await?;
    let data = Unsubscribed {
        account: account.to_string(),
        closed: Channel::Email.name(),
    };
    let args = [("account", account.to_string().into())];
    ctx.printer
        .data(&data, |text| text.tr_with("contact-unsubscribed", &args))
}

async fn test(args: Test, ctx: &Context) -> Result<()> {
    let account = ctx.account_of(&args.who)?;
    let settings = ServiceSettings::load(args.config.as_deref(), &ctx.config.home)?;
    let store = open(ctx, &args.database).await?;
    let people = people(ctx, &store).await?;
    let channels = Channels::new(settings.channels())?.with_tokens(&people.token_key());
    let known = people.get(&account).await?.ok_or_else(|| unknown(&account))?;
    let address = Channel::named(&args.channel).and_then(|channel| known.contact.address(channel));
    let address = address.ok_or_else(|| iou_files::Error::NotFound {
        what: args.channel.clone(),
        name: account.to_string(),
    })?;
    let text = Text::new(known.contact.lang());
    let id = random_hex();
    let message = Message {
        id: format!("{id}{id}"),
        recipient: account,
        lang: text.lang(),
        subject: text.tr("contact-test-subject"),
        text: text.tr("contact-test-text"),
        short: text.tr("contact-test-text"),
        payload: serde_json::to_value(TestPayload::now()).expect("plain data"),
        created_ms: now_ms(),
    };
    let sent = channels
        .send(&message, &address)
        .await
        .map_err(|failure| Error::NotDelivered {
            channel: args.channel.clone(),
            reason: failure.reason().to_owned(),
        })?;
    let state = match sent {
        Delivery::Delivered { .. } => "delivered",
        Delivery::Accepted { .. } => "accepted",
    };
    let data = Tested {
        channel: args.channel,
        id: message.id,
        state,
    };
    ctx.printer
        .data(&data, |text| text.lookup(&format!("contact-test-{state}"), &[]))
}

#[cfg(test)]
fn example() -> Contact {
    let mut contact = Contact::new(Lang::En);
    contact.webhook = Some(Hook {
        url: "https://example.com/hook".into(),
        secrets: vec!["secret".into()],
        form: Form::default(),
    });
    contact
}

shapes! {
    "contact add": Added { account: String::new(), channels: &[""] } => "{account: text, channels: [text]}";
    "contact show": KnownView {
        account: String::new(),
        contact: ContactView::of(&example()),
        open: &[""],
        since_ms: 0,
    } =>
        "{account: text, contact: {console: bool, email: null, language: text, note: text, opt_out: {all: bool, channels: [], topics: []}, quiet: text, sms: null, webhook: {form: text, url: text}, zone: text}, open: [text], since_ms: number}";
    "contact remove": Removed::default() => "{account: text, withdrawn: number}";
    "contact unsubscribe": Unsubscribed::default() => "{account: text, closed: text}";
    "contact test": Tested::default() => "{channel: text, id: text, state: text}";
}
