//! Loans as the index's tables have them, typed, for the API and the pages alike: no node is asked. Figures are those of
//! *today*, which is the day of the newest indexed block in the loan's own time zone, computed by the rules from the books.
//! What is read of one loan fits together: its row has its books, and events never change once they are there.
//! Units: milliseconds since 1970 where a name ends in `_ms`; amounts in minor units of the loan's money.
//! Errors: [`iou_database::Error::Database`], also where a row cannot be what the index wrote.

mod detail;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use scale::Decode;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};
use terms::credit::Credit;
use terms::law::{Published, ReferenceRate};
use terms::statement::Statement;
use terms::{
    AccountId, Amount, Books, Day, Digest, Event, Figures, LoanId, RatePpm, Settlement, Status, Timestamp,
};

use iou_base::money::Unit;
use iou_base::{address, names};
use iou_database::Store;

pub use detail::LoanDetail;
pub use iou_view::sums::{Delivered, Sums};
pub use iou_view::unanswered::{Unanswered, What, Whom};

/// The crate's own result of reading.
pub type Result<T> = std::result::Result<T, iou_database::Error>;

/// How far the index is, and of which contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The hash of the chain's first block.
    pub genesis: Digest,
    /// The contract.
    pub contract: AccountId,
    /// The newest indexed block.
    pub block: u64,
    /// Its hash, 0x hexadecimal.
    pub hash: String,
    /// Its time.
    pub time_ms: u64,
    /// The contract's events so far.
    pub events: u64,
}

/// A loan as it stands.
#[derive(Debug, Clone)]
pub struct StoredLoan {
    /// Its number.
    pub id: LoanId,
    /// Terms and schedule in force, account, movements, holders.
    pub books: Books,
    /// The money of its amounts.
    pub unit: Unit,
    /// The digest of the terms in force, 0x hexadecimal.
    pub digest: String,
    /// The time of the newest indexed block.
    pub now: Timestamp,
    /// Today, in the loan's time zone.
    pub today: Day,
    /// The figures of today.
    pub figures: Figures,
    /// When it was proposed.
    pub proposed_ms: u64,
    /// When both had signed.
    pub signed_ms: Option<u64>,
    /// When it was over.
    pub ended_ms: Option<u64>,
    /// The block of its newest event.
    pub block: u64,
    /// The newest indexed block.
    pub indexed_block: u64,
}

impl StoredLoan {
    /// Who acts for the claim now.
    pub fn creditor(&self) -> AccountId {
        let lead = self.books.holders.first();
        lead.map_or(self.books.terms.lender, |lead| lead.account)
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        self.books.status
    }
}

/// An event in its block.
#[derive(Debug, Clone)]
pub struct PlacedEvent {
    /// What happened.
    pub event: Event,
    /// SHA-256 of its SCALE bytes, 0x hexadecimal.
    pub hash: String,
    /// The block's number.
    pub block: u64,
    /// The block's hash, 0x hexadecimal.
    pub block_hash: String,
    /// The block's time.
    pub time_ms: u64,
}

/// Which loans are wanted; what is empty admits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In which one of these has a part.
    pub accounts: Vec<AccountId>,
    /// As what: `lender`, `borrower`, `co-borrower`, `guarantor`, `arbiter`, `holder`, `heir`, `verifier`, `successor`. Only with accounts.
    pub role: Option<String>,
    /// Which stand like that.
    pub statuses: Vec<Status>,
}

/// An instalment that asks for money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Its loan.
    pub loan: LoanId,
    /// The money of its amount.
    pub unit: Unit,
    /// Which of the loan's instalments, from 1.
    pub instalment: u32,
    /// Its due day.
    pub day: Day,
    /// What it asks for: of the first one what is still open.
    pub amount: Amount,
    /// As what the account that was asked for has a part in it: `holder` is who gets the money, whoever lent it.
    pub role: String,
    /// Where the loan stands.
    pub status: Status,
}

/// Most loans or events of one answer.
pub const PAGE_MAX: u32 = 100;
/// Most instalments of one answer.
const COMING_MAX: i64 = 2_000;
/// Most events that are read of one loan: the rules let it have fewer.
const EVENTS_MAX: u32 = 100_000;

const LOAN_COLUMNS: &str =
    "l.id, l.status, l.currency, l.decimals, l.digest, l.proposed_ms, l.signed_ms, l.ended_ms, \
                            l.block, l.books, c.block, c.time_ms, c.events";

