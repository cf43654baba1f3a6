//! Passkeys on paper: a loan to whose terms both parties' passkeys are bound and that was told of by intents, with the passkeys' words
//! for all of them; and what others may try with such words, or those who have such a passkey and know its key, each with
//! the code that a verifier has for it. All else in these files is true.

use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use base64::Engine;
use iou_base::sha256;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use scale::Decode;
use terms::agreement::{commitment, commitments_root};
use terms::intent::Intent;

use super::{Bundle, Paper};
use crate::disclosure::{Field, Opening};
use crate::draft;
use crate::verify::manifest::{canonical, Hex};
use crate::verify::passkeys::{field_name, Assertion, HexBytes, Passkey, POINT, SPKI};
use crate::verify::{part, Hash};

/// The host that the passkeys belong to.
pub const HOST: &str = "sign.example";
/// In the order of their names, as the records are.
const ROLES: [&str; 2] = ["borrower", "lender"];
/// Where each stands there.
const BORROWER: usize = 0;
const LENDER: usize = 1;
/// A present and verified user.
const FLAGS: u8 = 0x05;
/// Where the flags stand in an authenticator's data, and where extensions begin.
const FLAGS_AT: usize = 32;
const EXTENSIONS_AT: usize = 37;

/// The passkey of that number.
pub fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).expect("a number below the order")
}

/// Its public key, as browsers give it.
pub fn spki(key: &SigningKey) -> Vec<u8> {
    let point = key.verifying_key().to_encoded_point(false);
    [&SPKI[..POINT], point.as_bytes()].concat()
}

/// What a passkey signs.
#[derive(Clone)]
#[allow(missing_docs)]
pub struct Said {
    pub client: Vec<u8>,
    pub authenticator: Vec<u8>,
}

impl Said {
    /// What it signs for an intent, at the page of the host that it belongs to.
    pub fn of(intent: &Hash) -> Said {
        let challenge = URL_SAFE_NO_PAD.encode(intent);
        let client = format!(
            r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"https://{HOST}","crossOrigin":false}}"#
        );
        Said {
            client: client.into_bytes(),
            authenticator: [&sha256(HOST.as_bytes())[..], &[FLAGS, 0, 0, 0, 7]].concat(),
        }
    }

    /// The same with other words of the client.
    fn put(&mut self, from: &str, to: &str) {
        let text = String::from_utf8(self.client.clone()).expect("text");
        assert!(text.contains(from), "{text}");
        self.client = text.replacen(from, to, 1).into_bytes();
    }

    fn belong_to(&mut self, host: &str) {
        self.authenticator[..FLAGS_AT].copy_from_slice(&sha256(host.as_bytes()));
    }

    /// With the signature of a passkey.
    pub fn signed(self, intent: Hash, key: &SigningKey) -> Assertion {
        let signature: Signature = key.sign(&[&self.authenticator[..], &sha256(&self.client)].concat());
        let lower = signature.normalize_s().unwrap_or(signature);
        Assertion {
            authenticator: HexBytes(self.authenticator),
            client: HexBytes(self.client),
            intent: Hex(intent),
            signature: HexBytes(lower.to_bytes().to_vec()),
        }
    }
}

/// The passkey of each party.
fn own(role: usize) -> SigningKey {
    key([41, 42][role])
}

/// A loan with the fields that its terms commit to, and what was signed by passkeys.
#[derive(Clone)]
#[allow(missing_docs)]
pub struct Told {
    pub bundle: Bundle,
    pub fields: Vec<Field>,
    pub passkeys: Vec<Passkey>,
}

impl Told {
    /// A loan whose terms are bound to these keys of borrower and lender, and what those sign of it who have the passkeys of
    /// the sample.
    pub fn of(keys: [Vec<u8>; 2]) -> Told {
        let digests = keys.each_ref().map(|key| hex::encode(sha256(key)));
        Told::with_values(keys, digests)
    }

    fn with_values(keys: [Vec<u8>; 2], values: [String; 2]) -> Told {
        let mut fields: Vec<Field> = ROLES
            .iter()
            .zip(values)
            .zip([[8; 32], [9; 32]])
            .map(|((role, value), salt)| {
                let name = field_name(role);
                Field {
                    commitment: commitment(&name, &value, &salt, sha256),
                    name,
                    opened: Some(Opening { value, salt }),
                }
            })
            .collect();
        fields.push(draft::wording(&[7; 16]));
        let paper = Paper::bound_to(&fields);
        let passkeys = (0..).zip(keys).map(|(role, key)| Passkey {
            assertions: paper
                .intents_of(role)
                .into_iter()
                .map(|intent| Said::of(&intent).signed(intent, &own(role)))
                .collect(),
            key: HexBytes(key),
            role: ROLES[role].to_owned(),
        });
        Told {
            passkeys: passkeys.collect(),
            bundle: paper.bundle(),
            fields,
        }
    }

