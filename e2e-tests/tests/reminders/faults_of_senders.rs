//! What the other end of a message can do to us: each refusal is said, each message comes again under the same id with the
//! same words, and what can never work is given up in a place where it can be looked up.

use anyhow::{Context, Result};
use serde_json::{json, Value};

use super::{message_id, Desk, MAILBOX};

impl Desk {
    /// One attempt at what waits; what `iou remind list` then says of it.
    fn attempt(&self) -> Result<Value> {
        self.hurry()?;
        let _ = self.deliver()?;
        self.newest()
    }

    fn newest(&self) -> Result<Value> {
        let all = self.json(&["remind", "list"])?;
        Ok(all[0].clone())
    }
}

fn reason(message: &Value) -> &str {
    message["last_error"].as_str().unwrap_or_default()
}

#[test]
fn faults_a_mail_server_that_refuses_is_slow_or_hangs_up_gets_the_same_mail_again() -> Result<()> {
    let desk = Desk::new()?;
    let _ = desk.world.running()?;
    let _ = desk.index()?;
    let _ = desk.contact("zhangsan", &["--email", MAILBOX])?;
    desk.advance("83d")?;
    // A server that does not want us says nothing of the recipient: that is no attempt.
    let ways = [
        ("refuse", 0, "554"),
        ("silent", 0, "not done within 2 seconds"),
        ("tempfail", 1, "451"),
        ("slow", 2, "not done within 2 seconds"),
        ("drop-after-data", 3, "end of DATA"),
    ];
    for (mode, attempts, said) in ways {
        desk.receivers.mode(json!({"smtp": mode}))?;
        let message = desk.attempt()?;
        assert_eq!(message["state"], "waiting", "{mode}: {message}");
        assert_eq!(message["attempts"], attempts, "{mode}: {message}");
        assert!(reason(&message).contains(said), "{mode}: {message}");
        assert!(!reason(&message).contains("zhang.san"), "{message}");
        // It rings until something goes out, whatever comes after it.
        let alarms = desk.json(&["remind", "status"])?["alarms"].clone();
        assert_eq!(alarms[0]["channel"], "email", "{mode}: {alarms}");
    }
    desk.receivers.mode(json!({"smtp": "ok"}))?;
    let message = desk.attempt()?;
    assert_eq!(message["state"], "delivered", "{message}");
    assert_eq!(desk.json(&["remind", "status"])?["alarms"], json!([]));
    // The slow one and the one that hung up had taken it: the same mail, to the byte.
    let mails = desk.got("smtp")?;
    assert_eq!(mails.len(), 3);
    for mail in &mails {
        assert_eq!(message_id(mail), message["id"].as_str().unwrap_or_default());
        assert_eq!(mail["raw"], mails[0]["raw"]);
    }
    let _ = desk.attempt()?;
    assert_eq!(desk.got("smtp")?.len(), 3, "never after that");
    Ok(())
}

#[test]
fn faults_a_webhook_that_fails_redirects_hangs_or_is_gone_has_an_outcome_each_time() -> Result<()> {
    let desk = Desk::new()?;
    let _ = desk.world.running()?;
    let _ = desk.index()?;
    let _ = desk.hooked("zhangsan")?;
    desk.advance("83d")?;
    let ways = [
        ("500", "HTTP 500"),
        ("redirect", "redirects are not followed"),
        ("hang", "timed out"),
    ];
    for (attempts, (mode, said)) in (1..).zip(ways) {
        desk.receivers.mode(json!({"webhook": mode}))?;
        let message = desk.attempt()?;
        assert_eq!(message["state"], "waiting", "{mode}: {message}");
        assert_eq!(message["attempts"], attempts, "{mode}: {message}");
        assert!(reason(&message).contains(said), "{mode}: {message}");
    }
    desk.receivers.mode(json!({"webhook": "ok"}))?;
    assert_eq!(desk.attempt()?["state"], "delivered");
    let received = desk.received()?;
    let bodies = received.values().next().context("a webhook")?;
    assert_eq!((received.len(), bodies.len()), (1, 4));
    assert!(bodies.iter().all(|body| body == &bodies[0]));
    let paths = desk.got("webhooks")?;
    assert!(
        paths.iter().all(|hook| hook["path"] == "/hook/zhangsan"),
        "nobody was followed"
    );

    // 410: given up, and the channel is closed.
    desk.receivers.mode(json!({"webhook": "410"}))?;
    desk.advance("7d")?;
    let _ = desk.deliver()?;
    let dead = desk.json(&["remind", "dead", "list"])?;
    let dead = dead["messages"].as_array().context("a list")?;
    assert_eq!(dead.len(), 1);
    assert!(reason(&dead[0]).contains("410"), "{dead:?}");
    let contact = desk.json(&["contact", "show", "zhangsan"])?;
    assert_eq!(contact["open"], json!([]), "{contact}");
    desk.receivers.mode(json!({"webhook": "ok"}))?;
    let came = desk.got("webhooks")?.len();
    desk.advance("1d")?;
    desk.hurry()?;
    let _ = desk.deliver()?;
    assert_eq!(desk.got("webhooks")?.len(), came, "nothing more is sent there");
    // Entered again, it is open again, and what was given up can be asked for.
    let _ = desk.hooked("zhangsan")?;
    let retried = desk.json(&["remind", "dead", "retry", "--all"])?;
    assert_eq!(retried["retried"], 1);
    let _ = desk.deliver()?;
    assert!(desk.got("webhooks")?.len() > came);
    assert_eq!(
        desk.value("SELECT count(*) FROM message WHERE state <> 'delivered'")?,
        "0"
    );
    Ok(())
}
