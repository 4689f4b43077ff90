//! Which hosts are agreed to before anybody is asked, and who names the others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;
use url::Url;

use super::addresses::Placed;
use super::process::variable;
use crate::agreed::memory::Remembered;
use crate::agreed::question::{question, weaker_question};
use crate::agreed::{Agreed, Agreement, Memory, Named, NoMemory, Said, Server, Word};
use crate::answers::given::{Given, Origin};
use crate::answers::{AnswerSource, Chain, Question, Reply};
use crate::contract::{self, VariableSpec};
use crate::credential::{Answers, Secret, Variable};
use crate::init::Writing;
use crate::plan::{BASE_URL, Endpoints, KEPT_BY, parse_place, show};
use crate::report::Report;
use crate::validate::live::Open;

/// What names hosts in a run of `init`.
pub(super) struct Sources<'a> {
    /// `--trust-host`.
    pub(super) trusted: &'a [Said],
    /// Addresses of providers.
    pub(super) placed: &'a [Placed],
    /// Answers that were given.
    pub(super) given: &'a Given,
    /// The folder's `.env`.
    pub(super) dotenv: &'a Answers,
    /// The values of the folder's `devportal-auth.yaml`.
    pub(super) declared: &'a Answers,
    /// What the interrupted run kept.
    pub(super) kept: &'a Answers,
    /// The providers that the program plays itself.
    pub(super) stand_ins: &'a BTreeMap<String, Endpoints>,
    /// Whether anything is written: what is tried out is not remembered.
    pub(super) writing: Writing,
}

/// What is agreed to at the beginning of a run, and what everything that is named is named by.
pub(super) fn agreement(sources: &Sources<'_>, out: &Path, report: &mut dyn Report) -> Result<Agreement> {
    let agreed = known();
    let mut named = Vec::new();
    sources.trusted.iter().for_each(|said| agreed.say(said.clone()));
    for url in sources.stand_ins.values().flat_map(urls) {
        Server::of(url).into_iter().for_each(|server| agreed.say(server));
    }
    for placed in sources.placed {
        let by = |url: &Url| name(&placed.provider, url, &placed.by);
        named.extend(urls(&placed.at).into_iter().filter_map(by));
        said(&agreed, placed.said, &placed.provider, &placed.at);
    }
    let found =
        |answers: &Answers, variable: &str, origin| Some((answers.get(&Variable::new(variable))?.clone(), origin));
    let given = by_variables(|variable| sources.given.find(variable))?;
    let kept = by_variables(|variable| found(sources.kept, variable, Origin::Interrupted))?;
    let in_dotenv = by_variables(|variable| found(sources.dotenv, variable, Origin::Existing))?;
    let declared = by_variables(|variable| found(sources.declared, variable, Origin::Declared))?;
    for address in given.into_iter().chain(kept).chain(in_dotenv).chain(declared) {
        let by = format!("`{}` {}", address.variable, address.origin);
        named.extend(urls(&address.at).into_iter().filter_map(|url| name(&address.provider, url, &by)));
        said(&agreed, is_said(address.origin), &address.provider, &address.at);
    }
    named.retain(|named: &Named| !agreed.is_own(&named.provider, &named.server));
    let memory: Box<dyn Memory> = match remembered(out, &agreed, report) {
        Some(memory) if sources.stand_ins.is_empty() && sources.writing == Writing::Confirmed => Box::new(memory),
        _ => Box::new(NoMemory),
    };
    let kept_by = kept_by(sources);
    Ok(Agreement { agreed, named, kept_by, memory })
}

/// What says how each provider's connection is kept from others' eyes.
fn kept_by(sources: &Sources<'_>) -> BTreeMap<String, Word> {
    let mut words = BTreeMap::new();
    for contract in contract::all() {
        let Some(variable) = contract.settings.get(KEPT_BY) else { continue };
        let found = |answers: &Answers, origin| answers.get(variable).map(|_| origin);
        let given = sources.given.find(variable.as_str()).map(|(_, origin)| origin);
        let origin = given.or_else(|| found(sources.kept, Origin::Interrupted));
        let origin = origin.or_else(|| found(sources.dotenv, Origin::Existing));
        let Some(origin) = origin.or_else(|| found(sources.declared, Origin::Declared)) else { continue };
        let said = given.is_some_and(is_said);
        words.insert(contract.provider.clone(), Word { by: format!("`{}` {origin}", variable.as_str()), said });
    }
    words
}

