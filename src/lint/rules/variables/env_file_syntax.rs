//! `env-file-syntax`: a line of a file of variables is no `NAME=value`, or compose, docker and a shell read it in different ways.

use super::lines::{Line, lines};
use crate::config::Place;
use crate::credential::Secret;
use crate::dotenv::{Fault, Obstacle, encode, is_sayable};
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "env-file-syntax",
    summary: "a line of a file of variables is no `NAME=value`, or readers disagree about it",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/env-file-syntax.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    subject.around.env_files.iter().flat_map(|source| of_file(rule, subject, *source)).collect()
}

fn of_file(rule: &Rule, subject: &Subject<'_>, source: usize) -> Vec<Finding> {
    match lines(subject, source) {
        Ok(lines) => {
            let ends = lines.iter().find(|line| line.rest.ends_with('\r')).map(|line| {
                rule.at_place(line.place)
                    .says("lines end as on Windows, so that a shell takes a carriage return into each value")
                    .hint("save the file with plain line ends (`dos2unix`)")
            });
            let mark = || byte_order_mark(rule, subject, source);
            mark().into_iter().chain(ends).chain(lines.iter().filter_map(|line| of_line(rule, line))).collect()
        }
        Err((place, fault)) => vec![match key_begun(subject, place) {
            Some((name, begun)) => rule
                .at_place(begun)
                .about(name)
                .severity(Severity::Error)
                .says(format!(
                    "the value of `{name}` ends with this line, and what follows is read as lines of their own"
                ))
                .hint("put the key into a file and name that by `$file`, or write it in one line with `\\n`"),
            None => refused(rule, place, fault),
        }],
    }
}

/// A mark in front of the first line, which most readers take for a part of its name.
fn byte_order_mark(rule: &Rule, subject: &Subject<'_>, source: usize) -> Option<Finding> {
    let text = subject.sources.get(source)?.text.as_str();
    let says =
        "a byte order mark begins this file, so that a shell, systemd, podman and Node do not know its first variable";
    let finding = rule.at_place(Place::line(source, 1, text.lines().next()?)).says(says);
    text.starts_with('\u{feff}').then(|| finding.hint("save the file as UTF-8 without a mark"))
}

/// The line above a place where a key of several lines begins without a quote, with the variable that it is for.
fn key_begun<'a>(subject: &Subject<'a>, refused: Place) -> Option<(&'a str, Place)> {
    let text = subject.sources.get(refused.source)?.text.as_str();
    let above = (1..refused.start.line).zip(text.lines()).collect::<Vec<_>>();
    let (number, line) = above.into_iter().rev().find(|(_, line)| line.contains("-----"))?;
    let (name, value) = line.split_once('=')?;
    let place = Place::line(refused.source, number, line);
    value.starts_with("-----BEGIN ").then_some((name.trim_start_matches("export ").trim(), place))
}

fn refused(rule: &Rule, place: Place, fault: Fault) -> Finding {
    let (says, hint) = match fault {
        Fault::Name => ("this is no `NAME=value`", "fix the line or put a `#` in front of it"),
        Fault::OpenQuote => ("the quote that begins this value is never closed", "close it"),
        Fault::AfterQuote => ("something follows the closing quote", "put it on a line of its own"),
    };
    rule.at_place(place)
        .severity(Severity::Error)
        .says(format!("{says}, so that docker compose refuses the whole file"))
        .hint(hint)
}

fn of_line(rule: &Rule, line: &Line<'_>) -> Option<Finding> {
    let at = |says: String| rule.at_place(line.place).about(line.name).says(says);
    let name = line.name;
    let after = &line.text[name.len()..];
    let Some(value) = after.strip_prefix('=') else {
        return Some(match after.trim_start() {
            "" => at(format!(
                "`{name}` has no value here: {}",
                if line.exported {
                    "compose takes it from its own environment, and docker refuses the line"
                } else {
                    "compose and docker take it from their own environment, a shell fails"
                }
            ))
            .severity(if line.exported { Severity::Warning } else { Severity::Note })
            .hint(format!("write `{name}=` and its value, or take the line away")),
            after if after.starts_with(':') => {
                at(format!("`{name}` is set by a colon, which only compose reads")).hint(format!("write `{name}=`"))
            }
            _ => at(format!("a blank stands between `{name}` and `=`, where docker and a shell refuse it"))
                .hint("write the two without a blank"),
        });
    };
    if line.exported {
        return Some(
            at(format!("`export` in front of `{name}` is refused by `docker run --env-file`"))
                .severity(Severity::Note)
                .hint("take `export` away; `set -a` exports everything in a shell"),
        );
    }
    of_value(line, value, at)
}

