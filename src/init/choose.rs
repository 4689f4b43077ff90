//! The first part of a run: which profile, where the portal is, what it is for, which credential serves what.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use url::Url;

use super::{Edges, Options, ask};
use crate::answers::{Choice, Form, Question, Reply};
use crate::contract::{self, Contract, ProviderSpec, Serves};
use crate::credential::Purpose;
use crate::plan::{Choices, Plan, Stage, parse_address, recommended, show};

/// Asks until a plan can be made.
pub(super) fn choose(options: &Options, edges: &mut Edges<'_>) -> Result<Plan> {
    edges.report.heading("Choose");
    let mut draft = Draft::new(options)?;
    let mut at = 0;
    let mut refused: Option<String> = None;
    while let Some(question) = draft.questions().into_iter().nth(at) {
        match ask(edges, &question, refused.as_deref())? {
            Reply::Back => at = at.saturating_sub(1),
            Reply::None => anyhow::bail!(super::Missing::of(vec![question])),
            Reply::Answer(value) => match draft.take(&question.key, value.expose()) {
                Ok(()) => {
                    at += 1;
                    refused = None;
                    continue;
                }
                Err(error) if edges.answers.can_answer_again() => refused = Some(format!("{error:#}")),
                Err(error) => return Err(error.context(format!("`{}` cannot be taken", question.key))),
            },
        }
    }
    draft.plan(options)
}

/// What is decided so far. Questions appear as the answers before them make them meaningful.
struct Draft {
    contracts: Vec<Contract>,
    defaults: BTreeMap<String, String>,
    profile: Option<(Contract, ProviderSpec)>,
    portal: Option<Url>,
    stage: Option<Stage>,
    credentials: BTreeMap<Purpose, String>,
    features: BTreeSet<String>,
}

impl Draft {
    fn new(options: &Options) -> Result<Self> {
        Ok(Self {
            contracts: contract::all()?,
            defaults: options.defaults.clone(),
            profile: None,
            portal: None,
            stage: None,
            credentials: BTreeMap::new(),
            features: BTreeSet::new(),
        })
    }

    fn questions(&self) -> Vec<Question> {
        let mut questions = vec![self.profile_question()];
        let Some((contract, provider)) = &self.profile else { return questions };
        questions.push(self.portal_question());
        let Some(portal) = &self.portal else { return questions };
        questions.push(self.stage_question(portal));
        let Some(stage) = self.stage else { return questions };
        for (purpose, serves) in &contract.purposes {
            if let Serves::OneOf { or, .. } = serves
                && or.len() > 1
            {
                questions.push(self.credential_question(contract, *purpose, or, &recommended(serves, stage)));
            }
        }
        if contract.purposes.contains_key(&Purpose::Integration) {
            let optional = provider.features.iter().filter(|(_, feature)| feature.optional);
            questions.extend(optional.map(|(name, feature)| self.feature_question(name, &feature.about)));
        }
        questions
    }

    fn take(&mut self, key: &str, value: &str) -> Result<()> {
        match key {
            "profile" => {
                let known: Vec<_> = self.contracts.iter().map(|contract| contract.profile.as_str()).collect();
                let contract = self.contracts.iter().find(|contract| contract.profile == value).with_context(|| {
                    let near = nearest(value, &known).map(|near| format!("; did you mean `{near}`?"));
                    format!("no profile is called `{value}`, there are {}{}", known.join(", "), near.unwrap_or_default())
                })?;
                self.profile = Some((contract.clone(), contract::provider(&contract.provider)?));
            }
            "portal-url" => self.portal = Some(parse_address(value)?),
            "stage" => {
                self.stage = Some(match value {
                    "local" => Stage::Local,
                    "production" => Stage::Production,
                    other => anyhow::bail!("a stage is `local` or `production`, not `{other}`"),
                });
            }
            "authentication" => self.serve(Purpose::Authentication, value)?,
            "integration" => self.serve(Purpose::Integration, value)?,
            _ => {
                let name = key.trim_start_matches("feature-").to_owned();
                _ = if value == "yes" { self.features.insert(name) } else { self.features.remove(&name) };
            }
        }
        Ok(())
    }

    fn serve(&mut self, purpose: Purpose, id: &str) -> Result<()> {
        let (contract, _) = self.profile.as_ref().context("a profile comes first")?;
        let Some(Serves::OneOf { or, .. }) = contract.purposes.get(&purpose) else {
            anyhow::bail!("profile `{}` has no {}", contract.profile, purpose.title());
        };
        anyhow::ensure!(or.iter().any(|known| known == id), "{} takes {}, not `{id}`", purpose.title(), or.join(" or "));
        self.credentials.insert(purpose, id.to_owned());
        Ok(())
    }

    fn plan(self, options: &Options) -> Result<Plan> {
        let (contract, provider) = self.profile.context("no profile was chosen")?;
        let choices = Choices {
            stage: self.stage.context("no stage was chosen")?,
            portal: self.portal.context("the portal has no address")?,
            credentials: self.credentials,
            features: self.features,
            address: options.addresses.get(&contract.provider).cloned().filter(|_| provider.url.is_some()),
            stand_in: options.stand_in.clone(),
        };
        Plan::new(contract, provider, choices)
    }

