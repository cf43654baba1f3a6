//! Files that must not be lost, half written or read by others: private directories (0700) and files (0600), created or
//! replaced in one step through a temporary file beside them that is synced first. What a command writes where its user
//! says goes through [`Target`]: nothing is overwritten without `--force`, `-` is standard output, a device is written to and
//! not replaced. Limits: the guarantees are those of a POSIX file system; elsewhere modes are left to the system.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

pub mod redact;
pub mod textfile;
pub mod tomltyped;

mod error;

pub use error::{Error, Result};

/// What stands for standard input and output in the place of a file.
pub const STREAM: &str = "-";

/// Who may read a file that a command writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone: something about a person stands in it.
    Owner,
    /// Whoever the mask of the process lets.
    All,
}

/// Where a command writes what its user asked for.
#[derive(Debug, Clone)]
pub struct Target {
    path: PathBuf,
    force: bool,
}

impl Target {
    /// The file at `path`, which replaces an older one only with `force`; `-` is standard output.
    ///
    /// Errors: [`Error::FileExists`]; [`Error::Io`] where there is no such directory. Asked before any work is done, so that
    /// none is lost.
    pub fn new(path: &Path, force: bool) -> Result<Target> {
        let target = Target {
            path: path.to_owned(),
            force,
        };
        if target.is_stream() {
            return Ok(target);
        }
        let dir = parent(path);
        let _ = fs::metadata(dir).map_err(Error::io(dir))?;
        match target.is_taken() {
            true => Err(target.exists()),
            false => Ok(target),
        }
    }

    /// Whether it is standard output.
    pub fn is_stream(&self) -> bool {
        self.path == Path::new(STREAM)
    }

    /// As its user named it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is there before it is written, for [`Target::put_back`]; nothing of a device, a pipe or standard output.
    ///
    /// Errors: [`Error::Io`].
    pub fn former(&self) -> Result<Option<Vec<u8>>> {
        if self.is_stream() || self.is_device() {
            return Ok(None);
        }
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::io(&self.path)(e)),
        }
    }

    /// Takes back what was written: what was there before is there again, or no file. What went into a device or a pipe is gone.
    ///
    /// Errors: [`Error::Io`].
    pub fn put_back(&self, former: Option<&[u8]>, readers: Readers) -> Result<()> {
        if self.is_stream() || self.is_device() {
            return Ok(());
        }
        match former {
            Some(bytes) => self.write(bytes, readers),
            None => fs::remove_file(&self.path).map_err(Error::io(&self.path)),
        }
    }

    /// Whether both lead to one file.
    pub fn is_same(&self, other: &Target) -> bool {
        let place = |path: &Path| {
            let dir = fs::canonicalize(parent(path)).unwrap_or_default();
            fs::canonicalize(path).unwrap_or_else(|_| dir.join(path.file_name().unwrap_or_default()))
        };
        self.path == other.path || place(&self.path) == place(&other.path)
    }

    /// Whether a file is there that would be lost. A link counts, wherever it leads.
    fn is_taken(&self) -> bool {
        !self.force && fs::symlink_metadata(&self.path).is_ok() && !self.is_device()
    }

    /// Whether it is a device, a pipe or a socket, in which nothing is lost, and which must not be replaced by a file.
    fn is_device(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|found| !found.is_file() && !found.is_dir())
    }

    fn exists(&self) -> Error {
        Error::FileExists {
            path: self.path.display().to_string(),
        }
    }

    /// Writes it in one step.
    ///
    /// Errors: [`Error::FileExists`], [`Error::Io`], [`Error::OutputClosed`].
    pub fn write(&self, bytes: &[u8], readers: Readers) -> Result<()> {
        if self.is_stream() {
            return stdout(bytes);
        }
        let path = &self.path;
        if self.is_device() {
            let mut device = fs::OpenOptions::new()
                .write(true)
                .open(path)
                .map_err(Error::io(path))?;
            return device.write_all(bytes).map_err(Error::io(path));
        }
        let written = match (self.force, readers) {
            (false, Readers::Owner) => create_private(path, bytes),
            (false, Readers::All) => create(path, bytes),
            // A link stays one: what it leads to is replaced.
            (true, Readers::Owner) => replace_private(&fs::canonicalize(path).unwrap_or(path.clone()), bytes),
            (true, Readers::All) => replace(&fs::canonicalize(path).unwrap_or(path.clone()), bytes),
        };
        written.map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => self.exists(),
            _ => Error::io(path)(e),
        })
    }
}

/// Bytes on standard output (`-o -`): the file itself, and nothing beside it.
fn stdout(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    written.map_err(|e| match e.kind() {
        io::ErrorKind::BrokenPipe => Error::OutputClosed {},
        _ => Error::io("stdout")(e),
    })
}

/// What a file holds, of which at most `limit` bytes and one more are read; `-` is standard input.
///
/// Errors: [`Error::Io`].
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let done = match path == Path::new(STREAM) {
        true => io::stdin().lock().take(limit + 1).read_to_end(&mut bytes),
        false => File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)),
    };
    let _ = done.map_err(Error::io(path))?;
    Ok(bytes)
}

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
    ordinary(path, bytes)?.persist(path)?;
    sync_dir(path)
}

