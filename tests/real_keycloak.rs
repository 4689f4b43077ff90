//! The Keycloak provider against a real server, as `tests/real/keycloak.sh` sets it up, at the address in `DEVPORTAL_TEST_KEYCLOAK`.
//! Without one nothing here can be told, so each test is ignored until it is asked for (`-- --ignored`), and fails then.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, reason = "a test may fail and call")]

use std::collections::{BTreeMap, BTreeSet};

use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Proof, Verdict};
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::keycloak::Keycloak;
use devportal_auth::providers::read_directory;
use devportal_auth::providers::{Provider, Wanted};
use serde_json::Value;
use url::Url;

const CALLBACK: &str = "http://localhost:7007/api/auth/oidc/handler/frame";
const ROLES: [&str; 3] = ["view-users", "query-users", "query-groups"];

/// The server under test.
fn server() -> String {
    let address = std::env::var("DEVPORTAL_TEST_KEYCLOAK").ok().filter(|address| !address.is_empty());
    address.expect("DEVPORTAL_TEST_KEYCLOAK is the address of a Keycloak, as tests/real/keycloak.sh starts one")
}

fn keycloak() -> Keycloak {
    Keycloak::new(Http::new(HttpOptions::default()).unwrap())
}

fn wanted(base: &str, name: &str) -> Wanted {
    let url = Url::parse(base).unwrap();
    Wanted {
        credential: String::new(),
        kind: CredentialKind::OauthClient,
        purposes: BTreeSet::from([Purpose::Authentication, Purpose::OrgData]),
        url: url.clone(),
        api_url: url,
        portal: Url::parse("http://localhost:7007").unwrap(),
        callback: Some(Url::parse(CALLBACK).unwrap()),
        settings: BTreeMap::from([("base-url".into(), base.into()), ("realm".into(), "acme".into())]),
        scopes: ["openid", "profile", "email"].map(|scope| (scope.into(), BTreeSet::new())).into(),
        permissions: ROLES.map(|role| (role.into(), String::new())).into(),
        name: name.into(),
    }
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(field, value)| (*field, Secret::new(*value))).collect()
}

fn client(id: &str, secret: &str) -> Fields {
    fields(&[("client-id", id), ("client-secret", secret)])
}

fn administrator() -> Fields {
    fields(&[("username", "admin"), ("password", "admin-pw-loopback")])
}

