//! Intents through a relay: the real program on a real node. Neither lender nor borrower ever has a token. `hostile` is what
//! others may do to it meanwhile, `faults` what must hold when it is killed. `IOU_FAULTS=long` (make faults) goes many rounds.

mod attacks;
mod faults;
mod hostile;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};
use e2e_tests::world::World;
use iou_base::{hex0x, sha256};
use iou_intent::api::{Conclusion, Handed, SignedIntent, INTENTS, RELAY};
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use iou_ledger::contract::Ledger;
use iou_ledger::signer::Signer;
use scale::Encode;
use secrecy::SecretString;
use serde_json::{json, Value};
use sqlx::{AnyPool, AssertSqlSafe, Row};
use terms::intent::{self, Deed, Intent};
use terms::life::Action;
use terms::{sample, AccountId, Day, LoanId, RatePpm, Terms, Timestamp, UtcOffset};

/// How long something may take that takes a moment.
const DEADLINE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(50);
const HOUR_MS: u64 = 3_600_000;

/// Whether many rounds are wanted (`make faults`) or a few (`make test`).
fn long() -> bool {
    std::env::var("IOU_FAULTS").is_ok_and(|kind| kind == "long")
}

/// Polls until `is` says so; `what` is said when it does not come true.
fn wait_until(what: &str, mut is: impl FnMut() -> Result<bool>) -> Result<()> {
    let began = Instant::now();
    while !is()? {
        ensure!(began.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
        std::thread::sleep(POLL);
    }
    Ok(())
}

/// Somebody with a key and nothing else.
fn person(name: &str) -> Result<Signer> {
    Ok(Signer::from_uri(&SecretString::from(format!(
        "//nobody//{name}"
    )))?)
}

fn account(of: &Signer) -> AccountId {
    AccountId(of.account().0)
}

/// A node with the contract, and a relay with its database and settings.
struct Desk {
    world: World,
    runtime: tokio::runtime::Runtime,
    ledger: Ledger,
    database: String,
    port: u16,
    /// 李四, who lends.
    lender: Signer,
    /// 张三, who borrows.
    borrower: Signer,
}

/// Status and body of an answer.
#[derive(Debug, Clone, PartialEq)]
struct Answer {
    status: u16,
    body: Value,
}

impl Answer {
    fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    fn id(&self) -> Result<String> {
        Ok(self.body["id"]
            .as_str()
            .with_context(|| self.body.to_string())?
            .to_owned())
    }

    /// That it is refused with that code.
    fn refused(&self, status: u16, code: &str) -> Result<()> {
        ensure!(
            (self.status, self.code()) == (status, code),
            "{code} expected: {self:?}"
        );
        Ok(())
    }
}

impl Desk {
    /// The relay knows the lender; `settings` are further lines of its file.
    fn new(settings: &str) -> Result<Desk> {
        let world = World::new()?;
        let runtime = tokio::runtime::Runtime::new()?;
        let _ = world.iou.import("relayer", "//Eve")?;
        let (lender, borrower) = (person("lisi")?, person("zhangsan")?);
        let _ = world.file("known.txt", &format!("{}\n", lender.account()))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let listen = format!("listen = \"127.0.0.1:{port}\"\nproxies = [\"127.0.0.1\"]\n");
        let _ = world.file(
            "relay.toml",
            &format!("{listen}{settings}\n[new_loans]\nknown = \"known.txt\"\n"),
        )?;
        let database = world.file("relay.db", "")?;
        let contract = world
            .ledger()?
            .parse()
            .map_err(|_| anyhow::anyhow!("the contract"))?;
        let url = world.node.url();
        let conn = runtime.block_on(Connection::open(&url, REQUEST_LIMIT, None))?;
        Ok(Desk {
            ledger: Ledger::new(conn, contract),
            world,
            runtime,
            database,
            port,
            lender,
            borrower,
        })
    }

    /// Starts `iou relay`, or another command that takes intents, and waits until it does.
    fn start(&self, command: &str) -> Result<Service> {
        self.start_as("relayer", &[command])
    }

    /// The same with another account that pays, or with flags.
    fn start_as(&self, account: &str, command: &[&str]) -> Result<Service> {
        let log = self.world.iou.home().join("relay.log");
        let out = File::options().create(true).append(true).open(&log)?;
        let config = self.world.home_path("relay.toml");
        let mut iou = self.world.iou.command()?;
        let _ = iou
            .env("IOU_LISTEN", "off")
            .env("IOU_RELAY_CONFIG", config)
            .env("IOU_LOG", "iou=info");
        let _ = iou
            .args(["--account", account])
            .args(command)
            .args(["--database", &self.database]);
        let mut service = Service {
            child: iou.stdout(Stdio::null()).stderr(out).spawn()?,
            log,
        };
        wait_until("it takes intents", || {
            service.alive()?;
            Ok(self
                .ask("GET", RELAY, "192.0.2.250", "")
                .is_ok_and(|answer| answer.status == 200))
        })
        .with_context(|| service.log().unwrap_or_default())?;
        Ok(service)
    }

    /// A request from `client`, as a proxy would say it.
    fn ask(&self, method: &str, path: &str, client: &str, body: &str) -> Result<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(45)))?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: relay\r\nConnection: close\r\nX-Forwarded-For: {client}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        let mut answer = String::new();
        let _length = stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
        let status = head.split(' ').nth(1).context("a status")?.parse()?;
        let body = serde_json::from_str(body).with_context(|| answer.clone())?;
        Ok(Answer { status, body })
    }

    fn post(&self, client: &str, handed: &Handed) -> Result<Answer> {
        self.ask("POST", INTENTS, client, &serde_json::to_string(handed)?)
    }

    /// Hands over and wants it taken: its id.
    fn hand(&self, client: &str, handed: &Handed) -> Result<String> {
        let answer = self.post(client, handed)?;
        ensure!(answer.status == 202, "{answer:?}");
        answer.id()
    }

    /// Waits for the end of what was handed over.
    fn ended(&self, id: &str) -> Result<Value> {
        let mut last = Value::Null;
        let ended = wait_until("it is final", || {
            let path = format!(
                "{INTENTS}/{id}?wait=5&state={}",
                last["state"].as_str().unwrap_or("received")
            );
            // It may be down for a moment.
            if let Ok(answer) = self.ask("GET", &path, "192.0.2.251", "") {
                ensure!(answer.status == 200, "{answer:?}");
                last = answer.body;
            }
            Ok(["finalised", "refused"].contains(&last["state"].as_str().unwrap_or_default()))
        });
        ended.with_context(|| format!("{last}\n{}", self.log()))?;
        Ok(last)
    }

    /// The same, and wants it on record.
    fn applied(&self, id: &str) -> Result<Value> {
        let receipt = self.ended(id)?;
        ensure!(receipt["outcome"] == "applied", "{receipt}\n{}", self.log());
        Ok(receipt)
    }

    fn log(&self) -> String {
        fs::read_to_string(self.world.iou.home().join("relay.log")).unwrap_or_default()
    }

    /// The chain's time at the newest finalised block.
    fn now_ms(&self) -> Result<u64> {
        Ok(self.runtime.block_on(async {
            let at = self.ledger.conn.at_finalized().await?;
            self.ledger.conn.timestamp_ms(&at).await
        })?)
    }

    fn today(&self) -> Result<Day> {
        Ok(Day::of(Timestamp(self.now_ms()?), UtcOffset::CHINA))
    }

    fn intent(&self, who: &Signer, deed: Deed) -> Result<Intent> {
        let now = self.now_ms()?;
        Ok(Intent {
            version: intent::VERSION,
            genesis: self.ledger.conn.chain().genesis.0,
            contract: AccountId(self.ledger.address.0),
            signer: account(who),
            not_before: Timestamp(now),
            not_after: Timestamp(now + 24 * HOUR_MS),
            deed,
        })
    }

    /// A step as `who` sees the loan now; `ahead` is how many of theirs come before it.
    fn act(&self, who: &Signer, loan: LoanId, ahead: u32, action: Action) -> Result<Handed> {
        let (found, nonce) = self.runtime.block_on(async {
            let at = self.ledger.conn.at_finalized().await?;
            let (found, _) = self.ledger.loan(&at, loan).await?;
            let nonce = self.ledger.counter(&at, &found, who.account()).await?;
            Ok::<_, iou_ledger::Error>((found, nonce))
        })?;
        let deed = Deed::Act {
            loan,
            nonce: nonce + ahead,
            in_force: found.agreement.in_force,
            action: sample::seen(action, &found),
        };
        Ok(submit(who, &self.intent(who, deed)?))
    }

    /// The word of both for new terms, of which `number` makes one unlike the others.
    fn pair(&self, number: u8) -> Result<(Terms, Handed)> {
        let mut terms = sample::bullet(account(&self.lender), account(&self.borrower), self.today()?);
        terms.reference = [number; 16];
        let handed = self.conclusion(&terms, &self.lender, &self.borrower)?;
        Ok((terms, handed))
    }

    fn conclusion(&self, terms: &Terms, lender: &Signer, borrower: &Signer) -> Result<Handed> {
        let deed = || Deed::Propose {
            terms: terms.digest(sha256),
            evidence: None,
        };
        Ok(Handed::Conclude(Box::new(Conclusion {
            terms: hex0x(terms.encode()),
            lender: signed(lender, &self.intent(lender, deed())?),
            borrower: signed(borrower, &self.intent(borrower, deed())?),
        })))
    }

    /// A loan that runs, by intents alone.
    fn running(&self, number: u8) -> Result<LoanId> {
        let (terms, handed) = self.pair(number)?;
        let receipt = self.applied(&self.hand("192.0.2.1", &handed)?)?;
        let loan = receipt["loan"].as_u64().context("its number")?;
        let (on, receipt) = (self.today()?, Some([5; 32]));
        let deliver = Action::Deliver {
            amount: terms.principal,
            on: Some(on),
            at_least: RatePpm::ZERO,
            receipt,
        };
        let _ = self.applied(&self.hand("192.0.2.1", &self.act(&self.lender, loan, 0, deliver)?)?)?;
        let received = Action::AcknowledgeDelivery {
            amount: terms.principal,
            on,
            receipt,
            evidence: None,
        };
        let _ = self.applied(&self.hand("192.0.2.2", &self.act(&self.borrower, loan, 0, received)?)?)?;
        Ok(loan)
    }

    /// What the borrower says that they paid.
    fn report(&self, minor: u128) -> Result<Action> {
        Ok(Action::ReportRepayment {
            amount: sample::amount(minor),
            on: self.today()?,
            receipt: None,
            payer: None,
            to: account(&self.lender),
        })
    }

    /// How many events of that name a loan has.
    fn events(&self, loan: LoanId, name: &str) -> Result<usize> {
        let all = self.world.events()?;
        Ok(all
            .iter()
            .filter(|event| event["event"] == name && event["loan"] == loan)
            .count())
    }

    /// The one number that a statement gives.
    fn count(&self, sql: &str) -> Result<i64> {
        sqlx::any::install_default_drivers();
        self.runtime.block_on(async {
            let pool = AnyPool::connect(&format!("sqlite:{}", self.database)).await?;
            let row = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_one(&pool).await;
            pool.close().await;
            Ok(row?.try_get(0)?)
        })
    }

    fn balance(&self, who: &Signer) -> Result<u128> {
        Ok(self.runtime.block_on(async {
            let at = self.ledger.conn.at_finalized().await?;
            self.ledger.conn.free_balance(&at, &who.account()).await
        })?)
    }
}

