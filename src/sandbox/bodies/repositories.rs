//! Repositories. One form for lists and for a single one: the single one's form holds the other.

use serde_json::{Value, json};

use super::people::organization_account;
use super::{Here, fields, joined, urls};
use crate::sandbox::world::{CREATED, ORGANIZATION, Repository, Visibility};

/// A repository's addresses below `repos/OWNER/NAME`.
const URLS: &[(&str, &str)] = &[
    ("url", ""),
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
];

/// A repository.
pub(in crate::sandbox) fn repository(here: &Here, repository: &Repository) -> Value {
    let full_name = format!("{ORGANIZATION}/{}", repository.name);
    let page = format!("{}/{full_name}", here.web);
    let private = repository.visibility == Visibility::Private;
    let own = json!({
        "id": repository.id,
        "node_id": format!("R_{}", repository.id),
        "name": repository.name,
        "full_name": full_name,
        "owner": organization_account(here),
        "organization": organization_account(here),
        "private": private,
        "visibility": if private { "private" } else { "public" },
        "description": repository.description,
        "language": repository.language,
        "html_url": page,
        "clone_url": format!("{page}.git"),
        "svn_url": page,
        "git_url": format!("git://127.0.0.1/{full_name}.git"),
        "ssh_url": format!("git@127.0.0.1:{full_name}.git"),
        "permissions": { "admin": true, "maintain": true, "push": true, "triage": true, "pull": true },
    });
    let url = format!("{}/repos/{full_name}", here.api);
    joined([urls(&url, URLS), fields(quiet()), fields(own)])
}

/// What is the same for all: nothing ever happens here.
fn quiet() -> Value {
    json!({
        "default_branch": "main",
        "topics": [],
        "homepage": null,
        "mirror_url": null,
        "license": null,
        "fork": false,
        "archived": false,
        "disabled": false,
        "is_template": false,
        "has_issues": true,
        "has_projects": false,
        "has_wiki": false,
        "has_pages": false,
        "has_downloads": false,
        "has_discussions": false,
        "forks": 0,
        "forks_count": 0,
        "network_count": 0,
        "open_issues": 0,
        "open_issues_count": 0,
        "stargazers_count": 0,
        "subscribers_count": 0,
        "watchers": 0,
        "watchers_count": 0,
        "size": 42,
        "pushed_at": CREATED,
        "created_at": CREATED,
        "updated_at": CREATED,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::world::REPOSITORIES;

    #[test]
    fn an_address_is_that_of_the_repository() {
        let here = Here { web: "http://127.0.0.1:1".into(), api: "http://127.0.0.1:1/api/v3".into() };
        let portal = repository(&here, &REPOSITORIES[0]);
        assert_eq!(portal["branches_url"], "http://127.0.0.1:1/api/v3/repos/acme/portal/branches{/branch}");
        assert_eq!(portal["owner"]["login"], ORGANIZATION);
    }
}
