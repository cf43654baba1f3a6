//! What a node says in words (names, reasons, versions, roles) before anybody reads it: no longer than a line, and with the
//! signs that cannot be seen written out. One function for all of it, used where an answer comes in.

use iou_base::signs::seen;

/// Longest text of a node that is shown. Units: characters.
const LENGTH_MAX: usize = 400;

/// A node's text as it may be shown.
pub fn said(text: &str) -> String {
    let mut shown: String = seen(&text.chars().take(LENGTH_MAX).collect::<String>());
    if text.chars().nth(LENGTH_MAX).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nodes_text_moves_no_cursor_turns_no_line_and_has_an_end() {
        assert_eq!(said("iou-node 0.1.0"), "iou-node 0.1.0");
        assert_eq!(
            said("ok\u{1b}[2J\u{202e}\r\nerror"),
            "ok\\u{1b}[2J\\u{202e}\\u{d}\\u{a}error"
        );
        let long = said(&"长".repeat(1_000_000));
        assert_eq!(long.chars().count(), LENGTH_MAX + 1);
        assert_eq!(said(&"x".repeat(LENGTH_MAX)).len(), LENGTH_MAX);
    }
}
