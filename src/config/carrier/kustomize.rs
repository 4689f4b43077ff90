//! Kustomizations: the ConfigMaps and Secrets that they make, and the patches that they lay over objects.

use indexmap::IndexMap;

use super::super::node::{Node, Value};
use super::super::text::Text;
use super::embedded::Page;
use super::environment::said;
use super::unfold::{Inside, Values, made, name};
use super::{EnvFile, Mount, Named, Unread, is_app_config, objects};
use crate::contract::carriers::{Way, carriers};

/// Where files of objects are named.
const RESOURCES: [&str; 4] = ["resources", "bases", "components", "crds"];
/// What makes ConfigMaps and Secrets.
const GENERATORS: [(&str, &str); 2] = [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")];

/// Tells whether a document is a kustomization.
pub(super) fn is_kustomization(root: &Node) -> bool {
    let version = root.get("apiVersion").and_then(said);
    match (version, objects::kind(root)) {
        (Some(version), kind) => {
            version.starts_with("kustomize.config.k8s.io/") && matches!(kind, "Kustomization" | "Component")
        }
        (None, "" | "Kustomization") => {
            let keys: Vec<_> = root.all_entries().map(|(key, _)| key).collect();
            carriers().is_kustomization(keys.iter().copied())
        }
        (None, _) => false,
    }
}

pub(super) fn read(root: &Node, page: &Page<'_>, inside: &mut Inside) {
    for (key, kind) in GENERATORS {
        root.get(key).into_iter().flat_map(Node::items).for_each(|generator| generate(generator, kind, inside));
    }
    for named in RESOURCES.iter().filter_map(|key| root.get(key)).flat_map(Node::items).filter_map(name) {
        file_or_folder(named, inside);
    }
    for (_, patch) in ["patches.*", "patchesJson6902.*"].iter().flat_map(|route| root.reach(route)) {
        if let Some(text) = patch.get("patch") {
            read_patch(text, patch.get("target"), page, inside);
        }
        inside.beside.extend(patch.get("path").and_then(name));
    }
    for item in root.get("patchesStrategicMerge").into_iter().flat_map(Node::items) {
        match said(item) {
            Some(text) if text.contains('\n') => read_patch(item, None, page, inside),
            _ => inside.beside.extend(name(item)),
        }
    }
    for (_, chart) in root.reach("helmCharts.*") {
        let inline = chart.get("valuesInline").filter(|values| values.is_map());
        inside.values.extend(inline.map(|values| Values { root: values.clone(), blurred: None }));
        inside.beside.extend(chart.get("valuesFile").and_then(name));
        inside.beside.extend(chart.get("additionalValuesFiles").into_iter().flat_map(Node::items).filter_map(name));
    }
}

/// A resource is a file beside this one, or a folder or repository that only kustomize goes into.
fn file_or_folder(named: Named, inside: &mut Inside) {
    let is_file = [".yaml", ".yml", ".json"].iter().any(|ending| named.name.ends_with(ending));
    if is_file && !named.name.contains("://") {
        inside.beside.push(named);
    } else {
        let what = format!("`{}`", named.name);
        inside.unread.push(Unread { what, place: named.place, way: Way::Kustomize });
    }
}

fn generate(generator: &Node, kind: &str, inside: &mut Inside) {
    let mut entries = IndexMap::new();
    for item in generator.get("literals").into_iter().flat_map(Node::items) {
        let Some((key, value)) = said(item).and_then(|text| text.split_once('=')) else { continue };
        let value = value.trim_matches(['"', '\'']);
        entries.insert(key.to_owned(), Node { value: Value::Text(Text::new(value)), ..item.clone() });
    }
    let envs = generator.get("envs").into_iter().flat_map(Node::items).chain(generator.get("env"));
    inside.env_files.extend(envs.filter_map(name).map(|named| EnvFile {
        path: named.name,
        required: true,
        place: named.place,
        trouble: None,
        example: false,
        ignored: false,
    }));
    for named in generator.get("files").into_iter().flat_map(Node::items).filter_map(name) {
        let (key, path) = named.name.split_once('=').unwrap_or((named.name.as_str(), named.name.as_str()));
        if is_app_config(key) {
            let (from, over) = (Some(path.to_owned()), key.to_owned());
            inside.mounts.push(Mount { from, over, place: named.place, trouble: None, later: false });
        }
    }
    let called = generator.get("name").and_then(said).unwrap_or_default();
    if !entries.is_empty() {
        inside.objects.push(made(kind, called, entries, generator.head()));
    }
}

/// A patch is a part of an object, or a list of single changes (JSON 6902).
fn read_patch(node: &Node, target: Option<&Node>, page: &Page<'_>, inside: &mut Inside) {
    let Some(text) = said(node) else { return };
    let Ok(roots) = page.documents(node, text) else {
        let what = "a patch that is no YAML".to_owned();
        return inside.unread.push(Unread { what, place: node.head(), way: Way::Kustomize });
    };
    for root in roots {
        if root.is_list() {
            read_changes(&root, target, inside);
        } else if root.get("kind").is_some() {
            inside.object(root, page, 0);
        }
    }
}

/// Changes of ConfigMaps and Secrets are read: a key of their data is set as a whole. Any other is only named.
fn read_changes(changes: &Node, target: Option<&Node>, inside: &mut Inside) {
    let of = |key: &str| target.and_then(|target| target.get(key)).and_then(said).unwrap_or_default();
    let (kind, called) = (of("kind"), of("name"));
    let holds = carriers().keeps(kind);
    for change in changes.items() {
        let path = change.get("path").and_then(said).unwrap_or_default();
        let key = path.strip_prefix("/data/").or_else(|| path.strip_prefix("/stringData/"));
        let value = change.get("value").filter(|_| change.get("op").and_then(said) != Some("test"));
        let plain = kind == "ConfigMap" || path.starts_with("/stringData/");
        match (key.filter(|key| holds && plain && !key.contains('/')), value) {
            (Some(key), Some(value)) => {
                let key = key.replace("~1", "/").replace("~0", "~");
                let entries = IndexMap::from([(key, value.clone())]);
                inside.objects.push(made(kind, called, entries, change.head()));
            }
            _ => {
                let what = format!("the change of `{path}`");
                inside.unread.push(Unread {
                    what,
                    place: change.get("path").unwrap_or(change).place,
                    way: Way::Kustomize,
                });
            }
        }
    }
}
