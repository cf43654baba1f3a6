//! What a backup holds, put back into a user's directory. Nothing that is there is lost: the same file is left alone, what
//! only grows is put together by whoever knows its form, and where two files differ nothing at all is written unless the
//! person has said which of them keeps its name; the other then stands beside it.
//!
//! All files are first written into a directory beside (0700, files 0600) and synced, then moved. A directory that is not there
//! yet appears in one step; in one that is, a move that fails undoes those before it. Under a name that is taken there is at
//! every moment a whole file, the old or the new one, and the old one has its other name before. So a machine that stops
//! between two moves loses nothing, and the same command finishes the work and removes what the first run left beside.
//! Limits: the guarantees are those of a POSIX file system.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::archive::Archive;
use crate::error::{Error, Result};

/// Who keeps the name where the backup and the directory have different files under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// Nobody: nothing is written.
    Refuse,
    /// What is there; the backup's is put beside it (`zhang.restored.json`).
    KeepBoth,
    /// The backup's; what was there is put beside it (`zhang.replaced.json`).
    Replace,
}

/// Puts two versions of a file together, if it is of a kind that only grows: path, what is there, what the backup has.
pub type Merge<'a> = &'a dyn Fn(&str, &[u8], &[u8]) -> Option<Vec<u8>>;

/// How the directory is called in which all files are written first; one that is still there was left by a run that was killed.
const BESIDE: &str = ".restore-";

/// What was done; paths in the user's directory.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Files that were not there.
    pub new: Vec<String>,
    /// Files that were put together.
    pub merged: Vec<String>,
    /// Files that were there already, the same.
    pub same: Vec<String>,
    /// Names under which two files are: the name, and that of the one that stands beside it now.
    pub beside: Vec<(String, String)>,
}

/// What becomes of one file of a backup.
enum Verdict {
    New,
    Same,
    /// These bytes are both.
    Merged(Vec<u8>),
    /// The backup's goes to this name.
    Beside(String),
    /// What is there goes to this name first.
    Replaced(String),
    Conflict,
}

/// One move from the directory beside to its place, and where what is there goes before.
struct Move {
    to: String,
    aside: Option<String>,
    bytes: Vec<u8>,
}

/// Puts everything back.
///
/// Errors: [`Error::RestoreConflict`], after which nothing has changed; [`iou_files::Error::Io`].
pub fn restore(home: &Path, archive: &Archive, clash: Clash, merge: Merge<'_>) -> Result<Restored> {
    let (mut done, mut moves, mut conflicts) = (Restored::default(), Vec::new(), Vec::new());
    // A backup may have files under the very names that stand beside others here.
    let mut taken: BTreeSet<String> = archive.files.keys().cloned().collect();
    for (path, wanted) in &archive.files {
        let path = path.clone();
        let verdict = judge(home, &path, wanted, clash, merge, &taken)?;
        if let Verdict::Beside(name) | Verdict::Replaced(name) = &verdict {
            let _ = taken.insert(name.clone());
        }
        let (to, aside, bytes) = match verdict {
            Verdict::New => {
                done.new.push(path.clone());
                (path, None, wanted.clone())
            }
            Verdict::Same => {
                done.same.push(path);
                continue;
            }
            Verdict::Merged(both) => {
                done.merged.push(path.clone());
                (path, None, both)
            }
            Verdict::Beside(name) => {
                done.beside.push((path, name.clone()));
                (name, None, wanted.clone())
            }
            Verdict::Replaced(name) => {
                done.beside.push((path.clone(), name.clone()));
                (path, Some(name), wanted.clone())
            }
            Verdict::Conflict => {
                conflicts.push(path);
                continue;
            }
        };
        moves.push(Move { to, aside, bytes });
    }
    if !conflicts.is_empty() {
        return Err(Error::RestoreConflict {
            dir: home.display().to_string(),
            count: conflicts.len().to_string(),
            paths: conflicts.join(", "),
        });
    }
    put(home, &moves)?;
    Ok(done)
}

