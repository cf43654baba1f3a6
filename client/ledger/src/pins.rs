//! What a profile has written down about its chain. A node says how many decimals the chain's money has and what it is
//! called; neither is under the hash of the first block, so a node that says otherwise would show one amount and move
//! another. What is written down is held against what the node says, each time before anything else is asked of it.

use super::info::ChainInfo;
use super::Hash;
use crate::error::{Error, Result};

/// A chain as its users know it; `None` where nobody has written it down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// Whose profile this is, for messages.
    pub profile: String,
    /// Hash of the first block.
    pub genesis: Option<Hash>,
    /// `Development`, `Local`, `Live` or another word.
    pub chain_type: Option<String>,
    /// Symbol of the native token.
    pub token_symbol: Option<String>,
    /// Decimal places of the native token.
    pub token_decimals: Option<u8>,
    /// The number in the chain's addresses.
    pub ss58_prefix: Option<u16>,
}

impl Pins {
    /// The pins of a profile on `chain`, all of them.
    pub fn of(profile: &str, chain: &ChainInfo) -> Pins {
        Pins {
            profile: profile.to_owned(),
            genesis: Some(chain.genesis),
            chain_type: Some(chain.chain_type.clone()),
            token_symbol: Some(chain.token_symbol.clone()),
            token_decimals: Some(chain.token_decimals),
            ss58_prefix: Some(chain.ss58_prefix),
        }
    }

    /// Each pin by the name that it has in a profile, written as there.
    pub fn named(&self) -> [(&'static str, Option<String>); 5] {
        [
            ("genesis", self.genesis.map(|genesis| format!("{genesis:?}"))),
            ("chain_type", self.chain_type.clone()),
            ("token_symbol", self.token_symbol.clone()),
            ("token_decimals", self.token_decimals.map(|n| n.to_string())),
            ("ss58_prefix", self.ss58_prefix.map(|n| n.to_string())),
        ]
    }

    /// The names of those that are not written down.
    pub fn missing(&self) -> Vec<&'static str> {
        let named = self.named().into_iter();
        named
            .filter(|(_, value)| value.is_none())
            .map(|(name, _)| name)
            .collect()
    }

    /// Refuses a chain of which the node at `url` says anything else than is written down.
    ///
    /// Errors: [`Error::ChainMismatch`] for another first block, [`Error::ChainDiffers`].
    pub fn check(&self, url: &str, chain: &ChainInfo) -> Result<()> {
        let found = Pins::of(&self.profile, chain).named();
        for ((what, expected), (_, found)) in self.named().into_iter().zip(found) {
            let (Some(expected), Some(found)) = (expected, found) else {
                continue;
            };
            if expected == found {
                continue;
            }
            let url = url.to_owned();
            return Err(match what {
                "genesis" => Error::ChainMismatch { url, expected, found },
                _ => Error::ChainDiffers {
                    url,
                    what: what.into(),
                    expected,
                    found,
                    profile: self.profile.clone(),
                },
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> ChainInfo {
        ChainInfo {
            genesis: Hash::from([1; 32]),
            name: "iou".into(),
            chain_type: "Live".into(),
            token_symbol: "IOU".into(),
            token_decimals: 12,
            ss58_prefix: 42,
        }
    }

    #[test]
    fn each_single_difference_is_refused_and_named() {
        let pins = Pins::of("court", &chain());
        assert_eq!(pins.check("ws://n", &chain()), Ok(()));
        let others = [
            (
                "genesis",
                ChainInfo {
                    genesis: Hash::from([2; 32]),
                    ..chain()
                },
            ),
            (
                "chain_type",
                ChainInfo {
                    chain_type: "Development".into(),
                    ..chain()
                },
            ),
            (
                "token_symbol",
                ChainInfo {
                    token_symbol: "CNY".into(),
                    ..chain()
                },
            ),
            (
                "token_decimals",
                ChainInfo {
                    token_decimals: 15,
                    ..chain()
                },
            ),
            (
                "ss58_prefix",
                ChainInfo {
                    ss58_prefix: 0,
                    ..chain()
                },
            ),
        ];
        for (what, other) in others {
            let error = pins.check("ws://n", &other).unwrap_err();
            match what {
                "genesis" => assert_eq!(error.code(), "chain_mismatch"),
                _ => assert!(
                    error.code() == "chain_differs" && error.params().contains(&("what", what.to_owned())),
                    "{error}"
                ),
            }
        }
    }

    #[test]
    fn what_is_not_written_down_is_told_by_name_and_holds_nothing_up() {
        let pins = Pins {
            token_decimals: Some(12),
            ..Pins::default()
        };
        assert_eq!(
            pins.missing(),
            ["genesis", "chain_type", "token_symbol", "ss58_prefix"]
        );
        assert_eq!(pins.check("ws://n", &chain()), Ok(()));
        assert!(Pins::of("court", &chain()).missing().is_empty());
    }
}
