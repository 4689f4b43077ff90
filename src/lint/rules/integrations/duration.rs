//! Durations as Backstage reads them: `{ minutes: 5 }`, `PT5M`, `5 minutes`, and `{ cron: … }` where a frequency is meant.

use std::sync::OnceLock;

use regex_lite::Regex;

use crate::config::{Node, Value};

const UNITS: [(&str, f64); 8] = [
    ("years", 31_557_600.0),
    ("months", 2_629_800.0),
    ("weeks", 604_800.0),
    ("days", 86_400.0),
    ("hours", 3_600.0),
    ("minutes", 60.0),
    ("seconds", 1.0),
    ("milliseconds", 0.001),
];

/// Says why a value is no duration, with what of it is at fault; nothing when it is one, or when that cannot be told.
pub(in super::super) fn fault(node: &Node, frequency: bool) -> Option<(&Node, String)> {
    match &node.value {
        Value::Map(_) if frequency && (node.get("cron").is_some() || node.get("trigger").is_some()) => None,
        Value::Map(_) => in_map(node),
        Value::Text(_) => {
            let text = node.text()?.trim();
            (!text.is_empty() && written(text).is_none()).then(|| (node, "is not a duration".to_owned()))
        }
        Value::Null | Value::Gone(_) => None,
        _ => Some((node, "is not a duration: a number needs its unit".to_owned())),
    }
}

fn in_map(node: &Node) -> Option<(&Node, String)> {
    let known = |key: &str| UNITS.iter().any(|(unit, _)| *unit == key);
    if let Some((key, stray)) = node.entries().find(|(key, _)| !known(key)) {
        return Some((stray, format!("has `{key}`, which is no unit of time")));
    }
    if let Some((key, value)) =
        node.entries().find(|(_, value)| value.scalar().is_some_and(|value| value.trim().parse::<f64>().is_err()))
    {
        return Some((value, format!("has `{key}` that is no number")));
    }
    // What an unset variable took away is another finding.
    let written = node.all_entries().any(|(key, value)| known(key) && !matches!(value.value, Value::Null));
    (!written).then(|| (node, "has no unit of time".to_owned()))
}

/// How long a duration is, when that is known.
pub(in super::super) fn seconds(node: &Node) -> Option<f64> {
    if let Some(text) = node.text() {
        return written(text.trim());
    }
    let mut sum = None;
    for (key, value) in node.is_map().then(|| node.entries()).into_iter().flatten() {
        let (_, length) = UNITS.iter().find(|(unit, _)| *unit == key)?;
        sum = Some(sum.unwrap_or(0.0) + value.scalar()?.trim().parse::<f64>().ok()? * length);
    }
    sum
}

/// Reads `PT5M` or `5 minutes`.
fn written(text: &str) -> Option<f64> {
    if text.starts_with('P') {
        let found = iso()?.captures(text)?;
        let lengths = [31_557_600.0, 2_629_800.0, 604_800.0, 86_400.0, 3_600.0, 60.0, 1.0];
        let parts = lengths.iter().enumerate().filter_map(|(index, length)| {
            let number = found.get(index + 1)?.as_str().replace(',', ".").parse::<f64>().ok()?;
            Some(number * length)
        });
        let parts: Vec<_> = parts.collect();
        return (!parts.is_empty()).then(|| parts.iter().sum());
    }
    let found = plain()?.captures(text)?;
    let number: f64 = found.get(1)?.as_str().parse().ok()?;
    let length = match found.get(2)?.as_str().to_ascii_lowercase().as_str() {
        "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => 0.001,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600.0,
        "d" | "day" | "days" => 86_400.0,
        "w" | "week" | "weeks" => 604_800.0,
        "mo" | "month" | "months" => 2_629_800.0,
        "y" | "yr" | "yrs" | "year" | "years" => 31_557_600.0,
        _ => return None,
    };
    Some(number * length)
}

fn iso() -> Option<&'static Regex> {
    static ISO: OnceLock<Option<Regex>> = OnceLock::new();
    let number = r"(-?\d+(?:\.\d+)?)";
    let pattern = || {
        let days = format!("(?:{number}Y)?(?:{number}M)?(?:{number}W)?(?:{number}D)?");
        format!(r"^P{days}(?:T(?:{number}H)?(?:{number}M)?(?:(-?\d+(?:[.,]\d+)?)S)?)?$")
    };
    ISO.get_or_init(|| Regex::new(&pattern()).ok()).as_ref()
}

fn plain() -> Option<&'static Regex> {
    static PLAIN: OnceLock<Option<Regex>> = OnceLock::new();
    PLAIN.get_or_init(|| Regex::new(r"^(\d*\.?\d+) *([A-Za-z]+)$").ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_backstage_reads_them() {
        for (text, seconds) in
            [("PT1H", 3600.0), ("P1DT6H", 108_000.0), ("PT0.5S", 0.5), ("30 minutes", 1800.0), ("45s", 45.0)]
        {
            assert_eq!(written(text), Some(seconds), "{text}");
        }
        for text in ["nope", "5", "P", "1H", "PT", "5 parsecs", "every hour"] {
            assert!(text == "1H" || written(text).is_none(), "{text}");
        }
    }
}
