//! What the first entries below a base look like: blanks, values that are no text, accounts that are disabled, names that the
//! catalog refuses. Decisions only.

use std::fmt::Write as _;

use super::entry::{Entry, Value};
use crate::proof::{Aspect, Step, catalog_accepts};

/// The entries that were looked at.
pub(super) struct Sample {
    /// The entries themselves.
    pub(super) entries: Vec<Entry>,
    /// Whether there are more.
    pub(super) more: bool,
}

impl Sample {
    /// How many there are, in words.
    pub(super) fn size(&self) -> String {
        let count = self.entries.len();
        if self.more { format!("the first {count}") } else { count.to_string() }
    }

    /// Entries without a name stop the catalog's reader, which then brings nobody.
    pub(super) fn nameless(&self, whose: Aspect<'_>, attribute: &str) -> Option<Step> {
        let with = |value: Value| self.entries.iter().filter(move |entry| entry.value(attribute) == value);
        let kinds =
            [(Value::Blank, "has no"), (Value::Binary, "has no readable"), (Value::Several, "has more than one")];
        let all: usize = kinds.iter().map(|(value, _)| with(value.clone()).count()).sum();
        let (entry, what) = kinds.into_iter().find_map(|(value, what)| Some((with(value).next()?, what)))?;
        let others = if all > 1 { format!(" (and {} more)", all - 1) } else { String::new() };
        let says =
            format!("`{}` {what} `{attribute}`{others}; one such entry stops the catalog from reading any", entry.dn);
        Some(Step::insufficient(whose, says).hint(format!("add ({attribute}=*) to the filter, or narrow the base")))
    }

    /// How many have nothing, or nothing readable, in an attribute.
    pub(super) fn without(&self, attribute: &str, then: &str) -> Option<Step> {
        let count = |value: &Value| self.entries.iter().filter(|entry| entry.value(attribute) == *value).count();
        let kinds = [
            (count(&Value::Blank), "have no `{}`", "none"),
            (count(&Value::Binary), "have a `{}` that is no text", "one that is no text"),
            (
                count(&Value::Several),
                "have more than one `{}`, which counts as none",
                "more than one, which counts as none",
            ),
        ];
        let mut found = kinds.into_iter().filter(|(count, ..)| *count > 0);
        let (first, what, _) = found.next()?;
        let mut says = format!("{first} of {} {}", self.size(), what.replace("{}", attribute));
        for (count, _, what) in found {
            _ = write!(says, ", and {count} {what}");
        }
        Some(Step::attention(attribute, says).hint(then))
    }

    /// An attribute that some may lack in good order, and that nobody has.
    pub(super) fn all_without(&self, attribute: &str, then: &str) -> Option<Step> {
        let nobody = self.entries.iter().all(|entry| entry.value(attribute) == Value::Blank);
        nobody.then(|| Step::attention(attribute, format!("none of {} has a `{attribute}`", self.size())).hint(then))
    }

    /// How many are accounts that Active Directory has disabled.
    pub(super) fn disabled(&self) -> Option<Step> {
        let disabled = self.entries.iter().filter(|entry| entry.is_disabled()).count();
        (disabled > 0).then(|| {
            Step::attention("disabled", format!("{disabled} of {} are disabled accounts", self.size()))
                .hint("leave them out: (&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))")
        })
    }

    /// How many have names that the catalog does not take.
    pub(super) fn refused_by_the_catalog(&self, attribute: &str) -> Option<Step> {
        let names = self.entries.iter().filter_map(|entry| entry.text(attribute));
        let refused = names.filter(|name| !catalog_accepts(name)).count();
        (refused > 0).then(|| {
            let says = format!("{refused} have names that the catalog refuses, with blanks for instance");
            Step::attention("names", says).hint("narrow the groups' base or filter to those you need")
        })
    }
}