    /// The file's parts.
    pub fn bundle(&self) -> Bundle {
        let mut bundle = self.bundle.clone();
        if !self.fields.is_empty() {
            let _ = bundle.others.insert(part::FIELDS.into(), canonical(&self.fields));
        }
        let _ = bundle
            .others
            .insert(part::PASSKEYS.into(), canonical(&self.passkeys));
        bundle
    }

    /// The lender's first word, said anew.
    fn say(&mut self, change: impl FnOnce(&mut Said)) {
        let first = &mut self.passkeys[LENDER].assertions[0];
        let intent = first.intent.0;
        let mut said = Said::of(&intent);
        change(&mut said);
        *first = said.signed(intent, &own(LENDER));
    }

    fn signature(&mut self) -> &mut Vec<u8> {
        &mut self.passkeys[LENDER].assertions[0].signature.0
    }
}

impl Default for Told {
    fn default() -> Told {
        Told::of([BORROWER, LENDER].map(|role| spki(&own(role))))
    }
}

impl Paper {
    /// A loan of three months with these fields, that both made by intents.
    pub fn bound_to(fields: &[Field]) -> Paper {
        let mut paper = Paper::new(&[1, 2, 3], 1);
        let mut terms = paper.terms(3);
        let pairs: Vec<_> = fields.iter().map(|one| (&one.name[..], one.commitment)).collect();
        terms.commitments = commitments_root(&pairs, sha256);
        let _ = paper.conclude_on(terms);
        paper.sign_and_deliver_by_intents();
        paper
    }

    /// What a party signed for others to submit, by rising identities.
    fn intents_of(&self, role: usize) -> Vec<Hash> {
        let account = self.people[1 - role].account();
        let by_them =
            |entry: &[u8]| Intent::decode(&mut &entry[..]).is_ok_and(|intent| intent.signer == account);
        let own = self.intents.iter().filter(|(_, entry)| by_them(entry));
        own.map(|(id, _)| *id).collect()
    }
}

/// What somebody tries, as its title says, and what is false of it.
pub struct Lie {
    /// In words.
    pub title: &'static str,
    /// The file with it.
    pub bundle: Bundle,
    /// The code of the first false item.
    pub code: &'static str,
}

type Change = fn(&mut Told);

/// All of them, on the chain of [`Told::default`].
pub fn lies() -> Vec<Lie> {
    let honest = Told::default();
    let all = [WHOSE, CLIENT, ORIGIN, AUTHENTICATOR, SIGNATURE, ORDER].concat();
    let mut lies: Vec<Lie> = all
        .into_iter()
        .map(|(title, code, change)| {
            let mut told = honest.clone();
            change(&mut told);
            Lie {
                title,
                bundle: told.bundle(),
                code,
            }
        })
        .collect();
    lies.extend(keys());
    lies
}

/// Keys that the terms commit to and that are none, and words in the place of a digest.
fn keys() -> Vec<Lie> {
    let [borrower, lender] = [BORROWER, LENDER].map(|role| spki(&own(role)));
    let mut beside = lender.clone();
    *beside.last_mut().expect("91 bytes") ^= 1;
    let compressed = own(LENDER).verifying_key().to_encoded_point(true);
    let compressed = [
        &[0x30, 0x39][..],
        &SPKI[2..24],
        &[0x22, 0x00],
        compressed.as_bytes(),
    ]
    .concat();
    let of = |title, key: Vec<u8>| Lie {
        title,
        bundle: Told::of([borrower.clone(), key]).bundle(),
        code: "passkey-key",
    };
    let mut other = lender.clone();
    other[22] = 0x01;
    let mut all = vec![
        of("a point beside the curve", beside),
        of("a point that is compressed", compressed),
        of("a key with bytes behind it", [&lender[..], &[0]].concat()),
        of("a key of another curve", other),
        of("no key", Vec::new()),
        of("the point alone", lender[POINT..].to_vec()),
    ];
    let words = "张三 owes five thousand more".to_owned();
    let told = Told::with_values(
        [borrower.clone(), lender],
        [hex::encode(sha256(&borrower)), words],
    );
    all.push(Lie {
        title: "words in the place of the digest",
        bundle: told.bundle(),
        code: "passkey-field",
    });
    all
}

