//! Passwords and phrases from where a person or a script can give them: a file (`--password-file`, `IOU_PASSWORD_FILE`),
//! standard input, or a prompt that does not echo. Never from an argument or an environment variable.

use std::io::BufRead;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::output::stderr_line;
use crate::terminal;
use iou_base::Text;
use iou_files as files;
use iou_files::textfile;

/// Where secrets of one command come from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Messages for prompts.
    pub text: &'a Text,
    /// The file with the password, where one was named.
    pub file: Option<&'a str>,
}

/// The password of an existing keystore.
pub fn existing(from: Source<'_>, name: &str) -> Result<SecretString> {
    match from_file(from)? {
        Some(password) => Ok(password),
        None => prompt(
            from,
            name,
            &from.text.tr_with("prompt-password", &[("name", name.into())]),
        ),
    }
}

/// A password for a new keystore, asked for twice.
pub fn new(from: Source<'_>, name: &str) -> Result<SecretString> {
    if let Some(password) = from_file(from)? {
        return Ok(password);
    }
    let text = from.text;
    let question = text.tr_with("prompt-new-password", &[("name", name.into())]);
    confirmed(from, name, &question)
}

/// A secret phrase, typed without echo.
pub fn phrase(from: Source<'_>, name: &str) -> Result<SecretString> {
    prompt(from, name, &from.text.tr("prompt-phrase"))
}

/// The passphrase of a backup: from a file, or asked for, twice where one is made.
pub fn of_backup(from: Source<'_>, file: Option<&Path>, twice: bool) -> Result<SecretString> {
    const NAME: &str = "--passphrase-file";
    if let Some(file) = file {
        return first_line_of_file(&file.display().to_string(), NAME);
    }
    let question = from.text.tr("prompt-backup");
    match twice {
        true => confirmed(from, NAME, &question),
        false => prompt(from, NAME, &question),
    }
}

/// A passphrase that two people agreed on: from a file, or asked for, twice where something is locked with it.
pub fn agreed(from: Source<'_>, file: Option<&Path>, twice: bool) -> Result<SecretString> {
    const NAME: &str = "--passphrase-file";
    if let Some(file) = file {
        return first_line_of_file(&file.display().to_string(), NAME);
    }
    let text = from.text;
    let question = text.tr("prompt-passphrase");
    match twice {
        true => confirmed(from, NAME, &question),
        false => prompt(from, NAME, &question),
    }
}

/// The same answer, twice.
fn confirmed(from: Source<'_>, name: &str, question: &str) -> Result<SecretString> {
    let text = from.text;
    loop {
        let first = prompt(from, name, question)?;
        let second = prompt(from, name, &text.tr("prompt-repeat"))?;
        if first.expose_secret() == second.expose_secret() {
            return Ok(first);
        }
        stderr_line(&text.tr("prompt-mismatch"));
    }
}

fn prompt(from: Source<'_>, name: &str, question: &str) -> Result<SecretString> {
    match terminal::is_there() {
        true => terminal::secret(from.text, question),
        false => Err(Error::PasswordRequired { name: name.into() }),
    }
}

fn from_file(from: Source<'_>) -> Result<Option<SecretString>> {
    let file = from.file.map(|file| first_line_of_file(file, "--password-file"));
    file.transpose()
}

/// The first line of standard input.
pub fn first_line_of_stdin(what: &str) -> Result<SecretString> {
    first_line(std::io::stdin().lock(), what)
}

/// The first line of a file that only its owner can read.
///
/// Errors: [`iou_files::Error::PermissionsTooOpen`], [`iou_files::Error::Io`]; [`Error::Argument`] for an empty line.
pub fn first_line_of_file(path: &str, what: &str) -> Result<SecretString> {
    files::refuse_open(Path::new(path))?;
    let text = textfile::read_secret(path)?;
    first_line(text.as_bytes(), what)
}

fn first_line(mut source: impl BufRead, what: &str) -> Result<SecretString> {
    let mut line = Zeroizing::new(String::new());
    source.read_line(&mut line).map_err(Error::io(what))?;
    let secret = line.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        let why = "Its first line is empty.".into();
        return Err(Error::Argument {
            name: what.into(),
            value: String::new(),
            why,
        });
    }
    Ok(SecretString::from(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_line_end_is_taken_off_a_password() {
        for (source, password) in [("a b \n", "a b "), ("密码\r\nsecond", "密码"), ("x", "x")] {
            assert_eq!(
                first_line(source.as_bytes(), "f").unwrap().expose_secret(),
                password
            );
        }
        for empty in ["", "\n", "\r\nsecond"] {
            assert_eq!(first_line(empty.as_bytes(), "f").unwrap_err().code(), "argument");
        }
    }

    #[test]
    fn a_password_file_from_windows_holds_the_same_password() {
        let utf16: Vec<u8> = "\u{feff}密码 1\r\nsecond"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        // 密码 in GBK.
        let gbk = b"\xc3\xdc\xc2\xeb 1\r\n".to_vec();
        for bytes in [utf16, gbk, b"\xef\xbb\xbf\xe5\xaf\x86\xe7\xa0\x81 1\r\n".to_vec()] {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &bytes).unwrap();
            let password = first_line_of_file(&file.path().display().to_string(), "f").unwrap();
            assert_eq!(password.expose_secret(), "密码 1", "{bytes:02x?}");
        }
    }
}
