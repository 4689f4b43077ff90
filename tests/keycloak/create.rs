//! A client made through the admin API, taken back when a later step fails, and never twice.

use devportal_auth::credential::{Fields, Secret};
use devportal_auth::providers::{Creation, NothingMade, Provider};
use serde_json::{Value, json};
use url::Url;

use crate::fake::{
    Answer, CALLBACK, Fake, Route, SECRET, answer, bare, delete, error, fields, forbidden, get, keycloak, no_path,
    page, post, put, said, sign_in_only,
};

const PASSWORD: &str = "CANARY-admin-password";
const ADMIN_TOKEN: &str = "CANARY-admin-token";
const MASTER_TOKEN: &str = "/realms/master/protocol/openid-connect/token";
const MASTER_LOGOUT: &str = "/realms/master/protocol/openid-connect/logout";
const CLIENTS: &str = "/admin/realms/acme/clients";
const MAPPINGS: &str = "/admin/realms/acme/users/account-1/role-mappings/clients/management-1";

fn prepared() -> Fields {
    fields(&[("client-secret", SECRET)])
}

fn administrator() -> Fields {
    fields(&[("username", "root"), ("password", PASSWORD)])
}

fn admin(request: Route) -> Route {
    request.header("authorization", format!("Bearer {ADMIN_TOKEN}").as_str())
}

/// So many sign-ins of the administrator, each ended again.
fn signs_in(fake: &mut Fake, times: u64) {
    let tokens = json!({ "access_token": ADMIN_TOKEN, "refresh_token": "CANARY-refresh" });
    fake.answers(times, post(MASTER_TOKEN).form("username", "root"), answer(200, tokens));
    fake.answers(times, post(MASTER_LOGOUT).form("refresh_token", "CANARY-refresh"), bare(204));
}

/// The client that is asked for: nothing that widens it may slip in.
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

fn made() -> Answer {
    bare(201).with("location", "http://sso/admin/realms/acme/clients/uuid-1")
}

fn roles_are_read(fake: &mut Fake) {
    let account = json!({ "id": "account-1" });
    fake.once(admin(get(&format!("{CLIENTS}/uuid-1/service-account-user"))), answer(200, account));
    let management = json!([{ "id": "management-1", "clientId": "realm-management" }]);
    let find = admin(get(CLIENTS)).query("clientId", "realm-management");
    fake.once(find, answer(200, management));
    let roles = ["manage-users", "query-groups", "query-users", "view-users"];
    let roles: Vec<_> = roles.iter().map(|role| json!({ "id": format!("id-{role}"), "name": role })).collect();
    fake.once(admin(get(&format!("{CLIENTS}/management-1/roles"))), answer(200, json!(roles)));
}

fn exactly_the_roles() -> Value {
    let role = |name: &str| json!({ "id": format!("id-{name}"), "name": name });
    json!([role("query-groups"), role("query-users"), role("view-users")])
}

fn finds(fake: &mut Fake, secret: &str) {
    let found = json!([{ "id": "uuid-1", "clientId": "acme-devportal", "secret": secret }]);
    fake.once(admin(get(CLIENTS)).query("clientId", "acme-devportal"), answer(200, found));
}

fn taken() -> Answer {
    answer(409, json!({ "errorMessage": "Client acme-devportal already exists" }))
}

#[tokio::test]
async fn a_client_is_made_with_the_prepared_secret_and_exactly_the_roles() {
    let mut fake = Fake::start();
    assert!(matches!(keycloak().creation(&fake.wanted()), Creation::Api));
    signs_in(&mut fake, 1);
    fake.once(admin(post(CLIENTS)).json_with(order()), made());
    roles_are_read(&mut fake);
    let mapping = admin(post(MAPPINGS)).json(exactly_the_roles());
    fake.once(mapping, bare(204));
    let created = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap();
    assert_eq!(created.fields.text("client-id"), Some("acme-devportal"));
    assert_eq!(created.fields.text("client-secret"), Some(SECRET));
    let page = format!("{}/admin/master/console/#/acme/clients/uuid-1/settings", fake.base());
    assert_eq!(created.page.as_ref().map(Url::as_str), Some(page.as_str()));
    assert!(!format!("{created:?}").contains("CANARY"));
}

#[tokio::test]
async fn without_org_data_there_is_no_service_account() {
    let mut fake = Fake::start();
    signs_in(&mut fake, 1);
    let body = json!({ "serviceAccountsEnabled": false, "standardFlowEnabled": true });
    fake.once(admin(post(CLIENTS)).json_with(body), made());
    keycloak().create(&sign_in_only(fake.wanted()), &administrator(), &prepared()).await.unwrap();
}

