//! The page in a real browser: two people with a phone each, a passkey that a virtual authenticator simulates, and the service with its two hosts in front of a real
//! node. The stories themselves are e2e-tests/browser/stories.mjs; `hostile` is what others may try meanwhile. In `make test` the main story and a handful; `make faults`
//! or `IOU_PAGE=long` plays all of them.

mod hostile;

use anyhow::Result;
use e2e_tests::bench::page::{PROMPTS, TAPS};
use e2e_tests::page::{is_there, long, numbers, script, Site};
use serde_json::json;

#[test]
fn the_harness_counts_what_it_says_and_notices_what_it_must() -> Result<()> {
    if !is_there() {
        return Ok(());
    }
    let _said = script(&["--test", "harness.test.mjs"])?;
    Ok(())
}

#[test]
fn two_people_with_a_passkey_each_go_from_a_link_to_a_settled_loan_and_a_stranger_verifies_it() -> Result<()>
{
    if !is_there() {
        return Ok(());
    }
    let mut site = Site::start()?;
    let figures = numbers(&site.story("main", json!({}))?);
    for who in ["lender", "borrower"] {
        let figure = |what: &str| figures[&format!("{who}_{what}")];
        assert!(figure("taps") <= TAPS, "{figures:?}");
        assert!(figure("prompts") <= PROMPTS, "{figures:?}");
    }
    let log = site.log();
    for secret in ["110101199003074258", "110101199003072033", "李四", "张三"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    // The same service, other people.
    let _figures = site.story("without_script", json!({}))?;
    let _figures = site.story("english_by_words", json!({}))?;
    Ok(())
}

#[test]
fn faults_of_the_page_everything_else_that_people_do() -> Result<()> {
    if !is_there() || !long() {
        return Ok(());
    }
    let mut site = Site::start()?;
    for story in ["by_keyboard", "second_phone", "wechat", "dark_and_wide"] {
        let _figures = site.story(story, json!({}))?;
    }
    Ok(())
}

#[test]
fn faults_of_the_page_two_processes_share_a_database_and_either_may_die_in_the_middle_of_a_draft(
) -> Result<()> {
    if !is_there() || !long() {
        return Ok(());
    }
    let mut site = Site::of_two()?;
    let _figures = site.story_with("replicas", json!({}), |site, asked| {
        let one = usize::from(asked["kill"] == 1);
        site.serve(1 - one)?;
        site.kill(one)?;
        Ok(json!("done"))
    })?;
    Ok(())
}
