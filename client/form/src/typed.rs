//! What people type: amounts, rates, days, lengths of time, counts and names as lenders write them, in Chinese or English,
//! with whatever signs an input method puts there. One parser for the form, the calculators and every command.
//!
//! Taken is what can be read in one way only; the caller shows what was understood. Whatever can be read in two ways, or
//! in none, is refused with a [`Why`] that says what to write. Nothing is ever rounded. Text that machines wrote is read
//! by the strict functions of `money` and `time` instead.

mod choice;
mod day;
mod length;
mod money;
mod number;
mod person;
mod rate;

pub use choice::{
    currency, day_count, flag, is_all, law, method, method_name, offset, rounding, rounding_name, settlement,
    show_offset, MethodTyped,
};
pub use day::{day, day_of_month, DayOfMonth};
pub use length::{count, instalments, period, period_or_day, seconds};
pub use money::amount;
pub use person::{id_number, name, phone, Doubt};
pub use rate::{rate, Rates};

use iou_base::signs;
use iou_base::text::Text;

/// Why something typed is not taken: the id of a sentence that says what to write, and its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Id of the message.
    pub id: &'static str,
    /// Its parameters.
    pub args: Vec<(&'static str, String)>,
}

impl Why {
    /// A sentence without parameters.
    pub fn new(id: &'static str) -> Why {
        Why { id, args: Vec::new() }
    }

    /// The same with one parameter more.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Why {
        self.args.push((name, value.to_string()));
        self
    }

    /// The sentence in the reader's language.
    pub fn sentence(&self, text: &Text) -> String {
        let args = self
            .args
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()));
        text.lookup(self.id, &args.collect::<Vec<_>>())
    }
}

/// What was typed, or why not.
pub type Read<T> = Result<T, Why>;

/// The text with every sign in its plain form: full-width letters, digits and signs become ASCII, every kind of space one
/// blank, and what is invisible is dropped; nothing at the ends. Letters keep their case.
pub fn fold(text: &str) -> String {
    let plain = text.chars().filter_map(|sign| match sign {
        '￥' => Some('¥'),
        '﹪' | '٪' => Some('%'),
        '−' | '–' | '—' | '‐' | '‑' | '‒' | '﹣' => Some('-'),
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{ad}' => None,
        sign if sign.is_whitespace() => Some(' '),
        sign if sign.is_control() => None,
        sign => Some(signs::narrow(sign)),
    });
    plain.collect::<String>().trim().to_owned()
}

/// The same without blanks, in small letters. Between two digits one blank stays: `1 5%` is not 15 %.
fn squeezed(text: &str) -> String {
    let folded = fold(text).to_lowercase();
    let (mut out, mut is_apart) = (String::with_capacity(folded.len()), false);
    for sign in folded.chars() {
        if sign == ' ' {
            is_apart = true;
            continue;
        }
        let of_number = |sign: char| sign.is_ascii_digit() || sign == '.';
        if is_apart && of_number(sign) && out.ends_with(of_number) {
            out.push(' ');
        }
        is_apart = false;
        out.push(sign);
    }
    out
}

/// A SHA-256: 64 hexadecimal digits.
pub fn sha256(text: &str) -> Read<[u8; 32]> {
    iou_base::read_hex(text).ok_or_else(|| Why::new("why-sha256"))
}

/// Whether it is written as this program itself writes values, so that nobody has to be told what it was taken for.
pub fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b".%dmyh".contains(&b))
}

/// Takes the longest of `words` off the beginning.
fn without_prefix<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let mut found = words.iter().filter_map(|word| text.strip_prefix(word));
    found.by_ref().min_by_key(|rest| rest.len())
}

/// Takes the longest of `words` off the end.
fn without_suffix<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let found = words.iter().filter_map(|word| text.strip_suffix(word));
    found.min_by_key(|rest| rest.len())
}

#[cfg(test)]
mod tests;
