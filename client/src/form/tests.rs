use super::*;
use crate::chain::Hash;
use crate::text::Lang;

const EXAMPLE: &str = include_str!("../../../examples/jietiao.toml");
/// 2026-11-22T12:00:00Z.
const NOW_MS: u64 = 1_795_348_800_000;

fn fill(contents: &str, lang: Lang) -> Result<Filled> {
    let chain = ChainInfo {
        genesis: Hash::zero(),
        name: "test".into(),
        development: true,
        token_symbol: "IOU".into(),
        token_decimals: 12,
    };
    let account = |name: &str| match name {
        "zhangsan" => Ok(AccountId([1; 32])),
        "lisi" => Ok(AccountId([2; 32])),
        "wangwu" => Ok(AccountId([3; 32])),
        "zhaoliu" => Ok(AccountId([4; 32])),
        other => Err(Error::KeystoreNotFound {
            name: other.into(),
            dir: "/".into(),
        }),
    };
    let text = Text::new(lang);
    let setting = Setting {
        text: &text,
        chain: &chain,
        now_ms: NOW_MS,
        account: &account,
        rates: &terms::law::BuiltIn,
        wording: [7; 32],
    };
    read("form.toml", contents, &setting)
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
fn every_example_form_is_read_without_a_mistake() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
    let mut read = Vec::new();
    for entry in std::fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        // Beside the forms lie the settings of the reminders, the plan of a consortium, and programs.
        let others = ["remind.toml", "consortium.toml"];
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
        ("currency", "currency = \"Yuan\""),
        ("currency", "currency = \"XYZ\""),
        ("amount", "amount = \"1.234\""),
        ("amount", "amount = 10000"),
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
        ("both_ends", "both_ends = \"yes\""),
        ("rounding", "rounding = \"up\""),
        ("utc_offset", "utc_offset = \"Beijing\""),
        ("early_repayment", "early_repayment = 1"),
        ("law", "law = \"us\""),
        ("rate_cap", "rate_cap = \"12%\""),
        ("sign_within", "sign_within = \"soon\""),
        ("deliver_within", "deliver_within = \"100d\""),
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
        matches!(fill(&stranger, Lang::En), Err(Error::KeystoreNotFound { name, .. }) if name == "sunqi")
    );
}

#[test]
fn a_resident_identity_number_needs_its_check_sign_and_other_documents_do_not() {
    for good in [
        "11010519491231002X",
        "11010519491231002x",
        "E12345678",
        "110101199003072033",
    ] {
        assert!(is_id_number(good), "{good}");
    }
    for wrong in ["110105194912310021", "123", "12 34", "11010519491231002XX-"] {
        assert!(!is_id_number(wrong), "{wrong}");
    }
}
