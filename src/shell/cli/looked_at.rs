//! What `validate` and `rehearse` are told of a portal's configuration.

use std::path::PathBuf;

use clap::Args;

use crate::contract::release::{Version, releases};

/// The heading of these flags in the help.
pub(super) const HEADING: &str = "What is looked at";

/// Files, what stands below them, and the portal's variables.
#[derive(Args, Clone, Debug, Default)]
pub struct LookedAt {
    /// Configuration files, merged in this order as Backstage merges them, or one folder. Helm values, compose
    /// files, manifests and what deploys them are read as what they carry. Without any: what devportal-auth.yaml
    /// declares, else what the folder starts its portal with, else the usual names, else the only ones below it
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,
    /// Put the layers of this v1 profile below the files, as the image does
    #[arg(long, value_name = "NAME", help_heading = HEADING)]
    pub profile: Option<String>,
    /// Put the layers of these v2 presets below the files, in this order
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with = "profile", help_heading = HEADING)]
    pub presets: Vec<String>,
    /// A folder of presets of one's own, in the image's format
    #[arg(long, value_name = "DIR", help_heading = HEADING)]
    pub presets_dir: Option<PathBuf>,
    /// The release of Backstage that the portal has or shall have (1.49, 1.49.4). Without it: `backstage.json`, the lock
    /// file or the image of the checkout. When these say another one, what comes with the upgrade is told apart
    #[arg(long, value_name = "RELEASE", value_parser = release, help_heading = HEADING)]
    pub backstage: Option<Version>,
    /// The portal's variables, from a file of NAME=value lines; what is not in one is then unset
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    pub env_file: Vec<PathBuf>,
    /// The portal's variables are those of this process
    #[arg(long, help_heading = HEADING)]
    pub process_env: bool,
}

fn release(text: &str) -> Result<Version, String> {
    releases().named(text)
}
