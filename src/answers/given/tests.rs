use super::super::{Form, file};
use super::*;
use crate::credential::Variable;
use crate::secrets::Dotenv;

fn question(key: &str) -> Question {
    Question {
        key: key.to_owned(),
        called: None,
        alone: false,
        prompt: String::new(),
        about: String::new(),
        explain: Vec::new(),
        form: Form::Text,
        default: None,
        default_unasked: false,
        example: None,
        docs: None,
        ways: Vec::new(),
        verbatim: false,
        who: crate::answers::Who::Anybody,
        quiet: false,
        own_words: false,
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, Secret)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), Secret::new(*value))).collect()
}

fn answer(given: &mut Given, key: &str) -> Reply {
    given.answer(&question(key), None).unwrap()
}

fn nothing_secret(_: &str) -> bool {
    false
}

#[test]
fn the_first_layer_that_knows_answers() {
    let mut given = Given::default()
        .with(Origin::Flag, pairs(&[("A", "flag")]))
        .with(Origin::AnswersFile, pairs(&[("A", "file"), ("B", "file")]))
        .with_environment(|name| matches!(name, "A" | "B" | "C").then(|| "environment".to_owned()))
        .with(Origin::Existing, pairs(&[("C", "old"), ("D", "old"), ("E", "")]));
    for (key, value, origin) in [
        ("A", "flag", Origin::Flag),
        ("B", "file", Origin::AnswersFile),
        ("C", "environment", Origin::Environment),
        ("D", "old", Origin::Existing),
    ] {
        assert_eq!(answer(&mut given, key), Reply::Answer(Secret::new(value)));
        assert_eq!(given.find(key).map(|(_, origin)| origin), Some(origin));
    }
    assert_eq!(answer(&mut given, "E"), Reply::None);
}

#[test]
fn what_this_run_gave_and_nobody_asked_for_is_known() {
    let mut given = Given::default()
        .with(Origin::Flag, pairs(&[("A", "flag"), ("B", "flag"), ("write", "yes")]))
        .with(Origin::SecretFrom, pairs(&[("C", "secret")]))
        .with(Origin::AnswersFile, pairs(&[("D", "file")]));
    answer(&mut given, "A");
    assert_eq!(given.unasked(), ["B", "C"]);
}

#[test]
fn the_environment_is_asked_for_variables_only_and_empty_ones_are_not_set() {
    let mut given = Given::default().with_environment(|name| match name {
        "EMPTY" => Some(String::new()),
        name => panic!("the environment was asked for {name}"),
    });
    assert_eq!(answer(&mut given, "profile"), Reply::None);
    assert_eq!(answer(&mut given, "portal-url"), Reply::None);
    assert_eq!(answer(&mut given, "EMPTY"), Reply::None);
}

#[test]
fn a_consent_is_given_by_this_run_and_by_no_interrupted_one() {
    let consent = |key: &str| Question { who: Who::WhoRuns, ..question(key) };
    let mut given = Given::default()
        .with(Origin::Flag, pairs(&[("said", "yes")]))
        .with(Origin::Interrupted, pairs(&[("said", "no"), ("write", "yes")]))
        .with(Origin::Existing, pairs(&[("write", "yes")]));
    assert_eq!(given.answer(&consent("said"), None).unwrap(), Reply::Answer(Secret::new("yes")));
    assert!(!given.knows(&consent("write")));
    assert_eq!(given.answer(&consent("write"), None).unwrap(), Reply::None);
    assert_eq!(answer(&mut given, "write"), Reply::Answer(Secret::new("yes")));
}

#[test]
fn what_was_refused_is_not_given_again() {
    let mut given = Given::default().with(Origin::Flag, pairs(&[("A", "wrong")]));
    assert_eq!(answer(&mut given, "A"), Reply::Answer(Secret::new("wrong")));
    assert_eq!(given.answer(&question("A"), Some("it is wrong")).unwrap(), Reply::None);
    assert_eq!(answer(&mut given, "A"), Reply::None);
}

