//! The agreement as a text, and what is left of a person who wants to be forgotten.

use anyhow::{Context, Result};
use e2e_tests::world::{form, World, OFF_CHAIN};

#[test]
fn a_loan_is_written_out_in_both_languages_and_its_text_is_recognised_and_no_other_loans() -> Result<()> {
    let world = World::new()?;
    let draft = world.file("draft.toml", &form(OFF_CHAIN))?;
    let drafted = world.iou.json(&["agreement", "--form", &draft])?;
    let drafted = drafted["texts"]["en"].as_str().context("a text")?;
    assert!(
        drafted.contains("Name: 李四") && drafted.contains("CNY 10,000.00"),
        "{drafted}"
    );

    let loan = world.running()?;
    let digest = world.show(&loan)?["digest"].clone();
    let written = world.iou.json(&["agreement", &loan, "--both"])?;
    assert_eq!(written["digest"], digest);
    let (zh, en) = (&written["texts"]["zh-CN"], &written["texts"]["en"]);
    let (zh, en) = (zh.as_str().context("Chinese")?, en.as_str().context("English")?);
    assert!(
        zh.contains("人民币壹万元整") && zh.contains("第九十四条第一款第五项"),
        "{zh}"
    );
    assert!(
        !zh.contains("李四") && !en.contains("李四"),
        "nobody opened a name"
    );

    let text = world.file("agreement.txt", &format!("{zh}\n\n{en}"))?;
    let same = world.iou.json(&["agreement", &loan, "--read", &text])?;
    assert_eq!(same["digest"], digest);
    let other = world.propose("zhangsan", OFF_CHAIN)?;
    let run = world.iou.run(&["--json", "agreement", &other, "--read", &text])?;
    assert_eq!(run.error(1)?, "agreement_text");

    // What is amended later does not change what was signed.
    let terms = ["amend", &loan, "--every", "120d", "--rate", "5%"];
    let _ = world.iou.step("zhangsan", &terms)?;
    let _ = world.iou.step("lisi", &["accept", &loan])?;
    assert_eq!(world.iou.json(&["agreement", &loan, "--both"])?, written);
    Ok(())
}

#[test]
fn a_field_that_was_forgotten_is_withheld_and_everything_else_stays() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let opened = |field: &str| {
        let args = [
            "--account",
            "zhangsan",
            "--json",
            "agreement",
            &loan,
            "--open",
            field,
        ];
        world.iou.run(&args)
    };
    let text = opened("all")?.data()?["texts"]["en"]
        .as_str()
        .context("a text")?
        .to_owned();
    assert!(text.contains("ID number: 11010519491231002X") && text.contains("Purpose of the loan: 周转"));

    let refused = world
        .iou
        .run(&["--account", "zhangsan", "--json", "forget", &loan])?;
    assert_eq!(refused.error(2)?, "prompt_required", "it asks first");
    let gone = world
        .iou
        .step("zhangsan", &["forget", &loan, "--field", "borrower.id_number"])?;
    assert_eq!(gone["forgotten"], serde_json::json!(["borrower.id_number"]));
    assert_eq!(opened("borrower.id_number")?.error(1)?, "field_unknown");
    let text = opened("all")?.data()?["texts"]["en"]
        .as_str()
        .context("a text")?
        .to_owned();
    assert!(
        text.contains("ID number: (withheld)") && text.contains("Name: 张三"),
        "{text}"
    );

    let _ = world.iou.step("zhangsan", &["forget", &loan])?;
    let text = opened("all")?.data()?["texts"]["en"]
        .as_str()
        .context("a text")?
        .to_owned();
    assert!(!text.contains("张三") && !text.contains("周转"), "{text}");
    let plain = world.iou.json(&["agreement", &loan])?;
    let path = world.file("agreement.txt", plain["texts"]["en"].as_str().context("a text")?)?;
    let _ = world.iou.json(&["agreement", &loan, "--read", &path])?;
    let nothing = world.iou.step("zhangsan", &["forget", &loan])?;
    assert_eq!(nothing["forgotten"], serde_json::json!([]));
    Ok(())
}
