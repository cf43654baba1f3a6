//! The contract build as a whole: real compiler, real optimiser, real files.
//! What was built before by `make` is found again, so that this takes seconds.

use deploy::contract::{build, code_hash, loan_bundle, Recipe};
use serde_json::Value;
use std::fs;

/// The same recipe under another name that nothing else uses, so that a test may damage it.
fn scratch() -> Recipe {
    Recipe::new("probe").set("codegen-units=1")
}

#[test]
fn the_bundle_holds_the_code_its_hash_and_the_abi() {
    let bundle: Value = serde_json::from_slice(&fs::read(loan_bundle().unwrap()).unwrap()).unwrap();
    let code = bundle["source"]["wasm"]
        .as_str()
        .unwrap()
        .trim_start_matches("0x");
    let code = hex::decode(code).unwrap();
    assert_eq!(code, fs::read(build(&Recipe::new("loan")).unwrap().wasm).unwrap());
    assert_eq!(
        bundle["source"]["hash"],
        format!("0x{}", hex::encode(code_hash(&code)))
    );
    assert_eq!(bundle["source"]["language"], "ink! 5.1.1");
    assert_eq!(bundle["contract"]["name"], "loan");
    let messages = bundle["spec"]["messages"].as_array().unwrap();
    assert!(messages.iter().any(|message| message["label"] == "propose"));
}

#[test]
fn no_path_of_this_machine_ends_in_code_or_bundle() {
    let root = deploy::paths::workspace_root().unwrap().display().to_string();
    let home = std::env::home_dir().unwrap().display().to_string();
    let loan = build(&Recipe::new("loan")).unwrap();
    for file in [Some(&loan.wasm), loan.abi.as_ref(), loan.bundle.as_ref()]
        .into_iter()
        .flatten()
    {
        let bytes = fs::read(file).unwrap();
        for path in [&root, &home].map(|path| path.as_bytes()) {
            let found = bytes.windows(path.len()).any(|window| window == path);
            assert!(!found, "{} names a directory of this machine", file.display());
        }
    }
}

#[test]
fn the_probe_is_a_fraction_of_the_loan() {
    let (probe, loan) = (
        build(&Recipe::new("probe")).unwrap(),
        build(&Recipe::new("loan")).unwrap(),
    );
    assert!(probe.size < 2_000, "{} bytes", probe.size);
    assert!(
        probe.size * 5 < loan.size,
        "{} against {} bytes",
        probe.size,
        loan.size
    );
}

#[test]
fn what_is_up_to_date_is_not_built_again_and_what_was_damaged_is() {
    let first = build(&scratch()).unwrap();
    let second = build(&scratch()).unwrap();
    assert!(!second.rebuilt);
    assert_eq!(first.code_hash, second.code_hash);

    fs::write(&second.wasm, b"damaged").unwrap();
    let third = build(&scratch()).unwrap();
    assert!(third.rebuilt);
    assert_eq!(
        third.code_hash, first.code_hash,
        "the same sources give the same bytes"
    );
}

#[test]
fn a_package_that_does_not_exist_is_an_error_that_names_it() {
    let error = build(&Recipe::new("no-such-contract")).unwrap_err().to_string();
    assert!(error.contains("no-such-contract"), "{error}");
}
