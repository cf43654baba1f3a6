use super::*;
use iou_base::text::Lang;

const EXAMPLE: &str = include_str!("../../../examples/jietiao.toml");
/// 2026-11-22T12:00:00Z.
const NOW_MS: u64 = 1_795_348_800_000;

fn fill(contents: &str, lang: Lang) -> Result<Filled> {
    fill_asked(contents, lang, false)
}

/// The same; `answer` to every question.
fn fill_asked(contents: &str, lang: Lang, answer: bool) -> Result<Filled> {
    let native = Unit {
        name: "IOU".into(),
        decimals: 12,
    };
    let account = |name: &str| match name {
        "zhangsan" => Ok(AccountId([1; 32])),
        "lisi" => Ok(AccountId([2; 32])),
        "wangwu" => Ok(AccountId([3; 32])),
        "zhaoliu" => Ok(AccountId([4; 32])),
        "v1" => Ok(AccountId([5; 32])),
        "v2" => Ok(AccountId([6; 32])),
        "v3" => Ok(AccountId([7; 32])),
        other => Err(iou_ledger::Error::KeystoreNotFound {
            name: other.into(),
            dir: "/".into(),
        }),
    };
    let text = Text::new(lang);
    let context = FormContext {
        text: &text,
        native,
        now_ms: NOW_MS,
        account: &account,
        rates: &terms::law::BuiltIn,
        wording: [7; 32],
        ask: &|_| answer,
    };
    read("form.toml", contents, &context)
}

/// The example with one line replaced; `line` begins with the field's name.
fn with(field: &str, line: &str) -> String {
    let section = |current: &mut String, text: &str| {
        if let Some(name) = text.strip_prefix('[') {
            *current = format!("{}.", name.split(']').next().unwrap());
        }
    };
    let mut current = String::new();
    let mut found = false;
    let mut lines = Vec::new();
    for text in EXAMPLE.lines() {
        section(&mut current, text);
        let name = format!("{current}{}", text.split('=').next().unwrap().trim());
        if name == field && !text.starts_with('[') {
            found = true;
            lines.push(line);
        } else {
            lines.push(text);
        }
    }
    if !found {
        lines.insert(0, line);
    }
    lines.join("\n")
}

#[test]
fn a_rate_above_the_cap_in_effect_is_refused_with_the_highest_that_passes() {
    for (lines, highest) in [
        ("rate = \"12%\"\nday_count = \"act/360\"", "11.8356%"),
        ("rate = \"12.5%\"", "12.00%"),
    ] {
        let refused = fill(&with("rate", lines), Lang::En).err().unwrap();
        let message = refused.message(&Text::new(Lang::En));
        assert!(message.contains(highest), "{message}");
    }
}

#[test]
fn the_example_form_becomes_the_loan_that_it_describes() {
    let filled = fill(EXAMPLE, Lang::En).unwrap();
    assert_eq!(filled.terms.principal.minor(), 1_000_000);
    assert_eq!(filled.terms.annual_rate, RatePpm(60_000));
    assert_eq!(filled.terms.borrower.0, [1; 32]);
    // 10,000.00 × 6 % × 90 / 365 = 147.945…, rounded down.
    assert_eq!(filled.terms.schedule.len(), 1);
    assert_eq!(filled.terms.schedule[0].interest.minor(), 14_794);
    assert_eq!(filled.terms.schedule[0].due.to_string(), "2027-02-20");
    let names: Vec<_> = filled.private.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "wording",
            "purpose",
            "lender.name",
            "lender.phone",
            "lender.id_number",
            "borrower.name",
            "borrower.phone",
            "borrower.id_number",
        ]
    );
    assert_eq!(filled.terms.commitments, commit(&filled.private));
}

#[test]
fn a_form_for_money_on_chain_may_name_the_least_delivery() {
    let native = with("settlement", "settlement = \"native\"").replace("\ncurrency ", "\n# currency ");
    let filled = |form: &str| fill(form, Lang::En).unwrap().terms.least_delivery;
    assert_eq!(filled(&native), None);
    let least = format!("least_delivery = \"0.5\"\n{native}");
    assert_eq!(filled(&least).map(Amount::minor), Some(500_000_000_000));
}

#[test]
fn every_example_form_is_read_without_a_mistake() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let mut read = Vec::new();
    for entry in std::fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        // Beside the forms lie the settings of the services, the plan of a consortium, and programs.
        let others = ["remind.toml", "relay.toml", "consortium.toml"];
        let is_toml = path.extension().is_some_and(|kind| kind == "toml");
        if !is_toml || others.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        let filled = fill(&std::fs::read_to_string(&path).unwrap(), Lang::En);
        let Filled { terms, .. } = filled.unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
        read.push((terms.plan.method, terms.schedule.len(), terms.guarantors.len()));
    }
    read.sort_by_key(|(_, instalments, _)| *instalments);
    // jietiao, custom, fenqi
    let expected = [
        (Method::Bullet, 1, 0),
        (Method::Custom, 3, 0),
        (Method::EqualInstalments, 12, 1),
    ];
    assert_eq!(read, expected);
}

