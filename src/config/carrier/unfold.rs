//! What stands inside other tools' files: objects in objects, values of charts, and what is only named there.

use indexmap::IndexMap;

use super::super::fault::{Fault, FaultKind};
use super::super::node::{Node, Value};
use super::super::place::Place;
use super::super::scalar;
use super::super::text::Text;
use super::embedded::{Page, empty};
use super::environment::said;
use super::extended::{self, Extended};
use super::{Embedded, EnvFile, Form, Mount, Named, Unread, helm, kustomize, later, objects};
use crate::contract::carriers::{Envelope, Way, carriers};

/// How deep objects may stand in objects.
const DEEPEST: usize = 6;

/// Everything that the documents of a file hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Inside {
    /// Objects of Kubernetes.
    pub(super) objects: Vec<Node>,
    /// Values of charts, the lowest first.
    pub(super) values: Vec<Values>,
    /// Keys in texts of values of which only the last one counts.
    pub(super) repeated: Vec<Fault>,
    /// Texts of values that could not be read.
    pub(super) broken: Vec<Embedded>,
    /// ConfigMaps and Secrets that values are taken from.
    pub(super) from: Vec<Reference>,
    /// Files beside it that belong to it.
    pub(super) beside: Vec<Named>,
    /// Files that belong to it, and nobody here can say where they lie.
    pub(super) elsewhere: Vec<Named>,
    /// Services that others of it extend.
    pub(super) extended: Vec<Extended>,
    /// Files of configuration that are put into a ConfigMap.
    pub(super) mounts: Vec<Mount>,
    /// Files of variables that are put into one.
    pub(super) env_files: Vec<EnvFile>,
    /// What is not read.
    pub(super) unread: Vec<Unread>,
}

/// Values of a chart.
#[derive(Clone, Debug)]
pub(super) struct Values {
    pub(super) root: Node,
    /// The one place that stands for all of them, when they cannot be told apart.
    pub(super) blurred: Option<Place>,
}

/// An object that is named.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) place: Place,
}

impl Inside {
    /// Looks into the documents of a file.
    pub(super) fn of(form: Form, documents: &[Node], page: &Page<'_>) -> Self {
        let mut inside = Self::default();
        for root in documents {
            match form {
                Form::Helm => inside.take(Values { root: root.clone(), blurred: None }, page),
                Form::Kubernetes | Form::Kustomize if kustomize::is_kustomization(root) => {
                    kustomize::read(root, page, &mut inside);
                }
                Form::Kubernetes => inside.object(root.clone(), page, 0),
                Form::Helmfile => inside.helmfile(root, page),
                Form::Compose => extended::read(root, &mut inside),
                Form::Kustomize | Form::Foreign => {}
            }
        }
        inside
    }

    /// Takes an object, and what is in it.
    pub(super) fn object(&mut self, root: Node, page: &Page<'_>, depth: usize) {
        if let Some(items) = objects::items(&root).filter(|_| depth < DEEPEST) {
            return items.into_iter().for_each(|item| self.object(item, page, depth + 1));
        }
        let envelope = carriers().envelope(objects::version(&root), objects::kind(&root));
        let Some(envelope) = envelope.filter(|_| depth < DEEPEST) else {
            self.values_of_config_map(&root, page);
            self.objects.push(root);
            return;
        };
        for (_, inner) in envelope.objects.iter().flat_map(|route| root.reach(route)) {
            let mut inner = inner.clone();
            if let Some(mark) = &envelope.holes {
                later::leave_open(&mut inner, mark);
            }
            self.object(inner, page, depth + 1);
        }
        for (_, values) in envelope.values.iter().flat_map(|route| root.reach(route)).filter(|(_, node)| node.is_map())
        {
            let mut root = values.clone();
            if let Some(mark) = &envelope.holes {
                later::leave_open(&mut root, mark);
            }
            self.take(Values { root, blurred: None }, page);
        }
        for (_, text) in envelope.texts.iter().flat_map(|route| root.reach(route)) {
            self.text_of_values(text, page);
        }
        for (_, parameters) in envelope.parameters.iter().flat_map(|route| root.reach(route)) {
            self.parameters(parameters);
        }
        if speaks_of_portal(&root) {
            self.named(&root, envelope);
        }
    }

