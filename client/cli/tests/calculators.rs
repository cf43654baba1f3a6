//! The calculators as people and scripts meet them: each case runs the real binary, without a chain, an account or a
//! settings file. Expected figures are published cases or worked by hand beside the case.

use std::process::{Command, Output, Stdio};

use iou_base::sha256;
use iou_base::text::{Lang, Text};
use serde_json::{json, Value};
use terms::{Day, Timestamp, UtcOffset};

fn run(args: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_iou"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("IOU_")) {
        command.env_remove(name);
    }
    command
        .args(args)
        .current_dir(home.path())
        .stdin(Stdio::null())
        .env("IOU_HOME", home.path().join("home"))
        .env("LC_ALL", "C.UTF-8")
        .env_remove("LANGUAGE");
    command.output().unwrap()
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// Exit code and envelope; standard output must be one line.
fn envelope(args: &[&str]) -> (i32, Value) {
    let output = run(&[args, &["--json"]].concat());
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(out.lines().count(), 1, "{args:?}: {out}");
    (output.status.code().unwrap(), serde_json::from_str(&out).unwrap())
}

/// The data of a command that succeeds; nothing else is in the envelope.
fn data(line: &str) -> Value {
    let (code, envelope) = envelope(&words(line));
    assert_eq!(code, 0, "{line}: {envelope}");
    let data = envelope["data"].clone();
    assert_eq!(
        envelope,
        json!({"schema_version": 1, "success": true, "data": data})
    );
    data
}

/// The error of a command that fails with this exit code.
fn error(args: &[&str], exit: i32) -> Value {
    let (code, envelope) = envelope(args);
    assert_eq!(
        (code, &envelope["success"]),
        (exit, &json!(false)),
        "{args:?}: {envelope}"
    );
    envelope["error"].clone()
}

/// What people read.
fn human(line: &str) -> String {
    let output = run(&words(line));
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{line}: {err}");
    String::from_utf8(output.stdout).unwrap()
}

fn column(data: &Value, name: &str) -> Vec<String> {
    let rows = data["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| row[name].as_str().unwrap().to_owned())
        .collect()
}

/// Published cases: amounts in minor units.
fn vectors(file: &str) -> Value {
    let path = format!(
        "{}/../../contracts/terms/tests/data/{file}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is a list"))
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is a text"))
}

fn day(year: u16, month: u8, day: u8) -> Day {
    Day::from_civil(year, month, day).unwrap()
}

mod published {
    use super::*;

    /// Flags that the cases of both kinds have; without decimals a minor unit is a unit.
    fn shared(case: &Value) -> String {
        let ends = if case["both_ends"] == true {
            "--both-ends"
        } else {
            ""
        };
        format!(
            "--principal {} --decimals 0 --rate {}% --day-count {} --rounding {} {ends}",
            word(case, "principal"),
            word(case, "annual_rate_percent"),
            word(case, "day_count"),
            word(case, "rounding"),
        )
    }

    /// Where figures differ from the published ones by more than the source allows.
    fn far(found: &[String], case: &Value, key: &str) -> Vec<String> {
        let tolerance = case["tolerance"].as_u64().unwrap().into();
        let expected = list(case, key);
        assert_eq!(found.len(), expected.len(), "{}: {key}", case["name"]);
        let number = |text: &str| text.parse::<u128>().unwrap();
        let pairs = found
            .iter()
            .zip(expected.iter().map(|text| text.as_str().unwrap()));
        pairs
            .filter(|(found, expected)| number(found).abs_diff(number(expected)) > tolerance)
            .map(|(found, expected)| format!("{}: {key}: {found}, published {expected}", case["name"]))
            .collect()
    }

    #[test]
    fn every_published_schedule_is_reproduced() {
        let (mut compared, mut wrong) = (0, Vec::new());
        for case in list(&vectors("schedules"), "cases") {
            if word(case, "method") == "simple-interest" {
                continue;
            }
            let every = match (&case["period_months"], &case["period_days"]) {
                (Value::Null, days) => format!("{days}d"),
                (months, _) => format!("{months}m"),
            };
            let line = format!(
                "schedule {} --method {} --start {} --every {every} --periods {}",
                shared(case),
                word(case, "method"),
                word(case, "start"),
                case["periods"]
            );
            let found = data(&line);
            for (key, name) in [
                ("principal_parts", "principal"),
                ("interest_parts", "interest"),
                ("instalments", "total"),
            ] {
                if !case[key].is_null() {
                    wrong.extend(far(&column(&found, name), case, key));
                    compared += 1;
                }
            }
            // The last instalment takes what is left; the others are the one that was published.
            if let Some(level) = case["instalment"].as_str() {
                let mut totals = column(&found, "total");
                let _last = totals.pop();
                let mut published = case.clone();
                published["instalment"] = vec![level; totals.len()].into();
                wrong.extend(far(&totals, &published, "instalment"));
                compared += 1;
            }
        }
        assert_eq!(compared, 6);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn every_published_interest_is_reproduced_to_the_last_unit() {
        let mut compared = 0;
        for case in list(&vectors("schedules"), "cases") {
            if word(case, "method") != "simple-interest" {
                continue;
            }
            let span = format!("--from {} --to {}", word(case, "from"), word(case, "to"));
            let found = data(&format!("interest {} {span}", shared(case)));
            assert_eq!(
                (&found["days"], &found["interest"]),
                (&case["days"], &case["interest"])
            );
            compared += 1;
        }
        assert_eq!(compared, 1);
    }

    #[test]
    fn interest_until_an_early_repayment_is_that_of_the_days_that_passed() {
        for case in list(&vectors("law"), "early_repayment") {
            let from = day(2025, 1, 1);
            let to = from
                .plus_days(u32::try_from(case["days"].as_u64().unwrap()).unwrap())
                .unwrap();
            for rounding in ["floor", "half-even"] {
                let line = format!(
                    "interest --principal {} --decimals 0 --rate {}% --day-count {} --from {from} --to {to} --rounding {rounding}",
                    word(case, "principal"),
                    word(case, "annual_rate_percent"),
                    word(case, "day_count"),
                );
                assert_eq!(data(&line)["interest"], case["interest"], "{line}");
            }
        }
    }

    #[test]
    fn the_cap_is_four_times_each_rate() {
        // A day on which each rate was in force.
        let days = [
            ("3.85", "2020-08-20"),
            ("3.10", "2024-12-01"),
            ("3.00", "2025-06-01"),
        ];
        let cases = vectors("law");
        for case in list(&cases, "cap") {
            let lpr = word(case, "lpr_percent");
            let (_, on) = days.iter().find(|(rate, _)| *rate == lpr).unwrap();
            let found = data(&format!("law cap --on {on}"));
            assert_eq!(
                (&found["lpr"], &found["cap"]),
                (&case["lpr_percent"], &case["cap_percent"])
            );
        }
    }

    #[test]
    fn overdue_principal_without_any_rate_bears_the_lpr_of_its_due_day() {
        for case in list(&vectors("law"), "no_rate_agreed_overdue") {
            assert_eq!(case["lpr_percent"], "3.00");
            let due = day(2025, 6, 30);
            let paid = due
                .plus_days(u32::try_from(case["days"].as_u64().unwrap()).unwrap())
                .unwrap();
            let found = data(&format!(
                "law overdue --principal {} --decimals 0 --day-count {} --due {due} --paid {paid}",
                word(case, "principal"),
                word(case, "day_count"),
            ));
            assert_eq!(found["interest"], case["interest"]);
            assert_eq!(found["rate"], case["lpr_percent"]);
            assert_eq!(found["rate_basis"], "reference-rate");
        }
    }

    #[test]
    fn rolled_up_interest_is_enforceable_up_to_its_ceiling() {
        for case in list(&vectors("law"), "rolled_up_ceiling") {
            assert_eq!(case["periods"], json!(["1y", "1y"]));
            let found = data(&format!(
                "law rolled-up --principal {} --decimals 0 --rate {}% --cap {}% \
                 --start 2021-01-01 --roll-up 2022-01-01 --end 2023-01-01",
                word(case, "principal"),
                word(case, "annual_rate_percent"),
                word(case, "cap_percent"),
            ));
            for key in ["agreed_total", "ceiling", "enforceable_total"] {
                assert_eq!(found[key], case[key], "{key}");
            }
        }
    }
}

mod schedules {
    use super::*;

