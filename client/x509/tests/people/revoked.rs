//! Lists and answers: what they say of a signer, as of a time, and what they are that say nothing.

use iou_x509::{Above, Fault, Revocation};

use super::lab::{moment, now, Lab, CA, DAY, PERSON, RESPONDER};
use super::Case;

#[test]
fn a_list_shows_that_a_signer_was_not_revoked_or_since_when_they_are() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    let mut case = Case::of(&lab);
    case.lists = vec![lab.list("ca", "-crldays 30")];
    let at = |case: &mut Case, time: i64| {
        case.time = Some(time);
        case.judge(&cms).map(|it| it.revocation)
    };
    assert_eq!(at(&mut case, now()), Ok(Revocation::Cleared("crl")));
    // Made later, while the certificate was valid.
    assert_eq!(at(&mut case, now() - 50 * DAY), Ok(Revocation::Cleared("crl")));
    // Old.
    assert_eq!(at(&mut case, now() + 31 * DAY), Ok(Revocation::Unknown));

    lab.revoke("ca", "li", "");
    case.lists = vec![lab.list("ca", "-crldays 30")];
    let since = match at(&mut case, now() - DAY) {
        Ok(Revocation::Later(since)) => since,
        other => panic!("{other:?}"),
    };
    assert!((now() - since).abs() < 100);
    assert_eq!(at(&mut case, since), Err(Fault::Revoked), "at that very second");
    assert_eq!(at(&mut case, since - 1), Ok(Revocation::Later(since)));
    assert_eq!(
        at(&mut case, now() + 31 * DAY),
        Err(Fault::Revoked),
        "an old list says that too"
    );
    case.time = None;
    assert_eq!(
        case.judge(&cms).map(|it| it.revocation),
        Ok(Revocation::Sometime(since))
    );
    // A newer list without it takes nothing back.
    let mut other = lab.list("ca", "-crldays 30");
    other.clone_from(&case.lists[0]);
    case.lists.push(other);
    assert_eq!(at(&mut case, now()), Err(Fault::Revoked));
}

#[test]
fn a_key_that_was_somebody_elses_before_it_was_revoked_counts_from_then() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    lab.revoke("ca", "li", "-crl_compromise 20260101000000Z");
    let mut case = Case::of(&lab);
    case.lists = vec![lab.list("ca", "-crldays 30")];
    case.time = Some(now() - DAY);
    // 2026-01-01 is before anything here was made.
    assert_eq!(case.judge(&cms).map(drop), Err(Fault::Revoked));
}

#[test]
fn an_authority_between_that_was_revoked_is_told_and_shows_nobody() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    let mut case = Case::of(&lab);
    case.lists = vec![lab.list("ca", "-crldays 30"), lab.list("root", "-crldays 30")];
    let (found, unrelated) = case.judge_all(&cms);
    let found = found.unwrap();
    assert_eq!(
        (found.revocation, found.above, found.is_shown(), unrelated),
        (Revocation::Cleared("crl"), Above::Cleared, true, 0)
    );
    lab.revoke("root", "ca", "");
    case.lists[1] = lab.list("root", "-crldays 30");
    // After it, before it, at no time that is known.
    for (time, is_revoked) in [(Some(now() + 2), true), (Some(now() - DAY), false), (None, true)] {
        case.time = time;
        let found = case.judge(&cms).unwrap();
        let is_told = matches!(found.above, Above::Revoked(since) if (since - now()).abs() < 100);
        assert_eq!((is_told, found.is_shown()), (is_revoked, !is_revoked), "{time:?}");
    }
}

#[test]
fn who_was_revoked_after_their_certificate_had_ended_is_not_said_to_be_unknown() {
    let lab = Lab::of("P-256");
    lab.again("ca", "li", PERSON, now() - 100 * DAY, now() - 10 * DAY);
    let cms = lab.sign("li");
    lab.revoke("ca", "li", "");
    let mut case = Case::of(&lab);
    case.time = Some(now() - 50 * DAY);
    // Such a list may leave out who was revoked before, and so shows nobody to have been in force.
    case.lists = vec![lab.list("ca", "-crldays 30")];
    let found = case.judge(&cms).unwrap();
    assert!(matches!(found.revocation, Revocation::Sometime(since) if (since - now()).abs() < 100));
    assert!(!found.is_shown());
}

