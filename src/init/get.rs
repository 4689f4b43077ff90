//! Gets each credential (found, made, or entered) and proves it at once. What is there already is proven side by side.

use anyhow::{Context, Result};
use futures_util::future::join_all;

use super::{Edges, Missing, Options, Proofs, Proving, ask, provider};
use crate::answers::{Choice, Form, Question, Reply};
use crate::browser::Waiting;
use crate::contract::Make;
use crate::credential::{Answers, Fields, Secret};
use crate::plan::{Need, Plan, can_be_made, fields_of, keep_fields};
use crate::proof::{Proof, Verdict};
use crate::providers::{Created, Creation};

/// Names every answer that nobody will give, before anything is made.
pub(super) fn refuse_what_is_missing(plan: &Plan, edges: &Edges<'_>, answers: &Answers) -> Result<()> {
    if edges.answers.can_answer_again() {
        return Ok(());
    }
    let mut missing = Vec::new();
    for variable in plan.contract.settings.values() {
        missing.push(plan.question(variable));
    }
    for need in &plan.needs {
        if edges.answers.knows(&making(need)) {
            missing.extend(need.spec.administrator.values().map(|variable| plan.question(variable)));
            continue;
        }
        for (_, variable) in Plan::variables(need) {
            let mut question = plan.question(&variable);
            if can_be_made(need) {
                question.ways.push(format!("or let it be made: --create {}", need.id));
            }
            missing.push(question);
        }
    }
    missing.retain(|question| {
        let variable = crate::credential::Variable::new(&question.key);
        !edges.answers.knows(question) && answers.get(&variable).is_none()
    });
    if missing.is_empty() { Ok(()) } else { Err(Missing::of(missing).into()) }
}

