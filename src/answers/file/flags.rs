//! The answers file's decisions by the questions that they answer.

use std::collections::BTreeMap;

use super::{Address, AnswersFile, Deploy, Means, ProviderPlace, Stage, Target};
use crate::contract::hub::Deployer;

impl Stage {
    /// The name used in flags and files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Production => "production",
        }
    }
}

impl Deploy {
    const ALL: [Self; 5] = [Self::Compose, Self::Helm, Self::Kubernetes, Self::RhdhOperator, Self::RhdhHelm];

    /// Finds one by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deploy| deploy.id() == name)
    }

    /// The name used in flags and files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Compose => "compose",
            Self::Helm => "helm",
            Self::Kubernetes => "kubernetes",
            Self::RhdhOperator => "rhdh-operator",
            Self::RhdhHelm => "rhdh-helm",
        }
    }

    /// What deploys Red Hat Developer Hub, where it is that.
    pub const fn deployer(self) -> Option<Deployer> {
        match self {
            Self::RhdhOperator => Some(Deployer::Operator),
            Self::RhdhHelm => Some(Deployer::Chart),
            Self::Compose | Self::Helm | Self::Kubernetes => None,
        }
    }

    /// The way in which Red Hat Developer Hub is deployed.
    pub const fn by(deployer: Deployer) -> Self {
        match deployer {
            Deployer::Operator => Self::RhdhOperator,
            Deployer::Chart => Self::RhdhHelm,
        }
    }
}

impl Means {
    /// The form used in flags: `github` or `github:github-app`.
    pub fn flag(&self) -> String {
        match self.credential {
            Some(kind) => format!("{}:{}", self.provider, kind.id()),
            None => self.provider.clone(),
        }
    }
}

impl AnswersFile {
    /// Lists what was decided, by the key of the question that it answers: mostly the name of the flag that says the
    /// same, `feature-NAME` for each feature, and a credential's id for each that is to be made.
    pub fn decided(&self) -> BTreeMap<String, String> {
        let integration: Vec<_> = self.purposes.integration.iter().map(Means::flag).collect();
        let deploy: Vec<_> = self.deploy.iter().map(|deploy| deploy.id().to_owned()).collect();
        let by_hub = self.deployer().map(|_| Target::Backstage);
        let said = [
            ("target", self.target.or(by_hub).map(|target| target.id().to_owned())),
            ("profile", self.profile.clone()),
            ("portal-url", self.portal.url.as_ref().map(Address::to_string)),
            ("stage", self.portal.stage.map(|stage| stage.id().to_owned())),
            ("auth", self.purposes.authentication.as_ref().map(Means::flag)),
            ("integration", joined(&integration)),
            ("org-data", self.purposes.org_data.as_ref().map(|directory| directory.provider.clone())),
            ("url", joined(&self.places(|place| place.url.as_ref()))),
            ("api-url", joined(&self.places(|place| place.api_url.as_ref()))),
            ("admin-group", self.administrators.clone()),
            ("deploy", joined(&deploy)),
            ("rhdh", self.rhdh.clone()),
        ];
        let said = said.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        let made = self.create.iter().map(|credential| (credential.clone(), "make".to_owned()));
        let features = self.features.iter().map(|feature| (format!("feature-{feature}"), "yes".to_owned()));
        said.chain(made).chain(features).collect()
    }

    /// What deploys Red Hat Developer Hub, where it is the portal.
    pub fn deployer(&self) -> Option<Deployer> {
        self.deploy.iter().find_map(|deploy| deploy.deployer())
    }

    fn places(&self, pick: fn(&ProviderPlace) -> Option<&Address>) -> Vec<String> {
        let told = self.providers.iter().filter_map(|(name, place)| Some((name, pick(place)?)));
        told.map(|(name, address)| format!("{name}={address}")).collect()
    }
}

fn joined(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(","))
}
