//! Configurations, and what is to be proven of them.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::agreed::Agreed;
use crate::answers::file::Target;
use crate::config::{Attached, Files, Sources};
use crate::credential::Secret;
use crate::lint::Portal;
use crate::validate::{Assembled, FileText, Input, assemble};

struct Nothing;

impl Files for Nothing {
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn attached(&self, _: &str, _: &str) -> Result<Attached, String> {
        Err("does not exist".to_owned())
    }
}

fn assembled(profile: Option<&str>, text: &str, environment: Option<&[(&str, &str)]>) -> Assembled {
    let pairs = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Secret::new(*value))).collect::<Vec<_>>()
    };
    let input = Input {
        files: vec![FileText { name: "app-config.local.yaml".to_owned(), text: Ok(Secret::new(text)) }],
        environment: environment.map(pairs),
        portal: Portal {
            target: if profile.is_some() { Target::V1 } else { Target::Backstage },
            profile: profile.map(str::to_owned),
            ..Portal::default()
        },
        ..Input::default()
    };
    assemble(input, &Nothing)
}

/// The servers that secrets would be sent to.
fn servers(found: &[Credential]) -> Vec<String> {
    let open = open(found, &Agreed::by("--only-host"), &Sources::default());
    let servers: BTreeSet<_> = open.into_iter().map(|open| open.server.to_string()).collect();
    servers.into_iter().collect()
}

fn found(text: &str) -> Vec<Credential> {
    credentials(&assembled(None, text, Some(&[])).subject())
}

/// Each credential in one line: provider, title, organisation or group, purposes, or why it is not tried.
fn told(credentials: &[Credential]) -> Vec<String> {
    let line = |one: &Credential| match &one.held_back {
        Some(why) => format!("{} · {}", one.title, why.says),
        None => {
            let purposes = |wanted: &Wanted| {
                let of = wanted.setting("organization").or(wanted.setting("group")).or(wanted.setting("realm"));
                let purposes: Vec<_> = wanted.purposes.iter().map(|purpose| purpose.id()).collect();
                let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
                format!("{}{of} for {}", wanted.url.as_str().trim_end_matches('/'), purposes.join("+"))
            };
            format!("{} · {}", one.title, one.wanted.iter().map(purposes).collect::<Vec<_>>().join(" & "))
        }
    };
    credentials.iter().map(line).collect()
}

