//! Portals of the first generation as people have them: each profile, told to the image in three ways, with a layer of their own and without.

use std::collections::BTreeSet;

use devportal_auth::contract::names::same;

use crate::program::Desk;

pub(crate) const PROFILES: [&str; 7] = ["azure", "github", "github-pat", "gitlab", "keycloak", "ldap", "ldap-ad"];

/// How the image is told what to load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Dotenv,
    Compose,
    /// A compose file that lists its variables, with a file of the others.
    Listed,
    Helm,
}

pub(crate) const WAYS: [Told; 4] = [Told::Dotenv, Told::Compose, Told::Listed, Told::Helm];

/// Variables and what they are.
type Pairs = Vec<(&'static str, &'static str)>;

/// The plain variables and the secrets of a profile. Each secret holds `CANARY`.
pub(crate) fn variables(profile: &str) -> (Pairs, Pairs) {
    match profile {
        "azure" => (
            vec![
                ("AZURE_TENANT_ID", "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31"),
                ("AZURE_CLIENT_ID", "1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58"),
                ("AZURE_ORGANIZATION", "acme"),
                ("AZURE_PROJECT", "platform"),
            ],
            vec![
                ("AZURE_CLIENT_SECRET", "CANARYa8Q~entra-secret-of-nobody-at-all"),
                ("AZURE_TOKEN", "CANARYb7devopstokenofnobodyatall00000000000000000000"),
                ("AUTH_SESSION_SECRET", "CANARYc6-session-key-of-nobody-at-all"),
            ],
        ),
        "github" => (
            vec![
                ("GITHUB_ORG", "acme"),
                ("GITHUB_AUTH_CLIENT_ID", "Ov23liABCDEFGHIJKLMN"),
                ("GITHUB_APP_ID", "998877"),
                ("GITHUB_CLIENT_ID", "Iv23liABCDEFGHIJKLMN"),
            ],
            vec![
                ("GITHUB_AUTH_CLIENT_SECRET", "CANARYd5oauthsecretofnobodyatall000000000"),
                ("GITHUB_CLIENT_SECRET", "CANARYe4appsecretofnobodyatall0000000000"),
                ("GITHUB_PRIVATE_KEY_BASE64", "Q0FOQVJZZjMta2V5LW9mLW5vYm9keS1hdC1hbGw="),
            ],
        ),
        "github-pat" => {
            (vec![("GITHUB_ORG", "acme")], vec![("GITHUB_TOKEN", "ghp_CANARYg2tokenofnobodyatall0000000000000")])
        }
        "gitlab" => (
            vec![
                ("GITLAB_HOST", "gitlab.com"),
                ("GITLAB_GROUP", "acme"),
                ("GITLAB_AUTH_CLIENT_ID", "0123456789abcdef"),
            ],
            vec![
                ("GITLAB_AUTH_CLIENT_SECRET", "gloas-CANARYh1applicationsecretofnobody00000"),
                ("GITLAB_TOKEN", "glpat-CANARYi0tokenofnob"),
            ],
        ),
        "keycloak" => (
            vec![
                ("KEYCLOAK_BASE_URL", "https://id.acme.test"),
                ("KEYCLOAK_REALM", "acme"),
                ("KEYCLOAK_CLIENT_ID", "backstage"),
            ],
            vec![
                ("KEYCLOAK_CLIENT_SECRET", "CANARYj9keycloaksecretofnobody"),
                ("AUTH_SESSION_SECRET", "CANARYk8-session-key-of-nobody-at-all"),
            ],
        ),
        _ => (
            vec![
                ("LDAP_URL", "ldaps://ldap.acme.test"),
                ("LDAP_DN", "cn=reader,dc=acme,dc=test"),
                ("LDAP_USERS_BASE_DN", "ou=people,dc=acme,dc=test"),
                ("LDAP_GROUPS_BASE_DN", "ou=groups,dc=acme,dc=test"),
            ],
            vec![("LDAP_SECRET", "CANARYl7passwordofnobody")],
        ),
    }
}

