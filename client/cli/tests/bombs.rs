//! Files that are made to cost their reader dear. The real `iou verify` reads each under a limit on the process, which the
//! kernel holds it to: 200 MB of memory, 5 seconds of computing. It must answer, and the answer is never "it holds".
//! Source of the limit: docs/evidence.md. Limits: Linux (`prlimit`); memory of the process's own, without the program's code.

use std::path::{Path, PathBuf};
use std::process::Command;

use iou_evidence::verify::container::{self, Parts, FILE_LEN_MAX, MANIFEST};
use iou_evidence::verify::finality::SIGNATURES_MAX;
use iou_evidence::verify::manifest::{canonical, Manifest};
use iou_evidence::verify::sample::{by_hash, seal, Bundle, Paper};
use iou_evidence::verify::{limit, part};
use scale::{Compact, Encode};
use serde_json::json;

const MEMORY: &str = "--data=200000000";
const SECONDS: &str = "--cpu=5";
/// Most items of a list.
const LIST_MAX: usize = 200_000;

/// Where files are read.
struct Reader {
    directory: tempfile::TempDir,
    spec: PathBuf,
}

impl Reader {
    fn new(paper: &Paper) -> Reader {
        let directory = tempfile::tempdir().unwrap();
        let spec = directory.path().join("spec.json");
        std::fs::write(&spec, paper.specification()).unwrap();
        Reader { directory, spec }
    }

    /// What the program says of a file, under the limits: its exit status and its JSON.
    #[track_caller]
    fn read(&self, name: &str, file: &[u8]) -> (i32, serde_json::Value) {
        let path = self.directory.path().join("file.iou");
        std::fs::write(&path, file).unwrap();
        let output = Command::new("prlimit")
            .args([MEMORY, SECONDS, "--core=0", "--"])
            .arg(Path::new(env!("CARGO_BIN_EXE_iou")))
            .args(["verify", "--json", "--chain-spec"])
            .args([&self.spec, &path])
            .env("IOU_LANG", "en")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        let code = code.unwrap_or_else(|| panic!("{name}: {}: {said}", output.status));
        let json = serde_json::from_slice(&output.stdout);
        (
            code,
            json.unwrap_or_else(|why| panic!("{name}: exit {code}: {why}: {said}")),
        )
    }

    /// Asserts that a file is answered, and not believed: it is false, or none of evidence.
    #[track_caller]
    fn refuses(&self, name: &str, file: &[u8]) {
        let (code, said) = self.read(name, file);
        assert!([1, 2].contains(&code), "{name}: {said}");
        assert_eq!(said["success"], false, "{name}: {said}");
    }
}

/// A header with so many empty items in its digest.
fn header(n: u32, items: u32) -> Vec<u8> {
    let mut bytes = vec![0; 32];
    bytes[..4].copy_from_slice(&n.to_le_bytes());
    (Compact(7u32), [0u8; 64], Compact(items)).encode_to(&mut bytes);
    bytes.extend(vec![0; 2 * items as usize]);
    bytes
}

/// A justification of that block with so many precommits, whose headers are these.
fn justification(block: [u8; 32], precommits: u32, headers: &[u8], count: u32) -> Vec<u8> {
    let mut bytes = (1u64, block, 1u32, Compact(precommits)).encode();
    bytes.resize(bytes.len() + 132 * precommits as usize, 0);
    Compact(count).encode_to(&mut bytes);
    bytes.extend(headers);
    bytes
}

/// The file with one entry replaced.
fn with(bundle: &Bundle, name: &str, bytes: Vec<u8>) -> Vec<u8> {
    let mut parts = bundle.parts();
    let _ = parts.insert(name.into(), bytes);
    seal(&bundle.manifest, parts)
}

/// JSON of that length or a little less: `open`, then `item` again and again, then `close`.
fn long(most: usize, open: &str, item: &str, close: &str) -> Vec<u8> {
    let count = (most - open.len() - close.len()) / (item.len() + 1);
    format!("{open}{}{close}", vec![item; count].join(",")).into_bytes()
}

fn paper() -> Paper {
    Paper::with_loan(&[1, 2, 3, 4], 3)
}

