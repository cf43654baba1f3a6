//! The verifier's items, gathered: what was found alike of many events is one finding, and each names the rules of
//! evidence that it helps to answer. Source: 人民法院在线诉讼规则 (2021), arts. 16–19; 最高人民法院关于民事诉讼证据的若干规定
//! (2019), arts. 93, 94.

use page::{Article, Both, Finding};

use super::{page, Writer};
use crate::findings::{verdict, Speaker};
use iou_evidence::verify::{ReportItem, Verdict, VerificationReport};

/// Items alike from which on they are counted and not told one by one, where there is a sentence for the count.
const COUNTED_FROM: usize = 2;

impl Writer<'_> {
    /// One finding for each check and verdict, in the order in which one rests on another.
    pub(super) fn findings(&self, report: &VerificationReport) -> Vec<Finding> {
        let mut groups: Vec<Vec<&ReportItem>> = Vec::new();
        for item in &report.items {
            let alike = |group: &&mut Vec<&ReportItem>| {
                (group[0].check, group[0].verdict) == (item.check, item.verdict)
            };
            match groups.iter_mut().find(alike) {
                Some(group) => group.push(item),
                None => groups.push(vec![item]),
            }
        }
        let (zh, en) = self.speakers();
        groups
            .iter()
            .map(|group| Finding {
                item: Both::new(zh.title(group[0]), en.title(group[0])),
                verdict: printed(group[0].verdict),
                words: Both::new(told(&zh, group), told(&en, group)),
                answers: answers(group[0].check).to_vec(),
            })
            .collect()
    }
}

/// A group in words.
fn told(speaker: &Speaker<'_>, group: &[&ReportItem]) -> String {
    let counted = format!("certificate-{}-{}", group[0].check, verdict(group[0].verdict));
    if group.len() >= COUNTED_FROM && speaker.text.has(&counted) {
        let mut count = vec![("count", group.len().to_string().into())];
        let signed = group[0].params.iter().find(|(name, _)| *name == "signed");
        count.extend(signed.map(|(name, value)| (*name, value.clone().into())));
        return speaker.text.lookup(&counted, &count);
    }
    let sentences: Vec<String> = group.iter().map(|item| speaker.sentence(item)).collect();
    sentences.join("\n")
}

fn printed(verdict: Verdict) -> page::Verdict {
    match verdict {
        Verdict::Proved => page::Verdict::Proved,
        Verdict::Stated => page::Verdict::Stated,
        Verdict::Missing => page::Verdict::Missing,
        Verdict::False => page::Verdict::False,
    }
}

/// The rules that a check helps to answer.
fn answers(check: &str) -> &'static [Article] {
    use Article::*;
    match check {
        "container" | "manifest" => &[Ol16, Ol19],
        "authorities" | "finality" => &[Ol16, Ol17, Ev94Platform],
        "institution" | "institutions" => &[Ol17, Ev94Platform],
        "ledger" | "unit" | "development-chain" | "development-keys" => &[Ol16, Ol17],
        "state" | "events" => &[Ol16, Ev93, Ev94Archive],
        "books" | "place" => &[Ol16, Ev93, Ev94Ordinary],
        "terms" => &[Ol16, Ev93],
        "agreement" | "clauses" | "clauses-other" => &[Ev93, Ev94Agreed],
        "signature" | "intent" | "money" => &[Ol18, Ev94Adverse],
        "file" | "field" | "fields" | "handwriting" => &[Ol18],
        "passkey" => &[Ol18, Ev93],
        "attestation" => &[Ol18, Ev94Platform],
        "statement" => &[Ol19, Ev93],
        "notices" => &[Ol18, Ev94Ordinary],
        "anchor" => &[Ol17, Ol18],
        "cms" | "identity" => &[Ol18, Ev93],
        seat if seat == "seat" || seat.starts_with("seat-") => &[Ol18, Ev93],
        _ => &[],
    }
}
