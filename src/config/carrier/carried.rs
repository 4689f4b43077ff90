//! What a carrier brings, as plain values.

use super::super::fault::Fault;
use super::super::hidden::{learn_text, learn_written};
use super::super::marks::learn_marks;
use super::super::node::Node;
use super::super::place::Place;
use super::container::Container;
use super::objects::Objects;
use super::unfold::{self, Inside, Reference};
use super::{Carrier, Form, last};
use crate::contract::carriers::Way;
use crate::credential::Secret;
use crate::secrecy::Known;

/// What a carrier brings.
#[derive(Clone, Debug)]
pub struct Carried {
    /// What kind of file it is.
    pub form: Form,
    /// The file, by its number.
    pub source: usize,
    /// Configuration in it, the lowest first.
    pub layers: Vec<Embedded>,
    /// The names of that configuration.
    pub labels: Vec<String>,
    /// Places that stand for whole texts; nothing can be edited there.
    pub blurred: Vec<Place>,
    /// The portal's variables that are set in it.
    pub variables: Vec<Setting>,
    /// Whether it says what the portal's environment is.
    pub speaks: bool,
    /// Whether more variables are set where they cannot be read from here.
    pub open: bool,
    /// The files that the portal's command line names.
    pub flags: Vec<Named>,
    /// Whether that command line takes the place of the image's own start.
    pub starts: bool,
    /// Files that are put over files of the portal.
    pub mounts: Vec<Mount>,
    /// The host names that lead to the portal.
    pub hosts: Vec<Named>,
    /// The container that the portal runs in.
    pub container: Option<Container>,
    /// Files of variables that it names.
    pub env_files: Vec<EnvFile>,
    /// All values that are written in it, whoever reads them.
    pub written: Vec<Written>,
    /// The secrets in it.
    pub secrets: Known,
    /// What its own reader would refuse, or what could not be decided.
    pub oddities: Vec<Oddity>,
    /// Keys that stand in a map a second time, where only the last one counts.
    pub repeated: Vec<Fault>,
    /// What of it is not read.
    pub unread: Vec<Unread>,
    /// Whether it names files or objects that belong to it.
    pub names_more: bool,
    /// Whether it is what a chart has by default, over which whoever installs it lays values of their own.
    pub by_default: bool,
    /// Whether the image's own file of dynamic plugins lies below, with the configuration that it has for each.
    pub plugins_below: bool,
}

/// Something that may be the portal's and is not read.
#[derive(Clone, Debug)]
pub struct Unread {
    /// What it is (`a Terraform file`).
    pub what: String,
    /// Where it stands, or is named.
    pub place: Place,
    /// How it can be had read.
    pub way: Way,
}

/// Configuration inside another file.
#[derive(Clone, Debug)]
pub struct Embedded {
    /// The name that the portal sees it by (`app-config.local.yaml`), or the key that holds it.
    pub label: String,
    /// The tree, with places in the carrier.
    pub root: Node,
    /// What is wrong with its text.
    pub faults: Vec<Fault>,
    /// The one place that stands for all of it, when they cannot be told apart; nothing can be edited there.
    pub blurred: Option<Place>,
}

/// A variable that a carrier sets.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value; nothing when it is set where it cannot be read from here.
    pub value: Option<Secret>,
    /// What is written for it, where that holds references of another tool.
    pub written: Option<Secret>,
    /// Where it is set.
    pub place: Place,
    /// How it is spelled, where that is an entry of its own; nothing where another object names it.
    pub spelled: Option<Spelled>,
}

/// Where the entry of a variable stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelled {
    /// Its name, or what begins with it (`NAME=value`).
    pub name: Place,
    /// All of it.
    pub whole: Place,
}

impl Spelled {
    /// The entry of a map, by its value.
    pub(super) fn of_entry(node: &Node) -> Self {
        let name = node.head();
        Self { name, whole: Place { end: node.place.end.max(name.end), ..name } }
    }
}

/// Who can read what is written in a carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Whoever can read the file or ask the cluster.
    Open(&'static str),
    /// The same, for another service of a compose file than the portal's.
    Beside,
    /// The same, for another chart that the portal's brings along.
    Brought,
    /// A Secret of Kubernetes, by its name.
    Secret(String),
}

/// A value that is written in a carrier.
#[derive(Clone, Debug)]
pub struct Written {
    /// The variable's name.
    pub name: String,
    /// Its value as the portal would have it.
    pub value: Secret,
    /// Where it stands.
    pub place: Place,
    /// What holds it.
    pub holder: Holder,
}

/// A name and where it stands.
#[derive(Clone, Debug)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Where.
    pub place: Place,
}

