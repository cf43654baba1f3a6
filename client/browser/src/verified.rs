//! What the page is answered that verifies a file of evidence.

use iou_evidence::pdf;
use iou_evidence::verify::{self, Genesis};
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
}

/// The report on a file of evidence, or on a certificate with one inside, under the chain specification that the reader trusts:
/// `{"report": …}` as `iou verify --json` has it under `data`, or `{"error": {"code": …, "reason": …}}` with the codes
/// `chain_spec`, `pdf_without`, `pdf_several` and `unreadable`. JSON.
pub fn answer(file: &[u8], spec: &[u8]) -> Vec<u8> {
    let error = |code, reason: String| written(&Answer::Error { code, reason });
    let genesis = match Genesis::of_spec(spec) {
        Ok(genesis) => genesis,
        Err(why) => return error("chain_spec", why.to_string()),
    };
    let inside;
    let file = match pdf::is_pdf(file) {
        false => file,
        true => match pdf::evidence(file) {
            Ok(found) => {
                inside = found;
                &inside
            }
            Err(pdf::Fault::Without) => return error("pdf_without", String::new()),
            Err(pdf::Fault::Several) => return error("pdf_several", String::new()),
        },
    };
    let report = verify::verify(file, &genesis);
    match report.unreadable() {
        Some(why) => error("unreadable", why.to_string()),
        None => written(&Answer::Report(Box::new(findings::document(&report, &genesis)))),
    }
}

fn written(answer: &Answer<'_>) -> Vec<u8> {
    // Structs of texts and numbers, which always can be written.
    serde_json::to_vec(answer).unwrap_or_default()
}
