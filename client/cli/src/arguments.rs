//! What was written on the command line, understood; a mistake names its argument and is a whole sentence in the reader's
//! language.

use std::path::PathBuf;

use terms::{Day, Digest, Timestamp, UtcOffset};

use crate::error::{Error, Result};
use iou_base::money::Unit;
use iou_base::sha256;
use iou_base::text::Text;
use iou_form::typed;

/// The SHA-256 of a file that is kept off chain (`--evidence`, `--receipt`).
pub fn digest_of(file: &Option<PathBuf>) -> Result<Option<Digest>> {
    let Some(path) = file else { return Ok(None) };
    let bytes = std::fs::read(path).map_err(Error::io(path))?;
    Ok(Some(sha256(&bytes)))
}

/// Label and value of a file's digest.
pub fn evidence_line(text: &Text, digest: Option<Digest>) -> Option<(String, String)> {
    digest.map(|digest| {
        (
            text.tr("label-evidence"),
            format!("sha256 {}", hex::encode(digest)),
        )
    })
}

/// What `parse` makes of an argument, where it was given; `why` is the sentence about text that it does not take.
///
/// Errors: [`Error::Argument`].
pub fn argument<T>(
    text: &Text,
    name: &str,
    value: &Option<String>,
    parse: impl Fn(&str) -> Option<T>,
    why: &str,
) -> Result<Option<T>> {
    let Some(value) = value else { return Ok(None) };
    let parsed = parse(value).ok_or_else(|| Error::Argument {
        name: name.into(),
        value: value.clone(),
        why: text.lookup(why, &[]),
    })?;
    Ok(Some(parsed))
}

/// The same for what people type: the parser says what is wrong.
///
/// Errors: [`Error::Argument`].
pub fn typed_argument<T>(
    text: &Text,
    name: &str,
    value: &Option<String>,
    parse: impl Fn(&str) -> typed::Read<T>,
) -> Result<Option<T>> {
    let Some(value) = value else { return Ok(None) };
    parse(value).map(Some).map_err(|why| Error::Argument {
        name: name.into(),
        value: value.clone(),
        why: why.sentence(text),
    })
}

/// A day given on the command line. Errors: [`Error::Argument`].
pub fn day_argument(text: &Text, name: &str, value: &Option<String>) -> Result<Option<Day>> {
    typed_argument(text, name, value, |value| typed::day(value, today()))
}

/// An amount given on the command line, in the loan's unit. Errors: [`Error::Amount`].
pub fn amount_argument(text: &Text, unit: &Unit, value: &str) -> Result<terms::Amount> {
    typed::amount(value, unit).map_err(|why| Error::Amount {
        value: value.into(),
        why: why.sentence(text),
    })
}

/// Today by this machine's clock, in China.
pub fn today() -> Day {
    let now = jiff::Timestamp::now().as_millisecond();
    Day::of(Timestamp(u64::try_from(now).unwrap_or(0)), UtcOffset::CHINA)
}
