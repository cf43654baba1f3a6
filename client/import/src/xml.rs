//! XML without what makes it dangerous: no DTD, no entities of its own, no depth without end, nothing left open.
//! Source: XML 1.0. Limits: [`DEPTH_MAX`].

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::error::{Error, Result};
use crate::grid::too_large;

/// Elements within elements.
const DEPTH_MAX: usize = 64;

/// What stands in a document, one after the other. Names are without their prefix.
pub(crate) enum Part<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Text(&'a str),
    Close,
}

/// Hands each part of a document to `each`. Errors: [`Error::StatementXml`], [`Error::StatementTooLarge`], those of `each`.
pub(crate) fn walk(xml: &str, mut each: impl FnMut(Part<'_>) -> Result<()>) -> Result<()> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0usize;
    loop {
        let event = reader.read_event().map_err(|error| bad(&error.to_string()))?;
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(too_large("depth", DEPTH_MAX));
                }
                each(Part::Open(start.local_name().as_ref(), &start))?;
            }
            Event::Empty(start) => {
                each(Part::Open(start.local_name().as_ref(), &start))?;
                each(Part::Close)?;
            }
            Event::End(_) => {
                depth = depth.checked_sub(1).ok_or_else(|| bad("</"))?;
                each(Part::Close)?;
            }
            Event::Text(text) => each(Part::Text(&text.xml10_content()))?,
            Event::CData(text) => each(Part::Text(&text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let sign = match reference.resolve_char_ref() {
                    Ok(Some(sign)) => sign.to_string(),
                    Ok(None) => predefined(&reference.xml10_content())
                        .ok_or_else(|| bad("&…;"))?
                        .to_string(),
                    Err(error) => return Err(bad(&error.to_string())),
                };
                each(Part::Text(&sign))?;
            }
            Event::DocType(_) => return Err(bad("<!DOCTYPE")),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(bad("EOF")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// The value of an attribute by its name without prefix.
pub(crate) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .flatten()
        .find(|one| one.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// That something in a document is not read.
pub(crate) fn bad(reason: &str) -> Error {
    Error::StatementXml {
        reason: reason.into(),
    }
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    }
}
