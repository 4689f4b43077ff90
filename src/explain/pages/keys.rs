//! Keys of `devportal-auth.yaml`, from its own JSON Schema.

use serde_json::Value;

use super::credentials::sentence;
use super::table::listed;
use crate::answers::file;
use crate::explain::page::{Kind, Page};

/// A schema deeper than this one would go around in circles.
const DEEPEST: usize = 6;

pub(super) fn pages() -> Vec<Page> {
    let schema: Value = serde_json::from_str(&file::schema()).unwrap_or_default();
    let mut pages = Vec::new();
    below(&schema, &schema, "", &mut pages, 0);
    pages
}

fn below(schema: &Value, whole: &Value, route: &str, pages: &mut Vec<Page>, depth: usize) {
    let Some(properties) = schema["properties"].as_object().filter(|_| depth < DEEPEST) else { return };
    for (key, about) in properties {
        let route = if route.is_empty() { key.clone() } else { format!("{route}.{key}") };
        let means = resolved(about, whole);
        pages.push(page(&route, about, means));
        below(means, whole, &route, pages, depth + 1);
        below(resolved(&means["items"], whole), whole, &route, pages, depth + 1);
        below(resolved(&means["additionalProperties"], whole), whole, &format!("{route}.<name>"), pages, depth + 1);
    }
}

/// What a schema refers to, or the part of a choice that is not nothing.
fn resolved<'s>(schema: &'s Value, whole: &'s Value) -> &'s Value {
    let part =
        schema["anyOf"].as_array().and_then(|parts| parts.iter().find(|part| part["type"] != "null")).unwrap_or(schema);
    match part["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
        Some(name) => whole.pointer(name).unwrap_or(part),
        None => part,
    }
}

fn page(route: &str, about: &Value, means: &Value) -> Page {
    let says = about["description"].as_str().or_else(|| means["description"].as_str()).unwrap_or_default();
    let says = says.split_whitespace().collect::<Vec<_>>().join(" ");
    let values = values(means);
    let mut text = format!("# Key `{route}` of `devportal-auth.yaml`\n\n{}\n", sentence(&says));
    if !values.is_empty() {
        text += &format!("\nOne of {}.\n", listed(&values));
    }
    text += "\nThe whole form: `devportal-auth schema`. The file holds no secret and is safe to commit.\n";
    Page::of(Kind::Key, route, says.trim_end_matches('.'), &text)
}

fn values(means: &Value) -> Vec<String> {
    let one = |schema: &Value| schema["const"].as_str().map(str::to_owned);
    let listed = means["enum"].as_array().into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned));
    listed.chain(means["oneOf"].as_array().into_iter().flatten().filter_map(one)).collect()
}
