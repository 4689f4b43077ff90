//! What git knows of files. The only place that runs git, and it never runs it in a repository's own git folder: what
//! that folder's configuration names (a monitor of files, a checker of signatures, a way to fetch, a viewer of
//! differences, hooks) would run with it, and the folder may be a stranger's.

pub mod added;
pub mod ask;
mod borrow;
mod call;
mod find;
mod ordinary;
mod past;
mod tips;

/// What git answers about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Told {
    /// The file is in no repository.
    #[default]
    NoRepository,
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// There is a repository, and nobody could be asked, for this reason. Never to be taken for a no.
    Untold(String),
}
