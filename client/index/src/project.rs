//! Events → rows. Each loan's books take its events in order (`terms::Books`), which is where a gap or a false figure shows;
//! what the tables say follows from the books. Kept in memory until a transaction writes it: a batch of whole blocks. While one is
//! written ([`Changes`]) the next is read; what is not in memory was written before that one, and is read from the database.
//! Limits: loans that have ended are not kept, others up to [`LOANS_MAX`] between batches.

use iou_base::{hex0x, names};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use scale::{Decode, Encode};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row as _};
use terms::account::Kind;
use terms::agreement::{key_of, Revoked, Seat};
use terms::credit::Credit;
use terms::event::{Figures, Status};
use terms::law::Published;
use terms::statement::Unsound;
use terms::{Amount, Books, Day, Event, Instalment, LoanId, Payment, Posting, Settlement};

use crate::error::{Error, Result};
use iou_base::money::Unit;
use iou_base::sha256;
use iou_database::address::Kind as Database;
use iou_database::rows::{Cell, Row, Table, Writing};
use iou_database::Store;
use iou_ledger::blocks::{Block, Found};
use iou_ledger::connection::ChainInfo;
use iou_ledger::contract::LedgerEvent;

/// Loans kept in memory between batches, at most, records of debtors, and addresses.
const LOANS_MAX: usize = 4_096;
const CREDITS_MAX: usize = 32_768;
const ADDRESSES_MAX: usize = 8_192;

const BLOCK: Table = Table {
    table: "block",
    columns: &["number", "hash", "time_ms"],
    key: &[],
};
const EVENT: Table = Table {
    table: "event",
    columns: &["block", "place", "name", "loan", "sequence", "hash", "scale"],
    key: &[],
};
const UNKNOWN: Table = Table {
    table: "unknown_event",
    columns: &["block", "place", "topic", "scale"],
    key: &[],
};
const LOAN: Table = Table {
    table: "loan",
    columns: &[
        "id",
        "status",
        "disputed",
        "lender",
        "borrower",
        "settlement",
        "currency",
        "decimals",
        "agreed_principal",
        "annual_rate_ppm",
        "utc_offset_minutes",
        "digest",
        "figures_day",
        "principal",
        "interest",
        "late",
        "costs",
        "next_due_instalment",
        "next_due_day",
        "next_due_amount",
        "default_after",
        "limitation_until",
        "proposed_ms",
        "signed_ms",
        "delivered_on",
        "ended_ms",
        "events",
        "head",
        "block",
        "books",
    ],
    key: &["id"],
};
const INSTALMENT: Table = Table {
    table: "instalment",
    columns: &["loan", "number", "due_day", "principal", "interest", "satisfied"],
    key: &["loan", "number"],
};
const PAYMENT: Table = Table {
    table: "payment",
    columns: &[
        "loan",
        "sequence",
        "kind",
        "value_day",
        "amount",
        "costs",
        "late",
        "interest",
        "principal",
        "overpaid",
        "receipt",
        "payer",
        "reversed",
    ],
    key: &[],
};
const DELIVERY: Table = Table {
    table: "delivery",
    columns: &["loan", "sequence", "number", "day", "amount", "receipt", "state"],
    key: &[],
};
const PARTY: Table = Table {
    table: "party",
    columns: &["loan", "account", "role"],
    key: &[],
};
const HOLDER: Table = Table {
    table: "holder",
    columns: &["loan", "position", "account", "ppm"],
    key: &[],
};
const IDENTITY: Table = Table {
    table: "identity",
    columns: &["loan", "sequence", "verifier", "digest", "kind", "revoked"],
    key: &[],
};
const SEAT: Table = Table {
    table: "seat",
    columns: &[
        "loan",
        "account",
        "key_account",
        "claimed_for",
        "claimed_by",
        "awaits",
        "claimed_on",
        "objection_until",
        "held_through",
        "objected",
    ],
    key: &[],
};
const CREDIT: Table = Table {
    table: "credit",
    columns: &[
        "account",
        "agreed",
        "settled_on_time",
        "settled_late",
        "settled_forgiven",
        "outstanding",
        "defaulted",
    ],
    key: &["account"],
};
const AGENDA: Table = Table {
    table: "agenda",
    columns: &["loan", "at_ms"],
    key: &["loan"],
};

/// Which reported deliveries of a loan something became of.
#[derive(Debug, Clone, Copy)]
enum Which {
    /// That of this number.
    Number(u32),
    /// All that were reported before this event.
    Before(u32),
}

/// A delivery that was reported in this batch: which event, which report, and the row.
#[derive(Debug, Clone, Copy)]
struct Stated {
    sequence: u32,
    number: u32,
    row: usize,
}

/// A loan between its events.
#[derive(Debug, Clone)]
struct Kept {
    books: Books,
    figures: Figures,
    digest: String,
    proposed_ms: u64,
    signed_ms: Option<u64>,
    ended_ms: Option<u64>,
    block: u64,
    /// The schedule in the table, and how many of its instalments stand there as satisfied.
    written: Option<(Vec<Instalment>, usize)>,
}

/// The addresses of accounts that were met, which are dear to make.
#[derive(Debug, Default)]
struct Addresses(BTreeMap<terms::AccountId, String>);

impl Addresses {
    fn of(&mut self, account: terms::AccountId) -> String {
        if self.0.len() >= ADDRESSES_MAX {
            self.0.clear();
        }
        let known = self.0.entry(account);
        known.or_insert_with(|| iou_base::address::show(account)).clone()
    }
}

