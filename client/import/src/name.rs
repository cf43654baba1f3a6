//! Whether what a statement calls the other side can be the person whom a loan names. Wallets mask names (`张**`, `*三`), banks put an
//! account behind them (`张三 6222…1234`). One sign that differs makes another person.

use unicode_normalization::UnicodeNormalization;

/// How a statement's word for somebody fits a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// It is masked, and what of it can be seen fits.
    Masked,
    /// It is the name.
    Same,
}

/// Signs that stand for one that is not shown; full-width ones are made plain before.
const MASKS: [char; 3] = ['*', '●', '•'];

/// How `shown` fits `name`; `None` where it is somebody else's, nobody's, or shows nothing at all.
pub fn fits(shown: &str, name: &str) -> Option<Likeness> {
    let name = signs(name);
    if name.is_empty() {
        return None;
    }
    let candidates = [signs(shown), signs(without_account(shown))];
    let best = candidates.iter().filter_map(|shown| compare(shown, &name));
    best.max()
}

fn compare(shown: &[char], name: &[char]) -> Option<Likeness> {
    // Who calls themself by a mask is not everybody who is masked.
    if shown == name && !shown.contains(&'*') {
        return Some(Likeness::Same);
    }
    // As many signs as the name has: `张**` is not 张三.
    let is_seen = shown.iter().any(|sign| *sign != '*');
    let agrees = shown.len() == name.len()
        && shown
            .iter()
            .zip(name)
            .all(|(shown, sign)| *shown == '*' || shown == sign);
    (is_seen && agrees).then_some(Likeness::Masked)
}

/// The signs that count, in one width and case; one sign for every mask.
fn signs(text: &str) -> Vec<char> {
    let plain = text.nfkc().flat_map(char::to_lowercase);
    plain
        .filter(|sign| !sign.is_whitespace() && !iou_base::signs::is_unseen(*sign))
        .filter(|sign| !matches!(sign, ',' | '.' | '\'' | '-'))
        .map(|sign| if MASKS.contains(&sign) { '*' } else { sign })
        .collect()
}

/// Digits of an account that are shown, at least.
const ACCOUNT_MIN: usize = 4;

/// A bank's word for somebody without the account or the bank behind it. What else stands behind a name, another name say, or what
/// makes a shop of it (`张三1号店`), stays.
fn without_account(shown: &str) -> &str {
    let is_end =
        |sign: char| sign.is_ascii_digit() || matches!(sign, '(' | '（' | '/' | '[' | ';' | '；' | '，');
    let (name, rest) = shown.split_at(shown.find(is_end).unwrap_or(shown.len()));
    let is_number = |word: &str| {
        let digits = word.strip_prefix("尾号").unwrap_or(word);
        let are_digits = digits
            .chars()
            .all(|sign| sign.is_ascii_digit() || MASKS.contains(&sign));
        are_digits && digits.chars().count() >= ACCOUNT_MIN
    };
    let mut words = rest
        .split(|sign: char| !sign.is_alphanumeric() && !MASKS.contains(&sign))
        .filter(|word| !word.is_empty())
        .peekable();
    let is_account = words.peek().is_some() && words.all(|word| is_number(word) || word.contains("银行"));
    if is_account {
        name.trim()
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_itself_and_a_masked_one_what_of_it_can_be_seen() {
        use Likeness::{Masked, Same};
        for (shown, name, fit) in [
            ("张三", "张三", Some(Same)),
            (" 张 三 ", "张三", Some(Same)),
            ("张三 6222021234567890", "张三", Some(Same)),
            ("张三(6222)", "张三", Some(Same)),
            ("张三/招商银行", "张三", Some(Same)),
            ("张三(尾号6222)", "张三", Some(Same)),
            ("张三 6222****1234", "张三", Some(Same)),
            ("SMITH, JOHN", "Smith John", Some(Same)),
            ("张*", "张三", Some(Masked)),
            ("*三", "张三", Some(Masked)),
            ("张**", "张小三", Some(Masked)),
            ("＊三", "张三", Some(Masked)),
            ("阿依古丽·买买提", "阿依古丽·买买提", Some(Same)),
            // One sign that differs, one more, one less; nothing to be seen; nobody.
            ("张三", "张山", None),
            ("张三丰", "张三", None),
            ("张三", "张三丰", None),
            ("张**", "张三", None),
            ("*山", "张三", None),
            ("**", "张三", None),
            ("*", "张", None),
            ("", "张三", None),
            ("张三", "", None),
            ("6222021234567890", "张三", None),
            ("张三的小店", "张三", None),
            ("李四张三", "张三", None),
            ("张三(李四代付)", "张三", None),
            ("张三(李四代付 6222)", "张三", None),
            ("张三1号店", "张三", None),
            ("张三2", "张三", None),
            // A name that is a mask is not every name that is masked.
            ("张*", "张*", Some(Masked)),
            ("**", "**", None),
        ] {
            assert_eq!(fits(shown, name), fit, "{shown} {name}");
        }
    }

    proptest! {
        #[test]
        fn a_name_with_one_sign_changed_is_never_the_same(name in "[\u{4e00}-\u{9fa5}]{2,4}", at in 0usize..4, other in "[\u{4e00}-\u{9fa5}]") {
            let mut signs: Vec<char> = name.chars().collect();
            let at = at % signs.len();
            signs[at] = other.chars().next().unwrap();
            let changed: String = signs.into_iter().collect();
            prop_assert_eq!(fits(&changed, &name).is_some(), changed == name);
        }

        #[test]
        fn whatever_stands_there_stops_nobody(shown in "\\PC{0,30}", name in "\\PC{0,30}") {
            let _ = fits(&shown, &name);
        }
    }
}
