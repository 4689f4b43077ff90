//! The portal's service in the files that compose reads, with all that these name: its command, what is mounted into it, its variables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::carried::{self, Piece, plain};
use super::super::extent::Lack;
use super::super::gathered::Gathered;
use super::super::input::FileText;
use super::super::project::Together;
use super::{Beside, Ground, Start, counts, environments, own_order};
use crate::config::Files;
use crate::config::carrier::{Carried, Form, last};
use crate::contract::TOLD;
use crate::contract::carriers::carriers;
use crate::credential::Secret;
use crate::lint::Around;

/// What compose starts the portal with. All files are named from the folder.
pub(super) struct Service {
    /// The file that says so.
    pub(super) file: String,
    /// The files that are mounted over the image's, in the order in which Backstage reads them.
    pub(super) mounted: Vec<String>,
    /// Whether an image of VeeCode is told its profile or presets.
    pub(super) is_told: bool,
    /// What of it is not read, in words.
    unread: Vec<String>,
    /// What the command names, each by the file that is mounted there, where one is.
    named: Vec<String>,
    /// Whether the image's own command starts it, and a mounted file is the first that this loads.
    is_mounted_first: bool,
    environments: Vec<String>,
    beside: Beside,
}

impl Service {
    /// Reads it; nothing where compose reads nothing.
    pub(super) fn read(ground: &Ground<'_>) -> Option<Self> {
        let project = ground.compose.iter().map(|file| file.name.clone()).collect();
        let files = Together { files: ground.files, project };
        let mut gathered = Gathered::new(&files, Around::default());
        let of_compose = &carriers().compose.variables;
        let fills = ground.folder.join(of_compose).display().to_string();
        if let Some(text) = ground.texts.get(of_compose) {
            gathered.env_file(FileText { name: fills.clone(), text: Ok(text.clone()) });
        }
        let pieces = carried::open(ground.compose.to_vec(), &mut gathered);
        let carriers = gathered.carriers();
        let carriers: Vec<_> = carriers.into_iter().filter(|(_, one)| one.form == Form::Compose).collect();
        let (file, _) = carriers.iter().rfind(|(_, one)| !one.flags.is_empty()).or(carriers.first())?;
        let is_handed = |name: &str| name != fills || hands_on(&carriers, &fills, &files);
        let mut set = gathered.variables.iter().filter(|(_, given)| is_handed(&given.from));
        let is_told = set.any(|(name, _)| TOLD.contains(&name)) || carriers.iter().any(|(_, one)| tells(one));
        // What is only filled in reaches the portal by the folder's own variables, where it does.
        let given = gathered.variables.iter().filter(|(_, given)| given.from != fills);
        let given: Vec<_> = given.map(|(name, given)| (name.to_owned(), given.value.clone())).collect();
        let mounts = mounts(&carriers, &files, ground);
        // What Backstage loads first, whatever else it loads.
        let first = own_order(&[]).into_iter().next();
        let starts_itself = carriers.iter().any(|(_, one)| one.speaks && !one.starts);
        Some(Self {
            file: from_folder(file, ground),
            mounted: added(&pieces, ground),
            is_told,
            unread: carriers.iter().flat_map(|(_, one)| &one.unread).map(|unread| unread.what.clone()).collect(),
            named: named(&carriers, &mounts),
            is_mounted_first: !starts_itself
                && first.is_some_and(|first| mounts.iter().any(|(over, _)| *over == first)),
            environments: said(&given).unwrap_or_default(),
            beside: Beside { variables: given.into_iter().filter(|(name, _)| counts(name)).collect() },
        })
    }

    /// What its command says of the start.
    pub(super) fn by_command(&self) -> Option<Start> {
        let (named, environments) = (self.named.clone(), self.environments.clone());
        let start = Start { named, environments, ..self.start("the command") };
        (!start.named.is_empty() || !start.environments.is_empty()).then_some(start)
    }

    /// What the image's own command starts of the folder.
    pub(super) fn by_mounts(&self) -> Option<Start> {
        let is_start = self.is_mounted_first && self.named.is_empty();
        is_start.then(|| Start { named: self.mounted.clone(), ..self.start("what is mounted") })
    }

    fn start(&self, part: &str) -> Start {
        let (beside, unread) = (self.beside.clone(), self.unread.clone());
        Start { beside, unread, part: part.to_owned(), ..Start::default() }
    }
}

/// What is not read of the files that compose reads in a folder, and the file that says so.
pub fn left_of_compose(ground: &Ground<'_>) -> Option<Lack> {
    let service = Service::read(ground)?;
    Some(Lack { by: format!("`{}`", service.file), what: service.unread.into_iter().next()? })
}

type Carriers<'c> = [(&'c str, &'c Carried)];

/// The names that files are mounted over, with the files.
fn mounts(carriers: &Carriers<'_>, files: &dyn Files, ground: &Ground<'_>) -> Vec<(String, String)> {
    let all = carriers.iter().flat_map(|(from, one)| one.mounts.iter().map(move |mount| (*from, mount)));
    let seen = |from: &str, path: &str| {
        let file = files.attached(from, path).ok()?;
        (!files.is_outside(from, &file.name)).then(|| from_folder(&file.name, ground))
    };
    let mut known = BTreeMap::new();
    let found = all.filter_map(|(from, mount)| {
        let path = mount.from.as_deref()?;
        let file = known.entry((from, path)).or_insert_with(|| seen(from, path));
        Some((last(&mount.over).to_owned(), file.clone()?))
    });
    found.collect()
}

/// What the last command that names any configuration names.
fn named(carriers: &Carriers<'_>, mounts: &[(String, String)]) -> Vec<String> {
    let flags = carriers.iter().rev().map(|(_, one)| &one.flags).find(|flags| !flags.is_empty());
    let file = |name: &String| {
        let mount = mounts.iter().rfind(|(over, _)| over == last(name));
        mount.map_or_else(|| name.clone(), |(_, file)| file.clone())
    };
    flags.into_iter().flatten().map(|flag| file(&flag.name)).collect()
}

/// The files among what was opened that compose adds.
fn added(pieces: &[Piece], ground: &Ground<'_>) -> Vec<String> {
    let is_compose = |name: &str| ground.compose.iter().any(|file| file.name == name);
    let files = pieces.iter().filter(|piece| matches!(piece, Piece::File(_)) && !is_compose(piece.name()));
    files.map(|piece| from_folder(piece.name(), ground)).collect()
}

fn tells(one: &Carried) -> bool {
    one.variables.iter().any(|setting| TOLD.contains(&setting.name.as_str()))
}

/// Tells whether a service is handed all of the file that compose fills its files in with.
fn hands_on(carriers: &Carriers<'_>, fills: &str, files: &dyn Files) -> bool {
    let named = carriers.iter().flat_map(|(from, one)| one.env_files.iter().map(move |file| (*from, &file.path)));
    named
        .collect::<BTreeSet<_>>()
        .into_iter()
        .any(|(from, path)| files.attached(from, path).is_ok_and(|file| plain(&file.name) == plain(fills)))
}

/// The environments that `BACKSTAGE_ENV` names.
fn said(given: &[(String, Option<Secret>)]) -> Option<Vec<String>> {
    let (_, value) = given.iter().find(|(name, _)| name == "BACKSTAGE_ENV")?;
    Some(environments(value.as_ref()?.expose()))
}

/// The name of a file, seen from the folder.
fn from_folder(name: &str, ground: &Ground<'_>) -> String {
    let path = Path::new(name);
    plain(&path.strip_prefix(ground.folder).unwrap_or(path).display().to_string())
}