#[test]
fn those_who_borrow_together_and_the_days_of_acceleration_are_in_the_terms_and_their_names_are_not() {
    let line = "acceleration_days = 15\n";
    let other = "\n[[co-borrower]]\naccount = \"wangwu\"\nname = \"王五\"\nphone = \"13700000003\"\n";
    let filled = fill(&format!("{line}{EXAMPLE}{other}"), Lang::En).unwrap();
    assert_eq!(filled.terms.acceleration, Some(15));
    assert_eq!(filled.terms.co_borrowers, [terms::AccountId([3; 32])]);
    let names: Vec<_> = filled.private.iter().map(|field| field.name.as_str()).collect();
    assert!(
        names.ends_with(&["co-borrower.1.name", "co-borrower.1.phone"]),
        "{names:?}"
    );
    for account in ["zhangsan", "lisi"] {
        let same = other.replace("wangwu", account);
        let refused = fill(&format!("{EXAMPLE}{same}"), Lang::En).err().unwrap();
        assert!(refused.to_string().contains("co-borrower"), "{refused}");
    }
    assert_eq!(fill(EXAMPLE, Lang::En).unwrap().terms.acceleration, None);
}

#[test]
fn days_for_an_answer_are_none_unless_the_form_names_some() {
    let days = |line: &str| {
        fill(&format!("{line}\n{EXAMPLE}"), Lang::En)
            .unwrap()
            .terms
            .answer_days
    };
    assert_eq!(days(""), 0);
    assert_eq!(days("answer_days = 0"), 0);
    assert_eq!(days("answer_days = 15"), 15);
    assert_eq!(days("answer_days = \"15天\""), 15);
}

#[test]
fn the_money_comes_in_one_part_unless_the_form_says_in_how_many() {
    let parts = |line: &str| {
        fill(&format!("{line}\n{EXAMPLE}"), Lang::En)
            .unwrap()
            .terms
            .deliveries
    };
    assert_eq!(parts(""), 1);
    assert_eq!(parts("deliveries = 1"), 1);
    assert_eq!(parts("deliveries = 12"), 12);
    assert_eq!(parts("deliveries = \"3次\""), 3);
}

/// The example as an old debt: what was delivered and repaid before.
fn old_debt(more: &str) -> String {
    format!(
        "{EXAMPLE}\n[[repaid]]\non = \"2026-03-01\"\namount = \"500.00\"\n\
         [[delivered]]\non = \"2025-05-01\"\namount = \"8000.00\"\nreceipt = \"{}\"\n\
         [[delivered]]\non = \"2026-03-01\"\namount = \"2000.00\"\n{more}",
        "ab".repeat(32)
    )
}

#[test]
fn what_moved_before_is_read_in_the_order_of_its_days_and_signed_is_delivered() {
    let terms = fill(&old_debt(""), Lang::En).unwrap().terms;
    let moved: Vec<(Role, u128, String, bool)> = terms
        .past
        .iter()
        .map(|moved| {
            let (amount, on) = (moved.amount.minor(), moved.on.to_string());
            (moved.by, amount, on, moved.receipt.is_some())
        })
        .collect();
    let expected = [
        (Role::Lender, 800_000, "2025-05-01".to_owned(), true),
        (Role::Lender, 200_000, "2026-03-01".to_owned(), false),
        (Role::Borrower, 50_000, "2026-03-01".to_owned(), false),
    ];
    assert_eq!(moved, expected);
    assert_eq!(terms.deliver_by, terms.sign_by);
    // Interest for the time before is agreed by a start that lies back; without old debt none can.
    let earlier = |form: &str| form.replace("start      = \"today\"", "start = \"2025-05-01\"");
    let back = earlier(&old_debt("")).replace("\"90d\"", "\"2027-05-01\"");
    assert_eq!(
        fill(&back, Lang::En).unwrap().terms.plan.start.to_string(),
        "2025-05-01"
    );
    assert!(fill(&earlier(EXAMPLE), Lang::En).is_err());
}

#[test]
fn an_old_debt_that_cannot_be_is_named_by_its_field() {
    let field = |form: &str| match fill(form, Lang::En) {
        Err(Error::Form { field, .. }) => field,
        other => panic!("{:?}", other.map(|filled| filled.terms)),
    };
    let moved = |name: &str, on: &str, amount: &str| {
        field(&old_debt(&format!(
            "[[{name}]]\non = \"{on}\"\namount = \"{amount}\"\n"
        )))
    };
    assert_eq!(moved("delivered", "2026-04-01", "1.00"), "amount");
    assert_eq!(moved("repaid", "2025-06-01", "9000.00"), "repaid");
    assert_eq!(moved("repaid", "2025-04-30", "1.00"), "delivered");
    assert_eq!(moved("repaid", "2026-12-01", "1.00"), "delivered");
    assert_eq!(moved("repaid", "gestern", "1.00"), "repaid.2.on");
    let bad = old_debt("").replace(&"ab".repeat(32), "ab");
    assert_eq!(field(&bad), "delivered.1.receipt");
    let within = format!("deliver_within = \"7d\"\n{}", old_debt(""));
    assert_eq!(field(&within), "deliver_within");
    let parts = format!("deliveries = 2\n{}", old_debt(""));
    assert_eq!(field(&parts), "delivered");
    let old = old_debt("").replace("2025-05-01", "2015-08-31");
    assert_eq!(field(&old), "law");
}

