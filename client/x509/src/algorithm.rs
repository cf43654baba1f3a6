//! Hashes, keys and signatures: which there are, and which belong together. RSA and ECDSA by ring, which the client has for TLS already
//! and which refuses keys below 2,048 and above 8,192 bits; SM2 and SM3 by RustCrypto, under the identity that GM/T 0009 gives to
//! everybody. No SHA-1, no MD5, no curve by its figures.
//! Source: RFC 4055 (RSA), RFC 5480 and RFC 5758 (ECDSA), GM/T 0003, 0006 and 0009 (SM2).

use ring::digest;
use ring::signature::{
    self, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use sm2::dsa::signature::Verifier;
use sm3::digest::Digest;

use crate::der::{self, tag, Reader};
use crate::effort::Effort;
use crate::fault::{Fault, Result};
use crate::oid;

/// In whose name SM2 signs, unless two agree on another.
pub const SM2_ID: &str = "1234567812345678";

/// A hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// To name what is known otherwise; nothing is signed by it.
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Sm3,
}

impl Hash {
    /// The hash of an identifier with its parameters, which are none. SHA-1 is not among them.
    pub fn read(reader: &mut Reader<'_>) -> Result<Hash> {
        let (name, parameters) = identifier(reader.sequence()?)?;
        no_parameters(parameters)?;
        match name {
            oid::SHA256 => Ok(Hash::Sha256),
            oid::SHA384 => Ok(Hash::Sha384),
            oid::SHA512 => Ok(Hash::Sha512),
            oid::SM3 => Ok(Hash::Sm3),
            _ => Err(Fault::Algorithm),
        }
    }

    /// The same with SHA-1, where somebody else's signature holds the hash to something that is known anyhow.
    pub fn read_name(reader: &mut Reader<'_>) -> Result<Hash> {
        let mut ahead = *reader;
        let (name, parameters) = identifier(ahead.sequence()?)?;
        match name {
            oid::SHA1 => {
                no_parameters(parameters)?;
                *reader = ahead;
                Ok(Hash::Sha1)
            }
            _ => Hash::read(reader),
        }
    }

    /// Its object identifier.
    pub fn name(self) -> &'static [u8] {
        match self {
            Hash::Sha1 => oid::SHA1,
            Hash::Sha256 => oid::SHA256,
            Hash::Sha384 => oid::SHA384,
            Hash::Sha512 => oid::SHA512,
            Hash::Sm3 => oid::SM3,
        }
    }

    /// The hash of these bytes.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
            Hash::Sm3 => return sm3::Sm3::digest(bytes).to_vec(),
        };
        digest::digest(algorithm, bytes).as_ref().to_vec()
    }
}

/// How something is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    RsaPkcs1(Hash),
    RsaPss(Hash),
    Ecdsa(Hash),
    Sm2,
}

impl Scheme {
    /// The scheme of a certificate, a list or an answer.
    pub fn read(reader: &mut Reader<'_>) -> Result<Scheme> {
        let (name, parameters) = identifier(reader.sequence()?)?;
        if name == oid::RSA_PSS {
            return Ok(Scheme::RsaPss(pss(parameters)?));
        }
        no_parameters(parameters)?;
        match name {
            oid::RSA_SHA256 => Ok(Scheme::RsaPkcs1(Hash::Sha256)),
            oid::RSA_SHA384 => Ok(Scheme::RsaPkcs1(Hash::Sha384)),
            oid::RSA_SHA512 => Ok(Scheme::RsaPkcs1(Hash::Sha512)),
            oid::ECDSA_SHA256 => Ok(Scheme::Ecdsa(Hash::Sha256)),
            oid::ECDSA_SHA384 => Ok(Scheme::Ecdsa(Hash::Sha384)),
            oid::SM2_SM3 => Ok(Scheme::Sm2),
            _ => Err(Fault::Algorithm),
        }
    }

    /// The scheme of a signer of CMS, who names the hash beside it: both have to be of one mind.
    pub fn read_beside(reader: &mut Reader<'_>, hash: Hash) -> Result<Scheme> {
        let whole = reader.next(tag::SEQUENCE)?.whole;
        let (name, parameters) = identifier(der::sequence(whole)?)?;
        let scheme = match name {
            // RFC 3370 §3.2, GM/T 0010: the scheme alone.
            oid::RSA => no_parameters(parameters).map(|()| Scheme::RsaPkcs1(hash))?,
            oid::SM2_SIGN => no_parameters(parameters).map(|()| Scheme::Sm2)?,
            _ => Scheme::read(&mut Reader::new(whole))?,
        };
        match scheme.hash() == hash {
            true => Ok(scheme),
            false => Err(Fault::Algorithm),
        }
    }

