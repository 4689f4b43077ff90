//! What keeps a file, or a part of one, from being read.

use super::place::Place;

/// Something that Backstage would not read, or would read otherwise than it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of thing.
    pub kind: FaultKind,
    /// Where.
    pub place: Place,
    /// The fact, without any value.
    pub says: String,
}

impl Fault {
    /// Names a fault.
    pub fn new(kind: FaultKind, place: Place, says: impl Into<String>) -> Self {
        Self { kind, place, says: says.into() }
    }
}

/// The kinds of fault. Each has a rule of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The file could not be opened or read.
    Unreadable,
    /// The bytes are no UTF-8 text.
    NotText,
    /// More bytes, entries or levels than anybody writes.
    TooLarge,
    /// The YAML does not parse.
    Syntax,
    /// A tab indents.
    Tab,
    /// A key stands twice in a map.
    DuplicateKey,
    /// There is a second document.
    SeveralDocuments,
    /// The top is no map.
    RootNotMap,
    /// Aliases are used so often that Backstage refuses.
    TooManyAliases,
    /// An include that leads nowhere, or is no text.
    Include,
    /// An include of a file that comes when the portal runs, or that everybody makes for himself.
    IncludeElsewhere,
    /// An include with other keys beside it.
    IncludeNotAlone,
    /// A map stands over a plain value of an earlier file.
    MapOverValue,
    /// An `APP_CONFIG_…` variable that does not fit where it leads.
    AppConfigVariable,
}
