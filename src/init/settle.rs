//! The provider's plain settings (which organisation, which realm), looked at before any credential exists; then the
//! list of what the run will need.

use anyhow::{Result, ensure};

use super::{Edges, Missing, Options, Proving, Unfit, ask, choose, provider};
use crate::answers::file::Stage;
use crate::answers::{Question, Reply};
use crate::contract::Serves;
use crate::credential::{Answers, CredentialKind, Purpose, Secret, Variable};
use crate::plan::{Need, Plan, fields_of};
use crate::proof::Proof;

/// What came of asking for the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// The provider knows them, or could not be asked.
    Done,
    /// The provider does not know them, and nobody is there to say it again.
    Refused,
    /// The person wants the choices again.
    Back,
}

/// Asks for the settings and looks at them, until the provider knows them.
pub(super) async fn settle(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Settled> {
    let mut refused = None;
    loop {
        if ask_settings(plan, edges, answers, refused)? == Asked::Back {
            return Ok(Settled::Back);
        }
        if options.proving == Proving::Skipped {
            return Ok(Settled::Done);
        }
        let proof = look(plan, edges, answers).await?;
        correct(plan, &proof, answers);
        if !proof.steps.is_empty() {
            edges.report.proof(&plan.provider.title, &proof);
        }
        if !proof.refused() {
            return Ok(Settled::Done);
        }
        if !edges.answers.can_answer_again() {
            return Ok(Settled::Refused);
        }
        refused = Some("see above; give it again");
    }
}

async fn look(plan: &Plan, edges: &mut Edges<'_>, answers: &Answers) -> Result<Proof> {
    let Some(need) = plan.reader().or_else(|| plan.needs.first()) else { return Ok(Proof::default()) };
    let wanted = plan.wanted(need, answers)?;
    edges.report.busy(&format!("looking at {}", plan.provider.title));
    let proof = provider(plan, edges)?.look(&wanted, &fields_of(need, answers)).await;
    edges.report.idle();
    Ok(proof)
}

/// Takes over what the provider knows better (an address without `/auth`, an organisation's own spelling).
fn correct(plan: &Plan, proof: &Proof, answers: &mut Answers) {
    for (field, value) in &proof.settings {
        if let Some(variable) = plan.contract.settings.get(field) {
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

fn ask_settings(plan: &Plan, edges: &mut Edges<'_>, answers: &mut Answers, refused: Option<&str>) -> Result<Asked> {
    let variables: Vec<_> = plan.contract.settings.values().collect();
    let questions: Vec<_> = variables.iter().map(|variable| setting(plan, answers, variable)).collect();
    let mut at = 0;
    let mut refused = refused.map(str::to_owned);
    while let Some(question) = questions.get(at) {
        match ask(edges, question, refused.as_deref())? {
            Reply::Answer(value) => match check(&question.key, value.expose()) {
                Ok(()) => {
                    edges.journal.record_choice(&question.key, value.expose())?;
                    answers.insert(Variable::new(&question.key), value);
                    refused = None;
                    at += 1;
                }
                Err(error) if edges.answers.can_answer_again() => refused = Some(error.to_string()),
                Err(error) => return Err(Unfit::of(&question.key, &error).into()),
            },
            Reply::Back if at == 0 => return Ok(Asked::Back),
            Reply::Back => at = choose::before(&questions, at, edges),
            Reply::None => return Err(Missing::of(vec![question.clone()]).into()),
        }
    }
    Ok(Asked::All)
}

/// A setting's question; what an earlier run answered is offered, and taken when nobody is there.
fn setting(plan: &Plan, answers: &Answers, variable: &Variable) -> Question {
    let known = answers.get(variable).map(|value| value.expose().to_owned());
    Question { default_unasked: known.is_some(), default: known, ..plan.question(variable) }
}

fn check(key: &str, value: &str) -> Result<()> {
    ensure!(!value.trim().is_empty(), "`{key}` is empty");
    ensure!(!value.chars().any(char::is_control), "`{key}` holds a control character");
    Ok(())
}

/// Shows what the run will need, before anything secret is asked for.
pub(super) fn list(plan: &Plan, edges: &mut Edges<'_>) {
    let report = &mut *edges.report;
    report.detail("chosen", &choose::summary(plan));
    report.heading("You will need");
    for (index, need) in plan.needs.iter().enumerate() {
        let purposes: Vec<_> = need.purposes.iter().map(|purpose| purpose.title()).collect();
        let title = format!("{}  {}", index + 1, need.spec.title);
        report.detail(&title, &format!("{} · {}", purposes.join(", "), need.spec.making));
        report.line(&format!("   {}", need.does.join("; ")));
        rights(need).iter().for_each(|line| report.line(line));
    }
    for (index, title) in plan.contract.generated.values().enumerate() {
        report.detail(&format!("{}  {title}", plan.needs.len() + index + 1), "made here");
    }
    if plan.shares_client() {
        shared(plan, edges);
    }
}

/// What a credential must be allowed. A token is either a classic one, with scopes, or a fine-grained one.
fn rights(need: &Need) -> Vec<String> {
    let scopes: Vec<_> = need.scopes.keys().map(String::as_str).collect();
    let level = |(name, level): (&String, &String)| {
        if level.is_empty() { name.clone() } else { format!("{name}: {level}") }
    };
    let permissions: Vec<_> = need.permissions.iter().map(level).collect();
    let named = match need.spec.kind {
        CredentialKind::AccessToken => "or, of a fine-grained one, permissions",
        _ if need.permissions.values().all(String::is_empty) => "roles",
        _ => "permissions",
    };
    [("scopes", scopes.join(", ")), (named, permissions.join(", "))]
        .into_iter()
        .filter(|(_, all)| !all.is_empty())
        .map(|(named, all)| format!("   {named}: {all}"))
        .collect()
}

fn shared(plan: &Plan, edges: &mut Edges<'_>) {
    let says = "one client signs people in and serves the backend: a leak of it touches both";
    let apart = match plan.contract.purposes.get(&Purpose::Authentication) {
        Some(Serves::OneOf { or, .. }) if or.len() > 1 => Some("keep them apart: --auth oauth-client"),
        _ => None,
    };
    match (plan.choices.stage, apart) {
        (Stage::Production, Some(_)) => edges.report.problem(says, apart),
        _ => edges.report.line(says),
    }
}