#[test]
fn a_list_from_before_a_certificate_was_made_says_nothing_of_it() {
    let lab = Lab::of("P-256");
    lab.again("ca", "li", PERSON, now() - 10 * DAY, now() + DAY);
    let cms = lab.sign("li");
    let mut case = Case::of(&lab);
    for (made, revocation) in [(-11, Revocation::Unknown), (-9, Revocation::Cleared("crl"))] {
        let (from, until) = (moment(now() + made * DAY), moment(now() + 3_000 * DAY));
        // Both are in force for years.
        case.lists = vec![lab.list("ca", &format!("-crl_lastupdate {from} -crl_nextupdate {until}"))];
        assert_eq!(case.judge(&cms).unwrap().revocation, revocation, "{made}");
    }
}

#[test]
fn lists_that_are_no_ones_or_not_whole_say_nothing() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    let mut case = Case::of(&lab);
    // By another authority, one that has the same name and one that has another.
    let other = Lab::of("P-256");
    lab.certify("root", "elsewhere", "P-256", CA);
    for list in [
        other.list("ca", "-crldays 30"),
        lab.list("elsewhere", "-crldays 30"),
    ] {
        case.lists = vec![list];
        let (found, unrelated) = case.judge_all(&cms);
        assert_eq!((found.unwrap().revocation, unrelated), (Revocation::Unknown, 1));
    }
    // With a byte changed.
    let honest = lab.list("ca", "-crldays 30");
    let mut changed = honest.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    case.lists = vec![changed];
    assert_eq!(case.judge_all(&cms).1, 1);
    // Changes to another list; of some reasons only; of several authorities.
    for (name, extension) in [
        ("delta", "2.5.29.27=critical,DER:020101"),
        (
            "reasons",
            "issuingDistributionPoint=critical,@point\n[point]\nonlysomereasons=keyCompromise",
        ),
        (
            "several",
            "issuingDistributionPoint=critical,@point\n[point]\nindirectCRL=TRUE",
        ),
    ] {
        case.lists = vec![lab.list_with("ca", extension)];
        assert_eq!(case.judge(&cms), Err(Fault::Extension), "{name}");
    }
    // Of authorities only, and of another place than the certificate names.
    for extension in [
        "issuingDistributionPoint=critical,@point\n[point]\nonlyCA=TRUE",
        "issuingDistributionPoint=critical,@point\n[point]\nfullname=URI:http://example.com/other.crl",
    ] {
        case.lists = vec![lab.list_with("ca", extension)];
        let (found, unrelated) = case.judge_all(&cms);
        assert_eq!(
            (found.unwrap().revocation, unrelated),
            (Revocation::Unknown, 1),
            "{extension}"
        );
    }
    // By an authority that may publish none.
    lab.again(
        "root",
        "ca",
        "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign",
        now() - DAY,
        now() + DAY,
    );
    let cms = lab.sign("li");
    case.lists = vec![honest];
    case.roots = vec![lab.der("root")];
    let (found, unrelated) = case.judge_all(&cms);
    assert_eq!((found.unwrap().revocation, unrelated), (Revocation::Unknown, 1));
}

#[test]
fn a_list_of_one_place_is_for_those_who_name_it() {
    let lab = Lab::of("P-256");
    let person = format!("{PERSON}\ncrlDistributionPoints=URI:http://example.com/one.crl");
    lab.certify("ca", "li", "P-256", &person);
    let mut case = Case::of(&lab);
    case.lists = vec![lab.list_with(
        "ca",
        "issuingDistributionPoint=critical,@point\n[point]\nfullname=URI:http://example.com/one.crl",
    )];
    let (found, unrelated) = case.judge_all(&lab.sign("li"));
    assert_eq!(
        (found.unwrap().revocation, unrelated),
        (Revocation::Cleared("crl"), 0)
    );
}

