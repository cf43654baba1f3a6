//! Who signed under a certificate, for a report: the verifier says what a file carries and since when it was there, `iou-x509` who signed and
//! whether that holds; here the one is asked for the other.

use std::path::PathBuf;

use iou_base::text::Text;
use iou_evidence::verify::error::VerificationError;
use iou_evidence::verify::signatures::{
    Carried, Judge, ANSWER, CERTIFICATE, LIST, SIGNATURE, SIGNATURE_LEN_MAX,
};
use iou_evidence::verify::{Verdict, VerificationReport};
use iou_x509::algorithm::Hash;
use iou_x509::{pem, Beside, Fault, Party, Revocation, Roots, Signed, Source};

use crate::error::{Error, Result};

/// Longest file with roots, or with what signatures are judged by. Units: bytes.
const LEN_MAX: u64 = 8 << 20;

/// The authorities that a verifier trusts, asked about what a file carries.
#[derive(Default)]
pub(super) struct Certificates {
    roots: Roots,
}

impl Certificates {
    /// Those of these files, PEM or DER.
    ///
    /// Errors: [`Error::Argument`] for a file that has none.
    pub(super) fn of(paths: &[PathBuf], text: &Text) -> Result<Certificates> {
        let mut roots = Roots::default();
        for path in paths {
            let bytes = iou_files::read(path, LEN_MAX)?;
            roots
                .read(&bytes)
                .map_err(|fault| refused("--root", path, "why-root", fault, text))?;
        }
        Ok(Certificates { roots })
    }
}

/// Signatures (`--cms`) and what they are judged by (`--x509`), each with how its entry's name ends.
///
/// Errors: [`Error::Argument`] for a file that is none.
pub(super) fn read(
    signatures: &[PathBuf],
    beside: &[PathBuf],
    text: &Text,
) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let mut all = Vec::new();
    for path in signatures {
        let bytes = iou_files::read(path, SIGNATURE_LEN_MAX as u64)?;
        // An event names the file by its digest, so it goes in as it is.
        if let Err(fault) = iou_x509::cms::SignedData::read(&bytes) {
            return Err(refused("--cms", path, "why-cms", fault, text));
        }
        all.push((SIGNATURE, bytes));
    }
    for path in beside {
        let bytes = iou_files::read(path, LEN_MAX)?;
        let wrong = |fault| refused("--x509", path, "why-x509", fault, text);
        let blocks = pem::blocks(&bytes).map_err(wrong)?;
        let found = match blocks.is_empty() {
            true => vec![bytes],
            false => blocks.into_iter().map(|(_, der)| der).collect(),
        };
        for one in found {
            let ending = match Beside::of(&one).map_err(wrong)? {
                Beside::Certificate(_) => CERTIFICATE,
                Beside::List(_) => LIST,
                Beside::Answer(_) => ANSWER,
            };
            all.push((ending, one));
        }
    }
    Ok(all)
}

fn refused(name: &str, path: &std::path::Path, why: &str, fault: Fault, text: &Text) -> Error {
    Error::Argument {
        name: name.into(),
        value: path.display().to_string(),
        why: text.lookup(why, &[("fault", fault.word().into())]),
    }
}

impl Judge for Certificates {
    fn judge(&self, carried: &Carried<'_>, report: &mut VerificationReport) {
        let beside: Vec<Beside<'_>> = carried
            .beside
            .iter()
            .map(|(ending, _, bytes)| kind(ending, bytes))
            .collect();
        let judge = match iou_x509::Judge::new(&self.roots, &beside) {
            Ok(judge) => judge,
            Err((at, fault)) => return wrong_beside(carried, at, fault, report),
        };
        let times = stamps(&judge, carried, report);
        let parties: Vec<Party<'_>> = carried
            .parties
            .iter()
            .map(|(role, account)| Party {
                role,
                account: account.0,
            })
            .collect();
        for signature in &carried.signatures {
            let named = signature
                .named
                .map(|(_, time_ms)| (seconds(time_ms), Source::Event));
            let stamped = times
                .iter()
                .filter(|(at, _)| carried.stamps[*at].is_of(signature.entry));
            let stamped = stamped.map(|(_, latest)| (*latest, Source::Stamp));
            let times: Vec<_> = named.into_iter().chain(stamped).collect();
            let found = judge.signature(signature.bytes, &carried.digest, &parties, &times);
            let found = found.map_err(|fault| VerificationError::CmsFalse {
                name: signature.entry.to_owned(),
                why: fault.word(),
            });
            if let Some(found) = report.check("cms", found) {
                let event = signature.named.map(|(event, _)| event.to_string());
                let mut params = vec![("entry", signature.entry.to_owned())];
                params.extend(told(&found, &parties[found.party], event));
                report.record("cms", verdict(&found), params);
            }
        }
        for at in judge.unrelated() {
            wrong_beside(carried, at, Fault::Unrelated, report);
        }
    }
}

