//! Permissions of tokens that list none: fine-grained tokens and those of installations. What can be read without doing
//! harm is tried; what cannot be tried is said.

use serde::Deserialize;
use url::Url;

use super::client::{Answer, Client};
use super::install::segment;
use super::pages;
use super::refusal::{self, Refusal};
use crate::proof::Step;
use crate::providers::Wanted;
use crate::providers::http::Unreachable;

/// The step's name.
const PERMISSIONS: &str = "permissions";

/// What of an organisation a permission shows. Members without it are shown in part, teams are not.
const OF_ORGANIZATION: [(&str, &[&str]); 1] = [("members", &["members?per_page=1", "teams?per_page=1"])];
/// What of a repository a permission shows.
const OF_REPOSITORY: [(&str, &str); 3] = [
    ("contents", "contents"),
    ("statuses", "commits/HEAD/statuses?per_page=1"),
    ("actions", "actions/runs?per_page=1"),
];

/// What trying one permission brought.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tried {
    Has,
    Lacks,
    Untold,
}

/// A repository, as far as it is read.
#[derive(Deserialize)]
struct Repository {
    name: String,
    #[serde(default)]
    private: bool,
}

/// What came of all tries.
#[derive(Default)]
struct Outcome {
    lacks: Vec<String>,
    untold: Vec<String>,
    /// Whether repositories were looked for and no private one was there.
    none_private: bool,
}

/// Tries every permission that is wanted and can be tried.
pub(super) async fn permissions(client: &Client, wanted: &Wanted, organization: &str) -> Result<Step, Unreachable> {
    let mut outcome = Outcome::default();
    let mut repository = None;
    for (name, level) in wanted.permissions.iter().filter(|(name, _)| *name != "metadata") {
        let tried = if let Some((_, paths)) = OF_ORGANIZATION.iter().find(|(known, _)| known == name) {
            of_organization(client, organization, paths).await?
        } else if let Some((_, path)) = OF_REPOSITORY.iter().find(|(known, _)| known == name) {
            if repository.is_none() {
                repository = Some(private_repository(client, organization).await?);
            }
            match repository.as_ref().and_then(Option::as_ref) {
                Some(private) => of_repository(client, organization, private, path).await?,
                None => {
                    outcome.none_private = true;
                    Tried::Untold
                }
            }
        } else {
            Tried::Untold
        };
        outcome.keep(name, level, tried);
    }
    Ok(outcome.step(organization, &pages::below(&wanted.url, &["settings", "personal-access-tokens"])))
}

async fn of_organization(client: &Client, organization: &str, paths: &[&str]) -> Result<Tried, Unreachable> {
    for path in paths {
        match tried(&client.get(&format!("orgs/{}/{path}", segment(organization))).await?) {
            Tried::Has => {}
            other => return Ok(other),
        }
    }
    Ok(Tried::Has)
}

/// Finds a private repository: a public one can be read by anybody, so it proves nothing.
async fn private_repository(client: &Client, organization: &str) -> Result<Option<String>, Unreachable> {
    let answer = client.get(&format!("orgs/{}/repos?per_page=100&type=all", segment(organization))).await?;
    let repositories: Vec<Repository> = answer.found().unwrap_or_default();
    Ok(repositories.into_iter().find(|repository| repository.private).map(|repository| repository.name))
}

async fn of_repository(client: &Client, owner: &str, name: &str, path: &str) -> Result<Tried, Unreachable> {
    let answer = client.get(&format!("repos/{}/{}/{path}", segment(owner), segment(name))).await?;
    // In a repository without any commit there is nothing to read, which is an absence as well.
    Ok(if matches!(answer.status, 404 | 409) { Tried::Untold } else { tried(&answer) })
}

/// To a token that may not look, a refusal and an absence are the same.
fn tried(answer: &Answer) -> Tried {
    if answer.status == 200 {
        return Tried::Has;
    }
    match refusal::judge(answer) {
        Refusal::LacksPermission(_) | Refusal::LacksScope(_) | Refusal::Forbidden | Refusal::NotFound => Tried::Lacks,
        _ => Tried::Untold,
    }
}

impl Outcome {
    /// Keeps what a try brought. All tries read, so a right to write stays untold.
    fn keep(&mut self, name: &str, level: &str, tried: Tried) {
        let shown = format!("`{name}: {level}`");
        match tried {
            Tried::Lacks => self.lacks.push(shown),
            Tried::Has if level == "read" => {}
            Tried::Has | Tried::Untold => self.untold.push(shown),
        }
    }

    fn step(&self, organization: &str, page: &Url) -> Step {
        let (lacks, untold) = (self.lacks.join(", "), self.untold.join(", "));
        if !self.lacks.is_empty() {
            return Step::insufficient(
                PERMISSIONS,
                format!("lacks {lacks} on `{organization}`, or waits for approval"),
            )
            .hint(format!("add it, with `{organization}` as the resource owner, and let an owner approve it: {page}"));
        }
        if self.none_private {
            return Step::unknown(
                PERMISSIONS,
                format!("no private repository of `{organization}` is seen, so {untold} could not be tried"),
            )
            .hint(format!("is the token for all repositories, and approved by an owner? see {page}"));
        }
        match self.untold.is_empty() {
            true => Step::valid(PERMISSIONS, "everything that is wanted was tried, and is allowed"),
            false => Step::unknown(PERMISSIONS, format!("GitHub does not list them, and {untold} could not be tried"))
                .hint(format!("compare it on the token's page: {page}")),
        }
    }
}
