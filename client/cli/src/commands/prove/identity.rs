//! `iou identity`: who a party is, as a verifier states it. A party asks (`request`, with a consent of its own), the verifier checks and
//! puts the statement on record (`issue`), anybody looks (`show`), the verifier takes it back (`revoke`). The forms: [`iou_identity`];
//! the steps: `terms::life::identity`. `iou evidence --attach` takes a statement along.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgGroup, Args, Subcommand};
use serde::{Deserialize, Serialize};
use terms::agreement::Identity;
use terms::life::Action;
use terms::{AccountId, Digest, LoanId, Terms, UtcOffset};
use zeroize::Zeroizing;

use crate::arguments::digest_of;
use crate::confirm::ask_in_words;
use crate::context::Context;
use crate::error::{Class, Error, Result};
use crate::intents::now_ms;
use crate::session::{bound, LoadedLoan, Session};
use crate::usage::whole;
use iou_base::{hex0x, names, read_hex, sha256, time, Text};
use iou_evidence::disclosure::Field;
use iou_evidence::handwriting::{self, Handwriting, Point};
use iou_evidence::identity::{people, IdentityStatement, Level, Method, Of, Wrong, LEN_MAX};
use iou_evidence::verify::manifest::Hex;
use iou_files::{redact, textfile, Readers, Target};
use iou_identity::issue::{statement, Check};
use iou_identity::request::{self, Asks, Consent, Request as Asked};
use iou_identity::service::{Failure, Found, Question, Service};
use iou_identity::Fault;
use iou_ledger::opening;
use iou_ledger::signer::random;
use iou_view::table::{pairs, table};

/// What a party consents to where it names no methods: none of a face.
const USUAL: [Method; 4] = [
    Method::Call,
    Method::Document,
    Method::InPerson,
    Method::NetworkId,
];

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Request(Request),
    Issue(Issue),
    Show(Show),
    Revoke(Revoke),
    Handwriting(HandwritingOf),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Request {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "ACCOUNT")]
    pub to: String,
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    #[arg(long, value_name = "FIELD")]
    pub field: Vec<String>,
    #[arg(long, value_name = "METHOD", value_parser = method())]
    pub method: Vec<String>,
    #[arg(long)]
    pub consent: bool,
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("found").required(true).args(["report", "service"])))]
#[allow(missing_docs)]
pub struct Issue {
    #[arg(value_name = "REQUEST")]
    pub request: PathBuf,
    #[arg(long, value_name = "METHOD", required = true, value_parser = method())]
    pub method: Vec<String>,
    #[arg(long, value_name = "LEVEL", value_parser = ["declared", "remote", "document", "authority"])]
    pub level: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    pub service: Option<String>,
    #[arg(long, value_name = "FILE", requires = "service")]
    pub service_token_file: Option<PathBuf>,
    #[arg(long, value_name = "SECONDS", default_value_t = 300, requires = "service", value_parser = whole(1..=3_600u64))]
    pub service_timeout: u64,
    #[arg(long)]
    pub other_key: bool,
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = whole(1..=3_650u64))]
    pub days: u64,
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "FILE")]
    pub statement: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("how").required(true).args(["ended", "false_from_start"])))]
#[allow(missing_docs)]
pub struct Revoke {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "STATEMENT")]
    pub statement: String,
    #[arg(long)]
    pub ended: bool,
    #[arg(long)]
    pub false_from_start: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct HandwritingOf {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "STROKES")]
    pub strokes: PathBuf,
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long)]
    pub force: bool,
}

/// What a page or a tablet writes of a signature by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strokes {
    width: u32,
    height: u32,
    strokes: Vec<Vec<Point>>,
}

/// A signature by hand that is bound to terms and account, for programs.
#[derive(Debug, Default, Serialize)]
struct Written {
    file: String,
    loan: LoanId,
    account: String,
    /// 0x hexadecimal.
    sha256: String,
    strokes: usize,
    points: usize,
}

