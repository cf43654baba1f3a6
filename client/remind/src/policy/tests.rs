use super::super::contact::Topic;
use super::super::notice::ContractId;
use super::*;
use iou_view::unanswered::What;
use terms::law::BuiltIn;
use terms::{sample, RatePpm, UtcOffset};

pub(in super::super) const LENDER: AccountId = AccountId([1; 32]);
pub(in super::super) const BORROWER: AccountId = AccountId([2; 32]);
pub(in super::super) const GUARANTOR: AccountId = AccountId([3; 32]);
pub(in super::super) const PLACE: ContractId = ContractId {
    genesis: [7; 32],
    contract: [8; 32],
};
const LONG_AGO: Timestamp = Timestamp(0);

pub(in super::super) fn day(text: &str) -> Day {
    iou_base::time::parse_day(text).unwrap()
}

/// An instant on China's clock: `2026-12-31 09:00`.
pub(super) fn at(text: &str) -> Timestamp {
    let (date, time) = text.split_once(' ').unwrap();
    let (hours, minutes) = time.split_once(':').unwrap();
    let minutes = hours.parse::<u64>().unwrap() * 60 + minutes.parse::<u64>().unwrap();
    Timestamp(day(date).starts_at(UtcOffset::CHINA).0 + minutes * 60_000)
}

/// A loan that a test plays with.
#[derive(Clone)]
pub(in super::super) struct Case {
    pub terms: Terms,
    pub account: Option<Account>,
    pub status: Status,
    pub proposal: Option<Proposal>,
    pub silence: Vec<Unanswered>,
    pub reports: Vec<Report>,
    pub disputed: bool,
    pub limitation_until: Option<Day>,
    pub guarantors: Vec<(AccountId, Day)>,
    pub holders: Vec<Holder>,
    pub seats: Vec<Seat>,
    pub demand: Option<(u16, Channel)>,
    pub unit: Unit,
}

impl Case {
    pub fn of(terms: Terms) -> Case {
        let part = terms::account::Part {
            amount: terms.principal,
            on: terms.plan.start,
        };
        let account = Account::open(&terms, &[part], terms.annual_rate, Some(RatePpm(120_000)));
        Case {
            account: Some(account.unwrap()),
            terms,
            status: Status::Active,
            proposal: None,
            silence: Vec::new(),
            reports: Vec::new(),
            disputed: false,
            limitation_until: None,
            guarantors: Vec::new(),
            holders: Vec::new(),
            seats: Vec::new(),
            demand: None,
            unit: Unit {
                name: "CNY".into(),
                decimals: 2,
            },
        }
    }

    /// 10,000.00 CNY, all due on 2026-12-31.
    fn bullet() -> Case {
        Case::of(sample::bullet(LENDER, BORROWER, Day(day("2026-12-31").0 - 90)))
    }

    pub fn debt(&self) -> Debt<'_> {
        Debt {
            loan: 7,
            terms: &self.terms,
            schedule: &self.terms.schedule,
            account: self.account.as_ref(),
            status: self.status,
            proposal: self.proposal.as_ref(),
            silence: &self.silence,
            reports: &self.reports,
            disputed: self.disputed,
            limitation_until: self.limitation_until,
            guarantors: &self.guarantors,
            holders: &self.holders,
            seats: &self.seats,
            demand: self.demand,
            unit: &self.unit,
            rates: &BuiltIn,
        }
    }

    pub fn pay(&mut self, minor: u128, on: Day) {
        let (terms, plan) = (&self.terms, &self.terms.schedule);
        let rates = &BuiltIn;
        let account = self.account.as_mut().unwrap();
        let _ = account
            .pay(&Rules { terms, plan, rates }, sample::amount(minor), on, true)
            .unwrap();
    }

    fn plan(&self, person: &Person, since: Timestamp, now: Timestamp) -> Plan {
        plan(&self.debt(), person, &Policy::default(), since, now).unwrap()
    }

    /// What is told and when, if the service never sleeps.
    fn story(&self, person: &Person, since: Timestamp, until: Timestamp) -> Vec<String> {
        let (mut told, mut seen, mut now) = (Vec::new(), std::collections::BTreeSet::new(), since);
        loop {
            let plan = self.plan(person, since, now);
            for notice in &plan.notices {
                if seen.insert(notice.id(&PLACE)) {
                    let moment = iou_base::time::show_moment(now.0, UtcOffset::CHINA);
                    told.push(format!("{} {}", moment[..16].replace('T', " "), name(notice)));
                }
            }
            match plan.next.filter(|next| *next <= until) {
                Some(next) => now = next,
                None => return told,
            }
        }
    }
}