/// What was read since the last transaction, and the loans as they are now.
#[derive(Debug)]
pub struct Projector {
    chain: ChainInfo,
    rates: Published,
    addresses: Addresses,
    loans: HashMap<LoanId, Kept>,
    credits: BTreeMap<terms::AccountId, Credit>,
    /// Whether the database has no other records than those: it was empty, and none was forgotten.
    has_all_credits: bool,
    /// The number that the next loan must have.
    next_loan: LoanId,
    touched: BTreeSet<LoanId>,
    touched_credits: BTreeSet<terms::AccountId>,
    /// Those of the last changes that were taken, which may not be in the tables yet.
    leaving: BTreeSet<LoanId>,
    leaving_credits: BTreeSet<terms::AccountId>,
    /// Loans whose holders or seats have changed.
    regrouped: BTreeSet<LoanId>,
    /// How earlier payments are applied since a later event put another one among them: by loan and event.
    reapplied: BTreeMap<(LoanId, u32), Payment>,
    /// Payments that were taken back: loan and event.
    reversed: BTreeSet<(LoanId, u32)>,
    /// Verifiers' statements that were revoked: loan, verifier and digest, and how.
    revoked: BTreeMap<(LoanId, String, String), &'static str>,
    /// What became of deliveries that were reported before this batch, in the order in which it did.
    delivered: Vec<(LoanId, Which, &'static str)>,
    /// The deliveries that were reported in this batch and wait: each with its place among the rows.
    stated: BTreeMap<LoanId, Vec<Stated>>,
    rows: BTreeMap<&'static str, (Table, Vec<Row>)>,
    /// How many events the batch has, and how many of them are unknown.
    counts: (u64, u64),
}

/// A table with rows of it.
type Filled = (Table, Vec<Row>);

/// What a batch changes in the tables.
#[derive(Debug)]
pub struct Changes {
    /// Loans whose schedule has become shorter, and how long it is.
    shorter: Vec<(LoanId, usize)>,
    /// Rows that are new, or take another's place.
    rows: Writing,
    reapplied: BTreeMap<(LoanId, u32), Payment>,
    reversed: BTreeSet<(LoanId, u32)>,
    revoked: BTreeMap<(LoanId, String, String), &'static str>,
    /// What became of reported deliveries, in the order in which it did.
    delivered: Vec<(LoanId, Which, &'static str)>,
    /// Loans whose holders or seats have changed: their holders, all who have to do with them, and their seats.
    regrouped: Vec<(LoanId, [Filled; 3])>,
    database: Database,
    /// How many events the batch has.
    pub events: u64,
    /// How many of them are unknown.
    pub unknown: u64,
}

impl Projector {
    /// Begins where the database stands.
    pub async fn load(chain: ChainInfo, conn: &mut AnyConnection) -> sqlx::Result<Projector> {
        let next: Option<i64> = sqlx::query("SELECT max(id) + 1 FROM loan")
            .fetch_one(&mut *conn)
            .await?
            .try_get(0)?;
        let published =
            "SELECT scale FROM event WHERE loan IS NULL AND name = 'RatePublished' ORDER BY block, place";
        let rates = sqlx::query(published).fetch_all(&mut *conn).await?;
        let mut projector = Projector {
            chain,
            rates: Published::default(),
            addresses: Addresses::default(),
            loans: HashMap::new(),
            credits: BTreeMap::new(),
            has_all_credits: next.is_none(),
            next_loan: next.map_or(0, |next| next as u64),
            touched: BTreeSet::new(),
            touched_credits: BTreeSet::new(),
            leaving: BTreeSet::new(),
            leaving_credits: BTreeSet::new(),
            regrouped: BTreeSet::new(),
            reapplied: BTreeMap::new(),
            reversed: BTreeSet::new(),
            revoked: BTreeMap::new(),
            delivered: Vec::new(),
            stated: BTreeMap::new(),
            rows: BTreeMap::new(),
            counts: (0, 0),
        };
        for row in rates {
            let scale: Vec<u8> = row.try_get(0)?;
            if let Ok(rate) = terms::event::RatePublished::decode(&mut &scale[..]) {
                projector.publish(&rate);
            }
        }
        Ok(projector)
    }

    /// The reference rates published so far.
    pub fn rates(&self) -> &Published {
        &self.rates
    }

    /// How many events were taken since the last batch.
    pub fn events(&self) -> u64 {
        self.counts.0
    }

    /// Reads what the events of a block need from the database: loans and records that are not in memory.
    pub async fn prepare(&mut self, store: &Store, events: &[Found]) -> Result<()> {
        let mut conn = None;
        let failed = |e: sqlx::Error| store.failed(e);
        let mut loans = BTreeSet::new();
        for found in events {
            if let LedgerEvent::Loan(event, _) = &found.event {
                let head = event.head();
                if head.sequence > 0 && !self.loans.contains_key(&head.loan) {
                    let _new = loans.insert(head.loan);
                }
            }
        }
        for loan in loans {
            let conn = connected(&mut conn, store).await?;
            if let Some(kept) = stored_loan(conn, loan).await.map_err(failed)? {
                let _none = self.loans.insert(loan, kept);
            }
        }
        if self.has_all_credits {
            return Ok(());
        }
        let mut debtors = BTreeSet::new();
        for found in events {
            let LedgerEvent::Loan(event, _) = &found.event else {
                continue;
            };
            match (&**event, self.loans.get(&event.head().loan)) {
                (Event::LoanProposed(e), _) => debtors.extend(e.terms.debtors()),
                (_, Some(kept)) => debtors.extend(kept.books.terms.debtors()),
                // It was proposed among these events.
                (_, None) => {}
            }
        }
        for debtor in debtors {
            if let Entry::Vacant(unknown) = self.credits.entry(debtor) {
                let address = self.addresses.of(debtor);
                let conn = connected(&mut conn, store).await?;
                let _credit = unknown.insert(stored_credit(conn, address).await.map_err(failed)?);
            }
        }
        Ok(())
    }