/// Reads the tables; clones share what they know.
#[derive(Clone)]
pub struct Reader {
    store: Store,
    rates: Arc<Mutex<(u64, Arc<Published>)>>,
}

impl Reader {
    /// One over the index in `store`.
    pub fn new(store: Store) -> Reader {
        Reader {
            store,
            rates: Arc::default(),
        }
    }

    /// How far the index is; `None` while it is empty.
    pub async fn cursor(&self) -> Result<Option<Cursor>> {
        let sql = "SELECT genesis, contract, block, hash, time_ms, events FROM cursor";
        let row = sqlx::query(sql).fetch_optional(self.store.pool()).await;
        let Some(row) = row.map_err(|e| self.store.failed(e))? else {
            return Ok(None);
        };
        let genesis: String = self.get(&row, 0)?;
        let contract: String = self.get(&row, 1)?;
        let genesis = iou_base::read_hex(&genesis).ok_or_else(|| self.broken("cursor.genesis"))?;
        Ok(Some(Cursor {
            genesis,
            contract: address::read(&contract).ok_or_else(|| self.broken("cursor.contract"))?,
            block: self.unsigned(&row, 2)?,
            hash: self.get(&row, 3)?,
            time_ms: self.unsigned(&row, 4)?,
            events: self.unsigned(&row, 5)?,
        }))
    }

    /// A loan; `None` where the index has none of that number.
    pub async fn loan(&self, id: LoanId) -> Result<Option<StoredLoan>> {
        let Ok(number) = i64::try_from(id) else {
            return Ok(None);
        };
        let sql = format!("SELECT {LOAN_COLUMNS} FROM loan l CROSS JOIN cursor c WHERE l.id = $1");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(number)
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else { return Ok(None) };
        let rates = self.rates(self.unsigned(&row, 12)?).await?;
        self.stored(&row, &rates).map(Some)
    }

    /// The loans of a filter with numbers above `after`, at most `limit` of them (and never more than [`PAGE_MAX`]); and where
    /// the next ones begin, if there are more.
    pub async fn loans(
        &self,
        filter: &Filter,
        after: Option<LoanId>,
        limit: u32,
    ) -> Result<(Vec<StoredLoan>, Option<LoanId>)> {
        let limit = limit.clamp(1, PAGE_MAX);
        let mut place = 1;
        let mut next = || {
            place += 1;
            format!("${place}")
        };
        let mut conditions = vec!["l.id > $1".to_owned()];
        if !filter.accounts.is_empty() {
            let accounts: Vec<String> = filter.accounts.iter().map(|_| next()).collect();
            let role = filter.role.as_ref().map(|_| format!(" AND role = {}", next()));
            conditions.push(format!(
                "l.id IN (SELECT loan FROM party WHERE account IN ({}){})",
                accounts.join(", "),
                role.unwrap_or_default()
            ));
        }
        if !filter.statuses.is_empty() {
            let statuses: Vec<String> = filter.statuses.iter().map(|_| next()).collect();
            conditions.push(format!("l.status IN ({})", statuses.join(", ")));
        }
        let sql = format!(
            "SELECT {LOAN_COLUMNS} FROM loan l CROSS JOIN cursor c WHERE {} ORDER BY l.id LIMIT {}",
            conditions.join(" AND "),
            limit + 1
        );
        let mut query = sqlx::query(AssertSqlSafe(sql))
            .bind(after.map_or(-1, |id| i64::try_from(id).unwrap_or(i64::MAX)));
        for account in &filter.accounts {
            query = query.bind(address::show(*account));
        }
        if let (Some(role), false) = (&filter.role, filter.accounts.is_empty()) {
            query = query.bind(role.clone());
        }
        for status in &filter.statuses {
            query = query.bind(names::status(*status));
        }
        let rows = query.fetch_all(self.store.pool()).await;
        let mut rows = rows.map_err(|e| self.store.failed(e))?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let Some(first) = rows.first() else {
            return Ok((Vec::new(), None));
        };
        let rates = self.rates(self.unsigned(first, 12)?).await?;
        let loans = rows.iter().map(|row| self.stored(row, &rates));
        let loans: Vec<StoredLoan> = loans.collect::<Result<_>>()?;
        let next = loans.last().map(|loan| loan.id).filter(|_| more);
        Ok((loans, next))
    }

