//! What a run will ask, make, prove and write, decided from a contract and a few choices. Pure; holds no secret.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::answers::{Form, Question};
use crate::contract::{Contract, CredentialSpec, Make, ProviderSpec, Serves};
use crate::credential::{Answers, CredentialKind, Purpose, Secret, Variable};
use crate::providers::Wanted;

/// What the portal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// On one's own machine, or a proof of concept.
    Local,
    /// For other people.
    Production,
}

impl Stage {
    /// The name in flags and files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Production => "production",
        }
    }
}

/// Where a provider is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// For people's browsers.
    pub url: Url,
    /// For programs.
    pub api_url: Url,
}

/// What was decided before anything was asked of a provider.
#[derive(Clone, Debug)]
pub struct Choices {
    /// What the portal is for.
    pub stage: Stage,
    /// The portal's address, without a trailing slash.
    pub portal: Url,
    /// Which credential serves which purpose, by id; a purpose that follows another is left out.
    pub credentials: BTreeMap<Purpose, String>,
    /// Optional features that were chosen.
    pub features: BTreeSet<String>,
    /// The provider's address, when it is not the usual one.
    pub address: Option<Address>,
    /// Where the provider is asked instead of its address: a stand-in on the loopback interface.
    pub stand_in: Option<Address>,
}

/// One credential that the run has to get.
#[derive(Clone, Debug)]
pub struct Need {
    /// The credential's id in the contract.
    pub id: String,
    /// What the contract says of it.
    pub spec: CredentialSpec,
    /// What it is for.
    pub purposes: BTreeSet<Purpose>,
    /// Scopes that it needs, each with the features that need it.
    pub scopes: BTreeMap<String, BTreeSet<String>>,
    /// Permissions or roles that it needs.
    pub permissions: BTreeMap<String, String>,
    /// What it does for the portal, in words.
    pub does: Vec<String>,
}

/// The whole run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The profile's contract.
    pub contract: Contract,
    /// Its provider.
    pub provider: ProviderSpec,
    /// What was decided.
    pub choices: Choices,
    /// The credentials, in the order in which they are got.
    pub needs: Vec<Need>,
}

impl Plan {
    /// Works a plan out.
    ///
    /// # Errors
    /// When a choice names a credential or feature that the profile does not have.
    pub fn new(contract: Contract, provider: ProviderSpec, choices: Choices) -> Result<Self> {
        let mut needs: Vec<Need> = Vec::new();
        for (purpose, id) in serving(&contract, &choices)? {
            let spec = contract
                .credentials
                .get(&id)
                .with_context(|| format!("profile `{}` has no credential `{id}`", contract.profile))?;
            match needs.iter_mut().find(|need| need.id == id) {
                Some(need) => _ = need.purposes.insert(purpose),
                None => needs.push(Need {
                    id,
                    spec: spec.clone(),
                    purposes: [purpose].into(),
                    scopes: BTreeMap::new(),
                    permissions: BTreeMap::new(),
                    does: Vec::new(),
                }),
            }
        }
        // The backend's credential first: it reads the organisation that the others are checked against.
        needs.sort_by_key(|need| need.purposes == BTreeSet::from([Purpose::Authentication]));
        for need in &mut needs {
            add_features(need, &provider, &choices.features);
        }
        if let Some(unknown) = choices.features.iter().find(|name| !provider.features.contains_key(*name)) {
            let known: Vec<_> = provider.features.keys().map(String::as_str).collect();
            bail!("{} has no feature `{unknown}`; it has {}", provider.title, known.join(", "));
        }
        Ok(Self { contract, provider, choices, needs })
    }

