//! What was refused is asked for again, and nothing else; what was refused is never offered.

use std::collections::BTreeMap;

use devportal_auth::browser::SystemBrowser;
use devportal_auth::init::End;
use devportal_auth::plan::Endpoints;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::ldap::Ldap;
use devportal_auth::sandbox::Sandbox;
use devportal_auth::sandbox::directory::{Directory, Kind, PASSWORD};

use crate::pipeline::{Outcome, back, play, run, types};

/// A wizard before a directory.
async fn directory(says: Vec<(&'static str, devportal_auth::answers::Reply)>) -> Outcome {
    let directory = Directory::start(Kind::OpenLdap).unwrap();
    let url = directory.url().clone();
    let stand_ins = BTreeMap::from([("ldap".to_owned(), Endpoints { api_url: url.clone(), url })]);
    let mut nobody = SystemBrowser { enabled: false, ..SystemBrowser::default() };
    let ldap = Ldap::new(Http::new(HttpOptions::default()).unwrap());
    play(Box::new(ldap), stand_ins, &mut nobody, says).await
}

fn asked<'o>(outcome: &'o Outcome, what: &[&str]) -> Vec<&'o str> {
    let named = |asked: &&String| what.contains(&asked.trim_end_matches('!'));
    outcome.asked.iter().filter(named).map(String::as_str).collect()
}

#[tokio::test]
async fn a_refused_token_asks_for_the_token_and_for_nothing_else() {
    let sandbox = Sandbox::start_with(["repo"]).unwrap();
    let token = sandbox.notes().classic_token;
    let wrong = format!("ghp_{}", "0".repeat(36));
    let says = vec![
        types("profile", "github-pat"),
        types("GITHUB_ORG", "acme"),
        types("GITHUB_TOKEN", &wrong),
        types("refused-credential", "give"),
        back("GITHUB_TOKEN"),
        types("refused-credential", "give"),
        types("GITHUB_TOKEN", token.expose()),
    ];
    let outcome = run(sandbox, says).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(
        asked(&outcome, &["GITHUB_ORG", "GITHUB_TOKEN", "refused-credential"]),
        ["GITHUB_ORG", "GITHUB_TOKEN", "refused-credential", "GITHUB_TOKEN!", "refused-credential", "GITHUB_TOKEN!"]
    );
}

#[tokio::test]
async fn an_organisation_that_is_not_there_is_asked_again_without_being_offered() {
    let sandbox = Sandbox::start_with(["repo"]).unwrap();
    let outcome = run(sandbox, vec![types("GITHUB_ORG", "acmee"), types("GITHUB_ORG", "acme")]).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(outcome.offered("GITHUB_ORG"), [None, None]);
}

#[tokio::test]
async fn a_base_that_is_not_in_the_directory_is_asked_again_and_the_address_is_not() {
    let settings = ["LDAP_URL", "LDAP_TLS", "LDAP_USERS_BASE_DN", "LDAP_USERS_FILTER", "LDAP_GROUPS_BASE_DN"];
    let before = |users: &'static str| {
        vec![
            types("profile", "ldap"),
            types("LDAP_URL", "ldaps://ldap.acme.test"),
            types("LDAP_USERS_BASE_DN", users),
            types("LDAP_GROUPS_BASE_DN", Kind::OpenLdap.groups_base()),
        ]
    };
    let account = || [types("LDAP_DN", Kind::OpenLdap.reader()), types("LDAP_SECRET", PASSWORD)];

    // Outside of the directory: anybody is told, before there is an account.
    let again = [types("LDAP_USERS_BASE_DN", Kind::OpenLdap.users_base())];
    let outside = before("ou=People,dc=acne,dc=test").into_iter().chain(again.clone()).chain(account()).collect();
    let outcome = directory(outside).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(asked(&outcome, &settings)[5..], ["LDAP_USERS_BASE_DN!"], "{:?}", outcome.asked);
    assert_eq!(outcome.offered("LDAP_USERS_BASE_DN").last(), Some(&None));

    // Inside of it: only the account sees that it is not there.
    let give = [types("refused-credential", "give")];
    let inside = before("ou=Peple,dc=acme,dc=test").into_iter().chain(account()).chain(give).chain(again).collect();
    let outcome = directory(inside).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(asked(&outcome, &settings)[5..], ["LDAP_USERS_BASE_DN!"], "{:?}", outcome.asked);
    assert_eq!(asked(&outcome, &["LDAP_DN", "LDAP_SECRET"]).len(), 2, "{:?}", outcome.asked);
}
