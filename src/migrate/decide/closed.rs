//! What was closed stays closed, whoever would open it.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_yaml::Value;

use super::{Decided, Sides, keys};
use crate::contract::generation::{Absent, Opens, generations};
use crate::contract::sign_in::sign_in;
use crate::migrate::meaning::{self, Route};

impl Sides<'_> {
    /// Closes in the operator's own layer what the other image would open, judged by all that counts on each side.
    pub(super) fn close_what_opens(&self, decided: &mut Decided) -> Result<()> {
        let after = self.after(decided);
        let mut closed: Vec<&str> = Vec::new();
        for opens in &generations().opens {
            // What is closed as a whole has nothing in it.
            if closed.iter().any(|above| opens.route.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))) {
                continue;
            }
            let route = keys(&opens.route);
            let is_open = meaning::at(&after, &route).is_some_and(|now| opens.is(now));
            if is_open && !self.was_open(opens) {
                decided.puts.push((route, serde_yaml::to_value(&opens.closed)?));
                closed.push(&opens.route);
            }
        }
        Ok(())
    }

    /// The environments of providers by which people can sign in: all that stand there, whichever the page asks for, as the backend takes
    /// the one that a request names.
    pub(super) fn environments(&self, root: &Value) -> BTreeSet<Route> {
        let above = keys("auth.providers");
        let providers = meaning::at(root, &above).into_iter().flat_map(meaning::entries);
        let served = providers.filter(|(name, _)| !sign_in().provider(name).is_some_and(|facts| facts.by_process));
        let blocks = served.flat_map(|(name, provider)| {
            let environments = generations().environments.iter();
            let there =
                environments.filter(|environment| provider.get(environment.as_str()).is_some_and(Value::is_mapping));
            there
                .map(|environment| [above.clone(), vec![name.to_owned(), environment.clone()]].concat())
                .collect::<Vec<_>>()
        });
        blocks.collect()
    }

    /// Closes the environments that the other image brings of providers that were there without them.
    pub(super) fn close_environments(&self, stood: &BTreeSet<Route>, decided: &mut Decided) {
        let after = self.after(decided);
        for route in self.environments(&after).difference(stood) {
            let provider = &route[..route.len() - 1];
            let was_there = meaning::at(&self.before, provider).is_some() || meaning::has(&self.overlay, provider);
            if was_there && !decided.puts.iter().any(|(put, _)| put.starts_with(route) || route.starts_with(put)) {
                decided.puts.push((route.clone(), Value::Null));
            }
        }
    }

    fn was_open(&self, opens: &Opens) -> bool {
        let stood = |route: &str| meaning::at(&self.before, &keys(route));
        match (stood(&opens.route), &opens.absent) {
            (Some(was), _) => opens.is(was),
            // What the operator took away is nowhere, and was closed on purpose.
            (None, _) if meaning::has::<String>(&self.overlay, &keys(&opens.route)) => false,
            (None, Absent::Open) => true,
            (None, Absent::Closed) => false,
        }
    }
}
