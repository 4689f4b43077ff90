//! The flags of `explain`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

const ADVICE: &str = "Advice";

/// Flags of `explain`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// What to explain: a concept, provider, profile, preset, feature, credential, scope, variable, key or rule; an error as it
    /// stands in a log; or a question in your own words [default: all topics; at a terminal, search by typing]
    #[arg(value_name = "TOPIC")]
    pub topic: Vec<String>,
    /// Show this portal's own map: which credential serves which purpose, what else it reaches, what breaks without it
    #[arg(long = "for", value_name = "FILE", conflicts_with_all = ["topic", "advise"])]
    pub portal: Option<PathBuf>,
    /// Advise which set-up fits, why, and what each alternative costs
    #[arg(long, conflicts_with = "topic")]
    pub advise: bool,
    /// How many people will use the portal
    #[arg(long, requires = "advise", value_name = "NUMBER", help_heading = ADVICE)]
    pub people: Option<String>,
    /// Where they have their accounts: azure, github, gitlab, keycloak, ldap, ldap-ad, oidc, none
    #[arg(long, requires = "advise", value_name = "NAME", help_heading = ADVICE)]
    pub directory: Option<String>,
    /// Where the code is: azure-devops, github, gitlab, none; several with commas
    #[arg(long, requires = "advise", value_name = "NAMES", help_heading = ADVICE)]
    pub code: Option<String>,
    /// What the portal is for: production, local
    #[arg(long, requires = "advise", value_name = "STAGE", help_heading = ADVICE)]
    pub stage: Option<String>,
    /// What you may make there: applications, tokens, nothing
    #[arg(long, requires = "advise", value_name = "WHAT", help_heading = ADVICE)]
    pub may: Option<String>,
    /// Output format
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
  devportal-auth explain popup was closed     an error; words need no quotes
  devportal-auth explain -                    an error with quotes or brackets: paste it, then ctrl-d
  kubectl logs deploy/portal | grep error | devportal-auth explain
  devportal-auth explain GITHUB_TOKEN         a variable; so are scopes, profiles, presets, rules
  devportal-auth explain rules                all topics of one kind
  devportal-auth explain authentication --format mermaid
  devportal-auth explain --for devportal-auth.yaml
  devportal-auth explain --advise             which set-up fits your company
  devportal-auth explain --advise --people 250 --directory github";