    /// A loan with what its events say beside the books.
    pub async fn detail(&self, id: LoanId) -> Result<Option<LoanDetail>> {
        match self.loan(id).await? {
            Some(loan) => self.history(loan).await.map(Some),
            None => Ok(None),
        }
    }

    /// The same of a loan that is read already.
    pub async fn history(&self, loan: StoredLoan) -> Result<LoanDetail> {
        let (mut history, _) = self.events(loan.id, None, EVENTS_MAX).await?;
        // There may be newer ones by now than the books have.
        history.truncate(loan.books.events as usize);
        Ok(LoanDetail::new(loan, history))
    }

    /// Events of a loan with numbers above `after`, at most `limit`; and whether there are more.
    pub async fn events(
        &self,
        id: LoanId,
        after: Option<u32>,
        limit: u32,
    ) -> Result<(Vec<PlacedEvent>, bool)> {
        let Ok(number) = i64::try_from(id) else {
            return Ok((Vec::new(), false));
        };
        let sql = "SELECT e.name, e.scale, e.hash, e.block, b.hash, b.time_ms FROM event e \
                   JOIN block b ON b.number = e.block WHERE e.loan = $1 AND e.sequence > $2 ORDER BY e.sequence LIMIT $3";
        let rows = sqlx::query(sql)
            .bind(number)
            .bind(after.map_or(-1, i64::from))
            .bind(i64::from(limit) + 1)
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let more = rows.len() > limit as usize;
        let events = rows.iter().take(limit as usize).map(|row| {
            let (name, scale): (String, Vec<u8>) = (self.get(row, 0)?, self.get(row, 1)?);
            Ok(PlacedEvent {
                event: Event::decode(&name, &scale).ok_or_else(|| self.broken("event.scale"))?,
                hash: self.get(row, 2)?,
                block: self.unsigned(row, 3)?,
                block_hash: self.get(row, 4)?,
                time_ms: self.unsigned(row, 5)?,
            })
        });
        Ok((events.collect::<Result<_>>()?, more))
    }

    /// The account line by line, to the end of `until` (today where nothing is said), with what it was replayed from. `None`
    /// where there is no such loan, or nothing had happened by then.
    pub async fn statement(
        &self,
        id: LoanId,
        until: Option<Day>,
    ) -> Result<Option<(LoanDetail, Statement, Day)>> {
        let Some(detail) = self.detail(id).await? else {
            return Ok(None);
        };
        let day = until.unwrap_or(detail.loan.today);
        let events = detail.history.iter().map(|placed| placed.event.clone());
        let events: Vec<Event> = events.take_while(|event| event.head().after.day <= day).collect();
        if events.is_empty() {
            return Ok(None);
        }
        // Those that the loan was just read with.
        let rates = self.rates(0).await?;
        let statement = Statement::replay(&events, &*rates, day);
        let statement = statement.map_err(|why| self.broken(&format!("events of loan {id}: {why:?}")))?;
        Ok(Some((detail, statement, day)))
    }

    /// How an account has repaid what it borrowed.
    pub async fn credit(&self, account: AccountId) -> Result<Credit> {
        let sql = "SELECT agreed, settled_on_time, settled_late, settled_forgiven, outstanding, defaulted FROM credit \
                   WHERE account = $1";
        let row = sqlx::query(sql)
            .bind(address::show(account))
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else {
            return Ok(Credit::default());
        };
        let count = |place| -> Result<u32> {
            let number = self.unsigned(&row, place)?;
            u32::try_from(number).map_err(|_| self.broken("credit"))
        };
        Ok(Credit {
            agreed: count(0)?,
            settled_on_time: count(1)?,
            settled_late: count(2)?,
            settled_forgiven: count(3)?,
            outstanding: count(4)?,
            defaulted: count(5)?,
        })
    }

