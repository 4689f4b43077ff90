//! The configurations that fire each rule, with canaries for their secrets and in a comment on every line: whatever a rule points at,
//! there is something that must not be seen.

use std::fs;
use std::path::Path;

use regex_lite::{Captures, Regex};
use serde_yaml::Value;

use crate::canary::{Canary, Form};
use crate::configuration::validated;
use crate::program::{Sheet, hold};

/// A key that holds a secret, and the secret.
const SECRET: &str = r#"(?im)((?:\b|_)(?:client_?secret|secret|token|password|pass|pat|private_?key|api_?key|base64)["']?\s*[:=]\s*["']?)([^\s"'{}\[\],$#<>|&*!]+)"#;
/// A key with a value on its line, behind which there is room for a comment.
const LINE: &str = r"(?m)^( *(?:- )?[\w./-]+:(?: +[^\s|>#'\x22][^#\n]*)?)$";

#[test]
fn no_secret_is_shown_by_any_rule() {
    let (secret, line) = (Regex::new(SECRET).unwrap(), Regex::new(LINE).unwrap());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    paths.sort();
    let mut sheets = Vec::new();
    for path in paths {
        let rule = path.file_stem().unwrap().to_string_lossy().into_owned();
        let corpus: Value = serde_yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for case in corpus.get("fires").and_then(Value::as_sequence).into_iter().flatten() {
            let mut sheet = Sheet::default();
            let number = sheets.len();
            let files: Vec<_> = texts(case, "files")
                .map(|(name, text)| (name, planted(text, &rule, number, &mut sheet, &secret, Some(&line))))
                .collect();
            for (name, text) in texts(case, "beside") {
                let text = planted(text, &rule, number, &mut sheet, &secret, None);
                sheet.put(name, text);
            }
            if let Some(variables) = variables(case) {
                let text = planted(&variables, &rule, number, &mut sheet, &secret, None);
                sheet.put(".env", text);
            }
            files.iter().for_each(|(name, text)| sheet.put(name, text.as_str()));
            let presets: Vec<_> = case
                .get("presets")
                .and_then(Value::as_sequence)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let presets = presets.join(",");
            let flags = [
                ("--profile", case.get("profile").and_then(Value::as_str)),
                ("--presets", Some(presets.as_str()).filter(|presets| !presets.is_empty())),
            ];
            let mut arguments: Vec<_> =
                flags.into_iter().filter_map(|(flag, value)| Some([flag, value?])).flatten().collect();
            arguments.extend(files.iter().map(|(name, _)| *name));
            validated(&mut sheet, &arguments, number, number % 2);
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("rules", 3174, 629);
}

fn texts<'v>(case: &'v Value, key: &str) -> impl Iterator<Item = (&'v str, &'v str)> {
    let map = case.get(key).and_then(Value::as_mapping).into_iter().flatten();
    map.filter_map(|(name, text)| Some((name.as_str()?, text.as_str()?)))
}

/// The variables of a case, as a file of them.
fn variables(case: &Value) -> Option<String> {
    if let Some(text) = case.get("dotenv").and_then(Value::as_str) {
        return Some(text.to_owned());
    }
    let map = case.get("env")?.as_mapping()?;
    Some(map.iter().filter_map(|(name, value)| Some(format!("{}={}\n", name.as_str()?, value.as_str()?))).collect())
}

fn planted(text: &str, rule: &str, number: usize, sheet: &mut Sheet, secret: &Regex, line: Option<&Regex>) -> String {
    // Forms that need no quotes, since nobody knows which quotes they land in.
    let mut turn = number;
    let mut canary = |way: &str, sheet: &mut Sheet| {
        turn += 1;
        let canary = Canary::new([Form::Mixed, Form::GitHub, Form::GitLab, Form::Short, Form::Entra][turn % 5]);
        sheet.hides(rule, way, &canary);
        canary.text
    };
    let text = secret.replace_all(text, |found: &Captures<'_>| match &found[2] {
        plain @ ("true" | "false" | "null" | "dotenv" | "text" | "any") => format!("{}{plain}", &found[1]),
        _ => format!("{}{}", &found[1], canary("the secret of a rule's case", sheet)),
    });
    let commented = |line: &Regex| {
        line.replace_all(&text, |found: &Captures<'_>| {
            format!("{} # token: {}", &found[1], canary("a comment on a rule's line", sheet))
        })
        .into_owned()
    };
    line.map_or_else(|| text.to_string(), commented)
}
