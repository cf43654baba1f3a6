//! A verifier's statements on a chain on paper, true ones and lies, for both verifiers: each lie is on record and as good as its maker
//! could make it.

use scale::Decode;
use terms::life::Action;
use terms::Terms;

use super::seats::{BORROWER, KEY, LENDER};
use super::{Bundle, Paper, Person, CONTRACT, LOAN};
use crate::agreement::render_by;
use crate::disclosure::{self, Field};
use crate::draft;
use crate::identity::sample::{fields, signed_by, unsigned};
use crate::identity::{Checked, IdentityStatement, Level, Method, Of};
use crate::verify::manifest::{canonical, Hex};
use crate::verify::part;
use iou_base::{sha256, time::DAY_MS, Lang};

/// Who is appointed as verifier.
pub const VERIFIER: usize = 2;

/// A loan that runs, with a verifier who has no part in it.
pub struct Told {
    /// The chain.
    pub paper: Paper,
    /// The fields that the terms commit to.
    pub fields: Vec<Field>,
}

impl Told {
    /// Nobody has stated anything yet.
    #[allow(clippy::new_without_default)] // of use to tests alone
    pub fn new() -> Told {
        let mut fields = fields(&["borrower.id_number", "borrower.name", "lender.name"]);
        fields.push(draft::wording(&[7; 16]));
        Told {
            paper: Paper::bound_to(&fields),
            fields,
        }
    }

    /// The verifier.
    pub fn verifier(&self) -> Person {
        self.paper.people[VERIFIER].clone()
    }

    /// A statement about the borrower, as the verifier of that name would make it after `change`.
    pub fn statement(&self, change: impl FnOnce(&mut IdentityStatement)) -> IdentityStatement {
        let agreement = &self.paper.loan().agreement;
        let bundle = self.paper.bundle();
        let terms = Terms::decode(&mut &bundle.terms[..]).unwrap();
        let of = Of {
            genesis: self.paper.genesis().hash,
            contract: CONTRACT,
            loan: LOAN,
            terms: &terms,
            digest: agreement.digest,
        };
        let verifier = self.verifier();
        let mut statement = unsigned(&of, "borrower", &self.fields, verifier.account());
        statement.checked_at_ms = self.paper.now_ms - DAY_MS;
        statement.valid_until_ms = self.paper.now_ms + 365 * DAY_MS;
        change(&mut statement);
        signed_by(statement, &verifier)
    }

    /// Puts it on record.
    pub fn record(&mut self, statement: &IdentityStatement) {
        let (digest, kind) = (statement.digest(), statement.level.kind());
        self.paper.act(VERIFIER, Action::StateIdentity { digest, kind });
    }

    /// The file with the statement, and the fields unless they are withheld altogether.
    pub fn bundle(&self, statements: &[&IdentityStatement], with_fields: bool) -> Bundle {
        let mut bundle = self.paper.bundle();
        if with_fields {
            let terms = Terms::decode(&mut &bundle.terms[..]).unwrap();
            let details = disclosure::details(&self.fields);
            let form = disclosure::form(&self.fields, &terms);
            for (name, lang) in [(part::AGREEMENT_EN, Lang::En), (part::AGREEMENT_ZH, Lang::Zh)] {
                let text = render_by(form, &terms, &details, lang);
                let _ = bundle.others.insert(name.into(), text.into_bytes());
            }
            let _ = bundle.others.insert(part::FIELDS.into(), canonical(&self.fields));
        }
        for one in statements {
            let name = format!("{}{}", part::FILES, hex::encode(one.digest()));
            let _ = bundle.others.insert(name, one.bytes());
        }
        bundle
    }
}

/// What somebody tries, as its title says, and what is false of it; none where it holds.
pub struct Case {
    /// In words.
    pub title: &'static str,
    /// The file with it.
    pub bundle: Bundle,
    /// The code of the first false item.
    pub code: Option<&'static str>,
}

/// All of them, on the chain of [`Told::new`].
pub fn cases() -> Vec<Case> {
    let lies = lies().into_iter().map(|(title, bundle)| Case {
        title,
        bundle,
        code: Some("identity-false"),
    });
    let truths = truths().into_iter().map(|(title, bundle)| Case {
        title,
        bundle,
        code: None,
    });
    lies.chain(truths).collect()
}

fn named(bytes: &[u8]) -> String {
    format!("{}{}", part::FILES, hex::encode(sha256(bytes)))
}

