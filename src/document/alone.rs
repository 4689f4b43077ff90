//! Writes the only item of a list in the place of the list.

use serde_yaml::Value;

use super::refusal::{Reason, Refusal};
use super::source::{Shape, Source, unusual};
use super::text::{keeping_the_edges, value};

/// Writes a map that is a list's only item in the place of that list; comments and everything else stay.
///
/// Where no such list is, the text stays as it is.
///
/// # Errors
///
/// [`Refusal`], when the text cannot be read, or the list is written in a way that is not edited.
pub fn alone(text: &str, route: &[&str]) -> Result<String, Refusal> {
    let mut wanted = value(text)?;
    let Some(there) = route.iter().try_fold(&mut wanted, |here, key| here.get_mut(*key)) else {
        return Ok(text.to_owned());
    };
    match there {
        Value::Sequence(items) if items.len() == 1 && items[0].is_mapping() => *there = items[0].clone(),
        _ => return Ok(text.to_owned()),
    }
    let edited = keeping_the_edges(text, |text| edit(text, route))?;
    if value(&edited)? == wanted { Ok(edited) } else { Err(Refusal::at(text, 0, Reason::Unfaithful)) }
}

/// Takes the dash away: the item's keys stand deeper than the list's all the same.
fn edit(text: String, route: &[&str]) -> Result<String, Refusal> {
    let source = Source::read(text)?;
    let entry = source.entry(route)?;
    let inside = &source.text[entry.key.end..entry.end];
    let dash = inside.match_indices("- ").find(|(at, _)| {
        let line = inside[..*at].rsplit('\n').next().unwrap_or_default();
        line.trim().is_empty() && inside[..*at].contains('\n')
    });
    let Some((at, _)) = dash.filter(|_| entry.shape == Shape::Block) else {
        return Err(source.refuse(entry.key.start, unusual(route)));
    };
    let mut edited = source.text.clone();
    let at = entry.key.end + at;
    edited.replace_range(at..=at, " ");
    Ok(edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_item_of_a_list_takes_its_place_with_its_comments() {
        let text =
            "a:\n  # mine\n  list: # here\n    # one\n    - id: 1\n      # where\n      urls:\n        - x\n  b: 2";
        let after =
            "a:\n  # mine\n  list: # here\n    # one\n      id: 1\n      # where\n      urls:\n        - x\n  b: 2";
        assert_eq!(alone(text, &["a", "list"]).unwrap(), after);
        assert_eq!(alone("list:\n- id: 1\n  b: 2\n", &["list"]).unwrap(), "list:\n  id: 1\n  b: 2\n");
    }

    #[test]
    fn what_is_no_such_list_stays_and_what_cannot_be_edited_is_refused() {
        for text in ["list: [1]\n", "list:\n  - id: 1\n  - id: 2\n", "list: {id: 1}\n", "other: 1\n"] {
            assert_eq!(alone(text, &["list"]).unwrap(), text);
        }
        assert!(alone("list: [{id: 1}]\n", &["list"]).is_err());
        assert!(alone("list:\n  - {id: 1}\n", &["list"]).is_ok());
    }
}