#[test]
fn proofs_that_would_fill_the_memory_do_not() {
    let paper = paper();
    let (bundle, reader) = (paper.bundle(), Reader::new(&paper));
    let many: Vec<_> = (0..LIST_MAX as u32).map(|n| header(n, 64)).collect();
    reader.refuses("headers", &with(&bundle, part::HEADERS, by_hash(&many).encode()));
    let run: Vec<u8> = (0..270_000).flat_map(|n| header(n, 64)).collect();
    for block in [[0; 32], bundle.manifest.block.hash.0] {
        let one = vec![justification(block, 0, &run, 270_000)];
        reader.refuses(
            "headers of one justification",
            &with(&bundle, part::JUSTIFICATIONS, one.encode()),
        );
        let one = vec![justification(block, 450_000, &[], 0)];
        reader.refuses(
            "precommits of one justification",
            &with(&bundle, part::JUSTIFICATIONS, one.encode()),
        );
        let same = vec![justification(block, 0, &[], 0); LIST_MAX];
        reader.refuses(
            "empty justifications",
            &with(&bundle, part::JUSTIFICATIONS, same.encode()),
        );
    }
    let wide = vec![header(0, 30_000_000)];
    reader.refuses("one long header", &with(&bundle, part::HEADERS, wide.encode()));
    // As the block that ended a set: it is named, so it is read.
    let mut named = bundle.clone();
    let change = header(1, 31_000);
    named.index.set_changes = vec![iou_evidence::verify::manifest::Hex(
        sp_crypto_hashing::blake2_256(&change),
    )];
    named.headers.push(change);
    reader.refuses("a named header of many items", &named.seal());
    let nodes: Vec<_> = (0..LIST_MAX as u32).map(|n| n.to_le_bytes().to_vec()).collect();
    reader.refuses("nodes", &with(&bundle, part::NODES, by_hash(&nodes).encode()));
    reader.refuses(
        "one long node",
        &with(&bundle, part::NODES, vec![vec![0xC0_u8; 60 << 20]].encode()),
    );
    for name in [part::HEADERS, part::NODES, part::JUSTIFICATIONS] {
        reader.refuses(
            "empty items",
            &with(&bundle, name, vec![Vec::<u8>::new(); LIST_MAX].encode()),
        );
        reader.refuses(
            "too many items",
            &with(&bundle, name, vec![Vec::<u8>::new(); 60 << 20].encode()),
        );
        reader.refuses("a long list", &with(&bundle, name, Compact(u32::MAX).encode()));
    }
}