fn method() -> clap::builder::PossibleValuesParser {
    Method::ALL.map(Method::name).into()
}

/// A request that was written, for programs.
#[derive(Debug, Default, Serialize)]
struct Requested {
    file: String,
    loan: LoanId,
    role: String,
    account: String,
    verifier: String,
    fields: Vec<String>,
    methods: Vec<&'static str>,
    /// SHA-256 of the consent, 0x hexadecimal.
    consent: String,
}

/// What is on record of identities, for programs.
#[derive(Debug, Default, Serialize)]
struct Recorded {
    loan: LoanId,
    statements: Vec<StatementView>,
}

#[derive(Debug, Default, Serialize)]
struct StatementView {
    verifier: String,
    /// SHA-256 of the statement, 0x hexadecimal.
    digest: String,
    /// `ended`, `void`, or null.
    revoked: Option<&'static str>,
    /// What it says, where its file was given.
    says: Option<SaysView>,
}

#[derive(Debug, Default, Serialize)]
struct SaysView {
    role: String,
    account: String,
    level: &'static str,
    methods: Vec<&'static str>,
    fields: Vec<String>,
    checked_at_ms: u64,
    valid_until_ms: u64,
    /// Whether the chain's newest block is after that.
    expired: bool,
    /// What is wrong with it, in one word, or null.
    wrong: Option<&'static str>,
}

impl Command {
    /// Whether it signs a step of a loan, which can be an intent then.
    pub(crate) fn is_step(&self) -> bool {
        matches!(self, Command::Issue(_) | Command::Revoke(_))
    }

    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Request(command) => command.run(ctx).await,
            Command::Issue(command) => command.run(ctx).await,
            Command::Show(command) => command.run(ctx).await,
            Command::Revoke(command) => command.run(ctx).await,
            Command::Handwriting(command) => command.run(ctx).await,
        }
    }
}

/// A loan with its terms as they were proposed.
struct Subject<'s> {
    session: &'s Session<'s>,
    loaded: LoadedLoan,
    terms: Terms,
}

impl<'s> Subject<'s> {
    async fn of(session: &'s Session<'s>, loan: LoanId) -> Result<Subject<'s>> {
        let loaded = session.load(loan).await?;
        let terms = bound::proposed(session, &loaded).await?;
        Ok(Subject {
            session,
            loaded,
            terms,
        })
    }

    fn place(&self) -> Of<'_> {
        let ledger = &self.session.ledger;
        Of {
            genesis: ledger.conn.chain().genesis.0,
            contract: AccountId(ledger.address.0),
            loan: self.loaded.loan.id,
            terms: &self.terms,
            digest: self.loaded.loan.agreement.digest,
        }
    }

    /// Whether a statement is about the key that acts for the seat of its role, or for which that is claimed.
    fn is_of_new_key(&self, it: &IdentityStatement) -> bool {
        let party = people(&self.terms).into_iter().find(|(role, _)| *role == it.role);
        let mut seats = self.loaded.loan.agreement.seats.iter();
        let seat = party.and_then(|(_, account)| seats.find(|seat| seat.account == account));
        let of = AccountId(it.account.0);
        seat.is_some_and(|seat| seat.key == of || seat.is_claimed_for(&of))
    }
}

