//! The endpoints that need the node: what somebody signs a step with, and the evidence of a loan, as a file or printed; and the
//! checking of evidence, which needs nothing but time.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use scale::Encode;
use serde::Serialize;
use terms::{AccountId, Event, Status};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use super::answer::SigningView;
use super::printed::{self, Page, Press};
use super::query::{wrong, Query};
use super::read::{id, plain, Answer};
use crate::web::{bytes, Fault, Site};
use iou_base::{address, hex0x, names};
use iou_evidence::pdf::Given;
use iou_evidence::verify::{self, Genesis};
use iou_intent::api::Problem;
use iou_ledger::collect::{self, Extras};
use iou_ledger::contract::Ledger;
use iou_relay::intents::Refused;
use iou_view::findings::{self, ReportDocument};
use iou_view::json;

/// Largest file of evidence that is checked here. Units: bytes.
pub(super) const FILE_MAX: usize = 2 * 1024 * 1024;
/// How many files are made, and how many checked, at once.
const AT_ONCE: usize = 2;
/// How many wait for that.
const WAITING: usize = 16;
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the making of a file may take.
const COLLECTING: Duration = Duration::from_secs(60);
/// What is kept of files that were made. Units: bytes.
const KEPT_MAX: usize = 32 * 1024 * 1024;

type Shared = State<Arc<Site>>;

/// The media type of a file of evidence.
const EVIDENCE: &str = "application/vnd.iou.evidence+zip";

/// Heavy work: so much of it at once, and what came of it.
pub struct Workshop {
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Files, the newest one last.
    kept: Mutex<VecDeque<(Key, Bytes)>>,
    press: Press,
}

/// Of which file: in which form, of which loan, and after which event.
type Key = (Format, u64, terms::Digest);

/// In which form evidence is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// The file that anybody can check.
    Iou,
    /// A certificate for people, with that file inside.
    Pdf,
    /// A certificate of settlement for people, with that file inside.
    Settled,
}

impl Format {
    fn named(name: &str) -> Option<Format> {
        [Format::Iou, Format::Pdf, Format::Settled]
            .into_iter()
            .find(|format| format.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Format::Iou => "iou",
            Format::Pdf => "pdf",
            Format::Settled => "settled",
        }
    }

    /// How the name of a file ends.
    fn ending(self) -> &'static str {
        match self {
            Format::Iou => ".iou",
            Format::Pdf => ".pdf",
            Format::Settled => "-settled.pdf",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Format::Iou => EVIDENCE,
            Format::Pdf | Format::Settled => "application/pdf",
        }
    }
}

impl Default for Workshop {
    fn default() -> Workshop {
        Workshop {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            kept: Mutex::default(),
            press: Press::default(),
        }
    }
}

impl Workshop {
    /// Does `work` on a thread of its own when it is its turn. The turn is the work's: who goes away meanwhile leaves it to nobody
    /// before the work is done.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        let busy = || Fault::from(Refused::Busy);
        let place = Arc::clone(&self.waiting).try_acquire_owned();
        let place = place.map_err(|_| busy())?;
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(busy());
        };
        let done = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            work()
        });
        done.await.map_err(Fault::internal)?
    }

    async fn kept(&self, key: &Key) -> Option<Bytes> {
        let kept = self.kept.lock().await;
        kept.iter()
            .find(|(known, _)| known == key)
            .map(|(_, file)| file.clone())
    }

    async fn keep(&self, key: Key, file: Bytes) {
        if file.len() > KEPT_MAX {
            return;
        }
        let mut kept = self.kept.lock().await;
        kept.retain(|(known, _)| (known.0, known.1) != (key.0, key.1));
        kept.push_back((key, file));
        while kept.iter().map(|(_, file)| file.len()).sum::<usize>() > KEPT_MAX {
            let _oldest = kept.pop_front();
        }
    }
}

