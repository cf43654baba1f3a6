//! What people who own no tokens type, and what they read: the program against a real relay on a real node, and then with
//! everything wrong that can be: the relay down, unwilling or lying, its answers lost, their own node behind. Each command's
//! outcome can be looked up afterwards, and nothing is sent twice.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{ensure, Context, Result};
use deploy::iou::{Iou, Run, YES};
use e2e_tests::liar::Liar;
use e2e_tests::relay::{uri, Desk};
use e2e_tests::service::{wait_until, Service};
use e2e_tests::wire::{Fate, Wire};
use e2e_tests::world::{form, World, OFF_CHAIN};
use iou_base::sha256;
use iou_intent::api::{INTENTS, RELAY};
use serde_json::{json, Value};
use tempfile::TempDir;
use terms::intent::Intent;

/// Where nobody listens.
const NOBODY: &str = "http://127.0.0.1:1";

/// Two people with a machine each, who know the contract and the way to a relay, and own nothing.
pub struct People {
    pub desk: Desk,
    _service: Service,
    wire: Wire,
    pub lisi: Iou,
    pub zhangsan: Iou,
    _homes: [TempDir; 2],
    offers: AtomicU32,
}

impl People {
    fn new(settings: &str) -> Result<People> {
        People::over(World::new()?, settings)
    }

    /// On whatever chain has the contract.
    pub fn over(world: World, settings: &str) -> Result<People> {
        let settings = format!("{settings}\n[limits]\nper_second = 1000\nburst = 1000");
        let desk = Desk::over(world, &settings)?;
        let service = desk.start("relay")?;
        let (lisi, one) = desk.world.machine()?;
        let (zhangsan, other) = desk.world.machine()?;
        assert_eq!(
            lisi.import("lisi", &uri("lisi"))?,
            desk.lender.account().to_string()
        );
        let _ = zhangsan.import("zhangsan", &uri("zhangsan"))?;
        Ok(People {
            wire: Wire::before(desk.port)?,
            _service: service,
            desk,
            lisi,
            zhangsan,
            _homes: [one, other],
            offers: AtomicU32::new(0),
        })
    }

    /// Runs a step through the relay, for programs.
    fn run(&self, who: &Iou, args: &[&str]) -> Result<Run> {
        who.run(&[&self.flags(who)[..], &["--json"], args].concat())
    }

    /// The same, for people.
    fn read(&self, who: &Iou, args: &[&str]) -> Result<Run> {
        who.run(&[&self.flags(who)[..], args].concat())
    }

    fn flags(&self, who: &Iou) -> [&str; 6] {
        let name = match who.home() == self.lisi.home() {
            true => "lisi",
            false => "zhangsan",
        };
        ["--account", name, YES[0], YES[1], "--relay", self.url()]
    }

    fn url(&self) -> &str {
        self.wire.url()
    }

    /// A step that is on record in a final block: its data.
    pub fn done(&self, who: &Iou, args: &[&str]) -> Result<Value> {
        let data = self.run(who, args)?.data()?;
        ensure!(data["transaction"]["status"] == "finalised", "{data}");
        ensure!(data["relay"] == self.url(), "{data}");
        Ok(data)
    }

    /// The offer of the borrower, with its fields at the lender's: the file.
    fn offer(&self) -> Result<String> {
        let world = &self.desk.world;
        let filled = form(OFF_CHAIN)
            .replace(
                "account = \"lisi\"",
                &format!("account = \"{}\"", self.desk.lender.account()),
            )
            .replace(
                "account = \"zhangsan\"",
                &format!("account = \"{}\"", self.desk.borrower.account()),
            );
        let filled = world.file("form.toml", &filled)?;
        let number = self.offers.fetch_add(1, Ordering::Relaxed);
        let [offer, fields] = ["json", "txt"].map(|end| world.home_path(&format!("offer-{number}.{end}")));
        let _ = self
            .zhangsan
            .step("zhangsan", &["new", &filled, "--intent", &offer])?;
        let send = ["fields", "send", "--offer", &offer, "-o", &fields];
        let _ = self.zhangsan.step("zhangsan", &send)?;
        let take = ["fields", "take", &fields, "--offer", &offer];
        let _ = self.lisi.step("lisi", &take)?;
        Ok(offer)
    }

