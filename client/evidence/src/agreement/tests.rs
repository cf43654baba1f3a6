//! What is written is read back, for any terms; what was not written so is refused, or says other terms.

use proptest::prelude::*;
use scale::Encode;
use terms::law::BuiltIn;
use terms::sample;

use iou_base::address::show;

use super::page::Slot;
use super::wording::Piece;
use super::*;

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];
const START: Day = Day(20_800);

fn account() -> impl Strategy<Value = AccountId> {
    any::<[u8; 32]>().prop_map(AccountId)
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        0u128..200,
        0u128..10u128.pow(12),
        0u128..=terms::limits::AMOUNT_MAX
    ]
    .prop_map(|minor| Amount::new(minor).unwrap())
}

fn settlement() -> impl Strategy<Value = Settlement> {
    let code = prop_oneof![
        Just(*b"CNY"),
        Just(*b"USD"),
        "[A-Z]{3}".prop_map(|code| code.as_bytes().try_into().unwrap())
    ];
    prop_oneof![
        Just(Settlement::Native),
        (account(), 0u8..=12).prop_map(|(contract, decimals)| Settlement::Token { contract, decimals }),
        (code, prop_oneof![Just(2u8), 0u8..=12]).prop_map(|(code, decimals)| Settlement::OffChain {
            currency: Currency(code),
            decimals
        }),
    ]
}

fn rate() -> impl Strategy<Value = RatePpm> {
    prop_oneof![Just(0), 0..=120_000u32, 0..=terms::limits::RATE_PPM_MAX].prop_map(RatePpm)
}

fn jurisdiction() -> impl Strategy<Value = Jurisdiction> {
    prop_oneof![
        Just(Jurisdiction::PrcNaturalPersons),
        rate().prop_map(|cap| Jurisdiction::Custom { cap }),
        Just(Jurisdiction::None)
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    let method = prop_oneof![
        Just(Method::Bullet),
        Just(Method::InterestOnly),
        Just(Method::EqualInstalments),
        Just(Method::EqualPrincipal),
        Just(Method::Custom)
    ];
    let every = prop_oneof![
        any::<u16>().prop_map(Period::Months),
        any::<u16>().prop_map(Period::Days),
        Just(Period::ByHand)
    ];
    (method, day(), every, any::<u16>(), amount()).prop_map(|(method, start, every, periods, balloon)| Plan {
        method,
        start,
        every,
        periods,
        balloon,
    })
}

fn day() -> impl Strategy<Value = Day> {
    (0u32..=376_199).prop_map(Day)
}

/// Moments within the calendar of every zone.
fn moment() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        0u64..100_000_000,
        (0u64..20_000_000_000).prop_map(|seconds| seconds * 1_000),
        0u64..376_198 * 86_400_000
    ]
    .prop_map(Timestamp)
}

fn guarantor() -> impl Strategy<Value = Guarantor> {
    (account(), any::<bool>(), proptest::option::of(any::<u16>())).prop_map(|(account, joint, months)| {
        Guarantor {
            account,
            joint,
            months,
        }
    })
}

/// With an heir, verifiers or both.
fn succession() -> impl Strategy<Value = Succession> {
    let accounts = (account(), account(), account(), account());
    (accounts, 0..5usize, any::<u8>()).prop_map(|((seat, heir, verifier, second), way, days)| Succession {
        seat,
        heir: (way < 3).then_some(heir),
        verifier: (way > 0).then_some(verifier),
        second: (way % 2 == 0 && way > 0).then_some(second),
        days,
    })
}

