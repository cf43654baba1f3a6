//! Webhooks: signatures by the judgement of other people's code, answers of all kinds, and addresses that are not called.

use super::*;

#[tokio::test]
async fn a_webhook_is_signed_so_that_the_reference_library_and_node_accept_it() -> Result<()> {
    let world = World::new()?;
    let (old, new) = (webhook::generate_secret(), webhook::generate_secret());
    let (key, public) = webhook::generate_key();
    let other = webhook::generate_key().1;
    let secrets = [new.expose_secret(), old.expose_secret(), &public, &other];
    world.receivers.mode(json!({"secrets": secrets}))?;
    let address = hook(world.receivers.url("/hook/a"), &[new.clone(), old.clone(), key]);
    let message = message();
    let sent = webhooks(json!({}))?.send(&message, &address).await;
    let Ok(Delivery::Delivered {
        receipt: Some(receipt),
    }) = sent
    else {
        panic!("{sent:?}");
    };
    let got = &world.got("webhooks")?[0];
    let right = json!({secrets[0]: true, secrets[1]: true, secrets[2]: true, secrets[3]: false});
    assert_eq!(got["verdict"], right);
    assert_eq!(got["headers"]["webhook-id"], message.id.as_str());
    assert_eq!(got["headers"]["content-type"], "application/json");
    assert_eq!(
        serde_json::from_str::<Value>(got["body"].as_str().context("text")?)?,
        message.payload
    );
    let receipt = String::from_utf8(receipt.bytes)?;
    assert!(receipt.starts_with("HTTP/1.1 200 OK\r\ndate: "), "{receipt}");
    assert!(
        receipt.ends_with(&format!("\r\n\r\n{{\"taken\":\"{}\"}}", message.id)),
        "{receipt}"
    );
    Ok(())
}

#[tokio::test]
async fn what_a_webhook_answers_decides_what_becomes_of_the_message() -> Result<()> {
    let world = World::new()?;
    let channels = webhooks(json!({"timeout_seconds": 1}))?;
    let address = hook(
        world.receivers.url("/hook/a?token=t0ken"),
        &[webhook::generate_secret()],
    );
    for (mode, words) in [
        ("500", "HTTP 500"),
        ("404", "HTTP 404"),
        ("redirect", "redirects are not followed"),
        ("hang", "timed out"),
    ] {
        world.receivers.mode(json!({"webhook": mode}))?;
        let reason = temporary(channels.send(&message(), &address).await);
        assert!(
            reason.contains(words) && !reason.contains("t0ken"),
            "{mode}: {reason}"
        );
    }
    world.receivers.mode(json!({"webhook": "410"}))?;
    let gone = channels.send(&message(), &address).await;
    assert!(matches!(gone, Err(Failure::Gone { .. })), "{gone:?}");
    let got = world.got("webhooks")?;
    assert_eq!(got.len(), 5, "no redirect was followed, and nothing was repeated");
    assert!(got
        .iter()
        .all(|one| one["headers"]["webhook-id"] == message().id.as_str()));
    Ok(())
}