    /// What is wanted of a credential, with the settings that are known by now.
    ///
    /// # Errors
    /// When a setting that must be an address is none.
    pub fn wanted(&self, need: &Need, answers: &Answers) -> Result<Wanted> {
        let settings = self.settings(answers);
        let address = self.asked_at(&settings)?;
        let signs_in = need.purposes.contains(&Purpose::Authentication);
        Ok(Wanted {
            kind: need.spec.kind,
            purposes: need.purposes.clone(),
            url: address.url,
            api_url: address.api_url,
            portal: self.choices.portal.clone(),
            callback: need.spec.callback.as_deref().filter(|_| signs_in).map(|path| self.below_portal(path)).transpose()?,
            settings,
            scopes: need.scopes.clone(),
            permissions: need.permissions.clone(),
            name: self.new_name(answers),
        })
    }

    /// The plain settings that are known by now, by the provider's word.
    pub fn settings(&self, answers: &Answers) -> BTreeMap<String, String> {
        let known = |(field, variable): (&String, &Variable)| {
            answers.get(variable).map(|value| (field.clone(), value.expose().to_owned()))
        };
        self.contract.settings.iter().filter_map(known).collect()
    }

    /// Tells whether the provider runs on a host of one's own.
    pub fn self_hosted(&self) -> bool {
        self.choices.address.is_some()
    }

    /// Where the provider is, as the files will say.
    ///
    /// # Errors
    /// When the setting that holds the address is no address.
    pub fn address(&self, settings: &BTreeMap<String, String>) -> Result<Address> {
        if let Some(address) = &self.choices.address {
            return Ok(address.clone());
        }
        let url = match (&self.provider.url, settings.get("base-url")) {
            (_, Some(base)) => parse_address(base)?,
            (Some(url), None) => parse_address(url)?,
            (None, None) => bail!("the address of {} is not known yet", self.provider.title),
        };
        let api_url = self.provider.api_url.as_deref().map(parse_address).transpose()?.unwrap_or_else(|| url.clone());
        Ok(Address { url, api_url })
    }

    fn asked_at(&self, settings: &BTreeMap<String, String>) -> Result<Address> {
        self.choices.stand_in.clone().map_or_else(|| self.address(settings), Ok)
    }

    fn below_portal(&self, path: &str) -> Result<Url> {
        let portal = self.choices.portal.as_str().trim_end_matches('/');
        Url::parse(&format!("{portal}{path}")).with_context(|| format!("`{portal}{path}` is no address"))
    }

    /// The name for whatever has to be made: the organisation's, when there is one, and the portal's.
    fn new_name(&self, answers: &Answers) -> String {
        match self.settings(answers).get("organization") {
            Some(organization) => format!("{organization}-devportal"),
            None => "devportal".to_owned(),
        }
    }

    /// The facts that conditions in the contract speak of.
    pub fn facts(&self, administrators: bool) -> BTreeSet<String> {
        let mut facts: BTreeSet<String> = self.needs.iter().map(|need| need.spec.kind.id().to_owned()).collect();
        facts.insert(self.choices.stage.id().to_owned());
        facts.insert(self.choices.portal.scheme().to_owned());
        if self.self_hosted() {
            facts.insert("self-hosted".to_owned());
        }
        if administrators {
            facts.insert("administrators".to_owned());
        }
        facts
    }

    /// The question for a variable.
    pub fn question(&self, variable: &Variable) -> Question {
        let spec = self.contract.variable(variable);
        let secret = self.contract.is_secret(variable);
        let file = spec.is_some_and(|spec| spec.file);
        Question {
            key: variable.to_string(),
            prompt: spec.and_then(|spec| spec.prompt.clone()).unwrap_or_else(|| variable.to_string()),
            about: spec.map(|spec| spec.about.clone()).unwrap_or_default(),
            explain: spec.map(|spec| spec.explain.clone()).unwrap_or_default(),
            form: match (secret, file) {
                (true, true) => Form::SecretFile,
                (true, false) => Form::Secret,
                (false, _) => Form::Text,
            },
            default: None,
            default_unasked: false,
            example: spec.and_then(|spec| spec.example.clone()),
            docs: spec.and_then(|spec| spec.docs.clone()),
            ways: ways(variable, secret, spec.and_then(|spec| spec.example.as_deref())),
        }
    }

