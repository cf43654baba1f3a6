//! Verifiers' statements in a file: proved for their account and commitments while they stand; whatever was made for somebody
//! else, by somebody else or with other words is false; what was revoked counts no more, and is not false.

use terms::life::Action;
use terms::AccountId;

use super::super::manifest::Hex;
use super::super::sample::identities::{cases, Case, Told, VERIFIER};
use super::super::sample::Person;
use super::super::{part, ReportItem, Verdict, VerificationReport};
use super::{check, falsity};
use crate::identity::sample::signed_by;
use crate::identity::{IdentityStatement, Level, Method};
use iou_base::{sha256, time::DAY_MS};

impl Told {
    fn report(&self, statements: &[&IdentityStatement], with_fields: bool) -> VerificationReport {
        check(&self.bundle(statements, with_fields), &self.paper.genesis())
    }
}

fn of(report: &VerificationReport) -> Vec<&ReportItem> {
    let items = report.items.iter();
    items.filter(|item| item.check == "identity").collect()
}

fn said<'a>(item: &'a ReportItem, name: &str) -> &'a str {
    let param = item.params.iter().find(|(known, _)| *known == name);
    param.map_or("", |(_, value)| value)
}

#[test]
fn each_case_that_both_verifiers_are_given_comes_to_what_its_title_says() {
    let genesis = Told::new().paper.genesis();
    for Case { title, bundle, code } in cases() {
        let found = falsity(&check(&bundle, &genesis));
        let found = found.as_ref().map(|(_, error)| error.code());
        assert_eq!(found, code, "{title}");
    }
}

#[test]
fn a_statement_that_stands_is_proved_of_its_account_and_its_commitments() {
    let mut told = Told::new();
    let statement = told.statement(|_| ());
    told.record(&statement);
    let report = told.report(&[&statement], true);
    assert_eq!(falsity(&report), None);
    let [item] = of(&report)[..] else { panic!("one") };
    assert_eq!(item.verdict, Verdict::Proved, "{item:?}");
    assert_eq!(said(item, "verifier"), hex::encode(told.verifier().account().0));
    assert_eq!(
        said(item, "account"),
        hex::encode(told.paper.people[1].account().0)
    );
    assert_eq!(said(item, "role"), "borrower");
    assert_eq!(said(item, "methods"), "document liveness");
    assert_eq!(said(item, "fields"), "borrower.id_number, borrower.name");
    assert_eq!((said(item, "standing"), said(item, "tied")), ("stands", "yes"));
}

#[test]
fn without_the_fields_or_without_the_file_less_is_said_and_nothing_is_false() {
    let mut told = Told::new();
    let statement = told.statement(|_| ());
    told.record(&statement);
    let report = told.report(&[&statement], false);
    assert_eq!(falsity(&report), None);
    let [item] = of(&report)[..] else { panic!("one") };
    assert_eq!((item.verdict, said(item, "tied")), (Verdict::Stated, "no"));
    let report = told.report(&[], true);
    assert_eq!(falsity(&report), None);
    let [item] = of(&report)[..] else { panic!("one") };
    assert_eq!(
        (item.verdict, said(item, "standing")),
        (Verdict::Missing, "stands")
    );
}

#[test]
fn what_ended_was_false_from_the_start_or_is_over_counts_no_more_and_the_file_still_holds() {
    type Revoke = fn(&mut Told, [u8; 32]);
    let cases: [(&str, Revoke); 4] = [
        ("ended", |told, digest| {
            told.paper.act(VERIFIER, Action::EndIdentity { digest })
        }),
        ("void", |told, digest| {
            told.paper.act(VERIFIER, Action::VoidIdentity { digest })
        }),
        ("void", |told, digest| {
            told.paper.act(VERIFIER, Action::EndIdentity { digest });
            told.paper.act(VERIFIER, Action::VoidIdentity { digest });
        }),
        ("expired", |told, _| {
            told.paper.wait(366);
            told.paper.act(0, Action::Dispute { evidence: None });
        }),
    ];
    for (standing, revoke) in cases {
        let mut told = Told::new();
        let statement = told.statement(|_| ());
        told.record(&statement);
        revoke(&mut told, statement.digest());
        for statements in [&[&statement][..], &[]] {
            let report = told.report(statements, true);
            assert_eq!(falsity(&report), None, "{standing}");
            let [item] = of(&report)[..] else { panic!("one") };
            let expected = match statements.is_empty() {
                true => Verdict::Missing,
                false => Verdict::Stated,
            };
            assert_eq!(item.verdict, expected, "{standing}");
            // Until when it is good stands in the statement alone.
            if !(statements.is_empty() && standing == "expired") {
                assert_eq!(said(item, "standing"), standing);
            }
            assert_eq!(said(item, "revoked_event").is_empty(), standing == "expired");
        }
    }
}

