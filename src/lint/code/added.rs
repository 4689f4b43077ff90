//! What a backend's code adds by packages that are not Backstage's own: they may bring modules that its text does not name.

use super::brackets::is_of_word;
use super::facts;

/// Tells whether something is added that may bring more for a plugin (`auth`): a package that is called by it, a part of a package that
/// holds several, or code that lies elsewhere.
pub(super) fn may_bring_more(backend: &str, plugin: &str) -> bool {
    backend.split(".add(").skip(1).map(str::trim_start).any(|added| match package_in_place(added) {
        Some(package) => is_unseen(package) && package.contains(plugin),
        None => import_of(backend, word(added)).is_some_and(|(package, is_part)| {
            is_unseen(package) && (is_part || !package.starts_with('@') || package.contains(plugin))
        }),
    })
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

/// The package that a name is imported from, and whether it is only a part of it.
fn import_of<'b>(backend: &'b str, name: &str) -> Option<(&'b str, bool)> {
    let imports = backend.split("import ").skip(1).filter_map(|rest| rest.split_once(" from "));
    let mut named = imports.filter(|(names, _)| {
        !name.is_empty() && names.split(|c: char| !is_of_word(c)).any(|imported| imported == name)
    });
    let (names, from) = named.next()?;
    Some((quoted(from)?, names.contains('{')))
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
