//! How a client is made: by a person, in the server's console. OpenID Connect has no page that is the same everywhere.

use super::address::Address;
use super::metadata::Method;
use super::server::Server;
use crate::providers::{Creation, Wanted};

/// Says how a client is made, with everything to copy.
pub(super) fn client(wanted: &Wanted) -> Creation {
    let address = Address::of(wanted).ok();
    let server = address.as_ref().map_or(Server::Other, |address| Server::of(address.url()));
    let mut copy = vec![("Name".to_owned(), wanted.name.clone())];
    copy.extend(wanted.callback.iter().map(|url| (server.redirect_label().to_owned(), url.to_string())));
    copy.extend([
        ("Grant type".to_owned(), "authorization_code".to_owned()),
        ("Client authentication".to_owned(), Method::Basic.id().to_owned()),
        ("Scopes".to_owned(), scopes(wanted)),
    ]);
    Creation::ByHand {
        open: address.and_then(|address| server.page(address.url())),
        copy,
        steps: server.steps().iter().map(|step| (*step).to_owned()).collect(),
    }
}

/// The scopes with `openid` first, without which it is no OpenID Connect.
fn scopes(wanted: &Wanted) -> String {
    let others = wanted.scopes.keys().map(String::as_str).filter(|scope| *scope != "openid");
    ["openid"].into_iter().chain(others).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::wanted;
    use super::*;

    #[test]
    fn a_client_is_made_with_exact_values_in_the_consoles_own_words() {
        let Creation::ByHand { open, copy, steps } = client(&wanted("https://acme.okta.com")) else {
            panic!("by hand")
        };
        assert_eq!(open.unwrap().host_str(), Some("acme-admin.okta.com"));
        let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        assert_eq!(
            copy,
            [
                pair("Name", "acme-devportal"),
                pair("Sign-in redirect URIs", "https://portal.acme.dev/api/auth/oidc/handler/frame"),
                pair("Grant type", "authorization_code"),
                pair("Client authentication", "client_secret_basic"),
                pair("Scopes", "openid email profile"),
            ]
        );
        assert!(steps[0].contains("`Web Application`"), "{steps:?}");
    }
}
