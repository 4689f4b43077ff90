//! Which set-up fits a company, why, and what each alternative costs.

mod questions;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use url::Url;

use crate::answers::file::{Stage, Target};
use crate::contract::{self, Contract, concepts};
use crate::credential::{CredentialKind, Purpose};
use crate::plan::{Choices, Chosen, Need, OrgData, Plan, able, able_beside};

pub use questions::{ASKED, asked, fits, questions};

/// The word for nothing, where something could be chosen.
const NONE: &str = "none";

/// What a company is like.
#[derive(Clone, Debug)]
pub struct Situation {
    people: u32,
    directory: Option<String>,
    code: Vec<String>,
    stage: Stage,
    may: May,
}

/// What somebody here may make at the providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    Applications,
    Tokens,
    Nothing,
}

impl Situation {
    /// Takes the answers, by the questions' keys; each fits its question.
    ///
    /// # Errors
    /// When one is missing or is no number.
    pub fn of(said: &BTreeMap<String, String>) -> Result<Self> {
        let get = |key: &str| said.get(key).map(|value| value.trim()).with_context(|| format!("`{key}` is not said"));
        Ok(Self {
            people: get("people")?.parse().context("`people` wants a number")?,
            directory: Some(get("directory")?.to_owned()).filter(|name| name != NONE),
            code: get("code")?.split(',').map(|name| name.trim().to_owned()).filter(|name| name != NONE).collect(),
            stage: if get("stage")? == Stage::Local.id() { Stage::Local } else { Stage::Production },
            may: match get("may")? {
                "applications" => May::Applications,
                "tokens" => May::Tokens,
                _ => May::Nothing,
            },
        })
    }
}

/// What is advised.
#[derive(Debug)]
pub struct Advice {
    plan: Plan,
    reasons: Vec<&'static str>,
}

/// Advises a company.
///
/// # Errors
/// When nothing that can be set up here fits.
pub fn advise(situation: &Situation) -> Result<Advice> {
    let contracts = contract::all();
    let mut reasons = Vec::new();
    let main = main(contracts, situation, &mut reasons)?;
    let mut integration = Vec::new();
    for name in &situation.code {
        integration.push(backend(contracts, main, name, situation, &mut reasons)?);
    }
    let people = Plan::new(contracts, choices(main, situation, &integration))?;
    let from = people.reader().map(|need| people.part(need).contract.name == main.name);
    reasons.extend(people.signs_in().then_some(match from {
        Some(true) => "same-people",
        Some(false) => "other-people",
        None => "own-people",
    }));
    reasons.extend(shared(&people));
    let facts = concepts::advice();
    reasons.extend((situation.people <= facts.few).then_some("few-people"));
    reasons.extend((situation.people >= facts.many).then_some("many-people"));
    reasons.extend((situation.may != May::Applications).then_some("ask-somebody"));
    Ok(Advice { plan: people, reasons })
}

/// What one credential for people and for the backend does, or two.
fn shared(plan: &Plan) -> Vec<&'static str> {
    let reads_code = |need: &&Need| need.purposes.contains(&Purpose::Integration);
    let shared = plan.shared_client();
    match (plan.signs_in() && plan.needs.iter().any(|need| reads_code(&need)), shared) {
        (_, Some(client)) if reads_code(&client) => vec!["one-client"],
        (true, Some(_)) => vec!["two-clients", "reads-people"],
        (true, None) => vec!["two-clients"],
        (false, Some(_)) => vec!["reads-people"],
        (false, None) => Vec::new(),
    }
}

/// Where people sign in, or what stands alone.
fn main<'c>(contracts: &'c [Contract], situation: &Situation, reasons: &mut Vec<&'static str>) -> Result<&'c Contract> {
    let named = |name: &str| contracts.iter().find(|contract| contract.name == name);
    if let Some(directory) = &situation.directory {
        reasons.push("sign-in-provider");
        return named(directory).with_context(|| format!("nobody signs in by `{directory}`"));
    }
    let alone = contracts.iter().find(|contract| contract.is_profile() && contract.signs_in_as.is_none());
    let alone = alone.filter(|contract| situation.code.iter().all(|name| *name == contract.provider));
    if let Some(alone) = alone.filter(|_| situation.stage == Stage::Local) {
        reasons.push("nobody-signs-in");
        return Ok(alone);
    }
    reasons.push("must-sign-in");
    let by_code = situation.code.iter().find_map(|name| {
        contracts.iter().find(|contract| {
            contract.stands_first()
                && contract.signs_in_as.is_some()
                && (contract.name == *name || contract.integrates.as_ref() == Some(name))
        })
    });
    by_code.context("people have to sign in somewhere: say where they have their accounts, `--directory`")
}

