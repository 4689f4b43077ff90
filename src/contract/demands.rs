//! What Backstage's code demands of a block when it reads it: keys that it cannot do without, that exclude each other, and what a value
//! may be. Data, so that a module's demands are written down beside its source and version.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::release::{Span, Version};

const DEMANDS: &str = embedded!("backstage/demands");

/// A block, and what is demanded of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Block {
    /// Where it stands; `*` is any key, or any entry of a list.
    pub at: String,
    /// Where it is read as well, as releases before had it.
    #[serde(default)]
    pub older: Option<Older>,
    /// What reads it, with its version.
    pub read_by: String,
    /// Words of the portal's own code that may change what is demanded; where one is in it, nothing is.
    #[serde(default)]
    pub unless_code: Vec<String>,
    /// A key of the whole configuration without which nothing is demanded.
    #[serde(default)]
    pub beside: String,
    /// Keys of the whole configuration with any of which nothing is demanded.
    #[serde(default)]
    pub unless_there: Vec<String>,
    /// The releases whose code reads it so.
    #[serde(default)]
    pub releases: Span,
    /// What comes of it when a demand is not met, behind "so".
    pub then: String,
    /// What is demanded.
    pub demands: Vec<Demand>,
}

/// Where a block stood in earlier releases, and is still read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Older {
    /// The place, with as many `*`.
    pub at: String,
    /// The key with which it is not read.
    pub unless: String,
    /// How what the first `*` stands for begins.
    pub begins: String,
}

impl Block {
    /// The plugin that reads it, which a backend has to add; nothing of what every backend has.
    pub fn plugin(&self) -> Option<&str> {
        let package = self.read_by.split([' ', ',']).next()?;
        (package.contains("/plugin-") && !package.ends_with("-node")).then_some(package)
    }
}

/// One demand.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Demand {
    /// It is made only when these keys have one of these values.
    pub when: IndexMap<String, Vec<String>>,
    /// It is made only when all of these keys are written.
    pub there: Vec<String>,
    /// It is made only when none of these keys is.
    pub without: Vec<String>,
    /// The key that the block begins with: what it has of [`without`](Self::without) then stands in the same place.
    pub begun: String,
    /// It is made only when these keys surely have none of these values.
    pub unless: IndexMap<String, Vec<String>>,
    /// It is made only when the address at this key is not surely this machine's own.
    pub away: String,
    /// It is made only when the address at this key surely leads out of every network of one's own.
    pub outside: String,
    /// It is made only when one of the headers at this key may be a credential.
    pub bears: String,
    /// It is made only when the address at this key may have TLS.
    pub sealed: String,
    /// Keys that have to be there.
    pub needs: Vec<String>,
    /// Keys of which one has to be there.
    pub needs_one: Vec<String>,
    /// Keys of which only one may be there.
    pub excludes: Vec<String>,
    /// The only keys that may be there.
    pub only: Vec<String>,
    /// Keys that must not be there.
    pub refuses: Vec<String>,
    /// The key whose value is judged; the block itself where it is empty and a form is asked for.
    pub key: String,
    /// What the value has to be one of.
    pub is: Vec<String>,
    /// What it must not be.
    pub is_not: Vec<String>,
    /// Its reader hands the value on as it is, so that a text (what a variable holds is always one) is no yes or no there.
    pub handed_on: bool,
    /// The block of which it has to name a key.
    pub among: String,
    /// The form that the value has to have.
    pub form: Option<Form>,
    /// The key whose duration the value has to be longer than.
    pub longer_than: String,
    /// The key that no two entries of the list may share, with the same value.
    pub unique: String,
    /// What comes of it, where that differs from the block's.
    pub then: String,
    /// What to do.
    pub hint: String,
    /// Whether it only warns.
    pub warns: bool,
    /// Whether it is only worth knowing, as somebody may mean it.
    pub notes: bool,
    /// Whether releases before any that is known here did not make it.
    pub once: bool,
    /// The first release that surely has it, where that is before any that is known here: of all since then it is as true.
    pub since: Option<Version>,
}

