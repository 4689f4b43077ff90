//! What a contract says of a credential and of a variable.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::credential::{CredentialKind, Purpose, Variable};

/// How a credential is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Make {
    /// A person confirms in the browser, the rest happens by itself.
    Browser,
    /// The provider's API makes it.
    Api,
    /// A person makes it and copies the values.
    ByHand,
}

/// One credential of a profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CredentialSpec {
    /// What people call it.
    pub title: String,
    /// Its form.
    pub kind: CredentialKind,
    /// How it is made.
    pub make: Make,
    /// Whether a person can be guided through making it where the API may not be used.
    #[serde(default)]
    pub guided: bool,
    /// Why it serves only where its contract stands first, when it does.
    pub not_beside: Option<String>,
    /// How it is made, in words.
    pub making: String,
    /// What choosing it costs or brings, in words.
    pub cost: String,
    /// The same where it is chosen to sign people in, when it serves the backend as well.
    pub cost_of_sign_in: Option<String>,
    /// What an administrator is asked for so that the API can make it; never kept.
    #[serde(default)]
    pub administrator: BTreeMap<String, Variable>,
    /// Its parts and the variables they are kept in.
    pub fields: BTreeMap<String, Variable>,
    /// The part that it is named by at its provider, where a person may choose the name.
    #[serde(default)]
    pub name: Option<String>,
    /// Plain settings of its making, by the provider's own word, that are asked for when it is made.
    #[serde(default)]
    pub chosen: BTreeMap<String, Variable>,
    /// Parts that are chosen here before it is made, so that a second try finds its own work.
    #[serde(default)]
    pub prepared: Vec<String>,
    /// Variables that take its parts as well, when it serves sign-in too.
    #[serde(default)]
    pub lends: BTreeMap<String, Variable>,
    /// The path under the portal's address that the provider sends people back to.
    pub callback: Option<String>,
}

impl CredentialSpec {
    /// What choosing it for a purpose costs or brings.
    pub fn cost_for(&self, purpose: Purpose) -> &str {
        let of_sign_in = self.cost_of_sign_in.as_deref().filter(|_| purpose == Purpose::Authentication);
        of_sign_in.unwrap_or(&self.cost)
    }
}

/// One variable.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VariableSpec {
    /// What it means, in one line.
    pub about: String,
    /// What a person reads at the prompt.
    pub prompt: Option<String>,
    /// An example.
    pub example: Option<String>,
    /// What is taken when nothing else is said.
    pub default: Option<String>,
    /// The form that a default takes from another variable, when that one is known (`https://<GITLAB_HOST>`).
    pub default_from: Option<String>,
    /// How it stands in an address that people copy, as a regular expression whose groups are it: the first that is there counts.
    pub in_address: Option<String>,
    /// The only values that it can have, each with what a person reads. The chosen one is a fact for the fragment.
    #[serde(default)]
    pub choices: IndexMap<String, String>,
    /// The scheme of the provider's address that a choice goes with (`ldaps`), by choice.
    #[serde(default)]
    pub goes_with: IndexMap<String, String>,
    /// The rules of `validate` whose findings whoever makes a choice knows of and agrees to, by choice.
    #[serde(default)]
    pub agrees_to: IndexMap<String, Vec<String>>,
    /// Whether the portal does not read it: it stands in `devportal-auth.yaml` only, for the next run.
    #[serde(default)]
    pub ours: bool,
    /// Whether nobody is asked for it: the default is taken unless it was given.
    #[serde(default)]
    pub quiet: bool,
    /// What it is made from when the rest is known (`<provider-host>`).
    pub derived: Option<String>,
    /// Whether its value must never be shown.
    #[serde(default)]
    pub secret: bool,
    /// What a value of it looks like as a whole, as a regular expression, where that is known.
    pub form: Option<String>,
    /// How many characters it has at least, where that is known.
    pub at_least: Option<usize>,
    /// Whether quotes or blanks around it may be a part of it, as in a password.
    #[serde(default)]
    pub verbatim: bool,
    /// Whether it usually comes as a file.
    #[serde(default)]
    pub file: bool,
    /// The file of its own that holds it beside `.env`, where no line can and the portal reads it from there.
    pub own_file: Option<String>,
    /// The variable that carries it in base64, where the value itself cannot stand in `.env`.
    pub base64: Option<Variable>,
    /// The variable that the image falls back to when this one is empty.
    pub fallback: Option<Variable>,
    /// Whether it is used for making a credential only, and never written.
    #[serde(default)]
    pub transient: bool,
    /// Whether the profile names it without any effect; it is never asked for.
    #[serde(default)]
    pub unused: bool,
    /// Where a person finds it.
    pub docs: Option<String>,
    /// A few lines for whoever asks; one that is a command begins with `$ ` ([`crate::typed::pasted`]).
    #[serde(default)]
    pub explain: Vec<String>,
}

impl VariableSpec {
    /// The variable that gives a default, when one does.
    pub fn default_comes_from(&self) -> Option<Variable> {
        self.default_form().map(|(_, name, _)| Variable::new(name))
    }

    /// The default that the other variable gives by its value. An address in a host's place is one by itself.
    pub fn default_by(&self, value: &str) -> Option<String> {
        let (before, _, after) = self.default_form()?;
        let is_whole = before.ends_with("://") && value.contains("://");
        Some(if is_whole { value.to_owned() } else { format!("{before}{value}{after}") })
    }

    fn default_form(&self) -> Option<(&str, &str, &str)> {
        let (before, rest) = self.default_from.as_ref()?.split_once('<')?;
        let (name, after) = rest.split_once('>')?;
        Some((before, name, after))
    }
}
