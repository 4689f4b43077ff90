//! Secrets in lines that other programs read: behind a flag of a command, in `.netrc`, in an address of Oracle. Which flags and words
//! these are is in `templates/`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use serde::Deserialize;

use super::ahead::Ahead;
use super::names::{is_word, sounds_secret};

mod languages;

const FACTS: &str = embedded!("backstage/secret-lines");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    schemes: Vec<String>,
    flags: Vec<Flag>,
    pairs: Vec<String>,
    properties: Vec<String>,
    netrc: Netrc,
    slashed: Vec<String>,
    statements: Vec<Statement>,
    instructions: Vec<String>,
    settings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    word: String,
    after: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flag {
    flag: String,
    of: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Netrc {
    known: Vec<String>,
    ends: Vec<String>,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

/// Tells whether a word only says how the secret behind it is sent.
pub(super) fn is_scheme(word: &str) -> bool {
    facts().schemes.iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}

/// Finds where secrets stand in such a line.
pub(super) fn found(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if text.contains('-') {
        let programs = programs(text);
        let flags = words(text).filter(|(_, word)| word.starts_with('-'));
        found.extend(flags.filter_map(|(at, word)| flagged(text, at, word, &programs)));
    }
    found.extend(machines(text));
    found.extend(facts().slashed.iter().flat_map(|begins| slashed(text, begins)));
    found.extend(languages::found(text));
    found
}

/// Tells whether what follows a word of a command, in a list of such words, is a secret.
pub fn is_before_secret(flag: &str, all: &[&str]) -> bool {
    let is_long = flag.starts_with('-') && !flag.contains(['=', ' ']) && sounds_secret(flag);
    is_long || facts().flags.iter().any(|known| known.flag == flag && is_of(known, all.iter().copied()))
}

/// Tells whether a word of a command holds a name and a secret, by the word in front of it.
pub fn is_pair_of(flag: &str, said: &str) -> bool {
    facts().pairs.iter().any(|known| known == flag) && colon(said).is_some()
}

/// The colon between a name and a secret, which is none in a reference (`${NAME:-default}`).
fn colon(said: &str) -> Option<usize> {
    let mut inside = false;
    said.char_indices().find_map(|(at, c)| {
        inside = c != '}' && (inside || said[at..].starts_with("${"));
        (c == ':' && !inside).then_some(at)
    })
}

fn is_of<'t>(flag: &Flag, mut words: impl Iterator<Item = &'t str>) -> bool {
    words.any(|word| flag.of.iter().any(|program| program == program_of(word)))
}

/// A program's name, whatever its path and what a shell has in front of it.
fn program_of(word: &str) -> &str {
    word.rsplit(['/', '"', '\'', '(', ';']).next().unwrap_or(word)
}

/// Where each program that has such a flag is named first.
fn programs(text: &str) -> BTreeMap<&str, usize> {
    let known: BTreeSet<&str> = facts().flags.iter().flat_map(|flag| &flag.of).map(String::as_str).collect();
    let mut first = BTreeMap::new();
    for (at, program) in words(text).map(|(at, word)| (at, program_of(word))).filter(|(_, name)| known.contains(name)) {
        first.entry(program).or_insert(at);
    }
    first
}

/// The words of a text, with their first byte.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}

/// The secret behind a flag: in quotes, or to the next blank.
fn flagged(text: &str, at: usize, word: &str, programs: &BTreeMap<&str, usize>) -> Option<Range<usize>> {
    let is_before = |program: &String| programs.get(program.as_str()).is_some_and(|first| *first < at);
    let known = |flag: &&Flag| flag.of.iter().any(is_before);
    // `-phunter2`, as some take it.
    if let Some(flag) = facts().flags.iter().find(|flag| word.len() > 2 && word.starts_with(&flag.flag)).filter(known)
        && !word.starts_with("--")
    {
        return Some(value(text, at + flag.flag.len()));
    }
    if let Some((flag, _)) = word.split_once('=') {
        return set_by(text, at, flag);
    }
    let behind = at + word.len();
    let start = behind + text[behind..].len() - text[behind..].trim_start().len();
    if start == behind || text[start..].starts_with('-') || start == text.len() {
        return None;
    }
    let said = value(text, start);
    if facts().pairs.iter().any(|pair| pair == word) {
        let colon = colon(&text[said.clone()])?;
        return Some(said.start + colon + 1..said.end);
    }
    let is_long = word.starts_with("--") && !word.contains('=') && sounds_secret(word);
    let is_short = facts().flags.iter().filter(|flag| flag.flag == word).any(|flag| known(&flag));
    // `pass --token to it` is said to a person.
    let is_said =
        || at > 0 && is_word(&text[said.clone()]) && !text[said.clone()].contains(|c: char| c.is_ascii_uppercase());
    (is_short || is_long && !is_said()).then_some(said)
}

/// `--user=name:secret`, `-Dsonar.login=secret`.
fn set_by(text: &str, at: usize, flag: &str) -> Option<Range<usize>> {
    let said = value(text, at + flag.len() + 1);
    if facts().pairs.iter().any(|pair| pair == flag) {
        let colon = colon(&text[said.clone()])?;
        return Some(said.start + colon + 1..said.end);
    }
    let property = flag.strip_prefix("-D")?;
    (facts().properties.iter().any(|known| known == property) || sounds_secret(property)).then_some(said)
}

/// What a shell takes for one word, without the quotes around it.
fn value(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    match rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        Some(quote) => {
            let end = closing(&rest[1..], quote).unwrap_or(rest.len() - 1);
            start + 1..start + 1 + end
        }
        None => start..start + rest.find(char::is_whitespace).unwrap_or(rest.len()),
    }
}

