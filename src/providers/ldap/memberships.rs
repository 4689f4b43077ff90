//! Memberships that the catalog would lose. Its module knows an entry by its name as a text, and by the same in small letters
//! (`@backstage/plugin-catalog-backend-module-ldap` 0.12.9, `resolveRelations`); to the directory, names that differ in blanks, escapes
//! or the order of a part's attributes are one name. What is kept is numbers, and no more than these bounds.

use std::collections::HashSet;

use crate::distinguished::canonical;
use crate::proof::{Lost, mark};

/// The most entries, and the most references between them, that are compared.
const MOST: usize = 300_000;

/// Whose entry it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// A person's.
    Person,
    /// A group's.
    Group,
}

/// What is known of entries of one kind.
#[derive(Debug, Default)]
struct Known {
    /// The texts by which the catalog's module finds them.
    texts: HashSet<u64>,
    /// Their names, however they are written.
    names: HashSet<u64>,
}

impl Known {
    fn finds(&self, reference: &Reference) -> bool {
        self.texts.contains(&reference.text) || self.texts.contains(&reference.lower)
    }
}

/// What one entry says of another.
#[derive(Debug)]
struct Reference {
    from: Whose,
    /// The name of the entry that says it.
    holder: u64,
    text: u64,
    lower: u64,
    /// The name that is meant, however it is written.
    name: u64,
}

/// Who says to be in which group, and which groups say who is in them.
#[derive(Debug)]
pub(super) struct Memberships {
    people: Known,
    groups: Known,
    references: Vec<Reference>,
    /// A reference that is written in an odd way, to show.
    odd: Vec<(u64, String)>,
    most: usize,
    /// Whether there was too much to compare; nothing is kept then.
    is_given_up: bool,
}

impl Default for Memberships {
    fn default() -> Self {
        Self::within(MOST)
    }
}

impl Memberships {
    /// Begins; not more than so many entries of a kind, and so many references, are compared.
    fn within(most: usize) -> Self {
        let (people, groups) = (Known::default(), Known::default());
        Self { people, groups, references: Vec::new(), odd: Vec::new(), most, is_given_up: false }
    }

    fn give_up(&mut self) {
        *self = Self { is_given_up: true, ..Self::within(self.most) };
    }

    /// Takes an entry: its name, the texts that the catalog's module would find it by, and the entries that it names.
    pub(super) fn take(&mut self, whose: Whose, dn: &str, keys: &[String], references: &[String]) {
        if self.is_given_up {
            return;
        }
        let Some(holder) = canonical(dn).map(|name| mark(&name)) else { return };
        let known = match whose {
            Whose::Person => &mut self.people,
            Whose::Group => &mut self.groups,
        };
        if known.names.len() >= self.most || self.references.len() + references.len() > self.most {
            return self.give_up();
        }
        known.names.insert(holder);
        known.texts.extend(keys.iter().map(|key| mark(key)));
        for reference in references {
            self.refer(whose, holder, reference);
        }
    }

    fn refer(&mut self, from: Whose, holder: u64, text: &str) {
        let Some(name) = canonical(text) else { return };
        let lower = text.to_lowercase();
        if name != lower && self.odd.len() < 1_000 {
            self.odd.push((mark(text), text.to_owned()));
        }
        let (text, lower, name) = (mark(text), mark(&lower), mark(&name));
        self.references.push(Reference { from, holder, text, lower, name });
    }

