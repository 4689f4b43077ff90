//! The group that is read: is it there, is it spelt right, how much does it hold, and do any groups match the pattern?

use gitlab::api::Endpoint;
use gitlab::api::groups::members::AllGroupMembers;
use gitlab::api::groups::projects::GroupProjects;
use gitlab::api::groups::{Group, Groups};
use regex_lite::Regex;
use serde::Deserialize;

use super::client::Client;
use super::{TOKEN, refusal, token};
use crate::credential::Fields;
use crate::near::nearest;
use crate::proof::{Aspect, Extent, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;

const GROUP: &str = "group";
/// What the steps about it rest on.
const THERE: Aspect<'static> = Aspect::new(GROUP, &[GROUP]);
/// The pattern that chooses among the groups below it.
const PATTERN: Aspect<'static> = Aspect::new("pattern", &["group-pattern"]);
/// That a GitLab answers.
const GITLAB: Aspect<'static> = Aspect::new("GitLab", &["base-url"]);
/// The pattern that every group matches, as the portal's module knows it.
const EVERYTHING: &str = r"[\s\S]*";
/// The most groups that are compared with a pattern.
const MOST_COMPARED: usize = 500;
/// The most groups whose projects are counted one by one.
const MOST_COUNTED: usize = 20;

/// What is read of a group.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct GroupFacts {
    /// Its number.
    pub(super) id: u64,
    /// Its path, with those of the groups above it.
    pub(super) full_path: String,
}

/// Something of which only the form matters: a version, an error.
#[derive(Deserialize)]
struct Anything {}

/// Looks whether a GitLab answers, at the pattern, and at the group where a token is at hand.
pub(super) async fn look(http: &Http, wanted: &Wanted, at_hand: &Fields) -> Proof {
    let mut proof = Proof::default();
    proof.steps.extend(pattern(wanted));
    let token = at_hand.get(TOKEN).filter(|token| !token.is_empty());
    let client = match Client::new(http, &wanted.api_url, token) {
        Ok(client) => client,
        Err(error) => return Proof::of(Step::invalid(token::WHOSE, error.to_string())),
    };
    match client.ask(&Version).await {
        // Who does not say who they are is refused, in GitLab's own form.
        Ok(answer) if matches!(answer.status, 200 | 401 | 403) && answer.json::<Anything>().is_some() => {}
        Ok(answer) if answer.status >= 500 || answer.status == 429 => {
            proof.push(refusal::step(GITLAB, &answer));
            return proof;
        }
        Ok(answer) => {
            let says = format!("no GitLab answers at {} (status {})", wanted.api_url, answer.status);
            proof.push(Step::invalid(GITLAB, says).hint("give the address that people open, with its path"));
            return proof;
        }
        Err(unreachable) => {
            proof.push(unreachable.step(GITLAB));
            return proof;
        }
    }
    if token.is_some() {
        proof.steps.extend(exists(&client, wanted, &mut proof.settings).await.1);
    }
    proof
}

/// A pattern that is no regular expression stops the portal's start.
fn pattern(wanted: &Wanted) -> Option<Step> {
    let text = wanted.setting("group-pattern")?;
    let says = format!("`{text}` is no regular expression, and the portal would not start");
    let sure = text.starts_with(['*', '+', '?']) || text.matches('(').count() != text.matches(')').count();
    match (sure, Regex::new(text)) {
        (true, _) => Some(Step::invalid(PATTERN, says).hint(r"everything is [\s\S]*, not *")),
        (false, Err(_)) => Some(Step::unknown(PATTERN, format!("`{text}` could not be tried; is it right?"))),
        (false, Ok(_)) => None,
    }
}

/// Tells whether a group's path matches the pattern; one that cannot be tried here matches everything.
pub(super) fn matches(wanted: &Wanted, path: &str) -> bool {
    let pattern = wanted.setting("group-pattern").and_then(|text| Regex::new(text).ok());
    pattern.is_none_or(|pattern| pattern.is_match(path))
}

/// Steps about the group, for the proof of a token that reads it.
pub(super) async fn reachable(client: &Client<'_>, wanted: &Wanted) -> Vec<Step> {
    let (group, step) = exists(client, wanted, &mut Default::default()).await;
    let mut steps: Vec<_> = step.into_iter().collect();
    let Some(group) = group else { return steps };
    let (counted, step) = match chosen(wanted) {
        Some(pattern) => by_pattern(client, &group, pattern, wanted).await,
        None => (Some(vec![group.clone()]), None),
    };
    steps.extend(step);
    if let Some(counted) = counted {
        steps.push(holds(client, &group, &counted).await);
    }
    steps
}

/// The pattern, where it leaves anything out.
fn chosen(wanted: &Wanted) -> Option<&str> {
    wanted.setting("group-pattern").filter(|pattern| *pattern != EVERYTHING)
}

/// Which groups a pattern takes: those to count, none of which is inside another one, and how many it takes in all.
async fn by_pattern(
    client: &Client<'_>,
    group: &GroupFacts,
    pattern: &str,
    wanted: &Wanted,
) -> (Option<Vec<GroupFacts>>, Option<Step>) {
    let below = Descendants { group: group.id };
    let (mut all, extent) = match client.all::<GroupFacts>(&below, MOST_COMPARED, &client.reading()).await {
        Ok(read) => read,
        Err(failure) => return (None, Some(refusal::failure(PATTERN, &failure))),
    };
    all.insert(0, group.clone());
    let (of, more) = (all.len(), if extent == Extent::Whole { "" } else { " and more" });
    all.retain(|group| matches(wanted, &group.full_path));
    if all.is_empty() {
        let says =
            format!("no group matches `{pattern}`: neither `{}` nor the {} below it{more}", group.full_path, of - 1);
        return (
            None,
            Some(Step::insufficient(PATTERN, says).hint("it is compared with whole paths, such as acme/platform")),
        );
    }
    let step = Step::valid(PATTERN, format!("`{pattern}` takes {} of {of} groups{more}", all.len()));
    (Some(outermost(all)), Some(step))
}

