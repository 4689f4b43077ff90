//! Pages and lists of them, as people, documents and programs read them.

use anyhow::Result;
use serde_json::{Value, json};

use crate::explain::{self, Found, How, Kind, Page, Scene};
use crate::report::{Look, Tone, markdown, wrap};
use crate::shell::cli::Written;

/// The columns of Markdown that nobody shows at a terminal.
pub(super) const WIDTH: usize = 80;

/// A page for a terminal, with the others that speak of it.
pub(super) fn human(found: &Found, scene: &Scene, look: &Look) -> String {
    let Some(best) = found.best() else { return String::new() };
    let mut text = String::new();
    if found.how == How::Weak {
        let says = "No page is surely about this; the nearest one:";
        text += &lines(wrap("", 0, says, look.width.into()).iter().map(|line| look.paint(Tone::Look, line)));
        text.push('\n');
    }
    let page = best.markdown(scene, look.width.into());
    // Somebody who meant something else reads no whole page of it.
    if found.how == How::Weak {
        text += &markdown::page(beginning(&page), look);
        let whole = format!("All of it: `devportal-auth explain {}`", best.topic());
        text +=
            &format!("\n{}", lines(wrap("", 0, &look.signs(&whole.replace('`', "")), look.width.into()).into_iter()));
    } else {
        text += &markdown::page(&page, look);
    }
    // Whoever names a page wants that page; two more are enough.
    let most = if found.how == How::Named { 3 } else { found.pages.len() };
    let others = found.pages.get(1..most.min(found.pages.len())).unwrap_or_default();
    if !others.is_empty() {
        text += &format!("\n{}\n", look.paint(Tone::Strong, "Others that speak of it"));
        text += &rows(others.iter().copied(), look);
    }
    text
}

/// A page's heading and what stands first below it.
fn beginning(page: &str) -> &str {
    let ends = page.match_indices("\n\n").map(|(at, _)| at);
    ends.skip(1).find(|at| !page[..*at].ends_with(':')).map_or(page, |at| &page[..=at])
}

/// A page as Markdown.
pub(super) fn markdown(found: &Found, scene: &Scene) -> String {
    found.best().map(|page| page.markdown(scene, WIDTH)).unwrap_or_default()
}

/// A page as data.
pub(super) fn json(found: &Found, scene: &Scene) -> Result<String> {
    let Some(best) = found.best() else { return Ok(String::new()) };
    let mut page = about(best);
    page["found-by"] = found.how.id().into();
    page["text"] = best.markdown(scene, WIDTH).into();
    page["others"] = found.pages[1..].iter().map(|page| about(page)).collect();
    written(json!({ "version": 1, "page": page }))
}

fn about(page: &Page) -> Value {
    json!({ "topic": page.topic(), "kind": page.kind.id(), "id": page.id, "title": page.title, "summary": page.summary })
}

/// Something as one JSON document.
pub(super) fn data(value: &impl serde::Serialize) -> Result<String> {
    let mut document = json!({ "version": 1 });
    document["portal"] = serde_json::to_value(value)?;
    written(document)
}

fn written(value: Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

/// All pages of one kind.
pub(super) fn kind(kind: Kind, format: Written, look: &Look) -> String {
    let pages = explain::all().iter().filter(move |page| page.kind == kind);
    match format {
        Written::Human => rows(pages, look),
        Written::Json => topics(pages),
        Written::Markdown | Written::Mermaid => {
            pages.map(|page| format!("- `{}`: {}\n", page.topic(), page.summary)).collect()
        }
    }
}

/// All topics: on one screen, or each with what it is about.
pub(super) fn overview(format: Written, look: &Look) -> String {
    match format {
        Written::Human => screen(look),
        Written::Json => topics(explain::all().iter()),
        Written::Markdown | Written::Mermaid => {
            Kind::ALL.into_iter().map(|one| format!("## {}\n\n{}\n", one.plural(), kind(one, format, look))).collect()
        }
    }
}

fn topics<'p>(pages: impl Iterator<Item = &'p Page>) -> String {
    written(json!({ "version": 1, "topics": pages.map(about).collect::<Vec<_>>() })).unwrap_or_default()
}

/// Concepts are what most ask about, so they have as many lines as a screen leaves them.
const CONCEPT_LINES: usize = 8;

/// A screen of topics, by their kind: of concepts as many as fit on some lines, and of the others on one.
fn screen(look: &Look) -> String {
    let width = usize::from(look.width);
    let mut text = String::new();
    for (kind, pages) in explain::grouped() {
        let name = format!("{:<13}", kind.plural());
        let names: Vec<_> = pages.iter().map(|page| page.id.as_str()).collect();
        let most = if kind == Kind::Concept { CONCEPT_LINES } else { 1 };
        let says = some(&names, most * width.saturating_sub(name.len()));
        let rows = wrap(&name, if width < 60 { 2 } else { name.len() }, &look.signs(&says), width);
        let name = look.paint(Tone::Strong, kind.plural());
        text += &lines(rows.iter().map(|row| row.replacen(kind.plural(), &name, 1)));
    }
    let last = "All of one kind: devportal-auth explain rules\nAny words do, and an error as it stands in a log:\ndevportal-auth explain popup was closed\nOne with quotes, ( or ; in it is piped in, or pasted behind `explain -`.";
    text + "\n" + &lines(last.split('\n').flat_map(|line| wrap("", 2, line, width)))
}

/// As many names as fit, and how many there are.
fn some(names: &[&str], room: usize) -> String {
    let all = names.join(", ");
    if all.len() <= room {
        return all;
    }
    let count = format!("{} in all: ", names.len());
    let mut text = String::new();
    for name in names.iter().take_while(|name| name.len() < room) {
        if count.len() + text.len() + name.len() + ", …".len() > room {
            break;
        }
        text = format!("{text}{name}, ");
    }
    format!("{count}{text}…")
}

/// Topics with what each is about, in two columns.
fn rows<'p>(pages: impl Iterator<Item = &'p Page>, look: &Look) -> String {
    let pages: Vec<_> = pages.collect();
    let width = usize::from(look.width);
    let widest = pages.iter().map(|page| page.topic().len()).max().unwrap_or_default();
    // Where the names leave little room, what they are about goes on below them.
    let (widest, indent) = if width < widest + 36 { (0, 4) } else { (widest, widest + 4) };
    let row = |page: &&Page| {
        let summary = if page.summary.is_empty() { &page.title } else { &page.summary };
        wrap(&format!("  {:<widest$}  ", page.topic()), indent, &look.signs(&summary.replace('`', "")), width)
    };
    lines(pages.iter().flat_map(row))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}
