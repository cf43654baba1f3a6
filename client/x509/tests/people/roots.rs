//! What depends on the roots that were given, and what does not: no roots show what others make false.

use iou_x509::{Above, Fault, Judge, Party, Revocation, Roots, Source};

use super::lab::{content, now, Lab, ACCOUNT, CA, DAY, DIGEST, PERSON, ROLE, TSA};
use super::made::{octets, sequence, with_stamps, Made};
use super::Case;

/// What a signature comes to under some roots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comes {
    False,
    Stated,
    Shown,
}
use Comes::{False, Shown, Stated};

impl Case {
    /// What it comes to under each of these sets of roots; nothing is carried for nothing under any.
    fn under(&mut self, cms: &[u8], sets: &[&[&Vec<u8>]]) -> Vec<Comes> {
        let mut all = Vec::new();
        for roots in sets {
            self.roots = roots.iter().copied().cloned().collect();
            let (found, unrelated) = self.judge_all(cms);
            assert_eq!(unrelated, 0, "whatever roots are given: {found:?}");
            all.push(match found {
                Err(_) => False,
                Ok(found) if found.is_shown() => Shown,
                Ok(_) => Stated,
            });
        }
        all
    }
}

#[test]
fn an_old_certificate_of_an_authority_does_not_stand_against_its_new_one() {
    let lab = Lab::of("P-256");
    lab.again("root", "ca", CA, now() - 100 * DAY, now() - DAY);
    let cms = lab.sign("li");
    lab.again("root", "ca", CA, now() - 2 * DAY, now() + 100 * DAY);
    let mut case = Case::of(&lab);
    case.lists = vec![lab.list("ca", "-crldays 30")];
    let (root, renewed) = (lab.der("root"), lab.der("ca"));
    let found = case.under(&cms, &[&[], &[&root], &[&renewed], &[&root, &renewed]]);
    assert_eq!(found, [Stated, Stated, Shown, Shown]);
    // Carried beside the signature the root vouches for it.
    case.certificates = vec![renewed];
    assert_eq!(case.under(&cms, &[&[], &[&root]]), [Stated, Shown]);
}

#[test]
fn an_authority_that_its_own_root_revoked_or_limits_counts_for_whoever_trusts_itself() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    lab.revoke("root", "ca", "");
    let mut case = Case::of(&lab);
    case.time = Some(now() + 2);
    // The list of a root is of use also where the root is not given, and where nobody asks for it.
    case.lists = vec![lab.list("ca", "-crldays 30"), lab.list("root", "-crldays 30")];
    let (root, ca) = (lab.der("root"), lab.der("ca"));
    assert_eq!(
        case.under(&cms, &[&[], &[&root], &[&ca]]),
        [Stated, Stated, Shown]
    );

    lab.root("short", "P-256", &CA.replace("CA:TRUE", "CA:TRUE,pathlen:0"));
    lab.certify("short", "ca", "P-256", CA);
    lab.certify("ca", "li", "P-256", PERSON);
    let cms = lab.sign("li");
    let mut case = Case::of(&lab);
    case.lists = vec![lab.list("ca", "-crldays 30")];
    let (short, ca) = (lab.der("short"), lab.der("ca"));
    let found = case.under(&cms, &[&[], &[&short], &[&ca], &[&short, &ca]]);
    assert_eq!(found, [Stated, Stated, Shown, Shown]);
}

#[test]
fn a_signer_whom_their_issuer_revoked_is_false_under_every_root_that_knows_the_issuer() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    lab.revoke("ca", "li", "");
    let mut case = Case::of(&lab);
    case.time = Some(now() + 2);
    case.lists = vec![lab.list("ca", "-crldays 30")];
    let (root, ca) = (lab.der("root"), lab.der("ca"));
    let other = Lab::of("P-256").der("root");
    let found = case.under(&cms, &[&[], &[&root], &[&ca], &[&other]]);
    assert_eq!(found, [False; 4]);
    // Where the issuer is not carried, nobody knows whose the list is.
    let mut made = Made::honest(&lab, "li");
    made.certificates.truncate(1);
    let alone = made.write(&lab, "li");
    assert_eq!(
        case.under(&alone, &[&[], &[&root], &[&ca]]),
        [Stated, Stated, False]
    );
}

#[test]
fn a_stamp_whose_root_is_missing_gives_no_time_and_says_that_a_signature_may_be_older() {
    let (lab, other) = (Lab::of("P-256"), Lab::of("P-256"));
    other.certify("ca", "tsa", "P-256", TSA);
    let cms = lab.sign("li");
    let signature = iou_x509::cms::SignedData::read(&cms).unwrap().stamps().1.to_vec();
    let _ = other.stamp("tsa", &signature, "").unwrap();
    other.must("ts -reply -in answer.tsr -token_out -out token.der");
    let stamped = with_stamps(&cms, &[&other.read("token.der")]);
    let mut case = Case::of(&lab);
    case.lists = vec![lab.list("ca", "-crldays 30")];
    // The block that names it came when the certificate had ended.
    case.time = Some(now() + 1_001 * DAY);
    let (own, its) = (lab.der("root"), other.der("root"));
    let sets: [&[&Vec<u8>]; 4] = [&[], &[&own], &[&its], &[&own, &its]];
    assert_eq!(case.under(&stamped, &sets), [Stated, Stated, Stated, Shown]);
    case.roots = vec![own.clone()];
    let found = case.judge(&stamped).unwrap();
    assert_eq!(
        (found.fault, found.time),
        (Some(Fault::NotValid), Some((now() + 1_001 * DAY, Source::Event)))
    );
    assert_eq!(
        case.under(&cms, &sets),
        [False; 4],
        "without a stamp nothing says so"
    );
    // Revoked before that block, and not before the stamp.
    lab.revoke("ca", "li", "");
    case.lists = vec![lab.list("ca", "-crldays 30")];
    case.time = Some(now() + 100 * DAY);
    case.roots = vec![own.clone()];
    let found = case.judge(&stamped).unwrap();
    assert_eq!(found.fault, Some(Fault::Revoked));
    assert!(matches!(found.revocation, Revocation::Sometime(_)) && !found.is_shown());
    assert_eq!(case.under(&cms, &sets), [False; 4]);
}

