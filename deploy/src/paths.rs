//! Where things are: the workspace's sources, the target directory and the programs
//! built into it. The running program's own place comes first, so that a test or the
//! demo uses the node and the client of the same build and never an older one.
//! Limits: sources are needed only to build; an installed program finds its siblings.

use anyhow::{Context, Result};
use std::{
    env,
    io::Write,
    iter,
    path::{Path, PathBuf},
};

/// The workspace's root: the nearest one above the working directory, else the one
/// this program was compiled from.
///
/// Errors: neither holds the sources.
pub fn workspace_root() -> Result<PathBuf> {
    let here = env::current_dir().context("the working directory is gone")?;
    let compiled_from = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .chain(compiled_from.ancestors())
        .find(|directory| directory.join("contracts/loan/Cargo.toml").is_file())
        .map(Path::to_path_buf)
        .context("the sources were not found: run this from inside a clone of the project")
}

/// The directory of one cargo profile (`…/target/debug`) that the running program lies in.
///
/// Errors: the program's own path is unknown to the system.
pub fn profile_dir() -> Result<PathBuf> {
    let exe = env::current_exe().context("cannot tell where this program lies")?;
    let dir = exe.parent().unwrap_or(Path::new("."));
    // Test programs lie one floor lower.
    match dir.file_name() {
        Some(name) if name == "deps" || name == "examples" => Ok(dir.parent().unwrap_or(dir).to_path_buf()),
        _ => Ok(dir.to_path_buf()),
    }
}

/// The cargo target directory: `CARGO_TARGET_DIR`, else the one the running program
/// lies in, else `target` in the workspace.
///
/// Errors: none of the three can be found.
pub fn target_dir() -> Result<PathBuf> {
    if let Some(dir) = env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty()) {
        // Like cargo, which takes a relative one from the working directory.
        return std::path::absolute(&dir).context("CARGO_TARGET_DIR is not a usable path");
    }
    let profile = profile_dir()?;
    match profile.parent() {
        // Cargo puts this tag into every target directory it makes.
        Some(dir) if dir.join("CACHEDIR.TAG").is_file() => Ok(dir.to_path_buf()),
        _ => Ok(workspace_root()?.join("target")),
    }
}

/// A program of this workspace, such as `iou` or `iou-node`: beside the running one,
/// else in `debug` or `release` of the target directory.
///
/// Errors: it has not been built yet.
pub fn binary(name: &str) -> Result<PathBuf> {
    locate(name, profile_dir()?, target_dir().ok())
}

/// In `own`, else below the target directory. Where programs are installed there are no sources and no such directory.
fn locate(name: &str, own: PathBuf, target: Option<PathBuf>) -> Result<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let built = target.map(|target| [target.join("debug"), target.join("release")]);
    let places: Vec<_> = iter::once(own).chain(built.into_iter().flatten()).collect();
    let mut programs = places.iter().map(|dir| dir.join(&file));
    programs.find(|path| path.is_file()).with_context(|| {
        let places: Vec<_> = places.iter().map(|dir| dir.display().to_string()).collect();
        format!(
            "`{name}` is neither installed beside this program nor built; looked in {}. In a clone, run `make build` first",
            places.join(", ")
        )
    })
}

/// Writes a file that only its owner can read, in place of an older one.
///
/// Errors: the file system's own.
pub fn write_secret(path: &Path, contents: &str) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| path.display().to_string())?;
    file.write_all(contents.as_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_found_from_the_directory_tests_run_in() {
        let root = workspace_root().unwrap();
        assert!(root.join("Cargo.lock").is_file());
        assert!(root.join("deploy/setup.sh").is_file());
    }

    #[test]
    fn a_test_program_lies_in_a_profile_directory_of_the_target_directory() {
        let profile = profile_dir().unwrap();
        assert!(!profile.ends_with("deps"));
        assert_eq!(profile.parent(), Some(target_dir().unwrap().as_path()));
    }

    #[test]
    fn an_installed_program_finds_its_sibling_where_there_are_no_sources() {
        let bin = tempfile::tempdir().unwrap();
        let sibling = bin.path().join("iou-node");
        std::fs::write(&sibling, "").unwrap();
        assert_eq!(locate("iou-node", bin.path().into(), None).unwrap(), sibling);
        assert!(locate("iou", bin.path().into(), None).is_err());
    }

    #[test]
    fn a_program_that_was_never_built_is_an_error_that_says_what_to_run() {
        let error = binary("no-such-program").unwrap_err().to_string();
        assert!(
            error.contains("no-such-program") && error.contains("make build"),
            "{error}"
        );
    }
}
