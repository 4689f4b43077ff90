//! What a configuration is put together from, as it was given.

use std::collections::BTreeSet;

use super::chain::Chain;
use super::extent::{Deployed, Lack};
use crate::answers::file::is_of_sandbox;
use crate::config::FaultKind;
use crate::credential::Secret;
use crate::lint::{Around, Portal};

/// A file as it was read, or why it could not be.
#[derive(Clone, Debug)]
pub struct FileText {
    /// Its name, as it was given.
    pub name: String,
    /// Its text.
    pub text: Result<Secret, (FaultKind, String)>,
}

/// Everything that was given.
#[derive(Clone, Default)]
pub struct Input {
    /// The operator's configuration files, the lowest first.
    pub files: Vec<FileText>,
    /// Files of variables (`.env`), the lowest first.
    pub env_files: Vec<FileText>,
    /// Whether the files of variables were only found, so that the portal's environment may have more.
    pub found: bool,
    /// The file of variables that the portal was set up with, where it is not here and nothing else was given for it.
    pub without: Option<String>,
    /// Variables that the image has by itself, which whatever starts it may set otherwise.
    pub built: Vec<(String, Secret)>,
    /// Variables of the process, when they count.
    pub environment: Option<Vec<(String, Secret)>>,
    /// Variables that are set where they cannot be read from here.
    pub elsewhere: BTreeSet<String>,
    /// A company's own presets, in the image's format; they come before the image's own of the same name.
    pub presets: Vec<FileText>,
    /// Values that were read from there, when they are needed.
    pub kept: Vec<(String, Secret)>,
    /// What the configuration is for.
    pub portal: Portal,
    /// What lies around the files.
    pub around: Around,
    /// How the portal is started, when its folder says so.
    pub chain: Option<Chain>,
    /// The files that compose reads together, the first of which all that they name is seen from.
    pub project: Vec<String>,
    /// A file that something names and that is not read.
    pub lacks: Option<Lack>,
    /// What deploys the portal with more configuration than is here, when something does.
    pub over: Option<Deployed>,
    /// Configuration beside the files that it is started with.
    pub beside: Vec<FileText>,
    /// Files beside them that say nothing of what is judged, and may hold secrets all the same: what deploys the portal, and examples of
    /// files of variables.
    pub aside: Vec<FileText>,
    /// Files with configuration that counts before all of these where the portal is deployed.
    pub above: Vec<FileText>,
    /// The only place below the folder that holds a configuration, when the folder itself has none.
    pub below: Option<String>,
    /// Seconds since 1970.
    pub now: i64,
}

impl Input {
    /// The first file that the sandbox wrote, if it wrote any.
    pub fn of_sandbox(&self) -> Option<&FileText> {
        let mut files = self.files.iter().chain(&self.env_files);
        files.find(|file| file.text.as_ref().is_ok_and(is_of_sandbox))
    }
}
