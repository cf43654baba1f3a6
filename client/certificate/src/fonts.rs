//! The fonts of the certificate: Noto Serif SC, regular and bold, as the npm package named in package-lock.json has them,
//! and DejaVu Sans Mono for digests, which is part of the typesetting library. A file with other bytes is refused: the
//! same data shall give the same PDF everywhere. Licence of the fonts: SIL Open Font License 1.1 (Noto), Bitstream Vera
//! (DejaVu); a PDF holds the glyphs that it uses.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use typst::foundations::Bytes;
use typst::text::Font;

use crate::Error;

/// The variable that names the directory of the fonts.
pub const FONTS_DIR: &str = "IOU_FONTS";

/// File and SHA-256. Source: @expo-google-fonts/noto-serif-sc 0.4.3.
const FILES: [(&str, &str); 2] = [
    (
        "400Regular/NotoSerifSC_400Regular.ttf",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
    ),
    (
        "700Bold/NotoSerifSC_700Bold.ttf",
        "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
    ),
];

/// The fonts, loaded.
pub struct Fonts {
    pub(crate) fonts: Vec<Font>,
}

impl Fonts {
    /// Loads the fonts of a directory that is laid out as the npm package is, or has the files side by side.
    ///
    /// Errors: [`Error::FontMissing`], [`Error::FontOther`].
    pub fn load(dir: &Path) -> Result<Fonts, Error> {
        let mut fonts = Vec::new();
        for (file, expected) in FILES {
            let nested = dir.join(file);
            let flat = dir.join(file.rsplit('/').next().unwrap_or(file));
            let (path, bytes) = [nested, flat]
                .into_iter()
                .find_map(|path| std::fs::read(&path).ok().map(|bytes| (path, bytes)))
                .ok_or_else(|| missing(dir, file))?;
            let found = hex::encode(Sha256::digest(&bytes));
            if found != expected {
                return Err(Error::FontOther {
                    path: path.display().to_string(),
                    found,
                });
            }
            fonts.extend(Font::iter(Bytes::new(bytes)));
        }
        let mono = typst_assets::fonts().flat_map(|bytes| Font::iter(Bytes::new(bytes)));
        fonts.extend(mono.filter(|font| font.info().family.as_str() == "DejaVu Sans Mono"));
        Ok(Fonts { fonts })
    }

    /// Loads them from where they are looked for: `IOU_FONTS`, else beside the program, where it was installed
    /// with them, in the sources.
    ///
    /// Errors: as [`Fonts::load`].
    pub fn find() -> Result<Fonts, Error> {
        if let Some(dir) = std::env::var_os(FONTS_DIR).filter(|dir| !dir.is_empty()) {
            return Fonts::load(Path::new(&dir));
        }
        let places = places();
        let there = places.iter().find(|dir| dir.is_dir());
        match there.or(places.first()) {
            Some(dir) => Fonts::load(dir),
            None => Err(missing(Path::new("."), FILES[0].0)),
        }
    }

    /// Whether every font that writes words has a glyph for `sign`.
    pub(crate) fn has(&self, sign: char) -> bool {
        let words = self
            .fonts
            .iter()
            .filter(|font| font.info().family.as_str() == "Noto Serif SC");
        let mut words = words.peekable();
        words.peek().is_some() && words.all(|font| font.info().coverage.contains(sign.into()))
    }
}

fn places() -> Vec<PathBuf> {
    const PACKAGE: &str = "node_modules/@expo-google-fonts/noto-serif-sc";
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join(PACKAGE);
    let program = std::env::current_exe().ok();
    let dir = program.as_deref().and_then(Path::parent);
    // Beside the program, and where `make install` puts them, whatever its PREFIX.
    let near = dir.map(|dir| [dir.join("fonts"), dir.join("../share/iou/fonts")]);
    near.into_iter().flatten().chain([sources]).collect()
}

fn missing(dir: &Path, file: &str) -> Error {
    Error::FontMissing {
        path: dir.join(file).display().to_string(),
    }
}
