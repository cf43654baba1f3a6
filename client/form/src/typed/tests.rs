//! The cases are data: `cases/*.txt`, one a line, `written => understood` or `written => !sentence`.

use proptest::prelude::*;
use terms::{Amount, Day, DayCount, Period, RatePpm, Timestamp, UtcOffset};

use super::*;
use iou_base::money::{show_rate, Unit};
use iou_base::time::show_period;

fn unit(name: &str) -> Unit {
    let decimals = match name {
        "JPY" => 0,
        "KWD" => 3,
        "IOU" => 12,
        _ => 2,
    };
    Unit {
        name: name.into(),
        decimals,
    }
}

fn today() -> Day {
    Day::from_civil(2026, 11, 22).unwrap()
}

fn rates() -> Rates {
    Rates {
        day_count: DayCount::Act365,
        lpr: Some((RatePpm(30_000), Day::from_civil(2025, 5, 20).unwrap())),
    }
}

/// Every line of a file of cases whose answer is another one; and how many were compared.
fn compare(cases: &str, read: impl Fn(&str) -> Read<String>) {
    let (mut compared, mut wrong) = (0, Vec::new());
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let (written, expected) = line
            .rsplit_once("=> ")
            .unwrap_or_else(|| panic!("no case: {line}"));
        let written = written.strip_suffix(' ').unwrap_or(written);
        let found = match read(written) {
            Ok(understood) => understood,
            Err(why) => format!("!{}", why.id),
        };
        compared += 1;
        if found != expected {
            wrong.push(format!("{written:?}: {found}, not {expected}"));
        }
    }
    assert!(compared > 20, "{compared} cases only");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn amounts_are_read_as_lenders_write_them_or_answered_in_a_sentence() {
    compare(include_str!("cases/amounts.txt"), |written| {
        let (money, written) = match written.strip_prefix('[') {
            Some(rest) => rest.split_once("] ").unwrap(),
            None => ("CNY", written),
        };
        amount(written, &unit(money)).map(|amount| unit(money).number(amount))
    });
}

#[test]
fn rates_are_read_as_lenders_write_them_or_answered_in_a_sentence() {
    compare(include_str!("cases/rates.txt"), |written| {
        rate(written, &rates()).map(show_rate)
    });
}

#[test]
fn a_days_rate_earns_exactly_that_much_a_day_whatever_the_year() {
    let yearly = |day_count| {
        let rates = Rates { day_count, ..rates() };
        rate("日万分之五", &rates).map(show_rate)
    };
    assert_eq!(yearly(DayCount::Act365), Ok("18.25%".into()));
    assert_eq!(yearly(DayCount::Act360), Ok("18.00%".into()));
}

#[test]
fn without_a_published_lpr_nothing_is_a_multiple_of_it() {
    let rates = Rates { lpr: None, ..rates() };
    assert_eq!(rate("4倍LPR", &rates), Err(Why::new("why-rate-lpr-none")));
}

#[test]
fn a_rate_without_its_unit_is_answered_with_both_readings() {
    let why = rate("0.06", &rates()).unwrap_err();
    assert_eq!(
        why.args,
        [("value", "0.06".to_owned()), ("percent", "6.00%".to_owned())]
    );
}

#[test]
fn days_are_read_as_lenders_write_them_or_answered_in_a_sentence() {
    compare(include_str!("cases/days.txt"), |written| {
        day(written, today()).map(|day| day.to_string())
    });
}

#[test]
fn periods_are_read_as_lenders_write_them_or_answered_in_a_sentence() {
    compare(include_str!("cases/periods.txt"), |written| {
        period(written).map(show_period)
    });
}

#[test]
fn deadlines_are_read_as_lenders_write_them_or_answered_in_a_sentence() {
    compare(include_str!("cases/durations.txt"), |written| {
        seconds(written).map(|seconds| seconds.to_string())
    });
}

#[test]
fn personal_fields_have_one_form_each_and_what_is_impossible_is_a_doubt() {
    compare(include_str!("cases/people.txt"), |written| {
        let (what, written) = written.split_once(' ').unwrap();
        let (value, doubt) = match what {
            "phone" => phone(written)?,
            "id" => id_number(written, noon())?,
            _ => (name(written), None),
        };
        Ok(doubt.map_or(value.clone(), |doubt| format!("{value} {}", doubt.id())))
    });
}

fn noon() -> Timestamp {
    today().starts_at(UtcOffset::CHINA)
}

/// A number of seventeen digits with the sign that follows from them, worked out as the standard writes it: weights
/// 2^(18−i) modulo 11.
fn with_check_sign(body: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let sign = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    format!("{body}{sign}")
}

