//! Where an App is installed, for what, and what it is allowed.

use devportal_auth::proof::{Proof, Verdict};
use devportal_auth::providers::Provider;
use serde_json::{Value, json};

use crate::fake::{Fake, answer, fields, github, installation, refusal, signed, tokens, told};

/// Proves an App whose installation is as it should be but for a change. Returns also where it is mended.
async fn proved(change: Value, count: Option<u64>) -> (String, Option<String>, Proof) {
    let mut fake = Fake::start();
    fake.knows_the_app();
    let there = installation(&fake.base(), &change);
    fake.once(signed("/app/installations"), answer(200, json!([there])));
    if let Some(count) = count {
        fake.lets_it_count(count);
    }
    let (proof, page) = mended(&fake).await;
    let told = told(&proof).replace(&fake.base(), "");
    (told, page, proof)
}

async fn mended(fake: &Fake) -> (Proof, Option<String>) {
    let (wanted, base) = (fake.wanted(), fake.base());
    let proof = github().prove(&wanted, &fields()).await;
    let page = github().mend_page(&wanted, &proof).map(|page| page.as_str().replace(&base, ""));
    (proof, page)
}

/// Proves an App that is not on the organisation, but on these accounts.
async fn nowhere(elsewhere: Value) -> (String, Option<String>) {
    let mut fake = Fake::start();
    fake.knows_the_app();
    fake.once(signed("/app/installations"), answer(200, elsewhere));
    let (proof, page) = mended(&fake).await;
    assert_eq!(proof.verdict(), Verdict::Insufficient);
    let told = told(&proof).replace(&fake.base(), "");
    (told.lines().last().unwrap().to_owned(), page)
}

const INSTALL: &str = "/apps/acme-devportal/installations/new";
const THERE: &str = "/organizations/acme/settings/installations/7";

#[tokio::test]
async fn an_app_that_is_not_installed_leads_to_the_page_that_installs_it() {
    let (told, page) = nowhere(json!([])).await;
    assert_eq!(told, format!("Insufficient installed: not on `acme` yet | an owner of `acme` installs it: {INSTALL}"));
    assert_eq!(page.as_deref(), Some(INSTALL));
}

#[tokio::test]
async fn a_misspelt_organisation_is_named_by_where_the_app_is() {
    let there = installation("", &json!({ "account": { "login": "acmee", "type": "Organization" } }));
    let (told, _) = nowhere(json!([there])).await;
    assert!(told.contains("installed: on `acmee`, not on `acme` | is the organisation misspelt?"), "{told}");
    let there = installation("", &json!({ "account": { "login": "globex", "type": "Organization" } }));
    let (told, _) = nowhere(json!([there])).await;
    assert!(told.contains("installed: not on `acme` yet, only on `globex` | an owner"), "{told}");
}

#[tokio::test]
async fn a_suspended_app_leads_to_where_it_is_lifted() {
    let (told, page, proof) = proved(json!({ "suspended_at": "2026-01-05T09:00:00Z" }), None).await;
    assert!(told.ends_with(&format!("Insufficient installed: on `acme`, but suspended | lift it: {THERE}")), "{told}");
    assert_eq!((proof.verdict(), page.as_deref()), (Verdict::Insufficient, Some(THERE)));
}

#[tokio::test]
async fn selected_repositories_are_counted_and_refuse_nothing() {
    let (told, page, proof) = proved(json!({ "repository_selection": "selected" }), Some(3)).await;
    let says = format!(
        "Valid ! installed: on `acme`, for 3 selected repositories; the portal does not see the others \
         | let it see more: {THERE}"
    );
    assert!(told.contains(&says), "{told}");
    assert_eq!((proof.verdict(), page), (Verdict::Valid, None));
}

#[tokio::test]
async fn what_an_owner_has_to_approve_leads_to_the_installation() {
    let granted = json!({ "permissions": { "contents": "read", "metadata": "read", "statuses": "read" } });
    let (told, page, _) = proved(granted, Some(5)).await;
    assert!(
        told.ends_with(&format!(
            "Insufficient allowed: `members: read` wait for approval | an owner approves them: {THERE}"
        )),
        "{told}"
    );
    assert_eq!(page.as_deref(), Some(THERE));
}

#[tokio::test]
async fn what_the_app_does_not_ask_for_leads_to_its_permissions() {
    let mut fake = Fake::start();
    let there = installation(&fake.base(), &json!({}));
    fake.knows_the_app();
    fake.once(signed("/app/installations"), answer(200, json!([there])));
    fake.lets_it_count(5);
    let mut wanted = fake.wanted();
    wanted.permissions.insert("administration".into(), "write".into());
    wanted.permissions.insert("contents".into(), "write".into());
    let proof = github().prove(&wanted, &fields()).await;
    let page = github().mend_page(&wanted, &proof).unwrap();
    assert_eq!(page.path(), "/organizations/acme/settings/apps/acme-devportal/permissions");
    let told = told(&proof);
    assert!(told.contains("Insufficient allowed: lacks `administration: write`, `contents: write` | add"), "{told}");
}

#[tokio::test]
async fn more_than_is_needed_is_named_and_refuses_nothing() {
    let granted = json!({ "permissions": {
        "contents": "write", "metadata": "read", "statuses": "read", "members": "read", "administration": "write"
    } });
    let (told, page, proof) = proved(granted, Some(5)).await;
    assert!(
        told.ends_with("Valid ! allowed: more than the portal needs: `administration: write`, `contents: write` | -"),
        "{told}"
    );
    assert_eq!((proof.verdict(), page), (Verdict::Valid, None));
}

#[tokio::test]
async fn repositories_that_cannot_be_counted_leave_the_proof_as_it_is() {
    let mut fake = Fake::start();
    fake.knows_the_app();
    let there = installation(&fake.base(), &json!({}));
    fake.once(signed("/app/installations"), answer(200, json!([there])));
    fake.once(tokens(), refusal(422, "CANARY"));
    let proof = github().prove(&fake.wanted(), &fields()).await;
    assert!(told(&proof).contains("Valid installed: on `acme`, all repositories | -"), "{proof:?}");
}
