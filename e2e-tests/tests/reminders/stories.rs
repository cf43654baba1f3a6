//! What people see: the borrower is told, each time once; the lender's demand is proved; whoever is forgotten is.

use anyhow::{ensure, Context, Result};
use e2e_tests::service::wait_until;
use e2e_tests::world::OFF_CHAIN;
use iou_base::sha256;
use serde_json::Value;

use super::{message_id, Desk, MAILBOX, PHONE, SECRET};

/// The raw bytes of the SQLite database, journal and all.
fn raw(desk: &Desk) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for end in ["", "-wal", "-shm"] {
        if let Ok(more) = std::fs::read(format!("{}{end}", desk.database)) {
            bytes.extend(more);
        }
    }
    ensure!(!bytes.is_empty(), "no database");
    Ok(bytes)
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|some| some == text.as_bytes())
}

#[test]
fn a_borrower_is_told_each_stage_once_over_each_channel_and_the_contract_too() -> Result<()> {
    let desk = Desk::new()?;
    let loan = desk.world.running()?;
    let _ = desk.index()?;
    let _ = desk.reachable()?;
    // Nothing is due to be said yet.
    let _ = desk.round()?;
    assert_eq!(desk.counts()?, (0, 0, 0));
    for (told, (pause, word)) in [("83d", "将于"), ("7d", "今日"), ("1d", "尚未还清")]
        .into_iter()
        .enumerate()
    {
        desk.advance(pause)?;
        let _ = desk.round()?;
        let one_more = (told + 1, told + 1, told + 1);
        assert_eq!(desk.counts()?, one_more, "{:?}", desk.open());
        // Run again, with the gateway's receipt come, and over an index made again.
        desk.hurry()?;
        let _ = desk.round()?;
        let _ = desk.json(&["index", "rebuild"])?;
        let _ = desk.round()?;
        assert_eq!(desk.counts()?, one_more);
        let mail = desk.got("smtp")?.pop().context("a mail")?;
        let subject = mail["parsed"]["subject"].as_str().unwrap_or_default();
        assert!(
            subject.contains(&format!("借条{loan}")) && subject.contains(word),
            "{subject}"
        );
        let text = desk.texts()?.pop().context("a text")?;
        let text = text["body"]["text"].as_str().unwrap_or_default().to_owned();
        assert!(text.starts_with("【借条】借条") && text.contains("CNY"), "{text}");
    }
    let kinds: Vec<String> = desk.got("webhooks")?.iter().map(kind).collect();
    assert_eq!(
        kinds,
        ["iou.loan.due_soon", "iou.loan.due_today", "iou.loan.overdue"]
    );
    let all = desk.received()?;
    assert!(all.len() == 9 && all.values().all(|bodies| bodies.len() == 1));
    let stages: Vec<Value> = desk
        .events("RepaymentDue")?
        .iter()
        .map(|event| event["data"]["stage"].clone())
        .collect();
    assert_eq!(stages, ["soon", "today", "overdue"]);
    let states = desk.rows("SELECT DISTINCT state FROM message")?;
    assert_eq!(states, [["delivered"]], "{:?}", desk.open());
    Ok(())
}

fn kind(hook: &Value) -> String {
    body(hook)["type"].as_str().unwrap_or_default().to_owned()
}

fn body(hook: &Value) -> Value {
    serde_json::from_str(hook["body"].as_str().unwrap_or_default()).unwrap_or_default()
}

#[test]
fn that_a_report_stayed_unanswered_is_put_on_record_by_the_service_once() -> Result<()> {
    let desk = Desk::new()?;
    let loan = desk.world.running_by(&format!("answer_days = 7\n{OFF_CHAIN}"))?;
    let _ = desk.world.iou.step("zhangsan", &["report", &loan, "4000.00"])?;
    let _ = desk.index()?;
    for (pause, times) in [("7d", 0), ("1d", 1), ("1d", 1)] {
        desk.advance(pause)?;
        let _ = desk.round()?;
        desk.hurry()?;
        let _ = desk.round()?;
        assert_eq!(desk.events("SilenceRecorded")?.len(), times, "{:?}", desk.open());
    }
    let tasks = desk.rows("SELECT kind, state FROM relay_task WHERE kind = 'record_silence'")?;
    assert_eq!(tasks, [["record_silence", "done"]]);
    Ok(())
}

