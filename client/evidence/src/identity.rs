//! A verifier's statement about who a party is: canonical JSON that the verifier's account has signed, whose SHA-256 the verifier
//! puts on the record of the loan. It names the party by account and role, and what was checked by the commitments that the terms
//! hold, never by values; consent and report by their digests. So it says nothing to whoever holds the file alone, it is of no use
//! for another account, loan or person of the same name, and whoever opens the fields shows what was checked.
//! Units: milliseconds since 1970. Limits: 16 KiB, 64 fields, ten years. Source: 电子签名法 13, 16; 人脸识别技术应用安全管理办法 10.

use serde::{Deserialize, Serialize};
use terms::agreement::{Agreement, Identity};
use terms::{AccountId, Digest, LoanId, Terms};

use crate::disclosure::Field;
use crate::draft::is_signed;
use crate::verify::manifest::{canonical, canonical_from, Hex};
use iou_base::{names, sha256, time::DAY_MS};

/// What the bytes say they are.
pub const FORMAT: &str = "iou-identity-statement";
/// The version of the layout.
pub const SCHEMA: u8 = 1;
/// What the text begins with that the verifier signs.
pub const DOMAIN: &str = "iou:identity:v1";
/// Longest statement. Units: bytes.
pub const LEN_MAX: usize = 16 * 1024;
/// Most fields of a statement.
pub const FIELDS_MAX: usize = 64;
/// Longest time for which a check is good. Units: milliseconds.
pub const VALID_MS_MAX: u64 = 10 * 366 * DAY_MS;

/// How far a verifier's clock may be ahead of the chain's. Units: milliseconds.
const AHEAD_MS: u64 = 15 * 60 * 1_000;

/// How strong a statement is. Its number is the `kind` on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The party's own word, which the verifier wrote down.
    Declared = 0,
    /// Seen and spoken to from afar.
    Remote = 1,
    /// A document together with its holder, or the state's register (网号, 网证).
    Document = 2,
    /// A certificate of a licensed authority (CA) [电子签名法 16].
    Authority = 3,
}

impl Level {
    /// The number on record.
    pub fn kind(self) -> u16 {
        self as u16
    }

    /// Its name, as programs write it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Declared => "declared",
            Level::Remote => "remote",
            Level::Document => "document",
            Level::Authority => "authority",
        }
    }
}

/// By what a verifier checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The party said so.
    Declared,
    /// A call with picture and sound.
    Call,
    /// A document that the state gave out was examined.
    Document,
    /// The holder was there in person.
    InPerson,
    /// A living face was compared with the document's. Never alone: who refuses it has another way [人脸办法 10].
    Liveness,
    /// 网号 or 网证 of the state's service for identities on the network.
    NetworkId,
    /// A certificate of a licensed authority.
    Certificate,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 7] = [
        Method::Declared,
        Method::Call,
        Method::Document,
        Method::InPerson,
        Method::Liveness,
        Method::NetworkId,
        Method::Certificate,
    ];

    /// Its name, as programs write it.
    pub fn name(self) -> &'static str {
        match self {
            Method::Declared => "declared",
            Method::Call => "call",
            Method::Document => "document",
            Method::InPerson => "in_person",
            Method::Liveness => "liveness",
            Method::NetworkId => "network_id",
            Method::Certificate => "certificate",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// The highest level that these methods together carry; `None` where there are none, or a face is all there is that anybody
/// checked: the person's own word beside it checks nothing.
pub fn level_of(methods: &[Method]) -> Option<Level> {
    let has = |method| methods.contains(&method);
    if has(Method::Certificate) {
        Some(Level::Authority)
    } else if has(Method::NetworkId)
        || has(Method::Document) && (has(Method::Liveness) || has(Method::InPerson))
    {
        Some(Level::Document)
    } else if has(Method::Call) || has(Method::InPerson) || has(Method::Document) {
        Some(Level::Remote)
    } else {
        (has(Method::Declared) && !has(Method::Liveness)).then_some(Level::Declared)
    }
}

/// A field that was checked, by its commitment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// The commitment that the terms hold.
    pub commitment: Hex,
    /// The field's name: `borrower.id_number`.
    pub name: String,
}

