//! Files that carry configuration and variables for the portal: Helm values, compose files, Kubernetes manifests. What they are is told
//! by what is in them, never by their name, and what they carry comes out as plain values. Pure: files that they name are only named.

mod brought;
mod carried;
mod compose;
mod container;
mod embedded;
mod environment;
mod extended;
mod foreign;
mod helm;
mod interpolation;
mod kubernetes;
mod kustomize;
mod later;
mod manifest;
mod named;
mod objects;
mod operator;
mod portal;
mod unfold;

#[cfg(test)]
mod tests;

pub use self::carried::{
    Carried, Embedded, EnvFile, Holder, Mount, Named, Oddity, OddityKind, Setting, Spelled, Unread, Written,
};
pub use self::container::{Container, Port};
pub use self::environment::configs_named;
pub use self::extended::Extended;
use self::foreign::Foreign;
pub use self::interpolation::{interpolated, references, renamed, sole_reference};
pub use self::manifest::{Manifest, keeps_one_of, objects_named};
use self::named::Left;
use self::unfold::Inside;
use std::collections::BTreeSet;

use super::build::{documents, documents_before, documents_of_helm};
use super::fault::{Fault, FaultKind};
use super::node::Node;
use super::place::{Place, Sources};
use crate::bounds::LARGEST;
use crate::contract::carriers::{Way, carriers};

/// What kind of file carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Values of a Helm chart.
    Helm,
    /// A compose file.
    Compose,
    /// Kubernetes manifests, several in a file.
    Kubernetes,
    /// A kustomization.
    Kustomize,
    /// A Helmfile.
    Helmfile,
    /// None of these: another tool's own, or nothing that can be read as it is.
    Foreign,
}

/// A file that was found to be a carrier.
#[derive(Clone, Debug)]
pub struct Carrier {
    form: Form,
    source: usize,
    documents: Vec<Node>,
    inside: Inside,
    /// Keys of which only the last one counts.
    repeated: Vec<Fault>,
}

/// Words without which no text holds values of a chart.
const MARKS_OF_VALUES: [&str; 3] = ["appConfig", "extraEnv", "presets"];

/// Says whether a text carries configuration or variables, or is another tool's, rather than being configuration. What is called
/// `app-config` is configuration unless it carries some.
pub fn detect(name: &str, text: &str, source: usize) -> Option<Carrier> {
    if is_configuration_by_its_keys(text) {
        return None;
    }
    if let Some(foreign) = foreign::other_language(text, source) {
        return Some(Carrier::foreign(foreign, source, Vec::new()));
    }
    let documents = match documents(text, source) {
        Ok(documents) => documents,
        Err(fault) => {
            let no_yaml = || foreign::no_yaml(text, source);
            let values = (fault.kind == FaultKind::DuplicateKey).then(|| repeating(text, source)).flatten();
            let others = || (fault.kind == FaultKind::DuplicateKey).then(|| of_others(name, text, source)).flatten();
            let foreign = || Some(Carrier::foreign(no_yaml().or_else(others)?, source, Vec::new()));
            return values.or_else(foreign).or_else(|| manifest_before(name, text, source, &fault));
        }
    };
    let form = match documents.as_slice() {
        [root] if kustomize::is_kustomization(root) => Form::Kustomize,
        all if all.iter().any(objects::is_object) => Form::Kubernetes,
        [root] if compose::is_compose(root) => Form::Compose,
        [root] if helm::is_values(root) => Form::Helm,
        all if all.iter().any(unfold::is_helmfile) => Form::Helmfile,
        all => {
            let foreign = foreign::generated(text, all).or_else(|| foreign::of(name, all));
            return foreign.map(|foreign| Carrier::foreign(foreign, source, documents));
        }
    };
    let inside = Inside::of(form, &documents, &embedded::Page::new(text));
    Some(Carrier { form, source, documents, inside, repeated: Vec::new() })
}

