//! What a portal takes along from one generation of the image to another, and to plain Backstage.

use std::sync::OnceLock;

use serde::Deserialize;

const TEXT: &str = embedded!("backstage/generations");

/// Everything that is known of it. Routes are keys with dots between them.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Generations {
    /// What is taken along of the image's files that no profile and no preset brings.
    pub taken: Vec<String>,
    /// What only VeeCode's images read, or what leads to files of theirs.
    pub of_images: Vec<String>,
    /// What a plugin of the images reads, and Backstage itself does not.
    pub plugins: Vec<ReadBy>,
    /// What nobody reads although an image brings it, besides the keys without effect; `*` is any key.
    pub unread: Vec<String>,
    /// What opens a portal.
    pub opens: Vec<Opens>,
    /// The rules of `validate` that tell who comes in. What one of them finds after a move and not before ends it.
    pub opening: Vec<String>,
    /// The lists of those who may do everything.
    pub grants: Vec<String>,
    /// What Backstage takes where nothing is said, and an image says more.
    pub unsaid: Vec<Unsaid>,
    /// Providers of the catalog that know one entry or a list of them, and no names.
    pub lists: Vec<String>,
    /// What holds sources of code and people, which nobody gets besides by a move.
    pub sources: Vec<String>,
    /// The environments of sign-in, the closed one first.
    pub environments: Vec<String>,
}

/// A block that a plugin reads which a plain Backstage has not by itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadBy {
    /// Where the block stands.
    pub route: String,
    /// The package of the plugin.
    pub package: String,
    /// What it takes the place of in the backend, as words.
    pub instead: String,
}

/// What holds where nothing is said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unsaid {
    /// Where it would stand.
    pub route: String,
    /// What holds.
    pub is: serde_json::Value,
}

/// A value that opens a portal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opens {
    /// Where it stands.
    pub route: String,
    /// The value; without one, anything that stands there.
    #[serde(default)]
    pub value: Option<serde_json::Value>,
    /// What closes it.
    #[serde(default)]
    pub closed: serde_json::Value,
    /// What tells whether it was open where nothing stood.
    #[serde(default)]
    pub absent: Absent,
}

/// What it means that nothing stands where something opens a portal.
#[derive(Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// It was closed.
    #[default]
    Closed,
    /// It was open: that is what Backstage takes without a word.
    Open,
}

impl Opens {
    /// Tells whether a value is this one.
    pub fn is(&self, value: &serde_yaml::Value) -> bool {
        let said = serde_json::to_value(value).unwrap_or_default();
        self.value.as_ref().map_or(!said.is_null(), |value| *value == said)
    }
}

/// What is known.
pub fn generations() -> &'static Generations {
    static KNOWN: OnceLock<Generations> = OnceLock::new();
    KNOWN.get_or_init(|| facts!(TEXT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_parse() {
        let read: Generations = serde_json::from_str(TEXT).unwrap();
        assert!(read.taken.contains(&"auth".to_owned()) && read.environments.len() == 2);
    }
}
