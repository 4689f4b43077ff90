//! `devportal-auth.yaml`: what was decided, without any secret. Safe to commit; the next run starts from it.

mod address;
mod flags;
mod parse;

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::contract::Target;
use crate::credential::{CredentialKind, Secret, Variable};
use crate::secrets::StoreName;

pub use address::Address;
pub(crate) use address::is_host;
pub use parse::parse;

/// The file's usual name.
pub const NAME: &str = "devportal-auth.yaml";

/// What stands in a provider's place where a purpose is served by nothing.
pub const NONE: &str = "none";

/// The version of the format that this program writes and reads.
pub const VERSION: u32 = 1;

/// The line that every file that the sandbox writes begins with, so that nobody takes it for real.
pub const OF_SANDBOX: &str = "written in the sandbox: nothing in this file is real";

/// Tells whether the sandbox wrote a file, by its text.
pub fn is_of_sandbox(text: &Secret) -> bool {
    text.expose().contains(OF_SANDBOX)
}

const HEAD: &str = "# What was answered to `devportal-auth init`. It holds no secret and is safe to commit.\n";

/// The answers to `devportal-auth init`: what was decided, and where each secret lives.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "devportal-auth.yaml")]
pub struct AnswersFile {
    /// The version of this format.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// What reads the files that are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// The profile's name, when the choice equals one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The presets of the v2 image, in the order in which it loads them. What else is needed of what was chosen is added; of those that bring
    /// what is asked for here only the needed ones stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<String>,
    /// Where the portal is, and what it is for.
    #[serde(default, skip_serializing_if = "Portal::is_unsaid")]
    pub portal: Portal,
    /// Which provider and credential serves which purpose.
    #[serde(default, skip_serializing_if = "Purposes::is_unsaid")]
    pub purposes: Purposes,
    /// Where each provider is, by its name; only needed for those that a company runs itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub providers: BTreeMap<String, ProviderPlace>,
    /// What the portal needs to tell itself apart, by variable; never a secret. All values are text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<Variable, String>,
    /// Where each secret lives, by variable; never what it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<Variable, StoreName>,
    /// The entity of the group that administers the portal (`group:default/platform`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub administrators: Option<String>,
    /// How the portal is run, which decides what is written besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deploy: Vec<Deploy>,
    /// The release of Red Hat Developer Hub (`"1.9"`); the newest one that is known where none is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rhdh: Option<String>,
    /// The credentials to make at their provider, by id; the others exist already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub create: Vec<String>,
    /// The portal's features that credentials must be good enough for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// Stands here when the credentials were written without being proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<ProofState>,
}

/// Where the portal is, and what it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Portal {
    /// The address that people open in their browsers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Address>,
    /// The backend's own address, where it is another: in development the pages have a server of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backend_url: Option<Address>,
    /// Whether people's work depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
}

impl Portal {
    fn is_unsaid(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether people's work depends on the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// On one machine, to try it out.
    Local,
    /// For the company.
    Production,
}

/// Which provider and credential serves which purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Purposes {
    /// Who is the person at the browser?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentication: Option<Means>,
    /// How does the backend call other systems?
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub integration: Vec<Means>,
    /// Which people and teams exist in the catalog?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_data: Option<Directory>,
}

impl Purposes {
    fn is_unsaid(&self) -> bool {
        *self == Self::default()
    }
}

/// A provider and the form of the credential that it gives.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Means {
    /// The provider's name, or `none`.
    pub provider: String,
    /// The credential's form; without it, the recommended one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<CredentialKind>,
}

/// The provider that people and teams come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Directory {
    /// The provider's name, or `none`.
    pub provider: String,
}

/// Where a provider is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProviderPlace {
    /// Where people's browsers find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Address>,
    /// Where its API is, when that is not told by `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_url: Option<Address>,
}

