//! The certificate: what a court, a notary or a bank reads of a loan's evidence. Plain data in, a PDF/A-3 out, with the
//! evidence file itself attached, so that paper, PDF and proof stay together. Nothing is checked here but that the
//! attached file is the one the data speak of: the findings are the verifier's.
//!
//! Text that the data bring is in both languages ([`Both`]); amounts, days, addresses and digests are text that is
//! printed as it comes. The certificate's own words are in i18n/*/certificate.ftl, its looks in layout.typ. A certificate of
//! settlement ([`Settlement`], settled.typ) is one page of the same make; parts.typ is what both have in common.
//! Source: ISO 19005-3 (PDF/A-3). Feature `typeset`: the typesetting; without it this crate is the data alone.

mod data;
#[cfg(feature = "typeset")]
mod fonts;
#[cfg(feature = "typeset")]
pub mod sample;
#[cfg(feature = "typeset")]
mod typeset;
#[cfg(feature = "typeset")]
mod words;

pub use data::*;
#[cfg(feature = "typeset")]
pub use fonts::{Fonts, FONTS_DIR};
#[cfg(feature = "typeset")]
pub use typeset::{render, render_with, Error, Printed};
