//! Holds the contracts against what the image loads, both ways, and against what a person needs to answer them.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use devportal_auth::contract::{self, Contract, Piece, Serves, Target};
use devportal_auth::credential::Variable;
use devportal_auth::document;

/// Keys that stand in a fragment only because the image's own value does not do.
const MENDS: &[&str] =
    &["guest: null", "environment: production", "prompt: auto", "secure: true", "githubUrl:", "github: null"];

fn contracts() -> Vec<Contract> {
    contract::all().to_vec()
}

/// The names in `${NAME}` and `${NAME:-default}`.
fn references(text: &str) -> BTreeSet<String> {
    let after = text.split("${").skip(1).filter_map(|rest| rest.split('}').next());
    after.map(|inside| inside.split(':').next().unwrap_or(inside).to_owned()).collect()
}

/// What the image loads for a contract; nothing for one that is no profile.
fn layer(contract: &Contract) -> String {
    let profile = &contract.name;
    if !contract.is_profile() {
        return String::new();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("templates/v1/layers/app-config.{profile}.yaml"));
    fs::read_to_string(path).expect("the profile's layer is there")
}

fn fragment(contract: &Contract) -> String {
    contract.fragment.iter().map(|piece| piece.yaml.as_str()).collect()
}

#[test]
fn every_variable_that_a_layer_or_fragment_reads_is_explained() {
    for contract in contracts() {
        let integrates = contracts().into_iter().filter(|other| contract.integrates.as_ref() == Some(&other.name));
        let mut known: BTreeSet<_> = contract.variables.keys().map(Variable::to_string).collect();
        known.extend(integrates.flat_map(|other| other.variables.into_keys()).map(|variable| variable.to_string()));
        let read =
            references(&layer(&contract)).union(&references(&fragment(&contract))).cloned().collect::<BTreeSet<_>>();
        let unknown: Vec<_> = read.iter().filter(|name| !known.contains(*name)).collect();
        assert!(
            unknown.is_empty(),
            "profile `{}` reads {unknown:?}, which its contract does not explain",
            contract.name
        );
    }
}

#[test]
fn every_variable_of_a_contract_is_read_by_somebody() {
    for contract in contracts() {
        let read: BTreeSet<_> =
            references(&layer(&contract)).union(&references(&fragment(&contract))).cloned().collect();
        for (variable, spec) in &contract.variables {
            let file = spec.own_file.is_some() && fragment(&contract).contains(&format!("<{variable}>"));
            let used = read.contains(variable.as_str()) || file || spec.transient || spec.ours;
            assert!(used, "nothing reads `{variable}` of profile `{}`", contract.name);
        }
    }
}

#[test]
fn every_variable_that_a_person_is_asked_for_says_what_it_is_and_where_to_find_it() {
    for contract in contracts() {
        let fields = contract
            .credentials
            .values()
            .flat_map(|spec| spec.fields.values().chain(spec.administrator.values()).chain(spec.chosen.values()));
        for variable in contract.settings.values().chain(fields) {
            let spec = contract.variable(variable).unwrap_or_else(|| panic!("`{variable}` is not described"));
            assert!(spec.prompt.is_some(), "`{variable}` has no prompt");
            assert!((1..=8).contains(&spec.explain.len()), "`{variable}` is explained in {} lines", spec.explain.len());
            assert!(spec.secret || spec.example.is_some(), "`{variable}` has no example");
            assert!(spec.explain.iter().all(|line| line.chars().count() <= 110), "`{variable}` has a long line");
        }
    }
}

#[test]
fn every_purpose_is_served_by_credentials_that_there_are() {
    for contract in contracts() {
        for (purpose, serves) in &contract.purposes {
            match serves {
                Serves::Follows { follows } => assert!(contract.purposes.contains_key(follows)),
                Serves::OneOf { production, local, or } => {
                    assert!(or.iter().all(|id| contract.credentials.contains_key(id)), "{purpose:?}");
                    assert!(or.contains(production) && or.contains(local), "{purpose:?}");
                }
            }
        }
        let served = contract.purposes.values().filter_map(|serves| match serves {
            Serves::OneOf { or, .. } => Some(or.clone()),
            Serves::Follows { .. } => None,
        });
        let served: BTreeSet<_> = served.flatten().collect();
        let idle: Vec<_> = contract.credentials.keys().filter(|id| !served.contains(*id)).collect();
        assert!(idle.is_empty(), "nothing uses {idle:?} of profile `{}`", contract.name);
    }
}

#[test]
fn every_condition_of_a_fragment_is_a_fact_that_can_hold() {
    let mut facts: BTreeSet<String> = [
        "self-hosted",
        "administrators",
        "local",
        "production",
        "http",
        "https",
        "sign-in",
        "v1",
        "v2",
        "backstage",
        "rhdh",
        "image",
        "brought authentication",
        "brought integration",
        "brought org-data",
        "authentication",
        "integration",
        "org-data",
        "github-app",
        "oauth-client",
        "access-token",
        "service-principal",
        "account",
        "bind-account",
    ]
    .map(str::to_owned)
    .into();
    for contract in contracts() {
        facts.extend(contract.credentials.keys().cloned());
        facts.extend(contract.credentials.values().map(|spec| format!("reads by {}", spec.kind.id())));
        facts.insert(format!("with {}", contract.name));
        facts.insert(format!("profile {}", contract.name));
        let presets = contract.otherwise(Target::V2).presets.keys();
        facts.extend(presets.map(|preset| format!("preset {preset}")));
        for (field, variable) in &contract.settings {
            let choices = contract.variable(variable).into_iter().flat_map(|spec| spec.choices.keys());
            facts.extend(choices.map(|value| format!("{field} {value}")));
        }
    }
    let portal = contract::portal().clone();
    let own = contracts().into_iter().flat_map(|contract| contract.fragment);
    for condition in own.chain(portal.first).chain(portal.last).flat_map(|piece| piece.when) {
        let fact = condition.strip_prefix("not ").unwrap_or(&condition);
        assert!(facts.contains(fact), "a piece asks for `{condition}`");
    }
}