/// What the backend reads one place with.
fn backend(
    contracts: &[Contract],
    main: &Contract,
    code: &str,
    situation: &Situation,
    reasons: &mut Vec<&'static str>,
) -> Result<Chosen> {
    let own = main.name == code || main.provider == code || main.integrates.as_deref() == Some(code);
    let name = if main.provider == code { main.name.as_str() } else { code };
    let contract =
        contracts.iter().find(|contract| contract.name == name).with_context(|| format!("`{code}` is not read"))?;
    let possible = if own { able(contract, Purpose::Integration) } else { able_beside(contract) };
    let token = [CredentialKind::AccessToken, CredentialKind::Account];
    let is_token = |id: &String| contract.credentials.get(id).is_some_and(|spec| token.contains(&spec.kind));
    let (tokens, applications): (Vec<_>, Vec<_>) = possible.into_iter().partition(is_token);
    let token = situation.may == May::Tokens && !tokens.is_empty();
    let (id, reason) = match (applications.into_iter().next().filter(|_| !token), own) {
        (Some(id), _) => (id, "application"),
        (None, true) => (tokens.into_iter().next().context("nothing reads it")?, "token-for-want"),
        (None, false) => (tokens.into_iter().next().context("nothing reads it")?, "token-beside"),
    };
    // Where a provider has nothing but tokens there is nothing to explain.
    let reason = Some(reason).filter(|reason| *reason != "token-for-want" || situation.may == May::Tokens);
    reasons.extend(reason.filter(|reason| !reasons.contains(reason)).into_iter().collect::<Vec<_>>());
    Ok(Chosen::of(contract, id))
}

fn choices(main: &Contract, situation: &Situation, integration: &[Chosen]) -> Choices {
    Choices {
        target: Target::V1,
        hub: None,
        presets: Vec::new(),
        also: Vec::new(),
        stage: situation.stage,
        portal: Url::parse("https://portal.example").unwrap_or_else(|_| unreachable!("it is an address")),
        developed: None,
        main: main.name.clone(),
        sign_in: None,
        integration: Some(integration.to_vec()),
        org_data: OrgData::Usual { credential: None },
        features: BTreeSet::new(),
        addresses: BTreeMap::new(),
        stand_ins: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Form;

    fn advice(people: &str, directory: &str, code: &str, stage: &str, may: &str) -> Advice {
        let said = [("people", people), ("directory", directory), ("code", code), ("stage", stage), ("may", may)];
        let said: BTreeMap<_, _> = said.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        for question in questions() {
            fits(&question, &said[&question.key]).unwrap();
        }
        advise(&Situation::of(&said).unwrap()).unwrap()
    }

    #[test]
    fn who_may_do_what_and_what_it_is_for_decide() {
        for (said, needs, reason) in [
            (
                ["250", "github", "github", "production", "applications"],
                vec!["github-app", "github-oauth-app"],
                "two-clients",
            ),
            (
                ["250", "github", "github", "production", "tokens"],
                vec!["github-token", "github-oauth-app"],
                "token-for-want",
            ),
            (["5", "github", "github", "local", "applications"], vec!["github-app"], "one-client"),
            (["3", "none", "github", "local", "tokens"], vec!["github-token"], "nobody-signs-in"),
            (
                ["90", "none", "gitlab", "production", "applications"],
                vec!["gitlab-token", "gitlab-application"],
                "must-sign-in",
            ),
            (
                ["5000", "keycloak", "github,gitlab", "production", "applications"],
                vec!["keycloak-client", "github-token", "gitlab-token"],
                "many-people",
            ),
            (["40", "oidc", "github", "production", "nothing"], vec!["oidc-client", "github-token"], "other-people"),
        ] {
            let [people, directory, code, stage, may] = said;
            let advice = advice(people, directory, code, stage, may);
            let found: Vec<_> = advice.plan.needs.iter().map(|need| need.id.as_str()).collect();
            assert_eq!(found, needs, "{said:?}");
            assert!(advice.reasons.contains(&reason), "{said:?}: {:?}", advice.reasons);
        }
    }

    #[test]
    fn every_reason_is_worded_and_every_answer_leads_somewhere() {
        let words = &concepts::advice().reasons;
        let values = |key: &str| -> Vec<String> {
            let question = questions().into_iter().find(|question| question.key == key).unwrap();
            let Form::Choice(choices) = question.form else { return vec!["20".into()] };
            choices.into_iter().map(|choice| choice.value).collect()
        };
        for directory in values("directory") {
            for code in values("code") {
                for stage in values("stage") {
                    for may in values("may") {
                        if directory == NONE && code == NONE {
                            continue;
                        }
                        let said = [
                            ("people", "20"),
                            ("directory", &directory),
                            ("code", &code),
                            ("stage", &stage),
                            ("may", &may),
                        ];
                        let said = said.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
                        // Nobody signs in by what only holds code, which is said.
                        if advise(&Situation::of(&said).unwrap()).is_err() {
                            assert_eq!(directory, NONE);
                            continue;
                        }
                        let advice = advice("20", &directory, &code, &stage, &may);
                        assert!(
                            advice.reasons.iter().all(|reason| words.contains_key(*reason)),
                            "{:?}",
                            advice.reasons
                        );
                        assert!(advice.markdown().contains("who acts"));
                    }
                }
            }
        }
    }
}
