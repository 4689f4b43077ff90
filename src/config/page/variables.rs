//! A file of variables as it may be shown: names, and the values of those that are known to be no secrets.

use super::{Page, Span};
use crate::contract::{image, preset};
use crate::dotenv::statements;
use crate::secrecy::{is_name, is_word};

/// Tells whether a variable tells an image what to load, by names that the image has.
fn names_what_is_loaded(variable: &str, value: &str) -> bool {
    let is_one = |name: &str| match variable {
        "VEECODE_PROFILE" => image::profiles().any(|profile| profile == name),
        "VEECODE_PRESETS" => preset::preset(name).is_some(),
        _ => false,
    };
    preset::names(value.trim()).all(is_one)
}

impl<'t> Page<'t> {
    /// Takes a file of variables: only the names are shown, and the values of variables that are known to be no secrets.
    pub fn dotenv(text: &'t str, plain: impl Fn(&str) -> bool) -> Self {
        let mut page = Self::of(text);
        for statement in statements(text).unwrap_or_default() {
            let name = statement.span.start + statement.prefix.len()
                ..statement.span.start + statement.prefix.len() + statement.name.len();
            let sets = text[name.end..statement.span.end].trim_start().starts_with(['=', ':']);
            if !(is_name(statement.name) || sets && is_word(statement.name)) {
                continue;
            }
            page.spans.push(Span::shown(statement.span.start..name.end));
            let value = name.end + text[name.end..statement.span.end].find(['=', ':']).map_or(0, |at| at + 1);
            if value > name.end && value < statement.span.end {
                let all = value..statement.span.end;
                let shown = plain(statement.name) || names_what_is_loaded(statement.name, &text[all.clone()]);
                let hidden = if shown { Vec::new() } else { vec![all.clone()] };
                page.spans.push(Span { range: all, hidden, is_key: false });
            }
        }
        if page.spans.is_empty() {
            page.names_alone();
        }
        page
    }

    /// In a file of variables that nobody can read, only what begins a line as a name does is known.
    fn names_alone(&mut self) {
        for line in &self.lines {
            let Some(end) = self.text[line.clone()].find('=').map(|end| line.start + end) else { continue };
            let name = self.text[line.start..end].trim_start().trim_start_matches("export ");
            if is_name(name) {
                self.spans.push(Span::shown(line.start..end));
            }
        }
    }
}
