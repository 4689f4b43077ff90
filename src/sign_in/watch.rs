//! What of a directory could match one person. It keeps that and nothing else, so its memory does not grow with the
//! directory.

use super::rule::without_tag;
use crate::proof::{Census, DirectoryGroup, DirectoryUser, Extent, Identity, catalog_accepts, stands_for};

/// The most users that are kept for a mail address or an id: enough to tell that more than one matches.
const MOST_USERS: usize = 8;
/// The most groups of one user that are kept.
const MOST_GROUPS: usize = 50;
/// The most groups that are kept as the user's own entry names them; not all of them need be read.
const MOST_CLAIMS: usize = 1_000;

/// Watches for one person while a directory is read. People must be read before the groups that hold them, as
/// a [`Census`] gets them; otherwise groups of a person who is found by mail address or id are missed.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    names: Vec<String>,
    mails: Vec<String>,
    id: Option<String>,
    seen: Vec<Seen>,
    people: usize,
    with_mail: usize,
    with_id: usize,
    partial: bool,
    /// Somebody was shown out of a directory that went by otherwise.
    shown: bool,
    /// Why others who could match as well were not seen.
    doubt: Option<&'static str>,
}

/// A user who could match.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The name, as the directory writes it.
    pub(super) name: String,
    mail: Option<String>,
    id: Option<String>,
    /// What stands for the person, where it is not the name.
    keys: Vec<String>,
    /// What the person's own entry says of groups that are still to come.
    claims: Vec<String>,
    groups: Vec<String>,
}