pub(in super::super) fn person(account: AccountId, part: Part) -> Person {
    Person {
        account,
        at: account,
        part,
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        quiet: Some(Quiet::USUAL),
        channels: vec![Channel::Email],
        opt_out: OptOut::default(),
        setting: ReminderSetting::default(),
    }
}

fn borrower() -> Person {
    person(BORROWER, Part::Borrower)
}

fn lender() -> Person {
    person(LENDER, Part::Lender)
}

fn name(notice: &Notice) -> String {
    match &notice.subject {
        Subject::Instalment { number, stage, .. } => format!("#{number} {stage}"),
        Subject::Limitation { days, .. } => format!("limitation-{days}"),
        Subject::Guarantee { days, .. } => format!("guarantee-{days}"),
        Subject::Demand { number, .. } => format!("#{number} demand"),
        Subject::Signature { days, .. } => format!("signature-{days}"),
        Subject::Unanswered { days, .. } => format!("unanswered-{days}"),
        Subject::Objection { days, .. } => format!("objection-{days}"),
        Subject::SeatReady { .. } => "seat-ready".to_owned(),
        Subject::Event { name, .. } => name.clone(),
    }
}

fn names(notices: &[Notice]) -> Vec<String> {
    notices.iter().map(name).collect()
}

#[test]
fn a_borrower_is_told_before_on_and_after_the_day_at_nine_and_then_by_the_month() {
    let story = Case::bullet().story(&borrower(), LONG_AGO, at("2027-05-01 00:00"));
    assert_eq!(
        story,
        [
            "2026-12-01 09:00 #0 T-30",
            "2026-12-24 09:00 #0 T-7",
            "2026-12-28 09:00 #0 T-3",
            "2026-12-30 09:00 #0 T-1",
            "2026-12-31 09:00 #0 T",
            "2027-01-01 09:00 #0 T+1",
            "2027-01-07 09:00 #0 T+7",
            "2027-01-30 09:00 #0 T+30",
            "2027-02-28 09:00 #0 T+2m",
            "2027-03-31 09:00 #0 T+3m",
            "2027-04-30 09:00 #0 T+4m",
        ]
    );
}

#[test]
fn a_lender_hears_of_what_is_late_and_a_guarantor_from_the_seventh_day_on_while_the_guarantee_lasts() {
    let mut case = Case::bullet();
    let story = case.story(&lender(), LONG_AGO, at("2027-02-01 00:00"));
    assert_eq!(
        story,
        [
            "2027-01-01 09:00 #0 T+1",
            "2027-01-07 09:00 #0 T+7",
            "2027-01-30 09:00 #0 T+30"
        ]
    );
    let guarantor = person(GUARANTOR, Part::Guarantor);
    assert!(
        case.story(&guarantor, LONG_AGO, at("2027-02-01 00:00"))
            .is_empty(),
        "one who has not consented hears nothing"
    );
    case.guarantors = vec![(GUARANTOR, day("2027-02-28"))];
    let story = case.story(&guarantor, LONG_AGO, at("2030-01-01 00:00"));
    assert_eq!(
        story,
        [
            "2027-01-07 09:00 #0 T+7",
            "2027-01-30 09:00 #0 T+30",
            "2027-02-28 09:00 #0 T+2m"
        ]
    );
}