fn of_value(line: &Line<'_>, value: &str, at: impl Fn(String) -> Finding) -> Option<Finding> {
    let name = line.name;
    if line.followed {
        let says = format!(
            "something follows the closing quote of `{name}`, which compose takes for a line of its own, and docker and a shell for a part of the value or a command"
        );
        return Some(at(says).hint("put it on a line of its own"));
    }
    if value.starts_with([' ', '\t']) && !value.trim().is_empty() {
        let says = format!(
            "a blank stands between `{name}=` and its value: a shell runs the value as a command and repeats it in its error, and docker takes the blank for a part of it"
        );
        return Some(at(says).hint("take it away"));
    }
    if line.rest.starts_with([' ', '\t']) {
        return Some(
            at(format!("a blank beside the value of `{name}` becomes a part of it for docker")).hint("take it away"),
        );
    }
    if line.commented {
        return Some(
            at(format!("the comment behind `{name}` becomes a part of the value for docker"))
                .hint("put it on a line of its own"),
        );
    }
    if is_unclosed(value) {
        let says = format!(
            "the brace in the value of `{name}` is never closed, so that docker compose refuses the whole file"
        );
        return Some(at(says).severity(Severity::Error).hint("close it, or write `$$` for a `$`"));
    }
    if value.starts_with('\'') && value.contains("\\'") {
        let says =
            format!("a shell does not read on behind the value of `{name}`, as `\\'` ends nothing in its quotes");
        return Some(at(says).hint("take double quotes around a single one"));
    }
    let unlike = |why: &str| at(format!("compose, docker and a shell do not read `{name}` alike: {why}"));
    if value.starts_with('"') && expands(value) {
        return Some(unlike(Obstacle::Dollar.words()).hint("take single quotes, or keep it in another store"));
    }
    if let Some(inner) = quoted(value) {
        let finding = at(format!("the quotes of `{name}` become a part of the value for `docker run --env-file`"));
        let finding = finding.severity(Severity::Note);
        return Some(if is_sayable(inner) {
            let start = line.place.end;
            let end = crate::config::Spot { column: start.column + count(value) + 1, ..start };
            let place = Place { start, end, ..line.place };
            finding.hint("take the quotes away; the value needs none").fix(Fix::replace(place, format!("={inner}")))
        } else {
            finding.hint("keep this value in another store where docker reads the file, or in base64")
        });
    }
    let obstacle = encode(name, &Secret::new(value)).err()?.obstacle;
    let finding = match obstacle {
        Obstacle::Dollar if expands(value) => unlike(obstacle.words()),
        Obstacle::Dollar => unlike("it holds a `$`, which a shell would expand").severity(Severity::Note),
        _ => unlike(obstacle.words()).severity(Severity::Note),
    };
    Some(finding.hint("use another value, or keep it in another store"))
}

/// Tells whether compose fills in something of a value: `$` before a name or a brace, and with neither a `$` nor a backslash in front.
fn expands(value: &str) -> bool {
    references(value).any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '{')))
}

/// Tells whether compose fails at a value, as a brace in it has no end.
fn is_unclosed(value: &str) -> bool {
    !value.starts_with('\'') && references(value).any(|rest| rest.starts_with('{') && !rest.contains('}'))
}

/// What stands behind each `$` that is no text.
fn references(value: &str) -> impl Iterator<Item = &str> {
    let plain = value.replace("$$", "\0\0");
    let starts: Vec<_> = plain.match_indices('$').map(|(at, _)| at).collect();
    starts.into_iter().filter(|at| !value[..*at].ends_with('\\')).map(|at| &value[at + 1..])
}

fn quoted(value: &str) -> Option<&str> {
    ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(0)
}
