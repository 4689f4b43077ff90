//! What stands in the portal's environment: `.env`, its example, and the files of their own for what no line can hold.

use anyhow::{Context, Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::places::Places;
use super::{Sheet, written};
use crate::answers::file::Target;
use crate::contract::image::NO_PROFILE;
use crate::contract::{TOLD, VariableSpec};
use crate::credential::{Secret, Variable};
use crate::dotenv;
use crate::plan::{Part, Plan};
use crate::secrets::StoreName;
use crate::write::{DotenvLine, Visibility};

/// The variable that tells an image what to load, and its value. The v1 image loads nothing for a name that it does not know; a plain
/// Backstage is told nothing.
pub fn image(plan: &Plan) -> Option<(&'static str, String)> {
    let target = plan.choices.target;
    let value = match target {
        Target::V2 => plan.presets().join(","),
        Target::V1 | Target::Backstage => plan.profile().unwrap_or(NO_PROFILE).to_owned(),
    };
    target.told_by().map(|name| (name, value))
}

/// What tells an image of another generation what to load, which nobody reads any more.
pub(super) fn gone(plan: &Plan) -> Vec<&'static str> {
    let told = image(plan).map(|(name, _)| name);
    TOLD.into_iter().filter(|name| Some(*name) != told).collect()
}

/// The files of their own that a plan has, by name.
pub fn names_of_own_files(plan: &Plan) -> Vec<&str> {
    written(plan).into_values().filter_map(|spec| spec.own_file.as_deref()).collect()
}

/// The variable and value that carry a value in an environment: itself, or its base64 form where it has one.
pub fn carried(variable: &Variable, spec: &VariableSpec, value: &Secret) -> (Variable, Secret) {
    match &spec.base64 {
        Some(carrier) => (carrier.clone(), Secret::new(STANDARD.encode(value.expose()))),
        None => (variable.clone(), value.clone()),
    }
}

/// The lines of `.env`.
pub(super) fn lines(sheet: &Sheet<'_>) -> Result<Vec<DotenvLine>> {
    let line = |(name, value): (&str, String)| DotenvLine {
        variable: Variable::new(name),
        value: Secret::new(value),
        visibility: Visibility::Plain,
        comment: None,
    };
    let mut lines: Vec<_> = image(sheet.plan).into_iter().map(line).collect();
    for (variable, spec) in written(sheet.plan) {
        let Some(value) = sheet.answers.get(variable).filter(|_| is_in_dotenv(spec, sheet.store)) else { continue };
        may_be_written(variable, spec, value, sheet.store)?;
        let (variable, value) = carried(variable, spec, value);
        let visibility = if spec.secret { Visibility::Masked } else { Visibility::Plain };
        lines.push(DotenvLine { variable, value, visibility, comment: None });
    }
    Ok(lines)
}

fn is_in_dotenv(spec: &VariableSpec, store: StoreName) -> bool {
    let elsewhere = spec.secret && store != StoreName::Dotenv;
    !spec.ours && !elsewhere && spec.own_file.is_none()
}

/// Refuses a value that would stand in `.env`, and that its readers do not read alike.
///
/// # Errors
/// [`dotenv::Unsayable`], with where a secret may be kept as well.
pub fn may_be_written(variable: &Variable, spec: &VariableSpec, value: &Secret, store: StoreName) -> Result<()> {
    if !is_in_dotenv(spec, store) {
        return Ok(());
    }
    let (variable, value) = carried(variable, spec, value);
    let written = dotenv::encode(variable.as_str(), &value).map(drop).map_err(Error::from);
    match spec.secret {
        true => written.context("choose another value, or keep it in the keyring: --store keyring"),
        false => written,
    }
}

/// The files that hold a value each, with what it is; none where a store holds them.
pub(super) fn own_files<'s>(sheet: &Sheet<'s>) -> Vec<(&'s str, &'s str, &'s Secret)> {
    let written = written(sheet.plan).into_iter().filter(|_| sheet.store == StoreName::Dotenv);
    let own = written.filter_map(|(variable, spec)| {
        Some((spec.own_file.as_deref()?, spec.about.as_str(), sheet.answers.get(variable)?))
    });
    own.collect()
}

/// The places of values that have a file of their own (`<GITHUB_PRIVATE_KEY>`): read from there, or from the environment where a store lends it.
pub(super) fn of_own_files(part: &Part, store: StoreName) -> Places {
    let own = part.contract.variables.iter().filter_map(|(variable, spec)| Some((variable, spec.own_file.as_deref()?)));
    own.fold(Places::default(), |places, (variable, file)| {
        let read = match store {
            StoreName::Dotenv => format!("{{ $file: {file} }}"),
            StoreName::Keyring => format!("${{{variable}}}"),
        };
        places.and(variable.as_str(), read)
    })
}

/// The text of `.env.example`.
pub(super) fn example(sheet: &Sheet<'_>) -> String {
    let mut text = sheet.notice.map(|notice| format!("# {notice}\n")).unwrap_or_default();
    text.push_str("# What the portal needs. Copy this file to .env and fill it in, or run devportal-auth init.\n");
    if let Some((name, value)) = image(sheet.plan) {
        let meaning = sheet.plan.choices.target.told_of(sheet.plan.profile().is_some());
        text.push_str(&format!("\n# {meaning}\n{name}={value}\n"));
    }
    for (variable, spec) in written(sheet.plan).into_iter().filter(|(_, spec)| !spec.ours) {
        if let Some(file) = spec.own_file.as_deref().filter(|_| sheet.store == StoreName::Dotenv) {
            text.push_str(&format!("\n# {}, in a file of its own: {file}\n", spec.about));
            continue;
        }
        let name = spec.base64.as_ref().unwrap_or(variable);
        let form = if spec.base64.is_some() { ", in base64 on one line" } else { "" };
        text.push_str(&format!("\n# {}{form}\n", spec.about));
        if let Some(docs) = &spec.docs {
            text.push_str(&format!("# {docs}\n"));
        }
        let example = spec.example.as_deref().filter(|_| !spec.secret).unwrap_or_default();
        text.push_str(&format!("{name}={example}\n"));
    }
    text
}
