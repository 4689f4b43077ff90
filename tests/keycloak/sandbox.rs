//! The sandbox's Keycloak answers everything that the provider asks, and is asked nothing that it does not know.

use devportal_auth::proof::{Sought, Verdict};
use devportal_auth::providers::{Provider, read_directory};
use devportal_auth::sandbox::keycloak::{Keycloak, KeycloakNotes};

use crate::fake::{fields, keycloak, wanted};

#[tokio::test]
async fn the_sandboxs_keycloak_is_one_to_the_provider() {
    let (sandbox, notes) = (Keycloak::start().unwrap(), KeycloakNotes::new());
    let wanted = wanted(sandbox.url().as_str().trim_end_matches('/'));
    assert_eq!(keycloak().look(&wanted, &fields(&[])).await.verdict(), Verdict::Valid);
    let administrator = fields(&[("username", notes.administrator), ("password", notes.password.expose())]);
    let prepared = fields(&[("client-secret", "prepared-secret-of-some-length-0123")]);
    let made = keycloak().create(&wanted, &administrator, &prepared).await.unwrap();
    let proof = keycloak().prove(&wanted, &made.fields).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{proof:?}");
    assert_eq!(read_directory(&keycloak(), &wanted, &made.fields).await.unwrap().groups.len(), 6);
    assert!(matches!(keycloak().person(&wanted, &made.fields, "ada").await.unwrap(), Sought::Found(_)));
    assert_eq!(sandbox.unexpected(), [""; 0]);
    let wrong = fields(&[("username", notes.administrator), ("password", "wrong")]);
    assert!(keycloak().create(&wanted, &wrong, &prepared).await.is_err());
}
