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
use iou_x509::{pem, Above, Beside, Fault, Party, Revocation, Roots, Signed, Source};

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
            let times: Vec<_> = named.into_iter().chain(stamped.map(|(_, time)| *time)).collect();
            let found = judge.signature(signature.bytes, &carried.digest, &parties, &times);
            if found == Err(Fault::Effort) {
                report.record("cms", Verdict::Stated, signature.told("effort"));
                continue;
            }
            let found = found.map_err(|fault| VerificationError::CmsFalse {
                name: signature.entry.to_owned(),
                why: fault.word(),
            });
            if let Some(found) = report.check("cms", found) {
                let event = signature.named.map(|(event, _)| event.to_string());
                let mut params = signature.told("yes");
                params.extend(told(&found, &parties[found.party], event));
                let verdict = match found.is_shown() {
                    true => Verdict::Proved,
                    false => Verdict::Stated,
                };
                report.record("cms", verdict, params);
            }
        }
        for at in judge.unrelated() {
            wrong_beside(carried, at, Fault::Unrelated, report);
        }
    }
}

/// Judges the time stamps; gives what each that counts says: by when what it is of was there, and on whose word.
fn stamps<'a>(
    judge: &iou_x509::Judge<'a>,
    carried: &Carried<'a>,
    report: &mut VerificationReport,
) -> Vec<(usize, (i64, Source))> {
    let mut times = Vec::new();
    for (at, stamp) in carried.stamps.iter().enumerate() {
        let is_of = |hash: Hash, imprint: &[u8]| hash == Hash::Sha256 && imprint == stamp.anchor.imprint;
        match judge.stamp(stamp.bytes, is_of) {
            Ok(found) => {
                let source = found.source();
                times.extend(source.map(|source| (at, (found.latest, source))));
                let (verdict, judged) = match source {
                    Some(Source::Stamp) => (Verdict::Proved, "yes"),
                    None => (Verdict::Stated, "lost"),
                    Some(_) => (Verdict::Stated, "unvouched"),
                };
                let mut params = stamp.told(judged);
                params.extend([
                    ("authority", found.authority),
                    ("root", found.root.unwrap_or_default()),
                    ("revoked_ms", millis(found.lost)),
                ]);
                report.record("anchor", verdict, params);
            }
            // Of others that nobody can judge here their own tools say more.
            Err(fault) if fault.is_unjudged() => {
                report.record("anchor", Verdict::Stated, stamp.told("no"));
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

/// Figures of the message about a signature.
fn told(found: &Signed, party: &Party<'_>, event: Option<String>) -> Vec<(&'static str, String)> {
    let (revocation, since) = match found.revocation {
        Revocation::Cleared(kind) => (kind, None),
        Revocation::Later(since) => ("later", Some(since)),
        Revocation::Unknown => ("unknown", None),
        Revocation::Sometime(since) | Revocation::Before(since) => ("sometime", Some(since)),
    };
    let (between, unchecked, since_above) = match found.above {
        Above::Cleared => ("none", 0, None),
        Above::Unchecked(count) => ("unchecked", count, None),
        Above::Revoked(since) => ("authority-revoked", 0, Some(since)),
    };
    let source = match found.time {
        None | Some((_, Source::Claim)) => "none",
        Some((_, Source::Event)) => "event",
        Some((_, Source::Stamp)) => "stamp",
    };
    vec![
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
        ("fault", found.fault.map_or("none", Fault::word).to_owned()),
        ("by", source.to_owned()),
        ("time_ms", millis(found.time.map(|(seconds, _)| seconds))),
        ("event", event.unwrap_or_default()),
        ("revocation", revocation.to_owned()),
        ("revoked_ms", millis(since)),
        ("between", between.to_owned()),
        ("unchecked", unchecked.to_string()),
        ("authority_revoked_ms", millis(since_above)),
    ]
}

/// Units: seconds since 1970 to milliseconds, as figures; empty where there is none.
fn millis(seconds: Option<i64>) -> String {
    let millis = seconds.and_then(|seconds| u64::try_from(seconds).ok()?.checked_mul(1_000));
    millis.map(|millis| millis.to_string()).unwrap_or_default()
}

/// Units: milliseconds since 1970 to seconds, rounded up: it was there by then.
fn seconds(time_ms: u64) -> i64 {
    i64::try_from(time_ms.div_ceil(1_000)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::text::Lang;

    #[test]
    fn what_stands_against_a_signature_is_told_in_both_languages() {
        let mut found = Signed {
            party: 0,
            subject: "CN=li".into(),
            issuer: "CN=ca".into(),
            serial: "1001".into(),
            key: "P-256".into(),
            root: Some("CN=root".into()),
            fault: None,
            time: None,
            revocation: Revocation::Cleared("crl"),
            above: Above::Cleared,
        };
        let party = Party {
            role: "lender",
            account: [7; 32],
        };
        let words = |lang: Lang, found: &Signed| {
            let mut params = vec![("judged", "yes".to_owned())];
            params.extend(told(found, &party, None));
            let params: Vec<_> = params
                .into_iter()
                .map(|(name, value)| (name, value.into()))
                .collect();
            Text::new(lang).lookup("evidence-cms-stated", &params)
        };
        let is_told = |found: &Signed, english: &str, chinese: &str| {
            words(Lang::En, found).contains(english) && words(Lang::Zh, found).contains(chinese)
        };
        let authority = ("An authority between was revoked", "有中间机构自");
        let fault = ("this stands against it", "有一项不利情形");
        assert!(!is_told(&found, authority.0, authority.1) && !is_told(&found, fault.0, fault.1));
        found.above = Above::Revoked(1_796_046_793);
        assert!(is_told(&found, authority.0, authority.1));
        found.fault = Some(Fault::PathLength);
        assert!(is_told(&found, fault.0, fault.1) && is_told(&found, "path-length", "path-length"));
    }
}