#[test]
fn no_two_contracts_name_a_credential_alike_unless_only_one_can_be_there() {
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for contract in contracts() {
        for id in contract.credentials.keys() {
            let taken = seen.iter().any(|(provider, other)| other == id && *provider != contract.provider);
            assert!(!taken, "`{id}` is a credential of two providers");
            seen.insert((contract.provider.clone(), id.clone()));
        }
    }
}

#[test]
fn a_piece_that_every_target_may_have_speaks_of_no_profile() {
    for contract in contracts() {
        let elsewhere = |fact: &String| fact != "v1" && fact != "image" && !fact.starts_with("profile ");
        for piece in contract.fragment.iter().filter(|piece| piece.when.iter().all(elsewhere)) {
            let comments = piece.yaml.lines().filter(|line| line.trim_start().starts_with('#'));
            let untrue: Vec<_> = comments.filter(|line| line.contains("profile")).collect();
            assert!(untrue.is_empty(), "{}: {untrue:?}", contract.name);
        }
    }
}

#[test]
fn what_a_fragment_reads_is_a_variable_of_its_contract_on_every_target() {
    for target in Target::ALL {
        for contract in contract::on(target) {
            // What is left out there has pieces that only hold elsewhere.
            let holds = |piece: &&Piece| {
                let of = |fact: &str| ["v1", "v2", "backstage"].contains(&fact);
                piece.when.iter().all(|fact| !of(fact) || fact == target.id())
                    && (target != Target::Backstage || !piece.when.contains(&"image".to_owned()))
                    && piece.when.iter().all(|fact| !fact.starts_with("profile ") || target == Target::V1)
                    && piece.when.iter().all(|fact| !contract.otherwise(target).without.contains_key(fact))
            };
            let read = contract.fragment.iter().filter(holds).flat_map(|piece| references(&piece.yaml));
            let strange: Vec<_> = read.filter(|name| !contract.variables.contains_key(&Variable::new(name))).collect();
            assert!(strange.is_empty(), "{} on {}: {strange:?}", contract.name, target.id());
        }
    }
}

#[test]
fn every_piece_of_a_fragment_is_yaml_without_a_secret_in_it() {
    for contract in contracts() {
        for piece in &contract.fragment {
            document::value(&piece.yaml).unwrap_or_else(|error| panic!("profile `{}`: {error}", contract.name));
            let secret = |name: &&str| {
                ["secret", "token", "key", "password"].iter().any(|word| name.to_lowercase().ends_with(word))
            };
            for line in piece.yaml.lines() {
                let Some((name, value)) = line.trim().split_once(": ") else { continue };
                assert!(!secret(&name) || value.starts_with("${") || is_place(value), "`{line}`");
            }
        }
    }
}

/// A place that is filled with the name of a variable or of a file.
fn is_place(value: &str) -> bool {
    value
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .is_some_and(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}

#[test]
fn what_the_image_gets_wrong_is_mended_with_a_line_that_says_why() {
    let portal = contract::portal().clone();
    let own = contracts().into_iter().flat_map(|contract| contract.fragment);
    let mut mended = BTreeSet::new();
    // What nothing brings is no mend.
    let mends = |piece: &Piece| !piece.when.iter().any(|fact| fact == "backstage" || fact.starts_with("not brought "));
    for piece in own.chain(portal.first).chain(portal.last).filter(mends) {
        let lines: Vec<_> = piece.yaml.lines().map(str::trim_start).collect();
        for (index, line) in lines.iter().enumerate() {
            let Some(mend) = MENDS.iter().find(|mend| line.starts_with(**mend)) else { continue };
            mended.insert(*mend);
            let above = index.checked_sub(1).and_then(|above| lines.get(above)).unwrap_or(&"");
            assert!(above.starts_with("# "), "`{line}` does not say why");
        }
    }
    let never: Vec<_> = MENDS.iter().filter(|mend| !mended.contains(*mend)).collect();
    assert!(never.is_empty(), "nothing fixes {never:?}");
}

#[test]
fn the_api_of_a_host_of_ones_own_is_found_where_it_usually_is() {
    let github = contract::provider("github").unwrap();
    for (url, api) in [
        ("https://github.acme.dev", "https://github.acme.dev/api/v3"),
        ("https://acme.ghe.com", "https://api.acme.ghe.com"),
        ("https://myghe.com", "https://myghe.com/api/v3"),
    ] {
        assert_eq!(github.api_of(url), api);
    }
    let keycloak = contract::provider("keycloak").unwrap();
    assert_eq!(keycloak.api_of("https://sso.acme.dev"), "https://sso.acme.dev");
}
