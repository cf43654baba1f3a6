//! A call of the chain itself, from the question to what became of it; and what is said of any transaction that was sent.

use serde::Serialize;

use crate::confirm::confirm;
use crate::context::Context;
use crate::error::Result;
use iou_base::text::Text;
use iou_ledger::call::Call;
use iou_ledger::connection::Connection;
use iou_ledger::council::{self, MotionOutcome};
use iou_ledger::submit::{TransactionOutcome, TransactionStage};
use iou_view::table::pairs;

/// A block for programs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct BlockView {
    pub number: u64,
    /// 0x hexadecimal.
    pub hash: String,
}

/// A transaction that was sent, for programs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Sent {
    /// 0x hexadecimal.
    pub hash: String,
    /// `submitted`, `in_block` or `finalised`.
    pub status: &'static str,
    /// The block that has it, if it was followed into one.
    pub block: Option<BlockView>,
    /// What was paid for it. Units: the smallest unit of the native token, in decimal digits.
    pub fee: Option<String>,
}

impl Sent {
    /// What became of a transaction.
    pub fn of(outcome: &TransactionOutcome) -> Sent {
        let included = outcome.included.as_ref();
        Sent {
            hash: format!("{:?}", outcome.hash),
            status: stage_name(outcome.stage),
            block: included.map(|included| BlockView {
                number: included.block_number,
                hash: format!("{:?}", included.block_hash),
            }),
            fee: included
                .and_then(|included| included.fee)
                .map(|fee| fee.to_string()),
        }
    }
}

/// How far a transaction has come, for programs.
pub fn stage_name(stage: TransactionStage) -> &'static str {
    match stage {
        TransactionStage::Submitted => "submitted",
        TransactionStage::InBlock => "in_block",
        TransactionStage::Finalised => "finalised",
    }
}

/// What a call of the chain came to, for programs.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Called {
    transaction: Sent,
    #[serde(skip_serializing_if = "Option::is_none")]
    motion: Option<Motion>,
}

/// What became of the council's motion in it.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Motion {
    /// `proposed`, `made` or `rejected`.
    became: &'static str,
    number: Option<u32>,
}

/// Shows, asks, signs, sends, and tells what became of it.
///
/// Errors: [`iou_ledger::Error::TransactionFailed`] too where the transaction succeeded and the motion's own call did not.
pub(crate) async fn step(
    ctx: &Context,
    conn: &Connection,
    action: &'static str,
    details: Vec<(String, String)>,
    call: Call,
) -> Result<()> {
    let text = ctx.text();
    let signer = ctx.signer_for(conn)?;
    let mut lines = vec![
        (
            text.tr("label-action"),
            text.lookup(&format!("action-{action}"), &[]),
        ),
        (text.tr("label-account"), signer.account().to_string()),
        (text.tr("label-chain"), conn.chain().name.clone()),
    ];
    lines.extend(details);
    confirm(ctx, lines)?;
    let outcome = ctx.submit(conn, &call, action, None).await?;
    report(ctx, conn, &outcome).await
}

async fn report(ctx: &Context, conn: &Connection, outcome: &TransactionOutcome) -> Result<()> {
    let status = match &outcome.included {
        Some(included) => council::outcome_of(conn, included).await?,
        None => None,
    };
    if let (Some(MotionOutcome::Failed(reason)), Some(included)) = (&status, &outcome.included) {
        return Err(iou_ledger::Error::TransactionFailed {
            hash: format!("{:?}", outcome.hash),
            block: included.block_number.to_string(),
            reason: reason.clone(),
        }
        .into());
    }
    let motion = match status {
        Some(MotionOutcome::Proposed(number)) => Some(("proposed", Some(number))),
        Some(MotionOutcome::Made) => Some(("made", None)),
        Some(MotionOutcome::Rejected) => Some(("rejected", None)),
        Some(MotionOutcome::Failed(_)) | None => None,
    };
    let motion = motion.map(|(became, number)| Motion { became, number });
    let data = Called {
        transaction: Sent::of(outcome),
        motion,
    };
    ctx.printer.data(&data, |text| {
        let mut lines = Vec::new();
        if let Some(motion) = motion {
            let number = [("number", motion.number.unwrap_or_default().into())];
            lines.push(text.lookup(&format!("council-{}", motion.became), &number));
        }
        lines.push(pairs(transaction_lines(text, outcome)));
        lines.join("\n")
    })
}

pub(crate) fn transaction_lines(text: &Text, outcome: &TransactionOutcome) -> Vec<(String, String)> {
    let stage = match outcome.stage {
        TransactionStage::Submitted => text.tr("status-submitted"),
        TransactionStage::InBlock => text.tr("status-in-block"),
        TransactionStage::Finalised => text.tr("status-finalised"),
    };
    let place = match &outcome.included {
        Some(included) => format!("{stage}, {} {}", text.tr("label-block"), included.block_number),
        None => stage,
    };
    vec![(
        text.tr("label-transaction"),
        format!("{:?} ({place})", outcome.hash),
    )]
}

shapes! {
    "council vote": Called { transaction: Sent { block: Some(BlockView::default()), ..Sent::default() }, motion: Some(Motion::default()) } => "{motion: {became: text, number: null}, transaction: {block: {hash: text, number: number}, fee: null, hash: text, status: text}}";
}
