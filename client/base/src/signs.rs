//! Signs that cannot be seen: they break or turn a line, move the cursor, hide, or make two names that look the same.
//! One list for everything that is shown (text of the agreement, terminal, certificate) and for what a form refuses.
//! Source: Unicode 16, DerivedCoreProperties (Default_Ignorable_Code_Point) and the general categories Cc, Cf, Co, Zl and
//! Zp; beside them the signs whose picture is blank. A list and no library: the verifier builds without one, and what is
//! written today must be read by every later program. A test holds the list to the library.

/// First and last of each run, rising.
const UNSEEN: [(u32, u32); 45] = [
    (0x0000, 0x001F),   // control
    (0x007F, 0x009F),   // control
    (0x00AD, 0x00AD),   // soft hyphen
    (0x034F, 0x034F),   // grapheme joiner
    (0x0600, 0x0605),   // signs that reach over numbers
    (0x061C, 0x061C),   // mark of direction
    (0x06DD, 0x06DD),   // end of verse
    (0x070F, 0x070F),   // abbreviation
    (0x0890, 0x0891),   // signs over numbers
    (0x08E2, 0x08E2),   // disputed end of verse
    (0x115F, 0x1160),   // fillers
    (0x17B4, 0x17B5),   // inherent vowels
    (0x180B, 0x180F),   // variants and vowel separator
    (0x200B, 0x200F),   // joiners, spaces without width, marks of direction
    (0x2028, 0x202E),   // lines, paragraphs, embeddings
    (0x2060, 0x206F),   // joiner, invisible operators, isolates
    (0x2800, 0x2800),   // blank
    (0x3164, 0x3164),   // filler
    (0xE000, 0xF8FF),   // private
    (0xFDD0, 0xFDEF),   // no characters
    (0xFE00, 0xFE0F),   // variants
    (0xFEFF, 0xFEFF),   // byte order mark
    (0xFFA0, 0xFFA0),   // filler
    (0xFFF0, 0xFFFC),   // reserved, annotations, a thing that is not there
    (0xFFFE, 0xFFFF),   // no characters
    (0x110BD, 0x110BD), // sign over numbers
    (0x110CD, 0x110CD), // sign over numbers
    (0x13430, 0x13446), // joiners, blanks and damage of hieroglyphs
    (0x16FE4, 0x16FE4), // filler
    (0x1BCA0, 0x1BCA3), // shorthand
    (0x1D159, 0x1D159), // blank
    (0x1D173, 0x1D17A), // beams and slurs
    (0x1FFFE, 0x1FFFF), // no characters
    (0x2FFFE, 0x2FFFF),
    (0x3FFFE, 0x3FFFF),
    (0x4FFFE, 0x4FFFF),
    (0x5FFFE, 0x5FFFF),
    (0x6FFFE, 0x6FFFF),
    (0x7FFFE, 0x7FFFF),
    (0x8FFFE, 0x8FFFF),
    (0x9FFFE, 0x9FFFF),
    (0xAFFFE, 0xAFFFF),
    (0xBFFFE, 0xBFFFF),
    (0xCFFFE, 0xCFFFF),
    (0xDFFFE, 0x10FFFF), // tags, variants, private
];

/// Whether a sign cannot be seen, or moves or hides what can.
pub fn is_unseen(sign: char) -> bool {
    let code = u32::from(sign);
    let after = UNSEEN.partition_point(|(first, _)| *first <= code);
    after.checked_sub(1).is_some_and(|run| code <= UNSEEN[run].1)
}

/// A full-width letter, digit or sign, as Chinese input methods and bank forms write them, in its plain form; others as they
/// are. Source: Unicode, Halfwidth and Fullwidth Forms.
pub fn narrow(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        other => other,
    }
}

/// Foreign text with its unseen signs written out (`\u{200b}`): it shall not move the cursor, turn the line around, nor pass
/// for another.
pub fn seen(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for sign in text.chars() {
        match is_unseen(sign) {
            true => shown.extend(sign.escape_unicode()),
            false => shown.push(sign),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_sign_that_cannot_be_seen_is_written_out_and_no_other() {
        let kinds = [
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{2060}',
            '\u{2064}',
            '\u{feff}',
            '\u{ad}',
            '\u{61c}',
            '\u{180e}',
            '\u{3164}',
            '\u{115f}',
            '\u{1160}',
            '\u{ffa0}',
            '\u{e0001}',
            '\u{e007f}',
            '\u{fe0f}',
            '\u{e0100}',
            '\u{202e}',
            '\u{2066}',
            '\u{2028}',
            '\u{1b}',
            '\0',
            '\r',
            '\n',
            '\t',
            '\u{7f}',
            '\u{9b}',
            '\u{2800}',
            '\u{e000}',
            '\u{10ffff}',
            '\u{34f}',
        ];
        for sign in kinds {
            assert_eq!(
                seen(&format!("张{sign}三")),
                format!("张{}三", sign.escape_unicode())
            );
        }
        let plain = "李四 O'Brien-Müller　½ ✓ 「店」 अ ـ 👩 100 %";
        assert_eq!(seen(plain), plain);
    }

    #[test]
    fn full_width_signs_become_plain_ones_and_no_other_changes() {
        let of = |text: &str| text.chars().map(narrow).collect::<String>();
        assert_eq!(of("！ＩＯＵ－７ｚ～"), "!IOU-7z~");
        for other in ["IOU-7z", "借条。½　", "｡￥"] {
            assert_eq!(of(other), other);
        }
    }

    #[test]
    fn the_runs_rise_and_do_not_touch() {
        for pair in UNSEEN.windows(2) {
            assert!(pair[0].0 <= pair[0].1 && pair[0].1 < pair[1].0, "{pair:x?}");
        }
    }
}