#[test]
fn an_impossible_birth_date_or_region_is_a_doubt_though_the_check_sign_is_right() {
    let doubt = |body: &str| id_number(&with_check_sign(body), noon()).unwrap().1;
    assert_eq!(doubt("11010119900307203"), None);
    assert_eq!(doubt("11010120240229001"), None);
    // The 22nd of November is today.
    assert_eq!(doubt("11010120261122001"), None);
    assert_eq!(doubt("81000019900307203"), None);
    for body in [
        "11010119901307203",
        "11010119900230203",
        "11010119990229203",
        "11010120261123001",
        "11010120990101001",
        "11010118000101001",
        "11010100000000001",
    ] {
        assert_eq!(doubt(body), Some(Doubt::BirthDay), "{body}");
    }
    assert_eq!(doubt("00010119900307203"), Some(Doubt::Region));
    assert_eq!(doubt("99010119900307203"), Some(Doubt::Region));
}

#[test]
fn the_day_of_the_month_is_a_number_or_the_last_one() {
    for (written, expected) in [
        ("15", Ok(DayOfMonth::Number(15))),
        ("每月15日", Ok(DayOfMonth::Number(15))),
        ("１５号", Ok(DayOfMonth::Number(15))),
        ("十五", Ok(DayOfMonth::Number(15))),
        ("30", Ok(DayOfMonth::Number(30))),
        ("31", Ok(DayOfMonth::Last)),
        ("月底", Ok(DayOfMonth::Last)),
        ("每月最后一天", Ok(DayOfMonth::Last)),
        ("last", Ok(DayOfMonth::Last)),
        ("0", Err(Why::new("why-day-of-month"))),
        ("32", Err(Why::new("why-day-of-month"))),
        ("15,16", Err(Why::new("why-day-of-month"))),
    ] {
        assert_eq!(day_of_month(written), expected, "{written}");
    }
}

#[test]
fn a_term_is_a_length_or_the_due_day() {
    let read = |text| period_or_day(text, today(), today());
    assert_eq!(read("7d"), Ok(Period::Days(7)));
    assert_eq!(read("2026-12-31"), Ok(Period::Days(39)));
    assert_eq!(read("2026年12月31日"), Ok(Period::Days(39)));
    assert_eq!(read("明天"), Ok(Period::Days(1)));
    assert_eq!(read("至2026年12月31日"), Ok(Period::Days(39)));
    assert_eq!(read("今天").unwrap_err().id, "why-day-not-later");
    assert_eq!(read("2026-11-01").unwrap_err().id, "why-day-not-later");
    assert_eq!(read("3月").unwrap_err().id, "why-period-month");
}

#[test]
fn counts_yes_and_no_and_everything_are_understood_in_words() {
    assert_eq!(count("12期", &["期"], 1, 120), Ok(12));
    assert_eq!(count("十二", &["期"], 1, 120), Ok(12));
    assert_eq!(count("１２", &[], 1, 120), Ok(12));
    for wrong in ["121", "0", "-1", "1.5", "", "many"] {
        assert_eq!(
            count(wrong, &["期"], 1, 120).unwrap_err().id,
            "why-number-between",
            "{wrong}"
        );
    }
    assert_eq!(flag("是"), Ok(true));
    assert_eq!(flag("false"), Ok(false));
    assert!(flag("maybe").is_err() && flag("1").is_err());
    assert!(is_all("全部") && is_all(" All ") && !is_all("全") && !is_all("1"));
    assert_eq!(rounding("四舍五入"), Ok(terms::Rounding::HalfUp));
    assert_eq!(method("等本等息"), Ok(MethodTyped::Flat));
    for written in [
        "+08:00",
        "+8",
        "UTC+8",
        "+0800",
        "+8:00",
        "＋０８：００",
        "北京时间",
    ] {
        assert_eq!(offset(written), Ok(UtcOffset::CHINA), "{written}");
    }
    assert_eq!(
        offset("-05:30").map(|offset| show_offset(&offset)),
        Ok("-05:30".into())
    );
    assert!(["08:00", "+15:00", "+08:60", "Z", "", "+八", "Beijing"]
        .iter()
        .all(|wrong| offset(wrong).is_err()));
    assert_eq!(currency("cny"), Ok(*b"CNY"));
    assert_eq!(currency("人民币"), Ok(*b"CNY"));
    assert!(currency("Yuan").is_err() && currency("元人").is_err());
    for named in [
        "bullet",
        "interest-only",
        "equal-instalments",
        "equal-principal",
        "custom",
        "flat",
    ] {
        assert_eq!(method(named).map(method_name), Ok(named));
    }
}

/// An amount in the capitals that a cheque wants, written down digit by digit.
fn on_a_cheque(mut yuan: u64) -> String {
    const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
    let section = |number: u64| {
        let (mut text, mut gap) = (String::new(), false);
        for (unit, of) in [("仟", 1_000), ("佰", 100), ("拾", 10), ("", 1)] {
            match (number / of % 10) as usize {
                0 => gap = true,
                digit => {
                    if gap && !text.is_empty() {
                        text.push('零');
                    }
                    gap = false;
                    text += &format!("{}{unit}", DIGITS[digit]);
                }
            }
        }
        text
    };
    let mut text = String::new();
    for (unit, of) in [("亿", 100_000_000), ("万", 10_000), ("", 1)] {
        let part = yuan / of;
        yuan %= of;
        if part > 0 {
            if !text.is_empty() && part < 1_000 {
                text.push('零');
            }
            text += &format!("{}{unit}", section(part));
        }
    }
    format!("人民币{text}元整")
}

