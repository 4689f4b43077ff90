//! Places of a page that are filled in: the steps of signing in, drawn, and tables. `<sequence>` alone on a line is the portal's own
//! sign-in, `<sequence keycloak>` that of a provider.

use std::fmt::Write as _;

use super::pages;
use super::scene::Scene;
use crate::contract::concepts::{Actor, Step};

/// How a page is written.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// As Markdown, with pictures in characters no wider than this.
    Text {
        /// Columns.
        width: usize,
    },
    /// As a diagram of Mermaid.
    Mermaid,
}

/// Fills in everything that stands in a page.
pub(super) fn filled(text: &str, scene: &Scene, shape: Shape) -> String {
    let mut filled = String::new();
    for line in text.lines() {
        match place(line) {
            Some(("sequence", of)) => filled += &sequence(&of_provider(scene, of), shape),
            Some((name, of)) => filled += &table(name, of).unwrap_or_else(|| format!("{line}\n")),
            None => _ = writeln!(filled, "{line}"),
        }
    }
    if scene.real || text.contains("<sequence") { scene.fill(&filled) } else { filled }
}

/// The picture of a page alone, for Mermaid.
pub(super) fn alone(text: &str, scene: &Scene) -> Option<String> {
    let (_, of) = text.lines().filter_map(place).find(|(name, _)| *name == "sequence")?;
    Some(mermaid(&of_provider(scene, of)))
}

/// A place that stands alone on its line: its name, and of what.
fn place(line: &str) -> Option<(&str, &str)> {
    let inside = line.strip_prefix('<')?.strip_suffix('>')?;
    Some(inside.split_once(' ').unwrap_or((inside, "")))
}

fn of_provider(scene: &Scene, of: &str) -> Scene {
    if of.is_empty() { scene.clone() } else { scene.with(of) }
}

fn table(name: &str, of: &str) -> Option<String> {
    match name {
        "credentials" => Some(pages::credentials_table(of)),
        "callbacks" => Some(pages::callbacks()),
        "scopes" => Some(pages::scopes_table()),
        "profiles" => Some(pages::profiles_table()),
        "presets" => Some(pages::presets_table()),
        "resolvers" => Some(pages::resolvers_table()),
        "tokens" => Some(pages::tokens_table()),
        "systems" => Some(pages::systems_table()),
        "ways-in" => Some(pages::ways_in_table()),
        "fronts" => Some(pages::fronts_table()),
        "directories" => Some(pages::directories_table()),
        "rhdh-files" => Some(pages::hub_files()),
        "rhdh-releases" => Some(pages::hub_releases()),
        "rhdh-plugins" => Some(pages::hub_plugins()),
        _ => None,
    }
}

/// The steps of signing in: as a picture, then each in a sentence with the pages of what goes wrong there.
fn sequence(scene: &Scene, shape: Shape) -> String {
    let steps = scene.flow();
    let drawn = match shape {
        Shape::Mermaid => format!("```mermaid\n{}```\n", mermaid(scene)),
        Shape::Text { width } => format!("```text\n{}```\n", drawn(scene, steps, width.min(WIDEST))),
    };
    let mut text = format!("{drawn}\n");
    let key = scene.key();
    for (number, step) in steps.iter().enumerate() {
        let fails: Vec<_> = step.fails_at(&key).iter().map(|rule| format!("`{rule}`")).collect();
        _ = writeln!(text, "{}. {}. Goes wrong: {}", number + 1, scene.fill(&step.says), fails.join(", "));
    }
    text
}

/// The columns between two lines at most, and the columns of the code block's own indentation.
const WIDEST: usize = 76;
const INDENT: usize = 4;

