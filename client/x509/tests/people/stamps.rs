//! Time stamps: whose they are, of what, and that they are for nothing else.

use iou_x509::algorithm::Hash;
use iou_x509::der::{self, tag};
use iou_x509::{oid, Beside, Fault, Judge, Roots, Source, Stamped};

use super::lab::{content, now, Lab, DAY, DIGEST, PERSON, TSA};
use super::{Bent, Case, PARTIES};

fn judged(lab: &Lab, token: &[u8], data: &[u8]) -> Result<Stamped, Fault> {
    judged_with(lab, token, data, &[])
}

fn judged_with(lab: &Lab, token: &[u8], data: &[u8], lists: &[Vec<u8>]) -> Result<Stamped, Fault> {
    let mut roots = Roots::default();
    roots.read(&lab.der("root")).unwrap();
    let lists: Vec<_> = lists.iter().map(|list| Beside::List(list)).collect();
    let judge = Judge::new(&roots, &lists).map_err(|(_, fault)| fault)?;
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
        time: time(now()),
        rest: Vec::new(),
        said: None,
    };
    change(&mut info);
    let sequence = |parts: &[&[u8]]| der::write(tag::SEQUENCE, parts);
    let object = |name: &[u8]| der::write(tag::OBJECT, &[name]);
    let octets = |bytes: &[u8]| der::write(tag::OCTETS, &[bytes]);
    let number = |number: u8| der::write(tag::INTEGER, &[&[number]]);
    let attribute = |name: &[u8], value: &[u8]| sequence(&[&object(name), &der::write(tag::SET, &[value])]);
    let content = sequence(&[
        &number(1),
        &object(&[0x2A, 0x03, 0x04]),
        &sequence(&[&sequence(&[&object(info.hash)]), &octets(&info.imprint)]),
        &number(7),
        &der::write(tag::TIME, &[info.time.as_bytes()]),
        &info.rest,
    ]);
    let certificate = lab.der(name);
    let named = sequence(&[&sequence(&[&sequence(&[&octets(
        &Hash::Sha256.of(&certificate),
    )])])]);
    let said = info.said.unwrap_or_else(|| content.clone());
    let mut attributes = [
        attribute(oid::CONTENT_TYPE, &object(info.kind)),
        attribute(oid::MESSAGE_DIGEST, &octets(&Hash::Sha256.of(&said))),
        attribute(oid::SIGNING_CERTIFICATE_V2, &named),
    ];
    attributes.sort();
    let attributes = attributes.concat();
    let signature = lab.raw(name, &der::write(tag::SET, &[&attributes]));
    let read = iou_x509::certificate::Certificate::read(&certificate).unwrap();
    let hash = sequence(&[&object(oid::SHA256)]);
    let signer = sequence(&[
        &number(1),
        &sequence(&[read.issuer, &der::write(tag::INTEGER, &[read.serial])]),
        &hash,
        &der::write(tag::structure(0), &[&attributes]),
        &sequence(&[&object(oid::ECDSA_SHA256)]),
        &octets(&signature),
    ]);
    let data = sequence(&[
        &number(3),
        &der::write(tag::SET, &[&hash]),
        &sequence(&[
            &object(info.kind),
            &der::write(tag::structure(0), &[&octets(&content)]),
        ]),
        &der::write(tag::structure(0), &[&certificate, &lab.der("ca")]),
        &der::write(tag::SET, &[&signer]),
    ]);
    sequence(&[
        &object(oid::SIGNED_DATA),
        &der::write(tag::structure(0), &[&data]),
    ])
}

fn time(seconds: i64) -> String {
    let done = std::process::Command::new("date")
        .args(["-u", "-d", &format!("@{seconds}"), "+%Y%m%d%H%M%SZ"])
        .output()
        .unwrap();
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_stamp_that_was_bent_is_none() {
    let lab = Lab::of("P-256");
    lab.certify("ca", "tsa", "P-256", TSA);
    let cases: [(&str, Bent<'_, Info>, Fault); 6] = [
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
                let extension = der::write(
                    tag::SEQUENCE,
                    &[&der::write(tag::OBJECT, &[&[0x2A, 3, 4]]), &[1, 1, 0xFF], &[4, 0]],
                );
                it.rest = der::write(tag::structure(1), &[&extension]);
            },
            Fault::Extension,
        ),
        (
            "before its authority was certified",
            &|it| it.time = time(now() - 200 * DAY),
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
        it.time = time(now() + 5)
    });
    let lists = [lab.list("ca", "-crldays 30")];
    assert_eq!(judged_with(&lab, &late, b"this", &lists), Err(Fault::Revoked));
}

/// A signature with a stamp beside it, among what is not signed.
fn with_stamp(cms: &[u8], stamp: &[u8]) -> Vec<u8> {
    let mut outer = der::sequence(cms).unwrap();
    let kind = outer.element().unwrap().whole;
    let data = der::sequence(outer.element().unwrap().body).unwrap();
    let mut data = data;
    let mut fields: Vec<Vec<u8>> = Vec::new();
    while !data.is_empty() {
        fields.push(data.element().unwrap().whole.to_vec());
    }
    let signers = fields.pop().unwrap();
    let signer = der::only(der::only(&signers).unwrap().body).unwrap().body;
    let stamps = der::write(
        tag::SEQUENCE,
        &[
            &der::write(tag::OBJECT, &[oid::TIME_STAMP]),
            &der::write(tag::SET, &[stamp]),
        ],
    );
    let signer = der::write(
        tag::SEQUENCE,
        &[signer, &der::write(tag::structure(1), &[&stamps])],
    );
    fields.push(der::write(tag::SET, &[&signer]));
    let data = der::write(
        tag::structure(0),
        &[&der::write(tag::SEQUENCE, &[&fields.concat()])],
    );
    der::write(tag::SEQUENCE, &[kind, &data])
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
    let stamped = with_stamp(&cms, &lab.read("token.der"));
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
    let other = with_stamp(&cms, &lab.read("token.der"));
    assert_eq!(case.judge(&other), Err(Fault::OtherImprint));
    let _ = (DIGEST, PARTIES);
}
