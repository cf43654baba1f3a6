//! Two people who share a draft, as programs: a key each and nothing else, the link's secret, and the requests that a page would
//! make. In front of a node with the contract, with the real program as a service, on either database.

use std::net::TcpListener;

use anyhow::{ensure, Context, Result};
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::Engine as _;
use iou_base::{address, hex0x, sha256};
use iou_evidence::disclosure::Field;
use iou_evidence::draft::{self, DraftId, Purpose, Shown};
use iou_ledger::signer::Signer;
use scale::Decode;
use serde_json::{json, Value};
use tempfile::TempDir;
use terms::agreement::commitment;
use terms::intent::{Deed, Intent};
use terms::{Role, Terms};

use crate::relay::{self, account, person, signed, Answer, Desk};
use crate::service::{wait_until, Service};

/// A service with its pages.
pub struct Pages {
    /// Node, contract, relay settings and database.
    pub desk: Desk,
    /// Where the service host is.
    pub port: u16,
}

impl Pages {
    /// Pages in front of `desk`.
    ///
    /// Errors: no port is free.
    pub fn new(desk: Desk) -> Result<Pages> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Ok(Pages { desk, port })
    }

    /// The same service at another port.
    ///
    /// Errors: no port is free.
    pub fn another_port(&self) -> Result<u16> {
        Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
    }

    /// The host that is signed for.
    pub fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// Starts `iou run` with its relay and its site, and waits until the chain was read.
    ///
    /// Errors: it does not start.
    pub fn start(&self) -> Result<Service> {
        let site = format!("127.0.0.1:{}", self.port);
        let command = [
            "run",
            "--site",
            &site,
            "--signer-listen",
            "off",
            "--proxy",
            "127.0.0.1",
        ];
        let mut service = self.desk.start_as("relayer", &command)?;
        self.is_ready(&mut service)?;
        Ok(service)
    }

    /// Starts `iou serve` at a port, under the same name and without a relay: on a machine of its own, whose directory is given too.
    ///
    /// Errors: it does not start.
    pub fn start_beside(&self, port: u16) -> Result<(Service, TempDir)> {
        let (machine, home) = self.desk.world.machine()?;
        let mut iou = machine.command()?;
        let log = home.path().join("serve.log");
        let _ = iou.env("IOU_LISTEN", "off").args([
            "serve",
            "--site",
            &format!("127.0.0.1:{port}"),
            "--public-url",
            &format!("http://{}", self.host()),
            "--signer-listen",
            "off",
            "--proxy",
            "127.0.0.1",
            "--database",
            &self.desk.database,
        ]);
        let mut service = Service::start(iou, log)?;
        self.is_ready_at(port, &mut service)?;
        Ok((service, home))
    }

    fn is_ready(&self, service: &mut Service) -> Result<()> {
        self.is_ready_at(self.port, service)
    }

    fn is_ready_at(&self, port: u16, service: &mut Service) -> Result<()> {
        wait_until("the site answers and the chain was read", || {
            service.alive()?;
            // The chain's clock is ahead of this machine's: what is made before the index knows that is old a moment later.
            let sql = "SELECT COALESCE(MAX(time_ms), 0) FROM cursor";
            let read = self.desk.count(sql).unwrap_or_default();
            let now = i64::try_from(self.desk.now_ms()?)?;
            let answers = self
                .ask_at(port, "POST", "/v1/sessions/nonce", "192.0.2.250", "{}")
                .is_ok_and(|answer| answer.status == 200);
            Ok(read >= now && answers)
        })
        .with_context(|| service.log())
    }

    /// A request, as a proxy would bring it.
    ///
    /// Errors: no answer.
    pub fn ask(&self, method: &str, path: &str, client: &str, body: &str) -> Result<Answer> {
        self.ask_at(self.port, method, path, client, body)
    }

    /// The same of the process at `port`.
    ///
    /// Errors: no answer.
    pub fn ask_at(&self, port: u16, method: &str, path: &str, client: &str, body: &str) -> Result<Answer> {
        relay::ask(&self.host(), port, method, path, client, body)
    }

    /// What a draft looks like.
    ///
    /// Errors: there is none.
    pub fn look(&self, id: &str) -> Result<Value> {
        let answer = self.ask("GET", &format!("/v1/drafts/{id}"), "192.0.2.1", "")?;
        ensure!(answer.status == 200, "{answer:?}");
        Ok(answer.body)
    }

    /// Waits, as a page does, until a draft is in a state.
    ///
    /// Errors: it does not come.
    pub fn becomes(&self, id: &str, state: &str) -> Result<Value> {
        let mut last = Value::Null;
        let came = wait_until(state, || {
            let version = last["version"].as_u64().unwrap_or_default();
            let path = format!("/v1/drafts/{id}?wait=5&version={version}");
            // It may be down for a moment.
            if let Ok(answer) = self.ask("GET", &path, "192.0.2.1", "") {
                ensure!(answer.status == 200, "{answer:?}");
                last = answer.body;
            }
            Ok(last["state"] == state)
        });
        came.with_context(|| format!("{last}\n{}", self.desk.log()))?;
        Ok(last)
    }
}