fn judge(
    home: &Path,
    path: &str,
    wanted: &[u8],
    clash: Clash,
    merge: Merge<'_>,
    taken: &BTreeSet<String>,
) -> Result<Verdict> {
    let Some(there) = read(&home.join(path))? else {
        return Ok(Verdict::New);
    };
    if there == wanted {
        return Ok(Verdict::Same);
    }
    if let Some(both) = merge(path, &there, wanted) {
        return Ok(match both == there {
            true => Verdict::Same,
            false => Verdict::Merged(both),
        });
    }
    Ok(match clash {
        Clash::Refuse => Verdict::Conflict,
        Clash::KeepBoth => match free(home, path, "restored", wanted, taken)? {
            Some(name) => Verdict::Beside(name),
            // An earlier run has put it there.
            None => Verdict::Same,
        },
        Clash::Replace => match free(home, path, "replaced", &there, taken)? {
            Some(name) => Verdict::Replaced(name),
            // What is there stands beside already: that one stays.
            None => Verdict::Merged(wanted.to_vec()),
        },
    })
}

fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some).map_err(|e| Error::io(path)(e)),
    }
}

/// A name beside `path` that is free and not `taken` for another file; none if a file with these bytes stands beside it already.
fn free(
    home: &Path,
    path: &str,
    word: &str,
    bytes: &[u8],
    taken: &BTreeSet<String>,
) -> Result<Option<String>> {
    let (stem, end) = path.rsplit_once('.').unwrap_or((path, ""));
    for number in 1u32.. {
        let number = match number {
            1 => String::new(),
            further => further.to_string(),
        };
        let name = format!("{stem}.{word}{number}.{end}");
        if taken.contains(&name) {
            continue;
        }
        match read(&home.join(&name))? {
            None => return Ok(Some(name)),
            Some(there) if there == bytes => return Ok(None),
            Some(_) => {}
        }
    }
    Ok(None)
}

/// Writes all of it beside, then moves it.
fn put(home: &Path, moves: &[Move]) -> Result<()> {
    let is_empty = match fs::read_dir(home) {
        Ok(mut entries) => Some(entries.next().is_none()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(Error::io(home)(e)),
    };
    match is_empty {
        None => at_once(home, moves)?,
        // It gives way, unless a file system is mounted there, it is a link, or what is above it is somebody else's.
        Some(true) if at_once(home, moves).is_ok() => {}
        Some(_) => one_by_one(home, moves)?,
    }
    sweep(parent(home), &name_above(home));
    sweep(home, BESIDE);
    Ok(())
}

/// How the directory begins that is to become `home`: those of other homes are not ours to remove.
fn name_above(home: &Path) -> String {
    let name = home.file_name().unwrap_or_default().to_string_lossy();
    format!("{BESIDE}{name}-")
}

/// A directory in `above` that nobody else enters, with all the files in it.
fn beside(above: &Path, name: &str, moves: &[Move]) -> Result<tempfile::TempDir> {
    let mut beside = tempfile::Builder::new();
    let _ = beside.prefix(name);
    // It may become the home itself.
    #[cfg(unix)]
    let _ = beside.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let beside = beside.tempdir_in(above).map_err(Error::io(above))?;
    for one in moves {
        let path = beside.path().join(&one.to);
        let dir = parent(&path);
        iou_files::private_dir(dir).map_err(Error::io(dir))?;
        iou_files::create_private(&path, &one.bytes).map_err(Error::io(&path))?;
    }
    Ok(beside)
}

/// Into a directory that is not there or empty: it appears with everything in it.
fn at_once(home: &Path, moves: &[Move]) -> Result<()> {
    let above = parent(home);
    fs::create_dir_all(above).map_err(Error::io(above))?;
    let beside = beside(above, &name_above(home), moves)?;
    fs::rename(beside.path(), home).map_err(Error::io(home))?;
    let _moved = beside.keep();
    fs::File::open(above)
        .and_then(|dir| dir.sync_all())
        .map_err(Error::io(above))
}

/// Beside what is there.
fn one_by_one(home: &Path, moves: &[Move]) -> Result<()> {
    let beside = beside(home, BESIDE, moves)?;
    let mut undo: Vec<(PathBuf, PathBuf)> = Vec::new();
    for one in moves {
        if let Err((path, e)) = place(home, beside.path(), one, &mut undo) {
            for (from, back) in undo.iter().rev() {
                let _ = fs::rename(from, back);
            }
            return Err(Error::io(path)(e));
        }
    }
    Ok(())
}

/// Removes what runs have left that were killed. All of it is in its place by now.
fn sweep(dir: &Path, name: &str) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(name);
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let _gone = fs::remove_dir_all(entry.path());
        }
    }
}

