//! A secret from the terminal, without echo. The terminal is as it was before whatever ends the reading: Ctrl-C is read as a
//! sign that ends the line instead of ending the program, so no half-typed password can leave a terminal behind that shows
//! nothing any more. An empty answer is answered, not waited over.
//! Source: termios(3). Limits: unix; a line of at most 4095 bytes, which is the terminal's own limit.

use std::io::{self, BufRead, IsTerminal, Write};

use rustix::termios::{tcgetattr, tcsetattr, LocalModes, OptionalActions, SpecialCodeIndex, Termios};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::output::stderr_line;
use iou_base::text::Text;

/// Ctrl-C and Ctrl-\, as they are typed.
const STOPS: [u8; 2] = [0x03, 0x1c];

/// Whether somebody can be asked.
pub(crate) fn is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks until something is typed.
///
/// Errors: [`Error::Declined`] for Ctrl-C and the end of the input.
pub(crate) fn secret(text: &Text, question: &str) -> Result<SecretString> {
    loop {
        let line = read(question)?;
        if !line.is_empty() {
            return Ok(SecretString::from(line.as_str()));
        }
        stderr_line(&text.tr("prompt-empty"));
    }
}

fn read(question: &str) -> Result<Zeroizing<String>> {
    let silent = Silent::begin().map_err(Error::io("stdin"))?;
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question} ")
        .and_then(|()| stderr.flush())
        .map_err(Error::io("stderr"))?;
    let line = line(io::stdin().lock());
    drop(silent);
    // The line end that was typed was not shown.
    let _ = writeln!(stderr);
    let line = line.map_err(Error::io("stdin"))?.ok_or(Error::Declined {})?;
    String::from_utf8(line.to_vec()).map(Zeroizing::new).map_err(|_| {
        let wrong = io::Error::new(io::ErrorKind::InvalidData, "not UTF-8");
        Error::io("stdin")(wrong)
    })
}

/// One line without its end; `None` where it was broken off.
fn line(mut input: impl BufRead) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut line = Zeroizing::new(Vec::new());
    loop {
        let chunk = match input.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if chunk.is_empty() {
            return Ok(None);
        }
        let end = chunk.iter().position(|b| *b == b'\n' || STOPS.contains(b));
        let stopped = end.is_some_and(|end| STOPS.contains(&chunk[end]));
        line.extend_from_slice(&chunk[..end.unwrap_or(chunk.len())]);
        let taken = end.map_or(chunk.len(), |end| end + 1);
        input.consume(taken);
        if stopped {
            return Ok(None);
        }
        if end.is_some() {
            if line.last() == Some(&b'\r') {
                let _end = line.pop();
            }
            return Ok(Some(line));
        }
    }
}

/// A terminal that shows nothing, until this is dropped.
struct Silent {
    before: Termios,
}

impl Silent {
    fn begin() -> io::Result<Silent> {
        let stdin = io::stdin();
        let before = tcgetattr(&stdin)?;
        let mut now = before.clone();
        now.local_modes
            .remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ISIG);
        now.local_modes.insert(LocalModes::ICANON);
        now.special_codes[SpecialCodeIndex::VEOL] = STOPS[0];
        now.special_codes[SpecialCodeIndex::VEOL2] = STOPS[1];
        tcsetattr(&stdin, OptionalActions::Now, &now)?;
        Ok(Silent { before })
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        // Who has hung up sees nothing any more.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(bytes: &[u8]) -> Option<Vec<u8>> {
        line(bytes).unwrap().map(|line| line.to_vec())
    }

    #[test]
    fn a_line_is_what_was_typed_before_its_end_and_nothing_when_it_was_broken_off() {
        assert_eq!(
            typed("密 码 \r\nmore".as_bytes()),
            Some("密 码 ".as_bytes().to_vec())
        );
        assert_eq!(typed(b"\n"), Some(Vec::new()));
        for broken in [&b""[..], b"half", b"half\x03", b"\x03\n", b"a\x1cb\n"] {
            assert_eq!(typed(broken), None, "{broken:?}");
        }
    }
}
