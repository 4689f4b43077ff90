//! Azure DevOps against a strict stand-in, with every form of no that was seen of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why")]

use std::collections::{BTreeMap, BTreeSet};

use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Proof, Step, Verdict};
use devportal_auth::providers::azure_devops::AzureDevOps;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::{Creation, Provider, Wanted};
use serde_json::json;
use url::Url;
use wiremock::matchers::{body_string_contains, header, method, path};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

/// Base64 of `:CANARY-pat`.
const BASIC: &str = "Basic OkNBTkFSWS1wYXQ=";
const CLIENT: &str = "1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58";
const TENANT: &str = "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31";

/// A stand-in that counts what it expects.
struct Fake {
    server: MockServer,
    expected: u64,
}

impl Fake {
    async fn start() -> Self {
        Self { server: MockServer::start().await, expected: 0 }
    }

    async fn once(&mut self, request: MockBuilder, response: ResponseTemplate) {
        self.expected += 1;
        request.respond_with(response).up_to_n_times(1).expect(1).mount(&self.server).await;
    }

    async fn done(self) {
        self.server.verify().await;
        let received = self.server.received_requests().await.unwrap();
        let list: Vec<_> = received.iter().map(|request| format!("{} {}", request.method, request.url)).collect();
        assert_eq!(received.len() as u64, self.expected, "unexpected among {list:#?}");
        assert!(!list.join("\n").contains("CANARY"), "a secret in an address: {list:#?}");
    }

