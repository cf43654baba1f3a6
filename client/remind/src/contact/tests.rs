use base64::engine::general_purpose::STANDARD;
use base64::Engine as _;

use super::*;
use crate::notice::{Nearness, Subject};
use terms::Day;

fn contact() -> Contact {
    Contact {
        email: Some("zhang.san@example.org".into()),
        sms: Some("+8613800138000".into()),
        webhook: Some(Hook {
            url: "https://example.org/hook?a=1".into(),
            secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()],
            form: Form::Standard,
        }),
        console: true,
        note: "老张".into(),
        ..Contact::new(Lang::Zh)
    }
}

fn key() -> (tempfile::TempDir, ContactKey) {
    let dir = tempfile::tempdir().unwrap();
    let key = ContactKey::open_or_create(&dir.path().join(KEY_FILE)).unwrap();
    (dir, key)
}

#[test]
fn a_sealed_contact_is_read_back_and_shows_nothing() {
    let (_dir, key) = key();
    let sealed = key.seal("5Zhang", &contact()).unwrap();
    assert_eq!(key.unseal("5Zhang", &sealed).unwrap(), contact());
    for secret in ["zhang.san", "13800138000", "whsec", "老张"] {
        assert!(
            !sealed.windows(secret.len()).any(|w| w == secret.as_bytes()),
            "{secret}"
        );
    }
    assert!(!format!("{:?}", contact()).contains("zhang"));
    let other = key.seal("5Zhang", &contact()).unwrap();
    assert_ne!(sealed, other, "equal contacts do not look equal");
}

#[test]
fn a_contact_sealed_with_another_key_or_damaged_is_a_clear_error() {
    let ((_a, ours), (_b, theirs)) = (key(), key());
    let sealed = theirs.seal("5Zhang", &contact()).unwrap();
    let error = ours.unseal("5Zhang", &sealed).unwrap_err();
    assert_eq!(error.code(), "contact_unreadable");
    assert!(error.to_string().contains("5Zhang"), "{error}");
    for cut in [0, 30, sealed.len() - 1] {
        let error = theirs.unseal("5Zhang", &sealed[..cut]).unwrap_err();
        assert_eq!(error.code(), "contact_unreadable", "cut to {cut}");
    }
}

#[test]
fn the_key_is_made_once_for_its_owner_alone_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(KEY_FILE);
    assert_eq!(ContactKey::open(&path).err().unwrap().code(), "io");
    let first = ContactKey::open_or_create(&path).unwrap();
    assert_eq!(files::too_open(&path).unwrap(), None);
    let bytes = std::fs::read(&path).unwrap();
    let again = ContactKey::open_or_create(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    let sealed = first.seal("5Zhang", &contact()).unwrap();
    assert_eq!(again.unseal("5Zhang", &sealed).unwrap(), contact());
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_and_one_that_is_no_key_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, _key) = key();
    let path = dir.path().join(KEY_FILE);
    let bytes = std::fs::read_to_string(&path).unwrap();
    for mode in [0o640, 0o604, 0o660] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let error = ContactKey::open_or_create(&path).err().unwrap();
        assert_eq!(error.code(), "permissions_too_open", "{mode:o}");
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(&path, format!("# made by age-keygen\n{bytes}\n")).unwrap();
    assert!(ContactKey::open(&path).is_ok());
    for wrong in [
        String::new(),
        "hello".into(),
        format!("{bytes}{bytes}"),
        bytes[..40].into(),
    ] {
        std::fs::write(&path, &wrong).unwrap();
        let error = ContactKey::open(&path).err().unwrap();
        assert_eq!(error.code(), "contact_key", "{wrong}");
        assert!(!error.to_string().contains("SECRET"), "{error}");
    }
}

/// `contact()` with one change, checked.
fn with(change: impl Fn(&mut Contact)) -> Result<(), Wrong> {
    let mut changed = contact();
    change(&mut changed);
    let json = serde_json::to_vec(&changed).unwrap();
    let read = Contact::from_json(&json).map(|_| ());
    assert_eq!(
        changed.check().is_ok(),
        read.is_ok(),
        "what is refused is refused when read too"
    );
    changed.check()
}