/// The example, with what its parties agree for the loss of their keys.
fn with_succession(sections: &str) -> String {
    format!("{EXAMPLE}\n{sections}")
}

#[test]
fn who_may_take_over_a_seat_is_read_for_each_seat_by_its_role_or_account() {
    let sections = "[[succession]]\nof = \"lender\"\nheir = \"wangwu\"\nverifier = \"v1\"\nsecond = \"v2\"\ndays = \"21天\"\n\
                    [[succession]]\nof = \"borrower\"\nverifier = \"v1\"\n\
                    [[succession]]\nof = \"zhaoliu\"\nheir = \"v3\"\ndays = 14\n\
                    [[guarantor]]\naccount = \"zhaoliu\"\nname = \"赵六\"\n";
    let terms = fill(&with_succession(sections), Lang::Zh).unwrap().terms;
    let read: Vec<_> = terms
        .successions
        .iter()
        .map(|one| {
            let named =
                [one.heir, one.verifier, one.second].map(|account| account.map(|account| account.0[0]));
            (one.seat.0[0], named, one.days)
        })
        .collect();
    let expected = [
        (terms.lender.0[0], [Some(3), Some(5), Some(6)], 21),
        (terms.borrower.0[0], [None, Some(5), None], 30),
        (4, [Some(7), None, None], 14),
    ];
    assert_eq!(read, expected);
    assert!(fill(EXAMPLE, Lang::En).unwrap().terms.successions.is_empty());
}

#[test]
fn a_succession_that_cannot_be_is_named_by_its_field_and_says_what_to_do() {
    let refused = |lines: &str| match fill(&with_succession(lines), Lang::En) {
        Err(Error::Form { field, why, .. }) => (field, why),
        other => panic!("{lines}: {:?}", other.map(|filled| filled.terms)),
    };
    let one = |lines: &str| refused(&format!("[[succession]]\n{}", lines.replace(", ", "\n")));
    for (lines, field, says) in [
        ("heir = \"wangwu\"", "succession.1.of", "missing"),
        ("of = \"wangwu\", heir = \"v1\"", "succession.1.of", "\"lender\""),
        ("of = \"borrower\", days = 20", "succession.1.heir", "heir"),
        (
            "of = \"borrower\", heir = \"lisi\"",
            "succession.1.heir",
            "no side",
        ),
        (
            "of = \"borrower\", verifier = \"zhangsan\"",
            "succession.1.verifier",
            "no side",
        ),
        (
            "of = \"lender\", verifier = \"v1\"",
            "succession.1.second",
            "Add `second`",
        ),
        (
            "of = \"borrower\", second = \"v1\", heir = \"wangwu\"",
            "succession.1.second",
            "`verifier`",
        ),
        (
            "of = \"lender\", verifier = \"v1\", second = \"v1\"",
            "succession.1.second",
            "somebody else",
        ),
        (
            "of = \"borrower\", heir = \"v1\", verifier = \"v1\"",
            "succession.1.heir",
            "another account",
        ),
        (
            "of = \"borrower\", heir = \"wangwu\", days = 13",
            "succession.1.days",
            "14",
        ),
        (
            "of = \"borrower\", heir = \"wangwu\", days = 31",
            "succession.1.days",
            "30",
        ),
        (
            "of = \"borrower\", heir = \"wangwu\", delay = 14",
            "succession.1.delay",
            "no such field",
        ),
    ] {
        let (at, why) = one(lines);
        assert_eq!(at, field, "{lines}: {why}");
        assert!(
            field.ends_with(".of") && says == "missing" || why.contains(says),
            "{lines}: {why}"
        );
    }
    let twice = "[[succession]]\nof = \"borrower\"\nheir = \"wangwu\"\n[[succession]]\nof = \"zhangsan\"\nheir = \"v1\"\n";
    assert_eq!(refused(twice).0, "succession.2.of");
    let crossed = "[[succession]]\nof = \"borrower\"\nheir = \"wangwu\"\n\
                   [[succession]]\nof = \"lender\"\nverifier = \"wangwu\"\nsecond = \"v1\"\n";
    assert_eq!(refused(crossed).0, "succession.2.verifier");
    let heirs = "[[succession]]\nof = \"borrower\"\nheir = \"wangwu\"\n[[succession]]\nof = \"lender\"\nheir = \"wangwu\"\n";
    assert_eq!(refused(heirs).0, "succession.2.heir");
}

