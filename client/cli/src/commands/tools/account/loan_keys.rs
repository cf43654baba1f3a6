//! `iou account loan-key` and `iou account scan`: keys for one loan each, handed out and found again.

use clap::Args;
use secrecy::SecretString;
use serde::Serialize;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::password;
use crate::session::Session;
use iou_ledger::keystore::loan_keys::{self, LoanKeys};
use iou_ledger::signer::Signer;
use iou_ledger::AccountId;
use iou_view::table::{pairs, table};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct LoanKey {
    pub name: Option<String>,
    #[arg(long)]
    pub list: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Scan {
    pub name: Option<String>,
}

/// A key for one loan, for programs.
#[derive(Debug, Default, Serialize)]
struct HandedOut {
    number: u32,
    /// As it is named: `zhang//iou//3`.
    key: String,
    address: String,
}

/// Keys for programs.
#[derive(Debug, Serialize)]
struct HandedOutKeys<'a> {
    loan_keys: &'a [HandedOut],
}

/// What was found on the chain, for programs.
#[derive(Debug, Default, Serialize)]
struct Scanned {
    account: String,
    used: Vec<Used>,
    next: u32,
}

/// A key that has a loan.
#[derive(Debug, Default, Serialize)]
struct Used {
    number: u32,
    address: String,
}

/// The name that was given, or that of the chosen account.
fn named(ctx: &Context, name: Option<String>) -> Result<String> {
    name.map_or_else(|| ctx.keystore_name().map(str::to_owned), Ok)
}

/// The key of an account that is to be opened here, which a command names itself.
fn open(ctx: &Context, name: &str) -> Result<Signer> {
    if ctx.account_name() == Some(name) {
        return Ok(ctx.root()?.clone());
    }
    let file = ctx.keystore().read(name)?;
    let password = match file.is_open() {
        true => SecretString::default(),
        false => password::existing(ctx.secrets(), name)?,
    };
    Ok(file.open(name, &password)?)
}

/// Hands out the next key for one loan: its address is what stands in the form. The password is asked for only where too few
/// addresses are known here.
pub(super) fn hand_out(ctx: &Context, args: LoanKey) -> Result<()> {
    let (name, keystore) = (named(ctx, args.name)?, ctx.keystore());
    let row = |number: u32, account: AccountId| HandedOut {
        number,
        key: format!("{name}{}", loan_keys::path(number)),
        address: account.to_string(),
    };
    let known = || -> Result<LoanKeys> { Ok(keystore.know_loan_keys(&name, &open(ctx, &name)?, 0)?) };
    if args.list {
        let keys = match keystore.loan_keys(&name)? {
            Some(keys) => keys,
            None => known()?,
        };
        let rows: Vec<_> = (0..keys.next)
            .filter_map(|number| Some(row(number, keys.account_of(number)?)))
            .collect();
        let data = HandedOutKeys { loan_keys: &rows };
        return ctx.printer.data(&data, |text| {
            if rows.is_empty() {
                return text.tr("account-loan-keys-none");
            }
            let heading = [text.tr("label-name"), text.tr("label-address")];
            table(
                &heading,
                rows.iter().map(|row| vec![row.key.clone(), row.address.clone()]),
            )
        });
    }
    let handed = match keystore.hand_out_loan_key(&name)? {
        None => {
            let _further = known()?;
            keystore.hand_out_loan_key(&name)?
        }
        handed => handed,
    };
    let Some((number, account)) = handed else {
        return Err(Error::NoAccount {});
    };
    let data = row(number, account);
    ctx.printer.data(&data, |text| {
        pairs([
            (text.tr("label-name"), data.key.clone()),
            (text.tr("label-address"), data.address.clone()),
        ])
    })
}

/// Looks on the chain for loans under an account's keys, one after the other, until twenty in a row have none.
pub(super) async fn scan(ctx: &Context, args: Scan) -> Result<()> {
    let name = named(ctx, args.name)?;
    let signer = open(ctx, &name)?;
    let session = Session::open(ctx).await?;
    let (mut used, mut number, mut unused) = (Vec::new(), 0, 0);
    while unused < loan_keys::AHEAD {
        let account = signer.derived(&loan_keys::path(number))?.account();
        match session
            .ledger
            .loans_of(&session.at, account, 0, 1)
            .await?
            .as_slice()
        {
            [] => unused += 1,
            _ => {
                unused = 0;
                used.push(Used {
                    number,
                    address: account.to_string(),
                });
            }
        }
        number += 1;
    }
    let next = used.last().map_or(0, |last| last.number + 1);
    let keys = ctx.keystore().know_loan_keys(&name, &signer, next)?;
    let args = [("count", used.len().into()), ("looked", u64::from(number).into())];
    let data = Scanned {
        account: signer.account().to_string(),
        used,
        next: keys.next,
    };
    ctx.printer
        .data(&data, |text| text.tr_with("account-scanned", &args))
}

shapes! {
    "account loan-key": HandedOut::default() => "{address: text, key: text, number: number}";
    "account loan-key --list": HandedOutKeys { loan_keys: &[HandedOut::default()] } => "{loan_keys: [{address: text, key: text, number: number}]}";
    "account scan": Scanned { used: vec![Used::default()], ..Scanned::default() } => "{account: text, next: number, used: [{address: text, number: number}]}";
}