#[tokio::test]
async fn a_webhook_may_ask_for_time_but_not_for_more_than_a_day() -> Result<()> {
    let world = World::new()?;
    let channels = webhooks(json!({}))?;
    let address = hook(world.receivers.url("/hook"), &[webhook::generate_secret()]);
    for (asked, seconds) in [
        ("120", 120),
        ("9999999", 86_400),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
    ] {
        world
            .receivers
            .mode(json!({"webhook": "429", "retryAfter": asked}))?;
        match channels.send(&message(), &address).await {
            Err(Failure::Temporary { retry_after, .. }) => {
                assert_eq!(retry_after, Some(Duration::from_secs(seconds)), "{asked}");
            }
            other => panic!("{asked}: {other:?}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_without_end_is_delivered_and_kept_only_in_part() -> Result<()> {
    let world = World::new()?;
    world.receivers.mode(json!({"webhook": "trickle"}))?;
    let address = hook(world.receivers.url("/hook"), &[webhook::generate_secret()]);
    match webhooks(json!({}))?.send(&message(), &address).await {
        Ok(Delivery::Delivered {
            receipt: Some(receipt),
        }) => {
            let body = receipt.bytes.iter().filter(|byte| **byte == b'x').count();
            assert_eq!(body, 4096);
        }
        other => panic!("{other:?}"),
    }
    Ok(())
}

#[tokio::test]
async fn a_webhook_cannot_make_us_speak_to_our_own_network() -> Result<()> {
    let world = World::new()?;
    let guarded = channels(json!({"webhook": {"timeout_seconds": 2}}))?;
    let port = world.receivers.ports.http;
    // By name, by number, by numbers that only look otherwise, and by IPv4 inside IPv6.
    for host in [
        "localhost",
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "[::]",
        "0",
    ] {
        let address = hook(
            format!("http://{host}:{port}/hook"),
            &[webhook::generate_secret()],
        );
        let reason = permanent(guarded.send(&message(), &address).await);
        assert!(reason.contains("not on the public Internet"), "{host}: {reason}");
    }
    assert_eq!(world.got("webhooks")?.len(), 0);
    let address = hook(
        format!("http://localhost:{port}/hook"),
        &[webhook::generate_secret()],
    );
    assert!(webhooks(json!({}))?.send(&message(), &address).await.is_ok());
    let nowhere = hook("http://no-such-host.invalid/hook", &[webhook::generate_secret()]);
    temporary(guarded.send(&message(), &nowhere).await);
    Ok(())
}

/// A robot of the receivers, with its key in the path and the query.
fn robot(world: &World, form: &str, query: &str, secret: Option<&str>) -> Address {
    Address::Webhook {
        form: Form::named(form).expect("a name"),
        url: world.receivers.url(&format!("/robot/{form}?{query}")),
        secrets: secret.into_iter().map(Into::into).collect(),
    }
}

#[tokio::test]
async fn a_message_reaches_the_group_robots_as_each_of_them_wants_and_signs_it() -> Result<()> {
    let world = World::new()?;
    let channels = webhooks(json!({}))?;
    let secret = "SEC0123456789abcdef+/=";
    for (form, query, signs) in [
        ("wecom", "key=k3y", false),
        ("dingtalk", "access_token=t0ken", true),
        ("feishu", "", true),
    ] {
        world.receivers.reset()?;
        let text = |got: &Value| match form {
            "feishu" => got["asked"]["content"]["text"].clone(),
            _ => got["asked"]["text"]["content"].clone(),
        };
        if signs {
            world.receivers.mode(json!({"robotSecret": secret}))?;
        }
        let address = robot(&world, form, query, signs.then_some(secret));
        let Ok(Delivery::Delivered {
            receipt: Some(receipt),
        }) = channels.send(&message(), &address).await
        else {
            panic!("{form} takes it");
        };
        assert!(String::from_utf8_lossy(&receipt.bytes).starts_with("HTTP/1.1 200 OK\r\n"));
        let got = &world.got("webhooks")?[0];
        assert_eq!(text(got), json!(message().text), "{form}");
        assert!(got["headers"]["webhook-signature"].is_null(), "{form}");
        // Another secret, or none, is ours to mend and no reason to switch the group off.
        if signs {
            for wrong in [Some("SECother"), None] {
                let reason = ours(
                    channels
                        .send(&message(), &robot(&world, form, query, wrong))
                        .await,
                );
                assert!(reason.contains("sign"), "{form}: {reason}");
            }
        }
        world.receivers.mode(json!({"robot": "busy"}))?;
        let busy = channels.send(&message(), &address).await;
        assert!(
            matches!(&busy, Err(Failure::Temporary { retry_after: Some(wait), .. }) if wait.as_secs() == 60),
            "{form}: {busy:?}"
        );
        world.receivers.mode(json!({"robot": "removed"}))?;
        let removed = channels.send(&message(), &address).await;
        assert!(
            matches!(removed, Err(Failure::Gone { .. })),
            "{form}: {removed:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_text_that_a_robot_would_refuse_for_its_length_goes_in_its_short_form() -> Result<()> {
    let world = World::new()?;
    let mut long = message();
    long.text = "借".repeat(700);
    let sent = webhooks(json!({}))?
        .send(&long, &robot(&world, "wecom", "key=k", None))
        .await;
    assert!(sent.is_ok(), "{sent:?}");
    assert_eq!(
        world.got("webhooks")?[0]["asked"]["text"]["content"],
        json!(long.short)
    );
    assert_eq!(Robot::WeCom.text(&message()), message().text);
    Ok(())
}

#[tokio::test]
async fn a_template_of_the_settings_decides_on_headers_body_and_what_the_answer_has_to_say() -> Result<()> {
    let world = World::new()?;
    let channels = webhooks(json!({"templates": {"plain": {
        "headers": {"authorization": "Bearer {secret}", "x-signature": "{hmac}"},
        "body": "{\"title\": \"{subject}\", \"text\": \"{text}\", \"id\": \"{id}\", \"kind\": \"{type}\"}",
        "ok": {"pointer": "/code", "value": "0", "permanent": ["2"]},
    }}}))?;
    let address = robot(&world, "plain", "", Some("s3cret"));
    let sent = channels.send(&message(), &address).await;
    assert!(sent.is_ok(), "{sent:?}");
    let got = &world.got("webhooks")?[0];
    let message = message();
    let wanted =
        json!({"title": message.subject, "text": message.text, "id": message.id, "kind": "iou.reminder"});
    assert_eq!(got["asked"], wanted);
    assert_eq!(got["headers"]["authorization"], "Bearer s3cret");
    let body = got["body"].as_str().context("a body")?;
    assert_eq!(got["headers"]["x-signature"], json!(hmac_sha256("s3cret", body)?));
    world.receivers.mode(json!({"robot": "busy"}))?;
    assert!(temporary(channels.send(&message, &address).await).contains('1'));
    world.receivers.mode(json!({"robot": "removed"}))?;
    assert!(permanent(channels.send(&message, &address).await).contains('2'));
    let unknown = ours(channels.send(&message, &robot(&world, "nobody", "", None)).await);
    assert!(unknown.contains("webhook.templates has no nobody"), "{unknown}");
    Ok(())
}

/// By other code than ours: openssl's.
fn hmac_sha256(key: &str, text: &str) -> Result<String> {
    let mut openssl = std::process::Command::new("openssl")
        .args(["dgst", "-sha256", "-hmac", key, "-r"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()?;
    openssl
        .stdin
        .take()
        .context("asked for")?
        .write_all(text.as_bytes())?;
    let output = openssl.wait_with_output()?;
    let shown = String::from_utf8(output.stdout)?;
    Ok(shown.split(' ').next().context("a digest")?.to_owned())
}
