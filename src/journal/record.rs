//! What stands in the journal's file. Secrets are written here, and only here and in a move does this program serialize one besides
//! `.env`; nothing of the file's content may go into a message.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Result, anyhow, bail};
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use super::{Files, MadeThing, Pending, Place, State};
use crate::bounds;
use crate::credential::{Answers, Secret, Variable};
use crate::secrets::StoreName;

/// The journal's format that this program writes and reads.
const VERSION: u32 = 1;

const HEAD: &str =
    "# An interrupted run of `devportal-auth init`, for `--resume`. It may hold secrets: do not share or commit it.\n";

/// The last line: with it, a journal was written to its end.
const END: &str = "# the end\n";

/// Takes a journal out of what may stand behind its end, or nothing when it has none. No value stands at a line's begin.
pub(super) fn whole(bytes: &[u8]) -> Option<&str> {
    let end = format!("\n{END}");
    let at = bytes.windows(end.len()).position(|window| window == end.as_bytes())?;
    std::str::from_utf8(&bytes[..at + end.len()]).ok().filter(|text| text.starts_with(HEAD))
}

/// Tells whether a journal that this program began to write is not there to its end.
pub(super) fn is_cut_off(text: &str) -> bool {
    text.starts_with(HEAD) && whole(text.as_bytes()).is_none()
}

/// Everything that the journal remembers.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Record {
    version: u32,
    pub(super) store: StoreName,
    #[serde(default)]
    pub(super) choices: BTreeMap<String, String>,
    /// The questions and variables that a person answered, who would have to do it again.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) typed: BTreeSet<String>,
    #[serde(default)]
    pub(super) credentials: Vec<Entry>,
    /// Values that are no secrets.
    #[serde(default, with = "exposed")]
    pub(super) values: Answers,
    /// Secrets that no store has yet.
    #[serde(default, with = "exposed")]
    pub(super) secrets: Answers,
    /// Secrets that the store has.
    #[serde(default)]
    pub(super) stored: BTreeSet<Variable>,
    /// Whether files are being put in place with these values.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) writing: bool,
    /// The folder of the run, in a journal that was put apart from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) apart_from: Option<String>,
}

/// One credential on its way.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) credential: String,
    pub(super) state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ends: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) callback: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exposed_code")]
    pub(super) code: Option<Secret>,
}

impl Record {
    pub(super) fn new(store: StoreName) -> Self {
        Self {
            version: VERSION,
            store,
            choices: BTreeMap::new(),
            typed: BTreeSet::new(),
            credentials: Vec::new(),
            values: Answers::default(),
            secrets: Answers::default(),
            stored: BTreeSet::new(),
            writing: false,
            apart_from: None,
        }
    }

    /// Reads a journal. A parser's own words may quote the content, so only the place is told.
    pub(super) fn parse(text: &str, file: &Path) -> Result<Self> {
        let next = "fix or move it by hand, it may hold what a provider shows only once";
        let garbled = |place: String| anyhow!("{} is no journal of this program{place}; {next}", file.display());
        bounds::hold(text).map_err(|beyond| garbled(format!(" (line {}, column {})", beyond.line, beyond.column)))?;
        let record: Self = serde_yaml::from_str(text).map_err(|error| {
            garbled(
                error.location().map(|at| format!(" (line {}, column {})", at.line(), at.column())).unwrap_or_default(),
            )
        })?;
        if record.version != VERSION {
            bail!(
                "{} has version {}, and this program reads version {VERSION}; go on with the program that wrote it",
                file.display(),
                record.version
            );
        }
        Ok(record)
    }

    /// Writes the file's text, which is wiped after use.
    pub(super) fn write(&self) -> Result<Zeroizing<String>> {
        let body = serde_yaml::to_string(self).map(Zeroizing::new);
        let body = body.map_err(|_| anyhow!("a value cannot be written to the journal"))?;
        let mut text = Zeroizing::new(String::with_capacity(HEAD.len() + body.len() + END.len()));
        text.push_str(HEAD);
        text.push_str(&body);
        text.push_str(END);
        Ok(text)
    }

    /// The same, to be put apart from the folder of its run.
    pub(super) fn apart(&self, folder: String) -> Self {
        Self { apart_from: Some(folder), ..self.clone() }
    }

    pub(super) fn find(&self, credential: &str) -> Option<&Entry> {
        self.credentials.iter().find(|entry| entry.credential == credential)
    }

    /// The entry of a credential, begun if it was not.
    pub(super) fn entry(&mut self, credential: &str) -> &mut Entry {
        let found = self.credentials.iter().position(|entry| entry.credential == credential);
        let index = found.unwrap_or_else(|| {
            self.credentials.push(Entry::begun(credential));
            self.credentials.len() - 1
        });
        &mut self.credentials[index]
    }

