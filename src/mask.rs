//! Takes secrets out of text that people see. Works line by line, so that masked lines and real ones stay side by side.

mod carried;

use std::collections::BTreeSet;

use carried::Hidden;

use crate::credential::Secret;
use crate::dotenv::statements;
use crate::lint::secret::token_of;
use crate::secrets::StoreName;

/// What stands where a secret was.
const DOTS: &str = "••••";

/// Shorter values (`dev`, `1`) are too common in text to be searched for; their own lines are masked by name.
const SHORTEST_SEARCHED: usize = 4;

/// No provider's tokens are shorter.
const SHORTEST_TOKEN: usize = 24;

/// Words in a key that make its value a secret in files of which we know nothing.
const SECRET_WORDS: [&str; 8] =
    ["secret", "token", "password", "passwd", "privatekey", "private_key", "apikey", "api_key"];

/// Keys that sound like secrets and hold the names of Secrets.
const NAMES_OF_SECRETS: [&str; 5] =
    ["secretkeyref", "secretref", "secretname", "existingsecret", "extraenvvarssecrets"];

/// What must not be seen, in any file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Masks {
    /// Lines of known secrets, longest first, so that one inside another leaves no rest.
    values: Vec<Secret>,
    /// The variables whose values may be shown.
    plain: BTreeSet<String>,
}

impl Masks {
    /// Takes the secrets that are known, and the names of variables whose values may be shown.
    pub(crate) fn new<'s>(secrets: impl IntoIterator<Item = &'s Secret>, plain: BTreeSet<String>) -> Self {
        let pieces = secrets.into_iter().flat_map(|secret| secret.expose().lines());
        let mut values: Vec<Secret> =
            pieces.map(str::trim).filter(|piece| piece.len() >= SHORTEST_SEARCHED).map(Secret::new).collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.expose().len()));
        Self { values, plain }
    }

    /// Masks a `.env` file: every value is a secret, except those of variables known to be plain.
    pub(crate) fn dotenv(&self, text: &str) -> Vec<String> {
        let Ok(statements) = statements(text) else { return text.lines().map(|_| DOTS.to_owned()).collect() };
        let mut masked = String::new();
        let mut at = 0;
        for statement in statements.iter().filter(|statement| !self.plain.contains(statement.name)) {
            masked += &text[at..statement.span.start];
            masked += &format!("{}{}={DOTS}", statement.prefix, statement.name);
            let further_lines = text[statement.span.clone()].matches('\n').count();
            masked += &format!("\n{DOTS}").repeat(further_lines);
            at = statement.span.end;
        }
        masked += &text[at..];
        self.lines(&masked)
    }

    /// Masks any other text: known values everywhere, and what stands behind keys that sound like secrets, unless it is a reference.
    pub(crate) fn lines(&self, text: &str) -> Vec<String> {
        let mut inside = Inside::Text;
        let hidden = carried::hidden(text);
        text.lines()
            .zip(hidden)
            .map(|(line, hidden)| {
                inside = inside.after(line);
                match inside {
                    Inside::Text | Inside::Head(_) => match hidden {
                        Hidden::No => self.known_values(&without_value(line)),
                        Hidden::Value => self.known_values(&carried::without_value(line, DOTS)),
                        Hidden::Line => DOTS.to_owned(),
                    },
                    Inside::Block(_) | Inside::Key => DOTS.to_owned(),
                }
            })
            .collect()
    }

    /// Masks a line that is no file's: known values, and words that have the form of a secret.
    pub(crate) fn known_values(&self, line: &str) -> String {
        let hidden = self.values.iter().fold(line.to_owned(), |line, value| line.replace(value.expose(), DOTS));
        let hidden = without_tokens(&hidden);
        // Somebody's file may hold escape codes; on a terminal they must not act.
        hidden
            .chars()
            .map(|character| if character.is_control() && character != '\t' { '\u{fffd}' } else { character })
            .collect()
    }
}

fn without_tokens(line: &str) -> String {
    let end = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.' | '~');
    let words = line.split(end).filter(|word| word.len() >= SHORTEST_TOKEN && token_of(word).is_some());
    words.fold(line.to_owned(), |line, word| line.replace(word, DOTS))
}

/// Where a line stands, as far as values of several lines go.
#[derive(Clone, Copy)]
enum Inside {
    Text,
    /// The line of a secret's key; its value follows, deeper than this.
    Head(usize),
    /// In a secret's value.
    Block(usize),
    /// Between the lines that begin and end a private key.
    Key,
}

impl Inside {
    fn after(self, line: &str) -> Self {
        let depth = line.len() - line.trim_start().len();
        match self {
            Self::Key if line.contains("-----END") => Self::Text,
            Self::Key => Self::Key,
            Self::Head(head) | Self::Block(head) if depth > head || line.trim().is_empty() => Self::Block(head),
            _ if line.contains("-----BEGIN") && line.contains("PRIVATE KEY") && !line.contains("-----END") => Self::Key,
            _ if secret_value(line).is_some_and(|(_, value)| value.starts_with(['|', '>'])) => Self::Head(depth),
            _ => Self::Text,
        }
    }
}

fn without_value(line: &str) -> String {
    let Some((start, value)) = secret_value(line) else { return line.to_owned() };
    // A reference, the head of a block, and where a secret lives are no secrets.
    if value.starts_with("${") || value.starts_with(['|', '>', '#']) || StoreName::find(value).is_some() {
        return line.to_owned();
    }
    format!("{} {DOTS}", line[..start].trim_end()).replace("= ", "=")
}

