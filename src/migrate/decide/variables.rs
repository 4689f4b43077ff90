//! Variables: what the new image wants besides, what nobody sets, and what nobody reads any more.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

use super::spoken::optional;
use super::{Added, Decided, Sides};
use crate::contract::{Target, image as of_image, preset};
use crate::credential::Secret;
use crate::migrate::report::is_secret;
use crate::migrate::{Found, meaning, references};
use crate::secrecy::{Nature, veiled};

impl Sides<'_> {
    /// What the presets want and what stood in its place before.
    pub(super) fn add_variables(&mut self, found: &Found, decided: &mut Decided) {
        let wanted = self.to.presets.iter().filter_map(|name| preset::preset(name));
        let wanted: Vec<_> =
            wanted.flat_map(|preset| preset.variables.iter().filter(|(_, variable)| variable.required)).collect();
        let falls_back: BTreeMap<_, _> =
            self.from.profile.as_deref().into_iter().flat_map(of_image::falls_back).collect();
        for (name, variable) in wanted.into_iter().filter(|(name, _)| !self.set.contains(*name)) {
            let of_start = falls_back.get(name.as_str()).filter(|other| self.set.contains(**other));
            let added = of_start.map(|other| Added::Of((*other).to_owned())).or_else(|| self.stood_for(name));
            match added {
                Some(added) => _ = decided.adds.insert(name.clone(), added),
                None => _ = decided.missing.insert(name.clone(), variable.about.clone()),
            }
        }
        self.set.extend(decided.adds.keys().cloned());
        if self.to.target == Target::V1 {
            let of_start = self
                .to
                .profile
                .as_deref()
                .into_iter()
                .flat_map(of_image::filled_by_itself)
                .map(|(name, _)| name.to_owned());
            self.set.extend(of_start);
            let packed = self
                .parts
                .iter()
                .flat_map(|part| &part.variables)
                .filter_map(|(name, spec)| Some((name, spec.base64.as_ref()?)));
            let packed =
                packed.filter(|(_, carrier)| found.settings.iter().any(|setting| setting.name == carrier.as_str()));
            self.set.extend(packed.map(|(name, _)| name.to_string()));
        }
    }

    /// What stood where the new image has a variable alone.
    fn stood_for(&self, variable: &str) -> Option<Added> {
        let all = meaning::leaves(&self.new.chosen).into_iter();
        let places = all.filter(|(_, leaf)| references::sole(leaf) == Some(variable));
        places.filter_map(|(route, _)| meaning::at(&self.before, &route)).find_map(|stood| {
            match references::sole(stood) {
                Some(other) if other != variable && self.set.contains(other) => Some(Added::Of(other.to_owned())),
                None => stood.as_str().filter(|text| !text.contains('$')).map(|text| {
                    match is_secret(variable) || holds_one(text) {
                        true => Added::Kept(Secret::new(text)),
                        false => Added::Text(text.to_owned()),
                    }
                }),
                Some(_) => None,
            }
        })
    }

    pub(super) fn tell_variables(&self, found: &Found, after: &Value, decided: &mut Decided) {
        let mut read = meaning::references(after);
        read.extend(
            self.to
                .presets
                .iter()
                .filter_map(|name| preset::preset(name))
                .flat_map(|preset| preset.variables.keys().cloned()),
        );
        // What is read to fill another variable is wanted where that one is read, and empty.
        let profile = self.to.profile.as_deref();
        let fills = profile.into_iter().flat_map(of_image::read_for);
        let fills = fills.filter(|(name, _)| read.contains(*name) && !self.set.contains(*name));
        let wanted: BTreeSet<_> = read.iter().cloned().chain(fills.map(|(_, other)| other.to_owned())).collect();
        read.extend(self.to.profile.as_deref().into_iter().flat_map(of_image::read_at_start).map(str::to_owned));
        let mut was_read = meaning::references(&self.before);
        was_read.extend(meaning::references(&meaning::with_names(&self.old.all, &decided.names)));
        was_read.extend(self.from.profile.as_deref().into_iter().flat_map(of_image::read_at_start).map(str::to_owned));
        was_read.extend(
            self.from
                .presets
                .iter()
                .filter_map(|name| preset::preset(name))
                .flat_map(|preset| preset.variables.keys().cloned()),
        );
        let there = self.set.iter().filter(|name| {
            found.settings.iter().any(|setting| decided.name(&setting.name) == **name) || found.kept.contains(*name)
        });
        decided.unread = there.filter(|name| was_read.contains(*name) && !read.contains(*name)).cloned().collect();
        if self.to.target == Target::V1 {
            let of_parts = self
                .parts
                .iter()
                .flat_map(|part| &part.variables)
                .filter(|(_, spec)| !spec.unused && !spec.ours && !spec.transient);
            let lacks = |name: &str| wanted.contains(name) && !self.set.contains(name);
            let optional = optional();
            for (name, spec) in of_parts.filter(|(name, _)| lacks(name.as_str()) && !optional.contains(name.as_str())) {
                decided.missing.insert(name.to_string(), spec.about.clone());
            }
        }
    }
}

/// Tells whether something in an open text is a secret, such as a password in an address.
fn holds_one(text: &str) -> bool {
    !veiled(text, Nature::Open).is_empty()
}
