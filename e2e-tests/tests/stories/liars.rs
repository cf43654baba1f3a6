//! A node that does not tell the truth: what is shown is what is moved, or nothing is signed.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;

use anyhow::{ensure, Result};
use e2e_tests::liar::Liar;
use e2e_tests::world::{World, NATIVE, OFF_CHAIN};
use serde_json::{json, Value};

/// A loan of 50 tokens that runs, delivered on the chain.
fn native(world: &World) -> Result<String> {
    let loan = world.propose("zhangsan", NATIVE)?;
    let _ = world.iou.step("lisi", &["sign", &loan])?;
    let _ = world.iou.step("lisi", &["deliver", &loan])?;
    Ok(loan)
}

/// Whether a transaction went out.
fn was_sent(asked: &[String]) -> bool {
    asked.iter().any(|method| method.starts_with("author_submit"))
}

/// Runs a step through the liar: it must end with exit 2 and this code, and nothing may be signed or written down.
fn refused(world: &World, liar: &Liar, step: &[&str], code: &str) -> Result<()> {
    let before = world.submissions()?;
    let _earlier = liar.asked();
    let iou = world.iou.clone().at(liar.url());
    let run = iou.run(&[&["--account", "zhangsan", "-y", "--json"], step].concat())?;
    ensure!(run.error(2)? == code, "{code} was expected: {run:?}");
    ensure!(!was_sent(&liar.asked()), "{code}: a transaction went out");
    ensure!(
        !run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'),
        "{run:?}"
    );
    assert_eq!(world.submissions()?, before);
    Ok(())
}

#[test]
fn another_unit_than_the_one_that_was_written_down_signs_nothing() -> Result<()> {
    let world = World::new()?;
    let loan = native(&world)?;
    let liar = Liar::before(&world.node.url())?;
    let honest = world.iou.clone().at(liar.url());
    let _ = honest.step("zhangsan", &["repay", &loan, "1.00"])?;
    ensure!(
        was_sent(&liar.asked()),
        "through an honest proxy everything works"
    );
    let lies: [(&str, &str, Value); 5] = [
        ("system_properties", "tokenDecimals", json!(15)),
        ("system_properties", "tokenDecimals", json!(9)),
        ("system_properties", "tokenSymbol", json!("CNY")),
        ("system_properties", "ss58Format", json!(0)),
        ("system_properties", "tokenDecimals", Value::Null),
    ];
    for (asked, key, value) in lies {
        liar.tell(move |method, _, result| {
            if method == asked {
                result[key] = value.clone();
            }
        });
        for step in [
            &["repay", &loan, "1.00"][..],
            &["account", "send", "lisi", "1"],
            &["repay", &loan, "all"],
        ] {
            refused(&world, &liar, step, "chain_differs")?;
        }
    }
    liar.tell(|method, _, result| {
        if method == "system_chainType" {
            *result = json!("Live");
        }
    });
    refused(&world, &liar, &["repay", &loan, "1.00"], "chain_differs")?;
    liar.tell(|method, _, result| {
        if method == "system_properties" {
            result["tokenSymbol"] = json!("IOU\u{1b}[2K\u{202e}");
        }
    });
    refused(&world, &liar, &["repay", &loan, "1.00"], "chain_unsuitable")
}

#[test]
fn what_is_signed_is_laid_out_by_this_program_and_not_by_the_node() -> Result<()> {
    let world = World::new()?;
    let loan = native(&world)?;
    let liar = Liar::before(&world.node.url())?;
    // The metadata has another call in the place of the transfer.
    let (real, other) = (
        hex::encode("transfer_keep_alive"),
        hex::encode("transfer_keep_alivE"),
    );
    liar.tell(move |_, _, result| {
        if let Some(text) = result.as_str().filter(|text| text.contains(&real)) {
            *result = json!(text.replace(&real, &other));
        }
    });
    refused(
        &world,
        &liar,
        &["account", "send", "lisi", "1"],
        "chain_unsuitable",
    )?;
    // Transactions have another layout.
    liar.tell(|method, params, result| {
        if method == "state_call" && params[0] == json!("Core_version") {
            // At the end stand this version, four bytes of it, and one byte more.
            let text = result.as_str().unwrap_or_default().to_owned();
            let at = text.len().saturating_sub(10);
            *result = json!(format!("{}02{}", &text[..at], &text[at + 2..]));
        }
    });
    refused(&world, &liar, &["repay", &loan, "1.00"], "chain_unsuitable")?;
    // The block that a transaction's life is counted from has another number.
    liar.tell(|method, _, result| {
        if method == "chain_getHeader" {
            result["number"] = json!("0x1");
        }
    });
    refused(&world, &liar, &["repay", &loan, "1.00"], "node_untrue")?;
    // The genesis block is asked for once, and held against what is written down: no later answer can be another one.
    let count = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&count);
    liar.tell(move |method, params, _| {
        let first = method == "chain_getBlockHash" && (params[0] == json!(0) || params[0] == json!("0x0"));
        let _before = counted.fetch_add(first.into(), Ordering::Relaxed);
    });
    let iou = world.iou.clone().at(liar.url());
    let before = world.show(&loan)?["now"]["total"].clone();
    let _ = iou.step("zhangsan", &["repay", &loan, "1.00"])?;
    assert_ne!(world.show(&loan)?["now"]["total"], before, "the chain took it");
    assert_eq!(count.load(Ordering::Relaxed), 1);
    Ok(())
}

