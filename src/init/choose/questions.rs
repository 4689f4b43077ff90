//! The questions of the first part, with what a person needs to know to answer them.

mod credentials;

use url::Url;

pub use self::credentials::also_key;
pub(super) use self::credentials::{also, also_at, feature, integration, people, people_from, sign_in};
use super::advise::HELP;
use crate::answers::file::{Deploy, Target};
use crate::answers::{Choice, Form, Question};
use crate::contract::{Contract, Developed};
use crate::credential::Purpose;
use crate::plan::{is_loopback, show};

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
            choice(
                Target::Backstage,
                "another Backstage\nyour own, or Red Hat Developer Hub; its configuration is written whole",
            ),
        ]),
        default: Some(Target::V1.id().into()),
        default_unasked: true,
        ways: vec!["--target v1, v2 or backstage".into()],
        ..Question::default()
    }
}

/// What the question is called how a Backstage is deployed, and its answer where nothing is written for that.
pub(super) const DEPLOY: &str = "deploy";
pub(super) const PLAIN: &str = "plain";

/// How does it run?
pub(super) fn deploy() -> Question {
    let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
    Question {
        key: DEPLOY.into(),
        prompt: "How is it deployed?".into(),
        about: "how a Backstage is deployed that is not VeeCode's; it decides what is written besides".into(),
        explain: vec![
            "A Backstage of your own gets its modules by lines of code, which are named at the end.".into(),
            "Red Hat Developer Hub has the modules for sign-in built in and loads others as dynamic plugins; its operator and its \
             chart take the configuration from a ConfigMap, and secrets from a Secret."
                .into(),
        ],
        form: Form::Choice(vec![
            choice(PLAIN, "as a Backstage of your own\nmodules are code; its files are read where it starts"),
            choice(Deploy::RhdhOperator.id(), "as Red Hat Developer Hub, by its operator\nConfigMaps and a `Backstage` resource"),
            choice(Deploy::RhdhHelm.id(), "as Red Hat Developer Hub, by its Helm chart\na ConfigMap and values"),
        ]),
        default: Some(PLAIN.into()),
        default_unasked: true,
        ways: vec!["--deploy plain, rhdh-operator or rhdh-helm".into()],
        ..Question::default()
    }
}

/// What the question is called which release of Red Hat Developer Hub it is.
pub(super) const RHDH: &str = "rhdh";

/// Which release? Nobody is asked: paths of modules hardly move.
pub(super) fn rhdh() -> Question {
    Question {
        key: RHDH.into(),
        prompt: "Which release of Red Hat Developer Hub?".into(),
        about: "the release of Red Hat Developer Hub, by which its dynamic plugins are named".into(),
        form: Form::Text,
        quiet: true,
        ways: vec!["--rhdh RELEASE".into()],
        ..Question::default()
    }
}

/// What the question is called what stands first.
pub(in crate::init) const FIRST: &str = "profile";

/// By whom do people sign in?
pub(super) fn main(target: Target, contracts: &[Contract]) -> Question {
    let choice = |contract: &Contract| Choice {
        value: contract.name.clone(),
        label: format!("{}\n{}", contract.title, contract.about),
    };
    let help =
        Choice { value: HELP.into(), label: "help me choose\nfive questions, then what fits you, and why".into() };
    let mut first: Vec<_> = contracts.iter().filter(|contract| contract.stands_first()).collect();
    // A portal without sign-in is nobody's usual one, and what stands in front of one is there already or not meant.
    first.sort_by_key(|contract| {
        (!contract.purposes.contains_key(&Purpose::Authentication), contract.stands_in_front())
    });
    let presets = (target == Target::V2).then(|| sign_in_presets(&first));
    let names: Vec<_> = first.iter().map(|contract| contract.name.as_str()).collect();
    let ways = match &presets {
        Some(presets) => vec![format!("--presets NAME,NAME, with one by which people sign in: {}", presets.join(", "))],
        None => vec![
            "`--profile NAME`, or in the answers file under `profile`".into(),
            format!("NAME is one of {}", names.join(", ")),
        ],
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

/// The key of the backend's own address, which nobody is asked for.
pub(super) const BACKEND: &str = "backend-url";

/// Which address?
pub(super) fn portal(backend: Option<&Url>, started: Option<Developed>) -> Question {
    Question {
        key: "portal-url".into(),
        prompt: "Where will the portal be?".into(),
        about: match (backend.map(show), started) {
            (None, Some(Developed { pages, backend })) => format!(
                "the address of its pages; `yarn start` has them at port {pages} and the backend at {backend}, which is taken where you say {pages}"
            ),
            (Some(backend), _) => {
                format!("the address of its pages; while `yarn start` runs it, the backend stays at {backend}")
            }
            (None, None) => "the portal's address in people's browsers".into(),
        },
        explain: vec![
            "The address that people type. Callback addresses and cookies are made from it, so localhost and 127.0.0.1, \
             http and https, and another port are different places."
                .into(),
        ],
        form: Form::Text,
        default: Some(started.map_or_else(
            || "http://localhost:7007".to_owned(),
            |started| format!("http://localhost:{}", started.pages),
        )),
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
            "In production people and backend have separate credentials where two can be had, so that a leak of one does not open the other."
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
