//! What compose reads in a folder where nobody names a file: what `COMPOSE_FILE` in its `.env` says, else its usual file with what lies
//! over that by itself.

use std::path::{Path, PathBuf};

use super::files::Disk;
use crate::config::Files;
use crate::config::carrier::is_understood;
use crate::contract::carriers::carriers;
use crate::dotenv;
use crate::intake::{self, Kind};
use crate::validate::{self, Lack};

/// The files that compose reads together.
#[derive(Debug, Default)]
pub(super) struct Project {
    /// Those that are read, the lowest first.
    pub(super) files: Vec<PathBuf>,
    /// A file that something names and that is not read.
    pub(super) lacks: Option<Lack>,
}

impl Project {
    /// Those of a folder.
    pub(super) fn of(folder: &Path) -> Self {
        match said(folder) {
            Some(names) => Self::named(folder, &names),
            None => usual(folder),
        }
    }

    fn named(folder: &Path, names: &[String]) -> Self {
        let compose = &carriers().compose;
        let variables = folder.join(&compose.variables).display().to_string();
        let mut project = Self::default();
        for name in names {
            let path = folder.join(name);
            let why = match () {
                () if Disk.is_outside(&variables, &path.display().to_string()) => "lies outside of what was looked at",
                () if !path.is_file() => "is not here",
                () => {
                    project.files.push(path);
                    continue;
                }
            };
            let by = format!("`{}` in `{variables}`", compose.names);
            project.lacks.get_or_insert(Lack { by, what: format!("`{name}`, which {why}") });
        }
        project
    }
}

/// What a folder's own variables say (`WithConfigFileEnv` in `cli/options.go` of compose-go 3).
fn said(folder: &Path) -> Option<Vec<String>> {
    let compose = &carriers().compose;
    let text = intake::text(&folder.join(&compose.variables), Kind::VARIABLES).ok()?;
    let entries = dotenv::entries(text.expose()).ok()?;
    let value = |name: &str| {
        let set = entries.iter().rev().find(|entry| entry.name == name)?.value.as_ref()?.expose();
        (!set.is_empty()).then(|| set.to_owned())
    };
    let (named, parts) = (value(&compose.names)?, value(&compose.parts));
    let parts = parts.as_deref().unwrap_or(if cfg!(windows) { ";" } else { ":" });
    Some(named.split(parts).filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// Its usual file, and the one that it lays over that, whatever that one is called (`WithDefaultConfigPath` there). Of two names the one
/// counts behind which something is; where there is none, a link that leads nowhere is still somebody's.
fn usual(folder: &Path) -> Project {
    let first = |names: &[String]| {
        let mut paths: Vec<_> = names.iter().map(|name| folder.join(name)).collect();
        paths.retain(|path| path.symlink_metadata().is_ok());
        paths.iter().find(|path| path.exists()).or(paths.first()).cloned()
    };
    let compose = &carriers().compose;
    let file = first(&compose.usual);
    let over = file.as_ref().and_then(|_| first(&compose.over));
    let mut project = Project::default();
    for path in [file, over].into_iter().flatten() {
        if let Some(why) = unread(&path) {
            project.lacks.get_or_insert_with(|| lacking(&path, &why));
        }
        if path.is_file() {
            project.files.push(path);
        }
    }
    project
}

/// Another file that may say how the portal of a folder is started, which is there and cannot be read.
pub(super) fn unread_start(folder: &Path) -> Option<Lack> {
    let there = validate::starts().map(|file| folder.join(file)).filter(|path| path.symlink_metadata().is_ok());
    let why = |path: &Path| match path.is_file() {
        // Not all of them are YAML.
        true => intake::text(path, Kind::CONFIGURATION).err().map(|why| why.to_string()),
        false => unread(path),
    };
    there.filter_map(|path| Some(lacking(&path, &why(&path)?))).next()
}

/// Why what is there under the name of a file that starts a portal is not read.
fn unread(path: &Path) -> Option<String> {
    match intake::text(path, Kind::CONFIGURATION) {
        Ok(text) => (!is_understood(text.expose())).then(|| "is no YAML".to_owned()),
        Err(why) => Some(why.to_string()),
    }
}

fn lacking(path: &Path, why: &str) -> Lack {
    Lack { by: "what starts the portal".to_owned(), what: format!("`{}`, which {why}", path.display()) }
}
