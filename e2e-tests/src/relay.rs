//! A relay in front of a node with the contract: the real program as a service, people with a key and nothing else, and what
//! they hand over. Stories, attacks and benchmarks share it.
//! Limits: the relay takes the word of 127.0.0.1 on who asks, so that one machine plays many clients.

pub mod flood;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};
use iou_base::{hex0x, sha256};
use iou_intent::api::{Conclusion, Handed, SignedIntent, INTENTS, RELAY};
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use iou_ledger::contract::Ledger;
use iou_ledger::signer::Signer;
use scale::Encode;
use secrecy::SecretString;
use serde_json::Value;
use sqlx::{AnyPool, AssertSqlSafe, Row};
use terms::intent::{self, Deed, Intent};
use terms::life::Action;
use terms::{sample, AccountId, Day, LoanId, RatePpm, Terms, Timestamp, UtcOffset};

use crate::service::{wait_until, Service};
use crate::world::World;

/// How long a client that is sent away comes again, and how soon.
const PATIENCE: Duration = Duration::from_secs(60);
const AGAIN: Duration = Duration::from_millis(200);
/// How long an answer may take.
const ANSWER_TIME: Duration = Duration::from_secs(60);
/// Units: milliseconds.
pub const HOUR_MS: u64 = 3_600_000;

/// The secret URI of somebody with a key and nothing else.
pub fn uri(name: &str) -> String {
    format!("//nobody//{name}")
}

/// Somebody with a key and nothing else.
///
/// Errors: no name for a key.
pub fn person(name: &str) -> Result<Signer> {
    Ok(Signer::from_uri(&SecretString::from(uri(name)))?)
}

/// The account of that key.
pub fn account(of: &Signer) -> AccountId {
    AccountId(of.account().0)
}

/// A node with the contract, and a relay with its database and settings.
pub struct Desk {
    /// The node, the contract, and the relay's own home.
    pub world: World,
    /// What the connection lives in.
    pub runtime: tokio::runtime::Runtime,
    /// The contract.
    pub ledger: Ledger,
    /// The relay's database: a file of SQLite, or a server's URL.
    pub database: String,
    /// Where it takes intents.
    pub port: u16,
    /// 李四, who lends, and whom the relay knows.
    pub lender: Signer,
    /// 张三, who borrows.
    pub borrower: Signer,
}

/// Status and body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Of HTTP.
    pub status: u16,
    /// JSON.
    pub body: Value,
}

impl Answer {
    /// The code of a problem.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The id of a receipt.
    ///
    /// Errors: it is none.
    pub fn id(&self) -> Result<String> {
        Ok(self.body["id"]
            .as_str()
            .with_context(|| self.body.to_string())?
            .to_owned())
    }

    /// That it is refused with that code.
    ///
    /// Errors: it is not.
    pub fn refused(&self, status: u16, code: &str) -> Result<()> {
        ensure!(
            (self.status, self.code()) == (status, code),
            "{code} expected: {self:?}"
        );
        Ok(())
    }
}

impl Desk {
    /// The relay knows the lender; `settings` are further lines of its file.
    ///
    /// Errors: as [`World::new`].
    pub fn new(settings: &str) -> Result<Desk> {
        Desk::over(World::new()?, settings)
    }

