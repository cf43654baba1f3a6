//! What the chain alone says of something that was signed for others to submit: the event that names it, or the counter that
//! has passed it, or that nothing of it is there. Whoever submitted it, and whatever a relay says.
//! Units: milliseconds since 1970.

use serde::Serialize;
use terms::intent::Deed;
use terms::{cell, Digest, Loan, LoanId, State, Terms, Timestamp, UtcOffset};
use tokio::time::{sleep, Instant};

use super::BLOCK_PAUSES;
use crate::error::{Error, Result};
use crate::session::Session;
use iou_base::backoff::Backoff;
use iou_base::sha256;
use iou_base::time::show_moment;
use iou_intent::IntentFile;
use iou_ledger::connection::AtBlock;
use iou_ledger::contract::refusal;
use iou_ledger::submit::Wait;
use iou_relay::api::Receipt;
use iou_view::table::pairs;

/// What is looked for.
#[derive(Debug, Clone)]
pub(crate) struct Sought<'f> {
    /// What it is asked for by.
    id: String,
    /// What was signed, where this machine has it.
    files: &'f [IntentFile],
    /// The intents in it.
    ids: Vec<Digest>,
    /// The loan that it is for.
    loan: Option<LoanId>,
}

impl<'f> Sought<'f> {
    /// One step, or two offers, known by `id`; nothing where this machine has no more than that.
    pub(crate) fn of(id: &str, files: &'f [IntentFile]) -> Sought<'f> {
        Sought {
            id: id.to_owned(),
            files,
            ids: files.iter().map(IntentFile::id).collect(),
            loan: files.first().and_then(IntentFile::loan),
        }
    }

    /// The same, with what a relay says where this machine has no files.
    pub(super) fn with(mut self, receipt: &Receipt) -> Sought<'f> {
        if self.files.is_empty() {
            let named = receipt.intents.iter();
            self.ids = named.filter_map(|id| iou_base::read_hex(id)).collect();
            self.loan = receipt.loan;
        }
        self
    }

    /// The same, in a loan whose number is known now.
    pub(super) fn in_loan(mut self, loan: Option<LoanId>) -> Sought<'f> {
        self.loan = self.loan.or(loan);
        self
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn files(&self) -> &'f [IntentFile] {
        self.files
    }

    pub(super) fn ids(&self) -> &[Digest] {
        &self.ids
    }

    /// The terms of a pair of offers.
    fn terms(&self) -> Option<Terms> {
        match self.files {
            [_, _] => self.files.iter().find_map(IntentFile::terms),
            _ => None,
        }
    }

    /// Where its people live.
    fn offset(&self) -> UtcOffset {
        let terms = self.files.iter().find_map(IntentFile::terms);
        terms.map_or(UtcOffset::CHINA, |terms| terms.utc_offset)
    }

    /// Until when all of it can take effect.
    fn until(&self) -> Option<Timestamp> {
        self.files.iter().map(|file| file.intent.not_after).min()
    }
}

/// How something that was signed stands on the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// An event names it.
    OnRecord {
        /// Of this loan.
        loan: LoanId,
        /// In this block.
        block: u64,
        /// Its number in the loan.
        event: u32,
    },
    /// The signer's number is where it was to be.
    Skipped {
        /// In this loan.
        loan: LoanId,
        /// This is the number.
        counter: u32,
    },
    /// Both have signed the terms, by whatever.
    Signed {
        /// And this is the loan.
        loan: LoanId,
    },
    /// Its number was used by something else, or taken back.
    Passed,
    /// It can take no effect any more.
    Gone(terms::Error),
    /// Nothing of it is there, and until then it can still take effect.
    Open {
        /// The last instant.
        until: Timestamp,
    },
    /// Nothing of it is there, as far as this machine knows what to look for.
    Unknown,
}

impl Standing {
    /// Whether the chain has it.
    pub(crate) fn is_done(self) -> bool {
        matches!(
            self,
            Standing::OnRecord { .. } | Standing::Skipped { .. } | Standing::Signed { .. }
        )
    }
}

/// What the chain alone knows of an intent, for programs.
#[derive(Debug, Default, Serialize)]
struct OnChain<'a> {
    intent: &'a str,
    loan: LoanId,
    /// `in_block` or `finalised`.
    status: &'static str,
    block: Option<u64>,
    /// The sequence of the event that names it.
    event: Option<u32>,
    /// Its signer's counter, where no event tells of it.
    counter: Option<u32>,
}

