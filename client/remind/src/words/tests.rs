use super::super::message::Channel;
use super::super::policy::tests::{day, BORROWER, GUARANTOR, LENDER, PLACE};
use super::*;
use crate::notice::{Beside, How, SeatOf, SEAT_EVENTS};
use iou_base::text::Lang;
use std::collections::BTreeSet;
use terms::life::Action;
use terms::{sample, Event};

const NOW: Timestamp = Timestamp(1_798_678_800_000);
const TOKEN: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

fn sum(amount: u128, late: u128) -> Sum {
    Sum {
        amount: sample::amount(amount),
        principal: sample::amount(amount - late),
        interest: Amount::ZERO,
        late: sample::amount(late),
        costs: Amount::ZERO,
    }
}

fn notice(part: Part, subject: Subject) -> Notice {
    Notice {
        loan: 123,
        subject,
        channel: Channel::Sms,
        recipient: BORROWER,
        facts: Facts {
            part,
            currency: "CNY".into(),
            decimals: 2,
            utc_offset_minutes: 480,
            as_of: day("2027-01-30"),
            instalments: 12,
            sum: Some(sum(1_019_725, 4_931)),
            moved: None,
            seat: None,
        },
    }
}

fn due(number: u16, stage: Nearness) -> Subject {
    Subject::Instalment {
        number,
        due: day("2026-12-31"),
        stage,
    }
}

fn demand() -> Subject {
    Subject::Demand {
        number: 2,
        due: day("2026-12-31"),
    }
}

/// 2026-12-31 at 09:00 in China.
fn signature() -> Subject {
    Subject::Signature { by: NOW, days: 1 }
}

fn event(name: &str) -> Subject {
    Subject::Event {
        sequence: 4,
        name: name.into(),
    }
}

/// One of each kind.
fn all() -> Vec<Notice> {
    let stages = [
        Nearness::Before(30),
        Nearness::Today,
        Nearness::After(1),
        Nearness::Month(2),
    ];
    let mut subjects: Vec<_> = stages.map(|stage| due(2, stage)).into();
    let until = day("2029-12-31");
    subjects.push(Subject::Limitation { until, days: 90 });
    subjects.push(Subject::Guarantee {
        guarantor: GUARANTOR,
        until,
        days: 30,
    });
    subjects.push(demand());
    subjects.push(signature());
    let since = day("2026-12-17");
    for report in [None, Some(3)] {
        let days = 14;
        subjects.push(Subject::Unanswered {
            report,
            delivery: None,
            since,
            days,
        });
    }
    let others = told_events()
        .into_iter()
        .filter(|name| !SEAT_EVENTS.contains(name));
    subjects.extend(others.map(event));
    let after_a_sale = [Part::Seller, Part::Buyer].map(|part| {
        let subject = Subject::Unanswered {
            report: Some(3),
            delivery: None,
            since,
            days: 14,
        };
        notice(part, subject)
    });
    let others = subjects
        .into_iter()
        .map(|subject| notice(Part::Borrower, subject));
    others.chain(after_a_sale).chain(seats()).collect()
}

/// Everything that is said of a seat, whoever hears it.
fn seats() -> Vec<Notice> {
    use Beside::{Named, Other, Owner, Successor};
    let claims = [
        How::HandedOver,
        How::Ready,
        How::AwaitsSecond,
        How::AwaitsArbiter,
        How::Claimed,
        How::Granted,
    ];
    let hows: [(&str, &[How]); 6] = [
        ("SuccessionPlanned", &[How::Planned]),
        ("SeatClaimed", &claims),
        ("ClaimSupported", &claims),
        ("ClaimEnded", &[How::Objected, How::GivenUp]),
        ("ClaimDecided", &[How::Granted, How::Denied]),
        ("SeatTaken", &[How::Taken]),
    ];
    let mut all = Vec::new();
    for (name, hows) in hows {
        for how in hows {
            for you in [Owner, Successor, Named, Other] {
                all.push(of_seat(event(name), SeatOf::Lender, you, *how));
            }
        }
    }
    for of in [SeatOf::Borrower, SeatOf::Holder, SeatOf::Guarantor] {
        all.push(of_seat(event("SeatClaimed"), of, Other, How::Claimed));
    }
    let objection = Subject::Objection {
        seat: LENDER,
        to: GUARANTOR,
        until: day("2027-01-14"),
        days: 3,
    };
    all.push(of_seat(objection, SeatOf::Lender, Owner, How::Claimed));
    let ready = Subject::SeatReady {
        seat: LENDER,
        from: day("2027-01-15"),
    };
    all.push(of_seat(ready, SeatOf::Lender, Successor, How::Claimed));
    all
}