#[test]
fn a_github_app_is_asked_about_each_organisation_that_the_catalog_reads() {
    let found = found(
        "integrations:
  github:
    - host: github.com
      apps:
        - { appId: 1, clientId: Iv1.a, clientSecret: s, privateKey: k }
      token: t
catalog:
  providers:
    githubOrg: { id: production, githubUrl: https://github.com, orgs: [acme, globex] }
    github: { one: { organization: Acme }, other: { organization: elsewhere, host: github.acme.dev } }
",
    );
    assert_eq!(
        told(&found),
        [
            "GitHub App · https://github.com of acme for integration+org-data & \
             https://github.com of globex for integration+org-data",
            "GitHub token · https://github.com for integration",
        ]
    );
    let app = &found[0].wanted[0];
    assert!(app.scopes.is_empty() && app.permissions.contains_key("members"), "{app:?}");
    assert_eq!(found[0].fields.text("app-id"), Some("1"));
    assert_eq!(found[1].places[0].route, "integrations.github.0.token");
}

#[test]
fn an_apps_own_client_that_signs_people_in_is_proven_once_with_the_app() {
    let found = found(
        "backend: { baseUrl: https://portal.acme.dev/ }
auth:
  environment: production
  providers:
    github:
      development: { clientId: other, clientSecret: other }
      production: { clientId: Iv1.a, clientSecret: s }
integrations: { github: [{ host: github.com, apps: [{ appId: 1, clientId: Iv1.a, clientSecret: s, privateKey: k }] }] }
catalog: { providers: { github: { a: { organization: acme } } } }
",
    );
    assert_eq!(told(&found), ["GitHub App · https://github.com of acme for authentication+integration"]);
    let callback = found[0].wanted[0].callback.as_ref().map(url::Url::as_str);
    assert_eq!(callback, Some("https://portal.acme.dev/api/auth/github/handler/frame"));
    assert_eq!(found[0].places.len(), 2);
}

#[test]
fn an_own_server_is_asked_where_the_integration_says() {
    let found = found(
        "auth: { providers: { github: { development:
  { clientId: a, clientSecret: b, enterpriseInstanceUrl: https://github.acme.dev } } } }
integrations: { github: [{ host: github.acme.dev, apiBaseUrl: https://github.acme.dev/api/v9, token: t }] }
",
    );
    assert!(found.iter().all(|one| one.wanted[0].api_url.as_str() == "https://github.acme.dev/api/v9"), "{found:?}");
    let servers = servers(&found);
    assert_eq!(servers, ["github.acme.dev"]);
}

#[test]
fn what_is_not_known_is_named_and_never_has_fields_to_send() {
    let profile = |environment| credentials(&assembled(Some("gitlab"), "{}", environment).subject());
    assert_eq!(
        told(&profile(None)),
        [
            "GitLab token · `GITLAB_TOKEN` is not known here",
            "GitLab sign-in · `GITLAB_AUTH_CLIENT_ID` is not known here"
        ]
    );
    let set: &[(&str, &str)] =
        &[("GITLAB_TOKEN", "glpat-1"), ("GITLAB_HOST", "gitlab.com"), ("GITLAB_AUTH_CLIENT_ID", "")];
    let some = profile(Some(set));
    assert_eq!(
        told(&some),
        [
            "GitLab token · https://gitlab.com for integration+org-data",
            "GitLab sign-in · `GITLAB_AUTH_CLIENT_ID` is empty, so there is no `clientId`",
        ]
    );
    // An unset variable takes the host away; the usual one is not guessed.
    let hostless = profile(Some(&[("GITLAB_TOKEN", "glpat-1")]));
    assert_eq!(told(&hostless)[0], "GitLab token · `GITLAB_HOST` is not set, so there is no `host`");
    assert!(servers(&hostless).is_empty());
}

#[test]
fn one_registration_serves_sign_in_and_org_data_in_one_proof() {
    let entra = "auth: { providers: { microsoft: { development: { clientId: a, clientSecret: b, tenantId: t } } } }
catalog: { providers: { microsoftGraphOrg: { default: { clientId: a, clientSecret: b, tenantId: t } } } }
";
    assert_eq!(
        told(&found(entra)),
        ["Entra registration · https://login.microsoftonline.com for authentication+org-data"]
    );
    assert_eq!(servers(&found(entra)), ["graph.microsoft.com", "login.microsoftonline.com"]);
    // The image leaves the client to the process.
    let set: &[(&str, &str)] = &[("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "a"), ("AZURE_CLIENT_SECRET", "b")];
    let image = credentials(&assembled(Some("azure"), "{ integrations: { azure: null } }", Some(set)).subject());
    assert_eq!(told(&image), ["Entra registration · https://login.microsoftonline.com for authentication+org-data"]);
}

#[test]
fn azure_devops_is_asked_at_the_organisations_of_the_credential() {
    let found = found(
        "integrations:
  azure:
    - host: dev.azure.com
      credentials:
        - { organizations: [acme], personalAccessToken: p }
        - { organizations: [globex], clientId: a, clientSecret: b, tenantId: t }
        - { clientId: managed }
catalog: { providers: { azureDevOps: { x: { organization: acme, project: portal } } } }
",
    );
    assert_eq!(
        told(&found),
        [
            "Azure DevOps token · https://dev.azure.com of acme for integration",
            "Azure DevOps service principal · https://dev.azure.com of globex for integration",
        ]
    );
    assert_eq!(found[0].wanted[0].setting("project"), Some("portal"));
    assert_eq!(servers(&found), ["dev.azure.com", "login.microsoftonline.com"]);
}

#[test]
fn a_realm_with_org_data_is_keycloaks_and_any_other_issuer_is_asked_what_it_is() {
    let sign_in = |url: &str| {
        format!(
            "auth: {{ providers: {{ oidc: {{ development: {{ metadataUrl: '{url}', clientId: a, clientSecret: b }} }} }} }}\n"
        )
    };
    let org = "catalog: { providers: { keycloakOrg: { d: { baseUrl: 'https://sso.acme.dev', realm: acme, loginRealm: acme, clientId: a, clientSecret: b } } } }\n";
    let realm = "https://sso.acme.dev/realms/acme/.well-known/openid-configuration";
    let both = found(&format!("{}{org}", sign_in(realm)));
    assert_eq!(told(&both), ["Keycloak client · https://sso.acme.dev of acme for authentication+org-data"]);
    let alone = &found(&sign_in(realm))[0];
    assert_eq!((alone.provider, alone.rather.as_ref().map(|rather| rather.0)), ("oidc", Some("keycloak")));
    let other = &found(&sign_in("https://login.acme.dev/x"))[0];
    assert!(other.rather.is_none() && other.wanted[0].setting("base-url") == Some("https://login.acme.dev/x"));
    // Left out, the login realm is `master`, and what it may read elsewhere is not tried.
    let master = found(&org.replace("loginRealm: acme, ", ""));
    assert_eq!(master[0].wanted[0].setting("realm"), Some("master"));
    assert_eq!(master[0].besides.len(), 1);
}

#[test]
fn a_directory_account_is_one_for_both_purposes_and_never_goes_in_the_clear() {
    let with = |url: &str| {
        format!(
            "auth: {{ providers: {{ ldap: {{ production: {{ ldapAuthenticationOptions: {{ userSearchBase: 'ou=People,dc=acme', adminDn: cn=reader, adminPassword: pw, ldapOpts: {{ url: '{url}' }} }} }} }} }} }}
catalog: {{ providers: {{ ldapOrg: {{ default: {{ target: '{url}', bind: {{ dn: cn=reader, secret: pw }}, users: [{{ dn: 'ou=People,dc=acme', options: {{ filter: (uid=a*) }} }}], groups: [{{ dn: 'ou=Groups,dc=acme' }}] }} }} }} }}
"
        )
    };
    let environment: &[(&str, &str)] = &[("NODE_ENV", "production")];
    let found = |url: &str| credentials(&assembled(None, &with(url), Some(environment)).subject());
    let one = found("ldaps://dc.acme.dev");
    assert_eq!(told(&one), ["directory account · ldaps://dc.acme.dev for authentication+org-data"]);
    let settings: BTreeMap<_, _> = one[0].wanted[0].settings.clone();
    assert_eq!(settings["users-filter"], "(uid=a*)");
    assert_eq!(settings["groups-filter"], "(objectClass=*)");
    assert_eq!(servers(&one), ["dc.acme.dev:636"]);
    let clear = found("ldap://dc.acme.dev");
    assert!(clear.iter().all(|one| !one.is_tried()) && servers(&clear).is_empty(), "{:?}", told(&clear));
}

#[test]
fn plain_http_to_another_machine_is_held_back_with_the_reason() {
    let found =
        found("integrations: { gitlab: [{ host: gitlab.acme.dev, baseUrl: 'http://gitlab.acme.dev', token: t }] }\n");
    assert_eq!(told(&found), ["GitLab token · `http://gitlab.acme.dev` is not encrypted; nothing was sent there"]);
    assert!(servers(&found).is_empty());
}

#[test]
fn credentials_of_one_name_are_told_apart_by_their_keys_and_the_same_one_is_there_once() {
    let found = found(
        "integrations: { github: [{ host: github.com, token: t }, { host: github.com, token: t }, { host: github.acme.dev, token: t }] }\n",
    );
    let titles: Vec<_> = found.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["GitHub token (integrations.github.0.token)", "GitHub token (integrations.github.2.token)"]);
}
