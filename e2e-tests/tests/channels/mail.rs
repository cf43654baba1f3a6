//! E-mail: what arrives, over which encryption, and what becomes of every refusal and interruption.

use super::*;
use iou_remind::contact::ContactKey;

#[tokio::test]
async fn a_mail_arrives_as_plain_text_with_the_headers_that_machines_need() -> Result<()> {
    let world = World::new()?;
    let home = tempfile::tempdir()?;
    let tokens = ContactKey::open_or_create(&home.path().join("contacts.key"))?.token_key();
    let channels = world.mail(json!({"unsubscribe":
        ["mailto:stop@lender.example?subject={id}", "https://lender.example/stop?who={recipient}&token={token}"]}))?;
    let message = message();
    let refused = ours(channels.send(&message, &email()).await);
    assert!(
        refused.contains("{token}"),
        "no link goes out that does not work: {refused}"
    );
    let channels = channels.with_tokens(&tokens);
    let sent = channels.send(&message, &email()).await;
    assert_eq!(sent, Ok(Delivery::Delivered { receipt: None }));
    let got = &world.got("smtp")?[0];
    assert_eq!(
        (got["from"].as_str(), &got["to"]),
        (Some("iou@lender.example"), &json!([MAILBOX]))
    );
    let raw = got["raw"].as_str().context("a mail")?;
    assert!(raw.is_ascii(), "{raw}");
    let id = &message.id;
    for (name, value) in [
        ("Message-ID", format!("<{id}@lender.example>")),
        ("Auto-Submitted", "auto-generated".into()),
        ("Content-Language", "zh-CN".into()),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()),
        (
            "List-Unsubscribe",
            format!(
                "<mailto:stop@lender.example?subject={id}>, <https://lender.example/stop?who={}&token={}>",
                message.recipient,
                tokens.token(&message.recipient, MAILBOX)
            ),
        ),
        ("Date", "Mon, 23 Nov 2026 04:00:00 +0000".into()),
    ] {
        assert_eq!(header(raw, name), Some(value), "{raw}");
    }
    let mail = &got["parsed"];
    assert_eq!(mail["subject"], message.subject.as_str());
    assert_eq!(
        mail["text"]
            .as_str()
            .map(|text| text.trim_end().replace("\r\n", "\n")),
        Some(message.text.clone())
    );
    assert_eq!((&mail["html"], &mail["to"]), (&Value::Null, &json!([MAILBOX])));
    assert_eq!(mail["from"], "借条");
    Ok(())
}

