//! Which credential the portal uses for an address, found as Backstage finds it, and why that one. What only the provider knows
//! (where an App is installed) is named as a condition.

mod rows;
#[cfg(test)]
mod tests;

use super::Subject;
use super::integration::{Entry, Host, all_entries, is_gone};
use crate::config::{Node, Place};
use crate::contract::integration::facts;

/// What the portal uses for an address, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// How it is found, in order.
    pub steps: Vec<Step>,
    /// What is used: the first whose condition holds. The last has none. Nothing where no integration is for the host.
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
    /// An account's name with its token or password.
    Account,
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
            Self::Account => "the account, by its token or password",
            Self::ServicePrincipal => "the service principal",
            Self::ManagedIdentity => "the managed identity",
            Self::ProcessIdentity => "the identity that the portal's process has at Microsoft",
            Self::Nothing => "no credential",
        }
    }
}

/// Finds what the portal uses for an address: `github.com/acme/repo`, `https://gitlab.acme.dev/group`.
pub fn credential_used(subject: &Subject<'_>, address: &str) -> Explanation {
    let mut explained = Explanation::default();
    let (host, path) = split(address);
    let entries = all_entries(subject);
    let may: Vec<_> = entries.into_iter().filter(|entry| entry.serves(Host::Known(host)) != Some(false)).collect();
    let public = facts().integrations.iter().find(|(_, spec)| spec.host == host).map(|(kind, _)| kind.as_str());
    let Some(kind) = may.first().map(|entry| entry.kind).or(public) else {
        if explained.by_row(subject, host) {
            return explained;
        }
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
