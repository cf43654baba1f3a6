//! Law as code: which rates and sums a court of the agreement's jurisdiction would uphold, and how long a claim lives.
//!
//! Every rule names its article; docs/law.md maps article → rule → code → test. The one-year loan prime rate (LPR) is
//! published around the 20th of a month; a row holds from its day until the next. Units: parts per million per year.

use crate::{
    limits::{GUARANTEE_MONTHS, LIMITATION_MONTHS, RATE_PPM_MAX},
    rate::numerator,
    read::Read,
    schedule::{Basis, Instalments, Plan},
    Amount, Day, DayCount, Digest, Error, RatePpm, Role, Rounding, Terms, Timestamp, UtcOffset,
};
use scale::Encode;

/// Whose law the contract enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Jurisdiction {
    /// Loans between natural persons under the law of the PRC.
    #[codec(index = 0)]
    PrcNaturalPersons,
    /// A flat cap on every rate.
    #[codec(index = 1)]
    Custom {
        /// The highest yearly rate.
        cap: RatePpm,
    },
    /// No limits.
    #[codec(index = 2)]
    None,
}

/// One published value of the one-year LPR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct ReferenceRate {
    /// The day from which it holds: that of the notice, or of its publication on the contract.
    pub published: Day,
    /// The yearly rate.
    pub rate: RatePpm,
    /// SHA-256 of the notice that says so; of its line in `data/lpr-1y.csv` for the rows that are built in.
    pub source: Digest,
}

/// Where published rates are looked up: the built-in table, and what a contract's rate publisher has appended.
pub trait ReferenceRates {
    /// The row in force on `day`, if one was published by then.
    fn on(&self, day: Day) -> Option<ReferenceRate>;
}

/// The rows that are built in, and none besides.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltIn;

impl ReferenceRates for BuiltIn {
    fn on(&self, day: Day) -> Option<ReferenceRate> {
        in_force(&LPR_1Y, day)
    }
}

/// The built-in rows followed by others, as a contract has them.
#[derive(Clone, Debug, Default)]
pub struct Published(pub alloc::vec::Vec<ReferenceRate>);

impl ReferenceRates for Published {
    fn on(&self, day: Day) -> Option<ReferenceRate> {
        in_force(&self.0, day).or_else(|| BuiltIn.on(day))
    }
}

fn in_force(rows: &[ReferenceRate], day: Day) -> Option<ReferenceRate> {
    let row = |n: u32| rows.get(usize::try_from(n).ok()?).copied();
    find_in_force(u32::try_from(rows.len()).unwrap_or(u32::MAX), &row, day)
}

/// Which of `count` rows, in the order of their days, is in force on `day`. The newest is asked for first, since it mostly is;
/// then by halves, so that an old day costs no more for each row that was published since.
pub fn find_in_force(
    count: u32,
    row: &dyn Fn(u32) -> Option<ReferenceRate>,
    day: Day,
) -> Option<ReferenceRate> {
    let (mut from, mut to) = (0, count);
    let mut next = count.saturating_sub(1);
    let mut found = None;
    while from < to {
        match row(next).filter(|row| row.published <= day) {
            Some(row) => {
                found = Some(row);
                from = next.saturating_add(1);
            }
            None => to = next,
        }
        next = from.midpoint(to);
    }
    found
}

/// Checks that `next` may follow `newest`: later, and from today on, so that no value that was once in force ever
/// changes. One who publishes late has it hold late; the source says what day its notice is of.
///
/// Errors: [`Error::RateOutOfOrder`], [`Error::RateZero`], [`Error::RateTooHigh`].
pub fn check_publication(newest: ReferenceRate, next: &ReferenceRate, today: Day) -> Result<(), Error> {
    if next.published <= newest.published || next.published != today {
        return Err(Error::RateOutOfOrder);
    }
    // It would cut the rate of every delivery to nothing; no reference rate has ever been that.
    if next.rate == RatePpm::ZERO {
        return Err(Error::RateZero);
    }
    // Four times the rate is the cap, which must be a rate too.
    if next.rate.0 > RATE_PPM_MAX / CAP_MULTIPLE {
        return Err(Error::RateTooHigh);
    }
    Ok(())
}