impl Request {
    async fn run(self, ctx: &Context) -> Result<()> {
        let text = ctx.text();
        let target = Target::new(&self.output, self.force)?;
        let verifier = AccountId(ctx.account_of(&self.to)?.0);
        let session = Session::open(ctx).await?;
        let subject = Subject::of(&session, self.loan).await?;
        let own = AccountId(ctx.own_account()?.0);
        let of = subject.place();
        let mut all = people(of.terms).into_iter();
        let found = match &self.role {
            Some(role) => all.find(|(known, _)| known == role),
            None => {
                let seat = session.own_seat(&subject.loaded)?;
                all.find(|(_, account)| *account == seat)
            }
        };
        let (role, _) = found.ok_or_else(|| Error::Argument {
            name: if self.role.is_some() {
                "--role"
            } else {
                "--account"
            }
            .into(),
            value: self.role.clone().unwrap_or_else(|| iou_view::address(own)),
            why: text.tr("why-identity-no-party"),
        })?;
        let fields = self.fields(&role, of.digest, ctx)?;
        let mut consent = Consent::new(&of, role, own, verifier);
        let opened = fields.iter().filter(|field| field.opened.is_some());
        consent.fields = opened.map(|field| field.name.clone()).collect();
        consent.methods = methods(&self.method, &USUAL);
        // The chain's clock, as everything that is held against it.
        consent.at_ms = session.now_ms;
        consent.nonce = Hex(random()?);
        consent.words = words(&consent, text);
        self.agree(&consent, ctx)?;
        let signer = ctx.signer_for(&session.ledger.conn)?;
        let signature = hex::encode(signer.sign_bytes(&consent.text()));
        let asked = Asked {
            consent,
            fields,
            signature,
        };
        // What its verifier would refuse is not handed to them; whether they take another account's is theirs to say.
        let asks = Asks {
            with_another: true,
            ..Asks::default()
        };
        asked
            .check(&of, verifier, asks, session.now_ms)
            .map_err(|fault| refused(&self.output.display().to_string(), &fault, text))?;
        let line = asked.seal(&random()?).ok_or_else(|| Error::SealImpossible {
            address: iou_view::address(verifier),
        })?;
        target.write(format!("{line}\n").as_bytes(), Readers::Owner)?;
        self.tell(&asked.consent, ctx)
    }

    /// All fields by their commitments, those open that are to be checked, by rising names.
    fn fields(&self, role: &str, digest: Digest, ctx: &Context) -> Result<Vec<Field>> {
        let kept = ctx.private().kept(ctx.signer()?, digest)?;
        let own = |name: &str| format!("{role}.{name}");
        let open: Vec<String> = match self.field.is_empty() {
            true => {
                let usual = ["name", "id_number"].map(own).into_iter();
                usual
                    .filter(|name| kept.fields.iter().any(|field| field.name == *name))
                    .collect()
            }
            false => self.field.iter().map(|name| own(name)).collect(),
        };
        let mut fields = opening::choose(&kept, &open)?;
        fields.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(fields)
    }

    /// A yes to the check by itself, whatever else was said yes to [个保法 29; 人脸办法 6].
    ///
    /// Errors: [`Error::IdentityConsent`], [`Error::Declined`], [`Error::PromptRequired`].
    fn agree(&self, consent: &Consent, ctx: &Context) -> Result<()> {
        if self.consent {
            ctx.printer.note(&consent.words);
            return Ok(());
        }
        match ctx.global.yes {
            true => Err(Error::IdentityConsent {}),
            false => ask_in_words(ctx, &consent.words, "identity-consent-question"),
        }
    }

    fn tell(&self, consent: &Consent, ctx: &Context) -> Result<()> {
        let data = Requested {
            file: self.output.display().to_string(),
            loan: consent.loan,
            role: consent.role.clone(),
            account: iou_view::address(AccountId(consent.account.0)),
            verifier: iou_view::address(AccountId(consent.verifier.0)),
            fields: consent.fields.clone(),
            methods: consent.methods.iter().map(|method| method.name()).collect(),
            consent: hex0x(consent.digest()),
        };
        ctx.printer.data(&data, |text| {
            let lines = pairs(vec![
                (text.tr("label-file"), data.file.clone()),
                (text.tr("label-verifier"), data.verifier.clone()),
                (text.tr("label-fields"), data.fields.join(", ")),
                (text.tr("label-methods"), method_names(&consent.methods, text)),
            ]);
            format!("{lines}\n\n{}", text.tr("identity-request-then"))
        })
    }
}

