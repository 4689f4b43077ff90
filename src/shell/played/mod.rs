//! `--sandbox`: the same run against providers that the program plays itself, with somebody to play the person.

mod copied;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use url::Url;

use self::copied::copied;
pub(super) use self::copied::{Cast, answers};
use self::words::Word;
use super::print;
use crate::answers::pasted::CONFIRMATION;
use crate::answers::{AnswerSource, Form, Question, Reply};
use crate::contract::system::systems;
use crate::credential::Secret;
use crate::init::NO_ANSWER;
use crate::interrupt::{self, Hollow};
use crate::journal::Journal;
use crate::plan::Endpoints;
use crate::sandbox::directory::{Directory, Kind};
use crate::sandbox::gitlab::GitLab;
use crate::sandbox::keycloak::Keycloak;
use crate::sandbox::microsoft::{Microsoft, MicrosoftNotes};
use crate::sandbox::systems::Systems;
use crate::sandbox::{Landed, Mood, Notes, Sandbox, Trouble};
use crate::scratch;

/// Serves the sandbox's GitHub and Microsoft until the process is stopped. Says where they are, and the token of somebody who
/// may register applications.
pub(super) fn serve() -> Result<ExitCode> {
    let (github, microsoft) = (Sandbox::start()?, Microsoft::start()?);
    let at = [github.url(), github.api_url(), microsoft.url()].map(crate::plan::show);
    print(&format!("READY {} {}\n", at.join(" "), MicrosoftNotes::new().graph_token.expose()))?;
    loop {
        std::thread::park();
    }
}

/// The providers that the program plays, until it is dropped.
pub(super) struct Played {
    /// GitHub, where a person presses buttons.
    pub(super) github: Sandbox,
    gitlab: GitLab,
    keycloak: Keycloak,
    microsoft: Microsoft,
    ldap: Directory,
    active_directory: Directory,
    systems: Systems,
}

impl Played {
    /// Starts them.
    pub(super) fn start() -> Result<Self> {
        Ok(Self {
            github: Sandbox::start()?,
            gitlab: GitLab::start()?,
            keycloak: Keycloak::start()?,
            microsoft: Microsoft::start()?,
            ldap: Directory::start(Kind::OpenLdap)?,
            active_directory: Directory::start(Kind::ActiveDirectory)?,
            systems: Systems::start()?,
        })
    }

    /// What may be wrong with each of them.
    fn moods(&self) -> Vec<Mood> {
        let played = [self.github.mood(), self.gitlab.mood(), self.keycloak.mood(), self.microsoft.mood()];
        played.into_iter().chain([self.ldap.mood(), self.active_directory.mood(), self.systems.mood()]).collect()
    }

    /// Where the pipeline asks instead of the real providers.
    pub(super) fn stand_ins(&self) -> Result<BTreeMap<String, Endpoints>> {
        let one = |url: &Url| Endpoints { url: url.clone(), api_url: url.clone() };
        let two = |url: &Url, api_url: &Url| Endpoints { url: url.clone(), api_url: api_url.clone() };
        let played = [
            ("github", two(self.github.url(), self.github.api_url())),
            ("gitlab", two(self.gitlab.url(), self.gitlab.api_url())),
            ("azure-devops", one(self.microsoft.url())),
            ("entra", one(self.microsoft.url())),
            ("keycloak", one(self.keycloak.url())),
            ("oidc", one(self.keycloak.url())),
            ("ldap", one(self.ldap.url())),
            ("ldap-ad", one(self.active_directory.url())),
        ];
        let rows = systems()?.iter().map(|system| Ok((system.name.clone(), one(&self.systems.url(system)?))));
        played.map(|(name, at)| Ok((name.to_owned(), at))).into_iter().chain(rows).collect()
    }
}

/// How the folder of a run of the sandbox is called that nobody named one for.
const FOLDER: &str = "devportal-auth-sandbox-";

/// A new folder for the files of a run of the sandbox. It stays when the run ends, unless nothing came of it.
pub(super) fn folder() -> Result<(PathBuf, Hollow)> {
    // Whoever stops the program in between finds it named.
    let _whole = interrupt::uninterruptible();
    let folder = scratch::folder(FOLDER)?.keep();
    let hollow = interrupt::goes_when_empty(&folder);
    Ok((folder, hollow))
}

