//! Words, keys, keystores.

use iou_base::{address, hex0x};
use iou_evidence::draft;
use iou_keys::index::{self, PAGE_LEN, PAGE_LOANS};
use iou_keys::keystore::{KeyFile, Wrong};
use iou_keys::{words, Key, PhraseFault};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::asked::Asked;
use super::{Answer, Fault};

fn phrase(fault: PhraseFault) -> Fault {
    match fault {
        PhraseFault::Form(reason) => Fault::with("phrase", json!({ "reason": reason })),
        PhraseFault::Checksum => Fault::new("phrase_checksum"),
        PhraseFault::Word { number, word, like } => Fault::with(
            "phrase_word",
            json!({"number": number, "word": word, "like": like}),
        ),
    }
}

fn shown(key: &Key) -> String {
    address::show(key.account())
}

fn split(words: &SecretString) -> Vec<&str> {
    words.expose_secret().split(' ').collect()
}

pub(super) fn words_new(asked: &Asked) -> Answer {
    let entropy = asked.array::<16>("random")?;
    let words = words::phrase(&entropy, asked.list()?).map_err(phrase)?;
    let key = Key::from_entropy(&entropy).map_err(phrase)?;
    Ok(json!({"seed": hex::encode(entropy), "words": split(&words), "account": shown(&key)}))
}

pub(super) fn words_of(asked: &Asked) -> Answer {
    let words = words::phrase(&asked.bytes("seed")?, asked.list()?).map_err(phrase)?;
    Ok(json!({ "words": split(&words) }))
}

pub(super) fn words_check(asked: &Asked) -> Answer {
    let entropy = words::entropy(asked.text("words")?).map_err(phrase)?;
    let key = Key::from_entropy(&entropy).map_err(phrase)?;
    Ok(json!({"seed": hex::encode(&*entropy), "account": shown(&key)}))
}

pub(super) fn passphrase(asked: &Asked) -> Answer {
    let words = words::passphrase(&asked.array("random")?, asked.list()?);
    Ok(json!({ "passphrase": words.expose_secret() }))
}

pub(super) fn account(asked: &Asked) -> Answer {
    Ok(json!({ "account": shown(&asked.key()?) }))
}

pub(super) fn sign(asked: &Asked) -> Answer {
    let (key, random) = (asked.key()?, asked.array("random")?);
    let signature = key.sign(asked.text("text")?.as_bytes(), random);
    Ok(json!({ "signature": hex0x(signature) }))
}

pub(super) fn signed(asked: &Asked) -> Answer {
    let (account, text) = (asked.account("account")?, asked.text("text")?);
    let signed = draft::is_signed(account, text.as_bytes(), &asked.array("signature")?);
    Ok(json!({ "signed": signed }))
}

pub(super) fn index(asked: &Asked) -> Answer {
    let page = index::page(&asked.root()?, asked.small("page")?);
    Ok(json!({
        "locator": hex::encode(page.locator),
        "key": hex::encode(*page.key),
        "loans": PAGE_LOANS,
        "length": PAGE_LEN,
    }))
}

pub(super) fn bound_to(asked: &Asked) -> Answer {
    let (genesis, party) = (asked.digest("genesis")?, asked.text("rp")?);
    let credential = asked.sealed("credential")?;
    let bound = index::bound_to(&genesis, party, &credential, &asked.account("root")?);
    let locator = index::passkey_locator(party, &credential);
    Ok(json!({"bound": hex::encode(bound), "locator": hex::encode(locator)}))
}

pub(super) fn keystore_write(asked: &Asked) -> Answer {
    let password = SecretString::from(asked.text("passphrase")?);
    let now_ms = i64::try_from(asked.number("now_ms")?).unwrap_or_default();
    let (name, random) = (asked.text("name")?, asked.array("random")?);
    let file = KeyFile::seal(name, &asked.root()?, &password, random, now_ms);
    Ok(json!({ "json": file.to_json() }))
}

pub(super) fn keystore_read(asked: &Asked) -> Answer {
    let wrong = |wrong: Wrong| match wrong {
        Wrong::Password => Fault::new("wrong_password"),
        Wrong::Form(reason) => Fault::with("keystore_invalid", json!({ "reason": reason })),
        Wrong::Kind(kind) => Fault::with("keystore_kind", json!({ "kind": kind })),
    };
    let file = KeyFile::from_json(asked.text("json")?).map_err(wrong)?;
    let password = SecretString::from(asked.text("passphrase")?);
    let key = file.open(&password).map_err(wrong)?;
    Ok(json!({"seed": hex::encode(*key.secret()), "account": shown(&key)}))
}