/// What somebody needs to sign a step of a loan, at the newest finalised block.
#[utoipa::path(
    get,
    path = "/v1/loans/{loan}/signing",
    params(
        ("loan" = u64, Path, description = "Its number."),
        ("account" = String, Query, description = "Who signs, SS58."),
    ),
    responses(
        (status = 200, description = "What to sign with.", body = SigningView),
        (status = 400, description = "That is no account.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no loan of that number.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The node does not answer, or is asked too much; Retry-After says when to try again.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn signing(
    State(site): Shared,
    Path(loan): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let query = Query::read(query.as_deref(), &["account"], &[])?;
    let account = query
        .parsed("account", address::read)?
        .ok_or_else(|| wrong("account"))?;
    let own = account;
    let loan = id(&loan)?;
    // Whoever has just seen a step on the pages signs the next one with the number that comes after it.
    let indexed = site.reader.cursor().await?.map_or(0, |cursor| cursor.block);
    let head = site.node.head_from(indexed).await?;
    let asked = async {
        let (loan, _) = head.ledger.loan(&head.at, loan).await?;
        let account = iou_ledger::AccountId(account.0);
        let counter = head.ledger.counter(&head.at, &loan, account).await?;
        Ok((loan, counter))
    };
    let (loan, counter) = site.node.ask(asked).await?;
    let chain = head.ledger.conn.chain();
    // As they were proposed, with the schedule of then: of these and no others the digest is what was signed.
    let (first, _) = site.reader.events(loan.id, None, 1).await?;
    let proposed = first.into_iter().next().and_then(|placed| match placed.event {
        Event::LoanProposed(proposed) => Some(proposed.terms),
        _ => None,
    });
    let terms = proposed.as_ref().unwrap_or(&loan.agreement.terms);
    let unit = iou_base::money::Unit::of(terms.settlement, &chain.money());
    Ok(plain(&SigningView {
        genesis: hex0x(chain.genesis.0),
        contract: address::show(AccountId(head.ledger.address.0)),
        loan: loan.id,
        status: names::status(loan.state.status()),
        counter,
        in_force: hex0x(loan.agreement.in_force),
        block: head.block,
        finalised_ms: head.time_ms,
        decimals: unit.decimals,
        currency: unit.name,
        settlement: crate::read::settlement(terms.settlement),
        lender: address::show(terms.lender),
        borrower: address::show(terms.borrower),
        holders: json::holders(&loan.agreement.holders),
        seat: loan.agreement.seat_of(own).ok().map(address::show),
        terms: hex0x(terms.encode()),
    }))
}

/// The evidence of a loan, its personal fields withheld: one file that anybody can check against the chain's specification, with
/// no need to believe this service; or a certificate for people, with that file inside.
#[utoipa::path(
    get,
    path = "/v1/loans/{loan}/evidence",
    params(
        ("loan" = u64, Path, description = "Its number."),
        ("format" = Option<String>, Query, description = "`iou`, the file, which it is if left out; or `pdf`, the certificate (PDF/A-3), whose square code leads to this service's page for verifying; or `settled`, of a settled loan the certificate of settlement, made likewise."),
    ),
    responses(
        (status = 200, description = "The file.", content(("application/vnd.iou.evidence+zip"), ("application/pdf"))),
        (status = 304, description = "The newest event is the one of the file whose tag If-None-Match names."),
        (status = 404, description = "There is no loan of that number.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The loan is not settled.", body = Problem, content_type = "application/problem+json"),
        (status = 406, description = "This service prints no certificates.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The node does not answer, too many files are being made, or the fonts of certificates are missing; where it helps, Retry-After says when to try again.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn evidence(
    State(site): Shared,
    Path(loan): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer<Response> {
    let query = Query::read(query.as_deref(), &["format"], &[])?;
    let format = query.parsed("format", Format::named)?.unwrap_or(Format::Iou);
    if format != Format::Iou {
        printed::check()?;
    }
    let stored = site.reader.loan(id(&loan)?).await?;
    let stored = stored.ok_or_else(Fault::no_such_loan)?;
    if format == Format::Settled && stored.status() != Status::Settled {
        return Err(Fault::new(StatusCode::CONFLICT, "not-settled"));
    }
    let tag = format!("\"{}.{}\"", hex::encode(stored.books.head), format.name());
    let given = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    if given.is_some_and(|given| given.trim() == tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let newest = (stored.id, stored.books.head);
    let file = match format {
        Format::Iou => file(&site, newest).await?,
        Format::Pdf | Format::Settled => certificate(&site, format, newest).await?,
    };
    let name = format!("attachment; filename=\"loan-{}{}\"", stored.id, format.ending());
    let own = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache".into()),
    ];
    Ok((own, file).into_response())
}

/// The file of a loan after that event; made where it is not kept.
async fn file(site: &Site, (loan, event): (u64, terms::Digest)) -> Answer<Bytes> {
    let key = (Format::Iou, loan, event);
    if let Some(kept) = site.workshop.kept(&key).await {
        return Ok(kept);
    }
    let ledger = site.node.head().await?.ledger.clone();
    let made = site.workshop.in_turn(move || made(&ledger, loan)).await?;
    site.workshop.keep(key, made.clone()).await;
    Ok(made)
}

/// The certificate of that file; the one of settlement where that is what was asked for.
async fn certificate(site: &Site, format: Format, newest: (u64, terms::Digest)) -> Answer<Bytes> {
    let key = (format, newest.0, newest.1);
    if let Some(kept) = site.workshop.kept(&key).await {
        return Ok(kept);
    }
    let file = file(site, newest).await?;
    let genesis = site.node.head().await?.ledger.genesis();
    let (press, link) = (site.workshop.press.clone(), verify_link(site));
    let page = match format {
        Format::Settled => Page::Settlement,
        _ => Page::Certificate,
    };
    let print = move || press.print(page, &file, &genesis, &link);
    let printed = Bytes::from(site.workshop.in_turn(print).await?);
    site.workshop.keep(key, printed.clone()).await;
    Ok(printed)
}

/// The page of this service that verifies a file in its reader's browser.
fn verify_link(site: &Site) -> String {
    format!("{}/verify", site.settings.public_origin())
}

/// Makes the file, and holds it to what everybody will hold it to; on a thread that may be held up.
fn made(ledger: &Ledger, loan: u64) -> Answer<Bytes> {
    let collecting = async {
        let collected = collect::collect(ledger, loan, Extras::default(), |_, _| ());
        timeout(COLLECTING, collected).await
    };
    let file = match tokio::runtime::Handle::current().block_on(collecting) {
        Ok(Ok(file)) => file,
        Ok(Err(error)) => {
            tracing::warn!(%error, loan, "evidence was not made");
            return Err(Refused::NodeAway.into());
        }
        Err(_) => return Err(Refused::Busy.into()),
    };
    let report = verify::verify(&file, &ledger.genesis());
    match report.standing() {
        verify::Standing::Holds => Ok(Bytes::from(file)),
        _ => Err(Fault::internal(format!("evidence of loan {loan} does not hold"))),
    }
}

/// A report, and what the evidence was inside of.
#[derive(Serialize)]
struct Checked<'a> {
    #[serde(flatten)]
    report: ReportDocument<'a>,
    /// `pdf` where it was inside a certificate.
    inside: Option<&'static str>,
}

/// Checks a file of evidence, or a certificate with one inside, against the chain and the contract of this service. Nothing of
/// it is kept. Whoever does not trust this service checks it themselves, with `iou verify` or in a browser.
#[utoipa::path(
    post,
    path = "/v1/verifications",
    request_body(description = "The file: at most 2 MiB.", content(("application/octet-stream"))),
    responses(
        (status = 200, description = "What was found, as `iou verify --json` has it under `data`: `holds` says whether nothing in it is false.", body = Object),
        (status = 413, description = "It is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is no file of evidence, or not whole.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many files are being checked, or the index is empty; Retry-After says when to try again.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn verification(State(site): Shared, request: Request) -> Answer<Response> {
    let body = bytes(request, FILE_MAX)
        .await
        .map_err(|fault| match fault.code() {
            "too-large" => Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "file-too-large"),
            _ => fault,
        })?;
    let genesis = match site.node.head().await {
        Ok(head) => head.ledger.genesis(),
        Err(_) => {
            let cursor = site.reader.cursor().await?;
            let cursor = cursor.ok_or_else(|| Fault::from(Refused::NodeAway))?;
            Genesis::bare(cursor.genesis, vec![cursor.contract])
        }
    };
    let json = site.workshop.in_turn(move || checked(&body, &genesis)).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

fn checked(body: &[u8], genesis: &Genesis) -> Answer<String> {
    let unreadable = || Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "evidence-unreadable");
    let given = Given::open(body).map_err(|_| unreadable())?;
    let report = given.verify(genesis);
    if report.unreadable().is_some() {
        return Err(unreadable());
    }
    let checked = Checked {
        report: findings::document(&report, genesis),
        inside: given.inside(),
    };
    serde_json::to_string(&checked).map_err(Fault::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn whoever_goes_away_leaves_their_turn_to_nobody_before_the_work_is_done() {
        let workshop = Workshop::default();
        let (go, wait) = mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        for _ in 0..AT_ONCE {
            let wait = Arc::clone(&wait);
            let work = workshop.in_turn(move || {
                let _told = wait.lock().map(|wait| wait.recv());
                Ok(())
            });
            let gone = timeout(Duration::from_millis(50), work).await;
            assert!(gone.is_err(), "it has begun, and nobody waits for it any more");
        }
        assert_eq!(workshop.turns.available_permits(), 0);
        drop(go);
        let next = timeout(PATIENCE, workshop.in_turn(|| Ok(7))).await;
        assert!(matches!(next, Ok(Ok(7))));
    }
}
