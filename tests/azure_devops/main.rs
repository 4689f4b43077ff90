//! Azure DevOps against a strict stand-in, with every form of no that was seen of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why")]

#[path = "../fake/mod.rs"]
mod strict;

use std::collections::{BTreeMap, BTreeSet};

use devportal_auth::credential::{CredentialKind, Fields, Purpose};
use devportal_auth::proof::Verdict;
use devportal_auth::providers::azure_devops::AzureDevOps;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::{Creation, Provider, Wanted};
use serde_json::json;
use url::Url;

use crate::strict::{Answer, Fake, Route, answer, bare, fields, on, post, text, told};

/// Base64 of `:CANARY-pat`.
const BASIC: &str = "Basic OkNBTkFSWS1wYXQ=";
const CLIENT: &str = "1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58";
const TENANT: &str = "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31";

impl Fake {
    fn wanted(&self, kind: CredentialKind) -> Wanted {
        let url = Url::parse(&self.base()).unwrap();
        let setting = |(field, value): (&str, &str)| (field.to_owned(), value.to_owned());
        Wanted {
            credential: String::new(),
            kind,
            purposes: BTreeSet::from([Purpose::Integration]),
            url: url.clone(),
            api_url: url.clone(),
            portal: url,
            callback: None,
            settings: [("organization", "acme"), ("project", "My Shop"), ("login-url", &self.base())]
                .map(setting)
                .into(),
            scopes: BTreeMap::from([("vso.code".to_owned(), BTreeSet::from(["discovery".to_owned()]))]),
            permissions: BTreeMap::new(),
            name: "acme-devportal".to_owned(),
        }
    }
}

fn azure() -> AzureDevOps {
    AzureDevOps::new(Http::new(HttpOptions::default()).unwrap())
}

fn token() -> Fields {
    fields(&[("token", "CANARY-pat")])
}

/// A request that asks for a refusal in place of a sign-in page.
fn by(authorization: &str, verb: &str, at: &str) -> Route {
    on(verb, at).header("authorization", authorization).header("x-tfs-fedauthredirect", "Suppress")
}

fn connection(authorization: &str) -> Route {
    by(authorization, "GET", "/acme/_apis/connectionData")
}

fn ada() -> Answer {
    let user = json!({ "id": "1b4d6f2a-0000", "providerDisplayName": "Ada Lovelace" });
    // Some answers come behind a byte order mark.
    let body = format!("\u{feff}{}", json!({ "authenticatedUser": user, "instanceId": "i" }));
    text(200, body).with("content-type", "application/json")
}

fn reads(fake: &mut Fake, authorization: &str) {
    let repositories = by(authorization, "GET", "/acme/My%20Shop/_apis/git/repositories");
    fake.once(repositories, answer(200, json!({ "count": 3, "value": [{}, {}, {}] })));
    let search = by(authorization, "POST", "/acme/My%20Shop/_apis/search/codesearchresults");
    fake.once(search, answer(200, json!({ "count": 2, "results": [] })));
}

#[tokio::test]
async fn a_token_that_does_is_told_with_its_owner_what_it_reads_and_what_it_should_not_be() {
    let mut fake = Fake::start();
    fake.once(connection(BASIC), ada());
    reads(&mut fake, BASIC);
    let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
    assert_eq!(proof.verdict(), Verdict::Valid);
    for words in ["`Ada Lovelace`", "3 in `My Shop`", "finds 2 catalog files", "2027-01-27"] {
        assert!(told(&proof).contains(words), "{words} in {}", told(&proof));
    }
}

#[tokio::test]
async fn every_form_of_no_is_told_in_its_own_words() {
    let page = || text(203, "<html>CANARY</html>").with("content-type", "text/html");
    let coded = |status, text: &str| answer(status, json!({ "message": format!("{text}: CANARY"), "typeKey": "X" }));
    let known = |status, text: &str| coded(status, text).with("x-vss-userdata", "id:ada");
    let refused = "\u{feff}{\"message\":\"TF400813: CANARY\",\"typeKey\":\"InvalidIdentityException\"}";
    let behind_a_mark = text(401, refused).with("content-type", "application/json");
    for (response, verdict, words) in [
        (page(), Verdict::Invalid, "does not know the token"),
        (bare(302).with("location", "https://login/_signin"), Verdict::Invalid, "does not know the token"),
        // A token of another organisation looks like one that has ended.
        (
            bare(401).with("www-authenticate", "Basic realm=\"https://dev.azure.com/\""),
            Verdict::Invalid,
            "is one of another organisation",
        ),
        (
            bare(401).with("x-tfs-serviceerror", "The+Personal+Access+Token+used+has+expired.+CANARY"),
            Verdict::Invalid,
            "the token has expired",
        ),
        (
            coded(401, "Access Denied: The Personal Access Token used has expired."),
            Verdict::Invalid,
            "the token has expired",
        ),
        (behind_a_mark, Verdict::Invalid, "may not enter this organisation"),
        (coded(401, "TF400813"), Verdict::Invalid, "may not enter this organisation"),
        (coded(403, "TF400813"), Verdict::Invalid, "may not enter this organisation"),
        (known(403, "TF402455"), Verdict::Insufficient, "a policy of the organisation"),
        (bare(403), Verdict::Insufficient, "may not do that"),
        (coded(404, "TF200016"), Verdict::Invalid, "no such project"),
        (known(404, "TF401019"), Verdict::Insufficient, "may not see it"),
        (bare(404), Verdict::Invalid, "no such organisation"),
        (bare(429).with("retry-after", "60"), Verdict::Unknown, "less often"),
        (bare(418), Verdict::Unknown, "does not give (status 418)"),
    ] {
        let mut fake = Fake::start();
        fake.once(connection(BASIC), response);
        if verdict == Verdict::Unknown {
            reads(&mut fake, BASIC);
        }
        let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{words} in {}", told(&proof));
    }
}

