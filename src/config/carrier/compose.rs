//! Compose files: the service that is the portal, its environment, the files it is given, and its command line.

use indexmap::IndexMap;

use super::super::node::{Node, Value};
use super::super::place::Place;
use super::container::Container;
use super::embedded::Page;
use super::environment::{config_flags, plain, said};
use super::extended::Extended;
use super::interpolation::interpolated;
use super::portal::{Candidate, Choice, starts_itself};
use super::{Carried, Carrier, EnvFile, Holder, Mount, Named, Setting, Spelled, Unread, is_app_config, last};
use crate::contract::carriers::Way;
use crate::credential::Secret;

/// All keys that may stand at the top, besides those that begin with `x-`.
const TOP: [&str; 8] = ["name", "version", "services", "networks", "volumes", "configs", "secrets", "include"];
/// How deep `<<` is followed.
const DEEPEST: usize = 8;

/// Tells whether a document is a compose file.
pub(super) fn is_compose(root: &Node) -> bool {
    let known = |key: &str| TOP.contains(&key) || key.starts_with("x-");
    let services = root.get("services").filter(|services| services.is_map());
    root.all_entries().all(|(key, _)| known(key))
        && services.is_some_and(|services| services.entries().any(|(_, service)| service.is_map()))
}

/// Finds a key of a map, through `<<`.
pub(super) fn field<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    field_below(node, key, 0)
}

fn field_below<'n>(node: &'n Node, key: &str, depth: usize) -> Option<&'n Node> {
    if depth > DEEPEST {
        return None;
    }
    let own = node.walk([key]).filter(|node| node.is_there());
    own.or_else(|| node.walk(["<<"])?.items_or_self().into_iter().find_map(|from| field_below(from, key, depth + 1)))
}

/// The entries of a map; those of `<<` behind its own.
fn entries(node: &Node) -> IndexMap<&str, &Node> {
    let mut found = IndexMap::new();
    gather(node, 0, &mut found);
    found
}

fn gather<'n>(node: &'n Node, depth: usize, found: &mut IndexMap<&'n str, &'n Node>) {
    if depth > DEEPEST {
        return;
    }
    for (key, value) in node.all_entries().filter(|(key, _)| *key != "<<") {
        found.entry(key).or_insert(value);
    }
    for from in node.walk(["<<"]).map(Node::items_or_self).into_iter().flatten() {
        gather(from, depth + 1, found);
    }
}

/// The services that may be the portal.
pub(super) fn candidates(carrier: &Carrier) -> Vec<Candidate<'_>> {
    let services = carrier.documents.first().and_then(|root| root.get("services"));
    let all = services.into_iter().flat_map(Node::entries).filter(|(_, service)| service.is_map());
    all.map(|(name, service)| {
        let variables = field(service, "environment").map(environment).unwrap_or_default();
        Candidate {
            name: name.to_owned(),
            place: service.head(),
            image: field(service, "image").and_then(said),
            variables: variables.into_iter().map(|(name, ..)| name).collect(),
            commands: ["entrypoint", "command"].iter().filter_map(|key| field(service, key)).collect(),
            mounts: field(service, "volumes").into_iter().flat_map(Node::items).filter_map(over).collect(),
            answers: field(service, "ports").is_some_and(|ports| ports.items().next().is_some()),
        }
    })
    .collect()
}

pub(super) fn read(carrier: &Carrier, choice: &Choice, _: &Page<'_>, carried: &mut Carried) {
    carried.oddities.extend(choice.oddity(carrier.source));
    let services = carrier.documents.first().and_then(|root| root.get("services")).into_iter().flat_map(Node::entries);
    let others = services.filter(|(name, _)| choice.name.as_deref().is_some_and(|chosen| chosen != *name));
    for (_, service) in others {
        beside(service, carried);
    }
    let service = carrier.documents.first().zip(choice.name.as_deref());
    let Some(service) = service.and_then(|(root, name)| root.get("services")?.walk([name])) else { return };
    carried.speaks = true;
    // A service that says nothing of what is run only adds to another file's.
    let run = ["image", "build", "command", "entrypoint"].iter().any(|key| field(service, key).is_some());
    let extended = carrier.inside.extended.iter().find(|extended| choice.name.as_deref() == Some(&extended.by));
    carried.open = extended.map_or(!run, |extended| extended.unread.is_some());
    for (name, value, place, spelled) in field(service, "environment").map(environment).unwrap_or_default() {
        let setting = set(name, value, place, carried);
        carried.variables.push(Setting { spelled: Some(spelled), ..setting });
    }
    carried.env_files = field(service, "env_file").map(env_files).unwrap_or_default();
    carried.container = choice.name.as_deref().map(|name| Container::of_service(name, service));
    let image = field(service, "image").and_then(said);
    let entry = field(service, "entrypoint");
    carried.starts = entry.is_some() || !starts_itself(image);
    let commands = entry.into_iter().chain(field(service, "command"));
    carried.flags = commands.flat_map(config_flags).collect();
    let volumes = field(service, "volumes").into_iter().flat_map(Node::items);
    carried.mounts = volumes.filter_map(|volume| mount(volume, &carried.flags)).collect();
    let unread = unfollowed(service, &carried.flags);
    carried.unread.extend(unread);
    carried.unread.extend(extended.and_then(Extended::left));
}

