//! Help texts from the message files. Ids follow from the command tree: `help-iou` and `help-account-new` describe
//! commands, `help-account-new-examples` follow a command that does something, `help--json` and `help-account-new--words`
//! describe arguments (global ones without a command). A test holds tree and files together.

use std::collections::BTreeMap;
use std::sync::Mutex;

use clap::{Arg, Command, CommandFactory};

use super::Cli;
use crate::text::Text;

/// The command tree with its help in the language of `text`.
pub fn localised(text: &Text) -> Command {
    let root = localise(Cli::command(), "", text);
    root.bin_name("iou")
}

fn localise(command: Command, path: &str, text: &Text) -> Command {
    let get = |id: &str| text.lookup(id, &[]);
    let template = format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        get("help-usage")
    );
    let about = get(&about_id(path));
    let examples = examples_id(path);
    let leaf = !command.has_subcommands();
    let mut command = command
        .help_template(template)
        .about(about)
        .subcommand_help_heading(heading("help-commands", text));
    if leaf || path.is_empty() {
        command = command.after_help(format!("{}\n{}", get("help-examples"), get(&examples)));
    }
    let own: Vec<_> = command.get_arguments().map(|arg| arg.get_id().clone()).collect();
    for id in own {
        command = command.mut_arg(&id, |arg| {
            let help = get(&argument_id(path, &arg));
            let under = heading(heading_id(&arg), text);
            arg.help(help).help_heading(under)
        });
    }
    let children: Vec<_> = command
        .get_subcommands()
        .map(|child| child.get_name().to_owned())
        .collect();
    for name in children {
        let path = join(path, &name);
        command = command.mut_subcommand(&name, |child| localise(child, &path, text));
    }
    command
}

fn heading_id(arg: &Arg) -> &'static str {
    match (arg.is_positional(), arg.is_global_set()) {
        (true, _) => "help-arguments",
        (_, true) => "help-global-options",
        _ => "help-options",
    }
}

/// clap keeps headings for ever, so each is made once.
fn heading(id: &'static str, text: &Text) -> &'static str {
    static MADE: Mutex<BTreeMap<(&str, &str), &str>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(|e| e.into_inner());
    made.entry((text.lang().tag(), id))
        .or_insert_with(|| text.lookup(id, &[]).leak())
}

fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}-{name}"),
    }
}

fn about_id(path: &str) -> String {
    format!("help-{}", if path.is_empty() { "iou" } else { path })
}

fn examples_id(path: &str) -> String {
    format!("{}-examples", about_id(path))
}

fn argument_id(path: &str, arg: &Arg) -> String {
    let of = if arg.is_global_set() {
        "help".to_owned()
    } else {
        about_id(path)
    };
    format!("{of}--{}", arg.get_id().as_str().replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn ids(command: &Command, path: &str, out: &mut Vec<String>) {
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
    fn the_command_tree_is_sound_and_its_help_is_in_the_language_asked_for() {
        for (lang, word) in [(Lang::En, "Make, import"), (Lang::Zh, "借条")] {
            let mut command = localised(&Text::new(lang));
            command.clone().debug_assert();
            let help = command.render_long_help().to_string();
            assert!(help.contains(word), "{help}");
        }
    }
}
