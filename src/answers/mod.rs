//! Questions and where their answers come from. Nothing here knows whether a person or a file answers.

pub mod file;
pub mod given;
mod misplaced;
pub mod pasted;
pub mod secret_from;
pub mod shape;
pub mod terminal;
pub mod tidy;

use anyhow::Result;

pub use self::misplaced::Misplaced;
use self::misplaced::{misplaced, secret_form};
use crate::credential::Secret;
use crate::secrecy;

/// What a person's own password is called, when it is given to be tried once.
pub const PERSON_PASSWORD: &str = "PERSON_PASSWORD";

/// One entry of a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value in flags and files (`github-pat`, `production`).
    pub value: String,
    /// What a person sees; it explains itself and says what it costs. Further lines are details.
    pub label: String,
}

/// What kind of answer a question takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Free text.
    #[default]
    Text,
    /// Text that is not shown while it is typed.
    Secret,
    /// Text over several lines or a path to a file that holds it (a private key); not shown.
    SecretFile,
    /// One of these; the first is the recommended one.
    Choice(Vec<Choice>),
    /// Yes or no; the answer is `yes` or `no`.
    YesNo,
}

/// One question. Keyed by `key`, never by its words, so that wording can change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The variable's or the flag's name (`GITHUB_ORG`, `portal-url`).
    pub key: String,
    /// What it is called where answers are missing, when that is not its key.
    pub called: Option<String>,
    /// What a person reads at the prompt (`Which organisation?`).
    pub prompt: String,
    /// What it means, in one line.
    pub about: String,
    /// Up to eight lines that are shown on `?` or `Explain these`.
    pub explain: Vec<String>,
    /// What kind of answer.
    pub form: Form,
    /// Taken when a person presses enter, or when nobody answers and `default_unasked` is set.
    pub default: Option<String>,
    /// Whether a scripted run may take the default without asking.
    pub default_unasked: bool,
    /// An example value.
    pub example: Option<String>,
    /// Where a person finds the value.
    pub docs: Option<String>,
    /// The ways to give it in a scripted run, one line each.
    pub ways: Vec<String>,
    /// Whether the answer is taken as it is: a password may begin or end with quotes and blanks.
    pub verbatim: bool,
    /// Who may answer it.
    pub who: Who,
    /// Whether there is no question before it to go back to.
    pub alone: bool,
    /// Whether words of one's own are an answer where no entry of the list has them.
    pub own_words: bool,
    /// Whether nobody is asked: it is answered only where somebody has said so already.
    pub quiet: bool,
}

/// Who may answer a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// Anybody who knows: whoever runs the program, an interrupted run, what is in the folder.
    #[default]
    Anybody,
    /// Whoever runs the program, now: by a flag, by a file that a flag names, or at the prompt. It is a consent, and what the folder or an
    /// interrupted run says under this key is none.
    WhoRuns,
    /// A person at the prompt alone.
    Person,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer.
    Answer(Secret),
    /// Nobody here knows; ask the next source.
    None,
    /// The person wants the question before this one again.
    Back,
}

/// A place answers come from. Only a person can go back, answer twice or be asked to wait.
pub trait AnswerSource {
    /// Answers a question. `refused` says why an earlier answer was not taken.
    ///
    /// # Errors
    /// When the source cannot be read or the person cancelled.
    fn answer(&mut self, question: &Question, refused: Option<&str>) -> Result<Reply>;

    /// Answers a question that settles itself where `over` says so: whoever is asked is not waited for any longer then, and the reply is
    /// [`Reply::None`]. It is looked at until a person begins to type.
    ///
    /// # Errors
    /// As [`AnswerSource::answer`].
    fn answer_unless(&mut self, _over: &dyn Fn() -> bool, question: &Question, refused: Option<&str>) -> Result<Reply> {
        self.answer(question, refused)
    }

    /// Tells whether the answer is at hand, so that nobody has to be asked.
    fn knows(&self, _question: &Question) -> bool {
        false
    }

    /// Answers that somebody said to take from a variable, by key, where that variable is not set.
    fn unset(&self) -> &[(String, String)] {
        &[]
    }

    /// Variables that somebody gave a value with this run, and that no question asked for.
    fn unasked(&self) -> Vec<String> {
        Vec::new()
    }

