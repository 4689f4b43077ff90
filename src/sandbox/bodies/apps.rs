//! GitHub Apps and their installations.

use serde_json::{Value, json};

use super::people::{member, organization_account};
use super::{Here, fields, joined};
use crate::sandbox::app::{App, Owner};
use crate::sandbox::world::{CREATED, ORGANIZATION, ORGANIZATION_ID, PEOPLE};
use crate::sandbox::{key, notes};

/// When installation tokens end. Real ones live an hour; a fixed day keeps answers the same in every run.
const TOKENS_END: &str = "2099-12-31T00:00:00Z";

/// An App, as others see it.
pub(in crate::sandbox) fn integration(here: &Here, app: &App) -> Value {
    let owner = match app.owner {
        Owner::Organization => organization_account(here),
        Owner::Person => member(here, &PEOPLE[0]),
    };
    json!({
        "id": app.id,
        "slug": app.slug,
        "node_id": format!("A_{}", app.id),
        "client_id": app.client_id(),
        "owner": owner,
        "name": app.name,
        "description": app.description,
        "external_url": app.url,
        "html_url": format!("{}/apps/{}", here.web, app.slug),
        "created_at": CREATED,
        "updated_at": CREATED,
        "permissions": app.permissions,
        "events": [],
        "installations_count": usize::from(app.installed),
    })
}

/// A new App with everything that GitHub shows only once.
pub(in crate::sandbox) fn converted(here: &Here, app: &App) -> Value {
    let secrets = json!({
        "client_secret": app.client_secret().expose(),
        "webhook_secret": notes::webhook_secret(&app.identity()),
        "pem": key::pem(),
    });
    joined([fields(integration(here, app)), fields(secrets)])
}

/// The App's place in the organisation.
pub(in crate::sandbox) fn installation(here: &Here, app: &App) -> Value {
    let id = app.installation_id();
    json!({
        "id": id,
        "account": organization_account(here),
        "repository_selection": "all",
        "access_tokens_url": format!("{}/app/installations/{id}/access_tokens", here.api),
        "repositories_url": format!("{}/installation/repositories", here.api),
        "html_url": format!("{}/organizations/{ORGANIZATION}/settings/installations/{id}", here.web),
        "app_id": app.id,
        "app_slug": app.slug,
        "client_id": app.client_id(),
        "target_id": ORGANIZATION_ID,
        "target_type": "Organization",
        "permissions": app.permissions,
        "events": [],
        "single_file_name": null,
        "created_at": CREATED,
        "updated_at": CREATED,
        "suspended_by": null,
        "suspended_at": null,
    })
}

/// A token that acts for the App in the organisation.
pub(in crate::sandbox) fn installation_token(app: &App) -> Value {
    json!({
        "token": notes::installation_token(app.installation_id()),
        "expires_at": TOKENS_END,
        "permissions": app.permissions,
        "repository_selection": "all",
    })
}
