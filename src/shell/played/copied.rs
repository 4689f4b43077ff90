//! What a person would copy from the sandbox's pages, and what nobody is there to answer.

use crate::answers::given::{Given, Origin};
use crate::contract::system::systems;
use crate::contract::{self, Target};
use crate::credential::{Secret, Variable};
use crate::sandbox::Notes;
use crate::sandbox::directory::{self, Kind};
use crate::sandbox::gitlab::GitLabNotes;
use crate::sandbox::keycloak::KeycloakNotes;
use crate::sandbox::microsoft::MicrosoftNotes;
use crate::sandbox::systems;

/// Who administers the sandbox's portal. The profile azure takes only groups whose names begin so.
fn administrators(profile: &str) -> &'static str {
    if profile == "azure" { "backstage-platform" } else { "platform" }
}

/// What decides which of its pages are looked at: by what people sign in, and where they come from.
#[derive(Clone, Debug, Default)]
pub(in crate::shell) struct Cast {
    /// The profile that was said.
    pub(in crate::shell) profile: Option<String>,
    /// The provider of people that was said.
    pub(in crate::shell) people: Option<String>,
}

impl Cast {
    pub(super) fn directory(&self) -> Kind {
        let mut said = [&self.profile, &self.people].into_iter().flatten();
        if said.any(|said| said == "ldap-ad") { Kind::ActiveDirectory } else { Kind::OpenLdap }
    }
}

/// Answers everything that nobody is there to answer. What was given by flags comes before it.
pub(in crate::shell) fn answers(notes: &Notes, cast: &Cast) -> Given {
    let profile = cast.profile.as_deref().unwrap_or("github");
    let decided = [
        ("profile", "github"),
        ("stage", "local"),
        ("admin-group", administrators(profile)),
        ("github-app", "make"),
        ("write", "yes"),
    ];
    let decided = decided.map(|(key, value)| (key.to_owned(), Secret::new(value)));
    Given::default().with(Origin::Sandbox, decided).with(Origin::Sandbox, copied(notes, cast.directory()))
}

/// What a person would copy from the sandbox's pages, by variable.
pub(super) fn copied(notes: &Notes, kind: Kind) -> Vec<(String, Secret)> {
    let plain = |text: &str| Secret::new(text);
    let mut copied = vec![
        ("GITHUB_ORG", plain(notes.organization)),
        ("GITHUB_TOKEN", notes.classic_token.clone()),
        ("GITHUB_AUTH_CLIENT_ID", plain(&notes.client_id)),
        ("GITHUB_AUTH_CLIENT_SECRET", notes.client_secret.clone()),
    ];
    let gitlab = GitLabNotes::new();
    copied.extend([
        ("GITLAB_GROUP", plain(gitlab.group)),
        ("GITLAB_TOKEN", gitlab.token),
        ("GITLAB_AUTH_CLIENT_ID", plain(&gitlab.client_id)),
        ("GITLAB_AUTH_CLIENT_SECRET", gitlab.client_secret),
        ("GITLAB_ADMIN_TOKEN", gitlab.administrator),
    ]);
    let microsoft = MicrosoftNotes::new();
    copied.extend([
        ("AZURE_TENANT_ID", plain(microsoft.tenant)),
        ("AZURE_CLIENT_ID", plain(microsoft.client_id)),
        ("AZURE_CLIENT_SECRET", microsoft.client_secret.clone()),
        ("AZURE_GRAPH_TOKEN", microsoft.graph_token),
        ("AZURE_ORGANIZATION", plain(microsoft.organization)),
        ("AZURE_TOKEN", microsoft.token),
        ("AZURE_DEVOPS_TENANT_ID", plain(microsoft.tenant)),
        ("AZURE_DEVOPS_CLIENT_ID", plain(microsoft.client_id)),
        ("AZURE_DEVOPS_CLIENT_SECRET", microsoft.client_secret),
    ]);
    let keycloak = KeycloakNotes::new();
    copied.extend([
        ("KEYCLOAK_BASE_URL", plain("https://sso.acme.test")),
        ("KEYCLOAK_REALM", plain(keycloak.realm)),
        ("KEYCLOAK_CLIENT_ID", plain(keycloak.client_id)),
        ("KEYCLOAK_CLIENT_SECRET", keycloak.client_secret.clone()),
        ("KEYCLOAK_ADMIN_USERNAME", plain(keycloak.administrator)),
        ("KEYCLOAK_ADMIN_PASSWORD", keycloak.password),
        ("OIDC_ISSUER", plain("https://login.acme.test")),
        ("OIDC_CLIENT_ID", plain(keycloak.client_id)),
        ("OIDC_CLIENT_SECRET", keycloak.client_secret),
    ]);
    copied.extend([
        ("LDAP_URL", plain("ldaps://ldap.acme.test")),
        ("LDAP_USERS_BASE_DN", plain(kind.users_base())),
        ("LDAP_GROUPS_BASE_DN", plain(kind.groups_base())),
        ("LDAP_DN", plain(kind.reader())),
        ("LDAP_SECRET", plain(directory::PASSWORD)),
    ]);
    let rows = systems().unwrap_or_default().iter().flat_map(systems::copied);
    let rows = rows.map(|(variable, value)| (variable.to_string(), value));
    let played: Vec<(String, Secret)> =
        copied.into_iter().map(|(variable, value)| (variable.to_owned(), value)).chain(rows).collect();
    // Presets call some of them otherwise.
    let otherwise = |(name, value): &(String, Secret)| {
        let renamed = contract::renamed(&Variable::new(name), Target::V2).to_string();
        (renamed != *name).then(|| (renamed, value.clone()))
    };
    played.iter().filter_map(otherwise).chain(played.iter().cloned()).collect()
}
