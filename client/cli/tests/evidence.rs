//! `iou verify` as whoever got a file meets it: until when it tells, files that are none or damaged, standard input, a file
//! inside a PDF, one envelope in every case. The files are of a chain on paper; what needs a node is in e2e-tests.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use iou_evidence::verify::sample::Paper;
use iou_evidence::verify::verify;
use serde_json::Value;

/// A directory with a file of evidence and the specification of its chain.
struct Case {
    dir: tempfile::TempDir,
    file: Vec<u8>,
    day: terms::Day,
}

impl Case {
    fn new() -> Case {
        let paper = Paper::with_loan(&[1, 2, 3, 4], 3);
        let file = paper.file();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("spec.json"), paper.specification()).unwrap();
        std::fs::write(dir.path().join("loan.iou"), &file).unwrap();
        let report = verify(&file, &paper.genesis());
        let day = report.loan.as_deref().expect("it holds").today;
        Case { dir, file, day }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    fn run(&self, args: &[&str], input: &[u8]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iou"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("IOU_")) {
            command.env_remove(name);
        }

        command
            .args(["verify", "--chain-spec", "spec.json"])
            .args(args)
            .current_dir(self.path())
            .env("IOU_HOME", self.path().join("home"))
            .env("IOU_LANG", "en")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A reader that refuses at once reads nothing.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Exit code and the one envelope.
    fn json(&self, args: &[&str], input: &[u8]) -> (i32, Value) {
        let output = self.run(&[&["--json"], args].concat(), input);
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            out.lines().count(),
            1,
            "{args:?}: {out}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        (output.status.code().unwrap(), serde_json::from_str(&out).unwrap())
    }
}

#[test]
fn a_report_says_first_last_and_on_top_until_when_it_tells() {
    let case = Case::new();
    let (code, envelope) = case.json(&["loan.iou"], b"");
    assert_eq!(code, 0, "{envelope:#}");
    let (as_of, first) = (&envelope["data"]["as_of"], &envelope["data"]["items"][0]);
    assert_eq!(
        (&first["check"], &first["verdict"]),
        (&"as-of".into(), &"proved".into())
    );
    assert!(
        as_of["time"].as_str().unwrap().starts_with(&case.day.to_string()),
        "{as_of}"
    );
    assert_eq!(as_of["block"].to_string(), first["number"].as_str().unwrap());
    assert_eq!(as_of["proved"], true);

    let output = case.run(&["loan.iou"], b"");
    let said = String::from_utf8(output.stdout).unwrap();
    let (head, tail) = (said.lines().next().unwrap(), said.lines().last().unwrap());
    for line in [head, tail] {
        assert!(
            line.contains(&case.day.to_string()) && line.contains("not in this file"),
            "{line}"
        );
    }
    assert!(said.contains("none missing up to that block"), "{said}");
}

#[test]
fn where_the_loan_stands_is_said_beside_its_sums_and_whoever_asks_whether_it_is_settled_is_answered() {
    let case = Case::new();
    let said = String::from_utf8(case.run(&["loan.iou"], b"").stdout).unwrap();
    for label in [
        "Loan ",
        "Status ",
        "Signed for ",
        "Delivered ",
        "Repaid ",
        "Owed in all ",
    ] {
        assert!(
            said.lines().any(|line| line.trim_start().starts_with(label)),
            "{label}: {said}"
        );
    }
    let (code, envelope) = case.json(&["loan.iou", "--settled"], b"");
    assert_eq!(
        (code, &envelope["error"]["code"]),
        (1, &"evidence_unsettled".into()),
        "{envelope:#}"
    );
    let loan = &envelope["data"]["loan"];
    assert_eq!(loan["status"], "active");
    let owed = loan["owed"].as_str().unwrap();
    let message = envelope["error"]["message"].as_str().unwrap();
    assert!(owed != "0.00" && message.contains(owed), "{message}");
    assert_eq!(envelope["data"]["holds"], true, "nothing in it is false");
}

#[test]
fn a_file_that_is_older_than_its_reader_wants_is_a_failure_of_its_own() {
    let case = Case::new();
    let next = terms::Day(case.day.0 + 1).to_string();
    let same = case.day.to_string();
    for enough in [&same[..], "2001-01-01", "36500d"] {
        let (code, envelope) = case.json(&["loan.iou", "--not-older-than", enough], b"");
        assert_eq!(code, 0, "{enough}: {envelope:#}");
    }
    // The chain on paper ended before this was written.
    for not_enough in [&next[..], "2999-12-31", "7d", "12h"] {
        let (code, envelope) = case.json(&["loan.iou", "--not-older-than", not_enough], b"");
        assert_eq!(
            (code, &envelope["error"]["code"]),
            (1, &"evidence_old".into()),
            "{not_enough}"
        );
        let message = envelope["error"]["message"].as_str().unwrap();
        assert!(
            message.contains(&same) && message.contains(not_enough),
            "{message}"
        );
        assert_eq!(envelope["data"]["holds"], true, "nothing in it is false");
    }
    for wrong in ["soon", "0d", "-7d", "2026-02-30", "1 month", ""] {
        let (code, envelope) = case.json(&["loan.iou", &format!("--not-older-than={wrong}")], b"");
        assert_eq!((code, envelope["success"].as_bool()), (2, Some(false)), "{wrong}");
    }
}

