//! E-mail over SMTP submission: plain text in the recipient's language, under a Message-ID that follows from the message, so
//! that a second copy after a lost answer is recognised as the same mail. What a server refuses for good is permanent only
//! when it is about the recipient or the text; a refused greeting, password or sender is ours to mend.
//! Source: RFC 5321 (SMTP), 5322 (format), 2369 and 8058 (List-Unsubscribe), 3834 (Auto-Submitted), 8314 (TLS); PRC
//! Electronic Signature Law Art 11. Limits: `timeout_seconds` for all of an attempt.

use std::future::Future;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::Error as SmtpError;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::time::{timeout, timeout_at, Instant};
use url::Url;

use super::{read_secret, redact, unusable};
use crate::error::{Error, Result};
use crate::remind::message::{Delivery, Failure, Message, Receipt};

/// Politeness at the end of a conversation must not cost much.
const QUIT_LIMIT: Duration = Duration::from_secs(2);
/// The end of the year 9999, where the format of dates ends.
const LAST_MS: u64 = 253_402_300_799_000;
/// Replies about who we are, whatever command they answer (RFC 4954).
const ABOUT_US: [u16; 4] = [530, 534, 535, 538];

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// From the first byte on (port 465), as RFC 8314 recommends.
    #[default]
    Implicit,
    /// After STARTTLS (port 587), without which nothing is sent. Also called `required`.
    #[serde(alias = "required")]
    Starttls,
    /// Not at all (port 25): to this machine only, unless `plaintext = true`.
    None,
}

/// The mail server through which mail is sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Name or address of the mail server.
    pub host: String,
    /// Its port; by default that of the kind of encryption.
    pub port: Option<u16>,
    /// `implicit` (default), `starttls` or `none`.
    #[serde(default)]
    pub tls: Tls,
    /// Permits `tls = "none"` to another machine: everybody on the way can read the mail and the password.
    #[serde(default)]
    pub plaintext: bool,
    /// PEM file with further root certificates to trust, for a mail server with a certificate of one's own.
    pub root_certificate_file: Option<PathBuf>,
    /// Name to log in with; without it there is no login.
    pub user: Option<String>,
    /// File that holds the password; only its owner may read it.
    pub password_file: Option<PathBuf>,
    /// The sender, `Name <name@example.org>`; its domain is also that of the Message-IDs.
    pub from: String,
    /// The name by which this machine greets; by default its host name.
    pub ehlo_name: Option<String>,
    /// Where the recipient can unsubscribe: `mailto:` and `https:` URLs. `{recipient}` stands for the account, `{id}` for
    /// the message's id. An https URL must do it on one POST (RFC 8058).
    #[serde(default)]
    pub unsubscribe: Vec<String>,
    /// Units: seconds for one attempt, from connecting to the last reply.
    #[serde(default = "default_timeout")]
    pub timeout_seconds: u64,
    /// The server is the recipients' own mail system, so that its last reply proves the arrival (PRC Electronic Signature
    /// Law Art 11). Never true of a relay.
    #[serde(default)]
    pub reply_is_receipt: bool,
}

fn default_timeout() -> u64 {
    60
}

/// Sends e-mail.
pub struct Email {
    settings: Settings,
    from: Mailbox,
    port: u16,
    tls: Option<TlsParameters>,
    credentials: Option<(String, SecretString)>,
    greeting: ClientId,
}

/// The mailbox of that address.
///
/// Errors: permanent when it is none.
pub(super) fn parse(mailbox: &str) -> Result<lettre::Address, Failure> {
    mailbox
        .parse()
        .map_err(|e| Failure::permanent(format!("not a mailbox: {e}")))
}

