//! How an app registration is made by a person, with the exact values.

use url::Url;

use super::is_public;
use crate::providers::{Creation, Wanted};

/// Only the public cloud's console is here; others have consoles of their own.
const CONSOLE: &str = "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade";

/// Says how a registration is made.
pub(super) fn registration(wanted: &Wanted) -> Creation {
    let mut copy = vec![
        ("Name".to_owned(), wanted.name.clone()),
        ("Supported account types".to_owned(), "accounts in this directory only".to_owned()),
    ];
    copy.extend(wanted.callback.iter().map(|url| ("Redirect URI, platform Web".to_owned(), url.to_string())));
    copy.push(("API permissions, delegated".to_owned(), joined(wanted.scopes.keys())));
    if !wanted.permissions.is_empty() {
        copy.push(("API permissions, application".to_owned(), joined(wanted.permissions.keys())));
    }
    Creation::ByHand {
        open: Url::parse(CONSOLE).ok().filter(|_| is_public(&wanted.url)),
        copy,
        steps: vec![
            "under `App registrations`, press `New registration`".to_owned(),
            "under `API permissions`, add what is listed from Microsoft Graph, and press `Grant admin consent`"
                .to_owned(),
            "under `Certificates & secrets`, make a client secret and copy its `Value`; it is shown once".to_owned(),
        ],
    }
}

fn joined<'n>(names: impl Iterator<Item = &'n String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}
