//! The files of Red Hat Developer Hub: the fragment in a ConfigMap, the modules as dynamic plugins, and what names both to its operator or
//! its chart. Secrets are named and never written.

use anyhow::Result;

use super::{Sheet, fragment, of_portal, written};
use crate::contract::VariableSpec;
use crate::contract::hub::{Written, hub};
use crate::credential::Variable;
use crate::plan::{Hub, Plan};
use crate::secrets::StoreName;
use crate::write::{Access, Content, FilePlan};

/// The file with the names of what the Secret carries, which `kubectl` reads the values of from its environment.
pub const NAMES_OF_VARIABLES: &str = "devportal-auth.variables";

/// A Secret of variables, as the portal needs it in the cluster.
struct Vault {
    /// What it is called.
    name: &'static str,
    /// The variables that it carries.
    variables: Vec<String>,
}

/// The Secrets that a portal needs: one with what `.env` or the keyring has, and one with values that have a file of their own.
fn vaults(sheet: &Sheet<'_>) -> Vec<Vault> {
    let own = own_files(sheet.plan);
    let carried =
        written(sheet.plan).into_iter().filter(|(variable, spec)| !spec.ours && sheet.answers.get(variable).is_some());
    let (keys, plain): (Vec<_>, Vec<_>) = carried
        .partition(|(variable, _)| sheet.store == StoreName::Dotenv && own.iter().any(|(name, _)| name == variable));
    let names = &hub().names;
    let all = [(names.secret.as_str(), plain), (names.keys.as_str(), keys)].into_iter();
    let all = all.filter(|(_, variables)| !variables.is_empty());
    let named = |(variable, spec): (&Variable, &VariableSpec)| spec.base64.as_ref().unwrap_or(variable).to_string();
    all.map(|(name, variables)| Vault { name, variables: variables.into_iter().map(named).collect() }).collect()
}

/// The variables whose values have a file of their own, each with that file.
pub fn own_files(plan: &Plan) -> Vec<(&Variable, &str)> {
    written(plan).into_iter().filter_map(|(variable, spec)| Some((variable, spec.own_file.as_deref()?))).collect()
}

/// The files that are written besides; none for another portal.
pub(super) fn files(sheet: &Sheet<'_>) -> Result<Vec<FilePlan>> {
    let Some(portal) = &sheet.plan.choices.hub else { return Ok(Vec::new()) };
    let notice = sheet.notice.map(|notice| format!("# {notice}\n")).unwrap_or_default();
    let file = |path: &str, about: &str, text: String| FilePlan {
        path: path.into(),
        about: about.to_owned(),
        content: Content::Whole(format!("{notice}{text}")),
        access: Access::Shared,
    };
    let mut files = Vec::new();
    for Written { path, about, yaml } in hub().files.get(&portal.by).into_iter().flatten() {
        files.push(file(path, about, filled(yaml, portal, sheet)?));
    }
    files.push(file(NAMES_OF_VARIABLES, "names of what the Secret carries; safe to commit", names(sheet)));
    Ok(files)
}

/// The lines of a file with its places filled.
fn filled(yaml: &str, portal: &Hub, sheet: &Sheet<'_>) -> Result<String> {
    let release = portal.release();
    let resource = hub().releases.get(release).map_or("", |known| known.resource.as_str());
    let mut text = String::new();
    for line in of_portal(sheet).and("release", release).and("resource", resource).fill(yaml).lines() {
        let place = line.trim_start();
        let lines = match place {
            "<app-config>" => in_cluster(sheet)?,
            "<plugins>" => plugins(sheet.plan, portal),
            "<secrets>" => secrets(sheet, ""),
            "<secrets name>" => secrets(sheet, "name: "),
            _ => {
                text.push_str(line);
                text.push('\n');
                continue;
            }
        };
        let indent = &line[..line.len() - place.len()];
        lines.lines().for_each(|line| text.push_str(&format!("{}{line}\n", if line.is_empty() { "" } else { indent })));
    }
    Ok(text)
}

/// The fragment as it is in the cluster, where every secret is a variable.
fn in_cluster(sheet: &Sheet<'_>) -> Result<String> {
    fragment(&Sheet { store: StoreName::Keyring, notice: None, ..*sheet })
}