    /// A loan that runs, by what both typed.
    pub fn running(&self) -> Result<String> {
        let offer = self.offer()?;
        let signed = self.done(&self.lisi, &["sign", "--offer", &offer])?;
        let loan = signed["loan"].as_u64().context("a number")?.to_string();
        let _ = self.done(&self.lisi, &["deliver", &loan])?;
        let _ = self.done(&self.zhangsan, &["received", &loan])?;
        Ok(loan)
    }

    /// The ids of what was handed over from a machine, the oldest first.
    pub fn handed(&self, who: &Iou) -> Result<Vec<String>> {
        let all = who.json(&["intent", "status"])?;
        let all = all["intents"].as_array().context("a list")?.iter();
        Ok(all
            .map(|one| one["id"].as_str().unwrap_or_default().to_owned())
            .collect())
    }

    /// The newest of them.
    fn newest(&self, who: &Iou) -> Result<String> {
        self.handed(who)?.pop().context("something was handed over")
    }

    /// Waits until a machine is told that it is on record and final.
    pub fn is_final(&self, who: &Iou, id: &str) -> Result<()> {
        let mut last = None;
        let told = wait_until("it is told to be final", || {
            let run = who.run(&["--json", "intent", "status", id])?;
            let is = run.code == Some(0) && run.data()?["status"] == "finalised";
            last = Some(run);
            Ok(is)
        });
        told.with_context(|| format!("{last:?}"))
    }

    fn tasks(&self) -> Result<i64> {
        self.desk.count("SELECT COUNT(*) FROM relay_task")
    }

    /// How often something was handed over since the last time.
    fn hand_overs(&self) -> usize {
        let asked = self.wire.asked();
        asked
            .iter()
            .filter(|it| **it == format!("POST {INTENTS}"))
            .count()
    }

    /// How much was forgiven so far, as the chain has it: how many times.
    fn forgiven(&self, loan: &str) -> Result<usize> {
        self.desk.events(loan.parse()?, "DebtForgiven")
    }
}

/// That a run failed so, with its words in both places.
pub fn failed(run: &Run, exit: i32, code: &str) -> Result<Value> {
    assert_eq!(run.error(exit)?, code, "{run:?}");
    Ok(run.envelope()?["error"]["details"].clone())
}

