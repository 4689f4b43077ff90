//! What people copy along with a provider's address: a page of it, the path of its API, or whose page it is.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::ProviderSpec;

/// What is known of a provider's address, by which is told what does not belong to it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Copied {
    /// Where it ends with its host.
    #[serde(default)]
    pub ends_with_host: Ends,
    /// Paths of its pages and of its API, with which its address ends wherever it lives.
    #[serde(default)]
    pub pages: BTreeSet<String>,
    /// Hosts that are another part of it, and the one that is meant.
    #[serde(default)]
    pub hosts: BTreeMap<String, String>,
}

/// Where a provider's address ends with its host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ends {
    /// Nowhere: it may live below any path.
    #[default]
    Nowhere,
    /// At its own hosts; a host of one's own may have it below a path.
    AtItsOwn,
    /// Everywhere.
    Everywhere,
}

impl ProviderSpec {
    /// Takes what surely does not belong to it off an address of this provider; gives nothing when everything may belong.
    pub fn out_of_copied(&self, address: &str) -> Option<String> {
        let copied = self.copied.as_ref()?;
        let address = address.trim().trim_end_matches('/');
        let (scheme, rest) = address.split_once("://")?;
        let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if host.is_empty() || host.contains('@') {
            return None;
        }
        let named = host.to_lowercase();
        let meant = copied.hosts.get(&named).cloned().or_else(|| self.tenant_of_api(&named)).unwrap_or(named);
        let bare = match copied.ends_with_host {
            Ends::Nowhere => false,
            Ends::AtItsOwn => self.is_own(&meant),
            Ends::Everywhere => true,
        };
        let kept = if bare { "" } else { before_pages(path, &copied.pages) };
        let moved = !meant.eq_ignore_ascii_case(host);
        (moved || kept != path).then(|| format!("{scheme}://{meant}{kept}"))
    }

    /// Says why an API's address that is the provider's own does not go with the address of the provider.
    pub fn odd_api(&self, url: &str, api: &str) -> Option<String> {
        self.copied.as_ref()?;
        let usual_api = self.api_url.as_deref()?;
        let expected = self.usual_api_of(url);
        let own = host(api).is_some_and(|host| self.is_own(host) || Some(host) == self::host(usual_api));
        (api != expected && own).then(|| format!("the API of `{url}` is at `{expected}`"))
    }

    fn is_own(&self, host: &str) -> bool {
        let usual = self.url.as_deref().and_then(self::host);
        usual == Some(host) || self.tenants.keys().any(|ending| host.ends_with(&format!(".{ending}")))
    }

    /// The host that a tenant's API belongs to.
    fn tenant_of_api(&self, host: &str) -> Option<String> {
        self.tenants.iter().find_map(|(ending, api)| {
            let before = self::host(api)?.strip_suffix("<host>")?;
            let tenant = host.strip_prefix(before).filter(|_| !before.is_empty())?;
            tenant.ends_with(&format!(".{ending}")).then(|| tenant.to_owned())
        })
    }
}

fn host(address: &str) -> Option<&str> {
    address.split_once("://")?.1.split('/').next()
}

/// The part of a path before the first of these.
fn before_pages<'p>(path: &'p str, pages: &BTreeSet<String>) -> &'p str {
    let ends =
        |at: usize, page: &str| path[at + page.len()..].chars().next().is_none_or(|c| matches!(c, '/' | '?' | '#'));
    let found =
        pages.iter().filter_map(|page| path.match_indices(page.as_str()).map(|(at, _)| at).find(|at| ends(*at, page)));
    found.min().map_or(path, |at| path[..at].trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::super::provider;

    #[test]
    fn what_was_copied_with_an_address_is_taken_off_and_a_path_that_may_belong_stays() {
        for (of, address, is) in [
            ("gitlab", "https://gitlab.com/acme", Some("https://gitlab.com")),
            ("gitlab", "https://gitlab.com/api/v4/", Some("https://gitlab.com")),
            ("gitlab", "https://GitLab.com/users/sign_in?redirect=1", Some("https://gitlab.com")),
            ("gitlab", "https://git.acme.dev/api/v4", Some("https://git.acme.dev")),
            ("gitlab", "https://git.acme.dev/code/users/sign_in", Some("https://git.acme.dev/code")),
            ("gitlab", "https://git.acme.dev/code/-/profile#top", Some("https://git.acme.dev/code")),
            ("gitlab", "https://git.acme.dev/code", None),
            ("gitlab", "https://git.acme.dev/apis", None),
            ("gitlab", "https://gitlab.com/", None),
            ("github", "https://github.com/acme", Some("https://github.com")),
            ("github", "https://api.github.com", Some("https://github.com")),
            ("github", "https://ghe.acme.dev/api/v3", Some("https://ghe.acme.dev")),
            ("github", "https://ghe.acme.dev:8443/orgs/acme", Some("https://ghe.acme.dev:8443")),
            ("github", "https://api.acme.ghe.com", Some("https://acme.ghe.com")),
            ("github", "https://acme.ghe.com", None),
            ("github", "https://ada:x@github.com/acme", None),
            ("azure-devops", "https://dev.azure.com/acme", Some("https://dev.azure.com")),
            ("azure-devops", "https://code.acme.dev/tfs", None),
            ("keycloak", "https://sso.acme.dev/auth", None),
        ] {
            assert_eq!(provider(of).unwrap().out_of_copied(address).as_deref(), is, "{address}");
        }
    }

    #[test]
    fn an_api_of_the_providers_own_goes_with_its_own_address_alone() {
        for (of, url, api, odd) in [
            ("github", "https://github.com", "https://api.github.com", false),
            ("github", "https://github.com", "https://github.com/api/v3", true),
            ("github", "https://ghe.acme.dev", "https://api.github.com", true),
            ("github", "https://ghe.acme.dev", "https://ghe.acme.dev/api/v3", false),
            ("github", "https://acme.ghe.com", "https://api.acme.ghe.com", false),
            ("github", "https://ghe.acme.dev", "https://proxy.acme.dev/github", false),
            ("gitlab", "https://gitlab.com", "https://gitlab.com", true),
            ("gitlab", "https://gitlab.com", "https://gitlab.com/api/v4", false),
            ("entra", "https://login.microsoftonline.us", "https://graph.microsoft.us", false),
        ] {
            let told = provider(of).unwrap().odd_api(url, api);
            assert_eq!(told.is_some(), odd, "{url} {api} {told:?}");
        }
    }
}
