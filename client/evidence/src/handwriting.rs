//! A signature by hand, as strokes: canonical JSON with a salt, whose SHA-256 a party names as evidence of the step by which they sign.
//! It is bound to terms and account, so that strokes that were seen once are no signature of something else. The file stays home;
//! whoever holds it shows it by attaching it to a file of evidence, and the certificate draws it. That a hand drew it, and whose,
//! nothing here proves.
//! Units: coordinates from the upper left corner of a field of `width` × `height`, instants in milliseconds since the first point.
//! Limits: 128 KiB, 256 strokes, 4,000 points, a field of 4,096 × 4,096.

use serde::{Deserialize, Serialize};
use terms::{AccountId, Digest};

use crate::verify::manifest::{canonical, canonical_from, Hex};
use iou_base::sha256;

/// What the bytes say they are.
pub const FORMAT: &str = "iou-handwriting";
/// The version of the layout.
pub const SCHEMA: u8 = 1;
/// Longest file. Units: bytes.
pub const LEN_MAX: usize = 128 * 1024;
const STROKES_MAX: usize = 256;
const POINTS_MAX: usize = 4_000;
const SIDE_MAX: u32 = 4_096;

/// One point: from the left, from above, when.
pub type Point = (u32, u32, u32);

/// The strokes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handwriting {
    /// Who signs.
    pub account: Hex,
    /// [`FORMAT`].
    pub format: String,
    /// The field's height.
    pub height: u32,
    /// 32 random bytes.
    pub salt: Hex,
    /// [`SCHEMA`].
    pub schema: u8,
    /// From where the pen came down to where it was lifted.
    pub strokes: Vec<Vec<Point>>,
    /// The digest of the terms that are signed.
    pub terms: Hex,
    /// The field's width.
    pub width: u32,
}

impl Handwriting {
    /// Strokes of an account under terms; `None` where there are none, too many, or one leaves the field.
    pub fn new(
        (width, height): (u32, u32),
        strokes: Vec<Vec<Point>>,
        account: AccountId,
        terms: Digest,
        salt: [u8; 32],
    ) -> Option<Handwriting> {
        let hand = Handwriting {
            account: Hex(account.0),
            format: FORMAT.to_owned(),
            height,
            salt: Hex(salt),
            schema: SCHEMA,
            strokes,
            terms: Hex(terms),
            width,
        };
        hand.is_whole().then_some(hand)
    }

    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        canonical(self)
    }

    /// What a step names as its evidence.
    pub fn digest(&self) -> Digest {
        sha256(&self.bytes())
    }

    /// How many points there are.
    pub fn points(&self) -> usize {
        self.strokes.iter().map(Vec::len).sum()
    }

    /// The strokes that bytes are, in their one form; `None` for any other file.
    pub fn read(bytes: &[u8]) -> Option<Handwriting> {
        if bytes.len() > LEN_MAX {
            return None;
        }
        let hand: Handwriting = canonical_from(bytes).ok()?;
        (hand.format == FORMAT && hand.schema == SCHEMA && hand.is_whole()).then_some(hand)
    }

    fn is_whole(&self) -> bool {
        let is_side = |side: u32| (1..=SIDE_MAX).contains(&side);
        let is_inside = |(x, y, _): &Point| *x <= self.width && *y <= self.height;
        let mut all = self.strokes.iter().flatten();
        let is_some = !self.strokes.is_empty() && self.strokes.iter().all(|stroke| !stroke.is_empty());
        let is_few = self.strokes.len() <= STROKES_MAX && self.points() <= POINTS_MAX;
        is_side(self.width) && is_side(self.height) && is_some && is_few && all.all(is_inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand(strokes: Vec<Vec<Point>>) -> Option<Handwriting> {
        Handwriting::new((600, 200), strokes, AccountId([1; 32]), [2; 32], [3; 32])
    }

    #[test]
    fn strokes_have_one_form_and_their_digest_hangs_on_terms_and_account() {
        let own = hand(vec![vec![(0, 0, 0), (600, 200, 40)], vec![(5, 5, 90)]]).unwrap();
        assert_eq!(Handwriting::read(&own.bytes()), Some(own.clone()));
        assert_eq!(own.points(), 3);
        for other in [
            Handwriting {
                terms: Hex([9; 32]),
                ..own.clone()
            },
            Handwriting {
                account: Hex([9; 32]),
                ..own.clone()
            },
            Handwriting {
                salt: Hex([9; 32]),
                ..own.clone()
            },
        ] {
            assert_ne!(other.digest(), own.digest());
        }
        let text = String::from_utf8(own.bytes()).unwrap();
        assert_eq!(Handwriting::read(text.replace(':', ": ").as_bytes()), None);
        assert_eq!(
            Handwriting::read(text.replace("600,200,40", "601,200,40").as_bytes()),
            None
        );
    }

    #[test]
    fn what_leaves_the_field_is_nothing_or_too_much_is_no_signature() {
        assert_eq!(hand(vec![]), None);
        assert_eq!(hand(vec![vec![]]), None);
        assert_eq!(hand(vec![vec![(0, 201, 0)]]), None);
        assert_eq!(hand(vec![vec![(0, 0, 0)]; STROKES_MAX + 1]), None);
        assert_eq!(hand(vec![vec![(0, 0, 0); POINTS_MAX + 1]]), None);
        assert!(hand(vec![vec![(0, 0, 0); POINTS_MAX]]).is_some());
    }
}