#[test]
fn what_people_type_is_kept_in_the_form_in_which_it_is_sent() {
    assert_eq!(kept_mailbox("张@例子.中国"), Err(Wrong::Email));
    assert_eq!(
        kept_mailbox("zhang＠例子。中国").as_deref(),
        Ok("zhang@xn--fsqu00a.xn--fiqs8s")
    );
    for typed in [
        "+8613800138000",
        "+86 138-0013-8000",
        "13800138000",
        "１３８００１３８０００",
        "＋86 13800138000",
    ] {
        assert_eq!(kept_number(typed).as_deref(), Ok("+8613800138000"), "{typed}");
    }
    assert_eq!(kept_number("+49 151 12345678").as_deref(), Ok("+4915112345678"));
    for typed in [
        "1380013800",
        "0086 13800138000",
        "+1234567",
        "110",
        "",
        "+86 138 0013 800x",
    ] {
        assert_eq!(kept_number(typed), Err(Wrong::Sms), "{typed}");
    }
}

#[test]
fn no_contact_is_taken_that_no_channel_would_send_to() {
    let channels_refuse = |address: Address| channel::check_address(&address).is_err();
    for mailbox in [
        "王@example.org",
        "zhang@exa mple.org",
        "zhang@.org",
        "zhang@example.org",
    ] {
        let taken = with(|c| c.email = Some(mailbox.into())).is_ok();
        assert_eq!(
            taken,
            !channels_refuse(Address::Email(mailbox.into())),
            "{mailbox}"
        );
    }
    for number in ["+1234567", "+12345678", "+123456789012345", "+1234567890123456"] {
        let taken = with(|c| c.sms = Some(number.into())).is_ok();
        assert_eq!(taken, !channels_refuse(Address::Sms(number.into())), "{number}");
    }
}

#[test]
fn addresses_are_taken_in_their_standard_form_only() {
    assert_eq!(contact().check(), Ok(()));
    for wrong in [
        "",
        "zhang",
        "a@b@c",
        "a b@c.org",
        "a@c.org\nBcc: x@y.org",
        "张 <a@c.org>",
    ] {
        assert_eq!(
            with(|c| c.email = Some(wrong.into())),
            Err(Wrong::Email),
            "{wrong:?}"
        );
    }
    assert_eq!(
        with(|c| c.email = Some(format!("a@{}.org", "b.".repeat(130)))),
        Err(Wrong::Email)
    );
    for wrong in [
        "13800138000",
        "+0138001380",
        "+86 138",
        "+861380013800012345",
        "+86138０",
        "",
        "+",
    ] {
        assert_eq!(with(|c| c.sms = Some(wrong.into())), Err(Wrong::Sms), "{wrong:?}");
    }
    let hook = |url: &str, secrets: &[&str]| Hook {
        url: url.into(),
        secrets: secrets.iter().map(|s| (*s).to_owned()).collect(),
        form: Form::Standard,
    };
    let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    for wrong in [
        "",
        "example.org",
        "ftp://example.org",
        "file:///etc/passwd",
        "https://u:p@example.org",
    ] {
        let tried = with(|c| c.webhook = Some(hook(wrong, &[good])));
        assert_eq!(tried, Err(Wrong::Webhook), "{wrong}");
    }
    for wrong in [
        "",
        "secret",
        "whsec_",
        "whsec_!!!!",
        "whsec_YWJj",
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ] {
        let tried = with(|c| c.webhook = Some(hook("https://example.org", &[wrong])));
        assert_eq!(tried, Err(Wrong::Secret), "{wrong}");
    }
    for secrets in [&[][..], &[good, good, good]] {
        let tried = with(|c| c.webhook = Some(hook("https://example.org", secrets)));
        assert_eq!(tried, Err(Wrong::Secrets));
    }
    let ed25519 = format!("whsk_{}", STANDARD.encode([7; 32]));
    assert_eq!(
        with(|c| c.webhook = Some(hook("http://10.0.0.1:8080", &[&ed25519]))),
        Ok(())
    );
}