/// What stands, what ended, and whose digest somebody else took over.
fn truths() -> Vec<(&'static str, Bundle)> {
    let stated = || {
        let mut told = Told::new();
        let statement = told.statement(|_| ());
        told.record(&statement);
        (told, statement)
    };
    let (told, statement) = stated();
    let (keys, of_key) = of_a_key(BORROWER);
    let mut all = vec![
        (
            "of the key for which their seat is claimed",
            keys.bundle(&[&of_key], true),
        ),
        ("one that stands", told.bundle(&[&statement], true)),
        ("one without the fields", told.bundle(&[&statement], false)),
    ];
    let (mut told, statement) = stated();
    let digest = statement.digest();
    told.paper.act(VERIFIER, Action::EndIdentity { digest });
    all.push(("one that ended", told.bundle(&[&statement], true)));
    let (mut told, statement) = stated();
    told.paper.people[VERIFIER] = Person::new(51);
    told.record(&statement);
    all.push((
        "a digest that another verifier took over",
        told.bundle(&[&statement], true),
    ));
    let mut told = Told::new();
    let photo = b"a photograph".to_vec();
    let digest = sha256(&photo);
    told.paper.act(
        0,
        Action::Dispute {
            evidence: Some(digest),
        },
    );
    told.paper
        .act(VERIFIER, Action::StateIdentity { digest, kind: 2 });
    let mut bundle = told.bundle(&[], true);
    let _ = bundle.others.insert(named(&photo), photo);
    all.push(("the digest of a file that a party named", bundle));
    all
}

/// A statement about the borrower with another key, with which `who` claims their own seat for that key.
fn of_a_key(who: usize) -> (Told, IdentityStatement) {
    let mut told = Told::new();
    let to = told.paper.account(KEY);
    let statement = told.statement(|it| it.account = Hex(to.0));
    told.record(&statement);
    let claim = Action::ClaimSeat {
        seat: told.paper.account(who),
        to,
        statement: Some(statement.digest()),
        evidence: None,
    };
    told.paper.act(who, claim);
    (told, statement)
}

/// Of another account, by methods that carry nothing, of a time to come, in another form.
fn lies() -> Vec<(&'static str, Bundle)> {
    type Change = fn(&Told, &mut IdentityStatement);
    let cases: [(&str, bool, Change); 5] = [
        ("of an account that is in no terms", true, |_, it| {
            it.account = Hex([5; 32]);
        }),
        (
            "of whom the terms name as nobody, as a guarantor",
            false,
            |told, it| {
                let terms = Terms::decode(&mut &told.paper.bundle().terms[..]).expect("terms");
                it.account = Hex(terms.commitments);
                it.role = "guarantor.1".into();
                it.fields = vec![Checked {
                    commitment: Hex([5; 32]),
                    name: "guarantor.1.name".into(),
                }];
            },
        ),
        ("by a face beside the person's own word", true, |_, it| {
            it.level = Level::Declared;
            it.methods = vec![Method::Declared, Method::Liveness];
        }),
        ("of other commitments", true, |_, it| {
            it.fields[0].commitment = Hex([5; 32]);
        }),
        ("checked days after its record", true, |_, it| {
            it.checked_at_ms += 3 * DAY_MS;
        }),
    ];
    let mut all: Vec<_> = cases
        .into_iter()
        .map(|(title, with_fields, change)| {
            let mut told = Told::new();
            let statement = told.statement(|it| change(&Told::new(), it));
            told.record(&statement);
            (title, told.bundle(&[&statement], with_fields))
        })
        .collect();
    let (told, of_key) = of_a_key(LENDER);
    all.push((
        "of a key for which another's seat is claimed",
        told.bundle(&[&of_key], true),
    ));
    let mut told = Told::new();
    let ahead = told.statement(|it| it.checked_at_ms += 3 * DAY_MS);
    told.record(&ahead);
    told.paper.forget_places();
    all.push((
        "checked days after the proved block, without the place of its record",
        told.bundle(&[&ahead], true),
    ));
    let mut told = Told::new();
    let marked = ["\u{feff}".as_bytes(), &told.statement(|_| ()).bytes()].concat();
    let digest = sha256(&marked);
    told.paper
        .act(VERIFIER, Action::StateIdentity { digest, kind: 2 });
    let mut bundle = told.bundle(&[], true);
    let _ = bundle.others.insert(named(&marked), marked);
    all.push(("with a mark of byte order in front", bundle));
    all
}