#[test]
fn a_statement_asks_as_much_of_a_long_chain_as_of_a_short_one_and_follows_no_node_in_circles() -> Result<()> {
    let world = World::new()?;
    let loan = native(&world)?;
    let _ = world.iou.step("zhangsan", &["repay", &loan, "1.00"])?;
    let liar = Liar::before(&world.node.url())?;
    let iou = world.iou.clone().at(liar.url());
    let statement = || -> Result<(Value, usize)> {
        let _earlier = liar.asked();
        let shown = iou.json(&["statement", &loan])?;
        Ok((shown, liar.asked().len()))
    };
    let (short, few) = statement()?;
    for _ in 0..40 {
        let _ = world
            .iou
            .step("lisi", &["account", "send", "zhangsan", "0.001"])?;
    }
    let (long, many) = statement()?;
    assert_eq!(long["events"], short["events"]);
    assert_eq!(many, few);
    // The state of the loan, behind the number of events and a hash, names a block that lies ahead: nobody looks for it.
    liar.tell(|method, params, result| {
        if method != "childstate_getStorageEntries" {
            return;
        }
        let keys = params[1].as_array().into_iter().flatten();
        for (key, cell) in keys.zip(result.as_array_mut().into_iter().flatten()) {
            let is_state = key
                .as_str()
                .is_some_and(|key| key.get(34..42) == Some("f1b629a2"));
            if let Some(text) = cell.as_str().filter(|_| is_state).map(str::to_owned) {
                *cell = json!(format!("{}ffffff7f{}", &text[..74], &text[82..]));
            }
        }
    });
    let run = iou.run(&["statement", &loan, "--json"])?;
    assert_eq!(run.error(2)?, "node_untrue", "{run:?}");
    Ok(())
}

#[test]
fn a_profile_that_does_not_know_its_chain_signs_once_it_was_looked_at() -> Result<()> {
    let world = World::without_ledger()?;
    let liar = Liar::before(&world.node.url())?;
    refused(
        &world,
        &liar,
        &["account", "send", "lisi", "1"],
        "chain_not_pinned",
    )?;
    let iou = world.iou.clone().at(liar.url());
    let run = iou.run(&["config", "pin", "--json"])?;
    assert_eq!(
        run.error(2)?,
        "prompt_required",
        "nothing is written without a yes"
    );
    let written = iou.json(&["config", "pin", "-y"])?;
    assert_eq!(written["written"]["token_decimals"], "12");
    assert_eq!(written["written"]["token_symbol"], "IOU");
    assert_eq!(written["written"]["chain_type"], "Development");
    let _ = iou.step("zhangsan", &["account", "send", "lisi", "1"])?;
    assert_eq!(iou.json(&["config", "pin", "-y"])?["written"], json!({}));
    liar.tell(|method, _, result| {
        if method == "system_properties" {
            result["tokenDecimals"] = json!(15);
        }
    });
    refused(&world, &liar, &["account", "send", "lisi", "1"], "chain_differs")?;
    let run = iou.run(&["config", "pin", "-y", "--json"])?;
    assert_eq!(
        run.error(2)?,
        "chain_differs",
        "what was written is not overwritten"
    );
    Ok(())
}

#[test]
fn an_index_takes_no_blocks_but_those_that_it_asked_for_and_no_loan_with_a_gap() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let liar = Liar::before(&world.node.url())?;
    let iou = world.iou.clone().at(liar.url());
    let lies: [(Bend, i32, &str); 5] = [
        (|blocks| blocks.swap(0, 1), 2, "node_untrue"),
        (|blocks| blocks.insert(1, blocks[1].clone()), 2, "node_untrue"),
        (Vec::clear, 2, "node_pruned"),
        (
            |blocks| with_events(blocks)[0]["events"][0]["data"] = json!("0x0"),
            2,
            "node_untrue",
        ),
        (
            |blocks| {
                let _last = with_events(blocks).split_last_mut().map(|(_, before)| {
                    before.iter_mut().for_each(|block| block["events"] = json!([]));
                });
            },
            1,
            "index_gap",
        ),
    ];
    for (number, (lie, exit, refusal)) in lies.into_iter().enumerate() {
        liar.tell(move |method, _, result| {
            let blocks = result.as_array_mut().filter(|_| method == "iou_ledgerEvents");
            if let Some(blocks) = blocks.filter(|blocks| blocks.len() > 2) {
                lie(blocks);
            }
        });
        let error = iou.run(&["index", "--once", "--json"])?.error(exit)?;
        assert_eq!(error, refusal, "lie {number}");
    }
    liar.tell(|_, _, _| {});
    let _ = iou.json(&["index", "--once"])?;
    let _ = world.show(&loan)?;
    Ok(())
}

