//! `make pictures`: every page as a phone shows it, into `target/pictures`; its index.html shows them beside each other.

use anyhow::{ensure, Result};
use e2e_tests::page::{is_there, Site};
use e2e_tests::world::{World, OFF_CHAIN};
use serde_json::{json, Value};

/// 6,000.00 and 4,000.00 delivered before the signatures, 1,000.00 repaid between.
const MOVED: &str = r#"
[[delivered]]
on = "2025-01-01"
amount = "6000.00"

[[repaid]]
on = "2025-06-01"
amount = "1000.00"

[[delivered]]
on = "2026-01-01"
amount = "4000.00"
"#;

fn main() -> Result<()> {
    ensure!(is_there(), "no browser");
    let into = deploy::paths::target_dir()?.join("pictures");
    if into.exists() {
        std::fs::remove_dir_all(&into)?;
    }
    std::fs::create_dir_all(&into)?;
    let mut site = Site::start()?;
    let loans = beside(&site.world)?;
    let seats = seats(&site)?;
    let figures = site.story(
        "album",
        json!({ "pictures": into, "loans": loans, "seats": seats }),
    )?;
    println!(
        "{} pages in {}",
        figures["pictures"],
        into.join("index.html").display()
    );
    Ok(())
}

/// Somebody logged in with an account whose key no browser has; gives the cookie's value.
fn log_in(site: &Site, address: &str) -> Result<String> {
    let secret = format!("picture-{address}");
    let token = hex::encode(iou_base::sha256(secret.as_bytes()));
    sqlx::any::install_default_drivers();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let pool = sqlx::AnyPool::connect(&format!("sqlite:{}", site.database)).await?;
        let sql = "INSERT INTO page_session (token, accounts, expires_ms) VALUES ($1, $2, $3) ON CONFLICT (token) DO NOTHING";
        let query = sqlx::query(sql)
            .bind(token)
            .bind(json!([address]).to_string())
            .bind(i64::MAX / 2);
        let _done = query.execute(&pool).await?;
        pool.close().await;
        Ok::<_, anyhow::Error>(())
    })?;
    Ok(secret)
}

/// Loans whose borrower's seat is claimed by an heir, can be taken by a new key, and was taken: number and who looks, by the names of
/// their pictures. The word of the heir spares the days, which would leave the browsers' clocks behind.
fn seats(site: &Site) -> Result<Value> {
    let World { iou, .. } = &site.world;
    let heir = site.world.newcomer("heir")?;
    let rule = format!("[[succession]]\nof = \"borrower\"\nheir = \"{heir}\"\ndays = 14\n");
    let lines = format!("{OFF_CHAIN}\n{rule}");
    let claimed = site.world.running_by(&lines)?;
    let shown = site.world.show(&claimed)?;
    let owner = shown["terms"]["borrower"].as_str().unwrap_or_default();
    let _ = iou.step("heir", &["seat", "claim", &claimed, owner, "--to", &heir])?;
    let mut pictures = json!({
        "loan-seat-claimed-owner": { "loan": claimed, "cookie": log_in(site, owner)? },
        "loan-seat-claimed-heir": { "loan": claimed, "cookie": log_in(site, &heir)? },
    });
    for (name, takes) in [("loan-seat-ready", false), ("loan-seat-held", true)] {
        let loan = site.world.running_by(&lines)?;
        let new = site.world.newcomer(name)?;
        let _ = iou.step("zhangsan", &["seat", "hand-over", &loan, "--to", &new])?;
        let _ = iou.step("heir", &["seat", "support", &loan, owner, "--to", &new])?;
        if takes {
            let _ = iou.step(name, &["seat", "take", &loan, owner])?;
        }
        pictures[name] = json!({ "loan": loan, "cookie": log_in(site, &new)? });
    }
    Ok(pictures)
}

/// Loans that the pages show and do not write: their numbers by the names of their pictures.
fn beside(world: &World) -> Result<Value> {
    let iou = &world.iou;
    // Of three parts the second is acknowledged alone.
    let parts = world.propose("zhangsan", &format!("deliveries = 3\n{OFF_CHAIN}"))?;
    let _ = iou.step("lisi", &["sign", &parts])?;
    for amount in ["2000.00", "3000.00", "1000.00"] {
        let _ = iou.step("lisi", &["deliver", &parts, "--amount", amount])?;
    }
    let waiting = world.propose("zhangsan", &format!("deliveries = 3\n{OFF_CHAIN}"))?;
    let _ = iou.step("lisi", &["sign", &waiting])?;
    for amount in ["2000.00", "3000.00"] {
        let _ = iou.step("lisi", &["deliver", &waiting, "--amount", amount])?;
    }
    let _ = iou.step("zhangsan", &["received", &parts, "1"])?;
    let old = world.propose("zhangsan", &format!("{OFF_CHAIN}{MOVED}"))?;
    let _ = iou.step("lisi", &["sign", &old])?;
    Ok(json!({ "loan-in-parts": parts, "loan-before-its-first-part": waiting, "loan-of-an-old-debt": old }))
}