const fn row(day: u32, rate: u32, source: &str) -> ReferenceRate {
    ReferenceRate {
        published: Day(day),
        rate: RatePpm(rate),
        source: digest(source),
    }
}

/// The digest that 64 hexadecimal digits stand for.
const fn digest(hex: &str) -> Digest {
    let mut digest = [0u8; 32];
    let (bytes, mut n) = (hex.as_bytes(), 0);
    while n < 64 {
        #[allow(clippy::indexing_slicing)] // evaluated by the compiler alone
        let (byte, place) = (bytes[n], &mut digest[n / 2]);
        let nibble = if byte >= b'a' {
            byte.wrapping_sub(b'a').wrapping_add(10)
        } else {
            byte.wrapping_sub(b'0')
        };
        *place = place.wrapping_mul(16).wrapping_add(nibble);
        n = n.wrapping_add(1);
    }
    digest
}

/// One-year LPR: day of publication, rate, digest of the row's line in `data/lpr-1y.csv`.
///
/// Source: National Interbank Funding Center, monthly notices; months without a change are left out.
#[rustfmt::skip]
pub const LPR_1Y: [ReferenceRate; 13] = [
    row(18_128, 42_500, "1de6fc2fd3aa364a18606776553f8cddb6efe8d56bf6afd2bed9a1279d0f388c"),
    row(18_159, 42_000, "a92d063b35fee54b2f55fb8be9df55e3c8c25cb5c718a75cfc0bbcecf15d5710"),
    row(18_220, 41_500, "22043345531a67ed765c23e4c6587fab5f4a7dbe25a308aa189fe6ac1b878640"),
    row(18_312, 40_500, "2451afae9dc9ef5814852bcd534ba1605f4c18b85caa5d8ce05217b87e895294"),
    row(18_372, 38_500, "a79807518d641a03fcbd710255eb0e0e3bb69b97e0bdd344a2dd30ea2eb17837"),
    row(18_981, 38_000, "72c92730c8f3557b7a3f378531f3d5674431f46a024445506bc45b83d6355412"),
    row(19_012, 37_000, "c756d7a6e69df30c22748430569a36ba916bb90af17cf478a7d434bde0b9c6d8"),
    row(19_226, 36_500, "e6dc37f72dff54f516a517622a4744a313c65b71817e6e41be64916cd8e3b961"),
    row(19_528, 35_500, "dd24fdc714deb96ee832f69a03d0f191c70fd7363f9ed3800c2c981914683d2a"),
    row(19_590, 34_500, "5a03977e57f8630f17db9969ab04d862fc538d95ce4639653880b9401a9953c8"),
    row(19_926, 33_500, "16965d18399a1aaf728f8a647476700c8a11acbc9a040af23ea2f9639dd14db9"),
    row(20_017, 31_000, "20f03220803e777a672ead7c7074d61b09c4e7d201820a10be2ddfe9e881df41"),
    row(20_228, 30_000, "6fafe5cfef88c6f4033f41886dfc95f5b46b1f032e972fdb88d2e758d4525c10"),
];

/// The cap is this many times the one-year LPR [PL 25].
const CAP_MULTIPLE: u32 = 4;

/// The one-year LPR in force on `day`. Errors: [`Error::NoReferenceRate`] before the first publication.
pub fn lpr_on(rates: &dyn ReferenceRates, day: Day) -> Result<RatePpm, Error> {
    rates.on(day).map(|row| row.rate).ok_or(Error::NoReferenceRate)
}

/// The highest yearly rate that `jurisdiction` allows for a loan formed on `day`, if it limits rates [PL 25].
///
/// Errors: [`Error::NoReferenceRate`].
pub fn cap_on(
    rates: &dyn ReferenceRates,
    jurisdiction: Jurisdiction,
    day: Day,
) -> Result<Option<RatePpm>, Error> {
    Ok(match jurisdiction {
        Jurisdiction::PrcNaturalPersons => Some(RatePpm(lpr_on(rates, day)?.0.saturating_mul(CAP_MULTIPLE))),
        Jurisdiction::Custom { cap } => Some(cap),
        Jurisdiction::None => None,
    })
}

