//! The address that a browser on another machine ends on, which a person pastes.

use super::{Form, Question};

/// The key of its question.
pub const CONFIRMATION: &str = "confirmation";

/// Asks for that address, which is pasted; an empty answer waits for the browser of this machine.
pub fn question() -> Question {
    Question {
        key: CONFIRMATION.into(),
        prompt: "The address you land on".into(),
        about: "the browser ends on an error page, as it runs on another machine: paste that page's address; enter waits for it here"
            .into(),
        explain: vec![
            "The provider sends the browser back to an address that only this machine answers. In a browser on another machine that page \
             cannot be shown, and its address holds all that is needed."
                .into(),
            "It holds a code that is as good as a secret for a few minutes, so it is not shown.".into(),
        ],
        alone: true,
        form: Form::Secret,
        default: Some(String::new()),
        ..Question::default()
    }
}

/// Asks for that address where no program of this machine answers it, so that there is nothing to wait for.
pub fn question_elsewhere(host: &str) -> Question {
    let landed = format!("the browser ends at {host}, which is not answered from here");
    Question {
        about: format!("{landed}: paste the address of that page, whatever it shows"),
        explain: vec![
            format!(
                "The provider sends the browser back to {host}, where the portal will be. The address of that page holds all that is needed."
            ),
            "It holds a code that is as good as a secret for a few minutes, so it is not shown.".into(),
        ],
        default: None,
        ..question()
    }
}