/// What follows from a link's secret, and who has made it.
pub struct Link {
    /// The draft.
    pub id: DraftId,
    /// What the seat is taken with.
    pub seat_key: [u8; 32],
    /// Who has made it.
    pub creator: Signer,
    /// In which role.
    pub role: Role,
}

/// Base64url of some bytes that nobody here can read.
pub fn sealed(len: usize) -> String {
    URL_SAFE_NO_PAD.encode(vec![7; len])
}

/// A field of that name.
pub fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.into(),
        commitment: commitment(name, value, &sha256(name.as_bytes()), sha256),
        opened: None,
    }
}

fn listed(fields: &[Field]) -> Value {
    let one = |field: &Field| json!({"name": field.name, "commitment": hex0x(field.commitment)});
    fields.iter().map(one).collect()
}

/// `body`, signed.
pub fn signed_body(purpose: Purpose, host: &str, subject: &str, by: &Signer, mut body: Value) -> Value {
    let text = draft::signed_text(purpose, host, subject, &body);
    body["signature"] = hex0x(by.sign_bytes(text.as_bytes())).into();
    body
}

impl Link {
    /// A link of its own for each name.
    ///
    /// Errors: no name for a key.
    pub fn new(name: &str, creator: &str, role: Role) -> Result<Link> {
        let secret = sha256(name.as_bytes());
        Ok(Link {
            id: secret[..16].try_into()?,
            seat_key: sha256(&secret),
            creator: person(creator)?,
            role,
        })
    }

    /// The id as it stands in addresses.
    pub fn id(&self) -> String {
        hex::encode(self.id)
    }

    /// Where the draft is.
    pub fn path(&self, after: &str) -> String {
        format!("/v1/drafts/{}{after}", self.id())
    }

    /// What the creator commits to.
    pub fn creators(&self) -> Vec<Field> {
        let (own, other) = (
            draft::role_name(self.role),
            draft::role_name(draft::other(self.role)),
        );
        vec![
            field(&format!("{own}.name"), "李四"),
            field(&format!("{own}.phone"), "13900000000"),
            field(&format!("{other}.name"), "张三"),
            field("purpose", "装修"),
        ]
    }

    /// What the other one commits to.
    pub fn takers(&self) -> Vec<Field> {
        let own = draft::role_name(draft::other(self.role));
        vec![field(&format!("{own}.phone"), "13800000000")]
    }

    /// The request that makes the draft.
    ///
    /// Errors: the service does not reckon the form.
    pub fn made(&self, pages: &Pages) -> Result<Value> {
        let form = json!({
            "lends": draft::role_name(self.role), "amount": "1万", "rate": "6%", "term": "90 days",
        });
        let ask = json!({ "form": form }).to_string();
        let reckoned = pages.ask("POST", "/v1/terms", "192.0.2.1", &ask)?;
        ensure!(reckoned.status == 200, "{reckoned:?}");
        let body = json!({
            "form": form, "at_ms": reckoned.body["at_ms"], "role": draft::role_name(self.role),
            "account": address::show(account(&self.creator)), "fields": listed(&self.creators()),
            "link_box": sealed(400), "own_box": sealed(300), "seat_hash": hex::encode(sha256(&self.seat_key)),
        });
        Ok(self.signed(pages, Purpose::Draft, &self.creator, body))
    }

