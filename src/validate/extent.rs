//! How much of a portal was given: all of it, so that what nobody wrote is absent, or a part, so that it is only not seen.

use std::sync::OnceLock;

use serde::Deserialize;

use super::chain::Chain;
use crate::answers::file::Target;
use crate::config::carrier::{Carried, Form, Setting, is_app_config};
use crate::config::{Layer, Role};
use crate::contract::TOLD;
use crate::lint::Portal;
use crate::typed::Typed;

const FACTS: &str = embedded!("backstage/base");

/// How much of a portal was given, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole(Whole),
    /// A part: other layers may say more.
    Part,
    /// Something deploys the portal with configuration of its own, which lies over all of it, or may.
    Over(Deployed),
    /// What starts the portal names what is not read.
    Lacks(Lack),
    /// An image of VeeCode lies below whose profile or presets are set where their value is not seen.
    Untold {
        /// The variable that says them.
        variable: String,
        /// The file that sets it.
        file: String,
    },
}

/// What is named and not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// What names it, in words.
    pub by: String,
    /// What it is, in words.
    pub what: String,
}

/// What deploys a portal with configuration of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deployed {
    /// This file.
    By(String),
    /// This file, which changes what is judged: it patches it, or sets a part of it by variables.
    Changed(String),
    /// This folder, it may be: it holds more than is looked at.
    Unsearched(String),
}

/// How it is known that all is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole {
    /// The engineer said so.
    Said,
    /// The image's own layers lie below the operator's, and nothing else does.
    Image,
    /// What starts the portal names the files, and they are here: what that is, in words.
    Started(String),
    /// One of the files is the one that Backstage loads first by itself.
    Loaded(String),
    /// One of the files says what only the lowest one does.
    Base(String),
}

impl Extent {
    /// Says it in a sentence.
    pub fn said(&self) -> String {
        let by = match self {
            Self::Part => {
                return "judged as a part of the portal: missing settings were not reported (add `--whole` if this is everything)".to_owned();
            }
            Self::Over(Deployed::Unsearched(folder)) => {
                return format!(
                    "judged as a part of the portal: `{folder}` holds more files than were looked at for what deploys it, so missing settings were not reported (add `--whole` if this is everything)"
                );
            }
            Self::Over(Deployed::By(file) | Deployed::Changed(file)) => {
                let it = Typed::ours("validate").files([file]);
                return format!(
                    "judged as a part of the portal: `{file}` deploys it with configuration of its own, so missing settings were not reported (add `--whole` if this is everything; what deploys it: `{it}`)"
                );
            }
            Self::Lacks(Lack { by, what }) => {
                return format!(
                    "judged as a part of the portal: {by} names {what}, so missing settings were not reported"
                );
            }
            Self::Untold { variable, file } => {
                return format!(
                    "judged as a part of the portal: the value of `{variable}` in `{file}` is not known, so the image's own files were not read (give `--profile NAME` or `--presets A,B`)"
                );
            }
            Self::Whole(Whole::Said) => "`--whole`".to_owned(),
            Self::Whole(Whole::Image) => "the image's own files below".to_owned(),
            Self::Whole(Whole::Started(by)) => by.clone(),
            Self::Whole(Whole::Loaded(file)) => format!("`{file}`, which Backstage loads first"),
            Self::Whole(Whole::Base(file)) => format!("what `{file}` says"),
        };
        format!("judged as the whole portal, by {by}")
    }

    /// Tells whether all is there.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    needs: Vec<String>,
    says: Vec<String>,
    least: usize,
    loaded: String,
}

fn base() -> &'static Base {
    static READ: OnceLock<Base> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

/// What of a portal is not here.
#[derive(Default)]
pub(super) struct Lacking {
    /// What deploys it with more configuration than is here.
    pub(super) over: Option<Deployed>,
    /// A file that something names and that is not read.
    pub(super) named: Option<Lack>,
}

/// A layer by the name that the portal sees it by.
pub(super) type Called<'l> = (&'l str, &'l Layer);

