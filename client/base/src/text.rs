//! What people read, in English and Simplified Chinese. Every sentence lives in client/i18n/*/iou.ftl under an id, those of the
//! pages in page.ftl beside it; code and templates name
//! ids only, through [`Text::tr`] and [`Text::tr_with`], so that a test can check that each id used exists in both files
//! with the same variables. Ids built at run time (errors, help) go through [`Text::lookup`] and have tests of their own.
//! Source: Project Fluent. Unicode isolation marks are off: amounts and addresses are copied out of a terminal.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
pub use fluent_bundle::FluentValue;
use fluent_bundle::{FluentArgs, FluentResource};

/// The languages that the client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Lang {
    /// English.
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Zh,
}

impl Lang {
    /// Understands a language tag or a POSIX locale (`zh`, `zh_CN.UTF-8`, `en-GB`); `None` for other languages.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        match tag
            .split(['-', '_', '.', '@'])
            .next()?
            .to_ascii_lowercase()
            .as_str()
        {
            "zh" => Some(Lang::Zh),
            "en" | "c" | "posix" => Some(Lang::En),
            _ => None,
        }
    }

    /// The tag, as in the name of the message file.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh-CN",
        }
    }

    /// The file of its messages, which is part of the program.
    fn source(self) -> &'static str {
        match self {
            Lang::En => include_str!("../../i18n/en/iou.ftl"),
            Lang::Zh => include_str!("../../i18n/zh-CN/iou.ftl"),
        }
    }
}

type Messages = FluentBundle<FluentResource>;

/// The messages of a language, read once.
fn messages(lang: Lang) -> &'static Messages {
    static ENGLISH: LazyLock<Messages> = LazyLock::new(|| load(Lang::En, &[Lang::En.source()]));
    static CHINESE: LazyLock<Messages> = LazyLock::new(|| load(Lang::Zh, &[Lang::Zh.source()]));
    match lang {
        Lang::En => &ENGLISH,
        Lang::Zh => &CHINESE,
    }
}

fn load(lang: Lang, sources: &[&str]) -> Messages {
    let tag = lang.tag().parse().expect("our own tags are well formed");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    for source in sources {
        let resource = FluentResource::try_new((*source).to_owned());
        bundle
            .add_resource(resource.expect("tests read the message files"))
            .expect("no id stands twice: tests read the message files");
    }
    bundle
}

/// The messages of one language.
#[derive(Clone, Copy)]
pub struct Text {
    messages: &'static Messages,
    lang: Lang,
}

/// Parameters of a message, by name.
pub type Args<'a> = [(&'a str, FluentValue<'a>)];

impl Text {
    /// The messages of `lang`.
    pub fn new(lang: Lang) -> Text {
        let messages = messages(lang);
        Text { messages, lang }
    }

    /// The messages of `lang` with those of `more`, another file. They stay in memory: it is called once for each.
    pub fn with(lang: Lang, more: &str) -> Text {
        let messages = Box::leak(Box::new(load(lang, &[lang.source(), more])));
        Text { messages, lang }
    }

