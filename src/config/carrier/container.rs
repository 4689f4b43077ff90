//! What reaches the container that a portal runs in, as far as a carrier says it.

use super::super::node::{Node, Value};
use super::super::place::Place;
use super::Named;
use super::compose::{field, over};
use super::environment::said;

/// The container that a portal runs in.
#[derive(Clone, Debug)]
pub struct Container {
    /// What it is called.
    pub name: String,
    /// Where it is described.
    pub place: Place,
    /// Where its variables are listed; nothing while none is.
    pub variables: Option<Place>,
    /// The files and folders that are brought into it, by their paths there.
    pub brought: Vec<Named>,
    /// Whether more may be brought than could be read.
    pub open: bool,
    /// The ports of it that are opened to others.
    pub ports: Vec<Port>,
    /// Whether it is started by words of its own, in the place of the image's.
    pub commanded: bool,
}

/// A port of a container.
#[derive(Clone, Copy, Debug)]
pub struct Port {
    /// Its number in the container.
    pub number: u16,
    /// Where it is opened.
    pub place: Place,
}

/// Where compose puts secrets.
const SECRETS: &str = "/run/secrets/";

impl Container {
    /// Tells whether something brings a path.
    pub fn brings(&self, path: &str) -> bool {
        let below =
            |folder: &str| path.strip_prefix(folder.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'));
        self.brought.iter().any(|named| named.name == path || below(&named.name))
    }

    /// The container of a compose service.
    pub(super) fn of_service(name: &str, service: &Node) -> Self {
        let items = |key: &str| field(service, key).into_iter().flat_map(Node::items).collect::<Vec<_>>();
        let volumes =
            items("volumes").into_iter().map(|item| Some((over(item).or_else(|| said(item))?.to_owned(), item)));
        let secrets = items("secrets").into_iter().map(|item| Some((placed(item, SECRETS)?, item)));
        let configs = items("configs").into_iter().map(|item| Some((placed(item, "/")?, item)));
        let all: Vec<_> = volumes.chain(secrets).chain(configs).collect();
        let known = |path: &str| path.starts_with('/') && !path.contains('$');
        let open = field(service, "volumes_from").is_some()
            || all.iter().any(|found| found.as_ref().is_none_or(|(path, _)| !known(path)));
        let brought = all.into_iter().flatten().map(|(name, item)| Named { name, place: item.place });
        Self {
            name: name.to_owned(),
            place: service.head(),
            variables: field(service, "environment").map(Node::head),
            brought: brought.collect(),
            open,
            ports: items("ports").into_iter().filter_map(published).collect(),
            commanded: ["entrypoint", "command"].iter().any(|key| field(service, key).is_some()),
        }
    }

    /// The container of a workload or a chart: its lists of variables and of mounts. What it says of its ports opens none.
    pub(super) fn of_lists(name: &str, place: Place, variables: Option<&Node>, mounts: Option<&Node>) -> Self {
        let paths = mounts.into_iter().flat_map(Node::items).filter_map(|item| item.get("mountPath"));
        let brought = paths.filter_map(|path| Some(Named { name: said(path)?.to_owned(), place: path.place }));
        Self {
            name: name.to_owned(),
            place,
            variables: variables.map(Node::head),
            brought: brought.collect(),
            open: false,
            ports: Vec::new(),
            commanded: false,
        }
    }
}

/// Where a secret or config of a service lands.
fn placed(item: &Node, folder: &str) -> Option<String> {
    let name = said(item).or_else(|| item.get("target").or_else(|| item.get("source")).and_then(said))?;
    Some(if name.starts_with('/') { name.to_owned() } else { format!("{folder}{name}") })
}

/// A port that a service publishes: `8080:7007`, `7007`, or a map. Ranges are left alone.
fn published(item: &Node) -> Option<Port> {
    let written = match item.get("target") {
        Some(target) => return Some(Port { number: number(target)?, place: target.place }),
        None => item,
    };
    let inner = match &written.value {
        Value::Number(number) => number.clone(),
        _ => said(written)?.rsplit(':').next()?.to_owned(),
    };
    let number = inner.strip_suffix("/tcp").unwrap_or(&inner).parse().ok()?;
    Some(Port { number, place: written.place })
}

fn number(node: &Node) -> Option<u16> {
    match &node.value {
        Value::Number(number) => number.parse().ok(),
        _ => said(node)?.parse().ok(),
    }
}