#[test]
fn only_the_lead_of_those_who_hold_the_claim_is_told_as_lender() {
    let mut case = Case::bullet();
    let late = at("2027-01-02 00:00");
    let other = AccountId([9; 32]);
    case.holders = vec![
        Holder {
            account: other,
            ppm: 600_000,
        },
        Holder {
            account: LENDER,
            ppm: 400_000,
        },
    ];
    assert!(case.plan(&lender(), LONG_AGO, late).notices.is_empty());
    assert_eq!(
        names(&case.plan(&person(other, Part::Lender), LONG_AGO, late).notices),
        ["#0 T+1"]
    );
    assert!(case
        .plan(&person(other, Part::Borrower), LONG_AGO, late)
        .notices
        .is_empty());
}

#[test]
fn nothing_is_told_of_what_is_met_and_of_loans_that_do_not_run() {
    let monthly = Case::of(sample::monthly(LENDER, BORROWER, day("2026-10-15"), 3));
    let late = at("2027-02-01 00:00");
    assert_eq!(
        names(&monthly.plan(&borrower(), LONG_AGO, late).notices),
        ["#0 T+2m", "#1 T+30", "#2 T+7"]
    );
    let mut paid = monthly.clone();
    paid.pay(u128::from(u64::MAX >> 40), day("2026-11-20"));
    let first = sample::amount(paid.terms.schedule[0].interest.minor());
    assert!(
        first < sample::amount(u128::from(u64::MAX >> 40)),
        "the payment covers the first instalment"
    );
    let told = names(&paid.plan(&borrower(), LONG_AGO, late).notices);
    assert!(!told.iter().any(|name| name.starts_with("#0")), "{told:?}");

    for status in [
        Status::Proposed,
        Status::Signed,
        Status::Settled,
        Status::Cancelled,
        Status::Expired,
    ] {
        let ended = Case {
            status,
            ..monthly.clone()
        };
        assert_eq!(
            ended.plan(&borrower(), LONG_AGO, late),
            Plan::default(),
            "{status:?}"
        );
    }
    let undelivered = Case {
        account: None,
        ..monthly
    };
    assert_eq!(undelivered.plan(&borrower(), LONG_AGO, late), Plan::default());
}

#[test]
fn what_lies_before_the_delivery_or_before_the_service_began_is_never_told() {
    let mut case = Case::bullet();
    case.account.as_mut().unwrap().delivered = day("2026-12-26");
    let plan = case.plan(&borrower(), LONG_AGO, at("2026-12-26 10:00"));
    assert_eq!((plan.notices, plan.superseded), (vec![], vec![]));
    assert_eq!(plan.next, Some(at("2026-12-28 09:00")));

    let since = at("2026-12-28 09:00");
    let plan = Case::bullet().plan(&borrower(), since, at("2026-12-29 00:00"));
    assert_eq!(
        (plan.notices, plan.superseded),
        (vec![], vec![]),
        "at the instant itself is not after it"
    );
    let plan = Case::bullet().plan(&borrower(), Timestamp(since.0 - 1), at("2026-12-29 00:00"));
    assert_eq!(names(&plan.notices), ["#0 T-3"]);
    // The clock was set back: nothing before the beginning, and the next is the first after it.
    let plan = Case::bullet().plan(&borrower(), since, at("2026-12-01 00:00"));
    assert_eq!((plan.notices, plan.next), (vec![], Some(at("2026-12-30 09:00"))));
}

#[test]
fn after_a_standstill_only_the_latest_is_said_and_the_others_are_on_record() {
    let plan = Case::bullet().plan(&borrower(), at("2026-12-20 00:00"), at("2027-01-02 00:00"));
    assert_eq!(names(&plan.notices), ["#0 T+1"]);
    assert_eq!(names(&plan.superseded), ["#0 T-7", "#0 T-3", "#0 T-1", "#0 T"]);
    assert_eq!(plan.next, Some(at("2027-01-07 09:00")));
}

