//! A loan that two people are still making: what its terms hold until the second of them is there, how they become the terms that
//! both sign, and the text of each signature by which one of them changes what both share. All of it is as well known to the
//! service that keeps the draft as to whoever signs, who trusts that service with nothing: so each reckons it for themselves.
//!
//! # Details
//!
//! *Draft terms* name the one who made the draft in their role, [`nobody`] in the other, and no commitments. *Final terms* differ from
//! them in these two things alone. The reference follows from the draft's id, and so does the salt of the field that pins the
//! form of the text, which is nobody's secret.
//! Source: RFC 8785 (canonical JSON). Limits: settlement outside the chain, one lender and one borrower.

use std::collections::BTreeSet;

use iou_base::{address, hex0x, sha256, Lang};
use serde_json::Value;
use terms::agreement::{commitment, commitments_root};
use terms::{AccountId, Digest, Role, Terms};

use crate::agreement::{render_by, wording_digest, Details, Form};
use crate::disclosure::{self, Field, Opening, PASSKEY, WORDING};
use crate::verify::extrinsic::is_sr25519;

/// Bytes of a draft's id.
pub const ID_LEN: usize = 16;
/// What a draft is known by: it follows from the link's secret, and gives nothing of it away.
pub type DraftId = [u8; ID_LEN];

/// Most fields that one person commits to.
pub const FIELDS_MAX: usize = 8;
/// The longest text that is signed: beside its parts the host's name. Units: bytes.
const SIGNED_LEN_MAX: usize = 512;

/// What one may say of oneself, each after the own role and a dot.
const OWN: [&str; 4] = ["name", "phone", "id_number", PASSKEY];
/// What the one who makes the draft says beside that.
const PURPOSE: &str = "purpose";

/// The account that stands for the other person until they are there. Nobody has its key.
pub fn nobody() -> AccountId {
    AccountId(sha256(b"iou:draft:nobody:v1"))
}

/// The account that stands for the one who fills in a form, until they have a key for the loan. Nobody has its key either.
pub fn somebody() -> AccountId {
    AccountId(sha256(&nobody().0))
}

/// The text of a draft: what only keys and signatures bring (accounts that nobody has yet, the digest, the root over all
/// fields) is left `open`, in these words. The root is there in the end, so the text does not say that nothing personal is bound.
pub fn text(terms: &Terms, form: Form, details: &Details, lang: Lang, open: &str) -> String {
    let shown = Terms {
        commitments: sha256(b"iou:draft:root:v1"),
        ..terms.clone()
    };
    let later = [
        hex0x(shown.digest(sha256)),
        hex0x(shown.commitments),
        address::show(nobody()),
        address::show(somebody()),
    ];
    let text = render_by(form, &shown, details, lang);
    later.iter().fold(text, |text, one| text.replace(one, open))
}

/// The reference of the terms of a draft.
pub fn reference(id: &DraftId) -> [u8; 16] {
    let digest = sha256(&[b"iou:draft:reference:v1", &id[..]].concat());
    let mut reference = [0; 16];
    reference.copy_from_slice(&digest[..16]);
    reference
}

/// The field that pins the form of the text, by the newest one, opened.
pub fn wording(id: &DraftId) -> Field {
    let value = hex::encode(wording_digest());
    let salt = sha256(&[b"iou:draft:wording:v1", &id[..]].concat());
    Field {
        name: WORDING.into(),
        commitment: commitment(WORDING, &value, &salt, sha256),
        opened: Some(Opening { value, salt }),
    }
}

/// The name of a role as fields and JSON have it.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Lender => "lender",
        Role::Borrower => "borrower",
    }
}

/// The one of that name.
pub fn role_named(name: &str) -> Option<Role> {
    [Role::Lender, Role::Borrower]
        .into_iter()
        .find(|role| role_name(*role) == name)
}

/// Who sits opposite.
pub fn other(role: Role) -> Role {
    match role {
        Role::Lender => Role::Borrower,
        Role::Borrower => Role::Lender,
    }
}

/// The account of a role.
pub fn account_of(terms: &Terms, role: Role) -> AccountId {
    match role {
        Role::Lender => terms.lender,
        Role::Borrower => terms.borrower,
    }
}

fn seat(terms: &mut Terms, role: Role) -> &mut AccountId {
    match role {
        Role::Lender => &mut terms.lender,
        Role::Borrower => &mut terms.borrower,
    }
}

/// The terms without what the one in the seat of `role` brings: as they were drafted by the other one.
#[must_use]
pub fn blank(terms: &Terms, role: Role) -> Terms {
    let mut terms = terms.clone();
    *seat(&mut terms, role) = nobody();
    terms.commitments = Digest::default();
    terms
}

