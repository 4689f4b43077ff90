//! The questions about what serves a purpose: which credential, of whom, and what it has to be allowed.

use crate::answers::{Choice, Form, Question};
use crate::contract::concepts::features;
use crate::contract::{Contract, CredentialSpec, Feature};
use crate::credential::Purpose;

/// What signs people in? The recommended credential stands first and says so.
pub(in crate::init::choose) fn sign_in(main: &Contract, or: &[String], best: &str) -> Question {
    let mut ordered: Vec<_> = or.to_vec();
    ordered.sort_by_key(|id| id != best);
    let choices = ordered.iter().map(|id| credential(main, id, Purpose::Authentication, best)).collect();
    choosing("auth", "What signs people in?", Purpose::Authentication, choices, best)
}

/// What does the backend read with? The profile's own credentials first, then other providers'.
pub(in crate::init::choose) fn integration(offered: &[(&Contract, String)], best: &str) -> Question {
    let named = |(contract, id): &(&Contract, String)| {
        let choice = credential(contract, id, Purpose::Integration, best);
        Choice { label: of_system(&contract.provider_title(), &choice.label), ..choice }
    };
    let mut choices: Vec<_> = offered.iter().map(named).collect();
    choices.push(Choice { value: "none".into(), label: "nothing\nthe portal reads no code".into() });
    choices.sort_by_key(|choice| choice.value != best);
    choosing("integration", "What holds your code, and how is it read?", Purpose::Integration, choices, best)
}

/// A credential's label with its system's name before it, which stands there once.
fn of_system(system: &str, label: &str) -> String {
    if label.starts_with(system) {
        return label.to_owned();
    }
    let of_name = |word: &&str| system.split(' ').any(|part| part == *word);
    let said: usize = label.split(' ').take_while(of_name).map(|word| word.len() + 1).sum();
    format!("{system}: {}", &label[said.min(label.len())..])
}

/// What reads people and teams, when the backend reads code somewhere else?
pub(in crate::init::choose) fn people(main: &Contract, or: &[String]) -> Question {
    let best = or.first().cloned().unwrap_or_default();
    let choices = or.iter().map(|id| credential(main, id, Purpose::OrgData, &best)).collect();
    choosing("org-data", "What reads people and teams?", Purpose::OrgData, choices, &best)
}

/// Where do people come from, when sign-in knows none? From the integration, if that does.
pub(in crate::init::choose) fn people_from(from: &[&Contract], best: Option<&Contract>) -> Question {
    // One provider may have several contracts, which are told apart by their own names.
    let of_one = |contract: &Contract| from.iter().filter(|other| other.provider == contract.provider).count() == 1;
    let name = |contract: &Contract| if of_one(contract) { contract.provider.clone() } else { contract.name.clone() };
    let title = |contract: &Contract| match of_one(contract) {
        true => contract.provider_title(),
        false => contract.title.clone(),
    };
    let choice = |contract: &&Contract| {
        let same = best.is_some_and(|best| best.name == contract.name);
        let how = if same { "with the integration's credential" } else { "with a credential of its own" };
        Choice { value: name(contract), label: format!("{}\n{how}", title(contract)) }
    };
    let mut choices: Vec<_> = from.iter().map(choice).collect();
    choices.push(Choice { value: "none".into(), label: "from nowhere\nyou bring them as catalog files".into() });
    let best = best.map_or_else(|| "none".to_owned(), name);
    choices.sort_by_key(|choice| choice.value != best);
    choosing("org-data", "Where do people and teams come from?", Purpose::OrgData, choices, &best)
}

/// What the question is called by which one more system is chosen; from the second one on a number follows.
const ALSO: &str = "also";

/// What the question for one more system is called, counted from nought.
pub fn also_key(at: usize) -> String {
    if at == 0 { ALSO.to_owned() } else { format!("{ALSO}-{}", at + 1) }
}

/// The place that a question has among those for more systems, if it is one.
pub(in crate::init::choose) fn also_at(key: &str) -> Option<usize> {
    let rest = key.strip_prefix(ALSO)?;
    if rest.is_empty() { Some(0) } else { rest.strip_prefix('-')?.parse::<usize>().ok()?.checked_sub(1) }
}

/// What else does the portal show?
pub(in crate::init::choose) fn also(at: usize, left: &[&Contract], chosen: &str) -> Question {
    let nothing = Choice { value: "none".into(), label: "nothing else\nmore can be added by another run".into() };
    let of = |contract: &&Contract| -> Vec<Choice> {
        let several = contract.credentials.len() > 1;
        let choice = |(id, spec): (&String, &CredentialSpec)| {
            let title = match several {
                true if spec.title.starts_with(&contract.title) => spec.title.clone(),
                true => format!("{}, by {}", contract.title, spec.title),
                false => contract.title.clone(),
            };
            let about = if several { &spec.cost } else { &contract.about };
            Choice { value: id.clone(), label: format!("{title}\n{about}") }
        };
        contract.credentials.iter().map(choice).collect()
    };
    let choices: Vec<_> = [nothing].into_iter().chain(left.iter().flat_map(of)).collect();
    let names: Vec<_> = left.iter().map(|contract| contract.name.as_str()).collect();
    Question {
        key: also_key(at),
        prompt: if at == 0 { "What else shall the portal show?".into() } else { "And what else?".into() },
        about: match chosen {
            "" => "another system whose builds, alerts or artefacts stand beside your code".into(),
            chosen => format!("besides {chosen}"),
        },
        explain: vec![
            "Each of them has a credential of its own, which the backend reads with. It is proven at once.".into(),
            "The portal needs the system's plugin as well; what is next names it.".into(),
        ],
        form: Form::Choice(choices),
        default: Some("none".into()),
        default_unasked: true,
        ways: vec![format!("--integration {}", names.join(" or "))],
        ..Question::default()
    }
}

