//! What a run will ask, make, prove and write, decided from a contract and a few choices. Pure; holds no secret.

mod address;
mod serving;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use url::Url;

pub use self::address::{Endpoints, parse_address, show};
pub use self::serving::recommended;

use self::serving::{add_features, serving};
use crate::answers::file::Stage;
use crate::answers::{Form, Question};
use crate::contract::{Contract, CredentialSpec, Make, ProviderSpec};
use crate::credential::{Answers, Fields, Purpose, Secret, Variable};
use crate::providers::Wanted;

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
    pub address: Option<Endpoints>,
    /// Where the provider is asked instead of its address: a stand-in on the loopback interface.
    pub stand_in: Option<Endpoints>,
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
            callback: need
                .spec
                .callback
                .as_deref()
                .filter(|_| signs_in)
                .map(|path| self.below_portal(path))
                .transpose()?,
            settings,
            scopes: need.scopes.clone(),
            permissions: need.permissions.clone(),
            name: self.new_name(need, answers),
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
    pub fn address(&self, settings: &BTreeMap<String, String>) -> Result<Endpoints> {
        if let Some(address) = &self.choices.address {
            return Ok(address.clone());
        }
        let url = match (&self.provider.url, settings.get("base-url")) {
            (_, Some(base)) => parse_address(base)?,
            (Some(url), None) => parse_address(url)?,
            (None, None) => bail!("the address of {} is not known yet", self.provider.title),
        };
        let api_url = self.provider.api_url.as_deref().map(parse_address).transpose()?.unwrap_or_else(|| url.clone());
        Ok(Endpoints { url, api_url })
    }

    fn asked_at(&self, settings: &BTreeMap<String, String>) -> Result<Endpoints> {
        self.choices.stand_in.clone().map_or_else(|| self.address(settings), Ok)
    }

    fn below_portal(&self, path: &str) -> Result<Url> {
        let portal = self.choices.portal.as_str().trim_end_matches('/');
        Url::parse(&format!("{portal}{path}")).with_context(|| format!("`{portal}{path}` is no address"))
    }

    /// The name for what has to be made: the one that was given, or the organisation's and the portal's.
    fn new_name(&self, need: &Need, answers: &Answers) -> String {
        let named = need.spec.name.as_ref().and_then(|field| need.spec.fields.get(field));
        if let Some(name) = named.and_then(|variable| answers.get(variable)).filter(|name| !name.is_empty()) {
            return name.expose().to_owned();
        }
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

/// Takes the parts of a credential out of the answers; empty ones are left out.
pub fn fields_of(need: &Need, answers: &Answers) -> Fields {
    let part = |(field, variable): (&String, &Variable)| {
        answers.get(variable).filter(|value| !value.is_empty()).map(|value| (field.clone(), value.clone()))
    };
    need.spec.fields.iter().filter_map(part).collect()
}

/// Puts the parts of a credential into the answers, its loans included.
pub fn keep_fields(need: &Need, fields: &Fields, answers: &mut Answers) {
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
        let choices = Choices { stage, portal, credentials, features: BTreeSet::new(), address: None, stand_in: None };
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
        assert_eq!(
            text,
            "profile `github` cannot use `oauth-client` for integration; it can use github-app or access-token"
        );
    }
}