/// The highest yearly rate for a debt that began on `day` and is agreed upon now, if `jurisdiction` limits rates: under the rules of
/// before 2020-08-20 it is 24 % [PL 31; 法释〔2015〕18号, 26]. What came before these rules, no table here knows.
///
/// Errors: [`Error::NoReferenceRate`].
fn cap_of_old(
    rates: &dyn ReferenceRates,
    jurisdiction: Jurisdiction,
    day: Day,
) -> Result<Option<RatePpm>, Error> {
    match jurisdiction {
        Jurisdiction::PrcNaturalPersons if (FORMER_RULES..PRESENT_RULES).contains(&day) => {
            Ok(Some(FORMER_CAP))
        }
        _ => cap_on(rates, jurisdiction, day),
    }
}

/// 2015-09-01, the day from which the rules held that were in force before the present ones.
const FORMER_RULES: Day = Day(16_679);
/// 2020-08-20, the day from which the cap is four times the LPR.
const PRESENT_RULES: Day = Day(18_494);
/// What a court granted under the former rules.
const FORMER_CAP: RatePpm = RatePpm(240_000);

/// The cap that binds `terms` agreed upon at `at`, if their law limits rates: that of this day, and of an old debt the lowest of the
/// days on which its money came too. What it earns from 2020-08-20 on, a court would hold against the cap of the day of the suit
/// [PL 31]; nobody knows that, and the day of the agreement stands in its place.
///
/// Errors: [`Error::NoReferenceRate`].
pub fn cap_at(rates: &dyn ReferenceRates, terms: &Terms, at: Timestamp) -> Result<Option<RatePpm>, Error> {
    let mut lowest = cap_on(rates, terms.jurisdiction, cap_day(at))?;
    for moved in terms.past.iter().filter(|moved| moved.by == Role::Lender) {
        let cap = cap_of_old(rates, terms.jurisdiction, moved.on)?;
        lowest = lowest.min(cap);
    }
    Ok(lowest)
}

/// The highest yearly rate under which a day earns no more than a 365th of `cap` [PL 25]: a rate is what the terms call
/// it, the cap is what money costs.
///
/// A year of 360 days makes 365/360 of the rate in 365 days; 30E/360 counts 360 days of 360. A leap year's 29 February earns
/// like any other day. Counting both ends, and rounding, are held against the cap in the schedule: see [`Basis::cap`].
pub fn highest_rate(cap: RatePpm, day_count: DayCount) -> RatePpm {
    match day_count {
        DayCount::Act365 | DayCount::Thirty360 => cap,
        DayCount::Act360 => {
            let rate = u64::from(cap.0).saturating_mul(360) / 365;
            RatePpm(u32::try_from(rate).unwrap_or(cap.0))
        }
    }
}

/// The day whose reference rate and cap bind at `at`: they are published in China, wherever the parties live.
pub fn cap_day(at: Timestamp) -> Day {
    Day::of(at, UtcOffset::CHINA)
}

/// The highest yearly rate for `terms` at `at`, if their law limits rates. Errors: [`Error::NoReferenceRate`].
pub fn highest_at(
    rates: &dyn ReferenceRates,
    terms: &Terms,
    at: Timestamp,
) -> Result<Option<RatePpm>, Error> {
    let cap = cap_at(rates, terms, at)?;
    Ok(cap.map(|cap| highest_rate(cap, terms.day_count)))
}

/// Refuses rates that earn more than the cap in force at `at` [PL 25, 28, 29].
///
/// Errors: [`Error::RateAboveCap`], [`Error::OverdueRateAboveCap`], [`Error::NoReferenceRate`].
pub fn check_rates(rates: &dyn ReferenceRates, terms: &Terms, at: Timestamp) -> Result<(), Error> {
    match highest_at(rates, terms, at)? {
        Some(cap) => check_within(cap, terms),
        None => Ok(()),
    }
}