/// Terms whose fields are each in range; far more than those that a contract would take, and all of those.
fn any_terms() -> impl Strategy<Value = Terms> {
    let row = || {
        (day(), amount(), amount()).prop_map(|(due, principal, interest)| Instalment {
            due,
            principal,
            interest,
        })
    };
    let people = (
        account(),
        account(),
        proptest::collection::vec(guarantor(), 0..=GUARANTORS_MAX),
        proptest::option::of(account()),
        proptest::collection::vec(account(), 0..=CO_BORROWERS_MAX),
    );
    let money = (
        settlement(),
        amount(),
        rate(),
        proptest::option::of(rate()),
        amount(),
        proptest::option::of(amount()),
    );
    let counting = (
        prop_oneof![
            Just(DayCount::Act365),
            Just(DayCount::Act360),
            Just(DayCount::Thirty360)
        ],
        any::<bool>(),
        prop_oneof![
            Just(Rounding::Floor),
            Just(Rounding::HalfEven),
            Just(Rounding::HalfUp)
        ],
        (-840i16..=840).prop_map(UtcOffset),
    );
    let rest = (
        any::<u16>(),
        any::<bool>(),
        jurisdiction(),
        moment(),
        moment(),
        proptest::option::of(any::<u16>()),
        prop_oneof![Just(0u16), any::<u16>()],
        prop_oneof![Just(1u8), 1u8..],
    );
    let digests = (
        prop_oneof![Just([0; 32]), any::<[u8; 32]>()],
        any::<[u8; 16]>(),
        proptest::collection::vec(succession(), 0..=SEATS_MAX),
    );
    let rows = prop_oneof![
        4 => proptest::collection::vec(row(), 0..6),
        1 => proptest::collection::vec(row(), 0..=usize::from(INSTALMENTS_MAX))
    ];
    (people, money, counting, plan(), rows, rest, digests).prop_map(
        |(people, money, counting, plan, schedule, rest, digests)| Terms {
            lender: people.0,
            borrower: people.1,
            co_borrowers: people.4,
            settlement: money.0,
            principal: money.1,
            least_delivery: money.5,
            annual_rate: money.2,
            overdue_rate: money.3,
            day_count: counting.0,
            both_ends: counting.1,
            rounding: counting.2,
            utc_offset: counting.3,
            plan,
            schedule,
            grace_days: rest.0,
            acceleration: rest.5,
            late_fee: money.4,
            early_repayment: rest.1,
            jurisdiction: rest.2,
            guarantors: people.2,
            arbiter: people.3,
            sign_by: rest.3,
            deliver_by: rest.4,
            commitments: digests.0,
            reference: digests.1,
            answer_days: rest.6,
            deliveries: rest.7,
            past: Vec::new(),
            successions: digests.2,
        },
    )
}

fn any_details() -> impl Strategy<Value = Details> {
    let name = prop_oneof![
        Just("purpose"),
        Just("lender.name"),
        Just("lender.id_number"),
        Just("borrower.name"),
        Just("borrower.phone"),
        Just("guarantor.1.name"),
        Just("co-borrower.1.name"),
    ];
    proptest::collection::btree_map(name.prop_map(String::from), proptest::option::of(".{0,20}"), 0..6)
}

proptest! {
    #[test]
    fn the_text_of_any_terms_is_read_back_to_the_same_bytes_in_both_languages(terms in any_terms()) {
        for lang in LANGS {
            let text = render(&terms, lang);
            prop_assert!(text.len() < TEXT_LEN_MAX / 2, "{} bytes", text.len());
            let read = read(&text).map_err(|e| TestCaseError::fail(format!("{e}:\n{text}")))?;
            prop_assert_eq!(read.lang, lang);
            prop_assert!(read.details.is_empty());
            prop_assert_eq!(read.terms.encode(), terms.encode());
            prop_assert_eq!(read.terms.digest(sha256), terms.digest(sha256));
        }
    }

    #[test]
    fn personal_fields_stand_in_the_text_and_change_nothing_of_the_terms(
        terms in any_terms(), details in any_details()
    ) {
        for lang in LANGS {
            let text = render_with(&terms, &details, lang);
            let read = read(&text).map_err(|e| TestCaseError::fail(format!("{e}:\n{text}")))?;
            prop_assert_eq!(&read.terms, &terms);
            // All of them but those of people who are not there.
            let there = details.iter().filter(|(name, _)| {
                (!name.starts_with("guarantor.1") || !terms.guarantors.is_empty())
                    && (!name.starts_with("co-borrower.1") || !terms.co_borrowers.is_empty())
            });
            prop_assert_eq!(read.details, there.map(|(name, value)| (name.clone(), value.clone())).collect());
        }
    }

    #[test]
    fn text_that_nobody_wrote_never_panics(text in "(借条|LOAN AGREEMENT \\(IOU\\))\\n\\n(.{0,40}\\n){0,6}") {
        prop_assert!(parse(&text).is_err());
    }
}

