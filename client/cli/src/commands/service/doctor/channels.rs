//! Whether the channels that reminders go over can be used: mailbox, gateway, addresses.

use std::path::Path;

use super::finding::Finding;
use super::rules;
use iou_remind::channel::Channels;
use iou_remind::message::Channel;
use iou_remind::settings::ServiceSettings;

/// Looks at every channel that `config`, or the file in the user's directory `home`, sets up.
pub(super) async fn channels(config: Option<&Path>, home: &Path) -> Vec<Finding> {
    let tried = tried(config, home).await.into_iter();
    tried.map(|(name, result)| rules::channel(name, result)).collect()
}

/// Each channel that is set up, by name, and what trying it came to.
async fn tried(config: Option<&Path>, home: &Path) -> Vec<(&'static str, Result<(), String>)> {
    let channels =
        ServiceSettings::load(config, home).and_then(|settings| Channels::new(settings.channels()));
    let channels = match channels {
        Ok(channels) => channels,
        Err(error) => return vec![("remind.toml", Err(error.to_string()))],
    };
    let mut tried = Vec::new();
    for channel in Channel::ALL
        .into_iter()
        .filter(|channel| channels.offers(*channel))
    {
        let outcome = channels.check(channel).await;
        tried.push((
            channel.name(),
            outcome.map_err(|failure| failure.reason().to_owned()),
        ));
    }
    tried
}
