//! The provider's plain settings (which organisation, which realm), looked at before any credential exists; then the
//! list of what the run will need.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};

use super::{Edges, Missing, Options, Proving, Unfit, ask, choose, provider};
use crate::answers::file::Stage;
use crate::answers::{Question, Reply};
use crate::contract::Serves;
use crate::credential::{Answers, CredentialKind, Purpose, Secret, Variable};
use crate::plan::{BASE_URL, Need, Part, Plan, fields_of, parse_place, reused_client, show};
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

/// Asks for the settings of each provider and looks at them, until the providers know them.
pub(super) async fn settle(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Settled> {
    let mut at = 0;
    while let Some(part) = plan.parts.get(at) {
        match one(plan, part, options, edges, answers).await? {
            Settled::Done => at += 1,
            Settled::Back if at > 0 => at -= 1,
            ended => return Ok(ended),
        }
    }
    Ok(Settled::Done)
}

async fn one(
    plan: &Plan,
    part: &Part,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Settled> {
    let mut refused = None;
    take_over_address(plan, part, answers);
    loop {
        if ask_settings(plan, part, edges, answers, refused)? == Asked::Back {
            return Ok(Settled::Back);
        }
        plan.address(part, answers)?;
        if options.proving == Proving::Skipped {
            return Ok(Settled::Done);
        }
        let proof = look(plan, part, edges, answers).await?;
        correct(plan, part, &proof, answers);
        if !proof.steps.is_empty() {
            edges.report.proof(&part.provider.title, &proof);
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
    refused: Option<&str>,
) -> Result<Asked> {
    let questions: Vec<_> = open(plan, part, answers).map(|variable| setting(plan, answers, variable)).collect();
    let mut at = 0;
    let mut refused = refused.map(str::to_owned);
    while let Some(question) = questions.get(at) {
        match ask(edges, question, refused.as_deref())? {
            Reply::Answer(value) => match check(plan, part, question, value.expose()) {
                Ok(()) => {
                    edges.journal.record_choice(&question.key, value.expose())?;
                    answers.insert(Variable::new(&question.key), value);
                    refused = None;
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
    for (index, title) in plan.generated().map(|(_, title)| title).enumerate() {
        report.detail(&format!("{}  {title}", plan.needs.len() + index + 1), "made here");
    }
    if let Some(shared) = plan.shared_client() {
        one_for_both(plan, shared, edges);
    }
}

/// What a credential must be allowed. A token is either a classic one, with scopes, or a fine-grained one.
fn rights(need: &Need) -> Vec<String> {
    let scopes: Vec<_> = need.scopes.keys().map(String::as_str).collect();
    let level = |(name, level): (&String, &String)| {
        if is_role(level) { name.clone() } else { format!("{name}: {level}") }
    };
    let permissions: Vec<_> = need.permissions.iter().map(level).collect();
    let named = match need.spec.kind {
        CredentialKind::AccessToken => "or, of a fine-grained one, permissions",
        _ if need.permissions.values().all(is_role) => "roles",
        _ => "permissions",
    };
    [("scopes", scopes.join(", ")), (named, permissions.join(", "))]
        .into_iter()
        .filter(|(_, all)| !all.is_empty())
        .map(|(named, all)| format!("   {named}: {all}"))
        .collect()
}

/// Credentials that were given as two and are one client all the same: people are asked for what both are for.
pub(super) fn reused(plan: &Plan, edges: &mut Edges<'_>, answers: &Answers) {
    let Some((one, other)) = reused_client(plan, answers) else { return };
    let says = format!("`{one}` and `{other}` are one client: a leak of it touches sign-in and backend");
    let both = |need: &&Need| need.spec.fields.get("client-id").is_some_and(|id| id == one || id == other);
    let scopes = union(plan.needs.iter().filter(both));
    if !scopes.is_empty() {
        edges.report.line(&format!("together it may {scopes}"));
    }
    match plan.choices.stage {
        Stage::Production => edges.report.problem(&says, Some("give sign-in a client of its own")),
        Stage::Local => edges.report.line(&says),
    }
}

/// Everything that credentials may, once.
fn union<'n>(needs: impl Iterator<Item = &'n Need>) -> String {
    let all: BTreeSet<_> = needs.flat_map(|need| need.scopes.keys().chain(need.permissions.keys())).collect();
    all.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A role is there or not; a permission has a level.
fn is_role(level: &String) -> bool {
    level.is_empty() || level == "role"
}

/// One client for people and backend: a leak of it touches both, and people are asked for all that it may.
fn one_for_both(plan: &Plan, shared: &Need, edges: &mut Edges<'_>) {
    let says = "one client signs people in and serves the backend: a leak of it touches both";
    let scopes: Vec<_> = shared.scopes.keys().map(String::as_str).collect();
    if !scopes.is_empty() {
        edges.report.line(&format!("people are asked to agree to {}", scopes.join(", ")));
    }
    let apart = match plan.part(shared).contract.purposes.get(&Purpose::Authentication) {
        Some(Serves::OneOf { or, .. }) => or.iter().find(|id| **id != shared.id),
        _ => None,
    };
    let hint = match apart {
        Some(other) => format!("keep them apart: --auth {other}"),
        None => format!("profile `{}` has one for both: let it read no more than it must", plan.main().contract.name),
    };
    match plan.choices.stage {
        Stage::Production => edges.report.problem(says, Some(&hint)),
        Stage::Local => edges.report.line(says),
    }
}
