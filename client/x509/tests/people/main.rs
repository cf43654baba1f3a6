//! Signatures and time stamps that `openssl` made, honest ones and all that a liar can make of them.

mod forged;
mod lab;
mod lies;
mod made;
mod revoked;
mod roots;
mod stamps;

use iou_x509::der::{self, tag};
use iou_x509::{oid, Above, Beside, Fault, Judge, Party, Revocation, Roots, Signed, Source};

use lab::{content, now, Lab, ACCOUNT, CA, DAY, DIGEST, PERSON, ROLE};

/// How somebody bends what another made.
type Bent<'f, T> = &'f dyn Fn(&mut T);

const PARTIES: [Party<'static>; 2] = [
    Party {
        role: "borrower",
        account: [0x22; 32],
    },
    Party {
        role: ROLE,
        account: ACCOUNT,
    },
];

/// What is judged, with what.
#[derive(Default)]
struct Case {
    roots: Vec<Vec<u8>>,
    certificates: Vec<Vec<u8>>,
    lists: Vec<Vec<u8>>,
    answers: Vec<Vec<u8>>,
    time: Option<i64>,
    /// Of a stamp whose root is missing.
    claimed: Option<i64>,
}

impl Case {
    /// Of a lab's root, at this time.
    fn of(lab: &Lab) -> Case {
        Case {
            roots: vec![lab.der("root")],
            time: Some(now()),
            ..Case::default()
        }
    }

    fn judge(&self, cms: &[u8]) -> Result<Signed, Fault> {
        self.judge_all(cms).0
    }

    /// Whether the way of what is no lie leads to a root, and what stands against it.
    fn way(&self, cms: &[u8]) -> (bool, Option<Fault>) {
        let found = self.judge(cms).unwrap();
        (found.root.is_some(), found.fault)
    }

    /// The judgement, and how many things were carried for nothing.
    fn judge_all(&self, cms: &[u8]) -> (Result<Signed, Fault>, usize) {
        let mut roots = Roots::default();
        for root in &self.roots {
            roots.read(root).unwrap();
        }
        let beside: Vec<Beside<'_>> = self
            .certificates
            .iter()
            .map(|one| Beside::Certificate(one))
            .chain(self.lists.iter().map(|one| Beside::List(one)))
            .chain(self.answers.iter().map(|one| Beside::Answer(one)))
            .collect();
        let judge = match Judge::new(&roots, &beside) {
            Ok(judge) => judge,
            Err((_, fault)) => return (Err(fault), 0),
        };
        let named = self.time.map(|time| (time, Source::Event));
        let claimed = self.claimed.map(|time| (time, Source::Claim));
        let times: Vec<_> = named.into_iter().chain(claimed).collect();
        let found = judge.signature(cms, &DIGEST, &PARTIES, &times);
        (found, judge.unrelated().len())
    }
}

#[test]
fn a_signature_by_each_kind_of_key_is_known_with_its_signer_and_root() {
    for (kind, options) in [
        ("RSA-2048", "-cades -md sha256"),
        (
            "RSA-3072",
            "-cades -md sha512 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:-1",
        ),
        ("P-256", "-cades -md sha256"),
        ("P-256", "-cades -md sha384 -keyid"),
        ("P-384", "-cades -md sha384"),
    ] {
        let lab = Lab::of(kind);
        let cms = lab.sign_with("li", &content(), options);
        let found = Case::of(&lab)
            .judge(&cms)
            .unwrap_or_else(|why| panic!("{kind} {options}: {why}"));
        assert_eq!((&found.key[..], found.party), (kind, 1));
        assert_eq!(found.subject, "CN=li, O=Example");
        assert_eq!(found.issuer, "CN=ca, O=Example");
        assert_eq!(found.serial, "1001");
        assert_eq!(found.root.as_deref(), Some("CN=root, O=Example"));
        assert_eq!(found.revocation, Revocation::Unknown);
        assert_eq!(
            found.above,
            Above::Unchecked(1),
            "nothing says whether the authority was revoked"
        );
    }
}

#[test]
fn a_signature_by_sm2_with_sm3_is_put_together_and_known() {
    let lab = Lab::of("SM2");
    let signer = lab.der("li");
    let attributes = iou_x509::write::attributes(&content(), &signer).unwrap();
    let signature = lab.raw("li", &attributes);
    let cms = iou_x509::write::assemble(&content(), &signer, &[lab.der("ca")], &signature).unwrap();
    let mut case = Case::of(&lab);
    case.lists = vec![lab.list("ca", "-crldays 30")];
    let found = case.judge(&cms).unwrap();
    assert_eq!(
        (&found.key[..], found.root.as_deref()),
        ("SM2", Some("CN=root, O=Example"))
    );
    assert_eq!(found.revocation, Revocation::Cleared("crl"));
    // openssl reads what was put together, though it makes none.
    lab.write("sm2.p7s", &cms);
    lab.must("cms -cmsout -print -noout -inform DER -in sm2.p7s");

    // As GM/T 0010 calls the same.
    let mut parts = der::sequence(&cms).unwrap();
    let _kind = parts.object().unwrap();
    let rest = parts.element().unwrap().whole;
    let gm = der::write(tag::SEQUENCE, &[&made::object(oid::GM_SIGNED_DATA), rest]);
    assert_eq!(case.judge(&gm).map(|it| it.key), Ok("SM2".into()));

    // Another identity than everybody's is another signature.
    lab.write("raw", &attributes);
    lab.must("pkeyutl -sign -rawin -digest sm3 -inkey li.key -in raw -out raw.sig -pkeyopt distid:somebody");
    let other = lab.read("raw.sig");
    assert_eq!(
        iou_x509::write::assemble(&content(), &signer, &[], &other),
        Err(Fault::Signature)
    );
}

