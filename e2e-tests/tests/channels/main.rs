//! The channels against real servers (receivers.mjs): what arrives there, what becomes of every way in which they can
//! refuse, and that nothing personal is left behind in a reason. Signatures are checked by other people's code.

mod mail;
mod short_messages;
mod webhooks;

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use e2e_tests::receivers::{Receivers, MAIL_PASSWORD, MAIL_USER, TENCENT_ID, TENCENT_KEY};
use iou_base::text::Lang;
use iou_ledger::AccountId;
use iou_remind::channel::{check_address, webhook, ChannelSettings, Channels};
use iou_remind::form::{Form, Robot};
use iou_remind::message::{Address, Channel, Delivery, Failure, Message, Receipt};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{json, Value};

const PHONE: &str = "+8613800138000";
const MAILBOX: &str = "wang.wu@example.org";
/// 2026-11-23T04:00:00Z.
const CREATED_MS: u64 = 1_795_406_400_000;

fn message() -> Message {
    Message {
        id: "a1".repeat(32),
        recipient: AccountId([7; 32]),
        lang: Lang::Zh,
        subject: "借条 #12：第 3 期将于 2026-11-30 到期".into(),
        text: "您好：\n\n第 3 期应还 1,000.00 元，2026-11-30 到期。\n.\n此致".into(),
        short: "借条12第3期应还1000.00元，2026-11-30到期".into(),
        payload: json!({"type": "iou.reminder", "timestamp": "2026-11-23T04:00:00Z", "data": {"loan": 12, "名": "借条"}}),
        created_ms: CREATED_MS,
    }
}

/// The receivers, and a directory with the secrets.
struct World {
    receivers: Receivers,
    dir: tempfile::TempDir,
}

impl World {
    fn new() -> Result<World> {
        Ok(World {
            receivers: Receivers::start()?,
            dir: tempfile::tempdir()?,
        })
    }

    fn secret(&self, name: &str, contents: &str) -> Result<PathBuf> {
        let path = self.dir.path().join(name);
        fs::write(&path, format!("{contents}\n"))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        Ok(path)
    }

    /// The mail server without encryption, with further settings.
    fn mail(&self, further: Value) -> Result<Channels> {
        let base = json!({"host": "127.0.0.1", "port": self.receivers.ports.plain, "tls": "none",
            "from": "借条 <iou@lender.example>", "timeout_seconds": 2});
        channels(json!({"smtp": merged(base, further)}))
    }

    /// An encrypted mail server that is trusted and logged in to.
    fn secure_mail(&self, tls: &str, port: u16, further: Value) -> Result<Channels> {
        let password = self.secret("password", MAIL_PASSWORD)?;
        let base = json!({"tls": tls, "port": port, "root_certificate_file": self.receivers.ports.ca,
            "user": MAIL_USER, "password_file": password});
        self.mail(merged(base, further))
    }

    fn tencent(&self, further: Value) -> Result<Channels> {
        let base = json!({"endpoint": self.receivers.url(""), "secret_id": TENCENT_ID, "app_id": "1400006666",
            "secret_key_file": self.secret("tencent", TENCENT_KEY)?, "sign_name": "借条", "template_id": "1110",
            "templates": {"en": "1111"}, "parameters": ["{text}", "/data/loan"]});
        channels(json!({"sms": {"timeout_seconds": 2, "tencent": merged(base, further)}}))
    }

    fn gateway(&self, further: Value) -> Result<Channels> {
        let base = json!({"url": self.receivers.url("/sms/send?app={secret}"), "sign_name": "借条",
            "secret_key_file": self.secret("gateway", "k&y")?, "headers": {"x-key": "{secret}"},
            "body": "{\"to\": \"{national}\", \"text\": \"{text}\", \"ref\": \"{id}\"}",
            "ok": {"pointer": "/code", "value": "0", "permanent": ["3"]}, "tracking_pointer": "/data/sid",
            "receipt": {"url": self.receivers.url("/sms/state/{tracking}"), "state_pointer": "/data/state",
                "delivered": ["DELIVRD"], "failed": ["UNDELIV"]}});
        channels(json!({"sms": {"timeout_seconds": 2, "template": merged(base, further)}}))
    }

    fn got(&self, kind: &str) -> Result<Vec<Value>> {
        Ok(self.receivers.received()?[kind]
            .as_array()
            .context("a list")?
            .clone())
    }
}

fn merged(mut base: Value, further: Value) -> Value {
    for (key, value) in further.as_object().into_iter().flatten() {
        base[key] = value.clone();
    }
    base
}

fn channels(settings: Value) -> Result<Channels> {
    Ok(Channels::new(serde_json::from_value::<ChannelSettings>(
        settings,
    )?)?)
}

fn webhooks(further: Value) -> Result<Channels> {
    let base = json!({"allow_private": true, "timeout_seconds": 2});
    channels(json!({"webhook": merged(base, further)}))
}

fn email() -> Address {
    Address::Email(MAILBOX.into())
}

fn hook(url: impl Into<String>, secrets: &[SecretString]) -> Address {
    Address::Webhook {
        form: Form::Standard,
        url: url.into(),
        secrets: secrets.to_vec(),
    }
}

