//! Writes what the fuzzer begins with: honest files, and each of their entries.

use iou_evidence::verify::sample::passkeys::Told;
use iou_evidence::verify::sample::Paper;

fn main() -> std::io::Result<()> {
    let directory = std::env::args().nth(1).unwrap_or_else(|| "corpus/verify".into());
    std::fs::create_dir_all(&directory)?;
    let files = [(1, "", Told::default().bundle()), (4, "seat-", Paper::granted().bundle())];
    for (kind, of, bundle) in files {
        std::fs::write(format!("{directory}/{of}whole"), bundle.seal())?;
        for (which, (name, bytes)) in (0u8..).zip(bundle.parts()) {
            let name = name.replace('/', "-");
            std::fs::write(format!("{directory}/{of}{name}"), [&[kind, which][..], &bytes].concat())?;
        }
    }
    Ok(())
}
