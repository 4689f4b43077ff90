//! `key-file-exposed`: a file of a private key is kept by git, or can be read by others.

use std::path::{Component, Path, PathBuf};

use crate::config::Node;
use crate::git::Told;
use crate::lint::{Confidence, Finding, Kept, Rule, Severity, Subject, machine};
use crate::typed::Typed;

pub(in super::super) const RULE: Rule = Rule {
    id: "key-file-exposed",
    summary: "a file of a private key is kept by git or can be read by others",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/key-file-exposed.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let all = subject.around.key_files.iter();
    let found = all.filter_map(|(name, kept)| {
        let finding = exposed(rule, name, kept)?;
        Some(if serves_this_machine(name, subject) {
            finding.severity(Severity::Note).hint(OF_THIS_MACHINE)
        } else {
            finding
        })
    });
    found.collect()
}

/// What to do about a key that no provider made.
const OF_THIS_MACHINE: &str = "where its certificate is for this machine alone, nobody wins anything by it; else have another one made, with a key that git has not";

/// Where a portal names the key by which it answers itself, and the address at which it does.
const SERVED: [(&str, &str); 2] =
    [("app.https.certificate.key", "app.baseUrl"), ("backend.https.certificate.key", "backend.baseUrl")];

/// Tells whether a file is the key by which a portal answers on this machine alone.
fn serves_this_machine(file: &str, subject: &Subject<'_>) -> bool {
    let here = |path: &Path| path.components().filter(|step| *step != Component::CurDir).collect::<PathBuf>();
    let is_it = |route: &str| {
        let node = subject.config.get(route)?;
        let node = node.get("$file").unwrap_or(node);
        let beside = Path::new(subject.sources.name(node.place.source)).parent()?;
        let (named, file) = (Path::new(node.scalar()?), Path::new(file));
        // What an image has at its root is copied there from somewhere in the checkout.
        let is_copied = named.is_absolute() && named.file_name() == file.file_name();
        Some(is_copied || here(&beside.join(named)) == here(file))
    };
    let is_own = |route: &str| {
        let address = subject.config.get(route).and_then(Node::scalar);
        address.is_some_and(|address| machine::is_own(&machine::host(address)))
    };
    SERVED.iter().any(|(key, address)| is_it(key) == Some(true) && is_own(address))
}

fn exposed(rule: &Rule, name: &str, kept: &Kept) -> Option<Finding> {
    if kept.tracked == Told::Yes {
        return Some(rule.nowhere().says(format!("git has the private key `{name}`")).hint(format!(
            "make a new key at its provider and delete this one there; then `{}`, and {}",
            Typed::of(&["git", "rm", "--cached"]).files([name]),
            kept.add_to_ignored(name)
        )));
    }
    let (severity, says, hint) = match kept.ignored {
        Told::No => (
            Severity::Warning,
            format!("git does not ignore the private key `{name}`"),
            format!("{}, or move it away", kept.add_to_ignored(name)),
        ),
        _ if kept.others_read() => (
            Severity::Warning,
            format!("others on this machine may read the private key `{name}`"),
            format!("`{}`", Typed::of(&["chmod", "600"]).files([name])),
        ),
        _ => (
            Severity::Note,
            format!("whether git has the private key `{name}` could not be determined: {}", kept.untold()?),
            format!("look with `{}`", Typed::of(&["git", "ls-files"]).files([name])),
        ),
    };
    Some(rule.nowhere().severity(severity).says(says).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_git_has_is_worse_than_one_that_it_might_take() {
        let safe = Kept { mode: Some(0o600), tracked: Told::No, ignored: Told::Yes, from_root: None };
        let said = |kept: Kept| exposed(&RULE, "app.private-key.pem", &kept).map(|finding| finding.severity);
        assert_eq!(said(safe.clone()), None);
        assert_eq!(said(Kept { tracked: Told::Yes, ..safe.clone() }), Some(Severity::Error));
        assert_eq!(said(Kept { ignored: Told::No, ..safe.clone() }), Some(Severity::Warning));
        assert_eq!(said(Kept { mode: Some(0o644), ..safe.clone() }), Some(Severity::Warning));
        assert_eq!(said(Kept { tracked: Told::Untold("no git".into()), ..safe }), Some(Severity::Note));
        assert_eq!(said(Kept::default()), None);
    }
}
