//! Files that carry configuration and variables for the portal: Helm values, compose files, Kubernetes manifests. What they are is told
//! by what is in them, never by their name, and what they carry comes out as plain values. Pure: files that they name are only named.

mod compose;
mod embedded;
mod environment;
mod helm;
mod kubernetes;
mod objects;
mod portal;

#[cfg(test)]
mod tests;

use super::build::documents;
use super::fault::Fault;
use super::hidden::learn_written;
use super::node::Node;
use super::place::{Place, Sources};
use crate::credential::Secret;
use crate::secrecy::Known;

/// What kind of file carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Values of a Helm chart.
    Helm,
    /// A compose file.
    Compose,
    /// Kubernetes manifests, several in a file.
    Kubernetes,
}

/// A file that was found to be a carrier.
#[derive(Clone, Debug)]
pub struct Carrier {
    form: Form,
    source: usize,
    documents: Vec<Node>,
}

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
    /// Files of variables that it names.
    pub env_files: Vec<EnvFile>,
    /// All values that are written in it, whoever reads them.
    pub written: Vec<Written>,
    /// The secrets in it.
    pub secrets: Known,
    /// What its own reader would refuse, or what could not be decided.
    pub oddities: Vec<Oddity>,
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
    /// Where it is set.
    pub place: Place,
}

/// Who can read what is written in a carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Whoever can read the file or ask the cluster.
    Open(&'static str),
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

/// Words without which no text is a carrier; asked before a text is parsed a second time.
const MARKS: [&str; 5] = ["services", "apiVersion", "appConfig", "extraEnv", "presets"];

/// Says whether a text carries configuration or variables rather than being configuration.
pub fn detect(text: &str, source: usize) -> Option<Carrier> {
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let documents = documents(text, source).ok()?;
    let form = match documents.as_slice() {
        all if all.iter().any(objects::is_object) => Form::Kubernetes,
        [root] if compose::is_compose(root) => Form::Compose,
        [root] if helm::is_values(root) => Form::Helm,
        _ => return None,
    };
    Some(Carrier { form, source, documents })
}

/// Reads carriers together: one may set variables from objects in another.
pub fn read(carriers: &[Carrier], sources: &Sources) -> Vec<Carried> {
    let objects = objects::Objects::of(carriers);
    let service = portal::service(carriers);
    let container = portal::container(carriers);
    let alone = !carriers.iter().any(|carrier| carrier.form == Form::Helm) && container.is_nobodys();
    let read = carriers.iter().map(|carrier| {
        let text = sources.get(carrier.source).map(|source| source.text.as_str()).unwrap_or_default();
        let page = embedded::Page::new(text);
        let mut carried = Carried::of(carrier);
        match carrier.form {
            Form::Helm => helm::read(carrier, &objects, &page, &mut carried),
            Form::Compose => compose::read(carrier, &service, &page, &mut carried),
            Form::Kubernetes => kubernetes::read(carrier, &objects, &container, alone, &page, &mut carried),
        }
        carried.learn();
        carried.blurred = carried.layers.iter().filter_map(|layer| layer.blurred).collect();
        carried.labels = carried.layers.iter().map(|layer| layer.label.clone()).collect();
        carried
    });
    read.collect()
}

impl Carried {
    fn of(carrier: &Carrier) -> Self {
        let mut secrets = Known::default();
        carrier.documents.iter().for_each(|root| learn_written(root, &mut secrets));
        Self {
            secrets,
            form: carrier.form,
            source: carrier.source,
            layers: Vec::new(),
            labels: Vec::new(),
            blurred: Vec::new(),
            variables: Vec::new(),
            speaks: false,
            open: false,
            flags: Vec::new(),
            starts: false,
            mounts: Vec::new(),
            env_files: Vec::new(),
            written: Vec::new(),
            oddities: Vec::new(),
        }
    }

    /// Learns what is a secret in it by what holds it, whatever its name.
    fn learn(&mut self) {
        let held = self.written.iter().filter(|written| matches!(written.holder, Holder::Secret(_)));
        held.for_each(|written| self.secrets.learn(written.value.expose()));
    }

    /// Tells whether the portal reads a file of this name, as far as its command line says: once it names one, only those.
    pub fn reads(&self, file: &str) -> bool {
        !self.starts || self.flags.is_empty() || self.flags.iter().any(|flag| last(&flag.name) == last(file))
    }
}

/// The last part of a path.
pub fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Tells whether a file is one of Backstage's by its name.
pub fn is_app_config(path: &str) -> bool {
    let name = last(path);
    name.starts_with("app-config") && [".yaml", ".yml"].iter().any(|ending| name.ends_with(ending))
}
