//! Square codes (QR, ISO/IEC 18004): drawn in the terminal, as a picture, and read from one. A text of capital letters and digits
//! is packed densely: a code takes 4,296 of them.
//! Limits: pictures in PNG, of at most 24 million pixels.

#[cfg(feature = "machine")]
mod pictures;

#[cfg(feature = "machine")]
pub use pictures::{image, image_with, read};

#[cfg(feature = "scan")]
mod scan;

#[cfg(feature = "scan")]
pub use scan::scan;

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

use crate::Fault;

/// Light modules around a code that readers need.
const QUIET: usize = 4;
/// What a PNG begins with.
const MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";

/// How much of a code may be damaged and it is read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// 7 %: the most text for the size.
    Low,
    /// 15 %, which codes for bank transfers ask for (EPC069-12).
    Medium,
}

/// Errors: [`Fault::TooLong`].
fn code(text: &str, correction: Correction) -> Result<QrCode, Fault> {
    let level = match correction {
        Correction::Low => EcLevel::L,
        Correction::Medium => EcLevel::M,
    };
    QrCode::with_error_correction_level(text, level).map_err(|_| Fault::TooLong)
}

/// Black on white, whatever colours a terminal has: many readers do not take a code that is light on dark.
const BLACK_ON_WHITE: [&str; 2] = ["\u{1b}[30;47m", "\u{1b}[0m"];

/// The code in half blocks, for a terminal; where colours are not written, its dark modules are what is written.
///
/// Errors: [`Fault::TooLong`].
pub fn drawn(text: &str) -> Result<String, Fault> {
    drawn_with(text, Correction::Low)
}

/// The same with as much correction as is said. Errors: as [`drawn`].
pub fn drawn_with(text: &str, correction: Correction) -> Result<String, Fault> {
    let drawn = code(text, correction)?
        .render::<Dense1x2>()
        .quiet_zone(true)
        .build();
    let [before, after] = BLACK_ON_WHITE;
    let lines = drawn.lines().map(|line| format!("{before}{line}{after}"));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// The code as a drawing: its side in modules, quiet zone included, and a path of one stroke of width 1 a row of dark modules.
///
/// Errors: [`Fault::TooLong`].
pub fn path(text: &str) -> Result<(usize, String), Fault> {
    let code = code(text, Correction::Low)?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run.first() == Some(&qrcode::Color::Dark) {
                // Half a module down: the middle of the stroke.
                path.push_str(&format!("M{} {}.5h{}", x + QUIET, y + QUIET, run.len()));
            }
            x += run.len();
        }
    }
    Ok((width + 2 * QUIET, path))
}

/// Whether these are the bytes of a PNG.
pub fn is_image(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_has_the_dark_modules_of_the_code_and_a_quiet_zone() {
        let text = "IOU:INTENT:1:1/1";
        let (side, path) = path(text).unwrap();
        let code = code(text, Correction::Low).unwrap();
        assert_eq!(side, code.width() + 2 * QUIET);
        let mut dark = vec![vec![false; side]; side];
        for run in path.split('M').skip(1) {
            let (place, len) = run.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (x, len): (usize, usize) = (x.parse().unwrap(), len.parse().unwrap());
            let y: usize = y.strip_suffix(".5").unwrap().parse().unwrap();
            dark[y][x..x + len].fill(true);
        }
        for (at, color) in code.to_colors().into_iter().enumerate() {
            let (x, y) = (at % code.width() + QUIET, at / code.width() + QUIET);
            assert_eq!(dark[y][x], color == qrcode::Color::Dark, "{x} {y}");
        }
    }
}
