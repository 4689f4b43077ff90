//! One variable in a carrier, and what can be done to it as text: `NAME: value`, `- NAME=value`, or `name:` and `value:` of an item.

use std::ops::Range;

use crate::credential::Secret;

/// An edit: what it replaces, in bytes, and with what. It may hold a secret.
pub(super) type Edit = (Range<usize>, Secret);

/// An entry of a list or map.
#[derive(Clone)]
pub(super) struct Entry<'t> {
    /// The file that it stands in.
    pub(super) file: &'t str,
    /// The file's text.
    pub(super) text: &'t str,
    /// Its name, or what begins with it.
    pub(super) name: Range<usize>,
    /// All of it.
    pub(super) whole: Range<usize>,
}

impl Entry<'_> {
    /// Gives it another name.
    pub(super) fn renamed(&self, old: &str, new: &str) -> Edit {
        let name = self.text[self.name.clone()].replacen(old, new, 1);
        (self.name.clone(), Secret::new(name))
    }

    /// Gives it another name and another value; what fills the value in from elsewhere stays.
    pub(super) fn saying(&self, (old, was): (&str, &str), (new, value): (&str, &str)) -> Edit {
        let all = &self.text[self.whole.clone()];
        let name_ends =
            self.name.start - self.whole.start + self.text[self.name.clone()].find(old).unwrap_or_default() + old.len();
        let head = all[..name_ends].replacen(old, new, 1);
        let tail = &all[name_ends..];
        let Some(at) = tail.rfind(was).filter(|_| !was.is_empty()) else {
            return (self.whole.clone(), Secret::new(format!("{head}{tail}")));
        };
        let (before, after) = (&tail[..at], &tail[at + was.len()..]);
        let quoted = before.ends_with(['"', '\'']) || all.starts_with(['"', '\'']) && self.is_line();
        let stands_in = before.rfind("${").is_some_and(|open| !before[open..].contains('}'));
        let said = match (quoted || stands_in, self.is_line()) {
            (true, _) => format!("{head}{before}{value}{after}"),
            (false, true) => format!("\"{head}{before}{value}{after}\""),
            (false, false) => format!("{head}{before}\"{value}\"{after}"),
        };
        (self.whole.clone(), Secret::new(said))
    }

    /// Takes it out, with its line; nothing where it has none for itself.
    pub(super) fn gone(&self) -> Option<Edit> {
        Some((self.lines()?, Secret::new("")))
    }

    /// The same entry once more below, by another name.
    pub(super) fn again(&self, old: &str, new: &str) -> Option<Edit> {
        let lines = self.lines()?;
        let at = self.name.start - lines.start + self.text[self.name.clone()].find(old)?;
        let mut copy = self.text[lines.clone()].to_owned();
        copy.replace_range(at..at + old.len(), new);
        let newline = if copy.ends_with('\n') { "" } else { "\n" };
        Some((lines.end..lines.end, Secret::new(format!("{newline}{copy}"))))
    }

    /// Another entry below, of the same kind.
    pub(super) fn beside(&self, name: &str, value: &str) -> Option<Edit> {
        let lines = self.lines()?;
        let first = self.text[lines.clone()].lines().next()?;
        let indent = &first[..first.len() - first.trim_start().len()];
        let newline = if self.text[..lines.end].ends_with('\n') { "" } else { "\n" };
        let said = match (self.is_line(), first.trim_start().starts_with("- ")) {
            (true, _) => format!("{newline}{indent}- {name}={value}\n"),
            (false, true) => format!("{newline}{indent}- name: {name}\n{indent}  value: \"{value}\"\n"),
            (false, false) => format!("{newline}{indent}{name}: \"{value}\"\n"),
        };
        Some((lines.end..lines.end, Secret::new(said)))
    }

    /// Whether it is one text, `NAME=value`.
    fn is_line(&self) -> bool {
        self.name == self.whole
    }

    /// Whether it is an item of a list that has a line for itself.
    pub(super) fn is_item(&self) -> bool {
        self.lines().is_some_and(|lines| self.text[lines].trim_start().starts_with('-'))
    }

    /// Its lines, when nothing else stands on them.
    fn lines(&self) -> Option<Range<usize>> {
        let start = self.text[..self.whole.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[self.whole.end..].find('\n').map_or(self.text.len(), |at| self.whole.end + at + 1);
        let (before, behind) = (&self.text[start..self.whole.start], self.text[self.whole.end..end].trim());
        let alone = matches!(before.trim(), "" | "-") && (behind.is_empty() || behind.starts_with('#'));
        alone.then_some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry<'t>(text: &'t str, name: &str, whole: &str) -> Entry<'t> {
        let range = |part: &str| text.find(part).map(|at| at..at + part.len()).unwrap();
        Entry { file: "values.yaml", text, name: range(name), whole: range(whole) }
    }

    fn after(text: &str, (range, new): &Edit) -> String {
        let mut edited = text.to_owned();
        edited.replace_range(range.clone(), new.expose());
        edited
    }

    #[test]
    fn what_tells_the_image_what_to_load_is_said_anew_in_each_form() {
        let told = (("VEECODE_PROFILE", "github"), ("VEECODE_PRESETS", "github-auth,github"));
        let said = |text: &str, name: &str, whole: &str| after(text, &entry(text, name, whole).saying(told.0, told.1));
        assert_eq!(
            said("  VEECODE_PROFILE: github # x\n", "VEECODE_PROFILE", "VEECODE_PROFILE: github"),
            "  VEECODE_PRESETS: \"github-auth,github\" # x\n"
        );
        assert_eq!(
            said("- VEECODE_PROFILE=github\n", "VEECODE_PROFILE=github", "VEECODE_PROFILE=github"),
            "- \"VEECODE_PRESETS=github-auth,github\"\n"
        );
        assert_eq!(
            said("- 'VEECODE_PROFILE=github'\n", "'VEECODE_PROFILE=github'", "'VEECODE_PROFILE=github'"),
            "- 'VEECODE_PRESETS=github-auth,github'\n"
        );
        let item = "name: VEECODE_PROFILE\n  value: 'github'";
        assert_eq!(
            said(&format!("- {item}\n"), "VEECODE_PROFILE", item),
            "- name: VEECODE_PRESETS\n  value: 'github-auth,github'\n"
        );
        for (filled, wanted) in [
            ("VEECODE_PROFILE: ${VEECODE_PROFILE:-github}", "VEECODE_PRESETS: ${VEECODE_PROFILE:-github-auth,github}"),
            ("VEECODE_PROFILE: ${VEECODE_PROFILE-github}", "VEECODE_PRESETS: ${VEECODE_PROFILE-github-auth,github}"),
            ("VEECODE_PROFILE: $VEECODE_PROFILE", "VEECODE_PRESETS: $VEECODE_PROFILE"),
        ] {
            assert_eq!(said(filled, "VEECODE_PROFILE", filled), wanted);
        }
    }

    #[test]
    fn an_entry_goes_with_its_line_and_comes_once_more_below() {
        let text = "env:\n  - name: A\n    valueFrom: x\n  - { name: B, value: 1 }\n";
        let one = entry(text, "A", "name: A\n    valueFrom: x");
        assert_eq!(after(text, &one.gone().unwrap()), "env:\n  - { name: B, value: 1 }\n");
        assert_eq!(
            after(text, &one.again("A", "C").unwrap()),
            "env:\n  - name: A\n    valueFrom: x\n  - name: C\n    valueFrom: x\n  - { name: B, value: 1 }\n"
        );
        assert_eq!(
            after(text, &one.beside("C", "v").unwrap()),
            "env:\n  - name: A\n    valueFrom: x\n  - name: C\n    value: \"v\"\n  - { name: B, value: 1 }\n"
        );
        let map = "[{ name: B, value: 1 }, { name: A }]";
        assert!(entry(map, "B", "name: B, value: 1").gone().is_none());
    }
}