/// One move. What takes it back is noted in `undo`: where something is, and where it goes then.
fn place(
    home: &Path,
    beside: &Path,
    one: &Move,
    undo: &mut Vec<(PathBuf, PathBuf)>,
) -> Result<(), (PathBuf, io::Error)> {
    let (from, to) = (beside.join(&one.to), home.join(&one.to));
    let at = |path: &Path| {
        let path = path.to_path_buf();
        move |e: io::Error| (path, e)
    };
    let dir = parent(&to);
    iou_files::private_dir(dir).map_err(at(dir))?;
    let is_new = match fs::read(&to) {
        Ok(there) => {
            // A copy: whoever is killed here finds the old file where it was. What is replaced by more than itself keeps it
            // for as long as the rest can fail.
            let mut kept = beside.join(format!("{}.before", one.to));
            iou_files::create_private(&kept, &there).map_err(at(&kept))?;
            if let Some(name) = &one.aside {
                let aside = home.join(name);
                fs::rename(&kept, &aside).map_err(at(&aside))?;
                kept = aside;
            }
            undo.push((kept, to.clone()));
            false
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => true,
        Err(e) => return Err((to, e)),
    };
    fs::rename(&from, &to).map_err(at(&to))?;
    if is_new {
        undo.push((to.clone(), from));
    }
    fs::File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(at(dir))
}

fn parent(path: &Path) -> &Path {
    path.parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn archive(files: &[(&str, &str)]) -> Archive {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        Archive {
            files: files.collect(),
            ..Archive::default()
        }
    }

    fn nothing_grows(_: &str, _: &[u8], _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn all(home: &Path) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut open = vec![home.to_path_buf()];
        while let Some(dir) = open.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => open.push(path),
                    false if path.is_symlink() => {}
                    false => {
                        let name = path.strip_prefix(home).unwrap().display().to_string();
                        assert_eq!(iou_files::too_open(&path).unwrap(), None, "{name}");
                        let _ = found.insert(name, fs::read_to_string(&path).unwrap());
                    }
                }
            }
        }
        found
    }

    fn texts(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = files.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        owned.collect()
    }

    const OURS: [(&str, &str); 3] = [
        ("config.toml", "a"),
        ("keystores/zhang.json", "b"),
        ("private/5F/01.age", "c"),
    ];

    #[test]
    fn an_empty_machine_has_everything_in_one_step_and_its_owner_alone_reads_it() {
        let machine = tempfile::tempdir().unwrap();
        for made in [false, true] {
            let home = machine.path().join(format!("deep/er/{made}"));
            if made {
                fs::create_dir_all(&home).unwrap();
            }
            let done = restore(&home, &archive(&OURS), Clash::Refuse, &nothing_grows).unwrap();
            assert_eq!(done.new.len(), 3);
            assert_eq!(all(&home), texts(&OURS));
            assert_eq!(
                fs::read_dir(home.parent().unwrap()).unwrap().count(),
                1 + usize::from(made)
            );
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                for dir in ["", "keystores", "private", "private/5F"] {
                    let mode = fs::metadata(home.join(dir)).unwrap().permissions().mode();
                    assert_eq!(mode & 0o777, 0o700, "{dir}");
                }
            }
            let again = restore(&home, &archive(&OURS), Clash::Refuse, &nothing_grows).unwrap();
            assert_eq!((again.same.len(), again.new.len()), (3, 0));
        }
    }

    fn with_another_zhang() -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        let theirs = archive(&[("keystores/zhang.json", "another key"), ("config.toml", "a")]);
        let _ = restore(home.path(), &theirs, Clash::Refuse, &nothing_grows).unwrap();
        home
    }

    #[test]
    fn where_another_file_is_nothing_is_written_and_all_such_are_named() {
        let home = with_another_zhang();
        let before = all(home.path());
        let error = restore(home.path(), &archive(&OURS), Clash::Refuse, &nothing_grows).unwrap_err();
        assert_eq!(error.code(), "restore_conflict");
        assert_eq!(error.details()["paths"], "keystores/zhang.json");
        assert_eq!(all(home.path()), before);
    }

    #[test]
    fn both_keys_of_one_name_are_kept_whoever_has_the_name() {
        for (clash, name, other) in [
            (Clash::KeepBoth, "another key", "keystores/zhang.restored.json"),
            (Clash::Replace, "b", "keystores/zhang.replaced.json"),
        ] {
            let home = with_another_zhang();
            for _again in 0..2 {
                let _ = restore(home.path(), &archive(&OURS), clash, &nothing_grows).unwrap();
                let found = all(home.path());
                assert_eq!(found.len(), 4, "{found:?}");
                assert_eq!(found["keystores/zhang.json"], name);
                let both = [&found["keystores/zhang.json"], &found[other]];
                assert!(both.contains(&&"b".to_owned()) && both.contains(&&"another key".to_owned()));
            }
            // A third key of that name is kept too.
            let third = archive(&[("keystores/zhang.json", "third")]);
            let _ = restore(home.path(), &third, clash, &nothing_grows).unwrap();
            let found = all(home.path());
            for key in ["b", "another key", "third"] {
                assert!(found.values().any(|value| value == key), "{key} of {found:?}");
            }
        }
    }

    /// A backup of a machine on which two keys of one name stood side by side already.
    #[test]
    fn no_name_that_the_backup_has_itself_is_given_to_what_stands_beside() {
        for (clash, word) in [(Clash::KeepBoth, "restored"), (Clash::Replace, "replaced")] {
            let beside = format!("keystores/zhang.{word}.json");
            let theirs = archive(&[
                ("keystores/zhang.json", "b"),
                (&beside, "their other key"),
                ("config.toml", "a"),
            ]);
            let home = with_another_zhang();
            for _again in 0..2 {
                let _ = restore(home.path(), &theirs, clash, &nothing_grows).unwrap();
                let found = all(home.path());
                assert_eq!(found[&beside], "their other key", "{clash:?}");
                let mut keys: Vec<_> = found
                    .into_iter()
                    .filter(|(path, _)| path.ends_with(".json"))
                    .collect();
                keys.sort_by(|one, other| one.1.cmp(&other.1));
                let keys: Vec<_> = keys.iter().map(|(_, key)| key.as_str()).collect();
                assert_eq!(keys, ["another key", "b", "their other key"], "{clash:?}");
            }
        }
    }

    /// A home on a file system of its own, or one that is a link, cannot be replaced by another directory.
    #[cfg(unix)]
    #[test]
    fn an_empty_directory_that_cannot_give_way_is_filled_where_it_is() {
        let machine = tempfile::tempdir().unwrap();
        let (disk, home) = (machine.path().join("disk"), machine.path().join("home"));
        fs::create_dir(&disk).unwrap();
        std::os::unix::fs::symlink(&disk, &home).unwrap();
        let done = restore(&home, &archive(&OURS), Clash::Refuse, &nothing_grows).unwrap();
        assert_eq!(done.new.len(), 3);
        assert_eq!(all(&disk), texts(&OURS));
        assert!(fs::symlink_metadata(&home).unwrap().is_symlink());
        assert_eq!(fs::read_dir(machine.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_a_killed_run_has_left_beside_is_removed_by_the_next_and_nothing_of_others_is() {
        let machine = tempfile::tempdir().unwrap();
        let home = machine.path().join("home");
        let left = [".restore-home-Xy", "home/.restore-Zz"].map(|name| machine.path().join(name));
        let others =
            [".restore-", ".restore-other-Xy", "restore-home-Xy"].map(|name| machine.path().join(name));
        for dir in left.iter().chain(&others) {
            fs::create_dir_all(dir.join("keystores")).unwrap();
        }
        let _ = restore(&home, &archive(&OURS), Clash::Refuse, &nothing_grows).unwrap();
        assert!(left.iter().all(|dir| !dir.exists()) && others.iter().all(|dir| dir.exists()));
        assert_eq!(all(&home), texts(&OURS));
    }

    #[test]
    fn what_only_grows_is_put_together() {
        let home = tempfile::tempdir().unwrap();
        let longer = |path: &str, there: &[u8], backup: &[u8]| {
            let longer = if backup.len() > there.len() { backup } else { there };
            path.ends_with(".jsonl").then(|| longer.to_vec())
        };
        for (text, kept) in [("1", "1"), ("1\n2", "1\n2"), ("1", "1\n2")] {
            let one = archive(&[("submissions.jsonl", text)]);
            let _ = restore(home.path(), &one, Clash::Refuse, &longer).unwrap();
            assert_eq!(all(home.path()), texts(&[("submissions.jsonl", kept)]));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_move_that_fails_takes_back_those_before_it() {
        let home = with_another_zhang();
        // A link that leads nowhere, where a directory would have to be: found only when it is that one's turn.
        fs::create_dir(home.path().join("private")).unwrap();
        std::os::unix::fs::symlink("/nowhere/at/all", home.path().join("private/5F")).unwrap();
        let before = all(home.path());
        let error = restore(home.path(), &archive(&OURS), Clash::Replace, &nothing_grows);
        assert_eq!(error.unwrap_err().code(), "io");
        assert_eq!(all(home.path()), before);
    }
}
