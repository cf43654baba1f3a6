//! What the page is answered that verifies a file of evidence.

use iou_evidence::pdf::{Fault, Given};
use iou_evidence::verify::Genesis;
use iou_view::findings::{self, ReportDocument};
use serde::Serialize;

/// What a page is answered.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer<'a> {
    /// As `iou verify --json` has it under `data`.
    Report(Box<ReportDocument<'a>>),
    /// What the page gave is not what can be verified.
    Error {
        /// `chain_spec`, `pdf_without`, `pdf_several` or `unreadable`.
        code: &'static str,
        reason: String,
    },
    /// Which file of evidence it is. Hexadecimal.
    Sha256(String),
    /// What the square codes in a picture say.
    Texts(Vec<String>),
}

/// The report on a file of evidence, or on a certificate with one inside, under the chain specification that the reader trusts:
/// `{"report": …}` as `iou verify --json` has it under `data`, or `{"error": {"code": …, "reason": …}}` with the codes
/// `chain_spec`, `pdf_without`, `pdf_several` and `unreadable`. JSON.
pub fn answer(file: &[u8], spec: &[u8]) -> Vec<u8> {
    let genesis = match Genesis::of_spec(spec) {
        Ok(genesis) => genesis,
        Err(why) => return error("chain_spec", why.to_string()),
    };
    let given = match Given::open(file) {
        Ok(given) => given,
        Err(fault) => return error(code(fault), String::new()),
    };
    let report = given.verify(&genesis);
    match report.unreadable() {
        Some(why) => error("unreadable", why.to_string()),
        None => written(&Answer::Report(Box::new(findings::document(&report, &genesis)))),
    }
}

/// Which file of evidence a file, or a certificate with one inside, is: `{"sha256": …}`, or `{"error": {"code": …}}` with the codes
/// `pdf_without` and `pdf_several`. JSON.
pub fn identified(file: &[u8]) -> Vec<u8> {
    match Given::open(file) {
        Ok(given) => written(&Answer::Sha256(hex::encode(iou_base::sha256(&given.file)))),
        Err(fault) => error(code(fault), String::new()),
    }
}

/// What the square codes in a grey picture say: `{"texts": […]}`. `width`: pixels a row, in four bytes (little endian). JSON.
pub fn scanned(light: &[u8], width: &[u8]) -> Vec<u8> {
    let width = width.try_into().map_or(0, u32::from_le_bytes);
    let width = usize::try_from(width).unwrap_or_default();
    written(&Answer::Texts(iou_intent::code::scan(width, light)))
}

/// Why there is nothing to verify.
fn code(fault: Fault) -> &'static str {
    match fault {
        Fault::Without => "pdf_without",
        Fault::Several => "pdf_several",
    }
}

fn error(code: &'static str, reason: String) -> Vec<u8> {
    written(&Answer::Error { code, reason })
}

fn written(answer: &Answer<'_>) -> Vec<u8> {
    // Structs of texts and numbers, which always can be written.
    serde_json::to_vec(answer).unwrap_or_default()
}