/// What a check of a configuration may ask. By `only`, these hosts alone; else the providers' own, what the process's environment
/// says when it is the portal's, and what was agreed to about this folder before.
pub(super) fn of_check(
    only: &[Said],
    process_env: bool,
    folder: Option<&Path>,
    report: &mut dyn Report,
) -> Result<(Agreed, Box<dyn Memory>)> {
    if !only.is_empty() {
        let agreed = Agreed::by(ONLY);
        only.iter().for_each(|said| agreed.say(said.clone()));
        return Ok((agreed, Box::new(NoMemory)));
    }
    let agreed = known_by(ONLY);
    if process_env {
        // Only variables that a profile knows for an address: a configuration may refer to any other one, and the name of a branch
        // is in a variable, too.
        let environment = |name: &str| variable(name).map(|value| (Secret::new(value), Origin::Environment));
        by_variables(environment)?.iter().for_each(|address| said(&agreed, true, &address.provider, &address.at));
    }
    let memory = folder.and_then(|folder| remembered(folder, &agreed, report));
    Ok((agreed, memory.map_or_else(|| Box::new(NoMemory) as Box<dyn Memory>, |memory| Box::new(memory))))
}

/// Asks whether a server may be asked, and over what connection, where somebody is there. A yes is remembered.
///
/// # Errors
/// When the answer cannot be read, or the person cancelled.
pub(super) fn ask_about(
    open: &Open,
    person: &mut Chain,
    (agreed, memory): (&Agreed, &mut dyn Memory),
    report: &mut dyn Report,
) -> Result<()> {
    let title = contract::provider(open.provider)?.title;
    let Open { provider, server, weaker, by } = open;
    let question = match weaker {
        None => question(&title, server, by),
        Some(weaker) => weaker_question(&title, server, *weaker, by),
    };
    // Nothing was asked before it, to which one could go back.
    let reply = person.answer(&Question { alone: true, ..question }, None)?;
    if matches!(reply, Reply::Answer(answer) if answer.expose() == "yes") {
        let kept = match weaker {
            None => {
                agreed.agree(provider, server.clone());
                memory.remember(provider, server)
            }
            Some(weaker) => {
                agreed.agree_weaker(provider, server.clone(), *weaker);
                memory.remember_weaker(provider, server, *weaker)
            }
        };
        if let Err(error) = kept {
            report.problem(&format!("{error:#}"), Some("you will be asked again next time"));
        }
    }
    Ok(())
}

/// How `validate` is told of a host.
const ONLY: &str = "--only-host";

fn known() -> Agreed {
    known_by("--trust-host")
}

/// What the templates know: the providers' own hosts, and which hosts belong together.
fn known_by(flag: &'static str) -> Agreed {
    let agreed = Agreed::by(flag);
    for spec in contract::providers() {
        let usual = spec.url.iter().chain(&spec.api_url).filter_map(|url| Server::of(&Url::parse(url).ok()?));
        let https = |host: &String| Server::at(host, HTTPS);
        let (like, plain): (Vec<_>, Vec<_>) = spec.own_hosts.iter().partition(|host| host.contains('*'));
        usual.chain(plain.into_iter().map(https)).for_each(|server| agreed.own(&spec.provider, server));
        like.into_iter().for_each(|pattern| agreed.own_like(&spec.provider, pattern));
        for (first, others) in &spec.beside {
            others.iter().for_each(|other| agreed.beside(https(first), https(other)));
        }
    }
    agreed
}

/// The port of hosts that the templates name.
const HTTPS: u16 = 443;

/// An address is said for the provider that it is of, and for those by which people sign in at the same key, as Keycloak is one of OpenID
/// Connect. Where another one's secrets may be sent, it does not tell.
fn said(agreed: &Agreed, said: bool, provider: &str, at: &Endpoints) {
    let all = contract::all();
    let keys: Vec<_> =
        all.iter().filter(|known| known.provider == provider).filter_map(|known| known.signs_in_as.as_ref()).collect();
    let alike = all.iter().filter(|known| known.signs_in_as.as_ref().is_some_and(|key| keys.contains(&key)));
    let providers: BTreeSet<&str> = alike.map(|known| known.provider.as_str()).chain([provider]).collect();
    for server in urls(at).into_iter().filter_map(Server::of).filter(|_| said) {
        providers.iter().for_each(|provider| agreed.agree(provider, server.clone()));
    }
}

/// Whoever runs the program says it by flags, by files that flags name, and by the process's environment.
fn is_said(origin: Origin) -> bool {
    matches!(origin, Origin::Flag | Origin::SecretFrom | Origin::AnswersFile | Origin::Environment)
}

fn urls(at: &Endpoints) -> [&Url; 2] {
    [&at.url, &at.api_url]
}

fn name(provider: &str, url: &Url, by: &str) -> Option<Named> {
    Some(Named { provider: provider.to_owned(), server: Server::of(url)?, by: by.to_owned() })
}

/// An address that a variable gives.
struct Address {
    provider: String,
    variable: String,
    origin: Origin,
    at: Endpoints,
}

