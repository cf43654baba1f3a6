//! TOML as people type it. A file that is TOML is read as it is. One that is not is mended first where only one thing can
//! be meant: the signs of a Chinese input method (`“10000.00”`, `＝`, `［borrower］`, `＃`, full-width digits), and text
//! without its quotes (`rate = 6%`, `name = 张三`). Values are kept as they were written, numbers too, so that no amount
//! passes through floating point. What cannot be read is said with its line and one of a few reasons, which the message
//! files put in the reader's language.

use std::collections::BTreeMap;
use std::path::Path;

use toml_edit::{DocumentMut, Item, TomlError};

use crate::error::Error;
use crate::textfile;

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text in quotes.
    Text(String),
    /// A number, a day, `true` or `false`, as it stands.
    Bare(String),
    /// `[…]`, or `[[name]]` tables.
    List(Vec<Value>),
    /// A table.
    Table(Table),
}

/// A table, by its keys.
pub type Table = BTreeMap<String, Value>;

/// Why a text is no TOML; the message is `why-toml-…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub excerpt: String,
    /// `twice`, `equals`, `key`, `value`, `quote`, `bracket` or `other`.
    pub kind: &'static str,
}

/// Reads a text, mended where that is needed.
///
/// Errors: [`Broken`], of the first place that cannot be read.
pub fn parse(text: &str) -> Result<Table, Broken> {
    Ok(table(document(text)?.as_table()))
}

/// The text as TOML: itself, or mended. Errors: as [`parse`].
pub fn mended(text: &str) -> Result<String, Broken> {
    if text.parse::<DocumentMut>().is_ok() {
        return Ok(text.to_owned());
    }
    let better = with_quotes(&with_plain_signs(text), text);
    match better.parse::<DocumentMut>() {
        Ok(_) => Ok(better),
        Err(error) => Err(Broken::of(&better, text, &error)),
    }
}

/// A settings file, mended where that is needed. Errors: [`Error::Io`], [`Error::NotText`], [`Error::Toml`].
pub fn read_file(path: &Path) -> Result<String, Error> {
    let text = textfile::read(path)?;
    mended(&text).map_err(|broken| Error::Toml {
        path: path.display().to_string(),
        line: broken.line.to_string(),
        excerpt: broken.excerpt,
        kind: broken.kind.into(),
    })
}

fn document(text: &str) -> Result<DocumentMut, Broken> {
    let text = mended(text)?;
    text.parse().map_err(|error| Broken::of(&text, &text, &error))
}

fn table(table: &dyn toml_edit::TableLike) -> Table {
    let entries = table
        .iter()
        .filter_map(|(key, item)| Some((key.to_owned(), value(item)?)));
    entries.collect()
}

fn value(item: &Item) -> Option<Value> {
    Some(match item {
        Item::None => return None,
        Item::Table(inner) => Value::Table(table(inner)),
        Item::ArrayOfTables(tables) => {
            Value::List(tables.iter().map(|inner| Value::Table(table(inner))).collect())
        }
        Item::Value(scalar) => of_value(scalar),
    })
}

fn of_value(value: &toml_edit::Value) -> Value {
    use toml_edit::Value as Toml;
    match value {
        Toml::String(text) => Value::Text(text.value().clone()),
        Toml::Array(values) => Value::List(values.iter().map(of_value).collect()),
        Toml::InlineTable(inner) => Value::Table(table(inner)),
        // As it was written: 10000.50 stays that.
        scalar => {
            let mut bare = scalar.clone();
            bare.decor_mut().clear();
            Value::Bare(bare.to_string().trim().to_owned())
        }
    }
}

/// The plain sign for one of a Chinese input method, outside of text.
fn plain(sign: char) -> char {
    match sign {
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '\u{3000}' | '\u{a0}' => ' ',
        other => iou_base::signs::narrow(other),
    }
}

const QUOTES: [char; 12] = ['"', '“', '”', '„', '‟', '＂', '「', '」', '『', '』', '‘', '’'];

/// The text with plain signs wherever a sign is not part of a value in quotes or of a comment.
fn with_plain_signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim_start_matches('\u{feff}');
    while let Some(sign) = rest.chars().next() {
        let taken = if rest.starts_with("\"\"\"") || rest.starts_with("'''") {
            let end = rest[3..].find(&rest[..3]).map_or(rest.len(), |at| at + 6);
            out += &rest[..end];
            end
        } else if QUOTES.contains(&sign) || sign == '\'' {
            quoted(rest, sign, &mut out)
        } else if plain(sign) == '#' {
            let end = rest.find('\n').unwrap_or(rest.len());
            out.push('#');
            out += &rest[sign.len_utf8()..end];
            end
        } else {
            out.push(plain(sign));
            sign.len_utf8()
        };
        rest = &rest[taken..];
    }
    out
}