#[tokio::test]
async fn when_a_later_step_fails_the_client_is_deleted_again() {
    let mut fake = Fake::start();
    signs_in(&mut fake, 2);
    fake.once(admin(post(CLIENTS)), made());
    roles_are_read(&mut fake);
    fake.once(admin(post(MAPPINGS)), forbidden());
    let delete = admin(delete(&format!("{CLIENTS}/uuid-1")));
    fake.once(delete, bare(204));
    let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
    assert!(error.is::<NothingMade>());
    assert!(
        said(&error).starts_with("nothing was made: client `acme-devportal` was deleted again"),
        "{}",
        said(&error)
    );
    assert!(said(&error).contains("could not give the service account its roles: the administrator may not"));
}

#[tokio::test]
async fn a_client_that_cannot_be_deleted_again_is_named_with_its_page() {
    let mut fake = Fake::start();
    signs_in(&mut fake, 2);
    fake.once(admin(post(CLIENTS)), made());
    fake.once(admin(get(&format!("{CLIENTS}/uuid-1/service-account-user"))), bare(500));
    fake.once(delete(&format!("{CLIENTS}/uuid-1")), forbidden());
    let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
    let page = format!("{}/admin/master/console/#/acme/clients/uuid-1/settings", fake.base());
    assert!(said(&error).contains("is still there") && said(&error).contains(&page), "{}", said(&error));
}

#[tokio::test]
async fn a_role_that_the_realm_lacks_undoes_the_client_too() {
    let mut fake = Fake::start();
    let mut wanted = fake.wanted();
    wanted.permissions.insert("view-everything".into(), String::new());
    signs_in(&mut fake, 2);
    fake.once(admin(post(CLIENTS)), made());
    roles_are_read(&mut fake);
    fake.once(delete(&format!("{CLIENTS}/uuid-1")), bare(204));
    let error = keycloak().create(&wanted, &administrator(), &prepared()).await.unwrap_err();
    assert!(said(&error).contains("`realm-management` has no role `view-everything`"), "{}", said(&error));
}

#[tokio::test]
async fn a_second_try_completes_its_own_client() {
    let mut fake = Fake::start();
    signs_in(&mut fake, 1);
    fake.once(admin(post(CLIENTS)), taken());
    finds(&mut fake, SECRET);
    let update = admin(put(&format!("{CLIENTS}/uuid-1")));
    fake.once(update.json_with(order()), bare(204));
    roles_are_read(&mut fake);
    fake.once(admin(post(MAPPINGS)), bare(204));
    let created = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap();
    assert_eq!(created.name, "acme-devportal");
}

#[tokio::test]
async fn a_second_try_that_fails_deletes_nothing_and_names_the_client() {
    let mut fake = Fake::start();
    signs_in(&mut fake, 1);
    fake.once(admin(post(CLIENTS)), taken());
    finds(&mut fake, SECRET);
    fake.once(put(&format!("{CLIENTS}/uuid-1")), bare(500));
    let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
    assert!(said(&error).contains("of an earlier try stays unfinished: http"), "{}", said(&error));
}

#[tokio::test]
async fn anothers_client_of_the_same_name_is_named_and_not_touched() {
    let mut fake = Fake::start();
    signs_in(&mut fake, 1);
    fake.once(admin(post(CLIENTS)), taken());
    finds(&mut fake, "CANARY-of-another");
    let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
    for words in ["client `acme-devportal` exists", "was not touched", "`client-id`", "`client-secret`"] {
        assert!(said(&error).contains(words), "{}", said(&error));
    }
}

#[tokio::test]
async fn an_administrator_who_is_refused_is_told_why() {
    for (answer, words) in [
        (error(400, "invalid_grant", "Invalid user credentials"), "refuses the administrator `root`"),
        (error(401, "invalid_grant", "CANARY"), "refuses the administrator `root`"),
        (error(400, "unauthorized_client", "Client not allowed for direct access grants"), "no direct access grants"),
        (no_path(), "no Keycloak answers at"),
        (page(200, "CANARY"), "could not sign in"),
        (bare(500), "status 500"),
    ] {
        let mut fake = Fake::start();
        fake.once(post(MASTER_TOKEN), answer);
        let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
        assert!(said(&error).contains(words), "{}", said(&error));
    }
}

#[tokio::test]
async fn a_client_that_is_refused_is_told_why_and_nothing_is_undone() {
    for (answer, words) in [
        (forbidden(), "the administrator may not; in realm `acme` the roles `manage-clients`"),
        (answer(401, json!({ "error": "HTTP 401 Unauthorized" })), "token is no longer taken"),
        (answer(404, json!({ "error": "Realm not found." })), "there is no realm `acme`"),
        (error(400, "invalid_input", "A redirect URI is not a valid URI"), "a redirect URI most likely"),
        (answer(500, json!({ "error": SECRET })), "status 500"),
    ] {
        let mut fake = Fake::start();
        signs_in(&mut fake, 1);
        fake.once(admin(post(CLIENTS)), answer);
        let error = keycloak().create(&fake.wanted(), &administrator(), &prepared()).await.unwrap_err();
        assert!(said(&error).contains(words), "{}", said(&error));
    }
}

#[tokio::test]
async fn missing_parts_are_told_before_anything_is_asked() {
    let fake = Fake::start();
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
}
