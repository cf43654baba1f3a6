//! Statements of bank and wallet: the borrower's report comes from one, the lender's rule confirms by another, what is not clear
//! is asked about, and the row on record opens in evidence.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use deploy::iou::{Iou, YES};
use e2e_tests::evidence::write_spec;
use e2e_tests::liar::Liar;
use e2e_tests::seats::{people, PLANNED};
use e2e_tests::world::{World, OFF_CHAIN};
use rexpect::process::Signal;
use rexpect::session::{spawn_command, PtySession};
use serde_json::Value;

/// How long a terminal may stay silent.
const SILENT: Duration = Duration::from_secs(120);
/// The questions, in English.
const IS_IT: &str = "Is it this payment? [y/N]";
const SIGN: &str = "Sign and submit? [y/N]";

/// An export of Alipay with these rows: day, other side, way, amount, number, what was written along.
fn alipay(rows: &[[&str; 6]]) -> String {
    let mut text = format!(
        "支付宝账单\r\n共{}笔记录\r\n交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,\r\n",
        rows.len()
    );
    for [day, who, way, amount, number, memo] in rows {
        text += &format!("{day} 09:30:00,转账红包,{who},138******00,{memo},{way},{amount},余额宝,交易成功,{number}\t,\t,,\r\n");
    }
    text
}

/// An export of 招商银行 with one row.
fn cmb(day: &str, amount: &str, who: &str, memo: &str) -> String {
    format!("记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\r\n{day},CNY,\"{amount}\",\"99,000.00\",汇入汇款,{who} 6225880112345678,{memo}\r\n")
}

fn import(iou: &Iou, who: &str, file: &str, more: &[&str]) -> Result<Value> {
    iou.step(who, &[&["import", file], more].concat())
}

fn count(data: &Value, list: &str) -> usize {
    data[list].as_array().map_or(0, Vec::len)
}

/// A loan on whose due day it is noon, and that day.
fn due(world: &World) -> Result<(String, String)> {
    let loan = world.running()?;
    world.advance("90d")?;
    let day = world.show(&loan)?["schedule"][0]["due"]
        .as_str()
        .context("a due day")?
        .to_owned();
    Ok((loan, day))
}