fn credential(contract: &Contract, id: &str, purpose: Purpose, best: &str) -> Choice {
    let spec = contract.credentials.get(id);
    let (title, cost) = spec.map_or((id, ""), |spec| (spec.title.as_str(), spec.cost_for(purpose)));
    let advice = if id == best { "recommended here; " } else { "" };
    Choice { value: id.to_owned(), label: format!("{title}\n{advice}{cost}") }
}

fn choosing(key: &str, prompt: &str, purpose: Purpose, choices: Vec<Choice>, best: &str) -> Question {
    let values: Vec<_> = choices.iter().map(|choice| choice.value.clone()).collect();
    Question {
        key: key.into(),
        prompt: prompt.into(),
        about: format!("the credential for {}", purpose.title()),
        explain: vec![what_it_is_for(purpose).into()],
        form: Form::Choice(choices),
        default: Some(best.to_owned()),
        default_unasked: true,
        ways: vec![format!("--{key} {}", values.join(" or "))],
        ..Question::default()
    }
}

/// What a credential does, and what it does not.
const fn what_it_is_for(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Authentication => {
            "People are sent to the provider as this client, and come back with who they are. It reads no code: what the backend reads \
             with is a question of its own, also where one App serves both."
        }
        Purpose::Integration => {
            "The backend reads with it day and night, whoever is signed in: repositories for the catalog, templates, documentation. \
             Nobody signs in by it."
        }
        Purpose::OrgData => {
            "People and teams are read into the catalog with it, on a schedule. Whoever signs in and is not among them is refused."
        }
    }
}

/// Is an optional feature wanted?
pub(in crate::init::choose) fn feature(name: &str, feature: &Feature) -> Question {
    Question {
        key: format!("feature-{name}"),
        prompt: feature.ask.clone().unwrap_or_else(|| format!("Is {name} wanted?")),
        about: format!("{name}: {}", feature.about),
        explain: needs(name, feature),
        form: Form::YesNo,
        default: Some("no".into()),
        default_unasked: true,
        ways: vec![format!("--feature {name}")],
        ..Question::default()
    }
}

/// What people do without a feature, and what the credential has to be allowed for it.
fn needs(name: &str, feature: &Feature) -> Vec<String> {
    let without = features().get(name).map(|facts| format!("Without it: {}.", facts.without));
    let scopes: Vec<_> = feature.scopes.iter().map(String::as_str).collect();
    let permissions: Vec<_> = feature.permissions.iter().map(|(name, level)| format!("{name} {level}")).collect();
    let asked = [("scopes of a token", scopes.join(", ")), ("permissions of an App", permissions.join(", "))];
    let asked = asked.into_iter().filter(|(_, named)| !named.is_empty());
    without.into_iter().chain(asked.map(|(what, named)| format!("It needs as {what}: {named}."))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{self, Target};

    #[test]
    fn a_systems_name_stands_before_each_of_its_credentials_once() {
        for (system, label, is) in [
            ("GitLab", "access token\nits cost", "GitLab: access token\nits cost"),
            ("GitHub", "GitHub App\nits cost", "GitHub App\nits cost"),
            ("Azure DevOps", "service principal", "Azure DevOps: service principal"),
            ("AWS CodeCommit", "CodeCommit access key", "AWS CodeCommit: access key"),
            ("Bitbucket Cloud", "Bitbucket API token", "Bitbucket Cloud: API token"),
        ] {
            assert_eq!(of_system(system, label), is);
        }
    }

    #[test]
    fn every_source_of_people_has_a_name_and_a_value_of_its_own() {
        let contracts = contract::on(Target::Backstage);
        let from: Vec<_> =
            contracts.iter().filter(|contract| contract.purposes.contains_key(&Purpose::OrgData)).collect();
        let from: Vec<_> = from.into_iter().filter(|contract| contract.name.starts_with("ldap")).collect();
        let Form::Choice(choices) = people_from(&from, None).form else { panic!("a list") };
        let said: Vec<_> = choices.iter().map(|choice| (choice.value.as_str(), choice.label.as_str())).collect();
        assert_eq!(said[0].0, "none");
        let told = |(value, label): &(&str, &str)| format!("{value}: {}", label.lines().next().unwrap_or_default());
        assert_eq!(
            said[1..].iter().map(told).collect::<Vec<_>>(),
            ["ldap: an LDAP directory", "ldap-ad: Active Directory"]
        );
    }
}
