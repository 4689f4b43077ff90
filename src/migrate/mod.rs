//! A portal moves from one generation of VeeCode's image to another, or to plain Backstage. Pure: texts in, texts and a report out.
//!
//! Both sides are read without anybody's values, as what they say with `${NAME}` in it. The operator's layer is edited where it stands:
//! variables get the names of the other side, what the new image brings goes, and what the old one brought of sign-in, integration and
//! org data is put in where the new one does not bring it. What is another thing afterwards is told, place by place.

mod answers;
mod carriers;
mod decide;
mod entry;
mod environment;
mod image;
mod key;
mod layer;
mod meaning;
mod names;
mod references;
mod report;
mod vault;
mod way;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::Result;
use serde_yaml::Value;

pub use self::decide::{Decided, Difference, Side};
pub use self::image::Image;
pub use self::layer::find;
pub use self::meaning::Route;
pub use self::report::report;
pub use self::way::{Lacking, chosen, main, shut_out};
use crate::answers::file::AnswersFile;
use crate::contract::Target;
use crate::contract::image::OPERATORS;
use crate::credential::{Secret, Variable};

/// A portal as it was found.
pub struct Found {
    /// What it is told to load.
    pub image: Image,
    /// The profile that its presets stand for, or what its own sign-in stands for.
    pub stands_for: Option<String>,
    /// The operator's configuration, the lowest first.
    pub overlays: Vec<Overlay>,
    /// Where a layer of the operator's would stand when there is none.
    pub home: Overlay,
    /// Where the portal's variables are set, in files that may be edited.
    pub settings: Vec<Setting>,
    /// The texts of the files that may be edited, by name.
    pub texts: BTreeMap<String, Secret>,
    /// Files of variables among them, the lowest first; those that only show which variables there are come last.
    pub env_files: Vec<EnvFile>,
    /// Compose files among them, which fill variables in from the file beside them.
    pub composes: BTreeSet<String>,
    /// What the variables are, as far as it is known.
    pub values: BTreeMap<String, Secret>,
    /// Variables whose values a keyring holds.
    pub kept: BTreeSet<String>,
    /// What an earlier `init` decided.
    pub declared: Option<AnswersFile>,
}

/// A file of variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvFile {
    /// Its name.
    pub name: String,
    /// Whether it only shows which variables there are.
    pub example: bool,
    /// Whether a compose file hands it to the portal's service as it is.
    pub handed: bool,
}

/// A part of the operator's configuration.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// The file that it stands in.
    pub file: String,
    /// Where in that file; nothing for all of it.
    pub route: Route,
    /// Whether it is one text of its own there, and no map.
    pub is_text: bool,
    /// Whether only a person can edit it there.
    pub by_hand: bool,
    /// What it says.
    pub root: Value,
}

/// A variable that a file sets for the portal.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// The file.
    pub file: String,
    /// How it stands there.
    pub stands: Stands,
}

/// How a variable stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// A line of a file of variables.
    Line,
    /// An entry of a list or map of a carrier: its name, and all of it, in bytes.
    Entry(Range<usize>, Range<usize>),
    /// The list of presets of a chart's values, at this route.
    Presets(Route),
    /// Where it cannot be edited: in an object that is named there.
    Elsewhere,
}

/// What a migration comes to.
pub struct Migration {
    /// What the portal is told to load afterwards.
    pub to: Image,
    /// The new texts, by file; only those that change.
    pub texts: BTreeMap<String, Secret>,
    /// A file of its own for a key, when there is one.
    pub key: Option<(String, Secret)>,
    /// Variables of the keyring with their new names.
    pub kept: Vec<(Variable, Variable)>,
    /// What the next `init` starts from, when there is such a file.
    pub declared: Option<AnswersFile>,
    /// What was decided, for the report.
    pub decided: Decided,
}

/// The file that holds the operator's layer where there is none yet.
pub const LAYER: &str = OPERATORS;

/// Moves a portal.
///
/// # Errors
/// When a text cannot be edited, with its name.
pub fn migrate(found: &Found, to: Image) -> Result<Migration> {
    let names = names::names(found, to.target);
    names::refuse_another_value(found, &names)?;
    let mut decided = decide::decide(found, &to, &names)?;
    let mut texts = BTreeMap::new();
    let key = environment::edit(found, &to, &mut decided, &mut texts)?;
    layer::edit(found, &mut decided, &mut texts)?;
    let declared = found.declared.as_ref().map(|declared| answers::moved(declared, found, &to, &decided));
    let kept = decided.names.iter().filter(|(old, _)| found.kept.contains(*old));
    let kept = kept.map(|(old, new)| (Variable::new(old), Variable::new(new))).collect();
    texts.retain(|name, text| found.texts.get(name) != Some(text));
    Ok(Migration { to, texts, key, kept, declared, decided })
}

/// Tells whether a portal moves to plain Backstage.
const fn is_plain(to: Target) -> bool {
    matches!(to, Target::Backstage)
}
