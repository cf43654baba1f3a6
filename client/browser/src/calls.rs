//! What a page asks by name with a JSON object, and is answered with `{"ok": …}` or `{"error": {"code": …, …}}`.
//!
//! # Details
//!
//! In requests bytes are hexadecimal, with or without `0x`; boxes are base64url without padding, as the service has them.
//! `seed` is either the entropy of words (16 bytes) or the secret of a keystore (64 bytes); with `n` the key of that loan is
//! meant, without it the root. `random` is as long as the call says, from the browser's `crypto.getRandomValues`.
//!
//! | call | asks | answers |
//! |---|---|---|
//! | `words_new` | random (16), lang | seed, words, account |
//! | `words_of` | seed, lang | words |
//! | `words_check` | words | seed, account |
//! | `passphrase` | random (10), lang | passphrase |
//! | `account` | seed, n? | account |
//! | `sign` | seed, n?, text, random (32) | signature |
//! | `signed` | account, text, signature | signed |
//! | `index` | seed, page | locator, key, loans, length |
//! | `bound_to` | genesis, rp, credential, root | bound, locator |
//! | `keystore_write` | seed, name, passphrase, random (56), now_ms | json |
//! | `keystore_read` | json, passphrase | seed, account |
//! | `fields_commit` | fields: [{name, value, salt}] | fields |
//! | `fields_seal` | account, fields, random (64) | box |
//! | `fields_open` | seed, n?, box | fields |
//! | `signed_text` | purpose, host, subject, body | text |
//! | `login_text` | host, nonce, expires_ms | text |
//! | `draft_begin` | id, role, account, terms | terms |
//! | `draft_check` | id, creator, role, account, shown, terms, fields: {creator, seat}, opened | digest, fields |
//! | `terms_show` | terms, fields, lang, open: what stands in a draft for what is not there yet | parts, apart, facts, schedule, … |
//! | `propose` | genesis, contract, signer, now_ms, terms, hand: {width, height, strokes, salt (32)}? | intent, shown, hand? |
//! | `act` | loan, step, args, signing, signer | intent, shown |
//! | `intent_show` | intent, terms? | shown |
//! | `intent_file` | intent, terms?, signature? | name, file, frames |
//! | `intent_read` | intent, file | signature |
//! | `qr` | text | side, path |

mod asked;
mod drafts;
mod intents;
mod keys;
mod shown;
mod step;

use serde_json::{json, Value};

use asked::Asked;

/// Why nothing came of it.
#[derive(Debug)]
pub(crate) struct Fault {
    code: &'static str,
    details: Value,
}

impl Fault {
    fn new(code: &'static str) -> Fault {
        Fault {
            code,
            details: json!({}),
        }
    }

    fn with(code: &'static str, details: Value) -> Fault {
        Fault { code, details }
    }

    /// That something was asked that no page asks.
    fn asked(what: &str) -> Fault {
        Fault::with("asked", json!({ "what": what }))
    }
}

type Answer = Result<Value, Fault>;

/// The answer to a call.
pub fn call(name: &str, asked: &[u8]) -> Vec<u8> {
    let answer = serde_json::from_slice(asked)
        .map_err(|_| Fault::asked("JSON"))
        .and_then(|asked| answer(name, &Asked::new(asked)));
    let said = match answer {
        Ok(value) => json!({ "ok": value }),
        Err(Fault { code, mut details }) => {
            details["code"] = code.into();
            json!({ "error": details })
        }
    };
    said.to_string().into_bytes()
}

fn answer(name: &str, asked: &Asked) -> Answer {
    match name {
        "words_new" => keys::words_new(asked),
        "words_of" => keys::words_of(asked),
        "words_check" => keys::words_check(asked),
        "passphrase" => keys::passphrase(asked),
        "account" => keys::account(asked),
        "sign" => keys::sign(asked),
        "signed" => keys::signed(asked),
        "index" => keys::index(asked),
        "bound_to" => keys::bound_to(asked),
        "keystore_write" => keys::keystore_write(asked),
        "keystore_read" => keys::keystore_read(asked),
        "fields_commit" => drafts::fields_commit(asked),
        "fields_seal" => drafts::fields_seal(asked),
        "fields_open" => drafts::fields_open(asked),
        "signed_text" => drafts::signed_text(asked),
        "login_text" => drafts::login_text(asked),
        "draft_begin" => drafts::begin(asked),
        "draft_check" => drafts::check(asked),
        "terms_show" => shown::terms_show(asked),
        "propose" => intents::propose(asked),
        "act" => intents::act(asked),
        "intent_show" => intents::show(asked),
        "intent_file" => intents::file(asked),
        "intent_read" => intents::read(asked),
        "qr" => shown::qr(asked),
        _ => Err(Fault::asked(name)),
    }
}

#[cfg(test)]
mod tests;