    /// The English messages, for logs and for `Display`.
    pub fn english() -> &'static Text {
        static ENGLISH: LazyLock<Text> = LazyLock::new(|| Text::new(Lang::En));
        &ENGLISH
    }

    /// The language of these messages.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The message `id`, which takes no parameters.
    pub fn tr(&self, id: &str) -> String {
        self.lookup(id, &[])
    }

    /// The message `id` with parameters.
    pub fn tr_with(&self, id: &str, args: &Args<'_>) -> String {
        self.lookup(id, args)
    }

    /// The same for an id that was built at run time; prefer [`Text::tr`] wherever the id is known. An id that no message
    /// has is answered with a sentence that says so.
    pub fn lookup(&self, id: &str, args: &Args<'_>) -> String {
        let message = self.messages.get_message(id);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return format!("No localization for id: {id:?}");
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(*name, value.clone());
        }
        // A variable that is not given stands in the sentence by its name; tests hold the two together.
        let mut faults = Vec::new();
        let shown = self.messages.format_pattern(pattern, Some(&values), &mut faults);
        shown.into_owned()
    }

    /// Whether there is such a message, and it takes no variable beside these.
    pub fn takes_only(&self, id: &str, variables: &[&str]) -> bool {
        let message = self.messages.get_message(id);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return false;
        };
        let mut values = FluentArgs::new();
        for name in variables {
            values.set(*name, "x");
        }
        let mut faults = Vec::new();
        let _shown = self.messages.format_pattern(pattern, Some(&values), &mut faults);
        faults.is_empty()
    }

    /// The ids of the messages of the program that begin with one of `prefixes`, in the order of the file.
    pub fn ids_under(&self, prefixes: &[&str]) -> Vec<&'static str> {
        let lines = self.lang.source().lines();
        let ids = lines.filter_map(|line| Some(line.split_once(" =")?.0));
        ids.filter(|id| prefixes.iter().any(|prefix| id.starts_with(prefix)))
            .collect()
    }

    /// Whether a message of that id exists.
    pub fn has(&self, id: &str) -> bool {
        self.messages.has_message(id)
    }
}

