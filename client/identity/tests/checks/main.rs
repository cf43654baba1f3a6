//! Requests, what a verifier may issue of them, and services that answer as they should and as they should not. People, numbers and
//! keys are invented.

mod request;
mod service;

use iou_base::{sha256, time::DAY_MS};
use iou_evidence::disclosure::Field;
use iou_evidence::identity::{sample, Method, Of};
use iou_evidence::verify::manifest::Hex;
use iou_identity::request::{Consent, Request};
use iou_keys::Key;
use terms::agreement::commitments_root;
use terms::{AccountId, Day, Terms};

/// 2026-02-01.
const NOW_MS: u64 = 1_769_904_000_000;
const NAMES: [&str; 4] = [
    "borrower.id_number",
    "borrower.name",
    "lender.id_number",
    "lender.name",
];

fn key(name: &str) -> Key {
    Key::from_uri(name).expect("a development key")
}

/// A loan whose terms commit to the fields of both, and the words of its borrower to a verifier.
struct Case {
    terms: Terms,
    fields: Vec<Field>,
    borrower: Key,
    verifier: Key,
}

impl Case {
    fn new() -> Case {
        let (lender, borrower) = (key("//Alice"), key("//Bob"));
        let fields = sample::fields(&NAMES);
        let mut terms = terms::sample::bullet(lender.account(), borrower.account(), Day(20_458));
        let pairs: Vec<_> = fields.iter().map(|one| (&one.name[..], one.commitment)).collect();
        terms.commitments = commitments_root(&pairs, sha256);
        Case {
            terms,
            fields,
            borrower,
            verifier: key("//Charlie"),
        }
    }

    fn of(&self) -> Of<'_> {
        Of {
            genesis: [7; 32],
            contract: AccountId([8; 32]),
            loan: 3,
            digest: self.terms.digest(sha256),
            terms: &self.terms,
        }
    }

    /// The borrower's request, after `change`, signed by `key`.
    fn request_by(&self, key: &Key, change: impl FnOnce(&mut Request)) -> Request {
        let (borrower, verifier) = (self.borrower.account(), self.verifier.account());
        let mut consent = Consent::new(&self.of(), "borrower".into(), borrower, verifier);
        consent.at_ms = NOW_MS - DAY_MS;
        consent.fields = NAMES[..2].iter().map(|name| (*name).to_owned()).collect();
        consent.methods = vec![Method::Document, Method::Liveness, Method::NetworkId];
        consent.nonce = Hex([4; 32]);
        consent.words = "我同意".into();
        let opened = |field: &Field| {
            let is_own = field.name.starts_with("borrower.");
            Field {
                opened: field.opened.clone().filter(|_| is_own),
                ..field.clone()
            }
        };
        let mut request = Request {
            consent,
            fields: self.fields.iter().map(opened).collect(),
            signature: String::new(),
        };
        change(&mut request);
        let signature = key.sign(&request.consent.text(), [1; 32]);
        request.signature = hex::encode(signature);
        request
    }

    fn request(&self) -> Request {
        self.request_by(&self.borrower, |_| ())
    }
}
