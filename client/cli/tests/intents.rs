//! Intents where there is no node: read, signed and refused by the real binary, from files, pictures and lines of codes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{SystemTime, UNIX_EPOCH};

use iou_base::{hex0x, sha256, Lang};
use iou_evidence::agreement::{apart, Form};
use iou_intent::{code, Agreed, IntentFile, Stated};
use iou_ledger::private::{commit, PrivateField, PrivateStore};
use iou_ledger::signer::Signer;
use serde_json::Value;
use terms::intent::{self, Deed, Intent};
use terms::{sample, AccountId, Day, Terms, Timestamp};

const GENESIS: [u8; 32] = [0xab; 32];
const CONTRACT: AccountId = AccountId([4; 32]);
const HOUR_MS: u64 = 3_600_000;

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, contents).unwrap();
        path
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iou"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("IOU_") {
                let _ = command.env_remove(name);
            }
        }
        let _ = command
            .args(args)
            .current_dir(self.0.path())
            .env("IOU_HOME", self.0.path())
            .env("IOU_LANG", "en")
            .stdin(std::process::Stdio::null());
        command.output().unwrap()
    }

    /// Exit status and envelope.
    fn json(&self, args: &[&str]) -> (i32, Value) {
        let output = self.run(&[args, &["--json"]].concat());
        let envelope = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{args:?}: {}", String::from_utf8_lossy(&output.stderr)));
        (output.status.code().unwrap(), envelope)
    }

    fn refused(&self, args: &[&str]) -> (i32, String) {
        let (exit, envelope) = self.json(args);
        (
            exit,
            envelope["error"]["code"].as_str().unwrap_or("none").to_owned(),
        )
    }
}

fn signer(uri: &str) -> Signer {
    Signer::from_uri(&uri.to_owned().into()).unwrap()
}

fn account(uri: &str) -> AccountId {
    AccountId(signer(uri).account().0)
}

fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(now.as_millis()).unwrap()
}

fn terms() -> Terms {
    sample::bullet(account("//Lender"), account("//Borrower"), Day(20_458))
}

fn intent() -> Intent {
    let now = now_ms();
    Intent {
        version: intent::VERSION,
        genesis: GENESIS,
        contract: CONTRACT,
        signer: account("//Lender"),
        not_before: Timestamp(now - HOUR_MS),
        not_after: Timestamp(now + HOUR_MS),
        deed: Deed::Act {
            loan: 7,
            nonce: 3,
            in_force: terms().digest(sha256),
            action: sample::action("forgive", "").unwrap(),
        },
    }
}

