//! What a verification found, in words: the title of each item and the sentence that says what was computed and compared.
//! Verdicts, figures and codes are the verifier's; the sentences are messages `check-…` and `evidence-…` of i18n.

use terms::{Amount, Timestamp, UtcOffset};

use super::agreement::is_unseen;
use super::verify::{Case, Item, Verdict};
use crate::chain::connection::ChainInfo;
use crate::money::Unit;
use crate::text::{kebab, Text};
use crate::{time, view};

/// Says items in one language.
pub struct Speaker<'a> {
    /// The language.
    pub text: &'a Text,
    /// The loan's money; none where no loan was proved.
    pub unit: Option<Unit>,
    /// The agreement's zone.
    pub zone: UtcOffset,
}

impl<'a> Speaker<'a> {
    /// One for a report about `case`.
    pub fn new(text: &'a Text, case: Option<&Case>) -> Speaker<'a> {
        Speaker {
            text,
            unit: case.map(unit_of),
            zone: case.map_or(UtcOffset::CHINA, |case| case.terms.utc_offset),
        }
    }

    /// What was looked at.
    pub fn title(&self, item: &Item) -> String {
        self.text.lookup(&format!("check-{}", item.check), &[])
    }

    /// What came out.
    pub fn sentence(&self, item: &Item) -> String {
        if let Some(flaw) = &item.flaw {
            let reason = [("flaw", seen(&flaw.to_string()).into())];
            return self.text.tr_with("evidence-false-line", &reason);
        }
        let params: Vec<_> = item
            .params
            .iter()
            .map(|(name, value)| (*name, self.shown(name, value).into()))
            .collect();
        let id = format!("evidence-{}-{}", item.check, verdict(item.verdict));
        self.text.lookup(&id, &params)
    }

    /// A figure as people read it.
    fn shown(&self, name: &str, value: &str) -> String {
        let account = || {
            let bytes: [u8; 32] = hex::decode(value).ok()?.try_into().ok()?;
            Some(view::address(terms::AccountId(bytes)))
        };
        let word = |kind: &str| Some(self.text.lookup(&format!("{kind}-{}", kebab(value)), &[]));
        let other = match name {
            "account" | "signer" | "contract" => account(),
            "name" => word("event"),
            "status" => word("status"),
            "what" | "of" => Some(format!("digest-of-{value}"))
                .filter(|id| self.text.has(id))
                .map(|id| self.text.lookup(&id, &[])),
            "message" => Some(value.replace('_', "-")),
            "time_ms" => value
                .parse()
                .ok()
                .map(|at| time::show_moment(Timestamp(at).0, self.zone)),
            "amount" => self
                .unit
                .as_ref()
                .and_then(|unit| Some(unit.show(Amount::new(value.parse().ok()?).ok()?))),
            _ => None,
        };
        other.unwrap_or_else(|| seen(value))
    }
}

/// Text of a file, its unseen signs written out: it shall not move the cursor, nor turn the line around.
pub fn seen(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for sign in text.chars() {
        match is_unseen(sign) {
            true => shown.extend(sign.escape_unicode()),
            false => shown.push(sign),
        }
    }
    shown
}

/// A verdict as it stands in the ids of messages.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proved => "proved",
        Verdict::Stated => "stated",
        Verdict::Missing => "missing",
        Verdict::False => "false",
    }
}

/// The money of a proved loan.
pub fn unit_of(case: &Case) -> Unit {
    let chain = ChainInfo {
        genesis: case.genesis.hash.into(),
        name: case.genesis.name.clone(),
        development: false,
        token_symbol: case.genesis.token_symbol.clone(),
        token_decimals: case.genesis.token_decimals,
    };
    Unit::of(case.terms.settlement, &chain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_says_does_not_move_the_cursor_nor_turn_the_line() {
        assert_eq!(seen("李四 Li, 100 %"), "李四 Li, 100 %");
        let hostile = "\u{1b}[2J\u{202e}\r\nok";
        let shown = seen(hostile);
        assert_eq!(shown, "\\u{1b}[2J\\u{202e}\\u{d}\\u{a}ok");
        let item = Item {
            check: "field",
            verdict: Verdict::Proved,
            params: vec![
                ("field", "borrower.name".into()),
                ("value", hostile.into()),
                ("signed", "yes".into()),
            ],
            flaw: None,
        };
        let text = Text::english();
        assert!(Speaker::new(text, None)
            .sentence(&item)
            .chars()
            .all(|sign| !is_unseen(sign)));
    }
}
