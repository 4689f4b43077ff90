//! The Keycloak provider against a strict stand-in on loopback: it answers what was measured on Keycloak 26.7.1, and a
//! request that no test foresaw fails it, as does a foreseen one that never came. Every secret is a canary.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Proof, Step, Verdict};
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::keycloak::Keycloak;
use devportal_auth::providers::{Creation, Provider, Wanted};
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{any, query_param_is_missing};
use wiremock::matchers::{body_partial_json, body_string_contains, header, method, path, query_param};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

const CALLBACK: &str = "http://localhost:7007/api/auth/oidc/handler/frame";
const SECRET: &str = "CANARY-client-secret";
const PASSWORD: &str = "CANARY-admin-password";
const ADMIN_TOKEN: &str = "CANARY-admin-token";
const TOKEN: &str = "/realms/acme/protocol/openid-connect/token";
const AUTHORIZE: &str = "/realms/acme/protocol/openid-connect/auth";
const MASTER_TOKEN: &str = "/realms/master/protocol/openid-connect/token";
const MASTER_LOGOUT: &str = "/realms/master/protocol/openid-connect/logout";
const METADATA: &str = "/realms/acme/.well-known/openid-configuration";
const CLIENTS: &str = "/admin/realms/acme/clients";
const MAPPINGS: &str = "/admin/realms/acme/users/account-1/role-mappings/clients/management-1";
const SAME: &str = "Invalid client or Invalid client credentials";

/// A stand-in that counts what it expects.
struct Fake {
    server: MockServer,
    expected: u64,
}

impl Fake {
    async fn start() -> Self {
        Self { server: MockServer::start().await, expected: 0 }
    }

    /// Answers so many requests of this form, no more and no fewer.
    async fn answers(&mut self, times: u64, request: MockBuilder, response: ResponseTemplate) {
        self.expected += times;
        request.respond_with(response).up_to_n_times(times).expect(times).mount(&self.server).await;
    }

    async fn once(&mut self, request: MockBuilder, response: ResponseTemplate) {
        self.answers(1, request, response).await;
    }

    /// Fails on a request that never came, and on one that nobody expected.
    async fn done(self) {
        self.server.verify().await;
        let received = self.server.received_requests().await.unwrap();
        let list: Vec<_> = received.iter().map(|request| format!("{} {}", request.method, request.url)).collect();
        assert_eq!(received.len() as u64, self.expected, "unexpected among {list:#?}");
        assert!(!list.join("\n").contains("CANARY"), "a secret in an address: {list:#?}");
    }

    fn base(&self) -> String {
        self.server.uri()
    }

    fn wanted(&self) -> Wanted {
        wanted(&self.base())
    }
}

fn wanted(base: &str) -> Wanted {
    let url = Url::parse(base).unwrap();
    Wanted {
        kind: CredentialKind::OauthClient,
        purposes: BTreeSet::from([Purpose::Authentication, Purpose::OrgData]),
        url: url.clone(),
        api_url: url,
        portal: Url::parse("http://localhost:7007").unwrap(),
        callback: Some(Url::parse(CALLBACK).unwrap()),
        settings: BTreeMap::from([("base-url".into(), base.into()), ("realm".into(), "acme".into())]),
        scopes: ["profile", "email"].map(|scope| (scope.into(), BTreeSet::new())).into(),
        permissions: ["view-users", "query-users", "query-groups"].map(|role| (role.into(), String::new())).into(),
        name: "acme-devportal".into(),
    }
}

fn sign_in_only(mut wanted: Wanted) -> Wanted {
    wanted.purposes.remove(&Purpose::OrgData);
    wanted.permissions.clear();
    wanted
}

fn keycloak() -> Keycloak {
    Keycloak::new(Http::new(HttpOptions::default()).unwrap())
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(field, value)| (*field, Secret::new(*value))).collect()
}

fn client() -> Fields {
    fields(&[("client-id", "portal"), ("client-secret", SECRET)])
}

fn administrator() -> Fields {
    fields(&[("username", "root"), ("password", PASSWORD)])
}

fn prepared() -> Fields {
    fields(&[("client-secret", SECRET)])
}

fn get(at: &str) -> MockBuilder {
    Mock::given(method("GET")).and(path(at))
}

fn post(at: &str) -> MockBuilder {
    Mock::given(method("POST")).and(path(at))
}

