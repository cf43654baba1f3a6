//! Writes the sample certificate: `cargo run -p certificate --features typeset --example sample -- FILE.pdf`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "sample.pdf".into());
    let pdf = certificate::render(&certificate::sample::certificate(), &certificate::sample::file())?;
    std::fs::write(&path, pdf)?;
    println!("{path}");
    Ok(())
}
