//! The language of the shell.

use iou_base::Lang;

/// Where a shell says which languages its user reads, the most particular first. Source: POSIX.1-2024, chapter 8.2; gettext
/// manual, "Locale Environment Variables".
const VARIABLES: [&str; 4] = ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"];

/// The first language of the shell that we speak, else English.
pub fn of_system() -> Lang {
    first_spoken(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
}

fn first_spoken(value: impl Fn(&str) -> Option<String>) -> Lang {
    let values = VARIABLES.iter().filter_map(|name| value(name));
    let mut tags = values.flat_map(|value| value.split(':').map(str::to_owned).collect::<Vec<_>>());
    tags.find_map(|tag| Lang::from_tag(&tag)).unwrap_or(Lang::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_of_the_shell_that_we_speak_is_taken() {
        let spoken = |set: &[(&str, &str)]| {
            first_spoken(|name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(spoken(&[]), Lang::En);
        assert_eq!(spoken(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(
            spoken(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "en_GB.UTF-8")]),
            Lang::En
        );
        assert_eq!(spoken(&[("LANGUAGE", "fr:zh_CN:en"), ("LC_ALL", "C")]), Lang::Zh);
        assert_eq!(spoken(&[("LANGUAGE", ""), ("LANG", "zh_CN")]), Lang::Zh);
        assert_eq!(spoken(&[("LANG", "\u{fffd}")]), Lang::En);
    }
}