/// Whose passkey, whose request.
const WHOSE: &[(&str, &str, Change)] = &[
    ("signed by another passkey", "passkey-signature", |told| {
        let intent = told.passkeys[LENDER].assertions[0].intent.0;
        told.passkeys[LENDER].assertions[0] = Said::of(&intent).signed(intent, &key(43));
    }),
    ("another passkey under its own key", "passkey-field", |told| {
        let intent = told.passkeys[LENDER].assertions[0].intent.0;
        told.passkeys[LENDER].key = HexBytes(spki(&key(43)));
        told.passkeys[LENDER].assertions = vec![Said::of(&intent).signed(intent, &key(43))];
    }),
    ("of a field that was not opened", "passkey-field", |told| {
        told.fields[LENDER].opened = None;
    }),
    ("without the fields", "passkey-field", |told| told.fields.clear()),
    ("of a field with another salt", "fields-commitment", |told| {
        told.fields[LENDER].opened.as_mut().expect("opened").salt[0] ^= 1;
    }),
    (
        "of a field that the terms do not have",
        "fields-commitment",
        |told| {
            told.fields[LENDER] = Told::of([spki(&own(BORROWER)), spki(&key(43))]).fields[LENDER].clone();
            told.passkeys[LENDER].key = HexBytes(spki(&key(43)));
        },
    ),
    ("the parties' records swapped", "passkey-field", |told| {
        told.passkeys[BORROWER].role = ROLES[LENDER].to_owned();
        told.passkeys[LENDER].role = ROLES[BORROWER].to_owned();
        told.passkeys.reverse();
    }),
    ("of somebody who is no party", "passkey-field", |told| {
        told.passkeys[LENDER].role = "witness".to_owned();
    }),
    ("the other party's words", "passkey-intent", |told| {
        told.passkeys[LENDER].assertions = told.passkeys[BORROWER].assertions.clone();
    }),
    (
        "the own passkey over the other party's request",
        "passkey-intent",
        |told| {
            let intent = told.passkeys[BORROWER].assertions[0].intent.0;
            told.passkeys[LENDER].assertions = vec![Said::of(&intent).signed(intent, &own(LENDER))];
        },
    ),
    (
        "of a request that is nowhere in the history",
        "passkey-intent",
        |told| {
            told.passkeys[LENDER].assertions = vec![Said::of(&[9; 32]).signed([9; 32], &own(LENDER))];
        },
    ),
    (
        "of a request that the file does not carry",
        "passkey-intent",
        |told| {
            let intent = told.passkeys[LENDER].assertions[0].intent.0;
            told.bundle.intents.retain(|entry| {
                let mut rest = &entry[..];
                Intent::decode(&mut rest).is_ok_and(|found| found.id(sha256) != intent)
            });
        },
    ),
];

/// Other words of the client.
const CLIENT: &[(&str, &str, Change)] = &[
    (
        "over another request of the same party",
        "passkey-challenge",
        |told| {
            let other = Said::of(&told.passkeys[LENDER].assertions[1].intent.0);
            told.say(|said| *said = other);
        },
    ),
    ("over the challenge in hexadecimal", "passkey-challenge", |told| {
        let intent = told.passkeys[LENDER].assertions[0].intent.0;
        told.say(|said| said.put(&URL_SAFE_NO_PAD.encode(intent), &hex::encode(intent)));
    }),
    ("over a padded challenge", "passkey-challenge", |told| {
        let intent = told.passkeys[LENDER].assertions[0].intent.0;
        told.say(|said| said.put(&URL_SAFE_NO_PAD.encode(intent), &URL_SAFE.encode(intent)));
    }),
    (
        "over a challenge in the other alphabet",
        "passkey-challenge",
        |told| {
            let intent = told.passkeys[LENDER].assertions[0].intent.0;
            told.say(|said| said.put(&URL_SAFE_NO_PAD.encode(intent), &STANDARD.encode(intent)));
        },
    ),
    ("made when a passkey was made", "passkey-client", |told| {
        told.say(|said| said.put("webauthn.get", "webauthn.create"));
    }),
    ("of a payment", "passkey-client", |told| {
        told.say(|said| said.put("webauthn.get", "payment.get"));
    }),
    ("inside of another origin's page", "passkey-client", |told| {
        told.say(|said| said.put(":false", ":true"));
    }),
    ("under another page", "passkey-client", |told| {
        told.say(|said| said.put("\"crossOrigin\":false", "\"topOrigin\":\"https://a.example\""));
    }),
    ("with two challenges", "passkey-client", |told| {
        told.say(|said| said.put("{", "{\"challenge\":\"AAAA\","));
    }),
    (
        "with two challenges, one of them written otherwise",
        "passkey-client",
        |told| {
            told.say(|said| said.put(",\"origin\"", ",\"\\u0063hallenge\":\"AAAA\",\"origin\""));
        },
    ),
    ("with two origins", "passkey-client", |told| {
        told.say(|said| {
            said.put(
                ",\"crossOrigin\"",
                ",\"origin\":\"https://a.example\",\"crossOrigin\"",
            )
        });
    }),
    ("with two of what nobody knows", "passkey-client", |told| {
        told.say(|said| said.put("false}", "false,\"x\":{},\"x\":{}}"));
    }),
    ("without an origin", "passkey-client", |told| {
        told.say(|said| said.put("\"origin\"", "\"Origin\""));
    }),
    ("with a challenge that is a number", "passkey-client", |told| {
        told.say(|said| said.put("\"challenge\":", "\"challenge\":7,\"x\":"));
    }),
    ("in a list", "passkey-client", |told| {
        told.say(|said| said.client = [b"[", &said.client[..], b"]"].concat());
    }),
    ("with something behind it", "passkey-client", |told| {
        told.say(|said| said.client.extend(b"{}"));
    }),
    ("with a mark of byte order", "passkey-client", |told| {
        told.say(|said| said.client = ["\u{feff}".as_bytes(), &said.client[..]].concat());
    }),
    ("in bytes that are no text", "passkey-client", |told| {
        told.say(|said| {
            said.put("false}", "false,\"x\":\"?\"}");
            let at = said.client.len() - 3;
            said.client[at] = 0xFF;
        });
    }),
    ("of no bytes", "passkey-client", |told| {
        told.say(|said| said.client.clear())
    }),
    ("longer than any", "passkey-client", |told| {
        told.say(|said| said.put("false}", &format!("false,\"x\":\"{}\"}}", "x".repeat(4_096))));
    }),
];