/// What the form explains is what the rules refuse, and the rules refuse nothing beside that it has no words for.
#[test]
fn the_form_explains_every_succession_that_the_rules_refuse_and_no_other() {
    let terms = fill(EXAMPLE, Lang::En).unwrap().terms;
    let people = [None, Some(3), Some(5), Some(1)].map(|one| one.map(|n: u8| terms::AccountId([n; 32])));
    let ways = || {
        let mut all = Vec::new();
        for heir in people {
            for verifier in people {
                all.extend(people.map(|second| (heir, verifier, second)));
            }
        }
        all
    };
    let rule = |seat, (heir, verifier, second)| Succession {
        seat,
        heir,
        verifier,
        second,
        days: 14,
    };
    let agrees = |before: &[Succession], one: Succession| {
        let mut with = terms.clone();
        with.successions = [before, &[one]].concat();
        let refused = with.validate(&terms::law::BuiltIn, Timestamp(NOW_MS));
        let why = why_no_succession(&terms, before, &one);
        assert_eq!(
            why.is_some(),
            refused == Err(Refused::BadSuccession),
            "{before:?} {one:?}: {why:?}"
        );
        why.is_none()
    };
    for seat in [terms.lender, terms.borrower, terms::AccountId([9; 32])] {
        for way in ways() {
            let one = rule(seat, way);
            if agrees(&[], one) && seat == terms.lender {
                for other in ways() {
                    let _possible = agrees(&[one], rule(terms.borrower, other));
                }
            }
        }
    }
}

#[test]
fn nothing_personal_is_in_the_terms_and_two_readings_share_no_salt() {
    use scale::Encode;
    let (one, two) = (fill(EXAMPLE, Lang::En).unwrap(), fill(EXAMPLE, Lang::En).unwrap());
    let bytes = one.terms.encode();
    for field in &one.private {
        let value = field.value.as_bytes();
        assert!(
            !bytes.windows(value.len()).any(|window| window == value),
            "{} is in the terms",
            field.name
        );
    }
    assert_ne!(one.digest, two.digest);
    assert_ne!(one.terms.commitments, two.terms.commitments);
}

#[test]
fn every_malformed_field_is_named_with_a_sentence_in_both_languages() {
    let cases = [
        ("purpose", "purpose = \"\""),
        ("settlement", "settlement = \"cash\""),
        ("least_delivery", "least_delivery = \"8000.00\""),
        ("currency", "currency = \"Yuan\""),
        ("currency", "currency = \"XYZ\""),
        ("amount", "amount = \"1.234\""),
        ("amount", "amount = 10000.001"),
        ("amount", "amount = [1]"),
        ("amount", "amount = \"1万5\""),
        ("amount", "amount = \"$100\""),
        ("amount", "amount = \"999999999999999999999999999999999\""),
        ("amount", "amount = \"-5\""),
        ("rate", "rate = \"0.06\""),
        ("rate", "rate = \"12.01%\""),
        ("overdue_rate", "overdue_rate = \"13%\""),
        ("method", "method = \"annuity\""),
        ("term", "term = \"0d\""),
        ("term", "term = \"101y\""),
        ("start", "start = \"2026-11-21\""),
        ("start", "start = \"2026-02-30\""),
        ("grace_days", "grace_days = 366"),
        ("grace_days", "grace_days = -1"),
        ("decimals", "decimals = 13"),
        ("day_count", "day_count = \"act/act\""),
        ("both_ends", "both_ends = \"maybe\""),
        ("rounding", "rounding = \"up\""),
        ("utc_offset", "utc_offset = \"Beijing\""),
        ("early_repayment", "early_repayment = 1"),
        ("acceleration_days", "acceleration_days = 0"),
        ("acceleration_days", "acceleration_days = \"soon\""),
        ("answer_days", "answer_days = 366"),
        ("answer_days", "answer_days = \"soon\""),
        ("deliveries", "deliveries = 0"),
        ("deliveries", "deliveries = 13"),
        ("deliveries", "deliveries = \"many\""),
        ("co-borrower", "co-borrower = \"wangwu\""),
        ("law", "law = \"us\""),
        ("rate_cap", "rate_cap = \"12%\""),
        ("sign_within", "sign_within = \"soon\""),
        ("deliver_within", "deliver_within = \"100d\""),
        ("sign_within", "sign_within = \"100d\""),
        ("sign_within", "sign_within = \"1m\""),
        ("term", "term = \"2026-11-22\""),
        ("lender.name", "name = \"\""),
        ("lender.phone", "phone = \"1380000000\""),
        ("borrower.id_number", "id_number = \"110101202613032034\""),
        ("lender.name", "name = \"\""),
        ("lender.phone", "phone = \"none\""),
        ("borrower.id_number", "id_number = \"110101199003072034\""),
        ("borrower.account", "account = \"lisi\""),
        ("intrest", "intrest = \"6%\""),
        ("lender.nmae", "nmae = \"x\""),
    ];
    for (field, line) in cases {
        let contents = match field {
            // Lines that the example lacks go into their section.
            "lender.nmae" => EXAMPLE.replace("[lender] ", &format!("[lender]\n{line} ")),
            _ => with(field, line),
        };
        for lang in [Lang::En, Lang::Zh] {
            match fill(&contents, lang) {
                Err(Error::Form {
                    field: named, why, ..
                }) => {
                    assert_eq!(named, field, "{line}: {why}");
                    assert!(
                        !why.is_empty() && !why.contains("No localization"),
                        "{line}: {why}"
                    );
                }
                Err(other) => panic!("{line}: {other:?}"),
                Ok(_) => panic!("{line} was accepted"),
            }
        }
    }
}

