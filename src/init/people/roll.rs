//! Counts people and groups as they are read. However many there are, it keeps as much: counts, a few examples, the groups to
//! choose from.

use std::collections::HashSet;

use crate::proof::{
    Census, DirectoryGroup, DirectoryUser, Extent, Limit, Lost, Nameless, Proof, Step, catalog_accepts, mark,
};
use crate::sign_in::Watch;

/// The most names that are compared with one another.
const MOST_COMPARED: usize = 50_000;
/// The most groups that are kept to choose from.
const MOST_GROUPS: usize = 2_000;
/// The most names that are shown as examples.
const EXAMPLES: usize = 5;
/// How many people arrive between two words about it.
const OFTEN: usize = 500;

/// What is known of the names of one kind.
#[derive(Debug, Default)]
struct Names {
    count: usize,
    refused: usize,
    refused_examples: Vec<String>,
    twice: usize,
    twice_examples: Vec<String>,
    seen: HashSet<u64>,
}

/// People and groups that would arrive.
pub(super) struct Roll<'a> {
    users: Names,
    groups: Names,
    /// Names and how many are in each.
    kept: Vec<(String, usize)>,
    extent: Option<Extent>,
    lost: Vec<Lost>,
    /// Who is watched for, to see how they would sign in.
    pub(super) watch: Option<Watch>,
    said: Option<&'a mut dyn FnMut(usize)>,
}

impl<'a> Roll<'a> {
    /// Begins to count.
    pub(super) fn new(watch: Option<Watch>) -> Self {
        let (users, groups) = (Names::default(), Names::default());
        Self { users, groups, kept: Vec::new(), extent: None, lost: Vec::new(), watch, said: None }
    }

    /// Says now and then how many people there are by now.
    pub(super) fn saying(self, said: &'a mut dyn FnMut(usize)) -> Self {
        Self { said: Some(said), ..self }
    }

    /// Says no more.
    pub(super) fn silent(self) -> Roll<'static> {
        let Self { users, groups, kept, extent, lost, watch, .. } = self;
        Roll { users, groups, kept, extent, lost, watch, said: None }
    }

    /// Everything was read, or not.
    pub(super) fn end(&mut self, extent: Extent) {
        self.extent = Some(extent);
        self.watch.iter_mut().for_each(|watch| watch.note(extent));
    }

    /// Tells whether everything was read, so that what is not here will not arrive.
    pub(super) fn is_whole(&self) -> bool {
        self.extent == Some(Extent::Whole) && self.groups.count == self.kept.len()
    }

    /// The groups to choose from, with how many are in each.
    pub(super) fn groups(&self) -> &[(String, usize)] {
        &self.kept
    }

    /// Counts what would arrive, and names what the catalog would refuse or could not tell apart.
    pub(super) fn preview(&self) -> Proof {
        let mut proof = Proof::of(self.arriving());
        proof.steps.extend(self.users.odd("user"));
        proof.steps.extend(self.groups.odd("group"));
        proof.steps.extend(self.lost.iter().map(lost));
        proof
    }

    fn arriving(&self) -> Step {
        let more = match self.extent {
            Some(Extent::Part(limit)) => format!(" and more; only a part was read: {}", limit.words()),
            _ => String::new(),
        };
        let read = format!("{} and {}", count(self.users.count, "user"), count(self.groups.count, "group"));
        if self.lost.iter().any(|lost| matches!(lost, Lost::Everybody(_))) {
            return Step::insufficient("arriving", format!("nobody would arrive of {read} that are there{more}"));
        }
        let says = format!("{read} would arrive{more}");
        match self.extent {
            Some(Extent::Part(Limit::Server)) => Step::insufficient("arriving", says)
                .hint("the catalog's module gives up at such a limit and brings nobody; have it raised"),
            _ => Step::valid("arriving", says),
        }
    }
}

/// What the catalog makes nothing of.
fn lost(lost: &Lost) -> Step {
    match lost {
        Lost::Everybody(Nameless { attribute, count: all, example }) => {
            let others = if *all > 1 { format!(" (and {} more)", all - 1) } else { String::new() };
            let says = format!("`{example}` has no single readable `{attribute}`{others}");
            Step::insufficient("names", says).hint(format!(
                "the catalog's module gives up at such an entry; add ({attribute}=*) to the filter, or narrow the base"
            ))
        }
        Lost::Memberships { count: all, example } => {
            let example = example.as_ref().map(|text| format!(", by `{text}` for instance")).unwrap_or_default();
            let says = format!("{} would be lost{example}", count(*all, "membership"));
            Step::attention("members", says).hint(
                "the catalog's module compares names as texts: a blank behind a comma, or another escape, makes two of one; write them in \
                 the directory as the entries' own names are",
            )
        }
        Lost::Untold => Step::unknown(
            "members",
            "too many memberships to compare; whether some would be lost could not be determined",
        ),
    }
}

impl Names {
    fn take(&mut self, name: &str) {
        self.count += 1;
        if !catalog_accepts(name) {
            self.refused += 1;
            keep(&mut self.refused_examples, name);
        }
        // References ignore case, so two names that differ in it alone are one and the same.
        let new = self.seen.len() >= MOST_COMPARED || self.seen.insert(mark(&name.to_lowercase()));
        if !new {
            self.twice += 1;
            keep(&mut self.twice_examples, name);
        }
    }