fn of_seat(subject: Subject, of: SeatOf, you: Beside, how: How) -> Notice {
    let mut notice = notice(Part::Seat, subject);
    notice.facts.sum = None;
    notice.facts.seat = Some(SeatFacts {
        of,
        you,
        how,
        until: Some(day("2027-01-14")),
    });
    notice
}

#[test]
fn whose_seat_is_claimed_reads_at_once_until_when_they_can_object_and_the_others_from_when_another_key_may_act(
) {
    let claimed = |you| of_seat(event("SeatClaimed"), SeatOf::Lender, you, How::Claimed);
    let said = |lang, you| said(lang, &claimed(you));
    let owner = said(Lang::En, Beside::Owner);
    assert!(
        owner.subject.contains("object by 2027-01-14"),
        "{}",
        owner.subject
    );
    assert!(owner.short.contains("object by 2027-01-14"), "{}", owner.short);
    assert!(owner.text.contains("article 15"), "{}", owner.text);
    let owner = said(Lang::Zh, Beside::Owner);
    assert!(
        owner.short.contains("请于2027-01-14前（含当日）提出异议"),
        "{}",
        owner.short
    );
    let other = said(Lang::En, Beside::Other);
    assert!(
        other
            .text
            .contains("another key may act for the lender from 2027-01-15 on"),
        "{}",
        other.text
    );
    assert!(other.text.contains("article 15"), "{}", other.text);
    let other = said(Lang::Zh, Beside::Other);
    assert!(
        other.text.contains("出借人的操作权限自2027-01-15起"),
        "{}",
        other.text
    );
    assert!(other.text.contains("《电子签名法》第十五条"), "{}", other.text);
    let seat = &other.payload["data"]["about_seat"];
    assert_eq!(
        seat,
        &serde_json::json!({"of": "lender", "you": "other", "how": "claimed", "until": "2027-01-14"})
    );
    for notice in seats() {
        let text = said_of(Lang::Zh, &notice);
        assert!(!text.contains("继承"), "{text}");
    }
}

fn said_of(lang: Lang, notice: &Notice) -> String {
    said(lang, notice).text
}

/// The events of which somebody is told.
fn told_events() -> Vec<&'static str> {
    let silent = [
        "RepaymentDue",
        "GuarantorConsented",
        "TermsSigned",
        "AmendmentSigned",
        "AssignmentSigned",
        "DebtAcknowledged",
        "Attested",
        "IdentityStated",
    ];
    Event::NAMES
        .iter()
        .copied()
        .filter(|name| !silent.contains(name))
        .collect()
}

fn said(lang: Lang, notice: &Notice) -> Message {
    digest(&Text::new(lang), &PLACE, std::slice::from_ref(notice), NOW, None).unwrap()
}

#[test]
fn every_notice_has_words_in_both_languages_and_no_parameter_is_left_open() {
    for lang in [Lang::En, Lang::Zh] {
        for notice in all() {
            let message = said(lang, &notice);
            for words in [&message.subject, &message.text, &message.short] {
                assert!(!words.is_empty() && !words.contains(['{', '}', '$']), "{words}");
                assert!(
                    !words.contains("No localization") && !words.contains("remind-"),
                    "{words}"
                );
            }
            assert!(
                !message.subject.contains('\n') && !message.short.contains('\n'),
                "{message:?}"
            );
            let chinese = message
                .text
                .chars()
                .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(chinese, lang == Lang::Zh, "{}", message.text);
            assert_eq!(message.lang, lang);
        }
    }
}

