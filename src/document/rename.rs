//! Gives a key another name where it stands.

use serde_yaml::{Mapping, Value};

use super::refusal::{Reason, Refusal};
use super::source::{Shape, Source, unusual};
use super::text::{keeping_the_edges, value};

/// Gives the key at the end of a route another name; its value, its comments and its place stay.
///
/// A route that is not there leaves the text as it is.
///
/// # Errors
///
/// [`Refusal`], when the text cannot be read, when the map has a key of the new name already, or when the key is written in a way
/// that is not edited.
pub fn rename(text: &str, route: &[&str], name: &str) -> Result<String, Refusal> {
    let (Some((old, above)), true) = (route.split_last(), super::has(text, route)) else { return Ok(text.to_owned()) };
    let mut wanted = value(text)?;
    let map = above.iter().try_fold(&mut wanted, |here, key| here.get_mut(*key)).and_then(Value::as_mapping_mut);
    if let Some(map) = map {
        if map.contains_key(name) {
            return Err(Refusal::twice(text, 0, name));
        }
        *map = map.iter().map(|(key, value)| (renamed(key, old, name), value.clone())).collect::<Mapping>();
    }
    let edited = keeping_the_edges(text, |text| edit(text, route, name))?;
    if value(&edited)? == wanted { Ok(edited) } else { Err(Refusal::at(text, 0, Reason::Unfaithful)) }
}

fn renamed(key: &Value, old: &str, name: &str) -> Value {
    if key.as_str() == Some(old) { Value::from(name) } else { key.clone() }
}

fn edit(text: String, route: &[&str], name: &str) -> Result<String, Refusal> {
    let source = Source::read(text)?;
    let entry = source.entry(route)?;
    if entry.shape == Shape::Tagged && source.text[entry.key.clone()].starts_with(['&', '!', '*']) {
        return Err(source.refuse(entry.key.start, unusual(route)));
    }
    let mut edited = source.text.clone();
    edited.replace_range(entry.key, name);
    Ok(edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_gets_another_name_and_everything_else_stays() {
        let text = "auth:\n  # mine\n  'development': # here\n    a: 1\n  b: 2";
        let after = rename(text, &["auth", "development"], "production").unwrap();
        assert_eq!(after, "auth:\n  # mine\n  production: # here\n    a: 1\n  b: 2");
        assert_eq!(rename(text, &["auth", "nobody"], "x").unwrap(), text);
    }

    #[test]
    fn a_name_that_is_taken_is_refused() {
        assert!(rename("a: 1\nb: 2\n", &["a"], "b").is_err());
    }
}
