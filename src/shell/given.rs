//! Answers that were given before the run, in the order in which they win: flags, secrets from elsewhere, the answers
//! file, the environment, the store.

pub(super) mod refused;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};

use super::cli::Init;
use super::presets;
use super::process::{piped, variable};
use crate::answers::PERSON_PASSWORD;
use crate::answers::file::{AnswersFile, Deploy, NONE};
use crate::answers::given::{self, Given, Origin};
use crate::answers::secret_from::{self, Sources};
use crate::contract::{self, Contract, Make, Target, preset};
use crate::credential::{Answers, Purpose, Secret, Variable};
use crate::init::{WITHOUT_SIGN_IN, also_key};
use crate::plan::able;
use crate::secrets::SecretStore;

/// Whether the process's environment is looked at. The sandbox must not take real credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Environment {
    Read,
    Ignored,
}

/// What answers besides the flags.
pub(super) struct Found<'a> {
    /// Files of answers; one that a flag names is the first.
    pub(super) files: &'a [&'a AnswersFile],
    /// What the interrupted run kept. It goes before whatever stands in the environment or an older file by now.
    pub(super) kept: &'a Answers,
    pub(super) environment: Environment,
    pub(super) store: &'a dyn SecretStore,
}

/// Everything that was given.
///
/// # Errors
/// When a name is not known, a secret stands in an argument, or a secret cannot be fetched.
pub(super) fn given(flags: &Init, found: &Found<'_>) -> Result<Given> {
    let Found { files, kept, environment, store } = *found;
    let contracts = contract::every();
    let is_secret = |name: &str| is_secret(contracts, name);
    let set = given::set(&flags.set, &is_secret)?;
    let specs = secret_from::parse(&flags.secret_from)?;
    let known = names(contracts);
    set.keys().chain(specs.iter().map(|spec| &spec.name)).try_for_each(|name| refused::unknown(name, &known))?;
    let mut declared = files.iter().flat_map(|file| file.values.keys());
    let refused = "what the file of answers says under `values` cannot be taken";
    declared.try_for_each(|name| refused::unknown(name.as_str(), &known).context(refused))?;
    refused::choices(flags, contracts)?;
    let fetched = secret_from::fetch(&specs, &mut Sources { environment: &variable, stdin: piped(), store })?;
    let mut given =
        Given::default().with(Origin::Flag, by_flag(flags, files)?).with(Origin::Flag, set).lacking(fetched.unset);
    given = given.with(Origin::SecretFrom, fetched.secrets);
    if flags.answers.is_some()
        && let Some(answers) = files.first()
    {
        given = given.with(Origin::AnswersFile, decided(answers));
    }
    let kept = kept.iter().map(|(variable, value)| (variable.to_string(), value.clone()));
    given = given.with(Origin::Interrupted, kept);
    if environment == Environment::Read {
        given = given.with_environment(variable);
    }
    for file in files {
        given = given.with(Origin::Store(store.name()), given::from_store(file, store)?);
    }
    Ok(given)
}

/// What a file answers. Where no profile fits, the provider that people sign in by tells what stands in its place.
fn decided(file: &AnswersFile) -> BTreeMap<String, Secret> {
    let mut answers = given::from_file(file);
    if let Some(said) = answers.remove("integration") {
        answers.extend(integration(said.expose()).into_iter().map(|(key, value)| (key, Secret::new(value))));
    }
    let said = |key: &str| answers.get(key).map(Secret::expose);
    let meant = first_of(said("auth"), said("integration"));
    if let Some(meant) = meant.filter(|_| file.profile.is_none()) {
        answers.insert("profile".to_owned(), Secret::new(meant));
    }
    answers
}

/// What is said of integration, by question: code is one, and each other system is one of its own.
pub(super) fn integration(said: &str) -> BTreeMap<String, String> {
    let contracts = contract::every();
    let (also, code): (Vec<&str>, Vec<&str>) =
        said.split(',').map(str::trim).partition(|said| is_also(contracts, said));
    let code = (!code.is_empty()).then(|| ("integration".to_owned(), code.join(",")));
    let also = also.into_iter().enumerate().map(|(at, said)| (also_key(at), said.to_owned()));
    code.into_iter().chain(also).collect()
}

