//! Holds [`super::encode`] against the three readers: a real `/bin/sh`, and small copies of what compose and docker do.

use std::process::Command;

use proptest::prelude::*;

use super::{encode, is_sayable, parse};
use crate::credential::Secret;

/// Reads a file as `docker run --env-file` does (`docker/cli`, `pkg/kvfile/kvfile.go`): lines up to 64 KiB, without white space in
/// front, `#` at the beginning for comments, the rest after `=` as it stands. `Quotes::Taken` is what some versions do.
fn docker(text: &str, quotes: Quotes) -> Option<String> {
    let mut value = None;
    for line in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)) {
        if line.len() >= 64 * 1024 {
            return None;
        }
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, after) = line.split_once('=')?;
        if name.contains([' ', '\t']) || value.is_some() {
            return None;
        }
        let bare = ['\'', '"'].iter().find_map(|quote| after.strip_prefix(*quote)?.strip_suffix(*quote));
        value = Some(if matches!(quotes, Quotes::Taken) { bare.unwrap_or(after) } else { after }.to_owned());
    }
    value
}

#[derive(Clone, Copy)]
enum Quotes {
    Kept,
    Taken,
}

/// Reads an unquoted value as compose does (`compose-go`, `dotenv/parser.go`, `extractVarValue`): up to the line's end, cut at a comment,
/// trimmed, expanded. Anything with a quote in front or a `$` in it is another value or an error, so it is nothing here.
fn compose(text: &str, comment: &str) -> Option<String> {
    let (_, after) = text.split_once('=')?;
    let after = after.trim_start_matches(['\t', '\u{b}', '\u{c}', '\r', ' ', '\u{85}', '\u{a0}']);
    let (line, rest) = after.split_once('\n').unwrap_or((after, ""));
    let value = line.split(comment).next()?.trim_end();
    (!value.starts_with(['"', '\'']) && !value.contains('$') && rest.trim().is_empty()).then(|| value.to_owned())
}

/// Lets a real shell source the file, as `set -a; . ./.env` does, and asks what it exports.
fn shell(text: &str, names: &[&str]) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), text).unwrap();
    let print: String = names.iter().map(|name| format!("printf '%s\\0' \"${name}\"; ")).collect();
    let output = Command::new("/bin/sh")
        .args(["-c", &format!("set -a; . ./.env; {print}")])
        .current_dir(folder.path())
        .env_clear()
        .env("HOME", "/home/of-somebody")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).ok()?;
    let values: Vec<String> = said.split_terminator('\0').map(str::to_owned).collect();
    (output.status.success() && output.stderr.is_empty() && values.len() == names.len()).then_some(values)
}

/// Names the first reader that sees another value.
fn disagreeing(value: &str) -> Option<&'static str> {
    let text = format!("NAME={value}\n");
    let wrong = |seen: Option<String>| seen.as_deref() != Some(value);
    if wrong(docker(&text, Quotes::Kept)) || wrong(docker(&text, Quotes::Taken)) {
        return Some("docker");
    }
    if wrong(compose(&text, " #")) || wrong(compose(&text, "#")) {
        return Some("compose");
    }
    wrong(shell(&text, &["NAME"]).map(|mut values| values.remove(0))).then_some("sh")
}

/// `root` stands behind a character in front, because a tilde needs the name of a user that there is.
#[test]
fn every_printable_character_is_sayable_exactly_where_all_readers_agree() {
    for character in ' '..='~' {
        for value in
            [format!("{character}"), format!("{character}root"), format!("a{character}b"), format!("ab{character}")]
        {
            let disagreeing = disagreeing(&value);
            assert_eq!(is_sayable(&value), disagreeing.is_none(), "`{value}`: {disagreeing:?}");
        }
    }
}

#[test]
fn letters_of_other_scripts_are_sayable_and_their_spaces_are_not() {
    // The bytes 0x81 to 0x88 are markers inside dash, so letters that hold them are worth a look.
    for value in ["ÁÀÂÃÄÅÆÇÈ", "größe", "日本語", "🔑", "a\u{301}"] {
        assert!(is_sayable(value));
        assert_eq!(disagreeing(value), None, "{value}");
    }
    for value in ["a\u{a0}", "a\u{85}", "\u{2003}a", "a\tb", "a\u{7f}", "a\nb", "a\r"] {
        assert!(!is_sayable(value), "{value:?}");
    }
}

#[test]
fn common_forms_of_secrets_are_sayable() {
    for value in [
        "",
        "ghp_0123456789abcdefABCDEF",
        "Iv1.8a61f9b3a7aba766",
        "c2VjcmV0Kw==/+",
        "https://portal.acme.dev:7007/path?x=1",
        "user:default/admin,group:x",
        "x8Q~6.a-b_c",
        "{\"not\"",
    ] {
        assert_eq!(is_sayable(value), disagreeing(value).is_none(), "{value}");
    }
    assert!(is_sayable("x8Q~6.a-b_c"), "client secrets of Entra hold tildes");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_said_is_read_back_by_all(values in prop::collection::vec("[!-~äÁ日]{0,12}", 24)) {
        let sayable: Vec<(String, String)> = values.into_iter().filter(|value| is_sayable(value)).enumerate()
            .map(|(index, value)| (format!("V{index}"), value)).collect();
        let names: Vec<&str> = sayable.iter().map(|(name, _)| name.as_str()).collect();
        let mut text = String::new();
        for (name, value) in &sayable {
            let line = encode(name, &Secret::new(value.as_str())).unwrap();
            let line = line.text().expose();
            prop_assert_eq!(docker(line, Quotes::Kept), Some(value.clone()));
            prop_assert_eq!(compose(line, "#"), Some(value.clone()));
            text += &format!("{line}\n");
        }
        let expected: Vec<String> = sayable.iter().map(|(_, value)| value.clone()).collect();
        prop_assert_eq!(shell(&text, &names), Some(expected));
        let ours: Vec<(String, String)> = parse(&text).unwrap().into_iter().map(|(name, value)| (name, value.expose().to_owned())).collect();
        prop_assert_eq!(ours, sayable);
    }
}