#[test]
fn two_people_without_a_token_type_a_whole_loan_and_each_outcome_can_be_looked_up() -> Result<()> {
    let people = People::new("")?;
    let (lisi, zhangsan) = (&people.lisi, &people.zhangsan);
    // An offer alone goes to no relay: it says what to do in its place.
    let filled = people.desk.world.file("alone.toml", &form(OFF_CHAIN))?;
    let _ = failed(&people.run(zhangsan, &["new", &filled])?, 1, "offer_alone")?;
    let loan = people.running()?;
    people.desk.world.advance("85d")?;
    let report = people.done(zhangsan, &["report", &loan, "4000.00"])?;
    ensure!(report["events"][0]["event"] == "RepaymentReported", "{report}");
    let confirm = people.done(lisi, &["confirm", &loan])?;
    ensure!(
        confirm["changes"]["before"]["owed"] != confirm["changes"]["after"]["owed"],
        "{confirm}"
    );
    // The rest is typed and read in Chinese, by people whose profile names the relay.
    let read = |who: &Iou, name: &str, args: &[&str]| -> Result<Run> {
        let config = who.home().join("iou.toml");
        let settings = std::fs::read_to_string(&config)?;
        if !settings.contains("relay =") {
            let (before, after) = settings.split_once("genesis").context("a profile")?;
            let relay = format!("relay = \"{}\"\n", people.url());
            std::fs::write(&config, format!("{before}{relay}genesis{after}"))?;
        }
        let run = who
            .clone()
            .in_language("zh")
            .run(&[&["--account", name, "-y"], args].concat())?;
        ensure!(run.code == Some(0), "{run:?}");
        Ok(run)
    };
    let reported = read(zhangsan, "zhangsan", &["report", &loan, "all"])?;
    let confirmed = read(lisi, "lisi", &["confirm", &loan])?;
    for run in [&reported, &confirmed] {
        for said in ["已最终确认", "交易", "区块"] {
            ensure!(run.stdout.contains(said), "{said}: {run:?}");
        }
        for said in ["正在把", "签出后不能收回"] {
            ensure!(run.stderr.contains(said), "{said}: {run:?}");
        }
        // What was just read of a node is not said to be unchecked.
        ensure!(!run.stderr.contains("未核对"), "{run:?}");
    }
    assert_eq!(people.desk.world.status(&loan)?, "settled");

    // Neither had a token, nor sent a transaction; and everything that they handed over is known to be final.
    let desk = &people.desk;
    assert_eq!(
        (desk.balance(&desk.lender)?, desk.balance(&desk.borrower)?),
        (0, 0)
    );
    for (who, count) in [(lisi, 4), (zhangsan, 3)] {
        let sent = who.json(&["tx"])?;
        assert_eq!(sent["submissions"], json!([]));
        let handed = people.handed(who)?;
        assert_eq!(handed.len(), count);
        for id in &handed {
            people.is_final(who, id)?;
        }
        // `iou tx` knows them too, and so does a machine that has never seen them, of the relay.
        let last = &handed[count - 1];
        assert_eq!(who.json(&["tx", last])?["status"], "finalised");
        let elsewhere = desk
            .world
            .iou
            .json(&["intent", "status", last, "--relay", people.url()])?;
        ensure!(elsewhere["transaction"]["status"] == "finalised", "{elsewhere}");
    }
    // Who has only the chain is told of what this machine knows.
    people.wire.does(|_, _, _| Fate::RequestLost);
    people.is_final(lisi, &people.handed(lisi)?[0])
}

