//! One test for each way in which Backstage comes to a credential.

use super::super::{Around, Portal};
use super::*;
use crate::config::{Attached, Files, Role, Source, Sources, Variables, merge, read};

struct Nowhere;

impl Files for Nowhere {
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn attached(&self, _from: &str, _path: &str) -> Result<Attached, String> {
        Err("does not exist".into())
    }
}

fn explained(text: &str, variables: &Variables, address: &str) -> Explanation {
    let mut sources = Sources::default();
    let source = sources.add(Source::new("app-config.yaml", text));
    let layers = vec![read(source, Role::Yours, &mut sources, variables, &Nowhere)];
    assert!(layers[0].faults.is_empty(), "{:?}", layers[0].faults);
    let merged = merge(&layers);
    let (portal, around) = (Portal::default(), Around::default());
    let subject = Subject::new(&merged.root, &layers, &[], &sources, variables, &portal, &around, 0);
    credential_used(&subject, address)
}

/// The credentials that may be used, each with its route and whether it has a condition.
fn chosen(text: &str, address: &str) -> Vec<(Uses, String, bool)> {
    let found = explained(text, &Variables::default(), address);
    assert!(!found.steps.is_empty());
    found
        .chosen
        .into_iter()
        .map(|choice| (choice.uses, choice.route.unwrap_or_default(), choice.only_if.is_some()))
        .collect()
}

fn one(uses: Uses, route: &str) -> Vec<(Uses, String, bool)> {
    vec![(uses, route.to_owned(), false)]
}

const APP: &str = "integrations:\n  github:\n    - apps:\n        - appId: 1\n          privateKey: ${KEY}\n";

#[test]
fn other_hosts_of_code_are_known_by_their_rows() {
    let cloud = "integrations:\n  bitbucketCloud:\n    - username: ada@acme.dev\n      token: ${T}\n";
    let account = |route: &str| one(Uses::Account, route);
    assert_eq!(chosen(cloud, "bitbucket.org/acme/web"), account("integrations.bitbucketCloud.0"));
    let bare = "integrations:\n  bitbucketCloud:\n    - token: ${T}\n";
    assert_eq!(chosen(bare, "https://bitbucket.org/acme"), one(Uses::Token, "integrations.bitbucketCloud.0"));
    assert_eq!(chosen("app: {}\n", "bitbucket.org/acme"), one(Uses::Nothing, ""));
    let gitea = "integrations:\n  gitea:\n    - host: other.acme.dev\n    - host: git.acme.dev\n      password: ${T}\n";
    assert_eq!(chosen(gitea, "git.acme.dev/acme/web"), one(Uses::Token, "integrations.gitea.1"));
    assert_eq!(chosen(gitea, "other.acme.dev/acme"), one(Uses::Nothing, ""));
}

#[test]
fn an_app_comes_before_a_token_and_a_token_before_nothing() {
    let app = (Uses::App, "integrations.github.0.apps.0".to_owned(), true);
    let text = format!("{APP}      token: ${{TOKEN}}\n");
    let token = (Uses::Token, "integrations.github.0.token".to_owned(), false);
    assert_eq!(chosen(&text, "github.com/acme/repo"), [app.clone(), token]);
    assert_eq!(chosen(APP, "https://github.com/acme"), [app, (Uses::Nothing, String::new(), false)]);
}

#[test]
fn the_list_of_owners_counts_whatever_the_letter_case() {
    let with = |owners: &str| format!("{APP}          allowedInstallationOwners: {owners}\n");
    assert_eq!(chosen(&with("[Acme]"), "github.com/acme")[0].0, Uses::App);
    assert_eq!(chosen(&with("[other]"), "github.com/acme"), one(Uses::Nothing, ""));
    let open = explained(&with("['${ORG}']"), &Variables::default(), "github.com/acme");
    assert!(open.chosen[0].only_if.as_ref().is_some_and(|condition| condition.contains("on its list")));
}

#[test]
fn an_app_for_the_public_comes_after_the_installations() {
    let text = format!("{APP}          allowedInstallationOwners: [other]\n          publicAccess: true\n");
    let uses: Vec<_> = chosen(&text, "github.com/acme").into_iter().map(|(uses, ..)| uses).collect();
    assert_eq!(uses, [Uses::PublicApp, Uses::Nothing]);
}

