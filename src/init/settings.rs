//! The questions for a provider's settings: which are asked, what they offer, and what an answer must be.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow, bail, ensure};

use super::choose::From;
use super::{Edges, Missing, Unfit, agree, ask, is_typed, unwritable};
use crate::answers::{Form, Question, Reply};
use crate::credential::{Answers, Secret, Variable};
use crate::plan::{BASE_URL, KEPT_BY, Need, Part, Plan, is_loopback, parse_place, show};
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

/// Asks for them, until each has an answer that may be one. Whoever goes back comes to the question before, also to one that was not to be
/// asked again.
pub(super) fn ask_settings(
    plan: &Plan,
    part: &Part,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    (asking, from, refused): (&Asking, From, Option<&str>),
) -> Result<Asked> {
    let variables: Vec<_> = open(plan, part, answers).cloned().collect();
    let once_more = asking.why().map(str::to_owned);
    let mut refused = refused.map(str::to_owned).or_else(|| once_more.clone());
    let mut gone_back = BTreeSet::new();
    let mut at = 0;
    if from == From::End {
        let Some(last) = before(plan, &variables, edges) else { return Ok(Asked::Back) };
        at = last;
    }
    while let Some(variable) = variables.get(at) {
        if !asking.asks(variable) && !gone_back.contains(&at) {
            at += 1;
            continue;
        }
        let question = &asked(plan, part, (edges, answers), variable, asking);
        let given = refused.is_none() && edges.answers.knows(question);
        let typed = is_typed(edges, question, refused.as_deref());
        let value = match ask(edges, question, refused.as_deref())? {
            Reply::Answer(value) => out_of_address(plan, part, variable, (value, edges)),
            Reply::Back => match before(plan, &variables[..at], edges) {
                Some(earlier) => {
                    refused.clone_from(&once_more);
                    gone_back.insert(earlier);
                    at = earlier;
                    continue;
                }
                None => return Ok(Asked::Back),
            },
            Reply::None => return Err(Missing::of(vec![question.clone()]).into()),
        };
        let unwritable = unwritable(plan, edges, variable, &value).map_or(Ok(()), |why| Err(anyhow!(why)));
        match check(plan, part, question, (value.expose(), answers)).and(unwritable) {
            Ok(()) => {
                // What was offered may come out of the folder, and enter takes it unread.
                let own_words = !given && question.default.as_deref() != Some(value.expose());
                if typed {
                    edges.journal.note_typed(&question.key);
                }
                edges.journal.record_choice(&question.key, value.expose())?;
                answers.insert(variable.clone(), value);
                if own_words {
                    agree_as_typed(plan, part, variable, (edges, answers))?;
                }
                refused.clone_from(&once_more);
                at += 1;
            }
            Err(error) if edges.answers.can_answer_again() => refused = Some(format!("{error:#}")),
            Err(error) => return Err(Unfit::of(&question.key, &error).into()),
        }
    }
    Ok(Asked::All)
}

/// The last of some settings that a person answers; what was given by flags or files is not asked again.
fn before(plan: &Plan, variables: &[Variable], edges: &Edges<'_>) -> Option<usize> {
    variables.iter().rposition(|variable| !edges.answers.knows(&plan.question(variable)))
}

/// Takes a name out of the address that it was copied with, or the provider's address out of one of its pages, and says so.
fn out_of_address(plan: &Plan, part: &Part, variable: &Variable, (value, edges): (Secret, &mut Edges<'_>)) -> Secret {
    let is_place = part.contract.settings.get(BASE_URL) == Some(variable);
    let copied = || part.provider.out_of_copied(value.expose()).filter(|_| is_place);
    match plan.out_of_address(variable, value.expose()).or_else(copied) {
        Some(name) => {
            edges.report.detail(variable.as_str(), &format!("`{name}`, taken out of the address"));
            Secret::new(name)
        }
        None if is_place => Secret::new(value.expose().trim().trim_end_matches('/')),
        None => value,
    }
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

/// A setting's question as it is asked: what was refused is not offered, nor is what does not go with the provider's address.
fn asked(
    plan: &Plan,
    part: &Part,
    (edges, answers): (&Edges<'_>, &Answers),
    variable: &Variable,
    asking: &Asking,
) -> Question {
    let mut question = match asking {
        Asking::Refused(only) if only.contains(variable) => {
            let question = plan.question(variable);
            let was = answers.get(variable).map(Secret::expose);
            Question { default: question.default.filter(|usual| was != Some(usual.as_str())), ..question }
        }
        _ => setting(plan, answers, variable),
    };
    if let (Form::Choice(choices), true) = (&mut question.form, edges.answers.can_answer_again()) {
        choices.retain(|choice| goes_with(plan, part, answers, variable, &choice.value).is_ok());
        let left: Vec<_> = choices.iter().map(|choice| choice.value.as_str()).collect();
        question.default = question.default.filter(|default| left.contains(&default.as_str()));
    }
    question
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
    let spec = plan.variable(variable)?;
    let known = answers.get(&spec.default_comes_from()?).filter(|value| !value.is_empty())?;
    spec.default_by(known.expose())
}

/// Refuses a choice that wants another scheme than the provider's address has; on this machine nobody is on the way.
fn goes_with(plan: &Plan, part: &Part, answers: &Answers, variable: &Variable, choice: &str) -> Result<()> {
    let wanted = plan.variable(variable).and_then(|spec| spec.goes_with.get(choice));
    let (Some(wanted), Ok(address)) = (wanted, plan.address(part, answers)) else { return Ok(()) };
    let url = &address.url;
    let others = plan.variable(variable).into_iter().flat_map(|spec| &spec.goes_with);
    let others: Vec<_> =
        others.filter(|(_, scheme)| *scheme == url.scheme()).map(|(choice, _)| format!("`{choice}`")).collect();
    ensure!(
        url.scheme() == wanted || is_loopback(url),
        "`{choice}` goes with `{wanted}://`, and the address is `{}`; write it so, or say {}",
        show(url),
        others.join(" or ")
    );
    Ok(())
}

fn check(plan: &Plan, part: &Part, question: &Question, (value, answers): (&str, &Answers)) -> Result<()> {
    let key = &question.key;
    ensure!(!value.trim().is_empty(), "`{key}` is empty");
    ensure!(!value.chars().any(char::is_control), "`{key}` holds a control character");
    let variable = Variable::new(key);
    let spec = plan.variable(&variable);
    if let Some(choices) = spec.map(|spec| &spec.choices).filter(|choices| !choices.is_empty()) {
        let known: Vec<_> = choices.keys().map(String::as_str).collect();
        ensure!(known.contains(&value), "`{key}` is {}, not `{value}`", known.join(" or "));
    }
    goes_with(plan, part, answers, &variable, value)?;
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
