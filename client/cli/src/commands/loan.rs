//! A loan from its proposal to its end: every step that a party signs. Each room is a group of `iou --help`.

pub mod change;
pub mod claim;
pub mod make;
pub mod pay;

use std::path::PathBuf;

use clap::Args;
use terms::LoanId;

/// A step of one loan that takes nothing but, maybe, evidence.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Plain {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

/// A step of one loan that anyone may take: nothing comes along.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Bare {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
}

/// A step of one loan that names an amount.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct OfAmount {
    #[command(flatten)]
    pub plain: Plain,
    #[arg(value_name = "AMOUNT")]
    pub amount: String,
}