#[test]
fn every_required_field_is_missed_by_name() {
    for field in [
        "purpose",
        "currency",
        "amount",
        "rate",
        "term",
        "lender.account",
        "borrower.name",
    ] {
        match fill(&with(field, ""), Lang::En) {
            Err(Error::Form { field: named, .. }) => assert_eq!(named, field),
            other => panic!("{field}: {:?}", other.map(|filled| filled.terms)),
        }
    }
}

#[test]
fn broken_toml_is_reported_with_its_line_and_an_unknown_account_as_such() {
    let broken = with("amount", "amount = \"1");
    assert!(matches!(fill(&broken, Lang::En), Err(Error::Form { field, .. }) if field.starts_with("(line ")));
    let stranger = with("lender.account", "account = \"sunqi\"");
    assert!(
        matches!(fill(&stranger, Lang::En), Err(Error::Ledger(iou_ledger::Error::KeystoreNotFound { name, .. })) if name == "sunqi")
    );
}

/// The example with lines added to its beginning.
fn and(lines: &str) -> String {
    format!("{lines}\n{EXAMPLE}")
}

/// The example without the fields that say when it is repaid, and with those of `lines`.
fn repaid(lines: &str) -> String {
    let kept = EXAMPLE
        .lines()
        .filter(|line| !line.starts_with("method") && !line.starts_with("term"));
    and(lines)
        .lines()
        .take(lines.lines().count())
        .chain(kept)
        .collect::<Vec<_>>()
        .join("\n")
}

