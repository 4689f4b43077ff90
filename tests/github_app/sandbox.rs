//! The whole way in the sandbox: made in the browser, proven before and after it is installed, used to read people.

use devportal_auth::browser::{Browser, Form};
use devportal_auth::credential::{Fields, Purpose, Secret};
use devportal_auth::proof::{Extent, Verdict};
use devportal_auth::providers::read_directory;
use devportal_auth::providers::{Creation, Provider};
use devportal_auth::sandbox::{Sandbox, SandboxBrowser};

use crate::fake::{github, told, wanted};

#[tokio::test]
async fn an_app_is_made_installed_proven_and_used() {
    let sandbox = Sandbox::start().unwrap();
    let wanted = wanted(sandbox.url().as_str(), sandbox.api_url().as_str());
    let (github, mut browser) = (github(), SandboxBrowser::new(&sandbox));
    let Creation::Browser { action, form, .. } = github.creation(&wanted) else { panic!("not by a browser") };
    let code = browser.confirm(&Form { action, fields: form }, &mut |_| {}).unwrap();
    let made = github.exchange(&wanted, &code).await.unwrap();
    assert_eq!(made.name, "acme-devportal");
    assert!(github.exchange(&wanted, &code).await.is_err(), "a code works once");

    let before = github.prove(&wanted, &made.fields).await;
    assert_eq!(before.verdict(), Verdict::Insufficient, "{}", told(&before));
    let page = github.mend_page(&wanted, &before).unwrap();
    assert!(browser.open(&page), "{page}");

    let after = github.prove(&wanted, &made.fields).await;
    assert_eq!(
        told(&after),
        "Valid app: the key is that of `acme-devportal` of `acme` | -\n\
         Valid installed: on `acme`, all 7 repositories | -\n\
         Valid allowed: everything the portal needs, nothing more | -"
    );
    assert!(github.mend_page(&wanted, &after).is_none());

    let mut signing_in = wanted.clone();
    signing_in.purposes.insert(Purpose::Authentication);
    let people = github.prove(&signing_in, &made.fields).await;
    assert!(people.verdict() == Verdict::Valid && people.steps.len() > after.steps.len(), "{}", told(&people));
    let mut wrong = made.fields.clone();
    wrong.set("client-secret", Secret::new("CANARY"));
    assert_eq!(github.prove(&signing_in, &wrong).await.verdict(), Verdict::Invalid);

    let directory = read_directory(&github, &wanted, &made.fields).await.unwrap();
    assert_eq!((directory.users.len(), directory.groups.len(), directory.extent), (12, 6, Extent::Whole));
    let admins = directory.groups.iter().find(|group| group.name == "admins").unwrap();
    assert_eq!(admins.members, ["ada"]);
    assert_eq!(sandbox.unexpected(), [""; 0]);
}

#[tokio::test]
async fn a_number_of_another_app_is_not_found() {
    let sandbox = Sandbox::start().unwrap();
    let wanted = wanted(sandbox.url().as_str(), sandbox.api_url().as_str());
    let mut fields: Fields = crate::fake::fields();
    fields.set("app-id", Secret::new("17"));
    let proof = github().prove(&wanted, &fields).await;
    assert!(told(&proof).starts_with("Invalid app: there is no App of this number"), "{proof:?}");
}