/// Draft terms with `account` in the seat of `role`, and the root over all `fields`, of which each has its commitment.
#[must_use]
pub fn finish(draft: &Terms, role: Role, account: AccountId, fields: &[Field]) -> Terms {
    let pairs: Vec<(&str, Digest)> = fields.iter().map(|f| (f.name.as_str(), f.commitment)).collect();
    let mut terms = draft.clone();
    *seat(&mut terms, role) = account;
    terms.commitments = commitments_root(&pairs, sha256);
    terms
}

/// The fields of both and the one that pins the form of the text, in the order of their names.
pub fn all_fields(id: &DraftId, creator: &[Field], seat: &[Field]) -> Vec<Field> {
    let mut all: Vec<Field> = creator.iter().chain(seat).cloned().collect();
    all.push(wording(id));
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// What is wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A field of this name has no place here: it is not one, or somebody else's.
    Name(String),
    /// A field of this name is there already.
    Twice(String),
    /// More than [`FIELDS_MAX`].
    Many,
    /// The terms differ from the draft that was shown in more than the seat and the commitments.
    Changed,
    /// The account of the one who asks does not sit where it should.
    Seat,
    /// The list of fields is not what the terms commit to, or an opened one not what was committed to.
    Fields(disclosure::Fault),
    /// The form of the text is another one.
    Wording,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Name(name) => write!(f, "no field {name} has its place here"),
            Fault::Twice(name) => write!(f, "{name} is listed twice"),
            Fault::Many => write!(f, "more than {FIELDS_MAX} fields"),
            Fault::Changed => write!(f, "the terms are not those of the draft"),
            Fault::Seat => write!(f, "another account sits in the seat"),
            Fault::Fields(fault) => fault.fmt(f),
            Fault::Wording => write!(f, "the form of the text is another one"),
        }
    }
}

impl std::error::Error for Fault {}

/// Whether the one in `role` may commit to fields of these names: to what is theirs; who makes the draft also to its purpose and to
/// the other's name, by which they call them. Nobody commits to the form of the text: it follows from the draft.
///
/// Errors: [`Fault::Name`], [`Fault::Twice`], [`Fault::Many`].
pub fn check_names<'a>(
    role: Role,
    is_creator: bool,
    names: impl IntoIterator<Item = &'a str>,
    taken: &[Field],
) -> Result<(), Fault> {
    let (own, others) = (role_name(role), role_name(other(role)));
    let may = |name: &str| match name.split_once('.') {
        Some((who, what)) if who == own => OWN.contains(&what),
        Some((who, "name")) => is_creator && who == others,
        _ => is_creator && name == PURPOSE,
    };
    let mut seen: BTreeSet<&str> = taken.iter().map(|field| field.name.as_str()).collect();
    let mut count = 0;
    for name in names {
        count += 1;
        if count > FIELDS_MAX {
            return Err(Fault::Many);
        }
        if !may(name) {
            return Err(Fault::Name(name.into()));
        }
        if !seen.insert(name) {
            return Err(Fault::Twice(name.into()));
        }
    }
    Ok(())
}

/// What whoever signs holds the final terms against.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The draft's id.
    pub id: &'a DraftId,
    /// The draft terms that were shown.
    pub draft: &'a Terms,
    /// The role of the one who made the draft.
    pub creator: Role,
}

/// Whether `terms` are the final ones of the draft that was shown, `own` sits in `role`, and `fields` (of both, with the form of the
/// text) are what is committed to; every opened value is then the one that both sign.
///
/// Errors: [`Fault`], the first that applies.
pub fn check(
    terms: &Terms,
    shown: Shown<'_>,
    (role, own): (Role, AccountId),
    fields: &[Field],
) -> Result<(), Fault> {
    let seat = other(shown.creator);
    if blank(terms, seat) != *shown.draft || account_of(terms, seat) == nobody() {
        return Err(Fault::Changed);
    }
    if account_of(terms, role) != own {
        return Err(Fault::Seat);
    }
    let pinned = wording(shown.id);
    if !fields
        .iter()
        .any(|field| (&field.name, field.commitment) == (&pinned.name, pinned.commitment))
    {
        return Err(Fault::Wording);
    }
    disclosure::check(fields, &terms.commitments, sha256).map_err(Fault::Fields)
}

/// What is signed to change something that two people share. Each has its own word in the text, so that no signature can be
/// taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To make a draft.
    Draft,
    /// To take the seat.
    Seat,
    /// To give the one in the seat the own fields.
    Fields,
    /// To take a draft back.
    Void,
    /// To write or empty a box.
    Box,
}

impl Purpose {
    /// Its word in the text.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Draft => "draft",
            Purpose::Seat => "seat",
            Purpose::Fields => "fields",
            Purpose::Void => "void",
            Purpose::Box => "box",
        }
    }
}

