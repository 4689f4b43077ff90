//! The provider's plain settings (which organisation, which realm), looked at before any credential exists, and once more where
//! only a credential shows that they are wrong.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};

use super::agree::{self, Consent};
use super::unanswered::{self, Then};
use super::{Edges, Missing, Options, Proving, Unfit, ask, choose, provider};
use crate::answers::{Question, Reply};
use crate::credential::{Answers, Purpose, Secret, Variable};
use crate::plan::{BASE_URL, KEPT_BY, Need, Part, Plan, fields_of, parse_place, show};
use crate::proof::Proof;

/// What came of asking for the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// The provider knows them, or could not be asked.
    Done,
    /// The provider does not know them, and nobody is there to say it again.
    Refused,
    /// Nobody answered, and the person stops here.
    Untold,
    /// The person does not want its servers to be asked.
    Declined,
    /// The person wants the choices again.
    Back,
}

/// Asks for the settings of each provider and looks at them, until the providers know them. No server is asked that nobody
/// agreed to.
pub(super) async fn settle(
    plan: &Plan,
    options: &mut Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Settled> {
    if options.proving == Proving::Live && !edges.answers.can_answer_again() {
        agreed_at_once(plan, edges, answers)?;
    }
    let mut at = 0;
    while let Some(part) = plan.parts.get(at) {
        match one(plan, part, options, edges, answers, Asking::First).await? {
            Settled::Done => at += 1,
            Settled::Back if at > 0 => at -= 1,
            ended => return Ok(ended),
        }
    }
    Ok(Settled::Done)
}

/// Where nobody will say more, all servers are known before the first one is asked: either all are agreed to, or nothing is sent.
fn agreed_at_once(plan: &Plan, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<()> {
    for part in &plan.parts {
        take_over_address(plan, part, answers);
        ask_settings(plan, part, edges, answers, (&Asking::First, None))?;
    }
    agree::about(plan, &plan.parts, edges, answers).map(drop)
}

/// Which settings are asked for, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asking {
    /// All, for the first time.
    First,
    /// Each of them is put before the person once more, however it was given.
    Again,
    /// These alone, because they were refused; what was refused is never offered.
    Refused(BTreeSet<Variable>),
}

impl Asking {
    /// What is asked after a refusal: what it is about, or everything when it is about nothing that was asked.
    fn after(plan: &Plan, part: &Part, proof: &Proof, answers: &Answers) -> Self {
        let blames = proof.blames();
        let open: Vec<_> = open(plan, part, answers).collect();
        let blamed = part.contract.settings.iter().filter(|(field, _)| blames.contains(field.as_str()));
        let blamed: BTreeSet<_> =
            blamed.map(|(_, variable)| variable).filter(|variable| open.contains(variable)).cloned().collect();
        if blamed.is_empty() { Self::Again } else { Self::Refused(blamed) }
    }

    fn asks(&self, variable: &Variable) -> bool {
        match self {
            Self::Refused(only) => only.contains(variable),
            Self::First | Self::Again => true,
        }
    }
}

/// Asks a person for the settings of one provider once more, after a credential did not do because of them: for all of them, or for
/// those alone that were refused.
pub(super) async fn again(
    plan: &Plan,
    need: &Need,
    options: &mut Options,
    (edges, answers): (&mut Edges<'_>, &mut Answers),
    refused: Option<&BTreeSet<Variable>>,
) -> Result<Settled> {
    let asking = refused.cloned().map_or(Asking::Again, Asking::Refused);
    one(plan, plan.part(need), options, edges, answers, asking).await
}

/// Tells whether anything was asked of a credential's provider that could be asked again.
pub(super) fn can_ask_again(plan: &Plan, need: &Need, answers: &Answers) -> bool {
    open(plan, plan.part(need), answers).next().is_some()
}

async fn one(
    plan: &Plan,
    part: &Part,
    options: &mut Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    mut asking: Asking,
) -> Result<Settled> {
    let mut refused = matches!(asking, Asking::Refused(_)).then_some("it was refused; give it again");
    take_over_address(plan, part, answers);
    loop {
        if ask_settings(plan, part, edges, answers, (&asking, refused))? == Asked::Back {
            return Ok(Settled::Back);
        }
        plan.address(part, answers)?;
        if options.proving == Proving::Skipped {
            return Ok(Settled::Done);
        }
        let consent = agree::about(plan, std::slice::from_ref(part), edges, answers)?;
        if consent != Consent::Given {
            return Ok(consent.settled());
        }
        let proof = look(plan, part, edges, answers).await?;
        correct(plan, part, &proof, answers);
        if !proof.steps.is_empty() {
            edges.report.proof(&part.provider.title, &proof);
        }
        if proof.no_answer() {
            match unanswered::then(options, edges)? {
                Some(Then::Again) => {
                    asking = Asking::Refused(BTreeSet::new());
                    continue;
                }
                Some(Then::Unproven) => return Ok(Settled::Done),
                Some(Then::Stop) => return Ok(Settled::Untold),
                None => {}
            }
        }
        if !proof.refused() {
            return Ok(agree::elsewhere(part, &proof, edges)?.settled());
        }
        if !edges.answers.can_answer_again() {
            return Ok(Settled::Refused);
        }
        asking = Asking::after(plan, part, &proof, answers);
        refused = Some("see above; give it again");
    }
}

/// An address that was given by a flag or a file is the setting's value, too.
fn take_over_address(plan: &Plan, part: &Part, answers: &mut Answers) {
    let placed = plan.choices.addresses.get(&part.provider.provider);
    if let (Some(placed), Some(variable)) = (placed, part.contract.settings.get(BASE_URL)) {
        answers.insert(variable.clone(), Secret::new(show(&placed.url)));
    }
}

async fn look(plan: &Plan, part: &Part, edges: &mut Edges<'_>, answers: &Answers) -> Result<Proof> {
    let mut own = plan.needs.iter().filter(|need| plan.part(need).contract.name == part.contract.name);
    let reader = own.clone().find(|need| need.purposes.contains(&Purpose::OrgData));
    let Some(need) = reader.or_else(|| own.next()) else { return Ok(Proof::default()) };
    let wanted = plan.wanted(need, answers)?;
    edges.report.busy(&format!("looking at {}", part.provider.title));
    let proof = provider(plan, need, edges)?.look(&wanted, &fields_of(need, answers)).await;
    edges.report.idle();
    Ok(proof)
}

/// Takes over what the provider knows better (an address without `/auth`, an organisation's own spelling).
pub(super) fn correct(plan: &Plan, part: &Part, proof: &Proof, answers: &mut Answers) {
    // What a stand-in says of its own address is not the real one's.
    let played = plan.stand_in(part).is_some();
    for (field, value) in proof.settings.iter().filter(|(field, _)| !played || *field != BASE_URL) {
        // Nothing is left of a name that was a secret.
        if value.is_empty() {
            continue;
        }
        if let Some(variable) = part.contract.settings.get(field) {
            answers.insert(variable.clone(), Secret::new(value));
        }
    }
}

/// How asking for the settings ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    All,
    Back,
}

fn ask_settings(
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
            Asking::First | Asking::Again => setting(plan, answers, variable),
        })
        .collect();
    let mut at = 0;
    let once_more = match asking {
        Asking::First => None,
        Asking::Again => Some("enter leaves it as it is".to_owned()),
        Asking::Refused(_) => Some("it was refused; give it again".to_owned()),
    };
    let mut refused = refused.map(str::to_owned).or_else(|| once_more.clone());
    while let Some(question) = questions.get(at) {
        let given = refused.is_none() && edges.answers.knows(question);
        match ask(edges, question, refused.as_deref())? {
            Reply::Answer(value) => match check(plan, part, question, value.expose()) {
                Ok(()) => {
                    // What was offered may come out of the folder, and enter takes it unread.
                    let own_words = !given && question.default.as_deref() != Some(value.expose());
                    edges.journal.record_choice(&question.key, value.expose())?;
                    answers.insert(Variable::new(&question.key), value);
                    let is = |field: &str| part.contract.settings.get(field) == Some(&Variable::new(&question.key));
                    if own_words && is(BASE_URL) {
                        agree::typed(plan, part, edges, answers)?;
                    }
                    if own_words && is(KEPT_BY) {
                        agree::typed_kept(part, edges);
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
    if part.contract.settings.get(BASE_URL) == Some(&variable) {
        parse_place(value, &part.provider.schemes)?;
    }
    Ok(())
}