/// Leaves out groups that are inside another one of them, because counting that one counts them as well.
fn outermost(all: Vec<GroupFacts>) -> Vec<GroupFacts> {
    let inside = |group: &GroupFacts, other: &GroupFacts| {
        group.full_path.strip_prefix(&other.full_path).is_some_and(|rest| rest.starts_with('/'))
    };
    all.iter().filter(|group| !all.iter().any(|other| inside(group, other))).cloned().collect()
}

async fn exists(
    client: &Client<'_>,
    wanted: &Wanted,
    settings: &mut std::collections::BTreeMap<String, String>,
) -> (Option<GroupFacts>, Option<Step>) {
    let Some(path) = wanted.setting(GROUP) else { return (None, None) };
    let path = path.trim_matches('/');
    let Ok(endpoint) = Group::builder().group(path).build() else { return (None, None) };
    let answer = match client.ask(&endpoint).await {
        Ok(answer) => answer,
        Err(unreachable) => return (None, Some(unreachable.step(THERE))),
    };
    match (answer.found::<GroupFacts>(), answer.status) {
        (Some(group), _) => {
            // GitLab finds a path in any case; Backstage compares it as it was written.
            settings.insert(GROUP.to_owned(), group.full_path.clone());
            let step = Step::valid(THERE, format!("`{}` is there", group.full_path));
            (Some(group), Some(step))
        }
        (None, 404) => (None, Some(missing(client, path).await)),
        (None, _) => (None, Some(refusal::step(THERE, &answer))),
    }
}

async fn missing(client: &Client<'_>, path: &str) -> Step {
    let last = path.rsplit('/').next().unwrap_or(path);
    let search: String = last.chars().take(3).collect();
    let near = match Groups::builder().search(search).build() {
        Ok(endpoint) => client.all::<GroupFacts>(&endpoint, 100, &client.reading()).await.ok(),
        Err(_) => None,
    };
    let known: Vec<_> = near.map(|(groups, _)| groups).unwrap_or_default();
    let step = Step::invalid(THERE, format!("`{path}` is not there, or hidden from this token's account"));
    match nearest(path, known.iter().map(|group| group.full_path.as_str())) {
        Some(near) => step.hint(format!("did you mean `{near}`?")),
        None => step.hint("it is the part of the group's address after the host; the account must be a member of it"),
    }
}

/// How many projects and people would be read: projects of the groups that are taken, people of the whole group.
async fn holds(client: &Client<'_>, group: &GroupFacts, taken: &[GroupFacts]) -> Step {
    const NAME: &str = "reads";
    let mut projects = Some(Count::default());
    for group in taken.iter().take(MOST_COUNTED) {
        let Ok(endpoint) = GroupProjects::builder().group(group.id).include_subgroups(true).build() else { break };
        let found = count(client, &endpoint).await;
        projects = projects.zip(found).map(|(sum, found)| sum.and(found));
    }
    let projects = projects.map(|sum| Count { more: sum.more || taken.len() > MOST_COUNTED, ..sum });
    let people = match AllGroupMembers::builder().group(group.id).build() {
        Ok(endpoint) => count(client, &endpoint).await,
        Err(_) => None,
    };
    match (projects, people) {
        (Some(projects), Some(people)) => {
            Step::valid(NAME, format!("{} and {}", projects.of("project", "projects"), people.of("person", "people")))
        }
        _ => Step::unknown(NAME, "GitLab does not tell how many projects and people that is"),
    }
}

/// How long a list is.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    known: usize,
    more: bool,
}

impl Count {
    fn and(self, other: Self) -> Self {
        Self { known: self.known + other.known, more: self.more || other.more }
    }

    fn of(self, one: &str, several: &str) -> String {
        let noun = if self.known == 1 && !self.more { one } else { several };
        format!("{}{} {noun}", if self.more { "more than " } else { "" }, self.known)
    }
}

/// GitLab counts a list in a header, unless it holds more than ten thousand entries.
/// <https://docs.gitlab.com/api/rest/#pagination-response-headers>
async fn count(client: &Client<'_>, endpoint: &impl Endpoint) -> Option<Count> {
    let answer = client.page(endpoint, Some((1, 1))).await.ok().filter(|answer| answer.status == 200)?;
    match answer.number("x-total") {
        Some(known) => Some(Count { known, more: false }),
        None => answer.number::<usize>("x-next-page").map(|_| Count { known: 10_000, more: true }),
    }
}

/// All groups below one, at any depth. <https://docs.gitlab.com/api/groups/#list-descendant-groups>
pub(super) struct Descendants {
    /// The number of the one at the top.
    pub(super) group: u64,
}

impl Endpoint for Descendants {
    fn method(&self) -> http::Method {
        http::Method::GET
    }

    fn endpoint(&self) -> std::borrow::Cow<'static, str> {
        format!("groups/{}/descendant_groups", self.group).into()
    }
}

/// What GitLab says of itself.
struct Version;

impl Endpoint for Version {
    fn method(&self) -> http::Method {
        http::Method::GET
    }

    fn endpoint(&self) -> std::borrow::Cow<'static, str> {
        "version".into()
    }
}
