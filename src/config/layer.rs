//! One file as a layer: its tree, with includes followed and variables filled in.

use super::build::build;
use super::fault::Fault;
use super::hidden::{learn_filled, learn_written};
use super::marks::learn_marks;
use super::node::Node;
use super::place::{Place, Sources};
use super::reader::{Reader, unread};
use super::sight::Unseen;
use super::variables::Variables;
use crate::secrecy::Known;

/// Whose a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The image's own; an operator cannot change it, only write over it.
    Image,
    /// The operator's.
    Yours,
    /// Variables named `APP_CONFIG_…`, which outrank every file.
    Environment,
}

/// What one file brings.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The file, by its number.
    pub source: usize,
    /// Whose it is.
    pub role: Role,
    /// What it says; empty where it could not be read.
    pub root: Node,
    /// What is wrong with the text itself.
    pub faults: Vec<Fault>,
    /// The secrets in it, and those that variables and other files brought into it.
    pub secrets: Known,
}

/// A file that another one names.
pub struct Attached {
    /// Its name, as a person would write it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Where includes are read from.
pub trait Files {
    /// Reads a file that `from` names; the path is relative to the folder of `from`.
    ///
    /// # Errors
    /// Why it cannot be read, in a few words.
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String>;

    /// The file in the folder of `from` that keeps a ConfigMap or Secret of this name; nothing where none does, or several do.
    fn keeping(&self, from: &str, object: &str) -> Option<String>;

    /// Tells whether a file lies outside of what `from` belongs to, so that whoever wrote `from` may have meant a file that is nobody's
    /// business.
    fn is_outside(&self, _from: &str, _name: &str) -> bool {
        false
    }

    /// Tells whether a file that is not here is expected to come where the portal runs, or when somebody has made it: nothing is wrong
    /// with the path then.
    fn comes_later(&self, _from: &str, path: &str) -> bool {
        path.starts_with('/')
    }

    /// Tells whether a file that is not here is one that everybody makes for himself: git is told to ignore it.
    fn is_ignored(&self, _from: &str, _path: &str) -> bool {
        false
    }
}

/// Reads a text as a layer.
pub fn read(source: usize, role: Role, sources: &mut Sources, variables: &Variables, files: &dyn Files) -> Layer {
    let text = sources.get(source).map(|source| source.text.clone()).unwrap_or_default();
    match build(&text, source) {
        Ok(root) => {
            let mut layer = Layer::of(root, source, role, sources, variables, files);
            learn_marks(&text, &mut layer.secrets);
            layer
        }
        Err(fault) => Layer { secrets: unread(&text), ..Layer::unread(source, role, fault) },
    }
}

impl Layer {
    /// A layer of a tree that was found inside another file.
    pub fn of(
        root: Node,
        source: usize,
        role: Role,
        sources: &mut Sources,
        variables: &Variables,
        files: &dyn Files,
    ) -> Self {
        let mut secrets = Known::default();
        if role != Role::Image {
            learn_written(&root, &mut secrets);
        }
        let mut reader = Reader::new(sources, variables, files, secrets);
        let root = reader.filled(root, 0);
        let (faults, mut secrets) = reader.end();
        learn_filled(&root, &mut secrets);
        Self { source, role, root, faults, secrets }
    }

    /// A layer that could not be read at all.
    pub fn unread(source: usize, role: Role, fault: Fault) -> Self {
        let root = Node { beyond: Some(Unseen::File), ..Node::empty(Place::top(source)) };
        Self { source, role, root, faults: vec![fault], secrets: Known::default() }
    }
}

#[cfg(test)]
mod tests;