#[test]
fn a_borrower_reports_by_a_statement_and_the_lenders_rule_confirms_by_theirs() -> Result<()> {
    let world = World::new()?;
    let (loan, day) = due(&world)?;
    let rows = [
        [day.as_str(), "早餐店", "支出", "12.00", "1", "早餐"],
        [day.as_str(), "李四", "支出", "10147.94", "2", "还款"],
        [day.as_str(), "李四", "收入", "66.00", "3", "红包"],
    ];
    let statement = world.file("alipay.csv", &alipay(&rows))?;

    // Looking does nothing.
    let before = world.submissions()?;
    let seen = import(&world.iou, "zhangsan", &statement, &["--dry-run"])?;
    assert_eq!(
        (seen["source"].as_str(), seen["rows"].as_u64()),
        (Some("alipay"), Some(3))
    );
    assert_eq!((count(&seen, "matches"), count(&seen, "doubtful")), (1, 0));
    assert_eq!(seen["matches"][0]["state"], "listed");
    assert_eq!(world.submissions()?, before);

    // The borrower's import makes a report, with the digest of the row, and no balance.
    let told = import(&world.iou, "zhangsan", &statement, &[])?;
    assert_eq!(told["matches"][0]["state"], "done");
    assert_eq!(
        (&told["matches"][0]["step"], &told["matches"][0]["by"]),
        (&"report".into(), &"name".into())
    );
    assert_eq!(count(&told, "done"), 1);
    let shown = world.show(&loan)?;
    assert_eq!(shown["now"]["total"], "10147.94");
    assert_eq!(shown["open_reports"][0]["amount"], "10147.94");

    // The same file again: the row is on record, and told.
    let before = world.submissions()?;
    let again = import(&world.iou, "zhangsan", &statement, &[])?;
    assert_eq!((count(&again, "matches"), count(&again, "used")), (0, 1));
    assert_eq!(again["used"][0]["on_record"], true);
    assert_eq!(world.submissions()?, before);
    // Which rows are on the loan's record a node without old blocks cannot tell: that is said, and nothing is destroyed.
    let liar = Liar::before(&world.node.url())?;
    liar.forgets_old_blocks();
    let forget = ["--account", "zhangsan", "--json", "-y", "forget", &loan];
    let forgetful = world.iou.clone().at(liar.url());
    assert_eq!(forgetful.run(&forget)?.error(2)?, "rows_unknown");
    assert_eq!(rows_of(&world, "zhangsan")?.len(), 1);
    // And on a machine that does not have the row: something like it is on record, so nothing is done either.
    for row in rows_of(&world, "zhangsan")? {
        let name = row.file_name().and_then(|name| name.to_str()).context("a name")?;
        let digest = format!("0x{}", name.trim_end_matches(".row.age"));
        let gone = world.iou.step("zhangsan", &["forget", &digest])?;
        assert_eq!(gone["receipts"], serde_json::json!([digest]));
    }
    assert_eq!(rows_of(&world, "zhangsan")?.len(), 0);
    let fresh = import(&world.iou, "zhangsan", &statement, &[])?;
    assert_eq!(
        (count(&fresh, "matches"), fresh["doubtful"][0]["why"].as_str()),
        (0, Some("recorded"))
    );
    assert_eq!(world.submissions()?, before);

    // The lender's statement supports the report; without a rule it confirms nothing.
    let theirs = world.file("cmb.csv", &cmb(&day, "10,147.94", "张三", "还款"))?;
    let listed = import(&world.iou, "lisi", &theirs, &[])?;
    assert_eq!(listed["import_confirms"], "off");
    assert_eq!(
        (&listed["matches"][0]["step"], &listed["matches"][0]["state"]),
        (&"confirm".into(), &"listed".into())
    );
    assert_eq!(world.status(&loan)?, "active");
    let config = world.iou.json(&["config", "show"])?;
    assert_eq!(config["settings"]["import_confirms"]["value"], "off");

    // Nor does one that asks for the memo code, which this payment does not carry.
    let settings = std::fs::read_to_string(world.iou.home().join("iou.toml"))?;
    ruled(&world, &settings, "code")?;
    assert_eq!(
        import(&world.iou, "lisi", &theirs, &[])?["matches"][0]["state"],
        "listed"
    );
    ruled(&world, &settings, "name")?;
    let confirmed = import(&world.iou, "lisi", &theirs, &[])?;
    assert_eq!(confirmed["matches"][0]["state"], "done");
    assert_eq!(world.status(&loan)?, "settled");

    // The lender opens the row in evidence: the digest is proved, what it says is the holder's word.
    let file = world.home_path("loan.iou");
    let _ = world
        .iou
        .step("lisi", &["evidence", &loan, "--receipts", "-o", &file])?;
    let spec = world.home_path("chain-spec.json");
    write_spec(&world, spec.as_ref())?;
    let found = world.iou.json(&["verify", &file, "--chain-spec", &spec])?;
    let items = found["items"].as_array().context("items")?;
    let row = items
        .iter()
        .find(|item| item["check"] == "statement-row")
        .context("the row")?;
    assert_eq!(row["verdict"], "stated");
    assert_eq!(
        (&row["sum"], &row["agrees"]),
        (&"10147.94 CNY".into(), &"yes".into())
    );
    assert!(row["counterparty"]
        .as_str()
        .is_some_and(|who| who.starts_with("张三")));
    Ok(())
}

/// Switches a lender's rule on, in these settings.
fn ruled(world: &World, settings: &str, rule: &str) -> Result<()> {
    let line = format!("[profile.local]\nimport_confirms = \"{rule}\"\n");
    let ruled = settings.replacen("[profile.local]\n", &line, 1);
    Ok(std::fs::write(world.iou.home().join("iou.toml"), ruled)?)
}

