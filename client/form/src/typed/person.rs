//! Names, telephone and identity numbers in one form each, before they are committed to: a commitment opens only for the
//! same bytes, and `110101 19900307 203x` and `11010119900307203X` are one number. A number that cannot be right is a
//! [`Doubt`]: a person is asked, for there are cards with errors. Sources: GB 11643-1999 (ISO 7064 MOD 11-2), GB/T 2260.

use terms::{Day, Timestamp, UtcOffset};

use super::{fold, Read, Why};

/// What cannot be right about a number that is well formed; the message is `doubt-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The last sign does not follow from the others.
    CheckSign,
    /// There is no such day of birth, or it is to come, or too long ago.
    BirthDay,
    /// No province has these first two digits.
    Region,
    /// A number of the mainland's mobile networks has eleven digits.
    PhoneLength,
}

impl Doubt {
    /// The id of the sentence that explains it.
    pub fn id(self) -> &'static str {
        match self {
            Doubt::CheckSign => "why-doubt-check-sign",
            Doubt::BirthDay => "why-doubt-birth-day",
            Doubt::Region => "why-doubt-region",
            Doubt::PhoneLength => "why-doubt-phone-length",
        }
    }
}

/// A name: full-width signs as plain ones, one blank where there are several, and the one dot that Chinese standards
/// put between the parts of a name (U+00B7).
pub fn name(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let one = words.join(" ");
    one.replace(['•', '・', '‧', '∙', '⋅', '･', '．'], "·")
}

/// A telephone number: digits, with a plus and the country's code where it is another country's. `+86`, `0086` and
/// separators go: `+86 138-0000-0001` and `13800000001` are one number.
pub fn phone(text: &str) -> Read<(String, Option<Doubt>)> {
    let folded = fold(text);
    let wrong = || Why::new("why-phone");
    let bare: String = folded.chars().filter(|sign| !" -().·".contains(*sign)).collect();
    let (plus, digits) = match bare.strip_prefix('+') {
        Some(digits) => (true, digits),
        None => (false, bare.as_str()),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !(5..=20).contains(&digits.len()) {
        return Err(wrong());
    }
    let (plus, digits) = match digits.strip_prefix("00") {
        Some(rest) if !plus => (true, rest),
        _ => (plus, digits),
    };
    let mobile = |digits: &str| digits.len() == 11 && digits.starts_with('1') && !digits.starts_with("10");
    let home = digits.strip_prefix("86").filter(|rest| plus || mobile(rest));
    let Some(home) = home.or((!plus).then_some(digits)) else {
        return Ok((format!("+{digits}"), None));
    };
    let starts = |range: std::ops::RangeInclusive<char>| {
        home.starts_with('1') && home.chars().nth(1).is_some_and(|second| range.contains(&second))
    };
    // 10086 and 12315 are numbers too.
    let doubt = starts('3'..='9') && home.len() > 6 && home.len() != 11;
    Ok((home.to_owned(), doubt.then_some(Doubt::PhoneLength)))
}

/// The number of an identity card or another document: capital letters and digits, without blanks.
pub fn id_number(text: &str, now: Timestamp) -> Read<(String, Option<Doubt>)> {
    let folded = fold(text).to_ascii_uppercase();
    let number: String = folded.chars().filter(|sign| !" -()".contains(*sign)).collect();
    let plain = number.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain || !(4..=32).contains(&number.len()) {
        return Err(Why::new("why-id-number"));
    }
    let doubt = doubt_of(&number, Day::of(now, UtcOffset::CHINA));
    Ok((number, doubt))
}

/// Provinces, municipalities, regions; 81 to 83 are residence permits of Hong Kong, Macao and Taiwan, 91 foreigners'.
const REGIONS: [u8; 36] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 83, 91,
];

/// What is impossible about a resident identity card's number; other documents have other rules.
fn doubt_of(number: &str, today: Day) -> Option<Doubt> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (region, born) = match number.len() {
        18 => {
            let (body, sign) = number.split_at(17);
            // A letter among the first seventeen is a slip too: O for 0.
            if !digits(body) || check_sign(body) != sign {
                return Some(Doubt::CheckSign);
            }
            (&number[..2], number[6..14].to_owned())
        }
        // The cards of the first generation: two digits of a year of the last century, no check sign.
        15 if digits(number) => (&number[..2], format!("19{}", &number[6..12])),
        17 | 19 | 20 if digits(number) => return Some(Doubt::CheckSign),
        _ => return None,
    };
    let part = |range: std::ops::Range<usize>| born[range].parse::<u16>().unwrap_or_default();
    let (year, month, day) = (part(0..4), part(4..6), part(6..8));
    // The calendar here begins in 1970; in 400 years it is the same.
    let later = if year < 1_970 { 400 } else { 0 };
    let exists = Day::from_civil(year + later, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let to_come = later == 0 && exists.is_ok_and(|day| day > today);
    if exists.is_err() || to_come || year < 1_890 {
        return Some(Doubt::BirthDay);
    }
    let known = region.parse::<u8>().is_ok_and(|region| REGIONS.contains(&region));
    (!known).then_some(Doubt::Region)
}

/// The sign that follows from the first seventeen [GB 11643].
fn check_sign(body: &str) -> &'static str {
    let sum = body
        .bytes()
        .fold(0u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let place = ((12 - sum) % 11) as usize;
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X"][place]
}