/// The folders of runs of the sandbox that were interrupted, by name. One whose journal cannot be read (it may be another person's) is none.
pub(super) fn interrupted() -> Vec<PathBuf> {
    let mut folders = scratch::left(FOLDER);
    folders.retain(|folder| matches!(Journal::look(folder), Ok(Some(_))));
    folders
}

/// A person who plays in the sandbox: enter takes what its pages show, so that nobody has to copy it, and a few words show how it fails.
pub(super) struct Player<S> {
    person: S,
    notes: Notes,
    landed: Landed,
    moods: Vec<Mood>,
    cast: Cast,
}

impl<S: AnswerSource> Player<S> {
    /// Sits a person down in front of the sandbox.
    pub(super) fn new(person: S, played: &Played, cast: Cast) -> Self {
        let (notes, landed) = (played.github.notes(), played.github.landed());
        Self { person, notes, landed, moods: played.moods(), cast }
    }

    /// What the pages show of this question, and the words that it knows.
    fn shown(&self, question: &Question) -> Option<(Secret, Vec<Word>)> {
        let copied = copied(&self.notes, self.cast.directory());
        let landed = || self.landed.last().filter(|_| question.key == CONFIRMATION);
        let copied = copied.into_iter().find(|(key, _)| *key == question.key).map(|(_, right)| right);
        let right = copied.or_else(landed)?;
        let words = words::of(question, &right);
        Some((right, words))
    }

    fn all(&self, trouble: Option<Trouble>) {
        self.moods.iter().for_each(|mood| mood.set(trouble));
    }
}

impl<S: AnswerSource> AnswerSource for Player<S> {
    fn answer(&mut self, question: &Question, refused: Option<&str>) -> Result<Reply> {
        let shown = self.shown(question);
        let mut asked = question.clone();
        if let Some((right, words)) = &shown {
            // What is offered already (a name for something new, an answer of before) is better than what the pages show.
            if question.default.is_none() || question.key == CONFIRMATION {
                asked.default = Some(right.expose().to_owned());
                // What enter did before is at the end, where it did anything.
                if let Some((about, _)) = question.about.rsplit_once("; enter ") {
                    about.clone_into(&mut asked.about);
                }
                if question.form == Form::Secret {
                    asked.about.push_str("; enter takes the sandbox's own");
                }
            }
            let words: Vec<_> = words.iter().map(|word| format!("`{}`", word.typed())).collect();
            asked.about.push_str(&format!("; to see it fail: {}", words.join(", ")));
        }
        let reply = self.person.answer(&asked, refused)?;
        let Reply::Answer(said) = &reply else { return Ok(reply) };
        match question.key.as_str() {
            "profile" => self.cast.profile = Some(said.expose().to_owned()),
            "org-data" => self.cast.people = Some(said.expose().to_owned()),
            _ => {}
        }
        let meant = shown
            .and_then(|(right, words)| Some((words.into_iter().find(|word| word.typed() == said.expose())?, right)));
        match meant {
            Some((word, right)) => {
                self.all(word.trouble());
                Ok(Reply::Answer(word.answer(question, &right, &self.notes)))
            }
            // Whoever is asked again has seen it fail.
            None => {
                if refused.is_some() || question.key == NO_ANSWER {
                    self.all(None);
                }
                Ok(reply)
            }
        }
    }

    fn can_answer_again(&self) -> bool {
        self.person.can_answer_again()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::keycloak::KeycloakNotes;

    /// Presses enter.
    struct Enter;

    impl AnswerSource for Enter {
        fn answer(&mut self, question: &Question, _refused: Option<&str>) -> Result<Reply> {
            Ok(question.default.clone().map_or(Reply::None, |text| Reply::Answer(Secret::new(text))))
        }

        fn can_answer_again(&self) -> bool {
            true
        }
    }

    #[test]
    fn enter_takes_what_the_pages_show_and_leaves_what_is_offered_already() {
        let played = Played::start().unwrap();
        let mut player = Player::new(Enter, &played, Cast::default());
        for (offered, taken) in [(None, KeycloakNotes::new().client_id), (Some("devportal"), "devportal")] {
            let default = offered.map(str::to_owned);
            let question = Question { key: "KEYCLOAK_CLIENT_ID".into(), default, ..Question::default() };
            assert_eq!(player.answer(&question, None).unwrap(), Reply::Answer(Secret::new(taken)));
        }
    }
}
