//! What the first entries below a base look like: blanks, values that are no text, accounts that are disabled, names that the
//! catalog refuses. Decisions only.

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
        let (mut blank, mut binary) = (with(Value::Blank), with(Value::Binary));
        let all = with(Value::Blank).count() + with(Value::Binary).count();
        let (entry, what) = match (blank.next(), binary.next()) {
            (Some(entry), _) => (entry, "has no"),
            (None, Some(entry)) => (entry, "has no readable"),
            (None, None) => return None,
        };
        let others = if all > 1 { format!(" (and {} more)", all - 1) } else { String::new() };
        let says =
            format!("`{}` {what} `{attribute}`{others}; one such entry stops the catalog from reading any", entry.dn);
        Some(Step::insufficient(whose, says).hint(format!("add ({attribute}=*) to the filter, or narrow the base")))
    }

    /// How many have nothing, or nothing readable, in an attribute.
    pub(super) fn without(&self, attribute: &str, then: &str) -> Option<Step> {
        let count = |value: &Value| self.entries.iter().filter(|entry| entry.value(attribute) == *value).count();
        let says = match (count(&Value::Blank), count(&Value::Binary)) {
            (0, 0) => return None,
            (blank, 0) => format!("{blank} of {} have no `{attribute}`", self.size()),
            (0, binary) => format!("{binary} of {} have a `{attribute}` that is no text", self.size()),
            (blank, binary) => {
                format!("{blank} of {} have no `{attribute}`, and {binary} one that is no text", self.size())
            }
        };
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
