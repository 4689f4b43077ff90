//! The pages that a person sees in the browser, one button on each, where there is something to press.

mod apps;
mod copied;
mod oauth;

use http::{Method, Request, Response};

use super::app::Owner;
use super::reply;
use super::state::State;
use super::world;
use crate::browser::page::escape;

type Answer = Response<Vec<u8>>;

/// Answers a request for a page; nothing when there is no such page.
pub(super) fn answer(state: &mut State, request: &Request<Vec<u8>>, path: &[&str]) -> Option<Answer> {
    match *request.method() {
        Method::GET => read(state, path, reply::query(request)),
        Method::POST => press(state, request, path),
        _ => None,
    }
}

fn read(state: &mut State, path: &[&str], query: &str) -> Option<Answer> {
    Some(match path {
        [""] => reply::html(200, "A GitHub to rehearse with", "<p>Its API is at <code>/api/v3</code>.</p>"),
        // Every browser asks for it by itself.
        ["favicon.ico"] => reply::nothing(),
        ["apps" | "github-apps", slug] => apps::overview(state, slug),
        ["apps" | "github-apps", slug, "installations", "new"] => apps::offer_installation(state, slug),
        ["settings", "tokens", "new"] => copied::classic_token(state, query),
        ["settings", "personal-access-tokens", "new"] => copied::fine_grained_token(state),
        ["settings", "applications", "new"] => copied::oauth_app(state, query),
        ["organizations", organization, "settings", "applications", "new"] => match owner(organization) {
            Some(_) => copied::oauth_app(state, query),
            None => nothing_here(),
        },
        ["login", "oauth", "authorize"] => oauth::authorize(state, query),
        _ => return None,
    })
}

fn press(state: &mut State, request: &Request<Vec<u8>>, path: &[&str]) -> Option<Answer> {
    let form = request.body();
    Some(match path {
        ["settings", "apps", "new"] => apps::show_manifest(state, Owner::Person, reply::query(request), form),
        ["settings", "apps"] => apps::confirm(state, Owner::Person, form),
        ["organizations", organization, "settings", "apps", rest @ ..] => match (owner(organization), rest) {
            (Some(owner), ["new"]) => apps::show_manifest(state, owner, reply::query(request), form),
            (Some(owner), []) => apps::confirm(state, owner, form),
            (None, ["new"] | []) => nothing_here(),
            _ => return None,
        },
        ["apps" | "github-apps", slug, "installations"] => apps::install(state, slug),
        ["login", "oauth", "access_token"] => oauth::access_token(state, form),
        _ => return None,
    })
}

fn owner(organization: &str) -> Option<Owner> {
    world::is_organization(organization).then_some(Owner::Organization)
}

/// The page that there is not, as for an organisation that nobody knows.
pub(super) fn nothing_here() -> Answer {
    reply::html(404, "Page not found", "")
}

/// Names and values, each value under an id that a script can find it by. What has no value is left out.
fn values(rows: &[(&str, &str, &str)]) -> String {
    let row = |(id, name, value): &(&str, &str, &str)| {
        format!("<dt>{}</dt><dd id=\"{id}\">{}</dd>\n", escape(name), escape(value))
    };
    format!("<dl>\n{}</dl>", rows.iter().filter(|(.., value)| !value.is_empty()).map(row).collect::<String>())
}
