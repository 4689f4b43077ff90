//! What takes the place of a value where the portal is deployed.

use crate::config::{Layer, Node};
use crate::lint::{Loaded, Subject};

/// The file that puts something else in the place of what a layer says at a route, wherever the portal is deployed. What only a
/// developer's own start loads does not.
pub(super) fn over<'s>(route: &str, layer: &Layer, subject: &'s Subject<'_>) -> Option<&'s str> {
    let name = |layer: &Layer| subject.sources.name(layer.root.place.source);
    let own = subject.own_layers().skip_while(|own| own.source != layer.source).skip(1);
    let own = own.filter(|own| own.source != layer.source);
    let own = own.filter(|own| subject.loaded(own.root.place) != Some(Loaded::Developed));
    // Of what lies beside, only what is called so is loaded there; nothing, where an image's own command says what is.
    let beside = if subject.around.image.is_some() { &[][..] } else { &subject.around.beside.layers };
    let is_beside = || beside.iter().any(|other| other.source == layer.source);
    let beside = beside.iter().filter(|other| subject.loaded(other.root.place) == Some(Loaded::Deployed));
    let beside = beside.filter(|other| other.source != layer.source && !is_beside());
    let read = own.chain(beside).map(|over| (name(over), &over.root));
    let above = subject.around.above.iter().map(|above| (above.file.as_str(), &above.root));
    read.chain(above).find(|(_, root)| replaces(root, route)).map(|(file, _)| file)
}

/// Tells whether a tree that is merged over another one says what stands at a route: there, or by a list or a value above it.
fn replaces(root: &Node, route: &str) -> bool {
    let ends = route.match_indices('.').map(|(at, _)| at).chain([route.len()]);
    ends.into_iter().any(|end| root.entry(&route[..end]).is_some_and(|said| end == route.len() || !said.is_map()))
}
