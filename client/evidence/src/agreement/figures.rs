//! Values as they stand in the text, and back: amounts with their thousands set apart, rates in per cent, days, moments,
//! accounts, digests. Reading is lenient about form where the strict comparison of the whole text comes after it
//! ([`super::read`]), and never about the value.

use iou_base::hex0x;
use terms::{AccountId, Amount, Currency, Day, RatePpm, Settlement, Timestamp, UtcOffset};

use super::page::Slot;
use super::wording::Wording;
use iou_base::signs::is_unseen;
use iou_base::{address, Lang};

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;
/// Decimals of a rate in per cent: parts per million have four.
const PERCENT_DECIMALS: usize = 4;

/// A value that follows from others. It is written, and what stands in its place is compared when the text is.
pub(super) struct Derived(pub(super) String);

impl Slot for Derived {
    fn write(&self, _: &Wording) -> String {
        self.0.clone()
    }

    fn read(&mut self, _: &str, _: &Wording) -> Option<()> {
        Some(())
    }
}

/// A number that is known before it is read.
pub(super) struct Known(pub(super) usize);

impl Slot for Known {
    fn write(&self, _: &Wording) -> String {
        self.0.to_string()
    }

    fn read(&mut self, text: &str, wording: &Wording) -> Option<()> {
        (text == self.write(wording)).then_some(())
    }
}

/// Bytes: `0x…`.
pub(super) struct Hex<'a>(pub(super) &'a mut [u8]);

impl Slot for Hex<'_> {
    fn write(&self, _: &Wording) -> String {
        hex0x(&*self.0)
    }

    fn read(&mut self, text: &str, _: &Wording) -> Option<()> {
        hex::decode_to_slice(text.strip_prefix("0x")?, self.0).ok()
    }
}

/// Words of a person. Signs that could break the line, turn its direction or be taken for the form's own words are
/// written as `\u{…}`, and read back as what they were.
pub(super) struct Value<'a>(pub(super) &'a mut String);

/// Whether a sign cannot stand in a line as it is; an opening bracket only begins what the form says of a withheld value.
fn is_escaped(place: usize, sign: char) -> bool {
    match sign {
        '\\' => true,
        '（' | '(' => place == 0,
        sign => is_unseen(sign),
    }
}

impl Slot for Value<'_> {
    fn write(&self, _: &Wording) -> String {
        let mut shown = String::with_capacity(self.0.len());
        for (place, sign) in self.0.char_indices() {
            match is_escaped(place, sign) {
                true => shown.extend(sign.escape_unicode()),
                false => shown.push(sign),
            }
        }
        shown
    }

    fn read(&mut self, text: &str, _: &Wording) -> Option<()> {
        self.0.clear();
        let mut rest = text;
        while let Some((before, escaped)) = rest.split_once("\\u{") {
            let (digits, after) = escaped.split_once('}')?;
            self.0.push_str(before);
            self.0
                .push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
            rest = after;
        }
        self.0.push_str(rest);
        Some(())
    }
}

impl Slot for u8 {
    fn write(&self, _: &Wording) -> String {
        self.to_string()
    }

    fn read(&mut self, text: &str, _: &Wording) -> Option<()> {
        *self = text.parse().ok()?;
        Some(())
    }
}

impl Slot for u16 {
    fn write(&self, _: &Wording) -> String {
        self.to_string()
    }

    fn read(&mut self, text: &str, _: &Wording) -> Option<()> {
        *self = text.parse().ok()?;
        Some(())
    }
}

impl Slot for AccountId {
    fn write(&self, _: &Wording) -> String {
        address::show(*self)
    }

    fn read(&mut self, text: &str, _: &Wording) -> Option<()> {
        *self = address::read(text)?;
        Some(())
    }
}

/// A currency with its name where the form has one.
pub(super) struct Named<'a>(pub(super) &'a mut Currency);