    /// The same on another chain with a ledger.
    ///
    /// Errors: the node's.
    pub fn over(world: World, settings: &str) -> Result<Desk> {
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
        let url = world.iou.url();
        let conn = runtime.block_on(Connection::open(url, REQUEST_LIMIT, None))?;
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

    /// Where the relay is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts `iou relay`, or another command that takes intents, and waits until it does.
    ///
    /// Errors: it does not.
    pub fn start(&self, command: &str) -> Result<Service> {
        self.start_as("relayer", &[command])
    }

    /// The same with another account that pays, or with flags.
    ///
    /// Errors: it does not.
    pub fn start_as(&self, account: &str, command: &[&str]) -> Result<Service> {
        let log = self.world.iou.home().join("relay.log");
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
        let mut service = Service::start(iou, log)?;
        wait_until("it takes intents", || {
            service.alive()?;
            Ok(self
                .ask("GET", RELAY, "192.0.2.250", "")
                .is_ok_and(|answer| answer.status == 200))
        })
        .with_context(|| service.log())?;
        Ok(service)
    }

    /// A request from `client`, as a proxy would say it.
    ///
    /// Errors: no answer, or none in JSON.
    pub fn ask(&self, method: &str, path: &str, client: &str, body: &str) -> Result<Answer> {
        ask("localhost", self.port, method, path, client, body)
    }

    /// Hands over.
    ///
    /// Errors: no answer.
    pub fn post(&self, client: &str, handed: &Handed) -> Result<Answer> {
        self.ask("POST", INTENTS, client, &serde_json::to_string(handed)?)
    }

    /// Hands over and wants it taken: its id.
    ///
    /// Errors: it is not.
    pub fn hand(&self, client: &str, handed: &Handed) -> Result<String> {
        let answer = self.post(client, handed)?;
        ensure!(answer.status == 202, "{answer:?}");
        answer.id()
    }

    /// The same as a client does that is sent away and comes again.
    ///
    /// Errors: it is refused for good, or not taken within a minute.
    pub fn hand_patiently(&self, client: &str, handed: &Handed) -> Result<String> {
        let began = Instant::now();
        loop {
            match self.post(client, handed) {
                Ok(answer) if answer.status < 300 => return answer.id(),
                Ok(answer) => ensure!([429, 503].contains(&answer.status), "{answer:?}"),
                // Cut off, as it has so many connections already.
                Err(_) => {}
            }
            ensure!(began.elapsed() < PATIENCE, "never taken");
            std::thread::sleep(AGAIN);
        }
    }

    /// Waits for the end of what was handed over: its receipt.
    ///
    /// Errors: it does not come.
    pub fn ended(&self, id: &str) -> Result<Value> {
        let mut last = Value::Null;
        // Whoever waits asks from an address of their own.
        let digits = id.trim_start_matches("0x");
        let client = format!("2001:db8:{}::1", digits.get(..4).unwrap_or_default());
        let ended = wait_until("it is final", || {
            let path = format!(
                "{INTENTS}/{id}?wait=5&state={}",
                last["state"].as_str().unwrap_or("received")
            );
            // It may be down for a moment, or be asked too often.
            match self.ask("GET", &path, &client, "") {
                Ok(answer) if [429, 503].contains(&answer.status) => {}
                Ok(answer) => {
                    ensure!(answer.status == 200, "{answer:?}");
                    last = answer.body;
                }
                Err(_) => {}
            }
            Ok(["finalised", "refused"].contains(&last["state"].as_str().unwrap_or_default()))
        });
        ended.with_context(|| format!("{last}\n{}", self.log()))?;
        Ok(last)
    }

    /// The same, and wants it on record.
    ///
    /// Errors: it is not.
    pub fn applied(&self, id: &str) -> Result<Value> {
        let receipt = self.ended(id)?;
        ensure!(receipt["outcome"] == "applied", "{receipt}\n{}", self.log());
        Ok(receipt)
    }

    /// What the relay has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.world.iou.home().join("relay.log")).unwrap_or_default()
    }

    /// The chain's time at the newest finalised block.
    ///
    /// Errors: the node's.
    pub fn now_ms(&self) -> Result<u64> {
        Ok(self.runtime.block_on(async {
            let at = self.ledger.conn.at_finalized().await?;
            self.ledger.conn.timestamp_ms(&at).await
        })?)
    }

    /// The day there.
    ///
    /// Errors: the node's.
    pub fn today(&self) -> Result<Day> {
        Ok(Day::of(Timestamp(self.now_ms()?), UtcOffset::CHINA))
    }

    /// What `who` wants for a day.
    ///
    /// Errors: the node's.
    pub fn intent(&self, who: &Signer, deed: Deed) -> Result<Intent> {
        let now = Timestamp(self.now_ms()?);
        let (not_before, not_after) = intent::span(now, 24 * HOUR_MS);
        Ok(Intent {
            version: intent::VERSION,
            genesis: self.ledger.conn.chain().genesis.0,
            contract: AccountId(self.ledger.address.0),
            signer: account(who),
            not_before,
            not_after,
            deed,
        })
    }

