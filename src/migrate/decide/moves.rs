//! Keys that the other image calls otherwise, and blocks that the sign-in page never asks for.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::{Decided, Sides, begins, keys, only_name};
use crate::contract::generation::generations;
use crate::migrate::is_plain;
use crate::migrate::meaning::{self, Route};

impl Sides<'_> {
    /// Environments of sign-in and names of catalog providers that the other image calls otherwise.
    pub(super) fn choose_moves(&mut self, decided: &mut Decided) {
        let environment = keys("auth.environment");
        let text = |root: &Value| meaning::at(root, &environment).and_then(Value::as_str).map(str::to_owned);
        let said = text(&self.overlay).is_some();
        // Backstage takes the open one where nobody says one.
        let silent = || generations().environments.last().filter(|_| is_plain(self.from.target)).cloned();
        if let (Some(old), Some(new)) = (text(&self.before).or_else(silent), text(&self.new.all))
            && !said
            && old != new
            && generations().environments.first() != Some(&old)
        {
            let above = keys("auth.providers");
            let providers = meaning::at(&self.before, &above);
            let held = providers
                .into_iter()
                .flat_map(meaning::entries)
                .filter(|(_, block)| block.get(&old).is_some_and(Value::is_mapping));
            let routes: Vec<Route> = held.map(|(name, _)| [above.clone(), vec![name.to_owned()]].concat()).collect();
            let taken =
                routes.iter().any(|route| meaning::has(&self.overlay, &[route.clone(), vec![new.clone()]].concat()));
            if !taken {
                decided.moves.extend(routes.into_iter().map(|route| (route, old.clone(), new.clone())));
            }
        }
        let above = keys("catalog.providers");
        let there = |root: &Value| -> BTreeMap<String, String> {
            let kinds = meaning::at(root, &above).into_iter().flat_map(meaning::entries);
            kinds.filter_map(|(kind, block)| Some((kind.to_owned(), only_name(block)?))).collect()
        };
        let new = there(&self.new.chosen);
        let stood = if is_plain(self.from.target) { &self.overlay } else { &self.old.chosen };
        for (kind, old) in there(stood) {
            let route = [above.clone(), vec![kind.clone()]].concat();
            let listed = generations().lists.contains(&route.join("."));
            let Some(new) = new.get(&kind).filter(|new| **new != old && !listed) else { continue };
            let taken = meaning::has(&self.overlay, &[route.clone(), vec![new.clone()]].concat());
            if !taken && meaning::at(&self.before, &route).is_some() {
                decided.moves.push((route, old, new.clone()));
            }
        }
        for (above, old, new) in &decided.moves {
            for side in [&mut self.before, &mut self.overlay, &mut self.old.all, &mut self.old.chosen] {
                meaning::rename(side, above, old, new);
            }
        }
        if let Some((_, _, new)) = decided.moves.iter().find(|(above, ..)| begins(above, "auth.providers")) {
            meaning::put(&mut self.before, &environment, Value::from(new.as_str()));
        }
    }

    /// Blocks of environments that the sign-in page never asks for, and that the operator says nothing of.
    pub(super) fn forget_what_is_dead(&self, root: &mut Value) {
        let asked = meaning::at(root, &keys("auth.environment")).and_then(Value::as_str).map(str::to_owned);
        let above = keys("auth.providers");
        let providers = meaning::at(root, &above).into_iter().flat_map(meaning::entries);
        let providers: Vec<String> = providers.map(|(name, _)| name.to_owned()).collect();
        for provider in providers {
            for other in generations().environments.iter().filter(|other| Some(*other) != asked.as_ref()) {
                let route = [above.clone(), vec![provider.clone(), other.clone()]].concat();
                if !meaning::has(&self.overlay, &route) {
                    meaning::take(root, &route);
                }
            }
        }
    }
}