impl Slot for Named<'_> {
    fn write(&self, wording: &Wording) -> String {
        match &self.0 .0 {
            b"CNY" => wording.fill("currency-cny", |_| String::new()),
            code => String::from_utf8_lossy(code).into_owned(),
        }
    }

    fn read(&mut self, text: &str, wording: &Wording) -> Option<()> {
        *self.0 = match wording.fit("currency-cny", text) {
            Some(_) => Currency(*b"CNY"),
            None => Currency(text.as_bytes().try_into().ok()?),
        };
        Some(())
    }
}

/// Which words an amount takes, and its currency's letters.
fn money_form(settlement: Settlement) -> (&'static str, String) {
    match settlement {
        Settlement::Native => ("native", String::new()),
        Settlement::Token { .. } => ("token", String::new()),
        Settlement::OffChain {
            currency: Currency(code),
            ..
        } if &code == b"CNY" => ("cny", String::new()),
        Settlement::OffChain { currency, .. } => {
            ("currency", String::from_utf8_lossy(&currency.0).into_owned())
        }
    }
}

/// The unit of amounts, in words.
pub(super) fn unit(wording: &Wording, settlement: Settlement) -> String {
    let (form, currency) = money_form(settlement);
    wording.fill(&format!("unit-{form}"), |_| currency.clone())
}

pub(super) fn decimals(settlement: Settlement) -> usize {
    match settlement {
        Settlement::Native => 0,
        Settlement::Token { decimals, .. } | Settlement::OffChain { decimals, .. } => decimals.into(),
    }
}

/// An amount with its money.
pub(super) struct Money<'a> {
    pub(super) amount: &'a mut Amount,
    pub(super) settlement: Settlement,
}

impl Slot for Money<'_> {
    fn write(&self, wording: &Wording) -> String {
        let (form, currency) = money_form(self.settlement);
        wording.fill(&format!("money-{form}"), |name| match name {
            "number" => number(self.amount.minor(), self.settlement),
            _ => currency.clone(),
        })
    }

    fn read(&mut self, text: &str, wording: &Wording) -> Option<()> {
        let (form, _) = money_form(self.settlement);
        let values = wording.fit(&format!("money-{form}"), text)?;
        let (_, figures) = values.into_iter().find(|(name, _)| *name == "number")?;
        Number(self.amount, self.settlement).read(figures, wording)
    }
}

/// An amount's figures alone.
pub(super) struct Number<'a>(pub(super) &'a mut Amount, pub(super) Settlement);

impl Slot for Number<'_> {
    fn write(&self, _: &Wording) -> String {
        number(self.0.minor(), self.1)
    }

    fn read(&mut self, text: &str, _: &Wording) -> Option<()> {
        let minor = fixed_point(&text.replace(',', ""), decimals(self.1))?;
        *self.0 = Amount::new(minor).ok()?;
        Some(())
    }
}