/// Reads values of a chart in which a key stands twice: Helm takes the last one (sigs.k8s.io/yaml 1.4, not strict), and whatever else
/// reads YAML here refuses the file.
fn repeating(text: &str, source: usize) -> Option<Carrier> {
    let (documents, repeated) = documents_of_helm(text, source).ok()?;
    let [root] = documents.as_slice() else { return None };
    if objects::is_object(root) || compose::is_compose(root) || !helm::is_values(root) {
        return None;
    }
    let inside = Inside::of(Form::Helm, &documents, &embedded::Page::new(text));
    Some(Carrier { form: Form::Helm, source, documents, inside, repeated })
}

/// Reads the manifests before a document that cannot be read, which is said of the file: what they hold is a portal's all the same.
fn manifest_before(name: &str, text: &str, source: usize, fault: &Fault) -> Option<Carrier> {
    if text.len() > LARGEST {
        return None;
    }
    let documents = documents_before(text, source);
    if !documents.iter().any(objects::is_object) {
        return None;
    }
    let mut inside = Inside::of(Form::Kubernetes, &documents, &embedded::Page::new(text));
    let (root, label) = (embedded::empty(fault.place), last(name).to_owned());
    inside.broken.push(Embedded { label, root, faults: vec![fault.clone()], blurred: None });
    Some(Carrier { form: Form::Kubernetes, source, documents, inside, repeated: Vec::new() })
}

/// Judges a text in which a key stands twice and that is another tool's all the same: it carries nothing.
fn of_others(name: &str, text: &str, source: usize) -> Option<Foreign> {
    let (documents, _) = documents_of_helm(text, source).ok()?;
    let carries =
        |root: &Node| objects::is_object(root) && carriers().carries(objects::version(root), objects::kind(root));
    if documents.iter().any(|root| carries(root) || compose::is_compose(root)) {
        return None;
    }
    foreign::of(name, &documents)
}

/// Tells whether a text is values of a chart that is known.
pub fn is_values(name: &str, text: &str) -> bool {
    detect(name, text, 0).is_some_and(|carrier| carrier.form == Form::Helm)
}

/// Reads the values of a chart, whose description lies beside them, whatever their keys are: only what the chart takes for configuration
/// is some. Nothing, where it cannot be read.
pub fn values(text: &str, source: usize) -> Option<Carrier> {
    let (documents, repeated) = documents_of_helm(text, source).ok()?;
    if let [root] = documents.as_slice()
        && helm::is_values(root)
    {
        let inside = Inside::of(Form::Helm, &documents, &embedded::Page::new(text));
        return Some(Carrier { form: Form::Helm, source, documents, inside, repeated });
    }
    let unread = carriers().speaks_of_portal(text).then(|| Unread {
        what: "what this chart makes of its values".to_owned(),
        place: Place::top(source),
        way: Way::Helm,
    });
    Some(Carrier::foreign(Foreign::Unread(unread.into_iter().collect()), source, documents))
}

/// Tells of most configuration that it is some, before it is parsed a second time: a key that only configuration has begins a line, and no
/// word of a carrier is there.
fn is_configuration_by_its_keys(text: &str) -> bool {
    const MARKS: [&str; 8] = ["services", "apiVersion", "appConfig", "extraEnv", "presets", "{{", "releases", "jobs"];
    let known = |key: &str| matches!(key, "app" | "backend" | "auth" | "integrations" | "catalog" | "organization");
    !MARKS.iter().any(|mark| text.contains(mark)) && keys(text).any(known) && !is_other_by_its_keys(text)
}

/// Tells by the keys that begin a line whether a text is another tool's.
fn is_other_by_its_keys(text: &str) -> bool {
    let keys: BTreeSet<_> = keys(text).collect();
    carriers().is_other(|key| keys.contains(key))
}

/// The keys that begin a line.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.split_once(':').map(|(key, _)| key))
}

