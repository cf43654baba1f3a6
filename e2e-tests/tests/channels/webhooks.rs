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
