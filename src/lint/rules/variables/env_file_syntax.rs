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
            ends.into_iter().chain(lines.iter().filter_map(|line| of_line(rule, line))).collect()
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
        Fault::Name => ("this is no `NAME=value`", "mend the line or put a `#` in front of it"),
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
    if value.starts_with([' ', '\t']) && !value.trim().is_empty() || line.rest.starts_with([' ', '\t']) {
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
    let severity = if obstacle == Obstacle::Dollar { Severity::Warning } else { Severity::Note };
    let finding = at(format!("compose, docker and a shell do not read `{name}` alike: {}", obstacle.words()));
    Some(finding.severity(severity).hint("use another value, or keep it in another store"))
}

fn quoted(value: &str) -> Option<&str> {
    ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(0)
}
