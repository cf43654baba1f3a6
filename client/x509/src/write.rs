//! A signature put together: for keys that openssl signs with and makes no CMS for (SM2). What is to be signed is the set of
//! attributes that [`attributes`] gives; [`assemble`] puts the signature beside it.
//! Source: RFC 5652 §5, RFC 5035; for SM2 the scheme of GM/T 0006 under the names of RFC 5652, as others read it.

use crate::algorithm::{Hash, Key, Scheme};
use crate::certificate::Certificate;
use crate::der::{self, tag};
use crate::fault::{Fault, Result};
use crate::oid;

/// The attributes over which the key of a certificate signs `content`.
pub fn attributes(content: &[u8], certificate: &[u8]) -> Result<Vec<u8>> {
    let signer = Certificate::read(certificate)?;
    let (_, scheme) = chosen(&signer.key)?;
    let hash = scheme.hash();
    let attribute = |name: &[u8], value: Vec<u8>| {
        der::write(
            tag::SEQUENCE,
            &[
                &der::write(tag::OBJECT, &[name]),
                &der::write(tag::SET, &[&value]),
            ],
        )
    };
    let named = der::write(
        tag::SEQUENCE,
        &[
            &identifier(hash.name(), &[]),
            &der::write(tag::OCTETS, &[&hash.of(certificate)]),
        ],
    );
    let named = der::write(tag::SEQUENCE, &[&der::write(tag::SEQUENCE, &[&named])]);
    let mut all = [
        attribute(oid::CONTENT_TYPE, der::write(tag::OBJECT, &[oid::DATA])),
        attribute(oid::MESSAGE_DIGEST, der::write(tag::OCTETS, &[&hash.of(content)])),
        attribute(oid::SIGNING_CERTIFICATE_V2, named),
    ];
    all.sort();
    Ok(der::write(tag::SET, &[&all.concat()]))
}

/// The signature as a file: `signature` is over [`attributes`], by the key of `certificate`; `chain` goes in with it.
///
/// Errors: the signature is not over them, or not by that key.
pub fn assemble(content: &[u8], certificate: &[u8], chain: &[Vec<u8>], signature: &[u8]) -> Result<Vec<u8>> {
    let signer = Certificate::read(certificate)?;
    let signed = attributes(content, certificate)?;
    let (named, scheme) = chosen(&signer.key)?;
    signer.key.check(scheme, &signed, signature)?;
    let hash = identifier(scheme.hash().name(), &[]);
    let number = |number: u8| der::write(tag::INTEGER, &[&[number]]);
    let id = der::write(
        tag::SEQUENCE,
        &[signer.issuer, &der::write(tag::INTEGER, &[signer.serial])],
    );
    let signed = der::write(tag::structure(0), &[der::only(&signed)?.body]);
    let signer = der::write(
        tag::SEQUENCE,
        &[
            &number(1),
            &id,
            &hash,
            &signed,
            &named,
            &der::write(tag::OCTETS, &[signature]),
        ],
    );
    let mut certificates: Vec<&[u8]> = chain.iter().map(Vec::as_slice).chain([certificate]).collect();
    certificates.sort_unstable();
    certificates.dedup();
    let data = der::write(
        tag::SEQUENCE,
        &[
            &number(1),
            &der::write(tag::SET, &[&hash]),
            &der::write(tag::SEQUENCE, &[&der::write(tag::OBJECT, &[oid::DATA])]),
            &der::write(tag::structure(0), &[&certificates.concat()]),
            &der::write(tag::SET, &[&signer]),
        ],
    );
    let data = der::write(tag::structure(0), &[&data]);
    Ok(der::write(
        tag::SEQUENCE,
        &[&der::write(tag::OBJECT, &[oid::SIGNED_DATA]), &data],
    ))
}

/// What kind of key a certificate is of, as [`Key::name`] calls it.
pub fn key_of(certificate: &[u8]) -> Result<String> {
    Ok(Certificate::read(certificate)?.key.name())
}

/// How a key signs: the identifier of the scheme, and the scheme.
fn chosen(key: &Key<'_>) -> Result<(Vec<u8>, Scheme)> {
    const NULL: &[u8] = &[tag::NULL, 0];
    Ok(match key {
        Key::Rsa { .. } => (identifier(oid::RSA, NULL), Scheme::RsaPkcs1(Hash::Sha256)),
        Key::P256(_) => (identifier(oid::ECDSA_SHA256, &[]), Scheme::Ecdsa(Hash::Sha256)),
        Key::P384(_) => (identifier(oid::ECDSA_SHA384, &[]), Scheme::Ecdsa(Hash::Sha384)),
        Key::Sm2(_) => (identifier(oid::SM2_SM3, &[]), Scheme::Sm2),
        Key::Other(_) => return Err(Fault::Algorithm),
    })
}

fn identifier(name: &[u8], parameters: &[u8]) -> Vec<u8> {
    der::write(tag::SEQUENCE, &[&der::write(tag::OBJECT, &[name]), parameters])
}

/// That the certificates of a signer and above are certificates. Errors: which one is none.
pub fn are_certificates(all: &[Vec<u8>]) -> Result<()> {
    all.iter()
        .try_for_each(|one| Certificate::read(one).map(drop))
        .map_err(|_| Fault::Form)
}
