//! What is told of a run that did not get to its end: what is kept and where, what is lost, and how to go on.

use std::path::Path;

use anyhow::Result;

use crate::journal::{Abandoned, Files, Left, Pending};
use crate::remark::Remark;
use crate::typed::Typed;

const NOTHING: &str = "cancelled; nothing was written";

/// What there is, each with what to do next.
pub(super) fn words(left: &Left, journal: &Path, go_on: &Typed) -> Vec<Remark> {
    let lost = left.lost.iter().map(lost);
    let stored = (!left.stored.is_empty()).then(|| {
        let names: Vec<_> = left.stored.iter().map(|variable| format!("`{variable}`")).collect();
        let says = format!("the keyring has what it was given: {}", names.join(", "));
        Remark::new(says, "a new run with `--store keyring` finds it there")
    });
    lost.chain(stored).chain(left.kept.iter().map(|pending| kept(pending, journal, go_on))).collect()
}

/// The last words of a run that is cancelled while its journal does not take everything.
pub(super) fn cancelled(left: &Left, journal: &Path, go_on: &Typed) -> String {
    let told = words(left, journal, go_on);
    if told.is_empty() {
        return NOTHING.to_owned();
    }
    let told = told.into_iter().map(|Remark { says, hint }| format!("\n{says}\n  = {hint}"));
    format!("cancelled{}", told.collect::<String>())
}

/// The last words of a run that is cancelled, by what its journal's file says.
pub(super) fn abandoned(found: Result<Abandoned>, go_on: &Typed) -> String {
    match found {
        Ok(Abandoned::Nothing) => NOTHING.to_owned(),
        Ok(Abandoned::Ended) => "cancelled at the end of the run; what is said above is done".to_owned(),
        Ok(Abandoned::Kept(pending)) => {
            format!("cancelled; {}. Kept: {}\n  = go on with it: `{go_on}`", pending.files, pending.describe())
        }
        Err(error) => format!("cancelled; what was made could not be read back: {error:#}"),
    }
}

/// What a provider shows only once, and nobody has any more.
fn lost(lost: &Pending) -> Remark {
    let made = lost.made.iter().map(|made| {
        let page = made.page.as_ref().map_or("its provider", |page| page.as_str());
        format!("remove `{}` at {page}", made.name)
    });
    let next: Vec<_> = made.chain(["make room on the disk, and start again".to_owned()]).collect();
    Remark::new(format!("lost: {}, which no disk took", lost.describe()), next.join(", "))
}

/// What is kept and how to go on; a file that was put apart has to take the journal's place first.
fn kept(kept: &Pending, journal: &Path, go_on: &Typed) -> Remark {
    let go_on = format!("go on with it: `{go_on}`");
    let next = match kept.file == journal {
        true => go_on,
        false => format!("move {} to {}, then {go_on}", kept.file.display(), journal.display()),
    };
    let files = if kept.files == Files::HalfWritten { format!("; {}", kept.files) } else { String::new() };
    Remark::new(format!("kept from this run: {}{files}", kept.describe()), next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::Variable;
    use crate::journal::MadeThing;

    fn pending(file: &str) -> Pending {
        let made = MadeThing {
            credential: "github-app".into(),
            name: "acme-devportal".into(),
            page: None,
            ends: None,
            callback: None,
        };
        let (begun, kept) = (Vec::new(), Vec::new());
        Pending { file: file.into(), made: vec![made], begun, kept, answers: 0, files: Files::AsBefore }
    }

    #[test]
    fn whoever_cancels_is_told_where_what_was_made_is_and_what_is_lost_or_in_the_keyring() {
        let (journal, go_on) = (Path::new("portal/journal.yaml"), Typed::ours("init").flag("--resume", true));
        let apart = Left { kept: Some(pending("state/journal-1.yaml")), ..Left::default() };
        let said = cancelled(&apart, journal, &go_on);
        assert!(said.contains("kept from this run: `acme-devportal`"), "{said}");
        assert!(said.contains("move state/journal-1.yaml to portal/journal.yaml, then go on with it"), "{said}");
        let stored = vec![Variable::new("GITHUB_TOKEN")];
        let said = cancelled(&Left { kept: None, lost: Some(pending("x")), stored }, journal, &go_on);
        assert!(said.contains("lost: `acme-devportal`") && !said.contains("kept from"), "{said}");
        assert!(said.contains("the keyring has what it was given: `GITHUB_TOKEN`"), "{said}");
    }
}
