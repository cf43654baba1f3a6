//! The units of deploy/systemd through systemd's own eyes: are they well formed, and how much do they leave open. Needs no
//! running systemd, only its program; where that does not exist, nothing is checked, and the test says so.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Most exposure that a unit may have, on systemd's scale from 0 to 100: up to 20 it calls OK.
const EXPOSURE_MAX: u32 = 20;

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd")
}

fn units(dir: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut units: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|it| it == "service"))
        .collect();
    units.sort();
    units
}

/// The units with programs that exist: ours are installed on the machines that run them, not where tests run.
fn with_programs(dir: &Path, change: impl Fn(String) -> String) -> Vec<PathBuf> {
    for unit in units(&sources()) {
        let text = std::fs::read_to_string(&unit).unwrap();
        let text = text
            .replace("/usr/local/bin/iou-node", "/bin/true")
            .replace("/usr/local/bin/iou", "/bin/true");
        std::fs::write(dir.join(unit.file_name().unwrap()), change(text)).unwrap();
    }
    units(dir)
}

/// `None` where systemd is not installed.
fn analyze(args: &[&str], units: &[PathBuf]) -> Option<Output> {
    let output = Command::new("systemd-analyze").args(args).args(units).output();
    match output {
        Ok(output) => Some(output),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("*** NO systemd-analyze ON THIS MACHINE: THE UNITS WERE NOT CHECKED ***");
            None
        }
        Err(e) => panic!("{e}"),
    }
}

/// The lines that are about our units; a machine's own units may have their own troubles.
fn complaints(output: &Output, units: &[PathBuf]) -> Vec<String> {
    let text =
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    let names: Vec<_> = units
        .iter()
        .map(|it| it.file_name().unwrap().to_str().unwrap())
        .collect();
    let ours = text
        .lines()
        .filter(|line| names.iter().any(|name| line.contains(name)));
    ours.map(str::to_owned).collect()
}

#[test]
fn systemd_finds_nothing_wrong_with_the_units() {
    let dir = tempfile::tempdir().unwrap();
    let units = with_programs(dir.path(), |text| text);
    assert_eq!(units.len(), 6);
    let args = ["verify", "--man=no", "--recursive-errors=no"];
    let Some(output) = analyze(&args, &units) else {
        return;
    };
    assert_eq!(complaints(&output, &units), Vec::<String>::new());
    assert!(output.status.success(), "{output:?}");
}

/// A validator without the key that stands in the chain spec does not start, and as a user of the moment it reads no
/// file of root's.
#[test]
fn the_node_gets_its_key_as_a_credential() {
    let unit = std::fs::read_to_string(sources().join("iou-node.service")).unwrap();
    let start = unit.lines().find(|line| line.starts_with("ExecStart=")).unwrap();
    assert!(start.contains("--node-key-file %d/node.key"), "{start}");
    assert!(unit.contains("\nLoadCredential=node.key:/etc/iou/node.key\n"));
}

#[test]
fn systemd_would_find_a_misspelt_setting() {
    let dir = tempfile::tempdir().unwrap();
    let units = with_programs(dir.path(), |text| text.replace("ProtectHome=", "ProtectHouse="));
    let args = ["verify", "--man=no", "--recursive-errors=no"];
    let Some(output) = analyze(&args, &units) else {
        return;
    };
    assert_eq!(complaints(&output, &units).len(), units.len());
}

#[test]
fn no_unit_leaves_more_open_than_it_needs() {
    let dir = tempfile::tempdir().unwrap();
    let limit = format!("--threshold={EXPOSURE_MAX}");
    for unit in with_programs(dir.path(), |text| text) {
        let args = ["security", "--offline=true", "--no-pager", &limit];
        let Some(output) = analyze(&args, &[unit]) else {
            return;
        };
        let report = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{report}");
    }
}

#[test]
fn every_file_is_explained_in_the_operators_manual() {
    let manual = std::fs::read_to_string(sources().join("../../docs/services.md")).unwrap();
    for entry in std::fs::read_dir(sources()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(manual.contains(&name), "docs/services.md does not name {name}");
    }
}
