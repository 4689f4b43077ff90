//! What a configuration is for.

use std::borrow::Cow;

use crate::answers::file::{Stage, Target};
use crate::contract::release::Release;

/// What the configuration is for.
#[derive(Clone, Debug)]
pub struct Portal {
    /// What reads it.
    pub target: Target,
    /// The profile, when one is named.
    pub profile: Option<String>,
    /// The presets in their order, when any are named.
    pub presets: Vec<String>,
    /// What an earlier run of `init` wrote down of all that, when nothing else was said. What the portal is started with goes before it.
    pub declared: Option<Declared>,
    /// Whether people's work depends on it, when it was said.
    pub stage: Option<Stage>,
    /// The release of Backstage that it is for; nothing, when nobody said so.
    pub release: Option<Release>,
    /// The release that it has now, when another one is meant.
    pub upgrades_from: Option<Release>,
    /// Whether all layers were given, when it was said.
    pub whole: Option<bool>,
}

/// What `devportal-auth.yaml` says that reads the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// What it is.
    pub target: Option<Target>,
    /// The profile that it starts with, if one fits.
    pub profile: Option<String>,
    /// Presets that were named.
    pub presets: Vec<String>,
}

impl Default for Portal {
    fn default() -> Self {
        Self {
            target: Target::Backstage,
            profile: None,
            presets: Vec::new(),
            declared: None,
            stage: None,
            release: None,
            upgrades_from: None,
            whole: None,
        }
    }
}

impl Portal {
    /// The release of Backstage that it has: the one that was said, else its image's, else any that is supported.
    pub fn release(&self) -> Cow<'_, Release> {
        match &self.release {
            Some(release) => Cow::Borrowed(release),
            None if self.target == Target::Backstage => Cow::Owned(Release::default()),
            None => Cow::Owned(Release::of_image()),
        }
    }

    /// The portal as it is now, when another release is meant.
    #[must_use]
    pub fn before(&self) -> Option<Self> {
        let now = self.upgrades_from.clone()?;
        Some(Self { release: Some(now), upgrades_from: None, ..self.clone() })
    }
}