/// Where a quote ends that a sign may be escaped in.
pub(super) fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}

/// `machine host login name password secret`, over one line or several: a key and its value by turns.
fn machines(text: &str) -> Vec<Range<usize>> {
    let is_one_of = |all: &[String], word: &str| all.iter().any(|known| known == word);
    let mut found = Vec::new();
    let mut words = words(text).peekable();
    let mut known = false;
    let mut line_ends = Ahead::of(|at| text[at..].find('\n').map(|end| at + end));
    while let Some((_, word)) = words.next() {
        if word == "password" && known {
            let start = words.peek().map_or(text.len(), |(at, _)| *at);
            let line = line_ends.from(start).unwrap_or(text.len());
            let mut end = start;
            while let Some((at, word)) = words.next_if(|(at, word)| *at < line && !is_one_of(&facts().netrc.ends, word))
            {
                end = at + word.len();
            }
            found.push(start..end);
        } else {
            known = is_one_of(&facts().netrc.known, word);
            if known && word != "default" {
                words.next();
            }
        }
    }
    found
}

/// `user/secret@` behind what begins such an address.
fn slashed(text: &str, begins: &str) -> Vec<Range<usize>> {
    let mut line_ends = Ahead::of(|at| text[at..].find('\n').map(|end| at + end));
    let mut slashes = Ahead::of(|at| text[at..].find('/').map(|end| at + end));
    let mut of_line = (usize::MAX, None);
    let mut found = Vec::new();
    for (at, _) in text.match_indices(begins) {
        let start = at + begins.len();
        let line = line_ends.from(start).unwrap_or(text.len());
        if of_line.0 != line {
            of_line = (line, text[start..line].rfind('@').map(|end| start + end));
        }
        let end = of_line.1.filter(|end| *end >= start);
        if let (Some(slash), Some(end)) = (slashes.from(start), end)
            && slash < end
        {
            found.push(slash + 1..end);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_behind_flags_are_found_and_what_else_stands_there_is_none() {
        for (text, secret) in [
            ("docker login -u ada -p hunter2 registry.acme.test", "hunter2"),
            ("mysql -h db -phunter2 portal", "hunter2"),
            ("sshpass -p 'hun ter2' ssh host", "hun ter2"),
            ("curl -u ada:hunter2 api.acme.test", "hunter2"),
            ("curl --user \"ada:hun\\\"ter2\" api.acme.test", "hun\\\"ter2"),
            ("curl --user=ada:hunter2 api.acme.test", "hunter2"),
            ("sonar-scanner -Dsonar.login=hunter2 -Dsonar.host.url=x", "hunter2"),
            ("backup --password hunter2 --now", "hunter2"),
            ("--password correct", "correct"),
            ("/usr/bin/ldapsearch -D cn=a -w hunter2", "hunter2"),
            ("sh -c \"redis-cli -a hunter2\"", "hunter2\""),
            ("machine api.acme.test login ada password hunter2", "hunter2"),
            ("machine a\n  login ada\n  password hunter2\nmachine b", "hunter2"),
            ("jdbc:oracle:thin:ada/hunter2@//db:1521/x", "hunter2"),
        ] {
            let all: Vec<_> = found(text).into_iter().map(|stretch| &text[stretch]).collect();
            assert_eq!(all, [secret], "{text}");
        }
        for text in [
            "mkdir -p some/folder",
            "docker run -p 8080:80 image",
            "pass --token to it",
            "curl -u ada api.acme.test",
            "pg_isready -U ${POSTGRES_USER:-backstage}",
            "our default is that a password is told by mail",
            "login with your password and go on",
            "jdbc:oracle:thin:@//db:1521/x",
            "psql -p 5432 -U portal",
            "tool --user=ada -Dsonar.host.url=https://sonar.acme.test",
            "--token --other",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn in_a_list_of_words_the_one_behind_a_flag_is_found() {
        let line = ["docker", "login", "-p"];
        assert!(is_before_secret("-p", &line) && is_before_secret("--token", &["x"]) && is_pair_of("-u", "a:b"));
        assert!(!is_before_secret("-p", &["docker", "run", "-p"]) && !is_pair_of("-u", "ada"));
        assert!(!is_pair_of("-U", "${USER:-ada}") && is_pair_of("-u", "${USER:-ada}:hunter2"));
    }
}
