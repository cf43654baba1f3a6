//! E-mail over SMTP submission: plain text in the recipient's language, under a Message-ID that follows from the message, so
//! that a second copy after a lost answer is recognised as the same mail. What a server refuses for good is permanent only
//! when it is about the recipient or the text (`verdict`); a refused greeting, password or sender is ours to mend.
//! Source: RFC 5321 (SMTP), 5322 (format), 2369 and 8058 (List-Unsubscribe), 3834 (Auto-Submitted), 8314 (TLS); PRC
//! Electronic Signature Law Art 11. Limits: `timeout_seconds` for all of an attempt.

mod dialogue;
mod mailbox;
mod verdict;

pub(crate) use mailbox::mailbox;

use std::future::Future;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use secrecy::SecretString;
use serde::Deserialize;
use tokio::time::{timeout, timeout_at, Instant};
use tokio_rustls::TlsConnector;
use url::Url;

use self::dialogue::{Dialogue, Reply, Trouble};
use self::verdict::{is_about_us, Step};
use super::{read_secret, redact, unusable};
use crate::error::{Error, Result};
use crate::message::{Delivery, Failure, Message, Receipt};
use crate::unsubscribe::TokenKey;
use iou_ledger::AccountId;

/// Politeness at the end of a conversation must not cost much.
const QUIT_LIMIT: Duration = Duration::from_secs(2);
/// The end of the year 9999, where the format of dates ends.
const LAST_MS: u64 = 253_402_300_799_000;
/// What stands for a token in the setting `unsubscribe`.
const TOKEN: &str = "{token}";

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
pub struct EmailSettings {
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
    /// Where the recipient can unsubscribe: `mailto:` and `https:` URLs. `{recipient}` stands for the account, which tells whoever
    /// carries the mail whose mailbox it is and is needed by nobody, `{token}` for
    /// what only this service can have told them (`iou contact unsubscribe` checks it; whoever names a recipient needs it),
    /// `{id}` for the message's id. An https URL must do it on one POST (RFC 8058).
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
    settings: EmailSettings,
    host: String,
    from: Mailbox,
    port: u16,
    tls: Option<dialogue::Tls>,
    credentials: Option<(String, SecretString)>,
    greeting: String,
    tokens: Option<TokenKey>,
}

/// The mailbox of that address.
///
/// Errors: permanent when it is none.
pub(super) fn parse(text: &str) -> Result<lettre::Address, Failure> {
    mailbox(text).map_err(|why| Failure::permanent(format!("not a mailbox: {why}")))
}

impl Email {
    /// Reads what the settings name; connects to nobody.
    pub(super) fn new(settings: EmailSettings) -> Result<Email> {
        let from: Mailbox = settings
            .from
            .parse()
            .map_err(|e| unusable("smtp.from", &settings.from, e))?;
        let address =
            mailbox(from.email.as_ref()).map_err(|why| unusable("smtp.from", &settings.from, why))?;
        let from = Mailbox::new(from.name, address);
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
                let user = settings.user.as_deref().unwrap_or_default();
                return Err(unusable("smtp.user", user, reason));
            }
        };
        let host = ascii_host(&settings.host).map_err(|e| unusable("smtp.host", &settings.host, e))?;
        Ok(Email {
            from,
            port: settings.port.unwrap_or(match settings.tls {
                Tls::Implicit => 465,
                Tls::Starttls => 587,
                Tls::None => 25,
            }),
            tls: encryption(&settings, &host)?,
            host,
            credentials,
            greeting: greeting(settings.ehlo_name.as_deref())?,
            settings,
            tokens: None,
        })
    }

    /// The same, able to sign links with which recipients unsubscribe.
    pub(super) fn with_tokens(self, key: TokenKey) -> Email {
        let tokens = Some(key);
        Email { tokens, ..self }
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
        let mut dialogue = self
            .by(deadline, "connecting", self.open(), Failure::ours)
            .await?;
        let sending = self.transmit(&mut dialogue, &to, &mail);
        let sent = self.by(deadline, "sending", sending, Failure::temporary).await;
        // After the deadline a command is still unanswered, and nothing polite can be said.
        if Instant::now() < deadline {
            let _ = timeout(QUIT_LIMIT, dialogue.command("QUIT")).await;
        }
        let reply = sent?;
        let receipt = self.settings.reply_is_receipt.then_some(Receipt {
            bytes: reply.bytes,
            arrived_ms: None,
        });
        Ok(Delivery::Delivered { receipt })
    }

    /// Connects, logs in and says that there is nothing to do.
    pub(super) async fn check(&self) -> Result<(), Failure> {
        let deadline = Instant::now() + self.limit();
        let mut dialogue = self
            .by(deadline, "connecting", self.open(), Failure::ours)
            .await?;
        let alive = timeout_at(deadline, dialogue.command("NOOP")).await;
        let _ = timeout(QUIT_LIMIT, dialogue.command("QUIT")).await;
        match alive {
            Ok(Ok(_)) => Ok(()),
            _ => Err(Failure::ours("NOOP: the server does not answer")),
        }
    }

    async fn by<T>(
        &self,
        deadline: Instant,
        doing: &str,
        work: impl Future<Output = Result<T, Failure>>,
        late: fn(String) -> Failure,
    ) -> Result<T, Failure> {
        match timeout_at(deadline, work).await {
            Ok(done) => done,
            Err(_) => Err(late(format!(
                "{doing}: not done within {} seconds",
                self.settings.timeout_seconds
            ))),
        }
    }

    /// A conversation in which mail may be sent. Whatever fails here is no fault of the recipient's address.
    async fn open(&self) -> Result<Dialogue, Failure> {
        let at_once = self.tls.as_ref().filter(|_| self.settings.tls == Tls::Implicit);
        let mut dialogue = Dialogue::open(&self.host, self.port, &self.greeting, at_once)
            .await
            .map_err(|e| ours("connecting", e))?;
        if let (Tls::Starttls, Some(tls)) = (self.settings.tls, &self.tls) {
            dialogue = dialogue.starttls(tls).await.map_err(|e| ours("STARTTLS", e))?;
        }
        if let Some((user, password)) = &self.credentials {
            let answer = dialogue.login(user, password).await;
            answer.map_err(|e| ours("AUTH", e))?;
        }
        Ok(dialogue)
    }

    async fn transmit(
        &self,
        dialogue: &mut Dialogue,
        to: &lettre::Address,
        mail: &[u8],
    ) -> Result<Reply, Failure> {
        let from = dialogue
            .command(&format!("MAIL FROM:<{}>", self.from.email))
            .await;
        from.map_err(|e| ours("MAIL FROM", e))?;
        let recipient = dialogue.command(&format!("RCPT TO:<{to}>")).await;
        recipient.map_err(|e| theirs("RCPT TO", Step::Recipient, e))?;
        let ready = dialogue.command("DATA").await;
        ready.map_err(|e| theirs("DATA", Step::Text, e))?;
        dialogue
            .text(mail)
            .await
            .map_err(|e| theirs("end of DATA", Step::Text, e))
    }

    /// The mail as it is sent: headers and text, ASCII throughout.
    fn compose(&self, message: &Message, to: lettre::Address) -> Result<Vec<u8>, Failure> {
        let id = format!("<{}@{}>", message.id, self.from.email.domain());
        let token = self.token(&message.recipient, &to)?;
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
                .replace("{token}", &token)
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

    /// What proves that somebody got a mail of ours; nothing where no link asks for it.
    fn token(&self, account: &AccountId, to: &lettre::Address) -> Result<String, Failure> {
        if !self.settings.unsubscribe.iter().any(|url| url.contains(TOKEN)) {
            return Ok(String::new());
        }
        let key = self.tokens.as_ref();
        let key =
            key.ok_or_else(|| Failure::ours("the key to the contacts is not at hand, which {token} needs"))?;
        Ok(key.token(account, to.as_ref()))
    }
}

