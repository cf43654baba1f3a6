//! `make pictures`: every page as a phone shows it, into `target/pictures`; its index.html shows them beside each other.

use anyhow::{ensure, Result};
use e2e_tests::page::{is_there, Site};
use serde_json::json;

fn main() -> Result<()> {
    ensure!(is_there(), "no browser");
    let into = deploy::paths::target_dir()?.join("pictures");
    if into.exists() {
        std::fs::remove_dir_all(&into)?;
    }
    std::fs::create_dir_all(&into)?;
    let figures = Site::start()?.story("album", json!({ "pictures": into }))?;
    println!(
        "{} pages in {}",
        figures["pictures"],
        into.join("index.html").display()
    );
    Ok(())
}