    /// What exists and has a name.
    pub(super) fn made(&self) -> Vec<MadeThing> {
        self.credentials.iter().filter_map(Entry::made).collect()
    }

    /// What would be missed if the journal went away, or nothing when it holds mere choices that nobody typed.
    pub(super) fn pending(&self, place: &Place) -> Option<Pending> {
        let begun = self.credentials.iter().filter(|entry| entry.state < State::Created);
        let held = self.secrets.iter().map(|(variable, _)| variable);
        let pending = Pending {
            file: place.journal(),
            made: self.made(),
            begun: begun.map(|entry| entry.credential.clone()).collect(),
            kept: held.chain(&self.stored).cloned().collect::<BTreeSet<_>>().into_iter().collect(),
            answers: self.typed.iter().filter(|key| self.is_plain(key)).count(),
            files: if self.writing { Files::HalfWritten } else { Files::AsBefore },
        };
        (pending.answers > 0 || self.writing || pending.is_held()).then_some(pending)
    }
}

impl Record {
    /// Tells whether an answer is kept that is no secret.
    fn is_plain(&self, key: &str) -> bool {
        self.choices.contains_key(key) || self.values.get(&Variable::new(key)).is_some()
    }
}

impl Entry {
    fn begun(credential: &str) -> Self {
        Self {
            credential: credential.to_owned(),
            state: State::Intent,
            name: None,
            page: None,
            ends: None,
            callback: None,
            code: None,
        }
    }

    fn made(&self) -> Option<MadeThing> {
        let name = self.name.clone().filter(|_| self.state >= State::Created)?;
        let Self { credential, page, ends, callback, .. } = self.clone();
        Some(MadeThing { credential, name, page, ends, callback })
    }
}

/// Writes values as they are, and reads them back into custody.
mod exposed {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Answers, BTreeMap, Secret, Variable};

    pub(super) fn serialize<S: Serializer>(answers: &Answers, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(answers.iter().map(|(variable, value)| (variable, value.expose())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Answers, D::Error> {
        let pairs = BTreeMap::<Variable, String>::deserialize(from)?;
        Ok(pairs.into_iter().map(|(variable, text)| (variable, Secret::new(text))).collect())
    }
}

/// The same for a one-time code.
mod exposed_code {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Secret;

    pub(super) fn serialize<S: Serializer>(code: &Option<Secret>, to: S) -> Result<S::Ok, S::Error> {
        match code {
            Some(code) => to.serialize_str(code.expose()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.map(Secret::new))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_debug_form_shows_no_secret() {
        let mut record = Record::new(StoreName::Dotenv);
        record.secrets.insert(Variable::new("TOKEN"), Secret::new("CANARY-token"));
        record.entry("app").code = Some(Secret::new("CANARY-code"));
        assert!(!format!("{record:?}").contains("CANARY"));
    }

    #[test]
    fn a_garbled_file_is_told_by_place_and_never_by_content() {
        let file = Path::new("/out/journal.yaml");
        for text in ["version: 1\nsecrets: [CANARY]\n", "CANARY", "version: 1\nstore: CANARY\n", "a: b: CANARY", ""] {
            let error = format!("{:?}", Record::parse(text, file).unwrap_err());
            assert!(error.starts_with("/out/journal.yaml is no journal of this program"), "{error}");
            assert!(!error.contains("CANARY"), "{error}");
        }
    }

    #[test]
    fn a_journal_of_a_later_program_is_left_to_it() {
        let error = Record::parse("version: 2\nstore: dotenv\n", Path::new("j")).unwrap_err().to_string();
        assert_eq!(error, "j has version 2, and this program reads version 1; go on with the program that wrote it");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_as_it_was(value in any::<String>(), choice in "\\PC*|[\\t\\r\\n #:'\"{}|>-]*") {
            let mut record = Record::new(StoreName::Dotenv);
            record.choices.insert("key".to_owned(), choice.clone());
            record.secrets.insert(Variable::new("TOKEN"), Secret::new(value.clone()));
            record.entry("app").code = Some(Secret::new(value.clone()));
            let back = Record::parse(&record.write().unwrap(), Path::new("j")).unwrap();
            prop_assert_eq!(&back.choices["key"], &choice);
            prop_assert!(back.secrets == record.secrets);
            prop_assert!(back.find("app").unwrap().code == Some(Secret::new(value)));
            let text = record.write().unwrap();
            let longer = format!("{}noise", *text);
            prop_assert_eq!(whole(longer.as_bytes()), Some(text.as_str()));
        }
    }
}
