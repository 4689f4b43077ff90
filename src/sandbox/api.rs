//! The sandbox's API. A request that it does not know is nobody's: the caller counts it.

use http::{HeaderName, Method, Request, Response, header};
use serde_json::json;

use super::app::App;
use super::bodies;
use super::caller::Caller;
use super::reply::{self, Refusal, json, listed, listed_as, query};
use super::state::State;
use super::world::{self, ORGANIZATION, PEOPLE, REPOSITORIES, TEAMS, Visibility};

/// When fine-grained tokens end, in GitHub's own form. A day so far away that nobody warns of it.
const TOKEN_ENDS: &str = "2099-12-31 00:00:00 UTC";

type Answer = Response<Vec<u8>>;

/// Answers a request whose path below the API's root is `path`; nothing when there is no such operation.
pub(super) fn answer(state: &mut State, request: &Request<Vec<u8>>, path: &[&str]) -> Option<Answer> {
    if !request.headers().contains_key(header::USER_AGENT) {
        return Some(no_user_agent().answer());
    }
    let caller = match Caller::of(request.headers(), state) {
        Ok(caller) => caller,
        Err(refusal) => return Some(refusal.answer()),
    };
    let answer = match *request.method() {
        Method::GET => read(state, &caller, path, query(request))?,
        Method::POST => make(state, &caller, path)?,
        _ => return None,
    };
    Some(with_headers(answer.unwrap_or_else(|refusal| refusal.answer()), &caller))
}

/// Reads. The outer nothing is an unknown operation, the inner error a refusal.
fn read(state: &State, caller: &Caller, path: &[&str], query: &str) -> Option<Result<Answer, Refusal>> {
    match path {
        ["user", ..] => read_own(state, caller, path),
        ["orgs", organization, rest @ ..] => read_organization(state, caller, (organization, rest), query),
        ["app", ..] | ["installation", ..] => read_app(state, caller, path, query),
        ["users", login] => {
            Some(bodies::account(&state.here, login).map(|user| json(200, &user)).ok_or_else(not_found))
        }
        ["apps", slug] => Some(
            state.app_called(slug).map(|app| json(200, &bodies::integration(&state.here, app))).ok_or_else(not_found),
        ),
        ["repos", owner, name] => Some(repository(state, caller, owner, name)),
        // Nothing was ever committed here and nothing ever ran.
        ["repos", owner, name, "contents"] | ["repos", owner, name, "commits", _, "statuses"] => {
            Some(repository(state, caller, owner, name).map(|_| json(200, &json!([]))))
        }
        ["repos", owner, name, "actions", "runs"] => {
            let none = json!({ "total_count": 0, "workflow_runs": [] });
            Some(repository(state, caller, owner, name).map(|_| json(200, &none)))
        }
        ["rate_limit"] => Some(Ok(json(200, &bodies::rate_limit(caller.limit(), in_an_hour())))),
        ["meta"] => Some(Ok(json(200, &json!({ "verifiable_password_authentication": false })))),
        _ => None,
    }
}

fn read_own(state: &State, caller: &Caller, path: &[&str]) -> Option<Result<Answer, Refusal>> {
    let (here, me) = (&state.here, &PEOPLE[0]);
    let body = match path {
        ["user"] => bodies::viewer(here, me),
        ["user", "emails"] => bodies::emails(me),
        ["user", "orgs"] => json!([bodies::organization_simple(here)]),
        ["user", "memberships", "orgs", organization] if world::is_organization(organization) => {
            if let Err(refusal) = caller.reads_organization() {
                return Some(Err(refusal));
            }
            bodies::membership(here, me)
        }
        ["user", "memberships", "orgs", _] => return Some(Err(not_found())),
        _ => return None,
    };
    Some(caller.person().map(|()| json(200, &body)))
}

fn read_organization(
    state: &State,
    caller: &Caller,
    (organization, rest): (&str, &[&str]),
    query: &str,
) -> Option<Result<Answer, Refusal>> {
    let here = &state.here;
    if !world::is_organization(organization) {
        return is_organization_path(rest).then(|| Err(not_found()));
    }
    let url = format!("{}/orgs/{ORGANIZATION}/{}", here.api, rest.join("/"));
    let allowed = caller.reads_organization();
    Some(match rest {
        [] => Ok(json(200, &bodies::organization(here))),
        ["installation"] => caller.app().and_then(|app| match app.installed {
            true => Ok(json(200, &bodies::installation(here, app))),
            false => Err(not_found()),
        }),
        ["repos"] => Ok(listed(seen(state, caller), &url, query)),
        ["members"] => {
            allowed.map(|()| listed(PEOPLE.iter().map(|one| bodies::member(here, one)).collect(), &url, query))
        }
        ["teams"] => allowed.map(|()| listed(TEAMS.iter().map(|team| bodies::team(here, team)).collect(), &url, query)),
        ["teams", slug, "members"] => allowed.and_then(|()| {
            let team = world::team_named(slug).ok_or_else(not_found)?;
            let people = team.members.iter().filter_map(|login| world::person_named(login));
            Ok(listed(people.map(|one| bodies::member(here, one)).collect(), &url, query))
        }),
        ["memberships", login] => allowed.and_then(|()| {
            let person = world::person_named(login).ok_or_else(not_found)?;
            Ok(json(200, &bodies::membership(here, person)))
        }),
        _ => return None,
    })
}

