//! Whether a relay that is set up has the money that it may spend in a day.

use std::path::Path;

use super::finding::Finding;
use super::node::Seen;
use crate::context::Context;
use crate::error::{Error, Result};
use iou_relay::intents::Settings;

/// Looks at the settings that `config`, or the file in the user's directory, has; without any there is nothing to look at.
pub(super) async fn relay(ctx: &Context, seen: Option<&Seen>, config: Option<&Path>) -> Option<Finding> {
    if !Settings::is_there(config, &ctx.config.home) {
        return None;
    }
    Some(
        look(ctx, seen, config)
            .await
            .unwrap_or_else(|error| Finding::error("relay", error)),
    )
}

async fn look(ctx: &Context, seen: Option<&Seen>, config: Option<&Path>) -> Result<Finding> {
    let settings = Settings::load(config, &ctx.config.home)?;
    let account = match ctx.own_account() {
        Ok(account) => account,
        Err(Error::NoAccount {}) => return Ok(Finding::fail("relay", "relay-no-account", [])),
        Err(error) => return Err(error),
    };
    let Some(seen) = seen else {
        return Ok(Finding::warn(
            "relay",
            "relay-unknown",
            [("account", account.to_string())],
        ));
    };
    let chain = seen.conn.chain();
    let balance = seen.conn.free_balance(&seen.at, &account).await?;
    let day = settings.budget.day(chain.limit_decimals());
    let args = [
        ("account", account.to_string()),
        ("balance", chain.show_amount(balance)),
        ("day", chain.show_amount(day)),
    ];
    Ok(match balance < day {
        true => Finding::warn("relay", "relay-little", args),
        false => Finding::ok("relay", "relay-well", args),
    })
}
