//! A quote behind a backslash in double quotes, which what reads carriers takes where Backstage's reader does not.

use saphyr_parser::ScalarStyle;

use crate::config::{Fault, FaultKind};

/// Stands for the backslash: as wide as one, so that every place stays, and of no use to anybody (Unicode, private use).
const MARK: char = '\u{e000}';

/// Reads a text once more with `\'` as docker compose, Helm and kubectl take it in double quotes: as a quote. They read by go-yaml
/// (go.yaml.in/yaml 3.0.4, sigs.k8s.io/yaml 1.4), which knows that escape; YAML does not, nor Backstage's reader (npm's yaml 2.9).
pub(super) fn again<T>(text: &str, fault: Fault, read: impl Fn(&str) -> Result<T, Fault>) -> Result<T, Fault> {
    if fault.kind != FaultKind::Syntax || !text.contains("\\'") || text.contains(MARK) {
        return Err(fault);
    }
    read(&marked(text)).map_err(|_| fault)
}

fn marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let escaped = if c == '\\' { characters.peek().copied() } else { None };
        match escaped {
            Some('\'') => marked.push(MARK),
            // What is escaped escapes nothing.
            Some(other @ ('\\' | '"')) => {
                marked.extend([c, other]);
                characters.next();
            }
            _ => marked.push(c),
        }
    }
    marked
}

/// What a scalar says whose backslashes may be marked: in any other style they are some.
pub(super) fn plain(text: &str, style: ScalarStyle) -> Option<String> {
    let said = if style == ScalarStyle::DoubleQuoted { "" } else { "\\" };
    text.contains(MARK).then(|| text.replace(MARK, said))
}