    /// What falls due until the end of `until` in running loans of these accounts, the earliest first: every instalment that is
    /// not satisfied. At most 2,000.
    pub async fn coming(&self, accounts: &[AccountId], until: Day) -> Result<Vec<Coming>> {
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (2..accounts.len() + 2).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT l.id, l.currency, l.decimals, i.number, i.due_day, i.principal, i.interest, p.role, l.status, \
             l.next_due_instalment, l.next_due_amount FROM party p JOIN loan l ON l.id = p.loan \
             JOIN instalment i ON i.loan = l.id WHERE p.account IN ({}) AND l.status IN ('active', 'defaulted') \
             AND i.satisfied = 0 AND i.due_day <= $1 AND p.role IN ('borrower', 'co-borrower', 'guarantor', 'holder') ORDER BY i.due_day, l.id, i.number, p.role \
             LIMIT {COMING_MAX}",
            places.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(until.to_string());
        for account in accounts {
            query = query.bind(address::show(*account));
        }
        let rows = query.fetch_all(self.store.pool()).await;
        let rows = rows.map_err(|e| self.store.failed(e))?;
        let coming = rows.iter().map(|row| {
            let instalment = self.unsigned(row, 3)?;
            let first: Option<i64> = self.get(row, 9)?;
            let open: Option<String> = self.get(row, 10)?;
            let amount = match (first, open) {
                (Some(first), Some(open)) if first.unsigned_abs() == instalment => self.amount(&open)?,
                _ => {
                    let principal = self.amount(&self.get::<String>(row, 5)?)?;
                    principal.saturating_plus(self.amount(&self.get::<String>(row, 6)?)?)
                }
            };
            let day: String = self.get(row, 4)?;
            Ok(Coming {
                loan: self.unsigned(row, 0)?,
                unit: self.unit(row, 1)?,
                instalment: u32::try_from(instalment).map_err(|_| self.broken("instalment.number"))?,
                day: iou_base::time::parse_day(&day).ok_or_else(|| self.broken("instalment.due_day"))?,
                amount,
                role: self.get(row, 7)?,
                status: self.status(&self.get::<String>(row, 8)?)?,
            })
        });
        coming.collect()
    }