/// A Rust name as it stands in a message id: `NoSuchLoan` becomes `no-such-loan`.
pub fn kebab(name: &str) -> String {
    let mut id = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !id.is_empty() {
            id.push('-');
        }
        id.push(c.to_ascii_lowercase());
    }
    id
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::*;

    /// The messages of the pages, which are read where those are made: what is said there is no reason to compile the rest anew.
    fn pages(lang: Lang) -> String {
        let i18n = Path::new(env!("CARGO_MANIFEST_DIR")).join("../i18n");
        std::fs::read_to_string(i18n.join(lang.tag()).join("page.ftl")).expect("readable")
    }

    /// Message id -> names of the variables in it, read from the file's text.
    fn variables(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let (source, pages) = (lang.source(), pages(lang));
        let mut all = BTreeMap::new();
        let mut current = None;
        for line in source
            .lines()
            .chain(pages.lines())
            .filter(|line| !line.starts_with('#'))
        {
            if let Some((id, _)) = line
                .split_once('=')
                .filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                let id = id.trim().to_owned();
                assert!(
                    all.insert(id.clone(), BTreeSet::new()).is_none(),
                    "{id} is defined twice for {lang:?}"
                );
                current = Some(id);
            }
            for variable in line.split('$').skip(1) {
                let end = variable.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
                let name = variable[..end.unwrap_or(variable.len())].to_owned();
                let id = current.as_ref().expect("a variable stands inside a message");
                all.get_mut(id).expect("just inserted").insert(name);
            }
        }
        all
    }

    fn sources(dir: &Path, out: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(dir).expect("the sources are there") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                sources(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
                out.push((
                    path.display().to_string(),
                    std::fs::read_to_string(&path).expect("readable"),
                ));
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_variables() {
        let (en, zh) = (variables(Lang::En), variables(Lang::Zh));
        assert!(
            en.len() > 50,
            "the reader of message files found {} only",
            en.len()
        );
        for (id, variables) in &en {
            assert_eq!(Some(variables), zh.get(id), "{id}");
        }
        for id in zh.keys() {
            assert!(en.contains_key(id), "{id} is in Chinese only");
        }
    }

    #[test]
    fn every_message_that_the_sources_name_exists() {
        let known = variables(Lang::En);
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut files);
        let mut seen = 0;
        for (path, source) in files.into_iter().filter(|(path, _)| !path.ends_with("text.rs")) {
            for rest in source.split("\"why-").skip(1) {
                let id = format!("why-{}", &rest[..rest.find('"').expect("a literal ends")]);
                assert!(
                    id.ends_with('-') || known.contains_key(&id),
                    "{path} names {id}, which does not exist"
                );
            }
            for call in [".tr(", ".tr_with("] {
                for rest in source.split(call).skip(1) {
                    let Some(rest) = rest.trim_start().strip_prefix('"') else {
                        continue;
                    };
                    let id = &rest[..rest.find('"').expect("a literal ends")];
                    assert!(
                        known.contains_key(id),
                        "{path} names the message {id}, which does not exist"
                    );
                    seen += 1;
                }
            }
        }
        assert!(seen > 10, "the search found {seen} uses only");
    }

    /// The ids under `prefix` in the message files, without it.
    fn under(prefix: &str) -> BTreeSet<String> {
        let known = variables(Lang::En);
        known
            .keys()
            .filter_map(|id| id.strip_prefix(prefix))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_refusal_of_the_contract_has_its_two_messages_and_no_message_outlives_its_refusal() {
        let refusals: BTreeSet<_> = terms::Error::ALL.iter().map(|e| kebab(e.code())).collect();
        assert_eq!(under("err-contract-"), refusals);
        assert_eq!(under("rec-contract-"), refusals);
    }

    #[test]
    fn a_refusal_that_rests_on_an_article_names_it_in_both_languages() {
        for error in terms::Error::ALL {
            let Some(article) = error.article() else { continue };
            let numbers: Vec<_> = article
                .split(|c: char| !c.is_ascii_digit())
                .filter(|n| !n.is_empty())
                .collect();
            assert!(!numbers.is_empty(), "{article} has no number");
            for lang in [Lang::En, Lang::Zh] {
                let message = Text::new(lang).lookup(&format!("err-contract-{}", kebab(error.code())), &[]);
                assert!(numbers.iter().all(|n| message.contains(n)), "{message}");
            }
        }
    }

    #[test]
    fn every_event_has_a_word() {
        let mut events: BTreeSet<_> = terms::Event::NAMES.iter().map(|name| kebab(name)).collect();
        // Some belong to no loan; a contract newer than this client emits what has no name here.
        events.extend(["withdrawn", "rate-published", "appointed", "unknown"].map(str::to_owned));
        let mut words = under("event-");
        let _ = words.insert("unknown".to_owned());
        assert_eq!(words, events);
    }

    #[test]
    fn every_state_and_stage_has_a_word() {
        use terms::{Stage, Status};
        let stages = [Stage::Soon, Stage::Today, Stage::Overdue, Stage::Final];
        assert_eq!(under("stage-"), stages.map(|s| kebab(&format!("{s:?}"))).into());
        let words = under("status-");
        for index in 0..=u8::MAX {
            // Every status that decodes is one that exists.
            let Ok(status) = <Status as scale::Decode>::decode(&mut &[index][..]) else {
                break;
            };
            let word = kebab(&format!("{status:?}"));
            assert!(words.contains(&word), "status-{word} does not exist");
        }
    }

    #[test]
    fn messages_carry_no_isolation_marks() {
        for lang in [Lang::En, Lang::Zh] {
            let shown = Text::new(lang).tr_with(
                "err-keystore-not-found",
                &[("name", "li".into()), ("dir", "/k".into())],
            );
            assert!(
                shown.contains("li") && !shown.contains(['\u{2068}', '\u{2069}']),
                "{shown:?}"
            );
        }
    }

    #[test]
    fn locales_are_understood_in_every_usual_spelling() {
        for tag in ["zh", "zh-CN", "zh_CN.UTF-8", "zh-Hans-CN", "ZH"] {
            assert_eq!(Lang::from_tag(tag), Some(Lang::Zh), "{tag}");
        }
        for tag in ["en", "en_GB.UTF-8", "C", "C.UTF-8", "POSIX"] {
            assert_eq!(Lang::from_tag(tag), Some(Lang::En), "{tag}");
        }
        assert_eq!(Lang::from_tag("fr_FR"), None);
    }
}