/// Copies text in quotes, in TOML's own where they are others; returns how long it is.
fn quoted(rest: &str, open: char, out: &mut String) -> usize {
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    if matches!(open, '"' | '\'') {
        if let Some(end) = closed(line, open) {
            *out += &line[..end];
            return end;
        }
    }
    // The first closing sign after which a value can end: “他说“好””.
    let ends = line.char_indices().skip(1).find(|(at, sign)| {
        let after = line[at + sign.len_utf8()..].trim_start().chars().next();
        QUOTES.contains(sign) && after.is_none_or(|next| "#,]}".contains(plain(next)))
    });
    let Some((at, sign)) = ends else {
        out.push(open);
        return open.len_utf8();
    };
    *out += &as_text(&line[open.len_utf8()..at]);
    at + sign.len_utf8()
}

/// Where the string that begins the line ends, if it does.
fn closed(line: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, sign) in line.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            sign if sign == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// A TOML string of that text.
fn as_text(text: &str) -> String {
    toml_edit::Value::from(text.trim()).to_string().trim().to_owned()
}

/// Whether it can stand before an equals sign without quotes.
fn is_key(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
}

/// The text with quotes around values that are nothing else than text, which is taken as it stands in the `original`.
fn with_quotes(text: &str, original: &str) -> String {
    let original = original.trim_start_matches('\u{feff}').split('\n');
    let lines = text.split('\n').zip(original).map(|(line, written)| {
        let (Some((key, value)), Some((_, written))) =
            (line.split_once('='), written.split_once(['=', '＝']))
        else {
            return line.to_owned();
        };
        if !is_key(key.trim()) || format!("v ={value}").parse::<DocumentMut>().is_ok() {
            return line.to_owned();
        }
        let (bare, comment) = written.split_at(written.find(['#', '＃']).unwrap_or(written.len()));
        let comment = comment.replacen('＃', "#", 1);
        let bare = bare.trim();
        let begins = bare.chars().next().map(plain);
        if begins.is_none_or(|sign| QUOTES.contains(&sign) || "'[{#=".contains(sign)) {
            return line.to_owned();
        }
        format!("{key}= {} {comment}", as_text(bare))
    });
    lines.collect::<Vec<_>>().join("\n")
}

