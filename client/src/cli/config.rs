//! `iou config …`: what the settings are, where each came from, and which files are looked at.

use clap::Subcommand;
use serde_json::json;

use super::context::Context;
use crate::config::{Key, Origin};
use crate::error::Result;
use crate::output::table;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Show,
    Path,
}

impl Command {
    pub(super) fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Show => show(ctx),
            Command::Path => path(ctx),
        }
    }
}

fn show(ctx: &Context) -> Result<()> {
    let config = &ctx.config;
    let settings: serde_json::Map<_, _> = Key::ALL
        .into_iter()
        .map(|key| (key.name().to_owned(), json!(config.get(key))))
        .collect();
    let data = json!({"profile": config.profile, "home": config.home, "settings": settings});
    ctx.printer.data(&data, |text| {
        let heading = ["label-setting", "label-value", "label-origin"].map(|id| text.lookup(id, &[]));
        let profile = vec![
            "profile".into(),
            config.profile.value.clone(),
            config.profile.origin.to_string(),
        ];
        let rows = Key::ALL.into_iter().map(|key| match config.get(key) {
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

fn path(ctx: &Context) -> Result<()> {
    let files: Vec<_> = ctx
        .config
        .files()
        .iter()
        .map(|(file, exists)| json!({"file": file, "exists": exists}))
        .collect();
    ctx.printer
        .data(&json!({"home": ctx.config.home, "files": files}), |text| {
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
