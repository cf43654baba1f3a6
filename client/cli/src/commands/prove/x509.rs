//! `iou x509 …`: what a party signs under their certificate, and how. `request` writes the bytes for one of the parties of a loan and says by
//! which line openssl signs them. openssl makes no CMS for some keys (SM2): of those `attributes` writes what is to be signed, and
//! `assemble` puts the signature into a file. `iou evidence --cms` takes that file in. No key of an account is needed.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use terms::LoanId;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Session;
use iou_evidence::verify::signatures::{parties, SIGNATURE_LEN_MAX};
use iou_files::{Readers, Target};
use iou_view::table::pairs;
use iou_x509::{pem, Fault};

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Request(Request),
    Attributes(Attributes),
    Assemble(Assemble),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Request {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Attributes {
    #[arg(value_name = "REQUEST")]
    pub request: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub certificate: PathBuf,
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Assemble {
    #[arg(value_name = "REQUEST")]
    pub request: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub certificate: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub chain: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub signature: PathBuf,
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long)]
    pub force: bool,
}

/// What is to be signed, for programs.
#[derive(Debug, Default, Serialize)]
struct Asked {
    file: String,
    content: String,
    role: &'static str,
    account: String,
    command: String,
}

/// A file that was made of a request, for programs.
#[derive(Debug, Default, Serialize)]
struct Made {
    file: String,
    sha256: String,
    command: String,
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Request(command) => command.run(ctx).await,
            Command::Attributes(command) => command.run(ctx),
            Command::Assemble(command) => command.run(ctx),
        }
    }
}

impl Request {
    async fn run(self, ctx: &Context) -> Result<()> {
        let target = Target::new(&self.output, self.force)?;
        let session = Session::open(ctx).await?;
        let loaded = session.load(self.loan).await?;
        let agreement = &loaded.loan.agreement;
        let own = session.own_seat(&loaded)?;
        let mut all = parties(&agreement.terms).into_iter();
        let (role, _) = all
            .find(|(_, account)| *account == own)
            .ok_or_else(|| Error::Argument {
                name: "--account".into(),
                value: iou_view::address(own),
                why: ctx.text().tr("why-x509-party"),
            })?;
        let content = iou_x509::content(&agreement.digest, role, &own.0);
        target.write(content.as_bytes(), Readers::All)?;
        let file = self.output.display().to_string();
        let data = Asked {
            command: format!(
                "openssl cms -sign -binary -cades -md sha256 -in {file} -signer certificate.pem -inkey key.pem -certfile chain.pem \
                 -outform DER -out {file}.p7s"
            ),
            content,
            role,
            account: iou_view::address(own),
            file,
        };
        ctx.printer.data(&data, |text| {
            let table = pairs(vec![
                (text.tr("label-file"), data.file.clone()),
                (text.tr("label-content"), data.content.clone()),
                (text.tr("label-account"), data.account.clone()),
            ]);
            let then = text.tr_with(
                "x509-then",
                &[
                    ("command", data.command.clone().into()),
                    ("file", data.file.clone().into()),
                ],
            );
            format!("{table}\n\n{then}")
        })
    }
}

impl Attributes {
    fn run(self, ctx: &Context) -> Result<()> {
        let target = Target::new(&self.output, self.force)?;
        let content = content(&self.request, ctx)?;
        let certificate = certificates(&self.certificate, "--certificate", ctx)?.remove(0);
        let attributes = iou_x509::write::attributes(&content, &certificate);
        let attributes =
            attributes.map_err(|fault| refused("--certificate", &self.certificate, fault, ctx))?;
        target.write(&attributes, Readers::All)?;
        let (file, request) = (self.output.display(), self.request.display());
        let (own, key) = (self.certificate.display(), iou_x509::write::key_of(&certificate));
        let command = match key.as_deref() {
            Ok("SM2") => format!(
                "openssl pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:{} -inkey key.pem -in {file} -out {file}.sig",
                iou_x509::algorithm::SM2_ID
            ),
            Ok("P-384") => format!("openssl dgst -sha384 -sign key.pem -out {file}.sig {file}"),
            _ => format!("openssl dgst -sha256 -sign key.pem -out {file}.sig {file}"),
        };
        let command = format!(
            "{command}\niou x509 assemble {request} --certificate {own} --signature {file}.sig -o {request}.p7s"
        );
        tell(&self.output, &attributes, command, ctx)
    }
}

impl Assemble {
    fn run(self, ctx: &Context) -> Result<()> {
        let target = Target::new(&self.output, self.force)?;
        let content = content(&self.request, ctx)?;
        let certificate = certificates(&self.certificate, "--certificate", ctx)?.remove(0);
        let mut chain = Vec::new();
        for path in &self.chain {
            chain.extend(certificates(path, "--chain", ctx)?);
        }
        let signature = iou_files::read(&self.signature, SIGNATURE_LEN_MAX as u64)?;
        let cms = iou_x509::write::assemble(&content, &certificate, &chain, &signature);
        let cms = cms.map_err(|fault| refused("--signature", &self.signature, fault, ctx))?;
        target.write(&cms, Readers::Owner)?;
        let file = self.output.display();
        tell(
            &self.output,
            &cms,
            format!("iou evidence LOAN --cms {file} -o loan.iou"),
            ctx,
        )
    }
}

fn tell(path: &Path, bytes: &[u8], command: String, ctx: &Context) -> Result<()> {
    let data = Made {
        file: path.display().to_string(),
        sha256: hex::encode(iou_base::sha256(bytes)),
        command,
    };
    ctx.printer.data(&data, |text| {
        let table = pairs(vec![
            (text.tr("label-file"), data.file.clone()),
            (text.tr("label-sha256"), data.sha256.clone()),
        ]);
        format!("{table}\n\n{}", data.command)
    })
}

/// What `iou x509 request` wrote. Errors: [`Error::Argument`] for anything else.
fn content(path: &Path, ctx: &Context) -> Result<Vec<u8>> {
    let bytes = iou_files::read(path, 256)?;
    match bytes.starts_with(iou_x509::DOMAIN.as_bytes()) && bytes.len() <= 256 {
        true => Ok(bytes),
        false => Err(Error::Argument {
            name: "REQUEST".into(),
            value: path.display().to_string(),
            why: ctx.text().tr("why-x509-request"),
        }),
    }
}

/// The certificates of a file, PEM or DER; at least one.
fn certificates(path: &Path, name: &str, ctx: &Context) -> Result<Vec<Vec<u8>>> {
    let bytes = iou_files::read(path, SIGNATURE_LEN_MAX as u64)?;
    let found = pem::certificates(&bytes).map_err(|fault| refused(name, path, fault, ctx))?;
    iou_x509::write::are_certificates(&found).map_err(|fault| refused(name, path, fault, ctx))?;
    Ok(found)
}

fn refused(name: &str, path: &Path, fault: Fault, ctx: &Context) -> Error {
    Error::Argument {
        name: name.into(),
        value: path.display().to_string(),
        why: ctx.text().tr_with("why-x509", &[("fault", fault.word().into())]),
    }
}

shapes! {
    "x509 request": Asked::default() => "{account: text, command: text, content: text, file: text, role: text}";
    "x509 assemble": Made::default() => "{command: text, file: text, sha256: text}";
}
