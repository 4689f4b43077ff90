//! What a person would copy from the sandbox's pages, and what nobody is there to answer.

use std::collections::BTreeMap;

use crate::answers::given::{Given, Origin};
use crate::contract::system::{System, systems as rows};
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
    /// Whether templates make repositories.
    pub(in crate::shell) scaffolds: bool,
}

impl Cast {
    /// Tells whether people come from where Keycloak signs them in, as they do unless something else is said.
    fn reads_keycloak(&self) -> bool {
        self.people.as_ref().is_none_or(|people| people.split(':').next() == Some("keycloak"))
    }

    pub(super) fn directory(&self) -> Kind {
        let mut said = [&self.profile, &self.people].into_iter().flatten();
        if said.any(|said| said == "ldap-ad") { Kind::ActiveDirectory } else { Kind::OpenLdap }
    }
}

/// Answers everything that nobody is there to answer, as the folder's own files do where they say it. What was given by flags comes before it.
pub(in crate::shell) fn answers(notes: &Notes, cast: &Cast, earlier: &BTreeMap<String, String>) -> Given {
    let profile = cast.profile.as_deref().unwrap_or("github");
    let decided = [
        ("profile", "github"),
        ("stage", "local"),
        ("admin-group", administrators(profile)),
        ("github-app", "make"),
        ("write", "yes"),
    ];
    let decided = decided.map(|(key, value)| {
        let said = earlier.get(key).map_or(value, String::as_str);
        (key.to_owned(), Secret::new(said))
    });
    let copied = copied(notes, cast).into_iter().map(|copied| (copied.variable, copied.right));
    Given::default().with(Origin::Sandbox, decided).with(Origin::Sandbox, copied)
}

/// What the stand-in of a kind of directory is called.
const fn stand_in(kind: Kind) -> &'static str {
    match kind {
        Kind::OpenLdap => "ldap",
        Kind::ActiveDirectory => "ldap-ad",
    }
}

/// Something that a person would copy from the sandbox's pages.
#[derive(Clone, Debug)]
pub(super) struct Copied {
    /// Whose page it stands on, as stand-ins are called.
    pub(super) whose: String,
    /// What it is called.
    pub(super) variable: String,
    /// What stands there.
    pub(super) right: Secret,
    /// Whether its provider would say so, if something else were given.
    pub(super) is_noticed: bool,
    /// Whether its provider is asked anything at all.
    pub(super) is_asked: bool,
}

/// What a person would copy from the sandbox's pages. Presets call some of it otherwise, which comes first.
pub(super) fn copied(notes: &Notes, cast: &Cast) -> Vec<Copied> {
    let own = own(notes, cast).into_iter().flat_map(|(whose, values)| {
        let copied = |(variable, right): (&str, Secret)| Copied {
            whose: whose.to_owned(),
            variable: variable.to_owned(),
            right,
            is_noticed: true,
            is_asked: true,
        };
        values.into_iter().map(copied).collect::<Vec<_>>()
    });
    let of_row = |system: &'static System| {
        systems::copied(system).into_iter().map(|(variable, right)| Copied {
            whose: system.name.clone(),
            variable: variable.to_string(),
            right,
            is_noticed: systems::is_noticed(system, variable),
            is_asked: !system.proof.is_empty(),
        })
    };
    let played: Vec<_> = own.chain(rows().iter().flat_map(of_row)).collect();
    let otherwise = |copied: &Copied| {
        let renamed = contract::renamed(&Variable::new(&copied.variable), Target::V2).to_string();
        (renamed != copied.variable).then(|| Copied { variable: renamed, ..copied.clone() })
    };
    played.iter().filter_map(otherwise).chain(played.iter().cloned()).collect()
}

/// What stands on the pages of providers that have code of their own, by provider.
fn own(notes: &Notes, cast: &Cast) -> Vec<(&'static str, Vec<(&'static str, Secret)>)> {
    let plain = |text: &str| Secret::new(text);
    let gitlab = GitLabNotes::new();
    let microsoft = MicrosoftNotes::new();
    let keycloak = KeycloakNotes::new();
    let kind = cast.directory();
    let code = if cast.scaffolds { gitlab.writing_token } else { gitlab.token };
    let client_id = if cast.reads_keycloak() { keycloak.client_id } else { keycloak.entrance_id };
    vec![
        (
            "github",
            vec![
                ("GITHUB_ORG", plain(notes.organization)),
                ("GITHUB_TOKEN", notes.classic_token.clone()),
                ("GITHUB_AUTH_CLIENT_ID", plain(&notes.client_id)),
                ("GITHUB_AUTH_CLIENT_SECRET", notes.client_secret.clone()),
            ],
        ),
        (
            "gitlab",
            vec![
                ("GITLAB_GROUP", plain(gitlab.group)),
                ("GITLAB_TOKEN", code),
                ("GITLAB_AUTH_CLIENT_ID", plain(&gitlab.client_id)),
                ("GITLAB_AUTH_CLIENT_SECRET", gitlab.client_secret),
                ("GITLAB_ADMIN_TOKEN", gitlab.administrator),
            ],
        ),
        (
            "entra",
            vec![
                ("AZURE_TENANT_ID", plain(microsoft.tenant)),
                ("AZURE_CLIENT_ID", plain(microsoft.client_id)),
                ("AZURE_CLIENT_SECRET", microsoft.client_secret),
                ("AZURE_GRAPH_TOKEN", microsoft.graph_token),
                ("AZURE_ORGANIZATION", plain(microsoft.organization)),
                ("AZURE_TOKEN", microsoft.token),
                ("AZURE_DEVOPS_TENANT_ID", plain(microsoft.tenant)),
                ("AZURE_DEVOPS_CLIENT_ID", plain(microsoft.principal_id)),
                ("AZURE_DEVOPS_CLIENT_SECRET", microsoft.principal_secret),
            ],
        ),
        (
            "keycloak",
            vec![
                ("KEYCLOAK_BASE_URL", plain("https://sso.acme.test")),
                ("KEYCLOAK_REALM", plain(keycloak.realm)),
                ("KEYCLOAK_CLIENT_ID", plain(client_id)),
                ("KEYCLOAK_CLIENT_SECRET", keycloak.client_secret.clone()),
                ("KEYCLOAK_ADMIN_USERNAME", plain(keycloak.administrator)),
                ("KEYCLOAK_ADMIN_PASSWORD", keycloak.password),
                ("OIDC_ISSUER", plain("https://login.acme.test")),
                ("OIDC_CLIENT_ID", plain(keycloak.client_id)),
                ("OIDC_CLIENT_SECRET", keycloak.client_secret),
            ],
        ),
        (
            stand_in(kind),
            vec![
                ("LDAP_URL", plain("ldaps://ldap.acme.test")),
                ("LDAP_USERS_BASE_DN", plain(kind.users_base())),
                ("LDAP_GROUPS_BASE_DN", plain(kind.groups_base())),
                ("LDAP_DN", plain(kind.reader())),
                ("LDAP_SECRET", plain(directory::PASSWORD)),
            ],
        ),
    ]
}