impl Issue {
    async fn run(self, ctx: &Context) -> Result<()> {
        let text = ctx.text();
        let name = self.request.display().to_string();
        let target = Target::new(&self.output, self.force)?;
        let asked = self.opened(ctx)?;
        let session = Session::open(ctx).await?;
        let subject = Subject::of(&session, asked.consent.loan).await?;
        let own = AccountId(ctx.own_account()?.0);
        let asks = Asks {
            seats: &subject.loaded.loan.agreement.seats,
            with_another: self.other_key,
        };
        asked
            .check(&subject.place(), own, asks, session.now_ms)
            .map_err(|fault| refused(&name, &fault, text))?;
        let methods = methods(&self.method, &[]);
        // What cannot come to a statement is not asked of a service either.
        let _ = self.made(&asked, &methods, (session.now_ms, [0; 32]), text)?;
        let (at_ms, report) = match &self.service {
            Some(url) => self.ask(url, &asked, &methods, ctx).await?,
            None => (session.now_ms, digest_of(&self.report)?.unwrap_or_default()),
        };
        // No check is later than the block that has its statement; a chain for development has a clock of its own.
        let found = (at_ms.min(session.now_ms), report);
        let made = self.made(&asked, &methods, found, text)?;
        let signer = ctx.signer_for(&session.ledger.conn)?;
        let signature = signer.sign_bytes(&made.text());
        let made = made.signed(&signature);
        // Written before it is on record: its salt is nowhere else.
        let former = target.former()?;
        target.write(&made.bytes(), Readers::Owner)?;
        let action = Action::StateIdentity {
            digest: made.digest(),
            kind: made.level.kind(),
        };
        let known = told(&made, subject.terms.utc_offset, text);
        let opened = asked.opened().filter_map(|field| {
            let value = field.opened.as_ref()?.value.clone();
            Some((field.name.clone(), value))
        });
        // The verifier answers for the consent too: they see what it says.
        let agreed = (text.tr("label-agreed"), asked.consent.words.clone());
        let known: Vec<_> = opened.chain([agreed]).chain(known).collect();
        let done = session.execute(&subject.loaded, action, known).await;
        if done.as_ref().is_err_and(|error| error.class() == Class::Refused) {
            // What was refused is on no record. Whatever else went wrong, it may be, and nobody can make the file again.
            let _ = target.put_back(former.as_deref(), Readers::Owner);
        }
        done?;
        let path = ("path", self.output.display().to_string().into());
        ctx.printer.note(&text.tr_with("identity-issued", &[path]));
        Ok(())
    }

    /// The request, opened with whichever of the account's keys it was sealed to.
    fn opened(&self, ctx: &Context) -> Result<Asked> {
        let name = self.request.display().to_string();
        let wrong = |fault: Fault| refused(&name, &fault, ctx.text());
        let bytes = iou_files::read(&self.request, request::LEN_MAX as u64)?;
        let line = String::from_utf8(bytes).map_err(|_| wrong(Fault::Foreign))?;
        let sealed = Asked::sealed(&line).map_err(wrong)?;
        for (number, signer) in ctx.candidates()? {
            if let Some(plain) = signer.open(request::LABEL, &sealed) {
                number.into_iter().for_each(|number| ctx.choose_loan_key(number));
                return Asked::read(&plain).map_err(wrong);
            }
        }
        Err(wrong(Fault::Locked))
    }

    /// The statement of what was found when, unsigned.
    fn made(
        &self,
        asked: &Asked,
        methods: &[Method],
        (at_ms, report): (u64, Digest),
        text: &Text,
    ) -> Result<IdentityStatement> {
        let levels = [Level::Declared, Level::Remote, Level::Document, Level::Authority];
        let level = self.level.as_deref();
        let check = Check {
            methods: methods.to_vec(),
            level: level.and_then(|name| levels.into_iter().find(|level| level.name() == name)),
            at_ms,
            until_ms: at_ms.saturating_add(self.days.saturating_mul(time::DAY_MS)),
            report,
            salt: random()?,
        };
        let name = self.request.display().to_string();
        statement(asked, check).map_err(|fault| refused(&name, &fault, text))
    }

