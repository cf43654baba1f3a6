//! Short messages: Tencent Cloud's own format and a gateway described by settings.

use super::*;

#[tokio::test]
async fn tencent_accepts_our_signature_and_gets_the_approved_text_with_its_variables() -> Result<()> {
    let world = World::new()?;
    let channels = world.tencent(json!({}))?;
    assert_eq!(channels.check(Channel::Sms).await, Ok(()));
    let message = message();
    let tracking = tracking(channels.send(&message, &Address::Sms(PHONE.into())).await);
    assert!(tracking.starts_with("2640:"), "{tracking}");
    let got = world.got("sms")?;
    assert!(got.iter().all(|one| one["verdict"] == true), "{got:?}");
    assert_eq!(
        got[1]["body"],
        json!({"PhoneNumberSet": [PHONE], "SmsSdkAppId": "1400006666", "SignName": "借条", "TemplateId": "1110",
            "TemplateParamSet": [message.short, "12"], "SessionContext": message.id})
    );
    let english = Message {
        lang: Lang::En,
        ..message
    };
    assert!(channels.send(&english, &Address::Sms(PHONE.into())).await.is_ok());
    assert_eq!(world.got("sms")?[2]["body"]["TemplateId"], "1111");
    Ok(())
}

#[tokio::test]
async fn tencent_is_asked_for_the_arrival_as_often_as_one_likes() -> Result<()> {
    let world = World::new()?;
    let channels = world.tencent(json!({}))?;
    let phone = Address::Sms(PHONE.into());
    let tracking = tracking(channels.send(&message(), &phone).await);
    let ask = || channels.receipt(Channel::Sms, &tracking, &phone, CREATED_MS);
    assert_eq!(ask().await, Ok(None));
    world.receivers.mode(json!({"sms": "delivered"}))?;
    for _ in 0..2 {
        let receipt = ask().await.unwrap().context("it has arrived")?;
        let told: Value = serde_json::from_slice(&receipt.bytes)?;
        assert_eq!(
            told["Response"]["PullSmsSendStatusSet"][0]["SerialNo"],
            tracking.as_str()
        );
    }
    assert_eq!(
        channels
            .receipt(Channel::Sms, "another", &phone, CREATED_MS)
            .await,
        Ok(None)
    );
    world.receivers.mode(json!({"sms": "undelivered"}))?;
    match ask().await {
        Err(Failure::Permanent { reason }) => assert!(reason.contains("UNDELIV"), "{reason}"),
        other => panic!("{other:?}"),
    }
    Ok(())
}

#[tokio::test]
async fn tencents_refusals_are_told_apart_and_a_wrong_key_is_our_own_fault() -> Result<()> {
    let world = World::new()?;
    let channels = world.tencent(json!({}))?;
    let phone = Address::Sms(PHONE.into());
    world.receivers.mode(json!({"sms": "busy"}))?;
    assert!(temporary(channels.send(&message(), &phone).await).contains("LimitExceeded"));
    world.receivers.mode(json!({"sms": "refuse"}))?;
    let reason = permanent(channels.send(&message(), &phone).await);
    assert!(reason.contains("the number <address> does not"), "{reason}");
    world.receivers.mode(json!({"sms": "hang"}))?;
    assert!(temporary(channels.send(&message(), &phone).await).contains("timed out"));
    world.receivers.mode(json!({"sms": "ok"}))?;
    let wrong = world.tencent(json!({"secret_key_file": world.secret("wrong", "another key")?}))?;
    assert!(temporary(wrong.send(&message(), &phone).await).contains("AuthFailure.SignatureFailure"));
    assert!(wrong.check(Channel::Sms).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_gateway_described_by_settings_gets_the_signed_text_and_is_asked_for_the_arrival() -> Result<()> {
    let world = World::new()?;
    let channels = world.gateway(json!({}))?;
    let phone = Address::Sms(PHONE.into());
    let message = Message {
        short: "还款\"到期\",\n{to} 速还\\".into(),
        ..message()
    };
    let tracking = tracking(channels.send(&message, &phone).await);
    assert_eq!(tracking, "7000000001");
    let got = &world.got("sms")?[0];
    let text = "【借条】还款\"到期\", {to} 速还\\";
    assert_eq!(
        got["body"],
        json!({"to": "13800138000", "text": text, "ref": message.id})
    );
    assert_eq!(
        (&got["query"]["app"], &got["headers"]["x-key"]),
        (&json!("k&y"), &json!("k&y"))
    );
    let ask = || channels.receipt(Channel::Sms, &tracking, &phone, CREATED_MS);
    assert_eq!(ask().await, Ok(None));
    world.receivers.mode(json!({"sms": "delivered"}))?;
    let receipt = ask().await.unwrap().context("it has arrived")?;
    assert_eq!(
        receipt.bytes,
        br#"{"data":{"id":"7000000001","state":"DELIVRD"}}"#
    );
    world.receivers.mode(json!({"sms": "undelivered"}))?;
    assert!(matches!(ask().await, Err(Failure::Permanent { .. })));
    Ok(())
}

#[tokio::test]
async fn a_gateway_can_be_spoken_to_in_forms_and_without_receipts() -> Result<()> {
    let world = World::new()?;
    let form = json!({"format": "form", "body": "to={to}&text={text}&ref={id}", "receipt": null});
    let channels = world.gateway(form)?;
    let sent = channels.send(&message(), &Address::Sms(PHONE.into())).await;
    assert_eq!(sent, Ok(Delivery::Delivered { receipt: None }));
    let got = &world.got("sms")?[0];
    let text = format!("【借条】{}", message().short);
    assert_eq!(
        got["body"],
        json!({"to": PHONE, "text": text, "ref": message().id})
    );
    Ok(())
}

#[tokio::test]
async fn a_gateways_refusals_are_told_apart_by_the_settings() -> Result<()> {
    let world = World::new()?;
    let channels = world.gateway(json!({}))?;
    let phone = Address::Sms(PHONE.into());
    for (mode, final_) in [
        ("busy", false),
        ("503", false),
        ("401", false),
        ("hang", false),
        ("refuse", true),
        ("400", true),
    ] {
        world.receivers.mode(json!({"sms": mode}))?;
        let sent = channels.send(&message(), &phone).await;
        let reason = if final_ { permanent(sent) } else { temporary(sent) };
        assert!(!reason.contains("13800138000"), "{mode}: {reason}");
    }
    Ok(())
}

#[tokio::test]
async fn a_text_of_too_many_parts_is_not_paid_for() -> Result<()> {
    let world = World::new()?;
    let phone = Address::Sms(PHONE.into());
    // With 【借条】 in front, 130 more characters fill two parts.
    let long = |chars: usize| Message {
        short: "期".repeat(chars),
        ..message()
    };
    for channels in [
        world.gateway(json!({}))?,
        world.tencent(json!({"parameters": ["{text}"]}))?,
    ] {
        world.receivers.reset()?;
        let reason = permanent(channels.send(&long(131), &phone).await);
        assert!(reason.contains("3 parts, more than the 2"), "{reason}");
        assert_eq!(world.got("sms")?.len(), 0);
        assert!(channels.send(&long(130), &phone).await.is_ok());
    }
    Ok(())
}
