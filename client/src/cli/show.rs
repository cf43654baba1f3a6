//! `iou show LOAN` and `iou list`: where loans stand. Reads only, no key needed; the private fields of a loan are shown
//! where this machine has them and the key to open them is given.

use clap::Args;
use serde_json::json;
use terms::{LoanId, Role};

use super::context::Context;
use super::desk::{Desk, Found};
use crate::chain::contract::Message;
use crate::chain::AccountId;
use crate::error::Result;
use crate::output::{pairs, table};
use crate::text::kebab;
use crate::view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long)]
    pub private: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct List {
    #[arg(value_name = "ACCOUNT")]
    pub of: Option<String>,
    #[arg(long)]
    pub all: bool,
}

impl Show {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let desk = Desk::open(ctx).await?;
        let found = desk.find(self.loan).await?;
        let figures = desk.figures(&found)?;
        let mut data = view::loan(&found.loan, &found.schedule, &figures, &found.unit);
        data["block"] =
            json!({"number": desk.at.block_number(), "hash": format!("{:?}", desk.at.block_hash())});
        let private = match self.private {
            true => ctx.private().get(ctx.signer()?, found.loan.agreement.digest)?,
            false => Vec::new(),
        };
        if self.private {
            data["private"] = private
                .iter()
                .map(|field| (field.name.clone(), field.value.clone().into()))
                .collect::<serde_json::Map<_, _>>()
                .into();
        }
        ctx.printer.data(&data, |text| {
            let shown = view::loan_text(text, &found.loan, &found.schedule, &figures, &found.unit);
            let fields: Vec<_> = private
                .iter()
                .map(|field| (field.name.clone(), field.value.clone()))
                .collect();
            if fields.is_empty() {
                return shown;
            }
            format!("{shown}\n\n{}", pairs(fields))
        })
    }
}

impl List {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let account = match (&self.of, self.all) {
            (Some(who), _) => Some(ctx.account_of(who)?),
            (None, true) => None,
            (None, false) => Some(ctx.own_account()?),
        };
        let desk = Desk::open(ctx).await?;
        let mut rows = Vec::new();
        for id in numbers(&desk, account).await? {
            let found = desk.find(id).await?;
            let figures = desk.figures(&found)?;
            rows.push((found, figures));
        }
        let data: Vec<_> = rows
            .iter()
            .map(|(found, figures)| {
                let terms = &found.loan.agreement.terms;
                json!({
                    "loan": found.loan.id,
                    "role": account.and_then(|account| role(found, account)).map(|role| kebab(&format!("{role:?}"))),
                    "lender": view::address(terms.lender),
                    "borrower": view::address(terms.borrower),
                    "principal": found.unit.number(terms.principal),
                    "unit": found.unit.name,
                    "now": view::figures(figures, &found.unit),
                })
            })
            .collect();
        ctx.printer.data(&json!({"loans": data}), |text| {
            if rows.is_empty() {
                return text.tr("list-none");
            }
            let heading = [
                text.tr("label-loan"),
                text.tr("label-role"),
                text.tr("label-principal"),
                text.tr("label-status"),
                text.tr("label-owed"),
                text.tr("label-next-due"),
            ];
            table(
                &heading,
                rows.iter().map(|(found, figures)| {
                    let terms = &found.loan.agreement.terms;
                    let role = account.and_then(|account| role(found, account));
                    let next = figures
                        .next_due
                        .map(|due| format!("{} {}", due.day, found.unit.number(due.amount)));
                    vec![
                        found.loan.id.to_string(),
                        role.map_or_else(
                            || "-".into(),
                            |role| text.lookup(&format!("label-{}", kebab(&format!("{role:?}"))), &[]),
                        ),
                        found.unit.show(terms.principal),
                        view::status(text, figures.status),
                        found.unit.number(view::total(figures)),
                        next.unwrap_or_else(|| "-".into()),
                    ]
                }),
            )
        })
    }
}

fn role(found: &Found, account: AccountId) -> Option<Role> {
    found.loan.agreement.terms.role_of(terms::AccountId(account.0))
}

/// The loans of an account, page by page, or all there are.
async fn numbers(desk: &Desk<'_>, account: Option<AccountId>) -> Result<Vec<LoanId>> {
    let Some(account) = account else {
        let count: LoanId = desk
            .ledger
            .ask(&desk.at, &Message::new(|ledger| ledger.count()))
            .await?;
        return Ok((0..count).collect());
    };
    let account = terms::AccountId(account.0);
    let mut all = Vec::new();
    loop {
        let from = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let message = Message::new(|ledger| ledger.loans_of(account, from, terms::limits::PAGE_MAX));
        let page: Vec<LoanId> = desk.ledger.ask(&desk.at, &message).await?;
        let last = page.len() < terms::limits::PAGE_MAX as usize;
        all.extend(page);
        if last {
            return Ok(all);
        }
    }
}
