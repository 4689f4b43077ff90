//! SARIF 2.1.0: only the rules that occur, stable fingerprints, silenced results marked instead of dropped.

use serde_json::{Map, Value, json};

use super::Told;
use crate::config::Place;
use crate::lint::{Finding, Severity, Suppressed, rule};
use crate::report::clean;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn write(told: &Told<'_>) -> String {
    let mut ids: Vec<&str> = told.findings.iter().map(|finding| finding.rule).collect();
    ids.sort_unstable();
    ids.dedup();
    let results: Vec<_> = told.all().map(|(finding, fingerprint)| result(told, finding, fingerprint, &ids)).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "devportal-auth",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": ids.iter().map(|id| description(id)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn description(id: &str) -> Value {
    let Some(rule) = rule(id) else { return json!({ "id": id }) };
    json!({
        "id": id,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.summary },
        "help": { "text": rule.page, "markdown": rule.page },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "precision": precision(rule), "tags": ["credentials", "backstage"] },
    })
}

fn precision(rule: &crate::lint::Rule) -> &'static str {
    use crate::lint::Confidence;
    match rule.confidence {
        Confidence::High => "very-high",
        Confidence::Medium => "high",
        Confidence::Low => "medium",
    }
}

fn level(severity: Severity) -> &'static str {
    severity.id()
}

fn result(told: &Told<'_>, finding: &Finding, fingerprint: &str, ids: &[&str]) -> Value {
    let mut result = Map::new();
    let mut set = |name: &str, value: Value| {
        result.insert(name.to_owned(), value);
    };
    set("ruleId", json!(finding.rule));
    set("ruleIndex", json!(ids.iter().position(|id| *id == finding.rule)));
    set("level", json!(level(finding.severity)));
    let hint = told.hint(finding).map(|hint| format!("\n{hint}")).unwrap_or_default();
    set("message", json!({ "text": format!("{}{hint}", told.says(finding)) }));
    set("locations", json!(location(told, finding).into_iter().collect::<Vec<_>>()));
    set("partialFingerprints", json!({ "devportalAuth/v1": fingerprint }));
    let related: Vec<_> = finding
        .because
        .iter()
        .filter(|(place, _)| !told.is_images(*place))
        .map(|(place, label)| json!({ "physicalLocation": physical(told.sources.name(place.source), Some(*place)), "message": { "text": clean(label) } }))
        .collect();
    if !related.is_empty() {
        set("relatedLocations", json!(related));
    }
    // A mend's text may be a secret (quotes that are taken off one), so `fixes` are left to `validate --fix`.
    if let Some(suppressed) = &finding.suppressed {
        set("suppressions", json!([suppression(suppressed)]));
    }
    Value::Object(result)
}

fn suppression(suppressed: &Suppressed) -> Value {
    match suppressed {
        Suppressed::Comment(Some(why)) => json!({ "kind": "inSource", "justification": clean(why) }),
        Suppressed::Comment(None) => json!({ "kind": "inSource" }),
        Suppressed::Baseline => json!({ "kind": "external", "justification": "in the baseline" }),
    }
}

fn location(told: &Told<'_>, finding: &Finding) -> Option<Value> {
    // The address of a file is written in percent, so it can be the file's own name.
    let own = finding.place.filter(|place| !told.is_images(*place));
    let (file, place) = match own {
        Some(place) => (told.sources.name(place.source), own),
        None => (told.operators.as_deref()?, None),
    };
    let mut location = json!({ "physicalLocation": physical(file, place) });
    if !finding.route.is_empty() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": told.route(finding), "kind": "member" }]);
    }
    Some(location)
}

fn physical(file: &str, place: Option<Place>) -> Value {
    let region = place.map_or_else(|| json!({ "startLine": 1 }), region);
    json!({ "artifactLocation": { "uri": uri(file) }, "region": region })
}

fn region(place: Place) -> Value {
    let mut region = json!({ "startLine": place.start.line, "startColumn": place.start.column });
    if place.end > place.start {
        region["endLine"] = json!(place.end.line);
        region["endColumn"] = json!(place.end.column);
    }
    region
}

/// A path as a relative reference: what a URI does not take is written in percent.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in file.replace('\\', "/").trim_start_matches("./").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'+' | b'@' | b',' => {
                uri.push(char::from(byte));
            }
            other => uri += &format!("%{other:02X}"),
        }
    }
    uri
}
