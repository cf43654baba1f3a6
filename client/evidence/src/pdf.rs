//! The file of evidence inside a certificate: a PDF/A-3 carries it as an embedded file (ISO 32000-1, 7.11.4). Only streams
//! that say of themselves that they are embedded files are looked at, unpacked at most to the length of a file of evidence;
//! the pages are not read: what they say is not what is verified. Limits: streams that are stored or deflated, no encryption,
//! as [`super::certificate`] writes them.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;

use terms::Status;

use super::verify::container::FILE_LEN_MAX;
use super::verify::error::VerificationError;
use super::verify::signatures::{Judge, Nobody};
use super::verify::{self, Genesis, Verdict, VerificationReport};

/// How much a PDF may have beside the file inside it: fonts and pages. Units: bytes.
pub const BESIDE_MAX: u64 = 16 << 20;

const HEAD: &[u8] = b"%PDF-";
const KIND: &[u8] = b"/EmbeddedFile";
const BEGIN: &[u8] = b"stream";
/// Longest dictionary that is looked for before a stream. Units: bytes.
const DICTIONARY_MAX: usize = 4096;
/// Most embedded files that are looked at.
const FILES_MAX: usize = 256;
/// Stands in the media type of the file inside a certificate of settlement.
const SETTLED: &[u8] = b"vnd.iou.settled";
/// What a ZIP file begins with.
const ZIP: &[u8] = b"PK\x03\x04";

/// Why a PDF gives no file of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// None is inside.
    Without,
    /// Several are: which of them the pages speak of cannot be told.
    Several,
}

/// The page that is printed around a file of evidence, by what it calls itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// What was found of everything in the file.
    Certificate,
    /// That nothing is owed (结清证明). Whoever prints a page may leave this name out, and then nothing is held to it: a reader who
    /// wants to know whether a loan is settled asks for its status.
    Settlement,
}

/// What a reader was given: a file of evidence, or a page around one.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// The file of evidence.
    pub file: Cow<'a, [u8]>,
    /// The page that it was inside of.
    pub page: Option<Page>,
}

impl<'a> Given<'a> {
    /// Opens what a reader was given. What is no PDF is taken for a file of evidence, and judged where it is verified.
    ///
    /// Errors: [`Fault`], of a PDF.
    pub fn open(bytes: &'a [u8]) -> Result<Given<'a>, Fault> {
        if !bytes.starts_with(HEAD) {
            let (file, page) = (bytes.into(), None);
            return Ok(Given { file, page });
        }
        let found = inside(bytes)?;
        let page = match find(found.0, SETTLED) {
            Some(_) => Page::Settlement,
            None => Page::Certificate,
        };
        let file = content(found, FILE_LEN_MAX + 1).ok_or(Fault::Without)?;
        Ok(Given {
            file: file.into(),
            page: Some(page),
        })
    }

    /// What the page is called where programs read it: `pdf`.
    pub fn inside(&self) -> Option<&'static str> {
        self.page.map(|_| "pdf")
    }

    /// The report on the file, held to what the page around it calls itself. Certificates are not judged.
    pub fn verify(&self, genesis: &Genesis) -> VerificationReport {
        self.verify_by(genesis, &Nobody)
    }

    /// The same; who signed under a certificate says the judge.
    pub fn verify_by(&self, genesis: &Genesis, judge: &dyn Judge) -> VerificationReport {
        let mut report = verify::verify_by(&self.file, genesis, judge);
        if self.page == Some(Page::Settlement) {
            hold_to_settlement(&mut report);
        }
        report
    }
}

/// The file of evidence inside a PDF.
///
/// Errors: [`Fault`].
pub fn evidence(pdf: &[u8]) -> Result<Vec<u8>, Fault> {
    match Given::open(pdf)? {
        Given { page: None, .. } => Err(Fault::Without),
        given => Ok(given.file.into_owned()),
    }
}

/// Holds the report on the file inside a certificate of settlement to what the page calls itself: the loan must be settled.
fn hold_to_settlement(report: &mut VerificationReport) {
    let Some(loan) = report.loan.as_deref() else {
        return;
    };
    let block = &loan.manifest.block;
    let as_of = vec![
        ("number", block.number.to_string()),
        ("time_ms", block.time_ms.to_string()),
    ];
    match loan.books.status {
        Status::Settled => report.record("settlement", Verdict::Proved, as_of),
        status => {
            let status = iou_base::names::status(status);
            let _: Option<()> = report.check("settlement", Err(VerificationError::NotSettled { status }));
        }
    }
}

/// Dictionary and stream of the one file inside that can be one of evidence.
fn inside(pdf: &[u8]) -> Result<(&[u8], &[u8]), Fault> {
    let mut found = None;
    let mut at = 0;
    for _ in 0..FILES_MAX {
        let Some(next) = find(&pdf[at..], KIND) else { break };
        at += next + KIND.len();
        // `/EmbeddedFiles` names the list of them, and is none.
        let is_name = pdf.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let Some(inside) = is_name.then(|| stream(pdf, at)).flatten() else {
            continue;
        };
        // Four bytes say whether it can be one: no other is unpacked.
        if content(inside, ZIP.len()).as_deref() != Some(ZIP) {
            continue;
        }
        match found {
            Some(_) => return Err(Fault::Several),
            None => found = Some(inside),
        }
    }
    found.ok_or(Fault::Without)
}