#[test]
fn nobody_is_told_that_it_is_due_when_the_day_has_ended() {
    let told = |now| names(&Case::bullet().plan(&borrower(), LONG_AGO, at(now)).notices);
    assert_eq!(told("2026-12-31 23:59"), ["#0 T"]);
    assert!(told("2027-01-01 00:00").is_empty());
    let plan = Case::bullet().plan(&borrower(), LONG_AGO, at("2027-01-01 00:00"));
    assert_eq!(names(&plan.superseded).last().unwrap(), "#0 T");
    assert_eq!(plan.next, Some(at("2027-01-01 09:00")));
}

#[test]
fn a_disputed_loan_is_not_dunned_but_the_lender_is_warned_of_limitation() {
    let mut case = Case::bullet();
    case.disputed = true;
    case.demand = Some((3, Channel::Email));
    case.limitation_until = Some(day("2029-12-31"));
    let end = at("2031-01-01 00:00");
    let story = case.story(&borrower(), at("2026-12-29 00:00"), end);
    assert_eq!(story, ["2026-12-30 09:00 #0 T-1", "2026-12-31 09:00 #0 T"]);
    assert_eq!(
        case.story(&lender(), LONG_AGO, end),
        ["2029-10-02 09:00 limitation-90", "2029-12-01 09:00 limitation-30"]
    );
}

#[test]
fn the_lender_is_warned_before_the_claim_is_barred_and_before_a_guarantor_is_free() {
    let mut case = Case::bullet();
    case.limitation_until = Some(day("2029-12-31"));
    case.guarantors = vec![(GUARANTOR, day("2027-06-30"))];
    let quiet = ReminderSetting {
        stages: Some(Stages {
            before: vec![],
            today: false,
            after: vec![],
            monthly: None,
        }),
        ..ReminderSetting::default()
    };
    let lender = Person {
        setting: quiet,
        ..lender()
    };
    assert_eq!(
        case.story(&lender, LONG_AGO, at("2031-01-01 00:00")),
        [
            "2027-04-01 09:00 guarantee-90",
            "2027-05-31 09:00 guarantee-30",
            "2029-10-02 09:00 limitation-90",
            "2029-12-01 09:00 limitation-30",
        ]
    );
    let told = |now| names(&case.plan(&lender, LONG_AGO, at(now)).notices);
    assert_eq!(told("2029-12-31 23:59"), ["limitation-30"]);
    assert!(
        told("2030-01-01 00:00").is_empty(),
        "when it is over no warning is said"
    );
    assert!(
        case.story(&borrower(), at("2029-01-01 00:00"), at("2031-01-01 00:00"))
            .len()
            > 20
    );
}

/// The terms of a proposal lapse on 2026-10-08 at three in the afternoon, and the borrower has not signed them.
fn proposed(since: Timestamp) -> Case {
    let mut case = Case::bullet();
    case.terms.sign_by = at("2026-10-08 15:00");
    Case {
        account: None,
        status: Status::Proposed,
        proposal: Some(Proposal {
            at: since,
            awaits: vec![BORROWER],
        }),
        ..case
    }
}

#[test]
fn who_has_not_signed_is_told_before_the_terms_lapse_and_who_has_is_not() {
    let case = proposed(at("2026-10-01 12:00"));
    let end = at("2027-01-01 00:00");
    assert_eq!(
        case.story(&borrower(), LONG_AGO, end),
        ["2026-10-05 09:00 signature-3", "2026-10-07 09:00 signature-1"]
    );
    assert!(case.story(&lender(), LONG_AGO, end).is_empty());
    let told = case.plan(&borrower(), LONG_AGO, at("2026-10-07 09:00")).notices;
    assert_eq!(told[0].facts.moved, Some(case.terms.principal));
    assert_eq!(
        told[0].subject,
        Subject::Signature {
            by: case.terms.sign_by,
            days: 1
        }
    );
    // Once nothing can be signed any more nothing is said; nor of a loan that is proposed no longer.
    let late = case.plan(&borrower(), LONG_AGO, case.terms.sign_by);
    assert_eq!((late.notices, late.next), (vec![], None));
    assert_eq!(names(&late.superseded), ["signature-3", "signature-1"]);
    let signed = Case {
        status: Status::Signed,
        ..case
    };
    assert_eq!(
        signed.plan(&borrower(), LONG_AGO, at("2026-10-07 09:00")),
        Plan::default()
    );
}

