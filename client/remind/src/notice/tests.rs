use super::*;

const PLACE: ContractId = ContractId {
    genesis: [0xaa; 32],
    contract: [0xbb; 32],
};

fn facts() -> Facts {
    let amount = |minor| Amount::new(minor).unwrap();
    Facts {
        part: Part::Borrower,
        currency: "CNY".into(),
        decimals: 2,
        utc_offset_minutes: 480,
        as_of: Day(20_818),
        instalments: 12,
        sum: Some(Sum {
            amount: amount(1_014_794),
            principal: amount(1_000_000),
            interest: amount(14_794),
            late: Amount::ZERO,
            costs: Amount::ZERO,
        }),
        moved: None,
        seat: None,
    }
}

fn notice(subject: Subject) -> Notice {
    Notice {
        loan: 7,
        subject,
        channel: Channel::Sms,
        recipient: AccountId([0xcc; 32]),
        facts: facts(),
    }
}

/// Everything that can be told of instalment 2, due on day 0x01020304.
fn due(stage: Nearness) -> Subject {
    Subject::Instalment {
        number: 2,
        due: Day(0x0102_0304),
        stage,
    }
}

#[test]
fn the_id_of_a_notice_can_be_recomputed_byte_by_byte() {
    let head = [
        &b"iou/notice/1"[..],
        &[0xaa; 32],
        &[0xbb; 32],
        &7u64.to_le_bytes(),
    ]
    .concat();
    let tail = [&[2u8][..], &[0xcc; 32]].concat();
    let day = [4, 3, 2, 1];
    let subjects: [(Subject, Vec<u8>); 11] = [
        (
            due(Nearness::Before(30)),
            [&[0, 2, 0][..], &day, &[0, 30, 0]].concat(),
        ),
        (due(Nearness::Today), [&[0, 2, 0][..], &day, &[1]].concat()),
        (
            due(Nearness::After(7)),
            [&[0, 2, 0][..], &day, &[2, 7, 0]].concat(),
        ),
        (
            due(Nearness::Month(300)),
            [&[0, 2, 0][..], &day, &[3, 44, 1]].concat(),
        ),
        (
            Subject::Limitation {
                until: Day(0x0102_0304),
                days: 90,
            },
            [&[1][..], &day, &[90, 0]].concat(),
        ),
        (
            Subject::Guarantee {
                guarantor: AccountId([0xdd; 32]),
                until: Day(0x0102_0304),
                days: 30,
            },
            [&[2][..], &[0xdd; 32], &day, &[30, 0]].concat(),
        ),
        (
            Subject::Signature {
                by: Timestamp(0x0102_0304),
                days: 3,
            },
            [&[5][..], &day, &[0, 0, 0, 0, 3, 0]].concat(),
        ),
        (
            Subject::Event {
                sequence: 9,
                name: "LoanRepaid".into(),
            },
            vec![3, 9, 0, 0, 0],
        ),
        (
            Subject::Demand {
                number: 2,
                due: Day(0x0102_0304),
            },
            [&[4, 2, 0][..], &day].concat(),
        ),
        (
            Subject::Objection {
                seat: AccountId([0xdd; 32]),
                to: AccountId([0xee; 32]),
                until: Day(0x0102_0304),
                days: 3,
            },
            [&[7][..], &[0xdd; 32], &[0xee; 32], &day, &[3, 0]].concat(),
        ),
        (
            Subject::SeatReady {
                seat: AccountId([0xdd; 32]),
                from: Day(0x0102_0304),
            },
            [&[8][..], &[0xdd; 32], &day].concat(),
        ),
    ];
    for (subject, middle) in subjects {
        let bytes = [&head[..], &middle, &tail].concat();
        let expected = hex::encode(Sha256::digest(bytes));
        assert_eq!(notice(subject.clone()).hex_id(&PLACE), expected, "{subject:?}");
    }
}