    const LEVEL: &str =
        "schedule --principal 100.00 --currency CNY --rate 9.4822% --method equal-instalments \
         --day-count 30/360 --rounding half-even --start 2024-01-01 --every 1m --periods 6";

    #[test]
    fn a_row_has_the_six_fields_that_programs_rely_on() {
        let found = data(LEVEL);
        // 100 × 0.094822 ÷ 12 = 0.7902; the published instalment is 17.13.
        assert_eq!(
            found["rows"][0],
            json!({"n": 1, "due": "2024-02-01", "principal": "16.34", "interest": "0.79", "total": "17.13", "outstanding": "83.66"})
        );
        let numbers: Vec<_> = list(&found, "rows").iter().map(|row| row["n"].clone()).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6].map(Value::from));
        assert_eq!(found["rows"][5]["outstanding"], "0.00");
        // 0.79 + 0.66 + 0.53 + 0.40 + 0.27 + 0.13
        assert_eq!(
            found["totals"],
            json!({"principal": "100.00", "interest": "2.78", "total": "102.78"})
        );
    }

    #[test]
    fn the_variant_of_30_360_is_called_by_its_name_however_it_is_written() {
        for written in ["30/360", "30e/360", "30E/360"] {
            let line = LEVEL.replace("30/360", written);
            assert_eq!(data(&line)["counting"]["day_count"], "30e/360");
            assert!(human(&line).contains("30E/360"));
        }
    }

    #[test]
    fn level_payments_that_cannot_be_level_are_refused_with_the_flag_and_the_reason() {
        let with = |principal: &str, rate: &str| {
            format!(
                "schedule --principal {principal} --rate {rate} --method equal-instalments --day-count 30/360 \
                 --rounding half-even --periods 120 --every 1m --start 2026-01-01"
            )
        };
        for (principal, rate) in [("10000.00", "177.48%"), ("100.00", "12%")] {
            let error = error(&words(&with(principal, rate)), 2);
            assert_eq!(error["details"]["name"], "--method", "{error}");
            assert!(word(&error, "message").contains("whole units"), "{error}");
        }
        assert_eq!(list(&data(&with("100000.00", "12%")), "rows").len(), 120);
    }

    #[test]
    fn a_bullet_loan_is_repaid_at_once_and_needs_no_number_of_periods() {
        let found = data("schedule --principal 10000 --rate 6% --start 2025-01-01 --every 1y");
        assert_eq!(
            found["rows"],
            json!([{"n": 1, "due": "2026-01-01", "principal": "10000.00", "interest": "600.00", "total": "10600.00", "outstanding": "0.00"}])
        );
    }

    /// 12,000.00 at 12 % in three months of 30/360: 1 % a month.
    const THREE: &str =
        "schedule --principal 12000 --rate 12% --day-count 30/360 --start 2025-01-01 --every 1m --periods 3";

    #[test]
    fn interest_only_leaves_the_principal_to_the_end() {
        let found = data(&format!("{THREE} --method interest-only"));
        assert_eq!(column(&found, "principal"), ["0.00", "0.00", "12000.00"]);
        assert_eq!(column(&found, "interest"), ["120.00"; 3]);
    }

    #[test]
    fn equal_principal_lowers_the_interest_each_period() {
        let found = data(&format!("{THREE} --method equal-principal"));
        assert_eq!(column(&found, "principal"), ["4000.00"; 3]);
        assert_eq!(column(&found, "interest"), ["120.00", "80.00", "40.00"]);
        assert_eq!(column(&found, "outstanding"), ["8000.00", "4000.00", "0.00"]);
    }

    #[test]
    fn a_balloon_stays_for_the_last_instalment() {
        let found = data(&format!("{THREE} --method equal-principal --balloon 6000.00"));
        assert_eq!(column(&found, "principal"), ["2000.00", "2000.00", "8000.00"]);
        assert_eq!(column(&found, "interest"), ["120.00", "100.00", "80.00"]);
        let whole = data(&format!("{THREE} --method equal-principal --balloon 12000.00"));
        assert_eq!(column(&whole, "principal"), ["0.00", "0.00", "12000.00"]);
        let none = data(&format!("{THREE} --method equal-principal --balloon 0"));
        assert_eq!(column(&none, "principal"), ["4000.00"; 3]);
    }

    /// 9,000.00 at 12 % by hand: two months on the whole, three on what is left.
    const BY_HAND: &str =
        "schedule --principal 9000 --rate 12% --day-count 30/360 --method custom --start 2025-01-01";

    #[test]
    fn by_hand_the_last_instalment_takes_what_is_left_said_or_not() {
        for last in ["2025-06-01", "2025-06-01=5000.00"] {
            let found = data(&format!(
                "{BY_HAND} --instalment 2025-03-01=4000.00 --instalment {last}"
            ));
            assert_eq!(column(&found, "due"), ["2025-03-01", "2025-06-01"]);
            assert_eq!(column(&found, "principal"), ["4000.00", "5000.00"]);
            assert_eq!(column(&found, "interest"), ["180.00", "150.00"]);
        }
    }

    #[test]
    fn amounts_by_hand_are_never_changed_in_silence() {
        let with = |rest: &str| error(&words(&format!("{BY_HAND} {rest}")), 2)["message"].to_string();
        for (rest, why) in [
            (
                "--instalment 2025-03-01=4000 --instalment 2025-06-01=4999.99",
                "5000.00 CNY",
            ),
            (
                "--instalment 2025-03-01=9000.01 --instalment 2025-06-01",
                "9000.00 CNY",
            ),
            (
                "--balloon 6000 --instalment 2025-03-01=4000 --instalment 2025-06-01",
                "balloon",
            ),
            (
                "--instalment 2025-03-01 --instalment 2025-06-01=9000",
                "the last one may be",
            ),
        ] {
            let message = with(rest);
            assert!(
                message.contains("--instalment") && message.contains(why),
                "{message}"
            );
        }
    }

    #[test]
    fn the_first_day_counts_where_both_ends_do() {
        // 36,500.00 at 10 %: 10.00 a day.
        let line = "schedule --principal 36500 --rate 10% --start 2025-01-01 --every 10d --periods 2 --method interest-only";
        assert_eq!(column(&data(line), "interest"), ["100.00", "100.00"]);
        let both = data(&format!("{line} --both-ends"));
        assert_eq!(column(&both, "interest"), ["110.00", "100.00"]);
    }

    #[test]
    fn a_short_month_does_not_shift_the_due_days_after_it() {
        let found = data("schedule --principal 1 --rate 0% --method interest-only --start 2024-01-31 --every 1m --periods 3");
        assert_eq!(column(&found, "due"), ["2024-02-29", "2024-03-31", "2024-04-30"]);
    }

    #[test]
    fn every_method_repays_the_whole_principal_in_any_currency() {
        for method in ["bullet", "interest-only", "equal-instalments", "equal-principal"] {
            let periods = if method == "bullet" { 1 } else { 120 };
            for (money, principal) in [
                ("--currency JPY", "1000000"),
                ("--currency KWD", "1000.001"),
                ("--currency usdc --decimals 6", "1000000.000001"),
                ("--currency XXX --decimals 12", "0.000000000121"),
            ] {
                let found = data(&format!(
                    "schedule --principal {principal} {money} --rate 15.4% --method {method} --every 1m --periods {periods} --start 2024-02-29"
                ));
                assert_eq!(found["totals"]["principal"], principal, "{method} {money}");
                let left = column(&found, "outstanding").pop().unwrap();
                assert!(left.bytes().all(|b| b == b'0' || b == b'.'), "{left}");
            }
        }
    }

    #[test]
    fn without_a_start_it_is_today_in_china() {
        let today = || {
            let now = std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap();
            Day::of(
                Timestamp(u64::try_from(now.as_millis()).unwrap()),
                UtcOffset::CHINA,
            )
            .to_string()
        };
        let before = today();
        let found = data("schedule --principal 1 --rate 0% --every 1d");
        // Midnight may pass meanwhile.
        assert!(
            [before, today()].map(Value::from).contains(&found["start"]),
            "{found}"
        );
    }

    #[test]
    fn comma_separated_values_have_the_same_fields_as_json() {
        let lines = human(&format!("{THREE} --method equal-principal --csv"));
        assert_eq!(
            lines.lines().collect::<Vec<_>>(),
            [
                "n,due,principal,interest,total,outstanding",
                "1,2025-02-01,4000.00,120.00,4120.00,8000.00",
                "2,2025-03-01,4000.00,80.00,4080.00,4000.00",
                "3,2025-04-01,4000.00,40.00,4040.00,0.00",
            ]
        );
        let both = format!("{THREE} --method equal-principal --csv");
        assert_eq!(error(&words(&both), 2)["code"], "usage");
    }

    #[test]
    fn people_get_a_table_with_a_sum_in_their_language() {
        for (lang, labels) in [
            ("en", ["equal principal", "Outstanding", "Sum"]),
            ("zh", ["等额本金", "未还本金", "总计"]),
        ] {
            let shown = human(&format!("{THREE} --method equal-principal --lang {lang}"));
            for figure in [
                "12000.00 CNY",
                "12.00%",
                "2025-03-01",
                "4080.00",
                "240.00",
                "12240.00",
            ] {
                assert!(shown.contains(figure), "{figure}: {shown}");
            }
            let shown = shown.to_lowercase();
            assert!(
                labels.iter().all(|label| shown.contains(&label.to_lowercase())),
                "{shown}"
            );
        }
    }

    #[test]
    fn flags_that_do_not_go_with_the_method_are_refused() {
        let start = "schedule --principal 9000 --rate 12% --start 2025-01-01";
        for (rest, flag) in [
            ("", "--every"),
            ("--method interest-only --every 1m", "--periods"),
            ("--method equal-principal --periods 3", "--every"),
            ("--method custom", "--instalment"),
            ("--method custom --every 1m --instalment 2025-03-01", "--every"),
            ("--method custom --periods 1 --instalment 2025-03-01", "--periods"),
            ("--every 1m --instalment 2025-03-01", "--instalment"),
        ] {
            let line = format!("{start} {rest}");
            for lang in ["en", "zh"] {
                let error = error(&words(&format!("{line} --lang {lang}")), 2);
                assert_eq!(error["code"], "usage", "{line}");
                assert!(word(&error, "message").contains(flag), "{line}: {error}");
            }
        }
    }
}

