//! What of somebody's own lists goes: a list of ours takes the place of theirs, as Backstage merges its layers.

use serde_yaml::Value;

use crate::document;
use crate::secrecy::{is_strange, sounds_secret};

/// The entries of lists of a text that stand in what it becomes no more, each by its list and by what it is told from others
/// (`host: ghe.acme.dev` of `integrations.github`). An entry is told by the first of its keys that has a text.
pub(super) fn lost(before: &str, after: &str) -> Vec<String> {
    let (Ok(before), Ok(after)) = (document::value(before), document::value(after)) else { return Vec::new() };
    let mut lost = Vec::new();
    compare(&before, &after, &mut Vec::new(), &mut lost);
    lost
}

fn compare(before: &Value, after: &Value, route: &mut Vec<String>, lost: &mut Vec<String>) {
    match (before, after) {
        (Value::Mapping(there), Value::Mapping(_)) => {
            for (key, was) in there {
                let (Some(key), Some(now)) = (key.as_str(), after.get(key)) else { continue };
                route.push(key.to_owned());
                compare(was, now, route, lost);
                route.pop();
            }
        }
        (Value::Sequence(there), Value::Sequence(now)) => {
            for was in there {
                let Some((key, told)) = told(was) else { continue };
                match now.iter().find(|now| now.get(key).and_then(Value::as_str) == Some(told)) {
                    Some(same) => compare(was, same, route, lost),
                    None => lost.push(format!("`{key}: {told}` of `{}`", route.join("."))),
                }
            }
        }
        _ => {}
    }
}

/// What an entry is told from others by, where that is no secret.
fn told(entry: &Value) -> Option<(&str, &str)> {
    let mut texts = entry.as_mapping()?.iter().filter_map(|(key, value)| Some((key.as_str()?, value.as_str()?)));
    texts.find(|(key, text)| !sounds_secret(key) && !is_strange(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_a_list_that_goes_is_told_by_its_list_and_never_by_a_secret() {
        let before = "a:\n  hosts:\n    - host: one.dev\n      token: CANARY\n    - token: CANARY\n      host: two.dev\n    - token: CANARY\n  names: [x, y]\n";
        let after = "a:\n  hosts:\n    - host: one.dev\n  names: [x]\n";
        assert_eq!(lost(before, after), ["`host: two.dev` of `a.hosts`"]);
        assert_eq!(lost(before, before), [""; 0]);
        let inner = "a:\n  - type: config\n    clusters: [{ name: own }, { name: ours }]\n";
        assert_eq!(
            lost(inner, "a:\n  - type: config\n    clusters: [{ name: ours }]\n"),
            ["`name: own` of `a.clusters`"]
        );
    }
}
