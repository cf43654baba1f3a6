//! How pages write sums, days and sentences. A sentence is a message with values put in; it is escaped as a whole, and only then
//! become three marks tags: an amount is never cut, never broken over two lines, and what weighs more stands in bold.

use std::fmt;
use std::sync::LazyLock;

use askama::filters::HtmlSafe;
use iou_base::money::Unit;
use iou_base::text::{Args, Lang, Text};
use terms::{Amount, Day, Timestamp, UtcOffset};

/// All messages, with those of the pages.
pub(super) fn text(lang: Lang) -> Text {
    static ENGLISH: LazyLock<Text> =
        LazyLock::new(|| Text::with(Lang::En, include_str!("../../../i18n/en/page.ftl")));
    static CHINESE: LazyLock<Text> =
        LazyLock::new(|| Text::with(Lang::Zh, include_str!("../../../i18n/zh-CN/page.ftl")));
    match lang {
        Lang::En => *ENGLISH,
        Lang::Zh => *CHINESE,
    }
}

/// Around an amount: signs that no text of a person is shown with.
const AMOUNT: char = '\u{e000}';
const AMOUNT_END: char = '\u{e001}';
/// Around what weighs more, in messages.
const STRONG: &str = "**";

/// Markup made here from escaped text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// Escapes what somebody wrote, or a message, for an element or a quoted attribute.
fn escaped(text: &str, out: &mut String) {
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            AMOUNT => out.push_str("<span class=\"amt\">"),
            AMOUNT_END => out.push_str("</span>"),
            sign => out.push(sign),
        }
    }
}

impl Html {
    /// A sentence: escaped, with its marks made tags. Bold is closed where the sentence ends, if not before.
    pub(super) fn sentence(text: &str) -> Html {
        let mut out = String::with_capacity(text.len() + 64);
        for (n, part) in text.split(STRONG).enumerate() {
            let (open, close) = if n % 2 == 1 { ("<b>", "</b>") } else { ("", "") };
            out.push_str(open);
            // An amount that bold would cut in two stays whole: marks are paired within each part.
            escaped(&paired(part), &mut out);
            out.push_str(close);
        }
        Html(out)
    }

    /// An icon of the frame.
    pub(super) fn icon(name: &'static str, tone: &'static str) -> Html {
        Html(format!(
            "<svg class=\"i {tone}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><use href=\"#i-{name}\"/></svg>"
        ))
    }

    /// What is to be compared sign by sign, and may be broken anywhere.
    pub(super) fn code(text: &str) -> Html {
        let mut out = "<code>".to_owned();
        escaped(text, &mut out);
        out.push_str("</code>");
        Html(out)
    }