mod interest {
    use super::*;

    const COURT_FILE: &str = "interest --principal 520000.00 --rate 12% --from 2024-06-08 --to 2025-01-21 \
         --day-count act/360 --both-ends";

    #[test]
    fn the_interest_of_a_court_file_comes_with_its_days_and_its_formula() {
        let found = data(COURT_FILE);
        assert_eq!(
            (&found["days"], &found["interest"]),
            (&json!(228), &json!("39520.00"))
        );
        assert_eq!(found["formula"], "520000.00 × 12.00% × 228 ÷ 360 = 39520.00");
        for (lang, label) in [("en", "Formula"), ("zh", "算式")] {
            let shown = human(&format!("{COURT_FILE} --lang {lang}"));
            for part in [
                label,
                "520000.00 × 12.00% × 228 ÷ 360 = 39520.00",
                "39520.00 CNY",
                "2024-06-08",
            ] {
                assert!(shown.contains(part), "{part}: {shown}");
            }
        }
    }

    #[test]
    fn without_both_ends_the_first_day_is_not_counted() {
        let days = |line: &str| data(&format!("interest --principal 1 --rate 1% {line}"))["days"].clone();
        assert_eq!(days("--from 2024-02-28 --to 2024-03-01"), 2);
        assert_eq!(days("--from 2024-02-28 --to 2024-03-01 --both-ends"), 3);
        assert_eq!(days("--from 2024-02-28 --to 2024-02-28"), 0);
        assert_eq!(days("--from 2024-02-28 --to 2024-02-28 --both-ends"), 1);
        assert_eq!(days("--from 2024-02-28 --to 2024-03-01 --neither-end"), 1);
        assert_eq!(days("--from 2024-02-28 --to 2024-02-28 --neither-end"), 0);
        // Months of 30 days: the 31st counts as the 30th.
        assert_eq!(days("--from 2024-01-30 --to 2024-01-31 --day-count 30/360"), 0);
        assert_eq!(days("--from 2023-01-31 --to 2023-02-28 --day-count 30/360"), 28);
    }

