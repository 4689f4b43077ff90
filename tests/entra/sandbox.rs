//! The sandbox's Microsoft answers everything that the providers ask, and is asked nothing that it does not know.

use devportal_auth::credential::{CredentialKind, Fields};
use devportal_auth::proof::{Sought, Verdict};
use devportal_auth::providers::azure_devops::AzureDevOps;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::{Provider, read_directory};
use devportal_auth::sandbox::microsoft::{Microsoft, MicrosoftNotes};

use crate::fake::{Fake, entra, fields};

#[tokio::test]
async fn the_sandboxs_microsoft_is_one_to_the_providers() {
    let (sandbox, notes) = (Microsoft::start().unwrap(), MicrosoftNotes::new());
    let mut wanted = Fake::start().wanted();
    (wanted.url, wanted.api_url) = (sandbox.url().clone(), sandbox.url().clone());
    wanted.settings.insert("tenant".to_owned(), notes.tenant.to_owned());
    assert_eq!(entra().look(&wanted, &Fields::default()).await.verdict(), Verdict::Valid);
    let administrator = fields(&[("token", notes.graph_token.expose())]);
    let made = entra().create(&wanted, &administrator, &Fields::default()).await.unwrap();
    assert_eq!(made.ends.as_deref().map(str::len), Some("2027-05-24".len()));
    assert!(!entra().prove(&wanted, &made.fields).await.refused());
    assert_eq!(read_directory(&entra(), &wanted, &made.fields).await.unwrap().users.len(), 12);
    assert!(matches!(entra().person(&wanted, &made.fields, "ada@acme.test").await.unwrap(), Sought::Found(_)));

    let azure = AzureDevOps::new(Http::new(HttpOptions::default()).unwrap());
    wanted.settings.insert("organization".to_owned(), notes.organization.to_owned());
    wanted.settings.insert("login-url".to_owned(), sandbox.url().to_string());
    wanted.kind = CredentialKind::AccessToken;
    let token = fields(&[("token", notes.token.expose())]);
    assert_eq!(azure.prove(&wanted, &token).await.verdict(), Verdict::Valid);
    wanted.kind = CredentialKind::ServicePrincipal;
    let principal =
        [("tenant", notes.tenant), ("client-id", notes.client_id), ("client-secret", notes.client_secret.expose())];
    assert_eq!(azure.prove(&wanted, &fields(&principal)).await.verdict(), Verdict::Valid);
    assert_eq!(sandbox.unexpected(), [""; 0]);
}
