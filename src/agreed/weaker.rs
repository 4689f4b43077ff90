//! Connections that are weaker than they could be. Who may ask for one is as much a matter of agreement as the server itself:
//! a file of the folder can only propose it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a connection lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weaker {
    /// The server's certificate is not verified: anybody on the way can pose as the server.
    Unverified,
    /// Nothing is encrypted: anybody on the way can read the password.
    InTheClear,
}

impl Weaker {
    /// The connection's kind, in a word or two.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::InTheClear => "in the clear",
        }
    }

    /// What anybody on the way can do then.
    pub fn risk(self) -> &'static str {
        match self {
            Self::Unverified => "anybody on the way can pose as the server and take every password",
            Self::InTheClear => "anybody on the way can read every password",
        }
    }
}

/// How secrets would be sent.
impl fmt::Display for Weaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unverified => "without verifying the server's certificate",
            Self::InTheClear => "in the clear",
        })
    }
}