/// One line for each who takes part, and an arrow for each step.
fn drawn(scene: &Scene, steps: &[Step], width: usize) -> String {
    let actors = Actor::ALL;
    let gap = (width.saturating_sub(INDENT + 9)) / (actors.len() - 1);
    let at = |actor: Actor| actors.iter().position(|one| *one == actor).unwrap_or_default() * gap + 3;
    let total = at(Actor::Catalog) + 6;
    let put = |line: &mut Vec<char>, from: usize, text: &str| {
        text.chars().enumerate().for_each(|(place, letter)| {
            if let Some(cell) = line.get_mut(from + place) {
                *cell = letter;
            }
        });
    };
    let ended = |line: Vec<char>| line.into_iter().collect::<String>().trim_end().to_owned();
    let mut lines = vec![vec![' '; total]];
    for actor in actors {
        let name = name(scene, actor);
        put(&mut lines[0], at(actor).saturating_sub(name.len() / 2), &name);
    }
    for (number, step) in steps.iter().enumerate() {
        let mut line = vec![' '; total];
        actors.iter().for_each(|actor| put(&mut line, at(*actor), "|"));
        let (from, to) = (at(step.from), at(step.to));
        let (left, right) = (from.min(to) + 1, from.max(to));
        put(&mut line, left, &"-".repeat(right - left));
        if from < to {
            put(&mut line, right - 1, ">")
        } else {
            put(&mut line, left, "<")
        }
        let label = format!(" {} {} ", number + 1, step.short);
        let label = if label.len() + 4 > right - left { format!(" {} ", number + 1) } else { label };
        put(&mut line, left + (right - left - label.len()) / 2, &label);
        lines.push(line);
    }
    lines.into_iter().map(|line| ended(line) + "\n").collect()
}

fn name(scene: &Scene, actor: Actor) -> String {
    match actor {
        Actor::Browser => "browser".to_owned(),
        Actor::Portal => "portal".to_owned(),
        Actor::Provider => scene.provider.clone(),
        Actor::Catalog => "catalog".to_owned(),
    }
}

fn mermaid(scene: &Scene) -> String {
    let mut text = "sequenceDiagram\n".to_owned();
    for actor in Actor::ALL {
        _ = writeln!(text, "    participant {}", name(scene, actor));
    }
    for step in scene.flow() {
        // A semicolon ends a message there, and a hash begins an entity.
        let says = scene.fill(&step.says).replace(';', ",").replace(['#', '`'], "");
        _ = writeln!(text, "    {}->>{}: {says}", name(scene, step.from), name(scene, step.to));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_is_drawn_with_an_arrow_for_each_step() {
        let scene = Scene { portal: "https://portal.acme.dev".into(), ..Scene::default() };
        insta::assert_snapshot!(drawn(&scene, scene.flow(), 80), @r"
        browser               portal                github                catalog
           |------ 1 start ----->|                     |                     |
           |<--- 2 go there -----|                     |                     |
           |--------------- 3 who I am --------------->|                     |
           |<--------------- 4 a code -----------------|                     |
           |---- 5 the code ---->|                     |                     |
           |                     |--- 6 id, secret --->|                     |
           |                     |-------------- 7 which User -------------->|
           |<--- 8 a session ----|                     |                     |
        ");
        insta::assert_snapshot!(drawn(&scene.with("ldap"), scene.with("ldap").flow(), 40), @r"
        browser  portal    ldap    catalog
           |-- 1 -->|        |        |
           |        |-- 2 -->|        |
           |        |-- 3 -->|        |
           |        |-- 4 -->|        |
           |        |------- 5 ------>|
           |<- 6 ---|        |        |
        ");
    }

    #[test]
    fn every_place_of_a_page_is_filled_and_no_picture_is_wider_than_asked() {
        for width in [40, 80] {
            for page in pages::all() {
                let text = page.markdown(&Scene::default(), width);
                assert!(!text.lines().any(|line| place(line).is_some()), "{}", page.id);
                let picture = text.split("```text\n").nth(1).filter(|_| page.text.contains("<sequence"));
                let picture = picture.map(|rest| rest.split("```").next().unwrap_or_default()).unwrap_or_default();
                assert!(picture.lines().all(|line| line.len() + INDENT <= width), "{}:\n{picture}", page.id);
            }
        }
    }

    #[test]
    fn every_step_names_rules_that_there_are() {
        for (provider, sessions) in [("github", false), ("gitlab", false), ("ldap", false), ("keycloak", true)] {
            let scene = Scene::default().with(provider);
            let fails: Vec<_> = scene.flow().iter().flat_map(|step| step.fails_at(&scene.key())).collect();
            assert!(fails.iter().all(|rule| crate::lint::rule(rule).is_some()), "{fails:?}");
            // What only OpenID Connect does wrong is told of nobody else.
            for rule in ["session-secret-missing", "oidc-prompt"] {
                assert_eq!(fails.contains(&rule), sessions, "{provider}: {rule}");
            }
        }
    }
}
