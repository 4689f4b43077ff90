//! What `init` writes for the providers that the program plays itself is proven live, by the configuration alone.

use devportal_auth::sandbox::Sandbox;
use devportal_auth::sandbox::directory::{Directory, Kind, PASSWORD};
use devportal_auth::sandbox::gitlab::{GitLab, GitLabNotes};
use devportal_auth::sandbox::keycloak::{Keycloak, KeycloakNotes};
use devportal_auth::sandbox::microsoft::{Microsoft, MicrosoftNotes};

use super::stand::{Desk, Said};

/// Runs `init` with these values, plain and secret, then proves what it wrote.
fn written_and_proven(profile: &str, flags: &[String], plain: &[(&str, &str)], secret: &[(&str, &str)]) -> Said {
    let desk = Desk::new();
    let mut arguments =
        vec!["init", "--no-input", "--yes", "--store", "dotenv", "--profile", profile, "--stage", "local"];
    arguments.extend(flags.iter().map(String::as_str));
    let plain: Vec<String> = plain.iter().map(|(name, value)| format!("{name}={value}")).collect();
    plain.iter().for_each(|pair| arguments.extend(["--set", pair]));
    let mut sources = Vec::new();
    for (name, value) in secret {
        desk.put(&format!("{name}.txt"), value);
        sources.push(format!("{name}=file:{}", desk.path(&format!("{name}.txt"))));
    }
    sources.iter().for_each(|source| arguments.extend(["--secret-from", source]));
    desk.run(&arguments).ended(0);
    desk.live(&["--require-live"])
}

fn url(provider: &str, url: &url::Url) -> [String; 2] {
    ["--url".to_owned(), format!("{provider}={}", url.as_str().trim_end_matches('/'))]
}

#[test]
fn of_github() {
    let github = Sandbox::start().unwrap();
    let notes = github.notes();
    let token = [("GITHUB_TOKEN", notes.classic_token.expose())];
    written_and_proven("github-pat", &url("github", github.url()), &[("GITHUB_ORG", notes.organization)], &token)
        .ended(0)
        .says("1 proven");
    assert!(github.unexpected().is_empty(), "{:?}", github.unexpected());
}

#[test]
fn of_gitlab() {
    let gitlab = GitLab::start().unwrap();
    let notes = GitLabNotes::new();
    let plain = [("GITLAB_GROUP", notes.group), ("GITLAB_AUTH_CLIENT_ID", &notes.client_id)];
    let secret = [("GITLAB_TOKEN", notes.token.expose()), ("GITLAB_AUTH_CLIENT_SECRET", notes.client_secret.expose())];
    written_and_proven("gitlab", &url("gitlab", gitlab.url()), &plain, &secret).ended(0).says("2 proven");
    assert!(gitlab.unexpected().is_empty(), "{:?}", gitlab.unexpected());
}

#[test]
fn of_keycloak() {
    let keycloak = Keycloak::start().unwrap();
    let notes = KeycloakNotes::new();
    let base = keycloak.url().as_str().trim_end_matches('/');
    let plain = [("KEYCLOAK_BASE_URL", base), ("KEYCLOAK_REALM", notes.realm), ("KEYCLOAK_CLIENT_ID", notes.client_id)];
    let secret = [("KEYCLOAK_CLIENT_SECRET", notes.client_secret.expose())];
    written_and_proven("keycloak", &[], &plain, &secret).ended(0).says("1 proven");
    assert!(keycloak.unexpected().is_empty(), "{:?}", keycloak.unexpected());
}

#[test]
fn of_directories() {
    for (profile, kind) in [("ldap", Kind::OpenLdap), ("ldap-ad", Kind::ActiveDirectory)] {
        let directory = Directory::start(kind).unwrap();
        let plain = [
            ("LDAP_URL", directory.url().as_str().trim_end_matches('/')),
            ("LDAP_USERS_BASE_DN", kind.users_base()),
            ("LDAP_GROUPS_BASE_DN", kind.groups_base()),
            ("LDAP_DN", kind.reader()),
            ("LDAP_TLS", "plain"),
        ];
        written_and_proven(profile, &[], &plain, &[("LDAP_SECRET", PASSWORD)]).ended(0).says("1 proven");
        assert!(directory.unexpected().is_empty(), "{:?}", directory.unexpected());
    }
}

#[test]
fn of_microsoft() {
    let microsoft = Microsoft::start().unwrap();
    let notes = MicrosoftNotes::new();
    let (base, host) = (microsoft.url().as_str().trim_end_matches('/'), microsoft.url().authority().to_owned());
    let client = format!(
        "clientId: {}, clientSecret: '{}', tenantId: {}",
        notes.client_id,
        notes.client_secret.expose(),
        notes.tenant
    );
    let text = format!(
        "auth: {{ providers: {{ microsoft: {{ development: {{ {client} }} }} }} }}
integrations: {{ azure: [{{ host: '{host}', credentials: [{{ organizations: [{}], personalAccessToken: '{}' }}] }}] }}
catalog: {{ providers: {{ microsoftGraphOrg: {{ default: {{ authority: '{base}', target: '{base}/v1.0', {client} }} }} }} }}
",
        notes.organization,
        notes.token.expose()
    );
    let said = Desk::with(&text).live(&["--require-live", "--select", "credential-invalid,credential-insufficient"]);
    said.ended(0).says("2 proven");
    assert!(!said.stderr.contains(notes.client_secret.expose()) && !said.stderr.contains(notes.token.expose()));
    assert!(microsoft.unexpected().is_empty(), "{:?}", microsoft.unexpected());
}