#[test]
fn an_answer_counts_from_the_issuer_and_from_whom_the_issuer_certified_for_it() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    lab.certify("ca", "responder", "P-256", RESPONDER);
    let mut case = Case::of(&lab);
    for responder in ["ca", "responder"] {
        case.answers = vec![lab.answer("ca", responder, "li", "-ndays 3")];
        let (found, unrelated) = case.judge_all(&cms);
        assert_eq!(
            (found.unwrap().revocation, unrelated),
            (Revocation::Cleared("ocsp"), 0),
            "{responder}"
        );
    }
    // Old.
    case.time = Some(now() + 4 * DAY);
    assert_eq!(case.judge(&cms).unwrap().revocation, Revocation::Unknown);
    // Without an end it says something of what was before it.
    case.answers = vec![lab.answer("ca", "responder", "li", "")];
    case.time = Some(now() - 60);
    assert_eq!(case.judge(&cms).unwrap().revocation, Revocation::Cleared("ocsp"));
    case.time = Some(now() + 60);
    assert_eq!(case.judge(&cms).unwrap().revocation, Revocation::Unknown);

    lab.revoke("ca", "li", "-crl_reason keyCompromise");
    case.answers = vec![lab.answer("ca", "responder", "li", "-ndays 3")];
    case.time = Some(now() + 2);
    assert_eq!(case.judge(&cms), Err(Fault::Revoked));
    case.time = Some(now() - DAY);
    assert!(matches!(
        case.judge(&cms).unwrap().revocation,
        Revocation::Later(_)
    ));
}

#[test]
fn an_answer_by_somebody_else_or_of_something_else_says_nothing() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    lab.certify("ca", "wu", "P-256", PERSON);
    lab.certify("root", "responder", "P-256", RESPONDER);
    lab.certify(
        "ca",
        "any",
        "P-256",
        &RESPONDER.replace("OCSPSigning", "anyExtendedKeyUsage"),
    );
    lab.certify(
        "ca",
        "enciphers",
        "P-256",
        &RESPONDER.replace("digitalSignature", "keyEncipherment"),
    );
    lab.certify("ca", "late", "P-256", PERSON);
    lab.again("ca", "late", RESPONDER, now() - 20 * DAY, now() - 10 * DAY);
    let other = Lab::of("P-256");
    let mut case = Case::of(&lab);
    let mut changed = lab.answer("ca", "ca", "li", "-ndays 3 -resp_no_certs");
    let last = changed.len() - 1;
    for (what, answer) in [
        (
            "by a person whom the authority knows",
            lab.answer("ca", "wu", "li", "-ndays 3"),
        ),
        (
            "by one who is for anything",
            lab.answer("ca", "any", "li", "-ndays 3"),
        ),
        (
            "by one whose key is for something else",
            lab.answer("ca", "enciphers", "li", "-ndays 3"),
        ),
        (
            "by one whom another authority certified",
            lab.answer("ca", "responder", "li", "-ndays 3"),
        ),
        (
            "by one who was no longer certified",
            lab.answer("ca", "late", "li", "-ndays 3"),
        ),
        (
            "by an authority of the same name",
            other.answer("ca", "ca", "li", "-ndays 3"),
        ),
        ("of another number", lab.answer("ca", "ca", "wu", "-ndays 3")),
        ("changed", {
            changed[last] ^= 1;
            changed
        }),
    ] {
        case.answers = vec![answer];
        match case.judge_all(&cms) {
            (Ok(found), unrelated) => {
                assert_eq!((found.revocation, unrelated), (Revocation::Unknown, 1), "{what}")
            }
            // What is changed may be no answer any more.
            (Err(fault), _) => assert_eq!(fault, Fault::Form, "{what}"),
        }
    }
    // Whom the books do not have is unknown.
    lab.write("ca.books/index.txt", "");
    case.answers = vec![lab.answer("ca", "ca", "li", "-ndays 3")];
    let (found, unrelated) = case.judge_all(&cms);
    assert_eq!(
        (found.unwrap().revocation, unrelated),
        (Revocation::Unknown, 1),
        "unknown is not good"
    );
    // An answer that there is none.
    case.answers = vec![vec![0x30, 0x03, 0x0A, 0x01, 0x06]];
    assert_eq!(case.judge(&cms), Err(Fault::Unrelated));
}
