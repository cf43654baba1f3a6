//! What a liar can do with keys and certificates of their own, and with signatures of others.

use iou_x509::der::{self, tag};
use iou_x509::{oid, Fault};
use proptest::prelude::*;

use super::lab::{content, now, Lab, CA, DAY, PERSON};
use super::made::{attribute, identifier, names, object, octets, sequence, sha256, Made};
use super::{Bent, Case};

#[test]
fn weak_hashes_and_short_keys_are_refused() {
    let lab = Lab::of("RSA-2048");
    for options in ["-cades -md sha1", "-cades -md md5", "-cades -md sha224"] {
        let cms = lab.sign_with("li", &content(), options);
        assert_eq!(Case::of(&lab).judge(&cms), Err(Fault::Algorithm), "{options}");
    }
    lab.certify("ca", "short", "RSA-1024", PERSON);
    assert_eq!(Case::of(&lab).judge(&lab.sign("short")), Err(Fault::Algorithm));
    // Salts of another length, which no library that is used here reads.
    let cms = lab.sign_with(
        "li",
        &content(),
        "-cades -md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20",
    );
    assert_eq!(Case::of(&lab).judge(&cms), Err(Fault::Algorithm));
}

#[test]
fn what_the_signature_does_not_cover_counts_for_nothing() {
    let lab = Lab::of("P-256");
    for (options, fault) in [
        ("-noattr -md sha256", Fault::Attributes),
        ("-md sha256", Fault::Attributes),
        ("-cades -nodetach -md sha256", Fault::Attached),
    ] {
        assert_eq!(
            Case::of(&lab).judge(&lab.sign_with("li", &content(), options)),
            Err(fault),
            "{options}"
        );
    }
    lab.certify("ca", "wu", "P-256", PERSON);
    lab.write("content", content());
    lab.must(
        "cms -sign -binary -in content -signer li.pem -inkey li.key -signer wu.pem -inkey wu.key -outform DER -out two.p7s -cades -md sha256",
    );
    assert_eq!(Case::of(&lab).judge(&lab.read("two.p7s")), Err(Fault::Signers));
}

