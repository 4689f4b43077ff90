//! How a file's text is shown in a difference: as what it is, with what this program says itself, and without what must not be seen.

use std::collections::BTreeSet;

use super::{Content, FilePlan, Rendered, Visibility};
use crate::config::{Page, learn_text};
use crate::credential::CredentialKind;
use crate::dotenv::is_of_variables;
use crate::secrecy::{DOTS, Known, Nature, cut_out, veiled};
use crate::secrets::StoreName;

/// What must not be seen in any of the files.
#[derive(Debug, Default)]
pub(super) struct Masks {
    /// The secrets that are to be written.
    known: Known,
    /// The variables whose values may be shown.
    plain: BTreeSet<String>,
}

impl Masks {
    /// The secrets of everything that is to be written.
    pub(super) fn of(rendered: &Rendered) -> Self {
        let lines = rendered.files.iter().filter_map(|file| match &file.content {
            Content::Dotenv(lines, _) => Some(lines),
            _ => None,
        });
        let (masked, plain): (Vec<_>, Vec<_>) = lines.flatten().partition(|line| line.visibility == Visibility::Masked);
        let mut known = Known::default();
        masked.iter().for_each(|line| known.learn(line.value.expose()));
        Self { known, plain: plain.iter().map(|line| line.variable.0.clone()).collect() }
    }
}

/// How a file is read, and what of it this program says itself: comments of it may be shown.
pub(super) struct Shown {
    dialect: Dialect,
    ours: String,
}

enum Dialect {
    /// Variables. Those that a run sets say themselves whether they are plain.
    Dotenv,
    /// An example of variables: in what this program writes, all values are plain.
    Example,
    Yaml,
    Plain,
}

/// What this program says of credentials and of where secrets are kept: no secret, whatever the key is called.
fn vocabulary() -> Vec<&'static str> {
    CredentialKind::ALL.iter().map(|kind| kind.id()).chain(StoreName::ALL.iter().map(|store| store.id())).collect()
}

impl Shown {
    pub(super) fn of(file: &FilePlan) -> Self {
        let (dialect, ours) = match &file.content {
            Content::Fragment(fragment, _) => (Dialect::Yaml, fragment.clone()),
            Content::Whole(text) if is_of_variables(text) => (Dialect::Example, text.clone()),
            Content::Whole(text) => (Dialect::Yaml, text.clone()),
            // What somebody calls a file says nothing of what is in it.
            Content::Edited(text) if is_of_variables(text.expose()) => (Dialect::Dotenv, String::new()),
            Content::Edited(_) => (Dialect::Yaml, String::new()),
            Content::Dotenv(lines, _) => {
                let comments = lines.iter().filter_map(|line| line.comment.as_ref());
                (Dialect::Dotenv, comments.map(|said| format!("# {said}\n")).collect())
            }
            Content::IgnoreEntries(_) | Content::IgnoreEntriesBeside(..) => (Dialect::Plain, String::new()),
        };
        Self { dialect, ours }
    }

    /// The lines of a text of this file, before or after the change.
    pub(super) fn lines(&self, text: &str, masks: &Masks) -> Vec<String> {
        let page = match self.dialect {
            Dialect::Plain => None,
            Dialect::Yaml => Some(Page::yaml(text).with_words(&vocabulary())),
            Dialect::Dotenv => Some(Page::dotenv(text, |name| masks.plain.contains(name))),
            Dialect::Example => Some(Page::dotenv(text, |_| text == self.ours)),
        };
        let lines = page.map(|page| page.with_comments_of(&self.ours).all());
        let lines = lines.unwrap_or_else(|| text.lines().map(str::to_owned).collect());
        let mut known = masks.known.clone();
        if let Dialect::Yaml = self.dialect {
            learn_text(text, &mut known);
        }
        let words = vocabulary();
        let hidden = |line: &str| {
            let mut hidden = veiled(line, Nature::Open);
            hidden.retain(|stretch| !words.contains(&&line[stretch.clone()]));
            hidden
        };
        lines.iter().map(|line| known.conceal(&cut_out(line, &hidden(line), DOTS))).collect()
    }
}