    fn default(&self, key: &str) -> Option<String> {
        self.defaults.get(key).cloned()
    }

    fn profile_question(&self) -> Question {
        let choice = |contract: &Contract| Choice {
            value: contract.profile.clone(),
            label: format!("{}\n{}", contract.title, contract.about),
        };
        Question {
            key: "profile".into(),
            prompt: "Where do your people and your code live?".into(),
            about: "the profile that the portal starts with".into(),
            explain: EXPLAIN_PURPOSES.iter().map(|&line| line.to_owned()).collect(),
            form: Form::Choice(self.contracts.iter().map(choice).collect()),
            default: self.default("profile"),
            default_unasked: self.defaults.contains_key("profile"),
            ways: vec!["--profile NAME, or in the answers file under `profile`".into()],
            ..Question::default()
        }
    }

    fn portal_question(&self) -> Question {
        Question {
            key: "portal-url".into(),
            prompt: "Where will the portal be?".into(),
            about: "the portal's address in people's browsers".into(),
            explain: vec![
                "The address that people type. Callback addresses and cookies are made from it,".into(),
                "so localhost and 127.0.0.1, http and https, and another port are different places.".into(),
            ],
            form: Form::Text,
            default: self.default("portal-url").or_else(|| Some("http://localhost:7007".into())),
            default_unasked: true,
            example: Some("https://portal.acme.dev".into()),
            ways: vec!["--portal-url URL".into()],
            ..Question::default()
        }
    }

    fn stage_question(&self, portal: &Url) -> Question {
        let production = Choice {
            value: "production".into(),
            label: "yes: credentials are kept apart, one for people and one for the backend".into(),
        };
        let local = Choice {
            value: "local".into(),
            label: "no: as few credentials as possible. Simpler; a leak touches all of them".into(),
        };
        let likely = if is_loopback(portal) { "local" } else { "production" };
        let choices = if likely == "local" { vec![local, production] } else { vec![production, local] };
        Question {
            key: "stage".into(),
            prompt: "Is this portal for production?".into(),
            about: "what the portal is for".into(),
            form: Form::Choice(choices),
            default: self.default("stage").or_else(|| Some(likely.into())),
            default_unasked: true,
            ways: vec!["--stage local or production".into()],
            ..Question::default()
        }
    }

    fn credential_question(&self, contract: &Contract, purpose: Purpose, or: &[String], best: &str) -> Question {
        let choice = |id: &String| {
            let spec = contract.credentials.get(id);
            let (title, cost) = spec.map_or((id.as_str(), ""), |spec| (spec.title.as_str(), spec.cost.as_str()));
            let advice = if id == best { "recommended here; " } else { "" };
            Choice { value: id.clone(), label: format!("{title}\n{advice}{cost}") }
        };
        let mut ordered: Vec<_> = or.to_vec();
        ordered.sort_by_key(|id| id != best);
        let (key, prompt) = match purpose {
            Purpose::Authentication => ("authentication", "What signs people in?"),
            Purpose::Integration => ("integration", "What does the backend read with?"),
            Purpose::OrgData => ("org-data", "What reads people and teams?"),
        };
        Question {
            key: key.into(),
            prompt: prompt.into(),
            about: format!("the credential for {}", purpose.title()),
            form: Form::Choice(ordered.iter().map(choice).collect()),
            default: self.default(key).or_else(|| Some(best.to_owned())),
            default_unasked: true,
            ..Question::default()
        }
    }

    fn feature_question(&self, name: &str, about: &str) -> Question {
        Question {
            key: format!("feature-{name}"),
            prompt: format!("Also wanted: {name}? It {about}"),
            about: about.to_owned(),
            form: Form::YesNo,
            default: self.default(&format!("feature-{name}")).or_else(|| Some("no".into())),
            default_unasked: true,
            ..Question::default()
        }
    }
}

const EXPLAIN_PURPOSES: &[&str] = &[
    "sign-in      who is the person at the browser?     an OAuth client",
    "integration  how does the portal read your code?   a token or an app, day and night",
    "org data     which people and teams exist?         mostly the integration's credential",
    "A sign-in client cannot read repositories, and a token cannot sign people in. Whoever",
    "signs in must also exist in the catalog, or the portal refuses them: that is org data.",
];

/// The three lines that stand where the choice is made.
pub(super) fn purposes() -> &'static [&'static str] {
    &EXPLAIN_PURPOSES[..3]
}

/// Tells whether an address can only be reached from its own machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The known name that is most likely meant.
pub(crate) fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    let close = |name: &&str| strsim::damerau_levenshtein(&given.to_lowercase(), &name.to_lowercase());
    known.iter().copied().min_by_key(close).filter(|name| close(name) <= 3.min(name.len() / 2))
}

/// Says in a line what was decided.
pub(super) fn summary(plan: &Plan) -> String {
    format!("profile {}, {}, {}", plan.contract.profile, show(&plan.choices.portal), plan.choices.stage.id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_named_and_a_far_one_is_not() {
        let known = ["github", "github-pat", "keycloak"];
        assert_eq!(nearest("githb", &known), Some("github"));
        assert_eq!(nearest("keycloack", &known), Some("keycloak"));
        assert_eq!(nearest("okta", &known), None);
    }
}
