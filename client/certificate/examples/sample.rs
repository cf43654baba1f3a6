//! Writes the sample certificate, or that of settlement:
//! `cargo run -p certificate --features typeset --example sample -- FILE.pdf [settled]`.

use certificate::{render, sample};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "sample.pdf".into());
    let pdf = match std::env::args().nth(2).as_deref() {
        Some("settled") => render(&sample::settlement(), &sample::file())?,
        _ => render(&sample::certificate(), &sample::file())?,
    };
    std::fs::write(&path, pdf)?;
    println!("{path}");
    Ok(())
}
