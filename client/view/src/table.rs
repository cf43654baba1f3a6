//! Lines and tables of text, as people read them on a terminal. Whatever text of others is in a line, signs that cannot be seen
//! are written out; a value with a line break in it stays one line of its table.

use comfy_table::{presets, Cell, ContentArrangement, Table};
use iou_base::signs::seen;

/// A table with a heading. No line is longer than what stands in it: a terminal would break the blanks that follow.
pub fn table(heading: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = bare_table();
    table.set_header(heading.iter().map(Cell::new));
    rows.into_iter().for_each(|row| {
        table.add_row(row.iter().map(|value| cell(value)));
    });
    lines_of(&table)
}

/// Label and value, one pair a line, aligned.
pub fn pairs(lines: impl IntoIterator<Item = (String, String)>) -> String {
    let mut table = bare_table();
    lines.into_iter().for_each(|(label, value)| {
        table.add_row([cell(&label), cell(&value)]);
    });
    lines_of(&table)
}

/// Cells are filled up to their column's width; after the last one that serves nobody.
fn lines_of(table: &Table) -> String {
    let shown = table.to_string();
    shown.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// One line, whatever is in it: a value with a line break in it does not make two lines of the table.
fn cell(value: &str) -> String {
    match value.contains('\u{1b}') {
        true => guarded(value),
        false => seen(value),
    }
}

fn bare_table() -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// What colours a line here (`owo-colors`, square codes): all other escapes are somebody else's.
const COLOURS: [&str; 9] = ["0", "1", "2", "22", "31", "32", "33", "36", "30;47"];
const COLOURS_END: &str = "39";

/// The length of the colour that `text` begins with.
fn colour(text: &str) -> Option<usize> {
    let (code, _) = text.strip_prefix("\u{1b}[")?.split_once('m')?;
    (code == COLOURS_END || COLOURS.contains(&code)).then_some(code.len() + 3)
}

/// Lines for a terminal: their unseen signs written out, but for line ends, tabs and the program's own colours.
pub fn guarded(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        // A carriage return before a line end, as calendars have it, overwrites nothing.
        let len = match rest.starts_with("\r\n") {
            true => 2,
            false => colour(rest).unwrap_or(sign.len_utf8()),
        };
        let (now, after) = rest.split_at(len);
        match len > 1 && matches!(sign, '\u{1b}' | '\r') || matches!(sign, '\n' | '\t') {
            true => shown.push_str(now),
            false => shown.push_str(&seen(now)),
        }
        rest = after;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::signs::is_unseen;
    use owo_colors::OwoColorize;

    #[test]
    fn pairs_are_aligned_by_display_width_also_in_chinese() {
        let shown = pairs([("出借人".into(), "li".into()), ("fee".into(), "1".into())]);
        let column = |line: &str, value: char| {
            let before = &line[..line.find(value).unwrap()];
            before
                .chars()
                .map(|c| if c.is_ascii() { 1 } else { 2 })
                .sum::<usize>()
        };
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(column(lines[0], 'l'), column(lines[1], '1'), "{shown}");
    }

    #[test]
    fn a_line_is_as_long_as_what_stands_in_it_whatever_stands_in_others() {
        let long = "a sentence that is longer than a terminal is wide, as some are that say what nobody has answered";
        let shown = pairs([("fee".into(), "1".into()), ("said".into(), long.into())]);
        let first = shown.lines().next().unwrap();
        assert!(first.len() < 20 && first.ends_with('1'), "{shown:?}");
        let rows = [
            vec!["1".to_owned(), long.to_owned()],
            vec!["2".to_owned(), "x".to_owned()],
        ];
        let shown = table(&["n".into(), "what".into()], rows);
        assert!(shown.lines().all(|line| !line.ends_with(' ')), "{shown:?}");
    }

    #[test]
    fn nothing_that_others_wrote_moves_turns_or_colours_the_terminal() {
        let hostile = "\u{1b}[2Jgone \u{1b}[8mhidden \u{1b}]0;title\u{7} \u{9b}31m \u{202e}drowssap\r张\u{200b}三\u{7f}";
        let shown = guarded(hostile);
        assert!(shown.chars().all(|sign| !is_unseen(sign)), "{shown}");
        assert!(shown.starts_with("\\u{1b}[2Jgone \\u{1b}[8mhidden") && shown.contains("张\\u{200b}三"));
        // The program's own stay.
        let own = format!(
            "{}\n\t{} {}",
            "✓".green(),
            "note".yellow().bold(),
            "李四 –".dimmed()
        );
        assert_eq!(guarded(&own), own);
        assert_eq!(guarded("BEGIN\r\nEND\r\n"), "BEGIN\r\nEND\r\n");
        assert_eq!(guarded("paid\rowed"), "paid\\u{d}owed");
    }

    #[test]
    fn a_value_with_line_breaks_is_one_line_of_a_table() {
        let shown = pairs([("name".into(), "张三\n→ status  settled".into())]);
        assert_eq!(shown.lines().count(), 1, "{shown}");
        let row = vec!["a\r\nb".to_owned(), "c\u{2028}d".to_owned()];
        assert_eq!(table(&["x".into(), "y".into()], [row]).lines().count(), 2);
    }
}
