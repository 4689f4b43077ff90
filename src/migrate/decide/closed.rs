//! What was closed stays closed, whoever would open it.

use anyhow::Result;

use super::{Decided, Sides, keys};
use crate::contract::generation::{Absent, Opens, generations};
use crate::migrate::meaning;

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

    fn was_open(&self, opens: &Opens) -> bool {
        let stood = |route: &str| meaning::at(&self.before, &keys(route));
        match (stood(&opens.route), &opens.absent) {
            (Some(was), _) => opens.is(was),
            // What the operator took away is nowhere, and was closed on purpose.
            (None, _) if meaning::has::<String>(&self.overlay, &keys(&opens.route)) => false,
            (None, Absent::Open) => true,
            (None, Absent::As(other)) => stood(other).is_some(),
            (None, Absent::Closed) => false,
        }
    }
}
