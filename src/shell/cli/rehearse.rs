//! The flags of `rehearse`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::looked_at::{HEADING as LOOKED_AT, LookedAt};
use super::seconds;
use crate::agreed::Said;

const WHOSE: &str = "Whose sign-in";
const PROVIDERS: &str = "At the provider";

/// Flags of `rehearse`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Rehearse {
    /// What is looked at.
    #[command(flatten)]
    pub at: LookedAt,
    /// The sign-in provider, where people may use several: github, gitlab, microsoft, oidc, ldap
    #[arg(long, value_name = "NAME", help_heading = LOOKED_AT)]
    pub provider: Option<String>,
    /// Nobody signs in: this person is looked up by the name or mail address that they sign in with
    #[arg(long = "as", value_name = "NAME", help_heading = WHOSE)]
    pub named: Option<String>,
    /// Nobody signs in: what the provider told of somebody, as JSON (`/user` of GitHub and GitLab, `/me` of Graph, the userinfo)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["named", "everybody"], help_heading = WHOSE)]
    pub profile_json: Option<PathBuf>,
    /// Nobody signs in: everybody whom org data brings is asked for
    #[arg(long, conflicts_with = "named", help_heading = WHOSE)]
    pub everybody: bool,
    /// A person's own password, where people sign in by one: PERSON_PASSWORD=env:VAR, file:PATH, cmd:COMMAND or -
    #[arg(long, value_name = "NAME=FROM", help_heading = WHOSE)]
    pub secret_from: Vec<String>,
    /// Open no browser: the address is printed, and the one that the browser ends on is pasted
    #[arg(long, help_heading = PROVIDERS)]
    pub no_browser: bool,
    /// Seconds to wait for a person at the provider
    #[arg(long, default_value = "300", value_name = "SECONDS", value_parser = seconds, help_heading = PROVIDERS)]
    pub patience: Duration,
    /// Only these hosts are asked, whatever the configuration names: HOST (its usual port), HOST:PORT, HOST:* or its address
    #[arg(long, value_name = "HOST", value_parser = Said::parse, help_heading = PROVIDERS)]
    pub only_host: Vec<Said>,
    /// A directory whose certificate need not be verified, where the configuration says so: HOST, HOST:PORT or its address
    #[arg(long, value_name = "HOST", value_parser = Said::parse, help_heading = PROVIDERS)]
    pub unverified_host: Vec<Said>,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub format: Shape,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people.
    Human,
    /// One document.
    Json,
}

const EXAMPLES: &str = "\
Examples:
  devportal-auth rehearse                               sign in by what init wrote here
  devportal-auth rehearse --profile keycloak app-config.local.yaml --env-file .env
  devportal-auth rehearse --no-browser                  the browser is on another machine
  devportal-auth rehearse --as ada --format json        nobody signs in; ada is looked up
  devportal-auth rehearse --profile-json userinfo.json  with what the provider tells of somebody
  devportal-auth rehearse --everybody --backstage 1.57  does everybody still get in after the upgrade?
  a directory's password, from the environment:
  devportal-auth rehearse --as ada --secret-from PERSON_PASSWORD=env:PW

Exit codes: 0 would get in, 1 would not, or was refused, 2 usage,
3 could not tell, 5 anything else, 130 cancelled";