    #[test]
    fn a_fraction_is_rounded_as_asked() {
        // 0.30 × 10 % × 180 ÷ 360 = 0.015: the half goes to the even 0.02; 0.50 gives 0.025, which goes to 0.02 too.
        let of = |principal: &str, rounding: &str| {
            let line = format!(
                "interest --principal {principal} --rate 10% --from 2025-01-01 --to 2025-07-01 --day-count 30/360 {rounding}"
            );
            data(&line)["interest"].clone()
        };
        assert_eq!(of("0.30", ""), "0.01");
        assert_eq!(of("0.30", "--rounding half-even"), "0.02");
        assert_eq!(of("0.50", "--rounding half-even"), "0.02");
        assert_eq!(of("0.70", "--rounding half-even"), "0.04");
        assert_eq!(of("0.50", "--rounding half-up"), "0.03");
        assert_eq!(of("0.50", "--rounding 四舍五入"), "0.03");
    }

    #[test]
    fn the_largest_figures_are_counted_or_refused_and_never_wrong() {
        // 10^26 fen is the limit. A day of it at 0.0365 % and /365 is one millionth.
        let most = "1000000000000000000000000.00";
        let line = format!("interest --principal {most} --rate 0.0365% --from 2025-01-01 --to 2025-01-02");
        assert_eq!(data(&line)["interest"], "1000000000000000000.00");
        let past = line.replace(".00 ", ".01 ");
        assert!(error(&words(&past), 2)["message"]
            .to_string()
            .contains("--principal"));
        let longest = format!("interest --principal {most} --rate 1000% --from 1970-01-01 --to 2999-12-31");
        assert!(error(&words(&longest), 2)["message"]
            .to_string()
            .contains("--principal"));
        let schedule = format!("schedule --principal {most} --rate 1% --start 2025-01-01 --every 1y");
        assert!(error(&words(&schedule), 2)["message"]
            .to_string()
            .contains("--principal"));
        let owed = format!("law overdue --principal {most} --due 2025-06-30 --paid 2025-07-30");
        assert!(error(&words(&owed), 2)["message"]
            .to_string()
            .contains("--principal"));
    }

    #[test]
    fn a_rate_without_its_percent_sign_is_refused_with_the_right_way_to_write_it() {
        for (lang, sign) in [("en", "percent sign"), ("zh", "百分号")] {
            let line = format!(
                "interest --principal 1 --rate 9.4822 --from 2025-01-01 --to 2025-01-02 --lang {lang}"
            );
            let message = error(&words(&line), 2)["message"].to_string();
            assert!(message.contains(sign) && message.contains("9.4822%"), "{message}");
        }
    }
}

mod law {
    use super::*;