/// Other hosts.
const ORIGIN: &[(&str, &str, Change)] = &[
    ("asked for by another host", "passkey-origin", |told| {
        told.say(|said| said.put(HOST, "sign.example.net"));
    }),
    ("of a passkey of the parent", "passkey-origin", |told| {
        told.say(|said| said.belong_to("example"))
    }),
    ("asked for below the passkey's host", "passkey-origin", |told| {
        told.say(|said| said.put(HOST, "evil.sign.example"));
    }),
    ("of a passkey of the whole origin", "passkey-origin", |told| {
        told.say(|said| said.belong_to("https://sign.example"));
    }),
    ("with a path", "passkey-origin", |told| {
        told.say(|said| said.put(HOST, "sign.example/"))
    }),
    ("with a name before the host", "passkey-origin", |told| {
        told.say(|said| said.put(HOST, "sign.example@a.example"));
    }),
    ("in capitals", "passkey-origin", |told| {
        told.say(|said| {
            said.put(HOST, "SIGN.example");
            said.belong_to("SIGN.example");
        });
    }),
    ("without https", "passkey-origin", |told| {
        told.say(|said| said.put("https:", "http:"))
    }),
    ("of an app", "passkey-origin", |told| {
        told.say(|said| said.put("https://sign.example", "android:apk-key-hash:AAAA"));
    }),
    ("at no port", "passkey-origin", |told| {
        told.say(|said| said.put(HOST, "sign.example:"))
    }),
    ("of no host", "passkey-origin", |told| {
        told.say(|said| {
            said.put(HOST, "");
            said.belong_to("");
        });
    }),
];

/// Other data of the authenticator.
const AUTHENTICATOR: &[(&str, &str, Change)] = &[
    ("without that the user was verified", "passkey-user", |told| {
        told.say(|said| said.authenticator[FLAGS_AT] = 0x01);
    }),
    ("without the user", "passkey-user", |told| {
        told.say(|said| said.authenticator[FLAGS_AT] = 0x04)
    }),
    ("with bytes that no flag names", "passkey-data", |told| {
        told.say(|said| said.authenticator.push(0xA0));
    }),
    (
        "with a flag for bytes that are not there",
        "passkey-data",
        |told| {
            told.say(|said| said.authenticator[FLAGS_AT] |= 0x80);
        },
    ),
    ("with the flag of a new passkey", "passkey-data", |told| {
        told.say(|said| said.authenticator[FLAGS_AT] |= 0x40);
    }),
    ("of a copy that cannot be copied", "passkey-data", |told| {
        told.say(|said| said.authenticator[FLAGS_AT] |= 0x10);
    }),
    ("without a whole counter", "passkey-data", |told| {
        told.say(|said| said.authenticator.truncate(EXTENSIONS_AT - 1));
    }),
    ("of no authenticator", "passkey-data", |told| {
        told.say(|said| said.authenticator.clear())
    }),
    ("with more than any says", "passkey-data", |told| {
        told.say(|said| {
            said.authenticator[FLAGS_AT] |= 0x80;
            said.authenticator.extend([0xA0; 1_024]);
        });
    }),
    (
        "with user verification written in afterwards",
        "passkey-signature",
        |told| {
            told.say(|said| said.authenticator[FLAGS_AT] = 0x01);
            told.passkeys[LENDER].assertions[0].authenticator.0[FLAGS_AT] = FLAGS;
        },
    ),
];

