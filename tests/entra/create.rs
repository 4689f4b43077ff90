//! Registrations made through Graph: with exactly what is wanted, never a second one, and taken back when a step fails.

use devportal_auth::credential::Fields;
use devportal_auth::providers::http::date;
use devportal_auth::providers::{NothingMade, Provider};
use serde_json::json;

use crate::fake::{Answer, CALLBACK, CLIENT, Fake, Route, administrator, answer, bare, denied, entra, fields};

fn someone() -> Fields {
    fields(&[("token", "CANARY-graph")])
}

fn looks_for_another(fake: &mut Fake, found: serde_json::Value) {
    let list = administrator("GET", "/v1.0/applications").query("$filter", "displayName eq 'acme-devportal'");
    fake.once(list, answer(200, json!({ "value": found })));
}

fn order() -> Route {
    administrator("POST", "/v1.0/applications").json_with(json!({
        "displayName": "acme-devportal",
        "signInAudience": "AzureADMyOrg",
        "web": { "redirectUris": [CALLBACK] },
        "requiredResourceAccess": [{
            "resourceAppId": "00000003-0000-0000-c000-000000000000",
            "resourceAccess": [
                { "id": "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "type": "Scope" },
                { "id": "37f7f235-527c-4136-accd-4a02d197296e", "type": "Scope" },
                { "id": "98830695-27a2-44f7-8c18-0c3ebc9698f6", "type": "Role" },
                { "id": "df021288-bdef-4463-88db-98f22de89214", "type": "Role" },
            ],
        }],
    }))
}

fn made() -> Answer {
    answer(201, json!({ "id": "object-1", "appId": CLIENT, "displayName": "acme-devportal" }))
}

fn principal() -> Route {
    administrator("POST", "/v1.0/servicePrincipals").json_with(json!({ "appId": CLIENT }))
}

#[tokio::test]
async fn a_secret_lives_as_long_as_was_chosen() {
    for (chosen, days) in [(None, 180), (Some("90"), 90), (Some("730"), 730)] {
        let mut fake = Fake::start();
        looks_for_another(&mut fake, json!([]));
        fake.once(order(), made());
        fake.once(principal(), answer(201, json!({ "id": "principal-1" })));
        let day = date::written(date::now() + days * date::DAY);
        let end = json!({ "passwordCredential": { "endDateTime": format!("{day}T00:00:00Z") } });
        let secret = administrator("POST", "/v1.0/applications/object-1/addPassword").json_with(end);
        fake.once(secret, answer(200, json!({ "secretText": "abc8Q~CANARY", "keyId": "key-1" })));
        let mut wanted = fake.wanted();
        wanted.settings.extend(chosen.map(|days| ("secret-days".to_owned(), days.to_owned())));
        let created = entra().create(&wanted, &someone(), &Fields::default()).await.unwrap();
        assert_eq!(created.ends, Some(day));
    }
}

#[tokio::test]
async fn a_registration_is_made_with_exactly_what_is_wanted_and_a_secret_that_ends() {
    let mut fake = Fake::start();
    looks_for_another(&mut fake, json!([]));
    fake.once(order(), made());
    fake.once(principal(), answer(201, json!({ "id": "principal-1" })));
    let secret = administrator("POST", "/v1.0/applications/object-1/addPassword").fits("the end of a day", |asked| {
        let body = asked.json();
        let end = body["passwordCredential"]["endDateTime"].as_str();
        end.is_some_and(|end| end.ends_with("T00:00:00Z") && end.len() == 20)
    });
    fake.once(secret, answer(200, json!({ "secretText": "abc8Q~CANARY", "keyId": "key-1" })));
    let created = entra().create(&fake.wanted(), &someone(), &Fields::default()).await.unwrap();
    assert_eq!(created.fields.text("client-id"), Some(CLIENT));
    assert_eq!(created.fields.text("client-secret"), Some("abc8Q~CANARY"));
    assert!(created.page.is_none(), "another cloud has a console of its own");
    assert_eq!(created.ends.unwrap().len(), "2027-05-24".len());
}

#[tokio::test]
async fn a_registration_of_the_same_name_is_never_doubled() {
    let mut fake = Fake::start();
    looks_for_another(&mut fake, json!([{ "id": "object-0", "appId": CLIENT }]));
    let error = entra().create(&fake.wanted(), &someone(), &Fields::default()).await.unwrap_err();
    assert!(error.is::<NothingMade>() && format!("{error:#}").contains(CLIENT), "{error:#}");
}

#[tokio::test]
async fn what_was_made_is_taken_back_when_a_later_step_fails_or_is_named() {
    for (undone, left) in [(bare(204), false), (denied(), true)] {
        let mut fake = Fake::start();
        looks_for_another(&mut fake, json!([]));
        fake.once(order(), made());
        fake.once(principal(), denied());
        fake.once(administrator("DELETE", "/v1.0/applications/object-1"), undone);
        let error = entra().create(&fake.wanted(), &someone(), &Fields::default()).await.unwrap_err();
        assert_eq!(error.is::<NothingMade>(), !left);
        assert_eq!(format!("{error:#}").contains("could not be taken back"), left, "{error:#}");
        assert!(!format!("{error:?}").contains("CANARY"));
    }
}

#[tokio::test]
async fn somebody_who_may_not_register_is_told_who_may() {
    for (status, words) in
        [(403, "an Application Developer or Administrator may"), (401, "is not one for Microsoft Graph")]
    {
        let mut fake = Fake::start();
        fake.once(
            administrator("GET", "/v1.0/applications"),
            answer(status, json!({ "error": { "message": "CANARY" } })),
        );
        let error = entra().create(&fake.wanted(), &someone(), &Fields::default()).await.unwrap_err();
        assert!(error.is::<NothingMade>() && format!("{error:#}").contains(words), "{error:#}");
    }
}
