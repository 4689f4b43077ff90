//! What presets bring of a system is not said once more.

use anyhow::{Context, Result};
use serde_yaml::Value;

use crate::contract::image::layer_of_preset;
use crate::document;

/// The fragment without what the presets' own layers say in the same way, the last of those that say it.
pub(super) fn without<'p>(fragment: &str, presets: impl Iterator<Item = &'p String>) -> Result<String> {
    let layer = |(name, text): (&str, &str)| document::value(text).with_context(|| name.to_owned());
    let layers = presets.filter_map(|preset| layer_of_preset(preset)).map(layer).collect::<Result<Vec<_>, _>>()?;
    let ours = document::value(fragment).context("a piece of the contract is not read")?;
    let mut routes = Vec::new();
    same(&ours, &layers.iter().rev().collect::<Vec<_>>(), &mut Vec::new(), &mut routes);
    routes.iter().try_fold(fragment.to_owned(), |kept, route| {
        let route: Vec<&str> = route.iter().map(String::as_str).collect();
        document::cut(&kept, &route).context("a piece of the contract is not edited")
    })
}

/// The routes at which the first of some layers that says anything says the same.
fn same(ours: &Value, layers: &[&Value], route: &mut Vec<String>, routes: &mut Vec<Vec<String>>) {
    for (key, own) in ours.as_mapping().into_iter().flatten() {
        let Some(key) = key.as_str() else { continue };
        let said: Vec<_> = layers.iter().filter_map(|layer| layer.get(key)).collect();
        route.push(key.to_owned());
        match said.first() {
            Some(first) if own.is_mapping() && first.is_mapping() => same(own, &said, route, routes),
            Some(first) if own == *first => routes.push(route.clone()),
            _ => {}
        }
        route.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_preset_says_in_the_same_way_goes_and_what_it_says_otherwise_stays() {
        let text =
            "app: {}\njenkins:\n  baseUrl: ${JENKINS_URL}\n  username: ${JENKINS_USERNAME}\n  apiKey: ${OTHER}\n";
        let presets = ["jenkins".to_owned(), "nobody".to_owned()];
        assert_eq!(without(text, presets.iter()).unwrap(), "app: {}\njenkins:\n  apiKey: ${OTHER}\n");
        assert_eq!(without(text, presets[1..].iter()).unwrap(), text);
    }

    #[test]
    fn what_a_later_preset_says_otherwise_stays_said() {
        let value = |text: &str| serde_yaml::from_str::<Value>(text).unwrap();
        let (ours, earlier, later) = (value("a: { b: 1, c: 2 }"), value("a: { b: 1, c: 2 }"), value("a: { b: 2 }"));
        let mut routes = Vec::new();
        same(&ours, &[&later, &earlier], &mut Vec::new(), &mut routes);
        assert_eq!(routes, [["a", "c"]]);
    }
}
