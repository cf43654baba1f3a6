//! Intents in the hands of a command: made, read from what somebody was handed, checked before they are signed, signed,
//! written, and noted on this machine before they go anywhere.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use terms::intent::{Deed, Intent, Place};
use terms::life::IntentRule;
use terms::limits::SKIP_MAX;
use terms::{AccountId, Timestamp};

use crate::config::Key;
use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::text::Text;
use iou_base::time::show_moment;
use iou_files::{Readers, Target, STREAM};
use iou_intent::{code, Agreed, Fault, IntentDocument, IntentFile, Stated, FILE_MAX};
use iou_ledger::contract::refusal;
use iou_ledger::signer::Signer;

/// Where an intent is written: a file, standard output, square codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// The file; `-` is standard output.
    pub path: Option<PathBuf>,
    /// Whether its codes are drawn in the terminal.
    pub qr: bool,
    /// The picture of its codes.
    pub png: Option<PathBuf>,
    /// Whether files that are there are overwritten.
    pub force: bool,
    /// Whether nobody signs it here, though the key is at hand.
    pub unsigned: bool,
}

impl Output {
    /// As `--intent FILE` names it: a picture where it ends so.
    pub(crate) fn to(path: &Path) -> Output {
        let is_picture = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("png"));
        let path = Some(path.to_owned());
        let (path, png) = if is_picture { (None, path) } else { (path, None) };
        Output {
            path,
            qr: false,
            png,
            force: false,
            unsigned: false,
        }
    }
}

/// What is wrong with what was read from `name`.
pub(crate) fn faulty(text: &Text, name: &str, fault: &Fault) -> Error {
    let params: Vec<_> = fault
        .params()
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    Error::IntentFile {
        path: name.to_owned(),
        why: text.lookup(fault.message(), &params),
    }
}

/// Errors: [`Error::IntentFile`].
pub(crate) fn made(
    ctx: &Context,
    intent: &Intent,
    agreed: Option<Agreed>,
    stated: Option<Stated>,
) -> Result<IntentFile> {
    IntentFile::new(intent, agreed, stated).map_err(|fault| faulty(ctx.text(), STREAM, &fault))
}

/// The intent in one file, or in the pictures of its codes.
///
/// Errors: [`Error::IntentFile`], those of reading.
pub(crate) fn read(ctx: &Context, paths: &[PathBuf]) -> Result<IntentFile> {
    let pieces = paths.iter().map(|path| Ok(iou_files::read(path, FILE_MAX)?));
    let pieces = pieces.collect::<Result<Vec<_>>>()?;
    let name = shown(paths);
    if pieces.iter().any(|piece| piece.len() as u64 > FILE_MAX) {
        return Err(faulty(ctx.text(), &name, &Fault::Foreign));
    }
    IntentFile::read(&pieces).map_err(|fault| faulty(ctx.text(), &name, &fault))
}

/// Several intents: each file is one; pictures and lines of codes go together where they come one after the other.
///
/// Errors: as [`read`].
pub(crate) fn read_all(ctx: &Context, paths: &[PathBuf]) -> Result<Vec<IntentFile>> {
    paths
        .iter()
        .map(|path| read(ctx, std::slice::from_ref(path)))
        .collect()
}

fn shown(paths: &[PathBuf]) -> String {
    let shown: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    shown.join(", ")
}

/// Whether the key of the chosen account is on this machine.
pub(crate) fn has_key(ctx: &Context) -> bool {
    let kept = || {
        ctx.config
            .get(Key::Account)
            .is_some_and(|name| ctx.keystore().read(&name.value).is_ok())
    };
    ctx.global.suri.is_some() || kept()
}

/// Refuses what nobody should sign: what is for another chain or contract than the profile's, by the key of zeros, in no right
/// time or in none that is left by this machine's clock, under a number that cannot be taken back, or no intent at all.
///
/// Errors: a refusal; [`Error::IntentNonce`], [`Error::IntentElsewhere`].
pub(crate) fn check(ctx: &Context, file: &IntentFile) -> Result<()> {
    let intent = &file.intent;
    let elsewhere = |what: &str, expected: String, found: String| Error::IntentElsewhere {
        what: ctx.text().lookup(what, &[]),
        expected,
        found,
    };
    if let Some(known) = ctx.config.genesis()?.filter(|known| known.0 != intent.genesis) {
        let found = iou_base::hex0x(intent.genesis);
        return Err(elsewhere("label-chain", format!("{known:?}"), found));
    }
    let contract = ctx
        .config
        .get(Key::Contract)
        .map(|_| ctx.config.contract())
        .transpose()?;
    if let Some(known) = contract.filter(|known| known.0 != intent.contract.0) {
        let found = iou_view::address(intent.contract);
        return Err(elsewhere("label-contract", known.to_string(), found));
    }
    let place = Place {
        genesis: intent.genesis,
        contract: intent.contract,
    };
    intent.check(&place).map_err(refusal)?;
    if Timestamp(now_ms()) > intent.not_after {
        return Err(refusal(terms::Error::NoLongerValid).into());
    }
    if let Deed::Act { nonce, action, .. } = &intent.deed {
        let may_be = match file.terms() {
            Some(terms) => action.may_be_an_intent(terms.settlement),
            // Whether the loan is settled outside the chain is not known here; the contract asks.
            None => action.row().intent != IntentRule::Never,
        };
        if !may_be {
            return Err(refusal(terms::Error::NotAnIntent).into());
        }
        if let Some(stated) = &file.stated {
            let _ = nonce_of(Some(*nonce), *nonce, stated.counter)?;
        }
    }
    Ok(())
}

/// This machine's clock. Units: milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

