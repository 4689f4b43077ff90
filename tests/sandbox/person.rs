//! The person at the sandbox's browser, who goes the way that a person goes.

use crate::client::{get, manifest, post, signature, told};
use devportal_auth::browser::{Browser, Form, Waiting};
use devportal_auth::providers::REDIRECT;
use devportal_auth::sandbox::{Sandbox, SandboxBrowser};
use url::Url;

fn form(sandbox: &Sandbox, manifest: &str) -> Form {
    Form {
        action: sandbox.url().join("/organizations/acme/settings/apps/new").unwrap(),
        fields: [("manifest".to_owned(), manifest.to_owned())].into(),
    }
}

fn redirected(name: &str) -> String {
    manifest(name).replace(crate::client::BACK, REDIRECT)
}

#[tokio::test]
async fn somebody_creates_the_app_and_installs_it() {
    let sandbox = Sandbox::start().unwrap();
    let mut browser = SandboxBrowser::new(&sandbox);
    let mut opened = Vec::new();
    let code = browser
        .confirm(&form(&sandbox, &redirected("acme-devportal")), &mut |waiting| {
            if let Waiting::Opened { started, .. } = waiting {
                opened.push(started);
            }
        })
        .unwrap();
    assert_eq!(opened, [true]);
    let (status, app) = told(post(&sandbox, &format!("/app-manifests/{}/conversions", code.expose()))).await;
    assert_eq!(status, 201);

    assert!(browser.open(&sandbox.url().join("/apps/acme-devportal/installations/new").unwrap()));
    let signed = signature(&app, &app["id"]);
    assert_eq!(told(get(&sandbox, "/orgs/acme/installation").bearer_auth(signed)).await.0, 200);
    assert_eq!(sandbox.unexpected(), [""; 0]);
}

#[test]
fn a_manifest_that_is_refused_ends_the_wait_with_the_reason() {
    let sandbox = Sandbox::start().unwrap();
    let mut browser = SandboxBrowser::new(&sandbox);
    let error = browser.confirm(&form(&sandbox, &redirected(&"a".repeat(35))), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("the name has 35 characters"), "{error:#}");
}

#[test]
fn somebody_in_the_sandbox_opens_nothing_else() {
    let sandbox = Sandbox::start().unwrap();
    let mut browser = SandboxBrowser::new(&sandbox);
    let elsewhere = Url::parse("https://github.test/settings/apps/new").unwrap();
    assert!(!browser.open(&elsewhere));
    assert!(browser.confirm(&Form { action: elsewhere, fields: [].into() }, &mut |_| {}).is_err());
    assert!(!browser.open(&sandbox.url().join("/nowhere").unwrap()));
    assert_eq!(sandbox.unexpected(), ["GET /nowhere"]);
}

#[test]
fn a_sandbox_can_be_handed_to_another_thread() {
    fn is_send<T: Send + Sync>() {}
    is_send::<Sandbox>();
    is_send::<SandboxBrowser>();
}
