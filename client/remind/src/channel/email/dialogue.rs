//! The conversation with a mail server. A reply is bytes: its three digits decide, whatever follows them, since many servers
//! in China speak GBK and the words are for people only. They are kept as they came, and read for people as UTF-8 where they
//! are that and as GBK otherwise.
//! Source: RFC 5321 (SMTP), 2034 and 3463 (enhanced codes), 3207 (STARTTLS), 4954 (AUTH), 4616 (PLAIN). Limits: 4 KiB of a
//! line and 100 lines of a reply are kept; no deadline of its own.

use std::fmt;

use base64::prelude::{Engine, BASE64_STANDARD};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

/// What of a line is kept. Units: bytes.
const LINE_MAX: usize = 4 * 1024;
/// Lines of a reply.
const LINES_MAX: usize = 100;

/// What carries a conversation.
trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// One reply of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// The three digits.
    pub(super) code: u16,
    /// All of it, as it came.
    pub(super) bytes: Vec<u8>,
    /// The lines' words, without digits and line ends.
    lines: Vec<Vec<u8>>,
}

impl Reply {
    fn is_positive(&self) -> bool {
        (200..400).contains(&self.code)
    }

    /// Whether the server will never say otherwise.
    pub(super) fn is_for_good(&self) -> bool {
        self.code >= 500
    }

    /// The enhanced code, `5.1.1`, where the first line begins with one.
    pub(super) fn enhanced(&self) -> Option<(u16, u16, u16)> {
        let first = self.lines.first()?;
        let word = first.split(|b| *b == b' ').next()?;
        let mut parts = std::str::from_utf8(word).ok()?.split('.').map(str::parse::<u16>);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(class @ (2 | 4 | 5))), Some(Ok(subject)), Some(Ok(detail)), None) => {
                Some((class, subject, detail))
            }
            _ => None,
        }
    }

    /// Its words for people.
    pub(super) fn words(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(|line| readable(line)).collect();
        lines.join(" ")
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_for_good() {
            "permanent"
        } else {
            "transient"
        };
        write!(f, "{kind} error ({}): {}", self.code, self.words())
    }
}

/// Bytes as the text that they most probably are.
fn readable(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Why a command did not succeed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The server said no.
    Refused(Reply),
    /// There was no reply, or none that could be understood.
    Broken(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Refused(reply) => reply.fmt(f),
            Trouble::Broken(reason) => f.write_str(reason),
        }
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Trouble {
        Trouble::Broken(error.to_string())
    }
}

/// With whom the encryption is agreed.
#[derive(Clone)]
pub(super) struct Tls {
    pub(super) connector: TlsConnector,
    pub(super) name: ServerName<'static>,
}

/// A conversation that has begun.
pub(super) struct Dialogue {
    wire: BufReader<Box<dyn Wire>>,
    greeting: String,
    /// What the server offers, in capitals, by the words of each line.
    offers: Vec<Vec<String>>,
}

impl Dialogue {
    /// Connects, hears the greeting and greets. `at_once`: encrypted from the first byte on.
    pub(super) async fn open(
        host: &str,
        port: u16,
        greeting: &str,
        at_once: Option<&Tls>,
    ) -> Result<Dialogue, Trouble> {
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        let wire: Box<dyn Wire> = match at_once {
            Some(tls) => Box::new(tls.connector.connect(tls.name.clone(), stream).await?),
            None => Box::new(stream),
        };
        let mut dialogue = Dialogue {
            wire: BufReader::new(wire),
            greeting: greeting.to_owned(),
            offers: Vec::new(),
        };
        accepted(dialogue.reply().await?)?;
        dialogue.greet().await?;
        Ok(dialogue)
    }

    async fn greet(&mut self) -> Result<(), Trouble> {
        let greeting = self.greeting.clone();
        let reply = match self.command(&format!("EHLO {greeting}")).await {
            // A server of before 1995 offers nothing.
            Err(Trouble::Refused(reply)) if matches!(reply.code, 500..=504) => {
                self.command(&format!("HELO {greeting}")).await?
            }
            other => other?,
        };
        let words = |line: &Vec<u8>| {
            let line = readable(line).to_ascii_uppercase();
            line.split([' ', '=']).map(str::to_owned).collect()
        };
        self.offers = reply.lines.iter().skip(1).map(words).collect();
        Ok(())
    }