    /// Takes the events of one block.
    ///
    /// Errors: [`Error::IndexGap`], [`iou_ledger::Error::Unsound`].
    pub fn take(&mut self, block: &Block, events: Vec<Found>) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let hash = format!("{:?}", block.hash);
        self.add(
            BLOCK,
            vec![block.number.into(), hash.into(), block.time_ms.into()],
        );
        for Found { place, event } in events {
            self.counts.0 += 1;
            match event {
                LedgerEvent::Loan(event, bytes) => {
                    let hash = sha256(&bytes);
                    let head = event.head();
                    let row = vec![
                        block.number.into(),
                        place.into(),
                        event.name().into(),
                        Cell::OptInt(i64::try_from(head.loan).ok()),
                        Cell::OptInt(Some(head.sequence.into())),
                        hex0x(hash).into(),
                        Cell::Bytes(bytes),
                    ];
                    self.add(EVENT, row);
                    self.loan_event(block, *event, hash)?;
                }
                LedgerEvent::RatePublished(event) => {
                    self.publish(&event);
                    self.other(block, place, "RatePublished", event.encode());
                }
                LedgerEvent::Withdrawn(event) => self.other(block, place, "Withdrawn", event.encode()),
                LedgerEvent::Appointed(event) => self.other(block, place, "Appointed", event.encode()),
                LedgerEvent::Unknown { topic, data } => {
                    self.counts.1 += 1;
                    let topic = Cell::OptText(topic.map(hex0x));
                    self.add(
                        UNKNOWN,
                        vec![block.number.into(), place.into(), topic, Cell::Bytes(data)],
                    );
                }
            }
        }
        Ok(())
    }

    /// An event of the contract as a whole.
    fn other(&mut self, block: &Block, place: u32, name: &str, bytes: Vec<u8>) {
        let row = vec![
            block.number.into(),
            place.into(),
            name.into(),
            Cell::OptInt(None),
            Cell::OptInt(None),
            hex0x(sha256(&bytes)).into(),
            Cell::Bytes(bytes),
        ];
        self.add(EVENT, row);
    }

    fn publish(&mut self, event: &terms::event::RatePublished) {
        self.rates.0.push(terms::law::ReferenceRate {
            published: event.published,
            rate: event.rate,
            source: event.source,
        });
    }

    fn loan_event(&mut self, block: &Block, event: Event, hash: [u8; 32]) -> Result<()> {
        let head = event.head();
        let id = head.loan;
        let gap = || Error::IndexGap {
            loan: id.to_string(),
            sequence: head.sequence.to_string(),
            block: block.number.to_string(),
        };
        if let Event::LoanProposed(proposed) = &event {
            if id != self.next_loan {
                return Err(gap());
            }
            self.next_loan += 1;
            let kept = Kept {
                books: Books::open(&event, hash).map_err(|_| gap())?,
                figures: head.after,
                digest: hex0x(proposed.digest),
                proposed_ms: block.time_ms,
                signed_ms: None,
                ended_ms: None,
                block: block.number,
                written: None,
            };
            let (holders, parties) = people(id, &kept.books, &mut self.addresses);
            holders.into_iter().for_each(|row| self.add(HOLDER, row));
            parties.into_iter().for_each(|row| self.add(PARTY, row));
            let _none = self.loans.insert(id, kept);
        } else {
            let kept = self.loans.get_mut(&id).ok_or_else(gap)?;
            let taken = kept.books.take(&event, hash, &self.rates);
            taken.map_err(|why| unsound(id, why, gap()))?;
        }
        let kept = self.loans.get_mut(&id).ok_or_else(gap)?;
        kept.figures = head.after;
        kept.block = block.number;
        // The day of an end does not move by what comes after it; a loan that runs again has none.
        let ended = has_ended(head.after.status);
        kept.ended_ms = ended.then(|| kept.ended_ms.unwrap_or(block.time_ms));
        let late = kept
            .books
            .account
            .as_ref()
            .map_or(0, |account| account.late_instalments);
        let debtors: Vec<_> = kept.books.terms.debtors().collect();
        match &event {
            Event::LoanSigned(_) => kept.signed_ms = Some(block.time_ms),
            Event::LoanAmended(e) => kept.digest = hex0x(e.digest),
            Event::ClaimAssigned(_)
            | Event::SuccessionPlanned(_)
            | Event::SeatClaimed(_)
            | Event::ClaimSupported(_)
            | Event::ClaimEnded(_)
            | Event::ClaimDecided(_)
            | Event::SeatTaken(_) => {
                let _new = self.regrouped.insert(id);
            }
            Event::IdentityStated(e) => {
                let verifier = self.addresses.of(e.verifier);
                let row = vec![
                    id.into(),
                    head.sequence.into(),
                    verifier.into(),
                    hex0x(e.digest).into(),
                    u32::from(e.kind).into(),
                    Cell::OptText(None),
                ];
                self.add(IDENTITY, row);
            }
            Event::IdentityEnded(e) => self.revoke(id, e.verifier, e.digest, Revoked::Ended),
            Event::IdentityVoided(e) => self.revoke(id, e.verifier, e.digest, Revoked::Void),
            _ => {
                self.delivery_event(&event);
                self.money_event(&event);
            }
        }
        for debtor in debtors {
            let credit = self.credits.entry(debtor).or_default();
            if let Some(after) = credit.after_event(&event, late) {
                *credit = after;
                let _new = self.touched_credits.insert(debtor);
            }
        }
        let _new = self.touched.insert(id);
        Ok(())
    }

    /// Notes how a verifier's statement was revoked; what was void last stays so.
    fn revoke(&mut self, id: LoanId, verifier: terms::AccountId, digest: [u8; 32], how: Revoked) {
        let verifier = self.addresses.of(verifier);
        let _before = self
            .revoked
            .insert((id, verifier, hex0x(digest)), names::revoked(how));
    }

