//! Puts the rendered files on the disk: what would change, a diff without secrets, and a write that is all or nothing.

mod apply;
mod changes;
mod committed;
mod content;
mod diff;
mod disk;
mod doubt;
mod guards;
mod leftover;
mod linked;
mod lost;
mod shown;
mod single;
mod undo;

use std::path::PathBuf;

use crate::credential::{Secret, Variable};

pub use apply::{Applied, Earlier, PartlyWritten, refuse_linked};
pub use changes::{Change, ChangeKind, Changes, NOT_SHOWN};
pub use doubt::Doubt;
pub use leftover::{STAGED, sweep};
pub use single::{refuse_led_out, single};

/// Everything that a plan comes down to, as files below the output folder.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The files, in the order in which people see them.
    pub files: Vec<FilePlan>,
}

/// One file and what must be in it.
#[derive(Clone, Debug)]
pub struct FilePlan {
    /// Relative to the output folder.
    pub path: PathBuf,
    /// What the file is for, in the words of the summary.
    pub about: String,
    /// What must be in it.
    pub content: Content,
    /// Who may read it.
    pub access: Access,
}

/// How a file's content comes about.
#[derive(Clone, Debug)]
pub enum Content {
    /// YAML that is merged into what is there, fitted to that before.
    Fragment(String, Fit),
    /// Lines that are set in a `.env` file, and names whose lines go; its other lines stay.
    Dotenv(Vec<DotenvLine>, Vec<&'static str>),
    /// The whole file, as this program says it.
    Whole(String),
    /// The whole file: somebody's own text with some changes, which may hold secrets.
    Edited(Secret),
    /// Lines that a `.gitignore` must have; its other lines stay.
    IgnoreEntries(Vec<String>),
    /// The same, for a file that only has a meaning where it or one of these is there already, beside it.
    IgnoreEntriesBeside(Vec<String>, &'static [&'static str]),
}

/// What a fragment is, by the text that it is merged into.
pub type Fit = fn(&str, &str) -> anyhow::Result<String>;

/// A variable of a `.env` file.
#[derive(Clone, Debug)]
pub struct DotenvLine {
    /// Its name.
    pub variable: Variable,
    /// Its value, which must be [sayable](crate::dotenv::is_sayable).
    pub value: Secret,
    /// Whether a diff may show the value.
    pub visibility: Visibility,
    /// What it is, for a comment above a new line.
    pub comment: Option<String>,
}

/// Whether a value may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Anybody may see it.
    Plain,
    /// Shown as dots everywhere.
    Masked,
}

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// As the file was, or as the umask says when it is new.
    Shared,
    /// Its owner only (mode 0600), and git must not track it.
    Private,
}
