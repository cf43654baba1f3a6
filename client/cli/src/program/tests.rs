//! The command tree, its help, and what is said of a wrong command line.

use super::*;
use crate::help::{about_id, argument_id, examples_id, join};

fn ids(command: &clap::Command, path: &str, out: &mut Vec<String>) {
    out.push(about_id(path));
    if !command.has_subcommands() || path.is_empty() {
        out.push(examples_id(path));
    }
    out.extend(command.get_arguments().map(|arg| argument_id(path, arg)));
    for child in command.get_subcommands() {
        ids(child, &join(path, child.get_name()), out);
    }
}

#[test]
fn every_command_and_argument_has_help_in_both_languages() {
    let mut all = Vec::new();
    ids(&Cli::command(), "", &mut all);
    for lang in [Lang::En, Lang::Zh] {
        let text = Text::new(lang);
        let missing: Vec<_> = all.iter().filter(|id| !text.has(id)).collect();
        assert!(missing.is_empty(), "{lang:?} lacks {missing:?}");
    }
}

#[test]
fn each_command_is_in_one_group_and_the_first_screen_fits_forty_lines() {
    let rooms = commands::groups();
    let mut grouped: Vec<_> = rooms
        .iter()
        .flat_map(|(_, room)| room.get_subcommands().map(clap::Command::get_name))
        .collect();
    grouped.sort_unstable();
    let cli = Cli::command();
    let mut all: Vec<_> = cli.get_subcommands().map(clap::Command::get_name).collect();
    all.sort_unstable();
    assert_eq!(grouped, all);
    for lang in [Lang::En, Lang::Zh] {
        let help = tree(&Text::new(lang)).render_help().to_string();
        assert!(help.lines().count() <= 40, "{help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
}

#[test]
fn the_table_of_commands_in_the_first_steps_has_each_of_them() {
    for page in [
        include_str!("../../../../docs/first-steps.md"),
        include_str!("../../../../docs/first-steps.zh-CN.md"),
    ] {
        let named = |name: &str| page.contains(&format!("`{name}`"));
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            for leaf in command.get_subcommands() {
                let path = format!("{name} {}", leaf.get_name());
                assert!(named(name) || named(&path), "{path}");
            }
            assert!(command.has_subcommands() || named(name), "{name}");
        }
    }
}

#[test]
fn the_command_tree_is_sound_and_its_help_is_in_the_language_asked_for() {
    for (lang, word) in [(Lang::En, "Make a loan"), (Lang::Zh, "借条")] {
        let mut command = tree(&Text::new(lang));
        command.clone().debug_assert();
        let help = command.render_long_help().to_string();
        assert!(help.contains(word), "{help}");
    }
}

fn reason_of(args: &[&str], lang: Lang) -> String {
    let text = Text::new(lang);
    let error = tree(&text)
        .try_get_matches_from(std::iter::once(&"iou").chain(args))
        .unwrap_err();
    usage::reason(&error, &text)
}

#[test]
fn what_is_wrong_with_a_command_line_is_said_in_the_readers_language() {
    for (args, named) in [
        (&["nonsense"][..], "nonsense"),
        (&["shwo", "1"], "show"),
        (&["list", "--jsn"], "--jsn"),
        (&["repay"], "<LOAN>"),
        (&["repay", "1"], "<AMOUNT>"),
        (&["repay", "one", "2"], "one"),
        (&["--wait", "later", "tx", "0x00"], "later"),
        (&["--wait", "later", "tx", "0x00"], "finalized"),
        (&["--timeout", "0", "tx", "0x00"], "86400"),
        (&["--timeout", "soon", "tx", "0x00"], "soon"),
        (&["--timeout"], "--timeout"),
        (&["list", "extra", "more"], "more"),
        (&["--account", "a", "--suri", "//B", "list"], "--suri"),
        (
            &["schedule", "--principal", "1", "--rate", "1%", "--json", "--csv"],
            "--csv",
        ),
        (
            &["schedule", "--principal", "1", "--principal", "2"],
            "--principal",
        ),
        (&["account"], ""),
    ] {
        let chinese = reason_of(args, Lang::Zh);
        let ours = chinese
            .chars()
            .filter(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign))
            .count();
        assert!(ours > 3 && chinese.contains(named), "{args:?}: {chinese}");
        for theirs in ["error", "unexpected", "invalid", "required", "cannot", "possible"] {
            assert!(!chinese.contains(theirs), "{args:?}: {chinese}");
        }
        let english = reason_of(args, Lang::En);
        assert!(
            english.contains(named) && !english.contains("error:"),
            "{args:?}: {english}"
        );
    }
}