#[test]
fn ids_written_down_once_stay_as_they_are() {
    // Computed with sha256sum over the bytes above, once for ever.
    assert_eq!(
        notice(due(Nearness::Today)).hex_id(&PLACE),
        "be7406d12782ab81da187d065aec340ad8237421db386593e261f359a1d1f800"
    );
}

#[test]
fn figures_are_no_part_of_the_identity_and_a_postponed_instalment_is_a_new_matter() {
    let told = notice(due(Nearness::Today));
    let mut later = told.clone();
    later.facts.sum = None;
    assert_eq!(told.id(&PLACE), later.id(&PLACE));
    let postponed = notice(Subject::Instalment {
        number: 2,
        due: Day(0x0102_0305),
        stage: Nearness::Today,
    });
    assert_ne!(told.id(&PLACE), postponed.id(&PLACE));
    let other_chain = ContractId {
        genesis: [0xab; 32],
        ..PLACE
    };
    assert_ne!(told.id(&PLACE), told.id(&other_chain));
}

#[test]
fn a_message_with_one_notice_has_its_id_and_one_with_many_an_id_that_order_does_not_change() {
    let (a, b) = (notice(due(Nearness::Today)), notice(due(Nearness::After(1))));
    assert_eq!(message_id(std::slice::from_ref(&a), &PLACE), a.hex_id(&PLACE));
    let mut ids = [a.id(&PLACE), b.id(&PLACE)];
    ids.sort();
    let expected = hex::encode(Sha256::digest([&b"iou/digest/1"[..], &ids.concat()].concat()));
    assert_eq!(message_id(&[a.clone(), b.clone()], &PLACE), expected);
    assert_eq!(message_id(&[b, a], &PLACE), expected);
}

#[test]
fn facts_are_json_with_exact_decimal_amounts_and_days_and_read_back() {
    let json = serde_json::to_value(facts()).unwrap();
    assert_eq!(json["sum"]["amount"], "1014794");
    assert_eq!(json["as_of"], "2026-12-31");
    assert_eq!(json["part"], "borrower");
    assert_eq!(serde_json::from_value::<Facts>(json.clone()).unwrap(), facts());
    let paid = Facts {
        sum: None,
        moved: Some(Amount::MAX),
        ..facts()
    };
    let moved = serde_json::to_value(&paid).unwrap();
    assert_eq!(moved["moved"], "100000000000000000000000000");
    assert_eq!(serde_json::from_value::<Facts>(moved).unwrap(), paid);
    let of_a_seat = Facts {
        seat: Some(SeatFacts {
            of: SeatOf::Lender,
            you: Beside::Owner,
            how: How::AwaitsSecond,
            until: Some(Day(20_818)),
        }),
        ..facts()
    };
    let seat = serde_json::to_value(&of_a_seat).unwrap();
    assert_eq!(
        seat["seat"],
        serde_json::json!({"of": "lender", "you": "owner", "how": "awaits_second", "until": "2026-12-31"})
    );
    assert_eq!(serde_json::from_value::<Facts>(seat).unwrap(), of_a_seat);
    for (field, wrong) in [("amount", "100000000000000000000000001"), ("late", "-1")] {
        let mut broken = json.clone();
        broken["sum"][field] = wrong.into();
        assert!(serde_json::from_value::<Facts>(broken).is_err(), "{wrong}");
    }
}

#[test]
fn a_stage_is_written_and_read_in_one_way_only() {
    for stage in [
        Nearness::Before(30),
        Nearness::Today,
        Nearness::After(1),
        Nearness::Month(2),
    ] {
        assert_eq!(Nearness::parse(&stage.to_string()), Some(stage));
    }
    for wrong in [
        "", "t", "T-", "T-0", "T-07", "T+-1", "T+ 1", "T2", "T+70000", "T-2m", "T+m", "月",
    ] {
        assert_eq!(Nearness::parse(wrong), None, "{wrong}");
    }
}
