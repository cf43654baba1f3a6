//! What a command works with, resolved once from flags, environment and files: settings, messages, printer, the
//! directories, and on demand the key that signs and the connection.

mod loan_keys;

use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use secrecy::SecretString;

use crate::config::{Config, Inputs, Key};
use crate::error::{Error, Result};
use crate::global::Global;
use crate::output::{Level, Printer};
use crate::{language, password};
use iou_base::text::Text;
use iou_files::redact;
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use iou_ledger::journal::Journal;
use iou_ledger::keystore::Keystore;
use iou_ledger::pins::Pins;
use iou_ledger::private::PrivateStore;
use iou_ledger::signer::Signer;
use iou_ledger::submit::{self, Purpose, Submitter, TransactionOutcome};
use iou_ledger::{exposed, AccountId, Call, Hash};

/// The resolved surroundings of one command.
pub struct Context {
    /// The global flags.
    pub global: Global,
    /// Settings with their origins.
    pub config: Config,
    /// Where output goes; `printer.text()` are the messages.
    pub printer: Printer,
    /// The account's own key.
    root: OnceLock<Signer>,
    /// The thread that opens it while the command does something else.
    opening: Mutex<Option<JoinHandle<Result<Signer>>>>,
    /// The one that is derived from it, where that one signs.
    derived: OnceLock<Signer>,
    /// The number of the loan key that signs.
    loan_key: OnceLock<u32>,
    /// That the person has looked at what the node says of its chain, and wants it written down.
    chain_taken: OnceLock<()>,
    /// That what is wrong with the way to the node has been said.
    way_told: OnceLock<()>,
    /// That the profile does not know its chain has been said.
    chain_told: OnceLock<()>,
}

impl Context {
    /// Resolves flags, environment and files.
    pub fn new(global: Global) -> Result<Context> {
        let flag = |key: Key, value: &Option<String>| value.clone().map(|value| (key, value));
        let flags = [
            flag(Key::Url, &global.url),
            flag(Key::Account, &global.account),
            flag(Key::PasswordFile, &global.password_file),
            flag(Key::Locale, &global.lang),
            flag(Key::Relay, &global.relay),
        ];
        let inputs = Inputs::from_process(global.profile.clone(), flags.into_iter().flatten().collect())?;
        let config = Config::load(&inputs)?;
        let text = Text::new(config.lang()?.unwrap_or_else(language::of_system));
        let level = match (global.quiet, global.verbose) {
            (true, _) => Level::Quiet,
            (_, 0) => Level::Normal,
            _ => Level::Verbose,
        };
        let printer = Printer::new(text, global.json, level);
        Ok(Context {
            global,
            config,
            printer,
            root: OnceLock::new(),
            opening: Mutex::new(None),
            derived: OnceLock::new(),
            loan_key: OnceLock::new(),
            chain_taken: OnceLock::new(),
            way_told: OnceLock::new(),
            chain_told: OnceLock::new(),
        })
    }

    /// The same surroundings for another loan: no key for one loan is chosen yet, and whoever unlocked the account's own key is not
    /// asked again.
    pub fn anew(&self) -> Context {
        Context {
            global: self.global.clone(),
            config: self.config.clone(),
            printer: self.printer.clone(),
            root: self.root.clone(),
            opening: Mutex::new(None),
            derived: OnceLock::new(),
            loan_key: OnceLock::new(),
            chain_taken: self.chain_taken.clone(),
            way_told: self.way_told.clone(),
            chain_told: self.chain_told.clone(),
        }
    }

    /// The messages.
    pub fn text(&self) -> &Text {
        self.printer.text()
    }

    /// The keystores.
    pub fn keystore(&self) -> Keystore {
        Keystore::under(&self.config.home)
    }

    /// The private data of loans.
    pub fn private(&self) -> PrivateStore {
        PrivateStore::under(&self.config.home)
    }

    /// The journal of submissions.
    pub fn journal(&self) -> Journal {
        Journal::under(&self.config.home)
    }

    /// How long a command waits for an outcome (`--timeout`).
    pub fn limit(&self) -> Duration {
        Duration::from_secs(self.global.timeout)
    }

    /// Connects to the profile's node and checks that it runs the profile's chain. What makes the node's word doubtful is said
    /// once: a way that others can read and change, and a chain of which the profile knows nothing.
    pub async fn connect(&self) -> Result<Connection> {
        self.warn_of_chain(&self.config.pins()?);
        self.connect_first().await
    }

