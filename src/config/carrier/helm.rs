//! Helm values: those of Backstage's own chart, alone or below a parent's name, and those of VeeCode's charts.

use super::super::node::Node;
use super::brought;
use super::container::Container;
use super::embedded::Page;
use super::environment::{config_flags, from, list, plain, said, whole};
use super::later::{leave_open, without_lines_of_helm};
use super::objects::Objects;
use super::unfold::Values;
use super::{Carried, Embedded, Holder, Named, Oddity, OddityKind, Setting, Spelled};
use crate::contract::carriers::carriers;
use crate::contract::hub::hub;
use crate::credential::Secret;

/// Keys that stand at the top of configuration and of no chart's values.
pub(super) const CONFIGURATION: [&str; 5] = ["app", "auth", "backend", "catalog", "integrations"];

/// Tells whether a document is values of a chart that we know.
pub(super) fn is_values(root: &Node) -> bool {
    let configures = |node: &Node| CONFIGURATION.iter().any(|key| node.walk([*key]).is_some());
    // A chart may have keys of these names, too; configuration has none for a whole one, as a map or as a text of several lines.
    let is_whole =
        |inner: &Node| inner.is_map() && configures(inner) || said(inner).is_some_and(|text| text.contains('\n'));
    let carries = |block: &Node| block.get("appConfig").is_some_and(is_whole);
    root.is_map() && block(root).is_some_and(|(_, block)| carries(block) || !configures(root))
}

/// The block that speaks of the portal, with its route.
fn block(root: &Node) -> Option<(String, &Node)> {
    let below: Vec<_> = root.entries().filter(|(_, node)| node.is_map()).collect();
    for (name, node) in &below {
        if let Some(inner) = node.get("upstream.backstage").filter(|inner| inner.is_map()) {
            return Some((format!("{name}.upstream.backstage."), inner));
        }
        if let Some(inner) = node.get("backstage").filter(|inner| is_backstage(inner)) {
            return Some((format!("{name}.backstage."), inner));
        }
    }
    if let Some(inner) = root.get("backstage").filter(|inner| is_backstage(inner)) {
        return Some(("backstage.".to_owned(), inner));
    }
    if is_backstage(root) || is_veecode(root) {
        return Some((String::new(), root));
    }
    below.into_iter().find(|(_, node)| is_veecode(node)).map(|(name, node)| (format!("{name}."), node))
}

fn is_backstage(node: &Node) -> bool {
    let configures = node.get("appConfig").is_some_and(|config| config.is_map() || config.as_text().is_some());
    configures || ["extraEnvVars", "extraEnvVarsSecrets"].iter().any(|key| node.get(key).is_some_and(Node::is_list))
}

/// The chart of the second generation has presets, and its credentials beside them.
fn is_veecode(node: &Node) -> bool {
    node.get("presets").is_some_and(|presets| presets.is_list() && presets.items().all(|preset| said(preset).is_some()))
}

pub(super) fn read(values: &Values, objects: &Objects<'_>, page: &Page<'_>, carried: &mut Carried) {
    let Some((route, block)) = block(&values.root) else { return };
    if let Some(config) = block.get("appConfig") {
        let layer = layer(config, format!("{route}appConfig"), page);
        carried.layers.push(Embedded { blurred: values.blurred.or(layer.blurred), ..layer });
    }
    misplaced(&values.root, &route, block, carried);
    hosts(&values.root, &route, carried);
    carried.plugins_below = takes_plugins_of_image(&values.root, &route);
    brought::passwords(&values.root, chart(&values.root, &route), carried);
    for map in block.get("extraAppConfig").into_iter().flat_map(Node::items).filter_map(|file| file.get("configMapRef"))
    {
        carried.needs_map(map, objects);
    }
    for list_of in ["extraEnvVars", "extraEnv", "env"] {
        if let Some(items) = block.get(list_of).filter(|items| items.is_list()) {
            list(items, objects, "Helm values", carried);
        }
    }
    let [variables, mounts] = ["extraEnvVars", "extraVolumeMounts"].map(|key| block.get(key));
    carried.container = Some(Container::of_lists("backstage", block.head(), variables, mounts));
    credentials(block, carried);
    presets(block, carried);
    let names = |key: &str| block.get(key).map(Node::items).into_iter().flatten();
    whole(names("extraEnvVarsSecrets"), |name| objects.secret(name), carried);
    whole(names("extraEnvVarsCM"), |name| objects.config_map(name), carried);
    for items in ["envFrom", "extraEnvFrom"].iter().filter_map(|key| block.get(key)) {
        from(items, objects, carried);
    }
    let kept = block.get("existingSecret").filter(|name| said(name).is_some_and(|name| !name.is_empty()));
    whole(kept, |name| objects.secret(name), carried);
    carried.speaks |= !carried.variables.is_empty();
    brought::variables(&route, chart(&values.root, &route), block, carried);
    let flags = ["command", "args"].iter().filter_map(|key| block.get(key)).flat_map(config_flags);
    carried.flags.extend(flags);
}

