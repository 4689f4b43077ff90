//! What decides who comes in to a portal, by the keys of its configuration.

use std::sync::OnceLock;

use serde::Deserialize;

const TEXT: &str = embedded!("backstage/lets-in");

/// Keys that decide who comes in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetsIn {
    /// What another value there would do ("… would" it).
    pub would: String,
    /// Where they stand; `*` is any key or item.
    pub route: String,
    /// The keys below the route that decide; without any, all that stands there does.
    #[serde(default)]
    pub at: Vec<String>,
    /// Words of which one has to stand there, in any case; without any, whatever stands there counts.
    #[serde(default)]
    pub of: Vec<String>,
    /// Where one of these words counts for all that stands here.
    #[serde(default)]
    pub or: Option<String>,
    /// Keys below it that let nobody in.
    #[serde(default)]
    pub but: Vec<String>,
}

impl LetsIn {
    /// The routes of all that decides.
    pub fn routes(&self) -> Vec<String> {
        if self.at.is_empty() {
            return vec![self.route.clone()];
        }
        self.at.iter().map(|key| format!("{}.{key}", self.route)).collect()
    }

    /// Tells whether a word is one of those that count.
    pub fn is_of(&self, word: &str) -> bool {
        self.of.iter().any(|known| known.eq_ignore_ascii_case(word.trim()))
    }
}

/// Reads what is known. The text is embedded, and a test holds that it can be read.
pub fn lets_in() -> &'static [LetsIn] {
    static KNOWN: OnceLock<Vec<LetsIn>> = OnceLock::new();
    KNOWN.get_or_init(|| facts!(TEXT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_parse() {
        let read: Vec<LetsIn> = serde_json::from_str(TEXT).unwrap();
        let people = read.iter().flat_map(LetsIn::routes).find(|route| route == "auth.providers.*.*.audience");
        assert!(people.is_some() && read.iter().all(|one| !one.would.is_empty()));
        assert!(read.iter().any(|one| one.is_of("user")) && !read.iter().any(|one| one.is_of("Component")));
    }
}