#[tokio::test]
async fn mail_goes_encrypted_and_with_a_login_over_starttls_and_implicit_tls() -> Result<()> {
    let world = World::new()?;
    let ports = world.receivers.ports.clone();
    for (tls, port) in [
        ("starttls", ports.starttls),
        ("required", ports.starttls),
        ("implicit", ports.implicit),
    ] {
        world.receivers.reset()?;
        let channels = world.secure_mail(tls, port, json!({}))?;
        assert_eq!(channels.check(Channel::Email).await, Ok(()), "{tls}");
        assert_eq!(world.got("smtp")?.len(), 0, "a check sends nothing");
        channels
            .send(&message(), &email())
            .await
            .map_err(|e| anyhow::anyhow!("{tls}: {e:?}"))?;
        let got = &world.got("smtp")?[0];
        assert_eq!(
            (&got["secure"], &got["user"]),
            (&json!(true), &json!(MAIL_USER)),
            "{tls}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_whose_certificate_is_not_trusted_or_that_has_no_starttls() -> Result<()>
{
    let world = World::new()?;
    let ports = world.receivers.ports.clone();
    let untrusted = world.mail(json!({"tls": "implicit", "port": ports.implicit}))?;
    let reason = ours(untrusted.send(&message(), &email()).await);
    assert!(reason.to_lowercase().contains("certificate"), "{reason}");
    let stripped = world.secure_mail("starttls", ports.plain, json!({}))?;
    let reason = ours(stripped.send(&message(), &email()).await);
    assert!(reason.contains("STARTTLS"), "{reason}");
    assert_eq!(world.got("smtp")?.len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_refusal_is_final_only_when_it_is_about_the_recipient_or_the_text() -> Result<()> {
    let world = World::new()?;
    let channels = world.secure_mail("implicit", world.receivers.ports.implicit, json!({}))?;
    for (mode, kind, words) in [
        ("refuse", "ours", "connecting: permanent error (554)"),
        ("reject-auth", "ours", "AUTH: permanent error (535)"),
        ("reject-sender", "ours", "MAIL FROM: permanent error (550)"),
        (
            "tempfail",
            "temporary",
            "RCPT TO: transient error (451): 4.2.1 <<address>>: try again later",
        ),
        (
            "reject-rcpt",
            "permanent",
            "RCPT TO: permanent error (550): 5.1.1 <<address>>: no such mailbox",
        ),
        ("reject-data", "permanent", "end of DATA: permanent error (554)"),
    ] {
        world.receivers.mode(json!({"smtp": mode}))?;
        let sent = channels.send(&message(), &email()).await;
        let reason = match kind {
            "ours" => ours(sent),
            "temporary" => temporary(sent),
            _ => permanent(sent),
        };
        assert!(reason.contains(words), "{mode}: {reason}");
        assert!(!reason.contains("wang"), "{mode}: {reason}");
    }
    Ok(())
}

fn gbk(text: &str) -> String {
    base64(&[&*encoding_rs::GBK.encode(text).0, b"\r\n"].concat())
}

/// Long by its table of replies.
#[tokio::test]
async fn the_code_of_a_reply_decides_whatever_its_words_are_written_in() -> Result<()> {
    let world = World::new()?;
    let channels = world.mail(json!({"port": world.receivers.ports.raw, "reply_is_receipt": true}))?;
    // Taken, in GBK: it must not be sent again.
    world.receivers.mode(json!({"raw": {".": gbk("250 发送成功")}}))?;
    let Ok(Delivery::Delivered {
        receipt: Some(receipt),
    }) = channels.send(&message(), &email()).await
    else {
        panic!("it was taken");
    };
    assert_eq!(
        receipt.bytes,
        [&*encoding_rs::GBK.encode("250 发送成功").0, b"\r\n"].concat()
    );
    assert_eq!(world.got("smtp")?.len(), 1);
    for (command, reply, kind, words) in [
        ("RCPT", gbk("550 用户不存在"), "permanent", "用户不存在"),
        (
            "RCPT",
            base64("550 用户不存在\r\n".as_bytes()),
            "permanent",
            "用户不存在",
        ),
        (
            "RCPT",
            gbk("550 black ip. (发信IP被禁止)"),
            "ours",
            "发信IP被禁止",
        ),
        (
            "RCPT",
            base64(b"550 5.7.1 blocked using zen.spamhaus.org\r\n"),
            "ours",
            "spamhaus",
        ),
        (
            "RCPT",
            base64(b"450-4.2.0 a\r\n450 4.2.0 b\r\n"),
            "temporary",
            "4.2.0 a 4.2.0 b",
        ),
        (
            "RCPT",
            base64(b"251 User not local; will forward\r\n"),
            "delivered",
            "",
        ),
        ("MAIL", gbk("553 发件人未授权"), "ours", "发件人未授权"),
        (
            "MAIL",
            base64(b"552 5.3.4 Message size exceeds fixed limit\r\n"),
            "ours",
            "5.3.4",
        ),
        (".", base64(b"550 5.7.1 DMARC reject\r\n"), "ours", "DMARC"),
        (".", gbk("550 邮件内容被拒绝"), "ours", "邮件内容被拒绝"),
        (".", base64(b"HANGUP"), "temporary", "end of DATA"),
        (
            "GREETING",
            base64(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            "ours",
            "not a reply of SMTP",
        ),
        ("GREETING", gbk("421 连接过多"), "ours", "连接过多"),
    ] {
        world.receivers.reset()?;
        let reply = if reply == base64(b"HANGUP") {
            "HANGUP".to_owned()
        } else {
            reply
        };
        world.receivers.mode(json!({"raw": {command: reply}}))?;
        let sent = channels.send(&message(), &email()).await;
        let reason = match kind {
            "ours" => ours(sent),
            "temporary" => temporary(sent),
            "permanent" => permanent(sent),
            _ => {
                assert!(sent.is_ok(), "{command}: {sent:?}");
                continue;
            }
        };
        assert!(reason.contains(words), "{command}: {reason}");
        assert!(!reason.contains('\u{fffd}'), "{command}: {reason}");
    }
    Ok(())
}

#[tokio::test]
async fn a_login_is_made_in_the_way_that_the_server_offers() -> Result<()> {
    let world = World::new()?;
    let password = world.secret("password", MAIL_PASSWORD)?;
    let login = json!({"port": world.receivers.ports.raw, "user": MAIL_USER, "password_file": password});
    let channels = world.mail(login)?;
    let offer = |how: &str| base64(format!("250-raw\r\n250 {how}\r\n").as_bytes());
    let (yes, ask) = (base64(b"235 ok\r\n"), base64(b"334 \r\n"));
    world
        .receivers
        .mode(json!({"raw": {"EHLO": offer("AUTH=LOGIN PLAIN"), "AUTH": yes}}))?;
    channels
        .send(&message(), &email())
        .await
        .map_err(|e| anyhow::anyhow!("{e:?}"))?;
    let plain = base64(format!("\0{MAIL_USER}\0{MAIL_PASSWORD}").as_bytes());
    assert!(world.got("raw")?.contains(&json!(format!("AUTH PLAIN {plain}"))));
    world.receivers.reset()?;
    world
        .receivers
        .mode(json!({"raw": {"EHLO": offer("AUTH LOGIN"), "AUTH": ask}}))?;
    channels
        .send(&message(), &email())
        .await
        .map_err(|e| anyhow::anyhow!("{e:?}"))?;
    let said = world.got("raw")?;
    let at = said
        .iter()
        .position(|line| line == "AUTH LOGIN")
        .context("LOGIN")?;
    assert_eq!(said[at + 2], json!(base64(MAIL_PASSWORD.as_bytes())));
    for (how, words) in [("AUTH XOAUTH2", "XOAUTH2"), ("SIZE 1", "neither PLAIN nor LOGIN")] {
        world.receivers.mode(json!({"raw": {"EHLO": offer(how)}}))?;
        let reason = ours(channels.send(&message(), &email()).await);
        assert!(reason.contains(words), "{reason}");
    }
    let refused = gbk("535 Error: 请使用授权码登录");
    world
        .receivers
        .mode(json!({"raw": {"EHLO": offer("AUTH PLAIN"), "AUTH": refused}}))?;
    let reason = ours(channels.send(&message(), &email()).await);
    assert!(
        reason.contains("请使用授权码登录") && !reason.contains(&plain),
        "{reason}"
    );
    Ok(())
}

#[tokio::test]
async fn an_address_of_any_script_goes_out_in_the_form_that_every_server_takes() -> Result<()> {
    let world = World::new()?;
    let channels = world.mail(json!({"port": world.receivers.ports.raw, "from": "借条 <iou@例子.中国>"}))?;
    let sent = channels
        .send(&message(), &Address::Email("wang@例子.中国".into()))
        .await;
    assert!(sent.is_ok(), "a server without SMTPUTF8 takes it: {sent:?}");
    let got = &world.got("smtp")?[0];
    assert_eq!(got["to"], json!(["wang@xn--fsqu00a.xn--fiqs8s"]));
    let raw = got["raw"].as_str().context("a mail")?;
    assert!(
        raw.is_ascii() && raw.contains("iou@xn--fsqu00a.xn--fiqs8s"),
        "{raw}"
    );
    Ok(())
}

#[tokio::test]
async fn a_lost_answer_is_tried_again_under_the_same_message_id() -> Result<()> {
    let world = World::new()?;
    let channels = world.mail(json!({}))?;
    world.receivers.mode(json!({"smtp": "drop-after-data"}))?;
    let reason = temporary(channels.send(&message(), &email()).await);
    assert!(reason.contains("end of DATA"), "{reason}");
    world.receivers.mode(json!({"smtp": "ok"}))?;
    assert!(channels.send(&message(), &email()).await.is_ok());
    let ids: Vec<_> = world
        .got("smtp")?
        .iter()
        .map(|mail| header(mail["raw"].as_str().unwrap_or_default(), "Message-ID"))
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
    Ok(())
}

#[tokio::test]
async fn a_mail_server_that_is_silent_or_away_costs_no_more_than_the_time_limit() -> Result<()> {
    let world = World::new()?;
    let channels = world.mail(json!({"timeout_seconds": 1}))?;
    for mode in ["slow", "silent"] {
        world.receivers.mode(json!({"smtp": mode}))?;
        let begin = Instant::now();
        let sent = channels.send(&message(), &email()).await;
        // Who has not greeted does not speak of a recipient; who has the text may have delivered it.
        let reason = if mode == "silent" {
            ours(sent)
        } else {
            temporary(sent)
        };
        assert!(reason.contains("not done within 1 seconds"), "{mode}: {reason}");
        assert!(
            begin.elapsed() < channels.time_limit(),
            "{mode}: {:?}",
            begin.elapsed()
        );
    }
    let nobody = world.mail(json!({"port": 1}))?;
    assert!(ours(nobody.send(&message(), &email()).await).contains("connecting"));
    assert!(nobody.check(Channel::Email).await.is_err());
    Ok(())
}

#[tokio::test]
async fn the_reply_of_the_recipients_own_mail_system_is_a_receipt() -> Result<()> {
    let world = World::new()?;
    let channels = world.mail(json!({"reply_is_receipt": true}))?;
    let receipt = Receipt {
        bytes: b"250 2.0.0 taken as number 1\r\n".to_vec(),
        arrived_ms: None,
    };
    let sent = channels.send(&message(), &email()).await;
    assert_eq!(
        sent,
        Ok(Delivery::Delivered {
            receipt: Some(receipt)
        })
    );
    Ok(())
}

#[tokio::test]
async fn a_check_notices_a_wrong_password() -> Result<()> {
    let world = World::new()?;
    let wrong = world.secret("wrong", "not the password")?;
    let port = world.receivers.ports.starttls;
    let channels = world.secure_mail("starttls", port, json!({"password_file": wrong}))?;
    let reason = channels
        .check(Channel::Email)
        .await
        .unwrap_err()
        .reason()
        .to_owned();
    assert!(
        reason.contains("AUTH") && !reason.contains("not the password"),
        "{reason}"
    );
    Ok(())
}
