//! What may be stored and logged of a failure: servers repeat addresses in their refusals, but reasons stay in the
//! database in clear, where nothing personal may be. Limits: one line, 300 characters.

use url::Url;

use crate::message::{Address, Failure};

const REASON_CHARS_MAX: usize = 300;
/// What is shorter is no key of a webhook.
const KEY_CHARS_MIN: usize = 8;
const INSTEAD: &str = "<address>";

/// The failure without the address.
pub(super) fn failure(failure: Failure, address: &Address) -> Failure {
    failure.reworded(|reason| {
        let mut reason = reason.to_owned();
        for word in words(address) {
            reason = replaced(&reason, &word);
        }
        one_line(&reason)
    })
}

/// One line of bounded length.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() || is_unseen(c) { ' ' } else { c })
        .collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(REASON_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A sign that turns the direction of writing, or shows nothing: a server's words must not rearrange ours.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What gives the address away, the longest first.
fn words(address: &Address) -> Vec<String> {
    match address {
        Address::Console => Vec::new(),
        Address::Email(mailbox) => {
            let local = mailbox.rsplit_once('@').map(|(local, _)| local.to_owned());
            [Some(mailbox.clone()), local].into_iter().flatten().collect()
        }
        Address::Sms(number) => {
            let digits = number.trim_start_matches('+');
            let national = digits.strip_prefix("86").unwrap_or(digits);
            vec![number.clone(), digits.to_owned(), national.to_owned()]
        }
        Address::Webhook { url, .. } => {
            let mut words = vec![url.clone()];
            if let Ok(parsed) = Url::parse(url) {
                let path = parsed[url::Position::BeforePath..].to_owned();
                // Robots have their key in the path or in a parameter.
                let parts = parsed.path_segments().into_iter().flatten().map(str::to_owned);
                let values = parsed.query_pairs().map(|(_, value)| value.into_owned());
                let long = parts.chain(values).filter(|word| word.len() >= KEY_CHARS_MIN);
                words.extend(
                    [parsed.to_string(), path]
                        .into_iter()
                        .filter(|word| word.len() > 1),
                );
                words.extend(long);
            }
            words
        }
    }
}

/// Replaces a word where it is not part of a longer one, in whichever case it is written.
fn replaced(text: &str, word: &str) -> String {
    if word.is_empty() {
        return text.to_owned();
    }
    // ASCII case leaves every position where it was.
    let (low, word) = (text.to_ascii_lowercase(), word.to_ascii_lowercase());
    let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (first, last) = (
        alphanumeric(word.chars().next()),
        alphanumeric(word.chars().next_back()),
    );
    let (mut out, mut done) = (String::new(), 0);
    for (start, _) in low.match_indices(&word) {
        let end = start + word.len();
        let before = first && alphanumeric(low[..start].chars().next_back());
        let after = last && alphanumeric(low[end..].chars().next());
        if before || after {
            continue;
        }
        out.push_str(&text[done..start]);
        out.push_str(INSTEAD);
        done = end;
    }
    out + &text[done..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;

    fn told(reason: &str, address: Address) -> String {
        failure(Failure::permanent(reason), &address).reason().to_owned()
    }

    #[test]
    fn a_reason_does_not_repeat_the_address_however_the_server_writes_it() {
        let mailbox = || Address::Email("Li@Example.org".into());
        assert_eq!(
            told(
                "550 5.1.1 <li@example.org>: user li unknown\r\nin listed delivery",
                mailbox()
            ),
            "550 5.1.1 <<address>>: user <address> unknown in listed delivery"
        );
        let phone = || Address::Sms("+8613800138000".into());
        assert_eq!(
            told("to +8613800138000 (8613800138000, 13800138000)", phone()),
            "to <address> (<address>, <address>)"
        );
        let hook = Address::Webhook {
            url: "https://example.org/in?key=s3cret".into(),
            secrets: vec![],
            form: Form::Standard,
        };
        assert_eq!(
            told("HTTP 302 to https://other.example/in?key=s3cret", hook),
            "HTTP 302 to https://other.example<address>"
        );
    }

    #[test]
    fn a_reason_is_one_line_of_bounded_length() {
        assert_eq!(one_line("用户\u{202e}不\u{200b}存在"), "用户 不 存在");
        let long = format!("a\r\n\u{1b}[31mb {}", "长".repeat(400));
        let line = one_line(&long);
        assert!(line.starts_with("a [31mb 长") && line.ends_with('…'), "{line}");
        assert_eq!(line.chars().count(), REASON_CHARS_MAX + 1);
    }
}