#[test]
fn a_robot_is_known_by_its_host_and_needs_no_secret_of_standard_webhooks() {
    for (url, form) in [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "wecom"),
        ("https://oapi.dingtalk.com/robot/send?access_token=t", "dingtalk"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/h", "feishu"),
        ("https://example.org/hook", "standard"),
    ] {
        assert_eq!(Form::of_url(url).to_string(), form, "{url}");
    }
    let robot = |form: &str, secrets: &[&str]| {
        let hook = Hook {
            url: "https://example.org/robot".into(),
            secrets: secrets.iter().map(|one| (*one).to_owned()).collect(),
            form: Form::named(form).unwrap(),
        };
        with(|c| c.webhook = Some(hook.clone()))
    };
    for form in ["wecom", "dingtalk", "feishu", "of_our_own-2"] {
        assert_eq!(robot(form, &[]), Ok(()), "{form}");
        assert_eq!(robot(form, &["SEC0123456789abcdef"]), Ok(()), "{form}");
        assert_eq!(robot(form, &["a", "b"]), Err(Wrong::Secrets), "{form}");
        assert_eq!(robot(form, &["with space"]), Err(Wrong::Secret), "{form}");
    }
    assert_eq!(robot("standard", &[]), Err(Wrong::Secrets));
    assert_eq!(robot("standard", &["SEC0123456789abcdef"]), Err(Wrong::Secret));
    for name in ["", "Wecom", "a b", "../x", &"x".repeat(33)] {
        assert!(Form::named(name).is_err(), "{name}");
    }
}

#[test]
fn zone_language_note_and_channels_are_checked() {
    for good in ["UTC", "Europe/Berlin", "America/New_York"] {
        assert_eq!(with(|c| c.zone = good.into()), Ok(()), "{good}");
    }
    for wrong in [
        "",
        "China",
        "Asia/Atlantis",
        "CST-8",
        "../etc/passwd",
        "+08:00",
        "Etc/Unknown",
    ] {
        assert_eq!(with(|c| c.zone = wrong.into()), Err(Wrong::Zone), "{wrong}");
    }
    for wrong in ["", "fr", "zh", "EN"] {
        assert_eq!(
            with(|c| c.language = wrong.into()),
            Err(Wrong::Language),
            "{wrong}"
        );
    }
    assert_eq!(with(|c| c.note = "a\u{1b}[2J".into()), Err(Wrong::Note));
    assert_eq!(with(|c| c.note = "长".repeat(201)), Err(Wrong::Note));
    assert_eq!(with(|c| c.note = "长".repeat(200)), Ok(()));
    assert_eq!(Contact::new(Lang::Zh).check(), Err(Wrong::NoChannel));
}

#[test]
fn unknown_fields_and_other_json_are_refused() {
    let mut json = serde_json::to_value(contact()).unwrap();
    assert_eq!(Contact::from_json(json.to_string().as_bytes()), Ok(contact()));
    assert_eq!(json["quiet"], "21:30-08:00");
    json["phone"] = "1".into();
    assert_eq!(
        Contact::from_json(json.to_string().as_bytes()),
        Err(Wrong::Contact)
    );
    assert_eq!(Contact::from_json(b"[]"), Err(Wrong::Contact));
}

#[test]
fn quiet_hours_may_span_midnight_and_their_end_is_no_part_of_them() {
    let time = |text| hour_minute(text).unwrap();
    let night = Quiet::parse("21:30-08:00").unwrap();
    assert_eq!(night, Quiet::USUAL);
    for (at, quiet) in [
        ("21:29", false),
        ("21:30", true),
        ("00:00", true),
        ("07:59", true),
        ("08:00", false),
    ] {
        assert_eq!(night.contains(time(at)), quiet, "{at}");
    }
    let noon = Quiet::parse("12:00-14:00").unwrap();
    for (at, quiet) in [
        ("11:59", false),
        ("12:00", true),
        ("13:59", true),
        ("14:00", false),
        ("00:00", false),
    ] {
        assert_eq!(noon.contains(time(at)), quiet, "{at}");
    }
    assert!(!Quiet::parse("09:00-09:00").unwrap().contains(time("09:00")));
    for wrong in [
        "",
        "21:30",
        "21:30-24:00",
        "9:00-10:00",
        "21:30-08:00-09:00",
        "２1:30-08:00",
        "21.30-08.00",
    ] {
        assert_eq!(Quiet::parse(wrong), Err(Wrong::Quiet), "{wrong}");
    }
}