/// What the catalog would answer.
pub(super) enum Lookup<'a> {
    /// One user.
    One(&'a Seen),
    /// More than one, by name.
    Several(String),
    /// No user, and why.
    Nobody(String),
    /// No user in what was read, which was not all, as this says.
    Unread(&'static str),
}

impl Seen {
    /// The groups, as entity references.
    pub(super) fn groups(&self) -> Vec<String> {
        self.groups.iter().map(|name| format!("group:default/{name}")).collect()
    }
}

impl Watch {
    /// Watches for whom a sign-in would tell of.
    pub fn of(identity: &Identity) -> Self {
        let mail = identity.email.as_deref();
        let local = mail.map(|mail| mail.split_once('@').map_or(mail, |(local, _)| local));
        let names = identity.username.as_deref().into_iter().chain(local).map(lower).collect();
        let mails = mail.map(str::to_owned).into_iter().chain(mail.and_then(without_tag)).map(|mail| lower(&mail));
        Self { names, mails: mails.collect(), id: identity.id.as_deref().map(lower), ..Self::default() }
    }

    /// The names, addresses and ids that could match, in lower case.
    pub fn seeks(&self) -> impl Iterator<Item = &str> {
        self.names.iter().chain(&self.mails).chain(&self.id).map(String::as_str)
    }

    /// Notes how much of the directory was read.
    pub fn note(&mut self, extent: Extent) {
        self.partial |= extent != Extent::Whole;
    }

    /// Notes that others who could match may not have been seen, and why. A name and an id are one user's; an address may be more than one's.
    pub fn doubt(&mut self, why: &'static str) {
        self.doubt = Some(why);
    }

    /// Is shown somebody of a directory that is not seen whole: nothing follows from what the others have not.
    pub fn shown(&mut self, user: DirectoryUser) {
        self.shown = true;
        self.take(user);
    }

    fn take(&mut self, user: DirectoryUser) {
        if !self.keeps(&user) {
            return;
        }
        // Whoever has keys names groups by theirs; they are known once the groups are.
        let (names, claims) = if user.keys.is_empty() { (user.groups, Vec::new()) } else { (Vec::new(), user.groups) };
        let groups = names.iter().filter(|name| catalog_accepts(name)).map(|name| lower(name));
        let groups = groups.take(MOST_GROUPS).collect();
        let claims = claims.into_iter().take(MOST_CLAIMS).collect();
        self.seen.push(Seen { name: user.name, mail: user.email, id: user.id, keys: user.keys, claims, groups });
    }

    /// Tells whether a user could match and there is room; a name that is looked for is always kept, once.
    fn keeps(&self, user: &DirectoryUser) -> bool {
        let name = lower(&user.name);
        if self.names.contains(&name) && !self.seen.iter().any(|seen| lower(&seen.name) == name) {
            return true;
        }
        self.seen.len() < MOST_USERS && self.matches(user)
    }

    fn matches(&self, user: &DirectoryUser) -> bool {
        user.email.as_deref().is_some_and(|mail| self.mails.contains(&lower(mail)))
            || user.id.is_some() && user.id.as_deref().map(lower) == self.id
    }

    /// The catalog's references are lower case.
    pub(super) fn by_name(&self, name: &str) -> Lookup<'_> {
        let fits = |seen: &&Seen| lower(&seen.name) == lower(name);
        self.settled(self.seen.iter().filter(fits).collect(), || format!("no user is called `{name}`"))
    }

    /// The catalog's search ignores case.
    pub(super) fn by_mail(&self, mail: &str) -> Lookup<'_> {
        let fits = |seen: &&Seen| seen.mail.as_deref().is_some_and(|other| lower(other) == lower(mail));
        let found = self.settled(self.seen.iter().filter(fits).collect(), || match self.with_mail {
            0 if self.people > 0 => "no user has a mail address in the catalog".to_owned(),
            _ => format!("no user has the mail address `{mail}`"),
        });
        match (found, self.doubt) {
            (Lookup::One(_), Some(why)) => Lookup::Unread(why),
            (found, _) => found,
        }
    }

    /// The catalog's search ignores case.
    pub(super) fn by_id(&self, id: &str) -> Lookup<'_> {
        let fits = |seen: &&Seen| seen.id.as_deref().is_some_and(|other| lower(other) == lower(id));
        self.settled(self.seen.iter().filter(fits).collect(), || match self.with_id {
            0 if self.people > 0 => "no user carries the provider's id in the catalog".to_owned(),
            _ => format!("no user carries the id `{id}`"),
        })
    }

    /// Why nothing follows from not being found, where that is so.
    fn unread(&self) -> Option<&'static str> {
        match self.doubt {
            Some(why) => Some(why),
            None if !self.partial => None,
            None if self.shown => Some("only a part of the directory was read, and nobody in it matches"),
            None if self.people == 0 => Some("nobody in the directory could be read"),
            None => Some("only a part of the directory was read, and this person is not in it"),
        }
    }

    /// Leaves out whom the catalog would refuse; two of the same name are one user there.
    fn settled<'a>(&self, found: Vec<&'a Seen>, nobody: impl Fn() -> String) -> Lookup<'a> {
        let mut taken: Vec<&Seen> = Vec::new();
        for seen in found.iter().filter(|seen| catalog_accepts(&seen.name)) {
            if !taken.iter().any(|other| lower(&other.name) == lower(&seen.name)) {
                taken.push(seen);
            }
        }
        match (taken.as_slice(), found.first()) {
            ([one], _) => Lookup::One(one),
            ([], Some(refused)) => {
                Lookup::Nobody(format!("`{}` matches, but the catalog refuses that name", refused.name))
            }
            ([], None) => self.unread().map_or_else(|| Lookup::Nobody(nobody()), Lookup::Unread),
            (several, _) => {
                let names: Vec<_> = several.iter().map(|seen| format!("`{}`", seen.name)).collect();
                Lookup::Several(names.join(", "))
            }
        }
    }
}

impl Census for Watch {
    fn user(&mut self, user: DirectoryUser) {
        self.people += 1;
        self.with_mail += usize::from(user.email.is_some());
        self.with_id += usize::from(user.id.is_some());
        self.take(user);
    }

    fn group(&mut self, group: DirectoryGroup) {
        if !catalog_accepts(&group.name) {
            return;
        }
        let name = lower(&group.name);
        for seen in &mut self.seen {
            let holds = match seen.keys.is_empty() {
                true => group.members.iter().any(|member| lower(member) == lower(&seen.name)),
                false => group.members.iter().any(|member| stands_for(&seen.keys, member)),
            };
            let holds = holds || seen.claims.iter().any(|claim| stands_for(&group.keys, claim));
            if holds && seen.groups.len() < MOST_GROUPS && !seen.groups.contains(&name) {
                seen.groups.push(name.clone());
            }
        }
    }
}

/// As the catalog compares (`toLocaleLowerCase('en-US')`).
pub(super) fn lower(text: &str) -> String {
    text.to_lowercase()
}