/// With a comma before each three digits.
fn with_commas(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut text = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    match fraction {
        "" => text,
        fraction => format!("{text}.{fraction}"),
    }
}

fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap(),
        c => c,
    };
    text.chars().map(wide).collect()
}

/// Signs of which what people type is made, and some of which it is not.
fn typed() -> impl Strategy<Value = String> {
    let signs = "0123456789.,% /-+ 年月日号天周半个万亿千百十一二两五零〇点元角分整壹贰拾佰仟厘毫倍LPRlprxdmyhwk¥$￥％，。·'_１２￣底今明每息利率百分之季\u{0}\u{feff}🙂";
    let signs: Vec<char> = signs.chars().collect();
    proptest::collection::vec(proptest::sample::select(signs), 0..12)
        .prop_map(|signs| signs.into_iter().collect())
}

proptest! {
    #[test]
    fn what_is_shown_can_be_typed_back(minor in 1u128..=Amount::MAX.minor(), money in 0usize..4) {
        let unit = unit(["CNY", "JPY", "KWD", "IOU"][money]);
        let value = Amount::new(minor).unwrap();
        let number = unit.number(value);
        let shown = format!("{number} {}", unit.name);
        for written in [number.clone(), shown.clone(), full_width(&number), format!(" {shown} ")] {
            prop_assert_eq!(amount(&written, &unit), Ok(value), "{}", written);
        }
        // With separators, unless that could be a decimal comma.
        let separated = amount(&with_commas(&number), &unit);
        prop_assert!(separated == Ok(value) || separated.unwrap_err().id == "why-amount-ambiguous");
    }

    #[test]
    fn a_sum_on_a_cheque_is_the_sum(yuan in 1u64..1_000_000_000_000) {
        let unit = unit("CNY");
        let value = Amount::new(u128::from(yuan) * 100).unwrap();
        let written = on_a_cheque(yuan);
        prop_assert_eq!(amount(&written, &unit), Ok(value), "{}", written);
    }

    #[test]
    fn a_shown_rate_day_and_period_can_be_typed_back(ppm in 0u32..=10_000_000, n in 0u32..376_199, count in 1u16..=u16::MAX) {
        let shown = show_rate(RatePpm(ppm));
        for written in [shown.clone(), full_width(&shown), format!("年利率{shown}"), format!("{shown}/年")] {
            prop_assert_eq!(rate(&written, &rates()), Ok(RatePpm(ppm)), "{}", written);
        }
        let (year, month, number) = Day(n).civil();
        for written in [
            Day(n).to_string(),
            full_width(&Day(n).to_string()),
            format!("{year}/{month}/{number}"),
            format!("{year}年{month}月{number}日"),
            format!("{year:04}{month:02}{number:02}"),
        ] {
            prop_assert_eq!(day(&written, today()), Ok(Day(n)), "{}", written);
        }
        for length in [Period::Days(count), Period::Months(count)] {
            prop_assert_eq!(period(&show_period(length)), Ok(length));
        }
    }

    #[test]
    fn whatever_is_typed_nothing_panics_and_what_is_taken_is_taken_for_what_it_is_shown_as(
        text in prop_oneof![typed(), any::<String>()]
    ) {
        for money in ["CNY", "JPY", "KWD", "IOU"] {
            let unit = unit(money);
            if let Ok(value) = amount(&text, &unit) {
                prop_assert_eq!(amount(&unit.number(value), &unit), Ok(value));
            }
        }
        if let Ok(value) = rate(&text, &rates()) {
            prop_assert_eq!(rate(&show_rate(value), &rates()), Ok(value));
        }
        if let Ok(value) = day(&text, today()) {
            prop_assert_eq!(day(&value.to_string(), today()), Ok(value));
        }
        if let Ok(value) = period(&text) {
            prop_assert_eq!(period(&show_period(value)), Ok(value));
        }
        if let Ok(value) = seconds(&text) {
            prop_assert_eq!(seconds(&format!("{value}s")), Ok(value));
        }
        if let Ok((value, _)) = phone(&text) {
            prop_assert_eq!(phone(&value).unwrap().0, value);
        }
        if let Ok((value, _)) = id_number(&text, noon()) {
            prop_assert_eq!(id_number(&value, noon()).unwrap().0, value);
        }
        let value = name(&text);
        prop_assert_eq!(name(&value), value);
        let (_, _, _, _) = (flag(&text), day_of_month(&text), count(&text, &["期"], 1, 9), period_or_day(&text, today(), today()));
    }

    /// A number of digits and separators alone is its digits, or refused: no separator moves the point.
    #[test]
    fn separators_never_change_the_digits(text in "[0-9]{1,3}([,， ']?[0-9]{1,4}){0,4}(\\.[0-9]{1,2})?") {
        let unit = unit("CNY");
        if let Ok(value) = amount(&text, &unit) {
            let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
            let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
            let minor: u128 = format!("{digits}{fraction:0<2}").parse().unwrap();
            prop_assert_eq!(value.minor(), minor);
        }
    }
}
