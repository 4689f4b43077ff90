//! Files that are no configuration of Backstage and carry none: other tools' own, and templates that are no YAML yet.

use super::super::node::Node;
use super::super::place::Place;
use super::environment::said;
use super::{Unread, is_app_config};
use crate::contract::carriers::{Way, carriers};

/// What a text is that is neither configuration nor a carrier.
pub(super) enum Foreign {
    /// Something of a portal may be in it, which is not read.
    Unread(Vec<Unread>),
    /// Nothing of a portal is in it.
    Alone,
}

/// Judges a text that is in another language than YAML, by how its lines begin.
pub(super) fn other_language(text: &str, source: usize) -> Option<Foreign> {
    carriers().texts.iter().find_map(|foreign| {
        let begins = |line: &str| {
            let line = if foreign.indented { line.trim_start() } else { line };
            foreign.begins.iter().any(|words| line.starts_with(words.as_str()))
        };
        let (line, number) = text.lines().zip(1_u32..).find(|(line, _)| begins(line))?;
        if !carriers().speaks_of_portal(text) {
            return Some(Foreign::Alone);
        }
        let place = Place::line(source, number, line);
        Some(Foreign::Unread(vec![Unread { what: foreign.what.clone(), place, way: foreign.way }]))
    })
}

/// Judges a text that could not be read as YAML: it may be a template that becomes some, or broken and another tool's.
pub(super) fn no_yaml(text: &str, source: usize) -> Option<Foreign> {
    // Broken manifests, and values with a configuration in them, are the portal's as long as nobody knows better; entities of the catalog
    // are not.
    let is_manifest = text.contains("apiVersion:") && !text.contains("apiVersion: backstage.io/");
    let may_be_portals = is_manifest || text.contains(carriers().deployments.configuration.as_str());
    if !may_be_portals && super::is_other_by_its_keys(text) {
        return Some(Foreign::Alone);
    }
    text.lines().zip(1_u32..).find_map(|(line, number)| {
        let (what, way) = action(line)?;
        let place = Place::line(source, number, line);
        Some(Foreign::Unread(vec![Unread { what: what.to_owned(), place, way }]))
    })
}

/// Tells whose template a line with an action outside of quotes and comments is.
fn action(line: &str) -> Option<(&'static str, Way)> {
    let opens = |open: &str, close: &str| {
        let (before, after) = line.split_once(open)?;
        (after.contains(close) && !before.contains(['#', '"', '\'']) && !before.ends_with('$')).then_some(())
    };
    let of_helm = opens("{{", "}}").map(|()| ("a template that Helm fills in", Way::Helm));
    of_helm.or_else(|| opens("{%", "%}").map(|()| ("a template that another tool fills in", Way::Written)))
}

/// Judges documents of which another tool makes what runs a portal.
pub(super) fn generated(text: &str, documents: &[Node]) -> Option<Foreign> {
    let (what, root) = documents.iter().find_map(|root| Some((generator(root)?, root)))?;
    let place = root.get("apiVersion").unwrap_or(root).head();
    let unread = Unread { what: what.to_owned(), place, way: Way::Written };
    Some(if carriers().speaks_of_portal(text) { Foreign::Unread(vec![unread]) } else { Foreign::Alone })
}

/// What another tool makes something of, as it is called.
fn generator(root: &Node) -> Option<&'static str> {
    let version = root.get("apiVersion").and_then(said)?;
    let known = carriers().generated.iter().find(|generated| version.starts_with(generated.version.as_str()))?;
    Some(known.what.as_str())
}

/// Judges documents that are no carrier.
pub(super) fn of(name: &str, documents: &[Node]) -> Option<Foreign> {
    let filled = || documents.iter().filter(|root| root.is_there());
    let is_other = |root: &Node| carriers().is_other(|key| root.walk([key]).is_some());
    let named = name.split('/').any(|part| part.starts_with("app-config")) && !filled().any(is_other);
    let configures = |root: &Node| is_configuration(root) && (!is_values(name) || has_core(root));
    if named || filled().next().is_none() || filled().any(configures) {
        return None;
    }
    let told = |what: &str, node: &Node| Unread { what: what.to_owned(), place: node.head(), way: Way::Written };
    let written = filled().filter_map(writes_variables);
    let written = written.map(|node| told("the variables or configuration that this workflow writes", node));
    let of_plugins = filled().filter_map(configures_plugins);
    let of_plugins =
        of_plugins.map(|node| told("the configuration that dynamic plugins bring by `pluginConfig`", node));
    let unread: Vec<_> = written.chain(of_plugins).collect();
    Some(if unread.is_empty() { Foreign::Alone } else { Foreign::Unread(unread) })
}

/// Tells whether a file has the name of a chart's values: a key that a plugin has (`grafana`) is then another chart's more often.
fn is_values(name: &str) -> bool {
    super::last(name).starts_with("values")
}

/// Tells whether a document has at its top what the core reads.
fn has_core(root: &Node) -> bool {
    super::helm::CONFIGURATION.iter().any(|key| root.walk([*key]).is_some())
}

/// Tells whether a document has a key of configuration at its top, and is not another tool's.
fn is_configuration(root: &Node) -> bool {
    let has = |key: &str| root.walk([key]).is_some();
    let known = root.all_entries().any(|(key, _)| carriers().configures(key));
    let included = ["$include", "$file", "$env", "<<"].iter().any(|key| has(key));
    (known || included || root.all_entries().next().is_none() && root.is_map()) && !carriers().is_other(has)
}

/// The first configuration in a list of dynamic plugins, which their installer puts together.
fn configures_plugins(root: &Node) -> Option<&Node> {
    let plugins = root.get("plugins")?.items().filter(|plugin| plugin.get("package").is_some());
    plugins.into_iter().find_map(|plugin| plugin.get("pluginConfig"))
}

/// The first step of a workflow that writes `.env` or a file of configuration.
fn writes_variables(root: &Node) -> Option<&Node> {
    let has = |key: &str| root.walk([key]).is_some();
    if !has("jobs") && !has("steps") && !has("stages") && !has("script") {
        return None;
    }
    let mut found = None;
    root.visit(&mut |route, node| {
        let key = route.rsplit('.').find(|key| key.parse::<usize>().is_err()).unwrap_or_default();
        let runs = matches!(key, "run" | "script" | "before_script" | "bash");
        let text = said(node).filter(|_| runs && found.is_none()).unwrap_or_default();
        if text.lines().any(writes) {
            found = Some(node);
        }
    });
    found
}

/// Tells whether a line of a script writes such a file.
fn writes(line: &str) -> bool {
    let after = line.split('>').skip(1).map(|rest| rest.trim_start().trim_start_matches(['"', '\'']));
    let to = |target: &str| {
        let target = target.split([' ', '"', '\'', ';', '&']).next().unwrap_or_default();
        super::last(target).starts_with(".env") || is_app_config(target)
    };
    after.filter(|rest| !rest.is_empty()).any(to)
}
