//! What a secret looks like by itself, wherever it stands.

use std::ops::Range;
use std::sync::OnceLock;

use serde::Deserialize;

use super::ahead::Ahead;

/// No provider's tokens are shorter.
pub(super) const SHORTEST: usize = 24;

const FACTS: &str = embedded!("backstage/secrets");

const HEADING: &str = "-----BEGIN ";
const OF_KEY: &str = "PRIVATE KEY";
const FOOTING: &str = "-----END ";
const DASHES: &str = "-----";
const CROSSED_OUT: &str = "xxxx";

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Facts {
    tokens: Vec<Form>,
    /// Addresses behind which a secret stands.
    addresses: Vec<String>,
    /// How private keys begin in base64.
    packed_keys: Vec<String>,
}

/// A form that is told by how it begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    starts: String,
    /// How many characters follow at least.
    least: usize,
    /// Whether only letters and digits follow.
    #[serde(default)]
    letters: bool,
    /// What it is, with its article.
    is: String,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

impl Form {
    fn fits(&self, text: &str) -> bool {
        let follows = |c: char| c.is_ascii_alphanumeric() || (!self.letters && is_sign(c));
        let rest = text.strip_prefix(self.starts.as_str());
        rest.is_some_and(|rest| rest.len() >= self.least && rest.chars().all(follows))
    }
}

/// Finds what kind of secret a text is, by the form that its provider gives it.
pub fn token_of(text: &str) -> Option<&'static str> {
    let follows = |c: char| c.is_ascii_alphanumeric() || is_sign(c);
    match () {
        () if text.len() < SHORTEST || is_crossed_out(text) => None,
        () if text.len() == 84 && text.get(76..80) == Some("AZDO") && text.chars().all(follows) => {
            Some("a personal access token of Azure DevOps")
        }
        () if text.contains(HEADING)
            && (text.contains("PRIVATE KEY-----") || text.contains("PRIVATE KEY BLOCK-----")) =>
        {
            Some("a private key")
        }
        () if is_entra(text) => Some("a client secret of Microsoft Entra"),
        () if is_signed(text) => Some("a signed token (JWT)"),
        () => facts().tokens.iter().find(|form| form.fits(text)).map(|form| form.is.as_str()),
    }
}

/// Tells whether a text begins as a provider's tokens do, whatever follows.
pub(super) fn begins_as_token(text: &str) -> bool {
    facts().tokens.iter().any(|form| form.starts.len() > 3 && text.starts_with(form.starts.as_str()))
}

/// Finds everything in a text that is a secret by its form, in no order.
pub(super) fn found(text: &str) -> Vec<Range<usize>> {
    let tokens = words(text).filter(|(_, word)| token_of(word).is_some());
    let mut found: Vec<_> = tokens.map(|(start, word)| start..start + word.len()).collect();
    if text.len() < SHORTEST {
        return found;
    }
    let mut footings = Ahead::of(|at| text[at..].find(FOOTING).map(|end| at + end));
    found.extend(text.match_indices(HEADING).filter_map(|(at, _)| key(text, at, &mut footings)));
    if text.contains("LS0tLS1CRUdJTi") {
        let ends = |c: char| !c.is_ascii_alphanumeric() && !"+/=-_".contains(c);
        found.extend(facts().packed_keys.iter().flat_map(|begins| until(text, begins, 0, ends)));
    }
    if text.contains('/') {
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ')' | ',');
        found.extend(facts().addresses.iter().flat_map(|address| until(text, address, address.len(), ends)));
    }
    if found.is_empty() {
        return found;
    }
    // An example says so by its letters, and none is looked through once for each that begins in it.
    let small = text.to_ascii_lowercase();
    let mut crossed_out = Ahead::of(|at| small[at..].find(CROSSED_OUT).map(|end| at + end));
    found.sort_by_key(|stretch| stretch.start);
    found.retain(|stretch| {
        let says = &text[stretch.clone()];
        let mut is_crossed_out =
            || crossed_out.from(stretch.start).is_some_and(|at| at + CROSSED_OUT.len() <= stretch.end);
        !is_filled_in(says) && (says.starts_with(DASHES) || !is_crossed_out())
    });
    found
}

/// What stands behind each that begins so, to where it ends.
fn until(text: &str, begins: &str, skip: usize, ends: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut end_from = Ahead::of(|at| text[at..].find(&ends).map(|end| at + end));
    let found = text.match_indices(begins).map(|(at, _)| at + skip..end_from.from(at + skip).unwrap_or(text.len()));
    found.collect()
}