#[test]
fn people_read_what_is_the_matter_when_a_relay_is_away_another_ones_or_says_no() -> Result<()> {
    let people = People::new("[budget]\nkey = 2")?;
    let (lisi, zhangsan) = (&people.lisi, &people.zhangsan);
    let offer = people.offer()?;
    let sign = ["sign", "--offer", &offer];
    let away = |lang: &str, json: &[&str]| {
        let flags = ["--account", "lisi", YES[0], YES[1], "--relay", NOBODY];
        let lisi = lisi.clone().in_language(lang);
        lisi.run(&[&flags[..], json, &sign[..]].concat())
    };
    let _ = failed(&away("en", &["--json"])?, 2, "relay_away")?;
    for (lang, said) in [
        ("en", ["was not reached", "Nothing was handed over"]),
        ("zh", ["无法连接代提交方", "没有交出任何内容"]),
    ] {
        let run = away(lang, &[])?;
        ensure!(said.iter().all(|said| run.stderr.contains(said)), "{run:?}");
    }
    // Something in front of a relay answers in its place.
    people
        .wire
        .does(|_, _, _| Fate::Instead(502, "<html>bad gateway</html>".into()));
    let details = failed(&people.run(lisi, &sign)?, 2, "relay_away")?;
    ensure!(details["reason"].to_string().contains("502"), "{details}");
    // One that works for another contract is given nothing.
    people.wire.does(|_, path, _| match path {
        RELAY => Fate::Changed(Box::new(|about| about["contract"] = "5Other".into())),
        _ => Fate::Passes,
    });
    let _ = failed(&people.run(lisi, &sign)?, 1, "intent_elsewhere")?;
    people.wire.does(|_, _, _| Fate::Passes);
    assert_eq!(
        people.handed(lisi)?,
        Vec::<String>::new(),
        "nothing was signed for it"
    );

    // It does not pay for the new loans of people whom it does not know.
    let known = people.desk.world.iou.home().join("known.txt");
    let list = std::fs::read_to_string(&known)?;
    std::fs::write(&known, "# nobody\n")?;
    let details = failed(&people.run(lisi, &sign)?, 1, "relay_refused")?;
    assert_eq!(details["problem"], "unknown-people");
    let run = people.read(&lisi.clone().in_language("zh"), &sign)?;
    ensure!(run.stderr.contains("只为运营者认识的人"), "{run:?}");
    std::fs::write(&known, list)?;

    // Each key has two intents a day here: the offer, and one step.
    let loan = people.running()?;
    let forgive = ["forgive", &loan, "1.00"];
    let details = failed(&people.run(lisi, &forgive)?, 1, "relay_refused")?;
    assert_eq!(details["problem"], "budget-of-key");
    for (lang, said) in [
        ("en", "as many intents submitted as this relay pays for"),
        ("zh", "今日由本服务付费的请求数已用完"),
    ] {
        let run = people.read(&lisi.clone().in_language(lang), &forgive)?;
        ensure!(run.stderr.contains(said), "{run:?}");
    }
    // It was signed all the same, and whoever has it can submit it: that is what looking it up says.
    let refused = people.newest(lisi)?;
    let looked = lisi.run(&["--json", "intent", "status", &refused])?;
    let _ = failed(&looked, 3, "intent_nowhere")?;
    for (lang, said) in [("en", "hands it over again"), ("zh", "可再次交付")] {
        let run = lisi
            .clone()
            .in_language(lang)
            .run(&["intent", "status", &refused])?;
        ensure!(
            run.stderr.contains(said) && run.stderr.contains(&refused),
            "{run:?}"
        );
    }
    // The next one has the same number, and that is said before it is signed.
    let run = people.read(lisi, &forgive)?;
    ensure!(run.stderr.contains("has the same number"), "{run:?}");

    // What has expired is refused by the relay, and looked up it has.
    let late = people.desk.world.home_path("late.json");
    let write = ["dispute", &loan, "--valid-for", "60s", "--intent", &late];
    let _ = zhangsan.step("zhangsan", &write)?;
    people.desk.world.advance("2min")?;
    let details = failed(
        &people.run(zhangsan, &["intent", "submit", &late])?,
        1,
        "relay_refused",
    )?;
    assert_eq!(details["problem"], "no-longer-valid");
    let looked = zhangsan.run(&["--json", "intent", "status", &people.newest(zhangsan)?])?;
    let _ = failed(&looked, 1, "contract_no_longer_valid")?;
    assert_eq!(people.forgiven(&loan)?, 0);
    Ok(())
}