    #[test]
    fn the_cap_comes_with_rate_article_day_and_digest_of_the_notice() {
        let found = data("law cap --on 2024-08-01");
        let table = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../contracts/terms/data/lpr-1y.csv"
        );
        let table = std::fs::read_to_string(table).unwrap();
        let line = table
            .lines()
            .find(|line| line.starts_with("2024-07-22,3.35,"))
            .unwrap();
        assert_eq!(
            found,
            json!({
                "lpr": "3.35", "cap": "13.40", "article": "民间借贷规定 25 / PL 25", "on": "2024-08-01",
                "published": "2024-07-22", "source": format!("0x{}", hex::encode(sha256(line.as_bytes()))),
            })
        );
        for (lang, article) in [("en", "art. 25"), ("zh", "第25条")] {
            let shown = human(&format!("law cap --on 2024-08-01 --lang {lang}"));
            for part in ["3.35%", "13.40%", "2024-07-22", article] {
                assert!(shown.contains(part), "{part}: {shown}");
            }
        }
    }

    #[test]
    fn a_rate_holds_from_the_day_of_its_publication() {
        assert_eq!(data("law cap --on 2024-07-21")["cap"], "13.80");
        assert_eq!(data("law cap --on 2024-07-22")["cap"], "13.40");
        assert_eq!(data("law cap")["article"], "民间借贷规定 25 / PL 25");
    }

    #[test]
    fn before_the_first_publication_there_is_no_cap() {
        for line in [
            "law cap --on 2019-08-19",
            "law overdue --principal 1 --due 2019-08-19 --paid 2019-09-19",
            "law rolled-up --principal 1 --rate 1% --start 2019-08-19 --roll-up 2020-08-19 --end 2021-08-19",
        ] {
            let error = error(&words(line), 1);
            assert_eq!(error["code"], "contract_no_reference_rate", "{line}");
            assert!(word(&error, "message").contains("2019-08-20"), "{error}");
        }
        assert_eq!(data("law cap --on 2019-08-20")["cap"], "17.00");
    }

    #[test]
    fn where_a_court_may_see_it_otherwise_a_warning_says_so() {
        let warned = |on: &str| {
            let output = run(&["law", "cap", "--on", on, "--json"]);
            String::from_utf8(output.stderr).unwrap()
        };
        assert!(warned("2020-08-19").contains("art. 31"));
        assert!(warned("2999-12-31").contains("has not come"));
        assert_eq!(warned("2020-08-20"), "");
    }

    /// 50,000.00 overdue for 92 days; formed at LPR 3.10 %, so the cap is 12.40 %: 1,562.739 at most.
    const OVERDUE: &str =
        "law overdue --principal 50000.00 --formed 2025-01-05 --due 2025-06-30 --paid 2025-09-30";

    #[test]
    fn the_overdue_rate_is_the_agreed_one_else_the_loans_else_the_lpr_of_the_due_day() {
        for (rates, basis, rate, interest) in [
            // 50,000 × 92 ÷ 365 = 12,602.7397…
            (
                "--rate 8% --overdue-rate 10%",
                "agreed-overdue-rate",
                "10.00",
                "1260.27",
            ),
            ("--rate 8%", "loan-rate", "8.00", "1008.21"),
            ("", "reference-rate", "3.00", "378.08"),
            ("--rate 0%", "reference-rate", "3.00", "378.08"),
            (
                "--rate 8% --overdue-rate 0%",
                "agreed-overdue-rate",
                "0.00",
                "0.00",
            ),
        ] {
            let found = data(&format!("{OVERDUE} {rates}"));
            assert_eq!(
                found["days"], 92,
                "the due day is not counted, the day of payment is"
            );
            assert_eq!(
                (
                    &found["rate_basis"],
                    &found["rate"],
                    &found["interest"],
                    &found["rate_cut"]
                ),
                (&json!(basis), &json!(rate), &json!(interest), &json!(false)),
                "{rates}"
            );
        }
    }

    #[test]
    fn interest_and_fees_together_stay_within_the_cap_of_the_day_of_formation() {
        for (line, interest, fees, total, owed) in [
            ("--rate 8% --fees 100", "1008.21", "100.00", "1108.21", "51108.21"),
            // 1,562.73 − 1,008.21
            (
                "--rate 8% --fees 2000",
                "1008.21",
                "554.52",
                "1562.73",
                "51562.73",
            ),
            (
                "--rate 8% --overdue-rate 15% --fees 2000",
                "1562.73",
                "0.00",
                "1562.73",
                "51562.73",
            ),
        ] {
            let found = data(&format!("{OVERDUE} {line}"));
            let figures = ["interest", "fees", "total", "owed"].map(|key| found[key].clone());
            assert_eq!(figures, [interest, fees, total, owed].map(Value::from), "{line}");
            assert_eq!(found["cap"], "12.40");
            assert_eq!(found["rate_cut"], line.contains("15%"));
        }
        // Without a day of formation the cap is that of the due day: 12.00 %, 1,512.328….
        let line = "law overdue --principal 50000 --overdue-rate 15% --due 2025-06-30 --paid 2025-09-30";
        assert_eq!(data(line)["interest"], "1512.32");
    }

    #[test]
    fn it_is_said_aloud_which_day_of_formation_was_taken_where_none_was_named() {
        let warned = |line: &str| {
            let output = run(&words(&format!("{line} --json")));
            String::from_utf8(output.stderr).unwrap()
        };
        let line = "law overdue --principal 50000 --overdue-rate 15% --due 2025-06-30 --paid 2025-09-30";
        let said = warned(line);
        for part in ["2025-06-30", "12.00%", "--formed"] {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!(data(line)["formed_taken"], true);
        assert_eq!(warned(OVERDUE), "");
        assert_eq!(data(OVERDUE)["formed_taken"], false);
    }

    #[test]
    fn an_overdue_sum_by_360_days_stays_within_the_cap_in_effect() {
        // 12.40 % is 12.2301 % of 360 days: 50,000 × 0.122301 × 92 ÷ 360
        let found = data(&format!("{OVERDUE} --overdue-rate 15% --day-count act/360"));
        assert_eq!(
            (&found["rate"], &found["interest"]),
            (&json!("12.2301"), &json!("1562.73"))
        );
    }

    #[test]
    fn the_cap_is_told_by_the_month_and_the_day_and_for_each_way_of_counting() {
        let found = data("law cap --on 2025-06-01 --rates");
        assert_eq!(
            found["highest_rates"],
            json!({"act/365": "12.00", "act/360": "11.8356", "30e/360": "12.00"})
        );
        assert_eq!(
            (&found["monthly"], &found["daily"]),
            (&json!("1"), &json!("0.032876"))
        );
        for lang in ["en", "zh"] {
            let shown = human(&format!("law cap --on 2025-06-01 --rates --lang {lang}"));
            assert!(
                shown.contains("act/360 11.8356%") && shown.contains("0.032876%"),
                "{shown}"
            );
        }
    }

    #[test]
    fn interest_by_the_lpr_changes_with_each_publication_and_counts_each_day_once() {
        let line = "law lpr --principal 100000.00 --from 2024-06-30 --to 2024-11-01";
        let found = data(line);
        // 3.45 % for the 21 days of July before the 22nd, 3.35 % for 91, 3.10 % from 21 October for 12.
        assert_eq!(column(&found, "from"), ["2024-07-01", "2024-07-22", "2024-10-21"]);
        assert_eq!(column(&found, "to"), ["2024-07-21", "2024-10-20", "2024-11-01"]);
        assert_eq!(column(&found, "lpr"), ["3.45", "3.35", "3.10"]);
        // 100,000 × 0.0345 × 21 ÷ 365 = 198.493; × 0.0335 × 91 = 835.205; × 0.031 × 12 = 101.917
        assert_eq!(column(&found, "interest"), ["198.49", "835.20", "101.91"]);
        assert_eq!(
            (&found["days"], &found["interest"]),
            (&json!(124), &json!("1135.60"))
        );
        assert_eq!(data(&format!("{line} --both-ends"))["days"], 125);
        assert_eq!(data(&format!("{line} --neither-end"))["days"], 123);
        assert_eq!(
            column(&data(&format!("{line} --times 4")), "rate"),
            ["13.80", "13.40", "12.40"]
        );
        let none = error(
            &words("law lpr --principal 1 --from 2019-08-18 --to 2020-01-01"),
            2,
        );
        assert!(word(&none, "message").contains("2019-08-20"), "{none}");
        assert_eq!(
            data("law lpr --principal 1 --from 2019-08-19 --to 2019-08-20")["days"],
            1
        );
    }

    #[test]
    fn who_does_not_pay_a_judgment_in_time_owes_175_per_million_a_day_besides() {
        // 520,000 × 0.000175 × 204
        let line = "law delayed --principal 520000.00 --pay-by 2025-03-10 --paid 2025-09-30";
        let found = data(line);
        assert_eq!(
            (&found["days"], &found["interest"]),
            (&json!(204), &json!("18564.00"))
        );
        assert_eq!(found["formula"], "520000.00 × 1.75‱ × 204 = 18564.00");
        assert_eq!(
            data("law delayed --principal 1 --pay-by 2025-03-10 --paid 2025-03-10")["interest"],
            "0.00"
        );
        for (lang, part) in [("en", "1.75 per ten thousand"), ("zh", "日万分之一点七五")] {
            let shown = human(&format!("{line} --lang {lang}"));
            assert!(shown.contains(part), "{shown}");
        }
    }

    #[test]
    fn a_rate_by_the_month_or_by_the_day_is_counted_as_what_it_comes_to_in_a_year() {
        for (rate, count, annual) in [
            ("1%/month", "act/365", "12.00%"),
            ("月息1分", "act/365", "12.00%"),
            ("5‱/day", "act/365", "18.25%"),
            ("日息0.05%", "act/360", "18.00%"),
        ] {
            let line = [
                "interest",
                "--principal",
                "1000",
                "--rate",
                rate,
                "--from",
                "2025-01-01",
            ];
            let line = [&line[..], &["--to", "2025-01-31", "--day-count", count, "--json"]].concat();
            let output = run(&line);
            let found: Value = serde_json::from_slice(&output.stdout).unwrap();
            let found = found.get("data").unwrap_or(&found);
            assert_eq!(found["annual_rate"], annual, "{rate}");
        }
    }

    #[test]
    fn an_overdue_sum_names_its_articles() {
        let line = format!("{OVERDUE} --overdue-rate 15% --fees 2000");
        let articles = &data(&line)["articles"];
        for article in [
            "民法典 676 / CC 676",
            "民间借贷规定 28 / PL 28",
            "民间借贷规定 29 / PL 29",
        ] {
            assert!(
                articles.as_array().unwrap().contains(&json!(article)),
                "{articles}"
            );
        }
        for (lang, parts) in [
            ("en", ["art. 676", "art. 28", "art. 29", "cut to the cap"]),
            ("zh", ["第676条", "第28条", "第29条", "减至上限"]),
        ] {
            let shown = human(&format!("{line} --lang {lang}"));
            for part in parts {
                assert!(shown.contains(part), "{part}: {shown}");
            }
            for figure in [
                "12.40%",
                "50000.00 × 12.40% × 92 ÷ 365 = 1562.73",
                "51562.73 CNY",
                "2000.00 CNY",
            ] {
                assert!(shown.contains(figure), "{figure}: {shown}");
            }
        }
    }

    /// Two years of 365 days at the cap of 15.40 % (LPR 3.85 %).
    const ROLLED_UP: &str =
        "law rolled-up --principal 100000.00 --start 2021-01-01 --roll-up 2022-01-01 --end 2023-01-01";

    #[test]
    fn the_ceiling_follows_from_the_table_where_no_cap_is_given() {
        let found = data(&format!("{ROLLED_UP} --rate 15.4%"));
        // 100,000 × 1.154² and 100,000 × (1 + 2 × 0.154).
        let figures = ["agreed_total", "ceiling", "enforceable_total", "cap"].map(|key| found[key].clone());
        assert_eq!(
            figures,
            ["133171.60", "130800.00", "130800.00", "15.40"].map(Value::from)
        );
        assert_eq!(column(&found, "interest"), ["15400.00", "17771.60"]);
        assert_eq!(column(&found, "principal"), ["100000.00", "115400.00"]);
        // Formed in 2024-12 (LPR 3.10 %): 100,000 × (1 + 2 × 0.124).
        let later = data(&format!("{ROLLED_UP} --rate 15.4% --formed 2024-12-01"));
        assert_eq!(later["ceiling"], "124800.00");
    }

    #[test]
    fn what_was_agreed_is_enforceable_where_it_stays_below_the_ceiling() {
        // 100,000 × 1.06².
        let found = data(&format!("{ROLLED_UP} --rate 6%"));
        assert_eq!(found["enforceable_total"], "112360.00");
    }

    #[test]
    fn interest_can_be_rolled_up_many_times() {
        // 1 % a month of 30/360 on 1,000,000 yen: 1,010,000, 1,020,100, 1,030,301.
        let line = "law rolled-up --principal 1000000 --currency JPY --rate 12% --cap 12% --day-count 30/360 --start 2025-01-01 --end 2025-04-01";
        for days in [
            "--roll-up 2025-02-01,2025-03-01",
            "--roll-up 2025-02-01 --roll-up 2025-03-01",
        ] {
            let found = data(&format!("{line} {days}"));
            assert_eq!(column(&found, "total"), ["1010000", "1020100", "1030301"]);
            assert_eq!(found["enforceable_total"], "1030000");
        }
    }

    #[test]
    fn people_read_the_three_sums_and_the_articles() {
        for (lang, article) in [("en", "art. 27"), ("zh", "第27条")] {
            let shown = human(&format!("{ROLLED_UP} --rate 15.4% --lang {lang}"));
            for part in [
                "133171.60 CNY",
                "130800.00 CNY",
                "17771.60",
                "2022-01-01",
                article,
            ] {
                assert!(shown.contains(part), "{part}: {shown}");
            }
        }
    }
}