/// A header whose value needs no encoding.
fn ascii(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

fn check_unsubscribe(url: &str) -> Result<(), String> {
    if url.contains("{recipient}") && !url.contains(TOKEN) {
        return Err("without {token} anybody could unsubscribe anybody whose account they know".into());
    }
    let sample = url
        .replace("{recipient}", "5F")
        .replace(TOKEN, "00")
        .replace("{id}", "00");
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

/// The mail server's name as the network knows it, or its address.
fn ascii_host(host: &str) -> Result<String, url::ParseError> {
    if host.parse::<IpAddr>().is_ok() {
        return Ok(host.to_owned());
    }
    url::Host::parse(host).map(|host| host.to_string())
}

/// The name by which this machine greets: the one that was set, or its own where that is one that a server can take.
fn greeting(set: Option<&str>) -> Result<String> {
    let fair = |name: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '[' | ']' | ':');
        !name.is_empty() && name.chars().all(plain)
    };
    match set {
        Some(name) if fair(name) => Ok(name.to_owned()),
        Some(name) => Err(unusable("smtp.ehlo_name", name, "not the name of a machine")),
        None => {
            let own = hostname::get().ok().and_then(|name| name.into_string().ok());
            Ok(own
                .filter(|name| fair(name))
                .unwrap_or_else(|| "[127.0.0.1]".into()))
        }
    }
}

/// The certificates to trust: those of this system, and those of the file that the settings name.
fn encryption(settings: &EmailSettings, host: &str) -> Result<Option<dialogue::Tls>> {
    if settings.tls == Tls::None {
        return Ok(None);
    }
    let mut further = Vec::new();
    if let Some(path) = &settings.root_certificate_file {
        let wrong = |e: &dyn std::fmt::Display| unusable("smtp.root_certificate_file", path.display(), e);
        let pem = std::fs::read(path).map_err(Error::io(path))?;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            further.push(certificate.map_err(|e| wrong(&e))?);
        }
        if further.is_empty() {
            return Err(wrong(&"no certificate in PEM form"));
        }
    }
    let wrong = |e: &dyn std::fmt::Display| unusable("smtp.host", host, e);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(further, provider.clone()).map_err(|e| wrong(&e))?;
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| wrong(&e))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Some(dialogue::Tls {
        connector: TlsConnector::from(Arc::new(config)),
        name: ServerName::try_from(host.to_owned()).map_err(|e| wrong(&e))?,
    }))
}

/// A failure that no other recipient and no other text would have avoided.
fn ours(doing: &str, trouble: Trouble) -> Failure {
    Failure::ours(format!("{doing}: {trouble}"))
}

/// A failure that a reply decides: 5yz is for good, unless it is about us. Without a reply nothing is known.
fn theirs(doing: &str, step: Step, trouble: Trouble) -> Failure {
    let reason = format!("{doing}: {trouble}");
    match trouble {
        Trouble::Refused(reply) if is_about_us(step, &reply) => Failure::ours(reason),
        Trouble::Refused(reply) if reply.is_for_good() => Failure::permanent(reason),
        _ => Failure::temporary(reason),
    }
}