/// What people write over a profile, with their own comments.
pub(crate) fn overlay(profile: &str) -> String {
    let own = match profile {
        "azure" => {
            "auth:\n  providers:\n    microsoft:\n      development:\n        # our tenant alone\n        domainHint: ${AZURE_TENANT_ID}\ncatalog:\n  providers:\n    azureDevOps:\n      microsoft:\n        path: /catalog/*.yaml # ours\n"
        }
        "github" => {
            "integrations:\n  github:\n    # our token, for now\n    - host: github.com\n      token: ${GITHUB_TOKEN}\ncatalog:\n  providers:\n    githubOrg:\n      schedule:\n        frequency: { hours: 2 }\n"
        }
        "github-pat" => {
            "catalog:\n  providers:\n    github:\n      development:\n        # only ours\n        filters: { repository: acme-.* }\n"
        }
        "gitlab" => {
            "catalog:\n  providers:\n    gitlab:\n      default:\n        # less often\n        schedule: { frequency: { minutes: 30 }, timeout: { minutes: 3 } }\n"
        }
        "keycloak" => {
            "auth:\n  environment: production\n  providers:\n    guest: null\n    oidc:\n      # as the page asks\n      production:\n        metadataUrl: ${KEYCLOAK_BASE_URL}/realms/${KEYCLOAK_REALM}\n        clientId: ${KEYCLOAK_CLIENT_ID}\n        clientSecret: ${KEYCLOAK_CLIENT_SECRET}\n        signIn:\n          resolvers:\n            - resolver: emailMatchingUserEntityProfileEmail\n"
        }
        _ => {
            "auth:\n  providers:\n    ldap:\n      development:\n        ldapAuthenticationOptions:\n          # ours\n          usernameAttribute: mail\n"
        }
    };
    format!(
        "# Acme's own layer\napp:\n  title: Acme # for everybody\npermission:\n  rbac:\n    admin:\n      users:\n        - name: group:default/platform\n{own}"
    )
}

/// The names of everything that is set in a portal of either generation.
pub(crate) fn set(profile: &str) -> BTreeSet<String> {
    let (plain, secret) = variables(profile);
    let mut names: BTreeSet<String> = plain.iter().chain(&secret).map(|(name, _)| (*name).to_owned()).collect();
    names.extend(["GITHUB_TOKEN", "GITHUB_PRIVATE_KEY", "GITHUB_PAT", "AZURE_DEVOPS_HOST"].map(str::to_owned));
    let presets: Vec<String> =
        names.iter().flat_map(|name| same(name)).filter_map(|same| same.preset.clone()).collect();
    names.extend(presets);
    names
}

/// The variables that the overlay of a profile wants besides.
fn besides(profile: &str, own: bool) -> Pairs {
    let token = profile == "github" && own;
    token.then_some(("GITHUB_TOKEN", "ghp_CANARYm6tokenofnobodyatall0000000000000")).into_iter().collect()
}

/// Puts a portal on a desk, into `portal`; gives the files to name, none for the folder.
pub(crate) fn put(desk: &Desk, profile: &str, told: Told, own: bool) {
    let (plain, mut secret) = variables(profile);
    secret.extend(besides(profile, own));
    let lines =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(name, value)| format!("{name}={value}\n")).collect::<String>();
    let layer = overlay(profile);
    match told {
        Told::Dotenv => {
            desk.put(
                "portal/.env",
                format!(
                    "# what the portal needs\nVEECODE_PROFILE={profile}\n{}# secrets\n{}",
                    lines(&plain),
                    lines(&secret)
                ),
            );
        }
        Told::Compose => {
            let entries: String = plain.iter().map(|(name, value)| format!("      {name}: \"{value}\"\n")).collect();
            let filled: String = secret.iter().map(|(name, _)| format!("      {name}: ${{{name}}}\n")).collect();
            let mount =
                if own { "    volumes:\n      - ./app-config.local.yaml:/app/app-config.local.yaml:ro\n" } else { "" };
            desk.put(
                "portal/compose.yaml",
                format!("services:\n  # the portal itself\n  devportal:\n    image: veecode/devportal:1.2\n    environment:\n      VEECODE_PROFILE: {profile}\n{entries}{filled}{mount}  database:\n    image: postgres:16\n    environment:\n      POSTGRES_DB: backstage\n"),
            );
            desk.put("portal/.env", lines(&secret));
        }
        Told::Listed => {
            let mount = if own { "    volumes: [./app-config.local.yaml:/app/app-config.local.yaml]\n" } else { "" };
            desk.put(
                "portal/compose.yaml",
                format!(
                    "services:\n  devportal:\n    image: veecode/devportal:1.2\n    env_file: [portal.env] # the rest\n    environment:\n      - VEECODE_PROFILE={profile}\n{mount}"
                ),
            );
            desk.put("portal/portal.env", format!("# what the portal needs\n{}{}", lines(&plain), lines(&secret)));
        }
        Told::Helm => {
            let entries: String = plain
                .iter()
                .map(|(name, value)| format!("      - name: {name}\n        value: \"{value}\"\n"))
                .collect();
            let referred: String = secret.iter().map(|(name, _)| format!("      - name: {name}\n        valueFrom:\n          secretKeyRef:\n            name: portal\n            key: {name}\n")).collect();
            let layer: String = layer.lines().map(|line| format!("      {line}\n")).collect();
            let layer = if own { format!("    appConfig:\n{layer}") } else { String::new() };
            desk.put("portal/values.yaml", format!("# the portal's values\nupstream:\n  backstage:\n    image:\n      tag: \"1.2\"\n    extraEnvVars:\n      - name: VEECODE_PROFILE # which\n        value: {profile}\n{entries}{referred}{layer}"));
        }
    }
    if own && told != Told::Helm {
        desk.put("portal/app-config.local.yaml", layer);
    }
}