/// Dictionary and data (with what follows) of the stream in whose dictionary `at` lies.
fn stream(pdf: &[u8], at: usize) -> Option<(&[u8], &[u8])> {
    // The word that follows the dictionary's end; `octet-stream` in it is none.
    let window = &pdf[at..pdf.len().min(at + DICTIONARY_MAX)];
    let follows_end = |place: &usize| window[..*place].trim_ascii_end().ends_with(b">>");
    let mut places = (0..window.len()).filter(|place| window[*place..].starts_with(BEGIN));
    let begin = at + places.find(follows_end)?;
    let start = at.saturating_sub(DICTIONARY_MAX);
    // The dictionary begins after the last object that ended, or began, before it.
    let object = rfind(&pdf[start..at], b" obj").map_or(start, |found| start + found);
    // No other object between.
    if find(&pdf[at..begin], b"endobj").is_some() {
        return None;
    }
    let mut data = &pdf[begin + BEGIN.len()..];
    data = data.strip_prefix(b"\r").unwrap_or(data);
    data = data.strip_prefix(b"\n").unwrap_or(data);
    Some((&pdf[object..begin], data))
}

/// The first bytes of what the stream holds: as long as its dictionary says, or up to where its packing ends.
fn content((dictionary, data): (&[u8], &[u8]), most: usize) -> Option<Vec<u8>> {
    if find(dictionary, b"/FlateDecode").is_some() {
        let mut bytes = Vec::new();
        let _ = ZlibDecoder::new(data)
            .take(most as u64)
            .read_to_end(&mut bytes)
            .ok()?;
        return Some(bytes);
    }
    if find(dictionary, b"/Filter").is_some() {
        return None;
    }
    let after = &dictionary[find(dictionary, b"/Length")? + b"/Length".len()..];
    let digits = after.trim_ascii_start();
    let end = digits
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(digits.len());
    let length: usize = std::str::from_utf8(&digits[..end]).ok()?.parse().ok()?;
    data.get(..length.min(most)).map(<[u8]>::to_vec)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn rfind(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).rposition(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn object(dictionary: &str, data: &[u8]) -> Vec<u8> {
        [
            format!("7 0 obj\n<< {dictionary} /Length {} >>\nstream\r\n", data.len()).as_bytes(),
            data,
            b"\nendstream\nendobj\n",
        ]
        .concat()
    }

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(data).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn the_one_embedded_file_that_can_be_evidence_is_found_stored_or_packed() {
        let file = [ZIP, &[7; 900][..]].concat();
        let page = object("/Type /Page", &file);
        let note = object("/Type /EmbeddedFile", b"a note");
        let names = b"3 0 obj\n<< /Names << /EmbeddedFiles 4 0 R >> >>\nendobj\n".to_vec();
        let stored = object("/Type /EmbeddedFile /Subtype /application#2Foctet-stream", &file);
        let flate = object("/Filter /FlateDecode /Type/EmbeddedFile", &packed(&file));
        for inside in [&stored, &flate] {
            let pdf = [HEAD, &names, &page, &note, inside, b"%%EOF"].concat();
            assert_eq!(evidence(&pdf).unwrap(), file);
            assert_eq!(Given::open(&pdf).unwrap().page, Some(Page::Certificate));
        }
        let two = [HEAD, &stored, &flate].concat();
        assert_eq!(evidence(&two), Err(Fault::Several));
        for without in [&page, &note, &names, &stored[..60].to_vec()] {
            assert_eq!(evidence(&[HEAD, without].concat()), Err(Fault::Without));
        }
    }

    #[test]
    fn the_media_type_of_the_file_inside_says_that_the_pages_are_a_certificate_of_settlement() {
        let file = [ZIP, &[7; 900][..]].concat();
        let of = |media: &str| {
            let dictionary = format!("/Filter /FlateDecode /Type /EmbeddedFile /Subtype /{media}");
            [HEAD, &object(&dictionary, &packed(&file))].concat()
        };
        let page = |pdf: &[u8]| Given::open(pdf).unwrap().page;
        let settled = of("application#2Fvnd.iou.settled");
        assert!(page(&settled) == Some(Page::Settlement) && evidence(&settled).unwrap() == file);
        assert_eq!(page(&of("application#2Foctet-stream")), Some(Page::Certificate));
        // Pages and other files may say what they like.
        let said = object("/Type /Page", b"vnd.iou.settled");
        let other = [HEAD, &said, &of("application#2Foctet-stream")[..]].concat();
        assert_eq!(page(&other), Some(Page::Certificate));
        // A file of evidence is itself what is given.
        let given = Given::open(&file).unwrap();
        assert!(given.page.is_none() && given.inside().is_none() && *given.file == file);
    }

    #[test]
    fn what_unpacks_to_more_than_a_file_may_have_is_cut_there() {
        let bomb = [ZIP, &vec![0; 3 * FILE_LEN_MAX / 2][..]].concat();
        let pdf = [
            HEAD,
            &object("/Filter /FlateDecode /Type /EmbeddedFile", &packed(&bomb)),
        ]
        .concat();
        assert!(pdf.len() < 1 << 20);
        assert_eq!(evidence(&pdf).unwrap().len(), FILE_LEN_MAX + 1);
    }
}