/// Samples with every line of the form between them.
fn samples() -> Vec<Terms> {
    let (lender, borrower) = (AccountId([1; 32]), AccountId([2; 32]));
    let plain = sample::bullet(lender, borrower, START);
    let mut all: Vec<Terms> = (0..4)
        .map(|n| sample::any_method(lender, borrower, START, 3, n))
        .collect();
    let mut guaranteed = all[1].clone();
    for (n, joint, months) in [(3, true, Some(24)), (4, false, None)] {
        let account = AccountId([n; 32]);
        guaranteed.guarantors.push(Guarantor {
            account,
            joint,
            months,
        });
    }
    guaranteed.co_borrowers = vec![AccountId([6; 32]), AccountId([7; 32])];
    guaranteed.acceleration = Some(15);
    guaranteed.arbiter = Some(AccountId([5; 32]));
    guaranteed.commitments = [0xab; 32];
    guaranteed.overdue_rate = Some(RatePpm(94_822));
    guaranteed.late_fee = sample::amount(5_000);
    guaranteed.both_ends = true;
    guaranteed.rounding = Rounding::HalfEven;
    guaranteed.early_repayment = false;
    guaranteed.plan.balloon = sample::amount(500_000);
    guaranteed.jurisdiction = Jurisdiction::Custom {
        cap: RatePpm(100_000),
    };
    guaranteed.day_count = DayCount::Act360;
    all.push(sample::scheduled(guaranteed));
    let mut native = sample::native(plain.clone(), 10u128.pow(15));
    native.annual_rate = RatePpm::ZERO;
    native.late_fee = sample::amount(7);
    native.least_delivery = Some(sample::amount(10u128.pow(14)));
    native.jurisdiction = Jurisdiction::None;
    native.day_count = DayCount::Thirty360;
    native.rounding = Rounding::HalfUp;
    all.push(sample::scheduled(native));
    let mut token = plain.clone();
    token.settlement = Settlement::Token {
        contract: AccountId([9; 32]),
        decimals: 6,
    };
    all.push(token);
    let mut dollars = plain.clone();
    dollars.settlement = Settlement::OffChain {
        currency: Currency(*b"USD"),
        decimals: 2,
    };
    all.push(dollars);
    let mut answered = plain.clone();
    answered.answer_days = 15;
    let mut in_parts = plain.clone();
    in_parts.deliveries = 12;
    let old = old_debt(plain.clone());
    let mut taken_over = plain.clone();
    taken_over.co_borrowers = vec![AccountId([3; 32]), AccountId([4; 32])];
    taken_over.guarantors = vec![Guarantor {
        account: AccountId([5; 32]),
        joint: true,
        months: None,
    }];
    taken_over.successions = [
        (1, true, 2),
        (2, true, 1),
        (3, true, 0),
        (4, false, 2),
        (5, false, 1),
    ]
    .map(|(seat, has_heir, verifiers)| Succession {
        seat: AccountId([seat; 32]),
        heir: has_heir.then_some(AccountId([20 + seat; 32])),
        verifier: (verifiers > 0).then_some(AccountId([11; 32])),
        second: (verifiers > 1).then_some(AccountId([12; 32])),
        days: 14 + seat,
    })
    .into();
    all.push(plain);
    all.push(answered);
    all.push(in_parts);
    all.push(old);
    all.push(taken_over);
    all
}

/// `terms` over money that moved before, with and without receipts.
fn old_debt(mut terms: Terms) -> Terms {
    let moved = |by, minor, days, receipt| Moved {
        by,
        amount: sample::amount(minor),
        on: Day(START.0 - days),
        receipt,
    };
    terms.past = vec![
        moved(Role::Lender, 600_000, 400, Some([1; 32])),
        moved(Role::Borrower, 100_000, 300, Some([2; 32])),
        moved(Role::Lender, 400_000, 200, None),
        moved(Role::Borrower, 50_000, 100, None),
    ];
    terms.deliver_by = terms.sign_by;
    sample::scheduled(terms)
}

