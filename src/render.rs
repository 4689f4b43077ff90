//! Turns a plan and its answers into the files' contents. Pure.

use std::path::PathBuf;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::answers::file::{self, AnswersFile};
use crate::contract::VariableSpec;
use crate::credential::{Answers, Secret, Variable};
use crate::document;
use crate::dotenv;
use crate::plan::{Endpoints, Plan, show};
use crate::secrets::StoreName;
use crate::write::{Access, Content, DotenvLine, FilePlan, Rendered, Visibility};

/// Everything that the files are made of.
pub struct Sheet<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// All values.
    pub answers: &'a Answers,
    /// The group that administers the portal, as an entity reference.
    pub administrators: Option<&'a str>,
    /// Where secrets live.
    pub store: StoreName,
    /// The declared state, written as `devportal-auth.yaml`.
    pub declared: &'a AnswersFile,
    /// A line that every file begins with, when nothing in it is real.
    pub notice: Option<&'a str>,
}

/// Renders all files.
///
/// # Errors
/// When a value cannot be said in `.env` and has no other form, which names the variable.
pub fn render(sheet: &Sheet<'_>) -> Result<Rendered> {
    let file = |path: &str, about: &str, content| FilePlan {
        path: PathBuf::from(path),
        about: about.to_owned(),
        content,
        access: Access::Shared,
    };
    let fragment = fragment(sheet)?;
    let lines = dotenv_lines(sheet)?;
    let declared = file::write(sheet.declared)?;
    let secrets = if sheet.store == StoreName::Dotenv { "plain values and secrets" } else { "plain values, no secret" };
    Ok(Rendered {
        files: vec![
            file("app-config.local.yaml", "mends what the profile leaves open", Content::Fragment(fragment)),
            FilePlan { access: Access::Private, ..file(".env", secrets, Content::Dotenv(lines)) },
            file(".env.example", "safe to commit", Content::Whole(example(sheet))),
            file("devportal-auth.yaml", "your answers; safe to commit", Content::Whole(declared)),
            file(
                ".gitignore",
                "keeps .env out of git",
                Content::IgnoreEntries(vec![".env".into(), ".devportal-auth/".into()]),
            ),
        ],
    })
}

/// The operator's layer: the pieces whose conditions hold, merged in order, with their places filled in.
///
/// # Errors
/// When a piece of the contract does not parse, which a test rules out.
pub fn fragment(sheet: &Sheet<'_>) -> Result<String> {
    let facts = sheet.plan.facts(sheet.administrators.is_some());
    let holds = |condition: &String| match condition.strip_prefix("not ") {
        Some(absent) => !facts.contains(absent),
        None => facts.contains(condition),
    };
    let address = sheet.plan.address(&sheet.plan.settings(sheet.answers))?;
    let mut merged = sheet.notice.map(|notice| format!("# {notice}\n")).unwrap_or_default();
    for piece in sheet.plan.contract.fragment.iter().filter(|piece| piece.when.iter().all(holds)) {
        let filled = fill(&piece.yaml, sheet, &address)?;
        merged = document::merge(&merged, &filled).context("a piece of the contract does not merge")?;
    }
    Ok(merged)
}

/// Puts addresses and names into their places (`<portal-url>`).
fn fill(yaml: &str, sheet: &Sheet<'_>, address: &Endpoints) -> Result<String> {
    let host = address.url.host_str().context("an address has a host")?;
    let host = address.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Ok(yaml
        .replace("<portal-url>", show(&sheet.plan.choices.portal))
        .replace("<provider-url>", show(&address.url))
        .replace("<provider-host>", &host)
        .replace("<provider-api-url>", show(&address.api_url))
        .replace("<provider-raw-url>", &raw_url(sheet.plan, address))
        .replace("<administrators>", sheet.administrators.unwrap_or_default()))
}

fn raw_url(plan: &Plan, address: &Endpoints) -> String {
    match (plan.self_hosted(), &plan.provider.raw_url, &plan.provider.self_hosted_raw_path) {
        (false, Some(url), _) => url.clone(),
        (_, _, Some(path)) => format!("{}{path}", show(&address.url)),
        _ => show(&address.url).to_owned(),
    }
}

/// Variables that the files hold, with what the contract says of them: settings, credentials' parts, made secrets.
pub fn written(plan: &Plan) -> Vec<(&Variable, &VariableSpec)> {
    let mut names: Vec<Variable> = plan.contract.settings.values().cloned().collect();
    names.extend(plan.needs.iter().flat_map(Plan::variables).map(|(_, variable)| variable));
    names.extend(plan.contract.generated.keys().cloned());
    let known = plan.contract.variables.iter();
    known.filter(|(variable, spec)| names.contains(variable) && !spec.transient).collect()
}

fn dotenv_lines(sheet: &Sheet<'_>) -> Result<Vec<DotenvLine>> {
    let mut lines = vec![DotenvLine {
        variable: Variable::new("VEECODE_PROFILE"),
        value: Secret::new(&sheet.plan.contract.profile),
        visibility: Visibility::Plain,
        comment: None,
    }];
    for (variable, spec) in written(sheet.plan) {
        let Some(value) = sheet.answers.get(variable) else { continue };
        if spec.secret && sheet.store != StoreName::Dotenv {
            continue;
        }
        let (variable, value) = carried(variable, spec, value);
        dotenv::encode(variable.as_str(), &value)
            .context("choose another value, or keep it in the keyring: --store keyring")?;
        let visibility = if spec.secret { Visibility::Masked } else { Visibility::Plain };
        lines.push(DotenvLine { variable, value, visibility, comment: None });
    }
    Ok(lines)
}

/// The variable and value that carry a value in an environment: itself, or its base64 form where it has one.
pub fn carried(variable: &Variable, spec: &VariableSpec, value: &Secret) -> (Variable, Secret) {
    match &spec.base64 {
        Some(carrier) => (carrier.clone(), Secret::new(STANDARD.encode(value.expose()))),
        None => (variable.clone(), value.clone()),
    }
}

fn example(sheet: &Sheet<'_>) -> String {
    let mut text = sheet.notice.map(|notice| format!("# {notice}\n")).unwrap_or_default();
    text.push_str("# What the portal needs. Copy this file to .env and fill it in, or run devportal-auth init.\n");
    text.push_str(&format!("\n# the profile\nVEECODE_PROFILE={}\n", sheet.plan.contract.profile));
    for (variable, spec) in written(sheet.plan) {
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
