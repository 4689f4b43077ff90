//! What is another thing afterwards, and what only a person can do.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::{Decided, Difference, Side, Sides, begins, entry, keys};
use crate::contract::generation::generations;
use crate::contract::sign_in::sign_in;
use crate::contract::system::{System, systems};
use crate::contract::{self, Target, integration};
use crate::migrate::image::{not_for, unserved};
use crate::migrate::{Found, is_plain, meaning};

impl Sides<'_> {
    pub(super) fn tell_differences(&self, after: &Value, decided: &mut Decided) {
        let (mut before, mut after) = (self.before.clone(), after.clone());
        self.forget_what_is_dead(&mut after);
        for route in generations().lists.iter().map(|route| keys(route)) {
            for side in [&mut before, &mut after] {
                if let Some(stood) = meaning::at(side, &route).map(entry) {
                    meaning::put(side, &route, stood);
                }
            }
        }
        for (route, was, is) in meaning::differences(&before, &after) {
            let chosen = [&self.old.chosen, &self.new.chosen].iter().any(|side| meaning::at(side, &route).is_some());
            let own = meaning::has(&self.overlay, &route);
            let side = if chosen || own { Side::Chosen } else { Side::Image };
            decided.differences.push(Difference { route, before: was.cloned(), after: is.cloned(), side });
        }
        // Where people sign in changes its name with the environment, and what the page offers with it.
        if let Some((_, old, new)) = decided.moves.iter().find(|(above, ..)| begins(above, "auth.providers")) {
            let [before, after] = [old, new].map(|name| Some(Value::from(name.as_str())));
            let route = keys("auth.environment");
            decided.differences.insert(0, Difference { route, before, after, side: Side::Chosen });
        }
    }

    pub(super) fn tell_what_is_not_served(&self, found: &Found, after: &Value, decided: &mut Decided) {
        for (why, fields) in unserved(&self.parts, self.to.target) {
            let set =
                |name: &str| found.settings.iter().any(|setting| setting.name == name) || found.kept.contains(name);
            if fields.iter().any(|field| set(field.as_str())) {
                decided.left.push(format!("another credential for the backend: {why}"));
            }
        }
        for (_, why) in not_for(&self.parts, self.to.target) {
            decided.left.push(format!("nobody can sign in there as before: {why}"));
            let route = keys("auth.providers");
            let own = meaning::at(&self.overlay, &route).into_iter().flat_map(meaning::entries);
            let brought = meaning::at(&self.old.chosen, &route);
            for (name, _) in own.filter(|(name, _)| brought.is_some_and(|brought| brought.get(name).is_some())) {
                decided.left.push(format!("nobody reads `auth.providers.{name}` of your own layer there"));
            }
        }
        match self.to.target {
            Target::V1 => self.tell_plugins(after, decided),
            Target::V2 => self.tell_presets(after, decided),
            Target::Backstage => {}
        }
        if is_plain(self.to.target) {
            self.tell_resolvers(decided);
            let there =
                generations().plugins.iter().filter(|plugin| meaning::at(after, &keys(&plugin.route)).is_some());
            decided.left.extend(there.map(|plugin| {
                format!(
                    "`{}` is read by `{}`: add it to the backend in place of {}",
                    plugin.route, plugin.package, plugin.instead
                )
            }));
            self.tell_packages(after, decided);
        }
    }

    /// Systems whose plugin a preset brought, and no profile does.
    fn tell_plugins(&self, after: &Value, decided: &mut Decided) {
        for system in systems().iter().filter(|system| stands(system, after)) {
            let presets = system.targets.get(&Target::V2).map(|otherwise| otherwise.presets.keys());
            let brought = presets.into_iter().flatten().find(|name| self.from.presets.contains(name));
            if let (Some(preset), Some(package)) = (brought, &system.package) {
                decided.left.push(format!(
                    "{} is read by `{package}`, which the preset `{preset}` brought: add it to the portal",
                    system.title
                ));
            }
        }
    }

    /// Systems that a preset brings the plugin of, where what stands in the layer is not what that preset fills.
    fn tell_presets(&self, after: &Value, decided: &mut Decided) {
        let also = contract::on(self.to.target).iter().filter(|contract| contract.stands_also());
        for contract in also {
            let presets = &contract.otherwise(self.to.target).presets;
            let system = systems().iter().find(|system| system.name == contract.name);
            let stands =
                system.into_iter().flat_map(System::stands_at).find(|route| meaning::at(after, route).is_some());
            if let (Some((preset, _)), Some(route)) = (presets.first(), stands)
                && !presets.keys().any(|name| self.to.presets.contains(name))
            {
                decided.left.push(format!(
                    "`{}` of your own layer is read by the plugin of the preset `{preset}`, which is not taken, as it fills other keys: add it to \
                     the presets with its variables, or the plugin by itself",
                    route.join(".")
                ));
            }
        }
    }

    /// What has to be added to a plain Backstage, for what the profile or presets brought and for what stands in the layer besides.
    fn tell_packages(&self, after: &Value, decided: &mut Decided) {
        let is_there = |route: &str| meaning::at(after, &keys(route)).is_some();
        let named = self.parts.iter().flat_map(|part| part.otherwise(self.to.target).modules.values().flatten());
        let mut packages: BTreeSet<_> = named.map(String::as_str).collect();
        for (provider, spec) in &integration::facts().catalog {
            let reads = spec.module.as_deref().map(|module| module.trim_end_matches('*'));
            let lacks = |module: &&str| !packages.iter().any(|named| named.starts_with(module));
            let lacking = reads.filter(|_| is_there(&format!("catalog.providers.{provider}"))).filter(lacks);
            packages.extend(lacking);
        }
        for system in systems().iter().filter(|system| stands(system, after)) {
            match (system.of_backend(), &system.package) {
                (Some(package), _) => _ = packages.insert(package),
                (None, Some(package)) => {
                    decided
                        .left
                        .push(format!("{} is shown by its plugin: add `{package}` to the portal", system.title));
                }
                (None, None) => {}
            }
        }
        if !packages.is_empty() {
            let packages = packages.into_iter().map(|package| format!("`{package}`")).collect::<Vec<_>>().join(", ");
            decided.left.push(format!(
                "the backend's modules and plugins: {packages}; `devportal-auth explain plain-backstage` says how"
            ));
        }
    }

    /// Resolvers of the operator's own that come with images alone: whom they let in is a person's to say anew.
    fn tell_resolvers(&self, decided: &mut Decided) {
        for (route, leaf) in meaning::leaves(&self.overlay) {
            let ([above @ .., _, last], Some(name)) = (route.as_slice(), leaf.as_str()) else { continue };
            if last == "resolver" && sign_in().brought.iter().any(|brought| brought == name) {
                let place = above.join(".");
                decided.left.push(format!(
                    "`{place}` of your own layer has `{name}`, which Backstage's own module has not, so the backend does not start: take \
                     another one there"
                ));
            }
        }
    }
}

/// Tells whether a configuration has something of a system.
fn stands(system: &System, after: &Value) -> bool {
    system.stands_at().iter().any(|route| meaning::at(after, route).is_some())
}