/// Creates an ordinary file; `AlreadyExists` if there is one, which stays as it is.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    ordinary(path, bytes)?.persist_noclobber(path)?;
    sync_dir(path)
}

/// The file beside `path`, with the mode that it shall have.
fn ordinary(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
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
    Ok(file)
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

/// Takes the rights of group and others from a file.
pub fn close_to_others(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata()?.permissions().mode();
        if mode & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(mode & 0o700))?;
        }
    }
    Ok(())
}

/// Refuses a file with a secret that others can touch. A pipe is its two ends' own.
///
/// Errors: [`Error::PermissionsTooOpen`], [`Error::Io`].
pub fn refuse_open(path: &Path) -> Result<(), Error> {
    if !fs::metadata(path).map_err(Error::io(path))?.is_file() {
        return Ok(());
    }
    match too_open(path).map_err(Error::io(path))? {
        None => Ok(()),
        Some(mode) => Err(Error::PermissionsTooOpen {
            path: path.display().to_string(),
            mode: format!("{mode:03o}"),
        }),
    }
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

    #[test]
    fn what_is_taken_back_leaves_what_was_there_before_and_no_device_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("statement.json");
        let written = |force: bool| {
            let target = Target::new(&path, force).unwrap();
            let former = target.former().unwrap();
            target.write(b"new", Readers::Owner).unwrap();
            target.put_back(former.as_deref(), Readers::Owner).unwrap();
        };
        written(false);
        assert!(!path.exists());
        fs::write(&path, "of last year").unwrap();
        written(true);
        assert_eq!(fs::read(&path).unwrap(), b"of last year");
        #[cfg(unix)]
        {
            let link = dir.path().join("nowhere");
            std::os::unix::fs::symlink("/dev/null", &link).unwrap();
            let target = Target::new(&link, false).unwrap();
            assert_eq!(target.former().unwrap(), None);
            target.write(b"new", Readers::Owner).unwrap();
            target.put_back(None, Readers::Owner).unwrap();
            assert!(fs::symlink_metadata(&link).is_ok());
        }
    }

    #[test]
    fn what_a_command_writes_overwrites_nothing_that_it_was_not_told_to() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loan.iou");
        let write = |force, bytes: &[u8], readers| Target::new(&path, force)?.write(bytes, readers);
        write(false, b"stamped", Readers::All).unwrap();
        assert_eq!(
            write(false, b"new", Readers::All).unwrap_err().code(),
            "file_exists"
        );
        // One that came while the work was done is kept too.
        let early = Target::new(&dir.path().join("late"), false).unwrap();
        fs::write(dir.path().join("late"), "theirs").unwrap();
        assert_eq!(
            early.write(b"ours", Readers::Owner).unwrap_err().code(),
            "file_exists"
        );
        assert_eq!(fs::read(dir.path().join("late")).unwrap(), b"theirs");
        assert_eq!(fs::read(&path).unwrap(), b"stamped");
        write(true, b"new", Readers::Owner).unwrap();
        assert_eq!(
            (fs::read(&path).unwrap(), too_open(&path).unwrap()),
            (b"new".to_vec(), None)
        );
        let nowhere = Target::new(&dir.path().join("no/such"), false);
        assert_eq!(nowhere.unwrap_err().code(), "io");
        assert!(Target::new(Path::new("-"), false).unwrap().is_stream());
    }

    #[cfg(unix)]
    #[test]
    fn links_count_as_files_and_stay_links_and_devices_are_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let (link, file) = (dir.path().join("link"), dir.path().join("file"));
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(
            Target::new(&link, false).unwrap_err().code(),
            "file_exists",
            "a link to nothing"
        );
        fs::write(&file, "old").unwrap();
        assert_eq!(Target::new(&link, false).unwrap_err().code(), "file_exists");
        let target = Target::new(&link, true).unwrap();
        target.write(b"new", Readers::Owner).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(target.is_same(&Target::new(&file, true).unwrap()));
        assert!(!target.is_same(&Target::new(&dir.path().join("other"), true).unwrap()));

        let null = Target::new(Path::new("/dev/null"), true).unwrap();
        null.write(b"x", Readers::Owner).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_that_others_can_read_is_refused_and_a_pipe_is_not() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        fs::write(&path, "x").unwrap();
        for (mode, refused) in [
            (0o600, false),
            (0o400, false),
            (0o640, true),
            (0o604, true),
            (0o644, true),
        ] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let answer = refuse_open(&path).map_err(|error| error.code());
            assert_eq!(
                answer,
                if refused {
                    Err("permissions_too_open".into())
                } else {
                    Ok(())
                },
                "{mode:o}"
            );
        }
        assert_eq!(refuse_open(Path::new("/dev/null")), Ok(()), "not a file");
        assert_eq!(refuse_open(&dir.path().join("none")).unwrap_err().code(), "io");
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