/// The operations below an organisation, whether there is such an organisation or not.
fn is_organization_path(rest: &[&str]) -> bool {
    matches!(rest, [] | ["installation" | "repos" | "members" | "teams"] | ["teams", _, "members"] | ["memberships", _])
}

fn read_app(state: &State, caller: &Caller, path: &[&str], query: &str) -> Option<Result<Answer, Refusal>> {
    let here = &state.here;
    Some(match path {
        ["app"] => caller.app().map(|app| json(200, &bodies::integration(here, app))),
        ["app", "installations"] => caller.app().map(|app| {
            let installations = app.installed.then(|| bodies::installation(here, app)).into_iter().collect();
            listed(installations, &format!("{}/app/installations", here.api), query)
        }),
        ["app", "installations", id] => caller.app().and_then(|app| match is_installation(app, id) {
            true => Ok(json(200, &bodies::installation(here, app))),
            false => Err(not_found()),
        }),
        ["installation", "repositories"] => caller.installation().map(|_| {
            let url = format!("{}/installation/repositories", here.api);
            listed_as(seen(state, caller), &url, query, |shown| {
                json!({ "total_count": REPOSITORIES.len(), "repository_selection": "all", "repositories": shown })
            })
        }),
        _ => return None,
    })
}

fn is_installation(app: &App, id: &str) -> bool {
    app.installed && app.installation_id().to_string() == id
}

fn make(state: &mut State, caller: &Caller, path: &[&str]) -> Option<Result<Answer, Refusal>> {
    let here = state.here.clone();
    Some(match path {
        ["app-manifests", code, "conversions"] => {
            state.convert(code).map(|app| json(201, &bodies::converted(&here, app))).ok_or_else(not_found)
        }
        ["app", "installations", id, "access_tokens"] => caller.app().and_then(|app| match is_installation(app, id) {
            true => Ok(json(201, &bodies::installation_token(app))),
            false => Err(not_found()),
        }),
        // No user ever signed in here, so there is no token that a client could ask about.
        ["applications", _, "token"] => match caller {
            Caller::Client => Err(not_found()),
            _ => Err(Refusal::new(401, "Requires authentication")),
        },
        _ => return None,
    })
}

fn repository(state: &State, caller: &Caller, owner: &str, name: &str) -> Result<Answer, Refusal> {
    let found = world::repository_named(name).filter(|_| world::is_organization(owner)).ok_or_else(not_found)?;
    match found.visibility == Visibility::Public || caller.sees_private() {
        true => Ok(json(200, &bodies::repository(&state.here, found))),
        false => Err(not_found()),
    }
}

fn seen(state: &State, caller: &Caller) -> Vec<serde_json::Value> {
    let seen = |one: &&world::Repository| one.visibility == Visibility::Public || caller.sees_private();
    REPOSITORIES.iter().filter(seen).map(|one| bodies::repository(&state.here, one)).collect()
}

fn not_found() -> Refusal {
    Refusal::new(404, "Not Found")
}

fn no_user_agent() -> Refusal {
    Refusal::new(403, "Request forbidden by administrative rules: it lacks a User-Agent header")
}

/// What GitHub tells about the caller beside every answer.
fn with_headers(mut answer: Answer, caller: &Caller) -> Answer {
    let limit = caller.limit();
    let mut told = vec![
        ("x-github-media-type", "github.v3; format=json".to_owned()),
        ("x-ratelimit-limit", limit.to_string()),
        ("x-ratelimit-remaining", limit.to_string()),
        ("x-ratelimit-used", "0".to_owned()),
        ("x-ratelimit-reset", in_an_hour().to_string()),
        ("x-ratelimit-resource", "core".to_owned()),
    ];
    match caller {
        Caller::Classic(scopes) => {
            told.push(("x-oauth-scopes", scopes.iter().cloned().collect::<Vec<_>>().join(", ")));
        }
        Caller::FineGrained => told.push(("github-authentication-token-expiration", TOKEN_ENDS.to_owned())),
        _ => {}
    }
    for (name, value) in told {
        reply::insert(&mut answer, HeaderName::from_static(name), &value);
    }
    answer
}

fn in_an_hour() -> u64 {
    reply::now() + 3_600
}
