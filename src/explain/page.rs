//! A page: what it is about, what it is called, and its text.

use super::picture::{self, Shape};
use super::scene::Scene;

/// What a page is about. The order is that in which pages of one name are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something that people mix up.
    Concept,
    /// A system on the other side.
    Provider,
    /// A profile of the v1 image.
    Profile,
    /// A preset of the v2 image.
    Preset,
    /// Something that a portal does.
    Feature,
    /// A credential that a provider gives.
    Credential,
    /// A scope, permission or role.
    Scope,
    /// A variable that the portal reads.
    Variable,
    /// A key of `devportal-auth.yaml`.
    Key,
    /// A rule of `validate`.
    Rule,
}

impl Kind {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::Concept,
        Self::Provider,
        Self::Profile,
        Self::Preset,
        Self::Feature,
        Self::Credential,
        Self::Scope,
        Self::Variable,
        Self::Key,
        Self::Rule,
    ];

    /// Its name, as it is typed and printed.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Concept => "concept",
            Self::Provider => "provider",
            Self::Profile => "profile",
            Self::Preset => "preset",
            Self::Feature => "feature",
            Self::Credential => "credential",
            Self::Scope => "scope",
            Self::Variable => "variable",
            Self::Key => "key",
            Self::Rule => "rule",
        }
    }

    /// Several of them.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Concept => "concepts",
            Self::Provider => "providers",
            Self::Profile => "profiles",
            Self::Preset => "presets",
            Self::Feature => "features",
            Self::Credential => "credentials",
            Self::Scope => "scopes",
            Self::Variable => "variables",
            Self::Key => "keys",
            Self::Rule => "rules",
        }
    }
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is about.
    pub kind: Kind,
    /// Its name, which no other page of its kind has.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// One line about it.
    pub summary: String,
    /// Other names by which it is found.
    pub also: Vec<String>,
    /// The error strings that it is about, the one that it is most about first.
    pub symptoms: Vec<String>,
    /// Its text as Markdown, with places for what depends on the portal.
    pub(super) text: String,
}

impl Page {
    /// A page of a Markdown text that begins with a heading. A paragraph `Also: …` behind it gives other names, and what stands in
    /// backticks below `## Symptoms` are the errors that it is about.
    pub(super) fn of(kind: Kind, id: &str, summary: &str, text: &str) -> Self {
        let title = text.lines().next().unwrap_or_default().trim_start_matches('#').trim().to_owned();
        let (also, text) = without_names(text);
        Self { kind, id: id.to_owned(), title, summary: summary.to_owned(), also, symptoms: symptoms(&text), text }
    }

    /// What is typed to see it and nothing else.
    pub fn topic(&self) -> String {
        match self.kind {
            Kind::Concept | Kind::Rule | Kind::Variable | Kind::Credential => self.id.clone(),
            kind => format!("{} {}", kind.id(), self.id),
        }
    }

    /// Its text as Markdown, with a portal's own addresses in it, no picture wider than so many columns.
    pub fn markdown(&self, scene: &Scene, width: usize) -> String {
        picture::filled(&self.text, scene, Shape::Text { width })
    }

    /// The picture that belongs to it in Mermaid's words, where there is one.
    pub fn mermaid(&self, scene: &Scene) -> Option<String> {
        picture::alone(&self.text, scene)
    }
}

fn without_names(text: &str) -> (Vec<String>, String) {
    const NAMES: &str = "\nAlso: ";
    let Some(start) = text.find(NAMES) else { return (Vec::new(), text.to_owned()) };
    let rest = &text[start + NAMES.len()..];
    let end = rest.find("\n\n").unwrap_or(rest.len());
    let names = rest[..end].split(',').map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    (names, format!("{}{}", text[..start].trim_end_matches('\n'), &rest[end..]))
}

fn symptoms(text: &str) -> Vec<String> {
    let part = text.split("\n## ").find(|part| part.starts_with("Symptoms")).unwrap_or_default();
    part.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_errors_are_taken_from_the_text() {
        let page = Page::of(
            Kind::Concept,
            "a-b",
            "",
            "# A and B\n\nAlso: one, two\nwords,\nthree\n\nText.\n\n## Symptoms\n\n- `it broke`, or `it fell`\n\n## Next\n\n`no`\n",
        );
        assert_eq!(page.title, "A and B");
        assert_eq!(page.also, ["one", "two words", "three"]);
        assert_eq!(page.symptoms, ["it broke", "it fell"]);
        assert!(page.text.starts_with("# A and B\n\nText."), "{}", page.text);
    }
}
