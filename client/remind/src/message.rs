//! What is delivered: one message over one channel to one address, and what can become of it.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::form::Form;
use iou_base::text::Lang;
use iou_ledger::AccountId;

/// A way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// The terminal, or the log, of whoever runs the service.
    Console,
    /// E-mail.
    Email,
    /// A short message to a phone.
    Sms,
    /// An HTTP request to a program.
    Webhook,
}

impl Channel {
    /// All of them.
    pub const ALL: [Channel; 4] = [Channel::Console, Channel::Email, Channel::Sms, Channel::Webhook];

    /// Its stable name, as in the database and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Console => "console",
            Channel::Email => "email",
            Channel::Sms => "sms",
            Channel::Webhook => "webhook",
        }
    }

    /// The channel of that name.
    pub fn named(name: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.name() == name)
    }
}

/// Where a message goes. Personal: its `Debug` names the channel only.
#[derive(Clone)]
pub enum Address {
    /// To the terminal.
    Console,
    /// A mailbox, `name@example.org`.
    Email(String),
    /// A telephone number in E.164, `+8613800138000`.
    Sms(String),
    /// A URL, and the secret (`whsec_…`, or `whsk_…` for ed25519) that signs what is sent there.
    Webhook {
        /// In which form it wants its messages.
        form: Form,
        /// http or https.
        url: String,
        /// The signing secrets, the newest first: while one is being replaced, two sign.
        secrets: Vec<SecretString>,
    },
}

impl Address {
    /// The channel that reaches it.
    pub fn channel(&self) -> Channel {
        match self {
            Address::Console => Channel::Console,
            Address::Email(_) => Channel::Email,
            Address::Sms(_) => Channel::Sms,
            Address::Webhook { .. } => Channel::Webhook,
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({}, …)", self.channel().name())
    }
}

/// One message. The same id means the same message, whatever happens on its way.
#[derive(Debug, Clone)]
pub struct Message {
    /// Hexadecimal, 64 digits.
    pub id: String,
    /// Who gets it.
    pub recipient: AccountId,
    /// The language of the texts.
    pub lang: Lang,
    /// One line, without line breaks.
    pub subject: String,
    /// Plain text, lines of any length; for the console and for e-mail.
    pub text: String,
    /// For a phone: short, without line breaks.
    pub short: String,
    /// For programs: `{"type": "iou.…", "timestamp": RFC 3339, "data": {…}}`.
    pub payload: Value,
    /// When it was made. Units: milliseconds since 1970.
    pub created_ms: u64,
}

/// A message's words as the database keeps them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The language of the texts.
    pub lang: String,
    /// As in the message.
    pub subject: String,
    /// As in the message.
    pub text: String,
    /// As in the message.
    pub short: String,
    /// As in the message.
    pub payload: Value,
}

impl Body {
    /// Those of a message.
    pub fn of(message: Message) -> Body {
        Body {
            lang: message.lang.tag().to_owned(),
            subject: message.subject,
            text: message.text,
            short: message.short,
            payload: message.payload,
        }
    }

    /// `None` where they are none of ours.
    pub fn read(json: &str) -> Option<Body> {
        serde_json::from_str(json).ok()
    }

    /// JSON.
    pub fn written(&self) -> String {
        serde_json::to_string(self).expect("plain data")
    }
}

/// The message is on its way, or there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The recipient's system has it; `receipt` is what proves that, where the channel gives a proof.
    Delivered {
        /// The proof.
        receipt: Option<Receipt>,
    },
    /// A gateway has it and will know later what became of it.
    Accepted {
        /// By which the gateway knows it.
        tracking: String,
    },
}

/// What a gateway or a server said on the arrival of a message: kept byte by byte, since its digest goes on the chain.
/// Limits: it may name the address, so it is to be kept as sealed as the address is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its words, as they came.
    pub bytes: Vec<u8>,
    /// When the message arrived, where it says so. Units: milliseconds since 1970.
    pub arrived_ms: Option<u64>,
}

/// Why a message is not delivered. A reason names neither the address nor a secret, so it may be stored and logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It may work later.
    Temporary {
        /// What went wrong, in the words of the other side or ours; never a secret.
        reason: String,
        /// The least time that the other side asked for.
        retry_after: Option<Duration>,
    },
    /// Something is wrong with us, and would be for every recipient: our server, password, sender or reputation. It is tried
    /// again until somebody has mended it, and never held against the recipient.
    Ours {
        /// What went wrong.
        reason: String,
    },
    /// It will never work this way.
    Permanent {
        /// What went wrong.
        reason: String,
    },
    /// The recipient's system asks that nothing be sent there any more (HTTP 410).
    Gone {
        /// What it said.
        reason: String,
    },
}

impl Failure {
    /// It may work later, at a time of our choice.
    pub fn temporary(reason: impl Into<String>) -> Failure {
        Failure::Temporary {
            reason: reason.into(),
            retry_after: None,
        }
    }

    /// It is ours to mend.
    pub fn ours(reason: impl Into<String>) -> Failure {
        Failure::Ours {
            reason: reason.into(),
        }
    }

    /// It will never work this way.
    pub fn permanent(reason: impl Into<String>) -> Failure {
        Failure::Permanent {
            reason: reason.into(),
        }
    }

    /// What went wrong.
    pub fn reason(&self) -> &str {
        match self {
            Failure::Temporary { reason, .. }
            | Failure::Ours { reason }
            | Failure::Permanent { reason }
            | Failure::Gone { reason } => reason,
        }
    }

    /// The same failure with other words.
    pub(super) fn reworded(mut self, change: impl FnOnce(&str) -> String) -> Failure {
        match &mut self {
            Failure::Temporary { reason, .. }
            | Failure::Ours { reason }
            | Failure::Permanent { reason }
            | Failure::Gone { reason } => *reason = change(reason),
        }
        self
    }
}
