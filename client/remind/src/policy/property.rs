//! The policy against a reference that knows no shortcut: it walks through the recipient's dates one by one and through
//! the minutes of their rest, and asks of each instalment and stage whether this is its moment.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use terms::{sample, UtcOffset};

use super::super::contact::hour_minute;
use super::super::notice::NoticeId;
use super::tests::{day, person, Case, BORROWER, GUARANTOR, LENDER, PLACE};
use super::*;
use iou_base::time::DAY_MS;

const ZONES: [&str; 6] = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/Los_Angeles",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
    "America/St_Johns",
];
const RESTS: [&str; 4] = ["21:30-08:00", "08:30-14:00", "00:00-00:00", "09:00-20:59"];

/// A loan, a person, a policy, and where time begins and ends.
#[derive(Clone)]
struct World {
    case: Case,
    person: Person,
    policy: Policy,
    since: Timestamp,
    end: Timestamp,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (terms, person) = (&self.case.terms, &self.person);
        let zone = person.zone.iana_name();
        write!(f, "{:?} {:?} offset {}", person.part, zone, terms.utc_offset.0)?;
        write!(
            f,
            " rest {:?} hour {:?} {:?}..{:?}",
            person.quiet, self.policy.hour, self.since, self.end
        )?;
        write!(
            f,
            " disputed {} met {:?}",
            self.case.disputed,
            self.case.account.as_ref().map(|a| a.met)
        )
    }
}

fn world() -> impl Strategy<Value = World> {
    let loan = (
        0usize..4,
        1u16..6,
        0u32..400,
        prop::sample::select(vec![-300i16, 0, 330, 480, 780]),
    );
    let who = (0usize..3, 0usize..ZONES.len(), 0usize..RESTS.len(), 0u8..24);
    let life = (
        0u128..1_200_000,
        0u32..150,
        any::<bool>(),
        0u32..200,
        30u32..420,
        1u16..40,
    );
    (loan, who, life).prop_map(
        |((method, months, shift, offset), (part, zone, rest, hour), life)| {
            let (paid, paid_after, disputed, since, length, demand_after) = life;
            let start = Day(day("2026-01-15").0 + shift);
            let method = if method == 3 { 0 } else { method };
            let mut terms = sample::any_method(LENDER, BORROWER, start, months, method);
            terms.utc_offset = UtcOffset(offset);
            let mut case = Case::of(terms);
            if paid > 0 {
                case.pay(paid, Day(start.0 + paid_after));
            }
            case.disputed = disputed && paid % 3 == 0;
            case.demand = Some((demand_after, Channel::Sms));
            case.limitation_until = Some(Day(start.0 + 200));
            case.guarantors = vec![(GUARANTOR, Day(start.0 + 250))];
            let (account, part) = [
                (BORROWER, Part::Borrower),
                (LENDER, Part::Lender),
                (GUARANTOR, Part::Guarantor),
            ][part];
            let mut person = person(account, part);
            person.zone = TimeZone::get(ZONES[zone]).unwrap();
            person.quiet = Some(Quiet::parse(RESTS[rest]).unwrap());
            person.channels = vec![Channel::Email, Channel::Sms];
            let begin = start.starts_at(UtcOffset(offset)).0;
            World {
                case,
                person,
                policy: Policy {
                    hour: hour_minute(&format!("{hour:02}:00")).unwrap(),
                    ..Policy::default()
                },
                since: Timestamp(begin + u64::from(since.saturating_sub(20)) * DAY_MS / 2),
                end: Timestamp(begin + u64::from(length) * DAY_MS),
            }
        },
    )
}

impl World {
    fn plan(&self, now: Timestamp) -> Plan {
        plan(&self.case.debt(), &self.person, &self.policy, self.since, now).unwrap()
    }

    /// The first instant outside their rest from the sending hour of `date` on, minute by minute.
    fn strike(&self, date: jiff::civil::Date) -> u64 {
        let zone = &self.person.zone;
        let mut at = date
            .to_datetime(self.policy.hour)
            .to_zoned(zone.clone())
            .unwrap()
            .timestamp();
        while self.person.quiet.unwrap().contains(zone.to_datetime(at).time()) {
            at += jiff::SignedDuration::from_mins(1);
        }
        u64::try_from(at.as_millisecond()).unwrap()
    }

    /// Every matter with the day that it belongs to and whether that must not have ended or must have begun.
    fn matters(&self) -> Vec<(Subject, Day, bool)> {
        let (case, part) = (&self.case, self.person.part);
        let account = case.account.as_ref().unwrap();
        let mut all = Vec::new();
        for (number, row) in (0u16..).zip(&case.terms.schedule) {
            let due = row.due;
            let open = case.debt().with_rules(|rules| {
                let books = account.at(rules, due).unwrap();
                number >= books.met && !books.balance(rules).unwrap().due.is_zero()
            });
            let mut say =
                |stage, day, before| all.push((Subject::Instalment { number, due, stage }, day, before));
            if open && part == Part::Borrower {
                for n in [30u16, 7, 3, 1] {
                    say(Nearness::Before(n), Day(due.0 - u32::from(n)), true);
                }
                say(Nearness::Today, due, true);
            }
            if open && !case.disputed {
                let heard = |n: &u16| part != Part::Guarantor || *n >= 7;
                for n in [1u16, 7, 30].into_iter().filter(heard) {
                    say(Nearness::After(n), Day(due.0 + u32::from(n)), false);
                }
                for n in 2u16..=24 {
                    say(Nearness::Month(n), due.plus_months(n.into()).unwrap(), false);
                }
                if part == Part::Borrower {
                    let day = Day(due.0 + u32::from(case.demand.unwrap().0));
                    all.push((Subject::Demand { number, due }, day, false));
                }
            }
        }
        if part == Part::Lender {
            let until = case.limitation_until.unwrap();
            let (guarantor, free) = case.guarantors[0];
            for days in [90u16, 30] {
                let day = |last: Day| Day(last.0 - u32::from(days));
                all.push((Subject::Limitation { until, days }, day(until), true));
                let until = free;
                all.push((
                    Subject::Guarantee {
                        guarantor,
                        until,
                        days,
                    },
                    day(until),
                    true,
                ));
            }
        }
        all
    }