/// A private key from its heading on, however its lines are parted; one that does not end reaches to the end of the text.
fn key(text: &str, at: usize, footings: &mut Ahead<impl FnMut(usize) -> Option<usize>>) -> Option<Range<usize>> {
    let (heading, _) = text[at + HEADING.len()..].split_once(DASHES)?;
    let body = at + HEADING.len() + heading.len() + DASHES.len();
    let end = footings.from(body).map_or(text.len(), |end| {
        let behind = end + FOOTING.len();
        text[behind..].find(DASHES).map_or(text.len(), |dashes| behind + dashes + DASHES.len())
    });
    let says = text[body..end].chars().filter(char::is_ascii_alphanumeric).take(SHORTEST).count() == SHORTEST;
    // PGP calls its keys blocks.
    (heading.trim_end_matches(" BLOCK").ends_with(OF_KEY) && says).then_some(at..end)
}

/// The words of a text that are long enough to be tokens, with their first byte.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && !is_sign(c) && c != '~');
    // The sign of a default (`:-`) is no part of what follows it.
    parts
        .map(|word| word.trim_start_matches(['-', '.']))
        .map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
        .filter(|(_, word)| word.len() >= SHORTEST)
}

fn is_sign(c: char) -> bool {
    matches!(c, '_' | '-' | '.')
}

/// An example says by its letters that it is none.
fn is_crossed_out(text: &str) -> bool {
    text.to_ascii_lowercase().contains(CROSSED_OUT)
}

/// A variable stands in the place of the secret.
fn is_filled_in(text: &str) -> bool {
    text.starts_with(['$', '{', '<'])
}

/// 40 characters with `8Q~` (or another digit before it) as its fourth to sixth.
fn is_entra(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || is_sign(c) || c == '~';
    let bytes = text.as_bytes();
    (37..=44).contains(&bytes.len())
        && text.chars().all(fits)
        && bytes[3].is_ascii_digit()
        && bytes[4] == b'Q'
        && bytes[5] == b'~'
}

/// Three parts with a dot between, of which the first two are JSON in base64.
fn is_signed(text: &str) -> bool {
    let fits = |part: &str| part.len() > 9 && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let mut parts = text.split('.');
    let json = |part: Option<&str>| part.is_some_and(|part| part.starts_with("eyJ") && fits(part));
    json(parts.next()) && json(parts.next()) && parts.next().is_some_and(fits) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_form_and_examples_are_none() {
        assert!(token_of(&format!("ghp_{}", "a1".repeat(18))).is_some());
        assert!(token_of(&format!("abc8Q~{}", "x1".repeat(17))).is_some());
        assert!(token_of(&format!("eyJ{0}.eyJ{0}.{0}", "a1".repeat(9))).is_some());
        for text in ["ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghp_short", "${GITHUB_TOKEN}", "token", ""] {
            assert_eq!(token_of(text), None, "{text}");
        }
    }

    #[test]
    fn the_forms_are_read_and_none_is_too_short_to_be_looked_for() {
        let facts: Facts = serde_json::from_str(FACTS).unwrap();
        for Form { starts, least, .. } in &facts.tokens {
            assert!(starts.len() + least >= SHORTEST, "{starts}");
            assert!(token_of(&format!("{starts}{}", "a1".repeat(least / 2 + 1))).is_some(), "{starts}");
        }
    }

    #[test]
    fn a_private_key_is_found_however_its_lines_are_parted() {
        let body = "MHcCAQEEIKa1b2c3d4e5f6a7b8c9d0";
        for (text, rest) in [
            (format!("a -----BEGIN EC PRIVATE KEY-----\n{body}\n-----END EC PRIVATE KEY----- b"), "a  b"),
            (format!("-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----\\n"), "\\n"),
            (format!("x: -----BEGIN RSA PRIVATE KEY----- {body}"), "x: "),
            (format!("-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----"), ""),
            ("-----BEGIN PRIVATE KEY-----\\n...".to_owned(), ""),
        ] {
            let found = found(&text);
            let left = found.iter().fold(text.clone(), |left, stretch| left.replace(&text[stretch.clone()], ""));
            assert_eq!(left, if rest.is_empty() { text.as_str() } else { rest }, "{text}");
        }
    }

    #[test]
    fn what_stands_behind_the_address_of_a_webhook_is_a_secret() {
        let text = "see https://hooks.slack.com/services/T0/B0/abc, or https://hooks.slack.com/services/${PATH_OF_IT}";
        let found: Vec<_> = found(text).into_iter().map(|stretch| &text[stretch]).collect();
        assert_eq!(found, ["T0/B0/abc"]);
    }
}
