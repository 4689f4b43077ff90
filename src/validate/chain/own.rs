//! Backstage's own order of files, when no command names any.

/// The names that Backstage looks for by itself, the lowest first, with those of environments (`BACKSTAGE_ENV`). Files that are called `local` come after all others.
pub fn own_order(environments: &[String]) -> Vec<String> {
    let plain = environments.iter().map(|name| format!("app-config.{name}.yaml"));
    let local = environments.iter().map(|name| format!("app-config.{name}.local.yaml"));
    let mut names = vec!["app-config.yaml".to_owned()];
    names.extend(plain);
    names.push("app-config.local.yaml".to_owned());
    names.extend(local);
    names
}
