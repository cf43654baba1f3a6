//! What can be done with bytes: forms that DER does not have, signatures that have a twin, certificates put together by hand.

use iou_x509::der::{self, tag};
use iou_x509::{oid, Fault, Revocation};

use super::lab::{content, now, Lab, DAY, PERSON, TSA};
use super::made::{
    attribute, certified_again, identifier, names, object, octets, sequence, with_stamps, Made,
};
use super::Case;

/// Bytes with a length of DER, of three bytes at this place, written in four.
fn longer(bytes: &[u8], at: usize) -> Vec<u8> {
    assert_eq!(bytes[at], 0x82);
    [&bytes[..at], &[0x83, 0], &bytes[at + 1..]].concat()
}

#[test]
fn a_length_in_another_form_is_refused_wherever_it_stands() {
    let lab = Lab::of("P-256");
    let case = Case::of(&lab);
    assert_eq!(case.judge(&longer(&lab.sign("li"), 1)), Err(Fault::Form));
    // In what is signed, by the one who signs.
    let mut made = Made::honest(&lab, "li");
    let digest = made.attributes[1].clone();
    made.attributes[1] = [&[digest[0], 0x81][..], &digest[1..]].concat();
    assert_eq!(case.judge(&made.write(&lab, "li")), Err(Fault::Form));
    // In the signer's certificate, which is then none, and in another one, which nobody needs.
    let bent = |certificate: &[u8]| sequence(&[&longer(der::only(certificate).unwrap().body, 1)]);
    let mut made = Made::honest(&lab, "li");
    made.certificates[0] = bent(&lab.der("li"));
    made.attributes[2] = names(&made.certificates[0]);
    assert_eq!(case.judge(&made.write(&lab, "li")), Err(Fault::NoCertificate));
    let mut made = Made::honest(&lab, "li");
    made.certificates[1] = bent(&lab.der("ca"));
    assert_eq!(case.way(&made.write(&lab, "li")), (false, None));
}

/// The other signature that ECDSA on P-256 has for each: with the rest of `s`.
fn twin(signature: &[u8]) -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA,
        0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ];
    let mut numbers = der::sequence(signature).unwrap();
    let r = numbers.element().unwrap().whole;
    let s = der::positive(numbers.integer().unwrap()).unwrap();
    let s = [&vec![0; 32 - s.len()][..], s].concat();
    let (mut rest, mut borrowed) = (vec![0u8; 32], 0i16);
    for at in (0..32).rev() {
        let left = i16::from(ORDER[at]) - i16::from(s[at]) - borrowed;
        borrowed = i16::from(left < 0);
        rest[at] = left.rem_euclid(256) as u8;
    }
    let from = rest.iter().position(|digit| *digit != 0).unwrap();
    let sign: &[u8] = if rest[from] >= 0x80 { &[0] } else { &[] };
    sequence(&[r, &der::write(tag::INTEGER, &[sign, &rest[from..]])])
}

#[test]
fn the_twin_of_a_signature_is_by_the_same_key_and_has_no_stamp_of_the_first() {
    let lab = Lab::of("P-256");
    lab.certify("ca", "tsa", "P-256", TSA);
    let case = Case::of(&lab);
    let made = Made::honest(&lab, "li");
    let first = made.write(&lab, "li");
    let signature = iou_x509::cms::SignedData::read(&first)
        .unwrap()
        .stamps()
        .1
        .to_vec();
    let second = made.write_by(|_| twin(&signature));
    assert_ne!(first, second);
    assert_eq!(case.judge(&first), case.judge(&second));
    assert!(case.judge(&second).is_ok());
    let _ = lab.stamp("tsa", &signature, "").unwrap();
    lab.must("ts -reply -in answer.tsr -token_out -out token.der");
    let token = lab.read("token.der");
    assert!(case.judge(&with_stamps(&first, &[&token])).is_ok());
    assert_eq!(
        case.judge(&with_stamps(&second, &[&token])),
        Err(Fault::OtherImprint)
    );
}

#[test]
fn the_twin_of_a_certificate_is_not_the_one_that_was_named() {
    let lab = Lab::of("P-256");
    let own = lab.der("li");
    let mut parts = der::sequence(&own).unwrap();
    let (signed, scheme) = (parts.element().unwrap().whole, parts.element().unwrap().whole);
    let signature = twin(parts.whole_bits().unwrap());
    let other = sequence(&[signed, scheme, &der::write(tag::BITS, &[&[0], &signature])]);
    let mut made = Made::honest(&lab, "li");
    made.certificates[0] = other;
    assert_eq!(
        Case::of(&lab).judge(&made.write(&lab, "li")),
        Err(Fault::OtherCertificate)
    );
}

/// A signature under a certificate like Li Si's with other fields, by the same authority.
fn under(lab: &Lab, change: impl Fn(&mut Vec<Vec<u8>>)) -> Result<(), Fault> {
    let own = certified_again(lab, "ca", &lab.der("li"), change);
    let mut made = Made::of(oid::DATA, &content(), own, lab.der("ca"));
    made.own = lab.der("li");
    Case::of(lab).judge(&made.write(lab, "li")).map(drop)
}