#[test]
fn a_statement_of_another_account_loan_or_field_is_false_though_its_verifier_put_it_on_record() {
    let stranger = Person::new(50).account();
    type Change = Box<dyn FnOnce(&mut IdentityStatement)>;
    let cases: [(&str, Change); 9] = [
        ("account", Box::new(move |it| it.account = Hex(stranger.0))),
        ("place", Box::new(|it| it.genesis = Hex([5; 32]))),
        ("place", Box::new(|it| it.contract = Hex([5; 32]))),
        ("place", Box::new(|it| it.loan += 1)),
        ("place", Box::new(|it| it.terms = Hex([5; 32]))),
        (
            "commitments",
            Box::new(|it| it.fields[0].commitment = Hex([5; 32])),
        ),
        ("methods", Box::new(|it| it.methods = vec![Method::Liveness])),
        ("time", Box::new(|it| it.valid_until_ms = it.checked_at_ms)),
        (
            "time",
            Box::new(|it| {
                it.checked_at_ms += 3 * DAY_MS;
            }),
        ),
    ];
    for (why, change) in cases {
        let mut told = Told::new();
        let statement = told.statement(change);
        told.record(&statement);
        let report = told.report(&[&statement], true);
        let (_, error) = falsity(&report).unwrap_or_else(|| panic!("{why}: it holds"));
        assert_eq!(error.code(), "identity-false");
        assert!(error.about().ends_with(why), "{why}: {}", error.about());
        // Who does not show it shows nothing false.
        assert_eq!(falsity(&told.report(&[], true)), None);
    }
}

#[test]
fn a_word_of_another_key_under_the_verifiers_name_or_at_another_level_is_false() {
    let mut told = Told::new();
    let mut forged = told.statement(|_| ());
    forged = signed_by(forged, &told.paper.people[0].clone());
    told.record(&forged);
    let mut of_another = told.statement(|_| ());
    of_another.verifier = Hex(Person::new(50).account().0);
    of_another = signed_by(of_another, &Person::new(50));
    told.record(&of_another);
    let higher = told.statement(|it| it.salt = Hex([8; 32]));
    let digest = higher.digest();
    let kind = Level::Authority.kind();
    told.paper.act(VERIFIER, Action::StateIdentity { digest, kind });
    for (statement, why) in [
        (&forged, "signature"),
        (&of_another, "verifier"),
        (&higher, "level"),
    ] {
        let (_, error) = falsity(&told.report(&[statement], true)).expect(why);
        assert!(error.about().ends_with(why), "{why}: {}", error.about());
    }
}

#[test]
fn a_digest_that_another_verifier_took_over_is_theirs_alone_and_makes_nothing_false() {
    let mut told = Told::new();
    let statement = told.statement(|_| ());
    told.record(&statement);
    let (digest, kind) = (statement.digest(), statement.level.kind());
    told.paper.people[VERIFIER] = Person::new(51);
    told.paper.act(VERIFIER, Action::StateIdentity { digest, kind });
    // A file that somebody else's event names, which was never meant as a statement.
    let photo = b"a photograph".to_vec();
    let evidence = Some(sha256(&photo));
    told.paper.act(0, Action::Dispute { evidence });
    let digest = sha256(&photo);
    told.paper.act(VERIFIER, Action::StateIdentity { digest, kind });
    let mut bundle = told.bundle(&[&statement], true);
    let _ = bundle
        .others
        .insert(format!("{}{}", part::FILES, hex::encode(digest)), photo);
    let report = check(&bundle, &told.paper.genesis());
    assert_eq!(falsity(&report), None);
    let verdicts: Vec<_> = of(&report).iter().map(|item| item.verdict).collect();
    assert_eq!(verdicts, [Verdict::Proved, Verdict::Missing, Verdict::Missing]);
    // Revoking one's own does not name the file for anything else.
    let mut told = Told::new();
    let forged = signed_by(
        told.statement(|it| it.verifier = Hex(Person::new(50).account().0)),
        &Person::new(50),
    );
    told.record(&forged);
    let digest = forged.digest();
    told.paper.act(VERIFIER, Action::EndIdentity { digest });
    let (_, error) = falsity(&told.report(&[&forged], true)).expect("false");
    assert!(error.about().ends_with("verifier"), "{}", error.about());
}

