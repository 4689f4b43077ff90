//! Permissions of tokens that list none: fine-grained tokens and those of installations. What can be read without doing
//! harm is tried; what cannot be tried is said.

use serde::Deserialize;
use url::Url;

use super::client::{Answer, Client};
use super::refusal::{self, Refusal};
use super::token::TOKEN;
use crate::proof::{Aspect, Step};
use crate::providers::Wanted;
use crate::providers::http::Unreachable;
use crate::providers::http::{below, part};

/// The step's name.
const PERMISSIONS: Aspect<'static> = Aspect::new("permissions", &[TOKEN]);

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
    let mut trial = Trial { client, organization, repository: None };
    let mut outcome = Outcome::default();
    // Whoever has any permission of a repository has this one as well.
    for (name, level) in wanted.permissions.iter().filter(|(name, _)| *name != "metadata") {
        outcome.keep(name, level, trial.of(name).await?);
    }
    outcome.none_private = matches!(trial.repository, Some(None));
    Ok(outcome.step(organization, &below(&wanted.url, &["settings", "personal-access-tokens"])))
}

/// Tries permissions on one organisation.
struct Trial<'a> {
    client: &'a Client,
    organization: &'a str,
    /// The private repository to try on, as soon as one was looked for.
    repository: Option<Option<String>>,
}

impl Trial<'_> {
    async fn of(&mut self, permission: &str) -> Result<Tried, Unreachable> {
        if let Some((_, paths)) = OF_ORGANIZATION.iter().find(|(known, _)| *known == permission) {
            return self.of_organization(paths).await;
        }
        match OF_REPOSITORY.iter().find(|(known, _)| *known == permission) {
            Some((_, path)) => self.of_repository(path).await,
            None => Ok(Tried::Untold),
        }
    }

    async fn of_organization(&self, paths: &[&str]) -> Result<Tried, Unreachable> {
        for path in paths {
            match tried(&self.client.get(&format!("orgs/{}/{path}", part(self.organization))).await?) {
                Tried::Has => {}
                other => return Ok(other),
            }
        }
        Ok(Tried::Has)
    }

    async fn of_repository(&mut self, path: &str) -> Result<Tried, Unreachable> {
        if self.repository.is_none() {
            self.repository = Some(self.private_repository().await?);
        }
        let Some(Some(name)) = &self.repository else { return Ok(Tried::Untold) };
        let (owner, name) = (part(self.organization), part(name));
        let answer = self.client.get(&format!("repos/{owner}/{name}/{path}")).await?;
        // In a repository without any commit there is nothing to read, which is an absence as well.
        Ok(if matches!(answer.status, 404 | 409) { Tried::Untold } else { tried(&answer) })
    }

    /// Finds a private repository: a public one can be read by anybody, so it proves nothing.
    async fn private_repository(&self) -> Result<Option<String>, Unreachable> {
        let path = format!("orgs/{}/repos?per_page=100&type=all", part(self.organization));
        let repositories: Vec<Repository> = self.client.get(&path).await?.found().unwrap_or_default();
        Ok(repositories.into_iter().find(|repository| repository.private).map(|repository| repository.name))
    }
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
