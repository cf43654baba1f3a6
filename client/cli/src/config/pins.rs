//! What a chain is, as a profile has it.

use super::Key;
use iou_base::text::Text;
use iou_ledger::pins::Pins;

/// The pins as values of a profile.
pub fn values(pins: &Pins) -> Vec<(Key, String)> {
    let key_of = |name: &str| Key::ALL.into_iter().find(|key| key.name() == name);
    let named = pins.named().into_iter();
    named
        .filter_map(|(name, value)| Some((key_of(name)?, value?)))
        .collect()
}

/// Label and value of each, for the question before they are written.
pub fn lines(text: &Text, pins: &Pins) -> Vec<(String, String)> {
    let named = pins.named().into_iter();
    named
        .filter_map(|(name, value)| Some((text.tr_with("label-pinned", &[("name", name.into())]), value?)))
        .collect()
}