/// What is made of the blocks that a node has found.
type Bend = fn(&mut Vec<Value>);

/// The blocks in which the contract emitted something.
fn with_events(blocks: &mut [Value]) -> Vec<&mut Value> {
    let some = blocks.iter_mut().filter(|block| block["events"].is_array());
    some.collect()
}

#[test]
fn an_index_takes_no_list_that_is_too_short_and_no_block_that_follows_no_other() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let liar = Liar::before(&world.node.url())?;
    liar.forgets(&["iou_ledgerEvents"]);
    let iou = world.iou.clone().at(liar.url());
    let is_list = |method: &str, params: &Value| method == "chain_getBlockHash" && params[0].is_array();
    liar.tell(move |method, params, result| {
        if let Some(list) = result.as_array_mut().filter(|_| is_list(method, params)) {
            let _ = list.remove(list.len() / 2);
        }
    });
    assert_eq!(iou.run(&["index", "--once", "--json"])?.error(2)?, "node_untrue");
    liar.tell(move |method, params, result| {
        if let Some(list) = result
            .as_array_mut()
            .filter(|list| is_list(method, params) && list.len() > 2)
        {
            list.swap(0, 1);
        }
    });
    assert_eq!(iou.run(&["index", "--once", "--json"])?.error(2)?, "node_untrue");
    // A block without its events.
    liar.tell(|method, _, result| {
        if method == "state_queryStorageAt" {
            for set in result.as_array_mut().into_iter().flatten() {
                for change in set["changes"].as_array_mut().into_iter().flatten() {
                    if change[1].as_str().is_some_and(|value| value.len() > 200) {
                        change[1] = Value::Null;
                    }
                }
            }
        }
    });
    assert_eq!(iou.run(&["index", "--once", "--json"])?.error(2)?, "node_untrue");
    liar.tell(|_, _, _| {});
    let _ = iou.json(&["index", "--once"])?;
    let _ = world.show(&loan)?;
    Ok(())
}

#[test]
fn money_beyond_what_is_owed_is_recorded_by_whoever_says_so_twice() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    // 20000 for 200: the lender's own word would settle the loan at once.
    for who in ["lisi", "zhangsan"] {
        let run = world
            .iou
            .run(&["--account", who, "-y", "--json", "report", &loan, "20000"])?;
        assert_eq!(run.error(1)?, "overpayment");
        let overpaid = run.envelope()?["error"]["details"]["overpaid"].clone();
        assert_eq!(overpaid, "10000.00 CNY");
    }
    assert_eq!(world.status(&loan)?, "active");
    let reported = world.iou.step("lisi", &["report", &loan, "200"])?;
    assert_eq!(reported["changes"]["before"]["owed"], "10000.00");
    assert_eq!(reported["changes"]["after"]["owed"], "9800.00");
    assert_eq!(reported["changes"]["overpaid"], "0.00");
    // What the borrower reports is looked at as if it were confirmed, and the lender is asked again when they confirm it.
    let all = ["--allow-overpayment", "report", &loan, "9900"];
    let reported = world.iou.step("zhangsan", &all)?;
    assert_eq!(reported["changes"]["overpaid"], "100.00");
    assert_eq!(reported["changes"]["once_confirmed"], true);
    let run = world
        .iou
        .run(&["--account", "lisi", "-y", "--json", "confirm", &loan])?;
    assert_eq!(run.error(1)?, "overpayment");
    let _ = world
        .iou
        .step("lisi", &["--allow-overpayment", "confirm", &loan])?;
    assert_eq!(world.status(&loan)?, "settled");
    Ok(())
}

#[test]
fn a_report_says_before_it_is_signed_what_a_payment_of_an_earlier_day_changes() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    for (who, step) in [("lisi", "sign"), ("lisi", "deliver"), ("zhangsan", "received")] {
        let _ = world.iou.step(who, &[step, &loan])?;
    }
    world.advance("100d")?;
    let show = world.show(&loan)?;
    let due = show["schedule"][0]["due"].as_str().unwrap_or_default().to_owned();
    let total = show["schedule"][0]["total"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let reported = world
        .iou
        .step("zhangsan", &["report", &loan, &total, "--on", &due])?;
    let changes = &reported["changes"];
    assert_ne!(changes["before"]["late"], "0.00", "{changes}");
    assert_eq!(changes["before"]["late_instalments"], 1, "{changes}");
    assert_eq!(changes["after"]["late"], "0.00", "{changes}");
    assert_eq!(changes["after"]["late_instalments"], 0, "{changes}");
    assert_eq!(changes["after"]["owed"], "0.00", "{changes}");
    assert_eq!(changes["once_confirmed"], true);
    Ok(())
}
