//! What lies around the files, as plain facts. Whoever may look at the disk and at git fills them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::code::Code;
use crate::config::carrier::{Carried, Unread};
use crate::config::{Layer, Node};
use crate::contract::preset::Preset;
use crate::git::Told;

/// What lies around the files.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The numbers of the sources that are files of variables (`.env`).
    pub env_files: Vec<usize>,
    /// What files that carry configuration or variables brought, in their order.
    pub carried: Vec<Carried>,
    /// A company's own presets.
    pub presets: Vec<Preset>,
    /// What is known of a file on the disk, by the name that it was given by.
    pub kept: BTreeMap<String, Kept>,
    /// Files of private keys beside the configuration, by their names.
    pub key_files: BTreeMap<String, Kept>,
    /// The files that a chart is tried out with, by the names that they were given by, where the names alone do not say so.
    pub trials: BTreeSet<String>,
    /// Configuration that lies beside, and is not loaded with the rest.
    pub beside: Beside,
    /// The image that starts these files; nothing where nobody says it, or it runs in development.
    pub image: Option<Image>,
    /// Whether something beside the files deploys the portal, and may open another port than it listens on.
    pub deployed: bool,
    /// What lies over the files where the portal is deployed, and was not given. It is not judged.
    pub above: Vec<Above>,
    /// Secrets in earlier states of the files.
    pub history: Vec<Past>,
    /// The portal's own code, as far as it lies beside the configuration.
    pub code: Code,
    /// What of those earlier states was not looked at, each in a sentence.
    pub unseen: Vec<String>,
}

/// Configuration that lies beside what a portal is started with: what it says is not in force, and its secrets are kept there all the same.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// What says which files are loaded, as it stands in a sentence.
    pub by: String,
    /// The files.
    pub layers: Vec<Layer>,
    /// The numbers of other files whose secrets are kept there, too: what deploys the portal, with what it carries, and examples of files
    /// of variables.
    pub aside: Vec<(usize, Option<Carried>)>,
    /// Those of them that could not be read, and templates of configuration.
    pub unread: Vec<Unread>,
}

impl Beside {
    /// The numbers of the files that are no configuration and were at most looked through.
    pub fn sources(&self) -> impl Iterator<Item = usize> {
        let unread = self.unread.iter().map(|unread| unread.place.source);
        self.aside.iter().map(|(source, _)| *source).chain(unread)
    }

    /// What deploys the portal, where nothing of it counts for what is judged.
    pub fn carried(&self) -> impl Iterator<Item = &Carried> {
        self.aside.iter().filter_map(|(_, carried)| carried.as_ref())
    }
}

/// A built image that starts a portal. It is in no development, unless it says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// What starts it, as it stands behind `by` (`the command in `Dockerfile``).
    pub by: String,
    /// `NODE_ENV` in it, where it is set.
    #[serde(default)]
    pub stage: Option<String>,
}

/// Configuration that counts before the files where the portal is deployed.
#[derive(Clone, Debug)]
pub struct Above {
    /// The file that it stands in.
    pub file: String,
    /// What it says.
    pub root: Node,
}

/// How a file is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Its mode (`0o600`), where files have one.
    pub mode: Option<u32>,
    /// Whether git has it.
    pub tracked: Told,
    /// Whether git was told to ignore it.
    pub ignored: Told,
    /// Its path from the root of its repository, which is how a line of `.gitignore` there names it.
    pub from_root: Option<String>,
}

impl Kept {
    /// Tells whether anybody but its owner may read it.
    pub fn others_read(&self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o044 != 0)
    }

    /// What to do so that git ignores it: `add `.env` to .gitignore`. Git never matches a line that begins with `./`.
    pub fn add_to_ignored(&self, name: &str) -> String {
        let path = self.from_root.as_deref().unwrap_or_else(|| name.trim_start_matches("./"));
        let elsewhere = path != name.trim_start_matches("./");
        format!("add `{path}` to .gitignore{}", if elsewhere { " in the repository's root" } else { "" })
    }

    /// Why it could not be told whether git has it, or would take it.
    pub fn untold(&self) -> Option<&str> {
        [&self.tracked, &self.ignored].into_iter().find_map(|told| match told {
            Told::Untold(why) => Some(why.as_str()),
            _ => None,
        })
    }
}

/// A secret in an earlier state of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Past {
    /// The file, as git names it.
    pub file: String,
    /// The commit that brought it, in short.
    pub commit: String,
    /// What it is (`a classic token of GitHub`), never the secret.
    pub what: String,
}