    /// What a service finds by each method that it can be asked for; when it was, and the digest of its answers.
    async fn ask(
        &self,
        url: &str,
        asked: &Asked,
        methods: &[Method],
        ctx: &Context,
    ) -> Result<(u64, Digest)> {
        let text = ctx.text();
        let failed = |failure: Failure| failure_of(url, failure, text);
        let token = self.service_token_file.as_ref().map(|path| {
            iou_files::refuse_open(path)?;
            let token = textfile::read_secret(path)?;
            Ok::<_, Error>(Zeroizing::new(token.trim().to_owned()))
        });
        let service = Service::at(url, token.transpose()?).map_err(failed)?;
        let limit = Duration::from_secs(self.service_timeout);
        let is_of_people =
            |method: &Method| matches!(method, Method::Declared | Method::Call | Method::InPerson);
        let mut all: Vec<Found> = Vec::new();
        for method in methods.iter().filter(|method| !is_of_people(method)) {
            let question = Question::of(asked, *method, random()?, now_ms());
            let question = question.map_err(|fault| failed(fault.into()))?;
            let link = |link: &str| {
                let link = [("link", iou_base::signs::seen(link).into())];
                ctx.printer.note(&text.tr_with("identity-service-link", &link));
            };
            all.push(
                service
                    .ask(&question, limit, now_ms, link)
                    .await
                    .map_err(failed)?,
            );
        }
        let at_ms = all.iter().map(|found| found.at_ms).max();
        let report = match &all[..] {
            [one] => one.report,
            several => sha256(&several.iter().flat_map(|one| one.report).collect::<Vec<u8>>()),
        };
        at_ms.map(|at_ms| (at_ms, report)).ok_or_else(|| Error::Argument {
            name: "--service".into(),
            value: redact::address(url),
            why: text.tr("why-service-nothing"),
        })
    }
}

impl Show {
    async fn run(self, ctx: &Context) -> Result<()> {
        let mut given = Vec::new();
        for path in &self.statement {
            given.push(read(path, ctx.text())?);
        }
        let session = Session::open(ctx).await?;
        let subject = Subject::of(&session, self.loan).await?;
        let of = subject.place();
        let recorded = &subject.loaded.loan.agreement.identities;
        let is_it = |one: &Identity, it: &IdentityStatement| {
            (one.verifier.0, one.digest) == (it.verifier.0, it.digest())
        };
        let unknown = given
            .iter()
            .position(|it| !recorded.iter().any(|one| is_it(one, it)));
        if let Some(at) = unknown {
            return Err(Error::IdentityRefused {
                path: self.statement[at].display().to_string(),
                why: ctx.text().tr("why-identity-unrecorded"),
            });
        }
        let says = |it: &IdentityStatement| SaysView {
            role: it.role.clone(),
            account: iou_view::address(AccountId(it.account.0)),
            level: it.level.name(),
            methods: it.methods.iter().map(|method| method.name()).collect(),
            fields: it.fields.iter().map(|field| field.name.clone()).collect(),
            checked_at_ms: it.checked_at_ms,
            valid_until_ms: it.valid_until_ms,
            expired: it.valid_until_ms < session.now_ms,
            wrong: it
                .check()
                .and_then(|()| match it.is_of(&of) {
                    Err(Wrong::Account) if subject.is_of_new_key(it) => Ok(()),
                    place => place,
                })
                .and_then(|()| it.is_checked_by(session.now_ms))
                .err()
                .map(|wrong| wrong.word()),
        };
        let view = |one: &Identity| StatementView {
            verifier: iou_view::address(one.verifier),
            digest: hex0x(one.digest),
            revoked: one.revoked.map(names::revoked),
            says: given.iter().find(|it| is_it(one, it)).map(says),
        };
        let data = Recorded {
            loan: self.loan,
            statements: recorded.iter().map(view).collect(),
        };
        let zone = subject.terms.utc_offset;
        let agreement = &subject.loaded.loan.agreement;
        let standings: Vec<_> = recorded
            .iter()
            .zip(&data.statements)
            .map(|(one, view)| {
                let is_over = view.says.as_ref().is_some_and(|says| says.expired);
                iou_view::identity_standing(agreement, one, is_over)
            })
            .collect();
        ctx.printer
            .data(&data, |text| shown(&data, &standings, &given, zone, text))
    }
}

