//! Which credential the portal uses for an address, found as Backstage finds it, and why that one. What only the provider knows
//! (where an App is installed) is named as a condition.

use super::Subject;
use super::integration::{Entry, Host, all_entries, is_gone};
use crate::config::{Node, Place};
use crate::contract::integration::facts;

/// What the portal uses for an address, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// How it is found, in order.
    pub steps: Vec<Step>,
    /// What is used: the first whose condition holds. The last has none; nothing at all where no integration is for the host.
    pub chosen: Vec<Choice>,
}

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was found: lower case, no final period, never a secret.
    pub says: String,
    /// Where.
    pub place: Option<Place>,
}

/// One credential that may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is.
    pub uses: Uses,
    /// What has to hold, when that cannot be told here.
    pub only_if: Option<String>,
    /// Where it stands in the configuration (`integrations.github.0.token`).
    pub route: Option<String>,
    /// Where it stands in the files.
    pub place: Option<Place>,
}

/// A kind of credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uses {
    /// A GitHub App's installation on the owner.
    App,
    /// A GitHub App's installation on somebody else, for what is public.
    PublicApp,
    /// A token.
    Token,
    /// A service principal of Microsoft Entra.
    ServicePrincipal,
    /// A managed identity of Azure.
    ManagedIdentity,
    /// Whatever identity at Microsoft the portal's process has.
    ProcessIdentity,
    /// None.
    Nothing,
}

impl Uses {
    /// What people call it, with its article.
    pub const fn title(self) -> &'static str {
        match self {
            Self::App => "the GitHub App's installation",
            Self::PublicApp => "the GitHub App, by an installation elsewhere, for public repositories",
            Self::Token => "the token",
            Self::ServicePrincipal => "the service principal",
            Self::ManagedIdentity => "the managed identity",
            Self::ProcessIdentity => "the identity that the portal's process has at Microsoft",
            Self::Nothing => "no credential",
        }
    }
}

/// Finds what the portal uses for an address: `github.com/acme/repo`, `https://gitlab.acme.dev/group`, `dev.azure.com/acme/project`.
pub fn credential_used(subject: &Subject<'_>, address: &str) -> Explanation {
    let mut explained = Explanation::default();
    let (host, path) = split(address);
    let entries = all_entries(subject);
    let may: Vec<_> = entries.into_iter().filter(|entry| entry.serves(Host::Known(host)) != Some(false)).collect();
    let public = facts().integrations.iter().find(|(_, spec)| spec.host == host).map(|(kind, _)| kind.as_str());
    let Some(kind) = may.first().map(|entry| entry.kind).or(public) else {
        explained.says(format!("no integration is for `{host}`"), None);
        return explained;
    };
    let may: Vec<_> = may.into_iter().filter(|entry| entry.kind == kind).collect();
    for entry in may.iter().filter(|entry| entry.serves(Host::Known(host)).is_none()) {
        explained.says(format!("whether this entry is for `{host}` depends on a variable"), Some(entry.node));
    }
    match kind {
        "github" => explained.github(&may, host, path),
        "gitlab" => explained.gitlab(&may, host),
        _ => explained.azure(&may, host, path),
    }
    explained
}

/// Takes an address apart into host and path.
fn split(address: &str) -> (&str, &str) {
    let bare = address.trim().split_once("://").map_or(address.trim(), |(_, rest)| rest);
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    (host.rsplit('@').next().unwrap_or(host), path.split(['?', '#']).next().unwrap_or_default())
}

impl Explanation {
    fn says(&mut self, says: impl Into<String>, node: Option<&Node>) {
        let place = node.map(|node| if node.is_map() || node.is_list() { node.head() } else { node.place });
        self.steps.push(Step { says: says.into(), place });
    }

    fn choose(&mut self, uses: Uses, only_if: Option<String>, found: Option<(String, &Node)>) {
        let place = found.as_ref().map(|(_, node)| node.head());
        self.chosen.push(Choice { uses, only_if, route: found.map(|(route, _)| route), place });
    }