/// The same by whoever says all of it: nothing else is asked about.
fn all_integration(said: &str) -> BTreeMap<String, String> {
    let mut read = integration(said);
    let also = (0..).find(|at| !read.contains_key(&also_key(*at))).unwrap_or_default();
    read.insert(also_key(also), "none".to_owned());
    read
}

/// Tells whether a system is meant that holds no code: by its name, or by that of its credential.
fn is_also(contracts: &[Contract], said: &str) -> bool {
    contracts.iter().any(|contract| contract.stands_also() && is_of(contract, said))
}

/// Tells whether a contract is meant: by its name, or by that of its credential, with a form behind it or not.
fn is_of(contract: &Contract, said: &str) -> bool {
    let name = said.split(':').next().unwrap_or(said);
    contract.name == name || contract.credentials.contains_key(name)
}

/// The variables of any contract of a target that are set in the environment, from which a run takes them.
pub(super) fn set_in_environment(target: Target) -> Vec<String> {
    let set = |name: &String| variable(name).is_some_and(|value| !value.is_empty());
    names(contract::on(target)).into_iter().filter(set).collect()
}

/// What the flags answer, by question.
fn by_flag(flags: &Init, files: &[&AnswersFile]) -> Result<BTreeMap<String, Secret>> {
    let named: Vec<_> = flags.presets.iter().flat_map(|said| preset::names(said)).map(str::to_owned).collect();
    let meant = presets::meant(&named)?;
    let by_presets = !flags.presets.is_empty();
    if let Some(other) = flags.target.as_deref().filter(|target| by_presets && *target != Target::V2.id()) {
        bail!("`--presets` are of the v2 image, not of `{other}`; leave one of the two out");
    }
    let of_hub = flags.rhdh.is_some() || flags.deploy.as_deref().and_then(Deploy::named).is_some();
    if let Some(other) = flags.target.as_deref().filter(|target| of_hub && *target != Target::Backstage.id()) {
        bail!(
            "Red Hat Developer Hub is a Backstage of its own (`--target backstage`), not `{other}`; leave one of the two out"
        );
    }
    let target = flags.target.clone().or_else(|| by_presets.then(|| Target::V2.id().to_owned()));
    let target = target.or_else(|| of_hub.then(|| Target::Backstage.id().to_owned()));
    let profile = flags.profile.clone().or(meant.profile).or_else(|| profile_of(flags.auth.as_deref()?));
    let single = [
        ("target", target),
        ("deploy", flags.deploy.clone()),
        ("rhdh", flags.rhdh.clone()),
        ("profile", profile),
        ("portal-url", flags.portal_url.clone()),
        ("stage", flags.stage.map(|stage| stage.id().to_owned())),
        ("auth", flags.auth.clone()),
        ("org-data", flags.org_data.clone()),
        ("admin-group", flags.admin_group.clone()),
        ("person", flags.person.clone()),
        (WITHOUT_SIGN_IN, flags.without_sign_in.then(|| "yes".to_owned())),
        ("write", flags.yes.then(|| "yes".to_owned())),
    ];
    let single = single.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    let features = flags.feature.iter().map(|name| (format!("feature-{name}"), "yes".to_owned()));
    let made = flags.create.iter().map(|credential| (credential.clone(), "make".to_owned()));
    let said = beside(meant.integration, &flags.integration)?;
    let read = match () {
        () if !said.is_empty() => {
            let stays = if by_presets { Vec::new() } else { staying(&said, files) };
            all_integration(&[said, stays].concat().join(","))
        }
        () if by_presets => all_integration("none"),
        () => BTreeMap::new(),
    };
    Ok(single.chain(read).chain(features).chain(made).map(|(key, value)| (key, Secret::new(value))).collect())
}

/// What is read by presets, with what a flag adds to it: of one that both name, the flag says with what.
fn beside(by_presets: Vec<String>, by_flag: &[String]) -> Result<Vec<String>> {
    let names: Vec<&str> = by_flag.iter().flat_map(|said| said.split(',')).map(str::trim).collect();
    if let Some(read) = by_presets.first().filter(|_| names.contains(&NONE)) {
        bail!("`--presets` reads `{read}` and `--integration {NONE}` reads nothing; leave one of the two out");
    }
    let said = |name: &String| names.iter().any(|said| said.split(':').next() == Some(name));
    let stays = by_presets.into_iter().filter(|name| !said(name));
    Ok(stays.chain(by_flag.iter().cloned()).collect())
}

