//! What a scalar means: the core schema of YAML 1.2, as the `yaml` package of npm has it.

use std::borrow::Cow;

use saphyr_parser::{ScalarStyle, Tag};

use super::node::Value;
use super::text::Text;

/// Reads a scalar. It is a text where its tag says so, and where it is not plain.
pub(super) fn read(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let forced = tag.is_some_and(|tag| tag.suffix == "str") || style != ScalarStyle::Plain;
    if forced { Value::Text(Text::new(text)) } else { plain(&text) }
}

/// Reads a plain scalar. `yes` and `on` are strings, `0123` is a number.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::Text(Text::new(text)),
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let all = |text: &str, fits: fn(char) -> bool| !text.is_empty() && text.chars().all(fits);
    if let Some(octal) = text.strip_prefix("0o") {
        return all(octal, |c| matches!(c, '0'..='7'));
    }
    if let Some(hexadecimal) = text.strip_prefix("0x") {
        return all(hexadecimal, |c| c.is_ascii_hexdigit());
    }
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(part)
        && !(whole.is_empty() && part.is_empty())
        && exponent.is_none_or(|e| !e.is_empty() && digits(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_mean_what_backstage_reads() {
        for number in ["42", "0123", "-1", "+1.5", "1e3", "0x1F", "0o17", ".5", "1.", ".inf"] {
            assert!(matches!(plain(number), Value::Number(_)), "{number}");
        }
        for text in ["yes", "no", "on", "off", "1.2.3", "1_000", "0x", "e3", "-", ".", "${V}", "12ab", "1e"] {
            assert!(matches!(plain(text), Value::Text(_)), "{text}");
        }
        assert!(matches!(plain("~"), Value::Null) && matches!(plain("True"), Value::Bool(true)));
    }
}