    fn wanted(&self, kind: CredentialKind) -> Wanted {
        let url = Url::parse(&self.server.uri()).unwrap();
        let setting = |(field, value): (&str, &str)| (field.to_owned(), value.to_owned());
        Wanted {
            credential: String::new(),
            kind,
            purposes: BTreeSet::from([Purpose::Integration]),
            url: url.clone(),
            api_url: url.clone(),
            portal: url,
            callback: None,
            settings: [("organization", "acme"), ("project", "My Shop"), ("login-url", &self.server.uri())]
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

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(field, value)| (*field, Secret::new(*value))).collect()
}

fn token() -> Fields {
    fields(&[("token", "CANARY-pat")])
}

/// A request that asks for a refusal in place of a sign-in page.
fn by(authorization: &str, verb: &str, at: &str) -> MockBuilder {
    Mock::given(method(verb))
        .and(path(at))
        .and(header("authorization", authorization))
        .and(header("x-tfs-fedauthredirect", "Suppress"))
}

fn connection(authorization: &str) -> MockBuilder {
    by(authorization, "GET", "/acme/_apis/connectionData")
}

fn answer(status: u16, body: serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

fn ada() -> ResponseTemplate {
    let user = json!({ "id": "1b4d6f2a-0000", "providerDisplayName": "Ada Lovelace" });
    // Some answers come behind a byte order mark.
    let body = format!("\u{feff}{}", json!({ "authenticatedUser": user, "instanceId": "i" }));
    ResponseTemplate::new(200).set_body_raw(body, "application/json")
}

async fn reads(fake: &mut Fake, authorization: &str) {
    let repositories = by(authorization, "GET", "/acme/My%20Shop/_apis/git/repositories");
    fake.once(repositories, answer(200, json!({ "count": 3, "value": [{}, {}, {}] }))).await;
    let search = by(authorization, "POST", "/acme/My%20Shop/_apis/search/codesearchresults");
    fake.once(search, answer(200, json!({ "count": 2, "results": [] }))).await;
}

fn told(proof: &Proof) -> String {
    let line = |step: &Step| {
        let mark = if step.attention { " !" } else { "" };
        format!("{:?}{mark} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    let told = proof.steps.iter().map(line).collect::<Vec<_>>().join("\n");
    assert!(!told.contains("CANARY") && !format!("{proof:?}").contains("CANARY"), "{told}");
    told
}

#[tokio::test]
async fn a_token_that_does_is_told_with_its_owner_what_it_reads_and_what_it_should_not_be() {
    let mut fake = Fake::start().await;
    fake.once(connection(BASIC), ada()).await;
    reads(&mut fake, BASIC).await;
    let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
    assert_eq!(proof.verdict(), Verdict::Valid);
    for words in ["`Ada Lovelace`", "3 in `My Shop`", "finds 2 catalog files", "2027-01-27"] {
        assert!(told(&proof).contains(words), "{words} in {}", told(&proof));
    }
    fake.done().await;
}

#[tokio::test]
async fn every_form_of_no_is_told_in_its_own_words() {
    let page = || ResponseTemplate::new(203).set_body_raw("<html>CANARY</html>", "text/html");
    let coded = |status, text: &str| answer(status, json!({ "message": format!("{text}: CANARY"), "typeKey": "X" }));
    let known = |status, text: &str| coded(status, text).insert_header("x-vss-userdata", "id:ada");
    let behind_a_mark = ResponseTemplate::new(401).set_body_raw(
        "\u{feff}{\"message\":\"TF400813: CANARY\",\"typeKey\":\"InvalidIdentityException\"}",
        "application/json",
    );
    for (response, verdict, words) in [
        (page(), Verdict::Invalid, "does not know the token"),
        (
            ResponseTemplate::new(302).insert_header("location", "https://login/_signin"),
            Verdict::Invalid,
            "does not know the token",
        ),
        // A token of another organisation looks like one that has ended.
        (
            ResponseTemplate::new(401).insert_header("www-authenticate", "Basic realm=\"https://dev.azure.com/\""),
            Verdict::Invalid,
            "is one of another organisation",
        ),
        (
            ResponseTemplate::new(401)
                .insert_header("x-tfs-serviceerror", "The+Personal+Access+Token+used+has+expired.+CANARY"),
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
        (ResponseTemplate::new(403), Verdict::Insufficient, "may not do that"),
        (coded(404, "TF200016"), Verdict::Invalid, "no such project"),
        (known(404, "TF401019"), Verdict::Insufficient, "may not see it"),
        (ResponseTemplate::new(404), Verdict::Invalid, "no such organisation"),
        (ResponseTemplate::new(429).insert_header("retry-after", "60"), Verdict::Unknown, "less often"),
        (ResponseTemplate::new(418), Verdict::Unknown, "does not give (status 418)"),
    ] {
        let mut fake = Fake::start().await;
        fake.once(connection(BASIC), response).await;
        if verdict == Verdict::Unknown {
            reads(&mut fake, BASIC).await;
        }
        let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{words} in {}", told(&proof));
        fake.done().await;
    }
}

#[tokio::test]
async fn a_misspelt_project_is_told_with_the_one_that_was_probably_meant_where_the_token_may_list_them() {
    let list = answer(200, json!({ "count": 2, "value": [{ "name": "Tools" }, { "name": "My Shops" }] }));
    for (listed, words) in
        [(list, "did you mean `My Shops`?"), (ResponseTemplate::new(401), "after the organisation's")]
    {
        let mut fake = Fake::start().await;
        fake.once(connection(BASIC), ada()).await;
        let none =
            answer(404, json!({ "message": "TF200016: CANARY", "typeKey": "ProjectDoesNotExistWithNameException" }));
        fake.once(by(BASIC, "GET", "/acme/My%20Shop/_apis/git/repositories"), none).await;
        fake.once(by(BASIC, "GET", "/acme/_apis/projects"), listed).await;
        let search = by(BASIC, "POST", "/acme/My%20Shop/_apis/search/codesearchresults");
        fake.once(search, answer(200, json!({ "count": 0, "results": [] }))).await;
        let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
        assert!(told(&proof).contains("there is no such project") && told(&proof).contains(words), "{}", told(&proof));
        fake.done().await;
    }
}

#[tokio::test]
async fn nobody_in_particular_is_no_credential() {
    let mut fake = Fake::start().await;
    let nobody = json!({ "authenticatedUser": { "id": "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa" } });
    fake.once(connection(BASIC), answer(200, nobody)).await;
    let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
    assert!(told(&proof).contains("takes the caller for nobody"), "{}", told(&proof));
    fake.done().await;
}

#[tokio::test]
async fn an_organisation_without_code_search_is_not_enough_for_discovery() {
    let mut fake = Fake::start().await;
    fake.once(connection(BASIC), ada()).await;
    let repositories = by(BASIC, "GET", "/acme/My%20Shop/_apis/git/repositories");
    fake.once(repositories, answer(200, json!({ "count": 0, "value": [] }))).await;
    fake.once(by(BASIC, "POST", "/acme/My%20Shop/_apis/search/codesearchresults"), ResponseTemplate::new(404)).await;
    let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &token()).await;
    assert!(told(&proof).contains("install the extension \"Code Search\""), "{}", told(&proof));
    assert!(told(&proof).contains("none can be read"), "{}", told(&proof));
    fake.done().await;
}

#[tokio::test]
async fn a_service_principal_speaks_with_a_token_of_its_own() {
    let mut fake = Fake::start().await;
    let granted = Mock::given(method("POST"))
        .and(path(format!("/{TENANT}/oauth2/v2.0/token")))
        .and(body_string_contains("client_secret=CANARY-secret"))
        .and(body_string_contains("scope=499b84ac-1321-427f-aa17-267ca6975798%2F.default"));
    fake.once(granted, answer(200, json!({ "access_token": "CANARY-bearer" }))).await;
    fake.once(connection("Bearer CANARY-bearer"), ada()).await;
    reads(&mut fake, "Bearer CANARY-bearer").await;
    let principal = fields(&[("tenant", TENANT), ("client-id", CLIENT), ("client-secret", "CANARY-secret")]);
    let proof = azure().prove(&fake.wanted(CredentialKind::ServicePrincipal), &principal).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    assert!(!told(&proof).contains("2027-01-27"));
    fake.done().await;
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
        let mut fake = Fake::start().await;
        let asked = Mock::given(method("POST")).and(path(format!("/{TENANT}/oauth2/v2.0/token")));
        fake.once(asked, answer(401, json!({ "error_codes": [code], "error_description": "CANARY" }))).await;
        let principal = fields(&[("tenant", TENANT), ("client-id", CLIENT), ("client-secret", "CANARY-secret")]);
        let proof = azure().prove(&fake.wanted(CredentialKind::ServicePrincipal), &principal).await;
        assert!(told(&proof).contains(words), "{}", told(&proof));
        fake.done().await;
    }
}

#[tokio::test]
async fn the_parts_of_a_service_principal_in_the_wrong_places_are_never_sent() {
    let fake = Fake::start().await;
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
    fake.done().await;
}

#[tokio::test]
async fn what_is_no_token_of_azure_devops_is_never_sent() {
    let fake = Fake::start().await;
    for text in ["ghp_CANARY", "glpat-CANARY", "eyJ.CANARY", "abc8Q~CANARY", ""] {
        let proof = azure().prove(&fake.wanted(CredentialKind::AccessToken), &fields(&[("token", text)])).await;
        assert_eq!(proof.verdict(), Verdict::Invalid, "{}", told(&proof));
    }
    fake.done().await;
}

#[tokio::test]
async fn the_page_of_a_token_opens_with_the_scopes_as_it_names_them() {
    let fake = Fake::start().await;
    let Creation::ByHand { open, copy, .. } = azure().creation(&fake.wanted(CredentialKind::AccessToken)) else {
        panic!("by hand")
    };
    assert!(open.unwrap().as_str().ends_with("/acme/_usersSettings/tokens"));
    assert!(copy.contains(&("Scopes".to_owned(), "Code: Read".to_owned())), "{copy:?}");
}