    /// Tells whether somebody is there who can answer again after a refusal.
    fn can_answer_again(&self) -> bool {
        false
    }
}

/// Sources in order; the first that knows wins.
pub struct Chain {
    sources: Vec<Box<dyn AnswerSource>>,
}

impl Chain {
    /// Puts sources in order.
    pub fn new(sources: Vec<Box<dyn AnswerSource>>) -> Self {
        Self { sources }
    }
}

impl Chain {
    fn asked(
        &mut self,
        question: &Question,
        refused: Option<&str>,
        ask: impl Fn(&mut dyn AnswerSource, &Question, Option<&str>) -> Result<Reply>,
    ) -> Result<Reply> {
        let mut question = question.clone();
        // What nobody may give is not offered either.
        let offered = question.default.as_ref().and_then(|default| misplaced(&question, &Secret::new(default)));
        question.default = question.default.take_if(|_| offered.is_none());
        let mut secret = offered.map(|why| Misplaced::of(&question, &why));
        let mut refused = refused.map(str::to_owned);
        for source in &mut self.sources {
            if (refused.is_some() || question.who == Who::Person) && !source.can_answer_again() {
                continue;
            }
            match ask(source.as_mut(), &question, refused.as_deref())? {
                Reply::None => {}
                Reply::Answer(answer) if let Some(why) = misplaced(&question, &answer) => {
                    secret = Some(Misplaced::of(&question, &why));
                    refused = Some(why);
                }
                reply => return Ok(remembered(&question, reply)),
            }
        }
        secret.map_or(Ok(Reply::None), |secret| Err(secret.into()))
    }
}

impl AnswerSource for Chain {
    fn answer(&mut self, question: &Question, refused: Option<&str>) -> Result<Reply> {
        self.asked(question, refused, |source, question, refused| source.answer(question, refused))
    }

    fn answer_unless(&mut self, over: &dyn Fn() -> bool, question: &Question, refused: Option<&str>) -> Result<Reply> {
        self.asked(question, refused, |source, question, refused| source.answer_unless(over, question, refused))
    }

    fn knows(&self, question: &Question) -> bool {
        question.who != Who::Person && self.sources.iter().any(|source| source.knows(question))
    }

    fn unset(&self) -> &[(String, String)] {
        self.sources.iter().map(|source| source.unset()).find(|unset| !unset.is_empty()).unwrap_or_default()
    }

    fn unasked(&self) -> Vec<String> {
        self.sources.iter().flat_map(|source| source.unasked()).collect()
    }

    fn can_answer_again(&self) -> bool {
        self.sources.iter().any(|source| source.can_answer_again())
    }
}

/// Whoever gives a secret, nothing that is said from then on may show it.
fn remembered(question: &Question, reply: Reply) -> Reply {
    if let (Form::Secret | Form::SecretFile, Reply::Answer(secret)) = (&question.form, &reply) {
        secrecy::learn(secret);
    }
    reply
}

#[cfg(test)]
mod tests {
    use super::given::{Given, Origin};
    use super::*;

    /// Says yes.
    struct Person;

    impl AnswerSource for Person {
        fn answer(&mut self, _question: &Question, _refused: Option<&str>) -> Result<Reply> {
            Ok(Reply::Answer(Secret::new("yes")))
        }

        fn can_answer_again(&self) -> bool {
            true
        }
    }

    #[test]
    fn what_only_a_person_answers_is_answered_by_no_file() {
        let journal = || Box::new(Given::default().with(Origin::Interrupted, [("k".to_owned(), Secret::new("no"))]));
        let question = Question { key: "k".into(), who: Who::Person, ..Question::default() };
        let mut script = Chain::new(vec![journal()]);
        assert!(!script.knows(&question));
        assert_eq!(script.answer(&question, None).unwrap(), Reply::None);
        let mut wizard = Chain::new(vec![journal(), Box::new(Person)]);
        assert_eq!(wizard.answer(&question, None).unwrap(), Reply::Answer(Secret::new("yes")));
        let anybodys = Question { who: Who::Anybody, ..question };
        assert_eq!(wizard.answer(&anybodys, None).unwrap(), Reply::Answer(Secret::new("no")));
    }
}
