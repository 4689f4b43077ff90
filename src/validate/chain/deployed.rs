//! What deploys a portal with configuration of its own, which lies over what its image is started with. Told by a text alone, as a
//! template of a chart is no YAML before it is rendered.

use crate::config::carrier::{configs_named, is_app_config, last};
use crate::contract::carriers::carriers;

/// Tells whether a text of a deployment brings configuration over some files: a chart's own, one that is mounted, or one that the
/// command names and that is none of these.
pub fn lies_over(text: &str, files: &[String]) -> bool {
    if !carriers().speaks_of_portal(text) {
        return false;
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let items = lines().map(|line| (line.trim_start_matches("- "), ()));
    let named = configs_named(items.flat_map(|(line, ())| line.split(',').map(|piece| (piece, ()))));
    let mut named = named.iter().filter(|(name, ())| is_app_config(name));
    lines().any(is_of_chart) || lines().any(mounts) || named.any(|(name, ())| is_other(name, files))
}

/// Values of Backstage's own chart, unless they are empty.
fn is_of_chart(line: &str) -> bool {
    line.strip_prefix(carriers().deployments.configuration.as_str())
        .is_some_and(|rest| !matches!(rest.trim(), "{}" | "null" | "~"))
}

fn mounts(line: &str) -> bool {
    let path = line.trim_start_matches("- ").strip_prefix(carriers().deployments.mount.as_str());
    path.is_some_and(|path| is_app_config(path.trim().trim_matches(['"', '\''])))
}

/// Tells whether a file that a command names is none of the image's.
fn is_other(name: &str, files: &[String]) -> bool {
    let of_image = carriers().deployments.images.iter().any(|folder| name.starts_with(folder.as_str()));
    let elsewhere = name.starts_with('/') && !of_image;
    elsewhere || !files.iter().any(|file| last(file) == last(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(text: &str) -> bool {
        lies_over(text, &["app-config.yaml".to_owned(), "app-config.production.yaml".to_owned()])
    }

    #[test]
    fn what_a_deployment_brings_of_its_own_is_told() {
        for text in [
            "# backstage\nargs:\n  - \"--config\"\n  - \"app-config.yaml\"\n  - \"--config\"\n  - \"/etc/portal/app-config.production.yaml\"\n",
            "command: [node, packages/backend, --config, app-config.yaml, --config, app-config.cluster.yaml]",
            "- mountPath: /app/app-config.production.yaml",
            "backstage:\n  appConfig:\n    app: {}\n",
        ] {
            assert!(over(text), "{text}");
        }
    }

    #[test]
    fn what_starts_the_images_own_files_changes_nothing() {
        for text in [
            "command: [node, packages/backend, --config, app-config.yaml, --config, /app/app-config.production.yaml]",
            "backstage:\n  appConfig: {}\n",
            "# backstage: args: [--config, other.yaml]\n",
            "image: backstage\nargs: [--config, prometheus.yaml]",
            "chart: of-something-else\nconfig:\n  a: 1\n",
        ] {
            assert!(!over(text), "{text}");
        }
    }
}