/// The statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityStatement {
    /// Whose identity: the account by which they are in the terms.
    pub account: Hex,
    /// When it was checked.
    pub checked_at_ms: u64,
    /// SHA-256 of the consent that the party signed.
    pub consent: Hex,
    /// The ledger.
    pub contract: Hex,
    /// What was checked, by rising names.
    pub fields: Vec<Checked>,
    /// [`FORMAT`].
    pub format: String,
    /// The hash of the genesis block.
    pub genesis: Hex,
    /// How strong it is.
    pub level: Level,
    /// The loan.
    pub loan: LoanId,
    /// By what it was checked, each once and in their order.
    pub methods: Vec<Method>,
    /// SHA-256 of the report of the check, which the verifier keeps.
    pub report: Hex,
    /// As what: `lender`, `borrower`, `co-borrower.1`, `guarantor.1`.
    pub role: String,
    /// 32 random bytes.
    pub salt: Hex,
    /// [`SCHEMA`].
    pub schema: u8,
    /// The verifier's sr25519 signature of [`IdentityStatement::text`], hexadecimal.
    pub signature: String,
    /// The digest of the terms as they were proposed.
    pub terms: Hex,
    /// Until when the verifier stands by it.
    pub valid_until_ms: u64,
    /// Whose word it is.
    pub verifier: Hex,
}

/// What is wrong with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// A level that its methods do not carry, methods out of order, or a face alone.
    Methods,
    /// Valid for no time or too long.
    Time,
    /// No fields, too many, out of order, or of another role.
    Fields,
    /// Not signed by the account that it names as verifier.
    Signature,
    /// Of another chain, contract, loan or other terms.
    Place,
    /// Of an account that is not in the terms as it says.
    Account,
    /// Put on record by another account than its verifier.
    Verifier,
    /// On record with another level.
    Level,
    /// Of fields to which the terms commit otherwise.
    Commitments,
}

impl Wrong {
    /// Its word, as codes have it.
    pub fn word(self) -> &'static str {
        match self {
            Wrong::Methods => "methods",
            Wrong::Time => "time",
            Wrong::Fields => "fields",
            Wrong::Signature => "signature",
            Wrong::Place => "place",
            Wrong::Account => "account",
            Wrong::Verifier => "verifier",
            Wrong::Level => "level",
            Wrong::Commitments => "commitments",
        }
    }
}

/// The loan that a statement has to be of.
pub struct Of<'a> {
    /// The hash of the genesis block.
    pub genesis: Digest,
    /// The ledger.
    pub contract: AccountId,
    /// The loan.
    pub loan: LoanId,
    /// The terms as they were proposed.
    pub terms: &'a Terms,
    /// Their digest.
    pub digest: Digest,
}

impl Of<'_> {
    /// What a statement or a consent of it repeats: chain, ledger, loan and terms.
    pub fn place(&self) -> (Digest, Digest, LoanId, Digest) {
        (self.genesis, self.contract.0, self.loan, self.digest)
    }

    /// Whether the account has that role in the terms.
    pub fn names(&self, role: &str, account: &Hex) -> bool {
        let mut people = people(self.terms).into_iter();
        people.any(|(known, named)| known == role && named.0 == account.0)
    }
}