/// Finds the value behind a key that sounds like a secret, without its opening quote.
fn secret_value(line: &str) -> Option<(usize, &str)> {
    line.match_indices([':', '=']).find_map(|(at, _)| {
        let key = line[..at].trim_end_matches(['"', '\'', ' ']);
        let key = key.rsplit(|c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c)).next()?.to_lowercase();
        let value = line[at + 1..].trim().trim_start_matches(['"', '\'']);
        let is_pat = key == "pat" || key.ends_with("_pat");
        let sounds = is_pat || SECRET_WORDS.iter().any(|word| key.contains(word));
        let secret = sounds && !key.ends_with("url") && !NAMES_OF_SECRETS.contains(&key.as_str());
        (secret && !value.is_empty() && value != "null").then_some((at + 1, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masks() -> Masks {
        Masks::new(&["CANARY-value", "42"].map(Secret::new), ["ORG".to_owned()].into())
    }

    #[test]
    fn in_a_dotenv_only_plain_variables_show_their_values() {
        let text = "# CANARY-value\nORG=acme\nPIN=42\nexport OTHER=\"a\nb\"\nREF=$X\n";
        let expected = ["# ••••", "ORG=acme", "PIN=••••", "export OTHER=••••", "••••", "REF=••••"];
        assert_eq!(masks().dotenv(text), expected);
        assert_eq!(masks().dotenv("A=\"open\nmore\n"), ["••••", "••••"]);
    }

    #[test]
    fn in_other_files_secrets_go_and_references_stay() {
        let text = "clientSecret: hunter2\ntoken: ${TOKEN}\nurl: https://x/CANARY-value\ngithub: { clientSecret: abc }\n\
                    privateKey: |\n  line\n  line\n# was ghp_0123456789abcdefghijklmnopqrstuvwxyz\nnext: 1\nGITHUB_TOKEN: dotenv\nkey: -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n";
        let expected = [
            "clientSecret: ••••",
            "token: ${TOKEN}",
            "url: https://x/••••",
            "github: { clientSecret: ••••",
            "privateKey: |",
            "••••",
            "••••",
            "# was ••••",
            "next: 1",
            "GITHUB_TOKEN: dotenv",
            "••••",
            "••••",
            "-----END RSA PRIVATE KEY-----",
        ];
        assert_eq!(masks().lines(text), expected);
    }

    #[test]
    fn what_a_compose_file_sets_is_masked() {
        let text = "environment:\n  - GITHUB_PAT=hunter2\n  - \"LDAP_SECRET=hunter2\"\n  - GITHUB_ORG=acme\n  - GITHUB_PAT=${PAT}\n  GITHUB_PAT: hunter2\n";
        let expected = [
            "environment:",
            "  - GITHUB_PAT=••••",
            "  - \"LDAP_SECRET=••••",
            "  - GITHUB_ORG=acme",
            "  - GITHUB_PAT=${PAT}",
            "  GITHUB_PAT: ••••",
        ];
        assert_eq!(masks().lines(text), expected);
    }

    #[test]
    fn the_value_beside_a_secrets_name_is_masked() {
        let text = "env:\n  - name: GITHUB_PAT\n    value: hunter2\n  - name: ORG\n    value: acme\n  - value: hunter2\n    name: LDAP_SECRET\n  - { name: A_TOKEN, value: hunter2 }\n  - name: B_TOKEN\n    valueFrom: { secretKeyRef: { name: x, key: y } }\n  - name: C_KEY\n    value: |\n      hunter2\n";
        let expected = [
            "env:",
            "  - name: GITHUB_PAT",
            "    value: ••••",
            "  - name: ORG",
            "    value: acme",
            "  - value: ••••",
            "    name: LDAP_SECRET",
            "  - { name: A_TOKEN, value: ••••",
            "  - name: B_TOKEN",
            "    valueFrom: { secretKeyRef: { name: x, key: y } }",
            "  - name: C_KEY",
            "    value: ••••",
            "••••",
        ];
        assert_eq!(masks().lines(text), expected);
    }

    #[test]
    fn everything_that_a_manifest_of_a_secret_holds_is_masked_and_nothing_of_its_neighbours() {
        let text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: portal\ndata:\n  ORG: aHVudGVyMg==\n  LONG: >-\n    aHVudGVyMg==\n    aHVudGVyMg==\ntype: Opaque\n---\nkind: ConfigMap\ndata:\n  ORG: acme\n---\nstringData: { ORG: hunter2 }\nkind: 'Secret'\n";
        let expected = [
            "apiVersion: v1",
            "kind: Secret",
            "metadata:",
            "  name: portal",
            "data:",
            "  ORG: ••••",
            "  LONG: ••••",
            "••••",
            "••••",
            "type: Opaque",
            "---",
            "kind: ConfigMap",
            "data:",
            "  ORG: acme",
            "---",
            "stringData: ••••",
            "kind: 'Secret'",
        ];
        assert_eq!(masks().lines(text), expected);
    }

    #[test]
    fn escape_codes_do_not_reach_the_terminal() {
        assert_eq!(masks().lines("a: \u{1b}[31mred"), ["a: \u{fffd}[31mred"]);
    }
}