fn made(intent: &Intent) -> IntentFile {
    let stated = Stated {
        counter: 3,
        block: 12,
        time_ms: intent.not_before.0,
    };
    IntentFile::new(intent, Some(Agreed::first(terms())), Some(stated)).unwrap()
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_request_is_read_out_from_its_bytes_with_what_was_not_checked() {
    let home = Home::new();
    let file = made(&intent());
    let path = home.file("step.json", file.to_json());
    let output = home.run(&["intent", "show", shown(&path)]);
    let text = String::from_utf8(output.stdout).unwrap();
    for said in [
        "forgive a part of the debt",
        "Not checked",
        "which chain this is for",
        "CNY",
        &file.id_text(),
        &hex0x(GENESIS),
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let (exit, envelope) = home.json(&["intent", "show", shown(&path)]);
    let data = &envelope["data"];
    assert_eq!(
        (exit, &data["step"], &data["loan"]),
        (0, &"forgive".into(), &7.into())
    );
    assert_eq!(data["nonce"], 3);
    assert_eq!(data["unchecked"][0], "chain");
    assert!(data["signed"].is_null());
    let zh = home.run(&["--lang", "zh", "intent", "show", shown(&path)]);
    assert!(String::from_utf8(zh.stdout).unwrap().contains("免除部分债务"));
}

#[test]
fn it_is_signed_without_a_node_and_taken_through_pictures_in_any_order() {
    let home = Home::new();
    let file = made(&intent());
    let frames = file.to_frames().unwrap();
    assert!(frames.len() > 1);
    let pictures: Vec<_> = frames
        .iter()
        .enumerate()
        .map(|(at, text)| home.file(&format!("{at}.png"), code::image(text).unwrap()))
        .collect();
    let mut args = vec!["--suri", "//Lender", "-y", "intent", "sign"];
    args.extend(pictures.iter().rev().map(|path| shown(path)));
    args.extend(["-o", "signed.json", "--png", "signed.png"]);
    let (exit, envelope) = home.json(&args);
    assert_eq!(exit, 0, "{envelope}");
    let written = envelope["data"]["files"].as_array().unwrap().clone();
    let mut again = vec!["intent", "show"];
    again.extend(written[1..].iter().rev().map(|name| name.as_str().unwrap()));
    for args in [vec!["intent", "show", "signed.json"], again] {
        let (exit, envelope) = home.json(&args);
        assert_eq!(
            (exit, &envelope["data"]["signed"]),
            (0, &"raw".into()),
            "{envelope}"
        );
    }
    // Without one of them the missing one is named.
    let mut some = vec!["intent", "show"];
    some.extend(pictures[1..].iter().map(|path| shown(path)));
    let (exit, envelope) = home.json(&some);
    assert_eq!((exit, &envelope["error"]["code"]), (2, &"intent_file".into()));
    assert!(envelope["error"]["message"]
        .as_str()
        .unwrap()
        .contains("missing: 1"));
}

#[test]
fn a_wallets_signature_is_taken_raw_or_wrapped_and_verified() {
    let home = Home::new();
    let file = made(&intent());
    let path = home.file("step.json", file.to_json());
    let text = file.message();
    let by = |uri: &str, text: &[u8]| hex0x(signer(uri).sign_bytes(text));
    for (signature, form) in [
        (by("//Lender", &text), "raw"),
        (by("//Lender", &intent::wrapped(&text)), "wrapped"),
    ] {
        let args = [
            "intent",
            "sign",
            shown(&path),
            "--signature",
            &signature,
            "-o",
            "out.json",
            "--force",
        ];
        assert_eq!(home.json(&args).0, 0);
        let (_, envelope) = home.json(&["intent", "show", "out.json"]);
        assert_eq!(envelope["data"]["signed"], form);
    }
    let wrong = [
        by("//Borrower", &text),
        by("//Lender", b"another text"),
        format!("0x00{}", "11".repeat(64)),
        "0x1234".to_owned(),
    ];
    for signature in wrong {
        let args = ["intent", "sign", shown(&path), "--signature", &signature];
        assert_eq!(home.refused(&args), (2, "intent_file".into()), "{signature}");
    }
}

#[test]
fn what_nobody_should_sign_is_refused_before_it_is_signed() {
    let home = Home::new();
    let sign = |name: &str, file: &IntentFile, uri: &str| {
        let path = home.file(name, file.to_json());
        home.refused(&["--suri", uri, "-y", "intent", "sign", shown(&path)])
    };
    let refused = |code: &str| (1, code.to_owned());
    let base = intent();
    assert_eq!(
        sign("other.json", &made(&base), "//Borrower"),
        refused("intent_other_key")
    );
    let expired = Intent {
        not_before: Timestamp(1),
        not_after: Timestamp(2),
        ..base.clone()
    };
    assert_eq!(
        sign("old.json", &made(&expired), "//Lender"),
        refused("contract_no_longer_valid")
    );
    let endless = Intent {
        not_after: Timestamp(base.not_after.0 + 31 * 24 * HOUR_MS),
        ..base.clone()
    };
    assert_eq!(
        sign("long.json", &made(&endless), "//Lender"),
        refused("contract_bad_validity")
    );
    let nobodys = Intent {
        signer: AccountId::default(),
        ..base.clone()
    };
    assert_eq!(
        sign("zero.json", &made(&nobodys), "//Lender"),
        refused("contract_bad_signature")
    );
    // A number that the next skip would not reach.
    let mut ahead = made(&base);
    if let Deed::Act { nonce, .. } = &mut ahead.intent.deed {
        *nonce = 19;
    }
    assert_eq!(sign("ahead.json", &ahead, "//Lender"), refused("intent_nonce"));
    // What moves money of the chain, or is anyone's.
    for step in ["repay", "notify_due"] {
        let mut other = base.clone();
        if let Deed::Act { action, .. } = &mut other.deed {
            *action = sample::action(step, "").unwrap();
        }
        assert_eq!(
            sign("step.json", &made(&other), "//Lender"),
            refused("contract_not_an_intent")
        );
    }
    // Another chain or contract than the profile's.
    let profile = |genesis: [u8; 32], contract: AccountId| {
        format!(
            "[profile.local]\ngenesis = \"{}\"\ncontract = \"{}\"\n",
            hex0x(genesis),
            iou_base::address::show(contract)
        )
    };
    for (genesis, contract) in [([1; 32], CONTRACT), (GENESIS, AccountId([5; 32]))] {
        let _ = home.file("iou.toml", profile(genesis, contract));
        assert_eq!(
            sign("there.json", &made(&base), "//Lender"),
            refused("intent_elsewhere")
        );
    }
    let _ = home.file("iou.toml", profile(GENESIS, CONTRACT));
    assert_eq!(sign("here.json", &made(&base), "//Lender").0, 0);
    // Nobody was asked, and nobody said yes.
    let path = home.file("asked.json", made(&base).to_json());
    let args = ["--suri", "//Lender", "intent", "sign", shown(&path)];
    assert_eq!(home.refused(&args), (2, "prompt_required".into()));
}

#[test]
fn cut_and_edited_files_and_foreign_ones_are_told_and_nothing_of_them_is_signed() {
    let home = Home::new();
    let json = made(&intent()).to_json();
    for (name, contents) in [
        ("cut.json", json[..json.len() / 3].to_owned()),
        ("edited.json", json.replace("\"loan\": 7", "\"loan\": 8")),
        ("foreign.json", "{\"format\": \"iou-package\"}".into()),
        ("codes.txt", "IOU:INTENT:1:1/2:0000000000000000:MY".into()),
        ("empty", String::new()),
    ] {
        let path = home.file(name, contents);
        for command in ["show", "sign"] {
            let args = ["--suri", "//Lender", "-y", "intent", command, shown(&path)];
            assert_eq!(home.refused(&args), (2, "intent_file".into()), "{command} {name}");
        }
    }
}

#[test]
fn a_command_that_signs_no_step_takes_neither_intent_nor_relay() {
    let home = Home::new();
    for args in [
        ["--intent", "x.json", "law", "cap"],
        ["--relay", "https://relay.example", "law", "cap"],
    ] {
        assert_eq!(home.refused(&args), (2, "argument".into()), "{args:?}");
    }
    assert!(!home.0.path().join("x.json").exists());
}

/// An offer of terms whose fields pin that form, with these fields in the lender's store.
fn offer_under(home: &Home, form: Form) -> IntentFile {
    offer_of(home, form, terms())
}

fn offer_of(home: &Home, form: Form, terms: Terms) -> IntentFile {
    let field = |name: &str, value: String| PrivateField {
        name: name.into(),
        value,
        salt: [3; 32],
    };
    let fields = vec![field("wording", hex::encode(form.digest()))];
    let terms = Terms {
        commitments: commit(&fields),
        ..terms
    };
    let digest = terms.digest(sha256);
    let store = PrivateStore::under(home.0.path());
    let _ = store.put(&signer("//Lender"), digest, &fields).unwrap();
    let intent = Intent {
        deed: Deed::Propose {
            terms: digest,
            evidence: None,
        },
        ..intent()
    };
    IntentFile::new(&intent, Some(Agreed::first(terms)), None).unwrap()
}

#[test]
fn the_section_on_signed_requests_is_agreed_to_by_itself_where_the_form_that_is_signed_has_it() {
    for form in [Form::Second, Form::Third] {
        the_section_is_agreed_to_by_itself(form);
    }
}

fn the_section_is_agreed_to_by_itself(form: Form) {
    let home = Home::new();
    let file = offer_under(&home, form);
    let path = home.file("offer.json", file.to_json());
    let sign = ["--suri", "//Lender", "-y", "intent", "sign", shown(&path)];
    assert_eq!(home.refused(&sign), (1, "clause_apart".to_owned()));
    // Where nobody can be asked, silence is no agreement either.
    let unasked = ["--suri", "//Lender", "intent", "sign", shown(&path)];
    assert_eq!(home.refused(&unasked), (2, "prompt_required".to_owned()));
    let agreed = [&sign[..], &["--agree-requests"]].concat();
    let said = |lang: &str| {
        let output = home.run(&[&["--lang", lang], &agreed[..]].concat());
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (lang, form_lang) in [("en", Lang::En), ("zh", Lang::Zh)] {
        let said = said(lang);
        for line in apart(form, form_lang) {
            assert!(said.contains(&line), "{line}: {said}");
        }
        // Before the section, among what is signed: what nobody can take back afterwards.
        let public = match form_lang {
            Lang::En => "nobody can erase them from the chain",
            Lang::Zh => "上链后谁也不能删除",
        };
        assert!(said.contains(public), "{said}");
    }
    // A wallet shows no clauses, so they are agreed to where its signature comes in.
    let signature = hex0x(signer("//Lender").sign_bytes(&file.message()));
    let by_wallet = ["-y", "intent", "sign", shown(&path), "--signature", &signature];
    assert_eq!(home.refused(&by_wallet), (1, "clause_apart".to_owned()));
    let (exit, envelope) = home.json(&[&by_wallet[..], &["--agree-requests"]].concat());
    assert_eq!(exit, 0, "{envelope}");

    // The first form has no such section, and a step is no signature of terms.
    let path = home.file("first.json", offer_under(&home, Form::First).to_json());
    let first = ["--suri", "//Lender", "-y", "intent", "sign", shown(&path)];
    assert_eq!(home.json(&first).0, 0);
    let path = home.file("step.json", made(&intent()).to_json());
    let step = ["--suri", "//Lender", "-y", "intent", "sign", shown(&path)];
    assert_eq!(home.json(&step).0, 0);

    // With days for an answer the text is of the third form, whichever was pinned.
    let answered = Terms {
        answer_days: 7,
        ..terms()
    };
    let path = home.file("answered.json", offer_of(&home, Form::First, answered).to_json());
    let sign = ["--suri", "//Lender", "-y", "intent", "sign", shown(&path)];
    assert_eq!(home.refused(&sign), (1, "clause_apart".to_owned()));
}
