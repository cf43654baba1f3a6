//! E-mail: what arrives, over which encryption, and what becomes of every refusal and interruption.

use super::*;

#[tokio::test]
async fn a_mail_arrives_as_plain_text_with_the_headers_that_machines_need() -> Result<()> {
    let world = World::new()?;
    let channels = world.mail(json!({"unsubscribe":
        ["mailto:stop@lender.example?subject={id}", "https://lender.example/stop?who={recipient}&id={id}"]}))?;
    let message = message();
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
                "<mailto:stop@lender.example?subject={id}>, <https://lender.example/stop?who={}&id={id}>",
                message.recipient
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
    let reason = temporary(untrusted.send(&message(), &email()).await);
    assert!(reason.to_lowercase().contains("certificate"), "{reason}");
    let stripped = world.secure_mail("starttls", ports.plain, json!({}))?;
    let reason = temporary(stripped.send(&message(), &email()).await);
    assert!(reason.contains("STARTTLS"), "{reason}");
    assert_eq!(world.got("smtp")?.len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_refusal_is_final_only_when_it_is_about_the_recipient_or_the_text() -> Result<()> {
    let world = World::new()?;
    let channels = world.secure_mail("implicit", world.receivers.ports.implicit, json!({}))?;
    for (mode, final_, words) in [
        ("refuse", false, "connecting: permanent error (554)"),
        ("reject-auth", false, "AUTH: permanent error (535)"),
        ("reject-sender", false, "MAIL FROM: permanent error (550)"),
        (
            "tempfail",
            false,
            "RCPT TO: transient error (451): 4.2.1 <<address>>: try again later",
        ),
        (
            "reject-rcpt",
            true,
            "RCPT TO: permanent error (550): 5.1.1 <<address>>: no such mailbox",
        ),
        ("reject-data", true, "end of DATA: permanent error (554)"),
    ] {
        world.receivers.mode(json!({"smtp": mode}))?;
        let sent = channels.send(&message(), &email()).await;
        let reason = if final_ { permanent(sent) } else { temporary(sent) };
        assert!(reason.contains(words), "{mode}: {reason}");
        assert!(!reason.contains("wang"), "{mode}: {reason}");
    }
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
        let reason = temporary(channels.send(&message(), &email()).await);
        assert!(reason.contains("not done within 1 seconds"), "{mode}: {reason}");
        assert!(
            begin.elapsed() < channels.time_limit(),
            "{mode}: {:?}",
            begin.elapsed()
        );
    }
    let nobody = world.mail(json!({"port": 1}))?;
    assert!(temporary(nobody.send(&message(), &email()).await).contains("connecting"));
    assert!(nobody.check(Channel::Email).await.is_err());
    Ok(())
}

#[tokio::test]
async fn the_reply_of_the_recipients_own_mail_system_is_a_receipt() -> Result<()> {
    let world = World::new()?;
    let channels = world.mail(json!({"reply_is_receipt": true}))?;
    let receipt = Receipt {
        bytes: b"250 2.0.0 taken as number 1\r\n".to_vec(),
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