/// Judges how much of a portal its layers are: by what was said, by what reads them, by what stands in them. The carriers come with the
/// names of their files.
pub(super) fn extent(
    portal: &Portal,
    layers: &[Called<'_>],
    carried: &[(&str, &Carried)],
    chain: Option<&Chain>,
    lacking: &Lacking,
) -> Extent {
    let image = portal.target == Target::V2 || portal.target == Target::V1 && portal.profile.is_some();
    match portal.whole {
        Some(true) => return Extent::Whole(Whole::Said),
        Some(false) => return Extent::Part,
        None if image && lacking.named.is_none() => return Extent::Whole(Whole::Image),
        None => {}
    }
    if let Some((variable, file)) = untold(carried) {
        return Extent::Untold { variable: variable.to_owned(), file: file.to_owned() };
    }
    if let Some(lack) = &lacking.named {
        return Extent::Lacks(lack.clone());
    }
    if let Some((chain, what)) = chain.and_then(|chain| Some((chain, chain.missing.first()?))) {
        return Extent::Lacks(Lack { by: chain.by.clone(), what: what.clone() });
    }
    let counts = |deployed: &&Deployed| carried.is_empty() || matches!(deployed, Deployed::Changed(_));
    if let Some(deployed) = lacking.over.as_ref().filter(counts) {
        return Extent::Over(deployed.clone());
    }
    let named = |flag: &str| layers.iter().any(|(name, _)| last(name) == last(flag));
    let starts = |carried: &Carried| {
        carried.starts && !carried.flags.is_empty() && carried.flags.iter().all(|flag| named(&flag.name))
    };
    let by_carrier = carried.iter().find(|(_, carried)| starts(carried));
    let started =
        chain.map(|chain| chain.by.clone()).or(by_carrier.map(|(file, _)| format!("the command in `{file}`")));
    let started = started.map(Whole::Started);
    let loaded =
        || layers.iter().find(|(name, _)| is_loaded_first(name)).map(|(name, _)| Whole::Loaded((*name).to_owned()));
    // What a cluster brings lies over what is in the image: a chart's, or a manifest's.
    let brings = |form: Form| matches!(form, Form::Helm | Form::Helmfile | Form::Kubernetes | Form::Kustomize);
    let over = |layer: &Layer| carried.iter().any(|(_, one)| brings(one.form) && one.source == layer.source);
    // What is called `app-config.NAME.yaml`, or `app-config-NAME.yaml`, lies over what is called without a name.
    let based = || {
        layers
            .iter()
            .find(|(name, layer)| is_base(layer) && !over(layer) && !is_app_config(last(name)))
            .map(|(name, _)| Whole::Base((*name).to_owned()))
    };
    started.or_else(loaded).or_else(based).map_or(Extent::Part, Extent::Whole)
}

/// The variable that tells an image of VeeCode what it is, where a carrier takes its value from elsewhere.
fn untold<'c>(carried: &[(&'c str, &'c Carried)]) -> Option<(&'c str, &'c str)> {
    let tells = |setting: &&Setting| TOLD.contains(&setting.name.as_str()) && setting.value.is_none();
    carried.iter().find_map(|(file, one)| Some((one.variables.iter().find(tells)?.name.as_str(), *file)))
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_loaded_first(name: &str) -> bool {
    last(name) == base().loaded
}

fn is_base(layer: &Layer) -> bool {
    let says = |route: &&String| layer.role == Role::Yours && layer.root.get(route).is_some();
    let base = base();
    base.needs.iter().all(|route| says(&route)) && base.says.iter().filter(says).count() >= base.least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_base_says_can_be_told() {
        let base = base();
        assert!(base.least <= base.says.len() && !base.needs.is_empty() && !base.loaded.is_empty());
    }

    #[test]
    fn only_the_file_that_is_loaded_first_counts_by_its_name() {
        assert!(is_loaded_first("app-config.yaml") && is_loaded_first("portal/app-config.yaml"));
        assert!(!is_loaded_first("app-config.local.yaml") && !is_loaded_first("my-app-config.yaml"));
    }
}