/// What a form takes the calculators take too, and answer alike.
mod typed {
    use super::*;

    #[test]
    fn numbers_and_days_as_lenders_write_them_give_the_same_figures() {
        let plain =
            data("schedule --principal 10000 --rate 6% --start 2025-01-01 --every 3m --method bullet");
        for line in [
            "schedule --principal 1万 --rate ６％ --start 2025/1/1 --every 3个月 --method 到期一次还本付息",
            "schedule --principal 壹万元整 --rate 0.5%/月 --start 2025年1月1日 --every 一季度 --method bullet",
            "schedule --principal ¥10,000.00 --rate 月息5厘 --start 20250101 --every 2025-04-01",
            "schedule --principal １００００ --rate 百分之六 --start ２０２５-０１-０１ --every 90天",
        ] {
            let found = data(line);
            assert_eq!(found["rows"], plain["rows"], "{line}");
            assert_eq!(found["annual_rate"], "6.00%", "{line}");
        }
        assert_eq!(
            data("interest --principal 1万 --rate 日万分之五 --from 2025-01-01 --to 2025-01-31")["interest"],
            "150.00"
        );
        assert_eq!(
            data("interest --principal 1万 --rate 4倍LPR --from 2024-08-01 --to 2025-08-01")["annual_rate"],
            "13.40%"
        );
    }

