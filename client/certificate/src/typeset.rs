//! Setting the certificate: data and words become JSON, layout.typ reads them, the typesetting library makes pages and
//! writes them as PDF/A-3a. Same input, same bytes: the date is the block's, the identifier the file's digest, the fonts
//! are pinned, nothing else enters.

use std::fmt;

use qrcode::{Color, EcLevel, QrCode};
use serde_json::Value;
use sha2::{Digest, Sha256};
use terms::{Day, Timestamp as Moment, UtcOffset};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use serde::Serialize;

use crate::data::{AsOf, Certificate, EvidenceFile, Settlement, VERSION};
use crate::fonts::Fonts;
use crate::words;

const PARTS: &str = include_str!("parts.typ");
/// The largest evidence file that is attached. Units: bytes.
const FILE_LEN_MAX: usize = 64 * 1024 * 1024;
const DAY_MS: u64 = 86_400_000;

/// Why there is no certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A font is not where it is looked for.
    FontMissing {
        /// Where it would be.
        path: String,
    },
    /// A font is not the one that certificates are set in.
    FontOther {
        /// The file.
        path: String,
        /// Its SHA-256.
        found: String,
    },
    /// The data are of another version, or contradict themselves.
    Data(String),
    /// The file to attach is not the one that the data speak of.
    OtherFile {
        /// SHA-256 that the data name.
        expected: String,
        /// SHA-256 of the file.
        found: String,
    },
    /// The typesetting library refused: a mistake of ours, or data that no page holds.
    Typesetting(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::FontMissing { path } => write!(
                f,
                "the font {path} is missing; install it with `make fonts`, or name its directory in {}",
                crate::FONTS_DIR
            ),
            Error::FontOther { path, found } => write!(
                f,
                "{path} is another version of the font (SHA-256 {found}); install the right one with `make fonts`"
            ),
            Error::Data(why) => write!(f, "these data make no certificate: {why}"),
            Error::OtherFile { expected, found } => {
                write!(f, "the data speak of a file with SHA-256 {expected}, this one has {found}")
            }
            Error::Typesetting(why) => write!(f, "the certificate could not be set: {why}"),
        }
    }
}

impl std::error::Error for Error {}

/// A kind of printed page: its data and its looks.
pub trait Printed: Serialize {
    /// The layout, which imports `/parts.typ`.
    #[doc(hidden)]
    const LAYOUT: &'static str;

    /// What every page has: version, the file inside, the link of the square code, the moment.
    #[doc(hidden)]
    fn frame(&self) -> (u32, &EvidenceFile, &str, &AsOf);
}

impl Printed for Certificate {
    const LAYOUT: &'static str = include_str!("layout.typ");

    fn frame(&self) -> (u32, &EvidenceFile, &str, &AsOf) {
        (self.version, &self.file, &self.verify_link, &self.as_of)
    }
}

impl Printed for Settlement {
    const LAYOUT: &'static str = include_str!("settled.typ");

    fn frame(&self) -> (u32, &EvidenceFile, &str, &AsOf) {
        (self.version, &self.file, &self.verify_link, &self.as_of)
    }
}

/// Sets a certificate with the fonts that are found ([`Fonts::find`]) and attaches `file`.
///
/// Errors: [`Error`].
pub fn render(page: &impl Printed, file: &[u8]) -> Result<Vec<u8>, Error> {
    render_with(&Fonts::find()?, page, file)
}

/// The same with fonts that are loaded already.
pub fn render_with(fonts: &Fonts, page: &impl Printed, file: &[u8]) -> Result<Vec<u8>, Error> {
    let printed = check(page, file).and_then(|()| set(fonts, page, file));
    // The typesetting library remembers what it has done; a service that prints many would never forget one.
    comemo::evict(0);
    printed
}

fn set(fonts: &Fonts, page: &impl Printed, file: &[u8]) -> Result<Vec<u8>, Error> {
    let document = pages(fonts, page, file)?;
    let standards =
        PdfStandards::new(&[PdfStandard::A_3a]).map_err(|e| Error::Typesetting(e.message().to_string()))?;
    let (_, inside, _, as_of) = page.frame();
    let options = PdfOptions {
        ident: Smart::Custom(inside.sha256.clone()),
        creator: Smart::Custom(Some("iou".into())),
        timestamp: date(as_of.unix_ms).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(explain)
}

fn pages<P: Printed>(fonts: &Fonts, page: &P, file: &[u8]) -> Result<PagedDocument, Error> {
    let (_, inside, link, _) = page.frame();
    let code = square_code(&code_text(link, &inside.sha256))?;
    let data = serde_json::to_value(page).map_err(|e| Error::Data(e.to_string()))?;
    let data = printable(data, fonts);
    let source = |path, text: &str| Source::new(id(path), text.into());
    let world = Desk {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts.fonts)),
        fonts: fonts.fonts.clone(),
        sources: [source("/layout.typ", P::LAYOUT), source("/parts.typ", PARTS)],
        files: vec![
            (id("/data.json"), Bytes::new(data.to_string().into_bytes())),
            (
                id("/words.json"),
                Bytes::new(serde_json::to_vec(&words::both()).expect("texts")),
            ),
            (id("/code.svg"), Bytes::new(code.into_bytes())),
            (id("/evidence.iou"), Bytes::new(file.to_vec())),
        ],
    };
    typst::compile::<PagedDocument>(&world).output.map_err(explain)
}