/// A file that is put over a file of the portal.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The file beside the carrier; nothing when it is none, or its path is not known.
    pub from: Option<String>,
    /// The path in the container.
    pub over: String,
    /// Where it is said.
    pub place: Place,
    /// Why the file could not be read, when it was looked for.
    pub trouble: Option<String>,
    /// Whether the file that could not be read is one that everybody makes who runs the portal.
    pub later: bool,
}

/// A file of variables that a carrier names.
#[derive(Clone, Debug)]
pub struct EnvFile {
    /// Its path, relative to the carrier.
    pub path: String,
    /// Whether it must be there.
    pub required: bool,
    /// Where it is named.
    pub place: Place,
    /// Why it could not be read, when it was looked for.
    pub trouble: Option<String>,
    /// Whether an example of it lies where it should be.
    pub example: bool,
    /// Whether git is told to ignore it, so that everybody makes it for himself.
    pub ignored: bool,
}

/// What is odd about a carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OddityKind {
    /// It cannot be told which service or container is the portal.
    PortalUnclear,
    /// Data of a Secret is no base64.
    NotBase64,
    /// A value that must be a string is none.
    NotText,
    /// A key is taken from an object that has none of this name; the object and its keys are named behind it.
    KeyUnknown,
    /// Configuration stands where the chart does not read it; its place is named.
    Misplaced,
}

/// Something odd about a carrier.
#[derive(Clone, Debug)]
pub struct Oddity {
    /// What kind of thing.
    pub kind: OddityKind,
    /// Where.
    pub place: Place,
    /// The names that it is about.
    pub names: Vec<String>,
}

impl Carried {
    pub(super) fn of(carrier: &Carrier, text: &str) -> Self {
        let mut secrets = Known::default();
        carrier.documents.iter().for_each(|root| learn_written(root, &mut secrets));
        match carrier.documents.is_empty() {
            true => learn_text(text, &mut secrets),
            false => learn_marks(text, &mut secrets),
        }
        let Inside { broken, mounts, env_files, unread, from, beside, elsewhere, repeated, .. } =
            carrier.inside.clone();
        Self {
            secrets,
            form: carrier.form,
            source: carrier.source,
            layers: broken,
            labels: Vec::new(),
            blurred: Vec::new(),
            variables: Vec::new(),
            speaks: false,
            open: false,
            flags: Vec::new(),
            starts: false,
            mounts,
            hosts: Vec::new(),
            container: None,
            env_files,
            written: Vec::new(),
            oddities: Vec::new(),
            repeated: carrier.repeated.iter().cloned().chain(repeated).collect(),
            unread,
            by_default: false,
            plugins_below: false,
            names_more: !from.is_empty() || !beside.is_empty() || !elsewhere.is_empty(),
        }
    }

    /// Learns what is a secret in it by what holds it, whatever its name.
    pub(super) fn learn(&mut self) {
        let held = self.written.iter().filter(|written| matches!(written.holder, Holder::Secret(_) | Holder::Brought));
        held.for_each(|written| self.secrets.learn(written.value.expose()));
    }

    /// Says of an object with values that it is not here.
    pub(super) fn needs(&mut self, named: &Reference, objects: &Objects<'_>) {
        let found = if named.kind == "Secret" { objects.secret(&named.name) } else { objects.config_map(&named.name) };
        if found.is_none() {
            let what = format!("the {} `{}`", named.kind, named.name);
            self.unread.push(Unread { what, place: named.place, way: Way::Give });
            self.open = true;
        }
    }

    /// Says of a ConfigMap with configuration that it is not here.
    pub(super) fn needs_map(&mut self, name: &Node, objects: &Objects<'_>) {
        if let Some(Named { name, place }) = unfold::name(name) {
            self.needs(&Reference { kind: "ConfigMap", name, place }, objects);
        }
    }

    /// Tells whether nothing of a portal is in it.
    pub fn is_alone(&self) -> bool {
        let brings = !self.labels.is_empty() || !self.variables.is_empty() || !self.written.is_empty();
        let names = self.names_more
            || !self.hosts.is_empty()
            || !self.mounts.is_empty()
            || !self.env_files.is_empty()
            || !self.flags.is_empty();
        !brings && !names && !self.speaks && self.unread.is_empty() && self.oddities.is_empty()
    }

    /// Tells whether the portal reads a file of this name, as far as its command line says: once it names one, only those.
    pub fn reads(&self, file: &str) -> bool {
        !self.starts || self.flags.is_empty() || self.flags.iter().any(|flag| last(&flag.name) == last(file))
    }
}
