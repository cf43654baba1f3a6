//! `iou account …`: keystores, and money for fees from one account to another. A new phrase is shown once, on standard error (or in the JSON data), and kept nowhere.

mod loan_keys;

use iou_base::hex0x;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::arguments::amount_argument;
use crate::config::Key;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::password;
use crate::transaction::step;
use iou_files::{Readers, Target, STREAM};
use iou_ledger::call;
use iou_ledger::keystore::{KeyFile, Wallet};
use iou_ledger::signer::{phrase_in, Signer, WordList};
use iou_view::table::{pairs, table};

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    New(New),
    Import(Import),
    Export(Export),
    List,
    Show(Show),
    LoanKey(loan_keys::LoanKey),
    Scan(loan_keys::Scan),
    Translate(Translate),
    Send(Send),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct New {
    pub name: String,
    #[arg(long, default_value = "12", value_delimiter = ',', value_parser = ["12", "24", "english", "chinese"])]
    pub words: Vec<String>,
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
    #[arg(long, requires = "output")]
    pub force: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    pub name: Option<String>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Translate {
    #[arg(long, value_parser = ["english", "chinese"])]
    pub to: String,
    #[arg(long, value_name = "FILE")]
    pub phrase_file: Option<String>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Send {
    #[arg(value_name = "ACCOUNT")]
    pub to: String,
    pub amount: String,
}

/// Accounts for programs.
#[derive(Debug, Default, Serialize)]
struct Accounts<A> {
    accounts: Vec<A>,
}

/// An account and the file that has its key.
#[derive(Debug, Serialize)]
struct Stored<'a> {
    name: &'a str,
    address: String,
    path: &'a Path,
}

/// An account that is new on this machine; with its phrase, if it was made here.
#[derive(Debug, Serialize)]
struct Created<'a> {
    #[serde(flatten)]
    stored: Stored<'a>,
    /// Everybody has this key.
    development_key: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    phrase: Option<&'a str>,
}

/// A phrase in the words of the other list.
#[derive(Debug, Default, Serialize)]
struct Translated<'a> {
    phrase: &'a str,
}

/// A keystore of the list, or why it is none.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum ListedAccount<'a> {
    Whole {
        name: &'a str,
        address: String,
        chosen: bool,
    },
    Broken {
        name: &'a str,
        error: Trouble,
    },
}

#[derive(Debug, Serialize)]
struct Trouble {
    code: String,
    message: String,
}

/// An account for programs.
#[derive(Debug, Default, Serialize)]
struct AccountView<'a> {
    name: &'a str,
    address: String,
    public_key: &'a str,
    /// RFC 3339; null where the keystore does not say.
    created: Option<&'a str>,
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::New(args) => new(ctx, args),
            Command::Import(args) => import(ctx, args),
            Command::Export(args) => export(ctx, args),
            Command::List => list(ctx),
            Command::Show(args) => show(ctx, args),
            Command::LoanKey(args) => loan_keys::hand_out(ctx, args),
            Command::Scan(args) => loan_keys::scan(ctx, args).await,
            Command::Translate(args) => translate(ctx, args),
            Command::Send(args) => send(ctx, args).await,
        }
    }
}

/// The chain's own money, whole or not at all; the sender keeps enough to remain an account.
async fn send(ctx: &Context, args: Send) -> Result<()> {
    let text = ctx.text();
    let to = ctx.account_of(&args.to)?;
    let conn = ctx.connect().await?;
    let amount = amount_argument(text, &conn.chain().money(), &args.amount)?.minor();
    let call = call::transfer(&to, amount);
    let details = vec![
        (text.tr("label-recipient"), to.to_string()),
        (text.tr("label-amount"), conn.chain().show_amount(amount)),
    ];
    step(ctx, &conn, "account-send", details, call).await
}

fn new(ctx: &Context, args: New) -> Result<()> {
    ctx.keystore().check_free(&args.name)?;
    let has = |word: &str| args.words.iter().any(|given| given == word);
    let list = match has("chinese") {
        true => WordList::Chinese,
        false => WordList::English,
    };
    let phrase = Signer::new_phrase(if has("24") { 24 } else { 12 }, list)?;
    let signer = Signer::from_uri(&phrase)?;
    let path = ctx
        .keystore()
        .create(&args.name, &signer, &password::new(ctx.secrets(), &args.name)?)?;
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
        return import_wallet(ctx, &name, source);
    }
    let signer = Signer::from_uri(&typed_phrase(ctx, args.phrase_file.as_deref(), &name)?)?;
    let path = ctx
        .keystore()
        .create(&name, &signer, &password::new(ctx.secrets(), &name)?)?;
    created(ctx, &name, &signer, &path, None)?;
    // A key that is not new may have loans under keys of their own.
    ctx.printer.note(
        &ctx.text()
            .tr_with("account-scan-next", &[("name", name.as_str().into())]),
    );
    Ok(())
}

fn typed_phrase(ctx: &Context, file: Option<&str>, name: &str) -> Result<SecretString> {
    match file {
        Some("-") => password::first_line_of_stdin("--phrase-file"),
        Some(path) => password::first_line_of_file(path, "--phrase-file"),
        None => password::phrase(ctx.secrets(), name),
    }
}