#[test]
fn what_was_paid_before_an_amendment_is_not_confirmed_once_more() -> Result<()> {
    let world = World::new()?;
    let (loan, day) = due(&world)?;
    // Put on record by hand; then the books begin anew, and the same payment is reported again.
    let _ = world.iou.step("lisi", &["report", &loan, "3000"])?;
    let _ = world
        .iou
        .step("lisi", &["amend", &loan, "--every", "1y", "--rate", "6%"])?;
    let _ = world.iou.step("zhangsan", &["accept", &loan])?;
    assert_eq!(world.show(&loan)?["amendments"], 1);
    let _ = world.iou.step("zhangsan", &["report", &loan, "3000"])?;
    let settings = std::fs::read_to_string(world.iou.home().join("iou.toml"))?;
    ruled(&world, &settings, "name")?;
    let statement = world.file("cmb.csv", &cmb(&day, "3,000.00", "张三", "还款"))?;
    let before = world.submissions()?;
    let told = import(&world.iou, "lisi", &statement, &[])?;
    assert_eq!(count(&told, "matches"), 0);
    assert_eq!(told["doubtful"][0]["why"], "recorded");
    assert_eq!(told["doubtful"][0]["candidates"][0]["step"], "confirm");
    assert_eq!(world.submissions()?, before);
    Ok(())
}

#[test]
fn what_is_doubtful_is_listed_and_nothing_is_done_about_it() -> Result<()> {
    let world = World::new()?;
    let (loan, day) = due(&world)?;
    let before = world.submissions()?;
    for (why, rows) in [
        (
            "twice",
            [
                [day.as_str(), "李四", "支出", "10147.94", "1", ""],
                [day.as_str(), "李四", "支出", "10147.94", "2", ""],
            ],
        ),
        (
            "returned",
            [
                [day.as_str(), "李四", "支出", "10147.94", "3", ""],
                [day.as_str(), "李四", "收入", "10147.94", "4", "退你"],
            ],
        ),
        (
            "parts",
            [
                [day.as_str(), "李四", "支出", "10000.00", "5", ""],
                [day.as_str(), "李四", "支出", "147.94", "6", ""],
            ],
        ),
    ] {
        let statement = world.file("alipay.csv", &alipay(&rows))?;
        let told = import(&world.iou, "zhangsan", &statement, &[])?;
        assert_eq!(count(&told, "matches"), 0, "{why}");
        assert_eq!(told["doubtful"][0]["why"], why);
        assert_eq!(told["doubtful"][0]["state"], "listed");
    }
    let other = world.file(
        "alipay.csv",
        &alipay(&[[day.as_str(), "李泗", "支出", "10147.94", "7", ""]]),
    )?;
    let told = import(&world.iou, "zhangsan", &other, &[])?;
    assert_eq!((count(&told, "matches"), count(&told, "doubtful")), (0, 0));
    assert_eq!(world.submissions()?, before);
    assert_eq!(count(&world.show(&loan)?, "open_reports"), 0);

    // Half a file, garbage and another encoding: a sentence, and nothing done.
    let whole = alipay(&[
        [day.as_str(), "李四", "支出", "10147.94", "8", ""],
        [day.as_str(), "店", "支出", "1.00", "9", ""],
    ]);
    let cut: String = whole.lines().take(4).map(|line| format!("{line}\n")).collect();
    for (code, contents) in [
        ("statement_incomplete", cut.as_str()),
        ("statement_unknown", "hello\n"),
        ("statement_xml", "<!DOCTYPE x []><x/>"),
    ] {
        let file = world.file("bad", contents)?;
        let run = world
            .iou
            .run(&["--account", "zhangsan", "--json", "-y", "import", &file])?;
        assert_eq!(run.error(2)?, code);
    }
    assert_eq!(world.submissions()?, before);
    Ok(())
}

#[test]
fn a_lender_reports_the_delivery_by_a_statement_and_the_borrower_sees_it_in_theirs() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    let _ = world.iou.step("lisi", &["sign", &loan])?;
    let day = world.show(&loan)?["terms"]["start"]
        .as_str()
        .context("the first day")?
        .to_owned();
    let statement = world.file(
        "alipay.csv",
        &alipay(&[[day.as_str(), "张*", "支出", "10000.00", "1", "借款"]]),
    )?;
    let told = import(&world.iou, "lisi", &statement, &[])?;
    assert_eq!(
        (&told["matches"][0]["step"], &told["matches"][0]["by"]),
        (&"deliver".into(), &"weak_name".into())
    );
    assert_eq!(told["matches"][0]["state"], "done");
    let theirs = world.file("cmb.csv", &cmb(&day, "10,000.00", "李四", ""))?;
    let seen = import(&world.iou, "zhangsan", &theirs, &[])?;
    // That they owe is theirs to say.
    assert_eq!(
        (&seen["matches"][0]["step"], &seen["matches"][0]["state"]),
        (&"received".into(), &"listed".into())
    );
    assert_eq!(world.status(&loan)?, "signed");
    Ok(())
}