impl Email {
    /// Reads what the settings name; connects to nobody.
    pub(super) fn new(settings: Settings) -> Result<Email> {
        let from: Mailbox = settings
            .from
            .parse()
            .map_err(|e| unusable("smtp.from", &settings.from, e))?;
        let local =
            settings.host == "localhost" || settings.host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        if settings.tls == Tls::None && !local && !settings.plaintext {
            let reason = "mail would travel readable for everybody: encrypt it, or set smtp.plaintext = true";
            return Err(unusable("smtp.tls", "none", reason));
        }
        for url in &settings.unsubscribe {
            check_unsubscribe(url).map_err(|reason| unusable("smtp.unsubscribe", url, reason))?;
        }
        let credentials = match (&settings.user, &settings.password_file) {
            (Some(user), Some(file)) => Some((user.clone(), read_secret(file)?)),
            (None, None) => None,
            _ => {
                let reason = "smtp.user and smtp.password_file belong together";
                return Err(unusable(
                    "smtp.user",
                    settings.user.as_deref().unwrap_or_default(),
                    reason,
                ));
            }
        };
        Ok(Email {
            from,
            port: settings.port.unwrap_or(match settings.tls {
                Tls::Implicit => 465,
                Tls::Starttls => 587,
                Tls::None => 25,
            }),
            tls: tls_parameters(&settings)?,
            credentials,
            greeting: settings
                .ehlo_name
                .clone()
                .map_or_else(ClientId::default, ClientId::Domain),
            settings,
        })
    }

    /// The longest time that one attempt can take.
    pub(super) fn time_limit(&self) -> Duration {
        self.limit() + QUIT_LIMIT
    }

    fn limit(&self) -> Duration {
        Duration::from_secs(self.settings.timeout_seconds)
    }

    /// Hands the mail to the server.
    ///
    /// Errors: temporary after every interruption; the mail may have arrived then, and a second one has the same Message-ID.
    pub(super) async fn send(&self, message: &Message, mailbox: &str) -> Result<Delivery, Failure> {
        let to = parse(mailbox)?;
        let mail = self.compose(message, to.clone())?;
        let deadline = Instant::now() + self.limit();
        let mut connection = self.by(deadline, "connecting", self.open()).await?;
        let sent = self
            .by(deadline, "sending", self.transmit(&mut connection, to, &mail))
            .await;
        // After the deadline a command is still unanswered, and nothing polite can be said.
        if Instant::now() < deadline {
            let _ = timeout(QUIT_LIMIT, connection.abort()).await;
        }
        let reply = sent?;
        let receipt = self.settings.reply_is_receipt.then(|| as_received(&reply));
        Ok(Delivery::Delivered { receipt })
    }

    /// Connects, logs in and says that there is nothing to do.
    pub(super) async fn check(&self) -> Result<(), Failure> {
        let deadline = Instant::now() + self.limit();
        let mut connection = self.by(deadline, "connecting", self.open()).await?;
        let alive = timeout_at(deadline, connection.test_connected()).await;
        let _ = timeout(QUIT_LIMIT, connection.abort()).await;
        match alive {
            Ok(true) => Ok(()),
            _ => Err(Failure::temporary("NOOP: the server does not answer")),
        }
    }

    async fn by<T>(
        &self,
        deadline: Instant,
        doing: &str,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        match timeout_at(deadline, work).await {
            Ok(done) => done,
            Err(_) => Err(Failure::temporary(format!(
                "{doing}: not done within {} seconds",
                self.settings.timeout_seconds
            ))),
        }
    }