#[test]
fn after_a_long_standstill_one_digest_says_it_all() -> Result<()> {
    let desk = Desk::new()?;
    let (first, second) = (desk.world.running()?, desk.world.running()?);
    let _ = desk.index()?;
    let _ = desk.reachable()?;
    // T-30 to T+30 of both were missed.
    desk.advance("130d")?;
    let _ = desk.deliver()?;
    assert_eq!(desk.counts()?, (1, 1, 1), "one each, not many");
    let digest = desk.got("webhooks")?.pop().context("a webhook")?;
    assert_eq!(kind(&digest), "iou.digest");
    let notices = body(&digest)["data"]["notices"].clone();
    let notices = notices.as_array().context("notices")?;
    let loans: Vec<String> = notices.iter().map(|it| it["data"]["loan"].to_string()).collect();
    assert_eq!(loans, [first, second]);
    assert!(notices.iter().all(|it| it["type"] == "iou.loan.overdue"));
    let superseded = desk.value("SELECT count(*) FROM notice WHERE message IS NULL")?;
    // Seven stages before T+30, of two loans, over three channels.
    assert_eq!(superseded, "42");
    for _ in 0..2 {
        desk.hurry()?;
        let _ = desk.deliver()?;
        desk.advance("1d")?;
    }
    assert_eq!(desk.counts()?, (1, 1, 1), "what was superseded never comes");
    Ok(())
}

#[test]
fn a_demand_is_on_record_with_the_digest_of_what_arrived_and_time_begins_anew() -> Result<()> {
    let desk = Desk::new()?;
    let (by_hook, by_sms) = (desk.world.running()?, desk.world.running()?);
    let _ = desk.index()?;
    let _ = desk.reachable()?;
    let set = |loan: &str, channel: &str| {
        let args = ["--account", "lisi", "remind", "set", loan, "--demand-after", "3"];
        desk.json(&[&args[..], &["--demand-by", channel, "--mark-default", "yes"]].concat())
    };
    let lender = set(&by_hook, "webhook")?["account"].clone();
    let _ = set(&by_sms, "sms")?;
    desk.advance("93d")?;
    // Not allowed yet: the demand goes out, and its record waits for the lender.
    let _ = desk.round()?;
    assert!(desk.events("DemandMade")?.is_empty());
    let waits = "SELECT last_error FROM relay_task WHERE kind = 'demand'";
    assert_eq!(desk.rows(waits)?, [["not-allowed"]]);
    let _ = desk
        .world
        .iou
        .step("lisi", &["remind", "allow", "--relayer", "relayer"])?;
    // The gateway's receipt comes later; then again, with nothing to do.
    for _ in 0..2 {
        desk.hurry()?;
        let _ = desk.round()?;
    }
    let demands = desk.events("DemandMade")?;
    assert_eq!(demands.len(), 2, "{demands:?} {:?}", desk.open());
    let hooks = desk.got("webhooks")?;
    let hook = hooks.iter().find(|hook| kind(hook) == "iou.loan.demand");
    let arrived = hook.context("the demand")?["body"].as_str().unwrap_or_default();
    let texts = desk.texts()?;
    let mut texts = texts.iter().filter_map(|it| it["body"]["text"].as_str());
    let text = texts.find(|text| text.contains("催告")).context("the demand")?;
    // The gateway's own mark in front belongs to the line, not to the message.
    let text = text.strip_prefix("【借条】").context("the mark")?;
    for (loan, bytes, channel) in [(&by_hook, arrived, "messenger"), (&by_sms, text, "sms")] {
        let event = demands.iter().find(|event| loan == &event["loan"].to_string());
        let made = &event.context("a demand for each")?["data"];
        let digest = format!("0x{}", hex::encode(sha256(bytes.as_bytes())));
        assert_eq!(made["message"], digest.as_str());
        assert_eq!(made["channel"], channel);
        ensure!(made["receipt"].is_string(), "{made}");
        assert_eq!(made["by"], lender, "in the lender's name");
        let clock = desk.world.iou.json(&["limitation", loan])?;
        assert_eq!(clock["cause"], "demand");
        assert_eq!(clock["from"], desk.world.show(loan)?["now"]["day"]);
    }
    // Default is recorded when the days of grace are over, as the lender asked.
    assert!(desk.events("LoanDefaulted")?.is_empty());
    desk.advance("30d")?;
    for _ in 0..2 {
        let _ = desk.round()?;
        desk.hurry()?;
    }
    assert_eq!(desk.events("LoanDefaulted")?.len(), 2, "{:?}", desk.open());
    assert_eq!(desk.events("DemandMade")?.len(), 2, "no second demand");
    for loan in [&by_hook, &by_sms] {
        assert_eq!(desk.world.status(loan)?, "defaulted");
    }
    let all = desk.received()?;
    assert!(all.values().all(|bodies| bodies.len() == 1), "each once");
    Ok(())
}

/// Of what notices came to somebody's hook, sorted.
pub(super) fn kinds_to(desk: &Desk, who: &str) -> Result<Vec<String>> {
    let path = format!("/hook/{who}");
    let hooks = desk.got("webhooks")?;
    let mut kinds: Vec<String> = Vec::new();
    for hook in hooks.iter().filter(|hook| hook["path"] == path.as_str()) {
        let body = body(hook);
        // Two events in one block are one message.
        match body["data"]["notices"].as_array() {
            Some(many) => kinds.extend(many.iter().map(|it| it["type"].as_str().unwrap_or("").into())),
            None => kinds.push(kind(hook)),
        }
    }
    kinds.sort();
    Ok(kinds)
}