/// Two loans of 张三, of which the first plans who takes over the seats, with a report each; and 李四's statement, which shows both payments.
fn two_reported(world: &World) -> Result<([String; 2], String)> {
    people(world)?;
    let loans = [
        world.running_by(&format!("{OFF_CHAIN}{PLANNED}"))?,
        world.running()?,
    ];
    let start = world.show(&loans[0])?["terms"]["start"].clone();
    let day = start.as_str().context("the first day")?;
    let mut rows = Vec::new();
    for (loan, amount, number) in [(&loans[1], "3000.00", "1"), (&loans[0], "4000.00", "2")] {
        let _ = world.iou.step("zhangsan", &["report", loan, amount])?;
        rows.push([day, "张三", "收入", amount, number, "还款"]);
    }
    let statement = world.file("alipay.csv", &alipay(&rows))?;
    let settings = std::fs::read_to_string(world.iou.home().join("iou.toml"))?;
    ruled(world, &settings, "name")?;
    Ok((loans, statement))
}

#[test]
fn a_payment_for_a_seat_that_is_held_is_listed_with_its_reason_and_the_rest_is_confirmed() -> Result<()> {
    let world = World::new()?;
    let ([held, free], statement) = two_reported(&world)?;
    let claim = ["seat", "claim", &held, "lender"];
    let _ = world.iou.step("wangwu", &claim)?;
    let states = |told: &Value| -> Result<Vec<(Value, Value)>> {
        let matches = told["matches"].as_array().context("matches")?;
        let state = |one: &Value| (one["loan"].to_string().into(), one["state"].clone());
        Ok(matches.iter().map(state).collect())
    };
    let expected = |of_free: &str| -> [(Value, Value); 2] {
        [(&free, of_free), (&held, "seat_held")].map(|(loan, state)| (loan.as_str().into(), state.into()))
    };

    // Looking says it already, in both languages.
    let looked = import(&world.iou, "lisi", &statement, &["--dry-run"])?;
    assert_eq!(states(&looked)?, expected("listed"));
    for (lang, said) in [("en", "somebody claims it"), ("zh", "有人提出接管")] {
        let args = [
            "--lang",
            lang,
            "--account",
            "lisi",
            "import",
            &statement,
            "--dry-run",
        ];
        let run = world.iou.run(&args)?;
        assert!(run.code == Some(0) && run.stdout.contains(said), "{run:?}");
    }

    let told = import(&world.iou, "lisi", &statement, &[])?;
    assert_eq!(states(&told)?, expected("done"));
    assert_eq!(count(&world.show(&free)?, "open_reports"), 0);
    assert_eq!(count(&world.show(&held)?, "open_reports"), 1);

    // Nothing was used up: once the claim is over, the same statement confirms it.
    let _ = world
        .iou
        .step("lisi", &["seat", "end", &held, "lender", "--to", "wangwu"])?;
    world.advance("1d")?;
    let told = import(&world.iou, "lisi", &statement, &[])?;
    assert_eq!((count(&told, "used"), count(&told, "matches")), (1, 1));
    assert_eq!(told["matches"][0]["state"], "done");
    assert_eq!(count(&world.show(&held)?, "open_reports"), 0);
    Ok(())
}

#[test]
fn a_seat_that_is_claimed_while_a_question_waits_does_not_end_the_import() -> Result<()> {
    let world = World::new()?;
    let ([held, free], statement) = two_reported(&world)?;
    let mut terminal = on_a_terminal(&world, "lisi", &statement)?;
    let _shown = terminal.exp_string(SIGN)?;
    let _ = world.iou.step("wangwu", &["seat", "claim", &held, "lender"])?;
    terminal.send_line("y")?;
    let _shown = terminal.exp_string("Row 2 waits")?;
    let _rest = terminal.exp_eof()?;
    assert_eq!(count(&world.show(&free)?, "open_reports"), 0);
    assert_eq!(count(&world.show(&held)?, "open_reports"), 1);
    assert_eq!(
        rows_of(&world, "lisi")?.len(),
        1,
        "nothing is kept of the other row"
    );
    Ok(())
}