#[tokio::test]
async fn a_misspelt_project_is_told_with_the_one_that_was_probably_meant_where_the_token_may_list_them() {
    let list = answer(200, json!({ "count": 2, "value": [{ "name": "Tools" }, { "name": "My Shops" }] }));
    for (listed, words) in [(list, "did you mean `My Shops`?"), (bare(401), "after the organisation's")] {
        let mut fake = Fake::start();
        fake.once(connection(BASIC), ada());
        let none =
            answer(404, json!({ "message": "TF200016: CANARY", "typeKey": "ProjectDoesNotExistWithNameException" }));
        fake.once(by(BASIC, "GET", "/acme/My%20Shop/_apis/git/repositories"), none);
        fake.once(by(BASIC, "GET", "/acme/_apis/projects"), listed);
        let search = by(BASIC, "POST", "/acme/My%20Shop/_apis/search/codesearchresults");
        fake.once(search, answer(200, json!({ "count": 0, "results": [] })));
        let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
        assert!(told(&proof).contains("there is no such project") && told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn nobody_in_particular_is_no_credential() {
    let mut fake = Fake::start();
    let nobody = json!({ "authenticatedUser": { "id": "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa" } });
    fake.once(connection(BASIC), answer(200, nobody));
    let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
    assert!(told(&proof).contains("takes the caller for nobody"), "{}", told(&proof));
}

#[tokio::test]
async fn an_organisation_without_code_search_is_not_enough_for_discovery() {
    let mut fake = Fake::start();
    fake.once(connection(BASIC), ada());
    let repositories = by(BASIC, "GET", "/acme/My%20Shop/_apis/git/repositories");
    fake.once(repositories, answer(200, json!({ "count": 0, "value": [] })));
    fake.once(by(BASIC, "POST", "/acme/My%20Shop/_apis/search/codesearchresults"), bare(404));
    let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
    assert!(told(&proof).contains("install the extension \"Code Search\""), "{}", told(&proof));
    assert!(told(&proof).contains("none can be read"), "{}", told(&proof));
}

#[tokio::test]
async fn a_service_principal_speaks_with_a_token_of_its_own() {
    let mut fake = Fake::start();
    let granted = post(&format!("/{TENANT}/oauth2/v2.0/token"))
        .form("client_secret", "CANARY-secret")
        .form("scope", "499b84ac-1321-427f-aa17-267ca6975798/.default");
    fake.once(granted, answer(200, json!({ "access_token": "CANARY-bearer" })));
    fake.once(connection("Bearer CANARY-bearer"), ada());
    reads(&mut fake, "Bearer CANARY-bearer");
    let principal = fields(&[("tenant", TENANT), ("client-id", CLIENT), ("client-secret", "CANARY-secret")]);
    let proof = azure().prove(&fake.wanted(CredentialKind::ServicePrincipal), &principal).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    assert!(!told(&proof).contains("2027-01-27"));
}

#[tokio::test]
async fn a_service_principal_that_microsoft_refuses_never_reaches_azure_devops() {
    for (code, words) in [
        (7_000_222, "the secret has expired (AADSTS7000222)"),
        (7_000_215, "take its value, not its id (AADSTS7000215)"),
        (700_016, "no such registration in this tenant"),
        (90_002, "there is no such tenant"),
        (500_011, "no Azure DevOps organisation connected"),
        (4_242, "refuses it with AADSTS4242"),
    ] {
        let mut fake = Fake::start();
        let asked = post(&format!("/{TENANT}/oauth2/v2.0/token"));
        fake.once(asked, answer(401, json!({ "error_codes": [code], "error_description": "CANARY" })));
        let principal = fields(&[("tenant", TENANT), ("client-id", CLIENT), ("client-secret", "CANARY-secret")]);
        let proof = azure().prove(&fake.wanted(CredentialKind::ServicePrincipal), &principal).await;
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn the_parts_of_a_service_principal_in_the_wrong_places_are_never_sent() {
    let fake = Fake::start();
    for (tenant, id, secret, words) in [
        (TENANT, CLIENT, TENANT, "the secret's id, not the secret"),
        (TENANT, "portal", "CANARY-secret", "the client id is no UUID"),
        ("", CLIENT, "CANARY-secret", "is missing"),
        (TENANT, CLIENT, "", "is missing"),
    ] {
        let principal = fields(&[("tenant", tenant), ("client-id", id), ("client-secret", secret)]);
        let proof = azure().prove(&fake.wanted(CredentialKind::ServicePrincipal), &principal).await;
        assert!(proof.verdict() == Verdict::Invalid && told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn what_is_no_token_of_azure_devops_is_never_sent() {
    let fake = Fake::start();
    for text in ["ghp_CANARY", "glpat-CANARY", "eyJ.CANARY", "abc8Q~CANARY", ""] {
        let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &fields(&[("token", text)])).await;
        assert_eq!(proof.verdict(), Verdict::Invalid, "{}", told(&proof));
    }
}

#[tokio::test]
async fn the_page_of_a_token_opens_with_the_scopes_as_it_names_them() {
    let fake = Fake::start();
    let Creation::ByHand { open, copy, .. } = azure().creation(&fake.wanted(CredentialKind::AccessToken)) else {
        panic!("by hand")
    };
    assert!(open.unwrap().as_str().ends_with("/acme/_usersSettings/tokens"));
    assert!(copy.contains(&("Scopes".to_owned(), "Code: Read".to_owned())), "{copy:?}");
}