#[test]
fn a_refused_topic_covers_its_own_notices_and_never_a_demand() {
    let due = |stage| Subject::Instalment {
        number: 0,
        due: Day(20_000),
        stage,
    };
    let demand = Subject::Demand {
        number: 0,
        due: Day(20_000),
    };
    let event = Subject::Event {
        sequence: 0,
        name: "LoanProposed".into(),
    };
    let signature = Subject::Signature {
        by: terms::Timestamp(0),
        days: 1,
    };
    for (topic, covered, other) in [
        ("T-7", due(Nearness::Before(7)), due(Nearness::After(7))),
        ("T", due(Nearness::Today), due(Nearness::Before(1))),
        ("monthly", due(Nearness::Month(9)), due(Nearness::After(30))),
        ("T+2m", due(Nearness::Month(2)), due(Nearness::Month(3))),
        ("events", event.clone(), due(Nearness::Today)),
        ("signature", signature, event),
    ] {
        let topic = Topic::parse(topic).unwrap();
        assert!(topic.covers(&covered) && !topic.covers(&other), "{topic}");
        assert!(!topic.covers(&demand), "{topic}");
        assert_eq!(Topic::parse(&topic.to_string()), Ok(topic));
    }
    assert_eq!(Topic::parse("weekly"), Err(Wrong::Topic));
}

#[test]
fn opting_out_of_everything_or_of_a_channel_stops_demands_too_and_out_of_topics_does_not() {
    let demand = Subject::Demand {
        number: 0,
        due: Day(20_000),
    };
    let mut out = OptOut {
        topics: vec![Topic::Monthly, Topic::Events],
        ..OptOut::default()
    };
    assert!(!out.refuses(&demand, Channel::Sms));
    out.channels = vec![Channel::Sms];
    assert!(out.refuses(&demand, Channel::Sms) && !out.refuses(&demand, Channel::Email));
    out.all = true;
    assert!(out.refuses(&demand, Channel::Email));
}

#[test]
fn a_setting_is_read_back_and_refused_where_it_makes_no_sense() {
    let setting = ReminderSetting {
        demand_after_days: Some(7),
        demand_channel: Some(Channel::Sms),
        mark_default: true,
        stages: Some(Stages::default()),
        ..ReminderSetting::default()
    };
    assert_eq!(
        ReminderSetting::from_json(&setting.to_json()),
        Ok(setting.clone())
    );
    assert_eq!(ReminderSetting::from_json("{}"), Ok(ReminderSetting::default()));
    assert_eq!(setting.demand(), Some((7, Channel::Sms)));
    for (json, wrong) in [
        ("[1]", Wrong::ReminderSetting),
        (r#"{"mute": true}"#, Wrong::ReminderSetting),
        (r#"{"demand_after_days": 7}"#, Wrong::Demand),
        (r#"{"demand_channel": "sms"}"#, Wrong::Demand),
        (
            r#"{"demand_after_days": 0, "demand_channel": "sms"}"#,
            Wrong::Demand,
        ),
        (
            r#"{"demand_after_days": 7, "demand_channel": "console"}"#,
            Wrong::Demand,
        ),
        (
            r#"{"stages": {"before": [0], "today": true, "after": [], "monthly": null}}"#,
            Wrong::Stages,
        ),
        (
            r#"{"stages": {"before": [7, 7], "today": true, "after": [], "monthly": null}}"#,
            Wrong::Stages,
        ),
        (
            r#"{"stages": {"before": [], "today": true, "after": [4000], "monthly": null}}"#,
            Wrong::Stages,
        ),
        (
            r#"{"stages": {"before": [], "today": true, "after": [], "monthly": 0}}"#,
            Wrong::Stages,
        ),
    ] {
        assert_eq!(ReminderSetting::from_json(json), Err(wrong), "{json}");
    }
}

#[test]
fn every_refusal_is_explained_in_both_languages() {
    for wrong in Wrong::ALL {
        for lang in [Lang::En, Lang::Zh] {
            assert!(iou_base::Text::new(lang).has(wrong.id()), "{}", wrong.id());
        }
    }
}