#[test]
fn no_claim_makes_a_signature_older_than_its_certificate() {
    let lab = Lab::of("P-256");
    let cms = lab.sign("li");
    let mut case = Case::of(&lab);
    case.time = Some(now() + 1_001 * DAY);
    for (claimed, found) in [
        (now(), Ok(Some(Fault::NotValid))),
        (now() - 101 * DAY, Err(Fault::NotValid)),
        (now() + 1_002 * DAY, Err(Fault::NotValid)),
    ] {
        case.claimed = Some(claimed);
        assert_eq!(case.judge(&cms).map(|it| it.fault), found, "{claimed}");
    }
    // It gives no time, and takes none away.
    case.time = None;
    assert_eq!(case.judge(&cms).unwrap().time, None);
    (case.time, case.claimed) = (Some(now()), Some(now() - 10 * DAY));
    assert_eq!(case.judge(&cms).unwrap().time, Some((now(), Source::Event)));
    case.time = Some(now() - 101 * DAY);
    assert_eq!(case.judge(&cms), Err(Fault::NotValid));
}

#[test]
fn certificates_that_cannot_be_read_stand_in_nobodys_way() {
    let lab = Lab::of("P-256");
    let mut case = Case::of(&lab);
    // A root that signed itself by SHA-1, long ago: of its signature nothing depends.
    lab.must("x509 -in root.pem -signkey root.key -sha1 -days 3000 -out old.pem");
    let old = lab.der("old");
    case.roots = vec![old.clone()];
    assert_eq!(case.way(&lab.sign("li")), (true, None));
    // In the bag: a key on a curve that is not known, that old root, and what is no certificate.
    lab.certify("ca", "odd", "P-521", PERSON);
    let mut made = Made::honest(&lab, "li");
    made.certificates
        .extend([lab.der("odd"), old.clone(), sequence(&[&octets(b"none")])]);
    let cms = made.write(&lab, "li");
    assert_eq!(case.way(&cms), (true, None));
    case.certificates = vec![lab.der("odd")];
    assert_eq!(
        case.judge_all(&cms).1,
        1,
        "it is carried for nothing, and no more"
    );
    case.certificates.clear();
    // Whoever signs with such a key is nobody that can be known.
    let odd = lab.sign("odd");
    assert_eq!(case.judge(&odd), Err(Fault::Algorithm));
    // A certificate that its authority signed by SHA-1 is by nobody.
    let config = String::from_utf8(lab.read("ca.cnf")).unwrap();
    lab.write("ca.cnf", config.replace("default_md=sha256", "default_md=sha1"));
    lab.again("ca", "li", PERSON, now() - DAY, now() + DAY);
    assert_eq!(case.way(&lab.sign("li")), (false, None));

    // Among roots too.
    lab.root("curve", "P-521", CA);
    let mut roots = Roots::default();
    assert_eq!(roots.read(&lab.read("curve.pem")), Err(Fault::Algorithm));
    assert!(roots.is_empty());
    let bundle = [lab.read("curve.pem"), lab.read("old.pem")].concat();
    assert_eq!(roots.read(&bundle), Ok(()));
}

#[test]
fn what_openssl_calls_a_trusted_certificate_is_one() {
    let lab = Lab::of("P-256");
    lab.must("x509 -in root.pem -trustout -addtrust emailProtection -setalias root -out trusted.pem");
    let trusted = lab.read("trusted.pem");
    assert!(trusted.starts_with(b"-----BEGIN TRUSTED CERTIFICATE-----"));
    let mut case = Case::of(&lab);
    case.roots = vec![[trusted, lab.read("root.key")].concat()];
    assert_eq!(case.way(&lab.sign("li")), (true, None));
    assert_eq!(
        iou_x509::pem::certificates(&lab.read("root.key")),
        Err(Fault::Form),
        "a key is no certificate"
    );
}

#[test]
fn what_is_carried_to_look_through_is_counted() {
    let lab = Lab::of("P-256");
    lab.certify(
        "ca",
        "long",
        "P-256",
        &format!("nsComment={}", "x".repeat(12_000)),
    );
    lab.write("content", content());
    lab.must("cms -sign -binary -in content -signer li.pem -inkey li.key -nocerts -outform DER -out bare.p7s -cades -md sha256");
    let cms = lab.read("bare.p7s");
    let (long, li, ca) = (lab.der("long"), lab.der("li"), lab.der("ca"));
    let parties = [Party {
        role: ROLE,
        account: ACCOUNT,
    }];
    let judged = |count: usize| {
        let roots = Roots::default();
        let mut beside = vec![iou_x509::Beside::Certificate(&long); count];
        beside.extend([&li, &ca].map(|one| iou_x509::Beside::Certificate(one)));
        let judge = Judge::new(&roots, &beside).map_err(|(_, fault)| fault).unwrap();
        let once = || judge.signature(&cms, &DIGEST, &parties, &[]).map(|it| it.above);
        for _ in 1..100 {
            let _ = once();
        }
        once()
    };
    assert_eq!(judged(0), Ok(Above::Unchecked(1)));
    assert_eq!(
        judged(60),
        Err(Fault::Effort),
        "sixty certificates are hashed to find each"
    );
}
