//! How tokens and applications are made by a person, on pages that are filled in as far as GitLab lets us.

use url::Url;

use super::create::scopes;
use crate::providers::http::below;
use crate::providers::{Creation, Wanted};

/// Says how an access token is made.
pub(super) fn token(wanted: &Wanted) -> Creation {
    let group = wanted.setting("group").map(|group| group_page(wanted, group, "access_tokens"));
    let mut steps = vec![
        "choose when it ends, a year ahead at most, and press `Create token`".to_owned(),
        "copy it; GitLab shows it once".to_owned(),
    ];
    if let Some(page) = group {
        steps.push(format!(
            "better, a token of the group itself, with the role Reporter, acts for nobody in person: {page}"
        ));
    }
    let wanted_scopes = wanted.scopes.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    Creation::ByHand {
        open: Some(token_page(wanted)),
        copy: vec![("Token name".to_owned(), wanted.name.clone()), ("Select scopes".to_owned(), wanted_scopes)],
        steps,
    }
}

/// Says how an application is made.
pub(super) fn application(wanted: &Wanted) -> Creation {
    let mut copy = vec![("Name".to_owned(), wanted.name.clone())];
    copy.extend(wanted.callback.iter().map(|url| ("Redirect URI".to_owned(), url.to_string())));
    copy.push(("Confidential".to_owned(), "yes".to_owned()));
    copy.push(("Scopes".to_owned(), scopes(wanted)));
    Creation::ByHand {
        open: Some(application_page(wanted)),
        copy,
        steps: vec![
            "press `Save application`".to_owned(),
            "copy `Application ID` and `Secret`; GitLab shows the secret once".to_owned(),
        ],
    }
}

/// The page of a new personal token, with name and scopes filled in.
/// <https://docs.gitlab.com/user/profile/personal_access_tokens/>
pub(super) fn token_page(wanted: &Wanted) -> Url {
    let mut page = below(&wanted.url, &["-", "user_settings", "personal_access_tokens"]);
    let scopes = wanted.scopes.keys().map(String::as_str).collect::<Vec<_>>().join(",");
    page.query_pairs_mut().append_pair("name", &wanted.name).append_pair("scopes", &scopes);
    page
}

/// The page of new applications: the group's own, where there is a group.
pub(super) fn application_page(wanted: &Wanted) -> Url {
    match wanted.setting("group") {
        Some(group) => group_page(wanted, group, "applications"),
        None => below(&wanted.url, &["-", "user_settings", "applications"]),
    }
}

/// A page of a group's settings. The groups above it stand before its own name.
fn group_page(wanted: &Wanted, group: &str, page: &str) -> Url {
    let path: Vec<&str> = ["groups"].into_iter().chain(group.split('/')).chain(["-", "settings", page]).collect();
    below(&wanted.url, &path)
}