    fn offer(&self, name: &str) -> Option<&[String]> {
        let is = |line: &&Vec<String>| line.first().is_some_and(|word| word == name);
        self.offers.iter().find(is).map(|line| &line[1..])
    }

    /// Goes on encrypted.
    pub(super) async fn starttls(mut self, tls: &Tls) -> Result<Dialogue, Trouble> {
        if self.offer("STARTTLS").is_none() {
            return Err(Trouble::Broken("the server does not offer STARTTLS".into()));
        }
        self.command("STARTTLS").await?;
        // What was said before the encryption must not count as said within it.
        if !self.wire.buffer().is_empty() {
            return Err(Trouble::Broken(
                "the server goes on unencrypted after STARTTLS".into(),
            ));
        }
        let inner = self.wire.into_inner();
        let encrypted = tls.connector.connect(tls.name.clone(), inner).await?;
        let mut dialogue = Dialogue {
            wire: BufReader::new(Box::new(encrypted)),
            greeting: self.greeting,
            offers: Vec::new(),
        };
        dialogue.greet().await?;
        Ok(dialogue)
    }

    /// Logs in, with PLAIN or, as Exchange and older servers want it, LOGIN.
    pub(super) async fn login(&mut self, user: &str, password: &SecretString) -> Result<(), Trouble> {
        let offered: Vec<String> = self.offer("AUTH").unwrap_or_default().to_vec();
        let password = password.expose_secret();
        if offered.iter().any(|one| one == "PLAIN") {
            let both = Zeroizing::new(format!("\0{user}\0{password}"));
            let word = Zeroizing::new(BASE64_STANDARD.encode(both.as_bytes()));
            let command = Zeroizing::new(format!("AUTH PLAIN {}", word.as_str()));
            return self.command(&command).await.map(drop);
        }
        if !offered.iter().any(|one| one == "LOGIN") {
            let offered = offered.join(" ");
            let reason = format!("the server takes neither PLAIN nor LOGIN; it offers: {offered}");
            return Err(Trouble::Broken(reason));
        }
        self.command("AUTH LOGIN").await?;
        for secret in [user, password] {
            let word = Zeroizing::new(BASE64_STANDARD.encode(secret.as_bytes()));
            self.command(&word).await?;
        }
        Ok(())
    }

    /// Sends a line and waits for a reply that says yes.
    pub(super) async fn command(&mut self, line: &str) -> Result<Reply, Trouble> {
        let line = Zeroizing::new(format!("{line}\r\n"));
        self.wire.write_all(line.as_bytes()).await?;
        self.wire.flush().await?;
        accepted(self.reply().await?)
    }

    /// Sends a mail after DATA, and the dot after it.
    pub(super) async fn text(&mut self, mail: &[u8]) -> Result<Reply, Trouble> {
        self.wire.write_all(&dotted(mail)).await?;
        self.wire.flush().await?;
        accepted(self.reply().await?)
    }

    async fn reply(&mut self) -> Result<Reply, Trouble> {
        let mut reply = Reply {
            code: 0,
            bytes: Vec::new(),
            lines: Vec::new(),
        };
        loop {
            let line = self.line().await?;
            let strange = || Trouble::Broken(format!("not a reply of SMTP: {}", readable(&line)));
            let (digits, rest) = line.split_at_checked(3).ok_or_else(strange)?;
            let digits = std::str::from_utf8(digits).map_err(|_| strange())?;
            let code: u16 = digits.parse().map_err(|_| strange())?;
            let last = match rest.first() {
                None | Some(b' ') => true,
                Some(b'-') => false,
                Some(_) => return Err(strange()),
            };
            if !(200..600).contains(&code) || (reply.code != 0 && reply.code != code) {
                return Err(strange());
            }
            reply.code = code;
            reply.bytes.extend_from_slice(&line);
            reply.bytes.extend_from_slice(b"\r\n");
            reply.lines.push(rest.get(1..).unwrap_or_default().to_vec());
            if last {
                return Ok(reply);
            }
            if reply.lines.len() >= LINES_MAX {
                return Err(Trouble::Broken("a reply without end".into()));
            }
        }
    }

