//! One JSON document: `{"version":1,"findings":[…],"summary":{…}}`.

use std::borrow::Cow;

use serde::Serialize;

use super::Told;
use crate::config::Place;
use crate::lint::{Finding, Severity, Suppressed};
use crate::report::clean;

#[derive(Serialize)]
struct Document<'t> {
    version: u32,
    findings: Vec<Entry<'t>>,
    summary: Summary<'t>,
}

#[derive(Serialize)]
struct Entry<'t> {
    rule: &'t str,
    severity: &'t str,
    confidence: &'t str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'t, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    path: Cow<'t, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<&'t str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    because: Vec<Because<'t>>,
    fingerprint: &'t str,
    fixable: bool,
    #[serde(rename = "comesWith", skip_serializing_if = "Option::is_none")]
    comes_with: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<&'t str>,
}

#[derive(Serialize)]
struct Because<'t> {
    file: Cow<'t, str>,
    line: u32,
    column: u32,
    says: String,
}

#[derive(Serialize)]
struct Summary<'t> {
    files: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    whole: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extent: Option<&'t str>,
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    backstage: Option<Backstage<'t>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Backstage<'t> {
    release: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    said_by: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upgrades_from: Option<&'t str>,
}

pub(super) fn write(told: &Told<'_>) -> String {
    let document = Document {
        version: 1,
        findings: told.all().map(|(finding, fingerprint)| entry(told, finding, fingerprint)).collect(),
        summary: Summary {
            files: told.files,
            whole: told.extent.as_ref().map(|(whole, _)| *whole),
            extent: told.extent.as_ref().map(|(_, said)| said.as_str()),
            errors: told.count(Severity::Error),
            warnings: told.count(Severity::Warning),
            notes: told.count(Severity::Note),
            suppressed: told.findings.len() - told.counting().count(),
            backstage: told.read_for.as_ref().map(|read_for| Backstage {
                release: &read_for.release,
                said_by: read_for.said_by.as_deref(),
                upgrades_from: read_for.upgrades_from.as_deref(),
            }),
        },
    };
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn entry<'t>(told: &'t Told<'_>, finding: &'t Finding, fingerprint: &'t str) -> Entry<'t> {
    let because = |(place, says): &'t (Place, String)| Because {
        file: told.file(*place),
        line: place.start.line,
        column: place.start.column,
        says: clean(says),
    };
    Entry {
        rule: finding.rule,
        severity: finding.severity.id(),
        confidence: finding.confidence.id(),
        message: clean(&finding.message),
        hint: told.hint(finding),
        file: finding.place.map(|place| told.file(place)),
        line: finding.place.map(|place| place.start.line),
        column: finding.place.map(|place| place.start.column),
        path: told.route(finding),
        layer: finding.place.map(|place| told.layer(place)),
        because: finding.because.iter().map(because).collect(),
        fingerprint,
        fixable: finding.fix.is_some(),
        comes_with: finding.comes_with.as_deref(),
        suppressed: finding.suppressed.as_ref().map(|suppressed| match suppressed {
            Suppressed::Comment(_) => "comment",
            Suppressed::Baseline => "baseline",
        }),
    }
}
