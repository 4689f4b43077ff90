//! Which credential is used for an address, for people and as JSON.

use serde_json::json;

use super::{Look, clean, wrap};
use crate::config::{Place, Sources};
use crate::lint::{Choice, Explanation};

/// Writes an explanation for people.
pub fn human(address: &str, explanation: &Explanation, sources: &Sources, look: &Look) -> String {
    let width = usize::from(look.width);
    let mut lines = vec![clean(address)];
    for step in &explanation.steps {
        lines.extend(wrap("  ", 4, &with_place(&step.says, step.place, sources), width));
    }
    if explanation.chosen.is_empty() {
        lines.push("used  nothing: no integration is for this host".to_owned());
    }
    for (number, choice) in explanation.chosen.iter().enumerate() {
        let head = if number == 0 { "used  " } else { "else  " };
        lines.extend(wrap(head, 6, &with_place(&said(choice), choice.place, sources), width));
    }
    look.signs(&(lines.join("\n") + "\n"))
}

fn said(choice: &Choice) -> String {
    let only_if = choice.only_if.as_ref().map(|only_if| format!(", if {only_if}")).unwrap_or_default();
    let route = choice.route.as_ref().map(|route| format!(", `{route}`")).unwrap_or_default();
    format!("{}{route}{only_if}", choice.uses.title())
}

fn with_place(says: &str, place: Option<Place>, sources: &Sources) -> String {
    let says = clean(says);
    match place {
        Some(place) => format!("{says}  ({}:{})", clean(sources.name(place.source)), place.start.line),
        None => says,
    }
}

/// Writes an explanation as one JSON document.
pub fn json(address: &str, explanation: &Explanation, sources: &Sources) -> String {
    let at = |place: Option<Place>| {
        place.map(|place| json!({ "file": clean(sources.name(place.source)), "line": place.start.line, "column": place.start.column }))
    };
    let document = json!({
        "version": 1,
        "address": address,
        "steps": explanation.steps.iter().map(|step| json!({ "says": clean(&step.says), "at": at(step.place) })).collect::<Vec<_>>(),
        "chosen": explanation.chosen.iter().map(|choice| json!({
            "uses": choice.uses.title(),
            "only-if": choice.only_if.as_deref().map(clean),
            "path": choice.route.as_deref().map(clean),
            "at": at(choice.place),
        })).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}