/// The same key in words of the other list: wallets take English ones.
fn translate(ctx: &Context, args: Translate) -> Result<()> {
    let list = match args.to.as_str() {
        "chinese" => WordList::Chinese,
        _ => WordList::English,
    };
    let phrase = typed_phrase(ctx, args.phrase_file.as_deref(), "--phrase-file")?;
    let words = phrase_in(&phrase, list)?;
    let data = Translated {
        phrase: words.expose_secret(),
    };
    ctx.printer.data(&data, |_| words.expose_secret().to_owned())
}

/// Takes over what a wallet exported: one account under its name, several under the name with a number.
fn import_wallet(ctx: &Context, name: &str, source: &Path) -> Result<()> {
    let wallet = Wallet::read(source)?;
    let keystore = ctx.keystore();
    let names: Vec<String> = match wallet.accounts() {
        1 => vec![name.to_owned()],
        several => (1..=several).map(|number| format!("{name}-{number}")).collect(),
    };
    for name in &names {
        let _path = keystore.check_free(name)?;
    }
    // What anybody could read gets a password now.
    let password = match wallet.is_open() {
        true => password::new(ctx.secrets(), name)?,
        false => password::existing(ctx.secrets(), name)?,
    };
    let files = wallet.files(name, Some(&password))?;
    if files.len() != names.len() {
        return Err(iou_ledger::Error::KeystoreInvalid {
            path: source.display().to_string(),
            reason: "it holds other accounts than it says".into(),
        }
        .into());
    }
    // All are opened before the first is written.
    for (file, name) in files.iter().zip(&names) {
        let _signer = file.open(name, &password)?;
    }
    let mut made = Vec::new();
    for (file, name) in files.iter().zip(&names) {
        let (path, signer) = keystore.adopt(name, file, &password)?;
        made.push((name, signer, path));
    }
    if let [(name, signer, path)] = made.as_slice() {
        return created(ctx, name, signer, path, None);
    }
    let accounts = made.iter().map(|(name, signer, path)| Stored {
        name,
        address: signer.account().to_string(),
        path,
    });
    let data = Accounts {
        accounts: accounts.collect(),
    };
    ctx.printer.data(&data, |text| {
        let heading = [text.tr("label-name"), text.tr("label-address")];
        table(
            &heading,
            made.iter()
                .map(|(name, signer, _)| vec![(*name).clone(), signer.account().to_string()]),
        )
    })
}

fn created(
    ctx: &Context,
    name: &str,
    signer: &Signer,
    path: &Path,
    phrase: Option<&SecretString>,
) -> Result<()> {
    let _keys = ctx.keystore().know_loan_keys(name, signer, 0)?;
    let address = signer.account().to_string();
    let data = Created {
        stored: Stored {
            name,
            address: address.clone(),
            path,
        },
        development_key: signer.is_well_known_dev(),
        phrase: phrase.map(|phrase| phrase.expose_secret()),
    };
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
    let Some(path) = args.output.filter(|path| path != Path::new(STREAM)) else {
        return ctx.printer.data(&file, |_| file.to_json());
    };
    Target::new(&path, args.force)?.write(file.to_json().as_bytes(), Readers::Owner)?;
    ctx.printer.data(
        &Stored {
            name: &args.name,
            address: file.address(),
            path: &path,
        },
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
    let accounts = all.iter().map(|(name, file)| match file {
        Ok(file) => ListedAccount::Whole {
            name,
            address: file.address(),
            chosen: Some(name.as_str()) == chosen,
        },
        Err(e) => ListedAccount::Broken {
            name,
            error: Trouble {
                code: e.code(),
                message: e.message(ctx.text()),
            },
        },
    });
    let data = Accounts {
        accounts: accounts.collect(),
    };
    ctx.printer.data(&data, |text| {
        if all.is_empty() {
            return text.tr("account-none");
        }
        let heading = [String::new(), text.tr("label-name"), text.tr("label-address")];
        table(
            &heading,
            all.iter().map(|(name, file)| {
                let mark = if Some(name.as_str()) == chosen { "*" } else { "" };
                let shown = file.as_ref().map_or_else(|e| e.message(text), KeyFile::address);
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
    let public_key = hex0x(account.0);
    let data = AccountView {
        name: &name,
        address: file.address(),
        public_key: &public_key,
        created: created.as_deref(),
    };
    ctx.printer.data(&data, |text| {
        pairs([
            (text.tr("label-name"), name.clone()),
            (text.tr("label-address"), file.address()),
            (text.tr("label-public-key"), public_key.clone()),
            (
                text.tr("label-created"),
                created.clone().unwrap_or_else(|| "-".into()),
            ),
        ])
    })
}

shapes! {
    "account translate": Translated::default() => "{phrase: text}";
    "account new": Created { stored: Stored { name: "", address: String::new(), path: Path::new("") }, development_key: true, phrase: Some("") } => "{address: text, development_key: bool, name: text, path: text, phrase: text}";
    "account import": Accounts { accounts: vec![Stored { name: "", address: String::new(), path: Path::new("") }] } => "{accounts: [{address: text, name: text, path: text}]}";
    "account list": ListedAccount::Whole { name: "", address: String::new(), chosen: true } => "{address: text, chosen: bool, name: text}";
    "account list, one broken": ListedAccount::Broken { name: "", error: Trouble { code: String::new(), message: String::new() } } => "{error: {code: text, message: text}, name: text}";
    "account show": AccountView::default() => "{address: text, created: null, name: text, public_key: text}";
}
