//! Looks at the portal's own code where it lies beside the configuration: so many files, so many bytes, so deep, and never through a
//! link.

use std::fs;
use std::path::Path;

use crate::intake::{self, Kind};
use crate::lint::{Code, Folders, folders};

/// A file of code; those that are written by hand have a tenth of this.
const FILE: Kind = Kind::ordinary(256 << 10);
/// The most files of a part.
const MOST: usize = 500;
/// The most bytes of a part.
const LARGEST: usize = 4 << 20;
/// How deep folders are looked into.
const DEEPEST: usize = 8;

/// The code beside a configuration.
pub(crate) fn look(folder: &Path) -> Code {
    let folders = folders();
    let seen = Code::of(part(&folder.join(&folders.backend)), part(&folder.join(&folders.app)));
    let seen = seen.with_plugins(&plugins(folder, folders));
    let Some(package) = package(folder).or_else(|| package_above(folder, folders)) else { return seen };
    let role = package.get("backstage").and_then(|backstage| backstage.get("role")?.as_str());
    match role {
        Some(role) => seen.with_role(role),
        None if is_of_plugins(folder, folders, &package) => seen.of_plugins(),
        None => seen,
    }
}

fn package(folder: &Path) -> Option<serde_json::Value> {
    let text = intake::text_if_there(&folder.join("package.json"), Kind::ANSWERS).ok().flatten()?;
    serde_json::from_str(text.expose()).ok()
}

/// The package that a folder starts alone.
fn package_above(folder: &Path, folders: &Folders) -> Option<serde_json::Value> {
    let whole = std::path::absolute(folder).ok()?;
    let is_harness = whole.file_name().is_some_and(|name| name == folders.harness.as_str());
    package(whole.parent().filter(|_| is_harness)?)
}

/// Tells whether packages of a folder's own are all where plugins are, and a backend would be, and none of them is one.
fn is_of_plugins(folder: &Path, folders: &Folders, package: &serde_json::Value) -> bool {
    let named = package.get("workspaces").map(|all| all.get("packages").unwrap_or(all));
    let Some(named) = named.and_then(serde_json::Value::as_array) else { return false };
    let usual = |path: &str| {
        let holder = first(path.trim_start_matches("./"));
        folders.plugins.iter().any(|known| known == holder) || first(&folders.backend) == holder
    };
    let backend = folder.join(&folders.backend).is_dir();
    !named.is_empty() && !backend && named.iter().all(|path| path.as_str().is_some_and(usual))
}

fn first(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// The texts of what else is kept there, as many as are looked at.
fn plugins(folder: &Path, folders: &Folders) -> Vec<String> {
    let apart = [folder.join(&folders.backend), folder.join(&folders.app)];
    let mut part = Part::default();
    for above in &folders.plugins {
        let Ok(entries) = fs::read_dir(folder.join(above)) else { continue };
        let kept = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let mut sources: Vec<_> = kept.map(|entry| entry.path().join("src")).collect();
        sources.sort();
        for source in sources.iter().filter(|source| !apart.contains(source)) {
            // One that is too large, or cannot be read, says nothing; all others do.
            if part.add(source, 0).is_none() && part.is_full() {
                return part.texts;
            }
        }
    }
    part.texts
}

/// The texts of a part; nothing when it is not here, or is more than is looked at.
fn part(folder: &Path) -> Option<Vec<String>> {
    let mut part = Part::default();
    part.add(folder, 0)?;
    (!part.texts.is_empty()).then_some(part.texts)
}

#[derive(Default)]
struct Part {
    texts: Vec<String>,
    bytes: usize,
}

impl Part {
    fn add(&mut self, folder: &Path, depth: usize) -> Option<()> {
        for entry in fs::read_dir(folder).ok()? {
            let entry = entry.ok()?;
            let (path, kind) = (entry.path(), entry.file_type().ok()?);
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if kind.is_dir() && !matches!(&*name, "node_modules" | "dist" | "__tests__" | "__mocks__") {
                if depth == DEEPEST {
                    return None;
                }
                self.add(&path, depth + 1)?;
            } else if kind.is_file() && is_code(&name) {
                let text = intake::text(&path, FILE).ok()?;
                self.bytes += text.expose().len();
                self.texts.push(text.expose().to_owned());
                if self.is_full() {
                    return None;
                }
            }
        }
        Some(())
    }

    fn is_full(&self) -> bool {
        self.texts.len() > MOST || self.bytes > LARGEST
    }
}

fn is_code(name: &str) -> bool {
    let code = [".ts", ".tsx", ".js", ".jsx"].iter().any(|ending| name.ends_with(ending));
    code && !name.contains(".test.") && !name.ends_with(".d.ts")
}
