//! Reads `devportal-auth.yaml`, and says in our own words what is wrong with it. The parser's own words would repeat
//! values, and a value that is wrong may be a secret that was put in the wrong place.

use anyhow::{Result, anyhow, bail};

use super::{AnswersFile, VERSION};
use crate::answers::shape;
use crate::bounds::{self, Beyond, What};
use crate::credential::Secret;
use crate::near::nearest;
use crate::secrecy::{self, is_name, is_no_id_for_sure, is_strange, is_word};

/// More than anybody answers; a larger file is something else.
const LIMIT: usize = 256 * 1024;

/// How the parser's message on a repeated key begins.
const TWICE: &str = "duplicate entry with key ";

/// Reads the file's text. The caller adds the file's name to what is refused.
///
/// # Errors
/// When it is no YAML, of an unknown version, has an unknown key or an unfitting value, or holds a secret; each with the
/// line, and none with a value.
pub fn parse(text: &str) -> Result<AnswersFile> {
    if text.len() > LIMIT {
        bail!("it is larger than {} KiB, which no answers are", LIMIT / 1024);
    }
    refuse_secrets(text)?;
    bounds::hold(text).map_err(|beyond| too_much(&beyond, text))?;
    refuse_other_versions(text)?;
    let answers: AnswersFile = serde_yaml::from_str(text).map_err(|error| explain(&error, text))?;
    refuse_swapped(&answers)?;
    learn_strange_names(&answers);
    Ok(answers)
}

/// Remembers what stands in the place of a name and is none: whoever refuses it later would repeat it.
fn learn_strange_names(answers: &AnswersFile) {
    let one = answers.profile.iter().chain(&answers.rhdh);
    let names = one.chain(&answers.presets).chain(&answers.create).chain(&answers.features);
    names.filter(|name| is_strange(name)).for_each(|name| secrecy::learn(&Secret::new(name.as_str())));
}

/// A client's secret in the place of its id has no form by which a line would tell it.
fn refuse_swapped(answers: &AnswersFile) -> Result<()> {
    let mut swapped = answers.values.iter().filter(|(name, value)| is_no_id_for_sure(name.as_str(), value));
    let Some((name, _)) = swapped.next() else { return Ok(()) };
    bail!(
        "`values.{name}` has the form of a client secret; write the id that stands beside it, and make a new secret if the file was ever shared"
    )
}

/// Looks at the lines as they are, so that comments count too and no parser has seen the secret.
fn refuse_secrets(text: &str) -> Result<()> {
    let found = text.lines().enumerate().find_map(|(index, line)| Some((index + 1, shape::looks_like(line)?)));
    let Some((line, what)) = found else { return Ok(()) };
    bail!(
        "line {line}: there is what looks like {what}; no secret may stand in this file: remove it, give it with \
         `--secret-from`, and make a new one if the file was ever shared"
    )
}

/// Reads it untyped first: a later version may have any keys, and only so are keys seen that stand twice in a map.
fn refuse_other_versions(text: &str) -> Result<()> {
    let any: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| explain(&error, text))?;
    match any.get("version").map(serde_yaml::Value::as_u64) {
        Some(Some(version)) if version == u64::from(VERSION) => Ok(()),
        Some(Some(version)) => bail!("version {version} is not known to this program, which reads version {VERSION}"),
        Some(None) => bail!("`version` must be the number {VERSION}"),
        None => bail!("`version` is missing; begin the file with `version: {VERSION}`"),
    }
}

fn too_much(beyond: &Beyond, text: &str) -> anyhow::Error {
    let Beyond { line, column, what } = beyond;
    match what {
        What::Syntax(_) if is_indented_by_tab(text, *line) => tab(*line),
        What::Syntax(words) => anyhow!("line {line}, column {column}: it is no YAML: {words}"),
        What::Excess(excess) => anyhow!("line {line}, column {column}: {excess}, which no answers have"),
    }
}

fn explain(error: &serde_yaml::Error, text: &str) -> anyhow::Error {
    let message = error.to_string();
    // The place of a key that stands twice is that of the whole map.
    let place = error.location().filter(|_| !message.contains(TWICE));
    let Some(at) = place else { return anyhow!("{}", translate(error)) };
    if is_indented_by_tab(text, at.line()) {
        return tab(at.line());
    }
    anyhow!("line {}, column {}: {}", at.line(), at.column(), translate(error))
}

fn tab(line: usize) -> anyhow::Error {
    anyhow!("line {line}: YAML is indented with spaces, and there is a tab")
}

