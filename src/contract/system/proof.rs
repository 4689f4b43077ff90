//! How a credential of a system is proven: requests, and what their answers mean.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Sends, SystemCredential, filled, words};
use crate::credential::Secret;

/// One request of a proof.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ask {
    /// What is looked at, in a word or two.
    pub looks_at: String,
    /// The parts of the credential and the settings that a refusal is about.
    #[serde(default, deserialize_with = "for_good")]
    pub rests_on: &'static [&'static str],
    /// The path that is read, below the API's address, with its query; `<organization>` stands for a setting.
    pub get: Option<String>,
    /// The path that is posted to instead.
    pub post: Option<String>,
    /// Where it is asked, where that is not the system's API; a server of one's own is asked everything.
    pub at: Option<String>,
    /// The word whose value, where there is one, is the address instead: the credential itself names it.
    pub elsewhere: Option<String>,
    /// What is posted: JSON.
    pub body: Option<String>,
    /// What is posted instead: the fields of a form. One whose word has no value is left out.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Headers besides the credential's.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// How the credential is sent here, where that is not how it is sent elsewhere.
    pub sends: Option<Sends>,
    /// Settings and parts without which it is not asked, besides those that stand in its path.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What is kept of its answer for the requests behind it, by pointer. It is as secret as the credential.
    #[serde(default)]
    pub keeps: BTreeMap<String, String>,
    /// The credentials that it is for; all, when none is named.
    #[serde(default)]
    pub of: Vec<String>,
    /// Whether it proves nothing where nobody at all gets the same answer.
    #[serde(default)]
    pub unless_open: bool,
    /// Whether it proves nothing where any other secret gets the same answer.
    #[serde(default)]
    pub unless_any: bool,
    /// What its answers mean; the first that fits decides. What fits none is judged by its status alone.
    pub answers: Vec<Answer>,
    /// The day on which the credential ends, as a text with a placeholder.
    pub ends: Option<String>,
    /// What is answered to a good credential.
    pub sample: Sample,
    /// What is answered to one that nobody knows; 401, when nothing is said.
    pub refusal: Option<Sample>,
}

/// What an answer means.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answer {
    /// The HTTP statuses that it has.
    pub status: Vec<u16>,
    /// Values in its JSON, by pointer: this value, anything that is there (`*`), or nothing (an empty text).
    #[serde(default)]
    pub with: BTreeMap<String, Value>,
    /// Headers that it has, by name: this value, or any (`*`).
    #[serde(default)]
    pub header: BTreeMap<String, String>,
    /// What it means.
    pub is: Counts,
    /// The fact; `{/pointer}` and `{header:name}` stand for values of the answer.
    pub says: String,
    /// What to do next.
    pub hint: Option<String>,
    /// What it is about, where that is not what the request is about.
    #[serde(default, deserialize_with = "for_good_if_any")]
    pub rests_on: Option<&'static [&'static str]>,
}

/// How an answer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// It works.
    Valid,
    /// It works, but a person should know something about it.
    Attention,
    /// It works, but not for everything that is wanted.
    Insufficient,
    /// It was refused.
    Invalid,
    /// Could not tell.
    Unknown,
}

/// An answer as the system gives it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The HTTP status; 200, when none is said.
    pub status: Option<u16>,
    /// Its headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Its JSON.
    #[serde(default)]
    pub body: Value,
}

impl Ask {
    /// The method and the path.
    pub fn order(&self) -> (&'static str, &str) {
        match (&self.get, &self.post) {
            (_, Some(path)) => ("POST", path),
            (path, None) => ("GET", path.as_deref().unwrap_or("/")),
        }
    }

    /// What it cannot be asked without.
    pub fn needed(&self) -> impl Iterator<Item = &str> {
        let places = [Some(self.order().1), self.at.as_deref()].into_iter().flatten();
        places.flat_map(words).chain(self.needs.iter().map(String::as_str))
    }

    /// How it sends a credential.
    pub fn sends<'s>(&'s self, credential: &'s SystemCredential) -> &'s Sends {
        self.sends.as_ref().unwrap_or(&credential.sends)
    }

    /// The fields of its form, with values in place.
    pub fn posted(&self, put: impl Fn(&str) -> Option<String>) -> Vec<(&str, Secret)> {
        let whole = |text: &&String| words(text).all(|word| put(word).is_some());
        let fields = self.form.iter().filter(|(_, text)| whole(text));
        fields.map(|(name, text)| (name.as_str(), Secret::new(filled(text, &put)))).collect()
    }

    /// Tells whether it is for a credential.
    pub fn is_of(&self, credential: &str) -> bool {
        self.of.is_empty() || self.of.iter().any(|of| of == credential)
    }
}

/// A list that stays for the life of the process: rows are read once.
fn for_good<'de, D: Deserializer<'de>>(from: D) -> Result<&'static [&'static str], D::Error> {
    let words = Vec::<String>::deserialize(from)?;
    let words: Vec<&'static str> = words.into_iter().map(|word| &*word.leak()).collect();
    Ok(words.leak())
}

fn for_good_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'static [&'static str]>, D::Error> {
    for_good(from).map(Some)
}
