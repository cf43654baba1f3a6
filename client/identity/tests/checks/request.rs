use iou_base::time::DAY_MS;
use iou_evidence::identity::{IdentityStatement, Level, Method};
use iou_evidence::verify::manifest::Hex;
use iou_identity::issue::{statement, Check};
use iou_identity::request::{Asks, Request, CONSENT_MS, LABEL};
use iou_identity::Fault;
use iou_keys::{seal, Key};
use terms::agreement::Seat;

use super::{key, Case, NOW_MS};

fn checked(case: &Case, request: &Request) -> Result<(), Fault> {
    request.check(&case.of(), case.verifier.account(), Asks::default(), NOW_MS)
}

/// A check of a document with its holder's face, after `change`.
fn with(change: impl FnOnce(&mut Check)) -> Result<IdentityStatement, Fault> {
    let mut check = Check {
        methods: vec![Method::Document, Method::Liveness],
        level: None,
        at_ms: NOW_MS,
        until_ms: NOW_MS + DAY_MS,
        report: [1; 32],
        salt: [2; 32],
    };
    change(&mut check);
    statement(&Case::new().request(), check)
}

#[test]
fn a_request_is_opened_by_its_verifier_alone_and_every_change_on_the_way_is_found() {
    let case = Case::new();
    let request = case.request();
    let line = request.seal(&[5; 64]).expect("an sr25519 account");
    assert!(line.starts_with("IOU:IDENTITY:1:A:"));
    let open = |key: &Key| {
        let sealed = Request::sealed(&line).unwrap();
        let plain = seal::open(key, LABEL, &sealed).ok_or(Fault::Locked)?;
        Request::read(&plain)
    };
    assert_eq!(open(&case.verifier), Ok(request));
    assert_eq!(open(&case.borrower), Err(Fault::Locked));
    assert_eq!(Request::sealed("IOU:FIELDS:1:A:AAAA"), Err(Fault::Foreign));
    assert_eq!(Request::sealed(&line[..line.len() - 3]), Err(Fault::Damaged));
    assert_eq!(Request::sealed(&"A".repeat(70_000)), Err(Fault::Foreign));
    assert_eq!(Request::read(b"{}"), Err(Fault::Foreign));
}

#[test]
fn a_request_of_somebody_else_for_somebody_else_or_of_other_fields_is_refused() {
    let case = Case::new();
    assert_eq!(checked(&case, &case.request()), Ok(()));
    let by = |key: &Key, change: fn(&mut Request)| checked(&case, &case.request_by(key, change));
    let own = |change: fn(&mut Request)| by(&case.borrower, change);
    // The other party, a relay, the verifier: nobody else asks in the borrower's name.
    for name in ["//Alice", "//Charlie", "//Eve"] {
        assert_eq!(by(&key(name), |_| ()), Err(Fault::NotSigned), "{name}");
    }
    assert_eq!(
        own(|it| it.consent.verifier = Hex([9; 32])),
        Err(Fault::OtherVerifier)
    );
    assert_eq!(own(|it| it.consent.loan = 4), Err(Fault::OtherLoan));
    assert_eq!(own(|it| it.consent.genesis = Hex([9; 32])), Err(Fault::OtherLoan));
    assert_eq!(own(|it| it.consent.role = "lender".into()), Err(Fault::OtherKey));
    assert_eq!(
        own(|it| it.consent.role = "guarantor.7".into()),
        Err(Fault::NoParty)
    );
    assert_eq!(own(|it| it.fields.truncate(2)), Err(Fault::OtherFields));
    let other = |it: &mut Request| {
        let opened = it.fields[1].opened.as_mut().expect("opened");
        opened.value = "王五".into();
    };
    assert_eq!(own(other), Err(Fault::OtherFields));
    assert_eq!(own(|it| it.fields.clear()), Err(Fault::OtherFields));
    assert_eq!(
        own(|it| it.fields[1].opened = None),
        Err(Fault::NoFields),
        "consented to"
    );
    assert_eq!(
        own(|it| it.consent.fields.clear()),
        Err(Fault::NoFields),
        "not consented to"
    );
}

#[test]
fn a_consent_is_for_thirty_days_and_never_to_a_face_alone() {
    let case = Case::new();
    let own = |change: &dyn Fn(&mut Request)| checked(&case, &case.request_by(&case.borrower, change));
    assert_eq!(own(&|it| it.consent.at_ms = NOW_MS - CONSENT_MS), Ok(()));
    assert_eq!(
        own(&|it| it.consent.at_ms = NOW_MS - CONSENT_MS - 1),
        Err(Fault::ConsentTime)
    );
    assert_eq!(
        own(&|it| it.consent.at_ms = NOW_MS + 3_600_000),
        Err(Fault::ConsentTime)
    );
    for methods in [
        vec![Method::Liveness],
        vec![Method::Declared, Method::Liveness],
        vec![],
        vec![Method::NetworkId, Method::Document],
    ] {
        assert_eq!(
            own(&|it| it.consent.methods.clone_from(&methods)),
            Err(Fault::FaceAlone)
        );
    }
}

