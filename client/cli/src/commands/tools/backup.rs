//! `iou backup` and `iou restore`: everything that a party holds, in one file under a passphrase, and the same on paper; back
//! on another machine, or beside what is there. The file itself: [`iou_backup`].
//! Contacts go along where this machine has any, opened: the file protects them.

mod contacts;
mod page;
mod settings;

use std::path::{Path, PathBuf};

use clap::Args;
use iou_backup::archive::{CONFIG, JOURNAL, LEN_MAX, WORK_FACTOR_LOG2};
use iou_backup::restore::{restore, Clash, Restored};
use iou_backup::{paper, Archive};
use serde::Serialize;

use crate::config::Origin;
use crate::context::Context;
use crate::error::Result;
use crate::password;
use iou_files::{textfile, Readers, Target};
use iou_intent::code;
use iou_ledger::keystore::loan_keys::LoanKeys;
use iou_remind::contact::KEY_FILE;
use iou_view::table::pairs;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Backup {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub paper: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    #[arg(long)]
    pub without_contacts: bool,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Restore {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    #[arg(long)]
    pub keep: bool,
    #[arg(long, conflicts_with = "keep")]
    pub force: bool,
}

/// What people count in a backup.
#[derive(Debug, Default, Serialize)]
struct Counts {
    /// Names of keystores.
    accounts: Vec<String>,
    /// Loans with personal fields.
    private_files: usize,
}

/// A backup that was made, for programs.
#[derive(Debug, Serialize)]
struct BackedUp<'a> {
    #[serde(flatten)]
    counts: Counts,
    file: &'a Path,
    paper: Option<&'a Path>,
    contacts: usize,
    bytes: usize,
    /// Those of the paper form.
    lines: Option<usize>,
}

/// What was restored, for programs.
#[derive(Debug, Serialize)]
struct RestoredView<'a> {
    #[serde(flatten)]
    counts: Counts,
    /// RFC 3339.
    made: &'a str,
    program: &'a str,
    directory: &'a Path,
    /// How many were not known here.
    contacts: usize,
    new: &'a [String],
    merged: &'a [String],
    same: &'a [String],
    beside: Vec<Beside<'a>>,
}

/// A name under which two files were, and where the other one is now.
#[derive(Debug, Default, Serialize)]
struct Beside<'a> {
    name: &'a str,
    beside: &'a str,
}

impl Counts {
    fn of(archive: &Archive) -> Counts {
        let account = |path: &String| {
            let name = path.strip_prefix("keystores/")?.strip_suffix(".json")?;
            Some(name.to_owned())
        };
        Counts {
            accounts: archive.files.keys().filter_map(account).collect(),
            private_files: archive
                .files
                .keys()
                .filter(|path| path.starts_with("private/") && !path.ends_with(".row.age"))
                .count(),
        }
    }
}