#[test]
fn an_answer_that_is_lost_is_looked_up_by_id_and_nothing_is_sent_twice() -> Result<()> {
    let people = People::new("")?;
    let lisi = &people.lisi;
    let loan = people.running()?;
    let forgive = ["forgive", &loan, "1.00"];
    let soon = ["forgive", &loan, "1.00", "--timeout", "3"];
    let (before, _) = (people.tasks()?, people.hand_overs());

    // The relay took it, and its answer was lost: it is followed all the same.
    people.wire.does(|method, _, _| match method {
        "POST" => Fate::AnswerLost,
        _ => Fate::Passes,
    });
    let _ = people.done(lisi, &forgive)?;
    assert_eq!((people.hand_overs(), people.tasks()? - before), (1, 1));

    // Whoever follows it is sent away for a while, and is not told that it was refused.
    let looks = AtomicU32::new(0);
    people.wire.does(move |method, path, _| {
        let is_look = method == "GET" && path.starts_with(INTENTS);
        match looks.fetch_add(u32::from(is_look), Ordering::Relaxed) {
            0 if is_look => Fate::RequestLost,
            1 if is_look => Fate::Instead(502, "<html>".into()),
            2 if is_look => Fate::Instead(429, problem("rate-limited", 429).to_string()),
            _ => Fate::Passes,
        }
    });
    let _ = people.done(lisi, &forgive)?;
    assert_eq!((people.hand_overs(), people.tasks()? - before), (1, 2));

    // It never arrived: the relay says so for as long as the person waits. It is not sent again by itself.
    people.wire.does(|method, _, _| match method {
        "POST" => Fate::RequestLost,
        _ => Fate::Passes,
    });
    let _ = failed(&people.run(lisi, &soon)?, 3, "intent_unknown")?;
    assert_eq!((people.hand_overs(), people.tasks()? - before), (1, 2));
    let id = people.newest(lisi)?;
    let run = lisi.run(&["--json", "intent", "status", &id])?;
    let _ = failed(&run, 3, "intent_nowhere")?;
    // The person does, by its id.
    people.wire.does(|_, _, _| Fate::Passes);
    let _ = people.done(lisi, &["intent", "submit", &id])?;
    people.is_final(lisi, &id)?;

    // The relay took it and was not heard of again: looked up later, the chain has it.
    people.wire.does(|method, path, _| match (method, path) {
        ("GET", RELAY) => Fate::Passes,
        ("POST", _) => Fate::AnswerLost,
        _ => Fate::RequestLost,
    });
    let _ = failed(&people.run(lisi, &soon)?, 3, "intent_unknown")?;
    people.is_final(lisi, &people.newest(lisi)?)?;
    let run = people.read(&lisi.clone().in_language("zh"), &soon)?;
    ensure!(
        run.stderr.contains("可能已收到") && run.code == Some(3),
        "{run:?}"
    );
    people.is_final(lisi, &people.newest(lisi)?)?;

    // One that takes and never submits is waited for as long as the person says. What it says later does not count.
    people.wire.does(|method, path, _| match (method, path) {
        (_, RELAY) => Fate::Passes,
        _ => Fate::Changed(Box::new(|receipt| {
            receipt["state"] = "received".into();
            for name in ["outcome", "transaction", "block"] {
                receipt[name] = Value::Null;
            }
        })),
    });
    let details = failed(&people.run(lisi, &soon)?, 3, "intent_pending")?;
    assert_eq!(details["state"], "received");
    let id = people.newest(lisi)?;
    people.is_final(lisi, &id)?;
    // Handed over once more it has the same receipt.
    people.wire.does(|_, _, _| Fate::Passes);
    let again = people.run(lisi, &["intent", "submit", &id])?.data()?;
    ensure!(again["intent"] == id.as_str(), "{again}");

    assert_eq!(people.forgiven(&loan)?, 6, "each that was signed, once");
    Ok(())
}

/// A problem as a relay says it.
fn problem(code: &str, status: u16) -> Value {
    json!({
        "type": format!("urn:iou:problem:{code}"), "status": status, "code": code,
        "title": "Not \u{1b}[2Jnow.", "detail": "Later.",
    })
}

/// The receipt of what a body hands over, as a relay that does nothing would make it up.
fn made_up(body: &[u8], said: &Value) -> Fate {
    let handed: Value = serde_json::from_slice(body).unwrap_or_default();
    let bytes = handed["submit"]["intent"].as_str().unwrap_or_default();
    let bytes = iou_base::read_hex_bytes(bytes).unwrap_or_default();
    let Some(intent) = Intent::from_bytes(&bytes) else {
        return Fate::Passes;
    };
    let id = hex::encode(intent.id(sha256));
    let mut receipt = json!({
        "id": id, "intents": [id], "step": "forgive", "loan": 0, "received_ms": 0,
        "not_after_ms": intent.not_after.0, "state": "finalised", "outcome": "applied",
        "problem": null, "transaction": null, "block": null,
    });
    for (name, value) in said.as_object().into_iter().flatten() {
        receipt[name] = value.clone();
    }
    Fate::Instead(202, receipt.to_string())
}