#[test]
fn what_is_issued_says_no_more_than_was_checked_and_agreed_to() {
    let issued = with(|_| ()).unwrap();
    assert_eq!(issued.level, Level::Document);
    let names: Vec<_> = issued.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["borrower.id_number", "borrower.name"]);
    let lower = with(|it| it.level = Some(Level::Remote)).unwrap();
    assert_eq!(lower.level, Level::Remote);
    assert_eq!(
        with(|it| it.level = Some(Level::Authority)),
        Err(Fault::LevelTooHigh)
    );
    assert_eq!(
        with(|it| it.methods = vec![Method::Liveness]),
        Err(Fault::FaceAlone)
    );
    assert_eq!(with(|it| it.methods.clear()), Err(Fault::FaceAlone));
    assert_eq!(
        with(|it| it.methods = vec![Method::Call]),
        Err(Fault::NotAgreed(Method::Call))
    );
    assert_eq!(with(|it| it.until_ms = it.at_ms), Err(Fault::ValidTime));
    assert_eq!(with(|it| it.until_ms = u64::MAX), Err(Fault::ValidTime));
}

#[test]
fn what_would_be_no_statement_for_its_length_is_not_issued() {
    let check = || Check {
        methods: vec![Method::NetworkId],
        level: None,
        at_ms: NOW_MS,
        until_ms: NOW_MS + 1,
        report: [1; 32],
        salt: [2; 32],
    };
    let issued = |count: usize, length: usize| {
        let names: Vec<_> = (0..count)
            .map(|n| format!("borrower.{n:03}{}", "x".repeat(length)))
            .collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let mut request = Case::new().request();
        request.fields = iou_evidence::identity::sample::fields(&names);
        statement(&request, check())
    };
    let most = issued(64, 0).unwrap();
    let signed = most.signed(&[7; 64]);
    assert_eq!(IdentityStatement::read(&signed.bytes()), Some(signed));
    assert_eq!(issued(65, 0), Err(Fault::TooMuch));
    assert_eq!(issued(64, 200), Err(Fault::TooMuch));
}

#[test]
fn what_is_issued_and_signed_holds_with_whoever_checks_it() {
    let case = Case::new();
    let issued = with(|_| ()).unwrap();
    let signature = case.verifier.sign(&issued.text(), [1; 32]);
    let issued = issued.signed(&signature);
    assert_eq!(issued.check(), Ok(()));
    assert_eq!(issued.is_of(&case.of()), Ok(()));
    assert_eq!(issued.is_about(&case.fields), Ok(()));
    assert_eq!(issued.consent.0, case.request().consent.digest());
    // No value and no salt of a field stands in it.
    let text = String::from_utf8(issued.bytes()).unwrap();
    for field in &case.fields {
        let opened = field.opened.as_ref().unwrap();
        assert!(!text.contains(&opened.value) && !text.contains(&hex::encode(opened.salt)));
    }
}

/// A lost key signs nothing: its owner asks with another account, which a verifier takes for the party's where it acts for the seat, and
/// otherwise where they say so.
#[test]
fn a_request_with_another_key_is_taken_where_it_acts_for_the_party_or_the_verifier_answers_for_it() {
    let case = Case::new();
    let (lost, new) = (case.borrower.account(), key("//Frank"));
    let to = new.account();
    let asked = case.request_by(&new, |it| it.consent.account = Hex(key("//Frank").account().0));
    let taken = [Seat {
        account: lost,
        key: to,
        plan: None,
        claim: None,
        held_through: None,
        objected: None,
    }];
    let check = |request: &Request, seats, with_another| {
        let asks = Asks { seats, with_another };
        request.check(&case.of(), case.verifier.account(), asks, NOW_MS)
    };
    assert_eq!(check(&asked, &[], false), Err(Fault::OtherKey));
    assert_eq!(check(&asked, &[], true), Ok(()));
    assert_eq!(check(&asked, &taken, false), Ok(()));
    // The key before has nothing to ask for any more.
    assert_eq!(check(&case.request(), &taken, false), Err(Fault::OtherKey));
    // Whom it names must have signed it, whatever is allowed.
    let foreign = case.request_by(&case.borrower, |it| {
        it.consent.account = Hex(key("//Frank").account().0)
    });
    assert_eq!(check(&foreign, &taken, true), Err(Fault::NotSigned));
}