fn signed(who: &Signer, intent: &Intent) -> SignedIntent {
    let text = intent::message(&intent.id(sha256));
    SignedIntent {
        intent: hex0x(intent.encode()),
        signature: hex0x(who.sign_bytes(&text)),
    }
}

fn submit(who: &Signer, intent: &Intent) -> Handed {
    Handed::Submit(signed(who, intent))
}

/// The program as a service; killed when dropped.
struct Service {
    child: Child,
    log: PathBuf,
}

impl Service {
    fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(&self.log)?)
    }

    fn alive(&mut self) -> Result<()> {
        let ended = self.child.try_wait()?;
        ensure!(ended.is_none(), "it ended: {ended:?}\n{}", self.log()?);
        Ok(())
    }

    /// SIGKILL.
    fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        let _status = self.child.wait()?;
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _gone = self.kill();
    }
}

#[test]
fn two_people_without_a_token_agree_on_a_loan_and_bring_it_to_its_end() -> Result<()> {
    let desk = Desk::new("")?;
    let _service = desk.start("relay")?;
    let about = desk.ask("GET", RELAY, "192.0.2.1", "")?;
    assert_eq!(about.body["contract"], desk.world.ledger()?);
    let loan = desk.running(1)?;
    let all = 1_000_000;
    let report = desk.act(&desk.borrower, loan, 0, desk.report(all)?)?;
    let receipt = desk.applied(&desk.hand("192.0.2.2", &report)?)?;
    assert_eq!(receipt["step"], "report_repayment");
    assert!(receipt["block"]["number"].as_u64() > Some(0), "{receipt}");
    let confirm = Action::ConfirmRepayment {
        report: 0,
        evidence: None,
    };
    let confirm = desk.act(&desk.lender, loan, 0, confirm)?;
    let _ = desk.applied(&desk.hand("192.0.2.1", &confirm)?)?;
    assert_eq!(desk.world.status(&loan.to_string())?, "settled");
    assert_eq!(
        (desk.balance(&desk.lender)?, desk.balance(&desk.borrower)?),
        (0, 0)
    );
    // What it has cost is known, and no more than was counted before.
    let spent = desk.count("SELECT SUM(used) FROM relay_budget WHERE kind = 'purse'")?;
    assert!((1..2_000_000).contains(&spent), "{spent} millionths of a token");
    Ok(())
}

