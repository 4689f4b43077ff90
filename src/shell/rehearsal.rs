//! `--sandbox`: the same run against a GitHub that the program plays itself, with somebody to play the person.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::print;
use crate::answers::given::{Given, Origin};
use crate::answers::{AnswerSource, Form, Question, Reply};
use crate::credential::Secret;
use crate::plan::Endpoints;
use crate::sandbox::{Notes, Sandbox};

/// Where people are read from who administer the sandbox's portal.
const ADMINISTRATORS: &str = "platform";

/// Serves the sandbox until the process is stopped.
pub(super) fn serve() -> Result<ExitCode> {
    let sandbox = Sandbox::start()?;
    print(&format!("READY {} {}\n", crate::plan::show(sandbox.url()), sandbox.api_url()))?;
    loop {
        std::thread::park();
    }
}

/// Where the pipeline asks instead of the real providers.
pub(super) fn stand_ins(sandbox: &Sandbox) -> BTreeMap<String, Endpoints> {
    let at = Endpoints { url: sandbox.url().clone(), api_url: sandbox.api_url().clone() };
    [("github".to_owned(), at)].into()
}

/// A new folder for the files of a rehearsal. It stays when the run ends.
pub(super) fn folder() -> Result<PathBuf> {
    let made = tempfile::Builder::new().prefix("devportal-auth-sandbox-").tempdir();
    Ok(made.context("could not make a folder for the sandbox's files")?.keep())
}

/// Answers everything that nobody is there to answer. What was given by flags comes before it.
pub(super) fn answers(notes: &Notes) -> Given {
    let decided = [
        ("profile", "github"),
        ("stage", "local"),
        ("admin-group", ADMINISTRATORS),
        ("github-app", "make"),
        ("write", "yes"),
    ];
    let decided = decided.map(|(key, value)| (key.to_owned(), Secret::new(value)));
    Given::default().with(Origin::Sandbox, decided).with(Origin::Sandbox, copied(notes))
}

/// What a person would copy from the sandbox's pages, by variable.
fn copied(notes: &Notes) -> Vec<(String, Secret)> {
    let plain = |text: &str| Secret::new(text);
    vec![
        ("GITHUB_ORG".to_owned(), plain(notes.organization)),
        ("GITHUB_TOKEN".to_owned(), notes.classic_token.clone()),
        ("GITHUB_AUTH_CLIENT_ID".to_owned(), plain(&notes.client_id)),
        ("GITHUB_AUTH_CLIENT_SECRET".to_owned(), notes.client_secret.clone()),
    ]
}

/// A person who plays in the sandbox: enter takes what its pages show, so that nobody has to copy it.
pub(super) struct Player<S> {
    person: S,
    copied: Vec<(String, Secret)>,
}

impl<S: AnswerSource> Player<S> {
    /// Sits a person down in front of the sandbox.
    pub(super) fn new(person: S, notes: &Notes) -> Self {
        Self { person, copied: copied(notes) }
    }
}

impl<S: AnswerSource> AnswerSource for Player<S> {
    fn answer(&mut self, question: &Question, refused: Option<&str>) -> Result<Reply> {
        let Some((_, value)) = self.copied.iter().find(|(key, _)| *key == question.key) else {
            return self.person.answer(question, refused);
        };
        let mut question = question.clone();
        question.default = Some(value.expose().to_owned());
        if question.form == Form::Secret {
            question.about.push_str("; enter takes the sandbox's own");
        }
        self.person.answer(&question, refused)
    }

    fn can_answer_again(&self) -> bool {
        self.person.can_answer_again()
    }
}