/// What may bring configuration in a way that is not followed here: a config or a secret of compose in a file's place.
fn unfollowed(service: &Node, flags: &[Named]) -> Vec<Unread> {
    let lies_over = |over: &str| is_app_config(over) || flags.iter().any(|flag| last(&flag.name) == last(over));
    let brought = ["configs", "secrets"].iter().flat_map(|kind| field(service, kind).into_iter().flat_map(Node::items));
    let brought = brought.filter_map(|item| {
        let name = said(item).or_else(|| item.get("source").and_then(said))?;
        let over = item.get("target").and_then(said).unwrap_or(name);
        let what = format!("what compose puts over `{over}`");
        lies_over(over).then(|| Unread { what, place: item.head(), way: Way::Give })
    });
    brought.collect()
}

/// The variables of `environment`, a map or a list, each with where it is set; no value is one of the caller's.
fn environment(node: &Node) -> Vec<(&str, Option<String>, Place, Spelled)> {
    if node.is_list() {
        let items = node.items().filter_map(|item| said(item).map(|text| (text, item.place)));
        return items
            .map(|(text, place)| match text.split_once('=') {
                Some((name, value)) => {
                    (name.trim(), Some(value.to_owned()), place, Spelled { name: place, whole: place })
                }
                None => (text.trim(), None, place, Spelled { name: place, whole: place }),
            })
            .collect();
    }
    let value = |node: &Node| if matches!(node.value, Value::Null) { None } else { plain(node) };
    let place = |node: &Node| if node.place.start == node.place.end { node.head() } else { node.place };
    entries(node).into_iter().map(|(name, node)| (name, value(node), place(node), Spelled::of_entry(node))).collect()
}

/// What is written for a service beside the portal, as its database.
fn beside(service: &Node, carried: &mut Carried) {
    let all = field(service, "environment").map(environment).unwrap_or_default();
    let written = all.into_iter().filter_map(|(name, value, place, _)| {
        let value = Secret::new(interpolated(value.as_deref()?, |_| None)?);
        Some(super::Written { name: name.to_owned(), value, place, holder: Holder::Beside })
    });
    carried.written.extend(written);
}

fn set(name: &str, value: Option<String>, place: Place, carried: &mut Carried) -> Setting {
    let plain = |text: &str| interpolated(text, |_| None);
    let written = value.as_deref().filter(|text| plain(text).is_none()).map(Secret::new);
    let value = value.as_deref().and_then(plain).map(Secret::new);
    if let Some(value) = &value {
        let (name, value, holder) = (name.to_owned(), value.clone(), Holder::Open("a compose file"));
        carried.written.push(super::Written { name, value, place, holder });
    }
    Setting { name: name.to_owned(), value, written, place, spelled: None }
}

/// `env_file`: a path, a list of paths, or a list of `{path, required}`.
fn env_files(node: &Node) -> Vec<EnvFile> {
    let items = if node.is_list() { node.items().collect() } else { vec![node] };
    let file = |item: &Node| {
        let path = said(item).or_else(|| item.get("path").and_then(said))?;
        let required = item.get("required").and_then(Node::boolean) != Some(false);
        let place = item.get("path").unwrap_or(item).place;
        Some(EnvFile { path: path.to_owned(), required, place, trouble: None, example: false, ignored: false })
    };
    items.into_iter().filter_map(file).collect()
}

/// The path in the container that a volume is put over.
pub(super) fn over(item: &Node) -> Option<&str> {
    match said(item) {
        Some(text) => parts(text).nth(1),
        None => item.get("target").and_then(said),
    }
}

/// The parts of a volume that is written in a line; a `:` within `${…}` parts nothing.
fn parts(volume: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    volume.split(move |c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ':' && depth == 0
    })
}

/// A file that is put over one of the portal's: by its name, or as the command names it.
fn mount(item: &Node, flags: &[Named]) -> Option<Mount> {
    let is_named = |over: &str| flags.iter().any(|flag| last(&flag.name) == last(over));
    let over = over(item).filter(|over| is_app_config(over) || is_named(over))?;
    let from = match said(item) {
        Some(text) => parts(text).next(),
        None => item.get("source").and_then(said),
    };
    let from = from.filter(|from| from.starts_with(['.', '/']) && !from.contains('$') && !from.starts_with('~'));
    let place = item.get("source").filter(|_| item.is_map()).unwrap_or(item).place;
    Some(Mount { from: from.map(str::to_owned), over: over.to_owned(), place, trouble: None, later: false })
}