/// All that a proof says, one step a line.
fn told(proof: &Proof) -> String {
    let line = |step: &devportal_auth::proof::Step| {
        format!("{:?} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    proof.steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A name that no earlier run has used, so that the tests can be run twice on one server.
fn fresh(name: &str) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    format!("{name}-{}", now.as_nanos())
}

/// An administrator's look at the server, apart from the code under test.
struct Office {
    base: String,
    http: reqwest::Client,
    token: String,
}

impl Office {
    async fn open(base: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let form = [
            ("grant_type", "password"),
            ("client_id", "admin-cli"),
            ("username", "admin"),
            ("password", "admin-pw-loopback"),
        ];
        let url = format!("{base}/realms/master/protocol/openid-connect/token");
        let answer: Value = http.post(url).form(&form).send().await.unwrap().json().await.unwrap();
        Self { base: base.into(), http, token: answer["access_token"].as_str().unwrap().into() }
    }

    async fn read(&self, path: &str) -> Value {
        let url = format!("{}/admin/realms/acme/{path}", self.base);
        self.http.get(url).bearer_auth(&self.token).send().await.unwrap().json().await.unwrap()
    }

    /// The clients of that id. Keycloak lists a client's scopes and addresses in any order.
    async fn clients(&self, id: &str) -> Vec<Value> {
        let mut clients = self.read(&format!("clients?clientId={id}")).await.as_array().unwrap().clone();
        for list in clients.iter_mut().flat_map(|client| client.as_object_mut().unwrap().values_mut()) {
            list.as_array_mut().into_iter().for_each(|list| list.sort_by_key(Value::to_string));
        }
        clients
    }

    /// The roles over the realm that a client's service account has been given.
    async fn roles(&self, client: &Value) -> BTreeSet<String> {
        let account = self.read(&format!("clients/{}/service-account-user", client["id"].as_str().unwrap())).await;
        let management = self.clients("realm-management").await[0]["id"].as_str().unwrap().to_owned();
        let path = format!("users/{}/role-mappings/clients/{management}", account["id"].as_str().unwrap());
        let roles = self.read(&path).await;
        roles.as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap().to_owned()).collect()
    }
}

/// Walks the sign-in page as a person's browser does, and returns who came out of it.
async fn sign_in(base: &str, id: &str, secret: &str, person: (&str, &str)) -> String {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let oidc = format!("{base}/realms/acme/protocol/openid-connect");
    let mut ask = Url::parse(&format!("{oidc}/auth")).unwrap();
    ask.query_pairs_mut()
        .append_pair("client_id", id)
        .append_pair("redirect_uri", CALLBACK)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid profile email");
    let page = http.get(ask).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let cookies =
        page.headers().get_all("set-cookie").iter().map(|line| line.to_str().unwrap().split(';').next().unwrap());
    let cookies = cookies.collect::<Vec<_>>().join("; ");
    let html = page.text().await.unwrap();
    let form = html.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().replace("&amp;", "&");
    let sent = http.post(form).header("cookie", cookies).form(&[("username", person.0), ("password", person.1)]);
    let sent = sent.send().await.unwrap();
    assert_eq!(sent.status(), 302);
    let back = Url::parse(sent.headers()["location"].to_str().unwrap()).unwrap();
    assert!(back.as_str().starts_with(CALLBACK), "sent to {}", back.path());
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    let tokens = http.post(format!("{oidc}/token")).basic_auth(id, Some(secret)).form(&form).send().await.unwrap();
    let tokens: Value = tokens.json().await.unwrap();
    let who = http.get(format!("{oidc}/userinfo")).bearer_auth(tokens["access_token"].as_str().unwrap());
    let who: Value = who.send().await.unwrap().json().await.unwrap();
    who["preferred_username"].as_str().unwrap().to_owned()
}

#[tokio::test]
#[ignore = "wants a Keycloak, at DEVPORTAL_TEST_KEYCLOAK: tests/real/run keycloak"]
async fn a_created_client_proves_signs_ada_in_and_reads_the_realm() {
    let base = server();
    let (keycloak, wanted) = (keycloak(), wanted(&base, &fresh("made")));
    let prepared = fields(&[("client-secret", "chosen-beforehand-01234567890")]);

    let created = keycloak.create(&wanted, &administrator(), &prepared).await.unwrap();
    let proof = keycloak.prove(&wanted, &created.fields).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    assert!(proof.steps.iter().all(|step| !step.attention), "{}", told(&proof));

    let office = Office::open(&base).await;
    let clients = office.clients(&wanted.name).await;
    assert_eq!(clients.len(), 1);
    assert_eq!(clients[0]["redirectUris"], serde_json::json!([CALLBACK]));
    assert_eq!(clients[0]["directAccessGrantsEnabled"], false);
    assert!(created.page.unwrap().as_str().contains(clients[0]["id"].as_str().unwrap()));
    assert_eq!(office.roles(&clients[0]).await, ROLES.map(str::to_owned).into());

    let secret = created.fields.text("client-secret").unwrap();
    assert_eq!(sign_in(&base, &wanted.name, secret, ("ada", "ada-pw-loopback")).await, "ada");

    let directory = read_directory(&keycloak, &wanted, &created.fields).await.unwrap();
    let people: Vec<_> = directory.users.iter().map(|user| (user.name.as_str(), user.email.as_deref())).collect();
    assert_eq!(people, [("ada", Some("ada@acme.test")), ("bob", Some("bob@acme.test"))]);
    let groups: Vec<_> = directory.groups.iter().map(|group| (group.name.as_str(), group.members.join(" "))).collect();
    assert_eq!(groups, [("Ops---SRE", "bob".into()), ("admins", "ada".into()), ("platform", "ada".to_owned())]);
}

#[tokio::test]
#[ignore = "wants a Keycloak, at DEVPORTAL_TEST_KEYCLOAK: tests/real/run keycloak"]
async fn a_second_try_finds_its_own_client_and_leaves_anothers_alone() {
    let base = server();
    let (keycloak, mut wanted) = (keycloak(), wanted(&base, &fresh("again")));
    let prepared = fields(&[("client-secret", "chosen-beforehand-01234567890")]);
    let roles = std::mem::take(&mut wanted.permissions);
    keycloak.create(&wanted, &administrator(), &prepared).await.unwrap();

    wanted.permissions = roles;
    let created = keycloak.create(&wanted, &administrator(), &prepared).await.unwrap();
    let office = Office::open(&base).await;
    let clients = office.clients(&wanted.name).await;
    assert_eq!(clients.len(), 1);
    assert_eq!(office.roles(&clients[0]).await, ROLES.map(str::to_owned).into());
    let proof = keycloak.prove(&wanted, &created.fields).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));

    let other = fields(&[("client-secret", "another-secret")]);
    let error = format!("{:#}", keycloak.create(&wanted, &administrator(), &other).await.unwrap_err());
    assert!(error.contains("was not touched") && error.contains(&wanted.name), "{error}");
    assert_eq!(office.clients(&wanted.name).await, clients);
}

