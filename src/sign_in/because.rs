//! Why a resolver ends a sign-in, so that later ones are not tried.

use std::fmt::{Display, Formatter, Result};

/// The reason; shown as one sentence without a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The sign-in tells no user name.
    NoUsername,
    /// It tells no mail address.
    NoMail,
    /// What it tells as one begins with the `@`.
    NothingBeforeAt,
    /// This domain is not allowed.
    Domain(String),
    /// All of these match, which is how they are named.
    Several(String),
}

impl Display for Because {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Self::NoUsername => out.write_str("the sign-in tells no user name"),
            Self::NoMail => out.write_str("the sign-in tells no mail address"),
            Self::NothingBeforeAt => out.write_str("the mail address has nothing before its `@`"),
            Self::Domain(domain) => write!(out, "`{domain}` is not among its `allowedDomains`"),
            Self::Several(names) => write!(out, "more than one user matches: {names}"),
        }
    }
}
