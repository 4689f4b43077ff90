//! Every row of `templates/systems` and `templates/sign-in`: against the sandbox, against recorded answers of the real ones, and in a configuration.

#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

mod ending;
#[path = "../fake/mod.rs"]
mod fake;
mod recorded;
mod rehearsed;

use std::collections::{BTreeMap, BTreeSet};

use devportal_auth::agreed::{Agreed, Server};
use devportal_auth::contract::system::{System, SystemCredential, systems};
use devportal_auth::credential::{CredentialKind, Fields, Secret};
use devportal_auth::proof::Proof;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::system::ByRow;
use devportal_auth::providers::{Provider, Wanted};
use devportal_auth::sandbox::systems::copied;
use devportal_auth::secrecy::{Nature, veiled};
use url::Url;

/// All rows.
fn all() -> &'static [System] {
    systems()
}

/// What is wanted of a credential at an address, with the settings that the row has as examples.
fn wanted(system: &System, credential: &str, at: &Url) -> Wanted {
    let examples = system
        .settings
        .iter()
        .filter_map(|(word, variable)| Some((word.clone(), system.variables.get(variable)?.example.clone()?)));
    let mut settings: BTreeMap<_, _> = examples.collect();
    settings.insert("base-url".to_owned(), at.to_string());
    Wanted {
        credential: credential.to_owned(),
        kind: CredentialKind::AccessToken,
        purposes: BTreeSet::from([system.purpose()]),
        url: at.clone(),
        api_url: at.clone(),
        portal: Url::parse("http://localhost:7007").unwrap(),
        callback: None,
        settings,
        scopes: BTreeMap::new(),
        permissions: BTreeMap::new(),
        name: "acme-devportal".to_owned(),
    }
}

/// The parts that the sandbox takes.
fn fields(system: &System, spec: &SystemCredential) -> Fields {
    let copied: BTreeMap<_, _> = copied(system).into_iter().collect();
    spec.fields.iter().map(|(field, variable)| (field.clone(), copied[variable].clone())).collect()
}

/// The same with another secret.
fn wrong(system: &System, spec: &SystemCredential) -> Fields {
    let other = |(field, value): (&str, &Secret)| {
        let secret = system.variables[&spec.fields[field]].secret;
        (
            field.to_owned(),
            if secret { Secret::new("canary0canary0canary0canary0canary0canary") } else { value.clone() },
        )
    };
    fields(system, spec).iter().map(other).collect()
}

/// Proves, asking nobody but the server of the address.
async fn prove(system: &'static System, wanted: &Wanted, fields: &Fields) -> Proof {
    let agreed = Agreed::by("--trust-host");
    agreed.say(Server::of(&wanted.url).unwrap());
    let options = HttpOptions { backoff: std::time::Duration::from_millis(1), ..HttpOptions::default() };
    let http = Http::new(options).unwrap().behind(agreed.gate(&system.name));
    ByRow::new(system, http).prove(wanted, fields).await
}

/// What the steps of a proof say.
fn said(proof: &Proof) -> String {
    proof.steps.iter().map(|step| format!("{}: {}\n", step.name, step.says)).collect()
}

#[test]
fn a_word_that_only_says_how_a_credential_is_sent_is_no_secret() {
    for system in all() {
        let headers = system.credentials.values().flat_map(|spec| spec.sends.headers.values());
        for scheme in headers.filter_map(|template| template.split_once(" <")).map(|(scheme, _)| scheme) {
            let value = format!("{scheme} Zq7Wm3Kp9Rt5Yv2Nb8Xc4");
            let hidden = veiled(&value, Nature::Secret);
            let last = scheme.split([' ', '=']).next().unwrap_or(scheme).len();
            assert!(hidden.iter().all(|stretch| stretch.start >= last), "{}: `{scheme}` is hidden", system.name);
            assert!(!hidden.is_empty(), "{}: what stands behind `{scheme}` is shown", system.name);
        }
    }
}