    /// The variables that hold a credential's parts, its loans to sign-in included, with the part's name.
    pub fn variables(need: &Need) -> Vec<(String, Variable)> {
        let own = need.spec.fields.iter();
        let lent = need.spec.lends.iter().filter(|_| need.purposes.contains(&Purpose::Authentication));
        own.chain(lent).map(|(field, variable)| (field.clone(), variable.clone())).collect()
    }

    /// The credential that reads people and groups, if any does.
    pub fn reader(&self) -> Option<&Need> {
        self.needs.iter().find(|need| need.purposes.contains(&Purpose::OrgData))
    }

    /// Tells whether one client signs people in and serves the backend as well.
    pub fn shares_client(&self) -> bool {
        let signs_in = |need: &Need| need.purposes.contains(&Purpose::Authentication);
        self.needs.iter().any(|need| signs_in(need) && need.purposes.len() > 1)
    }
}

/// How a value is given to a scripted run.
fn ways(variable: &Variable, secret: bool, example: Option<&str>) -> Vec<String> {
    if secret {
        vec![format!("--secret-from {variable}=env:NAME, file:PATH, cmd:COMMAND, store or -")]
    } else {
        vec![format!("--set {variable}={}, or in the answers file under `values`", example.unwrap_or("VALUE"))]
    }
}

fn serving(contract: &Contract, choices: &Choices) -> Result<Vec<(Purpose, String)>> {
    let mut serving: BTreeMap<Purpose, String> = BTreeMap::new();
    for (purpose, serves) in &contract.purposes {
        let Serves::OneOf { or, .. } = serves else { continue };
        let id = choices.credentials.get(purpose).cloned().unwrap_or_else(|| recommended(serves, choices.stage));
        if !or.contains(&id) {
            let profile = &contract.profile;
            bail!("profile `{profile}` cannot use `{id}` for {}; it can use {}", purpose.title(), or.join(" or "));
        }
        serving.insert(*purpose, id);
    }
    for (purpose, serves) in &contract.purposes {
        let Serves::Follows { follows } = serves else { continue };
        let id = serving.get(follows).with_context(|| format!("{} follows nothing", purpose.title()))?;
        serving.insert(*purpose, id.clone());
    }
    Ok(serving.into_iter().collect())
}

/// The credential that is recommended for a stage.
pub fn recommended(serves: &Serves, stage: Stage) -> String {
    match (serves, stage) {
        (Serves::OneOf { production, .. }, Stage::Production) => production.clone(),
        (Serves::OneOf { local, .. }, Stage::Local) => local.clone(),
        (Serves::Follows { .. }, _) => String::new(),
    }
}

fn add_features(need: &mut Need, provider: &ProviderSpec, chosen: &BTreeSet<String>) {
    for (name, feature) in &provider.features {
        let wanted = need.purposes.contains(&feature.purpose) && (!feature.optional || chosen.contains(name));
        if !wanted {
            continue;
        }
        need.does.push(feature.about.clone());
        for scope in &feature.scopes {
            need.scopes.entry(scope.clone()).or_default().insert(name.clone());
        }
        for (permission, level) in &feature.permissions {
            let held = need.permissions.entry(permission.clone()).or_insert_with(|| level.clone());
            if level == "write" {
                held.clone_from(level);
            }
        }
    }
    if need.spec.kind == CredentialKind::GithubApp {
        need.scopes.clear();
    }
}

