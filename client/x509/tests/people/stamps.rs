//! Time stamps: whose they are, of what, and that they are for nothing else.

use iou_x509::algorithm::Hash;
use iou_x509::der::{self, tag};
use iou_x509::{oid, Beside, Fault, Judge, Roots, Source, Stamped};

use super::lab::{content, moment, now, Lab, DAY, PERSON, TSA};
use super::made::{identifier, number, object, octets, sequence, with_stamps, Made};
use super::{Bent, Case};

fn judged(lab: &Lab, token: &[u8], data: &[u8]) -> Result<Stamped, Fault> {
    judged_with(lab, token, data, &[])
}

fn judged_with(lab: &Lab, token: &[u8], data: &[u8], lists: &[Vec<u8>]) -> Result<Stamped, Fault> {
    let lists: Vec<_> = lists.iter().map(|list| Beside::List(list)).collect();
    judged_beside(lab, token, data, &lists)
}

fn judged_beside(lab: &Lab, token: &[u8], data: &[u8], beside: &[Beside<'_>]) -> Result<Stamped, Fault> {
    let mut roots = Roots::default();
    roots.read(&lab.der("root")).unwrap();
    let judge = Judge::new(&roots, beside).map_err(|(_, fault)| fault)?;
    judge.stamp(token, |hash, imprint| hash.of(data) == imprint)
}

#[test]
fn a_time_stamp_is_known_with_its_authority_and_its_time() {
    for kind in ["RSA-2048", "P-256"] {
        let lab = Lab::of(kind);
        lab.certify("ca", "tsa", kind, TSA);
        let token = lab.stamp("tsa", b"this", "").unwrap();
        let found = judged(&lab, &token, b"this").unwrap();
        assert_eq!(found.authority, "CN=tsa, O=Example");
        assert_eq!(found.root.as_deref(), Some("CN=root, O=Example"));
        assert!((found.made - now()).abs() < 100);
        assert_eq!(found.latest, found.made + 1, "as exact as it says");
        assert_eq!(judged(&lab, &token, b"that"), Err(Fault::OtherImprint));
        let other = Lab::of(kind);
        assert_eq!(judged(&other, &token, b"this").unwrap().root, None);
        // The token alone, without the server's answer around it.
        lab.write("whole.tsr", &token);
        lab.must("ts -reply -in whole.tsr -token_out -out token.der");
        assert_eq!(judged(&lab, &lab.read("token.der"), b"this"), Ok(found));
    }
}

#[test]
fn a_certificate_that_is_for_something_else_stamps_nothing() {
    let lab = Lab::of("P-256");
    // openssl stamps with none of these; a liar takes another tool.
    for (n, extensions) in [
        PERSON.to_owned(),
        TSA.replace("critical,timeStamping", "timeStamping"),
        TSA.replace("critical,timeStamping", "critical,timeStamping,emailProtection"),
        TSA.replace("critical,timeStamping", "critical,emailProtection"),
        TSA.replace("critical,timeStamping", "critical,anyExtendedKeyUsage"),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("tsa{n}");
        lab.certify("ca", &name, "P-256", &extensions);
        let token = made(&lab, &name, Hash::Sha256.of(b"this"), &|_| {});
        assert_eq!(judged(&lab, &token, b"this"), Err(Fault::Purpose), "{extensions}");
    }
    lab.certify("ca", "tsa", "P-256", TSA);
    let token = made(&lab, "tsa", Hash::Sha256.of(b"this"), &|_| {});
    assert!(
        judged(&lab, &token, b"this").is_ok(),
        "the tool makes honest ones too"
    );
    lab.certify(
        "ca",
        "enciphers",
        "P-256",
        &TSA.replace("digitalSignature", "keyEncipherment"),
    );
    let token = made(&lab, "enciphers", Hash::Sha256.of(b"this"), &|_| {});
    assert_eq!(judged(&lab, &token, b"this"), Err(Fault::KeyUsage));
}

/// What stands on a stamp.
struct Info {
    kind: &'static [u8],
    hash: &'static [u8],
    imprint: Vec<u8>,
    time: String,
    rest: Vec<u8>,
    /// What the attributes say is the content; the content, where it is none.
    said: Option<Vec<u8>>,
}

/// A stamp by whoever has a key.
fn made(lab: &Lab, name: &str, imprint: Vec<u8>, change: &dyn Fn(&mut Info)) -> Vec<u8> {
    let mut info = Info {
        kind: oid::TST_INFO,
        hash: oid::SHA256,
        imprint,
        time: moment(now()),
        rest: Vec::new(),
        said: None,
    };
    change(&mut info);
    let content = sequence(&[
        &number(1),
        &object(&[0x2A, 0x03, 0x04]),
        &sequence(&[&identifier(info.hash, &[]), &octets(&info.imprint)]),
        &number(7),
        &der::write(tag::TIME, &[info.time.as_bytes()]),
        &info.rest,
    ]);
    let said = info.said.as_ref().unwrap_or(&content);
    let mut made = Made::of(info.kind, said, lab.der(name), lab.der("ca"));
    made.inside = Some(content);
    made.write(lab, name)
}

#[test]
fn a_stamp_that_was_bent_is_none() {
    let lab = Lab::of("P-256");
    lab.certify("ca", "tsa", "P-256", TSA);
    let cases: [(&str, Bent<'_, Info>, Fault); 7] = [
        (
            "of a week or so",
            &|it| it.rest = sequence(&[&der::write(tag::INTEGER, &[&[9, 0x3A, 0x80]])]),
            Fault::Bounds,
        ),
        ("by SHA-1", &|it| it.hash = oid::SHA1, Fault::Algorithm),
        (
            "of other content than was signed",
            &|it| it.said = Some(b"x".to_vec()),
            Fault::OtherContent,
        ),
        ("plain data", &|it| it.kind = oid::DATA, Fault::Form),
        (
            "with something critical",
            &|it| {
                let extension = sequence(&[&object(&[0x2A, 3, 4]), &[1, 1, 0xFF], &octets(&[])]);
                it.rest = der::write(tag::structure(1), &[&extension]);
            },
            Fault::Extension,
        ),
        (
            "before its authority was certified",
            &|it| it.time = moment(now() - 200 * DAY),
            Fault::NotValid,
        ),
        (
            "of no time",
            &|it| it.time = "20260230000000Z".into(),
            Fault::Form,
        ),
    ];
    for (what, change, fault) in cases {
        let token = made(&lab, "tsa", Hash::Sha256.of(b"this"), change);
        assert_eq!(judged(&lab, &token, b"this"), Err(fault), "{what}");
    }
    let token = lab.stamp("tsa", b"this", "").unwrap();
    let honest = judged(&lab, &token, b"this").unwrap();
    for at in 0..token.len() {
        let mut changed = token.clone();
        changed[at] ^= 1;
        if let Ok(mut found) = judged(&lab, &changed, b"this") {
            found.root = found.root.or_else(|| honest.root.clone());
            assert_eq!(found, honest, "byte {at}");
        }
    }
    // What a server says that gives none.
    let refused = der::write(tag::SEQUENCE, &[&der::write(tag::SEQUENCE, &[&[2, 1, 2]])]);
    assert_eq!(judged(&lab, &refused, b"this"), Err(Fault::NotGranted));
    lab.revoke("ca", "tsa", "");
    let late = made(&lab, "tsa", Hash::Sha256.of(b"this"), &|it| {
        it.time = moment(now() + 5)
    });
    let lists = [lab.list("ca", "-crldays 30")];
    assert_eq!(judged_with(&lab, &late, b"this", &lists), Err(Fault::Revoked));
}

#[test]
fn a_stamp_of_the_signature_itself_gives_the_time_where_it_is_the_earlier_one() {
    let lab = Lab::of("P-256");
    lab.certify("ca", "tsa", "P-256", TSA);
    let cms = lab.sign("li");
    let data = iou_x509::cms::SignedData::read(&cms).unwrap();
    let signature = data.stamps().1.to_vec();
    let _ = lab.stamp("tsa", &signature, "-sha512").unwrap();
    lab.must("ts -reply -in answer.tsr -token_out -out token.der");
    let stamped = with_stamps(&cms, &[&lab.read("token.der")]);
    let mut case = Case::of(&lab);
    case.time = None;
    let (time, source) = case.judge(&stamped).unwrap().time.unwrap();
    assert_eq!(source, Source::Stamp);
    assert!((time - now()).abs() < 100);
    case.time = Some(now() - DAY);
    assert_eq!(
        case.judge(&stamped).unwrap().time,
        Some((now() - DAY, Source::Event))
    );
    // By an authority that nobody vouches for.
    case.time = None;
    case.roots.clear();
    assert_eq!(case.judge(&stamped).unwrap().time, None);
    // Of something else.
    let _ = lab.stamp("tsa", &content(), "").unwrap();
    lab.must("ts -reply -in answer.tsr -token_out -out token.der");
    let other = with_stamps(&cms, &[&lab.read("token.der")]);
    assert_eq!(case.judge(&other), Err(Fault::OtherImprint));
}

#[test]
fn whoever_may_have_a_stampers_key_gives_no_time() {
    let lab = Lab::of("P-256");
    let counts = |name: &str, reason: &str| {
        lab.certify("ca", name, "P-256", TSA);
        // Dated back, to long before it was revoked.
        let token = made(&lab, name, Hash::Sha256.of(b"this"), &|it| {
            it.time = moment(now() - 50 * DAY)
        });
        lab.revoke("ca", name, reason);
        let lists = [lab.list("ca", "-crldays 30")];
        let found = judged_with(&lab, &token, b"this", &lists).unwrap();
        assert!(found.root.is_some());
        found.source()
    };
    for reason in ["", "-crl_reason keyCompromise", "-crl_reason certificateHold"] {
        assert_eq!(counts("thief", reason), None, "{reason}");
    }
    for reason in ["cessationOfOperation", "superseded", "affiliationChanged"] {
        let found = counts("ended", &format!("-crl_reason {reason}"));
        assert_eq!(found, Some(Source::Stamp), "{reason}");
    }
    // An answer says it too.
    lab.certify("ca", "asked", "P-256", TSA);
    let token = made(&lab, "asked", Hash::Sha256.of(b"this"), &|it| {
        it.time = moment(now() - 50 * DAY)
    });
    lab.revoke("ca", "asked", "-crl_reason keyCompromise");
    let answer = lab.answer("ca", "ca", "asked", "-ndays 3");
    let found = judged_beside(&lab, &token, b"this", &[Beside::Answer(&answer)]).unwrap();
    assert_eq!(found.source(), None);
}

#[test]
fn whoever_may_have_the_key_of_an_authority_above_can_make_stampers_and_gives_no_time() {
    let lab = Lab::of("P-256");
    lab.certify("ca", "tsa", "P-256", TSA);
    let cms = lab.sign("li");
    let signature = iou_x509::cms::SignedData::read(&cms).unwrap().stamps().1.to_vec();
    let token = made(&lab, "tsa", Hash::Sha256.of(&signature), &|it| {
        it.time = moment(now() - 50 * DAY)
    });
    let stamped = with_stamps(&cms, &[&token]);
    let mut case = Case::of(&lab);
    case.time = None;
    assert_eq!(
        case.judge(&stamped).unwrap().time.map(|(_, source)| source),
        Some(Source::Stamp)
    );
    lab.revoke("root", "ca", "-crl_reason CACompromise");
    case.lists = vec![lab.list("root", "-crldays 30")];
    assert_eq!(case.judge(&stamped).unwrap().time, None);
    // What was signed after that is not shown by the event either.
    case.time = Some(now() + DAY);
    let found = case.judge(&stamped).unwrap();
    assert_eq!(found.time, Some((now() + DAY, Source::Event)));
    assert!(!found.is_shown());
}

#[test]
fn a_stamp_that_nobody_can_judge_takes_nothing_from_the_others() {
    let lab = Lab::of("P-256");
    lab.certify("ca", "tsa", "P-256", TSA);
    let cms = lab.sign("li");
    let signature = iou_x509::cms::SignedData::read(&cms).unwrap().stamps().1.to_vec();
    let honest = made(&lab, "tsa", Hash::Sha256.of(&signature), &|_| {});
    let unknown = made(&lab, "tsa", Hash::Sha1.of(&signature), &|it| it.hash = oid::SHA1);
    let mut case = Case::of(&lab);
    case.time = None;
    let nothing = sequence(&[]);
    for stamps in [[&unknown[..], &honest[..]], [&honest[..], &nothing[..]]] {
        let found = case.judge(&with_stamps(&cms, &stamps)).unwrap();
        assert_eq!(found.time.map(|(_, source)| source), Some(Source::Stamp));
    }
    // What is of something else is a lie, whoever stands beside it.
    let other = made(&lab, "tsa", Hash::Sha256.of(b"this"), &|_| {});
    let found = case.judge(&with_stamps(&cms, &[&honest, &other]));
    assert_eq!(found, Err(Fault::OtherImprint));
}