/// Refuses figures of `schedule` that earn more than `cap` by a day too many or by rounding: there is a lower rate that
/// does not. Errors: [`Error::RateAboveCap`].
pub fn check_schedule(
    cap: Option<RatePpm>,
    plan: &Plan,
    schedule: &dyn Instalments,
    basis: Basis,
) -> Result<(), Error> {
    if (!basis.first_day && basis.rounding == Rounding::Floor) || cap.is_none() {
        return Ok(());
    }
    let within = plan.schedule_in_force(schedule, Basis { cap, ..basis })?;
    for (index, row) in (0u16..).zip(within) {
        if schedule.get(index)? != row {
            return Err(Error::RateAboveCap);
        }
    }
    Ok(())
}

/// Refuses rates above `cap`, the highest under the terms' day count.
///
/// Errors: [`Error::RateAboveCap`], [`Error::OverdueRateAboveCap`].
pub fn check_within(cap: RatePpm, terms: &Terms) -> Result<(), Error> {
    if terms.annual_rate > cap {
        return Err(Error::RateAboveCap);
    }
    if terms.overdue_rate.unwrap_or_default() > cap {
        return Err(Error::OverdueRateAboveCap);
    }
    Ok(())
}

/// Which rule a rate on overdue principal follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateBasis {
    /// The overdue rate that was agreed [PL 28(2)].
    AgreedOverdue,
    /// The loan's own rate, no overdue rate being agreed [PL 28(2)2].
    LoanRate,
    /// The LPR of the due day, no rate being agreed at all [PL 28(2)1, CC 676].
    Reference,
    /// None: the law chosen gives no rate where none was agreed.
    Nothing,
}

/// The yearly rate on principal overdue since `due`, and the rule that gives it; never above `cap` [PL 29].
///
/// `rate` is the loan's, `overdue` the agreed overdue rate. `due` is a day in China; only when it has ended no rate can be published
/// for it any more. Errors: [`Error::NoReferenceRate`].
pub fn late_rate(
    rates: &dyn ReferenceRates,
    jurisdiction: Jurisdiction,
    rate: RatePpm,
    overdue: Option<RatePpm>,
    cap: Option<RatePpm>,
    due: Day,
) -> Result<(RatePpm, LateBasis), Error> {
    let (agreed, basis) = match overdue {
        Some(overdue) => (overdue, LateBasis::AgreedOverdue),
        None if rate > RatePpm::ZERO => (rate, LateBasis::LoanRate),
        None if jurisdiction == Jurisdiction::PrcNaturalPersons => {
            (lpr_on(rates, due)?, LateBasis::Reference)
        }
        None => (RatePpm::ZERO, LateBasis::Nothing),
    };
    Ok((cap.map_or(agreed, |cap| agreed.min(cap)), basis))
}

/// The most that the law lets first principal and all its interest come to after `days`, when interest was rolled up
/// into principal: `principal` and its interest at `cap` over the whole time [PL 27].
///
/// Errors: [`Error::AmountTooLarge`].
pub fn rolled_up_ceiling(
    principal: Amount,
    cap: RatePpm,
    days: u32,
    day_count: DayCount,
    rounding: Rounding,
) -> Result<Amount, Error> {
    principal.plus(day_count.interest(numerator(principal, cap, days)?, rounding)?)
}

/// The last day of the limitation period that began after `from`: three years [CC 188, 189, 195].
///
/// Errors: [`Error::BadDate`].
pub fn limitation_ends(from: Day) -> Result<Day, Error> {
    from.plus_months(LIMITATION_MONTHS)
}

