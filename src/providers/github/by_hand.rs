//! How access tokens and OAuth Apps are made: by a person, on pages that are filled in as far as GitHub lets us. It has
//! no API that makes either.

use url::Url;

use super::{manifest, pages, scopes};
use crate::providers::http::below;
use crate::providers::{Creation, Wanted};

/// How many days a new token lives; organisations may forbid more than 366.
const TOKEN_DAYS: &str = "90";

/// Says how an access token is made.
pub(super) fn token(wanted: &Wanted) -> Creation {
    let mut steps = vec![
        "see when it ends, and press `Generate token`".to_owned(),
        "copy it; GitHub shows it once".to_owned(),
        "where the organisation wants single sign-on, press `Configure SSO` beside it".to_owned(),
    ];
    if let Some(page) = fine_grained_token_page(wanted) {
        steps.push(format!("a fine-grained token can do less harm; its page, filled in as well: {page}"));
    }
    let scopes = scopes::least(wanted.scopes.keys()).join(", ");
    Creation::ByHand {
        open: Some(classic_token_page(wanted)),
        copy: vec![("Note".to_owned(), wanted.name.clone()), ("Select scopes".to_owned(), scopes)],
        steps,
    }
}

/// Says how an OAuth App is made.
pub(super) fn oauth_app(wanted: &Wanted) -> Creation {
    let mut copy = vec![
        ("Application name".to_owned(), wanted.name.clone()),
        ("Homepage URL".to_owned(), without_slash(&wanted.portal).to_owned()),
    ];
    copy.extend(wanted.callback.iter().map(|url| ("Authorization callback URL".to_owned(), url.to_string())));
    Creation::ByHand {
        open: Some(oauth_app_page(wanted)),
        copy,
        steps: vec![
            "press `Register application`".to_owned(),
            "copy `Client ID`, which starts with `Ov23`".to_owned(),
            "press `Generate a new client secret` and copy it; GitHub shows it once".to_owned(),
        ],
    }
}

/// The page of a new classic token, with its name, scopes and days filled in. None of the parameters is documented;
/// `default_expires_at` was seen in other projects' links only, and a page that does not know it shows its own default.
/// <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens>
pub(super) fn classic_token_page(wanted: &Wanted) -> Url {
    let scopes = scopes::least(wanted.scopes.keys()).join(",");
    let page = below(&wanted.url, &["settings", "tokens", "new"]);
    with_query(page, &[("description", &wanted.name), ("scopes", &scopes), ("default_expires_at", TOKEN_DAYS)])
}

/// The page of a new fine-grained token, filled in but for the repositories. GitHub Enterprise Server does not read it.
fn fine_grained_token_page(wanted: &Wanted) -> Option<Url> {
    if wanted.url.host_str() != Some("github.com") {
        return None;
    }
    let mut pairs = vec![("name", wanted.name.as_str()), ("expires_in", TOKEN_DAYS)];
    pairs.extend(wanted.setting("organization").map(|organization| ("target_name", organization)));
    pairs.extend(wanted.permissions.iter().map(|(name, level)| (name.as_str(), level.as_str())));
    Some(with_query(below(&wanted.url, &["settings", "personal-access-tokens", "new"]), &pairs))
}

/// The page of a new OAuth App. GitHub reads the query without documenting it; the values are there to copy as well.
fn oauth_app_page(wanted: &Wanted) -> Url {
    let mut pairs = vec![
        ("oauth_application[name]", wanted.name.as_str()),
        ("oauth_application[url]", without_slash(&wanted.portal)),
    ];
    pairs.extend(wanted.callback.iter().map(|callback| ("oauth_application[callback_url]", callback.as_str())));
    with_query(pages::settings(&wanted.url, manifest::owner(wanted), &["applications", "new"]), &pairs)
}

/// The list of an owner's OAuth Apps.
pub(super) fn oauth_apps_page(wanted: &Wanted) -> Url {
    // A person's own stand under `developers`, an organisation's under `applications`.
    match manifest::owner(wanted) {
        Some(organization) => pages::settings(&wanted.url, Some(organization), &["applications"]),
        None => pages::settings(&wanted.url, None, &["developers"]),
    }
}

fn with_query(mut url: Url, pairs: &[(&str, &str)]) -> Url {
    url.query_pairs_mut().extend_pairs(pairs);
    url
}

fn without_slash(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::super::tests::wanted;
    use super::*;

    #[test]
    fn a_token_is_made_on_a_page_that_is_filled_in() {
        let Creation::ByHand { open, copy, steps } = token(&wanted()) else { panic!("by hand") };
        let page = "https://github.com/settings/tokens/new?description=acme-devportal&scopes=read%3Aorg%2Crepo\
                    &default_expires_at=90";
        assert_eq!(open.unwrap().as_str(), page);
        assert!(copy.contains(&("Select scopes".into(), "read:org, repo".into())));
        let fine_grained = "https://github.com/settings/personal-access-tokens/new?name=acme-devportal&expires_in=90\
                            &target_name=acme&contents=read&members=read&metadata=read";
        assert!(steps.last().unwrap().ends_with(fine_grained), "{steps:?}");
    }

    #[test]
    fn a_server_of_ones_own_fills_in_no_fine_grained_token() {
        let wanted = Wanted { url: Url::parse("https://ghe.acme.dev").unwrap(), ..wanted() };
        let Creation::ByHand { open, steps, .. } = token(&wanted) else { panic!("by hand") };
        assert_eq!(open.unwrap().host_str(), Some("ghe.acme.dev"));
        assert!(!steps.join(" ").contains("fine-grained"), "{steps:?}");
    }

    #[test]
    fn an_oauth_app_is_made_with_the_callback_to_copy() {
        let Creation::ByHand { open, copy, .. } = oauth_app(&wanted()) else { panic!("by hand") };
        let open = open.unwrap();
        assert_eq!(open.path(), "/organizations/acme/settings/applications/new");
        let callback = "https://portal.acme.dev/api/auth/github/handler/frame";
        assert!(open.query_pairs().any(|(name, value)| name == "oauth_application[callback_url]" && value == callback));
        assert_eq!(copy[0], ("Application name".into(), "acme-devportal".into()));
        assert_eq!(copy[1], ("Homepage URL".into(), "https://portal.acme.dev".into()));
        assert_eq!(copy[2], ("Authorization callback URL".into(), callback.into()));
    }

    #[test]
    fn a_person_may_own_the_oauth_app() {
        let mut wanted = wanted();
        wanted.settings.insert("owner".into(), "person".into());
        let Creation::ByHand { open, .. } = oauth_app(&wanted) else { panic!("by hand") };
        assert_eq!(open.unwrap().path(), "/settings/applications/new");
        assert_eq!(oauth_apps_page(&wanted).path(), "/settings/developers");
    }
}
