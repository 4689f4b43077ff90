//! The description that a GitHub App is made from, read as strictly as GitHub reads it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use url::Url;

/// The longest name that GitHub takes.
const LONGEST_NAME: usize = 34;
/// The most addresses that people may come back to.
const MOST_CALLBACKS: usize = 10;
/// What an App may be permitted, by GitHub's API description; `workflows` can only be written.
const PERMISSIONS: &str = "actions administration artifact_metadata attestations checks code_quality codespaces \
    contents dependabot_secrets deployments discussions environments issues merge_queues metadata packages pages \
    pull_requests repository_custom_properties repository_hooks repository_projects secret_scanning_alerts secrets \
    security_events single_file statuses vulnerability_alerts workflows custom_properties_for_organizations members \
    organization_administration organization_custom_roles organization_custom_org_roles \
    organization_custom_properties organization_announcement_banners organization_events organization_hooks \
    organization_personal_access_tokens organization_personal_access_token_requests organization_plan \
    organization_projects organization_packages organization_secrets organization_self_hosted_runners \
    organization_user_blocking email_addresses followers git_ssh_keys gpg_keys interaction_limits profile starring";

/// What GitHub reads; a field that it does not know is an error here, so that a misspelt one is seen.
/// <https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest>
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) name: String,
    pub(super) url: Url,
    pub(super) redirect_url: Url,
    #[serde(default)]
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) callback_urls: Vec<Url>,
    #[serde(default)]
    pub(super) default_permissions: BTreeMap<String, String>,
    #[serde(default)]
    hook_attributes: Option<Hook>,
    #[serde(default, rename = "public")]
    _public: bool,
    #[serde(default, rename = "default_events")]
    _events: Vec<String>,
    #[serde(default, rename = "setup_url")]
    _setup_url: Option<Url>,
    #[serde(default, rename = "setup_on_update")]
    _setup_on_update: bool,
    #[serde(default, rename = "request_oauth_on_install")]
    _request_oauth_on_install: bool,
}

#[derive(Clone, Debug, Deserialize)]
struct Hook {
    url: Option<Url>,
    #[serde(default, rename = "active")]
    _active: Option<bool>,
}

impl Manifest {
    /// Reads a manifest, or says which of GitHub's rules it breaks.
    pub(super) fn read(json: &str) -> Result<Self> {
        let manifest: Self = serde_json::from_str(json).context("the manifest cannot be read")?;
        let name = manifest.name.chars().count();
        ensure!((1..=LONGEST_NAME).contains(&name), "the name has {name} characters, at most {LONGEST_NAME} fit");
        ensure!(manifest.callback_urls.len() <= MOST_CALLBACKS, "there are more than {MOST_CALLBACKS} callback URLs");
        let hook_without_url = manifest.hook_attributes.as_ref().is_some_and(|hook| hook.url.is_none());
        ensure!(!hook_without_url, "`hook_attributes` lacks its `url`");
        for (permission, level) in &manifest.default_permissions {
            ensure!(PERMISSIONS.split(' ').any(|known| known == permission), "`{permission}` is not a permission");
            ensure!(is_level(permission, level), "`{permission}` cannot be `{level}`");
        }
        Ok(manifest)
    }

    /// What the App may do: what was asked, and reading metadata, which comes with every repository permission.
    pub(super) fn permissions(&self) -> BTreeMap<String, String> {
        let mut permissions = self.default_permissions.clone();
        if !permissions.is_empty() {
            permissions.entry("metadata".to_owned()).or_insert_with(|| "read".to_owned());
        }
        permissions
    }
}

fn is_level(permission: &str, level: &str) -> bool {
    match permission {
        "workflows" | "profile" => level == "write",
        "organization_plan" | "organization_events" => level == "read",
        "repository_projects" | "organization_projects" | "organization_custom_properties" => {
            ["read", "write", "admin"].contains(&level)
        }
        _ => ["read", "write"].contains(&level),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(change: serde_json::Value) -> Result<Manifest> {
        let mut manifest = json!({"name": "a", "url": "https://p.test", "redirect_url": "http://127.0.0.1:1/x"});
        manifest.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        Manifest::read(&manifest.to_string())
    }

    #[test]
    fn a_manifest_that_github_would_refuse_is_refused() {
        assert!(read(json!({"default_permissions": {"members": "read", "workflows": "write"}})).is_ok());
        for (change, says) in [
            (json!({"name": "a".repeat(35)}), "the name has 35 characters"),
            (json!({"name": ""}), "the name has 0 characters"),
            (json!({"default_permissions": {"member": "read"}}), "`member` is not a permission"),
            (json!({"default_permissions": {"workflows": "read"}}), "`workflows` cannot be `read`"),
            (json!({"hook_attributes": {"active": false}}), "`hook_attributes` lacks its `url`"),
            (json!({"callback_url": "https://p.test/"}), "unknown field `callback_url`"),
            (json!({"url": "p"}), "relative URL without a base"),
        ] {
            let error = format!("{:#}", read(change).unwrap_err());
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn reading_metadata_comes_with_every_other_permission() {
        assert!(read(json!({})).unwrap().permissions().is_empty());
        let manifest = read(json!({"default_permissions": {"contents": "read"}})).unwrap();
        assert_eq!(manifest.permissions()["metadata"], "read");
    }
}
