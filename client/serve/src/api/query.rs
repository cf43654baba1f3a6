//! What stands behind the `?` of a request. What nobody knows, or what stands twice, is refused by its name: a filter that is
//! passed over would answer something else than was asked.

use terms::{AccountId, Day};
use url::form_urlencoded;

use crate::web::Fault;
use iou_base::{address, time};

/// Most accounts in one request.
const ACCOUNTS_MAX: usize = 64;

/// The parameters of a request.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Those of `text`, of which only `known` may be there, and only those of `many` more than once.
    ///
    /// Errors: `malformed` with the name.
    pub(super) fn read(text: Option<&str>, known: &[&str], many: &[&str]) -> Result<Query, Fault> {
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

    pub(super) fn get(&self, name: &str) -> Option<&str> {
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
    /// Errors: `malformed` with the name.
    pub(super) fn parsed<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let value = self.get(name);
        value
            .map(|value| parse(value).ok_or_else(|| wrong(name)))
            .transpose()
    }

    /// All values of `name`.
    pub(super) fn many<T>(
        &self,
        name: &str,
        most: usize,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Fault> {
        let values: Result<Vec<T>, Fault> = self
            .all(name)
            .map(|value| parse(value).ok_or_else(|| wrong(name)))
            .collect();
        values.and_then(|values| match values.len() > most {
            true => Err(wrong(name)),
            false => Ok(values),
        })
    }

    pub(super) fn accounts(&self) -> Result<Vec<AccountId>, Fault> {
        self.many("account", ACCOUNTS_MAX, address::read)
    }

    pub(super) fn day(&self, name: &str) -> Result<Option<Day>, Fault> {
        self.parsed(name, time::parse_day)
    }

    /// How many are wanted, 1 to `most`; `most` where nothing is said.
    pub(super) fn limit(&self, most: u32) -> Result<u32, Fault> {
        let limit = self.parsed("limit", |value| {
            value.parse().ok().filter(|limit| (1..=most).contains(limit))
        })?;
        Ok(limit.unwrap_or(most))
    }
}

/// That a part of the request is not as described.
pub(super) fn wrong(name: &str) -> Fault {
    Fault::malformed().with_field(name.chars().take(64).collect::<String>())
}
