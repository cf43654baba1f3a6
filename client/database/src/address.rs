//! Where a database is: a file, by its path as it stands, or a server, by its URL. What looks like another URL is refused
//! rather than made a file, for it was meant as something else.
//! Limits: a file whose name has a colon is written with its directory, `./a:b`.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};

use crate::error::{Error, Result};
use iou_files as files;
use iou_files::redact;

/// What stands in a path as it is; everything else would mean something to who reads the URL.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_');
/// How settings of PostgreSQL look that are no URL.
const OF_LIBPQ: [&str; 3] = ["host=", "dbname=", "user="];
/// What SQLite writes beside a database.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A SQLite database.
    File(PathBuf),
    /// A PostgreSQL server and a database on it, by URL.
    Server(String),
}

impl Address {
    /// Reads a path, `sqlite:PATH`, or `postgres://…`.
    ///
    /// Errors: [`Error::Database`] for everything else.
    pub fn parse(database: &str) -> Result<Address> {
        let wrong = |reason: &str| {
            Err(Error::Database {
                database: redact::address(database),
                reason: reason.into(),
            })
        };
        let scheme = scheme(database).map(str::to_ascii_lowercase);
        let rest = scheme
            .as_ref()
            .map_or(database, |scheme| &database[scheme.len() + 1..]);
        let path = match scheme.as_deref() {
            Some("postgres" | "postgresql") if rest.starts_with("//") => {
                return Ok(Address::Server(format!("postgres:{rest}")));
            }
            Some("sqlite") => rest.strip_prefix("//").unwrap_or(rest),
            Some(_) => {
                return wrong("it is neither a file nor postgres://USER@HOST/NAME; a file with a colon in its name is written ./NAME")
            }
            None => database,
        };
        if OF_LIBPQ.iter().any(|start| path.starts_with(start)) {
            return wrong("a server is written postgres://USER@HOST/NAME");
        }
        if path.is_empty() || path == ":memory:" {
            return wrong("it needs the name of a file; what is in memory only is forgotten at once");
        }
        Ok(Address::File(path.into()))
    }

    /// Which kind of database it is.
    pub fn kind(&self) -> Kind {
        match self {
            Address::File(_) => Kind::Sqlite,
            Address::Server(_) => Kind::Postgres,
        }
    }

    /// The URL by which the library opens it; neither makes a file.
    pub fn url(&self) -> String {
        match self {
            Address::File(path) => {
                let path = path.display().to_string();
                format!("sqlite:{}?mode=rw", utf8_percent_encode(&path, IN_PATH))
            }
            Address::Server(url) => url.clone(),
        }
    }

    /// Makes the file, readable for its owner only, where there is none; refuses one that others can read.
    ///
    /// Errors: [`iou_files::Error::Io`], [`iou_files::Error::PermissionsTooOpen`].
    pub fn prepare(&self) -> Result<()> {
        let Address::File(path) = self else { return Ok(()) };
        if let Some(directory) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
            std::fs::create_dir_all(directory).map_err(Error::io(directory))?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(Error::io(path))?;
        if file.metadata().map_err(Error::io(path))?.len() == 0 {
            // Nothing has been read from it yet.
            files::close_to_others(&file).map_err(Error::io(path))?;
        }
        self.check_rights()
    }

    /// Refuses a database that others can read, or what SQLite keeps beside it.
    ///
    /// Errors: [`iou_files::Error::PermissionsTooOpen`], [`iou_files::Error::Io`].
    pub fn check_rights(&self) -> Result<()> {
        let Address::File(path) = self else { return Ok(()) };
        for suffix in BESIDE {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            match files::refuse_open(Path::new(&name)) {
                // It goes when the last one closes the database.
                Err(iou_files::Error::Io { .. }) if !suffix.is_empty() => {}
                other => other?,
            }
        }
        Ok(())
    }
}

/// What stands before the colon, where that is a word and no directory.
fn scheme(text: &str) -> Option<&str> {
    let (word, _) = text.split_once(':')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let begins = word.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    (word.len() > 1 && begins && word.chars().all(plain)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_as_it_stands_and_a_server_by_its_url() {
        let file = |text: &str| Address::File(text.into());
        for (text, address) in [
            ("/var/lib/iou/index.db", file("/var/lib/iou/index.db")),
            ("index.db", file("index.db")),
            ("sqlite:index.db", file("index.db")),
            ("sqlite:///var/index.db", file("/var/index.db")),
            ("100%.db", file("100%.db")),
            ("a b?c#d.db", file("a b?c#d.db")),
            ("./a:b.db", file("./a:b.db")),
            ("sqlite:a:b.db", file("a:b.db")),
            ("/data/x://y.db", file("/data/x://y.db")),
            ("借条.db", file("借条.db")),
            (
                "postgres://iou@db/iou",
                Address::Server("postgres://iou@db/iou".into()),
            ),
            (
                "postgresql://iou@db/iou",
                Address::Server("postgres://iou@db/iou".into()),
            ),
            (
                "PostgreSQL://iou@db/iou",
                Address::Server("postgres://iou@db/iou".into()),
            ),
        ] {
            assert_eq!(Address::parse(text).unwrap(), address, "{text}");
        }
    }

    #[test]
    fn what_was_meant_as_something_else_is_refused_without_its_password() {
        for text in [
            "mysql://iou:s3cret@db/iou",
            "postgress://iou:s3cret@db/iou",
            "postgres:iou",
            "http://db/iou",
            "sqlite3:index.db",
            "file:index.db",
            "jdbc:postgresql://iou:s3cret@db/iou",
            "host=db dbname=iou user=iou",
            "dbname=iou",
            "",
            "sqlite:",
            ":memory:",
            "sqlite::memory:",
        ] {
            let error = Address::parse(text).unwrap_err();
            assert_eq!(error.code(), "database", "{text}");
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
    }
}