    fn odd(&self, what: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.refused > 0 {
            let named = named(&self.refused_examples, self.refused);
            steps.push(
                Step::attention("names", format!("{} the catalog refuses: {named}", count(self.refused, what)))
                    .hint("a name may hold letters, digits and - _ . between them, 63 at most"),
            );
        }
        if self.twice > 0 {
            let named = named(&self.twice_examples, self.twice);
            steps.push(Step::attention("names", format!("the same {what} more than once: {named}")));
        }
        steps
    }
}

impl Census for Roll<'_> {
    fn user(&mut self, user: DirectoryUser) {
        self.users.take(&user.name);
        if let Some(said) = self.said.as_mut().filter(|_| self.users.count.is_multiple_of(OFTEN)) {
            said(self.users.count);
        }
        self.watch.iter_mut().for_each(|watch| watch.user(user.clone()));
    }

    fn group(&mut self, group: DirectoryGroup) {
        self.groups.take(&group.name);
        if self.kept.len() < MOST_GROUPS {
            self.kept.push((group.name.clone(), group.members.len()));
        }
        self.watch.iter_mut().for_each(|watch| watch.group(group.clone()));
    }

    fn lost(&mut self, lost: Lost) {
        self.lost.push(lost);
    }
}

fn keep(examples: &mut Vec<String>, name: &str) {
    if examples.len() < EXAMPLES {
        examples.push(name.to_owned());
    }
}

fn named(examples: &[String], all: usize) -> String {
    let shown: Vec<_> = examples.iter().map(|name| format!("`{name}`")).collect();
    let rest = all.saturating_sub(examples.len());
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}

/// Writes a number with its noun.
pub(in crate::init) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    #[test]
    fn the_preview_counts_and_names_what_the_catalog_refuses_or_cannot_tell_apart() {
        let mut roll = Roll::new(None);
        for name in ["ada", "bob", "Ada", "é"] {
            roll.user(DirectoryUser { name: name.into(), ..DirectoryUser::default() });
        }
        for name in ["Ops & SRE", "admins"] {
            roll.group(DirectoryGroup { name: name.into(), ..DirectoryGroup::default() });
        }
        roll.end(Extent::Whole);
        let says: Vec<_> = roll.preview().steps.into_iter().map(|step| step.says).collect();
        assert_eq!(
            says,
            [
                "4 users and 2 groups would arrive",
                "1 user the catalog refuses: `é`",
                "the same user more than once: `Ada`",
                "1 group the catalog refuses: `Ops & SRE`",
            ]
        );
    }

    #[test]
    fn memberships_that_would_be_lost_are_counted_and_one_is_shown() {
        let mut roll = Roll::new(None);
        roll.lost(Lost::Memberships { count: 2, example: Some("uid=ada, ou=People".into()) });
        roll.end(Extent::Whole);
        let preview = roll.preview();
        let told = preview.steps.last().unwrap();
        assert_eq!(told.says, "2 memberships would be lost, by `uid=ada, ou=People` for instance");
        assert!(told.attention && told.hint.is_some());
    }

    #[test]
    fn one_entry_without_a_name_is_told_as_the_end_of_the_whole_reading() {
        let mut roll = Roll::new(None);
        roll.user(DirectoryUser { name: "ada".into(), ..DirectoryUser::default() });
        let (attribute, example) = ("uid".to_owned(), "cn=copier,dc=acme".to_owned());
        roll.lost(Lost::Everybody(Nameless { attribute, count: 3, example }));
        roll.end(Extent::Whole);
        let says: Vec<_> = roll.preview().steps.into_iter().map(|step| (step.verdict, step.says)).collect();
        let expected = [
            "nobody would arrive of 1 user and 0 groups that are there",
            "`cn=copier,dc=acme` has no single readable `uid` (and 2 more)",
        ];
        assert_eq!(says, expected.map(|says| (Verdict::Insufficient, says.to_owned())));
    }

    #[test]
    fn memberships_that_were_too_many_to_compare_are_not_told_as_kept() {
        let mut roll = Roll::new(None);
        roll.lost(Lost::Untold);
        roll.end(Extent::Whole);
        let preview = roll.preview();
        assert_eq!(preview.verdict(), Verdict::Unknown);
        assert!(preview.steps[1].says.starts_with("too many memberships to compare"), "{preview:?}");
    }

    #[test]
    fn a_part_is_told_with_the_reason() {
        let mut roll = Roll::new(None);
        roll.end(Extent::Part(Limit::Time));
        let says = roll.preview().steps[0].says.clone();
        assert!(
            says.ends_with("only a part was read: it came too slowly, and the time for all of it was over"),
            "{says}"
        );
        assert!(!roll.is_whole());
        assert_eq!(roll.preview().verdict(), Verdict::Valid);
        roll.end(Extent::Part(Limit::Server));
        assert_eq!(roll.preview().verdict(), Verdict::Insufficient);
    }

    #[test]
    fn what_is_kept_does_not_grow_with_the_directory() {
        let mut roll = Roll::new(None);
        for number in 0..200_000 {
            roll.user(DirectoryUser { name: format!("refused name {number}"), ..DirectoryUser::default() });
        }
        assert_eq!((roll.users.count, roll.users.seen.len()), (200_000, MOST_COMPARED));
        assert_eq!(roll.users.refused_examples.len(), EXAMPLES);
    }
}