#[test]
fn the_text_of_an_old_debt_says_what_moved_and_what_it_comes_to() {
    let plain = sample::bullet(AccountId([1; 32]), AccountId([2; 32]), START);
    let terms = old_debt(plain);
    let sums = terms.old_debt().unwrap().unwrap();
    assert_eq!((sums.received.minor(), sums.repaid.minor()), (1_000_000, 150_000));
    for (lang, words) in [
        (
            Lang::En,
            [
                "the lender delivered",
                "no receipt is attached",
                "it is 24 % a year",
                "To be delivered by",
            ],
        ),
        (Lang::Zh, ["甲方交付", "没有附凭证", "为年利率24%", "交付期限："]),
    ] {
        let text = render(&terms, lang);
        let [there @ .., elsewhere] = &words;
        assert!(there.iter().all(|words| text.contains(*words)), "{text}");
        assert!(!text.contains(*elsewhere), "{text}");
        assert_eq!(read(&text).unwrap().terms, terms);
    }
}

#[test]
fn the_samples_are_terms_that_a_contract_takes() {
    for terms in samples() {
        assert_eq!(terms.validate(&BuiltIn, sample::noon(START)), Ok(()));
    }
}

/// A text, each of whose signs is taken out, doubled or replaced: an error, or the text of other terms.
#[test]
fn no_sign_of_the_text_can_change_without_an_error_or_other_terms() {
    let all = samples();
    let (mut changes, mut others) = (0, 0);
    for (terms, lang) in [(&all[4], Lang::Zh), (&all[4], Lang::En), (&all[8], Lang::Zh)] {
        let text = render(terms, lang);
        let signs: Vec<char> = text.chars().collect();
        for n in 0..signs.len() {
            for replacement in ["", "0", "9", " ", "，", "\n", "A"] {
                let changed: String = signs[..n].iter().collect::<String>()
                    + replacement
                    + &signs[n + 1..].iter().collect::<String>();
                if changed == text {
                    continue;
                }
                changes += 1;
                if let Ok(read) = parse(&changed) {
                    others += 1;
                    assert_ne!(&read, terms, "{n} {replacement:?}");
                }
            }
        }
    }
    // The digest stands in the text: other terms would need other signs there too.
    assert_eq!(others, 0, "of {changes}");
    assert!(changes > 30_000, "{changes}");
}

#[test]
fn lines_that_are_dropped_doubled_or_exchanged_are_found_and_named() {
    let terms = &samples()[4];
    for lang in LANGS {
        let text = render(terms, lang);
        let lines: Vec<&str> = text.split('\n').collect();
        let joined = |lines: &[&str]| lines.join("\n");
        for n in 0..lines.len() - 1 {
            let mut dropped = lines.clone();
            dropped.remove(n);
            let error = parse(&joined(&dropped)).expect_err("a line is missing");
            assert!(error.line <= n + 1, "{error} for {n}");
            let mut doubled = lines.clone();
            doubled.insert(n, lines[n]);
            assert!(parse(&joined(&doubled)).is_err(), "{n} twice");
            let mut exchanged = lines.clone();
            exchanged.swap(n, (n + 1) % (lines.len() - 1));
            assert!(
                exchanged == lines || parse(&joined(&exchanged)).is_err(),
                "{n} exchanged"
            );
        }
        assert!(parse(&format!("{text}\n")).is_err());
        assert!(parse(text.trim_end()).is_err());
        assert!(parse(&text.replace('\n', "\r\n")).is_err());
    }
    assert_eq!(parse(""), Err(Unreadable { line: 1 }));
    assert_eq!(parse(&"借".repeat(TEXT_LEN_MAX)), Err(Unreadable { line: 1 }));
}

#[test]
fn both_languages_have_the_same_lines_with_the_same_values_and_every_line_is_used() {
    for form in Form::ALL {
        lines_are_alike_and_used(form);
    }
}