    /// A line without its end; of a longer one the beginning.
    async fn line(&mut self) -> Result<Vec<u8>, Trouble> {
        let mut line = Vec::new();
        loop {
            let chunk = self.wire.fill_buf().await?;
            if chunk.is_empty() {
                return Err(Trouble::Broken("the server has hung up".into()));
            }
            let end = chunk.iter().position(|b| *b == b'\n');
            let upto = end.unwrap_or(chunk.len());
            let room = LINE_MAX.saturating_sub(line.len()).min(upto);
            line.extend_from_slice(&chunk[..room]);
            let taken = end.map_or(upto, |end| end + 1);
            self.wire.consume(taken);
            if end.is_some() {
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(line);
            }
        }
    }
}

fn accepted(reply: Reply) -> Result<Reply, Trouble> {
    match reply.is_positive() {
        true => Ok(reply),
        false => Err(Trouble::Refused(reply)),
    }
}

/// A mail with every dot at a line's beginning doubled, ended by a dot.
fn dotted(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + 8);
    for line in mail.split_inclusive(|b| *b == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}

#[cfg(test)]
pub(super) fn reply_of(line: &[u8]) -> Reply {
    Reply {
        code: std::str::from_utf8(&line[..3]).unwrap().parse().unwrap(),
        bytes: line.to_vec(),
        lines: vec![line[4..].to_vec()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    /// A conversation with somebody who says `lines` and hears all.
    async fn heard(lines: &[u8]) -> Result<Reply, Trouble> {
        let (ours, mut theirs) = tokio::io::duplex(1 << 20);
        theirs.write_all(lines).await.unwrap();
        drop(theirs);
        let mut dialogue = Dialogue {
            wire: BufReader::new(Box::new(ours)),
            greeting: "us".into(),
            offers: Vec::new(),
        };
        dialogue.reply().await
    }

    #[tokio::test]
    async fn a_reply_is_its_digits_whatever_its_words_are_written_in() {
        let gbk = [&b"250 "[..], &encoding_rs::GBK.encode("发送成功").0, b"\r\n"].concat();
        let reply = heard(&gbk).await.unwrap();
        assert_eq!((reply.code, reply.words()), (250, "发送成功".to_owned()));
        assert_eq!(reply.bytes, gbk, "a receipt is the bytes as they came");
        let reply = heard("250 已接收\r\n".as_bytes()).await.unwrap();
        assert_eq!(reply.words(), "已接收");
        // Neither UTF-8 nor GBK.
        assert_eq!(heard(b"250 \xff\xff\r\n").await.unwrap().code, 250);
        assert_eq!(heard(b"250\n").await.unwrap().code, 250);
    }

    #[tokio::test]
    async fn a_reply_of_several_lines_ends_with_the_last_and_what_is_no_reply_is_none() {
        let reply = heard(b"450-4.2.0 first\r\n450 4.2.0 second\r\n250 x\r\n")
            .await
            .unwrap();
        assert_eq!((reply.code, reply.enhanced()), (450, Some((4, 2, 0))));
        assert_eq!(reply.words(), "4.2.0 first 4.2.0 second");
        for broken in [
            &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
            b"450-a\r\n250 b\r\n",
            b"25\r\n",
            b"250x\r\n",
            b"999 a\r\n",
            b"250 never ended",
            b"",
        ] {
            assert!(
                matches!(heard(broken).await, Err(Trouble::Broken(_))),
                "{broken:?}"
            );
        }
        let endless = b"250-a\r\n".repeat(1_000);
        assert!(matches!(heard(&endless).await, Err(Trouble::Broken(_))));
        let long = [&b"550 "[..], &b"x".repeat(100_000), b"\r\n"].concat();
        let reply = heard(&long).await.unwrap();
        assert!(reply.code == 550 && reply.bytes.len() < 5_000);
    }

    #[tokio::test]
    async fn no_line_of_a_mail_ends_it_early() {
        let (ours, mut theirs) = tokio::io::duplex(1 << 16);
        theirs.write_all(b"250 ok\r\n").await.unwrap();
        let mut dialogue = Dialogue {
            wire: BufReader::new(Box::new(ours)),
            greeting: "us".into(),
            offers: Vec::new(),
        };
        dialogue.text(b"a\r\n.\r\n..b\r\n.c").await.unwrap();
        drop(dialogue);
        let mut got = Vec::new();
        theirs.read_to_end(&mut got).await.unwrap();
        assert_eq!(got, b"a\r\n..\r\n...b\r\n..c\r\n.\r\n");
    }
}