impl IdentityStatement {
    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        canonical(self)
    }

    /// What its verifier puts on record.
    pub fn digest(&self) -> Digest {
        sha256(&self.bytes())
    }

    /// The text that its verifier signs: all of it but the signature.
    pub fn text(&self) -> Vec<u8> {
        let unsigned = IdentityStatement {
            signature: String::new(),
            ..self.clone()
        };
        format!("{DOMAIN}:{}", hex::encode(sha256(&unsigned.bytes()))).into_bytes()
    }

    /// With the verifier's signature of its text.
    pub fn signed(self, signature: &[u8; 64]) -> IdentityStatement {
        IdentityStatement {
            signature: hex::encode(signature),
            ..self
        }
    }

    /// The statement that bytes are, in their one form; `None` for any other file.
    pub fn read(bytes: &[u8]) -> Option<IdentityStatement> {
        if bytes.len() > LEN_MAX {
            return None;
        }
        let statement: IdentityStatement = canonical_from(bytes).ok()?;
        (statement.format == FORMAT && statement.schema == SCHEMA).then_some(statement)
    }

    /// Whether it can be true by itself, and is its verifier's word.
    ///
    /// Errors: [`Wrong`], the first that applies.
    pub fn check(&self) -> Result<(), Wrong> {
        let is_rising = self.methods.windows(2).all(|pair| pair[0] < pair[1]);
        if !is_rising || level_of(&self.methods).is_none_or(|most| self.level > most) {
            return Err(Wrong::Methods);
        }
        let valid_for = self.valid_until_ms.checked_sub(self.checked_at_ms);
        if !valid_for.is_some_and(|span| span > 0 && span <= VALID_MS_MAX) {
            return Err(Wrong::Time);
        }
        let own = format!("{}.", self.role);
        let is_sorted = self.fields.windows(2).all(|pair| pair[0].name < pair[1].name);
        let is_own = self.fields.iter().all(|field| field.name.starts_with(&own));
        if self.fields.is_empty() || self.fields.len() > FIELDS_MAX || !is_sorted || !is_own {
            return Err(Wrong::Fields);
        }
        match has_signed(&self.verifier, &self.text(), &self.signature) {
            true => Ok(()),
            false => Err(Wrong::Signature),
        }
    }

    /// Whether it can have been checked at that time. Units: milliseconds since 1970.
    ///
    /// Errors: [`Wrong::Time`].
    pub fn is_checked_by(&self, at_ms: u64) -> Result<(), Wrong> {
        match self.checked_at_ms <= at_ms.saturating_add(AHEAD_MS) {
            true => Ok(()),
            false => Err(Wrong::Time),
        }
    }

    /// Whether it is of this loan, and of the account that has that role in it.
    ///
    /// Errors: [`Wrong::Place`], [`Wrong::Account`].
    pub fn is_of(&self, of: &Of<'_>) -> Result<(), Wrong> {
        let place = (self.genesis.0, self.contract.0, self.loan, self.terms.0);
        if place != of.place() {
            return Err(Wrong::Place);
        }
        match of.names(&self.role, &self.account) {
            true => Ok(()),
            false => Err(Wrong::Account),
        }
    }

    /// Whether what was checked is what the terms commit to, as far as `fields`, all of those of the loan, tell.
    ///
    /// Errors: [`Wrong::Commitments`].
    pub fn is_about(&self, fields: &[Field]) -> Result<(), Wrong> {
        let is_there = |checked: &Checked| {
            let same =
                |field: &Field| (&field.name, field.commitment) == (&checked.name, checked.commitment.0);
            fields.iter().any(same)
        };
        match self.fields.iter().all(is_there) {
            true => Ok(()),
            false => Err(Wrong::Commitments),
        }
    }
}

/// How a statement on record stands: `ended`, `void`, `party` where its verifier has come to hold a part of the claim or is the key of
/// another's seat, or is to become it, `expired` where the time for which it is good is over, or `stands`.
pub fn standing(agreement: &Agreement, stated: &Identity, is_over: bool) -> &'static str {
    let verifier = stated.verifier;
    match stated.revoked {
        Some(how) => names::revoked(how),
        None if agreement.holds(verifier) || agreement.is_anothers_key(verifier) => "party",
        None if is_over => "expired",
        None => "stands",
    }
}

/// Whether a signature, hexadecimal, is the account's of a text ([`is_signed`]).
pub fn has_signed(account: &Hex, text: &[u8], signature: &str) -> bool {
    let mut bytes = [0; 64];
    let is_hex = hex::decode_to_slice(signature, &mut bytes).is_ok();
    is_hex && is_signed(AccountId(account.0), text, &bytes)
}

/// Everybody whom the terms name, by the role that the names of their fields begin with, and their account.
pub fn people(terms: &Terms) -> Vec<(String, AccountId)> {
    let numbered = |role: &str, at: usize| format!("{role}.{}", at.saturating_add(1));
    let co_borrowers = terms.co_borrowers.iter().enumerate();
    let co_borrowers = co_borrowers.map(|(at, account)| (numbered("co-borrower", at), *account));
    let guarantors = terms.guarantors.iter().enumerate();
    let guarantors = guarantors.map(|(at, named)| (numbered("guarantor", at), named.account));
    let two = [
        ("lender".to_owned(), terms.lender),
        ("borrower".to_owned(), terms.borrower),
    ];
    two.into_iter().chain(co_borrowers).chain(guarantors).collect()
}

