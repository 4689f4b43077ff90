//! What a compose file takes from others: services that its own extend, and whole files that it includes.

use indexmap::IndexMap;

use super::super::node::{Node, Value};
use super::super::place::Place;
use super::compose::field;
use super::environment::said;
use super::unfold::{Inside, name};
use super::{Carrier, Named, Unread};
use crate::contract::carriers::Way;

/// A service that another one extends.
#[derive(Clone, Debug)]
pub struct Extended {
    /// The service that extends it.
    pub by: String,
    /// The file that it stands in; nothing where it is the same one.
    pub file: Option<String>,
    /// What it is called there.
    pub service: String,
    /// Where that is said.
    pub place: Place,
    /// What is not read, in words; nothing once it was.
    pub(super) unread: Option<String>,
}

impl Extended {
    /// What is left unread of it.
    pub(super) fn left(&self) -> Option<Unread> {
        Some(Unread { what: self.unread.clone()?, place: self.place, way: Way::Give })
    }
}

/// Finds what a compose file names.
pub(super) fn read(root: &Node, inside: &mut Inside) {
    let services = root.get("services").into_iter().flat_map(Node::entries);
    inside.extended = services.filter_map(|(by, service)| extended(by, field(service, "extends")?)).collect();
    inside.beside = root.get("include").into_iter().flat_map(Node::items).flat_map(included).collect();
}

/// `extends`: the name of a service, or `{service, file}`.
fn extended(by: &str, node: &Node) -> Option<Extended> {
    let service = said(node).or_else(|| node.get("service").and_then(said))?.to_owned();
    let file = node.get("file").and_then(said).map(str::to_owned);
    let unread = Some("the service that this one extends".to_owned());
    Some(Extended { by: by.to_owned(), file, service, place: node.head(), unread })
}

/// `include`: a path, or `{path}` with one or several of them.
fn included(item: &Node) -> Vec<Named> {
    let paths = item.get("path").filter(|_| item.is_map()).unwrap_or(item);
    if paths.is_list() { paths.items().filter_map(name).collect() } else { name(paths).into_iter().collect() }
}

impl Carrier {
    /// The services that others of it extend.
    pub fn extended(&self) -> &[Extended] {
        &self.inside.extended
    }

    /// Says that one of them was read, by its number, or why it was not.
    pub fn followed(&mut self, at: usize, read: Result<(), String>) {
        let Some(extended) = self.inside.extended.get_mut(at) else { return };
        let file = extended.file.as_deref().unwrap_or(&extended.service);
        extended.unread = read.err().map(|why| format!("`{file}`, which {why}"));
    }

    /// One service of it alone, by the name of the one that extends it. Nothing where there is none of that name.
    pub fn as_extended(&self, extended: &Extended) -> Option<Self> {
        let root = self.documents.first()?;
        let services = root.get("services")?;
        let service = services.walk([extended.service.as_str()])?.clone();
        let with = |node: &Node, key: &str, below: Node| Node {
            value: Value::Map(IndexMap::from([(key.to_owned(), below)])),
            beyond: node.beyond,
            ..Node::new(Value::Null, node.place, node.key)
        };
        let root = with(root, "services", with(services, &extended.by, service));
        let own = self.inside.extended.iter().filter(|one| one.by == extended.service);
        let own = own.map(|one| Extended { by: extended.by.clone(), ..one.clone() }).collect();
        let inside = Inside { extended: own, ..Inside::default() };
        Some(Self { documents: vec![root], inside, repeated: Vec::new(), ..*self })
    }

    /// The same with all that stands in another one beside its services.
    #[must_use]
    pub fn with_rest_of(mut self, whole: &Self) -> Self {
        let rest =
            whole.documents.first().into_iter().flat_map(Node::all_entries).filter(|(key, _)| *key != "services");
        if let Some(Node { value: Value::Map(entries), .. }) = self.documents.first_mut() {
            entries.extend(rest.map(|(key, node)| (key.to_owned(), node.clone())));
        }
        self.repeated.clone_from(&whole.repeated);
        self
    }
}