    /// Takes values of a chart, and the objects that they have it make besides.
    fn take(&mut self, values: Values, page: &Page<'_>) {
        if helm::is_values(&values.root) {
            for node in helm::objects(&values.root) {
                self.made_by_chart(node, values.blurred, page);
            }
        }
        self.values.push(values);
    }

    /// Takes an object that a chart makes: a map, or a text that is filled in before.
    fn made_by_chart(&mut self, node: &Node, blurred: Option<Place>, page: &Page<'_>) {
        let roots = match said(node) {
            // Within a text, a text has no lines of its own.
            Some(text) if blurred.is_none() => page.documents(node, &later::without_lines_of_helm(text)),
            Some(_) => return,
            None => Ok(vec![node.clone()]),
        };
        let Ok(roots) = roots else {
            let what = "an object of these values, which Helm fills in".to_owned();
            return self.unread.push(Unread { what, place: node.head(), way: Way::Helm });
        };
        for mut root in roots.into_iter().filter(objects::is_object) {
            later::leave_open(&mut root, "{{");
            self.object(root, page, 1);
        }
    }

    /// What an object only names.
    fn named(&mut self, root: &Node, envelope: &Envelope) {
        let files = envelope.files.iter().flat_map(|route| root.reach(route)).flat_map(|(_, list)| list.items());
        self.elsewhere.extend(files.filter_map(name));
        for route in &envelope.from {
            let of_route = if route.ends_with("secretKeyRef") { "Secret" } else { "ConfigMap" };
            self.from.extend(root.reach(route).into_iter().filter_map(|(_, node)| reference(node, of_route)));
        }
        let patches = envelope.patches.iter().flat_map(|route| root.reach(route));
        let patched = patches.map(|(_, node)| node).find(|node| !node.is_list() || node.items().next().is_some());
        self.unread.extend(patched.map(|node| Unread {
            what: format!("what {} changes as it runs", envelope.what),
            place: node.head(),
            way: Way::Cluster,
        }));
    }

    /// A ConfigMap may hold values of a chart, which something else takes from it.
    fn values_of_config_map(&mut self, root: &Node, page: &Page<'_>) {
        if !carriers().keeps(objects::kind(root)) {
            return;
        }
        let data = ["data", "stringData"].iter().filter_map(|key| root.walk([*key])).flat_map(Node::all_entries);
        for (key, node) in data.filter(|(key, _)| !super::is_app_config(key)) {
            let text = said(node)
                .filter(|text| super::is_yaml(key) && super::MARKS_OF_VALUES.iter().any(|mark| text.contains(mark)));
            if text.is_some() {
                self.text_of_values(node, page);
            }
        }
    }

    /// Values that are a text of a file.
    pub(super) fn text_of_values(&mut self, node: &Node, page: &Page<'_>) {
        let Some(text) = said(node) else { return };
        let plain = later::without_lines_of_helm(text);
        let mut read = page.embedded("values", node, &plain);
        let helms = [FaultKind::DuplicateKey, FaultKind::Syntax];
        let is_helms = read.faults.iter().any(|fault| helms.contains(&fault.kind));
        // What is another application's is nobody's to tell here.
        if let Some((values, repeated)) = is_helms.then(|| page.values(node, &plain)).flatten() {
            self.repeated.extend(repeated.into_iter().filter(|_| helm::is_values(&values.root)));
            read = values;
        }
        later::leave_open(&mut read.root, "{{");
        if read.faults.is_empty() {
            self.take(Values { root: read.root, blurred: read.blurred }, page);
        } else if text.contains("{{") {
            let what = "a template of Helm values".to_owned();
            self.unread.push(Unread { what, place: node.head(), way: Way::Helm });
        } else {
            self.broken.push(read);
        }
    }

    /// Single values by their routes, as `helm --set` takes them.
    fn parameters(&mut self, list: &Node) {
        let mut root = empty(list.place);
        for item in list.items() {
            let (Some(name), Some(value)) = (item.get("name"), item.get("value")) else { continue };
            let Some(route) = said(name) else { continue };
            if route.contains(['[', '\\', ',', '{']) {
                let what = format!("the parameter `{route}`");
                self.unread.push(Unread { what, place: name.place, way: Way::Helm });
                continue;
            }
            let typed = item.get("forceString").and_then(Node::boolean) != Some(true);
            let value = match said(value).filter(|_| typed).map(scalar::plain) {
                Some(plain) => Node { value: plain, ..value.clone() },
                None => value.clone(),
            };
            insert(&mut root, route, Node { key: Some(name.place), ..value });
        }
        if root.entries().next().is_some() {
            later::leave_open(&mut root, "{{");
            self.values.push(Values { root, blurred: None });
        }
    }