/// Other signatures.
const SIGNATURE: &[(&str, &str, Change)] = &[
    ("with one bit changed", "passkey-signature", |told| {
        told.signature()[40] ^= 1
    }),
    ("by its twin", "passkey-signature", |told| {
        let whole = Signature::from_slice(told.signature()).expect("a signature");
        let (r, s) = whole.split_scalars();
        let twin = Signature::from_scalars(r, -*s).expect("a signature");
        *told.signature() = twin.to_bytes().to_vec();
    }),
    ("in DER", "passkey-signature", |told| {
        let whole = Signature::from_slice(told.signature()).expect("a signature");
        *told.signature() = whole.to_der().as_bytes().to_vec();
    }),
    ("of zeros", "passkey-signature", |told| told.signature().fill(0)),
    ("of the highest numbers", "passkey-signature", |told| {
        told.signature().fill(0xFF)
    }),
    ("that is cut", "passkey-signature", |told| {
        told.signature().truncate(63)
    }),
    ("with a byte behind it", "passkey-signature", |told| {
        told.signature().push(0)
    }),
    ("of nothing", "passkey-signature", |told| told.signature().clear()),
    (
        "of another word of the same passkey",
        "passkey-signature",
        |told| {
            *told.signature() = told.passkeys[LENDER].assertions[1].signature.0.clone();
        },
    ),
];

/// Order and number.
const ORDER: &[(&str, &str, Change)] = &[
    ("a word twice", "passkeys-order", |told| {
        let again = told.passkeys[LENDER].assertions[0].clone();
        told.passkeys[LENDER].assertions.insert(0, again);
    }),
    ("words out of order", "passkeys-order", |told| {
        told.passkeys[LENDER].assertions.reverse()
    }),
    ("a party twice", "passkeys-order", |told| {
        let again = told.passkeys[LENDER].clone();
        told.passkeys.push(again);
    }),
    ("parties out of order", "passkeys-order", |told| {
        told.passkeys.reverse()
    }),
    ("a party without words", "passkeys-order", |told| {
        told.passkeys[LENDER].assertions.clear()
    }),
    ("nothing", "passkeys-order", |told| told.passkeys.clear()),
    ("more than any file has", "passkeys-order", |told| {
        let first = told.passkeys[LENDER].assertions[0].clone();
        let many = (0..=1_000u32).map(|n| {
            let mut one = first.clone();
            one.intent.0[..4].copy_from_slice(&n.to_be_bytes());
            one
        });
        told.passkeys[LENDER].assertions = many.collect();
    }),
];

/// What is unusual and true all the same.
pub fn truths() -> Vec<(&'static str, Bundle)> {
    let all: [(&str, Change); 8] = [
        ("as it was", |_| {}),
        ("one party alone", |told| drop(told.passkeys.remove(BORROWER))),
        ("one word alone", |told| {
            told.passkeys.truncate(1);
            told.passkeys[0].assertions.truncate(1);
        }),
        ("at a port", |told| {
            told.say(|said| said.put(HOST, "sign.example:8443"))
        }),
        ("on this very machine", |told| {
            told.say(|said| {
                said.put("https://sign.example", "http://localhost:9701");
                said.belong_to("localhost");
            });
        }),
        ("with members that nobody knows yet, and blanks", |told| {
            told.say(|said| {
                said.put(
                    "\"crossOrigin\":false}",
                    " \"other\" : { \"type\": [1e999, \"\\ud800\"] , \"type\": \"a:\\\"{\" }\r\n}\n",
                );
            });
        }),
        ("with extensions", |told| {
            told.say(|said| {
                said.authenticator[FLAGS_AT] |= 0x80;
                said.authenticator.extend([0xA1, 0x61, 0x78, 0xF5]);
            });
        }),
        ("of a passkey that its holder's devices share", |told| {
            told.say(|said| said.authenticator[FLAGS_AT] |= 0x18);
        }),
    ];
    let honest = Told::default();
    let told = all.into_iter().map(|(title, change)| {
        let mut told = honest.clone();
        change(&mut told);
        (title, told.bundle())
    });
    told.collect()
}