impl Carrier {
    fn foreign(foreign: Foreign, source: usize, documents: Vec<Node>) -> Self {
        let unread = match foreign {
            Foreign::Unread(unread) => unread,
            Foreign::Alone => Vec::new(),
        };
        let inside = Inside { unread, ..Inside::default() };
        Self { form: Form::Foreign, source, documents, inside, repeated: Vec::new() }
    }

    /// The files beside it that belong to it, by their paths.
    pub fn beside(&self) -> &[Named] {
        &self.inside.beside
    }

    /// The files that belong to it and lie where nobody here can say.
    pub fn elsewhere(&self) -> &[Named] {
        &self.inside.elsewhere
    }

    /// Tells whether all of it is in its documents.
    fn is_tree(&self) -> bool {
        self.form == Form::Compose && !self.documents.is_empty()
    }

    /// Tells whether another tool makes what runs a portal of it.
    fn is_generated(&self) -> bool {
        self.inside.unread.iter().any(|unread| carriers().is_generated(&unread.what))
    }

    /// The number of the file that it stands in.
    pub fn source(&self) -> usize {
        self.source
    }

    /// The ConfigMaps and Secrets that a portal in it has variables or files from.
    pub fn objects_wanted(&self) -> BTreeSet<String> {
        if self.form == Form::Kubernetes { kubernetes::named(self) } else { BTreeSet::new() }
    }

    /// The ConfigMaps and Secrets in it.
    pub fn objects_kept(&self) -> impl Iterator<Item = &str> {
        objects::of(self).filter(|object| carriers().keeps(objects::kind(object))).map(objects::name)
    }

    /// Says that something of it is not read.
    pub fn leave_unread(&mut self, what: String, place: Place, way: Way) {
        self.inside.unread.push(Unread { what, place, way });
    }

    /// Tells whether anything in it says what a portal has.
    fn speaks_for_portal(&self) -> bool {
        unfold::holds_values(&self.inside) || self.inside.objects.iter().any(operator::is_resource)
    }
}

/// Reads carriers together: one may set variables from objects in another.
pub fn read(carriers: &[Carrier], sources: &Sources) -> Vec<Carried> {
    let objects = objects::Objects::of(carriers);
    let service = portal::service(carriers);
    let container = portal::container(carriers);
    let alone = !carriers.iter().any(Carrier::speaks_for_portal) && container.is_nobodys();
    let (mut seen, mut left) = (BTreeSet::new(), Left::default());
    let read = carriers.iter().map(|carrier| {
        let text = sources.get(carrier.source).map(|source| source.text.as_str()).unwrap_or_default();
        // A file whose services others extend is there once for each.
        let text = if seen.insert(carrier.source) || !carrier.is_tree() { text } else { "" };
        let page = embedded::Page::new(text);
        let mut carried = Carried::of(carrier, text);
        for values in &carrier.inside.values {
            helm::read(values, &objects, &page, &mut carried);
        }
        if carrier.form == Form::Compose {
            compose::read(carrier, &service, &page, &mut carried);
        } else {
            kubernetes::read(carrier, &objects, &container, alone, &page, &mut carried);
        }
        for named in &carrier.inside.from {
            carried.needs(named, &objects);
        }
        left.take(&mut carried);
        carried.learn();
        carried.blurred = carried.layers.iter().filter_map(|layer| layer.blurred).collect();
        carried.labels = carried.layers.iter().map(|layer| layer.label.clone()).collect();
        carried
    });
    read.collect()
}

/// Tells whether a text is YAML, or written for another tool that makes YAML of it.
pub fn is_understood(text: &str) -> bool {
    documents(text, 0).is_ok() || foreign::no_yaml(text, 0).is_some()
}

/// The last part of a path.
pub fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Tells whether a file is one of Backstage's by its name.
pub fn is_app_config(path: &str) -> bool {
    let name = last(path);
    name.starts_with("app-config") && is_yaml(name)
}

/// Tells whether a file is YAML by its name.
pub fn is_yaml(path: &str) -> bool {
    [".yaml", ".yml"].iter().any(|ending| path.ends_with(ending))
}
