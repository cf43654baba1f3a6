//! `iou config …`: what the settings are, where each came from, which files are looked at; and writing down what a node says of
//! its chain, once somebody has looked at it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use crate::config::{edit, pins, Config, Key, Origin, Setting};
use crate::confirm::ask;
use crate::context::Context;
use crate::error::Result;
use iou_files::redact;
use iou_ledger::contract::Ledger;
use iou_ledger::pins::Pins;
use iou_view::table::table;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Show,
    Path,
    Pin,
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Show => show(ctx),
            Command::Path => path(ctx),
            Command::Pin => pin(ctx).await,
        }
    }
}

/// The settings for programs, each with its origin; null where nobody set it.
#[derive(Debug, Serialize)]
struct SettingsView {
    profile: Setting,
    home: PathBuf,
    settings: BTreeMap<&'static str, Option<Setting>>,
}

/// The files that are looked at, for programs.
#[derive(Debug, Default, Serialize)]
struct PathView {
    home: PathBuf,
    files: Vec<FileView>,
}

#[derive(Debug, Serialize)]
struct FileView {
    file: Origin,
    exists: bool,
}

/// What was written down of a chain, for programs.
#[derive(Debug, Default, Serialize)]
struct PinView {
    profile: String,
    file: PathBuf,
    written: BTreeMap<&'static str, String>,
}

fn show(ctx: &Context) -> Result<()> {
    let config = &ctx.config;
    let settings = Key::ALL.into_iter();
    let data = SettingsView {
        profile: config.profile.clone(),
        home: config.home.clone(),
        settings: settings.map(|key| (key.name(), shown(config, key))).collect(),
    };
    ctx.printer.data(&data, |text| {
        let heading = ["label-setting", "label-value", "label-origin"].map(|id| text.lookup(id, &[]));
        let profile = vec![
            "profile".into(),
            config.profile.value.clone(),
            config.profile.origin.to_string(),
        ];
        let rows = Key::ALL.into_iter().map(|key| match shown(config, key) {
            Some(setting) => vec![
                key.name().into(),
                setting.value.clone(),
                setting.origin.to_string(),
            ],
            None => vec![key.name().into(), "-".into(), String::new()],
        });
        table(&heading, std::iter::once(profile).chain(rows))
    })
}

/// A setting without what of it is secret.
fn shown(config: &Config, key: Key) -> Option<Setting> {
    let mut setting = config.get(key)?.clone();
    match key {
        Key::Url => setting.value = redact::addresses(&setting.value),
        Key::Database | Key::Relay => setting.value = redact::address(&setting.value),
        _ => {}
    }
    Some(setting)
}

fn path(ctx: &Context) -> Result<()> {
    let files = ctx.config.files().iter();
    let files = files.map(|(file, exists)| FileView {
        file: file.clone(),
        exists: *exists,
    });
    let data = PathView {
        home: ctx.config.home.clone(),
        files: files.collect(),
    };
    ctx.printer.data(&data, |text| {
        let heading = [text.tr("label-file"), String::new()];
        let state = |exists: bool| {
            if exists {
                String::new()
            } else {
                text.tr("config-absent")
            }
        };
        let rows = ctx.config.files().iter().filter_map(|(file, exists)| match file {
            Origin::Project(path) | Origin::User(path) => {
                Some(vec![path.display().to_string(), state(*exists)])
            }
            _ => None,
        });
        let home = vec![
            ctx.config.home.display().to_string(),
            state(ctx.config.home.exists()),
        ];
        table(&heading, rows.chain([home]))
    })
}

/// Shows what the node says of its chain, asks, and writes down what the profile does not have yet. Where the two differ nothing
/// is written: the connection is refused.
async fn pin(ctx: &Context) -> Result<()> {
    let file = ctx.config.profile_file()?;
    let known = ctx.config.pins()?.missing();
    let conn = ctx.connect_first().await?;
    let pins = Pins::of(&ctx.config.profile.value, conn.chain());
    let mut values = pins::values(&pins);
    values.retain(|(key, _)| known.contains(&key.name()));
    if let (Ok(contract), None) = (ctx.config.contract(), ctx.config.code_hash()?) {
        let (_, head) = conn.finalized_head().await?;
        let found = Ledger::new(conn.clone(), contract).code_hash(head).await?;
        values.extend(found.map(|hash| (Key::CodeHash, format!("{hash:?}"))));
    }
    if !values.is_empty() {
        let text = ctx.text();
        let mut lines = vec![
            (text.tr("label-node"), conn.url().to_owned()),
            (text.tr("label-chain"), conn.chain().name.clone()),
            (text.tr("label-file"), file.display().to_string()),
        ];
        lines.extend(
            values
                .iter()
                .map(|(key, value)| (key.name().to_owned(), value.clone())),
        );
        ask(ctx, "pin-heading", "pin-question", lines)?;
        edit::set(&file, &ctx.config.profile.value, &values)?;
    }
    let written = values.iter();
    let data = PinView {
        profile: ctx.config.profile.value.clone(),
        file: file.clone(),
        written: written.map(|(key, value)| (key.name(), value.clone())).collect(),
    };
    ctx.printer.data(&data, |text| match values.is_empty() {
        true => text.tr("pin-nothing"),
        false => text.tr_with("pin-done", &[("file", file.display().to_string().into())]),
    })
}

shapes! {
    "config show": SettingsView { profile: Setting { value: String::new(), origin: Origin::Default }, home: PathBuf::new(), settings: BTreeMap::from([(Key::Url.name(), Some(Setting { value: String::new(), origin: Origin::Flag(String::new()) }))]) } => "{home: text, profile: {origin: {kind: text}, value: text}, settings: {url: {origin: {kind: text, name: text}, value: text}}}";
    "config path": PathView { home: PathBuf::new(), files: vec![FileView { file: Origin::User(PathBuf::new()), exists: true }] } => "{files: [{exists: bool, file: {kind: text, name: text}}], home: text}";
    "config pin": PinView::default() => "{file: text, profile: text, written: {}}";
}
