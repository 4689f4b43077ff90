//! The questions whether a provider's secrets may be sent to a server, and over what connection. Only a person answers them.

use super::{Server, Weaker};
use crate::answers::{Form, Question, Who};

/// Asks for the agreement to one server, which `by` names.
pub fn question(title: &str, server: &Server, by: &str) -> Question {
    Question {
        key: "trust-host".into(),
        prompt: format!("May {title}'s secrets be sent to `{server}`?"),
        about: format!("`{server}` is named by {by}; nobody at this machine said it yet"),
        explain: vec![
            "A secret is only sent to a host that somebody agreed to. A file of the folder can be changed by a pull request, so what it \
             names is a proposal."
                .into(),
            "A yes is remembered for this folder, outside of it; another host is asked about again.".into(),
        ],
        form: Form::YesNo,
        default: Some("no".into()),
        who: Who::Person,
        ..Question::default()
    }
}

/// Asks for the agreement to a weaker connection, which `by` names.
pub fn weaker_question(title: &str, server: &Server, weaker: Weaker, by: &str) -> Question {
    Question {
        key: "trust-weaker".into(),
        prompt: format!("May secrets be sent to `{server}` {}?", weaker.kind()),
        about: format!("{title} would be asked {weaker}, by {by}; {}", weaker.risk()),
        explain: vec![
            "A file of the folder can be changed by a pull request, so that it may propose a weaker connection and not ask for one.".into(),
            "A yes is remembered for this folder and this host, outside of it. An authority of your own is trusted by --ca-cert.".into(),
        ],
        ..question(title, server, by)
    }
}