#[test]
fn a_file_that_is_none_or_damaged_is_called_that_and_nothing_of_it_false() {
    let case = Case::new();
    let file = &case.file;
    let mut flipped = file.clone();
    flipped[file.len() / 2] ^= 1;
    let other_zip = [&b"PK\x03\x04\x0a\0\0\0\0\0\0\0\x21\0"[..], &[0; 40]].concat();
    let bad: [(&str, Vec<u8>, &str); 10] = [
        ("empty", vec![], "empty"),
        ("text", b"hello".to_vec(), "no file of evidence"),
        ("zip", other_zip, "no file of evidence"),
        ("cut", file[..file.len() / 2].to_vec(), "missing or changed"),
        ("almost", file[..file.len() - 1].to_vec(), "missing or changed"),
        ("longer", [&file[..], b"\n"].concat(), "missing or changed"),
        ("flipped", flipped, "missing or changed"),
        (
            "crlf",
            [b"\xef\xbb\xbf", &file[..]].concat(),
            "no file of evidence",
        ),
        (
            "page.pdf",
            b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF".to_vec(),
            "no evidence inside",
        ),
        (
            "noise",
            (0..9_000u32).map(|n| (n * n % 251) as u8).collect(),
            "no file of evidence",
        ),
    ];
    for (name, bytes, words) in bad {
        case.put(name, &bytes);
        let (code, envelope) = case.json(&[name], b"");
        assert_eq!(
            (code, &envelope["error"]["code"]),
            (2, &"evidence_unreadable".into()),
            "{name}"
        );
        assert!(
            envelope["error"]["message"].as_str().unwrap().contains(words),
            "{name}: {envelope}"
        );
        assert!(envelope.get("data").is_none(), "{name}: nothing was judged");
        let (code, _) = case.json(&["-"], &bytes);
        assert_eq!(code, 2, "{name} on standard input");
        let output = case.run(&[name], b"");
        assert!(output.stdout.is_empty() && !String::from_utf8_lossy(&output.stderr).contains("FALSE"));
    }
    let (code, envelope) = case.json(&["nowhere.iou"], b"");
    assert_eq!((code, &envelope["error"]["code"]), (2, &"io".into()));
}

#[test]
fn a_file_comes_from_standard_input_and_out_of_a_pdf() {
    let case = Case::new();
    let (code, envelope) = case.json(&["-"], &case.file);
    assert_eq!(
        (code, &envelope["data"]["holds"]),
        (0, &true.into()),
        "{envelope:#}"
    );
    assert_eq!(envelope["data"]["inside"], Value::Null);

    let inside = |files: &[&[u8]]| {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        for file in files {
            let head = format!(
                "5 0 obj\n<< /Type /EmbeddedFile /Length {} >>\nstream\n",
                file.len()
            );
            pdf.extend([head.as_bytes(), file, b"\nendstream\nendobj\n"].concat());
        }
        pdf
    };
    case.put("loan.pdf", &inside(&[&case.file]));
    let (code, envelope) = case.json(&["loan.pdf"], b"");
    assert_eq!(
        (code, &envelope["data"]["inside"]),
        (0, &"pdf".into()),
        "{envelope:#}"
    );
    let said = String::from_utf8(case.run(&["loan.pdf"], b"").stdout).unwrap();
    assert!(said.contains("printed on its pages was not compared"), "{said}");

    case.put("two.pdf", &inside(&[&case.file, &case.file]));
    let (code, envelope) = case.json(&["two.pdf"], b"");
    assert_eq!(
        (code, &envelope["error"]["code"]),
        (2, &"evidence_unreadable".into())
    );
}

#[cfg(feature = "pdf")]
#[test]
fn a_certificate_overwrites_nothing_and_whatever_goes_wrong_there_is_one_envelope() {
    let case = Case::new();
    case.put("there.pdf", b"time-stamped");
    let (code, envelope) = case.json(&["loan.iou", "--pdf", "there.pdf"], b"");
    assert_eq!((code, &envelope["error"]["code"]), (2, &"file_exists".into()));
    assert_eq!(
        std::fs::read(case.path().join("there.pdf")).unwrap(),
        b"time-stamped"
    );
    // Where there is no such directory, where standard output is asked for twice, where a font is missing.
    for args in [&["--pdf", "no/such.pdf"][..], &["--pdf", "-"]] {
        let (code, envelope) = case.json(&[&["loan.iou"], args].concat(), b"");
        assert_eq!(
            (code, envelope["success"].as_bool()),
            (2, Some(false)),
            "{args:?}"
        );
    }
}