/// Tells whether the chart of Red Hat Developer Hub puts the image's own file of plugins below: unless its list of files leaves it out.
fn takes_plugins_of_image(root: &Node, route: &str) -> bool {
    let Some(above) = route.strip_suffix("upstream.backstage.") else { return false };
    let own = above.strip_suffix('.').map_or(Some(root), |above| root.get(above));
    let files = own.and_then(|own| own.get("global.dynamic.includes")).filter(|files| files.is_list());
    files.is_none_or(|files| files.items().any(|file| said(file).is_some_and(|file| file == hub().below.file)))
}

/// The objects that values have the portal's chart make besides its own.
pub(super) fn objects(root: &Node) -> Vec<&Node> {
    let own = block(root).and_then(|(route, _)| chart(root, &route)).filter(|own| own.place != root.place);
    let keys = &carriers().objects_in_values;
    let around = [Some(root), own].into_iter().flatten();
    let lists = around.flat_map(|node| keys.iter().filter_map(move |key| node.walk([key.as_str()])));
    lists.flat_map(Node::items).collect()
}

/// Configuration beside the block that the chart reads it in.
fn misplaced(root: &Node, route: &str, block: &Node, carried: &mut Carried) {
    let beside = root.get("appConfig").filter(|config| CONFIGURATION.iter().any(|key| config.walk([*key]).is_some()));
    if let Some(config) = beside.filter(|_| route == "backstage." && block.entry("appConfig").is_none()) {
        let (place, names) = (config.head(), vec![format!("{route}appConfig")]);
        carried.oddities.push(Oddity { kind: OddityKind::Misplaced, place, names });
    }
}

/// The values of the portal's own chart, which may be a part of another's.
fn chart<'n>(root: &'n Node, route: &str) -> Option<&'n Node> {
    let above = route.strip_suffix("backstage.").and_then(|above| above.strip_suffix('.'));
    above.map_or(Some(root), |above| root.get(above))
}

/// The names that the chart's ingress answers to.
fn hosts(root: &Node, route: &str, carried: &mut Carried) {
    let ingress = chart(root, route).and_then(|chart| chart.get("ingress"));
    let Some(ingress) = ingress.filter(|ingress| ingress.get("enabled").and_then(Node::boolean) != Some(false)) else {
        return;
    };
    let several = ingress.get("hosts").into_iter().flat_map(Node::items);
    let all = ingress.get("host").into_iter().chain(several).map(|item| item.get("host").unwrap_or(item));
    for host in all {
        let Some(name) = said(host) else { continue };
        // No chart fills in a variable: a step before Helm does (`envsubst`), in all of the file.
        match name.contains("${") {
            true => carried.open = true,
            false => carried.hosts.push(Named { name: name.to_owned(), place: host.place }),
        }
    }
}

fn layer(config: &Node, label: String, page: &Page<'_>) -> Embedded {
    let mut layer = match said(config) {
        Some(text) => page.embedded(label, config, &without_lines_of_helm(text)),
        None => Embedded { label, root: config.clone(), faults: Vec::new(), blurred: None },
    };
    leave_open(&mut layer.root, "{{");
    layer
}

/// `credentials` become a Secret that the chart makes.
fn credentials(block: &Node, carried: &mut Carried) {
    for (name, node) in block.get("credentials").into_iter().flat_map(Node::all_entries) {
        let Some(value) = plain(node).filter(|value| !value.contains("{{")).map(Secret::new) else { continue };
        carried.wrote(name, &value, node, Holder::Open("Helm values"));
        let (value, spelled) = (Some(value), Some(Spelled::of_entry(node)));
        carried.variables.push(Setting { name: name.to_owned(), value, written: None, place: node.place, spelled });
    }
}

fn presets(block: &Node, carried: &mut Carried) {
    let Some(presets) = block.get("presets").filter(|_| is_veecode(block)) else { return };
    let names: Vec<_> = presets.items().filter_map(said).collect();
    let value = Some(Secret::new(names.join(",")));
    let (name, place) = ("VEECODE_PRESETS".to_owned(), presets.head());
    carried.variables.push(Setting { name, value, written: None, place, spelled: None });
}