/// Gets and proves every credential of the plan.
pub(super) async fn all(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Proofs> {
    generate(plan, edges, answers)?;
    let (ready, open) = split(plan, edges, answers)?;
    let mut proofs = side_by_side(plan, &ready, options, edges, answers).await?;
    let count = plan.needs.len();
    for need in &plan.needs {
        let known = proofs.iter().position(|(id, _)| *id == need.id);
        let refused = known.is_some_and(|at| proofs[at].1.refused());
        let ask_again = refused && edges.answers.can_answer_again();
        if !open.contains(&need.id.as_str()) && !ask_again {
            continue;
        }
        let number = plan.needs.iter().position(|other| other.id == need.id).unwrap_or_default() + 1;
        edges.report.heading(&format!("Get  {number} of {count} · {}", need.spec.title));
        let proof = one(plan, need, options, edges, answers).await?;
        proofs.retain(|(id, _)| *id != need.id);
        proofs.push((need.id.clone(), proof));
    }
    Ok(proofs)
}

/// Tells whether a credential that works only in part should stop the run: it does where nobody could say "keep it".
pub(super) fn given_up(proofs: &Proofs, edges: &Edges<'_>) -> bool {
    !edges.answers.can_answer_again() && proofs.iter().any(|(_, proof)| proof.refused())
}

/// Makes the secrets that are made here.
fn generate(plan: &Plan, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<()> {
    for variable in plan.contract.generated.keys() {
        let question = plan.question(variable);
        if edges.answers.knows(&question)
            && let Reply::Answer(value) = edges.answers.answer(&question, None)?
        {
            answers.insert(variable.clone(), value);
        }
        if answers.get(variable).is_none_or(Secret::is_empty) {
            answers.insert(variable.clone(), random_secret()?);
        }
        if let Some(value) = answers.get(variable) {
            edges.journal.keep(variable, value)?;
        }
    }
    Ok(())
}

/// 40 characters from letters and digits, which mean the same in every `.env` reader; about 238 bits.
fn random_secret() -> Result<Secret> {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut text = String::with_capacity(40);
    while text.len() < 40 {
        let mut byte = [0_u8; 1];
        getrandom::fill(&mut byte).map_err(|error| anyhow::anyhow!("the system gave no random bytes: {error}"))?;
        // Bytes from 248 on would make some characters likelier than others.
        if byte[0] < 248 {
            text.push(char::from(ALPHABET[usize::from(byte[0] % 62)]));
        }
    }
    Ok(Secret::new(text))
}

/// Takes what is at hand without asking anybody, and tells which credentials are complete by that.
fn split<'p>(plan: &'p Plan, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<(Vec<&'p Need>, Vec<&'p str>)> {
    let (mut ready, mut open) = (Vec::new(), Vec::new());
    for need in &plan.needs {
        for (_, variable) in Plan::variables(need) {
            let question = plan.question(&variable);
            if edges.answers.knows(&question)
                && let Reply::Answer(value) = edges.answers.answer(&question, None)?
            {
                answers.insert(variable, value);
            }
        }
        borrow(need, answers);
        let complete = need.spec.fields.keys().all(|field| fields_of(need, answers).get(field).is_some());
        if complete { ready.push(need) } else { open.push(need.id.as_str()) }
    }
    Ok((ready, open))
}

/// A credential that also signs people in lends its client to sign-in.
fn borrow(need: &Need, answers: &mut Answers) {
    let fields = fields_of(need, answers);
    for (field, variable) in Plan::variables(need) {
        if let (None, Some(value)) = (answers.get(&variable), fields.get(&field)) {
            answers.insert(variable, value.clone());
        }
    }
}

async fn side_by_side(
    plan: &Plan,
    ready: &[&Need],
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Proofs> {
    if ready.is_empty() || options.proving == Proving::Skipped {
        return Ok(Vec::new());
    }
    edges.report.heading("Prove");
    edges.report.busy(&format!("asking {}", plan.provider.title));
    let proofs = join_all(ready.iter().map(|need| prove(plan, need, edges, answers))).await;
    edges.report.idle();
    let mut kept = Vec::new();
    for (need, proof) in ready.iter().zip(proofs) {
        let proof = proof?;
        keep_fields(need, &proof.repaired, answers);
        edges.report.proof(&need.spec.title, &proof);
        kept.push((need.id.clone(), proof));
    }
    Ok(kept)
}

async fn prove(plan: &Plan, need: &Need, edges: &Edges<'_>, answers: &Answers) -> Result<Proof> {
    let wanted = plan.wanted(need, answers)?;
    let started = std::time::Instant::now();
    let mut proof = provider(plan, edges)?.prove(&wanted, &fields_of(need, answers)).await;
    proof.took = started.elapsed();
    Ok(proof)
}

/// Gets one credential, and stays with it until it works or the engineer moves on.
async fn one(
    plan: &Plan,
    need: &Need,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Proof> {
    let mut refused = None;
    loop {
        let made = obtain(plan, need, edges, answers, refused.take()).await?;
        if options.proving == Proving::Skipped {
            return Ok(Proof::default());
        }
        let mut proof = show_proof(plan, need, edges, answers).await?;
        if made && proof.refused() {
            proof = wait_for_mending(plan, need, options, edges, answers, proof).await?;
        }
        loop {
            if !proof.refused() {
                return Ok(proof);
            }
            match ask(edges, &again(&proof), None)? {
                Reply::Answer(choice) if choice.expose() == "again" => {
                    proof = show_proof(plan, need, edges, answers).await?;
                }
                Reply::Answer(choice) if choice.expose() == "keep" => return Ok(proof),
                Reply::None => return Ok(proof),
                Reply::Answer(_) | Reply::Back => break,
            }
        }
        refused = Some("the values before were refused");
    }
}

async fn show_proof(plan: &Plan, need: &Need, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<Proof> {
    edges.report.busy(&format!("asking {}", plan.provider.title));
    let proof = prove(plan, need, edges, answers).await;
    edges.report.idle();
    let proof = proof?;
    keep_fields(need, &proof.repaired, answers);
    edges.report.proof(&need.spec.title, &proof);
    Ok(proof)
}

/// What was made a moment ago may wait for a person (an App that has to be installed): opens the page and looks again.
async fn wait_for_mending(
    plan: &Plan,
    need: &Need,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    mut proof: Proof,
) -> Result<Proof> {
    let wanted = plan.wanted(need, answers)?;
    let Some(page) = provider(plan, edges)?.mend_page(&wanted, &proof) else { return Ok(proof) };
    edges.report.line(&format!("opening {page}"));
    edges.browser.open(&page);
    let deadline = std::time::Instant::now() + options.patience;
    while proof.refused() && std::time::Instant::now() < deadline {
        edges.report.busy(&format!("waiting for {} · ctrl-c stops, --resume goes on", plan.provider.title));
        proof = prove(plan, need, edges, answers).await?;
        if proof.refused() {
            tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        }
    }
    edges.report.idle();
    edges.report.proof(&need.spec.title, &proof);
    Ok(proof)
}

/// Makes or asks for a credential; tells whether it was made just now.
async fn obtain(
    plan: &Plan,
    need: &Need,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    refused: Option<&str>,
) -> Result<bool> {
    loop {
        if can_be_made(need) && refused.is_none() {
            match ask(edges, &making(need), None)? {
                Reply::Answer(choice) if choice.expose() == "make" => {
                    make(plan, need, edges, answers).await?;
                    return Ok(true);
                }
                Reply::Back => continue,
                Reply::Answer(_) | Reply::None => {}
            }
        }
        show_hand_work(plan, need, edges, answers)?;
        if enter(plan, need, edges, answers, refused)? {
            return Ok(false);
        }
    }
}

/// The question whether a credential is made now or exists already. Its key is the credential's id.
fn making(need: &Need) -> Question {
    let choices = [("make", format!("make it now\n{}", need.spec.making)), ("have", "I have one".to_owned())];
    Question {
        key: need.id.clone(),
        prompt: format!("{}: make it, or is there one?", need.spec.title),
        about: need.spec.making.clone(),
        form: Form::Choice(choices.map(|(value, label)| Choice { value: value.into(), label }).into()),
        default: Some("make".into()),
        ways: vec![format!("--create {}", need.id)],
        ..Question::default()
    }
}

fn again(proof: &Proof) -> Question {
    let keep = "go on with it as it is\nthe files will be written; the portal will not get all it needs";
    let mut choices = vec![("again", "look again\nafter you mended it there"), ("other", "give other values")];
    if proof.verdict() == Verdict::Insufficient {
        choices.push(("keep", keep));
    }
    Question {
        key: "refused-credential".into(),
        prompt: "What now?".into(),
        about: "what to do with a credential that does not do".into(),
        form: Form::Choice(choices.into_iter().map(|(value, label)| Choice { value: value.into(), label: label.into() }).collect()),
        ..Question::default()
    }
}

/// Tells what a person has to do by hand, and opens the page.
fn show_hand_work(plan: &Plan, need: &Need, edges: &mut Edges<'_>, answers: &Answers) -> Result<()> {
    if need.spec.make != Make::ByHand || !edges.answers.can_answer_again() {
        return Ok(());
    }
    let wanted = plan.wanted(need, answers)?;
    let Creation::ByHand { open, copy, steps } = provider(plan, edges)?.creation(&wanted) else { return Ok(()) };
    if let Some(page) = open {
        edges.report.line(&format!("opening {page}"));
        edges.browser.open(&page);
    }
    for (label, value) in copy {
        edges.report.detail(&label, &value);
    }
    for step in steps {
        edges.report.line(&step);
    }
    Ok(())
}

/// Asks for the parts of a credential; false when the person went back before the first.
fn enter(plan: &Plan, need: &Need, edges: &mut Edges<'_>, answers: &mut Answers, refused: Option<&str>) -> Result<bool> {
    let variables: Vec<_> = need.spec.fields.values().cloned().collect();
    let mut at = 0;
    let mut refused = refused.map(str::to_owned);
    while let Some(variable) = variables.get(at) {
        let mut question = plan.question(variable);
        if question.form == Form::Text {
            question.default = answers.get(variable).map(|value| value.expose().to_owned());
        }
        match ask(edges, &question, refused.as_deref())? {
            Reply::Answer(value) if value.is_empty() => refused = Some(format!("`{variable}` is empty")),
            Reply::Answer(value) => {
                answers.insert(variable.clone(), value);
                refused = None;
                at += 1;
            }
            Reply::Back if at == 0 => return Ok(false),
            Reply::Back => at -= 1,
            Reply::None => return Err(Missing::of(vec![question]).into()),
        }
    }
    borrow(need, answers);
    Ok(true)
}

/// Makes a credential at its provider. It is in the journal before anything else is tried.
async fn make(plan: &Plan, need: &Need, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<()> {
    let wanted = plan.wanted(need, answers)?;
    let maker = provider(plan, edges)?;
    let created = match maker.creation(&wanted) {
        Creation::Browser { action, form, steps } => {
            for step in &steps {
                edges.report.line(step);
            }
            let code = confirm(edges, &crate::browser::Form { action, fields: form })?;
            edges.journal.code(&need.id, &code)?;
            maker.exchange(&wanted, &code).await?
        }
        Creation::Api => {
            let administrator = administrator(plan, need, edges)?;
            let prepared = prepare(need, edges, answers)?;
            edges.report.busy(&format!("making the {}", need.spec.title));
            let created = maker.create(&wanted, &administrator, &prepared).await;
            edges.report.idle();
            created?
        }
        Creation::ByHand { .. } => anyhow::bail!("a {} is made by hand", need.spec.title),
    };
    keep(need, &created, edges, answers)
}

fn keep(need: &Need, created: &Created, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<()> {
    keep_fields(need, &created.fields, answers);
    let kept = Plan::variables(need).into_iter().filter_map(|(_, v)| answers.get(&v).map(|s| (v.clone(), s.clone())));
    let kept: Answers = kept.collect();
    edges.journal.created(&need.id, &created.name, created.page.as_ref(), &kept).with_context(|| {
        format!("the {} `{}` was made, but could not be kept; remove it at the provider", need.spec.title, created.name)
    })?;
    edges.report.detail("made", &format!("{} is kept; nothing of it is lost when this run stops", created.name));
    Ok(())
}

fn administrator(plan: &Plan, need: &Need, edges: &mut Edges<'_>) -> Result<Fields> {
    let mut fields = Fields::default();
    for (field, variable) in &need.spec.administrator {
        let question = plan.question(variable);
        match ask(edges, &question, None)? {
            Reply::Answer(value) => fields.set(field, value),
            Reply::Back | Reply::None => return Err(Missing::of(vec![question]).into()),
        }
    }
    Ok(fields)
}

/// Chooses the parts that are chosen here, and keeps them first: a second try then finds its own work.
fn prepare(need: &Need, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<Fields> {
    let mut prepared = Fields::default();
    for field in &need.spec.prepared {
        let Some(variable) = need.spec.fields.get(field) else { continue };
        let value = match edges.journal.kept(variable) {
            Some(value) => value,
            None => random_secret()?,
        };
        edges.journal.keep(variable, &value)?;
        answers.insert(variable.clone(), value.clone());
        prepared.set(field, value);
    }
    Ok(prepared)
}

fn confirm(edges: &mut Edges<'_>, form: &crate::browser::Form) -> Result<Secret> {
    let report = &mut *edges.report;
    let code = edges.browser.confirm(form, &mut |waiting| match waiting {
        Waiting::Opened { page, started, file } => {
            report.line(&format!("{} {page}", if started { "opening" } else { "open" }));
            if let Some(file) = file {
                report.line(&format!("no browser here? the same page is in {}", file.display()));
            }
        }
        Waiting::Left(left) => {
            report.busy(&format!("waiting for the browser · {}:{:02} left", left.as_secs() / 60, left.as_secs() % 60));
        }
    });
    edges.report.idle();
    code
}