fn is_indented_by_tab(text: &str, line: usize) -> bool {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    line.trim_start_matches(' ').starts_with('\t')
}

/// Puts the parser's words into ours: `path: what at line 3 column 4`.
fn translate(error: &serde_yaml::Error) -> String {
    let message = error.to_string();
    let message = message.rfind(" at line ").map_or(message.as_str(), |end| &message[..end]);
    let (path, what) = split_path(message);
    let subject = if is_path(path) { format!("`{path}`") } else { "this".to_owned() };
    if let Some(rest) = what.strip_prefix("unknown field ") {
        return unknown_key(rest);
    }
    if let Some((_, expected)) = what.strip_prefix("unknown variant ").and_then(|rest| rest.split_once("`, expected "))
    {
        return unknown_word(&subject, path, expected);
    }
    if let Some((found, expected)) =
        what.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected "))
    {
        return unfitting(&subject, path, found, expected);
    }
    if let Some(field) = what.strip_prefix("missing field ") {
        return format!("{subject} lacks {field}");
    }
    if what.starts_with("must ") {
        return format!("{subject} {what}");
    }
    if let Some(key) = what.strip_prefix(TWICE) {
        let key = key.trim_matches('"');
        let key = if is_path(key) { format!("`{key}`") } else { "a key".to_owned() };
        return format!("{key} stands twice in the same place; keep one");
    }
    if what.contains("more than one document") {
        return "it holds more than one YAML document; keep one".to_owned();
    }
    if what.starts_with("invalid ") {
        return format!("{subject} has a value that does not fit");
    }
    if bounds::names_no_value(error) {
        return format!("it is no YAML: {what}");
    }
    format!("{subject} is written in a form that is not read")
}

/// Tells whether these are keys that people give, and no value stands in the place of one.
fn is_path(path: &str) -> bool {
    let key = |key: &str| is_word(key) || is_name(key);
    path.split('.').all(|step| step.split('[').next().is_some_and(key))
}

/// Splits off the path that the parser puts before its message: words, dots and indexes, never a blank.
fn split_path(message: &str) -> (&str, &str) {
    match message.split_once(": ") {
        Some((path, what)) if !path.contains([' ', '`']) => (path, what),
        _ => ("", message),
    }
}

fn unknown_key(rest: &str) -> String {
    let words = backticked(rest);
    let Some((found, known)) = words.split_first() else { return "a key is not known here".to_owned() };
    // What is no word may be a secret that was pasted into the wrong place.
    if !is_word(found) {
        return format!("a key is not known here; known are {}", list(known));
    }
    match nearest(found, known.iter().copied()) {
        Some(near) => format!("`{found}` is not known here; did you mean `{near}`?"),
        None => format!("`{found}` is not known here; known are {}", list(known)),
    }
}

fn unknown_word(subject: &str, path: &str, expected: &str) -> String {
    let next = match path.split('.').next() {
        Some("secrets") => "; this file says where a secret lives, never what it is",
        _ => "",
    };
    format!("{subject} must be one of {}{next}", list(&backticked(expected)))
}

fn unfitting(subject: &str, path: &str, found: &str, expected: &str) -> String {
    // `integer `7007`` or `string "text"`: the kind may be told, the value not.
    let kind = found.split([' ', '`', '"']).next().unwrap_or_default();
    let is_text = expected == "a string";
    match kind {
        "unit" if path.is_empty() => "there is nothing in it".to_owned(),
        "unit" => format!("{subject} has no value; give it one or remove the line"),
        _ if is_text => format!("{subject} must be text"),
        _ if expected.starts_with("struct ") || expected == "a map" => format!("{subject} must hold names with values"),
        _ if expected == "a sequence" => format!("{subject} must be a list"),
        _ => format!("{subject} has a value that does not fit"),
    }
}