/// How the portal is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Deploy {
    /// With `docker compose`.
    Compose,
    /// With the target's Helm chart.
    Helm,
    /// With manifests of one's own.
    Kubernetes,
    /// Red Hat Developer Hub, by its operator.
    RhdhOperator,
    /// Red Hat Developer Hub, by its Helm chart.
    RhdhHelm,
}

/// What became of the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProofState {
    /// The run was told not to ask anybody (`--offline`).
    Skipped,
}

impl Default for AnswersFile {
    fn default() -> Self {
        Self {
            version: VERSION,
            target: None,
            profile: None,
            presets: Vec::new(),
            portal: Portal::default(),
            purposes: Purposes::default(),
            providers: BTreeMap::new(),
            values: BTreeMap::new(),
            secrets: BTreeMap::new(),
            administrators: None,
            deploy: Vec::new(),
            rhdh: None,
            create: Vec::new(),
            features: Vec::new(),
            proof: None,
        }
    }
}

/// Writes the file's text. The same answers always give the same bytes.
///
/// # Errors
/// When a value cannot be written as YAML.
pub fn write(answers: &AnswersFile) -> Result<String> {
    let body = serde_yaml::to_string(answers).map_err(|error| anyhow!("could not write {NAME}: {error}"))?;
    Ok(format!("{HEAD}{body}"))
}

/// The file's JSON Schema (draft 2020-12), for editors and for checking.
pub fn schema() -> String {
    format!("{:#}\n", schemars::schema_for!(AnswersFile).to_value())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SAMPLE: &str = "\
# What was answered to `devportal-auth init`. It holds no secret and is safe to commit.
version: 1
target: v1
profile: github
presets:
- recommended
portal:
  url: https://portal.acme.example
  stage: production
purposes:
  authentication:
    provider: github
    credential: oauth-client
  integration:
  - provider: github
    credential: github-app
  org-data:
    provider: github
providers:
  github:
    url: https://github.com
    api-url: https://api.github.com
values:
  GITHUB_APP_ID: '998877'
  GITHUB_ORG: acme
secrets:
  GITHUB_AUTH_CLIENT_SECRET: keyring
administrators: group:default/platform
deploy:
- compose
rhdh: '1.9'
create:
- github-app
features:
- discovery
proof: skipped
";

    #[test]
    fn what_is_written_is_read_and_written_again_byte_for_byte() {
        assert_eq!(write(&parse(SAMPLE).unwrap()).unwrap(), SAMPLE);
        assert_eq!(parse(SAMPLE).unwrap().values[&Variable::new("GITHUB_APP_ID")], "998877");
    }

    #[test]
    fn nothing_said_is_nothing_written() {
        let text = write(&AnswersFile::default()).unwrap();
        assert_eq!(text, format!("{HEAD}version: 1\n"));
        assert_eq!(parse(&text).unwrap(), AnswersFile::default());
    }

    #[test]
    fn the_schema_names_the_draft_and_every_key_and_closes_each_object() {
        let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["required"], serde_json::json!(["version"]));
        assert_eq!(schema["properties"]["version"]["const"], 1);
        let written: serde_yaml::Mapping = serde_yaml::from_str(SAMPLE).unwrap();
        let keys: Vec<_> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut expected: Vec<_> = written.keys().filter_map(|key| key.as_str()).collect();
        expected.sort_unstable();
        assert_eq!(keys.len(), expected.len());
        assert!(expected.iter().all(|key| keys.contains(key)), "{keys:?}");
        for (name, part) in schema["$defs"].as_object().unwrap() {
            let open = part["type"] == "object" && part["additionalProperties"] != false;
            assert!(!open, "{name} lets unknown keys pass");
        }
    }

    proptest! {
        #[test]
        fn any_value_comes_back_as_it_was(value in any::<String>(), name in "\\PC{0,20}") {
            prop_assume!(crate::answers::shape::looks_like(&value).is_none());
            let mut answers = AnswersFile { administrators: Some(name), ..AnswersFile::default() };
            answers.values.insert(Variable::new("NAME"), value);
            prop_assert_eq!(parse(&write(&answers).unwrap()).unwrap(), answers);
        }
    }
}