#[test]
fn a_reminder_says_which_loan_what_when_how_much_what_to_do_why_and_how_to_stop_it() {
    let message = said(Lang::En, &notice(Part::Borrower, due(2, Nearness::After(30))));
    for part in [
        "loan 123",
        "Instalment 3 of 12",
        "2026-12-31",
        "2027-01-30",
        "10197.25 CNY",
        "49.31 CNY",
        "`iou show 123`",
        "because you are the borrower",
        "`iou contact`",
    ] {
        assert!(message.text.contains(part), "{part}: {}", message.text);
    }
    let message = said(Lang::Zh, &notice(Part::Guarantor, due(2, Nearness::Today)));
    for part in [
        "借条123",
        "第3期（共12期）",
        "2026-12-31",
        "UTC+08:00",
        "10197.25 CNY",
        "您是借条123的保证人",
    ] {
        assert!(message.text.contains(part), "{part}: {}", message.text);
    }
}

#[test]
fn a_demand_is_formal_and_states_the_exact_figures() {
    let message = said(Lang::Zh, &notice(Part::Borrower, demand()));
    assert_eq!(message.subject, "催告函：借条123第3期（到期日2026-12-31）");
    for part in [
        "10197.25 CNY",
        "本金10147.94 CNY",
        "49.31 CNY",
        "第一百九十五条",
        "截至2027-01-30",
    ] {
        assert!(message.text.contains(part), "{part}: {}", message.text);
    }
    assert!(
        message.short.contains("催告") && message.short.contains("10197.25 CNY"),
        "{}",
        message.short
    );
}

#[test]
fn the_tone_is_polite_and_nobody_is_named() {
    let place = PLACE;
    for notice in all() {
        let message = said(Lang::Zh, &notice);
        let everything = format!("{}{}{}", message.subject, message.text, message.short);
        for harsh in [
            "你", "否则", "后果", "起诉", "老赖", "失信", "立即", "必须", "严重", "曝光",
        ] {
            assert!(!everything.contains(harsh), "{harsh}: {everything}");
        }
        let english = said(Lang::En, &notice);
        let everything = format!("{}{}{}", english.subject, english.text, english.short).to_lowercase();
        for harsh in [
            "immediately",
            "or else",
            "consequence",
            "sue",
            "court",
            "warning",
            "must",
            "failure",
        ] {
            assert!(
                !everything
                    .split(|c: char| !c.is_alphabetic())
                    .any(|word| word == harsh),
                "{everything}"
            );
        }
        for account in [LENDER, BORROWER, GUARANTOR, terms::AccountId(place.contract)] {
            let address = AccountId(account.0).to_string();
            assert!(!everything.contains(&address.to_lowercase()) && !message.text.contains(&address));
        }
    }
}

#[test]
fn a_short_message_in_chinese_fits_two_parts_with_the_largest_realistic_figures_and_often_one() {
    // A billion loans; a million million yuan; a thousand million tokens of twelve decimals.
    let monies = [
        ("CNY", 2, 100_000_000_000_000),
        ("JPY", 0, 10u128.pow(15)),
        (TOKEN, 12, 10u128.pow(21)),
    ];
    for mut notice in all() {
        for (currency, decimals, minor) in monies {
            notice.loan = 1_000_000_000;
            notice.facts.currency = currency.into();
            notice.facts.decimals = decimals;
            notice.facts.sum = Some(sum(minor, minor / 3));
            notice.facts.moved =
                matches!(notice.subject, Subject::Event { .. }).then(|| sample::amount(minor));
            if let Subject::Instalment { number, .. } | Subject::Demand { number, .. } = &mut notice.subject {
                *number = 119;
            }
            let message = said(Lang::Zh, &notice);
            let units = message.short.encode_utf16().count();
            assert!(units <= 2 * 67, "{units}: {}", message.short);
            assert!(
                message.short.contains("1000000000"),
                "nothing is left out: {}",
                message.short
            );
        }
    }
    for stage in [Nearness::Before(7), Nearness::Today] {
        let message = said(Lang::Zh, &notice(Part::Borrower, due(2, stage)));
        let units = message.short.encode_utf16().count();
        assert!(units <= 70, "{units}: {}", message.short);
    }
}

