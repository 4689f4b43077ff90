//! How a token or a service principal is made by a person.

use super::ORGANIZATION;
use super::client::of_organization;
use crate::credential::CredentialKind;
use crate::providers::{Creation, Wanted};

/// Says how the credential is made.
pub(super) fn creation(wanted: &Wanted) -> Creation {
    let organization = wanted.setting(ORGANIZATION).unwrap_or_default();
    if wanted.kind == CredentialKind::ServicePrincipal {
        return Creation::ByHand {
            open: Some(of_organization(&wanted.url, organization, &["_settings", "users"])),
            copy: Vec::new(),
            steps: vec![
                "make an app registration with a client secret in the tenant that the organisation is connected to"
                    .to_owned(),
                "add it here as a user, with access level Basic and the right to read in the project".to_owned(),
            ],
        };
    }
    let scopes: Vec<_> = wanted.scopes.keys().map(|scope| named(scope)).collect();
    Creation::ByHand {
        open: Some(of_organization(&wanted.url, organization, &["_usersSettings", "tokens"])),
        copy: vec![
            ("Name".to_owned(), wanted.name.clone()),
            ("Organization".to_owned(), format!("{organization}, not all accessible organizations")),
            ("Scopes".to_owned(), scopes.join("; ")),
        ],
        steps: vec![
            "press `New Token`; it lives a year at most".to_owned(),
            "copy it; Azure DevOps shows it once".to_owned(),
        ],
    }
}

/// A scope as the page names it.
fn named(scope: &str) -> &str {
    match scope {
        "vso.code" => "Code: Read",
        "vso.code_manage" => "Code: Read, write & manage",
        "vso.build" => "Build: Read",
        "vso.project" => "Project and Team: Read",
        other => other,
    }
}
