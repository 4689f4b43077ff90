//! What `validate` and `rehearse` are told of a portal's configuration.

use std::path::PathBuf;

use clap::Args;

use crate::contract::release::{Version, releases};

/// The heading of these flags in the help.
pub(super) const HEADING: &str = "What is looked at";

/// Files, what stands below them, and the portal's variables.
#[derive(Args, Clone, Debug, Default)]
pub struct LookedAt {
    /// Configuration files, merged in this order as Backstage merges them, or one folder. Helm values, compose files and
    /// manifests are read too. Default: the files that devportal-auth.yaml names, else those that the folder starts its
    /// portal with, else app-config*.yaml here, else in the only subfolder that has any
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,
    /// Put the layers of this v1 profile below the files, as the image does
    #[arg(long, value_name = "NAME", help_heading = HEADING)]
    pub profile: Option<String>,
    /// Put the layers of these v2 presets below the files, in this order
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with = "profile", help_heading = HEADING)]
    pub presets: Vec<String>,
    /// A folder with your own presets, in the image's format
    #[arg(long, value_name = "DIR", help_heading = HEADING)]
    pub presets_dir: Option<PathBuf>,
    /// The Backstage release that the portal has or will have (1.49, 1.49.4). Default: from `backstage.json`, the lock file
    /// or the image. If the checkout has another release, findings that come with the upgrade are marked
    #[arg(long, value_name = "RELEASE", value_parser = release, help_heading = HEADING)]
    pub backstage: Option<Version>,
    /// Read the portal's variables from this file of NAME=value lines; variables that are not in it count as unset
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    pub env_file: Vec<PathBuf>,
    /// Use the variables of this process as the portal's
    #[arg(long, help_heading = HEADING)]
    pub process_env: bool,
}

fn release(text: &str) -> Result<Version, String> {
    releases().named(text)
}