/// Somebody's import of a file, on a terminal.
fn on_a_terminal(world: &World, who: &str, file: &str) -> Result<PtySession> {
    let mut command = world.iou.command()?;
    command
        .args(["--account", who, "import", file])
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::inherit());
    Ok(spawn_command(command, u64::try_from(SILENT.as_millis()).ok())?)
}

/// Waits for a question and answers it.
fn answer(terminal: &mut PtySession, question: &str, word: &str) -> Result<String> {
    let before = terminal.exp_string(question)?;
    terminal.send_line(word)?;
    Ok(before)
}

#[test]
fn on_a_terminal_a_doubtful_row_is_asked_about_and_only_a_yes_reports_it() -> Result<()> {
    let world = World::new()?;
    let (loan, day) = due(&world)?;
    // In signs that come back from the terminal one by one.
    let twice = [
        [day.as_str(), "李四", "支出", "10147.94", "1", "May"],
        [day.as_str(), "李四", "支出", "10147.94", "2", "June"],
    ];
    let statement = world.file("alipay.csv", &alipay(&twice))?;

    // Nothing typed, a no, and the end of the input are no; nothing is kept of a row about which that was said.
    let before = world.submissions()?;
    let mut terminal = on_a_terminal(&world, "zhangsan", &statement)?;
    let shown = answer(&mut terminal, IS_IT, "")?;
    assert!(shown.contains("another row fits the same"), "{shown}");
    assert!(shown.contains("May") && shown.contains("10147.94"), "{shown}");
    let _shown = terminal.exp_string(IS_IT)?;
    terminal.send_control('d')?;
    let _rest = terminal.exp_eof()?;
    assert_eq!(world.submissions()?, before);

    // A yes is followed by what is signed, which takes another; a no to that lets go of the row.
    let mut terminal = on_a_terminal(&world, "zhangsan", &statement)?;
    let _shown = answer(&mut terminal, IS_IT, "n")?;
    let shown = answer(&mut terminal, IS_IT, "y")?;
    assert!(shown.contains("June"), "{shown}");
    let _shown = answer(&mut terminal, SIGN, "n")?;
    let _rest = terminal.exp_eof()?;
    assert_eq!(world.submissions()?, before);
    assert_eq!(rows_of(&world, "zhangsan")?, Vec::<PathBuf>::new());

    let mut terminal = on_a_terminal(&world, "zhangsan", &statement)?;
    let _shown = answer(&mut terminal, IS_IT, "n")?;
    let _shown = answer(&mut terminal, IS_IT, "是")?;
    let _shown = answer(&mut terminal, SIGN, "y")?;
    let _rest = terminal.exp_eof()?;
    assert_eq!(world.submissions()?, before + 1);
    let shown = world.show(&loan)?;
    assert_eq!(count(&shown, "open_reports"), 1);
    assert_eq!(shown["open_reports"][0]["amount"], "10147.94");

    // The other row is asked about again, as something like it is on record now; the one that was used is not.
    let again = import(&world.iou, "zhangsan", &statement, &["--dry-run"])?;
    assert_eq!((count(&again, "matches"), count(&again, "used")), (0, 1));
    assert_eq!(again["used"][0]["row"]["place"], 2);
    assert_eq!(again["doubtful"][0]["why"], "recorded");
    Ok(())
}