/// The addresses that the profiles' variables give, as far as somebody gave them.
fn by_variables(find: impl Fn(&str) -> Option<(Secret, Origin)>) -> Result<Vec<Address>> {
    let mut found = Vec::new();
    for contract in contract::all() {
        let Some(own) = contract.settings.get(BASE_URL) else { continue };
        let spec = contract::provider(&contract.provider)?;
        let asked = contract.variable(own);
        let from = asked.and_then(VariableSpec::default_comes_from);
        let given = |name: Variable| find(name.as_str()).map(|(value, origin)| (name, value, origin));
        let itself = given(own.clone()).map(|(name, value, origin)| (name, value.expose().to_owned(), origin));
        let from = from
            .and_then(given)
            .and_then(|(name, value, origin)| Some((name, asked?.default_by(value.expose())?, origin)));
        for (name, text, origin) in itself.into_iter().chain(from) {
            let Ok(url) = parse_place(&text, &spec.schemes) else { continue };
            let api_url = parse_place(&spec.api_of(show(&url)), &spec.schemes).unwrap_or_else(|_| url.clone());
            let at = Endpoints { url, api_url };
            found.push(Address { provider: contract.provider.clone(), variable: name.to_string(), origin, at });
        }
    }
    Ok(found)
}

/// Takes over what was agreed to about a folder before. What cannot be read is told, and nothing is taken over then.
fn remembered(folder: &Path, agreed: &Agreed, report: &mut dyn Report) -> Option<Remembered> {
    let memory = Remembered::about(folder, &state_folder()?)?;
    if let Err(error) = memory.recall(agreed) {
        report.problem(&format!("{error:#}"), None);
    }
    Some(memory)
}

/// Where what cannot be kept in a folder is kept instead: never inside of it, or of the checkout around it.
pub(super) fn refuge(out: &Path) -> Option<PathBuf> {
    let state = state_folder()?;
    Remembered::about(out, &state).map(|_| state.join("devportal-auth"))
}

/// Where programs keep what should last and is nobody else's: `XDG_STATE_HOME`, or what stands for it on this system.
fn state_folder() -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        absolute("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        absolute("HOME").map(|home| home.join(".local/state"))
    };
    absolute("XDG_STATE_HOME").or(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_own_hosts_need_no_agreement_and_no_other_one_goes_without() {
        let agreed = known();
        for (provider, own) in [
            ("github", "github.com"),
            ("github", "api.github.com"),
            ("gitlab", "gitlab.com"),
            ("azure-devops", "dev.azure.com"),
            ("azure-devops", "almsearch.dev.azure.com"),
            ("azure-devops", "login.microsoftonline.com"),
            ("entra", "graph.microsoft.com"),
            ("entra", "login.microsoftonline.us"),
        ] {
            assert!(agreed.is_own(provider, &Server::at(own, HTTPS)), "{own}");
            assert!(
                !agreed.allows("oidc", &Server::at(own, HTTPS)) && !agreed.allows("keycloak", &Server::at(own, HTTPS))
            );
        }
        for other in ["acme.ghe.com", "accounts.google.com", "oauth2.googleapis.com", "127.0.0.1", "evil.github.com"] {
            assert!(!agreed.allows("oidc", &Server::at(other, HTTPS)), "{other}");
        }
        assert!(!agreed.allows("github", &Server::at("github.com", 8443)));
    }

    #[test]
    fn googles_tokens_belong_to_where_people_sign_in() {
        let agreed = known();
        agreed.agree("oidc", Server::at("accounts.google.com", HTTPS));
        assert!(agreed.allows("oidc", &Server::at("oauth2.googleapis.com", HTTPS)));
    }

    #[test]
    fn an_address_that_is_said_for_one_provider_is_none_of_anothers() {
        let agreed = known();
        let url = Url::parse("https://sso.acme.dev").unwrap();
        said(&agreed, true, "keycloak", &Endpoints { url: url.clone(), api_url: url });
        let server = Server::at("sso.acme.dev", HTTPS);
        assert!(agreed.allows("keycloak", &server) && agreed.allows("oidc", &server));
        for other in ["github", "gitlab", "gitea", "entra"] {
            assert!(!agreed.allows(other, &server), "{other}");
        }
    }

    #[test]
    fn an_address_is_said_by_a_flag_or_the_environment_and_proposed_by_the_folder() {
        for (origin, said) in [
            (Origin::Flag, true),
            (Origin::SecretFrom, true),
            (Origin::AnswersFile, true),
            (Origin::Environment, true),
            (Origin::Interrupted, false),
            (Origin::Store(crate::secrets::StoreName::Keyring), false),
            (Origin::Existing, false),
            (Origin::Declared, false),
        ] {
            assert_eq!(is_said(origin), said, "{origin}");
        }
    }
}
