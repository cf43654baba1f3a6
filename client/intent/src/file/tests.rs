use proptest::prelude::*;
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey};
use terms::life::Action;
use terms::sample::{self, amount};
use terms::{AccountId, Day, Timestamp};

use super::*;
use crate::wallet::Form;

const GENESIS: Digest = [3; 32];
const CONTRACT: AccountId = AccountId([4; 32]);

fn key(byte: u8) -> Keypair {
    let mini = MiniSecretKey::from_bytes(&[byte; 32]).unwrap();
    mini.expand_to_keypair(ExpansionMode::Ed25519)
}

fn account(byte: u8) -> AccountId {
    AccountId(key(byte).public.to_bytes())
}

fn sign(byte: u8, text: &[u8]) -> Signature {
    key(byte).sign_simple(b"substrate", text).to_bytes()
}

fn terms() -> Terms {
    sample::bullet(account(1), account(2), Day(20_458))
}

fn intent(deed: Deed) -> Intent {
    Intent {
        version: intent::VERSION,
        genesis: GENESIS,
        contract: CONTRACT,
        signer: account(2),
        not_before: Timestamp(1_000),
        not_after: Timestamp(86_401_000),
        deed,
    }
}

fn report() -> Deed {
    Deed::Act {
        loan: 7,
        nonce: 3,
        in_force: terms().digest(sha256),
        action: sample::action("report_repayment", "").unwrap(),
    }
}

fn file() -> IntentFile {
    let stated = Stated {
        counter: 3,
        block: 12,
        time_ms: 1_000,
    };
    IntentFile::new(&intent(report()), Some(Agreed::first(terms())), Some(stated)).unwrap()
}

fn signed() -> IntentFile {
    let file = file();
    let signature = sign(2, &file.message());
    file.with_signature(signature).unwrap()
}

fn read(text: &str) -> Result<IntentFile, Fault> {
    IntentFile::read(&[text.as_bytes().to_vec()])
}

#[test]
fn a_file_and_its_codes_read_back_as_they_were_written_signed_or_not() {
    for file in [file(), signed()] {
        assert_eq!(read(&file.to_json()), Ok(file.clone()));
        assert_eq!(read(&format!("\u{feff}\n{}", file.to_json())), Ok(file.clone()));
        let frames = file.to_frames().unwrap();
        assert_eq!(read(&frames.join("\n")), Ok(file.clone()));
        let pictures: Vec<_> = frames
            .iter()
            .map(|text| code::image(text).unwrap())
            .rev()
            .collect();
        assert_eq!(IntentFile::read(&pictures), Ok(file));
    }
}

#[test]
fn an_intent_of_every_step_of_the_table_survives_its_file() {
    for row in Action::STEPS {
        let action = sample::action(row.name, "").unwrap();
        let deed = Deed::Act {
            loan: 7,
            nonce: 0,
            in_force: [9; 32],
            action,
        };
        let file = IntentFile::new(&intent(deed), None, None).unwrap();
        assert_eq!((file.step(), file.loan()), (row.name, Some(7)));
        assert_eq!(read(&file.to_json()), Ok(file.clone()), "{}", row.name);
        assert_eq!(
            read(&file.to_frames().unwrap().join("\n")),
            Ok(file),
            "{}",
            row.name
        );
    }
}

#[test]
fn a_cut_file_is_damaged_wherever_it_was_cut() {
    let json = signed().to_json();
    for len in 1..json.trim_end().len() {
        let found = read(&json[..len]);
        assert!(
            matches!(found, Err(Fault::Damaged | Fault::Foreign)),
            "{len}: {found:?}"
        );
    }
    assert_eq!(read(""), Err(Fault::Foreign));
    assert_eq!(
        read("{\"format\": \"iou-package\", \"version\": 1}"),
        Err(Fault::Foreign)
    );
}

/// Whoever shows somebody other words than the bytes say gains nothing.
#[test]
fn words_that_are_not_what_the_bytes_say_are_named() {
    let json = signed().to_json();
    let step = json.replace("report_repayment", "cancel");
    assert_eq!(read(&step), Err(Fault::Words("step".into())));
    let loan = json.replace("\"loan\": 7", "\"loan\": 8");
    assert_eq!(read(&loan), Err(Fault::Words("loan".into())));
    let id = json.replace(&file().id_text(), &"ab".repeat(32));
    assert_eq!(read(&id), Err(Fault::Words("id".into())));
    let later = json.replace("86401000", "96401000");
    assert_eq!(read(&later), Err(Fault::Words("not_after_ms".into())));
}

