//! Signed data and certificates put together by hand, in ways in which no tool does.

use iou_x509::algorithm::Hash;
use iou_x509::certificate::Certificate;
use iou_x509::der::{self, tag};
use iou_x509::oid;

use super::lab::{content, Lab};

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    der::write(tag::SEQUENCE, parts)
}

pub fn object(name: &[u8]) -> Vec<u8> {
    der::write(tag::OBJECT, &[name])
}

pub fn octets(bytes: &[u8]) -> Vec<u8> {
    der::write(tag::OCTETS, &[bytes])
}

pub fn number(number: u8) -> Vec<u8> {
    der::write(tag::INTEGER, &[&[number]])
}

pub fn attribute(name: &[u8], values: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[&object(name), &der::write(tag::SET, &[&values.concat()])])
}

pub fn identifier(name: &[u8], parameters: &[u8]) -> Vec<u8> {
    sequence(&[&object(name), parameters])
}

pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    Hash::Sha256.of(bytes)
}

/// The attribute that names a certificate.
pub fn names(certificate: &[u8]) -> Vec<u8> {
    let one = sequence(&[&octets(&sha256(certificate))]);
    let all = sequence(&[&sequence(&[&one])]);
    attribute(oid::SIGNING_CERTIFICATE_V2, &[all])
}

/// Signed data as somebody makes it who has an ECDSA key.
pub struct Made {
    /// What stands inside; nothing, where the signature is detached.
    pub inside: Option<Vec<u8>>,
    pub kind: &'static [u8],
    pub attributes: Vec<Vec<u8>>,
    /// What is signed; the attributes, where it is none.
    pub signed: Option<Vec<u8>>,
    pub hash: Vec<u8>,
    pub scheme: Vec<u8>,
    /// Whose number stands in it.
    pub own: Vec<u8>,
    pub certificates: Vec<Vec<u8>>,
    pub lists: Vec<Vec<u8>>,
    pub is_sorted: bool,
}

impl Made {
    /// Of what a party signs, by the one whose certificate has this name in the lab.
    pub fn honest(lab: &Lab, name: &str) -> Made {
        Made::of(oid::DATA, &content(), lab.der(name), lab.der("ca"))
    }

    /// Of content of a kind.
    pub fn of(kind: &'static [u8], content: &[u8], own: Vec<u8>, authority: Vec<u8>) -> Made {
        Made {
            inside: None,
            kind,
            attributes: vec![
                attribute(oid::CONTENT_TYPE, &[object(kind)]),
                attribute(oid::MESSAGE_DIGEST, &[octets(&sha256(content))]),
                names(&own),
            ],
            signed: None,
            hash: identifier(oid::SHA256, &[]),
            scheme: identifier(oid::ECDSA_SHA256, &[]),
            certificates: vec![own.clone(), authority],
            own,
            lists: Vec::new(),
            is_sorted: true,
        }
    }

    /// Signed by the key of that name.
    pub fn write(&self, lab: &Lab, by: &str) -> Vec<u8> {
        self.write_by(|bytes| lab.raw(by, bytes))
    }

    /// Signed in any way.
    pub fn write_by(&self, sign: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let mut all = self.attributes.clone();
        if self.is_sorted {
            all.sort();
        }
        let all = all.concat();
        let signed = der::write(tag::SET, &[&all]);
        let signature = sign(self.signed.as_deref().unwrap_or(&signed));
        let read = Certificate::read(&self.own).unwrap();
        let id = sequence(&[read.issuer, &der::write(tag::INTEGER, &[read.serial])]);
        let signer = sequence(&[
            &number(1),
            &id,
            &self.hash,
            &der::write(tag::structure(0), &[&all]),
            &self.scheme,
            &octets(&signature),
        ]);
        let inside = self.inside.as_ref();
        let inside = inside.map(|content| der::write(tag::structure(0), &[&octets(content)]));
        let lists = match self.lists.is_empty() {
            true => Vec::new(),
            false => der::write(tag::structure(1), &[&self.lists.concat()]),
        };
        let data = sequence(&[
            &number(1),
            &der::write(tag::SET, &[&self.hash]),
            &sequence(&[&object(self.kind), &inside.unwrap_or_default()]),
            &der::write(tag::structure(0), &[&self.certificates.concat()]),
            &lists,
            &der::write(tag::SET, &[&signer]),
        ]);
        let data = der::write(tag::structure(0), &[&data]);
        sequence(&[&object(oid::SIGNED_DATA), &data])
    }
}

/// A certificate like this one with its fields changed, signed again by an authority with an ECDSA key.
pub fn certified_again(lab: &Lab, by: &str, one: &[u8], change: impl Fn(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let mut whole = der::sequence(one).unwrap();
    let mut signed = whole.sequence().unwrap();
    let scheme = whole.element().unwrap().whole;
    let mut fields = Vec::new();
    while !signed.is_empty() {
        fields.push(signed.element().unwrap().whole.to_vec());
    }
    change(&mut fields);
    let signed = sequence(&[&fields.concat()]);
    let signature = der::write(tag::BITS, &[&[0], &lab.raw(by, &signed)]);
    sequence(&[&signed, scheme, &signature])
}

/// Signed data with these stamps beside its signature, among what is not signed.
pub fn with_stamps(cms: &[u8], stamps: &[&[u8]]) -> Vec<u8> {
    let mut outer = der::sequence(cms).unwrap();
    let kind = outer.element().unwrap().whole;
    let mut data = der::sequence(outer.element().unwrap().body).unwrap();
    let mut fields: Vec<Vec<u8>> = Vec::new();
    while !data.is_empty() {
        fields.push(data.element().unwrap().whole.to_vec());
    }
    let signers = fields.pop().unwrap();
    let signer = der::only(der::only(&signers).unwrap().body).unwrap().body;
    let stamps: Vec<_> = stamps.iter().map(|stamp| stamp.to_vec()).collect();
    let stamps = attribute(oid::TIME_STAMP, &stamps);
    let signer = sequence(&[signer, &der::write(tag::structure(1), &[&stamps])]);
    fields.push(der::write(tag::SET, &[&signer]));
    let data = der::write(tag::structure(0), &[&sequence(&[&fields.concat()])]);
    sequence(&[kind, &data])
}