    /// Everything that is ever told until the end, with its instant.
    fn reference(&self) -> BTreeMap<NoticeId, u64> {
        let offset = self.case.terms.utc_offset;
        let account = self.case.account.as_ref().unwrap();
        let from = self.since.0.max(account.delivered.starts_at(offset).0);
        let free = Day(self.case.guarantors[0].1 .0 + 1).starts_at(offset).0;
        let mut told = BTreeMap::new();
        for (subject, day, before) in self.matters() {
            let (year, month, number) = day.civil();
            let mut date = jiff::civil::Date::new(year as i16, month as i8, number as i8).unwrap();
            let (start, end) = (day.starts_at(offset).0, Day(day.0 + 1).starts_at(offset).0);
            while before && self.strike(date) >= end {
                date = date.yesterday().unwrap();
            }
            while !before && self.strike(date) < start {
                date = date.tomorrow().unwrap();
            }
            let at = self.strike(date);
            let freed = self.person.part == Part::Guarantor && at >= free;
            if at <= from || at > self.end.0 || freed {
                continue;
            }
            for channel in [Channel::Email, Channel::Sms] {
                if matches!(subject, Subject::Demand { .. }) && channel != Channel::Sms {
                    continue;
                }
                let notice = Notice {
                    loan: 7,
                    subject: subject.clone(),
                    channel,
                    recipient: self.person.account,
                    facts: self.plan_facts(),
                };
                let _ = told.insert(notice.id(&PLACE), at);
            }
        }
        told
    }

    /// Any figures: they are no part of the identity.
    fn plan_facts(&self) -> Facts {
        Facts {
            part: self.person.part,
            currency: String::new(),
            decimals: 0,
            utc_offset_minutes: 0,
            as_of: Day(0),
            instalments: 0,
            sum: None,
            moved: None,
            seat: None,
        }
    }
}

fn ids(notices: &[Notice]) -> BTreeSet<NoticeId> {
    notices.iter().map(|notice| notice.id(&PLACE)).collect()
}

/// What a plan knows of, told or missed.
fn known(plan: &Plan) -> BTreeSet<NoticeId> {
    ids(&plan.notices)
        .into_iter()
        .chain(ids(&plan.superseded))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn who_looks_when_told_to_says_everything_at_its_instant(world in world()) {
        let (mut told, mut now) = (BTreeMap::new(), world.since);
        loop {
            let plan = world.plan(now);
            // What ties with another of the same matter is on record at its instant too.
            for id in known(&plan) {
                let _ = told.entry(id).or_insert(now.0);
            }
            match plan.next.filter(|next| *next <= world.end) {
                Some(next) => {
                    prop_assert!(next > now);
                    now = next;
                }
                None => break,
            }
        }
        prop_assert_eq!(told, world.reference());
    }

    #[test]
    fn however_the_clock_jumps_the_same_is_told_or_missed_and_nothing_twice(
        world in world(),
        ticks in prop::collection::vec(0u64..=1_000_000, 0..12),
    ) {
        let length = world.end.0.saturating_sub(world.since.0);
        let (mut sent, mut record): (Vec<NoticeId>, BTreeSet<NoticeId>) = Default::default();
        let last = world.end.max(world.since);
        let times = ticks.iter().map(|t| Timestamp(world.since.0 + length / 1_000_000 * t));
        for now in times.chain([last]) {
            // A restart forgets everything but the record.
            let plan = world.plan(now);
            let current = ids(&plan.notices);
            prop_assert_eq!(current.len(), plan.notices.len());
            prop_assert!(current.is_disjoint(&ids(&plan.superseded)));
            record.extend(ids(&plan.superseded));
            sent.extend(current.iter().filter(|id| record.insert(**id)));
        }
        let reference: BTreeSet<_> = world.reference().into_keys().collect();
        prop_assert_eq!(&record, &reference);
        let once: BTreeSet<_> = sent.iter().copied().collect();
        prop_assert_eq!(once.len(), sent.len());
    }

    #[test]
    fn between_now_and_next_there_is_nothing_new_and_at_next_there_is(
        world in world(),
        tick in 0u64..=1_000_000,
    ) {
        let length = world.end.0.saturating_sub(world.since.0);
        let now = Timestamp(world.since.0 + length / 1_000_000 * tick);
        let plan = world.plan(now);
        let before = known(&plan);
        match plan.next {
            Some(next) => {
                prop_assert!(next > now);
                let middle = Timestamp(now.0.midpoint(next.0 - 1));
                for quiet in [middle, Timestamp(next.0 - 1)] {
                    prop_assert_eq!(&known(&world.plan(quiet)), &before);
                    prop_assert_eq!(world.plan(quiet).next, Some(next));
                }
                prop_assert!(!known(&world.plan(next)).is_subset(&before));
            }
            None => {
                let much_later = Timestamp(now.0 + 200 * 365 * DAY_MS);
                prop_assert!(known(&world.plan(much_later)).is_subset(&before));
            }
        }
    }
}
