//! The flags of `explain`.

use clap::{Args, ValueEnum};

/// Flags of `explain`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// What is to be explained: a concept, a provider, profile, preset, feature, credential, scope, variable, key or rule; the words of an
    /// error, as they stand in a log; or any words. Without any: all topics, at a terminal to be searched by typing
    #[arg(value_name = "TOPIC")]
    pub topic: Vec<String>,
    /// How it is written
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub format: Written,
}

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Written {
    /// For a terminal.
    Human,
    /// As Markdown.
    Markdown,
    /// One JSON document.
    Json,
    /// The page's picture, as a diagram of Mermaid.
    Mermaid,
}

const EXAMPLES: &str = "\
Examples:
  devportal-auth explain authentication       what it is, and the sign-in step by step
  devportal-auth explain popup was closed     what an error may mean; no quotes are needed
  devportal-auth explain GITHUB_TOKEN         a variable; so are scopes, profiles, presets, rules
  devportal-auth explain rules                all topics of one kind
  devportal-auth explain authentication --format mermaid";