/// Other bytes under the old words and the old signature.
#[test]
fn bytes_that_were_exchanged_are_found_by_the_words_and_by_the_signature() {
    let mut other = signed();
    if let Deed::Act { action, .. } = &mut other.intent.deed {
        *action = sample::action("report_repayment", "amount").unwrap();
    }
    let bytes = hex0x(other.intent.encode());
    let json = signed()
        .to_json()
        .replace(&hex0x(signed().intent.encode()), &bytes);
    assert_eq!(read(&json), Err(Fault::Words("id".into())));
    // With its own words it is still not what was signed.
    assert_eq!(read(&other.to_json()), Err(Fault::BadSignature));
}

#[test]
fn terms_beside_an_intent_are_those_that_it_names() {
    let other = Terms {
        principal: amount(1),
        ..terms()
    };
    let found = IntentFile::new(&intent(report()), Some(Agreed::first(other.clone())), None);
    assert_eq!(found, Err(Fault::OtherTerms));
    let mut file = file();
    file.agreed = Some(Agreed::first(other));
    assert_eq!(read(&file.to_json()), Err(Fault::OtherTerms));
    // A taking back names no terms: none can be believed beside it.
    let skip = Deed::Skip {
        loan: 7,
        nonce: 0,
        to: 16,
    };
    let found = IntentFile::new(&intent(skip), Some(Agreed::first(terms())), None);
    assert_eq!(found, Err(Fault::OtherTerms));
}

#[test]
fn a_signature_is_taken_over_the_text_or_over_what_wallets_put_around_it() {
    let file = file();
    let text = file.message();
    let form = |signature: Signature| wallet::form_of(&file.intent, &signature);
    assert_eq!(form(sign(2, &text)), Some(Form::Raw));
    assert_eq!(form(sign(2, &intent::wrapped(&text))), Some(Form::Wrapped));
    let twice = intent::wrapped(&intent::wrapped(&text));
    for wrong in [sign(2, &twice), sign(1, &text), sign(2, &text[1..]), [0; 64]] {
        assert_eq!(form(wrong), None);
        assert_eq!(file.clone().with_signature(wrong), Err(Fault::BadSignature));
    }
}

#[test]
fn nobody_signs_with_the_key_of_zeros() {
    let mut intent = intent(report());
    intent.signer = AccountId::default();
    // The neutral element as R and zero as s are a signature under the neutral element as key, over whatever text.
    let mut anybodys = [0; 64];
    anybodys[63] = 0x80;
    let key = schnorrkel::PublicKey::from_bytes(&[0; 32]).unwrap();
    let signature = schnorrkel::Signature::from_bytes(&anybodys).unwrap();
    let text = intent::message(&intent.id(sha256));
    assert!(key.verify_simple(b"substrate", &text, &signature).is_ok());
    assert_eq!(wallet::form_of(&intent, &anybodys), None);
}

#[test]
fn what_a_wallet_gives_is_read_with_its_kind_in_front_or_without() {
    let signature = sign(2, b"text");
    let digits = hex::encode(signature);
    for text in [
        digits.clone(),
        format!("0x{digits}"),
        format!(" 0x01{digits}\n"),
        digits.to_uppercase(),
    ] {
        assert_eq!(wallet::parse(&text), Ok(signature), "{text}");
    }
    assert_eq!(
        wallet::parse(&format!("0x00{digits}")),
        Err(Fault::OtherKind("ed25519"))
    );
    assert_eq!(
        wallet::parse(&format!("0x02{digits}")),
        Err(Fault::OtherKind("ecdsa"))
    );
    assert_eq!(
        wallet::parse(&format!("0x02{digits}1b")),
        Err(Fault::OtherKind("ecdsa"))
    );
    for none in ["", "0x", "signature", &digits[2..]] {
        assert_eq!(wallet::parse(none), Err(Fault::NoSignature), "{none}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_fail_otherwise_than_by_saying_so(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = IntentFile::read(&[bytes]);
    }

    #[test]
    fn one_changed_byte_of_the_intent_never_passes_for_what_was_signed(at in 0usize..4096, bit in 0u8..8) {
        let signed = signed();
        let mut bytes = signed.intent.encode();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        let json = signed.to_json().replace(&hex0x(signed.intent.encode()), &hex0x(&bytes));
        prop_assert!(read(&json).is_err());
    }
}