impl Revoke {
    async fn run(self, ctx: &Context) -> Result<()> {
        let digest = match read_hex(&self.statement) {
            Some(digest) => digest,
            None => read(Path::new(&self.statement), ctx.text())?.digest(),
        };
        let session = Session::open(ctx).await?;
        let loaded = session.load(self.loan).await?;
        let action = match self.false_from_start {
            true => Action::VoidIdentity { digest },
            false => Action::EndIdentity { digest },
        };
        session.execute(&loaded, action, Vec::new()).await
    }
}

impl HandwritingOf {
    async fn run(self, ctx: &Context) -> Result<()> {
        let target = Target::new(&self.output, self.force)?;
        let bytes = iou_files::read(&self.strokes, handwriting::LEN_MAX as u64)?;
        let session = Session::open(ctx).await?;
        let loaded = session.load(self.loan).await?;
        let own = session.own_seat(&loaded)?;
        let (digest, salt) = (loaded.loan.agreement.digest, random()?);
        let read: Option<Strokes> = serde_json::from_slice(&bytes).ok();
        let made = read.and_then(|it| Handwriting::new((it.width, it.height), it.strokes, own, digest, salt));
        let made = made.ok_or_else(|| Error::Argument {
            name: "STROKES".into(),
            value: self.strokes.display().to_string(),
            why: ctx.text().tr("why-strokes"),
        })?;
        target.write(&made.bytes(), Readers::Owner)?;
        let data = Written {
            file: self.output.display().to_string(),
            loan: self.loan,
            account: iou_view::address(own),
            sha256: hex0x(made.digest()),
            strokes: made.strokes.len(),
            points: made.points(),
        };
        ctx.printer.data(&data, |text| {
            let lines = pairs(vec![
                (text.tr("label-file"), data.file.clone()),
                (text.tr("label-sha256"), data.sha256.clone()),
            ]);
            let file = [("file", data.file.clone().into())];
            format!("{lines}\n\n{}", text.tr_with("handwriting-then", &file))
        })
    }
}

