//! Nothing is in force without the words that it needs, and everybody is called what they are, whatever a contract took.

use super::super::sample::lies::Lie;
use super::super::sample::words::{lies, truths};
use super::{all_signed, check, falsity};

#[test]
fn what_everybody_said_who_had_to_is_proved() {
    for (title, paper) in truths() {
        let report = check(&paper.bundle(), &paper.genesis());
        assert_eq!(falsity(&report), None, "{title}");
        let _ = all_signed(&paper);
    }
}

#[test]
fn nothing_is_in_force_by_a_word_that_nobody_said_or_not_whoever_had_to() {
    for Lie { title, paper, code } in lies() {
        let report = check(&paper.bundle(), &paper.genesis());
        let (_, error) = falsity(&report).unwrap_or_else(|| panic!("{title}: it holds"));
        assert_eq!(error.code(), code, "{title}: {error:?}");
    }
}