fn backticked(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        format!("{:#}", parse(text).unwrap_err())
    }

    #[test]
    fn a_mistyped_key_is_named_with_its_line_and_the_key_that_was_meant() {
        assert_eq!(
            refusal("version: 1\nporfile: github\n"),
            "line 2, column 1: `porfile` is not known here; did you mean `profile`?"
        );
        assert_eq!(
            refusal("version: 1\nportal:\n  stages: local\n"),
            "line 3, column 3: `stages` is not known here; did you mean `stage`?"
        );
        assert_eq!(
            refusal("version: 1\nportal: { colour: red }\n"),
            "line 2, column 11: `colour` is not known here; known are `url`, `backend-url`, `stage`"
        );
    }

    #[test]
    fn a_value_that_does_not_fit_is_told_by_place_and_never_shown() {
        for (text, why) in [
            ("portal: { stage: CANARY }", "line 2, column 18: `portal.stage` must be one of `local`, `production`"),
            (
                "secrets: { TOKEN: CANARY }",
                "line 2, column 19: `secrets.TOKEN` must be one of `dotenv`, `keyring`; this file says where a secret lives, never what it is",
            ),
            ("secrets: CANARY", "line 2, column 10: `secrets` must hold names with values"),
            (
                "deploy: [!x CANARY]",
                "line 2, column 9: `deploy` must be one of `compose`, `helm`, `kubernetes`, `rhdh-operator`, `rhdh-helm`",
            ),
            ("values: { PORT: [CANARY] }", "line 2, column 17: `values.PORT` must be text"),
            ("deploy: CANARY", "line 2, column 9: `deploy` must be a list"),
            (
                "portal: { url: 'ftp://CANARY' }",
                "line 2, column 16: `portal.url` must be an address that begins with `https://` or `http://`",
            ),
            ("purposes: { org-data: {} }", "line 2, column 23: `purposes.org-data` lacks `provider`"),
            ("target: v1\ntarget: v2", "`target` stands twice in the same place; keep one"),
            ("values: { A: b, A: c }", "`A` stands twice in the same place; keep one"),
            ("values: { CANARYcanary77: b, CANARYcanary77: c }", "a key stands twice in the same place; keep one"),
            ("values: { CANARYcanary77: [] }", "line 2, column 27: this must be text"),
            ("values: { PORT: !!int CANARY }", "line 2, column 17: `values.PORT` has a value that does not fit"),
        ] {
            assert_eq!(refusal(&format!("version: 1\n{text}\n")), why);
        }
    }

    #[test]
    fn a_client_secret_is_refused_in_the_place_of_an_id() {
        let why = refusal(&format!("version: 1\nvalues: {{ GITHUB_AUTH_CLIENT_ID: {} }}\n", "c0ffee77aa".repeat(4)));
        assert!(why.starts_with("`values.GITHUB_AUTH_CLIENT_ID` has the form of a client secret"), "{why}");
        assert!(!why.contains("c0ffee"), "{why}");
    }

    #[test]
    fn values_are_text_even_where_yaml_sees_a_number_or_nothing() {
        let answers = parse("version: 1\nvalues: { A: 007, B: 1e3, C: yes, D: '' }\n").unwrap();
        assert_eq!(answers.values.values().collect::<Vec<_>>(), ["007", "1e3", "yes", ""]);
    }

    #[test]
    fn a_secret_is_refused_by_its_form_wherever_it_stands() {
        let token = format!("ghp_CANARY{}", "x".repeat(30));
        for line in [format!("values: {{ GITHUB_ORG: {token} }}"), format!("# {token}"), format!("{token}: x: y: z")] {
            let why = refusal(&format!("version: 1\n{line}\n"));
            assert!(why.starts_with("line 2: there is what looks like a GitHub token; no secret may stand"), "{why}");
            assert!(!why.contains("CANARY"), "{why}");
        }
        let key = "version: 1\nvalues:\n  KEY: |\n    -----BEGIN RSA PRIVATE KEY-----\n    CANARY\n";
        assert!(refusal(key).starts_with("line 4: there is what looks like a private key"), "{}", refusal(key));
    }

    #[test]
    fn versions_that_are_not_ours_are_told_before_their_keys() {
        let later = "version: 2\nnew-key: 1\n";
        assert_eq!(refusal(later), "version 2 is not known to this program, which reads version 1");
        assert_eq!(refusal("profile: github\n"), "`version` is missing; begin the file with `version: 1`");
        assert_eq!(refusal("version: CANARY\n"), "`version` must be the number 1");
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_line() {
        assert_eq!(
            refusal("version: 1\nportal:\n\turl: x\n"),
            "line 3: YAML is indented with spaces, and there is a tab"
        );
        assert!(
            refusal("version: 1\nvalues: [\n").starts_with("line 3, column 1: it is no YAML: "),
            "{}",
            refusal("version: 1\nvalues: [\n")
        );
        assert_eq!(refusal("version: 1\n---\nversion: 1\n"), "it holds more than one YAML document; keep one");
        assert_eq!(refusal(""), "`version` is missing; begin the file with `version: 1`");
        assert!(refusal(&"#".repeat(LIMIT + 1)).contains("larger than 256 KiB"));
    }
}