fn lines_are_alike_and_used(form: Form) {
    let (zh, en) = (Wording::of(form, Lang::Zh), Wording::of(form, Lang::En));
    let places = |wording: &Wording, id: &str| -> std::collections::BTreeSet<String> {
        let pieces = wording.lines[id].iter();
        pieces
            .filter_map(|piece| match piece {
                Piece::Place(name) => Some(name.clone()),
                Piece::Words(words) => {
                    assert!(!words.contains('\n'), "{id} is more than one line");
                    None
                }
            })
            .collect()
    };
    assert_eq!(
        zh.lines.keys().collect::<Vec<_>>(),
        en.lines.keys().collect::<Vec<_>>()
    );
    for (id, pieces) in &zh.lines {
        assert_eq!(places(zh, id), places(en, id), "{id}");
        let apart = |pieces: &[Piece]| {
            pieces
                .windows(2)
                .all(|pair| !matches!(pair, [Piece::Place(_), Piece::Place(_)]))
        };
        assert!(
            apart(pieces) && apart(&en.lines[id]),
            "{id} has two values with nothing between them"
        );
    }
    // Each line is in one of the samples; amounts and units are parts of lines.
    let details: Details = ["name", "id_number", "phone"]
        .iter()
        .flat_map(|field| {
            [
                (format!("lender.{field}"), Some("x".into())),
                (format!("borrower.{field}"), None),
            ]
        })
        .chain([("purpose".into(), None)])
        .collect();
    let shown = Details::from([("purpose".into(), Some("x".into()))]);
    for wording in [zh, en] {
        let mut texts = vec![
            render_by(form, &samples()[8], &details, wording.lang),
            render_by(form, &samples()[8], &shown, wording.lang),
        ];
        texts.extend(
            samples()
                .iter()
                .map(|terms| render_by(form, terms, &Details::new(), wording.lang)),
        );
        for (id, _) in wording
            .lines
            .iter()
            .filter(|(id, _)| !["money", "unit", "currency"].contains(&id.split('-').next().unwrap()))
        {
            let used = texts
                .iter()
                .any(|text| text.split('\n').any(|line| wording.fit(id, line).is_some()));
            assert!(used, "{id} is in no text");
        }
    }
}

#[test]
fn an_iou_reads_as_people_write_it() {
    let terms = &samples()[8];
    let details = Details::from([
        ("lender.name".into(), Some("李四".into())),
        ("borrower.name".into(), Some("张三".into())),
    ]);
    let zh = render_with(terms, &details, Lang::Zh);
    for line in [
        "借条",
        "姓名：李四",
        "甲方借给乙方本金人民币10,000.00元（大写：人民币壹万元整）。",
        "借期内年利率：6.00%，单利。",
        "第1期　2027年3月13日到期　本金10,000.00　利息147.94　合计10,147.94",
        "第九十四条第一款第五项",
    ] {
        assert!(zh.contains(line), "{line} is not in\n{zh}");
    }
    let en = render_with(terms, &details, Lang::En);
    for line in [
        "The lender lends the borrower a principal of CNY 10,000.00 (in Chinese capital numerals: 人民币壹万元整).",
        "No. 1: due 2027-03-13, principal 10,000.00, interest 147.94, total 10,147.94",
        "art. 94, para. 1, item 5",
    ] {
        assert!(en.contains(line), "{line} is not in\n{en}");
    }
}

#[test]
fn words_of_a_person_cannot_break_the_line_or_turn_its_direction_or_pass_for_withheld() {
    let words = [
        "a\nb\u{202e}c\r\u{2028}d\t",
        "\\u{a}",
        "（未披露）",
        "(withheld)",
        "甲（乙）",
        "",
        " x ",
    ];
    let shown = [
        "a\\u{a}b\\u{202e}c\\u{d}\\u{2028}d\\u{9}",
        "\\u{5c}u{a}",
        "\\u{ff08}未披露）",
        "\\u{28}withheld)",
        "甲（乙）",
        "",
        " x ",
    ];
    for (words, shown) in words.into_iter().zip(shown) {
        assert_eq!(
            Value(&mut words.to_owned()).write(Wording::of(Form::default(), Lang::En)),
            shown
        );
        let details = Details::from([("lender.name".into(), Some(words.to_owned()))]);
        for lang in LANGS {
            let text = render_with(&samples()[8], &details, lang);
            assert_eq!(
                read(&text).map(|document| document.details),
                Ok(details.clone()),
                "{text}"
            );
        }
    }
}

#[test]
fn a_moment_before_the_calendar_is_told_by_the_clock_of_greenwich() {
    let mut terms = samples()[8].clone();
    (terms.utc_offset, terms.sign_by) = (UtcOffset(-600), Timestamp(1));
    for lang in LANGS {
        let text = render(&terms, lang);
        assert!(text.contains("UTC+00:00"), "{text}");
        assert_eq!(parse(&text), Ok(terms.clone()));
    }
}