/// The last day on which a guarantor can be called on: `months` after the last due day, six where the terms are silent
/// [CC 692, PL 20]. Errors: [`Error::BadDate`].
pub fn guarantee_ends(last_due: Day, months: Option<u16>) -> Result<Day, Error> {
    last_due.plus_months(months.unwrap_or(GUARANTEE_MONTHS).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    fn day(y: u16, m: u8, d: u8) -> Day {
        Day::from_civil(y, m, d).unwrap()
    }

    #[test]
    fn the_cap_is_four_times_the_rate_in_force_on_the_day_of_formation() {
        let cap = |y, m, d| {
            cap_on(&BuiltIn, Jurisdiction::PrcNaturalPersons, day(y, m, d))
                .unwrap()
                .unwrap()
                .0
        };
        assert_eq!(cap(2020, 8, 20), 154_000);
        assert_eq!(cap(2024, 7, 21), 138_000);
        assert_eq!(cap(2024, 7, 22), 134_000);
        assert_eq!(cap(2024, 12, 1), 124_000);
        assert_eq!(cap(2026, 6, 22), 120_000);
    }

    #[test]
    fn before_the_first_publication_there_is_no_reference_rate() {
        assert_eq!(lpr_on(&BuiltIn, day(2019, 8, 19)), Err(Error::NoReferenceRate));
        assert_eq!(lpr_on(&BuiltIn, day(2019, 8, 20)), Ok(RatePpm(42_500)));
    }

    #[test]
    fn every_row_is_the_one_of_the_data_file_and_carries_the_digest_of_its_line() {
        let lines: alloc::vec::Vec<&str> = include_str!("../data/lpr-1y.csv").lines().skip(1).collect();
        assert_eq!(lines.len(), LPR_1Y.len());
        for (line, row) in lines.iter().zip(LPR_1Y) {
            let mut fields = line.split(',');
            assert_eq!(fields.next(), Some(alloc::format!("{}", row.published).as_str()));
            let percent = alloc::format!("{}.{:02}", row.rate.0 / 10_000, row.rate.0 / 100 % 100);
            assert_eq!(fields.next(), Some(percent.as_str()));
            assert_eq!(
                row.source,
                <[u8; 32]>::from(Sha256::digest(line.as_bytes())),
                "{line}"
            );
        }
    }

    #[test]
    fn the_table_is_in_order_of_time() {
        assert!(LPR_1Y.windows(2).all(|w| w[0].published < w[1].published));
    }

    fn rate(published: Day, ppm: u32) -> ReferenceRate {
        ReferenceRate {
            published,
            rate: RatePpm(ppm),
            source: [9; 32],
        }
    }

    #[test]
    fn a_rate_is_only_ever_appended_and_holds_from_today() {
        let newest = rate(day(2026, 6, 22), 30_000);
        let today = day(2026, 7, 20);
        let check = |next| check_publication(newest, &next, today);
        assert_eq!(check(rate(today, 29_000)), Ok(()));
        assert_eq!(check(rate(newest.published, 29_000)), Err(Error::RateOutOfOrder));
        assert_eq!(check(rate(day(2025, 1, 1), 29_000)), Err(Error::RateOutOfOrder));
        assert_eq!(check(rate(Day(today.0 + 1), 29_000)), Err(Error::RateOutOfOrder));
        assert_eq!(check(rate(Day(today.0 - 1), 29_000)), Err(Error::RateOutOfOrder));
        assert_eq!(check(rate(today, RATE_PPM_MAX / 4)), Ok(()));
        assert_eq!(check(rate(today, RATE_PPM_MAX / 4 + 1)), Err(Error::RateTooHigh));
    }

    #[test]
    fn a_published_rate_holds_from_its_day_and_changes_nothing_before_it() {
        let rates = Published(alloc::vec![rate(day(2026, 7, 20), 29_000)]);
        assert_eq!(lpr_on(&rates, day(2026, 7, 19)), Ok(RatePpm(30_000)));
        assert_eq!(lpr_on(&rates, day(2026, 7, 20)), Ok(RatePpm(29_000)));
        assert_eq!(lpr_on(&rates, day(2024, 8, 1)), Ok(RatePpm(33_500)));
    }

    #[test]
    fn a_period_of_limitation_or_guarantee_ends_on_the_same_day_number() {
        assert_eq!(limitation_ends(day(2026, 4, 5)), Ok(day(2029, 4, 5)));
        assert_eq!(limitation_ends(day(2024, 2, 29)), Ok(day(2027, 2, 28)));
        assert_eq!(guarantee_ends(day(2026, 8, 31), None), Ok(day(2027, 2, 28)));
        assert_eq!(guarantee_ends(day(2026, 8, 31), Some(24)), Ok(day(2028, 8, 31)));
    }
}
