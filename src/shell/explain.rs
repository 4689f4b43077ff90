//! `devportal-auth explain`: finds the page that is meant, and shows it.

mod advise;
mod browse;
mod given;
mod tell;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};

use super::cli::{Explain, Global, Written};
use super::end::CannotBegin;
use super::pager;
use crate::answers::file;
use crate::explain::portal::Map;
use crate::explain::{self, Found, How, Kind, Page, Scene};
use crate::intake;
use crate::outlet;
use crate::plan::Plan;
use crate::report::{Look, Report, Screen, markdown};
use crate::secrecy::is_word;

/// Shows a page, or a list of them.
pub(super) fn explain(flags: &Explain, global: &Global) -> Result<ExitCode> {
    let look = crate::shell::looking(outlet::printed_columns(), global);
    if let Some(path) = &flags.portal {
        return map(path, flags.format, &look);
    }
    if flags.advise {
        return advise::advise(flags, global, &look);
    }
    let asked = given::asked(flags).context(CannotBegin)?;
    if asked.trim().is_empty() {
        return overview(flags.format, global, &look);
    }
    let found = explain::find_in_log(&asked);
    if found.as_ref().is_none_or(|found| found.how != How::Named)
        && let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.plural() == asked.trim())
    {
        return say(&tell::kind(kind, flags.format, &look), &look);
    }
    // A slip of the finger is likelier than a page that has little of it.
    match found.filter(|found| found.how != How::Weak || explain::near(&asked).is_empty()) {
        Some(found) => show(&found, flags.format, &look),
        None => nobody(&asked).context(CannotBegin),
    }
}

fn overview(format: Written, global: &Global, look: &Look) -> Result<ExitCode> {
    if format == Written::Human && browse::can(global) {
        return match browse::choose(global)? {
            Some(found) => show(&found, format, look),
            None => Ok(ExitCode::SUCCESS),
        };
    }
    say(&tell::overview(format, look), look)
}

fn show(found: &Found, format: Written, look: &Look) -> Result<ExitCode> {
    let scene = scene(look);
    let scene = found.provider.map_or(scene.clone(), |provider| scene.with(provider));
    let text = match format {
        Written::Human => tell::human(found, &scene, look),
        Written::Markdown => tell::markdown(found, &scene),
        Written::Json => tell::json(found, &scene)?,
        Written::Mermaid => match found.best().and_then(|page| page.mermaid(&scene)) {
            Some(picture) => picture,
            None => return no_picture(found).context(CannotBegin),
        },
    };
    if format == Written::Human { say(&text, look) } else { super::print(&text) }
}

/// A portal's own map.
fn map(path: &Path, format: Written, look: &Look) -> Result<ExitCode> {
    let map = portal(path).with_context(|| path.display().to_string()).context(CannotBegin)?;
    match format {
        Written::Human => say(&markdown::page(&map.markdown(look.width.into()), look), look),
        Written::Markdown => super::print(&map.markdown(tell::WIDTH)),
        Written::Json => super::print(&tell::data(&map)?),
        Written::Mermaid => super::print(&map.mermaid()),
    }
}

fn portal(path: &Path) -> Result<Map> {
    let text = intake::text(path, intake::Kind::ANSWERS).map_err(|why| anyhow!("{why}"))?;
    let answers = file::parse(text.expose())?;
    Ok(explain::portal::map(&Plan::declared(&answers)?, &answers))
}

/// Shows text at a terminal, page by page where it is longer than the screen.
fn say(text: &str, look: &Look) -> Result<ExitCode> {
    if pager::shows(text, look)? { Ok(ExitCode::SUCCESS) } else { super::print(text) }
}

/// The portal of this folder, as far as it says what it is.
fn scene(look: &Look) -> Scene {
    let name = file::NAME;
    let read = match intake::text_if_there(Path::new(name), intake::Kind::ANSWERS) {
        Ok(None) => return Scene::default(),
        Ok(Some(text)) => file::parse(text.expose()).map_err(|error| format!("{name}: {error:#}")),
        Err(why) => Err(format!("{name} {why}")),
    };
    match read {
        Ok(answers) => Scene::of(&answers),
        Err(why) => {
            Screen::new(*look).problem(&why, Some("addresses are those of an example"));
            Scene::default()
        }
    }
}

fn no_picture(found: &Found) -> Result<ExitCode> {
    let topic = found.best().map(Page::topic).unwrap_or_default();
    bail!("`{topic}` has no picture; `authentication`, `directory-sign-in`, providers and profiles have one")
}

fn nobody(asked: &str) -> Result<ExitCode> {
    let near = explain::near(asked);
    let near = near.iter().map(|topic| format!("`{topic}`")).collect::<Vec<_>>().join(" or ");
    let meant = if near.is_empty() { "; ".to_owned() } else { format!("; did you mean {near}? ") };
    if !asked.chars().any(char::is_alphabetic) && asked.chars().any(char::is_numeric) {
        bail!("a number says too little: give the whole line that it stands in");
    }
    if explain::is_class(asked) {
        bail!("`{}` is the name of errors of many kinds: give the whole line that it stands in", asked.trim());
    }
    let named = if is_word(asked) { format!("`{asked}`") } else { "these words".to_owned() };
    bail!("nothing is known of {named}{meant}all topics: `devportal-auth explain`")
}
