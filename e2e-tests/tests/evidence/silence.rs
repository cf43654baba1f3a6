//! Reports that nobody answers: while there is time, nobody can say that there was no answer; a third person puts it on record,
//! the answer follows, and both verifiers prove both.

use anyhow::{ensure, Context, Result};
use e2e_tests::evidence::collected;
use e2e_tests::world::{World, OFF_CHAIN};
use serde_json::{json, Value};

use super::{both_prove, signed_by_message};

/// Days for an answer in these loans.
const DAYS: &str = "answer_days = 7\n";

fn names(events: &[Value]) -> Vec<&str> {
    let all = events.iter();
    all.filter_map(|event| event["event"].as_str()).collect()
}

/// What waits first of a loan: whether its silence can be recorded, and since when it is.
fn first(shown: &Value) -> (Value, Value) {
    let waits = &shown["unanswered"][0];
    (waits["recordable"].clone(), waits["recorded"].clone())
}

/// A delivery that the borrower acknowledges only after days: they are shown, and nobody can have them recorded.
fn delivered(world: &World) -> Result<String> {
    let loan = world.propose("zhangsan", &format!("{DAYS}{OFF_CHAIN}"))?;
    for step in ["sign", "deliver"] {
        let _ = world.iou.step("lisi", &[step, &loan])?;
    }
    let words = world.iou.run(&["show", &loan])?.stdout;
    ensure!(
        words.contains("7 days to answer a report of a repayment")
            && !words.contains("there is time for it until"),
        "{words}"
    );
    world.advance("8d")?;
    let words = world.iou.run(&["show", &loan])?.stdout;
    ensure!(words.contains("unanswered by the borrower for 8 days"), "{words}");
    ensure!(first(&world.show(&loan)?) == (json!(false), Value::Null));
    ensure!(world.refused("wangwu", &["record-silence", &loan])? == "contract_wrong_state");
    let _ = world.iou.step("zhangsan", &["received", &loan])?;
    ensure!(world.status(&loan)? == "active");
    Ok(loan)
}

#[test]
fn what_stays_unanswered_is_recorded_by_a_third_person_answered_afterwards_and_proved_by_both_verifiers(
) -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let loan = delivered(&world)?;

    let _ = iou.step("zhangsan", &["report", &loan, "4000.00"])?;
    world.advance("7d")?;
    let silence = ["record-silence", &loan];
    ensure!(
        world.refused("wangwu", &silence)? == "contract_answer_not_due",
        "the seventh day is in time"
    );
    world.advance("1d")?;
    let before = world.show(&loan)?["now"].clone();
    ensure!(first(&world.show(&loan)?) == (json!(true), Value::Null));
    let _ = iou.step("wangwu", &["record-silence", &loan, "0"])?;
    ensure!(world.show(&loan)?["now"] == before, "it changes no figure");
    let (recordable, recorded) = first(&world.show(&loan)?);
    ensure!(recordable == false && recorded.is_string(), "{recorded}");
    ensure!(world.refused("zhangsan", &silence)? == "contract_silence_on_record");
    let words = iou.run(&["show", &loan])?.stdout;
    ensure!(
        words.contains("unanswered by the lender for 8 days; on record since"),
        "{words}"
    );
    let _ = iou.step("lisi", &["confirm", &loan])?;
    ensure!(world.show(&loan)?["unanswered"] == json!([]));
    ensure!(world.refused("wangwu", &silence)? == "contract_no_such_report");

    let events = world.events()?;
    let told = [
        "LoanProposed",
        "LoanSigned",
        "DeliveryReported",
        "LoanDelivered",
        "RepaymentReported",
        "SilenceRecorded",
        "LoanRepaid",
    ];
    ensure!(names(&events) == told, "{:?}", names(&events));
    let data = &events[5]["data"];
    ensure!(
        data["report"] == 0 && data["silent"] == events[5]["lender"],
        "{data}"
    );

    let made = collected(&world, &loan)?;
    drop(world);
    let (envelope, second) = both_prove(&made.file, &made.spec)?;
    let proved = envelope["data"]["loan"]["events"].as_array().context("events")?;
    ensure!(proved.len() == told.len(), "{}", proved.len());
    ensure!(second["events"] == told.len(), "{second}");
    let [recorded] = signed_by_message(&second, "record_silence")?[..] else {
        anyhow::bail!("{second}")
    };
    ensure!(recorded["events"] == json!([5]), "{second}");
    Ok(())
}
