//! The question whether a provider's secrets may be sent to a server. Only a person answers it.

use super::Server;
use crate::answers::{Form, Question, Who};

/// Asks for the agreement to one server, which `by` names.
pub fn question(title: &str, server: &Server, by: &str) -> Question {
    Question {
        key: "trust-host".into(),
        prompt: format!("May {title}'s secrets be sent to `{server}`?"),
        about: format!("`{server}` is named by {by}; nobody at this machine said it yet"),
        explain: vec![
            "A secret is only sent to a host that somebody agreed to. A file of the folder can be changed by a pull request, so what".into(),
            "it names is a proposal. A yes is remembered for this folder, outside of it; another host is asked about again.".into(),
        ],
        form: Form::YesNo,
        default: Some("no".into()),
        who: Who::Person,
        ..Question::default()
    }
}
