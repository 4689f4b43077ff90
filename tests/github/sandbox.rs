//! The happy paths against the GitHub that the program plays itself.

use devportal_auth::credential::{CredentialKind, Fields, Secret};
use devportal_auth::proof::{Proof, Verdict};
use devportal_auth::providers::{Provider, Wanted};
use devportal_auth::sandbox::Sandbox;

use crate::fake::{github, wanted};

fn here(sandbox: &Sandbox) -> Wanted {
    wanted(sandbox.url().as_str(), sandbox.api_url().as_str())
}

fn says(proof: &Proof) -> String {
    proof.steps.iter().map(|step| format!("{:?} {}: {}\n", step.verdict, step.name, step.says)).collect()
}

fn given(field: &str, secret: &Secret) -> Fields {
    [(field, secret.clone())].into_iter().collect()
}

#[tokio::test]
async fn the_sandboxes_tokens_are_proven() {
    let sandbox = Sandbox::start_with(["repo", "read:org"]).unwrap();
    let (wanted, notes) = (here(&sandbox), sandbox.notes());
    let classic = github().prove(&wanted, &given("token", &notes.classic_token)).await;
    assert_eq!(
        says(&classic),
        "Valid token: a classic personal access token of `ada`\n\
         Valid scopes: `read:org` `repo`\n\
         Valid organization: `ada` owns `acme`\n"
    );
    let mut all = wanted.clone();
    all.permissions.extend(["statuses", "actions"].map(|name| (name.to_owned(), "read".to_owned())));
    let fine_grained = github().prove(&all, &given("token", &notes.fine_grained_token)).await;
    assert_eq!(
        says(&fine_grained),
        "Valid token: a fine-grained personal access token of `ada`\n\
         Valid expiry: ends on 2099-12-31\n\
         Valid organization: `ada` owns `acme`\n\
         Valid permissions: everything that is wanted was tried, and is allowed\n"
    );
    for (proof, token) in [(classic, notes.classic_token), (fine_grained, notes.fine_grained_token)] {
        assert!(!format!("{proof:?}").contains(token.expose()), "a secret in a proof");
    }
    assert_eq!(sandbox.unexpected(), [""; 0]);
}

#[tokio::test]
async fn a_token_with_too_little_is_insufficient_and_a_changed_one_is_never_sent() {
    let sandbox = Sandbox::start_with(["repo"]).unwrap();
    let (wanted, token) = (here(&sandbox), sandbox.notes().classic_token);
    let proof = github().prove(&wanted, &given("token", &token)).await;
    assert!(proof.verdict() == Verdict::Insufficient && says(&proof).contains("lacks `read:org`"), "{}", says(&proof));
    let last = if token.expose().ends_with('a') { "b" } else { "a" };
    let changed = format!("{}{last}", &token.expose()[..token.characters() - 1]);
    let proof = github().prove(&wanted, &given("token", &Secret::new(changed))).await;
    assert!(says(&proof).starts_with("Invalid token: a character of it is wrong or missing"), "{}", says(&proof));
}

#[tokio::test]
async fn the_sandboxes_oauth_app_is_proven_and_another_secret_refused() {
    let sandbox = Sandbox::start().unwrap();
    let wanted = Wanted { kind: CredentialKind::OauthClient, ..here(&sandbox) };
    let notes = sandbox.notes();
    let mut fields = given("client-secret", &notes.client_secret);
    fields.set("client-id", Secret::new(notes.client_id));
    let proof = github().prove(&wanted, &fields).await;
    assert_eq!((proof.steps[0].verdict, proof.verdict()), (Verdict::Valid, Verdict::Unknown), "{}", says(&proof));
    fields.set("client-secret", Secret::new("0123456789abcdef0123456789abcdef01234567"));
    assert_eq!(github().prove(&wanted, &fields).await.verdict(), Verdict::Invalid);
    assert_eq!(sandbox.unexpected(), [""; 0]);
}

#[tokio::test]
async fn the_sandboxes_organisation_is_found_and_its_people_are_told_from_it() {
    let sandbox = Sandbox::start().unwrap();
    let mut wanted = here(&sandbox);
    assert_eq!(github().look(&wanted, &Fields::default()).await.verdict(), Verdict::Valid);
    wanted.settings.insert("organization".into(), "ada".into());
    let proof = github().look(&wanted, &Fields::default()).await;
    assert!(says(&proof).contains("`ada` is a person's account"), "{}", says(&proof));
    assert_eq!(sandbox.unexpected(), [""; 0]);
}
