//! What stands of the catalog's providers in an operator's layer: who is known by a provider's name, and how often it reads, stays as it is.
//! Under another name everybody whom it brought would be taken out, and brought anew.

use anyhow::{Context, Result};
use serde_yaml::Value;

use crate::document;

const PROVIDERS: [&str; 2] = ["catalog", "providers"];

/// What says nothing of where a provider reads.
const OWN: [&str; 2] = ["id", "schedule"];

/// The fragment with the names and schedules of what is there.
pub(super) fn standing(existing: &str, fragment: &str) -> Result<String> {
    let (Ok(there), Ok(ours)) = (document::value(existing), document::value(fragment)) else {
        return Ok(fragment.to_owned());
    };
    let providers = |root: &Value| PROVIDERS.iter().try_fold(root, |here, key| here.get(*key)).cloned();
    let (Some(there), Some(ours)) = (providers(&there), providers(&ours)) else { return Ok(fragment.to_owned()) };
    let mut fitted = fragment.to_owned();
    for (provider, block) in entries(&ours) {
        if let Some(stood) = there.get(provider) {
            fitted = fit(&fitted, &[PROVIDERS[0], PROVIDERS[1], provider], stood, block)?;
        }
    }
    Ok(fitted)
}

/// A provider's block, in each of the ways in which one is written: a list, an entry alone, or entries by their names.
fn fit(fragment: &str, route: &[&str], stood: &Value, block: &Value) -> Result<String> {
    match (stood, block) {
        (Value::Sequence(stood), Value::Sequence(items)) => match (&stood[..], &items[..]) {
            ([stood], [item]) if says_all(stood, item) => edited(document::cut(fragment, route)),
            _ => Ok(fragment.to_owned()),
        },
        (Value::Mapping(_), Value::Mapping(_)) if !is_named(block) => cut_own(fragment, route, stood, &OWN),
        (Value::Mapping(_), Value::Mapping(_)) => {
            let mut fitted = fragment.to_owned();
            for (name, entry) in entries(block) {
                let Some((by, was)) = same(stood, name, entry) else { continue };
                fitted = cut_own(&fitted, &[route, &[name]].concat(), was, &OWN[1..])?;
                if by != name {
                    fitted = edited(document::rename(&fitted, &[route, &[name]].concat(), by))?;
                }
            }
            Ok(fitted)
        }
        _ => Ok(fragment.to_owned()),
    }
}

/// The entry that reads the same: of the same name, or the only one that contradicts in nothing.
fn same<'v>(stood: &'v Value, name: &str, entry: &Value) -> Option<(&'v str, &'v Value)> {
    if !is_named(stood) {
        return None;
    }
    let mut all: Vec<_> = entries(stood).collect();
    if let Some(named) = all.iter().find(|(by, _)| *by == name) {
        return Some(*named);
    }
    all.retain(|(_, was)| !contradicts(was, entry));
    if let [only] = all[..] { Some(only) } else { None }
}

fn cut_own(fragment: &str, route: &[&str], was: &Value, own: &[&str]) -> Result<String> {
    let stays = own.iter().filter(|key| was.get(**key).is_some_and(|value| !value.is_null()));
    stays.copied().try_fold(fragment.to_owned(), |text, key| edited(document::cut(&text, &[route, &[key]].concat())))
}

/// Tells whether all that would be said of where it reads is said already.
fn says_all(stood: &Value, item: &Value) -> bool {
    stood.is_mapping() && entries(item).all(|(key, value)| OWN.contains(&key) || stood.get(key) == Some(value))
}

fn contradicts(stood: &Value, entry: &Value) -> bool {
    let of_place = || entries(entry).filter(|(key, value)| !OWN.contains(key) && !value.is_mapping());
    // A host by a variable may be the one that is written out, where all the rest is the same.
    let may_be = |key: &str, one: &Value, other: &Value| key == "host" && is_filled(one) != is_filled(other);
    of_place().any(|(key, value)| stood.get(key).is_some_and(|was| was != value && !may_be(key, was, value)))
}

fn is_filled(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.contains("${"))
}

fn is_named(block: &Value) -> bool {
    entries(block).all(|(_, entry)| entry.is_mapping())
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_mapping().into_iter().flatten().filter_map(|(key, value)| Some((key.as_str()?, value)))
}

fn edited(text: Result<String, document::Refusal>) -> Result<String> {
    text.context("a piece of the contract is not edited")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(existing: &str, fragment: &str) -> Value {
        let of = |text: &str| format!("catalog:\n  providers:\n    {}\n", text.replace('\n', "\n    "));
        let existing = of(existing);
        let merged = document::merge(&existing, &standing(&existing, &of(fragment)).unwrap()).unwrap();
        document::value(&merged).unwrap()["catalog"]["providers"].clone()
    }

    fn value(text: &str) -> Value {
        serde_yaml::from_str(text).unwrap()
    }

    #[test]
    fn a_provider_keeps_the_name_and_the_schedule_that_it_has_however_it_is_written() {
        let ours = "githubOrg:\n  - id: production\n    # where it is\n    orgs: [a]\n    schedule: { frequency: { hours: 1 } }";
        let own = "githubOrg:\n- id: development\n  orgs: [a]\n  schedule: { frequency: { minutes: 5 } }";
        assert_eq!(after(own, ours), value(own));
        let alone = "githubOrg:\n  id: production\n  url: u\n  orgs: [a]\n  schedule: { frequency: { hours: 1 } }";
        let own = "githubOrg:\n  id: development\n  orgs: [b]\n  schedule: { frequency: { minutes: 5 } }";
        let kept = "githubOrg: { id: development, orgs: [a], schedule: { frequency: { minutes: 5 } }, url: u }";
        assert_eq!(after(own, alone), value(kept));
        let ours = "gitlab:\n  production:\n    host: h\n    group: g\n    schedule:\n      frequency: { hours: 1 }";
        let own = "gitlab:\n  default:\n    host: h\n    schedule: { frequency: { minutes: 5 } }";
        let kept = "gitlab: { default: { host: h, schedule: { frequency: { minutes: 5 } }, group: g } }";
        assert_eq!(after(own, ours), value(kept));
    }

    #[test]
    fn a_provider_that_reads_elsewhere_stands_beside_and_one_without_a_schedule_gets_it() {
        let ours = "gitlab:\n  production:\n    host: h\n    group: g\n    schedule:\n      frequency: { hours: 1 }";
        let own = "gitlab:\n  default:\n    host: ${H}\n    group: g\n    schedule: {}";
        assert_eq!(after(own, ours)["gitlab"].as_mapping().unwrap().len(), 1);
        let both = after("gitlab:\n  team:\n    host: other", ours);
        assert_eq!(both["gitlab"]["team"], value("{ host: other }"));
        assert_eq!(both["gitlab"]["production"]["group"], "g");
        let two = after("gitlab:\n  a: { host: h }\n  b: { group: g }", ours);
        assert_eq!(two["gitlab"].as_mapping().unwrap().len(), 3, "nobody can tell which of them it is");
        let one = after("gitlab:\n  production: { host: h }", ours);
        assert_eq!(one["gitlab"]["production"]["schedule"]["frequency"]["hours"], 1);
        let new = after("github: {}", ours);
        assert_eq!(new["gitlab"]["production"]["host"], "h");
    }
}
