//! What a command works with, resolved once from flags, environment and files: settings, messages, printer, the
//! directories, and on demand the key that signs and the connection.

use std::sync::OnceLock;
use std::time::Duration;

use secrecy::SecretString;

use super::{password, Global};
use crate::chain::connection::{Connection, REQUEST_LIMIT};
use crate::chain::journal::Journal;
use crate::chain::keystore::Keystore;
use crate::chain::signer::Signer;
use crate::chain::submit::{self, Outcome, Purpose, Submitter};
use crate::chain::{AccountId, Call, Hash};
use crate::config::{Config, Inputs, Key};
use crate::error::{Error, Result};
use crate::output::{Level, Printer};
use crate::private::PrivateStore;
use crate::text::{Lang, Text};

/// The resolved surroundings of one command.
pub struct Context {
    /// The global flags.
    pub global: Global,
    /// Settings with their origins.
    pub config: Config,
    /// Where output goes; `printer.text()` are the messages.
    pub printer: Printer,
    signer: OnceLock<Signer>,
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
        ];
        let inputs = Inputs::from_process(global.profile.clone(), flags.into_iter().flatten().collect())?;
        let config = Config::load(&inputs)?;
        let text = Text::new(config.lang()?.unwrap_or_else(Lang::of_system));
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
            signer: OnceLock::new(),
        })
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

    /// Connects to the profile's node and checks that it runs the profile's chain.
    pub async fn connect(&self) -> Result<Connection> {
        let url = self.config.url()?;
        let _progress = self
            .printer
            .progress(self.text().tr_with("progress-connecting", &[("url", url.into())]));
        Connection::open(url, self.limit().min(REQUEST_LIMIT), self.config.genesis()?).await
    }

    /// The key that signs: `--suri`, or the chosen account's keystore, whose password is asked for once.
    ///
    /// Errors: [`Error::NoAccount`], those of the keystore, [`Error::PasswordRequired`].
    pub fn signer(&self) -> Result<&Signer> {
        if let Some(signer) = self.signer.get() {
            return Ok(signer);
        }
        let signer = match &self.global.suri {
            Some(suri) => Signer::from_uri(&suri_secret(suri)?)?,
            None => {
                let name = &self.config.get(Key::Account).ok_or(Error::NoAccount {})?.value;
                let file = self.keystore().read(name)?;
                file.open(name, &password::existing(self, name)?)?
            }
        };
        Ok(self.signer.get_or_init(|| signer))
    }

    /// Another copy of that key, for a part of the program that outlives the command. Errors: as above.
    pub fn take_signer(&self) -> Result<Signer> {
        Ok(self.signer()?.clone())
    }

    /// The same, refused at once where it is a development key and the chain is not for development.
    pub fn signer_for(&self, conn: &Connection) -> Result<&Signer> {
        let signer = self.signer()?;
        submit::refuse_dev_key(conn, signer)?;
        Ok(signer)
    }

    /// The chosen account's address; a keystore stays locked.
    pub fn own_account(&self) -> Result<AccountId> {
        match (&self.global.suri, self.config.get(Key::Account)) {
            (Some(_), _) => Ok(self.signer()?.account()),
            (None, Some(name)) => self.account_of(&name.value),
            (None, None) => Err(Error::NoAccount {}),
        }
    }

    /// The account that `who` means: an SS58 address, or the name of a keystore.
    pub fn account_of(&self, who: &str) -> Result<AccountId> {
        if let Ok(account) = who.parse() {
            return Ok(account);
        }
        let file = self.keystore().read(who)?;
        file.account().ok_or_else(|| Error::KeystoreInvalid {
            path: who.into(),
            reason: file.address.clone(),
        })
    }

    /// Sends a call signed by the chosen key and follows it as the flags say.
    pub async fn submit(
        &self,
        conn: &Connection,
        call: &Call,
        action: &str,
        loan: Option<String>,
    ) -> Result<Outcome> {
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
        submitter
            .submit(
                signer,
                call,
                Purpose {
                    action: action.into(),
                    loan,
                },
            )
            .await
    }
}

fn suri_secret(suri: &str) -> Result<SecretString> {
    match suri {
        "-" => password::first_line_of_stdin("--suri"),
        suri => Ok(SecretString::from(suri)),
    }
}