fn check(page: &impl Printed, file: &[u8]) -> Result<(), Error> {
    let (version, inside, _, as_of) = page.frame();
    if version != VERSION {
        return Err(Error::Data(format!("version {version} is unknown")));
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    let name = &inside.name;
    if name.is_empty() || name.starts_with('.') || !name.bytes().all(plain) {
        return Err(Error::Data(format!("{name:?} is no name for the evidence file")));
    }
    if file.len() > FILE_LEN_MAX {
        return Err(Error::Data(format!(
            "an evidence file of {} bytes is too large",
            file.len()
        )));
    }
    let found = hex::encode(Sha256::digest(file));
    if found != inside.sha256 {
        return Err(Error::OtherFile {
            expected: inside.sha256.clone(),
            found,
        });
    }
    if date(as_of.unix_ms).is_none() {
        return Err(Error::Data("its date is outside the calendar".into()));
    }
    Ok(())
}

/// What the square code holds.
fn code_text(link: &str, digest: &str) -> String {
    match link {
        "" => format!("sha256:{digest}"),
        link if link.contains('#') => format!("{link}&sha256={digest}"),
        link => format!("{link}#sha256={digest}"),
    }
}

/// A QR code as a picture of squares. Source: ISO/IEC 18004; the quiet zone is the page around it.
fn square_code(text: &str) -> Result<String, Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|e| Error::Data(format!("the verify link is too long for a square code: {e}")))?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (n, _) in colors
        .iter()
        .enumerate()
        .filter(|(_, color)| **color == Color::Dark)
    {
        path.push_str(&format!("M{} {}h1v1h-1z", n % width, n / width));
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\" shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>"
    ))
}

/// Signs that the fonts lack, and those that people can't see, are named instead: a rare character of a name must
/// neither vanish nor stop the certificate.
fn printable(value: Value, fonts: &Fonts) -> Value {
    match value {
        Value::String(text) => {
            let mut shown = String::with_capacity(text.len());
            for sign in text.chars() {
                if sign == '\n' || (!sign.is_control() && fonts.has(sign)) {
                    shown.push(sign);
                } else {
                    shown.push_str(&format!("[U+{:04X}]", u32::from(sign)));
                }
            }
            Value::String(shown)
        }
        Value::Array(values) => values.into_iter().map(|value| printable(value, fonts)).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter();
            Value::Object(
                fields
                    .map(|(name, value)| (name, printable(value, fonts)))
                    .collect(),
            )
        }
        other => other,
    }
}

/// A moment on the clock of Greenwich; `None` past the calendar.
fn date(unix_ms: u64) -> Option<Datetime> {
    let greenwich = UtcOffset(0);
    let day = Day::of(Moment(unix_ms), greenwich);
    // A day past the calendar's last counts as the last.
    let of_day = unix_ms
        .checked_sub(day.starts_at(greenwich).0)
        .filter(|ms| *ms < DAY_MS)?;
    let (year, month, date) = day.civil();
    let part = |ms: u64, of: u64| u8::try_from(of_day / ms % of).ok();
    let (hour, minute, second) = (part(3_600_000, 24)?, part(60_000, 60)?, part(1_000, 60)?);
    Datetime::from_ymd_hms(year.into(), month, date, hour, minute, second)
}

fn explain(errors: EcoVec<SourceDiagnostic>) -> Error {
    let all = errors.iter().map(|error| {
        let hints = error.hints.iter().map(|hint| format!(" ({})", hint.v));
        format!("{}{}", error.message, hints.collect::<String>())
    });
    Error::Typesetting(all.collect::<Vec<_>>().join("; "))
}

fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("our own paths are well formed");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// What the typesetting library sees of the world: our files and fonts, no disk, no clock, no network.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// The layout, and what it imports.
    sources: [Source; 2],
    files: Vec<(FileId, Bytes)>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.sources[0].id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.sources.iter().find(|source| source.id() == id);
        found.cloned().ok_or(FileError::NotSource)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem};

    use super::*;
    use crate::data::{Article, Both, Detail};
    use crate::sample;

    /// What stands on the pages, without blanks: lines break where they like.
    fn text(printed: &impl Printed) -> String {
        fn collect(frame: &Frame, out: &mut String) {
            for (_, item) in frame.items() {
                match item {
                    FrameItem::Text(text) => {
                        out.extend(text.text.chars().filter(|sign| !sign.is_whitespace()))
                    }
                    FrameItem::Group(group) => collect(&group.frame, out),
                    _ => {}
                }
            }
        }
        let fonts = Fonts::find().unwrap_or_else(|e| panic!("{e}"));
        let document = pages(&fonts, printed, &sample::file()).expect("the sample can be set");
        let mut all = String::new();
        document
            .pages()
            .iter()
            .for_each(|page| collect(&page.frame, &mut all));
        all
    }

    fn bare(words: &str) -> String {
        words.chars().filter(|sign| !sign.is_whitespace()).collect()
    }

    #[test]
    fn every_article_has_its_row_with_the_findings_that_answer_it_in_both_languages() {
        let certificate = sample::certificate();
        let shown = text(&certificate);
        for source in [words::CHINESE, words::ENGLISH] {
            let known = words::load(source);
            for article in Article::ALL {
                let id = serde_json::to_value(article).unwrap();
                for part in ["", "-asks", "-answer"] {
                    let id = format!("article-{}{part}", id.as_str().unwrap());
                    let words = known[&id].as_str();
                    assert!(shown.contains(&bare(words)), "{id}: {words}");
                }
                let answered = certificate.findings.iter().any(|f| f.answers.contains(&article));
                assert!(
                    answered || article == Article::Ol19,
                    "{article:?} is in no finding of the sample"
                );
            }
        }
        assert!(shown.contains(&bare(words::load(words::CHINESE)["nobody-proves"].as_str())));
    }

    /// What the data say that is not on the pages.
    fn unsaid(printed: &impl Printed) -> Vec<String> {
        fn strings(value: &Value, out: &mut Vec<String>) {
            match value {
                Value::String(text) => out.push(text.clone()),
                Value::Array(values) => values.iter().for_each(|value| strings(value, out)),
                // Verdicts and articles are words of ours by then; the link is in the square code.
                Value::Object(fields) => fields
                    .iter()
                    .filter(|(name, _)| !["verdict", "answers", "verify_link"].contains(&name.as_str()))
                    .for_each(|(_, value)| strings(value, out)),
                _ => {}
            }
        }
        let (shown, mut all) = (text(printed), Vec::new());
        strings(&serde_json::to_value(printed).unwrap(), &mut all);
        assert!(all.len() > 40, "{}", all.len());
        all.retain(|words| !shown.contains(&bare(words)));
        all
    }

    #[test]
    fn everything_that_the_data_say_is_on_the_pages() {
        assert_eq!(unsaid(&sample::certificate()), Vec::<String>::new());
        assert_eq!(unsaid(&sample::settlement()), Vec::<String>::new());
    }

    #[test]
    fn a_certificate_of_settlement_is_one_page() {
        let fonts = Fonts::find().unwrap_or_else(|e| panic!("{e}"));
        let document = pages(&fonts, &sample::settlement(), &sample::file()).unwrap();
        assert_eq!(document.pages().len(), 1);
    }

    #[test]
    fn a_character_that_no_font_has_is_named_and_one_that_cannot_be_seen_too() {
        let mut certificate = sample::certificate();
        certificate.parties[0].details.push(Detail {
            label: Both::new("别名", "alias"),
            value: Some("甲\u{1f980}乙\u{202e}丙\u{7}丁*#[x]".into()),
        });
        assert!(text(&certificate).contains("甲[U+1F980]乙[U+202E]丙[U+0007]丁*#[x]"));
    }

    #[test]
    fn the_square_code_holds_link_and_digest() {
        let mut certificate = sample::certificate();
        let digest = certificate.file.sha256.clone();
        assert_eq!(
            code_text(&certificate.verify_link, &certificate.file.sha256),
            format!("https://verify.example.org/iou#sha256={digest}")
        );
        certificate.verify_link = "https://a.example/#/verify".into();
        assert_eq!(
            code_text(&certificate.verify_link, &certificate.file.sha256),
            format!("https://a.example/#/verify&sha256={digest}")
        );
        certificate.verify_link = String::new();
        assert_eq!(
            code_text(&certificate.verify_link, &certificate.file.sha256),
            format!("sha256:{digest}")
        );
        assert!(square_code(&"x".repeat(3_000)).is_err());
    }

    #[test]
    fn a_moment_becomes_the_date_on_the_clock_of_greenwich() {
        assert_eq!(date(0), Datetime::from_ymd_hms(1970, 1, 1, 0, 0, 0));
        assert_eq!(
            date(1_811_986_200_000),
            Datetime::from_ymd_hms(2027, 6, 3, 1, 30, 0)
        );
        assert_eq!(date(u64::MAX), None);
    }
}