#[test]
fn the_same_has_the_same_receipt_and_what_cannot_take_effect_is_refused_before_anything_is_spent(
) -> Result<()> {
    let desk = Desk::new("")?;
    let service = desk.start("relay")?;
    let (_, pair) = desk.pair(1)?;
    let id = desk.hand("192.0.2.1", &pair)?;
    let again = desk.post("192.0.2.9", &pair)?;
    assert_eq!((again.status, again.id()?), (200, id.clone()));
    let receipt = desk.applied(&id)?;
    let again = desk.post("192.0.2.1", &pair)?;
    assert_eq!((again.status, &again.body), (200, &receipt));
    // A pair is found by the id of either intent, too.
    let one = receipt["intents"][1].as_str().context("an id")?.to_owned();
    assert_eq!(
        desk.ask("GET", &format!("{INTENTS}/{one}"), "192.0.2.1", "")?
            .body,
        receipt
    );
    assert_eq!(desk.count("SELECT COUNT(*) FROM relay_task")?, 1);

    let loan = receipt["loan"].as_u64().context("its number")?;
    let cancel = Action::Cancel { evidence: None };
    let Handed::Submit(right) = desk.act(&desk.lender, loan, 0, cancel)? else {
        anyhow::bail!("a step");
    };
    let deed = |nonce: u32| Deed::Skip {
        loan,
        nonce,
        to: nonce + 1,
    };
    let intent = desk.intent(&desk.lender, deed(0))?;
    let with = |change: &dyn Fn(&mut Intent)| {
        let mut other = intent.clone();
        change(&mut other);
        submit(&desk.lender, &other)
    };
    let now = desk.now_ms()?;
    let forged = SignedIntent {
        signature: hex0x(desk.borrower.sign_bytes(b"else")),
        ..right.clone()
    };
    let stranger = person("stranger")?;
    let propose = Deed::Propose {
        terms: [1; 32],
        evidence: None,
    };
    let free = desk.conclusion(
        &sample::bullet(account(&stranger), account(&desk.borrower), desk.today()?),
        &stranger,
        &desk.borrower,
    )?;
    let (_, Handed::Conclude(mut swapped)) = desk.pair(2)? else {
        anyhow::bail!("a pair");
    };
    std::mem::swap(&mut swapped.lender, &mut swapped.borrower);
    for (handed, status, code) in [
        (Handed::Submit(forged), 422, "bad-signature"),
        (with(&|it| it.genesis = [9; 32]), 422, "other-place"),
        (with(&|it| it.contract = AccountId([9; 32])), 422, "other-place"),
        (with(&|it| it.version = 2), 422, "other-place"),
        (with(&|it| it.signer = AccountId([0; 32])), 422, "bad-signature"),
        (
            with(&|it| it.not_after.0 += 31 * 24 * HOUR_MS),
            422,
            "bad-validity",
        ),
        (
            with(&|it| (it.not_before.0, it.not_after.0) = (now - 9, now - 8)),
            422,
            "no-longer-valid",
        ),
        (with(&|it| it.not_before.0 = now + HOUR_MS), 409, "not-valid-yet"),
        (with(&|it| it.deed = deed(7)), 409, "nonce-ahead"),
        (
            submit(&desk.lender, &desk.intent(&desk.lender, propose)?),
            422,
            "not-relayed",
        ),
        (
            desk.act(&desk.lender, loan, 0, Action::NotifyDue)?,
            422,
            "not-relayed",
        ),
        (
            submit(&stranger, &desk.intent(&stranger, deed(0))?),
            409,
            "not-a-party",
        ),
        (free, 422, "unknown-people"),
        (Handed::Conclude(swapped), 422, "wrong-party"),
    ] {
        desk.post("192.0.2.3", &handed)?.refused(status, code)?;
    }
    assert_eq!(
        desk.count("SELECT COUNT(*) FROM relay_task")?,
        1,
        "nothing was written down"
    );

    // Two steps that follow each other may be handed over at once; what was used does not count again.
    let first = desk.hand("192.0.2.1", &submit(&desk.lender, &intent))?;
    let second = desk.hand(
        "192.0.2.1",
        &submit(&desk.lender, &desk.intent(&desk.lender, deed(1))?),
    )?;
    for id in [first, second] {
        let receipt = desk.applied(&id)?;
        assert_eq!(receipt["step"], "skip");
    }
    desk.post("192.0.2.1", &Handed::Submit(right))?
        .refused(409, "passed")?;

    // Another relay, which knows nothing of the first, pays for nothing twice.
    drop(service);
    let database = desk.world.file("other.db", "")?;
    let desk = Desk { database, ..desk };
    let _other = desk.start("run")?;
    let receipt = desk.applied(&desk.hand("192.0.2.1", &pair)?)?;
    assert_eq!(
        (&receipt["loan"], &receipt["transaction"]),
        (&json!(loan), &Value::Null)
    );
    assert_eq!(
        desk.count("SELECT SUM(used) FROM relay_budget WHERE kind = 'purse'")?,
        0
    );
    Ok(())
}