#[test]
fn a_short_message_fits_even_where_the_figures_are_the_largest_there_are() {
    for mut notice in all() {
        for (currency, decimals) in [("CNY", 2), (TOKEN, 0), (TOKEN, 12)] {
            notice.loan = u64::MAX;
            notice.facts.currency = currency.into();
            notice.facts.decimals = decimals;
            notice.facts.sum = Some(sum(Amount::MAX.minor(), 1));
            let demand = matches!(notice.subject, Subject::Demand { .. });
            let message = said(Lang::Zh, &notice);
            let units = message.short.encode_utf16().count();
            assert!(
                units <= if demand { 3 * 67 } else { 2 * 67 },
                "{units}: {}",
                message.short
            );
            let message = said(Lang::En, &notice);
            assert!(
                message.short.is_ascii(),
                "the GSM alphabet has it: {}",
                message.short
            );
            assert!(message.short.len() <= 2 * 153, "{}", message.short);
        }
    }
}

#[test]
fn several_notices_become_one_digest_in_the_order_of_loans_and_days() {
    let first = notice(Part::Borrower, due(2, Nearness::After(1)));
    let mut second = notice(Part::Lender, event("LoanRepaid"));
    second.facts.moved = Some(sample::amount(50_000));
    let mut third = notice(Part::Borrower, due(0, Nearness::Before(7)));
    third.loan = 5;
    let notices = [first, second, third];
    let message = digest(&Text::new(Lang::Zh), &PLACE, &notices, NOW, None).unwrap();
    assert_eq!(message.subject, "您有3条借条提醒");
    let lines: Vec<_> = message
        .text
        .lines()
        .filter(|line| line.starts_with("- "))
        .collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].contains("借条5第1期"), "{lines:?}");
    assert!(
        lines[1].contains("500.00 CNY") && lines[2].contains("借条123第3期"),
        "{lines:?}"
    );
    assert_eq!(message.id, message_id(&notices, &PLACE));
    assert_eq!(message.payload["type"], "iou.digest");
    assert_eq!(message.payload["data"]["notices"].as_array().unwrap().len(), 3);
    let mut turned = notices.clone();
    turned.reverse();
    let again = digest(&Text::new(Lang::Zh), &PLACE, &turned, NOW, None).unwrap();
    assert_eq!(
        (again.id, again.text, again.payload),
        (message.id, message.text, message.payload)
    );
    assert!(digest(&Text::new(Lang::Zh), &PLACE, &[], NOW, None).is_none());
}

#[test]
fn a_demand_never_disappears_in_a_digest() {
    let notices = [
        notice(Part::Borrower, due(2, Nearness::After(1))),
        notice(Part::Borrower, demand()),
        notice(Part::Borrower, due(3, Nearness::After(1))),
    ];
    let made = messages(&Text::new(Lang::En), &PLACE, &notices, NOW, None);
    let sizes: Vec<_> = made.iter().map(|(_, group)| group.len()).collect();
    assert_eq!(sizes, [1, 2]);
    assert_eq!(made[0].0.id, notices[1].hex_id(&PLACE));
    assert_eq!(made[0].0.payload["type"], "iou.loan.demand");
    assert!(messages(&Text::new(Lang::En), &PLACE, &[], NOW, None).is_empty());
}