    /// A step as `who` sees the loan now; `ahead` is how many of theirs come before it.
    ///
    /// Errors: there is no such loan.
    pub fn act(&self, who: &Signer, loan: LoanId, ahead: u32, action: Action) -> Result<Handed> {
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
    ///
    /// Errors: the node's.
    pub fn pair(&self, number: u8) -> Result<(Terms, Handed)> {
        let mut terms = sample::bullet(account(&self.lender), account(&self.borrower), self.today()?);
        terms.reference = [number; 16];
        let handed = self.conclusion(&terms, &self.lender, &self.borrower)?;
        Ok((terms, handed))
    }

    /// The word of both for these terms.
    ///
    /// Errors: the node's.
    pub fn conclusion(&self, terms: &Terms, lender: &Signer, borrower: &Signer) -> Result<Handed> {
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
    ///
    /// Errors: one of them was refused.
    pub fn running(&self, number: u8) -> Result<LoanId> {
        let (terms, _) = self.pair(number)?;
        self.running_by(&terms)
    }

    /// The same by other terms of the two.
    ///
    /// Errors: one of them was refused.
    pub fn running_by(&self, terms: &Terms) -> Result<LoanId> {
        let handed = self.conclusion(terms, &self.lender, &self.borrower)?;
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
            delivery: 0,
            amount: terms.principal,
            on,
            receipt,
            evidence: None,
        };
        let _ = self.applied(&self.hand("192.0.2.2", &self.act(&self.borrower, loan, 0, received)?)?)?;
        Ok(loan)
    }

    /// What the borrower says that they paid. Units: minor units.
    ///
    /// Errors: the node's.
    pub fn report(&self, minor: u128) -> Result<Action> {
        Ok(Action::ReportRepayment {
            amount: sample::amount(minor),
            on: self.today()?,
            receipt: None,
            payer: None,
            to: account(&self.lender),
        })
    }

    /// How many events of that name a loan has.
    ///
    /// Errors: the stream cannot be read.
    pub fn events(&self, loan: LoanId, name: &str) -> Result<usize> {
        let all = self.world.events()?;
        Ok(all
            .iter()
            .filter(|event| event["event"] == name && event["loan"] == loan)
            .count())
    }

    /// So many reports of the borrower, one after the other; all are signed before the first is on its way, which moves the
    /// counter that they are numbered from.
    ///
    /// Errors: as [`Desk::act`].
    pub fn reports(&self, loan: LoanId, count: u32) -> Result<Vec<Handed>> {
        let report = |ahead| self.act(&self.borrower, loan, ahead, self.report(100 + u128::from(ahead))?);
        (0..count).map(report).collect()
    }

    /// The one number that a statement gives.
    ///
    /// Errors: the database's.
    pub fn count(&self, sql: &str) -> Result<i64> {
        sqlx::any::install_default_drivers();
        self.runtime.block_on(async {
            let url = match self.database.contains("://") {
                true => self.database.clone(),
                false => format!("sqlite:{}", self.database),
            };
            let pool = AnyPool::connect(&url).await?;
            let row = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_one(&pool).await;
            pool.close().await;
            Ok(row?.try_get(0)?)
        })
    }

    /// What somebody has. Units: the smallest unit of the chain's money.
    ///
    /// Errors: the node's.
    pub fn balance(&self, who: &Signer) -> Result<u128> {
        Ok(self.runtime.block_on(async {
            let at = self.ledger.conn.at_finalized().await?;
            self.ledger.conn.free_balance(&at, &who.account()).await
        })?)
    }
}

/// A request to `host` on this machine's `port`, as a proxy would bring it from `client`.
///
/// Errors: no answer, or a body that is no JSON.
pub fn ask(host: &str, port: u16, method: &str, path: &str, client: &str, body: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(ANSWER_TIME))?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nX-Forwarded-For: {client}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    let mut answer = String::new();
    let _length = stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
    let status = head.split(' ').nth(1).context("a status")?.parse()?;
    let body = match body {
        "" => Value::Null,
        body => serde_json::from_str(body).with_context(|| answer.clone())?,
    };
    Ok(Answer { status, body })
}

/// Signed as a keystore signs.
pub fn signed(who: &Signer, intent: &Intent) -> SignedIntent {
    let text = intent::message(&intent.id(sha256));
    SignedIntent {
        intent: hex0x(intent.encode()),
        signature: hex0x(who.sign_bytes(&text)),
    }
}

/// The same, to hand over.
pub fn submit(who: &Signer, intent: &Intent) -> Handed {
    Handed::Submit(signed(who, intent))
}