/// The table of what is on record, and below it what the given statements say.
fn shown(
    data: &Recorded,
    standings: &[&'static str],
    given: &[IdentityStatement],
    zone: UtcOffset,
    text: &Text,
) -> String {
    if data.statements.is_empty() {
        return text.tr("identity-none");
    }
    let heading = ["label-verifier", "label-sha256", "label-status"].map(|id| text.tr(id));
    let rows = data.statements.iter().zip(standings).map(|(one, standing)| {
        let standing = text.lookup(&format!("identity-standing-{standing}"), &[]);
        vec![one.verifier.clone(), one.digest.clone(), standing]
    });
    let mut parts = vec![table(&heading, rows)];
    for it in given {
        let wrong = data.statements.iter().find_map(|one| {
            let says = one.says.as_ref().filter(|_| one.digest == hex0x(it.digest()))?;
            says.wrong
        });
        let mut lines = told(it, zone, text);
        if let Some(word) = wrong {
            lines.push((
                text.tr("label-status"),
                text.tr_with("identity-wrong", &[("word", word.into())]),
            ));
        }
        parts.push(pairs(lines));
    }
    parts.push(text.tr("identity-who-answers"));
    parts.join("\n\n")
}

/// Label and value of what a statement says.
fn told(it: &IdentityStatement, zone: UtcOffset, text: &Text) -> Vec<(String, String)> {
    let moment = |at_ms: u64| time::show_moment(at_ms, zone);
    let fields: Vec<_> = it.fields.iter().map(|field| field.name.as_str()).collect();
    vec![
        (text.tr("label-role"), it.role.clone()),
        (
            text.tr("label-identity-account"),
            iou_view::address(AccountId(it.account.0)),
        ),
        (
            text.tr("label-level"),
            text.lookup(&format!("identity-level-{}", it.level.name()), &[]),
        ),
        (text.tr("label-methods"), method_names(&it.methods, text)),
        (text.tr("label-fields"), fields.join(", ")),
        (text.tr("label-checked"), moment(it.checked_at_ms)),
        (text.tr("label-valid-until"), moment(it.valid_until_ms)),
    ]
}

/// A statement in a file. Errors: [`Error::IdentityRefused`] for a file that is none.
fn read(path: &Path, text: &Text) -> Result<IdentityStatement> {
    let bytes = iou_files::read(path, LEN_MAX as u64)?;
    IdentityStatement::read(&bytes).ok_or_else(|| Error::IdentityRefused {
        path: path.display().to_string(),
        why: text.tr("why-identity-no-statement"),
    })
}

/// The methods of these names, each once and in their order; the usual ones where none is named.
fn methods(names: &[String], usual: &[Method]) -> Vec<Method> {
    if names.is_empty() {
        return usual.to_vec();
    }
    let is_named = |method: &Method| names.iter().any(|name| name == method.name());
    Method::ALL.into_iter().filter(is_named).collect()
}

fn method_names(methods: &[Method], text: &Text) -> String {
    iou_view::identity_methods(text, methods.iter().map(|method| method.name()))
}

/// What a party says yes to.
fn words(consent: &Consent, text: &Text) -> String {
    let verifier = iou_view::address(AccountId(consent.verifier.0));
    let face = match consent.methods.contains(&Method::Liveness) {
        true => format!(" {}", text.tr("identity-consent-face")),
        false => String::new(),
    };
    let said = text.tr_with(
        "identity-consent",
        &[
            ("verifier", verifier.into()),
            ("loan", consent.loan.to_string().into()),
            ("fields", consent.fields.join(", ").into()),
            ("methods", method_names(&consent.methods, text).into()),
        ],
    );
    format!("{said}{face}")
}

fn refused(path: &str, fault: &Fault, text: &Text) -> Error {
    Error::IdentityRefused {
        path: path.to_owned(),
        why: why(fault, text),
    }
}

/// Why something is not taken, in a sentence.
fn why(fault: &Fault, text: &Text) -> String {
    let params: Vec<_> = fault
        .params()
        .into_iter()
        .map(|(name, value)| (name, iou_view::identity_methods(text, [&*value]).into()))
        .collect();
    text.lookup(fault.message(), &params)
}

fn failure_of(url: &str, failure: Failure, text: &Text) -> Error {
    let url = redact::address(url);
    match failure {
        Failure::Address => Error::Argument {
            name: "--service".into(),
            value: url,
            why: text.tr("why-service-address"),
        },
        Failure::Away(reason) => Error::IdentityServiceAway { url, reason },
        Failure::Refused(reason) => Error::IdentityServiceRefused { url, reason },
        Failure::Answer(fault) => Error::IdentityAnswer {
            url,
            why: why(&fault, text),
        },
    }
}

shapes! {
    "identity request": Requested { fields: vec![String::new()], methods: vec![""], ..Requested::default() } => "{account: text, consent: text, fields: [text], file: text, loan: number, methods: [text], role: text, verifier: text}";
    "identity handwriting": Written::default() => "{account: text, file: text, loan: number, points: number, sha256: text, strokes: number}";
    "identity show": Recorded { statements: vec![StatementView { says: Some(SaysView { fields: vec![String::new()], methods: vec![""], ..SaysView::default() }), ..StatementView::default() }], ..Recorded::default() } => "{loan: number, statements: [{digest: text, revoked: null, says: {account: text, checked_at_ms: number, expired: bool, fields: [text], level: text, methods: [text], role: text, valid_until_ms: number, wrong: null}, verifier: text}]}";
}
