//! Which server it is, by its address, and what its console calls things. Only words depend on it, never a judgement.

use url::Url;

/// A server whose console is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    /// Auth0.
    Auth0,
    /// Dex.
    Dex,
    /// Microsoft Entra ID.
    Entra,
    /// Google.
    Google,
    /// Keycloak.
    Keycloak,
    /// Okta.
    Okta,
    /// Any other.
    Other,
}

impl Server {
    /// Recognises a server by one of its addresses.
    pub(super) fn of(address: &Url) -> Self {
        let host = address.host_str().unwrap_or_default();
        let below = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        let mut path = address.path_segments().into_iter().flatten();
        match () {
            () if below("auth0.com") => Self::Auth0,
            () if below("login.microsoftonline.com") || below("sts.windows.net") => Self::Entra,
            () if below("accounts.google.com") => Self::Google,
            () if below("okta.com") || below("oktapreview.com") || below("okta-emea.com") => Self::Okta,
            () if path.clone().any(|part| part == "realms") => Self::Keycloak,
            () if path.next() == Some("dex") => Self::Dex,
            () => Self::Other,
        }
    }

    /// What the console calls the redirect URIs of a client.
    pub(super) const fn redirect_label(self) -> &'static str {
        match self {
            Self::Auth0 => "Allowed Callback URLs",
            Self::Dex => "redirectURIs",
            Self::Entra => "Redirect URI (platform Web)",
            Self::Google => "Authorized redirect URIs",
            Self::Keycloak => "Valid redirect URIs",
            Self::Okta => "Sign-in redirect URIs",
            Self::Other => "Redirect URIs",
        }
    }

    /// How a client is made there, one line each.
    pub(super) const fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Auth0 => &[
                "create an application of the type `Regular Web Application`",
                "copy `Client ID` and `Client Secret` from its settings; under `Credentials`, choose `Client Secret (Basic)`",
            ],
            Self::Dex => &[
                "add an entry under `staticClients` of Dex's configuration, with an `id` and a `secret` of your own",
                "restart Dex; it reads its configuration only then",
            ],
            Self::Entra => &[
                "make an app registration for accounts of this directory only",
                "add a secret under `Certificates & secrets` and copy its `Value`, not its `Secret ID`",
            ],
            Self::Google => {
                &["create an OAuth client of the type `Web application`", "copy the client id and the client secret"]
            }
            Self::Keycloak => &[
                "create a client of the type `OpenID Connect`, with `Client authentication` and `Standard flow` on",
                "copy its secret from the tab `Credentials`",
            ],
            Self::Okta => &[
                "create an app integration: `OIDC - OpenID Connect`, `Web Application`",
                "assign it to the people who may sign in, then copy `Client ID` and the client secret",
            ],
            Self::Other => &[
                "register a confidential client (a web application) for the authorization code flow",
                "copy its client id and its client secret",
            ],
        }
    }

    /// The console's page where clients are, when the issuer leads to it.
    pub(super) fn page(self, issuer: &Url) -> Option<Url> {
        let page = match self {
            Self::Auth0 => "https://manage.auth0.com/#/applications".to_owned(),
            Self::Entra => {
                "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade".to_owned()
            }
            Self::Google => "https://console.cloud.google.com/apis/credentials".to_owned(),
            Self::Keycloak => {
                let (base, realm) = issuer.as_str().trim_end_matches('/').split_once("/realms/")?;
                format!("{base}/admin/master/console/#/{}/clients", realm.split('/').next()?)
            }
            Self::Okta => {
                let (organization, domain) = issuer.host_str()?.split_once('.')?;
                format!("https://{organization}-admin.{domain}/admin/apps/active")
            }
            Self::Dex | Self::Other => return None,
        };
        Url::parse(&page).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn servers_are_recognised_by_their_address() {
        for (address, server) in [
            ("https://acme.eu.auth0.com/", Server::Auth0),
            ("https://dex.acme.dev/dex", Server::Dex),
            ("https://login.microsoftonline.com/1/v2.0", Server::Entra),
            ("https://accounts.google.com", Server::Google),
            ("https://sso.acme.dev/auth/realms/acme", Server::Keycloak),
            ("https://acme.okta.com/oauth2/default", Server::Okta),
            ("https://notokta.com/", Server::Other),
        ] {
            assert_eq!(Server::of(&url(address)), server, "{address}");
        }
    }

    #[test]
    fn the_page_with_the_clients_is_known_where_the_issuer_leads_to_it() {
        let page = |issuer: &str| Server::of(&url(issuer)).page(&url(issuer)).map(String::from);
        let keycloak = page("https://sso.acme.dev/auth/realms/acme");
        assert_eq!(keycloak.as_deref(), Some("https://sso.acme.dev/auth/admin/master/console/#/acme/clients"));
        let okta = page("https://acme.oktapreview.com/oauth2/default");
        assert_eq!(okta.as_deref(), Some("https://acme-admin.oktapreview.com/admin/apps/active"));
        assert_eq!(page("https://dex.acme.dev/dex"), None);
    }
}