/// Parses an address and cuts its trailing slash, query and fragment.
///
/// # Errors
/// When the text is no http(s) address.
pub fn parse_address(text: &str) -> Result<Url> {
    let trimmed = text.trim().trim_end_matches('/');
    let mut url = Url::parse(trimmed).with_context(|| format!("`{trimmed}` is no address, write https://host"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        bail!("`{trimmed}` is no web address, write https://host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        bail!("an address must not hold a name or a password");
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// Writes an address as people do, without the slash that ends a bare host.
pub fn show(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

/// Takes the parts of a credential out of the answers; empty ones are left out.
pub fn fields_of(need: &Need, answers: &Answers) -> crate::credential::Fields {
    let part = |(field, variable): (&String, &Variable)| {
        answers.get(variable).filter(|value| !value.is_empty()).map(|value| (field.clone(), value.clone()))
    };
    need.spec.fields.iter().filter_map(part).collect()
}

/// Puts the parts of a credential into the answers, its loans included.
pub fn keep_fields(need: &Need, fields: &crate::credential::Fields, answers: &mut Answers) {
    for (field, variable) in Plan::variables(need) {
        if let Some(value) = fields.get(&field) {
            answers.insert(variable, Secret::new(value.expose()));
        }
    }
}

/// Tells whether a credential is made by a program rather than by a person's hands.
pub fn can_be_made(need: &Need) -> bool {
    need.spec.make != Make::ByHand
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract;

    fn plan(profile: &str, stage: Stage, chosen: &[(Purpose, &str)]) -> Result<Plan> {
        let contract = contract::all()?.into_iter().find(|contract| contract.profile == profile).context("profile")?;
        let provider = contract::provider(&contract.provider)?;
        let credentials = chosen.iter().map(|(purpose, id)| (*purpose, (*id).to_owned())).collect();
        let portal = parse_address("https://portal.acme.dev/")?;
        let choices =
            Choices { stage, portal, credentials, features: BTreeSet::new(), address: None, stand_in: None };
        Plan::new(contract, provider, choices)
    }

    #[test]
    fn production_separates_sign_in_from_the_backend_and_a_local_portal_shares_one_app() -> Result<()> {
        let production = plan("github", Stage::Production, &[])?;
        let ids: Vec<_> = production.needs.iter().map(|need| need.id.as_str()).collect();
        assert_eq!(ids, ["github-app", "oauth-client"]);
        assert!(!production.shares_client());

        let local = plan("github", Stage::Local, &[])?;
        assert_eq!(local.needs.len(), 1);
        assert!(local.shares_client());
        let variables: Vec<_> = Plan::variables(&local.needs[0]).into_iter().map(|(_, v)| v.to_string()).collect();
        assert!(variables.contains(&"GITHUB_AUTH_CLIENT_ID".to_owned()), "{variables:?}");
        Ok(())
    }

    #[test]
    fn permissions_are_the_union_of_what_the_features_need() -> Result<()> {
        let plan = plan("github", Stage::Production, &[])?;
        let app = &plan.needs[0];
        let permissions: Vec<_> = app.permissions.iter().map(|(name, level)| format!("{name}:{level}")).collect();
        assert_eq!(permissions, ["contents:read", "members:read", "metadata:read", "statuses:read"]);
        Ok(())
    }

    #[test]
    fn the_callback_hangs_below_the_portal_and_only_where_people_sign_in() -> Result<()> {
        let plan = plan("github", Stage::Production, &[])?;
        let answers = Answers::default();
        assert_eq!(plan.wanted(&plan.needs[0], &answers)?.callback, None);
        let callback = plan.wanted(&plan.needs[1], &answers)?.callback;
        assert_eq!(callback.as_ref().map(Url::as_str), Some("https://portal.acme.dev/api/auth/github/handler/frame"));
        Ok(())
    }

    #[test]
    fn a_credential_that_cannot_serve_a_purpose_is_refused_with_those_that_can() {
        let refused = plan("github", Stage::Production, &[(Purpose::Integration, "oauth-client")]);
        let text = refused.err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(text, "profile `github` cannot use `oauth-client` for integration; it can use github-app or access-token");
    }

    #[test]
    fn an_address_with_a_password_in_it_is_refused_without_showing_it() {
        let text = parse_address("https://ada:CANARY@portal.acme.dev").err().map(|e| format!("{e:#}")).unwrap_or_default();
        assert!(!text.is_empty() && !text.contains("CANARY"), "{text}");
    }
}