fn named(filled: Result<Filled>) -> (String, String) {
    match filled.map(|filled| filled.terms) {
        Err(Error::Form { field, why, .. }) => (field, why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_as_lenders_write_it_is_the_same_loan() {
    let plain = fill(EXAMPLE, Lang::Zh).unwrap().terms;
    for (field, lines) in [
        (
            "amount",
            &[
                "amount = 10000",
                "amount = 10000.00",
                "amount = 1万",
                "amount ＝ “壹万元整”",
                "amount = \"¥10,000\"",
            ][..],
        ),
        (
            "rate",
            &[
                "rate = 6%",
                "rate = “６％”",
                "rate = \"0.5%/月\"",
                "rate = 月息5厘",
                "rate = \"2倍LPR\"",
            ],
        ),
        (
            "term",
            &[
                "term = 90天",
                "term = \"九十天\"",
                "term = 2027-02-20",
                "term = 2027/02/20",
                "due = 2027年2月20日",
            ],
        ),
        (
            "start",
            &[
                "start = 今天",
                "start = 2026-11-22",
                "start = \"2026年11月22日\"",
                "start = 20261122",
                "",
            ],
        ),
        (
            "grace_days",
            &["grace_days = \"3\"", "grace_days = 3天", "grace_days = ３"],
        ),
        ("method", &["method = 到期一次还本付息", "method = Bullet"]),
        ("currency", &["currency = cny", "currency = \"人民币\""]),
        ("settlement", &["settlement = 线下转账"]),
    ] {
        for line in lines {
            let read = fill(&with(field, line), Lang::Zh);
            let Filled { terms, .. } = read.unwrap_or_else(|e| panic!("{line}: {e}"));
            let same = (
                plain.principal,
                plain.annual_rate,
                &plain.plan,
                &plain.schedule,
                plain.grace_days,
            );
            let found = (
                terms.principal,
                terms.annual_rate,
                &terms.plan,
                &terms.schedule,
                terms.grace_days,
            );
            assert_eq!(found, same, "{line}");
            assert_eq!(terms.settlement, plain.settlement, "{line}");
        }
    }
}

#[test]
fn what_was_understood_is_told_and_what_is_plain_is_not() {
    assert_eq!(
        fill(EXAMPLE, Lang::En).unwrap().understood,
        [Understood {
            field: "start".into(),
            written: "today".into(),
            taken: "2026-11-22".into(),
        }]
    );
    let filled = fill(&with("amount", "amount = \"壹万元整\""), Lang::En).unwrap();
    assert!(filled.understood.contains(&Understood {
        field: "amount".into(),
        written: "壹万元整".into(),
        taken: "10000.00".into(),
    }));
    let filled = fill(&with("lender.phone", "phone = \"+86 139-0000-0002\""), Lang::En).unwrap();
    assert!(filled
        .understood
        .iter()
        .any(|field| field.field == "lender.phone" && field.taken == "13900000002"));
}

#[test]
fn a_number_that_could_be_two_rates_is_answered_with_both() {
    for lang in [Lang::En, Lang::Zh] {
        for line in ["rate = \"0.06\"", "rate = 0.06"] {
            let (field, why) = named(fill(&with("rate", line), lang));
            assert_eq!(field, "rate");
            assert!(why.contains("6.00%") && why.contains("0.06%"), "{why}");
        }
    }
}

#[test]
fn a_short_loan_simply_works() {
    for (term, days) in [
        ("1d", 1),
        ("2d", 2),
        ("7d", 7),
        ("13d", 13),
        ("14d", 14),
        ("15d", 15),
    ] {
        let Filled { terms, .. } = fill(&with("term", &format!("term = \"{term}\"")), Lang::En).unwrap();
        assert_eq!(terms.schedule[0].due.since(terms.plan.start), days);
        assert!(
            Timestamp(NOW_MS) < terms.sign_by && terms.sign_by < terms.deliver_by,
            "{term}"
        );
        assert!(terms.day_of(terms.deliver_by) < terms.schedule[0].due, "{term}");
    }
    // With time enough each side has its week.
    let Filled { terms, .. } = fill(EXAMPLE, Lang::En).unwrap();
    assert_eq!(terms.sign_by.0 - NOW_MS, 7 * 86_400_000);
    assert_eq!(terms.deliver_by.0 - terms.sign_by.0, 7 * 86_400_000);
    // What is said is kept, what is not gives way.
    let said = with("term", "term = \"7d\"\nsign_within = \"5d\"");
    let Filled { terms, .. } = fill(&said, Lang::En).unwrap();
    assert_eq!(terms.sign_by.0 - NOW_MS, 5 * 86_400_000);
    let said = with("term", "term = \"7d\"\ndeliver_within = \"5d\"");
    let Filled { terms, .. } = fill(&said, Lang::En).unwrap();
    assert_eq!(terms.deliver_by.0 - terms.sign_by.0, 5 * 86_400_000);
    for field in ["sign_within", "deliver_within"] {
        let late = with("term", &format!("term = \"7d\"\n{field} = \"8d\""));
        assert_eq!(named(fill(&late, Lang::En)).0, field);
    }
}

#[test]
fn a_rate_above_the_cap_is_answered_with_todays_cap_and_where_it_comes_from() {
    for (field, line) in [
        ("rate", "rate = \"12.01%\""),
        ("overdue_rate", "overdue_rate = \"12.01%\""),
    ] {
        for lang in [Lang::En, Lang::Zh] {
            let (named, why) = named(fill(&with(field, line), lang));
            assert_eq!(named, field);
            for part in ["12.01%", "12.00%", "3.00%", "2025-05-20", "2026-11-22"] {
                assert!(why.contains(part), "{why}");
            }
        }
    }
    let own = with("rate", "rate = \"9%\"\nlaw = \"none\"\nrate_cap = \"8%\"");
    let (field, why) = named(fill(&own, Lang::En));
    assert!(field == "rate" && why.contains("8.00%"), "{field}: {why}");
}

#[test]
fn a_first_due_day_or_a_day_of_the_month_makes_a_plan_by_hand_of_the_methods_figures() {
    let monthly = "method = \"interest-only\"\nevery = \"1m\"\nperiods = 3\n";
    let dues = |lines: &str| {
        let Filled { terms, .. } = fill(&repaid(&format!("{monthly}{lines}")), Lang::En).unwrap();
        let days: Vec<_> = terms.schedule.iter().map(|row| row.due.to_string()).collect();
        (terms.plan.method, days)
    };
    let (method, days) = dues("");
    assert_eq!((method, days[0].as_str()), (Method::InterestOnly, "2026-12-22"));
    let (method, days) = dues("first_due = \"2027-01-10\"");
    assert_eq!(method, Method::Custom);
    assert_eq!(days, ["2027-01-10", "2027-02-10", "2027-03-10"]);
    assert_eq!(dues("due_day = 15").1, ["2026-12-15", "2027-01-15", "2027-02-15"]);
    assert_eq!(
        dues("due_day = 月底").1,
        ["2026-12-31", "2027-01-31", "2027-02-28"]
    );
    let wrong = repaid(&format!("{monthly}first_due = \"2026-11-22\""));
    assert_eq!(named(fill(&wrong, Lang::En)).0, "first_due");
}

#[test]
fn months_are_a_number_of_instalments_only_where_there_is_one_a_month() {
    let each = |every: &str, periods: &str| {
        let lines = format!("method = \"等额本金\"\nevery = \"{every}\"\nperiods = \"{periods}\"");
        fill(&repaid(&lines), Lang::En)
    };
    for periods in ["12", "12期", "12个月", "十二个月", "12 months"] {
        assert_eq!(each("1m", periods).unwrap().terms.schedule.len(), 12, "{periods}");
    }
    assert_eq!(each("3m", "4期").unwrap().terms.schedule.len(), 4);
    // 12个月 by the quarter are four instalments, not twelve.
    for every in ["3m", "30d", "1y"] {
        let (field, why) = named(each(every, "12个月"));
        assert!(field == "periods" && why.contains("12个月"), "{field}: {why}");
    }
    let (field, why) = named(each("1m", "many"));
    assert!(
        field == "periods" && !why.contains("4294967295"),
        "{field}: {why}"
    );
}

#[test]
fn more_instalments_than_a_loan_has_are_refused_with_the_limit_under_the_field_that_says_so() {
    let many = |lines: &str| named(fill(&repaid(lines), Lang::En));
    let equal = "method = \"等额本息\"\nevery = \"1m\"\n";
    for (lines, field) in [
        ("periods = 360", "periods"),
        ("term = \"30年\"", "term"),
        ("periods = 121", "periods"),
    ] {
        let (named, why) = many(&format!("{equal}{lines}"));
        assert_eq!(named, field);
        assert!(why.contains("120"), "{why}");
    }
    assert_eq!(many(&format!("{equal}periods = 0")).0, "periods");
    assert_eq!(many(&format!("{equal}term = \"45d\"")).0, "periods");
    let Filled { terms, .. } = fill(&repaid(&format!("{equal}term = 一年")), Lang::En).unwrap();
    assert_eq!(
        (terms.plan.method, terms.schedule.len()),
        (Method::EqualInstalments, 12)
    );
    let rows: String = (0..121)
        .map(|n| format!("[[instalment]]\ndue = {}\nprincipal = 1\n", Day(20_900 + n)))
        .collect();
    let custom = format!("{}\n{rows}", repaid("method = \"custom\""));
    let (field, why) = named(fill(&custom, Lang::En));
    assert!(field == "instalment" && why.contains("120"), "{field}: {why}");
}

#[test]
fn a_flat_offer_is_answered_with_its_true_yearly_rate() {
    let flat = repaid("method = \"等本等息\"\nevery = \"1m\"\nperiods = 12\n")
        .replace("rate       = \"6%\"", "rate = \"1%/月\"");
    let (field, why) = named(fill(&flat, Lang::Zh));
    assert_eq!(field, "method");
    assert!(why.contains("21.") && why.contains("equal-instalments"), "{why}");
}

#[test]
fn what_cannot_be_right_about_a_person_is_asked_and_kept_if_it_stands_so_on_the_card() {
    for (field, line, value) in [
        (
            "borrower.id_number",
            "id_number = \"110101199003072034\"",
            "110101199003072034",
        ),
        ("borrower.phone", "phone = \"138 0000 00011\"", "138000000011"),
    ] {
        let form = with(field, line);
        assert_eq!(named(fill_asked(&form, Lang::En, false)).0, field);
        let filled = fill_asked(&form, Lang::En, true).unwrap();
        let kept = filled.private.iter().find(|private| private.name == field);
        assert_eq!(kept.map(|private| private.value.as_str()), Some(value));
    }
}

#[test]
fn one_person_written_in_two_ways_is_committed_to_in_one() {
    let value = |field: &str, line: &str| {
        let filled = fill(&with(field, line), Lang::En).unwrap();
        let found = filled.private.iter().find(|private| private.name == field);
        found.unwrap().value.clone()
    };
    for line in [
        "id_number = \"11010519491231002x\"",
        "id_number = １１０１０５１９４９１２３１００２ｘ",
        "id_number = \"110105 19491231 002X\"",
    ] {
        assert_eq!(value("borrower.id_number", line), "11010519491231002X", "{line}");
    }
    for line in [
        "phone = 13800000001",
        "phone = \"+86 138 0000 0001\"",
        "phone = \"１３８-００００-０００１\"",
    ] {
        assert_eq!(value("borrower.phone", line), "13800000001", "{line}");
    }
    assert_eq!(value("borrower.name", "name = \"买买提・艾力\""), "买买提·艾力");
    assert_eq!(value("borrower.name", "name = \"Ａｌｉｃｅ  Ｗ\""), "Alice W");
}

#[test]
fn a_mistake_of_toml_is_said_with_its_line_in_the_readers_language() {
    let broken = with("amount", "amount = “10000");
    let line = EXAMPLE
        .lines()
        .position(|line| line.starts_with("amount"))
        .unwrap()
        + 1;
    for (lang, shown) in [
        (Lang::En, format!("(line {line})")),
        (Lang::Zh, format!("（第 {line} 行）")),
    ] {
        let (field, why) = named(fill(&broken, lang));
        assert_eq!(field, shown);
        assert!(why.contains("“10000"), "{why}");
    }
}

#[test]
fn a_name_is_committed_to_in_one_form_however_it_was_typed() {
    let value = |line: &str| {
        let filled = fill(&with("borrower.name", line), Lang::En).unwrap();
        let name = filled.private.iter().find(|field| field.name == "borrower.name");
        name.unwrap().value.clone()
    };
    // Composed and decomposed, a compatibility ideograph, Hangul letters, an angstrom sign, blanks around and within.
    for (typed, kept) in [
        ("name = \"Jos\\u0065\\u0301\"", "José"),
        ("name = \"José\"", "José"),
        ("name = \"\u{F9FD}\"", "什"),
        ("name = \"\u{1112}\u{1161}\u{11AB}\"", "한"),
        ("name = \"\u{212B}ngström\"", "Ångström"),
        ("name = \"  O'Brien   Müller \"", "O'Brien Müller"),
        ("name = \"\u{A0}张三\u{3000}\"", "张三"),
        (
            "name = \"O'Brien\u{3000}\u{A0}Müller\u{202F}X\"",
            "O'Brien Müller X",
        ),
        ("name = \"王𠮷𪚥\"", "王𠮷𪚥"),
    ] {
        assert_eq!(value(typed), kept, "{typed}");
    }
}

#[test]
fn a_sign_that_cannot_be_seen_is_refused_in_every_text_of_the_form_and_named() {
    let hidden = [
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{2060}',
        '\u{2061}',
        '\u{2064}',
        '\u{2065}',
        '\u{feff}',
        '\u{ad}',
        '\u{61c}',
        '\u{180e}',
        '\u{180b}',
        '\u{3164}',
        '\u{115f}',
        '\u{1160}',
        '\u{ffa0}',
        '\u{e0000}',
        '\u{e0041}',
        '\u{e007f}',
        '\u{fe00}',
        '\u{fe0f}',
        '\u{e0100}',
        '\u{e01ef}',
        '\u{202a}',
        '\u{202e}',
        '\u{2066}',
        '\u{2069}',
        '\u{2028}',
        '\u{2800}',
        '\u{e000}',
        '\u{f8ff}',
        '\u{10ffff}',
        '\u{fffe}',
        '\u{378}',
        '\u{34f}',
        '\u{17b4}',
        '\u{fff9}',
        '\u{fffc}',
        '\u{1d173}',
        '\u{9b}',
        '\u{85}',
    ];
    for sign in hidden {
        let named = format!("U+{:04X}", u32::from(sign));
        for (field, name) in [
            ("borrower.name", "name"),
            ("lender.name", "name"),
            ("purpose", "purpose"),
        ] {
            let error = fill(&with(field, &format!("{name} = \"张{sign}三\"")), Lang::En)
                .err()
                .unwrap();
            assert_eq!(error.details()["field"], field, "{named}");
            assert!(
                error.details()["why"].as_str().unwrap().contains(&named),
                "{error}"
            );
        }
    }
    // Written as an escape, in a number, in a keyword, and hanging on nothing.
    for (field, line) in [
        ("borrower.name", "name = \"张\\u200b三\""),
        ("borrower.name", "name = \"\\u0301张三\""),
        ("borrower.name", "name = \"张\\n三\""),
        ("borrower.phone", "phone = \"138\\u200b00000000\""),
        ("method", "method = \"bul\\u00adlet\""),
    ] {
        let error = fill(&with(field, line), Lang::Zh).err().unwrap();
        assert!(
            error.details()["why"].as_str().unwrap().contains("U+"),
            "{line}: {error}"
        );
    }
}

#[test]
fn the_list_of_unseen_signs_has_all_that_the_library_calls_so() {
    use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory as Of};
    use icu_properties::{CodePointMapData, CodePointSetData};
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let category = CodePointMapData::<Of>::new();
    let hides = [
        Of::Control,
        Of::Format,
        Of::PrivateUse,
        Of::LineSeparator,
        Of::ParagraphSeparator,
    ];
    // Beside those: signs whose picture is blank, and what will never be a character.
    let blank = ['\u{2800}', '\u{fffc}', '\u{1d159}', '\u{16fe4}'];
    for sign in '\0'..=char::MAX {
        let is_hidden = ignorable.contains(sign) || hides.contains(&category.get(sign));
        let is_listed = iou_base::signs::is_unseen(sign);
        let may_be = blank.contains(&sign)
            || category.get(sign) == Of::Unassigned
            || ('\u{13430}'..='\u{13446}').contains(&sign);
        assert!(is_listed || !is_hidden, "U+{:04X} is not listed", u32::from(sign));
        assert!(
            is_hidden || !is_listed || may_be,
            "U+{:04X} can be seen",
            u32::from(sign)
        );
    }
}