#[test]
fn other_keys_are_put_together_too() {
    let lab = Lab::of("P-256");
    let signer = lab.der("li");
    let attributes = iou_x509::write::attributes(&content(), &signer).unwrap();
    let signature = lab.raw("li", &attributes);
    let cms = iou_x509::write::assemble(&content(), &signer, &[lab.der("ca")], &signature).unwrap();
    assert!(Case::of(&lab).judge(&cms).is_ok());
    lab.write("put.p7s", &cms);
    lab.write("content", content());
    lab.must(
        "cms -verify -binary -inform DER -in put.p7s -content content -CAfile root.pem -cades -out /dev/null",
    );
}

#[test]
fn what_is_over_another_digest_role_or_account_is_false() {
    let lab = Lab::of("P-256");
    for other in [
        iou_x509::content(&[0xAC; 32], ROLE, &ACCOUNT),
        iou_x509::content(&DIGEST, "borrower", &ACCOUNT),
        iou_x509::content(&DIGEST, ROLE, &[0x12; 32]),
        iou_x509::content(&DIGEST, ROLE, &ACCOUNT) + "\n",
        iou_x509::content(&DIGEST, ROLE, &ACCOUNT).to_uppercase(),
        hex::encode(DIGEST),
        String::new(),
    ] {
        let cms = lab.sign_with("li", other.as_bytes(), "-cades -md sha256");
        assert_eq!(Case::of(&lab).judge(&cms), Err(Fault::OtherContent), "{other}");
    }
}

#[test]
fn a_root_that_was_not_given_is_not_vouched_for() {
    let (lab, other) = (Lab::of("P-256"), Lab::of("P-256"));
    let cms = lab.sign("li");
    let case = Case {
        roots: vec![other.der("root")],
        time: Some(now()),
        ..Case::default()
    };
    assert_eq!(
        case.judge(&cms).unwrap().root,
        None,
        "a root of the same name with another key"
    );
    let case = Case {
        time: Some(now()),
        ..Case::default()
    };
    assert_eq!(case.judge(&cms).unwrap().root, None);
    // Somebody who certifies themselves.
    lab.root("self", "P-256", PERSON);
    let cms = lab.sign("self");
    assert_eq!(Case::of(&lab).judge(&cms).unwrap().root, None);
    let mut roots = Roots::default();
    assert_eq!(roots.read(&lab.der("self")), Err(Fault::NoAuthority));
    assert_eq!(roots.read(b"nothing"), Err(Fault::Form));
    assert!(roots.is_empty());
    assert_eq!(roots.read(&lab.read("root.pem")), Ok(()));
}

#[test]
fn an_authority_in_the_middle_can_be_the_root() {
    let lab = Lab::of("P-256");
    let case = Case {
        roots: vec![lab.der("ca")],
        time: Some(now()),
        ..Case::default()
    };
    assert_eq!(
        case.judge(&lab.sign("li")).unwrap().root.as_deref(),
        Some("CN=ca, O=Example")
    );
}

#[test]
fn the_chain_may_stand_beside_the_signature() {
    let lab = Lab::of("P-256");
    lab.write("content", content());
    lab.must("cms -sign -binary -in content -signer li.pem -inkey li.key -nocerts -outform DER -out bare.p7s -cades -md sha256");
    let cms = lab.read("bare.p7s");
    let mut case = Case::of(&lab);
    assert_eq!(case.judge(&cms), Err(Fault::NoCertificate));
    case.certificates = vec![lab.der("ca"), lab.der("li"), lab.der("root")];
    let (found, unrelated) = case.judge_all(&cms);
    assert_eq!((found.unwrap().root.is_some(), unrelated), (true, 0));
    // Of somebody else: nobody needs it.
    lab.certify("root", "elsewhere", "P-256", CA);
    case.certificates.push(lab.der("elsewhere"));
    assert_eq!(case.judge_all(&cms).1, 1);
}

#[test]
fn who_was_not_certified_at_that_time_did_not_sign() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    let mut case = Case::of(&lab);
    for (time, valid) in [
        (now() - 101 * DAY, false),
        (now(), true),
        (now() + 1_001 * DAY, false),
    ] {
        case.time = Some(time);
        assert_eq!(
            case.judge(&cms).map(drop),
            if valid { Ok(()) } else { Err(Fault::NotValid) }
        );
    }
    case.time = None;
    assert_eq!(case.judge(&cms).unwrap().time, None);
    // An authority that was not valid then vouches for nobody.
    lab.again("root", "ca", CA, now() - 100 * DAY, now() - DAY);
    let cms = lab.sign("li");
    let mut case = Case::of(&lab);
    assert_eq!(case.way(&cms), (false, Some(Fault::NotValid)));
    case.roots.clear();
    assert_eq!(case.way(&cms), (false, Some(Fault::NotValid)));
}
