//! Puts what was given together as the portal will: the image's own files, then the operator's, with the portal's environment.

use std::collections::BTreeSet;

use super::carried::{self, Piece};
use crate::answers::file::Target;
use crate::config::{
    Fault, FaultKind, Files, Given, Layer, Merged, Place, Role, Source, Sources, Variables, merge, read,
};
use crate::contract::image;
use crate::credential::Secret;
use crate::dotenv;
use crate::lint::{Around, Portal, Subject, is_secret_key, is_secret_variable};

/// A file as it was read, or why it could not be.
#[derive(Clone, Debug)]
pub struct FileText {
    /// Its name, as it was given.
    pub name: String,
    /// Its text.
    pub text: Result<Secret, (FaultKind, String)>,
}

/// Everything that was given.
#[derive(Default)]
pub struct Input {
    /// The operator's configuration files, the lowest first.
    pub files: Vec<FileText>,
    /// Files of variables (`.env`), the lowest first.
    pub env_files: Vec<FileText>,
    /// Variables of the process, when they count.
    pub environment: Option<Vec<(String, Secret)>>,
    /// Variables that are set where they cannot be read from here.
    pub elsewhere: BTreeSet<String>,
    /// What the configuration is for.
    pub portal: Portal,
    /// What lies around the files.
    pub around: Around,
    /// Seconds since 1970.
    pub now: i64,
}

/// A configuration that was put together.
pub struct Assembled {
    /// The texts.
    pub sources: Sources,
    /// The layers, the lowest first.
    pub layers: Vec<Layer>,
    /// What they come to.
    pub merged: Merged,
    /// The portal's environment.
    pub variables: Variables,
    portal: Portal,
    around: Around,
    now: i64,
}

impl Assembled {
    /// The numbers of the sources that are files of variables.
    pub fn env_files(&self) -> &[usize] {
        &self.around.env_files
    }

    /// The values of variables that sound like secrets; nothing that is said may hold one.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let sounds = |name: &str| is_secret_key(name.rsplit('_').next().unwrap_or(name));
        let sounds = move |name: &str| {
            sounds(name)
                || is_secret_variable(name)
                || ["SECRET", "TOKEN", "PASSWORD", "KEY"].iter().any(|word| name.contains(word))
        };
        let set =
            self.variables.iter().filter(move |(name, _)| sounds(name)).filter_map(|(_, given)| given.value.as_ref());
        set.chain(carried::secrets(&self.around))
    }

    /// What rules look at.
    pub fn subject(&self) -> Subject<'_> {
        Subject::new(
            &self.merged.root,
            &self.layers,
            &self.merged.faults,
            &self.sources,
            &self.variables,
            &self.portal,
            &self.around,
            self.now,
        )
    }
}

/// Puts everything together.
pub fn assemble(input: Input, files: &dyn Files) -> Assembled {
    let Input { files: own, env_files, environment, elsewhere, mut portal, mut around, now } = input;
    let mut sources = Sources::default();
    let mut variables = Variables::default();
    variables.complete = environment.is_some() || !env_files.is_empty();
    for name in elsewhere {
        variables.set(name, Given { value: None, from: "its store".to_owned(), place: None });
    }
    for file in env_files {
        around.env_files.push(env_file(file, &mut sources, &mut variables));
    }
    let own = carried::open(own, &mut sources, files, &mut variables, &mut around);
    for (name, value) in environment.into_iter().flatten() {
        variables.set(name, Given { value: Some(value), from: "the environment".to_owned(), place: None });
    }
    choose_profile(&mut portal, &variables);
    if let Some(profile) = &portal.profile {
        start(profile, &mut variables);
    }
    let mut layers = Vec::new();
    if portal.target == Target::V1 && portal.profile.is_some() {
        portal.whole = true;
        let own_of_image = image::layers_of_profile(portal.profile.as_deref()).into_iter();
        for (name, text) in own_of_image.filter(|(name, _)| !carried::is_covered(name, &around)) {
            let source = sources.add(Source::new(name, text));
            layers.push(read(source, Role::Image, &mut sources, &variables, files));
        }
    }
    portal.whole |= own.iter().any(|piece| piece.name().rsplit('/').next() == Some("app-config.yaml"));
    for piece in own {
        layers.push(match piece {
            Piece::File(file) => layer(file, &mut sources, &variables, files),
            Piece::Embedded(source, embedded) => carried::layer(source, embedded, &mut sources, &variables, files),
        });
    }
    let merged = merge(&layers);
    Assembled { sources, layers, merged, variables, portal, around, now }
}

fn layer(file: FileText, sources: &mut Sources, variables: &Variables, files: &dyn Files) -> Layer {
    match file.text {
        Ok(text) => {
            let source = sources.add(Source::new(file.name, text.expose()));
            read(source, Role::Yours, sources, variables, files)
        }
        Err((kind, why)) => {
            let source = sources.add(Source::new(file.name, ""));
            Layer::unread(source, Role::Yours, Fault::new(kind, Place::top(source), why))
        }
    }
}

pub(super) fn env_file(file: FileText, sources: &mut Sources, variables: &mut Variables) -> usize {
    let text = file.text.unwrap_or_else(|_| Secret::new(""));
    let source = sources.add(Source::new(file.name.as_str(), text.expose()));
    for (name, value, line) in dotenv::lines(text.expose()) {
        let place =
            text.expose().lines().nth(line - 1).map(|said| Place::line(source, u32::try_from(line).unwrap_or(1), said));
        variables.set(name, Given { value: Some(value), from: file.name.clone(), place });
    }
    source
}

/// Without a profile or presets by name, the environment decides, as in the image.
fn choose_profile(portal: &mut Portal, variables: &Variables) {
    if portal.profile.is_none() && portal.presets.is_empty() {
        portal.profile = variables.value("VEECODE_PROFILE").map(str::to_owned);
        if portal.profile.is_some() {
            portal.target = Target::V1;
        }
    }
}

/// Fills what the image's start script fills.
fn start(profile: &str, variables: &mut Variables) {
    let filled = image::started(profile, |name| variables.value(name).map(Secret::new));
    for (name, value) in filled {
        variables.set(
            name.to_string(),
            Given { value: Some(value), from: "the image's start script".to_owned(), place: None },
        );
    }
}