/// Signs it. Errors: as [`check`]; [`Error::IntentOtherKey`] where the key is not that of who wants it.
pub(crate) fn signed(ctx: &Context, file: IntentFile, signer: &Signer) -> Result<IntentFile> {
    check(ctx, &file)?;
    if AccountId(signer.account().0) != file.intent.signer {
        return Err(Error::IntentOtherKey {
            signer: iou_view::address(file.intent.signer),
            account: signer.account().to_string(),
        });
    }
    let signature = signer.sign_bytes(&file.message());
    file.with_signature(signature)
        .map_err(|fault| faulty(ctx.text(), STREAM, &fault))
}

/// An intent that was written, for programs.
#[derive(Debug, Default, Serialize)]
struct WrittenView<'a> {
    /// What it is known by, hexadecimal.
    intent: String,
    signed: bool,
    not_after_ms: u64,
    /// Where it stands, pictures included.
    files: &'a [String],
    /// The texts of its square codes, where some were asked for.
    frames: &'a [String],
    /// The file itself.
    file: IntentDocument,
}

/// Writes an intent where it was asked for and says so.
///
/// Errors: those of the files; [`Error::IntentFile`] where it is too long for codes.
pub(crate) fn tell_written(ctx: &Context, file: &IntentFile, output: &Output) -> Result<()> {
    let text = ctx.text();
    let stream = |path: &PathBuf| path == Path::new(STREAM);
    let target = output.path.as_ref().filter(|path| !stream(path));
    let target = target.map(|path| Target::new(path, output.force)).transpose()?;
    let frames = match output.qr || output.png.is_some() {
        true => file.to_frames().map_err(|fault| faulty(text, STREAM, &fault))?,
        false => Vec::new(),
    };
    let pictures = match &output.png {
        Some(path) => pictures(ctx, path, &frames, output.force)?,
        None => Vec::new(),
    };
    let json = file.to_json();
    if let Some(target) = &target {
        target.write(json.as_bytes(), Readers::Owner)?;
    }
    let written: Vec<String> = target
        .iter()
        .map(|it| it.path().display().to_string())
        .chain(pictures)
        .collect();
    let data = WrittenView {
        intent: file.id_text(),
        signed: file.signature.is_some(),
        not_after_ms: file.intent.not_after.0,
        files: &written,
        frames: &frames,
        file: file.document(),
    };
    if file.signature.is_some() {
        ctx.printer.note(&warning(text, file));
    }
    let drawn = match output.qr {
        true => Some(drawn(text, &frames)?),
        false => None,
    };
    ctx.printer.data(&data, |text| match drawn {
        Some(drawn) => drawn,
        None if written.is_empty() => json,
        None => {
            let id = match file.signature {
                Some(_) => "intent-written-signed",
                None => "intent-written",
            };
            text.lookup(id, &[("files", written.join(", ").into())])
        }
    })
}

/// That a signature cannot be unsent, until when, and what takes it back.
pub(crate) fn warning(text: &Text, file: &IntentFile) -> String {
    let offset = file
        .terms()
        .map_or(terms::UtcOffset::CHINA, |terms| terms.utc_offset);
    let until = ("until", show_moment(file.intent.not_after.0, offset).into());
    match file.loan() {
        Some(loan) => text.tr_with("intent-signed", &[until, ("loan", loan.to_string().into())]),
        None => text.tr_with("offer-signed", &[until]),
    }
}

/// Each code under its number.
fn drawn(text: &Text, frames: &[String]) -> Result<String> {
    let mut all = Vec::new();
    for (at, frame) in frames.iter().enumerate() {
        let args = [
            ("number", (at + 1).to_string().into()),
            ("count", frames.len().to_string().into()),
        ];
        all.push(text.tr_with("frame-heading", &args));
        all.push(code::drawn(frame).map_err(|fault| faulty(text, STREAM, &fault))?);
    }
    Ok(all.join("\n"))
}

/// Writes the codes: one picture under the name that was given, several with a number before its end.
fn pictures(ctx: &Context, path: &Path, frames: &[String], force: bool) -> Result<Vec<String>> {
    let mut targets = Vec::new();
    for (at, frame) in frames.iter().enumerate() {
        let path = match frames.len() {
            1 => path.to_owned(),
            _ => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                path.with_file_name(format!("{stem}-{}.png", at + 1))
            }
        };
        let target = crate::target::of_bytes(&path, force, ctx.printer.is_json(), ctx.text())?;
        targets.push((target, frame));
    }
    let mut written = Vec::new();
    for (target, frame) in targets {
        let image = code::image(frame).map_err(|fault| faulty(ctx.text(), STREAM, &fault))?;
        target.write(&image, Readers::Owner)?;
        written.push(target.path().display().to_string());
    }
    Ok(written)
}

shapes! {
    "intent make": WrittenView::default() => "{file: {format: text, intent: text, version: number, words: {contract: text, genesis: text, id: text, loan: null, message: text, nonce: null, not_after_ms: number, not_before_ms: number, signer: text, step: text}}, files: [], frames: [], intent: text, not_after_ms: number, signed: bool}";
}

/// The number that an act is given: the counter, or one of the fifteen after it, for what is to follow on other acts.
///
/// Errors: [`Error::IntentNonce`].
pub(crate) fn nonce_of(asked: Option<u32>, now: u32, finalised: u32) -> Result<u32> {
    let nonce = asked.unwrap_or(now);
    let end = finalised.saturating_add(SKIP_MAX);
    match (finalised..end).contains(&nonce) {
        true => Ok(nonce),
        false => Err(Error::IntentNonce {
            nonce: nonce.to_string(),
            counter: finalised.to_string(),
            last: end.saturating_sub(1).to_string(),
        }),
    }
}
