//! The printable certificate of a loan's evidence: set as the program sets it, with a square code that leads to the page of this
//! service on which anybody verifies the file. Without the feature `pdf` there is none, and that is said.

#[cfg(feature = "pdf")]
pub(super) use press::Press;

use axum::http::StatusCode;

use super::read::Answer;
use crate::web::Fault;

/// Which page is printed around a file of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// What was found of everything in it.
    Certificate,
    /// That nothing is owed.
    Settlement,
}

/// Whether this program prints certificates.
pub(crate) const PRINTS: bool = cfg!(feature = "pdf");

/// Errors: `no-certificates` where this program prints none.
pub(super) fn check() -> Answer<()> {
    match PRINTS {
        true => Ok(()),
        false => Err(refused()),
    }
}

fn refused() -> Fault {
    Fault::new(StatusCode::NOT_ACCEPTABLE, "no-certificates")
}

/// There is none: nothing is set.
#[cfg(not(feature = "pdf"))]
#[derive(Clone, Default)]
pub(super) struct Press;

#[cfg(not(feature = "pdf"))]
impl Press {
    pub(super) fn print(
        &self,
        _: Page,
        _: &[u8],
        _: &iou_evidence::verify::Genesis,
        _: &str,
    ) -> Answer<Vec<u8>> {
        Err(refused())
    }
}

#[cfg(feature = "pdf")]
mod press {
    use std::sync::{Arc, Mutex, PoisonError};

    use axum::http::StatusCode;
    use certificate::{Error, Fonts};
    use iou_evidence::verify::{self, Genesis};

    use super::{Answer, Page};
    use crate::web::Fault;

    /// Sets certificates, with fonts that are read once.
    #[derive(Clone, Default)]
    pub(in super::super) struct Press(Arc<Mutex<Option<Arc<Fonts>>>>);

    impl Press {
        /// The certificate of a file of evidence, which is inside it; it takes a second of a processor.
        ///
        /// Errors: `no-fonts`; something is wrong here.
        pub(in super::super) fn print(
            &self,
            page: Page,
            file: &[u8],
            genesis: &Genesis,
            link: &str,
        ) -> Answer<Vec<u8>> {
            let fonts = self.fonts()?;
            let report = verify::verify(file, genesis);
            let printed = match page {
                Page::Certificate => iou_view::certificate::of(file, &report, link)
                    .map(|data| certificate::render_with(&fonts, &data, file)),
                Page::Settlement => iou_view::certificate::settlement(file, &report, link)
                    .map(|data| certificate::render_with(&fonts, &data, file)),
            };
            let printed = printed.ok_or_else(|| Fault::internal("evidence that is kept does not hold"))?;
            printed.map_err(Fault::internal)
        }

        /// Where they were missing they are looked for again: somebody may have installed them.
        fn fonts(&self) -> Answer<Arc<Fonts>> {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(fonts) = &*kept {
                return Ok(fonts.clone());
            }
            let found = Fonts::find().map_err(|error| match error {
                Error::FontMissing { .. } | Error::FontOther { .. } => {
                    // Where they were looked for is for whoever runs this, not for everybody.
                    tracing::warn!(%error, "no certificate was printed");
                    Fault::new(StatusCode::SERVICE_UNAVAILABLE, "no-fonts")
                }
                other => Fault::internal(other),
            })?;
            Ok(kept.insert(Arc::new(found)).clone())
        }
    }
}

#[cfg(all(test, feature = "pdf"))]
mod tests {
    use super::*;
    use iou_evidence::pdf;
    use iou_evidence::verify::sample;

    #[test]
    fn a_certificate_has_the_file_inside_and_there_is_none_of_a_file_that_is_false() {
        let paper = sample::of_size(4, 12, 24, 1);
        let (mut file, genesis, press) = (paper.file(), paper.genesis(), Press::default());
        let printed = |file: &[u8], link| press.print(Page::Certificate, file, &genesis, link);
        let printed_here = printed(&file, "https://iou.example/verify");
        let certificate = printed_here.unwrap_or_else(|fault| panic!("{}", fault.code()));
        assert!(pdf::evidence(&certificate).unwrap() == file);
        let elsewhere = printed(&file, "https://elsewhere.example/verify");
        assert!(elsewhere.is_ok_and(|other| other != certificate));
        let middle = file.len() / 2;
        file[middle] ^= 1;
        let refused = printed(&file, "https://iou.example/verify").map_err(|fault| fault.code().to_owned());
        assert_eq!(refused.err().as_deref(), Some("internal"));
    }
}
