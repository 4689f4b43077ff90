//! Files of other tools around a portal: by what they are told, and where in them its configuration stands.

use std::sync::OnceLock;

use serde::Deserialize;

const TEXT: &str = embedded!("backstage/carriers");

/// What is known about such files.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carriers {
    /// Keys at the top of configuration, beside those that are known by form.
    pub configuration: Vec<Vec<String>>,
    /// Keys at the top of other tools' files; all of one row are there.
    pub others: Vec<Vec<String>>,
    /// Words by which somebody speaks of a portal.
    pub portal: Vec<String>,
    /// Images that stand beside a portal and are none, by how their names begin.
    pub beside: Vec<Vec<String>>,
    /// Images among them that sign people in before they reach a portal.
    pub fronts: Vec<String>,
    /// Objects that another tool makes what runs a portal of.
    pub generated: Vec<Generated>,
    /// Images that make portals and are none, by how their names end.
    pub makers: Vec<String>,
    /// Files that are no YAML.
    pub texts: Vec<Foreign>,
    /// Objects of Kubernetes that a part of a portal may stand in.
    pub objects: Objects,
    /// Objects that hold others, or values.
    pub holders: Vec<Envelope>,
    /// Charts of others that a portal's chart brings along.
    pub brought: Brought,
    /// Keys of a chart's values whose lists hold whole objects.
    #[serde(rename = "objects-in-values")]
    pub objects_in_values: Vec<String>,
    /// Keys by which a kustomization changes objects that are elsewhere, as its lines begin.
    pub changes: Vec<String>,
    /// Keys at the top of a kustomization; those of the first row are enough.
    pub kustomization: Vec<Vec<String>>,
    /// Files that may say how a portal is started, the first that counts first.
    pub starts: Vec<Starter>,
    /// How the names of files begin that are laid over those: by compose itself, and by Helm for a stage.
    pub more: Vec<String>,
    /// What compose reads by itself.
    pub compose: Composed,
    /// Scripts that start a portal, the first that counts first.
    pub scripts: Vec<String>,
    /// What may stand before the variables that a script sets for its command.
    pub setters: Vec<String>,
    /// What deploys a portal.
    pub deployments: Deployments,
}

/// An object that another tool makes what runs a portal of.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generated {
    /// What it is, with its article.
    pub what: String,
    /// How its `apiVersion` begins.
    pub version: String,
}

/// What compose reads by itself: of names of files the first that is there.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composed {
    /// The file that it fills its files in with.
    pub variables: String,
    /// The variable of that which names its files.
    pub names: String,
    /// The variable of that which says what parts them.
    pub parts: String,
    /// Those that it starts from.
    pub usual: Vec<String>,
    /// Those that it lays over that, whatever it is called.
    pub over: Vec<String>,
}

/// Charts of others that a portal's chart brings along.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brought {
    /// Keys that name a Secret, in whose place a password beside them counts for nothing.
    pub instead: Vec<String>,
    /// The charts.
    pub charts: Vec<OtherChart>,
}

/// A chart of somebody else.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherChart {
    /// The key that its values stand below.
    pub key: String,
    /// The routes from there to passwords.
    pub passwords: Vec<String>,
    /// Variables of the portal that its own chart sets while this one is switched on.
    #[serde(default)]
    pub sets: Vec<String>,
    /// The key of the portal's chart within another that switches it on by itself.
    #[serde(default, rename = "unless-off-in")]
    pub unless_off_in: Option<String>,
}

/// What deploys a portal, and where it lies.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployments {
    /// The file that describes a chart.
    pub chart: String,
    /// The file beside it with the values that it has by default.
    pub defaults: String,
    /// The folder beside it with what it makes objects of.
    pub templates: String,
    /// How a line begins that brings configuration in a chart's values.
    pub configuration: String,
    /// What in a chart's values lists variables of the portal.
    pub variables: String,
    /// What in a chart's values brings files or variables that stand elsewhere.
    pub brings: Vec<String>,
    /// What files that build an image have in their names, in small letters.
    pub builders: Vec<String>,
    /// How files end that start one and are no carrier, in small letters.
    pub starters: Vec<String>,
    /// How a line begins that names the place where something is mounted.
    pub mount: String,
    /// Folders of a checkout.
    pub folders: Vec<String>,
    /// Folders that hold no portal: what is built, what is fetched, and what others are made from.
    pub others: Vec<String>,
    /// How files in them end.
    pub endings: Vec<String>,
    /// Folders in which an image has files of its own.
    pub images: Vec<String>,
}

/// A file that may say how a portal is started.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starter {
    /// Its path from the folder.
    pub file: String,
    /// How it is read.
    pub kind: Kind,
}

/// How a file says what a portal is started with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// By a command line in a compose file, in values or in a manifest.
    Carrier,
    /// By the command of a Dockerfile.
    Dockerfile,
    /// By a script of a `package.json`.
    Package,
    /// By a variable.
    Variables,
}

/// A file that is no YAML.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// What it is (`a Terraform file`).
    pub what: String,
    /// How one of its lines begins.
    pub begins: Vec<String>,
    /// Whether that line may be indented.
    #[serde(default)]
    pub indented: bool,
    /// How it may be read after all.
    pub way: Way,
}

