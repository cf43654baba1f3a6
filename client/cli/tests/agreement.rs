//! `iou agreement` and `iou forget` as people and scripts meet them, without a node: a text is read back, and personal
//! fields are destroyed by the digest of their loan.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use iou_base::sha256;
use iou_base::text::Lang;
use iou_evidence::agreement::{render, wording_digest};
use iou_evidence::row::StatementRow;
use iou_ledger::private::receipts::ReceiptStore;
use iou_ledger::private::{PrivateField, PrivateStore};
use iou_ledger::signer::Signer;
use secrecy::SecretString;
use serde_json::Value;
use terms::{sample, AccountId, Day};

const DIGEST: [u8; 32] = [9; 32];

fn iou(home: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iou"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("IOU_")) {
        command.env_remove(name);
    }
    command.args(args).current_dir(home).stdin(Stdio::null());
    command
        .env("IOU_HOME", home)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("LANGUAGE");
    command.output().unwrap()
}

/// Exit status and envelope.
fn json(home: &Path, args: &[&str]) -> (i32, Value) {
    let output = iou(home, &[&["--json"], args].concat());
    let out = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), serde_json::from_str(&out).unwrap())
}

fn terms() -> terms::Terms {
    sample::bullet(AccountId([1; 32]), AccountId([2; 32]), Day(20_800))
}

#[test]
fn a_text_is_read_back_to_the_digest_of_its_terms_and_a_changed_one_names_the_line() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("agreement.txt");
    let (zh, en) = (render(&terms(), Lang::Zh), render(&terms(), Lang::En));
    let digest = format!("0x{}", hex::encode(terms().digest(sha256)));
    for text in [zh.clone(), en.clone(), format!("{zh}\n\n{en}")] {
        std::fs::write(&path, text).unwrap();
        let (status, said) = json(home.path(), &["agreement", "--read", "agreement.txt"]);
        assert_eq!(
            (status, said["data"]["digest"].as_str()),
            (0, Some(digest.as_str())),
            "{said}"
        );
    }
    // One fen of interest, in the row and in the sum, on both sides.
    let changed = format!(
        "{zh}\n\n{}",
        en.replace("147.94", "147.95").replace("10,147.94", "10,147.95")
    );
    std::fs::write(&path, &changed).unwrap();
    let (status, said) = json(home.path(), &["agreement", "--read", "agreement.txt"]);
    assert_eq!(
        (status, said["error"]["code"].as_str()),
        (1, Some("agreement_text")),
        "{said}"
    );
    let line = zh.lines().count() + 2 + en.lines().position(|line| line.starts_with("Digest")).unwrap() + 1;
    let why = said["error"]["details"]["why"].as_str().unwrap();
    assert!(
        why.contains(&format!("line {line} ")),
        "{why} is not about line {line}"
    );

    let other = sample::monthly(AccountId([1; 32]), AccountId([2; 32]), Day(20_800), 3);
    std::fs::write(&path, format!("{zh}\n\n{}", render(&other, Lang::En))).unwrap();
    let (_, said) = json(home.path(), &["agreement", "--read", "agreement.txt"]);
    assert!(
        said["error"]["message"]
            .as_str()
            .unwrap()
            .contains("different terms"),
        "{said}"
    );
}

#[test]
fn fields_are_destroyed_after_a_yes_and_the_form_of_the_text_stays_provable() {
    let home = tempfile::tempdir().unwrap();
    let signer = Signer::from_uri(&SecretString::from("//Alice")).unwrap();
    let store = PrivateStore::under(home.path());
    let field = |name: &str, value: String| PrivateField {
        name: name.into(),
        value,
        salt: [3; 32],
    };
    let fields = vec![
        field("wording", hex::encode(wording_digest())),
        field("lender.name", "李四".into()),
        field("borrower.name", "张三".into()),
    ];
    store.put(&signer, DIGEST, &fields).unwrap();
    let digest = format!("0x{}", hex::encode(DIGEST));
    let forget = |more: &[&str]| {
        json(
            home.path(),
            &[&["--suri", "//Alice", "forget", &digest], more].concat(),
        )
    };

    let (status, said) = forget(&[]);
    assert_eq!(
        (status, said["error"]["code"].as_str()),
        (2, Some("prompt_required"))
    );
    let (status, said) = forget(&["-y", "--field", "lender.mail"]);
    assert_eq!(
        (status, said["error"]["code"].as_str()),
        (1, Some("field_unknown"))
    );
    assert_eq!(
        store.get(&signer, DIGEST).unwrap().len(),
        3,
        "nothing has happened yet"
    );

    let (status, said) = forget(&["-y"]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(
        said["data"]["forgotten"],
        serde_json::json!(["borrower.name", "lender.name"])
    );
    assert_eq!(said["data"]["left"], serde_json::json!(["wording"]));
    let kept = store.kept(&signer, DIGEST).unwrap();
    assert_eq!((kept.fields.len(), kept.forgotten.len()), (1, 2));
    let (status, said) = forget(&["-y"]);
    assert_eq!(
        (status, said["data"]["forgotten"].as_array().map(Vec::len)),
        (0, Some(0))
    );

    let (status, said) = json(home.path(), &["--suri", "//Alice", "forget", "seven", "-y"]);
    assert_eq!((status, said["error"]["code"].as_str()), (2, Some("argument")));
}

#[test]
fn an_imported_row_is_destroyed_after_a_yes_that_was_told_what_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let signer = Signer::from_uri(&SecretString::from("//Alice")).unwrap();
    let store = ReceiptStore::under(home.path());
    let row = |memo: &str| StatementRow {
        account: "6222020200000000017".into(),
        amount: "1000.00".into(),
        counterparty: "张三".into(),
        currency: "CNY".into(),
        day: "2026-03-01".into(),
        direction: "in".into(),
        loan: 7,
        memo: memo.into(),
        source: "cmb".into(),
        ..StatementRow::default()
    };
    let going = format!("0x{}", hex::encode(store.put(&signer, row("还款")).unwrap()));
    let _stays = store.put(&signer, row("二月")).unwrap();
    let forget = ["--suri", "//Alice", "forget", &going];
    let at_once = [&forget[..], &["-y"]].concat();

    let (status, said) = json(home.path(), &forget);
    let code = said["error"]["code"].as_str();
    assert_eq!((status, code), (2, Some("prompt_required")));
    assert_eq!(
        store.all(&signer).unwrap().rows.len(),
        2,
        "nothing has happened yet"
    );

    let output = iou(home.path(), &at_once);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    for said in [
        "张三",
        "1000.00",
        "6222020200000000017",
        &going,
        "can be opened no more",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let left = store.all(&signer).unwrap();
    let left: Vec<&str> = left.rows.iter().map(|row| row.memo.as_str()).collect();
    assert_eq!(left, ["二月"]);
    // It is not there any more, and nothing else has this digest.
    let (status, said) = json(home.path(), &at_once);
    let code = said["error"]["code"].as_str();
    assert_eq!((status, code), (1, Some("private_not_found")), "{said}");
}
