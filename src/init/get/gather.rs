//! Takes what is at hand without asking anybody: given values, their other forms, and the secrets that are made here.

use anyhow::{Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::Edges;
use crate::answers::tidy::tidied;
use crate::answers::{Form, Reply};
use crate::contract::VariableSpec;
use crate::credential::{Answers, Secret, Variable};
use crate::plan::{Need, Plan, fields_of, keep_fields};

/// Fills in everything that nobody has to be asked for.
pub(in crate::init) fn gather(plan: &Plan, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<()> {
    for need in &plan.needs {
        for variable in need.spec.fields.values() {
            take(plan, variable, edges, answers)?;
        }
        // A credential that also signs people in lends its client to sign-in, whatever stood there before.
        keep_fields(need, &fields_of(need, answers), answers);
    }
    for (variable, _) in plan.generated() {
        take(plan, variable, edges, answers)?;
    }
    for part in &plan.parts {
        for (variable, spec) in part.contract.variables.iter().filter(|(_, spec)| spec.quiet || spec.derived.is_some())
        {
            take(plan, variable, edges, answers)?;
            if let Some(usual) = spec.default.as_ref().filter(|_| spec.quiet && answers.get(variable).is_none()) {
                answers.insert(variable.clone(), Secret::new(usual));
            }
        }
    }
    Ok(())
}

/// Tells whether every part of a credential is there.
pub(in crate::init) fn complete(need: &Need, answers: &Answers) -> bool {
    let fields = fields_of(need, answers);
    need.spec.fields.keys().all(|field| fields.get(field).is_some())
}

/// Makes the secrets that are made here. They are worth nothing before they are written, so nothing is lost with them.
pub(super) fn generate(plan: &Plan, answers: &mut Answers) -> Result<()> {
    for variable in plan.generated().map(|(variable, _)| variable) {
        if answers.get(variable).is_none_or(Secret::is_empty) {
            answers.insert(variable.clone(), random_secret()?);
        }
    }
    Ok(())
}

/// Takes a variable from whoever knows it: by its own name, by the name that carries it in base64, or by the name that
/// the image falls back to, unless that one belongs to another credential of this plan.
fn take(plan: &Plan, variable: &Variable, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<()> {
    if let Some(value) = given(plan, variable, edges)? {
        answers.insert(variable.clone(), value);
        return Ok(());
    }
    if answers.get(variable).is_some_and(|value| !value.is_empty()) {
        return Ok(());
    }
    let spec = plan.variable(variable);
    if let Some(carrier) = spec.and_then(|spec| spec.base64.as_ref()) {
        let carried = given(plan, carrier, edges)?.or_else(|| answers.get(carrier).cloned());
        if let Some(carried) = carried.filter(|carried| !carried.is_empty()) {
            answers.insert(variable.clone(), decoded(carrier, &carried)?);
        }
        return Ok(());
    }
    if let Some(fallback) = spec.and_then(|spec| fallback(plan, spec)) {
        let value = given(plan, fallback, edges)?.or_else(|| answers.get(fallback).cloned());
        if let Some(value) = value {
            answers.insert(variable.clone(), value);
        }
    }
    Ok(())
}

fn given(plan: &Plan, variable: &Variable, edges: &mut Edges<'_>) -> Result<Option<Secret>> {
    let question = plan.question(variable);
    if !edges.answers.knows(&question) {
        return Ok(None);
    }
    match edges.answers.answer(&question, None)? {
        Reply::Answer(value) if question.form == Form::Secret && !question.verbatim => {
            let (secret, taken_off) = tidied(&value);
            if let Some(said) = taken_off.describe() {
                edges.report.detail(variable.as_str(), &said);
            }
            Ok(Some(secret))
        }
        Reply::Answer(value) => Ok(Some(value)),
        Reply::None | Reply::Back => Ok(None),
    }
}

fn fallback<'p>(plan: &Plan, spec: &'p VariableSpec) -> Option<&'p Variable> {
    let taken =
        |variable: &&Variable| plan.needs.iter().any(|need| need.spec.fields.values().any(|own| own == *variable));
    spec.fallback.as_ref().filter(|variable| !taken(variable))
}

fn decoded(carrier: &Variable, carried: &Secret) -> Result<Secret> {
    let packed: String = carried.expose().split_whitespace().collect();
    let bytes = STANDARD.decode(packed).map_err(|_| anyhow!("`{carrier}` is not base64"))?;
    String::from_utf8(bytes).map(Secret::new).map_err(|_| anyhow!("`{carrier}` holds no text in base64"))
}

/// 40 characters from letters and digits, which mean the same in every `.env` reader; about 238 bits.
pub(super) fn random_secret() -> Result<Secret> {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut text = String::with_capacity(40);
    while text.len() < 40 {
        let mut byte = [0_u8; 1];
        getrandom::fill(&mut byte).map_err(|error| anyhow!("the system gave no random bytes: {error}"))?;
        // Bytes from 248 on would make some characters likelier than others.
        if byte[0] < 248 {
            text.push(char::from(ALPHABET[usize::from(byte[0] % 62)]));
        }
    }
    Ok(Secret::new(text))
}