/// What a value has to look like.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// An address with its scheme.
    Url,
    /// An address that is fetched.
    WebUrl,
    /// An address with TLS.
    HttpsUrl,
    /// An address of a host alone, without a path.
    UrlWithoutPath,
    /// No address.
    NoUrl,
    /// Text without blanks.
    NoBlanks,
    /// `{ minutes: 5 }`, `PT5M` or `5 minutes`.
    Duration,
    /// A list of numbers.
    Numbers,
    /// A list of texts, or `false`.
    TextsOrOff,
    /// A duration, or a number of milliseconds.
    Ttl,
    /// An app password, which is dead.
    NoAppPassword,
    /// A list.
    List,
    /// A list of maps.
    Maps,
    /// A map.
    Map,
    /// A list with something in it.
    Filled,
    /// A duration, or `false`.
    DurationOrOff,
    /// A pattern of origins that names a host.
    OwnHost,
    /// A filter as Microsoft Graph takes it for people and groups.
    OdataFilter,
    /// The same, for a query that is not advanced.
    BasicFilter,
    /// No number of any kind.
    NoNumber,
    /// Zero or more.
    Count,
    /// `kind:namespace/name`.
    EntityReference,
    /// Base64 of a PEM.
    PackedPem,
    /// In capital letters.
    Capitals,
    /// In small letters.
    Small,
    /// With a slash in front.
    Slashed,
    /// A map whose keys all have a slash in front.
    SlashedKeys,
    /// A map of patterns for paths as the backend has them.
    WholePaths,
    /// A header of basic authentication, whose two parts are in base64.
    PackedBasic,
    /// A token as it is, in no base64 of its own.
    BareToken,
    /// An address that paths are written behind as it is.
    NoSlashBehind,
    /// An address above those of the plugins.
    AboveApi,
    /// An address of an API at the root of its host.
    ApiAtRoot,
}

impl Form {
    /// Tells whether it asks something of the value itself, and not that there be none.
    pub fn is_of_value(self) -> bool {
        self != Self::NoAppPassword
    }

    /// Says how a value is written that has it.
    pub const fn written(self) -> &'static str {
        match self {
            Self::Url => "write the whole address, such as `https://host.acme.example`",
            Self::WebUrl => "write `https://` in front of the host",
            Self::HttpsUrl => "write `https://` in the place of `http://`",
            Self::UrlWithoutPath => "leave out what stands behind the host",
            Self::NoUrl => "write a name, no address",
            Self::NoBlanks => "take the blanks out",
            Self::Duration => "write it with its unit, such as `{ minutes: 5 }` or `PT5M`",
            Self::DurationOrOff => "write it with its unit, such as `{ minutes: 5 }`, or `false`",
            Self::Ttl => "write it with its unit, such as `{ minutes: 5 }`, or a number of milliseconds",
            Self::Numbers => "write a list of numbers, without quotes",
            Self::TextsOrOff => "write a list, such as `[one, two]`, or `false`",
            Self::List => "write a list, such as `[one, two]`",
            Self::Maps => "write a map of keys in each entry",
            Self::Map => "write a map of keys",
            Self::Filled => "write at least one entry",
            Self::OwnHost => "name a host in it",
            Self::NoNumber => "write it in quotes, or with its unit",
            Self::Count => "write a whole number, zero or more",
            Self::EntityReference => "write it as `kind:namespace/name`, such as `user:default/ada`",
            Self::PackedPem => "write the PEM's text in base64, in one line",
            Self::Capitals => "write it in capital letters",
            Self::Small => "write it in small letters",
            Self::Slashed => "write a `/` in front",
            Self::SlashedKeys => "write a `/` in front of each key",
            Self::PackedBasic => "write `Basic ` and the base64 of `name:password`",
            Self::BareToken => "write the token as it is, without base64",
            Self::NoSlashBehind => "take the last `/` away",
            Self::AboveApi => "leave `/api` and what follows out",
            Self::NoAppPassword | Self::OdataFilter | Self::BasicFilter | Self::WholePaths | Self::ApiAtRoot => {
                "write it in that form"
            }
        }
    }
}

/// All blocks of which something is demanded.
pub fn demands() -> &'static [Block] {
    static READ: OnceLock<Vec<Block>> = OnceLock::new();
    READ.get_or_init(|| facts!(DEMANDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_demand_can_be_read_and_asks_for_something() {
        let blocks: Vec<Block> = serde_json::from_str(DEMANDS).unwrap();
        for block in &blocks {
            assert!(!block.read_by.is_empty() && !block.then.is_empty(), "{}", block.at);
            for demand in &block.demands {
                let keys = [
                    &demand.needs,
                    &demand.needs_one,
                    &demand.excludes,
                    &demand.only,
                    &demand.refuses,
                    &demand.is,
                    &demand.is_not,
                ];
                let asks = keys.iter().any(|keys| !keys.is_empty())
                    || demand.form.is_some()
                    || ![&demand.unique, &demand.among, &demand.longer_than].iter().all(|key| key.is_empty());
                assert!(asks, "{}: {demand:?}", block.at);
            }
        }
    }
}