    /// What would be lost. A membership that is also told the other way round, or by another spelling, is not.
    pub(super) fn lost(&self) -> Option<Lost> {
        if self.is_given_up {
            return Some(Lost::Untold);
        }
        let (mut kept, mut lost) = (HashSet::new(), Vec::new());
        for reference in &self.references {
            let pair = match reference.from {
                Whose::Person => (reference.holder, reference.name),
                Whose::Group => (reference.name, reference.holder),
            };
            let from_group = reference.from == Whose::Group;
            let finds = self.groups.finds(reference) || from_group && self.people.finds(reference);
            let is_there = self.groups.names.contains(&reference.name)
                || from_group && self.people.names.contains(&reference.name);
            match (finds, is_there) {
                (true, _) => _ = kept.insert(pair),
                (false, true) => lost.push((pair, reference.text)),
                (false, false) => {}
            }
        }
        lost.retain(|(pair, _)| !kept.contains(pair));
        let pairs: HashSet<_> = lost.iter().map(|(pair, _)| *pair).collect();
        let example = lost.iter().find_map(|(_, text)| self.odd.iter().find(|(odd, _)| odd == text));
        let example = example.map(|(_, text)| text.clone());
        (!pairs.is_empty()).then_some(Lost::Memberships { count: pairs.len(), example })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: &str = "uid=ada,ou=People,dc=acme";
    const TEAM: &str = "cn=team,ou=Groups,dc=acme";

    /// One person and one group, which name each other so.
    fn lost(ada: &str, claims: &[&str], team: &str, members: &[&str]) -> Option<usize> {
        let own = |texts: &[&str]| -> Vec<String> { texts.iter().map(|text| (*text).to_owned()).collect() };
        let keys = |dn: &str| vec![dn.to_owned(), dn.to_lowercase()];
        let mut memberships = Memberships::default();
        memberships.take(Whose::Person, ada, &keys(ada), &own(claims));
        memberships.take(Whose::Group, team, &keys(team), &own(members));
        memberships.lost().map(|lost| match lost {
            Lost::Memberships { count, .. } => count,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_blank_or_an_escape_in_a_name_loses_a_membership_and_capitals_do_not() {
        assert_eq!(lost(ADA, &[], TEAM, &[ADA]), None);
        assert_eq!(lost(ADA, &[], TEAM, &["UID=ADA,OU=people,DC=ACME"]), None);
        assert_eq!(lost(ADA, &[], TEAM, &["uid=ada, ou=People, dc=acme"]), Some(1));
        assert_eq!(lost(ADA, &[], TEAM, &[r"uid=\61da,ou=People,dc=acme"]), Some(1));
        assert_eq!(lost(r"cn=Lovelace\2C Ada,dc=acme", &[], TEAM, &[r"cn=Lovelace\, Ada,dc=acme"]), Some(1));
        assert_eq!(lost(ADA, &["cn=team,  ou=Groups,dc=acme"], TEAM, &[]), Some(1));
    }

    #[test]
    fn a_membership_that_is_told_twice_is_lost_only_when_both_are() {
        assert_eq!(lost(ADA, &[TEAM], TEAM, &["uid=ada, ou=People,dc=acme"]), None);
        assert_eq!(lost(ADA, &["cn=team, ou=Groups,dc=acme"], TEAM, &["uid=ada, ou=People,dc=acme"]), Some(1));
    }

    #[test]
    fn whoever_is_not_read_at_all_is_not_lost() {
        assert_eq!(lost(ADA, &["cn=other,dc=acme"], TEAM, &["uid=bob, ou=People,dc=acme"]), None);
    }

    #[test]
    fn entries_that_the_module_knows_by_nothing_lose_everything() {
        let mut memberships = Memberships::default();
        memberships.take(Whose::Person, ADA, &[], &[TEAM.to_owned()]);
        memberships.take(Whose::Group, TEAM, &[], &[ADA.to_owned()]);
        assert_eq!(memberships.lost(), Some(Lost::Memberships { count: 1, example: None }));
    }

    #[test]
    fn a_lost_membership_is_shown_as_it_is_written() {
        let mut memberships = Memberships::default();
        memberships.take(Whose::Person, ADA, &[ADA.to_owned()], &[]);
        let odd = "uid=ada, ou=People, dc=acme".to_owned();
        memberships.take(Whose::Group, TEAM, &[TEAM.to_owned()], std::slice::from_ref(&odd));
        assert_eq!(memberships.lost(), Some(Lost::Memberships { count: 1, example: Some(odd) }));
    }

    #[test]
    fn more_than_can_be_compared_is_no_word_that_nothing_is_lost_and_nothing_of_it_is_kept() {
        let odd = ["uid=ada, ou=People,dc=acme".to_owned(), "uid=bob, ou=People,dc=acme".to_owned()];
        for (most, is_told) in [(2, true), (1, false)] {
            let mut memberships = Memberships::within(most);
            memberships.take(Whose::Person, ADA, &[ADA.to_owned()], &[]);
            memberships.take(Whose::Group, TEAM, &[TEAM.to_owned()], &odd);
            assert_eq!(memberships.lost() != Some(Lost::Untold), is_told);
            assert_eq!(memberships.references.is_empty() && memberships.people.names.is_empty(), !is_told);
        }
        let mut people = Memberships::within(1);
        for dn in [ADA, "uid=bob,ou=People,dc=acme", "uid=carol,ou=People,dc=acme"] {
            people.take(Whose::Person, dn, &[], &[]);
        }
        assert_eq!((people.lost(), people.people.names.len()), (Some(Lost::Untold), 0));
    }
}