    /// The roles that some accounts have in each of these loans.
    pub async fn roles(
        &self,
        accounts: &[AccountId],
        loans: &[LoanId],
    ) -> Result<BTreeMap<LoanId, Vec<String>>> {
        let mut roles = BTreeMap::<LoanId, Vec<String>>::new();
        if loans.is_empty() || accounts.is_empty() {
            return Ok(roles);
        }
        let places = |from: usize, count: usize| {
            let all: Vec<String> = (from..from + count).map(|place| format!("${place}")).collect();
            all.join(", ")
        };
        let sql = format!(
            "SELECT DISTINCT loan, role FROM party WHERE account IN ({}) AND loan IN ({}) ORDER BY loan, role",
            places(1, accounts.len()),
            places(1 + accounts.len(), loans.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for account in accounts {
            query = query.bind(address::show(*account));
        }
        for loan in loans {
            query = query.bind(i64::try_from(*loan).unwrap_or(i64::MAX));
        }
        let rows = query.fetch_all(self.store.pool()).await;
        for row in rows.map_err(|e| self.store.failed(e))? {
            let (loan, role) = (self.unsigned(&row, 0)?, self.get(&row, 1)?);
            roles.entry(loan).or_default().push(role);
        }
        Ok(roles)
    }

    /// The published reference rates, as of `events` events of the contract: read again where there were fewer before, and always
    /// for `u64::MAX`.
    pub async fn rates(&self, events: u64) -> Result<Arc<Published>> {
        {
            let known = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
            if events != u64::MAX && known.0 >= events {
                return Ok(known.1.clone());
            }
        }
        let sql =
            "SELECT scale FROM event WHERE loan IS NULL AND name = 'RatePublished' ORDER BY block, place";
        let rows = sqlx::query(sql).fetch_all(self.store.pool()).await;
        let rows = rows.map_err(|e| self.store.failed(e))?;
        let rates = rows.iter().map(|row| {
            let scale: Vec<u8> = self.get(row, 0)?;
            let rate = terms::event::RatePublished::decode(&mut &scale[..]);
            let rate = rate.map_err(|_| self.broken("event.scale"))?;
            Ok(ReferenceRate {
                published: rate.published,
                rate: rate.rate,
                source: rate.source,
            })
        });
        let rates = Arc::new(Published(rates.collect::<Result<_>>()?));
        let mut known = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        if events != u64::MAX && known.0 < events {
            *known = (events, rates.clone());
        }
        Ok(rates)
    }

    fn stored(&self, row: &AnyRow, rates: &Published) -> Result<StoredLoan> {
        let bytes: Vec<u8> = self.get(row, 9)?;
        let books = Books::decode(&mut &bytes[..]).map_err(|_| self.broken("loan.books"))?;
        let now = Timestamp(self.unsigned(row, 11)?);
        let today = books.terms.day_of(now);
        let figures = figures(&books, rates, today).map_err(|_| self.broken("loan.books"))?;
        let moment = |place| -> Result<Option<u64>> {
            let ms: Option<i64> = self.get(row, place)?;
            Ok(ms.map(i64::unsigned_abs))
        };
        Ok(StoredLoan {
            id: self.unsigned(row, 0)?,
            unit: self.unit(row, 2)?,
            digest: self.get(row, 4)?,
            now,
            today,
            figures,
            proposed_ms: self.unsigned(row, 5)?,
            signed_ms: moment(6)?,
            ended_ms: moment(7)?,
            block: self.unsigned(row, 8)?,
            indexed_block: self.unsigned(row, 10)?,
            books,
        })
    }

    fn get<'r, T>(&self, row: &'r AnyRow, place: usize) -> Result<T>
    where
        T: sqlx::Decode<'r, sqlx::Any> + sqlx::Type<sqlx::Any>,
    {
        row.try_get(place).map_err(|e| self.store.failed(e))
    }

    /// The database has signed numbers only; ours are never negative.
    fn unsigned(&self, row: &AnyRow, place: usize) -> Result<u64> {
        self.get::<i64>(row, place).map(i64::unsigned_abs)
    }

    fn amount(&self, text: &str) -> Result<Amount> {
        let minor = text.parse().ok();
        minor
            .and_then(|minor| Amount::new(minor).ok())
            .ok_or_else(|| self.broken("an amount"))
    }

    /// The money in two columns: its name, its decimals.
    fn unit(&self, row: &AnyRow, place: usize) -> Result<Unit> {
        let decimals = self.unsigned(row, place + 1)?;
        Ok(Unit {
            name: self.get(row, place)?,
            decimals: u8::try_from(decimals).map_err(|_| self.broken("loan.decimals"))?,
        })
    }

    fn status(&self, name: &str) -> Result<Status> {
        status_named(name).ok_or_else(|| self.broken("loan.status"))
    }

    fn broken(&self, what: &str) -> iou_database::Error {
        self.store.failed(format!("{what} is not what the index wrote"))
    }
}

/// Every status.
pub const STATUSES: [Status; 7] = [
    Status::Proposed,
    Status::Signed,
    Status::Active,
    Status::Defaulted,
    Status::Settled,
    Status::Cancelled,
    Status::Expired,
];

/// The status of that name.
pub fn status_named(name: &str) -> Option<Status> {
    STATUSES.into_iter().find(|status| names::status(*status) == name)
}

/// The figures of a loan at the end of `today`, as the contract would have them.
fn figures(books: &Books, rates: &Published, today: Day) -> std::result::Result<Figures, terms::Error> {
    let none = Figures {
        status: books.status,
        day: today,
        principal: Amount::ZERO,
        interest: Amount::ZERO,
        late: Amount::ZERO,
        costs: Amount::ZERO,
        next_due: None,
        default_after: None,
    };
    let (Some(account), true) = (&books.account, books.is_running()) else {
        return Ok(none);
    };
    let rules = books.rules(rates);
    // A movement can stand ahead of the newest block's day.
    let day = today.max(account.accrued_to);
    let account = account.at(&rules, day)?;
    let balance = account.balance(&rules)?;
    let next_due = account.next_due(&rules)?;
    let grace = u32::from(books.terms.grace_days);
    Ok(Figures {
        day,
        principal: balance.principal,
        interest: balance.interest,
        late: balance.late,
        costs: balance.costs,
        next_due,
        default_after: next_due.map(|due| due.day.plus_days(grace)).transpose()?,
        ..none
    })
}

/// How money of a loan moves, by its name in the tables.
pub fn settlement(settlement: Settlement) -> &'static str {
    match settlement {
        Settlement::Native => "native",
        Settlement::Token { .. } => "token",
        Settlement::OffChain { .. } => "off-chain",
    }
}

/// The rate in force.
pub fn rate(books: &Books) -> RatePpm {
    let account = books.account.as_ref();
    account.map_or(books.terms.annual_rate, |account| account.rate)
}