impl Backup {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let text = ctx.text();
        let target = Target::new(&self.file, self.force)?;
        let page = self.paper.as_ref().map(|path| Target::new(path, self.force));
        let page = page.transpose()?;
        let program = format!("iou {}", env!("CARGO_PKG_VERSION"));
        let mut archive = Archive::gather(&ctx.config.home, jiff::Timestamp::now().to_string(), program)?;
        if let Some(all) = settings(ctx, archive.files.get(CONFIG))? {
            let _ = archive.files.insert(CONFIG.into(), all.into_bytes());
        }
        if !self.without_contacts {
            archive.contacts = contacts::all(ctx).await?;
        }
        let counts = Counts::of(&archive);
        let passphrase = password::of_backup(ctx.secrets(), self.passphrase_file.as_deref(), true)?;
        let progress = ctx.printer.progress(text.tr("progress-locking"));
        let file = archive.lock(passphrase.clone(), WORK_FACTOR_LOG2)?;
        let paper = match &page {
            Some(_) => {
                let essential = archive.essential().lock(passphrase, WORK_FACTOR_LOG2)?;
                Some(paper::lines(&essential)?)
            }
            None => None,
        };
        drop(progress);
        target.write(&file, Readers::Owner)?;
        if let (Some(page), Some(lines)) = (&page, &paper) {
            let written = page::Page {
                made: &archive.made,
                addresses: page::addresses(ctx)?,
                lines,
            };
            let is_html = page
                .path()
                .extension()
                .is_some_and(|end| end == "html" || end == "htm");
            let page_text = match is_html {
                true => written.html(text)?,
                false => written.text(text)?,
            };
            page.write(page_text.as_bytes(), Readers::Owner)?;
        }
        if target.is_stream() {
            return Ok(());
        }
        let contacts = archive.contacts.len();
        let data = BackedUp {
            counts,
            file: &self.file,
            paper: self.paper.as_deref(),
            contacts,
            bytes: file.len(),
            lines: paper.as_ref().map(Vec::len),
        };
        let said = |lines: &mut Vec<(String, String)>, label: &str, path: &Path| {
            lines.push((text.tr(label), path.display().to_string()));
        };
        ctx.printer.note(&text.tr("backup-remember"));
        ctx.printer.data(&data, |text| {
            let mut lines = Vec::new();
            said(&mut lines, "label-file", &self.file);
            self.paper
                .iter()
                .for_each(|path| said(&mut lines, "label-paper", path));
            lines.extend(summary(text, &data.counts, contacts));
            pairs(lines)
        })
    }
}

fn summary(text: &iou_base::Text, counts: &Counts, contacts: usize) -> Vec<(String, String)> {
    let accounts = match counts.accounts.as_slice() {
        [] => "-".to_owned(),
        names => names.join(", "),
    };
    vec![
        (text.tr("label-accounts"), accounts),
        (text.tr("label-private-files"), counts.private_files.to_string()),
        (text.tr("label-contacts"), contacts.to_string()),
    ]
}

/// The settings of this machine in one file: the user's, over them the project's, which are the stronger.
fn settings(ctx: &Context, user: Option<&Vec<u8>>) -> Result<Option<String>> {
    let project = ctx
        .config
        .files()
        .iter()
        .find_map(|(origin, exists)| match origin {
            Origin::Project(path) if *exists => Some(path),
            _ => None,
        });
    let Some(project) = project else { return Ok(None) };
    let over = textfile::read(project)?;
    let under = user.and_then(|bytes| textfile::decode(bytes));
    let under = under.map_or_else(String::new, |text| text.as_str().to_owned());
    Ok(Some(settings::over(&under, &over).unwrap_or(over)))
}

impl Restore {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let (text, name) = (ctx.text(), self.file.display().to_string());
        let bytes = iou_files::read(&self.file, LEN_MAX)?;
        // A page is a picture of codes, or text with lines of ours; whatever else it is, is judged as a file.
        let typed = match code::is_image(&bytes) {
            true => code::read(&bytes).ok().map(|codes| codes.join("\n")),
            false => textfile::decode(&bytes).map(|text| text.as_str().to_owned()),
        };
        let typed = typed.map(|text| paper::read(&name, &text));
        let file = typed.transpose()?.flatten().unwrap_or(bytes);
        Archive::check(&name, &file)?;
        let passphrase = password::of_backup(ctx.secrets(), self.passphrase_file.as_deref(), false)?;
        let progress = ctx.printer.progress(text.tr("progress-unlocking"));
        let archive = Archive::unlock(&name, &file, passphrase)?;
        drop(progress);
        let clash = match (self.keep, self.force) {
            (true, _) => Clash::KeepBoth,
            (_, true) => Clash::Replace,
            _ => Clash::Refuse,
        };
        // Contacts come opened and are sealed with the key that is in use here: another one would open none of those.
        let in_use = contacts::are_here(ctx).await;
        let merge = |path: &str, here: &[u8], backup: &[u8]| match path == KEY_FILE && in_use {
            true => Some(here.to_vec()),
            false => grown(path, here, backup),
        };
        let done = restore(&ctx.config.home, &archive, clash, &merge)?;
        let contacts = match archive.contacts.is_empty() {
            true => 0,
            // The settings that were restored say where contacts are kept.
            false => contacts::put(&Context::new(ctx.global.clone())?, &archive.contacts).await?,
        };
        report(ctx, &archive, &done, contacts)
    }
}