    /// What an event does to the table of deliveries.
    fn delivery_event(&mut self, event: &Event) {
        let (id, sequence) = (event.head().loan, event.head().sequence);
        match event {
            Event::DeliveryReported(e) => {
                let terms = self.loans.get(&id).map(|kept| &kept.books.terms);
                // The first report corrects none.
                if e.delivery > 0 && terms.is_some_and(|terms| terms.deliveries == 1) {
                    self.decide(id, Which::Before(sequence), "corrected");
                }
                let row = self.delivery(
                    (id, sequence, Some(e.delivery)),
                    (e.amount, e.on, e.receipt),
                    "stated",
                );
                self.stated.entry(id).or_default().push(Stated {
                    sequence,
                    number: e.delivery,
                    row,
                });
            }
            Event::DeliveryWithdrawn(e) => self.decide(id, Which::Number(e.delivery), "withdrawn"),
            Event::LoanDelivered(e) => match e.delivery {
                Some(number) => self.decide(id, Which::Number(number), "acknowledged"),
                None => {
                    let _row = self.delivery((id, sequence, None), (e.amount, e.on, e.evidence), "paid");
                }
            },
            // Movement by movement it stands in the terms.
            Event::OldDebtFormed(e) => {
                let _row = self.delivery((id, sequence, None), (e.received, e.delivered, None), "signed");
            }
            Event::PartDelivered(e) => self.decide(id, Which::Number(e.delivery), "acknowledged"),
            _ => {}
        }
    }

    /// What became of reported deliveries: said in their rows where these are of this batch, which is most of a back-fill, else in the table.
    fn decide(&mut self, id: LoanId, which: Which, state: &'static str) {
        let is_meant = |one: &Stated| match which {
            Which::Number(number) => one.number == number,
            Which::Before(sequence) => one.sequence < sequence,
        };
        let waiting = self.stated.entry(id).or_default();
        let mut is_known = false;
        for one in waiting.extract_if(.., |one| is_meant(one)) {
            let rows = self.rows.get_mut(DELIVERY.table);
            if let Some(cell) = rows.and_then(|(_, rows)| rows.get_mut(one.row)?.last_mut()) {
                *cell = state.into();
                is_known = true;
            }
        }
        // A number is one report's.
        if !(is_known && matches!(which, Which::Number(_))) {
            self.delivered.push((id, which, state));
        }
    }

    /// Adds a row. Its place among those of this batch.
    fn delivery(
        &mut self,
        (id, sequence, number): (LoanId, u32, Option<u32>),
        (amount, on, receipt): (Amount, Day, Option<[u8; 32]>),
        state: &str,
    ) -> usize {
        let row = vec![
            id.into(),
            sequence.into(),
            Cell::OptInt(number.map(i64::from)),
            on.into(),
            amount.into(),
            Cell::OptText(receipt.map(hex0x)),
            state.into(),
        ];
        self.add(DELIVERY, row);
        let rows = self.rows.get(DELIVERY.table);
        rows.map_or(0, |(_, rows)| rows.len() - 1)
    }

    /// What an event does to the table of payments.
    fn money_event(&mut self, event: &Event) {
        let (id, sequence) = (event.head().loan, event.head().sequence);
        match event {
            Event::LoanRepaid(e) => {
                self.payment(id, sequence, "repaid", &e.payment, e.receipt, e.payer);
                self.reapply(id, sequence);
            }
            Event::DebtForgiven(e) => {
                self.payment(id, sequence, "forgiven", &e.payment, e.evidence, None);
            }
            Event::DisputeResolved(e) => {
                if let Some(payment) = &e.payment {
                    self.payment(id, sequence, "credited", payment, e.evidence, None);
                    self.reapply(id, sequence);
                }
            }
            Event::PaymentReversed(e) => {
                let _new = self.reversed.insert((id, e.payment));
                self.reapply(id, sequence);
            }
            _ => {}
        }
    }

    fn payment(
        &mut self,
        id: LoanId,
        sequence: u32,
        kind: &str,
        payment: &Payment,
        receipt: Option<[u8; 32]>,
        payer: Option<terms::AccountId>,
    ) {
        let payer = payer.map(|payer| self.addresses.of(payer));
        let row = vec![
            id.into(),
            sequence.into(),
            kind.into(),
            payment.value_day.into(),
            payment.amount.into(),
            payment.costs.into(),
            payment.late.into(),
            payment.interest.into(),
            payment.principal.into(),
            payment.overpaid.into(),
            Cell::OptText(receipt.map(hex0x)),
            Cell::OptText(payer),
            false.into(),
        ];
        self.add(PAYMENT, row);
    }

    /// Notes how the loan's movements are applied now, unless event `sequence` put the last of them in its place.
    fn reapply(&mut self, id: LoanId, sequence: u32) {
        let Some(books) = self.loans.get(&id).map(|kept| &kept.books) else {
            return;
        };
        let Some(journal) = &books.journal else {
            return;
        };
        let own = |posting: &Posting| posting.number == sequence;
        if journal.postings.iter().any(own) && journal.postings.iter().skip_while(|one| !own(one)).all(own) {
            return;
        }
        // It was applied as the books were followed, so it can be applied again.
        for (posting, payment) in journal.applied(&books.rules(&self.rates)).unwrap_or_default() {
            if posting.kind != Kind::Costs {
                let _before = self.reapplied.insert((id, posting.number), payment);
            }
        }
    }

    fn add(&mut self, table: Table, row: Row) {
        self.rows
            .entry(table.table)
            .or_insert_with(|| (table, Vec::new()))
            .1
            .push(row);
    }