    /// By which hash.
    pub fn hash(self) -> Hash {
        match self {
            Scheme::RsaPkcs1(hash) | Scheme::RsaPss(hash) | Scheme::Ecdsa(hash) => hash,
            Scheme::Sm2 => Hash::Sm3,
        }
    }
}

/// What an authority signed, and its signature: a certificate, a list and an answer are each one.
#[derive(Debug, Clone, Copy)]
pub struct Seal<'a> {
    /// What was signed, all of it.
    pub signed: &'a [u8],
    /// The identifier of the scheme.
    name: &'a [u8],
    /// None where it is not known: it is by nobody then.
    scheme: Option<Scheme>,
    signature: &'a [u8],
}

impl<'a> Seal<'a> {
    /// Reads what was signed, scheme and signature.
    pub fn read(reader: &mut Reader<'a>) -> Result<Seal<'a>> {
        let signed = reader.next(tag::SEQUENCE)?.whole;
        let name = reader.next(tag::SEQUENCE)?.whole;
        Ok(Seal {
            signed,
            name,
            scheme: Scheme::read(&mut Reader::new(name)).ok(),
            signature: reader.whole_bits()?,
        })
    }

    /// Reads the identifier that stands in what was signed too, so that nobody puts another one beside it.
    pub fn repeats(&self, inside: &mut Reader<'a>) -> Result<()> {
        match inside.next(tag::SEQUENCE)?.whole == self.name {
            true => Ok(()),
            false => Err(Fault::Algorithm),
        }
    }

    /// The same, if its scheme is known.
    pub fn known(self) -> Result<Seal<'a>> {
        self.scheme.map(|_| self).ok_or(Fault::Algorithm)
    }

    /// Whether it is by that key. Errors: there is no time left.
    pub fn is_by(&self, key: &Key<'_>, effort: &Effort) -> Result<bool> {
        let Some(scheme) = self.scheme else {
            return Ok(false);
        };
        effort.check(self.signed.len())?;
        Ok(key.check(scheme, self.signed, self.signature).is_ok())
    }
}

