//! What a plain Backstage gets and does not get of an image that it moves to: the page that people sign in at, and no source that it had not.

use anyhow::Result;
use serde_yaml::Value;

use super::{Decided, Sides, keys};
use crate::contract::generation::generations;
use crate::migrate::meaning;
use crate::migrate::way::ways;
use crate::migrate::{Found, is_plain};

impl Sides<'_> {
    /// Keeps out what the image would read besides, and has its page offer what people sign in by.
    pub(super) fn fit_into_image(&self, found: &Found, decided: &mut Decided) -> Result<()> {
        if !is_plain(self.from.target) || is_plain(self.to.target) {
            return Ok(());
        }
        for unsaid in &generations().unsaid {
            let (route, is) = (keys(&unsaid.route), serde_yaml::to_value(&unsaid.is)?);
            let brought = meaning::at(&self.new.all, &route);
            if brought.is_some_and(|brought| *brought != is) && !meaning::has(&self.overlay, &route) {
                decided.puts.push((route, is));
            }
        }
        for above in generations().sources.iter().map(|route| keys(route)) {
            for (key, _) in meaning::at(&self.new.chosen, &above).into_iter().flat_map(meaning::entries) {
                let route = [above.clone(), vec![key.to_owned()]].concat();
                if !meaning::has(&self.overlay, &route) {
                    decided.puts.push((route, Value::Null));
                }
            }
        }
        let route = keys("signInPage");
        let page = ways(found).iter().find_map(|way| way.page());
        let brought = meaning::at(&self.new.all, &route).and_then(Value::as_str);
        if let Some(page) = page.filter(|page| !meaning::has(&self.overlay, &route) && brought != Some(*page)) {
            decided.puts.push((route, Value::from(page)));
        }
        Ok(())
    }

    /// Tells which of a plain Backstage's ways in are none afterwards, as far as that is known, and what its layer takes along.
    pub(super) fn tell_ways(&self, found: &Found, decided: &mut Decided) {
        if !is_plain(self.from.target) || is_plain(self.to.target) {
            return;
        }
        let ways = ways(found);
        let offered = ways.iter().find(|way| way.page().is_some()).map(|way| way.key.as_str());
        for way in ways.iter().filter(|way| Some(way.key.as_str()) != offered) {
            let place = format!("`auth.providers.{}`", way.key);
            let mend = "the backend signs people in by it all the same: take it out, or write `disableIdentityResolution: true` there";
            decided.left.push(match (way.lacking(), offered.filter(|_| way.page().is_some())) {
                (Some(_), _) if way.is_known_to_images() => {
                    format!("the image's page does not offer {place}, and {mend}")
                }
                (Some(lacking), _) => format!("nobody signs in by {place} any more: {}", lacking.says),
                (None, Some(offered)) => {
                    format!("the image's page offers `{offered}` and not {place}, and {mend}")
                }
                (None, None) => {
                    format!("look whether the image has a module for {place}; its page offers nothing by it")
                }
            });
        }
        let mut files: Vec<String> = Vec::new();
        for (route, leaf) in meaning::leaves(&self.overlay) {
            let reads = route.last().is_some_and(|key| matches!(key.as_str(), "$file" | "$include"));
            files.extend(leaf.as_str().filter(|_| reads).map(|file| format!("`{file}`")));
        }
        if !files.is_empty() {
            decided.left.push(format!("bring to the image, beside your layer, what that reads: {}", files.join(", ")));
        }
        if ways.is_empty() {
            decided.left.push("nobody signed in by anything here; `init` chooses by what people sign in".to_owned());
        }
    }
}