/// Judges the time stamps; gives which of them a given root vouches for, and by when what each is of was there.
fn stamps<'a>(
    judge: &iou_x509::Judge<'a>,
    carried: &Carried<'a>,
    report: &mut VerificationReport,
) -> Vec<(usize, i64)> {
    let mut times = Vec::new();
    for (at, stamp) in carried.stamps.iter().enumerate() {
        let is_of = |hash: Hash, imprint: &[u8]| hash == Hash::Sha256 && imprint == stamp.anchor.imprint;
        let mut params = stamp.told();
        match judge.stamp(stamp.bytes, is_of) {
            Ok(found) => {
                let root = found.root.clone().unwrap_or_default();
                params.extend([("authority", found.authority), ("root", root)]);
                let verdict = match found.root {
                    Some(_) => {
                        times.push((at, found.latest));
                        Verdict::Proved
                    }
                    None => Verdict::Stated,
                };
                report.record("anchor", verdict, params);
            }
            // Of others that nobody can judge here their own tools say more.
            Err(Fault::NoCertificate | Fault::Algorithm | Fault::Form | Fault::Bounds) => {
                report.record("anchor", Verdict::Stated, params);
            }
            Err(fault) => {
                let wrong = VerificationError::AnchorFalse {
                    name: stamp.entry.to_owned(),
                    why: fault.word(),
                };
                let _ = report.check::<()>("anchor", Err(wrong));
            }
        }
    }
    times
}

fn kind<'a>(ending: &str, bytes: &'a [u8]) -> Beside<'a> {
    match ending {
        CERTIFICATE => Beside::Certificate(bytes),
        LIST => Beside::List(bytes),
        _ => Beside::Answer(bytes),
    }
}

fn wrong_beside(carried: &Carried<'_>, at: usize, fault: Fault, report: &mut VerificationReport) {
    let name = carried
        .beside
        .get(at)
        .map_or_else(String::new, |(_, name, _)| (*name).to_owned());
    let wrong = VerificationError::CmsBeside {
        name,
        why: fault.word(),
    };
    let _ = report.check::<()>("cms", Err(wrong));
}

/// Proved is who signed where a root that the verifier gave vouches for them, the time is known, and so is that they had not been
/// revoked by then.
fn verdict(found: &Signed) -> Verdict {
    let is_cleared = matches!(found.revocation, Revocation::Cleared(_) | Revocation::Later(_));
    match found.root.is_some() && found.time.is_some() && is_cleared {
        true => Verdict::Proved,
        false => Verdict::Stated,
    }
}

/// Figures of the message about a signature.
fn told(found: &Signed, party: &Party<'_>, event: Option<String>) -> Vec<(&'static str, String)> {
    let (revocation, since) = match found.revocation {
        Revocation::Cleared(kind) => (kind, None),
        Revocation::Later(since) => ("later", Some(since)),
        Revocation::Unknown => ("unknown", None),
        Revocation::Sometime(since) => ("sometime", Some(since)),
    };
    let source = match found.time {
        None => "none",
        Some((_, Source::Event)) => "event",
        Some((_, Source::Stamp)) => "stamp",
    };
    let millis = |seconds: Option<i64>| {
        let millis = seconds.and_then(|seconds| u64::try_from(seconds).ok()?.checked_mul(1_000));
        millis.map(|millis| millis.to_string()).unwrap_or_default()
    };
    vec![
        ("judged", "yes".to_owned()),
        ("role", party.role.to_owned()),
        ("account", hex::encode(party.account)),
        ("subject", found.subject.clone()),
        ("issuer", found.issuer.clone()),
        ("serial", found.serial.clone()),
        ("key", found.key.clone()),
        (
            "vouched",
            if found.root.is_some() { "yes" } else { "no" }.to_owned(),
        ),
        ("root", found.root.clone().unwrap_or_default()),
        ("by", source.to_owned()),
        ("time_ms", millis(found.time.map(|(seconds, _)| seconds))),
        ("event", event.unwrap_or_default()),
        ("revocation", revocation.to_owned()),
        ("revoked_ms", millis(since)),
        (
            "between",
            if found.unchecked > 0 { "unchecked" } else { "none" }.to_owned(),
        ),
        ("unchecked", found.unchecked.to_string()),
    ]
}

/// Units: milliseconds since 1970 to seconds, rounded up: it was there by then.
fn seconds(time_ms: u64) -> i64 {
    i64::try_from(time_ms.div_ceil(1_000)).unwrap_or(i64::MAX)
}
