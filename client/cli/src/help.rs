//! Help texts from the message files. Ids follow from the command tree: `help-iou` and `help-account-new` describe
//! commands, `help-account-new-examples` follow a command that does something, `help--json` and `help-account-new--words`
//! describe arguments (global ones without a command). A test holds tree and files together.

use std::collections::BTreeMap;
use std::sync::Mutex;

use clap::{Arg, Command};

use iou_base::text::Text;

/// The command tree with its help in the language of `text`; the first screen shows the `rooms` by name, each with the names
/// of its commands.
pub fn localised(tree: Command, rooms: &[(&str, Command)], text: &Text) -> Command {
    let root = localise(tree, "", text).bin_name("iou");
    // Fifty commands and fifteen options are no first screen.
    root.help_template(format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{}\n{{after-help}}",
        text.lookup("help-usage", &[]),
        groups(rooms, text),
    ))
}

/// The groups with the names of their commands, and how to hear more.
fn groups(rooms: &[(&str, Command)], text: &Text) -> String {
    let line = |(room, commands): &(&str, Command)| {
        let title = text.lookup(&format!("help-group-{room}"), &[]);
        let names: Vec<_> = commands.get_subcommands().map(Command::get_name).collect();
        format!("{title}\n  {}\n", names.join("  "))
    };
    let groups: String = rooms.iter().map(line).collect();
    format!("{groups}\n{}", text.tr("help-more"))
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
            let help = [get(&argument_id(path, &arg)), choices(&arg, text)].concat();
            let under = heading(heading_id(&arg), text);
            arg.help(help)
                .help_heading(under)
                .hide_default_value(true)
                .hide_possible_values(true)
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

/// What an argument is if nobody names it, and what it can be, in the language of the rest; clap would say it in English.
fn choices(arg: &Arg, text: &Text) -> String {
    if !arg.get_action().takes_values() || arg.is_hide_possible_values_set() {
        return String::new();
    }
    let said = |id: &str, values: Vec<String>| match values.is_empty() {
        true => String::new(),
        false => format!(" {}", text.lookup(id, &[("values", values.join(", ").into())])),
    };
    let defaults = arg.get_default_values().iter();
    let defaults = defaults
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    let possible = arg.get_possible_values();
    let possible = possible.iter().map(|value| value.get_name().to_owned()).collect();
    [said("choice-default", defaults), said("choice-values", possible)].concat()
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

pub(crate) fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}-{name}"),
    }
}

pub(crate) fn about_id(path: &str) -> String {
    format!("help-{}", if path.is_empty() { "iou" } else { path })
}

pub(crate) fn examples_id(path: &str) -> String {
    format!("{}-examples", about_id(path))
}

pub(crate) fn argument_id(path: &str, arg: &Arg) -> String {
    let of = if arg.is_global_set() {
        "help".to_owned()
    } else {
        about_id(path)
    };
    format!("{of}--{}", arg.get_id().as_str().replace('_', "-"))
}
