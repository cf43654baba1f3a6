//! What stands behind the `?` of a request. What nobody knows, or what stands twice, is refused by its name: a filter that is
//! passed over would answer something else than was asked.

use terms::{AccountId, Day};
use url::form_urlencoded;

use crate::web::Fault;
use iou_base::{address, time};
use iou_relay::intents::Refused;

/// Most accounts in one request.
const ACCOUNTS_MAX: usize = 64;

/// The parameters of a request.
pub(crate) struct Query(Vec<(String, String)>);

/// That a part of a request is not as described: its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong(String);

impl From<Wrong> for Fault {
    fn from(Wrong(name): Wrong) -> Fault {
        Fault::malformed().with_field(name)
    }
}

impl From<Wrong> for Refused {
    fn from(_: Wrong) -> Refused {
        Refused::Malformed
    }
}

impl Query {
    /// Those of `text`, of which only `known` may be there, and only those of `many` more than once.
    ///
    /// Errors: one is not known, or there twice.
    pub(crate) fn read(text: Option<&str>, known: &[&str], many: &[&str]) -> Result<Query, Wrong> {
        let pairs = form_urlencoded::parse(text.unwrap_or_default().as_bytes());
        let pairs: Vec<(String, String)> = pairs.into_owned().collect();
        for (place, (name, _)) in pairs.iter().enumerate() {
            let is_known = known.contains(&name.as_str()) || many.contains(&name.as_str());
            let is_again = pairs[..place].iter().any(|(before, _)| before == name);
            if !is_known || (is_again && !many.contains(&name.as_str())) {
                return Err(wrong(name));
            }
        }
        Ok(Query(pairs))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    fn all<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of `name` as `parse` reads it.
    ///
    /// Errors: it cannot be read.
    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Wrong> {
        let value = self.get(name);
        value
            .map(|value| parse(value).ok_or_else(|| wrong(name)))
            .transpose()
    }

    /// A number.
    ///
    /// Errors: it is none.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Wrong> {
        self.parsed(name, |value| value.parse().ok())
    }

    /// All values of `name`.
    pub(super) fn many<T>(
        &self,
        name: &str,
        most: usize,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Wrong> {
        let values: Result<Vec<T>, Wrong> = self
            .all(name)
            .map(|value| parse(value).ok_or_else(|| wrong(name)))
            .collect();
        values.and_then(|values| match values.len() > most {
            true => Err(wrong(name)),
            false => Ok(values),
        })
    }

    pub(super) fn accounts(&self) -> Result<Vec<AccountId>, Wrong> {
        self.many("account", ACCOUNTS_MAX, address::read)
    }

    pub(super) fn day(&self, name: &str) -> Result<Option<Day>, Wrong> {
        self.parsed(name, time::parse_day)
    }

    /// How many are wanted, 1 to `most`; `most` where nothing is said.
    pub(super) fn limit(&self, most: u32) -> Result<u32, Wrong> {
        let limit = self.parsed("limit", |value| {
            value.parse().ok().filter(|limit| (1..=most).contains(limit))
        })?;
        Ok(limit.unwrap_or(most))
    }
}

/// That a part of the request is not as described.
pub(super) fn wrong(name: &str) -> Wrong {
    Wrong(name.chars().take(64).collect())
}
