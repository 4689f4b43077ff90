//! Which door is meant: the one that was named, the only one, else the one that the sign-in page asks. Pure.

use std::fmt;

use crate::config::Node;
use crate::contract::entrance::is_known;
use crate::contract::sign_in::sign_in;
use crate::lint::Subject;
use crate::near::did_you_mean;
use crate::validate::live::Door;

/// Nobody could tell which door is meant; says why, and what would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear(pub String);

impl fmt::Display for Unclear {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl std::error::Error for Unclear {}

/// Takes the door that is meant.
///
/// # Errors
/// When there is none, no one of that name, or several and nobody says which.
pub fn choose<'s>(subject: &Subject<'_>, mut doors: Vec<Door<'s>>, named: Option<&str>) -> Result<Door<'s>, Unclear> {
    let listed = || doors.iter().map(|door| format!("`{}`", door.provider)).collect::<Vec<_>>().join(", ");
    if doors.is_empty() {
        return Err(Unclear(without(subject)));
    }
    let wanted = match named {
        Some(name) => Some(sign_in().meant(name).unwrap_or(name)),
        None if doors.len() == 1 => doors.first().map(|door| door.provider.as_str()),
        None => page(subject),
    };
    let at = wanted.and_then(|wanted| doors.iter().position(|door| door.provider == wanted));
    match (at, named) {
        (Some(at), _) => Ok(doors.swap_remove(at)),
        (None, Some(name)) => {
            let near = did_you_mean(name, doors.iter().map(|door| door.provider.as_str()));
            Err(Unclear(format!("nobody signs in by `{name}` here, but by {}{near}", listed())))
        }
        (None, None) => Err(Unclear(format!("people may sign in by {}; say by which: `--provider NAME`", listed()))),
    }
}

/// The provider that the image's page asks.
fn page<'s>(subject: &Subject<'s>) -> Option<&'s str> {
    let page = subject.config.get("signInPage").and_then(Node::text)?;
    sign_in().pages.get(page).map(String::as_str)
}

/// Why there is no door.
fn without(subject: &Subject<'_>) -> String {
    let environment = subject.environment();
    let written: Vec<_> = subject.sign_in_providers().map(|(provider, _)| provider).collect();
    if written.is_empty() {
        return "the configuration has no sign-in provider; `devportal-auth init` sets one up".to_owned();
    }
    let known = written.iter().any(|provider| is_known(provider));
    let written: Vec<_> = written.into_iter().map(|provider| format!("`{provider}`")).collect();
    if !known {
        return format!(
            "no rehearsal knows {}, by which people sign in here; the first sign-in in the portal shows whether they get in",
            written.join(", ")
        );
    }
    format!(
        "of the sign-in providers that are configured ({}), none can be gone through from here for `{environment}`, the environment that the \
         page asks for; `devportal-auth validate` says what is wrong with them",
        written.join(", ")
    )
}
