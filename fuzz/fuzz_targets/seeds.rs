//! Writes what the fuzzer begins with: an honest file, and each of its entries.

use iou_evidence::verify::sample::passkeys::Told;

fn main() -> std::io::Result<()> {
    let directory = std::env::args().nth(1).unwrap_or_else(|| "corpus/verify".into());
    std::fs::create_dir_all(&directory)?;
    let bundle = Told::default().bundle();
    std::fs::write(format!("{directory}/whole"), bundle.seal())?;
    for (which, (name, bytes)) in (0u8..).zip(bundle.parts()) {
        let name = name.replace('/', "-");
        std::fs::write(format!("{directory}/{name}"), [&[1, which][..], &bytes].concat())?;
    }
    Ok(())
}
