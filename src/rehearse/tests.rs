//! Configurations for the tests of the parts, and what a portal asks the providers for.

use crate::config::{Attached, Files, Node};
use crate::credential::Secret;
use crate::lint::Portal;
use crate::validate::{Assembled, FileText, Input, assemble};

struct Nothing;

impl Files for Nothing {
    fn attached(&self, _: &str, _: &str) -> Result<Attached, String> {
        Err("does not exist".to_owned())
    }
}

/// A portal of one file, whose environment is empty.
pub(super) fn assembled(text: &str) -> Assembled {
    let input = Input {
        files: vec![FileText { name: "app-config.yaml".to_owned(), text: Ok(Secret::new(text)) }],
        portal: Portal { whole: Some(true), ..Portal::default() },
        ..Input::default()
    };
    assemble(input, &Nothing)
}

/// What one file comes to.
pub(super) fn config(text: &str) -> Node {
    assembled(text).merged.root
}
