//! The addresses of GitHub's pages about Apps, and what of GitHub's own words may be shown.

use url::Url;

use crate::providers::http::below;
use crate::secrecy::conceal;

/// How much of a name from outside is shown.
const LONGEST: usize = 60;

/// Where an App is made; posted to with a manifest.
pub(super) fn new_app(web: &Url, organization: Option<&str>) -> Url {
    settings(web, organization, &["apps", "new"])
}

/// The list of an owner's Apps.
pub(super) fn apps(web: &Url, organization: Option<&str>) -> Url {
    settings(web, organization, &["apps"])
}

/// Where an App's permissions are chosen.
pub(super) fn permissions(web: &Url, organization: Option<&str>, slug: &str) -> Url {
    settings(web, organization, &["apps", slug, "permissions"])
}

/// Where an App is installed. On a server of one's own it stands elsewhere, so the App's own page counts.
pub(super) fn install(web: &Url, html_url: Option<&str>, slug: &str) -> Url {
    let folder = if web.host_str() == Some("github.com") { "apps" } else { "github-apps" };
    let page = trusted(web, html_url).unwrap_or_else(|| below(web, &[folder, slug]));
    below(&page, &["installations", "new"])
}

/// Takes an address that GitHub told, when it leads to the same GitHub: it may be opened in a browser.
pub(super) fn trusted(web: &Url, told: Option<&str>) -> Option<Url> {
    Url::parse(told?).ok().filter(|page| page.origin() == web.origin())
}

/// Makes a name from outside fit to be shown: no control characters, not too long.
pub(super) fn shown(name: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() || c.is_alphanumeric() || c == ' ';
    conceal(name).chars().filter(|c| plain(*c)).take(LONGEST).collect()
}

/// A page of an owner's settings: an organisation's, or the person's own.
pub(super) fn settings(web: &Url, organization: Option<&str>, rest: &[&str]) -> Url {
    let mut path = organization.map_or_else(Vec::new, |login| vec!["organizations", login]);
    path.push("settings");
    path.extend(rest);
    below(web, &path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_to_install_from_is_the_apps_own_when_it_is_of_the_same_github() {
        let install = |web: &str, told| install(&Url::parse(web).unwrap(), told, "acme-devportal").to_string();
        let usual = "https://github.com/apps/acme-devportal/installations/new";
        assert_eq!(install("https://github.com", None), usual);
        assert_eq!(install("https://github.com", Some("https://evil.test/apps/x")), usual);
        assert_eq!(install("https://github.com", Some("javascript:alert(1)")), usual);
        assert_eq!(
            install("https://ghe.acme.dev", None),
            "https://ghe.acme.dev/github-apps/acme-devportal/installations/new"
        );
        assert_eq!(
            install("http://127.0.0.1:7", Some("http://127.0.0.1:7/apps/other")),
            "http://127.0.0.1:7/apps/other/installations/new"
        );
    }

    #[test]
    fn names_cannot_leave_their_place_in_an_address_or_on_a_line() {
        let web = Url::parse("https://github.com").unwrap();
        let page = permissions(&web, Some("a/../b"), "x?y");
        assert_eq!(page.as_str(), "https://github.com/organizations/a%2F..%2Fb/settings/apps/x%3Fy/permissions");
        assert_eq!(shown("a\u{1b}[2J\u{202e}b\r\nc"), "a[2Jbc");
        assert_eq!(shown(&"é".repeat(99)).chars().count(), LONGEST);
    }
}
