//! The questions of the first part, with what a person needs to know to answer them.

use url::Url;

use super::advise::HELP;
use crate::answers::file::Target;
use crate::answers::{Choice, Form, Question};
use crate::contract::concepts::features;
use crate::contract::{Contract, CredentialSpec, Feature};
use crate::credential::Purpose;

const PURPOSES: &[&str] = &[
    "sign-in      who is the person at the browser?    an OAuth client",
    "integration  how does the portal read your code?  a token or an app",
    "org data     which people and teams exist?        mostly the one above",
    "A sign-in client cannot read repositories, and a token cannot sign people in. Whoever signs in must also exist in the catalog, or the \
     portal refuses them: that is org data.",
];

/// The three lines that stand where the choice is made.
pub(in crate::init) fn purposes() -> &'static [&'static str] {
    &PURPOSES[..3]
}

/// What reads the files?
pub(super) fn target() -> Question {
    let choice = |target: Target, label: &str| Choice { value: target.id().into(), label: label.into() };
    Question {
        key: "target".into(),
        prompt: "Which portal is it?".into(),
        about: "what reads the files that are written".into(),
        explain: vec![
            "VeeCode DevPortal takes much of its configuration from a profile or from presets, so that little has to be \
             written besides."
                .into(),
            "Any other Backstage reads what is written here alone, and needs modules in its backend.".into(),
            "A profile is a ready configuration for one provider inside the v1 image; presets are smaller parts of one inside \
             the v2 image, of which several are named. VEECODE_PROFILE or VEECODE_PRESETS in its environment tells which it is."
                .into(),
        ],
        form: Form::Choice(vec![
            choice(Target::V1, "VeeCode DevPortal with a profile\nthe v1 image, started with VEECODE_PROFILE"),
            choice(Target::V2, "VeeCode DevPortal with presets\nthe v2 image, started with VEECODE_PRESETS"),
            choice(Target::Backstage, "another Backstage\nyour own, or another distribution; its configuration is written whole"),
        ]),
        default: Some(Target::V1.id().into()),
        default_unasked: true,
        ways: vec!["--target v1, v2 or backstage".into()],
        ..Question::default()
    }
}

/// What the question is called what stands first.
pub(super) const FIRST: &str = "profile";

/// By whom do people sign in?
pub(super) fn main(target: Target, contracts: &[Contract]) -> Question {
    let choice = |contract: &Contract| Choice {
        value: contract.name.clone(),
        label: format!("{}\n{}", contract.title, contract.about),
    };
    let help =
        Choice { value: HELP.into(), label: "help me choose\nfive questions, then what fits you, and why".into() };
    let mut first: Vec<_> = contracts.iter().filter(|contract| contract.stands_first()).collect();
    // A portal without sign-in is nobody's usual one.
    first.sort_by_key(|contract| !contract.purposes.contains_key(&Purpose::Authentication));
    let presets = (target == Target::V2).then(|| sign_in_presets(&first));
    let ways = match &presets {
        Some(presets) => vec![format!("--presets NAME,NAME, with one by which people sign in: {}", presets.join(", "))],
        None => vec!["--profile NAME, or in the answers file under `profile`".into()],
    };
    Question {
        key: FIRST.into(),
        called: presets.map(|_| "presets".into()),
        prompt: "Where do people sign in?".into(),
        about: match target {
            Target::V1 => "it decides which profile the portal starts with",
            Target::V2 => "it decides which presets the portal starts with",
            Target::Backstage => "it decides which provider the backend is given",
        }
        .into(),
        explain: PURPOSES.iter().map(|&line| line.to_owned()).collect(),
        form: Form::Choice(first.into_iter().map(choice).chain([help]).collect()),
        ways,
        ..Question::default()
    }
}