    /// The same for a command that writes down what its chain is: that the profile does not know it yet is no news.
    pub async fn connect_first(&self) -> Result<Connection> {
        let (url, pins) = (self.config.url()?, self.config.pins()?);
        self.warn_of_way(url);
        let _progress = self.printer.progress(
            self.text()
                .tr_with("progress-connecting", &[("url", redact::addresses(url).into())]),
        );
        Ok(Connection::open(url, self.limit().min(REQUEST_LIMIT), Some(&pins)).await?)
    }

    /// Says, once a run, that what passes between here and a node of the list `urls` can be read and changed on its way.
    pub fn warn_of_way(&self, urls: &str) {
        let Some(url) = exposed(urls) else { return };
        if self.way_told.set(()).is_ok() {
            let args = [("url", url.into())];
            self.printer.warn(&self.text().tr_with("warning-exposed", &args));
        }
    }

    /// Says, once a run, that amounts are shown as the node wishes.
    fn warn_of_chain(&self, pins: &Pins) {
        let missing = pins.missing();
        if !missing.is_empty() && self.chain_told.set(()).is_ok() {
            let args = [
                ("profile", pins.profile.as_str().into()),
                ("missing", missing.join(", ").into()),
            ];
            self.printer
                .warn(&self.text().tr_with("warning-not-pinned", &args));
        }
    }

    /// Refuses to sign on the word of one node: what the chain's money is has to be written down.
    ///
    /// Errors: [`Error::ChainNotPinned`].
    pub fn require_pins(&self) -> Result<()> {
        let pins = self.config.pins()?;
        match pins.missing() {
            missing if missing.is_empty() || self.chain_taken.get().is_some() => Ok(()),
            missing => Err(Error::ChainNotPinned {
                profile: pins.profile.clone(),
                missing: missing.join(", "),
            }),
        }
    }

    /// Takes the chain as the node describes it: the person has seen it and said yes, and it is written down.
    pub fn take_chain(&self) {
        let _ = self.chain_taken.set(());
    }

    /// The key that signs: `--suri`, or the chosen account's, whose password is asked for once; its key for one loan once that
    /// was chosen ([`Context::choose_key_of`]).
    ///
    /// Errors: [`Error::NoAccount`], those of the keystore, [`Error::PasswordRequired`].
    pub fn signer(&self) -> Result<&Signer> {
        let root = self.root()?;
        let Some(path) = self.path() else { return Ok(root) };
        if let Some(signer) = self.derived.get() {
            return Ok(signer);
        }
        let signer = root.derived(&path)?;
        Ok(self.derived.get_or_init(|| signer))
    }

    /// Begins to open the account's key, which takes long on purpose, in a thread of its own, so that the node is asked meanwhile.
    /// Only where that takes no more than a file with the password: nobody is asked anything earlier than before, and what
    /// goes wrong is said where the key is needed. A command that ends before does not wait for it.
    pub fn open_key_ahead(&self) {
        let password = self
            .config
            .get(Key::PasswordFile)
            .map(|setting| setting.value.clone());
        let (Some(name), Some(password)) = (self.account_name(), password) else {
            return;
        };
        // What is no file gives its password once, to whoever comes to need it.
        if !std::fs::metadata(&password).is_ok_and(|file| file.is_file()) {
            return;
        }
        let (keystore, name) = (self.keystore(), name.to_owned());
        let opening = std::thread::spawn(move || {
            open(&keystore, &name, || {
                password::first_line_of_file(&password, "--password-file")
            })
        });
        *self.opening.lock().unwrap_or_else(PoisonError::into_inner) = Some(opening);
    }