    /// What was taken since the last batch as changes of the tables of such a database, of which nothing is kept here but the loans.
    pub fn changes(&mut self, database: Database) -> Changes {
        let (mut loans, mut agenda) = (Vec::new(), Vec::new());
        let (mut shorter, mut instalments) = (Vec::new(), Vec::new());
        self.leaving = std::mem::take(&mut self.touched);
        self.leaving_credits = std::mem::take(&mut self.touched_credits);
        for id in self.leaving.iter().copied() {
            let Some(kept) = self.loans.get_mut(&id) else {
                continue;
            };
            loans.push(kept.row(id, &self.chain, &mut self.addresses));
            agenda.push(vec![id.into(), Cell::Int(0)]);
            shorter.extend(kept.instalments(id, &mut instalments).map(|length| (id, length)));
        }
        let mut rows = vec![(LOAN, loans), (AGENDA, agenda), (INSTALMENT, instalments)];
        rows.extend(std::mem::take(&mut self.rows).into_values());
        let (addresses, credits) = (&mut self.addresses, &self.credits);
        let changed = self.leaving_credits.iter();
        let changed =
            changed.filter_map(|account| Some(credit_row(addresses.of(*account), credits.get(account)?)));
        rows.push((CREDIT, changed.collect()));
        let mut regrouped = Vec::new();
        for id in std::mem::take(&mut self.regrouped) {
            if let Some(kept) = self.loans.get(&id) {
                let addresses = &mut self.addresses;
                let (holders, parties) = people(id, &kept.books, addresses);
                let seats = kept.books.seats.iter();
                let seats = seats.map(|seat| seat_row(id, seat, addresses)).collect();
                regrouped.push((id, [(HOLDER, holders), (PARTY, parties), (SEAT, seats)]));
            }
        }
        self.stated.clear();
        let (events, unknown) = std::mem::take(&mut self.counts);
        Changes {
            shorter,
            rows: Writing::begin(database, rows),
            reapplied: std::mem::take(&mut self.reapplied),
            reversed: std::mem::take(&mut self.reversed),
            revoked: std::mem::take(&mut self.revoked),
            delivered: std::mem::take(&mut self.delivered),
            regrouped,
            database,
            events,
            unknown,
        }
    }

    /// Lets go of what is in the tables by now and not likely to be needed soon. To be called once all changes but the last ones have
    /// been written.
    pub fn settle(&mut self) {
        let (touched, leaving) = (&self.touched, &self.leaving);
        let is_needed = |id: &LoanId| touched.contains(id) || leaving.contains(id);
        self.loans
            .retain(|id, kept| !has_ended(kept.figures.status) || is_needed(id));
        if self.loans.len() > LOANS_MAX {
            // Those go of which nothing was heard for the longest time.
            let mut blocks: Vec<u64> = self.loans.values().map(|kept| kept.block).collect();
            let place = blocks.len() - LOANS_MAX / 2;
            let (_, oldest, _) = blocks.select_nth_unstable(place);
            let oldest = *oldest;
            self.loans.retain(|id, kept| kept.block > oldest || is_needed(id));
        }
        if self.credits.len() > CREDITS_MAX {
            let (touched, leaving) = (&self.touched_credits, &self.leaving_credits);
            self.credits
                .retain(|account, _| touched.contains(account) || leaving.contains(account));
            self.has_all_credits = false;
        }
    }
}

/// A row of [`CREDIT`].
fn credit_row(address: String, credit: &Credit) -> Row {
    vec![
        address.into(),
        credit.agreed.into(),
        credit.settled_on_time.into(),
        credit.settled_late.into(),
        credit.settled_forgiven.into(),
        credit.outstanding.into(),
        credit.defaulted.into(),
    ]
}

/// A connection for reading, opened where it is needed.
async fn connected<'c>(
    conn: &'c mut Option<PoolConnection<Any>>,
    store: &Store,
) -> Result<&'c mut AnyConnection> {
    let open = match conn.take() {
        Some(open) => open,
        None => store.acquire().await?,
    };
    Ok(&mut **conn.insert(open))
}

impl Changes {
    /// Writes them.
    pub async fn write(self, conn: &mut AnyConnection) -> sqlx::Result<()> {
        for (id, length) in self.shorter {
            let forget = "DELETE FROM instalment WHERE loan = $1 AND number > $2";
            let query = sqlx::query(forget).bind(id as i64).bind(length as i64);
            let _gone = query.execute(&mut *conn).await?;
        }
        self.rows.finish(conn).await?;
        for ((id, sequence), payment) in self.reapplied {
            apply_again(id, sequence, &payment, conn).await?;
        }
        for (id, sequence) in self.reversed {
            let mark = "UPDATE payment SET reversed = 1 WHERE loan = $1 AND sequence = $2";
            let query = sqlx::query(mark).bind(id as i64).bind(i64::from(sequence));
            let _marked = query.execute(&mut *conn).await?;
        }
        for ((id, verifier, digest), how) in self.revoked {
            let mark = "UPDATE identity SET revoked = $4 WHERE loan = $1 AND verifier = $2 AND digest = $3";
            let query = sqlx::query(mark).bind(id as i64).bind(verifier).bind(digest);
            let _marked = query.bind(how).execute(&mut *conn).await?;
        }
        for (id, which, state) in self.delivered {
            let (sql, of) = match which {
                Which::Number(number) => (
                    "UPDATE delivery SET state = $1 WHERE loan = $2 AND number = $3 AND state = 'stated'",
                    number,
                ),
                Which::Before(sequence) => (
                    "UPDATE delivery SET state = $1 WHERE loan = $2 AND sequence < $3 AND state = 'stated'",
                    sequence,
                ),
            };
            let query = sqlx::query(sql).bind(state).bind(id as i64).bind(i64::from(of));
            let _changed = query.execute(&mut *conn).await?;
        }
        if self.regrouped.is_empty() {
            return Ok(());
        }
        // After those whom loans of this batch began with.
        for (id, tables) in &self.regrouped {
            for (table, _) in tables {
                let forget = AssertSqlSafe(format!("DELETE FROM {} WHERE loan = $1", table.table));
                let _gone = sqlx::query(forget).bind(*id as i64).execute(&mut *conn).await?;
            }
        }
        let regrouped = self.regrouped.into_iter().flat_map(|(_, tables)| tables);
        let writing = Writing::begin(self.database, regrouped.collect());
        writing.finish(conn).await
    }
}

