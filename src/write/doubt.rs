//! What nobody but a person can allow: a file that would be written elsewhere, or perhaps into git's hands.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::leaving::Leaving;

/// A reason to ask before a file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A link leads out of the output folder.
    Leaves {
        /// The file, relative to the output folder.
        path: PathBuf,
        /// The file that would be written.
        target: PathBuf,
    },
    /// A link leads the output folder itself elsewhere.
    Led(Leaving),
    /// It could not be told whether git tracks a file that will hold secrets.
    Untold {
        /// The file, relative to the output folder.
        path: PathBuf,
        /// Why not.
        why: String,
    },
}

impl Doubt {
    /// The file that it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Leaves { path, .. } | Self::Untold { path, .. } | Self::Led(Leaving { path, .. }) => path,
        }
    }

    /// What to do about it when nobody is there to be asked.
    pub fn hint(&self) -> String {
        match self {
            Self::Leaves { path, target } => format!(
                "put a file in the place of the link, or write there with `--out {}`",
                folder(target, path).display()
            ),
            Self::Led(_) => "name what it leads to, or remove the link".to_owned(),
            Self::Untold { path, .. } => format!(
                "fix that, or see with `git ls-files {}` that it is not tracked and run `init` at a terminal, which asks",
                path.display()
            ),
        }
    }
}

/// The folder below which a file has a path, as far as it goes.
fn folder<'t>(target: &'t Path, path: &Path) -> &'t Path {
    let depth = path.components().count();
    target.ancestors().nth(depth).unwrap_or(target)
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaves { path, target } => {
                write!(f, "`{}` leads out of the output folder, to {}", path.display(), target.display())
            }
            Self::Led(leaving) => write!(f, "{leaving} and leads out of here, to {}", leaving.target.display()),
            Self::Untold { path, why } => {
                write!(
                    f,
                    "`{}` will hold secrets, and whether git tracks it could not be determined: {why}",
                    path.display()
                )
            }
        }
    }
}