/// The presets by which people sign in, each once.
fn sign_in_presets(first: &[&Contract]) -> Vec<String> {
    let presets = first.iter().flat_map(|contract| &contract.otherwise(Target::V2).presets);
    let signs_in = presets.filter(|(_, brings)| brings.first() == Some(&Purpose::Authentication));
    let mut names: Vec<_> = signs_in.map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// Which address?
pub(super) fn portal() -> Question {
    Question {
        key: "portal-url".into(),
        prompt: "Where will the portal be?".into(),
        about: "the portal's address in people's browsers".into(),
        explain: vec![
            "The address that people type. Callback addresses and cookies are made from it, so localhost and 127.0.0.1, \
             http and https, and another port are different places."
                .into(),
        ],
        form: Form::Text,
        default: Some("http://localhost:7007".into()),
        default_unasked: true,
        example: Some("https://portal.acme.dev".into()),
        ways: vec!["--portal-url URL".into()],
        ..Question::default()
    }
}

/// What for?
pub(super) fn stage(portal: &Url) -> Question {
    let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
    let production = choice("production", "yes: one credential for people, another for the backend");
    let local =
        choice("local", "no: as few credentials as possible\nsimpler; whoever finds one of them has all that it opens");
    let (first, second) = if is_loopback(portal) { (local, production) } else { (production, local) };
    Question {
        key: "stage".into(),
        prompt: "Is this portal for production?".into(),
        about: "what the portal is for; it decides what is recommended".into(),
        explain: vec![
            "In production people and backend have separate credentials, so that a leak of one does not open the other."
                .into(),
            "On your own machine one credential for both is simpler.".into(),
        ],
        default: Some(first.value.clone()),
        form: Form::Choice(vec![first, second]),
        default_unasked: true,
        ways: vec!["--stage local or production".into()],
        ..Question::default()
    }
}

/// What the question about a portal for production is called in which nobody signs in.
pub const WITHOUT_SIGN_IN: &str = "without-sign-in";

/// In production, too?
pub(super) fn without_sign_in() -> Question {
    let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
    Question {
        key: WITHOUT_SIGN_IN.into(),
        prompt: "A portal for production in which nobody signs in?".into(),
        about: "Guest is closed in production, so nobody can enter until a sign-in is added".into(),
        explain: vec![
            "Without a sign-in everybody is the guest, whom the image makes an administrator. So Guest is closed in \
             production, and then nobody can enter: choose where people sign in, or add a provider of your own later."
                .into(),
        ],
        form: Form::Choice(vec![
            choice("no", "no: choose where people sign in"),
            choice("yes", "yes: nobody can enter until a sign-in is added"),
        ]),
        default: Some("no".into()),
        ways: vec!["--without-sign-in; or --profile NAME, or --stage local".into()],
        ..Question::default()
    }
}

/// What signs people in? The recommended credential stands first and says so.
pub(super) fn sign_in(main: &Contract, or: &[String], best: &str) -> Question {
    let mut ordered: Vec<_> = or.to_vec();
    ordered.sort_by_key(|id| id != best);
    let choices = ordered.iter().map(|id| credential(main, id, Purpose::Authentication, best)).collect();
    choosing("auth", "What signs people in?", Purpose::Authentication, choices, best)
}

/// What does the backend read with? The profile's own credentials first, then other providers'.
pub(super) fn integration(own: &Contract, offered: &[(&Contract, String)], best: &str) -> Question {
    let named = |(contract, id): &(&Contract, String)| {
        let choice = credential(contract, id, Purpose::Integration, best);
        let other = contract.name != own.name;
        let title = contract.provider_title();
        let named = choice.label.starts_with(&title);
        let label = if other && !named { format!("{title}: {}", choice.label) } else { choice.label };
        Choice { label, ..choice }
    };
    let mut choices: Vec<_> = offered.iter().map(named).collect();
    choices.push(Choice { value: "none".into(), label: "nothing\nthe portal reads no code".into() });
    choices.sort_by_key(|choice| choice.value != best);
    choosing("integration", "What holds your code, and how is it read?", Purpose::Integration, choices, best)
}

/// What reads people and teams, when the backend reads code somewhere else?
pub(super) fn people(main: &Contract, or: &[String]) -> Question {
    let best = or.first().cloned().unwrap_or_default();
    let choices = or.iter().map(|id| credential(main, id, Purpose::OrgData, &best)).collect();
    choosing("org-data", "What reads people and teams?", Purpose::OrgData, choices, &best)
}

/// Where do people come from, when sign-in knows none? From the integration, if that does.
pub(super) fn people_from(from: &[&Contract], best: Option<&Contract>) -> Question {
    let choice = |contract: &&Contract| {
        let same = best.is_some_and(|best| best.name == contract.name);
        let how = if same { "with the integration's credential" } else { "with a credential of its own" };
        Choice { value: contract.provider.clone(), label: format!("{}\n{how}", contract.provider_title()) }
    };
    let mut choices: Vec<_> = from.iter().map(choice).collect();
    choices.push(Choice { value: "none".into(), label: "from nowhere\nyou bring them as catalog files".into() });
    let best = best.map_or("none", |best| best.provider.as_str());
    choices.sort_by_key(|choice| choice.value != best);
    choosing("org-data", "Where do people and teams come from?", Purpose::OrgData, choices, best)
}

/// What the question is called by which one more system is chosen; from the second one on a number follows.
const ALSO: &str = "also";

/// What the question for one more system is called, counted from nought.
pub fn also_key(at: usize) -> String {
    if at == 0 { ALSO.to_owned() } else { format!("{ALSO}-{}", at + 1) }
}

/// The place that a question has among those for more systems, if it is one.
pub(super) fn also_at(key: &str) -> Option<usize> {
    let rest = key.strip_prefix(ALSO)?;
    if rest.is_empty() { Some(0) } else { rest.strip_prefix('-')?.parse::<usize>().ok()?.checked_sub(1) }
}

/// What else does the portal show?
pub(super) fn also(at: usize, left: &[&Contract], chosen: &str) -> Question {
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
pub(super) fn feature(name: &str, feature: &Feature) -> Question {
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

/// Tells whether an address can only be reached from its own machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
