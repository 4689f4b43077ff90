//! The sandbox's GitLab answers everything that the provider asks, and is asked nothing that it does not know.

use devportal_auth::credential::{CredentialKind, Fields};
use devportal_auth::proof::{Sought, Verdict};
use devportal_auth::providers::{Provider, read_directory};
use devportal_auth::sandbox::gitlab::{GitLab, GitLabNotes};

use crate::fake::{Fake, fields, gitlab};

#[tokio::test]
async fn the_sandboxs_gitlab_is_one_to_the_provider() {
    let (sandbox, notes) = (GitLab::start().unwrap(), GitLabNotes::new());
    let shape = Fake::start();
    let wanted = |kind| {
        let mut wanted = shape.wanted(kind);
        (wanted.url, wanted.api_url) = (sandbox.url().clone(), sandbox.api_url().clone());
        wanted
    };
    let (reads, signs_in) = (wanted(CredentialKind::AccessToken), wanted(CredentialKind::OauthClient));
    let token = fields(&[("token", notes.token.expose())]);
    assert!(gitlab().look(&reads, &Fields::default()).await.steps.is_empty());
    assert_eq!(gitlab().prove(&reads, &token).await.verdict(), Verdict::Valid);
    assert_eq!(read_directory(&gitlab(), &reads, &token).await.unwrap().users.len(), 12);
    assert!(matches!(gitlab().person(&reads, &token, "ada").await.unwrap(), Sought::Found(_)));
    let administrator = fields(&[("token", notes.administrator.expose())]);
    let made = gitlab().create(&signs_in, &administrator, &Fields::default()).await.unwrap();
    assert!(!gitlab().prove(&signs_in, &made.fields).await.refused());
    assert!(gitlab().create(&signs_in, &administrator, &Fields::default()).await.is_err(), "a second one");
    assert!(gitlab().create(&signs_in, &token, &Fields::default()).await.is_err(), "without the right");
    assert_eq!(sandbox.unexpected(), [""; 0]);
    let wrong = fields(&[("token", "glpat-wrong")]);
    assert_eq!(gitlab().prove(&reads, &wrong).await.verdict(), Verdict::Invalid);
}
