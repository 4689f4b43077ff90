//! The report of a migration, as Markdown. It speaks of places and names; a value is shown as it is written, and whoever prints it takes
//! out what is secret.

use serde_yaml::Value;

use super::decide::{Added, Decided, Difference, Side};
use super::meaning::Route;
use super::names::other_name;
use super::{Image, Migration};
use crate::contract::{self, Target};
use crate::credential::Variable;
use crate::secrecy::is_secret_variable;

/// Values that are longer are cut.
const LONGEST: usize = 90;

/// Writes the report. `next` is the command that goes on with what only a person can do; `conceal` takes out of a value what nobody is to see,
/// before it is cut: a piece of a secret is not known any more.
pub fn report(migration: &Migration, next: &str, conceal: impl Fn(&str) -> String) -> String {
    let decided = &migration.decided;
    let mut page = Page::default();
    let from = decided.from.as_ref().map(called).unwrap_or_default();
    page.line(&format!("# From {from} to {}", called(&migration.to)));
    renamed(&mut page, decided);
    brought(&mut page, decided, &migration.to);
    otherwise(&mut page, decided, &conceal);
    left(&mut page, decided, &migration.to, next);
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, words: &str) {
        self.line(&format!("\n## {words}\n"));
    }
}

fn called(image: &Image) -> String {
    match image.told() {
        Some((name, value)) => format!("`{name}={value}`"),
        None => "plain Backstage".to_owned(),
    }
}

fn renamed(page: &mut Page, decided: &Decided) {
    if decided.names.is_empty() && decided.moves.is_empty() && decided.taken.is_empty() {
        return;
    }
    page.heading("What has another name");
    if !decided.names.is_empty() || !decided.moves.is_empty() {
        page.line("| before | now |\n|---|---|");
    }
    for (old, new) in &decided.names {
        page.line(&format!("| `{old}` | `{new}` |"));
    }
    for (above, old, new) in &decided.moves {
        let above = above.join(".");
        page.line(&format!("| `{above}.{old}` | `{above}.{new}` |"));
    }
    for (old, new) in &decided.taken {
        let read =
            if decided.referred.contains(old) { "your own files refer to it" } else { "nothing reads it any more" };
        page.line(&format!("\n`{new}` is set already, so `{old}` stays as it is; {read}."));
    }
}

fn brought(page: &mut Page, decided: &Decided, to: &Image) {
    let listed = |page: &mut Page, routes: &[&Route]| {
        routes.iter().for_each(|route| page.line(&format!("- `{}`", route.join("."))))
    };
    if !decided.cuts.is_empty() {
        page.heading("What the new image brings by itself");
        page.line("It was in your own layer, and went out of it:\n");
        listed(page, &decided.cuts.iter().collect::<Vec<_>>());
    }
    if !decided.puts.is_empty() {
        page.heading("What is in your own layer now");
        page.line(match (to.target, decided.from.as_ref().map(|from| from.target)) {
            (Target::Backstage, _) => "The image brought it, and a plain Backstage brings nothing:\n",
            (_, Some(Target::Backstage)) => "So that the image does what the portal did, and no more:\n",
            _ => "The old image brought it, and the new one does not, or brings what would open the portal:\n",
        });
        listed(page, &decided.puts.iter().map(|(route, _)| route).collect::<Vec<_>>());
    }
    let set: Vec<_> = decided.adds.iter().filter_map(|(name, added)| set_besides(name, added, decided)).collect();
    if !set.is_empty() {
        page.heading("What is set besides");
        set.iter().for_each(|line| page.line(line));
    }
    if !decided.unread.is_empty() {
        page.heading("What nobody reads any more");
        page.line("It stays where it is set, until you take it out:\n");
        decided.unread.iter().for_each(|name| page.line(&format!("- `{name}`")));
    }
}

fn set_besides(name: &str, added: &Added, decided: &Decided) -> Option<String> {
    match (added, &decided.vault) {
        (Added::Text(text), _) => Some(format!("- `{name}`: `{text}`, which stood in its place")),
        (Added::Kept(_), Some(file)) => Some(format!("- `{name}`: what stood in its place, in `{file}`")),
        (Added::Kept(_), None) => None,
        (Added::Of(other), _) => Some(format!("- `{name}`: the value of `{other}`")),
    }
}

/// Tells whether a variable is a secret, by a contract or by its name.
pub(super) fn is_secret(variable: &str) -> bool {
    let named = Variable::new(variable);
    let mut all = contract::every().iter();
    is_secret_variable(variable) || all.any(|contract| contract.variable(&named).is_some_and(|spec| spec.secret))
}

fn otherwise(page: &mut Page, decided: &Decided, conceal: &dyn Fn(&str) -> String) {
    if decided.differences.is_empty() {
        return;
    }
    page.heading("What is otherwise afterwards");
    let (gone, told): (Vec<_>, Vec<_>) = decided.differences.iter().partition(is_only_gone);
    if !told.is_empty() {
        page.line("| where | before | now |\n|---|---|---|");
        for Difference { route, before, after, .. } in &told {
            let shown = |value: &Option<Value>| shown(value.as_ref(), conceal);
            page.line(&format!("| `{}` | {} | {} |", route.join("."), shown(before), shown(after)));
        }
    }
    if !gone.is_empty() {
        let names =
            gone.iter().map(|difference| format!("`{}`", difference.route.join("."))).collect::<Vec<_>>().join(", ");
        page.line(&format!("\nOf the image's own settings, these are not there any more: {names}"));
    }
}

/// What the image said for every portal, and nobody says any more.
fn is_only_gone(difference: &&Difference) -> bool {
    difference.side == Side::Image && difference.after.is_none()
}

fn left(page: &mut Page, decided: &Decided, to: &Image, next: &str) {
    page.heading("What is left for you");
    if to.target == Target::Backstage {
        page.line("- start it as your own Backstage, with your layer behind its `app-config.yaml`");
        page.line(
            "- nobody reads `.env` there: `devportal-auth run -- yarn start`, in this folder, hands its variables over",
        );
    } else {
        let generation = if to.target == Target::V2 { "second" } else { "first" };
        page.line(&format!(
            "- start it with an image of the {generation} generation: another tag, and for Helm another chart"
        ));
    }
    for says in &decided.left {
        page.line(&format!("- {says}"));
    }
    if decided.missing.is_empty() {
        page.line(&format!("- prove the credentials: `{next}`"));
        return;
    }
    for (name, about) in &decided.missing {
        page.line(&format!("- `{name}` is set in no file here{}: {about}", before(name, decided, to)));
    }
    page.line(&format!("- this gets and proves what is missing: `{next}`"));
}

/// The name that a variable had before, for whoever sets it elsewhere.
fn before(name: &str, decided: &Decided, to: &Image) -> String {
    let old = decided.from.as_ref().and_then(|from| other_name(name, to.target, from.target));
    old.filter(|old| old != name).map(|old| format!(" (before, it was `{old}`)")).unwrap_or_default()
}

fn shown(value: Option<&Value>, conceal: &dyn Fn(&str) -> String) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = conceal(&serde_json::to_string(value).unwrap_or_default());
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&text).replace('|', "\\|");
    let cut: String = text.chars().take(LONGEST).collect();
    format!("`{cut}{}`", if cut.len() < text.len() { "…" } else { "" })
}