/// The other systems that a file answers with, and that stay: whoever names other systems alone adds them.
fn staying(said: &[String], files: &[&AnswersFile]) -> Vec<String> {
    let contracts = contract::every();
    let of = |said: &str| contracts.iter().position(|contract| is_of(contract, said));
    let said: Vec<&str> = said.iter().flat_map(|said| said.split(',')).map(str::trim).collect();
    if !said.iter().all(|said| is_also(contracts, said)) {
        return Vec::new();
    }
    let earlier = files.iter().find_map(|file| file.decided().remove("integration")).unwrap_or_default();
    let earlier = earlier.split(',').filter(|earlier| is_also(contracts, earlier));
    let stays = earlier.filter(|earlier| !said.iter().any(|said| of(said) == of(earlier)));
    stays.map(str::to_owned).collect()
}

/// The profile that is meant by what signs people in: a provider (`keycloak`, `github:oauth-client`), or a credential (`github-app`).
pub(super) fn profile_of(auth: &str) -> Option<String> {
    let provider = auth.split(':').next().unwrap_or(auth);
    let contracts = contract::every();
    let mut first = contracts.iter().filter(|contract| contract.stands_first());
    let named = first.clone().find(|contract| contract.name == provider);
    let named = named.or_else(|| first.clone().find(|contract| contract.provider == provider));
    let named = named.or_else(|| first.clone().find(|contract| contract.signs_in_as.as_deref() == Some(provider)));
    let by_credential = || first.find(|contract| able(contract, Purpose::Authentication).iter().any(|id| id == auth));
    named.or_else(by_credential).map(|contract| contract.name.clone())
}

/// What stands first where no profile is named: by who signs people in, or by the code alone where nobody does.
pub(super) fn first_of(auth: Option<&str>, integration: Option<&str>) -> Option<String> {
    match auth {
        Some(auth) => profile_of(auth),
        None => {
            let provider = integration?.split([',', ':']).next()?;
            let alone = |contract: &&Contract| {
                contract.stands_first() && !contract.purposes.contains_key(&Purpose::Authentication)
            };
            let first = contract::every().iter().filter(alone).find(|contract| contract.provider == provider);
            first.map(|contract| contract.name.clone())
        }
    }
}

/// Tells whether a variable is one of any profile.
pub(super) fn is_known(name: &str) -> bool {
    names(contract::every()).contains(name)
}

/// Tells whether a variable is one that `init` writes for the portal, and not only for the next run.
pub(super) fn is_written(name: &str) -> bool {
    let mut variables = contract::every().iter().flat_map(|contract| &contract.variables);
    variables.any(|(variable, spec)| variable.as_str() == name && !spec.ours && !spec.transient)
}

/// Every variable of every profile, those that carry another one in base64 included.
fn names(contracts: &[Contract]) -> BTreeSet<String> {
    let variables = contracts.iter().flat_map(|contract| &contract.variables);
    let names = variables.flat_map(|(name, spec)| [Some(name), spec.base64.as_ref()]).flatten();
    names.map(Variable::to_string).chain([PERSON_PASSWORD.to_owned()]).collect()
}

fn is_secret(contracts: &[Contract], name: &str) -> bool {
    let variables = contracts.iter().flat_map(|contract| &contract.variables);
    name == PERSON_PASSWORD
        || variables.filter(|(_, spec)| spec.secret).any(|(secret, spec)| {
            secret.as_str() == name || spec.base64.as_ref().is_some_and(|carrier| carrier.as_str() == name)
        })
}

/// The features that are there only for whoever wants them.
pub(super) fn optional_features(contracts: &[Contract]) -> Result<BTreeSet<String>> {
    let mut features = BTreeSet::new();
    for contract in contracts {
        let provider = contract::provider(&contract.provider)?;
        features.extend(provider.features.into_iter().filter(|(_, feature)| feature.optional).map(|(name, _)| name));
    }
    Ok(features)
}

/// The credentials that this program can make at their providers.
pub(super) fn made(contracts: &[Contract]) -> BTreeSet<String> {
    let credentials = contracts.iter().flat_map(|contract| &contract.credentials);
    credentials.filter(|(_, spec)| spec.make != Make::ByHand).map(|(id, _)| id.clone()).collect()
}