#[test]
fn moments_that_no_clock_shows_are_refused_whatever_their_figures() {
    let terms = sample::monthly(AccountId([1; 32]), AccountId([2; 32]), START, 3);
    let text = render(&terms, Lang::En);
    let at = text.find("(UTC+08:00)").expect("a moment");
    let clock = text[..at]
        .rfind(' ')
        .and_then(|end| text[..end].rfind(' '))
        .expect("a clock")
        + 1;
    assert!(read(&text).is_ok());
    for other in [
        "23:59:59.9223372036854775807 (UTC+08:00)",
        "23:59:59.1000 (UTC+08:00)",
        "-9223372036854775808:00:00 (UTC+08:00)",
        "23:-1:59 (UTC+08:00)",
        "23:59:59 (UTC-0:-32768)",
        "23:59:59 (UTC-32767:255)",
    ] {
        let changed = format!("{}{other}{}", &text[..clock], &text[at + "(UTC+08:00)".len()..]);
        assert!(read(&changed).is_err(), "{other}");
    }
}

/// Texts of an earlier form are read by that form alone: whoever changes a sentence keeps the old form beside the new one
/// and reads both, or every file that was made before is called false. Then a digest is added here, and none changes.
#[test]
fn the_forms_are_those_that_files_were_made_with() {
    let digests = Form::ALL.map(|form| hex::encode(form.digest()));
    let known = [
        "0bd3c2db3d3a18d34341a3f53d3668c2af9a5bf0b49114b972720c59287396c4",
        "84a64d4b103543d0badacfee9533b0df115bdc9968523e90f58ab0d295444c11",
        "c99373644a91a81f3a5e25ac9074a17f4f7cc4a0d57a4569dad86422c9c7c114",
    ];
    assert_eq!(digests, known);
    assert_eq!(
        hex::encode(wording_digest()),
        digests[0],
        "the newest form writes"
    );
}

#[test]
fn days_for_an_answer_stand_in_the_text_whatever_form_was_pinned_before_there_were_any() {
    let terms = &samples()[9];
    for (form, lang) in Form::ALL
        .into_iter()
        .flat_map(|form| LANGS.map(|lang| (form, lang)))
    {
        let text = render_by(form, terms, &Details::new(), lang);
        let document = read(&text).unwrap();
        assert_eq!((document.form, &document.terms), (Form::Third, terms));
        let said = match lang {
            Lang::Zh => "自登记之日起15日内答复",
            Lang::En => "has 15 days for it",
        };
        assert!(text.contains(said), "{text}");
        // No days are what another line says.
        assert!(read(&text.replace(said, &said.replace("15", "0"))).is_err());
    }
}

#[test]
fn in_how_many_parts_the_money_may_come_stands_in_the_text_and_of_one_nothing_does() {
    let all = samples();
    let (whole, in_parts) = (&all[8], &all[10]);
    for (form, lang) in Form::ALL
        .into_iter()
        .flat_map(|form| LANGS.map(|lang| (form, lang)))
    {
        let text = render_by(form, in_parts, &Details::new(), lang);
        let document = read(&text).unwrap();
        assert_eq!((document.form, &document.terms), (Form::Third, in_parts));
        let (said, of) = match lang {
            Lang::Zh => ("分次交付", "至多12次"),
            Lang::En => ("delivered in up to", "up to 12 parts"),
        };
        assert!(text.contains(said) && text.contains(of), "{text}");
        assert!(!render_by(form, whole, &Details::new(), lang).contains(said));
        // One part, or none, is what the text without the line says.
        for count in ["0", "1", "012"] {
            assert!(read(&text.replace(of, &of.replace("12", count))).is_err());
        }
    }
}

#[test]
fn a_text_of_each_form_is_read_by_that_form() {
    for form in Form::ALL {
        assert_eq!(Form::pinned_by(&hex::encode(form.digest())), Some(form));
        for lang in LANGS {
            let terms = &samples()[8];
            let text = render_by(form, terms, &Details::new(), lang);
            let document = read(&text).unwrap();
            assert_eq!(
                (document.form, document.lang, &document.terms),
                (form, lang, terms)
            );
        }
    }
    assert_eq!(Form::pinned_by(&"00".repeat(32)), None);
    // One that was never pinned, or that a later program wrote, is written by the newest.
    let plain = &samples()[8];
    assert_eq!(Form::of(Some("00"), plain), Form::default());
    assert_eq!(Form::of(None, plain), Form::default());
    // A section of one form in a text of the other is a text of neither.
    let all = Form::ALL.map(|form| render_by(form, &samples()[8], &Details::new(), Lang::En));
    let [_, second, first] = all.each_ref().map(|text| text.split_once("\n7. ").unwrap());
    assert!(read(&format!(
        "{}\n7. {}",
        second.0,
        second.1.replace("form 2", "form 1")
    ))
    .is_err());
    assert!(read(&format!(
        "{}\n7. {}",
        first.0,
        first.1.replace("form 1", "form 2")
    ))
    .is_err());
}