    #[test]
    fn a_rate_without_its_unit_is_answered_with_both_readings() {
        for lang in ["en", "zh"] {
            let line = format!("schedule --principal 1 --rate 0.06 --every 1y --lang {lang}");
            let message = error(&words(&line), 2)["message"].to_string();
            assert!(
                message.contains("6.00%") && message.contains("0.06%"),
                "{message}"
            );
        }
    }

    #[test]
    fn a_first_due_day_and_a_day_of_the_month_move_the_due_days() {
        let line = "schedule --principal 36500 --rate 10% --start 2025-01-10 --every 1m --periods 3 --method interest-only";
        let due = |rest: &str| column(&data(&format!("{line} {rest}")), "due");
        assert_eq!(
            due("--first-due 2025-01-20"),
            ["2025-01-20", "2025-02-20", "2025-03-20"]
        );
        assert_eq!(due("--due-day 15"), ["2025-02-15", "2025-03-15", "2025-04-15"]);
        assert_eq!(due("--due-day 月底"), ["2025-02-28", "2025-03-31", "2025-04-30"]);
        // Ten days of 10.00.
        let found = data(&format!("{line} --first-due 2025-01-20"));
        assert_eq!(column(&found, "interest")[0], "100.00");
        for (rest, flag) in [
            ("--first-due 2025-01-10", "--first-due"),
            ("--due-day 32", "--due-day"),
        ] {
            let message = error(&words(&format!("{line} {rest}")), 2)["message"].to_string();
            assert!(message.contains(flag), "{message}");
        }
        let bullet = "schedule --principal 1 --rate 1% --every 1y --due-day 15";
        assert_eq!(error(&words(bullet), 2)["code"], "usage");
    }

    #[test]
    fn every_schedule_is_shown_with_its_true_yearly_rate() {
        let line = "schedule --principal 100000 --rate 6% --start 2025-01-01 --every 1m --periods 12 --method equal-instalments";
        assert_eq!(
            data(line)["true_yearly_rate"],
            json!({"simple": "6.00%", "compounded": "6.17%"})
        );
        for (lang, label) in [("en", "True yearly rate"), ("zh", "真实年利率")] {
            let shown = human(&format!("{line} --lang {lang}"));
            assert!(shown.contains(label) && shown.contains("6.17%"), "{shown}");
        }
    }

    #[test]
    fn a_flat_offer_shows_what_it_really_costs_and_that_it_is_above_the_cap() {
        let line = "schedule --principal 12000 --rate 1%/月 --start 2025-07-01 --every 1m --periods 12 --method 等本等息 --day-count 30/360";
        let found = data(line);
        assert_eq!(column(&found, "total"), ["1120.00"; 12]);
        assert_eq!(column(&found, "principal"), ["1000.00"; 12]);
        let simple = word(&found["true_yearly_rate"], "simple");
        assert!(simple.starts_with("21."), "{simple}");
        let output = run(&[&words(line)[..], &["--json"]].concat());
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("12.00%") && err.contains("3.00%"), "{err}");
        // At the cap itself nothing is said.
        let within = "schedule --principal 12000 --rate 12% --start 2025-07-01 --every 1m --periods 12 --method equal-instalments --json";
        assert_eq!(String::from_utf8(run(&words(within)).stderr).unwrap(), "");
    }

    #[test]
    fn more_instalments_than_a_loan_has_are_refused_with_the_limit() {
        for lang in ["en", "zh"] {
            let line = format!("schedule --principal 1 --rate 1% --method 等额本息 --every 每月 --periods 360期 --lang {lang}");
            let message = error(&words(&line), 2)["message"].to_string();
            assert!(
                message.contains("--periods") && message.contains("120"),
                "{message}"
            );
        }
    }
}

mod mistakes {
    use super::*;

    type Flags = &'static [(&'static str, &'static str)];

    const COUNTING: Flags = &[
        ("--principal", "0"),
        ("--principal", "-5"),
        ("--principal", "1,00.00"),
        ("--principal", "1万5"),
        ("--principal", "$1"),
        ("--principal", "1.001"),
        ("--principal", "1e3"),
        ("--principal", ""),
        ("--principal", "1000000000000000000000000.01"),
        ("--currency", "¥"),
        ("--currency", "XYZ"),
        ("--decimals", "13"),
        ("--decimals", "-1"),
        ("--decimals", "two"),
        ("--day-count", "act/366"),
        ("--rounding", "up"),
    ];
    const RATE: Flags = &[
        ("--rate", "6"),
        ("--rate", "-6%"),
        ("--rate", "6.00001%"),
        ("--rate", "1000.0001%"),
        ("--rate", "six"),
    ];

