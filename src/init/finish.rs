//! Shows what would be written, asks, writes secrets and files, and says what is next.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use super::{Edges, End, Options, Proofs, Proving, Writing, ask};
use crate::answers::file::{self, AnswersFile};
use crate::answers::{Choice, Form, Question, Reply};
use crate::contract::Serves;
use crate::credential::{Answers, Variable};
use crate::plan::{Plan, show};
use crate::proof::Verdict;
use crate::render::{self, Sheet};
use crate::secrets::StoreName;
use crate::write::{ChangeKind, Changes};

/// Renders, shows, confirms, writes.
pub(super) fn finish(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: Answers,
    administrators: Option<String>,
    proofs: &Proofs,
) -> Result<End> {
    let declared = declare(plan, options, edges, &answers, administrators.as_deref());
    let notice = options.stand_in.as_ref().map(|_| "written in the sandbox: nothing in this file is real");
    let sheet = Sheet {
        plan,
        answers: &answers,
        administrators: administrators.as_deref(),
        store: edges.store.name(),
        declared: &declared,
        notice,
    };
    let changes = Changes::between(&render::render(&sheet)?, &options.out)?;
    let pending = pending_secrets(plan, edges, &answers)?;
    show_changes(options, edges, &changes, pending.len());
    if changes.is_empty() && pending.is_empty() {
        edges.journal.finish()?;
        edges.report.line("nothing to change");
        return next(plan, options, edges, proofs);
    }
    if options.writing == Writing::DryRun {
        edges.report.diff(&changes.diff());
        edges.report.line("dry run: nothing was written");
        return Ok(End::Fine);
    }
    if !confirmed(edges, &changes)? {
        edges.report.line("nothing was written");
        return Ok(End::Declined);
    }
    let _whole = crate::interrupt::uninterruptible();
    for (variable, value) in &pending {
        edges.store.put(variable, value).with_context(|| format!("could not keep `{variable}`"))?;
    }
    changes.apply(&options.out.join(".devportal-auth").join("backup"))?;
    edges.journal.finish()?;
    edges.report.line("written");
    next(plan, options, edges, proofs)
}

/// Secrets that the store does not hold yet. Those of the dotenv store are part of the files.
fn pending_secrets(plan: &Plan, edges: &Edges<'_>, answers: &Answers) -> Result<Vec<(Variable, crate::credential::Secret)>> {
    let mut pending = Vec::new();
    if edges.store.name() == StoreName::Dotenv {
        return Ok(pending);
    }
    for (variable, spec) in render::written(plan) {
        let Some(value) = answers.get(variable).filter(|_| spec.secret) else { continue };
        let (variable, value) = render::carried(variable, spec, value);
        if edges.store.get(&variable)?.as_ref() != Some(&value) {
            pending.push((variable, value));
        }
    }
    Ok(pending)
}

fn show_changes(options: &Options, edges: &mut Edges<'_>, changes: &Changes, secrets: usize) {
    edges.report.heading(&format!("Write  {}", options.out.display()));
    for change in changes.list() {
        let path = change.path.display().to_string();
        let (kind, lines) = match change.kind {
            ChangeKind::New => ("new", format!("{} lines", change.added)),
            ChangeKind::Edit => ("edit", format!("{} lines added, {} removed", change.added, change.removed)),
        };
        edges.report.detail(&format!("{kind:<5} {path}"), &format!("{} · {lines}", change.about));
    }
    if secrets > 0 {
        edges.report.detail("new   keyring", &format!("{secrets} secrets"));
    }
}

fn confirmed(edges: &mut Edges<'_>, changes: &Changes) -> Result<bool> {
    loop {
        let question = write_question();
        match ask(edges, &question, None)? {
            Reply::Answer(answer) if answer.expose() == "yes" => return Ok(true),
            Reply::Answer(answer) if answer.expose() == "show" => edges.report.diff(&changes.diff()),
            Reply::Answer(_) | Reply::Back => return Ok(false),
            Reply::None => bail!(super::Missing::of(vec![question])),
        }
    }
}