#[test]
fn a_payload_names_type_time_loan_place_and_figures() {
    let payload = said(Lang::En, &notice(Part::Borrower, due(2, Nearness::After(30)))).payload;
    assert_eq!(payload["type"], "iou.loan.overdue");
    assert_eq!(payload["timestamp"], "2026-12-31T01:00:00Z");
    let data = &payload["data"];
    assert_eq!(data["loan"], 123);
    assert_eq!(data["instalment"], 2);
    assert_eq!(data["due_day"], "2026-12-31");
    assert_eq!(data["stage"], "T+30");
    assert_eq!(data["sum"]["late"], "4931");
    assert_eq!(data["finality"], "finalised");
    assert_eq!(data["genesis"], format!("0x{}", "07".repeat(32)));
    let types: BTreeSet<String> = all().iter().map(|n| n.subject.type_name()).collect();
    for name in [
        "due_soon",
        "due_today",
        "overdue",
        "limitation",
        "guarantee",
        "demand",
        "signature",
        "event.loan_repaid",
    ] {
        assert!(types.contains(&format!("iou.loan.{name}")), "{name}: {types:?}");
    }
}

#[test]
fn who_is_to_sign_is_told_until_which_minute_and_that_nothing_follows_if_they_do_not() {
    let notice = notice(Part::Borrower, signature());
    let message = said(Lang::En, &notice);
    assert!(
        message.text.contains("2026-12-31 09:00 (UTC+08:00)"),
        "{}",
        message.text
    );
    assert!(message.text.contains("lapses"), "{}", message.text);
    assert!(said(Lang::Zh, &notice).text.contains("2026-12-31 09:00"));
    assert_eq!(message.payload["data"]["sign_by"], "2026-12-31T01:00:00Z");
}

#[test]
fn what_happens_is_told_to_those_whom_it_concerns_and_not_to_who_did_it() {
    use terms::life::Loan;
    let start = day("2026-11-20");
    let terms = sample::bullet(LENDER, BORROWER, start);
    let ctx = |caller| terms::life::Context {
        caller,
        now: sample::noon(start),
        block: 1,
        sha256: |bytes| {
            sha2::Digest::finalize(sha2::Digest::chain_update(sha2::Sha256::default(), bytes)).into()
        },
        rates: &terms::law::BuiltIn,
        offices: &terms::life::NoOffices,
        intent: None,
    };
    let money = background(terms.clone());
    let concerned_by = |event: &Event, money: &Background| -> Vec<_> {
        concerned(event, money)
            .into_iter()
            .map(|(account, _, facts)| (account, facts.part))
            .collect()
    };
    let told = |event: &Event| concerned_by(event, &money);
    let (lender, borrower) = ((LENDER, Part::Lender), (BORROWER, Part::Borrower));

    let proposed = Loan::propose(0, terms.clone(), None, &ctx(LENDER)).unwrap();
    let event = proposed.events[0].event().unwrap();
    assert_eq!(told(&event), [borrower]);
    // Those who owe beside them are asked too, and told of what they are told.
    let other = (GUARANTOR, Part::Borrower);
    let mut joint = money.clone();
    joint.books.terms.co_borrowers = vec![GUARANTOR];
    assert_eq!(concerned_by(&event, &joint), [borrower, other]);
    let his_own = Loan::propose(0, terms.clone(), None, &ctx(BORROWER)).unwrap();
    let his_own = his_own.events[0].event().unwrap();
    assert_eq!(concerned_by(&his_own, &joint), [lender, other]);
    let (_, subject, facts) = concerned(&event, &money).remove(0);
    assert_eq!(
        (subject, facts.moved),
        (
            Subject::Event {
                sequence: 0,
                name: "LoanProposed".into()
            },
            Some(terms.principal)
        )
    );

    let digest = terms.digest(ctx(LENDER).sha256);
    let signed = proposed
        .loan
        .sign(&terms.schedule, digest, None, &ctx(BORROWER))
        .unwrap();
    assert_eq!(told(&signed.events[0].event().unwrap()), [lender, borrower]);
    let delivery = terms::life::Delivery {
        number: 0,
        amount: terms.principal,
        on: start,
        at_least: terms::RatePpm::ZERO,
        receipt: None,
        acknowledged: false,
    };
    let plan = &terms.schedule;
    let reported = signed.loan.report_delivery(plan, delivery, &ctx(LENDER)).unwrap();
    assert_eq!(told(&reported.events[0].event().unwrap()), [borrower]);
    let active = reported
        .loan
        .acknowledge_delivery(plan, 0, (terms.principal, start, None), None, &ctx(BORROWER))
        .unwrap();
    assert_eq!(told(&active.events[0].event().unwrap()), [lender, borrower]);
    let part = sample::amount(1_000);
    let report = sample::report(part, start, &active.loan);
    let paid = active
        .loan
        .report_repayment(plan, report, &ctx(BORROWER))
        .unwrap();
    assert_eq!(told(&paid.events[0].event().unwrap()), [lender]);
    let confirmed = paid.loan.confirm_repayment(plan, 0, None, &ctx(LENDER)).unwrap();
    let event = confirmed.events[0].event().unwrap();
    assert_eq!(
        (told(&event), concerned_by(&event, &joint)),
        (vec![borrower], vec![borrower, other])
    );
    let disputed = confirmed.loan.dispute(plan, None, &ctx(BORROWER)).unwrap();
    assert_eq!(told(&disputed.events[0].event().unwrap()), [lender]);
    let forgiven = disputed.loan.forgive(plan, part, None, &ctx(LENDER)).unwrap();
    let event = forgiven.events[0].event().unwrap();
    assert_eq!(
        (told(&event), concerned(&event, &money)[0].2.moved),
        (vec![borrower], Some(part))
    );
}

