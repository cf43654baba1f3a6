//! `iou account …`: keystores, and money for fees from one account to another. A new phrase is shown once, on standard error (or in the JSON data), and kept nowhere.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use subxt::ext::scale_value::{Composite, Value};

use super::context::Context;
use super::council::step;
use super::desk::amount_argument;
use super::password;
use crate::chain::keystore::KeyFile;
use crate::chain::signer::Signer;
use crate::config::Key;
use crate::error::{Error, Result};
use crate::files;
use crate::money::Unit;
use crate::output::{pairs, table};

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    New(New),
    Import(Import),
    Export(Export),
    List,
    Show(Show),
    Send(Send),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct New {
    pub name: String,
    #[arg(long, default_value = "12", value_parser = ["12", "24"])]
    pub words: String,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Import {
    pub name: String,
    #[arg(long, value_name = "FILE", conflicts_with = "json_file")]
    pub phrase_file: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub json_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Export {
    pub name: String,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    pub name: Option<String>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Send {
    #[arg(value_name = "ACCOUNT")]
    pub to: String,
    pub amount: String,
}

impl Command {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::New(args) => new(ctx, args),
            Command::Import(args) => import(ctx, args),
            Command::Export(args) => export(ctx, args),
            Command::List => list(ctx),
            Command::Show(args) => show(ctx, args),
            Command::Send(args) => send(ctx, args).await,
        }
    }
}

/// The chain's own money, whole or not at all; the sender keeps enough to remain an account.
async fn send(ctx: &Context, args: Send) -> Result<()> {
    let text = ctx.text();
    let to = ctx.account_of(&args.to)?;
    let conn = ctx.connect().await?;
    let amount = amount_argument(text, &Unit::of_asset(None, conn.chain()), &args.amount)?.minor();
    let fields = Composite::named([
        ("dest", Value::unnamed_variant("Id", [Value::from_bytes(to.0)])),
        ("value", Value::u128(amount)),
    ]);
    let call = subxt::dynamic::tx("Balances", "transfer_keep_alive", fields);
    let details = vec![
        (text.tr("label-recipient"), to.to_string()),
        (text.tr("label-amount"), conn.chain().show_amount(amount)),
    ];
    step(ctx, &conn, "account-send", details, call).await
}

fn new(ctx: &Context, args: New) -> Result<()> {
    ctx.keystore().check_free(&args.name)?;
    let phrase = Signer::new_phrase(if args.words == "24" { 24 } else { 12 })?;
    let signer = Signer::from_uri(&phrase)?;
    let path = ctx
        .keystore()
        .create(&args.name, &signer, &password::new(ctx, &args.name)?)?;
    // The keystore exists already: a phrase that was shown for a key that was not stored would only mislead.
    if !ctx.printer.is_json() {
        ctx.printer.warn(&ctx.text().tr("account-phrase-warning"));
        crate::output::stderr_line(&format!("\n    {}\n", phrase.expose_secret()));
    }
    created(ctx, &args.name, &signer, &path, Some(&phrase))
}

fn import(ctx: &Context, args: Import) -> Result<()> {
    let name = args.name;
    ctx.keystore().check_free(&name)?;
    if let Some(source) = &args.json_file {
        let file = KeyFile::read(source)?;
        let password = password::existing(ctx, &name)?;
        let signer = file.open(&name, &password)?;
        let path = ctx.keystore().adopt(&name, &file, &password)?;
        return created(ctx, &name, &signer, &path, None);
    }
    let phrase = match args.phrase_file.as_deref() {
        Some("-") => password::first_line_of_stdin("--phrase-file")?,
        Some(path) => password::first_line_of_file(path, "--phrase-file")?,
        None => password::phrase(ctx, &name)?,
    };
    let signer = Signer::from_uri(&phrase)?;
    let path = ctx
        .keystore()
        .create(&name, &signer, &password::new(ctx, &name)?)?;
    created(ctx, &name, &signer, &path, None)
}

fn created(
    ctx: &Context,
    name: &str,
    signer: &Signer,
    path: &Path,
    phrase: Option<&SecretString>,
) -> Result<()> {
    let address = signer.account().to_string();
    let mut data = json!({"name": name, "address": address, "path": path, "development_key": signer.is_well_known_dev()});
    if let Some(phrase) = phrase {
        data["phrase"] = phrase.expose_secret().into();
    }
    ctx.printer.data(&data, |text| {
        pairs([
            (text.tr("label-name"), name.to_owned()),
            (text.tr("label-address"), address.clone()),
            (text.tr("label-file"), path.display().to_string()),
        ])
    })
}

fn export(ctx: &Context, args: Export) -> Result<()> {
    let file = ctx.keystore().read(&args.name)?;
    let Some(path) = args.output else {
        return ctx.printer.data(&file, |_| file.to_json());
    };
    files::create_private(&path, file.to_json().as_bytes()).map_err(Error::io(&path))?;
    ctx.printer.data(
        &json!({"name": args.name, "address": file.address, "path": path}),
        |text| {
            text.tr_with(
                "account-exported",
                &[
                    ("name", args.name.as_str().into()),
                    ("path", path.display().to_string().into()),
                ],
            )
        },
    )
}

fn list(ctx: &Context) -> Result<()> {
    let chosen = ctx.config.get(Key::Account).map(|setting| setting.value.as_str());
    let all = ctx.keystore().list()?;
    let data: Vec<_> = all
        .iter()
        .map(|(name, file)| match file {
            Ok(file) => {
                json!({"name": name, "address": file.address, "chosen": Some(name.as_str()) == chosen})
            }
            Err(e) => json!({"name": name, "error": {"code": e.code(), "message": e.message(ctx.text())}}),
        })
        .collect();
    ctx.printer.data(&json!({"accounts": data}), |text| {
        if all.is_empty() {
            return text.tr("account-none");
        }
        let heading = [String::new(), text.tr("label-name"), text.tr("label-address")];
        table(
            &heading,
            all.iter().map(|(name, file)| {
                let mark = if Some(name.as_str()) == chosen { "*" } else { "" };
                let shown = file
                    .as_ref()
                    .map_or_else(|e| e.message(text), |file| file.address.clone());
                vec![mark.to_owned(), name.clone(), shown]
            }),
        )
    })
}

fn show(ctx: &Context, args: Show) -> Result<()> {
    let name = match (args.name, ctx.config.get(Key::Account)) {
        (Some(name), _) => name,
        (None, Some(setting)) => setting.value.clone(),
        (None, None) => return Err(Error::NoAccount {}),
    };
    let file = ctx.keystore().read(&name)?;
    let account = ctx.account_of(&name)?;
    let created = file
        .created_ms()
        .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
        .map(|t| t.to_string());
    let public_key = format!("0x{}", hex::encode(account.0));
    let data = json!({"name": name, "address": file.address, "public_key": public_key, "created": created});
    ctx.printer.data(&data, |text| {
        pairs([
            (text.tr("label-name"), name.clone()),
            (text.tr("label-address"), file.address.clone()),
            (text.tr("label-public-key"), public_key.clone()),
            (
                text.tr("label-created"),
                created.clone().unwrap_or_else(|| "-".into()),
            ),
        ])
    })
}