/// The text that is signed: `iou:WORD:v1:HOST:SUBJECT:DIGEST`. `host` is that of the service with its port, if it has one of its own;
/// `subject` the draft's id or the box's locator in hexadecimal, without which a signature would do for another one; `body` the
/// JSON that is sent, of which `signature` does not count.
pub fn signed_text(purpose: Purpose, host: &str, subject: &str, body: &Value) -> String {
    let digest = hex::encode(body_digest(body));
    format!("iou:{}:v1:{host}:{subject}:{digest}", purpose.word())
}

/// The text that is signed to log in: `iou:login:v1:HOST:NONCE:EXPIRES_MS`.
pub fn login_text(host: &str, nonce: &str, expires_ms: u64) -> String {
    format!("iou:login:v1:{host}:{nonce}:{expires_ms}")
}

/// SHA-256 of the canonical JSON of `body` without its `signature`.
pub fn body_digest(body: &Value) -> Digest {
    let mut body = body.clone();
    if let Some(object) = body.as_object_mut() {
        let _signature = object.remove("signature");
    }
    // What came as JSON, or is made of texts, has no number that could not be written.
    sha256(&serde_json_canonicalizer::to_vec(&body).unwrap_or_default())
}

/// Whether `signature` is of `account`, over `text` or over `<Bytes>…</Bytes>` around it: sr25519 in the context of Substrate.
/// Not for the key of zeros, for which anybody signs.
pub fn is_signed(account: AccountId, text: &[u8], signature: &[u8; 64]) -> bool {
    if account == AccountId::default() || text.len() > SIGNED_LEN_MAX {
        return false;
    }
    let is_over = |text: &[u8]| is_sr25519(&account.0, text, signature);
    is_over(text) || is_over(&terms::intent::wrapped(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use terms::{sample, Day};

    const ID: DraftId = [7; 16];
    const LENDER: AccountId = AccountId([1; 32]);
    const BORROWER: AccountId = AccountId([2; 32]);

    fn field(name: &str, value: &str) -> Field {
        let salt = sha256(name.as_bytes());
        Field {
            name: name.into(),
            commitment: commitment(name, value, &salt, sha256),
            opened: Some(Opening {
                value: value.into(),
                salt,
            }),
        }
    }

    fn draft() -> Terms {
        let mut terms = sample::bullet(LENDER, nobody(), Day(20_458));
        terms.reference = reference(&ID);
        terms.commitments = Digest::default();
        terms
    }

    fn shown(draft: &Terms) -> Shown<'_> {
        Shown {
            id: &ID,
            draft,
            creator: Role::Lender,
        }
    }

    #[test]
    fn final_terms_are_the_draft_with_the_seat_and_all_fields_and_nothing_else() {
        let draft = draft();
        let fields = all_fields(
            &ID,
            &[field("lender.name", "李四"), field("purpose", "开店")],
            &[field("borrower.phone", "13800000000")],
        );
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["borrower.phone", "lender.name", "purpose", "wording"]);
        let done = finish(&draft, Role::Borrower, BORROWER, &fields);
        assert_eq!(blank(&done, Role::Borrower), draft);
        for (role, own) in [(Role::Lender, LENDER), (Role::Borrower, BORROWER)] {
            assert_eq!(check(&done, shown(&draft), (role, own), &fields), Ok(()));
        }
        let check =
            |terms: &Terms, fields: &[Field]| check(terms, shown(&draft), (Role::Borrower, BORROWER), fields);
        let mut dearer = done.clone();
        dearer.annual_rate.0 += 1;
        assert_eq!(check(&dearer, &fields), Err(Fault::Changed));
        let mut of_another = done.clone();
        of_another.lender = AccountId([9; 32]);
        assert_eq!(check(&of_another, &fields), Err(Fault::Changed));
        let someone = finish(&draft, Role::Borrower, AccountId([9; 32]), &fields);
        assert_eq!(check(&someone, &fields), Err(Fault::Seat));
        let nobodys = finish(&draft, Role::Borrower, nobody(), &fields);
        assert_eq!(check(&nobodys, &fields), Err(Fault::Changed));
        assert_eq!(
            check(&done, &fields[1..]),
            Err(Fault::Fields(disclosure::Fault::Root))
        );
        assert_eq!(check(&done, &fields[..3]), Err(Fault::Wording));
        let mut renamed = fields.clone();
        renamed[1].opened.as_mut().unwrap().value = "王五".into();
        let why = disclosure::Fault::Opening("lender.name".into());
        assert_eq!(check(&done, &renamed), Err(Fault::Fields(why)));
    }

    #[test]
    fn the_text_of_a_draft_leaves_open_what_only_keys_and_signatures_bring() {
        let draft = draft();
        for lang in [Lang::En, Lang::Zh] {
            let details = disclosure::details(&[field("lender.name", "李四")]);
            let text = text(&draft, Form::default(), &details, lang, "(later)");
            assert_eq!(text.matches("(later)").count(), 3, "{text}");
            assert!(
                text.contains(&address::show(LENDER)) && text.contains("李四"),
                "{text}"
            );
            // Whatever it says besides is what the final text says.
            let fields = all_fields(&ID, &[field("lender.name", "李四")], &[]);
            let done = finish(&draft, Role::Borrower, BORROWER, &fields);
            let done = render_by(Form::default(), &done, &details, lang);
            assert_eq!(text.lines().count(), done.lines().count());
            for (drafted, signed) in text.lines().zip(done.lines()) {
                assert!(drafted == signed || drafted.contains("(later)"), "{drafted}");
            }
        }
    }

    #[test]
    fn everybody_commits_to_what_is_theirs_once() {
        let names = |role, is_creator, names: &[&str], taken: &[Field]| {
            check_names(role, is_creator, names.iter().copied(), taken)
        };
        let all = [
            "lender.name",
            "lender.phone",
            "lender.passkey",
            "borrower.name",
            "purpose",
        ];
        assert_eq!(names(Role::Lender, true, &all, &[]), Ok(()));
        for name in [
            "purpose",
            "lender.phone",
            "wording",
            "borrower.",
            "borrower.mail",
            "",
            "x.name",
        ] {
            assert_eq!(
                names(Role::Borrower, false, &[name], &[]),
                Err(Fault::Name(name.into()))
            );
        }
        assert_eq!(
            names(Role::Lender, true, &["borrower.phone"], &[]),
            Err(Fault::Name("borrower.phone".into()))
        );
        let twice = Err(Fault::Twice("borrower.name".into()));
        assert_eq!(
            names(Role::Borrower, false, &["borrower.name", "borrower.name"], &[]),
            twice
        );
        assert_eq!(
            names(
                Role::Borrower,
                false,
                &["borrower.name"],
                &[field("borrower.name", "张三")]
            ),
            twice
        );
        assert_eq!(
            names(Role::Lender, true, &["purpose"; FIELDS_MAX + 1], &[]),
            Err(Fault::Twice("purpose".into()))
        );
    }

    #[test]
    fn a_signature_counts_for_one_purpose_one_host_one_subject_and_one_body() {
        let pair = schnorrkel::MiniSecretKey::from_bytes(&[5; 32])
            .unwrap()
            .expand_to_keypair(schnorrkel::ExpansionMode::Ed25519);
        let account = AccountId(pair.public.to_bytes());
        let body = json!({"b": 1, "a": "x", "signature": "0x00"});
        let text = signed_text(Purpose::Seat, "localhost:9700", "07", &body);
        assert_eq!(
            text,
            format!(
                "iou:seat:v1:localhost:9700:07:{}",
                hex::encode(sha256(br#"{"a":"x","b":1}"#))
            )
        );
        let context = schnorrkel::signing_context(b"substrate");
        for signed in [text.clone().into_bytes(), terms::intent::wrapped(text.as_bytes())] {
            let signature = pair.sign(context.bytes(&signed)).to_bytes();
            assert!(is_signed(account, text.as_bytes(), &signature));
            assert!(!is_signed(LENDER, text.as_bytes(), &signature));
            assert!(!is_signed(AccountId::default(), text.as_bytes(), &signature));
            for other in [
                signed_text(Purpose::Void, "localhost:9700", "07", &body),
                signed_text(Purpose::Seat, "localhost:9701", "07", &body),
                signed_text(Purpose::Seat, "localhost:9700", "08", &body),
                signed_text(Purpose::Seat, "localhost:9700", "07", &json!({"a": "x", "b": 2})),
                login_text("localhost:9700", "07", 1),
            ] {
                assert!(!is_signed(account, other.as_bytes(), &signature), "{other}");
            }
        }
    }

    #[test]
    fn what_follows_from_a_draft_is_what_is_written_here() {
        assert_eq!(hex::encode(nobody().0), NOBODY);
        assert_eq!(hex::encode(reference(&ID)), REFERENCE);
        assert_eq!(hex::encode(wording(&ID).opened.unwrap().salt), SALT);
    }

    const NOBODY: &str = "5774677d58beb08b5109a7d397567cf2da44819f82ee0d0b2a871bb540a8cdb8";
    const REFERENCE: &str = "38c0e4d39ba665240e3fe4c65c33c441";
    const SALT: &str = "b8511599f4ab110e247daf89daf684453739b96f0e91988f56210d205eb3c12b";
}