fn plugins(plan: &Plan, portal: &Hub) -> String {
    let packages = plan.plugins(portal).into_iter().filter_map(|plugin| plugin.package);
    let entries: String = packages.map(|package| hub().plugin.replace("<package>", package)).collect();
    if entries.is_empty() {
        return "plugins: []\n".to_owned();
    }
    let indented = entries.lines().map(|line| format!("  {line}\n"));
    ["plugins:\n".to_owned()].into_iter().chain(indented).collect()
}

fn secrets(sheet: &Sheet<'_>, key: &str) -> String {
    let item = |vault: Vault| format!("# carries {}\n- {key}{}\n", vault.variables.join(", "), vault.name);
    vaults(sheet).into_iter().map(item).collect()
}

/// A name alone on its line is one whose value `kubectl` takes from its environment (`processEnvFileLine` in its `env_file.go`; seen with 1.32).
fn names(sheet: &Sheet<'_>) -> String {
    let head = "# What the Secret carries. Without a value each is taken from the environment of `kubectl create secret generic --from-env-file`.\n";
    let vault = vaults(sheet).into_iter().find(|vault| vault.name == hub().names.secret);
    let names = vault.into_iter().flat_map(|vault| vault.variables).map(|name| format!("{name}\n"));
    [head.to_owned()].into_iter().chain(names).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::file::{AnswersFile, parse};
    use crate::credential::{Answers, Secret};

    /// What the files are for a portal whose code a GitHub App reads, where secrets are kept as said.
    fn rendered(store: StoreName) -> Vec<(String, String)> {
        let answers = "version: 1\ndeploy: [rhdh-operator]\npurposes:\n  authentication: { provider: github }\n  integration: [{ provider: github, credential: github-app }]\n";
        let plan = Plan::declared(&parse(answers).unwrap()).unwrap();
        let mut answers = Answers::default();
        for variable in written(&plan).into_keys() {
            answers.insert(variable.clone(), Secret::new(format!("value of {variable}")));
        }
        let declared = AnswersFile::default();
        let sheet = Sheet {
            plan: &plan,
            answers: &answers,
            administrators: None,
            store,
            declared: &declared,
            closed: &[],
            notice: None,
        };
        let text = |file: FilePlan| match file.content {
            Content::Whole(text) => (file.path.display().to_string(), text),
            other => panic!("{other:?}"),
        };
        files(&sheet).unwrap().into_iter().map(text).collect()
    }

    #[test]
    fn what_a_keyring_keeps_is_one_secret_whose_names_are_read_from_the_environment() {
        let files = rendered(StoreName::Keyring);
        let (path, names) = files.last().unwrap();
        assert_eq!(path, NAMES_OF_VARIABLES);
        let named: Vec<_> = names.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(named.contains(&"GITHUB_PRIVATE_KEY") && named.iter().all(|name| !name.contains('=')), "{names}");
        let resource = &files.iter().find(|(path, _)| path.ends_with("backstage.yaml")).unwrap().1;
        assert!(resource.contains(&format!("# carries {}\n", named.join(", "))), "{resource}");
        assert!(!resource.contains("devportal-auth-keys") && !files.iter().any(|(_, text)| text.contains("value of")));
    }

    #[test]
    fn a_value_with_a_file_of_its_own_is_a_secret_of_its_own() {
        let files = rendered(StoreName::Dotenv);
        assert!(files.iter().all(|(_, text)| !text.contains("value of")));
        let names = &files.iter().find(|(path, _)| path == NAMES_OF_VARIABLES).unwrap().1;
        assert!(names.contains("\nGITHUB_APP_ID\n") && !names.contains("GITHUB_PRIVATE_KEY"), "{names}");
        let resource = &files.iter().find(|(path, _)| path.ends_with("backstage.yaml")).unwrap().1;
        assert!(resource.contains("# carries GITHUB_PRIVATE_KEY\n        - name: devportal-auth-keys\n"), "{resource}");
    }

    #[test]
    fn every_place_of_a_file_is_filled_and_what_comes_is_yaml() {
        for (path, text) in rendered(StoreName::Dotenv) {
            let places = text.lines().filter(|line| line.trim_start().starts_with('<') || line.contains("<re"));
            assert_eq!(places.count(), 0, "{path}: {text}");
            let is_yaml = path != NAMES_OF_VARIABLES;
            for document in text.split("\n---\n").filter(|_| is_yaml) {
                assert!(crate::document::value(document).is_ok(), "{path}: {document}");
            }
        }
    }
}