/// Whether nothing more is expected of a loan; something may come all the same.
fn has_ended(status: Status) -> bool {
    matches!(status, Status::Settled | Status::Cancelled | Status::Expired)
}

impl Kept {
    /// How many instalments ask for nothing any more, the oldest first.
    fn satisfied(&self) -> usize {
        match (self.figures.status, self.figures.next_due) {
            (Status::Settled, _) => self.books.schedule.len(),
            (Status::Active | Status::Defaulted, Some(due)) => due.instalment.into(),
            (Status::Active | Status::Defaulted, None) => self.books.schedule.len(),
            _ => 0,
        }
    }

    fn row(&self, id: LoanId, chain: &ChainInfo, addresses: &mut Addresses) -> Row {
        let (books, figures) = (&self.books, &self.figures);
        let terms = &books.terms;
        let unit = Unit::of(terms.settlement, &chain.money());
        let settlement = match terms.settlement {
            Settlement::Native => "native",
            Settlement::Token { .. } => "token",
            Settlement::OffChain { .. } => "off-chain",
        };
        let account = books.account.as_ref();
        let day = |day: Option<Day>| Cell::OptText(day.map(|day| day.to_string()));
        let moment = |ms: Option<u64>| Cell::OptInt(ms.and_then(|ms| i64::try_from(ms).ok()));
        let limitation = account
            .filter(|_| books.is_running())
            .and_then(|_| books.limitation(figures.day).ok());
        let lender = books.holders.first().map_or(terms.lender, |lead| lead.account);
        vec![
            id.into(),
            iou_base::names::status(figures.status).into(),
            books.disputed.into(),
            addresses.of(lender).into(),
            addresses.of(terms.borrower).into(),
            settlement.into(),
            unit.name.into(),
            u32::from(unit.decimals).into(),
            terms.principal.into(),
            account.map_or(terms.annual_rate, |account| account.rate).0.into(),
            Cell::Int(terms.utc_offset.0.into()),
            self.digest.as_str().into(),
            figures.day.into(),
            figures.principal.into(),
            figures.interest.into(),
            figures.late.into(),
            figures.costs.into(),
            Cell::OptInt(figures.next_due.map(|due| i64::from(due.instalment) + 1)),
            day(figures.next_due.map(|due| due.day)),
            Cell::OptText(figures.next_due.map(|due| due.amount.minor().to_string())),
            day(figures.default_after),
            day(limitation.map(|limitation| limitation.until)),
            self.proposed_ms.into(),
            moment(self.signed_ms),
            day(account.map(|account| account.delivered)),
            moment(self.ended_ms),
            books.events.into(),
            hex0x(books.head).into(),
            self.block.into(),
            Cell::Bytes(books.encode()),
        ]
    }

    /// Adds the rows of instalments that are new or other than those that the table has. The length of the schedule, where the table has
    /// more of them.
    fn instalments(&mut self, id: LoanId, rows: &mut Vec<Row>) -> Option<usize> {
        let satisfied = self.satisfied();
        let schedule = &self.books.schedule;
        let (before, satisfied_before) = self.written.take().unwrap_or_default();
        let changed = schedule.iter().enumerate().filter(|(place, each)| {
            before.get(*place) != Some(*each) || (*place < satisfied) != (*place < satisfied_before)
        });
        rows.extend(changed.map(|(place, each)| {
            vec![
                id.into(),
                Cell::Int(place as i64 + 1),
                each.due.into(),
                each.principal.into(),
                each.interest.into(),
                (place < satisfied).into(),
            ]
        }));
        let shorter = (schedule.len() < before.len()).then_some(schedule.len());
        let now = match before == *schedule {
            true => before,
            false => schedule.clone(),
        };
        self.written = Some((now, satisfied));
        shorter
    }
}

/// Rows of [`HOLDER`], and of [`PARTY`]: whoever has to do with the loan. Which key acts for a seat has its roles too.
fn people(id: LoanId, books: &Books, addresses: &mut Addresses) -> (Vec<Row>, Vec<Row>) {
    let terms = &books.terms;
    let mut seats = BTreeSet::from([(terms.lender, "lender"), (terms.borrower, "borrower")]);
    seats.extend(terms.co_borrowers.iter().map(|other| (*other, "co-borrower")));
    let guarantors = terms.guarantors.iter();
    seats.extend(guarantors.map(|guarantor| (guarantor.account, "guarantor")));
    seats.extend(books.holders.iter().map(|holder| (holder.account, "holder")));
    let mut parties = seats.clone();
    parties.extend(terms.arbiter.map(|arbiter| (arbiter, "arbiter")));
    let acting = seats
        .iter()
        .map(|(account, role)| (key_of(&books.seats, *account), *role));
    parties.extend(acting);
    let planned = books.seats.iter().filter_map(|seat| seat.plan.as_ref());
    for agreed in terms.successions.iter().chain(planned) {
        parties.extend(agreed.heir.map(|heir| (heir, "heir")));
        let verifiers = [agreed.verifier, agreed.second].into_iter().flatten();
        parties.extend(verifiers.map(|verifier| (verifier, "verifier")));
    }
    let claims = books.seats.iter().filter_map(|seat| seat.claim.as_ref());
    parties.extend(claims.map(|claim| (claim.to, "successor")));
    let party = |(account, role)| vec![id.into(), addresses.of(account).into(), Cell::from(role)];
    let parties = parties.into_iter().map(party).collect();
    let mut holders = Vec::with_capacity(books.holders.len());
    for (position, holder) in books.holders.iter().enumerate() {
        let address = addresses.of(holder.account);
        holders.push(vec![
            id.into(),
            Cell::Int(position as i64),
            address.into(),
            holder.ppm.into(),
        ]);
    }
    (holders, parties)
}

