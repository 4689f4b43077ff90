//! GitHub Apps: confirming a manifest, installing what came of it.

use std::collections::BTreeMap;

use http::Response;

use super::{nothing_here, values};
use crate::browser::page;
use crate::sandbox::app::Owner;
use crate::sandbox::manifest::Manifest;
use crate::sandbox::reply::{self, field, html};
use crate::sandbox::state::State;
use crate::sandbox::world::{ORGANIZATION, PEOPLE};

type Answer = Response<Vec<u8>>;

/// Shows what a manifest asks for, with the button that agrees.
pub(super) fn show_manifest(state: &State, owner: Owner, query: &str, form: &[u8]) -> Answer {
    let manifest = match read(form) {
        Ok(manifest) => manifest,
        Err(refused) => return *refused,
    };
    let name = state.free_name(&manifest.name);
    let permissions = words(&manifest.permissions());
    let callbacks = manifest.callback_urls.iter().map(|url| url.as_str()).collect::<Vec<_>>().join(", ");
    let (action, account) = match owner {
        Owner::Organization => (format!("/organizations/{ORGANIZATION}/settings/apps"), ORGANIZATION),
        Owner::Person => ("/settings/apps".to_owned(), PEOPLE[0].login),
    };
    let kept = ["manifest", "state"].map(|name| {
        let given = if name == "state" { field(query.as_bytes(), name) } else { field(form, name) };
        (name.to_owned(), given.unwrap_or_default())
    });
    let body = format!(
        "{}\n<div id=\"create\">{}</div>",
        values(&[
            ("name", "Name", &name),
            ("owner", "Belongs to", account),
            ("permissions", "May", &permissions),
            ("callbacks", "People come back to", &callbacks),
        ]),
        page::form(&action, &kept.into(), "Create GitHub App")
    );
    html(200, "Create GitHub App", &body)
}

/// Takes the agreement, and sends the person back with the code.
pub(super) fn confirm(state: &mut State, owner: Owner, form: &[u8]) -> Answer {
    let manifest = match read(form) {
        Ok(manifest) => manifest,
        Err(refused) => return *refused,
    };
    let back = manifest.redirect_url.clone();
    let code = state.confirm(owner, manifest);
    let there = reply::with_code(&back, &code, &field(form, "state").unwrap_or_default());
    state.landed.on(&there);
    reply::redirect(&there)
}

fn read(form: &[u8]) -> Result<Manifest, Box<Answer>> {
    let refused = |why: &str| Box::new(html(422, &format!("The manifest is refused: {why}"), ""));
    let manifest = field(form, "manifest").ok_or_else(|| refused("there is none"))?;
    Manifest::read(&manifest).map_err(|error| refused(&format!("{error:#}")))
}

/// An App's own page.
pub(super) fn overview(state: &State, slug: &str) -> Answer {
    let Some(app) = state.app_called(slug) else { return nothing_here() };
    let body = format!(
        "{}\n<p><a id=\"install\" href=\"/apps/{slug}/installations/new\">Install</a></p>",
        values(&[("permissions", "May", &words(&app.permissions))]),
        slug = app.slug
    );
    html(200, &app.name, &body)
}

/// Offers to install an App, or tells that it is.
pub(super) fn offer_installation(state: &State, slug: &str) -> Answer {
    let Some(app) = state.app_called(slug) else { return nothing_here() };
    if app.installed {
        return html(200, &format!("{} is installed on {ORGANIZATION}", app.name), "");
    }
    let body = format!(
        "{}\n<div id=\"install\">{}</div>",
        values(&[
            ("account", "On", ORGANIZATION),
            ("repositories", "Repositories", "all"),
            ("permissions", "May", &words(&app.permissions)),
        ]),
        page::form(&format!("/apps/{}/installations", app.slug), &BTreeMap::new(), "Install")
    );
    html(200, &format!("Install {}", app.name), &body)
}

/// Installs an App on the organisation.
pub(super) fn install(state: &mut State, slug: &str) -> Answer {
    let Some(app) = state.install(slug) else { return nothing_here() };
    if !app.installed {
        let again =
            format!("<p>An owner has to agree: <a href=\"/apps/{slug}/installations/new\">be the owner</a></p>");
        return html(200, &format!("The installation of {} is requested", app.name), &again);
    }
    html(200, &format!("{} is installed on {ORGANIZATION}", app.name), "<p>You can close this tab.</p>")
}

/// `contents: read, members: read`
fn words(permissions: &BTreeMap<String, String>) -> String {
    let words: Vec<_> = permissions.iter().map(|(name, level)| format!("{name}: {level}")).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}
