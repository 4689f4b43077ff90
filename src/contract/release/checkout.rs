//! What a checkout says of the release that it has. Pure: texts in, values out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Version, releases};

/// Where a release is written down.
pub const STAMP: &str = "backstage.json";
/// Lock files of the package managers that Backstage is built with.
pub const LOCKS: [&str; 3] = ["yarn.lock", "package-lock.json", "pnpm-lock.yaml"];
/// Lists of packages, which say from which version on: the backend's first.
pub const PACKAGES: [&str; 3] = ["packages/backend/package.json", "packages/app/package.json", "package.json"];
/// Files that name the image that is started.
pub const STARTS: [&str; 5] =
    ["Dockerfile", "compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

#[derive(Deserialize)]
struct Stamp {
    version: String,
}

/// The release that `backstage.json` names.
pub fn stamped(text: &str) -> Option<Version> {
    serde_json::from_str::<Stamp>(text).ok()?.version.parse().ok()
}

/// The versions of the packages that are asked for, in a lock file of yarn, npm or pnpm. A package that is there in several versions is
/// left out: which one counts cannot be told.
pub fn locked(text: &str) -> BTreeMap<String, Version> {
    let asked: BTreeSet<&str> = releases().asked().collect();
    let mut found: BTreeMap<&str, BTreeSet<Version>> = BTreeMap::new();
    let mut package = None;
    for line in text.lines() {
        let line = line.trim();
        if let Some((name, behind)) = name_in(line) {
            package = asked.get(name).copied();
            // pnpm has the version in the key itself.
            let version = behind.strip_prefix('@').and_then(|rest| rest.split(['\'', '(', ':']).next()?.parse().ok());
            if let (Some(package), Some(version)) = (package, version) {
                found.entry(package).or_default().insert(version);
            }
        } else if let Some(version) = version_in(line)
            && let Some(package) = package.take()
        {
            found.entry(package).or_default().insert(version);
        }
    }
    let sole = found.into_iter().filter(|(_, versions)| versions.len() == 1);
    sole.filter_map(|(package, versions)| Some((package.to_owned(), *versions.first()?))).collect()
}

/// The versions from which on packages are asked for, in a `package.json`.
pub fn ranged(text: &str) -> BTreeMap<String, Version> {
    #[derive(Deserialize)]
    struct Package {
        #[serde(default)]
        dependencies: BTreeMap<String, String>,
    }
    let dependencies = serde_json::from_str::<Package>(text).map(|package| package.dependencies).unwrap_or_default();
    let plain = |range: &str| range.trim_start_matches(['^', '~']).parse().ok();
    let asked: BTreeSet<&str> = releases().asked().collect();
    let known = dependencies.into_iter().filter(|(name, _)| asked.contains(name.as_str()));
    known.filter_map(|(name, range)| Some((name, plain(&range)?))).collect()
}

/// The package that a line begins an entry of, and what stands behind its name.
fn name_in(line: &str) -> Option<(&str, &str)> {
    let key = line.strip_suffix(':').or_else(|| line.strip_suffix(": {"))?;
    let key = key.trim_start_matches(['"', '\'']);
    let name = key.strip_prefix("node_modules/").unwrap_or(key);
    let end = name.strip_prefix('@')?.find(['@', '"', '\''])? + 1;
    Some(name.split_at(end))
}

/// `version: 1.2.3`, `version "1.2.3"`, `"version": "1.2.3",`.
fn version_in(line: &str) -> Option<Version> {
    let value = line.trim_start_matches('"').strip_prefix("version")?;
    value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | ':' | ',')).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        locked(text).into_iter().map(|(package, version)| format!("{package} {version}")).collect()
    }

    #[test]
    fn versions_are_read_from_each_kind_of_lock_file() {
        let wanted = ["@backstage/backend-defaults 0.16.0", "@backstage/integration 2.0.0"];
        let berry = "\"@backstage/backend-defaults@npm:^0.16.0\":\n  version: 0.16.0\n  dependencies:\n    \"@backstage/integration\": \"npm:^2.0.0\"\n\n\"@backstage/integration@npm:^2.0.0, @backstage/integration@npm:^2.1.0\":\n  version: 2.0.0\n\n\"@backstage/types@npm:^1.0.0\":\n  version: 1.2.2\n";
        let classic = "\"@backstage/backend-defaults@^0.16.0\":\n  version \"0.16.0\"\n  dependencies:\n    \"@backstage/integration\" \"^2.0.0\"\n\n\"@backstage/integration@^2.0.0\":\n  version \"2.0.0\"\n";
        let npm = "{\n  \"packages\": {\n    \"node_modules/@backstage/backend-defaults\": {\n      \"version\": \"0.16.0\",\n      \"dependencies\": { \"@backstage/integration\": \"^2.0.0\" }\n    },\n    \"node_modules/@backstage/integration\": {\n      \"version\": \"2.0.0\",\n";
        let pnpm = "packages:\n\n  '@backstage/backend-defaults@0.16.0(react@18.0.0)':\n    resolution: {integrity: sha512-x}\n\n  '@backstage/integration@2.0.0':\n    resolution: {integrity: sha512-x}\n\nsnapshots:\n\n  '@backstage/integration@2.0.0':\n    dependencies: {}\n";
        for (kind, text) in [("berry", berry), ("classic", classic), ("npm", npm), ("pnpm", pnpm)] {
            assert_eq!(told(text), wanted, "{kind}");
        }
    }

    #[test]
    fn a_list_of_packages_says_from_which_version_on() {
        let text = r#"{"dependencies": {"@backstage/backend-defaults": "^0.2.18", "@backstage/integration": "*", "left-pad": "1.0.0"}}"#;
        let told = ranged(text).into_iter().map(|(package, version)| format!("{package} {version}"));
        assert_eq!(told.collect::<Vec<_>>(), ["@backstage/backend-defaults 0.2.18"]);
        assert!(ranged("{").is_empty());
    }

    #[test]
    fn a_package_of_several_versions_tells_nothing() {
        let twice = "\"@backstage/integration@npm:^1.0.0\":\n  version: 1.20.0\n\n\"@backstage/integration@npm:^2.0.0\":\n  version: 2.0.0\n";
        assert!(told(twice).is_empty());
        assert!(told("").is_empty() && told("{ not a lock").is_empty());
    }

    #[test]
    fn a_stamp_is_read() {
        assert_eq!(stamped("{\"version\": \"1.49.4\"}").unwrap().to_string(), "1.49.4");
        assert!(stamped("{}").is_none() && stamped("1.49").is_none());
    }
}