#[test]
fn what_one_does_the_other_is_told_with_stable_ids_and_signatures_that_hold() -> Result<()> {
    let desk = Desk::new()?;
    let _ = desk.hooked("zhangsan")?;
    let hook = desk.hook("/hook/lisi");
    let mut addresses: Vec<&str> = hook.iter().map(String::as_str).collect();
    addresses.extend(["--email", "li.si@mail.example"]);
    let _ = desk.contact("lisi", &addresses)?;
    let mut service = desk.start("run", "relayer", "run.log")?;
    let loan = desk.world.running()?;
    for (who, args) in [
        ("zhangsan", ["report", &loan, "4000.00"].as_slice()),
        ("lisi", &["confirm", &loan]),
    ] {
        let _ = desk.world.iou.step(who, args)?;
    }
    desk.quiet(&mut service)?;
    let events = |names: &[&str]| -> Vec<String> {
        names
            .iter()
            .map(|name| format!("iou.loan.event.{name}"))
            .collect()
    };
    assert_eq!(
        kinds_to(&desk, "lisi")?,
        events(&[
            "loan_delivered",
            "loan_proposed",
            "loan_signed",
            "repayment_reported"
        ])
    );
    assert_eq!(
        kinds_to(&desk, "zhangsan")?,
        events(&[
            "delivery_reported",
            "loan_delivered",
            "loan_repaid",
            "loan_signed"
        ])
    );
    // The mails say the same under their own ids, and what became news at the same moment stands in one; all are in the
    // database, and each came once.
    let news = |mail: &Value| -> usize {
        let subject = mail["parsed"]["subject"].as_str().unwrap_or_default();
        let several = subject
            .strip_prefix("您有")
            .and_then(|rest| rest.split('条').next());
        several.map_or(1, |number| number.parse().unwrap_or_default())
    };
    assert_eq!(desk.got("smtp")?.iter().map(news).sum::<usize>(), 4);
    let received = desk.received()?;
    let known: Vec<String> = desk.rows("SELECT id FROM message ORDER BY id")?.concat();
    assert_eq!(received.keys().cloned().collect::<Vec<_>>(), known);
    assert!(received.values().all(|bodies| bodies.len() == 1));
    assert!(service.stop()?.success(), "{}", service.log());
    // Another start tells nobody anything again.
    let mut service = desk.start("run", "relayer", "run.log")?;
    let _ = desk.world.iou.step("lisi", &["report", &loan, "1.00"])?;
    desk.quiet(&mut service)?;
    wait_until("the news arrives", || {
        Ok(desk.received()?.len() == received.len() + 1)
    })?;
    Ok(())
}

#[test]
fn who_is_removed_is_forgotten_and_what_waits_is_withdrawn() -> Result<()> {
    let desk = Desk::new()?;
    let _ = desk.world.running()?;
    let _ = desk.index()?;
    let _ = desk.reachable()?;
    desk.receivers
        .mode(serde_json::json!({"smtp": "tempfail", "sms": "busy", "webhook": "500"}))?;
    desk.advance("83d")?;
    let round = desk.deliver()?;
    assert_eq!(round["delivered"]["again"], 3, "{round}");
    let personal = [
        MAILBOX.to_owned(),
        PHONE[1..].to_owned(),
        PHONE[3..].to_owned(),
        desk.receivers.url("/hook/zhangsan"),
        "/hook/zhangsan".to_owned(),
        SECRET[6..].to_owned(),
        "zhang.san".to_owned(),
    ];
    let account = desk
        .world
        .iou
        .json(&["contact", "list", "--database", &desk.database])?[0]["account"]
        .clone();
    let account = account.as_str().context("an account")?;
    let before = raw(&desk)?;
    assert!(holds(&before, account), "the search finds what is there");
    for word in &personal {
        assert!(!holds(&before, word), "{word} in clear: {:?}", desk.open());
    }
    let removed = desk.json(&["contact", "remove", "zhangsan"])?;
    assert_eq!(removed["withdrawn"], 3);
    assert_eq!(desk.value("SELECT count(*) FROM contact")?, "0");
    let (mails, texts, hooks) = desk.counts()?;
    desk.receivers
        .mode(serde_json::json!({"smtp": "ok", "sms": "ok", "webhook": "ok"}))?;
    desk.hurry()?;
    desk.advance("7d")?;
    let _ = desk.deliver()?;
    assert_eq!(desk.counts()?, (mails, texts, hooks), "nothing more comes");
    let states = desk.rows("SELECT state, body FROM message")?;
    assert!(states.iter().all(|row| *row == ["withdrawn", ""]), "{states:?}");
    for word in &personal {
        assert!(!holds(&raw(&desk)?, word), "{word} is still there");
    }
    // Ids are no addresses.
    assert!(desk.got("smtp")?.iter().all(|mail| message_id(mail).len() == 64));
    Ok(())
}