/// `123456750` minor units of two decimals → `1,234,567.50`.
pub(super) fn number(minor: u128, settlement: Settlement) -> String {
    let decimals = decimals(settlement);
    let digits = format!("{minor:0>width$}", width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let mut shown = String::with_capacity(digits.len() * 2);
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

/// Digits with exactly so many decimals → units of the last one.
fn fixed_point(text: &str, decimals: usize) -> Option<u128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let plain = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    if !plain || whole.is_empty() || fraction.len() != decimals {
        return None;
    }
    format!("{whole}{fraction}").parse().ok()
}

impl Slot for RatePpm {
    /// `9.4822%`, with two decimals at least.
    fn write(&self, _: &Wording) -> String {
        let mut text = format!("{}.{:04}", self.0 / 10_000, self.0 % 10_000);
        for _ in 0..2 {
            if text.ends_with('0') {
                text.pop();
            }
        }
        text.push('%');
        text
    }

    fn read(&mut self, text: &str, _: &Wording) -> Option<()> {
        let (whole, fraction) = text.strip_suffix('%')?.split_once('.')?;
        let padded = format!("{whole}.{fraction:0<PERCENT_DECIMALS$}");
        *self = RatePpm(fixed_point(&padded, PERCENT_DECIMALS)?.try_into().ok()?);
        Some(())
    }
}

impl Slot for Day {
    fn write(&self, wording: &Wording) -> String {
        let (year, month, day) = self.civil();
        match wording.lang {
            Lang::Zh => format!("{year}年{month}月{day}日"),
            Lang::En => self.to_string(),
        }
    }

    fn read(&mut self, text: &str, wording: &Wording) -> Option<()> {
        let (year, month, day) = match wording.lang {
            Lang::Zh => {
                let (year, rest) = text.strip_suffix('日')?.split_once('年')?;
                let (month, day) = rest.split_once('月')?;
                (year, month, day)
            }
            Lang::En => {
                let (year, rest) = text.split_once('-')?;
                let (month, day) = rest.split_once('-')?;
                (year, month, day)
            }
        };
        *self = Day::from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        Some(())
    }
}

impl Slot for UtcOffset {
    /// `UTC+08:00`.
    fn write(&self, _: &Wording) -> String {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let minutes = self.0.unsigned_abs();
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn read(&mut self, text: &str, _: &Wording) -> Option<()> {
        let (hours, minutes) = text.strip_prefix("UTC")?.split_once(':')?;
        let (hours, minutes): (i16, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
        let size = hours.checked_abs()?.checked_mul(60)?;
        let size = size.checked_add(minutes.into())?;
        self.0 = if text.starts_with("UTC-") { -size } else { size };
        Some(())
    }
}

/// A moment on the clocks of a zone, to the millisecond: `2026-11-25 23:59:59.999 (UTC+08:00)`.
pub(super) struct Moment<'a> {
    pub(super) at: &'a mut Timestamp,
    pub(super) zone: UtcOffset,
}

impl Slot for Moment<'_> {
    fn write(&self, wording: &Wording) -> String {
        let at = i64::try_from(self.at.0).unwrap_or(i64::MAX);
        let local = |zone: UtcOffset| at.saturating_add(i64::from(zone.0) * MINUTE_MS);
        // The calendar begins in 1970; before that, west of Greenwich, the clock of Greenwich has to do.
        let zone = if local(self.zone) < 0 {
            UtcOffset(0)
        } else {
            self.zone
        };
        let of_day = local(zone).rem_euclid(DAY_MS);
        let (seconds, ms) = (of_day / 1_000, of_day % 1_000);
        let day = Day::of(Timestamp(self.at.0), zone).write(wording);
        let gap = match wording.lang {
            Lang::Zh => "",
            Lang::En => " ",
        };
        let ms = if ms == 0 {
            String::new()
        } else {
            format!(".{ms:03}")
        };
        let clock = format!(
            "{:02}:{:02}:{:02}{ms}",
            seconds / 3_600,
            seconds / 60 % 60,
            seconds % 60
        );
        match wording.lang {
            Lang::Zh => format!("{day}{gap}{clock}（{}）", zone.write(wording)),
            Lang::En => format!("{day}{gap}{clock} ({})", zone.write(wording)),
        }
    }

    fn read(&mut self, text: &str, wording: &Wording) -> Option<()> {
        let (local, zone, end) = match wording.lang {
            Lang::Zh => (text.strip_suffix('）')?.split_once('（')?, UtcOffset(0), '日'),
            Lang::En => (text.strip_suffix(')')?.split_once(" (")?, UtcOffset(0), ' '),
        };
        let ((local, offset), mut zone, mut day) = (local, zone, Day::default());
        zone.read(offset, wording)?;
        let split = local.find(end)?;
        let (date, clock) = match end {
            '日' => local.split_at(split + end.len_utf8()),
            _ => (&local[..split], &local[split + 1..]),
        };
        day.read(date, wording)?;
        let (clock, ms) = clock.split_once('.').unwrap_or((clock, "0"));
        let mut parts = clock
            .splitn(3, ':')
            .map(|part| part.parse::<i64>().ok().filter(|n| (0..60).contains(n)));
        let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
        let ms = ms.parse::<i64>().ok().filter(|ms| (0..1_000).contains(ms))?;
        let of_day = hours * 3_600_000 + minutes * MINUTE_MS + seconds * 1_000 + ms;
        let utc = i64::from(day.0) * DAY_MS + of_day - i64::from(zone.0) * MINUTE_MS;
        *self.at = Timestamp(u64::try_from(utc).ok()?);
        Some(())
    }
}
