//! Where a realm is. People paste addresses with `/auth`, with a slash at the end, or of the realm or console itself.

use url::Url;

use crate::proof::{Aspect, Step};
use crate::providers::Wanted;
use crate::providers::http::below;

/// The setting that holds the server's address.
pub(super) const BASE_URL: &str = "base-url";
/// The setting that holds the realm's name.
pub(super) const REALM: &str = "realm";
/// What the steps about the address rest on.
pub(super) const WHERE: Aspect<'static> = Aspect::new("base-url", &[BASE_URL]);
/// What the steps about the realm rest on.
pub(super) const THERE: Aspect<'static> = Aspect::new("realm", &[REALM]);

/// Up to version 16, Keycloak served everything below this segment; later ones do so only when told to.
const OLD_SEGMENT: &str = "auth";
/// The realm that administrators of the whole server belong to.
const MASTER: &str = "master";

/// A realm and the server that it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Realm {
    base: Url,
    name: String,
}

impl Realm {
    /// Reads the realm from the settings.
    ///
    /// # Errors
    /// When the address is none, or no realm is named; as the step that says so.
    pub(super) fn of(wanted: &Wanted) -> Result<Self, Step> {
        let text = wanted.setting(BASE_URL).unwrap_or(wanted.url.as_str());
        let Some((base, pasted)) = server_and_realm(text) else {
            let says = "the address of the Keycloak server is not an http or https address";
            return Err(Step::invalid(WHERE, says).hint("write it like `https://sso.acme.dev`"));
        };
        match wanted.setting(REALM).map(|name| name.trim().to_owned()).or(pasted) {
            Some(name) if !name.is_empty() => Ok(Self { base, name }),
            _ => Err(Step::invalid(THERE, "no realm is named").hint("the console shows it at the top left")),
        }
    }

    /// The realm's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The server's address without a slash at its end, as the portal wants it.
    pub(super) fn base(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// The name of the client whose roles give rights over the realm.
    ///
    /// Source: Keycloak's `RealmManager`; only master manages itself by another name.
    pub(super) fn management_client(&self) -> &'static str {
        if self.name == MASTER { "master-realm" } else { "realm-management" }
    }

    /// The same realm at the other of the two usual paths: with `/auth`, or without.
    pub(super) fn at_the_other_path(&self) -> Self {
        let mut other = self.clone();
        if let Ok(mut segments) = other.base.path_segments_mut() {
            segments.pop_if_empty();
            if self.base().ends_with("/auth") {
                segments.pop();
            } else {
                segments.push(OLD_SEGMENT);
            }
        }
        other
    }

    /// What the realm should call itself.
    pub(super) fn issuer(&self) -> Url {
        below(&self.base, &["realms", &self.name])
    }

    /// The realm's description of itself.
    pub(super) fn metadata(&self) -> Url {
        below(&self.base, &["realms", &self.name, ".well-known", "openid-configuration"])
    }

    /// Where clients get tokens.
    pub(super) fn token(&self) -> Url {
        below(&self.base, &["realms", &self.name, "protocol", "openid-connect", "token"])
    }

    /// Where browsers are sent to sign in.
    pub(super) fn authorize(&self) -> Url {
        below(&self.base, &["realms", &self.name, "protocol", "openid-connect", "auth"])
    }

    /// Where an administrator of the server gets a token.
    pub(super) fn master_token(&self) -> Url {
        below(&self.base, &["realms", MASTER, "protocol", "openid-connect", "token"])
    }

    /// Where an administrator's session ends.
    pub(super) fn master_logout(&self) -> Url {
        below(&self.base, &["realms", MASTER, "protocol", "openid-connect", "logout"])
    }

    /// A path of the admin API below this realm.
    pub(super) fn admin(&self, path: &[&str]) -> Url {
        below(&self.base, &[&["admin", "realms", self.name.as_str()], path].concat())
    }

    /// The console's list of clients.
    pub(super) fn clients_page(&self) -> Url {
        self.console("clients")
    }

    /// The console's page of one client.
    pub(super) fn client_page(&self, uuid: &str) -> Url {
        self.console(&format!("clients/{uuid}/settings"))
    }

    fn console(&self, place: &str) -> Url {
        let mut url = below(&self.base, &["admin", MASTER, "console", ""]);
        url.set_fragment(Some(&format!("/{}/{place}", self.name)));
        url
    }
}

/// Splits what a person pasted into the server's address and, if it was in there, the realm.
fn server_and_realm(text: &str) -> Option<(Url, Option<String>)> {
    let mut url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_query(None);
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let segments: Vec<String> = url.path_segments()?.filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let end = segments.iter().position(|part| part == "realms" || part == "admin").unwrap_or(segments.len());
    let realm = segments.get(end).filter(|part| *part == "realms").and_then(|_| segments.get(end + 1)).cloned();
    url.set_path(&segments[..end].join("/"));
    Some((url, realm))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Option<(String, Option<String>)> {
        server_and_realm(text).map(|(url, realm)| (url.as_str().trim_end_matches('/').to_owned(), realm))
    }

    fn realm(base: &str, name: &str) -> Realm {
        Realm { base: Url::parse(base).unwrap(), name: name.to_owned() }
    }

    #[test]
    fn whatever_is_pasted_is_cut_back_to_the_server() {
        for text in [
            "https://sso.acme.dev",
            "https://sso.acme.dev/",
            " https://sso.acme.dev// ",
            "https://ada:pw@sso.acme.dev/?x=1#y",
            "https://sso.acme.dev/admin/master/console/#/acme/clients",
        ] {
            assert_eq!(split(text), Some(("https://sso.acme.dev".to_owned(), None)), "{text}");
        }
        let old = Some(("https://sso.acme.dev/auth".to_owned(), Some("acme".to_owned())));
        assert_eq!(split("https://sso.acme.dev/auth/realms/acme"), old);
        assert_eq!(split("https://sso.acme.dev/auth/realms/acme/.well-known/openid-configuration"), old);
        for text in ["", "sso.acme.dev", "ftp://sso.acme.dev", "mailto:ada@acme.dev"] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn the_other_path_is_with_auth_or_without() {
        let plain = realm("https://sso.acme.dev/", "acme");
        let old = plain.at_the_other_path();
        assert_eq!(old.base(), "https://sso.acme.dev/auth");
        assert_eq!(old.at_the_other_path(), plain);
        assert_eq!(realm("https://acme.dev/sso", "acme").at_the_other_path().base(), "https://acme.dev/sso/auth");
    }

    #[test]
    fn addresses_hold_no_double_slash_and_names_are_escaped() {
        let realm = realm("https://sso.acme.dev/auth", "acme dev/x");
        assert_eq!(realm.issuer().as_str(), "https://sso.acme.dev/auth/realms/acme%20dev%2Fx");
        assert_eq!(
            realm.admin(&["users", "count"]).as_str(),
            "https://sso.acme.dev/auth/admin/realms/acme%20dev%2Fx/users/count"
        );
        assert_eq!(
            super::Realm { name: "acme".into(), ..realm }.client_page("42").as_str(),
            "https://sso.acme.dev/auth/admin/master/console/#/acme/clients/42/settings"
        );
    }

    #[test]
    fn only_master_manages_itself_by_another_name() {
        assert_eq!(realm("https://sso.acme.dev", "master").management_client(), "master-realm");
        assert_eq!(realm("https://sso.acme.dev", "acme").management_client(), "realm-management");
    }
}
