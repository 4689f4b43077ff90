//! Whose sign-in it is, and what is known of them before the resolvers are asked: by the browser, by a name, or by a profile that was sent.

use anyhow::Result;
use serde_json::Value;

use super::judge::Knows;
use super::people;
use super::profile::{Keeps, Told, in_directory, told};
use super::run::{Edges, Scene, Whom};
use crate::answers::{AnswerSource, Form, PERSON_PASSWORD, Question, Reply};
use crate::contract::entrance::Entrance;
use crate::credential::Secret;
use crate::proof::{Identity, Sought, Step, Verdict};
use crate::secrecy;

/// What is known of a person before the resolvers are asked.
pub(super) struct Person {
    /// Where it comes from.
    pub(super) raw: Raw,
    /// Whether that is everything that sign-in tells.
    pub(super) whole: bool,
}

/// Where that comes from.
pub(super) enum Raw {
    /// The provider's answer, and the claims of the id token.
    Profile(Value, Option<Value>),
    /// A directory.
    Directory(Identity),
}

impl Person {
    /// What the portal is told of them, by what a release keeps.
    pub(super) fn told(&self, entrance: Option<&Entrance>, keeps: Keeps) -> Told {
        match (&self.raw, entrance) {
            (Raw::Profile(profile, claims), Some(entrance)) => told(entrance, profile, claims.as_ref(), keeps),
            (Raw::Profile(..), None) => in_directory(Identity::default(), keeps),
            (Raw::Directory(identity), _) => in_directory(identity.clone(), keeps),
        }
    }
}

impl Scene<'_, '_> {
    /// Who it is; nobody, when a step on the way ended it, which stands last then.
    pub(super) async fn person(&self, edges: &mut Edges<'_>, steps: &mut Vec<Step>) -> Result<Option<Person>> {
        if let Some(why) = &self.door.credential.held_back
            && !matches!(self.options.whom, Whom::Profile(_) | Whom::Named(_))
        {
            steps.push(why.clone());
            return Ok(None);
        }
        match &self.options.whom {
            Whom::Profile(profile) => {
                let raw = Raw::Profile((**profile).clone(), None);
                Ok(Some(Person { raw, whole: true }))
            }
            Whom::Named(name) => self.named(name, edges, steps).await,
            Whom::Present | Whom::Everybody => match self.entrance() {
                None => {
                    let Some(name) = asked(edges.answers, &name_question())? else {
                        steps.push(Step::unknown("person", "nobody was named").hint("name somebody with `--as NAME`"));
                        return Ok(None);
                    };
                    self.named(name.expose(), edges, steps).await
                }
                Some(entrance) => {
                    if let Some(step) = self.does_not_start() {
                        steps.push(step);
                        return Ok(None);
                    }
                    let way = match self.way(entrance, edges).await {
                        Ok(way) => way,
                        Err(step) => {
                            steps.push(step);
                            return Ok(None);
                        }
                    };
                    let raw = self.by_browser((entrance, &way), edges, steps).await?;
                    Ok(raw.map(|raw| Person { raw, whole: true }))
                }
            },
        }
    }

    /// Looks a person up by name; where signing in is a name and a password, these are tried, too.
    async fn named(&self, name: &str, edges: &mut Edges<'_>, steps: &mut Vec<Step>) -> Result<Option<Person>> {
        let (sources, _) = people::sources(self.door, self.readers, edges.providers);
        let knowing = sources.iter().find(|source| source.knows != Knows::Nothing);
        // A look-up by the credential that signs people in tells who it is, too.
        let knows = knowing.map_or(Knows::AllButMail, |source| source.knows);
        let knowing = knowing.map(people::Source::asked);
        let credential = &self.door.credential;
        let own = || {
            let provider = edges.providers.iter().find(|provider| provider.id() == credential.provider)?;
            Some((&**provider, credential.wanted.first()?, credential)).filter(|_| credential.is_tried())
        };
        let as_said = |why: Option<String>, steps: &mut Vec<Step>| {
            steps.extend(why.map(|why| Step::attention("person", format!("{why}; the name is taken as it is"))));
            Some(Person { raw: Raw::Directory(by_name(name)), whole: false })
        };
        let Some((provider, wanted, credential)) = knowing.or_else(own) else { return Ok(as_said(None, steps)) };
        edges.report.busy(&format!("looking for {name}"));
        let sought = provider.person(wanted, &credential.fields, name).await;
        edges.report.idle();
        let found = match sought {
            Ok(Sought::Found(identity)) => {
                let whole = knows.is_whole(&identity, &self.resolvers());
                Some(Person { raw: Raw::Directory(identity), whole })
            }
            Ok(Sought::Untold(why)) => as_said(Some(why), steps),
            Ok(Sought::Nobody(why)) => {
                steps.push(
                    Step::insufficient("person", why).hint("sign-in refuses this person before any resolver is asked"),
                );
                None
            }
            Err(error) => {
                steps.push(people::unasked("person", format!("{error:#}"), &error));
                None
            }
        };
        if found.is_some() && self.entrance().is_none() {
            return self.password(name, edges, steps).await.map(|refused| found.filter(|_| !refused));
        }
        Ok(found)
    }

    /// Tries a person's own password. Tells whether it was refused.
    async fn password(&self, name: &str, edges: &mut Edges<'_>, steps: &mut Vec<Step>) -> Result<bool> {
        let credential = &self.door.credential;
        let provider = edges.providers.iter().find(|provider| provider.id() == credential.provider);
        let Some((provider, wanted)) = provider.zip(credential.wanted.first()).filter(|_| credential.is_tried()) else {
            return Ok(false);
        };
        let Some(password) = asked(edges.answers, &password_question(name))? else { return Ok(false) };
        secrecy::learn(&password);
        let proof = provider.sign_in(wanted, &credential.fields, name, &password).await.unwrap_or_default();
        let refused = proof.steps.last().is_some_and(|step| step.verdict != Verdict::Valid);
        // What the provider says of a password is meant for the account that reads; this one is a person's.
        steps.extend(proof.steps.into_iter().map(|step| match step.verdict {
            Verdict::Invalid => {
                step.hint("it was the person's own password that was tried; the person was found by the name")
            }
            _ => step,
        }));
        Ok(refused)
    }
}

/// A user name may hold an `@`, too.
fn by_name(said: &str) -> Identity {
    let said = || Some(said.to_owned());
    Identity { username: said(), email: said().filter(|said| said.contains('@')), ..Identity::default() }
}

fn asked(answers: &mut dyn AnswerSource, question: &Question) -> Result<Option<Secret>> {
    match answers.answer(question, None)? {
        Reply::Answer(answer) if !answer.is_empty() => Ok(Some(answer)),
        _ => Ok(None),
    }
}

fn name_question() -> Question {
    Question {
        key: "person".into(),
        prompt: "What do you sign in with?".into(),
        about: "a person's name in the directory".into(),
        example: Some("ada".into()),
        ways: vec!["--as NAME".into()],
        ..Question::default()
    }
}

fn password_question(whose: &str) -> Question {
    Question {
        key: PERSON_PASSWORD.into(),
        prompt: format!("The password of {whose} (enter leaves it out)"),
        about: "a person's own password, tried once and kept nowhere".into(),
        form: Form::Secret,
        default: Some(String::new()),
        default_unasked: true,
        ways: vec![format!("--secret-from {PERSON_PASSWORD}=env:VAR")],
        verbatim: true,
        ..Question::default()
    }
}