/// How something that is not read here can be had read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Helm renders it.
    Helm,
    /// Kustomize builds it.
    Kustomize,
    /// Terraform knows what it writes.
    Terraform,
    /// What runs in the cluster has it.
    Cluster,
    /// It is a file that can be given, too.
    Give,
    /// What it writes can be given.
    Written,
}

/// Objects of Kubernetes that a part of a portal may stand in, by their `kind`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    /// What holds files of configuration, and variables.
    pub keeps: Vec<String>,
    /// What an operator makes a portal of.
    pub makes: Vec<String>,
    /// What runs containers.
    pub runs: Vec<Workload>,
}

/// An object that runs containers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// Its `kind`.
    pub kind: String,
    /// The route to the list of its containers.
    pub containers: String,
}

/// An object that holds others, or values.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Envelope {
    /// What it is (`a Flux HelmRelease`).
    pub what: String,
    /// How its `apiVersion` begins.
    pub version: String,
    /// Its `kind`.
    pub kind: String,
    /// Where whole objects stand.
    pub objects: Vec<String>,
    /// Where values stand as a map.
    pub values: Vec<String>,
    /// Where values stand as a text.
    pub texts: Vec<String>,
    /// Where lists of single values stand.
    pub parameters: Vec<String>,
    /// Where files of values are named.
    pub files: Vec<String>,
    /// Where objects with values are named.
    pub from: Vec<String>,
    /// Where stands what changes the rest as it runs.
    pub patches: Vec<String>,
    /// What begins a reference of its own in it, which is not the portal's.
    pub holes: Option<String>,
}

impl Envelope {
    /// Tells whether it holds or names anything, rather than only changing what is elsewhere.
    fn holds(&self) -> bool {
        let Self { objects, values, texts, parameters, files, from, .. } = self;
        [objects, values, texts, parameters, files, from].iter().any(|routes| !routes.is_empty())
    }
}

/// Everything that is known about such files.
pub fn carriers() -> &'static Carriers {
    static READ: OnceLock<Carriers> = OnceLock::new();
    READ.get_or_init(|| facts!(TEXT))
}

impl Carriers {
    /// Tells whether a key at the top is one of Backstage's.
    pub fn configures(&self, key: &str) -> bool {
        super::keys::keys().keys.child(key).is_some() || self.configuration.iter().flatten().any(|known| known == key)
    }

    /// Tells whether keys at the top are those of another tool.
    pub fn is_other(&self, has: impl Fn(&str) -> bool) -> bool {
        self.others.iter().any(|row| row.iter().all(|key| has(key)))
    }

    /// Tells whether what is called so is what another tool makes something of.
    pub fn is_generated(&self, what: &str) -> bool {
        self.generated.iter().any(|generated| generated.what == what)
    }

    /// Tells whether a text speaks of a portal.
    pub fn speaks_of_portal(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        self.portal.iter().any(|word| text.contains(word.as_str()))
    }

    /// Finds what is known of an object.
    pub fn envelope(&self, version: &str, kind: &str) -> Option<&Envelope> {
        self.holders.iter().find(|holder| holder.kind == kind && version.starts_with(&holder.version))
    }

    /// Tells whether a part of a portal may stand in an object.
    pub fn carries(&self, version: &str, kind: &str) -> bool {
        let is_made = self.objects.makes.iter().any(|known| known == kind);
        let holds = || self.envelope(version, kind).is_some_and(Envelope::holds);
        is_made || self.keeps(kind) || self.workload(kind).is_some() || holds()
    }

    /// Tells whether objects of a kind may hold others, or values.
    pub fn unfolds(&self, kind: &str) -> bool {
        self.holders.iter().any(|holder| holder.kind == kind)
    }

    /// Tells whether objects of a kind hold files and variables.
    pub fn keeps(&self, kind: &str) -> bool {
        self.objects.keeps.iter().any(|known| known == kind)
    }

    /// Finds what is known of an object that runs containers.
    pub fn workload(&self, kind: &str) -> Option<&Workload> {
        self.objects.runs.iter().find(|workload| workload.kind == kind)
    }

    /// Tells whether keys at the top are those of a kustomization and nothing else's.
    pub fn is_kustomization<'k>(&self, keys: impl Iterator<Item = &'k str> + Clone) -> bool {
        let known = |key: &str| self.kustomization.iter().flatten().any(|known| known == key);
        let enough = |key: &str| self.kustomization.first().is_some_and(|row| row.iter().any(|known| known == key));
        keys.clone().any(enough) && keys.clone().all(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let known: Carriers = serde_json::from_str(TEXT).unwrap();
        assert!(known.holders.iter().all(|holder| !holder.what.is_empty() && !holder.kind.is_empty()));
        assert!(known.carries("apps/v1", "Deployment") && known.carries("argoproj.io/v1alpha1", "Application"));
        assert!(!known.carries("v1", "Service"));
        assert!(
            !known.carries("kustomize.toolkit.fluxcd.io/v1", "Kustomization")
                && !known.carries("app.k8s.io/v1beta1", "Application")
        );
        assert!(carriers().configures("backend") && carriers().configures("proxy") && !carriers().configures("jobs"));
    }
}