/// A row of [`SEAT`].
fn seat_row(id: LoanId, seat: &Seat, addresses: &mut Addresses) -> Row {
    let claim = seat.claim.as_ref();
    let mut named =
        |account: Option<terms::AccountId>| Cell::OptText(account.map(|account| addresses.of(account)));
    let day = |day: Option<Day>| Cell::OptText(day.map(|day| day.to_string()));
    let awaits = claim.map(|claim| names::awaits(claim.awaits).to_owned());
    vec![
        id.into(),
        named(Some(seat.account)),
        named(Some(seat.key)),
        named(claim.map(|claim| claim.to)),
        named(claim.map(|claim| claim.by)),
        Cell::OptText(awaits),
        day(claim.map(|claim| claim.on)),
        day(claim.and_then(|claim| claim.through)),
        day(seat.held_through),
        seat.objected.is_some().into(),
    ]
}

/// Writes where the money of event `sequence` goes now.
async fn apply_again(
    id: LoanId,
    sequence: u32,
    payment: &Payment,
    conn: &mut AnyConnection,
) -> sqlx::Result<()> {
    let sql = "UPDATE payment SET value_day = $1, amount = $2, costs = $3, late = $4, interest = $5, principal = $6, \
               overpaid = $7 WHERE loan = $8 AND sequence = $9";
    let amounts = [
        payment.amount,
        payment.costs,
        payment.late,
        payment.interest,
        payment.principal,
        payment.overpaid,
    ];
    let mut query = sqlx::query(sql).bind(payment.value_day.to_string());
    for amount in amounts {
        query = query.bind(amount.minor().to_string());
    }
    let query = query.bind(id as i64).bind(i64::from(sequence));
    let _updated = query.execute(conn).await?;
    Ok(())
}

/// A loan as the database has it. Its last event is found by its block, which needs no index for readers.
async fn stored_loan(conn: &mut AnyConnection, id: LoanId) -> sqlx::Result<Option<Kept>> {
    let select = "SELECT loan.books, loan.digest, loan.proposed_ms, loan.signed_ms, loan.ended_ms, loan.block, event.name, \
                  event.scale FROM loan JOIN event ON event.block = loan.block AND event.loan = loan.id WHERE loan.id = $1 \
                  ORDER BY event.sequence DESC LIMIT 1";
    let row = sqlx::query(select).bind(id as i64).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    let (books, name, scale): (Vec<u8>, String, Vec<u8>) =
        (row.try_get(0)?, row.try_get(6)?, row.try_get(7)?);
    let books = Books::decode(&mut &books[..]).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
    let last = Event::decode(&name, &scale);
    let last = last.ok_or_else(|| sqlx::Error::Protocol(format!("loan {id} has an unreadable event")))?;
    let ms = |value: i64| u64::try_from(value).unwrap_or_default();
    let mut kept = Kept {
        figures: last.head().after,
        digest: row.try_get(1)?,
        proposed_ms: ms(row.try_get(2)?),
        signed_ms: row.try_get::<Option<i64>, _>(3)?.map(ms),
        ended_ms: row.try_get::<Option<i64>, _>(4)?.map(ms),
        block: ms(row.try_get(5)?),
        written: None,
        books,
    };
    kept.written = Some((kept.books.schedule.clone(), kept.satisfied()));
    Ok(Some(kept))
}

async fn stored_credit(conn: &mut AnyConnection, address: String) -> sqlx::Result<Credit> {
    let query = sqlx::query(
        "SELECT agreed, settled_on_time, settled_late, settled_forgiven, outstanding, defaulted FROM credit WHERE account = $1",
    );
    let Some(row) = query.bind(address).fetch_optional(conn).await? else {
        return Ok(Credit::default());
    };
    let count =
        |n: usize| Ok::<u32, sqlx::Error>(u32::try_from(row.try_get::<i64, _>(n)?).unwrap_or_default());
    Ok(Credit {
        agreed: count(0)?,
        settled_on_time: count(1)?,
        settled_late: count(2)?,
        settled_forgiven: count(3)?,
        outstanding: count(4)?,
        defaulted: count(5)?,
    })
}

/// An event that the books do not take: something is missing, or a figure does not follow.
fn unsound(loan: LoanId, why: Unsound, gap: Error) -> Error {
    match why {
        Unsound::OutOfPlace { .. } => gap,
        why => iou_ledger::Error::unsound(loan, why).into(),
    }
}

/// A block of that number and time of which nothing else is known.
#[cfg(any(test, feature = "sample"))]
pub(crate) fn block_of(number: u64, time_ms: u64) -> Block {
    Block {
        number,
        hash: iou_ledger::Hash::from_low_u64_be(number),
        parent: iou_ledger::Hash::default(),
        time_ms,
        code_replaced: false,
    }
}

