//! Passwords and phrases from where a person or a script can give them: a file (`--password-file`, `IOU_PASSWORD_FILE`),
//! standard input, or a prompt that does not echo. Never from an argument or an environment variable.

use std::io::{BufRead, IsTerminal};

use dialoguer::Password;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::context::Context;
use crate::config::Key;
use crate::error::{Error, Result};

/// The password of an existing keystore.
pub fn existing(ctx: &Context, name: &str) -> Result<SecretString> {
    match from_file(ctx)? {
        Some(password) => Ok(password),
        None => prompt(
            name,
            Password::new().with_prompt(ctx.text().tr_with("prompt-password", &[("name", name.into())])),
        ),
    }
}

/// A password for a new keystore, asked for twice.
pub fn new(ctx: &Context, name: &str) -> Result<SecretString> {
    if let Some(password) = from_file(ctx)? {
        return Ok(password);
    }
    let text = ctx.text();
    let first = text.tr_with("prompt-new-password", &[("name", name.into())]);
    let ask = Password::new().with_prompt(first);
    prompt(
        name,
        ask.with_confirmation(text.tr("prompt-repeat"), text.tr("prompt-mismatch")),
    )
}

/// A secret phrase, typed without echo.
pub fn phrase(ctx: &Context, name: &str) -> Result<SecretString> {
    prompt(name, Password::new().with_prompt(ctx.text().tr("prompt-phrase")))
}

fn prompt(name: &str, ask: Password<'_>) -> Result<SecretString> {
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Err(Error::PasswordRequired { name: name.into() });
    }
    ask.interact()
        .map(SecretString::from)
        .map_err(|_| Error::Declined {})
}

fn from_file(ctx: &Context) -> Result<Option<SecretString>> {
    let Some(setting) = ctx.config.get(Key::PasswordFile) else {
        return Ok(None);
    };
    let file = std::fs::File::open(&setting.value).map_err(Error::io(&setting.value))?;
    first_line(std::io::BufReader::new(file), "--password-file").map(Some)
}

/// The first line of standard input.
pub fn first_line_of_stdin(what: &str) -> Result<SecretString> {
    first_line(std::io::stdin().lock(), what)
}

/// The first line of a file.
pub fn first_line_of_file(path: &str, what: &str) -> Result<SecretString> {
    let file = std::fs::File::open(path).map_err(Error::io(path))?;
    first_line(std::io::BufReader::new(file), what)
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
    use secrecy::ExposeSecret;

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
}