impl Broken {
    /// What is wrong in `text`, and what stands there in the `original`, which has the same lines.
    fn of(text: &str, original: &str, error: &TomlError) -> Broken {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let before = text.get(..at).unwrap_or(text);
        // An end of line belongs to the line that it ends.
        let mut line = before.matches('\n').count();
        let here = |n: usize| text.split('\n').nth(n).unwrap_or_default().trim();
        if here(line).is_empty() && line > 0 {
            line -= 1;
        }
        let found = here(line);
        let value = found.split_once('=').map(|(_, value)| value.trim());
        let kind = if error.message().contains("duplicate key") {
            "twice"
        } else if found.starts_with('[') {
            "bracket"
        } else if value.is_none() {
            "equals"
        } else if found.split_once('=').is_some_and(|(key, _)| !is_key(key.trim())) {
            "key"
        } else if value.is_some_and(|value| value.is_empty() || value.starts_with('#')) {
            "value"
        } else if value.is_some_and(|value| value.starts_with(QUOTES) || value.starts_with('\'')) {
            "quote"
        } else {
            "other"
        };
        Broken {
            line: line + 1,
            excerpt: original
                .split('\n')
                .nth(line)
                .unwrap_or_default()
                .trim()
                .to_owned(),
            kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(of: &str) -> Value {
        Value::Text(of.into())
    }

    fn bare(of: &str) -> Value {
        Value::Bare(of.into())
    }

    #[test]
    fn a_form_as_a_chinese_input_method_writes_it_is_the_form() {
        let typed = "\u{feff}＃ 借条\n　amount ＝ “10000.00”　＃ 本金\nｒａｔｅ＝“6％”\nterm = ”90d“\nperiods ＝ １２\n\
                     joint = ｔｒｕｅ\n［borrower］\nname＝「张三」\n【lender】\nname = ‘李四’\n［［guarantor］］\nname = \"王五”\n";
        let root = parse(typed).unwrap();
        assert_eq!(root["amount"], text("10000.00"));
        assert_eq!(root["rate"], text("6％"));
        assert_eq!(root["term"], text("90d"));
        assert_eq!(root["periods"], bare("12"));
        assert_eq!(root["joint"], bare("true"));
        let name = |of: &str| Table::from([("name".to_owned(), text(of))]);
        assert_eq!(root["borrower"], Value::Table(name("张三")));
        assert_eq!(root["lender"], Value::Table(name("李四")));
        assert_eq!(root["guarantor"], Value::List(vec![Value::Table(name("王五"))]));
    }

    #[test]
    fn a_file_that_is_toml_is_never_changed() {
        let written = "a = \"“他说＝”\" # ＝\nb = '''\n［x］＝\n'''\nc = \"\"\"\n“\n\"\"\"\nd = [\"，\", '＃']\ne.f = \"\\u4e2d\"\n";
        let root = parse(written).unwrap();
        assert_eq!(root["a"], text("“他说＝”"));
        assert_eq!(root["b"], text("［x］＝\n"));
        assert_eq!(root["c"], text("“\n"));
        assert_eq!(root["d"], Value::List(vec![text("，"), text("＃")]));
        assert_eq!(
            root["e"],
            Value::Table(Table::from([("f".to_owned(), text("中"))]))
        );
        assert_eq!(mended(written).as_deref(), Ok(written));
    }

    #[test]
    fn where_something_is_mended_text_in_plain_quotes_stays_as_it_is() {
        let root = parse("a ＝ 1\nb = \"＝［“”］\\\"\" # ”\nc = '＝'\nd = “a\\b“c””\n").unwrap();
        assert_eq!(root["b"], text("＝［“”］\""));
        assert_eq!(root["c"], text("＝"));
        assert_eq!(root["d"], text("a\\b“c”"));
    }

    #[test]
    fn text_without_quotes_is_text_and_numbers_stay_as_they_were_written() {
        let root = parse(
            "rate = 6% # 年利率\nname = 张三\nstart = 2024/02/29\namount = 10000.50\nid = 11010519491231002X\nphone = 013900000002\n\
             due = 2029-02-28\nn = 1_000\nlimit = 12345678901234567890123.45\n",
        )
        .unwrap();
        assert_eq!(root["rate"], text("6%"));
        assert_eq!(root["name"], text("张三"));
        let words = parse("a = 买车，装修（两项）＃ 事由\nb ＝　张三#李四\n").unwrap();
        assert_eq!(
            (&words["a"], &words["b"]),
            (&text("买车，装修（两项）"), &text("张三"))
        );
        assert_eq!(root["start"], text("2024/02/29"));
        assert_eq!(root["amount"], bare("10000.50"));
        assert_eq!(root["id"], text("11010519491231002X"));
        assert_eq!(root["phone"], text("013900000002"));
        assert_eq!(root["due"], bare("2029-02-28"));
        assert_eq!(root["n"], bare("1_000"));
        assert_eq!(root["limit"], bare("12345678901234567890123.45"));
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line_and_reason() {
        for (written, line, kind) in [
            ("a = 1\nb = \"1\nc = 2\n", 2, "quote"),
            ("a = 1\nb = “1\n", 2, "quote"),
            ("a = 1\na = 2\n", 2, "twice"),
            ("a = 1\nb ＝ 2\na = 3\n", 3, "twice"),
            ("a = 1\nb\n", 2, "equals"),
            ("a = 1\nb = \nc = 2\n", 2, "value"),
            ("a = 1\n[b\nc = 1\n", 2, "bracket"),
            ("［b\n", 1, "bracket"),
            ("a : 1\n", 1, "equals"),
            ("a = [1, 2\n", 1, "other"),
            ("a = 1\n金额 = “1”\n", 2, "key"),
            ("a = 1\nb b = 2\n", 2, "key"),
        ] {
            let broken = parse(written).unwrap_err();
            assert_eq!((broken.line, broken.kind), (line, kind), "{written:?}");
            assert!(written.contains(&broken.excerpt), "{broken:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_there_nothing_panics_and_lines_stay_lines(
            text in proptest::collection::vec(
                proptest::sample::select("ab1 =＝\"“”'‘「」[]［］#＃，,\n\\\u{3000}．.-{}张%\u{feff}".chars().collect::<Vec<_>>()), 0..40
            )
        ) {
            let text: String = text.into_iter().collect();
            if let Err(broken) = parse(&text) {
                proptest::prop_assert!(broken.line >= 1 && broken.line <= text.split('\n').count());
            }
            if text.parse::<DocumentMut>().is_ok() {
                proptest::prop_assert_eq!(mended(&text), Ok(text));
            }
        }

        #[test]
        fn text_in_any_quotes_is_that_text(value in "[^\"“”„‟＂「」『』‘’'\\\\\\s]{1,12}") {
            for (open, close) in [("“", "”"), ("”", "“"), ("「", "」"), ("＂", "＂"), ("\"", "”"), ("“", "\"")] {
                let written = format!("a ＝ {open}{value}{close}\n");
                let root = parse(&written);
                proptest::prop_assert_eq!(root.map(|root| root["a"].clone()), Ok(text(&value)), "{}", written);
            }
        }
    }
}