    /// A connection on which mail may be sent. Whatever fails here is no fault of the recipient's address.
    async fn open(&self) -> Result<AsyncSmtpConnection, Failure> {
        let server = (self.settings.host.as_str(), self.port);
        let at_once = self.tls.clone().filter(|_| self.settings.tls == Tls::Implicit);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.limit()), &self.greeting, at_once, None)
                .await
                .map_err(|e| ours("connecting", e))?;
        if let (Tls::Starttls, Some(tls)) = (self.settings.tls, &self.tls) {
            connection
                .starttls(tls.clone(), &self.greeting)
                .await
                .map_err(|e| ours("STARTTLS", e))?;
        }
        if let Some((user, password)) = &self.credentials {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            let answer = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
            answer.map_err(|e| ours("AUTH", e))?;
        }
        Ok(connection)
    }

    async fn transmit(
        &self,
        connection: &mut AsyncSmtpConnection,
        to: lettre::Address,
        mail: &[u8],
    ) -> Result<Response, Failure> {
        let mut parameters = Vec::new();
        let sender = self.from.email.clone();
        if ![&sender, &to]
            .iter()
            .all(|address| AsRef::<str>::as_ref(*address).is_ascii())
        {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Failure::permanent(
                    "the server takes no addresses beyond ASCII (SMTPUTF8)",
                ));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = connection.command(Mail::new(Some(sender), parameters)).await;
        from.map_err(|e| ours("MAIL FROM", e))?;
        let recipient = connection.command(Rcpt::new(to, Vec::new())).await;
        recipient.map_err(|e| theirs("RCPT TO", e))?;
        connection.command(Data).await.map_err(|e| theirs("DATA", e))?;
        connection
            .message(mail)
            .await
            .map_err(|e| theirs("end of DATA", e))
    }

    /// The mail as it is sent: headers and text, ASCII throughout.
    fn compose(&self, message: &Message, to: lettre::Address) -> Result<Vec<u8>, Failure> {
        let id = format!("<{}@{}>", message.id, self.from.email.domain());
        let created = UNIX_EPOCH + Duration::from_millis(message.created_ms.min(LAST_MS));
        let mut mail = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(redact::one_line(&message.subject))
            .message_id(Some(id))
            .date(created)
            .raw_header(ascii("Auto-Submitted", "auto-generated".into()))
            .raw_header(ascii("Content-Language", message.lang.tag().into()));
        let recipient = message.recipient.to_string();
        let filled = |url: &String| {
            url.replace("{recipient}", &recipient)
                .replace("{id}", &message.id)
        };
        let ways: Vec<String> = self.settings.unsubscribe.iter().map(filled).collect();
        if !ways.is_empty() {
            let list: Vec<String> = ways.iter().map(|url| format!("<{url}>")).collect();
            mail = mail.raw_header(ascii("List-Unsubscribe", list.join(",\r\n ")));
        }
        if ways.iter().any(|url| url.starts_with("https:")) {
            mail = mail.raw_header(ascii(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".into(),
            ));
        }
        let mail = mail
            .singlepart(SinglePart::plain(message.text.clone()))
            .map_err(|e| Failure::permanent(format!("the mail cannot be composed: {e}")))?;
        Ok(mail.formatted())
    }
}

/// A header whose value needs no encoding.
fn ascii(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

fn check_unsubscribe(url: &str) -> Result<(), String> {
    let sample = url.replace("{recipient}", "5F").replace("{id}", "00");
    let parsed = Url::parse(&sample).map_err(|e| e.to_string())?;
    if !matches!(parsed.scheme(), "mailto" | "https") {
        return Err("only mailto: and https: URLs".into());
    }
    // It becomes a header as it is.
    match sample
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ','))
    {
        true => Ok(()),
        false => Err("a URL consists of ASCII characters without spaces, commas and angle brackets".into()),
    }
}

fn tls_parameters(settings: &Settings) -> Result<Option<TlsParameters>> {
    if settings.tls == Tls::None {
        return Ok(None);
    }
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.root_certificate_file {
        let pem = std::fs::read(path).map_err(Error::io(path))?;
        let wrong = |e: SmtpError| unusable("smtp.root_certificate_file", path.display(), e);
        parameters = parameters.add_root_certificate(Certificate::from_pem(&pem).map_err(wrong)?);
    }
    let built = parameters
        .build()
        .map_err(|e| unusable("smtp.host", &settings.host, e))?;
    Ok(Some(built))
}

/// A failure that no other recipient and no other text would have avoided.
fn ours(doing: &str, error: SmtpError) -> Failure {
    Failure::temporary(format!("{doing}: {error}"))
}

/// A failure that a reply decides: 5yz is for good, unless it is about us.
fn theirs(doing: &str, error: SmtpError) -> Failure {
    let about_us = error
        .status()
        .is_some_and(|code| ABOUT_US.contains(&u16::from(code)));
    match error.is_permanent() && !about_us {
        true => Failure::permanent(format!("{doing}: {error}")),
        false => ours(doing, error),
    }
}

/// The reply as it stood on the wire.
fn as_received(reply: &Response) -> Receipt {
    let lines: Vec<&str> = reply.message().collect();
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        let between = if index + 1 < lines.len() { '-' } else { ' ' };
        text += &format!("{}{between}{line}\r\n", reply.code());
    }
    Receipt {
        bytes: text.into_bytes(),
    }
}