#[test]
fn an_import_that_was_killed_before_it_signed_loses_nothing_and_doubles_nothing() -> Result<()> {
    let world = World::new()?;
    let (loan, day) = due(&world)?;
    let row = [day.as_str(), "李四", "支出", "10147.94", "1", "还款"];
    let statement = world.file("alipay.csv", &alipay(&[row]))?;
    let before = world.submissions()?;

    // One waits for an answer: a second one at once is refused with a sentence, one that only looks is not.
    let mut terminal = on_a_terminal(&world, "zhangsan", &statement)?;
    let _shown = terminal.exp_string(SIGN)?;
    assert_eq!(rows_of(&world, "zhangsan")?.len(), 1, "kept before it is signed");
    let second = [
        &["--account", "zhangsan", "--json"],
        &YES[..],
        &["import", &statement],
    ]
    .concat();
    assert_eq!(world.iou.run(&second)?.error(1)?, "rows_busy");
    let looked = import(&world.iou, "zhangsan", &statement, &["--dry-run"])?;
    assert_eq!(count(&looked, "matches"), 0);
    let _status = terminal.process_mut().kill(Signal::SIGKILL)?;
    assert_eq!(world.submissions()?, before);

    // Nobody knows whether it was sent: it is not done again unasked.
    let told = import(&world.iou, "zhangsan", &statement, &[])?;
    assert_eq!((count(&told, "matches"), count(&told, "used")), (0, 1));
    assert_eq!(told["used"][0]["on_record"], false);
    assert_eq!(told["doubtful"][0]["why"], "recorded");
    assert_eq!(world.submissions()?, before);

    let mut terminal = on_a_terminal(&world, "zhangsan", &statement)?;
    let _shown = answer(&mut terminal, IS_IT, "y")?;
    let _shown = answer(&mut terminal, SIGN, "y")?;
    let _rest = terminal.exp_eof()?;
    assert_eq!(count(&world.show(&loan)?, "open_reports"), 1);
    let told = import(&world.iou, "zhangsan", &statement, &[])?;
    assert_eq!((count(&told, "matches"), count(&told, "doubtful")), (0, 0));
    assert!(told["used"]
        .as_array()
        .is_some_and(|used| used.iter().any(|one| one["on_record"] == true)));
    assert_eq!(world.submissions()?, before + 1);
    Ok(())
}

#[test]
fn a_memo_without_end_and_a_damaged_file_stop_no_later_import() -> Result<()> {
    let world = World::new()?;
    let (loan, day) = due(&world)?;
    let long = "还".repeat(18_000);
    let row = [day.as_str(), "李四", "支出", "10147.94", "1", &long];
    let statement = world.file("alipay.csv", &alipay(&[row]))?;
    let told = import(&world.iou, "zhangsan", &statement, &[])?;
    assert_eq!(told["matches"][0]["state"], "done");
    let again = import(&world.iou, "zhangsan", &statement, &[])?;
    assert_eq!((count(&again, "used"), count(&again, "unreadable")), (1, 0));
    assert_eq!(again["used"][0]["on_record"], true);

    // One that cannot be opened is named; the others are, and what is on record is not put there again.
    let kept = rows_of(&world, "zhangsan")?;
    let damaged = kept[0].with_file_name(format!("{}.row.age", "0".repeat(64)));
    std::fs::write(&damaged, "damaged")?;
    let told = import(&world.iou, "zhangsan", &statement, &[])?;
    assert_eq!((count(&told, "used"), count(&told, "unreadable")), (1, 1));
    assert_eq!(told["unreadable"][0]["path"].as_str(), damaged.to_str());
    std::fs::write(&kept[0], "damaged as well")?;
    let before = world.submissions()?;
    let told = import(&world.iou, "zhangsan", &statement, &[])?;
    assert_eq!((count(&told, "matches"), count(&told, "unreadable")), (0, 2));
    assert_eq!(told["doubtful"][0]["why"], "recorded");
    assert_eq!(world.submissions()?, before);
    let file = world.home_path("loan.iou");
    let evidence = [
        &["--account", "zhangsan"],
        &YES[..],
        &["evidence", &loan, "--receipts", "-o", &file],
    ];
    let run = world.iou.run(&evidence.concat())?;
    assert!(run.stderr.contains("0000.row.age"), "{run:?}");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(damaged.exists() && kept[0].exists(), "nothing is thrown away");
    Ok(())
}

/// The rows that are kept of an account.
fn rows_of(world: &World, who: &str) -> Result<Vec<PathBuf>> {
    let shown = world.iou.json(&["account", "show", who])?;
    let address = shown["address"].as_str().context("an address")?.to_owned();
    let mut rows = Vec::new();
    for entry in std::fs::read_dir(world.iou.home().join("private").join(address))? {
        rows.push(entry?.path());
    }
    rows.retain(|path| path.to_string_lossy().ends_with(".row.age"));
    Ok(rows)
}
