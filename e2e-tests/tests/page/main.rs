//! The page in a real browser: two people with a phone each, a passkey that a virtual authenticator simulates, and the service with its two hosts in front of a real
//! node. The stories themselves are e2e-tests/browser/stories.mjs; `hostile` is what others may try meanwhile. In `make test` the main story and a handful; `make faults`
//! or `IOU_PAGE=long` plays all of them.

use anyhow::Result;
use e2e_tests::page::{is_there, script};

#[test]
fn the_harness_counts_what_it_says_and_notices_what_it_must() -> Result<()> {
    if !is_there() {
        return Ok(());
    }
    let _said = script(&["--test", "harness.test.mjs"])?;
    Ok(())
}