/// A public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    Rsa {
        modulus: &'a [u8],
        exponent: &'a [u8],
    },
    /// A point, uncompressed.
    P256(&'a [u8]),
    P384(&'a [u8]),
    Sm2(&'a [u8]),
    /// One that is too weak or not known, with all that stands of it: nothing is by it.
    Other(&'a [u8]),
}

impl<'a> Key<'a> {
    /// The key of a SubjectPublicKeyInfo, and its bits.
    pub fn read(reader: &mut Reader<'a>) -> Result<(Key<'a>, &'a [u8])> {
        let info = reader.next(tag::SEQUENCE)?;
        let mut parts = Reader::new(info.body);
        let algorithm = parts.sequence()?;
        let bits = parts.whole_bits()?;
        parts.end()?;
        let key = Key::known(algorithm, bits).unwrap_or(Key::Other(info.whole));
        Ok((key, bits))
    }

    fn known(mut algorithm: Reader<'a>, bits: &'a [u8]) -> Result<Key<'a>> {
        let key = match algorithm.object()? {
            oid::RSA => {
                let _ = algorithm.next(tag::NULL)?;
                let mut numbers = der::sequence(bits)?;
                let modulus = der::positive(numbers.integer()?)?;
                let exponent = der::positive(numbers.integer()?)?;
                numbers.end()?;
                // A long exponent takes long.
                match (256..=1024).contains(&modulus.len()) && exponent.len() <= 4 {
                    true => Key::Rsa { modulus, exponent },
                    false => return Err(Fault::Algorithm),
                }
            }
            oid::EC => match (algorithm.object()?, bits.first(), bits.len()) {
                (oid::P256, Some(4), 65) => Key::P256(bits),
                (oid::P384, Some(4), 97) => Key::P384(bits),
                (oid::SM2, Some(4), 65) => Key::Sm2(bits),
                _ => return Err(Fault::Algorithm),
            },
            _ => return Err(Fault::Algorithm),
        };
        algorithm.end()?;
        Ok(key)
    }

    /// What it is called: `RSA-2048`, `P-256`, `P-384`, `SM2`; `?` where it is not known.
    pub fn name(&self) -> String {
        match self {
            Key::Rsa { modulus, .. } => {
                let unused = modulus.first().map_or(0, |first| first.leading_zeros() as usize);
                format!("RSA-{}", modulus.len() * 8 - unused)
            }
            Key::P256(_) => "P-256".into(),
            Key::P384(_) => "P-384".into(),
            Key::Sm2(_) => "SM2".into(),
            Key::Other(_) => "?".into(),
        }
    }

    /// Holds a signature over `message` to this key. A scheme of another kind of key is refused, whatever the bytes.
    pub fn check(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<()> {
        match (*self, scheme) {
            (Key::Rsa { modulus, exponent }, Scheme::RsaPkcs1(_) | Scheme::RsaPss(_)) => {
                let key = RsaPublicKeyComponents {
                    n: modulus,
                    e: exponent,
                };
                let checked = key.verify(rsa(scheme)?, message, signature);
                checked.map_err(|_| Fault::Signature)
            }
            (Key::P256(point), Scheme::Ecdsa(Hash::Sha256)) => {
                ec(&signature::ECDSA_P256_SHA256_ASN1, point, message, signature)
            }
            (Key::P256(point), Scheme::Ecdsa(Hash::Sha384)) => {
                ec(&signature::ECDSA_P256_SHA384_ASN1, point, message, signature)
            }
            (Key::P384(point), Scheme::Ecdsa(Hash::Sha256)) => {
                ec(&signature::ECDSA_P384_SHA256_ASN1, point, message, signature)
            }
            (Key::P384(point), Scheme::Ecdsa(Hash::Sha384)) => {
                ec(&signature::ECDSA_P384_SHA384_ASN1, point, message, signature)
            }
            (Key::Sm2(point), Scheme::Sm2) => sm2(point, message, signature).ok_or(Fault::Signature),
            _ => Err(Fault::Algorithm),
        }
    }
}

fn rsa(scheme: Scheme) -> Result<&'static RsaParameters> {
    Ok(match scheme {
        Scheme::RsaPkcs1(Hash::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
        Scheme::RsaPkcs1(Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
        Scheme::RsaPkcs1(Hash::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
        Scheme::RsaPss(Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
        Scheme::RsaPss(Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
        Scheme::RsaPss(Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
        _ => return Err(Fault::Algorithm),
    })
}

fn ec(
    algorithm: &'static dyn VerificationAlgorithm,
    point: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<()> {
    let key = UnparsedPublicKey::new(algorithm, point);
    key.verify(message, signature).map_err(|_| Fault::Signature)
}

/// None where the signature is not the key's.
fn sm2(point: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_ID, point).ok()?;
    let mut numbers = der::sequence(signature).ok()?;
    let mut both = [0u8; 64];
    for half in both.chunks_mut(32) {
        let digits = der::positive(numbers.integer().ok()?).ok()?;
        let from = half.len().checked_sub(digits.len())?;
        half.get_mut(from..)?.copy_from_slice(digits);
    }
    numbers.end().ok()?;
    let signature = sm2::dsa::Signature::from_slice(&both).ok()?;
    key.verify(message, &signature).ok()
}

/// The hash of PSS: the same for message and mask, with a salt of its length, as RFC 8017 §9.1 advises and as ring takes it.
fn pss(mut rest: Reader<'_>) -> Result<Hash> {
    let refused = |_| Fault::Algorithm;
    let mut parameters = rest.sequence().map_err(refused)?;
    rest.end()?;
    let mut hash = parameters.inside(tag::structure(0)).map_err(refused)?;
    let mut mask = parameters.inside(tag::structure(1)).map_err(refused)?;
    let mut salt = parameters.inside(tag::structure(2)).map_err(refused)?;
    parameters.end().map_err(refused)?;
    let found = Hash::read(&mut hash)?;
    let (name, mut inner) = identifier(mask.sequence()?)?;
    let is_same = name == oid::RSA_MGF1 && Hash::read(&mut inner)? == found;
    let length = match found {
        Hash::Sha256 => 32,
        Hash::Sha384 => 48,
        Hash::Sha512 => 64,
        _ => return Err(Fault::Algorithm),
    };
    let is_long = salt.small()? == length;
    hash.end()?;
    mask.end()?;
    inner.end()?;
    salt.end()?;
    match is_same && is_long {
        true => Ok(found),
        false => Err(Fault::Algorithm),
    }
}

/// An identifier: its name, and the parameters behind it.
fn identifier(mut reader: Reader<'_>) -> Result<(&[u8], Reader<'_>)> {
    let name = reader.object()?;
    Ok((name, reader))
}

/// That there are no parameters, however that is written.
fn no_parameters(mut rest: Reader<'_>) -> Result<()> {
    if let Some(null) = rest.optional(tag::NULL)? {
        if !null.body.is_empty() {
            return Err(Fault::Form);
        }
    }
    rest.end().map_err(|_| Fault::Algorithm)
}