#[cfg(any(test, feature = "sample"))]
pub mod sample {
    //! Statements of invented people, for tests.

    use super::*;
    use crate::verify::sample::Person;
    use terms::agreement::commitment;

    /// A statement of the account in that role, about these fields with their commitments, not signed yet.
    pub fn unsigned(of: &Of<'_>, role: &str, fields: &[Field], verifier: AccountId) -> IdentityStatement {
        let account = people(of.terms).into_iter().find(|(known, _)| known == role);
        let own = format!("{role}.");
        let checked = fields.iter().filter(|field| field.name.starts_with(&own));
        IdentityStatement {
            account: Hex(account.map_or([0; 32], |(_, account)| account.0)),
            checked_at_ms: 1_767_600_000_000,
            consent: Hex([1; 32]),
            contract: Hex(of.contract.0),
            fields: checked
                .map(|field| Checked {
                    commitment: Hex(field.commitment),
                    name: field.name.clone(),
                })
                .collect(),
            format: FORMAT.to_owned(),
            genesis: Hex(of.genesis),
            level: Level::Document,
            loan: of.loan,
            methods: vec![Method::Document, Method::Liveness],
            report: Hex([2; 32]),
            role: role.to_owned(),
            salt: Hex([3; 32]),
            schema: SCHEMA,
            signature: String::new(),
            terms: Hex(of.digest),
            valid_until_ms: 1_800_000_000_000,
            verifier: Hex(verifier.0),
        }
    }

    /// The same with the word of the person who is its verifier.
    pub fn signed_by(statement: IdentityStatement, person: &Person) -> IdentityStatement {
        let signature = person.sign(&statement.text());
        let signature: [u8; 64] = signature[1..].try_into().expect("an sr25519 signature");
        statement.signed(&signature)
    }

    /// Opened fields of invented people.
    pub fn fields(names: &[&str]) -> Vec<Field> {
        let field = |name: &&str| {
            let (value, salt) = (format!("值 {name}"), [9; 32]);
            Field {
                name: (*name).to_owned(),
                commitment: commitment(name, &value, &salt, sha256),
                opened: Some(crate::disclosure::Opening { value, salt }),
            }
        };
        names.iter().map(field).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::sample::{fields, signed_by, unsigned};
    use super::*;
    use crate::verify::sample::Person;
    use terms::Day;

    const NAMES: [&str; 3] = ["borrower.id_number", "borrower.name", "lender.name"];

    /// Terms of a lender and a borrower.
    fn two() -> Terms {
        terms::sample::bullet(AccountId([1; 32]), AccountId([2; 32]), Day(20_458))
    }

    /// A loan of these terms.
    fn of(terms: &Terms) -> Of<'_> {
        Of {
            genesis: [7; 32],
            contract: AccountId([8; 32]),
            loan: 3,
            digest: terms.digest(sha256),
            terms,
        }
    }

    fn with(change: impl FnOnce(&mut IdentityStatement)) -> Result<(), Wrong> {
        let verifier = Person::new(9);
        let terms = two();
        let of = of(&terms);
        let all = fields(&NAMES);
        let mut statement = unsigned(&of, "borrower", &all, verifier.account());
        change(&mut statement);
        let statement = signed_by(statement, &verifier);
        let again = IdentityStatement::read(&statement.bytes());
        assert_eq!(again.as_ref(), Some(&statement));
        statement.check()?;
        statement.is_of(&of)?;
        statement.is_about(&all)
    }

    #[test]
    fn a_statement_holds_for_its_account_its_loan_and_its_commitments_alone() {
        assert_eq!(with(|_| ()), Ok(()));
        assert_eq!(with(|it| it.genesis = Hex([6; 32])), Err(Wrong::Place));
        assert_eq!(with(|it| it.contract = Hex([6; 32])), Err(Wrong::Place));
        assert_eq!(with(|it| it.loan = 4), Err(Wrong::Place));
        assert_eq!(with(|it| it.terms = Hex([6; 32])), Err(Wrong::Place));
        // The other party's account, and somebody of the same name with another one.
        assert_eq!(with(|it| it.account = Hex([1; 32])), Err(Wrong::Account));
        assert_eq!(with(|it| it.account = Hex([6; 32])), Err(Wrong::Account));
        assert_eq!(
            with(|it| it.fields[0].commitment = Hex([6; 32])),
            Err(Wrong::Commitments)
        );
        assert_eq!(with(|it| it.role = "lender".into()), Err(Wrong::Fields));
    }

