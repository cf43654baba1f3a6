//! What passkeys signed: proved is the key that the terms name, the request, the verified user and the origin; whatever somebody
//! else has signed, for something else, elsewhere or otherwise, passes for it.

use std::collections::BTreeSet;

use p256::ecdsa::signature::Signer;
use p256::ecdsa::Signature;

use super::super::passkeys::{low_s, HexBytes};
use super::super::sample::passkeys::{key, lies, truths, Lie, Told, HOST};
use super::super::sample::{Bundle, Paper};
use super::super::{part, verify, ReportItem, Verdict, VerificationReport};
use super::falsity;

/// The chain of all these files.
fn chain() -> super::Genesis {
    Paper::new(&[1, 2, 3], 1).genesis()
}

fn check(bundle: &Bundle) -> VerificationReport {
    verify(&bundle.seal(), &chain())
}

fn of(report: &VerificationReport, verdict: Verdict) -> Vec<&ReportItem> {
    let items = report.items.iter();
    items
        .filter(|item| item.check == "passkey" && item.verdict == verdict)
        .collect()
}

fn said<'a>(item: &'a ReportItem, name: &str) -> &'a str {
    let param = item.params.iter().find(|(known, _)| *known == name);
    param.map_or("", |(_, value)| value)
}

#[test]
fn a_passkey_that_the_terms_name_signed_each_request_of_its_party_and_what_nobody_proves_is_stated() {
    let told = Told::default();
    let report = check(&told.bundle());
    assert_eq!(falsity(&report), None);
    assert!(report.holds());
    let proved = of(&report, Verdict::Proved);
    let events: BTreeSet<&str> = proved.iter().map(|item| said(item, "event")).collect();
    assert_eq!(events, ["0", "1", "2", "3"].into());
    let loan = report.loan.as_deref().unwrap();
    for item in &proved {
        let number: usize = said(item, "event").parse().unwrap();
        let step = loan.events[number].step.as_ref().unwrap();
        assert_eq!(said(item, "account"), hex::encode(step.signer.0));
        assert_eq!(said(item, "origin"), format!("https://{HOST}"));
        assert_eq!(said(item, "signed"), "yes");
        let fields = told.fields.iter().filter_map(|field| field.opened.as_ref());
        assert_eq!(
            fields
                .filter(|opened| opened.value == said(item, "digest"))
                .count(),
            1
        );
    }
    assert_eq!(of(&report, Verdict::Stated).len(), 1);
}

#[test]
fn what_others_try_with_passkeys_is_false_for_its_reason() {
    let all = lies();
    assert!(all.len() > 60);
    for Lie { title, bundle, code } in all {
        let report = check(&bundle);
        let (_, error) = falsity(&report).unwrap_or_else(|| panic!("{title}: it holds"));
        assert_eq!(error.code(), code, "{title}");
    }
}

#[test]
fn what_browsers_and_authenticators_may_say_otherwise_holds() {
    for (title, bundle) in truths() {
        let report = check(&bundle);
        assert_eq!(falsity(&report), None, "{title}");
        assert!(!of(&report, Verdict::Proved).is_empty(), "{title}");
    }
}

#[test]
fn a_file_without_their_words_says_nothing_of_passkeys_and_no_text_ever_does() {
    let told = Told::default();
    let parts = told.bundle().parts();
    for name in [part::AGREEMENT_EN, part::AGREEMENT_ZH] {
        let text = std::str::from_utf8(&parts[name]).unwrap();
        let digest = &told.fields[0].opened.as_ref().unwrap().value;
        assert!(!text.contains("passkey") && !text.contains(digest.as_str()));
    }
    let mut without = told.bundle();
    let _ = without.others.remove(part::PASSKEYS);
    let report = check(&without);
    assert_eq!(falsity(&report), None);
    assert!(report.items.iter().all(|item| item.check != "passkey"));
    let _ = without.others.remove(part::FIELDS);
    assert_eq!(falsity(&check(&without)), None);
}

#[test]
fn every_byte_of_a_passkeys_words_counts() {
    let mut told = Told::default();
    told.passkeys.truncate(1);
    told.passkeys[0].assertions.truncate(1);
    let bundle = told.bundle();
    let bytes = &bundle.others[part::PASSKEYS];
    assert_eq!(falsity(&check(&bundle)), None);
    for at in 0..bytes.len() {
        let mut changed = bundle.clone();
        changed.others.get_mut(part::PASSKEYS).unwrap()[at] ^= 1;
        assert!(!check(&changed).holds(), "byte {at}");
    }
    // Each bit of what is signed, and of the signature.
    let whole = told.passkeys[0].assertions[0].clone();
    let parts: [fn(&mut super::super::passkeys::Assertion) -> &mut HexBytes; 3] = [
        |it| &mut it.authenticator,
        |it| &mut it.client,
        |it| &mut it.signature,
    ];
    for part in parts {
        let len = part(&mut whole.clone()).0.len();
        for at in 0..len {
            let mut bent = whole.clone();
            part(&mut bent).0[at] ^= 1 << (at % 8);
            told.passkeys[0].assertions[0] = bent;
            assert!(!check(&told.bundle()).holds(), "byte {at}");
        }
    }
}

#[test]
fn of_both_forms_of_a_signature_the_lower_one_is_kept() {
    let signature: Signature = key(5).sign(b"this");
    let lower = signature.normalize_s().unwrap_or(signature);
    let (r, s) = lower.split_scalars();
    let higher = Signature::from_scalars(r, -*s).unwrap();
    for one in [lower, higher] {
        let der = one.to_der();
        assert_eq!(low_s(der.as_bytes()).unwrap()[..], lower.to_bytes()[..]);
        assert_eq!(low_s(&[der.as_bytes(), &[0]].concat()), None);
        assert_eq!(low_s(&der.as_bytes()[1..]), None);
    }
    assert_eq!(low_s(&lower.to_bytes()), None);
}