#[test]
fn a_certificate_with_fields_that_contradict_each_other_is_none() {
    let lab = Lab::of("P-256");
    assert_eq!(under(&lab, |_| {}), Ok(()));
    let extended = |fields: &mut Vec<Vec<u8>>, more: &[u8]| {
        let last = fields.pop().unwrap();
        let all = der::only(der::only(&last).unwrap().body).unwrap().body;
        fields.push(der::write(tag::structure(3), &[&sequence(&[all, more])]));
    };
    let usage = |bits: &[u8]| {
        let bits = der::write(tag::BITS, &[bits]);
        sequence(&[&object(oid::KEY_USAGE), &octets(&bits)])
    };
    // The second one allows what the first does not.
    assert_eq!(
        under(&lab, |fields| extended(fields, &usage(&[7, 0x80]))),
        Err(Fault::NoCertificate),
        "an extension twice"
    );
    assert_eq!(
        under(&lab, |fields| drop(fields.remove(0))),
        Err(Fault::NoCertificate),
        "extensions in version 1"
    );
    assert_eq!(
        under(&lab, |fields| fields[2] = identifier(oid::ECDSA_SHA384, &[])),
        Err(Fault::NoCertificate),
        "one scheme inside and another beside"
    );
    assert_eq!(
        under(&lab, |fields| fields.push(octets(b"more"))),
        Err(Fault::NoCertificate),
        "a field behind the last"
    );
    let unknown = sequence(&[&object(&[0x2A, 3, 4]), &[1, 1, 0xFF], &octets(&[])]);
    assert_eq!(
        under(&lab, |fields| extended(fields, &unknown)),
        Err(Fault::Extension),
        "critical and not known"
    );
    let truth = sequence(&[&object(&[0x2A, 3, 4]), &[1, 1, 1], &octets(&[])]);
    assert_eq!(
        under(&lab, |fields| extended(fields, &truth)),
        Err(Fault::NoCertificate),
        "a truth in another form"
    );
}

#[test]
fn a_person_may_not_certify_another_whatever_they_write() {
    let lab = Lab::of("P-256");
    // Li Si makes a certificate of Wang Wu, in the name of the authority and in their own.
    lab.certify("ca", "wang", "P-256", PERSON);
    let forged = certified_again(&lab, "li", &lab.der("wang"), |_| {});
    let made = Made::of(oid::DATA, &content(), forged, lab.der("ca"));
    assert_eq!(Case::of(&lab).way(&made.write(&lab, "wang")), (false, None));
    let own = lab.der("li");
    let name = iou_x509::certificate::Certificate::read(&own).unwrap().subject;
    let forged = certified_again(&lab, "li", &lab.der("wang"), |fields| fields[3] = name.to_vec());
    let mut made = Made::of(oid::DATA, &content(), forged, own.clone());
    made.certificates.push(lab.der("ca"));
    assert_eq!(
        Case::of(&lab).way(&made.write(&lab, "wang")),
        (false, Some(Fault::NoAuthority))
    );
}

#[test]
fn sm2_under_another_identity_is_another_signature() {
    let lab = Lab::of("SM2");
    let own = lab.der("li");
    let read = iou_x509::certificate::Certificate::read(&own).unwrap();
    assert_eq!(read.key.name(), "SM2");
    let judged = |identity: &str| {
        let mut made = Made::honest(&lab, "li");
        let digest = iou_x509::algorithm::Hash::Sm3.of(&content());
        made.hash = identifier(oid::SM3, &[]);
        made.scheme = identifier(oid::SM2_SM3, &[]);
        made.attributes[1] = attribute(oid::MESSAGE_DIGEST, &[octets(&digest)]);
        let cms = made.write_by(|bytes| {
            lab.write("raw", bytes);
            lab.must(&format!(
                "pkeyutl -sign -rawin -digest sm3 -inkey li.key -in raw -out raw.sig -pkeyopt distid:{identity}"
            ));
            lab.read("raw.sig")
        });
        Case::of(&lab).judge(&cms).map(drop)
    };
    assert_eq!(judged(iou_x509::algorithm::SM2_ID), Ok(()));
    for other in ["1234567812345679", "li", "ALICE123@YAHOO.COM"] {
        assert_eq!(judged(other), Err(Fault::Signature), "{other}");
    }
}

#[test]
fn a_list_inside_the_signature_counts_as_one_beside_it() {
    let lab = Lab::of("P-256");
    let mut made = Made::honest(&lab, "li");
    made.lists = vec![lab.list("ca", "-crldays 30")];
    let mut case = Case::of(&lab);
    let revocation = |case: &Case, made: &Made| case.judge(&made.write(&lab, "li")).map(|it| it.revocation);
    assert_eq!(revocation(&case, &made), Ok(Revocation::Cleared("crl")));
    // Of another authority of that name, or none that can be read: of no use, and no lie.
    made.lists = vec![Lab::of("P-256").list("ca", "-crldays 30"), sequence(&[])];
    assert_eq!(revocation(&case, &made), Ok(Revocation::Unknown));
    lab.revoke("ca", "li", "");
    made.lists = vec![lab.list("ca", "-crldays 30")];
    case.time = Some(now() + 2);
    assert_eq!(revocation(&case, &made), Err(Fault::Revoked));
    case.time = Some(now() - DAY);
    assert!(matches!(revocation(&case, &made), Ok(Revocation::Later(_))));
}
