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
    /// What the image of profiles does not read.
    pub of_presets: Vec<String>,
    /// What opens a portal.
    pub opens: Vec<Opens>,
    /// Providers of the catalog that know one entry or a list of them, and no names.
    pub lists: Vec<String>,
    /// The environments of sign-in, the closed one first.
    pub environments: Vec<String>,
}

/// A value that opens a portal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opens {
    /// Where it stands.
    pub route: String,
    /// The value.
    pub value: serde_json::Value,
}

impl Opens {
    /// Tells whether a value is this one.
    pub fn is(&self, value: &serde_yaml::Value) -> bool {
        serde_json::to_value(value).is_ok_and(|value| value == self.value)
    }
}

/// Reads what is known. The text is embedded, and a test holds that it can be read.
pub fn generations() -> &'static Generations {
    static KNOWN: OnceLock<Generations> = OnceLock::new();
    KNOWN.get_or_init(|| serde_json::from_str(TEXT).unwrap_or_default())
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