#[test]
fn documents_that_would_fill_the_memory_do_not() {
    let paper = paper();
    let (bundle, reader) = (paper.bundle(), Reader::new(&paper));
    let hash = "00".repeat(32);
    let lengths = limit::LENGTHS.into_iter();
    let most = |name: &str| lengths.clone().find(|(of, _)| *of == name).unwrap().1;
    let event = r#"{"name":"","scale":""}"#;
    reader.refuses(
        "events",
        &with(&bundle, part::EVENTS, long(most(part::EVENTS), "[", event, "]")),
    );
    let block = format!(r#"{{"block":"{hash}","final_by":"{hash}","transactions":[]}}"#);
    let transaction = format!(r#"{{"birth":"{hash}","index":0,"spec_version":0,"transaction_version":0}}"#);
    let open = r#"{"attestations":[],"blocks":["#;
    let end = format!(r#"],"set_changes":[],"final_by":"{hash}"}}"#);
    let index = most(part::INDEX);
    reader.refuses(
        "blocks",
        &with(&bundle, part::INDEX, long(index, open, &block, &end)),
    );
    let open =
        format!(r#"{{"attestations":[],"blocks":[{{"block":"{hash}","final_by":"{hash}","transactions":["#);
    let close = format!(r#"]}}],"set_changes":[],"final_by":"{hash}"}}"#);
    reader.refuses(
        "transactions",
        &with(&bundle, part::INDEX, long(index, &open, &transaction, &close)),
    );
    let close = format!(r#"],"final_by":"{hash}"}}"#);
    let open = r#"{"attestations":[],"blocks":[],"set_changes":["#;
    let one = format!("\"{hash}\"");
    reader.refuses(
        "set_changes",
        &with(&bundle, part::INDEX, long(index, open, &one, &close)),
    );
    let attested = format!(r#"{{"account":"{hash}","digest":"{hash}"}}"#);
    let close = format!(r#"],"blocks":[],"set_changes":[],"final_by":"{hash}"}}"#);
    reader.refuses(
        "attestations",
        &with(
            &bundle,
            part::INDEX,
            long(index, r#"{"attestations":["#, &attested, &close),
        ),
    );
    let field = format!(r#"{{"commitment":"{hash}","name":""}}"#);
    reader.refuses(
        "fields",
        &with(&bundle, part::FIELDS, long(most(part::FIELDS), "[", &field, "]")),
    );
    reader.refuses(
        "terms",
        &with(&bundle, part::TERMS, vec![0xFF; most(part::TERMS)]),
    );
    reader.refuses(
        "statement",
        &with(&bundle, part::STATEMENT, vec![b'['; most(part::STATEMENT)]),
    );
    for name in [part::AGREEMENT_EN, part::AGREEMENT_ZH] {
        let text = bundle.parts()[name].clone();
        for line in [
            "\n",
            "a: b\n",
            "1 2026-01-01 100.00 100.00\n",
            " ",
            "张",
            "| x | y |\n",
        ] {
            let mut longer = text.clone();
            while longer.len() + line.len() <= most(name) {
                longer.extend(line.as_bytes());
            }
            reader.refuses("agreement", &with(&bundle, name, longer));
        }
    }
    for name in part::ALWAYS {
        reader.refuses("an entry of 60 MB", &with(&bundle, name, vec![b'0'; 60 << 20]));
    }
}

#[test]
fn records_and_manifests_that_would_fill_the_memory_do_not() {
    let paper = paper();
    let (bundle, reader) = (paper.bundle(), Reader::new(&paper));
    let most = 4 << 20;
    for (open, item, close) in [
        ("[", r#"{"a":0}"#, "]"),
        ("[", "{}", "]"),
        (r#"[{"a":["#, "0", "]}]"),
        (r#"[{"a":["#, "[]", "]}]"),
        (r#"[{"a":["#, r#""""#, "]}]"),
        ("[{", r#""a":{"b":0}"#, "}]"),
    ] {
        // As many as may be, and as many as fit.
        for length in [limit::NOTICES_SIGNS * (item.len() + 1) / 2, most] {
            let records = long(length.min(most), open, item, close);
            let (_, said) = reader.read("records", &with(&bundle, part::NOTICES, records));
            assert!(said["data"]["items"].is_array(), "{item}");
        }
    }
    let names = (0..limit::NOTICES_SIGNS - 2).map(|n| format!(r#""{n:06}":0"#));
    let one = format!("[{{{}}}]", names.collect::<Vec<_>>().join(","));
    let (code, _) = reader.read(
        "a record of many fields",
        &with(&bundle, part::NOTICES, one.into_bytes()),
    );
    assert_eq!(code, 0);
    let deep = format!("[{}{}]", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    reader.refuses("deep records", &with(&bundle, part::NOTICES, deep.into_bytes()));

    let listed = json!({"length": 0, "name": "", "sha256": "00".repeat(32)}).to_string();
    for length in [256 << 10, 60 << 20] {
        for item in [&listed, "{}", "[]", "0"] {
            let manifest = long(length, r#"{"parts":["#, item, "]}");
            let parts: Parts = [(MANIFEST.to_owned(), manifest)].into();
            reader.refuses("manifest", &container::write(&parts).unwrap());
        }
    }
    let mut named = bundle.manifest.clone();
    named.format = "x".repeat(200_000);
    reader.refuses("a long name of the format", &seal(&named, bundle.parts()));
}

#[test]
fn containers_that_would_fill_the_memory_do_not() {
    let paper = paper();
    let (bundle, reader) = (paper.bundle(), Reader::new(&paper));
    reader.refuses("zeros", &vec![0; FILE_LEN_MAX]);
    reader.refuses("too long", &vec![0; FILE_LEN_MAX + 1]);
    // A million entries without a byte in them.
    let entry = |n: u32| {
        let name = format!("{n:08x}");
        let mut local = b"PK\x03\x04\x0a\0\0\0\0\0\0\0\x21\0".to_vec();
        local.extend([0; 12]);
        (name.len() as u16, 0u16).encode_to(&mut local);
        local.extend(name.as_bytes());
        local
    };
    let entries: Vec<u8> = (0..1_000_000).flat_map(entry).collect();
    reader.refuses("entries", &entries);
    let mut local = b"PK\x03\x04\x0a\0\0\0\0\0\0\0\x21\0".to_vec();
    local.extend([0; 4]);
    (u32::MAX, u32::MAX, u16::MAX, 0u16).encode_to(&mut local);
    local.resize(FILE_LEN_MAX, b'a');
    reader.refuses("a name and an entry that are longer than the file", &local);
    // What is as long as may be and honest is read: attached files are not limited otherwise.
    let room = FILE_LEN_MAX - bundle.seal().len() - 10_000;
    let mut parts = bundle.parts();
    let attached = vec![7; room];
    let name = format!(
        "{}{}",
        part::FILES,
        hex::encode(sp_crypto_hashing::sha2_256(&attached))
    );
    let _ = parts.insert(name, attached);
    let file = seal(&bundle.manifest, parts);
    let (code, said) = reader.read("a foreign attachment", &file);
    assert!(code == 1 && said["data"]["false"] == 1, "{said}");
    let mut parts = bundle.parts();
    for n in 0..(container::PARTS_MAX - parts.len() - 1) {
        let _ = parts.insert(format!("anchors/{n:03}.tsr"), vec![0x30; 100_000]);
    }
    reader.refuses("anchors", &seal(&bundle.manifest, parts));
}

#[test]
fn proofs_that_would_take_the_time_of_many_signatures_do_not() {
    let mut paper = paper();
    let _ = paper.block(&[], Vec::new());
    let (bundle, reader) = (paper.bundle(), Reader::new(&paper));
    // Each is a true one: they are checked until the number of them is too large, and not one before.
    let mut many = bundle.clone();
    let again = many.index.blocks[0].transactions[0].clone();
    for count in [SIGNATURES_MAX / 2, SIGNATURES_MAX] {
        many.index.blocks[0].transactions = vec![again.clone(); count];
        reader.refuses("transactions", &many.seal());
    }
    let manifest: Manifest = bundle.manifest.clone();
    let blocks = vec![bundle.index.blocks[0].clone(); 10_000];
    let mut same = bundle.clone();
    same.index.blocks = blocks;
    reader.refuses("the same block", &seal(&manifest, same.parts()));
    assert!(!canonical(&same.index).is_empty());
}
