//! Turns a plan and its answers into the files' contents. Pure.

mod brought;
mod environment;
mod hub;
mod places;
mod standing;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub use self::environment::{carried, image, may_be_written, names_of_own_files};
pub use self::hub::{NAMES_OF_VARIABLES, own_files};
use self::places::Places;
use crate::answers::file::{self, AnswersFile, Target};
use crate::contract::image::OPERATORS;
use crate::contract::{self, Piece, ProviderSpec, VariableSpec};
use crate::credential::{Answers, Secret, Variable};
use crate::document;
use crate::plan::{Endpoints, Plan, show};
use crate::secrets::StoreName;
use crate::write::{self, Access, Content, FilePlan, Rendered};
use anyhow::{Context, Result};

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
    /// Sign-ins of an earlier run that nobody is to get in by any more, by their keys.
    pub closed: &'a [String],
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
    let lines = environment::lines(sheet)?;
    let notice = sheet.notice.map(|notice| format!("# {notice}\n")).unwrap_or_default();
    let declared = format!("{notice}{}", file::write(sheet.declared)?);
    let secrets = if sheet.store == StoreName::Dotenv { "plain values and secrets" } else { "plain values, no secret" };
    let private = |plan: FilePlan| FilePlan { access: Access::Private, ..plan };
    let own_files = environment::own_files(sheet);
    let ignored: Vec<String> = [".env", ".devportal-auth/", write::STAGED]
        .into_iter()
        .chain(own_files.iter().map(|(path, ..)| *path))
        .map(str::to_owned)
        .collect();
    let keys =
        own_files.iter().map(|(path, about, value)| private(file(path, about, Content::Edited((*value).clone()))));
    let mut files = vec![
        file(OPERATORS, about(sheet.plan), Content::Fragment(fragment, standing::standing)),
        private(file(".env", secrets, Content::Dotenv(lines, environment::gone(sheet.plan)))),
    ];
    files.extend(keys);
    files.extend(hub::files(sheet)?);
    files.extend([
        file(".env.example", "safe to commit", Content::Whole(environment::example(sheet))),
        file("devportal-auth.yaml", "your answers; safe to commit", Content::Whole(declared)),
        file(".gitignore", "keeps .env out of git", Content::IgnoreEntries(ignored.clone())),
        file(
            ".dockerignore",
            "keeps .env out of images",
            Content::IgnoreEntriesBeside(ignored, &["Dockerfile", "Containerfile"]),
        ),
    ]);
    Ok(Rendered { files })
}

/// What the fragment is for.
fn about(plan: &Plan) -> &'static str {
    match plan.choices.target {
        Target::V1 if plan.profile().is_none() => WHOLE,
        Target::V2 if plan.main().contract.otherwise(Target::V2).presets.is_empty() => WHOLE,
        Target::V1 => "fixes what the profile leaves open",
        Target::V2 => "fixes what the presets leave open",
        Target::Backstage => WHOLE,
    }
}

/// What the fragment is for where nothing else configures what was chosen.
const WHOLE: &str = "sign-in, integration and org data";

/// The operator's layer: the pieces whose conditions hold, merged in order, with their places filled in.
///
/// # Errors
/// When an address does not parse, or a piece does not merge.
pub fn fragment(sheet: &Sheet<'_>) -> Result<String> {
    let portal = contract::portal();
    let facts = sheet.plan.facts(sheet.administrators.is_some());
    let mut merged = sheet.notice.map(|notice| format!("# {notice}\n")).unwrap_or_default();
    let everywhere = of_portal(sheet);
    merge_pieces(&mut merged, &portal.first, &facts, &everywhere)?;
    for part in &sheet.plan.parts {
        let facts = facts.union(&sheet.plan.facts_of(part, sheet.answers)).cloned().collect();
        let address = sheet.plan.address(part, sheet.answers)?;
        let own = environment::of_own_files(part, sheet.store).with(of_provider(&part.provider, &address)?);
        let places = everywhere.clone().with(of_settings(&sheet.plan.settings(part, sheet.answers))?).with(own);
        merge_pieces(&mut merged, &part.contract.fragment, &facts, &places)?;
        if part.contract.stands_also() && !sheet.plan.brought(part).is_empty() {
            merged = brought::without(&merged, part.contract.otherwise(sheet.plan.choices.target).presets.keys())?;
        }
    }
    merge_pieces(&mut merged, &portal.last, &facts, &everywhere)?;
    for key in sheet.closed {
        let closed = format!("auth:\n  providers:\n    # people signed in by it before\n    {key}: null\n");
        merged = document::merge(&merged, &closed).context("a key of a sign-in does not merge")?;
    }
    Ok(merged)
}