impl Session<'_> {
    /// What the chain says now.
    ///
    /// Errors: those of the connection.
    pub(crate) async fn standing(&self, sought: &Sought<'_>) -> Result<Standing> {
        let at = self.ledger.conn.at_best().await?;
        let terms = sought.terms();
        let loan = match (sought.loan, &terms) {
            (None, Some(terms)) => {
                self.ledger
                    .cell(&at, cell::BY_DIGEST, &terms.digest(sha256))
                    .await?
            }
            (loan, _) => loan,
        };
        let found = match loan {
            Some(loan) => self.ledger.loans(&at, &[loan]).await?.pop().flatten(),
            None => None,
        };
        let Some((loan, _)) = found else {
            return self.open_or_over(&at, sought).await;
        };
        if let Some((block, event)) = self.found_in_history(&at, loan.id, &sought.ids).await? {
            let loan = loan.id;
            return Ok(Standing::OnRecord { loan, block, event });
        }
        match sought.files {
            [file] => self.by_counter(&at, sought, &loan, file).await,
            [_, _] => match loan.state {
                State::Proposed(_) => self.open_or_over(&at, sought).await,
                State::Cancelled | State::Expired => Ok(Standing::Gone(terms::Error::WrongState)),
                _ => Ok(Standing::Signed { loan: loan.id }),
            },
            _ => Ok(Standing::Unknown),
        }
    }

    async fn by_counter(
        &self,
        at: &AtBlock,
        sought: &Sought<'_>,
        loan: &Loan,
        file: &IntentFile,
    ) -> Result<Standing> {
        let signer = iou_ledger::AccountId(file.intent.signer.0);
        let counter = self.ledger.counter(at, loan, signer).await?;
        match file.intent.deed {
            Deed::Skip { to, .. } if counter >= to => Ok(Standing::Skipped {
                loan: loan.id,
                counter,
            }),
            Deed::Act { nonce, .. } if counter > nonce => Ok(Standing::Passed),
            _ => self.open_or_over(at, sought).await,
        }
    }

    async fn open_or_over(&self, at: &AtBlock, sought: &Sought<'_>) -> Result<Standing> {
        let Some(until) = sought.until() else {
            return Ok(Standing::Unknown);
        };
        let now = self.ledger.conn.timestamp_ms(at).await?;
        match Timestamp(now) > until {
            true => Ok(Standing::Gone(terms::Error::NoLongerValid)),
            false => Ok(Standing::Open { until }),
        }
    }

    /// The block and sequence of the event that happened by one of these intents.
    async fn found_in_history(
        &self,
        at: &AtBlock,
        loan: LoanId,
        ids: &[Digest],
    ) -> Result<Option<(u64, u32)>> {
        let placed = self
            .ledger
            .history(loan, (at.block_number(), at.block_hash()), |_, _| {})
            .await?;
        let is_ours = |id: Option<Digest>| id.is_some_and(|id| ids.contains(&id));
        let found = placed
            .into_iter()
            .find(|placed| is_ours(placed.event.head().intent));
        Ok(found.map(|placed| (placed.block, placed.event.head().sequence)))
    }

    /// Whether the block of that number is final; waited for as the flags say.
    async fn is_final(&self, block: u64) -> Result<bool> {
        let until = self.until();
        let mut backoff = Backoff::new(BLOCK_PAUSES.0, BLOCK_PAUSES.1);
        loop {
            let (last, _) = self.ledger.conn.finalized_head().await?;
            match block <= last {
                true => return Ok(true),
                false if self.ctx.global.wait != Wait::Finalized || Instant::now() >= until => {
                    return Ok(false)
                }
                false => sleep(backoff.pause()).await,
            }
        }
    }

    /// Says how it stands.
    ///
    /// Errors: [`Error::IntentPassed`], a refusal where it can take no effect any more; [`Error::IntentPending`] where it is not
    /// final in time, [`Error::IntentNowhere`]; [`iou_files::Error::NotFound`].
    pub(crate) async fn tell_standing(&self, sought: &Sought<'_>, standing: Standing) -> Result<()> {
        let mut data = OnChain {
            intent: &sought.id,
            status: "in_block",
            ..OnChain::default()
        };
        match standing {
            Standing::OnRecord { loan, block, event } => {
                (data.loan, data.block, data.event) = (loan, Some(block), Some(event));
                match self.is_final(block).await? {
                    true => data.status = "finalised",
                    false if self.ctx.global.wait != Wait::Finalized => {}
                    false => {
                        return Err(Error::IntentPending {
                            id: sought.id.clone(),
                            relay: self.ledger.conn.url().to_owned(),
                            state: data.status.to_owned(),
                        })
                    }
                }
            }
            Standing::Skipped { loan, counter } => (data.loan, data.counter) = (loan, Some(counter)),
            Standing::Signed { loan } => data.loan = loan,
            Standing::Passed => {
                return Err(Error::IntentPassed {
                    id: sought.id.clone(),
                })
            }
            Standing::Gone(why) => return Err(refusal(why).into()),
            Standing::Open { until } => {
                return Err(Error::IntentNowhere {
                    id: sought.id.clone(),
                    until: show_moment(until.0, sought.offset()),
                })
            }
            Standing::Unknown => {
                return Err(iou_files::Error::NotFound {
                    what: self.text().tr("label-intent"),
                    name: sought.id.clone(),
                }
                .into())
            }
        }
        self.ctx.printer.data(&data, |text| match standing {
            Standing::Skipped { counter, .. } => {
                text.tr_with("intent-skipped", &[("counter", counter.to_string().into())])
            }
            Standing::Signed { loan } => text.tr_with("concluded", &[("loan", loan.to_string().into())]),
            _ => {
                let shown = |number: Option<u64>| number.map_or_else(|| "-".into(), |it| it.to_string());
                let status = format!("status-{}", data.status.replace('_', "-"));
                pairs([
                    (text.tr("label-intent"), sought.id.clone()),
                    (text.tr("label-status"), text.lookup(&status, &[])),
                    (text.tr("label-loan"), data.loan.to_string()),
                    (text.tr("label-block"), shown(data.block)),
                    (text.tr("label-event"), shown(data.event.map(u64::from))),
                ])
            }
        })
    }
}

shapes! {
    "intent status": OnChain::default() => "{block: null, counter: null, event: null, intent: text, loan: number, status: text}";
}
