//! Where calls stand in the runtime. The client signs them and the verifier reads them by number, from tables of their own
//! that no node has a say in; here both tables are held against the runtime.

use iou_runtime::RuntimeCall;
use scale_info::{Type, TypeDef, TypeInfo};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// A call by the names of pallet and call.
type Call = (String, String);

/// Every call of the runtime, by its numbers.
fn calls() -> BTreeMap<[u8; 2], Call> {
    let variants = |ty: Type| match ty.type_def {
        TypeDef::Variant(found) => found.variants,
        other => panic!("not a call: {other:?}"),
    };
    let mut calls = BTreeMap::new();
    for pallet in variants(RuntimeCall::type_info()) {
        for call in variants(pallet.fields[0].ty.type_info()) {
            let names = (pallet.name.to_string(), call.name.to_string());
            calls.insert([pallet.index, call.index], names);
        }
    }
    calls
}

/// The file of the client that contains `words`, wherever its crates have it.
fn source_with(words: &str) -> String {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../client");
    let mut folders: Vec<PathBuf> = vec![client];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.extend(fs::read_to_string(path).ok().filter(|text| text.contains(words)));
            }
        }
    }
    assert_eq!(found.len(), 1, "one file has {words:?}");
    found.remove(0)
}

/// The text after `before`, up to `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

#[test]
fn calls_that_the_client_signs_stand_where_it_has_them() {
    let calls = calls();
    let source = source_with("places! {");
    // Each line: CONSTANT = "Pallet" 1, "call" 2; with `elsewhere 3` before the comma where another chain has it too.
    let table = source.rsplit_once("places! {").unwrap().1;
    let lines: Vec<_> = table
        .lines()
        .map(str::trim)
        .skip(1)
        .take_while(|line| *line != "}")
        .collect();
    assert!(lines.len() >= 20, "{lines:?}");
    for line in lines {
        let words: Vec<_> = line
            .split_whitespace()
            .map(|word| word.trim_matches(['"', ',', ';']))
            .collect();
        let ([_, "=", pallet, index, call, number] | [_, "=", pallet, index, "elsewhere", _, call, number]) =
            words[..]
        else {
            panic!("not a place: {line}");
        };
        let place = [index.parse().unwrap(), number.parse().unwrap()];
        let there = calls.get(&place).map(|(pallet, call)| (&pallet[..], &call[..]));
        assert_eq!(there, Some((pallet, call)), "{line}");
    }
}

#[test]
fn calls_that_the_verifier_reads_stand_where_it_has_them() {
    let calls = calls();
    let source = source_with("const CONTRACTS_CALL: [u8; 2]");
    let known = BTreeMap::from([
        ("CONTRACTS_CALL", ("Contracts", "call")),
        ("CONTRACTS_CALL_OLD_WEIGHT", ("Contracts", "call_old_weight")),
        ("PROXY_PROXY", ("Proxy", "proxy")),
        ("PROXY_ADD", ("Proxy", "add_proxy")),
        ("PROXY_ANNOUNCE", ("Proxy", "announce")),
        ("PROXY_ANNOUNCED", ("Proxy", "proxy_announced")),
    ]);
    let mut seen = Vec::new();
    for line in source.lines().filter(|line| line.contains(": [u8; 2] = [")) {
        let name = between(line, "const ", ":").unwrap();
        let numbers: Vec<u8> = between(line, "= [", "]")
            .unwrap()
            .split(',')
            .map(|number| number.trim().parse().unwrap())
            .collect();
        let (pallet, call) = known.get(name).unwrap_or_else(|| panic!("which call is {name}?"));
        let there = calls
            .get(&numbers[..])
            .map(|(pallet, call)| (&pallet[..], &call[..]));
        assert_eq!(there, Some((*pallet, *call)), "{line}");
        seen.push(name);
    }
    seen.sort_unstable();
    assert!(seen.iter().eq(known.keys()), "{seen:?}");
}