    /// The request that takes the seat.
    pub fn taken(&self, pages: &Pages, by: &Signer) -> Value {
        let body = json!({
            "seat_key": hex::encode(self.seat_key), "account": address::show(account(by)),
            "fields": listed(&self.takers()), "seat_box": sealed(200), "to_creator": sealed(250),
        });
        self.signed(pages, Purpose::Seat, by, body)
    }

    /// `body`, signed for this draft.
    pub fn signed(&self, pages: &Pages, purpose: Purpose, by: &Signer, body: Value) -> Value {
        signed_body(purpose, &pages.host(), &self.id(), by, body)
    }

    /// Makes the draft.
    ///
    /// Errors: it is refused.
    pub fn make(&self, pages: &Pages) -> Result<Value> {
        let body = self.made(pages)?.to_string();
        let answer = pages.ask("PUT", &self.path(""), "192.0.2.1", &body)?;
        ensure!(answer.status == 201, "{answer:?}");
        Ok(answer.body)
    }

    /// Lets `by` take the seat.
    ///
    /// Errors: no answer.
    pub fn take(&self, pages: &Pages, by: &Signer) -> Result<Answer> {
        let body = self.taken(pages, by).to_string();
        pages.ask("POST", &self.path("/seat"), "192.0.2.2", &body)
    }

    /// What `by` signs, who reads the final terms and holds them against the draft that they were shown.
    ///
    /// Errors: the terms are not those of the draft.
    pub fn word(&self, pages: &Pages, view: &Value, by: &Signer, role: Role) -> Result<Value> {
        let terms = |name: &str| -> Result<Terms> {
            let bytes = hex::decode(view[name].as_str().context("terms")?.trim_start_matches("0x"))?;
            Ok(Terms::decode(&mut &bytes[..])?)
        };
        let (last, drafted) = (terms("terms")?, terms("draft_terms")?);
        let shown = Shown {
            id: &self.id,
            draft: &drafted,
            creator: self.role,
        };
        let all = draft::all_fields(&self.id, &self.creators(), &self.takers());
        draft::check(&last, shown, (role, account(by)), &all)?;
        let deed = Deed::Propose {
            terms: last.digest(sha256),
            evidence: None,
        };
        Ok(word_of(by, role, &pages.desk.intent(by, deed)?))
    }

    /// Hands in what was signed.
    ///
    /// Errors: no answer.
    pub fn sign(&self, pages: &Pages, word: &Value) -> Result<Answer> {
        pages.ask("POST", &self.path("/intents"), "192.0.2.1", &word.to_string())
    }
}

/// A draft with both seats taken, whose creator has given their fields.
///
/// Errors: a step is refused.
pub fn seated(pages: &Pages, link: &Link, taker: &Signer) -> Result<Value> {
    let _open = link.make(pages)?;
    let answer = link.take(pages, taker)?;
    ensure!(answer.status == 200, "{answer:?}");
    let give = json!({"creator_to_seat": sealed(220)});
    let give = link.signed(pages, Purpose::Fields, &link.creator, give);
    let answer = pages.ask("PUT", &link.path("/fields"), "192.0.2.1", &give.to_string())?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(answer.body)
}

/// Both sign; gives what the last answer said.
///
/// Errors: the borrower's word is refused.
pub fn signed_by_both(pages: &Pages, link: &Link, lender: &Signer, borrower: &Signer) -> Result<Answer> {
    let view = pages.look(&link.id())?;
    let half = link.sign(pages, &link.word(pages, &view, borrower, Role::Borrower)?)?;
    ensure!(
        (half.status, half.body["state"] == "half") == (200, true),
        "{half:?}"
    );
    link.sign(pages, &link.word(pages, &view, lender, Role::Lender)?)
}

/// The request with a signed intent.
pub fn word_of(by: &Signer, role: Role, intent: &Intent) -> Value {
    json!({"role": draft::role_name(role), "signed": signed(by, intent)})
}
