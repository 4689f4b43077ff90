//! What a backend's code adds by packages that are not Backstage's own: they may bring modules that its text does not name.

use std::collections::{BTreeSet, HashMap};

use super::brackets::is_of_word;
use super::facts;

/// A package that a backend adds and whose text is not the portal's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unseen {
    package: String,
    /// Whether what is added is a part of a package that may hold anything.
    is_part: bool,
}

impl Unseen {
    /// Tells whether it may bring more for a plugin (`auth`): by a package that is called by it, by a part of a package that holds several, or by
    /// code that lies elsewhere.
    pub(super) fn may_bring(&self, plugin: &str) -> bool {
        self.is_part || self.package.contains(plugin)
    }
}

/// The packages that a backend adds and that are not known, in the order of their names.
pub(super) fn unseen(backend: &str) -> Vec<Unseen> {
    let imports = imports(backend);
    let added = backend.split(".add(").skip(1).map(str::trim_start).filter_map(|added| match package_in_place(added) {
        Some(package) => Some((package, false)),
        None => imports.get(word(added)).map(|(package, is_part)| (*package, *is_part || !package.starts_with('@'))),
    });
    let unknown: BTreeSet<_> = added.filter(|(package, _)| is_unseen(package)).collect();
    unknown.into_iter().map(|(package, is_part)| Unseen { package: package.to_owned(), is_part }).collect()
}

/// The plugin that a package is, or is a module of (`catalog` of `@backstage/plugin-catalog-backend-module-aws`).
pub(super) fn plugin_of(package: &str) -> &str {
    let name = package.rsplit_once("plugin-").map_or(package, |(_, name)| name);
    name.split('-').next().unwrap_or(name)
}

/// The package of `import('…')`, where that is what is added.
fn package_in_place(added: &str) -> Option<&str> {
    quoted(added.strip_prefix("import(").or_else(|| added.strip_prefix("require("))?)
}

/// The package that each name is imported from first, and whether it is only a part of it.
fn imports(backend: &str) -> HashMap<&str, (&str, bool)> {
    let mut found = HashMap::new();
    for (names, from) in backend.split("import ").skip(1).filter_map(|rest| rest.split_once(" from ")) {
        let Some(package) = quoted(from) else { continue };
        for name in names.split(|c: char| !is_of_word(c)).filter(|name| !name.is_empty()) {
            found.entry(name).or_insert((package, names.contains('{')));
        }
    }
    found
}

/// Tells whether what a package brings stands nowhere in the text: it is neither Backstage's own nor a file of the backend.
fn is_unseen(package: &str) -> bool {
    !facts().known.iter().any(|known| package.starts_with(known.as_str()))
}

fn quoted(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
    text[1..].split(quote).next()
}

fn word(text: &str) -> &str {
    text.split(|c: char| !is_of_word(c)).next().unwrap_or_default()
}
