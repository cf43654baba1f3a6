//! Files that must not be lost, half written or read by others: private directories (0700) and files (0600), created or
//! replaced in one step through a temporary file beside them that is synced first. Limits: the guarantees are those of
//! a POSIX file system; elsewhere modes are left to the system.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// Makes a directory, and those above it, that only its owner may enter.
pub fn private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let dir = parent(path);
    // tempfile creates with mode 0600.
    let mut file = tempfile::Builder::new().prefix(".iou-").tempfile_in(dir)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn parent(path: &Path) -> &Path {
    path.parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn sync_dir(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(parent(path))?.sync_all()?;
    }
    Ok(())
}

/// Creates a file that only its owner may read; `AlreadyExists` if there is one, which stays as it is.
pub fn create_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_beside(path, bytes)?.persist_noclobber(path)?;
    sync_dir(path)
}

/// Writes a file that only its owner may read, replacing an older one in one step.
pub fn replace_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_beside(path, bytes)?.persist(path)?;
    sync_dir(path)
}

/// Writes an ordinary file in one step, keeping the mode of the one it replaces.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = write_beside(path, bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let permissions = match fs::metadata(path) {
            Ok(old) => old.permissions(),
            Err(_) => fs::Permissions::from_mode(0o644),
        };
        file.as_file().set_permissions(permissions)?;
    }
    file.persist(path)?;
    sync_dir(path)
}

/// Overwrites what a file holds with zeros, where it lies, whether or not a name still leads to it.
///
/// Limits: a file system that copies on writing, a disk that spreads its wear and a backup can have kept it elsewhere.
pub fn wipe(mut file: File) -> io::Result<()> {
    let len = file.metadata()?.len();
    io::copy(&mut io::repeat(0).take(len), &mut file)?;
    file.sync_all()
}

/// The mode of a file that group or others may touch; `None` when only its owner may.
///
/// A secret that systemd hands to a service (`LoadCredential=`) counts as its owner's: an access list lets the service's
/// user read it, and the mask of that list shows where a mode has its group.
/// Source: systemd.exec(5), CREDENTIALS_DIRECTORY.
pub fn too_open(path: &Path) -> io::Result<Option<u32>> {
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").filter(|dir| !dir.is_empty());
    too_open_outside(path, credentials.as_deref().map(Path::new))
}

fn too_open_outside(path: &Path, credentials: Option<&Path>) -> io::Result<Option<u32>> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path)?.permissions().mode() & 0o777;
        let handed_over = credentials.is_some_and(|dir| path.parent() == Some(dir));
        let others = if handed_over { 0o007 } else { 0o077 };
        Ok((mode & others != 0).then_some(mode))
    }
    #[cfg(not(unix))]
    {
        let _nowhere = credentials;
        fs::metadata(path)?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_file_is_never_overwritten_by_creation_and_only_its_owner_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        private_dir(&inner).unwrap();
        let path = inner.join("key.json");
        create_private(&path, b"first").unwrap();
        let error = create_private(&path, b"second").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(too_open(&path).unwrap(), None);
        replace_private(&path, b"third").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(
            fs::read_dir(&inner).unwrap().count(),
            1,
            "no temporary file is left behind"
        );
    }

    #[cfg(unix)]
    #[test]
    fn replacing_an_ordinary_file_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("iou.toml");
        replace(&path, b"a").unwrap();
        assert_eq!(too_open(&path).unwrap(), Some(0o644));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path, b"b").unwrap();
        assert_eq!(too_open(&path).unwrap(), Some(0o640));
    }

    #[cfg(unix)]
    #[test]
    fn a_credential_of_systemd_may_show_the_mask_of_its_access_list_and_nothing_for_others() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        fs::write(&path, "x").unwrap();
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        mode(0o440);
        assert_eq!(too_open_outside(&path, Some(dir.path())).unwrap(), None);
        assert_eq!(too_open_outside(&path, None).unwrap(), Some(0o440));
        assert_eq!(
            too_open_outside(&path, Some(Path::new("/run/credentials/x"))).unwrap(),
            Some(0o440)
        );
        mode(0o444);
        assert_eq!(too_open_outside(&path, Some(dir.path())).unwrap(), Some(0o444));
    }
}
