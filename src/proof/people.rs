//! People and groups, as a provider tells of them and as the catalog takes them.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A person whom org data would bring into the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryUser {
    /// The `metadata.name` that the catalog module would give, before the catalog accepts it.
    pub name: String,
    /// The mail address (`spec.profile.email`), when the catalog module would have it.
    pub email: Option<String>,
    /// The provider's own id of the person, as the catalog module annotates it (`keycloak.org/id`), when sign-in may match
    /// it.
    pub id: Option<String>,
    /// The groups that the person's own entry names, where it does, besides those that name the person.
    pub groups: Vec<String>,
    /// What looking this person up at the provider comes to, as far as the directory tells it: what sign-in tells of them, or that nobody
    /// signs in by this account.
    pub sought: Option<Sought>,
    /// The texts that stand for the person where a directory's groups name people otherwise than by `name`.
    pub keys: Vec<String>,
}

/// A group that org data would bring into the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryGroup {
    /// The `metadata.name` that the catalog module would give, before the catalog accepts it.
    pub name: String,
    /// Its direct members, as far as they were read: by name, or by one of their keys where they have such.
    pub members: Vec<String>,
    /// The texts that stand for the group where a directory's people name groups otherwise than by `name`.
    pub keys: Vec<String>,
}

/// What the directory has and the catalog would not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// Memberships.
    Memberships {
        /// How many.
        count: usize,
        /// One of the names, as it is written there.
        example: Option<String>,
    },
    /// Perhaps some memberships: there are more than are compared.
    Untold,
    /// Everybody: the catalog's module gives up its reading at the first entry without a name.
    Everybody(Nameless),
}

/// Entries without a name for the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nameless {
    /// Where the name would stand.
    pub attribute: String,
    /// How many there are.
    pub count: usize,
    /// One of them, as the directory calls it.
    pub example: String,
}

/// What is kept of a text where there are many and only whether two are the same is asked.
pub fn mark(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Tells whether a text is one that stands for somebody; the catalog's module also tries it in small letters.
pub fn stands_for(keys: &[String], text: &str) -> bool {
    let lower = text.to_lowercase();
    keys.iter().any(|key| key == text || *key == lower)
}

/// Takes the people and groups that org data would bring, as they are read, so that nobody has to hold a whole directory. All
/// people come before the groups.
pub trait Census {
    /// Takes a person.
    fn user(&mut self, user: DirectoryUser);
    /// Takes a group.
    fn group(&mut self, group: DirectoryGroup);
    /// Tells whether groups are looked at; where they are not, none are asked for.
    fn wants_groups(&self) -> bool {
        true
    }
    /// Hears at the end what would be lost, a kind at a time. Who does not show it needs not listen.
    fn lost(&mut self, _lost: Lost) {}
}

/// How much of a directory was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// Everything that org data would bring.
    #[default]
    Whole,
    /// A part, and why no more.
    Part(Limit),
}

impl Extent {
    /// How much was read of two things; the first that was not whole tells why.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == Self::Whole { other } else { self }
    }
}

/// Why only a part of a directory was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// There are more than are read.
    Number,
    /// It takes longer than is waited for.
    Time,
    /// Page after page brings nothing, and another one is promised.
    EmptyPages,
    /// A page comes a second time, as if nobody had asked for the next one.
    Repeated,
    /// The server stopped at a limit of its own.
    Server,
    /// The rest is at another host.
    Elsewhere,
}

impl Limit {
    /// Says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "there are more than are read here",
            Self::Time => "it came too slowly, and the time for all of it was over",
            Self::EmptyPages => "page after page came with nothing in it",
            Self::Repeated => "a page came a second time in the place of the next one",
            Self::Server => "the server stopped at a limit of its own",
            Self::Elsewhere => "the next page is at another host, which was not asked",
        }
    }
}

/// The people and groups of a small directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// People, in the order in which they were read.
    pub users: Vec<DirectoryUser>,
    /// Groups, in the order in which they were read.
    pub groups: Vec<DirectoryGroup>,
    /// How much of it that is.
    pub extent: Extent,
}

impl Census for Directory {
    fn user(&mut self, user: DirectoryUser) {
        self.users.push(user);
    }

    fn group(&mut self, group: DirectoryGroup) {
        self.groups.push(group);
    }
}

/// What a sign-in would tell the portal of a person. Sign-in resolvers look for these in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The user name (`preferred_username` of OpenID Connect).
    pub username: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// The provider's own id of the person (`sub` of OpenID Connect).
    pub id: Option<String>,
    /// Whether the provider marks the mail address as verified, where it says so.
    pub mail_verified: Option<bool>,
}

/// What came of looking for a person at the sign-in provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// That is what sign-in would tell of them.
    Found(Identity),
    /// The provider knows nobody of that name, or nobody who may sign in; the text says which.
    Nobody(String),
    /// The credential may not ask, and why.
    Untold(String),
}

/// Tells whether the catalog takes a name: runs of `[a-zA-Z0-9]` separated by one of `-_.`, 63 characters at most.
/// Source: Backstage's `KubernetesValidatorFunctions.isValidObjectName`, seen in its refusals.
pub fn catalog_accepts(name: &str) -> bool {
    let separator = |c: char| matches!(c, '-' | '_' | '.');
    !name.is_empty()
        && name.len() <= 63
        && name.chars().all(|c| c.is_ascii_alphanumeric() || separator(c))
        && !name.starts_with(separator)
        && !name.ends_with(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_catalog_refuses() {
        for good in ["ada", "ada.lovelace", "a_b-c", "A1"] {
            assert!(catalog_accepts(good), "{good}");
        }
        for bad in ["", "Ops & SRE", "-a", "a-", "ada@acme.dev", "é", &"a".repeat(64)] {
            assert!(!catalog_accepts(bad), "{bad}");
        }
    }
}