#[test]
fn nobody_is_reminded_of_a_signature_for_a_day_before_they_were_asked_for_it() {
    let case = proposed(at("2026-10-06 12:00"));
    let plan = case.plan(&borrower(), LONG_AGO, at("2026-10-06 12:00"));
    assert_eq!((plan.notices, plan.superseded), (vec![], vec![]));
    assert_eq!(plan.next, Some(at("2026-10-07 09:00")));
    let mut refuses = borrower();
    refuses.opt_out.topics = vec![Topic::Signature];
    assert_eq!(
        case.plan(&refuses, LONG_AGO, at("2026-10-07 10:00")),
        Plan::default()
    );
}

fn silent(what: What, number: Option<u32>, by: Whom) -> Unanswered {
    Unanswered {
        what,
        by,
        since: day("2026-10-10"),
        days: 0,
        amount: Some(sample::amount(40_000)),
        number,
        answer_by: None,
        recorded: None,
    }
}

#[test]
fn who_alone_can_answer_a_report_of_money_is_told_until_they_do_and_nobody_else_is() {
    let case = Case {
        silence: vec![silent(What::Repayment, Some(2), Whom::Lender)],
        ..Case::bullet()
    };
    let end = at("2026-11-20 00:00");
    let days = [
        "2026-10-13 09:00 unanswered-3",
        "2026-10-17 09:00 unanswered-7",
        "2026-10-24 09:00 unanswered-14",
        "2026-11-09 09:00 unanswered-30",
    ];
    assert_eq!(case.story(&lender(), LONG_AGO, end), days);
    assert!(case.story(&borrower(), LONG_AGO, end).is_empty());
    let told = case.plan(&lender(), LONG_AGO, at("2026-10-17 09:00")).notices;
    assert_eq!(told[0].facts.moved, Some(sample::amount(40_000)));
    // A dispute is no answer, and whoever refuses the topic is left in peace.
    let disputed = Case {
        disputed: true,
        ..case.clone()
    };
    assert_eq!(disputed.story(&lender(), LONG_AGO, end), days);
    let mut refuses = lender();
    refuses.opt_out.topics = vec![Topic::Unanswered];
    assert!(case.story(&refuses, LONG_AGO, end).is_empty());
    // A delivery waits for the borrower, before there is a loan.
    let delivered = Case {
        account: None,
        status: Status::Signed,
        silence: vec![silent(What::Delivery, None, Whom::Borrower)],
        ..case
    };
    assert_eq!(delivered.story(&borrower(), LONG_AGO, end), days);
    assert!(delivered.story(&lender(), LONG_AGO, end).is_empty());
}

