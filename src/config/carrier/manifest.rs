//! What a manifest of Kubernetes does for a portal: for whoever looks for those that matter among many files.

use std::collections::BTreeSet;
use std::slice;

use super::super::node::Node;
use super::super::place::{Source, Sources};
use super::portal::Candidate;
use super::{Carrier, Form, detect, kubernetes, objects, operator, read};
use crate::contract::carriers::carriers;

/// What a manifest does for a portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Whether configuration stands in it, as files or as values of a chart.
    pub configures: bool,
    /// Whether it runs the portal.
    pub runs: bool,
    /// Whether it holds files or variables, whoever reads them.
    pub keeps: bool,
}

impl Manifest {
    /// Reads a text. Nothing, where it has no object of Kubernetes or speaks of no portal.
    pub fn of(text: &str) -> Option<Self> {
        // Most manifests are nobody's here, and are not parsed.
        if !text.contains("apiVersion") || !carriers().speaks_of_portal(text) {
            return None;
        }
        let mut sources = Sources::default();
        let source = sources.add(Source::new("", text));
        let Some(carrier) = detect("", text, source).filter(|carrier| !carrier.documents.is_empty()) else {
            return Some(Self::of_template(text));
        };
        if carrier.is_generated() {
            return Some(Self { runs: true, ..Self::default() });
        }
        (carrier.form == Form::Kubernetes).then(|| Self {
            runs: kubernetes::candidates(&carrier).iter().any(Candidate::is_portal)
                || objects::of(&carrier).any(operator::is_resource),
            keeps: objects::of(&carrier).any(|object| carriers().keeps(objects::kind(object))),
            configures: read(slice::from_ref(&carrier), &sources).iter().any(|carried| !carried.layers.is_empty()),
        })
    }

    /// Reads what is no YAML before it is filled in, or is broken, by its lines.
    fn of_template(text: &str) -> Self {
        let has = |is_meant: &dyn Fn(&str) -> bool| {
            text.lines().filter_map(|line| line.strip_prefix("kind: ")).any(|kind| is_meant(kind.trim()))
        };
        let is_image = |line: &str| line.trim_start().trim_start_matches("- ").starts_with("image:");
        let keeps = has(&|kind| carriers().keeps(kind));
        let holds = has(&|kind| carriers().unfolds(kind));
        Self {
            runs: has(&|kind| carriers().workload(kind).is_some())
                && text.lines().any(|line| is_image(line) && carriers().speaks_of_portal(line)),
            keeps,
            configures: keeps && text.contains("app-config")
                || holds && text.contains(&carriers().deployments.configuration),
        }
    }

    /// Tells whether it deploys a portal, or holds what one is deployed with.
    pub fn deploys(self) -> bool {
        self.configures || self.runs || self.keeps
    }
}

/// The names of the ConfigMaps and Secrets that what runs a portal in a text has its variables and files from.
pub fn objects_named(text: &str) -> BTreeSet<String> {
    kubernetes_of(text).map(|carrier| kubernetes::named(&carrier)).unwrap_or_default()
}

/// Tells whether a text holds a ConfigMap or a Secret of one of some names.
pub fn keeps_one_of(text: &str, names: &BTreeSet<String>) -> bool {
    let is_one = |object: &Node| carriers().keeps(objects::kind(object)) && names.contains(objects::name(object));
    names.iter().any(|name| text.contains(name.as_str()))
        && kubernetes_of(text).is_some_and(|carrier| objects::of(&carrier).any(is_one))
}

/// A text of Kubernetes' objects.
fn kubernetes_of(text: &str) -> Option<Carrier> {
    let source = Sources::default().add(Source::new("", text));
    let carrier = || detect("", text, source).filter(|carrier| carrier.form == Form::Kubernetes);
    text.contains("apiVersion").then(carrier)?
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Manifest = Manifest { configures: false, runs: false, keeps: false };

    #[test]
    fn a_manifest_is_told_by_its_objects_wherever_their_keys_stand() {
        let list = "kind: List\napiVersion: v1\nitems:\n  - metadata: { name: c }\n    kind: ConfigMap\n    apiVersion: v1\n    data:\n      app-config.yaml: |\n        app: { title: A }\n";
        assert_eq!(Manifest::of(list), Some(Manifest { configures: true, keeps: true, ..NOTHING }));
        let pod = "{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ name: a, image: acme/backstage }] } }";
        assert_eq!(Manifest::of(pod), Some(Manifest { runs: true, ..NOTHING }));
        let operators = "apiVersion: rhdh.redhat.com/v1alpha5\nkind: Backstage\nspec: {}\n";
        assert_eq!(Manifest::of(operators), Some(Manifest { runs: true, ..NOTHING }));
        let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    backstage: { appConfig: { app: { title: A } } }\n";
        assert_eq!(Manifest::of(release), Some(Manifest { configures: true, ..NOTHING }));
    }

    #[test]
    fn what_another_tool_makes_a_portal_of_runs_one() {
        let score = "apiVersion: score.dev/v1b1\nmetadata: { name: backstage }\ncontainers: { a: { image: . } }\n";
        assert_eq!(Manifest::of(score), Some(Manifest { runs: true, ..NOTHING }));
        assert_eq!(Manifest::of(&score.replace("backstage", "shop")), None);
    }

    #[test]
    fn what_only_speaks_of_a_portal_does_nothing_for_it() {
        let database = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: backstage }\nspec: { template: { spec: { containers: [{ name: db, image: postgres:17 }] } } }\n";
        assert_eq!(Manifest::of(database), Some(NOTHING));
        let quoted =
            "apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    about: |\n      backstage\nspec: {}\n";
        assert_eq!(Manifest::of(quoted), Some(NOTHING));
        for other in ["apiVersion: v1\nkind: Secret\nstringData: { A: b }\n", "services: { backstage: { image: a } }\n"]
        {
            assert_eq!(Manifest::of(other), None, "{other}");
        }
    }

    #[test]
    fn a_template_is_told_by_its_lines() {
        let template = "{{- if .Values.on }}\napiVersion: apps/v1\nkind: Deployment\nspec:\n  containers:\n    - image: {{ .Values.backstage }}\n{{- end }}\n";
        assert_eq!(Manifest::of(template), Some(Manifest { runs: true, ..NOTHING }));
        let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}-backstage\n  {{- with .Values.labels }}\n  {{- end }}\n";
        assert_eq!(Manifest::of(secret), Some(Manifest { keeps: true, ..NOTHING }));
    }
}