#[tokio::test]
#[ignore = "wants a Keycloak, at DEVPORTAL_TEST_KEYCLOAK: tests/real/run keycloak"]
async fn a_role_that_does_not_exist_leaves_no_client_behind() {
    let base = server();
    let mut wanted = wanted(&base, &fresh("undone"));
    wanted.permissions.insert("no-such-role".into(), String::new());
    let prepared = fields(&[("client-secret", "chosen-beforehand-01234567890")]);
    let error = format!("{:#}", keycloak().create(&wanted, &administrator(), &prepared).await.unwrap_err());
    assert!(error.contains("was deleted again") && error.contains("`no-such-role`"), "{error}");
    assert!(Office::open(&base).await.clients(&wanted.name).await.is_empty());
}

#[tokio::test]
#[ignore = "wants a Keycloak, at DEVPORTAL_TEST_KEYCLOAK: tests/real/run keycloak"]
async fn an_administrator_with_a_wrong_password_or_a_wrong_realm_is_told() {
    let base = server();
    let (keycloak, mut wanted) = (keycloak(), wanted(&base, &fresh("refused")));
    let prepared = fields(&[("client-secret", "chosen-beforehand-01234567890")]);
    let wrong = fields(&[("username", "admin"), ("password", "wrong")]);
    let error = format!("{:#}", keycloak.create(&wanted, &wrong, &prepared).await.unwrap_err());
    assert!(error.contains("refuses the administrator `admin`"), "{error}");

    wanted.settings.insert("realm".into(), "nope".into());
    let error = format!("{:#}", keycloak.create(&wanted, &administrator(), &prepared).await.unwrap_err());
    assert!(error.contains("no realm `nope`"), "{error}");
}