#[test]
fn a_secret_as_an_arguments_value_is_refused_without_being_shown() {
    let token = format!("ghp_CANARY{}", "x".repeat(30));
    let contract = |name: &str| name == "GITHUB_TOKEN";
    for flag in ["GITHUB_TOKEN=CANARY".to_owned(), format!("GITHUB_ORG={token}"), token.clone(), format!("{token}=x")] {
        let error = format!("{:?}", set(&[flag], &contract).unwrap_err());
        assert!(!error.contains("CANARY"), "{error}");
    }
    assert_eq!(
        set(&["GITHUB_TOKEN=x".to_owned()], &contract).unwrap_err().to_string(),
        "`GITHUB_TOKEN` is a secret, and a secret is never taken as an argument's value; \
         use `--secret-from GITHUB_TOKEN=env:VARIABLE`, `file:PATH`, `store`, `cmd:COMMAND` or `-`"
    );
}

#[test]
fn a_client_secret_is_no_id() {
    for flag in [
        format!("GITHUB_AUTH_CLIENT_ID={}", "c0ffee77aa".repeat(4)),
        "KEYCLOAK_CLIENT_ID=Vq3Lm9T2bWc7Rk0Hd5YsJf8NpZaXe1Gu".to_owned(),
        "OIDC_CLIENT_ID=GOCSPX-c4n4ry".to_owned(),
    ] {
        let error = set(std::slice::from_ref(&flag), &nothing_secret).unwrap_err().to_string();
        assert!(error.contains("has the form of a client secret"), "{error}");
        assert!(!error.contains(flag.split_once('=').unwrap().1), "{error}");
    }
    for flag in ["OIDC_CLIENT_ID=Vq3Lm9T2bWc7Rk0Hd5YsJf8NpZaXe1Gu", "KEYCLOAK_CLIENT_ID=devportal-2024-production-eu"] {
        assert!(set(&[flag.to_owned()], &nothing_secret).is_ok(), "{flag}");
    }
}

#[test]
fn plain_values_are_taken_up_to_the_first_equals_sign() {
    let values = set(&["A=b=c".to_owned(), "EMPTY=".to_owned()], &nothing_secret).unwrap();
    assert_eq!(values["A"].expose(), "b=c");
    assert!(values["EMPTY"].is_empty());
    let twice = set(&["A=b".to_owned(), "A=b".to_owned()], &nothing_secret).unwrap_err();
    assert_eq!(twice.to_string(), "`--set A` is given twice; keep one");
}

#[test]
fn the_answers_file_answers_by_flag_and_by_variable() {
    let text = "version: 1\ntarget: v1\nprofile: github\nportal: { url: 'https://portal.acme.example', stage: production }\n\
                purposes:\n  authentication: { provider: keycloak }\n  integration:\n  - { provider: github, credential: github-app }\n\
                \x20 - { provider: gitlab }\n  org-data: { provider: keycloak }\nproviders: { github: { api-url: 'https://ghe/api/v3' } }\n\
                values: { GITHUB_ORG: acme }\nadministrators: group:default/platform\ndeploy: [compose, helm]\ncreate: [a, b]\n";
    let answers = from_file(&file::parse(text).unwrap());
    let shown: Vec<_> = answers.iter().map(|(key, value)| (key.as_str(), value.expose())).collect();
    let expected = [
        ("GITHUB_ORG", "acme"),
        ("a", "make"),
        ("admin-group", "group:default/platform"),
        ("api-url", "github=https://ghe/api/v3"),
        ("auth", "keycloak"),
        ("b", "make"),
        ("deploy", "compose,helm"),
        ("integration", "github:github-app,gitlab"),
        ("org-data", "keycloak"),
        ("portal-url", "https://portal.acme.example"),
        ("profile", "github"),
        ("stage", "production"),
        ("target", "v1"),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn only_secrets_that_the_file_places_in_the_store_are_fetched_from_it() {
    let file = file::parse("version: 1\nsecrets: { HERE: dotenv, GONE: dotenv, THERE: keyring }\n").unwrap();
    let held = ["HERE", "THERE", "OTHER"].map(|name| (Variable::new(name), Secret::new(name)));
    let fetched = from_store(&file, &Dotenv::holding(held.into_iter().collect())).unwrap();
    assert_eq!(fetched.keys().collect::<Vec<_>>(), ["HERE"]);
}
