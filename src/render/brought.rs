//! What presets bring of a system is not said once more.

use anyhow::{Context, Result};
use serde_yaml::Value;

use crate::contract::image::layer_of_preset;
use crate::document;

/// The fragment without what the presets' own layers say in the same way.
pub(super) fn without<'p>(fragment: &str, presets: impl Iterator<Item = &'p String>) -> Result<String> {
    let mut kept = fragment.to_owned();
    for (name, text) in presets.filter_map(|preset| layer_of_preset(preset)) {
        let layer = document::value(text).with_context(|| name.to_owned())?;
        let ours = document::value(&kept).context("a piece of the contract is not read")?;
        let mut routes = Vec::new();
        same(&ours, &layer, &mut Vec::new(), &mut routes);
        for route in routes {
            let route: Vec<&str> = route.iter().map(String::as_str).collect();
            kept = document::cut(&kept, &route).context("a piece of the contract is not edited")?;
        }
    }
    Ok(kept)
}

fn same(ours: &Value, layer: &Value, route: &mut Vec<String>, routes: &mut Vec<Vec<String>>) {
    for (key, said) in layer.as_mapping().into_iter().flatten() {
        let (Some(key), Some(own)) = (key.as_str(), ours.get(key)) else { continue };
        route.push(key.to_owned());
        if own.is_mapping() && said.is_mapping() {
            same(own, said, route, routes);
        } else if own == said {
            routes.push(route.clone());
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
}