#[test]
fn attributes_that_do_not_bind_content_kind_and_certificate_are_refused() {
    let lab = Lab::of("P-256");
    let judged = |change: &dyn Fn(&mut Made)| {
        let mut made = Made::honest(&lab, "li");
        change(&mut made);
        Case::of(&lab).judge(&made.write(&lab, "li")).map(drop)
    };
    assert_eq!(judged(&|_| {}), Ok(()));
    let other = sha256(b"something else");
    let doubled = octets(&sha256(&content()));
    let cases: [(&str, Bent<'_, Made>, Fault); 16] = [
        (
            "no content type",
            &|it| drop(it.attributes.remove(0)),
            Fault::Attributes,
        ),
        (
            "no digest",
            &|it| drop(it.attributes.remove(1)),
            Fault::Attributes,
        ),
        (
            "no certificate named",
            &|it| drop(it.attributes.remove(2)),
            Fault::Attributes,
        ),
        (
            "of another kind",
            &|it| it.attributes[0] = attribute(oid::CONTENT_TYPE, &[object(oid::TST_INFO)]),
            Fault::Attributes,
        ),
        (
            "another digest",
            &|it| it.attributes[1] = attribute(oid::MESSAGE_DIGEST, &[octets(&other)]),
            Fault::OtherContent,
        ),
        (
            "two digests",
            &|it| it.attributes[1] = attribute(oid::MESSAGE_DIGEST, &[octets(&other), doubled.clone()]),
            Fault::Attributes,
        ),
        (
            "no value",
            &|it| it.attributes[1] = attribute(oid::MESSAGE_DIGEST, &[]),
            Fault::Attributes,
        ),
        (
            "a digest that is none",
            &|it| it.attributes[1] = attribute(oid::MESSAGE_DIGEST, &[object(oid::DATA)]),
            Fault::Attributes,
        ),
        (
            "an attribute twice",
            &|it| {
                it.attributes
                    .insert(2, attribute(oid::MESSAGE_DIGEST, &[octets(&[0xFF; 32])]))
            },
            Fault::Attributes,
        ),
        (
            "out of order",
            &|it| {
                it.attributes.reverse();
                it.is_sorted = false;
            },
            Fault::Form,
        ),
        (
            "the same twice",
            &|it| it.attributes.insert(1, it.attributes[0].clone()),
            Fault::Form,
        ),
        (
            "another certificate",
            &|it| it.attributes[2] = names(&lab.der("ca")),
            Fault::OtherCertificate,
        ),
        (
            "nobody's certificate",
            &|it| it.attributes[2] = names(b"nobody"),
            Fault::OtherCertificate,
        ),
        (
            "other attributes were signed",
            &|it| it.signed = Some(b"something else".to_vec()),
            Fault::Signature,
        ),
        (
            "the content itself was signed",
            &|it| it.signed = Some(content()),
            Fault::Signature,
        ),
        (
            "of a kind that is no data",
            &|it| it.kind = oid::TST_INFO,
            Fault::Form,
        ),
    ];
    for (what, change, fault) in cases {
        assert_eq!(judged(change), Err(fault), "{what}");
    }
    // By the hash that two certificates can be made for.
    let sha1 = iou_x509::algorithm::Hash::Sha1.of(&lab.der("li"));
    let weak = |it: &mut Made| {
        let one = sequence(&[&octets(&sha1)]);
        let all = sequence(&[&sequence(&[&one])]);
        it.attributes[2] = attribute(oid::SIGNING_CERTIFICATE, &[all]);
    };
    assert_eq!(judged(&weak), Err(Fault::Attributes));
}

#[test]
fn hash_scheme_and_key_that_do_not_belong_together_are_refused() {
    let lab = Lab::of("P-256");
    let judged = |change: &dyn Fn(&mut Made)| {
        let mut made = Made::honest(&lab, "li");
        change(&mut made);
        Case::of(&lab).judge(&made.write(&lab, "li")).map(drop)
    };
    let null = [tag::NULL, 0];
    let cases: [(&str, Bent<'_, Made>); 8] = [
        ("an RSA scheme for a point", &|it| {
            it.scheme = identifier(oid::RSA, &null)
        }),
        ("SM2 for a point of another curve", &|it| {
            it.hash = identifier(oid::SM3, &[]);
            it.scheme = identifier(oid::SM2_SM3, &[]);
            it.attributes[1] = attribute(
                oid::MESSAGE_DIGEST,
                &[octets(&iou_x509::algorithm::Hash::Sm3.of(&content()))],
            );
        }),
        ("one hash for the content, one for the attributes", &|it| {
            it.scheme = identifier(oid::ECDSA_SHA384, &[])
        }),
        ("SHA-1 for the attributes", &|it| {
            it.scheme = identifier(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01], &[])
        }),
        ("SHA-1 for the content", &|it| {
            it.hash = identifier(oid::SHA1, &[])
        }),
        ("parameters that nobody knows", &|it| {
            it.scheme = identifier(oid::ECDSA_SHA256, &octets(b"x"))
        }),
        ("no scheme", &|it| it.scheme = identifier(oid::DATA, &[])),
        ("others were meant", &|it| {
            let meant = sequence(&[
                &identifier(oid::SHA256, &[]),
                &der::write(tag::structure(1), &[&object(oid::ECDSA_SHA384)]),
            ]);
            it.attributes.push(attribute(oid::ALGORITHM_PROTECTION, &[meant]));
        }),
    ];
    for (what, change) in cases {
        assert_eq!(judged(change), Err(Fault::Algorithm), "{what}");
    }
    let meant = |it: &mut Made| {
        let meant = sequence(&[
            &identifier(oid::SHA256, &[]),
            &der::write(tag::structure(1), &[&object(oid::ECDSA_SHA256)]),
        ]);
        it.attributes.push(attribute(oid::ALGORITHM_PROTECTION, &[meant]));
    };
    assert_eq!(judged(&meant), Ok(()));
}

#[test]
fn a_signature_is_of_the_one_certificate_that_it_names() {
    let lab = Lab::of("P-256");
    // The same key under another name of the same authority, and the signature with that certificate in the place of its own.
    let (honest, own) = (Made::honest(&lab, "li"), lab.der("li"));
    std::fs::copy(lab.path("li.key"), lab.path("wang.key")).unwrap();
    lab.write("wang.kind", "P-256");
    lab.again("ca", "wang", PERSON, now() - DAY, now() + DAY);
    let mut made = honest;
    made.certificates[0] = lab.der("wang");
    assert_eq!(
        Case::of(&lab).judge(&made.write(&lab, "li")),
        Err(Fault::NoCertificate)
    );
    made.certificates[0] = own;
    assert_eq!(
        Case::of(&lab)
            .judge(&made.write(&lab, "wang"))
            .map(|it| it.subject),
        Ok("CN=li, O=Example".into())
    );
    // Somebody else's key.
    lab.certify("ca", "zhao", "P-256", PERSON);
    assert_eq!(
        Case::of(&lab).judge(&made.write(&lab, "zhao")),
        Err(Fault::Signature)
    );
}

#[test]
fn a_certificate_that_is_not_for_signing_signs_nothing() {
    let lab = Lab::of("P-256");
    for (n, (extensions, found)) in [
        ("keyUsage=critical,digitalSignature", Ok(())),
        ("keyUsage=critical,nonRepudiation", Ok(())),
        ("basicConstraints=CA:FALSE", Ok(())),
        ("extendedKeyUsage=clientAuth,emailProtection", Ok(())),
        ("extendedKeyUsage=critical,1.3.6.1.5.5.7.3.36", Ok(())),
        ("certificatePolicies=critical,1.2.3.4", Ok(())),
        ("1.2.3.4.5=DER:0500", Ok(())),
        (
            "keyUsage=critical,keyEncipherment,dataEncipherment",
            Err(Fault::KeyUsage),
        ),
        ("keyUsage=keyAgreement", Err(Fault::KeyUsage)),
        (CA, Err(Fault::KeyUsage)),
        ("extendedKeyUsage=serverAuth", Err(Fault::Purpose)),
        ("extendedKeyUsage=codeSigning,timeStamping", Err(Fault::Purpose)),
        ("1.2.3.4.5=critical,DER:0500", Err(Fault::Extension)),
        (
            "policyConstraints=critical,requireExplicitPolicy:0",
            Err(Fault::Extension),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("n{n}");
        lab.certify("ca", &name, "P-256", extensions);
        assert_eq!(
            Case::of(&lab).judge(&lab.sign(&name)).map(drop),
            found,
            "{extensions}"
        );
    }
}

#[test]
fn who_may_certify_nobody_certifies_nobody() {
    let lab = Lab::of("P-256");
    let below = |extensions: &str| {
        lab.again("root", "ca", extensions, now() - 100 * DAY, now() + DAY);
        lab.again("ca", "li", PERSON, now() - DAY, now() + DAY);
        Case::of(&lab).way(&lab.sign("li"))
    };
    assert_eq!(below(CA), (true, None));
    assert_eq!(below(PERSON), (false, Some(Fault::NoAuthority)));
    assert_eq!(
        below("basicConstraints=critical,CA:TRUE\nkeyUsage=digitalSignature"),
        (false, Some(Fault::NoAuthority))
    );
    assert_eq!(
        below("subjectKeyIdentifier=hash"),
        (false, Some(Fault::NoAuthority))
    );
    assert_eq!(
        below(&format!("{CA}\n1.2.3.4.5=critical,DER:0500")),
        (false, Some(Fault::Extension))
    );
}

#[test]
fn an_authority_goes_no_further_than_it_is_allowed() {
    let lab = Lab::of("P-256");
    let three = |extensions: &str| {
        lab.again("root", "ca", extensions, now() - 100 * DAY, now() + DAY);
        lab.certify("ca", "sub", "P-256", CA);
        lab.certify("sub", "li", "P-256", PERSON);
        let mut case = Case::of(&lab);
        case.certificates = vec![lab.der("sub")];
        case.way(&lab.sign("li"))
    };
    assert_eq!(three(CA), (true, None));
    let limited = CA.replace("CA:TRUE", "CA:TRUE,pathlen:1");
    assert_eq!(three(&limited), (true, None));
    let limited = CA.replace("CA:TRUE", "CA:TRUE,pathlen:0");
    assert_eq!(three(&limited), (false, Some(Fault::PathLength)));
    // The root's own limit counts too.
    lab.root("short", "P-256", &CA.replace("CA:TRUE", "CA:TRUE,pathlen:0"));
    lab.certify("short", "ca", "P-256", CA);
    lab.certify("ca", "li", "P-256", PERSON);
    let case = Case {
        roots: vec![lab.der("short")],
        time: Some(now()),
        ..Case::default()
    };
    assert_eq!(case.way(&lab.sign("li")), (false, Some(Fault::PathLength)));
}

#[test]
fn an_authority_names_only_whom_it_may_name() {
    let lab = Lab::of("P-256");
    let named = |constraints: &str, names: &str| {
        lab.again(
            "root",
            "ca",
            &format!("{CA}\nnameConstraints=critical,{constraints}"),
            now() - 100 * DAY,
            now() + DAY,
        );
        lab.again(
            "ca",
            "li",
            &format!("{PERSON}\n{names}"),
            now() - DAY,
            now() + DAY,
        );
        Case::of(&lab).way(&lab.sign("li")).1
    };
    let mail = "subjectAltName=email:li@example.com";
    assert_eq!(named("permitted;email:example.com", mail), None);
    assert_eq!(
        named("permitted;email:example.org", mail),
        Some(Fault::NameConstraints)
    );
    assert_eq!(
        named("excluded;email:example.com", mail),
        Some(Fault::NameConstraints)
    );
    assert_eq!(
        named("permitted;DNS:example.com", "subjectAltName=DNS:a.example.com"),
        None
    );
    assert_eq!(
        named("permitted;DNS:example.com", "subjectAltName=DNS:example.org"),
        Some(Fault::NameConstraints)
    );
    assert_eq!(
        named("excluded;IP:10.0.0.0/255.0.0.0", "subjectAltName=IP:10.1.2.3"),
        Some(Fault::NameConstraints)
    );
    // Of a kind whose constraints nobody here knows.
    assert_eq!(
        named(
            "excluded;URI:example.org",
            "subjectAltName=URI:https://example.com/"
        ),
        Some(Fault::NameConstraints)
    );
    let directory = |organisation: &str| {
        let section = format!("[d]\nO={organisation}");
        named(&format!("permitted;dirName:d\n{section}"), "")
    };
    // The section ends the extensions of the authority; those of the person have none.
    assert_eq!(directory("Example"), None);
    assert_eq!(directory("EXAMPLE"), None, "whatever the case");
    assert_eq!(directory("Other"), Some(Fault::NameConstraints));
}

#[test]
fn what_is_no_der_or_too_long_is_refused() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    assert!(Case::of(&lab).judge(&cms).is_ok());
    lab.must("cms -sign -binary -stream -in content -signer li.pem -inkey li.key -certfile ca.pem -outform DER -out ber.p7s -cades -md sha256");
    let streamed = lab.read("ber.p7s");
    assert_eq!(streamed.get(1), Some(&0x80), "of no definite length");
    for (what, bytes) in [
        ("BER", streamed),
        ("a byte behind it", [&cms[..], &[0]].concat()),
        ("cut", cms[..cms.len() - 1].to_vec()),
        ("PEM", b"-----BEGIN CMS-----".to_vec()),
        ("empty", Vec::new()),
    ] {
        assert_eq!(Case::of(&lab).judge(&bytes), Err(Fault::Form), "{what}");
    }
    assert_eq!(Case::of(&lab).judge(&vec![0x30; 70_000]), Err(Fault::Bounds));
    let mut case = Case::of(&lab);
    case.certificates = vec![vec![0x30; 20_000]];
    assert_eq!(case.judge(&cms), Err(Fault::Bounds));
    let deep = (0..1_000).fold(Vec::new(), |inside: Vec<u8>, _| {
        der::write(tag::SEQUENCE, &[&inside])
    });
    assert_eq!(Case::of(&lab).judge(&deep), Err(Fault::Form));
}

#[test]
fn certificates_that_could_be_joined_in_many_ways_take_no_longer_than_a_file_may() {
    let lab = Lab::of("P-256");
    // Sixteen authorities of one name, each certified by all of those: every way that there is leads nowhere.
    lab.write("many.kind", "P-256");
    let mut all = Vec::new();
    for key in 0..4 {
        lab.key(&format!("k{key}"), "P-256");
    }
    for by in 0..4 {
        for of in 0..4 {
            std::fs::copy(lab.path(&format!("k{of}.key")), lab.path("many.key")).unwrap();
            std::fs::copy(lab.path(&format!("k{by}.key")), lab.path("maker.key")).unwrap();
            lab.write("maker.kind", "P-256");
            lab.must("req -new -x509 -key maker.key -subj /O=Example/CN=many -out maker.pem -days 30");
            lab.again("maker", "many", CA, now() - DAY, now() + DAY);
            all.push(lab.der("many"));
        }
    }
    std::fs::copy(lab.path("k0.key"), lab.path("many.key")).unwrap();
    lab.again("maker", "many", CA, now() - DAY, now() + DAY);
    std::fs::copy(lab.path("k0.key"), lab.path("maker.key")).unwrap();
    lab.must("req -new -x509 -key maker.key -subj /O=Example/CN=many -out maker.pem -days 30");
    lab.again("maker", "li", PERSON, now() - DAY, now() + DAY);
    let cms = lab.sign("li");
    let mut case = Case::of(&lab);
    case.certificates = all;
    let begun = std::time::Instant::now();
    let found = case.judge(&cms);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    assert!(matches!(found, Err(Fault::Effort)) || found.is_ok_and(|it| it.root.is_none()));
}

#[test]
fn no_byte_of_a_signature_can_be_changed_without_notice() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    let case = Case::of(&lab);
    let honest = case.judge(&cms).unwrap();
    for at in 0..cms.len() {
        {
            let mut changed = cms.clone();
            changed[at] ^= 1 << (at % 8);
            // What says nothing of who signed may change: the version, the list of hashes; and without the certificate of
            // the authority nobody vouches for them.
            if let Ok(mut found) = case.judge(&changed) {
                if found.root.is_none() {
                    (found.root, found.fault, found.above) = (honest.root.clone(), None, honest.above);
                }
                assert_eq!(found, honest, "byte {at}");
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_bytes_are_given_nothing_stops(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let case = Case { time: Some(0), ..Case::default() };
        prop_assert!(case.judge(&bytes).is_err());
        let lists = Case { lists: vec![bytes.clone()], ..Case::default() };
        prop_assert!(lists.judge(&bytes).is_err());
        let answers = Case { answers: vec![bytes.clone()], ..Case::default() };
        prop_assert!(answers.judge(&bytes).is_err());
        prop_assert!(iou_x509::stamp::Token::read(&bytes).is_err());
        let _ = iou_x509::pem::blocks(&bytes);
        let _ = iou_x509::name::shown(&bytes);
    }
}