fn temporary(sent: Result<Delivery, Failure>) -> String {
    match sent {
        Err(Failure::Temporary { reason, .. }) => reason,
        other => panic!("{other:?} is no temporary failure"),
    }
}

/// The reason of a failure that is ours to mend.
fn ours(sent: Result<Delivery, Failure>) -> String {
    match sent {
        Err(Failure::Ours { reason }) => reason,
        other => panic!("{other:?} is no failure of ours"),
    }
}

fn permanent(sent: Result<Delivery, Failure>) -> String {
    match sent {
        Err(Failure::Permanent { reason }) => reason,
        other => panic!("{other:?} is no permanent failure"),
    }
}

fn tracking(sent: Result<Delivery, Failure>) -> String {
    match sent {
        Ok(Delivery::Accepted { tracking }) => tracking,
        other => panic!("{other:?} was not accepted by a gateway"),
    }
}

/// The value of a header, unfolded.
fn header(raw: &str, name: &str) -> Option<String> {
    let head = raw.split("\r\n\r\n").next()?.replace("\r\n ", " ");
    let start = format!("{name}: ");
    head.lines()
        .find_map(|line| line.strip_prefix(&start).map(str::to_owned))
}

/// Bytes as the receivers take them.
fn base64(bytes: &[u8]) -> String {
    base64::prelude::Engine::encode(&base64::prelude::BASE64_STANDARD, bytes)
}

#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_console_shows_the_text_but_lets_nobody_command_the_terminal() -> Result<()> {
    let screen = Screen::default();
    let channels = Channels::with_console(ChannelSettings::default(), screen.clone())?;
    let mut message = message();
    message.text += "\u{1b}[2J\u{9b}31m";
    let sent = channels.send(&message, &Address::Console).await;
    assert_eq!(sent, Ok(Delivery::Delivered { receipt: None }));
    let shown = String::from_utf8(screen.0.lock().unwrap().clone())?;
    assert!(
        shown.contains(&message.subject) && shown.contains("第 3 期应还 1,000.00 元"),
        "{shown}"
    );
    assert!(shown.contains(&message.recipient.to_string()), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\u{9b}']), "{shown:?}");
    Ok(())
}

#[tokio::test]
async fn a_channel_that_is_not_configured_is_not_offered_and_may_be_later() -> Result<()> {
    let none = channels(json!({}))?;
    let offered: Vec<_> = Channel::ALL
        .into_iter()
        .filter(|channel| none.offers(*channel))
        .collect();
    assert_eq!(offered, [Channel::Console]);
    assert!(ours(none.send(&message(), &email()).await).contains("email is not configured"));
    assert!(none.check(Channel::Sms).await.is_err());
    assert!(channels(json!({"webhook": {}}))?.offers(Channel::Webhook));
    Ok(())
}

#[test]
fn settings_that_would_not_work_or_not_be_safe_are_refused_at_the_start() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let open = dir.path().join("open");
    fs::write(&open, "secret")?;
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644))?;
    let smtp = |further: Value| {
        let base = json!({"host": "mail.example.org", "from": "iou@example.org"});
        json!({"smtp": merged(base, further)})
    };
    for (settings, words) in [
        (smtp(json!({"tls": "none"})), "plaintext"),
        (smtp(json!({"from": "nobody"})), "smtp.from"),
        (smtp(json!({"user": "li"})), "belong together"),
        (smtp(json!({"user": "li", "password_file": open})), "open"),
        (smtp(json!({"password": "secret"})), "unknown field"),
        (smtp(json!({"unsubscribe": ["http://example.org"]})), "mailto"),
        (
            smtp(json!({"unsubscribe": ["https://example.org/>\r\nBcc:"]})),
            "smtp.unsubscribe",
        ),
        (
            smtp(json!({"unsubscribe": ["https://example.org/stop?who={recipient}"]})),
            "anybody could unsubscribe",
        ),
        (smtp(json!({"from": "借条 <借条@example.org>"})), "smtp.from"),
        (smtp(json!({"ehlo_name": "a b"})), "smtp.ehlo_name"),
        (smtp(json!({"root_certificate_file": open})), "no certificate"),
        (json!({"sms": {}}), "exactly one"),
        (json!({"fax": {}}), "unknown field"),
    ] {
        let error = format!(
            "{:#}",
            channels(settings.clone()).err().context("must be refused")?
        );
        assert!(error.contains(words), "{settings}: {error}");
    }
    assert!(channels(smtp(json!({"tls": "none", "plaintext": true}))).is_ok());
    Ok(())
}

#[test]
fn an_address_that_can_never_work_is_known_without_the_network() {
    for address in [
        Address::Email("no mailbox".into()),
        Address::Email("li@example.org\r\nRCPT TO:<x@example.org>".into()),
        Address::Email("李@example.org".into()),
        Address::Sms("13800138000".into()),
        hook("ftp://example.org", &[webhook::generate_secret()]),
        hook("https://example.org", &[]),
        hook("https://example.org", &["whsec_short".into()]),
    ] {
        assert!(matches!(check_address(&address), Err(Failure::Permanent { .. })));
    }
    assert_eq!(
        check_address(&hook("https://example.org", &[webhook::generate_key().0])),
        Ok(())
    );
    assert_eq!(check_address(&email()), Ok(()));
}