#[test]
fn of_two_entries_github_takes_the_last_and_gitlab_the_first() {
    let entry = |host: &str, name: &str| format!("    - host: {host}\n      token: ${{{name}}}\n");
    let twice = |kind: &str, host: &str| format!("integrations:\n  {kind}:\n{}{}", entry(host, "A"), entry(host, "B"));
    assert_eq!(
        chosen(&twice("github", "github.com"), "github.com/acme"),
        one(Uses::Token, "integrations.github.1.token")
    );
    assert_eq!(
        chosen(&twice("gitlab", "gitlab.com"), "gitlab.com/acme"),
        one(Uses::Token, "integrations.gitlab.0.token")
    );
}

#[test]
fn a_shared_host_has_an_entry_without_a_credential_and_another_host_has_none() {
    assert_eq!(chosen("app: {}", "github.com/acme"), one(Uses::Nothing, ""));
    assert_eq!(chosen("app: {}", "gitlab.com/acme"), one(Uses::Nothing, ""));
    assert_eq!(chosen("app: {}", "dev.azure.com/acme/web"), one(Uses::ProcessIdentity, ""));
    assert_eq!(chosen("app: {}", "git.acme.dev/acme"), []);
}

#[test]
fn gitlab_uses_the_token_of_its_host() {
    let text = "integrations:\n  gitlab:\n    - host: gitlab.acme.dev\n      token: ${TOKEN}\n    - host: gitlab.com\n";
    assert_eq!(chosen(text, "https://gitlab.acme.dev/group/x"), one(Uses::Token, "integrations.gitlab.0.token"));
    assert_eq!(chosen(text, "gitlab.com/group"), one(Uses::Nothing, ""));
}

#[test]
fn a_variable_that_is_not_set_is_told_as_the_reason() {
    let text = "integrations:\n  gitlab:\n    - host: gitlab.com\n      token: ${TOKEN}\n";
    let found = explained(text, &Variables::closed([]), "gitlab.com/acme");
    assert!(found.steps.iter().any(|step| step.says.contains("not set")), "{:?}", found.steps);
    assert_eq!(found.chosen[0].uses, Uses::Nothing);
}

#[test]
fn a_host_that_a_variable_holds_is_told_as_a_doubt() {
    let text = "integrations:\n  gitlab:\n    - host: ${GITLAB_HOST}\n      token: ${TOKEN}\n";
    let found = explained(text, &Variables::default(), "gitlab.acme.dev/group");
    assert!(found.steps[0].says.contains("depends on a variable") && found.steps[0].place.is_some());
    assert_eq!(found.chosen[0].uses, Uses::Token);
}

#[test]
fn azure_takes_the_credential_of_the_organisation_then_the_one_for_all() {
    let named = "integrations:\n  azure:\n    - host: dev.azure.com\n      credentials:\n\
                 \x20       - organizations: [Acme]\n          clientId: a\n          clientSecret: ${S}\n\
                 \x20         tenantId: t\n        - organizations: [labs]\n          clientId: m\n";
    let text = &format!("{named}        - personalAccessToken: ${{PAT}}\n");
    let route = |index: usize| format!("integrations.azure.0.credentials.{index}");
    assert_eq!(chosen(text, "dev.azure.com/Acme/web"), one(Uses::ServicePrincipal, &route(0)));
    assert_eq!(chosen(text, "dev.azure.com/labs/web"), one(Uses::ManagedIdentity, &route(1)));
    assert_eq!(chosen(text, "dev.azure.com/other/web"), one(Uses::Token, &route(2)));
    // Letter case counts here.
    assert_eq!(chosen(text, "dev.azure.com/acme/web"), one(Uses::Token, &route(2)));
    assert_eq!(chosen(named, "dev.azure.com/x/y"), one(Uses::ProcessIdentity, ""));
}

#[test]
fn a_server_of_ones_own_may_have_its_collections_below_tfs() {
    let text = "integrations:\n  azure:\n    - host: tfs.acme.dev\n      credentials:\n\
                \x20       - organizations: [main]\n          personalAccessToken: ${PAT}\n";
    let route = "integrations.azure.0.credentials.0";
    assert_eq!(chosen(text, "https://tfs.acme.dev/tfs/main/web"), one(Uses::Token, route));
    assert_eq!(chosen(text, "tfs.acme.dev/other"), one(Uses::Nothing, ""));
}