/// Merges the pieces whose conditions hold, with their places filled in.
fn merge_pieces(merged: &mut String, pieces: &[Piece], facts: &BTreeSet<String>, places: &Places) -> Result<()> {
    let holds = |condition: &String| match condition.strip_prefix("not ") {
        Some(absent) => !facts.contains(absent),
        None => facts.contains(condition),
    };
    for piece in pieces.iter().filter(|piece| piece.when.iter().all(holds)) {
        *merged =
            document::merge(merged, &places.fill(&piece.yaml)).context("a piece of the contract does not merge")?;
    }
    Ok(())
}

/// The places that are the same for all providers.
fn of_portal(sheet: &Sheet<'_>) -> Places {
    let page = sheet.plan.main().contract.signs_in_as.as_deref().unwrap_or_default();
    let portal = &sheet.plan.choices.portal;
    // What a browser calls the pages' origin has no path.
    Places::default()
        .and("portal-url", show(portal))
        .and("portal-origin", portal.origin().ascii_serialization())
        .and("backend-url", show(sheet.plan.choices.backend()))
        .and("sign-in-page", page)
        .and("administrators", sheet.administrators.unwrap_or_default())
}

/// The places of a part's settings (`<users-filter>`), each as one quoted text that nothing is substituted in.
fn of_settings(settings: &BTreeMap<String, String>) -> Result<Places> {
    settings.iter().try_fold(Places::default(), |places, (field, value)| {
        let quoted = serde_json::to_string(&value.replace("${", "$${")).context("a text can be quoted")?;
        Ok(places.and(field, quoted))
    })
}

/// The places that speak of one provider.
fn of_provider(provider: &ProviderSpec, address: &Endpoints) -> Result<Places> {
    let host = address.url.host_str().context("an address has a host")?;
    let host = address.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Ok(Places::default()
        .and("provider-url", show(&address.url))
        .and("provider-host", host)
        .and("provider-api-url", show(&address.api_url))
        .and("provider-raw-url", raw_url(provider, address)))
}

fn raw_url(provider: &ProviderSpec, address: &Endpoints) -> String {
    let usual = provider.url.as_deref() == Some(show(&address.url));
    match (&provider.raw_url, &provider.self_hosted_raw_path) {
        (Some(url), _) if usual => url.clone(),
        (_, Some(path)) => format!("{}{path}", show(&address.url)),
        _ => show(&address.url).to_owned(),
    }
}

/// Variables that the files hold, with what the contracts say of them: settings, credentials' parts, made secrets, and
/// what follows from them.
pub fn written(plan: &Plan) -> BTreeMap<&Variable, &VariableSpec> {
    let mut names: BTreeSet<Variable> = plan.generated().map(|(variable, _)| variable.clone()).collect();
    names.extend(plan.parts.iter().flat_map(|part| part.contract.settings.values().cloned()));
    names.extend(plan.needs.iter().flat_map(Plan::variables).map(|(_, variable)| variable));
    let known = plan.parts.iter().flat_map(|part| &part.contract.variables);
    known.filter(|(variable, spec)| (names.contains(*variable) || spec.derived.is_some()) && !spec.transient).collect()
}

/// What follows from the answers: the variables that are made from addresses.
///
/// # Errors
/// When an address is not known.
pub fn derive(plan: &Plan, answers: &mut Answers) -> Result<()> {
    for part in &plan.parts {
        for (variable, spec) in &part.contract.variables {
            let Some(form) = &spec.derived else { continue };
            let value = of_provider(&part.provider, &plan.address(part, answers)?)?.fill(form);
            answers.insert(variable.clone(), Secret::new(value));
        }
    }
    Ok(())
}
