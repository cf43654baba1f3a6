//! Two files of settings as one: profiles and values of both. Comments and order are those of the first.

use toml_edit::{DocumentMut, Item, Table};

/// Values of `over` on top of those of `under`; none if one of them is no settings file.
pub(super) fn over(under: &str, over: &str) -> Option<String> {
    put_together(under, over, true)
}

/// What either has; none if they contradict each other.
pub(super) fn both(here: &str, other: &str) -> Option<String> {
    put_together(here, other, false)
}

fn put_together(one: &str, other: &str, wins: bool) -> Option<String> {
    let mut one: DocumentMut = one.parse().ok()?;
    let other: DocumentMut = other.parse().ok()?;
    fill(one.as_table_mut(), other.as_table(), wins).then(|| one.to_string())
}

/// Whether all of `other` is in `one` now.
fn fill(one: &mut Table, other: &Table, wins: bool) -> bool {
    other.iter().all(|(key, value)| match (one.get_mut(key), value) {
        (Some(Item::Table(mine)), Item::Table(theirs)) => fill(mine, theirs, wins),
        (Some(mine), theirs) if !wins => said(mine) == said(theirs),
        _ => {
            let _ = one.insert(key, value.clone());
            true
        }
    })
}

/// A value without the blanks and comments around it.
fn said(item: &Item) -> String {
    match item.as_value() {
        Some(value) => value.clone().decorated("", "").to_string(),
        None => item.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str =
        "# mine\ndefault_profile = \"court\"\n\n[profile.court]\nurl = \"ws://a\" # ours\naccount = \"li\"\n";

    #[test]
    fn profiles_of_both_stand_in_one_file_and_a_contradiction_is_no_file() {
        let other = "[profile.court]\nurl='ws://a'\n".replace('\'', "\"");
        assert_eq!(both(HERE, &other).unwrap(), HERE);
        let more = "[profile.court]\ncontract = \"5F\"\n[profile.home]\nurl = \"ws://b\"\n";
        let all = both(HERE, more).unwrap();
        for line in [
            "# mine",
            "url = \"ws://a\" # ours",
            "contract = \"5F\"",
            "[profile.home]",
            "url = \"ws://b\"",
        ] {
            assert!(all.contains(line), "{line} in {all}");
        }
        let contradiction = "[profile.court]\nurl = \"ws://c\"\n";
        assert_eq!(both(HERE, contradiction), None);
        assert!(over(HERE, contradiction).unwrap().contains("ws://c"));
        assert!(!over(HERE, contradiction).unwrap().contains("ws://a"));
        assert_eq!(over("", more).unwrap().trim(), more.trim());
        assert_eq!(both("= no toml", more), None);
    }
}