    /// The entry for a host; Backstage has one of its own for a host that everybody shares.
    fn entry<'e, 'a>(&mut self, entry: Option<&'e Entry<'a>>, host: &str) -> Option<&'e Entry<'a>> {
        match entry {
            Some(entry) => self.says(format!("`{}` is for `{host}`", entry.route), Some(entry.node)),
            None => self.says(format!("no entry is for `{host}`, and Backstage's own has no credential"), None),
        }
        entry
    }

    fn github(&mut self, entries: &[Entry<'_>], host: &str, path: &str) {
        let owner = path.split('/').next().unwrap_or_default();
        if entries.len() > 1 {
            self.says(
                format!("`{host}` stands {} times; people and files are read with the last entry", entries.len()),
                None,
            );
        }
        if let Some(entry) = self.entry(entries.last(), host) {
            for (route, app) in entry.apps() {
                self.app(route, app, owner);
            }
            let public =
                entry.apps().into_iter().find(|(_, app)| app.get("publicAccess").and_then(Node::boolean) == Some(true));
            if let Some((route, app)) = public {
                self.choose(
                    Uses::PublicApp,
                    Some("the App is installed anywhere at all".to_owned()),
                    Some((route, app)),
                );
            }
            if self.token(entry) {
                return;
            }
        }
        self.says("what is left is an anonymous call: sixty an hour, public files only; searches are refused", None);
        self.choose(Uses::Nothing, None, None);
    }

    fn app(&mut self, route: String, app: &Node, owner: &str) {
        let list = app.get("allowedInstallationOwners").filter(|list| list.is_list());
        let installed = format!("the App is installed on `{owner}`");
        let Some(list) = list else {
            self.says(format!("`{route}` serves every owner that it is installed on"), Some(app));
            return self.choose(Uses::App, Some(installed), Some((route, app)));
        };
        let named = list.items().any(|name| name.text().is_some_and(|name| name.eq_ignore_ascii_case(owner)));
        if named {
            self.says(format!("`{route}` is allowed for `{owner}`"), Some(list));
            self.choose(Uses::App, Some(installed), Some((route, app)));
        } else if list.items().any(Node::is_hole) {
            self.says(format!("whether `{route}` is allowed for `{owner}` depends on a variable"), Some(list));
            self.choose(Uses::App, Some(format!("`{owner}` is on its list, and {installed}")), Some((route, app)));
        } else {
            self.says(format!("`{route}` is passed over: `{owner}` is not among its owners"), Some(list));
        }
    }

    /// Takes the entry's token; tells whether there is one.
    fn token(&mut self, entry: &Entry<'_>) -> bool {
        let Some(token) = entry.node.get("token") else {
            let why = if is_gone(entry.node, "token") {
                "a variable that is not set took its token away"
            } else {
                "it has no token"
            };
            self.says(why, entry.node.entry("token"));
            return false;
        };
        self.says("its token is used", Some(token));
        self.choose(Uses::Token, None, Some((format!("{}.token", entry.route), token)));
        true
    }

    fn gitlab(&mut self, entries: &[Entry<'_>], host: &str) {
        if entries.len() > 1 {
            self.says(format!("`{host}` stands {} times; the first entry is used", entries.len()), None);
        }
        if self.entry(entries.first(), host).is_some_and(|entry| self.token(entry)) {
            return;
        }
        self.says("what is left is an anonymous call, which sees what is public", None);
        self.choose(Uses::Nothing, None, None);
    }

    fn azure(&mut self, entries: &[Entry<'_>], host: &str, path: &str) {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let first = parts.next().unwrap_or_default();
        let organization =
            if host != "dev.azure.com" && first == "tfs" { parts.next().unwrap_or_default() } else { first };
        self.entry(entries.first(), host);
        let credentials: Vec<_> = entries.iter().flat_map(Entry::credentials).collect();
        // Where two entries name one organisation, the last one counts.
        for (route, credential) in credentials.iter().rev() {
            if self.named(route, credential, organization) {
                return;
            }
        }
        let open = |node: &Node| node.get("organizations").is_none_or(|list| list.items().next().is_none());
        if let Some((route, credential)) = credentials.iter().find(|(_, credential)| open(credential)) {
            self.says(format!("`{route}` names no organisation, so it serves all that are left"), Some(credential));
            self.choose(kind_of(credential), None, Some((route.clone(), credential)));
        } else if host == "dev.azure.com" {
            self.says(
                "no credential is left; the process's own identity is tried (`AZURE_CLIENT_ID` and the like)",
                None,
            );
            self.choose(Uses::ProcessIdentity, None, None);
        } else {
            self.says("no credential is left", None);
            self.choose(Uses::Nothing, None, None);
        }
    }

    /// Takes a credential that names the organisation; tells whether that settles it.
    fn named(&mut self, route: &str, credential: &Node, organization: &str) -> bool {
        let Some(list) = credential.get("organizations") else { return false };
        let found = |name: &Node| name.text() == Some(organization);
        if list.items().any(found) {
            self.says(format!("`{route}` names `{organization}`"), Some(list));
            self.choose(kind_of(credential), None, Some((route.to_owned(), credential)));
            return true;
        }
        if let Some(other) =
            list.items().find(|name| name.text().is_some_and(|name| name.eq_ignore_ascii_case(organization)))
        {
            self.says(
                format!("`{route}` is passed over: it has `{organization}` in other letters, and case counts"),
                Some(other),
            );
        } else if list.items().any(Node::is_hole) {
            self.says(format!("whether `{route}` names `{organization}` depends on a variable"), Some(list));
            let condition = Some(format!("the variable is `{organization}`"));
            self.choose(kind_of(credential), condition, Some((route.to_owned(), credential)));
        }
        false
    }
}

/// What a credential for Azure DevOps is, by its keys.
fn kind_of(credential: &Node) -> Uses {
    match () {
        () if credential.get("personalAccessToken").is_some() => Uses::Token,
        () if credential.get("clientSecret").is_some() => Uses::ServicePrincipal,
        () => Uses::ManagedIdentity,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Around, Portal};
    use super::*;
    use crate::config::{Attached, Files, Role, Source, Sources, Variables, merge, read};

    struct Nowhere;

    impl Files for Nowhere {
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
        let twice = |kind: &str, host: &str| {
            format!(
                "integrations:\n  {kind}:\n    - host: {host}\n      token: ${{A}}\n    - host: {host}\n      token: ${{B}}\n"
            )
        };
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
        let text =
            "integrations:\n  gitlab:\n    - host: gitlab.acme.dev\n      token: ${TOKEN}\n    - host: gitlab.com\n";
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
        let text = "integrations:\n  azure:\n    - host: dev.azure.com\n      credentials:\n        - organizations: [Acme]\n          clientId: a\n          clientSecret: ${S}\n          tenantId: t\n        - organizations: [labs]\n          clientId: m\n        - personalAccessToken: ${PAT}\n";
        let route = |index: usize| format!("integrations.azure.0.credentials.{index}");
        assert_eq!(chosen(text, "dev.azure.com/Acme/web"), one(Uses::ServicePrincipal, &route(0)));
        assert_eq!(chosen(text, "dev.azure.com/labs/web"), one(Uses::ManagedIdentity, &route(1)));
        assert_eq!(chosen(text, "dev.azure.com/other/web"), one(Uses::Token, &route(2)));
        // Letter case counts here.
        assert_eq!(chosen(text, "dev.azure.com/acme/web"), one(Uses::Token, &route(2)));
        assert_eq!(
            chosen(&text[..text.find("        - personal").unwrap()], "dev.azure.com/x/y"),
            one(Uses::ProcessIdentity, "")
        );
    }

    #[test]
    fn a_server_of_ones_own_may_have_its_collections_below_tfs() {
        let text = "integrations:\n  azure:\n    - host: tfs.acme.dev\n      credentials:\n        - organizations: [main]\n          personalAccessToken: ${PAT}\n";
        let route = "integrations.azure.0.credentials.0";
        assert_eq!(chosen(text, "https://tfs.acme.dev/tfs/main/web"), one(Uses::Token, route));
        assert_eq!(chosen(text, "tfs.acme.dev/other"), one(Uses::Nothing, ""));
    }
}