#[test]
fn after_a_sale_both_who_sold_and_who_bought_are_told_of_what_was_reported_before_and_each_as_what_they_are()
{
    let (seller, buyer) = (AccountId([41; 32]), AccountId([42; 32]));
    let mut case = Case::bullet();
    case.holders = vec![Holder {
        account: buyer,
        ppm: terms::limits::WHOLE_PPM,
    }];
    case.silence = vec![silent(What::Repayment, Some(2), Whom::Seller)];
    case.reports = vec![Report {
        number: 2,
        amount: sample::amount(40_000),
        on: day("2026-10-10"),
        to: seller,
        receipt: None,
        payer: None,
        answer_by: None,
        held: false,
    }];
    let now = at("2026-10-17 09:00");
    let told = |account, part| {
        let notices = case.plan(&person(account, part), LONG_AGO, now).notices;
        notices
            .iter()
            .map(|notice| (name(notice), notice.facts.part))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(seller, Part::Seller),
        [("unanswered-7".into(), Part::Seller)]
    );
    assert_eq!(told(buyer, Part::Lender), [("unanswered-7".into(), Part::Buyer)]);
    assert_eq!(told(BORROWER, Part::Borrower), []);
    // Of what falls due whoever sold the claim hears nothing, and of nothing at all once it is answered.
    let late = case.plan(
        &person(seller, Part::Seller),
        at("2026-12-01 00:00"),
        at("2027-01-20 09:00"),
    );
    assert_eq!(late, Plan::default());
    case.reports.clear();
    assert!(!case.debt().people().contains(&(seller, Part::Seller)));
}

#[test]
fn a_demand_goes_to_the_borrower_over_the_channel_and_on_the_day_that_the_lender_chose() {
    let mut case = Case::bullet();
    case.demand = Some((3, Channel::Sms));
    let borrower = Person {
        channels: vec![Channel::Email, Channel::Sms],
        ..borrower()
    };
    let plan = case.plan(&borrower, at("2027-01-01 12:00"), at("2027-01-03 09:00"));
    let demands: Vec<_> = plan.notices.iter().filter(|n| name(n) == "#0 demand").collect();
    assert_eq!(demands.len(), 1);
    assert_eq!(demands[0].channel, Channel::Sms);
    let before = case.plan(&borrower, at("2027-01-01 12:00"), at("2027-01-03 08:59"));
    assert_eq!(
        (before.notices, before.next),
        (vec![], Some(at("2027-01-03 09:00")))
    );
    assert!(
        !names(&case.plan(&lender(), LONG_AGO, at("2027-01-04 00:00")).notices).contains(&"#0 demand".into())
    );
    case.pay(1_014_794, day("2026-12-31"));
    assert!(case
        .plan(&borrower, LONG_AGO, at("2027-01-04 00:00"))
        .notices
        .is_empty());
}

#[test]
fn a_demand_passes_silence_about_the_loan_but_not_a_closed_channel() {
    let mut case = Case::bullet();
    case.demand = Some((3, Channel::Email));
    let told = |person: &Person| names(&case.plan(person, LONG_AGO, at("2027-01-04 00:00")).notices);
    let mut muted = borrower();
    muted.setting.muted = true;
    assert_eq!(told(&muted), ["#0 demand"]);
    let mut closed = borrower();
    closed.opt_out.channels = vec![Channel::Email];
    assert!(told(&closed).is_empty());
    let mut out = borrower();
    out.opt_out.all = true;
    assert_eq!(case.plan(&out, LONG_AGO, at("2027-01-04 00:00")), Plan::default());
}

#[test]
fn people_choose_what_they_hear_by_stage_by_channel_and_by_loan() {
    let case = Case::bullet();
    let end = at("2027-03-31 23:00");
    let mut picky = borrower();
    picky.opt_out.topics = ["T-30", "T-3", "T-1", "T+1", "monthly"]
        .map(|t| Topic::parse(t).unwrap())
        .to_vec();
    assert_eq!(
        case.story(&picky, LONG_AGO, end),
        [
            "2026-12-24 09:00 #0 T-7",
            "2026-12-31 09:00 #0 T",
            "2027-01-07 09:00 #0 T+7",
            "2027-01-30 09:00 #0 T+30",
        ]
    );
    let mut both = borrower();
    both.channels = vec![Channel::Email, Channel::Sms];
    let now = at("2026-12-24 09:00");
    assert_eq!(case.plan(&both, LONG_AGO, now).notices.len(), 2);
    both.opt_out.channels = vec![Channel::Sms];
    assert_eq!(case.plan(&both, LONG_AGO, now).notices[0].channel, Channel::Email);
    assert_eq!(case.plan(&both, LONG_AGO, now).notices.len(), 1);
    let mut own = borrower();
    own.setting.stages = Some(Stages {
        before: vec![14],
        today: false,
        after: vec![5],
        monthly: Some(6),
    });
    assert_eq!(
        case.story(&own, LONG_AGO, at("2028-01-01 00:00")),
        [
            "2026-12-17 09:00 #0 T-14",
            "2027-01-05 09:00 #0 T+5",
            "2027-02-28 09:00 #0 T+2m",
            "2027-08-31 09:00 #0 T+8m",
        ]
    );
}

