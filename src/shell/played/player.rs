//! A person who plays in the sandbox: enter takes what its pages show, so that nobody has to copy it, and a few words show how it fails.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::Played;
use super::copied::{Cast, Copied, copied};
use super::words::{self, Word};
use crate::answers::pasted::CONFIRMATION;
use crate::answers::{AnswerSource, Form, Question, Reply};
use crate::sandbox::{Landed, Mood, Notes};

/// A person in front of the sandbox.
pub(in crate::shell) struct Player<S> {
    person: S,
    notes: Notes,
    landed: Landed,
    /// What is wrong with each provider, by the stand-in's name.
    moods: BTreeMap<String, Mood>,
    /// The questions at which something was made wrong.
    brought: BTreeSet<String>,
    cast: Cast,
}

impl<S: AnswerSource> Player<S> {
    /// Sits a person down in front of the sandbox.
    pub(in crate::shell) fn new(person: S, played: &Played, cast: Cast) -> Self {
        let (notes, landed, moods) = (played.github.notes(), played.github.landed(), played.moods());
        Self { person, notes, landed, moods, brought: BTreeSet::new(), cast }
    }

    /// What the pages show of this question.
    fn shown(&self, question: &Question) -> Option<Copied> {
        let copied = copied(&self.notes, &self.cast);
        let landed = |right| Copied {
            whose: "github".to_owned(),
            variable: CONFIRMATION.to_owned(),
            right,
            is_noticed: true,
            is_asked: true,
        };
        let landed = || self.landed.last().filter(|_| question.key == CONFIRMATION).map(landed);
        copied.into_iter().find(|copied| copied.variable == question.key).or_else(landed)
    }

    /// Whoever is asked the next question has seen what failed, and it is mended.
    fn mend_what_was_seen(&self) {
        self.moods.values().filter(|mood| mood.was_seen()).for_each(|mood| mood.set(None));
    }

    /// A word makes its own provider fail, and the right answer to the same question takes that back.
    fn feel(&mut self, question: &Question, whose: &str, word: Option<Word>) {
        let Some(mood) = self.moods.get(whose) else { return };
        match word.map(Word::trouble) {
            Some(Some(trouble)) => {
                mood.set(Some(trouble));
                self.brought.insert(question.key.clone());
            }
            Some(None) => {}
            None if self.brought.remove(&question.key) => mood.set(None),
            None => {}
        }
    }
}

/// The question as it is asked in the sandbox.
fn as_played(question: &Question, shown: &Copied, words: &[Word]) -> Question {
    let mut asked = question.clone();
    // What is offered already (a name for something new, an answer of before) is better than what the pages show.
    if question.default.is_none() || question.key == CONFIRMATION {
        asked.default = Some(shown.right.expose().to_owned());
        // What enter did before is at the end, where it did anything.
        if let Some((about, _)) = question.about.rsplit_once("; enter ") {
            about.clone_into(&mut asked.about);
        }
        if question.form == Form::Secret {
            asked.about.push_str("; enter takes the sandbox's own");
        }
    }
    if !words.is_empty() {
        let words: Vec<_> = words.iter().map(|word| format!("`{}`", word.typed())).collect();
        asked.about.push_str(&format!("; to see it fail: {}", words.join(", ")));
    }
    asked
}

impl<S: AnswerSource> AnswerSource for Player<S> {
    fn answer(&mut self, question: &Question, refused: Option<&str>) -> Result<Reply> {
        self.mend_what_was_seen();
        let shown = self.shown(question);
        let words = shown.as_ref().map(|shown| words::of(question, shown)).unwrap_or_default();
        let asked = shown.as_ref().map(|shown| as_played(question, shown, &words));
        let reply = self.person.answer(asked.as_ref().unwrap_or(question), refused)?;
        let Reply::Answer(said) = &reply else { return Ok(reply) };
        match question.key.as_str() {
            "profile" => self.cast.profile = Some(said.expose().to_owned()),
            "org-data" => self.cast.people = Some(said.expose().to_owned()),
            "feature-scaffolder" => self.cast.scaffolds = said.expose() == "yes",
            _ => {}
        }
        let Some(shown) = shown else { return Ok(reply) };
        let word = words.into_iter().find(|word| word.typed() == said.expose());
        self.feel(question, &shown.whose, word);
        Ok(word.map_or(reply, |word| Reply::Answer(word.answer(question, &shown.right, &self.notes))))
    }

    fn can_answer_again(&self) -> bool {
        self.person.can_answer_again()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::Secret;
    use crate::sandbox::keycloak::KeycloakNotes;

    /// Types this, or presses enter.
    struct Types(Option<&'static str>);

    impl AnswerSource for Types {
        fn answer(&mut self, question: &Question, _refused: Option<&str>) -> Result<Reply> {
            let typed = self.0.map(str::to_owned).or_else(|| question.default.clone());
            Ok(typed.map_or(Reply::None, |text| Reply::Answer(Secret::new(text))))
        }

        fn can_answer_again(&self) -> bool {
            true
        }
    }

    fn text(key: &str) -> Question {
        Question { key: key.into(), ..Question::default() }
    }

    #[test]
    fn enter_takes_what_the_pages_show_and_leaves_what_is_offered_already() {
        let played = Played::start().unwrap();
        let mut player = Player::new(Types(None), &played, Cast::default());
        for (offered, taken) in [(None, KeycloakNotes::new().client_id), (Some("devportal"), "devportal")] {
            let default = offered.map(str::to_owned);
            let question = Question { default, ..text("KEYCLOAK_CLIENT_ID") };
            assert_eq!(player.answer(&question, None).unwrap(), Reply::Answer(Secret::new(taken)));
        }
    }

    #[test]
    fn a_word_makes_its_own_provider_fail_and_the_right_answer_takes_it_back() {
        let played = Played::start().unwrap();
        let mut player = Player::new(Types(Some("elsewhere")), &played, Cast::default());
        let troubled = |player: &Player<Types>| {
            let wrong = player.moods.iter().filter(|(_, mood)| mood.is_set());
            wrong.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        player.answer(&text("JENKINS_URL"), None).unwrap();
        assert_eq!(troubled(&player), ["jenkins"]);
        player.person = Types(Some("anything"));
        player.answer(&text("GITHUB_ORG"), None).unwrap();
        assert_eq!(troubled(&player), ["jenkins"], "another provider's answer fixes nothing");
        player.answer(&text("JENKINS_URL"), None).unwrap();
        assert_eq!(troubled(&player), [""; 0]);
    }
}