    /// Icon and word.
    pub(super) fn tag(name: &'static str, tone: &'static str, word: &str) -> Html {
        let mut out = format!("<span class=\"tag {tone}\">{}", Html::icon(name, ""));
        escaped(word, &mut out);
        out.push_str("</span>");
        Html(out)
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// `part` with as many ends of amounts as beginnings, and none inside another.
fn paired(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    let mut open = false;
    for sign in part.chars() {
        match sign {
            AMOUNT if open => {}
            AMOUNT_END if !open => {}
            sign => {
                open = match sign {
                    AMOUNT => true,
                    AMOUNT_END => false,
                    _ => open,
                };
                out.push(sign);
            }
        }
    }
    if open {
        out.push(AMOUNT_END);
    }
    out
}

/// `1234567.50` → `1,234,567.50`.
pub(super) fn grouped(number: &str) -> String {
    let (whole, fraction) = number
        .split_once('.')
        .map_or((number, None), |(w, f)| (w, Some(f)));
    let mut out = String::with_capacity(number.len() + number.len() / 3);
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A sum as it stands in a table: grouped, without a sign.
pub(super) fn plain(unit: &Unit, amount: Amount) -> String {
    grouped(&unit.number(amount))
}

/// A sum with its sign, or the name of its money behind it.
pub(super) fn with_sign(unit: &Unit, amount: Amount) -> String {
    signed(&unit.name, &plain(unit, amount))
}

fn signed(name: &str, number: &str) -> String {
    match name {
        "CNY" => format!("¥{number}"),
        name if name.len() > 12 => {
            let short: String = name.chars().take(6).collect();
            format!("{number} {short}…")
        }
        name => format!("{number} {name}"),
    }
}

/// The same within a sentence.
pub(super) fn sum(unit: &Unit, amount: Amount) -> String {
    format!("{AMOUNT}{}{AMOUNT_END}", with_sign(unit, amount))
}

/// A number without a sign within a sentence.
pub(super) fn bare(unit: &Unit, amount: Amount) -> String {
    format!("{AMOUNT}{}{AMOUNT_END}", plain(unit, amount))
}

/// The first and last signs of an account's address.
pub(super) fn short(account: terms::AccountId) -> String {
    let whole = iou_view::address(account);
    match (whole.get(..6), whole.get(whole.len().saturating_sub(4)..)) {
        (Some(first), Some(last)) => format!("{first}…{last}"),
        _ => whole,
    }
}

/// A language, and the day from which days are counted.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) text: Text,
    pub(super) zone: UtcOffset,
    pub(super) today: Day,
}

impl Words {
    /// In `lang`, at `now_ms` where the agreement is.
    pub(super) fn new(lang: Lang, zone: UtcOffset, now_ms: u64) -> Words {
        Words {
            text: text(lang),
            zone,
            today: Day::of(Timestamp(now_ms), zone),
        }
    }

    pub(super) fn tr(&self, id: &str) -> String {
        self.text.lookup(id, &[])
    }

    /// The message that says `id` of a further part of a running loan's principal, where that is another one: there is a loan already,
    /// and a part of it is owed.
    pub(super) fn further(&self, id: &str, is_running: bool) -> String {
        let other = Some(format!("{id}-further")).filter(|other| is_running && self.text.has(other));
        other.unwrap_or_else(|| id.to_owned())
    }

    /// A sentence with values.
    pub(super) fn say(&self, id: &str, args: &Args<'_>) -> Html {
        Html::sentence(&begun(self.text.lookup(id, args)))
    }

    /// The same as text without tags, as for a title or an attribute.
    pub(super) fn line(&self, id: &str, args: &Args<'_>) -> String {
        let text = begun(self.text.lookup(id, args));
        text.replace([AMOUNT, AMOUNT_END], "").replace(STRONG, "")
    }

    fn month(&self, month: u8) -> String {
        self.text.lookup(&format!("page-month-{month}"), &[])
    }

    /// `2027年3月14日`.
    pub(super) fn day(&self, day: Day) -> String {
        let (year, month, number) = day.civil();
        let args = [
            ("year", year.to_string().into()),
            ("month", self.month(month).into()),
            ("day", number.to_string().into()),
        ];
        self.text.tr_with("page-day", &args)
    }

    /// Without the year, where it is this one.
    pub(super) fn near(&self, day: Day) -> String {
        let (year, month, number) = day.civil();
        if year != self.today.civil().0 {
            return self.day(day);
        }
        let args = [
            ("month", self.month(month).into()),
            ("day", number.to_string().into()),
        ];
        self.text.tr_with("page-day-near", &args)
    }

    /// A month with its year.
    pub(super) fn year_month(&self, day: Day) -> String {
        let (year, month, _) = day.civil();
        let args = [
            ("year", year.to_string().into()),
            ("month", self.month(month).into()),
        ];
        self.text.tr_with("page-year-month", &args)
    }

    /// The weekday of `day`; 1970-01-01 was a Thursday.
    pub(super) fn weekday(&self, day: Day) -> String {
        self.text.lookup(&format!("page-weekday-{}", weekday(day)), &[])
    }

    /// A moment to the minute, without the year where it is this one.
    pub(super) fn moment(&self, at_ms: u64) -> String {
        let args = [
            ("day", self.near(self.day_of(at_ms)).into()),
            ("time", self.clock(at_ms).into()),
        ];
        self.text.tr_with("page-moment", &args)
    }

    /// A moment to the minute with its year.
    pub(super) fn whole_moment(&self, at_ms: u64) -> String {
        let args = [
            ("day", self.day(self.day_of(at_ms)).into()),
            ("time", self.clock(at_ms).into()),
        ];
        self.text.tr_with("page-moment", &args)
    }

    /// The day of an instant, where the agreement is.
    pub(super) fn day_of(&self, at_ms: u64) -> Day {
        Day::of(Timestamp(at_ms), self.zone)
    }

    fn clock(&self, at_ms: u64) -> String {
        let shifted = i128::from(at_ms) + i128::from(self.zone.0) * 60_000;
        let minutes = shifted.rem_euclid(86_400_000) / 60_000;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// For programs: the attribute of a `<time>`.
    pub(super) fn machine(&self, at_ms: u64) -> String {
        iou_base::time::show_moment(at_ms, self.zone)
    }

    /// So many days.
    pub(super) fn days(&self, days: u32) -> String {
        self.text.tr_with("page-days", &[("days", days.into())])
    }
}

/// A sentence that may begin with a word that was put in, in capitals as sentences begin.
fn begun(text: String) -> String {
    let mut signs = text.chars();
    match signs.next() {
        Some(first) if first.is_ascii_lowercase() => first.to_ascii_uppercase().to_string() + signs.as_str(),
        _ => text,
    }
}

/// 0 is Monday.
pub(super) fn weekday(day: Day) -> u32 {
    (day.0 + 3) % 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_has_its_sign_its_groups_and_never_breaks() {
        let unit = |name: &str, decimals| Unit {
            name: name.into(),
            decimals,
        };
        let amount = Amount::new(123_456_789).unwrap();
        assert_eq!(with_sign(&unit("CNY", 2), amount), "¥1,234,567.89");
        assert_eq!(with_sign(&unit("JPY", 0), amount), "123,456,789 JPY");
        assert_eq!(plain(&unit("CNY", 2), Amount::new(5).unwrap()), "0.05");
        let sentence = Html::sentence(&format!("owes {}", sum(&unit("CNY", 2), amount)));
        assert_eq!(
            sentence.to_string(),
            "owes <span class=\"amt\">¥1,234,567.89</span>"
        );
    }

    #[test]
    fn whatever_a_value_holds_a_sentence_has_no_other_tags_than_its_own() {
        for hostile in [
            "<script>alert(1)</script>",
            "\"' onmouseover=x",
            "**\u{e000}**\u{e001}**",
            "\u{e001}\u{e000}\u{e000}**<b>",
        ] {
            let shown = Html::sentence(&format!("a {hostile} b")).to_string();
            let bare = shown
                .replace("<b>", "")
                .replace("</b>", "")
                .replace("<span class=\"amt\">", "")
                .replace("</span>", "");
            assert!(!bare.contains(['<', '>']), "{shown}");
            assert_eq!(
                shown.matches("<b>").count(),
                shown.matches("</b>").count(),
                "{shown}"
            );
            assert_eq!(
                shown.matches("<span").count(),
                shown.matches("</span>").count(),
                "{shown}"
            );
        }
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        let day = |text: &str| iou_base::time::parse_day(text).unwrap();
        let words = |lang| Words {
            text: text(lang),
            zone: UtcOffset::CHINA,
            today: day("2027-03-14"),
        };
        let (zh, en) = (words(Lang::Zh), words(Lang::En));
        assert_eq!(zh.day(day("2027-03-14")), "2027年3月14日");
        assert_eq!(zh.near(day("2027-03-05")), "3月5日");
        assert_eq!(zh.near(day("2026-12-05")), "2026年12月5日");
        assert_eq!(en.day(day("2027-03-14")), "14 March 2027");
        assert_eq!(en.near(day("2027-03-05")), "5 March");
        assert_eq!(zh.weekday(day("2027-03-14")), "星期日");
        assert_eq!(en.weekday(day("1970-01-01")), "Thursday");
        assert_eq!(en.moment(1_804_990_020_000), "14 March, 10:07");
    }
}
