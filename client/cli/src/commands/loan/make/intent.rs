//! `iou intent`: what is signed for others to submit, in steps that can be on machines of their own: made where a node is (or
//! from a file of figures), shown and signed where none is, submitted by whoever has tokens, or by a relay.

mod figures;
mod make;
pub(crate) mod submit;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use terms::intent::Deed;
use terms::life::Action;

use crate::commands::loan::make::fields::{form_of, Committed};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::intents::{self, Output};
use crate::session::apart::{ask_all_of_request, Apart};
use crate::session::described::described;
use crate::terminal;
use iou_base::sha256;
use iou_evidence::agreement::Form;
use iou_intent::{wallet, IntentFile};
use iou_ledger::signer::Signer;
use iou_view::table::pairs;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Make(make::Make),
    Figures(figures::FiguresArgs),
    Show(Show),
    Sign(Sign),
    Submit(submit::Submit),
    Status(submit::Status),
}

/// Where something is written that goes from hand to hand: a file, square codes.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Out {
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long)]
    pub qr: bool,
    #[arg(long, value_name = "FILE")]
    pub png: Option<PathBuf>,
    #[arg(long)]
    pub force: bool,
}

impl Out {
    fn place(self) -> Output {
        Output {
            path: self.output,
            qr: self.qr,
            png: self.png,
            force: self.force,
            unsigned: true,
        }
    }
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Sign {
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[arg(long, value_name = "SIGNATURE")]
    pub signature: Option<String>,
    #[command(flatten)]
    pub out: Out,
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Make(args) => args.run(ctx).await,
            Command::Figures(args) => args.run(ctx).await,
            Command::Show(args) => show(&args, ctx),
            Command::Sign(args) => sign(args, ctx),
            Command::Submit(args) => args.run(ctx).await,
            Command::Status(args) => args.run(ctx).await,
        }
    }
}

/// Says what is signed, from the bytes that are, without asking anybody.
fn show(args: &Show, ctx: &Context) -> Result<()> {
    let file = intents::read(ctx, &args.files)?;
    let about = described(ctx, &file)?;
    ctx.printer.data(&about.data, |text| pairs(about.lines(text)))?;
    if file.signature.is_some() {
        ctx.printer.note(&intents::warning(ctx.text(), &file));
    }
    Ok(())
}

/// Signs without a node, or takes the signature of a wallet.
fn sign(args: Sign, ctx: &Context) -> Result<()> {
    let file = intents::read(ctx, &args.files)?;
    intents::check(ctx, &file)?;
    let about = described(ctx, &file)?;
    let text = ctx.text();
    let apart = Apart {
        overpaid: None,
        form: form_of_intent(ctx, &file)?,
    };
    apart.check(ctx)?;
    let file = match &args.signature {
        Some(signature) => {
            // What it is for has been decided where it was signed; a wallet shows no clauses.
            ctx.printer.note(&pairs(apart.told(ctx, about.lines(text))));
            apart.ask(ctx)?;
            let faulty = |fault| intents::faulty(text, "--signature", &fault);
            let signature = wallet::parse(signature).map_err(faulty)?;
            file.with_signature(signature).map_err(faulty)?
        }
        None => {
            // It names its signer, which may be one of the account's keys for loans.
            ctx.choose_key(&iou_ledger::AccountId(file.intent.signer.0));
            refuse_dev_key(ctx, ctx.signer()?)?;
            ask_all_of_request(ctx, about.lines(text), apart)?;
            intents::signed(ctx, file, ctx.signer()?)?
        }
    };
    let output = args.out.place();
    if output.qr && !terminal::is_there() && !ctx.printer.is_json() {
        ctx.printer.note(&text.tr("qr-no-terminal"));
    }
    intents::tell_written(ctx, &file, &output)
}

/// The form of the agreement that is signed with an intent: an offer of terms, the signature of such, a guarantor's consent.
///
/// Errors: those of the key and of the private data.
fn form_of_intent(ctx: &Context, file: &IntentFile) -> Result<Option<Form>> {
    let named = match &file.intent.deed {
        Deed::Propose { terms, .. } => *terms,
        Deed::Act {
            action: Action::Sign { digest, .. } | Action::Consent { digest, .. },
            ..
        } => *digest,
        _ => return Ok(None),
    };
    // A wallet's key is elsewhere, and so are the fields.
    let Some(agreed) = file.agreed.as_ref().filter(|_| intents::has_key(ctx)) else {
        return Ok(Some(Form::default()));
    };
    ctx.choose_key(&iou_ledger::AccountId(file.intent.signer.0));
    // Of an amended loan the fields are those of the terms that came first.
    let digest = match agreed.amendments.is_empty() {
        true => named,
        false => agreed.terms.digest(sha256),
    };
    let people = Committed {
        digest,
        terms: &agreed.terms,
        loan: file.loan(),
    };
    form_of(&people, ctx).map(Some)
}

/// A key that everybody knows signs nothing for a chain of which the profile says that it is not for development.
fn refuse_dev_key(ctx: &Context, signer: &Signer) -> Result<()> {
    let kind = ctx.config.pins()?.chain_type;
    match kind.filter(|kind| kind != "Development" && signer.is_well_known_dev()) {
        Some(_) => Err(Error::from(iou_ledger::Error::DevKeyRefused {
            address: signer.account().to_string(),
            chain: ctx.config.profile.value.clone(),
        })),
        None => Ok(()),
    }
}