/// What only grows, put together: what was sent, addresses of loan keys, settings that do not contradict each other.
fn grown(path: &str, here: &[u8], backup: &[u8]) -> Option<Vec<u8>> {
    match path {
        JOURNAL => {
            let lines = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
            let (here, backup) = (lines(here)?, lines(backup)?);
            let new: Vec<&str> = backup
                .lines()
                .filter(|line| !here.lines().any(|it| it == *line))
                .collect();
            let ends = match here.is_empty() || here.ends_with('\n') {
                true => "",
                false => "\n",
            };
            let new = new.iter().map(|line| format!("{line}\n")).collect::<String>();
            Some(match new.is_empty() {
                true => here.into_bytes(),
                false => format!("{here}{ends}{new}").into_bytes(),
            })
        }
        CONFIG => {
            let text = |bytes| textfile::decode(bytes).map(|text| text.as_str().to_owned());
            settings::both(&text(here)?, &text(backup)?).map(String::into_bytes)
        }
        keys if keys.ends_with(".keys") => LoanKeys::merge(here, backup),
        _ => None,
    }
}

fn report(ctx: &Context, archive: &Archive, done: &Restored, contacts: usize) -> Result<()> {
    let beside = done.beside.iter().map(|(name, beside)| Beside { name, beside });
    let data = RestoredView {
        counts: Counts::of(archive),
        made: &archive.made,
        program: &archive.program,
        directory: &ctx.config.home,
        contacts,
        new: &done.new,
        merged: &done.merged,
        same: &done.same,
        beside: beside.collect(),
    };
    ctx.printer.note(&ctx.text().tr("restore-next"));
    ctx.printer.data(&data, |text| {
        let mut lines = vec![
            (text.tr("label-created"), archive.made.clone()),
            (text.tr("label-directory"), ctx.config.home.display().to_string()),
        ];
        lines.extend(summary(text, &data.counts, contacts));
        let counted = [
            ("label-restored-new", done.new.len()),
            ("label-restored-merged", done.merged.len()),
            ("label-restored-same", done.same.len()),
        ];
        lines.extend(counted.map(|(label, count)| (text.tr(label), count.to_string())));
        let beside = done.beside.iter();
        lines.extend(
            beside.map(|(name, other)| (text.tr("label-restored-beside"), format!("{name} · {other}"))),
        );
        pairs(lines)
    })
}

shapes! {
    "backup": BackedUp { counts: Counts::default(), file: Path::new("f"), paper: None, contacts: 0, bytes: 0, lines: None } => "{accounts: [], bytes: number, contacts: number, file: text, lines: null, paper: null, private_files: number}";
    "restore": RestoredView { counts: Counts::default(), made: "", program: "", directory: Path::new("d"), contacts: 0, new: &[], merged: &[], same: &[], beside: vec![Beside::default()] } => "{accounts: [], beside: [{beside: text, name: text}], contacts: number, directory: text, made: text, merged: [], new: [], private_files: number, program: text, same: []}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_from_two_machines_stands_in_one_list_once() {
        let both = |here: &str, backup: &str| {
            let both = grown(JOURNAL, here.as_bytes(), backup.as_bytes()).unwrap();
            String::from_utf8(both).unwrap()
        };
        assert_eq!(both("a\nb\n", "b\nc\n"), "a\nb\nc\n");
        assert_eq!(both("a", "b\n"), "a\nb\n");
        assert_eq!(both("a\nb\n", "a\n"), "a\nb\n");
        assert_eq!(both("", "a\n"), "a\n");
        assert_eq!(grown("keystores/a.json", b"{}", b"{ }"), None);
        assert_eq!(grown("keystores/a.keys", b"{}", b"{ }"), None);
    }
}