    #[test]
    fn a_statement_that_says_more_than_its_methods_carry_is_none() {
        use Method::{Call, Certificate, Declared, Document, InPerson, Liveness, NetworkId};
        let said = |level, methods: &[Method]| {
            with(|it| {
                it.level = level;
                it.methods = methods.to_vec();
            })
        };
        for (level, methods) in [
            (Level::Declared, &[Declared][..]),
            (Level::Remote, &[Call]),
            (Level::Declared, &[Call]),
            (Level::Remote, &[Document]),
            (Level::Document, &[Document, InPerson]),
            (Level::Document, &[Document, Liveness]),
            (Level::Document, &[NetworkId]),
            (Level::Authority, &[Certificate]),
        ] {
            assert_eq!(said(level, methods), Ok(()), "{methods:?}");
        }
        for (level, methods) in [
            // A face is never all there is, at whatever level.
            (Level::Declared, &[Liveness][..]),
            (Level::Declared, &[Declared, Liveness]),
            (Level::Document, &[Liveness]),
            (Level::Declared, &[]),
            (Level::Remote, &[Declared]),
            (Level::Document, &[Document]),
            (Level::Document, &[Call, InPerson]),
            (Level::Authority, &[NetworkId]),
            (Level::Document, &[Liveness, Document]),
            (Level::Document, &[Document, Document, Liveness]),
        ] {
            assert_eq!(said(level, methods), Err(Wrong::Methods), "{methods:?}");
        }
    }

    #[test]
    fn a_statement_of_no_time_no_field_or_of_somebody_elses_word_is_none() {
        assert_eq!(with(|it| it.valid_until_ms = it.checked_at_ms), Err(Wrong::Time));
        assert_eq!(
            with(|it| it.valid_until_ms = u64::from(u32::MAX)),
            Err(Wrong::Time)
        );
        assert_eq!(
            with(|it| it.valid_until_ms = it.checked_at_ms + VALID_MS_MAX + 1),
            Err(Wrong::Time)
        );
        assert_eq!(with(|it| it.fields.clear()), Err(Wrong::Fields));
        assert_eq!(with(|it| it.fields.swap(0, 1)), Err(Wrong::Fields));
        assert_eq!(with(|it| it.verifier = Hex([6; 32])), Err(Wrong::Signature));
        assert_eq!(with(|it| it.verifier = Hex([0; 32])), Err(Wrong::Signature));
    }

    #[test]
    fn no_member_can_be_changed_after_it_was_signed() {
        let verifier = Person::new(9);
        let terms = two();
        let of = of(&terms);
        let honest = signed_by(
            unsigned(&of, "borrower", &fields(&NAMES), verifier.account()),
            &verifier,
        );
        assert_eq!(honest.check(), Ok(()));
        let changes: [fn(&mut IdentityStatement); 9] = [
            |it| it.account = Hex([5; 32]),
            |it| it.checked_at_ms += 1,
            |it| it.consent = Hex([5; 32]),
            |it| it.report = Hex([5; 32]),
            |it| it.salt = Hex([5; 32]),
            |it| it.level = Level::Remote,
            |it| it.valid_until_ms += 1,
            |it| drop(it.fields.pop()),
            |it| it.methods = vec![Method::NetworkId],
        ];
        for change in changes {
            let mut other = honest.clone();
            change(&mut other);
            assert_eq!(other.check(), Err(Wrong::Signature));
            assert_ne!(other.digest(), honest.digest());
        }
        let text = String::from_utf8(honest.bytes()).unwrap();
        for wrong in [
            text.replace(':', ": "),
            text.replace(FORMAT, "iou-statement-row"),
            text.replace("\"loan\":3", "\"loan\":3,\"note\":1"),
        ] {
            assert_eq!(IdentityStatement::read(wrong.as_bytes()), None);
        }
    }
}