#[test]
fn one_who_moves_is_told_by_the_new_clock_and_nothing_twice() {
    let case = Case::bullet();
    let home = borrower();
    let since = at("2026-12-20 00:00");
    let told = case.plan(&home, since, at("2026-12-24 09:00")).notices;
    let away = Person {
        zone: TimeZone::get("America/New_York").unwrap(),
        ..borrower()
    };
    // Over there it is not yet nine: nothing to say, and later the same id.
    let plan = case.plan(&away, since, at("2026-12-24 09:00"));
    assert_eq!((plan.notices, plan.next), (vec![], Some(at("2026-12-24 22:00"))));
    let again = case.plan(&away, since, at("2026-12-24 22:00")).notices;
    assert_eq!(again[0].id(&PLACE), told[0].id(&PLACE));
}

#[test]
fn figures_are_what_the_schedule_asks_for_and_once_late_what_is_due_with_late_interest() {
    let case = Case::bullet();
    let figures = |now| case.plan(&borrower(), LONG_AGO, at(now)).notices[0].facts.clone();
    let early = figures("2026-12-24 09:00");
    assert_eq!(early.as_of, day("2026-12-31"));
    let sum = early.sum.unwrap();
    let due = case
        .debt()
        .with_rules(|rules| case.account.as_ref().unwrap().next_due(rules).unwrap().unwrap());
    assert_eq!(sum.amount, due.amount);
    assert_eq!(sum.amount, case.terms.schedule[0].total().unwrap());
    assert_eq!(
        (sum.principal.minor(), sum.interest.minor(), sum.late.minor()),
        (1_000_000, 14_794, 0)
    );
    assert_eq!(figures("2026-12-31 09:00").sum.unwrap(), sum);
    let late = figures("2027-01-30 09:00");
    assert_eq!(late.as_of, day("2027-01-30"));
    let sum = late.sum.unwrap();
    // 10,000.00 at 6 % for 30 days: 49.31.
    assert_eq!((sum.amount.minor(), sum.late.minor()), (1_014_794 + 4_931, 4_931));
}

#[test]
fn a_leap_over_a_hundred_years_costs_no_more_than_a_leap_over_two() {
    let mut terms = sample::monthly(LENDER, BORROWER, day("2026-10-15"), 120);
    terms.late_fee = sample::amount(100);
    let case = Case::of(terms);
    let plan = case.plan(&borrower(), LONG_AGO, at("2126-10-15 00:00"));
    assert_eq!(plan.notices.len(), 120);
    // Eight fixed stages and at most the twelve months before the last, each.
    assert_eq!(plan.superseded.len(), 120 * (8 + 12));
    assert_eq!(plan.next, None, "after twenty years nobody is reminded any more");
}

#[test]
fn the_months_of_a_short_month_keep_their_day() {
    let mut case = Case::of(sample::bullet(LENDER, BORROWER, Day(day("2027-01-31").0 - 90)));
    case.status = Status::Defaulted;
    let story = case.story(&borrower(), at("2027-03-02 12:00"), at("2027-06-30 12:00"));
    assert_eq!(
        story,
        [
            "2027-03-31 09:00 #0 T+2m",
            "2027-04-30 09:00 #0 T+3m",
            "2027-05-31 09:00 #0 T+4m",
            "2027-06-30 09:00 #0 T+5m",
        ]
    );
}