/// Source: 民法典, art. 496.
#[test]
fn what_is_agreed_to_by_itself_is_what_the_text_has_though_terms_pin_a_form_before_there_were_days_for_an_answer(
) {
    let all = samples();
    let (plain, answered) = (&all[8], &all[9]);
    for (pinned, lang) in Form::ALL
        .into_iter()
        .flat_map(|form| LANGS.map(|lang| (form, lang)))
    {
        let wording = hex::encode(pinned.digest());
        assert_eq!(Form::of(Some(&wording), plain), pinned);
        let form = Form::of(Some(&wording), answered);
        let text = render_by(form, answered, &Details::new(), lang);
        assert_eq!(read(&text).unwrap().form, form);
        let apart = apart(form, lang);
        assert_eq!(apart, super::apart(Form::Third, lang));
        assert!(apart.iter().all(|line| text.contains(line.as_str())), "{apart:?}");
    }
}

#[test]
fn only_the_silence_of_who_was_repaid_can_be_agreed_to_be_put_on_record() {
    for (lang, delivery, repayment) in [(Lang::En, "delivery", "a repayment"), (Lang::Zh, "交付", "还款")]
    {
        let wording = Wording::of(Form::Third, lang);
        for id in ["answer", "answer-none"] {
            let line = wording.fill(id, |_| String::new());
            assert!(line.contains(repayment) && !line.contains(delivery), "{line}");
        }
    }
}

/// Source: 个保法, arts. 13, 25; 民法典, art. 496.
#[test]
fn who_signs_is_told_by_itself_what_is_public_for_ever_and_what_is_not() {
    let told = [
        (
            Lang::En,
            [
                "public", "erase", "accounts", "amounts", "days", "defaults", "Names", "consents",
            ],
        ),
        (
            Lang::Zh,
            ["公开", "删除", "账户", "金额", "日期", "违约", "姓名", "同意"],
        ),
    ];
    for (lang, words) in told {
        let apart = apart(Form::default(), lang);
        let clause = apart
            .iter()
            .find(|line| words.iter().all(|word| line.contains(word)));
        let clause = clause.unwrap_or_else(|| panic!("{apart:?}"));
        assert!(render(&samples()[8], lang).contains(clause.as_str()));
    }
}

/// Source: 电子签名法, arts. 3, 13, 15; 民法典, art. 551.
#[test]
fn who_may_take_over_an_account_stands_in_the_text_with_what_passes_by_it_and_what_does_not() {
    let terms = samples().pop().unwrap();
    for (lang, none, words) in [
        (
            Lang::Zh,
            "继承",
            [
                "民法典第551条",
                "电子签名法第3条、第13条",
                "电子签名法第15条",
                "异议",
                "操作权限",
            ],
        ),
        (
            Lang::En,
            "inherit",
            [
                "Civil Code, art. 551",
                "Electronic Signature Law, arts. 3, 13",
                "art. 15",
                "objection",
                "power to act",
            ],
        ),
    ] {
        for form in Form::ALL {
            let text = render_by(form, &terms, &Details::new(), lang);
            assert_eq!(read(&text).unwrap().terms, terms);
            assert!(
                words.iter().all(|word| text.contains(word)) && !text.contains(none),
                "{text}"
            );
            for one in &terms.successions {
                let named: Vec<_> = one.named().chain([one.seat]).map(show).collect();
                let lines = text
                    .lines()
                    .filter(|line| named.iter().all(|who| line.contains(who)));
                assert_eq!(lines.count(), 1, "{one:?}");
            }
        }
        // Where nothing is agreed, the key can still be handed over.
        let plain = render(&samples()[8], lang);
        let line = Wording::of(Form::Third, lang).fill("succession", |_| String::new());
        assert!(!plain.contains(&line) && plain.contains(words[0]));
    }
}