#[test]
fn without_places_no_check_is_of_a_time_to_come_and_nobody_is_said_not_to_have_signed() {
    let without_places = |told: &mut Told, statement: &IdentityStatement| {
        told.paper.forget_places();
        told.report(&[statement], true)
    };
    let mut told = Told::new();
    let statement = told.statement(|_| ());
    told.record(&statement);
    let report = without_places(&mut told, &statement);
    assert_eq!(falsity(&report), None);
    let [item] = of(&report)[..] else { panic!("one") };
    assert_eq!(said(item, "at_signing"), "unplaced");
    let mut told = Told::new();
    let statement = told.statement(|it| it.checked_at_ms += 3 * DAY_MS);
    told.record(&statement);
    let (_, error) = falsity(&without_places(&mut told, &statement)).expect("of a time to come");
    assert!(error.about().ends_with("time"), "{}", error.about());
}

#[test]
fn a_party_or_whoever_holds_the_claim_is_no_verifier_whatever_a_contract_took() {
    let mut told = Told::new();
    for who in [0, 1] {
        let digest = [9; 32];
        let action = Action::StateIdentity { digest, kind: 2 };
        let refused = told.paper.refuses(who, action);
        assert_eq!(refused, terms::Error::VerifierHasPart);
    }
    let statement = told.statement(|_| ());
    told.record(&statement);
    let parts = vec![terms::agreement::Holder {
        account: AccountId(told.verifier().account().0),
        ppm: terms::limits::WHOLE_PPM,
    }];
    let sign_by = terms::Timestamp(told.paper.now_ms + 5 * DAY_MS);
    let evidence = None;
    told.paper.act(
        0,
        Action::Assign {
            parts,
            sign_by,
            evidence,
        },
    );
    let digest = told.paper.loan().agreement.assignments[0].digest;
    let at_least = terms::Amount::ZERO;
    let accept = Action::AcceptAssignment {
        digest,
        at_least,
        evidence,
    };
    told.paper.act(VERIFIER, accept);
    let report = told.report(&[&statement], true);
    assert_eq!(falsity(&report), None);
    let [item] = of(&report)[..] else { panic!("one") };
    assert_eq!((item.verdict, said(item, "standing")), (Verdict::Stated, "party"));
}

#[test]
fn a_file_that_is_no_statement_is_none_though_a_verifier_put_its_digest_on_record() {
    let mut told = Told::new();
    let bytes = b"{\"format\":\"iou-identity-statement\"}";
    let digest = sha256(bytes);
    told.paper
        .act(VERIFIER, Action::StateIdentity { digest, kind: 2 });
    let mut bundle = told.bundle(&[], true);
    let name = format!("{}{}", part::FILES, hex::encode(digest));
    let _ = bundle.others.insert(name, bytes.to_vec());
    let (_, error) = falsity(&check(&bundle, &told.paper.genesis())).expect("false");
    assert!(error.about().ends_with("form"), "{}", error.about());
}

#[test]
fn a_step_of_another_digest_or_level_did_not_put_it_on_record() {
    for other in [
        Action::StateIdentity {
            digest: [1; 32],
            kind: 2,
        },
        Action::StateIdentity {
            digest: [2; 32],
            kind: 1,
        },
        Action::EndIdentity { digest: [1; 32] },
    ] {
        let mut told = Told::new();
        let verifier = told.verifier();
        told.paper.rival(&verifier, None, &other);
        let (digest, kind) = ([1; 32], 1);
        told.paper.act(VERIFIER, Action::StateIdentity { digest, kind });
        super::refused(&told.paper.bundle(), &told.paper.genesis(), "transaction-idle");
    }
}