fn json_answer(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

fn error(status: u16, code: &str, description: &str) -> ResponseTemplate {
    json_answer(status, json!({ "error": code, "error_description": description }))
}

fn forbidden() -> ResponseTemplate {
    json_answer(403, json!({ "error": "HTTP 403 Forbidden" }))
}

/// An access token with these roles over the realm; without any list, a lightweight one.
fn access_token(roles: Option<&[&str]>) -> String {
    let claims = match roles {
        Some(roles) => json!({ "jti": "CANARY", "resource_access": { "realm-management": { "roles": roles } } }),
        None => json!({ "jti": "CANARY", "azp": "portal" }),
    };
    format!("e30.{}.CANARY", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn granted(roles: Option<&[&str]>) -> ResponseTemplate {
    json_answer(200, json!({ "access_token": access_token(roles), "expires_in": 300 }))
}

fn sent_back(query: &str) -> ResponseTemplate {
    ResponseTemplate::new(302).insert_header("location", format!("{CALLBACK}?{query}&iss=http%3A%2F%2Fsso"))
}

fn page(status: u16, words: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_string(format!("<p class=\"instruction\">{words}</p>"))
}

/// What a proof says, with a guard that none of it is a secret.
fn told(proof: &Proof) -> String {
    let line = |step: &Step| {
        format!("{:?} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    let told = proof.steps.iter().map(line).collect::<Vec<_>>().join("\n");
    assert!(!told.contains("CANARY") && !format!("{proof:?}").contains("CANARY"), "{told}");
    told
}

/// What an error says, with the same guard.
fn said(error: &anyhow::Error) -> String {
    let said = format!("{error:#}");
    assert!(!said.contains("CANARY") && !format!("{error:?}").contains("CANARY"), "{said}");
    said
}

fn metadata(issuer: &str) -> ResponseTemplate {
    json_answer(
        200,
        json!({
            "issuer": issuer,
            "userinfo_endpoint": format!("{issuer}/protocol/openid-connect/userinfo"),
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        }),
    )
}

fn no_path() -> ResponseTemplate {
    json_answer(404, json!({ "error": "Unable to find matching target resource method" }))
}

mod look {
    use super::*;

    #[tokio::test]
    async fn a_slash_or_a_pasted_realm_is_cut_off_and_said() {
        for tail in ["/", "/realms/acme", "/realms/acme/.well-known/openid-configuration"] {
            let mut fake = Fake::start().await;
            let base = fake.base();
            fake.once(get(METADATA), metadata(&format!("{base}/realms/acme"))).await;
            let proof = keycloak().look(&wanted(&format!("{base}{tail}"))).await;
            assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
            assert_eq!(proof.settings, BTreeMap::from([("base-url".into(), base.clone())]));
            assert!(told(&proof).contains(&format!("Keycloak answers at `{base}`")), "{}", told(&proof));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn the_realm_is_found_with_and_without_auth() {
        let mut fake = Fake::start().await;
        let base = fake.base();
        fake.once(get(&format!("/auth{METADATA}")), no_path()).await;
        fake.once(get(METADATA), metadata(&format!("{base}/realms/acme"))).await;
        let proof = keycloak().look(&wanted(&format!("{base}/auth"))).await;
        assert_eq!(proof.settings.get("base-url"), Some(&base), "{}", told(&proof));
        fake.done().await;

        let mut fake = Fake::start().await;
        let base = fake.base();
        fake.once(get(METADATA), ResponseTemplate::new(404)).await;
        fake.once(get(&format!("/auth{METADATA}")), metadata(&format!("{base}/auth/realms/acme"))).await;
        let proof = keycloak().look(&fake.wanted()).await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
        assert_eq!(proof.settings.get("base-url"), Some(&format!("{base}/auth")));
        fake.done().await;
    }

    #[tokio::test]
    async fn a_missing_realm_is_not_taken_for_a_wrong_path() {
        let mut fake = Fake::start().await;
        fake.once(get(METADATA), json_answer(404, json!({ "error": "Realm does not exist" }))).await;
        let proof = keycloak().look(&fake.wanted()).await;
        assert_eq!(proof.verdict(), Verdict::Invalid);
        assert!(
            told(&proof).contains("has no realm `acme` | it does not tell which realms it has"),
            "{}",
            told(&proof)
        );
        assert!(proof.settings.is_empty());
        fake.done().await;
    }

    #[tokio::test]
    async fn a_server_without_keycloak_is_told_with_both_paths_that_were_tried() {
        for answer in [no_path(), page(200, "welcome"), ResponseTemplate::new(400)] {
            let mut fake = Fake::start().await;
            fake.once(get(METADATA), answer).await;
            fake.once(get(&format!("/auth{METADATA}")), ResponseTemplate::new(404)).await;
            let proof = keycloak().look(&fake.wanted()).await;
            let base = fake.base();
            let words = format!("Invalid base-url: no Keycloak answers at `{base}`, nor at `{base}/auth`");
            assert!(told(&proof).contains(&words), "{}", told(&proof));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn an_issuer_that_differs_is_told_with_both_values() {
        let mut fake = Fake::start().await;
        fake.once(get(METADATA), metadata("https://sso.acme.dev/realms/acme")).await;
        let proof = keycloak().look(&fake.wanted()).await;
        assert_eq!(proof.verdict(), Verdict::Insufficient);
        for words in [&format!("`{}/realms/acme`", fake.base()), "`https://sso.acme.dev/realms/acme`"] {
            assert!(told(&proof).contains(words), "{}", told(&proof));
        }
        fake.done().await;
    }

    #[tokio::test]
    async fn a_failing_server_is_unknown_and_a_moved_one_is_told_where() {
        let mut fake = Fake::start().await;
        fake.once(get(METADATA), ResponseTemplate::new(500)).await;
        let proof = keycloak().look(&fake.wanted()).await;
        assert_eq!(proof.verdict(), Verdict::Unknown, "{}", told(&proof));
        fake.done().await;

        let mut fake = Fake::start().await;
        let moved = ResponseTemplate::new(301).insert_header("location", "https://login.acme.dev/x?y=CANARY");
        fake.once(get(METADATA), moved).await;
        let proof = keycloak().look(&fake.wanted()).await;
        assert!(told(&proof).contains("sends everybody on to `https://login.acme.dev`"), "{}", told(&proof));
        fake.done().await;
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_unknown() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let proof = keycloak().look(&wanted(&format!("http://127.0.0.1:{port}"))).await;
        assert_eq!(proof.verdict(), Verdict::Unknown, "{}", told(&proof));
        assert!(told(&proof).contains("could not reach 127.0.0.1"), "{}", told(&proof));
    }

    #[tokio::test]
    async fn settings_that_name_no_server_or_no_realm_are_told_before_anything_is_asked() {
        let fake = Fake::start().await;
        let mut nowhere = fake.wanted();
        nowhere.settings.insert("base-url".into(), "sso.acme.dev".into());
        let mut nameless = fake.wanted();
        nameless.settings.remove("realm");
        for (wanted, words) in [(nowhere, "not an http or https address"), (nameless, "no realm is named")] {
            let proof = keycloak().look(&wanted).await;
            assert_eq!(proof.verdict(), Verdict::Invalid);
            assert!(told(&proof).contains(words), "{}", told(&proof));
        }
        fake.done().await;
    }
}

mod prove {
    use super::*;

    /// Everything that reading people and groups asks for.
    async fn people(
        fake: &mut Fake,
        users: (ResponseTemplate, ResponseTemplate),
        groups: (ResponseTemplate, ResponseTemplate),
    ) {
        for (kind, (first, all)) in [("users", users), ("groups", groups)] {
            let at = format!("/admin/realms/acme/{kind}");
            fake.once(get(&at).and(query_param("max", "1")), first).await;
            fake.once(get(&format!("{at}/count")), all).await;
        }
    }

    fn two_users() -> (ResponseTemplate, ResponseTemplate) {
        (json_answer(200, json!([{ "username": "ada" }])), json_answer(200, json!(2)))
    }

    fn three_groups() -> (ResponseTemplate, ResponseTemplate) {
        (json_answer(200, json!([{ "name": "platform" }])), json_answer(200, json!({ "count": 3 })))
    }

    fn ready() -> ResponseTemplate {
        sent_back("error=login_required")
    }

    #[tokio::test]
    async fn a_good_client_is_valid_for_sign_in_and_org_data() {
        let mut fake = Fake::start().await;
        let body = body_string_contains("grant_type=client_credentials");
        fake.once(post(TOKEN).and(body), granted(Some(&["view-users", "query-users", "query-groups"]))).await;
        let question = get(AUTHORIZE)
            .and(query_param("client_id", "portal"))
            .and(query_param("redirect_uri", CALLBACK))
            .and(query_param("scope", "email openid profile"))
            .and(query_param("prompt", "none"))
            .and(query_param_is_missing("code_challenge"));
        fake.once(question, ready()).await;
        people(&mut fake, two_users(), three_groups()).await;
        let proof = keycloak().prove(&fake.wanted(), &client()).await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
        let names: Vec<_> = proof.steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["client", "callback", "code flow", "roles", "people"]);
        assert!(told(&proof).contains("2 people and 3 groups can be read"), "{}", told(&proof));
        fake.done().await;
    }

    #[tokio::test]
    async fn refusals_that_leave_nothing_else_to_ask_are_told_in_their_own_words() {
        for (answer, words) in [
            (error(400, "invalid_client", "Bearer-only not allowed"), "Invalid client: `portal` is bearer-only"),
            (error(403, "access_denied", "Realm not enabled"), "Invalid realm: realm `acme` is disabled"),
            (json_answer(404, json!({ "error": "Realm does not exist" })), "has no realm `acme`"),
            (no_path(), "Invalid base-url: no Keycloak answers at"),
            (page(200, "CANARY"), "Invalid base-url: no Keycloak answers at"),
            (
                error(500, "unknown_error", "CANARY"),
                "Unknown client: Keycloak answered with status 500 and `unknown_error`",
            ),
        ] {
            let mut fake = Fake::start().await;
            fake.once(post(TOKEN), answer).await;
            let proof = keycloak().prove(&fake.wanted(), &client()).await;
            assert_eq!(proof.steps.len(), 1);
            assert!(told(&proof).contains(words), "{}", told(&proof));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn an_unknown_client_is_told_from_a_disabled_one_by_the_sign_in_page() {
        for (status, words, expected) in [
            (400, "Client not found.", "realm `acme` has no client `portal`"),
            (400, "Client disabled.", "`portal` is disabled"),
            (400, "Unbekannter Client", "has no client `portal`, or it is disabled"),
        ] {
            let mut fake = Fake::start().await;
            fake.once(post(TOKEN), error(401, "invalid_client", SAME)).await;
            fake.once(get(AUTHORIZE), page(status, words)).await;
            let proof = keycloak().prove(&fake.wanted(), &client()).await;
            assert_eq!(proof.verdict(), Verdict::Invalid);
            assert!(told(&proof).contains(expected), "{}", told(&proof));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn refusals_of_a_client_that_is_there_still_let_the_sign_in_be_proven() {
        for (answer, verdict, words) in [
            (error(401, "unauthorized_client", SAME), Verdict::Invalid, "the secret is not its own"),
            (
                error(401, "unauthorized_client", "Public client not allowed to retrieve service account"),
                Verdict::Insufficient,
                "`portal` is a public client",
            ),
            (
                error(401, "invalid_request", "User disabled"),
                Verdict::Invalid,
                "service account of `portal` has no user",
            ),
            (
                error(401, "unauthorized_client", "Client not enabled to retrieve service account"),
                Verdict::Insufficient,
                "`portal` has no service account, so org data cannot be read",
            ),
        ] {
            let mut fake = Fake::start().await;
            fake.once(post(TOKEN), answer).await;
            fake.once(get(AUTHORIZE), ready()).await;
            let proof = keycloak().prove(&fake.wanted(), &client()).await;
            assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
            assert!(told(&proof).contains(words), "{}", told(&proof));
            assert!(told(&proof).contains("people can sign in"), "{}", told(&proof));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn without_org_data_a_service_account_that_is_off_proves_the_secret() {
        let mut fake = Fake::start().await;
        let off = "Client not enabled to retrieve service account";
        fake.once(post(TOKEN), error(401, "unauthorized_client", off)).await;
        fake.once(get(AUTHORIZE), ready()).await;
        let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
        fake.done().await;
    }

    #[tokio::test]
    async fn what_the_sign_in_page_refuses_is_told() {
        for (answer, words) in [
            (sent_back("error=unauthorized_client&error_description=Standard+flow"), "may not use the code flow"),
            (sent_back("error=invalid_scope"), "is not given one of the scopes `email`, `openid`, `profile`"),
            (sent_back("error=temporarily_unavailable"), "status 302 and `temporarily_unavailable`"),
            (ResponseTemplate::new(500), "the sign-in page answered with status 500"),
            (ResponseTemplate::new(302).insert_header("location", "https://other.dev/"), "answered with status 302"),
        ] {
            let mut fake = Fake::start().await;
            fake.once(post(TOKEN), granted(Some(&[]))).await;
            fake.once(get(AUTHORIZE), answer).await;
            let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
            assert!(matches!(proof.verdict(), Verdict::Insufficient | Verdict::Unknown), "{}", told(&proof));
            assert!(told(&proof).contains(words), "{}", told(&proof));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn demanded_pkce_is_answered_as_the_portal_does() {
        let demanded =
            || sent_back("error=invalid_request&error_description=Missing+parameter%3A+code_challenge_method");
        let other = || sent_back("error=invalid_request&error_description=Invalid+parameter%3A+code+challenge+method");
        for (second, verdict, words) in [
            (ready(), Verdict::Valid, "demands PKCE (S256), which the portal sends"),
            (other(), Verdict::Insufficient, "demands PKCE by another method"),
        ] {
            let mut fake = Fake::start().await;
            fake.once(post(TOKEN), granted(Some(&[]))).await;
            fake.once(get(AUTHORIZE).and(query_param_is_missing("code_challenge")), demanded()).await;
            fake.once(get(AUTHORIZE).and(query_param("code_challenge_method", "S256")), second).await;
            let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
            assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
            assert!(told(&proof).contains(words), "{}", told(&proof));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn a_redirect_uri_that_is_not_registered_is_told_to_the_letter_in_every_language() {
        for words in ["Invalid parameter: redirect_uri", "Ungültiger Parameter"] {
            let mut fake = Fake::start().await;
            fake.once(post(TOKEN), granted(Some(&[]))).await;
            fake.answers(4, get(AUTHORIZE), page(400, words)).await;
            let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
            assert_eq!(proof.verdict(), Verdict::Insufficient);
            assert!(
                told(&proof).contains(&format!("`{CALLBACK}` is not a redirect URI of `portal`")),
                "{}",
                told(&proof)
            );
            assert!(told(&proof).contains(&format!("add `{CALLBACK}` under")), "{}", told(&proof));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn a_near_miss_of_the_redirect_uri_is_named() {
        let mut fake = Fake::start().await;
        let near = CALLBACK.replace("localhost", "127.0.0.1");
        fake.once(post(TOKEN), granted(Some(&[]))).await;
        let back = ResponseTemplate::new(302).insert_header("location", format!("{near}?error=login_required"));
        fake.once(get(AUTHORIZE).and(query_param("redirect_uri", &near)), back).await;
        fake.answers(3, get(AUTHORIZE), page(400, "Invalid parameter: redirect_uri")).await;
        let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
        let words = format!("`{near}` is registered, but the portal sends `{CALLBACK}`");
        assert!(told(&proof).contains(&words), "{}", told(&proof));
        fake.done().await;
    }

    #[tokio::test]
    async fn a_lightweight_token_is_judged_by_what_it_may_read() {
        let empty = || (json_answer(200, json!([])), json_answer(200, json!(2)));
        for (users, groups, verdict, words) in [
            (two_users(), three_groups(), Verdict::Valid, "2 people and 3 groups can be read"),
            ((forbidden(), forbidden()), three_groups(), Verdict::Insufficient, "people cannot be read"),
            (empty(), three_groups(), Verdict::Insufficient, "2 people there, none can be seen"),
            (two_users(), (forbidden(), forbidden()), Verdict::Insufficient, "lacks `query-groups`"),
            (two_users(), (ResponseTemplate::new(500), ResponseTemplate::new(500)), Verdict::Unknown, "status 500"),
        ] {
            let mut fake = Fake::start().await;
            fake.once(post(TOKEN), granted(None)).await;
            fake.once(get(AUTHORIZE), ready()).await;
            people(&mut fake, users, groups).await;
            let proof = keycloak().prove(&fake.wanted(), &client()).await;
            assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
            assert!(told(&proof).contains(words), "{}", told(&proof));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn rights_that_nobody_asked_for_are_pointed_out_even_without_org_data() {
        let mut fake = Fake::start().await;
        fake.once(post(TOKEN), granted(Some(&["manage-users"]))).await;
        fake.once(get(AUTHORIZE), ready()).await;
        let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
        assert!(proof.steps.iter().any(|step| step.attention && step.says.contains("`manage-users`")));
        fake.done().await;
    }

    #[tokio::test]
    async fn a_credential_without_a_secret_is_told_before_anything_is_asked() {
        let fake = Fake::start().await;
        let proof = keycloak().prove(&fake.wanted(), &fields(&[("client-id", "portal")])).await;
        assert!(told(&proof).contains("no `client-secret`"), "{}", told(&proof));
        fake.done().await;
    }
}

mod create {
    use super::*;

    fn admin(request: MockBuilder) -> MockBuilder {
        request.and(header("authorization", format!("Bearer {ADMIN_TOKEN}").as_str()))
    }

    /// So many sign-ins of the administrator, each ended again.
    async fn signs_in(fake: &mut Fake, times: u64) {
        let tokens = json!({ "access_token": ADMIN_TOKEN, "refresh_token": "CANARY-refresh" });
        let body = body_string_contains("username=root");
        fake.answers(times, post(MASTER_TOKEN).and(body), json_answer(200, tokens)).await;
        let ended = body_string_contains("refresh_token=CANARY-refresh");
        fake.answers(times, post(MASTER_LOGOUT).and(ended), ResponseTemplate::new(204)).await;
    }

    /// The client that is asked for, whole.
    fn order() -> Value {
        json!({
            "clientId": "acme-devportal",
            "secret": SECRET,
            "protocol": "openid-connect",
            "publicClient": false,
            "standardFlowEnabled": true,
            "implicitFlowEnabled": false,
            "directAccessGrantsEnabled": false,
            "serviceAccountsEnabled": true,
            "redirectUris": [CALLBACK],
            "webOrigins": ["http://localhost:7007"],
            "attributes": { "post.logout.redirect.uris": "http://localhost:7007" },
        })
    }

    fn made() -> ResponseTemplate {
        ResponseTemplate::new(201).insert_header("location", "http://sso/admin/realms/acme/clients/uuid-1")
    }

    async fn roles_are_read(fake: &mut Fake) {
        let account = json!({ "id": "account-1" });
        fake.once(admin(get(&format!("{CLIENTS}/uuid-1/service-account-user"))), json_answer(200, account)).await;
        let management = json!([{ "id": "management-1", "clientId": "realm-management" }]);
        let find = admin(get(CLIENTS)).and(query_param("clientId", "realm-management"));
        fake.once(find, json_answer(200, management)).await;
        let roles = ["manage-users", "query-groups", "query-users", "view-users"];
        let roles: Vec<_> = roles.iter().map(|role| json!({ "id": format!("id-{role}"), "name": role })).collect();
        fake.once(admin(get(&format!("{CLIENTS}/management-1/roles"))), json_answer(200, json!(roles))).await;
    }

    fn exactly_the_roles() -> Value {
        let role = |name: &str| json!({ "id": format!("id-{name}"), "name": name });
        json!([role("query-groups"), role("query-users"), role("view-users")])
    }

    async fn finds(fake: &mut Fake, secret: &str) {
        let found = json!([{ "id": "uuid-1", "clientId": "acme-devportal", "secret": secret }]);
        fake.once(admin(get(CLIENTS)).and(query_param("clientId", "acme-devportal")), json_answer(200, found)).await;
    }

    fn taken() -> ResponseTemplate {
        json_answer(409, json!({ "errorMessage": "Client acme-devportal already exists" }))
    }

    #[tokio::test]
    async fn a_client_is_made_with_the_prepared_secret_and_exactly_the_roles() {
        let mut fake = Fake::start().await;
        assert!(matches!(keycloak().creation(&fake.wanted()), Creation::Api));
        signs_in(&mut fake, 1).await;
        fake.once(admin(post(CLIENTS)).and(body_partial_json(order())), made()).await;
        roles_are_read(&mut fake).await;
        let mapping = admin(post(MAPPINGS)).and(wiremock::matchers::body_json(exactly_the_roles()));
        fake.once(mapping, ResponseTemplate::new(204)).await;
        let created = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap();
        assert_eq!(created.fields.text("client-id"), Some("acme-devportal"));
        assert_eq!(created.fields.text("client-secret"), Some(SECRET));
        let page = format!("{}/admin/master/console/#/acme/clients/uuid-1/settings", fake.base());
        assert_eq!(created.page.as_ref().map(Url::as_str), Some(page.as_str()));
        assert!(!format!("{created:?}").contains("CANARY"));
        fake.done().await;
    }

    #[tokio::test]
    async fn without_org_data_there_is_no_service_account() {
        let mut fake = Fake::start().await;
        signs_in(&mut fake, 1).await;
        let body = body_partial_json(json!({ "serviceAccountsEnabled": false, "standardFlowEnabled": true }));
        fake.once(admin(post(CLIENTS)).and(body), made()).await;
        keycloak().create(&sign_in_only(fake.wanted()), &administrator(), &prepared()).await.unwrap();
        fake.done().await;
    }

    #[tokio::test]
    async fn when_a_later_step_fails_the_client_is_deleted_again() {
        let mut fake = Fake::start().await;
        signs_in(&mut fake, 2).await;
        fake.once(admin(post(CLIENTS)), made()).await;
        roles_are_read(&mut fake).await;
        fake.once(admin(post(MAPPINGS)), forbidden()).await;
        let delete = admin(Mock::given(method("DELETE")).and(path(format!("{CLIENTS}/uuid-1"))));
        fake.once(delete, ResponseTemplate::new(204)).await;
        let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
        assert!(said(&error).starts_with("client `acme-devportal` was deleted again"), "{}", said(&error));
        assert!(said(&error).contains("could not give the service account its roles: the administrator may not"));
        fake.done().await;
    }

    #[tokio::test]
    async fn a_client_that_cannot_be_deleted_again_is_named_with_its_page() {
        let mut fake = Fake::start().await;
        signs_in(&mut fake, 2).await;
        fake.once(admin(post(CLIENTS)), made()).await;
        fake.once(admin(get(&format!("{CLIENTS}/uuid-1/service-account-user"))), ResponseTemplate::new(500)).await;
        fake.once(Mock::given(method("DELETE")), forbidden()).await;
        let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
        let page = format!("{}/admin/master/console/#/acme/clients/uuid-1/settings", fake.base());
        assert!(said(&error).contains("is still there") && said(&error).contains(&page), "{}", said(&error));
        fake.done().await;
    }

    #[tokio::test]
    async fn a_role_that_the_realm_lacks_undoes_the_client_too() {
        let mut fake = Fake::start().await;
        let mut wanted = fake.wanted();
        wanted.permissions.insert("view-everything".into(), String::new());
        signs_in(&mut fake, 2).await;
        fake.once(admin(post(CLIENTS)), made()).await;
        roles_are_read(&mut fake).await;
        fake.once(Mock::given(method("DELETE")), ResponseTemplate::new(204)).await;
        let error = keycloak().create(&wanted, &administrator(), &prepared()).await.unwrap_err();
        assert!(said(&error).contains("`realm-management` has no role `view-everything`"), "{}", said(&error));
        fake.done().await;
    }

    #[tokio::test]
    async fn a_second_try_completes_its_own_client() {
        let mut fake = Fake::start().await;
        signs_in(&mut fake, 1).await;
        fake.once(admin(post(CLIENTS)), taken()).await;
        finds(&mut fake, SECRET).await;
        let update = admin(Mock::given(method("PUT")).and(path(format!("{CLIENTS}/uuid-1"))));
        fake.once(update.and(body_partial_json(order())), ResponseTemplate::new(204)).await;
        roles_are_read(&mut fake).await;
        fake.once(admin(post(MAPPINGS)), ResponseTemplate::new(204)).await;
        let created = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap();
        assert_eq!(created.name, "acme-devportal");
        fake.done().await;
    }

    #[tokio::test]
    async fn a_second_try_that_fails_deletes_nothing_and_names_the_client() {
        let mut fake = Fake::start().await;
        signs_in(&mut fake, 1).await;
        fake.once(admin(post(CLIENTS)), taken()).await;
        finds(&mut fake, SECRET).await;
        fake.once(Mock::given(method("PUT")), ResponseTemplate::new(500)).await;
        let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
        assert!(said(&error).contains("of an earlier try stays unfinished: http"), "{}", said(&error));
        fake.done().await;
    }

    #[tokio::test]
    async fn anothers_client_of_the_same_name_is_named_and_not_touched() {
        let mut fake = Fake::start().await;
        signs_in(&mut fake, 1).await;
        fake.once(admin(post(CLIENTS)), taken()).await;
        finds(&mut fake, "CANARY-of-another").await;
        let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
        for words in ["client `acme-devportal` exists", "was not touched", "`client-id`", "`client-secret`"] {
            assert!(said(&error).contains(words), "{}", said(&error));
        }
        fake.done().await;
    }

    #[tokio::test]
    async fn an_administrator_who_is_refused_is_told_why() {
        for (answer, words) in [
            (error(400, "invalid_grant", "Invalid user credentials"), "refuses the administrator `root`"),
            (error(401, "invalid_grant", "CANARY"), "refuses the administrator `root`"),
            (
                error(400, "unauthorized_client", "Client not allowed for direct access grants"),
                "no direct access grants",
            ),
            (no_path(), "no Keycloak answers at"),
            (page(200, "CANARY"), "could not sign in"),
            (ResponseTemplate::new(500), "status 500"),
        ] {
            let mut fake = Fake::start().await;
            fake.once(post(MASTER_TOKEN), answer).await;
            let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
            assert!(said(&error).contains(words), "{}", said(&error));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn a_client_that_is_refused_is_told_why_and_nothing_is_undone() {
        for (answer, words) in [
            (forbidden(), "the administrator may not; in realm `acme` the roles `manage-clients`"),
            (json_answer(401, json!({ "error": "HTTP 401 Unauthorized" })), "token is no longer taken"),
            (json_answer(404, json!({ "error": "Realm not found." })), "there is no realm `acme`"),
            (error(400, "invalid_input", "A redirect URI is not a valid URI"), "a redirect URI most likely"),
            (json_answer(500, json!({ "error": SECRET })), "status 500"),
        ] {
            let mut fake = Fake::start().await;
            signs_in(&mut fake, 1).await;
            fake.once(admin(post(CLIENTS)), answer).await;
            let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
            assert!(said(&error).contains(words), "{}", said(&error));
            fake.done().await;
        }
    }

    #[tokio::test]
    async fn missing_parts_are_told_before_anything_is_asked() {
        let fake = Fake::start().await;
        let nobody = fields(&[("username", "root")]);
        for (administrator, prepared, words) in [
            (nobody, prepared(), "the administrator's `password` is missing"),
            (administrator(), Fields::default(), "no client secret was chosen"),
        ] {
            let error = keycloak().create(&fake.wanted(), &administrator, &prepared).await.unwrap_err();
            assert!(said(&error).contains(words), "{}", said(&error));
        }
        let error = keycloak().exchange(&fake.wanted(), &Secret::new("CANARY")).await.unwrap_err();
        assert!(said(&error).contains("no code to take"), "{}", said(&error));
        fake.done().await;
    }
}

mod directory {
    use super::*;

    fn listing(at: &str, first: usize) -> MockBuilder {
        get(at).and(query_param("first", first.to_string())).and(query_param("max", "100"))
    }

    #[tokio::test]
    async fn people_and_nested_groups_are_read_to_the_last_page() {
        let mut fake = Fake::start().await;
        let (users, groups) = ("/admin/realms/acme/users", "/admin/realms/acme/groups");
        fake.once(post(TOKEN), granted(None)).await;
        let many: Vec<_> = (0..100).map(|n| json!({ "username": format!("user{n:03}") })).collect();
        fake.once(listing(users, 0), json_answer(200, json!(many))).await;
        let rest = json!([{ "username": "ada@acme.dev", "email": "ada@acme.dev" }, { "email": "nameless@acme.dev" }]);
        fake.once(listing(users, 100), json_answer(200, rest)).await;
        let top = json!([
            { "id": "g1", "name": "platform", "subGroupCount": 1, "subGroups": [] },
            { "id": "g3", "name": "old", "subGroups": [{ "id": "g4", "name": "inner" }] },
        ]);
        fake.once(listing(groups, 0), json_answer(200, top)).await;
        let children = json!([{ "id": "g2", "name": "Ops & SRE", "subGroupCount": 0 }]);
        fake.once(listing(&format!("{groups}/g1/children"), 0), json_answer(200, children)).await;
        for (id, members) in [
            ("g1", json!([{ "username": "ada@acme.dev" }, { "username": "service-account-x" }, {}])),
            ("g2", json!([{ "username": "user001" }])),
            ("g3", json!([])),
            ("g4", json!([])),
        ] {
            fake.once(listing(&format!("{groups}/{id}/members"), 0), json_answer(200, members)).await;
        }
        let directory = keycloak().directory(&fake.wanted(), &client()).await.unwrap();
        assert_eq!(directory.users.len(), 101);
        assert_eq!(
            (directory.users[0].name.as_str(), directory.users[0].email.as_deref()),
            ("ada-acme.dev", Some("ada@acme.dev"))
        );
        let groups: Vec<_> =
            directory.groups.iter().map(|group| (group.name.as_str(), group.members.join(" "))).collect();
        let expected = [("Ops---SRE", "user001"), ("inner", ""), ("old", ""), ("platform", "ada-acme.dev")];
        assert_eq!(groups, expected.map(|(name, members)| (name, members.to_owned())));
        assert!(!directory.partial);
        fake.done().await;
    }

    #[tokio::test]
    async fn a_refusal_is_told_without_the_answers_own_words() {
        for (answer, words) in [
            (forbidden(), "could not read users: the service account lacks a role"),
            (page(200, "CANARY"), "unknown form"),
            (json_answer(500, json!("CANARY")), "status 500"),
        ] {
            let mut fake = Fake::start().await;
            fake.once(post(TOKEN), granted(None)).await;
            fake.once(listing("/admin/realms/acme/users", 0), answer).await;
            let error = keycloak().directory(&fake.wanted(), &client()).await.unwrap_err();
            assert!(said(&error).contains(words), "{}", said(&error));
            fake.done().await;
        }
        let mut fake = Fake::start().await;
        fake.once(Mock::given(any()), error(401, "unauthorized_client", SAME)).await;
        let error = keycloak().directory(&fake.wanted(), &client()).await.unwrap_err();
        assert!(said(&error).contains("the secret is not its own"), "{}", said(&error));
        fake.done().await;
    }
}