#[test]
fn who_owes_beside_the_borrower_is_told_what_the_borrower_is_told_and_gets_the_demand_too() {
    let mut case = Case::bullet();
    case.terms.co_borrowers = vec![GUARANTOR];
    case.demand = Some((15, Channel::Email));
    assert_eq!(
        case.debt().people(),
        [
            (BORROWER, Part::Borrower),
            (GUARANTOR, Part::Borrower),
            (LENDER, Part::Lender)
        ]
    );
    let story = |account| {
        let person = Person {
            account,
            ..borrower()
        };
        case.story(&person, at("2026-12-01 00:00"), at("2027-02-01 00:00"))
    };
    assert_eq!(story(GUARANTOR), story(BORROWER));
    assert!(story(GUARANTOR).iter().any(|line| line.contains("demand")));
}

fn claimed(to: AccountId) -> Seat {
    Seat {
        account: LENDER,
        key: LENDER,
        plan: None,
        claim: Some(Claim {
            to,
            by: to,
            awaits: Awaits::Nothing,
            on: day("2026-12-01"),
            through: Some(day("2026-12-15")),
        }),
        held_through: None,
        objected: None,
    }
}

#[test]
fn whose_seat_is_claimed_is_warned_before_the_last_day_for_an_objection_and_who_gets_it_when_they_can_take_it(
) {
    let heir = AccountId([11; 32]);
    let mut case = Case::bullet();
    case.seats = vec![claimed(heir)];
    let until = at("2026-12-20 00:00");
    let told = |case: &Case, who: &Person| case.story(who, at("2026-12-01 12:00"), until);
    assert_eq!(
        told(&case, &lender()),
        ["2026-12-12 09:00 objection-3", "2026-12-14 09:00 objection-1"]
    );
    let new = person(heir, Part::Seat);
    assert_eq!(told(&case, &new), ["2026-12-16 09:00 seat-ready"]);
    // Neither silence about the loan nor a refused topic holds it back.
    let mut deaf = lender();
    deaf.setting.muted = true;
    deaf.opt_out.topics = vec![Topic::Events, Topic::Limitation];
    assert_eq!(told(&case, &deaf).len(), 2);
    // One that waits for another's word, or for an arbiter, is warned of by no day.
    for awaits in [Awaits::Second, Awaits::Arbiter] {
        case.seats[0].claim.as_mut().unwrap().awaits = awaits;
        assert_eq!(told(&case, &lender()), [""; 0]);
    }
    // Nobody objects twice; the new key is told all the same.
    case.seats[0].claim.as_mut().unwrap().awaits = Awaits::Nothing;
    case.seats[0].objected = Some(0);
    assert_eq!((told(&case, &lender()).len(), told(&case, &new).len()), (0, 1));
    case.seats[0].claim = None;
    assert!(told(&case, &lender()).is_empty() && told(&case, &new).is_empty());
}

#[test]
fn what_is_told_somebody_whose_seat_was_taken_goes_to_both_accounts_and_once_to_each() {
    let heir = AccountId([11; 32]);
    let mut seat = claimed(heir);
    assert_eq!(reached_at(std::slice::from_ref(&seat), LENDER), [LENDER]);
    (seat.claim, seat.key) = (None, heir);
    assert_eq!(reached_at(std::slice::from_ref(&seat), LENDER), [LENDER, heir]);
    assert_eq!(reached_at(std::slice::from_ref(&seat), BORROWER), [BORROWER]);
    let case = Case::bullet();
    let told = |at| {
        let person = Person { at, ..borrower() };
        let plan = case.plan(&person, LONG_AGO, super::tests::at("2026-12-31 10:00"));
        plan.notices[0].clone()
    };
    let (old, new) = (told(BORROWER), told(heir));
    assert_eq!((old.recipient, new.recipient), (BORROWER, heir));
    assert_eq!((&old.subject, &old.facts), (&new.subject, &new.facts));
    assert_ne!(old.id(&PLACE), new.id(&PLACE));
}