    /// A Helmfile: values of its releases, in maps and in files beside it.
    fn helmfile(&mut self, root: &Node, page: &Page<'_>) {
        for release in root.get("releases").into_iter().flat_map(Node::items) {
            for key in ["values", "secrets"] {
                for item in release.get(key).into_iter().flat_map(Node::items) {
                    if item.is_map() {
                        self.take(Values { root: item.clone(), blurred: None }, page);
                    } else {
                        self.value_file(item);
                    }
                }
            }
            for (_, set) in release.reach("set") {
                self.parameters(set);
            }
        }
        for (_, bases) in ["bases", "helmfiles"].iter().flat_map(|key| root.reach(key)) {
            let what = "what this Helmfile takes from others".to_owned();
            self.unread.push(Unread { what, place: bases.head(), way: Way::Helm });
        }
    }

    fn value_file(&mut self, item: &Node) {
        let Some(named) = name(item) else { return };
        let readable = !named.name.contains("{{") && !named.name.ends_with(".gotmpl") && !named.name.contains("://");
        if readable {
            self.beside.push(named);
        } else {
            let what = format!("`{}`", named.name);
            self.unread.push(Unread { what, place: named.place, way: Way::Helm });
        }
    }
}

/// Tells whether a Helmfile is one: releases with a chart each.
pub(super) fn is_helmfile(root: &Node) -> bool {
    let releases = root.get("releases").into_iter().flat_map(Node::items);
    let mut releases = releases.filter(|release| release.get("chart").is_some());
    root.get("apiVersion").is_none() && releases.next().is_some()
}

/// Values of a chart that we know are in it.
pub(super) fn holds_values(inside: &Inside) -> bool {
    inside.values.iter().any(|values| helm::is_values(&values.root))
}

pub(super) fn name(node: &Node) -> Option<Named> {
    Some(Named { name: said(node)?.to_owned(), place: node.place })
}

fn reference(node: &Node, of_route: &'static str) -> Option<Reference> {
    let named = name(node.get("name")?)?;
    let kind = match node.get("kind").and_then(said) {
        Some("Secret") => "Secret",
        Some(_) => "ConfigMap",
        None => of_route,
    };
    Some(Reference { kind, name: named.name, place: named.place })
}

/// Tells whether anything in an object speaks of a portal.
fn speaks_of_portal(root: &Node) -> bool {
    let mut speaks = false;
    root.visit(&mut |route, node| {
        let key = route.rsplit('.').next().unwrap_or_default();
        speaks =
            speaks || carriers().speaks_of_portal(key) || said(node).is_some_and(|t| carriers().speaks_of_portal(t));
    });
    speaks
}

/// Puts a value under a route of keys.
fn insert(under: &mut Node, route: &str, value: Node) {
    let place = value.place;
    let mut at = under;
    let mut keys = route.split('.').peekable();
    while let Some(key) = keys.next() {
        let Value::Map(entries) = &mut at.value else { return };
        if keys.peek().is_none() {
            entries.insert(key.to_owned(), value);
            return;
        }
        at = entries.entry(key.to_owned()).or_insert_with(|| empty(place));
    }
}

/// An object of Kubernetes that a tool makes, with what it holds.
pub(super) fn made(kind: &str, name: &str, entries: IndexMap<String, Node>, place: Place) -> Node {
    let text = |text: &str| Node::new(Value::Text(Text::new(text)), place, None);
    let map = |entries| Node::new(Value::Map(entries), place, None);
    let data = if kind == "Secret" { "stringData" } else { "data" };
    map(IndexMap::from([
        ("apiVersion".to_owned(), text("v1")),
        ("kind".to_owned(), text(kind)),
        ("metadata".to_owned(), map(IndexMap::from([("name".to_owned(), text(name))]))),
        (data.to_owned(), map(entries)),
    ]))
}