fn write_question() -> Question {
    let choices = [("yes", "yes"), ("show", "show the differences first"), ("no", "no, write nothing")];
    Question {
        key: "write".into(),
        prompt: "Write?".into(),
        about: "whether these files are written".into(),
        form: Form::Choice(choices.map(|(value, label)| Choice { value: value.into(), label: label.into() }).into()),
        ways: vec!["--yes, or --dry-run to see the differences".into()],
        ..Question::default()
    }
}

/// The answers without their secrets: the declared state that a next run starts from.
fn declare(
    plan: &Plan,
    options: &Options,
    edges: &Edges<'_>,
    answers: &Answers,
    administrators: Option<&str>,
) -> AnswersFile {
    let mut values = BTreeMap::new();
    let mut secrets = BTreeMap::new();
    for (variable, spec) in render::written(plan) {
        let Some(value) = answers.get(variable) else { continue };
        let (carrier, _) = render::carried(variable, spec, value);
        if spec.secret {
            secrets.insert(carrier, edges.store.name());
        } else {
            values.insert(carrier, value.expose().to_owned());
        }
    }
    let serving = |purpose| plan.needs.iter().find(|need| need.purposes.contains(&purpose)).map(|need| need.id.clone());
    let purposes = plan.contract.purposes.iter().filter_map(|(purpose, serves)| {
        let credential = serving(*purpose).filter(|_| matches!(serves, Serves::OneOf { .. }));
        Some((*purpose, file::serve(&plan.provider.provider, credential.as_deref())))
    });
    AnswersFile {
        profile: Some(plan.contract.profile.clone()),
        portal: Some(file::Portal { url: show(&plan.choices.portal).to_owned(), stage: plan.choices.stage }),
        purposes: file::Purposes::of(purposes),
        providers: plan
            .choices
            .address
            .iter()
            .map(|address| (plan.provider.provider.clone(), file::address(show(&address.url), show(&address.api_url))))
            .collect(),
        features: plan.choices.features.iter().cloned().collect(),
        values,
        secrets,
        administrators: administrators.map(str::to_owned),
        proof: (options.proving == Proving::Skipped).then_some(file::ProofState::Skipped),
        ..AnswersFile::default()
    }
}

/// Repeats what is left to a person. The last line is the one that matters.
fn next(plan: &Plan, options: &Options, edges: &mut Edges<'_>, proofs: &Proofs) -> Result<End> {
    let report = &mut *edges.report;
    report.heading("Next");
    if options.proving == Proving::Skipped {
        report.problem("nothing was proven, because of --offline", Some("run it again without --offline before the portal starts"));
    }
    let open = proofs.iter().flat_map(|(_, proof)| &proof.steps);
    for step in open.filter(|step| step.verdict != Verdict::Valid && step.hint.is_some()) {
        report.detail(&step.name, &format!("{}; {}", step.says, step.hint.as_deref().unwrap_or_default()));
    }
    for need in &plan.needs {
        if let Some(path) = need.spec.callback.as_ref().filter(|_| need.purposes.contains(&crate::credential::Purpose::Authentication)) {
            report.detail("callback", &format!("{}{path}", show(&plan.choices.portal)));
        }
    }
    if options.stand_in.is_some() {
        report.line("this was the sandbox: nothing in these files is real, and nothing left this machine");
        report.line("for real: devportal-auth init");
        return Ok(End::Fine);
    }
    let start = format!("docker compose up devportal          starts with VEECODE_PROFILE={}", plan.contract.profile);
    match edges.store.name() {
        StoreName::Dotenv => report.line(&start),
        StoreName::Keyring => report.line(&format!("devportal-auth run -- {start}")),
    }
    Ok(End::Fine)
}
