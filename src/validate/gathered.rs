//! What has been read so far of a portal that is put together: whoever reads more of it takes that in here.

use super::FileText;
use super::carried::Piece;
use crate::config::carrier::{Carried, Embedded};
use crate::config::{Attached, Fault, Files, Given, Layer, Place, Role, Source, Sources, Variables, read};
use crate::credential::Secret;
use crate::dotenv;
use crate::lint::Around;

/// What has been read so far.
pub(super) struct Gathered<'f> {
    /// Where other files are read from.
    pub(super) files: &'f dyn Files,
    pub(super) sources: Sources,
    /// The portal's environment.
    pub(super) variables: Variables,
    pub(super) around: Around,
    /// What is wrong with files of variables.
    pub(super) unread: Vec<Fault>,
}

impl<'f> Gathered<'f> {
    pub(super) fn new(files: &'f dyn Files, around: Around) -> Self {
        let (sources, variables) = (Sources::default(), Variables::default());
        Self { files, sources, variables, around, unread: Vec::new() }
    }

    /// Sets a variable that no file sets; nobody may know its value here.
    pub(super) fn set(&mut self, name: String, value: Option<Secret>, from: &str) {
        self.variables.set(name, Given { value, written: None, from: from.to_owned(), place: None });
    }

    /// Takes the variables of a file. Of one that cannot be read nobody knows what it sets, so what is missing may be there.
    pub(super) fn env_file(&mut self, file: FileText) {
        let (text, fault) = match file.text {
            Ok(text) => (text, None),
            Err(fault) => (Secret::new(""), Some(fault)),
        };
        let source = self.sources.add(Source::new(file.name.as_str(), text.expose()));
        let fault = fault.map(|(kind, why)| Fault::new(kind, Place::top(source), format!("`{}` {why}", file.name)));
        self.unread.extend(fault);
        let entries = dotenv::entries(text.expose());
        self.variables.complete &= self.unread.is_empty() && entries.is_ok();
        let lines: Vec<_> = text.expose().lines().collect();
        for entry in entries.unwrap_or_default() {
            let number = u32::try_from(entry.line).unwrap_or(1);
            let place = lines.get(entry.line - 1).map(|said| Place::line(source, number, said));
            let given = Given { value: entry.value, written: None, from: file.name.clone(), place };
            self.variables.set(entry.name, given);
        }
        self.around.env_files.push(source);
    }

    /// A layer of a text.
    pub(super) fn text(&mut self, name: &str, text: &str, role: Role) -> Layer {
        let source = self.sources.add(Source::new(name, text));
        read(source, role, &mut self.sources, &self.variables, self.files)
    }

    /// A layer of a file that was given.
    pub(super) fn file(&mut self, file: FileText) -> Layer {
        match file.text {
            Ok(text) => self.text(&file.name, text.expose(), Role::Yours),
            Err((kind, why)) => {
                let says = format!("`{}` {why}", file.name);
                let source = self.sources.add(Source::new(file.name, ""));
                Layer::unread(source, Role::Yours, Fault::new(kind, Place::top(source), says))
            }
        }
    }

    /// A layer of a part of the operator's configuration.
    pub(super) fn piece(&mut self, piece: Piece) -> Layer {
        match piece {
            Piece::File(file) => self.file(file),
            Piece::Embedded(source, Embedded { root, faults, .. }) => {
                let files = Inside(self.files);
                let mut layer = Layer::of(root, source, Role::Yours, &mut self.sources, &self.variables, &files);
                layer.faults.splice(0..0, faults);
                layer
            }
        }
    }

    /// The carriers among what was given, by their files' names.
    pub(super) fn carriers(&self) -> Vec<(&str, &Carried)> {
        self.around.carried.iter().map(|carried| (self.sources.name(carried.source), carried)).collect()
    }
}

/// The files beside a configuration that is only brought to its place: what is not here may be brought, too.
struct Inside<'f>(&'f dyn Files);

impl Files for Inside<'_> {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        self.0.attached(from, path)
    }

    fn keeping(&self, from: &str, object: &str) -> Option<String> {
        self.0.keeping(from, object)
    }

    fn is_outside(&self, from: &str, name: &str) -> bool {
        self.0.is_outside(from, name)
    }

    fn comes_later(&self, _from: &str, _path: &str) -> bool {
        true
    }

    fn is_ignored(&self, from: &str, path: &str) -> bool {
        self.0.is_ignored(from, path)
    }
}
