//! A signature by hand: drawn elsewhere, bound to terms and account, named by the signature, drawn by the certificate where its
//! holder shows it.

use anyhow::{ensure, Result};
use e2e_tests::evidence::write_spec;
use e2e_tests::world::{path, World, OFF_CHAIN};
use serde_json::{json, Value};

use super::{second_proof, verdict};

#[test]
fn a_hand_is_named_by_the_signature_and_shown_only_by_whoever_holds_it() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    let drawn = json!({ "width": 400, "height": 150, "strokes": [
        [[20, 30, 0], [60, 110, 80], [100, 40, 160]],
        [[140, 40, 400], [200, 120, 470], [260, 60, 520]],
    ] });
    let strokes = world.file("strokes.json", &drawn.to_string())?;
    let hand = world.home_path("hand.json");
    let args = ["identity", "handwriting", &loan, &strokes, "-o", &hand];
    let written = iou.step("lisi", &args)?;
    ensure!(written["strokes"] == 2 && written["points"] == 6, "{written}");

    // What leaves its field, and what is no drawing, is refused, and what was written before stays.
    for bad in [r#"{"width":400,"height":150,"strokes":[[[401,1,0]]]}"#, "[]", ""] {
        let bad = world.file("bad.json", bad)?;
        let args = [
            "--account",
            "lisi",
            "--json",
            "identity",
            "handwriting",
            &loan,
            &bad,
            "--force",
            "-o",
            &hand,
        ];
        ensure!(iou.run(&args)?.error(2)? == "argument");
    }
    let _ = iou.step("lisi", &["sign", &loan, "--evidence", &hand])?;
    let _ = iou.step("lisi", &["deliver", &loan])?;
    let _ = iou.step("zhangsan", &["received", &loan])?;

    let directory = tempfile::tempdir()?;
    let spec = directory.path().join("spec.json");
    write_spec(&world, &spec)?;
    let found = |name: &str, shown: &[&str]| -> Result<Vec<Value>> {
        let (file, paper) = (
            directory.path().join(name),
            directory.path().join(format!("{name}.pdf")),
        );
        let mut args = vec!["evidence", &loan, "-o", path(&file), "--pdf", path(&paper)];
        args.extend(shown);
        let _ = iou.step("lisi", &args)?;
        let (code, envelope) = verdict(&file, &spec)?;
        ensure!(code == 0, "{envelope:#}");
        let second = second_proof(&file, &spec)?;
        ensure!(second["unsigned"] == json!([]), "{second}");
        ensure!(std::fs::read(&paper)?.starts_with(b"%PDF"), "{name}");
        let items = envelope["data"]["items"].as_array().into_iter().flatten();
        Ok(items
            .filter(|item| item["check"] == "handwriting")
            .cloned()
            .collect())
    };
    ensure!(found("kept.iou", &[])?.is_empty());
    let [item] = &found("shown.iou", &["--attach", &hand])?[..] else {
        anyhow::bail!("the hand is not there")
    };
    ensure!(item["verdict"] == "stated" && item["agrees"] == "yes", "{item}");
    Ok(())
}
