//! The console: a message as text, for whoever runs the service. There is no proof that anybody reads it.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use crate::message::{Delivery, Failure, Message};

/// Writes messages as text.
pub struct Console {
    out: Mutex<Box<dyn Write + Send>>,
}

impl Console {
    /// A console that writes there.
    pub fn new(out: impl Write + Send + 'static) -> Console {
        Console {
            out: Mutex::new(Box::new(out)),
        }
    }

    /// Writes the message; two messages never mix.
    ///
    /// Errors: [`Failure::Temporary`] when it cannot be written.
    pub fn send(&self, message: &Message) -> Result<Delivery, Failure> {
        let text = format!(
            "{}: {}\n\n{}\n\n",
            message.recipient, message.subject, message.text
        );
        // What other people wrote must not be able to command the terminal.
        let text: String = text
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|e| Failure::temporary(e.to_string()))?;
        Ok(Delivery::Delivered { receipt: None })
    }
}
