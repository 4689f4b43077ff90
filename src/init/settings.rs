//! The questions for a provider's settings: which are asked, what they offer, and what an answer must be.

use std::collections::BTreeSet;

use anyhow::{Result, bail, ensure};

use super::{Edges, Missing, Unfit, agree, ask, choose, is_typed};
use crate::answers::{Question, Reply};
use crate::credential::{Answers, Secret, Variable};
use crate::plan::{BASE_URL, KEPT_BY, Need, Part, Plan, parse_place};
use crate::proof::Proof;

/// Which settings are asked for, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// All, for the first time.
    First,
    /// Each of them is put before the person once more, however it was given.
    Again,
    /// These alone, because they were refused; what was refused is never offered.
    Refused(BTreeSet<Variable>),
    /// None: the provider alone is asked once more.
    Nothing,
}

impl Asking {
    /// What is asked after a refusal: what it is about, or everything when it is about nothing that was asked.
    pub(super) fn after(plan: &Plan, part: &Part, proof: &Proof, answers: &Answers) -> Self {
        let blamed = blamed(plan, part, proof, answers);
        if blamed.is_empty() { Self::Again } else { Self::Refused(blamed) }
    }

    fn asks(&self, variable: &Variable) -> bool {
        match self {
            Self::Nothing => false,
            Self::Refused(only) => only.contains(variable),
            Self::First | Self::Again => true,
        }
    }

    /// Why a question comes once more.
    fn why(&self) -> Option<&'static str> {
        match self {
            Self::First | Self::Nothing => None,
            Self::Again => Some("asked once more; enter takes what is offered"),
            Self::Refused(_) => Some("it was refused; give it again"),
        }
    }
}

/// The settings that a refusal is about, as far as anybody is asked for them.
pub(super) fn blamed(plan: &Plan, part: &Part, proof: &Proof, answers: &Answers) -> BTreeSet<Variable> {
    let blames = proof.blames();
    let is_blamed = |variable: &&Variable| {
        part.contract.settings.iter().any(|(field, setting)| setting == *variable && blames.contains(field.as_str()))
    };
    open(plan, part, answers).filter(is_blamed).cloned().collect()
}

/// Tells whether anything was asked of a credential's provider that could be asked again.
pub(super) fn can_ask_again(plan: &Plan, need: &Need, answers: &Answers) -> bool {
    open(plan, plan.part(need), answers).next().is_some()
}

/// How asking for the settings ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    All,
    Back,
}

/// Asks for them, until each has an answer that may be one.
pub(super) fn ask_settings(
    plan: &Plan,
    part: &Part,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    (asking, refused): (&Asking, Option<&str>),
) -> Result<Asked> {
    let asked = open(plan, part, answers).filter(|variable| asking.asks(variable));
    let questions: Vec<_> = asked
        .map(|variable| match asking {
            Asking::Refused(_) => Question { default: None, ..plan.question(variable) },
            Asking::First | Asking::Again | Asking::Nothing => setting(plan, answers, variable),
        })
        .collect();
    let mut at = 0;
    let once_more = asking.why().map(str::to_owned);
    let mut refused = refused.map(str::to_owned).or_else(|| once_more.clone());
    while let Some(question) = questions.get(at) {
        let given = refused.is_none() && edges.answers.knows(question);
        let typed = is_typed(edges, question, refused.as_deref());
        match ask(edges, question, refused.as_deref())? {
            Reply::Answer(value) => match check(plan, part, question, value.expose()) {
                Ok(()) => {
                    // What was offered may come out of the folder, and enter takes it unread.
                    let own_words = !given && question.default.as_deref() != Some(value.expose());
                    if typed {
                        edges.journal.note_typed(&question.key);
                    }
                    edges.journal.record_choice(&question.key, value.expose())?;
                    let variable = Variable::new(&question.key);
                    answers.insert(variable.clone(), value);
                    if own_words {
                        agree_as_typed(plan, part, &variable, (edges, answers))?;
                    }
                    refused.clone_from(&once_more);
                    at += 1;
                }
                Err(error) if edges.answers.can_answer_again() => refused = Some(format!("{error:#}")),
                Err(error) => return Err(Unfit::of(&question.key, &error).into()),
            },
            Reply::Back if at == 0 => return Ok(Asked::Back),
            Reply::Back => at = choose::before(&questions, at, edges),
            Reply::None => return Err(Missing::of(vec![question.clone()]).into()),
        }
    }
    Ok(Asked::All)
}

