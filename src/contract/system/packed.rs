//! Several parts of a credential in one text, as a provider hands them out.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::credential::Secret;

/// Several parts in one text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Packed {
    /// The part whose text it is.
    pub part: String,
    /// How they stand there.
    pub form: Packing,
    /// The parts, by the names that they have there.
    pub holds: BTreeMap<String, String>,
    /// Those without which it is none.
    pub needs: Vec<String>,
    /// Those that are never shown.
    pub secret: Vec<String>,
    /// What it is, for whoever gave something else.
    pub is: String,
}

/// How several values stand in one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Packing {
    /// As an object in JSON.
    Json,
    /// As `Name=value;Name=value`.
    Pairs,
}

impl Packed {
    /// The parts that stand in a text; none, when it has another form.
    pub fn unpacked(&self, text: &str) -> BTreeMap<&str, Secret> {
        let found = match self.form {
            Packing::Pairs => pairs(text),
            Packing::Json => json(text),
        };
        let found = found.into_iter().filter(|(_, value)| !value.is_empty());
        found.filter_map(|(name, value)| Some((self.holds.get(&name)?.as_str(), value))).collect()
    }
}

fn pairs(text: &str) -> Vec<(String, Secret)> {
    let pair = |part: &str| {
        let (name, value) = part.split_once('=')?;
        Some((name.trim().to_owned(), Secret::new(value.trim())))
    };
    text.split(';').filter_map(pair).collect()
}

fn json(text: &str) -> Vec<(String, Secret)> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    object.into_iter().filter_map(|(name, value)| Some((name, Secret::new(value.as_str()?)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(form: Packing, text: &str) -> Vec<(String, String)> {
        let holds = [("a_b", "ab"), ("Key", "key")].map(|(name, part)| (name.to_owned(), part.to_owned()));
        let packed = Packed {
            part: "all".into(),
            form,
            holds: holds.into(),
            needs: Vec::new(),
            secret: Vec::new(),
            is: "made up".into(),
        };
        let told = packed.unpacked(text).into_iter();
        told.map(|(part, value)| (part.to_owned(), value.expose().to_owned())).collect()
    }

    #[test]
    fn parts_are_taken_out_of_a_text_by_their_names() {
        let both = [("ab".to_owned(), "1".to_owned()), ("key".to_owned(), "eA==".to_owned())];
        assert_eq!(told(Packing::Json, r#"{ "a_b": "1", "Key": "eA==", "n": 7 }"#), both);
        assert_eq!(told(Packing::Pairs, "Other=x; a_b=1;Key=eA=="), both);
        for text in ["", "7", "[]", "a b", r#"{"a_b": 7, "Key": ""}"#] {
            assert_eq!(told(Packing::Json, text), [], "{text}");
            assert_eq!(told(Packing::Pairs, text), [], "{text}");
        }
    }
}