    /// The account's own key. Errors: as [`Context::signer`].
    pub fn root(&self) -> Result<&Signer> {
        if let Some(signer) = self.root.get() {
            return Ok(signer);
        }
        let signer = match &self.global.suri {
            Some(suri) => Signer::from_uri(&suri_secret(suri)?)?,
            None => {
                let name = self.account_name().ok_or(Error::NoAccount {})?;
                let opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner).take();
                // A thread that panicked has said so; the key is opened here.
                let opened = opening.and_then(|opening| opening.join().ok());
                let signer = opened.unwrap_or_else(|| {
                    open(&self.keystore(), name, || {
                        password::existing(self.secrets(), name)
                    })
                })?;
                self.note_loan_keys(name, &signer);
                signer
            }
        };
        Ok(self.root.get_or_init(|| signer))
    }

    /// Where passwords and phrases come from.
    pub fn secrets(&self) -> password::Source<'_> {
        password::Source {
            text: self.text(),
            file: self
                .config
                .get(Key::PasswordFile)
                .map(|setting| setting.value.as_str()),
        }
    }

    /// Another copy of that key, for a part of the program that outlives the command. Errors: as above.
    pub fn take_signer(&self) -> Result<Signer> {
        Ok(self.signer()?.clone())
    }

    /// The same, refused at once where the profile does not know the chain, or where it is a development key and the chain is
    /// not for development.
    pub fn signer_for(&self, conn: &Connection) -> Result<&Signer> {
        self.require_pins()?;
        let signer = self.signer()?;
        submit::refuse_dev_key(conn, signer)?;
        Ok(signer)
    }

    /// The address of the key that will sign what is tried now; as [`Context::signer_for`], but a key that is being opened is not
    /// waited for. It is what the keystore's file says: whoever signs then holds it against the key. What a list of loan keys says
    /// nobody has held against anything, so a key with a path is waited for.
    ///
    /// Errors: as [`Context::signer_for`].
    pub fn signing_account(&self, conn: &Connection) -> Result<AccountId> {
        let is_opening = self
            .opening
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some();
        match is_opening && self.path().is_none() {
            true => {
                self.require_pins()?;
                self.own_account()
            }
            false => Ok(self.signer_for(conn)?.account()),
        }
    }

    /// The address of the key that signs; a keystore stays locked, but for a key whose address is not known here.
    pub fn own_account(&self) -> Result<AccountId> {
        match (&self.global.suri, self.config.get(Key::Account)) {
            (Some(_), _) => Ok(self.signer()?.account()),
            (None, None) => Err(Error::NoAccount {}),
            (None, Some(setting)) => match self.path() {
                None => Ok(self.account_of(&setting.value)?),
                Some(path) => {
                    let name = format!("{}{path}", self.keystore_name()?);
                    self.account_of(&name).or_else(|_| Ok(self.signer()?.account()))
                }
            },
        }
    }

    /// The account that `who` means: an SS58 address, the name of a keystore, or that with the path of a loan key
    /// (`zhang//iou//3`).
    pub fn account_of(&self, who: &str) -> iou_ledger::Result<AccountId> {
        if let Ok(account) = who.parse() {
            return Ok(account);
        }
        if let Some(account) = self.loan_account(who) {
            return account;
        }
        let file = self.keystore().read(who)?;
        file.account().ok_or_else(|| iou_ledger::Error::KeystoreInvalid {
            path: who.into(),
            reason: file.address(),
        })
    }

    /// Sends a call signed by the chosen key and follows it as the flags say.
    pub async fn submit(
        &self,
        conn: &Connection,
        call: &Call,
        action: &str,
        loan: Option<String>,
    ) -> Result<TransactionOutcome> {
        let signer = self.signer_for(conn)?;
        let progress = self.printer.progress(self.text().tr("progress-submitting"));
        let announce = |hash: Hash| {
            progress.note(
                &self
                    .text()
                    .tr_with("tx-submitting", &[("hash", format!("{hash:?}").into())]),
            );
        };
        let journal = self.journal();
        let (wait, limit) = (self.global.wait, self.limit());
        let submitter = Submitter {
            conn,
            journal: &journal,
            wait,
            limit,
            announce: &announce,
        };
        let outcome = submitter
            .submit(
                signer,
                call,
                Purpose {
                    action: action.into(),
                    loan,
                },
            )
            .await?;
        Ok(outcome)
    }
}

/// Opens a keystore; whoever put one there without a password is asked for none.
fn open(keystore: &Keystore, name: &str, password: impl FnOnce() -> Result<SecretString>) -> Result<Signer> {
    let file = keystore.read(name)?;
    let password = match file.is_open() {
        true => SecretString::default(),
        false => password()?,
    };
    Ok(file.open(name, &password)?)
}

fn suri_secret(suri: &str) -> Result<SecretString> {
    match suri {
        "-" => password::first_line_of_stdin("--suri"),
        suri => Ok(SecretString::from(suri)),
    }
}