/// Whoever types an address, or who keeps the credential there, agrees to it.
fn agree_as_typed(
    plan: &Plan,
    part: &Part,
    typed: &Variable,
    (edges, answers): (&mut Edges<'_>, &Answers),
) -> Result<()> {
    let is = |field: &str| part.contract.settings.get(field) == Some(typed);
    if is(BASE_URL) {
        agree::typed(plan, part, edges, answers)?;
    }
    if is(KEPT_BY) {
        agree::typed_kept(part, edges);
    }
    Ok(())
}

/// The settings that somebody is asked for. Those that keep quiet were taken as they are, and so was an address that was
/// given by a flag or a file.
pub(super) fn open<'p>(
    plan: &'p Plan,
    part: &'p Part,
    answers: &Answers,
) -> impl Iterator<Item = &'p Variable> + use<'p> {
    let placed = plan.choices.addresses.contains_key(&part.provider.provider);
    let said = |variable: &Variable| answers.get(variable).is_some();
    let quiet: Vec<_> = part
        .contract
        .settings
        .iter()
        .filter(|(field, variable)| {
            let quiet = part.contract.variable(variable).is_some_and(|spec| spec.quiet);
            (quiet && said(variable)) || (placed && *field == BASE_URL)
        })
        .map(|(_, variable)| variable)
        .collect();
    part.contract.settings.values().filter(move |variable| !quiet.contains(variable))
}

/// A setting's question; what an earlier run answered is offered, and taken when nobody is there.
fn setting(plan: &Plan, answers: &Answers, variable: &Variable) -> Question {
    let question = plan.question(variable);
    let known = answers.get(variable).map(|value| value.expose().to_owned());
    match known.or_else(|| default_from(plan, answers, variable)) {
        Some(known) => Question { default_unasked: true, default: Some(known), ..question },
        None => question,
    }
}

/// A default that another variable gives, when that one is known (`https://<GITLAB_HOST>`).
fn default_from(plan: &Plan, answers: &Answers, variable: &Variable) -> Option<String> {
    let form = plan.variable(variable)?.default_from.as_ref()?;
    let (before, rest) = form.split_once('<')?;
    let (name, after) = rest.split_once('>')?;
    let known = answers.get(&Variable::new(name)).filter(|value| !value.is_empty())?;
    Some(format!("{before}{}{after}", known.expose()))
}

fn check(plan: &Plan, part: &Part, question: &Question, value: &str) -> Result<()> {
    let key = &question.key;
    ensure!(!value.trim().is_empty(), "`{key}` is empty");
    ensure!(!value.chars().any(char::is_control), "`{key}` holds a control character");
    let variable = Variable::new(key);
    let spec = plan.variable(&variable);
    if let Some(choices) = spec.map(|spec| &spec.choices).filter(|choices| !choices.is_empty()) {
        let known: Vec<_> = choices.keys().map(String::as_str).collect();
        ensure!(known.contains(&value), "`{key}` is {}, not `{value}`", known.join(" or "));
    }
    if let Some(why) = plan.unlike(&variable, &Secret::new(value)) {
        bail!(why);
    }
    if part.contract.settings.get(BASE_URL) == Some(&variable) {
        if let Some((example, (scheme, _))) = question.example.as_ref().and_then(|it| Some((it, it.split_once("://")?)))
        {
            ensure!(value.contains("://"), "write it with `{scheme}://`, such as `{example}`");
        }
        parse_place(value, &part.provider.schemes)?;
    }
    Ok(())
}
