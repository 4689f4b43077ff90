//! What a portal keeps of a person's profile, release by release. Pure.

use serde_json::Value;

use crate::contract::entrance::{Entrance, entrances};
use crate::contract::release::{Has, Release, releases};
use crate::proof::Identity;

/// Which mail addresses a release keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeps {
    /// All.
    All,
    /// All but those of which the provider says that they are not verified.
    NotRefused,
    /// Those alone that the provider calls verified.
    Verified,
}

/// What became of the mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mail {
    /// It is told.
    Told,
    /// The provider gives none.
    Blank,
    /// It is dropped, because the provider says that it is not verified.
    NotVerified,
    /// It is dropped, because the provider does not say that it is verified, or not by the boolean `true`.
    NotMarked,
}

/// What a portal is told of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// What resolvers go by.
    pub(super) identity: Identity,
    /// What became of the mail address.
    pub(super) mail: Mail,
}

/// What a release keeps; of two, where it was not told exactly enough, the one of older releases first.
pub(super) fn keeps(entrance: &Entrance, release: &Release) -> Vec<Keeps> {
    let (turn, then) = match entrance.openid {
        true => (&releases().changes.oidc_verified_mail, Keeps::Verified),
        false => (&entrances().heeds_unverified, Keeps::NotRefused),
    };
    match release.has(turn) {
        Has::Yes => vec![then],
        Has::No => vec![Keeps::All],
        Has::Depends => vec![Keeps::All, then],
    }
}

/// Reads a profile as the provider's endpoint answered, with the claims of the id token where there is one.
pub(super) fn told(entrance: &Entrance, profile: &Value, claims: Option<&Value>, keeps: Keeps) -> Told {
    let of = |name: &str| text(profile.get(name));
    let (mail, verified) = match entrance.mail.iter().find_map(|name| of(name)) {
        Some(mail) => (Some(mail), profile.get("email_verified")),
        // Only OpenID Connect's own provider does not look into the id token.
        None if entrance.openid => (None, None),
        None => (
            claims.and_then(|claims| text(claims.get("email"))),
            claims.and_then(|claims| claims.get("email_verified")),
        ),
    };
    let username = entrance.username.as_deref().and_then(of);
    let identity = Identity { username, email: mail, id: of(&entrance.id), mail_verified: None };
    kept(identity, verified, keeps)
}

/// What a directory tells of the person in the profile's place.
pub(super) fn in_directory(identity: Identity, keeps: Keeps) -> Told {
    let verified = identity.mail_verified.map(Value::Bool);
    kept(identity, verified.as_ref(), keeps)
}

fn kept(identity: Identity, verified: Option<&Value>, keeps: Keeps) -> Told {
    let mail = match (&identity.email, keeps, verified) {
        (None, ..) => Mail::Blank,
        (Some(_), Keeps::Verified | Keeps::NotRefused, Some(Value::Bool(false))) => Mail::NotVerified,
        (Some(_), Keeps::Verified, Some(Value::Bool(true))) => Mail::Told,
        (Some(_), Keeps::Verified, _) => Mail::NotMarked,
        (Some(_), ..) => Mail::Told,
    };
    let email = identity.email.filter(|_| mail == Mail::Told);
    let mail_verified = verified.and_then(Value::as_bool);
    Told { identity: Identity { email, mail_verified, ..identity }, mail }
}

/// A text that says something, or a number as JavaScript writes it.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entrance(provider: &str) -> &'static Entrance {
        &entrances().providers[provider]
    }

    fn mail(provider: &str, profile: Value, keeps: Keeps) -> (Option<String>, Mail) {
        let told = told(entrance(provider), &profile, None, keeps);
        (told.identity.email, told.mail)
    }

    #[test]
    fn every_providers_profile_is_read_where_its_module_reads_it() {
        let github = json!({ "login": "ada", "id": 7, "node_id": "U_7", "email": "ada@acme.dev" });
        let gitlab = json!({ "username": "ada", "id": 7, "email": "ada@acme.dev" });
        let graph = json!({ "id": "7", "mail": null, "userPrincipalName": "ada@acme.dev" });
        let oidc = json!({ "sub": "7", "preferred_username": "ada", "email": "ada@acme.dev" });
        for (provider, profile) in [("github", github), ("gitlab", gitlab), ("microsoft", graph), ("oidc", oidc)] {
            let Told { identity, mail } = told(entrance(provider), &profile, None, Keeps::All);
            let username = (provider != "microsoft").then(|| "ada".to_owned());
            assert_eq!(
                (identity.username, identity.id.as_deref(), mail),
                (username, Some("7"), Mail::Told),
                "{provider}"
            );
            assert_eq!(identity.email.as_deref(), Some("ada@acme.dev"), "{provider}");
        }
    }

    #[test]
    fn only_the_boolean_true_marks_an_address_for_newer_openid_connect() {
        let with = |verified: Value| json!({ "sub": "7", "email": "ada@acme.dev", "email_verified": verified });
        assert_eq!(mail("oidc", with(json!(true)), Keeps::Verified).1, Mail::Told);
        assert_eq!(mail("oidc", with(json!(false)), Keeps::Verified), (None, Mail::NotVerified));
        assert_eq!(mail("oidc", with(json!("true")), Keeps::Verified), (None, Mail::NotMarked));
        assert_eq!(mail("oidc", json!({ "email": "ada@acme.dev" }), Keeps::Verified), (None, Mail::NotMarked));
        assert_eq!(mail("oidc", with(json!(false)), Keeps::All).1, Mail::Told);
    }

    #[test]
    fn another_providers_no_is_heeded_by_newer_releases_and_its_silence_is_not() {
        let refused = json!({ "username": "ada", "email": "ada@acme.dev", "email_verified": false });
        assert_eq!(mail("gitlab", refused.clone(), Keeps::NotRefused), (None, Mail::NotVerified));
        assert_eq!(mail("gitlab", refused, Keeps::All).1, Mail::Told);
        assert_eq!(mail("gitlab", json!({ "email": "ada@acme.dev" }), Keeps::NotRefused).1, Mail::Told);
    }

    #[test]
    fn a_blank_address_is_none_and_the_id_token_stands_in_for_it() {
        assert_eq!(mail("github", json!({ "login": "ada", "email": "" }), Keeps::All), (None, Mail::Blank));
        let claims = json!({ "email": "ada@acme.dev" });
        let filled = told(entrance("microsoft"), &json!({}), Some(&claims), Keeps::NotRefused);
        assert_eq!(filled.identity.email.as_deref(), Some("ada@acme.dev"));
        let not = told(entrance("oidc"), &json!({ "sub": "7" }), Some(&claims), Keeps::All);
        assert_eq!(not.mail, Mail::Blank);
    }

    #[test]
    fn a_release_that_nobody_told_may_keep_either() {
        let of = |text: &str| Release::said(releases().named(text).unwrap(), "--backstage");
        assert_eq!(keeps(entrance("oidc"), &of("1.49")), [Keeps::All]);
        assert_eq!(keeps(entrance("oidc"), &of("1.57")), [Keeps::Verified]);
        assert_eq!(keeps(entrance("github"), &of("1.57")), [Keeps::NotRefused]);
        assert_eq!(keeps(entrance("gitlab"), &of("1.54")), [Keeps::All]);
        assert_eq!(keeps(entrance("oidc"), &Release::default()), [Keeps::All, Keeps::Verified]);
    }
}