fn background(terms: terms::Terms) -> Background {
    Background {
        unit: Unit {
            name: "CNY".into(),
            decimals: 2,
        },
        books: sample::running(terms),
    }
}

/// A loan as the rules play it, with its books.
struct Played {
    loan: terms::Loan,
    money: Background,
    at: Day,
}

impl Played {
    fn running(terms: terms::Terms) -> Played {
        let at = terms.plan.start;
        let digest = terms.digest(iou_base::sha256);
        let proposed = terms::Loan::propose(0, terms.clone(), None, &Played::context(LENDER, at)).unwrap();
        let entry = &proposed.events[0];
        let mut money = background(terms.clone());
        money.books = terms::Books::open(&entry.event().unwrap(), iou_base::sha256(&entry.bytes)).unwrap();
        let loan = proposed.loan;
        let mut played = Played { loan, money, at };
        let (amount, on, receipt, evidence) = (terms.principal, at, None, None);
        let _ = played.step(BORROWER, Action::Sign { digest, evidence });
        let deliver = Action::Deliver {
            amount,
            on: Some(on),
            at_least: terms.annual_rate,
            receipt,
        };
        let _ = played.step(LENDER, deliver);
        let acknowledge = Action::AcknowledgeDelivery {
            delivery: 0,
            amount,
            on,
            receipt,
            evidence,
        };
        let _ = played.step(BORROWER, acknowledge);
        played
    }

    fn context(caller: terms::AccountId, at: Day) -> terms::life::Context<'static> {
        terms::life::Context {
            caller,
            now: sample::noon(at),
            block: 1,
            sha256: iou_base::sha256,
            rates: &terms::law::BuiltIn,
            offices: &terms::life::NoOffices,
            intent: None,
        }
    }

    /// Who is told of what comes of it, as what, and what they are to the seat.
    fn step(
        &mut self,
        caller: terms::AccountId,
        action: Action,
    ) -> Vec<(terms::AccountId, Part, Option<Beside>)> {
        let plan = self.money.books.schedule.clone();
        let context = Played::context(caller, self.at);
        let outcome = self.loan.clone().step(action, &plan, &context).unwrap();
        let entry = &outcome.events[0];
        let event = entry.event().unwrap();
        let rates = &terms::law::BuiltIn;
        let books = &mut self.money.books;
        books.take(&event, iou_base::sha256(&entry.bytes), rates).unwrap();
        self.loan = outcome.loan;
        let told = concerned(&event, &self.money).into_iter();
        told.map(|(account, _, facts)| (account, facts.part, facts.seat.map(|seat| seat.you)))
            .collect()
    }
}