#[test]
fn a_relay_that_says_what_is_not_so_is_believed_nothing() -> Result<()> {
    let people = People::new("")?;
    let lisi = &people.lisi;
    let loan = people.running()?;
    let forgive = ["forgive", &loan, "1.00", "--timeout", "2"];
    let some = format!("0x{}", "11".repeat(32));
    let real = people
        .desk
        .runtime
        .block_on(people.desk.ledger.conn.finalized_head())?;
    let block = |hash: &str| json!({"number": real.0, "hash": hash});
    let real = format!("{:?}", real.1);
    for (said, exit, code) in [
        (
            json!({"transaction": some, "block": block(&some)}),
            3,
            "intent_unseen",
        ),
        (
            json!({"transaction": some, "block": block(&real)}),
            3,
            "intent_unknown",
        ),
        (
            json!({"transaction": some, "block": block("0x12")}),
            3,
            "intent_unknown",
        ),
        (json!({"transaction": some}), 3, "intent_unseen"),
        (json!({}), 3, "intent_unseen"),
        (json!({"outcome": "passed"}), 3, "intent_unknown"),
        (json!({"state": "refused"}), 3, "intent_unknown"),
        (
            json!({"state": "refused", "problem": problem("busy", 503)}),
            1,
            "relay_refused",
        ),
        (json!({"id": "22".repeat(32)}), 3, "intent_unknown"),
        (json!({"intents": ["22".repeat(32)]}), 3, "intent_unknown"),
        (json!({"state": "done"}), 3, "intent_unknown"),
    ] {
        let shown = said.to_string();
        people.wire.does(move |method, _, body| match method {
            "POST" => made_up(body, &said),
            _ => Fate::Passes,
        });
        let run = people.run(lisi, &forgive)?;
        let _ = failed(&run, exit, code).context(shown)?;
        ensure!(
            !run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'),
            "{run:?}"
        );
        // The relay does not have it, and neither has the chain.
        people.wire.does(|_, _, _| Fate::Passes);
        let looked = lisi.run(&["--json", "intent", "status", &people.newest(lisi)?])?;
        let _ = failed(&looked, 3, "intent_nowhere")?;
    }
    assert_eq!(people.forgiven(&loan)?, 0);
    Ok(())
}

#[test]
fn a_node_that_is_behind_the_relays_is_waited_for_and_then_the_outcome_is_open() -> Result<()> {
    let people = People::new("")?;
    let loan = people.running()?;
    let forgive = ["forgive", &loan, "1.00"];
    let liar = Liar::before(&people.desk.world.node.url())?;
    let lisi = people.lisi.clone().at(liar.url());
    // From the hand-over on the node knows no further block, for so many questions.
    let (known, behind) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(AtomicU32::new(0)));
    let left = Arc::clone(&behind);
    liar.tell(move |method, params, result| {
        if method != "chain_getHeader" {
            return;
        }
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = params[0].to_string();
        let is_new = !known.contains(&hash);
        match left.load(Ordering::Relaxed) {
            0 => drop(known.insert(hash)),
            more if is_new => {
                left.store(more - 1, Ordering::Relaxed);
                *result = Value::Null;
            }
            _ => {}
        }
    });
    let falls_behind = |questions: u32| {
        let behind = Arc::clone(&behind);
        people.wire.does(move |method, _, _| {
            if method == "POST" {
                behind.store(questions, Ordering::Relaxed);
            }
            Fate::Passes
        });
    };
    falls_behind(4);
    let _ = people.done(&lisi, &forgive)?;
    assert_eq!(behind.load(Ordering::Relaxed), 0, "it was behind");
    falls_behind(u32::MAX);
    let timed = [&forgive[..], &["--timeout", "10"]].concat();
    let details = failed(&people.run(&lisi, &timed)?, 3, "intent_unseen")?;
    let port = liar.url().trim_start_matches("ws://").to_owned();
    ensure!(details["url"].to_string().contains(&port), "{details}");
    // Nothing is lost by it, and another node tells.
    let id = people.newest(&people.lisi)?;
    people.is_final(&people.lisi, &id)?;
    assert_eq!(people.forgiven(&loan)?, 2);
    Ok(())
}