/// A chain for development that begins with that block.
#[cfg(any(test, feature = "sample"))]
pub(crate) fn chain_of(genesis: iou_ledger::Hash) -> ChainInfo {
    ChainInfo {
        genesis,
        name: "sample".into(),
        chain_type: "Development".into(),
        token_symbol: "IOU".into(),
        token_decimals: 12,
        ss58_prefix: 42,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_ledger::Hash;
    use terms::law::BuiltIn;
    use terms::life::{Action, Context, Loan, NoOffices};
    use terms::{sample, RatePpm};

    const LENDER: terms::AccountId = terms::AccountId([1; 32]);
    const BORROWER: terms::AccountId = terms::AccountId([2; 32]);
    const START: Day = Day(20_458);

    /// The events of a loan that the borrower proposes, and of these steps, which are told its terms.
    fn played(steps: impl FnOnce(&Loan) -> Vec<(terms::AccountId, Action)>) -> Vec<LedgerEvent> {
        let by = |caller| Context {
            caller,
            now: sample::noon(START),
            block: 7,
            sha256,
            rates: &BuiltIn,
            offices: &NoOffices,
            intent: None,
        };
        let terms = sample::bullet(LENDER, BORROWER, START);
        let proposed = Loan::propose(0, terms, None, &by(BORROWER)).unwrap();
        let (mut loan, plan) = (proposed.loan, proposed.schedule.unwrap());
        let mut entries = proposed.events;
        for (who, action) in steps(&loan) {
            let outcome = loan.step(action, &plan, &by(who)).unwrap();
            (loan, entries) = (outcome.loan, [entries, outcome.events].concat());
        }
        let event = |entry: &terms::event::Entry| {
            LedgerEvent::Loan(Box::new(entry.event().unwrap()), entry.bytes.clone())
        };
        entries.iter().map(event).collect()
    }

    /// These events in one block.
    fn found(events: impl IntoIterator<Item = LedgerEvent>) -> Vec<Found> {
        let places = (0..).zip(events);
        places.map(|(place, event)| Found { place, event }).collect()
    }

    /// Empty tables, below `dir`.
    async fn begun(dir: &tempfile::TempDir) -> (Store, Projector) {
        let path = dir.path().join("t.db");
        let store = Store::open(path.to_str().unwrap()).await.unwrap();
        let mut conn = store.acquire().await.unwrap();
        let chain = chain_of(Hash::default());
        let projector = Projector::load(chain, &mut conn).await.unwrap();
        (store, projector)
    }

    /// A loan whose delivery is corrected twice before it is acknowledged.
    fn corrected(loan: &Loan) -> Vec<(terms::AccountId, Action)> {
        let amount = loan.agreement.terms.principal;
        let digest = loan.agreement.digest;
        let deliver = |receipt| Action::Deliver {
            amount,
            on: Some(START),
            at_least: RatePpm::ZERO,
            receipt: Some([receipt; 32]),
        };
        let sign = Action::Sign {
            digest,
            evidence: None,
        };
        let received = Action::AcknowledgeDelivery {
            delivery: 2,
            amount,
            on: START,
            receipt: Some([7; 32]),
            evidence: None,
        };
        vec![
            (LENDER, sign),
            (LENDER, deliver(5)),
            (LENDER, deliver(6)),
            (LENDER, deliver(7)),
            (BORROWER, received),
        ]
    }

    #[tokio::test]
    async fn what_became_of_deliveries_is_the_same_however_many_events_a_batch_has() {
        let events = played(corrected);
        for of_batch in 1..=events.len() {
            let dir = tempfile::tempdir().unwrap();
            let (store, mut projector) = begun(&dir).await;
            let mut conn = store.acquire().await.unwrap();
            for (number, batch) in (7..).zip(events.chunks(of_batch)) {
                let found = found(batch.iter().cloned());
                projector.take(&block_of(number, 0), found).unwrap();
                projector.changes(store.kind()).write(&mut conn).await.unwrap();
            }
            let select = "SELECT number, state FROM delivery ORDER BY sequence";
            let rows = sqlx::query(select).fetch_all(&mut *conn).await.unwrap();
            let said: Vec<_> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
            let expected = [(0_i64, "corrected"), (1, "corrected"), (2, "acknowledged")];
            let expected = expected.map(|(number, state)| (number, state.to_owned()));
            assert_eq!(said, expected, "{of_batch} at a time");
        }
    }

    #[tokio::test]
    async fn a_loan_that_has_ended_is_let_go_of_once_it_is_in_the_tables_and_not_before() {
        let cancelled = played(|_| vec![(BORROWER, Action::Cancel { evidence: None })]);
        let dir = tempfile::tempdir().unwrap();
        let (store, mut projector) = begun(&dir).await;
        let mut conn = store.acquire().await.unwrap();
        projector.take(&block_of(7, 0), found(cancelled)).unwrap();
        let on_its_way = projector.changes(store.kind());
        projector.settle();
        assert!(projector.loans.contains_key(&0));
        on_its_way.write(&mut conn).await.unwrap();
        let _none = projector.changes(store.kind());
        projector.settle();
        assert!(!projector.loans.contains_key(&0));
    }

    #[tokio::test]
    async fn an_event_that_this_version_does_not_know_is_kept_as_it_came_and_counted() {
        let dir = tempfile::tempdir().unwrap();
        let (store, mut projector) = begun(&dir).await;
        let mut tx = store.begin().await.unwrap();
        let unknown = Found {
            place: 3,
            event: LedgerEvent::Unknown {
                topic: Some([9; 32]),
                data: vec![1, 2, 3],
            },
        };
        projector.take(&block_of(7, 0), vec![unknown]).unwrap();
        let changes = projector.changes(store.kind());
        assert_eq!((changes.events, changes.unknown), (1, 1));
        changes.write(&mut tx).await.unwrap();
        store.commit(tx).await.unwrap();
        let row = sqlx::query("SELECT block, place, topic, scale FROM unknown_event")
            .fetch_one(store.pool())
            .await;
        let row = row.unwrap();
        assert_eq!((row.get::<i64, _>(0), row.get::<i64, _>(1)), (7, 3));
        assert_eq!(row.get::<String, _>(2), hex0x([9; 32]));
        assert_eq!(row.get::<Vec<u8>, _>(3), [1, 2, 3]);
    }
}
