//! The articles that the calculators name.

use iou_base::money::show_rate;
use iou_base::text::Text;
use terms::RatePpm;

/// A rule of law.
#[derive(Clone, Copy)]
pub(super) struct Article {
    /// In both languages, for programs.
    pub(super) name: &'static str,
    /// Of its words in the message files.
    id: &'static str,
}

const fn article(name: &'static str, id: &'static str) -> Article {
    Article { name, id }
}

pub(super) const CC_676: Article = article("民法典 676 / CC 676", "law-cc-676");
pub(super) const CPL_264: Article = article("民事诉讼法 264 / CPL 264", "law-cpl-264");
pub(super) const DI_1: Article = article("迟延履行利息解释 1 / DI 1", "law-di-1");
pub(super) const DI_2_3: Article = article("迟延履行利息解释 2, 3 / DI 2, 3", "law-di-2");
pub(super) const PL_25: Article = article("民间借贷规定 25 / PL 25", "law-pl-25");
pub(super) const PL_27: Article = article("民间借贷规定 27 / PL 27", "law-pl-27");
pub(super) const PL_28: Article = article("民间借贷规定 28 / PL 28", "law-pl-28");
pub(super) const PL_29: Article = article("民间借贷规定 29 / PL 29", "law-pl-29");

pub(super) fn names(articles: &[Article]) -> Vec<&'static str> {
    articles.iter().map(|article| article.name).collect()
}

/// The articles as people read them, one a line.
pub(super) fn rules(text: &Text, articles: &[Article]) -> String {
    let rules = articles.iter().map(|article| text.lookup(article.id, &[]));
    rules.collect::<Vec<_>>().join("\n")
}

/// 33,500 ppm → `3.35`: percent, two decimals at least.
pub(super) fn percent(rate: RatePpm) -> String {
    show_rate(rate).trim_end_matches('%').to_owned()
}