    /// A command that works, and one wrong value for each of its flags.
    const CASES: &[(&str, Flags, &[Flags])] = &[
        (
            "schedule",
            &[
                ("--principal", "1000.00"),
                ("--rate", "6%"),
                ("--method", "interest-only"),
                ("--start", "2025-01-01"),
                ("--every", "1m"),
                ("--periods", "3"),
            ],
            &[
                COUNTING,
                RATE,
                &[
                    ("--method", "annuity"),
                    ("--start", "2025-02-29"),
                    ("--start", "1969-12-31"),
                    ("--every", "0m"),
                    ("--every", "sometimes"),
                    ("--every", "3月"),
                    ("--every", "5000y"),
                    ("--periods", "0"),
                    ("--periods", "121"),
                    ("--periods", "-1"),
                    ("--periods", "+3"),
                    ("--balloon", "1000.01"),
                    ("--balloon", "-1"),
                    ("--instalment", "2025-02-01"),
                ],
            ],
        ),
        (
            "schedule",
            &[
                ("--principal", "1000.00"),
                ("--rate", "6%"),
                ("--method", "custom"),
                ("--start", "2025-01-01"),
                ("--instalment", "2025-02-01"),
            ],
            &[&[
                ("--instalment", "2025-02-30"),
                ("--instalment", "2025-01-01"),
                ("--instalment", "2025-02-01=10.001"),
                ("--instalment", "2025-02-01=999.99"),
                ("--instalment", "2200-02-01"),
            ]],
        ),
        (
            "schedule",
            &[
                ("--principal", "1000.00"),
                ("--rate", "6%"),
                ("--start", "2025-01-01"),
                ("--every", "1m"),
            ],
            &[&[("--periods", "2"), ("--every", "101y")]],
        ),
        (
            "interest",
            &[
                ("--principal", "1000.00"),
                ("--rate", "6%"),
                ("--from", "2025-01-01"),
                ("--to", "2025-02-01"),
            ],
            &[
                COUNTING,
                RATE,
                &[("--from", "soon"), ("--to", "2024-12-31"), ("--to", "2025-13-01")],
            ],
        ),
        ("law cap", &[], &[&[("--on", "8/1/2024"), ("--on", "3000-01-01")]]),
        (
            "law lpr",
            &[
                ("--principal", "1000.00"),
                ("--from", "2024-06-30"),
                ("--to", "2025-06-30"),
            ],
            &[
                COUNTING,
                &[
                    ("--from", "2024"),
                    ("--to", "2024-06-29"),
                    ("--times", "0"),
                    ("--times", "5"),
                    ("--times", "x"),
                ],
            ],
        ),
        (
            "law delayed",
            &[
                ("--principal", "1000.00"),
                ("--pay-by", "2025-03-10"),
                ("--paid", "2025-09-30"),
            ],
            &[&[
                ("--principal", "0"),
                ("--pay-by", "x"),
                ("--paid", "2025-03-09"),
                ("--rounding", "up"),
            ]],
        ),
        (
            "law overdue",
            &[
                ("--principal", "1000.00"),
                ("--due", "2025-06-30"),
                ("--paid", "2025-09-30"),
            ],
            &[
                COUNTING,
                RATE,
                &[
                    ("--overdue-rate", "0.06"),
                    ("--due", "30.06.2025"),
                    ("--paid", "2025-06-29"),
                    ("--formed", "2025-07-01"),
                    ("--formed", "x"),
                    ("--fees", "-1"),
                    ("--fees", "1.001"),
                ],
            ],
        ),
        (
            "law rolled-up",
            &[
                ("--principal", "1000.00"),
                ("--rate", "6%"),
                ("--start", "2021-01-01"),
                ("--roll-up", "2022-01-01"),
                ("--end", "2023-01-01"),
            ],
            &[
                COUNTING,
                RATE,
                &[
                    ("--start", "2021"),
                    ("--roll-up", "2021-01-01"),
                    ("--roll-up", "2021-06-01,2021-06-01"),
                    ("--roll-up", "x"),
                    ("--end", "2022-01-01"),
                    ("--formed", "x"),
                    ("--cap", "15.4"),
                ],
            ],
        ),
    ];

    #[test]
    fn one_wrong_value_of_any_flag_is_named_in_both_languages() {
        for (command, right, wrong) in CASES {
            let line = right.iter().map(|(flag, value)| format!(" {flag} {value}"));
            let _ = data(&format!("{command}{}", line.collect::<String>()));
            for (flag, value) in wrong.iter().flat_map(|flags| flags.iter()) {
                for (lang, nothing) in [("en", "cannot be used"), ("zh", "不可用")] {
                    let mut args = words(command);
                    let rest = right.iter().filter(|(name, _)| name != flag);
                    args.extend(rest.flat_map(|(flag, value)| [*flag, *value]));
                    args.extend([*flag, *value, "--lang", lang]);
                    let error = error(&args, 2);
                    let message = word(&error, "message");
                    assert!(message.contains(flag), "{args:?}: {message}");
                    if error["code"] != "usage" {
                        assert!(message.contains(nothing), "{args:?}: {message}");
                        assert_eq!(error["details"]["name"], *flag);
                    }
                }
            }
        }
    }

    #[test]
    fn people_get_mistakes_on_standard_error_with_what_to_do() {
        let output = run(&words("law cap --on soon"));
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("--on") && err.contains("what to do:"), "{err}");
    }

    #[test]
    fn a_settings_file_chain_or_account_is_not_needed() {
        // A node that nobody can reach and an account that does not exist.
        let found = data("--url ws://127.0.0.1:1 --account nobody law cap --on 2024-08-01");
        assert_eq!(found["cap"], "13.40");
    }
}

mod help {
    use super::*;

    const COMMANDS: [&str; 7] = [
        "schedule",
        "interest",
        "law cap",
        "law overdue",
        "law rolled-up",
        "law lpr",
        "law delayed",
    ];

    #[test]
    fn help_explains_every_calculator_in_both_languages_with_an_example() {
        for command in COMMANDS {
            for (lang, examples) in [("en", "Examples:"), ("zh", "示例")] {
                let shown = human(&format!("{command} --help --lang {lang}"));
                assert!(shown.contains(examples), "{shown}");
                assert!(
                    shown.contains(&format!("  iou {command} ")) || command == "law cap",
                    "{shown}"
                );
            }
        }
        assert!(human("law --help").contains("rolled-up"));
    }

    #[test]
    fn every_example_of_the_help_works_as_it_stands() {
        let mut tried = 0;
        for lang in [Lang::En, Lang::Zh] {
            for command in COMMANDS {
                let id = format!("help-{}-examples", command.replace(' ', "-"));
                let examples = Text::new(lang).lookup(&id, &[]).replace("\\\n", " ");
                for line in examples.lines() {
                    let _ = human(line.trim().strip_prefix("iou ").unwrap());
                    tried += 1;
                }
            }
        }
        assert_eq!(tried, 2 * 14);
    }
}
