//! Proves a credential: whose it is, the project, the repositories, and the search that the portal's discovery goes by. A
//! token cannot tell its own scopes or its end, so each thing is tried.

use serde::Deserialize;
use serde_json::Value;

use super::client::Client;
use super::{PRINCIPAL, PROJECT, refusal};
use crate::credential::{CredentialKind, Fields};
use crate::near::nearest;
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::{Http, date};
use crate::providers::oauth::form::is_uuid;
use crate::secrecy::conceal;

const TOKEN: &str = "token";
/// What the steps about the credential rest on.
const WHOSE: Aspect<'static> = Aspect::new("token", &[TOKEN]);
/// The day on which tokens for all organisations stop working. Source: Microsoft's Azure DevOps blog, as backend-defaults 0.19.0 links it;
/// the documentation said 1 December 2026 before.
const GLOBAL_ENDS: &str = "2027-01-27";
/// What the anonymous account's id begins with.
const NOBODY: &str = "aaaaaaaa-";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    authenticated_user: User,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    #[serde(default)]
    id: String,
    provider_display_name: Option<String>,
}

/// Proves a credential.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    if let Some(step) = wrong_form(wanted, fields) {
        return Proof::of(step);
    }
    let client = match Client::new(http, wanted, fields).await {
        Ok(client) => client,
        Err(step) => return Proof::of(*step),
    };
    let mut proof = Proof::of(whose(&client).await);
    if !proof.refused() {
        proof.push(repositories(&client, wanted).await);
        proof.push(search(&client, wanted).await);
    }
    if wanted.kind == CredentialKind::AccessToken {
        proof.push(global(date::now()));
    }
    proof
}

/// What needs no server to be refused.
fn wrong_form(wanted: &Wanted, fields: &Fields) -> Option<Step> {
    if wanted.kind != CredentialKind::AccessToken {
        return no_principal(fields);
    }
    let token = fields.text(TOKEN).unwrap_or_default();
    let says = |says: &str| Some(Step::invalid(WHOSE, says).hint("a personal access token of Azure DevOps is wanted"));
    match token {
        "" => says("there is no token"),
        token if token.starts_with("ghp_") || token.starts_with("github_pat_") => says("this is a GitHub token"),
        token if token.starts_with("glpat-") => says("this is a GitLab token"),
        token if token.starts_with("eyJ") => says("this is a token for an hour, which the portal cannot renew"),
        token if token.contains("Q~") => says("this is the secret of an app registration"),
        _ => None,
    }
}

/// The parts of a service principal that cannot be right.
fn no_principal(fields: &Fields) -> Option<Step> {
    let said = |field: &str| fields.text(field).unwrap_or_default();
    let says = |says: &str, hint: &str| Some(Step::invalid(PRINCIPAL, says).hint(hint));
    match (said("tenant"), said("client-id"), said("client-secret")) {
        ("", _, _) | (_, "", _) | (_, _, "") => {
            says("its tenant, id or secret is missing", "all three are in the registration")
        }
        (_, id, _) if !is_uuid(id) => {
            says("the client id is no UUID", "it is \"Application (client) ID\" on the registration's overview page")
        }
        (_, _, secret) if is_uuid(secret) => says(
            "this is the secret's id, not the secret",
            "take the column \"Value\"; it is shown once, so make a new one",
        ),
        _ => None,
    }
}

async fn whose(client: &Client<'_>) -> Step {
    let answer = match client.get(&["_apis", "connectionData"], "api-version=7.1-preview").await {
        Ok(answer) => answer,
        Err(unreachable) => return unreachable.step(WHOSE),
    };
    match answer.found::<Connection>() {
        Some(connection) if connection.authenticated_user.id.starts_with(NOBODY) => {
            Step::invalid(WHOSE, "Azure DevOps takes the caller for nobody; the token was not used")
        }
        Some(connection) => {
            let name = connection.authenticated_user.provider_display_name.unwrap_or_default();
            let name: String = conceal(&name).chars().filter(|c| !c.is_control()).take(60).collect();
            Step::valid(WHOSE, format!("acts as `{name}`"))
        }
        None => refusal::step(WHOSE, &answer),
    }
}

async fn repositories(client: &Client<'_>, wanted: &Wanted) -> Step {
    const NAME: Aspect<'static> = Aspect::new("repositories", &[PROJECT]);
    let project = wanted.setting(PROJECT).filter(|project| *project != "*");
    let path: Vec<_> = project.into_iter().chain(["_apis", "git", "repositories"]).collect();
    let answer = match client.get(&path, "api-version=7.1").await {
        Ok(answer) => answer,
        Err(unreachable) => return unreachable.step(NAME),
    };
    let count = answer.found::<Value>().and_then(|list| list.get("count")?.as_u64());
    match (count, project) {
        (Some(0), _) => {
            Step::attention(NAME, "none can be read").hint("give the account the right to read in the project")
        }
        (Some(count), Some(project)) => Step::valid(NAME, format!("{count} in `{project}` can be read")),
        (Some(count), None) => Step::valid(NAME, format!("{count} can be read")),
        (None, Some(project)) if answer.status == 404 => {
            let step = refusal::step(NAME, &answer);
            match meant(client, project).await {
                Some(near) => step.hint(format!("did you mean `{near}`?")),
                None => step,
            }
        }
        (None, _) => refusal::step(NAME, &answer),
    }
}

#[derive(Deserialize)]
struct Projects {
    value: Vec<Project>,
}

#[derive(Deserialize)]
struct Project {
    name: String,
}

/// The project whose name is near to one that is not there, where the token may list them.
async fn meant(client: &Client<'_>, project: &str) -> Option<String> {
    let answer = client.get(&["_apis", "projects"], "api-version=7.1&$top=1000").await.ok()?;
    let known = answer.found::<Projects>()?.value;
    nearest(project, known.iter().map(|known| known.name.as_str())).map(str::to_owned)
}

/// Discovery asks the search for catalog files; it is an extension that an organisation has or has not.
async fn search(client: &Client<'_>, wanted: &Wanted) -> Step {
    const NAME: Aspect<'static> = Aspect::new("discovery", &[]);
    let project = wanted.setting(PROJECT).filter(|project| *project != "*");
    let answer = match client.search(project).await {
        Ok(answer) => answer,
        Err(unreachable) => return unreachable.step(NAME),
    };
    match (answer.found::<Value>().and_then(|found| found.get("count")?.as_u64()), answer.status) {
        (Some(count), _) => Step::valid(NAME, format!("the search finds {count} catalog files")),
        (None, 404) => Step::insufficient(NAME, "this organisation has no code search, which discovery goes by")
            .hint("install the extension \"Code Search\" from the marketplace"),
        (None, _) => refusal::step(NAME, &answer),
    }
}

/// Nobody can be told from the token whether it is for one organisation or for all.
fn global(now: i64) -> Step {
    let over = date::day(GLOBAL_ENDS).is_some_and(|ends| now >= ends);
    let says = if over {
        format!("tokens for all organisations stopped working on {GLOBAL_ENDS}; this one still does")
    } else {
        format!("a token for all organisations stops working on {GLOBAL_ENDS}")
    };
    Step::attention("kind", says)
        .hint("have one for this organisation alone; a service principal acts for nobody in person")
        .without_asking()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_tokens_for_all_organisations_is_told_by_the_day_it_is() {
        let day = |text| date::day(text).unwrap();
        assert!(global(day("2027-01-26")).says.contains("stops working on 2027-01-27"));
        assert!(global(day("2027-01-27")).says.contains("stopped working on 2027-01-27"));
    }
}
