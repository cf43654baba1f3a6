//! Files that are replaced as a whole, and directories that stay: the node's own functions, by themselves.

#[path = "../../src/disk.rs"]
mod functions;

pub use functions::{make_directory, replace};

use std::{fs, io::Write as _};

#[test]
fn a_file_is_replaced_as_a_whole_or_stays_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("last-slot");
    replace(&path, |file| file.write_all(b"7")).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"7");
    let half_way = replace(&path, |file| {
        file.write_all(b"8 and then").unwrap();
        Err(std::io::Error::other("the disk is full"))
    });
    assert!(half_way.is_err());
    assert_eq!(fs::read(&path).unwrap(), b"7");
    replace(&path, |file| file.write_all(b"9")).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"9");
    let names: Vec<_> = fs::read_dir(directory.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "what was half written is gone");
}

#[test]
fn a_directory_is_made_with_those_above_it_and_a_file_in_its_way_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let deep = directory.path().join("chains/iou-local/signed");
    make_directory(&deep).unwrap();
    make_directory(&deep).unwrap();
    assert!(deep.is_dir());
    fs::write(deep.join("file"), "").unwrap();
    assert!(make_directory(&deep.join("file")).is_err());
    assert!(make_directory(&deep.join("file/under it")).is_err());
}