#[test]
fn whose_seat_it_is_hears_first_then_who_is_to_get_it_then_whom_they_named_then_all_who_rely_on_it() {
    use Beside::{Named, Other, Owner, Successor};
    let [heir, verifier, second] = [11, 12, 13].map(|n| terms::AccountId([n; 32]));
    let mut terms = sample::bullet(LENDER, BORROWER, day("2026-11-20"));
    terms.successions = vec![terms::agreement::Succession {
        seat: LENDER,
        heir: Some(heir),
        verifier: Some(verifier),
        second: Some(second),
        days: 14,
    }];
    let mut played = Played::running(terms);
    let claim = Action::ClaimSeat {
        seat: LENDER,
        to: heir,
        statement: None,
        evidence: None,
    };
    let of = |account, part, you| (account, part, Some(you));
    let all = [
        of(LENDER, Part::Lender, Owner),
        of(heir, Part::Seat, Successor),
        of(verifier, Part::Seat, Named),
        of(second, Part::Seat, Named),
        of(BORROWER, Part::Borrower, Other),
    ];
    assert_eq!(played.step(heir, claim), all);
    played.at = Day(played.at.0 + 15);
    let take = Action::TakeSeat {
        seat: LENDER,
        evidence: None,
    };
    assert_eq!(played.step(heir, take), all, "who had it hears of the taking too");
    // From now on the new key acts: its own hand-over is told to the account that stands in the terms as well.
    let new = terms::AccountId([14; 32]);
    let hand_over = Action::ClaimSeat {
        seat: LENDER,
        to: new,
        statement: None,
        evidence: None,
    };
    let told = played.step(heir, hand_over);
    assert_eq!(
        told[..3],
        [
            of(LENDER, Part::Lender, Owner),
            of(heir, Part::Lender, Owner),
            of(new, Part::Seat, Successor),
        ]
    );
}

#[test]
fn every_event_that_is_told_has_its_sentence_and_no_sentence_outlives_its_event() {
    let text = Text::new(Lang::En);
    for name in Event::NAMES {
        let id = format!("remind-event-{}", kebab(name));
        assert_eq!(text.has(&id), told_events().contains(name), "{id}");
    }
}

/// Whoever has the link sees the loan, so it is in messages to people alone, and in no text that goes on record.
#[test]
fn where_there_are_pages_a_message_says_where_to_look_at_the_loan() {
    let pages = Pages {
        url: "https://iou.example".into(),
        key: crate::link::LinkKey::fixed([7; 32]),
    };
    for lang in [Lang::En, Lang::Zh] {
        let text = Text::new(lang);
        let notice = notice(Part::Borrower, due(2, Nearness::Today));
        let message = digest(&text, &PLACE, std::slice::from_ref(&notice), NOW, Some(&pages)).unwrap();
        let again = digest(&text, &PLACE, std::slice::from_ref(&notice), NOW, Some(&pages)).unwrap();
        assert_eq!(message.text, again.text, "it is the same whenever it is written");
        let (_, link) = message.text.split_once("https://iou.example/l/").unwrap();
        let token = link.split_whitespace().next().unwrap();
        assert_eq!(pages.key.loan(token, NOW.0), Some(notice.loan));
        assert_eq!(pages.key.loan(token, NOW.0 + 31 * DAY_MS), None);
        assert!(!message.short.contains("/l/") && !message.payload.to_string().contains("/l/"));
        let without = digest(&text, &PLACE, std::slice::from_ref(&notice), NOW, None).unwrap();
        assert_eq!(message.id, without.id);
    }
}
