//! What a plain Backstage gets and does not get of an image that it moves to: the page that people sign in at, and no source that it had not.

use anyhow::Result;
use serde_yaml::Value;

use super::{Decided, Sides, keys};
use crate::contract::generation::generations;
use crate::contract::sign_in::sign_in;
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
        self.keep_for_tokens(found, decided);
        let route = keys("signInPage");
        let page = ways(found).iter().find_map(|way| way.page());
        let brought = meaning::at(&self.new.all, &route).and_then(Value::as_str);
        if let Some(page) = page.filter(|page| !meaning::has(&self.overlay, &route) && brought != Some(*page)) {
            decided.puts.push((route, Value::from(page)));
        }
        Ok(())
    }

    /// Keeps providers for people's tokens alone what they are: Backstage signs nobody in by one without a resolver, and the images have one of
    /// their own for it.
    fn keep_for_tokens(&self, found: &Found, decided: &mut Decided) {
        let ways = ways(found);
        let offered = ways.iter().find(|way| way.page().is_some()).map(|way| way.key.as_str());
        let asked = meaning::at(&self.before, &keys("auth.environment")).and_then(Value::as_str);
        for route in self.environments(&self.before) {
            let [.., provider, environment] = route.as_slice() else { continue };
            let is_offered =
                offered == Some(provider.as_str()) && asked.is_none_or(|asked| asked == environment.as_str());
            let block = meaning::at(&self.before, &route);
            if !is_offered && sign_in().is_known_to_images(provider) && block.is_some_and(signs_nobody_in) {
                decided.puts.push(([route, vec!["disableIdentityResolution".to_owned()]].concat(), Value::Bool(true)));
            }
        }
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

/// Tells whether a block has no resolver, and does not say itself what comes of that.
fn signs_nobody_in(block: &Value) -> bool {
    let resolvers = match block.get("signIn") {
        None | Some(Value::Null) => return block.get("disableIdentityResolution").is_none(),
        Some(sign_in) if sign_in.is_mapping() => sign_in.get("resolvers"),
        Some(_) => return false,
    };
    let none = resolvers.is_none_or(|all| all.is_null() || all.as_sequence().is_some_and(Vec::is_empty));
    none && block.get("disableIdentityResolution").is_none()
}
