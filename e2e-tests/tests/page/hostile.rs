//! What others may try: a link that was forwarded, a service that lies, boxes that are swapped or rolled back, names that are program text, frames, previews.

use anyhow::Result;
use e2e_tests::page::{is_there, long, Site};
use serde_json::json;

#[test]
fn a_link_that_was_forwarded_seats_one_person_and_a_page_that_lies_gets_no_signature() -> Result<()> {
    if !is_there() {
        return Ok(());
    }
    let mut site = Site::start()?;
    for story in ["guarded", "forwarded", "service_lies"] {
        let _figures = site.story(story, json!({}))?;
    }
    Ok(())
}

#[test]
fn faults_of_the_page_everything_else_that_others_try() -> Result<()> {
    if !is_there() || !long() {
        return Ok(());
    }
    let mut site = Site::start()?;
    for story in [
        "raced",
        "boxes",
        "service_lies_to_the_taker",
        "program_text_as_names",
        "replayed_login",
    ] {
        let _figures = site.story(story, json!({}))?;
    }
    Ok(())
}
