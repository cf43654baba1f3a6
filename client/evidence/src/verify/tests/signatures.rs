//! Signatures under certificates, as far as the verifier goes alone: what is carried, under which name, and since when it was there.

use std::cell::RefCell;

use iou_base::sha256;
use terms::life::Action;
use terms::AccountId;

use super::super::sample::{Bundle, Paper};
use super::super::signatures::{entry, Carried, Judge, ANSWER, BESIDE_MAX, LIST, SIGNATURE, SIGNATURES_MAX};
use super::super::{verify_by, ReportItem, Verdict, VerificationReport};
use super::{check, refused};

const CMS: &[u8] = b"whatever it is";

/// A loan that one party disputes, naming that file; and the evidence with it.
fn paper() -> (Paper, Bundle) {
    let mut paper = Paper::with_loan(&[1], 3);
    paper.wait(30);
    paper.act(
        1,
        Action::Dispute {
            evidence: Some(sha256(CMS)),
        },
    );
    let mut bundle = paper.bundle();
    let _ = bundle.others.insert(entry(SIGNATURE, CMS), CMS.to_vec());
    (paper, bundle)
}

fn found<'a>(report: &'a VerificationReport, check: &str) -> Vec<&'a ReportItem> {
    report.items.iter().filter(|item| item.check == check).collect()
}

/// Keeps what it was asked.
#[derive(Default)]
struct Asked {
    named: RefCell<Vec<Option<(u32, u64)>>>,
    parties: RefCell<Vec<(&'static str, AccountId)>>,
}

impl Judge for Asked {
    fn judge(&self, carried: &Carried<'_>, _: &mut VerificationReport) {
        let named = carried.signatures.iter().map(|one| one.named);
        self.named.borrow_mut().extend(named);
        self.parties.borrow_mut().clone_from(&carried.parties);
    }
}

#[test]
fn a_signature_that_nobody_judges_is_carried_and_the_file_of_its_event_is_there() {
    let (paper, bundle) = paper();
    let report = check(&bundle, &paper.genesis());
    assert!(report.holds());
    let [item] = found(&report, "cms")[..] else {
        panic!("one")
    };
    assert_eq!(item.verdict, Verdict::Stated);
    assert!(item.params.contains(&("judged", "no".into())));
    let files = found(&report, "file");
    assert!(files
        .iter()
        .any(|item| item.verdict == Verdict::Proved
            && item.params.contains(&("digest", hex::encode(sha256(CMS))))));
}

#[test]
fn a_judge_is_told_the_parties_and_the_time_of_the_first_event_that_names_it() {
    let (paper, mut bundle) = paper();
    let _ = bundle
        .others
        .insert(entry(SIGNATURE, b"unnamed"), b"unnamed".to_vec());
    let asked = Asked::default();
    let report = verify_by(&bundle.seal(), &paper.genesis(), &asked);
    let loan = report.loan.unwrap();
    let last = loan.events.last().unwrap();
    let when = (last.event.head().sequence, last.block.as_ref().unwrap().time_ms);
    let mut named = asked.named.into_inner();
    named.sort_unstable();
    assert_eq!(named, [None, Some(when)]);
    let terms = &loan.terms;
    assert_eq!(
        asked.parties.into_inner()[..2],
        [("lender", terms.lender), ("borrower", terms.borrower)]
    );
}

#[test]
fn what_is_not_called_by_its_digest_or_is_too_much_is_false() {
    let (paper, honest) = paper();
    let genesis = paper.genesis();
    for name in [
        entry(SIGNATURE, b"another"),
        entry("pem", b"x"),
        entry(SIGNATURE, b"x") + ".txt",
        entry("txt", b"x") + "." + SIGNATURE,
        "x509/list.crl".into(),
    ] {
        let mut bundle = paper.bundle();
        let _ = bundle.others.insert(name, b"x".to_vec());
        refused(&bundle, &genesis, "cms-name");
    }
    let with = |all: Vec<(&str, Vec<u8>)>| {
        let mut bundle = paper.bundle();
        for (ending, bytes) in all {
            let _ = bundle.others.insert(entry(ending, &bytes), bytes);
        }
        bundle
    };
    let many =
        |ending: &'static str, count: usize| (0..count).map(|n| (ending, n.to_le_bytes().to_vec())).collect();
    refused(&with(many(SIGNATURE, SIGNATURES_MAX + 1)), &genesis, "cms-many");
    refused(&with(many(ANSWER, BESIDE_MAX + 1)), &genesis, "cms-many");
    refused(&with(vec![(SIGNATURE, vec![0; 70_000])]), &genesis, "cms-many");
    refused(&with(vec![(LIST, vec![0; 9 << 20])]), &genesis, "cms-many");
    assert!(check(&honest, &genesis).holds());
}
