//! What demo and page say, from `deploy/i18n`: English, or Chinese where `IOU_LANG` or the locale asks for it.

use std::env;

use anyhow::{anyhow, Result};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

const ENGLISH: &str = include_str!("../../i18n/en/demo.ftl");
const CHINESE: &str = include_str!("../../i18n/zh-CN/demo.ftl");

/// The narration in one language.
pub(crate) struct Words {
    lang: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The language of `IOU_LANG`, `LC_ALL` or `LANG`, the first that is set.
    pub(crate) fn of_environment() -> Result<Words> {
        let wanted = ["IOU_LANG", "LC_ALL", "LANG"]
            .iter()
            .find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
        Words::new(if wanted.is_some_and(|tag| tag.starts_with("zh")) {
            "zh"
        } else {
            "en"
        })
    }

    fn new(lang: &'static str) -> Result<Words> {
        let source = if lang == "zh" { CHINESE } else { ENGLISH };
        let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, e)| anyhow!("{e:?}"))?;
        let mut bundle = FluentBundle::default();
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|e| anyhow!("{e:?}"))?;
        Ok(Words { lang, bundle })
    }

    /// The language, as `iou --lang` takes it.
    pub(crate) fn lang(&self) -> &'static str {
        self.lang
    }

    /// Says a paragraph.
    pub(crate) fn say(&self, id: &str) {
        self.tell(id, &[]);
    }

    /// Says a paragraph with figures in it.
    pub(crate) fn tell(&self, id: &str, figures: &[(&str, &str)]) {
        println!("\n{}", self.text(id, figures));
    }

    fn text(&self, id: &str, figures: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        figures.iter().for_each(|(name, value)| args.set(*name, *value));
        let pattern = self.bundle.get_message(id).and_then(|message| message.value());
        let text = pattern.map(|pattern| {
            self.bundle
                .format_pattern(pattern, Some(&args), &mut Vec::new())
                .into_owned()
        });
        text.unwrap_or_else(|| id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_tell_every_part_of_the_story() {
        let source = concat!(include_str!("../demo.rs"), include_str!("../page.rs"));
        let mut told = 0;
        for call in [".say(\"", ".tell(\""] {
            for rest in source.split(call).skip(1) {
                let id = rest.split('"').next().unwrap();
                for lang in ["en", "zh"] {
                    assert_ne!(Words::new(lang).unwrap().text(id, &[]), id, "{lang} lacks {id}");
                }
                told += 1;
            }
        }
        assert!(told > 15, "the search found {told} parts only");
    }
}
