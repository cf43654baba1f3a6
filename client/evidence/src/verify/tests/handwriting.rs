//! Signatures by hand that a step names: stated, with whether they are of that signature.

use terms::life::Action;
use terms::AccountId;

use super::super::sample::Paper;
use super::super::{ReportItem, Verdict, VerificationReport};
use super::{check, falsity};
use crate::handwriting::Handwriting;

fn found(report: &VerificationReport) -> Vec<&ReportItem> {
    let items = report.items.iter();
    items.filter(|item| item.check == "handwriting").collect()
}

/// A proposal that the lender signs with a hand that is bound to `account` and `terms`; theirs where left out.
fn signed_with(account: Option<AccountId>, terms: Option<[u8; 32]>) -> VerificationReport {
    let mut paper = Paper::with_proposal(&[1], 3);
    let digest = paper.loan().agreement.digest;
    let account = account.unwrap_or_else(|| paper.people[0].account());
    let strokes = vec![vec![(1, 2, 0), (3, 4, 5)], vec![(6, 7, 8)]];
    let hand = Handwriting::new((600, 200), strokes, account, terms.unwrap_or(digest), [3; 32]);
    let hand = hand.expect("inside of its field");
    let evidence = Some(hand.digest());
    paper.act(0, Action::Sign { digest, evidence });
    let mut bundle = paper.bundle();
    let name = format!("files/{}", hex::encode(hand.digest()));
    let _ = bundle.others.insert(name, hand.bytes());
    let report = check(&bundle, &paper.genesis());
    assert_eq!(falsity(&report), None);
    report
}

#[test]
fn a_hand_is_stated_and_said_to_agree_only_with_the_signature_of_its_account_under_its_terms() {
    let agrees = |report: &VerificationReport| {
        let [item] = found(report)[..] else { panic!("one") };
        assert_eq!(item.verdict, Verdict::Stated);
        item.params.contains(&("agrees", "yes".into()))
    };
    assert!(agrees(&signed_with(None, None)));
    assert!(!agrees(&signed_with(Some(AccountId([9; 32])), None)));
    assert!(!agrees(&signed_with(None, Some([9; 32]))));
}