#[tokio::test]
#[ignore = "wants a Keycloak, at DEVPORTAL_TEST_KEYCLOAK: tests/real/run keycloak"]
async fn each_wrong_client_is_told_in_its_own_words() {
    let base = server();
    let keycloak = keycloak();
    for (id, secret, verdict, words) in [
        ("devportal", "oidc-secret-loopback-only", Verdict::Valid, "2 people and 3 groups can be read"),
        ("light", "light-secret", Verdict::Valid, "lightweight one"),
        ("needs-pkce", "needs-pkce-secret", Verdict::Insufficient, "demands PKCE (S256), which the portal sends"),
        ("plain-pkce", "plain-pkce-secret", Verdict::Insufficient, "demands PKCE by another method"),
        ("no-roles", "no-roles-secret", Verdict::Insufficient, "lacks `query-groups`, `query-users`, `view-users`"),
        ("too-much", "too-much-secret", Verdict::Valid, "is `realm-admin`"),
        ("light-few", "light-few-secret", Verdict::Insufficient, "lacks `view-users` of `realm-management`"),
        ("no-sa", "no-sa-secret", Verdict::Insufficient, "`no-sa` has no service account"),
        ("no-code", "no-code-secret", Verdict::Insufficient, "may not use the code flow"),
        (
            "near",
            "near-secret",
            Verdict::Insufficient,
            "`http://127.0.0.1:7007/api/auth/oidc/handler/frame` is registered",
        ),
        ("public-spa", "anything", Verdict::Insufficient, "is a public client"),
        ("asleep", "asleep-secret", Verdict::Invalid, "service account of `asleep` has no user, or it is disabled"),
        ("disabled", "disabled-secret", Verdict::Invalid, "`disabled` is disabled"),
        ("bearer", "bearer-secret", Verdict::Invalid, "is bearer-only"),
        ("nobody", "nobody-secret", Verdict::Invalid, "has no client `nobody`"),
        ("devportal", "not-its-secret", Verdict::Invalid, "the secret is not its own"),
    ] {
        let proof = keycloak.prove(&wanted(&base, "unused"), &client(id, secret)).await;
        let told = told(&proof);
        assert_eq!(proof.verdict(), verdict, "{id}\n{told}");
        assert!(told.contains(words), "{id}\n{told}");
        assert!(!told.contains(secret), "{id}\n{told}");
    }
}

#[tokio::test]
#[ignore = "wants a Keycloak, at DEVPORTAL_TEST_KEYCLOAK: tests/real/run keycloak"]
async fn without_org_data_a_client_without_service_account_is_fine() {
    let base = server();
    let mut wanted = wanted(&base, "unused");
    wanted.purposes.remove(&Purpose::OrgData);
    wanted.permissions.clear();
    for (id, secret) in
        [("no-sa", "no-sa-secret"), ("needs-pkce", "needs-pkce-secret"), ("no-roles", "no-roles-secret")]
    {
        let proof = keycloak().prove(&wanted, &client(id, secret)).await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{id}\n{}", told(&proof));
    }
}

#[tokio::test]
#[ignore = "wants a Keycloak, at DEVPORTAL_TEST_KEYCLOAK: tests/real/run keycloak"]
async fn the_realm_is_found_by_whatever_address_is_pasted() {
    let base = server();
    let keycloak = keycloak();
    let other = base.strip_suffix("/auth").map_or_else(|| format!("{base}/auth"), str::to_owned);
    for pasted in [format!("{base}/"), format!("{base}/realms/acme/"), other] {
        let proof = keycloak.look(&wanted(&pasted, "unused"), &Fields::default()).await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{pasted}\n{}", told(&proof));
        assert_eq!(proof.settings.get("base-url"), Some(&base), "{pasted}");
    }
    let proof = keycloak.look(&wanted(&base, "unused"), &Fields::default()).await;
    assert_eq!((proof.verdict(), proof.settings.len()), (Verdict::Valid, 0), "{}", told(&proof));

    let mut absent = wanted(&base, "unused");
    absent.settings.insert("realm".into(), "acmee".into());
    let proof = keycloak.look(&absent, &Fields::default()).await;
    assert!(proof.refused() && told(&proof).contains("has no realm `acmee`"), "{}", told(&proof));
    let proof = keycloak.look(&wanted(&format!("{base}/nowhere"), "unused"), &Fields::default()).await;
    assert!(proof.refused() && told(&proof).contains("no Keycloak answers at"), "{}", told(&proof));
}
