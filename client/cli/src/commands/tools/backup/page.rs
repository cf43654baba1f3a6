//! The paper form: what it is, whose keys are in it, numbered lines to type, and square codes that say the same lines. As text
//! for any printer (codes in half blocks, 80 columns), or as a page for a browser, which prints codes that are truly square.

use std::fmt::Write as _;

use iou_backup::paper;
use qrcode::render::unicode::Dense1x2;
use qrcode::{Color, EcLevel, QrCode};

use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::Text;
use iou_ledger::keystore::KeyFile;
use iou_view::table::pairs;

/// Light modules around a code that readers need.
const QUIET: usize = 4;

/// A page to be printed.
pub(super) struct Page<'a> {
    /// When it was made. RFC 3339.
    pub made: &'a str,
    /// Names and addresses of the accounts in it.
    pub addresses: Vec<(String, String)>,
    /// The lines of the locked file.
    pub lines: &'a [String],
}

/// Names and addresses of the keystores.
pub(super) fn addresses(ctx: &Context) -> Result<Vec<(String, String)>> {
    let all = ctx.keystore().list()?;
    let shown = |file: iou_ledger::Result<KeyFile>| {
        file.map_or_else(|e| e.message(ctx.text()), |file| file.address())
    };
    Ok(all.into_iter().map(|(name, file)| (name, shown(file))).collect())
}

fn code(line: &str) -> Result<QrCode> {
    QrCode::with_error_correction_level(line, EcLevel::M).map_err(|_| Error::CodeTooLong {
        length: line.len().to_string(),
    })
}

impl Page<'_> {
    fn title(&self, text: &Text) -> String {
        // To the second: what follows is for machines.
        let made = match self.made.split_once('.') {
            Some((seconds, _)) => format!("{seconds}Z"),
            None => self.made.to_owned(),
        };
        text.tr_with("paper-title", &[("made", made.into())])
    }

    pub(super) fn text(&self, text: &Text) -> Result<String> {
        let mut page = format!("{}\n\n{}\n\n", self.title(text), text.tr("paper-how"));
        page.push_str(&pairs(self.addresses.clone()));
        let _ = writeln!(page, "\n\n{}\n", self.lines.join("\n"));
        for line in paper::codes(self.lines) {
            let drawn = code(&line)?.render::<Dense1x2>().quiet_zone(true).build();
            let _ = writeln!(page, "{drawn}\n");
        }
        Ok(page)
    }

    pub(super) fn html(&self, text: &Text) -> Result<String> {
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n<p>{}</p>\n<table>\n",
            text.lang().tag(),
            escaped(&text.tr("paper-how")),
            title = escaped(&self.title(text)),
        );
        for (name, address) in &self.addresses {
            let _ = writeln!(
                page,
                "<tr><td>{}</td><td>{}</td></tr>",
                escaped(name),
                escaped(address)
            );
        }
        let _ = writeln!(page, "</table>\n<pre>{}</pre>\n<div>", self.lines.join("\n"));
        for line in paper::codes(self.lines) {
            page.push_str(&svg(&code(&line)?));
        }
        page.push_str("</div>\n</html>\n");
        Ok(page)
    }
}

const STYLE: &str = "body{font:11pt sans-serif;max-width:18cm;margin:1cm auto}pre{font:10pt monospace;line-height:1.5}td{padding-right:1em}\
    div{display:flex;flex-wrap:wrap;gap:5mm}svg{width:85mm;height:85mm;break-inside:avoid}";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A code as a picture of one path, a rectangle for each run of dark modules.
fn svg(code: &QrCode) -> String {
    let (width, modules) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..]
                .iter()
                .take_while(|module| **module == Color::Dark)
                .count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    format!("<svg viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::Lang;

    #[test]
    fn a_printed_page_is_read_back_whatever_stands_around_its_lines() {
        let file: Vec<u8> = (0..=255).cycle().take(1_000).collect();
        let lines = paper::lines(&file).unwrap();
        let page = Page {
            made: "2026-11-29T06:00:00.612136943Z",
            addresses: vec![(
                "<张三>".into(),
                "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY".into(),
            )],
            lines: &lines,
        };
        for lang in [Lang::En, Lang::Zh] {
            let text = Text::new(lang);
            let printed = page.text(&text).unwrap();
            assert_eq!(paper::read("p", &printed).unwrap(), Some(file.clone()));
            assert!(printed.contains("<张三>") && printed.contains("06:00:00Z"));
            let columns = printed.lines().map(|line| line.chars().count()).max();
            assert!(columns <= Some(200), "{columns:?}");
            let html = page.html(&text).unwrap();
            assert!(html.contains("&lt;张三&gt;") && html.contains(&lines[0]) && html.contains("</html>"));
        }
    }

    #[test]
    fn a_codes_picture_has_a_dark_place_for_each_dark_module() {
        let code = code("01.02 ABCDE").unwrap();
        let dark = code
            .to_colors()
            .into_iter()
            .filter(|module| *module == Color::Dark)
            .count();
        let picture = svg(&code);
        let path = picture.rsplit_once("d=\"").unwrap().1;
        let runs = path
            .split('h')
            .filter_map(|part| part.split('v').next()?.parse::<usize>().ok());
        assert_eq!(runs.sum::<usize>(), dark);
    }
}
